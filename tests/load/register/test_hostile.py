"""Registers as people mail them: what stands among the names, marks nobody agreed on, workbooks and their ways.

Each case says what a careful person would read in it: who was there, who was not, who is counted without a name, and
what is said about the rest.
"""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from sna.errors import SourceError
from sna.facts import Attendance, Fate, Gathering, Kind, Person
from sna.load import Options, identify, loader
from sna.load.source import Source

DAY, LATER = dt.date(2024, 3, 15), dt.date(2024, 4, 19)
ON = "15/03/2024"
ANN, BEN, CARA = "Ann Okafor", "Ben Quill", "Cara Yates"
HEAD = "Date,Name,Organisation\n"


class Answer:
    """What a file gave: who has which status on which day, the reasons, the count of the unnamed."""

    def __init__(self, path, **options):
        source = Source(path)
        reader = loader(identify(source))
        entries = list(reader.load(source, Options(**options)))
        assert reader.count(source, Options(**options)) == sum(entry.records for entry in entries)
        facts = [fact for entry in entries for fact in entry.facts]
        people = {fact.id: fact for fact in facts if isinstance(fact, Person)}
        self.days = {fact.id: fact.on for fact in facts if isinstance(fact, Gathering)}
        acts = [fact for fact in facts if isinstance(fact, Attendance)]
        self.statuses = {
            (people[act.person].name, self.days[act.gathering]): act.status.value
            for act in acts
            if people[act.person].kind is Kind.PERSON
        }
        self.unnamed = sum(people[act.person].kind is Kind.UNIDENTIFIED for act in acts)
        self.organisations = {people[act.person].name: act.organisation for act in acts}
        self.only = {person.name for person in people.values()} - {people[act.person].name for act in acts}
        self.reasons = sorted(entry.reason.code for entry in entries if entry.fate in {Fate.REJECTED, Fate.EXCLUDED})
        self.warnings = {warning.code for entry in entries for warning in entry.warnings} - {"W-MARK"}

    def on(self, day=DAY):
        return {name: status for (name, when), status in self.statuses.items() if when == day}


def text(tmp_path, content, name="register.csv", **options):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Answer(path, **options)


def named(tmp_path, name):
    """Read a register of Ann and Ben with a third name between them."""
    quoted = name.replace('"', '""')
    return text(tmp_path, f'{HEAD}{ON},{ANN},Care\n{ON},"{quoted}",Care\n{ON},{BEN},Care\n')


def book(tmp_path, rows, change=None, name="register.xlsx"):
    workbook = openpyxl.Workbook()
    workbook.active.title = "Sheet1"
    for row in rows:
        workbook.active.append(row)
    if change:
        change(workbook)
    workbook.save(tmp_path / name)
    return Answer(tmp_path / name)


NOBODY = [
    "Grand total", "Sub-total", "Total number of attendees", "see attached list", "as per list", "NB room change",
    "-", "?", "n/a", "N/A", "None", "nil", "TBC", "To be confirmed", "Vacant", "Vacant post", "-----", "______",
    "=====", "...", "x", "Y", "Yes", "END", "Signature", "Date", "(blank)", "Row Labels", "Please print clearly",
    "Printed by the office", "Printed on 15 March 2024", "Room changed to B2", "Meeting room changed in April",
    "Fire alarm at 10.30", "Lunch provided", "No attendees", "Nil return", "and others", "+ 3 others",
    "plus two others", "Apologies received from", "Apologies: Ben Quill", "Signed: ______", "Page 1 of 2", "Register",
    "Sign in sheet",
    "WiFi password: open", "Next meeting 19 April 2024", "Two people attended", "v1.2 draft", "AOB: car parking",
    "Key", "15/03/2024", "10:30", "12345", "https://teams.example/meet", "Ben Quill 943 476 5919",
]  # fmt: skip


