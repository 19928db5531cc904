"""Wide registers: what stands in the headings and under them."""

import datetime as dt

import openpyxl
import pytest

from sna.facts import Attendance, Fate, Gathering, Kind, Person

DAY = dt.date(2024, 3, 5)


def days(*texts):
    return [["Name", *texts], ["Ann Lo", *["Y"] * len(texts)]]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["05/03/2024", "12/03/2024", "26/03/2024"], ["2024-03-05", "2024-03-12", "2024-03-26"]),
        (["03/05/2024", "03/12/2024", "03/26/2024"], ["2024-03-05", "2024-03-12", "2024-03-26"]),
        (["5th March 2024", "12 Mar 24", "26-Mar-2024"], ["2024-03-05", "2024-03-12", "2024-03-26"]),
        (["2024-03-05", "Tue 12 March 2024", "March 26, 2024"], ["2024-03-05", "2024-03-12", "2024-03-26"]),
        (["45356", "45363"], ["2024-03-05", "2024-03-12"]),
        (["05.03.24", "12.03.24", "26.03.24"], ["2024-03-05", "2024-03-12", "2024-03-26"]),
    ],
)
def test_headings_are_dates_in_many_forms(make, read, headings, expected):
    assert [str(day) for day in read(make("csv", days(*headings))).days] == expected


def test_day_numbers_of_a_spreadsheet_are_days(make, read):
    assert read(make("xlsx", days(45356, 45363))).days == [dt.date(2024, 3, 5), dt.date(2024, 3, 12)]


def test_days_of_an_old_macintosh_workbook_count_from_1904(tmp_path, read):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in days(DAY, DAY + dt.timedelta(days=7)):
        book.active.append(row)
    book.save(tmp_path / "old.xlsx")
    assert read(tmp_path / "old.xlsx").days == [DAY, DAY + dt.timedelta(days=7)]
    for column, number in ((2, 45356 - 1462), (3, 45363 - 1462)):
        book.active.cell(1, column, number).number_format = "0"
    book.save(tmp_path / "numbers.xlsx")
    assert read(tmp_path / "numbers.xlsx").days == [DAY, DAY + dt.timedelta(days=7)]


def test_text_dates_beside_true_dates_are_read_alike(make, read):
    found = read(make("xlsx", days(dt.date(2024, 3, 5), "12/03/2024", "26 March 2024")))
    assert [str(day) for day in found.days] == ["2024-03-05", "2024-03-12", "2024-03-26"]


def test_a_day_number_among_written_dates_is_refused(make, read):
    found = read(make("csv", days("05/03/2024", "45363", "26/03/2024")))
    assert found.fates() == {"used": 2, "rejected": 1}
    assert found.entries[1].reason.code == "R-DATE"


@pytest.mark.parametrize("where", ["title", "file", "tab"])
def test_the_year_of_a_heading_without_one_is_taken_from_elsewhere_and_said(make, read, where):
    rows = days("12-Nov", "10-Dec", "14-Jan")
    if where == "title":
        found = read(make("csv", [["Forum attendance 2023/24"], *rows]))
    elif where == "file":
        found = read(make("csv", rows, "register 2023-24"))
    else:
        found = read(make("xlsx", {"2023": rows}))
    assert [str(day) for day in found.days] == ["2023-11-12", "2023-12-10", "2024-01-14"]
    assert found.warnings().count("W-YEAR") == 3


def test_the_year_of_a_heading_is_taken_from_its_neighbours(make, read):
    found = read(make("csv", days("12-Nov", "14-Jan-2025", "11-Feb")))
    assert [str(day) for day in found.days] == ["2024-11-12", "2025-01-14", "2025-02-11"]


def test_without_any_year_the_meetings_are_undated_and_that_is_said(make, read):
    found = read(make("csv", days("12-Jan", "9-Feb")))
    assert found.gatherings == {"gathering:undated 12 jan register", "gathering:undated 9 feb register"}
    assert found.warnings() == ["W-YEAR", "W-YEAR"]


def test_the_one_year_of_the_study_is_the_year_of_headings(make, read):
    found = read(make("csv", days("12-Jan")), first_day=dt.date(2024, 1, 1), last_day=dt.date(2024, 12, 31))
    assert found.days == [dt.date(2024, 1, 12)]


def test_counted_and_named_meetings_are_undated(make, read):
    rows = [["Name", "Meeting 1", "Meeting 2", "Launch event"], ["Ann Lo", "Y", "N", "Y"], ["Bo Ng", "Y", "Y", ""]]
    found = read(make("csv", rows), title="Forum")
    assert found.gatherings == {
        "gathering:undated forum meeting 1 register",
        "gathering:undated forum meeting 2 register",
        "gathering:undated forum launch event register",
    }


