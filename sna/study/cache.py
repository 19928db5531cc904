"""Tables of earlier runs, by their content: what a table is computed of is hashed, and what has that hash is read.

They stand in ``.sna/cache`` of the study, for its owner alone, never in anything that is released. A file is the
table as JSON behind a seal (HMAC-SHA256 with the study's key), so one that was damaged or put there by somebody else
is computed anew, and reading runs nothing. The whole is bounded; it is forgotten when the list of those who asked to
be left out changes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from inspect import signature
from pathlib import Path
from platform import machine, python_version
from typing import Any, TypeAlias

import msgspec
import numpy as np
import pandas as pd
from msgspec import Struct

from sna.analyse import NEEDS, analysis
from sna.errors import StudyError
from sna.network import Network, TwoMode
from sna.study.publishing import FOLDER, SINCE, memory, private
from sna.study.sources import OPT_OUT, Study

CACHE = "cache"
OBJECTIONS = "left-out"
LARGEST, MOST = 16_000_000, 64_000_000
"""The most bytes of a table, and of all."""
SEAL = 32
PROGRAMS = ("numpy", "scipy", "pandas", "networkx", "networkit", "python-louvain", "numba")
CODE = "analyse", "chance", "network"
"""The parts of sna whose every line a table may rest on."""
OF_EVERYBODY = frozenset({"community_summary", "lift", "lift_summary"})
"""The analyses of one network that are also of people who came to nothing: their draws run over everybody listed."""
Options: TypeAlias = Mapping[
    str, str | int | pd.DataFrame | Sequence[str] | Mapping[str, dt.date] | Mapping[str, Sequence[str]] | None
]
"""The options of an analysis by name."""
_MASKED = {"Int64": "<i8", "Float64": "<f8", "boolean": "|b1"}
_PLAIN = {"<i8", "<f8", "|b1"}


class Gap(Struct, frozen=True):
    """No number, where something else than days is blank."""


class Series(Struct, frozen=True):
    """A column: its name, what it is of, and its values: texts, bytes (masked ones with their gaps), or days."""

    name: str | None
    kind: str
    texts: list[str | None] = []
    content: bytes = b""
    gaps: bytes = b""
    days: list[dt.date | Gap | None] = []


class Frame(Struct, frozen=True):
    """A table: the columns of its index, and the others."""

    index: list[Series]
    columns: list[Series]


def encoded(table: pd.DataFrame) -> bytes:
    """Write a table as JSON.

    Raises
    ------
    TypeError
        If something stands in it that is no number, text, day or truth value: such a table is made each time.

    Examples
    --------
    >>> table = pd.DataFrame({"degree": [2, 3]}, index=pd.Index(["a", "b"], name="node"))
    >>> decoded(encoded(table)).equals(table)
    True
    """
    if not all(isinstance(name, str) for name in table.columns) or isinstance(table.index, pd.RangeIndex):
        raise TypeError(table.columns)
    levels = range(table.index.nlevels)
    index = [_series(table.index.names[at], table.index.get_level_values(at).to_series()) for at in levels]
    return msgspec.json.encode(Frame(index, [_series(name, table[name]) for name in table.columns]))


def _series(name: str | None, column: pd.Series[Any]) -> Series:
    kind = str(column.dtype)
    if kind == "str":
        return Series(name, kind, texts=[str(text) if isinstance(text, str) else None for text in column])
    if kind in _MASKED:
        gaps = column.isna().to_numpy()
        return Series(name, kind, content=column.to_numpy(_MASKED[kind], na_value=0).tobytes(), gaps=gaps.tobytes())
    if kind == "object":
        return Series(name, kind, days=[*map(_day, column)])
    if column.dtype.str not in _PLAIN:
        raise TypeError(kind)
    return Series(name, column.dtype.str, content=column.to_numpy().tobytes())


def _day(value: object) -> dt.date | Gap | None:
    if isinstance(value, float) and np.isnan(value):
        return Gap()
    if value is not None and type(value) is not dt.date:
        raise TypeError(value)
    return value


def decoded(content: bytes) -> pd.DataFrame:
    """Read a table that `encoded` wrote."""
    frame = msgspec.json.decode(content, type=Frame)
    levels = [pd.Index(_array(level), name=level.name) for level in frame.index]
    index = levels[0] if len(levels) == 1 else pd.MultiIndex.from_arrays(levels)
    return pd.DataFrame({str(column.name): _array(column) for column in frame.columns}, index=index)


def _array(series: Series) -> Any:  # noqa: ANN401 - an array of numpy or of pandas
    if series.kind == "str":
        return pd.array(series.texts, dtype="str")
    if series.kind in _MASKED:
        content = np.frombuffer(series.content, _MASKED[series.kind])
        masked = pd.array(content, dtype=series.kind)
        masked[np.frombuffer(series.gaps, bool)] = pd.NA
        return masked
    if series.kind == "object":
        return np.array([np.nan if isinstance(day, Gap) else day for day in series.days], dtype=object)
    return np.frombuffer(series.content, series.kind).copy()


class Cache:
    """The tables of earlier runs of a study; without a folder, none.

    Parameters
    ----------
    folder
        Where they stand.
    key
        Of the study: what they are sealed with.
    """

    def __init__(self, folder: Path | None = None, key: bytes = b"") -> None:
        self.folder, self.key = folder, key

    @classmethod
    def of(cls, study: Study) -> Cache:
        """Open the tables of a study; nothing where its folder cannot be written to."""
        with suppress(OSError, StudyError):  # what is remembered is damaged: whoever needs it says so
            owner = memory(study.folder)
            folder = owner.folder and owner.folder / CACHE
            if folder is not None and not folder.is_symlink():
                folder.mkdir(mode=0o700, exist_ok=True)
                cache = cls(folder, owner.key)
                cache.trim()  # also where no run came to its end
                return cache
        return cls()

    @cached_property
    def ground(self) -> str:
        """What every table rests on besides its network: the code itself, and the versions of all it reckons with."""
        digest, package = hashlib.sha256(), Path(__file__).parents[1]
        for path in sorted(path for part in CODE for path in (package / part).rglob("*.py")):
            digest.update(path.read_bytes())
        digest.update(repr([machine(), python_version(), *map(_version, PROGRAMS)]).encode())
        return digest.hexdigest()

    def parameters(self, name: str) -> Collection[str]:
        """Name the options of an analysis; what was read of its code once need not be loaded again."""
        names = self._parameters.get(name)
        if names is None:
            names = self._parameters[name] = sorted(signature(analysis(name)).parameters)
            self.write(f"options {self.ground}", msgspec.json.encode(self._parameters))
        return names

    @cached_property
    def _parameters(self) -> dict[str, list[str]]:
        content = self.read(f"options {self.ground}")
        return msgspec.json.decode(content, type=dict[str, list[str]]) if content else {}

    def _path(self, name: str) -> Path:
        assert self.folder is not None
        return self.folder / hmac.new(self.key, name.encode(), hashlib.sha256).hexdigest()

    def _seal(self, name: str, content: bytes) -> bytes:
        return hmac.new(self.key, name.encode() + b"\0" + content, hashlib.sha256).digest()

    def read(self, name: str) -> bytes | None:
        """Read what stands under a name; None if nothing does, or not as it was written."""
        if self.folder is None:
            return None
        path = self._path(name)
        try:
            if path.stat().st_size > LARGEST:
                return None
            content = path.read_bytes()
            os.utime(path)  # what is read stays longest
        except OSError:
            return None
        sound = hmac.compare_digest(content[:SEAL], self._seal(name, content[SEAL:]))
        return content[SEAL:] if sound else None

    def write(self, name: str, content: bytes) -> None:
        """Write something under a name, whole or not at all; a full disk costs nothing but the time of the next run."""
        if self.folder is not None and len(content) + SEAL <= LARGEST:
            with suppress(OSError):
                private(self._path(name), self._seal(name, content) + content)

    def trim(self) -> None:
        """Take out what was not read for longest, until the rest is within measure."""
        total = 0
        for path, status in sorted(self._files(), key=lambda entry: -entry[1].st_mtime_ns):
            total += status.st_size
            if total > MOST:
                path.unlink(missing_ok=True)

    def _files(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in self.folder.iterdir() if self.folder is not None else ():
            with suppress(OSError):
                yield path, path.stat()


def _version(program: str) -> str:
    try:
        return version(program)
    except PackageNotFoundError:
        return ""


class Shelf:
    """A network, and the tables of it in a cache.

    Parameters
    ----------
    network
        Which is not changed.
    cache
        Where its tables may stand.
    """

    def __init__(self, network: Network, cache: Cache) -> None:
        self.network, self.cache = network, cache

    def table(self, name: str, options: Options, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """Give a table of the network: as an earlier run wrote it, or made now."""
        if self.cache.folder is None:
            return make()
        try:
            where = self._name(name, options)
        except (TypeError, ValueError):  # half a character, which is no Unicode
            return make()
        content = self.cache.read(where)
        if content is not None:
            with suppress(msgspec.DecodeError, ValueError, TypeError):
                return decoded(content)
        table = make()
        with suppress(TypeError, ValueError):  # what cannot be written and read back the same is made each time
            content = encoded(table)
            if encoded(decoded(content)) == content:
                self.cache.write(where, content)
        return table

    def _name(self, name: str, options: Options) -> str:
        """Name a table by all it is made of."""
        parameters = self.cache.parameters(name) if name in NEEDS else [*options]
        own = {option: options[option] for option in parameters if option in options}
        everybody = name in OF_EVERYBODY or not {*NEEDS.get(name, ("period",))} <= {"by"}
        digest = self._full_digest if everybody else self._digest
        return f"{name} {self.cache.ground} {digest} {_digest(own)}"

    @cached_property
    def _digest(self) -> str:
        return network_digest(self.network, everybody=False)

    @cached_property
    def _full_digest(self) -> str:
        return network_digest(self.network, everybody=True)


def network_digest(network: Network, *, everybody: bool) -> str:
    """Hash a network with what is behind it; `everybody`: also those who are no node and came to nothing.

    Examples
    --------
    >>> trio = Network.of([("a", "b", 1.0)], nodes=["c"])
    >>> network_digest(trio, everybody=False) == network_digest(trio.copy(), everybody=True)
    True
    """
    parts: list[object] = [network.directed, network.nodes, network.ties]
    if network.behind is not None:
        meetings, nodes = network.behind, network.nodes.index
        present = (meetings.attended() > 0) | meetings.people.index.isin(nodes) | everybody
        parts.append(meetings.among(present))
    if network.acts is not None:
        parts += [network.acts.table, network.acts.spells, network.acts.meetings]
    return _digest(parts)


def _digest(value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value, enc_hook=_plain, order="deterministic")).hexdigest()


def _plain(value: object) -> object:
    """Give what stands for a table or a network where something is hashed."""
    if isinstance(value, pd.DataFrame):
        return [value.index, {str(name): [str(value[name].dtype), value[name]] for name in value.columns}]
    if isinstance(value, pd.Series | pd.Index):
        return _contents(value)
    if isinstance(value, TwoMode):
        could = value.eligible
        places = [value.incidence.indptr.tobytes(), value.incidence.indices.tobytes()]
        return [value.people, value.gatherings, places, None if could is None else np.packbits(could).tobytes()]
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(type(value))


def _contents(column: pd.Series[Any] | pd.Index[Any]) -> object:
    """Give the values of a column: numbers as bytes, texts as they are, anything else as it is written in code."""
    if isinstance(column, pd.MultiIndex):
        return [column.get_level_values(at) for at in range(column.nlevels)]
    if column.dtype.kind in "biuf" and isinstance(column.dtype, np.dtype):
        return column.to_numpy().tobytes()
    if str(column.dtype) == "str":
        return [str(text) if isinstance(text, str) else None for text in column.to_numpy(dtype=object)]
    return repr(column.tolist())


def forget(folder: Path) -> None:
    """Forget the tables of a study, and what was new since last time: people may stand in them."""
    shutil.rmtree(folder / FOLDER / CACHE, ignore_errors=True)
    (folder / FOLDER / SINCE).unlink(missing_ok=True)


def forget_on_request(study: Study) -> None:
    """Forget what holds people if the list of those who asked to be left out is another than the last time.

    The note of it is written before anything is read, and where there is none the list was empty: whatever moment a
    run is stopped at, nothing stays that was made with another list.
    """
    folder, path = study.folder / FOLDER, study.folder / (study.settings.privacy.opt_out or OPT_OUT)
    if not folder.is_dir():
        return
    note, code = folder / OBJECTIONS, b""
    if path.is_file() and (content := path.read_bytes()):
        with suppress(StudyError):
            code = memory(study.folder).code(hashlib.sha256(content).hexdigest()).encode()
    if code != (note.read_bytes() if note.is_file() else b"") or (path.is_file() and not code):
        forget(study.folder)
        with suppress(OSError):
            private(note, code)
