import datetime as dt
import random

import pandas as pd
import pytest

from sna.dataset import Builder, columns_of, tidy, write, write_csv, written_tables
from sna.errors import DatasetError
from sna.facts import (
    Act,
    Adoption,
    Affiliation,
    Attendance,
    Gathering,
    Interaction,
    Kind,
    Organisation,
    Origin,
    Person,
    Status,
    Subject,
)

MARCH, APRIL = dt.date(2024, 3, 5), dt.date(2024, 4, 2)


def facts():
    def at(line):
        return Origin("a.csv", f"line {line}")

    return [
        Person("name:ann smith", "Ann Smith", at(2), email="ann@example.org"),
        Person("name:ann smith", "Ann Smith", at(10), sector="Council"),
        Person("name:ann smith", "ann smith", at(3)),
        Person("name:bo li", "Bo Li", at(4)),
        Organisation("Age Well", at(2), sector="Voluntary", reach=True),
        Affiliation("name:ann smith", "Age Well", at(2), since=MARCH, until=MARCH),
        Gathering("gathering:2024-03-05 forum", "Forum", at(2), MARCH, seats=20),
        Gathering("gathering:2024-04-02 forum", "Forum", at(3), APRIL),
        Attendance("name:ann smith", "gathering:2024-03-05 forum", at(2), written="SMITH, Ann"),
        Attendance("name:bo li", "gathering:2024-04-02 forum", at(4), Status.APOLOGIES, minutes=12.5),
        Interaction("name:ann smith", "name:bo li", "reply", at(9), at="2024-04-02T10:00:00Z", channel="general"),
    ]


def build(items):
    builder = Builder()
    builder.add(items)
    return builder.dataset()


def test_one_row_per_person_with_what_is_stated_most_often_and_no_blank_over_a_value():
    people = build(facts()).people.set_index("id")
    ann = people.loc["name:ann smith"]
    assert (ann["name"], ann["email"], ann["sector"], ann["kind"]) == (
        "Ann Smith",
        "ann@example.org",
        "Council",
        "person",
    )
    assert ann[["file", "place"]].tolist() == ["a.csv", "line 2"]
    assert len(people) == 2


def test_a_subject_may_have_no_owner_but_never_one_nobody_knows():
    at, ann = Origin("scoping.csv", "line 2"), "name:ann smith"
    subjects = [Subject("want", "Falls leaflet", at, ann, since=MARCH, closed=APRIL), Subject("resource", "Pack", at)]
    dataset = build([*facts(), *subjects, subjects[1], Adoption("Red bag", at, "Aldermere", earliest=MARCH)])
    assert dataset.subjects["owner"].tolist() == ["", ann]
    assert dataset.subjects["closed"].tolist() == [None, APRIL]
    assert dataset.adoptions[["person", "earliest", "latest", "status"]].to_numpy().tolist() == [
        ["", MARCH, None, "in use"]
    ]
    assert {"subjects", "adoptions"} <= written_tables(dataset).keys()
    assert not {"subjects", "adoptions"} & written_tables(build(facts())).keys()
    with pytest.raises(DatasetError, match="owner is named that does not exist"):
        build([Subject("want", "Falls leaflet", at, "name:nobody")])


def test_what_people_did_stands_in_the_window_of_its_gathering_or_else_of_its_day():
    ann, at = "name:ann smith", Origin("t.vtt", "cue 1")
    acts = [
        Act(ann, "gathering:2024-03-05 forum", "spoke", at, "2024-03-05T00:00:05.100", 3.2, 1),
        Act("", "gathering:2024-03-05 forum", "spoke", Origin("t.vtt", "cue 2"), "2024-03-05T00:00:08.300", 1.0, 2),
        Act(ann, "", "started thread", at, "2024-04-02", done=True),
    ]
    dataset = build([*facts(), *acts, acts[0]])
    assert dataset.acts[["person", "turn", "done"]].to_numpy().tolist() == [
        ["", 2, None], [ann, None, True], [ann, 1, None],
    ]  # fmt: skip
    assert dataset.acts["seconds"].sum() == pytest.approx(4.2)
    assert dataset.between(MARCH, MARCH).acts["turn"].tolist() == [2, 1]
    assert dataset.between(APRIL, None).acts["kind"].tolist() == ["started thread"]
    assert "acts" in written_tables(dataset)
    assert "acts" not in written_tables(build(facts()))
    for strange in (Act("name:nobody", "", "spoke", at), Act(ann, "gathering:none", "spoke", at)):
        with pytest.raises(DatasetError, match="is named that does not exist"):
            build([*facts(), strange])


def test_voice_level_and_host_are_written_where_a_list_says_them():
    said = Person("name:ann smith", "Ann Smith", Origin("a.csv"), voice="patient", host="no")
    assert written_tables(build([*facts(), said]))["people"]["voice"].tolist() == ["patient", ""]
    assert not {"voice", "level", "host"} & {*written_tables(build(facts()))["people"]}


