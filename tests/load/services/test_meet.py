"""Attendance reports of Google Meet (all people invented)."""

import contextlib
import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sna.errors import SourceError
from sna.facts import Attendance, Fate, Gathering, Kind, Person
from sna.load import Options, identify
from sna.load.services.calls import MEET
from sna.load.source import Source

PLAIN = """First name,Last name,Email,Duration,Time joined,Time exited
Ann,Smith,ann@example.org,58 min,10:03 AM,11:01 AM
Zoë,Dale,,1 hr 2 min,10:00 AM,11:02 AM
Ann,Smith,ann@example.org,2 min,11:05 AM,11:07 AM
iPhone,,,5 min,10:00 AM,10:05 AM
"""
DATED = """Name,Email,Duration,Time joined,Time exited
Ann Smith,ann@example.org,42m,2024-03-05 11:01:14,2024-03-05 11:43:08
Zoë Dale,zoe@example.org,210,2024-03-05 09:00:00,2024-03-05 12:30:00
"""
DESCRIBED = """Meeting title,Date,Start time,End time
Care Forum,2024-03-05,09:00,09:32

Name,Email,Duration,Time joined,Time exited
Ann Smith,ann@example.org,32m,9:00:12,9:32:01
"""
POLISH = """Imię i nazwisko;Adres e-mail;Czas;Dołączono;Opuszczono
Ann Smith;ann@example.org;58 min;10:03;11:01
Zoë Dale;;1 godz. 2 min;10:00;11:02
"""


