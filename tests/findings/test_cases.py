"""Small studies, made here, in which a page once said what its tables deny."""

import datetime as dt
import os

import numpy as np
import pytest

from sna.errors import StudyError
from sna.findings import Verdict, findings
from sna.findings.community import headline
from sna.findings.kinds import actions
from sna.findings.month import Month
from sna.study import open_study, read_study
from sna.study.evidence import report_content, study_findings
from sna.study.results import analysed

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PERIODS = '[periods]\n"Year 1" = [2023-01-01, 2023-12-31]\n"Year 2" = [2024-01-01, 2024-12-31]\n'


def name(number):
    return f"Person {LETTERS[number // 26]}{LETTERS[number % 26].lower()}x"


def study(folder, came, days, *, group="organisation", periods=PERIODS, titles=None, **lists):
    """Write a register and a list of members: `lists` are columns of the list, a value each."""
    titles = titles or ["Forum"] * len(days)
    rows = [
        f"{titles[place]},{day},{name(person)}"
        for place, day in enumerate(days)
        for person in np.flatnonzero(came[:, place])
    ]
    (folder / "register.csv").write_text("Meeting,Date,Name\n" + "\n".join(rows) + "\n", encoding="utf-8")
    columns = {"organisation": [f"Org {number % 6}" for number in range(len(came))], **lists}
    people = [",".join([name(number), *(column[number] for column in columns.values())]) for number in range(len(came))]
    (folder / "people.csv").write_text(",".join(["name", *columns]) + "\n" + "\n".join(people) + "\n", encoding="utf-8")
    (folder / "study.toml").write_text(
        f'[study]\ntitle = "Forum"\ngroup = "{group}"\n[network]\npermutations = 999\n{periods}', encoding="utf-8"
    )
    return content_of(folder)


def content_of(folder):
    opened = open_study([folder])
    reading = read_study(opened)
    results = analysed(reading, opened.settings)
    return report_content(reading, opened.settings, results, "Forum")


def months(first=12, last=12):
    every = [dt.date(2023, month, 9) for month in range(1, 13)], [dt.date(2024, month, 9) for month in range(1, 13)]
    return [*every[0][:first], *every[1][:last]]


def coins(people, gatherings, chance=0.35, seed=1):
    return np.random.default_rng(seed).random((people, gatherings)) < chance


def test_a_larger_group_that_comes_more_is_no_more_isolated(tmp_path):
    came = coins(60, 24)
    localities = [f"Locality {(number >= 18) + (number >= 32) + (number >= 44)}" for number in range(60)]
    came[:18, 12:] |= coins(18, 12, 0.5, seed=2)
    content = study(tmp_path, came, months(), group="locality", locality=localities)
    assert content.findings_of("change")[0].verdict in {Verdict.UNCHANGED, Verdict.SAME}
    (coming,) = content.findings_of("coming")
    assert coming.groups == ("Locality 0",)


def test_three_meetings_against_twelve_have_no_verdict_anywhere(tmp_path):
    content = study(tmp_path, coins(60, 15), months(3, 12))
    assert headline(content).endswith("than in Year 1: 3 and 12 meetings; at least 5 in each period are needed")
    allowed = {Verdict.COUNT, Verdict.CANNOT_TELL}
    assert {finding.verdict for finding in findings(content) if finding.what != "spanner"} <= allowed


def test_people_of_one_organisation_have_nothing_to_compare(tmp_path):
    content = study(tmp_path, coins(20, 6), months(6, 0), periods="", organisation=["CityCare"] * 20)
    assert headline(content) == ("20 people from one organisation: isolation between organisations cannot be measured")
    assert not {"cut-off", "mixing", "seats"} & {finding.what for finding in findings(content)}


