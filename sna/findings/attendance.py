"""Who was at what, who has stopped coming, and how far the community reaches.

Organisations that have drifted away, people who used to come; and which of the organisations, localities and sectors
the community wants to reach have come.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from sna.findings.counts import CERTAIN, tied
from sna.findings.evidence import Evidence, GatheringRow, OrganisationRow, PeriodTables
from sna.findings.phrases import capital, counted, listed, luck, moment, number, percent
from sna.findings.record import MEETINGS, Action, Figure, Finding, Names, Sentence, Verdict, figures, subjects
from sna.findings.sources import Source, cell, cite, in_row, like, source_of
from sna.findings.tables import BOUNDARIES

UNKNOWN = "Not stated"
"""The organisation of somebody who stated none."""
FAITHFUL = 3
"""Somebody who came at least so often is missed when they stop."""
MOST_ADVICE = 3
"""How many of one kind of advice are given: a list of thirty is read by nobody."""
RULE = (
    "came before, and not to the last gatherings: a quarter of all, at least three; stopped if luck gives such a gap "
    "to somebody who comes as often so rarely that it stands within the page's budget"
)
LIKELY = 0.1
"""An organisation is invited back where luck gives such a gap to any of them less often than this."""
REACH_RULE = "somebody of an organisation on the declared list came; on a medium, has a tie"


class Presence(Struct, frozen=True):
    """Somebody at a gathering, or with apologies; `organisation` as on that day; `place` of the gathering in time."""

    person: str
    gathering: str
    organisation: str
    name: str
    place: int


class Sizes(Struct, frozen=True):
    """For each gathering in order: people known by name, devices and rooms there, and apologies sent."""

    people: list[int]
    unidentified: list[int]
    apologies: list[int]


def gatherings(evidence: Evidence, period: PeriodTables | None = None) -> list[GatheringRow]:
    """Give the gatherings, of one period or all, in order of time; undated ones last, in no period of known days."""
    rows = evidence.rows.gatherings
    dated = period is not None and bool(period.since or period.until)
    if period is not None and period.title and not (dated or period.gatherings):
        return []  # nothing was held in it
    inside = [row for row in rows if not dated or (period is not None and _inside(row.on, period))]
    return sorted(inside, key=lambda row: (row.on.isoformat() if row.on else "~", row.id))


def _inside(day: dt.date | None, period: PeriodTables) -> bool:
    return day is not None and (period.since or day) <= day <= (period.until or day)


def identified(evidence: Evidence) -> set[str]:
    """Give the ids of the people who are somebody: not a device, a room or a telephone."""
    return {person.id for person in evidence.rows.people if person.identified}


def presences(evidence: Evidence, period: PeriodTables | None = None) -> list[Presence]:
    """Give who was present at what, once each, in order of time; those who are nobody in particular are left out."""
    people = identified(evidence)
    return [row for row in _records(evidence, period, "present") if row.person in people]


def apologies(evidence: Evidence, period: PeriodTables | None = None) -> list[Presence]:
    """Give who sent apologies to what and did not come after all."""
    present = {(row.person, row.gathering) for row in _records(evidence, period, "present")}
    return [row for row in _records(evidence, period, "apologies") if (row.person, row.gathering) not in present]


def sizes(evidence: Evidence, period: PeriodTables | None = None) -> Sizes:
    """Count the people at each gathering."""
    people, present = identified(evidence), _records(evidence, period, "present")
    devices = [row for row in present if row.person not in people]
    parts = [row for row in present if row.person in people], devices, apologies(evidence, period)
    places, sums = range(len(gatherings(evidence, period))), [Counter(row.place for row in part) for part in parts]
    return Sizes(*([total[place] for place in places] for total in sums))


def _records(evidence: Evidence, period: PeriodTables | None, status: str) -> list[Presence]:
    """Give who has a status at what, once each, in order of time and id."""
    places = {row.id: place for place, row in enumerate(gatherings(evidence, period))}
    people = {person.id: person for person in evidence.rows.people}
    rows = [row for row in evidence.rows.attendance if row.status == status and row.gathering in places]
    rows.sort(key=lambda row: (places[row.gathering], row.person))
    records: dict[tuple[str, str], Presence] = {}
    for row in rows:
        person = people.get(row.person)
        # where somebody worked on the day outweighs where they work now
        organisation = row.organisation or (person.organisation if person else "") or UNKNOWN
        name = person.label if person else row.person
        presence = Presence(row.person, row.gathering, organisation, name, places[row.gathering])
        records.setdefault((row.person, row.gathering), presence)
    return list(records.values())


def lately(gatherings: int) -> int:
    """Say how many of so many gatherings count as lately: a quarter, at least 3; 0 where there are too few to tell.

    Examples
    --------
    >>> lately(12), lately(24), lately(5)
    (3, 6, 0)
    """
    return max(3, math.ceil(gatherings / 4)) if gatherings >= 6 else 0


def recently(evidence: Evidence) -> int:
    """Say how many of the last gatherings count as lately."""
    return cell(lately(len(gatherings(evidence))), evidence.whole.source("lately", "gatherings"))


def when(gathering: GatheringRow) -> dt.date | str:
    """Give which gathering it was: its day, or its title if it has none."""
    return gathering.on or gathering.title


# What is found


def drifted(evidence: Evidence) -> list[Finding]:
    """Give the organisations nobody of which came lately, longest away first; not one nobody stated."""
    return _absent(evidence, "drifted", lambda row: row.organisation, fewest=1)


def faded(evidence: Evidence) -> list[Finding]:
    """Give the people who came at least three times, and not lately; longest away first."""
    return _absent(evidence, "faded", lambda row: row.person, fewest=FAITHFUL)


def _absent(evidence: Evidence, what: str, key: Callable[[Presence], str], *, fewest: int) -> list[Finding]:
    """Give what came at least `fewest` times, and not to the last few gatherings (see `lately`).

    An organisation of so few people that it would point at somebody is left out, and so is who has left.
    """
    order, absent = gatherings(evidence), []
    recent = recently(evidence)
    for label, group in groupby(sorted(presences(evidence), key=key), key=key):
        rows = list(group)
        last, people = max(row.place for row in rows), tuple(sorted({row.person for row in rows} - evidence.leavers))
        away = recent and last < len(order) - recent and len(rows) >= fewest and people
        if away and label != UNKNOWN and len(people) >= evidence.smallest:
            name = label if what == "drifted" else rows[0].name
            numbers = _absence(evidence, rows, name, recent) | in_row(_gap(evidence, what, label), name)
            groups = (label,) if what == "drifted" else ()
            stopped = numbers.get("p_adjusted", 1.0)
            verdict = Verdict.FEWER if isinstance(stopped, float) and stopped <= CERTAIN else Verdict.COUNT
            finding = Finding(what=what, by=BOUNDARIES[0], who=people, groups=groups, figures=numbers, rule=RULE,
                              verdict=verdict)  # fmt: skip
            absent.append((last, name, finding))
    return [finding for _last, _name, finding in sorted(absent, key=lambda entry: entry[:2])]


def _absence(evidence: Evidence, rows: Sequence[Presence], name: str, recent: int) -> dict[str, Figure]:
    """Give how often somebody came, when last, and how many gatherings count as lately."""
    order, period = gatherings(evidence), evidence.whole
    times = cell(len(rows), period.source("times", "attendance", name))
    last = cell(when(order[max(row.place for row in rows)]), period.source("last", "attendance", name))
    return figures(times=times, last=last, recent=recent, faithful=FAITHFUL)


def _gap(evidence: Evidence, what: str, label: str) -> dict[str, Figure]:
    """Give how many gatherings were missed in the end, of how many, and how often luck gives such a gap."""
    tables = evidence.tables_by(BOUNDARIES[0], evidence.whole) if what == "drifted" else evidence.whole.tables
    row = (tables.group_absences if what == "drifted" else tables.absences).get(label)
    if row is None or row.gap_p is None:
        return {}
    return figures(came=row.times_came, could=row.times_could, missed=row.missed_last, p=row.gap_p,
                   p_adjusted=row.gap_p_adjusted)  # fmt: skip


# In words


def drifted_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say which organisations have not been there lately, and of which of them luck would hardly have it so."""
    recent, stopped = number(findings[0].number("recent")), _stopped(findings)
    nobody, count = nobody_lately(findings), like(len(findings), findings[0].figures["recent"], "drifted")
    text = f"{nobody} from {listed(subjects(findings), joint='or', total=count)} was at the last {recent} gatherings."
    verb = "has" if len(findings) == 1 else "have"
    headline = f"{counted(count, 'organisation')} {verb} not been at the last {recent} gatherings"
    if not stopped:
        return Sentence(headline, f"{text} A gap may be luck.")
    gaps = " ".join(_missed(finding, finding.groups[0]) for finding in stopped)
    return Sentence(headline, f"{text} {gaps}")


