"""Reports of Zoom: participants, unique users, webinars, all meetings (all people invented)."""

import contextlib
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sna.errors import SourceError
from sna.facts import Affiliation, Attendance, Fate, Gathering, Kind, Person
from sna.load import Options, identify
from sna.load.services.calls import ZOOM, read_renamed
from sna.load.source import Source

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "zoom"

OLD = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants,
60245167821,Care Forum,11/19/2021 10:00:00 AM,11/19/2021 12:00:00 PM,host@example.org,120,5,
,,,,,,
Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent,In Waiting Room
003_Ann Smith,ann@example.org,11/19/2021 9:54:00 AM,11/19/2021 11:00:00 AM,66,No,Y,No
Zed (Zoë Dale),zoe@example.org,11/19/2021 10:00:00 AM,11/19/2021 11:00:00 AM,60,Yes,Y,No
003_Ann Smith,ann@example.org,11/19/2021 10:30:00 AM,11/19/2021 11:30:00 AM,60,No,Y,No
iPad (Bob Jones),,11/19/2021 10:00:00 AM,11/19/2021 10:10:00 AM,10,Yes,,No
Cas Moor (Age UK),,11/19/2021 9:50:00 AM,11/19/2021 10:00:00 AM,10,Yes,,Yes
Cas Moor (Age UK),,11/19/2021 10:00:00 AM,11/19/2021 10:10:00 AM,10,Yes,,No
iPhone,,11/19/2021 10:00:00 AM,11/19/2021 10:10:00 AM,10,Yes,,No
iPhone,,11/19/2021 10:20:00 AM,11/19/2021 10:30:00 AM,10,Yes,,No
"""

NEW = """Topic,ID,Host,Duration (minutes),Start time,End time,Participants
Care Forum,602 4516 7821,Ann Smith,120,11/19/2021 10:00:00 AM,11/19/2021 12:00:00 PM,2

Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,Recording disclaimer response,In waiting room
Ann Smith,ann@example.org,11/19/2021 9:54:00 AM,11/19/2021 11:00:00 AM,66,No,OK,No
"""

UNIQUE = """Name (Original Name),User Email,Total Duration (Minutes),Guest
Ann Smith,ann@example.org,75,
Bob Jones (Oak House Care Home),,60,Yes
"""

WEBINAR = """Attendee Report,,,,
Report generated time,"Mar 23, 2025 6:26 PM",,,
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered
Spring Webinar,847 0000 1045,"Mar 22, 2025 7:13 PM",90,5
Host Details,,,,
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name
Yes,Hana Host,host@example.org,"Mar 22, 2025 19:00:00","Mar 22, 2025 20:30:00",90,No,United Kingdom
Panelist Details,,,,
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name
Yes,Pia Panel,pia@example.org,"Mar 22, 2025 19:00:00","Mar 22, 2025 19:30:00",30,Yes,United Kingdom
Yes,Pia Panel,pia@example.org,"Mar 22, 2025 19:20:00","Mar 22, 2025 20:00:00",40,Yes,United Kingdom
Attendee Details,,,,
Attended,User Name (Original Name),First Name,Last Name,Email,Phone,Registration Time,Approval Status,Join Time,\
Leave Time,Time in Session (minutes),Is Guest,Job,Country/Region Name
No,Nora,Nora,Show,nora@example.org,+44 0,"Mar 15, 2025 11:23:29",approved,--,--,--,--,Nurse,
No,Cy Gone,Cy,Gone,cy@example.org,,"Mar 15, 2025 11:23:29",cancelled,--,--,--,--,Nurse,
Yes,Ann Smith,Ann,Smith,ann@example.org,,"Mar 15, 2025 11:23:29",approved,"Mar 22, 2025 19:52:00",\
"Mar 22, 2025 19:53:00",1,Yes,GP,UK
Other Attended,,,,
User Name,Join Time,Leave Time,Time in Session (minutes),Country/Region Name
+44 7*** ***123,"Mar 22, 2025 19:52:00","Mar 22, 2025 20:52:00",60,UK
"""

ALL_MEETINGS = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Name (Original Name),User Email,\
Join Time,Leave Time,Duration (Minutes),Guest
1,Care Forum,05/03/2024 10:00:00 AM,05/03/2024 11:00:00 AM,host@example.org,60,Ann Smith,ann@example.org,\
05/03/2024 10:00:00 AM,05/03/2024 10:40:00 AM,40,No
2,Book Club,05/04/2024 10:00:00 AM,05/04/2024 11:00:00 AM,host@example.org,60,Ann Smith,ann@example.org,\
05/04/2024 10:00:00 AM,05/04/2024 10:20:00 AM,20,No
"""


