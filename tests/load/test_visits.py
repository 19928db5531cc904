"""What reports of services have in common."""

import datetime as dt
from pathlib import Path

import pytest

from sna.load import Options
from sna.load.visits import RowError, gathering, row_of, title_of_file


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("meetingAttendanceList.csv", ""),
        ("meetingAttendanceList (3).csv", ""),
        ("meetingAttendanceReport(Care Forum).csv", "Care Forum"),
        ("Care Forum - Attendance report 11-26-25.csv", "Care Forum"),
        ("Care Forum (2024-03-05 at 10 02 GMT) - Attendance Report.csv", "Care Forum"),
        ("participants_82345678901.csv", ""),
        ("82345678901 - Attendee Report.csv", ""),
        ("2024-03-05 Care Forum.csv", "Care Forum"),
        ("Care_Forum_2024_03_05.csv", "Care Forum"),
        ("Launch meeting.xlsx", "Launch"),
    ],
)
def test_a_file_name_gives_a_title_without_what_every_download_has(name, title):
    assert title_of_file(Path(name)) == title


def test_the_id_of_a_gathering_is_its_day_and_title():
    path, day = Path("participants_12345.csv"), dt.date(2024, 3, 5)
    ids = [
        gathering(path, Options(), title, on).id
        for title, on in (("Care  Forum!", day), ("", day), ("Care Forum", None), ("", None))
    ]
    assert ids == [
        "gathering:2024-03-05 care forum",
        "gathering:2024-03-05",
        "gathering:undated care forum participants 12345",
        "gathering:undated participants 12345",
    ]


def test_an_untitled_gathering_is_shown_by_series_or_file():
    path = Path("participants_12345.csv")
    assert gathering(path, Options(series="Forum"), "", None).title == "Forum"
    assert gathering(path, Options(), "", None).title == "participants_12345"
    assert gathering(Path("Care Forum.csv"), Options(series="Forum"), "", None).title == "Care Forum"


def test_a_day_outside_the_window_is_refused():
    options = Options(first_day=dt.date(2024, 1, 1), last_day=dt.date(2024, 12, 31))
    assert gathering(Path("a.csv"), options, "Forum", dt.date(2024, 12, 31)).on == dt.date(2024, 12, 31)
    for day in (dt.date(2023, 12, 31), dt.date(2025, 1, 1)):
        with pytest.raises(RowError, match="outside the study's window"):
            gathering(Path("a.csv"), options, "Forum", day)


def test_cells_beyond_the_headings_are_kept_too():
    assert row_of(["Name", ""], ["Ann", "x", "y"]) == {"Name": "Ann", "column 2": "x", "column 3": "y"}
