"""What the map and the report are made of, taken from a reading and its windows."""

from __future__ import annotations

import pandas as pd
from msgspec.structs import replace

from sna.dataset import Dataset
from sna.findings.spanning import named
from sna.findings.tables import Tables as EvidenceTables
from sna.membership import MOVERS, RENAMED, Succession
from sna.network import Network
from sna.render.map.content import MapContent, Period, by_community
from sna.render.reported import Methods, PeriodTables, ReportContent
from sna.render.words.findings import findings
from sna.render.words.headline import headline
from sna.render.words.numbers import counted
from sna.study.between import report_medium, tie_of, told
from sna.study.made import Made, Tables
from sna.study.online import Contacts
from sna.study.outputs import versions, written_files
from sna.study.reading import Reading
from sna.study.settings import Settings
from sna.study.threads import Threads, threads
from sna.study.windows import Window

MOVING = {"People who changed organisation": MOVERS, "Organisations that changed name": RENAMED}


MOST_IN_GROUPS, MOST_GROUPS = 400, 30
"""On a map of more people of more groups an island is a community: so many groups could not be told apart."""


def report_content(reading: Reading, settings: Settings, made: Made, title: str) -> ReportContent:
    """Gather what the report says; the map's scene is added when it is drawn."""
    dataset, nobody = reading.dataset, made.medium is not None
    gatherings = dataset.gatherings[(dataset.gatherings["kind"] == "meeting") & (not nobody)]
    return ReportContent(
        title=settings.study.title or title,
        subtitle=settings.study.subtitle,
        group=settings.study.group,
        colour_by=settings.study.colour,
        tie=_tie(settings, made),
        ledger=reading.ledger.sources(),
        problems=reading.ledger.rejects(),
        rejects_file="rejects.csv" if reading.rejected else "",
        people=_people(reading, made.compared[-1][0], gatherings),
        gatherings=gatherings,
        attendance=_attendance(dataset, gatherings),
        organisations=dataset.organisations,
        periods=tuple(_period(window, tables, made.medium) for window, tables in made.compared),
        whole=_period(*made.meetings[0], made.medium),
        medium=made.medium.title if made.medium else "",
        media=tuple(report_medium(contact, found) for contact, found in made.online),
        methods=_methods(reading, settings, made),
        files=written_files(made.meetings[0][1]),
    )


def _attendance(dataset: Dataset, gatherings: pd.DataFrame) -> pd.DataFrame:
    """Give who was at these gatherings, each organisation under its last name: a new name is no new organisation."""
    there = dataset.attendance[dataset.attendance["gathering"].isin(set(gatherings["id"]))]
    last = Succession(dataset.organisations)
    names = {name: last.line(name) for name in there["organisation"].unique()}
    return there.assign(organisation=there["organisation"].map(names).astype("str"))


def map_content(content: ReportContent, settings: Settings, made: Made) -> MapContent:
    """Gather what the map shows: the same people in every period, and the report's headline and findings."""
    periods = tuple(
        Period(window.title, window.network, named(tables["spanners"]), _members(window.network))
        for window, tables in made.compared
    )
    ids = set(periods[0].network.nodes.index)
    people, islands = _islands(content.people.loc[sorted(ids)], settings, made.meetings[0][1])
    found = [replace(one, people=tuple(person for person in one.people if person in ids)) for one in findings(content)]
    found[1:] = sorted(found[1:], key=lambda one: not one.people)  # after the first, those that can be seen on it
    return MapContent(
        title=headline(content),
        subtitle=f"{content.title}. Each dot is a person; people who were at the same meeting are tied.",
        people=people,
        periods=periods,
        findings=tuple(found),
        footnote=reading_note(content),
        group=islands,
        colour_by=settings.study.colour,
        gatherings=_titles(content.gatherings),
        facets=_facets(content.gatherings),
        seed=settings.study.seed,
    )


def contact_map(content: ReportContent, settings: Settings, contact: Contacts, found: Tables) -> MapContent:
    """Gather what the map of one medium shows; `found` are the tables of its whole time."""
    people, islands = _islands(contact.whole.nodes, settings, found)
    periods, told = acted(contact)
    return MapContent(
        title=f"{content.title}: {contact.title}",
        subtitle=f"Each dot is a person; people are tied when one turned to the other ({contact.title}).",
        people=people,
        periods=periods,
        footnote=reading_note(content),
        group=islands,
        colour_by=settings.study.colour,
        acts=("were in touch", "time"),
        gatherings=told.titles,
        facets=told.facets,
        seed=settings.study.seed,
    )


