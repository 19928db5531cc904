"""Who stands where groups, or thinly tied parts, meet: participation and bridging."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.groups import belonging, too_thin
from sna.analyse.paths import passing
from sna.network import AnyNetwork, one_mode


def participation(network: AnyNetwork, *, by: str, weighted: bool = True) -> pd.DataFrame:
    """How evenly each person's ties are spread over the formal groups.

    Parameters
    ----------
    network
        One-mode network; not changed. In a directed network the weights of both directions are added.
    by
        Node column that names the group. The groups are those people belong to, not communities that were found.
    weighted
        Whether the weights count; otherwise each alter is 1.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``group``: the person's own
        - ``participation``: 1 − Σₛ(kᵢₛ/kᵢ)² over the groups s, kᵢₛ the weight of i's ties to people of s and kᵢ of all:
          0 if they all go to one group (which need not be the own) … below 1; blank for an isolate
        - ``participation_expected``: its mean if the labels of everybody else were dealt out at random, exact; blank
          with fewer than 10 people or 3 gatherings
        - ``note``: why something is blank

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    References
    ----------
    Guimerà, R., & Amaral, L. A. N. (2005). Functional cartography of complex metabolic networks. Nature 433, 895-900.
    https://doi.org/10.1038/nature03288

    Examples
    --------
    >>> import networkx as nx
    >>> karate = participation(nx.karate_club_graph(), by="club", weighted=False)
    >>> karate.loc[["0", "2"], "participation"].round(4).tolist()
    [0.1172, 0.48]
    """
    plain = one_mode(network)
    labels, names = pd.factorize(plain.groups(by), sort=True)
    weights = plain.undirected().adjacency("weight" if weighted else None)
    evenness, upper = _spread(weights, labels, len(names))
    thin = too_thin(plain)
    table = pd.DataFrame({"group": plain.groups(by), "participation": evenness})
    table["participation_expected"] = np.nan if thin else upper * _elsewhere(labels, len(names))
    note = f"{thin}: not compared with chance" if thin else ""
    table["note"] = np.where(np.isnan(evenness), "no ties: nothing to be measured", note)
    return table.astype({"note": "str"}).rename_axis("node")


def _spread(weights: sparse.csr_array, labels: np.ndarray, groups: int) -> tuple[np.ndarray, np.ndarray]:
    """Give 1 − the sum of squared shares by group, and the same if each alter were a group of their own."""
    everything = np.asarray(weights.sum(axis=1)).ravel()
    by_group = sparse.csr_array(weights @ belonging(labels, groups))
    return _evenness(by_group, everything), _evenness(weights, everything)


def _evenness(parts: sparse.csr_array, everything: np.ndarray) -> np.ndarray:
    squares = np.asarray(parts.power(2).sum(axis=1)).ravel()
    tied = everything > 0
    share = np.divide(squares, everything**2, out=np.ones(len(everything)), where=tied)
    return np.where(tied, np.maximum(1.0 - share, 0.0), np.nan)


def _elsewhere(labels: np.ndarray, groups: int) -> np.ndarray:
    """Give for each person the share of pairs of other people who are of two groups."""
    sizes = np.bincount(labels, minlength=groups).astype(float)
    others = sizes.sum() - 1
    alike = (sizes * (sizes - 1)).sum() - 2 * (sizes[labels] - 1)
    return np.asarray(1.0 - alike / max(others * (others - 1), 1.0))


def bridging(network: AnyNetwork, *, weighted: bool = True) -> pd.DataFrame:
    """Who lies on many paths although their ties are few and lead to people with many.

    Parameters
    ----------
    network
        One-mode network; not changed. In a directed network the paths follow the ties; alters are counted whatever the
        direction. Parts that are not connected have no paths between them.
    weighted
        Whether a tie is 1 ÷ weight long for the paths; otherwise each is one step.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``bridging_coefficient``: (1/d) ÷ Σ 1/dⱼ over the alters j, d being a person's number of alters: above 0;
          blank for an isolate
        - ``bridging``: betweenness (a share, as in `centrality`) × the coefficient; 0 or more; blank for an isolate,
          and with fewer than 3 people
        - ``note``: why something is blank

    References
    ----------
    Hwang, W., Kim, T., Ramanathan, M., & Zhang, A. (2008). Bridging centrality: graph mining from element level to
    group level. Proceedings of the 14th ACM SIGKDD conference, 336-344. https://doi.org/10.1145/1401890.1401934

    Examples
    --------
    >>> from sna.network import Network
    >>> two_triangles = Network.of([(a, b, 1.0) for a, b in ("ab", "bc", "ac", "cd", "de", "ef", "fg", "eg")])
    >>> bridging(two_triangles)["bridging"].idxmax()
    'd'
    """
    plain = one_mode(network)
    people, either = len(plain), plain.undirected().adjacency(None)
    alters = np.diff(either.indptr).astype(float)
    inverse = np.divide(1.0, alters, out=np.zeros(len(alters)), where=alters > 0)
    around = either @ inverse
    coefficient = np.divide(inverse, around, out=np.full(len(alters), np.nan), where=alters > 0)
    table = pd.DataFrame({"bridging_coefficient": coefficient}, index=plain.nodes.index)
    highest = (people - 1) * (people - 2) if people > 2 else np.nan
    table["bridging"] = passing(plain.adjacency(), weighted=weighted).every / highest * coefficient
    few = "fewer than 3 people: no paths between others" if people < 3 else ""
    table["note"] = np.where(alters > 0, few, "no ties: nothing to be measured")
    return table.astype({"note": "str"}).rename_axis("node")
