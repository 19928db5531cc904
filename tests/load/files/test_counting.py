"""The second way of finding lines, against the first."""

import csv

from hypothesis import given, settings
from hypothesis import strategies as st

from sna.load.files.counting import Line, count_below, scan, table_lines
from sna.load.files.delimited import delimited
from sna.load.source import Source

CELL = st.text(st.sampled_from('ab" ,;\t\n\x00'), max_size=5)


@settings(max_examples=500)
@given(st.lists(CELL, max_size=12).map("".join), st.sampled_from(",;\t"))
def test_both_ways_find_the_same_lines(text, delimiter):
    rows = [row for row in delimited(text, delimiter) if not row.blank]
    assert [number for number, _ in scan(text, delimiter)] == [row.number for row in rows]
    for (_, cells), row in zip(scan(text, delimiter), rows, strict=True):
        assert row.fault or '"' in text or cells == row.texts


@given(st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=5))
def test_as_many_lines_are_found_as_were_written(rows):
    class Lines(list):
        write = list.append

    written = Lines()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    stripped = [[cell.strip() for cell in row] for row in rows]
    assert [cells for _, cells in scan("".join(written), ",")] == [row for row in stripped if any(row)]


def test_an_open_quotation_takes_one_line_only():
    assert list(scan('"a,b\nc', ",")) == [(1, ['"a', "b"]), (2, ["c"])]
    assert len(list(scan('"a' + "\nb" * 600 + '"', ","))) == 601
    assert list(scan("sep=;\na;b", ";")) == [(2, ["a", "b"])]


def test_lines_of_a_workbook_come_from_its_xml(tmp_path):
    from openpyxl import Workbook

    path = tmp_path / "x.xlsx"
    book = Workbook()
    book.active.append(["a", None, 3])
    book.active.append([])
    book.active.append([" ", "b"])
    book.create_sheet("hidden").append(["c"])
    book["hidden"].sheet_state = "hidden"
    book.save(path)
    assert list(table_lines(Source(path))) == [Line("Sheet", 1, ["a", "", "3"]), Line("Sheet", 3, ["", "b"])]
    assert count_below(Source(path), {"Sheet": 1, "other": 0}) == 1
