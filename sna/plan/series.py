"""A plan of several meetings: one after the other, then whole plans, swap by swap."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from sna.plan.seats import ACQUAINTED, GAP, REPEATED, REUNION, TURN, Pool, Rules, Values, best_seats, check

STARTS, STARTS_LATER, FEW_STARTS = 50, 6, 3
LARGE = 200
"""With more people than this, fewer starts and swaps give nearly the same in far less time."""
NEAR = 3
"""The next meetings stay as they are best by themselves: their invitations are going out."""
SWAPS, PATIENCE = 36_000, 12_000
"""A plan is repaired by so many swaps at most, and no further after so many that did not better it."""
SMALL, TRIES = 30, 12
"""With fewer people than this a plan is repaired several times: it costs little, and exact designs are found."""
EVEN = 0.5
"""What a turn out of step costs a swap, in pairs."""
FEW_SWAPS = 1_000, 300
NEVER = -1e6


class Plan(Struct, frozen=True, eq=False):
    """Who has a seat at which meeting.

    Attributes
    ----------
    seats
        Meetings × people.
    curve
        Pairs of different groups who never met: now, and after each meeting.
    """

    seats: np.ndarray
    curve: tuple[int, ...]

    @property
    def turns(self) -> np.ndarray:
        """How many seats each has in this plan."""
        return np.asarray(self.seats.sum(axis=0))

    @property
    def gains(self) -> tuple[int, ...]:
        """How many pairs meet for the first time at each meeting."""
        return tuple(earlier - later for earlier, later in zip(self.curve, self.curve[1:], strict=False))


def planned(pool: Pool, rules: Rules, seed: int = 0) -> Plan:
    """Plan meetings so that as many pairs of different groups as can be meet for the first time.

    Month by month, what is worth a seat is one new contact each; missed turns, people who met nobody of another group
    and groups of whom nobody came lately count as much. From the fourth meeting on the whole plan is then bettered by
    swaps that lower the number of pairs who never met; turns stay as even as they can be, and nobody waits longer than
    `longest_gap` who did not before.

    Parameters
    ----------
    pool, rules
        Who may come, and what every plan keeps to.
    seed
        The start of the random numbers: the same gives the same plan.

    Raises
    ------
    PlanError
        If a rule cannot be kept; it names the meeting and the rule.

    Examples
    --------
    >>> teams = Pool.blank(range(7))
    >>> planned(teams, Rules.plain(7, 3, 7)).curve  # the lines of the Fano plane: every pair, once
    (21, 18, 15, 12, 9, 6, 3, 0)
    """
    rng = np.random.default_rng(seed)
    seats = _in_turn(pool, rules, rng)
    if len(seats) > 1:
        seats = _repaired(pool, rules, seats, rng)
    return Plan(seats, curve(pool, seats))


def _repaired(pool: Pool, rules: Rules, seats: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Better a whole plan, its next meetings as they are or not; of the most even, that in which pairs meet soonest."""
    nearest = min(NEAR, len(seats) - 1)
    tries = [nearest, *[0] * (TRIES * (len(pool.groups) <= SMALL))]
    best, lowest = seats, (len(seats) + 1, 0)
    for near in tries:
        repair = _Repair(pool, rules, seats, near)
        plan = _ordered(pool, rules, repair.run(rng), near)
        counts, turns = curve(pool, plan), plan.sum(axis=0)[repair.free]
        uneven = max(1, int(np.ptp(turns))) if rules.turns and len(turns) else 1
        if (uneven, sum(counts)) < lowest:
            best, lowest = plan, (uneven, sum(counts))
        if len({*np.diff(counts).tolist()}) == 1 and not counts[-1]:  # every meeting brought as many as any can
            break
    return best


