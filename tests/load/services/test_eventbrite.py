"""Attendee lists of Eventbrite (all people invented)."""

import contextlib
import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sna.errors import SourceError
from sna.facts import Affiliation, Attendance, Fate, Gathering, Kind, Person
from sna.load import Options, identify
from sna.load.services.tickets import EVENTBRITE
from sna.load.source import Source

HEADER = (
    "Order #,Order Date,First Name,Last Name,Email,Quantity,Price Tier,Ticket Type,Attendee #,Group,Order Type,"
    "Currency,Total Paid,Fees Paid,Eventbrite Fees,Eventbrite Payment Processing,Attendee Status,"
    "Which organisation do you work for?,Anything else?\n"
)


def ticket(order, number, name, status="Attending", **more):
    given, _, family = name.partition(" ")
    email, quantity = more.get("email", "buyer@example.org"), more.get("quantity", 1)
    work, note = more.get("work", ""), more.get("note", "")
    front = f"{order},2024-02-13 10:00:00+00:00,{given},{family},{email},{quantity},,General,{number},,Free,GBP"
    return f'{front},0,0,0,0,{status},{work},"{note}"\n'


LIST = (
    HEADER
    + ticket(1, 101, "Ann Smith", work="Age UK", note="Vegan,\nand a seat\nnear the door")
    + ticket(1, 102, "Zoë Dale")
    + ticket(2, 103, "Bob Jones", "Checked In")
    + ticket(3, 104, "Cas Moor", "Not Attending")
    + ticket(4, 105, "Dee Noble", "Refunded")
    + ticket(5, 106, "Eve Oak", "Deleted")
    + ticket(6, 107, "Fay Pine", quantity=3)
    + ticket(7, 108, "Gus Reed")
    + ticket(7, 109, "Gus Reed")
    + ticket(8, 110, "ann smith", "Checked In", email="ann@example.org")
)


