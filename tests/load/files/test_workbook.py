"""Spreadsheets: what their cells hold, what they hide, what is refused."""

import datetime as dt
import zipfile

import openpyxl
import pytest
import xlwt
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P, S

from sna.errors import SourceError
from sna.load.files.workbook import read_book
from sna.load.source import Source

DAY = dt.date(2024, 3, 5)


def xlsx(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Register"
    for row in (["Forum"], ["Name", DAY], ["Ann Lo", "Y"], ["Bo Ng", 1], [], ["Cy Dee", True]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet.row_dimensions[4].hidden = True
    book.create_sheet("Old").sheet_state = "hidden"
    book.create_sheet("Older").sheet_state = "veryHidden"
    book.save(path)


def xls(path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Register")
    sheet.write_merge(0, 0, 0, 1, "Forum")
    sheet.write(1, 0, "Name")
    sheet.write(1, 1, DAY, xlwt.easyxf(num_format_str="DD/MM/YYYY"))
    for at, (name, mark) in enumerate([("Ann Lo", "Y"), ("Bo Ng", 1), ("", ""), ("Cy Dee", True)], 2):
        sheet.write(at, 0, name)
        sheet.write(at, 1, mark)
    for name, visibility in (("Old", 1), ("Older", 2)):
        hidden = book.add_sheet(name)
        hidden.visibility = visibility
        hidden.write(0, 0, "x")
    book.save(str(path))


def text_cell(text, cell=TableCell, **attributes):
    made = cell(valuetype="string", **attributes)
    made.addElement(P(text=text))
    return made


def table_row(*cells, **attributes):
    row = TableRow(**attributes)
    for cell in cells:
        row.addElement(cell)
    return row


def ods(path):
    book = OpenDocumentSpreadsheet()
    table = Table(name="Register")
    day = TableCell(valuetype="date", datevalue=DAY.isoformat())
    day.addElement(P(text="5 Mar"))
    noted = text_cell("Y")
    note = Annotation()
    note.addElement(P(text="a comment, not the cell"))
    noted.addElement(note)
    one = TableCell(valuetype="float", value=1)
    one.addElement(P(text="1.00"))
    true = TableCell(valuetype="boolean", booleanvalue="true")
    true.addElement(P(text="WAHR"))
    spaced = TableCell(valuetype="string")
    spaced.addElement(P(text="Bo"))
    spaced.firstChild.addElement(S())
    spaced.firstChild.addText("Ng")
    table.addElement(table_row(text_cell("Forum", numbercolumnsspanned=2, numberrowsspanned=1), CoveredTableCell()))
    table.addElement(table_row(text_cell("Name"), day))
    table.addElement(table_row(text_cell("Ann Lo"), noted))
    table.addElement(table_row(spaced, one, visibility="collapse"))
    table.addElement(table_row(TableCell(numbercolumnsrepeated=16384)))
    table.addElement(table_row(text_cell("Cy Dee"), true))
    table.addElement(table_row(TableCell(numbercolumnsrepeated=16384), numberrowsrepeated=1_048_000))
    book.spreadsheet.addElement(table)
    style = Style(name="unseen", family="table")
    style.addElement(TableProperties(display="false"))
    book.automaticstyles.addElement(style)
    for name in ("Old", "Older"):
        hidden = Table(name=name, stylename=style)
        hidden.addElement(table_row(text_cell("x")))
        book.spreadsheet.addElement(hidden)
    book.save(str(path))


WRITERS = {"xlsx": xlsx, "xls": xls, "ods": ods}


@pytest.fixture(params=WRITERS)
def kind(request):
    return request.param


@pytest.fixture
def path(tmp_path, kind):
    WRITERS[kind](tmp_path / "register.csv")
    return tmp_path / "register.csv"


def test_every_format_gives_the_same_cells_whatever_the_file_is_called(path):
    register, old, older = Source(path).sheets()
    assert [row.texts for row in register.rows] == [
        ["Forum"], ["Name", "2024-03-05"], ["Ann Lo", "Y"], ["Bo Ng", "1"], [], ["Cy Dee", "TRUE"]
    ]  # fmt: skip
    assert [row.number for row in register.rows] == [1, 2, 3, 4, 5, 6]
    assert register.rows[1].cells[1] == DAY
    assert register.name == "Register"
    assert [(sheet.name, sheet.hidden, sheet.rows) for sheet in (old, older)] == [
        ("Old", True, []),
        ("Older", True, []),
    ]


def test_merged_ranges_and_hidden_rows_are_known(path, kind):
    register = Source(path).sheets()[0]
    assert register.merged == [(1, 0, 1, 1)]
    hidden = [row.number for row in register.rows if row.hidden]
    assert hidden == ([] if kind == "xls" else [4])


def test_the_xml_has_the_same_cells_by_another_way(path, kind):
    if kind == "xls":
        pytest.skip("an old XLS is no XML")
    register = Source(path).sheets()[0]
    part = read_book(Source(path).archive(), kind, texts=True).parts[0]
    read = {(row.number, at): text for row in register.rows for at, text in enumerate(row.texts) if text}
    assert set(part.cells) == set(read)
    assert {place: text for place, text in part.cells.items() if place != (2, 1)} == {
        place: text for place, text in read.items() if place != (2, 1)
    }
    assert (part.rows, part.columns) == (6, 2)


def test_the_head_has_the_first_rows_only(path):
    assert [len(sheet.rows) for sheet in Source(path).top(2)] == [2, 0, 0]


def test_days_of_a_macintosh_workbook(tmp_path):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["Name", DAY])
    book.save(tmp_path / "a.xlsx")
    (sheet,) = Source(tmp_path / "a.xlsx").sheets()
    assert sheet.since_1904
    assert sheet.rows[0].cells == ["Name", DAY]


def broken(tmp_path, kind, content):
    """Write a workbook whose main part is something else."""
    path = tmp_path / "broken"
    WRITERS[kind](path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["content.xml" if kind == "ods" else "xl/worksheets/sheet1.xml"] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "R-DOCTYPE"),
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16"), "R-DOCTYPE"),
        (b"<a><b></a>", "R-XML"),
        (b"a" * 20_000_000, "R-ZIP"),
    ],
)
def test_hostile_parts_are_refused(tmp_path, kind, content, code):
    with pytest.raises(SourceError) as caught:
        Source(broken(tmp_path, kind, content)).sheets()
    assert caught.value.code == code


