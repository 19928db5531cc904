"""Tables as typed records: a table or a column that is not there stops the run."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import starmap
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar, cast, overload

import pandas as pd
from msgspec import Struct
from msgspec.structs import FieldInfo, asdict, fields

from sna.errors import DatasetError, shown
from sna.findings.sources import Source, cell

NO_TABLE = pd.DataFrame()
PEOPLE = "node"
"""What the index of a table of people is called."""


class Record(Struct, frozen=True, gc=False):
    """One row of a table; its fields are the columns that are read, the first `index` of them the index.

    A field with a default is a column that may be missing. A blank number or day is None, a blank text ``""``, a blank
    truth value False. The fields after the first `labels` are what is measured.
    """

    index: ClassVar[int] = 1
    labels: ClassVar[int] = 1

    def measures(self) -> dict[str, float | str | dt.date | None]:
        """Give what is measured, by name."""
        return dict(list(asdict(self).items())[self.labels :])


Row = TypeVar("Row", bound=Record)


class Origin(NamedTuple):
    """What tables are of: the folder of their files (empty: the meetings), the period, the boundary in their names."""

    folder: str = ""
    period: str = ""
    boundary: str = ""


class Table(Sequence[Row]):
    """The rows of a table as records, read when they are first asked for. A table that was not made is empty.

    Raises
    ------
    DatasetError
        If a column is missing, or a number that may not be blank is.
    """

    def __init__(self, kind: type[Row], frame: pd.DataFrame, name: str, origin: Origin | None = None) -> None:
        self.kind, self.frame, self.name, self.origin = kind, frame, name, origin
        self.made = len(frame.columns) > 0
        columns = {field.encode_name for field in fields(kind)[kind.index :] if field.required}
        if self.made and not columns <= set(frame.columns):
            lacking = ", ".join(sorted(columns - set(frame.columns)))
            raise DatasetError(f"The table {name} lacks the column {lacking}.")

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.frame) if self.made else 0

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        """Give the row at a place, counted from 0."""
        return self.rows[place]

    def get(self, *key: str) -> Row | None:
        """Give the row of a name, or of a pair of names; None if there is none."""
        return self._by_key.get(key)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows, in their order."""
        if not self.made:
            return ()
        columns = [self._column(place, field) for place, field in enumerate(fields(self.kind))]
        return tuple(starmap(self.kind, zip(*columns, strict=True)))

    @cached_property
    def _by_key(self) -> dict[tuple[str, ...], Row]:
        keys = [field.name for field in fields(self.kind)[: self.kind.index or 1]]
        return {tuple(getattr(row, key) for key in keys): row for row in self.rows}

    def _column(self, place: int, field: FieldInfo) -> list[Any]:
        name, convert, blank = field.encode_name, *_READERS[field.type]
        if place < self.kind.index:
            column = self.frame.index.get_level_values(place)
        elif name in self.frame.columns:
            column = self.frame[name]
        else:
            return [field.default] * len(self.frame)
        missing = column.isna()
        if blank is ... and missing.any():
            raise DatasetError(f"The column {name} of the table {self.name} has a blank, which it may not have.")
        values = [blank if gap else convert(value) for value, gap in zip(column, missing, strict=True)]
        if self.origin is None or field.type not in _CITED:
            return values
        table, period = f"{self.origin.folder}{self.name}{self.origin.boundary}", self.origin.period
        return [
            cell(value, Source(table, row, name, period)) for row, value in zip(self._row_names, values, strict=True)
        ]

    @cached_property
    def _row_names(self) -> list[str]:
        """What the rows are called where a figure is cited; nobody's id: who may be named is cited by name."""
        index = self.frame.index
        if self.kind.index == 0 or index.names[0] == PEOPLE:
            return [""] * len(self.frame)
        return ["; ".join(map(str, key if isinstance(key, tuple) else (key,))) for key in index]


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


_READERS: dict[Any, tuple[Callable[[Any], Any], Any]] = {
    str: (str, ""),
    bool: (bool, False),
    bool | None: (bool, None),
    int: (int, ...),
    int | None: (int, None),
    float | None: (_finite, None),
    dt.date | None: (_day, None),
}
"""Type of a field → what reads a value of its column, and what stands for a blank; ... where none may be blank."""


