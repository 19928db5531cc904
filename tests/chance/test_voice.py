"""Roles dealt among people: what the tests give, against brute force and base R, and how often they err."""

import os
import shutil
import subprocess
from itertools import permutations, product

import numpy as np
import pytest

from sna.chance.voice import (
    PLANTED,
    Spoken,
    contrast,
    difference_test,
    effective,
    expected_gini,
    gini,
    jackknife,
    next_speakers,
    ratio_of_half,
    role_test,
)

WORLDS = 100 if os.environ.get("SNA_EVERY") else 40


@pytest.mark.parametrize(("turns", "people"), [(1, 2), (3, 3), (4, 2), (5, 4)])
def test_expected_inequality_is_the_mean_over_every_way_turns_can_fall(turns, people):
    every = [gini(np.bincount(falls, minlength=people)) for falls in product(range(people), repeat=turns)]
    assert expected_gini(turns, people) == pytest.approx(np.mean(every))


def test_inequality_and_effective_numbers_are_those_of_base_r_and_of_pairs():
    counts = np.array([7, 0, 3, 3, 12, 1])
    pairs = [(a, b) for a in range(26) for b in range(26) if a != b]
    owner = np.repeat(np.arange(6), counts)
    assert effective(counts) == pytest.approx(1 / np.mean([owner[a] == owner[b] for a, b in pairs]))
    differences = [abs(float(a) - b) for a, b in product(counts, counts)]
    assert gini(counts) == pytest.approx(sum(differences) / (2 * 6 * 5 * counts.mean()))
    assert np.isnan(gini(np.zeros(3)))
    assert np.isnan(effective(np.array([1, 1])))
    if shutil.which("Rscript") is None:
        pytest.skip("Rscript is not installed here")
    script = (
        "x <- c(7,0,3,3,12,1); n <- length(x); N <- sum(x); "
        "cat(sum(abs(outer(x, x, '-'))) / (2 * n * (n - 1) * mean(x)), N * (N - 1) / sum(x * (x - 1)))"
    )
    said = subprocess.run(["Rscript", "-e", script], check=True, capture_output=True, text=True).stdout
    assert [gini(counts), effective(counts)] == pytest.approx([*map(float, said.split())], rel=1e-6)


def test_the_p_of_a_role_is_the_share_of_every_deal():
    part = Spoken(np.array([9, 4, 1, 0, 3, 8]), np.array([5.0, 4.0, 4.0, 3.0, 4.0, 5.0]))
    chosen = np.array([True, True, False, False, False, True])
    deals = np.array(sorted({*permutations(chosen.tolist())}))
    far = np.abs(contrast([part], deals)[1])
    own = abs(contrast([part], chosen[np.newaxis])[1][0])
    exact = np.mean(far >= own - 1e-9)
    p, _power = role_test([part], chosen, permutations=9_999, seed=3)
    assert p == pytest.approx(exact, abs=0.015)


def test_the_interval_leaves_out_one_person_at_a_time():
    random = np.random.default_rng(5)
    present = random.random((4, 7)) < 0.8
    spoken = random.integers(0, 9, (4, 7)) * present
    chosen = np.arange(7) < 3

    def log_ratio(people):
        said, there = spoken[:, people], present[:, people]
        base = sum(said[m].sum() * there[m, chosen[people]].sum() / there[m].sum() for m in range(4))
        return np.log(said[:, chosen[people]].sum() / base)

    every = np.arange(7)
    left = np.array([log_ratio(every[every != out]) for out in every])
    log, error = jackknife(present, spoken, chosen)
    assert log == pytest.approx(log_ratio(every))
    assert error == pytest.approx(np.sqrt(6 / 7 * ((left - left.mean()) ** 2).sum()))


def test_half_the_turns_in_every_meeting_is_the_ratio_that_is_planted():
    random = np.random.default_rng(6)
    present, chosen = random.random((30, 24)) < 0.4, np.arange(24) < 8
    turns = present * np.where(chosen, 100.0, 200.0)
    base = (present * (turns.sum(axis=1) / present.sum(axis=1))[:, np.newaxis]).sum(axis=0)
    ratio = np.exp(contrast([Spoken(turns.sum(axis=0), base)], chosen[np.newaxis])[0][0])
    even = present * 200.0
    assert ratio_of_half(present, even, chosen) == pytest.approx(ratio, rel=1e-3)
    assert ratio > PLANTED
    assert ratio_of_half(present, even, np.zeros(24, bool)) == PLANTED