ODS = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
    '<table:table table:name="a"><table:table-row table:number-rows-repeated="{}"><table:table-cell '
    'table:number-columns-repeated="{}" office:value-type="string"><text:p>x</text:p></table:table-cell>'
    "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)


@pytest.mark.parametrize("repeated", [(1_048_576, 16_384), (1_048_576, 100), (1, 2_000_000_000)])
def test_a_cell_repeated_without_end_is_refused(tmp_path, repeated):
    with pytest.raises(SourceError) as caught:
        Source(broken(tmp_path, "ods", ODS.format(*repeated).encode())).sheets()
    assert caught.value.code == "R-DIMENSIONS"


def test_a_protected_workbook_is_named_as_such(tmp_path):
    path = broken(tmp_path, "ods", b"scrambled")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("META-INF/other.xml", b"<a/>")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["META-INF/manifest.xml"] = b"<m><encryption-data/></m>"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(SourceError, match="password"):
        Source(path).sheets()


def test_a_cut_workbook_is_refused(path, tmp_path):
    data = path.read_bytes()
    for length in (len(data) // 3, len(data) // 2):
        (tmp_path / "cut").write_bytes(data[:length])
        with pytest.raises(SourceError) as caught:
            Source(tmp_path / "cut").sheets()
        assert caught.value.code in {"R-ZIP", "R-WORKBOOK", "R-XML", "R-CRASH"}
