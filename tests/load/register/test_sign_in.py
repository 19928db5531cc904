"""Sign-in lists: a sheet or file per meeting."""

import datetime as dt

import pytest

from sna.facts import Gathering
from sna.load.register import identify
from sna.load.source import Source

DAY = dt.date(2024, 3, 5)
PEOPLE = [["Ann Lo", "Care", ""], ["Bo Ng", "Council", ""]]
HEAD = ["Name", "Organisation", "Signature"]


@pytest.mark.parametrize(
    "above",
    [
        [["Date: 5 March 2024", "Meeting: Forum"]],
        [["Date:", DAY], ["Event:", "Forum"]],
        [["Forum"], ["Tuesday 5th March 2024, 10.00 to 12.00"]],
        [["Forum - 05/03/2024 - sign-in sheet"], ["13/05/2024"]],
        [["Name of meeting", "Forum"], ["Date of meeting", "5 March 2024"], ["Venue:", "Town Hall"]],
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_title_rows_name_the_meeting_and_its_day(make, read, above, kind):
    path = make(kind, [*above, [], HEAD, *PEOPLE])
    assert identify(Source(path))
    found = read(path)
    assert found.gatherings == {"gathering:2024-03-05 forum"}
    assert found.statuses == {"name:ann lo": "present", "name:bo ng": "present"}


def test_the_tab_names_the_day(make, read):
    found = read(make("xlsx", {"5 March 2024": [HEAD, *PEOPLE], "Forum 12.03.2024": [HEAD, *PEOPLE]}))
    assert found.gatherings == {"gathering:2024-03-05", "gathering:2024-03-12 forum"}


def test_the_file_names_the_day(make, read):
    found = read(make("csv", [HEAD, *PEOPLE], "forum sign-in 2024-03-05"))
    assert found.gatherings == {"gathering:2024-03-05 forum"}


def test_the_study_names_the_day(make, read):
    found = read(make("csv", [HEAD, *PEOPLE]), on=DAY, title="Forum")
    assert found.gatherings == {"gathering:2024-03-05 forum"}


def test_a_list_without_a_day_is_undated_and_that_is_said(make, read):
    found = read(make("csv", [["Forum"], HEAD, *PEOPLE]))
    assert found.gatherings == {"gathering:undated forum register"}
    assert found.warnings() == ["W-UNDATED"]


def test_who_did_not_sign_among_those_who_did_says_nothing(make, read):
    rows = [["Date:", "05/03/2024"], HEAD, ["Ann Lo", "Care", "A. Lo"], ["Bo Ng", "Council", ""]]
    found = read(make("csv", rows), day_first=True)
    assert found.statuses == {"name:ann lo": "present"}
    assert found.warnings() == ["W-BLANK"]


def test_a_heading_within_the_list_changes_what_follows(make, read):
    rows = [["Date:", "2024-03-05"], ["Name", "Organisation"], ["Ann Lo", "Care"], ["Apologies"], ["Bo Ng", "Council"]]
    found = read(make("csv", rows))
    assert found.statuses == {"name:ann lo": "present", "name:bo ng": "apologies"}
    assert found.reasons() == ["X-HEADING"]


def test_an_impossible_day_above_rejects_every_row(make, read):
    found = read(make("csv", [["Date:", "2019-03-05"], HEAD, *PEOPLE]), first_day=DAY)
    assert found.reasons() == ["R-DATE", "R-DATE"]


def test_seats_and_mode_stand_above(make, read):
    rows = [["Date:", "2024-03-05"], ["Format:", "Microsoft Teams"], ["Places:", "30"], HEAD, *PEOPLE]
    found = read(make("csv", rows))
    assert {(fact.mode, fact.seats) for fact in found.all(Gathering)} == {("virtual", 30)}


def test_sheets_without_a_day_are_meetings_of_their_own(make, read):
    head = ["Name", "Present"]
    tabs = {"Jan": [head, ["Ann Lo", "Y"]], "Feb": [head, ["Ann Lo", "N"]]}
    found = read(make("xlsx", tabs))
    assert found.gatherings == {"gathering:undated jan register", "gathering:undated feb register"}
    assert {fact.title for fact in found.all(Gathering)} == {"Jan", "Feb"}
    assert found.reasons() == []
    titled = read(make("xlsx", {tab: [["Forum"], *rows] for tab, rows in tabs.items()}))
    assert titled.gatherings == {"gathering:undated forum register jan", "gathering:undated forum register feb"}
    assert {fact.title for fact in titled.all(Gathering)} == {"Forum"}
    numbered = read(make("xlsx", {f"Meeting {at}": rows for at, rows in enumerate(tabs.values(), 1)}))
    assert numbered.gatherings == {"gathering:undated meeting 1 register", "gathering:undated meeting 2 register"}


def test_several_sheets_of_one_day_are_one_meeting(make, read):
    head = ["Name", "Present"]
    found = read(make("xlsx", {"A": [head, ["Ann Lo", "Y"]], "B": [head, ["Bo Ng", "Y"]]}), on=DAY, title="Forum")
    assert found.gatherings == {"gathering:2024-03-05 forum"}
