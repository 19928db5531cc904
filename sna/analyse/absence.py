"""Who has missed the last gatherings, and how often chance gives such a gap to somebody who comes as often."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import gammaln

from sna.analyse.groups import attendance_of, belonging, numbered
from sna.network import AnyNetwork, TwoMode, one_mode

_COUNTS = ["times_came", "times_could", "missed_last"]


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
    return pd.DataFrame(dict(zip([*_COUNTS, "gap_p", "gap_p_adjusted"], columns, strict=True)))


def _log_choose(number: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    return np.asarray(gammaln(number + 1.0) - gammaln(chosen + 1.0) - gammaln(number - chosen + 1.0))


def _blank(index: pd.Index[str]) -> pd.DataFrame:
    table = pd.DataFrame(np.nan, index=index, columns=[*_COUNTS, "gap_p", "gap_p_adjusted"])
    return table.astype(dict.fromkeys(_COUNTS, "Int64")).assign(note="no dated gathering").astype({"note": "str"})


def _tidy(table: pd.DataFrame) -> pd.DataFrame:
    note = np.where(
        table["times_could"].isna(), "no gathering behind it", np.where(table["gap_p"].isna(), "never came", "")
    )
    return table.astype(dict.fromkeys(_COUNTS, "Int64")).assign(note=note).astype({"note": "str"})
