"""Own-group contact given who is busy: another way to the same figures, what must not matter, what must, thin data."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from sna.chance.contact import LONG, UNSEEN, Acts, Margins, Scores, _widening, contact
from sna.chance.residuals import Scale

SCRIPT = Path(__file__).parents[1] / "second_route.py"


@pytest.fixture(scope="module")
def route():
    spec = importlib.util.spec_from_file_location("second_route_of_contact", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def world(seed, prefers=(2.0, 2.0), acts=300, sizes=(6, 5, 4, 3, 3), weeks=26):
    """Acts one by one: whom somebody turns to depends on how busy both are, and on the group."""
    random, labels = np.random.default_rng(seed), np.repeat(np.arange(len(sizes)), sizes)
    busy = np.exp(random.normal(0, 0.8, (2, len(labels))))
    same, parts = labels[:, np.newaxis] == labels, []
    for last in (0, 1):
        wish = np.outer(*busy) * np.where(same, prefers[last], 1.0)
        np.fill_diagonal(wish, 0.0)
        pairs = random.choice(wish.size, acts, p=(wish / wish.sum()).ravel())
        parts.append((*np.divmod(pairs, len(labels)), random.integers(weeks, size=acts) + last * weeks))
    tail, head, week = (np.concatenate(values) for values in zip(*parts, strict=True))
    return Acts(tail, head, week, labels, np.arange(2 * weeks) >= weeks, np.ones((len(labels), 2 * weeks), bool))


def test_the_fit_keeps_what_everybody_sent_and_received_and_its_odds():
    margins = Margins.of(world(1).period(False))
    expected = margins.expected(np.log(3))
    assert expected.sum(axis=1) == pytest.approx(margins.sent, abs=1e-6)
    assert expected.sum(axis=0) == pytest.approx(margins.received, abs=1e-6)
    a, b, c, d = 0, 1, 6, 7  # a, b of one group, c, d of another, as they stand among those who acted
    labels = margins.acts.labels
    assert labels[a] == labels[b] != labels[c] == labels[d]
    odds = expected[a, b] * expected[c, d] / (expected[a, d] * expected[c, b])
    assert odds == pytest.approx(9)


def test_nobody_is_expected_to_turn_to_whom_they_could_not():
    acts = world(2)
    could = acts.could.copy()
    could[0, :26] = False
    kept = (acts.tail != 0) & (acts.head != 0) | acts.last[acts.week]
    gone = Acts(acts.tail[kept], acts.head[kept], acts.week[kept], acts.labels, acts.last, could)
    half = gone.could.copy()
    half[1, :13], half[2, 13:26] = False, False  # they were never there together
    margins = Margins.of(gone._replace(could=half).period(False))
    assert margins.expected(0.0)[0, 1] == 0


def test_the_score_is_the_residual_of_a_weighted_regression_on_senders_and_receivers():
    acts = world(3).period(True)
    margins = Margins.of(acts)
    part, expected, number = Scores.of(margins, np.log(2), 5), margins.expected(np.log(2)), len(acts.labels)
    pairs = [(s, t) for s in range(number) for t in range(number) if s != t]
    design = np.zeros((len(pairs), 2 * number))
    for row, (s, t) in enumerate(pairs):
        design[row, s] = design[row, number + t] = 1
    weight = np.sqrt([expected[pair] for pair in pairs])
    own = np.array([float(acts.labels[s] == acts.labels[t]) for s, t in pairs])
    fitted = np.linalg.lstsq(design * weight[:, np.newaxis], own * weight, rcond=None)[0]
    rest = dict(zip(pairs, own - design @ fitted, strict=True))
    information = sum(expected[pair] * value**2 for pair, value in rest.items())
    assert part.information.sum() == pytest.approx(information, rel=1e-6)
    first = np.flatnonzero(acts.week == acts.week[0])
    score = sum(rest[int(acts.tail[act]), int(acts.head[act])] for act in first)
    assert part.weekly[:, acts.week[0]].sum() == pytest.approx(score, abs=1e-6)
    assert part.weekly.sum() == pytest.approx(acts.same.sum() - part.own.sum(), abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_a_second_route_gives_the_same_odds(route, seed):
    acts = world(seed, prefers=(4.0, 2.0))
    found, other = contact(acts, permutations=99), route.own_group_odds(*acts)
    assert (found.ratios.before.value, found.ratios.after.value) == pytest.approx(other, rel=1e-4)


def test_names_of_people_groups_and_the_order_of_acts_do_not_matter():
    acts, random = world(5), np.random.default_rng(0)
    people, groups = random.permutation(len(acts.labels)), random.permutation(5)
    order = random.permutation(len(acts.week))
    labels, could = np.empty_like(acts.labels), np.empty_like(acts.could)
    labels[people], could[people] = groups[acts.labels], acts.could
    other = Acts(people[acts.tail][order], people[acts.head][order], acts.week[order], labels, acts.last, could)
    first, second = contact(acts, permutations=199), contact(other, permutations=199)
    assert first.ratios.change == pytest.approx(second.ratios.change, rel=1e-6)
    assert first.p == pytest.approx(second.p, abs=0.011)
    assert first.weight == pytest.approx(second.weight[groups], rel=1e-5)


def test_the_periods_swapped_give_the_inverse():
    acts = world(6, prefers=(4.0, 2.0))
    swapped = acts._replace(last=~acts.last)
    first, second = contact(acts, permutations=199), contact(swapped, permutations=199)
    assert first.ratios.change.value == pytest.approx(1 / second.ratios.change.value, rel=1e-4)
    assert first.ratios.change.low == pytest.approx(1 / second.ratios.change.high, rel=1e-2)


def test_a_group_that_only_becomes_busier_changes_nothing():
    acts = world(7)
    copies = np.where(acts.last[acts.week] & (acts.labels[acts.tail] == 0), 5, 1)
    many = Acts(*(np.repeat(part, copies) for part in acts[:3]), *acts[3:])
    plain, busier = contact(acts, permutations=199), contact(many, permutations=199)
    assert busier.ratios.after.value == pytest.approx(plain.ratios.after.value, rel=0.35)
    share = many.same[many.last[many.week]].mean()
    assert share > 1.15 * acts.same[acts.last[acts.week]].mean()


def test_what_was_planted_is_found_and_nothing_else_is():
    fallen = [contact(world(seed, prefers=(5.0, 1.5)), permutations=199) for seed in range(8)]
    assert [result.verdict for result in fallen].count("less isolated") >= 7
    same = [contact(world(seed), permutations=199) for seed in range(20)]
    assert sum(result.p <= 0.05 for result in same) <= 4
    none = [contact(world(seed, prefers=(1.0, 1.0)), permutations=199) for seed in range(20)]
    assert not any(result.verdict in {"less isolated", "more isolated"} and result.p > 0.05 for result in none)


def test_where_all_acts_or_none_are_within_groups_nothing_can_be_told():
    acts = world(8)
    for kept in (acts.same, ~acts.same):
        assert contact(Acts(*(part[kept] for part in acts[:3]), *acts[3:]), permutations=99) is None


def test_weeks_that_are_alike_widen_the_interval():
    acts = world(9, acts=600)
    within = np.flatnonzero(acts.same)
    runs = acts.week.copy()
    runs[within] = runs[within] // 26 * 26 + np.sort(runs[within] % 9)  # within groups only in nine weeks of a run
    alike = contact(acts._replace(week=runs), permutations=199)
    plain = contact(acts, permutations=199)
    assert alike.widened > 1.3 > plain.widened
    assert alike.ratios.error > 1.3 * plain.ratios.error


def test_a_preference_that_wanders_is_told_from_a_change_that_lasts():
    random, labels, parts = np.random.default_rng(1), np.repeat(np.arange(5), 5), []
    same = labels[:, np.newaxis] == labels
    for week in range(104):
        wish = np.where(same, 3 * np.exp(1.2 * np.sin(2 * np.pi * week / 70)), 1.0)
        np.fill_diagonal(wish, 0.0)
        parts.append((*np.divmod(random.choice(625, 20, p=(wish / wish.sum()).ravel()), 25), np.full(20, week)))
    tail, head, week = (np.concatenate(values) for values in zip(*parts, strict=True))
    drifting = contact(Acts(tail, head, week, labels, np.arange(104) >= 52, np.ones((25, 104), bool)), permutations=99)
    assert drifting.wanders
    assert drifting.widened > 1.5
    lasting = [contact(world(seed, prefers=(5.0, 2.0), acts=1000, weeks=52), permutations=199) for seed in range(6)]
    assert [(result.wanders, result.verdict) for result in lasting].count((False, "less isolated")) >= 5


@pytest.mark.parametrize(("number", "drift"), [(52, 0.0), (52, 1.5), (20, 1.5)])
def test_weeks_are_as_alike_as_they_are_once_their_own_mean_is_allowed_for(number, drift):
    random, waves = np.random.default_rng(1), drift * np.sin(2 * np.pi * np.arange(number) / 40)
    tested, own = (
        Scale(*[None] * 6, tuple(random.normal(0, 1, (3, number)) + waves for _period in range(2))) for _scale in "to"
    )
    wanders, widening = _widening(tested, own)
    assert wanders == (drift > 0 and number > 24)
    shocks = (own if wanders else tested).shocks
    alike = [
        np.mean([part[:, at] @ part[:, at + lag] for part in shocks for at in range(number - lag)])
        for lag in range(1, 13)
    ]
    shares = [2 * (1 - lag / number) for lag in range(1, 13)]
    expected = (1 + np.dot(shares, alike)) / (1 - sum(shares) / number if wanders else 1)
    assert widening == pytest.approx((max(expected, 1) * (UNSEEN if number < LONG else 1),) * 2)


def test_one_short_period_is_enough_for_wider_intervals():
    random = np.random.default_rng(3)
    scale = Scale(*[None] * 6, tuple(random.normal(0, 1, (3, number)) for number in (LONG - 1, 4 * LONG)))
    assert min(_widening(scale, scale)[1]) >= UNSEEN
