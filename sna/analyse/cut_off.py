"""Which groups are cut off, by a rule that is printed, how sure that is, and on whom a group hangs."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.groups import (
    ALL,
    about_as_busy,
    affordable,
    alters_by_group,
    attendance_of,
    belonging,
    index_of,
    numbered,
    pair_counts,
    permuted_sums,
    redrawn_sums,
    too_thin,
    with_totals,
)
from sna.analyse.indices import yules_q
from sna.chance.permutation import SLACK, Shared, deals, end_sums, outside_groups
from sna.chance.resampling import Scatter, interval, jackknife
from sna.network import AnyNetwork, Network, one_mode

NONE = "no tie outside"
FEW = "fewer ties outside than chance gives 97.5 times in 100, and Yule's Q with its interval above the community's"
NOT = "neither without a tie outside, nor both fewer than by chance and with Yule's Q above the community's"
"""The rules of `cut_off`, as printed: by which a group is cut off (two), or why it is not."""

FEWEST_OMITTED = 5
"""With fewer gatherings than this behind the ties, people are left out, not gatherings."""


def cut_off(
    network: AnyNetwork, *, by: str, elsewhere: Collection[str] = (), permutations: int = 9_999, seed: int = 0
) -> pd.DataFrame:
    """Which groups are cut off from the others in this network, since when, and on whom their ties outside hang.

    A group is cut off *in this network*: of these gatherings or channels, in this time. It may be in touch elsewhere.

    Parameters
    ----------
    network
        One-mode network of people; direction is ignored, and so are weights but for `external_weight`; not changed.
        People without ties count as members of their group.
    by
        Node column that names the group.
    elsewhere
        Ids of people who are also tied to people that are not in this network, because their group is not known: they
        are no isolates, and their group is not without a tie outside.
    permutations
        How often attendance is drawn anew (at most 999 times), or the labels are dealt out anew.
    seed
        Start of the random numbers: the same seed gives the same table.

    Returns
    -------
    pd.DataFrame
        One row per group (index ``group``):

        - ``people``: in the group
        - ``isolates``: of these, people without any tie
        - ``external``, ``external_weight``: ties to people of other groups: their number, and their weights summed
        - ``external_expected``: the mean number by chance. Of ties made by gatherings: attendance drawn anew, with how
          often each person came, how many were at each gathering and who could be there kept. Of other ties: the
          labels dealt out at random among people with about as many ties (ten; among all, in closed form, if there are
          fewer than 20)
        - ``external_fewer_p``: share of these draws with as few ties outside or fewer, (b + 1) ÷ (N + 1)
        - ``fewer_p_adjusted``: share of these draws in which any of the groups has as few, measured in its own standard
          deviations
        - ``yules_q``, ``yules_q_low``, ``yules_q_high``: odds of a tie inside against outside, −1 … 1 (all inside), and
          its 95 % interval: one gathering left out at a time where there are five gatherings or more behind the ties,
          else one person
        - ``isolated``: whether the group is cut off; blank with fewer than 10 people, and where there is no other
          group, unless one of the group is among `elsewhere`: then it is not
        - ``rule``: by what rule: no tie outside; or fewer ties outside than chance gives 97.5 times in 100 *and*
          Yule's Q with its interval above that of the community; else that neither holds
        - ``hangs_on``: the id of the one person who has all ties outside of a group of two or more people; blank
          otherwise
        - ``first_share``: share of the ties outside that run through the person with most, 0 … 1
        - ``last_outside``: day of the last gathering where somebody of the group met somebody of another; blank if
          there was none, or no gathering is behind the ties or dated
        - ``last_attended``: day of the last gathering anybody of the group attended
        - ``note``: why something is blank, and a warning for groups of fewer than 3 people

    Raises
    ------
    NetworkError
        If a node has no value of `by`, or a group is called ``"all"``.

    Notes
    -----
    The intervals are jackknife intervals: of co-attendance T ± t·√((m − 1)/m·Σ(T₋ₑ − T̄)²), m gatherings; of people
    √((n − 2)/(2n)·Σ(T₋ᵢ − T̄)²) after Snijders and Borgatti. No group's verdict is corrected for the number of groups.

    References
    ----------
    Krackhardt, D., & Stern, R. N. (1988), https://doi.org/10.2307/2786835. Yule, G. U. (1912),
    https://doi.org/10.2307/2340126. Snijders, T. A. B., & Borgatti, S. P. (1999). Non-parametric standard errors and
    tests for network statistics. Connections 22(2), 161-170.

    Examples
    --------
    >>> people = Network.of([("ann", "bob", 1.0), ("bob", "cat", 1.0)], nodes=["dan"])
    >>> people.nodes["team"] = ["x", "x", "y", "z"]
    >>> cut_off(people, by="team")["hangs_on"].tolist()
    ['bob', '', '']
    """
    plain = one_mode(network).undirected()
    labels, names = numbered(plain, by)
    ends, sizes = plain.positions(), np.bincount(labels, minlength=len(names))
    crossing = labels[ends[0]] != labels[ends[1]]
    outside = end_sums(ends, crossing.astype(float), len(plain))
    weight = end_sums(ends, plain.ties["weight"].to_numpy() * crossing, len(plain))
    table = pd.DataFrame({"people": sizes}, index=pd.Index(names, name="group", dtype="str"))
    besides = plain.nodes.index.isin(list(elsewhere))
    alone = (end_sums(ends, np.ones(len(crossing)), len(plain)) == 0) & ~besides
    table["isolates"] = np.bincount(labels[alone], minlength=len(names))
    table["external"] = np.bincount(labels, outside, minlength=len(names)).astype(int)
    table["external_weight"] = np.bincount(labels, weight, minlength=len(names))
    redrawn = redrawn_sums(plain, labels, len(names), permutations=permutations, seed=seed)
    if redrawn is not None:
        table = table.assign(**_fewer(table["external"].to_numpy(), redrawn[:, 0]))
    else:
        times = affordable(permutations, len(crossing))
        table = table.assign(**_by_chance(table["external"].to_numpy(), (ends, labels), times, seed))
    table = _ruled(table, q_intervals(plain, by), np.bincount(labels[besides], minlength=len(names)) == 0)
    columns = {**_carried(plain, labels, outside), **_days(plain, labels, names)}
    return _tidy(table.assign(**columns), too_thin(plain))


def _by_chance(
    external: np.ndarray, ties: tuple[tuple[np.ndarray, np.ndarray], np.ndarray], times: int, seed: int
) -> dict[str, np.ndarray]:
    """Compare the ties outside with those of labels dealt out anew; `ties` holds their ends and the labels."""
    (ends, labels), ones = ties, np.ones(len(ties[0][0]))
    expected = Shared.of(ends, ones, len(labels)).moments(outside_groups(np.bincount(labels, minlength=len(external))))
    strata = about_as_busy(ends, len(labels))
    draws = permuted_sums(labels, ends, ones, partial(deals, times=times, seed=seed, strata=strata))[0]
    return _fewer(external, draws) | ({"external_expected": expected[0]} if strata is None else {})


def _fewer(external: np.ndarray, draws: np.ndarray) -> dict[str, np.ndarray]:
    fewer, mean, wide = (draws <= external + 0.5).sum(axis=0), draws.mean(axis=0), np.maximum(draws.std(axis=0), 0.5)
    lowest = ((draws - mean) / wide).min(axis=1, initial=np.inf)[:, np.newaxis]
    as_low = (lowest <= (external - mean) / wide + SLACK).sum(axis=0)
    return {
        "external_expected": mean,
        "external_fewer_p": (fewer + 1) / (len(draws) + 1),
        "fewer_p_adjusted": (as_low + 1) / (len(draws) + 1),
    }


def _ruled(table: pd.DataFrame, intervals: pd.DataFrame, complete: np.ndarray) -> pd.DataFrame:
    """Decide which groups are cut off; `whole` are those of whom nobody has a tie to somebody of an unknown group."""
    table = table.join(intervals.drop(columns="over"))
    high = table["yules_q_low"] > intervals.loc[ALL, "yules_q"]
    few = (table["external_fewer_p"] <= 0.025) & (table["external"] < table["external_expected"])
    none = (table["external"] == 0) & complete
    table["isolated"] = (none | (few & high)).astype("boolean")
    table["rule"] = np.select([none, few & high], [NONE, FEW], NOT)
    return table


def _carried(network: Network, labels: np.ndarray, outside: np.ndarray) -> dict[str, pd.Series]:
    """Say for each group through whom most ties outside run, and whether all of them do."""
    people = pd.DataFrame({"group": labels, "outside": outside, "node": network.nodes.index})
    groups = people.groupby("group")
    total, most = groups["outside"].sum(), groups["outside"].max()
    tied = people[people["outside"] > 0].groupby("group")["node"]
    only = tied.first().where((tied.size() == 1) & (groups.size() > 1)).reindex(total.index).fillna("")
    share = most / total.where(total > 0)
    return {"hangs_on": only.astype("str").array, "first_share": share.array}


def _days(network: Network, labels: np.ndarray, names: pd.Index[str]) -> dict[str, pd.Series]:
    """Give for each group the last days on which it met others, and on which anybody of it came."""
    two_mode = attendance_of(network)
    if two_mode is None:
        return dict.fromkeys(["last_outside", "last_attended"], pd.Series(None, index=names, dtype=object).array)
    own = belonging(labels[network.nodes.index.get_indexer(two_mode.people.index)], len(names))
    people = np.asarray((own.T @ two_mode.incidence).todense())
    contact = (people > 0) & (people.sum(axis=0) > people)
    days = two_mode.days().to_numpy()
    return {"last_outside": _last(contact, days), "last_attended": _last(people > 0, days)}


def _last(presence: np.ndarray, days: np.ndarray) -> pd.api.extensions.ExtensionArray:
    dated = np.flatnonzero([not pd.isna(day) for day in days])
    days_attended = [max((days[place] for place in dated if row[place]), default=None) for row in presence]
    return pd.Series(days_attended, dtype=object).array


def _tidy(table: pd.DataFrame, thin: str) -> pd.DataFrame:
    lone = len(table) < 2
    notes = np.where(table["people"] < 3, "fewer than 3 people: no interval, only the first rule can hold", "")
    table["note"] = pd.Series(notes, index=table.index, dtype="str")
    blank = table[["yules_q", "yules_q_low"]].isna().any(axis=1) & (table["note"] == "")
    table["note"] = table["note"].mask(blank, "no interval of Yule's Q: only the first rule can hold")
    if thin or lone:
        measures = [
            "external_expected",
            "external_fewer_p",
            "fewer_p_adjusted",
            "yules_q",
            "yules_q_low",
            "yules_q_high",
        ]
        table[measures], table["rule"] = np.nan, ""
        unknown = (table["external"] == 0) & ~table["isolated"]  # tied to people of an unknown group
        table["isolated"] = table["isolated"].where(unknown)
        table["note"] = f"{thin}: counts only" if thin else "there is no other group"
    table["note"] = table["note"].mask((table["external"] == 0) & (table["note"] == ""), "no tie outside")
    undated = table["last_attended"].isna()
    table.loc[undated, "note"] = table["note"].where(table["note"] == "", table["note"] + "; ") + "no dated gathering"
    return table.astype({**dict.fromkeys(["rule", "hangs_on", "note"], "str"), "isolated": "boolean"})


class Counted(NamedTuple):
    """Ties and pairs outside and inside, the last column being the whole network, where each stands once."""

    external: np.ndarray
    internal: np.ndarray
    outside: np.ndarray
    inside: np.ndarray

    def q(self) -> np.ndarray:
        """Give Yule's Q."""
        return yules_q((self.external, self.internal), (self.outside, self.inside))