def test_headings_that_name_no_meeting_are_none(make, read):
    head = ["Name", "Team", "05/03/2024", "12/03/2024", "Total", "%", "Vegetarian", "Notes"]
    found = read(make("csv", [head, ["Ann Lo", "Care", "Y", "N", "1", "50%", "Y", "x"]]))
    assert len(found.entries) == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_months_may_stand_over_days(make, read, kind):
    rows = [
        ["", "", "March 2024", "", "April", ""],
        ["Name", "Org", 5, 12, 9, 16],
        ["Ann Lo", "Care", "Y", "Y", "N", "Y"],
    ]
    found = read(make(kind, rows))
    assert [str(day) for day in found.days] == ["2024-03-05", "2024-03-12", "2024-04-09", "2024-04-16"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_days_may_stand_under_the_header(make, read, kind):
    rows = [["2024"], ["Name", "Org", "March", "", "April"], ["", "", 5, 12, 9], ["Ann Lo", "Care", "Y", "Y", "N"]]
    found = read(make(kind, rows))
    assert [str(day) for day in found.days] == ["2024-03-05", "2024-03-12", "2024-04-09"]
    assert len(found.entries) == 3


def test_titles_may_stand_over_dates(make, read):
    rows = [["", "Forum", "Workshop"], ["Name", "05/03/2024", "12/03/2024"], ["Ann Lo", "Y", "Y"]]
    assert read(make("csv", rows)).gatherings == {"gathering:2024-03-05 forum", "gathering:2024-03-12 workshop"}


def test_a_title_stands_beside_the_date_in_a_heading(make, read):
    found = read(make("csv", days("Forum 05/03/2024", "Board - 12/03/2024")))
    assert found.gatherings == {"gathering:2024-03-05 forum", "gathering:2024-03-12 board"}


def merged_workbook(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Forum register"])
    sheet.append(["Organisation", "Name", "March 2024", "", "April 2024"])
    sheet.append(["", "", 5, 12, 9])
    sheet.append(["Ambleby Council", "Ann Lo", "Y", "Y", "N"])
    sheet.append(["", "Bo Ng", "Apols", "", "Y"])
    sheet.append(["Hospice", "Cy Dee", "Y", "Y", "Y"])
    for area in ("A1:E1", "C2:D2", "A2:A3", "B2:B3", "A4:A5", "C5:D5"):
        sheet.merge_cells(area)
    book.save(path)


def test_merged_cells_hold_for_all_they_cover(tmp_path, read):
    merged_workbook(tmp_path / "merged.xlsx")
    found = read(tmp_path / "merged.xlsx")
    assert [str(day) for day in found.days] == ["2024-03-05", "2024-03-12", "2024-04-09"]
    organisations = {fact.person: fact.organisation for fact in found.all(Attendance)}
    assert organisations["name:bo ng"] == "Ambleby Council"
    bo = [fact.status.value for fact in found.all(Attendance) if fact.person == "name:bo ng"]
    assert bo == ["apologies", "apologies", "present"]


@pytest.mark.parametrize(
    ("mark", "status"),
    [
        *[(mark, "present") for mark in "Y y Yes ✓ ✔ √ 1 P Present Attended Late".split()],
        *[(mark, "present") for mark in ("Y (late)", "Present - Teams", "in person", "left early")],
        *[(mark, "absent") for mark in "N No ✗ 0 Ab DNA Absent".split()],
        *[(mark, "absent") for mark in ("Did not attend", "no show")],
        *[(mark, "apologies") for mark in ("Ap", "Apols", "apols.", "Apologies", "Annual leave", "Apologies (sick)")],
        ("Registered", "registered"),
    ],
)
def test_marks_say_what_they_say(make, read, mark, status):
    rows = [["Name", "05/03/2024"], ["Ann Lo", mark], ["Bo Ng", "Y"], ["Cy Dee", "N"]]
    assert read(make("csv", rows)).statuses["name:ann lo"] == status


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ("A Y N", "apologies"),
        ("A Y DNA", "apologies"),
        ("A ✓ x", "apologies"),
        ("A P", "absent"),
        ("A P Ap", "absent"),
        ("A Y Ap", "absent"),
        ("A DNA", "present"),
        ("A Ap", "present"),
        ("A Y", "apologies"),
        ("x", "present"),
        ("x N", "present"),
        ("x Y", "absent"),
        ("x ✓ A", "absent"),
    ],
)
def test_ambiguous_marks_are_settled_by_what_else_the_file_uses_and_that_is_said(make, read, cells, status):
    rows = [["Name", "05/03/2024"], *[[f"Ann Lo{chr(97 + at)}", mark] for at, mark in enumerate(cells.split())]]
    found = read(make("csv", rows))
    assert found.statuses["name:ann loa"] == status
    assert "W-MARK" in found.warnings()


