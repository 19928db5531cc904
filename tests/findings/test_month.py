"""Whom to ask back, whom to greet, and who never met: by plain rules, from small records written here."""

import datetime as dt

import pandas as pd
import pytest

from sna.analyse import analysis
from sna.findings.evidence import Evidence, PeriodTables
from sna.findings.month import Month
from sna.findings.sources import source_of
from sna.network import TwoMode, project
from sna.render.audience.convener import _more_to_ask

CROWD = {f"member {letter}": range(14) for letter in "abcdef"}
"""Six people of six organisations who come to all fourteen meetings."""


def month(came, homes=None, roles=None, conveners=(), left=()):
    """Give the month of people and the numbers of the meetings they came to; who is `left` has left."""
    pairs = [(person, f"meeting {place:02d}") for person, places in came.items() for place in places]
    held = pd.DataFrame({"id": sorted({meeting for _person, meeting in pairs}), "title": "Forum"})
    held["on"] = pd.Series([dt.date(2024, 1, 1) + dt.timedelta(30 * int(id_[-2:])) for id_ in held["id"]], dtype=object)
    people = pd.DataFrame({"name": [person.partition("#")[0] for person in came]}, index=list(came))
    people["organisation"] = [(homes or {}).get(person, f"Home of {person}") for person in came]
    people["role"] = [(roles or {}).get(person, "") for person in came]
    people = people.assign(kind="person", left=[person in left for person in came])
    two_mode = TwoMode.of(pairs)
    two_mode.gatherings["on"] = held.set_index("id")["on"].reindex(two_mode.gatherings.index)
    tables = {"absences": analysis("absences")(project(two_mode))}
    attendance = pd.DataFrame(pairs, columns=["person", "gathering"]).assign(status="present", organisation="")
    whole = PeriodTables(tables=tables, gatherings=len(held))
    return Month(
        Evidence(people=people, gatherings=held, attendance=attendance, whole=whole, periods=(whole,)),
        frozenset(conveners),
    )


def names(rows):
    return [row.label for row in rows]


def test_whoever_came_four_times_and_missed_five_is_asked_back_and_nobody_else():
    of = month(
        CROWD | {"back": range(4), "thrice": range(3), "lately": [0, 1, 2, 9], "gone": range(5), "host": range(6)},
        conveners=["host"],
        left=["gone"],
    )
    assert names(of.to_ask_back()) == ["back"]
    (row,) = of.to_ask_back()
    assert (row.times, row.could, row.missed) == (4, 14, 10)
    assert source_of(row.times) == ("absences", "back", "times_came", "")


def test_who_came_more_often_stands_first_then_who_came_later():
    of = month(CROWD | {"a": range(4), "b": range(5), "c": range(1, 5)})
    assert names(of.to_ask_back()) == ["b", "c", "a"]


def test_most_often_with_names_people_of_other_organisations_who_still_come_and_all_their_equals():
    came = CROWD | {
        "back": range(6),
        "colleague": range(14),
        "friend": [*range(5), 13],
        "gone": range(7),
        "host": range(14),
    }
    of = month(came, homes={"back": "North", "colleague": "North"}, conveners=["host"], left=["gone"])
    company = {row.label: times for row, times in of.company(of.comers["back"])}
    assert company == dict.fromkeys(CROWD, 6)
    few = month({"member a": range(14), "member b": range(1, 14), "member c": range(3, 14), "back": range(6)})
    assert [(row.label, times) for row, times in few.company(few.comers["back"])] == [("member a", 6), ("member b", 5)]


def test_the_largest_meeting_is_counted_apart_where_it_is_twice_the_median():
    party = {f"guest {number:02d}": [12] for number in range(30)}
    of = month(CROWD | party | {"newcomer": [12, 13]})
    assert of.largest == 12
    assert names(of.to_greet()) == ["newcomer"]
    assert of.acquaintances(of.comers["newcomer"]) == len(CROWD)
    assert names(of.at_largest_alone()) == sorted(party)
    assert month(CROWD).largest is None


@pytest.mark.parametrize(("places", "listed"), [([13], True), ([1, 2], True), ([0], False), ([5, 6, 7], False)])
def test_whoever_came_rarely_and_lately_is_greeted(places, listed):
    of = month(CROWD | {"somebody": places})
    assert names(of.to_greet()) == ["somebody"] * listed


def test_whoever_has_been_with_many_is_no_stranger():
    crowd = {f"member {number:02d}": range(14) for number in range(26)}
    assert not month(crowd | {"somebody": [13]}).to_greet()
    assert names(month(dict(list(crowd.items())[:25]) | {"somebody": [13]}).to_greet()) == ["somebody"]


def test_organisations_are_apart_where_no_meeting_saw_both_and_one_stands_in_two_rows_at_most():
    came = {f"even {letter}": range(0, 14, 2) for letter in "abc"} | {"odd": range(1, 14, 2)} | {"old": [0]}
    of = month(came)
    assert len(of.pairs) == 6
    assert [entry.pair for entry in of.never_together] == [
        (f"Home of even {letter}", "Home of odd") for letter in "abc"
    ]
    assert len(list(of.apart())) == 2
    assert not month(CROWD).never_together


def test_at_the_largest_alone_comes_after_never():
    came = CROWD | {f"guest {number:02d}": [12] for number in range(30)} | {"odd": [11, 12]} | {"late": [13]}
    kinds = [entry.at_largest for entry in month(came).apart()]
    assert kinds == sorted(kinds)
    assert {True, False} == set(kinds)


def test_whom_to_ask_is_who_came_most_lately_with_all_equals():
    came = {"a": range(8, 14), "b": range(8, 14), "c": [13], "d": range(14)}
    of = month(came, homes=dict.fromkeys("abcd", "North"), conveners=["d"])
    assert names(of.contacts("North")) == ["a", "b"]
    assert of.contacts("South") == []


def test_namesakes_have_their_role():
    of = month(CROWD | {"Ann#1": [13], "Ann#2": [13]}, roles={"Ann#1": "Nurse", "Ann#2": "Cook"})
    assert names(of.to_greet()) == ["Ann (Cook)", "Ann (Nurse)"]


def test_meetings_without_a_day_are_left_out():
    of = month(CROWD)
    undated = of.evidence.gatherings.assign(on=None)
    nothing = Month(Evidence(people=of.evidence.people, gatherings=undated, attendance=of.evidence.attendance))
    assert (nothing.meetings, nothing.comers, nothing.largest) == ([], {}, None)
    assert not [*nothing.to_ask_back(), *nothing.to_greet(), *nothing.apart()]


def test_whom_else_to_ask_back_where_nothing_else_is_to_do():
    others = {"ann": range(8), "bob": range(7), "cat": range(1, 7), "dee": range(1, 7), "eve": range(6)}
    tasks = list(_more_to_ask(month({**CROWD, **others})))
    assert [task.what for task in tasks] == ["Ask bob back", "Ask cat and dee back", "Ask eve back"]
    assert tasks[0].why.startswith("Came to 7 of 14 meetings, last on ")
