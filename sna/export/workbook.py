"""What an export must hold, whatever its format, and one XLSX workbook of tables.

Of a network: who is a node, what they are called, and which ties of what weight. In a workbook no text ever becomes a
formula, and the same tables give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np
import openpyxl
import pandas as pd
from msgspec import Struct
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.hyperlink import Hyperlink
from python_calamine import CalamineWorkbook

from sna.errors import ExportError
from sna.network import Network

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_XML_CANNOT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"
LONGEST_SHEET = 31
LONGEST_TEXT = 32_767
MOST_ROWS = 100_000
"""A table of more rows has no sheet: nobody reads it in a spreadsheet, and the whole would take minutes to write."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_QUOTED = frozenset("=+-@\t")
"""With these a text begins that a spreadsheet would take for a formula."""
_FIXED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - XLSX knows no time zone
_BOLD, _LINK, _WRAPPED = Font(bold=True), Font(color="FF004A93", underline="single"), Alignment(wrap_text=True)
_NARROW, _WIDE, _MEASURED = 12, 60, 200
"""How narrow and wide a column can be, in letters, and how many of its first rows say so."""
Cell = str | int | float | bool | dt.date | None
"""What a cell of a sheet can hold."""


class Plain(Struct, frozen=True):
    """A network as any format can say it.

    Attributes
    ----------
    nodes
        What the format calls each node, in the network's order; no two alike.
    ties
        Row of the source, row of the target, weight; sorted. Of an undirected tie the smaller row comes first.
    names
        The names shown, one a node, where the format has names besides.
    directed
        Whether the ties have a direction.
    """

    nodes: tuple[str, ...]
    ties: tuple[tuple[int, int, float], ...]
    names: tuple[str, ...] = ()
    directed: bool = False


def plain(network: Network, nodes: Iterable[str] | None = None, names: Iterable[str] = ()) -> Plain:
    """Give a network in plain form; `nodes` are the format's words for them, the ids unless stated."""
    source, target = network.positions()
    rows = zip(source.tolist(), target.tolist(), network.ties["weight"].tolist(), strict=True)
    return Plain(tuple(network.nodes.index if nodes is None else nodes), tuple(rows), tuple(names), network.directed)


def rebuilt(
    nodes: Iterable[str], ties: Iterable[tuple[str, str, float]], names: Iterable[str] = (), *, directed: bool
) -> Plain:
    """Put together what a file says: ties by the nodes' words, in any order, undirected ones either way round."""
    order = tuple(nodes)
    row = {node: number for number, node in enumerate(order)}
    pairs = [(row[source], row[target], weight) for source, target, weight in ties]
    if not directed:
        pairs = [(min(source, target), max(source, target), weight) for source, target, weight in pairs]
    return Plain(order, tuple(sorted(pairs)), tuple(names), directed)


def checked(expected: Plain, read: Plain, file: str) -> None:
    """Compare what a file holds with what it was made of; without a tie nothing says whether ties have directions.

    Raises
    ------
    ExportError
        If a node, a name or a tie differs, or a weight by more than its fifteenth digit.
    """
    for part in ("directed", "nodes", "names") if expected.ties else ("nodes", "names"):
        if getattr(expected, part) != getattr(read, part):
            raise ExportError(f"{file}: the {part} read back are not those written. Please report this as a mistake.")
    ours, theirs = (np.array(network.ties, dtype=float).reshape(-1, 3) for network in (expected, read))
    if ours.shape != theirs.shape or not np.allclose(ours, theirs, rtol=1e-14, atol=0):
        raise ExportError(f"{file}: the ties read back are not those written. Please report this as a mistake.")


def distinct(names: Iterable[str], shaped: Callable[[str], str]) -> list[str]:
    """Give each name the shape a format can hold, telling apart those that come out alike by a number.

    Examples
    --------
    >>> distinct(["Ann  Smith", "Ann Smith"], lambda name: " ".join(name.split()))
    ['Ann Smith', 'Ann Smith 2']
    """
    words: dict[str, None] = {}
    for name in names:
        stem = shaped(name)
        word, number = stem, 2
        while word in words:
            word, number = f"{stem} {number}", number + 1
        words[word] = None
    return list(words)


def xml_text(text: object) -> str:
    r"""Give a text as XML can hold it: what XML forbids, such as most control characters, becomes U+FFFD.

    Carriage returns become line feeds, as every reader of XML would make them.

    Examples
    --------
    >>> xml_text("Ann\x00")
    'Ann\ufffd'
    """
    return _XML_CANNOT.sub(REPLACEMENT, str(text)).replace("\r\n", "\n").replace("\r", "\n")


