"""Shares with their intervals: published values, brute force on small cases, and R's package survival."""

import json
import math
import shutil
import subprocess
from fractions import Fraction
from math import comb
from pathlib import Path

import numpy as np
import pytest

from sna.chance.proportions import fisher, kaplan_meier, newcombe, wilson


def test_wilson_gives_the_published_interval():
    # Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion. Statist. Med. 17, 857-872
    cases = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0, 0.1611), (1, 29): (0.0061, 0.1718)}
    for case, ends in cases.items():
        assert wilson(*case)[1:] == pytest.approx(ends, abs=6e-5)


@pytest.mark.parametrize(
    ("first", "second", "ends"),
    [
        ((56, 70), (48, 80), (0.0524, 0.3339)),
        ((9, 10), (3, 10), (0.1705, 0.8090)),
        ((6, 7), (2, 7), (0.0582, 0.8062)),
        ((5, 56), (0, 29), (-0.0381, 0.1926)),
        ((0, 10), (0, 20), (-0.1611, 0.2775)),
        ((10, 10), (0, 10), (0.6075, 1.0)),
    ],
)
def test_newcombe_gives_the_published_interval(first, second, ends):
    # Newcombe, R. G. (1998). Interval estimation for the difference ... Statistics in Medicine 17, 873-890, method 10
    assert newcombe(first, second)[1:] == pytest.approx(ends, abs=6e-5)


def test_of_nobody_there_is_no_share():
    assert all(map(math.isnan, wilson(0, 0)))
    assert math.isnan(fisher((0, 0), (3, 4)))


def test_fishers_p_is_the_sum_of_all_tables_no_likelier():
    for first, second in (((3, 7), (5, 6)), ((15, 22), (9, 19)), ((0, 8), (4, 9)), ((6, 6), (6, 6))):
        (k, n), (j, m) = first, second
        chance = {i: Fraction(comb(n, i) * comb(m, k + j - i), comb(n + m, k + j)) for i in range(k + j + 1) if i <= n}
        exact = sum(p for p in chance.values() if p <= chance[k])
        assert fisher(first, second) == pytest.approx(float(exact), abs=1e-12)


def product(days, came, until):
    """The share left by a day: for each day on which somebody came, those who did not of those who still could."""
    left = Fraction(1)
    for day in sorted({day for day, back in zip(days, came, strict=True) if back and day <= until}):
        able = [back and other == day for other, back in zip(days, came, strict=True) if other >= day]
        left *= Fraction(len(able) - sum(able), len(able))
    return left


def samples(number):
    random = np.random.default_rng(7)
    for _sample in range(number):
        people = int(random.integers(1, 25))
        yield random.integers(1, 184, people), random.random(people) < random.choice([0.2, 0.6, 1.0])


def test_the_curve_is_the_product_of_those_who_did_not_come():
    for days, came in samples(300):
        curve = kaplan_meier(days, came)
        exact = [1 - product(days.tolist(), came.tolist(), day) for day in curve.days]
        assert curve.share.tolist() == pytest.approx([float(share) for share in exact], abs=1e-12)
        assert curve.returned.sum() == came.sum()


def test_without_anybody_lost_it_is_the_plain_share():
    curve = kaplan_meier(np.array([5, 9, 183, 183]), np.array([True, True, False, False]))
    assert curve.at(183).share == 0.5
    assert curve.at(4)[:1] == (0.0,)
    assert curve.at(8).share == 0.25


@pytest.mark.oracle
def test_the_curve_and_fishers_test_are_those_of_r(tmp_path):
    if shutil.which("Rscript") is None:
        pytest.skip("Rscript is not installed here")
    load = "stopifnot(requireNamespace('survival', quietly = TRUE), requireNamespace('jsonlite', quietly = TRUE))"
    if subprocess.run(["Rscript", "-e", load], capture_output=True, check=False).returncode:
        pytest.skip("R lacks one of the packages survival, jsonlite here")
    random, cases = np.random.default_rng(3), []
    for days, came in samples(200):
        totals = random.integers(1, 30, 2)
        counts = [int(random.integers(0, total + 1)) for total in totals]
        pair = [[count, int(total) - count] for count, total in zip(counts, totals, strict=True)]
        cases.append({"days": days.tolist(), "came": came.astype(int).tolist(), "first": pair[0], "second": pair[1]})
    before, after = tmp_path / "given.json", tmp_path / "found.json"
    before.write_text(json.dumps(cases), encoding="utf-8")
    script = Path(__file__).with_name("survival.R")
    subprocess.run(["Rscript", str(script), str(before), str(after)], check=True, capture_output=True)
    for case, ours in zip(cases, json.loads(after.read_text(encoding="utf-8")), strict=True):
        curve = kaplan_meier(np.array(case["days"]), np.array(case["came"], bool))
        assert curve.days.tolist() == ours["days"]
        assert curve.at_risk.tolist() == ours["at_risk"]
        for name in ("share", "low", "high"):
            theirs = [math.nan if value in (None, "NA") else value for value in ours[name]]
            kept = np.isfinite(curve.low) if name != "share" else np.ones(len(theirs), bool)
            assert getattr(curve, name)[kept] == pytest.approx(np.array(theirs, float)[kept], abs=1e-9, nan_ok=True)
        pair = [(part[0], sum(part)) for part in (case["first"], case["second"])]
        assert fisher(*pair) == pytest.approx(ours["fisher"], abs=1e-7)
