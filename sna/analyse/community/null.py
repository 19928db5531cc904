"""How clear communities look by chance: in networks as dense as this one that have none.

A random network has communities too: the method finds the best division of any. So the modularity found is compared
with that found, by the same method, in networks drawn anew. Where it is known who was at which gathering, attendance
is drawn with everybody's number of gatherings and each gathering's size kept; else the ties are exchanged among the
people, everybody keeping their number of alters, and the weights are dealt out among them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

from sna.analyse.community.partitions import TOGETHER, Ties, louvain, modularity, networkit_graph, single_thread
from sna.analyse.groups import FEWEST_GATHERINGS, LARGEST_ATTENDANCE
from sna.chance.curveball import attendances
from sna.chance.permutation import FEWEST, SLACK
from sna.network import Network
from sna.network.projection import gathering_weights, weight_of

DRAWS, FEW_DRAWS = 99, 19
"""Networks drawn for up to `TOGETHER` people, and for more."""

FEW_TIES = 1_000
"""Up to so many ties are exchanged in all draws at once."""

LARGEST_EXCHANGED = 100_000
"""Up to so many ties are exchanged: nineteen networks of as many take ten seconds."""

_SWITCHES, _ALL_SWITCHES = 10, 500_000

_SWAPS = 5


class Chance(NamedTuple):
    """Modularity against chance.

    Attributes
    ----------
    expected, high
        The mean of the draws, and what 95 % of them stay below.
    p
        The share of draws, the network itself counted, in which it is at least as high as in the network.
    why
        Why there is nothing, or an empty text.
    """

    expected: float = float("nan")
    high: float = float("nan")
    p: float = float("nan")
    why: str = ""


def by_chance(network: Network, seed: int) -> Chance:
    """Compare the modularity of one run with that of one run on each network drawn."""
    if not len(network.ties):
        return Chance(why="no ties: each person is a community")
    if len(network) < FEWEST:
        return Chance(why=f"fewer than {FEWEST} people: not tested")
    if network.behind is not None and (network.behind.sizes() > 1).sum() < FEWEST_GATHERINGS:
        return Chance(why=f"fewer than {FEWEST_GATHERINGS} gatherings: not tested")
    if network.behind is not None and np.prod(network.behind.incidence.shape) > LARGEST_ATTENDANCE:
        return Chance(why="too many people and gatherings to draw attendance anew: not tested")
    if network.behind is None and len(network.ties) > LARGEST_EXCHANGED:
        return Chance(why="too many ties to exchange them all, again and again: not tested")
    values = _at_once(network, seed) if _is_small(network) else _in_turn(network, seed)
    draws = values[1:]
    p = (1 + int((draws >= values[0] - SLACK).sum())) / len(values)
    return Chance(float(draws.mean()), float(np.quantile(draws, 0.95)), p)


def _is_small(network: Network) -> bool:
    return len(network) <= TOGETHER and (network.behind is not None or len(network.ties) <= FEW_TIES)


def _at_once(network: Network, seed: int) -> np.ndarray:
    observed = network.adjacency().toarray()
    weights = np.concatenate([observed[np.newaxis], _null_matrices(network, observed, seed)])
    return modularity(weights, louvain(weights, seed))


def _null_matrices(network: Network, observed: np.ndarray, seed: int) -> np.ndarray:
    if network.behind is None:
        return swapped(observed, DRAWS, seed)
    batches = attendances(network.behind, draws=DRAWS, seed=seed)
    place = network.behind.people.index.get_indexer(network.nodes.index)
    return np.concatenate([_projected(batch[:, place].astype(float), network) for batch in batches])


def _projected(attended: np.ndarray, network: Network) -> np.ndarray:
    """Tie the people of drawn attendance as the network's people are tied: draws × people × people."""
    assert network.behind is not None
    weight = weight_of(network)
    strengths = (attended * gathering_weights(network.behind.sizes(), weight)) @ attended.transpose(0, 2, 1)
    if weight == "jaccard":
        own = attended.sum(axis=2)
        either = own[:, :, np.newaxis] + own[:, np.newaxis] - strengths
        strengths = np.divide(strengths, either, out=np.zeros(strengths.shape), where=either > 0)
    strengths[:, np.arange(strengths.shape[1]), np.arange(strengths.shape[1])] = 0.0
    return np.asarray(strengths)


