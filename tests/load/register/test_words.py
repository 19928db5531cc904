"""Words, answers and notes that stand among the people of a register, and what became of each column."""

import datetime as dt

import pytest

from sna.facts import Attendance, Fate, Gathering, Person, Status
from sna.load import Options, columns_of, identify
from sna.load.register import load
from sna.load.source import Source

HEAD = "Date,Name,Organisation\n"


def write(tmp_path, text, name="register.csv"):
    (tmp_path / name).write_text(text, "utf-8")
    return Source(tmp_path / name)


def fates(source, **options):
    return [(entry.fate, entry.reason.code if entry.reason else "") for entry in load(source, Options(**options))]


def statuses(source, **options):
    entries = list(load(source, Options(**options)))
    names = {fact.id: fact.name for entry in entries for fact in entry.facts if isinstance(fact, Person)}
    acts = [fact for entry in entries for fact in entry.facts if isinstance(fact, Attendance)]
    return [(names[act.person], str(act.status)) for act in acts]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("TOTAL", "X-TOTALS"),
        ("Apologies", "X-NOTE"),
        ("see above", "X-NOTE"),
        ('""""', "X-NOTE"),
        ("ditto", "X-NOTE"),
        ("Attendees: 14", "X-NOTE"),
        ("N.B. room change", "X-NOTE"),
        ("14 people", "X-NOTE"),
        ("2 x students", "X-NOTE"),
        ("Sent apologies", "X-NOTE"),
        ("#N/A", "R-NAME"),
        ("#REF!", "R-NAME"),
        ("14", "R-NAME"),
        ("1.23457E+11", "R-NAME"),
    ],
)
def test_words_that_stand_where_a_name_should_are_nobody(tmp_path, name, code):
    source = write(tmp_path, f"{HEAD}05/03/2024,Ann Lo,Care\n05/03/2024,{name},Care\n")
    fate = Fate.REJECTED if code.startswith("R") else Fate.EXCLUDED
    assert fates(source) == [(Fate.USED, ""), (fate, code)]


def test_a_line_that_begins_with_a_hash_is_a_note_and_costs_nothing_else(tmp_path):
    source = write(tmp_path, f"{HEAD}05/03/2024,Ann Lo,Care\n# checked by the secretary\n05/03/2024,Bo Ng,Care\n")
    assert identify(source) == "register"
    assert fates(source) == [(Fate.USED, ""), (Fate.EXCLUDED, "X-NOTE"), (Fate.USED, "")]


def test_two_full_names_in_one_cell_are_two_people_and_it_is_said(tmp_path):
    source = write(tmp_path, f'{HEAD}05/03/2024,Ann Lo,Care\n05/03/2024,"Bo Ng, Cy Dee",Care\n')
    assert [name for name, _status in statuses(source)] == ["Ann Lo", "Bo Ng", "Cy Dee"]
    entries = list(load(source, Options()))
    assert [warning.code for warning in entries[1].warnings] == ["W-TWO"]
    surnames = write(tmp_path, f'{HEAD}05/03/2024,"Lo, Ann",Care\n05/03/2024,"Ng, Bo",Care\n', "surnames.csv")
    assert [name for name, _status in statuses(surnames)] == ["Ann Lo", "Bo Ng"]


@pytest.mark.parametrize(
    "heading", ["Here", "Here?", "Came", "Did you attend?", "Were you there?", "Attended (Y/N)", "Present today?"]
)
def test_an_answer_of_no_to_whether_somebody_came_is_an_absence(tmp_path, heading):
    source = write(tmp_path, f"Name,Base,Date,{heading}\nAnn Lo,Care,05/03/2024,yes\nBo Ng,Care,05/03/2024,no\n")
    assert statuses(source) == [("Ann Lo", "present"), ("Bo Ng", "absent")]


@pytest.mark.parametrize("heading", ["Will you attend?", "RSVP", "Are you able to come?", "Do you plan to be there?"])
def test_an_answer_before_the_meeting_is_no_attendance(tmp_path, heading):
    source = write(tmp_path, f"Name,Date,{heading}\nAnn Lo,05/03/2024,Yes\nBo Ng,05/03/2024,No\n")
    assert statuses(source) == [("Ann Lo", "registered"), ("Bo Ng", "apologies")]


