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
from typing import Protocol

from sna.errors import SourceError
from sna.load.files.container import LARGEST_MEMBER, MOST_ENTRIES, read_member


class Members(Protocol):
    """The files of an export: `names` can be read, `ignored` (name and why) are only listed."""

    names: list[str]
    ignored: list[tuple[str, str]]

    def read(self, name: str) -> bytes:
        """Give a member's bytes; raises `SourceError` if it is damaged or too large."""


class ZipMembers:
    """Those of a zip container that was checked."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        files = [info for info in self._archive.infolist() if not info.is_dir()]
        self.ignored = [(info.filename, why) for info in files if (why := _objection(info))]
        refused = {name for name, _ in self.ignored}
        self.names = sorted(info.filename for info in files if info.filename not in refused)

    def read(self, name: str) -> bytes:
        """Give a member's bytes."""
        return read_member(self._archive, name)


class FolderMembers:
    """Those of a folder.

    Raises
    ------
    SourceError
        If it holds too many files.
    """

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
        """Give a file's bytes."""
        file = self._root / name
        try:
            size = file.stat().st_size
            if size > LARGEST_MEMBER:
                raise SourceError(f"The file has {size:,} bytes; the limit is {LARGEST_MEMBER:,}.", code="R-TOOLARGE")
            return file.read_bytes()
        except OSError as error:
            raise SourceError("The file cannot be read.", code="R-FILE", hint="Check that it may be opened.") from error


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
