"""How central each person is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.paths import between, near
from sna.network import Network, one_mode

if TYPE_CHECKING:
    import networkx as nx


def centrality(network: Network | nx.Graph, *, weighted: bool = True) -> pd.DataFrame:
    """How many people each person is tied to, how strongly, how near they are, and how many paths pass through them.

    Parameters
    ----------
    network
        One-mode network; not changed.
    weighted
        Whether a tie is 1 ÷ weight long for the betweenness; otherwise each is one step.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``degree``: alters, whatever the direction, 0 … n − 1
        - ``strength``: weights of all ties summed, 0 or more
        - ``betweenness``: `betweenness_pairs` ÷ its highest possible value, 0 … 1
        - ``betweenness_pairs``: pairs of others whose shortest path passes through the person (a share of the pair
          where there are several such paths), ordered pairs in a directed network; blank with fewer than 3 people
        - ``closeness``: r/(n − 1) × r/d, where r others reach the person over d steps in all, 0 … 1; the weights are
          ignored; in a directed network the paths lead to the person; blank if nobody reaches them
        - ``in_degree``, ``out_degree``, ``in_strength``, ``out_strength``: only if the network is directed
        - ``note``: why something is blank

    References
    ----------
    Freeman, L. C. (1978). Centrality in social networks. Social Networks 1(3), 215-239.
    https://doi.org/10.1016/0378-8733(78)90021-7. Closeness in parts that are not connected after Wasserman, S., &
    Faust, K. (1994). Social Network Analysis, p. 201. Betweenness with weights after Brandes, U. (2001),
    https://doi.org/10.1080/0022250X.2001.9990249

    Examples
    --------
    >>> import networkx as nx
    >>> float(centrality(nx.florentine_families_graph()).loc["Medici", "betweenness_pairs"].round(6))
    47.5
    """
    plain = one_mode(network)
    matrix = plain.adjacency()
    table = _ties(plain, matrix)
    people = len(plain)
    pairs = between(matrix, weighted=weighted)[0] / (1 if plain.directed else 2)
    highest = (people - 1) * (people - 2) / (1 if plain.directed else 2)
    reached, steps = near(matrix)
    table.insert(2, "betweenness", pairs / highest if people > 2 else np.nan)
    table.insert(3, "betweenness_pairs", pairs if people > 2 else np.nan)
    table.insert(4, "closeness", np.divide(reached**2, steps, out=np.full(people, np.nan), where=steps > 0))
    table["closeness"] /= max(people - 1, 1)
    unreached = np.where(table["closeness"].isna(), "nobody reaches this person", "")
    table["note"] = unreached if people > 2 else "fewer than 3 people: no paths between others"
    return table.astype({"note": "str"}).rename_axis("node")


def _ties(network: Network, matrix: sparse.csr_array) -> pd.DataFrame:
    either = matrix + matrix.T if network.directed else matrix
    outgoing, incoming = matrix.sum(axis=1), matrix.sum(axis=0)
    strength = outgoing + incoming if network.directed else outgoing
    table = pd.DataFrame({"degree": np.diff(either.tocsr().indptr), "strength": strength}, index=network.nodes.index)
    table["degree"] = table["degree"].astype(int)
    if network.directed:
        table["in_degree"] = np.bincount(matrix.indices, minlength=len(network))
        table["out_degree"] = np.diff(matrix.indptr).astype(int)
        table["in_strength"], table["out_strength"] = incoming, outgoing
    return table
