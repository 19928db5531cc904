"""Together beyond who comes: the prototype's figures, what must not matter, what must, and thin data."""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import stdtr

from sna.analyse.co_attendance import Sample
from sna.analyse.period_pairs import period_pair
from sna.chance import residuals as module
from sna.chance.co_attendance import Estimate, attendance_change, co_attendance, seats_full
from sna.chance.residuals import Attendance, compare, residuals
from sna.chance.sdsm import Kinds, changeable, open_chances
from sna.study import open_study, read_study
from sna.study.networks import windows

SIZES = (18, 14, 10, 8, 6, 4)
EXAMPLE = Path(__file__).parents[2] / "data" / "notts-care-homes"
FROZEN = {
    # what the prototype gave for the worked example: before, after, ratio, its standard error (log), p
    "organisation": (1.4292506688403124, 1.2497887296134973, 0.8744363440652229, 0.18113687873362852, 0.8518),
    "locality": (2.889725116238357, 0.9923117640710405, 0.34339313400257354, 0.21152716810856553, 0.0001),
    "sector": (1.200728905880275, 1.1124665142080907, 0.9264926568853794, 0.11896755668655011, 0.8986),
}


def world(seed, shock=(1.0, 1.0), held=(12, 12), keener=0.0, sizes=SIZES):
    """People who come by their own coin, and groups that are drawn in or kept away together."""
    random, labels = np.random.default_rng(seed), np.repeat(np.arange(len(sizes)), sizes)
    last = np.arange(sum(held)) >= held[0]
    strength = np.where(last, shock[1], shock[0])
    wish = (
        random.normal(-1.0, 0.8, len(labels))[:, np.newaxis]
        + random.normal(0, 1, (len(sizes), sum(held)))[labels] * strength
    )
    wish += keener * last * (labels == 0)[:, np.newaxis]
    return Attendance.of(random.random(wish.shape) < 1 / (1 + np.exp(-wish)), labels, last)


def prototype_chances(presence, could):
    """The chances as the prototype fitted them: it stopped after steps below 1e-4, which shows in the eighth place."""
    free = could.astype(float)
    for _round, axis in itertools.product(range(3), (1, 0)):
        there, able = (presence * free).sum(axis, keepdims=True), free.sum(axis, keepdims=True)
        free = free * ((there > 0) & (there < able))
    rows, columns = (presence * free).sum(1), (presence * free).sum(0)
    share = np.where(rows > 0, rows / np.maximum(free.sum(1), 1), 0.5)
    person, gathering = np.log(share / (1 - share)), np.zeros(len(columns))

    def fitted():
        return free / (1 + np.exp(-person[:, np.newaxis] - gathering))

    def step(lacking, chance, axis):
        return np.clip(lacking / np.maximum((chance * (1 - chance)).sum(axis), 0.05), -2, 2)

    for _step in range(25):
        gathering = np.clip(gathering + step(columns - fitted().sum(0), fitted(), 0), -9, 9)
        move = step(rows - fitted().sum(1), fitted(), 1)
        person = np.clip(person + move, -9, 9)
        if np.abs(move).max(initial=0) < 1e-4:
            break
    return fitted()


def prototype_kinds(presence, could=None):
    """Give the prototype's chances, each person and each gathering being of a kind of their own."""
    free, (people, gatherings) = changeable(presence, could), map(np.arange, presence.shape)
    return Kinds(np.where(free, prototype_chances(presence.astype(float), free), 0.0), free, people, gatherings)


@pytest.fixture(scope="module")
def example():
    study = open_study([EXAMPLE])
    return windows(read_study(study).dataset, study.settings)[0].network


def sample(network, by):
    groups = network.nodes[by][network.nodes[by] != ""]
    return Sample.of(period_pair(network, groups, everybody=True), groups, pd.Index(sorted(set(groups))))


@pytest.mark.slow
@pytest.mark.parametrize("by", FROZEN)
def test_the_worked_example_is_as_the_prototype_has_it_to_nine_places(example, by, monkeypatch):
    attendance, full, _days = sample(example, by)
    exact = co_attendance(attendance, full=full)
    monkeypatch.setattr(module, "open_kinds", prototype_kinds)
    result = co_attendance(attendance, full=full)
    figures = (result.ratios.before.value, result.ratios.after.value, result.ratios.change.value, result.ratios.error)
    assert figures == pytest.approx(FROZEN[by][:4], abs=1e-9)
    assert result.p == FROZEN[by][4]
    # with chances fitted to the end the same to six places, and the same verdict
    assert exact.ratios.before.value == pytest.approx(FROZEN[by][0], abs=1e-6)
    assert exact.ratios.after.value == pytest.approx(FROZEN[by][1], abs=1e-6)
    assert (exact.p, exact.verdict, exact.full) == (result.p, result.verdict, (True, True))
    assert exact.verdict == ("less isolated" if by == "locality" else "no evidence of change")


