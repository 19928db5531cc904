"""Two networks of the same people: the correlation and its test by hand, by every deal, and against R's package sna."""

import json
import shutil
import subprocess
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from sna.chance.permutation import busyness
from sna.chance.qap import TwoNetworks, overlap, qap, touch_chances


def network(random, people=12, density=0.3, *, directed=True):
    ties = (random.random((people, people)) < density) & ~np.eye(people, dtype=bool)
    return ties if directed else np.triu(ties) | np.triu(ties).T


def test_the_correlation_is_that_of_the_entries_off_the_diagonal():
    random = np.random.default_rng(1)
    first, second = network(random), network(random) * random.random((12, 12))
    apart = ~np.eye(12, dtype=bool)
    result = qap(first + np.eye(12), second, permutations=19)
    assert result.correlation == pytest.approx(np.corrcoef(first[apart], second[apart])[0, 1], abs=1e-12)
    assert qap(second, first, permutations=19).correlation == pytest.approx(result.correlation, abs=1e-12)


def test_the_deals_are_those_of_every_order_of_the_people():
    random = np.random.default_rng(2)
    first, second = network(random, 6, 0.4), network(random, 6, 0.4)
    apart = ~np.eye(6, dtype=bool)
    every = [
        np.corrcoef(first[apart], second[np.ix_(order, order)][apart])[0, 1]
        for order in map(list, permutations(range(6)))
    ]
    result = qap(first, second, permutations=9_999)
    assert np.mean(every) == pytest.approx(0, abs=1e-12)
    assert result.mean == pytest.approx(0, abs=4 * np.std(every) / 100)
    assert result.spread == pytest.approx(np.std(every), rel=0.03)
    assert result.at_least == pytest.approx(np.mean(np.array(every) >= result.correlation - 1e-9), abs=0.02)
    assert result.at_most == pytest.approx(np.mean(np.array(every) <= result.correlation + 1e-9), abs=0.02)


def test_people_dealt_among_those_alike_alone_may_have_no_choice():
    first = network(np.random.default_rng(3))
    result = qap(first, first, permutations=50, strata=np.arange(12))
    assert (result.correlation, result.mean, result.at_least) == pytest.approx((1, 1, 1))


def test_nothing_is_correlated_with_a_network_of_one_value():
    with pytest.raises(ValueError, match="are the same"):
        qap(np.zeros((5, 5)), network(np.random.default_rng(4), 5))


