"""One register, told in every shape and format, gives the same facts."""

import datetime as dt
import random

import pytest
from msgspec.structs import replace

from sna.facts import Attendance, Gathering, Origin, Status
from sna.load.register import identify
from sna.load.source import Source

KINDS = ["csv", "csv-bom", "semicolon", "tab", "tab-be", "bar", "xlsx", "xls", "ods"]
DAYS = [dt.date(2024, 1, 16), dt.date(2024, 2, 20), dt.date(2024, 3, 5)]
PEOPLE = [("Zoë Adair", "Age Concern Ambleby"), ("Bo Ng", "Ambleby Council"), ("Cy O'Hara", "St Ann's Hospice")]
STATUS = {"Y": "Present", "Ap": "Apologies", "N": "Absent"}
MARKS = [["Y", "Ap", "N"], ["Y", "Y", ""], ["N", "Y", "Deputy: Dee Wu"]]
TITLE = "Ambleby Forum"


def long():
    rows = [["Date", "Meeting", "Name", "Organisation", "Status", "Deputy"]]
    for (name, organisation), marks in zip(PEOPLE, MARKS, strict=True):
        for day, mark in zip(DAYS, marks, strict=True):
            deputy = mark.removeprefix("Deputy: ") if mark.startswith("Deputy") else ""
            if mark:
                rows.append([day, TITLE, name, organisation, "Apologies" if deputy else STATUS[mark], deputy])
    return rows


def wide():
    people = [[name, organisation, *marks] for (name, organisation), marks in zip(PEOPLE, MARKS, strict=True)]
    return [[TITLE], ["Attendance register"], [], ["Name", "Organisation", *DAYS, "Total"], *people]


def meeting(at):
    people = [(person, marks[at]) for person, marks in zip(PEOPLE, MARKS, strict=True) if marks[at]]
    rows = [[name, organisation, mark] for (name, organisation), mark in people]
    return [["Meeting:", TITLE], ["Date:", DAYS[at]], [], ["Name", "Organisation", "Attended?"], *rows]


def a_sheet_each():
    return {f"Session {at + 1}": meeting(at) for at in range(len(DAYS))}


@pytest.fixture
def expected(make, read):
    found = read(make("csv", long(), "expected"))
    assert len(found.all(Attendance)) == 9
    return found.facts


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [long, wide])
def test_every_format_and_shape_gives_the_same_facts(kind, shape, make, read, expected):
    path = make(kind, shape())
    assert identify(Source(path))
    assert read(path).facts == expected


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_sheet_for_each_meeting_gives_the_same_facts(kind, make, read, expected):
    path = make(kind, a_sheet_each())
    assert identify(Source(path))
    assert read(path).facts == expected


@pytest.mark.parametrize("kind", ["csv", "semicolon", "tab"])
def test_a_file_for_each_meeting_gives_the_same_facts(kind, make, read, expected):
    paths = [make(kind, meeting(at), f"session {at}") for at in range(len(DAYS))]
    assert all(identify(Source(path)) for path in paths)
    assert set().union(*(read(path).facts for path in paths)) == expected


def test_a_workbook_renamed_to_csv_is_read_as_a_workbook(make, read, expected):
    path = make("xlsx", wide())
    assert read(path.rename(path.with_suffix(".csv"))).facts == expected


@pytest.mark.parametrize("shape", [long, wide])
@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_leaves_no_trace(shape, seed, make, read, expected):
    rows = shape()
    header = next(at for at, row in enumerate(rows) if "Name" in row) + 1
    body = rows[header:] + rows[-2:]  # and some twice
    random.Random(seed).shuffle(body)
    found = read(make("csv", rows[:header] + body))
    assert found.facts == expected
    assert set(found.reasons()) == {"M-AGAIN"}


def test_facts_say_what_the_register_says(make, read):
    found = read(make("csv", wide()), series="Forum", mode="in person")
    first = found.entries[0]
    assert first.origin == Origin("register.csv", "line 5, column 3")
    gathering = next(fact for fact in first.facts if isinstance(fact, Gathering))
    assert replace(gathering, origin=Origin("")) == Gathering(
        "gathering:2024-01-16 ambleby forum", TITLE, Origin(""), DAYS[0], "Forum", "in person"
    )
    deputy = next(fact for fact in found.all(Attendance) if fact.stands_in_for)
    assert (deputy.person, deputy.stands_in_for, deputy.status) == ("name:dee wu", "name:cy ohara", Status.PRESENT)
    assert (deputy.written, deputy.organisation) == ("Dee Wu", "")
    replaced = [fact for fact in found.all(Attendance) if fact.person == "name:cy ohara" and "03-05" in fact.gathering]
    assert [fact.status for fact in replaced] == [Status.APOLOGIES]
