"""How short a new vendor is: a list of tickets that exists nowhere, declared here and read as every other table."""

import ast
import datetime as dt
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest

from sna.errors import SourceError
from sna.facts import Affiliation, Attendance, Fate, Gathering, Kind, Person, Status
from sna.load import LOADERS, Options, identify, loader, survey, tables
from sna.load.services.tickets import VOID, WORKPLACE, tickets
from sna.load.source import Source
from sna.load.tables import TableLoader, attendee

VILLAGE = TableLoader(
    title="guest list of Village Hall",
    row="ticket",
    columns={
        "order": ["booking ref"],
        "name": ["villager"],
        "email": ["guest email"],
        "quantity": ["places"],
        "status": ["state"],
        "checked": ["arrived"],
        "event": ["what is on"],
        "on": ["day"],
    },
    needed=("order", "name", "on"),
    questions={"organisation": WORKPLACE},
    statuses={"coming": Status.REGISTERED, "waved off": Status.APOLOGIES},
    void=VOID,
    unmarked=Status.REGISTERED,
    days=("on",),
    reader=tickets,
)

HEADER = "Booking ref,Villager,Guest email,Places,State,Arrived,What is on,Day,Which organisation do you work for?"
LIST = f"""Village Hall guest list,,,,,,,,
{HEADER}
A1,Ann Smith,ann@example.org,2,Coming,,Care Forum,14/03/2024,Oak House
A2,Bo Ng,bo@example.org,,Coming,yes,Care Forum,14/03/2024,
A3,Cy Day,,,Waved off,,Care Forum,14/03/2024,
A4,Di Lo,,,Refunded,,Care Forum,14/03/2024,
A5,Ed Poe,,,Dithering,,Care Forum,14/03/2024,
A6,,,,Coming,,Care Forum,14/03/2024,
A7,Flo Roe,,,Coming,,Care Forum,31/02/2024,
A2,Bo Ng,bo@example.org,,Coming,,Care Forum,14/03/2024,
"""


@pytest.fixture(autouse=True)
def village(monkeypatch):
    """The one line in `LOADERS`."""
    module = ModuleType("village")
    module.VILLAGE = VILLAGE
    monkeypatch.setitem(sys.modules, "village", module)
    monkeypatch.setitem(LOADERS, "village", "village:VILLAGE")


