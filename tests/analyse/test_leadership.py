"""Who leads, levels, and use: counts by hand and by brute force, R's survival, what is not told, the benchmark."""

import datetime as dt
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from itertools import combinations, permutations, product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sna.analyse.leadership import (
    TWICE,
    Deeds,
    compared,
    effective,
    effective_expected,
    leadership,
    leadership_change,
    leadership_groups,
    months,
)
from sna.analyse.levels import LACKING, by_chance, levels
from sna.analyse.used import differ, share_within, use_curve, used, used_by_source
from sna.chance.proportions import log_rank_scores
from sna.network import Network, TwoMode, project

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "benchmarks" / "leadership.py"


def forum(visits, days):
    two_mode = TwoMode.of(visits)
    two_mode.gatherings["on"] = [days[meeting] for meeting in two_mode.gatherings.index]
    return project(two_mode)


def acts(*rows):
    columns = ["person", "kind", "gathering", "on", "organisation", "role", "level", "host"]
    return pd.DataFrame([(*row, *[""] * (8 - len(row))) for row in rows], columns=columns).astype({"on": object})


MAY, NOVEMBER = dt.date(2023, 5, 9), dt.date(2023, 11, 9)
MEETINGS = forum([("ann", "m1"), ("bob", "m1"), ("cat", "m2"), ("ann", "m2")], {"m1": MAY, "m2": NOVEMBER})
DEEDS = acts(
    ("ann", "chaired", "m1", MAY, "Pond"), ("ann", "owns action", "m1", MAY, "Pond"),
    ("bob", "noted", "m1", MAY, "Fen"), ("cat", "started thread", "t1", NOVEMBER, "Fen"),
    ("ann", "presented", "m2", NOVEMBER, "Pond"),
    ("ann", "spoke", "m2", NOVEMBER, "Pond"), ("bob", "chaired", "m9", None),
)  # fmt: skip


def test_acts_are_counted_by_hand_by_year_quarter_and_kind():
    table = leadership(MEETINGS, deeds=DEEDS, conveners={"ann": dt.date(2023, 6, 1)})
    assert table["led_acts"].to_dict() == {
        ("2023", "all acts"): 5, ("2023", "chaired"): 1, ("2023", "presented"): 1, ("2023", "noted"): 1,
        ("2023", "owns action"): 1, ("2023", "started thread"): 1, ("2023 Q2", "all acts"): 3,
        ("2023 Q2", "chaired"): 1, ("2023 Q2", "noted"): 1, ("2023 Q2", "owns action"): 1,
        ("2023 Q4", "all acts"): 2, ("2023 Q4", "presented"): 1, ("2023 Q4", "started thread"): 1,
    }  # fmt: skip
    year = table.loc[("2023", "all acts")]
    assert year[["led_by", "led_by_conveners"]].tolist() == [3, 2]  # who has stopped is another by November
    assert year["n_effective"] == 5 * 4 / (3 * 2)
    assert leadership(MEETINGS, deeds=DEEDS)["conveners_acts_share"].isna().all()


def test_groups_have_their_share_of_the_acts():
    table = leadership_groups(MEETINGS, deeds=DEEDS)
    assert table["led_share"].to_dict() == {("2023", "organisation", "Fen"): 0.4, ("2023", "organisation", "Pond"): 0.6}


def test_the_effective_number_is_one_by_how_often_two_acts_are_of_one_person():
    for counts in ([4, 1, 1], [2, 2, 0, 3], [9], [1, 2]):
        doers = [who for who, number in enumerate(counts) for _act in range(number)]
        pairs = list(combinations(doers, 2))
        assert effective(np.array(counts)) == pytest.approx(len(pairs) / sum(a == b for a, b in pairs))
    assert np.isnan(effective(np.array([1, 1])))


