"""Events that recruit, and whether a community stands without its conveners.

How many who first came to an event came again, beside newcomers of meetings; whom to ring. Without the conveners: how
many stay linked, what others do, what became of it since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sna.findings.attendance import gatherings, presences
from sna.findings.evidence import Evidence, GatheringRow
from sna.findings.phrases import capital, counted, listed, luck, moment, number, percent, signed
from sna.findings.record import Action, Figure, Finding, Names, Sentence, Verdict, figures
from sna.findings.rows import RecruitedRow
from sna.findings.sources import Source, cell, cite, constant, like
from sna.findings.tables import ALL

RULE = (
    "first ever seen at the event, in a record of six months or more before it; came again: to an ordinary meeting "
    "within six months; Wilson's intervals, Newcombe's interval of the difference, Fisher's exact test"
)
EVENT, ORDINARY = FIRST_AT = "event", "ordinary gatherings"
"""Where people were first seen."""
PAIR = ("newcomers", "could", "returned", "not_followed")


def recruited(evidence: Evidence) -> list[Finding]:
    """Give each event with newcomers, in order of time; `who` are those of them who have not come to a meeting since.

    An event whose counts would point at somebody is left out.
    """
    by_id = {row.id: row for row in gatherings(evidence)}
    table, rows = evidence.whole.tables.recruited, []
    for row in table:
        rest, event = table.get(row.gathering, ORDINARY), by_id.get(row.gathering)
        if row.first_at == EVENT and event is not None and rest is not None and row.newcomers != 0:
            numbers = _numbers(row, rest) | figures(title=_title(event, row), on=_on(event, row))
            if not _points(numbers, evidence.smallest):
                away = _away(evidence, event) if row.newcomers else ()
                rows.append(Finding(what="recruited", who=away, figures=numbers,
                                    verdict=Verdict(row.verdict), rule=RULE))  # fmt: skip
    return rows


def _numbers(row: RecruitedRow, rest: RecruitedRow) -> dict[str, Figure]:
    ordinary = {f"rest_{name}": value for name, value in rest.measures().items()}
    note = like(row.note, row.after, "note")
    numbers = row.measures() | ordinary | {"gathering": row.gathering}
    return figures(**numbers, verdict=like(row.verdict, row.after, "verdict"), note=note)


def _title(event: GatheringRow, row: RecruitedRow) -> str:
    return like(event.title or "an event", row.after, "title")


def _on(event: GatheringRow, row: RecruitedRow) -> str:
    return like(event.on.isoformat() if event.on else "", row.after, "on")


def _points(numbers: dict[str, Figure], smallest: int) -> bool:
    """Tell whether a count, or what it leaves of another, is of so few that it would point at somebody."""
    counts = [int(numbers.get(f"{side}{name}", 0)) for side in ("", "rest_") for name in PAIR]
    rests = [counts[0] - counts[2], counts[4] - counts[6]]
    return any(0 < count < smallest for count in [*counts, *rests])


def _away(evidence: Evidence, event: GatheringRow) -> tuple[str, ...]:
    """Give who was first seen at an event, has not left, and has not come to an ordinary meeting since."""
    kinds = {row.id: row.kind for row in evidence.rows.gatherings}
    visits: dict[str, list[str]] = {}
    for row in presences(evidence):
        visits.setdefault(row.person, []).append(row.gathering)
    away = [who for who, ids in visits.items() if ids[0] == event.id and all(kinds[id_] == EVENT for id_ in ids)]
    return tuple(sorted({*away} - evidence.leavers))


# In words


def recruited_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say of each event how many came again, of how many, beside newcomers of ordinary meetings, and how sure it is."""
    finding = max(findings, key=lambda finding: finding.count("newcomers") if finding.has("newcomers") else 0)
    rest = [f"{_headline(other)}. {_text(other)}" for other in findings if other is not finding]
    return Sentence(_headline(finding), " ".join([_text(finding), *rest]))


def event_name(finding: Finding) -> str:
    """Name an event and its day, as they stand in the records."""
    when = f" ({moment(finding.text('on'))})" if finding.has("on") else ""
    return cite(f"“{finding.text('title')}”", finding.figure("title")) + when


def _headline(finding: Finding) -> str:
    name = event_name(finding)
    if not finding.has("newcomers"):
        return f"{name}: who was new there cannot be told"
    if not finding.positive("could"):
        people = counted(finding.count("newcomers"), "person", "people")
        return f"{capital(people)} first came to {name}; how many stay cannot be told yet"
    again = number(finding.count("returned"))
    return f"Of {number(finding.count('could'))} who first came to {name} {again} came again within six months"


def _text(finding: Finding) -> str:
    if not finding.has("newcomers"):
        return f"{capital(cite(finding.text('note'), finding.figure('note')))}."
    parts = [_follow_up(finding)] if finding.positive("not_followed") else []
    if finding.positive("could"):
        parts.insert(0, _shares(finding))
    if finding.has("difference", "p"):
        parts.append(_difference(finding))
    elif finding.positive("could"):
        nobody = cite("Nobody", finding.figure("rest_could"))
        parts.append(f"{nobody} was first seen at an ordinary meeting near it who could be followed as long.")
    return " ".join([*parts, _invited(finding)])


def _shares(finding: Finding) -> str:
    """Write the shares who came again to an ordinary meeting, with their intervals."""
    own = f"{percent(finding.number('share'))} came to an ordinary meeting within six months ({_span(finding, '')})"
    if not finding.positive("rest_could"):
        return f"{own}; another event does not count."
    rest, could = number(finding.count("rest_returned")), number(finding.count("rest_could"))
    share = percent(finding.number("rest_share"))
    return f"{own}; of {could} first seen at ordinary meetings {rest} came again ({share}, {_span(finding, 'rest_')})."


