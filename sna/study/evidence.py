"""What the report and the maps are made of, taken from a reading and the results of a study.

And a comparison community: another study whose change stands beside that of a study, of the same periods and groups.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.analyse.robustness import against
from sna.dataset import Dataset
from sna.errors import StudyError, printable, shown
from sna.facts import MEETINGS as MEETING_KINDS
from sna.findings.change import changes, reason
from sna.findings.community import NOTHING, UNGROUPED, leading_finding
from sna.findings.evidence import Medium, PeriodTables
from sna.findings.frames import Deferred, analysis_of
from sna.findings.kinds import KINDS, sentences
from sna.findings.phrases import counted
from sna.findings.record import MEETINGS, Finding, Verdict
from sna.findings.sources import Source, cell, plain
from sna.findings.spanners import SPANNER, named
from sna.findings.tables import ALL, BOUNDARIES
from sna.findings.tables import Tables as EvidenceTables
from sna.membership import MOVERS, RENAMED, Membership, Succession
from sna.network import Network
from sna.render.map.composition import text_column
from sna.render.map.content import Finding as MapFinding
from sna.render.map.content import Lit, MapContent, Period, by_community
from sna.render.map.scene import NOT_STATED, categories
from sna.render.report.content import Methods, ReportContent
from sna.study.analyses import Tables, grouped, members
from sna.study.networks import Contacts, Threads, Window, threads
from sna.study.outputs import EXPERTS, versions, written_files
from sna.study.reading import Progress, Reading, read_study, silent
from sna.study.results import Results, analysed
from sna.study.settings import Settings
from sna.study.sources import Study

MOVING = {"People who changed organisation": MOVERS, "Organisations that changed name": RENAMED}
FACTS = ["organisation", "role", "sector", "locality"]
NOT_KINDS = {"source", "target", "weight", "count", "via"}
MOST_IN_GROUPS, MOST_GROUPS = 400, 30
"""On a map of more people of more groups an island is a community: so many groups could not be told apart."""


def report_content(reading: Reading, settings: Settings, results: Results, title: str) -> ReportContent:
    """Gather what the report says; the map's scene is added when it is drawn."""
    dataset, medium = reading.dataset, results.medium
    gatherings = dataset.gatherings[dataset.gatherings["kind"].isin(MEETING_KINDS) & (medium is None)]
    return ReportContent(
        title=settings.study.title or title,
        subtitle=settings.study.subtitle,
        group=settings.study.group,
        colour_by=settings.study.colour,
        tie=_tie(settings, medium),
        ledger=reading.ledger.sources(),
        problems=reading.ledger.rejects(),
        rejects_file=f"{EXPERTS}/rejects.csv" if reading.rejected else "",
        people=_people(reading, results.compared[-1][0], gatherings),
        gatherings=gatherings,
        attendance=_attendance(dataset, gatherings),
        organisations=dataset.organisations,
        periods=tuple(_period(window, tables, medium) for window, tables in results.compared),
        whole=_period(*results.meetings[0], medium),
        medium=medium.title if medium else "",
        media=tuple(report_medium(contact, tables) for contact, tables in results.online),
        methods=_methods(reading, settings, results),
        files=_files(results),
    )


def study_findings(reading: Reading, settings: Settings) -> tuple[Finding, ...]:
    """Give what a reading shows, without drawing or writing anything.

    Only the tables are made that findings read: about a second for sixty people.
    """
    results = analysed(reading, settings)
    return report_content(reading, settings, results, settings.study.title).findings


def _attendance(dataset: Dataset, gatherings: pd.DataFrame) -> pd.DataFrame:
    """Give who was at these gatherings, each organisation under its last name: a new name is no new organisation."""
    rows = dataset.attendance[dataset.attendance["gathering"].isin(set(gatherings["id"]))]
    return in_line(rows, dataset.organisations)


def in_line(attendance: pd.DataFrame, organisations: pd.DataFrame) -> pd.DataFrame:
    """Give attendance with each organisation under its last name."""
    succession = Succession(organisations)
    names = {name: succession.line(name) for name in attendance["organisation"].unique()}
    return attendance.assign(organisation=attendance["organisation"].map(names).astype("str"))


def _people(reading: Reading, window: Window, gatherings: pd.DataFrame) -> pd.DataFrame:
    """Give those of the network and, also unidentified, of these gatherings, as known at the end of the last window."""
    attendance, members = reading.dataset.attendance, Membership(reading.dataset.affiliations)
    present = attendance.loc[attendance["gathering"].isin(set(gatherings["id"])), "person"]
    people = reading.dataset.people.set_index("id")[["name", "kind"]]
    people = people[people.index.isin({*window.network.nodes.index, *present})]
    people = people.join(window.network.nodes[FACTS]).fillna("")
    last = max((day for day in gatherings["on"] if day is not None), default=None)
    return people.assign(left=[last is not None and members.left(person, last) for person in people.index])