def curve(pool: Pool, seats: np.ndarray) -> tuple[int, ...]:
    """Count the pairs of different groups who never met, now and after each meeting."""
    strangers = pool.strangers.copy()
    counts = [int(strangers.sum()) // 2]
    for row in seats:
        people = np.flatnonzero(row)
        strangers[np.ix_(people, people)] = False
        counts.append(int(strangers.sum()) // 2)
    return tuple(counts)


def values_of(pool: Pool, joint: np.ndarray, people: np.ndarray) -> Values:
    """Give what two in the same room are worth after the meetings planned so far: one, or less if they met."""
    shared = pool.shared + joint
    across = np.where(shared < ACQUAINTED, 1.0, REUNION * ACQUAINTED**shared)
    alone = (pool.unheard & pool.unheard[:, np.newaxis]).astype(float)  # one of a group is enough to hear of it
    pairs = np.where(pool.across, across, -REPEATED * joint - alone)
    np.fill_diagonal(pairs, 0.0)
    return Values(pairs, people)


def longest_gap(people: int, seats: int) -> int:
    """Give how many meetings a member should wait at most for a seat."""
    return max(GAP, -(-3 * people // (2 * seats)))


def _in_turn(pool: Pool, rules: Rules, rng: np.random.Generator) -> np.ndarray:
    """Plan meeting after meeting, each the best after those before it."""
    meetings, people = rules.must.shape
    seats, joint = np.zeros((meetings, people), bool), np.zeros((people, people))
    waited, gap = np.zeros(people), longest_gap(people, rules.seats)
    for meeting in range(meetings):
        sitting = rules.sitting(meeting, np.any(seats[max(0, meeting - rules.rest) : meeting], axis=0))
        values = values_of(pool, joint, _worth(pool, rules, seats[:meeting], waited > gap - 2))
        seats[meeting] = chosen = best_seats(values, sitting, rng, _starts(people, meeting))
        if not sitting.satisfied(chosen):
            check(pool, rules, meeting, sitting)
        places = np.flatnonzero(chosen)
        joint[np.ix_(places, places)] += 1
        joint[places, places] = 0
        waited = np.where(chosen, 0, waited + 1)
    return seats


def _starts(people: int, meeting: int) -> int:
    """Give from how many starts the seats of a meeting are sought: from most where invitations are going out."""
    if people > LARGE:
        return FEW_STARTS
    return STARTS if meeting < NEAR else STARTS_LATER


def _worth(pool: Pool, rules: Rules, seats: np.ndarray, waiting: np.ndarray) -> np.ndarray:
    """Give what a seat for each is worth beside the pairs: whose turn it is, by what was and what is planned."""
    if not rules.turns:
        return np.zeros(len(pool.groups))
    free = ~np.asarray(rules.must.any(axis=0))
    turns = seats.sum(axis=0)
    even = turns[free].mean() - turns if free.any() and len(seats) else np.zeros(len(turns))
    heard = np.isin(pool.groups, pool.groups[seats.any(axis=0)])
    own = np.where(turns > 0, 0.0, pool.worth - (pool.unheard & heard))  # what was is made good by the first seat
    return np.asarray(own + TURN * even + TURN * waiting)


class _Repair:
    """A plan on its way to a better one: who sits where, whom each pair met how often, and whose turn it is."""

    def __init__(self, pool: Pool, rules: Rules, seats: np.ndarray, near: int) -> None:
        self.pool, self.rules, self.near = pool, rules, near
        self.bounded = np.vstack([np.ones_like(seats[:1]), seats, np.ones_like(seats[:1])])  # a wait begins and ends
        self.seats, self.gap = self.bounded[1:-1], longest_gap(seats.shape[1], rules.seats)
        self.counts = (pool.shared >= ACQUAINTED).astype(np.int64) + seats.T.astype(np.int64) @ seats.astype(np.int64)
        self.free = np.asarray(~rules.must.any(axis=0) & rules.may.all(axis=0))
        self.turns, self.tabu = seats.sum(axis=0), np.zeros(seats.shape, np.int64)
        self.low, self.high = 0, len(seats)
        self.strangers, self.once = self._tables()

    def _tables(self) -> tuple[np.ndarray, np.ndarray]:
        """Give which pairs of different groups never meet, and which meet exactly once."""
        never, once = (((self.counts == number) & self.pool.across).astype(np.float32) for number in (0, 1))
        return never, once

    def run(self, rng: np.random.Generator) -> np.ndarray:
        """Swap until nothing is left to better, or patience ends; give the best plan there was.

        References
        ----------
        Glover, F. (1989). Tabu search, part I. ORSA Journal on Computing 1(3), 190-206.
        https://doi.org/10.1287/ijoc.1.3.190
        """
        if self.rules.turns:
            self._even_out()
        self.low, self.high = self._span()
        best, fewest, idle, people = self.seats.copy(), self.strangers.sum(), 0, len(self.turns)
        steps, patience = (SWAPS, PATIENCE) if people <= LARGE else FEW_SWAPS
        steps, patience = min(steps, 200 * people) if people <= SMALL else steps, min(patience, 200 * people)
        for step in range(1, steps):
            if not fewest or idle > patience:
                break
            self._step(step, rng)
            idle += 1
            if self.strangers.sum() < fewest and np.ptp(self._span()) <= max(1, self.high - self.low):
                best, fewest, idle = self.seats.copy(), self.strangers.sum(), 0
        return best

    def _step(self, step: int, rng: np.random.Generator) -> None:
        """Make the best swap at one meeting, even if it loses; who was swapped lately stays."""
        meeting = int(rng.integers(self.near, len(self.seats)))
        leaving, coming, gains = self._gains(meeting)
        gains += rng.random(gains.shape, np.float32) / 2
        gains[self.tabu[meeting, leaving] > step] = NEVER
        gains[:, self.tabu[meeting, coming] > step] = NEVER
        if self.rules.turns:
            self._hold_turns(leaving, coming, gains)
        if not gains.size or gains.max() < NEVER / 2:
            return
        place = int(gains.argmax())
        leaves, comes = int(leaving[place // len(coming)]), int(coming[place % len(coming)])
        self._swap(meeting, leaves, comes)
        self.tabu[meeting, [leaves, comes]] = step + 8 + rng.integers(8), step + 4 + rng.integers(5)

    def _hold_turns(self, leaving: np.ndarray, coming: np.ndarray, gains: np.ndarray) -> None:
        """Let turns stay as even as they are; where all are equal they may be out of step for a while."""
        slack = int(self.low == self.high)
        gains += EVEN * slack * (self.turns[leaving][:, np.newaxis] - self.turns[coming] - 1)
        gains[(self.turns[leaving] <= self.low - slack) & self.free[leaving]] = NEVER
        gains[:, self.turns[coming] >= self.high + slack] = NEVER

    def _span(self) -> tuple[int, int]:
        """Give the fewest and most turns of those who may always come."""
        turns = self.turns[self.free]
        return (int(turns.min()), int(turns.max())) if len(turns) else (0, len(self.seats))

    def _gains(self, meeting: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give who may leave, who may come, and what each swap gains in pairs who meet at all."""
        row, rules = self.seats[meeting], self.rules
        span = slice(max(0, meeting - rules.rest), meeting + rules.rest + 1)
        resting = np.asarray(self.seats[span].any(axis=0)) if rules.rest else row
        leaving = np.flatnonzero(row & ~rules.must[meeting])
        coming = np.flatnonzero(~row & ~resting & rules.may[meeting])
        present = row.astype(np.float32)
        losses, wins = self.once[leaving] @ present, self.strangers[coming] @ present
        gains = wins - losses[:, np.newaxis] - self.strangers[leaving][:, coming]
        barred = rules.sitting(meeting).barred(row, leaving, coming)
        if barred is not None:
            gains[barred] = NEVER
        if rules.turns:
            gains[self._waits(meeting, leaving) > self.gap] = NEVER
        return leaving, coming, gains

    def _waits(self, meeting: int, people: np.ndarray) -> np.ndarray:
        """Give how many meetings people would be without a seat on end if they had none at this one."""
        seats = self.bounded[:, people]
        return np.asarray(seats[meeting::-1].argmax(axis=0) + seats[meeting + 2 :].argmax(axis=0) + 1)

    def _swap(self, meeting: int, leaves: int, comes: int) -> None:
        row = self.seats[meeting]
        row[leaves] = False
        present = np.flatnonzero(row)
        row[comes] = True
        for person, change in ((leaves, -1), (comes, 1)):
            self.counts[person, present] += change
            self.counts[present, person] += change
            mixed = self.pool.across[person]
            for table, number in ((self.strangers, 0), (self.once, 1)):
                table[person] = table[:, person] = (self.counts[person] == number) & mixed
        self.turns[leaves] -= 1
        self.turns[comes] += 1

    def _even_out(self) -> None:
        """Give seats of those with most turns to those with fewest, at the least loss, until they are one apart."""
        for _round in range(self.seats.size):
            low, high = self._span()
            if high - low <= 1:
                return
            meetings = range(self.near, len(self.seats))
            swaps = [swap for meeting in meetings for swap in self._even_swaps(meeting, low, high)]
            if not swaps:
                return
            _gain, meeting, leaves, comes = max(swaps)
            self._swap(meeting, leaves, comes)

    def _even_swaps(self, meeting: int, low: int, high: int) -> list[tuple[float, int, int, int]]:
        """Give the best swap at a meeting from somebody with most turns to somebody with fewest."""
        leaving, coming, gains = self._gains(meeting)
        gains[(self.turns[leaving] < high) | ~self.free[leaving]] = NEVER
        gains[:, (self.turns[coming] > low) | ~self.free[coming]] = NEVER
        if not gains.size or gains.max() < NEVER / 2:
            return []
        place = int(gains.argmax())
        return [
            (float(gains.flat[place]), meeting, int(leaving[place // len(coming)]), int(coming[place % len(coming)]))
        ]


def _ordered(pool: Pool, rules: Rules, seats: np.ndarray, near: int) -> np.ndarray:
    """Put those meetings first that bring most new pairs, if the rules of all are the same and nobody waits longer."""
    uniform = (rules.must == rules.must[0]).all() and (rules.may == rules.may[0]).all()
    if rules.rest or not uniform:
        return seats
    strangers, order, remaining = pool.strangers.copy(), list(range(near)), list(range(near, len(seats)))
    for meeting in order:
        strangers[np.ix_(seats[meeting], seats[meeting])] = False
    while remaining:
        meeting = max(remaining, key=lambda place: (int(strangers[np.ix_(seats[place], seats[place])].sum()), -place))
        remaining.remove(meeting)
        order.append(meeting)
        strangers[np.ix_(seats[meeting], seats[meeting])] = False
    longest = max(longest_gap(seats.shape[1], rules.seats), longest_wait(seats))
    return seats[order] if not rules.turns or longest_wait(seats[order]) <= longest else seats


def longest_wait(seats: np.ndarray) -> int:
    """Give how many meetings on end anybody is without a seat, at most.

    Examples
    --------
    >>> longest_wait(np.array([[True, False], [False, False], [False, True]]))
    2
    """
    longest = waited = np.zeros(seats.shape[1], int)
    for row in seats:
        waited = np.where(row, 0, waited + 1)
        longest = np.maximum(longest, waited)
    return int(longest.max())
