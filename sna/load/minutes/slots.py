"""What a walk through a document gathers: the stretches of text that name people, by roll and session."""

from __future__ import annotations

from msgspec import Struct, field

from sna.facts import Status
from sna.load.minutes.sections import Heading

LABEL = 7  # the level of a label: below every heading


class Slot(Struct):
    """One stretch of text that names one person, or several if `several`; the people of a group if `group`."""

    text: str
    place: str
    kind: str
    status: Status
    several: bool = False
    group: bool = False
    fields: dict[str, str] | None = None
    role: str = ""
    part: int = 0
    level: int = 0
    strange: str = ""


class Section(Struct):
    """The names below one heading."""

    head: Heading
    level: int
    session: int
    place: str = ""
    slots: list[Slot] = field(default_factory=list)
    paused: bool = False
    odd: int = 0
    indent: int = 0
    inline: int = -1  # the paragraph whose first line held the label and the first names

    @property
    def style(self) -> str:
        """How its entries are set: as items, rows or lines."""
        return self.slots[0].kind if self.slots else ""


class Session(Struct):
    """One meeting of the document: the heading above its roll, where it begins, and who led it."""

    title: str = ""
    start: int = 0
    chair: str = ""


class Rolls(Struct):
    """What a document says of who was there."""

    sections: list[Section]
    sessions: list[Session]
    used: set[str]  # the places of all blocks that belong to a roll