@pytest.mark.oracle
def test_correlation_and_test_are_those_of_sna(tmp_path):
    if shutil.which("Rscript") is None:
        pytest.skip("Rscript is not installed here")
    load = "stopifnot(requireNamespace('sna', quietly = TRUE), requireNamespace('jsonlite', quietly = TRUE))"
    if subprocess.run(["Rscript", "-e", load], capture_output=True, check=False).returncode:
        pytest.skip("R lacks one of the packages sna, jsonlite here")
    pairs = []
    for seed in range(0, 12, 2):
        random = np.random.default_rng(seed)
        first = network(random, int(random.integers(8, 30)))
        other = network(random, len(first))
        pairs.append((first, np.where(random.random(first.shape) < seed / 12, first, other)))
    given = [{"first": first.astype(int).tolist(), "second": second.astype(int).tolist()} for first, second in pairs]
    (tmp_path / "given.json").write_text(json.dumps(given), encoding="utf-8")
    script = Path(__file__).with_name("qap.R")
    command = ["Rscript", str(script), str(tmp_path / "given.json"), str(tmp_path / "found.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for (first, second), theirs in zip(pairs, json.loads((tmp_path / "found.json").read_text()), strict=True):
        ours = qap(first, second, permutations=9_999)
        assert ours.correlation == pytest.approx(theirs["correlation"], abs=1e-9)
        assert ours.correlation == pytest.approx(theirs["observed"], abs=1e-9)
        assert ours.mean == pytest.approx(theirs["mean"], abs=4 * theirs["spread"] / 2000**0.5)
        assert ours.spread == pytest.approx(theirs["spread"], rel=0.07)  # four standard errors of 2,000 draws
        for end in ("at_least", "at_most"):
            error = (max(theirs[end] * (1 - theirs[end]), 1e-4) / 2000) ** 0.5
            assert getattr(ours, end) == pytest.approx(theirs[end], abs=4 * error + 1e-3)


def test_chances_to_be_in_touch_add_up_to_everybodys_ties_in_proportion_to_the_time_shared():
    random = np.random.default_rng(5)
    tied = network(random, 20, 0.3, directed=False)
    shared = random.uniform(0.2, 1, (20, 20))
    shared = (shared + shared.T) / 2
    chance = touch_chances(tied, shared)
    assert chance.sum(axis=1) == pytest.approx(tied.sum(axis=1), abs=1e-5)
    assert (np.diag(chance) == 0).all()
    apart = ~np.eye(20, dtype=bool)
    odds = np.log(chance[apart] / (1 - chance[apart]) / shared[apart])
    rows, columns = np.nonzero(apart)
    design = np.zeros((len(odds), 20))
    np.add.at(design, (np.arange(len(odds)), rows), 1)
    np.add.at(design, (np.arange(len(odds)), columns), 1)
    assert np.abs(design @ np.linalg.lstsq(design, odds, rcond=None)[0] - odds).max() < 1e-6


def test_classes_hold_about_ten_people_with_about_as_many_ties_and_equal_numbers_stay_together():
    ties = np.random.default_rng(6).integers(0, 9, 60)
    classes = busyness(ties)
    assert all(len(set(classes[ties == number])) == 1 for number in set(ties))
    order = np.argsort(ties, kind="stable")
    assert (np.diff(classes[order]) >= 0).all()
    assert 3 <= len(set(classes)) <= 6
    assert set(busyness(ties[:12])) == {0}


def alike(seed, *, circles):
    """Thirty people at twelve meetings; who is in touch comes together, if `circles`, in sixes."""
    random = np.random.default_rng(seed)
    wish = random.normal(-0.5, 0.8, (30, 1)) + circles * random.normal(0, 1.5, (5, 12))[np.arange(30) % 5]
    presence = random.random((30, 12)) < 1 / (1 + np.exp(-wish))
    circle = np.arange(30)[:, np.newaxis] % 5 == np.arange(30) % 5
    tied = np.triu(random.random((30, 30)) < np.where(circle, 0.8, 0.05), k=1)
    tied = tied | tied.T
    kept = presence.any(axis=1) & tied.any(axis=1)
    return TwoNetworks(
        tied[np.ix_(kept, kept)], np.ones((kept.sum(),) * 2), presence[kept], np.ones_like(presence[kept])
    )


def test_who_comes_together_and_is_in_touch_is_found_and_who_only_does_either_is_not():
    both = overlap(alike(1, circles=1.0), permutations=999)
    assert both.p <= 0.01
    assert both.together > both.high > both.expected > both.low
    p = [overlap(alike(seed, circles=0.0), permutations=199).p for seed in range(60)]
    assert np.mean(np.array(p) <= 0.05) <= 9 / 60
    assert 0.35 < np.mean(p) < 0.65


def test_what_is_expected_is_what_both_totals_give():
    """Worked out from its definition: the rest of the one times the rest of the other, taken from what was seen."""
    people = alike(2, circles=1.0)
    result = overlap(people, permutations=19)
    tied, _shared, presence, _could = people
    came = presence.astype(float)
    assert result.together == (np.triu(tied, k=1) * (came @ came.T)).sum()
    chance = came.mean(axis=1, keepdims=True) * came.mean(axis=0) / came.mean()
    touch = np.outer(tied.sum(axis=1), tied.sum(axis=1)) / tied.sum()
    roughly = (np.triu(tied - touch, k=1) * ((came - chance) @ (came - chance).T)).sum()
    assert result.together - result.expected == pytest.approx(roughly, rel=0.15)


def test_where_everybody_always_came_nothing_can_be_told():
    presence = np.ones((12, 5), bool)
    tied = network(np.random.default_rng(7), 12, 0.4, directed=False)
    assert overlap(TwoNetworks(tied, np.ones((12, 12)), presence, presence), permutations=9) is None