def _span(finding: Finding, side: str) -> str:
    return " to ".join(percent(finding.number(f"{side}{end}")) for end in ("low", "high"))


def _difference(finding: Finding) -> str:
    points = [signed(like(100 * finding.number(name), finding.figure(name)), 0) for name in
              ("difference", "difference_low", "difference_high")]  # fmt: skip
    answers = {
        Verdict.MORE: "it keeps newcomers better than ordinary meetings do",
        Verdict.FEWER: "it keeps newcomers worse than ordinary meetings do",
    }
    answer = answers.get(finding.verdict, "these numbers cannot tell whether it keeps newcomers better")
    return (
        f"The difference is {points[0]} percentage points ({points[1]} to {points[2]}); luck alone gives one as large "
        f"{luck(finding.number('p'))}: {answer}."
    )


def _follow_up(finding: Finding) -> str:
    """Say how many could not be followed for half a year, and what share will have come again, as far as is known."""
    count = counted(finding.count("not_followed"), "person", "people")
    return f"{count} had not come again when the records end, before their six months do, and may yet."


def _invited(finding: Finding) -> str:
    """Say whether newcomers could come again: the records hold no invitations, only numbers of seats."""
    after, seated = (finding.count(name) if finding.has(name) else 0 for name in ("after", "seated"))
    meetings = counted(after, "ordinary meeting")
    if not seated:
        no_seats = cite("none", finding.figure("seated"))
        return f"Of the {meetings} of the six months after it {no_seats} has a number of seats, so far as is known."
    return (
        f"Of the {meetings} of the six months after it {number(seated)} had a number of seats: who was not invited to "
        "these could not come."
    )


def to_ring(findings: Sequence[Finding], names: Names) -> Iterator[Action]:
    """Advise to ring those who first came to the last event and to no meeting since."""
    for finding in [finding for finding in findings if finding.who and names][-1:]:
        people = listed(finding.people(names), 3, total=cell(len(finding.who), _place(finding)))
        yield Action(f"Ring {people}", f"First came to {event_name(finding)}, and not to an ordinary meeting since.")


def _place(finding: Finding) -> Source:
    return Source("recruited", f"{finding.text('gathering')}; {EVENT}", "to ring")


def recruits_in_tenths(quarter: str, people: str, again: str, row: str) -> str:
    """Say how many in ten of those who first came to an event of a quarter came again; `row` is where it stands.

    Examples
    --------
    >>> recruits_in_tenths("spring 2024", "20", "about 7 in 10", "launch; event")
    'Of about 20 people who first came to an event in spring 2024, about 7 in 10 came to a meeting within six months.'
    """
    columns = {"could_return, rounded": people, "quarter": quarter, "tenths returned": again}
    people, quarter, again = (cite(words, Source("recruited", row, column)) for column, words in columns.items())
    who = f"Of about {people} people who first came to an event in {quarter}"
    return f"{who}, {again} came to a meeting within six months."


STANDING_RULE = (
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
        texts = {
            community_name: like(getattr(row, community_name), row.others, community_name)
            for community_name in ("verdict", "judged_by", "note")
        }
        stopped = {
            community_name: like(getattr(row, community_name), row.others, community_name)
            for community_name in ("stopped_on", "stopped_verdict")
        }
        groups = () if row.cop == ALL else (row.cop,)
        numbers = figures(**(row.measures() | texts | stopped))
        rows.append(
            Finding(what="without", groups=groups, figures=numbers, verdict=Verdict(row.verdict), rule=STANDING_RULE)
        )
    return rows


# In words


def standing_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say of each community whether it stands, by how many who stay linked and what others do, beside the limits."""
    first, *rest = findings
    others = [f"{_standing_title(finding)}. {_standing_text(finding)}" for finding in rest]
    parts = [_standing_text(first), *others, standing_caveat(findings)]
    return Sentence(_standing_title(first), " ".join(part for part in parts if part))


def standing_sentence(finding: Finding) -> Sentence:
    """Say it of one community, without what may not be concluded."""
    return Sentence(_standing_title(finding), _standing_text(finding))


def standing_caveat(findings: Sequence[Finding]) -> str:
    """Say what may not be concluded where there are registers only; empty where everything is judged by acts."""
    return REGISTERS if any(finding.text("judged_by") != ACTS for finding in findings) else ""


def community_name(finding: Finding) -> str:
    """Name the community."""
    return finding.groups[0] if finding.groups else "the community"


def _standing_title(finding: Finding) -> str:
    title = TITLES[finding.verdict]
    return capital(title.format(community_name(finding) if title.startswith("{") else _community_inside(finding)))


def _community_inside(finding: Finding) -> str:
    return f"“{community_name(finding)}”" if finding.groups else community_name(finding)


def _standing_text(finding: Finding) -> str:
    if finding.positive("note"):
        return f"{capital(cite(finding.text('note'), finding.figure('note')))}."
    return " ".join(part for part in (_linked(finding), _acts(finding), _since(finding)) if part)


def _linked(finding: Finding) -> str:
    """Say how many of the others are linked without the conveners, and how far that is from the limits."""
    linked, others = number(finding.number("linked")), counted(finding.count("others"), "other")
    share = percent(finding.number("linked_share"))
    limits = f"it stands if that is surely {constant('80%')} or more, and hangs if surely under {constant('50%')}"
    return f"Over the whole time {linked} of {others} are in one linked part without conveners: {share} ({limits})."


def _acts(finding: Finding) -> str:
    """Say how much of what was done lately others did, or was held without any convener."""
    span = " to ".join(percent(finding.number(end)) for end in ("low", "high")) if finding.has("low", "high") else ""
    limit = f"it stands if that is surely {constant('50%')} or more"
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