_CITED = {int, int | None, float | None, dt.date | None}
"""The types of what is cited where it is printed."""


class Deferred(Mapping[str, pd.DataFrame]):
    """Tables by name, each made when it is first read, by a function without arguments.

    Examples
    --------
    >>> tables = Deferred({"outside": lambda: pd.DataFrame({"external": [2]}), "cut_off": lambda: 1 / 0})
    >>> len(tables), len(tables["outside"])
    (2, 1)
    """

    def __init__(self, makers: Mapping[str, Callable[[], pd.DataFrame]]) -> None:
        self._makers, self._frames = dict(makers), dict[str, pd.DataFrame]()

    @classmethod
    def of(cls, frames: Mapping[str, pd.DataFrame], names: Mapping[str, str]) -> Deferred:
        """Take some of these tables, under other names: new name → old."""
        return cls({new: partial(frames.__getitem__, old) for new, old in names.items()})

    @classmethod
    def with_makers(cls, frames: Mapping[str, pd.DataFrame], **makers: Callable[[], pd.DataFrame]) -> Deferred:
        """Take these tables and some more."""
        return cls({**{name: partial(frames.__getitem__, name) for name in frames}, **makers})

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Give a table."""
        if name not in self._frames:
            self._frames[name] = self._makers[name]()
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        """Name the tables, also those not made yet."""
        return iter(self._makers)

    def __len__(self) -> int:
        """Count the tables, also those not made yet."""
        return len(self._makers)


def analysis_of(table: str, boundaries: Collection[str]) -> tuple[str, str]:
    """Give the analysis that a table is of, and the boundary in its name if it is not the study's own group.

    Examples
    --------
    >>> [analysis_of(table, ("locality", "sector")) for table in ("ei_index_locality", "ties_changed")]
    [('ei_index', 'locality'), ('ties_changed', '')]
    """
    name, _, by = table.rpartition("_")
    return (name, by) if by in boundaries else (table, "")


class Declared(Generic[Row]):
    """A table of `Frames` under the name it is bound to, as a `Table` of its rows."""

    def __init__(self, kind: type[Row]) -> None:
        self.kind = kind

    def __set_name__(self, owner: type[Frames], name: str) -> None:
        """Enter the table among those there are."""
        self.name = name
        owner.kinds[name] = self.kind

    def __get__(self, frames: Frames, owner: type[Frames]) -> Table[Row]:
        """Give the table."""
        return frames.table(self.name, self.kind)


class Frames(Mapping[str, pd.DataFrame]):
    """Tables by name. As attributes they are typed; as a mapping it gives the frames as they were made.

    Raises
    ------
    DatasetError
        If there is no table of a name, or it lacks a column; of tables made when they are read, then.
    """

    kinds: ClassVar[dict[str, type[Record]]] = {}

    def __init__(self, frames: Mapping[str, pd.DataFrame] | None = None, origin: Origin | None = None) -> None:
        self._frames: Mapping[str, pd.DataFrame] = frames or {}
        self.origin = origin
        self._tables: dict[str, Table[Any]] = {}
        for name in self._frames:
            kind = self._kind(name)
            if not isinstance(self._frames, Deferred | Frames):
                self.table(name, kind)

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Give a table as it was made."""
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        """Name the tables that were made."""
        return iter(self._frames)

    def __len__(self) -> int:
        """Count the tables that were made."""
        return len(self._frames)

    def table(self, name: str, kind: type[Row]) -> Table[Row]:
        """Give a table; an empty one if it was not made."""
        if name not in self._tables:
            frame, origin = (self._frames[name], self.origin) if name in self._frames else (NO_TABLE, None)
            self._tables[name] = Table(kind, frame, name, origin)
        return cast("Table[Row]", self._tables[name])

    def _kind(self, name: str) -> type[Record]:
        if name not in self.kinds:
            raise DatasetError(f"There is no table {shown(name)}.")
        return self.kinds[name]