@pytest.mark.parametrize(
    "legend",
    [
        [["A = attended; L = apologies"]],
        [["Key:", "A = attended", "L = apologies"]],
        [["A", "Attended"], ["L", "Apologies"]],
    ],
)
def test_the_registers_own_legend_decides(make, read, legend):
    rows = [["Name", "05/03/2024"], ["Ann Lo", "A"], ["Bo Ng", "L"], ["Cy Dee", "Y"], ["Dee Wu", "N"], [], *legend]
    found = read(make("csv", rows))
    assert found.statuses["name:ann lo"] == "present"
    assert found.statuses["name:bo ng"] == "apologies"
    assert found.reasons() == ["X-LEGEND"] * len(legend)


def test_the_users_word_outweighs_the_legend(make, read):
    rows = [["A = attended"], ["Name", "05/03/2024"], ["Ann Lo", "A"], ["Bo Ng", "?"]]
    found = read(make("csv", rows), marks={"A": "apologies", "?": "present"})
    assert found.statuses == {"name:ann lo": "apologies", "name:bo ng": "present"}


def test_an_unknown_mark_is_one_rejected_cell_with_what_to_do(make, read):
    rows = [["Name", "05/03/2024", "12/03/2024"], ["Ann Lo", "?", "Y"]]
    bad, good = read(make("csv", rows)).entries
    assert (bad.fate, bad.reason.code, bad.reason.column, bad.reason.value) == (
        Fate.REJECTED,
        "R-MARK",
        "05/03/2024",
        "?",
    )
    assert 'marks = {"?" = "present"}' in bad.reason.hint
    assert bad.origin.place == "line 2, column 2"
    assert bad.row == {"Name": "Ann Lo", "05/03/2024": "?"}
    assert good.fate is Fate.USED


def test_blank_is_no_record_and_a_dash_says_nothing(make, read):
    rows = [["Name", "05/03/2024", "12/03/2024", "26/03/2024"], ["Ann Lo", "Y", "", "–"]]
    found = read(make("csv", rows))
    assert found.fates() == {"used": 1, "excluded": 1}


def test_somebody_without_any_mark_is_a_person_only(make, read):
    found = read(make("csv", [["Name", "05/03/2024"], ["Ann Lo", ""], ["Bo Ng", "Y"]]))
    assert [type(fact) for fact in found.entries[0].facts] == [Person]


@pytest.mark.parametrize(
    "cell",
    ["Deputy: Jo Ward", "Dep - Jo Ward", "Jo Ward for", "Jo Ward", "Jo Ward (deputy)", "rep by Jo Ward", "D (Jo Ward)"],
)
def test_a_deputy_named_in_a_cell_came_and_the_person_sent_apologies(make, read, cell):
    rows = [["Name", "Org", "05/03/2024"], ["Ann Lo", "Care", cell], ["Bo Ng", "Care", "Y"]]
    found = read(make("csv", rows))
    assert found.statuses == {"name:ann lo": "apologies", "name:jo ward": "present", "name:bo ng": "present"}
    (deputy,) = [fact for fact in found.all(Attendance) if fact.stands_in_for]
    assert deputy.stands_in_for == "name:ann lo"
    assert ("W-DEPUTY" in found.warnings()) == (cell == "Jo Ward")


def test_a_deputy_without_a_name_counts_unnamed(make, read):
    found = read(make("csv", [["Name", "05/03/2024"], ["Ann Lo", "D"], ["Bo Ng", "Y"]]))
    (deputy,) = [fact for fact in found.all(Person) if fact.kind is Kind.UNIDENTIFIED]
    assert deputy.name == "Deputy of Ann Lo"
    (attendance,) = [fact for fact in found.all(Attendance) if fact.stands_in_for]
    assert (attendance.person, attendance.stands_in_for) == (deputy.id, "name:ann lo")
    assert found.statuses["name:ann lo"] == "apologies"


def test_a_deputy_who_has_a_row_too_is_merged(make, read):
    rows = [["Name", "05/03/2024"], ["Jo Ward", "Y"], ["Ann Lo", "Deputy: Jo Ward"]]
    found = read(make("csv", rows))
    assert found.fates() == {"merged": 1, "used": 1}
    assert found.entries[0].into == found.entries[1].origin.place


