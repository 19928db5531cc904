"""What a change of co-attendance is held against: that of a comparison community, and its own course month by month."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sna.analyse.co_attendance import Sample
from sna.analyse.groups import ALL, numbered
from sna.analyse.period_pairs import period_pair
from sna.chance.co_attendance import CANNOT_TELL, CoAttendance, Interval
from sna.chance.co_attendance import co_attendance as result_of
from sna.chance.robustness import FEWEST_MONTHS, Difference
from sna.chance.robustness import against as difference_of
from sna.chance.robustness import interruption as series_of
from sna.network import AnyNetwork, one_mode

OVERLAP = 0.1
"""Where more of the people of the smaller community are also in the other, the two are not independent."""
ENDS = ("", "_low", "_high")
FIGURES = [
    *(f"{name}{end}" for name in ("together_before", "together_after", "together_change", "against") for end in ENDS),
    "against_without_largest", "p", "p_odds", "p_times",
]  # fmt: skip


class Community(NamedTuple):
    """What one of the two communities gives: its people, its answer with and without its largest gathering.

    `lack` says what there is too little of for an answer.
    """

    people: frozenset[str]
    answer: CoAttendance | None = None
    without_largest: CoAttendance | None = None
    lack: str = ""

    @classmethod
    def of(cls, network: AnyNetwork, by: str, **options: int) -> Community:
        """Take a network as `sna.analyse.co_attendance` takes it."""
        plain = one_mode(network)
        people = frozenset(map(str, plain.nodes.index))
        if by not in plain.nodes or not len(plain.nodes):
            return cls(people, lack=f"no {by} of anybody is known")
        names, groups = numbered(plain, by)[1], plain.groups(by)
        pair = period_pair(plain, groups, everybody=True)
        if pair is None:
            return cls(people, lack="no two periods of gatherings")
        sample = Sample.of(pair, groups, names)
        answer, rest = (
            result_of(part.attendance, full=part.full, **options) for part in (sample, sample.without(sample.largest))
        )
        lack = "" if answer is not None and not sample.saturated else sample.shortage()
        return cls(people, answer, rest, lack)


def against(
    network: AnyNetwork,
    comparison: AnyNetwork,
    *,
    by: str,
    permutations: int = 9_999,
    seed: int = 0,
) -> pd.DataFrame:
    """How the change of how often people of one group come together compares with that of another community.

    Parameters
    ----------
    network, comparison
        Networks as `sna.analyse.co_attendance` takes them, of the same two periods; neither is changed.
    by
        Node column that names the group, in both.
    permutations
        How often the gatherings of each are dealt out to the periods anew, for the verdict on each alone.
    seed
        Start of the random numbers.

    Returns
    -------
    pd.DataFrame
        One row (index ``comparison``: ``"all"``):

        - ``together_before``, ``together_after``, ``together_change`` of the other community, each with the ends
          ``_low``, ``_high`` of its 95 % interval
        - ``against``: the change here divided by the change there, with ``against_low``, ``against_high``
        - ``against_without_largest``: the same without the largest gathering of each
        - ``p``: how often luck alone gives as much: the larger of ``p_odds`` and ``p_times``, and 1 where these
          disagree about its direction
        - ``verdict``: *less isolated*, *more isolated* (than by the change there; only where people of one group were
          together more than by chance here), *unchanged within a tenth*, *no evidence of change*; *these data cannot
          tell*, where either community's own change cannot be told
        - ``note``: why something is blank or nothing can be told

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    References
    ----------
    Angrist, J. D., & Pischke, J.-S. (2009). Mostly Harmless Econometrics. Princeton University Press, chapter 5.

    Examples
    --------
    >>> from sna.network import TwoMode, project
    >>> calls = TwoMode.of([("ann", "may"), ("bob", "may"), ("ann", "june"), ("cat", "june")])
    >>> calls.people["team"], calls.gatherings["period"] = ["x", "x", "y"], ["after", "before"]
    >>> against(project(calls), project(calls), by="team")["note"].tolist()
    ['more than one in ten of the people are in both communities']
    """
    study, rival = (Community.of(part, by, permutations=permutations, seed=seed) for part in (network, comparison))
    table = pd.DataFrame(np.nan, index=pd.Index([ALL], name="comparison", dtype="str"), columns=FIGURES)
    texts = {"verdict": CANNOT_TELL, "note": _lack(study, rival)}
    if not texts["note"] and study.answer is not None and rival.answer is not None:
        difference = difference_of(study.answer, rival.answer)
        table.loc[ALL] = _figures(study, rival, difference)
        texts = {"verdict": difference.verdict, "note": _weakness(study.answer, rival.answer, difference)}
    return table.assign(**texts).astype(dict.fromkeys(texts, "str"))


def _figures(study: Community, rival: Community, difference: Difference) -> pd.Series[float]:
    """Give the figures of the row; those of the other community alone are its own."""
    intervals = dict(zip(("before", "after", "change"), rival.answer.ratios[:3] if rival.answer else (), strict=False))
    named = {f"together_{name}": interval for name, interval in intervals.items()} | {"against": difference.ratio}
    figures = {f"{name}{end}": value for name, part in named.items() for end, value in zip(ENDS, part, strict=True)}
    if study.without_largest is not None and rival.without_largest is not None:
        rest = difference_of(study.without_largest, rival.without_largest)
        figures["against_without_largest"] = rest.ratio.value
    figures |= {"p": difference.p, **{f"p_{scale}": p for scale, p in difference.scale_p.items()}}
    return pd.Series(figures).reindex(FIGURES)


def _lack(study: Community, rival: Community) -> str:
    """Say what there is too little of for a comparison; empty for nothing."""
    if len(study.people & rival.people) > OVERLAP * min(len(study.people), len(rival.people)):
        return "more than one in ten of the people are in both communities"
    return f"here: {study.lack}" if study.lack else f"in the comparison community: {rival.lack}" if rival.lack else ""


def _weakness(own: CoAttendance, rival: CoAttendance, difference: Difference) -> str:
    """Say why there is no verdict."""
    if own.unequal_seats or rival.unequal_seats:
        where = "here" if own.unequal_seats else "in the comparison community"
        return f"gatherings seem to have been full in one period only {where}"
    if difference.verdict != CANNOT_TELL:
        return ""
    if rival.verdict == CANNOT_TELL:
        return "the change in the comparison community cannot be told"
    return "people of one group were not surely together more than by chance"


MONTH = 365.2425 / 12
"""Days of a month."""
_COLUMNS = ["months", *(f"{what}{end}" for what in ("height", "slope") for end in ("", "_low", "_high", "_p"))]
_LINE = "p is of the change alone"


def interruption(network: AnyNetwork, *, by: str) -> pd.DataFrame:
    """How often people of one group came together from month to month: a line before, one after, the step between.

    Parameters
    ----------
    network
        As `sna.analyse.co_attendance` takes it; the days of the gatherings are in the column ``on``.
    by
        Node column that names the group.

    Returns
    -------
    pd.DataFrame
        A row for the line of the first period, one of the last and one of the change (index ``line``: ``"before"``,
        ``"after"``, ``"change"``):

        - ``months``: how many had a gathering at which some were and some were not
        - ``height``: of a line, times people of one group were together for each time expected, at the turn of the
          periods; of the change, the step from one to the other; with ``height_low``, ``height_high``
        - ``slope``: by how much the line rises in a month; of the change, by how much more; with ``slope_low``,
          ``slope_high``
        - ``height_p``, ``slope_p``: of the change, how often luck alone gives as much, the larger of those on the
          scales of odds and of times
        - ``note``: why something is blank

        With fewer than 8 such months in a period, or gatherings of several kinds, there are no lines.

    Raises
    ------
    NetworkError
        If a node has no value of `by`, or a group is called ``"all"``.

    References
    ----------
    Wagner, A. K., Soumerai, S. B., Zhang, F., & Ross-Degnan, D. (2002). Segmented regression analysis of interrupted
    time series studies. Journal of Clinical Pharmacy and Therapeutics 27(4), 299-309.
    https://doi.org/10.1046/j.1365-2710.2002.00430.x

    Examples
    --------
    >>> from sna.network import TwoMode, project
    >>> calls = TwoMode.of([("ann", "may"), ("bob", "may"), ("ann", "june"), ("cat", "june")])
    >>> calls.people["team"], calls.gatherings["period"] = ["x", "x", "y"], ["after", "before"]
    >>> interruption(project(calls), by="team")["note"].unique().tolist()
    ['fewer than 8 months with gatherings of one kind in a period']
    """
    plain = one_mode(network)
    names, groups = numbered(plain, by)[1], plain.groups(by)
    table = pd.DataFrame(
        np.nan, index=pd.Index(["before", "after", "change"], name="line", dtype="str"), columns=_COLUMNS
    )
    pair = period_pair(plain, groups, everybody=True)
    sample = None if pair is None else Sample.of(pair, groups, names)
    turn = None if sample is None else _turn(sample)
    series = None if sample is None or turn is None else series_of(sample.attendance, (sample.days - turn) / MONTH)
    if series is None:
        reason = f"fewer than {FEWEST_MONTHS} months with gatherings of one kind in a period"
        return table.assign(note="no two periods of gatherings" if pair is None else reason).astype({"note": "str"})
    for name, line, months in zip(table.index, series.lines, series.months, strict=False):
        table.loc[name] = [months, *_cells(line.height), np.nan, *_cells(line.slope), np.nan]
    change = [*_cells(series.step), series.step_p, *_cells(series.bend), series.bend_p]
    table.loc["change"] = [sum(series.months), *change]
    return table.assign(note=[_LINE, _LINE, ""]).astype({"note": "str"})


def _cells(interval: Interval) -> list[float]:
    return [*interval]


def _turn(sample: Sample) -> float | None:
    """Give the day between the last gathering of the first period and the first of the last; None if one is undated."""
    last = sample.attendance.last
    if not len(last) or last.all() or not last.any() or not np.isfinite(sample.days).all():
        return None
    return float(sample.days[~last].max() + sample.days[last].min()) / 2
