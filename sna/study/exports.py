"""Every network of a study for other tools, and all its tables in one workbook.

In the workbook each sheet answers one question; the first says which.
"""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
from msgspec import Struct

from sna.dataset import written_tables
from sna.errors import StudyError, printable, shown
from sna.export import FORMATS, export, write_page
from sna.export.lists import write_siena
from sna.export.workbook import too_long, write_workbook
from sna.facts import MEETINGS as MEETING_KINDS
from sna.facts import Kind, Status
from sna.findings.frames import PEOPLE
from sna.findings.kinds import findings_table
from sna.findings.record import MEETINGS, Finding
from sna.findings.tables import ALL
from sna.glossary import TERMS
from sna.membership import Succession
from sna.network import Network
from sna.render.map.composition import composed
from sna.render.map.drawing import pyvis_html, to_pyvis
from sna.render.page import EVER
from sna.render.report.content import SheetName
from sna.study.analyses import node_table, tie_table
from sna.study.audience.labels import View
from sna.study.evidence import contact_map, map_content
from sna.study.outputs import manifest, meaning, published, whole, write_manifest
from sna.study.people import matches
from sna.study.reading import Progress, Reading, silent
from sna.study.results import LEADING, NODES, TIES, Results, analysed, long_tables, write_tables
from sna.study.sources import Study

CONTENTS, SHEET = "Contents", "Sheet"
WORDS = ("Sheet", "Heading", "What it means", "In the CSV files", "Source")
OF_WORDS = ("What does each heading mean?", "a heading of a sheet")
LIST = "; "
GROUP = [*LEADING, "group"]
WORKBOOK = "tables.xlsx"
PYVIS, TABLES = "pyvis", "tables"
FORMS = (*FORMATS, PYVIS, TABLES)
"""What can be written: each network, also as a page for pyvis, which is drawn here, where the map's places are known;
every analysis of every network as a table."""


class Material(Struct, frozen=True):
    """What sheets are made of: what a reader sees, every table of it as one, and the finding that was planned."""

    view: View
    tables: Mapping[str, Sequence[pd.DataFrame]]
    planned: Finding | None = None

    @classmethod
    def of(cls, view: View, planned: Finding | None = None) -> Material:
        """Gather what a reader sees; `planned` is the finding whose question was frozen."""
        return cls(view, dict(long_tables(view.results, view.settings.study.group)), planned)

    def table(self, name: str, columns: Sequence[str] = ()) -> pd.DataFrame:
        """Give a table as one, or some of its columns; without rows where it was not made. Whole numbers stay whole."""
        blocks = self.tables.get(name, ())
        table = pd.concat([block.astype(object) for block in blocks]) if blocks else pd.DataFrame(columns=[*LEADING])
        return table.reindex(columns=[*columns]) if columns else table


class Sheet(Struct, frozen=True, forbid_unknown_fields=True):
    """What a sheet is about.

    Attributes
    ----------
    question
        What it answers.
    row
        What one row is.
    columns
        Heading → column: a term of the glossary, and after a colon what tells two of one term apart.
    of
        The table whose rows these are, where that may be a long one.
    """

    question: str
    row: str
    columns: dict[str, str]
    of: str = ""