@pytest.mark.parametrize("name", NOBODY)
def test_what_is_no_name_is_nobody_and_is_told(tmp_path, name):
    answer = named(tmp_path, name)
    assert answer.on() == {ANN: "present", BEN: "present"}
    assert (answer.unnamed, len(answer.reasons)) == (0, 1)


@pytest.mark.parametrize(
    "name",
    [
        "iPad", "Room 3", "Conference phone", "Dial-in", "Guest 2", "Volunteer", "Interpreter", "New starter",
        "Unknown", "+44 7700 900123", "0115 496 0000 ext 12", "Unidentified caller", "A. N. Other", "Dr",
        "Member of the public", "Northshire NHS Trust",
    ],
)  # fmt: skip
def test_somebody_without_a_name_is_counted_and_is_nobody_in_particular(tmp_path, name):
    answer = named(tmp_path, name)
    assert answer.on() == {ANN: "present", BEN: "present"}
    assert (answer.unnamed, answer.reasons) == (1, [])


@pytest.mark.parametrize(
    "name",
    [
        "May Day", "Mark Page", "Al Green", "Will Young", "Grace Church", "Key Lee", "Tea Leoni", "Anh To",
        "Hope Absent", "Joy Present", "Ahmed On", "Page Turner", "Register Smith", "Dan Total", "Puig i Cadafalch",
        "Bo", "Na Li", "Dharan j narang", "Elbachir zoulikha farah", "Trust Moyo", "Dean Service", "Notes Kim",
        "ben quillan", "Ann-Marie O'Neill", "李小龙", "van der Berg",
    ],
)  # fmt: skip
def test_a_name_made_of_such_words_is_somebodys(tmp_path, name):
    answer = named(tmp_path, name)
    assert (len(answer.on()), answer.unnamed, answer.reasons) == (3, 0, [])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("1. Cara Yates", CARA), ("• Cara Yates", CARA), ("→ Cara Yates", CARA), ("Cara Yates ✓", CARA),
        ("'Cara Yates", CARA), ("“Cara Yates”", CARA), ('="Cara Yates"', CARA), ("Cara Yates?", CARA),
        ("Cara Yates cy@x.example", CARA), ("Cara Yates 07700 900123", CARA), ("Cara Yates left at 3", CARA),
        ("Late: Cara Yates", CARA), ("CY: Cara Yates", CARA), ("Facilitator: Cara Yates", CARA),
        ("Cara Yates she/her", CARA), ("Cara Yates\nNurse", CARA),
        ("Siobhan O&#39;Neill", "Siobhan O'Neill"), ("cara yates", CARA), ("\x1b[31mCara Yates\x1b[0m", CARA),
    ],
)  # fmt: skip
def test_what_stands_round_a_name_is_taken_away(tmp_path, name, shown):
    assert named(tmp_path, name).on() == {ANN: "present", BEN: "present", shown: "present"}


@pytest.mark.parametrize(
    ("name", "people", "unnamed"),
    [
        ("Cara Yates + Dev Menon", 2, 0), ("Cara Yates with Dev Menon", 2, 0), ("Cara Yates and team", 1, 1),
        ("Cara Yates x2", 1, 1), ("Cara Yates + 2", 1, 2), ("Ben Quill he/him", 0, 0),
    ],
)  # fmt: skip
def test_several_in_one_cell_are_as_many(tmp_path, name, people, unnamed):
    answer = named(tmp_path, name)
    assert (len(answer.on()), answer.unnamed) == (2 + people, unnamed)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("Cara Yates (apologies)", "apologies"), ("Cara Yates - Apols", "apologies"), ("Cara Yates DNA", "absent"),
        ("Cara Yates (did not attend)", "absent"), ("Cara Yates - cancelled", "apologies"),
        ("Cara Yates unable to attend", "apologies"), ("Cara Yates (Chair)", "present"),
    ],
)  # fmt: skip
def test_a_status_beside_a_name_counts(tmp_path, name, status):
    assert named(tmp_path, name).on()[CARA] == status