def faded_words(findings: Sequence[Finding], names: Names) -> Sentence:
    """Say who has stopped, or else who has not come lately, which may be luck."""
    recent, stopped = number(findings[0].number("recent")), _stopped(findings)
    rest = [finding for finding in findings if finding not in stopped]
    sentences = [_missed(finding, "".join(finding.people(names))) for finding in stopped]
    if rest:
        people = [name for finding in rest for name in finding.people(names)]
        sentences.append(f"Not at the last {recent} gatherings: {listed(people)}. A gap may be luck.")
    verb = "has" if len(findings) == 1 else "have"
    people_absent = counted(like(len(findings), findings[0].figures["recent"], "faded"), "person", "people")
    headline = f"{people_absent} who came before {verb} not come lately"
    if stopped and not rest:
        headline = f"{people_absent} {verb} stopped coming"
    return Sentence(headline, " ".join(sentences))


def nobody_lately(findings: Sequence[Finding]) -> str:
    """Write "Nobody" of organisations of which nobody was there lately."""
    return cite("Nobody", Source("attendance", "; ".join(subjects(findings)), "lately"))


def _stopped(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.verdict is Verdict.FEWER]


def _missed(finding: Finding, name: str) -> str:
    """Say of somebody, or of an organisation, how often they came, and how often luck gives such a gap to any."""
    gatherings = f"{number(finding.number('came'))} of {counted(finding.count('could'), 'gathering')}"
    gap = f"has missed the last {number(finding.number('missed'))}"
    return f"{name} came to {gatherings} and {gap}. Luck gives such a gap {luck(finding.number('p_adjusted'))}."


