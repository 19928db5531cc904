"""Nodes, and ties among them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from scipy import sparse

from sna.errors import NetworkError, nearest, shown
from sna.network.twomode import TwoMode, attributes, by_id

if TYPE_CHECKING:
    import networkx as nx


class Acts(NamedTuple):
    """Who turned to whom on which day, and when a list has people as members.

    Attributes
    ----------
    table
        One row per act: ``source``, ``target``, ``on`` (the day), ``period`` (blank for none).
    spells
        Person → the first and last day of each spell; whom no list names has none.
    meetings
        What the same people attended, where they met as well.
    """

    table: pd.DataFrame
    spells: Mapping[str, Sequence[tuple[dt.date, dt.date]]] = {}
    meetings: TwoMode | None = None


def unknown_column(option: str, value: str, columns: Iterable[object]) -> NetworkError:
    """Say that nodes have no such column, which there are, and which is nearest.

    Examples
    --------
    >>> print(unknown_column("by", "Organistion", ["name", "organisation"]))
    by = 'Organistion' is unknown. Did you mean 'organisation'? It may be: name, organisation.
    """
    names = [*map(str, columns)]
    hint = f"{nearest(str(value), names)}It may be: {', '.join(map(shown, names)) or 'none'}."
    return NetworkError(f"{option} = {shown(value)!r} is unknown. {hint}")


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
    acts
        The dated acts the ties were summed from, where people turned to each other; they are not changed.

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
        self,
        nodes: pd.DataFrame,
        ties: pd.DataFrame,
        *,
        directed: bool = False,
        behind: TwoMode | None = None,
        acts: Acts | None = None,
    ) -> None:
        self.nodes = by_id(nodes, "node")
        self.directed = directed
        self.behind = behind
        self.acts = acts
        ends = self._ends(ties)
        self.ties = self._arranged(ends, ties.drop(columns=["source", "target"]).reset_index(drop=True))

    @classmethod
    def of(
        cls, ties: list[tuple[str, str, float]], *, nodes: list[str] | None = None, directed: bool = False
    ) -> Network:
        """Make a network from (source, target, weight) triples and, if some have no tie, the ids of the nodes."""
        ids = sorted({*(nodes or []), *(tie[0] for tie in ties), *(tie[1] for tie in ties)})
        table = pd.DataFrame(ties, columns=["source", "target", "weight"])
        return cls(pd.DataFrame(index=pd.Index(ids, dtype="str")), table, directed=directed)

    @classmethod
    def at(
        cls,
        nodes: pd.DataFrame,
        ends: tuple[np.ndarray, np.ndarray],
        columns: dict[str, np.ndarray],
        *,
        directed: bool = False,
        behind: TwoMode | None = None,
    ) -> Network:
        """Make a network whose ties are given by row numbers in `nodes`: the quick way for a million ties.

        `ends` holds the rows of the sources and of the targets, `columns` the other columns of the ties, ``weight``
        among them. The same is checked as when the ties are given by id.
        """
        network = cls(nodes, _no_ties(), directed=directed, behind=behind)
        rank = np.argsort(np.argsort(nodes.index, kind="stable"), kind="stable")
        network.ties = network._arranged((rank[ends[0]], rank[ends[1]]), pd.DataFrame(columns))
        return network

    def _ends(self, ties: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        index = self.nodes.index
        source, target = (index.get_indexer(pd.Index(ties[end]).astype("str")) for end in ("source", "target"))
        unknown = np.flatnonzero((source < 0) | (target < 0))
        if len(unknown):
            ends = ties.iloc[int(unknown[0])]
            pair = f"{shown(ends['source'])!r} to {shown(ends['target'])!r}"
            raise NetworkError(f"The tie {pair} names a node that does not exist. Add it to the nodes.")
        return source, target

    def _arranged(self, ends: tuple[np.ndarray, np.ndarray], columns: pd.DataFrame) -> pd.DataFrame:
        source, target = ends if self.directed else (np.minimum(*ends), np.maximum(*ends))
        pair = source.astype(np.int64) * len(self) + target
        if (np.diff(pair) <= 0).any():
            order = np.argsort(pair, kind="stable")
            source, target, pair = source[order], target[order], pair[order]
            columns = columns.iloc[order].reset_index(drop=True)
        _check(columns, pair)
        index = self.nodes.index
        table = columns.astype({"weight": float})
        table.insert(0, "source", index.array.take(source))
        table.insert(1, "target", index.array.take(target))
        return table

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
        two_mode = self.behind.copy() if self.behind is not None else None
        return Network(self.nodes.copy(), self.ties.copy(), directed=self.directed, behind=two_mode, acts=self.acts)

    def undirected(self) -> Network:
        """Give the network without directions: a pair tied both ways is tied once, its weights summed."""
        if not self.directed:
            return self
        ends, ties = np.sort(np.column_stack(self.positions()), axis=1), self.ties[["weight"]]
        summed = ties.groupby([ends[:, 0], ends[:, 1]])["weight"].sum().reset_index().to_numpy()
        rows = summed[:, :2].astype(int).T
        return Network.at(self.nodes, (rows[0], rows[1]), {"weight": summed[:, 2]}, behind=self.behind)

    def positions(self) -> tuple[np.ndarray, np.ndarray]:
        """Give the row numbers of the two ends of each tie (−1 for an unknown node)."""
        index = self.nodes.index
        return index.get_indexer(self.ties["source"]), index.get_indexer(self.ties["target"])

    def weights(self) -> np.ndarray:
        """Give the strength of each tie, in the order of the ties.

        Examples
        --------
        >>> Network.of([("b", "c", 1.0), ("a", "b", 2.0)]).weights().tolist()
        [2.0, 1.0]
        """
        return np.asarray(self.ties["weight"], dtype=float)

    def counts(self) -> np.ndarray:
        """Say how often the two ends of each tie met, at least 1: the column ``count``, or else the gatherings behind.

        Examples
        --------
        >>> ties = pd.DataFrame({"source": ["a"], "target": ["b"], "weight": [1.0], "via": ["forum; call"]})
        >>> network = Network(pd.DataFrame(index=["a", "b"]), ties)
        >>> network.counts().tolist(), Network(network.nodes, ties.assign(count=5)).counts().tolist()
        ([2], [5])
        """
        counted = "count" in self.ties.columns
        numbers = self.ties["count"] if counted else self.via().fillna("").astype(str).str.count("; ") + 1
        return np.asarray(np.maximum(numbers.to_numpy(int), 1))

    def triples(self) -> list[tuple[str, str, float]]:
        """Give the ties as `of` takes them: source, target, weight.

        Examples
        --------
        >>> Network.of([("b", "c", 1.0), ("a", "b", 2.0)]).triples()
        [('a', 'b', 2.0), ('b', 'c', 1.0)]
        """
        return list(zip(self.ties["source"], self.ties["target"], self.weights().tolist(), strict=True))

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
            raise unknown_column("by", by, self.nodes.columns)
        missing = self.nodes.index[self.nodes[by].isna() | (self.nodes[by] == "")]
        if len(missing):
            raise NetworkError(
                f"{len(missing)} nodes have no {by}, the first is {missing[0]!r}. Name it, or leave them out."
            )
        return self.nodes[by].astype(str)

    @property
    def has_reasons(self) -> bool:
        """Whether the ties themselves say what is behind each, in a column ``via``.

        Examples
        --------
        >>> Network.of([("a", "b", 2.0)]).has_reasons
        False
        """
        return "via" in self.ties.columns

    def via(self) -> pd.Series[str]:
        """Say for each tie which gatherings are behind it: their ids, sorted, parted by ``"; "``."""
        if self.has_reasons:
            return self.ties["via"]
        if self.behind is None:
            return pd.Series("", index=self.ties.index, name="via", dtype="str")
        return self.behind.shared(self.ties).rename("via")

    def to_networkx(self) -> nx.Graph | nx.DiGraph:
        """Give a networkx graph with all node and tie attributes."""
        import networkx as nx

        graph = nx.DiGraph() if self.directed else nx.Graph()
        graph.add_nodes_from((node, attributes(row)) for node, row in self.nodes.to_dict("index").items())
        for row in self.ties.to_dict("records"):
            graph.add_edge(row.pop("source"), row.pop("target"), **attributes(row))
        return graph

    @classmethod
    def from_networkx(cls, graph: nx.Graph | nx.DiGraph) -> Network:
        """Take a networkx graph; ids become text, a missing weight is 1, parallel ties are summed."""
        ids = pd.Index([str(node) for node in graph], dtype="str")
        nodes = pd.DataFrame([dict(data) for _node, data in graph.nodes(data=True)], index=ids)
        rows = [{"weight": 1.0, **data, "source": str(a), "target": str(b)} for a, b, data in graph.edges(data=True)]
        ties = pd.DataFrame(rows, columns=None if rows else ["source", "target", "weight"])
        if graph.is_multigraph() and rows:
            ties = ties.groupby(["source", "target"], as_index=False)["weight"].sum()
        return cls(nodes, ties, directed=graph.is_directed())


AnyNetwork: TypeAlias = "Network | nx.Graph"
"""What an analysis takes: a network of ours, or one of networkx."""


def one_mode(network: AnyNetwork) -> Network:
    """Give the network an analysis reads: a networkx graph is taken over, ties of a node to itself are left out."""
    plain = network if isinstance(network, Network) else Network.from_networkx(network)
    loops = plain.ties["source"] == plain.ties["target"]
    return Network(plain.nodes, plain.ties[~loops], directed=plain.directed) if loops.any() else plain


def _no_ties() -> pd.DataFrame:
    return pd.DataFrame({"source": [], "target": [], "weight": []})


def _check(columns: pd.DataFrame, pair: np.ndarray) -> None:
    if "weight" not in columns.columns:
        raise NetworkError("The ties have no column 'weight'. Give each the weight 1 if they have no strength.")
    weight = columns["weight"]
    if len(pair) and (np.diff(pair) == 0).any():
        raise NetworkError("A pair of nodes is tied twice; sum the weights first.")
    try:
        fine = (weight.astype(float) > 0) & np.isfinite(weight.astype(float))
    except (TypeError, ValueError):
        raise NetworkError(f"A tie's weight must be a number; the first is {shown(weight.iloc[0])!r}.") from None
    if not fine.all():
        raise NetworkError(f"A tie's weight must be above 0 and finite; one is {weight[~fine].iloc[0]}.")