def test_totals_legends_and_notes_are_nobodys(make, read):
    rows = [
        ["Name", "Org", "05/03/2024", "12/03/2024", "Total"],
        ["Ann Lo", "Care", "Y", "N", "1"],
        ["Providers and care homes trust"],
        ["Bo Ng", "Care", "Y", "Y", "2"],
        [],
        ["Total", "", "2", "1", "3"],
        ["", "", "2", "1", ""],
        ["Y = present, N = absent"],
        ["Note: the meeting of 12 March was held on Teams."],
        ["Name", "Org", "05/03/2024", "12/03/2024", "Total"],
    ]
    found = read(make("csv", rows))
    assert found.fates() == {"used": 4, "excluded": 6}
    assert found.people == {"Ann Lo", "Bo Ng"}
    assert found.reasons() == ["X-HEADING", "X-TOTALS", "X-TOTALS", "X-LEGEND", "X-NOTE", "X-HEADING"]


def test_marks_of_nobody_are_one_rejected_row(make, read):
    found = read(make("csv", [["Name", "05/03/2024", "12/03/2024"], ["", "Y", "Y"], ["Bo Ng", "Y", "Y"]]))
    assert found.fates() == {"rejected": 1, "used": 2}
    assert found.reasons() == ["R-NAME"]


def test_true_and_false_and_numbers_of_a_workbook_are_marks(make, read):
    rows = [["Name", DAY], ["Ann Lo", True], ["Bo Ng", False], ["Cy Dee", 1], ["Dee Wu", 0]]
    assert set(read(make("xlsx", rows)).statuses.values()) == {"present", "absent"}
    assert list(read(make("xls", rows)).statuses.values()) == ["present", "absent", "present", "absent"]


def test_two_names_in_a_row_both_came(make, read):
    found = read(make("csv", [["Name", "05/03/2024"], ["Jo Ward/Sam Lee", "Y"]]))
    assert found.statuses == {"name:jo ward": "present", "name:sam lee": "present"}


def test_what_is_nobody_in_particular_still_counts(make, read):
    found = read(
        make("csv", [["Name", "05/03/2024", "12/03/2024"], ["Meeting Room 2", "Y", "Y"], ["Ann Lo", "Y", "N"]])
    )
    rooms = {fact.id for fact in found.all(Person) if fact.kind is Kind.UNIDENTIFIED}
    assert rooms == {"unidentified:register.csv#line 2"}
    assert len([fact for fact in found.all(Attendance) if fact.person in rooms]) == 2


def test_a_date_outside_the_study_is_refused_cell_by_cell(make, read):
    found = read(make("csv", days("05/03/2024", "05/03/2019")), first_day=dt.date(2023, 1, 1))
    assert found.reasons() == ["R-DATE"]
    assert "before the study's first" in found.entries[1].reason.why


def test_the_day_that_does_not_exist_is_refused(make, read):
    found = read(make("csv", days("05/03/2024", "31/02/2024")))
    assert found.reasons() == ["R-DATE"]


def test_seats_are_read_from_the_title(make, read):
    found = read(make("csv", [["Forum"], ["Register - 20 seats"], *days("05/03/2024")]))
    assert {(fact.title, fact.seats) for fact in found.all(Gathering)} == {("Forum", 20)}


def test_headings_dragged_across_are_warned_of(make, read):
    texts = [f"{day:02}/03/2024" for day in range(14, 20)]
    assert "W-DRAGGED" in read(make("csv", days(*texts))).warnings()
    assert "W-DRAGGED" not in read(make("csv", days("05/03/2024", "12/03/2024", "19/03/2024"))).warnings()


def test_a_meeting_may_have_a_column_for_each_status(make, read):
    rows = [
        ["Name", "Organisation", "13/03/2024", "", "20/03/2024", ""],
        ["", "", "Present", "Apologies", "Present", "Apologies"],
        ["Ann Lo", "Care", "x", "", "", "x"],
        ["Bo Ng", "Care", "x", "N", "✓", ""],
    ]
    found = read(make("csv", rows))
    first, second = "gathering:2024-03-13", "gathering:2024-03-20"
    assert found.statuses == {
        ("name:ann lo", first): "present",
        ("name:ann lo", second): "apologies",
        ("name:bo ng", first): "present",
        ("name:bo ng", second): "present",
    }
    assert found.reasons() == ["X-NOTHING"]
