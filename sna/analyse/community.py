"""Which people form communities, how surely, and whether these are the formal groups."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import community as louvain
import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.agreement import adjusted_rand, contingency, mutual_information
from sna.network import Network, one_mode

if TYPE_CHECKING:
    import networkx as nx

MOST, FEWEST_RUNS, TIES = 100, 10, 20_000
"""Unless told, the runs pass over about `TIES` ties in all, but there are never more or fewer runs than these."""


def communities(network: Network | nx.Graph, *, runs: int | None = None, seed: int = 0) -> pd.DataFrame:
    """Which community each person is in, and how often the runs agree on that.

    One run of the Louvain method is not an answer: another order of the people gives other communities. So it is run
    many times, and the run that agrees best with all the others is given.

    Parameters
    ----------
    network
        One-mode network; a stronger tie holds people together more; direction is ignored; not changed.
    runs
        How often the method runs; by default 100 times, fewer (at least 10) when there are more than 200 ties.
    seed
        Of the first run; the next has the next.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``community``: a number, 1 for the largest; an isolate is a community of its own
        - ``stability``: how often, on average, the others of the community were with the person over all runs, 0 … 1;
          blank for somebody who is alone in it
        - ``note``: why something is blank

    References
    ----------
    Blondel, V. D., Guillaume, J.-L., Lambiotte, R., & Lefebvre, E. (2008). Fast unfolding of communities in large
    networks. Journal of Statistical Mechanics P10008. https://doi.org/10.1088/1742-5468/2008/10/P10008

    Examples
    --------
    >>> communities(Network.of([("ann", "bob", 1.0), ("cat", "dan", 1.0)]))["community"].tolist()
    [1, 1, 2, 2]
    """
    plain = one_mode(network).undirected()
    every = _runs(plain, runs, seed)
    chosen = every[_most_agreed(every)] if len(plain) else np.empty(0, int)
    sizes = np.bincount(chosen)[chosen] if len(plain) else chosen
    table = pd.DataFrame({"community": chosen + 1, "stability": _stability(every, chosen)}, index=plain.nodes.index)
    table["note"] = np.where(sizes < 2, "alone in the community", "")
    return table.rename_axis("node").astype({"note": "str"})


def community_summary(network: Network | nx.Graph, *, by: str, runs: int | None = None, seed: int = 0) -> pd.DataFrame:
    """How clear the communities are, and how far they are the formal groups.

    Parameters
    ----------
    network, runs, seed
        As for `communities`.
    by
        Node column that names the formal group.

    Returns
    -------
    pd.DataFrame
        One row (index ``network``, value ``"all"``):

        - ``communities``: how many, isolates included
        - ``modularity``: of the communities given, −0.5 … 1; blank without ties
        - ``modularity_best``: the highest of all runs
        - ``runs``, ``partitions``: runs, and how many different answers they gave
        - ``stability``: mean over the people who have one
        - ``nmi``: mutual information of communities and groups ÷ the mean of their entropies, 0 … 1; blank if there is
          one community and one group
        - ``ari``: pairs of people treated alike, beyond chance: 1 for the same partition, about 0 by chance; blank
          with fewer than 2 people
        - ``note``: why something is blank

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    References
    ----------
    Newman, M. E. J. (2006). Modularity and community structure in networks. PNAS 103(23), 8577-8582.
    https://doi.org/10.1073/pnas.0601602103. Hubert, L., & Arabie, P. (1985). Comparing partitions. Journal of
    Classification 2, 193-218. https://doi.org/10.1007/BF01908075

    Examples
    --------
    >>> people = Network.of([("ann", "bob", 1.0), ("cat", "dan", 1.0)])
    >>> people.nodes["team"] = ["x", "x", "y", "y"]
    >>> community_summary(people, by="team").loc["all", ["communities", "modularity", "ari"]].tolist()
    [2.0, 0.5, 1.0]
    """
    plain = one_mode(network).undirected()
    groups, _names = pd.factorize(plain.groups(by), sort=True)
    every = _runs(plain, runs, seed)
    chosen = every[_most_agreed(every)] if len(plain) else np.empty(0, int)
    table = contingency(chosen, groups)
    clear = [_modularity(plain, each) for each in (chosen, *every)]
    row = {
        "communities": len(np.unique(chosen)),
        "modularity": clear[0],
        "modularity_best": max(clear[1:], default=np.nan),
        "runs": len(every),
        "partitions": len(np.unique(every, axis=0)),
        "stability": pd.Series(_stability(every, chosen), dtype=float).mean(),
        "nmi": mutual_information(table),
        "ari": adjusted_rand(table),
        "note": "" if len(plain.ties) else "no ties: each person is a community",
    }
    return pd.DataFrame([row], index=pd.Index(["all"], name="network", dtype="str")).astype({"note": "str"})


def _runs(network: Network, runs: int | None, seed: int) -> np.ndarray:
    """Give runs × people the number of the community, the largest 0, of two alike the one with the smaller id."""
    people, ties = len(network), len(network.ties)
    if not ties:
        return np.arange(people)[np.newaxis] if people else np.empty((0, 0), int)
    times = runs or int(np.clip(TIES // ties, FEWEST_RUNS, MOST))
    source, target = network.positions()
    rows = zip(source.tolist(), target.tolist(), network.ties["weight"].tolist(), strict=True)
    return _louvain(people, tuple(rows), times, seed)


@lru_cache(maxsize=1)  # the communities and their summary are asked for one after the other
def _louvain(people: int, ties: tuple[tuple[int, int, float], ...], times: int, seed: int) -> np.ndarray:
    import networkx as nx

    graph = nx.empty_graph(people)  # nodes and ties in order: the method depends on it
    graph.add_weighted_edges_from(ties)
    found = (louvain.best_partition(graph, random_state=seed + run) for run in range(times))
    every = np.array([_numbered(np.array([each[node] for node in range(people)])) for each in found])
    every.flags.writeable = False
    return every


def _numbered(raw: np.ndarray) -> np.ndarray:
    _names, first, place, size = np.unique(raw, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(first), int)
    rank[np.lexsort((first, -size))] = np.arange(len(first))
    return rank[place]


def _most_agreed(every: np.ndarray) -> int:
    """Find the run that treats pairs of people most like all runs do (Rand); of several the first."""
    together = _together(every)
    scores = [_inside(2 * together - 1, run) for run in every]
    return int(np.argmax(np.round(scores, 9))) if scores else 0


def _together(every: np.ndarray) -> np.ndarray:
    """Give the share of runs in which two people are of one community: people × people."""
    runs, people = every.shape
    communities = every.max(initial=0) + 1
    column = (every + np.arange(runs)[:, np.newaxis] * communities).ravel()
    member = sparse.csr_array((np.ones(column.size), (np.tile(np.arange(people), runs), column)))
    return np.asarray((member @ member.T).toarray() / max(runs, 1))


def _inside(pairs: np.ndarray, run: np.ndarray) -> float:
    member = sparse.csr_array((np.ones(len(run)), (run, np.arange(len(run)))))
    return float(((member @ pairs) * member.toarray()).sum())


def _stability(every: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    if not len(chosen):
        return np.empty(0)
    fellows = chosen[:, np.newaxis] == chosen[np.newaxis, :]
    np.fill_diagonal(fellows, val=False)
    number = fellows.sum(axis=1)
    return np.where(number > 0, (_together(every) * fellows).sum(axis=1) / np.maximum(number, 1), np.nan)


def _modularity(network: Network, membership: np.ndarray) -> float:
    weights = network.adjacency()
    total, strength = weights.sum(), np.asarray(weights.sum(axis=1)).ravel()
    if not total:
        return float("nan")
    source, target = weights.nonzero()
    inside = weights.data[membership[source] == membership[target]].sum()
    return float(inside / total - (np.bincount(membership, strength) ** 2).sum() / total**2)
