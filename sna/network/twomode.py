"""People × gatherings."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from sna.errors import NetworkError
from sna.network.tables import attributes, by_id

if TYPE_CHECKING:
    import networkx as nx


class TwoMode:
    """People × gatherings.

    Parameters
    ----------
    people, gatherings
        One row per person, one per gathering; the indexes hold the ids.
    incidence
        People × gatherings, in the order of the two tables: anything but 0 where somebody was there, kept as 1.

    Raises
    ------
    NetworkError
        If an id occurs twice, or the matrix has another shape than the tables.

    Examples
    --------
    >>> TwoMode.of([("ann", "forum"), ("bob", "forum"), ("ann", "call")]).attended().tolist()
    [2, 1]
    """

    def __init__(self, people: pd.DataFrame, gatherings: pd.DataFrame, incidence: sparse.csr_array) -> None:
        if incidence.shape != (len(people), len(gatherings)):
            raise NetworkError("The incidence matrix does not have one row per person and one column per gathering.")
        by_person, by_gathering = np.argsort(people.index, kind="stable"), np.argsort(gatherings.index, kind="stable")
        self.people = by_id(people, "person")
        self.gatherings = by_id(gatherings, "gathering")
        self.incidence = sparse.csr_array(incidence, dtype=float, copy=True)[by_person][:, by_gathering].tocsr()
        self.incidence.sum_duplicates()
        self.incidence.eliminate_zeros()
        self.incidence.data[:] = 1.0

    @classmethod
    def of(cls, pairs: list[tuple[str, str]]) -> TwoMode:
        """Make a two-mode network from (person, gathering) pairs; a pair that occurs twice counts once."""
        people, gatherings = sorted({pair[0] for pair in pairs}), sorted({pair[1] for pair in pairs})
        rows = pd.Index(people, dtype="str").get_indexer([pair[0] for pair in pairs])
        columns = pd.Index(gatherings, dtype="str").get_indexer([pair[1] for pair in pairs])
        matrix = sparse.csr_array((np.ones(len(pairs)), (rows, columns)), shape=(len(people), len(gatherings)))
        index = pd.Index(people, dtype="str"), pd.Index(gatherings, dtype="str")
        return cls(pd.DataFrame(index=index[0]), pd.DataFrame(index=index[1]), matrix)

    def __repr__(self) -> str:
        people, gatherings = self.incidence.shape
        return f"<TwoMode: {people} people × {gatherings} gatherings, {self.incidence.nnz} attendances>"

    def attended(self) -> np.ndarray:
        """Count the gatherings of each person."""
        return np.diff(self.incidence.indptr)

    def sizes(self) -> np.ndarray:
        """Count the people at each gathering."""
        return np.asarray(self.incidence.sum(axis=0)).ravel().astype(int)

    def copy(self) -> TwoMode:
        """Give an independent copy."""
        return TwoMode(self.people.copy(), self.gatherings.copy(), self.incidence)

    def only(self, kept: np.ndarray) -> TwoMode:
        """Give the same people at some of the gatherings: those whose place in `kept` is True."""
        return TwoMode(self.people, self.gatherings[kept], self.incidence[:, np.flatnonzero(kept)])

    def shared(self, ties: pd.DataFrame) -> pd.Series[str]:
        """Name the gatherings both ends of each tie were at, sorted, parted by ``"; "``."""
        source, target = (self.people.index.get_indexer(ties[end]) for end in ("source", "target"))
        both = self.incidence[source].multiply(self.incidence[target]).tocsr()
        both.sort_indices()
        names = self.gatherings.index.to_numpy()[both.indices]
        said = ["; ".join(names[start:end]) for start, end in pairwise(both.indptr)]
        return pd.Series(said, index=ties.index, dtype="str")

    def to_networkx(self) -> nx.Graph:
        """Give a two-mode networkx graph; the attribute ``bipartite`` is 0 for people, 1 for gatherings."""
        import networkx as nx

        graph = nx.Graph()
        for part, table in enumerate((self.people, self.gatherings)):
            rows = table.to_dict("index").items()
            graph.add_nodes_from((node, {**attributes(row), "bipartite": part}) for node, row in rows)
        rows, columns = self.incidence.nonzero()
        graph.add_edges_from(zip(self.people.index[rows], self.gatherings.index[columns], strict=True))
        return graph

    @classmethod
    def from_networkx(cls, graph: nx.Graph) -> TwoMode:
        """Take a two-mode networkx graph whose nodes carry ``bipartite`` 0 (people) or 1 (gatherings)."""
        first = {node for node, part in graph.nodes(data="bipartite") if part == 0}
        people = pd.DataFrame(index=pd.Index(sorted(map(str, first)), dtype="str"))
        gatherings = pd.DataFrame(index=pd.Index(sorted(str(node) for node in graph if node not in first), dtype="str"))
        ends = [(str(a), str(b)) if a in first else (str(b), str(a)) for a, b in graph.edges]
        rows = people.index.get_indexer([end[0] for end in ends])
        columns = gatherings.index.get_indexer([end[1] for end in ends])
        if (rows < 0).any() or (columns < 0).any():
            raise NetworkError("A tie joins two people or two gatherings; this graph is not two-mode.")
        shape = (len(people), len(gatherings))
        return cls(people, gatherings, sparse.csr_array((np.ones(len(ends)), (rows, columns)), shape=shape))