def test_where_nothing_is_planted_the_power_is_the_level_of_the_test():
    powers = []
    for seed in range(WORLDS):
        random = np.random.default_rng(seed)
        part = Spoken(random.poisson(random.lognormal(3, 1, 40)).astype(float), np.full(40, 30.0))
        powers.append(role_test([part], np.arange(40) < 12, half=1.0, permutations=399, seed=seed)[1])
    assert np.mean(powers) == pytest.approx(0.05, abs=0.02)


@pytest.mark.parametrize("times", [0.25, 4.0])
def test_the_power_does_not_hang_on_what_the_role_says_in_these_data(times):
    """It is of half of what the others say, not of half of what a role says that is quiet already."""
    for seed in range(3):
        random, chosen = np.random.default_rng(seed), np.arange(40) < 8
        even = random.poisson(random.lognormal(4, 1, 40)).astype(float)
        own = np.where(chosen, times * even, even)
        stated, fair = (role_test([Spoken(turns, np.full(40, 80.0))], chosen, seed=4)[1] for turns in (own, even))
        assert stated == pytest.approx(fair, abs=0.03)


def test_a_role_that_says_nothing_and_one_of_everybody_have_a_p():
    part = Spoken(np.array([0, 0, 0, 9, 8, 7, 9, 9]), np.full(8, 5.0))
    assert role_test([part], np.arange(8) < 3, permutations=199)[0] <= 0.05
    assert role_test([part], np.zeros(8, bool), permutations=199)[0] == 1.0


def test_who_speaks_next_is_counted_as_by_hand_and_back_and_forth_is_no_pattern():
    passes = np.zeros((6, 6))
    for before, after in ((0, 3), (3, 0), (0, 3), (3, 0), (1, 4), (4, 1), (2, 5), (5, 2)):
        passes[before, after] += 1
    out = passes.sum(axis=1)
    shares = out[:, np.newaxis] * out / (out.sum() - out)[:, np.newaxis]
    np.fill_diagonal(shares, 0)
    result = next_speakers(passes, shares, np.array([0, 0, 0, 1, 1, 1]), permutations=999)
    assert result.observed.tolist() == [[0, 4], [4, 0]]
    assert result.expected.sum() == pytest.approx(8)
    assert result.p_adjusted.min() > 0.05
    assert (result.p_adjusted >= result.p).all()


def test_modes_are_dealt_within_periods():
    values, kinds = np.array([1.0, 2, 3, 11, 12, 13]), np.array([True, False, False, True, True, False])
    strata = np.array([0, 0, 0, 1, 1, 1])
    every = [
        values[[*first, *second]].mean() - np.delete(values, [*first, *second]).mean()
        for first in ((0,), (1,), (2,))
        for second in ((3, 4), (3, 5), (4, 5))
    ]
    own = abs(values[kinds].mean() - values[~kinds].mean())
    exact = np.mean(np.abs(every) >= own - 1e-9)
    assert difference_test(values, kinds, strata) == pytest.approx(exact, abs=0.02)


def test_roles_that_have_nothing_to_do_with_talk_are_seldom_said_to_differ():
    false = 0
    for seed in range(WORLDS):
        random = np.random.default_rng(seed)
        present = random.random((12, 40)) < np.where(np.arange(40) < 8, 0.2, 0.6)
        weight = present * random.lognormal(0, 1, 40)
        turns = np.array([random.multinomial(60, row / row.sum()) for row in weight])
        base = (present * (60 / present.sum(axis=1))[:, np.newaxis]).sum(axis=0)
        there = present.any(axis=0)
        part = Spoken(turns.sum(axis=0)[there], base[there])
        false += role_test([part], (np.arange(40) < 8)[there], permutations=199, seed=seed)[0] <= 0.05
    assert false <= 0.15 * WORLDS
