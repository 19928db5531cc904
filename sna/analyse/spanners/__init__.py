"""Who spans the boundaries between groups, and how surely.

`measures` has the three measures and what chance gives, `stability` what is left of a ranking from half of them.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from sna.analyse.groups import TOO_LARGE, too_thin
from sna.analyse.spanners.measures import MEASURES, TOP, Measured, measured, places, speaking
from sna.analyse.spanners.stability import SURE, affordable_draws, affordable_sources, rank_stability
from sna.errors import NetworkError
from sna.network import AnyNetwork, Network, one_mode

__all__ = ["MEASURES", "spanners"]

LARGEST = 500_000
"""In a network of more ties nobody is named: the fewest draws of halves would take minutes."""


_BLANK = {
    "agreement": "Int64",
    "spanner": "boolean",
    "named": "boolean",
    "stays": "float64",
    "rank": "Int64",
    "rank_best": "Int64",
    "rank_worst": "Int64",
    "band": "Int64",
    "draws": "Int64",
}


def spanners(
    network: AnyNetwork,
    *,
    by: str,
    without: Collection[str] = (),
    draws: int = 200,
    seed: int = 0,
) -> pd.DataFrame:
    """Who ties groups that are otherwise weakly tied, by the agreement of three measures, and how surely.

    The rule: a measure speaks for a person if their value is among the highest tenth of all people, above 0, and at
    least what chance gives a person of the same ties; none speaks for who is above chance in none. *A boundary-spanner
    is a person for whom all three measures speak.* One is *named* only if they are a boundary-spanner also in at least
    80 % of draws in which half of the gatherings are left out, so that people who were at the same gatherings are named
    together or not at all. Who is not sure enough is within a band: among the leading N people in 80 % of the draws.

    Its limits: there is always a highest tenth, even where nobody holds groups together. It sees ties, not what passes
    along them. Ask before you name anybody.

    Parameters
    ----------
    network
        One-mode network of people; not changed. It may be in parts; in a directed network paths follow the ties. If it
        is a projection, gatherings are left out; else the acts that a tie counts (its ``count``), or else ties.
    by
        Node column that names the group.
    without
        Ids of people, such as the conveners, who tie everybody to everybody by their task: the ranking is also made of
        the others alone. Ids of people who are not in the network do not matter.
    draws
        How many times half is left out at most, 1 or more. Drawing stops when it is clear of every boundary-spanner
        whether they are named (`sna.analyse.spanners.stability.clear`), after 40, or half of them, at the
        earliest. In a large network fewer are made, at most 20 in a very large one, and the note says so.
    seed
        Of the random numbers.

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
        - ``named``: whether the person is a spanner here and in at least 80 % of the draws
        - ``stays``: the share of draws in which the person is a spanner, 0 … 1
        - ``rank``: the person's place by the mean of the ranks in the three measures, 1 being the highest
        - ``rank_best``, ``rank_worst``: the interval of that place: the middle 95 % of the draws, and the place itself
        - ``band``: the smallest N such that the person is among the leading N in at least 80 % of the draws
        - ``draws``: how many there were
        - ``spanner_without_conveners``, ``named_without_conveners``: the same among the others; only if `without` names
          somebody, and blank for these
        - ``note``: why something is blank: with fewer than 10 people or 3 gatherings, or more than 500,000 ties,
          nobody is ranked or named

    Raises
    ------
    NetworkError
        If a node has no value of `by`, or `draws` is below 1.

    References
    ----------
    Flom, P. L., Friedman, S. R., Strauss, S., & Neaigus, A. (2004). A new measure of linkage between two sub-networks.
    Connections 26(1), 62-70, for paths between groups; Gould, R. V., & Fernandez, R. M. (1989),
    https://doi.org/10.2307/270949, for open paths; Shao, J., & Wu, C. F. J. (1989). A general theory for jackknife
    variance estimation. The Annals of Statistics 17(3), 1176-1197. https://doi.org/10.1214/aos/1176347263, for halves.

    Examples
    --------
    >>> import networkx as nx
    >>> third = spanners(nx.karate_club_graph(), by="club").loc["2"]
    >>> print(third["agreement"], third["spanner"], third["named"], f"among the leading {third['band']}")
    3 True False among the leading 5
    """
    if draws < 1:
        raise NetworkError(f"At least 1 draw of half the records is needed to name anybody, not {draws}.")
    plain = one_mode(network)
    table = _table(plain, by, draws, seed)
    out = plain.nodes.index.isin(list(without))
    if out.any():
        table = _with_the_others(table, _table(_among(plain, ~out), by, draws, seed), plain.nodes.index[out])
    ranks = table[list(MEASURES)].rank(ascending=False).mean(axis=1)
    order = np.lexsort((np.arange(len(table)), ranks, -table["agreement"].fillna(0).to_numpy(int)))
    return table.iloc[order].rename_axis("node").astype({"note": "str"})


def _table(network: Network, by: str, draws: int, seed: int) -> pd.DataFrame:
    labels = pd.factorize(network.groups(by), sort=True)[0]
    large = f"{TOO_LARGE} (more than {LARGEST:,} ties)" if len(network.ties) > LARGEST else ""
    measures, thin = measured(network.adjacency(), labels, directed=network.directed), too_thin(network) or large
    table = pd.DataFrame({"group": network.groups(by)})
    for place, name in enumerate(MEASURES):
        table[name] = measures.observed[:, place]
        table[f"{name}_expected"] = np.nan if thin else measures.expected[:, place]
    table = table.astype({"groups_reached": int, "broker_across": int})
    if thin:
        return table.assign(**dict.fromkeys(_BLANK, None), note=f"{thin}: nobody is named").astype(_BLANK)
    number = affordable_draws(network, draws)
    note = _less(network, number, draws)
    return table.assign(**_decided(network, labels, measures, (number, seed)), note=note).astype(_BLANK)


def _less(network: Network, number: int, draws: int) -> str:
    """Say what is left out because the network is large."""
    sources = affordable_sources(network)
    fewer = [f"at most {number} draws, not {draws}"] if number < draws else []
    fewer += [f"the paths of {sources} people in each draw"] if sources < len(network) else []
    return f"a large network: named from {', and '.join(fewer)}" if fewer else ""


def _decided(
    network: Network, labels: np.ndarray, measures: Measured, sampling: tuple[int, int]
) -> dict[str, np.ndarray]:
    """Rank everybody and decide who spans boundaries and who may be named."""
    agreement = speaking(measures, TOP).sum(axis=1)
    spanning, place = agreement == len(MEASURES), places(measures.observed)[0]
    staying = rank_stability(network, labels, draws=sampling[0], seed=sampling[1], decided=spanning)
    values = (
        agreement,
        spanning,
        spanning & (staying.stays >= SURE - 1e-9),
        staying.stays,
        place,
        np.minimum(staying.best, place),
        np.maximum(staying.worst, place),
        staying.band,
        np.full(len(place), staying.draws),
    )
    return dict(zip(_BLANK, values, strict=True))


def _with_the_others(table: pd.DataFrame, others: pd.DataFrame, out: pd.Index[str]) -> pd.DataFrame:
    """Add what is found among the others; those who are left out are blank, and the note says why."""
    joined = table.drop(columns="note").join(others[["spanner", "named"]].add_suffix("_without_conveners"))
    own = table["note"].where(~table.index.isin(out), "a convener: not among the others")
    less = others["note"].reindex(table.index).fillna("")
    return joined.assign(note=own.where(own != "", less))


def _among(network: Network, chosen: np.ndarray) -> Network:
    nodes = network.nodes[chosen]
    inside = network.ties["source"].isin(nodes.index) & network.ties["target"].isin(nodes.index)
    return Network(nodes, network.ties[inside], directed=network.directed, behind=network.behind)