def write(tmp_path, text, name="guests.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return Source(path)


def read(source, options=None):
    options = options or Options()
    entries = list(loader("village").load(source, options))
    assert sum(entry.records for entry in entries) == loader("village").count(source, options)
    return entries


def facts(entries, kind):
    return [fact for entry in entries for fact in entry.facts if isinstance(fact, kind)]


def test_it_is_known_by_its_header_and_is_of_no_other_kind(tmp_path):
    assert identify(write(tmp_path, LIST)) == "village"
    assert not loader("village").identify(write(tmp_path, LIST.replace("Booking ref", "Number"), "other.csv"))


def test_every_row_has_a_place_and_a_fate(tmp_path):
    entries = {entry.origin.place: entry for entry in read(write(tmp_path, LIST))}
    assert {place: (entry.fate, entry.reason and entry.reason.code) for place, entry in entries.items()} == {
        "line 3": (Fate.USED, None),
        "line 4": (Fate.USED, None),
        "line 5": (Fate.USED, None),
        "line 6": (Fate.EXCLUDED, "X-VOID"),
        "line 7": (Fate.REJECTED, "R-STATUS"),
        "line 8": (Fate.REJECTED, "R-NAME"),
        "line 9": (Fate.REJECTED, "R-DATE"),
        "line 10": (Fate.USED, None),
    }
    assert entries["line 7"].row["State"] == "Dithering"
    assert entries["line 7"].reason.why == "This state is not known."
    assert entries["line 8"].reason.why == "The ticket has no name."


def test_words_checks_and_the_users_marks_give_the_status(tmp_path):
    def statuses(**options):
        entries = read(write(tmp_path, LIST), Options(**options))
        return {fact.written: fact.status for fact in reversed(facts(entries, Attendance))}

    expected = {"Ann Smith": Status.REGISTERED, "Bo Ng": Status.PRESENT, "Cy Day": Status.APOLOGIES}
    assert statuses() == expected
    assert statuses(marks={"Dithering": "absent"}) == expected | {"Ed Poe": Status.ABSENT}


def test_people_work_and_guests_come_with_the_row(tmp_path):
    entries = read(write(tmp_path, LIST))
    (meeting, *_) = facts(entries, Gathering)
    assert (meeting.title, meeting.on, meeting.mode) == ("Care Forum", dt.date(2024, 3, 14), "")
    assert [(work.person, work.organisation) for work in facts(entries, Affiliation)] == [
        ("name:ann smith", "Oak House")
    ]
    nobodies = [person.name for person in facts(entries, Person) if person.kind is Kind.UNIDENTIFIED]
    assert sorted(nobodies) == ["Guest of Ann Smith", "Guest of Bo Ng"]


def test_all_files_together_settle_the_order_of_day_and_month(tmp_path):
    row = "\nA1,Ann Smith,,,Coming,,Care Forum,{},\n"
    clear = write(tmp_path, HEADER + row.format("03/14/2024"), "clear.csv")
    doubtful = write(tmp_path, HEADER + row.format("03/04/2024"), "doubtful.csv")
    options = survey("village", [clear, doubtful], Options())
    assert options.day_first is False
    assert facts(read(doubtful, options), Gathering)[0].on == dt.date(2024, 3, 4)
    (entry,) = read(doubtful)
    assert [warning.code for warning in entry.warnings] == ["W-ORDER"]
    assert facts([entry], Gathering)[0].on == dt.date(2024, 4, 3)


def test_a_workbook_reads_like_the_text_and_names_its_cells(tmp_path):
    book = openpyxl.Workbook()
    for line in LIST.splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "guests.xlsx")
    entries = read(Source(tmp_path / "guests.xlsx"))
    texts = read(write(tmp_path, LIST))
    assert [entry.fate for entry in entries] == [entry.fate for entry in texts]
    assert entries[0].origin.place == "Sheet!row 6"


def test_a_user_may_name_the_columns(tmp_path):
    source = write(tmp_path, LIST.replace("Villager,", "Who,"))
    with pytest.raises(SourceError, match="This is no guest list of Village Hall"):
        read(source)
    assert len(facts(read(source, Options(columns={"name": "Who"})), Gathering)) == 4


def test_a_report_of_stays_needs_no_hook_at_all(tmp_path):
    report = TableLoader(
        title="report",
        columns={"name": ["who"], "join": ["in"], "leave": ["out"], "minutes": ["for"]},
        needed=("name", "join", "leave"),
        moments=("join", "leave"),
    )
    text = (
        "Who,In,Out,For\nAnn Smith,14/03/2024 10:00,14/03/2024 10:30,\nAnn Smith,14/03/2024 10:20,14/03/2024 11:00,\n"
    )
    first, again = report.load(write(tmp_path, text), Options())
    assert facts([first], Attendance)[0].minutes == 60
    assert (again.fate, again.into) == (Fate.MERGED, "line 2")
    assert report.reader([]) is attendee


def declared():
    """Every `TableLoader` there is, by its name."""
    modules = [import_module(place.partition(":")[0]) for place in LOADERS.values() if "village" not in place]
    return {name: part for module in modules for name, part in vars(module).items() if isinstance(part, TableLoader)}


def test_every_declared_column_is_read_by_its_name():
    """A column that nobody reads was misspelt, or should not be declared."""
    sources = Path(tables.__file__).parent
    read = {
        node.value
        for path in [*sources.glob("*.py"), *(sources / "services").glob("*.py")]
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        for node in call.args
        if isinstance(node, ast.Constant)
    }
    for name, table in declared().items():
        named = {column for either in table.needed for column in either.split("|")}
        named |= {*table.days, *table.moments, *table.evidence}
        assert set(table.columns) - read - named == set(), name


def test_there_are_tables_declared():
    assert {"EVENTBRITE", "MEET", "ZOOM"} <= set(declared())
