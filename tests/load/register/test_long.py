"""Long registers: a row per person and meeting."""

import datetime as dt

import openpyxl
import pytest

from sna.errors import SourceError
from sna.facts import Affiliation, Attendance, Fate, Gathering, Kind, Person
from sna.load import Options
from sna.load.register import load, survey
from sna.load.source import Source

HEAD = ["Date", "Meeting", "Name", "Organisation", "Status"]


def row(name="Ann Lo", date="13/03/2024", meeting="Forum", organisation="Care", status="Present"):
    return [date, meeting, name, organisation, status]


def test_a_row_says_who_where_when_and_for_whom(make, read):
    head = ["Date", "Event", "First name", "Surname", "Employer", "Job title", "E-mail", "Mode", "Seats", "Minutes"]
    line = ["13/03/2024", "Forum", "Ann", "Lo", "Care Co", "Nurse", "Ann.Lo@Care.example", "Online", "25", "45"]
    found = read(make("csv", [head, line]))
    (person,), (gathering,), (seat,), (job,) = (
        found.all(kind) for kind in (Person, Gathering, Attendance, Affiliation)
    )
    assert (person.id, person.name, person.written, person.email) == (
        "name:ann lo",
        "Ann Lo",
        "Ann Lo",
        "ann.lo@care.example",
    )
    assert (gathering.id, gathering.on, gathering.mode, gathering.seats) == (
        "gathering:2024-03-13 forum", dt.date(2024, 3, 13), "virtual", 25
    )  # fmt: skip
    assert (seat.organisation, seat.role, seat.minutes, seat.written) == ("Care Co", "Nurse", 45.0, "Ann Lo")
    assert (job.organisation, job.role, job.since, job.until) == ("Care Co", "Nurse", gathering.on, gathering.on)


@pytest.mark.parametrize("heading", ["Name", "Full name", "Attendee", "Delegate", "PARTICIPANT", "Name (please print)"])
@pytest.mark.parametrize("organisation", ["Organisation", "Organization", "Employer", "Trust", "Company", "Team"])
def test_headings_go_by_many_names(make, read, heading, organisation):
    found = read(make("csv", [["Date", heading, organisation], ["13/03/2024", "Ann Lo", "Care"]]))
    assert {(fact.person, fact.organisation) for fact in found.all(Attendance)} == {("name:ann lo", "Care")}


def test_the_header_is_found_below_titles_notes_and_blanks(make, read):
    above = [["Forum register"], [], ["Kept by the convener; please sign"], ["Updated 1 May 2024"], []]
    assert len(read(make("csv", [*above, HEAD, row()])).all(Attendance)) == 1


def test_the_user_names_columns_of_another_language(make, read):
    rows = [["Kiedy", "Kto", "Skąd"], ["13.03.2024", "Ann Lo", "Care"]]
    path = make("csv", rows)
    with pytest.raises(SourceError, match="Kiedy"):
        list(load(Source(path), Options()))
    found = read(path, columns={"date": "Kiedy", "name": "Kto", "organisation": "Skąd"})
    assert found.days == [dt.date(2024, 3, 13)]


def test_a_lacking_column_is_named_with_the_nearest(make):
    path = make("csv", [["Date", "Nmae", "Org"], ["13/03/2024", "Ann Lo", "Care"]])
    with pytest.raises(SourceError) as caught:
        list(load(Source(path), Options()))
    assert caught.value.code == "R-COLUMN"
    assert '"Date", "Nmae", "Org"' in caught.value.message
    assert caught.value.value == "Nmae"
    assert 'columns = {name = "Nmae"}' in caught.value.hint
    assert '--column name="Nmae"' in caught.value.hint


def test_a_column_the_user_names_must_be_there(make):
    path = make("csv", [HEAD, row()])
    with pytest.raises(SourceError, match="Full nam") as caught:
        list(load(Source(path), Options(columns={"name": "Full nam"})))
    assert caught.value.value == "Name"


def test_a_list_of_people_without_any_day_is_refused(make):
    path = make("csv", [["Name", "Organisation"], ["Ann Lo", "Care"]], "people")
    with pytest.raises(SourceError, match="date") as caught:
        list(load(Source(path), Options()))
    assert "on = 2024-03-05" in caught.value.hint
    assert len(list(load(Source(path), Options(on=dt.date(2024, 3, 5))))) == 1


