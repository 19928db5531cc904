"""Whether what is presented to a community is used: how soon, and whether by where it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import chi2, ncx2

from sna.analyse.groups import ALL
from sna.chance.co_attendance import CANNOT_TELL, LEVEL
from sna.chance.permutation import SLACK, deals
from sna.chance.proportions import BLANK, Share, kaplan_meier, log_rank_scores, wilson
from sna.network import AnyNetwork, one_mode

YEAR = 365
"""Within so many days of being presented a thing is used, or not."""
FEWEST = 8
"""Sources of fewer things are listed, and not compared."""
LITTLE = 0.5
"""Found less often than this, a difference that is not found says nothing."""
READIER = 3.0
"""The power is that of one source whose things are taken up so many times as readily as all others."""
QUARTERS = (0, 91, 182, 274, YEAR)
"""The ends of the quarters of a year, in days."""
IN_USE = "in use"
MORE, UNCLEAR = "more than chance", "not to be told from chance"
WITHIN, LATER, NOT_YET, BEFORE = "used within a year", "used later", "not used yet", "in use before"
_THING = ["presented_on", "used_on", "days_to_use", "followed_days", "use_state"]
_STEP = ["use_at_risk", "used_then", "used_by", "used_by_low", "used_by_high"]
_COUNTS = ["things_presented", "used_within", "could_be_used", "used_before"]
_FIGURES = ["used_share", "used_share_low", "used_share_high", "used_p", "used_power"]


class Things(NamedTuple):
    """What was presented: its name, where it comes from, when, when it was in use (0: not), and the end of the record.

    Days are ordinals.
    """

    names: list[str]
    sources: np.ndarray
    presented: np.ndarray
    used: np.ndarray
    end: int

    @classmethod
    def of(cls, subjects: pd.DataFrame | None, adoptions: pd.DataFrame | None, last: dt.date | None) -> Things | None:
        """Take them from the lists of practices that say where they come from, and of what is in use where."""
        if subjects is None or "comes_from" not in subjects:
            return None
        rows = subjects[(subjects["kind"] == "practice") & (subjects["comes_from"] != "") & subjects["since"].notna()]
        rows = rows.assign(day=[day.toordinal() for day in rows["since"]]).sort_values(["text", "day", "comes_from"])
        rows = rows.drop_duplicates("text")
        if rows.empty:
            return None
        first, latest = _days_of_use(adoptions)
        used = np.array([first.get(_folded(name), 0) for name in rows["text"]], dtype=int)
        end = max(last.toordinal() if last else 0, int(rows["day"].max()), latest)
        return cls([*rows["text"]], rows["comes_from"].to_numpy(str), rows["day"].to_numpy(int), used, end)

    @property
    def before(self) -> np.ndarray:
        """Whether each was in use already on the day it was presented."""
        return np.asarray((self.used > 0) & (self.used <= self.presented))

    @property
    def days(self) -> np.ndarray:
        """After how many days each was in use, or for how many it could be followed; a year at most."""
        return np.asarray(np.minimum(np.where(self.used > 0, self.used, self.end) - self.presented, YEAR))

    @property
    def within(self) -> np.ndarray:
        """Whether each was in use within a year after it was presented."""
        return np.asarray((self.used > self.presented) & (self.used - self.presented <= YEAR))

    def states(self) -> list[str]:
        """Say of each what became of it."""
        return [
            BEFORE if before else WITHIN if within else LATER if used else NOT_YET
            for before, within, used in zip(self.before, self.within, self.used, strict=True)
        ]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _days_of_use(adoptions: pd.DataFrame | None) -> tuple[dict[str, int], int]:
    """Give the day by which each practice was surely in use somewhere, and the last day on which anything was."""
    if adoptions is None:
        return {}, 0
    rows = adoptions[(adoptions["status"] == IN_USE) & adoptions["latest"].notna()]
    days: dict[str, int] = {}
    for name, day in zip(map(_folded, rows["practice"]), rows["latest"], strict=True):
        days[name] = min(day.toordinal(), days.get(name, day.toordinal()))
    return days, max((day.toordinal() for day in rows["earliest"]), default=0)


def _things(network: AnyNetwork, subjects: pd.DataFrame | None, adoptions: pd.DataFrame | None) -> Things | None:
    two_mode = one_mode(network).behind
    days = [] if two_mode is None else [day for day in two_mode.days() if not pd.isna(day)]
    return Things.of(subjects, adoptions, max(days, default=None))


def used(
    network: AnyNetwork, *, subjects: pd.DataFrame | None = None, adoptions: pd.DataFrame | None = None
) -> pd.DataFrame:
    """When each thing that was presented was in use, and where it comes from.

    Parameters
    ----------
    network
        Network of the whole time; the last day of the gatherings behind it, or of the lists, ends the record. Nothing
        else of it matters; not changed.
    subjects
        Subjects of which those of kind ``practice`` were presented: ``text``, ``comes_from``, and ``since``, the day.
        One without a source or a day is left out.
    adoptions
        Who took what up: ``practice``, spelt as the subject's text, ``status`` and ``latest``, the day by which it
        surely was. Only what is *in use* counts: not what is tried, nor what has stopped.

    Returns
    -------
    pd.DataFrame
        One row a thing (index ``thing``):

        - ``comes_from``: where it comes from; ``presented_on``; ``used_on``: the first day by which it surely was in
          use somewhere, blank if it is not
        - ``days_to_use``: from the one to the other, blank if it is not in use or was before; ``followed_days``: how
          long it could be followed
        - ``use_state``: *used within a year*, *used later*, *not used yet*, *in use before*

    Examples
    --------
    >>> from sna.network import Network
    >>> used(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    record = _things(network, subjects, adoptions)
    rows = [] if record is None else [*_rows(record)]
    names = [] if record is None else record.names
    table = pd.DataFrame(rows, columns=["comes_from", *_THING], index=pd.Index(names, name="thing", dtype="str"))
    kinds = dict.fromkeys(("presented_on", "used_on"), object) | dict.fromkeys(_THING[2:4], "Int64")
    return table.astype(kinds | dict.fromkeys(("comes_from", "use_state"), "str"))


def _rows(record: Things) -> Iterator[tuple[object, ...]]:
    for source, presented, day, state in zip(
        record.sources, record.presented, record.used, record.states(), strict=True
    ):
        shown_on, used_on = dt.date.fromordinal(int(presented)), dt.date.fromordinal(int(day)) if day else None
        span = int(day - presented) if day > presented else pd.NA
        yield source, shown_on, used_on, span, int(record.end - presented), state


def used_by_source(
    network: AnyNetwork,
    *,
    subjects: pd.DataFrame | None = None,
    adoptions: pd.DataFrame | None = None,
    permutations: int = 9_999,
    seed: int = 0,
) -> pd.DataFrame:
    """Whether what is presented is in use within a year, by where it comes from; and whether that differs by source.

    Parameters
    ----------
    network, subjects, adoptions
        As for `used`.
    permutations
        How often sources are dealt out among the things.
    seed
        Start of the random numbers.

    Returns
    -------
    pd.DataFrame
        One row a source and one of all (index ``comes_from``, ``"all"``); none where nothing was presented:

        - ``things_presented``: not in use before; ``used_within``: those of them in use within a year;
          ``could_be_used``: those whose whole year is in the record; ``used_before``: others, in use when presented
        - ``used_share``: the share in use a year after, each followed as long as the record goes (Kaplan and Meier),
          0 … 1, with ``used_share_low``, ``used_share_high`` (Greenwood, log(−log); Wilson where nothing or everything
          is in use); blank where none was followed for a year
        - ``used_p``: of all: share of deals of the sources among the things in which they differ at least as much by
          the sum of squares of log-rank scores; blank unless two sources have 8 things or more
        - ``used_power``: of all: how often a difference would be found were the things of one source, that of which it
          would be found least, taken up three times as readily as the rest
        - ``verdict``: of all: *more than chance* if they differ (p of at most 0.05); *these data cannot tell* if not
          and the power is below one half; *not to be told from chance*
        - ``note``: why something is blank

    Notes
    -----
    ``benchmarks/leadership.py`` prints how often the verdict errs and how often it finds what was planted.

    References
    ----------
    Those of `sna.chance.proportions`.

    Examples
    --------
    >>> from sna.network import Network
    >>> used_by_source(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    record = _things(network, subjects, adoptions)
    sources = [] if record is None else [*sorted({*record.sources}), ALL]
    index = pd.Index(sources, name="comes_from", dtype="str")
    table = pd.DataFrame(index=index, columns=[*_COUNTS, *_FIGURES], dtype=float)
    table["verdict"], table["note"] = "", ""
    if record is not None:
        for source in sources:
            _fill_source(
                table, source, record, np.full(len(record.names), True) if source == ALL else record.sources == source
            )
        _fill_test(table, record, permutations, seed)
    kinds = dict.fromkeys(_COUNTS, "Int64") | dict.fromkeys(_FIGURES, float)
    return table.astype(kinds | dict.fromkeys(("verdict", "note"), "str"))


def _fill_source(table: pd.DataFrame, source: str, record: Things, chosen: np.ndarray) -> None:
    fresh = chosen & ~record.before
    followed = (record.end - record.presented >= YEAR) & fresh
    counts = [fresh.sum(), (fresh & record.within).sum(), followed.sum(), (chosen & record.before).sum()]
    table.loc[source, _COUNTS] = [int(count) for count in counts]
    share = share_within(record.days[fresh], record.within[fresh]) if followed.any() else Share(BLANK, BLANK, BLANK)
    table.loc[source, _FIGURES[:3]] = [*share]
    if not followed.any():
        table.loc[source, "note"] = "nothing was followed for a whole year"
    elif source != ALL:
        table.loc[source, "note"] = "compared in the row of all"


def use_curve(
    network: AnyNetwork, *, subjects: pd.DataFrame | None = None, adoptions: pd.DataFrame | None = None
) -> pd.DataFrame:
    """How soon what is presented is in use, by where it comes from: day by day, to a year.

    Parameters
    ----------
    network, subjects, adoptions
        As for `used`.

    Returns
    -------
    pd.DataFrame
        One row a source of 8 things or more and day on which one of them was in use, a quarter of a year ends, or the
        last is followed (index ``comes_from``, ``use_days``); things in use before are left out:

        - ``use_at_risk``: things not in use before that day that could still be followed
        - ``used_then``: of these, how many were in use on that day
        - ``used_by``: the share in use by then (Kaplan and Meier), 0 … 1, with ``used_by_low``, ``used_by_high``
          (Greenwood, log(−log)); no interval before the first is in use, nor once all are
        - ``note``: why something is blank

    References
    ----------
    Those of `sna.chance.proportions`.

    Examples
    --------
    >>> from sna.network import Network
    >>> use_curve(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    record = _things(network, subjects, adoptions)
    rows = [] if record is None else [*_steps(record)]
    table = pd.DataFrame(rows, columns=["comes_from", "use_days", *_STEP])
    table["note"] = np.where(table["used_by_low"].isna(), "none is in use yet, or all are: no interval", "")
    counts = dict.fromkeys(["use_days", *_STEP[:2]], "int64")
    texts = dict.fromkeys(["comes_from", "note"], "str")
    return table.astype(counts | dict.fromkeys(_STEP[2:], float) | texts).set_index(["comes_from", "use_days"])


def _steps(record: Things) -> Iterator[tuple[object, ...]]:
    for source in sorted({*record.sources}):
        fresh = (record.sources == source) & ~record.before
        if fresh.sum() >= FEWEST:
            days, used = record.days[fresh], record.within[fresh]
            curve, end = kaplan_meier(days, used), YEAR if used.all() else int(days.max())
            for day in sorted({*curve.days.tolist(), *(mark for mark in QUARTERS if mark < end), end}):
                yield source, day, (days >= day).sum(), (used & (days == day)).sum(), *curve.at(day)


def share_within(days: np.ndarray, used: np.ndarray) -> Share:
    """Give the share in use within a year and its interval: Wilson's where nothing or everything is.

    Examples
    --------
    >>> share_within(np.array([30, 200, 365, 365]), np.array([True, True, False, False])).share
    0.5
    """
    share = kaplan_meier(days, used).at(YEAR)
    return share if 0 < share.share < 1 else wilson(int(used.sum()), len(used))


def _fill_test(table: pd.DataFrame, record: Things, permutations: int, seed: int) -> None:
    fresh = ~record.before
    names, sizes = np.unique(record.sources[fresh], return_counts=True)
    large = names[sizes >= FEWEST]
    table.loc[ALL, "verdict"] = CANNOT_TELL
    if len(large) < 2:
        table.loc[ALL, "note"] = f"fewer than two sources of {FEWEST} things or more: a list, not a test"
        return
    chosen = fresh & np.isin(record.sources, large)
    times, entire = (record.days[chosen], record.within[chosen]), record.end - record.presented[chosen] >= YEAR
    result = differ(times, record.sources[chosen], entire, permutations, seed)
    table.loc[ALL, ["used_p", "used_power"]] = [*result]
    verdict = MORE if result[0] <= LEVEL else CANNOT_TELL if result[1] < LITTLE else UNCLEAR
    table.loc[ALL, "verdict"] = verdict


def differ(
    times: tuple[np.ndarray, np.ndarray], sources: np.ndarray, entire: np.ndarray, permutations: int, seed: int
) -> tuple[float, float]:
    """Give the p of the log-rank test by dealing sources among things, and its power against one thrice as ready.

    `times` are the days of each thing and whether it was in use by then; `entire` says whether its whole year is in the
    record: sources are dealt among things that are alike in that.

    Examples
    --------
    >>> days, used = np.repeat([30, 365], 10), np.repeat([True, False], 10)
    >>> sources = np.repeat(["research", "practice"], 10)
    >>> differ((days, used), sources, np.full(20, True), 999, 0)[0] < 0.005
    True
    """
    labels = np.unique(sources, return_inverse=True)[1]
    sizes, scores = np.bincount(labels), log_rank_scores(*times)
    observed = _spread(labels[np.newaxis], scores, sizes)[0]
    far, total = 1, 1
    for batch in deals(labels, permutations, seed, entire.astype(int)):
        far += int((_spread(batch, scores, sizes) >= observed - SLACK).sum())
        total += len(batch)
    return far / total, _power(int(times[1].sum()), sizes / len(labels))


def _spread(labels: np.ndarray, scores: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Give how far the sources lie from what all are likely to, for each deal: squares of sums ÷ their things."""
    sums = np.stack([((labels == source) * scores).sum(axis=1) for source in range(len(sizes))], axis=1)
    return np.asarray((sums**2 / sizes).sum(axis=1))


def _power(events: int, shares: np.ndarray) -> float:
    """Give the least power over the sources, were each so much readier (Schoenfeld's approximation)."""
    degrees = len(shares) - 1
    distance = events * np.log(READIER) ** 2 * float((shares * (1 - shares)).min())
    return float(1 - ncx2.cdf(chi2.isf(LEVEL, degrees), degrees, distance)) if distance > 0 else LEVEL
