"""A whole study: what is matched, asked, answered and taken back; all people and bodies are invented."""

import csv
import json
import shutil

import pandas as pd
import pytest

from sna.cli import run
from sna.study.people import Matched, People, Writing, lines

PEOPLE = """name,organisation,role,email,since,until,known as
Ann Okafor,Age Well,Nurse,ann@agewell.example,2023-01-01,2023-12-31,
Ann Farrow,Age Well,Nurse,ann@agewell.example,2024-01-01,,
Bo Lindgren,Northshire NHS Foundation Trust,Doctor,bo@northshire.example,,,Robert Lindgren
Sam Reed,Age Well,Nurse,,,,
Sam Reed,County Council,Officer,,,,
Zed Neverthere,County Council,Officer,,,,
"""
ORGANISATIONS = """organisation,sector,reach,formerly,since
Northshire NHS Foundation Trust,NHS,yes,Northshire Hospitals NHS Trust,2024-04-01
Age Well,Voluntary,yes,,
County Council,Council,yes,,
"""
REGISTER = """Date,Meeting,Name,Organisation,Status
05/03/2023,Forum,"OKAFOR, Ann (AGE WELL)",AGE WELL,Present
05/03/2023,Forum,Sam Reed,Age Well,Present
05/03/2023,Forum,Sam Reed,County Council,Present
05/03/2023,Forum,Bo Lindgren,NORTHSHIRE NHS FT,Present
05/04/2023,Forum,Robert Lindgren,Northshire NHS Foundation Trust,Present
05/04/2023,Forum,Jo Smith,Observer,Present
05/05/2024,Forum,Ann Okafor,Age Well,Present
05/05/2024,Forum,Bo Lindgren,Northshire Hospitals NHS Trust,Present
05/05/2024,Forum,Sam Reed,County Council,Present
05/05/2024,Forum,Jo Smith,Northshire NHS Trust,Present
05/06/2024,Forum,\u0410nn Farrow,Age Well,Present
05/06/2024,Forum,Ann F.,,Present
"""


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "study"
    folder.mkdir()
    for name, text in (("people", PEOPLE), ("organisations", ORGANISATIONS), ("register", REGISTER)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def written(study, out):
    """The bytes of every file of a run, by name."""
    assert run(["tables", str(study), "--out", str(out)]) in {0, 1}
    return {path.name: path.read_bytes() for path in out.iterdir()}


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def answered(out, study, **answers):
    """Fill the review file of a run (kind=answer), and put it into the study."""
    told = rows(out / "identity-review.csv")
    for row in told:
        row["same"] = answers.get(row["kind"], "")
    with (study / "identity-review.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(told[0]))
        writer.writeheader()
        writer.writerows(told)
    return told


def names(out):
    table = pd.read_csv(out / "people.csv", dtype="str", keep_default_na=False)
    return dict(zip(table["person"], table["name"], strict=True))


def test_people_are_who_they_are_whatever_they_are_called(study, tmp_path):
    written(study, tmp_path / "out")
    assert names(tmp_path / "out") == {
        "name:ann farrow": "Ann Farrow",
        "name:bo lindgren": "Bo Lindgren",
        "name:jo smith": "Jo Smith",
        "name:sam reed (age well)": "Sam Reed",
        "name:sam reed (county council)": "Sam Reed",
        "name:zed neverthere": "Zed Neverthere",
        "name:\u0430nn farrow": "\u0410nn Farrow",
    }


def test_namesakes_keep_what_is_said_of_each(study, tmp_path):
    written(study, tmp_path / "out")
    came = pd.read_csv(tmp_path / "out" / "attendance.csv", dtype="str", keep_default_na=False)
    reed = came[came["name"] == "Sam Reed"]
    assert sorted(zip(reed["person"], reed["date"], strict=True)) == [
        ("name:sam reed (age well)", "2023-03-05"),
        ("name:sam reed (county council)", "2023-03-05"),
        ("name:sam reed (county council)", "2024-05-05"),
    ]


def test_a_name_given_up_stands_in_no_file_and_on_no_screen(study, tmp_path, capsys):
    made = written(study, tmp_path / "out")
    assert run(["run", str(study), "--out", str(tmp_path / "run")]) == 0
    made |= {str(path): path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file()}
    for arguments in (["people", str(study)], ["people", str(study), "--json"], ["check", str(study)]):
        assert run(arguments) == 0
    made["screen"] = capsys.readouterr().out.encode()
    assert len(made) > 20
    for name, data in made.items():
        assert b"okafor" not in data.lower(), name


def test_an_organisation_has_the_name_of_the_day_and_a_status_is_none(study, tmp_path):
    written(study, tmp_path / "out")
    came = pd.read_csv(tmp_path / "out" / "attendance.csv", dtype="str", keep_default_na=False)
    theirs = came[came["person"] == "name:bo lindgren"]
    assert list(zip(theirs["date"], theirs["organisation"], strict=True)) == [
        ("2023-03-05", "Northshire Hospitals NHS Trust"),
        ("2023-04-05", "Northshire Hospitals NHS Trust"),
        ("2024-05-05", "Northshire NHS Foundation Trust"),
    ]
    jo = came[came["person"] == "name:jo smith"].iloc[0]
    assert (jo["organisation"], jo["role"]) == ("Northshire NHS Trust", "Observer")


def test_what_is_doubtful_is_asked_with_its_evidence_and_no_address(study, tmp_path):
    written(study, tmp_path / "out")
    told = rows(tmp_path / "out" / "identity-review.csv")
    assert [(row["kind"], row["same"]) for row in told] == [("person", ""), ("organisation", "")]
    person = told[0]
    assert {person["first"], person["second"]} == {"Ann Farrow", "\u0410nn Farrow"}
    assert "agewell.example" in {person["first_domain"], person["second_domain"]}
    assert all(row["for"] and row["rule"] and row["first_seen"] for row in told)
    assert "ann@" not in (tmp_path / "out" / "identity-review.csv").read_text(encoding="utf-8")


def test_yes_merges_no_keeps_apart_and_taking_the_file_away_restores_every_byte(study, tmp_path):
    first = written(study, tmp_path / "first")
    answered(tmp_path / "first", study, person="yes", organisation="no")
    yes = written(study, tmp_path / "yes")
    assert set(names(tmp_path / "first")) - set(names(tmp_path / "yes")) == {"name:\u0430nn farrow"}
    assert set(names(tmp_path / "yes")) < set(names(tmp_path / "first"))
    answered(tmp_path / "first", study, person="no")
    no = written(study, tmp_path / "no")
    assert no["people.csv"] == first["people.csv"]
    assert no["attendance.csv"] == first["attendance.csv"] != yes["attendance.csv"]
    (study / "identity-review.csv").unlink()
    assert written(study, tmp_path / "again") == first


def test_the_next_review_file_holds_the_answers_again_so_that_copying_it_back_loses_nothing(study, tmp_path):
    written(study, tmp_path / "first")
    told = answered(tmp_path / "first", study, person="JA", organisation="nein")
    one = written(study, tmp_path / "one")
    again = rows(tmp_path / "one" / "identity-review.csv")
    assert {row["pair"]: row["same"] for row in again} == {told[0]["pair"]: "yes", told[1]["pair"]: "no"}
    shutil.copy(tmp_path / "one" / "identity-review.csv", study)
    two = written(study, tmp_path / "two")
    assert {name for name in one if one[name] != two[name]} <= {"manifest.json", "ledger.csv"}


def test_an_answered_pair_is_no_longer_doubtful_and_an_open_one_stays(study, tmp_path, capsys):
    written(study, tmp_path / "first")
    answered(tmp_path / "first", study, person="no")
    capsys.readouterr()
    assert run(["people", str(study), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["kind"] for one in told["doubtful"]] == ["organisation"]
    assert [(one["kind"], one["same"]) for one in told["answered"]] == [("person", "no")]


def test_a_match_that_was_made_is_undone_by_a_no(study, tmp_path):
    written(study, tmp_path / "first")
    made = rows(tmp_path / "first" / "identity.csv")
    bo = next(row for row in made if row["writing"] == "Robert Lindgren")
    assert bo["evidence"]
    assert "same = no" in bo["undo"]
    (study / "identity-review.csv").write_text(f"pair;same\n{bo['pair']};no\n", encoding="utf-8")
    written(study, tmp_path / "no")
    gone = set(names(tmp_path / "no")) ^ set(names(tmp_path / "first"))
    assert gone == {"name:robert lindgren"}


def test_every_merge_is_told_with_its_rule(study, tmp_path):
    written(study, tmp_path / "out")
    made = rows(tmp_path / "out" / "identity.csv")
    assert {(row["kind"], row["name"]) for row in made} == {
        ("organisation", "Northshire NHS Foundation Trust"),
        ("person", "Ann Farrow"),
        ("person", "Bo Lindgren"),
    }
    assert all(row["rule"] and row["evidence"] for row in made)
    assert sum(row["rule"] == "shown" for row in made) == 2


@pytest.mark.parametrize(
    ("text", "code", "fate"),
    [
        ("pair,same\np-1-2,perhaps\n", "R-ANSWER", "rejected"),
        ("pair,same\n,yes\n", "R-PAIR", "rejected"),
        ("pair,same\np-1-2,yes\np-1-2,no\n", "R-ANSWER", "rejected"),
        ("pair,same\np-1-2,yes\n", "W-GONE", "warning"),
        ("one,two\np-1-2,yes\n", "R-REVIEW", "rejected"),
        ("", "R-REVIEW", "rejected"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_and_costs_no_other(study, tmp_path, text, code, fate):
    (study / "identity-review.csv").write_text(text, encoding="utf-8")
    assert run(["tables", str(study), "--out", str(tmp_path / "out")]) == (1 if fate == "rejected" else 0)
    told = [row for row in rows(tmp_path / "out" / "ledger.csv") if row["file"] == "identity-review.csv"]
    assert [row["fate"] for row in told if row["code"] == code] == [fate]
    assert all(row["hint"] for row in told if row["code"] == code)


def test_the_settings_name_another_review_file_which_is_no_source(study, tmp_path):
    written(study, tmp_path / "first")
    answered(tmp_path / "first", study, person="yes")
    (study / "identity-review.csv").rename(study / "answers.csv")
    (study / "study.toml").write_text('[sources]\nreview = "answers.csv"\n')
    written(study, tmp_path / "yes")
    assert "name:\u0430nn farrow" not in names(tmp_path / "yes")
    (study / "study.toml").write_text('[sources]\nreview = "none.csv"\n')
    assert run(["check", str(study)]) == 2


def test_people_are_told_counts_first_and_the_roster_is_compared(study, tmp_path, capsys):
    assert run(["people", str(study), "--out", str(tmp_path / "out")]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].strip() == "7 people"
    assert max(map(len, told[:-2])) <= 100
    text = "\n".join(told)
    assert "  Zed Neverthere (once: people.csv line 7)" in text
    assert "Seen, not on the roster (2)" in text
    assert "Letters that look alike (1)" in text
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["identity-review.csv", "identity.csv"]


def test_check_says_how_many_pairs_are_doubtful_and_what_to_do(study, capsys):
    assert run(["check", str(study)]) == 0
    out = capsys.readouterr().out
    assert "2 pairs may be one person or organisation: 'sna run STUDY' asks in problems.xlsx." in out


def test_the_rule_for_movers_is_on_the_methods_page_and_in_the_manifest(study, tmp_path):
    assert run(["run", str(study), "--out", str(tmp_path / "run")]) == 0
    rule = "Where somebody moved within a period, they count where they worked on its last day."
    assert rule in (tmp_path / "run" / "method.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8"))["movers"] == rule


def test_two_writings_in_two_files_are_one_attendance(tmp_path):
    study = tmp_path / "study"
    study.mkdir()
    (study / "people.csv").write_text("name,organisation,email\nAnn Okafor,CityCare,\nBo Li,Age Well,\n")
    calls = 'Date,Meeting,Name,Organisation,Status\n05/03/2023,Forum,"OKAFOR, Ann (CITYCARE)",CITYCARE,Present\n'
    (study / "calls.csv").write_text(calls + "05/03/2023,Forum,Bo Li,Age Well,Present\n")
    (study / "minutes.csv").write_text(
        "Date,Meeting,Name,Organisation,Status\n05/03/2023,Forum,Ann O.,CityCare,Present\n"
    )
    assert run(["run", str(study), "--out", str(tmp_path / "run")]) == 0
    nodes = pd.read_csv(tmp_path / "run" / "for-experts" / "tables" / "nodes.csv", keep_default_na=False)
    assert sorted(nodes["name"]) == ["Ann Okafor", "Bo Li"]
    ties = pd.read_csv(tmp_path / "run" / "for-experts" / "tables" / "ties.csv")
    assert list(ties["count"]) == [1]


def test_an_answer_holds_when_a_new_file_adds_an_address_to_a_writing(study, tmp_path):
    written(study, tmp_path / "first")
    answered(tmp_path / "first", study, person="yes")
    more = "Date,Meeting,Name,Organisation,Email,Status\n"
    more += "05/07/2024,Forum,\u0410nn Farrow,Age Well,af@home.example,Present\n"
    (study / "more.csv").write_text(more, encoding="utf-8")
    written(study, tmp_path / "more")
    assert "name:\u0430nn farrow" not in names(tmp_path / "more")
    ledger = rows(tmp_path / "more" / "ledger.csv")
    assert not [row for row in ledger if row["code"] == "W-GONE"]


def test_a_wrong_cell_in_the_review_file_is_told_where_the_convener_looks(study, tmp_path, capsys):
    assert run(["people", str(study), "--out", str(tmp_path / "out")]) in {0, 1}
    text = (tmp_path / "out" / "identity-review.csv").read_text(encoding="utf-8")
    (study / "identity-review.csv").write_text(text.replace(",,person,", ",perhaps,person,", 1), encoding="utf-8")
    capsys.readouterr()
    run(["people", str(study)])
    told = " ".join(capsys.readouterr().out.split())
    assert "1 answer in the review file that could not be used" in told
    assert "identity-review.csv line 2: 'perhaps'. Whether the two are the same is neither yes nor no." in told


def test_those_whose_names_differ_stand_before_those_of_one_name():
    def of(person, *texts):
        return Matched(person, texts[0], tuple(Writing(text, "", "once", "", "", "") for text in texts))

    told = People(2, 4, (of("a", "Ann Okafor", "OKAFOR Ann"), of("b", "Bo Lindgren", "bo lindgren")))
    shown = [line.strip() for line in lines(told)]
    first, second = (shown.index(title) for title in ("Written in several ways (1)", "One name in several sources (1)"))
    assert first < shown.index("Ann Okafor") < second < shown.index("Bo Lindgren")
