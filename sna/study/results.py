"""The results of a study: every network with its tables, before anything is drawn or written; and every table as one.

A long table has a row a thing, of each medium, period and boundary, however many networks a study has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePath
from typing import NamedTuple

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.analyse import ANALYSES, NEEDS
from sna.analyse.co_attendance import bounds
from sna.analyse.groups import TOO_LARGE
from sna.dataset import write_long_csv
from sna.errors import StudyError
from sna.facts import MEETINGS as MEETING_KINDS
from sna.facts import Fate, Status
from sna.findings.frames import Deferred, analysis_of
from sna.findings.phrases import day
from sna.findings.record import MEETINGS
from sna.findings.sources import plain
from sna.findings.tables import BOUNDARIES
from sna.load.dates import find_date
from sna.network import Network
from sna.render.page import EVER
from sna.study.analyses import (
    OF_EACH_NETWORK,
    OF_THE_MEETINGS,
    Tables,
    community,
    grouped,
    members,
    node_table,
    tables,
    tie_table,
)
from sna.study.cache import Cache
from sna.study.networks import Contacts, Window, contacts, has_meetings, stand_in, windows
from sna.study.reading import Progress, Reading, silent
from sna.study.settings import Settings, folder_of
from sna.study.sources import READABLE


class Part(NamedTuple):
    """One network of a study, and its tables.

    Attributes
    ----------
    folder
        Where its files go: ``""``, ``"year-1"``, ``"slack/year-1"``.
    medium, period
        What it is of, as the pages call it: ``"meetings"``, ``"Slack"``; the whole time is no period.
    """

    folder: str
    medium: str
    period: str
    network: Network
    tables: Tables


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
    omissions
        What was not computed because the network is too large for it, as the tables' notes say: ``"lift: …"``; of the
        tables that `complete` made.
    cops
        Community of practice → ids of who belongs to it, where there are several.
    """

    meetings: tuple[tuple[Window, Tables], ...]
    online: tuple[tuple[Contacts, Sequence[Tables]], ...] = ()
    medium: Contacts | None = None
    omissions: tuple[str, ...] = ()
    cops: Mapping[str, tuple[str, ...]] = {}

    @property
    def first(self) -> str:
        """What the network of the meetings is of: the medium in their place, if nobody met."""
        return self.medium.title if self.medium else MEETINGS

    def run_tables(self, part: Part) -> list[str]:
        """Name those tables of a network that a run writes."""
        names = {*OF_EACH_NETWORK, *(OF_THE_MEETINGS if part.medium == self.first else ())}
        return [name for name in part.tables if analysis_of(name, BOUNDARIES)[0] in names]

    @property
    def compared(self) -> tuple[tuple[Window, Tables], ...]:
        """The periods in order of time; the whole time where there are none."""
        return self.meetings[1:] or self.meetings

    def networks(self) -> Iterator[Part]:
        """Give every network, that of the meetings first; of each the whole time first."""
        for window, of_window in self.meetings:
            yield Part(folder_of(window.title), self.first, window.title or EVER, window.network, of_window)
        for contact, of_contact in self.online:
            for (title, network), of_network in zip(contact.networks, of_contact, strict=True):
                folder = f"{contact.name}/{folder_of(title)}"
                yield Part(folder, contact.title, title or EVER, network, of_network)

    def complete(self, progress: Progress = silent, *, everything: bool = False) -> Results:
        """Make the tables that a run writes, or `everything`, and give the results with what was not computed."""
        parts, lines = list(self.networks()), []
        steps = [(part, name) for part in parts for name in (part.tables if everything else self.run_tables(part))]
        for step, (part, name) in enumerate(steps):
            progress(f"Analysing {part.medium}, {part.period}: {name}", step, len(steps))
            notes = part.tables[name].get("note", pd.Series(dtype=str)).unique()
            lines += [f"{name}: {line}" for note in notes for line in note.split("; ") if TOO_LARGE in line]
        return replace(self, omissions=tuple(dict.fromkeys(lines)))


def analysed(reading: Reading, settings: Settings, cache: Cache = Cache()) -> Results:  # noqa: B008
    """Weave every network of a study; each analysis of it is made when it is first read, unless an earlier run did.

    Raises
    ------
    NetworkError
        If a network does not balance with the attendance it comes from.
    StudyError
        If no meeting and nothing on any medium lies in any period, though there are some; if an analysis gives a column
        that the glossary does not explain.
    """
    every = windows(reading.dataset, settings)
    online = contacts(reading.dataset, settings, every[0].two_mode if has_meetings(every) else None)
    medium = None if has_meetings(every) or not online else online[0]
    _check_periods(every, online)
    if medium is not None:
        every, online = stand_in(every, medium), online[1:]
    about = community(reading.dataset, settings, every[0].two_mode)
    meetings = [(window, tables(window.network, settings, about, cache)) for window in every]
    if medium is None:
        meetings[0] = every[0], _with_bounds(meetings[0][1], every[0], _missing(reading, settings), settings)
    media = [
        (contact, [tables(network, settings, about, cache) for _title, network in contact.networks])
        for contact in online
    ]
    return Results(tuple(meetings), tuple(media), medium, cops=about.enrolled)


