"""Several communities of practice beside each other: how large each is, whom they share, and who joins them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TypeAlias

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.special import gammaln

from sna.analyse.period_pairs import title_order
from sna.chance.co_attendance import CANNOT_TELL, LEVEL
from sna.network import AnyNetwork, Network, TwoMode, one_mode

ABOVE, BELOW, UNCLEAR = "more than chance", "fewer than chance", "not to be told from chance"
Sets: TypeAlias = Mapping[str, Sequence[str]]
"""Name of a community, or of a medium → the ids of its people."""
EVERY = "all communities"
"""The row of all of them together."""
MOST_COPS = 400
"""With more communities the paths between them are not counted."""


def _sets(network: Network, enrolled: Sets | None) -> dict[str, set[str]]:
    """Give who belongs to each community; without a statement, whoever was at one of its gatherings."""
    if enrolled is not None:
        return {name: {*enrolled[name]} for name in sorted(enrolled)}
    meetings = network.behind
    if meetings is None or "community" not in meetings.gatherings:
        return {}
    names = meetings.gatherings["community"]
    presence = {name: meetings.incidence[:, (names == name).to_numpy(bool)].sum(axis=1) > 0 for name in {*names} - {""}}
    return {name: {*meetings.people.index[presence[name]]} for name in sorted(presence)}


def cops(network: AnyNetwork, *, enrolled: Sets | None = None, without: Sequence[str] = ()) -> pd.DataFrame:
    """How large each community of practice is, who comes to its gatherings, and who came again.

    Parameters
    ----------
    network
        Network of the meetings over the whole time with the attendance behind it, whose gatherings say in a column
        ``community`` whose they are (blank: an event, counted for none) and in ``period`` to which period they belong.
        Ties do not matter; not changed.
    enrolled
        Community → the ids of those who belong to it; None: whoever was at one of its gatherings.
    without
        Ids of the conveners.

    Returns
    -------
    pd.DataFrame
        One row per community (index ``cop``), in the order of their names, and one of ``"all communities"``; none where
        there is none:

        - ``people``: who belongs to it; ``cop_organisations``, ``cop_sectors``: of how many they are, known ones
        - ``held``: its gatherings; ``per_gathering``: people at one, on the mean
        - ``conveners_share``: conveners' share of all attendances at them, 0 … 1
        - ``newcomers``: people first at one of them in the last period; blank for a single period
        - ``retention``: of those at one in the period before who could be at one in the last, the share who were
        - ``note``: why something is blank

    Examples
    --------
    >>> from sna.network import TwoMode, project
    >>> meetings = TwoMode.of([("ann", "1"), ("bob", "1"), ("bob", "2"), ("cy", "2")])
    >>> meetings.gatherings["community"] = ["Alpha", "Beta"]
    >>> cops(project(meetings))[["people", "held", "per_gathering"]].to_numpy().tolist()
    [[2, 1, 2.0], [2, 1, 2.0], [3, 2, 2.0]]
    """
    plain = one_mode(network)
    sets, meetings = _sets(plain, enrolled), plain.behind
    sets |= {EVERY: set().union(*sets.values())} if sets else {}
    columns = {
        name: _cop(name, people, plain.nodes, meetings, set(without)) if meetings is not None else {}
        for name, people in sets.items()
    }
    table = pd.DataFrame(
        [*columns.values()], columns=[*_OF_COP, "note"], index=pd.Index([*sets], name="cop", dtype="str")
    )
    table["people"] = [len(people) for people in sets.values()]
    table["note"] = [str(row.get("note", "no meetings are known")) for row in columns.values()]
    counts = dict.fromkeys(("people", "cop_organisations", "cop_sectors", "held", "newcomers"), "Int64")
    return table.astype(dict.fromkeys(_OF_COP, float) | {"note": "str"}).astype(counts)


_OF_COP = [
    "people", "cop_organisations", "cop_sectors", "held", "per_gathering", "conveners_share", "newcomers", "retention",
]  # fmt: skip


def _cop(
    name: str, people: set[str], nodes: pd.DataFrame, meetings: TwoMode, conveners: set[str]
) -> dict[str, float | str]:
    names = meetings.gatherings["community"]
    part = ((names != "") if name == EVERY else (names == name)).to_numpy(bool)
    presence, ids = meetings.incidence.toarray()[:, part] > 0, meetings.people.index
    total = int(presence.sum())
    theirs = nodes[nodes.index.isin(people)]
    row: dict[str, float | str] = {
        f"cop_{column}s": len({*theirs[column]} - {""}) if column in theirs else np.nan
        for column in ("organisation", "sector")
    }
    row |= {"held": int(part.sum()), "per_gathering": total / part.sum() if total else np.nan}
    row["conveners_share"] = presence[ids.isin(conveners)].sum() / total if total and conveners else np.nan
    row |= _flow(presence, meetings, part)
    reasons = {
        "per_gathering": "nobody was at a gathering of its own",
        "conveners_share": "no conveners are named",
        "newcomers": "there is one period",
        "retention": "nobody of the period before could come again",
        "cop_sectors": "sectors are not known",
    }
    notes = [why for column, why in reasons.items() if pd.isna(row[column])]
    return row | {"note": "; ".join(notes)}


def _flow(presence: np.ndarray, meetings: TwoMode, part: np.ndarray) -> dict[str, float]:
    """Count the newcomers of the last period and the share who came again, at a community's own gatherings."""
    blank = {"newcomers": np.nan, "retention": np.nan}
    if "period" not in meetings.gatherings:
        return blank
    of_study = title_order(meetings.gatherings["period"].fillna("").astype("str"), meetings.days())
    if len(of_study) < 2:
        return blank
    period = meetings.gatherings["period"].to_numpy()[part]
    last, before = presence[:, period == of_study[-1]].any(axis=1), presence[:, period == of_study[-2]].any(axis=1)
    earlier = presence[:, period != of_study[-1]].any(axis=1)
    could = np.ones(presence.shape, bool) if meetings.eligible is None else meetings.eligible[:, part]
    able = before & could[:, period == of_study[-1]].any(axis=1)
    share = (able & last).sum() / able.sum() if able.any() else np.nan
    return {"newcomers": int((last & ~earlier).sum()), "retention": float(share)}