@pytest.mark.parametrize("name", ["Null", "NA", "True", "nan", '=HYPERLINK("http://x.example")', "Ann <b>Lo</b>"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_odd_names_stay_as_they_are(make, read, name, kind):
    path = make(kind, [HEAD, row(name)])
    if kind == "xlsx":
        book = openpyxl.load_workbook(path)
        book.active["C2"].data_type = "s"
        book.save(path)
    found = read(path)
    assert found.all(Person)[0].written == name
    assert len(found.all(Attendance)) == 1


def test_the_same_person_twice_is_merged_into_the_first(make, read):
    found = read(make("csv", [HEAD, row(), row("Dr Ann LO"), row("Bo Ng")]))
    assert [entry.fate for entry in found.entries] == [Fate.USED, Fate.MERGED, Fate.USED]
    assert (found.entries[1].into, found.entries[1].reason.code) == ("line 2", "M-AGAIN")
    assert len(found.all(Attendance)) == 2


def test_two_of_one_name_and_two_organisations_both_stay(make, read):
    pond, reed, hill, none = "Pond Trust", "Reed Council", "Hill Homes", ""
    away = row(organisation=hill, status="Apologies")
    found = read(make("csv", [HEAD, row(organisation=pond), row(organisation=reed), away, row(organisation=none)]))
    told = [(one.organisation, one.status) for one in found.all(Attendance)]
    assert told == [(pond, "present"), (reed, "present"), (hill, "apologies")]
    assert (found.entries[3].fate, found.entries[3].into) == (Fate.MERGED, "line 2")


def test_the_same_person_twice_with_another_status_is_rejected(make, read):
    found = read(make("csv", [HEAD, row(status="Apologies"), row()]))
    assert found.statuses == {"name:ann lo": "present"}
    bad = found.entries[0]
    assert (bad.fate, bad.reason.code) == (Fate.REJECTED, "R-CONFLICT")
    assert "line 3" in bad.reason.why
    assert bad.row["Status"] == "Apologies"


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (["Date", "Name", "Stands in for"], ["13/03/2024", "Jo Ward", "Ann Lo"]),
        (["Date", "Name", "Deputy"], ["13/03/2024", "Ann Lo", "Jo Ward"]),
        (["Date", "Name", "Status", "Deputy"], ["13/03/2024", "Ann Lo", "Deputy sent", "Jo Ward"]),
        (["Date", "Name", "Status"], ["13/03/2024", "Ann Lo", "Deputy: Jo Ward"]),
        (["Date", "Name"], ["13/03/2024", "Jo Ward (deputising for Ann Lo)"]),
        (["Date", "Name"], ["13/03/2024", "Jo Ward for Ann Lo"]),
    ],
)
def test_a_deputy_is_present_and_the_person_replaced_sent_apologies(make, read, head, line):
    found = read(make("csv", [head, line, ["13/03/2024", "Bo Ng", ""][: len(head)]]))
    deputy = next(fact for fact in found.all(Attendance) if fact.stands_in_for)
    assert (deputy.person, deputy.stands_in_for) == ("name:jo ward", "name:ann lo")
    assert found.statuses["name:jo ward"] == "present"
    assert found.statuses["name:ann lo"] == "apologies"


def test_the_own_row_of_a_person_replaced_agrees_or_is_stronger(make, read):
    head = ["Date", "Name", "Status", "Stands in for"]
    deputy = ["13/03/2024", "Jo Ward", "Present", "Ann Lo"]
    agreed = read(make("csv", [head, deputy, ["13/03/2024", "Ann Lo", "Apologies", ""]]))
    assert agreed.fates() == {"used": 2}
    assert len(agreed.all(Attendance)) == 2
    came = read(make("csv", [head, deputy, ["13/03/2024", "Ann Lo", "Present", ""]]))
    assert came.statuses == {"name:jo ward": "present", "name:ann lo": "present"}
    assert came.warnings() == ["W-CONFLICT"]


def test_a_blank_date_is_used_undated_with_a_warning(make, read):
    found = read(make("csv", [HEAD, row(date=""), row("Bo Ng")]))
    assert "gathering:undated forum register" in found.gatherings
    assert found.entries[0].warnings[0].code == "W-UNDATED"


@pytest.mark.parametrize(
    "date", ["31/02/2024", "soon", "13/13/2024", "2024-02-30", "1", "12-Jan", "99999", "5 Marchember 2024"]
)
def test_an_impossible_date_is_rejected_and_reading_goes_on(make, read, date):
    found = read(make("csv", [HEAD, row(date=date), row("Bo Ng")]))
    assert [entry.fate for entry in found.entries] == [Fate.REJECTED, Fate.USED]
    assert (found.reasons(), found.entries[0].reason.value) == (["R-DATE"], date)
    assert found.entries[0].reason.column == "Date"
    assert found.entries[0].row["Name"] == "Ann Lo"