def _sheets() -> dict[str, Sheet]:
    text = files("sna.study").joinpath("sheets.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Sheet])


SHEETS = _sheets()


def _table(name: str, material: Material) -> pd.DataFrame:
    """Give a sheet as it is written, without blank columns; of one that is too long the number of rows alone."""
    sheet = SHEETS[name]
    size = pd.DataFrame(index=range(sum(map(len, material.tables.get(sheet.of, ())))))
    if too_long({name: size}):
        return size
    rows = ROWS[name](material).reindex(columns=[*sheet.columns.values()]).set_axis([*sheet.columns], axis=1)
    return rows.loc[:, ~(rows.isna() | (rows == "")).all()] if len(rows) else rows


def study_workbook(material: Material, path: Path, folder: str) -> list[str]:
    """Write the workbook of what a reader sees; give a line for each sheet that is too long to be one.

    `folder` is where the tables stand as CSV.
    """
    sheets = {name: _table(name, material) for name in ROWS}
    long = too_long(sheets)
    used = {name: table for name, table in sheets.items() if len(table) and name not in long}
    words = pd.DataFrame(_words(used), columns=WORDS)
    contents = _contents({**sheets, SheetName.WORDS: words}, material, folder)
    write_workbook({CONTENTS: contents, **used, SheetName.WORDS: words}, path, links=SHEET)
    return [f"{path.name}: no sheet for {name}, {len(sheets[name]):,} rows; {_instead(name, folder)}" for name in long]


def _instead(name: str, folder: str) -> str:
    table = SHEETS[name].of
    return f"all are in {folder}/{table}.csv" if table else "sna tables writes it as CSV"


def _contents(sheets: Mapping[str, pd.DataFrame], material: Material, folder: str) -> pd.DataFrame:
    """Say which sheet answers what; below, what stands in the CSV files alone."""
    rows = []
    for name, table in sheets.items():
        question, row = (SHEETS[name].question, SHEETS[name].row) if name in SHEETS else OF_WORDS
        note = _instead(name, folder) if too_long({name: table}) else "" if len(table) else "nothing in these records"
        rows.append((question, name if not note else f"{name} (no sheet)", row, len(table), note))
    rows += [
        (meaning(name), "", "", sum(map(len, blocks)), f"only in {folder}/{name}.csv")
        for name, blocks in material.tables.items()
        if name not in IN_SHEETS
    ]
    return pd.DataFrame(rows, columns=["Question", SHEET, "One row is", "Rows", "Besides"])


def _words(sheets: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, ...]]:
    for name, table in sheets.items():
        for heading in table.columns:
            column = SHEETS[name].columns[heading].partition(":")[0]
            yield name, heading, TERMS[column].meaning, column, TERMS[column].source


def glossary(files_: Sequence[Path]) -> pd.DataFrame:
    """Give what each column of these CSV files means, and who defined it; those of a rejected record are its own."""
    columns = sorted({column for file in files_ for column in _heads(file)} & TERMS.keys())
    rows = [(column, TERMS[column].meaning, TERMS[column].unit, TERMS[column].source) for column in columns]
    return pd.DataFrame(rows, columns=["column", "meaning", "unit", "source"])


def _heads(file: Path) -> list[str]:
    with file.open(encoding="utf-8", newline="") as text:
        return next(csv.reader(text), [])


# The rows of each sheet


def _answer(material: Material) -> pd.DataFrame:
    ties = material.table("ei_index")
    return _with_together(ties[ties["group"] == ALL], material)


def _groups(material: Material) -> pd.DataFrame:
    ties = material.table("ei_index")
    table = ties[ties["group"] != ALL]
    columns = ["people", "external", "people_outside", "groups_reached", "single_link"]
    reach = material.table("group_reach", [*GROUP, *columns])
    table = _ordered(table.merge(reach, on=GROUP, how="outer", suffixes=("", ":reach")), material)
    for column in columns[:2]:  # of who is to be reached and has nobody there is no index
        table[column] = table[column].where(table[column].notna(), table[f"{column}:reach"])
    table["single_link"] = table["single_link"].map(material.view.content.labels)
    cut_off = material.table("cut_off", [*GROUP, "isolated", "rule", "last_outside", "last_attended"])
    return _with_together(table.merge(cut_off, on=GROUP, how="left"), material)


def _ordered(table: pd.DataFrame, material: Material) -> pd.DataFrame:
    """Set rows in the order of the networks: a merge of two tables leaves them by the alphabet."""
    places = {(part.medium, part.period): place for place, part in enumerate(material.view.results.networks())}
    order = pd.Series([places[key] for key in zip(table["medium"], table["period"], strict=True)], table.index, int)
    return table.loc[order.sort_values(kind="stable").index]


