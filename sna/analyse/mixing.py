"""Which groups are tied to which, and how mixed people's contacts and the seats of gatherings are."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sna.analyse.groups import alters_by_group, attendance_of, belonging, numbered, standardised, too_thin
from sna.analyse.indices import quotient
from sna.chance.permutation import FEWEST, Shared, between_pairs, directed_between, within_any
from sna.network import AnyNetwork, Network, TwoMode, one_mode


def mixing(network: AnyNetwork, *, by: str) -> pd.DataFrame:
    """How many ties each pair of groups has, against how many chance would give.

    Parameters
    ----------
    network
        One-mode network of people; weights are ignored; not changed.
    by
        Node column that names the group.

    Returns
    -------
    pd.DataFrame
        One row per pair of groups (index ``group``, ``other``), each group with itself included. In a directed network
        the ties lead from ``group`` to ``other``; in an undirected one a pair stands once, in alphabetical order.

        - ``observed``: ties of people, a count
        - ``expected``: its mean when group labels are dealt out at random: all ties × the share of pairs of people
        - ``observed_z``: standard deviations of these deals between observed and expected, signed: both in closed form,
          the mean and the spread over every possible deal. Skewed where less than 5 is expected. Blank with fewer than
          10 people, ties of fewer than 3 gatherings, and where every deal gives the same.
        - ``ratio``: observed ÷ expected, 0 or more, 1 as by chance; blank if nothing is expected
        - ``possible``: pairs of people who could be tied
        - ``share``: observed ÷ possible, 0 … 1; blank if no pair is possible
        - ``note``: why something is blank

        A pair of groups without ties has a row too.

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    Examples
    --------
    >>> import networkx as nx
    >>> mixing(nx.karate_club_graph(), by="club").loc[("Mr. Hi", "Officer"), ["observed", "possible"]].tolist()
    [11, 289]
    """
    plain = one_mode(network)
    labels, names = pd.factorize(plain.groups(by), sort=True)
    sizes, groups = np.bincount(labels, minlength=len(names)), len(names)
    ends = plain.positions()
    observed, possible = _counted((labels[ends[0]], labels[ends[1]]), sizes, directed=plain.directed)
    if plain.directed:
        expected, wide = directed_between(ends, sizes)
    else:
        expected, wide = Shared.of(ends, np.ones(len(ends[0])), len(plain)).moments(between_pairs(sizes))
    rows = np.indices((groups, groups)).reshape(2, -1) if plain.directed else np.array(np.triu_indices(groups))
    matrices = {"observed": observed, "expected": expected, "wide": wide, "possible": possible}
    table = pd.DataFrame({name: matrix[tuple(rows)] for name, matrix in matrices.items()})
    table.index = pd.MultiIndex.from_arrays([names.take(rows[0]), names.take(rows[1])], names=["group", "other"])
    return _against_chance(table, plain)


def _counted(
    groups: tuple[np.ndarray, np.ndarray], sizes: np.ndarray, *, directed: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Count the ties from each group to each, and the pairs of people who could be tied: group × group."""
    source, target = groups if directed else (np.minimum(*groups), np.maximum(*groups))
    observed = np.bincount(source * len(sizes) + target, minlength=len(sizes) ** 2).reshape(len(sizes), len(sizes))
    possible = np.outer(sizes, sizes) - np.diag(sizes)
    return observed, possible if directed else possible - np.diag(np.diag(possible) // 2)


def _against_chance(table: pd.DataFrame, network: Network) -> pd.DataFrame:
    observed, expected = table["observed"].to_numpy(float), table["expected"].to_numpy()
    if len(network) < 2:
        table["expected"] = np.nan
    table["observed_z"] = standardised(observed, expected, table["wide"].to_numpy())
    table["ratio"] = table["observed"] / table["expected"].where(table["expected"] > 0)
    table["share"] = table["observed"] / table["possible"].where(table["possible"] > 0)
    table["note"] = np.where(table["observed_z"].isna(), "chance leaves no choice", "")
    thin = too_thin(network)
    if thin:
        table["observed_z"], table["note"] = np.nan, f"{thin}: no z"
    table["note"] = table["note"].mask(table["possible"] == 0, "no pair is possible")
    columns = ["observed", "expected", "observed_z", "ratio", "possible", "share", "note"]
    return table[columns].astype({"note": "str"})


def contact_diversity(network: AnyNetwork, *, by: str) -> pd.DataFrame:
    """How mixed the groups of each person's alters are, against as many people drawn from all others.

    Parameters
    ----------
    network
        One-mode network of people; direction and weight are ignored; not changed.
    by
        Node column that names the group.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``group``: the person's own
        - ``degree``: alters, a count
        - ``groups_present``: distinct groups among the alters, the own one counted too
        - ``blau``: 1 − Σp², p being the share of each group among the alters: 0 if all are of one group; blank for an
          isolate
        - ``iqv``: `blau` × K ÷ (K − 1), K being the groups of the network, 0 … 1 (as many of each); blank for an
          isolate and if there is one group
        - ``blau_expected``: its mean if as many alters were drawn at random from all others, in closed form
        - ``blau_z``: standard deviations of these draws between the two, signed; blank with fewer than 10 people, ties
          of fewer than 3 gatherings, and where every draw gives the same. One person's z is no verdict: it is not
          tested.
        - ``note``: why something is blank

    Raises
    ------
    NetworkError
        If a node has no value of `by`, or a group is called ``"all"``.

    References
    ----------
    Blau, P. M. (1977). Inequality and Heterogeneity. Free Press. Agresti, A., & Agresti, B. F. (1978). Statistical
    analysis of qualitative variation. Sociological Methodology 9, 204-237. https://doi.org/10.2307/270810

    Examples
    --------
    >>> from sna.network import Network
    >>> people = Network.of([("ann", "bob", 1.0), ("ann", "cat", 1.0)])
    >>> people.nodes["team"] = ["x", "x", "y"]
    >>> contact_diversity(people, by="team")["blau"].tolist()
    [0.5, 0.0, 0.0]
    """
    plain = one_mode(network).undirected()
    labels, names = numbered(plain, by)
    counts = alters_by_group(plain, labels, len(names)).toarray()
    pool = np.bincount(labels, minlength=len(names)) - np.eye(len(names), dtype=int)[labels]
    table = pd.DataFrame({"group": plain.groups(by), "degree": counts.sum(axis=1).astype(int)})
    table = table.assign(**_mixed(counts, pool, too_thin(plain))).rename_axis("node")
    table["note"] = table["note"].mask(table["degree"] == 0, "isolate")
    return table.astype({"note": "str"})


def seat_diversity(network: AnyNetwork, *, by: str) -> pd.DataFrame:
    """How mixed the people at each gathering were, against as many people drawn from those who could have come.

    Parameters
    ----------
    network
        One-mode network of people tied by gatherings; not changed. Without the gatherings behind it there are no rows.
        Attendance of people who are no nodes, or of no known group, does not count.
    by
        Node column that names the group.

    Returns
    -------
    pd.DataFrame
        One row per gathering (index ``gathering``):

        - ``title``, ``on``: what it was called, and its day, where known
        - ``people``: of those in the network, how many were there
        - ``groups_present``: distinct groups among them
        - ``blau``: 1 − Σp², p being the share of each group of those there; blank if nobody was
        - ``iqv``: `blau` × K ÷ (K − 1), K being the groups of the network, 0 … 1; blank if there is one group
        - ``blau_expected``: its mean if as many people were drawn from all who could have been there, in closed form
        - ``blau_z``: standard deviations of these draws between the two, signed: below 0, people came group by group.
          Blank with fewer than 10 people to draw from and where every draw gives the same.
        - ``note``: why something is blank

    Raises
    ------
    NetworkError
        If a node has no value of `by`, or a group is called ``"all"``.

    References
    ----------
    Blau, P. M. (1977). Inequality and Heterogeneity. Free Press. Agresti, A., & Agresti, B. F. (1978). Statistical
    analysis of qualitative variation. Sociological Methodology 9, 204-237. https://doi.org/10.2307/270810

    Examples
    --------
    >>> from sna.network import TwoMode, project
    >>> people = project(TwoMode.of([("ann", "call"), ("bob", "call"), ("ann", "forum"), ("cat", "forum")]))
    >>> people.nodes["team"] = ["x", "x", "y"]
    >>> seat_diversity(people, by="team")["blau"].tolist()
    [0.0, 0.5]
    """
    plain = one_mode(network)
    labels, names = numbered(plain, by)
    two_mode = attendance_of(plain) or TwoMode.of([])
    labels = labels[plain.nodes.index.get_indexer(two_mode.people.index)]
    belongs = belonging(labels, len(names))
    counts = np.asarray((two_mode.incidence.T @ belongs).todense())
    if two_mode.eligible is None:
        pool = np.broadcast_to(np.bincount(labels, minlength=len(names)), counts.shape)
    else:
        pool = np.asarray(two_mode.eligible.T.astype(float) @ belongs.toarray()).astype(int)
    table = two_mode.gatherings.reindex(columns=["title", "on"]).rename_axis("gathering")
    table["people"] = counts.sum(axis=1).astype(int)
    few = f"fewer than {FEWEST} people" if len(labels) < FEWEST else ""
    table = table.assign(**_mixed(counts, pool, few))
    table["note"] = table["note"].mask(table["people"] == 0, "nobody of the network was there")
    return table.astype({"note": "str"})


def blau(counts: np.ndarray) -> np.ndarray:
    """Give Blau's index of counts by group (last axis): 1 − Σp², 0 if all are of one; blank (NaN) of nobody.

    Examples
    --------
    >>> blau(np.array([[2, 2], [4, 0]])).tolist()
    [0.5, 0.0]
    """
    total = counts.sum(axis=-1).astype(float)
    return np.asarray(1 - quotient((counts.astype(float) ** 2).sum(axis=-1), total**2))


def _mixed(counts: np.ndarray, pool: np.ndarray, few: str) -> dict[str, np.ndarray]:
    """Give Blau's index of each row of counts, and that of as many drawn from the same row of the pool."""
    index, sizes = blau(counts), counts.sum(axis=1)
    expected, wide = _blau_by_chance(sizes, pool)
    z = np.full(len(index), np.nan) if few else standardised(index, expected, wide)
    why = f"{few}: no z" if few else "chance leaves no choice"
    kinds = counts.shape[1]
    return {
        "groups_present": (counts > 0).sum(axis=1),
        "blau": index,
        "iqv": index * kinds / (kinds - 1) if kinds > 1 else np.full(len(index), np.nan),
        "blau_expected": np.where(np.isnan(index), np.nan, expected),
        "blau_z": z,
        "note": np.where(np.isnan(z), why, ""),
    }


def _blau_by_chance(sizes: np.ndarray, pool: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give mean and spread of Blau's index of so many drawn from each row of the pool.

    Of k people, Σ(number of a group)² is k + 2 × the pairs of one group: a matter of the ties of a clique.
    """
    mean, wide = np.full((2, len(sizes)), np.nan)
    for size in np.unique(sizes[sizes > 0]):
        rows = sizes == size
        pairs, spread = Shared.clique(int(size)).moments(within_any(pool[rows]))
        mean[rows], wide[rows] = 1 - (size + 2 * pairs) / size**2, 2 * spread / size**2
    return mean, wide
