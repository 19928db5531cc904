"""Whether a practice spreads along contact: who has it is held against how much they were with those who had it.

When somebody takes a practice up, the share of their contact that was with places which had it is compared with the
same share of all who were still without it. Two things would pass for spread that are none, and are taken out. Who
comes often may take everything up early, and has more contact with whoever else comes often: from each share is taken
what it would be by how often each place came. Some places take everything up sooner than others: whole places are
dealt out anew over the places of the contact, each with all its days, so that what is alike in several practices stays.
The sum is divided by its standard deviation, which makes deals comparable whose beginners had more or less contact.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import permutations as orders
from math import factorial
from typing import NamedTuple

import numpy as np

from sna.chance.permutation import SLACK

NEVER = 10_000_000
"""The day, as an ordinal, of what has not happened by the end of the record."""
UNDATED = -1
"""The first day of who took it up, nobody knows when: neither with it nor without."""
BASE, ALONG = 0.005, 0.3
"""The power is that of a practice which a place takes up in a month with so small a chance by itself, and with so much
more if all its contact is with places that have it."""
WORLDS, PLANTED_DEALS = 100, 59
"""So many sets of practices are planted for it, and each is dealt anew so often."""
_WORK, _ROUNDING = 2_000_000_000, 1e-6


class Contact(NamedTuple):
    """Which places were at which gatherings.

    Attributes
    ----------
    presence
        Places × gatherings, 0 or 1, or how many came, in the order of their days.
    days
        The ordinal of the day of each gathering.
    """

    presence: np.ndarray
    days: np.ndarray

    def before(self, day: int) -> tuple[np.ndarray, np.ndarray]:
        """Give which share of each place's contact was with each other, and would be by how often each came.

        Contact is to be at the same gathering before the day. A place without any has shares of 0.

        Examples
        --------
        >>> contact = Contact(np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]]), np.array([10, 20]))
        >>> contact.before(15)[0].tolist()
        [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
        """
        presence = self.presence[:, : np.searchsorted(self.days, day)]
        times = presence @ presence.T
        usual = np.tile(presence.sum(axis=1), (len(presence), 1))
        np.fill_diagonal(times, 0.0)
        np.fill_diagonal(usual, 0.0)
        total = times.sum(axis=1, keepdims=True)
        shares = _divided(usual, usual.sum(axis=1, keepdims=True))
        return _divided(times, total), np.asarray(np.where(total > 0, shares, 0.0))


def _divided(part: np.ndarray, total: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(part, total, out=np.zeros_like(part), where=total > 0))


class Days(NamedTuple):
    """When the places took one practice up.

    Attributes
    ----------
    earliest, latest
        The first and the last day on which each may have: ordinals, `NEVER`, or `UNDATED` and `NEVER`; places, or
        deals × places.
    """

    earliest: np.ndarray
    latest: np.ndarray

    def at(self, places: np.ndarray) -> Days:
        """Give the days with the places in another order; deals × places of orders gives as many."""
        return Days(self.earliest[places], self.latest[places])

    @property
    def takers(self) -> np.ndarray:
        """Whether each took it up on a day that is roughly known."""
        return np.asarray((self.earliest < NEVER) & (self.earliest != UNDATED))

    @property
    def origins(self) -> np.ndarray:
        """Whether each had it before anybody else surely had: who began it, or may have."""
        return np.asarray(self.takers & (self.earliest <= self.latest.min(axis=-1, keepdims=True)))


class Score(NamedTuple):
    """How much more those who took a practice up had been with places that had it; each deals long.

    Attributes
    ----------
    total
        The share of their contact with these, less that of all still without it, by how often each came; summed.
    variance
        Of the total, were it luck who of those still without takes it up next.
    touching
        How many had been at a gathering with a place that had it.
    """

    total: np.ndarray
    variance: np.ndarray
    touching: np.ndarray

    @property
    def value(self) -> np.ndarray:
        """The total in standard deviations; 0 where luck leaves no choice."""
        root = np.sqrt(self.variance)
        return np.asarray(np.divide(self.total, root, out=np.zeros_like(root), where=root > _ROUNDING))


def score(contact: Contact, days: Days, free: np.ndarray) -> Score:
    """Work out the score of one practice on deals × places of days, of the places that are `free` to be dealt.

    A place had it before another if its last day is before the other's first: who took it up in the same month as
    another is no source for it. Places that are not free are sources only.

    Examples
    --------
    >>> contact = Contact(np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]]), np.array([10, 20]))
    >>> result = score(contact, Days(np.array([[12, 18, NEVER]]), np.array([[12, 18, NEVER]])), np.ones(3, bool))
    >>> result.touching.tolist()
    [1.0]
    """
    before = cache(contact.before)
    deals = len(days.earliest)
    total, variance, touching = np.zeros(deals), np.zeros(deals), np.zeros(deals)
    for day in np.unique(days.earliest[days.takers & free]):
        shares, usual = before(int(day))
        had = (days.latest < day).astype(float)
        excess, without = had @ (shares - usual).T, (had == 0) & (days.earliest != UNDATED) & free
        takers = ((days.earliest == day) & free).astype(float)
        number, remaining = takers.sum(axis=1), np.maximum(without.sum(axis=1), 1)
        mean = (excess * without).sum(axis=1) / remaining
        total += (excess * takers).sum(axis=1) - number * mean
        variance += number * np.maximum((excess**2 * without).sum(axis=1) / remaining - mean**2, 0.0)
        touching += ((had @ (shares > 0).T > 0) * takers).sum(axis=1)
    return Score(total, variance, touching)


class Spread(NamedTuple):
    """What the deals say of each practice, and of all together (last).

    Attributes
    ----------
    value, p
        The score, and the share of deals in which it is at least as high, the observed one being a deal too.
    touching, touching_expected
        How many had been at a gathering with a place that had it, and the mean of the deals.
    power
        How often practices that spread along this contact, as `BASE` and `ALONG` say, have a p of at most .05.
    deals
        How many there were; every order of the places, where there are few.
    """

    value: np.ndarray
    p: np.ndarray
    touching: np.ndarray
    touching_expected: np.ndarray
    power: np.ndarray
    deals: int


class Record(NamedTuple):
    """What is known of contact and practices.

    Attributes
    ----------
    contact
        Which places were at which gatherings.
    practices
        When the places took each up.
    end
        The last day of the record, an ordinal.
    free
        Which places are compared, and dealt out anew; the rest are sources only. By when they came, and not by what
        they took up: who came late had little time for either, and would pass for contact.
    """

    contact: Contact
    practices: list[Days]
    end: int
    free: np.ndarray

    def scores(self, days: Iterable[Days]) -> list[Score]:
        """Give the score of each practice on days dealt, or drawn, for it; that of all together last."""
        scores = [score(self.contact, part, self.free) for part in days]
        return [*scores, Score(*(np.sum(parts, axis=0) for parts in zip(*scores, strict=True)))]

    def planted(
        self, practice: int, random: np.random.Generator, worlds: int, hazard: tuple[float, float] = (BASE, ALONG)
    ) -> Days:
        """Draw when places take a practice up that begins where and when it did, and spreads month by month.

        In a month of 30 days a place takes it up with the chance 1 − exp(−`hazard`[0] − `hazard`[1] × the share of its
        contact that was with places which had it before), to the end of the record.

        Examples
        --------
        >>> days = np.array([1, NEVER, NEVER])
        >>> record = Record(Contact(np.ones((3, 1)), np.array([1])), [Days(days, days)], 40, np.ones(3, bool))
        >>> record.planted(0, np.random.default_rng(0), 2, hazard=(99.0, 0.0)).earliest.tolist()
        [[1, 2, 2], [1, 2, 2]]
        """
        days = self.practices[practice]
        begun = days.origins | ~self.free
        earliest = np.tile(np.where(begun, days.earliest, NEVER), (worlds, 1))
        latest = np.tile(np.where(begun, days.latest, NEVER), (worlds, 1))
        start = int(days.latest[days.origins].max()) + 1 if days.origins.any() else self.end
        for day in range(start, self.end + 1, 30):
            shares, _usual = self.contact.before(day)
            chance = 1 - np.exp(-hazard[0] - hazard[1] * (latest < day) @ shares.T)
            taking = (earliest == NEVER) & self.free & (random.random(earliest.shape) < chance)
            earliest[taking], latest[taking] = day, day + 29
        return Days(earliest, latest)


def spread(record: Record, *, permutations: int = 9_999, seed: int = 0, worlds: int = WORLDS) -> Spread:
    """Test whether practices spread along contact, by dealing whole places over the places of the contact.

    Parameters
    ----------
    record
        What is known; of one practice or more.
    permutations, seed
        How often places are dealt, fewer where there are many places and days, and the start of the random numbers. If
        there are no more orders of the places than this, each is taken once, and p is exact.
    worlds
        How many sets of practices the power rests on; 0 for none: blank.

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> contact = Contact((random.random((6, 20)) < 0.5).astype(float), np.arange(20))
    >>> days = Days(np.array([0, 5, 9, 12, NEVER, NEVER]), np.array([0, 5, 9, 12, NEVER, NEVER]))
    >>> result = spread(Record(contact, [days], 30, np.ones(6, bool)), worlds=0)
    >>> result.deals, round(float(result.p[0]), 2)
    (720, 0.29)
    """
    places = len(record.free)
    events = sum(len(np.unique(days.earliest[days.takers])) for days in record.practices)
    order = _orders(record.free, min(permutations, max(199, _WORK // max(places**2 * events, 1))), seed)
    scores = record.scores(days.at(order) for days in record.practices)
    values, touching = np.array([part.value for part in scores]), np.array([part.touching for part in scores])
    random = np.random.default_rng([seed, 1])
    some = np.concatenate([[0], 1 + random.permutation(len(order) - 1)[:PLANTED_DEALS]])
    power = _power(record, order[some], random, worlds)
    p = (values >= values[:, :1] - SLACK).mean(axis=1)
    return Spread(values[:, 0], p, touching[:, 0], touching.mean(axis=1), power, len(order))


def _power(record: Record, order: np.ndarray, random: np.random.Generator, worlds: int) -> np.ndarray:
    """Give how often practices that are planted are found: each set of them is dealt anew, as what is observed was."""
    places, shares = order.shape[1], [np.zeros((0, len(record.practices) + 1))]
    step = max(1, 200_000 // len(order))
    for start in range(0, worlds, step):
        planted = [record.planted(number, random, min(step, worlds - start)) for number in range(len(record.practices))]
        dealt = (Days(*(days[:, order].reshape(-1, places) for days in part)) for part in planted)
        values = np.array([part.value.reshape(-1, len(order)) for part in record.scores(dealt)])
        detections = (values >= values[:, :, :1] - SLACK).mean(axis=2) <= 0.05 + SLACK
        shares.append(detections.T)
    return np.concatenate(shares).mean(axis=0) if worlds else np.full(shares[0].shape[1], np.nan)


def _orders(free: np.ndarray, permutations: int, seed: int) -> np.ndarray:
    """Give orders of the places that are free, the observed one first: all of them, or so many drawn besides."""
    places = np.flatnonzero(free)
    if len(places) <= 12 and factorial(len(places)) <= permutations + 1:
        arrangement = np.array(list(orders(places)), dtype=int).reshape(factorial(len(places)), len(places))
    else:
        draws = np.repeat(places[np.newaxis], permutations, axis=0)
        arrangement = np.concatenate([places[np.newaxis], np.random.default_rng(seed).permuted(draws, axis=1)])
    every = np.tile(np.arange(len(free)), (len(arrangement), 1))
    every[:, places] = arrangement
    return every