def write(tmp_path, text, name="participants_60245167821.csv", encoding="utf-8-sig"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def read(path, options=None):
    options = options or Options()
    found = list(ZOOM.load(Source(path), options))
    assert sum(entry.records for entry in found) == ZOOM.count(Source(path), options)
    places = {entry.origin.place for entry in found if entry.fate is Fate.USED}
    assert all(entry.into in places for entry in found if entry.fate is Fate.MERGED)
    return found


def facts(found, kind):
    return [fact for entry in found for fact in entry.facts if isinstance(fact, kind)]


def table(found):
    names = {person.id: person.name for person in facts(found, Person)}
    return [(names[a.person], a.status.value, a.minutes) for a in facts(found, Attendance)]


def fates(found):
    return {fate.value: sum(entry.fate is fate for entry in found) for fate in Fate}


def test_each_person_counts_once_with_the_union_of_their_stays(tmp_path):
    found = read(write(tmp_path, OLD))
    assert table(found) == [
        ("Ann Smith", "present", 96.0),
        ("Zoë Dale", "present", 60.0),
        ("Bob Jones", "present", 10.0),
        ("Cas Moor", "present", 10.0),
        ("iPhone", "present", 10.0),
        ("iPhone", "present", 10.0),
    ]
    assert fates(found) == {"used": 6, "merged": 1, "rejected": 0, "excluded": 1}
    assert next(entry for entry in found if entry.fate is Fate.EXCLUDED).reason.code == "X-WAITING"
    meeting = facts(found, Gathering)[0]
    assert (meeting.id, meeting.on, meeting.mode) == (
        "gathering:2021-11-19 care forum",
        dt.date(2021, 11, 19),
        "virtual",
    )
    assert [work.organisation for work in facts(found, Affiliation)] == ["Age UK"]
    assert facts(found, Person)[1].written == "Zed (Zoë Dale)"
    assert not [entry for entry in found if entry.warnings]


def test_old_and_new_headers_say_the_same(tmp_path):
    found = read(write(tmp_path, NEW))
    assert table(found) == [("Ann Smith", "present", 66.0)]
    assert facts(found, Gathering)[0].id == "gathering:2021-11-19 care forum"
    assert facts(found, Person)[0].email == "ann@example.org"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Zed (Zoë Dale)", "Zoë Dale"),
        ("Zoë Dale (zed99)", "Zoë Dale"),
        ("Zoë Dale (Zoë Elizabeth Dale)", "Zoë Dale"),
        ("iPad (Zoë)", "Zoë"),
        ("Zoë's iPhone (Zoë Dale)", "Zoë Dale"),
        ("Guest (Zoë Dale)", "Zoë Dale"),
        ("Zoë (Dale)", "Zoë"),
        ("Zoë (she/her)", "Zoë"),
        ("Zoë (Age UK)", "Zoë"),
        ("Zoë Dale (iPhone)", "Zoë Dale"),
        ("Meeting Room 3 (Oak House)", "Meeting Room 3 (Oak House)"),
        ("DALE, Zoë (zd)", "Zoë Dale"),
        ("012_Z (DALE, Zoë)", "Zoë Dale"),
    ],
)
def test_of_display_and_original_the_fuller_name_counts(written, shown):
    assert read_renamed(written).display == shown


def test_without_the_meeting_block_the_joins_give_the_day(tmp_path):
    people = OLD.split("\n,,,,,,\n")[1]
    found = read(write(tmp_path, people, "Care Forum participants.csv"))
    assert {meeting.id for meeting in facts(found, Gathering)} == {"gathering:2021-11-19 care forum"}
    later = people + "Ann Smith,,12/17/2021 10:00:00 AM,12/17/2021 11:00:00 AM,60,No,Y,No\n"
    days = [meeting.on for meeting in facts(read(write(tmp_path, later)), Gathering)]
    assert set(days) == {dt.date(2021, 11, 19), dt.date(2021, 12, 17)}
    given = read(write(tmp_path, people), Options(on=dt.date(2021, 11, 20), title="Forum"))
    assert {meeting.id for meeting in facts(given, Gathering)} == {"gathering:2021-11-20 forum"}


def test_unique_users_without_the_meeting_block_are_undated(tmp_path):
    found = read(write(tmp_path, UNIQUE))
    assert table(found) == [("Ann Smith", "present", 75.0), ("Bob Jones", "present", 60.0)]
    meeting = facts(found, Gathering)[0]
    assert (meeting.id, meeting.on) == ("gathering:undated participants 60245167821", None)
    work = facts(found, Affiliation)[0]
    assert (work.organisation, work.since) == ("Oak House Care Home", None)
    dated = read(write(tmp_path, UNIQUE), Options(on=dt.date(2024, 3, 5), series="Forum"))
    assert facts(dated, Gathering)[0].id == "gathering:2024-03-05"
    assert facts(dated, Gathering)[0].title == "Forum"


def test_no_shows_of_a_webinar_are_registered(tmp_path):
    found = read(write(tmp_path, WEBINAR, "webinar.csv"))
    assert table(found) == [
        ("Hana Host", "present", 90.0),
        ("Pia Panel", "present", 60.0),
        ("Nora Show", "registered", None),
        ("Ann Smith", "present", 1.0),
        ("+44 7*** ***123", "present", 60.0),
    ]
    assert fates(found) == {"used": 5, "merged": 1, "rejected": 0, "excluded": 1}
    assert {meeting.id for meeting in facts(found, Gathering)} == {"gathering:2025-03-22 spring webinar"}
    assert [person.kind for person in facts(found, Person)][-1] is Kind.UNIDENTIFIED


