"""Who spans the boundaries between groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sna.analyse.brokerage import brokerage
from sna.analyse.paths import between
from sna.analyse.reach import outside
from sna.chance import FEWEST, SLACK, groups_met, same_group
from sna.network import Network, one_mode

if TYPE_CHECKING:
    import networkx as nx

MEASURES = ("between_groups", "groups_reached", "broker_across")
"""The three measures that must agree."""


def spanners(network: Network | nx.Graph, *, by: str, top: float = 0.1) -> pd.DataFrame:
    """Who ties groups that are otherwise weakly tied, by the agreement of three measures.

    The rule: a measure speaks for a person if their value is among the highest tenth (`top`) of all people, above 0,
    and at least what chance gives a person of the same ties. *A boundary-spanner is a person for whom all three
    measures speak.*

    Its limits: it says who stands out here, not how surely. With a few other meetings or a few more missing records
    somebody else may stand out, and there is always a highest tenth, even where nobody holds groups together. It sees
    ties, not what passes along them. Ask before you name anybody.

    Parameters
    ----------
    network
        One-mode network of people; not changed.
    by
        Node column that names the group.
    top
        The share of people counted as the highest, above 0 … 1; at least one, and all who are level with the last.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``), first the people for whom most measures speak:

        - ``group``: the person's own
        - ``between_groups``: pairs of people *of different groups* whose shortest path (a tie is 1 ÷ weight long)
          passes through the person, as for betweenness; ``between_groups_expected``: the mean if labels were dealt out
          at random, which is all pairs × the share of pairs of people who are of different groups
        - ``groups_reached``: other groups with an alter; ``groups_reached_expected``: the mean if the labels of
          everybody outside the own group were dealt out at random, so that it depends on the number of outside alters
        - ``broker_across``: open paths through the person that leave a group (all roles but coordinator);
          ``broker_across_expected``: the mean if the labels of all others were dealt out at random
        - ``agreement``: how many of the three speak for the person, 0 … 3
        - ``spanner``: whether all three do
        - ``note``: why nobody is named: with fewer than 10 people ``agreement`` and ``spanner`` are blank

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    References
    ----------
    Flom, P. L., Friedman, S. R., Strauss, S., & Neaigus, A. (2004). A new measure of linkage between two sub-networks.
    Connections 26(1), 62-70, for paths between groups; Gould, R. V., & Fernandez, R. M. (1989),
    https://doi.org/10.2307/270949, for open paths.

    Examples
    --------
    >>> import networkx as nx
    >>> karate = spanners(nx.karate_club_graph(), by="club")
    >>> karate.index[karate["spanner"].astype(bool)].tolist()
    ['2']
    """
    plain = one_mode(network)
    table = _against_chance(plain, by)
    speaks = pd.DataFrame({name: _speaks(table[name], table[f"{name}_expected"], top) for name in MEASURES})
    agreement = speaks.sum(axis=1).astype("Int64")
    few = len(plain) < FEWEST
    table["agreement"] = pd.NA if few else agreement
    table["spanner"] = pd.NA if few else agreement == len(MEASURES)
    table = table.astype({"agreement": "Int64", "spanner": "boolean"})
    table["note"] = f"fewer than {FEWEST} people: nobody is named" if few else ""
    ranks = table[list(MEASURES)].rank(ascending=False).mean(axis=1)
    order = np.lexsort((np.arange(len(table)), ranks, -agreement.to_numpy(int)))
    return table.iloc[order].rename_axis("node").astype({"note": "str"})


def _against_chance(network: Network, by: str) -> pd.DataFrame:
    labels, names = pd.factorize(network.groups(by), sort=True)
    sizes = np.bincount(labels, minlength=len(names))
    reach, roles = outside(network, by=by), brokerage(network, by=by)
    halved = 1 if network.directed else 2
    every, across = between(network.adjacency(), weighted=True, groups=labels)
    table = pd.DataFrame({"group": network.groups(by)})
    table["between_groups"] = across / halved
    table["between_groups_expected"] = every / halved * (1 - same_group(sizes))
    table["groups_reached"] = reach["groups_reached"]
    table["groups_reached_expected"] = groups_met(sizes, labels, reach["external"].to_numpy())
    table["broker_across"] = roles["total"] - roles["coordinator"]
    table["broker_across_expected"] = roles["total"] - roles["coordinator_expected"]
    return table


def _speaks(value: pd.Series[float], expected: pd.Series[float], top: float) -> pd.Series[bool]:
    last = max(1, round(top * len(value)))
    level = value.nlargest(last).min() if len(value) else 0.0
    slack = SLACK * expected.abs().clip(lower=1.0)
    return (value > 0) & (value >= level - SLACK * max(1.0, level)) & (value >= expected - slack)
