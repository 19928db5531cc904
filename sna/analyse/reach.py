"""How far people and groups reach beyond their own group."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.groups import alters_by_group, belonging
from sna.analyse.presence import periods
from sna.network import AnyNetwork, Network, one_mode


def outside(network: AnyNetwork, *, by: str, elsewhere: Collection[str] = ()) -> pd.DataFrame:
    """Whom each person is tied to outside their own group.

    Parameters
    ----------
    network
        One-mode network of people; weight and direction are ignored; not changed. An isolate is a person without any
        tie *in this network*: say of which meetings or channel, and when.
    by
        Node column that names the group.
    elsewhere
        Ids of people who are also tied to people that are not in this network, because their group is not known: they
        are no isolates.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``group``: the person's own
        - ``degree``: alters, a count
        - ``external``: alters outside the own group, a count
        - ``groups_reached``: other groups with at least one alter, a count
        - ``isolate``: whether the person has no alter at all, also none whose group is not known

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    Examples
    --------
    >>> import networkx as nx
    >>> outside(nx.karate_club_graph(), by="club").loc["0", ["degree", "external"]].tolist()
    [16, 1]
    """
    plain = one_mode(network).undirected()
    labels, names = pd.factorize(plain.groups(by), sort=True)
    alters = alters_by_group(plain, labels, len(names))
    external = _without_own(alters, labels)
    degree = np.asarray(alters.sum(axis=1)).astype(int)
    table = pd.DataFrame({"group": plain.groups(by), "degree": degree})
    table["external"] = np.asarray(external.sum(axis=1)).astype(int)
    table["groups_reached"] = np.diff(external.indptr).astype(int)
    table["isolate"] = (degree == 0) & ~table.index.isin(list(elsewhere))
    return table.rename_axis("node")


def group_reach(
    network: AnyNetwork, *, by: str, targets: Sequence[str] = (), elsewhere: Collection[str] = ()
) -> pd.DataFrame:
    """How each group is tied to the others, whether that hangs on one person, and which groups are reached at all.

    Parameters
    ----------
    network
        One-mode network of people; weight and direction are ignored; not changed.
    by
        Node column that names the group.
    targets
        The groups the community wants to reach, also those of whom nobody is in the network.
    elsewhere
        Ids of people who are also tied to people that are not in this network, because their group is not known: they
        are no isolates.

    Returns
    -------
    pd.DataFrame
        One row per group (index ``group``):

        - ``people``: in the group
        - ``isolates``: people without any tie
        - ``external``: ties to people of other groups, a count
        - ``people_outside``: people who have such a tie
        - ``groups_reached``: other groups tied to, a count
        - ``single_link``: the id of the one person who has all the group's external ties; blank if nobody or more than
          one person has some
        - ``came``: people who took part: came to a gathering behind the ties, or have a tie where there are none
        - ``reached``: when anybody of the group last took part: ``"this period"`` (the last of the gatherings' column
          `period`), ``"earlier"``, ``"ever"`` where the gatherings are not of two periods or more, or ``"never"``
        - ``reach``: whether the group is one of the `targets`; those without people have a row of 0 people

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    Examples
    --------
    >>> people = Network.of([("ann", "bob", 1.0), ("bob", "cat", 1.0)])
    >>> people.nodes["team"] = ["x", "x", "y"]
    >>> group_reach(people, by="team")["single_link"].tolist()
    ['bob', 'cat']
    """
    plain = one_mode(network).undirected()
    people = outside(plain, by=by, elsewhere=elsewhere)
    labels, names = pd.factorize(people["group"], sort=True)
    external = _without_own(alters_by_group(plain, labels, len(names)), labels)
    people["reaches"] = people["external"] > 0
    table = people.groupby("group").agg(
        people=("degree", "size"),
        isolates=("isolate", "sum"),
        external=("external", "sum"),
        people_outside=("reaches", "sum"),
    )
    table["groups_reached"] = np.diff((belonging(labels, len(names)).T @ external).tocsr().indptr).astype(int)
    only = people[people["reaches"]].reset_index(names="node").groupby("group")["node"].first()
    table["single_link"] = only.where(table["people_outside"] == 1)
    table = table.join(_reached(plain, people))
    return _with_targets(table, targets).astype({"single_link": "str", "reached": "str"})


def _reached(network: Network, people: pd.DataFrame) -> pd.DataFrame:
    """Count for each group who took part, and say when last."""
    spans = periods(network)
    of = people["group"].reindex(spans.people)
    by_group = pd.DataFrame(spans.attendance, index=of.index).groupby(of.to_numpy()).any()
    last = by_group.iloc[:, -1:].any(axis=1) & (len(spans.titles) > 1)
    if network.behind is None:
        took_part = ~people["isolate"]
    else:
        took_part = pd.Series(network.behind.attended() > 0, index=network.behind.people.index).reindex(people.index)
    attended = took_part.eq(True).groupby(people["group"]).sum()
    table = pd.DataFrame({"came": attended, "reached": "never"})
    table.loc[attended > 0, "reached"] = "earlier" if len(spans.titles) > 1 else "ever"
    table.loc[last[last].index, "reached"] = "this period"
    return table


def _with_targets(table: pd.DataFrame, targets: Sequence[str]) -> pd.DataFrame:
    absent = pd.Index(sorted({*targets} - {*table.index}), dtype="str")
    counts = table.columns.drop(["single_link", "reached"])
    rows = pd.DataFrame(0, index=absent, columns=counts).assign(single_link=None, reached="never")
    complete = pd.concat([table, rows.astype(table.dtypes)]) if len(absent) else table
    return complete.assign(reach=complete.index.isin(set(targets))).rename_axis("group")


def _without_own(alters: sparse.csr_array, labels: np.ndarray) -> sparse.csr_array:
    entries = alters.tocoo()
    away = entries.col != labels[entries.row]
    return sparse.csr_array((entries.data[away], (entries.row[away], entries.col[away])), shape=alters.shape)
