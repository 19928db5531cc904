"""Guest and ticket lists of Luma, Bevy, Meetup and Humanitix, reports of Webex, Moodle's attendance (all invented)."""

import datetime as dt

import pytest

from sna.errors import SourceError
from sna.facts import Affiliation, Attendance, Fate, Gathering, Person
from sna.load import Options, columns_of, identify, loader
from sna.load.source import Source

LUMA = (
    "guest_id,name,first_name,last_name,email,phone_number,created_at,approval_status,checked_in_at,ticket_name,"
    "What organisation are you with?\n"
    "g1,Ann Lo,Ann,Lo,ann@x.example,,2024-03-01T10:00:00.000Z,approved,2024-03-13T18:02:00.000Z,Free,Age UK\n"
    "g2,Bo Ng,Bo,Ng,bo@x.example,,2024-03-01T10:00:00.000Z,approved,,Free,\n"
    "g3,Cy Dee,Cy,Dee,cy@x.example,,2024-03-01T10:00:00.000Z,declined,,Free,\n"
    "g4,Di Lo,Di,Lo,di@x.example,,2024-03-01T10:00:00.000Z,waitlist,,Free,\n"
    "g5,Ed Poe,Ed,Poe,ed@x.example,,2024-03-01T10:00:00.000Z,dithering,,Free,\n"
    "g6,,,,flo@x.example,,2024-03-01T10:00:00.000Z,approved,,Free,\n"
)
BEVY = (
    "Order number,Ticket number,First Name,Last Name,Email,Company,Title,Ticket title,Paid date (UTC),"
    "Checkin Date (UTC)\n"
    "O1,T1,Ann,Lo,ann@x.example,Age UK,Nurse,In person,2024-03-01 05:34:10+00:00,2024-03-13 18:02:47+00:00\n"
    "O2,T2,Bo,Ng,bo@x.example,,,In person,2024-03-01 05:34:10+00:00,2024-03-13 18:12:47+00:00\n"
    "O3,T3,Cy,Dee,cy@x.example,,,In person,2024-03-01 05:34:10+00:00,\n"
    "O4,T4,Di,Lo,di@x.example,,,In person,2024-03-01 05:34:10+00:00,2024-03-14 00:12:47+00:00\n"
)
MEETUP = (
    "Name\tUser ID\tTitle\tEvent Host\tRSVP\tGuests\tRSVPed on\tJoined Group on\tURL of Member Profile\n"
    "Ann Lo\tuser 1\tMember\t\tYes\t0\t3/1/24 5:01 PM\t1/2/23\thttps://x.example/1\n"
    "Bo Ng\tuser 2\tMember\t\tNo\t0\t3/1/24 5:01 PM\t1/2/23\thttps://x.example/2\n"
    "Cy Dee\tuser 3\tMember\t\tWaitlist\t0\t3/1/24 5:01 PM\t1/2/23\thttps://x.example/3\n"
)
HUMANITIX = (
    "Order id,Event,Event date,First name,Last name,Email,Order date,Financial status,Valid tickets,Your earnings\n"
    "A1,Care Forum,13/03/2024,Ann,Lo,ann@x.example,01/03/2024 10:11 am,Paid,2,$0.00\n"
    "A2,Care Forum,13/03/2024,Bo,Ng,bo@x.example,01/03/2024 10:11 am,Refunded,0,$0.00\n"
    "A3,Care Forum,31/02/2024,Cy,Dee,cy@x.example,01/03/2024 10:11 am,Paid,1,$0.00\n"
)
WEBEX = (
    "Meeting Name,Meeting Start Time,Meeting End Time,Display Name,Attendee Email,Join Time,Leave Time,"
    "Attendance Duration\n"
    'Forum,"=""2024-03-13 09:30:00""","=""2024-03-13 10:30:00""",Ann Lo,ann@x.example,"=""2024-03-13 09:31:00""",'
    '"=""2024-03-13 10:00:00""",29 mins\n'
    'Forum,"=""2024-03-13 09:30:00""","=""2024-03-13 10:30:00""",Ann Lo,ann@x.example,"=""2024-03-13 10:05:00""",'
    '"=""2024-03-13 10:30:00""",25 mins\n'
    'Forum,"=""2024-03-13 09:30:00""","=""2024-03-13 10:30:00""",Bo Ng,,"=""2024-03-13 09:30:00""",'
    '"=""2024-03-13 10:30:00""",60 mins\n'
)
MOODLE = (
    "Course\tCare Homes Forum\nGroup\tAll participants\n\n"
    "Last name\tFirst name\t13 Mar 2024 9.00AM All students\t10 Apr 2024 9.00AM All students\tTaken sessions\t"
    "Points\tPercentage\n"
    "Lo\tAnn\tP (2/2)\tA (0/2)\t2\t2 / 4\t50.0\nNg\tBo\tE (1/2)\t?\t1\t1 / 2\t50.0\nDee\tCy\tL (1/2)\tP (2/2)\t2\t"
    "3 / 4\t75.0\n"
)
LISTS = {"luma": LUMA, "bevy": BEVY, "meetup": MEETUP, "humanitix": HUMANITIX, "webex": WEBEX}
MARCH = dt.date(2024, 3, 13)