def times(finding: Finding) -> str:
    """Say how often somebody came, and when last."""
    return f"{counted(finding.count('times'), 'time')}, last on {moment(finding.text('last'))}"


def _tested(findings: Sequence[Finding]) -> bool:
    """Tell whether gaps could be held against luck."""
    return all(finding.has("p_adjusted") for finding in findings)


def invite_back(findings: Sequence[Finding], names: Names) -> Iterator[Action]:
    """Advise to invite those organisations back whose gap is hardly luck, the ones that came most often first."""
    gone = [finding for finding in findings if finding.number("p_adjusted") < LIKELY] if _tested(findings) else findings
    for finding in sorted(gone, key=lambda finding: (-finding.count("times"), finding.groups))[:MOST_ADVICE]:
        people = listed(finding.people(names), 3)
        ask = f" Its people: {people}." if people else ""
        yield Action(f"Invite {finding.groups[0]} back", f"{_came(finding)}.{ask}")


def _came(finding: Finding) -> str:
    """Say to how many meetings somebody of an organisation came, and when last."""
    if not finding.has("came", "could"):
        return f"Its people came {times(finding)}"
    of = f"{number(finding.number('came'))} of {counted(finding.count('could'), 'meeting')}"
    return f"It was at {of}, last on {moment(finding.text('last'))}"


class Reached(Struct, frozen=True):
    """What of a total has been reached: now, of how many, before (None: nothing to compare), and at any time."""

    label: str
    now: int
    total: int
    before: int | None = None
    ever: int = 0


class Reach(Struct, frozen=True):
    """How far the community reaches.

    `organisations` is None where the study names nobody to be reached: there is then no denominator. `missing` are the
    organisations nobody has come from in any period, `new` those somebody came from in the last period and in none
    before it, `absent` those that came, but not in the last; `unlisted` came without being named.
    """

    organisations: Reached | None
    localities: tuple[Reached, ...]
    sectors: tuple[Reached, ...]
    missing: tuple[str, ...]
    unlisted: tuple[str, ...]
    new: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def reach(evidence: Evidence) -> Reach:
    """Count which organisations to be reached have had somebody present; on a medium, somebody with a tie."""
    targets, ever = _targets(evidence), attending(evidence)
    unlisted = tuple(sorted(name for folded, name in ever.items() if folded not in targets))
    if not targets:
        return Reach(None, (), (), (), unlisted)
    missing = tuple(sorted(row.name for folded, row in targets.items() if folded not in ever))
    periods = [period for period in (evidence.now, evidence.before) if period is not None]
    present = [("ever", "", set(ever))]
    present += [
        (column, period.title, set(attending(evidence, period)))
        for column, period in zip(("now", "before"), periods, strict=False)
    ]
    localities, sectors = (_parts(targets, present, by) for by in BOUNDARIES[1:])
    now = set(attending(evidence, evidence.now))
    earlier = {folded for period in evidence.periods[:-1] for folded in attending(evidence, period)}
    new = tuple(sorted(row.name for folded, row in targets.items() if folded in now - earlier))
    absent = tuple(sorted(row.name for folded, row in targets.items() if folded in set(ever) - now))
    total = _reached(targets, present, "Organisations")
    return Reach(total, localities, sectors, missing, unlisted, new if evidence.before else (), absent)


