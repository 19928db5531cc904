"""Title, day and sessions of a meeting."""

from __future__ import annotations

import datetime as dt

import pytest

from sna.facts import Attendance, Gathering
from sna.load import Options, minutes
from sna.load.source import Source

ROLL = "\n\nPresent: Ann Smith, Bob Ray\n"


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("# Care Forum - 5 March 2024", "a.md", "gathering:2024-03-05 care forum"),
        (
            "# Care Forum\n\nMinutes of the meeting held on Tuesday 5 March 2024, 14:00",
            "a.md",
            "gathering:2024-03-05 care forum",
        ),
        ('---\ntitle: "2024-03-05"\n---\n\n# Care Forum', "a.md", "gathering:2024-03-05 care forum"),
        ("# Minutes of the Care Forum held on March 5th, 2024", "a.md", "gathering:2024-03-05 care forum"),
        ("# Care Forum\n\nDate: 05/03/2024", "a.md", "gathering:2024-03-05 care forum"),
        ("# Care Forum\n\n## 4-6 March 2024", "a.md", "gathering:2024-03-04 care forum"),
        ("# Care Forum\n\n## 30 October - 01 November 2023", "a.md", "gathering:2023-10-30 care forum"),
        ("# Care Forum", "care 2024-03-05.md", "gathering:2024-03-05 care forum"),
        ("# Care Forum", "minutes-20240305.md", "gathering:2024-03-05 care forum"),
        ("# Care Forum", "2024/calls/03-05-minutes.md", "gathering:2024-03-05 care forum"),
        ("Hello all.", "Care Forum minutes 5 Mar 2024.md", "gathering:2024-03-05 care forum"),
        ("### March 5 Attendees", "notes.md", "gathering:undated notes notes"),
    ],
)
def test_title_and_day_of_a_meeting(read, tmp_path, text, name, expected):
    assert read(text + ROLL, "minutes.md", file=name).gatherings() == [expected]


def test_the_day_of_the_next_meeting_is_not_this_ones(read):
    found = read("# Care Forum\n\nNext meeting: 9 April 2024\n\n## Agenda for 2024-04-01" + ROLL, "2024-03-05.md")
    assert found.gatherings() == ["gathering:2024-03-05 care forum"]
    assert found.warned() == []


@pytest.mark.parametrize(
    ("text", "file", "day"),
    [
        ("Tuesday, 2 May 2017 By: Ann Lee\n\nPond Society: Minutes of AGM 30 March 2017", "a.txt", "2017-03-30"),
        ("Minutes of the meeting\n\n* When: Monday, 19th March 18:00 GMT", "notes 2012.md", "2012-03-19"),
        ("---\ndate: 2012-03-24\n---\n\n* When: Monday, 19 March 18:00", "2012-03-24-notes-march.md", "2012-03-19"),
    ],
)
def test_the_day_of_the_meeting_is_not_that_of_the_page_nor_its_hour_a_year(read, text, file, day):
    assert read(text + ROLL, file).of(Gathering)[0].on == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        "Fen Council\n\nMinutes of the meeting held on Tuesday the fifth day of March 2024",
        "Fen Council\n\nMeeting, 2024 March 5",
        "Fen Council\n\nMeeting, 2024/03/05",
        "Fen Council\n\nMeeting, 5 Mar '24",
        "FEN COUNCIL\n\n5 TH MARCH 2024",
        "Fen Council\n\nTuesday 5th Marhc 2024",
        "Cyngor Fen\n\nCofnodion cyfarfod nos Fawrth 5ed Mawrth 2024",
        "Fen Club AGM 2024\n\nTuesday 5 March",
        "Fen Club, session 2023-24\n\nTuesday 5th March",
        "Fen Club\n\nTuesday 5 March, 2023-24 session",
        "Fen Club\n\nTuesday, 5 March at 7.30 pm, 2024",
        "Fen Club\n\nMeeting of 5 March to 7 March 2024",
        "Fen Club\n\nMeeting of Tuesday 5th and Wednesday 6th March 2024",
        "Posted on 11 March 2024\n\nFen Club\n\n5 March 2024",
        "Signed as a true record 2 April 2024\n\nFen Club\n\n5 March 2024",
        "Minutes prepared by A. Orr, 12 March 2024\n\nFen Club\n\n5 March 2024",
        "Notice of the meeting was given on 28 February 2024\n\nFen Club\n\n5 March 2024",
        "Fen Club\n\nMeeting Tuesday 3/5/24",  # the third of May was a Friday
        "Fen Parish Council\n\nMeeting 05/03/2024",
        "Fen Club, 5th of March 2024\n\nMeeting 05/03/2024",
    ],
)
def test_a_day_as_people_write_it_is_read_and_needs_no_warning(read, text):
    found = read(text + ROLL, "a.txt")
    assert found.of(Gathering)[0].on == dt.date(2024, 3, 5)
    assert found.warned() == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Fen Club\n\nPresent: Ann, Bob\n\nThe meeting was called to order at 7 pm on March 5, 2024.", "2024-03-05"),
        ("Fen Club\n\nPresent: Ann, Bob\n\nThe last meeting was called to order on March 5, 2024.", None),
        ("Fen Club\n\nPresent: Ann, Bob\n\nDate of next meeting: 2 April 2024", None),
        ("Fen Club, founded 2001\n\n5 March\n\nPresent: Ann, Bob", None),
        ("Fen Club 2024\n\n5 March\n\nPresent: Ann, Bob", "2024-03-05"),
        ("Fen Club\n\nPresent: Ann, Bob\n\nFen Club minutes, 5 March 2024, page 2", "2024-03-05"),
        ("Fen Club 2024\n\nMonday 5 March\n\nPresent: Ann, Bob", None),  # a Tuesday
    ],
)
def test_a_day_that_little_states_is_read_with_a_warning_or_not_at_all(read, text, day):
    found = read(text, "a.txt")
    assert found.of(Gathering)[0].on == (dt.date.fromisoformat(day) if day else None)
    assert (found.warned() == []) is ("at 7 pm" in text)


