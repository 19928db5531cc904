"""Who came quarter by quarter, and how far the groups were apart in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sna.analyse.change import isolation
from sna.analyse.thin import FEWEST_GATHERINGS
from sna.chance import FEWEST, could_meet, met, reach
from sna.network import Network, TwoMode, one_mode

if TYPE_CHECKING:
    import networkx as nx

_SHARES = ["between", "within", "isolation"]
_COUNTS = ["held", "people", "newcomers", "returners", "lapsed"]


def trend(network: Network | nx.Graph, *, by: str) -> pd.DataFrame:
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
    two_mode = _dated(plain, groups)
    if two_mode is None:
        return _empty()
    labels = pd.factorize(groups.reindex(two_mode.people.index), sort=True)[0]
    number = np.array([day.year * 4 + (day.month - 1) // 3 for day in two_mode.gatherings["on"]])
    quarters = np.arange(number.min(), number.max() + 1)
    chosen = number[np.newaxis] == quarters[:, np.newaxis]
    names = pd.Index([f"{quarter // 4} Q{quarter % 4 + 1}" for quarter in quarters], name="quarter", dtype="str")
    table = pd.DataFrame(_attendance(two_mode, chosen), index=names)
    return _tidy(table.assign(**_met(two_mode, labels, chosen)), len(labels))


def _dated(network: Network, groups: pd.Series[str]) -> TwoMode | None:
    behind = network.behind
    if behind is None or "on" not in behind.gatherings.columns:
        return None
    dated = behind.gatherings["on"].notna().to_numpy(bool)
    return behind.only(dated).among(behind.people.index.isin(groups.index)) if dated.any() else None


def _empty() -> pd.DataFrame:
    columns = {name: pd.array([], dtype="Int64") for name in _COUNTS} | {
        "gatherings_drawn": pd.array([], dtype="Int64")
    }
    shares = {name: np.empty(0) for name in _SHARES}
    index = pd.Index([], name="quarter", dtype="str")
    return pd.DataFrame({**columns, **shares, "note": pd.array([], dtype="str")}, index=index)


def _attendance(two_mode: TwoMode, chosen: np.ndarray) -> dict[str, np.ndarray]:
    """Count who came in each quarter, and of them who was new and who was back."""
    came = np.asarray(two_mode.incidence @ chosen.T.astype(float)) > 0
    nobody = np.zeros((len(came), 1), bool)
    last = np.hstack([nobody, came[:, :-1]])
    ever = np.logical_or.accumulate(last, axis=1)
    open_to = two_mode.eligible if two_mode.eligible is not None else np.ones((len(came), chosen.shape[1]), bool)
    could = (open_to.astype(float) @ chosen.T > 0) | ~chosen.any(axis=1)
    counts = {
        "held": chosen.sum(axis=1).astype(float),
        "people": came.sum(axis=0).astype(float),
        "newcomers": (came & ~ever).sum(axis=0).astype(float),
        "returners": (came & ever & ~last).sum(axis=0).astype(float),
        "lapsed": (last & ~came & could).sum(axis=0).astype(float),
    }
    counts["newcomers"][0] = counts["returners"][0] = counts["lapsed"][0] = np.nan
    return counts


def _met(two_mode: TwoMode, labels: np.ndarray, chosen: np.ndarray) -> dict[str, np.ndarray | float]:
    held = chosen.sum(axis=1)
    enough = (held >= FEWEST_GATHERINGS) & (len(labels) >= FEWEST)
    figures = {name: np.full(len(held), np.nan) for name in _SHARES}
    if not enough.any():
        return {"gatherings_drawn": np.nan, **figures}
    drawn = int(held[enough].min())
    pairs = met(two_mode, labels), could_meet(two_mode, labels)
    for row in np.flatnonzero(enough):
        shares = reach(*pairs, chosen[row : row + 1], drawn)
        figures["between"][row], figures["within"][row] = shares.between[0], shares.within[0]
    figures["isolation"] = isolation(figures["within"], figures["between"])
    return {"gatherings_drawn": np.where(enough, drawn, np.nan), **figures}


def _tidy(table: pd.DataFrame, people: int) -> pd.DataFrame:
    thin = f"fewer than {FEWEST} people: counts only" if people < FEWEST else ""
    few = table["held"] < FEWEST_GATHERINGS
    undefined = table[_SHARES].isna().any(axis=1)
    note = pd.Series(np.where(undefined, "no pair to compare, or none or all of them met", ""), index=table.index)
    note = note.mask(few, f"fewer than {FEWEST_GATHERINGS} gatherings: counts only")
    first = table["newcomers"].isna() & (note == "") & (not thin)
    note = note.mask(first, "in the first quarter everybody is new")
    table["note"] = thin or note
    whole = dict.fromkeys([*_COUNTS, "gatherings_drawn"], "Int64")
    return table[[*_COUNTS, "gatherings_drawn", *_SHARES, "note"]].astype(whole | {"note": "str"})
