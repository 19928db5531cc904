"""The part of a report for whoever has to defend it: a sentence to quote, what it does not say, likely questions."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from sna.findings.change import halves, limits, strength, title
from sna.findings.phrases import counted, nouns
from sna.findings.record import Finding, Verdict
from sna.render.page import Paragraph
from sna.render.report.content import ReportContent

SAYS_NOT = (
    "That people know each other or work together. It says that they were at the same meeting.",
    "Who talked to whom there. At a large meeting everybody is at the same one.",
)
NOT_CAUSED = "That the community caused it. There is no group to compare with."


class Defence(Struct, frozen=True):
    """The sentence to quote, what it does not say, and likely questions with their answers."""

    quote: str
    says_not: Sequence[str]
    questions: Sequence[Paragraph]


def defence(content: ReportContent) -> Defence | None:
    """Give what to say of the study's own question; None where no two periods were compared."""
    own = next((row for row in content.findings_of("change") if row.by == content.group), None)
    before = content.before
    if own is None or before is None or not own.has("before", "after"):
        return None
    meetings = [counted(period.gatherings, "meeting") for period in (before, content.now)]
    rests = f"We compared {meetings[0]} in {before.title} with {meetings[1]} in {content.now.title}."
    quote = f"{rests} {title(own)}. {halves(own)}"
    caused = [] if content.findings_of("against") else [NOT_CAUSED]
    level = ["That nothing changed: a smaller change is often missed."] if own.verdict is Verdict.UNCHANGED else []
    return Defence(quote, [*SAYS_NOT, *level, *caused], _questions(content, own, meetings))


def _questions(content: ReportContent, own: Finding, meetings: Sequence[str]) -> list[Paragraph]:
    groups = nouns(content.group).plural
    more = f"No. Each period is compared with what its own meetings would give ({meetings[0]}, then {meetings[1]})."
    largest = [line for line in limits(own) if "largest" in line] or ["The answer does not turn on it."]
    chosen = content.plan or f"Whoever wrote the study's settings. Other groups than {groups} were looked at besides."
    new = "No. Only people who could come in both periods are compared."
    return [
        Paragraph("Is it chance?", " ".join(strength(own))),
        Paragraph("Is it only that there were more meetings?", more),
        Paragraph("Is it the newcomers?", new),
        Paragraph("Is it the largest meeting?", " ".join(largest)),
        Paragraph("Who chose the groups?", chosen),
    ]
