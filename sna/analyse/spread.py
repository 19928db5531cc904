"""Whether practices spread along contact: who took one up when, and whom they had met that had it."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np
import pandas as pd

from sna.analyse.cops import holm
from sna.analyse.groups import attendance_of, numbered
from sna.chance.co_attendance import CANNOT_TELL, LEVEL
from sna.chance.spread import NEVER, UNDATED, Contact, Days, Record
from sna.chance.spread import spread as result_of
from sna.network import AnyNetwork, Network, one_mode

MORE, UNCLEAR = "more than chance", "not to be told from chance"
EVERY = "all practices"
"""The row of all of them together."""
USUAL = 25
"""Gatherings of more people than this are no contact: a party of fifty is not a meeting."""
FEWEST_PLACES = 5
"""With fewer groups nothing is tested: there are too few orders of them."""
LITTLE = 0.5
"""Found less often than this, spread that is not found says nothing."""
_COUNTS = ["could_take_up", "took_up", "began_it", "took_up_met", "learned_named", "learned_met"]
_FIGURES = ["took_up_met_expected", "spread_score", "spread_p", "spread_p_adjusted", "spread_power", "learned_expected"]
_COLUMNS = ["earliest", "latest", "practice_status", "had_before", "met_before", "from_groups"]
_DAYS = ("earliest", "latest")
_SHARES = ["contact_share", "contact_expected"]


class Practices(NamedTuple):
    """The groups, their contact, and when each took each practice up.

    Attributes
    ----------
    groups
        Names, in order: those of the network and those that took anything up.
    names
        Of the practices.
    record
        Contact and days.
    rows
        Practice × group: ``status`` and ``source``, the group it was learned from; empty where it was not taken up.
    """

    groups: pd.Index[str]
    names: list[str]
    record: Record
    rows: pd.DataFrame

    @classmethod
    def of(cls, network: Network, by: str, adoptions: pd.DataFrame | None) -> Practices | None:
        """Take them from the meetings of a network and a list of adoptions; None where there is nothing to tell."""
        meetings, labelled = attendance_of(network), network.groups(by)
        if meetings is None or adoptions is None or by not in adoptions or labelled.empty:
            return None
        table = adoptions[(adoptions[by] != "") & (adoptions["practice"] != "")]
        if table.empty:
            return None
        labels, own = numbered(network, by)
        groups = pd.Index(sorted({*own, *table[by]}), dtype="str")
        number = groups.get_indexer(own)[labels[network.nodes.index.get_indexer(meetings.people.index)]]
        contact = contact_of(network, number, len(groups))
        names = sorted({*table["practice"]})
        days = [_days(table[table["practice"] == name], by, groups) for name in names]
        end = max([int(contact.days.max(initial=0)), *(int(part.latest[part.takers].max(initial=0)) for part in days)])
        start = min([end, *(int(part.earliest[part.takers].min(initial=end)) for part in days)])
        free = np.asarray(contact.presence[:, contact.days <= (start + end) // 2].any(axis=1))
        source = f"learned_{by}" if f"learned_{by}" in table else "learned_from"
        ordered = table.assign(source=table[source], on=_as_text(table["earliest"]))
        ordered = ordered.sort_values(["practice", by, "on", "status", "source"], kind="stable")
        every = pd.MultiIndex.from_product([names, groups], names=["practice", "group"])
        rows = ordered.groupby(["practice", by])[["status", "source"]].agg(_latest).reindex(every).fillna("")
        return cls(groups, names, Record(contact, days, end, free), rows)


def _as_text(values: pd.Series) -> pd.Series:
    return values.map(lambda value: "" if pd.isna(value) else str(value))


def _latest(values: pd.Series) -> str:
    """Give the last of the texts that is none; the rows stand in order of time."""
    return next((value for value in reversed([*values]) if value), "")


def contact_of(network: Network, number: np.ndarray, groups: int, *, people: bool = False) -> Contact:
    """Give at which dated gatherings of few people somebody, or how many `people`, of each group was, by their days.

    `number` says the group of each person behind the network, of which only its own are looked at.
    """
    meetings = attendance_of(network)
    assert meetings is not None
    assert network.behind is not None
    days = np.array([UNDATED if pd.isna(day) else day.toordinal() for day in meetings.days()], dtype=int)
    usual = np.flatnonzero((network.behind.sizes() <= USUAL) & (days != UNDATED))
    usual = usual[np.argsort(days[usual], kind="stable")]
    presence = np.zeros((groups, len(usual)))
    person, gathering = meetings.incidence[:, usual].nonzero()
    np.add.at(presence, (number[person], gathering), 1.0)
    return Contact(presence if people else np.minimum(presence, 1.0), days[usual])


def _days(rows: pd.DataFrame, by: str, groups: pd.Index[str]) -> Days:
    earliest, latest = np.full(len(groups), NEVER), np.full(len(groups), NEVER)
    places = groups.get_indexer(rows[by])
    for place, first, final in zip(places, rows["earliest"], rows["latest"], strict=True):
        if pd.isna(first) or pd.isna(final):
            earliest[place] = UNDATED if earliest[place] == NEVER else earliest[place]
        elif earliest[place] in {NEVER, UNDATED} or first.toordinal() < earliest[place]:
            earliest[place], latest[place] = first.toordinal(), final.toordinal()
    return Days(earliest, latest)


def spread(network: AnyNetwork, *, by: str, adoptions: pd.DataFrame | None = None) -> pd.DataFrame:
    """When each group took each practice up, and how much of its contact had been with groups that had it.

    Contact is that somebody of both was at the same gathering of 25 people or fewer before the day it was taken up. Who
    took it up in the same month, quarter or year, as far as the dates say, is no source.

    Parameters
    ----------
    network
        Network of the whole time with the attendance behind it, whose gatherings have days. Ties do not matter; not
        changed.
    by
        Node column that names the group.
    adoptions
        Who took what up: ``practice``, ``earliest``, ``latest`` (days, or blank), ``status`` and the column `by`;
        ``learned_from``, or ``learned_`` and the name of that column, is the group it was learned from.

    Returns
    -------
    pd.DataFrame
        One row per practice and group (index ``practice``, ``group``), also of those that have not taken it up:

        - ``earliest``, ``latest``: between which days it was; blank if it was not, or nobody knows when
        - ``practice_status``: the last that is known: *tried*, *in use*, *stopped*; empty if it was not taken up
        - ``had_before``: groups that surely had it before; ``met_before``: those of them it had met
        - ``from_groups``: these, the one met most often first
        - ``contact_share``: share of its contact that was with them, 0 … 1; ``contact_expected``: the same had it
          been no more with them than that of groups still without it, by how often each came. It may lie below 0
        - ``note``: why something is blank

    Examples
    --------
    >>> network = Network.of([("ann", "bob", 1.0)])
    >>> network.nodes["team"] = ["x", "y"]
    >>> spread(network, by="team").shape[0]
    0
    """
    practices = Practices.of(one_mode(network), by, adoptions)
    index, rows = pd.MultiIndex.from_tuples([], names=["practice", "group"]), list[dict[str, object]]()
    if practices:
        index = practices.rows.index
        rows = [
            _row(practices, number, place, str(practices.rows["status"].iloc[number * len(practices.groups) + place]))
            for number in range(len(practices.names))
            for place in range(len(practices.groups))
        ]
    table = pd.DataFrame(rows, columns=[*_COLUMNS, *_SHARES, "note"], index=index)
    texts = dict.fromkeys(("practice_status", "from_groups", "note"), "str") | dict.fromkeys(_DAYS, object)
    return table.astype(texts | dict.fromkeys(("had_before", "met_before"), "Int64") | dict.fromkeys(_SHARES, float))


def _row(practices: Practices, number: int, place: int, status: str) -> dict[str, object]:
    days, groups = practices.record.practices[number], practices.groups
    day = int(days.earliest[place])
    row: dict[str, object] = {
        **dict.fromkeys(_COLUMNS, ""),
        **dict.fromkeys(_DAYS),
        **dict.fromkeys(_SHARES, np.nan),
        "practice_status": status,
    }
    row |= {"had_before": pd.NA, "met_before": pd.NA, "note": "not taken up by the end of the record"}
    if day == UNDATED:
        return row | {"note": "nobody knows when it was taken up"}
    if day == NEVER:
        return row
    shares, usual = practices.record.contact.before(day)
    had = days.latest < day
    free = practices.record.free
    excess, without = (shares - usual) @ had, ~had & (days.earliest != UNDATED) & free
    sources = np.flatnonzero(had & (shares[place] > 0))
    sources = sources[np.lexsort((sources, -shares[place, sources]))]
    first, last = (dt.date.fromordinal(int(end[place])) for end in (days.earliest, days.latest))
    row |= {"earliest": first, "latest": last, "had_before": int(had.sum()), "met_before": len(sources)}
    row["from_groups"] = "; ".join(groups[sources])
    if not had.any():
        return row | {"note": "nobody surely had it before"}
    if not free[place]:
        return row | {"contact_share": shares[place] @ had, "note": "came too late to be compared"}
    expected = usual[place] @ had + excess[without].mean()
    return row | {"contact_share": shares[place] @ had, "contact_expected": expected, "note": ""}


def spread_summary(
    network: AnyNetwork, *, by: str, adoptions: pd.DataFrame | None = None, permutations: int = 9_999, seed: int = 0
) -> pd.DataFrame:
    """Whether each practice, and all together, went to groups that had met those who had it, more than luck gives.

    Groups are dealt out anew over the places of the contact, each with all that it took up and when; who comes often,
    and who is quick in everything, make no spread. That groups are alike, or that somebody told them all, may: what
    came first need not be the cause.

    Parameters
    ----------
    network, by, adoptions
        As for `spread`.
    permutations
        How often groups are dealt out; every order once where there are no more, fewer among many groups.
    seed
        Start of the random numbers.

    Returns
    -------
    pd.DataFrame
        One row per practice (index ``practice``) and one of all (``"all practices"``); none where there is none:

        - ``could_take_up``: groups that are compared: they came in the first half of the time from when the first was
          taken up to the end; ``took_up``: those of them that did; ``began_it``: those of these before whom nobody
          surely had it. Of all practices: summed
        - ``took_up_met``: of the others, how many had met one that had it; ``took_up_met_expected``: the mean of the
          deals
        - ``spread_score``: by how many standard deviations the contact of those who took it up was more with those who
          had it than that of groups still without it, by how often each came
        - ``spread_p``: share of deals with a score at least as high, (b + 1) ÷ (N + 1); one-sided
        - ``spread_p_adjusted``: adjusted for the number of practices by Holm's method, and doubled where there are
          several, since they are looked at singly and together
        - ``spread_power``: how often spread would be found (p of at most 0.05) were a practice taken up within a month
          with a chance of 0.5 % by itself, and of 26 % where all contact is with groups that have it
        - ``learned_named``: how many say from which group they have it; ``learned_met``: how many of these had met it
          before; ``learned_expected``: how many had, were it any other of those compared
        - ``verdict``: *more than chance* if the adjusted p is at most 0.05; *these data cannot tell* if not and the
          power is below one half; *not to be told from chance*
        - ``note``: why something is blank

    Notes
    -----
    ``benchmarks/spread.py`` prints how often the verdict errs and how often it finds what was planted.

    References
    ----------
    Valente, T. W. (1996). Social network thresholds in the diffusion of innovations. Social Networks 18(1), 69-89.
    https://doi.org/10.1016/0378-8733(95)00256-1

    Examples
    --------
    >>> network = Network.of([("ann", "bob", 1.0)])
    >>> network.nodes["team"] = ["x", "y"]
    >>> spread_summary(network, by="team").shape[0]
    0
    """
    practices = Practices.of(one_mode(network), by, adoptions)
    names = [*practices.names, EVERY] if practices else []
    table = pd.DataFrame(
        index=pd.Index(names, name="practice", dtype="str"), columns=[*_COUNTS, *_FIGURES], dtype=float
    )
    table["verdict"], table["note"] = CANNOT_TELL, ""
    if practices:
        _fill_counts(table, practices)
        _fill_learned(table, practices)
        _fill_test(table, practices, permutations, seed)
    texts = dict.fromkeys(("verdict", "note"), "str")
    return table.astype(dict.fromkeys(_COUNTS, "Int64") | dict.fromkeys(_FIGURES, float) | texts)


def _fill_counts(table: pd.DataFrame, practices: Practices) -> None:
    days = practices.record.practices
    free = practices.record.free
    counts = {
        "could_take_up": [int(free.sum())] * len(days),
        "took_up": [int(((part.earliest < NEVER) & free).sum()) for part in days],
        "began_it": [int((part.origins & free).sum()) for part in days],
    }
    for column, values in counts.items():
        table[column] = [*values, sum(values)]


def _fill_learned(table: pd.DataFrame, practices: Practices) -> None:
    """Count who says from which group they have it, and had met it: the stronger evidence, where it was asked."""
    totals, size, free = np.zeros(3), len(practices.groups), practices.record.free
    for number, (name, days) in enumerate(zip(practices.names, practices.record.practices, strict=True)):
        sources = practices.groups.get_indexer(practices.rows["source"].iloc[number * size : (number + 1) * size])
        counts = np.zeros(3)
        for place in np.flatnonzero((sources >= 0) & (sources != np.arange(size)) & days.takers & free):
            contacts = practices.record.contact.before(int(days.earliest[place]))[0][place] > 0
            counts += [1, contacts[sources[place]], (contacts & free).sum() / (free.sum() - 1)]
        table.loc[name, ["learned_named", "learned_met", "learned_expected"]] = counts
        totals += counts
    table.loc[EVERY, ["learned_named", "learned_met", "learned_expected"]] = totals


def _fill_test(table: pd.DataFrame, practices: Practices, permutations: int, seed: int) -> None:
    if practices.record.free.sum() < FEWEST_PLACES:
        table["note"] = f"fewer than {FEWEST_PLACES} groups to compare: counts only"
        return
    result = result_of(practices.record, permutations=permutations, seed=seed)
    table["took_up_met"], table["took_up_met_expected"] = result.touching, result.touching_expected
    table["spread_score"], table["spread_p"], table["spread_power"] = result.value, result.p, result.power
    several = 2 if len(practices.names) > 1 else 1
    singly = np.minimum(several * holm(result.p[:-1]), 1.0)
    table["spread_p_adjusted"] = [*singly, min(several * result.p[-1], 1.0)]
    adjusted = table["spread_p_adjusted"]
    table["verdict"] = np.where(adjusted <= LEVEL, MORE, np.where(table["spread_power"] < LITTLE, CANNOT_TELL, UNCLEAR))