def _with_together(table: pd.DataFrame, material: Material) -> pd.DataFrame:
    """Set beside the ties of the first and the last period how often people were together in it."""
    both, periods = material.table("co_attendance"), material.view.content.periods
    if len(periods) < 2 or both.empty:
        return table
    parts = []
    for when, period in {"before": periods[0], "after": periods[-1]}.items():
        ends = {f"together_{when}{end}": f"together{end}" for end in ("", "_low", "_high")}
        own = both.rename(columns={**ends, f"across_{when}": "together_across", "p": "p:change"})
        parts.append(own.assign(period=period.title)[[*GROUP, *TOGETHER]])
    return table.merge(pd.concat(parts), on=GROUP, how="left")


def _people(material: Material) -> pd.DataFrame:
    key = ["medium", "period", PEOPLE]
    attendance = material.table("absences", [*key, "times_could", "missed_last"])
    links = material.table("spanners", [*key, "named"])
    people = material.table(NODES).merge(attendance, on=key, how="left").merge(links, on=key, how="left")
    days = _last_days(material.view.results)
    last = [days.get(place) for place in zip(*(people[column] for column in key), strict=True)]
    return people.assign(last_attended=pd.Series(last, people.index, dtype=object))


def _last_days(results: Results) -> dict[tuple[str, str, str], dt.date | None]:
    """Give the day somebody was last at a meeting: medium, period, person → day."""
    days: dict[tuple[str, str, str], dt.date | None] = {}
    for window, _tables in results.meetings:
        matrix, on = window.two_mode.incidence, window.two_mode.gatherings["on"].tolist()
        for person, first, end in zip(window.two_mode.people.index, matrix.indptr, matrix.indptr[1:], strict=False):
            dated = [on[place] for place in matrix.indices[first:end] if on[place] is not None]
            days[MEETINGS, window.title or EVER, str(person)] = max(dated, default=None)
    return days


def _time(material: Material) -> pd.DataFrame:
    """Give the periods, then the quarters."""
    periods, quarters = material.table("presence"), material.table("trend")
    periods = periods[periods["period"] == EVER]
    group = material.view.settings.study.group
    quarters = quarters[quarters["boundary"] == group] if len(quarters) else quarters
    # who came in a quarter is called so in the periods, where "people" are those who could
    return pd.concat([periods, quarters.rename(columns={"quarter": "stretch", "people": "came"})])


def _ties(material: Material) -> pd.DataFrame:
    ties = material.table(TIES, ["medium", "period", "source", "target", "count", "weight", "via"])
    people = material.table(NODES, [PEOPLE, "name", "organisation"]).drop_duplicates(PEOPLE).set_index(PEOPLE)
    for end in ("source", "target"):
        ties[f"organisation:{end}"] = ties[end].map(people["organisation"])
        ties[end] = ties[end].map(people["name"])
    gatherings = material.view.reading.dataset.gatherings
    words = {row.id: str(row.on or row.title) for row in gatherings.itertuples()}
    ties["via"] = [LIST.join(words.get(part, part) for part in via.split(LIST)) for via in ties["via"]]
    return ties


def _meetings(material: Material) -> pd.DataFrame:
    """Give the meetings in order of time, with who came and who came for the first time."""
    dataset = material.view.reading.dataset
    meetings = (
        dataset.gatherings[dataset.gatherings["kind"].isin(MEETING_KINDS)]
        .set_index("id")
        .assign(date=lambda rows: rows["on"])
    )
    rows = dataset.attendance[dataset.attendance["status"] == Status.PRESENT]
    rows = rows[rows["gathering"].isin(meetings.index)].drop_duplicates(["person", "gathering"])
    persons = set(dataset.people.loc[dataset.people["kind"] == Kind.PERSON, "id"])
    presences = rows[rows["person"].isin(persons)]
    meetings["people"] = presences.groupby("gathering").size()
    meetings["not_identified"] = rows[~rows["person"].isin(persons)].groupby("gathering").size()
    meetings["organisations"] = (
        presences[presences["organisation"] != ""].groupby("gathering")["organisation"].nunique()
    )
    days = (
        presences.assign(on=presences["gathering"].map(meetings["on"]))
        .dropna(subset="on")
        .sort_values("on", kind="stable")
    )
    firsts = days.drop_duplicates("person")
    meetings["newcomers"] = firsts.groupby("gathering").size()
    counts = ["people", "not_identified", "organisations", "newcomers"]
    meetings[counts] = meetings[counts].fillna(0).astype("Int64")
    mixes = material.table("seat_diversity", ["period", "gathering", "groups_present", "blau", "blau_expected"])
    mixes = mixes[mixes["period"] == EVER].drop(columns="period").set_index("gathering")
    return meetings.join(mixes).sort_values("on", key=lambda on: on.astype(str), kind="stable")


