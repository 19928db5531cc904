"""Zoom participant reports: a block about the meeting, then one row per join."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from formats.table import excel_csv
from formats.teams import Spell

MEETING = ["Meeting ID", "Topic", "Start Time", "End Time", "User Email", "Duration (Minutes)", "Participants", ""]
JOINS = [
    *("Name (Original Name)", "User Email", "Join Time", "Leave Time"),
    *("Duration (Minutes)", "Guest", "Recording Consent"),
]


def participants(topic: str, number: str, host: str, spells: Sequence[Spell]) -> bytes:
    """Write a report with the meeting's block; `number` is the meeting's id, `host` the host's e-mail."""
    start, end = min(spell.joined for spell in spells), max(spell.left for spell in spells)
    meeting = [number, topic, _moment(start), _moment(end), host, _minutes(end - start), len(spells), ""]
    return excel_csv([MEETING, meeting, [], JOINS, *map(_row, spells)])


def _row(spell: Spell) -> list[object]:
    joined, left = _moment(spell.joined), _moment(spell.left)
    guest = "No" if spell.email else "Yes"
    return [spell.name, spell.email, joined, left, _minutes(spell.left - spell.joined), guest, ""]


def _moment(when: dt.datetime) -> str:
    return f"{when:%m/%d/%Y %I:%M:%S %p}"


def _minutes(span: dt.timedelta) -> int:
    return -int(-span.total_seconds() // 60)
