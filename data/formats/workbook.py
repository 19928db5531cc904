"""XLSX workbooks written part by part: a library's output changes with its version, these bytes do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from formats.archive import archive

Cell = str | int | dt.date | None
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PLAIN, DATE, BOLD, BOLD_DATE = range(4)
DAY_ZERO = dt.date(1899, 12, 30)


@dataclass(frozen=True)
class Sheet:
    """A sheet: rows of cells, ranges to merge (``"A1:C1"``), 1-based rows in bold, and whether it is hidden."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: Sequence[str] = ()
    bold: Sequence[int] = ()
    hidden: bool = False


@dataclass
class _Strings:
    """The workbook's shared strings, numbered as they come."""

    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Write a workbook; dates become true dates, whole numbers numbers, everything else text."""
    strings = _Strings()
    parts = {f"xl/worksheets/sheet{n}.xml": _sheet(sheet, strings) for n, sheet in enumerate(sheets, 1)}
    return archive(
        {
            "[Content_Types].xml": _content_types(len(sheets)),
            "_rels/.rels": _relationships([("officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": _workbook(sheets),
            "xl/_rels/workbook.xml.rels": _relationships(_targets(len(sheets))),
            "xl/styles.xml": _styles(),
            "xl/sharedStrings.xml": _shared(strings),
            **parts,
        }
    )


def letters(column: int) -> str:
    """Name a 0-based column: 0 is A, 26 is AA."""
    first, last = divmod(column, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


def _content_types(count: int) -> str:
    base = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    parts = {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles", "/xl/sharedStrings.xml": "sharedStrings"}
    parts |= {f"/xl/worksheets/sheet{n}.xml": "worksheet" for n in range(1, count + 1)}
    overrides = "".join(f'<Override PartName="{part}" ContentType="{base}{kind}+xml"/>' for part, kind in parts.items())
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _targets(count: int) -> list[tuple[str, str]]:
    sheets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, count + 1)]
    return [*sheets, ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]


def _relationships(targets: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def _workbook(sheets: Sequence[Sheet]) -> str:
    states = {True: ' state="hidden"', False: ""}
    rows = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{n}"{states[sheet.hidden]} r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, 1)
    )
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{rows}</sheets></workbook>'


def _styles() -> str:
    formats = "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for font in (0, 1)
        for number in (0, 14)
    )
    return (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="4">{formats}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _shared(strings: _Strings) -> str:
    items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings.numbers)
    return f'{HEAD}<sst xmlns="{MAIN}" uniqueCount="{len(strings.numbers)}">{items}</sst>'


def _sheet(sheet: Sheet, strings: _Strings) -> str:
    rows = "".join(_row(n, row, strings, bold=n in sheet.bold) for n, row in enumerate(sheet.rows, 1))
    cells = "".join(f'<mergeCell ref="{area}"/>' for area in sheet.merged)
    merged = f'<mergeCells count="{len(sheet.merged)}">{cells}</mergeCells>' if cells else ""
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{merged}</worksheet>'


def _row(number: int, row: Sequence[Cell], strings: _Strings, *, bold: bool) -> str:
    cells = "".join(
        _cell(f"{letters(column)}{number}", value, strings, bold=bold)
        for column, value in enumerate(row)
        if value is not None and value != ""
    )
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, value: Cell, strings: _Strings, *, bold: bool) -> str:
    if isinstance(value, dt.date):
        return f'<c r="{place}" s="{BOLD_DATE if bold else DATE}"><v>{(value - DAY_ZERO).days}</v></c>'
    style = BOLD if bold else PLAIN
    if isinstance(value, int):
        return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
    return f'<c r="{place}" s="{style}" t="s"><v>{strings.number(str(value))}</v></c>'