def test_a_date_outside_the_study_is_rejected(make, read):
    found = read(make("csv", [HEAD, row(date="13/03/2019"), row(date="13/03/2099")]),
                 first_day=dt.date(2023, 1, 1), last_day=dt.date(2024, 12, 31))  # fmt: skip
    assert found.reasons() == ["R-DATE", "R-DATE"]


def test_the_files_own_dates_tell_whether_the_day_stands_first(make, read):
    british = read(make("csv", [HEAD, row(date="03/04/2024"), row("Bo Ng", date="13/04/2024")]))
    american = read(make("csv", [HEAD, row(date="03/04/2024"), row("Bo Ng", date="03/14/2024")]))
    assert british.days[0] == dt.date(2024, 4, 3)
    assert american.days[0] == dt.date(2024, 3, 4)
    assert british.warnings() == american.warnings() == []


def test_where_nothing_tells_the_day_is_first_and_that_is_said_once(make, read):
    rows = [HEAD, row(date="03/04/2024"), row("Bo Ng", date="05/06/2024")]
    found = read(make("csv", rows))
    assert found.days == [dt.date(2024, 4, 3), dt.date(2024, 6, 5)]
    assert found.warnings() == ["W-ORDER"]
    assert read(make("csv", rows), day_first=False).days == [dt.date(2024, 3, 4), dt.date(2024, 5, 6)]


def test_the_minority_of_contradicting_dates_is_rejected(make, read):
    rows = [HEAD, row(date="13/02/2024"), row("Bo Ng", date="14/02/2024"), row("Cy Dee", date="02/15/2024")]
    found = read(make("csv", rows))
    assert found.reasons() == ["R-DATE"]
    assert "another order" in found.entries[2].reason.why


def test_all_files_of_a_study_tell_the_order_together(make, read):
    one = make("csv", [HEAD, row(date="03/04/2024")], "one")
    two = make("csv", [HEAD, row(date="03/14/2024")], "two")
    foreign = make("csv", [["nothing", "here"]], "three")
    options = survey(map(Source, [one, two, foreign]), Options())
    assert options.day_first is False
    assert read(one, day_first=options.day_first).days == [dt.date(2024, 3, 4)]
    assert survey(map(Source, [one]), Options()) == Options()
    assert survey(map(Source, [two]), Options(day_first=True)).day_first is True


def test_day_numbers_count_only_where_the_whole_column_holds_them(make, read):
    numbers = read(make("csv", [HEAD, row(date="45356"), row("Bo Ng", date="45363")]))
    assert numbers.days == [dt.date(2024, 3, 5), dt.date(2024, 3, 12)]
    mixed = read(make("csv", [HEAD, row(date="45356"), row("Bo Ng", date="13/03/2024")]))
    assert mixed.reasons() == ["R-DATE"]


def test_dates_dragged_down_are_warned_of(make, read):
    rows = [row(f"Ann Lo{chr(97 + day)}", date=f"{day:02}/03/2024") for day in range(13, 20)]
    found = read(make("csv", [HEAD, *rows]))
    assert [entry.origin.place for entry in found.entries if entry.warnings] == ["line 2"]
    assert found.warnings() == ["W-DRAGGED"]


def test_an_nhs_number_stops_the_row_and_is_masked(make, read):
    rows = [[*HEAD, "Notes", "Phone"], [*row(), "see 943 476 5919", ""], [*row("Bo Ng"), "", "9434765919"]]
    found = read(make("csv", rows))
    bad, good = found.entries
    assert (bad.fate, bad.reason.code, bad.row, bad.facts) == (Fate.REJECTED, "R-NHS", None, ())
    assert "5919" not in str(bad)
    assert "atient data do not belong here" in bad.reason.why
    assert good.fate is Fate.USED
    assert read(make("xlsx", [[*HEAD, "Ref"], [*row(), 9434765919]])).reasons() == ["R-NHS"]


