"""The networks of a study: of the meetings and of each medium, each of the whole time and of every period.

The media stay apart from the meetings' network and from each other: a reply is not a meeting, and an account of X is a
person's only where the aliases say so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Dataset
from sna.membership import Membership
from sna.network import Acts, Network, TwoMode, check_projection, project, undrawn
from sna.render.map.content import Reason
from sna.study.settings import Settings
from sna.weave import affiliation, contact

MEDIA = {"slack": "Slack", "x": "Twitter/X", "actions": "actions in the minutes"}
"""The media whose networks stay apart: the name in file names → the name for readers."""


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
        The gatherings too large to make ties, as `sna.network.undrawn` lists them.
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
    two_mode = affiliation(dataset, unidentified=settings.network.unidentified)
    two_mode.gatherings["period"] = [_period(day, settings) for day in two_mode.gatherings["on"]]
    every = [_window("", dataset, two_mode, settings)]
    for title, (first, last) in settings.periods.items():
        part = dataset.between(first, last)
        periodic = affiliation(part, people=two_mode.people.index, unidentified=settings.network.unidentified)
        every.append(_window(title, part, _eligible_as(periodic, two_mode), settings))
    return tuple(every)


def _eligible_as(periodic: TwoMode, whole: TwoMode) -> TwoMode:
    """Let the whole time say who could be at the gatherings of a period: of which series people are shows over all."""
    if whole.eligible is None:
        return periodic
    columns = whole.gatherings.index.get_indexer(periodic.gatherings.index)
    periodic.gatherings["community"] = whole.gatherings["community"].reindex(periodic.gatherings.index)
    return TwoMode(periodic.people, periodic.gatherings, periodic.incidence, whole.eligible[:, columns])


def _period(day: dt.date | None, settings: Settings) -> str:
    if day is None:
        return ""
    return next((title for title, (first, last) in settings.periods.items() if first <= day <= last), "")


def _window(title: str, dataset: Dataset, two_mode: TwoMode, settings: Settings) -> Window:
    options = settings.network
    network = project(two_mode, weight=options.weight, largest=options.largest)
    check_projection(two_mode, network, options.largest)
    days = [day for day in two_mode.gatherings["on"] if day is not None]
    since, until = (min(days), max(days)) if days else (None, None)
    return Window(title, since, until, dataset, two_mode, network, undrawn(two_mode, options.largest))


class Contacts(Struct, frozen=True):
    """The network of one medium: of the whole time (title ""), then of each period, with the same people.

    `acts` are the interactions behind each of the networks.
    """

    name: str
    title: str
    networks: tuple[tuple[str, Network], ...]
    acts: tuple[pd.DataFrame, ...] = ()

    @property
    def whole(self) -> Network:
        """The network of the whole time."""
        return self.networks[0][1]

    @property
    def compared(self) -> tuple[tuple[str, Network], ...]:
        """The periods in order of time; the whole time where there are none."""
        return self.networks[1:] or self.networks


def contacts(dataset: Dataset, settings: Settings, meetings: TwoMode | None = None) -> tuple[Contacts, ...]:
    """Weave the network of each medium anybody used, for the whole time and for each period.

    `meetings` is what the same people attended, where they met as well.
    """
    media = medium(dataset.interactions)
    acts = {name: dataset.interactions[media == name] for name in MEDIA}
    return tuple(
        _contacts(dataset.with_tables(interactions=rows), settings, name, None if name == "actions" else meetings)
        for name, rows in acts.items()
        if len(rows)
    )


def _contacts(dataset: Dataset, settings: Settings, name: str, meetings: TwoMode | None) -> Contacts:
    networks = _networks(dataset, settings, _joined(dataset, name), meetings)
    return Contacts(name, MEDIA[name], tuple(networks), tuple(_acts(dataset, settings)))


def medium(acts: pd.DataFrame) -> pd.Series[str]:
    """Give the medium of each interaction: the namespace of its account, or *actions* for what minutes say."""
    pairs = zip(acts["source_account"].tolist(), acts["kind"].tolist(), strict=True)
    names = ["actions" if kind == "action" else account.partition(":")[0] for account, kind in pairs]
    return pd.Series(names, index=acts.index, dtype="str")


def _acts(dataset: Dataset, settings: Settings) -> Iterator[pd.DataFrame]:
    """Give the acts that make ties, of the whole time and of each period."""
    for part in (dataset, *(dataset.between(first, last) for first, last in settings.periods.values())):
        acts = part.interactions
        counts = acts["kind"].map(lambda kind: settings.contact.get(kind, 1.0)) > 0
        yield acts[counts & (acts["source"] != acts["target"])]


def _dated_acts(dataset: Dataset, settings: Settings) -> pd.DataFrame:
    """Give the acts that make ties, each with its day and its period."""
    acts = next(_acts(dataset, settings))
    acts = acts.loc[acts["at"] != "", ["source", "target", "at"]].reset_index(drop=True)
    days = {at: dt.date.fromisoformat(at[:10]) for at in acts["at"].unique()}
    periods = {at: _period(day, settings) for at, day in days.items()}
    acts["on"] = acts["at"].map(days)
    return acts.assign(period=acts.pop("at").map(periods))


def _joined(dataset: Dataset, name: str) -> pd.DataFrame:
    """Give those who have joined a channel of a medium: Slack lists them, the others do not."""
    channels = dataset.gatherings.loc[dataset.gatherings["kind"] == "channel", "id"]
    rows = dataset.attendance[dataset.attendance["gathering"].isin(set(channels)) & (name == "slack")]
    return affiliation(dataset, people=rows["person"], kinds=("channel",)).people.assign(member=True)


def _networks(
    dataset: Dataset, settings: Settings, joined: pd.DataFrame, meetings: TwoMode | None
) -> Iterator[tuple[str, Network]]:
    """Weave one medium's networks; whoever has joined a channel of it is a node, also those who never wrote.

    In a period somebody the list of members says had not joined yet, or had left, is no member unless tied.
    """
    woven = _contact(dataset, settings)
    silent = joined[~joined.index.isin(woven.nodes.index)]
    nodes, members = pd.concat([woven.nodes, silent]), Membership(dataset.affiliations)
    spells = {person: members.spells(person) for person in nodes.index}
    acts = Acts(_dated_acts(dataset, settings), spells, meetings)
    yield "", Network(nodes, woven.ties, directed=True, acts=acts)
    for title, (first, last) in settings.periods.items():
        woven = _contact(dataset.between(first, last), settings)
        active = {*woven.ties["source"], *woven.ties["target"]}
        present = [person in active or members.member(person, first, last) is not False for person in nodes.index]
        yield title, Network(nodes.assign(member=present), woven.ties, directed=True)


def _contact(dataset: Dataset, settings: Settings) -> Network:
    """Weave the acts of a dataset, each kind as heavy as the settings say."""
    kinds = set(dataset.interactions["kind"])
    return contact(dataset, weights={kind: weight for kind, weight in settings.contact.items() if kind in kinds})


def has_meetings(every: Sequence[Window]) -> bool:
    """Tell whether anybody was present at any meeting."""
    return any(window.two_mode.incidence.nnz for window in every)


def stand_in(every: Sequence[Window], contact: Contacts) -> tuple[Window, ...]:
    """Give the windows with a medium's networks in place of the meetings', dated by the acts in them."""
    networks = [network for _title, network in contact.networks]
    return tuple(_dated(window, contact.name, network) for window, network in zip(every, networks, strict=True))


def _dated(window: Window, name: str, network: Network) -> Window:
    acts = window.dataset.interactions
    days = sorted(at[:10] for at in acts.loc[medium(acts) == name, "at"] if at)
    since, until = (dt.date.fromisoformat(days[0]), dt.date.fromisoformat(days[-1])) if days else (None, None)
    return replace(window, since=since, until=until, network=network)


# What is behind the ties of a medium

MOST_REASONS = 2_000
"""More reasons than this are written by month, and if they still are too many, without a time."""
KIND, CHANNEL = "Kind of tie", "Channel"


class Threads(Struct, frozen=True):
    """The reasons for the ties of a medium: which kind of act, in which channel, and when.

    Attributes
    ----------
    acts
        One per source, target and reason, in this order.
    titles, days
        The reason's id → what it was, for readers: ``"reply in #general, 5 March 2024"``; and → its day or month.
    facets
        Label → (id → value): the kind, and the channel where there are some.
    """

    acts: tuple[Reason, ...]
    titles: Mapping[str, str]
    days: Mapping[str, str]
    facets: Mapping[str, Mapping[str, str]]


def threads(acts: pd.DataFrame, moments: pd.Series[str] | None = None) -> Threads:
    """Say why each two people are tied.

    Parameters
    ----------
    acts
        Rows of the dataset's ``interactions``.
    moments
        The ``at`` of all acts of the medium, so that several periods are written as finely; those of `acts` unless
        they stand here.

    Examples
    --------
    >>> act = {"source": "a", "target": "b", "kind": "reply", "channel": "general", "at": "2024-03-05T10:00:00Z"}
    >>> threads(pd.DataFrame([act, act])).acts
    (Reason(source='a', target='b', reason='reply|general|2024-03-05', count=2),)
    """
    days = acts["at"].str[: _letters(acts, acts["at"] if moments is None else moments)]
    parts = pd.DataFrame({"kind": acts["kind"], "channel": acts["channel"], "day": days})
    distinct = parts.drop_duplicates()  # few, where an export has a million acts
    reasons = (distinct["kind"] + "|" + distinct["channel"] + "|" + distinct["day"]).tolist()
    kinds, channels, times = (dict(zip(reasons, distinct[name], strict=True)) for name in parts)
    titles = {reason: _title(kinds[reason], channels[reason], times[reason]) for reason in sorted(kinds)}
    places = parts.groupby([*parts], sort=False).ngroup()
    counts = _counted(acts["source"], acts["target"], pd.Series(reasons, dtype="str").take(places))
    return Threads(counts, titles, times, {KIND: kinds, CHANNEL: channels})


def _counted(*columns: pd.Series[str]) -> tuple[Reason, ...]:
    """Count how often each source, target and reason stand together, in this order."""
    places, texts = zip(*(pd.factorize(column, sort=True) for column in columns), strict=True)
    shape = [max(1, len(distinct)) for distinct in texts]
    numbers, counts = np.unique(np.ravel_multi_index(places, shape), return_counts=True)
    parts = (distinct[place] for distinct, place in zip(texts, np.unravel_index(numbers, shape), strict=True))
    return tuple(map(Reason, *parts, counts.tolist()))


def _letters(acts: pd.DataFrame, moments: pd.Series[str]) -> int:
    """Say how much of a moment is written: the day, the month, or nothing."""
    pairs = acts["kind"] + "|" + acts["channel"]
    parts = max(1, pairs.nunique())
    return next((letters for letters in (10, 7) if moments.str[:letters].nunique() * parts <= MOST_REASONS), 0)


def _title(kind: str, channel: str, day: str) -> str:
    where = f" in #{channel.removeprefix('#')}" if channel else ""
    return f"{kind}{where}{f', {_written(day)}' if day else ''}"


def _written(day: str) -> str:
    try:
        moment = pd.Timestamp(day)
    except ValueError:
        return day
    return f"{moment.day} {moment:%B %Y}" if len(day) == 10 else f"{moment:%B %Y}"
