"""Whether a community stands without its conveners: how many stay linked, what others do, what became of it since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sna.findings.evidence import Evidence
from sna.findings.phrases import capital, counted, moment, number, percent
from sna.findings.record import Finding, Names, Sentence, Verdict, figures
from sna.findings.sources import Source, cell, cite, constant, like
from sna.findings.tables import ALL

RULE = (
    "a count and a share: hangs if surely fewer than half of the others are in the largest part without the conveners; "
    "stands if surely four fifths are and surely half of what is done is done by others (Wilson)"
)
ACTS = "acts"
TITLES = {
    Verdict.STANDS: "{} stands by itself, without its conveners",
    Verdict.LEANS: "{} leans on its conveners",
    Verdict.HANGS: "{} hangs on its conveners",
    Verdict.CANNOT_TELL: "These records cannot tell whether {} stands without its conveners",
}
COUNTED = {
    Verdict.STANDS: ("stands by itself", "stand by themselves"),
    Verdict.LEANS: ("leans on them", "lean on them"),
    Verdict.HANGS: ("hangs on them", "hang on them"),
}
REGISTERS = (
    "Registers say who came and what was held without a convener, and nothing else of it: who acts between meetings "
    "cannot be judged, and that a convener was there does not show that one was needed."
)


def standing(evidence: Evidence) -> list[Finding]:
    """Give the verdict on each community, or on all where there is one; not where counts would point at somebody."""
    table, rows = evidence.whole.tables.without, []
    for row in table:
        sum_of_several = row.cop == ALL and len(table) > 1
        linked, others = row.linked or 0, row.others or 0
        small = any(0 < count < evidence.smallest for count in (linked, others, others - linked))
        if sum_of_several or small or not row.conveners:
            continue
        texts = {name: like(getattr(row, name), row.others, name) for name in ("verdict", "judged_by", "note")}
        stopped = {name: like(getattr(row, name), row.others, name) for name in ("stopped_on", "stopped_verdict")}
        groups = () if row.cop == ALL else (row.cop,)
        numbers = figures(**(row.measures() | texts | stopped))
        rows.append(Finding(what="without", groups=groups, figures=numbers, verdict=Verdict(row.verdict), rule=RULE))
    return rows


# In words


def standing_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say of each community whether it stands, by how many who stay linked and what others do, beside the limits."""
    first, *rest = findings
    others = [f"{_title(finding)}. {_text(finding)}" for finding in rest]
    parts = [_text(first), *others, caveat(findings)]
    return Sentence(_title(first), " ".join(part for part in parts if part))


def sentence(finding: Finding) -> Sentence:
    """Say it of one community, without what may not be concluded."""
    return Sentence(_title(finding), _text(finding))


def caveat(findings: Sequence[Finding]) -> str:
    """Say what may not be concluded where there are registers only; empty where everything is judged by acts."""
    return REGISTERS if any(finding.text("judged_by") != ACTS for finding in findings) else ""


def name(finding: Finding) -> str:
    """Name the community."""
    return finding.groups[0] if finding.groups else "the community"


def _title(finding: Finding) -> str:
    title = TITLES[finding.verdict]
    return capital(title.format(name(finding) if title.startswith("{") else _inside(finding)))


def _inside(finding: Finding) -> str:
    return f"“{name(finding)}”" if finding.groups else name(finding)


def _text(finding: Finding) -> str:
    if finding.positive("note"):
        return f"{capital(cite(finding.text('note'), finding.figure('note')))}."
    return " ".join(part for part in (_linked(finding), _acts(finding), _since(finding)) if part)


def _linked(finding: Finding) -> str:
    """Say how many of the others are linked without the conveners, and how far that is from the limits."""
    linked, others = number(finding.number("linked")), counted(finding.count("others"), "other")
    share = percent(finding.number("linked_share"))
    limits = f"to stand surely {constant('80%')}, to hang surely under {constant('50%')}"
    return f"Without conveners {linked} of {others} are in one linked part: {share} ({limits})."


def _acts(finding: Finding) -> str:
    """Say how much of what was done lately others did, or was held without any convener."""
    span = " to ".join(percent(finding.number(end)) for end in ("low", "high")) if finding.has("low", "high") else ""
    limit = f"to stand surely {constant('50%')}"
    if finding.text("judged_by") == ACTS:
        acts, others = counted(finding.count("acts"), "act"), number(finding.number("acts_by_others"))
        share = percent(finding.number("share"))
        return f"Of {acts} of the last {constant('four')} quarters {others} were by others: {share} ({span}; {limit})."
    if not finding.positive("lately"):
        return ""
    meetings, alone = counted(finding.count("lately"), "meeting"), number(finding.number("lately_without"))
    return f"Of {meetings} of the last {constant('four')} quarters {alone} were without a convener ({span}; {limit})."


def _since(finding: Finding) -> str:
    """Say what has become of the meetings since the last convener stopped."""
    if not finding.has("before", "after", "stopped_on"):
        return ""
    before, after = (number(finding.number(when), 1) for when in ("before", "after"))
    line = (
        f"Since its last convener stopped on {moment(finding.text('stopped_on'))}, {after} others come to a meeting on "
        f"the mean; before it was {before}."
    )
    if not finding.positive("stopped_verdict"):
        return line
    verdict = cite(finding.text("stopped_verdict"), finding.figure("stopped_verdict"))
    return f"{line} Whether groups keep to themselves since: {verdict}."


def standing_counts(verdicts: Mapping[str, int]) -> str:
    """Say how many communities stand by themselves, lean, or hang on their conveners; empty of none.

    Examples
    --------
    >>> standing_counts({"stands by itself": 1, "these data cannot tell": 2})
    'Without their conveners: 1 community stands by itself, of 2 these records cannot tell.'
    """
    counts = {Verdict(verdict): cell(count, Source("without", ALL, verdict)) for verdict, count in verdicts.items()}
    parts = [
        f"{counted(count, 'community', 'communities')} {COUNTED[verdict][count > 1]}"
        for verdict, count in counts.items()
        if verdict in COUNTED
    ]
    unclear = counts.get(Verdict.CANNOT_TELL, 0)
    parts += [f"of {number(unclear)} these records cannot tell"] if unclear else []
    return f"Without their conveners: {', '.join(parts)}." if parts else ""
