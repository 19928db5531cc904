"""Whether who came to more mixed meetings is later in touch with more people of other groups on a medium."""

from __future__ import annotations

from collections.abc import Sequence

from sna.findings.evidence import Evidence
from sna.findings.phrases import capital, hundred, luck, nouns, veiled
from sna.findings.record import Finding, Names, Sentence, Verdict, figures
from sna.findings.sources import cite, constant, like
from sna.findings.tables import ALL

RULE = (
    "people of one group who came as often, acted as often and were in touch with as many of other groups before; p "
    "from dealing out within groups what these leave, studentised, and Student's t, the larger of the two"
)
CAVEAT = "This is an association: who likes to meet others may do either for that reason."


def exposures(evidence: Evidence) -> list[Finding]:
    """Say whether meetings and contacts go together so; nothing where nobody met, or there is one period."""
    row = evidence.tables_by(evidence.group, evidence.whole).exposure.get(ALL)
    if row is None or not evidence.medium or row.people is None or evidence.before is None:
        return []
    texts = {name: like(getattr(row, name), row.people, name) for name in ("verdict", "note")}
    titles = figures(before_title=evidence.before.title, after_title=evidence.now.title)
    numbers = titles | figures(**(row.measures() | texts), fewest=evidence.smallest)
    return [Finding(what="exposure", by=evidence.group, figures=numbers, verdict=Verdict(row.verdict), rule=RULE)]


def exposure_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say whom it rests on, how much more contact a tenth more of others goes with, and that it is an association."""
    finding = findings[0]
    if not finding.has("exposure", "p"):
        note = capital(cite(finding.text("note"), finding.figure("note")))
        return Sentence(_title(finding), f"{note}.")
    fewest = finding.count("fewest") if finding.has("fewest") else 0
    ratio, low, high = (hundred(finding.number(name)) for name in ("exposure", "low", "high"))
    when = f"in {finding.text('before_title')} and were in touch{finding.place} in {finding.text('after_title')}"
    text = (
        f"Of {veiled(finding.count('people'), fewest)} people who came to meetings {when}: where {constant('a tenth')} "
        f"more of those at somebody's meetings were from another {nouns(finding.by).singular}, they were in touch with "
        f"{ratio} people from others ({low} to {high}) {constant('for every 100')} of those as active who came as "
        f"often. Luck alone gives a departure this large {luck(finding.number('p'))}. {CAVEAT}"
    )
    return Sentence(_title(finding), text)


def _title(finding: Finding) -> str:
    other, place = f"in other {nouns(finding.by).plural}", finding.place
    if finding.verdict in {Verdict.MORE, Verdict.FEWER}:
        how = "more" if finding.verdict is Verdict.MORE else "fewer"
        return f"Who came to more mixed meetings later had {how} contacts {other}{place}"
    if finding.verdict is Verdict.CANNOT_TELL:
        return f"These records cannot tell whether more mixed meetings go with contacts {other}{place}"
    unclear = cite("No clear sign", finding.figure("verdict"))
    return f"{unclear} that who came to more mixed meetings later had more contacts {other}{place}"
