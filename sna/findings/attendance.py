"""Who was at what, and who has stopped coming: organisations that have drifted away, people who used to come."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from sna.findings.evidence import Evidence, PeriodTables
from sna.findings.phrases import counted, listed, moment, number
from sna.findings.record import Action, Finding, Names, Sentence, figures, subjects
from sna.findings.tables import BOUNDARIES, GatheringRow

UNKNOWN = "Not stated"
"""The organisation of somebody who stated none."""
FAITHFUL = 3
"""Somebody who came at least so often is missed when they stop."""
MOST_ADVICE = 3
"""How many of one kind of advice are given: a list of thirty is read by nobody."""
RULE = "came before, and not to the last gatherings: a quarter of all, at least three"


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
    recent = lately(len(order))
    for label, group in groupby(sorted(presences(evidence), key=key), key=key):
        rows = list(group)
        last, people = max(row.place for row in rows), tuple(sorted({row.person for row in rows} - evidence.leavers))
        away = recent and last < len(order) - recent and len(rows) >= fewest and people
        if away and label != UNKNOWN and len(people) >= evidence.smallest:
            numbers = figures(times=len(rows), last=when(order[last]), recent=recent, faithful=FAITHFUL)
            name, groups = (label, (label,)) if what == "drifted" else (rows[0].name, ())
            finding = Finding(what=what, by=BOUNDARIES[0], who=people, groups=groups, figures=numbers, rule=RULE)
            absent.append((last, name, finding))
    return [finding for _last, _name, finding in sorted(absent, key=lambda entry: entry[:2])]


# In words


def drifted_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say which organisations have stopped coming."""
    verb, recent = "has" if len(findings) == 1 else "have", number(findings[0].number("recent"))
    text = f"Nobody from {listed(subjects(findings), joint='or')} was at the last {recent} gatherings."
    return Sentence(f"{counted(len(findings), 'organisation')} {verb} stopped coming", text)


def faded_words(findings: Sequence[Finding], names: Names) -> Sentence:
    """Say who used to come."""
    people = [f"{name} ({times(finding)})" for finding in findings for name in finding.people(names)]
    verb, recent = "has" if len(findings) == 1 else "have", number(findings[0].number("recent"))
    headline = f"{counted(len(findings), 'person', 'people')} who used to come {verb} stopped"
    return Sentence(headline, f"{listed(people)}: at none of the last {recent} gatherings.")


def times(finding: Finding) -> str:
    """Say how often somebody came, and when last."""
    return f"{counted(finding.count('times'), 'time')}, last on {moment(finding.text('last'))}"


def invite_back(findings: Sequence[Finding], names: Names) -> Iterator[Action]:
    """Advise to invite those organisations back whose people came most often."""
    for finding in sorted(findings, key=lambda finding: (-finding.count("times"), finding.groups))[:MOST_ADVICE]:
        people = listed(finding.people(names), 3)
        ask = f" Ask {people}." if people else ""
        yield Action(f"Invite {finding.groups[0]} back", f"Its people came {times(finding)}.{ask}")
