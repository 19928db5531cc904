"""Plans against exact designs, brute force and random rules (everybody invented)."""

import itertools
import os
import time

import numpy as np
import pytest
from msgspec.structs import astuple

from sna.errors import PlanError
from sna.plan import (
    WAYS,
    Pool,
    Quota,
    Rules,
    curves,
    lottery,
    most_pairs,
    planned,
    proven,
    thinned_curves,
)
from sna.plan.seats import Values, best_of_all, best_seats
from sna.plan.series import curve, longest_gap, longest_wait, values_of

CASES = int(os.environ.get("SNA_CASES", "800"))
"""Random rules tried; `.ci/long` tries 10,000."""


def world(rng, people=14, groups=4):
    """A pool in which some have met, some had seats, some know nobody."""
    met = np.triu(rng.random((people, people)) < 0.4, 1) * rng.integers(1, 4, (people, people))
    pool = Pool.blank(rng.integers(0, groups, people), met + met.T)
    return Pool(
        pool.names, pool.groups, pool.shared, rng.integers(0, 5, people), rng.random(people) < 0.1,
        rng.random(people) < 0.1, rng.random(people),
    )  # fmt: skip


def random_rules(rng, people, meetings=2):
    """Rules of every kind at once; some cannot be kept."""
    seats = int(rng.integers(2, people))
    must, may = rng.random((meetings, people)) < 0.06, rng.random((meetings, people)) < 0.85
    quotas = []
    for number in range(rng.integers(0, 4)):
        least = int(rng.integers(0, 3))
        quotas.append(Quota(f"kind {number}", rng.random(people) < 0.5, least, least + int(rng.integers(0, 4))))
    return Rules(seats, must, may, tuple(quotas), int(rng.integers(0, 2)), bool(rng.integers(0, 2)))


def subsets(people, seats, sitting):
    rows = [np.isin(np.arange(people), chosen) for chosen in itertools.combinations(range(people), seats)]
    marks = np.array(rows)
    return [row for row in marks if sitting.satisfied(row)]


