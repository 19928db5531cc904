"""Safe reading of files: what a file really is, its text in the right encoding, zip containers within limits.

Nothing here trusts a file's name. Nothing is ever extracted to disk. An export comes as one zip or as the same files in
a folder: its members are read one by one, straight from the container; names that climb out of it and links are listed
as ignored and never followed.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from xml.parsers import expat

from msgspec import Struct

from sna.errors import SourceError

MIB = 1 << 20
LARGEST_TEXT = 512 * MIB
LARGEST_MEMBER = 64 * MIB
LARGEST_TOTAL = 4096 * MIB
LARGEST_RATIO = 200
MOST_ENTRIES = 200_000
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError)
"""What opening a damaged zip or reading it may raise; RuntimeError for what its directory asks and Python cannot."""
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])


class Text(Struct, frozen=True):
    """A file's text and the encoding it was written in."""

    text: str
    encoding: str


MIXED = "utf-8 and cp1252"
"""The encoding of a text whose lines differ in it."""
TWICE = "utf-8 twice"
"""The encoding of a text that was UTF-8, was taken for Windows-1252 and was saved as UTF-8 once more."""
LOST = "utf-8 with signs lost"
"""The encoding of a text some signs of which a program could not read and replaced."""
_MAC = re.compile(rb"[A-Za-z][\x87\x88\x8a-\x90\x98\x9b\x9d\x9f](?![A-Z])|[\s,;\"][\x80\x81\x83\x86][a-z]")
"""A letter with an accent in the encoding of old Macintosh programs; Windows has quotation marks and signs there."""
_WINDOWS = re.compile(rb"[A-Za-z][\xc0-\xd4\xd6-\xff]|[\xc0-\xd4\xd6-\xff][a-z]")
_TWICE = re.compile("[ÂÃÄÅÐ][\u0080-\u00bf\u0152-\u0178\u2013-\u2122€]|â€|ï»¿")
_QUOTED_LINE = re.compile(r'"((?:[^"]|"")*)"')


def kind_of(head: bytes, members: Callable[[], Iterable[str]]) -> str:
    """Tell what a file is from its first bytes.

    Parameters
    ----------
    head
        The first bytes.
    members
        Gives the names of the members, should it be a zip.

    Returns
    -------
    str
        ``"empty"``, ``"xlsx"``, ``"docx"``, ``"ods"``, ``"zip"``, ``"ole"`` (old Excel, or a password-protected
        workbook), ``"pdf"``, ``"html"``, ``"xml"``, ``"json"``, ``"text"`` or ``"binary"``.
    """
    head = head[:4096]
    if is_empty(head):
        return "empty"
    for magic, kind in ((b"%PDF", "pdf"), (b"\xd0\xcf\x11\xe0", "ole")):
        if head.startswith(magic):
            return kind
    return _zip_kind(members) if head.startswith((b"PK\x03\x04", b"PK\x05\x06")) else _text_kind(head)


def is_empty(data: bytes) -> bool:
    """Whether bytes are nothing but marks of an encoding and space."""
    return not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe")


def _zip_kind(members: Callable[[], Iterable[str]]) -> str:
    try:
        names = set(members())
    except BROKEN:
        return "zip"
    for member, kind in (("xl/workbook.xml", "xlsx"), ("word/document.xml", "docx"), ("content.xml", "ods")):
        if member in names:
            return kind
    return "zip"