def _attendance(material: Material) -> pd.DataFrame:
    dataset = material.view.reading.dataset
    meetings = dataset.gatherings.loc[dataset.gatherings["kind"].isin(MEETING_KINDS), "id"]
    rows = written_tables(dataset)["attendance"]
    rows = rows[rows["gathering"].isin(set(meetings))]
    # several files may say it: who was there by one of them was there
    rows = rows.loc[(rows["status"] != Status.PRESENT).sort_values(kind="stable").index]
    rows = rows.drop_duplicates(["person", "gathering"]).sort_index()
    return rows.sort_values("date", key=lambda date: date.astype(str), kind="stable")


def _media(material: Material) -> pd.DataFrame:
    table = material.table("contact")
    for name, ends in {"overlap": OVERLAP, "exposure": EXPOSURE}.items():
        part = material.table(name, [*GROUP, *ends, "verdict"]).rename(columns={"verdict": f"verdict:{name}"})
        table = table.merge(part, on=GROUP, how="outer") if len(table) else part
    return _ordered(table, material)


def _reach(material: Material) -> pd.DataFrame:
    """Give the organisations under their last names: those that came, and those that the community wants to reach.

    Where nobody met there are none: nobody could come.
    """
    if material.view.content.medium:
        return pd.DataFrame()
    content, line = material.view.content, Succession(material.view.content.organisations).line
    on = dict(zip(content.gatherings["id"], content.gatherings["on"], strict=True))
    present = content.attendance[content.attendance["status"] == Status.PRESENT]
    present = present.assign(on=present["gathering"].map(on))
    since, until = content.now.since or dt.date.max, content.now.until or dt.date.max
    recent = present[np.array([day is not None and since <= day <= until for day in present["on"]], bool)]
    comers = present[present["organisation"] != ""].groupby("organisation")
    table = content.organisations.drop_duplicates("name").set_index("name")
    table = table[np.array([line(name) == name for name in table.index], bool)]
    table = table.reindex(sorted({*table.index, *comers.groups} - {""})).rename_axis("organisation")
    counts = {
        "people": comers["person"].nunique(),
        "came": recent.groupby("organisation")["person"].nunique(),
        "held": comers["gathering"].nunique(),
    }
    for name, count in counts.items():
        table[name] = count.reindex(table.index).fillna(0).astype("Int64")
    last = {name: max(filter(None, days), default=None) for name, days in comers["on"]}
    table["last_attended"] = pd.Series([last.get(name) for name in table.index], table.index, dtype=object)
    return table.reset_index()


def _findings(material: Material) -> pd.DataFrame:
    content = material.view.content
    return findings_table(content.findings, content.labels, material.planned)


def _records(material: Material) -> pd.DataFrame:
    return material.view.reading.ledger.sources()


def _names(material: Material) -> pd.DataFrame:
    return matches(material.view.reading)


def _mixing(material: Material) -> pd.DataFrame:
    return material.table("mixing")