def test_figures_to_come_are_no_day(read):
    found = read("## July 29\n\nPresent: Ann, Bob\n", "2016-07-july-29.md")
    assert found.of(Gathering)[0].on == dt.date(2016, 7, 29)


@pytest.mark.parametrize(("file", "day"), [("minutes-dec-2017.txt", (2017, 12, 11)), ("minutes.txt", (2017, 11, 12))])
def test_the_month_in_the_name_of_the_file_settles_the_order(read, file, day):
    assert read("Fen Club, 12/11/2017" + ROLL, file).of(Gathering)[0].on == dt.date(*day)


@pytest.mark.parametrize(
    ("heading", "file", "day"),
    [
        ("5 March 2023", "2024-03-05.md", "2024-03-05"),  # last year's heading, copied: the files are kept by days
        ("5 March 2023", "2024-03-05 forum.md", "2023-03-05"),  # of the two the one that people read
        ("4 March 2024", "2024-03-05 forum.md", "2024-03-04"),
        ("6 February 2024", "2024-03-05 paper 3.md", "2024-02-06"),  # a paper for the next meeting
    ],
)
def test_contradicting_days_are_settled_and_told(read, heading, file, day):
    found = read(f"# Care Forum\n\n## {heading}" + ROLL, file)
    assert found.of(Gathering)[0].on == dt.date.fromisoformat(day)
    assert found.warned() == ["W-DATE"]
    told = found.entries[0].warnings[0]
    assert told.why.endswith(f"); {day} was taken.")
    assert "heading" in told.value


def test_the_day_a_page_was_put_up_is_one_statement_in_its_name_and_its_front_matter(read):
    text = "---\ntitle: Notes from the June forum\ndate: 2013-08-03\n---\n\n14 June 2013\n"
    found = read(text + ROLL, "2013-08-03-notes-from-the-june-forum.md")
    assert found.of(Gathering)[0].on == dt.date(2013, 6, 14)
    assert found.warned() == ["W-DATE"]


@pytest.mark.parametrize(
    ("text", "file", "day"),
    [
        ("Care Forum\n\nRecording: https://fen.org/2021/03/04/forum", "a.md", "2021-03-04"),
        ("Care Forum\n\nRecording: https://fen.org/2021-03-04-forum.mp4", "a.md", "2021-03-04"),
        ("Care Forum", "forum 15092021.md", "2021-09-15"),
        ("Care Forum", "forum 991231.md", "1999-12-31"),
        ("Care Forum\n\nhttps://fen.org/2021/03/04/forum", "forum 210304.md", "2021-03-04"),
        ("Care Forum\n\nPlan for 2021", "forum 210304.md", "2021-03-04"),
    ],
)
def test_a_day_in_an_address_or_in_mere_figures_is_read_and_told(read, text, file, day):
    found = read(text + ROLL, file)
    assert found.of(Gathering)[0].on == dt.date.fromisoformat(day)
    assert found.warned() == ["W-DATE"]
    assert "states a day; it was read as" in found.entries[0].warnings[0].why


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("Care Forum", "forum 210304.md"),  # of 2021 or of 2004
        ("Care Forum", "forum 03042021.md"),
        ("Care Forum\n\nhttps://fen.org/2021/03/04/a https://fen.org/2021/02/04/b", "a.md"),
        ("Care Forum", "forum 998877.md"),
    ],
)
def test_figures_that_may_be_several_days_are_none(read, text, file):
    found = read(text + ROLL, file)
    assert found.of(Gathering)[0].on is None
    assert found.warned() == ["W-DATE"]