def test_nobody_is_present_who_said_no_in_a_column_that_no_rule_knows(tmp_path):
    text = "Name,Date,Zumba\nAnn Lo,05/03/2024,yes\nBo Ng,05/03/2024,no\n"
    source = write(tmp_path, text)
    assert fates(source) == [(Fate.USED, ""), (Fate.REJECTED, "R-ANSWER")]
    reason = list(load(source, Options()))[1].reason
    assert (reason.column, "Bo Ng" in f"{reason}") == ("Zumba", False)
    assert 'columns = {status = "Zumba"}' in reason.hint
    assert statuses(source, columns={"status": "Zumba"}) == [("Ann Lo", "present"), ("Bo Ng", "absent")]
    assert statuses(source, ignore=("Zumba",)) == [("Ann Lo", "present"), ("Bo Ng", "present")]


def test_ticks_in_a_column_that_no_rule_knows_are_asked_about_and_those_for_lunch_are_not(tmp_path):
    source = write(tmp_path, "Name,Date,Zumba\nAnn Lo,05/03/2024,x\nBo Ng,05/03/2024,\n")
    first = next(load(source, Options()))
    assert [(warning.code, warning.column) for warning in first.warnings if warning.code == "W-ANSWER"] == [
        ("W-ANSWER", "Zumba")
    ]
    lunch = write(tmp_path, "Name,Date,Vegetarian lunch\nAnn Lo,05/03/2024,yes\nBo Ng,05/03/2024,no\n", "lunch.csv")
    assert statuses(lunch) == [("Ann Lo", "present"), ("Bo Ng", "present")]


@pytest.mark.parametrize(
    ("cell", "status"),
    [("2024-03-05 09:58", "present"), ("True", "present"), ("", "absent"), ("False", "absent"), ("No", "absent")],
)
def test_who_was_not_checked_in_where_others_were_did_not_come(tmp_path, cell, status):
    text = f"Name,Date,Checked in\nAnn Lo,05/03/2024,Yes\nBo Ng,05/03/2024,{cell}\n"
    assert statuses(write(tmp_path, text)) == [("Ann Lo", "present"), ("Bo Ng", status)]


def test_where_nobody_was_checked_in_the_column_says_nothing(tmp_path):
    text = "Name,Date,Checked in\nAnn Lo,05/03/2024,\nBo Ng,05/03/2024,\n"
    assert statuses(write(tmp_path, text)) == [("Ann Lo", "present"), ("Bo Ng", "present")]


def test_a_check_in_that_is_neither_yes_nor_no_nor_a_moment_is_rejected(tmp_path):
    text = "Name,Date,Checked in\nAnn Lo,05/03/2024,Yes\nBo Ng,05/03/2024,gate 4\n"
    assert fates(write(tmp_path, text)) == [(Fate.USED, ""), (Fate.REJECTED, "R-MARK")]


def test_namesakes_with_two_addresses_stay_apart(tmp_path):
    text = "Name,Email,Date,Status\nMaria,a@x.example,05/03/2024,Present\nMaria,b@x.example,05/03/2024,Absent\n"
    assert statuses(write(tmp_path, text)) == [("Maria", "present"), ("Maria", "absent")]
    again = "Name,Email,Date,Status\nMaria,a@x.example,05/03/2024,Present\nMaria,,05/03/2024,Present\n"
    assert fates(write(tmp_path, again, "again.csv")) == [(Fate.USED, ""), (Fate.MERGED, "M-AGAIN")]


def test_a_register_takes_sector_locality_role_and_address_as_a_list_of_members_does(tmp_path):
    text = "Date,Name,Sector,Locality,Job title,Email\n05/03/2024,Ann Lo,NHS,North,Nurse,ann@x.example\n"
    (entry,) = load(write(tmp_path, text), Options())
    (person,) = [fact for fact in entry.facts if isinstance(fact, Person)]
    (act,) = [fact for fact in entry.facts if isinstance(fact, Attendance)]
    assert (person.sector, person.locality, person.email, act.role) == ("NHS", "North", "ann@x.example", "Nurse")