# Whom communities, and media, share


def cops_overlap(
    network: AnyNetwork, *, enrolled: Sets | None = None, population: int = 0, media: Sets | None = None
) -> pd.DataFrame:
    """Whom each two communities share, and each community and medium, against chance where it is known who could join.

    Chance is that of somebody who joins one community whether or not they are in another. What it would give follows
    only from how many people could join any. Those who are in one at least are not all who could: held against them
    alone, communities that have nothing to do with each other seem to shun each other.

    Parameters
    ----------
    network
        As for `cops`; not changed.
    enrolled
        Community → the ids of those who belong to it; None: whoever was at one of its gatherings.
    population
        How many people could belong to any; 0 if that is not known.
    media
        Medium → the ids of those who are on it.

    Returns
    -------
    pd.DataFrame
        One row per pair of communities, and per community and medium (index ``cop``, ``cop_other``):

        - ``in_both``: people of both; ``in_cop``, ``in_other``: of each
        - ``jaccard_share``: those in both ÷ those in either, 0 … 1
        - ``hangs_on_one``: whether one person alone is in both
        - ``in_both_expected``: in_cop × in_other ÷ population
        - ``overlap_p``: chance of as many in both, or of any number no likelier (hypergeometric)
        - ``overlap_p_adjusted``: the same, adjusted for the number of rows by Holm's method
        - ``verdict``: *more than chance*, *fewer than chance* if the adjusted p is at most 0.05, *not to be told from
          chance*, *these data cannot tell* where the population is not known
        - ``note``: why something is blank

    Examples
    --------
    >>> both = {"Alpha": ["a", "b", "c"], "Beta": ["c", "d"]}
    >>> row = cops_overlap(Network.of([]), enrolled=both, population=10).loc[("Alpha", "Beta")]
    >>> int(row["in_both"]), float(row["in_both_expected"]), float(row["overlap_p"]), row["verdict"]
    (1, 0.6, 1.0, 'not to be told from chance')
    """
    sets = _sets(one_mode(network), enrolled)
    others = {f"{name} (medium)" if name in sets else name: {*ids} for name, ids in sorted((media or {}).items())}
    every, union = sets | others, set().union(*sets.values())
    pairs = [*combinations(sets, 2), *((cop, medium) for cop in sets for medium in others)]
    rows = {(head, tail): _pair(every[head], every[tail], population, union) for head, tail in pairs}
    index = pd.MultiIndex.from_tuples(list(rows), names=["cop", "cop_other"])
    table = pd.DataFrame(list(rows.values()), columns=_OF_PAIR, index=index)
    table["overlap_p_adjusted"] = holm(table["overlap_p"].to_numpy(float))
    sure = table["overlap_p_adjusted"] <= LEVEL
    more = table["in_both"].astype(float) > table["in_both_expected"].astype(float)
    verdicts = np.select([table["overlap_p"].isna(), ~sure, more], [CANNOT_TELL, UNCLEAR, ABOVE], BELOW)
    table["verdict"] = pd.Series(verdicts, index, dtype="str")
    numbers = dict.fromkeys(("jaccard_share", "in_both_expected", "overlap_p", "overlap_p_adjusted"), float)
    counts = dict.fromkeys(("in_both", "in_cop", "in_other"), int)
    return table.astype(numbers | counts | {"hangs_on_one": bool, "note": "str"})