def node_names(network: Network) -> list[str]:
    """Give what each node is called: its ``name``, or else its id."""
    if "name" not in network.nodes.columns:
        return list(network.nodes.index)
    names = network.nodes["name"].fillna("").astype(str)
    return [name or node for name, node in zip(names, network.nodes.index, strict=True)]


def columns_of(table: pd.DataFrame, besides: Iterable[str] = ()) -> list[str]:
    """Name the columns of a table an export takes along: text, numbers and truth values."""
    excluded = set(besides)
    return [column for column in map(str, table.columns) if column not in excluded and kind_of(table[column])]


def kind_of(column: pd.Series) -> str:
    """Say what a column holds: ``"boolean"``, ``"long"``, ``"double"`` or ``"string"``; empty for anything else."""
    if pd.api.types.is_bool_dtype(column):
        return "boolean"
    if pd.api.types.is_integer_dtype(column):
        return "long"
    if pd.api.types.is_float_dtype(column):
        return "double"
    return "string" if pd.api.types.is_string_dtype(column) else ""


def has_value(value: object) -> bool:
    """Tell whether a table's cell says anything."""
    return value is not None and not bool(pd.isna(value)) and value != ""


def write_workbook(tables: Mapping[str, pd.DataFrame], path: Path, links: str = "") -> None:
    """Write one sheet per table, the index left out, and read it back.

    A last sheet, ``left out``, names the tables that are too long (see `too_long`). In the column `links` of a table
    the name of another one leads to it.

    Raises
    ------
    ExportError
        If the file read back differs.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_workbook({"people": pd.DataFrame({"name": ["=1+1"]})}, Path(folder) / "tables.xlsx")
    """
    book = openpyxl.Workbook(write_only=True)
    book.properties.created = book.properties.modified = _FIXED
    long = too_long(tables)
    sheets = {name: table for name, table in tables.items() if name not in long}
    if long:
        sheets["left out"] = pd.DataFrame([(name, len(tables[name])) for name in long], columns=["table", "rows"])
    named = dict(zip(sheet_names(sheets), sheets.values(), strict=True))
    cells = {name: _rows(table) for name, table in named.items()}
    styles, filled = dict[type, str](), dict[str, bytes]()
    for number, (name, rows) in enumerate(cells.items(), 1):
        linked = {heading: {*named} - {name} for heading in [links] if heading in rows[0]}
        filled[f"xl/worksheets/sheet{number}.xml"] = _fill(book.create_sheet(name), rows, linked, styles)
    if not named:
        book.create_sheet("empty")
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(same_bytes(buffer.getvalue(), filled))
    _read_back(path, cells)


def too_long(tables: Mapping[str, pd.DataFrame]) -> Sequence[str]:
    """Name the tables of more rows than a sheet is given.

    Examples
    --------
    >>> too_long({"ties": pd.DataFrame(index=range(100_001)), "people": pd.DataFrame(index=range(100_000))})
    ['ties']
    """
    return [name for name, table in tables.items() if len(table) > MOST_ROWS]


def sheet_names(names: Iterable[str]) -> list[str]:
    """Give each table a name a sheet can have, no two alike.

    Examples
    --------
    >>> sheet_names(["ties/Year 1", "ties/year 1"])
    ['ties Year 1', 'ties year 1 2']
    """
    sheets: list[str] = []
    for name in names:
        stem = _FORBIDDEN.sub(" ", name).strip()[:LONGEST_SHEET] or "table"
        word, number = stem, 2
        while word.casefold() in {sheet.casefold() for sheet in sheets}:
            word, number = f"{stem[: LONGEST_SHEET - len(str(number)) - 1]} {number}", number + 1
        sheets.append(word)
    return sheets


def _rows(table: pd.DataFrame) -> Sequence[Sequence[Cell]]:
    """Give a table's rows as cells hold them, the headings first."""
    heads = [_value(str(column)) for column in table.columns]
    # by columns, which pandas hands over several times as quickly as rows
    columns = [[_value(value) for value in table.iloc[:, place].tolist()] for place in range(len(heads))]
    return [heads, *zip(*columns, strict=True)]