def test_an_address_excel_damaged_is_no_key(make, read):
    rows = [[*HEAD, "Email", "Staff ID"], [*row(), "1.23E+17", "1.23E+17"]]
    found = read(make("csv", rows))
    assert found.all(Person)[0].email == ""
    assert found.all(Person)[0].id == "name:ann lo"
    assert found.warnings() == ["W-EMAIL"]


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("Jo Ward/Sam Lee", {"Jo Ward", "Sam Lee"}),
        ("Jo/Sam", {"Jo", "Sam"}),
        ("Jo Ward\nSam Lee", {"Jo Ward", "Sam Lee"}),
        ("Jo Ward, Sam Lee, Cy Dee", {"Jo Ward", "Sam Lee", "Cy Dee"}),
        ("Jo Ward, Sam Lee (online) and Cy Dee", {"Jo Ward", "Sam Lee", "Cy Dee"}),
        ("Ward, Jo; Lee, Sam; Dee, Cy", {"Jo Ward", "Sam Lee", "Cy Dee"}),
        ("Ward Hay, Jo Ann & Lee Moor, Sam Jay", {"Jo Ann Ward Hay", "Sam Jay Lee Moor"}),
        (
            "Jo Ward, Sam Lee, Cy Dee, Dot Ash; Abe Oak",
            {"Jo Ward", "Sam Lee", "Cy Dee", "Dot Ash", "Abe Oak"},
        ),
        ("Jo Ward, Care Manager, City Trust", {"Jo Ward"}),
        ("Jo\nSam\nCy", {"Jo", "Sam", "Cy"}),
        ("Jo\nWard", {"Jo Ward"}),
        ("Ward,\nJo", {"Jo Ward"}),
        ("Jo Ward & Sam Lee", {"Jo Ward", "Sam Lee"}),
        ("Jo Ward; Sam Lee", {"Jo Ward", "Sam Lee"}),
        ("Jo Ward and Sam Lee", {"Jo Ward", "Sam Lee"}),
        ("Ward, Jo (she/her)", {"Jo Ward"}),
        ("Alexandra Anderson", {"Alexandra Anderson"}),
    ],
)
def test_several_names_in_a_cell_are_several_people(make, read, cell, people):
    found = read(make("csv", [HEAD, row(cell)]))
    assert found.people == people
    assert len(found.entries) == 1
    assert len(found.all(Attendance)) == len(people)


def test_the_organisation_in_brackets_counts_where_there_is_no_column(make, read):
    found = read(make("csv", [["Date", "Name"], ["13/03/2024", "LO, Ann (AMBLEBY NHS TRUST)"]]))
    assert {(fact.person, fact.organisation) for fact in found.all(Affiliation)} == {
        ("name:ann lo", "AMBLEBY NHS TRUST")
    }


def test_surnames_first_are_told_from_the_whole_file(make, read):
    rows = [HEAD, row("Lo, Ann"), row("Ng, Bo"), row("Dee, Cy"), row("WU DEE")]
    assert "Dee Wu" in read(make("csv", rows)).people


def test_blank_statuses_say_nothing_where_others_say_present(make, read):
    found = read(make("csv", [HEAD, row(status=""), row("Bo Ng"), row("Cy Dee", status="-")]))
    assert found.statuses == {"name:bo ng": "present"}
    assert found.warnings() == ["W-BLANK"]
    assert found.reasons() == ["X-NOTHING"]
    others = read(make("csv", [HEAD, row(status=""), row("Bo Ng", status="Apologies")]))
    assert others.statuses == {"name:ann lo": "present", "name:bo ng": "apologies"}


def test_an_unknown_status_is_a_rejected_row(make, read):
    found = read(make("csv", [HEAD, row(status="???"), row("Bo Ng")]))
    assert found.reasons() == ["R-MARK"]
    assert found.entries[0].reason.column == "Status"


def test_hidden_rows_are_read_with_a_warning(make, read):
    path = make("xlsx", [HEAD, row(), row("Bo Ng")])
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    book.save(path)
    found = read(path)
    assert [[warning.code for warning in entry.warnings] for entry in found.entries] == [[], ["W-HIDDEN"]]


def test_hidden_sheets_are_named_and_not_read(make, read):
    path = make("xlsx", {"2024": [HEAD, row()], "Old": [HEAD, row("Bo Ng")], "Notes": [["Room booked"], ["Tea"]]})
    book = openpyxl.load_workbook(path)
    book["Old"].sheet_state = "hidden"
    book.save(path)
    found = read(path)
    assert found.people == {"Ann Lo"}
    assert [(entry.fate, entry.reason.why) for entry in found.entries[1:]] == [
        (Fate.EXCLUDED, "Sheet 'Old' is hidden."),
        (Fate.EXCLUDED, "Sheet 'Notes' holds no register."),
    ]


