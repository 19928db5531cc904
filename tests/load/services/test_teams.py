"""Reports of Teams in every layout, language and encoding (all people invented)."""

import contextlib
import datetime as dt
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sna.errors import SourceError
from sna.facts import Affiliation, Attendance, Fate, Gathering, Kind, Person, Status
from sna.load import Options, identify
from sna.load.services import teams
from sna.load.source import Source

REPORT = """1. Summary
Meeting title\tCare Forum
Attended participants\t4
Start time\t3/14/23, 9:55:00 AM
End time\t3/14/23, 11:05:00 AM
Meeting duration\t1h 10m
Average attendance time\t50m 3s

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
PATEL, Priya (OAK TRUST)\t3/14/23, 9:56:00 AM\t3/14/23, 11:00:00 AM\t50m 0s\tp02@e.org\tn12345@example.org\tOrganizer
JANSSENS JAN (EXT)\t3/14/23, 10:00:00 AM\t3/14/23, 11:00:00 AM\t1h\tjan@example.com\tjan@example.com\tPresenter
Fox, Zoë\t3/14/23, 10:00:00 AM\t3/14/23, 10:30:00 AM\t30m\t\t\tAttendee
+44 7*** ***123\t3/14/23, 10:00:00 AM\t3/14/23, 10:30:00 AM\t30m\t\t\tAttendee

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
PATEL, Priya (OAK TRUST)\t3/14/23, 9:56:00 AM\t3/14/23, 10:16:00 AM\t20m\tp02@e.org\tOrganizer
PATEL, Priya (OAK TRUST)\t3/14/23, 10:30:00 AM\t3/14/23, 11:00:00 AM\t30m\tp02@e.org\tOrganizer
JANSSENS JAN (EXT)\t3/14/23, 10:00:00 AM\t3/14/23, 11:00:00 AM\t1h\tjan@example.com\tPresenter
Fox, Zoë\t3/14/23, 10:00:00 AM\t3/14/23, 10:30:00 AM\t30m\t\tAttendee
+44 7*** ***123\t3/14/23, 10:00:00 AM\t3/14/23, 10:30:00 AM\t30m\t\tAttendee
"""

GERMAN = """1. Zusammenfassung
Titel der Besprechung\tPflegeforum
Anzahl der Teilnehmer\t2
Startzeit\t06.10.26, 18:00:00
Endzeit\t06.10.26, 19:05:00

2. Teilnehmer
Name\tErster Beitritt\tLetztes Verlassen\tDauer der Besprechung\tE-Mail\tTeilnehmer-ID (UPN)\tRolle
Anna Weber\t06.10.26, 18:01:00\t06.10.26, 19:00:00\t59 Min. 0 Sek.\tanna@example.org\tn1@example.org\tOrganisator
Udo Braun\t06.10.26, 18:01:00\t06.10.26, 19:01:00\t1 Std. 0 Min.\t\t\tTeilnehmer

3. Aktivitäten in der Besprechung
Name\tBeitrittszeit\tZeitpunkt des Verlassens\tDauer\tE-Mail\tRolle
Anna Weber\t06.10.26, 18:01:00\t06.10.26, 19:00:00\t59 Min. 0 Sek.\tanna@example.org\tOrganisator
Udo Braun\t06.10.26, 18:01:00\t06.10.26, 19:01:00\t1 Std. 0 Min.\t\tTeilnehmer
"""

OF_2021 = """Meeting Summary
Total Number of Participants\t2
Meeting Title\tCare Forum
Meeting Start Time\t14/11/22, 09:28:00
Meeting End Time\t14/11/22, 10:30:00
Meeting Id\t0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9

Full Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\tParticipant ID (UPN)
Ann Smith\t14/11/22, 09:29:07\t14/11/22, 09:59:07\t30m 0s\tann@example.org\tOrganizer\tann@example.org
Ann Smith\t14/11/22, 09:49:07\t14/11/22, 10:19:07\t30m 0s\tann@example.org\tOrganizer\tann@example.org
Bob Jones\t14/11/22, 09:30:00\t\t\t\tAttendee\t
"""