def q_intervals(network: Network, by: str) -> pd.DataFrame:
    """Give Yule's Q of each group and of all, with its 95 % jackknife interval.

    Parameters
    ----------
    network
        Undirected, without ties of a node to itself; each tie counts 1.
    by
        Node column that names the group.

    Returns
    -------
    pd.DataFrame
        One row per group and one for all: ``yules_q``, ``yules_q_low``, ``yules_q_high`` (−1 … 1), and ``over``, what
        was left out one at a time: gatherings if there are five or more and they explain every tie, else people.
        An interval is blank where leaving one out leaves nothing to compare, as with a group of two people.

    References
    ----------
    Snijders, T. A. B., & Borgatti, S. P. (1999). Non-parametric standard errors and tests for network statistics.
    Connections 22(2), 161-170.

    Examples
    --------
    >>> people = Network.of([("a", "b", 1.0), ("c", "d", 1.0), ("b", "c", 1.0)])
    >>> people.nodes["team"] = ["x", "x", "y", "y"]
    >>> q_intervals(people, "team")["yules_q"].round(2).tolist()
    [1.0, 1.0, 1.0]
    """
    labels, names = numbered(network, by)
    ends = network.positions()
    alters = alters_by_group(network, labels, len(names)).toarray()
    counts, rests = _counted(alters, labels), _resting(network, ends)
    if rests is None:
        without = _without_people(counts, alters, labels).q()
        people = len(labels)
        squared = jackknife(without) * (people - 2) / (2 * max(people - 1, 1))  # a tie rests on two people
    else:
        without = _without_gatherings(counts, labels, ends, rests).q()
        squared = jackknife(without)
    low, high = interval(counts.q(), Scatter(squared, np.full(len(squared), max(len(without) - 1, 1))))
    columns = {"yules_q": counts.q(), "yules_q_low": np.maximum(low, -1), "yules_q_high": np.minimum(high, 1)}
    return pd.DataFrame({**columns, "over": "people" if rests is None else "gatherings"}, index=index_of(names))


