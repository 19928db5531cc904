"""The convener's page from a study's tables: whom to meet, who links us, who is cut off or drifting away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from msgspec import Struct

from sna.facts import Fate
from sna.findings import Evidence, findings
from sna.findings.between import within
from sna.findings.cut_off import alone, hanging, naming, shut
from sna.findings.presence import Gone, drifted, gatherings, lately, texts
from sna.findings.reach import reach
from sna.network import Network
from sna.render.audience.told import ConvenerContent, CutOff, Drifted, Person, Question
from sna.render.reported import ReportContent
from sna.render.words.numbers import capital, day, listed, span
from sna.render.words.verdict import nouns
from sna.study.analyses import known
from sna.study.audience.attended import attended, grid_note
from sna.study.audience.invitations import invited, rule, seats
from sna.study.people import people
from sna.study.reading import Reading
from sna.study.results import Made
from sna.study.settings import Settings

FAITHFUL = 3
"""Somebody who came at least so often is missed when they stop."""
MOST_QUESTIONS, MOST_UNREAD, MOST_LINKED = 20, 20, 6
SURE, UNSURE = "They link groups", "They may: among those who link groups, but not surely"


class Study(Struct, frozen=True):
    """What the page is made of: the reading, the settings, what was found, and the report's content."""

    reading: Reading
    settings: Settings
    made: Made
    content: ReportContent


def convener_content(told: Study) -> ConvenerContent:
    """Gather what the convener's page says."""
    content, reading = told.content, told.reading
    conveners = known(reading.dataset, told.settings).conveners
    chairs, grid, asked = seats(content), attended(content), people(reading).doubtful
    return ConvenerContent(
        title=content.title,
        subtitle=content.subtitle,
        covers=_covers(content),
        group=content.group,
        ledger=reading.ledger.summary(),
        opted_out=reading.opted_out,
        seats=chairs,
        invited=invited(content, findings(content), conveners, chairs),
        rule=rule(chairs, len(conveners)),
        wanted=reach(content).missing,
        linking=_linking(told),
        cut_off=tuple(_cut_off(content)),
        gone=tuple(_gone(content, one) for one in drifted(content)),
        faded=tuple(_gone(content, one) for one in drifted(content, "person", FAITHFUL)),
        recent=lately(len(gatherings(content))),
        grid=grid,
        grid_note=grid_note(content, grid),
        questions=tuple(Question(one.first, one.second, one.for_, one.against) for one in asked[:MOST_QUESTIONS]),
        more_questions=max(0, len(asked) - MOST_QUESTIONS),
        unread=tuple(_unread(reading)),
        rejected=reading.rejected,
        maps=_maps(content),
    )


def _covers(content: ReportContent) -> str:
    days = [one for period in content.periods for one in (period.since, period.until) if one is not None]
    return span(min(days), max(days)) if days else ""


def _linking(told: Study) -> dict[str, tuple[Person, ...]]:
    """Give those who link groups in two bands, each in alphabetical order: nobody is ranked."""
    names, content = naming(told.content), told.content
    network = told.made.compared[-1][0].network
    linked = _groups_of(network, content.group)
    home = texts(content.people, "organisation")
    bands: dict[str, list[Person]] = {}
    for one in findings(content):
        if one.what in {"spanner", "leading"} and one.medium == "meetings":
            person = one.who[0]
            band = SURE if one.what == "spanner" else UNSURE
            why = _knows(sorted(linked.get(person, set())), content.group)
            known = Person(names.get(person, person), str(home.get(person, "")), why)
            if not any(known in others for others in bands.values()):
                bands.setdefault(band, []).append(known)
    return {band: tuple(sorted(bands[band], key=_by_name)) for band in (SURE, UNSURE) if band in bands}


def _knows(groups: list[str], by: str) -> str:
    """Say whom somebody is tied to: the groups by name if they are few, else how many."""
    if len(groups) > MOST_LINKED:
        return f"Tied to people of {len(groups)} other {nouns(by).many}."
    return f"Tied to people of {listed(groups)}." if groups else ""


def _by_name(one: Person) -> tuple[str, str]:
    return one.name.casefold(), one.organisation


def _groups_of(network: Network, group: str) -> dict[str, set[str]]:
    """Give the other groups each person is tied to."""
    found: dict[str, set[str]] = {}
    home = network.nodes[group].to_dict()
    ties = network.undirected().ties
    for ends in zip(ties["source"], ties["target"], strict=True):
        for one, other in (ends, ends[::-1]):
            if home[other] and home[other] != home[one]:
                found.setdefault(str(one), set()).add(str(home[other]))
    return found


def _cut_off(content: ReportContent) -> Iterator[CutOff]:
    """Say who is cut off at the meetings, then on each medium."""
    yield _of(content, content.medium or "At the meetings")
    for medium in content.media:
        yield _of(within(content, medium), f"On {medium.title}" if medium.name != "actions" else capital(medium.title))


def _of(evidence: Evidence, title: str) -> CutOff:
    names, lonely = naming(evidence), alone(evidence)
    return CutOff(
        title=title,
        alone={str(group): tuple(map(str, rows["name"])) for group, rows in lonely.groupby("group")},
        shut=tuple(group.name for group in shut(evidence) if group.people),
        hanging=tuple((group.name, names.get(group.only, group.only)) for group in hanging(evidence)),
    )


def _gone(content: ReportContent, one: Gone) -> Drifted:
    names, home = naming(content), texts(content.people, "organisation")
    still = [names.get(person, person) for person in one.people if home.get(person, "") == one.label]
    last = day(one.last) if isinstance(one.last, dt.date) else one.last
    return Drifted(one.label, last, listed(sorted(still), 3))


def _unread(reading: Reading) -> Iterator[tuple[str, str, str, str]]:
    """Give where, why and what to do of the first records that could not be read; what stood there is not told."""
    rejected = ((file, entry) for file, entry in reading.ledger.problems() if entry.fate is Fate.REJECTED)
    for (file, entry), _number in zip(rejected, range(MOST_UNREAD), strict=False):
        if entry.reason is not None:
            yield file, entry.origin.place, entry.reason.why, entry.reason.hint


def _maps(content: ReportContent) -> Mapping[str, str]:
    first = {"map.html": content.medium or "The meetings"}
    return first | {medium.map_file: capital(medium.title) for medium in content.media if medium.map_file}
