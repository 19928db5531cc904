"""Month by month: whether the last period began with a step, and whether the line went another way from then on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sna.analyse.co_attendance import Sample
from sna.analyse.groups import numbered
from sna.analyse.period_pairs import period_pair
from sna.chance.co_attendance import Interval
from sna.chance.robustness import FEWEST_MONTHS
from sna.chance.robustness import interruption as series_of
from sna.network import AnyNetwork, one_mode

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
