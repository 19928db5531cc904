"""Whether people of one group still come together more than by chance, adjusted for who comes, and whether less so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import comb

from sna.analyse.groups import ALL, index_of, numbered
from sna.analyse.period_pairs import WHO, PeriodPair, period_pair
from sna.chance.co_attendance import (
    CANNOT_TELL,
    FEWEST_INFORMATIVE,
    LEVEL,
    STREAK,
    CoAttendance,
    attendance_change,
    seats_full,
)
from sna.chance.co_attendance import co_attendance as result_of
from sna.chance.permutation import FEWEST
from sna.chance.residuals import FEWEST_IN_STRATUM, Attendance
from sna.chance.robustness import bounds as bounds_of
from sna.chance.sdsm import distinct_rows
from sna.network import AnyNetwork, one_mode

KINDS = ("mode", "host")
"""What may make gatherings of different kinds: people of one group may prefer one of them."""
BALANCE = 0.2
"""Where not every gathering says its kind, kinds are left alone if their shares in the periods are as close as this."""
FEW_PLACES = 0.1
"""Where fewer places are filled, pairs are found by them, else by kinds of people."""
SATURATED, YEAR = 0.9, 12
"""Where more of the pairs who could meet do so, in both periods, nobody can be seen to keep apart; in so many,
because in enough of them every pair meets."""

_EVERYBODY_MET = "nearly every pair of people who could meet did: nobody can be seen to keep apart"
_ONE_KNOWN = "all whose group is known are of one group"
_GROUP = "of a single group there are no p and no interval"
_VERDICTS = ["verdict", "verdict_without_largest"]
_COUNTS = ["people", "gatherings_before", "gatherings_after"]
_FIGURES = [
    "together_before", "together_before_low", "together_before_high",
    "together_after", "together_after_low", "together_after_high",
    "together_change", "together_change_low", "together_change_high",
    "across_before", "across_after", "group_weight", "p", "p_odds", "p_times", "streak_p", "smallest_found",
    "came_before", "came_after", "came_p", "pairs_met_before", "pairs_met_after",
    "without_largest_before", "without_largest_after",
]  # fmt: skip
_BOUNDS = [
    "unregistered_before", "unregistered_after",
    *(f"{what}_{end}" for what in ("before", "after", "change") for end in ("lowest", "highest")),
]  # fmt: skip


class Sample(NamedTuple):
    """Those who could come in both periods at the gatherings of both, whether either's seem full, and the days."""

    attendance: Attendance
    full: tuple[bool, bool]
    days: np.ndarray

    @classmethod
    def of(cls, pair: PeriodPair, groups: pd.Series[str], names: pd.Index[str]) -> Sample:
        """Take the people and gatherings of two periods; `groups` are of people, `names` of all groups there are."""
        two_mode, last = pair.two_mode, ~pair.before
        days = two_mode.days().map(_ordinal).to_numpy(float)
        order = np.argsort(days, kind="stable")
        sizes = two_mode.sizes()
        seats = two_mode.gatherings["seats"].astype(float).to_numpy() if "seats" in two_mode.gatherings else None
        first, final = (seats_full(sizes[part], None if seats is None else seats[part]) for part in (~last, last))
        same = pair.among(WHO[0]).two_mode
        came, could = same.incidence.toarray() > 0, same.eligible
        labels = names.get_indexer(groups.reindex(same.people.index))
        alone = labels < 0  # their group is not known: each is one of their own
        labels[alone] = len(names) + np.arange(alone.sum())
        member = labels[:, np.newaxis] == np.arange(len(names) + alone.sum())
        could = np.ones_like(came) if could is None else could
        attendance = Attendance(came, could, member, last, _kinds(two_mode.gatherings, last))
        return cls(attendance.at(order), (first, final), days[order])

    def without(self, gathering: int) -> Sample:
        """Leave out one gathering."""
        rest = np.arange(len(self.attendance.last)) != gathering
        return self._replace(attendance=self.attendance.at(rest), days=self.days[rest])

    @property
    def gatherings(self) -> tuple[int, int]:
        """How many informative gatherings each period has."""
        return _per_period(self.attendance)

    @property
    def largest(self) -> int:
        """Which gathering most people came to."""
        return int(self.attendance.presence.sum(axis=0).argmax())

    def pairs_met(self) -> tuple[float, float]:
        """Give the share of the pairs who could meet in the first, in the last period, who did."""
        first, last = (_pairs_met(period) for period in self.attendance.periods)
        return first, last

    @property
    def saturated(self) -> bool:
        """Whether nearly every pair who could meet did, in both periods."""
        return min(self.pairs_met()) > SATURATED

    def shortage(self) -> str:
        """Say what there is too little of for a comparison."""
        people, sizes = len(self.attendance.member), self.attendance.member.sum(axis=0)
        if people < FEWEST:
            return f"fewer than {FEWEST} people: counts only"
        if (sizes > 0).sum() < 2:
            return "all people are of one group"
        if min(_per_period(self.attendance._replace(kind=np.zeros_like(self.attendance.kind)))) < FEWEST_INFORMATIVE:
            met = f"; {_EVERYBODY_MET}" if self.saturated else ""
            return f"fewer than {FEWEST_INFORMATIVE} gatherings in a period at which some were and some were not{met}"
        if min(self.gatherings) < FEWEST_INFORMATIVE:
            return f"fewer than {FEWEST_IN_STRATUM} gatherings of one kind in both periods: the kind changed with them"
        return "no group of which two people might have come in both periods"


