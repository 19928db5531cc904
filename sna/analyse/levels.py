"""Whether levels are in touch: team, local, regional and national, quarter by quarter, against what chance gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import norm

from sna.analyse.cops import holm
from sna.analyse.groups import ALL, affordable, attendance_of, too_thin
from sna.chance.co_attendance import CANNOT_TELL, LEVEL
from sna.chance.permutation import FEWEST, busyness, deals, p_value
from sna.network import AnyNetwork, Network, TwoMode, one_mode

LEVELS = ("team", "local", "regional", "national")
"""The levels in their order; others stand behind them in the order of the alphabet."""
USUAL, FEWEST_TIES, RUNNING = 25, 3, 2
"""Gatherings of more people tie nobody; a level is reached with so many ties to the level below, and at least as many
as chance gives, in so many quarters running, and in all from there on."""
ROUNDS, FAIR, WORLDS = 60, 4, 199
LITTLE, LACKING = 0.5, 0.25
"""The power is that of so many of the ties between two levels not coming about; found less often than this, it says
nothing."""
_TIES = "level_ties", "level_ties_expected"
MORE, FEWER, UNCLEAR = "more than chance", "fewer than chance", "not to be told from chance"


class Ladder(NamedTuple):
    """Who was in touch with whom in each quarter, among people whose level is known.

    Attributes
    ----------
    names
        Of the levels, the lowest first.
    labels
        The number of each person's level.
    homes
        The number of each person's organisation; who has none is by themselves.
    quarters
        Quarter → people × gatherings: who was at each gathering of few.
    """

    names: list[str]
    labels: np.ndarray
    homes: np.ndarray
    quarters: dict[str, np.ndarray]

    @classmethod
    def of(cls, network: Network, levels: Mapping[str, str]) -> Ladder | None:
        """Take them from the gatherings of few people behind a network; None without two levels."""
        two_mode = attendance_of(network)
        ids = [person for person in network.nodes.index if levels.get(person)]
        names = sorted({levels[person] for person in ids}, key=lambda name: (_rank(name), name))
        if two_mode is None or len(names) < 2:
            return None
        labels = np.array([names.index(levels[person]) for person in ids])
        organisations = network.nodes.get("organisation", pd.Series("", network.nodes.index, dtype="str"))
        homes = np.unique([organisations[person] or f" {person}" for person in ids], return_inverse=True)[1]
        return cls(names, labels, homes, dict(_quarters(two_mode, pd.Index(ids))))

    def between(self, ties: np.ndarray) -> np.ndarray:
        """Sum the ties of each two levels: level × level, those inside a level once."""
        belongs = np.eye(len(self.names))[self.labels]
        sums = belongs.T @ ties @ belongs
        return np.asarray(sums - np.diag(np.diag(sums) / 2))

    def deals(self, times: int, seed: int) -> Iterator[np.ndarray]:
        """Deal the levels out anew: whole organisations first, then among the people of each.

        Those of one organisation come together and are often of one level: dealt singly they would seem to keep apart.
        """
        random = np.random.default_rng(seed)
        order = np.argsort(self.homes, kind="stable")
        members = np.split(order, np.cumsum(np.bincount(self.homes))[:-1])
        for _deal in range(times):
            labels = np.empty_like(self.labels)
            row = [random.permutation(self.labels[members[home]]) for home in random.permutation(len(members))]
            labels[order] = np.concatenate(row)
            yield labels


def _rank(name: str) -> int:
    folded = name.casefold()
    return LEVELS.index(folded) if folded in LEVELS else len(LEVELS)


def _quarters(two_mode: TwoMode, ids: pd.Index[str]) -> Iterator[tuple[str, np.ndarray]]:
    """Give who was at which gathering of few in each quarter, from the first to the last."""
    days = [None if pd.isna(day) else day for day in two_mode.days()]
    when = np.array([day.year * 4 + (day.month - 1) // 3 if day else -1 for day in days], dtype=int)
    usual = (two_mode.sizes() <= USUAL) & (when >= 0)
    rows = two_mode.people.index.get_indexer(ids)
    presence = np.where(rows[:, np.newaxis] >= 0, (two_mode.incidence.toarray() > 0)[rows], False).astype(float)
    for number in range(min(when[usual], default=0), max(when[usual], default=-1) + 1):
        yield f"{number // 4} Q{number % 4 + 1}", presence[:, usual & (when == number)]


def _ties(presence: np.ndarray) -> np.ndarray:
    """Count how many times each two people were at the same gathering.

    Times are counted and not pairs: among those who come often nearly every pair meets in a quarter, and chance would
    seem to give more of them.
    """
    times = presence @ presence.T
    np.fill_diagonal(times, 0.0)
    return np.asarray(times)


def levels(
    network: AnyNetwork,
    *,
    level_of: Mapping[str, str] | None = None,
    permutations: int = 9_999,
    seed: int = 0,
) -> pd.DataFrame:
    """How often people of two levels were together, quarter by quarter, against how many ties chance would give.

    A tie is a time that two were at the same gathering of 25 people or fewer.

    Parameters
    ----------
    network
        Network of the whole time with the gatherings behind it; its ties do not matter; not changed. Its column
        ``organisation`` says who belongs together.
    level_of
        Id → level: team, local, regional, national, or others behind them; who has none is left out.
    permutations
        How often levels are dealt out; fewer among many people.
    seed
        Start of the random numbers.

    Returns
    -------
    pd.DataFrame
        One row per two levels and quarter (index ``level``, ``level_other``, ``act_span``), first of all quarters
        together (``"all"``); the lower level first, each with itself too:

        - ``level_people``, ``level_people_other``: people of each
        - ``level_ties``: times two people of them were together
        - ``level_ties_expected``: the same by how many ties each person has, whatever their level
        - ``level_p``: of two levels next to each other, over all quarters: share of deals of the levels that are as far
          from their mean, two-sided; the larger of two: whole organisations are dealt and then people in each, or
          people among those who have about as many ties. ``level_p_adjusted``: by Holm's method; ``level_power``: how
          often it would be found (p of at most 0.05) had one tie in four between the two not come about, each by luck
        - ``level_reached``: of these: the first quarter of two running with 3 ties or more and at least as many as
          expected, and from which to the end there are as many; empty if there is none
        - ``verdict``: of these: *more than chance* or *fewer than chance* if the adjusted p is at most 0.05; *these
          data cannot tell* if not and the power is below one half; *not to be told from chance*
        - ``note``: why something is blank

    Notes
    -----
    ``benchmarks/leadership.py`` prints how often the verdict errs and how often it finds what was planted.

    Examples
    --------
    >>> levels(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    plain = one_mode(network)
    ladder = Ladder.of(plain, level_of or {})
    figures = ["level_p", "level_p_adjusted", "level_power"]
    counts = ["level_people", "level_people_other", "level_ties"]
    columns = [*counts, "level_ties_expected", *figures, "level_reached", "verdict", "note"]
    rows = {} if ladder is None else _rungs(ladder)
    if ladder is not None:
        _fill_rungs(rows, ladder, plain, (permutations, seed))
    index = pd.MultiIndex.from_tuples([*rows], names=["level", "level_other", "act_span"])
    table = pd.DataFrame(rows.values(), index=index, columns=columns)
    texts = ["level_reached", "verdict", "note"]
    table[texts] = table[texts].astype(object).fillna("")
    kinds = dict.fromkeys(counts, "int64") | dict.fromkeys(["level_ties_expected", *figures], float)
    return table.astype(kinds | dict.fromkeys(texts, "str"))


def by_chance(ties: np.ndarray) -> np.ndarray:
    """Give how many ties each two people would have, by how many each has: a product that keeps everybody's number.

    Examples
    --------
    >>> by_chance(np.array([[0.0, 2.0, 0.0], [2.0, 0.0, 0.0], [0.0, 0.0, 0.0]])).round(3).tolist()
    [[0.0, 2.0, 0.0], [2.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    strength = ties.sum(axis=1)
    pace = strength / max(np.sqrt(strength.sum()), 1.0)
    for _round in range(ROUNDS):
        # nobody meets themselves: who comes most would seem to meet too few
        others = np.maximum(pace.sum() - pace, 1e-12)
        pace = np.sqrt(pace * strength / others)
    usual = np.outer(pace, pace)
    np.fill_diagonal(usual, 0.0)
    return usual


Rungs = dict[tuple[str, str, str], dict[str, Any]]


def _rungs(ladder: Ladder) -> Rungs:
    """Count the ties of each two levels, in all and quarter by quarter."""
    sizes, rows = (
        np.bincount(ladder.labels, minlength=len(ladder.names)),
        Rungs(),
    )
    times = {quarter: _ties(presence) for quarter, presence in ladder.quarters.items()}
    sums = {quarter: (ladder.between(ties), ladder.between(by_chance(ties))) for quarter, ties in times.items()}
    every = {ALL: tuple(np.sum([pair[place] for pair in sums.values()], axis=0) for place in (0, 1))} if sums else {}
    for low, high in zip(*np.triu_indices(len(sizes)), strict=True):
        for span, (ties, expected) in (every | sums).items():
            rows[ladder.names[low], ladder.names[high], span] = {
                "level_people": sizes[low],
                "level_people_other": sizes[high],
                "level_ties": int(ties[low, high]),
                "level_ties_expected": expected[low, high],
                "note": "counted, not tested: one quarter, or levels not next to each other",
            }
    return rows


def _fill_rungs(rows: Rungs, ladder: Ladder, network: Network, draws: tuple[int, int]) -> None:
    """Test each two levels that are next to each other, and say when the higher was reached."""
    steps = [pair for pair in zip(ladder.names, ladder.names[1:], strict=False) if (*pair, ALL) in rows]
    short = too_thin(network) or ("" if len({*ladder.homes}) >= FEWEST // 2 else "people of fewer than 5 organisations")
    for pair in steps:
        rows[*pair, ALL] |= {"level_reached": _reached(rows, pair), "verdict": CANNOT_TELL, "note": short}
    if short or not steps:
        return
    ties = [_ties(presence) for presence in ladder.quarters.values()]
    parts, names = _excess(ties), len(ladder.names)
    times = affordable(draws[0], len(ladder.labels) ** 2)
    alike = busyness(np.sum(ties, axis=(0, 1)))
    singly = (row for batch in deals(ladder.labels, times, draws[1], alike) for row in batch)
    dealers = [[*ladder.deals(times, draws[1])], [*singly]]
    observed = _along(ladder.labels, parts, names)
    draws_of = [np.array([_along(labels, parts, names) for labels in dealer]) for dealer in dealers]
    p = np.max([p_value(observed, part, part.mean(axis=0)) for part in draws_of], axis=0)
    adjusted = holm(p)
    for place, pair in enumerate(steps):
        row = rows[*pair, ALL]
        power = _power(ladder, place, ties, [labels[:WORLDS] for labels in dealers])
        way = MORE if row["level_ties"] > row["level_ties_expected"] else FEWER
        verdict = way if adjusted[place] <= LEVEL else CANNOT_TELL if power < LITTLE else UNCLEAR
        row |= {"level_p": p[place], "level_p_adjusted": adjusted[place], "level_power": power, "verdict": verdict}


def _power(ladder: Ladder, place: int, ties: Sequence[np.ndarray], dealers: Sequence[list[np.ndarray]]) -> float:
    """Give how often it would be found that one tie in four between two levels, in touch as expected, is missing."""
    low, high = (ladder.labels == level for level in (place, place + 1))
    between, names = np.outer(low, high) | np.outer(high, low), len(ladder.names)
    for _round in range(FAIR):
        # what is missing already is given back, or deals would differ by it; with it more are expected, so in rounds
        excess, usual = (float(part[between].sum()) for part in _excess(ties))
        ties = [part * np.where(between, usual / max(usual + excess, 1e-12), 1.0) for part in ties]
    fair = _excess(ties)
    fewer = _along(ladder.labels, _excess([part * (1 - LACKING * between) for part in ties]), names)[place]
    draws = [np.array([_along(labels, fair, names)[place] for labels in dealer]) for dealer in dealers]
    reach = min((part.mean() - fewer) / max(part.std(), 1e-12) for part in draws)
    return float(norm.cdf(reach - norm.isf(LEVEL / 2)))


def _excess(ties: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Give the ties of each two people over the quarters less those expected, and these."""
    usual = np.sum([by_chance(part) for part in ties], axis=0)
    return np.sum(ties, axis=0) - usual, usual


def _along(labels: np.ndarray, pair: tuple[np.ndarray, np.ndarray], names: int) -> np.ndarray:
    """Give how far the ties of each two levels next to each other are from those expected, in the latter's roots.

    `pair` holds, for each two people, their ties less those expected, and these.
    """
    belongs = np.eye(names)[labels]
    excess, usual = (np.diag(belongs.T @ (part @ belongs), 1) for part in pair)
    return np.asarray(excess / np.sqrt(np.maximum(usual, 1e-12)))


def _reached(rows: Rungs, pair: tuple[str, str]) -> str:
    """Give the first quarter of so many running with enough ties, from which on there are as many as expected."""
    quarters = [(key[2], row) for key, row in rows.items() if key[:2] == pair and key[2] != ALL]
    ties, expected = (np.array([row[name] for _quarter, row in quarters], float) for name in _TIES)
    enough = (ties >= FEWEST_TIES) & (ties >= expected)
    for place in range(len(quarters) - RUNNING + 1):
        if enough[place : place + RUNNING].all() and ties[place:].sum() >= expected[place:].sum():
            return quarters[place][0]
    return ""
