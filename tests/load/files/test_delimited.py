"""Tables of cells from delimited text: encodings, delimiters, quotation marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sna.errors import SourceError
from sna.load import columns
from sna.load.files.cells import Row, Sheet, delimited, delimiter_of, lines_of
from sna.load.source import Source

TABLE = [["Name", "Organisation"], ["Zoë Lo", "Café, Ltd"], ["Bo Ng", 'The "Den"']]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_text_is_read_in_any_encoding_and_with_any_delimiter(tmp_path, encoding, delimiter, end):
    quoted = [delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in TABLE]
    (tmp_path / "a").write_bytes((end.join(quoted) + end).encode(encoding))
    (sheet,) = Source(tmp_path / "a").sheets()
    assert [row.texts for row in sheet.rows] == TABLE
    assert [row.number for row in sheet.rows] == [1, 2, 3]
    assert (sheet.name, sheet.delimiter) == ("", delimiter)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Name;Org\nSmith, Ann;Care, Ltd\n", ";"),
        ("Name\tOrg\nSmith, Ann\tCare\n", "\t"),
        ('Name,Org\n"a;b;c;d",e\n', ","),
        ("Forum; register; 2024\nName,Org,Role\na,b,c\nd,e,f\n", ","),
        ("sep=|\nName|Org, or; team\n", "|"),
        ("Name\nAnn\n", "\t"),
    ],
)
def test_the_delimiter_is_found(text, delimiter):
    assert delimiter_of(text) == delimiter


def test_the_declaration_of_the_delimiter_is_no_row():
    assert [(row.number, row.texts) for row in delimited("sep=;\na;b\n")] == [(2, ["a", "b"])]


def test_headings_the_user_named_decide_the_delimiter(tmp_path):
    (tmp_path / "a").write_text("Kto, nazwisko;Kiedy\na, b, c, d;e\nf, g, h, i;j\n", "utf-8")
    (sheet,) = Source(tmp_path / "a").sheets({"name": "Kto, nazwisko", "date": "Kiedy"})
    assert sheet.delimiter == ";"


def test_a_row_starts_where_its_first_line_stands():
    rows = delimited('a,b\n"c\nd",e\n\nf,g\n')
    assert [(row.number, row.texts) for row in rows] == [
        (1, ["a", "b"]),
        (2, ["c\nd", "e"]),
        (4, [""]),
        (5, ["f", "g"]),
    ]
    assert [row.blank for row in rows] == [False, False, True, False]


@pytest.mark.parametrize("text", ['"a,b\nc,d\n', 'a,"b\nc,d\n', 'x,y\n"a,b\nc,"d, e"\n', '"a\nb"c,d\n'])
def test_an_open_quotation_mark_costs_one_row(text):
    rows = delimited(text, ",")
    assert len(rows) == text.count("\n")
    faults = [row for row in rows if row.fault]
    assert [row.fault.code for row in faults][:1] == ["R-QUOTE"]
    assert rows[-1].fault is None or text.startswith('"a\n')
    assert faults[0].cells == []
    assert not faults[0].blank


def test_odd_quotation_marks_within_cells_are_kept():
    assert delimited('"Nan" Lo,5" pipe\n', ",")[0].texts == ['"Nan" Lo', '5" pipe']
    assert delimited('a, "b, c"\n', ",")[0].texts == ["a", "b, c"]


def test_a_quotation_over_too_many_lines_was_never_closed():
    rows = delimited('"a\n' + "b\n" * 600 + 'c"\n', ",")
    assert rows[0].fault.code == "R-QUOTE"
    assert len(rows) == 602


@pytest.mark.parametrize(
    ("line", "code"), [("a\x00,b", "R-NUL"), ("a" * 40_000, "R-TOOLONG"), ("," * 2_001, "R-COLUMNS")]
)
def test_a_row_beyond_measure_is_at_fault(line, code):
    (row,) = delimited(line, ",")
    assert (row.fault.code, row.cells) == (code, [])
    assert any(char.isdigit() for char in row.fault.why)


@given(st.text(max_size=80))
def test_any_text_can_be_cut(text):
    rows = delimited(text, ",")
    assert [row.number for row in rows] == sorted({row.number for row in rows})
    assert all(row.number <= max(1, len(lines_of(text))) for row in rows)


@given(st.lists(st.lists(st.text('ab,"\n ;', max_size=4), min_size=2, max_size=3), min_size=1, max_size=5))
def test_well_quoted_text_comes_back(rows):
    text = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows)
    assert [row.cells for row in delimited(text, ",")] == rows


def test_a_cell_says_where_it_stands():
    assert Sheet("", []).place(9) == "line 9"
    assert Sheet("Register", []).place(4, 1) == "Register!B4"
    assert Sheet("Register", []).place(4) == "Register!row 4"


def test_a_cell_beyond_the_end_is_blank():
    row = Row(1, [None, 3.0, True, " a "])
    assert [row.text(at) for at in (0, 1, 2, 3, 4, None)] == ["", "3", "TRUE", "a", "", ""]
    assert row.value(9) == ""


def test_numbers_keep_their_damage():
    assert Row(1, [1.26426e18, 1.5, 20.0]).texts == ["1.26426e+18", "1.5", "20"]


def test_the_head_of_a_file_is_enough_to_know_it(tmp_path):
    path = tmp_path / "a"
    path.write_text("Name,Org\n" + "é,b\n" * 60_000, "utf-8")
    (sheet,) = Source(path).top(5)
    assert [row.texts for row in sheet.rows] == [["Name", "Org"], *[["é", "b"]] * 4]
    assert sheet.encoding == "utf-8"


def test_a_header_is_the_row_with_most_known_columns():
    rows = [Row(1, ["Name: Forum"]), Row(2, ["Name"]), Row(3, ["Surname", "Name", "Org *"]), Row(4, ["a", "b", "c"])]
    known = {"name": ("full name",), "organisation": ("org",), "last": ("surname",)}
    header = columns.find_header(rows, known, ["name"])
    assert (header.at, header.number, header.columns) == (2, 3, {"name": 1, "organisation": 2, "last": 0})
    assert columns.find_header(rows, known, ["email|phone"]) is None
    renamed = columns.find_header(rows, known, ["name"], {"name": "Surname"})
    assert renamed.columns == {"name": 0, "organisation": 2}


def test_a_missing_column_is_named_with_the_nearest():
    rows = [Row(1, ["Full nmae", "Org"])]
    error = columns.missing(rows, ["name|first name"], {"name": ("full name",)})
    assert isinstance(error, SourceError)
    assert (error.code, error.value) == ("R-COLUMN", "Full nmae")
    assert '"Full nmae", "Org"' in error.message
    assert error.hint.endswith('or --column name="Full nmae".')
    assert columns.missing([], ["name"], {}).value == ""


def test_all_that_is_missing_is_asked_at_once_and_offered_by_what_stands_in_the_columns():
    rows = [Row(1, ["Colleague code", "Base", "Held", "Answer"]), Row(2, ["Ann Lo", "Oak Trust", "5 March 2024", "no"])]
    known = {"name": (), "date": ("when",), "organisation": (), "status": ()}
    error = columns.missing(rows, ["name|first name", "date|meeting"], known)
    asked = {question.column: question for question in error.questions}
    assert {name: question.offers for name, question in asked.items()} == {
        "name": ("Colleague code",),
        "date": ("Held",),
        "organisation": ("Base",),
        "status": ("Answer",),
    }
    assert asked["name"].found == ("Colleague code", "Base", "Held", "Answer")
    assert "A column for the name was not found. A column for the date was not found." in error.message
    assert 'columns = {name = "Colleague code", date = "Held"}' in error.hint


def test_a_date_is_never_offered_for_a_name():
    rows = [Row(1, ["Organisation", "Practice", "Date adopted"]), Row(2, ["Oak Trust", "Charts", "2024-03-05"])]
    error = columns.missing(rows, ["name"], {"name": ("date adapted",), "organisation": ()})
    assert "nearest" not in error.message


@pytest.mark.parametrize("content", [b"", b"\x00" * 50, b"{}", b"%PDF-", b"<html>", b"<?xml version='1.0'?><a/>"])
def test_what_is_no_table_is_refused(tmp_path, content):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(SourceError):
        Source(tmp_path / "a.csv").sheets()
    with pytest.raises(SourceError):
        Source(tmp_path / "a.csv").top()
