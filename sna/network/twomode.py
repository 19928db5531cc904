"""People × gatherings."""

from __future__ import annotations

from copy import copy
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from sna.errors import NetworkError, shown

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
    eligible
        People × gatherings: False where somebody cannot have been there, because they had not joined or had left.
        None if everybody could have been everywhere. Who was seen somewhere could be there, whatever was declared: such
        a place becomes True.

    Attributes
    ----------
    people, gatherings
        The tables, sorted by id.
    incidence
        People × gatherings in that order: 1 where somebody was there.
    eligible
        As given, in that order; None also if it is True throughout.

    Raises
    ------
    NetworkError
        If an id occurs twice, or a matrix has another shape than the tables.

    Examples
    --------
    >>> TwoMode.of([("ann", "forum"), ("bob", "forum"), ("ann", "call")]).attended().tolist()
    [2, 1]
    """

    def __init__(
        self,
        people: pd.DataFrame,
        gatherings: pd.DataFrame,
        incidence: sparse.csr_array,
        eligible: np.ndarray | None = None,
    ) -> None:
        if incidence.shape != (len(people), len(gatherings)):
            raise NetworkError("The incidence matrix does not have one row per person and one column per gathering.")
        by_person, by_gathering = np.argsort(people.index, kind="stable"), np.argsort(gatherings.index, kind="stable")
        self.people = by_id(people, "person")
        self.gatherings = by_id(gatherings, "gathering")
        self.incidence = _presence(sparse.csr_array(incidence, copy=True)[by_person][:, by_gathering])
        self.eligible: np.ndarray | None = None
        if eligible is not None:
            if eligible.shape != self.incidence.shape:
                raise NetworkError("Who could be where does not have one row per person and one column per gathering.")
            self.eligible = _could(np.asarray(eligible, dtype=bool)[np.ix_(by_person, by_gathering)], self.incidence)

    @classmethod
    def of(cls, pairs: list[tuple[str, str]]) -> TwoMode:
        """Make a two-mode network from (person, gathering) pairs; a pair that occurs twice counts once."""
        return cls._tied(({pair[0] for pair in pairs}, {pair[1] for pair in pairs}), pairs)

    def __repr__(self) -> str:
        people, gatherings = self.incidence.shape
        return f"<TwoMode: {people} people × {gatherings} gatherings, {self.incidence.nnz} attendances>"

    def attended(self) -> np.ndarray:
        """Count the gatherings of each person."""
        return np.diff(self.incidence.indptr)

    def sizes(self) -> np.ndarray:
        """Count the people at each gathering."""
        return np.asarray(self.incidence.sum(axis=0)).ravel().astype(int)

    def pairs(self) -> int:
        """Count the pairs of people who were at the same gathering.

        Examples
        --------
        >>> TwoMode.of([("ann", "forum"), ("bob", "forum"), ("ann", "call")]).pairs()
        1
        """
        together = self.incidence @ self.incidence.T
        return int((together.nnz - np.count_nonzero(together.diagonal())) // 2)

    def days(self) -> pd.Series:
        """Give the day of each gathering, from the column ``on``; blank where it is not known.

        Examples
        --------
        >>> import datetime as dt
        >>> forums = TwoMode.of([("ann", "spring"), ("bob", "autumn")])
        >>> forums.gatherings["on"] = [None, dt.date(2024, 3, 5)]
        >>> forums.days().dropna().to_dict()
        {'spring': datetime.date(2024, 3, 5)}
        """
        if "on" not in self.gatherings.columns:
            return pd.Series(None, index=self.gatherings.index, dtype=object)
        return self.gatherings["on"].astype(object).where(self.gatherings["on"].notna())

    def copy(self) -> TwoMode:
        """Give an independent copy."""
        return TwoMode(self.people.copy(), self.gatherings.copy(), self.incidence, self.eligible)

    def only(self, places: np.ndarray) -> TwoMode:
        """Give the same people at some of the gatherings: those whose entry in `places` is True."""
        could = self.eligible[:, places] if self.eligible is not None else None
        return TwoMode(self.people, self.gatherings[places], self.incidence[:, np.flatnonzero(places)], could)

    def among(self, places: np.ndarray) -> TwoMode:
        """Give some of the people at the same gatherings: those whose entry in `places` is True.

        Examples
        --------
        >>> forum = TwoMode.of([("ann", "forum"), ("bob", "forum"), ("cat", "call")])
        >>> forum.among(np.array([True, False, True])).sizes().tolist()
        [1, 1]
        """
        could = self.eligible[places] if self.eligible is not None else None
        return TwoMode(self.people[places], self.gatherings, self.incidence[np.flatnonzero(places)], could)

    def attended_as(self, incidence: sparse.csr_array) -> TwoMode:
        """Give the same people and gatherings with another attendance: the quick way for many draws.

        The tables are shared with this network, not copied.

        Raises
        ------
        NetworkError
            If the matrix has another shape.
        """
        if incidence.shape != self.incidence.shape:
            raise NetworkError("The incidence matrix does not have one row per person and one column per gathering.")
        other = copy(self)
        other.incidence = _presence(sparse.csr_array(incidence, copy=True))
        other.eligible = _could(self.eligible.copy(), other.incidence) if self.eligible is not None else None
        return other

    def shared(self, ties: pd.DataFrame) -> pd.Series[str]:
        """Name the gatherings both ends of each tie were at, sorted, parted by ``"; "``."""
        source, target = (self.people.index.get_indexer(ties[end]) for end in ("source", "target"))
        both = self.incidence[source].multiply(self.incidence[target]).tocsr()
        both.sort_indices()
        names = self.gatherings.index.to_numpy()[both.indices]
        texts = ["; ".join(names[start:end]) for start, end in pairwise(both.indptr)]
        return pd.Series(texts, index=ties.index, dtype="str")

    def to_networkx(self) -> nx.Graph:
        """Give a two-mode networkx graph; the attribute ``bipartite`` is 0 for people, 1 for gatherings.

        Who could be where has no place in it and stays behind.
        """
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
        ids = set(map(str, first)), {str(node) for node in graph if node not in first}
        return cls._tied(ids, [(str(a), str(b)) if a in first else (str(b), str(a)) for a, b in graph.edges])

    @classmethod
    def _tied(cls, ids: tuple[set[str], set[str]], pairs: list[tuple[str, str]]) -> TwoMode:
        people, gatherings = (pd.DataFrame(index=pd.Index(sorted(names), dtype="str")) for names in ids)
        rows = people.index.get_indexer([person for person, _gathering in pairs])
        columns = gatherings.index.get_indexer([gathering for _person, gathering in pairs])
        if (rows < 0).any() or (columns < 0).any():
            raise NetworkError("A tie joins two people or two gatherings; this graph is not two-mode.")
        shape = len(people), len(gatherings)
        return cls(people, gatherings, sparse.csr_array((np.ones(len(pairs)), (rows, columns)), shape=shape))


def _presence(matrix: sparse.csr_array) -> sparse.csr_array:
    """Give the matrix with 1 wherever it is not 0, its places in order."""
    presence = matrix.astype(float).tocsr()
    presence.sum_duplicates()
    presence.eliminate_zeros()
    presence.data[:] = 1.0
    return presence


def _could(eligible: np.ndarray, incidence: sparse.csr_array) -> np.ndarray | None:
    """Open the places where somebody was; None if all are open."""
    eligible[incidence.nonzero()] = True
    return None if eligible.all() else eligible


def by_id(table: pd.DataFrame, what: str) -> pd.DataFrame:
    """Give a table sorted by its ids, which become text; `what` says what a row is.

    Raises
    ------
    NetworkError
        If an id is missing or occurs twice.
    """
    index = table.index.astype("str").rename("id")
    if index.hasnans or not index.is_unique:
        twice = "" if index.hasnans else f": {shown(index[index.duplicated()][0])!r} stands there twice"
        raise NetworkError(f"Each {what} needs one id of its own{twice}.")
    return table.set_axis(index).sort_index(kind="stable")


def attributes(row: dict[str, object]) -> dict[str, object]:
    """Give what is known of a row: its values that are not missing."""
    return {str(key): value for key, value in row.items() if value is not None and value == value}  # noqa: PLR0124