_OF_PAIR = [
    "in_both", "in_cop", "in_other", "jaccard_share", "hangs_on_one", "in_both_expected", "overlap_p",
    "overlap_p_adjusted", "verdict", "note",
]  # fmt: skip


def _pair(ours: set[str], theirs: set[str], population: int, union: set[str]) -> dict[str, object]:
    both, either = len(ours & theirs), len(ours | theirs)
    row: dict[str, object] = {"in_both": both, "in_cop": len(ours), "in_other": len(theirs)}
    row |= {"jaccard_share": both / either if either else np.nan, "hangs_on_one": both == 1}
    note = _why_untested(population, len(union | theirs))
    if not note and min(len(ours), len(theirs)):
        expected = len(ours) * len(theirs) / population
        row |= {"in_both_expected": expected, "overlap_p": overlap_p(both, len(ours), len(theirs), population)}
    elif not note:
        note = "nobody belongs to one of them"
    return row | {"note": note}


def _why_untested(population: int, union: int) -> str:
    if not population:
        return "how many people could join any is not stated ([study] population)"
    if population < union:
        return f"[study] population states {population} people who could join, fewer than the {union} who belong to any"
    if population == union:
        return "everybody who could join belongs to one"
    return ""


def overlap_p(both: int, head: int, tail: int, population: int) -> float:
    """Give the chance of as many in both of two sets drawn from a population, or of any number that is no likelier.

    Examples
    --------
    >>> overlap_p(2, 2, 2, 4), overlap_p(0, 1, 1, 2)
    (0.3333333333333333, 1.0)
    """
    counts = np.arange(max(0, head + tail - population), min(head, tail) + 1)
    ways = _log_choose(head, counts) + _log_choose(population - head, tail - counts)
    chances = np.exp(ways - ways.max())
    chances /= chances.sum()
    observed = chances[both - counts[0]]
    return float(min(1.0, chances[chances <= observed * (1 + 1e-9)].sum()))


def _log_choose(total: int, chosen: np.ndarray) -> np.ndarray:
    return np.asarray(gammaln(total + 1) - gammaln(chosen + 1) - gammaln(total - chosen + 1))


def holm(p: np.ndarray) -> np.ndarray:
    """Adjust p-values for how many there are, by Holm's method; a blank stays blank.

    Examples
    --------
    >>> holm(np.array([0.04, np.nan, 0.01])).tolist()
    [0.04, nan, 0.02]
    """
    adjusted, places = np.full(len(p), np.nan), np.flatnonzero(~np.isnan(p))
    order = places[np.argsort(p[places], kind="stable")]
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * np.arange(len(order), 0, -1)), 1.0)
    return adjusted


# Who joins them


