"""The networks of a study: of the whole time, and of each period with the same people."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from msgspec import Struct

from sna.dataset import Dataset
from sna.network import Network, TwoMode
from sna.study.settings import Settings
from sna.weave import affiliation, check_projection, project, undrawn


class Window(Struct, frozen=True):
    """A stretch of time and its networks.

    Attributes
    ----------
    title
        The period's title; empty for the whole time.
    since, until
        First and last day of a gathering; None if none is dated.
    two_mode, network
        People × gatherings, and the people tied by them; every window of a study has the same people.
    undrawn
        The gatherings too large to make ties, as `sna.weave.undrawn` lists them.
    """

    title: str
    since: dt.date | None
    until: dt.date | None
    dataset: Dataset
    two_mode: TwoMode
    network: Network
    undrawn: pd.DataFrame


def windows(dataset: Dataset, settings: Settings) -> tuple[Window, ...]:
    """Weave the network of the whole time and of each period of the settings, in this order.

    The gatherings behind the network of the whole time say in the column ``period`` to which they belong; blank is
    none.

    Raises
    ------
    NetworkError
        If a projection does not balance with the attendance it comes from.
    """
    whole = affiliation(dataset, unidentified=settings.network.unidentified)
    whole.gatherings["period"] = [_period(day, settings) for day in whole.gatherings["on"]]
    made = [_window("", dataset, whole, settings)]
    for title, (first, last) in settings.periods.items():
        part = dataset.between(first, last)
        two_mode = affiliation(part, people=whole.people.index, unidentified=settings.network.unidentified)
        made.append(_window(title, part, two_mode, settings))
    return tuple(made)


def _period(day: dt.date | None, settings: Settings) -> str:
    if day is None:
        return ""
    return next((title for title, (first, last) in settings.periods.items() if first <= day <= last), "")


def _window(title: str, dataset: Dataset, two_mode: TwoMode, settings: Settings) -> Window:
    chosen = settings.network
    network = project(two_mode, weight=chosen.weight, largest=chosen.largest)
    check_projection(two_mode, network, chosen.largest)
    days = [day for day in two_mode.gatherings["on"] if day is not None]
    since, until = (min(days), max(days)) if days else (None, None)
    return Window(title, since, until, dataset, two_mode, network, undrawn(two_mode, chosen.largest))