@pytest.mark.parametrize(
    ("heading", "status"),
    [
        ("Apologies:", "apologies"), ("Apologies from:", "apologies"), ("Not present", "absent"),
        ("Invited but did not attend", "absent"), ("No-shows", "absent"),
    ],
)  # fmt: skip
def test_a_heading_within_a_list_gives_those_below_it_their_status(tmp_path, heading, status):
    answer = text(tmp_path, f"Name,Organisation\n{ANN},Care\n{heading},\n{BEN},Care\n", "2024-03-15.csv")
    assert (answer.on(), answer.reasons) == ({ANN: "present", BEN: status}, ["X-HEADING"])


@pytest.mark.parametrize(
    ("mark", "status"),
    [
        ("ü", "present"), ("û", "absent"), ("👍", "present"), ("A/L", "apologies"), ("Mat leave", "apologies"),
        ("Apologies - AL", "apologies"), ("No - sick", "apologies"), ("Can't attend", "apologies"),
        ("Declined", "apologies"), ("Y - Teams", "present"), ("Y?", ""), ("?", ""), ("1:30", ""), ("2", ""), ("45", ""),
        ("Yes but left", ""), ("Y/N", ""), ("not signed", ""), ("10:05", ""),
    ],
)  # fmt: skip
def test_a_mark_says_what_it_says_and_is_asked_about_where_it_does_not(tmp_path, mark, status):
    answer = text(tmp_path, f'Name,15/03/2024,19/04/2024\n{ANN},Y,Y\n{BEN},"{mark}",Y\n')
    assert answer.on().get(BEN, "") == status
    assert bool(answer.reasons) is not bool(status)


def test_blanks_beside_answers_of_no_are_no_yes(tmp_path):
    answer = text(tmp_path, f"Date,Name,Attended\n{ON},{ANN},No\n{ON},{BEN},\n")
    assert (answer.on(), answer.only, answer.warnings) == ({ANN: "absent"}, {BEN}, {"W-BLANK"})


@pytest.mark.parametrize(
    ("name", "content", "statuses"),
    [
        ("rsvp 2024-03-15.csv", f"Guest,Attending,Attendees\n{ANN},true,2\n{BEN},false,0\n", "registered apologies"),
        ("bookings 2024-03-15.csv", f"Name,Organisation\n{ANN},Care\n{BEN},Care\n", "registered registered"),
        ("bookings 2024-03-15.csv", f"Name,Attended\n{ANN},Yes\n{BEN},No\n", "present absent"),
        ("list.csv", f"Name,Date,Booked on\n{ANN},{ON},1/2/24\n{BEN},{ON},2/2/24\n", "registered registered"),
        ("list.csv", f"Name,Date,Booked on,Attended\n{ANN},{ON},1/2/24,Y\n{BEN},{ON},2/2/24,N\n", "present absent"),
    ],
)
def test_who_booked_is_not_who_came(tmp_path, name, content, statuses):
    assert list(text(tmp_path, content, name).on().values()) == statuses.split()


@pytest.mark.parametrize(
    ("content", "statuses"),
    [
        ("Name,Will you come to the meeting on 15 March 2024?", "registered apologies"),
        ("Name,Are you attending the meeting on 15 March 2024?", "registered apologies"),
        ("Name,Did you attend the meeting on 15 March 2024?", "present absent"),
    ],
)
def test_the_day_of_a_form_stands_in_its_question(tmp_path, content, statuses):
    answers = f"Timestamp,{content}\n2024-03-01 10:00,{ANN},Yes\n2024-03-02 10:00,{BEN},No\n"
    register = text(tmp_path, answers, "form.csv")
    assert "W-UNDATED" not in register.warnings
    assert list(register.on().values()) == statuses.split()


