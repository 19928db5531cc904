"""The same people with some of the records missing, or with one gathering less.

Each comes in two ways that give the same networks: one after the other as sparse matrices, and in a community of
ordinary size as one array of them all, which makes everything that follows several times quicker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TypeVar

import numpy as np
from scipy import sparse

from sna.analyse.kernels.together import at_once
from sna.chance import missing_records, without_each_gathering
from sna.chance.resample import kept_records
from sna.network import Network, TwoMode
from sna.network.projection import weight_of

Item = TypeVar("Item")

_CELLS = 4_000_000


def with_records_missing(network: Network, *, share: float, draws: int, seed: int) -> Iterator[sparse.csr_array]:
    """Give the strengths of the ties with a share of the records missing, so many times.

    The records are the attendances behind the network; where there are none, the acts each tie counts (``count``);
    where these are not known either, the ties.

    Yields
    ------
    scipy.sparse.csr_array
        Node × node in the order of the nodes, symmetric if undirected.
    """
    if network.behind is None:
        shape, (source, target) = (len(network), len(network)), network.positions()
        for some, data in _thinned(network, share, draws, seed):
            one_way = sparse.csr_array((data, (source[some], target[some])), shape=shape)
            yield one_way if network.directed else sparse.csr_array(one_way + one_way.T)
        return
    tied = _projector(network, network.behind)
    for part in missing_records(network.behind, share=share, draws=draws, seed=seed):
        yield tied(part)


def without_a_gathering(network: Network) -> Iterator[sparse.csr_array]:
    """Give the strengths of the ties without each gathering in turn; nothing for a network of anything else."""
    if network.behind is not None:
        tied = _projector(network, network.behind)
        for part in without_each_gathering(network.behind):
            yield tied(part)


def all_with_records_missing(network: Network, *, share: float, draws: int, seed: int) -> Iterator[np.ndarray]:
    """Do as `with_records_missing`, hundreds at once: draws × node × node."""
    people = max(len(network), 1)
    if network.behind is None:
        for block in _blocks(_thinned(network, share, draws, seed), people):
            yield _tied_each(network, block)
        return
    records = kept_records(network.behind.incidence.nnz, share, draws, np.random.default_rng(seed))
    for kept in _blocks(records, max(people, *network.behind.incidence.shape)):
        yield _projected_each(network, network.behind, _attended_each(network.behind, kept))


def all_without_a_gathering(network: Network) -> np.ndarray:
    """Do as `without_a_gathering`: gatherings × node × node."""
    if network.behind is None:
        return np.zeros((0, len(network), len(network)))
    gatherings = len(network.behind.gatherings)
    there = np.repeat(network.behind.incidence.toarray()[np.newaxis], gatherings, axis=0)
    there[np.arange(gatherings), :, np.arange(gatherings)] = 0.0
    return _projected_each(network, network.behind, there)


def _projector(network: Network, behind: TwoMode) -> Callable[[TwoMode], sparse.csr_array]:
    """Make the function that ties the network's people by other attendance, with the weight the network has.

    It does as `sna.network.projected_like`, without the tables of a network that nobody would read.
    """
    weight = weight_of(network)
    place = behind.people.index.get_indexer(network.nodes.index)
    known = np.flatnonzero(place >= 0)
    shape = len(network), len(behind.people)
    chosen = sparse.csr_array((np.ones(len(known)), (known, place[known])), shape=shape)
    return lambda part: _strengths(sparse.csr_array(chosen @ part.incidence), part.sizes(), weight)


def _strengths(there: sparse.csr_array, sizes: np.ndarray, weight: str) -> sparse.csr_array:
    scaled = there * _scale(sizes, weight)
    met = sparse.coo_array(sparse.csr_array(scaled) @ there.T)
    apart = met.row != met.col
    row, column, data = met.row[apart], met.col[apart], met.data[apart]
    if weight == "jaccard":
        came = np.asarray(there.sum(axis=1)).ravel()
        data = data / (came[row] + came[column] - data)
    return sparse.csr_array((data, (row, column)), shape=met.shape)


def _scale(sizes: np.ndarray, weight: str) -> np.ndarray:
    """Give what a meeting of two people counts at gatherings of these sizes."""
    return 1 / np.maximum(sizes - 1.0, 1.0) if weight == "newman" else np.ones(sizes.shape)


def _blocks(draws: Iterator[Item], people: int) -> Iterator[list[Item]]:
    """Part the draws into lists whose matrices of so many people fit the memory."""
    most = max(1, _CELLS // people**2)
    while block := list(islice(draws, most)):
        yield block


def _attended_each(behind: TwoMode, kept: list[np.ndarray]) -> np.ndarray:
    """Give who is where by the records kept in each draw: draws × people × gatherings."""
    rows, columns = behind.incidence.nonzero()
    there = np.zeros((len(kept), *behind.incidence.shape))
    for draw, some in enumerate(kept):
        there[draw, rows[some], columns[some]] = 1.0
    return there


def _tied_each(network: Network, drawn: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Give the strengths of the ties that are left in each draw: draws × node × node."""
    source, target = network.positions()
    strengths = np.zeros((len(drawn), len(network), len(network)))
    for strength, (some, data) in zip(strengths, drawn, strict=True):
        strength[source[some], target[some]] = data
    return strengths if network.directed else strengths + strengths.swapaxes(1, 2)


def _projected_each(network: Network, behind: TwoMode, there: np.ndarray) -> np.ndarray:
    """Tie the network's people by each attendance (draws × people × gatherings), with the weight the network has."""
    weight, people = weight_of(network), np.arange(len(network))
    place = behind.people.index.get_indexer(network.nodes.index)
    own = there[:, place] * (place >= 0)[:, np.newaxis]
    scale = _scale(there.sum(axis=1), weight)
    strengths = np.empty((len(there), len(network), len(network)))
    for some in at_once(len(there), len(network)):
        strengths[some] = (own[some] * scale[some][:, np.newaxis]) @ own[some].swapaxes(1, 2)
    if weight == "jaccard":
        came = own.sum(axis=2)
        strengths /= np.maximum(came[:, :, np.newaxis] + came[:, np.newaxis] - strengths, 1.0)
    strengths[:, people, people] = 0.0
    return strengths


def _thinned(network: Network, share: float, draws: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give for each draw the ties of which an act is left, and their strengths."""
    counts, weight = _acts(network), network.ties["weight"].to_numpy(float)
    left = int(counts.sum()) - int(np.floor(share * counts.sum() + 0.5))
    random = np.random.default_rng(seed)
    for _draw in range(draws):
        kept = random.multivariate_hypergeometric(counts, left, method="marginals") if len(counts) else counts
        some = np.flatnonzero(kept)
        yield some, weight[some] * kept[some] / counts[some]


def _acts(network: Network) -> np.ndarray:
    """Give how many acts each tie counts; 1 each where that is not known."""
    if "count" in network.ties.columns:
        counts = network.ties["count"].to_numpy(float)
        if (counts >= 1).all() and np.isfinite(counts).all():
            return np.asarray(np.rint(counts), np.int64)
    return np.ones(len(network.ties), np.int64)
