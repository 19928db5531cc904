"""The members of an export that comes as one zip or as the same files in a folder.

Members are read one by one, straight from the container; nothing is extracted. Names that climb out of the container
and links are listed as ignored and never followed.
"""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from msgspec import Struct

from sna.errors import SourceError
from sna.load.files.container import LARGEST_MEMBER, MOST_ENTRIES, read_member


class Members(Struct):
    """The files of an export: `names` can be read, `ignored` (name and why) are only listed.

    `read` gives a member's bytes; it raises `SourceError` if the member is damaged or too large.
    """

    names: list[str]
    ignored: list[tuple[str, str]]
    read: Callable[[str], bytes]


def members_of_zip(archive: zipfile.ZipFile) -> Members:
    """List the members of a zip container that was checked."""
    members = [info for info in archive.infolist() if not info.is_dir() and not info.filename.endswith("\\")]
    objections = {info.filename: _objection(info) for info in members}
    # old tools of Windows write "general\\2024-05-03.json"; one that would hide another of the same name is left alone
    stored = {name: name for name, why in objections.items() if not why and "\\" not in name}
    for name in (name for name, why in objections.items() if not why and "\\" in name):
        if stored.setdefault(slashed(name), name) != name:
            objections[name] = "unsafe name"
    ignored = [(name, why) for name, why in objections.items() if why]
    return Members(sorted(stored), ignored, lambda name: read_member(archive, stored[name]))


def slashed(name: str) -> str:
    r"""Write the name of a member with slashes, whichever way they lean.

    Examples
    --------
    >>> slashed("general\\2024-05-03.json")
    'general/2024-05-03.json'
    """
    return name.replace("\\", "/")


def members_of_folder(root: Path) -> Members:
    """List the files of a folder.

    Raises
    ------
    SourceError
        If there are too many.
    """
    members = Members([], [], lambda name: _read(root / name))
    for file in _walk(root):
        name = file.relative_to(root).as_posix()
        if file.is_symlink() or not file.is_file():
            members.ignored.append((name, "link"))
        else:
            members.names.append(name)
        if len(members.names) > MOST_ENTRIES:
            raise SourceError(f"The folder has more than {MOST_ENTRIES:,} files.", code="R-TOOLARGE")
    members.names.sort()
    return members


def _read(file: Path) -> bytes:
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
    name = slashed(info.filename)
    parts = PurePosixPath(name).parts
    return "unsafe name" if not parts or name.startswith("/") or ".." in parts or ":" in parts[0] else ""
