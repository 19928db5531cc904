"""The second way of finding lines, against the first."""

import csv

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sna.load.files.cells import delimited
from sna.load.files.counting import Line, Page, lines_below, pages, scan
from sna.load.source import Source

CELL = st.text(st.sampled_from('ab" ,;\t\n\x00'), max_size=5)


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CELL, max_size=12).map("".join), st.sampled_from(",;\t"))
def test_both_ways_find_the_same_lines(text, delimiter):
    rows = [row for row in delimited(text, delimiter) if not row.blank]
    lines = list(scan(text, delimiter))
    assert [(line.number, line.damaged) for line in lines] == [(row.number, bool(row.fault)) for row in rows]
    assert all(line.damaged or line.cells == row.texts for line, row in zip(lines, rows, strict=True))


@given(st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=5))
def test_as_many_lines_are_found_as_were_written(rows):
    class Lines(list):
        write = list.append

    written = Lines()
    csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    stripped = [[cell.strip() for cell in row] for row in rows]
    told = [line.cells for line in scan("".join(written), ",") if not line.damaged]
    assert told == [row for row in stripped if any(row) and "\x00" not in "".join(row)]


def test_an_open_quotation_takes_one_line_only():
    assert list(scan('"a,b\nc', ",")) == [Line(1, [], damaged=True), Line(2, ["c"])]
    assert len(list(scan('"a' + "\nb" * 600 + '"', ","))) == 601
    assert list(scan("sep=;\na;b", ";")) == [Line(2, ["a", "b"])]


def test_a_header_is_told_by_its_words_alone():
    known = {"name": ["full name"], "organisation": ["org"], "email": ["e-mail"]}
    rows = [["Members"], ["Name", "of whom"], ["Prénom", "Full name (as known)", "ORG."], ["Name Name", "Org", ""]]
    lines = [Line(number, cells) for number, cells in enumerate(rows, 1)]
    assert lines_below(lines, known) == 1
    assert lines_below(lines, known, ("email|organisation",)) == 1
    assert lines_below(lines, known, ("email",)) is None
    assert lines_below(lines, known, ("email",), {"email": "Prenom"}) == 1


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
    assert pages(Source(path)) == [
        Page("Sheet", [Line(1, ["a", "", "3"]), Line(3, ["", "b"])]),
        Page("hidden", [Line(1, ["c"])], hidden=True),
    ]