def unregistered(reading: Reading, settings: Settings) -> list[dt.date]:
    """Give the days of meetings of which there is no register, each once.

    They are those that study.toml says; those at which, by the files, nobody was present, if somebody was at a later
    one (what has only bookings may not have been held yet); and those that a file is called by of which nothing could
    be used, if it is of a kind that holds registers.
    """
    gatherings = reading.dataset.gatherings[reading.dataset.gatherings["kind"].isin(MEETING_KINDS)]
    present = reading.dataset.attendance[reading.dataset.attendance["status"] == Status.PRESENT]
    registered = gatherings["id"].isin(set(present["gathering"]))
    lost = [part for part in reading.ledger if 0 < part.records == part.fates[Fate.REJECTED]]
    files = [PurePath(account.file) for account in lost]
    days = {day for day in gatherings["on"][registered] if day is not None}
    missing = {day for day in gatherings["on"][~registered] if day is not None and day < max(days, default=day)}
    missing |= {day for file in files if file.suffix.lower() in READABLE and (day := find_date(file.stem)) is not None}
    return sorted((missing | {*settings.study.no_register}) - days)


def _missing(reading: Reading, settings: Settings) -> tuple[int, int]:
    """Count the meetings of the first and of the last period of which there is no register."""
    spans = list(settings.periods.values())
    days = unregistered(reading, settings) if len(spans) > 1 else []
    return (_within(days, spans[0]), _within(days, spans[-1])) if days else (0, 0)


def _within(days: Sequence[dt.date], span: tuple[dt.date, dt.date]) -> int:
    return sum(span[0] <= day <= span[1] for day in days)


def _with_bounds(frames: Tables, window: Window, missing: tuple[int, int], settings: Settings) -> Tables:
    """Give the tables with that of the bounds of the study's own question; without it where no register is missing."""
    by = settings.study.group
    own = grouped(members(window.network), by) if any(missing) else None
    if own is None or not len(own.nodes):
        return frames
    return Deferred.with_makers(frames, bounds=partial(bounds, own, missing, by=by))


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


LEADING = ("medium", "period", "boundary")
NODES, TIES = "nodes", "ties"
BESIDES = ("against", "bounds")
"""The tables that are no analysis of one network."""
OF_GROUPS = {NODES, *BESIDES, *(name for name, needs in NEEDS.items() if "by" in needs)}
"""The tables that are of a boundary: where they do not name it, of the study's own groups."""


def long_tables(results: Results, group: str, *, everything: bool = False) -> Iterator[tuple[str, list[pd.DataFrame]]]:
    """Give each table's name and its parts, one for each network and boundary it is made of.

    Parameters
    ----------
    results
        The networks and their tables; those that are not made yet are made.
    group
        The study's own boundary.
    everything
        Every analysis, not only those that a run writes.

    Yields
    ------
    tuple[str, list[pd.DataFrame]]
        The leading columns are ``medium``, ``period`` and ``boundary`` (blank where none matters); the table's own
        ``period`` is called ``stretch``.
    """
    parts = [(part, list(part.tables) if everything else results.run_tables(part)) for part in results.networks()]
    for name in (NODES, TIES, *ANALYSES, *BESIDES):
        blocks = [block for part, tables in parts for block in _blocks(name, part, tables, group)]
        if blocks:
            yield name, blocks


def write_tables(tables: Iterable[tuple[str, Sequence[pd.DataFrame]]], folder: Path) -> None:
    """Write each table, as `long_tables` gives them, as ``NAME.csv``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, blocks in tables:
        write_long_csv(blocks, folder / f"{name}.csv")


def _blocks(name: str, part: Part, tables: list[str], group: str) -> Iterator[pd.DataFrame]:
    if name == NODES:
        yield _block(_nodes(part), part, group)
    elif name == TIES:
        yield _block(tie_table(part.network), part, "")
    for table in tables:
        analysis, by = analysis_of(table, BOUNDARIES)
        if analysis == name:
            yield _block(part.tables[table].reset_index(), part, by or (group if name in OF_GROUPS else ""))


def _nodes(part: Part) -> pd.DataFrame:
    """Give the people; a count that is blank for who belongs to no group stays a whole number for the others."""
    nodes, outside = node_table(part.network, part.tables), part.tables["outside"]
    counts = {column: "Int64" for column in outside.columns if outside[column].dtype.kind == "i"}
    return nodes.astype(counts).rename_axis("node").reset_index()


def _block(table: pd.DataFrame, part: Part, boundary: str) -> pd.DataFrame:
    own = table.rename(columns={"period": "stretch"})
    leading = dict(zip(LEADING, (part.medium, part.period, boundary), strict=True))
    # a text for a table without rows too, so that it has the columns
    return pd.concat([pd.DataFrame(leading, index=own.index, dtype=object), own], axis=1)
