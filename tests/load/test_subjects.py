"""Forms, lists, resources and adoptions (all invented)."""

import datetime as dt

import openpyxl
import pytest

from sna.cli import run
from sna.errors import SourceError
from sna.facts import Adoption, Affiliation, Fate, Person, Subject
from sna.load import Options, identify, subjects
from sna.load.source import Source
from sna.load.subjects import answers, kind_sought
from sna.page.site import scoping_form
from sna.study import open_study, read_study
from sna.study.problems import problems

MICROSOFT = """ID,Start time,Completion time,Email,Name,Points - Your name,Your name,Your organisation,"What do you want from us?
(one a line)",What could you share?,Which tasks should we take on?,How do you find the room?
1,7/2/20 11:00:22,7/2/20 11:01:24,anonymous,,,Ann Lo,Oak House,Falls leaflet;NEWS2 teaching;,Red bag list,Mouth care;,rather dark in the corner
2,7/14/20 9:00:00,7/14/20 9:01:00,bo.ray@pond.example,Bo Ray,,,Pond Trust,n/a,"1. Pack 2. Slides",,too hot in the summer
3,7/14/20 9:00:00,7/14/20 9:01:00,anonymous,Anonymous,,,Oak House,Falls leaflet,,,nice
4,7/14/20 9:00:00,7/14/20 9:01:00,anonymous,Anonymous,,Cy Fox,Oak House,,,,nice
"""  # noqa: E501
GOOGLE = """Timestamp,Username,Which of these do you need?,What can you offer?,How sure are you? [Falls]
2022/06/22 11:07:29 AM AST,ann.lo@oak.example,"Leaflets, in large print, Slides",A talk on sepsis,Very
2022/06/23 11:07:29 AM AST,bo.ray@oak.example,"Leaflets, in large print",None,Very
2022/06/23 11:09:29 AM AST,cy.fox@oak.example,"Slides, Leaflets, in large print",,Not
2022/06/23 11:09:31 AM AST,fourteen@oak.example,Slides,,Not
"""
MONKEY = """Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,What do you need?,,What would you offer?
,,,,,,,,Leaflets,Slides,Open-Ended Response
101,7,01/13/2024 10:00:00 AM,01/13/2024 10:05:00 AM,10.0.0.1,,Ann,Lo,Leaflets,,My time
102,7,01/14/2024 10:00:00 AM,01/14/2024 10:05:00 AM,10.0.0.1,,Bo,Ray,Leaflets,Slides,
"""  # noqa: E501
LONG = """name,kind,text,topic,since,until,met_on
Ann Lo,want,A falls leaflet,Falls,Feb 2024,,05/06/2024
Bo Ray,Task,Send the pack,,05/01/2024,13/02/2024,
Bo Ray,Task,Send the pack,,05/01/2024,13/02/2024,
Bo Ray,riddle,Send the pack,,,,
Cy Fox,offer,,,,,
"""
RESOURCES = """title,organisation,locality,audience,made_on,link
Hydration pack,Oak House,North,Carers,March 2024,https://oak.example/pack
Falls leaflet,Pond Trust,South,Families,Q3 2023,
"""
ADOPTIONS = """practice,place,adopted_on,status,learned_from
Red bag,North,Q2 2024,in use,South
Red bag,South,2023,tried,
Red bag,East,17/04/2024,stopped,North
Red bag,West,,not yet,
Red bag,,2024,in use,
Red bag,Mid,soon,in use,
"""


def read(path, options=Options()):  # noqa: B008 - frozen
    found = list(subjects.load(Source(path), options))
    assert sum(entry.records for entry in found) == subjects.count(Source(path), options)
    return found


def write(tmp_path, text, name="answers.csv"):
    (tmp_path / name).write_text(text, "utf-8")
    return tmp_path / name


def said(found, kind=Subject):
    return [fact for entry in found for fact in entry.facts if isinstance(fact, kind)]


def texts(found):
    return [(fact.kind, fact.owner.removeprefix("name:"), fact.text) for fact in said(found)]


@pytest.mark.parametrize("text", [MICROSOFT, GOOGLE, MONKEY, LONG, RESOURCES, ADOPTIONS])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_each_is_known_by_its_headings_and_counted_by_another_way(tmp_path, text, ending):
    path = write(tmp_path, text)
    if ending == "xlsx":
        book = openpyxl.Workbook()
        for row in Source(path).sheets()[0].rows:
            book.active.append(row.texts)
        book.save(path.with_suffix(".xlsx"))
        path = path.with_suffix(".xlsx")
    assert identify(Source(path)) == "subjects"
    assert read(path)


