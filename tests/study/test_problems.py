"""`problems.xlsx`: what it asks, and what an answer changes when the file is dropped back; everybody is invented."""

import csv
import datetime as dt
import shutil

import openpyxl
import pytest

from sna.cli import run
from sna.facts import Fate
from sna.study import open_study, read_study
from sna.study.checking import check, lines
from sna.study.erasure import erase
from sna.study.problems import COLUMNS, HELP, KEY, problems, write_problems

WIDE = """Name,Organisation,Meeting 1,05/03/2024,12/11/2024
Ann Lee,Pond Trust,Y,Y,Tentative
Bob Ray,,N,tent,Y
Jo Ward,,Y,Y,Tent
Bo Lindqvist,Pond Trust,Y,,
B. Lindqvist,North Lane Care,,Y,
Cy Fox,Northshire NHS Trust,Y,Y,Y
Di Orr,Northshire NHS Foundation Trust,Y,Y,Y
"""
SIGNED = "Attendee,Organisation,Signature\nAnn Lee,Pond Trust,x\nBob Ray,,x\n"
FORM = "Name,Organisation,Date,Zumba\nAnn Lee,Pond Trust,2024-04-09,Yes\nCy Fox,Pond Trust,2024-04-09,No\n"
GERMAN = "Wer,Firma,Kommt\nAnn Lee,Pond Trust,Y\nCy Fox,Age Well,N\n"
TICKETS = """Order #,Order Date,First Name,Last Name,Email,Ticket Type,Attendee Status,Event Name,Event Start Date
1,2024-01-02,Ann,Lee,ann@pond.example,Standard,Attending,Forum,2024-05-07
2,2024-01-02,Cy,Fox,cy@pond.example,Standard,Perhaps,Forum,2024-05-07
"""
MINUTES = """# Forum

5 March 2024

Present:

- Ann Lee
- Bob Ray
- see the separate list held by Fen Council of forty-two Members of the public and Officers 2024/3
- Cy Fox

Apologies: Jo Ward
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "study").mkdir()
    return tmp_path / "study"


def put(folder, **files):
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")


def reading_of(folder, out=None):
    study = open_study([folder])
    return read_study(study if out is None else type(study)(folder, study.settings, out=out))


def asked(folder, path):
    """Write the questions of a study; give them by key. Of the same files they are the same, and made once."""
    plain = not any(part.is_dir() for part in folder.iterdir())
    files = tuple(sorted((part.name, part.read_bytes()) for part in folder.iterdir())) if plain else ()
    if files not in ASKED:
        rows = questions(folder, path)
        if not plain:
            return rows
        ASKED[files] = path.read_bytes(), rows
    content, rows = ASKED[files]
    path.write_bytes(content)
    return rows


ASKED = {}


def questions(folder, path):
    reading = reading_of(folder)
    write_problems(reading, open_study([folder]).settings, path)
    return {row.key: row for rows in problems(reading, open_study([folder]).settings).values() for row in rows}


def fill(path, answers, target=None):
    """Fill in the answers (beginning of a key → answer) as somebody does in Excel."""
    book = openpyxl.load_workbook(path)
    unused = set(answers)
    for sheet in book.worksheets[1:]:
        place = [cell.value for cell in sheet[1]].index(KEY)
        for row in sheet.iter_rows(min_row=2):
            for start, answer in answers.items():
                if (row[place].value or "").startswith(start):
                    row[0].value = answer
                    unused.discard(start)
    assert not unused
    book.save(target or path)


def answered(folder, **answers):
    """Ask, answer with the file beside the registers, and read again."""
    asked(folder, folder.parent / "problems.xlsx")
    fill(folder.parent / "problems.xlsx", {name.replace("_", "-"): text for name, text in answers.items()})
    shutil.copy(folder.parent / "problems.xlsx", folder / "problems (1).xlsx")
    return reading_of(folder)


def account(reading, file="problems (1).xlsx"):
    return next(account for account in reading.ledger if account.file == file)


def attendance(reading):
    table = reading.dataset.attendance.merge(reading.dataset.gatherings, left_on="gathering", right_on="id")
    return {(row.person, str(row.on)): (row.status, row.organisation) for row in table.itertuples()}


def names(reading):
    return {row.name for row in reading.dataset.people.itertuples()}


# What is asked


def test_the_first_sheet_says_what_to_do_in_few_words_and_each_kind_has_a_sheet(folder, tmp_path):
    put(folder, wide_csv=WIDE)
    asked(folder, tmp_path / "problems.xlsx")
    book = openpyxl.load_workbook(tmp_path / "problems.xlsx")
    assert book.sheetnames == ["Read me", *COLUMNS]
    assert sum(len(line.split()) for line in HELP) <= 120
    assert [row[0].value for row in book["Read me"].iter_rows()][: len(HELP)] == [*HELP]
    for sheet in book.worksheets[1:]:
        heads = [cell.value for cell in sheet[1]]
        assert heads[0] in {"Answer", "Date", "Organisation"}
        assert heads[-1] == KEY
    offers = {offer.formula1: str(offer.sqref) for offer in book["Same person"].data_validations.dataValidation}
    assert offers == {'"Same,Two people,Not sure"': "A2"}
    assert book["No date"]["A2"].number_format == "d mmm yyyy"


def test_the_same_study_gives_the_same_bytes(folder, tmp_path):
    put(folder, wide_csv=WIDE, signed_csv=SIGNED)
    for name in ("one.xlsx", "two.xlsx"):
        questions(folder, tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_nothing_is_asked_of_files_that_say_everything(folder, tmp_path):
    put(folder, register_csv="date,name,organisation\n2024-03-05,Ann Lee,Pond Trust\n2024-03-05,Cy Fox,Age Well\n")
    assert asked(folder, tmp_path / "problems.xlsx") == {}
    book = openpyxl.load_workbook(tmp_path / "problems.xlsx")
    assert book["Read me"].cell(len(HELP) + 2, 1).value == "Nothing is open."


def test_a_text_that_would_be_a_formula_is_a_text(folder, tmp_path):
    put(folder, register_csv="name,organisation,Meeting 1,Meeting 2\n=1+1 Ward,,Y,Y\n@Ann Lee,=cmd|x,+1,Y\n")
    asked(folder, tmp_path / "problems.xlsx")
    for sheet in openpyxl.load_workbook(tmp_path / "problems.xlsx"):
        assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type in "fe"]


def test_what_cannot_be_answered_is_listed_once_a_kind_and_file_and_never_somebodys_row(folder, tmp_path):
    rows = [f"31/02/2024,Zebedee Quill{day},Age Well" for day in range(10, 15)]
    put(folder, register_csv="\n".join(["date,name,organisation", "2024-03-05,Ann Lee,Pond Trust", *rows]))
    asked(folder, tmp_path / "problems.xlsx")
    [row] = problems(reading_of(folder), open_study([folder]).settings)["Not read"]
    assert (row.key, row.is_open, row.cells["How often"], row.cells["Where"]) == ("", False, 5, "line 3")
    assert "Zebedee" not in f"{row}"


# What an answer changes


def test_two_writings_answered_to_be_one_person_are_one_and_the_other_answer_keeps_them_apart(folder):
    put(folder, wide_csv=WIDE)
    before = names(reading_of(folder))
    assert {"Bo Lindqvist", "B. Lindqvist"} <= before
    assert names(answered(folder, p_="Same")) == before - {"B. Lindqvist"}
    reading = answered(folder, p_="Two people")
    assert names(reading) == before
    rows = problems(reading, open_study([folder]).settings)["Same person"]
    assert [(row.answer, row.so_far) for row in rows] == [("Two people", "Answered")]


def test_two_names_answered_to_be_one_organisation_are_one(folder):
    put(folder, wide_csv=WIDE)
    organisations = {status[1] for status in attendance(answered(folder, o_="same")).values()}
    assert len([name for name in organisations if name.startswith("Northshire")]) == 1


def test_not_sure_decides_nothing_and_is_remembered(folder):
    put(folder, wide_csv=WIDE)
    reading = answered(folder, p_="Not sure")
    [row] = problems(reading, open_study([folder]).settings)["Same person"]
    assert (row.answer, row.is_open, row.so_far) == ("Not sure", False, "")
    assert {"Bo Lindqvist", "B. Lindqvist"} <= names(reading)


@pytest.mark.parametrize("day", [dt.date(2024, 1, 9), "9 Jan 2024", "2024-01-09", 45300, "45300"])
def test_a_meeting_without_a_day_has_the_one_that_was_answered(folder, day):
    put(folder, wide_csv=WIDE)
    assert ("name:ann lee", "None") in attendance(reading_of(folder))
    reading = answered(folder, d_=day)
    assert attendance(reading)["name:ann lee", "2024-01-09"] == ("present", "Pond Trust")
    assert not [key for key in attendance(reading) if key[1] == "None"]
    spells = {(str(row.since), str(row.until)) for row in reading.dataset.affiliations.itertuples()}
    assert ("2024-01-09", "2024-01-09") in spells
    assert ("None", "None") not in spells
    [row] = problems(reading, open_study([folder]).settings)["No date"]
    assert (row.answer, row.so_far) == ("2024-01-09", "Answered")


def test_a_sheet_dated_by_an_answer_is_the_meeting_another_register_tells_of(folder):
    put(folder, signed_csv=SIGNED, other_csv="date,name,organisation\n2024-02-06,Cy Fox,Age Well\n")
    assert len(reading_of(folder).dataset.gatherings) == 2
    assert any(reason.code == "W-UNDATED" for _place, reason in account(reading_of(folder), "signed.csv").warnings)
    reading = answered(folder, d_="6 February 2024")
    assert len(reading.dataset.gatherings) == 1
    assert account(reading, "signed.csv").warnings == []


def test_a_list_of_names_with_an_answered_day_is_a_register(folder):
    put(folder, names_csv="Name,Organisation\nAnn Lee,Pond Trust\nCy Fox,Age Well\n")
    reading = answered(folder, f_="5 March 2024")
    assert set(attendance(reading)) == {("name:ann lee", "2024-03-05"), ("name:cy fox", "2024-03-05")}


@pytest.mark.parametrize(
    ("word", "status"),
    [("Present", "present"), ("apologies.", "apologies"), ("ABSENT", "absent"), ("Booked", "registered")],
)
def test_a_mark_means_what_was_answered_wherever_it_stands_in_the_file(folder, word, status):
    put(folder, wide_csv=WIDE)
    assert account(reading_of(folder), "wide.csv").fates[Fate.REJECTED] == 3
    reading = answered(folder, m_=word)
    assert account(reading, "wide.csv").fates[Fate.REJECTED] == 0
    assert attendance(reading)["name:bob ray", "2024-03-05"][0] == status


def test_a_mark_to_be_ignored_is_left_out_and_the_other_mark_is_still_asked(folder):
    put(folder, wide_csv=WIDE)
    marks = [row for row in asked(folder, folder.parent / "problems.xlsx").values() if row.key.startswith("m-")]
    assert [(row.cells["What stands there"], row.cells["How often"]) for row in marks] == [
        ("tent", 2),
        ("Tentative", 1),
    ]
    book = openpyxl.load_workbook(folder.parent / "problems.xlsx")
    [place] = [row for row in book["Not read"].iter_rows(min_row=2) if row[-1].value == marks[0].key]
    place[0].value = "Ignore"
    book.save(folder / "problems.xlsx")
    reading = reading_of(folder)
    fates = account(reading, "wide.csv").fates
    assert (fates[Fate.REJECTED], fates[Fate.EXCLUDED]) == (1, 2)


def test_a_word_of_a_ticket_service_means_what_was_answered(folder):
    put(folder, tickets_csv=TICKETS)
    assert account(reading_of(folder), "tickets.csv").fates[Fate.REJECTED] == 1
    reading = answered(folder, t_="Apologies")
    assert ("apologies", "") in {row for (person, _on), row in attendance(reading).items() if "cy" in person}


def test_a_file_is_read_by_the_columns_and_the_day_that_were_answered(folder):
    put(folder, kommt_csv=GERMAN)
    keys = asked(folder, folder.parent / "problems.xlsx")
    name, status = (next(key for key in keys if key.endswith(f"-{column}")) for column in ("name", "status"))
    fill(folder.parent / "problems.xlsx", {name: "Wer", status: "Kommt", "f-": "12.3.2024"}, folder / "problems.xlsx")
    table = attendance(reading_of(folder))
    assert {key: row[0] for key, row in table.items()} == {
        ("name:ann lee", "2024-03-12"): "present",
        ("name:cy fox", "2024-03-12"): "absent",
    }


@pytest.mark.parametrize(("word", "status"), [("Who came", "absent"), ("Something else", "present")])
def test_a_column_of_answers_says_who_came_or_does_not(folder, word, status):
    put(folder, form_csv=FORM)
    assert account(reading_of(folder), "form.csv").fates[Fate.REJECTED] == 1
    assert attendance(answered(folder, a_=word))["name:cy fox", "2024-04-09"][0] == status


def test_what_is_answered_to_be_no_person_is_left_out(folder):
    put(folder, minutes_md=MINUTES)
    assert account(reading_of(folder), "minutes.md").fates[Fate.REJECTED] == 1
    row = next(row for key, row in asked(folder, folder.parent / "problems.xlsx").items() if key.startswith("n-"))
    assert row.cells["What stands there"] == ""  # it may be anybody's row
    fates = account(answered(folder, n_="Not a person"), "minutes.md").fates
    assert (fates[Fate.REJECTED], fates[Fate.EXCLUDED]) == (0, 1)


def test_where_somebody_works_is_what_was_answered_spelt_as_the_files_spell_it(folder):
    put(folder, wide_csv=WIDE)
    assert attendance(reading_of(folder))["name:jo ward", "2024-03-05"] == ("present", "")
    reading = answered(folder, w_="POND TRUST")
    assert attendance(reading)["name:jo ward", "2024-03-05"] == ("present", "Pond Trust")
    assert not open_problems_of(reading, folder, "Organisation")
    assert not any(row.declared for row in reading.dataset.affiliations.itertuples())  # nobody is a member by it


def open_problems_of(reading, folder, sheet):
    return [row for row in problems(reading, open_study([folder]).settings)[sheet] if row.is_open]


def test_who_works_where_is_asked_only_where_organisations_are_the_groups(folder):
    put(folder, wide_csv=WIDE, study_toml='[study]\ngroup = "locality"\n')
    assert not open_problems_of(reading_of(folder), folder, "Organisation")


# How the file comes back


def row_of(path, start):
    """Give sheet and row of the question whose key begins so."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets[1:]:
        for row in sheet.iter_rows(min_row=2):
            if (row[-1].value or "").startswith(start):
                return book, sheet, row
    raise AssertionError(start)