def test_the_sum_over_pairs_is_that_of_every_pair_by_hand():
    attendance = world(3).periods[0]
    period = residuals(attendance)
    presence = attendance.presence
    chance = open_chances(presence.astype(float), changeable(presence))
    rest, spread = presence - chance, chance * (1 - chance)
    fit = spread / np.maximum(spread.sum(axis=1, keepdims=True), 1e-9)
    spread = spread / (1 - fit)
    for group, gathering in ((0, 0), (3, 5), (5, 11)):
        own = np.flatnonzero(attendance.member[:, group])
        pairs = list(itertools.combinations(own, 2))
        products = sum(rest[i, gathering] * rest[j, gathering] for i, j in pairs)
        spreads = sum(spread[i, gathering] * spread[j, gathering] for i, j in pairs)
        free = (spread * (1 - fit))[own, gathering].sum() / spread[own, gathering].sum()
        expected = products + free * spreads / spread[:, gathering].sum()
        assert period.excess[group, gathering] == pytest.approx(expected)
        assert period.pairs[group, gathering] == pytest.approx(spreads)


def test_the_model_variance_is_that_of_all_pairs_of_groups_by_hand():
    period = residuals(world(4).periods[0])
    factor = np.random.default_rng(1).random(period.shock.shape)
    for scale in ("odds", "times"):
        total = 0.0
        for gathering in range(period.shock.shape[1]):
            s, f = period.share[:, gathering], period.freedom[:, gathering]
            size = period.spread if scale == "odds" else period.expected
            load = np.diag(period.spread[:, gathering] + 0.4 * size[:, gathering] ** 2)
            fit = np.eye(len(s)) - np.outer(s, np.ones(len(s)))
            covariance = fit @ load @ fit.T * np.sqrt(np.outer(f, f))
            product = 0.5 * covariance**2
            floor = period.pairs[:, gathering] * ((1 - s) * f) ** 2
            own = 0.5 * (np.diag(covariance) ** 2 - period.squares[:, gathering] * (1 - s) ** 2 * f**2)
            np.fill_diagonal(product, np.maximum(own, floor))
            total += factor[:, gathering] @ product @ factor[:, gathering]
        assert module._model(period, factor, 0.4, scale)[0] == pytest.approx(total, rel=1e-6)


def test_where_totals_and_sizes_are_all_there_is_the_excess_is_nothing_on_average():
    random, presence = np.random.default_rng(2), world(5, (0.0, 0.0)).periods[0].presence
    excess = []
    for _draw in range(300):
        for _swap in range(150):  # trades of places keep every total and every size
            (i, j), (g, h) = random.choice(len(presence), 2, False), random.choice(presence.shape[1], 2, False)
            if presence[i, g] and presence[j, h] and not presence[i, h] and not presence[j, g]:
                presence[i, g] = presence[j, h] = False
                presence[i, h] = presence[j, g] = True
        labels = np.repeat(np.arange(len(SIZES)), SIZES)
        period = residuals(Attendance.of(presence, labels, np.zeros(presence.shape[1], bool)))
        excess.append(period.excess.sum())
    assert abs(np.mean(excess)) < 4 * np.std(excess) / np.sqrt(len(excess) / 10)  # draws next to each other are alike


@pytest.mark.slow
def test_the_level_is_the_same_whether_four_gatherings_were_held_or_twenty_four():
    levels = {held: [] for held in (4, 12, 24)}
    for seed, held in itertools.product(range(60), levels):
        first, last = world(seed, held=(held, held)).periods
        levels[held].append(compare((residuals(first), residuals(last)), "odds").level[0])
    assert [np.mean(values) for values in levels.values()] == pytest.approx([0.79] * 3, abs=0.15)


def test_the_order_of_people_and_the_numbers_of_groups_do_not_matter():
    attendance = world(6)
    random = np.random.default_rng(1)
    people, groups = random.permutation(len(attendance.member)), random.permutation(len(SIZES))
    other = attendance._replace(presence=attendance.presence[people], member=attendance.member[people][:, groups])
    one, two = (co_attendance(sample, permutations=199) for sample in (attendance, other))
    assert two.ratios.change == pytest.approx(one.ratios.change)
    assert two.p == one.p
    assert two.groups[0] == pytest.approx(one.groups[0][groups])


