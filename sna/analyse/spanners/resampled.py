"""The same people with some of the records missing, or with one gathering less."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from scipy import sparse

from sna.chance import missing_records, without_each_gathering
from sna.network import Network, TwoMode
from sna.network.projection import weight_of


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
        yield from _thinned(network, share, draws, seed)
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
    others = np.maximum(sizes - 1.0, 1.0)
    scaled = there * (1 / others if weight == "newman" else np.ones(len(sizes)))
    met = sparse.coo_array(sparse.csr_array(scaled) @ there.T)
    apart = met.row != met.col
    row, column, data = met.row[apart], met.col[apart], met.data[apart]
    if weight == "jaccard":
        came = np.asarray(there.sum(axis=1)).ravel()
        data = data / (came[row] + came[column] - data)
    return sparse.csr_array((data, (row, column)), shape=met.shape)


def _thinned(network: Network, share: float, draws: int, seed: int) -> Iterator[sparse.csr_array]:
    counts, (source, target) = _acts(network), network.positions()
    weight, shape = network.ties["weight"].to_numpy(float), (len(network), len(network))
    left = int(counts.sum()) - int(np.floor(share * counts.sum() + 0.5))
    random = np.random.default_rng(seed)
    for _draw in range(draws):
        kept = random.multivariate_hypergeometric(counts, left, method="marginals") if len(counts) else counts
        some = np.flatnonzero(kept)
        data, ends = weight[some] * kept[some] / counts[some], (source[some], target[some])
        one_way = sparse.csr_array((data, ends), shape=shape)
        yield one_way if network.directed else sparse.csr_array(one_way + one_way.T)


def _acts(network: Network) -> np.ndarray:
    """Give how many acts each tie counts; 1 each where that is not known."""
    if "count" in network.ties.columns:
        counts = network.ties["count"].to_numpy(float)
        if (counts >= 1).all() and np.isfinite(counts).all():
            return np.asarray(np.rint(counts), np.int64)
    return np.ones(len(network.ties), np.int64)