def write(tmp_path, text, name="Spring Fair attendees.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


def read(path, options=None):
    options = options or Options()
    found = list(EVENTBRITE.load(Source(path), options))
    assert sum(entry.records for entry in found) == EVENTBRITE.count(Source(path), options)
    return found


def facts(found, kind):
    return [fact for entry in found for fact in entry.facts if isinstance(fact, kind)]


def table(found):
    names = {person.id: person.name for person in facts(found, Person)}
    return [(names[a.person], a.status.value, a.evidence.value) for a in facts(found, Attendance)]


def test_registered_is_not_attended(tmp_path):
    found = read(write(tmp_path, LIST))
    assert table(found) == [
        ("Ann Smith", "present", "joined"),
        ("Zoë Dale", "registered", "listed"),
        ("Bob Jones", "present", "joined"),
        ("Cas Moor", "apologies", "listed"),
        ("Fay Pine", "registered", "listed"),
        ("Guest of Fay Pine", "registered", "listed"),
        ("Guest of Fay Pine", "registered", "listed"),
        ("Gus Reed", "registered", "listed"),
        ("Guest of Gus Reed", "registered", "listed"),
    ]
    assert [entry.reason.code for entry in found if entry.fate is Fate.EXCLUDED] == ["X-VOID", "X-VOID"]
    assert [entry.reason.code for entry in found if entry.fate is Fate.MERGED] == ["M-TICKET"]


def test_the_same_address_is_not_the_same_person(tmp_path):
    people = facts(read(write(tmp_path, LIST)), Person)
    buyers = {person.id for person in people if person.email == "buyer@example.org"}
    assert {"name:ann smith", "name:zoe dale"} <= buyers


def test_those_who_come_along_are_nobody_in_particular(tmp_path):
    guests = [person for person in facts(read(write(tmp_path, LIST)), Person) if person.kind is Kind.UNIDENTIFIED]
    assert len({guest.id for guest in guests}) == 3
    assert all(guest.id.startswith("unidentified:Spring Fair attendees.csv#line") for guest in guests)


def test_a_quantity_spread_over_rows_brings_nobody_along(tmp_path):
    text = HEADER + ticket(1, 1, "Ann Smith", quantity=2) + ticket(1, 2, "Bob Jones", quantity=2)
    assert len(table(read(write(tmp_path, text)))) == 2
    short = HEADER + ticket(1, 1, "Ann Smith", quantity=4) + ticket(1, 2, "Bob Jones", quantity=4)
    assert len(table(read(write(tmp_path, short)))) == 4


def test_the_organisation_is_the_answer_to_a_question_or_a_column(tmp_path):
    work = facts(read(write(tmp_path, LIST)), Affiliation)
    assert [(each.person, each.organisation) for each in work] == [("name:ann smith", "Age UK")]
    company = LIST.replace("Which organisation do you work for?,Anything else?", "Company,Job Title")
    works = facts(read(write(tmp_path, company)), Affiliation)
    assert [each.organisation for each in works] == ["Age UK"]
    assert works[0].role.startswith("Vegan")


def test_the_event_is_named_in_columns_or_by_the_file_or_the_study(tmp_path):
    undated = facts(read(write(tmp_path, LIST)), Gathering)[0]
    assert undated.id == "gathering:undated spring fair spring fair attendees"
    assert (undated.on, undated.mode) == (None, "")
    text = "Event Name,Event Start Date,Order ID,Order Date,Attendee Name,Attendee Status,Checked In\n"
    text += "Spring Fair,05/03/2024,1,13/02/2024,Ann Smith,Attending,Yes\n"
    text += "Autumn Fair,05/09/2024,2,13/02/2024,Ann Smith,Attending,No\n"
    found = read(write(tmp_path, text))
    assert [each.id for each in facts(found, Gathering)] == [
        "gathering:2024-03-05 spring fair",
        "gathering:2024-09-05 autumn fair",
    ]
    assert [row[1] for row in table(found)] == ["present", "registered"]
    given = read(write(tmp_path, LIST), Options(title="Launch", on=dt.date(2024, 3, 5), mode="in person"))
    assert (facts(given, Gathering)[0].id, facts(given, Gathering)[0].mode) == (
        "gathering:2024-03-05 launch",
        "in person",
    )


def test_the_order_of_day_and_month_is_inferred_or_stated(tmp_path):
    text = "Event Date,Order #,Order Date,Name,Attendee Status\n05/03/2024,1,{},Ann Smith,Attending\n"
    clear, open_ = (
        write(tmp_path, text.format("02/13/2024"), "a.csv"),
        write(tmp_path, text.format("02/03/2024"), "b.csv"),
    )
    assert EVENTBRITE.survey(map(Source, [clear, open_]), Options()).day_first is False
    assert facts(read(clear), Gathering)[0].on == dt.date(2024, 5, 3)
    assert [warning.code for entry in read(open_) for warning in entry.warnings] == ["W-ORDER"]


def test_what_cannot_be_used_is_rejected_with_what_to_do(tmp_path):
    text = HEADER + ticket(1, 1, "") + ticket(2, 2, "Ann Smith", "Maybe") + ticket(3, 3, "Bob Jones", quantity="9999")
    found = read(write(tmp_path, text))
    assert [entry.reason.code for entry in found] == ["R-NAME", "R-STATUS", "R-QUANTITY"]
    assert 'marks = {"Maybe"' in found[1].reason.hint
    told = read(write(tmp_path, text), Options(marks={"Maybe": "registered"}))
    assert [row[0] for row in table(told)] == ["Ann Smith"]
    late = read(write(tmp_path, LIST), Options(on=dt.date(2024, 1, 1), first_day=dt.date(2025, 1, 1)))
    assert {entry.reason.code for entry in late} == {"R-WINDOW", "X-VOID"}


def test_a_workbook_reads_like_the_text(tmp_path):
    import csv

    from openpyxl import Workbook

    book = Workbook()
    for line in csv.reader(LIST.splitlines(keepends=True)):
        book.active.append(line)
    path = tmp_path / "Spring Fair attendees.xlsx"
    book.save(path)
    assert EVENTBRITE.identify(Source(path))
    assert table(read(path)) == table(read(write(tmp_path, LIST)))


def test_lists_of_eventbrite_are_of_no_other_service(tmp_path):
    assert identify(Source(write(tmp_path, LIST))) == "eventbrite"


@pytest.mark.parametrize(
    "text",
    [
        "Name,Organisation,Status\nAnn Smith,Age UK,Y\n",
        "Order,Name,Quantity\n1,Ann Smith,3\n",
        "First name,Last name,Email,Duration,Time joined,Time exited\nAnn,Smith,,58 min,10:03,11:01\n",
        "",
    ],
)
def test_foreign_files_are_left_to_others(tmp_path, text):
    path = write(tmp_path, text)
    assert not EVENTBRITE.identify(Source(path))
    with pytest.raises(SourceError):
        list(EVENTBRITE.load(Source(path), Options()))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 1400), st.text(max_size=4) | st.sampled_from(['"', ",", "\n", "\x00"])), max_size=6
    )
)
def test_damaged_lists_still_reconcile(tmp_path, damages):
    text = LIST
    for at, damage in damages:
        text = text[:at] + damage + text[at:]
    path = write(tmp_path, text, "fuzz.csv")
    with contextlib.suppress(SourceError):
        read(path)
