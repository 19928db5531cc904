"""Tables of a roll: which column holds the names, which the marks; labels in the first column; lists in columns."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from sna.facts import Status
from sna.load.marks import STATUS, Mark, settle
from sna.load.minutes import lists
from sna.load.minutes.blocks import Block, is_rule
from sna.load.minutes.person import looks_like_name
from sna.load.minutes.sections import heading
from sna.names import key

_COLUMNS = {
    "name": r"(?:full |first |member |attendee |delegate |persons? |participant )?names?(?: .*)?|attendees?|"
    r"members?|who|people|person|participants?|delegates?",
    "initials": r"abbr\w*|initials?|acronym|short(?: name)?|code",
    "organisation": r"organi[sz]ations?|orgs?|company|companies|affiliations?|employer|institution|representing|agency|"
    r"trust|practice|from",
    "role": r"roles?|(?:job )?titles?|position|designation|capacity|function|job",
    "status": r"attend(?:ance|ed|ing|s)?(?: .*)?|present|status|in attendance|here|y n|yes no|absent|apologies|"
    r"(?:(?:or |and )?(?:present|attend(?:ed|ing)|in attendance|absent|apologies|regrets)(?: |$)){2,}",
    "handle": r"(?:github|gitlab|twitter|slack)?(?: )?(?:handle|user ?name|account|id)|github",
    "email": r"e ?mail(?: address)?",
}


class Entry(Struct, frozen=True):
    """One name of a table; `strange` is a mark nobody knows the meaning of."""

    text: str
    fields: dict[str, str]
    status: Status | None = None
    strange: str = ""


Entries = list[Entry]


class Labelled(Struct, frozen=True):
    """A row that is a label and what it says: ``Present: | Ann Smith, Bob Ray``."""

    label: str
    rest: tuple[str, ...]


class Table:
    """The table at hand: what its header says of its columns."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        self.marks = settle(["Y", "N", "A", "P"], chosen=meanings)
        self.part = -1
        self.columns: dict[int, str] = {}
        self.statuses: dict[int, Status] = {}
        self.ticks: dict[int, Status] = {}

    @property
    def stands_alone(self) -> bool:
        """Whether it is a roll even without a heading: its header has names and says who came."""
        kinds = set(self.columns.values())
        return (
            {"name", "status"} <= kinds
            or {"name", "organisation"} == kinds
            or len(self.statuses) > 1
            or len(self.ticks) > 1
        )

    def take(self, block: Block) -> Entries | Labelled | None:
        """Read a row; None for a header or a row without a name."""
        if is_rule(block.cells):
            return None
        if block.part != self.part:
            self.part, self.columns, self.statuses, self.ticks = block.part, {}, {}, {}
            if not _is_label(block.cells) and self._header(block.cells):
                return None
        cells = [cell.strip() for cell in block.cells]
        label = cells[0].rstrip(": ") if cells else ""
        if not self.columns and not self.statuses and heading(label, sure=True) and not looks_like_entry(cells):
            return Labelled(label, tuple(cell for cell in cells[1:] if cell))
        return self._listed(cells) if self.statuses else self._row(cells)

    def _header(self, cells: tuple[str, ...]) -> bool:
        keys = [key(cell) for cell in cells]
        statuses = {index: head.status for index, cell in enumerate(cells) if (head := heading(cell, sure=True))}
        if len(statuses) > 1 and len(statuses) == sum(bool(text) for text in keys) and _are_lists(keys):
            self.statuses = {index: status for index, status in statuses.items() if status}
            return True
        self.ticks = (
            {index: status for index, status in statuses.items() if status and index} if len(statuses) > 1 else {}
        )
        for index, text in enumerate(keys):
            kind = next((kind for kind, pattern in _COLUMNS.items() if re.fullmatch(pattern, text)), "")
            if kind and kind not in self.columns.values():
                self.columns[index] = kind
        if "name" not in self.columns.values():
            self.columns, self.ticks = {}, {}
        return bool(self.columns)

    def _listed(self, cells: list[str]) -> Entries:
        """Read a row of lists, a column for each status."""
        return [
            Entry(name, {}, status)
            for index, status in self.statuses.items()
            if index < len(cells)
            for name in lists.split(cells[index])
        ]

    def _row(self, cells: list[str]) -> Entries:
        if not any(cells):
            return []
        if not self.columns:
            return self._bare(cells)
        fields = {kind: " ".join(cells[index].split()) for index, kind in self.columns.items() if index < len(cells)}
        name = fields.get("name", "")
        if lists.is_nothing(name):
            return []
        status, strange = self._marked(cells, fields.get("status"))
        return [Entry(name, fields, status, strange)]

    def _marked(self, cells: list[str], text: str | None) -> tuple[Status | None, str]:
        """Say what is marked: in the column of a status, or by a mark in the column for all; a blank is an absence."""
        if len(self.ticks) > 1:
            ticked = (status for index, status in self.ticks.items() if index < len(cells) and cells[index])
            return next(ticked, Status.ABSENT), ""
        if text is None:
            return None, ""
        mark = self.marks.read(text) if text else Mark.ABSENT
        status = STATUS.get(mark) if mark else None
        return status, "" if status else text

    def _bare(self, cells: list[str]) -> Entries:
        """Read a row of a table without a header: the first cell that reads as a name."""
        texts = [" ".join(cell.split()) for cell in cells if cell.strip()]
        index = next((index for index, text in enumerate(texts) if looks_like_name(lists.outside(text).strip())), 0)
        rest = texts[:index] + texts[index + 1 :]
        return [Entry(" | ".join([texts[index], *rest]), {})]


def _is_label(cells: tuple[str, ...]) -> bool:
    """Whether a row says ``Attendees: | Ann, Bob`` rather than heading columns."""
    rest = [cell for cell in cells[1:] if cell.strip()]
    return bool(rest) and (cells[0].rstrip().endswith(":") or all(lists.commas(cell) for cell in rest))


def looks_like_entry(cells: list[str]) -> bool:
    """Whether the first cell is itself a person, so that the row is no label."""
    return len(cells) < 2 or not any(cells[1:])


def _are_lists(keys: list[str]) -> bool:
    return not any(text in {"name", "names", "role", "organisation", "organization"} for text in keys)