def _text_kind(head: bytes) -> str:
    encoding = _unicode_encoding(head)
    # A stray NUL or two is damage to a text, many are none; and where it is no UTF-8 either, half as many.
    share = 10 if len(head.decode(errors="ignore").encode()) > 0.9 * len(head) else 20
    if encoding is None and len(head.translate(None, _CONTROLS)) < len(head) - max(3, len(head) // share):
        return "binary"
    text = head.decode(encoding or "utf-8", errors="ignore").lstrip("\ufeff \t\r\n").lower()
    if text.startswith(("<!doctype html", "<html", "<head", "<body", "<table")):
        return "html"
    if text.startswith("<?xml"):
        return "html" if "<html" in text else "xml"
    return "json" if text.startswith(("{", "[{", "[\n", "[\r")) else "text"


def decode_head(head: bytes) -> Text:
    """Decode the whole lines at the beginning of a text that goes on."""
    encoding = _unicode_encoding(head)
    if encoding is None:
        encoding = "utf-8" if _is_utf8(head) else _single_bytes(head)
    text = _mended(_by_line(head) if encoding == MIXED else head.decode(encoding, errors="ignore"), encoding)
    lines = text.text.splitlines(keepends=True)
    return Text("".join(lines[:-1]) or text.text, text.encoding)


def _is_utf8(head: bytes) -> bool:
    """Whether bytes are UTF-8 that may be cut within the last character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def decode(data: bytes) -> Text:
    """Decode a text, whatever of the usual encodings it was saved in.

    A byte-order mark decides; without one, the pattern of zero bytes tells UTF-16; then UTF-8 if it is valid, else
    Mac Roman if only so accents stand on letters, else Windows-1252, line by line where some lines are UTF-8.

    Raises
    ------
    SourceError
        If it is damaged.
    """
    encoding = _unicode_encoding(data) or _single_bytes(data)
    try:
        text = _by_line(data) if encoding == MIXED else data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(
            f"The text is damaged at byte {error.start:,}.", code="R-ENCODING", hint="Export it again as UTF-8."
        ) from error
    return _mended(text, encoding)


def _mended(text: str, encoding: str) -> Text:
    """Undo what programs did to a text: marks of the encoding, letters encoded twice, each line quoted as a whole."""
    if "\ufffd" in text:
        encoding = LOST
    elif _TWICE.search(text) and (once := "\n".join(map(_once, text.split("\n")))) != text:
        text, encoding = once, TWICE
    text = text.lstrip("\ufeff").rstrip("\x1a")
    lines = text.splitlines() if text.startswith('"') else []
    quoted = [_QUOTED_LINE.fullmatch(line) for line in lines if line]
    widths = {max(map(match[1].count, ",;\t")) if match else 0 for match in quoted}
    if len(quoted) > 1 and len(widths) == 1 and min(widths) > 1:  # no cell of a table of one column has two commas
        text = "\n".join(line[1:-1].replace('""', '"') for line in lines) + "\n"
    return Text(text, encoding)


def _once(line: str) -> str:
    """Decode a line that was encoded twice; any other stays."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return line.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return line


def _unicode_encoding(data: bytes) -> str | None:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return encoding
    head = data[:4000]
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if odd > len(head) // 5 and odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) // 5 and even > 4 * odd else None


def _single_bytes(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if len(_MAC.findall(data)) > len(_WINDOWS.findall(data)):
            return "mac-roman"
        try:
            data.decode("cp1252")
        except UnicodeDecodeError:
            return "latin-1"
        marked = [line for line in data.split(b"\n") if not line.isascii()]
        return MIXED if any(map(_is_whole_utf8, marked)) else "cp1252"
    return "utf-8"


def _is_whole_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _by_line(data: bytes) -> str:
    """Decode each line by itself: some were saved in UTF-8, others, pasted from elsewhere, in Windows-1252."""
    lines = data.split(b"\n")
    return "\n".join(line.decode("utf-8" if _is_whole_utf8(line) else "cp1252", errors="replace") for line in lines)


def open_zip(file: BinaryIO) -> zipfile.ZipFile:
    """Open a zip container after checking its directory, so that a hostile one is refused before anything is read.

    Refused: encryption, unusual compression, overlapping or duplicate members, more than 200,000 members, a member over
    64 MiB, more than 4 GiB in all, a member over 1 MiB that shrinks more than 200 times.

    Raises
    ------
    SourceError
        With the reason.
    """
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN as error:
        raise SourceError(
            "The container is damaged or cut short.", code="R-ZIP", hint="Download or export it again."
        ) from error
    _check_directory(archive)
    return archive


def _check_directory(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MOST_ENTRIES:
        raise _refused(f"It has {len(members):,} members; the limit is {MOST_ENTRIES:,}.")
    if sum(member.file_size for member in members) > LARGEST_TOTAL:
        raise _refused(f"It would unpack to more than {LARGEST_TOTAL // MIB:,} MiB.")
    names = [member.filename for member in members]
    if len(set(names)) < len(names):
        raise _refused("It holds two members of the same name.")
    for member in members:
        _check_member(member)
    _check_overlap(members)


def _check_member(member: zipfile.ZipInfo) -> None:
    name = PurePosixPath(member.filename).name
    if member.flag_bits & 0x1:
        raise protected()
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _refused("A member is compressed in an unusual way.", name)
    if member.file_size > LARGEST_MEMBER:
        raise _refused(f"A member has {member.file_size:,} bytes; the limit is {LARGEST_MEMBER:,}.", name)
    if member.file_size > MIB and member.file_size > LARGEST_RATIO * max(member.compress_size, 1):
        raise _refused(f"A member unpacks to more than {LARGEST_RATIO} times its size (a zip bomb).", name)


def protected() -> SourceError:
    """Say that a file is protected by a password."""
    return SourceError("It is protected by a password.", code="R-ENCRYPTED", hint="Save it without a password.")


def _check_overlap(members: list[zipfile.ZipInfo]) -> None:
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise _refused("Two members overlap (a zip bomb).", member.filename)
        end = member.header_offset + member.compress_size


def _refused(why: str, value: str = "") -> SourceError:
    return SourceError(why, code="R-ZIP", hint="Export it again, or leave it out.", value=value)


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Read one member whole, never more than its directory entry declares.

    Raises
    ------
    SourceError
        If the member is damaged or longer than declared.
    """
    declared = archive.getinfo(name).file_size
    try:
        with archive.open(name) as member:
            data = member.read(declared + 1)
    except BROKEN as error:
        raise _refused("A member is damaged.", name) from error
    if len(data) > declared:
        raise _refused("A member is longer than it declares.", name)
    return data


def refuse_doctype(archive: zipfile.ZipFile) -> None:
    """Refuse an office document that declares a document type: it never needs one, an attack does.

    Raises
    ------
    SourceError
        If an XML part holds a DOCTYPE or an entity, or is not well formed.
    """
    for name in archive.namelist():
        if not name.lower().endswith((".xml", ".rels")):
            continue
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = partial(_refuse_declaration, name)
        try:
            parser.Parse(read_member(archive, name), True)
        except (expat.ExpatError, ValueError) as error:
            raise SourceError("A part is not well-formed XML.", code="R-XML", value=name) from error


def _refuse_declaration(name: str, *_declaration: object) -> None:
    raise SourceError("It declares a document type (DOCTYPE).", code="R-DOCTYPE", value=name)


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
