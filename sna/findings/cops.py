"""Several communities of practice beside each other: how many people join them, which links hang on one person."""

from __future__ import annotations

from collections.abc import Sequence

from sna.findings.evidence import Evidence
from sna.findings.phrases import capital, counted, listed, luck, number
from sna.findings.record import Finding, Names, Sentence, Verdict, figures
from sna.findings.rows import CopOverlapRow
from sna.findings.sources import cell, cite, like

EVERY = "all communities"
"""The row of all communities of practice in the table `cops`."""
MOST = 6
RULE = "people in both of two sets drawn from all who could join; hypergeometric, adjusted by Holm's method"


def overlap_rows(evidence: Evidence, *, media: bool) -> list[CopOverlapRow]:
    """Give the rows of two communities of practice, or with `media` those of one and a medium."""
    names = {row.cop for row in evidence.whole.tables.cops}
    return [row for row in evidence.whole.tables.cops_overlap if (row.other in names) != media]


def cops(evidence: Evidence) -> list[Finding]:
    """Count who joins the communities of practice, and the pairs that share somebody; nothing with fewer than two."""
    rows, tables = overlap_rows(evidence, media=False), evidence.whole.tables
    every = tables.cops.get(EVERY)
    if every is None or not rows:
        return []
    joiners = tuple(row.person for row in tables.cops_joiners if row.joined > 1)
    if 0 < len(joiners) < evidence.smallest:
        return []
    linked, single = ([row for row in rows if row.both], [row for row in rows if row.single])
    names = tuple(row.cop for row in tables.cops if row.cop != EVERY)
    apart = tuple(name for name in names if not any(name in {row.cop, row.other} for row in linked))
    counts = {"pairs": rows, "linked": linked, "single": single, "apart": apart}
    numbers = figures(
        people=every.people,
        communities=cell(len(names), evidence.whole.source("communities", "cops", EVERY)),
        joiners=cell(len(joiners), evidence.whole.source("joiners", "cops_joiners")),
        **{name: cell(len(part), evidence.whole.source(name, "cops_overlap")) for name, part in counts.items()},
        note="" if any(row.expected for row in rows) else like(rows[0].note, rows[0].both, "note"),
        links="; ".join(f"{row.cop} with {row.other}" for row in single),
        alone="; ".join(apart),
    )
    return [Finding(what="cops", who=joiners, groups=names, figures=numbers)]


def cops_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how many join how many, which links hang on one, who shares nobody, and whether that is many or few."""
    finding = findings[0]
    joiners, single, linked = (finding.count(name) for name in ("joiners", "single", "linked"))
    communities = counted(finding.count("communities"), "community of practice", "communities of practice")
    if not joiners:
        return Sentence(f"{cite('Nobody', joiners)} is in two of the {communities}", _judgement(finding))
    whom = f"{number(joiners)} of {number(finding.count('people'))} people"
    hanging = (
        f"; {number(single)} of the {counted(linked, 'link')} between them hang{'s' if single == 1 else ''} on one"
    )
    verb = "is" if joiners == 1 else "are"
    headline = f"{whom} {verb} in more than one of {communities}{f'{hanging} person' if single else ''}"
    return Sentence(headline, " ".join([*_links(finding), _judgement(finding)]).strip(), finding.who)


def _links(finding: Finding) -> list[str]:
    pairs, linked, single, apart = (finding.count(name) for name in ("pairs", "linked", "single", "apart"))
    verb = "shares" if linked == 1 else "share"
    lines = [f"Of {counted(pairs, 'pair')} of communities, {number(linked)} {verb} somebody."]
    if single:
        lines.append(f"Joined by one person alone: {listed(finding.text('links').split('; '), MOST, total=single)}.")
    if apart:
        names = listed(finding.text("alone").split("; "), MOST, total=apart)
        lines.append(f"{names} share{'s' if apart == 1 else ''} nobody with the others.")
    return lines


def _judgement(finding: Finding) -> str:
    if not finding.has("note"):
        return ""
    return f"Whether this is many or few, these data cannot tell: {cite(finding.text('note'), finding.figure('note'))}."


def shared(evidence: Evidence) -> list[Finding]:
    """Give the pairs that share more or fewer people than chance gives, where it is known who could join."""
    rows = [
        row for row in evidence.whole.tables.cops_overlap if row.expected is not None and row.p_adjusted is not None
    ]
    return [
        Finding(
            what="cops-shared", groups=(row.cop, row.other), figures=figures(**row.measures()),
            verdict=Verdict(row.verdict), rule=RULE,
        )
        for row in rows
        if row.verdict in {Verdict.MORE, Verdict.FEWER} and not 0 < row.both < evidence.smallest
    ]  # fmt: skip


def shared_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say of each pair how many are in both, and how many would be."""
    lines = [
        f"{' and '.join(row.groups)}: {counted(row.count('both'), 'person', 'people')} in both, "
        f"{number(row.number('expected'), 1)} expected. Luck alone gives one this large {luck(row.number('p'))}."
        for row in findings
    ]
    first = findings[0]
    how = {row.verdict for row in findings}
    words = "more or fewer" if len(how) > 1 else "more" if first.verdict is Verdict.MORE else "fewer"
    pairs = " and ".join(first.groups) if len(findings) == 1 else "Some pairs of communities"
    reason = "Expected is what it would be if who is in one joined the other as readily as anybody who could."
    return Sentence(f"{pairs} share {words} people than luck gives", " ".join([*lines, reason]))


def on_media(evidence: Evidence) -> list[Finding]:
    """Count who of each community of practice is on each medium."""
    rows = overlap_rows(evidence, media=True)
    also = [row for row in evidence.whole.tables.cops_joiners if row.media]
    if any(0 < row.both < evidence.smallest for row in rows):
        return []
    total = cell(len(also), evidence.whole.source("on media", "cops_joiners"))
    return [
        Finding(what="cops-media", groups=(row.cop, row.other), figures=figures(**row.measures(), also=total))
        for row in rows
    ]


def media_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how many of each community are on the medium, and of how many known by name there."""
    also, media = findings[0].count("also"), list(dict.fromkeys(row.groups[1] for row in findings))
    parts = [
        f"{row.groups[0]}: {number(row.count('both'))} of its {number(row.count('of_cop'))} are on {row.groups[1]}, "
        f"where {number(row.count('of_other'))} are known by name"
        for row in findings
    ]
    who = counted(also, "person", "people") if also else cite("Nobody", also)
    verb = "are" if also > 1 else "is"
    return Sentence(f"{capital(who)} of the communities {verb} also on {listed(media)}", f"{'; '.join(parts)}.")