def test_by_lot_it_is_what_every_fall_of_the_acts_gives_on_the_mean():
    # two acts at a gathering of two, one at a gathering of three
    chances = np.array([[0.5, 0.5, 0, 0], [0, 1 / 3, 1 / 3, 1 / 3]])
    same = [sum(a == b for a, b in combinations(fall, 2)) / 3 for fall in product((0, 1), (0, 1), (1, 2, 3))]
    expected = effective_expected(sparse.csr_array(chances), np.array([2.0, 1.0]))
    assert expected == pytest.approx(1 / np.mean(same))


def test_acts_fall_on_who_was_at_the_gathering_or_at_any_of_the_quarter():
    chances, counts = Deeds.of(MEETINGS, DEEDS).shares()
    assert counts.tolist() == [3, 1, 1]
    assert chances.toarray().tolist() == [[0.5, 0.5, 0.0], [0.5, 0.0, 0.5], [0.5, 0.0, 0.5]]  # m1; the thread; m2


def test_a_change_is_told_with_enough_acts_and_months_only():
    random = np.random.default_rng(2)
    rows = [
        (f"p{random.integers(few)}", "chaired", "", dt.date(year, month, 9))
        for year, few in ((2023, 3), (2024, 9)) for month in range(1, 13) for _act in range(6)
    ]  # fmt: skip
    row = leadership_change(MEETINGS, deeds=acts(*rows)).iloc[0]
    assert row["verdict"] == "more than chance"
    assert row["n_effective_change_low"] < 3 < row["n_effective_change_high"]
    assert (row["act_span_before"], row["act_span_after"]) == ("2023", "2024")
    few = leadership_change(MEETINGS, deeds=acts(*rows[:72:2], *rows[72::12])).iloc[0]
    assert few["verdict"] == "these data cannot tell"
    assert few["note"] == "fewer than 20 acts, or 6 months with any, in a period"
    periods = {"a": (dt.date(2024, 1, 1), dt.date(2024, 6, 30)), "b": (dt.date(2024, 7, 1), dt.date(2024, 12, 31))}
    assert leadership_change(MEETINGS, deeds=acts(*rows), periods=periods).iloc[0]["act_span_before"] == "a"
    assert not len(leadership_change(MEETINGS, deeds=acts(*rows[:72])))


def test_the_variance_is_that_of_the_jackknife_over_months():
    random = np.random.default_rng(4)
    before, after = (random.multinomial(7, np.ones(people) / people, 12) for people in (4, 5))
    result = compared(before, after)
    left = [
        np.array([np.log(effective(np.delete(part, month, 0).sum(0))) for month in range(12)])
        for part in (before, after)
    ]
    # in pairs of acts lies 2 n ÷ N², which the jackknife counts twice
    pairs = [2 * effective(part.sum(0)) / part.sum() ** 2 for part in (before, after)]
    least = [
        max(11 / 12 * ((part - part.mean()) ** 2).sum() - 2 * own, 0) for part, own in zip(left, pairs, strict=True)
    ]
    variance = (np.log(result.high / result.change) / 2.200985) ** 2  # t with 11 degrees of freedom
    assert variance >= sum(least) + sum(pairs) - 1e-9
    assert months(acts(("ann", "noted", "", MAY), ("bob", "noted", "", MAY))).tolist() == [[1, 1]]


def test_ties_by_chance_keep_everybodys_number():
    random = np.random.default_rng(1)
    presence = (random.random((9, 12)) < random.random((9, 1))).astype(float)
    ties = presence @ presence.T
    np.fill_diagonal(ties, 0.0)
    usual = by_chance(ties)
    assert usual.sum(axis=1) == pytest.approx(ties.sum(axis=1), rel=1e-3)
    assert not np.diag(usual).any()


