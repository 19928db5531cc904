"""Who keeps coming and who has missed the last gatherings, by period; and quarter by quarter how far groups met."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import gammaln

from sna.analyse.change import isolation
from sna.analyse.groups import ALL, FEWEST_GATHERINGS, attendance_of, belonging, numbered
from sna.analyse.indices import quotient
from sna.analyse.period_pairs import title_order
from sna.chance.permutation import FEWEST
from sna.chance.resampling import actual_encounters, possible_encounters, reach
from sna.network import AnyNetwork, Network, TwoMode, one_mode

HALVES = ("first half", "second half")
"""The titles of the periods of gatherings that say none."""

_MOVES = ["people", "came", "newcomers", "returners", "stayed", "lapsed", "left_since"]

_SHARES = ["between", "within", "isolation"]

_COUNTS = ["held", "people", "newcomers", "returners", "lapsed"]


class Periods(NamedTuple):
    """The people of a network and the gatherings behind it, period by period.

    Attributes
    ----------
    titles
        Of the periods, in their order.
    people
        The ids of the people.
    attendance, could
        People × periods: whether they came to a gathering of it; whether they could have.
    gathering_counts
        Gatherings in each period.
    """

    titles: list[str]
    people: pd.Index[str]
    attendance: np.ndarray
    could: np.ndarray
    gathering_counts: np.ndarray


def presence(network: AnyNetwork) -> pd.DataFrame:
    """Who came in each period: for the first time, again, after a break, or no more.

    Parameters
    ----------
    network
        Network of the whole time, tied by gatherings; their column ``period`` says to which period each belongs (blank
        is none, and such a gathering is left out). Where there is no such column the days are parted into two halves
        with as many gatherings, no day in both. Ties, weights and direction do not matter; not changed. A network of
        contacts has no gatherings and gives no row, and so do gatherings without period or day.

    Returns
    -------
    pd.DataFrame
        One row per period in their order (index ``period``):

        - ``held``: gatherings
        - ``people``: who could have come to one or more, of the people of the network
        - ``came``: of these, who did
        - ``newcomers``: of these, who had never come before; blank in the first period
        - ``returners``: who had come before, but not in the period before; blank in the first period
        - ``stayed``: who had come in the period before too; blank in the first period
        - ``lapsed``: who had come in the period before, could have come in this, and did not; blank in the first period
        - ``left_since``: who had come in the period before and could not come in this; blank in the first period
        - ``retention``: stayed ÷ (stayed + lapsed), 0 … 1; blank in the first period and if there is nobody to stay
        - ``note``: why something is blank

    Examples
    --------
    >>> from sna.network import project
    >>> calls = TwoMode.of([("ann", "may"), ("bob", "may"), ("ann", "june"), ("cat", "june")])
    >>> calls.gatherings["period"] = ["year 2", "year 1"]
    >>> presence(project(calls))[["came", "newcomers", "stayed", "lapsed"]].loc["year 2"].tolist()
    [2, 1, 1, 1]
    """
    spans = periods(one_mode(network))
    everybody = np.zeros(len(spans.people), int)
    table = _moves(spans, everybody, pd.Index([ALL])).drop(columns="group")
    table.insert(0, "held", spans.gathering_counts)
    return _indexed(table, ["period"])


def group_presence(network: AnyNetwork, *, by: str) -> pd.DataFrame:
    """Who of each group came in each period, and so which groups drift away.

    Parameters
    ----------
    network
        As for `presence`.
    by
        Node column that names the group; a person is of one group throughout.

    Returns
    -------
    pd.DataFrame
        One row per group and period (index ``group``, ``period``): ``people``, ``came``, ``newcomers``, ``returners``,
        ``stayed``, ``lapsed``, ``left_since``, ``retention`` and ``note`` as in `presence`. Nobody coming after
        somebody did is a group that drifts away.

    Raises
    ------
    NetworkError
        If a node has no value of `by`, or a group is called ``"all"``.

    Examples
    --------
    >>> from sna.network import project
    >>> calls = project(TwoMode.of([("ann", "may"), ("bob", "may"), ("ann", "june")]))
    >>> calls.nodes["team"], calls.behind.gatherings["period"] = ["x", "y"], ["year 2", "year 1"]
    >>> group_presence(calls, by="team")["came"].unstack()["year 2"].tolist()
    [1, 0]
    """
    plain = one_mode(network)
    labels, names = numbered(plain, by)
    spans = periods(plain)
    own = labels[plain.nodes.index.get_indexer(spans.people)]
    return _indexed(_moves(spans, own, names), ["group", "period"])


def periods(network: Network) -> Periods:
    """Say who came and who could come in each period; without gatherings there is none.

    Examples
    --------
    >>> periods(Network.of([("ann", "bob", 1.0)])).titles
    []
    """
    two_mode = attendance_of(network) or TwoMode.of([])
    title = _titles(two_mode)
    titles = title_order(title, two_mode.days())
    of = (title.to_numpy(object)[:, np.newaxis] == np.array(titles, object)[np.newaxis]).astype(float)
    attendance = np.asarray(two_mode.incidence @ of) > 0
    could = np.ones(attendance.shape, bool) if two_mode.eligible is None else two_mode.eligible @ of > 0
    return Periods(titles, two_mode.people.index, attendance, could, of.sum(axis=0).astype(int))


def _titles(two_mode: TwoMode) -> pd.Series[str]:
    if "period" in two_mode.gatherings.columns:
        return two_mode.gatherings["period"].fillna("").astype(str)
    days = two_mode.days().dropna().sort_values(kind="stable")
    title = pd.Series("", index=two_mode.gatherings.index, dtype=object)
    if days.nunique() < 2:
        return title
    middle = max(days.iloc[len(days) // 2], days[days > days.iloc[0]].iloc[0])
    title[days.index] = np.where((days < middle).to_numpy(bool), *HALVES)
    return title


def _moves(spans: Periods, labels: np.ndarray, names: pd.Index[str]) -> pd.DataFrame:
    """Count the moves of each group from period to period: one row per group and period."""
    moves = {"people": spans.could, "came": spans.attendance, **_turns(spans.attendance, spans.could)}
    rows = np.repeat(np.arange(len(names)), len(spans.titles))
    table = pd.DataFrame({"group": names.take(rows), "period": np.tile(np.array(spans.titles, object), len(names))})
    for name, moved in moves.items():
        sums = np.zeros((len(names), len(spans.titles)))
        np.add.at(sums, labels, moved)
        table[name] = sums.ravel()
    table.loc[table["period"].isin(spans.titles[:1]), _MOVES[2:]] = np.nan
    stayed, lapsed = table["stayed"].to_numpy(), table["lapsed"].to_numpy()
    table["retention"] = quotient(stayed, stayed + lapsed)
    first = np.where(table["newcomers"].isna(), "in the first period everybody is new", "nobody to stay")
    table["note"] = np.where(table["retention"].isna(), first, "")
    return table


def _turns(attendance: np.ndarray, could: np.ndarray) -> dict[str, np.ndarray]:
    """Tell who came for the first time, again after a break, or no more: people × periods each."""
    before = np.zeros_like(attendance)
    before[:, 1:] = attendance[:, :-1]
    ever, absent = np.logical_or.accumulate(before, axis=1), before & ~attendance
    return {
        "newcomers": attendance & ~ever,
        "returners": attendance & ever & ~before,
        "stayed": attendance & before,
        "lapsed": absent & could,
        "left_since": absent & ~could,
    }


def _indexed(table: pd.DataFrame, index: list[str]) -> pd.DataFrame:
    kinds = dict.fromkeys(_MOVES, "Int64") | {"note": "str", "period": "str"}
    return table.astype({**kinds, **({"group": "str"} if "group" in index else {})}).set_index(index)


def trend(network: AnyNetwork, *, by: str) -> pd.DataFrame:
    """Who came in each quarter of the calendar, and how many pairs met within and across the groups.

    Parameters
    ----------
    network
        Network of the whole time, tied by gatherings: those of its `behind` have their day in the column ``on``. A
        gathering without a day is in no quarter. A network of contacts has no gatherings and gives no row. Ties,
        weights and direction do not matter; not changed.
    by
        Node column that names the group; a person is of one group throughout.

    Returns
    -------
    pd.DataFrame
        One row per quarter from the first gathering to the last (index ``quarter``, such as ``"2024 Q1"``):

        - ``held``: gatherings in the quarter
        - ``people``: who came to one or more
        - ``newcomers``: of these, who came for the first time; blank in the first quarter
        - ``returners``: of these, who had come before but not in the quarter before; blank in the first quarter
        - ``lapsed``: who came in the quarter before, could have come in this, and did not; blank in the first quarter
        - ``gatherings_drawn``: the number of gatherings at which the quarters are compared: the smallest number, of 3
          or more, that a quarter has
        - ``between``, ``within``: the share of the pairs of two groups, of one group, who would have met in so many
          gatherings, as in `change`; of the pairs who could both be there
        - ``isolation``: Yule's Q of the two, −1 … 1
        - ``note``: why something is blank

        A quarter with fewer than 3 gatherings has counts only, and so has a network of fewer than 10 people. A quarter
        is short and its figures scatter; `change` says whether there was a change.

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    Examples
    --------
    >>> import datetime as dt
    >>> from sna.network import project
    >>> calls = TwoMode.of([("ann", "may"), ("bob", "may"), ("ann", "july")])
    >>> calls.people["team"], calls.gatherings["on"] = "x", [dt.date(2024, 7, 2), dt.date(2024, 5, 7)]
    >>> trend(project(calls), by="team")[["people", "newcomers", "lapsed"]].loc["2024 Q3"].tolist()
    [1, 0, 1]
    """
    plain = one_mode(network)
    groups = plain.groups(by)
    two_mode = _dated(plain)
    if two_mode is None:
        nothing = pd.DataFrame(columns=[*_COUNTS, "gatherings_drawn", *_SHARES], dtype=float)
        return _with_notes(nothing.set_axis(pd.Index([], name="quarter", dtype="str")), 0)
    labels = pd.factorize(groups.reindex(two_mode.people.index), sort=True)[0]
    number = np.array([day.year * 4 + (day.month - 1) // 3 for day in two_mode.gatherings["on"]])
    quarters = np.arange(number.min(), number.max() + 1)
    chosen = number[np.newaxis] == quarters[:, np.newaxis]
    names = pd.Index([f"{quarter // 4} Q{quarter % 4 + 1}" for quarter in quarters], name="quarter", dtype="str")
    table = pd.DataFrame(_attendance(two_mode, chosen), index=names)
    return _with_notes(table.assign(**_contact(two_mode, labels, chosen)), len(labels))


def _dated(network: Network) -> TwoMode | None:
    two_mode = attendance_of(network) or TwoMode.of([])
    dated = two_mode.days().notna().to_numpy(bool)
    return two_mode.only(dated) if dated.any() else None


def _attendance(two_mode: TwoMode, chosen: np.ndarray) -> dict[str, np.ndarray]:
    attendance = np.asarray(two_mode.incidence @ chosen.T.astype(float)) > 0
    open_to = two_mode.eligible if two_mode.eligible is not None else np.ones((len(attendance), chosen.shape[1]), bool)
    could = open_to.astype(float) @ chosen.T > 0  # where nothing was held nobody is missing
    turns = _turns(attendance, could)
    counts = {name: turns[name].sum(axis=0).astype(float) for name in _COUNTS[2:]}
    for column in counts.values():
        column[0] = np.nan  # in the first quarter nobody can be new, or back
    return {"held": chosen.sum(axis=1).astype(float), "people": attendance.sum(axis=0).astype(float), **counts}


def _contact(two_mode: TwoMode, labels: np.ndarray, chosen: np.ndarray) -> dict[str, np.ndarray | float]:
    numbers = chosen.sum(axis=1)
    enough = (numbers >= FEWEST_GATHERINGS) & (len(labels) >= FEWEST)
    figures = {name: np.full(len(numbers), np.nan) for name in _SHARES}
    if not enough.any():
        return {"gatherings_drawn": np.nan, **figures}
    sample_size = int(numbers[enough].min())
    pairs = actual_encounters(two_mode, labels), possible_encounters(two_mode, labels)
    for row in np.flatnonzero(enough):
        shares = reach(*pairs, chosen[row : row + 1], sample_size)
        figures["between"][row], figures["within"][row] = shares.between[0], shares.within[0]
    figures["isolation"] = isolation(figures["within"], figures["between"])
    return {"gatherings_drawn": np.where(enough, sample_size, np.nan), **figures}


def _with_notes(table: pd.DataFrame, people: int) -> pd.DataFrame:
    thin = f"fewer than {FEWEST} people: counts only" if people < FEWEST else ""
    few = table["held"] < FEWEST_GATHERINGS
    undefined = table[_SHARES].isna().any(axis=1)
    note = pd.Series(np.where(undefined, "no pair to compare, or none or all of them met", ""), index=table.index)
    note = note.mask(few, f"fewer than {FEWEST_GATHERINGS} gatherings: counts only")
    first = table["newcomers"].isna() & (note == "") & (not thin)
    note = note.mask(first, "in the first quarter everybody is new")
    table["note"] = thin or note
    integers = dict.fromkeys([*_COUNTS, "gatherings_drawn"], "Int64")
    return table[[*_COUNTS, "gatherings_drawn", *_SHARES, "note"]].astype(integers | {"note": "str"})


# Who has missed the last gatherings


_ABSENCES = ["times_came", "times_could", "missed_last"]


def absences(network: AnyNetwork) -> pd.DataFrame:
    """How many gatherings each person has missed since they last came, and how often chance gives such a gap.

    Parameters
    ----------
    network
        Network tied by gatherings: those of its `behind` have their day in the column ``on``; one without a day is left
        out. Each person's own window counts: the gatherings they could come to. Ties, weights and direction do not
        matter; not changed. A network of contacts has no gatherings and gives blanks.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``times_came``, ``times_could``: gatherings they came to; they could come to
        - ``missed_last``: of these, how many there were since they last came; blank for who never came
        - ``gap_p``: how often somebody who came as often would miss as many in the end, were their gatherings drawn at
          random from those they could come to: C(T − m, k) ÷ C(T, k)
        - ``gap_p_adjusted``: the same times the number of people who came, at most 1 (Bonferroni): how often anybody
          of them would
        - ``note``: why something is blank

    Examples
    --------
    >>> import datetime as dt
    >>> from sna.network import project
    >>> calls = TwoMode.of([("ann", "1"), ("ann", "2"), ("bob", "4"), ("cat", "3")])
    >>> calls.gatherings["on"] = [dt.date(2024, month, 5) for month in (1, 2, 3, 4)]
    >>> absences(project(calls))["gap_p"].round(3).tolist()
    [0.167, 1.0, 0.75]
    """
    plain = one_mode(network)
    two_mode = _in_time(attendance_of(plain))
    if two_mode is None:
        return _blank(plain.nodes.index.rename("node"))
    could = two_mode.eligible if two_mode.eligible is not None else np.ones(two_mode.incidence.shape, bool)
    order = _order(two_mode)
    table = _gaps(two_mode.incidence.toarray()[:, order] > 0, could[:, order]).set_axis(two_mode.people.index)
    return _tidy(table.reindex(plain.nodes.index)).rename_axis("node")


def group_absences(network: AnyNetwork, *, by: str) -> pd.DataFrame:
    """How many gatherings each group has missed since anybody of it last came, and how often chance gives such a gap.

    Parameters
    ----------
    network
        As for `absences`.
    by
        Node column that names the group; a person is of one group throughout.

    Returns
    -------
    pd.DataFrame
        One row per group (index ``group``): ``times_came``, ``times_could``, ``missed_last``, ``gap_p``,
        ``gap_p_adjusted`` and ``note`` as in `absences`; a group came where anybody of it did, and could where anybody
        could.

    Raises
    ------
    NetworkError
        If a node has no value of `by`, or a group is called ``"all"``.

    Examples
    --------
    >>> from sna.network import project
    >>> calls = project(TwoMode.of([("ann", "1"), ("bob", "2")]))
    >>> calls.nodes["team"] = ["x", "y"]
    >>> group_absences(calls, by="team")["note"].tolist()
    ['no dated gathering', 'no dated gathering']
    """
    plain = one_mode(network)
    labels, names = numbered(plain, by)
    two_mode = _in_time(attendance_of(plain))
    index = pd.Index(names, name="group", dtype="str")
    if two_mode is None:
        return _blank(index)
    own = belonging(labels[plain.nodes.index.get_indexer(two_mode.people.index)], len(names)).T
    presence = np.asarray((own @ two_mode.incidence).todense()) > 0
    could = np.ones(presence.shape, bool) if two_mode.eligible is None else own @ two_mode.eligible.astype(float) > 0
    order = _order(two_mode)
    return _tidy(_gaps(presence[:, order], could[:, order]).set_axis(index))


def _in_time(two_mode: TwoMode | None) -> TwoMode | None:
    """Give the dated gatherings; None if there is none."""
    if two_mode is None or two_mode.days().isna().all():
        return None
    return two_mode.only(two_mode.days().notna().to_numpy(bool))


def _order(two_mode: TwoMode) -> np.ndarray:
    """Give the places of the gatherings in order of time; the ids may stand in another."""
    return np.argsort(np.array([day.toordinal() for day in two_mode.days()]), kind="stable")


def _gaps(presence: np.ndarray, could: np.ndarray) -> pd.DataFrame:
    """Count what each row came to, could come to, and missed in the end; the columns stand in order of time."""
    times, total = presence.sum(axis=1), could.sum(axis=1)
    last = presence.shape[1] - 1 - presence[:, ::-1].argmax(axis=1)
    missed = (could & (np.arange(presence.shape[1]) > last[:, np.newaxis])).sum(axis=1).astype(float)
    missed[times == 0] = np.nan
    rest = np.maximum(total - np.nan_to_num(missed), times)
    p = np.exp(_log_choose(rest, times) - _log_choose(total, times))
    p[times == 0] = np.nan
    adjusted = np.minimum(p * (times > 0).sum(), 1.0)
    columns = [times, total, missed, np.minimum(p, 1.0), adjusted]
    return pd.DataFrame(dict(zip([*_ABSENCES, "gap_p", "gap_p_adjusted"], columns, strict=True)))


def _log_choose(number: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    return np.asarray(gammaln(number + 1.0) - gammaln(chosen + 1.0) - gammaln(number - chosen + 1.0))


def _blank(index: pd.Index[str]) -> pd.DataFrame:
    table = pd.DataFrame(np.nan, index=index, columns=[*_ABSENCES, "gap_p", "gap_p_adjusted"])
    return table.astype(dict.fromkeys(_ABSENCES, "Int64")).assign(note="no dated gathering").astype({"note": "str"})


def _tidy(table: pd.DataFrame) -> pd.DataFrame:
    note = np.where(
        table["times_could"].isna(), "no gathering behind it", np.where(table["gap_p"].isna(), "never came", "")
    )
    return table.astype(dict.fromkeys(_ABSENCES, "Int64")).assign(note=note).astype({"note": "str"})
