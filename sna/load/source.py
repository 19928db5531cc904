"""One input of a study: a file, or a folder or zip that is one export, opened once for all who look at it.

A small file is read at once, hashed, and closed: its kind, text, sheets and members all come from those bytes, and so
does the hash in the manifest. A large one stays an open handle that is read piece by piece. Between two looks - to tell
what it is, to settle the order of day and month, to read it - a source is released: a study of a thousand files holds
neither a thousand handles nor all bytes (see `Room`).
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Self, TypeVar, cast

from msgspec.structs import replace

from sna.errors import SourceError
from sna.load.files import container
from sna.load.files.cells import Sheet, sheet_of
from sna.load.files.container import LARGEST_TEXT, MIB, Members, Text, members_of_folder, members_of_zip

T = TypeVar("T")
HEAD = 64 * 1024  # bytes: enough to know any file by
SMALL = 4 * MIB  # up to this size a file is read at once
ROOM = 64 * MIB
SPREAD = 16  # how much larger rows and blocks are than the bytes they were read from
WORKBOOKS = frozenset({"xlsx", "ods", "ole"})
_FOREIGN = {
    "html": ("R-HTML", "This is a web page, not a table.", "Download the file itself."),
    "empty": ("R-EMPTY", "The file is empty.", "Export it again, or leave it out."),
    "zip": ("R-ZIP", "This is a container without a workbook, or a damaged one.", "Export the workbook again."),
    "folder": ("R-NOTAFILE", "This is a folder.", "Name a file."),
    "binary": ("R-DAMAGED", "It is damaged, or no table at all.", "Save or export it again, or leave it out."),
}
_WORD = "WordDocument".encode("utf-16-le")
_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd", ".rst"})


class Source:
    """One input file (or folder that is one export).

    Nothing is opened before it is asked for. `release` closes what is open; whoever asks again opens again.

    Parameters
    ----------
    path
        Where it is. Its name is never trusted to say what it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._size = 0
        self._kind = self._digest = ""
        self._state: tuple[int, ...] = ()  # of the file when it was opened
        self._changed = False
        self._bytes: bytes | None = None
        self._handle: BinaryIO | None = None
        self._memory: dict[Hashable, object] = {}

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def suffix(self) -> str:
        """How the name ends, in small letters."""
        return self.path.suffix.lower()

    @property
    def kind(self) -> str:
        """What it is by its content: ``"folder"``, ``"doc"`` (old Word), or as `sna.load.files.container.kind_of` says.

        Raises
        ------
        SourceError
            If it is neither a regular file nor a folder.
        """
        if not self._kind:
            if self.path.is_dir():
                self._kind = "folder"
            elif self.path.is_file():
                self._kind = self._content()
            else:
                raise SourceError("This is not a regular file.", code="R-NOTAFILE", hint="Name a file or a folder.")
        return self._kind

    def _content(self) -> str:
        kind = container.kind_of(self.head, self.names)
        return "doc" if kind == "ole" and _WORD in self.read() else kind  # its directory stands anywhere

    @property
    def size(self) -> int:
        """How many bytes; of a folder, once its `fingerprint` was taken."""
        if self.kind != "folder":
            self._open()
        return self._size

    @property
    def head(self) -> bytes:
        """The first 64 KiB."""
        return self.once("head", lambda: self.file().read(HEAD))

    def file(self) -> BinaryIO:
        """Give the content as a file, at its beginning; of a large one there is one, so one reader must end first."""
        self._open()
        if self._handle is None:
            return io.BytesIO(self._bytes or b"")
        self._handle.seek(0)
        return self._handle

    def read(self) -> bytes:
        """Give all bytes."""
        return self.file().read()

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Make something of the source and keep it until the source is released."""
        if key not in self._memory:
            try:
                self._memory[key] = make()
            except SourceError as error:
                self._memory[key] = error
        if isinstance(product := self._memory[key], SourceError):
            raise product
        return cast("T", product)

    def text(self) -> Text:
        """Give the text (see `sna.load.files.container.decode`).

        Raises
        ------
        SourceError
            If it is empty, too large, or no text.
        """
        return self.once("text", self._text) if self.size <= SMALL else self._text()

    def _text(self) -> Text:
        if self.size > LARGEST_TEXT:
            raise SourceError(f"The file has {self.size:,} bytes; the limit is {LARGEST_TEXT:,}.", code="R-TOOLARGE")
        data = self.read()
        if container.is_empty(data):
            raise SourceError("The file is empty.", code="R-EMPTY", hint="Export it again, or leave it out.")
        return container.decode(data)

    def head_text(self) -> Text:
        """Give the whole lines of a text's first 64 KiB.

        Raises
        ------
        SourceError
            As `text`.
        """
        return self.text() if self.size <= HEAD else container.decode_head(self.head)

    def sheets(self, columns: Mapping[str, str] | None = None) -> list[Sheet]:
        """Read a table from delimited text (any usual encoding), XLSX, XLS or ODS.

        Delimited text gives one sheet without a name. Hidden sheets are named and have no rows. Values of formulas are
        those the workbook was saved with. A row with a `Row.fault` cannot be read and is for the loader to reject.

        Parameters
        ----------
        columns
            The headings that the user named (see `sna.load.Options`): they help to find the delimiter.

        Raises
        ------
        SourceError
            If it is empty, damaged, protected by a password, a zip bomb, hostile XML, or no table at all.
        """
        headings = tuple((columns or {}).values())
        return self.once(("sheets", headings), lambda: self._sheets(headings))

    def _sheets(self, headings: Iterable[str]) -> list[Sheet]:
        if self.kind == "text":
            return [sheet_of(self.text(), headings)]
        if self.kind not in WORKBOOKS:
            code, why, hint = _FOREIGN.get(self.kind, ("R-UNKNOWN", "This is no table.", "Save it as CSV or XLSX."))
            raise SourceError(why, code=code, hint=hint, value=self.name)
        from sna.load.files import tables

        if self.kind == "ole":
            return tables.read_old(self.file())
        return tables.read_workbook(self.file(), self.archive(), self.kind)

    def top(self, rows: int = 100) -> list[Sheet]:
        """Give the first rows of each sheet, to see what a file is; of a long text, those of the first 64 KiB.

        A Markdown document gives none: the tables in it are for the reader of minutes.

        Raises
        ------
        SourceError
            As `sheets`.
        """
        if self.suffix in _MARKDOWN:
            return []
        if self.kind == "text" and self.size > HEAD:
            sheets = self.once("top", lambda: [sheet_of(self.head_text())])
        else:
            sheets = self.sheets()
        return [replace(sheet, rows=sheet.rows[:rows]) for sheet in sheets]

    def names(self) -> list[str]:
        """Name the members of a zip container, which is not yet checked."""
        return self.once("names", lambda: zipfile.ZipFile(self.file()).namelist())

    def archive(self) -> zipfile.ZipFile:
        """Open the zip container; a hostile one is refused (see `sna.load.files.container.open_zip`)."""
        return self.once("archive", lambda: container.open_zip(self.file()))

    def members(self) -> Members:
        """Give the files of an export, be it a zip or a folder.

        Raises
        ------
        SourceError
            If the zip is hostile or damaged, or the folder holds too many files.
        """
        is_folder = self.path.is_dir()
        return self.once(
            "members", lambda: members_of_folder(self.path) if is_folder else members_of_zip(self.archive())
        )

    def fingerprint(self) -> str:
        """Give the SHA-256 of the bytes; of a folder, over the names and hashes of all its files."""
        if self.path.is_dir():
            return self._fingerprint_of_folder()
        file = cast("io.BytesIO", self.file())
        self._digest = self._digest or hashlib.file_digest(file, "sha256").hexdigest()
        return self._digest

    def _fingerprint_of_folder(self) -> str:
        self._state, digest = _state(self.path), hashlib.sha256()
        self._size = 0
        for path in _files(self.path):
            with path.open("rb") as file:
                inner = hashlib.file_digest(file, "sha256").hexdigest()
                self._size += file.tell()
            digest.update(f"{path.relative_to(self.path).as_posix()}\0{inner}\n".encode())
        self._digest = digest.hexdigest()
        return self._digest

    @property
    def changed(self) -> bool:
        """Whether its content is no longer what was read; that somebody touched it alone is no change."""
        if self._changed or not self._state or _state(self.path) == self._state:
            return self._changed
        try:
            return Source(self.path).fingerprint() != self._digest
        except OSError:
            return True

    def release(self, room: int = 0) -> int:
        """Close what is open, and forget all but its kind unless that fits into some bytes; say how many it takes."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None
        weight = self._size * SPREAD if self._bytes is not None else room + 1
        if weight > room:
            self._bytes = None
            self._memory.clear()
            return 0
        return weight

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.release()

    def __del__(self) -> None:
        self.release()

    def _open(self) -> None:
        """Read a small file and close it; keep a large one open."""
        if self._bytes is not None or self._handle is not None:
            return
        file = self.path.open("rb", buffering=0)
        self._size, self._state = os.fstat(file.fileno()).st_size, _state(self.path)
        if self._size > SMALL:
            # a long line is put together from many small pieces; a zip is read here and there, a little at a time
            zipped = file.read(2) == b"PK"
            self._handle = io.BufferedReader(file, io.DEFAULT_BUFFER_SIZE if zipped else MIB)
            return
        with file:
            self._bytes = file.read()
        digest = hashlib.sha256(self._bytes).hexdigest()
        self._changed |= self._digest not in {"", digest}
        self._digest = digest


