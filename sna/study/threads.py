"""What is behind the ties of a medium: which kind of act, in which channel, and when."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from msgspec import Struct

MOST = 2_000
"""More reasons than this are told by month, and if they still are too many, without a time."""

KIND, CHANNEL = "Kind of tie", "Channel"


class Threads(Struct, frozen=True):
    """The reasons for the ties of a medium.

    Attributes
    ----------
    acts
        One row per source, target and reason: ``source``, ``target``, ``reason`` (an id), ``count``.
    titles
        The reason's id → what it was, for readers: ``"reply in #general, 5 March 2024"``.
    facets
        Label → (id → value): the kind, and the channel where there are some.
    """

    acts: pd.DataFrame
    titles: Mapping[str, str]
    facets: Mapping[str, Mapping[str, str]]


def threads(acts: pd.DataFrame, like: pd.Series | None = None) -> Threads:
    """Say why each two people are tied.

    Parameters
    ----------
    acts
        Rows of the dataset's ``interactions``.
    like
        The ``at`` of all acts of the medium, so that several periods are told as finely; those of `acts` unless given.

    Examples
    --------
    >>> act = {"source": "a", "target": "b", "kind": "reply", "channel": "general", "at": "2024-03-05T10:00:00Z"}
    >>> threads(pd.DataFrame([act, act])).acts.values.tolist()
    [['a', 'b', 'reply|general|2024-03-05', 2]]
    """
    fine = _letters(acts, acts["at"] if like is None else like)
    day = acts["at"].str[:fine]
    reason = acts["kind"] + "|" + acts["channel"] + "|" + day
    counted = acts.assign(reason=reason).groupby(["source", "target", "reason"], sort=True).size()
    kinds = dict(zip(reason, acts["kind"], strict=True))
    channels = dict(zip(reason, acts["channel"], strict=True))
    days = dict(zip(reason, day, strict=True))
    titles = {one: _title(kinds[one], channels[one], days[one]) for one in sorted(kinds)}
    return Threads(counted.rename("count").reset_index(), titles, {KIND: kinds, CHANNEL: channels})


def _letters(acts: pd.DataFrame, like: pd.Series) -> int:
    """Say how much of a moment is told: the day, the month, or nothing."""
    pairs = acts["kind"] + "|" + acts["channel"]
    parts = max(1, pairs.nunique())
    return next((letters for letters in (10, 7) if like.str[:letters].nunique() * parts <= MOST), 0)


def _title(kind: str, channel: str, day: str) -> str:
    where = f" in #{channel.removeprefix('#')}" if channel else ""
    when = f", {_written(day)}" if day else ""
    return f"{kind}{where}{when}"


def _written(day: str) -> str:
    try:
        told = pd.Timestamp(day)
    except ValueError:
        return day
    return f"{told.day} {told:%B %Y}" if len(day) == 10 else f"{told:%B %Y}"