@pytest.mark.parametrize(
    ("data", "warning"),
    [
        (f"\ufeff\ufeff{HEAD}{ON},Renée Ali,Care\n".encode(), set()),
        (f"{HEAD}{ON},Renée Ali,Care\n".encode().decode("cp1252").encode(), {"W-ENCODING"}),
        ("\n".join(f'"{line}"' for line in ("Date,Name,Organisation", f"{ON},Renée Ali,Care")).encode(), set()),
        (f"Date,Na\u200bme,Organisation\n{ON},Renée Ali,Care\n\x1a".encode(), set()),
        (f"'Date','Name','Organisation'\n'{ON}','Renée Ali','Care'\n".encode(), set()),
        (f"MeetingDate,FullName,Organisation\n{ON},Renée Ali,Care\n".encode(), set()),
    ],
    ids=["marked-twice", "utf8-twice", "rows-quoted", "invisible", "single-quotes", "camel-case"],
)
def test_a_text_is_read_as_it_was_meant(tmp_path, data, warning):
    answer = text(tmp_path, data)
    assert (answer.on(), answer.reasons, answer.warnings) == ({"Renée Ali": "present"}, [], warning)


def test_letters_lost_before_are_told(tmp_path):
    assert text(tmp_path, f"{HEAD}{ON},Ren\ufffde Ali,Care\n").warnings == {"W-ENCODING"}


@pytest.mark.parametrize(
    "day", ["15-16 March 2024", "15/16 March 2024", "15th and 16th March 2024", "15 & 16 Mar 2024"]
)
def test_a_meeting_of_two_days_was_on_the_first(tmp_path, day):
    assert text(tmp_path, f"{HEAD}{day},{ANN},Care\n").on() == {ANN: "present"}


@pytest.mark.parametrize("day", ["15/03/0204", "45/03/2024", "Q1 2024", "15 Mrach 2024", "0"])
def test_a_day_that_cannot_be_is_rejected(tmp_path, day):
    answer = text(tmp_path, f"{HEAD}{day},{ANN},Care\n{ON},{BEN},Care\n")
    assert (answer.on(), answer.reasons) == ({BEN: "present"}, ["R-DATE"])


def test_days_that_contradict_one_another_are_told(tmp_path):
    content = f"Date: 15 March 2024,\nName,Organisation\n{ANN},Care\n"
    answer = text(tmp_path, content, "2024-04-19 forum.csv")
    assert (answer.on(), answer.warnings) == ({ANN: "present"}, {"W-DATE"})
    assert text(tmp_path, content, "2024-03-15 forum.csv").warnings == set()
    assert text(tmp_path, content, "2024-04-19 b.csv", on=LATER).warnings == set()


@pytest.mark.parametrize("heading", ["Guests:", "Online:", "Members", "Northshire Trust"])
def test_a_heading_within_a_list_is_nobody(tmp_path, heading):
    answer = text(tmp_path, f"Name,Organisation\n{ANN},Care\n{heading},\n{BEN},Care\n", "2024-03-15.csv")
    assert (answer.on(), answer.unnamed, answer.reasons) == ({ANN: "present", BEN: "present"}, 0, ["X-HEADING"])


@pytest.mark.parametrize("minutes", ["0", "NaN", "inf", "-5", "1e400"])
def test_minutes_that_nobody_attends_are_told(tmp_path, minutes):
    answer = text(tmp_path, f"Date,Name,Minutes attended\n{ON},{ANN},60\n{ON},{BEN},{minutes}\n")
    assert (answer.on(), answer.warnings) == ({ANN: "present", BEN: "present"}, {"W-MINUTES"})


def test_headings_of_first_and_last_and_a_column_of_times_attended_are_known(tmp_path):
    answer = text(tmp_path, "First,Last,Meetings attended\nAnn,Okafor,3\nBen,Quill,0\n", "2024-03-15.csv")
    assert answer.on() == {ANN: "present", BEN: "present"}


WIDE = [["Name", DAY, LATER], [ANN, "Y", "Y"], [BEN, "Y", "Y"]]


def formula(workbook):
    workbook["Sheet1"]["B3"] = '=IF(1=1,"N","Y")'


