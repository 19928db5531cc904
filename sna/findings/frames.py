"""Tables as typed records: a table or a column that is not there stops the run when it is taken in."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import starmap
from typing import Any, ClassVar, Generic, TypeVar, cast, overload

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import FieldInfo, fields

from sna.errors import DatasetError, shown

NO_TABLE = pd.DataFrame()


class Record(Struct, frozen=True, gc=False):
    """One row of a table; its fields are the columns that are read, the first `index` of them the index.

    A field with a default is a column that may be missing. A blank number or day is None, a blank text ``""``, a blank
    truth value False.
    """

    index: ClassVar[int] = 1


Row = TypeVar("Row", bound=Record)


class Table(Sequence[Row]):
    """The rows of a table as records, read when they are first asked for. A table that was not made is empty.

    Raises
    ------
    DatasetError
        If a column is missing, or a number that may not be blank is.
    """

    def __init__(self, kind: type[Row], frame: pd.DataFrame, name: str) -> None:
        self.kind, self.frame, self.name = kind, frame, name
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
        levels = range(self.kind.index)
        columns = [_text(self.frame.index.get_level_values(level).to_series()) for level in levels if self.made]
        columns += [self._column(field) for field in fields(self.kind)[self.kind.index :] if self.made]
        return tuple(starmap(self.kind, zip(*columns, strict=True)))

    @cached_property
    def _by_key(self) -> dict[tuple[str, ...], Row]:
        keys = [field.name for field in fields(self.kind)[: self.kind.index or 1]]
        return {tuple(getattr(row, key) for key in keys): row for row in self.rows}

    def _column(self, field: FieldInfo) -> list[Any]:
        name = field.encode_name
        if name not in self.frame.columns:
            return [field.default] * len(self.frame)
        try:
            return _READERS[field.type](self.frame[name])
        except (TypeError, ValueError) as error:
            raise DatasetError(f"The column {name} of the table {self.name} cannot be read: {error}.") from error


def _text(column: pd.Series[Any]) -> list[str]:
    return list(map(str, column.astype("object").where(column.notna(), "")))


def _truth(column: pd.Series[Any]) -> list[bool]:
    return list(map(bool, column.astype("boolean").fillna(value=False)))


def _truth_or_none(column: pd.Series[Any]) -> list[bool | None]:
    return [None if pd.isna(value) else bool(value) for value in column]


def _count(column: pd.Series[Any]) -> list[int]:
    return list(map(int, column.astype("int64")))


def _number(column: pd.Series[Any]) -> list[float | None]:
    numbers = column.to_numpy(dtype=float, na_value=np.nan).tolist()
    return [number if math.isfinite(number) else None for number in numbers]


def _count_or_none(column: pd.Series[Any]) -> list[int | None]:
    return [None if number is None else int(number) for number in _number(column)]


def _day(column: pd.Series[Any]) -> list[dt.date | None]:
    return [None if pd.isna(value) else pd.Timestamp(value).date() for value in column]


_READERS: dict[Any, Callable[[pd.Series[Any]], list[Any]]] = {
    str: _text,
    bool: _truth,
    bool | None: _truth_or_none,
    int: _count,
    int | None: _count_or_none,
    float | None: _number,
    dt.date | None: _day,
}
"""Type of a field → how its column is read."""


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
        If there is no table of a name, or it lacks a column.
    """

    kinds: ClassVar[dict[str, type[Record]]] = {}

    def __init__(self, frames: Mapping[str, pd.DataFrame] | None = None) -> None:
        self._frames = dict(frames or {})
        self._tables = {name: Table(self._kind(name), frame, name) for name, frame in self._frames.items()}

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
        return cast("Table[Row]", self._tables.get(name, Table(kind, NO_TABLE, name)))

    def _kind(self, name: str) -> type[Record]:
        if name not in self.kinds:
            raise DatasetError(f"There is no table {shown(name)}.")
        return self.kinds[name]
