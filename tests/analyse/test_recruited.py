"""Events that recruit: newcomers counted by hand, who could come again, what is not told; and rows of the benchmark."""

import datetime as dt
import importlib.util
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sna.analyse.recruited import recruited, return_curve
from sna.network import TwoMode, project

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "recruited.py"
START = dt.date(2023, 1, 10)


def network(visits, events=(), seats=None, last=720):
    """People who came on these days after the start; meetings every thirty days, events on days of their own."""
    days = sorted({*range(0, last + 1, 30), *events})
    people = sorted(visits)
    incidence = np.array([[day in visits[person] for day in days] for person in people], float)
    gatherings = pd.DataFrame(
        {
            "on": [START + dt.timedelta(day) for day in days],
            "kind": ["event" if day in events else "meeting" for day in days],
            "seats": [np.nan if day in events or seats is None else seats for day in days],
        },
        index=[f"g{day:03}" for day in days],
    ).astype({"on": object})
    nodes = pd.DataFrame({"name": people}, index=people)
    return project(TwoMode(nodes, gatherings, sparse.csr_array(incidence)))


def everybody():
    """At the event of day 365 five are new: two come again in time, one too late, one to another event, one never."""
    visits = {
        "old": {0, 30, 365},
        "ann": {365, 390},
        "bob": {365, 540},
        "cat": {365, 570},
        "dan": {365, 500},
        "eve": {365},
    }
    return visits | {"fay": {360, 420}, "gus": {330}, "hal": {450}, "ivy": {480, 510}, "jon": {270, 300}}


def test_newcomers_are_counted_by_hand():
    table = recruited(network(everybody(), events=(365, 500)))
    own, rest = (table.loc["g365", side] for side in ("event", "ordinary gatherings"))
    assert own[["newcomers", "could_return", "returned", "not_followed"]].tolist() == [5, 5, 2, 0]
    # jon came more than three months before, ivy more than three months after
    assert rest[["newcomers", "could_return", "returned"]].tolist() == [3, 3, 1]
    assert own["ordinary_after"] == 6
    assert own[["return_share", "return_by"]].tolist() == pytest.approx([0.4, 0.4])
    assert own["return_difference"] == pytest.approx(2 / 5 - 1 / 3)
    assert own["verdict"] == "these data cannot tell"


def test_another_event_is_no_coming_again_and_its_guests_are_not_new_there():
    later = recruited(network(everybody(), events=(365, 500))).loc["g500", "event"]
    assert later["newcomers"] == 0
    assert later["note"] == "nobody new whose whole half-year is in the record"


def test_who_cannot_be_followed_is_censored_and_not_counted_as_away():
    visits = {f"p{n}": {600} for n in range(6)} | {"q": {600, 660}, "r": {600, 690}, "old": {0, 720}}
    row = recruited(network(visits, events=(600,))).loc["g600", "event"]
    assert row[["newcomers", "could_return", "returned", "not_followed"]].tolist() == [8, 0, 0, 6]
    assert np.isnan(row["return_share"])
    assert np.isnan(row["return_by"])
    curve = return_curve(network(visits, events=(600,))).loc[("g600", "event")]
    assert curve["at_risk"].tolist() == [8, 7]
    assert curve["return_by"].tolist() == pytest.approx([1 / 8, 1 - 7 / 8 * 6 / 7])


def test_without_half_a_year_of_record_before_it_nobody_is_new():
    early, due = (recruited(network(everybody(), events=(day,))).loc[f"g{day}", "event"] for day in (182, 183))
    assert pd.isna(early["newcomers"])
    assert early["note"].startswith("fewer than 183 days of record before it")
    assert due["newcomers"] == 0


def test_seats_after_the_event_are_counted():
    row = recruited(network(everybody(), events=(365,), seats=20)).loc["g365", "event"]
    assert (row["ordinary_after"], row["seated_after"]) == (6, 6)


def test_who_was_at_a_meeting_on_the_same_day_was_not_first_seen_at_the_event():
    visits = everybody() | {"ann": {360, 365, 390}}
    two_mode = network(visits, events=(365,)).behind
    two_mode.gatherings.loc["g360", "on"] = two_mode.gatherings.loc["g365", "on"]
    assert recruited(project(two_mode)).loc["g365", "event"]["newcomers"] == 4


def test_an_undated_event_gives_no_row():
    two_mode = network(everybody(), events=(365,)).behind
    two_mode.gatherings.loc["g365", "on"] = None
    assert len(recruited(project(two_mode))) == 0


def test_a_large_difference_is_told():
    visits = {f"p{n}": {365, 420} for n in range(20)} | {f"q{n}": {390} for n in range(20)} | {"old": {0, 720}}
    row = recruited(network(visits, events=(365,))).loc["g365", "event"]
    assert row["verdict"] == "more than chance"
    assert row["return_p"] < 1e-9
    worse = {f"p{n}": {365} for n in range(20)} | {f"q{n}": {390, 420} for n in range(20)} | {"old": {0, 720}}
    assert recruited(network(worse, events=(365,))).loc["g365", "event"]["verdict"] == "fewer than chance"


def test_everybody_came_again_has_a_curve_without_an_interval_at_its_end():
    visits = {"ann": {365, 390}, "bob": {365, 420}, "old": {0, 720}}
    curve = return_curve(network(visits, events=(365,)))
    assert curve["return_by"].tolist() == [0.5, 1.0]
    assert curve["note"].tolist() == ["", "everybody has come again: no interval"]


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("recruited_benchmark", SCRIPT)
    benchmark = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    return benchmark


@pytest.mark.parametrize(("row", "least", "most"), [("same rate", 0.0, 0.1), ("planted: twice as many", 0.5, 1.0)])
def test_a_few_rows_of_the_benchmark(benchmark, row, least, most):
    verdicts = [benchmark.verdict(benchmark.ROWS[row], seed) for seed in range(40)]
    assert least <= np.mean([verdict != "these data cannot tell" for verdict in verdicts]) <= most
