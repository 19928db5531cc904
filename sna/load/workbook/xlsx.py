"""The parts of an XLSX workbook."""

from __future__ import annotations

import posixpath
import re
import zipfile

from sna.load.cells import written
from sna.load.container import read_member
from sna.load.workbook.walk import Attributes, Book, Part, Walk, attribute

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def read_xlsx(archive: zipfile.ZipFile, *, texts: bool = False) -> Book:
    """Read the sheets of an XLSX workbook, hidden ones too."""
    listed: list[Attributes] = []
    epoch: list[bool] = []
    walk = Walk()
    walk.starts["sheet"] = listed.append
    walk.starts["workbookPr"] = lambda found: epoch.append(found.get("date1904", "0") in {"1", "true"})
    walk.run(read_member(archive, "xl/workbook.xml"))
    targets = _targets(archive)
    strings = _shared_strings(archive) if texts else None
    parts = []
    for found in listed:
        member = targets.get(attribute(found, "id"), "")
        part = Part(
            attribute(found, "name"),
            attribute(found, "state", "visible") != "visible",
            cells={},
            hidden_rows=set(),
            merged=[],
        )
        if "worksheets/" in member:
            _XlsxSheet(part, strings).run(read_member(archive, member))
        parts.append(part)
    return Book(parts, any(epoch))


def _targets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Give the member behind each relation of the workbook."""
    found: list[Attributes] = []
    walk = Walk()
    walk.starts["Relationship"] = found.append
    walk.run(read_member(archive, "xl/_rels/workbook.xml.rels"))
    return {each["Id"]: posixpath.normpath(posixpath.join("/xl", each["Target"])).lstrip("/") for each in found}


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    strings: list[str] = []
    pieces: list[str] = []
    walk = Walk()

    def finish() -> None:
        strings.append("".join(pieces))
        pieces.clear()

    walk.starts["t"] = lambda _found: walk.text.clear()
    walk.ends["t"] = lambda: pieces.append(walk.taken())
    walk.starts["rPh"] = lambda _found: pieces.append("\x00")
    walk.ends["rPh"] = lambda: _drop_reading(pieces)
    walk.ends["si"] = finish
    walk.run(read_member(archive, "xl/sharedStrings.xml"))
    return strings


def _drop_reading(pieces: list[str]) -> None:
    """Drop the phonetic reading that Japanese workbooks keep beside a text."""
    while pieces.pop() != "\x00":
        pass


class _XlsxSheet(Walk):
    """Fills a `Part` from a worksheet."""

    def __init__(self, part: Part, strings: list[str] | None) -> None:
        super().__init__()
        self.part, self.strings = part, strings
        self.row, self.column, self.kind, self.found = 0, -1, "", ""
        self.starts = {"row": self._row, "c": self._cell, "v": self._fresh, "t": self._fresh, "mergeCell": self._merge}
        self.ends = {"v": self._value, "t": self._value, "c": self._finish}

    def _fresh(self, _attributes: Attributes) -> None:
        self.text.clear()

    def _row(self, attributes: Attributes) -> None:
        self.row = int(attributes.get("r", self.row + 1))
        self.column = -1
        if attributes.get("hidden") in {"1", "true"}:
            self.part.hidden_rows.add(self.row)

    def _cell(self, attributes: Attributes) -> None:
        self.kind, self.found = attributes.get("t", "n"), ""
        if reference := attributes.get("r"):
            self.row, self.column = _place(reference)
        else:
            self.column += 1

    def _value(self) -> None:
        self.found += self.taken()

    def _finish(self) -> None:
        if not self.found:
            return
        text = self._text() if self.strings is not None else None
        if text is None or text.strip():
            self.part.hold(self.row, self.column, text)

    def _text(self) -> str:
        if self.kind == "s" and self.strings is not None:
            return self.strings[int(self.found)].strip()
        if self.kind == "b":
            return "TRUE" if self.found == "1" else "FALSE"
        if self.kind == "n":
            return written(float(self.found))
        return "" if self.kind == "e" else self.found.strip()

    def _merge(self, attributes: Attributes) -> None:
        first, _, last = attributes["ref"].partition(":")
        self.part.merged.append((*_place(first), *_place(last or first)))


def _place(reference: str) -> tuple[int, int]:
    """Turn ``"B4"`` into row 4 (1-based) and column 1 (0-based)."""
    match = _REFERENCE.fullmatch(reference.replace("$", ""))
    if match is None:
        raise ValueError(reference)
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1