def test_a_name_merged_over_rows_holds_for_all(tmp_path, read):
    book = openpyxl.Workbook()
    for line in (["Name", "Date"], ["Ann Lo", "13/03/2024"], [None, "14/03/2024"], ["Bo Ng", "14/03/2024"]):
        book.active.append(line)
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "merged.xlsx")
    found = read(tmp_path / "merged.xlsx")
    assert found.fates() == {"used": 3}
    assert len([fact for fact in found.all(Attendance) if fact.person == "name:ann lo"]) == 2


def test_what_has_no_name_is_unidentified_and_counts(make, read):
    found = read(make("csv", [HEAD, row("iPhone"), row("07700 900123"), row("Lay member")]))
    assert {fact.kind for fact in found.all(Person)} == {Kind.UNIDENTIFIED}
    assert {fact.id for fact in found.all(Person)} == {f"unidentified:register.csv#line {n}" for n in (2, 3, 4)}
    assert len(found.all(Attendance)) == 3


def test_the_meeting_may_hold_the_date(make, read):
    found = read(make("csv", [["Meeting", "Name", "Organisation"], ["Forum 13 March 2024", "Ann Lo", "Care"]]))
    assert found.gatherings == {"gathering:2024-03-13 forum"}


def test_the_study_says_what_the_file_does_not(make, read):
    found = read(make("csv", [["Date", "Name"], ["13/03/2024", "Ann Lo"]]), title="Forum", series="Forum",
                 mode="virtual", file="registers/register.csv")  # fmt: skip
    (gathering,) = found.all(Gathering)
    assert (gathering.id, gathering.series, gathering.mode) == ("gathering:2024-03-13 forum", "Forum", "virtual")
    assert gathering.origin.file == "registers/register.csv"


def test_apologies_may_have_a_column_of_their_own(make, read):
    rows = [
        ["Date", "Name", "Present", "Apologies"],
        ["13/03/2024", "Ann Lo", "x", ""],
        ["13/03/2024", "Bo Ng", "", "x"],
    ]
    found = read(make("csv", rows))
    assert found.statuses == {"name:ann lo": "present", "name:bo ng": "apologies"}


def test_a_column_says_whose_meeting_it_is(make, read):
    head = ["Date", "Meeting", "Community", "Name"]
    lines = [["13/03/2024", "Spring", "Stroke CoP", "Ann Lo"], ["14/03/2024", "Spring", "Dementia CoP", "Bo Ng"]]
    found = read(make("csv", [head, *lines]))
    assert {(fact.on.day, fact.title, fact.series) for fact in found.all(Gathering)} == {
        (13, "Spring", "Stroke CoP"), (14, "Spring", "Dementia CoP")
    }  # fmt: skip
    assert not found.warnings()


def test_where_nothing_else_tells_meetings_of_one_day_apart_the_community_does(make, read):
    lines = [["13/03/2024", "Stroke CoP", "Ann Lo"], ["13/03/2024", "Dementia CoP", "Bo Ng"]]
    found = read(make("csv", [["Date", "CoP", "Name"], *lines]))
    assert found.gatherings == {"gathering:2024-03-13 stroke cop", "gathering:2024-03-13 dementia cop"}
    assert {fact.series for fact in found.all(Gathering)} == {"Stroke CoP", "Dementia CoP"}


def test_people_of_several_communities_at_one_gathering_are_told_of_once(make, read):
    lines = [["13/03/2024", "Launch", "Stroke CoP", "Ann Lo"], ["13/03/2024", "Launch", "Dementia CoP", "Bo Ng"]]
    found = read(make("csv", [["Date", "Meeting", "Community", "Name"], *lines]), series="Falls")
    assert {(fact.series, fact.kind) for fact in found.all(Gathering)} == {("Falls", "event")}
    assert found.warnings() == ["W-COMMUNITY"]


@pytest.mark.parametrize("title", ["Celebration", "Learning together 3", "Spring conference", "Annual event", "LAUNCH"])
def test_the_title_tells_an_event_and_the_study_outweighs_it(make, read, title):
    path = make("csv", [HEAD, row(meeting=title)])
    assert {fact.kind for fact in read(path).all(Gathering)} == {"event"}
    assert {fact.kind for fact in read(path, kind="meeting").all(Gathering)} == {"meeting"}


@pytest.mark.parametrize("title", ["Forum", "Conference call", "Relaunching", "Lunch and learn", "Eventful"])
def test_other_titles_are_of_meetings_and_the_study_outweighs_that(make, read, title):
    path = make("csv", [HEAD, row(meeting=title)])
    assert {fact.kind for fact in read(path).all(Gathering)} == {"meeting"}
    assert {fact.kind for fact in read(path, kind="event").all(Gathering)} == {"event"}