def cops_joiners(network: AnyNetwork, *, enrolled: Sets | None = None, media: Sets | None = None) -> pd.DataFrame:
    """Who is in two communities or more, or in one and on a medium, and which communities would part without them.

    Parameters
    ----------
    network, enrolled, media
        As for `cops_overlap`.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``) who is in two communities or more, or in one and on a medium:

        - ``cops_joined``: in how many communities they are; ``cop_names``, ``on_media``: which, and on which media
        - ``cop_paths``: through them runs this share of the shortest paths between two communities (a step leads from a
          community to one of its people or back), summed over all pairs of communities
        - ``cop_pairs_lost``: pairs of communities that nothing links without them
        - ``note``: why something is blank

    Examples
    --------
    >>> sets = {"Alpha": ["a", "b"], "Beta": ["b", "c"], "Gamma": ["c"]}
    >>> cops_joiners(Network.of([]), enrolled=sets)[["cops_joined", "cop_paths", "cop_pairs_lost"]].to_numpy().tolist()
    [[2, 2.0, 2], [2, 2.0, 2]]
    """
    sets = _sets(one_mode(network), enrolled)
    others = {name: {*ids} for name, ids in sorted((media or {}).items())}
    homes = {person: [name for name, ids in sets.items() if person in ids] for person in set().union(*sets.values())}
    besides = {person: [name for name, ids in others.items() if person in ids] for person in homes}
    people = sorted(person for person in homes if len(homes[person]) + len(besides[person]) > 1)
    joiners = [person for person in people if len(homes[person]) > 1]
    member = np.array([[person in ids for ids in sets.values()] for person in joiners], bool)
    few = len(sets) <= MOST_COPS
    paths = _paths(member) if few else np.full(len(joiners), np.nan)
    lost = _lost(member) if few else np.full(len(joiners), np.nan)
    table = pd.DataFrame(
        {"cops_joined": [len(homes[person]) for person in people]}, index=pd.Index(people, name="node")
    )
    table.index = table.index.astype("str")
    for name, names in (("cop_names", homes), ("on_media", besides)):
        table[name] = pd.Series(["; ".join(names[person]) for person in people], table.index, dtype="str")
    for name, values in (("cop_paths", paths), ("cop_pairs_lost", lost)):
        table[name] = pd.Series(values, pd.Index(joiners, dtype="str"), dtype=float).reindex(table.index)
    alone = table["cops_joined"] < 2
    table.loc[alone, ["cop_paths", "cop_pairs_lost"]] = 0.0
    table["note"] = pd.Series(
        np.where(table["cop_paths"].isna(), f"more than {MOST_COPS} communities", ""), table.index, dtype="str"
    )
    return table.astype({"cops_joined": int, "cop_pairs_lost": "Int64"})


def _paths(member: np.ndarray) -> np.ndarray:
    """Give of each person the share of shortest paths between two communities that run through them, over all pairs."""
    if not member.size:
        return np.zeros(len(member))
    people, cops_ = member.shape
    shares = np.zeros(people)
    steps, counts = zip(*(_walks(member, start) for start in range(cops_)), strict=True)
    for head, tail in combinations(range(cops_), 2):
        length = steps[head][people + tail]
        if np.isfinite(length):
            through = steps[head][:people] + steps[tail][:people] == length
            shares[through] += (counts[head][:people] * counts[tail][:people])[through] / counts[head][people + tail]
    return shares


def _walks(member: np.ndarray, start: int) -> tuple[np.ndarray, np.ndarray]:
    """Give how many steps each person and each community is from one, and by how many shortest paths."""
    people, number = member.shape
    steps, counts = np.full(people + number, np.inf), np.zeros(people + number)
    steps[people + start], counts[people + start] = 0, 1
    ties = sparse.csr_array(np.block([[np.zeros((people, people)), member], [member.T, np.zeros((number, number))]]))
    front = counts.copy()
    for step in range(1, people + number):
        front = np.where(np.isinf(steps), ties @ front, 0)
        if not front.any():
            break
        steps[front > 0] = step
        counts += front
    return steps, counts


def _lost(member: np.ndarray) -> np.ndarray:
    """Count the pairs of communities that nothing links without each person, and something does with them."""
    linked = _linked(member)
    return np.array([linked - _linked(np.delete(member, place, axis=0)) for place in range(len(member))], float)


def _linked(member: np.ndarray) -> int:
    number = member.shape[1] if member.ndim > 1 else 0
    together = sparse.csr_array(member.T.astype(int) @ member.astype(int)) if len(member) else None
    if together is None or not number:
        return 0
    sizes = np.bincount(connected_components(together, directed=False)[1])
    return int((sizes * (sizes - 1) // 2).sum())