def _islands(people: pd.DataFrame, settings: Settings, found: Tables) -> tuple[pd.DataFrame, str]:
    """Say what an island of the map is: a group, or in a large network a community found in the ties."""
    if len(people) <= MOST_IN_GROUPS or people[settings.study.group].nunique() <= MOST_GROUPS:
        return people, settings.study.group
    return by_community(people, found["communities"]["community"], around=settings.study.group), "community"


def acted(contact: Contacts) -> tuple[tuple[Period, ...], Threads]:
    """Give the periods of one medium's map with the acts behind their ties, and the words for all of these."""
    compared = contact.acts[1:] or contact.acts
    every = contact.acts[0]["at"]
    each = [threads(acts, every) for acts in compared]
    periods = tuple(
        Period(title, network, members=_members(network), acts=told.acts)
        for (title, network), told in zip(contact.compared, each, strict=True)
    )
    return periods, threads(contact.acts[0])


def reading_note(content: ReportContent) -> str:
    """Say under the map what it rests on."""
    records, files = int(content.ledger["records"].sum()), len(content.ledger)
    made = f"{counted(records, 'record')} in {counted(files, 'file')}"
    return f"Made from {made}. Personal data: keep it among those who may see it."


def _people(reading: Reading, window: Window, gatherings: pd.DataFrame) -> pd.DataFrame:
    """Give those of the network and, also unidentified, of these gatherings, as known at the end of the last window."""
    came = reading.dataset.attendance
    there = {*window.network.nodes.index, *came.loc[came["gathering"].isin(set(gatherings["id"])), "person"]}
    known = reading.dataset.people.set_index("id")[["name", "kind"]]
    known = known[known.index.isin(there)]
    facts = window.network.nodes[["organisation", "role", "sector", "locality"]]
    return known.join(facts).fillna("")


def _tie(settings: Settings, made: Made) -> str:
    if made.medium is not None:
        return tie_of(made.medium)
    largest = f"{settings.network.largest:,}"
    return f"Two people are tied when they were at the same gathering; one of more than {largest} people makes no ties."


def _period(window: Window, tables: Tables, medium: Contacts | None) -> PeriodTables:
    if medium is not None:
        return replace(told(window.title, window.network, tables), since=window.since, until=window.until)
    held = window.two_mode.gatherings
    return PeriodTables(
        title=window.title,
        since=window.since,
        until=window.until,
        gatherings=len(held),
        attendances=int(window.two_mode.incidence.nnz),
        people=int(window.network.nodes["member"].sum()),
        ties=len(window.network.ties),
        pairs_not_drawn=int(window.undrawn["pairs"].sum()),
        tables=EvidenceTables.among(tables),
    )


def _members(network: Network) -> tuple[str, ...]:
    return tuple(map(str, network.nodes.index[network.nodes["member"].to_numpy(bool)]))


def _facets(gatherings: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Let readers choose among the meetings: held in person or online, of which series."""
    columns = {"Kind of meeting": "mode", "Series": "series"}
    return {label: dict(zip(gatherings["id"], gatherings[column], strict=True)) for label, column in columns.items()}


def _titles(gatherings: pd.DataFrame) -> dict[str, str]:
    """Name each gathering for a reader: ``5 March 2024, Forum``."""
    told = {}
    for row in gatherings.itertuples(index=False):
        day = f"{row.on.day} {row.on:%B %Y}" if row.on is not None else "undated"
        told[row.id] = ", ".join(part for part in (day, row.title) if part)
    return told


def _methods(reading: Reading, settings: Settings, made: Made) -> Methods:
    chosen = settings.network
    of_meetings = {
        "Weight of a tie": chosen.weight,
        "Largest gathering that makes ties": chosen.largest,
        "Unidentified attendance drawn": "yes" if chosen.unidentified else "no",
    }
    return Methods(
        seed=settings.study.seed,
        versions=versions(),
        inputs={one.file: one.sha256 for one in reading.inputs},
        settings={**({} if made.medium else of_meetings), "Permutations": chosen.permutations, **MOVING},
    )