def test_levels_are_counted_quarter_by_quarter_and_large_meetings_tie_nobody():
    people = [f"p{number:02}" for number in range(30)]
    visits = (
        [(who, "m1") for who in people[:4]] + [(who, "m2") for who in people[2:6]] + [(who, "m3") for who in people]
    )
    network = forum(visits, {"m1": MAY, "m2": NOVEMBER, "m3": NOVEMBER})
    network.nodes["organisation"] = [f"Org {number % 8}" for number in range(30)]
    level_of = {who: ("local", "team", "national")[number % 3] for number, who in enumerate(people)}
    table = levels(network, level_of=level_of, permutations=19)
    assert table.index.get_level_values("level").unique().tolist() == ["team", "local", "national"]
    assert table.loc[("team", "local", "2023 Q2"), "level_ties"] == 2  # two local, one team, one national
    assert table.loc[("team", "local", "all"), "level_ties"] == 2 + 1
    assert table.loc[("team", "team", "all"), "level_ties"] == 0
    assert "2023 Q3" in table.index.get_level_values("act_span")
    assert not len(levels(network, level_of=dict.fromkeys(people, "team")))


def test_who_has_no_level_is_left_out_and_few_organisations_are_not_tested():
    network = forum(
        [(f"p{number:02}", f"m{number % 4}") for number in range(20)], dict.fromkeys(["m0", "m1", "m2", "m3"], MAY)
    )
    network.nodes["organisation"] = "One"
    level_of = {f"p{number:02}": ("team", "local")[number % 2] for number in range(12)}
    row = levels(network, level_of=level_of).loc[("team", "local", "all")]
    assert row["level_people"] + row["level_people_other"] == 12
    assert row["note"] == "people of fewer than 5 organisations"
    assert row["verdict"] == "these data cannot tell"


def things(*rows):
    shown = pd.DataFrame([("practice", *row[:3]) for row in rows], columns=["kind", "text", "comes_from", "since"])
    taken = [(row[0].upper(), row[3], row[3], row[4] if len(row) > 4 else "in use") for row in rows if row[3]]
    return shown.astype(object), pd.DataFrame(taken, columns=["practice", "earliest", "latest", "status"]).astype(
        object
    )


def test_what_becomes_of_a_thing_is_told_by_the_day_it_surely_was_in_use():
    first, last = dt.date(2023, 1, 9), dt.date(2024, 9, 9)
    rows = [
        ("Sage", "research", first, first + dt.timedelta(365)), ("Rue", "research", first, first + dt.timedelta(366)),
        ("Mint", "practice", first, first - dt.timedelta(1)), ("Dill", "practice", first, None),
        ("Thyme", "practice", first, MAY, "tried"), ("Lovage", "", first, MAY),
    ]  # fmt: skip
    subjects, adoptions = things(*rows)
    network = forum([("ann", "m1"), ("bob", "m1")], {"m1": last})
    table = used(network, subjects=subjects, adoptions=adoptions)
    assert table["use_state"].to_dict() == {
        "Dill": "not used yet", "Mint": "in use before", "Rue": "used later", "Sage": "used within a year",
        "Thyme": "not used yet",
    }  # fmt: skip
    sums = used_by_source(network, subjects=subjects, adoptions=adoptions)
    assert sums.loc["all", ["things_presented", "used_within", "used_before"]].tolist() == [4, 1, 1]
    assert sums.loc["all", "note"] == "fewer than two sources of 8 things or more: a list, not a test"
    assert sums.loc["research", "used_share"] == 0.5


