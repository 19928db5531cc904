"""How far groups and people keep to themselves."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from sna.analyse.groups import (
    about_as_busy,
    affordable,
    index_of,
    numbered,
    pair_counts,
    permuted_sums,
    redrawn_sums,
    spread,
    standardised,
    too_thin,
    with_totals,
)
from sna.analyse.indices import e_i, yules_q
from sna.chance.permutation import Shared, deals, end_sums, middle, p_value, same_group, tie_sums, within_any
from sna.network import AnyNetwork, Network, one_mode

Probabilities = tuple[np.ndarray, np.ndarray, np.ndarray]
"""That two, three and four ends of ties are of such groups, as `sna.chance.permutation` gives them."""


_COUNTS = ["people", "external", "internal", "external_returned", "internal_returned"]
_BOUNDS = ["ei_lowest", "ei_highest", "ei_rescaled"]


def ei_index(
    network: AnyNetwork, *, by: str, weighted: bool = False, permutations: int = 9_999, seed: int = 0
) -> pd.DataFrame:
    """How far each group's ties stay inside it, against what its size alone would give.

    Parameters
    ----------
    network
        One-mode network of people; not changed. Where ties have a direction each counts as it points: a pair tied both
        ways has two ties.
    by
        Node column that names the group, such as ``"organisation"``.
    weighted
        Whether to sum the weights of ties; otherwise each tie counts 1, as in Krackhardt and Stern and in UCINET.
    permutations
        How often attendance is drawn anew (at most 999 times, in a large community less often); of contacts, how
        often the labels are dealt out anew (fewer in a network of more than 25,000 ties, but at least 199 times).
    seed
        Start of the random numbers: the same seed gives the same table.

    Returns
    -------
    pd.DataFrame
        One row per group (index ``group``) and one for the whole network (``"all"``):

        - ``people``: in the group
        - ``external``, ``internal``: ties, counts (or sums of weights). A tie between two groups is external to both,
          so it counts twice in the rows of groups and once in ``"all"``.
        - ``external_returned``, ``internal_returned``: how many of them are returned, counts; only where ties have a
          direction
        - ``ei``: (external − internal) ÷ (external + internal), −1 (all inside) … 1; blank for a group without ties
        - ``ei_expected``: its mean by chance, −1 … 1. Of ties made by gatherings: attendance drawn anew, with how often
          each person came, how many were at each gathering and who could be there kept. Of other ties: the
          group labels dealt out at random among people with about as many ties (ten; among all if there are fewer than
          20, or if `weighted`, then for ``"all"`` in closed form)
        - ``ei_z``: standard deviations of the draws between `ei` and `ei_expected`, signed; blank where every draw
          gives the same. Skewed in small groups: judge by `p`.
        - ``ei_low``, ``ei_high``: between these lie the middle 95 % of the draws
        - ``ei_lowest``, ``ei_highest``: the bounds that the sizes and the number of ties allow; blank if `weighted`
        - ``ei_rescaled``: position between these bounds, −1 … 1; blank if they coincide
        - ``yules_q``: odds of a tie inside against outside, −1 … 1 (all inside), free of sizes and density; counts
          pairs, tied either way or not, also if `weighted`; blank where there is no pair inside or outside, or no tie
        - ``p``: share of draws at least as far from expectation, (b + 1) ÷ (N + 1)
        - ``note``: why something is blank

        With fewer than 10 people, or ties of fewer than 3 gatherings, there are counts only.

    Raises
    ------
    NetworkError
        If a node has no value of `by`, or a group is called ``"all"``.

    References
    ----------
    Krackhardt, D., & Stern, R. N. (1988). Informal networks and organizational crises.
    Social Psychology Quarterly 51(2), 123-140. https://doi.org/10.2307/2786835

    Examples
    --------
    >>> import networkx as nx
    >>> float(ei_index(nx.karate_club_graph(), by="club", permutations=99).loc["all", "ei"].round(4))
    -0.7179
    """
    pairs = TiedPairs.of(one_mode(network), weighted=weighted)
    plain, ends = pairs.network, pairs.ends
    labels, names = numbered(plain, by)
    sizes = np.bincount(labels, minlength=len(names))
    (external, internal), tied, returned = (
        [part[0] for part in with_totals(*tie_sums(labels[np.newaxis], ends, values, len(names)))]
        for values in (pairs.strength, np.ones(len(pairs.ties)), 2.0 * (pairs.ties > 1))
    )
    table = pd.DataFrame({"people": np.append(sizes, len(plain)), "external": external, "internal": internal})
    if pairs.ways > 1:
        table["external_returned"], table["internal_returned"] = (part.astype(int) for part in returned)
    table["ei"] = e_i(external, internal)
    redrawn = None
    if not weighted and pairs.ways == 1:
        redrawn = redrawn_sums(plain, labels, len(names), permutations=permutations, seed=seed)
    if redrawn is not None:
        draws = e_i(*with_totals(redrawn[:, 0], redrawn[:, 1]))
        table = table.join(_by_chance(table["ei"].to_numpy(), draws))
    else:
        times = affordable(permutations, len(pairs.ties))
        strata = None if weighted else about_as_busy(ends, len(plain))
        dealer = partial(deals, times=times, seed=seed, strata=strata)
        draws = e_i(*with_totals(*permuted_sums(labels, ends, pairs.strength, dealer)))
        closed = 1 - 2 * same_group(sizes), Shared.of(ends, pairs.strength, len(plain)), within_any(sizes)
        table = table.join(_by_chance(table["ei"].to_numpy(), draws, closed if strata is None else None))
    if not weighted:
        table = table.join(_bounds((external, internal), sizes, pairs.ways))
    table["yules_q"] = yules_q((tied[0], tied[1]), pair_counts(sizes))
    return _tidy(table.set_axis(index_of(names)), too_thin(plain), weighted=weighted)


class TiedPairs(NamedTuple):
    """The pairs of people who are tied, whichever way.

    Attributes
    ----------
    network
        Without directions.
    ties
        Of each pair: 2 where each is tied to the other in a network with directions, else 1.
    strength
        What each pair counts: its ties, or their weights summed.
    ways
        How many ties a pair can have.
    """

    network: Network
    ties: np.ndarray
    strength: np.ndarray
    ways: int

    @classmethod
    def of(cls, network: Network, *, weighted: bool) -> TiedPairs:
        """Count the ties of each pair of a network, or sum their weights."""
        plain = network.undirected()
        ties = np.ones(len(plain.ties))
        if network.directed:
            each = network.ties[["source", "target"]].assign(weight=1.0)
            ties = Network(network.nodes, each, directed=True).undirected().weights()
        return cls(plain, ties, plain.weights() if weighted else ties, 2 if network.directed else 1)

    @property
    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """The row numbers of the two people of each pair."""
        return self.network.positions()


def ei_person(network: AnyNetwork, *, by: str, weighted: bool = False) -> pd.DataFrame:
    """How far each person's ties stay inside their own group.

    Parameters
    ----------
    network
        One-mode network of people; not changed. Where ties have a direction, those to the person and from them count.
    by
        Node column that names the group.
    weighted
        Whether to sum the weights of ties; otherwise each counts 1.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``group``: the person's own
        - ``external``, ``internal``: ties to people of other groups and of the same, counts (or sums of weights)
        - ``ei``: (external − internal) ÷ (external + internal), −1 … 1; blank for an isolate
        - ``ei_expected``: its mean when everybody else's labels are dealt out at random; blank for an isolate
        - ``ei_z``: standard deviations of those deals between `ei` and `ei_expected`, signed, in closed form; blank
          with fewer than 10 people or ties of fewer than 3 gatherings, for an isolate, and where every deal gives the
          same
        - ``ei_lowest``, ``ei_highest``: the bounds that the own group's size and the person's number of ties allow;
          blank for an isolate and if `weighted`
        - ``ei_rescaled``: position between these bounds, −1 … 1; blank if they coincide
        - ``note``: why something is blank

        There is no p: a single person's ties are too few to be tested, and a z of one person is no verdict.

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    Examples
    --------
    >>> import networkx as nx
    >>> ei_person(nx.karate_club_graph(), by="club").loc["2", ["external", "internal"]].tolist()
    [4, 6]
    """
    pairs = TiedPairs.of(one_mode(network), weighted=weighted)
    plain, ends, strength = pairs.network, pairs.ends, pairs.strength
    labels, names = numbered(plain, by)
    inside = labels[ends[0]] == labels[ends[1]]
    sums = [end_sums(ends, np.where(side, strength, 0.0), len(plain)) for side in (~inside, inside)]
    table = pd.DataFrame({"group": plain.groups(by), "external": sums[0], "internal": sums[1]})
    table["ei"] = e_i(sums[0], sums[1])
    own = np.bincount(labels, minlength=len(names))[labels]
    squares = end_sums(ends, strength**2, len(plain))
    ei, total = table["ei"].to_numpy(), sums[0] + sums[1]
    thin = too_thin(plain)
    table = table.assign(**_person_by_chance(ei, (total, squares), own))
    table = table.assign(**_person_bounds(np.where(weighted, 0.0, total / pairs.ways), ei, own))
    if thin:
        table["ei_z"] = np.nan
    table["note"] = _person_notes(table, thin, weighted=weighted)
    return _counted(table, weighted=weighted).rename_axis("node").astype({"note": "str"})


def _person_by_chance(ei: np.ndarray, ties: tuple[np.ndarray, np.ndarray], own: np.ndarray) -> dict[str, np.ndarray]:
    """Draw a person's alters, without putting back, from all others: mean and spread of their E-I, by closed form.

    `ties` holds each person's weights, summed, and their squares, summed.
    """
    (total, squares), others = ties, len(own) - 1
    share = (len(own) - own) / max(others, 1)
    between = (total**2 - squares) / max(others - 1, 1)
    width = 2 * np.sqrt(np.maximum(share * (1 - share) * (squares - between), 0.0))
    width = np.divide(width, total, out=np.zeros_like(width), where=total > 0)
    mean = np.where(np.isnan(ei), np.nan, 2 * share - 1)
    return {"ei_expected": mean, "ei_z": standardised(ei, mean, width)}


def _person_bounds(ties: np.ndarray, ei: np.ndarray, own: np.ndarray) -> dict[str, np.ndarray]:
    total = np.where(ties > 0, ties, np.nan)
    highest = 2 * np.minimum(ties, len(own) - own) / total - 1
    lowest = 2 * np.maximum(0, ties - (own - 1)) / total - 1
    room = np.where(highest > lowest, highest - lowest, np.nan)
    return {"ei_lowest": lowest, "ei_highest": highest, "ei_rescaled": 2 * (ei - lowest) / room - 1}


def _person_notes(table: pd.DataFrame, thin: str, *, weighted: bool) -> pd.Series[str]:
    few = f"{thin}: no z" if thin else "chance leaves no choice"
    note = pd.Series(np.where(table["ei_z"].isna(), few, ""), index=table.index, dtype="str")
    if weighted:
        note = note.where(note != "", "weights are summed: no bounds")
    else:
        note = note.mask((note == "") & table["ei_rescaled"].isna(), "no room between the bounds")
    return note.mask(table["ei"].isna(), "isolate")


def _by_chance(
    observed: np.ndarray, draws: np.ndarray, closed: tuple[float, Shared, Probabilities] | None = None
) -> pd.DataFrame:
    """Compare with the draws; `closed` gives, of labels dealt out, the mean of all and its spread in closed form."""
    mean, low, high = middle(draws)
    wide = spread(draws)
    if closed is not None and np.isfinite(observed[-1]):
        mean[-1], wide[-1] = closed[0], 2 * closed[1].moments(closed[2])[1] / closed[1].total
    columns = {"ei_expected": mean, "ei_z": standardised(observed, mean, wide), "ei_low": low, "ei_high": high}
    table = pd.DataFrame({**columns, "p": p_value(observed, draws, mean)})
    table.loc[np.isnan(observed)] = np.nan
    return table


def _bounds(ties: tuple[np.ndarray, np.ndarray], sizes: np.ndarray, ways: int) -> pd.DataFrame:
    """Give the lowest and highest E-I that the pairs allow, each tied so many ways, and the place between."""
    (external, internal), (outside, inside) = ties, np.multiply(ways, pair_counts(sizes))
    count = external + internal
    total = np.where(count > 0, count, np.nan)
    highest = (2 * np.minimum(count, outside) - count) / total
    lowest = (2 * np.maximum(0, count - inside) - count) / total
    room = np.where(highest > lowest, highest - lowest, np.nan)
    table = pd.DataFrame({"ei_lowest": lowest, "ei_highest": highest})
    return table.assign(ei_rescaled=2 * (e_i(external, internal) - lowest) / room - 1)


def _tidy(table: pd.DataFrame, thin: str, *, weighted: bool) -> pd.DataFrame:
    table = table.assign(**dict.fromkeys(_BOUNDS, np.nan)) if weighted else table
    counts = [name for name in _COUNTS if name in table.columns]
    measures = table.columns.drop(counts)
    needed = measures.drop(_BOUNDS) if weighted else measures
    otherwise = "weights are summed: no bounds" if weighted else ""
    table["note"] = np.where(table[needed].isna().any(axis=1), "not every figure is defined here", otherwise)
    table["note"] = table["note"].mask(table["ei"].isna(), "no ties")
    if thin:
        table[measures], table["note"] = np.nan, f"{thin}: counts only"
    columns = [*counts, "ei", "ei_expected", "ei_z", "ei_low", "ei_high", *_BOUNDS, "yules_q", "p", "note"]
    return _counted(table[columns], weighted=weighted).astype({"note": "str"})


def _counted(table: pd.DataFrame, *, weighted: bool) -> pd.DataFrame:
    return table if weighted else table.astype({"external": int, "internal": int})
