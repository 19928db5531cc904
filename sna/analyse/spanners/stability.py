"""Whose name may be printed: what is left of a ranking when half of what was seen is left out.

Halves of gatherings scatter about the whole as the whole would about another year, so what holds in most of them is no
luck of one meeting; and people who were at the same gatherings are alike in every draw. The networks come in two ways
that give the same: one after the other as sparse matrices, and in a community of ordinary size as one array of them,
which makes everything that follows several times quicker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple, TypeVar

import numpy as np
from scipy import sparse
from scipy.special import bdtr, bdtrc

from sna.analyse.brokerage import role_chances
from sna.analyse.kernels.shortest import at_once, passed_by_network
from sna.analyse.spanners.measures import TOP, Measured, combined, measured, places, speaking
from sna.chance.permutation import expected_groups
from sna.network import Network, TwoMode
from sna.network.projection import gathering_weights, weight_of

HALF = 0.5
"""The share of the gatherings, or of the acts where there are none, that is left out of each draw."""

SURE = 0.8
"""In at least this share of the draws somebody must still be a boundary-spanner to be named."""

FEWEST_DRAWS = 20

FEWEST_CLEAR = 30
"""Draws after which a verdict may be clear, or half of all there would be if that is less."""

RISK = 0.001
"""The chance that drawing stops at another verdict than endless drawing would give, for each person."""

_WORK = 200_000_000
_VISITS, _FEWEST_SOURCES = 20_000_000, 100


Ranked = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Networks × people: who spans boundaries, and everybody's place at best and at worst."""

Item = TypeVar("Item")

_CELLS = 4_000_000

SMALL = 150
"""Up to so many people the networks are worked through together, on ordinary matrices."""


class Stability(NamedTuple):
    """What becomes of each person when half of the gatherings are left out.

    Attributes
    ----------
    stays
        The share of these draws in which the person is a boundary-spanner.
    best, worst
        The ends of the interval of places, 1 being the highest: the middle 95 % of these draws.
    band
        The smallest number N such that the person is among the leading N in at least 80 % of the draws.
    draws
        How many there were.
    """

    stays: np.ndarray
    best: np.ndarray
    worst: np.ndarray
    band: np.ndarray
    draws: int