def _period(window: Window, tables: Tables, medium: Contacts | None) -> PeriodTables:
    if medium is not None:
        period = medium_period(window.title, window.network, tables)
        return replace(period, since=window.since, until=window.until)
    return PeriodTables(
        title=window.title,
        since=window.since,
        until=window.until,
        gatherings=len(window.two_mode.gatherings),
        attendances=int(window.two_mode.incidence.nnz),
        people=int(window.network.nodes["member"].sum()),
        ties=len(window.network.ties),
        pairs_not_drawn=int(window.undrawn["pairs"].sum()),
        tables=EvidenceTables.among(tables),
    )


def report_medium(contact: Contacts, tables: Sequence[Tables]) -> Medium:
    """Gather what the report says of one medium; `tables` are those of the whole time, then of each period."""
    parts = zip(contact.networks, tables, strict=True)
    every, *periods = [
        medium_period(title, network, of_network, f"{contact.name}/") for (title, network), of_network in parts
    ]
    return Medium(
        name=contact.name,
        title=contact.title,
        map_file=f"map-{contact.name}.html",
        people=contact.whole.nodes[["name", *FACTS]].assign(kind="person"),
        periods=tuple(periods or [every]),
        whole=every,
    )


def medium_period(title: str, network: Network, tables: Tables, folder: str = "") -> PeriodTables:
    """Give what is known of one period of a medium."""
    return PeriodTables(
        title=title,
        folder=folder,
        acts=int(network.ties["count"].sum()) if len(network.ties) else 0,
        people=int(network.nodes["member"].sum()),
        ties=len(network.undirected().ties),
        tables=EvidenceTables.among(tables),
    )


def _tie(settings: Settings, medium: Contacts | None) -> str:
    """Say what ties two people; on a medium with the kinds of act there are."""
    if medium is None:
        largest = f"one of more than {settings.network.largest:,} people makes no ties"
        return f"Two people are tied when they were at the same gathering; {largest}."
    kinds = sorted(column for column in medium.whole.ties.columns if column not in NOT_KINDS)
    how = f": {', '.join(kinds)}" if kinds else ""
    return f"Two people are tied when one of them turned to the other on {medium.title}{how}."


def _files(results: Results) -> dict[str, str]:
    """Name the files that a run writes beside the pages, and what is in each."""
    tables = [name for part in results.networks() for name in results.run_tables(part)]
    return written_files(["nodes", "ties", *dict.fromkeys(analysis_of(name, BOUNDARIES)[0] for name in tables)])


def _methods(reading: Reading, settings: Settings, results: Results) -> Methods:
    options = settings.network
    of_meetings = {
        "Weight of a tie": options.weight,
        "Largest gathering that makes ties": options.largest,
        "Unidentified attendance drawn": "yes" if options.unidentified else "no",
    }
    large = {"Not computed because of size": "; ".join(results.omissions)} if results.omissions else {}
    return Methods(
        seed=settings.study.seed,
        versions=versions(),
        inputs={file.file: file.sha256 for file in reading.inputs},
        settings={**({} if results.medium else of_meetings), "Permutations": options.permutations, **MOVING, **large},
    )


# The maps


def map_content(content: ReportContent, settings: Settings, results: Results) -> MapContent:
    """Gather what the map shows: the same people in every period, and the report's headline and findings."""
    periods = tuple(
        Period(window.title, window.network, named(content, period), _members(window.network))
        for (window, _tables), period in zip(results.compared, content.periods, strict=True)
    )
    ids = set(periods[0].network.nodes.index)
    every, tables = results.meetings[0]
    people, islands = _islands(content.people.loc[sorted(ids)], settings, tables)
    over_all = Period("", every.network, named(content, content.whole), _members(every.network))
    return MapContent(
        title=f"{content.title}: who was at the same meetings",
        subtitle="Each dot is a person; people who were at the same meeting are tied.",
        people=people,
        periods=periods,
        whole=over_all if periods[1:] else None,
        findings=map_findings(content, ids),
        footnote=_footnote(content),
        group=islands,
        colour_by=settings.study.colour,
        gatherings=_titles(content),
        days={gathering.id: gathering.on.isoformat() for gathering in content.rows.gatherings if gathering.on},
        facets=_facets(content, every.two_mode.gatherings),
        palette=_palette(content, settings),
        seed=settings.study.seed,
    )