def write(tmp_path, text, name="Care Forum - Guests.csv"):
    (tmp_path / name).write_text(text, "utf-8")
    return Source(tmp_path / name)


def read(source, name, **options):
    entries = list(loader(name).load(source, Options(**options)))
    assert sum(entry.records for entry in entries) == loader(name).count(source, Options(**options))
    return entries


def statuses(entries):
    facts = [fact for entry in entries for fact in entry.facts]
    names = {fact.id: fact.name for fact in facts if isinstance(fact, Person)}
    return [(names[fact.person], str(fact.status)) for fact in facts if isinstance(fact, Attendance)]


def held(entries):
    return {(fact.on, fact.title) for entry in entries for fact in entry.facts if isinstance(fact, Gathering)}


@pytest.mark.parametrize("name", LISTS)
def test_each_list_is_of_one_kind_and_loses_nothing(tmp_path, name):
    source = write(tmp_path, LISTS[name])
    assert identify(source) == name
    assert read(source, name)
    whys = {column.why for column in columns_of(name, source, Options()) if not column.read_as}
    assert all(whys)


@pytest.mark.parametrize("name", LISTS)
def test_without_its_telling_column_it_is_of_no_vendor(tmp_path, name):
    telling = {"luma": "guest_id", "bevy": "Checkin Date (UTC)", "meetup": "RSVPed on", "humanitix": "Valid tickets"}
    text = LISTS[name].replace(telling.get(name, "Attendance Duration"), "Zumba")
    assert not loader(name).identify(write(tmp_path, text))


def test_luma_scanned_is_present_and_a_blank_among_scans_is_absent(tmp_path):
    entries = read(write(tmp_path, LUMA), "luma")
    assert statuses(entries) == [("Ann Lo", "present"), ("Bo Ng", "absent"), ("Cy Dee", "apologies")]
    assert held(entries) == {(MARCH, "Care Forum")}
    assert [entry.reason.code for entry in entries if entry.reason] == ["X-VOID", "R-STATUS", "R-NAME"]
    works = [fact.organisation for entry in entries for fact in entry.facts if isinstance(fact, Affiliation)]
    assert works == ["Age UK"]


def test_luma_where_nobody_was_scanned_all_stay_registered(tmp_path):
    entries = read(write(tmp_path, LUMA.replace("2024-03-13T18:02:00.000Z", "")), "luma")
    assert statuses(entries)[:2] == [("Ann Lo", "registered"), ("Bo Ng", "registered")]
    assert {day for day, _title in held(entries)} == {None}


def test_two_of_one_name_with_two_addresses_are_two_guests(tmp_path):
    text = LUMA.splitlines()[0] + "\ng1,Maria,Maria,,a@x.example,,2024-03-01,approved,2024-03-13T18:02:00Z,Free,\n"
    text += "g2,Maria,Maria,,b@x.example,,2024-03-01,approved,,Free,\n"
    assert statuses(read(write(tmp_path, text), "luma")) == [("Maria", "present"), ("Maria", "absent")]


def test_bevy_has_the_day_on_which_most_were_checked_in(tmp_path):
    entries = read(write(tmp_path, BEVY), "bevy")
    assert {day for day, _title in held(entries)} == {MARCH}
    assert statuses(entries)[:3] == [("Ann Lo", "present"), ("Bo Ng", "present"), ("Cy Dee", "absent")]
    assert {day for day, _title in held(read(write(tmp_path, BEVY), "bevy", on=dt.date(2024, 3, 12)))} == {
        dt.date(2024, 3, 12)
    }