def _in_turn(network: Network, seed: int) -> np.ndarray:
    values: list[float] = []
    with single_thread() as networkit:
        for ties in [Ties.of(network), *_null_networks(network, seed)]:
            networkit.setSeed(seed + len(values), False)
            graph = networkit_graph(networkit, ties)
            partition = networkit.community.PLM(graph, refine=False, par="none randomized").run().getPartition()
            values.append(networkit.community.Modularity().getQuality(partition, graph))
    return np.array(values)


def _null_networks(network: Network, seed: int) -> list[Ties]:
    two_mode = network.behind
    if two_mode is None:
        return _switched(Ties.of(network), seed)
    place, networks = two_mode.people.index.get_indexer(network.nodes.index), []
    added = gathering_weights(two_mode.sizes(), weight_of(network))  # every draw keeps the sizes
    for batch in attendances(two_mode, draws=FEW_DRAWS, seed=seed):
        for attendance in batch:
            full = sparse.csr_array(attendance[place].astype(float))
            pairs = sparse.triu(sparse.csr_array(full * added) @ full.T, k=1).tocoo()
            networks.append(Ties(len(place), pairs.row, pairs.col, pairs.data))
    return networks


def _switched(ties: Ties, seed: int) -> list[Ties]:
    random, networks = np.random.default_rng(seed), []
    times = float(np.clip(_ALL_SWITCHES / len(ties.weight), 1, _SWITCHES))
    with single_thread() as networkit:
        for draw in range(FEW_DRAWS):
            networkit.setSeed(seed + draw, False)
            graph = networkit_graph(networkit, ties._replace(weight=np.ones(len(ties.weight))))
            switching = networkit.randomization.EdgeSwitching(graph, times)
            switching.run()
            ends = np.array(list(switching.getGraph().iterEdges()), dtype=np.int64)
            networks.append(Ties(ties.people, ends[:, 0], ends[:, 1], random.permutation(ties.weight)))
    return networks


def swapped(weights: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Exchange the ends of ties at random, in many copies of a network at once, and deal the weights out among them.

    In each step two ties a–b and c–d of each copy become a–d and c–b, unless a tie or a person would be doubled; there
    are five steps for each tie.

    Parameters
    ----------
    weights
        People × people, symmetric, nothing on the diagonal.
    draws
        How many networks to give.
    seed
        Of the random numbers.

    Returns
    -------
    numpy.ndarray
        Draws × people × people.

    References
    ----------
    Fosdick, B. K., Larremore, D. B., Nishimura, J., & Ugander, J. (2018). Configuring random graph models with fixed
    degree sequences. SIAM Review 60(2), 315-355. https://doi.org/10.1137/16M1087175

    Examples
    --------
    >>> ring = np.roll(np.eye(8), 1, axis=1) + np.roll(np.eye(8), -1, axis=1)
    >>> np.unique(swapped(ring, draws=5, seed=1).sum(axis=1)).tolist()
    [2.0]
    """
    random = np.random.default_rng(seed)
    source, target = np.nonzero(np.triu(weights))
    ends = np.tile(np.stack([source, target]), (draws, 1, 1))
    tied = np.tile(weights > 0, (draws, 1, 1))
    for _step in range(_SWAPS * len(source)):
        _exchange(ends, tied, random)
    matrices = np.zeros(tied.shape)
    weight = random.permuted(np.tile(weights[source, target], (draws, 1)), axis=1)
    which = np.arange(draws)[:, np.newaxis]
    matrices[which, ends[:, 0], ends[:, 1]] = matrices[which, ends[:, 1], ends[:, 0]] = weight
    return matrices


def _exchange(ends: np.ndarray, tied: np.ndarray, random: np.random.Generator) -> None:
    """Try one exchange in each copy."""
    which, number = np.arange(len(ends)), ends.shape[2]
    tie, partner = random.integers(number, size=(2, len(ends)))
    a, b = ends[which, :, tie].T
    turned = random.random(len(ends)) < 0.5
    c, d = np.where(turned, ends[which, ::-1, partner].T, ends[which, :, partner].T)
    # a–b and c–d become a–d and c–b; an exchange that would tie somebody to themselves, or a pair twice, is not made,
    # in that copy only, which leaves every network with these numbers of alters equally likely.
    fine = (a != c) & (a != d) & (b != c) & (b != d) & ~tied[which, a, d] & ~tied[which, c, b]
    which, tie, partner, a, b, c, d = (column[fine] for column in (which, tie, partner, a, b, c, d))
    for first, second, now in ((a, b, False), (c, d, False), (a, d, True), (c, b, True)):
        tied[which, first, second] = tied[which, second, first] = now
    ends[which, 0, tie], ends[which, 1, tie] = a, d
    ends[which, 0, partner], ends[which, 1, partner] = c, b
