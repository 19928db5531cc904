"""What stands in a folder of results, read back: its meetings, people, organisations, questions, verdicts, figures."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from sna.errors import StudyError, csv_text, shown
from sna.findings.kinds import KINDS
from sna.findings.phrases import hundred
from sna.findings.sources import plain
from sna.load.source import Source
from sna.render.changes import FUNDER, Meeting
from sna.render.page import EVER
from sna.study.outputs import EXPERTS, SCHEMA, TABLES
from sna.study.publishing import MANIFEST, is_ours, outputs_in
from sna.study.reading import Fingerprint
from sna.study.sources import KEY, PROBLEMS, header_of

READERS = ("evaluator", "convener", FUNDER)
AGAIN = "Make the results again with sna run."
GROUPS, GROUPED = "groups.csv", ("by", "group", "other", "figure")
PEOPLE_TITLES = ("Name", "Organisation", "Meeting", "File", "What stands there")
INTERVALS = (
    ("ratio", "ratio_low", "ratio_high"),
    ("after_share", "after_low", "after_high"),
    ("share", "low", "high"),
)
"""The figures of a finding that its verdict is about, with their intervals: the first there is."""
Row = dict[str, str]


class Person(Struct, frozen=True):
    """Somebody in the results, who came; how many meetings they have missed in a row since."""

    name: str
    organisation: str
    missed: int


class Claim(Struct, frozen=True):
    """What a finding says: its headline, its verdict, and the interval of the figure it is about."""

    headline: str
    verdict: str
    interval: tuple[float, float] | None = None


class Figure(Struct, frozen=True):
    """A figure of a period, as it is written."""

    name: str
    period: str
    value: str


class StudyNote(Struct, frozen=True):
    """What a manifest says of a study."""

    title: str = ""
    group: str = ""


class PrivacyNote(Struct, frozen=True):
    """The smallest count of people that is told."""

    smallest: int = 8


class SettingsNote(Struct, frozen=True):
    """The settings in a manifest that decide whether two results can be compared."""

    study: StudyNote = StudyNote()
    privacy: PrivacyNote = PrivacyNote()
    periods: dict[str, tuple[dt.date, dt.date]] = {}
    network: dict[str, str | float | bool] = {}
    contact: dict[str, float] = {}


class Record(Struct, frozen=True):
    """A manifest, as far as it is compared; one of before there was a `schema` is of 0."""

    schema: int = 0
    inputs: list[Fingerprint] = []
    versions: dict[str, str] = {}
    settings: SettingsNote = SettingsNote()


class Snapshot(Struct, frozen=True, kw_only=True):
    """One reader's results.

    Attributes
    ----------
    reader, named
        Whose they are, and whether people stand in them under their names.
    record
        Their manifest.
    meetings, people, organisations
        By id; the names of those somebody came from.
    away, recent
        The ids of those who used to come and were at none of the last meetings; how many these are.
    questions
        Key → what is asked, of those nobody has answered.
    claims, figures
        What is concluded, by kind, boundary, medium, period and groups; and the figures that are compared.
    never, groups
        Of a funder's: the organisations nobody has come from, and the figures of the groups.
    """

    reader: str
    named: bool
    record: Record = Record()
    meetings: Mapping[str, Meeting] = {}
    people: Mapping[str, Person] = {}
    organisations: frozenset[str] = frozenset()
    away: frozenset[str] = frozenset()
    recent: int = 0
    questions: Mapping[str, str] = {}
    claims: Mapping[tuple[str, ...], Claim] = {}
    figures: Mapping[str, Figure] = {}
    never: frozenset[str] = frozenset()
    groups: Mapping[str, str] = {}

    @property
    def last(self) -> dt.date | None:
        """The day of the last meeting."""
        return max((meeting.day for meeting in self.meetings.values() if meeting.day), default=None)

    @property
    def files(self) -> dict[str, str]:
        """File → SHA-256 of what was read."""
        return {entry.file: entry.sha256 for entry in self.record.inputs}


def readers_of(folder: Path) -> dict[str, Path]:
    """Give reader → folder of their results: it may be theirs alone, or hold one for each.

    Raises
    ------
    StudyError
        If there are no results of ours, or they are of a later version.
    """
    listed = _manifest(folder)[1]
    several = {reader: folder / reader for reader in READERS if f"{reader}/{MANIFEST}" in listed}
    if several:
        return several
    reader = "evaluator" if f"{EXPERTS}/findings.csv" in listed else "funder" if GROUPS in listed else "convener"
    return {reader: folder} if "report.html" in listed else {}


def _manifest(folder: Path) -> tuple[Record, dict[str, str]]:
    """Read a manifest; also give file → SHA-256 of what it lists."""
    try:
        content = (folder / MANIFEST).read_bytes()
    except OSError:
        content = b""
    listed = outputs_in(content)
    if listed is None:
        raise StudyError(f"{shown(folder, 200)} holds no results of ours. Name a folder with a manifest.json of sna.")
    try:
        record = msgspec.json.decode(content, type=Record)
    except msgspec.DecodeError as error:
        raise StudyError(f"{shown(folder, 200)} has a manifest that cannot be read: {shown(error)}. {AGAIN}") from error
    if not 0 <= record.schema <= SCHEMA:
        raise StudyError(
            f"{shown(folder, 200)} was made by a later version of sna (schema {record.schema}; this one reads up to "
            f"{SCHEMA}). Update sna. {AGAIN}"
        )
    return record, listed


def snapshot(folder: Path, reader: str) -> Snapshot:
    """Read one reader's results.

    Raises
    ------
    StudyError
        If a file is not as it was written, or lacks a column; if the results are of a later version.
    """
    record, listed = _manifest(folder)
    named = reader != FUNDER and bool({PROBLEMS, f"{EXPERTS}/identity.csv"} & {*listed})
    files, part = Files(folder, listed), Snapshot(reader=reader, named=named, record=record)
    try:
        if reader == FUNDER:
            return _of_funder(part, files)
        part = replace(part, questions=dict(_questions(folder / PROBLEMS)) if files.is_sound(PROBLEMS) else {})
        return _of_evaluator(part, files) if reader == READERS[0] else part
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        why = f"{shown(error)} is missing or is no figure; it is of another version"
        raise StudyError(f"{shown(folder, 200)} cannot be compared: {why}. {AGAIN}") from error


class Files:
    """The tables of a folder; one that was changed since is refused.

    Parameters
    ----------
    folder, listed
        Where they stand, and file → SHA-256 as the manifest lists them.
    """

    def __init__(self, folder: Path, listed: Mapping[str, str]) -> None:
        self.folder, self.listed = folder, listed

    def is_sound(self, name: str) -> bool:
        """Tell whether a file is there as it was written."""
        return name in self.listed and is_ours(self.folder, name, self.listed)

    def rows(self, name: str) -> list[Row]:
        """Give the rows of a table; none if it was not made.

        Raises
        ------
        StudyError
            If it is not as it was written.
        """
        if name not in self.listed:
            return []
        if not self.is_sound(name):
            raise StudyError(
                f"{shown(self.folder / name, 200)} is not as sna wrote it, so nothing is said of it. {AGAIN}"
            )
        text = (self.folder / name).read_text(encoding="utf-8-sig")
        rows = csv.DictReader(io.StringIO(text, newline=""))
        return [{column: csv_text(cell or "") for column, cell in row.items()} for row in rows]

    def table(self, name: str, medium: str, period: str = EVER) -> list[Row]:
        """Give the rows of an analysis of one network."""
        rows = self.rows(f"{TABLES}/{name}.csv")
        return [row for row in rows if (row["medium"], row["period"]) == (medium, period)]


def _of_funder(part: Snapshot, files: Files) -> Snapshot:
    rows = files.rows(GROUPS)
    never = frozenset(row["group"] for row in rows if (row["figure"], row["value"]) == ("reached", "never"))
    places = ("\0".join(row[name] for name in GROUPED) for row in rows)
    figures = {name: row["value"] for name, row in zip(places, rows, strict=True) if row["figure"] != "reached"}
    return replace(part, never=never, groups=figures)


def _of_evaluator(part: Snapshot, files: Files) -> Snapshot:
    medium = next((row["medium"] for row in files.rows(f"{TABLES}/nodes.csv")), "")
    people = dict(_people(files, medium))
    findings = files.rows(f"{EXPERTS}/findings.csv")
    absent = [row for row in findings if row["what"] in {"drifted", "faded"} and row["medium"] == medium]
    periods = {row["stretch"]: row for row in files.table("presence", medium)}
    figures = _figures(findings, periods, part.record.settings.study.group)
    return replace(
        part,
        meetings=dict(_meetings(files, medium)),
        people=people,
        organisations=frozenset(person.organisation for person in people.values()) - {""},
        away=frozenset(person for row in absent for person in row["who"].split("; ")),
        recent=max((int(figures_of(row)["recent"]) for row in absent), default=0),
        claims=dict(_claims(findings)),
        figures={f"{figure.name} {figure.period}": figure for figure in figures},
    )


def _meetings(files: Files, medium: str) -> Iterator[tuple[str, Meeting]]:
    for row in files.table("seat_diversity", medium):
        day = dt.date.fromisoformat(row["on"]) if row["on"] else None
        yield row["gathering"], Meeting(day, row["title"], int(row["people"]))


def _people(files: Files, medium: str) -> Iterator[tuple[str, Person]]:
    """Give those who came; where nobody met, those who are tied."""
    absences = {row["node"]: row for row in files.table("absences", medium)}
    for row in files.table("nodes", medium):
        missed = absences.get(row["node"], {}).get("missed_last", "")
        if int(row.get("gatherings") or row["degree"]):
            yield row["node"], Person(row["name"], row["organisation"], int(float(missed or 0)))


def _questions(path: Path) -> Iterator[tuple[str, str]]:
    """Give the questions of problems.xlsx nobody has answered: key → the sheet and what it is about."""
    with Source(path) as source:
        for sheet in source.sheets():
            at = header_of(sheet)
            for row in sheet.rows[at + 1 :] if at is not None else ():
                cells = dict(zip(sheet.rows[at or 0].texts, row.texts, strict=False))
                answer, key = row.texts[0] if row.texts else "", cells.get(KEY, "")
                about = " / ".join(cells[title] for title in PEOPLE_TITLES if cells.get(title))
                if key and not answer:
                    yield key, f"{sheet.name}: {shown(about)}" if about else sheet.name


def _claims(findings: list[Row]) -> Iterator[tuple[tuple[str, ...], Claim]]:
    """Give what is concluded of the community and its groups; what is said of single people is in no verdict here."""
    for row in findings:
        kind = KINDS.get(row["what"])
        if kind is None or not kind.about_people:
            name = tuple(row[column] for column in ("what", "by", "medium", "period", "groups"))
            yield name, Claim(row["headline"], row["verdict"], _interval(figures_of(row)))


def figures_of(row: Row) -> dict[str, str]:
    """Give the figures of a finding: name → value."""
    return {name: value for part in row["figures"].split("; ") for name, _, value in [part.partition("=")]}


def _interval(figures: Mapping[str, str]) -> tuple[float, float] | None:
    ends = next(((low, high) for name, low, high in INTERVALS if {name, low, high} <= {*figures}), None)
    return (float(figures[ends[0]]), float(figures[ends[1]])) if ends else None


COMERS = "people who came"
TOGETHER = "people from the same {} at the same meeting, for every 100 expected"
ACROSS = "people from different {} at the same meeting, for every 100 expected"


def _figures(findings: list[Row], periods: Mapping[str, Row], group: str) -> Iterator[Figure]:
    """Give the figures that are compared: who came in each period, and both halves of the study's own answer."""
    for title, row in periods.items():
        yield Figure(COMERS, title, row["came"])
    for row in findings:
        if (row["what"], row["by"]) == ("change", group):
            figures = figures_of(row)
            for end in ("before", "after"):
                for name, words in ((end, TOGETHER), (f"across_{end}", ACROSS)):
                    if name in figures:
                        value = plain(hundred(float(figures[name])))
                        yield Figure(words.format(group), figures[f"{end}_title"], value)