def _per_period(attendance: Attendance) -> tuple[int, int]:
    telling = attendance.informative()
    return int((telling & ~attendance.last).sum()), int((telling & attendance.last).sum())


def _ordinal(day: dt.date | None) -> float:
    return float(day.toordinal()) if day is not None and day == day else np.inf  # noqa: PLR0124 - NaT


def co_attendance(network: AnyNetwork, *, by: str, permutations: int = 9_999, seed: int = 0) -> pd.DataFrame:
    """How often people of one group were at the same gathering for each time expected, before and after.

    Expected is what follows from how often everybody came and how many were at each gathering, period by period: a
    group that comes more often is together more often, and that is no preference. The figure is 1 where everybody
    comes for themselves. Each group is compared with itself and counts the same in both periods.

    Parameters
    ----------
    network
        Network of the whole time, tied by gatherings: the ``gatherings`` of its `behind` say in the column ``period``
        to which period they belong; the first and the last are compared. Gatherings of one ``mode``, and at one
        ``host``, are compared with each other where both kinds were held in both periods. Somebody of the `behind` who
        is no node (their group is not known) counts as a group of one. A network of contacts gives blanks. Ties,
        weights and direction do not matter; not changed. A person is of one group throughout.
    by
        Node column that names the group.
    permutations
        How often the gatherings are dealt out to the periods anew.
    seed
        Start of the random numbers.

    Returns
    -------
    pd.DataFrame
        One row per group (index ``group``) and one for all of them (``"all"``), of those who could come in both
        periods, whether or not they came:

        - ``people``: how many; ``gatherings_before``, ``gatherings_after``: at which somebody was and somebody was not
        - ``together_before``, ``together_after``: times people of one group were together for each time expected; in
          the row of all with the 95 % intervals ``together_before_low``, ``together_before_high``,
          ``together_after_low``, ``together_after_high``
        - ``together_change``: after ÷ before, with ``together_change_low``, ``together_change_high``
        - ``across_before``, ``across_after``: the same of people of different groups
        - ``group_weight``: how much the group counts in the row of all, 0 … 1
        - ``p``: how often luck alone gives a change as large: the larger of ``p_odds`` and ``p_times``, on the scale
          of odds and of times, and 1 where these disagree about its direction
        - ``streak_p``: how often luck makes gatherings next to each other as alike as these
        - ``smallest_found``: what `together_before` would have to fall to for the fall to be found 8 times in 10;
          blank where not even its end would be
        - ``came_before``, ``came_after``: share of the places that people of the group could take that they took;
          ``came_p``: how often luck gives a change as large of any group
        - ``pairs_met_before``, ``pairs_met_after``: share of the pairs who could meet who do, in as many
          gatherings as were held, at most in 12
        - ``without_largest_before``, ``without_largest_after``: the figures without the largest gathering
        - ``verdict``: *less isolated*, *more isolated* if p is at most 0.05 and `together_before` (for *more*,
          `together_after`) is surely above 1; *unchanged within a tenth* if the change surely is; *no evidence of
          change*; *these data cannot tell*. ``verdict_without_largest``: the same without the largest gathering
        - ``note``: why something is blank, or what weakens the verdict

        With fewer than 10 people, or 5 such gatherings in a period, there are counts only.

    Raises
    ------
    NetworkError
        If a node has no value of `by`, or a group is called ``"all"``.

    Notes
    -----
    ``benchmarks/isolation.py`` prints how often the verdict errs and how often it finds a change that was planted.

    References
    ----------
    Chung, E., & Romano, J. P. (2013). Exact and asymptotically robust permutation tests. The Annals of Statistics
    41(2), 484-507. https://doi.org/10.1214/13-AOS1090

    Neal, Z. P. (2014). The backbone of bipartite projections: Inferring relationships from co-authorship,
    co-sponsorship, co-attendance and other co-behaviors. Social Networks 39, 84-97.
    https://doi.org/10.1016/j.socnet.2014.06.001

    Examples
    --------
    >>> from sna.network import TwoMode, project
    >>> calls = TwoMode.of([("ann", "may"), ("bob", "may"), ("ann", "june"), ("cat", "june")])
    >>> calls.people["team"], calls.gatherings["period"] = ["x", "x", "y"], ["after", "before"]
    >>> co_attendance(project(calls), by="team").loc["all", ["verdict", "note"]].tolist()
    ['these data cannot tell', 'fewer than 10 people: counts only']
    """
    plain = one_mode(network)
    names, groups = numbered(plain, by)[1], plain.groups(by)
    pair = period_pair(plain, groups, everybody=True)
    table = pd.DataFrame(np.nan, index=index_of(names), columns=[*_COUNTS, *_FIGURES])
    table[_VERDICTS], table["note"] = CANNOT_TELL, ""
    if pair is None:
        reason = "no record of who was at which gathering" if plain.behind is None else "no two periods of gatherings"
        return _tidy(table, reason)
    sample = Sample.of(pair, groups, names)
    sizes = sample.attendance.member.sum(axis=0)[: len(names)]
    table["people"] = [*sizes, sizes.sum()]
    table["gatherings_before"], table["gatherings_after"] = sample.gatherings
    options = {"permutations": permutations, "seed": seed}
    result = _pairs(sample, **options)
    reason = "" if result is not None else sample.shortage()
    if not reason and (sizes > 0).sum() == 1:
        reason = _ONE_KNOWN
    shares = sample.pairs_met()
    table.loc[ALL, ["pairs_met_before", "pairs_met_after"]] = shares
    if reason or min(shares) > SATURATED or result is None:
        return _tidy(table, reason or _EVERYBODY_MET)
    table = _with_groups(table, sample, result, options)
    others = _pairs(sample.without(sample.largest), **options)
    figures = _whole(result) | _without_largest(others)
    table.loc[ALL, list(figures)] = list(figures.values())
    table.loc[ALL, [*_VERDICTS, "note"]] = [
        result.verdict,
        CANNOT_TELL if others is None else others.verdict,
        _weakness(result),
    ]
    return _tidy(table, "")