def test_who_did_not_sign_in_stands_in_a_question_and_a_cell_holds_several_answers(tmp_path):
    found = read(write(tmp_path, MICROSOFT))
    assert texts(found) == [
        ("want", "ann lo", "Falls leaflet"),
        ("want", "ann lo", "NEWS2 teaching"),
        ("offer", "ann lo", "Red bag list"),
        ("task", "ann lo", "Mouth care"),
        ("offer", "bo ray", "Pack"),
        ("offer", "bo ray", "Slides"),
        ("want", "", "Falls leaflet"),
    ]
    assert [fact.organisation for fact in said(found, Affiliation)] == ["Oak House", "Pond Trust"]
    assert [fact.since for fact in said(found)][::6] == [dt.date(2020, 7, 2), dt.date(2020, 7, 14)]
    assert [entry.fate for entry in found] == [Fate.USED] * 3 + [Fate.EXCLUDED]
    assert found[2].warnings[0].code == "W-NOOWNER"


def test_an_answer_may_hold_a_comma_and_an_address_a_name(tmp_path):
    assert texts(read(write(tmp_path, GOOGLE))) == [
        ("want", "ann lo", "Leaflets, in large print"),
        ("want", "ann lo", "Slides"),
        ("offer", "ann lo", "A talk on sepsis"),
        ("want", "bo ray", "Leaflets, in large print"),
        ("want", "cy fox", "Slides"),
        ("want", "cy fox", "Leaflets, in large print"),
        ("want", "", "Slides"),
    ]


def test_a_question_over_several_columns_is_in_each_of_them(tmp_path):
    found = read(write(tmp_path, MONKEY))
    assert texts(found) == [
        ("want", "ann lo", "Leaflets"),
        ("offer", "ann lo", "My time"),
        ("want", "bo ray", "Leaflets"),
        ("want", "bo ray", "Slides"),
    ]
    assert said(found)[-1].since == dt.date(2024, 1, 14)


def test_a_list_says_kind_and_days_and_a_row_that_cannot_be_used_is_rejected(tmp_path):
    found = read(write(tmp_path, LONG))
    want, task = said(found)
    assert (want.topic, want.since, want.closed) == ("Falls", dt.date(2024, 2, 1), dt.date(2024, 6, 5))
    assert (task.kind, task.since, task.until) == ("task", dt.date(2024, 1, 5), dt.date(2024, 2, 13))
    assert [entry.fate.value for entry in found] == ["used", "used", "merged", "rejected", "rejected"]
    assert [entry.reason.code for entry in found[3:]] == ["R-SUBJECT", "R-SUBJECT"]


def test_a_resource_may_have_no_owner(tmp_path):
    found = read(write(tmp_path, RESOURCES))
    assert [(fact.owner, fact.organisation, fact.locality, fact.since) for fact in said(found)] == [
        ("", "Oak House", "North", dt.date(2024, 3, 1)),
        ("", "Pond Trust", "South", dt.date(2023, 7, 1)),
    ]
    assert not said(found, Person)


def test_the_day_of_an_adoption_is_as_wide_as_it_was_written(tmp_path):
    found = read(write(tmp_path, ADOPTIONS))
    assert [(fact.locality, fact.earliest, fact.latest, fact.status) for fact in said(found, Adoption)] == [
        ("North", dt.date(2024, 4, 1), dt.date(2024, 6, 30), "in use"),
        ("South", dt.date(2023, 1, 1), dt.date(2023, 12, 31), "tried"),
        ("East", dt.date(2024, 4, 17), dt.date(2024, 4, 17), "stopped"),
    ]
    assert [entry.reason.code for entry in found if entry.reason] == ["X-NOUSE", "R-SUBJECT", "R-DATE"]
    assert said(found, Adoption)[0].learned_from == "South"


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("What do you want from the group?", "want"),
        ("I am looking for", "want"),
        ("Wants", "want"),
        ("What would you like to share with others?", "offer"),
        ("What could you help others with?", "offer"),
        ("Which tasks do you want the group to take on?", "task"),
        ("What are you working on?", "topic"),
        ("What do you want, and what can you offer?", ""),
        ("Which topics do you need?", ""),
        ("How did you hear of us?", ""),
        ("How many tasks do you need?", ""),
        ("Do you want to share a lift?", ""),
        ("How can we help you?", "want"),
        ("Points - What do you want?", ""),
        ("What do you need? [Leaflets]", ""),
        ("What keeps you away from our meetings?", "barrier"),
        ("What makes it hard for you to attend?", "barrier"),
        ("Why do you want to join the group?", ""),
        ("Where would you like us to meet?", ""),
        ("Which barriers do you see to the new pathway?", ""),
    ],
)
def test_what_a_question_asks_for_is_told_by_its_words_or_not_at_all(heading, kind):
    assert kind_sought(heading) == kind


