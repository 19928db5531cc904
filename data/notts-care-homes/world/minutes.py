"""The minutes of ten meetings: what was written down, in five layouts and four formats.

They agree with the registers but for what truth/minutes_differences.csv lists.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from formats.blocks import Block, Kind, heading, markdown, plain, text, title
from formats.document import document
from formats.draw import draw
from formats.pdf import pdf

from world import layouts
from world.cast import topics
from world.layouts import Attendee, Roll
from world.meetings import HABITS, SEED, Meeting
from world.people import Member

CHAIR = "Marisol Thackeray-Boone"
MINUTES = {
    1: ("table", "md"),
    3: ("nhs", "docx"),
    5: ("prose", "txt"),
    8: ("nhs", "pdf"),
    10: ("bullets", "md"),
    12: ("table", "docx"),
    14: ("boxes", "md"),
    17: ("prose", "pdf"),
    20: ("prose", "txt"),
    23: ("bullets", "md"),
}
"""Month → layout of the roll and format of the file."""

ALSO_APOLOGISED = {1: ["Yusuf Hartigan"], 3: ["Lemuel Addy"]}
"""Month → who sent apologies that did not reach the register."""

DEPUTIES = {20: {"Joss Ferrimond": "Philippa St John-Marrack"}}
"""Month → deputy → member: the register of that month does not know of the deputy."""

FORGOTTEN = {17: ["Nuala Castledine"]}
"""Month → who was there and is not on the roll."""

LAYOUTS: dict[str, Callable[[Roll], list[Block]]] = {
    "table": layouts.table,
    "nhs": layouts.nhs,
    "bullets": layouts.bullets,
    "boxes": layouts.boxes,
    "prose": layouts.prose,
}
HIDDEN = "Invited for next time: Nobody Yet (Copperfold Care Ltd), Someone Else (Silverbirch Homes Ltd)"


@dataclass(frozen=True)
class Minutes:
    """The minutes of one meeting: its file, its roll, who spoke about what, and who took what on."""

    file: str
    meeting: Meeting
    layout: str
    roll: Roll
    talk: Sequence[tuple[Mapping[str, str], Attendee, Attendee, Attendee]]
    """For each topic: its texts, who opened it, who answered, and who took the action on."""

    @property
    def labelled(self) -> bool:
        """Whether the roll explains initials, so that they are used after."""
        return self.layout in {"table", "nhs", "bullets"}


def minutes(meetings: Sequence[Meeting], people: Mapping[str, Member]) -> list[Minutes]:
    """Give the minutes of the ten meetings in the order of their days."""
    return [_minutes(meeting, people) for meeting in meetings if meeting.number in MINUTES]


def written(record: Minutes) -> bytes:
    """Write minutes in their format."""
    chair = [] if record.layout in {"bullets", "nhs"} else [text(f"Chair: {CHAIR}")]
    blocks = [*_head(record.meeting), *chair, *LAYOUTS[record.layout](record.roll), *_body(record)]
    form = record.file.rsplit(".", maxsplit=1)[1]
    if form == "docx":
        return document(blocks, header="Care Homes Forum - draft until agreed")
    return {"md": markdown, "txt": plain, "pdf": pdf}[form](blocks)


def _minutes(meeting: Meeting, people: Mapping[str, Member]) -> Minutes:
    layout, form = MINUTES[meeting.number]
    rng = random.Random(f"{SEED}/minutes/{meeting.number}")
    # who shares a name is given no word: the minutes would not tell which of the two spoke
    roll = _roll(meeting, people, rng)
    names = {"md": f"{meeting.on}-minutes.md", "docx": f"Care Homes Forum minutes {meeting.on:%d %b %Y}.docx"}
    file = names.get(form, f"minutes-{meeting.on:%Y%m%d}.{form}")
    talkers = [each for each in roll.present if each.key != CHAIR and not people[each.key].namesake]
    return Minutes(f"minutes/{file}", meeting, layout, roll, _talk(meeting, talkers, rng))


def _roll(meeting: Meeting, people: Mapping[str, Member], rng: random.Random) -> Roll:
    """Write the roll down: everybody who was there, named or not, the chair first."""
    there = [name for name in meeting.present if name not in FORGOTTEN.get(meeting.number, [])]
    deputies = meeting.deputies | DEPUTIES.get(meeting.number, {})
    sent = [*(meeting.apologies or _absent(meeting, people, rng)), *ALSO_APOLOGISED.get(meeting.number, [])]
    order = sorted(there, key=lambda name: (name != CHAIR, name.split()[-1]))
    return layouts.roll(
        [_attendee(people[name], meeting) for name in order],
        [_attendee(people[name], meeting) for name in sent],
        {deputy: _attendee(people[member], meeting) for deputy, member in deputies.items()},
    )


def _absent(meeting: Meeting, people: Mapping[str, Member], rng: random.Random) -> list[str]:
    """Choose who sent apologies for a call; Teams and Zoom cannot know."""
    joined = {name: member for name, member in people.items() if member.joined <= meeting.on}
    weights = {name: HABITS.get(m.habit, 0.0) for name, m in joined.items() if name not in meeting.present}
    return draw(rng, weights, 2 + int(rng.random() * 3))


def _attendee(member: Member, meeting: Meeting) -> Attendee:
    organisation, role = member.employer("minutes", meeting.on)[0], member.workplace(meeting.on)[1]
    return Attendee(member.key, member.known.written("minutes", meeting.on, meeting.number)[0], role, organisation)


def _talk(
    meeting: Meeting, others: Sequence[Attendee], rng: random.Random
) -> list[tuple[Mapping[str, str], Attendee, Attendee, Attendee]]:
    every, first = topics(), list(MINUTES).index(meeting.number)
    chosen = [every[(first + step) % len(every)] for step in (0, 3, 7)]
    by_key = {attendee.key: attendee for attendee in others}
    speakers = [draw(rng, dict.fromkeys(by_key, 1.0), 3) for _ in chosen]
    return [(topic, *(by_key[key] for key in keys)) for topic, keys in zip(chosen, speakers, strict=True)]


def _head(meeting: Meeting) -> list[Block]:
    where = "on Microsoft Teams" if meeting.source == "teams" else "on Zoom" if meeting.source == "zoom" else ""
    room = where or f"in {meeting.host[0]} library"
    day = f"{meeting.on:%A} {meeting.on.day} {meeting.on:%B %Y}"
    return [title(meeting.title), text(f"Minutes of the meeting held on {day}, 14:00 to 15:30, {room}")]


def _body(record: Minutes) -> list[Block]:
    blocks = [Block(Kind.REMOVED, HIDDEN), heading("Agenda")]
    blocks += [Block(Kind.ITEM, topic["topic"]) for topic, *_ in record.talk]
    for topic, opened, answered, owner in record.talk:
        blocks += [heading(topic["topic"]), *_item(record, topic, (opened, answered, owner))]
    later = record.meeting.on + dt.timedelta(days=28)
    return [*blocks, heading("Next meeting"), text(f"{later:%B %Y}, 14:00. Seats: 20.")]


def _item(record: Minutes, topic: Mapping[str, str], who: tuple[Attendee, Attendee, Attendee]) -> list[Block]:
    opened, answered, owner = who
    due = record.meeting.on + dt.timedelta(days=21)
    by = f"by {due.day} {due:%B}"
    if record.labelled:
        said = [text(f"{opened.initials}: {topic['opening']}."), text(f"{answered.initials}: {topic['answer']}.")]
        return [*said, text(f"ACTION: {owner.initials} to {topic['action']} {by}.")]
    said = [text(f"The meeting heard that {topic['opening']}. It was felt that {topic['answer']}.")]
    return [*said, text(f"Action: {owner.name} to {topic['action']} {by}.")]