def _fill(
    sheet: WriteOnlyWorksheet,
    rows: Sequence[Sequence[Cell]],
    links: Mapping[str, Collection[str]],
    styles: dict[type, str],
) -> bytes:
    """Fill a sheet; give those rows that are yet to be put into it.

    `links` is heading → which texts below it are names of sheets. A sheet without such a heading gets its headings here
    and its rows as XML when the file is packed, which is several times as quick as a cell of the library for each.
    """
    sheet.freeze_panes = "A2"
    heads = [WriteOnlyCell(sheet, text) for text in rows[0]]
    letters = [get_column_letter(place) for place in range(1, len(heads) + 1)]
    for place, head in enumerate(heads):
        head.font, head.alignment, head.data_type = _BOLD, _WRAPPED, "s"
        longest = max((len(str(row[place])) for row in rows[1 : _MEASURED + 1]), default=0)
        sheet.column_dimensions[letters[place]].width = min(max(longest + 2, _NARROW), _WIDE)
    sheet.append(heads)
    if heads:
        sheet.auto_filter.ref = f"A1:{letters[-1]}{len(rows)}"
    if not links:
        lines = (_row_xml(sheet, row, (letters, number), styles) for number, row in enumerate(rows[1:], 2))
        return "".join(lines).encode("ascii", "xmlcharrefreplace")
    for number, row in enumerate(rows[1:], 2):
        names = [links.get(str(heading), ()) for heading in rows[0]]
        cells = zip(letters, row, names, strict=True)
        linked = [_link(sheet, str(cell), f"{at}{number}") if cell in name else cell for at, cell, name in cells]
        sheet.append([_cell(sheet, cell) if isinstance(cell, str) else cell for cell in linked])
    return b""


def _row_xml(
    sheet: WriteOnlyWorksheet, row: Sequence[Cell], place: tuple[Sequence[str], int], styles: dict[type, str]
) -> str:
    """Write a row as the library would."""
    letters, number = place
    cells = [
        _cell_xml(sheet, value, f"{letter}{number}", styles)
        for letter, value in zip(letters, row, strict=True)
        if value is not None
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell_xml(sheet: WriteOnlyWorksheet, value: Cell, place: str, styles: dict[type, str]) -> str:
    kind, style = type(value), ""
    if isinstance(value, dt.date) or (isinstance(value, str) and value[0] in _QUOTED):
        if kind not in styles:  # the library numbers the looks of cells as they come
            styles[kind] = f' s="{_cell(sheet, value).style_id}"'
        style = styles[kind]
    if isinstance(value, str):
        space = ' xml:space="preserve"' if value != value.strip() else ""
        return f'<c r="{place}"{style} t="inlineStr"><is><t{space}>{escape(value)}</t></is></c>'
    if isinstance(value, dt.date):
        return f'<c r="{place}"{style} t="n"><v>{to_excel(value):.16g}</v></c>'
    return f'<c r="{place}" t="{"b" if kind is bool else "n"}"><v>{value:.16g}</v></c>'


def _link(sheet: WriteOnlyWorksheet, name: str, place: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, name)
    cell.hyperlink = Hyperlink(ref=place, location=f"'{name}'!A1", display=name)
    cell.font, cell.data_type = _LINK, "s"
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: Cell) -> WriteOnlyCell:
    """Give the library's cell of a value; a text that would be taken for a formula or an error remains a text."""
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value[0] in _QUOTED
    return cell


def _value(value: object) -> Cell:
    """Give a value as a cell holds it; what XLSX forbids becomes U+FFFD, a text ends after 32,767 characters."""
    if value is None or value is pd.NA or (isinstance(value, float) and not np.isfinite(value)):
        return None
    if isinstance(value, (np.bool_, np.integer, np.floating)):
        return value.item()
    if isinstance(value, (bool, int, float, dt.date)):
        return value
    return xml_text(value)[:LONGEST_TEXT] or None


def same_bytes(archive: bytes, rows: Mapping[str, bytes] = {}) -> bytes:
    """Pack the archive anew with one fixed time, so that nothing in it tells when it was made; those in it as well.

    `rows` is member → rows to put at the end of that sheet.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda member: (member != "[Content_Types].xml", member)):
            info = zipfile.ZipInfo(name, date_time=_FIXED.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            content = old.read(name)
            if content.startswith(b"PK\x03\x04"):
                content = same_bytes(content)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            if rows.get(name):
                content = content.replace(b"</sheetData>", rows[name] + b"</sheetData>", 1)
            new.writestr(info, content)
    return packed.getvalue()


def _read_back(path: Path, tables: Mapping[str, Sequence[Sequence[Cell]]]) -> None:
    """Compare the file with what it was made of; it is read by another library than wrote it."""
    book = CalamineWorkbook.from_path(str(path))
    for name, own in tables.items():
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for number, (ours, theirs) in enumerate(zip(own if own[0] else [], rows, strict=True), 1):
            if not all(_alike(cell, read) for cell, read in zip_longest(ours, theirs, fillvalue="")):
                raise ExportError(f"{path.name}, sheet {name}, row {number}: read back, it is not what was written.")


def _alike(cell: Cell, read: object) -> bool:
    if cell is None or cell == "":
        return read == ""
    if isinstance(cell, (int, float)) and isinstance(read, (int, float)):
        return abs(cell - read) <= 1e-14 * abs(cell)
    return cell == read
