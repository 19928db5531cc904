"""Who may be invited, the rules of the seats, and the best set of seats for one meeting.

Of the rules some are broken never, and one cannot be kept. The best set is looked for among all where they are few,
else greedily, then by swaps, from several starts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from sna.errors import PlanError

ACQUAINTED = 0.5
"""Two people have met who shared half a usual meeting: a party of fifty counts less than that."""
REUNION = 0.01
"""What a pair that met is worth beside one that never did; it halves with each meeting they share."""
REPEATED = 0.1
"""What it costs to send two of one group together once more."""
TURN = 2.0
"""What one turn less than the others is worth, in new contacts, within a plan of several meetings."""
GAP = 6
"""A member should not wait longer than so many meetings, or one and a half rounds, for a seat."""

UNLIMITED = 1_000_000
"""The maximum of a quota that has none."""


class Quota(Struct, frozen=True, eq=False):
    """At least and at most so many people of a kind: `members` says of each person whether they are of it."""

    name: str
    members: np.ndarray
    minimum: int = 0
    maximum: int = UNLIMITED


class Pool(Struct, frozen=True, eq=False, dict=True):
    """The people who may be invited.

    Attributes
    ----------
    names
        As they are called in what is said of a rule that cannot be kept.
    groups
        The number of each person's group; below 0 where it is not known.
    shared
        People × people: the meetings shared, a large one as a part of one; 0 for oneself.
    turns
        The seats each was offered so far.
    lonely
        Whether each has met nobody of another group.
    unheard
        Whether nobody of a person's group came lately.
    attendance
        How often each came of the times they could, 0 … 1: what habit goes by, and nothing else.
    """

    names: Sequence[str]
    groups: np.ndarray
    shared: np.ndarray
    turns: np.ndarray
    lonely: np.ndarray
    unheard: np.ndarray
    attendance: np.ndarray

    @classmethod
    def blank(cls, groups: Sequence[int] | np.ndarray, meetings: np.ndarray | None = None) -> Pool:
        """Give a pool of people of whom nothing is known but their groups, and whom they met.

        Examples
        --------
        >>> int(Pool.blank([0, 0, 1]).strangers.sum()) // 2
        2
        """
        labels = np.asarray(groups, dtype=np.int64)
        people, nobody = len(labels), np.zeros(len(labels), bool)
        shared = np.zeros((people, people)) if meetings is None else np.asarray(meetings, dtype=float)
        names = [f"person {number + 1}" for number in range(people)]
        return cls(names, labels, shared, np.zeros(people), nobody, nobody, np.ones(people))

    @cached_property
    def across(self) -> np.ndarray:
        """People × people: whether two are of different groups; of whom no group is known (below 0), of none."""
        grouped = self.groups >= 0
        return np.asarray((self.groups[:, np.newaxis] != self.groups) & grouped & grouped[:, np.newaxis])

    @cached_property
    def strangers(self) -> np.ndarray:
        """People × people: whether two are of different groups and never met."""
        return self.across & (self.shared < ACQUAINTED)

    @cached_property
    def worth(self) -> np.ndarray:
        """What a seat for each is worth in new contacts, beside the pairs: missed turns, nobody met, nobody heard."""
        share = max(1.0, float(self.turns.mean())) if len(self.turns) else 1.0
        return np.asarray((self.turns.mean() - self.turns) / share + self.lonely + self.unheard)

    def pairs(self, seats: np.ndarray) -> int:
        """Count the pairs of different groups who never met among those in a set of seats."""
        people = np.flatnonzero(seats)
        return int(self.strangers[np.ix_(people, people)].sum()) // 2


class Rules(Struct, frozen=True, eq=False):
    """What every plan keeps to.

    Attributes
    ----------
    seats
        At each meeting.
    must, may
        Meetings × people: who has to have a seat, and who can come. A person who must overrides `rest` and `turns`.
    quotas
        At least and at most so many of a kind, at each meeting.
    rest
        So many meetings lie between two seats of one person.
    turns
        Whether everybody's turn counts.
    """

    seats: int
    must: np.ndarray
    may: np.ndarray
    quotas: tuple[Quota, ...] = ()
    rest: int = 0
    turns: bool = True

    @classmethod
    def plain(cls, people: int, seats: int, meetings: int = 1) -> Rules:
        """Give rules under which anybody may come at any time."""
        return cls(seats, np.zeros((meetings, people), bool), np.ones((meetings, people), bool))

    def sitting(self, meeting: int, resting: np.ndarray | None = None) -> Sitting:
        """Give the rules of one meeting; who rests is not asked unless they must come."""
        may = self.may[meeting] if resting is None else self.may[meeting] & ~resting
        return Sitting(self.seats, self.must[meeting], may | (self.must[meeting] & self.may[meeting]), self.quotas)


class Sitting(Struct, frozen=True, eq=False):
    """The rules of one meeting: how many seats, who must and who may have one, how many of a kind."""

    seats: int
    must: np.ndarray
    may: np.ndarray
    quotas: tuple[Quota, ...] = ()

    def satisfied(self, chosen: np.ndarray) -> bool:
        """Whether a set of seats keeps to all of it."""
        counts = [(quota, int((chosen & quota.members).sum())) for quota in self.quotas]
        quotas_hold = all(quota.minimum <= count <= quota.maximum for quota, count in counts)
        return bool(quotas_hold and chosen.sum() == self.seats and not (self.must & ~chosen).any()) and not bool(
            (chosen & ~self.may).any()
        )

    def openings(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Give who may take one more seat, and how many of the quotas that lack somebody each of them helps."""
        free, urgency = self.may & ~chosen, np.zeros(len(chosen))
        for quota in self.quotas:
            count = int((chosen & quota.members).sum())
            if count >= quota.maximum:
                free &= ~quota.members
            elif count < quota.minimum:
                urgency += quota.members
        candidates = np.flatnonzero(free)
        return candidates, urgency[candidates]

    def barred(self, chosen: np.ndarray, leaving: np.ndarray, coming: np.ndarray) -> np.ndarray | None:
        """Tell which swaps would break a quota: who leaves × who comes; None where there are no quotas."""
        if not self.quotas:
            return None
        marks = np.zeros((len(leaving), len(coming)), bool)
        for quota in self.quotas:
            count = int((chosen & quota.members).sum())
            goes, comes = quota.members[leaving][:, np.newaxis], quota.members[coming]
            if count <= quota.minimum:
                marks |= goes & ~comes
            if count >= quota.maximum:
                marks |= ~goes & comes
        return marks

    def fault(self, names: Sequence[str]) -> str:
        """Name the rule that cannot be kept, and how far it goes; empty where all can be kept.

        Examples
        --------
        >>> rules = Rules.plain(3, 4)
        >>> rules.sitting(0).fault(["Ann", "Bob", "Cy"])
        'there are 4 seats, and only 3 people can come. Lower seats, or take a rule of who cannot come away.'
        """
        return next(self._plain_faults(names), "") or ("" if self.example() is not None else self._joint_fault())

    def _plain_faults(self, names: Sequence[str | int]) -> Iterator[str]:
        """Name what one look at one rule shows."""
        torn = np.flatnonzero(self.must & ~self.may)
        if len(torn):
            yield f"{names[torn[0]]} must come and cannot. Take one of the two away."
        if self.must.sum() > self.seats:
            yield f"{self.must.sum()} people must come, and there are {self.seats} seats. Raise seats, or must fewer."
        if self.may.sum() < self.seats:
            yield (
                f"there are {self.seats} seats, and only {self.may.sum()} people can come. Lower seats, or take a "
                "rule of who cannot come away."
            )
        yield from filter(None, map(self._quota_fault, self.quotas))

    def _quota_fault(self, quota: Quota) -> str:
        able, bound = int((self.may & quota.members).sum()), int((self.must & quota.members).sum())
        if able < quota.minimum:
            return f"at least {quota.minimum} of {quota.name}: only {able} can come. Lower it."
        return f"at most {quota.maximum} of {quota.name}: {bound} of them must come. Raise it." * (
            bound > quota.maximum
        )

    def _joint_fault(self) -> str:
        """Name the rules each of which, loosened alone, would let the others be kept."""
        loose = [
            f"{quota.name} ({_span(quota)})"
            for quota in self.quotas
            if replace(self, quotas=tuple(rule for rule in self.quotas if rule is not quota)).example() is not None
        ]
        if loose:
            return f"the numbers of each kind cannot all be kept. Loosen this: {' or '.join(loose)}."
        spans = ", ".join(f"{quota.name} ({_span(quota)})" for quota in self.quotas)
        return f"these numbers cannot all be kept: {spans}. Loosen several of them."

    def example(self) -> np.ndarray | None:
        """Give any set of seats that keeps to all of it, None if there is none: a whole-number programme."""
        if next(self._plain_faults(range(len(self.may))), ""):  # a look tells, and costs less
            return None
        rows = np.array([np.ones(len(self.may)), *(quota.members.astype(float) for quota in self.quotas)])
        low = [self.seats, *(quota.minimum for quota in self.quotas)]
        high = [self.seats, *(quota.maximum for quota in self.quotas)]
        from scipy.optimize import Bounds, LinearConstraint, milp

        answer = milp(
            np.zeros(len(self.may)),
            constraints=LinearConstraint(rows, low, high),
            bounds=Bounds(self.must.astype(float), self.may.astype(float)),
            integrality=np.ones(len(self.may)),
        )
        return None if answer.x is None else np.asarray(answer.x > ACQUAINTED)


