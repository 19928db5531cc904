"""Meetings without a register: which they are, and what the page says of them."""

import csv
import datetime as dt

import numpy as np
import pytest

from sna.cli import run
from sna.findings.robustness import bounds, bounds_words
from sna.findings.sources import parts, plain
from sna.study import open_study, read_study
from sna.study.evidence import report_content
from sna.study.results import analysed, unregistered

LOCALITIES = np.repeat(["North", "South", "East", "West"], [8, 6, 5, 4])
FORENAMES = "Ada Bea Cyd Dot Eve Fay Gus Hal Ida Jon Kit Liv Max Ned Oda Pia Roy Sue Tom Una Val Wes Zoe".split()
SETTINGS = """[study]
group = "locality"
{}
[periods]
"Year 1" = [2023-01-01, 2023-12-31]
"Year 2" = [2024-01-01, 2024-12-31]
[network]
permutations = 99
"""


def month(number):
    return dt.date(2023 + number // 8, 1 + number % 8, 10)


def write(folder, missing=(), more=""):
    """Write a file for each of sixteen meetings but those that are missing."""
    folder.mkdir(exist_ok=True)
    random = np.random.default_rng(3)
    for number in range(16):
        shock = dict(zip(np.unique(LOCALITIES), random.normal(0, 1.2, 4), strict=True))
        came = random.random(len(LOCALITIES)) < [1 / (1 + np.exp(0.3 - shock[place])) for place in LOCALITIES]
        people = zip(FORENAMES, LOCALITIES, strict=True)
        rows = [f"{month(number)},{forename} Quillan,{place}\n" for forename, place in people]
        text = "Date,Name,Locality\n" + "".join(np.array(rows)[came])
        if number not in missing:
            (folder / f"register {month(number)}.csv").write_text(text, encoding="utf-8")
    (folder / "study.toml").write_text(SETTINGS.format(more), encoding="utf-8")
    return folder


def reading(folder):
    study = open_study([folder])
    return study, read_study(study)


def found(folder):
    study, records = reading(folder)
    content = report_content(records, study.settings, analysed(records, study.settings), "Forum")
    return content, bounds(content)


def test_where_every_meeting_has_a_register_nothing_is_said(tmp_path):
    content, findings = found(write(tmp_path / "study"))
    assert findings == []
    assert "bounds" not in content.whole.tables


def test_a_month_without_a_register_is_bounded_and_the_bounds_hold_what_it_would_have_shown(tmp_path, citing):
    whole, _none = found(write(tmp_path / "whole"))
    truth = whole.whole.tables.co_attendance.get("all")
    content, (finding,) = found(write(tmp_path / "study", {3}, f"no_register = [{month(3)}]"))
    assert finding.figures["change_lowest"] <= truth.ratio <= finding.figures["change_highest"]
    assert finding.figures["before_lowest"] <= truth.before <= finding.figures["before_highest"]
    words = bounds_words([finding], {})
    assert plain(words.headline) == "1 meeting in Year 1 without a register"
    ends = [round(100 * finding.number(name)) for name in ("before_lowest", "before_highest")]
    said = plain(words.text)
    assert f"people from the same locality were at the same meeting in Year 1 between {ends[0]} and {ends[1]}" in said
    assert "in Year 2 between" not in said
    bare = "".join(text for text, source in parts(f"{words.headline} {words.text}") if not source)
    assert not any(letter.isdigit() for letter in bare.replace("Year 1", "").replace("Year 2", "")), bare
    assert [found.what for found in content.findings if found.what == "bounds"] == ["bounds"]


def test_which_meetings_lack_a_register(tmp_path):
    folder = write(tmp_path / "study", {3, 9}, f"no_register = [{month(3)}, {month(5)}]")
    (folder / f"register {month(9)}.xlsx").write_bytes(b"no workbook")  # a file that nobody could read
    (folder / f"photo {month(10)}.jpg").write_bytes(b"a picture")
    study, records = reading(folder)
    assert unregistered(records, study.settings) == [month(3), month(9)]  # of month 5 there is one


def test_a_meeting_with_bookings_only_lacks_a_register_unless_it_may_be_still_to_come(tmp_path):
    folder = write(tmp_path / "study", {3})
    booked = "Date,Name,Locality,Status\n{0},Ada Quillan,North,registered\n{0},Bea Quillan,North,registered\n"
    for day in (month(3), dt.date(2024, 12, 10)):
        (folder / f"bookings {day}.csv").write_text(booked.format(day), encoding="utf-8")
    study, records = reading(folder)
    assert len(records.dataset.gatherings) == 17
    assert unregistered(records, study.settings) == [month(3)]


def test_the_page_says_it_and_without_two_periods_nothing_is_bounded(tmp_path):
    folder = write(tmp_path / "study", {3}, f"no_register = [{month(3)}]")
    assert run(["run", str(folder), "--out", str(tmp_path / "out")]) in {0, 1}
    assert "without a register" in (tmp_path / "out/report.html").read_text(encoding="utf-8")
    with (tmp_path / "out/for-experts/tables/bounds.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (float(row["unregistered_before"]), float(row["unregistered_after"])) == (1, 0)
    (folder / "study.toml").write_text(f'[study]\ngroup = "locality"\nno_register = [{month(3)}]\n', encoding="utf-8")
    assert found(folder)[1] == []


@pytest.mark.parametrize(("ends", "said"), [((0.5, 0.8), "Either way it fell;"), ((0.9, 1.1), "could turn a fall")])
def test_whether_they_could_turn_the_answer_is_said(tmp_path, ends, said):
    _content, (finding,) = found(write(tmp_path / "study", {3}, f"no_register = [{month(3)}]"))
    figures = {**finding.figures, "change_lowest": ends[0], "change_highest": ends[1]}
    assert said in plain(bounds_words([type(finding)(what="bounds", by="locality", figures=figures)], {}).text)