def test_meetup_a_yes_beforehand_is_no_attendance_but_what_the_hosts_took_down_is(tmp_path):
    entries = read(write(tmp_path, MEETUP), "meetup")
    assert statuses(entries) == [("Ann Lo", "registered"), ("Bo Ng", "apologies")]
    assert [entry.reason.code for entry in entries if entry.reason] == ["X-VOID"]
    text = MEETUP.replace("\tRSVP\t", "\tAttendance\tRSVP\t").replace("\tYes\t", "\tAttended\tYes\t")
    text = text.replace("\tNo\t", "\tNo show\tNo\t").replace("\tWaitlist\t", "\tperhaps\tYes\t")
    entries = read(write(tmp_path, text), "meetup")
    assert statuses(entries) == [("Ann Lo", "present"), ("Bo Ng", "apologies")]
    assert [entry.reason.code for entry in entries if entry.reason] == ["R-STATUS"]


def test_humanitix_an_order_is_a_registration_for_as_many_as_it_has_tickets(tmp_path):
    entries = read(write(tmp_path, HUMANITIX), "humanitix")
    assert statuses(entries) == [("Ann Lo", "registered"), ("Guest of Ann Lo", "registered")]
    assert held(entries) == {(MARCH, "Care Forum")}
    assert [(entry.fate, entry.reason.code) for entry in entries if entry.reason] == [
        (Fate.EXCLUDED, "X-VOID"),
        (Fate.REJECTED, "R-DATE"),
    ]


def test_webex_reads_times_that_stand_as_formulas_and_counts_two_joins_once(tmp_path):
    entries = read(write(tmp_path, WEBEX), "webex")
    minutes = [fact.minutes for entry in entries for fact in entry.facts if isinstance(fact, Attendance)]
    assert (statuses(entries), minutes) == ([("Ann Lo", "present"), ("Bo Ng", "present")], [54.0, 60.0])
    assert held(entries) == {(MARCH, "Forum")}


def test_moodle_knows_excused_late_absent_and_not_taken(tmp_path):
    source = write(tmp_path, MOODLE, "CARE_Attendances_20240411-1000.txt")
    assert identify(source) == "register"
    entries = read(source, "register")
    assert statuses(entries) == [
        ("Ann Lo", "present"),
        ("Ann Lo", "absent"),
        ("Bo Ng", "apologies"),
        ("Cy Dee", "present"),
        ("Cy Dee", "present"),
    ]
    assert [entry.reason.code for entry in entries if entry.reason] == ["X-NOTHING"]
    assert held(entries) == {(MARCH, "Care Homes Forum"), (dt.date(2024, 4, 10), "Care Homes Forum")}


def test_a_single_scan_among_many_tickets_was_a_test_and_makes_nobody_absent(tmp_path):
    rows = "".join(f"g{n},Guest Lo{'abcdefghijklmnopqrst'[n]},,,g{n}@x.example,,,approved,,Free,\n" for n in range(20))
    text = LUMA.splitlines()[0] + "\ng,Ann Lo,,,ann@x.example,,,approved,2024-03-13T18:02:00Z,Free,\n" + rows
    counts = [status for _name, status in statuses(read(write(tmp_path, text), "luma"))]
    assert (counts.count("present"), counts.count("registered"), counts.count("absent")) == (1, 20, 0)


@pytest.mark.parametrize(
    ("name", "columns", "day"),
    [
        ("bevy", {"date": "Checkin Date (UTC)"}, MARCH),
        ("luma", {"name": "name", "status": "checked_in_at"}, MARCH),
        ("luma", {"date": "created_at"}, dt.date(2024, 3, 1)),
    ],
)
def test_columns_named_in_the_words_of_a_register_do_not_make_anybody_present(tmp_path, name, columns, day):
    entries = read(write(tmp_path, LISTS[name]), name, columns=columns)
    people = dict(statuses(entries))
    assert (people["Ann Lo"], "present" in {people[who] for who in ("Cy Dee",)}) == ("present", False)
    assert {on for on, _title in held(entries)} == {day}


def test_a_heading_that_is_not_there_is_not_passed_over(tmp_path):
    with pytest.raises(SourceError, match="no guest list of Luma"):
        list(loader("luma").load(write(tmp_path, LUMA), Options(columns={"checked": "Zumba"})))