LOG = """Full Name\tUser Action\tTimestamp
Smith, Ann\tJoined before\t3/25/2021, 1:00:00 PM
Jones, Bob\tJoined\t3/25/2021, 1:01:00 PM
Guest\tJoined\t3/25/2021, 1:02:00 PM
Guest\tJoined\t3/25/2021, 1:03:00 PM
Guest\tLeft\t3/25/2021, 1:30:00 PM
Smith, Ann\tLeft\t3/25/2021, 1:20:00 PM
Smith, Ann\tJoined\t3/25/2021, 1:30:00 PM
Smith, Ann\tLeft\t3/25/2021, 1:40:00 PM
Smith, Ann\tJoined\t4/1/2021, 1:00:00 PM
Smith, Ann\tLeft\t4/1/2021, 2:00:00 PM
"""

GRAPH = {
    "id": "r1",
    "meetingStartDateTime": "2021-10-05T04:38:23.9456Z",
    "meetingEndDateTime": "2021-10-05T04:43:49.77Z",
    "totalParticipantCount": 2,
    "attendanceRecords": [
        {
            "emailAddress": "ann@example.org",
            "totalAttendanceInSeconds": 322,
            "role": "Organizer",
            "identity": {"id": "1", "displayName": "Ann Smith", "tenantId": "t"},
            "attendanceIntervals": [
                {"joinDateTime": "2021-10-05T04:38:00Z", "leaveDateTime": "2021-10-05T04:41:00Z"},
                {"joinDateTime": "2021-10-05T04:40:00Z", "leaveDateTime": "2021-10-05T04:43:00Z"},
            ],
        },
        {
            "emailAddress": None,
            "totalAttendanceInSeconds": 60,
            "role": "None",
            "identity": {"displayName": "Bob Jones"},
        },
    ],
}


