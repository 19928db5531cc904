"""Which events recruit: who came first to an event, whether they came again, and newcomers of other meetings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from sna.analyse.groups import attendance_of
from sna.chance.co_attendance import CANNOT_TELL, LEVEL
from sna.chance.proportions import Curve, fisher, kaplan_meier, newcombe, wilson
from sna.chance.sdsm import adjusted
from sna.network import AnyNetwork, TwoMode, one_mode

EVENT = "event"
"""The kind of gathering to which people of all communities could come; every other is an ordinary one."""
FIRST_AT = (EVENT, "ordinary gatherings")
HALF_YEAR, NEAR = 183, 91
"""In days: within the one somebody comes again, or not; the ordinary gatherings compared with an event lie as near as
the other."""
MORE, FEWER = "more than chance", "fewer than chance"
_COUNTS = ["newcomers", "could_return", "returned", "not_followed", "ordinary_after", "seated_after"]
_SHARES = [
    *(f"{name}{end}" for name in ("return_share", "return_by", "return_difference") for end in ("", "_low", "_high")),
    "return_p", "return_p_adjusted",
]  # fmt: skip
_INDEX = ["gathering", "first_at"]
_SHORT = "fewer than 183 days of record before it: who is new cannot be told"


class Newcomers(NamedTuple):
    """People by when and where they were first seen, and when they came to an ordinary gathering after that.

    Attributes
    ----------
    first
        The day of each; `at_event` whether at an event, and at no ordinary gathering that day.
    again
        After how many days they came to an ordinary gathering; infinite if never.
    followed
        For how many days they could be seen to: to the last ordinary gathering.
    """

    first: np.ndarray
    at_event: np.ndarray
    again: np.ndarray
    followed: np.ndarray

    @property
    def returned(self) -> np.ndarray:
        """Whether each came again within half a year."""
        return self.again <= HALF_YEAR

    @property
    def could(self) -> np.ndarray:
        """Whether the record holds the whole half-year of each."""
        return self.followed >= HALF_YEAR

    def only(self, chosen: np.ndarray) -> Newcomers:
        """Give some of them."""
        return Newcomers(*(part[chosen] for part in self))

    def counted(self) -> tuple[int, int]:
        """Count who came again, of those who could for the whole half-year."""
        return int((self.returned & self.could).sum()), int(self.could.sum())

    def curve(self) -> Curve:
        """Give what share had come again by each day, however long each could be followed."""
        return kaplan_meier(np.minimum(self.again, np.minimum(self.followed, HALF_YEAR)), self.returned)


class Record(NamedTuple):
    """Who was first seen when, and the days of the gatherings; `ordinary` tells which are no event."""

    people: Newcomers
    days: np.ndarray
    ordinary: np.ndarray
    two_mode: TwoMode

    @classmethod
    def of(cls, two_mode: TwoMode) -> Record:
        """Take the dated gatherings and those who came to any."""
        dated = two_mode.days().notna().to_numpy(bool)
        two_mode = two_mode.only(dated)
        two_mode = two_mode.among(two_mode.attended() > 0)
        days = np.array([day.toordinal() for day in two_mode.days()], dtype=float)
        ordinary = (two_mode.gatherings["kind"] != EVENT).to_numpy(bool)
        presence_days = np.where(two_mode.incidence.toarray() > 0, days, np.inf)
        first = presence_days.min(axis=1, initial=np.inf)
        regular = np.where(ordinary, presence_days, np.inf)
        later = np.where(regular > first[:, np.newaxis], regular, np.inf).min(axis=1, initial=np.inf)
        end = days[ordinary].max(initial=-np.inf)
        people = Newcomers(first, regular.min(axis=1, initial=np.inf) > first, later - first, end - first)
        return cls(people, days, ordinary, two_mode)

    def events(self) -> np.ndarray:
        """Give the places of the events in order of time."""
        events = np.flatnonzero(~self.ordinary)
        return events[np.argsort(self.days[events], kind="stable")]

    def new_since(self) -> float:
        """Give the day from which somebody who has never been seen is new: half a year after the record begins."""
        return float(self.days.min(initial=np.inf)) + HALF_YEAR

    def newcomers(self, event: int) -> tuple[Newcomers, Newcomers]:
        """Give those first seen at an event, and those at ordinary gatherings near it."""
        present = self.two_mode.incidence[:, [event]].toarray().ravel() > 0
        day, people = self.days[event], self.people
        near = (abs(people.first - day) <= NEAR) & (people.first >= self.new_since()) & ~people.at_event
        return people.only(present & people.at_event & (people.first == day)), people.only(near)

    def after(self, event: int) -> dict[str, int]:
        """Count the ordinary gatherings of the half-year after an event, and those of them with so many seats."""
        since = self.days - self.days[event]
        after = self.ordinary & (since > 0) & (since <= HALF_YEAR)
        seats = self.two_mode.gatherings["seats"].notna().to_numpy(bool)
        return {"ordinary_after": int(after.sum()), "seated_after": int((after & seats).sum())}


def recruited(network: AnyNetwork) -> pd.DataFrame:
    """Which events recruit: who was first seen at each, and whether they came to an ordinary gathering afterwards.

    A newcomer is somebody never seen before, in a record that goes back half a year (183 days) at least. Coming again
    is coming to an ordinary gathering within half a year; another event is none. Set against them are the people first
    seen at an ordinary gathering within three months (91 days) before or after the event.

    Parameters
    ----------
    network
        Network of the whole time, tied by gatherings: those of its `behind` say in the column ``kind`` whether they are
        an ``"event"``, in ``on`` their day, and in ``seats`` how many people could be invited. A gathering without a
        day is left out. A network of contacts, or without an event, gives no row. Ties, weights and direction do not
        matter; not changed.

    Returns
    -------
    pd.DataFrame
        Two rows an event, in order of time (index ``gathering``, ``first_at``: ``"event"``, ``"ordinary
        gatherings"``):

        - ``newcomers``; ``could_return``: those of them whose whole half-year is in the record; ``returned``: of these,
          who came again; ``not_followed``: newcomers who did not come again and whose half-year is not in the record
        - ``return_share``: returned ÷ could_return, 0 … 1, with Wilson's interval, ``return_share_low``,
          ``return_share_high``
        - ``return_by``: the share who have come again half a year later, of all newcomers, each followed as long as the
          record goes (Kaplan and Meier), with ``return_by_low``, ``return_by_high`` (Greenwood, log(−log))
        - ``ordinary_after``: ordinary gatherings in the half-year after the event; ``seated_after``: those of them
          with a number of seats, to which who was not invited could not come
        - ``return_difference``: the share of the event less that of the ordinary gatherings, −1 … 1, with Newcombe's
          interval, ``return_difference_low``, ``return_difference_high``
        - ``return_p``: Fisher's exact test of the two, two-sided; ``return_p_adjusted``: for the number of events
        - ``verdict``: *more than chance*, *fewer than chance* if return_p is at most 0.05; *these data cannot tell*
        - ``note``: why something is blank

    Notes
    -----
    ``benchmarks/recruited.py`` prints how often the verdict errs and how often it finds what was planted.

    References
    ----------
    Those of `sna.chance.proportions`.

    Examples
    --------
    >>> from sna.network import Network
    >>> recruited(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    record = _record(network)
    rows = [row for event in record.events() for row in _rows(record, int(event))] if record else []
    return _tidy(pd.DataFrame(rows, columns=[*_INDEX, *_COUNTS, *_SHARES, "verdict", "note"]))


def return_curve(network: AnyNetwork) -> pd.DataFrame:
    """How soon newcomers of an event, and of ordinary gatherings near it, came to an ordinary gathering: day by day.

    Parameters
    ----------
    network
        As for `recruited`.

    Returns
    -------
    pd.DataFrame
        One row an event, where people were first seen, and day on which somebody came again (index ``gathering``,
        ``first_at``, ``days_after``):

        - ``at_risk``: newcomers who had not come again before and could still be followed
        - ``returned_then``: of these, who came again on that day
        - ``return_by``, ``return_by_low``, ``return_by_high``: the share who had by then, as in `recruited`
        - ``note``: why something is blank

    Examples
    --------
    >>> from sna.network import Network
    >>> return_curve(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    record, rows = _record(network), []
    for event in record.events() if record else ():
        if record and record.days[event] >= record.new_since():
            name = record.two_mode.gatherings.index[event]
            for title, people in zip(FIRST_AT, record.newcomers(int(event)), strict=True):
                rows += [(name, title, *step) for step in zip(*people.curve(), strict=True)]
    table = pd.DataFrame(rows, columns=[*_INDEX, "days_after", "at_risk", "returned_then", *_SHARES[3:6]])
    table["note"] = np.where(table["return_by_low"].isna(), "everybody has come again: no interval", "")
    counts = dict.fromkeys(["days_after", "at_risk", "returned_then"], "int64")
    texts = dict.fromkeys([*_INDEX, "note"], "str")
    return table.astype(counts | dict.fromkeys(_SHARES[3:6], float) | texts).set_index([*_INDEX, "days_after"])


def _record(network: AnyNetwork) -> Record | None:
    two_mode = attendance_of(one_mode(network))
    if two_mode is None or not {"kind", "seats"} <= {*two_mode.gatherings}:
        return None
    return Record.of(two_mode)


def _rows(record: Record, event: int) -> Iterator[dict[str, object]]:
    """Give the row of an event, set against the newcomers of ordinary gatherings, and theirs."""
    name, after = record.two_mode.gatherings.index[event], record.after(event)
    short = _SHORT if record.days[event] < record.new_since() else ""
    if not after["ordinary_after"]:
        short = short or "no ordinary gathering in the half-year after it"
    pair = record.newcomers(event)
    counts = pair[0].counted(), pair[1].counted()
    for title, people in zip(FIRST_AT, pair, strict=True):
        row: dict[str, object] = {"gathering": name, "first_at": title, **after, "verdict": CANNOT_TELL}
        row["note"] = short
        if not short:
            row |= _returns(people)
        if not short and title == EVENT and counts[0][1] and counts[1][1]:
            row |= _difference(*counts)
        elif title == EVENT:
            row["note"] = short or row["note"] or f"no newcomer of {FIRST_AT[1]} near it could be followed as long"
        else:
            row |= {"verdict": "", "note": short or row["note"] or "set against the event above"}
        yield row


def _returns(people: Newcomers) -> dict[str, object]:
    """Count who came again, and give both shares with their intervals."""
    returned, could = people.counted()
    row: dict[str, object] = {"newcomers": len(people.first), "could_return": could, "returned": returned}
    row["not_followed"] = int((~people.returned & ~people.could).sum())
    row |= dict(zip(_SHARES[:3], wilson(returned, could), strict=True))
    if could:  # beyond the last who was followed nothing is known
        row |= dict(zip(_SHARES[3:6], people.curve().at(HALF_YEAR), strict=True))
    row["note"] = "" if could else "nobody new whose whole half-year is in the record"
    return row


def _difference(own: tuple[int, int], rest: tuple[int, int]) -> dict[str, object]:
    difference, p = newcombe(own, rest), fisher(own, rest)
    verdict = CANNOT_TELL if p > LEVEL else MORE if difference.share > 0 else FEWER
    return {**dict(zip(_SHARES[6:9], difference, strict=True)), "return_p": p, "verdict": verdict}


def _tidy(table: pd.DataFrame) -> pd.DataFrame:
    table = table.astype(dict.fromkeys(_SHARES, float))
    table["return_p_adjusted"] = adjusted(table["return_p"].to_numpy(float))
    return table.astype(dict.fromkeys(_COUNTS, "Int64") | dict.fromkeys([*_INDEX, "verdict", "note"], "str")).set_index(
        _INDEX
    )