def test_the_table_of_all_meetings_has_a_gathering_a_row(tmp_path):
    found = read(write(tmp_path, ALL_MEETINGS))
    ids = [meeting.id for meeting in facts(found, Gathering)]
    assert ids == ["gathering:2024-05-03 care forum", "gathering:2024-05-04 book club"]
    assert [person.email for person in facts(found, Person)] == ["ann@example.org"] * 2
    assert [row[2] for row in table(found)] == [40.0, 20.0]


def test_months_stand_first_unless_the_files_show_otherwise(tmp_path):
    american = write(tmp_path, ALL_MEETINGS, "american.csv")
    british = write(tmp_path, OLD.replace("11/19/2021", "19/11/2021"), "british.csv")
    assert ZOOM.survey(map(Source, [american]), Options()).day_first is None
    assert ZOOM.survey(map(Source, [british, american]), Options()).day_first is True
    assert facts(read(british), Gathering)[0].on == dt.date(2021, 11, 19)
    assert facts(read(american, Options(day_first=True)), Gathering)[0].on == dt.date(2024, 3, 5)


def test_an_order_assumed_is_stated(tmp_path):
    text = OLD.replace("11/19/2021", "05/03/2024").replace(" AM", "").replace(" PM", "")
    found = read(write(tmp_path, text))
    assert [warning.code for entry in found for warning in entry.warnings] == ["W-ORDER"]
    assert facts(found, Gathering)[0].on == dt.date(2024, 5, 3)


def test_damaged_rows_are_rejected_and_reading_goes_on(tmp_path):
    text = OLD.replace("9:54:00 AM", "29:54:00 AM").replace("Zed (Zoë Dale)", "")
    found = read(write(tmp_path, text))
    bad = [(entry.origin.place, entry.reason.code) for entry in found if entry.fate is Fate.REJECTED]
    assert bad == [("line 5", "R-DATE"), ("line 6", "R-NAME")]
    assert fates(found)["used"] == 5


def test_rows_outside_the_window_are_rejected(tmp_path):
    found = read(write(tmp_path, NEW), Options(last_day=dt.date(2020, 1, 1)))
    assert [entry.reason.code for entry in found] == ["R-WINDOW"]


def test_a_workbook_reads_like_the_text(tmp_path):
    import csv

    from openpyxl import Workbook

    book = Workbook()
    for line in csv.reader(WEBINAR.splitlines()):
        book.active.append(line)
    book.save(tmp_path / "webinar.xlsx")
    assert ZOOM.identify(Source(tmp_path / "webinar.xlsx"))
    assert table(read(tmp_path / "webinar.xlsx")) == table(read(write(tmp_path, WEBINAR)))


@pytest.mark.parametrize("text", [OLD, NEW, UNIQUE, WEBINAR, ALL_MEETINGS])
def test_reports_are_known_by_their_header(tmp_path, text):
    for encoding in ("utf-8", "utf-16", "cp1252"):
        assert identify(Source(write(tmp_path, text, encoding=encoding))) == "zoom"


@pytest.mark.parametrize(
    "text",
    [
        "Name,Organisation,Status\nAnn Smith,Age UK,Y\n",
        "Name,Join time,Leave time\nAnn Smith,10:00,11:00\n",
        "First name,Last name,Email,Duration,Time joined,Time exited\nAnn,Smith,,58 min,10:03,11:01\n",
        "Full Name\tUser Action\tTimestamp\nAnn\tJoined\t14/11/22, 09:29:07\n",
        "Order #,First Name,Last Name,Email,Attendee Status\n1,Ann,Smith,a@example.org,Attending\n",
        "",
        "{}",
    ],
)
def test_foreign_files_are_left_to_others(tmp_path, text):
    path = write(tmp_path, text, encoding="utf-8")
    assert not ZOOM.identify(Source(path))
    with pytest.raises(SourceError):
        list(ZOOM.load(Source(path), Options()))


def test_the_real_sample_has_27_people_in_31_rows():
    path = SAMPLES / "participants_heroes_full.csv"
    if not path.is_file():
        pytest.skip("the samples are not beside this copy of the project")
    found = read(path)
    assert fates(found) == {"used": 27, "merged": 4, "rejected": 0, "excluded": 0}


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from([OLD, NEW, UNIQUE, WEBINAR, ALL_MEETINGS]),
    st.lists(
        st.tuples(st.integers(0, 900), st.text(max_size=4) | st.sampled_from(['"', ",", "\n", "--", "\x00"])),
        max_size=6,
    ),
)
def test_damaged_reports_still_reconcile(tmp_path, text, damages):
    for at, damage in damages:
        text = text[:at] + damage + text[at:]
    path = tmp_path / "fuzz.csv"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with contextlib.suppress(SourceError):
        read(path)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_raise_nothing_but_source_errors(tmp_path, data):
    path = tmp_path / "fuzz.csv"
    path.write_bytes(data)
    ZOOM.identify(Source(path))
    with contextlib.suppress(SourceError):
        read(path)