def test_periods_that_hold_nothing_stop_the_run(tmp_path):
    periods = '[periods]\n"Y1" = [2019-01-01, 2019-12-31]\n"Y2" = [2020-01-01, 2020-12-31]\n'
    with pytest.raises(StudyError, match=r"lies in Y1 or Y2: the files hold 9 January 2023 to 9 June 2023\."):
        study(tmp_path, coins(20, 6), months(6, 0), periods=periods)


def test_a_period_that_holds_no_meeting_stops_the_page(tmp_path):
    periods = '[periods]\n"Y1" = [2019-01-01, 2019-12-31]\n"Y2" = [2023-01-01, 2023-12-31]\n'
    content = study(tmp_path, coins(20, 6), months(6, 0), periods=periods)
    assert headline(content) == "No meeting lies in Y1: the files run from 9 January 2023 to 9 June 2023"
    assert [finding.what for finding in findings(content)] == ["change"]


def test_registers_that_could_not_be_read_stop_the_verdict_where_they_are_many(tmp_path):
    study(tmp_path, coins(30, 20, seed=4), months(10, 10))
    (tmp_path / "2023-11 register.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    assert content_of(tmp_path).findings_of("change")[0].verdict is not Verdict.CANNOT_TELL
    (tmp_path / "2023-12 register.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    first = content_of(tmp_path).findings_of("change")[0]
    assert first.verdict is Verdict.CANNOT_TELL
    assert first.figures["note"] == "2 files could not be read, so as many meetings may be missing"


def test_findings_without_pages_are_those_of_a_whole_run(tmp_path):
    study(tmp_path, coins(30, 16, seed=3), months(8, 8))
    opened = open_study([tmp_path])
    reading = read_study(opened)
    every = report_content(reading, opened.settings, analysed(reading, opened.settings), "Forum")
    assert study_findings(reading, opened.settings) == every.findings
    assert len(every.findings) > 5


def test_two_communities_in_one_study_are_not_taken_for_groups_that_keep_apart(tmp_path):
    came = coins(40, 48, 0.45)
    came[:20, 24:] = False
    came[20:, :24] = False
    organisations = [f"Org {'ABC'[number % 3] if number < 20 else 'DEF'[number % 3]}" for number in range(40)]
    titles = ["Alpha CoP"] * 24 + ["Beta CoP"] * 24
    content = study(tmp_path, came, months() * 2, titles=titles, organisation=organisations)
    assert content.findings_of("change")[0].verdict in {Verdict.UNCHANGED, Verdict.SAME}


def test_nobody_who_has_left_is_missed_or_asked_for_anything(tmp_path):
    came = coins(30, 24, 0.5)
    came[:5, 6:] = False
    came[5:10, 13:] = False
    left = ["2023-06-30" if number < 5 else "2024-02-01" if number < 10 else "" for number in range(30)]
    organisations = ["Gone" if number < 10 else f"Org {number % 4}" for number in range(30)]
    content = study(tmp_path, came, months(), organisation=organisations, joined=["2023-01-01"] * 30, left=left)
    gone = {f"name:{name(number).casefold()}" for number in range(10)}
    assert content.leavers == gone
    assert not [finding for finding in findings(content) if gone & set(finding.who)]
    assert "Gone" not in {group for finding in content.findings_of("drifted", "alone") for group in finding.groups}
    names = {name(number) for number in range(10)}
    assert not [action for action in actions(content, content.findings) if any(n in action.what for n in names)]
    month = Month(content)
    assert not names & {row.label for row in (*month.to_ask_back(), *month.to_greet(), *month.at_largest_alone())}


@pytest.mark.slow
def test_nothing_planted_is_a_change_in_few(tmp_path):
    verdicts = []
    for seed in range(10 if os.environ.get("SNA_EVERY") == "1" else 5):
        folder = tmp_path / str(seed)
        folder.mkdir()
        verdicts.append(study(folder, coins(40, 24, seed=seed), months()).findings_of("change")[0].verdict)
    assert sum(verdict in {Verdict.LESS_APART, Verdict.MORE_APART} for verdict in verdicts) <= 1
