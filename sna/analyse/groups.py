"""What every comparison of groups needs: the groups by number, enough data to compare, labels permuted quickly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.kernels.tie_matrices import compiled
from sna.chance import Recent
from sna.chance.curveball import attendances
from sna.chance.permutation import FEWEST, SLACK, Dealer, busyness, end_sums, permuted_tie_sums
from sna.errors import NetworkError
from sna.network import Network, TwoMode

ALL = "all"
"""The row for the whole network in a table of groups."""

_MOST = 250_000_000

FEWEST_GATHERINGS = 3
"""Fewer gatherings than this are counted, not tested."""

LARGEST = 1_500
"""Up to so many people the ties fit an ordinary matrix in which any pair is looked up."""

LARGEST_ATTENDANCE = 1_000_000
"""People × gatherings up to which attendance is drawn."""

TOO_LARGE = "too large a network"
"""How the note begins of what is left out because of size; the pages and the command line gather these."""

_AT_ONCE = 100_000


def numbered(network: Network, by: str) -> tuple[np.ndarray, pd.Index[str]]:
    """Give the number of each node's group, and the names of the groups.

    Raises
    ------
    NetworkError
        If a node has no group, or a group is called ``"all"``.

    Examples
    --------
    >>> network = Network.of([("ann", "bob", 1.0)])
    >>> network.nodes["team"] = ["y", "x"]
    >>> numbered(network, "team")[0].tolist()
    [1, 0]
    """
    labels, names = pd.factorize(network.groups(by), sort=True)
    if ALL in names:
        raise NetworkError(f"A group of {by!r} is called {ALL!r}, the name of the row for everybody. Rename it.")
    return labels, names


def affordable(permutations: int, ties: int) -> int:
    """Give how many deals to draw: as many as asked, fewer (at least 199) in a network of more than 25,000 ties.

    So that ten thousand deals take about a second in any community, and no large network takes minutes.

    Examples
    --------
    >>> affordable(9_999, 1_200), affordable(9_999, 500_000)
    (9999, 500)
    """
    return min(permutations, max(199, _MOST // max(ties, 1)))


def standardised(observed: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Give (observed − mean) ÷ standard deviation; blank (NaN) where chance leaves no choice.

    Examples
    --------
    >>> standardised(np.array([3.0, 1.0]), np.array([1.0, 1.0]), np.array([2.0, 0.0])).tolist()
    [1.0, nan]
    """
    defined = np.isfinite(spread) & (spread > 1e-9)
    return np.asarray(np.divide(observed - mean, spread, out=np.full(np.shape(observed), np.nan), where=defined))


def spread(draws: np.ndarray) -> np.ndarray:
    """Give the standard deviation of the draws of each statistic; blank (NaN) where fewer than two are defined."""
    defined = np.isfinite(draws)
    several = defined.sum(axis=0) > 1
    values = np.full(draws.shape[1], np.nan)
    values[several] = np.nanstd(draws[:, several], axis=0, ddof=1)
    return values


def belonging(labels: np.ndarray, groups: int) -> sparse.csr_array:
    """Give people × groups: 1 in the column of each person's group."""
    rows = np.arange(len(labels))
    return sparse.csr_array((np.ones(len(labels)), (rows, labels)), shape=(len(labels), groups))


def alters_by_group(network: Network, labels: np.ndarray, groups: int) -> sparse.csr_array:
    """Count each person's alters in each group: people × groups."""
    return sparse.csr_array(network.adjacency(None) @ belonging(labels, groups))


def attendance_of(network: Network) -> TwoMode | None:
    """Give the gatherings behind a network with its own people only; None if there are none."""
    two_mode = network.behind
    return None if two_mode is None else two_mode.among(two_mode.people.index.isin(network.nodes.index))


def with_total(values: np.ndarray, share: float = 1.0) -> np.ndarray:
    """Add the sum over the groups, or a share of it, as the last column."""
    return np.concatenate([values, share * values.sum(axis=-1, keepdims=True)], axis=-1)


