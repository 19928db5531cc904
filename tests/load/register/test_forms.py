"""Answers of Microsoft Forms and Google Forms: who signed in by them, and when the meeting was."""

import datetime as dt

import pytest

from sna.errors import SourceError
from sna.facts import Attendance, Fate, Gathering, Person
from sna.load import Options, identify
from sna.load.register import load
from sna.load.source import Source

MICROSOFT = "ID,Start time,Completion time,Email,Name,Your organisation,{question}\n"
GOOGLE = "Timestamp,Email Address,Full name,Organisation{question}\n"


def write(tmp_path, text, name="answers.csv"):
    (tmp_path / name).write_text(text, "utf-8")
    return Source(tmp_path / name)


def meetings(source, **options):
    """Give day, title, names and statuses of each gathering."""
    entries = list(load(source, Options(**options)))
    facts = [fact for entry in entries for fact in entry.facts]
    names = {fact.id: fact.name for fact in facts if isinstance(fact, Person)}
    held = {fact.id: (fact.on, fact.title) for fact in facts if isinstance(fact, Gathering)}
    acts = [fact for fact in facts if isinstance(fact, Attendance)]
    return {
        held[gathering]: [(names[act.person], str(act.status)) for act in acts if act.gathering == gathering]
        for gathering in held
    }


def row(number, moment, name, answer):
    return f"{number},{moment},{moment},{name.split()[0].lower()}@x.example,{name},Care,{answer}\n"


def test_who_signs_in_by_a_form_was_there_on_the_day_it_was_answered(tmp_path):
    text = MICROSOFT.format(question="Which meeting are you attending?")
    text += row(1, "6/14/23 16:58:02", "Ann Lo", "June forum") + row(2, "6/14/23 16:59:02", "Bo Ng", "June forum")
    source = write(tmp_path, text)
    assert identify(source) == "register"
    assert meetings(source) == {(dt.date(2023, 6, 14), "June forum"): [("Ann Lo", "present"), ("Bo Ng", "present")]}
    warnings = [warning.code for entry in load(source, Options()) for warning in entry.warnings]
    assert warnings == ["W-ANSWERED"]


def test_the_meeting_that_was_named_has_the_day_of_most_answers(tmp_path):
    text = MICROSOFT.format(question="Which session did you attend?")
    text += "".join(row(number, f"6/14/23 16:5{number}:02", f"Ann Lo{number}", "One") for number in range(4))
    text += row(5, "6/20/23 9:00:00", "Bo Ng", "One") + row(6, "7/14/23 9:00:00", "Cy Dee", "Two")
    assert {held: len(acts) for held, acts in meetings(write(tmp_path, text)).items()} == {
        (dt.date(2023, 6, 14), "One"): 5,
        (dt.date(2023, 7, 14), "Two"): 1,
    }


def test_answers_that_trickle_in_say_nothing_of_the_day(tmp_path):
    text = MICROSOFT.format(question="Which session did you attend?")
    text += "".join(row(number, f"6/{number}/23 16:50:02", f"Ann Lo{number}", "One") for number in (2, 9, 16, 23))
    assert {held[0] for held in meetings(write(tmp_path, text))} == {None}


def test_an_answer_before_the_meeting_is_asked_of_which_day(tmp_path):
    text = GOOGLE.format(question=",Will you attend?")
    text += "14/06/2023 16:58:02,ann@x.example,Ann Lo,Care,Yes\n14/06/2023 17:02:02,bo@x.example,Bo Ng,Care,No\n"
    source = write(tmp_path, text)
    assert list(meetings(source).values()) == [[("Ann Lo", "registered"), ("Bo Ng", "apologies")]]
    assert {held[0] for held in meetings(source)} == {None}
    assert [warning.code for warning in next(load(source, Options())).warnings] == ["W-UNDATED"]
    day = dt.date(2023, 6, 20)
    assert {held[0] for held in meetings(source, on=day)} == {day}
    # Whoever takes the moment of answering for the day says that people signed in by it.
    assert meetings(source, columns={"date": "Timestamp"}) == {
        (dt.date(2023, 6, 14), ""): [("Ann Lo", "present"), ("Bo Ng", "absent")]
    }


def test_a_form_that_does_not_say_that_people_came_is_asked_about(tmp_path):
    text = GOOGLE.format(question=",What would you like to learn?")
    text += "14/06/2023 16:58:02,ann@x.example,Ann Lo,Care,All of it\n"
    with pytest.raises(SourceError, match="when people answered a form, not that they came"):
        list(load(write(tmp_path, text), Options()))
    day = dt.date(2023, 6, 14)
    assert {held[0] for held in meetings(write(tmp_path, text, "Sign-in sheet (Responses).csv"))} == {day}
    assert {held[0] for held in meetings(write(tmp_path, text), on=day)} == {day}


def test_one_form_for_many_meetings_gives_each_its_day(tmp_path):
    days = [dt.date(2024, 3, 5), dt.date(2024, 4, 9), dt.date(2024, 5, 14)]
    text = GOOGLE.format(question="")
    for day in days:
        text += "".join(f"{day:%d/%m/%Y} 10:0{number}:00,,Ann Lo{number},Care\n" for number in range(4))
    text += "01/06/2024 10:00:00,,Zed Poe,Care\n"
    source = write(tmp_path, text, "Forum sign-in.csv")
    assert [held[0] for held in meetings(source)] == days
    rejected = [entry.reason.code for entry in load(source, Options()) if entry.fate is Fate.REJECTED]
    assert rejected == ["R-DAY"]


def test_what_people_wrote_of_themselves_goes_before_the_name_of_an_account(tmp_path):
    text = MICROSOFT.format(question="Your full name")
    text += row(1, "6/14/23 16:58:02", "Anonymous User", "Ann Lo") + row(
        2, "6/14/23 16:58:02", "Anonymous User", "Bo Ng"
    )
    acts = next(iter(meetings(write(tmp_path, text, "attendance.csv")).values()))
    assert [name for name, _status in acts] == ["Ann Lo", "Bo Ng"]
