"""A collection on disk: pages that are safely written, and how far it is."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from msgspec import Struct

from sna.errors import SourceError


class State(Struct):
    """How far a collection is.

    Attributes
    ----------
    query
        A digest of the query, so that another query does not go on here.
    bytes
        Length of the file up to the last page safely written.
    pages
        Number of these.
    next_token
        What to ask the API for next.
    finished
        Whether there is no more.
    """

    query: str
    bytes: int = 0
    pages: int = 0
    next_token: str = ""
    finished: bool = False


class Collection:
    """Adds pages to a file, each written through to the disk before the state says so.

    `state` says how far it is. After a power cut the file may be longer than the state knows: what is beyond is cut
    off and fetched again.

    Raises
    ------
    SourceError
        If the file holds something else, or a collection of another query.
    """

    def __init__(self, out: Path, query: str) -> None:
        self._out = out
        self._state_file = out.with_name(out.name + ".state")
        digest = hashlib.sha256(query.encode()).hexdigest()
        self.state = self._resumed(digest) if self._state_file.exists() else self._begun(digest)

    def __enter__(self) -> Self:
        """Open the file behind the last page safely written."""
        self._file = self._out.open("ab")
        self._file.truncate(self.state.bytes)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._file.close()

    def add(self, page: Mapping[str, object], next_token: str) -> None:
        """Write a page through to the disk, then note how far the collection is."""
        line = json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode("utf-8", errors="replace") + b"\n"
        self._file.write(line)
        self._file.flush()
        os.fsync(self._file.fileno())
        state = self.state
        self.state = State(state.query, state.bytes + len(line), state.pages + 1, next_token, not next_token)
        self._keep()

    def _keep(self) -> None:
        # the state is replaced whole: after a power cut it is the old one or the new one, never half of either
        fresh = self._state_file.with_name(self._state_file.name + ".new")
        with fresh.open("wb") as file:
            file.write(msgspec.json.encode(self.state))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._state_file)

    def _begun(self, digest: str) -> State:
        if self._out.exists() and self._out.stat().st_size:
            raise SourceError(
                f"{self._out.name} exists and is no collection that can go on.",
                code="R-EXISTS",
                hint="Name another file with --out.",
            )
        return State(digest)

    def _resumed(self, digest: str) -> State:
        try:
            state = msgspec.json.decode(self._state_file.read_bytes(), type=State)
        except msgspec.DecodeError as error:
            raise self._foreign("cannot be read") from error
        if state.query != digest:
            raise self._foreign("is of another query")
        if not self._out.exists() or self._out.stat().st_size < state.bytes:
            raise self._foreign("knows more pages than the file holds")
        return state

    def _foreign(self, why: str) -> SourceError:
        return SourceError(
            f"{self._state_file.name} {why}.",
            code="R-STATE",
            hint="Name another file with --out, or remove both files.",
        )