def test_every_column_is_accounted_for(tmp_path):
    text = "Date,Name,Name,Sector,Telephone,Zumba,\n05/03/2024,Ann Lo,x,NHS,,gold,7\n05/03/2024,Bo Ng,,,,,\n"
    account = columns_of("register", write(tmp_path, text), Options())
    assert [(column.heading, column.read_as, column.why, column.filled) for column in account] == [
        ("Date", "date", "", 1.0),
        ("Name", "name", "", 1.0),
        ("Name", "", "Another column of this name was read.", 0.5),
        ("Sector", "sector", "", 0.5),
        ("Telephone", "", "It says nothing of who came.", 0.0),
        ("Zumba", "", "No rule knows this heading.", 0.5),
        ("column 7", "", "It has no heading.", 0.5),
    ]


def test_the_meetings_of_a_wide_register_are_columns_that_were_read(tmp_path):
    source = write(tmp_path, "Name,05/03/2024,12/03/2024,Notes\nAnn Lo,Y,N,late\n")
    account = columns_of("register", source, Options())
    assert [column.read_as for column in account] == ["name", "meeting", "meeting", ""]


@pytest.mark.parametrize(
    "above", ["Attendee list as of 3 October 2023", "Printed 03/10/2023", "Report run: 3 Oct 2023"]
)
def test_the_day_on_which_a_list_was_made_is_no_day_of_a_meeting(tmp_path, above):
    source = write(tmp_path, f"{above}\nName,Organisation\nAnn Lo,Care\n", "list.csv")
    with pytest.raises(Exception, match="on = 2024-03-05"):
        list(load(source, Options()))
    (entry,) = load(source, Options(on=dt.date(2023, 10, 4)))
    assert entry.facts[0].on == dt.date(2023, 10, 4)


def test_names_alone_are_a_register_if_the_file_says_of_which_day(tmp_path):
    text = "Name\nAnn Lo\nBo Ng\n"
    assert identify(write(tmp_path, text, "2024-06-10 forum.csv")) == "register"
    with pytest.raises(Exception, match="list of members"):
        identify(write(tmp_path, text, "names.csv"))


def test_an_unmarked_row_beside_marked_ones_has_no_attendance(tmp_path):
    source = write(tmp_path, "Name,Date,Here\nAnn Lo,05/03/2024,yes\nBo Ng,05/03/2024,\n")
    assert statuses(source) == [("Ann Lo", str(Status.PRESENT))]


def test_a_cell_more_than_there_are_headings_is_said(tmp_path):
    source = write(tmp_path, f"{HEAD}25/03/2024,Ann Lo,Care,Homes\n25/03/2024,Bo Ng,Care,\n")
    assert [[warning.code for warning in entry.warnings] for entry in load(source, Options())] == [["W-CELLS"], []]


@pytest.mark.parametrize(("day", "warns"), [("05/03/53", True), ("05/03/1924", True), ("05/03/2024", False)])
def test_a_day_far_ahead_is_said(tmp_path, day, warns):
    for text in (f"{HEAD}{day},Ann Lo,Care\n", f"Name,{day},05/03/2023\nAnn Lo,Y,Y\n"):
        codes = [warning.code for entry in load(write(tmp_path, text), Options()) for warning in entry.warnings]
        assert ("W-FAR" in codes) is warns


def test_lines_of_two_encodings_are_each_read_as_what_they_are(tmp_path):
    path = tmp_path / "register.csv"
    path.write_bytes(
        HEAD.encode() + "05/03/2024,Zoë Lo,Care\n".encode() + "05/03/2024,Renée Ng,Café\n".encode("cp1252")
    )
    assert [name for name, _status in statuses(Source(path))] == ["Zoë Lo", "Renée Ng"]
    warnings = [warning for entry in load(Source(path), Options()) for warning in entry.warnings]
    assert [warning.code for warning in warnings if "Some lines" in warning.why] == ["W-ENCODING"]