def _counted(alters: np.ndarray, labels: np.ndarray) -> Counted:
    groups = alters.shape[1]
    sizes = np.bincount(labels, minlength=groups)
    between = np.zeros((groups, groups))
    np.add.at(between, labels, alters)
    internal = np.diag(between) / 2
    external = between.sum(axis=1) - 2 * internal
    return Counted(*with_totals(external, internal), *pair_counts(sizes))


def _without_people(counts: Counted, alters: np.ndarray, labels: np.ndarray) -> Counted:
    """Count again without each person: people × (groups, all)."""
    people, groups = alters.shape
    own = np.eye(groups, dtype=bool)[labels]
    sizes = np.bincount(labels, minlength=groups).astype(float)
    inside = np.where(own, alters, 0.0)
    outside = np.where(own, alters.sum(axis=1, keepdims=True) - inside, alters)
    pairs_in = np.where(own, sizes - 1, 0.0)
    pairs_out = np.where(own, people - sizes, sizes)
    losses = [
        np.column_stack([columns, np.where(own, columns, 0).sum(axis=1)])
        for columns in (outside, inside, pairs_out, pairs_in)
    ]
    return Counted(*(have - less for have, less in zip(counts, losses, strict=True)))


def _without_gatherings(
    counts: Counted, labels: np.ndarray, ends: tuple[np.ndarray, np.ndarray], rests: sparse.csr_array
) -> Counted:
    """Count again without each gathering: gatherings × (groups, all). `rests` says on which alone each tie rests."""
    groups = len(counts.external) - 1
    external, internal = np.zeros((2, rests.shape[1], groups))
    tie, gathering = rests.nonzero()
    tail, head = (labels[end[tie]] for end in ends)
    same = tail == head
    np.add.at(internal, (gathering[same], tail[same]), 1.0)
    for group in (tail, head):
        np.add.at(external, (gathering[~same], group[~same]), 1.0)
    external, internal = with_totals(external, internal)
    return Counted(counts.external - external, counts.internal - internal, counts.outside, counts.inside)


def _resting(network: Network, ends: tuple[np.ndarray, np.ndarray]) -> sparse.csr_array | None:
    """Say on which gathering alone each tie rests: ties × gatherings, an empty row for a tie that rests on several.

    None where gatherings cannot be left out one at a time.
    """
    if network.behind is None:
        return None
    place = network.behind.people.index.get_indexer(network.nodes.index)
    if (place < 0).any():
        return None
    incidence = network.behind.incidence[place]
    incidence = sparse.csr_array(incidence[:, np.flatnonzero(incidence.sum(axis=0) > 1)])
    both = sparse.csr_array(incidence[ends[0]].multiply(incidence[ends[1]]))
    times = np.asarray(both.sum(axis=1))
    if incidence.shape[1] < FEWEST_OMITTED or (times == 0).any():
        return None
    return sparse.csr_array(both.multiply((times == 1)[:, np.newaxis]))