OVERLAP = ("pairs_in_touch", "pairs_never_together", "overlap", "overlap_low", "overlap_high")
TOGETHER = ("together", "together_low", "together_high", "together_across", "verdict", "p:change")
EXPOSURE = ("exposure", "exposure_low", "exposure_high")
ROWS: Mapping[str, Callable[[Material], pd.DataFrame]] = {
    SheetName.ANSWER: _answer,
    SheetName.GROUPS: _groups,
    SheetName.PEOPLE: _people,
    SheetName.TIME: _time,
    SheetName.PAIRS: _mixing,
    SheetName.TIES: _ties,
    SheetName.MEETINGS: _meetings,
    SheetName.ATTENDANCE: _attendance,
    SheetName.MEDIA: _media,
    SheetName.REACH: _reach,
    SheetName.FINDINGS: _findings,
    SheetName.RECORDS: _records,
    SheetName.NAMES: _names,
}
"""What makes the rows of each sheet, in their order; before them stands *Contents*, after them *Words*."""
IN_SHEETS = {
    *"ei_index group_reach cut_off absences spanners presence seat_diversity contact overlap exposure".split(),
    *"co_attendance trend mixing".split(),
    NODES,
    TIES,
}
"""The tables of which every row stands in a sheet."""


def exports(
    study: Study, reading: Reading, out: Path, forms: Sequence[str] = (), progress: Progress = silent
) -> list[Path]:
    """Write every network in these formats (none: in all), RSiena's files, and one workbook; give the files written.

    Each network has a folder: the meetings' of the whole time ``whole``, of a period ``year-1``, of a medium
    ``slack/whole`` and so on. Every file was read back and compared before it appears. The form ``tables`` is a folder
    of CSV files, one for each analysis: of every medium, period and boundary.

    Raises
    ------
    StudyError
        If there is no such format, or `out` cannot be written to.
    ExportError
        If a file read back is not what it was made of; nothing is written then.
    """
    for form in forms:
        if form not in FORMS:
            raise StudyError(f"There is no format {shown(form)!r}. There are: {', '.join(FORMS)}.")
    everything = TABLES in (forms or FORMS)
    results = analysed(reading, study.settings).complete(progress, everything=everything)
    view = View(reading, results, study.settings, printable(study.folder.name))
    with whole(out, reading.objectors.spellings) as stage:
        for part in results.networks():
            for form in forms or FORMATS:
                if form in FORMATS:
                    export(described(part.network, part.tables), stage / _place(part.folder), form)
        if everything:
            write_tables(long_tables(results, study.settings.study.group, everything=True), stage / TABLES)
        if PYVIS in (forms or FORMS):
            _pages(view, stage)
        # RSiena compares the periods of one network: the meetings, and each medium by itself
        series = {"siena": {window.title: window.network for window, _tables in results.compared}}
        series |= {f"{contact.name}/siena": dict(contact.compared) for contact, _tables in results.online}
        for folder, periods in series.items():
            if len(periods) > 1:
                write_siena(periods, stage / folder)
        long = study_workbook(Material.of(view), stage / WORKBOOK, TABLES)
        write_manifest(stage, manifest(reading, study.settings, [*results.omissions, *long]))
    return published(out)


def described(network: Network, tables: Mapping[str, pd.DataFrame]) -> Network:
    """Give a network whose nodes carry the figures about each, and whose ties say why they are there."""
    ties = tie_table(network).assign(weight=network.ties["weight"].to_numpy())
    return Network(node_table(network, tables), ties, directed=network.directed, behind=network.behind)


def _place(folder: str) -> str:
    return f"{folder}whole" if folder == "" or folder.endswith("/") else folder


def _pages(view: View, stage: Path) -> None:
    """Write each network as a page of pyvis, people in the places they have on the study's map of the same medium."""
    content, settings, results = view.content, view.settings, view.results
    maps = {"": composed(map_content(content, settings, results))}
    for contact, tables in results.online:
        maps[contact.name] = composed(contact_map(content, settings, contact, tables[0]))
    for part in results.networks():
        drawing = to_pyvis(part.network, *maps[part.folder.rpartition("/")[0]])
        page = pyvis_html(drawing, f"{content.title} {part.folder}".strip())
        write_page(page, part.network, stage / _place(part.folder) / "network.html")