@pytest.mark.parametrize(
    ("line", "warns"), [("Attendees: 3,", True), ("Total,5", True), ("Total,2", False), ("Number present: 2,", False)]
)
def test_a_register_that_states_another_number_is_doubted(tmp_path, line, warns):
    text = f"Forum 5 March 2024,\nName,Organisation\nAnn Lo,Care\nBo Ng,Care\n{line}\n"
    codes = [warning.code for entry in load(write(tmp_path, text), Options()) for warning in entry.warnings]
    assert ("W-COUNT" in codes) is warns


def test_answers_to_questions_are_no_meetings(tmp_path):
    questions = "Name,Do you have a car,Would you like a lift?\nAnn Lo,Yes,No\nBo Ng,No,Yes\n"
    flags = "_id,firstName,lastName,afterDinner,busRequest\n1,Ann,Lo,true,false\n2,Bo,Ng,false,true\n"
    for text in (questions, flags):
        with pytest.raises(Exception, match="A column for the date was not found"):
            identify(write(tmp_path, text, "answers.csv"))


def test_a_response_that_is_no_mark_is_no_status(tmp_path):
    text = "Date,Name,Question,Response\n05/03/2024,Ann Lo,e-mail,ann@x.example\n"
    assert statuses(write(tmp_path, text)) == [("Ann Lo", "present")]


def test_a_couple_and_company_are_counted_and_nobody_is_called_by_a_title(tmp_path):
    rows = "".join(
        f"25/03/2024,{name},Care\n" for name in ("Mr & Mrs Jones", "Ann Lo + 2", "Bo Ng +1 (student)", "Cy + Dee")
    )
    names = [name for name, _status in statuses(write(tmp_path, HEAD + rows))]
    assert names == ["Jones", "Mrs Jones", "Ann Lo", "guest", "guest", "Bo Ng", "guest", "Cy", "Dee"]


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "-", "?", "n/a", "tbc", ""])
def test_what_says_nothing_of_where_somebody_works_is_no_organisation_and_no_role(tmp_path, cell):
    text = f"Date,Name,Organisation,Role,Sector\n25/03/2024,Ann Lo,{cell},{cell},{cell}\n"
    (entry,) = load(write(tmp_path, text), Options())
    (person,) = [fact for fact in entry.facts if isinstance(fact, Person)]
    (act,) = [fact for fact in entry.facts if isinstance(fact, Attendance)]
    assert (act.organisation, act.role, person.sector) == ("", "", "")


@pytest.mark.parametrize("cell", ["ditto", "as above", '""""', "〃"])
def test_ditto_says_what_stands_above(tmp_path, cell):
    text = f"{HEAD}25/03/2024,Ann Lo,Care\n25/03/2024,Bo Ng,{cell}\n25/03/2024,Cy Dee,{cell}\n"
    acts = [
        fact for entry in load(write(tmp_path, text), Options()) for fact in entry.facts if isinstance(fact, Attendance)
    ]
    assert [act.organisation for act in acts] == ["Care", "Care", "Care"]


def test_who_did_not_sign_in_is_not_taken_for_present(tmp_path):
    text = "Name,Job title,Signed in,Signed out\nAnn Lo,Nurse,09:05,12:00\nBo Ng,GP,,\nCy Dee,GP,no,\n"
    assert statuses(write(tmp_path, text, "2024-03-05 a.csv")) == [("Ann Lo", "present"), ("Cy Dee", "absent")]


def test_a_ticket_that_was_given_back_or_never_taken_says_nothing(tmp_path):
    rows = {"Ann Lo": "Refunded", "Bo Ng": "Attending", "Cy Dee": "Checked in", "Di Lo": "Waiting list"}
    text = "Name,Ticket status\n" + "".join(f"{name},{status}\n" for name, status in rows.items())
    assert statuses(write(tmp_path, text, "2024-03-05 a.csv")) == [("Bo Ng", "present"), ("Cy Dee", "present")]