def test_what_says_nothing_is_no_answer():
    assert answers("None; n/a;\nnot sure; - Falls;Falls") == ["Falls"]
    assert len(answers("x" * 2_000)[0]) == 400


def test_a_question_nobody_can_classify_is_asked_and_the_answer_holds(tmp_path):
    write(tmp_path, MICROSOFT, "scoping.csv")
    reading = read_study(open_study([tmp_path]))
    (row,) = problems(reading, open_study([tmp_path]).settings)["Not read"]
    assert row.cells["What stands there"] == "How do you find the room?"
    assert len(reading.dataset.subjects) == 7
    book = openpyxl.Workbook()
    book.active.title = "Not read"
    book.active.append(["Answer", "File", "Where", "How often", "What stands there", "Why", "What to do", "So far"])
    book.active.append(["What they want", "scoping.csv", *[""] * 6])
    book.active["I1"], book.active["I2"] = "Key (leave as it is)", row.key
    book.save(tmp_path / "problems.xlsx")
    wants = read_study(open_study([tmp_path])).dataset.subjects
    assert "too hot in the summer" in set(wants.loc[wants["kind"] == "want", "text"])
    assert len(wants) == 11
    book.active["A2"] = "Something else"
    book.save(tmp_path / "problems.xlsx")
    settled = read_study(open_study([tmp_path]))
    assert len(settled.dataset.subjects) == 7
    assert not [row for row in settled.ledger.records()["code"] if row == "W-SUBJECT"]


def test_a_register_or_a_list_of_members_with_a_question_stays_what_it_is(tmp_path):
    register = "Date,Name,Organisation,What do you want from us?\n2024-03-05,Ann Lo,Oak House,Leaflets for all\n"
    members = "Name,Organisation,Sector,Working on\nAnn Lo,Oak House,Care,Falls at night\nBo Ray,Oak,Care,Sepsis\n"
    assert identify(Source(write(tmp_path, register, "sheet.csv"))) == "register"
    assert identify(Source(write(tmp_path, members, "people.csv"))) == "roster"


def test_a_file_without_such_a_table_is_refused_with_what_is_missing(tmp_path):
    path = write(tmp_path, "Colour,Size\nred,2\n")
    with pytest.raises(SourceError, match="A column for the text was not found"):
        list(subjects.load(Source(path), Options()))


def test_who_asked_to_be_left_out_takes_all_they_wrote_along(tmp_path):
    write(tmp_path, MICROSOFT.replace("too hot", "Ann Lo says too hot"), "scoping.csv")
    write(tmp_path, "name,practice,adopted_on,status\nAnn Lo,Red bag,2024,in use\n", "adoptions.csv")
    write(tmp_path, "name\nAnn Lo\n", "opt-out.csv")
    reading = read_study(open_study([tmp_path]))
    assert set(reading.dataset.subjects["owner"]) == {"name:bo ray", ""}
    assert reading.dataset.adoptions.empty
    assert run(["tables", str(tmp_path), "--out", str(tmp_path / "out")]) == 0
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir()).decode().casefold()
    assert "bo ray" in written
    assert "ann lo" not in written
    assert "news2" not in written


def test_the_blank_form_of_the_page_is_read_once_it_is_filled_in(tmp_path):
    (tmp_path / "scoping-form.xlsx").write_bytes(scoping_form())
    book = openpyxl.load_workbook(tmp_path / "scoping-form.xlsx")
    book.active.append(["Ann Lo", "Oak House", "Nurse", "Falls leaflet; Red bag", "Our pack", "One directory"])
    book.save(tmp_path / "scoping-form.xlsx")
    assert identify(Source(tmp_path / "scoping-form.xlsx")) == "subjects"
    found = read(tmp_path / "scoping-form.xlsx")
    assert [kind for kind, _owner, _text in texts(found)] == ["want", "want", "offer", "task"]
    assert [entry.fate.value for entry in found] == ["used", "excluded"]


def test_the_check_says_how_many_wants_and_offers_a_file_holds(tmp_path, capsys):
    write(tmp_path, MICROSOFT, "scoping.csv")
    write(tmp_path, ADOPTIONS, "adoptions.csv")
    assert run(["check", str(tmp_path)]) == 1  # one row has no place, one no day
    text = capsys.readouterr().out
    assert "3 wants, 3 offers, 1 task" in text
    assert "3 adoptions" in text