def test_a_planted_fall_is_found_and_a_keener_group_is_not_taken_for_one():
    fall = co_attendance(world(7, (2.0, 0.0)), permutations=999)
    assert fall.verdict == "less isolated"
    assert fall.ratios.change.high < 1 < fall.ratios.before.low
    assert fall.between[0] < fall.between[1] == pytest.approx(1, abs=0.1)
    rise = co_attendance(world(7, (0.0, 2.0)), permutations=999)
    assert rise.verdict == "more isolated"
    keen = [co_attendance(world(seed, (0.0, 0.0), keener=1.5), permutations=199) for seed in range(20)]
    assert sum(result.p <= 0.05 for result in keen) <= 3
    assert np.mean([result.ratios.after.value for result in keen]) == pytest.approx(1, abs=0.03)


def test_who_came_more_is_named_and_no_other():
    keen = attendance_change(world(8, (0.0, 0.0), keener=2.0), permutations=499)
    assert keen.p[0] <= 0.01
    assert keen.after[0] > keen.before[0]
    assert (keen.p[1:] > 0.05).all()
    luck = [attendance_change(world(seed), permutations=199).p.min() <= 0.05 for seed in range(60)]
    assert sum(luck) <= 8


@pytest.mark.parametrize(
    ("attendance", "why"),
    [
        (world(1, held=(4, 12)), "four gatherings"),
        (world(1, sizes=(5, 4)), "nine people"),
        (world(1, sizes=(60,)), "one group"),
        (world(1, sizes=(1,) * 60), "everybody alone"),
        (world(1)._replace(presence=np.ones((60, 24), bool)), "everybody always"),
        (world(1)._replace(presence=np.zeros((60, 24), bool)), "nobody ever"),
    ],
)
def test_thin_data_give_nothing(attendance, why):
    assert co_attendance(attendance, permutations=99) is None, why


def test_a_group_that_was_not_there_in_a_period_weighs_nothing():
    attendance = world(9)
    attendance.presence[np.ix_(attendance.member[:, 0], attendance.last)] = False
    result = co_attendance(attendance, permutations=99)
    assert result.weight[0] == 0
    assert np.isnan(result.groups[0][0])
    assert result.weight.sum() == pytest.approx(1)


def test_kinds_are_compared_with_themselves_and_one_of_a_single_period_is_left_out():
    attendance = world(10)
    kind = np.where(np.arange(24) % 2, 1, 0)
    kind[20:] = 2
    result = co_attendance(attendance._replace(kind=kind), permutations=99)
    assert result.gatherings == (12, 8)
    split = np.where(attendance.last, 1, 0)
    assert co_attendance(attendance._replace(kind=split), permutations=99) is None


def test_a_cap_in_one_period_only_stops_the_verdict():
    result = co_attendance(world(7, (2.0, 0.0)), full=(True, False), permutations=999)
    assert result.p <= 0.05
    assert result.verdict == "these data cannot tell"
    assert seats_full(np.array([20, 20, 20, 20, 12, 9]))
    assert not seats_full(np.array([20, 20, 20, 12, 9, 8]))
    assert not seats_full(np.array([20, 20, 20, 20, 25, 26, 27]))


def test_streaks_widen_the_intervals():
    random, labels, last = np.random.default_rng(5), np.repeat(np.arange(6), SIZES), np.arange(24) >= 12
    pull = np.repeat(random.normal(0, 2, (6, 6)), 4, axis=1)  # four gatherings in a row alike
    wish = random.normal(-1, 0.5, 60)[:, np.newaxis] + pull[labels]
    attendance = Attendance.of(random.random((60, 24)) < 1 / (1 + np.exp(-wish)), labels, last)
    result = co_attendance(attendance, permutations=999)
    assert result.streak_p <= 0.01
    alternate = np.r_[0:12:4, 1:12:4, 2:12:4, 3:12:4]  # those next to each other are of different pulls
    mixed = co_attendance(attendance.at(np.r_[alternate, 12 + alternate]), permutations=999)
    assert mixed.streak_p > 0.1
    assert result.ratios.error > 1.1 * mixed.ratios.error


def test_the_p_of_student_is_that_of_scipy():
    estimate = Estimate((0.2, 0.9), (0.01, 0.02), (19.0, 20.0))
    freedom = 0.03**2 / (0.01**2 / 19 + 0.02**2 / 20)
    assert estimate.p() == pytest.approx(2 * stdtr(freedom, -0.7 / 0.03**0.5))