def test_a_second_list_beside_the_first_is_said(tmp_path):
    text = "Name,Organisation,,Name,Organisation\nAnn Lo,Oak,,Cy Dee,Elm\nBo Ng,Elm,,Di Lo,Oak\n"
    entries = list(load(write(tmp_path, text, "2024-03-05 a.csv"), Options()))
    assert [warning.code for entry in entries for warning in entry.warnings] == ["W-BESIDE"]


def test_two_columns_with_the_same_heading_are_said(tmp_path):
    text = "Name,Organisation,Attended,Attended?\nAnn Lo,Oak,Yes,No\nBo Ng,Elm,No,No\n"
    entries = list(load(write(tmp_path, text, "2024-03-05 a.csv"), Options()))
    assert [warning.code for entry in entries for warning in entry.warnings] == ["W-BESIDE"]


@pytest.mark.parametrize("cell", ["None", "Did not attend"])
def test_who_came_in_no_way_did_not_come(tmp_path, cell):
    text = f"Name,Organisation,Attendance type\nAnn Lo,Oak,In person\nBo Ng,Elm,Online\nCy Dee,Elm,{cell}\n"
    source = write(tmp_path, text, "2024-03-05 a.csv")
    assert fates(source) == [(Fate.USED, ""), (Fate.USED, ""), (Fate.REJECTED, "R-ANSWER")]


def test_names_in_one_cell_with_commas_are_so_many_people(tmp_path):
    cells = ['"Ann Ash, Bob Bell, Carol Day, David Fox"', '"Ann Ash, Bob Bell"']
    for heading in ("Name", "Attendees"):
        (first, second) = (
            [name for name, _ in statuses(write(tmp_path, f"{heading}\n{cell}\n", "2024-03-05.csv"))] for cell in cells
        )
        assert sorted(first) == ["Ann Ash", "Bob Bell", "Carol Day", "David Fox"]
        assert sorted(second) == ["Ann Ash", "Bob Bell"]
    text = 'Date,Attendees\n05/03/2024,"Ann Ash, Bob Bell; Carol Day"\n06/04/2024,"Ann Ash, David Fox"\n'
    assert [name for name, _ in statuses(write(tmp_path, text))].count("Ann Ash") == 2
    surnames = (
        'Date,Name\n05/03/2024,"Ash, Ann"\n05/03/2024,"Day Fox, Mary Ann"\n05/03/2024,"García López, María José"\n'
    )
    assert len(statuses(write(tmp_path, surnames))) == 3


@pytest.mark.parametrize(
    "name", ["2024-03-05 Forum (1)", "Copy of 2024-03-05 Forum", "2024-03-05 Forum - Copy", "2024-03-05 Forum copy 2"]
)
def test_a_copy_of_a_file_is_the_same_meeting(tmp_path, name):
    text = "Name,Organisation\nAnn Ash,Care\nBob Bell,Homes\n"
    ids = {
        fact.id
        for file in ("2024-03-05 Forum", name)
        for entry in load(write(tmp_path, text, f"{file}.csv"), Options())
        for fact in entry.facts
        if isinstance(fact, Gathering)
    }
    assert ids == {"gathering:2024-03-05 forum"}


def test_a_day_that_is_still_to_come_is_said_but_of_bookings(tmp_path):
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=40)

    def far(text, name="register.csv"):
        warnings = [warning for entry in load(write(tmp_path, text, name), Options()) for warning in entry.warnings]
        return [warning.why for warning in warnings if warning.code == "W-FAR"]

    assert far(f"Date,Name\n{day},Ann Ash\n") == ["The day is still to come."]
    assert far("Name,Organisation\nAnn Ash,Care\n", f"{day} Forum.csv") == ["The day is still to come."]
    assert far(f"Name,{day},2024-03-05\nAnn Ash,Y,Y\n") == ["The day is still to come."]
    assert far(f"Name,{day},2024-03-05\nAnn Ash,,Y\n") == []  # planned, and nobody was there yet
    assert far("Name,Organisation\nAnn Ash,Care\n", f"{day} Forum bookings.csv") == []