def test_nine_teams_of_seven_all_meet_in_at_most_thirteen_meetings():
    pool = Pool.blank(np.arange(63) // 7)
    plan = planned(pool, Rules.plain(63, 21, 13))
    assert plan.curve[-1] == 0
    assert np.ptp(plan.turns) <= 1


def test_seven_teams_meet_as_the_lines_of_the_fano_plane():
    pool = Pool.blank(range(7))
    plan = planned(pool, Rules.plain(7, 3, 7))
    assert plan.curve == (21, 18, 15, 12, 9, 6, 3, 0)
    assert plan.turns.tolist() == [3] * 7


@pytest.mark.slow
def test_swaps_reach_the_best_of_all_sets_in_98_of_100_studies(monkeypatch):
    monkeypatch.setattr("sna.plan.seats.FEW", 0)  # else all sets are compared
    hits = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        pool, rules = world(rng), Rules.plain(14, 5)
        values, sitting = values_of(pool, np.zeros((14, 14)), pool.worth), rules.sitting(0)
        every = np.array(list(itertools.combinations(range(14), 5)))
        worth = values.people[every].sum(axis=1)
        for head, tail in itertools.combinations(range(5), 2):
            worth += values.pairs[every[:, head], every[:, tail]]
        hits += values.total(best_seats(values, sitting, rng, 10)) >= worth.max() - 1e-9
    assert hits >= 98


@pytest.mark.slow
def test_no_rule_is_ever_broken_and_one_that_cannot_be_kept_is_named():
    named, words, rng = 0, set(), np.random.default_rng(20)
    for _case in range(CASES):
        people = int(rng.integers(4, 11))
        pool, rules = world(rng, people, 3), random_rules(rng, people, int(rng.integers(1, 3)))
        try:
            seats = _first_plan(pool, rules)
        except PlanError as error:
            words.add(str(error).partition(" cannot be filled: ")[2])
            named += 1
            continue
        _check(rules, seats)
    assert "" not in words
    assert CASES / 10 < named < CASES * 0.9


def _first_plan(pool, rules):
    from sna.plan.series import _in_turn

    return _in_turn(pool, rules, np.random.default_rng(0))


def _check(rules, seats):
    assert (seats.sum(axis=1) == rules.seats).all()
    assert not (rules.must & ~seats).any()
    assert not (seats & ~rules.may).any()
    for quota in rules.quotas:
        counts = (seats & quota.members).sum(axis=1)
        assert ((counts >= quota.minimum) & (counts <= quota.maximum)).all()
    for gap in range(1, rules.rest + 1):
        assert not (seats[gap:] & seats[:-gap] & ~rules.must[gap:] & ~rules.must[:-gap]).any()


def whole_rules(rng, pool, meetings):
    """Rules of every kind for a series, mild enough that half of them can be kept."""
    people = len(pool.groups)
    rules, quotas = random_rules(rng, people, meetings), []
    if rng.random() < 0.4:
        most = int(rng.integers(1, 4))
        quotas = [Quota(f"group {group}", pool.groups == group, 0, most) for group in np.unique(pool.groups)]
    must = rules.must & (rng.random(rules.must.shape) < 0.2)
    may = rules.may | (rng.random(people) < 0.6)
    seats = int(rng.integers(2, max(3, people * 2 // 3)))
    return Rules(seats, must, may, (*rules.quotas, *quotas), rules.rest, rules.turns)


def _check_turns(pool, rules, seats, opening):
    """Turns and waits are as even as the rules let them be: no worse than month by month, and even if all is free."""
    free = ~rules.must.any(axis=0) & rules.may.all(axis=0)
    if not rules.turns or free.sum() < 2:
        return
    spread, before = (np.ptp(plan.sum(axis=0)[free]) for plan in (seats, opening))
    assert spread <= (max(1, before) if rules.quotas or rules.rest else 1)
    gap = longest_gap(len(pool.groups), rules.seats)
    assert longest_wait(seats[:, free]) <= max(gap, longest_wait(opening[:, free]))


@pytest.mark.slow
def test_bettering_whole_plans_breaks_no_rule_and_lets_nobody_wait_longer(monkeypatch):
    monkeypatch.setattr("sna.plan.series.TRIES", 1)
    monkeypatch.setattr("sna.plan.series.SWAPS", 200)
    kept, bettered, words = 0, 0, []
    for case in range(CASES // 5 if CASES < 10_000 else CASES):
        rng = np.random.default_rng([20, case])
        people, meetings = int(rng.integers(8, 17)), int(rng.integers(3, 15))
        pool = world(rng, people, int(rng.integers(2, 5)))
        rules = whole_rules(rng, pool, meetings)
        try:
            opening, plan = _first_plan(pool, rules), planned(pool, rules)
        except PlanError as error:
            words.append(str(error).partition(" cannot be filled: ")[2])
            continue
        kept, bettered = kept + 1, bettered + (plan.curve[-1] < curve(pool, opening)[-1])
        _check(rules, plan.seats)
        _check_turns(pool, rules, plan.seats, opening)
    assert all(words)
    assert kept > len(words) / 3 > kept / 9
    assert bettered > kept / 8


@pytest.mark.slow
@pytest.mark.parametrize("case", range(40))
def test_without_other_rules_turns_are_one_apart_and_waits_within_bounds(monkeypatch, case):
    monkeypatch.setattr("sna.plan.series.TRIES", 1)
    monkeypatch.setattr("sna.plan.series.SWAPS", 400)
    rng = np.random.default_rng([21, case])
    people = int(rng.integers(8, 31))
    seats, meetings = int(rng.integers(2, people // 2 + 1)), int(rng.integers(8, 17))
    plan = planned(world(rng, people, int(rng.integers(2, 6))), Rules.plain(people, seats, meetings))
    assert np.ptp(plan.turns) <= 1
    assert longest_wait(plan.seats) <= longest_gap(people, seats)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"must": 0, "cannot": 0}, "person 1 must come and cannot"),
        ({"seats": 7}, "only 6 people can come"),
        ({"must": range(4), "seats": 3}, "4 people must come, and there are 3 seats"),
        ({"quota": (3, 6, [0, 1])}, "at least 3 of governors: only 2 can come"),
        ({"quota": (0, 1, [0, 1]), "must": [0, 1]}, "at most 1 of governors: 2 of them must come"),
        ({"quota": (0, 1, range(5))}, "Loosen this: governors (at most 1)"),
        ({"rest": 1, "meetings": 2, "seats": 4}, "rest = 1"),
    ],
)
def test_the_rule_that_cannot_be_kept_is_named(change, words):
    rules = Rules.plain(6, change.get("seats", 3), change.get("meetings", 1))
    if "must" in change:
        rules.must[:, change["must"]] = True
    if "cannot" in change:
        rules.may[:, change["cannot"]] = False
    quotas = ()
    if "quota" in change:
        least, most, members = change["quota"]
        quotas = (Quota("governors", np.isin(np.arange(6), list(members)), least, most),)
    rules = Rules(rules.seats, rules.must, rules.may, quotas, change.get("rest", 0))
    with pytest.raises(PlanError) as error:
        planned(Pool.blank([0, 0, 1, 1, 2, 2]), rules)
    assert words in str(error.value)


@pytest.mark.parametrize("seed", range(30))
def test_of_few_people_the_best_set_is_the_best_of_all(seed):
    rng = np.random.default_rng(seed)
    pool, rules = world(rng, 11, 3), random_rules(rng, 11, 1)
    values, sitting = values_of(pool, np.zeros((11, 11)), pool.worth), rules.sitting(0)
    sets = subsets(11, rules.seats, sitting)
    best = best_of_all(values, sitting)
    assert (best is None) == (not sets)
    if sets:
        assert sitting.satisfied(best)
        assert values.total(best) == pytest.approx(max(map(values.total, sets)))
        assert (best_seats(values, sitting, rng, 1) == best).all()
        assert most_pairs(pool, sitting) == max(pool.pairs(seats) for seats in sets)


@pytest.mark.parametrize("seed", range(30))
def test_no_set_of_seats_goes_beyond_the_bound(monkeypatch, seed):
    monkeypatch.setattr("sna.plan.seats.FEW", 0)
    rng = np.random.default_rng(seed)
    pool, rules = world(rng, 10, 3), random_rules(rng, 10, 1)
    sitting = rules.sitting(0)
    sets = subsets(10, rules.seats, sitting)
    if sets:
        best = max(pool.pairs(seats) for seats in sets)
        assert best <= most_pairs(pool, sitting)
        assert best <= proven(pool, sitting, 5) <= most_pairs(pool, sitting)


def test_of_people_who_never_met_the_bound_is_reached():
    pool = Pool.blank(np.arange(60) % 6)
    plan = planned(pool, Rules.plain(60, 20))
    assert plan.gains == (most_pairs(pool, Rules.plain(60, 20).sitting(0)),) == (166,)


@pytest.mark.parametrize("quotas", [(), (Quota("kind", np.arange(60) < 12, 2, 5),)])
def test_a_plan_beats_nearly_every_draw_and_each_way_keeps_the_rules(quotas):
    rng = np.random.default_rng(1)
    pool, plain = world(rng, 60, 8), Rules.plain(60, 20, 3)
    plain.must[:, 7] = True
    plain.may[:, 9] = False
    rules = Rules(20, plain.must, plain.may, quotas)
    plan = planned(pool, rules)
    for way in WAYS:
        draws = lottery(pool, rules, way, 200)
        assert plan.gains[0] >= np.percentile(draws, 97.5)
        end = curves(pool, rules, way, 30)
        assert (end[:, 0] == plan.curve[0]).all()
        assert (np.diff(end, axis=1) <= 0).all()
        assert plan.curve[-1] < end[:, -1].mean()
    ends = {}
    for name, way in (("plan", plan.seats), *zip(WAYS, WAYS, strict=True)):
        thinned = thinned_curves(pool, rules, way, 30)
        assert (thinned[:, 0] == plan.curve[0]).all()
        assert (np.diff(thinned, axis=1) <= 0).all()
        ends[name] = thinned[:, -1].mean()
    assert min(ends, key=ends.get) == "plan"


@pytest.mark.parametrize("way", ["lot", np.array([[True, True, False, False]])])
def test_where_too_few_can_come_seats_stay_empty_and_others_are_filled(way):
    pairs = 6 - thinned_curves(Pool.blank(range(4)), Rules.plain(4, 2), way, 4_000)[:, 1]
    assert set(pairs) == {0, 1}
    assert pairs.mean() == pytest.approx(1 - 0.3**4 - 4 * 0.7 * 0.3**3, abs=0.015)  # at least two of four can


def test_lots_are_what_counting_gives():
    pool = Pool.blank([0, 0, 1, 1, 2])
    draws = lottery(pool, Rules.plain(5, 2), "lot", 4_000)
    assert draws.mean() == pytest.approx(8 / 10, abs=0.03)


def test_a_rota_asks_whoever_had_fewest_seats():
    pool = Pool.blank([0, 1, 2, 3])
    parts = astuple(pool)
    pool = Pool(*parts[:3], np.array([9, 0, 0, 9]), *parts[4:])
    pool.shared[1, 2] = pool.shared[2, 1] = 1
    assert set(lottery(pool, Rules.plain(4, 2), "rota", 50)) == {0}
    assert set(lottery(pool, Rules.plain(4, 2), "lot", 50)) == {0, 1}


def test_the_same_seed_gives_the_same_bytes():
    pool, rules = world(np.random.default_rng(3), 40, 6), Rules.plain(40, 12, 6)
    plans = [planned(pool, rules, seed).seats.tobytes() for seed in (1, 1, 2)]
    assert plans[0] == plans[1]
    assert [lottery(pool, rules, way, 20, 5).tobytes() for way in WAYS] == [
        lottery(pool, rules, way, 20, 5).tobytes() for way in WAYS
    ]


def test_whose_turn_it_is_counts_unless_it_should_not():
    pool = Pool.blank(np.arange(12) % 3)
    parts = astuple(pool)
    pool = Pool(*parts[:3], np.array([9] * 6 + [0] * 6), *parts[4:])
    rules = Rules.plain(12, 6)
    assert planned(pool, rules).seats[0, 6:].all()
    careless = Rules(6, rules.must, rules.may, turns=False)
    assert planned(pool, careless).gains == planned(pool, rules).gains


def test_nobody_waits_longer_than_half_a_year():
    plan = planned(Pool.blank(np.arange(60) % 6), Rules.plain(60, 20, 12))
    assert longest_wait(plan.seats) <= longest_gap(60, 20) == 6


@pytest.mark.slow
@pytest.mark.parametrize(
    ("people", "seats", "meetings", "seconds"), [(60, 20, 1, 0.3), (60, 20, 12, 5), (1000, 100, 1, 30)]
)
def test_plans_come_in_time(people, seats, meetings, seconds):
    pool = Pool.blank(np.arange(people) % 14)
    begun = time.process_time()
    planned(pool, Rules.plain(people, seats, meetings))
    assert time.process_time() - begun < seconds


def test_what_a_set_is_worth_is_the_sum_over_its_pairs_and_people():
    values = Values(np.array([[0, 1.5, 0], [1.5, 0, 2], [0, 2, 0]]), np.array([1.0, 0, 0.5]))
    assert values.total(np.array([True, True, False])) == 2.5
