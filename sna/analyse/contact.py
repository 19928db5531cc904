"""Whether people still turn to their own group more than to others as busy, and whether less so than before."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from sna.analyse.groups import ALL, index_of, numbered
from sna.chance.co_attendance import CANNOT_TELL, LESS, MORE
from sna.chance.contact import FEWEST_ACTS, FEWEST_WEEKS, LONG, Acts, Contact
from sna.chance.contact import contact as result_of
from sna.chance.permutation import FEWEST
from sna.network import Acts as DatedActs
from sna.network import AnyNetwork, Network, one_mode

OPEN = dt.timedelta(days=91)
"""Somebody first seen within this time of the first act of all may have been there before; so at the end."""
WIDE = 1.1
"""From so much wider an interval it is said why."""
_GROUP = "of a single group there are no p and no interval"
_COUNTS = [
    "people", "weeks_before", "weeks_after", "acts_before", "acts_after", "own_acts_before", "own_acts_after"
]  # fmt: skip
_FIGURES = [
    "contact_before", "contact_before_low", "contact_before_high",
    "contact_after", "contact_after_low", "contact_after_high",
    "contact_change", "contact_change_low", "contact_change_high",
    "group_weight", "p", "widened", "smallest_contact",
]  # fmt: skip


def contact(network: AnyNetwork, *, by: str, permutations: int = 9_999, seed: int = 0) -> pd.DataFrame:
    """How much more people turned to their own group than to somebody else as busy, before and after.

    Who is busy, and whom everybody turns to, is given in each period: a group that writes more among itself because it
    writes more does not prefer itself. The figure is 1 where nobody prefers their own group. Weeks are compared, not
    acts, since one thread makes many. Each group is compared with itself and counts the same in both periods.

    Parameters
    ----------
    network
        Network of the whole time with the `acts` behind it, each of which says in the column ``period`` to which it
        belongs; the first and the last are compared. Whom a list names could act while it has them as a member; others
        from their first act to their last, open at both ends of the record for a quarter. A network without acts gives
        blanks. Ties and their weights do not matter; not changed. A person is of one group throughout.
    by
        Node column that names the group.
    permutations
        How often the weeks are dealt out to the periods anew.
    seed
        Start of the random numbers.

    Returns
    -------
    pd.DataFrame
        One row per group (index ``group``) and one for all of them (``"all"``), of acts between people whose group is
        known:

        - ``people``: who took part in an act of either period; ``weeks_before``, ``weeks_after``: with acts
        - ``acts_before``, ``acts_after``: by people of the group; ``own_acts_before``, ``own_acts_after``: those to
          others of the group
        - ``contact_before``, ``contact_after``: how many times as often people turned to somebody of their group as to
          somebody of another who is as busy; in the row of all with the 95 % intervals ``contact_before_low``,
          ``contact_before_high``, ``contact_after_low``, ``contact_after_high``
        - ``contact_change``: after ÷ before, with ``contact_change_low``, ``contact_change_high``
        - ``group_weight``: how much the group counts in the row of all, 0 … 1
        - ``p``: how often luck alone gives a change as large: the larger of the weeks dealt out to the periods anew and
          of Student's t that allows for weeks near each other being alike
        - ``widened``: how many times as wide the intervals are for that
        - ``smallest_contact``: what `contact_before` would have to fall to for the fall to be found 8 times in 10;
          blank where not even its end would be
        - ``verdict``: *less isolated*, *more isolated* if p is at most 0.05 and `contact_before` (for *more*,
          `contact_after`) is surely above 1; *unchanged within a tenth* if the change surely is; *no evidence of
          change*; *these data cannot tell*
        - ``note``: why something is blank, or what weakens the verdict

        With fewer than 10 people, or in a period 8 weeks with acts or 100 acts, there are counts only.

    Raises
    ------
    NetworkError
        If a node has no value of `by`, or a group is called ``"all"``.

    Notes
    -----
    ``benchmarks/contact.py`` prints how often the verdict errs and how often it finds a change that was planted.

    References
    ----------
    Chung, E., & Romano, J. P. (2013). Exact and asymptotically robust permutation tests. The Annals of Statistics
    41(2), 484-507. https://doi.org/10.1214/13-AOS1090

    Goodman, L. A. (1968). The analysis of cross-classified data: Independence, quasi-independence, and interactions in
    contingency tables with or without missing entries. Journal of the American Statistical Association 63(324),
    1091-1131. https://doi.org/10.2307/2285873

    Examples
    --------
    >>> network = Network.of([("ann", "bob", 1.0)], directed=True)
    >>> network.nodes["team"] = ["x", "y"]
    >>> contact(network, by="team").loc["all", ["verdict", "note"]].tolist()
    ['these data cannot tell', 'no record of when people turned to each other']
    """
    plain = one_mode(network)
    labels, names = numbered(plain, by)
    table = pd.DataFrame(np.nan, index=index_of(names), columns=[*_COUNTS, *_FIGURES])
    table["verdict"], table["note"] = CANNOT_TELL, ""
    if plain.acts is None:
        return _tidy(table, "no record of when people turned to each other")
    acts = _numbered_acts(plain, plain.acts, labels)
    if acts is None:
        return _tidy(table, "no two periods of acts")
    table[_COUNTS] = _counts(acts, len(names))
    if reason := _shortage(acts):
        return _tidy(table, reason)
    result = result_of(acts, permutations=permutations, seed=seed)
    if result is None:
        return _tidy(table, "all acts, or none, are within groups, or no group acts enough in both periods")
    return _tidy(_with_figures(table, result), "")


def _numbered_acts(network: Network, acts: DatedActs, labels: np.ndarray) -> Acts | None:
    """Give the acts of the first and the last period between people of the network; None where there are no two."""
    every = acts.table[acts.table["source"] != acts.table["target"]]
    index = network.nodes.index
    ends = (index.get_indexer(every["source"]), index.get_indexer(every["target"]))
    known = (ends[0] >= 0) & (ends[1] >= 0)
    titles = every.loc[known & (every["period"] != ""), ["on", "period"]].groupby("period")["on"].min().sort_values()
    if len(titles) < 2:
        return None
    chosen = known & every["period"].isin([titles.index[0], titles.index[-1]]).to_numpy()
    days = np.array([day.toordinal() for day in every["on"]])
    last = (every["period"] == titles.index[-1]).to_numpy()
    mondays = days - (days - 1) % 7
    weeks, week = np.unique(np.column_stack([last, mondays])[chosen], axis=0, return_inverse=True)
    sightings = np.concatenate(ends), np.concatenate([days, days])
    could = could_act(network, acts, sightings, (weeks[:, 1], weeks[:, 1] + 6))
    for end in ends:  # who acted could, whatever a list says
        could[end[chosen], week.ravel()] = True
    return Acts(ends[0][chosen], ends[1][chosen], week.ravel(), labels, weeks[:, 0] == 1, could)


def could_act(
    network: Network, acts: DatedActs, sightings: tuple[np.ndarray, np.ndarray], spans: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    """Tell who could act in which stretch of days: by the list, else from when they were first seen to the last time.

    `sightings` holds rows of people (−1 for nobody of the network) and the days on which they were; `spans` the first
    and the last days of the stretches.
    """
    people, (person, day), (start, end) = len(network), sightings, spans
    first, final, somebody = np.full(people, day.max()), np.full(people, day.min()), person >= 0
    np.minimum.at(first, person[somebody], day[somebody])
    np.maximum.at(final, person[somebody], day[somebody])
    since = np.where(first <= day.min() + OPEN.days, 0, first)[:, np.newaxis]
    until = np.where(final >= day.max() - OPEN.days, dt.date.max.toordinal(), final)[:, np.newaxis]
    could = (since <= end) & (start <= until)
    for row, name in enumerate(network.nodes.index):
        if spells := acts.spells.get(name, ()):
            inside = [(a.toordinal() <= end) & (start <= b.toordinal()) for a, b in spells]
            could[row] = np.logical_or.reduce(inside)
    return np.asarray(could)


def _counts(acts: Acts, groups: int) -> np.ndarray:
    """Count, group by group and last over all, people, weeks, acts, and acts within the group."""
    taking_part = np.unique(np.concatenate([acts.tail, acts.head]))
    columns = [np.bincount(acts.labels[taking_part], minlength=groups)]
    weeks = [np.full(groups, part) for part in (int((~acts.last).sum()), int(acts.last.sum()))]
    sums = [
        np.bincount(acts.labels[acts.tail[chosen]], minlength=groups)
        for within in (np.ones(len(acts.tail), bool), acts.same)
        for chosen in (within & ~acts.last[acts.week], within & acts.last[acts.week])
    ]
    table = np.column_stack([*columns, *weeks, *sums]).astype(float)
    whole = table.sum(axis=0)
    whole[1:3] = [(~acts.last).sum(), acts.last.sum()]
    return np.vstack([table, whole])


def _shortage(acts: Acts) -> str:
    """Say what there is too little of for a comparison; empty if there is enough."""
    people = np.unique(np.concatenate([acts.tail, acts.head]))
    number = [int((acts.last[acts.week] == last).sum()) for last in (False, True)]
    if len(people) < FEWEST:
        return f"fewer than {FEWEST} people: counts only"
    if len(np.unique(acts.labels[people])) < 2:
        return "all people are of one group"
    if min((~acts.last).sum(), acts.last.sum()) < FEWEST_WEEKS:
        return f"fewer than {FEWEST_WEEKS} weeks with acts in a period"
    return f"fewer than {FEWEST_ACTS} acts in a period" if min(number) < FEWEST_ACTS else ""


def _with_figures(table: pd.DataFrame, result: Contact) -> pd.DataFrame:
    names = table.index[:-1]
    before, after = result.groups
    change = np.divide(after, before, out=np.full_like(after, np.nan), where=before > 0)
    columns = ["contact_before", "contact_after", "contact_change", "group_weight"]
    table.loc[names, columns] = np.column_stack([before, after, change, result.weight])
    alone = table.loc[names, "contact_before"].isna()
    table.loc[names, "note"] = np.where(alone, "too few acts to compare the group", _GROUP)
    table.loc[names, "verdict"] = ""
    figures = {"group_weight": 1.0, "p": result.p, "widened": result.widened}
    figures["smallest_contact"] = np.nan if result.smallest is None else result.smallest
    for name, interval in zip(("before", "after", "change"), result.ratios[:3], strict=True):
        for end, value in zip(("", "_low", "_high"), interval, strict=True):
            figures[f"contact_{name}{end}"] = value
    table.loc[ALL, list(figures)] = list(figures.values())
    table.loc[ALL, ["verdict", "note"]] = [result.verdict, _weakness(result)]
    return table


def _weakness(result: Contact) -> str:
    """Say why a change is not called one, or what weakens the verdict."""
    if result.verdict == CANNOT_TELL:
        return "people did not surely turn to their own group more than to others as busy"
    if result.wanders and result.widened > WIDE:
        return "how much people turn to their own group went up and down over weeks: intervals are wider for it"
    if result.verdict in {LESS, MORE} and min(result.weeks) < LONG:
        return "in so few weeks a preference that goes up and down cannot be seen: intervals are wider for it"
    if result.widened > WIDE:
        return "weeks near each other were alike: intervals are wider for it"
    return "not even a complete end of it would surely have been found" if result.smallest is None else ""


def _tidy(table: pd.DataFrame, reason: str) -> pd.DataFrame:
    if reason:
        table["note"] = reason
    return table.astype(dict.fromkeys(_COUNTS, "Int64") | dict.fromkeys(["verdict", "note"], "str"))
