"""Networks as two tables and a sparse matrix.

`Network` is one-mode: nodes, and ties among them. `TwoMode` is people × gatherings. Nodes are always sorted by id and
ties by their ends, so no result depends on the order in which anything was read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from sna.errors import NetworkError

if TYPE_CHECKING:
    import networkx as nx


class Network:
    """A one-mode network.

    Parameters
    ----------
    nodes
        One row per node; the index holds the ids (text, unique).
    ties
        One row per tie with the columns ``source``, ``target``, ``weight`` (strength, more is closer, above 0) and
        whatever else is known. In an undirected network a pair stands once, smaller id first.
    directed
        Whether the ties have a direction.
    behind
        The people × gatherings network the ties were projected from, so that `via` can say why each is there.

    Raises
    ------
    NetworkError
        If an id occurs twice, a tie names an unknown node, a pair occurs twice, or a weight is not above 0.

    Examples
    --------
    >>> network = Network.of([("b", "a", 2.0)], nodes=["c"])
    >>> network.adjacency().toarray().tolist()
    [[0.0, 2.0, 0.0], [2.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """

    def __init__(
        self, nodes: pd.DataFrame, ties: pd.DataFrame, *, directed: bool = False, behind: TwoMode | None = None
    ) -> None:
        self.nodes = nodes.sort_index().rename_axis("id")
        self.directed = directed
        self.behind = behind
        self.ties = _ordered(ties, directed=directed)
        self._check()

    @classmethod
    def of(
        cls, ties: list[tuple[str, str, float]], *, nodes: list[str] | None = None, directed: bool = False
    ) -> Network:
        """Make a network from (source, target, weight) triples and, if some have no tie, the ids of the nodes."""
        ids = sorted({*(nodes or []), *(tie[0] for tie in ties), *(tie[1] for tie in ties)})
        table = pd.DataFrame(ties, columns=["source", "target", "weight"]).astype({"weight": float})
        return cls(pd.DataFrame(index=pd.Index(ids, dtype="str")), table, directed=directed)

    def _check(self) -> None:
        if not self.nodes.index.is_unique:
            twice = self.nodes.index[self.nodes.index.duplicated()][0]
            raise NetworkError(f"The node {twice!r} occurs twice.")
        source, target = self.positions()
        if (source < 0).any() or (target < 0).any():
            where = int(np.flatnonzero((source < 0) | (target < 0))[0])
            ends = self.ties.iloc[where]
            raise NetworkError(f"The tie {ends['source']!r} to {ends['target']!r} names a node that does not exist.")
        if self.ties.duplicated(["source", "target"]).any():
            raise NetworkError("A pair of nodes is tied twice; sum the weights first.")
        if not (self.ties["weight"] > 0).all():
            raise NetworkError("A tie's weight must be above 0.")

    def __len__(self) -> int:
        """Give the number of nodes."""
        return len(self.nodes)

    def __eq__(self, other: object) -> bool:
        """Tell whether two networks have the same tables."""
        if not isinstance(other, Network):
            return NotImplemented
        same = self.directed == other.directed and self.nodes.equals(other.nodes)
        return same and self.ties.equals(other.ties)

    __hash__ = None  # type: ignore[assignment]  # tables change identity, not value

    def __repr__(self) -> str:
        kind = "directed" if self.directed else "undirected"
        return f"<Network {kind}: {len(self.nodes)} nodes, {len(self.ties)} ties>"

    def copy(self) -> Network:
        """Give an independent copy."""
        return Network(self.nodes.copy(), self.ties.copy(), directed=self.directed, behind=self.behind)

    def positions(self) -> tuple[np.ndarray, np.ndarray]:
        """Give the row numbers of the two ends of each tie (−1 for an unknown node)."""
        index = self.nodes.index
        return index.get_indexer(self.ties["source"]), index.get_indexer(self.ties["target"])

    def adjacency(self, weight: str | None = "weight") -> sparse.csr_array:
        """Give the n × n matrix of a tie column in node order, symmetric if undirected; 1 for each tie if None."""
        source, target = self.positions()
        values = np.ones(len(self.ties)) if weight is None else self.ties[weight].to_numpy(float)
        if not self.directed:
            mirrored = source != target
            source, target = np.r_[source, target[mirrored]], np.r_[target, source[mirrored]]
            values = np.r_[values, values[mirrored]]
        return sparse.csr_array((values, (source, target)), shape=(len(self), len(self)))

    def groups(self, by: str) -> pd.Series[str]:
        """Give each node's group.

        Raises
        ------
        NetworkError
            If there is no such column, or a node has no value in it.
        """
        if by not in self.nodes.columns:
            known = ", ".join(map(str, self.nodes.columns)) or "none"
            raise NetworkError(f"The nodes have no column {by!r}; there are: {known}.")
        missing = self.nodes.index[self.nodes[by].isna() | (self.nodes[by] == "")]
        if len(missing):
            raise NetworkError(
                f"{len(missing)} nodes have no {by}, the first is {missing[0]!r}. Name it, or leave them out."
            )
        return self.nodes[by].astype(str)

    def via(self) -> pd.Series[str]:
        """Say for each tie which gatherings are behind it: their ids, sorted, parted by ``"; "``."""
        if "via" in self.ties.columns:
            return self.ties["via"]
        if self.behind is None:
            return pd.Series("", index=self.ties.index, name="via", dtype="str")
        return self.behind.shared(self.ties).rename("via")

    def to_networkx(self) -> nx.Graph | nx.DiGraph:
        """Give a networkx graph with all node and tie attributes."""
        import networkx as nx

        graph = nx.DiGraph() if self.directed else nx.Graph()
        graph.add_nodes_from((node, _attributes(row)) for node, row in self.nodes.to_dict("index").items())
        for row in self.ties.to_dict("records"):
            graph.add_edge(row.pop("source"), row.pop("target"), **_attributes(row))
        return graph

    @classmethod
    def from_networkx(cls, graph: nx.Graph | nx.DiGraph) -> Network:
        """Take a networkx graph; ids become text, a missing weight is 1, parallel ties are summed."""
        nodes = pd.DataFrame([dict(data) for _node, data in graph.nodes(data=True)])
        nodes.index = pd.Index([str(node) for node in graph], dtype="str")
        rows = [{"weight": 1.0, **data, "source": str(a), "target": str(b)} for a, b, data in graph.edges(data=True)]
        ties = pd.DataFrame(rows, columns=None if rows else ["source", "target", "weight"])
        if graph.is_multigraph() and rows:
            ties = ties.groupby(["source", "target"], as_index=False)["weight"].sum()
        return cls(nodes, ties.astype({"weight": float}), directed=graph.is_directed())


class TwoMode:
    """People × gatherings.

    Parameters
    ----------
    people, gatherings
        One row per person, one per gathering; the indexes hold the ids.
    incidence
        People × gatherings, 1 where somebody was there, in the order of the two tables.
    """

    def __init__(self, people: pd.DataFrame, gatherings: pd.DataFrame, incidence: sparse.csr_array) -> None:
        by_person, by_gathering = np.argsort(people.index, kind="stable"), np.argsort(gatherings.index, kind="stable")
        self.people = people.iloc[by_person].rename_axis("id")
        self.gatherings = gatherings.iloc[by_gathering].rename_axis("id")
        self.incidence = sparse.csr_array(incidence)[by_person][:, by_gathering].tocsr()
        self.incidence.sort_indices()
        if self.incidence.shape != (len(people), len(gatherings)):
            raise NetworkError("The incidence matrix does not have one row per person and one column per gathering.")

    @classmethod
    def of(cls, pairs: list[tuple[str, str]]) -> TwoMode:
        """Make a two-mode network from (person, gathering) pairs; a pair that occurs twice counts once."""
        people, gatherings = sorted({pair[0] for pair in pairs}), sorted({pair[1] for pair in pairs})
        rows = pd.Index(people, dtype="str").get_indexer([pair[0] for pair in pairs])
        columns = pd.Index(gatherings, dtype="str").get_indexer([pair[1] for pair in pairs])
        matrix = sparse.csr_array((np.ones(len(pairs)), (rows, columns)), shape=(len(people), len(gatherings)))
        matrix.data[:] = 1.0
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

    def shared(self, ties: pd.DataFrame) -> pd.Series[str]:
        """Name the gatherings both ends of each tie were at, sorted, parted by ``"; "``."""
        index = self.people.index
        ends = zip(index.get_indexer(ties["source"]), index.get_indexer(ties["target"]), strict=True)
        names, cut = self.gatherings.index.to_numpy(), self.incidence.indptr
        theirs = [self.incidence.indices[cut[row] : cut[row + 1]] for row in range(len(index))]
        said = ["; ".join(names[np.intersect1d(theirs[a], theirs[b], assume_unique=True)]) for a, b in ends]
        return pd.Series(said, index=ties.index, dtype="str")

    def to_networkx(self) -> nx.Graph:
        """Give a two-mode networkx graph; the attribute ``bipartite`` is 0 for people, 1 for gatherings."""
        import networkx as nx

        graph = nx.Graph()
        for part, table in enumerate((self.people, self.gatherings)):
            rows = table.to_dict("index").items()
            graph.add_nodes_from((node, {**_attributes(row), "bipartite": part}) for node, row in rows)
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


def _ordered(ties: pd.DataFrame, *, directed: bool) -> pd.DataFrame:
    ties = ties.copy()
    if not directed and len(ties):
        swap = (ties["source"] > ties["target"]).to_numpy()
        ties.loc[swap, ["source", "target"]] = ties.loc[swap, ["target", "source"]].to_numpy()
    return ties.sort_values(["source", "target"], kind="stable", ignore_index=True)


def _attributes(row: dict[str, object]) -> dict[str, object]:
    return {str(key): value for key, value in row.items() if value is not None and value == value}  # noqa: PLR0124