def test_a_formula_saved_without_its_value_is_no_blank(tmp_path):
    answer = book(tmp_path, WIDE, formula)
    assert (answer.on(), answer.reasons) == ({ANN: "present"}, ["R-MARK"])
    rows = [["Date", "Name", "Attended"], [DAY, ANN, '=IF(1=1,"No","Yes")'], [DAY, '="Ben"&" Quill"', "Yes"]]
    answer = book(tmp_path, rows, name="long.xlsx")
    assert (answer.on(), answer.reasons) == ({}, ["R-MARK", "R-NAME"])


def strike(workbook):
    workbook["Sheet1"]["A3"].font = Font(strike=True)


def hide(workbook):
    workbook["Sheet1"].column_dimensions["C"].hidden = True


def paint(workbook):
    for place in ("B2", "B3"):
        workbook["Sheet1"][place].value = None
        workbook["Sheet1"][place].fill = PatternFill("solid", fgColor="00AA00")


def band(workbook):
    for place in ("A2", "B2", "C2", "D2"):
        workbook["Sheet1"][place].fill = PatternFill("solid", fgColor="DDDDDD")


def clear(workbook):
    for place in ("B2", "C2", "B3", "C3"):
        workbook["Sheet1"][place].value = None


@pytest.mark.parametrize(
    ("change", "warnings"),
    [
        (strike, {"W-STRUCK"}), (hide, {"W-HIDDEN"}), (paint, {"W-COLOUR"}), (clear, {"W-NOMARKS"}), (band, set()),
        (None, set()),
    ],
)  # fmt: skip
def test_what_only_the_eye_sees_is_told(tmp_path, change, warnings):
    assert book(tmp_path, WIDE, change).warnings == warnings


def test_a_cell_far_below_makes_no_row_of_each_blank_one(tmp_path):
    book(tmp_path, WIDE, lambda workbook: workbook["Sheet1"].cell(100_000, 2, "Y"))
    (sheet,) = Source(tmp_path / "register.xlsx").sheets()
    assert len(sheet.rows) < 200
    assert sheet.rows[-1].number == 100_000


def test_a_tab_of_members_or_an_empty_template_beside_registers_is_not_one(tmp_path):
    def tabs(workbook):
        workbook["Sheet1"].title = "15 March 2024"
        for row in (["Name", "Organisation"], [CARA, "Care"]):
            workbook.create_sheet("Members") if "Members" not in workbook.sheetnames else None
            workbook["Members"].append(row)

    answer = book(tmp_path, [["Name", "Organisation"], [ANN, "Care"]], tabs)
    assert (answer.on(), answer.reasons) == ({ANN: "present"}, ["X-SHEET"])


def test_tabs_of_months_say_no_day_and_are_no_lists_of_members(tmp_path):
    def tabs(workbook):
        workbook["Sheet1"].title = "March"

    with pytest.raises(SourceError, match="date"):
        book(tmp_path, [["Name", "Organisation"], [ANN, "Care"]], tabs)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("r.gsheet", "link"), ("r.url", "link"), ("r.numbers", "XLSX"), ("r.xlsb", "XLSX"), ("r.fods", "XLSX")],
)
def test_what_is_known_and_not_read_says_what_to_do(tmp_path, name, kind):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Index/Document.iwa", "x")
    data = packed.getvalue() if name in {"r.numbers", "r.xlsb"} else b'{"url": "https://x.example"}'
    with pytest.raises(SourceError, match=kind):
        text(tmp_path, data, name)


@pytest.mark.parametrize("sign", ["(", "a@", "he/him ", "1 ", "- ", "x 2 ", "by at 1 ", "apologies ", "✓", "Aa"])
def test_a_giant_cell_costs_no_time(tmp_path, sign):
    answer = named(tmp_path, (sign * 30_000)[:30_000])
    assert answer.on().items() >= {ANN: "present", BEN: "present"}.items()
