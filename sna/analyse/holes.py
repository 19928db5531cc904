"""How much room for manoeuvre each person has: Burt's structural holes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sna.analyse.kernels.constraint import constraint_parts
from sna.network import AnyNetwork, one_mode


def holes(network: AnyNetwork, *, weighted: bool = True) -> pd.DataFrame:
    """How far each person's contacts are tied to one another, and so hem the person in.

    Let aᵢⱼ be the weight of the tie from i to j (1 if not `weighted`), pᵢⱼ = (aᵢⱼ + aⱼᵢ) ÷ Σₖ(aᵢₖ + aₖᵢ) the share of
    i's ties that goes to j, and mⱼᵩ = (aⱼᵩ + aᵩⱼ) ÷ the highest such sum of j. The k alters of i are all people with a
    tie to or from i.

    Parameters
    ----------
    network
        One-mode network; not changed. In a directed network the two directions of a pair are added.
    weighted
        Whether the weights count; otherwise each tie is 1.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``constraint``: Σⱼ cᵢⱼ over the alters, cᵢⱼ = (pᵢⱼ + Σᵩ pᵢᵩ pᵩⱼ)²; above 0, rarely above 1: low for who has
          many contacts that do not know one another
        - ``effective_size``: Σⱼ(1 − Σᵩ pᵢᵩ mⱼᵩ) over the alters; with weights of 1 and no direction it is k − 2t/k, t
          being the ties among the alters; 0 … k
        - ``efficiency``: effective size ÷ k, 0 … 1
        - ``hierarchy``: Σⱼ rⱼ ln rⱼ ÷ (k ln k), rⱼ = cᵢⱼ ÷ (constraint ÷ k); 0 if all contacts constrain alike … 1 if
          it all comes from one; blank with a single alter
        - ``note``: why something is blank: an isolate has nothing to be constrained by

        Only a person's own part of the network counts, so parts that are not connected make no difference.

    References
    ----------
    Burt, R. S. (1992). Structural Holes: The Social Structure of Competition, ch. 2. Harvard University Press.
    Effective size without weights: Borgatti, S. P. (1997). Structural holes: Unpacking Burt's redundancy measures.
    Connections 20(1), 35-38.

    Examples
    --------
    >>> import networkx as nx
    >>> holes(nx.florentine_families_graph()).loc["Medici", ["constraint", "effective_size"]].round(3).tolist()
    [0.21, 5.667]
    """
    plain = one_mode(network)
    matrix = plain.adjacency("weight" if weighted else None)
    table = pd.DataFrame(constraint_parts(matrix)._asdict(), index=plain.nodes.index)
    alters = np.diff((matrix + matrix.T).tocsr().indptr)
    reasons = np.select([alters == 0, alters == 1], ["no ties: nothing to be measured", "one alter: no hierarchy"], "")
    table["note"] = reasons
    return table.astype({"note": "str"}).rename_axis("node")