def test_the_curve_of_a_source_is_worked_out_by_hand_and_ends_where_nothing_is_followed():
    first, last = dt.date(2024, 1, 9), dt.date(2024, 9, 9)  # followed for 244 days
    taken = [30, 30, 91, 200, None, None, None, None, -5]  # days until each was in use; one was before
    rows = [(f"Herb {number}", "research", first, after and first + dt.timedelta(after))
            for number, after in enumerate(taken)]  # fmt: skip
    rows += [(f"Weed {number}", "practice", first, None) for number in range(7)]
    subjects, adoptions = things(*rows)
    table = use_curve(forum([("ann", "m1"), ("bob", "m1")], {"m1": last}), subjects=subjects, adoptions=adoptions)
    assert [*table.index] == [("research", day) for day in (0, 30, 91, 182, 200, 244)]
    assert table["use_at_risk"].tolist() == [8, 8, 6, 5, 5, 4]
    assert table["used_then"].tolist() == [0, 2, 1, 0, 1, 0]
    assert table["used_by"].tolist() == pytest.approx([0, 0.25, 0.375, 0.375, 0.5, 0.5])
    assert table["note"].str.len().gt(0).tolist() == [True, *[False] * 5]
    # Greenwood on the scale of log(−log), by hand, on the first day with a use
    half = 1.959964 * np.sqrt(2 / (8 * 6)) / np.log(0.75)
    low, high = sorted(1 - 0.75 ** np.exp(way * half) for way in (1, -1))
    assert table.iloc[1][["used_by_low", "used_by_high"]].tolist() == pytest.approx([low, high], abs=1e-6)


def test_the_log_rank_test_is_every_deal_of_the_sources():
    days, came = np.array([10, 20, 40, 60, 365, 365]), np.array([True] * 4 + [False] * 2)
    sources = np.array(["a", "a", "b", "a", "b", "b"])
    scores = log_rank_scores(days, came)
    assert scores.sum() == pytest.approx(0)

    def spread(labels):
        return sum(scores[[label == name for label in labels]].sum() ** 2 / labels.count(name) for name in {*labels})

    every = [spread(labels) for labels in permutations(sources.tolist())]
    exact = np.mean(np.array(every) >= spread(sources.tolist()) - 1e-9)
    p, _power = differ((days, came), sources, np.full(6, True), 4_999, 1)
    assert p == pytest.approx(exact, abs=0.02)


@pytest.mark.skipif(not shutil.which("Rscript"), reason="needs R")
def test_scores_and_shares_are_those_of_r(tmp_path):
    random = np.random.default_rng(5)
    days = np.minimum(random.integers(10, 500, 40), 365)
    came = (days < 365) & (random.random(40) < 0.7)
    sources = np.repeat([1, 2, 3, 4], 10)
    (tmp_path / "in.json").write_text(
        json.dumps({"days": days.tolist(), "came": came.tolist(), "source": sources.tolist()})
    )
    script = (
        "suppressMessages({library(jsonlite); library(survival)}); one <- fromJSON(commandArgs(TRUE)[1]);"
        "test <- survdiff(Surv(one$days, one$came) ~ one$source);"
        "curve <- summary(survfit(Surv(one$days, one$came) ~ 1, conf.type = 'log-log'), times = 365, extend = TRUE);"
        "write_json(list(excess = test$obs - test$exp, share = 1 - curve$surv, low = 1 - curve$upper), "
        "commandArgs(TRUE)[2], digits = NA, auto_unbox = TRUE)"
    )
    subprocess.run(["Rscript", "-e", script, tmp_path / "in.json", tmp_path / "out.json"], check=True)
    told = json.loads((tmp_path / "out.json").read_text())
    scores = log_rank_scores(days, came)
    assert [scores[sources == place].sum() for place in (1, 2, 3, 4)] == pytest.approx(told["excess"], abs=1e-9)
    share = share_within(days, came)
    assert (share.share, share.low) == pytest.approx((told["share"], told["low"]), abs=1e-9)


@pytest.mark.oracle
def test_effective_numbers_are_those_of_vegan(tmp_path):
    load = "stopifnot(requireNamespace('vegan', quietly = TRUE))"
    if (
        not shutil.which("Rscript")
        or subprocess.run(["Rscript", "-e", load], capture_output=True, check=False).returncode
    ):
        pytest.skip("R's vegan is not installed here")
    random = np.random.default_rng(8)
    counts = [np.append(random.poisson(2, 12), 2) for _case in range(40)]
    lines = "\n".join(" ".join(map(str, case)) for case in counts)
    script = (
        "for (line in readLines(file('stdin'))) cat(format(suppressWarnings(vegan::simpson.unb("
        "scan(text = line, quiet = TRUE), inverse = TRUE)), digits = 17), '')"
    )
    told = subprocess.run(["Rscript", "-e", script], input=lines, capture_output=True, text=True, check=True).stdout
    assert [effective(case) for case in counts] == pytest.approx([float(value) for value in told.split()], abs=1e-9)