def bounds(network: AnyNetwork, missing: tuple[int, int], *, by: str) -> pd.DataFrame:
    """Between which figures the answer of `co_attendance` lies, whoever was at the gatherings without a register.

    Parameters
    ----------
    network, by
        As `co_attendance` takes them.
    missing
        How many gatherings of the first and of the last period have no register.

    Returns
    -------
    pd.DataFrame
        One row (index ``group``: ``"all"``):

        - ``unregistered_before``, ``unregistered_after``: these gatherings
        - ``before_lowest``, ``before_highest``: `together_before` if every group had sent its usual part to them, and
          if people had come in whole groups; ``after_lowest``, ``after_highest``, ``change_lowest``,
          ``change_highest``: the same of `together_after` and `together_change`; blank where it cannot be told

    Examples
    --------
    >>> from sna.network import TwoMode, project
    >>> calls = TwoMode.of([("ann", "may"), ("bob", "may"), ("ann", "june"), ("cat", "june")])
    >>> calls.people["team"], calls.gatherings["period"] = ["x", "x", "y"], ["after", "before"]
    >>> bounds(project(calls), (0, 1), by="team").loc["all", "unregistered_after"]
    np.float64(1.0)
    """
    plain = one_mode(network)
    names, groups = numbered(plain, by)[1], plain.groups(by)
    pair = period_pair(plain, groups, everybody=True)
    spans = None if pair is None else bounds_of(Sample.of(pair, groups, names).attendance, missing)
    ends = [*spans.ratios, spans.change] if spans is not None else [(np.nan, np.nan)] * 3
    figures = [*missing, *(end for span in ends for end in span)]
    return pd.DataFrame([figures], index=pd.Index([ALL], name="group", dtype="str"), columns=_BOUNDS, dtype=float)


def _with_groups(table: pd.DataFrame, sample: Sample, result: CoAttendance, options: Mapping[str, int]) -> pd.DataFrame:
    """Enter the figures of each group."""
    names = table.index[:-1]
    places = attendance_change(sample.attendance, **options)
    columns = {
        "group_weight": result.weight,
        "together_before": result.groups[0],
        "together_after": result.groups[1],
        "together_change": result.groups[1] / result.groups[0],
        "came_before": places.before,
        "came_after": places.after,
        "came_p": places.p,
    }
    table.loc[names, list(columns)] = np.column_stack([*columns.values()])[: len(names)]
    alone = table.loc[names, "together_before"].isna()
    table.loc[names, "note"] = np.where(alone, "no two people who might have come in both periods", _GROUP)
    table.loc[names, _VERDICTS] = ""
    whole = attendance_change(sample.attendance.as_one_group(), **options)
    table.loc[ALL, ["came_before", "came_after", "came_p"]] = [*(part[0] for part in whole)]
    return table


