"""Whatever stands in a table: nothing but a plain error is raised, and the records always add up."""

import datetime as dt
import io
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sna.errors import SourceError
from sna.load import Options
from sna.load.register import count, identify, load
from sna.load.source import Source

CELLS = st.one_of(
    st.sampled_from(
        "Name;Full name;Date;Meeting;Status;Organisation;Deputy;Stands in for;Signature;Total;Apologies;A = apologies;"
        "Ann Lo;Bo Ng;Jo Ward/Sam Lee;Deputy: Jo Ward;Meeting Room 2;13/03/2024;03/14/2024;2024-03-05;45356;12-Jan;"
        "March;5;Y;N;A;x;✓;Apols;D;?;–;1;0;Present;Note: tea;943 476 5919;Meeting 1;Forum;;;".split(";")
    ),
    st.text(max_size=8),
    st.sampled_from(['"', '""', '"a', 'a"', "a\nb", "\x00", ",", ";", "\t", "\ufeff", "\r", "= 1", "(", "5 seats"]),
)
ROWS = st.lists(st.lists(CELLS, max_size=6), max_size=12)
HEADERS = st.sampled_from(
    [["Name", "13/03/2024", "20/03/2024"], ["Date", "Name", "Status"], ["Name", "Meeting 1", "Meeting 2"], []]
)
OPTIONS = st.sampled_from([Options(), Options(title="Forum", marks={"?": "present"}, day_first=False)])
QUICK = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def assert_adds_up(path, options):
    assert identify(Source(path)) in {True, False}
    counted = None
    with suppress(SourceError):
        counted = count(Source(path), options)
        entries = list(load(Source(path), options))
        assert sum(entry.records for entry in entries) == counted
    if counted is None:
        try:
            list(load(Source(path), options))
        except SourceError:
            return
        raise AssertionError("count refuses what load reads")


@QUICK
@given(header=HEADERS, rows=ROWS, delimiter=st.sampled_from([",", ";", "\t"]), options=OPTIONS)
def test_any_text_adds_up(tmp_path, header, rows, delimiter, options):
    path = tmp_path / "register.csv"
    lines = [delimiter.join(row) for row in [header, *rows]]
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    assert_adds_up(path, options)


@QUICK
@given(data=st.binary(max_size=300))
def test_any_bytes_add_up(tmp_path, data):
    path = tmp_path / "register.csv"
    path.write_bytes(b"Date,Name\n" + data)
    assert_adds_up(path, Options())


VALUES = st.one_of(CELLS, st.integers(-5, 60_000), st.booleans(), st.dates(), st.floats(-1e20, 1e20), st.none())


@settings(QUICK, max_examples=60)
@given(header=HEADERS, rows=st.lists(st.lists(VALUES, max_size=6), max_size=10), options=OPTIONS)
def test_any_workbook_adds_up(tmp_path, header, rows, options):
    book = openpyxl.Workbook()
    for row in [header, *rows]:
        book.active.append(
            [openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", v) if isinstance(v, str) else v for v in row]
        )
    out = io.BytesIO()
    book.save(out)
    path = tmp_path / "register.xlsx"
    path.write_bytes(out.getvalue())
    assert_adds_up(path, options)


@pytest.mark.parametrize(
    "cell",
    [
        dt.date(1927, 1, 1),
        dt.date(1927, 5, 17),
        dt.date(1927, 5, 18),
        dt.date(2024, 3, 5),
        dt.time(9, 30),
        dt.time(12),
        dt.datetime(2024, 3, 5, 9, 30),  # noqa: DTZ001 - a cell of a workbook knows no zone
        dt.timedelta(hours=30),
        0.3958333,
        9863,
        12345,
    ],
)
def test_a_date_or_a_number_among_the_names_is_counted_as_it_is_read(tmp_path, cell):
    path, book = tmp_path / "register.xlsx", openpyxl.Workbook()
    for row in [["Name", "13/03/2024", "20/03/2024"], [cell, "x", "x"], ["Ann Lo", "x", "x"]]:
        book.active.append(row)
    book.save(path)
    assert sum(entry.records for entry in load(Source(path), Options())) == count(Source(path), Options())