def test_a_table_that_is_replaced_is_checked_again():
    dataset = build(facts())
    strangers = dataset.interactions.assign(target="name:nobody")
    for change in ({"people": dataset.people.iloc[:1]}, {"gatherings": dataset.gatherings.iloc[:1]}):
        with pytest.raises(DatasetError, match="is named that does not exist"):
            dataset.with_tables(**change)
    with pytest.raises(DatasetError, match="A target is named that does not exist: 'name:nobody'"):
        dataset.with_tables(interactions=strangers)
    everybody = pd.concat([dataset.people, dataset.people.iloc[:1].assign(id="name:nobody")])
    assert len(dataset.with_tables(people=everybody, interactions=strangers).with_tables().people) == 3


def test_two_rows_in_the_wrong_order_are_seen_wherever_they_stand():
    rows = [(name, day, "f", f"line {line}") for name in "ab" for day in (None, MARCH, APRIL) for line in (9, 10)]
    table = tidy(pd.DataFrame(rows, columns=["x", "on", "file", "place"]).astype({"on": object}))
    for place in range(len(table) - 1):
        order = list(range(len(table)))
        order[place], order[place + 1] = order[place + 1], order[place]
        pd.testing.assert_frame_equal(tidy(table.iloc[order]), table)


def test_reading_order_leaves_no_trace():
    first = build(facts())
    for seed in range(5):
        shuffled = facts()
        random.Random(seed).shuffle(shuffled)
        again = build(shuffled)
        for table in ("people", "organisations", "affiliations", "gatherings", "attendance", "interactions"):
            pd.testing.assert_frame_equal(getattr(first, table), getattr(again, table))


def test_lines_sort_by_number_not_by_letter():
    table = tidy(pd.DataFrame({"x": ["a", "a", "a"], "file": ["f"] * 3, "place": ["line 10", "line 9", "line 100"]}))
    assert list(table["place"]) == ["line 9", "line 10", "line 100"]


def test_a_window_keeps_both_days_and_leaves_the_undated_out():
    dataset = build([*facts(), Gathering("gathering:undated x", "X", Origin("b.csv", "line 2"))])
    part = dataset.between(MARCH, MARCH)
    assert list(part.gatherings["on"]) == [MARCH]
    assert len(part.attendance) == 1
    assert len(part.interactions) == 0
    assert len(dataset.between(None, None).gatherings) == 2
    assert len(dataset.between(APRIL, None).interactions) == 1


def test_an_empty_dataset_has_all_tables_and_columns(tmp_path):
    dataset = build([])
    for table in ("people", "attendance", "interactions"):
        assert list(getattr(dataset, table).columns) == columns_of(table)
        assert len(getattr(dataset, table)) == 0
    assert len(dataset.between(MARCH, APRIL).gatherings) == 0
    write(dataset, tmp_path)
    assert (tmp_path / "attendance.csv").read_text().startswith("file,place,gathering,title,date,person,name,written")


def test_attendance_of_nobody_known_is_refused():
    with pytest.raises(DatasetError, match="A person is named that does not exist: 'name:nobody'"):
        build([*facts(), Attendance("name:nobody", "gathering:2024-03-05 forum", Origin("a.csv", "line 7"))])


def test_written_tables_hold_names_and_dates_but_no_address(tmp_path):
    write(build(facts()), tmp_path)
    attendance = pd.read_csv(tmp_path / "attendance.csv", keep_default_na=False)
    assert attendance.loc[0, ["title", "date", "name", "written", "status"]].tolist() == [
        "Forum", "2024-03-05", "Ann Smith", "SMITH, Ann", "present",
    ]  # fmt: skip
    assert "ann@example.org" not in "".join(path.read_text() for path in tmp_path.iterdir())


def test_somebody_known_to_one_source_is_a_person():
    origin = Origin("a.csv", "line 2")
    people = build([Person("p", "Lab", origin, kind=Kind.UNIDENTIFIED), Person("p", "Lab", origin)]).people
    assert list(people["kind"]) == ["person"]


def test_control_characters_and_writing_direction_never_reach_a_file(tmp_path):
    write_csv(pd.DataFrame({"name": ["A\x1b]0;x\x07nn", "\u202eevil", "two\nlines"]}), tmp_path / "t.csv")
    text = (tmp_path / "t.csv").read_text(encoding="utf-8")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\u202eevil" in text
    assert "two\nlines" in text


def test_every_statement_is_kept_beside_the_folded_people():
    statements = build(facts()).statements
    assert sorted(statements["place"]) == ["line 10", "line 2", "line 3", "line 4"]
    assert set(statements["id"]) == {"name:ann smith", "name:bo li"}


def test_where_somebody_worked_is_known_for_each_day():
    dataset = build([*facts(), Affiliation("name:ann smith", "Pond Trust", Origin("b.csv"), since=APRIL, until=APRIL)])
    days = (MARCH, dt.date(2024, 3, 20), APRIL, None)
    assert [dataset.organisation_on("name:ann smith", day) for day in days] == [
        "Age Well", "Age Well", "Pond Trust", "Pond Trust",
    ]  # fmt: skip
    assert dataset.organisation_on("name:bo li", MARCH) == ""


def test_names_given_up_are_not_written(tmp_path):
    write(build([Person("name:a", "A B", Origin("p.csv"), formerly="C D", also="E F")]), tmp_path)
    assert not {"formerly", "also"} & set(pd.read_csv(tmp_path / "people.csv").columns)