def _span(quota: Quota) -> str:
    low = f"at least {quota.minimum}" if quota.minimum else ""
    return " and ".join(filter(None, [low, f"at most {quota.maximum}" if quota.maximum < UNLIMITED else ""]))


def check(pool: Pool, rules: Rules, meeting: int, sitting: Sitting) -> None:
    """Stop where no set of seats keeps to the rules of a meeting.

    Raises
    ------
    PlanError
        Naming the meeting, and the rule to loosen.
    """
    fault = sitting.fault(pool.names)
    if not fault:
        return
    if rules.rest and not rules.sitting(meeting).fault(pool.names):
        fault = f"so many meetings between two seats (rest = {rules.rest}) leave too few people. Lower rest or seats."
    raise PlanError(f"Meeting {meeting + 1} cannot be filled: {fault}")


NEGLIGIBLE = 1e-9
"""A swap that gains no more than this gains nothing."""
FEW = 24
"""With no more people to choose from than this, all sets are compared: 2.7 million at most."""
URGENT = 1e6
"""Who is needed for a quota comes before everybody else."""


class Values(NamedTuple):
    """What is to be had: people × people for two in the same room (symmetric, 0 for oneself), and for each alone."""

    pairs: np.ndarray
    people: np.ndarray

    def total(self, chosen: np.ndarray) -> float:
        """Add up what a set of seats is worth.

        Examples
        --------
        >>> Values(np.array([[0.0, 2.0], [2.0, 0.0]]), np.array([1.0, 1.0])).total(np.array([True, True]))
        4.0
        """
        seats = np.flatnonzero(chosen)
        return float(self.pairs[np.ix_(seats, seats)].sum() / 2 + self.people[seats].sum())


