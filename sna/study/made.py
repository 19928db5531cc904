"""All that is woven and found from a reading, before anything is drawn or written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd
from msgspec import Struct

from sna.names import key
from sna.network import Network
from sna.study.analysing import known, tables
from sna.study.between import met, stand_in
from sna.study.online import Contacts, contacts
from sna.study.reading import Progress, Reading, silent
from sna.study.settings import Settings
from sna.study.windows import Window, windows

Tables = Mapping[str, pd.DataFrame]


class Made(Struct, frozen=True):
    """All that was woven and found.

    Attributes
    ----------
    meetings
        Each window of the meetings' network with its tables: the whole time, then the periods.
    online
        Each medium's network with the tables of its windows.
    medium
        The medium whose networks stand in `meetings` because nobody met; it is not among `online`. None if people met.
    """

    meetings: tuple[tuple[Window, Tables], ...]
    online: tuple[tuple[Contacts, Sequence[Tables]], ...] = ()
    medium: Contacts | None = None

    @property
    def compared(self) -> tuple[tuple[Window, Tables], ...]:
        """The periods in order of time; the whole time where there are none."""
        return self.meetings[1:] or self.meetings

    def networks(self) -> Iterator[tuple[str, Network, Tables]]:
        """Give every network with its tables and the folder they go to: ``""``, ``"year-1"``, ``"slack/year-1"``."""
        for window, found in self.meetings:
            yield _folder(window.title), window.network, found
        for contact, each in self.online:
            for (title, network), found in zip(contact.networks, each, strict=True):
                yield f"{contact.name}/{_folder(title)}", network, found


def _folder(title: str) -> str:
    return key(title).replace(" ", "-")


def analysed(reading: Reading, settings: Settings, progress: Progress = silent) -> Made:
    """Weave every network of a study and make every analysis of each.

    Raises
    ------
    NetworkError
        If a network does not balance with the attendance it comes from.
    """
    woven, online = windows(reading.dataset, settings), contacts(reading.dataset, settings)
    medium = None if met(woven) or not online else online[0]
    if medium is not None:
        woven, online = stand_in(woven, medium), online[1:]
    steps = len(woven) + sum(len(one.networks) for one in online)
    meetings, between, told = [], [], known(reading.dataset, settings)
    for done, window in enumerate(woven):
        progress(f"Analysing {window.title or 'the whole time'}", done, steps)
        meetings.append((window, tables(window.network, settings, told)))
    for one in online:
        progress(f"Analysing {one.title}", steps - 1, steps)
        between.append((one, [tables(network, settings, told) for _title, network in one.networks]))
    return Made(tuple(meetings), tuple(between), medium)
