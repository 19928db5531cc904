"""The list of who can come: a fate for every row, lists of replies of forms, and needs (everybody invented)."""

import csv
import datetime as dt
import importlib.util
from pathlib import Path

import pytest

from sna.cli import run
from sna.facts import Fate
from sna.study import open_study, read_study

pytestmark = pytest.mark.usefixtures("few_tries")
NEEDS = "induction loop"
FORM = (
    "ID,Completion time,Your name,Will you come to the meeting on 13 August 2024?,Access needs,Shoe size\n"
    '1,2024-07-30 10:00,Dot Marsh,"Yes, gladly",Induction loop,4\n2,2024-07-30 10:05,Ben Marsh,No,,\n'
    "3,2024-07-30 10:06,Fay Marsh,Not sure,,\n"
)


GOOGLE = (
    "Timestamp,Name,Are you attending?,Date of meeting\n2024/07/30 10:00:00 am GMT,Dot Marsh,Yes,2024-08-13\n"
    "2024/07/30 10:01:00 am GMT,Ben Marsh,No,2024-08-13\n"
)


@pytest.fixture(scope="module")
def circle():
    path = Path(__file__).with_name("test_planning.py")
    spec = importlib.util.spec_from_file_location("invented_circle", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def account(folder):
    reading = read_study(open_study([folder]))
    reading.ledger.reconcile()
    return next(account for account in reading.ledger if account.file == "availability.csv")


def test_every_row_has_a_fate_with_its_place_and_reason(circle, tmp_path):
    text = (
        "name,must,offered_on,reply\nBen Marsh,yes,,\nKit Quill,yes,,\nRex Marsh,yes,,\n\nBob Nobody,yes,,\n,yes,,\n"
        "Dot Marsh,next week,,\nFay Marsh,,2024-08-20,red\nGus Quill,,,yes\n"
    )
    book = account(circle.write(tmp_path, availability=text, opted_out="Kit Quill"))
    fates = {entry.origin.place: (entry.fate, entry.reason.code, entry.reason.column) for entry in book.unused}
    assert fates == {
        "line 3": (Fate.EXCLUDED, "P-OPT-OUT", ""),
        "line 6": (Fate.REJECTED, "R-NOBODY", "name"),
        "line 7": (Fate.REJECTED, "R-NAME", "name"),
        "line 8": (Fate.REJECTED, "R-DATE", "must"),
        "line 9": (Fate.REJECTED, "R-ANSWER", "reply"),
        "line 10": (Fate.REJECTED, "R-DATE", "offered_on"),
    }
    assert book.counted == 8
    assert book.fates[Fate.USED] == 2  # who has left is known, if not asked


def test_every_column_has_one_too(circle, tmp_path):
    columns = {column.heading: column.read_as for column in account(circle.write(tmp_path, availability=FORM)).columns}
    assert columns == {
        "ID": "", "Completion time": "", "Your name": "name", "Access needs": "access", "Shoe size": "",
        "Will you come to the meeting on 13 August 2024?": "reply",
    }  # fmt: skip


def test_check_names_the_list_and_shows_nobodys_row(circle, tmp_path, capsys):
    folder = circle.write(tmp_path, availability="name,must,access\nBob Nobody,yes,Induction loop\n")
    assert run(["check", str(folder)]) == 1
    out = capsys.readouterr().out
    assert "availability.csv  [availability]  1 record: 0 used, 0 merged, 1 rejected" in out
    assert "availability.csv line 2: R-NOBODY" in out
    assert "Bob" not in out


def test_a_list_that_cannot_be_read_is_one_rejected_record_and_stops_the_plan_alone(circle, tmp_path, capsys):
    folder = circle.write(tmp_path, availability="who,must\nBen Marsh,yes\n")
    assert account(folder).fates == {Fate.REJECTED: 1}
    assert run(["check", str(folder)]) == 1
    assert run(["plan", str(folder)]) == 2
    assert "Write name above the names." in capsys.readouterr().err


def test_the_replies_of_a_form_are_replies_to_its_day(circle, tmp_path):
    folder = circle.write(tmp_path, availability=FORM)
    answer = circle.plan(folder)
    assert answer.days == (dt.date(2024, 8, 13),)
    assert "Dot Marsh" in circle.seated(answer)
    assert "Ben Marsh" not in circle.seated(answer)
    turns = dict(zip(answer.people["name"], answer.pool.turns, strict=True))
    (folder / "availability.csv").unlink()
    before = circle.plan(folder)
    earlier = dict(zip(before.people["name"], before.pool.turns, strict=True))
    offered = {name for name, number in turns.items() if number > earlier[name]}
    assert offered == {"Dot Marsh", "Ben Marsh", "Fay Marsh"}  # who is not sure was asked


@pytest.mark.parametrize("name", ["bookings for august.csv", "form.csv"])
@pytest.mark.parametrize(
    "text",
    [
        FORM,
        GOOGLE,
        "Name,RSVP,Event date\nDot Marsh,Yes,13/08/2024\nBen Marsh,No,13/08/2024\n",
    ],
)
def test_one_form_read_as_bookings_and_as_the_list_counts_once(circle, tmp_path, text, name):
    folder = circle.write(tmp_path, availability=text)
    single = circle.plan(folder)
    (folder / name).write_text(text)
    double = circle.plan(folder)
    assert double.days == single.days == (dt.date(2024, 8, 13),)
    assert (double.plan.seats == single.plan.seats).all()
    assert (double.pool.turns == single.pool.turns).all()
    assert double.chances == single.chances


def test_needs_stand_beside_the_name_for_the_convener_alone(circle, tmp_path):
    text = "name,must,access\nDot Marsh,yes,Induction loop\nDot Marsh,,step-free\n"
    folder = circle.write(tmp_path, availability=text)
    assert run(["plan", str(folder), "--seats", "6", "--meetings", "2", "--json", "--no-open"]) == 0
    with (folder / "plan" / "plan.csv").open(encoding="utf-8") as file:
        needs = {(row["name"], row["access"]) for row in csv.DictReader(file) if row["access"]}
    assert needs == {("Dot Marsh", "Induction loop; step-free")}
    page = (folder / "plan" / "plan.html").read_text(encoding="utf-8")
    assert page.count("Induction loop; step-free") == 1
    audiences = [option for name in ("convener", "evaluator", "funder") for option in ("--for", name)]
    assert run(["run", str(folder), "--out", str(tmp_path / "out"), *audiences, "--no-open", "--json"]) == 0
    assert run(["letters", str(folder), "--out", str(tmp_path / "letters"), "--json"]) == 0
    paths = [path for place in ("out", "letters") for path in (tmp_path / place).rglob("*") if path.is_file()]
    assert len(paths) > 20
    assert not [path for path in paths if NEEDS in path.read_bytes().decode("latin-1").casefold()]