def with_totals(crossing: np.ndarray, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Add the whole network as the last column: there a tie between two groups, which stands at both, counts once."""
    return with_total(crossing, 0.5), with_total(inside)


def pair_counts(sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Count the possible pairs of each group with everybody else, and inside it; last, of the whole network."""
    return with_totals(sizes * (sizes.sum() - sizes), sizes * (sizes - 1) / 2)


def index_of(names: pd.Index[str]) -> pd.Index[str]:
    """Give the index of a table with one row per group and one for all."""
    return pd.Index([*names, ALL], name="group", dtype="str")


def too_thin(network: Network) -> str:
    """Say why a network is counted only and not compared with chance; empty if there is enough.

    Examples
    --------
    >>> too_thin(Network.of([("ann", "bob", 1.0)]))
    'fewer than 10 people'
    """
    if len(network) < FEWEST:
        return f"fewer than {FEWEST} people"
    if network.behind is not None and int((network.behind.sizes() > 0).sum()) < FEWEST_GATHERINGS:
        return f"fewer than {FEWEST_GATHERINGS} gatherings"
    return ""


class Places(NamedTuple):
    """The places that people take in the groups, those of one group side by side, and the pairs of places in a group.

    Attributes
    ----------
    rank
        The place each person has now.
    starts
        The first place of each group.
    pairs
        The two places of each pair.
    several, first
        The groups of two people or more, and the first pair of each.
    """

    rank: np.ndarray
    starts: np.ndarray
    pairs: tuple[np.ndarray, np.ndarray]
    several: np.ndarray
    first: np.ndarray

    @classmethod
    def of(cls, labels: np.ndarray) -> Places:
        """Take them from the number of each person's group; each number up to the largest must occur."""
        order, sizes = np.argsort(labels, kind="stable"), np.bincount(labels)
        grouped = labels[order]
        pairs = np.nonzero(np.triu(grouped[:, np.newaxis] == grouped, k=1))
        several = np.flatnonzero(sizes > 1)
        starts, first = (np.cumsum(lengths) - lengths for lengths in (sizes, (sizes * (sizes - 1) // 2)[several]))
        return cls(np.argsort(order), starts, (pairs[0], pairs[1]), several, first)


def permuted_sums(
    labels: np.ndarray, ends: tuple[np.ndarray, np.ndarray], weight: np.ndarray, dealer: Dealer
) -> tuple[np.ndarray, np.ndarray]:
    """Give `sna.chance.permutation.permuted_tie_sums` of the same deals, several times quicker in most communities.

    To deal out the labels is to deal the people to the places in the groups; so only as many pairs are looked up as
    there are within groups, which is mostly far fewer than there are ties.

    Returns
    -------
    external, internal : numpy.ndarray
        Deals × groups. A tie between two groups counts for both.

    Examples
    --------
    >>> from functools import partial
    >>> from sna.chance.permutation import deals
    >>> ends, dealer = (np.array([0, 1]), np.array([1, 2])), partial(deals, times=5, seed=0)
    >>> external, internal = permuted_sums(np.array([0, 0, 1]), ends, np.ones(2), dealer)
    >>> (external.sum(axis=1) / 2 + internal.sum(axis=1)).tolist()
    [2.0, 2.0, 2.0, 2.0, 2.0]
    """
    if not _worth(labels, len(weight)):
        return permuted_tie_sums(labels, ends, weight, dealer)
    places, people = Places.of(labels), np.arange(len(labels))
    ties = np.zeros((len(people), len(people)))
    np.add.at(ties, ends, weight)
    ties = ties + ties.T
    most = max(1, _AT_ONCE // max(len(people), len(places.pairs[0])))
    sums = []
    for batch in dealer(people):
        sums += [_sums(ties, places, batch[start : start + most]) for start in range(0, len(batch), most)]
    if not sums:
        return permuted_tie_sums(labels, ends, weight, dealer)
    incident, internal = (np.concatenate(part) for part in zip(*sums, strict=True))
    external = incident - 2 * internal
    external[external < SLACK * np.maximum(incident, 1.0)] = 0.0
    return external, internal


def about_as_busy(ends: tuple[np.ndarray, np.ndarray], people: int) -> np.ndarray | None:
    """Give a number to all who have about as many ties; None where all are alike, and among fewer than 20 people.

    People turn to others unequally often, and some groups more than others. Whoever has many ties has many to anybody:
    labels dealt among all would take that for keeping apart. Equal numbers of ties stay together.

    Examples
    --------
    >>> about_as_busy((np.array([0, 1]), np.array([1, 2])), 3) is None
    True
    """
    strata = busyness(end_sums(ends, np.ones(len(ends[0])), people))
    return strata if len(np.unique(strata)) > 1 else None


def _worth(labels: np.ndarray, ties: int) -> bool:
    """Tell whether it is quicker to look up the pairs within groups than to go through the ties."""
    sizes = np.bincount(labels)
    pairs = int((sizes * (sizes - 1)).sum()) // 2
    return 0 < len(labels) <= LARGEST and bool(sizes.all()) and pairs <= max(ties, 10 * len(labels))


def _sums(ties: np.ndarray, places: Places, batch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sum the weights of all ties of each group, and of those inside it: deals × groups.

    In a deal each person gets the label, and so the place, of the person whose number stands in their place.
    """
    # Whoever is dealt a person's label takes that person's place: from then on the places of a group stand side by
    # side, the same for every deal, and sums over groups are sums of neighbours.
    people = np.empty(batch.T.shape, np.int64)
    np.put_along_axis(people, places.rank[batch.T], np.arange(len(ties))[:, np.newaxis], axis=0)
    incident = np.add.reduceat(ties.sum(axis=1)[people], places.starts, axis=0)
    internal = np.zeros(incident.shape)
    if len(places.several):
        tail, head = places.pairs
        tied = np.take(ties.ravel(), (people * len(ties))[tail] + people[head])
        internal[places.several] = np.add.reduceat(tied, places.first, axis=0)
    return incident.T, internal.T


MOST_REDRAWN, LEAST_REDRAWN = 999, 199
"""How often attendance is drawn anew; fewer times in a large community."""
FEW = 150
"""Up to so many people all pairs of many draws are looked at at once; of more, in each draw those who met."""
_MOST_PRODUCTS, _MARKS = 2_000_000_000, 25_000_000
_DRAWS = Recent[np.ndarray](most=4)


def redrawn_sums(
    network: Network, labels: np.ndarray, groups: int, *, permutations: int, seed: int
) -> np.ndarray | None:
    """Count each group's ties to others and among its own where attendance is drawn anew with everybody's total kept.

    People come unequally often. To deal labels out among them tests more than whether groups mix: who comes often is
    tied to many, whatever their group. So where the ties are those of the gatherings behind them, it is the attendance
    that is drawn, and every draw keeps how often each person came, how many were where, and who could be there.
    Gatherings of each mode (online, in person) are drawn by themselves: a group that prefers one does not for that keep
    apart.

    Returns
    -------
    numpy.ndarray | None
        Draws × 2 × groups: ties to others, ties among the group's own. None where the ties do not follow from the
        gatherings, or too many people and gatherings would have to be drawn.

    Examples
    --------
    >>> redrawn_sums(Network.of([("ann", "bob", 1.0)]), np.array([0, 1]), 2, permutations=9, seed=0) is None
    True
    """
    two_mode = _explaining(network)
    if two_mode is None:
        return None
    people, gatherings = two_mode.incidence.shape
    most = max(LEAST_REDRAWN, _MOST_PRODUCTS // max(people * people * gatherings, 1))
    draws = _draws(two_mode, min(permutations, most, MOST_REDRAWN), seed)
    if not len(draws):
        return None
    if people <= FEW:
        return _counted_at_once(draws, labels, groups).astype(float)
    return counted_in_turn(draws, two_mode.sizes(), labels, groups).astype(float)


def _explaining(network: Network) -> TwoMode | None:
    """Give the gatherings that make the ties; None if others do, or somebody is at none, or they are too many."""
    two_mode = attendance_of(network)
    if two_mode is None or np.prod(two_mode.incidence.shape) > LARGEST_ATTENDANCE:
        return None
    if len(two_mode.people) < len(network):
        return None
    two_mode = two_mode.only(_tying(network, two_mode))
    pairs = (two_mode.incidence @ two_mode.incidence.T).nnz - np.count_nonzero(two_mode.attended())
    return two_mode if 2 * len(network.ties) == pairs else None


def _draws(two_mode: TwoMode, draws: int, seed: int) -> np.ndarray:
    """Draw attendance anew: who is tied, draws × people × people; of many people who was where (`_lists`).

    Several analyses of one network, and each boundary of it, take the same draws: the last few are kept.
    """
    modes = two_mode.gatherings["mode"].fillna("") if "mode" in two_mode.gatherings else pd.Series(dtype=str)
    incidence, could = two_mode.incidence, two_mode.eligible

    def make() -> np.ndarray:
        way = _tied if len(two_mode.people) <= FEW else _lists
        batches = [way(batch) for batch in _redrawn(two_mode, modes, draws, seed)]
        return np.concatenate(batches) if batches else np.empty((0, 0), np.int32)

    return _DRAWS.of(make, incidence.shape, draws, seed, [*modes], incidence.indptr, incidence.indices, could)


def _tied(attendance: np.ndarray) -> np.ndarray:
    """Tell who is tied to whom: draws × people × people."""
    people = attendance.shape[1]
    tied = np.empty((len(attendance), people, people), bool)
    step = max(1, _AT_ONCE // max(attendance[0].size, 1))
    for start in range(0, len(attendance), step):
        presence = attendance[start : start + step].astype(np.float32)
        np.greater(presence @ presence.transpose(0, 2, 1), 0, out=tied[start : start + step])
    tied[:, np.arange(people), np.arange(people)] = False
    return tied


def _lists(attendance: np.ndarray) -> np.ndarray:
    """List who is at the first gathering, the second …: in each draw each has as many."""
    return np.nonzero(attendance.swapaxes(1, 2))[2].astype(np.int32).reshape(len(attendance), -1)


def _redrawn(two_mode: TwoMode, modes: pd.Series, draws: int, seed: int) -> Iterator[np.ndarray]:
    if modes.nunique() < 2:
        yield from attendances(two_mode, draws=draws, seed=seed)
        return
    together = np.zeros((draws, *two_mode.incidence.shape), bool)
    for place, mode in enumerate(sorted(set(modes))):
        part = (modes == mode).to_numpy()
        batches = attendances(two_mode.only(part), draws=draws, seed=seed + place)
        together[:, :, part] = np.concatenate([*batches])
    yield together


def _counted_at_once(tied: np.ndarray, labels: np.ndarray, groups: int) -> np.ndarray:
    """Count ties to others and inside from draws × people × people: draws × 2 × groups."""
    own = labels[:, np.newaxis] == np.arange(groups)
    inside = own[:, np.newaxis] & own
    others = own[:, np.newaxis] & ~inside
    # Each pair stands twice among all pairs of people: once at the group of either, or twice inside one.
    counts = np.concatenate([others, inside * np.float32(0.5)], axis=2).reshape(len(labels) ** 2, 2 * groups)
    step = max(1, _AT_ONCE * 10 // max(len(counts), 1))
    blocks = (tied[start : start + step] for start in range(0, len(tied), step))
    sums = [block.reshape(len(block), -1).astype(np.float32) @ counts for block in blocks]
    return np.concatenate(sums).reshape(len(tied), 2, groups)


def counted_in_turn(lists: np.ndarray, sizes: np.ndarray, labels: np.ndarray, groups: int) -> np.ndarray:
    """Count the ties by the pairs who met, draw after draw: few of all pairs do in a large community.

    Parameters
    ----------
    lists
        Draws × places: who is at the first gathering in order, then who is at the second, and so on.
    sizes
        Of the gatherings: they stay, so the same two places of the list are a pair in every draw.
    labels, groups
        The number of each person's group, and of groups.

    Examples
    --------
    >>> counted_in_turn(np.array([[0, 1, 0, 2]]), np.array([2, 2]), np.array([0, 0, 1]), 2).tolist()
    [[[1, 1], [1, 0]]]
    """
    pairs = int((sizes * (sizes - 1)).sum()) // 2
    loops = compiled(float(pairs * len(lists))) if len(labels) ** 2 <= _MARKS else None
    if loops is not None:
        return np.asarray(loops.tie_counts(lists, sizes, labels, groups))
    starts = np.cumsum(sizes) - sizes
    ends = [np.add(start, np.triu_indices(size, 1)) for start, size in zip(starts, sizes, strict=True)]
    tail, head = np.concatenate([np.empty((2, 0), int), *ends], axis=1)
    sums, people = np.empty((len(lists), 2, groups), int), len(labels)
    for row, who in enumerate(lists.astype(np.int64)):
        first, second = (labels[end] for end in np.divmod(_different(who[tail] * people + who[head], people), people))
        incident, inside = (
            np.bincount(values, minlength=groups)
            for values in (np.concatenate([first, second]), first[first == second])
        )
        sums[row] = incident - 2 * inside, inside
    return sums


def _different(pairs: np.ndarray, people: int) -> np.ndarray:
    """Give each pair once, in order, from row × people + column."""
    if people * people > _MARKS:  # a table of all pairs would be too large
        return np.unique(pairs)
    marks = np.zeros(people * people, bool)
    marks[pairs] = True
    return np.flatnonzero(marks)


def _tying(network: Network, two_mode: TwoMode) -> np.ndarray:
    """Tell which gatherings make ties: of one that is too large not even the first two people there are tied by it."""
    columns, sizes = two_mode.incidence.tocsc(), two_mode.sizes()
    columns.sort_indices()
    tail, head = (columns.indices[columns.indptr[:-1][sizes > 1] + place] for place in (0, 1))
    source, target = network.positions()
    ties = np.minimum(source, target) * len(network) + np.maximum(source, target)
    tying = np.zeros(len(sizes), bool)
    tying[sizes > 1] = np.isin(tail * len(network) + head, ties)
    return tying
