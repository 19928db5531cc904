"""Ids of people and gatherings replaced wherever they stand, and the records that then say the same twice.

One id may turn out to be two people: where it does, it is replaced record by record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
from msgspec import Struct

from sna.dataset import Dataset, columns_of, merged_rows, tidy
from sna.errors import shown
from sna.facts import MEETINGS, Kind, Reason
from sna.names import key

Record = tuple[str, str, str]
"""File, place, and the id of somebody named there."""

_COLUMNS = {
    "affiliations": ["person"],
    "enrolments": ["person"],
    "attendance": ["person", "stands_in_for"],
    "interactions": ["source", "target"],
    "subjects": ["owner"],
    "adoptions": ["person"],
    "acts": ["person"],
}


class People(Struct, frozen=True):
    """Who stands behind the ids.

    Attributes
    ----------
    ids
        Id → person, for the ids that are one person; for the others, the one most records speak of.
    records
        Record → person, for the ids that are several.
    files
        (file, id) → person, where a file knows but one of the several.
    """

    ids: Mapping[str, str]
    records: Mapping[Record, str] = {}
    files: Mapping[tuple[str, str], str] = {}


def people_of(statements: pd.DataFrame, persons: pd.Series) -> People:
    """Gather who stands behind each id.

    Parameters
    ----------
    statements
        With the columns ``id``, ``file`` and ``place``.
    persons
        The person each statement speaks of, in the same order.
    """
    pairs = pd.DataFrame({"id": statements["id"], "file": statements["file"], "person": persons})
    counted = pairs.groupby(["id", "person"], sort=True).size().reset_index(name="count")
    usual = counted.sort_values(["id", "count", "person"], ascending=[True, False, True], kind="stable")
    ids = dict(usual.drop_duplicates("id")[["id", "person"]].itertuples(index=False, name=None))
    several = counted.loc[counted["id"].duplicated(keep=False), "id"].unique()
    ambiguous = statements["id"].isin(set(several))
    records = statements.loc[ambiguous, ["file", "place", "id"]].itertuples(index=False, name=None)
    distinct = pairs[ambiguous].drop_duplicates()
    single = distinct[~distinct.duplicated(["file", "id"], keep=False)]
    files = {(row.file, row.id): row.person for row in single.itertuples(index=False)}
    return People(ids, dict(zip(records, persons[ambiguous], strict=True)), files)


def with_people(dataset: Dataset, people: People) -> Dataset:
    """Put people in the place of ids in every table; the table of people is that of the statements, folded."""
    several = {person for _file, _place, person in people.records}
    tables = {}
    for name, columns in _COLUMNS.items():
        table: pd.DataFrame = getattr(dataset, name)
        if table.empty:
            continue
        persons = {column: _persons(table, column, people, several) for column in columns}
        tables[name] = tidy(table.assign(**persons))
    statements = dataset.statements
    ids = _persons(statements, "id", people, several)
    kinds = statements["kind"].where(~ids.str.startswith("unidentified:"), Kind.UNIDENTIFIED).astype("str")
    statements = tidy(statements.assign(id=ids, kind=kinds))
    people = merged_rows(statements[columns_of("people")], "id")
    return dataset.with_tables(people=people, statements=statements, **tables)


def _persons(table: pd.DataFrame, column: str, people: People, several: set[str]) -> pd.Series:
    """Replace one column; only the ids that are several people need a look at the record."""
    codes, ids = pd.factorize(table[column])
    persons = pd.Series([people.ids.get(id_, id_) for id_ in ids], dtype="str").take(codes).set_axis(table.index)
    ambiguous = table[column].isin(several)
    if ambiguous.any():
        rows = table.loc[ambiguous, ["file", "place", column]].itertuples(index=False, name=None)
        persons.loc[ambiguous] = [
            people.records.get((file, place, id_)) or people.files.get((file, id_)) or people.ids.get(id_, id_)
            for file, place, id_ in rows
        ]
    return persons


def unidentified(dataset: Dataset) -> dict[str, str]:
    """Give each unidentified attendance an id made of the meeting and what was written, numbered within them."""
    nobody = dataset.people.loc[dataset.people["kind"] == Kind.UNIDENTIFIED, ["id", "name"]]
    if nobody.empty:
        return {}
    columns = ["gathering", "organisation", "role", "status", "written", "minutes"]
    theirs = dataset.attendance.drop_duplicates("person").set_index("person")[columns]
    nobody = nobody.join(theirs, on="id").sort_values([*columns, "id"], kind="stable")
    meeting = nobody["gathering"].fillna("nowhere").str.removeprefix("gathering:")
    stem = meeting + "/" + nobody["name"].map(key)
    number = (stem.groupby(stem).cumcount() + 1).astype("str")
    return dict(zip(nobody["id"], "unidentified:" + stem + "/" + number, strict=True))


def unidentified_ids(statements: pd.DataFrame) -> pd.Series:
    """Give each statement the id of somebody unidentified: one for a name at a meeting, whichever files say it."""
    meeting = statements["gathering"].str.removeprefix("gathering:")
    return "unidentified:" + meeting + "/" + statements["name"].map(key) + "/1"


def same_gatherings(gatherings: pd.DataFrame, *, one_per_day: bool = False) -> dict[str, str]:
    """Map the ids of gatherings that are one meeting to one id.

    A meeting without a title is the titled meeting of that day if there is exactly one (a register whose columns are
    days beside one that names its meetings). With `one_per_day`, all meetings of a day and series are one.
    """
    mapping: dict[str, str] = {}
    meetings = gatherings[(gatherings["kind"].isin(MEETINGS)) & gatherings["on"].notna()]
    for _day, rows in meetings.groupby(["on", "series"] if one_per_day else ["on"], sort=True):
        ids, titled = sorted(rows["id"]), sorted(rows.loc[rows["title"] != "", "id"])
        if one_per_day:
            mapping |= dict.fromkeys(ids, (titled or ids)[0])
        elif len(titled) == 1:
            mapping |= dict.fromkeys(ids, titled[0])
    return {id_: target for id_, target in mapping.items() if id_ != target}


def with_merged_gatherings(dataset: Dataset, mapping: Mapping[str, str]) -> Dataset:
    """Put one id in the place of the ids of gatherings that are one meeting."""
    gatherings = dataset.gatherings.assign(id=dataset.gatherings["id"].replace(mapping))
    tables = (dataset.attendance, dataset.acts)
    attendance, acts = (tidy(table.assign(gathering=table["gathering"].replace(mapping))) for table in tables)
    return dataset.with_tables(gatherings=merged_rows(gatherings, "id"), attendance=attendance, acts=acts)


Repeat = tuple[str, str, str]
"""File, place, and the place of the record it repeats."""

REPEATED = Reason("M-REPEATED", "It says again what another record says.")


def without_repeats(dataset: Dataset) -> tuple[Dataset, set[Repeat]]:
    """Drop attendance that one file states twice in the same way, and say which records those were."""
    table = dataset.attendance
    columns = ["file", "gathering", "person", "status", "evidence"]
    repeats = table.duplicated(columns)
    if not repeats.any():
        return dataset, set()
    unique = dataset.with_tables(attendance=tidy(table[~repeats]))
    return unique, set(_repeated(table, repeats, columns, table["place"]))


def without_copies(dataset: Dataset) -> tuple[Dataset, set[Repeat]]:
    """Drop interactions that stand in two files: the same posts exported twice are one act, not two."""
    table = dataset.interactions
    if table["file"].nunique() < 2:
        return dataset, set()
    columns = ["source", "target", "kind", "at", "channel"]
    files = table.groupby(columns, sort=False)["file"].transform("first")
    copies = (table["file"] != files) & (table["at"] != "")
    if not copies.any():
        return dataset, set()
    # a post of several acts is one record: it is said once what it repeats
    repeated = _repeated(table, copies, columns, table["file"] + " " + table["place"])
    into = {(file, place): target for file, place, target in repeated}
    return dataset.with_tables(interactions=tidy(table[~copies])), {(*place, into[place]) for place in into}


def _repeated(table: pd.DataFrame, dropped: pd.Series, columns: list[str], places: pd.Series) -> Iterator[Repeat]:
    """Give each place that loses all its rows, with the place of the row that says the same in these columns."""
    unique = table[~dropped]
    into = dict(zip(unique[columns].itertuples(index=False, name=None), places[~dropped], strict=True))
    remaining = set(zip(unique["file"], unique["place"], strict=True))
    rows = table.loc[dropped, ["file", "place", *columns]].itertuples(index=False, name=None)
    return ((file, place, into[tuple(act)]) for file, place, *act in rows if (file, place) not in remaining)


Copies = dict[tuple[str, str], list[tuple[str, str]]]
"""The file of a transcript and that which it repeats → each place with the place it repeats."""


class Transcript(Struct, frozen=True):
    """Who spoke when in one file: people and seconds of each turn of somebody in particular, and where it stands.

    `records` are the seconds of every turn and the places they stand at, those of nobody too.
    """

    file: str
    gathering: str
    people: np.ndarray
    starts: np.ndarray
    places: np.ndarray
    records: dict[str, float]

    @classmethod
    def of(cls, turns: pd.DataFrame) -> Transcript:
        """Take it from the acts of a file; what one person says in a row is one turn."""
        turns = turns.sort_values("turn", kind="stable")
        turns = turns.assign(start=pd.to_timedelta(turns["at"].str[-12:]).dt.total_seconds())
        rows = turns[turns["person"] != ""]
        rows = rows[rows["person"] != rows["person"].shift()]
        people, starts, places = (rows[column].to_numpy() for column in ("person", "start", "place"))
        records = dict(zip(turns["place"], turns["start"], strict=True))
        return cls(turns["file"].iloc[0], turns["gathering"].iloc[0], people, starts, places, records)

    @property
    def rank(self) -> tuple[int, int, str]:
        """Which of two copies is used: the one of more exact times, then of more turns."""
        return -int((self.starts % 1 > 0).sum()), -len(self.starts), self.file

    def shift(self, copy: Transcript) -> float | None:
        """Give by how many seconds the clock of a copy lags behind this; None if it is of another meeting.

        One may run from the beginning of the meeting, the other be the time of day.
        """
        fewer, more = sorted((len(self.starts), len(copy.starts)))
        if fewer < max(FEWEST_TURNS, SAME_TURNS * more):
            return None
        pairs = self.people[:, np.newaxis] == copy.people
        lags = self.starts[:, np.newaxis] - copy.starts
        for lag in [0.0, *lags[:FEWEST_TURNS, :FEWEST_TURNS][pairs[:FEWEST_TURNS, :FEWEST_TURNS]]]:
            near = pairs & (np.abs(lags - lag) <= CLOSE)
            if min(near.any(axis=0).sum(), near.any(axis=1).sum()) >= SAME_TURNS * more:
                return float(lag)
        return None

    def place(self, start: float) -> str:
        """Give the place of the turn that begins nearest to a time."""
        return f"{self.file} {self.places[int(np.abs(self.starts - start).argmin())]}"


SAME_TURNS, CLOSE, FEWEST_TURNS = 0.9, 1.0, 4
"""In two copies of a transcript such a share of the turns begins by the same person within so many seconds (times in a
Word document are whole seconds); with fewer turns two short meetings could look alike."""
COPY = Reason("M-COPY", "Another copy of this transcript is used: the same people speak at the same times.")


def copy_of(file: str, original: str) -> tuple[str, str, Reason]:
    """Say of a transcript, at its file and place, which it is a copy of."""
    why = f"This is {shown(original)} once more: the same people speak at the same times. That one is used."
    return file, "file", Reason("W-COPY", why, hint="Nothing needs to be done; one of the two files may be taken out.")


def without_transcript_copies(dataset: Dataset) -> tuple[Dataset, Copies]:
    """Drop the turns of a transcript that a day has twice, say as VTT and as Word; say what repeats what."""
    days = dict(zip(dataset.gatherings["id"], dataset.gatherings["on"], strict=True))
    turns = dataset.acts[dataset.acts["kind"] == "spoke"]
    copies, meetings = Copies(), dict[str, str]()
    for _day, rows in turns.groupby(turns["gathering"].map(days)) if len(turns) else ():
        for script, original, lag in _transcript_copies(rows):
            places = [(place, original.place(start + lag)) for place, start in script.records.items()]
            copies[script.file, original.file] = places
            meetings[script.gathering] = original.gathering
    if not copies:
        return dataset, copies
    rest = [table[~table["file"].isin({file for file, _original in copies})]
            for table in (dataset.acts, dataset.attendance)]  # fmt: skip
    return with_merged_gatherings(dataset.with_tables(acts=rest[0], attendance=rest[1]), meetings), copies


def _transcript_copies(turns: pd.DataFrame) -> Iterator[tuple[Transcript, Transcript, float]]:
    """Give each copy among the transcripts of a day, the one it is of, and the lag of its clock."""
    originals: list[Transcript] = []
    scripts = [Transcript.of(part) for _file, part in turns.groupby("file")]
    for script in sorted(scripts, key=lambda script: script.rank):
        lags = [(original, original.shift(script)) for original in originals]
        copies = [(script, original, lag) for original, lag in lags if lag is not None]
        originals += [] if copies else [script]
        yield from copies[:1]