class Member(Source):
    """A file in a zip of a folder, read where it lies; what it is and its hash are those of its own bytes.

    Parameters
    ----------
    archive
        Where the zip is.
    member
        The name of the file in it.
    """

    def __init__(self, archive: Path, member: str) -> None:
        super().__init__(archive / member)
        self._archive, self._member = archive, member

    @property
    def kind(self) -> str:
        """What it is by its content: as `sna.load.files.container.kind_of` says."""
        self._kind = self._kind or self._content()
        return self._kind

    @property
    def changed(self) -> bool:
        """Whether its content is no longer what was read."""
        if self._changed or _state(self._archive) == self._state:
            return self._changed
        try:
            return Member(self._archive, self._member).fingerprint() != self._digest
        except (OSError, SourceError, KeyError):
            return True

    def _open(self) -> None:
        if self._bytes is not None:
            return
        with self._archive.open("rb") as file:
            self._state = _state(self._archive)
            self._bytes = container.read_member(container.open_zip(file), self._member)
        self._size = len(self._bytes)
        digest = hashlib.sha256(self._bytes).hexdigest()
        self._changed |= self._digest not in {"", digest}
        self._digest = digest


class Room:
    """How many bytes all sources of a study may hold on to between two looks."""

    def __init__(self, size: int = ROOM) -> None:
        self.size = size
        self._weights: dict[Path, int] = {}

    def in_turn(self, sources: Iterable[Source]) -> Iterator[Source]:
        """Give each source, and release it before the next."""
        for source in sources:
            yield source
            self.release(source)

    def release(self, source: Source) -> None:
        """Release a source as far as there is no room."""
        self.size += self._weights.pop(source.path, 0)
        self._weights[source.path] = weight = source.release(self.size)
        self.size -= weight


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _state(path: Path) -> tuple[int, ...]:
    """Give what changes when a file, or one in a folder, does; nothing if it is gone."""
    try:
        states = [(entry.st_size, entry.st_mtime_ns, entry.st_ino) for entry in map(Path.stat, _files(path) or [path])]
    except OSError:
        return ()
    return states[0] if not path.is_dir() else (len(states), hash(tuple(states)))
