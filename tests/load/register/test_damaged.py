"""Damaged and hostile files: what can be read is read, the rest is said."""

import zipfile

import openpyxl
import pytest

from sna.errors import SourceError
from sna.facts import Attendance, Fate
from sna.load import Options
from sna.load.register import count, identify, load
from sna.load.source import Source

HEAD = "Date,Name,Organisation\n"
GOOD = "13/03/2024,Ann Lo,Care\n"
LAST = "13/03/2024,Bo Ng,Care\n"


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "register.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('13/03/2024,"Cy Dee,Care\n', "R-QUOTE"),
        ("13/03/2024,Cy\x00 Dee,Care\n", "R-NUL"),
        (f"13/03/2024,{'C' * 40_000},Care\n", "R-TOOLONG"),
        (f"13/03/2024,Cy Dee{',' * 2_100}\n", "R-COLUMNS"),
        ("13/03/2024;Cy Dee;Care\n", "R-DELIMITER"),
        ("13/03/2024,,Care\n", "R-NAME"),
    ],
)
def test_a_damaged_line_is_rejected_where_it_stands_and_the_rest_is_used(tmp_path, read, line, code):
    found = read(written(tmp_path, HEAD + GOOD + line + LAST))
    assert [entry.fate for entry in found.entries] == [Fate.USED, Fate.REJECTED, Fate.USED]
    assert found.reasons() == [code]
    assert found.entries[1].origin.place == "line 3"
    assert found.people == {"Ann Lo", "Bo Ng"}


def test_a_row_whose_name_stands_first_is_told_to_be_cut_otherwise(tmp_path, read):
    text = "Name,Organisation,Date\nAnn Lo,Care,13/03/2024\nCy Dee;Care;13/03/2024\nBo Ng,Care,13/03/2024\n"
    found = read(written(tmp_path, text))
    assert found.reasons() == ["R-DELIMITER"]
    assert found.people == {"Ann Lo", "Bo Ng"}


def test_a_quotation_mark_never_closed_does_not_swallow_the_file(tmp_path, read):
    rows = "".join(f'13/03/2024,"Lo{number}, Ann",Care\n' for number in range(900))
    found = read(written(tmp_path, HEAD + '13/03/2024,"Cy Dee,Care\n' + rows))
    assert found.fates() == {"rejected": 1, "used": 1, "merged": 899} or found.fates() == {"rejected": 1, "used": 900}
    assert found.entries[0].reason.code == "R-QUOTE"


def test_a_quoted_cell_may_hold_lines_quotes_and_delimiters(tmp_path, read):
    found = read(written(tmp_path, HEAD + '13/03/2024,"Lo, Ann ""Nan""","Care,\nand more"\n' + LAST))
    assert found.fates() == {"used": 2}
    assert [entry.origin.place for entry in found.entries] == ["line 2", "line 4"]
    assert found.all(Attendance)[0].organisation == "Care,\nand more"


def test_a_nickname_in_quotes_is_no_quotation(tmp_path, read):
    found = read(written(tmp_path, HEAD + '13/03/2024,"Nan" Lo,Care\n' + LAST))
    assert found.fates() == {"used": 2}


def test_windows_text_is_read_and_that_is_said(tmp_path, read):
    found = read(written(tmp_path, HEAD + "13/03/2024,Zoë Lo,Care\n", "cp1252"))
    assert found.people == {"Zoë Lo"}
    assert found.warnings() == ["W-ENCODING"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "R-EMPTY"),
        (b"\xef\xbb\xbf\r\n", "R-EMPTY"),
        (b"<html><body><table><tr><td>Name</td></tr></table>", "R-HTML"),
        (b"%PDF-1.4", "R-UNKNOWN"),
        (b"\x01\x02\x00\x03binary", "R-DAMAGED"),
        (b"PK\x03\x04 and then nothing", "R-ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "R-WORKBOOK"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 100 + "EncryptedPackage".encode("utf-16-le"), "R-ENCRYPTED"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_plain_error(tmp_path, content, code):
    path = tmp_path / "register.csv"
    path.write_bytes(content)
    for step in (load, count):
        with pytest.raises(SourceError) as caught:
            list(step(Source(path), Options()))
        assert caught.value.code == code
    assert identify(Source(path)) is False


def workbook(tmp_path, rows=(("Date", "Name"), ("13/03/2024", "Ann Lo"))):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "register.xlsx")
    return tmp_path / "register.xlsx"


def rewritten(path, **members):
    """Write a workbook again with some members replaced or added."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts |= {name.replace("__", "/"): data for name, data in members.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


SHEET = "xl__worksheets__sheet1.xml"
XML = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def cell(reference, text):
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


FAR = f'<row r="1">{cell("A1", "Name")}</row><row r="1048576">{cell("XFD1048576", "x")}</row>'


@pytest.mark.parametrize(
    ("member", "content", "code"),
    [
        (SHEET, '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + XML.format(""), "R-DOCTYPE"),
        (SHEET, XML.format("<row"), "R-XML"),
        (SHEET, XML.format(FAR), "R-DIMENSIONS"),
        (SHEET, " " * 30_000_000, "R-ZIP"),
        ("xl__workbook.xml", "<workbook/>", "R-EMPTY"),
    ],
)  # fmt: skip
def test_a_hostile_workbook_is_refused_before_it_is_laid_out(tmp_path, member, content, code):
    path = rewritten(workbook(tmp_path), **{member: content.encode()})
    with pytest.raises(SourceError) as caught:
        list(load(Source(path), Options()))
    assert caught.value.code in {code, "R-WORKBOOK", "R-XML"}
    assert code in {"R-COLUMN", caught.value.code}


def test_a_workbook_cut_short_is_refused(tmp_path):
    path = workbook(tmp_path)
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(SourceError, match="damaged"):
        list(load(Source(path), Options()))


def test_declared_dimensions_are_not_believed(tmp_path, read):
    path = workbook(tmp_path)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert b"XFD1048576" in sheet
    assert read(rewritten(path, **{SHEET: sheet})).fates() == {"used": 1}


def test_a_row_too_wide_is_rejected_in_a_workbook_too(tmp_path, read):
    rows = [("Date", "Name"), ("13/03/2024", "Ann Lo"), ("13/03/2024", "Bo Ng", *["x"] * 2_100)]
    assert read(workbook(tmp_path, rows)).reasons() == ["R-COLUMNS"]


def test_formulas_count_with_the_value_they_were_saved_with(tmp_path, read):
    xml = XML.format(
        '<row r="1">' + cell("A1", "Date") + cell("B1", "Name") + '</row><row r="2">' + cell("A2", "13/03/2024")
        + '<c r="B2" t="str"><f>CONCAT("Ann"," Lo")</f><v>Ann Lo</v></c></row>'
        + '<row r="3"><c r="A3" t="e"><f>NA()</f><v>#N/A</v></c><c r="B3"><f>1+1</f><v></v></c></row>'
    )  # fmt: skip
    found = read(rewritten(workbook(tmp_path), **{SHEET: xml.encode()}))
    assert found.people == {"Ann Lo"}
    assert found.fates() == {"used": 1, "rejected": 1}  # a formula without its value is no blank cell


def test_a_row_that_load_loses_is_missed_by_count(tmp_path, monkeypatch):
    path = written(tmp_path, HEAD + GOOD + LAST)
    monkeypatch.setattr("sna.load.register.context.filled", lambda table: table.rows[1:])
    assert len(list(load(Source(path), Options()))) == 1
    assert count(Source(path), Options()) == 2