def contact_map(content: ReportContent, settings: Settings, contact: Contacts, tables: Tables) -> MapContent:
    """Gather what the map of one medium shows; `tables` are those of its whole time."""
    people, islands = _islands(contact.whole.nodes, settings, tables)
    every, periods, reasons = medium_periods(contact)
    return MapContent(
        title=f"{content.title}: {contact.title}",
        subtitle=f"Each dot is a person; people are tied when one turned to the other ({contact.title}).",
        people=people,
        periods=periods,
        whole=every if periods[1:] else None,
        footnote=_footnote(content),
        group=islands,
        colour_by=settings.study.colour,
        acts=("were in touch", "time"),
        gatherings=reasons.titles,
        days=reasons.days,
        facets=reasons.facets,
        palette=_palette(content, settings),
        seed=settings.study.seed,
    )


LIT: dict[str, Lit] = {
    "mixing": "across",
    "linked": "across",
    "change": "inside",
    "contact": "inside",
    "boundary": "inside",
}
"""Which lines a kind of finding speaks of, where it is not all of its people's."""


def _palette(content: ReportContent, settings: Settings) -> tuple[str, ...]:
    """Give what the colours tell apart, the same on all maps of a study."""
    people = content.people[content.people["kind"] == "person"]
    key, _numbers = categories(text_column(people, settings.study.colour))
    return tuple(category.label for category in key if category.label != NOT_STATED)


def map_findings(content: ReportContent, ids: set[str]) -> tuple[MapFinding, ...]:
    """Give what the map says beside itself: the study's answer first, then what is about some, then the rest.

    `ids` are the people the map shows.
    """
    places = {MEETINGS, content.medium}
    mapped = [finding for finding in content.findings if KINDS[finding.what].on_map and finding.medium in places]
    leading = leading_finding(content)
    if leading.what not in {NOTHING, UNGROUPED, *(finding.what for finding in mapped)}:
        mapped.insert(0, leading)
    lines = [
        MapFinding(
            sentence.headline,
            sentence.text,
            tuple(person for person in sentence.people or _of_groups(finding, mapped, content) if person in ids),
            callout=sentence.callout,
            period=_view_period(finding, content),
            group=finding.by,
            lit=LIT.get(finding.what, "of"),
        )
        for finding, sentence in sentences(mapped, content.labels)
    ]
    return (*lines[:1], *sorted(lines[1:], key=lambda line: line.lit in LIT.values()))


def _view_period(finding: Finding, content: ReportContent) -> int:
    """Give the number of the period a finding is seen in: its own, for people of the whole time all, else the last."""
    titles = [period.title for period in content.periods]
    if finding.period in titles:
        return titles.index(finding.period)
    return len(titles) - (len(titles) == 1 or finding.what not in {SPANNER, "cops"})


def _of_groups(finding: Finding, mapped: Sequence[Finding], content: ReportContent) -> tuple[str, ...]:
    """Give the people of the groups that findings of one kind are about, where it is about no person.

    A finding about a boundary is about everybody whose group is known.
    """
    kind = (finding.what, finding.by)
    groups = {group for alike in mapped if (alike.what, alike.by) == kind for group in alike.groups}
    people = [person for person in content.rows.people if person.kind == "person" and finding.by and content.names]
    return tuple(
        person.id for person in people if (person.of(finding.by) in groups if groups else person.of(finding.by))
    )


def _islands(people: pd.DataFrame, settings: Settings, tables: Tables) -> tuple[pd.DataFrame, str]:
    """Say what an island of the map is: a group, or in a large network a community found in the ties."""
    if len(people) <= MOST_IN_GROUPS or people[settings.study.group].nunique() <= MOST_GROUPS:
        return people, settings.study.group
    return by_community(people, tables["communities"]["community"], around=settings.study.group), "community"


def medium_periods(contact: Contacts) -> tuple[Period, tuple[Period, ...], Threads]:
    """Give the whole time and the periods of one medium's map with the acts behind their ties, and words for these."""
    every = threads(contact.acts[0])
    moments = contact.acts[0]["at"]
    over_all = Period("", contact.whole, members=_members(contact.whole), acts=every.acts)
    periods = tuple(
        Period(title, network, members=_members(network), acts=threads(acts, moments).acts)
        for (title, network), acts in zip(contact.networks[1:], contact.acts[1:], strict=True)
    )
    return over_all, periods or (over_all,), every


def _footnote(content: ReportContent) -> str:
    """Say under the map what it rests on."""
    sources = content.rows.ledger
    records = cell(sum(source.records for source in sources), Source("ledger", ALL, "records"))
    files = cell(len(sources), Source("ledger", ALL, "files"))
    rests = f"Made from {counted(records, 'record')} in {counted(files, 'file')}"
    rejected = sum(source.rejected for source in sources)
    if rejected:
        rests += f"; {counted(cell(rejected, Source('ledger', ALL, 'rejected')), 'record')} could not be read"
    return f"{rests}. Personal data: keep it among those who may see it."


