"""Tables of a room, pairs for coffee, stand-ins and how many to ask (everybody invented)."""

import itertools

import numpy as np
import pytest

from sna.plan import Pool, Quota, Rules, coffee, invitations, most_to_ask, planned, tables
from sna.plan.series import values_of


def symmetric(rng, people):
    upper = np.triu(rng.integers(0, 2, (people, people)), 1)
    return upper + upper.T


def splits(people):
    rest = set(range(people))
    for table in itertools.combinations(range(people), people // 2):
        yield [list(table), sorted(rest - set(table))]


@pytest.mark.parametrize("seed", range(20))
def test_two_tables_are_as_good_as_any_two(seed):
    pairs = symmetric(np.random.default_rng(seed), 8)
    worth = [sum(pairs[np.ix_(table, table)].sum() for table in split) for split in splits(8)]
    assert sum(pairs[np.ix_(table, table)].sum() for table in tables(pairs, 2)) == max(worth)


@pytest.mark.parametrize(("people", "count"), [(20, 4), (22, 4), (7, 3), (3, 3), (5, 1)])
def test_everybody_sits_once_and_the_tables_are_even(people, count):
    places = tables(symmetric(np.random.default_rng(1), people), count, separate=[0, 1])
    assert sorted(person for table in places for person in table) == list(range(people))
    assert np.ptp([len(table) for table in places]) <= 1
    if count > 1:
        assert not any({0, 1} <= set(table) for table in places)


@pytest.mark.parametrize("people", [1, 2, 3, 8, 9])
def test_everybody_has_somebody_for_coffee(people):
    pairs = coffee(symmetric(np.random.default_rng(2), people))
    assert sorted(person for pair in pairs for person in pair) == list(range(people))
    assert all(len(pair) == 2 for pair in pairs[:-1])


def test_coffee_is_as_new_as_it_can_be():
    pairs = symmetric(np.random.default_rng(3), 6)
    worth = max(pairs[a, b] + pairs[c, d] + pairs[e, f] for a, b, c, d, e, f in itertools.permutations(range(6)))
    assert sum(pairs[head, tail] for head, tail in coffee(pairs)) == worth


def test_who_stands_in_keeps_the_quota_and_gains_most():
    pool = Pool.blank([0, 1, 2, 0, 1, 2])
    quota = Quota("kind", np.array([True, False, False, True, False, False]), 1, 1)
    plain = Rules.plain(6, 3)
    rules = Rules(3, plain.must, plain.may, (quota,))
    plan = planned(pool, rules)
    values = values_of(pool, np.zeros((6, 6)), pool.worth)
    rows = invitations(pool, rules.sitting(0), values, plan.seats[0])
    assert [row.person for row in rows if row.place == "seat"] == np.flatnonzero(plan.seats[0]).tolist()
    assert len(rows) == 6
    stand_ins = [row.instead for row in rows[:3] if row.instead is not None]
    assert len(stand_ins) == len(set(stand_ins)) == 3  # several may stay away at once
    for row in rows[:3]:
        seats = plan.seats[0].copy()
        seats[[row.person, row.instead]] = False, True
        assert rules.sitting(0).satisfied(seats)


def test_whoever_must_come_has_no_stand_in():
    pool, rules = Pool.blank([0, 1, 2, 3]), Rules.plain(4, 2)
    rules.must[0, 1] = True
    rows = invitations(
        pool, rules.sitting(0), values_of(pool, 0 * pool.shared, pool.worth), planned(pool, rules).seats[0]
    )
    assert {row.person: row.instead for row in rows}[1] is None
    assert "has to be there" in {row.person: row.reason for row in rows}[1]


def test_more_come_than_seats_one_time_in_twenty_at_most():
    rng = np.random.default_rng(6)
    chance = rng.uniform(0.3, 1, 60)
    asked = most_to_ask(20, chance)
    came = (rng.random((40_000, asked)) < chance[:asked]).sum(axis=1)
    assert (came > 20).mean() <= 0.055
    one_more = (rng.random((40_000, asked + 1)) < chance[: asked + 1]).sum(axis=1)
    assert (one_more > 20).mean() > 0.045