def write(tmp_path, text, name="report.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def read(path, options=None):
    options = options or Options()
    found = list(teams.load(Source(path), options))
    assert sum(entry.records for entry in found) == teams.count(Source(path), options)
    places = {entry.origin.place for entry in found if entry.fate is Fate.USED}
    assert all(entry.into in places for entry in found if entry.fate is Fate.MERGED)
    return found


def facts(found, kind):
    return [fact for entry in found for fact in entry.facts if isinstance(fact, kind)]


def table(found):
    """Who was where, in a comparable form."""
    names = {person.id: person.name for person in facts(found, Person)}
    rows = [(names[a.person], a.gathering, a.status.value, a.minutes, a.role) for a in facts(found, Attendance)]
    return sorted(rows, key=str)


def fates(found):
    return {fate.value: sum(entry.fate is fate for entry in found) for fate in Fate}


def test_a_numbered_report_says_each_person_once(tmp_path):
    found = read(write(tmp_path, REPORT))
    day = "gathering:2023-03-14 care forum"
    assert table(found) == [
        ("+44 7*** ***123", day, "present", 30.0, "attendee"),
        ("Jan Janssens", day, "present", 60.0, "presenter"),
        ("Priya Patel", day, "present", 50.0, "organiser"),
        ("Zoë Fox", day, "present", 30.0, "attendee"),
    ]
    assert fates(found) == {"used": 4, "merged": 5, "rejected": 0, "excluded": 0}
    priya = next(person for person in facts(found, Person) if person.name == "Priya Patel")
    assert (priya.id, priya.email) == ("name:priya patel", "p02@e.org")
    work = facts(found, Affiliation)[0]
    assert (work.organisation, work.since, work.until) == ("OAK TRUST", dt.date(2023, 3, 14), work.since)
    phone = next(person for person in facts(found, Person) if person.kind is Kind.UNIDENTIFIED)
    assert phone.id == "unidentified:report.csv#line 14"
    meeting = facts(found, Gathering)[0]
    assert (meeting.title, meeting.on, meeting.mode) == ("Care Forum", dt.date(2023, 3, 14), "virtual")


def excel_padded(text):
    rows = [line.split("\t") for line in text.splitlines()]
    return "\r\n".join(
        ",".join(f'"{cell}"' if "," in cell else cell for cell in [*row, *[""] * (7 - len(row))]) for row in rows
    )


SIX = {
    "utf-16 with mark, tabs, CRLF": lambda text: ("\ufeff" + text.replace("\n", "\r\n")).encode("utf-16-le"),
    "utf-16 without mark": lambda text: text.encode("utf-16-le"),
    "utf-16 big-endian, LF": lambda text: ("\ufeff" + text).encode("utf-16-be"),
    "utf-8": lambda text: text.encode(),
    "cp1252, semicolons": lambda text: text.replace("\t", ";").encode("cp1252"),
    "utf-8 with mark, commas after Excel": lambda text: excel_padded(text).encode("utf-8-sig"),
}


@pytest.mark.parametrize("text", [REPORT, GERMAN, OF_2021, LOG], ids=["report", "German", "of 2021", "log"])
def test_one_report_in_six_writings_gives_the_same_table_six_times(tmp_path, text):
    tables = []
    for number, encode in enumerate(SIX.values()):
        path = tmp_path / f"{number}" / "report.csv"
        path.parent.mkdir()
        path.write_bytes(encode(text))
        assert identify(Source(path)) == "teams"
        tables.append(table(read(path)))
    assert tables[0]
    assert all(each == tables[0] for each in tables)


def test_a_report_saved_as_workbook_reads_the_same(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for line in REPORT.splitlines():
        book.active.append(line.split("\t"))
    book.copy_worksheet(book.active)  # somebody's working copy is not the report
    path = tmp_path / "report.xlsx"
    book.save(path)
    assert teams.identify(Source(path))
    assert table(read(path)) == table(read(write(tmp_path, REPORT)))


def test_a_german_report_is_read_by_its_numbers_and_kinds(tmp_path):
    day = "gathering:2026-10-06 pflegeforum"
    found = read(write(tmp_path, GERMAN))
    assert table(found) == [
        ("Anna Weber", day, "present", 59.0, "organiser"),
        ("Udo Braun", day, "present", 60.0, "attendee"),
    ]
    assert not [entry for entry in found if entry.warnings]


LANGUAGES = {
    "es": ("Resumen", "Título de la reunión", "Nombre", "Primera unión", "Última salida", "Duración", "Rol"),
    "fr": ("Résumé", "Titre de la réunion", "Nom", "Première participation", "Dernier départ", "Durée", "Rôle"),
    "it": ("Riepilogo", "Titolo della riunione", "Nome", "Primo accesso", "Ultima uscita", "Durata", "Ruolo"),
    "nl": ("Samenvatting", "Titel van vergadering", "Naam", "Eerste deelname", "Laatste vertrek", "Duur", "Rol"),
    "pt": ("Resumo", "Título da reunião", "Nome", "Primeiro ingresso", "Última saída", "Duração", "Função"),
    "pl": ("Podsumowanie", "Tytuł spotkania", "Nazwa", "Dołączenie", "Opuszczenie", "Czas", "Rola"),
}
VALUES = {
    "es": ("Organizador", "22/3/24, 9:00:00", "59 min 3 s"),
    "fr": ("Organisateur", "22/03/2024 à 09:00:00", "59 min 3 s"),
    "it": ("Organizzatore", "22/03/24, 09:00:00", "59 min 3 sec"),
    "nl": ("Organisator", "22-03-2024 09:00:00", "59 min. 3 sec."),
    "pt": ("Organizador", "22/03/2024, 09:00:00", "59 min 3 seg"),
    "pl": ("Organizator", "22.03.2024, 09:00:00", "0 godz. 59 min 3 sek."),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_in_any_language_is_read_by_kinds(tmp_path, language):
    summary, title, name, join, left, time, part = LANGUAGES[language]
    role, moment, duration = VALUES[language]
    leave = moment.replace("9:00:00", "9:59:03")
    rows = [[f"1. {summary}"], [title, "Forum 7"], [], ["2. Xyz"], [name, join, left, time, "E-mail", "ID (UPN)", part]]
    rows += [["Ann Smith", moment, leave, duration, "ann@example.org", "n1@example.org", role]]
    rows += [["Bob Jones", moment, leave, duration, "", "", role]]
    path = write(tmp_path, "\n".join("\t".join(row) for row in rows))
    older = [[summary], ["Xyz", "2"], [title, "Forum 7"], [join, moment], [left, leave], [], *rows[4:]]
    assert identify(Source(write(tmp_path, "\n".join("\t".join(row) for row in older), "older.csv"))) == "teams"
    assert identify(Source(path)) == "teams"
    day = "gathering:2024-03-22 forum 7"
    assert table(read(path)) == [(name, day, "present", 59.0, "organiser") for name in ("Ann Smith", "Bob Jones")]


def test_a_report_of_2021_unites_overlapping_stays_and_ends_open_ones_with_the_meeting(tmp_path):
    found = read(write(tmp_path, OF_2021))
    day = "gathering:2022-11-14 care forum"
    assert table(found) == [
        ("Ann Smith", day, "present", 50.0, "organiser"),
        ("Bob Jones", day, "present", 60.0, "attendee"),
    ]
    assert fates(found)["merged"] == 1


def test_a_log_may_hold_two_meetings(tmp_path):
    found = read(write(tmp_path, LOG, "meetingAttendanceList.csv"))
    first, second = "gathering:2021-03-25", "gathering:2021-04-01"
    assert table(found) == [
        ("Ann Smith", first, "present", 30.0, ""),
        ("Ann Smith", second, "present", 60.0, ""),
        ("Bob Jones", first, "present", None, ""),
        ("Guest", first, "present", 28.0, ""),
        ("Guest", first, "present", None, ""),
    ]
    assert fates(found) == {"used": 5, "merged": 5, "rejected": 0, "excluded": 0}


def test_a_log_may_lack_its_header(tmp_path):
    path = write(tmp_path, LOG.split("\n", 1)[1])
    assert teams.identify(Source(path))
    assert len(read(path)) == 10


@pytest.mark.parametrize(
    ("join", "leave"),
    [
        ("Beigetreten", "Verlassen"),
        ("Se unió", "Salió"),
        ("A rejoint", "A quitté"),
        ("Ingressou", "Saiu"),
        ("Deelgenomen", "Vertrokken"),
        ("Dołączył(a)", "Opuścił(a)"),
        ("Si è unito", "È uscito"),
    ],
)
def test_actions_of_a_log_are_localised(tmp_path, join, leave):
    text = f"Ann Smith\t{join}\t25/3/2021, 13:00:00\nAnn Smith\t{leave}\t25/3/2021, 13:30:00\n"
    path = write(tmp_path, text)
    assert teams.identify(Source(path))
    assert table(read(path)) == [("Ann Smith", "gathering:2021-03-25", "present", 30.0, "")]


def test_actions_in_a_language_unknown_are_told_by_what_people_begin_with(tmp_path):
    text = "".join(
        f"{name}\t{action}\t25/3/2021, 13:{minute}:00\n"
        for action, minute in (("Csatlakozott", 10), ("Left", 40))
        for name in ("Ann Smith", "Bob Jones", "Cas Moor")
    )
    assert [row[3] for row in table(read(write(tmp_path, text)))] == [30.0] * 3


def test_the_log_of_a_live_event_is_read(tmp_path):
    text = (
        "SessionId,ParticipantId,FullName,UserAgent,UtcEventTimestamp,Action,Role\n"
        "s,p1,Ann Smith,x,3/25/2021 1:00:00 PM,Joined,Attendee\ns,p1,Ann Smith,x,3/25/2021 1:30:00 PM,Left,Attendee\n"
    )
    path = write(tmp_path, text)
    assert teams.identify(Source(path))
    assert table(read(path)) == [("Ann Smith", "gathering:2021-03-25", "present", 30.0, "")]


def test_graph_json_is_read_as_spells_in_utc(tmp_path):
    for data in (GRAPH, {"value": [GRAPH]}, [GRAPH], {"value": GRAPH["attendanceRecords"]}):
        path = write(tmp_path, json.dumps(data, indent=1), "Care Forum.json")
        assert teams.identify(Source(path))
        rows = table(read(path))
        assert [(row[0], row[3], row[4]) for row in rows] == [("Ann Smith", 5.0, "organiser"), ("Bob Jones", 1.0, "")]
    assert rows[0][1] == "gathering:2021-10-05 care forum"


def test_damaged_graph_records_are_rejected_one_by_one(tmp_path):
    broken = {"attendanceRecords": [7, {}, {"identity": {"displayName": "Ann"}, "attendanceIntervals": [{}]}]}
    found = read(write(tmp_path, json.dumps(broken), "x.json"))
    assert [entry.reason.code for entry in found] == ["R-RECORD", "R-NAME", "R-DATE"]
    with pytest.raises(SourceError):
        list(teams.load(Source(write(tmp_path, '{"attendanceRecords": [', "y.json")), Options()))


def test_who_registered_for_a_webinar_and_did_not_come_is_registered(tmp_path):
    text = REPORT.split("3. In-", maxsplit=1)[0].replace("\tRole\n", "\tRole\tRegistration Time\tRegistration Status\n")
    text = text.replace(
        "Fox, Zoë\t3/14/23, 10:00:00 AM\t3/14/23, 10:30:00 AM\t30m\t\t\tAttendee",
        "Fox, Zoë\t\t\t\t\t\t\t3/1/23, 9:00:00 AM\tRegistered",
    )
    found = read(write(tmp_path, text))
    assert [row[2] for row in table(found) if row[0] == "Zoë Fox"] == ["registered"]
    zoe = next(a for a in facts(found, Attendance) if a.status is Status.REGISTERED)
    assert (zoe.minutes, zoe.evidence.value) == (None, "listed")


def test_either_section_alone_is_enough(tmp_path):
    participants = REPORT.split("3. In-", maxsplit=1)[0]
    head, activities = REPORT.split("2. Participants", maxsplit=1)[0], REPORT.split("3. In-", maxsplit=1)[1]
    one = read(write(tmp_path, participants, "a.csv"))
    two = read(write(tmp_path, head + "3. In-" + activities, "b.csv"))
    assert [row[:4] for row in table(one)] == [row[:4] for row in table(two)]
    assert fates(two)["merged"] == 1


def test_a_count_that_disagrees_with_the_rows_is_a_warning(tmp_path):
    found = read(write(tmp_path, REPORT.replace("participants\t4", "participants\t9")))
    assert [warning.code for entry in found for warning in entry.warnings] == ["W-COUNT"]


def test_rows_that_cannot_be_used_are_rejected_and_reading_goes_on(tmp_path):
    text = REPORT.replace(
        "Fox, Zoë\t3/14/23, 10:00:00 AM\t3/14/23, 10:30:00 AM\t30m\t\t\tAttendee",
        "Fox, Zoë\t3/34/23, 10:00:00 AM\t\t\t\t\t",
    )
    text = text.replace("Fox, Zoë\t3/14/23", "\t3/14/23")
    found = read(write(tmp_path, text))
    bad = [entry for entry in found if entry.fate is Fate.REJECTED]
    assert [(entry.origin.place, entry.reason.code) for entry in bad] == [("line 13", "R-DATE"), ("line 21", "R-NAME")]
    assert bad[0].row["Name"] == "Fox, Zoë"
    assert bad[0].reason.value == "3/34/23, 10:00:00 AM"
    assert len(table(found)) == 3


AMBIGUOUS = OF_2021.replace("14/11/22", "05/03/22")


def test_the_order_of_day_and_month_is_settled_for_all_files_together(tmp_path):
    clear = write(tmp_path, OF_2021, "clear.csv")
    open_ = write(tmp_path, AMBIGUOUS, "open.csv")
    american = write(tmp_path, LOG, "american.csv")
    assert teams.survey(map(Source, [clear, open_]), Options()).day_first is True
    assert teams.survey(map(Source, [american, open_]), Options()).day_first is False
    assert teams.survey(map(Source, [open_]), Options()).day_first is None
    assert teams.survey(map(Source, [clear, american, open_]), Options()).day_first is None
    assert teams.survey(map(Source, [clear]), Options(day_first=False)).day_first is False
    assert facts(read(open_, Options(day_first=False)), Gathering)[0].on == dt.date(2022, 5, 3)


def test_day_first_is_assumed_with_a_warning_where_nothing_shows_the_order(tmp_path):
    found = read(write(tmp_path, AMBIGUOUS))
    assert facts(found, Gathering)[0].on == dt.date(2022, 3, 5)
    assert [warning.code for entry in found for warning in entry.warnings] == ["W-ORDER"]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Forum - Attendance report 11-26-25.csv", (2022, 5, 3)),
        ("Forum 26-11-25.csv", (2022, 3, 5)),
        ("2022-05-03.csv", (2022, 5, 3)),
    ],
)
def test_the_file_name_shows_the_order(tmp_path, name, day):
    found = read(write(tmp_path, AMBIGUOUS, name))
    assert facts(found, Gathering)[0].on == dt.date(*day)
    assert not [entry for entry in found if entry.warnings]


def test_a_stay_over_midnight_shows_the_order(tmp_path):
    text = AMBIGUOUS.replace("05/03/22, 10:30:00", "05/04/22, 00:30:00")
    assert teams.survey(map(Source, [write(tmp_path, text)]), Options()).day_first is False


def test_a_date_in_another_order_than_the_rest_is_rejected(tmp_path):
    text = OF_2021.replace("Bob Jones\t14/11/22", "Bob Jones\t11/14/22")
    found = read(write(tmp_path, text))
    assert [entry.reason.code for entry in found if entry.fate is Fate.REJECTED] == ["R-DATE"]


def test_several_reports_of_one_meeting_are_one_gathering(tmp_path):
    one = read(write(tmp_path, OF_2021, "a.csv"))
    two = read(write(tmp_path, OF_2021.replace("09:28:00", "10:40:00").replace("Care Forum", "care  forum"), "b.csv"))
    assert {fact.id for fact in facts(one + two, Gathering)} == {"gathering:2022-11-14 care forum"}
    untitled = OF_2021.replace("Care Forum", "")
    ids = {
        fact.id
        for name in ("report.csv", "list.csv")
        for fact in facts(read(write(tmp_path, untitled, name)), Gathering)
    }
    assert len(ids) == 2 or ids == {"gathering:2022-11-14 0a1b2c3d 4e5f 6071 8293 a4b5c6d7e8f9"}


def test_what_the_study_says_outweighs_the_report(tmp_path):
    options = Options(file="in/r.csv", title="Launch", series="Forum", on=dt.date(2022, 1, 2), mode="in person")
    meeting = facts(read(write(tmp_path, OF_2021), options), Gathering)[0]
    assert (meeting.id, meeting.series, meeting.mode) == ("gathering:2022-01-02 launch", "Forum", "in person")
    assert meeting.origin.file == "in/r.csv"


def test_a_meeting_outside_the_window_is_rejected_row_by_row(tmp_path):
    found = read(write(tmp_path, OF_2021), Options(first_day=dt.date(2023, 1, 1)))
    assert [entry.reason.code for entry in found] == ["R-WINDOW"] * 3


def test_namesakes_with_two_addresses_stay_apart_with_a_warning(tmp_path):
    apart = OF_2021.replace("09:49:07\t14/11/22, 10:19:07\t30m 0s\tann@", "09:49:07\t14/11/22, 10:19:07\t30m 0s\tann2@")
    one, two = (read(write(tmp_path, text)) for text in (OF_2021, apart))
    assert len(facts(two, Attendance)) == len(facts(one, Attendance)) + 1
    assert {len({person.email for person in facts(found, Person)} - {""}) for found in (one, two)} == {1, 2}
    told = [[warning.code for entry in found for warning in entry.warnings] for found in (one, two)]
    assert "W-NAMESAKE" not in told[0]
    assert told[1].count("W-NAMESAKE") == 2


FOREIGN = {
    "register": "Date,Meeting,Name,Organisation,Status\n2024-03-05,Forum,Ann Smith,Age UK,Y\n",
    "wide register": "Name,05/03/2024,02/04/2024,07/05/2024\nAnn Smith,Y,N,Y\n",
    "zoom": "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
    "Ann,a@example.org,11/19/2021 9:54:15 AM,11/19/2021 12:01:59 PM,128,Yes\n",
    "meet": "First name,Last name,Email,Duration,Time joined,Time exited\nAnn,Smith,a@example.org,58 min,10:03,11:01\n",
    "times": "Name,Status,When\nAnn,present,05/03/2024 10:00\n",
    "prose": "1. Welcome\nAnn opened the meeting.\n2. Minutes\nThey were agreed.\n",
    "json": '{"a": 1}',
    "empty": "",
}


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_foreign_files_are_left_to_others(tmp_path, text):
    path = write(tmp_path, text)
    assert not teams.identify(Source(path))
    with pytest.raises(SourceError):
        list(teams.load(Source(path), Options()))


def test_folders_and_missing_files_are_left_to_others(tmp_path):
    assert not teams.identify(Source(tmp_path))
    assert not teams.identify(Source(tmp_path / "none.csv"))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from([REPORT, GERMAN, OF_2021, LOG]),
    st.lists(
        st.tuples(st.integers(0, 900), st.text(max_size=4) | st.sampled_from(['"', "\t", "\n", "1. ", "\x00"])),
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


GRAPH_NAMES = [
    "attendanceRecords",
    "attendanceIntervals",
    "value",
    "identity",
    "displayName",
    "joinDateTime",
    "subject",
    "totalAttendanceInSeconds",
]
TREES = st.recursive(
    st.none() | st.integers() | st.just(10**400) | st.sampled_from(["Ann", "2021-10-05T04:38:00Z", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(GRAPH_NAMES), inner, max_size=4),
    max_leaves=25,
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TREES)
def test_any_tree_of_graph_reconciles(tmp_path, tree):
    path = write(tmp_path, json.dumps({"attendanceRecords": [tree], "value": tree}), "fuzz.json")
    read(path)


def test_a_bottomless_or_ambiguous_tree_is_refused(tmp_path):
    for text in ('{"attendanceRecords": ' + "[" * 100_000, '{"attendanceRecords": [], "attendanceRecords": [1]}'):
        with pytest.raises(SourceError):
            list(teams.load(Source(write(tmp_path, text, "deep.json")), Options()))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_random_bytes_raise_nothing_but_source_errors(tmp_path, data):
    path = tmp_path / "fuzz.csv"
    path.write_bytes(data)
    teams.identify(Source(path))
    with contextlib.suppress(SourceError):
        read(path)


US = """1. Summary
Meeting title\tForum
Attended participants\t1
Start time\t3/10/25, 8:00:48 AM
End time\t3/10/25, 10:20:08 AM

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Ann Lo\t3/10/25, 8:02:00 AM\t3/10/25, 10:20:08 AM\t2h 18m 8s\t\t\tOrganizer
"""


@pytest.mark.parametrize(
    ("old", "new", "day", "warns"),
    [
        ("", "", dt.date(2025, 3, 10), False),
        ("Organizer", "Organiser", dt.date(2025, 10, 3), True),
        ("AM", "am", dt.date(2025, 10, 3), True),
        (" AM", "", dt.date(2025, 10, 3), True),
        ("3/10/25", "25/10/25", dt.date(2025, 10, 25), False),
    ],
)
def test_capital_am_and_an_organizer_put_the_month_first_where_no_day_decides(tmp_path, old, new, day, warns):
    path = tmp_path / "report.csv"
    path.write_text(US.replace(old, new) if old else US, "utf-8")
    (entry,) = teams.load(Source(path), Options())
    assert [fact.on for fact in entry.facts if isinstance(fact, Gathering)] == [day]
    assert ("W-ORDER" in [warning.code for warning in entry.warnings]) is warns


def test_a_day_and_its_time_may_stand_in_two_cells(tmp_path):
    text = """Meeting title\tForum
Attended participants\t2
Start time\t5/18/2026\t1:00:00 PM
End time\t5/18/2026\t1:55:00 PM

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Ann Lo\t5/18/2026\t12:55:00 PM\t5/18/2026\t1:58:00 PM\t1h 3m 0s\tann@x.example\tann@x.example\tPresenter
Bo Ng\t5/18/2026\t1:08:19 PM\t5/18/2026\t1:45:19 PM\t37m 0s\tbo@x.example\tbo@x.example\tAttendee
"""
    path = tmp_path / "report.csv"
    path.write_text(text, "utf-8")
    assert identify(Source(path)) == "teams"
    entries = list(teams.load(Source(path), Options()))
    assert teams.count(Source(path), Options()) == len(entries) == 2
    stays = [fact.minutes for entry in entries for fact in entry.facts if isinstance(fact, Attendance)]
    assert stays == [63.0, 37.0]
    days = {fact.on for entry in entries for fact in entry.facts if isinstance(fact, Gathering)}
    assert days == {dt.date(2026, 5, 18)}