def _members(network: Network) -> tuple[str, ...]:
    return tuple(map(str, network.nodes.index[network.nodes["member"].to_numpy(bool)]))


def _facets(content: ReportContent, meetings: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Let readers choose among the meetings: held in person or online, of which series or, of several, which community.

    `meetings` are those of the network, which know their community.
    """
    gatherings = content.rows.gatherings
    modes = {"Kind of meeting": {gathering.id: gathering.mode for gathering in gatherings}}
    if content.findings_of("cops"):
        kinds = zip(meetings.index, meetings["community"], meetings["kind"], strict=True)
        return modes | {"Community": {id_: name or (kind == "event") * "An event of all" for id_, name, kind in kinds}}
    return modes | {"Series": {gathering.id: gathering.series for gathering in gatherings}}


def _titles(content: ReportContent) -> dict[str, str]:
    """Name each gathering for a reader: ``5 March 2024, Forum``."""
    titles = {}
    for gathering in content.rows.gatherings:
        day = f"{gathering.on.day} {gathering.on:%B %Y}" if gathering.on else "undated"
        titles[gathering.id] = ", ".join(part for part in (day, gathering.title) if part)
    return titles


class Comparison(Struct, frozen=True):
    """Another community as it was read: what it is called, and its files."""

    study: Study
    reading: Reading

    @property
    def title(self) -> str:
        """What it is called."""
        return self.study.settings.study.title or printable(self.study.folder.name)

    @property
    def hashes(self) -> tuple[str, ...]:
        """The SHA-256 of each of its files; they bear no names here, because nobody searched them for people."""
        return tuple(sorted(source.sha256 for source in self.reading.inputs))


def comparison(study: Study, rival: Study, progress: Progress = silent) -> Comparison:
    """Read the community a study is compared with; the groups are those of the study.

    Raises
    ------
    StudyError
        If it is the study itself, its periods are of other days, or nothing usable was found in it.
    """
    _check_periods(study, rival)
    settings = rival.settings
    same_groups = replace(settings.study, group=study.settings.study.group)
    rival = replace(rival, settings=replace(settings, study=same_groups))
    reading = read_study(rival, progress)
    if not reading.usable:
        raise StudyError(f"--against {shown(rival.folder.name)}: nothing usable was found; 'sna check' says why.")
    return Comparison(rival, reading)


def _check_periods(study: Study, rival: Study) -> None:
    """Stop where both are one study, or the first and the last period of both are not the same days."""
    name = shown(rival.folder.name)
    if (study.folder, study.files) == (rival.folder, rival.files):
        raise StudyError(f"--against {name}: a study cannot be compared with itself. Name another community.")
    ours, settings_of_rival = (_ends(part.settings) for part in (study, rival))
    if not ours or ours != settings_of_rival:
        written, rivals = (
            " and ".join(f"{first} to {last}" for first, last in ends) or "none" for ends in (ours, settings_of_rival)
        )
        raise StudyError(
            f"--against {name}: both communities need the same first and last period. In study.toml here: {written}; "
            f"there: {rivals}. Write the same [periods] in both."
        )


def _ends(settings: Settings) -> tuple[tuple[dt.date, dt.date], ...]:
    """Give the days of the first and of the last period; nothing where there are not two."""
    spans = list(settings.periods.values())
    return (spans[0], spans[-1]) if len(spans) > 1 else ()


def compared(results: Results, settings: Settings, rival: Comparison) -> Results:
    """Give the results of a study with the table of the comparison among those of the whole time.

    Raises
    ------
    StudyError
        If nothing of the other community lies in its periods.
    """
    settings_of_rival = rival.study.settings
    try:
        outcome = analysed(rival.reading, settings_of_rival)
    except StudyError as error:
        raise StudyError(f"--against {shown(rival.title)}: {error}") from error
    content = report_content(rival.reading, settings_of_rival, outcome, rival.title)
    by, options = settings.study.group, {"permutations": settings.network.permutations, "seed": settings.study.seed}
    networks = (grouped(members(part.meetings[0][0].network), by) for part in (results, outcome))
    table = against(*networks, by=by, **options).set_axis(pd.Index([rival.title], name="comparison"))
    own = next((finding for finding in changes(content) if finding.by == by), None)
    if (
        own is None or own.verdict is Verdict.CANNOT_TELL
    ):  # also for what its tables do not know: files nobody could read
        why = plain(reason(own)) if own is not None else "no two periods of gatherings"
        table = table.assign(verdict=Verdict.CANNOT_TELL.value, note=f"in {rival.title}: {why}")
    (window, tables), *periods = results.meetings
    return replace(results, meetings=((window, Deferred.with_makers(tables, against=lambda: table)), *periods))