def _pairs(sample: Sample, **options: int) -> CoAttendance | None:
    return result_of(sample.attendance, full=sample.full, **options)


def _whole(result: CoAttendance) -> dict[str, float]:
    """Give the figures of the row for everybody."""
    figures = {"group_weight": 1.0}
    for name, interval in zip(("before", "after", "change"), result.ratios[:3], strict=True):
        for end, value in zip(("", "_low", "_high"), interval, strict=True):
            figures[f"together_{name}{end}"] = value
    return figures | {
        "across_before": result.between[0],
        "across_after": result.between[1],
        "p": result.p,
        **{f"p_{scale}": p for scale, p in result.scale_p.items()},
        "streak_p": result.streak_p,
        "smallest_found": np.nan if result.smallest is None else result.smallest,
    }


def _without_largest(result: CoAttendance | None) -> dict[str, float]:
    ratios = () if result is None else (result.ratios.before.value, result.ratios.after.value)
    return dict(zip(("without_largest_before", "without_largest_after"), ratios, strict=False))


def _weakness(result: CoAttendance) -> str:
    """Say why a change is not called one, or what weakens the verdict."""
    if result.unequal_seats and result.p <= LEVEL:
        return "gatherings seem to have been full in one period only"
    if result.verdict == CANNOT_TELL:
        return "people of one group were not surely together more than by chance"
    if result.scales_disagree:
        return "who comes changed: whether people of one group come together less cannot be told apart from it"
    if result.streak_p <= STREAK:
        return "gatherings next to each other were alike: intervals are wider for it"
    return "not even a complete end of it would surely have been found" if result.smallest is None else ""


def _pairs_met(attendance: Attendance) -> float:
    """Give the share of the pairs who could meet that do, in a year's gatherings of all there were (rarefied)."""
    number = len(attendance.last)
    drawn = min(YEAR, number)
    shares = 1 - comb(number - np.arange(number + 1), drawn) / comb(number, drawn)
    met, possible = (float(_shared(places) @ shares) for places in (attendance.presence, attendance.could))
    return met / possible if possible else float("nan")


def _shared(places: np.ndarray) -> np.ndarray:
    """Count the pairs of people who share no place, one, two …; `places` is people × gatherings.

    Pairs who share none are left out where few places are filled: nothing is added up of them.
    """
    number = places.shape[1]
    if np.count_nonzero(places) < FEW_PLACES * places.size:
        filled = sparse.csr_array(places.astype(float))
        return np.bincount(sparse.triu(filled @ filled.T, k=1).data.astype(int), minlength=number + 1)
    first, kind = distinct_rows(places)
    rows, sizes = places[first].astype(np.float32), np.bincount(kind)
    counts = np.zeros(number + 1)
    for row, size in zip(rows, sizes, strict=True):
        counts += np.bincount((rows @ row).astype(int), sizes * size, minlength=number + 1)
    own = np.bincount(rows.sum(axis=1).astype(int), sizes, minlength=number + 1)
    return np.asarray((counts - own) / 2)


def _kinds(gatherings: pd.DataFrame, last: np.ndarray) -> np.ndarray:
    """Give the number of each gathering's kind.

    Where some say no kind, that is a kind of its own; but if as many of each were held in both periods there is none,
    because kinds then change nothing, and to part the gatherings costs certainty.
    """
    columns = [gatherings[name].fillna("").astype(str) for name in KINDS if name in gatherings.columns]
    kinds = pd.Series(["|".join(values) for values in zip(*columns, strict=True)] if columns else "", gatherings.index)
    if kinds.nunique() < 2:
        return np.zeros(len(gatherings), int)
    shares = pd.crosstab(kinds.to_numpy(object), last, normalize="columns")
    blank = any((column == "").any() for column in columns)
    if blank and (shares.max(axis=1) - shares.min(axis=1)).max() <= BALANCE:
        return np.zeros(len(gatherings), int)
    return np.asarray(pd.factorize(kinds, sort=True)[0])


def _tidy(table: pd.DataFrame, reason: str) -> pd.DataFrame:
    if reason:
        table["note"] = reason
    kinds = dict.fromkeys(_COUNTS, "Int64") | dict.fromkeys([*_VERDICTS, "note"], "str")
    return table.astype(kinds)