def test_nothing_is_told_of_a_network_without_gatherings():
    network = Network.of([("ann", "bob", 1.0)])
    assert not len(levels(network, level_of={"ann": "team", "bob": "local"}))
    assert leadership(network, deeds=DEEDS)["n_effective_expected"].isna().all()


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("leadership_benchmark", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_benchmark_plants_what_the_studies_state_the_power_of(benchmark):
    random = np.random.default_rng(3)
    before, after = (random.multinomial(400, np.ones(6) / 6, 12) for _year in range(2))
    twice = benchmark.split(after, random)
    assert twice.sum() == after.sum()
    assert effective(twice.sum(axis=0)) / effective(after.sum(axis=0)) == pytest.approx(TWICE, rel=0.02)
    assert compared(before, after).power > 0.99
    rows = [row for row in benchmark.LEADERS.values() if row.twice]
    for part, row in (("leaders", rows[0]), ("leaders", benchmark.Leaders(leaders=(3, 9)))):
        stated = benchmark.PARTS[part][1](row, 1)[-1]
        assert np.isfinite(stated) is np.bool_(row.twice)
    came = np.ones((4, 9), bool)
    pairwise, _month = benchmark.pairs(came, np.arange(9), (np.array([0, 1, 1, 2]), 0), random)
    ties = pairwise.astype(int) @ pairwise.T
    assert ties[2, 3] == ties[0, 3] == 9  # between other levels all come about
    many, _month = benchmark.pairs(np.ones((4, 900), bool), np.arange(900), (np.array([0, 1, 1, 2]), 0), random)
    assert (many.astype(int) @ many.T)[0, 1] / 900 == pytest.approx(1 - LACKING, abs=0.05)


@pytest.mark.parametrize(
    ("part", "row", "low", "high"),
    [
        ("leaders", "alike", 0, 7), ("leaders", "busy for a quarter", 0, 9), ("leaders", "planted: 3, then 9", 95, 100),
        ("leaders", "planted: 6, then 12", 86, 97), ("leaders", "planted: 6, then 12, few acts", 40, 55),
        ("used", "alike, one later", 0, 9), ("used", "planted: 60, 30, 10 of 100", 84, 97),
    ],
)  # fmt: skip
def test_rows_of_the_benchmark_err_and_find_as_the_documents_say(benchmark, part, row, low, high):
    rows, judge, _heads = benchmark.PARTS[part]
    worlds = 400 if os.environ.get("SNA_EVERY") == "1" else 60
    level = 100 * np.mean([judge(rows[row], 7_000 + world)[0] for world in range(worlds)])
    margin = 0 if worlds == 400 else 8
    assert low - margin <= level <= high + margin


@pytest.mark.parametrize(
    ("part", "row", "worlds", "found"),
    [
        ("leaders", "planted: 6, then 12, few acts", 200, 47), ("leaders", "planted: twice, all equal", 200, 34),
        ("levels", "planted: 1 in 4 lacks, of sixteen", 25, 64), ("levels", "planted: 1 in 4 lacks, come less", 25, 24),
    ],
)  # fmt: skip
def test_the_power_stated_is_how_often_the_benchmark_finds_what_it_plants(benchmark, part, row, worlds, found):
    rows, judge, _heads = benchmark.PARTS[part]
    stated = [judge(rows[row], 7_000 + world)[-1] for world in range(worlds)]
    assert 100 * np.nanmean(stated) == pytest.approx(found, abs=8)