def affordable_draws(network: Network, draws: int) -> int:
    """Give how many draws to make: as many as asked, fewer (at least 20) in a large network.

    Examples
    --------
    >>> affordable_draws(Network.of([("ann", "bob", 1.0)]), 200)
    200
    """
    work = len(network) * (2 * len(network.ties) + len(network))
    return min(draws, max(FEWEST_DRAWS, _WORK // max(work, 1)))


def affordable_sources(network: Network) -> int:
    """Give from how many people the paths begin in a draw: from all, but in a very large network from some.

    Examples
    --------
    >>> affordable_sources(Network.of([("ann", "bob", 1.0)]))
    2
    """
    visits = 2 * len(network.ties) + len(network)
    return min(len(network), max(_FEWEST_SOURCES, _VISITS // max(visits, 1)))


def rank_stability(
    network: Network, labels: np.ndarray, *, draws: int, seed: int, decided: np.ndarray | None = None
) -> Stability:
    """Rank everybody again from half of the gatherings, `draws` times, or fewer where what is decided is clear.

    Parameters
    ----------
    network, labels
        As for `sna.analyse.spanners.measures.measured`.
    draws, seed
        How many at most, and the start of the random numbers.
    decided
        Of whom it has to be decided whether they stay a boundary-spanner in `SURE` of the draws: one truth value per
        person. None makes all draws.
    """
    parts, times, number = list[Ranked](), np.zeros(len(network)), 0
    for part in _from_halves(network, labels, (draws, seed)):
        parts.append(part)
        times, number = times + part[0].sum(axis=0), number + len(part[0])
        if decided is not None and clear(times[decided], number, draws):
            break
    spanning, first, last = (np.concatenate(part) for part in zip(*parts, strict=True))
    best, worst = _middle(first, last)
    needed = int(np.ceil(SURE * number - 1e-9)) - 1
    return Stability(spanning.mean(axis=0), best, worst, np.sort(last, axis=0)[needed], number)


def looks(draws: int) -> tuple[int, int]:
    """Say after how many draws it is looked at whether all is clear, and after how many more each time.

    Examples
    --------
    >>> looks(200), looks(20)
    ((30, 10), (10, 3))
    """
    fewest = min(FEWEST_CLEAR, max(3, draws // 2))
    return fewest, fewest // 3


def clear(times: np.ndarray, number: int, draws: int) -> bool:
    """Tell whether so many draws settle of everybody whether they stay in `SURE` of them.

    They do if the draws still to come, of all there would be, cannot change it (Besag and Clifford's rule); or if,
    staying with a chance of exactly `SURE`, somebody would be seen so often, or so seldom, in fewer than `RISK` of all
    cases, that chance being shared out among the looks (Gandy's). So whoever should not be named is, by stopping, no
    more than one time in a thousand.

    Parameters
    ----------
    times
        In how many draws each of them was a boundary-spanner.
    number, draws
        Draws so far, and how many there would be.

    References
    ----------
    Besag, J., & Clifford, P. (1991). Sequential Monte Carlo p-values. Biometrika 78(2), 301-304.
    https://doi.org/10.1093/biomet/78.2.301

    Gandy, A. (2009). Sequential implementation of Monte Carlo tests with uniformly bounded resampling risk. Journal of
    the American Statistical Association 104(488), 1504-1511. https://doi.org/10.1198/jasa.2009.tm08368

    Examples
    --------
    >>> clear(np.array([20]), 40, 200), clear(np.array([36]), 40, 200), clear(np.array([60, 8]), 60, 200)
    (True, False, True)
    """
    fewest, apart = looks(draws)
    if number < fewest:
        return False
    needed, times_looked = int(np.ceil(SURE * draws - 1e-9)), max(1, (draws - fewest) // apart)
    certain = (times >= needed) | (number - times > draws - needed)
    rare = np.minimum(bdtr(times, number, SURE), bdtrc(times - 1, number, SURE)) < RISK / times_looked
    return bool((certain | rare).all())


def _from_halves(network: Network, labels: np.ndarray, sampling: tuple[int, int]) -> Iterator[Ranked]:
    """Rank everybody in each draw, some draws at a time."""
    draws, seed = sampling
    if len(network) <= SMALL and affordable_sources(network) == len(network):
        for block in all_halves(network, draws=draws, seed=seed):
            yield _ranked_at_once(block, labels, directed=network.directed)
        return
    strengths = halves(network, draws=draws, seed=seed)
    while lot := list(islice(strengths, looks(draws)[1])):
        yield _ranked(lot, network, labels)


def _ranked_at_once(strengths: np.ndarray, labels: np.ndarray, *, directed: bool) -> Ranked:
    measures = measured_by_network(strengths, labels, directed=directed)
    return np.asarray(speaking(measures, TOP).all(axis=-1)), *places(measures.observed)


def _ranked(strengths: Iterable[sparse.csr_array], network: Network, labels: np.ndarray) -> Ranked:
    """Tell of each network who spans boundaries and on which place everybody is, at best and at worst."""
    sources, rows = affordable_sources(network), []
    for strength in strengths:
        measures = measured(strength, labels, directed=network.directed, sources=sources)
        rows.append((speaking(measures, TOP).all(axis=-1), *places(measures.observed)))
    spanning, first, last = (np.array(part) for part in zip(*rows, strict=True))
    return spanning, first, last


def _middle(first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the ends of the middle 95 % of the draws, each a place that was drawn."""
    return np.quantile(first, 0.025, axis=0, method="lower"), np.quantile(last, 0.975, axis=0, method="higher")


def halves(network: Network, *, draws: int, seed: int) -> Iterator[sparse.csr_array]:
    """Give the strengths of the ties with half of the gatherings left out at random, so many times.

    Of a network nobody met in, half of the acts each tie counts (``count``) are left out; where these are not known,
    half of the ties.

    Yields
    ------
    scipy.sparse.csr_array
        Node × node in the order of the nodes, symmetric if undirected.
    """
    if network.behind is None:
        shape, (source, target) = (len(network), len(network)), network.positions()
        for ties, data in _thinned(network, draws, seed):
            forward = sparse.csr_array((data, (source[ties], target[ties])), shape=shape)
            yield forward if network.directed else sparse.csr_array(forward + forward.T)
        return
    tied = _projector(network, network.behind)
    for gatherings in _lots(network.behind, draws, seed):
        yield tied(network.behind.only(gatherings))


def _lots(two_mode: TwoMode, draws: int, seed: int) -> Iterator[np.ndarray]:
    """Give which gatherings are not left out; of an odd number the smaller half is."""
    number, random = len(two_mode.gatherings), np.random.default_rng(seed)
    for _draw in range(draws):
        yield np.isin(np.arange(number), random.permutation(number)[: number - int(HALF * number)])


def all_halves(network: Network, *, draws: int, seed: int) -> Iterator[np.ndarray]:
    """Do as `halves`, several at once: draws × node × node."""
    people = max(len(network), 1)
    if network.behind is None:
        for block in _blocks(_thinned(network, draws, seed), people, looks(draws)[1]):
            yield _ties_by_draw(network, block)
        return
    attendance = network.behind.incidence.toarray()
    for gatherings in _blocks(_lots(network.behind, draws, seed), max(people, *attendance.shape), looks(draws)[1]):
        yield _projected_by_draw(network, network.behind, attendance * np.array(gatherings)[:, np.newaxis])


def _projector(network: Network, two_mode: TwoMode) -> Callable[[TwoMode], sparse.csr_array]:
    """Make the function that ties the network's people by other attendance, with the weight the network has.

    It does as `sna.network.project`, without the tables of a network that nobody would read.
    """
    weight = weight_of(network)
    place = two_mode.people.index.get_indexer(network.nodes.index)
    rows = np.flatnonzero(place >= 0)
    shape = len(network), len(two_mode.people)
    chosen = sparse.csr_array((np.ones(len(rows)), (rows, place[rows])), shape=shape)
    return lambda part: _strengths(sparse.csr_array(chosen @ part.incidence), part.sizes(), weight)


def _strengths(attendance: sparse.csr_array, sizes: np.ndarray, weight: str) -> sparse.csr_array:
    scaled = attendance * gathering_weights(sizes, weight)
    pairs = sparse.coo_array(sparse.csr_array(scaled) @ attendance.T)
    apart = pairs.row != pairs.col
    row, column, data = pairs.row[apart], pairs.col[apart], pairs.data[apart]
    if weight == "jaccard":
        numbers = np.asarray(attendance.sum(axis=1)).ravel()
        data = data / (numbers[row] + numbers[column] - data)
    return sparse.csr_array((data, (row, column)), shape=pairs.shape)


def _blocks(draws: Iterator[Item], people: int, apart: int) -> Iterator[list[Item]]:
    """Part the draws into lists whose matrices of so many people fit the memory."""
    most = max(1, min(apart, _CELLS // people**2))
    while block := list(islice(draws, most)):
        yield block


def _ties_by_draw(network: Network, draws: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Give the strengths of the ties that are left in each draw: draws × node × node."""
    source, target = network.positions()
    strengths = np.zeros((len(draws), len(network), len(network)))
    for strength, (ties, data) in zip(strengths, draws, strict=True):
        strength[source[ties], target[ties]] = data
    return strengths if network.directed else strengths + strengths.swapaxes(1, 2)


def _projected_by_draw(network: Network, two_mode: TwoMode, attendance: np.ndarray) -> np.ndarray:
    """Tie the network's people by each attendance (draws × people × gatherings), with the weight the network has."""
    weight, people = weight_of(network), np.arange(len(network))
    place = two_mode.people.index.get_indexer(network.nodes.index)
    own = attendance[:, place] * (place >= 0)[:, np.newaxis]
    scale = gathering_weights(attendance.sum(axis=1), weight)
    strengths = np.empty((len(attendance), len(network), len(network)))
    for batch in at_once(len(attendance), len(network)):
        strengths[batch] = (own[batch] * scale[batch][:, np.newaxis]) @ own[batch].swapaxes(1, 2)
    if weight == "jaccard":
        numbers = own.sum(axis=2)
        strengths /= np.maximum(numbers[:, :, np.newaxis] + numbers[:, np.newaxis] - strengths, 1.0)
    strengths[:, people, people] = 0.0
    return strengths


def _thinned(network: Network, draws: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give for each draw the ties of which an act is left when half are not, and their strengths."""
    counts, weight = _acts(network), network.ties["weight"].to_numpy(float)
    number = int(counts.sum()) - int(HALF * counts.sum())
    random = np.random.default_rng(seed)
    for _draw in range(draws):
        acts = random.multivariate_hypergeometric(counts, number, method="marginals") if len(counts) else counts
        ties = np.flatnonzero(acts)
        yield ties, weight[ties] * acts[ties] / counts[ties]


def _acts(network: Network) -> np.ndarray:
    """Give how many acts each tie counts; 1 each where that is not known."""
    if "count" in network.ties.columns:
        counts = network.ties["count"].to_numpy(float)
        if (counts >= 1).all() and np.isfinite(counts).all():
            return np.asarray(np.rint(counts), np.int64)
    return np.ones(len(network.ties), np.int64)


def measured_by_network(strengths: np.ndarray, labels: np.ndarray, *, directed: bool) -> Measured:
    """Do as `sna.analyse.spanners.measures.measured` for each of the networks: networks × people × `MEASURES`.

    Parameters
    ----------
    strengths
        Networks × nodes × nodes, from row to column; symmetric if undirected; nothing on the diagonal.
    labels, directed
        As there.
    """
    every, across = passed_by_network(strengths, labels)
    counts = np.empty((4, *strengths.shape[:2]))
    for batch in at_once(*strengths.shape[:2]):
        counts[:, batch] = _counts((strengths[batch] > 0).astype(np.float32), labels, directed)
    reached, external, paths, inside = counts
    sizes = np.bincount(labels)
    groups_by_chance = _expected_groups(sizes, labels, external.astype(np.int64))
    coordinating = role_chances(sizes)["coordinator"][labels, -1]
    return combined((every, across), (reached, groups_by_chance), (paths, inside, coordinating), (sizes, directed))


def _counts(ties: np.ndarray, labels: np.ndarray, directed: bool) -> tuple[np.ndarray, ...]:
    """Count for each person the other groups with an alter, the alters outside, open paths, and those in one group."""
    same = labels[:, np.newaxis] == labels
    belongs = np.eye(int(labels.max(initial=-1)) + 1, dtype=np.float32)[labels]
    either = np.maximum(ties, ties.swapaxes(1, 2)) if directed else ties
    alters = (either * ~same) @ belongs
    return (alters > 0).sum(axis=2), alters.sum(axis=2), _open_paths(ties), _open_paths(ties * same)


def _open_paths(ties: np.ndarray) -> np.ndarray:
    """Count at each b the paths a → b → c of which a is neither c nor tied to c; both ways round if undirected."""
    closed = ((ties @ ties.swapaxes(1, 2)) * ties).sum(axis=1)  # for each a → b the c that both are tied to
    turned = (ties * ties.swapaxes(1, 2)).sum(axis=2)
    return np.asarray(ties.sum(axis=1) * ties.sum(axis=2) - turned - closed)


def _expected_groups(sizes: np.ndarray, labels: np.ndarray, external: np.ndarray) -> np.ndarray:
    """Give `expected_groups`, worked out once for people of one group with as many alters outside."""
    most = int(sizes.sum()) + 1
    kinds, place = np.unique(labels * most + external, return_inverse=True)
    return expected_groups(sizes, kinds // most, kinds % most)[place.reshape(external.shape)]