def attending(evidence: Evidence, period: PeriodTables | None = None) -> dict[str, str]:
    """Give the organisations with somebody present in a period, or ever; on a medium, with somebody tied.

    Their names stand under what they are compared by: the same name in small letters.
    """
    if evidence.medium:
        periods = evidence.periods if period is None else (period,)
        people = {person for part in periods for person in tied(part)}
        names = {person.organisation for person in evidence.rows.people if person.id in people}
    else:
        names = {presence.organisation for presence in presences(evidence, period)}
    return {name.casefold(): name for name in sorted(names) if name and name != UNKNOWN}


def _targets(evidence: Evidence) -> dict[str, OrganisationRow]:
    """Give the organisations to be reached, by their names in small letters."""
    targets: dict[str, OrganisationRow] = {}
    for row in evidence.rows.organisations:
        if row.reach:
            targets.setdefault(row.name.casefold(), row)
    return targets


Present = list[tuple[str, str, set[str]]]
"""The column and the period of each count, and the organisations that came, in small letters."""


def _parts(targets: dict[str, OrganisationRow], present: Present, by: str) -> tuple[Reached, ...]:
    labels = sorted({row.of(by) for row in targets.values()} - {""})
    parts = {label: {folded: row for folded, row in targets.items() if row.of(by) == label} for label in labels}
    return tuple(_reached(rows, present, label) for label, rows in parts.items())


def _reached(targets: dict[str, OrganisationRow], present: Present, label: str) -> Reached:
    """Count who of the targets came: ever, now, and before if `present` has a third set."""
    ever, now, *before = (
        cell(len(targets.keys() & names), Source("reach", label, column, period)) for column, period, names in present
    )
    total = cell(len(targets), Source("reach", label, "total"))
    return Reached(label, now, total, before[0] if before else None, ever)


# What is found


def reach_findings(evidence: Evidence) -> list[Finding]:
    """Say how many of those to be reached were, in this period, before and ever; nothing without a declared list."""
    extent = reach(evidence)
    if extent.organisations is None:
        return []
    total = extent.organisations
    never = like(len(extent.missing), total.ever, "never")
    numbers = figures(
        now=total.now,
        whole=total.total,
        ever=total.ever,
        ever_share=like(total.ever / total.total, total.ever, "ever ÷ total"),
        never=never,
        before=total.before,
        before_title=evidence.before.title if evidence.before else None,
        after_title=evidence.now.title,
        **_covered("localities", extent.localities),
        **_covered("sectors", extent.sectors),
    )
    return [Finding(what="reach", by=BOUNDARIES[0], groups=extent.missing, figures=numbers, rule=REACH_RULE,
                    period=evidence.now.title)]  # fmt: skip


def _covered(name: str, parts: tuple[Reached, ...]) -> dict[str, int]:
    """Count the parts with somebody in them now, of how many; nothing where no part is known."""
    if not parts:
        return {}
    return dict(zip((name, f"{name}_whole"), coverage(name, parts), strict=True))


def coverage(name: str, parts: Sequence[Reached]) -> tuple[int, int]:
    """Count the parts of a kind with somebody in them now, and all of them."""
    now, total = (source_of(count) for count in (parts[0].now, parts[0].total))
    row = capital(name)
    return (
        cell(sum(part.now > 0 for part in parts), now and now._replace(row=row)),
        cell(len(parts), total and total._replace(row=row)),
    )


# In words


def reach_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how many of the organisations to be reached were reached, now, before and ever."""
    finding = findings[0]
    past, perfect = ("took part", "taken part") if finding.medium != MEETINGS else ("came", "come")
    total, after = counted(finding.count("whole"), "organisation"), finding.text("after_title")
    now = f" in {after}" if after else ""
    before = (
        f"; in {finding.text('before_title')} it was {number(finding.number('before'))}"
        if finding.has("before")
        else ""
    )
    headline = f"{number(finding.number('now'))} of {total} to be reached {past}{now}{before}"
    ever = f"{number(finding.number('ever'))} ({percent(finding.number('ever_share'))}) {past} at some time"
    nobody = f". {cite('Nobody', _origin(finding))} has ever {perfect} from"
    missing = f"{nobody} {listed(finding.groups, 20, 'or', finding.figures['never'])}" if finding.groups else ""
    return Sentence(headline, f"{ever}{missing}.")


def _origin(finding: Finding) -> Source:
    """Give the place of who ever came from the organisations nobody came from."""
    return Source("attendance", "; ".join(finding.groups), "ever")


def invite_new(findings: Sequence[Finding], _names: Names) -> Iterator[Action]:
    """Advise to invite the organisations nobody has come from yet."""
    for finding in findings:
        if finding.groups:
            never, nobody = finding.figures["never"], cite("Nobody", _origin(finding))
            why = f"{nobody} has come from there yet."
            yield Action(f"Invite {listed(finding.groups, MOST_ADVICE, total=never)}", why)
