"""Writes small registers in every format, and reads them back, always with the reconciliation checked."""

import csv
import datetime as dt
import io
from collections import Counter

import openpyxl
import pytest
import xlwt
from msgspec.structs import replace
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from sna.facts import Attendance, Fate, Gathering, Origin, Person
from sna.load import Options
from sna.load.register import count, load
from sna.load.source import Source

TEXT = {  # kind → delimiter, encoding
    "csv": (",", "utf-8"),
    "csv-bom": (",", "utf-8-sig"),
    "semicolon": (";", "cp1252"),
    "tab": ("\t", "utf-16"),
    "tab-be": ("\t", "utf-16-be"),
    "bar": ("|", "utf-8"),
}
WORKBOOKS = ["xlsx", "xls", "ods"]
KINDS = [*TEXT, *WORKBOOKS]


def as_text(value):
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


def write_text(path, kind, rows):
    delimiter, encoding = TEXT[kind]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([as_text(value) for value in row] for row in rows)
    path.write_bytes(out.getvalue().encode(encoding))


def write_xlsx(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)


def write_xls(path, sheets):
    book = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                style = [day] if isinstance(value, dt.date) else []
                if value is not None:
                    sheet.write(at, column, value, *style)
    book.save(str(path))


def write_ods(path, sheets):
    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for value in row:
                line.addElement(ods_cell(value))
            table.addElement(line)
        book.spreadsheet.addElement(table)
    book.save(str(path))


def ods_cell(value):
    if value is None or value == "":
        return TableCell()
    if isinstance(value, dt.date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
    elif isinstance(value, int | float):
        cell = TableCell(valuetype="float", value=value)
    else:
        cell = TableCell(valuetype="string")
    cell.addElement(P(text=as_text(value)))
    return cell


WRITERS = {"xlsx": write_xlsx, "xls": write_xls, "ods": write_ods}


@pytest.fixture
def make(tmp_path):
    """Write rows, or sheets of rows by name, as a file of a kind."""

    def write(kind, rows, name="register"):
        path = tmp_path / f"{name}.{'csv' if kind in TEXT else kind}"
        if kind in TEXT:
            write_text(path, kind, rows)
        else:
            WRITERS[kind](path, rows if isinstance(rows, dict) else {"Sheet1": rows})
        return path

    return write


class Read:
    """What a register gave."""

    def __init__(self, path, options):
        self.entries = list(load(Source(path), options))
        self.counted = count(Source(path), options)
        assert self.counted == sum(entry.records for entry in self.entries)
        for entry in self.entries:
            assert (entry.reason is None) == (entry.fate is Fate.USED)
        by_place = Counter(entry.origin.place for entry in self.entries)
        assert max(by_place.values(), default=0) <= 1, "every record has a place of its own"
        used = {entry.origin.place for entry in self.entries if entry.fate is Fate.USED}
        assert all(entry.into in used for entry in self.entries if entry.fate is Fate.MERGED)

    def all(self, kind):
        return [fact for entry in self.entries for fact in entry.facts if isinstance(fact, kind)]

    @property
    def facts(self):
        return {replace(fact, origin=Origin("")) for entry in self.entries for fact in entry.facts}

    @property
    def statuses(self):
        """Person → status, at one gathering; (person, gathering) → status at several."""
        several = len({fact.gathering for fact in self.all(Attendance)}) > 1
        return {
            (fact.person, fact.gathering) if several else fact.person: fact.status.value
            for fact in self.all(Attendance)
        }

    @property
    def people(self):
        return {fact.name for fact in self.all(Person)}

    @property
    def days(self):
        return sorted({fact.on for fact in self.all(Gathering)}, key=str)

    @property
    def gatherings(self):
        return {fact.id for fact in self.all(Gathering)}

    def fates(self):
        return dict(Counter(entry.fate.value for entry in self.entries))

    def reasons(self):
        return [entry.reason.code for entry in self.entries if entry.reason]

    def warnings(self):
        return [warning.code for entry in self.entries for warning in entry.warnings]


@pytest.fixture
def read():
    def reading(path, **options):
        return Read(path, Options(**options))

    return reading