def test_the_address_of_other_minutes_is_no_heading(read):
    text = "Care Forum 5 March 2024\n\nBefore: https://fen.org/2024-02-06-minutes"
    assert read(text + ROLL, "a.md").of(Gathering)[0].on == dt.date(2024, 3, 5)


def test_the_order_of_day_and_month_that_nothing_shows_is_told(read):
    text = "# Care Forum\n\nDate: 03/04/2024" + ROLL
    found = read(text, "a.md")
    assert found.warned() == ["W-ORDER"]
    assert found.entries[0].warnings[0].why.endswith("stands first; the day was taken.")
    found = read(f"{text}\n\nThe budget of January 9 was agreed.\n", "a.md")
    assert found.entries[0].warnings[0].why.endswith("stands first; the month was taken.")
    assert read(text, "a.md", day_first=False).gatherings() == ["gathering:2024-03-04 care forum"]
    assert read(text, "a.md", day_first=True).warned() == []


def test_sessions_are_gatherings_of_their_own(read):
    text = "# Reed call\n\n## 4 March 2024\n\n"
    parts = [
        "## Breakout A\n\nPresent: Ann\n\nAnn: hello.\n",
        "## Breakout B - 2024-03-05\n\nPresent: Bob\n\nRegrets: Ann\n",
    ]
    found = read(text + "\n".join(parts), "a.md")
    assert found.gatherings() == [
        "gathering:2024-03-04 reed call breakout a",
        "gathering:2024-03-05 reed call breakout b",
    ]
    assert [(one.written, one.gathering[-1]) for one in found.of(Attendance) if one.evidence == "listed"] == [
        ("Ann", "a"),
        ("Bob", "b"),
        ("Ann", "b"),
    ]


def test_lists_of_one_roll_are_one_meeting(read):
    lists = {"Voting attendees": "Ann Smith", "Non-voting projects": "[x] Bob Ray", "Other attendees": "Cat Wu"}
    text = "# Reed call\n\n" + "\n".join(f"## {heading}\n\n- {name}\n" for heading, name in lists.items())
    assert read(text).gatherings() == ["gathering:2024-03-05 reed call"]


def test_a_document_of_many_meetings(read):
    text = "# Reed weekly\n\n" + "".join(f"## 2024-03-0{day}\n\nAttendees: Ann, Bob\n\nTalk.\n\n" for day in (1, 8))
    assert read(text, "notes.md").gatherings() == [
        "gathering:2024-03-01 reed weekly",
        "gathering:2024-03-08 reed weekly",
    ]


def test_the_study_says_what_the_file_does_not(read):
    found = read(
        "Present: Ann, Bob", "a.md", title="Care Forum", on=dt.date(2024, 3, 5), series="Forum", mode="virtual"
    )
    gathering = found.of(Gathering)[0]
    assert (gathering.title, gathering.on, gathering.series, gathering.mode) == (
        "Care Forum", dt.date(2024, 3, 5), "Forum", "virtual",
    )  # fmt: skip


def test_a_day_outside_the_window_is_rejected(read):
    found = read("# Forum 5 March 2024" + ROLL, first_day=dt.date(2024, 4, 1))
    assert found.codes() == ["R-WINDOW", "R-WINDOW"]
    assert found.of(Attendance) == []


def test_one_file_settles_the_order_of_day_and_month_for_all(tmp_path):
    paths = [tmp_path / "a.md", tmp_path / "b.md"]
    paths[0].write_text("# Forum\n\nDate: 03/04/2024\n\nPresent: Ann, Bob\n", encoding="utf-8")
    paths[1].write_text("# Forum\n\nDate: 03/14/2024\n\nPresent: Ann, Bob\n", encoding="utf-8")
    assert minutes.survey(map(Source, paths), Options()).day_first is False
    assert minutes.survey(map(Source, paths[:1]), Options()).day_first is None
    assert minutes.survey(map(Source, paths), Options(day_first=True)).day_first is True


def test_files_that_contradict_each_other_settle_no_order_for_others(tmp_path):
    for name, day in (("a.md", "14/03/2024"), ("b.md", "03/14/2024"), ("c.md", "03/04/2024")):
        (tmp_path / name).write_text(f"# Forum\n\nDate: {day}\n\nPresent: Ann, Bob\n", encoding="utf-8")
    assert minutes.survey(map(Source, sorted(tmp_path.iterdir())), Options()).day_first is None
