"""Whether a community changed otherwise than a comparison community: difference in differences of co-attendance."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sna.analyse.co_attendance import Sample
from sna.analyse.groups import ALL, numbered
from sna.analyse.period_pairs import period_pair
from sna.chance.co_attendance import CANNOT_TELL, CoAttendance
from sna.chance.co_attendance import co_attendance as result_of
from sna.chance.robustness import Difference
from sna.chance.robustness import against as difference_of
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