def write(tmp_path, text, name="Care Forum (2024-03-05 at 10 02 GMT) - Attendance Report.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


def read(path, options=None):
    options = options or Options()
    found = list(MEET.load(Source(path), options))
    assert sum(entry.records for entry in found) == MEET.count(Source(path), options)
    return found


def facts(found, kind):
    return [fact for entry in found for fact in entry.facts if isinstance(fact, kind)]


def table(found):
    names = {person.id: person.name for person in facts(found, Person)}
    return [(names[a.person], a.status.value, a.minutes) for a in facts(found, Attendance)]


def test_the_day_is_in_the_name_of_the_file(tmp_path):
    found = read(write(tmp_path, PLAIN))
    assert table(found) == [("Ann Smith", "present", 60.0), ("Zoë Dale", "present", 62.0), ("iPhone", "present", 5.0)]
    assert [entry.fate for entry in found].count(Fate.MERGED) == 1
    meeting = facts(found, Gathering)[0]
    assert (meeting.id, meeting.title, meeting.on) == (
        "gathering:2024-03-05 care forum",
        "Care Forum",
        dt.date(2024, 3, 5),
    )
    assert facts(found, Person)[0].email == "ann@example.org"
    assert facts(found, Person)[2].kind is Kind.UNIDENTIFIED


def test_without_a_day_the_gathering_is_undated(tmp_path):
    found = read(write(tmp_path, PLAIN, "attendance.csv"))
    assert facts(found, Gathering)[0].id == "gathering:undated attendance"
    dated = read(write(tmp_path, PLAIN, "attendance.csv"), Options(on=dt.date(2024, 3, 5), title="Forum"))
    assert facts(dated, Gathering)[0].id == "gathering:2024-03-05 forum"


def test_moments_in_the_rows_give_the_day(tmp_path):
    found = read(write(tmp_path, DATED, "Forum.csv"))
    assert table(found) == [("Ann Smith", "present", 42.0), ("Zoë Dale", "present", 210.0)]
    assert facts(found, Gathering)[0].id == "gathering:2024-03-05 forum"


def test_lines_above_describe_the_meeting(tmp_path):
    found = read(write(tmp_path, DESCRIBED, "x.csv"))
    assert facts(found, Gathering)[0].id == "gathering:2024-03-05 care forum"
    assert table(found) == [("Ann Smith", "present", 32.0)]


def test_headings_in_another_language_are_told_by_kind(tmp_path):
    path = write(tmp_path, POLISH)
    assert MEET.identify(Source(path))
    assert table(read(path)) == [("Ann Smith", "present", 58.0), ("Zoë Dale", "present", 62.0)]


def test_without_a_duration_the_times_give_it_over_midnight_too(tmp_path):
    text = "First name,Last name,Email,Duration,Time joined,Time exited\nAnn,Smith,,,23:30,00:15\n"
    assert table(read(write(tmp_path, text))) == [("Ann Smith", "present", 45.0)]


def test_the_order_of_day_and_month_is_inferred_or_stated(tmp_path):
    clear = write(tmp_path, DATED.replace("2024-03-05", "14/03/2024"), "a.csv")
    open_ = write(tmp_path, DATED.replace("2024-03-05", "05/03/2024"), "b.csv")
    assert MEET.survey(map(Source, [clear, open_]), Options()).day_first is True
    assert MEET.survey(map(Source, [open_]), Options()).day_first is None
    assert [w.code for entry in read(open_) for w in entry.warnings] == ["W-ORDER"]
    assert facts(read(open_, Options(day_first=False)), Gathering)[0].on == dt.date(2024, 5, 3)


def test_damaged_rows_are_rejected(tmp_path):
    found = read(write(tmp_path, PLAIN.replace("Zoë,Dale", ",").replace("58 min", "long")))
    bad = [(entry.origin.place, entry.reason.code) for entry in found if entry.fate is Fate.REJECTED]
    assert bad == [("line 2", "R-DATE"), ("line 3", "R-NAME")]
    late = read(write(tmp_path, PLAIN), Options(first_day=dt.date(2025, 1, 1)))
    assert {entry.reason.code for entry in late} == {"R-WINDOW"}


def test_a_workbook_reads_like_the_text(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for line in PLAIN.splitlines():
        book.active.append(line.split(","))
    path = tmp_path / "Care Forum (2024-03-05).xlsx"
    book.save(path)
    assert MEET.identify(Source(path))
    assert table(read(path)) == table(read(write(tmp_path, PLAIN)))


@pytest.mark.parametrize("text", [PLAIN, DATED, DESCRIBED, POLISH])
def test_reports_of_meet_are_of_no_other_service(tmp_path, text):
    path = write(tmp_path, text)
    assert identify(Source(path)) == "meet"


@pytest.mark.parametrize(
    "text",
    [
        "Name,Organisation,Status\nAnn Smith,Age UK,Y\n",
        "Name,Start,End,Room\nAnn Smith,10:00,11:00,3\n",
        "Name (Original Name),User Email,Total Duration (Minutes),Guest\nAnn,a@example.org,7,\n",
        "Full Name\tUser Action\tTimestamp\nAnn\tJoined\t14/11/22, 09:29:07\n",
        'Full Name,Join Time,Leave Time,Duration,Email\nAnn,"14/11/22, 09:29","14/11/22, 09:59",30m,\n',
        "",
    ],
)
def test_foreign_files_are_left_to_others(tmp_path, text):
    path = write(tmp_path, text)
    assert not MEET.identify(Source(path))
    with pytest.raises(SourceError):
        list(MEET.load(Source(path), Options()))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from([PLAIN, DATED, DESCRIBED, POLISH]),
    st.lists(
        st.tuples(st.integers(0, 250), st.text(max_size=4) | st.sampled_from(['"', ",", "\n", "\x00"])), max_size=5
    ),
)
def test_damaged_reports_still_reconcile(tmp_path, text, damages):
    header = text.index("Ann")  # damaged headings are no longer known: what is the header then is anybody's guess
    for at, damage in damages:
        text = text[: header + at] + damage + text[header + at :]
    path = write(tmp_path, text, "fuzz.csv")
    MEET.identify(Source(path))
    with contextlib.suppress(SourceError):
        read(path)