def test_a_file_sorted_with_rows_and_columns_taken_out_is_read(folder):
    put(folder, wide_csv=WIDE)
    asked(folder, folder.parent / "problems.xlsx")
    fill(folder.parent / "problems.xlsx", {"m-": "Absent", "w-": "Age Well"})
    book = openpyxl.load_workbook(folder.parent / "problems.xlsx")
    del book["Read me"], book["No date"]
    sheet = book["Not read"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    sheet.delete_rows(1, sheet.max_row)
    for row in [["My own list"], [], rows[0][::-1], *(row[::-1] for row in rows[:0:-1])]:
        sheet.append(row)
    sheet.row_dimensions[4].hidden = True  # filtered
    book["Organisation"].delete_cols(2, 3)
    book.save(folder / "answers of the forum.xlsx")
    reading = reading_of(folder)
    assert account(reading, "wide.csv").fates[Fate.REJECTED] == 0
    assert attendance(reading)["name:jo ward", "2024-03-05"][1] == "Age Well"


def test_a_sheet_saved_as_csv_is_read(folder):
    put(folder, wide_csv=WIDE)
    asked(folder, folder.parent / "problems.xlsx")
    _book, sheet, _row = row_of(folder.parent / "problems.xlsx", "d-")
    with (folder / "problems.csv").open("w", encoding="utf-8", newline="") as file:
        for number, row in enumerate(sheet.iter_rows(values_only=True)):
            csv.writer(file, delimiter=";").writerow(["09/01/2024" if number else row[0], *row[1:]])
    assert ("name:ann lee", "2024-01-09") in attendance(reading_of(folder))


def test_a_word_that_is_no_answer_is_said_with_its_place_and_the_rest_is_used(folder):
    put(folder, wide_csv=WIDE)
    reading = answered(folder, p_="Yes", d_="31/02/2024", w_="Age Well")
    unread = {entry.origin.place: entry.reason for entry in account(reading).unused}
    assert sorted(unread) == ["No date!A2", "Same person!A2"]
    assert unread["Same person!A2"].why == "This is no answer here; the answers are Same or Two people or Not sure."
    assert unread["Same person!A2"].value == "Yes"
    assert "no such day" in unread["No date!A2"].why
    assert account(reading).records == account(reading).counted
    assert attendance(reading)["name:jo ward", "2024-03-05"][1] == "Age Well"
    assert any(row.is_open for row in problems(reading, open_study([folder]).settings)["Same person"])


def test_a_day_outside_the_window_is_refused(folder):
    put(folder, wide_csv=WIDE, study_toml="window = [2023-01-01, 2024-12-31]\n")
    [entry] = account(answered(folder, d_="9 Jan 2026")).unused
    assert "2024-12-31" in entry.reason.why


def test_a_key_that_was_changed_is_said(folder):
    put(folder, wide_csv=WIDE)
    asked(folder, folder.parent / "problems.xlsx")
    book, _sheet, row = row_of(folder.parent / "problems.xlsx", "m-")
    row[0].value, row[-1].value = "Absent", "tent"
    book.save(folder / "problems.xlsx")
    [entry] = account(reading_of(folder), "problems.xlsx").unused
    assert (entry.fate, entry.reason.code) == (Fate.REJECTED, "R-KEY")


def test_a_hidden_sheet_and_one_of_somebodys_own_are_said(folder):
    put(folder, wide_csv=WIDE)
    asked(folder, folder.parent / "problems.xlsx")
    book = openpyxl.load_workbook(folder.parent / "problems.xlsx")
    book["No date"].sheet_state = "hidden"
    book.create_sheet("Notes").append(["Ask Cy"])
    book.save(folder / "problems.xlsx")
    unused = account(reading_of(folder), "problems.xlsx").unused
    assert sorted(entry.reason.why for entry in unused) == [
        "Sheet 'No date' is hidden; its answers were not read.",
        "Sheet 'Notes' holds none of our questions.",
    ]


def test_the_answers_are_named_and_never_read_as_a_register(folder):
    put(folder, wide_csv=WIDE)
    before = names(reading_of(folder))
    asked(folder, folder / "Attendance 2024.xlsx")
    reading = reading_of(folder)
    assert names(reading) == before
    line = next(line for line in lines(check(reading), reading.ledger) if line.startswith("Attendance 2024.xlsx"))
    assert "[answers]" in line
    assert [fingerprint.loader for fingerprint in reading.inputs] == ["answers", "register"]


# Who wins


def test_two_copies_that_say_the_same_are_one_answer_and_two_that_do_not_are_none(folder):
    put(folder, wide_csv=WIDE)
    asked(folder, folder.parent / "problems.xlsx")
    for name, answer in (("a.xlsx", "Same"), ("b.xlsx", "Same")):
        fill(folder.parent / "problems.xlsx", {"p-": answer}, folder / name)
    reading = reading_of(folder)
    assert "B. Lindqvist" not in names(reading)
    assert [entry.into for entry in account(reading, "b.xlsx").unused] == ["a.xlsx Same person!A2"]
    fill(folder.parent / "problems.xlsx", {"p-": "Two people", "w-": "Age Well"}, folder / "b.xlsx")
    reading = reading_of(folder)
    assert "B. Lindqvist" in names(reading)
    whys = [account(reading, name).unused[0].reason.why for name in ("a.xlsx", "b.xlsx")]
    assert whys == [
        f"{name}.xlsx Same person!A2 answers the same question otherwise; neither was used." for name in "ba"
    ]
    assert attendance(reading)["name:jo ward", "2024-03-05"][1] == "Age Well"
    assert any(row.is_open for row in problems(reading, open_study([folder]).settings)["Same person"])


def test_a_review_file_of_another_opinion_beside_it_is_a_contradiction(folder):
    put(folder, wide_csv=WIDE)
    [pair] = [key for key in asked(folder, folder.parent / "problems.xlsx") if key.startswith("p-")]
    put(folder, **{"identity-review_csv": f"pair,same\n{pair},yes\n"})
    assert "B. Lindqvist" not in names(reading_of(folder))
    fill(folder.parent / "problems.xlsx", {"p-": "Two people"}, folder / "problems.xlsx")
    reading = reading_of(folder)
    assert "B. Lindqvist" in names(reading)
    for name in ("identity-review.csv", "problems.xlsx"):
        assert [entry.reason.code for entry in account(reading, name).unused] == ["R-ANSWER"]


def test_what_study_toml_says_outweighs_an_answer(folder):
    put(folder, wide_csv=WIDE)
    asked(folder, folder.parent / "problems.xlsx")
    fill(folder.parent / "problems.xlsx", {"m-": "Absent"}, folder / "problems.xlsx")
    put(folder, study_toml='[[source]]\nfiles = "wide.csv"\nmarks = { Tent = "apologies" }\n')
    reading = reading_of(folder)
    assert attendance(reading)["name:bob ray", "2024-03-05"][0] == "apologies"
    [(_place, reason)] = account(reading, "problems.xlsx").warnings
    assert (reason.code, reason.why) == ("W-OUTRANKED", "study.toml says 'apologies'; this answer was not used.")
    rows = problems(reading, open_study([folder]).settings)["Not read"]
    assert {row.so_far for row in rows} == {"Answered, not used", "Answered"}


def test_a_day_in_study_toml_outweighs_the_one_answered(folder):
    put(folder, signed_csv=SIGNED)
    asked(folder, folder.parent / "problems.xlsx")
    fill(folder.parent / "problems.xlsx", {"d-": "6 Feb 2024"}, folder / "problems.xlsx")
    put(folder, study_toml='[[source]]\nfiles = "signed.csv"\non = 2024-02-13\n')
    reading = reading_of(folder)
    assert {on for _person, on in attendance(reading)} == {"2024-02-13"}
    assert [reason.code for _place, reason in account(reading, "problems.xlsx").warnings] == ["W-GONE"]


def test_a_list_of_people_outweighs_where_an_answer_says_somebody_works(folder):
    put(folder, wide_csv=WIDE)
    asked(folder, folder.parent / "problems.xlsx")
    fill(folder.parent / "problems.xlsx", {"w-": "Pond Trust"}, folder / "problems.xlsx")
    put(
        folder,
        people_csv="name,organisation,role\nJo Ward,Age Well,Nurse\nBob Ray,Pond Trust,Nurse\n",
    )
    reading = reading_of(folder)
    assert attendance(reading)["name:jo ward", "2024-03-05"][1] == "Age Well"
    warnings = account(reading, "problems.xlsx").warnings
    assert [reason.code for _place, reason in warnings] == ["W-OUTRANKED"]  # of Bob they say the same


def test_an_alias_outweighs_an_answer_that_two_are_two(folder):
    put(folder, wide_csv=WIDE)
    asked(folder, folder.parent / "problems.xlsx")
    fill(folder.parent / "problems.xlsx", {"p-": "Two people"}, folder / "problems.xlsx")
    put(folder, aliases_csv="name,person\nB. Lindqvist,Bo Lindqvist\n")
    reading = reading_of(folder)
    assert "B. Lindqvist" not in names(reading)
    assert [reason.code for _place, reason in account(reading, "problems.xlsx").warnings] == ["W-GONE"]


def test_what_stands_beside_the_registers_outweighs_what_stands_among_results(folder):
    put(folder, wide_csv=WIDE, study_toml="[network]\npermutations = 9\n")
    out = folder / "results"
    assert run(["run", str(folder), "--for", "convener"]) == 1
    asked(folder, folder.parent / "problems.xlsx")
    fill(out / "problems.xlsx", {"p-": "Same", "m-": "Absent"})
    fill(folder.parent / "problems.xlsx", {"p-": "Two people"}, folder / "problems.xlsx")
    reading = reading_of(folder)
    assert "B. Lindqvist" in names(reading)
    [entry] = account(reading, "results/problems.xlsx").unused
    assert "that one stands beside the registers and counts" in entry.reason.why
    assert account(reading, "wide.csv").fates[Fate.REJECTED] == 0


# Among the results


def test_a_run_writes_it_reads_it_filled_in_where_it_stands_and_asks_the_rest(folder, capsys):
    put(folder, wide_csv=WIDE, study_toml="[network]\npermutations = 9\n")
    out = folder / "results"
    assert run(["run", str(folder)]) == 1
    assert f"fill in {out / 'problems.xlsx'}, save it there and run this again" in capsys.readouterr().out
    assert "problems.xlsx asks what you know" in (out / "report.html").read_text(encoding="utf-8")
    assert not (out / "identity-review.csv").exists()
    assert run(["check", str(folder)]) == 1
    assert "[answers]" not in capsys.readouterr().out  # as we wrote it
    fill(out / "problems.xlsx", {"p-": "Same", "m-": "Absent"})
    kept = (out / "problems.xlsx").read_bytes()
    for _time in range(2):
        assert run(["run", str(folder), "--for", "convener"]) == 0
        assert (out / "problems.xlsx").read_bytes() == kept
        assert f"fill in {out / 'problems.new.xlsx'}" in capsys.readouterr().out
        assert run(["check", str(folder)]) == 0
        assert "results/problems.xlsx  [answers]" in capsys.readouterr().out
    book = openpyxl.load_workbook(out / "problems.new.xlsx")
    rows = [[row[0].value, row[-2].value] for row in book["Not read"].iter_rows(min_row=2)]
    assert rows == [["Absent", "Answered"]] * 2
    assert [book["Same person"]["A2"].value, book["Same person"]["L2"].value] == ["Same", "Answered"]
    fill(out / "problems.new.xlsx", {"o-": "Same", "w-": "Age Well", "d-": "9 Jan 2024"})
    assert run(["run", str(folder), "--for", "convener"]) == 0
    assert "only you can answer" not in capsys.readouterr().out
    assert sorted(path.name for path in out.glob("problems*")) == [
        "problems.new.xlsx", "problems.new2.xlsx", "problems.xlsx",
    ]  # fmt: skip


def test_where_nothing_can_be_read_it_is_still_asked_and_earlier_results_stay(folder, capsys):
    put(folder, kommt_csv=GERMAN, study_toml="[network]\npermutations = 9\n")
    out = folder / "results"
    assert run(["run", str(folder), "--for", "convener"]) == 3
    assert sorted(path.name for path in out.iterdir()) == ["manifest.json", "problems.xlsx"]
    assert "questions only you can answer" in capsys.readouterr().out
    assert run(["run", str(folder), "--for", "convener", "--labels", "codes"]) == 3
    keys = asked(folder, folder.parent / "problems.xlsx")
    name = next(key for key in keys if key.endswith("-name"))
    fill(folder.parent / "problems.xlsx", {name: "Wer", "f-": "12.3.2024"}, folder / "problems.xlsx")
    assert run(["run", str(folder), "--for", "convener"]) == 1
    (folder / "problems.xlsx").unlink()
    assert run(["run", str(folder), "--for", "convener"]) == 3
    assert (out / "report.html").exists()


def test_only_readers_who_see_names_have_it(folder):
    put(folder, wide_csv=WIDE, study_toml="[network]\npermutations = 9\n")
    assert run(["run", str(folder), "--for", "all"]) == 1
    names_of_files = {
        path.relative_to(folder / "results").as_posix() for path in (folder / "results").rglob("problems*")
    }
    assert names_of_files == {"evaluator/problems.xlsx", "convener/problems.xlsx"}
    fill(folder / "results" / "convener" / "problems.xlsx", {"m-": "Absent"})
    assert account(reading_of(folder), "wide.csv").fates[Fate.REJECTED] == 0
    assert run(["run", str(folder), "--for", "evaluator", "--labels", "codes", "--out", str(folder.parent / "o")]) == 0
    assert not list((folder.parent / "o").rglob("problems*"))


def test_nobody_left_out_is_in_it_nor_what_was_answered_of_them(folder):
    put(folder, wide_csv=WIDE)
    asked(folder, folder.parent / "problems.xlsx")
    answers = {"p-": "Two people", "w-": "Age Well"}
    fill(folder.parent / "problems.xlsx", answers, folder / "problems.xlsx")
    rest = {key: row for key, row in asked(folder, folder.parent / "all.xlsx").items() if "Ward" in f"{row}"}
    assert rest
    put(folder, **{"opt-out_csv": "name\nJo Ward\nBo Lindqvist\n"})
    reading = reading_of(folder)
    sheets = problems(reading, open_study([folder]).settings)
    text = f"{sheets}"
    assert "Ward" not in text
    assert "Bo Lindqvist" not in text
    assert not {*rest} & {row.key for rows in sheets.values() for row in rows}
    assert account(reading, "problems.xlsx").fates[Fate.EXCLUDED] == 1


def test_a_copy_saved_as_opendocument_is_read(folder):
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("odf")
    put(folder, wide_csv=WIDE)
    asked(folder, folder.parent / "problems.xlsx")
    fill(folder.parent / "problems.xlsx", {"m-": "Absent", "d-": "9.1.2024"})
    sheets = pandas.read_excel(folder.parent / "problems.xlsx", sheet_name=None, dtype=str, engine="openpyxl")
    with pandas.ExcelWriter(folder / "problems.ods", engine="odf") as book:
        for name, table in sheets.items():
            table.to_excel(book, sheet_name=name, index=False)
    reading = reading_of(folder)
    assert account(reading, "wide.csv").fates[Fate.REJECTED] == 0
    assert ("name:ann lee", "2024-01-09") in attendance(reading)


def test_whoever_is_erased_is_said_to_stand_in_the_answers(folder):
    put(folder, wide_csv=WIDE)
    asked(folder, folder / "problems.xlsx")
    beyond = erase("Jo Ward", open_study([folder])).beyond
    assert "problems.xlsx: a file of the study, which is never changed" in beyond
