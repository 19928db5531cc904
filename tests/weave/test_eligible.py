import datetime as dt

from sna.dataset import Builder
from sna.facts import Affiliation, Attendance, Gathering, Origin, Person
from sna.weave import affiliation

AT = Origin("a.csv", "line 2")
DAYS = {
    "1 march": dt.date(2024, 3, 5),
    "2 june": dt.date(2024, 6, 4),
    "3 october": dt.date(2024, 10, 1),
    "4 some": None,
}


def could(*spells, came=("3 october",)):
    """Tell where Ann could be, who has these spells in the roster and came to these gatherings; Bo was at all."""
    builder = Builder()
    builder.add([Person("ann", "Ann", AT), Person("bo", "Bo", AT)])
    builder.add(Gathering(name, name, AT, day) for name, day in DAYS.items())
    builder.add(Attendance("bo", name, AT) for name in DAYS)
    builder.add(Attendance("ann", name, AT) for name in came)
    builder.add(Affiliation("ann", "Age Well", AT, since=since, until=until, declared=True) for since, until in spells)
    builder.add([Affiliation("bo", "Dale", AT, since=DAYS["1 march"], until=DAYS["1 march"])])
    two_mode = affiliation(builder.dataset())
    if two_mode.eligible is None:
        return None
    assert two_mode.eligible[1].all()
    return two_mode.eligible[0].tolist()


def test_whom_the_roster_does_not_name_could_be_everywhere():
    assert could() is None


def test_nobody_could_be_there_before_joining_and_the_first_day_counts():
    assert could((DAYS["2 june"], None)) == [False, True, True, True]
    assert could((DAYS["2 june"] + dt.timedelta(1), None)) == [False, False, True, True]


def test_nobody_could_be_there_after_leaving_and_the_last_day_counts():
    assert could((None, DAYS["2 june"]), came=()) == [True, True, False, True]
    assert could((None, DAYS["2 june"] - dt.timedelta(1)), came=()) == [True, False, False, True]


def test_two_spells_leave_the_time_between_out():
    assert could((None, DAYS["1 march"]), (DAYS["3 october"], None)) == [True, False, True, True]


def test_who_was_seen_could_be_there_whatever_the_roster_says():
    assert could((DAYS["2 june"], None), came=("1 march",)) is None


def test_a_gathering_without_a_day_was_open_to_all():
    assert could((dt.date(2030, 1, 1), None), came=()) == [False, False, False, True]
