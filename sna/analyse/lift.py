"""Which two people met more often, or less, than their attendance alone would give."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sna.analyse.groups import FEWEST_GATHERINGS, TOO_LARGE
from sna.chance.meetings import Meetings, meetings
from sna.chance.permutation import FEWEST
from sna.chance.sdsm import adjusted, two_sided
from sna.network import AnyNetwork, Network, TwoMode, one_mode

SMALL = 0.05
"""The share of false findings allowed."""

MORE, LESS, OPEN = "more often than by chance", "less often than by chance", "these data cannot tell"
"""The verdicts."""

LARGEST = 5_000
"""Among more people than this pairs are not compared: all of them take over 2 GB, and hardly one could stand out."""

_LARGEST_CACHED = 1_000
_CACHE: dict[tuple[object, ...], Meetings] = {}

COLUMNS = ("count_expected", "lift", "lift_p", "lift_p_adjusted", "lift_verdict")

SUMMARY = ("pairs_more", "pairs_less", "pairs_by_chance", "pairs_telling", "pairs_more_adjusted", "pairs_less_adjusted")


def lift(network: AnyNetwork, *, draws: int | None = None, seed: int = 0) -> pd.DataFrame:
    """How often two people met ÷ how often they would by chance, for each tie.

    Chance keeps how many gatherings each person attended, how many people were at each, and who could be where: nobody
    before joining or after leaving. A gathering's seats therefore never overflow. Two people who attend a great deal
    meet a great deal; the lift says whether it is more than that.

    Very few single ties can stand out in a community of ordinary size: `lift_summary` says how few. Lead with tests of
    groups, and read a lift as a description.

    Parameters
    ----------
    network
        One-mode network projected from attendance; direction and weight are ignored; not changed. Everybody who came
        to the gatherings behind it counts, also if no node.
    draws
        How many attendances with the same totals to draw. With 0 the totals are kept as means only, by the stochastic
        degree sequence model; its p are exact and much more cautious (far out some fifteen times as large, because how
        often each of the two comes may vary), and its expectation is somewhat too high in small communities (by 7 % in
        the middle of Davis's 18 women). None: 2,000 up to 100 people, 0 for more.
    seed
        Of the draws.

    Returns
    -------
    pd.DataFrame
        One row per tie (index ``source``, ``target``); none if more than 5,000 people came, as the note of
        `lift_summary` says:

        - ``count``: gatherings both were at
        - ``count_expected``: its mean by chance
        - ``lift``: count ÷ expected, 0 or more, 1 as by chance
        - ``lift_p``: twice the smaller of the two tails, at most 1
        - ``lift_p_adjusted``: adjusted for the number of *all* pairs who could have met, not only of those who did
        - ``lift_verdict``: in words, from the adjusted p at 0.05
        - ``note``: why something is blank: the ties do not come from attendance, there are fewer than 10 people or
          fewer than 3 gatherings, or only one number of meetings is possible

    References
    ----------
    Neal, Z. P. (2014). The backbone of bipartite projections. Social Networks 39, 84-97.
    https://doi.org/10.1016/j.socnet.2014.06.001

    Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical
    Society B 57(1), 289-300. https://doi.org/10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> from sna.network import TwoMode, project
    >>> rows = [f"{place:02}" for place in range(12)]
    >>> calls = TwoMode.of([(row, f"call {place}") for place in range(3) for row in rows if int(row) % 3 != place])
    >>> lift(project(calls), draws=0).loc[("00", "01"), ["count", "count_expected", "lift"]].round(3).tolist()
    [1.0, 1.333, 0.75]
    """
    plain = one_mode(network)
    index = pd.MultiIndex.from_frame(plain.ties[["source", "target"]])
    table = pd.DataFrame({"count": pd.Series(pd.NA, index=index, dtype="Int64")})
    two_mode = _attendance(plain)
    reason = _reason(two_mode)
    if reason.startswith(TOO_LARGE):
        table, two_mode = table.iloc[:0], None
    table = table.assign(**dict.fromkeys(COLUMNS[:-1], np.nan), lift_verdict="", note=reason)
    if two_mode is not None:
        table["count"] = _meeting_counts(plain, two_mode)
        if not reason and len(table):
            _fill(table, _meetings(two_mode, draws, seed), two_mode.people.index)
    return table.astype({"lift_verdict": "str", "note": "str"})


def lift_summary(network: AnyNetwork, *, draws: int | None = None, seed: int = 0) -> pd.DataFrame:
    """How few pairs of people can be told from chance, and how many are.

    Parameters
    ----------
    network, draws, seed
        As for `lift`.

    Returns
    -------
    pd.DataFrame
        One row (index ``network``, ``"all"``):

        - ``pairs_possible``: pairs of people who could have met and whose number of meetings chance can change
        - ``pairs_telling``: those of them for whom the most, or the least, meetings that their attendance allows would
          give a p of 0.05 or less; no others can ever stand out. Blank where nothing is drawn
        - ``pairs_by_chance``: how many pairs would have such a p by chance alone: 0.05 × pairs, at most
        - ``pairs_more``, ``pairs_less``: how many have it, and met more or less than expected
        - ``pairs_more_adjusted``, ``pairs_less_adjusted``: how many have it after adjustment for the number of pairs
        - ``lift_warning``: the same in one sentence
        - ``note``: why something is blank

    Examples
    --------
    >>> from sna.network import TwoMode, project
    >>> rows = [f"{place:02}" for place in range(12)]
    >>> calls = TwoMode.of([(row, f"call {place}") for place in range(3) for row in rows if int(row) % 3 != place])
    >>> lift_summary(project(calls), draws=0).loc["all", "lift_warning"]
    'Of 66 pairs of people, up to 3 would stand out by chance alone; 0 do, and 0 after adjustment for their number.'
    """
    two_mode = _attendance(one_mode(network))
    reason = _reason(two_mode)
    table = pd.DataFrame(pd.NA, index=["all"], columns=["pairs_possible", *SUMMARY], dtype="Int64")
    table = table.rename_axis("network").astype({"pairs_by_chance": float}).assign(lift_warning="", note=reason)
    if two_mode is not None and not reason:
        figures = _figures(_meetings(two_mode, draws, seed))
        for name, value in figures.items():
            table.loc["all", name] = value
        table["lift_warning"] = _warning(figures)
        table["note"] = "" if "pairs_telling" in figures else "nothing drawn: not counted how many pairs can tell"
    return table.astype({"lift_warning": "str", "note": "str"})


def _meetings(two_mode: TwoMode, draws: int | None, seed: int) -> Meetings:
    """Give `sna.chance.meetings.meetings`; `lift` and its summary ask one after the other, and share one answer."""
    if len(two_mode.people) > _LARGEST_CACHED:
        return meetings(two_mode, draws=draws, seed=seed)
    arrays = (*two_mode.incidence.nonzero(), two_mode.eligible)
    contents = (array if array is None else array.tobytes() for array in arrays)
    key = two_mode.incidence.shape, *contents, draws, seed
    pairs = _CACHE.get(key)
    if pairs is None:
        pairs = meetings(two_mode, draws=draws, seed=seed)
        _CACHE.clear()
        _CACHE[key] = pairs
    return pairs


def _attendance(plain: Network) -> TwoMode | None:
    """Give the attendance the ties come from: that in which each tied pair met; None if there is none."""
    two_mode = plain.behind
    complete = two_mode is not None and plain.nodes.index.isin(two_mode.people.index).all()
    return two_mode if two_mode is not None and complete and (_meeting_counts(plain, two_mode) > 0).all() else None


def _reason(two_mode: TwoMode | None) -> str:
    if two_mode is None:
        return "the ties do not come from attendance"
    if (two_mode.attended() > 0).sum() < FEWEST:
        return f"fewer than {FEWEST} people"
    if (two_mode.attended() > 0).sum() > LARGEST:
        return f"{TOO_LARGE}: no lift of pairs among more than {LARGEST:,} people"
    few = (two_mode.sizes() > 0).sum() < FEWEST_GATHERINGS
    return f"fewer than {FEWEST_GATHERINGS} gatherings" if few else ""


def _meeting_counts(plain: Network, two_mode: TwoMode) -> np.ndarray:
    """Count the gatherings both ends of each tie were at."""
    rows = two_mode.people.index.get_indexer(plain.nodes.index)
    source, target = (rows[end] for end in plain.positions())
    return np.asarray(two_mode.incidence[source].multiply(two_mode.incidence[target]).sum(axis=1)).astype(int)


def _fill(table: pd.DataFrame, pairs: Meetings, people: pd.Index) -> None:
    ends = [people.get_indexer(table.index.get_level_values(end)) for end in ("source", "target")]
    keys = pairs.ends[0] * len(people) + pairs.ends[1]
    place = np.searchsorted(keys, np.minimum(*ends) * len(people) + np.maximum(*ends))
    p, corrected = _tested(pairs)
    table["count_expected"] = pairs.expected[place]
    table["lift"] = pairs.together[place] / pairs.expected[place]
    table["lift_p"], table["lift_p_adjusted"] = p[place], corrected[place]
    above = pairs.together[place] > pairs.expected[place]
    table["lift_verdict"] = np.where(corrected[place] <= SMALL, np.where(above, MORE, LESS), OPEN)
    unchanging = np.isnan(p[place])
    table.loc[unchanging, "lift_verdict"] = ""
    table.loc[unchanging, "note"] = "their attendance leaves chance no choice"


def _tested(pairs: Meetings) -> tuple[np.ndarray, np.ndarray]:
    """Give p and its adjusted value for each pair; blank where only one number of meetings is possible."""
    p = two_sided(pairs.at_most, pairs.at_least)
    p[(pairs.at_most >= 1) & (pairs.at_least >= 1)] = np.nan
    return p, adjusted(p)


def _figures(pairs: Meetings) -> dict[str, float]:
    p, corrected = _tested(pairs)
    above = pairs.together > pairs.expected
    number = int((~np.isnan(p)).sum())
    figures: dict[str, float] = {"pairs_possible": number, "pairs_by_chance": SMALL * number}
    for name, values in (("", p), ("_adjusted", corrected)):
        figures[f"pairs_more{name}"] = int(((values <= SMALL) & above).sum())
        figures[f"pairs_less{name}"] = int(((values <= SMALL) & ~above).sum())
    if pairs.draws:
        telling = np.minimum(pairs.never, pairs.always) <= SMALL / 2
        figures["pairs_telling"] = int((telling & ~np.isnan(p)).sum())
    return figures


def _warning(figures: dict[str, float]) -> str:
    """Say how little single pairs can show, in one sentence."""
    raw = figures["pairs_more"] + figures["pairs_less"]
    remaining = figures["pairs_more_adjusted"] + figures["pairs_less_adjusted"]
    can = f" (no more than {figures['pairs_telling']:.0f} ever could)" if "pairs_telling" in figures else ""
    return (
        f"Of {figures['pairs_possible']:.0f} pairs of people, up to {np.floor(figures['pairs_by_chance']):.0f} would "
        f"stand out by chance alone{can}; {raw:.0f} do, and {remaining:.0f} after adjustment for their number."
    )
