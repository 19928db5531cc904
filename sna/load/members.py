"""The members of an export that comes as one zip or as the same files in a folder.

Members are read one by one, straight from the container; nothing is extracted. Names that climb out of the container
and links are listed as ignored and never followed.
"""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Protocol, Self

from sna.errors import SourceError
from sna.load.container import LARGEST_MEMBER, MOST_ENTRIES, open_zip, read_member


class Members(Protocol):
    """The files of an export: `names` can be read, `ignored` (name and why) are only listed."""

    names: list[str]
    ignored: list[tuple[str, str]]

    def read(self, name: str) -> bytes:
        """Give a member's bytes; raises `SourceError` if it is damaged or too large."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_members(path: Path) -> Members:
    """Open an export for reading.

    Raises
    ------
    SourceError
        If the zip is hostile or damaged (see `sna.load.container.open_zip`), or a folder holds too many files.
    """
    return _FolderMembers(path) if path.is_dir() else _ZipMembers(path)


class _ZipMembers:
    def __init__(self, path: Path) -> None:
        self._archive = open_zip(path)
        files = [info for info in self._archive.infolist() if not info.is_dir()]
        self.ignored = [(info.filename, why) for info in files if (why := _objection(info))]
        refused = {name for name, _ in self.ignored}
        self.names = sorted(info.filename for info in files if info.filename not in refused)

    def read(self, name: str) -> bytes:
        return read_member(self._archive, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.close()


class _FolderMembers:
    def __init__(self, path: Path) -> None:
        self._root = path
        self.names: list[str] = []
        self.ignored: list[tuple[str, str]] = []
        for file in _walk(path):
            name = file.relative_to(path).as_posix()
            if file.is_symlink() or not file.is_file():
                self.ignored.append((name, "link"))
            else:
                self.names.append(name)
            if len(self.names) > MOST_ENTRIES:
                raise SourceError(f"The folder has more than {MOST_ENTRIES:,} files.", code="R-TOOLARGE")
        self.names.sort()

    def read(self, name: str) -> bytes:
        file = self._root / name
        try:
            size = file.stat().st_size
            if size > LARGEST_MEMBER:
                raise SourceError(f"The file has {size:,} bytes; the limit is {LARGEST_MEMBER:,}.", code="R-TOOLARGE")
            return file.read_bytes()
        except OSError as error:
            raise SourceError("The file cannot be read.", code="R-FILE", hint="Check that it may be opened.") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing stays open."""


def _walk(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root, followlinks=False):
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        for name in sorted(files + links):
            yield Path(folder) / name


def _objection(info: zipfile.ZipInfo) -> str:
    if stat.S_ISLNK(info.external_attr >> 16):
        return "link"
    name = info.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    climbs = name.startswith("/") or ".." in parts or ":" in parts[0]
    return "unsafe name" if climbs or info.filename != name else ""
