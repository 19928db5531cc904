"""Whether one community changed otherwise than another: the ratio of two changes, with interval, p and verdict.

What came over both alike, a lockdown or a new way to keep registers, is in both changes and leaves their ratio.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from scipy.special import stdtr

from sna.chance.co_attendance import (
    CANNOT_TELL,
    LESS,
    LEVEL,
    MARGIN,
    MORE,
    NO_EVIDENCE,
    SAME,
    CoAttendance,
    Estimate,
    Interval,
)
from sna.chance.residuals import TIMES


class Difference(NamedTuple):
    """The change of one community in relation to that of another.

    Attributes
    ----------
    ratio
        Of the change here (after ÷ before) to that there; `narrow` is its 90 % interval.
    p, scale_p
        How often luck alone gives as much: the larger of those of the scales; 1 where they disagree about direction.
    verdict
        What may be concluded: of here, in relation to there.
    """

    ratio: Interval
    narrow: Interval
    p: float
    scale_p: Mapping[str, float]
    verdict: str


def against(own: CoAttendance, rival: CoAttendance) -> Difference:
    """Compare the changes of two communities that share neither people nor gatherings, on the scales of both.

    The test is Student's t of the difference of the logarithms; each of the four levels has an error of its own, wider
    where its gatherings are alike from one to the next, because neither community needs to have stayed as it was.

    Examples
    --------
    >>> import numpy as np
    >>> from sna.chance.co_attendance import co_attendance
    >>> from sna.chance.residuals import Attendance
    >>> random, groups, last = np.random.default_rng(1), np.repeat(np.arange(4), 6), np.arange(20) >= 10
    >>> parts = [Attendance.of(random.random((24, 20)) < 0.3, groups, last) for _community in range(2)]
    >>> study, rival = (co_attendance(part, permutations=99) for part in parts)
    >>> against(study, rival).verdict
    'no evidence of change'
    """
    differences = {scale: _difference(own.logarithms[scale], rival.logarithms[scale]) for scale in own.logarithms}
    log, square, freedom = differences[TIMES]
    wide, narrow = (Interval.of_log(log, square, freedom, share) for share in (0.95, 0.9))
    scale_p = {scale: float(2 * stdtr(part[2], -abs(part[0]) / part[1] ** 0.5)) for scale, part in differences.items()}
    moves = [part[0] for part in differences.values()]
    p = max(scale_p.values()) if min(moves) * max(moves) > 0 else 1.0
    return Difference(wide, narrow, p, scale_p, _verdict(own, rival, p, (wide, narrow)))


def _difference(own: Estimate, rival: Estimate) -> tuple[float, float, float]:
    """Give the difference of two changes of logarithms, its squared standard error and degrees of freedom."""
    squares, freedoms = (*own.squares, *rival.squares), (*own.freedom, *rival.freedom)
    total = sum(squares)
    freedom = total**2 / sum(square**2 / number for square, number in zip(squares, freedoms, strict=True))
    return own.level[1] - own.level[0] - (rival.level[1] - rival.level[0]), total, freedom


def _verdict(own: CoAttendance, rival: CoAttendance, p: float, intervals: Sequence[Interval]) -> str:
    """Say what may be concluded; nothing where either community's own change cannot be told."""
    wide, narrow = intervals
    if CANNOT_TELL in {own.verdict, rival.verdict} or own.unequal_seats or rival.unequal_seats:
        return CANNOT_TELL
    if p > LEVEL:
        return SAME if narrow.low > 1 / MARGIN and narrow.high < MARGIN else NO_EVIDENCE
    isolated = own.ratios.before if wide.value < 1 else own.ratios.after
    if isolated.low <= 1:
        return CANNOT_TELL
    return LESS if wide.value < 1 else MORE
