"""The year of a day: beside it, from the meeting before or after, or from nowhere; and a weekday of another day."""

from __future__ import annotations

import pytest

from sna.facts import Gathering

ROLL = "\n\nPresent: Ann Smith, Bob Ray, Cat Wu\n\n1. Minutes of the last meeting\n{}\n\n9. Date of next meeting\n{}\n"
AGREED, AHEAD = "The minutes of 6 February 2024 were agreed.", "Tuesday 2 April"


def days(found):
    return {str(one.on) for one in found.of(Gathering)}, found.warned()


@pytest.mark.parametrize(
    "head",
    [
        "Meeting: Tues 5/3/24",
        "Minutes of the meeting held on 5 th March 2024",
        "MINUTES OF MEETING HELD ON 5TH MARCH 2024",
        "Fen Club\n5th March\n2024",
        "Fen Club\nTuesday, 5th March,\n2024 at 7pm",
        "Fen Club Annual General Meeting 2024\n5th March 7pm",
        "Meeting no. 12 of 2023/24\n5 March",
        "Fen Club\nDRAFT MINUTES (to be approved on 2nd April 2024)\nMeeting held on 5th March 2024",
        "Fen Club\nMinutes of 5th March 2024 - draft v2 12/03/2024",
        "Next meeting: Tuesday 4th June 2024\nFen Club\nTuesday 5th March 2024",
        "Fen Club\n05 / 03 / 2024",
        "Fen Club 5th March ‘24",
        "Fen Club\nPrinted 14/05/2024\n5 March 2024",
        "Fen Club\nTuesday5th March 2024",
        "Fen Club\nMar. 5th, '24",
        "Fen Club\non March fifth, 2024",
        "Fen Club\nMarch, 5 2024",
        "Fen Club\nTuesday, 5th. of March 2024",
        "Fen Club\nMartes 5 de marzo de 2024",
        "Fen Club\n19:00 05-03-2024 Tuesday",
        "Fen Club\n3/5/2024 (Tuesday)",
        "Fen Club\nTuesday 5th March & Wednesday 6th March 2024",
        "Fen Club\nMarch 5 and 6, 2024",
        "Fen Club\nAdjourned from 27 February 2024\n5 March 2024",
        "Fen Club\nThe meeting of 27 February 2024 was cancelled\n5 March 2024",
        "Created: 12 March 2024\nFen Club\n5 March 2024",
        "Downloaded 8 March 2025\nFen Club\n5 March 2024",
        "Future meetings: 12 April 2024, 3 May 2024\nFen Club\n5 March 2024",
        "Fen Board 2 April 2024\nMINUTES OF THE BOARD MEETING\n5 March 2024",
        "Fen Club - Minutes of Meeting - 6.3.2024\nMinutes of the meeting held on 5th March 2024",
    ],
)
def test_a_day_as_clerks_write_it_is_read_without_a_warning(read, head):
    for last in (AGREED, "Agreed."):
        assert days(read(head + ROLL.format(last, AHEAD), "minutes.txt")) == ({"2024-03-05"}, [])


@pytest.mark.parametrize(
    ("head", "last", "coming"),
    [
        ("Minutes of 5th March", AGREED, AHEAD),
        ("Fen Club\nTuesday 5th March", AGREED, AHEAD),
        ("Minutes of the meeting held on 5 March", "Agreed.", "2 April 2024"),
        ("Tuesday 5th March (rescheduled from 27th February 2024)", AGREED, AHEAD),
        ("Minutes of 5 March", "The minutes of the last meeting, 12 December 2023, were agreed.", AHEAD),
    ],
)
def test_the_meeting_before_or_after_tells_the_year(read, head, last, coming):
    assert days(read(head + ROLL.format(last, coming), "minutes.txt")) == ({"2024-03-05"}, [])


@pytest.mark.parametrize(
    ("head", "last", "coming"),
    [
        ("Minutes of 5 March", "Agreed.", AHEAD),
        ("Fen Club March meeting", AGREED, AHEAD),  # the day before it is not this one's
        ("Minutes of Monday 5 March", AGREED, AHEAD),  # a Tuesday in that year
        ("Minutes of 5 March", "The minutes of the last meeting, 12 April 2021, were agreed.", AHEAD),  # years ago
    ],
)
def test_a_day_whose_year_nothing_tells_is_none(read, head, last, coming):
    assert days(read(head + ROLL.format(last, coming), "minutes.txt")) == ({"None"}, ["W-DATE"])


def test_a_weekday_that_is_another_days_is_told_unless_the_meeting_before_confirms_the_year(read):
    head = "Minutes of the meeting held on Monday 5 March 2024"
    assert days(read(head + ROLL.format("Agreed.", AHEAD), "minutes.txt")) == ({"2024-03-05"}, ["W-DATE"])
    assert days(read(head + ROLL.format(AGREED, AHEAD), "minutes.txt")) == ({"2024-03-05"}, [])
    span = "Fen Forum, Tuesday-Wednesday 5-6 March 2024"
    assert days(read(span + ROLL.format("Agreed.", AHEAD), "minutes.txt")) == ({"2024-03-05"}, [])


@pytest.mark.parametrize(
    ("head", "last", "coming", "warned"),
    [
        ("3/5/2024", "Agreed.", "April 2, 2024", []),
        ("3/5/2024", "Agreed.", "4/2/24", []),
        ("5/3/2024", "The minutes of 6/2/24 were approved.", "2/4/24", []),
        ("5/3/2024", "The minutes of 6 February 2024 were approved.", "to be agreed", ["W-ORDER"]),
        ("5/3/2024\nMarch 5, 2024", "Agreed.", "to be agreed", []),
        ("3/5/2024", "The budget of January 9 was agreed.", "to be agreed", ["W-ORDER"]),
    ],
)
def test_the_order_of_day_and_month_is_told_by_other_days_and_doubted_where_only_the_country_tells_it(
    read, head, last, coming, warned
):
    assert days(read(f"Fen Club\n{head}" + ROLL.format(last, coming), "minutes.txt")) == ({"2024-03-05"}, warned)


@pytest.mark.parametrize(
    ("name", "head"),
    [("minutes 2023-24.txt", "Fen Club\nTuesday 5th March"), ("Minutes-of-5th-of-March-2024.txt", "Fen Club")],
)
def test_the_name_of_a_file_tells_a_session_or_a_day_between_hyphens(read, name, head):
    assert days(read(head + ROLL.format("Agreed.", AHEAD), name)) == ({"2024-03-05"}, [])


@pytest.mark.parametrize(
    ("front", "warned"),
    [("date: 2024-04-29 12:03:03 UTC+12:00", False), ("date: 2022-01-05T12:03:03", False), ("date: 2022-01-05", True)],
)
def test_when_a_page_was_put_up_to_the_second_is_no_day_of_the_meeting(read, front, warned):
    found = read(f"---\ntitle: AGM\n{front}\n---\n\n# Fen AGM 5 March 2024\n\nPresent: Ann Lee, Bob Ray\n", "agm.md")
    assert {gathering.partition(" ")[0] for gathering in found.gatherings()} == {"gathering:2024-03-05"}
    assert ("W-DATE" in found.warned()) is warned
