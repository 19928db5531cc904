"""Spread along contact, against brute force over every deal, and in worlds in which nothing spreads."""

from itertools import permutations

import numpy as np
import pytest

from sna.chance.spread import NEVER, UNDATED, Contact, Days, Record, score, spread

EVERY = np.ones(3, bool)


def by_hand(presence, held, practices, free):
    """Give score and touching, place by place, from who met whom before whose day."""
    total = variance = touching = 0.0
    places = range(len(presence))
    for earliest, latest in practices:
        for taker in places:
            if not 0 <= earliest[taker] < NEVER or not free[taker]:
                continue
            day = earliest[taker]
            excess = {}
            for place in places:
                if latest[place] < day or earliest[place] == UNDATED or not free[place]:
                    continue
                met = {
                    other: sum(presence[place][g] and presence[other][g] and held[g] < day for g in range(len(held)))
                    for other in places
                    if other != place
                }
                usual = {other: sum(presence[other][g] for g in range(len(held)) if held[g] < day) for other in met}
                owners = [other for other in met if latest[other] < day]
                excess[place] = 0.0
                if sum(met.values()):
                    excess[place] = sum(met[o] for o in owners) / sum(met.values()) - sum(
                        usual[o] for o in owners
                    ) / sum(usual.values())
                if place == taker:
                    touching += any(met[o] for o in owners)
            mean = sum(excess.values()) / len(excess)
            total += excess[taker] - mean
            variance += sum(value**2 for value in excess.values()) / len(excess) - mean**2
    return (total / variance**0.5 if variance > 1e-12 else 0.0), touching


def world(seed, places, practices):
    random = np.random.default_rng(seed)
    presence = (random.random((places, 7)) < 0.5).astype(int)
    days = []
    for _practice in range(practices):
        month = random.integers(0, 8, places)
        earliest = np.where(month < 6, month * 10, NEVER)
        latest = np.where(month < 6, earliest + random.choice([0, 9, 19], places), NEVER)
        if seed % 3 == 0:
            earliest[0], latest[0] = UNDATED, NEVER
        days.append(Days(earliest, latest))
    free = np.arange(places) != places - 1 if seed % 4 == 0 else np.ones(places, bool)
    return Record(Contact(presence.astype(float), np.arange(7) * 9 + 1), days, 80, free), presence


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("places", "practices"), [(4, 1), (4, 2), (5, 1)])
def test_every_deal_of_small_studies_by_brute_force(seed, places, practices):
    record, presence = world(seed, places, practices)
    free = record.free.tolist()
    every = [
        by_hand(
            presence.tolist(),
            record.contact.days.tolist(),
            [(days.earliest[list(order)], days.latest[list(order)]) for days in record.practices],
            free,
        )
        for order in permutations(range(places))
        if free[-1] or order[-1] == places - 1
    ]
    result = spread(record, worlds=0)
    values = np.array([value for value, _touching in every])
    assert result.deals == len(every)
    assert result.value[-1] == pytest.approx(values[0])
    assert result.p[-1] == pytest.approx((values >= values[0] - 1e-9).mean())
    assert result.touching[-1] == every[0][1]
    assert result.touching_expected[-1] == pytest.approx(np.mean([touching for _value, touching in every]))


def test_who_took_it_up_in_the_same_month_is_no_source():
    contact = Contact(np.ones((3, 1)), np.array([1]))
    month, year = Days(np.array([[10, 10, NEVER]]), np.array([[39, 39, NEVER]])), (10, 374)
    assert score(contact, month, EVERY).touching.tolist() == [0.0]
    unlike = Days(np.array([[year[0], 40, NEVER]]), np.array([[year[1], 69, NEVER]]))
    assert score(contact, unlike, EVERY).touching.tolist() == [0.0]
    assert unlike.origins.tolist() == [[True, True, False]]


def test_an_order_of_places_gives_the_same_p_and_a_seed_the_same_bytes():
    record, _presence = world(1, 9, 3)
    order = np.random.default_rng(0).permutation(9)
    other = Record(
        Contact(record.contact.presence[order], record.contact.days),
        [days.at(order) for days in record.practices],
        80,
        record.free,
    )
    first, again, moved = (spread(part, permutations=1_999, worlds=50) for part in (record, record, other))
    assert all(np.array_equal(left, right) for left, right in zip(first, again, strict=True))
    assert first.value == pytest.approx(moved.value)
    assert first.p == pytest.approx(moved.p, abs=0.05)


@pytest.mark.slow
def test_who_comes_often_and_takes_all_up_early_is_no_spread():
    false = 0
    for seed in range(120):
        random = np.random.default_rng(seed)
        wish = random.normal(-0.6, 1, 14)
        presence = (random.random((14, 24)) < 1 / (1 + np.exp(-wish))[:, np.newaxis]).astype(float)
        days = []
        for _practice in range(6):
            month = np.floor(random.exponential(1, 14) / (0.1 * np.exp(wish)))
            earliest = np.where(month < 24, month * 30, NEVER).astype(int)
            days.append(Days(earliest, np.where(earliest < NEVER, earliest + 29, NEVER)))
        record = Record(Contact(presence, np.arange(24) * 30 + 15), days, 720, np.ones(14, bool))
        false += spread(record, permutations=199, worlds=0).p[-1] <= 0.05
    assert false <= 0.07 * 120 + 3
