"""One workbook of all tables."""

import datetime as dt
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pytest

from sna.errors import ExportError
from sna.export import workbook
from sna.export.workbook import sheet_names, write_workbook

TABLE = pd.DataFrame(
    {
        "text": ["=1+1", "+44 20", "@cmd", "-x", "plain\nline", "ctrl\x07"],
        "number": [1.5, np.nan, 1 / 3, 0.0, -2.0, 1e300],
        "whole": [1, 2, 3, 4, 5, 6],
        "truth": [True, False, True, True, False, True],
        "day": [dt.date(2024, 2, 29), None, None, None, None, None],
    }
)


def test_no_text_becomes_a_formula(tmp_path):
    path = tmp_path / "tables.xlsx"
    write_workbook({"all": TABLE}, path)
    sheet = openpyxl.load_workbook(path)["all"]
    assert [cell.value for cell in sheet["A"]][1:] == ["=1+1", "+44 20", "@cmd", "-x", "plain\nline", "ctrl\ufffd"]
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
    assert [cell.quotePrefix for cell in sheet["A"]][1:] == [True, True, True, True, False, False]
    with zipfile.ZipFile(path) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")


def test_numbers_truths_and_days_keep_their_kind_and_a_blank_is_blank(tmp_path):
    path = tmp_path / "tables.xlsx"
    write_workbook({"all": TABLE}, path)
    rows = list(openpyxl.load_workbook(path)["all"].iter_rows(values_only=True))
    assert rows[1][1:] == (1.5, 1, True, dt.datetime(2024, 2, 29))  # noqa: DTZ001
    assert rows[2][1:] == (None, 2, False, None)
    assert rows[3][1] == 1 / 3


def test_rows_put_in_are_those_the_library_writes(tmp_path):
    texts = [" begins", "ends\t", "a & b < c > d", 'say "so"', "Zoë Ó − 会", "#REF!", "", "\n", "=1"]
    kinds = [dt.datetime(2024, 2, 29, 9, 30), 0.1 + 0.2, -1e-300, 10**15, True, None, 1.0, dt.date(1900, 1, 1), 7]  # noqa: DTZ001
    table = pd.concat([TABLE, pd.DataFrame({"text": texts, "number": kinds})]).astype(object)
    write_workbook({"all": table}, tmp_path / "quick.xlsx", links="")
    write_workbook({"all": table}, tmp_path / "library.xlsx", links="text")
    assert (tmp_path / "quick.xlsx").read_bytes() == (tmp_path / "library.xlsx").read_bytes()


def test_the_same_tables_give_the_same_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook({"all": TABLE}, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_sheets_have_names_excel_takes():
    names = sheet_names(["slack/year-1/brokerage and more than a sheet's name", "A", "a", "[x]", ""])
    assert len({name.casefold() for name in names}) == 5
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def test_a_workbook_that_differs_is_an_error(tmp_path, monkeypatch):
    real = workbook._cell_xml
    calls = iter(range(10**6))
    another = lambda sheet, value, *rest: real(sheet, "other" if next(calls) == 3 else value, *rest)  # noqa: E731
    monkeypatch.setattr(workbook, "_cell_xml", another)
    with pytest.raises(ExportError, match="sheet all, row 2"):
        write_workbook({"all": TABLE}, tmp_path / "tables.xlsx")


def test_a_table_too_long_for_a_sheet_is_named_on_a_sheet_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    write_workbook({"all": TABLE, "few": TABLE.head(2)}, tmp_path / "tables.xlsx")
    book = openpyxl.load_workbook(tmp_path / "tables.xlsx")
    assert book.sheetnames == ["few", "left out"]
    assert [[cell.value for cell in row] for row in book["left out"].iter_rows()][1:] == [["all", 6]]


def test_no_table_is_an_empty_workbook(tmp_path):
    write_workbook({}, tmp_path / "tables.xlsx")
    assert openpyxl.load_workbook(tmp_path / "tables.xlsx").sheetnames == ["empty"]
