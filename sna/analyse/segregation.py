"""How far ties keep to groups, by the measures of the literature side by side, each against chance."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd

from sna.analyse.cut_off import q_intervals
from sna.analyse.groups import (
    affordable,
    index_of,
    numbered,
    pair_counts,
    permuted_sums,
    too_thin,
    with_total,
    with_totals,
)
from sna.analyse.indices import assortativity, coleman, freeman, quotient, spectral_permuted, spectral_persons, yules_q
from sna.chance.permutation import deals, middle, p_value, tie_sums
from sna.network import AnyNetwork, Network, one_mode

MEASURES = ("yules_q", "freeman", "coleman", "assortativity", "spectral")
"""The measures of `segregation`; each column has its ``_expected`` and ``_p``."""

_INTERVAL = ("yules_q_low", "yules_q_high")
_SPECTRAL = 199
_MOST = 5_000_000

Pair = tuple[np.ndarray, np.ndarray]
"""Ties across the border and inside: deals × groups."""


class Sums(NamedTuple):
    """Ties by group, one row per deal of the labels, one column per group.

    `external` and `internal` count ties without direction (a tie between two groups is external to both); `own`,
    `leaving` and `coming` count directed ties inside, from and to the group, each undirected tie both ways.
    """

    external: np.ndarray
    internal: np.ndarray
    own: np.ndarray
    leaving: np.ndarray
    coming: np.ndarray


def segregation(network: AnyNetwork, *, by: str, permutations: int = 9_999, seed: int = 0) -> pd.DataFrame:
    """How far ties keep to groups: five measures, each against the labels dealt out at random.

    Parameters
    ----------
    network
        One-mode network of people; not changed. Weights are ignored. Direction matters to Freeman's and Coleman's index
        and the assortativity, which count choices; to the others a pair tied both ways is tied once. Isolates count as
        people who could have been tied.
    by
        Node column that names the group.
    permutations
        How often the labels are dealt out anew; fewer in a network of more than 25,000 ties, and at most 199
        (19 in a very large network) for the spectral index.
    seed
        Start of the random numbers: the same seed gives the same table.

    Returns
    -------
    pd.DataFrame
        One row per group (index ``group``), which is the group against everybody else, and one for the whole network
        (``"all"``). Each is above its expectation if ties keep to the group.

        - ``people``: in the group
        - ``yules_q``: odds of a tie inside against outside, −1 … 1 (all inside)
        - ``yules_q_low``, ``yules_q_high``: its 95 % jackknife interval: one gathering left out at a time where there
          are five or more behind the ties, else one person
        - ``freeman``: share of the ties expected outside that is missing: 1 if none is outside, 0 as by chance,
          negative if more than expected are (Freeman set these to 0; we do not)
        - ``coleman``: inbreeding: the share of the choices left over by chance that stay inside, 1 if all do, 0 as by
          chance; −1 if none stays inside where some should. In ``"all"`` choices and expectations are summed.
        - ``assortativity``: (share of tie ends inside − expected from the ends alone) ÷ (1 − expected), at most 1
        - ``spectral``: the mean of the people's spectral segregation: 1 if nobody has a tie outside, 0 if nobody has
          one inside; isolates left out
        - ``yules_q_expected``, ``freeman_expected``, ``coleman_expected``, ``assortativity_expected``,
          ``spectral_expected``: the mean over the deals (Freeman's is 0 by definition)
        - ``yules_q_p``, ``freeman_p``, ``coleman_p``, ``assortativity_p``, ``spectral_p``: the share of deals at least
          as far from it, (b + 1) ÷ (N + 1)
        - ``note``: why something is blank: no ties; everybody of one group; fewer than 10 people or 3
          gatherings

    Raises
    ------
    NetworkError
        If a node has no value of `by`, or a group is called ``"all"``.

    References
    ----------
    Yule, G. U. (1912), https://doi.org/10.2307/2340126. Freeman, L. C. (1978). Segregation in social networks.
    Sociological Methods & Research 6(4), 411-429. https://doi.org/10.1177/004912417800600401. Coleman, J. S. (1958).
    Relational analysis. Human Organization 17(4), 28-36. https://doi.org/10.17730/humo.17.4.q5604m676260q8n7. Newman,
    M. E. J. (2003). Mixing patterns in networks. Physical Review E 67, 026126.
    https://doi.org/10.1103/PhysRevE.67.026126. Echenique, F., & Fryer, R. G. (2007). A measure of segregation based on
    social interactions. Quarterly Journal of Economics 122(2), 441-485. https://doi.org/10.1162/qjec.122.2.441

    Examples
    --------
    >>> import networkx as nx
    >>> table = segregation(nx.karate_club_graph(), by="club", permutations=99)
    >>> table.loc["all", ["freeman", "assortativity"]].astype(float).round(4).tolist()
    [0.7262, 0.7175]
    """
    plain = one_mode(network)
    labels, names = numbered(plain, by)
    sizes = np.bincount(labels, minlength=len(names))
    times = affordable(permutations, len(plain.ties))
    observed, permuted = (_measures(sums, sizes) for sums in _sums(plain, labels, times, seed))
    ties = plain.undirected().adjacency(None)
    draws = min(times, _SPECTRAL, max(19, _MOST // max(ties.nnz, 1)))
    spectral = spectral_permuted(ties, labels, permutations=draws, seed=seed)
    observed["spectral"], permuted["spectral"] = spectral
    degree = np.asarray(ties.sum(axis=1))
    tied = np.append(np.bincount(labels, degree, minlength=len(names)) > 0, ties.nnz > 0)
    table = pd.DataFrame({"people": np.append(sizes, len(plain))}, index=index_of(names))
    for name in MEASURES:
        table = table.assign(**_against_chance(name, np.where(tied, observed[name][0], np.nan), permuted[name]))
    intervals = q_intervals(plain.undirected(), by).loc[tied, list(_INTERVAL)]
    return _tidy(table.join(intervals), tied, too_thin(plain))


def segregation_person(network: AnyNetwork, *, by: str) -> pd.DataFrame:
    """How far each person is tied to their own group, whose people are tied to their own group, and so on.

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
        - ``spectral``: spectral segregation, 0 (tied to nobody of the own group) or more; 1 for everybody in a group
          without ties outside; above 1 for who is in the middle of a group that keeps to itself; blank for an isolate
        - ``note``: why it is blank

    Raises
    ------
    NetworkError
        If a node has no value of `by`, or a group is called ``"all"``.

    References
    ----------
    Echenique, F., & Fryer, R. G. (2007). A measure of segregation based on social interactions. Quarterly Journal of
    Economics 122(2), 441-485. https://doi.org/10.1162/qjec.122.2.441

    Examples
    --------
    >>> people = Network.of([("ann", "bob", 1.0), ("bob", "cat", 1.0)])
    >>> people.nodes["team"] = ["x", "x", "y"]
    >>> segregation_person(people, by="team")["spectral"].round(3).tolist()
    [0.828, 0.586, 0.0]
    """
    plain = one_mode(network).undirected()
    labels, _names = numbered(plain, by)
    values = spectral_persons(plain.adjacency(None), labels)
    table = pd.DataFrame({"group": plain.groups(by), "spectral": values}).rename_axis("node")
    return table.assign(note=np.where(np.isnan(values), "isolate", "")).astype({"note": "str"})


def _sums(network: Network, labels: np.ndarray, times: int, seed: int) -> tuple[Sums, Sums]:
    """Count the ties by group, for the labels as they are and for those dealt out."""
    pairs = _tie_counts(network.undirected(), labels, times, seed)
    if not network.directed:
        observed, permuted = (Sums(out, own, 2 * own, out + 2 * own, out + 2 * own) for out, own in pairs)
        return observed, permuted
    choices = _tie_counts(network, labels, times, seed)
    batches = [labels[np.newaxis]], deals(labels, times, seed)
    out_degree = np.bincount(network.positions()[0], minlength=len(labels))
    leaving = [_leaving(batch, out_degree, pairs[0][0].shape[1]) for batch in batches]
    observed, permuted = (
        Sums(*pair, own, outgoing, out + 2 * own - outgoing)
        for pair, (out, own), outgoing in zip(pairs, choices, leaving, strict=True)
    )
    return observed, permuted


def _tie_counts(network: Network, labels: np.ndarray, times: int, seed: int) -> tuple[Pair, Pair]:
    """Count the ties across the border of each group and inside it: observed (one row), and for labels dealt out."""
    ends, ones = network.positions(), np.ones(len(network.ties))
    observed = tie_sums(labels[np.newaxis], ends, ones, int(labels.max(initial=-1)) + 1)
    return observed, permuted_sums(labels, ends, ones, partial(deals, times=times, seed=seed))


def _leaving(batches: Iterable[np.ndarray], choices: np.ndarray, groups: int) -> np.ndarray:
    rows = [np.bincount(deal, choices, minlength=groups) for batch in batches for deal in batch]
    return np.array(rows).reshape(len(rows), groups)


def _measures(sums: Sums, sizes: np.ndarray) -> dict[str, np.ndarray]:
    """Give each measure but the spectral: rows × (groups, and all in the last column)."""
    people = sizes.sum()
    (external, internal), pairs = with_totals(sums.external, sums.internal), pair_counts(sizes)
    # Choices: in an undirected network each tie is one both ways, which leaves a share as it is.
    crossing, own = with_totals(sums.leaving + sums.coming - 2 * sums.own, sums.own)
    expected = (crossing + own)[:, -1:] * quotient(pairs[0], np.array(people * (people - 1) / 2))
    by_chance = sums.leaving * quotient(sizes - 1.0, np.array(people - 1.0))
    return {
        "yules_q": yules_q((external, internal), pairs),
        "freeman": freeman(crossing, expected),
        "coleman": coleman(with_total(sums.own), with_total(by_chance), with_total(sums.leaving)),
        "assortativity": _assortativity(sums),
    }


def _assortativity(sums: Sums) -> np.ndarray:
    """Give that of each group against everybody else, and that of all groups."""
    every = sums.leaving.sum(axis=1, keepdims=True)
    outgoing, incoming = quotient(sums.leaving, every), quotient(sums.coming, every)
    apart = every - sums.leaving - sums.coming + 2 * sums.own  # inside the group, or among everybody else
    groups = assortativity(apart, outgoing * incoming + (1 - outgoing) * (1 - incoming), every)
    everybody = assortativity(sums.own.sum(axis=1), (outgoing * incoming).sum(axis=1), every[:, 0])
    return np.column_stack([groups, everybody])


def _against_chance(name: str, observed: np.ndarray, draws: np.ndarray) -> dict[str, np.ndarray]:
    mean = middle(draws)[0] if name != "freeman" else np.zeros(len(observed))
    mean = np.where(np.isnan(observed), np.nan, mean)
    return {name: observed, f"{name}_expected": mean, f"{name}_p": p_value(observed, draws, mean)}


def _tidy(table: pd.DataFrame, tied: np.ndarray, thin: str) -> pd.DataFrame:
    measures, lone = table.columns.drop("people"), table["people"] == 1
    table.loc[lone, measures] = np.nan
    blank = table[measures].isna().any(axis=1)
    table["note"] = np.where(blank, "not every measure is defined here", "")
    only = blank & table[measures.drop(list(_INTERVAL))].notna().all(axis=1)
    table["note"] = table["note"].mask(only, "too few people or ties for an interval")
    table["note"] = table["note"].mask(lone, "one person: no tie inside is possible").mask(~tied, "no ties")
    if thin:
        table[measures], table["note"] = np.nan, f"{thin}: counts only"
    values = [name for measure in MEASURES for name in (measure, f"{measure}_expected", f"{measure}_p")]
    values[1:1] = _INTERVAL
    return table[["people", *values, "note"]].astype({"note": "str"})
