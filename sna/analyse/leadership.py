"""Who leads: acts by kind, how many people effectively share them, of which groups they are, and whether that changed.

Nothing here is good or bad: studies found no simple link between how widely leadership is shared and what comes of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.stats import norm
from scipy.stats import t as student

from sna.analyse.groups import attendance_of
from sna.chance.co_attendance import CANNOT_TELL, LEVEL
from sna.chance.proportions import BLANK
from sna.network import AnyNetwork, TwoMode, one_mode

EVERY = "all acts"
"""The row of acts of every kind together."""
KINDS = ("chaired", "presented", "noted", "owns action", "started thread")
"""What counts as leading: to speak is voice, and no act of its own."""
MORE, FEWER, UNCLEAR = "more than chance", "fewer than chance", "not to be told from chance"
FEWEST_ACTS, FEWEST_MONTHS = 20, 6
"""So many acts, and months with an act, are needed in each of two periods that are compared."""
LAGS = 2
"""Months are held against the months after them over so many: who is busy is so for a season."""
TWICE, LITTLE = 2.0, 0.5
"""The power is that of so many times as many people in the last period as in the first; found less often than every
other time, it says nothing."""
GROUPS = ("organisation", "role", "level", "host")
Periods = Mapping[str, tuple[dt.date, dt.date]]


class Deeds(NamedTuple):
    """Acts, and where they might have fallen.

    Attributes
    ----------
    table
        Each act: ``person``, ``kind``, ``on``, ``gathering`` and the columns of `GROUPS`; those with a day.
    two_mode
        The gatherings behind the network, and who came; None where nobody met.
    """

    table: pd.DataFrame
    two_mode: TwoMode | None

    @classmethod
    def of(cls, network: AnyNetwork, deeds: pd.DataFrame | None) -> Deeds:
        """Take the dated acts that lead."""
        plain = one_mode(network)
        columns = ["person", "kind", "on", "gathering", *GROUPS]
        table = pd.DataFrame(columns=columns) if deeds is None else deeds.reindex(columns=columns)
        chosen = table["kind"].isin(KINDS).to_numpy(bool) & table["on"].notna().to_numpy(bool)
        return cls(table[chosen].reset_index(drop=True), attendance_of(plain))

    def within(self, since: dt.date, until: dt.date) -> Deeds:
        """Give those of a window, both days included, with the gatherings of it."""
        inside = np.array([since <= day <= until for day in self.table["on"]], bool)
        part = self.two_mode
        if part is not None:
            part = part.only(np.array([not pd.isna(day) and since <= day <= until for day in part.days()], bool))
        return Deeds(self.table[inside], part)

    def spans(self, periods: Periods) -> dict[str, Deeds]:
        """Give the acts of each period or calendar year, and then of each quarter."""
        if self.table.empty:
            return {}
        spans = {title: self.within(*span) for title, span in period_spans(self.table, periods).items()}
        begin, end = (_quarter(bound(self.table["on"])) for bound in (min, max))
        for number in range(begin, end + 1):
            year, place = divmod(number, 4)
            since = dt.date(year, 3 * place + 1, 1)
            until = dt.date(year, 3 * place + 4, 1) if place < 3 else dt.date(year + 1, 1, 1)
            spans[f"{year} Q{place + 1}"] = self.within(since, until - dt.timedelta(1))
        return spans

    def shares(self) -> tuple[sparse.csr_array, np.ndarray]:
        """Give, for each place an act may fall, each person's chance there, and how many acts fell in it.

        An act of a gathering falls on one of those who came to it; any other on one of those who came to any of the
        quarter. Acts where nobody is known to have been are left out.
        """
        if self.two_mode is None or not len(self.two_mode.people):
            return sparse.csr_array((0, 0)), np.zeros(0)
        incidence = sparse.csr_array(self.two_mode.incidence > 0, dtype=float)
        ids = {gathering: place for place, gathering in enumerate(self.two_mode.gatherings.index)}
        quarters = np.array([-1 if pd.isna(day) else _quarter(day) for day in self.two_mode.days()], dtype=int)
        sizes = np.asarray(incidence.sum(axis=0)).ravel()
        rows: dict[tuple[str, int], np.ndarray] = {}
        acts: dict[tuple[str, int], int] = {}
        for gathering, day in zip(self.table["gathering"], self.table["on"], strict=True):
            column = ids.get(gathering, -1)
            place = ("gathering", column) if column >= 0 and sizes[column] > 0 else ("quarter", _quarter(day))
            if place not in rows:
                chosen = [column] if place[0] == "gathering" else np.flatnonzero(quarters == place[1])
                rows[place] = np.asarray(incidence[:, chosen].sum(axis=1)).ravel() > 0
            acts[place] = acts.get(place, 0) + 1
        chances = [row / row.sum() for row in rows.values() if row.any()]
        counts = np.array([acts[place] for place, row in rows.items() if row.any()], dtype=float)
        return sparse.csr_array(np.array(chances) if chances else np.zeros((0, incidence.shape[0]))), counts


def _quarter(day: dt.date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def period_spans(table: pd.DataFrame, periods: Periods) -> dict[str, tuple[dt.date, dt.date]]:
    """Give the periods, or the calendar years that hold an act where there are none."""
    if periods:
        return dict(periods)
    years = sorted({day.year for day in table["on"]})
    return {str(year): (dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in years}


def effective(counts: np.ndarray) -> float:
    """Give how many people effectively share the acts: one ÷ how often two acts are of one person.

    Few acts do not make it small, as they do 1 ÷ Σp². Blank where no two acts are of one person.

    References
    ----------
    Simpson, E. H. (1949). Measurement of diversity. Nature 163, 688. https://doi.org/10.1038/163688a0

    Examples
    --------
    >>> effective(np.array([5, 5, 5])), effective(np.array([2, 1]))
    (3.5, 3.0)
    """
    total, same = counts.sum(), float((counts * (counts - 1)).sum())
    return float(total * (total - 1) / same) if same > 0 else BLANK


def effective_expected(chances: sparse.csr_array, acts: np.ndarray) -> float:
    """Give the same had each act fallen by lot on one of those who were there: exactly.

    `chances` holds, for each place, each person's chance of an act there; `acts` how many fell there.

    Examples
    --------
    >>> round(effective_expected(sparse.csr_array(np.full((1, 4), 0.25)), np.array([10.0])), 9)
    4.0
    """
    total = acts.sum()
    if total < 2:
        return BLANK
    mean, single = chances.T @ acts, np.asarray(chances.multiply(chances).sum(axis=1)).ravel()
    return float(total * (total - 1) / ((mean**2).sum() - (acts * single).sum()))


def leadership(
    network: AnyNetwork,
    *,
    deeds: pd.DataFrame | None = None,
    conveners: Mapping[str, dt.date] | None = None,
    periods: Periods | None = None,
) -> pd.DataFrame:
    """How many acts of each kind there were, by how many people, and how many effectively share them.

    Acts are: to chair, to present, to take notes, to own an action, to begin a thread. Each counts one.

    Parameters
    ----------
    network
        Network of the whole time. The gatherings behind it say on whom acts could have fallen; ties, weights and
        direction do not matter; not changed.
    deeds
        Who did what: ``person``, ``kind``, ``on``, ``gathering``. What has no day is left out.
    conveners
        Id → the last day as a convener; afterwards they are counted as others.
    periods
        Title → first and last day; calendar years where there is none.

    Returns
    -------
    pd.DataFrame
        One row per period, then per quarter, and kind of act (index ``act_span``, ``act_kind``; ``"all acts"``):

        - ``led_acts``: acts; ``led_by``: people who did any
        - ``n_effective``: how many effectively share them: 1 ÷ how often two of the acts are of one person; blank if no
          two are
        - ``n_effective_expected``: the same had each fallen by lot on one of those at its gathering, or of those who
          came to any in its quarter
        - ``led_by_conveners``, ``conveners_acts_share``: acts by conveners, and their share, 0 … 1; blank where no
          conveners are named
        - ``note``: why something is blank

    Examples
    --------
    >>> from sna.network import Network
    >>> leadership(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for span, part in Deeds.of(network, deeds).spans(periods or {}).items():
        for kind in (EVERY, *KINDS):
            chosen = part.table["kind"].isin(KINDS if kind == EVERY else [kind]).to_numpy(bool)
            if chosen.any():
                rows[span, kind] = _row(Deeds(part.table[chosen], part.two_mode), conveners)
    counts, figures = ["led_acts", "led_by", "led_by_conveners"], ["n_effective", "n_effective_expected"]
    index = pd.MultiIndex.from_tuples([*rows], names=["act_span", "act_kind"])
    columns = [*counts[:2], *figures, counts[2], "conveners_acts_share", "note"]
    table = pd.DataFrame(rows.values(), index=index, columns=columns)
    kinds = dict.fromkeys(counts, "Int64") | dict.fromkeys([*figures, "conveners_acts_share"], float)
    return table.astype(kinds | {"note": "str"})


def _row(part: Deeds, conveners: Mapping[str, dt.date] | None) -> dict[str, object]:
    people = part.table["person"].value_counts().to_numpy()
    row: dict[str, Any] = {
        "led_acts": len(part.table),
        "led_by": len(people),
        "n_effective": effective(people),
        "n_effective_expected": effective_expected(*part.shares()),
        "note": "" if (people > 1).any() else "no two acts are of one person",
    }
    if not np.isfinite(row["n_effective_expected"]):
        row["note"] = row["note"] or "who was there is not known"
    if conveners:
        theirs = sum(
            day <= conveners.get(person, dt.date.min)
            for person, day in zip(part.table["person"], part.table["on"], strict=True)
        )
        return row | {"led_by_conveners": theirs, "conveners_acts_share": theirs / len(part.table)}
    return row | {"note": row["note"] or "no conveners are named"}


def leadership_groups(
    network: AnyNetwork, *, deeds: pd.DataFrame | None = None, periods: Periods | None = None
) -> pd.DataFrame:
    """Which share of the acts people of each organisation, role and level did, and of the host and from outside it.

    Parameters
    ----------
    network, deeds, periods
        As for `leadership`; the acts say in ``organisation``, ``role``, ``level`` and ``host`` what is known of whoever
        did them.

    Returns
    -------
    pd.DataFrame
        One row per period and group (index ``act_span``, ``act_group_of``, ``group``), of acts whose group is known:

        - ``led_acts``, ``led_by``: acts, and people who did any
        - ``led_share``: of all acts of the period whose group is known, 0 … 1

    Examples
    --------
    >>> from sna.network import Network
    >>> leadership_groups(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    every, rows = Deeds.of(network, deeds), []
    for span, dates in period_spans(every.table, periods or {}).items():
        table = every.within(*dates).table
        for by in GROUPS:
            rows_of = table[table[by].fillna("") != ""]
            for group, part in rows_of.groupby(by, sort=True):
                rows.append((span, by, str(group), len(part), part["person"].nunique(), len(part) / len(rows_of)))
    columns = ["act_span", "act_group_of", "group", "led_acts", "led_by", "led_share"]
    table = pd.DataFrame(rows, columns=columns)
    texts = dict.fromkeys(columns[:3], "str")
    return table.astype(texts | dict.fromkeys(columns[3:5], "int64") | {"led_share": float}).set_index(columns[:3])


def leadership_change(
    network: AnyNetwork, *, deeds: pd.DataFrame | None = None, periods: Periods | None = None
) -> pd.DataFrame:
    """Whether more or fewer people effectively share the acts in the last period than in the first.

    Acts of a month are taken together, since who is busy is so for a while.

    Parameters
    ----------
    network, deeds, periods
        As for `leadership`; calendar years are compared where there are no two periods.

    Returns
    -------
    pd.DataFrame
        One row (index ``act_kind``, ``"all acts"``), or none where acts of two periods are not known:

        - ``n_effective_before``, ``n_effective_after``; ``n_effective_change``: the second ÷ the first, with its 95 %
          interval ``n_effective_change_low``, ``n_effective_change_high`` (jackknife over months)
        - ``n_effective_p``: how often luck gives as large a change, two-sided
        - ``n_effective_power``: how often it would be found (p of at most 0.05) had twice as many people shared
          the acts in the last period as in the first
        - ``act_span_before``, ``act_span_after``: the periods
        - ``verdict``: *more than chance* or *fewer than chance* if p is at most 0.05; *these data cannot tell* if not
          and the power is below one half, or if there are fewer than 20 acts or 6 months with an act in a period;
          *not to be told from chance*
        - ``note``: why something is blank

    Notes
    -----
    ``benchmarks/leadership.py`` prints how often the verdict errs and how often it finds what was planted.

    Examples
    --------
    >>> from sna.network import Network
    >>> leadership_change(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    every = Deeds.of(network, deeds)
    spans = period_spans(every.table, periods or {})
    sides = [(title, every.within(*dates).table) for title, dates in spans.items()]
    sides = [(title, part) for title, part in sides if len(part)]
    rows = [_change(sides[0], sides[-1])] if len(sides) > 1 else []
    figures = ["before", "after", "change", "change_low", "change_high", "p", "power"]
    columns = [*(f"n_effective_{name}" for name in figures), "act_span_before", "act_span_after", "verdict", "note"]
    table = pd.DataFrame(rows, columns=columns, index=pd.Index([EVERY] * len(rows), name="act_kind", dtype="str"))
    return table.astype(dict.fromkeys(columns[:7], float) | dict.fromkeys(columns[7:], "str"))


def _change(first: tuple[str, pd.DataFrame], last: tuple[str, pd.DataFrame]) -> dict[str, object]:
    matrices = [months(part) for _title, part in (first, last)]
    row: dict[str, object] = {
        "act_span_before": first[0],
        "act_span_after": last[0],
        "note": "",
        "verdict": CANNOT_TELL,
    }
    ends = [effective(matrix.sum(axis=0)) for matrix in matrices]
    row |= {"n_effective_before": ends[0], "n_effective_after": ends[1]}
    if any(matrix.sum() < FEWEST_ACTS or (matrix.sum(axis=1) > 0).sum() < FEWEST_MONTHS for matrix in matrices):
        return row | {"note": f"fewer than {FEWEST_ACTS} acts, or {FEWEST_MONTHS} months with any, in a period"}
    result = compared(*matrices)
    if not np.isfinite(result.p):
        return row | {"note": "hardly two acts are of one person: nothing to compare"}
    names = ("change", "change_low", "change_high", "p", "power")
    row |= {f"n_effective_{name}": value for name, value in zip(names, result, strict=True)}
    verdict = CANNOT_TELL if result.power < LITTLE else UNCLEAR
    return row | {"verdict": verdict if result.p > LEVEL else MORE if result.change > 1 else FEWER}


def months(table: pd.DataFrame) -> np.ndarray:
    """Count each person's acts in each month from the first act to the last: months × people."""
    numbers = np.array([day.year * 12 + day.month for day in table["on"]], dtype=int)
    people = pd.factorize(table["person"], sort=True)[0]
    counts = np.zeros((numbers.max() - numbers.min() + 1, people.max() + 1), dtype=int)
    np.add.at(counts, (numbers - numbers.min(), people), 1)
    return counts


class Change(NamedTuple):
    """How many times as many people share the acts as before, its interval, p, and the power to find twice as many."""

    change: float
    low: float
    high: float
    p: float
    power: float


def compared(before: np.ndarray, after: np.ndarray) -> Change:
    """Compare two periods, each as months × people; blank where a period without one of its months cannot be told.

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> few, many = (random.multinomial(6, np.ones(people) / people, 12) for people in (3, 9))
    >>> compared(few, many).p < 0.001
    True
    """
    people = [effective(side.sum(axis=0)) for side in (before, after)]
    largest, mean, pairs = np.transpose([_variance(side) for side in (before, after)])
    ratio, error = float(np.log(people[1] / people[0])), float(np.sqrt((largest + pairs).sum()))
    if not np.isfinite(ratio + error) or not error:
        return Change(float(np.exp(ratio)), BLANK, BLANK, BLANK, BLANK)
    limit = float(student.isf(LEVEL / 2, min(len(before), len(after)) - 1))
    low, high = (float(np.exp(ratio + way * limit * error)) for way in (-1, 1))
    p = float(2 * student.sf(abs(ratio) / error, min(len(before), len(after)) - 1))
    # had twice as many shared the acts, fewer pairs of them would be of one person, and the error larger
    later = pairs[0] + 2 * TWICE * people[0] / after.sum() ** 2
    distance = np.log(TWICE) - limit * np.sqrt(largest.sum() + later)
    power = float(norm.cdf(distance / np.sqrt(mean.sum() + later)))
    return Change(float(np.exp(ratio)), low, high, p, power)


def _variance(counts: np.ndarray) -> tuple[float, float, float]:
    """Give the variance of the logarithm: the largest and the mean of three jackknives, and what lies in pairs of acts.

    Months alone, months with those near, quarters. Each counts twice what lies in which two acts happen to be of one
    person (Efron & Stein 1981), which is taken off both. The largest is for a test that holds where somebody is busy
    for a season; the mean is what figures scatter by.
    """
    quarters = np.add.reduceat(counts, np.arange(0, len(counts), 3))
    parts = [_jackknife(counts), _jackknife(quarters)]
    sums = [float((part**2).sum()) for part in parts]
    near = sum(
        2 * (1 - lag / (LAGS + 1)) * float((parts[0][lag:] * parts[0][:-lag]).sum()) for lag in range(1, LAGS + 1)
    )
    monthly, quarterly = ((len(part) - 1) / len(part) for part in parts)
    every = np.array([monthly * sums[0], monthly * (sums[0] + near), quarterly * sums[1]])
    pairs = 2 * effective(counts.sum(axis=0)) / counts.sum() ** 2
    return max(float(every.max()) - 2 * pairs, 0.0), max(float(every.mean()) - 2 * pairs, 0.0), pairs


def _jackknife(counts: np.ndarray) -> np.ndarray:
    """Give the logarithm without each row, less their mean."""
    total = counts.sum(axis=0)
    values = np.log([effective(total - row) for row in counts])
    return np.asarray(values - values.mean())