def filled(values: Values, sitting: Sitting) -> np.ndarray:
    """Fill the seats one by one, whoever adds most first; those a quota lacks come first of all.

    Where that ends in a quota that is not kept, any set that keeps to them all is taken; where there is none, the seats
    stay as they are.
    """
    chosen = sitting.must.copy()
    for _seat in range(sitting.seats - int(chosen.sum())):
        company = chosen if chosen.any() else np.full(len(chosen), 1 / len(chosen))
        pull = values.people + values.pairs @ company.astype(float)
        candidates, urgency = sitting.openings(chosen)
        if not len(candidates):
            break
        person = candidates[np.argmax(pull[candidates] + URGENT * urgency)]
        chosen[person] = True
    if sitting.satisfied(chosen):
        return chosen
    example = sitting.example()
    return chosen if example is None else example


def improved(values: Values, sitting: Sitting, chosen: np.ndarray) -> np.ndarray:
    """Swap one for one, always the pair that gains most, until none gains."""
    chosen = chosen.copy()
    pull = values.people + values.pairs @ chosen
    while True:
        inside, outside = np.flatnonzero(chosen & ~sitting.must), np.flatnonzero(~chosen & sitting.may)
        if not len(inside) or not len(outside):
            return chosen
        gains = pull[outside] - pull[inside][:, np.newaxis] - values.pairs[inside][:, outside]
        barred = sitting.barred(chosen, inside, outside)
        if barred is not None:
            gains[barred] = -np.inf
        best = int(gains.argmax())
        if gains.flat[best] <= NEGLIGIBLE:
            return chosen
        leaves, comes = inside[best // len(outside)], outside[best % len(outside)]
        chosen[leaves], chosen[comes] = False, True
        pull += values.pairs[comes] - values.pairs[leaves]


def best_of_all(values: Values, sitting: Sitting) -> np.ndarray | None:
    """Give the best of all sets of seats, compared one with another; None if there are too many, or none.

    Each set is one of half of the people and one of the others, so that only what two halves are worth together is new.

    Examples
    --------
    >>> best_of_all(Values(np.array([[0, 0, 1], [0, 0, 2], [1, 2, 0]]), np.zeros(3)),
    ...             Sitting(2, np.zeros(3, bool), np.ones(3, bool)))
    array([False,  True,  True])
    """
    free, bound = np.flatnonzero(sitting.may & ~sitting.must), sitting.must.astype(float)
    if len(free) > FEW or (sitting.must & ~sitting.may).any():
        return None
    halves = [_subsets(part, len(bound)) for part in np.array_split(free, 2)]
    alone = [
        ((half @ values.pairs) * half).sum(axis=1) / 2 + half @ (values.people + values.pairs @ bound)
        for half in halves
    ]
    sizes = [half.sum(axis=1) for half in halves]
    best, record = None, -np.inf
    for size in range(sitting.seats - int(bound.sum()) + 1):
        heads, tails = sizes[0] == size, sizes[1] == sitting.seats - bound.sum() - size
        head, tail = halves[0][heads], halves[1][tails]
        worth = alone[0][heads][:, np.newaxis] + alone[1][tails] + head @ values.pairs @ tail.T
        for quota in sitting.quotas:
            counts = (head @ quota.members)[:, np.newaxis] + tail @ quota.members + bound @ quota.members
            worth[(counts < quota.minimum) | (counts > quota.maximum)] = -np.inf
        if worth.size and worth.max() > record + NEGLIGIBLE:
            place, record = divmod(int(worth.argmax()), len(tail)), worth.max()
            best = (head[place[0]] + tail[place[1]] + bound).astype(bool)
    return best


def _subsets(people: np.ndarray, total: int) -> np.ndarray:
    """Give every set of some people: sets × all people."""
    marks = np.zeros((1 << len(people), total))
    marks[:, people] = np.arange(len(marks))[:, np.newaxis] >> np.arange(len(people)) & 1
    return marks


def best_seats(values: Values, sitting: Sitting, rng: np.random.Generator, starts: int) -> np.ndarray:
    """Give the best of all sets of seats where they are few; else of those from a greedy start and from random ones.

    References
    ----------
    Kuo, C.-C., Glover, F., & Dhir, K. S. (1993). Analyzing and modeling the maximum diversity problem by zero-one
    programming. Decision Sciences 24(6), 1171-1185. https://doi.org/10.1111/j.1540-5915.1993.tb00509.x
    """
    opening = filled(values, sitting)
    if not sitting.satisfied(opening):
        return opening
    if (best := best_of_all(values, sitting)) is not None:
        return best
    best = improved(values, sitting, opening)
    worth, nothing = values.total(best), np.zeros_like(values.pairs)
    for _start in range(starts - 1):
        lot = filled(Values(nothing, rng.random(len(best))), sitting)
        chosen = improved(values, sitting, lot)
        if (value := values.total(chosen)) > worth + NEGLIGIBLE:
            best, worth = chosen, value
    return best
