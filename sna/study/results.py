"""The results of a study: every network with its tables, before anything is drawn or written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from pathlib import PurePath

from msgspec import Struct

from sna.analyse import ANALYSES
from sna.analyse.co_attendance import bounds
from sna.errors import StudyError
from sna.facts import Fate, Status
from sna.findings.phrases import day
from sna.findings.sources import plain
from sna.load.dates import find_date
from sna.network import Network
from sna.study.analyses import Tables, community, grouped, members, tables
from sna.study.networks import Contacts, Window, contacts, has_meetings, stand_in, windows
from sna.study.reading import Progress, Reading, silent
from sna.study.settings import Settings, folder_of
from sna.study.sources import READABLE


class Results(Struct, frozen=True):
    """Every network of a study with its tables.

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
        for window, of_window in self.meetings:
            yield folder_of(window.title), window.network, of_window
        for contact, of_contact in self.online:
            for (title, network), of_network in zip(contact.networks, of_contact, strict=True):
                yield f"{contact.name}/{folder_of(title)}", network, of_network


OF_THE_LAST = frozenset({"communities", "community_summary", "lift_summary", "seat_diversity"})
"""What findings read of the last period only."""


def analysed(
    reading: Reading, settings: Settings, progress: Progress = silent, *, only: Collection[str] = tuple(ANALYSES)
) -> Results:
    """Weave every network of a study and make every analysis of each, or some of them (`only`).

    Where only some are asked for, those that findings read of the last period alone are made of no other.

    Raises
    ------
    NetworkError
        If a network does not balance with the attendance it comes from.
    StudyError
        If no meeting and nothing on any medium lies in any period, though there are some; if an analysis gives a column
        that the glossary does not explain.
    """
    every, online = windows(reading.dataset, settings), contacts(reading.dataset, settings)
    medium = None if has_meetings(every) or not online else online[0]
    _check_periods(every, online)
    if medium is not None:
        every, online = stand_in(every, medium), online[1:]
    steps = len(every) + sum(len(contact.networks) for contact in online)
    meetings, media, about = [], [], community(reading.dataset, settings)
    for step, window in enumerate(every):
        progress(f"Analysing {window.title or 'the whole time'}", step, steps)
        meetings.append((window, tables(window.network, settings, about, _chosen(only, last=window is every[-1]))))
    if medium is None:
        meetings[0] = (every[0], {**meetings[0][1], **_bounds(every[0], reading, settings)})
    for contact in online:
        progress(f"Analysing {contact.title}", steps - 1, steps)
        final = contact.networks[-1][1]
        chosen = [_chosen(only, last=network is final) for _title, network in contact.networks]
        pairs = zip(contact.networks, chosen, strict=True)
        media.append((contact, [tables(network, settings, about, names) for (_title, network), names in pairs]))
    return Results(tuple(meetings), tuple(media), medium)


def unregistered(reading: Reading, settings: Settings) -> list[dt.date]:
    """Give the days of meetings of which there is no register, each once.

    They are those that study.toml says; those at which, by the files, nobody was present; and those that a file is
    called by of which nothing could be used, if it is of a kind that holds registers.
    """
    gatherings = reading.dataset.gatherings[reading.dataset.gatherings["kind"] == "meeting"]
    present = reading.dataset.attendance[reading.dataset.attendance["status"] == Status.PRESENT]
    registered = gatherings["id"].isin(set(present["gathering"]))
    lost = [part for part in reading.ledger if 0 < part.records == part.fates[Fate.REJECTED]]
    files = [PurePath(account.file) for account in lost]
    days = {
        *settings.study.no_register,
        *gatherings["on"][~registered],
        *(find_date(file.stem) for file in files if file.suffix.lower() in READABLE),
    }
    return sorted(day for day in days - {*gatherings["on"][registered]} if day is not None)


def _bounds(window: Window, reading: Reading, settings: Settings) -> Tables:
    """Give the table of the bounds of the study's own question; none where every meeting has a register."""
    spans, by = list(settings.periods.values()), settings.study.group
    days = unregistered(reading, settings) if len(spans) > 1 else []
    missing = [sum(first <= day <= last for day in days) for first, last in (spans[0], spans[-1])] if days else []
    if not any(missing):
        return {}
    own = grouped(members(window.network), by)
    return {"bounds": bounds(own, (missing[0], missing[1]), by=by)} if len(own.nodes) else {}


def _chosen(only: Collection[str], *, last: bool) -> Collection[str]:
    """Give the analyses to make of one network: where not all are asked for, without those of the last period alone."""
    return only if last or len(only) == len(ANALYSES) else [name for name in only if name not in OF_THE_LAST]


def _check_periods(every: Sequence[Window], online: Sequence[Contacts]) -> None:
    """Stop where every period lies beside what the files hold: each figure would be of nothing."""
    record, periods = every[0], every[1:]
    lie = any(period.two_mode.gatherings.size for period in periods) or any(
        len(network.ties) for contact in online for _title, network in contact.networks[1:]
    )
    ends = [record.since, record.until]
    moments = [moment for contact in online for acts in contact.acts[:1] for moment in acts["at"] if moment]
    if record.since is None and moments:
        ends = [dt.date.fromisoformat(moment[:10]) for moment in (min(moments), max(moments))]
    days = dict.fromkeys(plain(day(end)) for end in ends if end is not None)
    if lie or not periods or not days:
        return
    raise StudyError(
        f"{'No meeting' if record.since else 'Nothing'} lies in {' or '.join(period.title for period in periods)}: "
        f"the files hold {' to '.join(days)}. Change the periods in study.toml, or add the files of that time."
    )
