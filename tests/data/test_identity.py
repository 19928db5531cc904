"""Who is who in the example, against its truth: without the convener's answers, and with them."""

import csv
import datetime as dt
import io
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from sna.identity.answers import ends_of
from sna.identity.review import questions
from sna.names import key, read_name
from sna.study import open_study, read_study, tables
from sna.study.people import open_questions, write_people

EXAMPLE = Path(__file__).parents[2] / "data" / "notts-care-homes"
REVIEW = "identity-review.csv"
SETTINGS = ("study-all.toml", "study.toml")
DECORATED = {"", "directory", "surname first", "marked", "numbered", "renamed", "title", "namesake", "former name"}


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def unanswered(tmp_path_factory):
    """The example without the answers."""
    folder = tmp_path_factory.mktemp("unanswered") / "study"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(REVIEW, "world", "truth", "*.py"))
    return read_study(open_study([folder / "study-all.toml"]))


@pytest.fixture(scope="module")
def answered():
    return read_study(open_study([EXAMPLE / "study-all.toml"]))


def alone(row):
    """The id somebody would have by this writing alone; who renamed themselves in Zoom is shown with both names."""
    return f"name:{key(row['name'])}" if row["kind"] == "renamed" else f"name:{key(read_name(row['written']).display)}"


def stated(row):
    """What a loader calls somebody: by the name, or in Slack by the writing, because there it is by the account."""
    return row["written"] if row["file"].startswith("slack") else alone(row)


def found_people(reading):
    """(file, what the loader called them) → the ids of the people these were taken for."""
    people = defaultdict(set)
    for row in reading.dataset.statements.itertuples():
        called = row.written if row.file.startswith("slack") else row.stated
        people[row.file, called].add(row.id)
    return people


def asked_pairs(reading):
    whose = {digest: one.id for one in reading.identity.people for digest in one.writings}
    ends = [ends_of(pair) for pair in questions(reading.identity)["pair"]]
    return {frozenset(whose[digest] for digest in pair) for pair in ends if set(pair) <= set(whose)}


def measured(reading):
    """Count the truth's writings: matched rightly, matched wrongly, asked; and how many needed matching at all."""
    people, asked, rows = found_people(reading), asked_pairs(reading), table(EXAMPLE / "truth/writings.csv")
    known, called, meant = (
        {row["person"] for row in rows},
        [(row["file"], stated(row)) for row in rows],
        defaultdict(set),
    )
    for row, call in zip(rows, called, strict=True):
        meant[call].add(row["person"])
    right, wrong, suggested, needed = 0, 0, 0, 0
    for row, call in zip(rows, called, strict=True):
        ids, expected = people[call], meant[call]
        wrong += bool((ids & known) - expected)
        if alone(row) != row["person"]:
            needed += 1
            right += row["person"] in ids
            suggested += row["person"] not in ids and any(frozenset({row["person"], id_}) in asked for id_ in ids)
    return right, wrong, suggested, needed


def test_matches_made_are_right_and_most_are_made(unanswered):
    right, wrong, suggested, needed = measured(unanswered)
    assert needed > 80
    assert right / (right + wrong) == 1.0
    assert right / needed >= 0.80
    assert (right + suggested) / needed >= 0.95
    told = f"of the {needed} that are not simply a member's own name, `sna` matches {right}, none of them wrongly"
    assert f"{told}, and asks about {suggested}." in " ".join((EXAMPLE / "README.md").read_text("utf-8").split())


def test_more_than_every_fifth_name_has_a_writing_of_its_own():
    rows = table(EXAMPLE / "truth/writings.csv")
    files = defaultdict(set)
    for row in rows:
        files[row["person"]].add(row["file"])
    several = {person for person, seen in files.items() if len(seen) > 1}
    varied = {row["person"] for row in rows if row["kind"] not in DECORATED}
    assert len(varied & several) >= len(several) / 5
    assert len({row["kind"] for row in rows} - DECORATED) >= 9


def test_there_are_three_pairs_of_namesakes_one_of_whom_meet():
    people = table(EXAMPLE / "truth/people.csv")
    names = [row["name"] for row in people]
    shared = sorted({name for name in names if names.count(name) > 1})
    assert [names.count(name) for name in shared] == [2, 2, 2]
    there = defaultdict(list)
    for row in table(EXAMPLE / "truth/attendance.csv"):
        if row["status"] == "present" and row["name"] in shared:
            there[row["gathering"]].append(row["name"])
    assert any(len(both) > len(set(both)) for both in there.values())


def test_the_answers_are_those_of_somebody_who_knows(answered, tmp_path):
    paths = []
    for name in SETTINGS:
        reading = answered if name == "study-all.toml" else read_study(open_study([EXAMPLE / name]))
        write_people(reading, tmp_path / name)
        paths.append(tmp_path / name / REVIEW)
    command = [sys.executable, "-I", str(EXAMPLE / "make.py"), "--answers", *map(str, paths)]
    filled = subprocess.run(command, check=True, timeout=60, capture_output=True).stdout
    assert filled == (EXAMPLE / REVIEW).read_bytes()
    answers = [row["same"] for row in csv.DictReader(io.StringIO(filled.decode()))]
    assert answers
    assert set(answers) <= {"yes", "no"}


def test_with_the_answers_everybody_is_who_they_are(answered):
    assert open_questions(answered) == 0
    right, wrong, _, needed = measured(answered)
    assert (right, wrong) == (needed, 0)


def test_a_name_given_up_is_never_shown(answered, tmp_path):
    (given_up,) = (row["formerly"] for row in table(EXAMPLE / "people.csv") if row["formerly"])
    surname = given_up.split()[-1].casefold()
    tables(open_study([EXAMPLE / "study-all.toml"]), answered, tmp_path)
    texts = {path.name: path.read_text(encoding="utf-8").casefold() for path in tmp_path.iterdir()}
    assert len(texts) > 5
    assert [name for name, text in texts.items() if surname in text] == []


def test_who_moved_works_where_they_worked_that_day(answered):
    roster = table(EXAMPLE / "people.csv")
    moves = [row for row in roster if row["joined"] > "2024" and row["joined"] != "2024-06-25"]
    assert len(moves) == 2
    for row in moves:
        first = next(other["organisation"] for other in roster if other["name"] == row["name"])
        day = dt.date.fromisoformat(row["joined"])
        worked = [
            answered.dataset.organisation_on(f"name:{key(row['name'])}", day + dt.timedelta(days=n)) for n in (-1, 0)
        ]
        assert worked == [first, row["organisation"]]
        assert first != row["organisation"]


def test_organisations_are_called_what_they_were_called_that_day(answered):
    declared = table(EXAMPLE / "organisations.csv")
    (renamed,) = (row for row in declared if row["formerly"])
    days = dict(zip(answered.dataset.gatherings["id"], answered.dataset.gatherings["on"], strict=True))
    meetings = answered.dataset.attendance[answered.dataset.attendance["file"].str.startswith(("registers", "minutes"))]
    said = [(row.organisation, days[row.gathering]) for row in meetings.itertuples()]
    met = {name for name, _ in said if name}
    assert met <= {row["organisation"] for row in declared} | {renamed["formerly"]}
    since = dt.date.fromisoformat(renamed["since"])
    assert all(day < since for name, day in said if name == renamed["formerly"])
    assert all(day >= since for name, day in said if name == renamed["organisation"])
    assert {renamed["formerly"], renamed["organisation"]} <= {name for name, _ in said}
