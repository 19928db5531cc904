"""A document → its records: each name on a roll or in a sentence, each speaker no roll names, each action's owner.

Finding says what is a record; `entries` says what becomes of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct, structs

from sna.facts import Evidence, Reason, Status
from sna.load.minutes import lists
from sna.load.minutes.actions import actions
from sna.load.minutes.blocks import UNREAD, Block
from sna.load.minutes.directory import Directory
from sna.load.minutes.expand import Claim, claims
from sna.load.minutes.person import read_person
from sna.load.minutes.prose import mentions
from sna.load.minutes.roll import read_rolls
from sna.load.minutes.slots import Rolls, Session
from sna.load.minutes.speakers import speakers, spoke

_CHAIR = re.compile(
    r"(?:(?:acting|clinical|interim|independent|meeting|lay|gp|the)\s+)?(?:co-?)?chair(?:wo|per)?(?:man|son)?\b"
)


class Minutes(Struct):
    """What was found in a document.

    Attributes
    ----------
    claims
        In the order of lists, sentences, speakers, actions.
    sessions
        The meetings in the document.
    rolls
        The sessions that have a roll of those present.
    spoke
        For each session the keys of those on its roll who spoke.
    chairs
        For each session the name of who led it, as written; empty if nothing says so.
    """

    claims: list[Claim]
    sessions: list[Session]
    rolls: set[int]
    spoke: list[set[str]]
    chairs: list[str]


def find(document: Sequence[Block], marks: Mapping[str, str] | None = None) -> Minutes:
    """Find the records of a document; what of it could not be read is a record too.

    Parameters
    ----------
    marks
        What the study says of marks of attendance in tables.
    """
    blocks = [block for block in document if block.kind != UNREAD]
    rolls = read_rolls(blocks, marks)
    listed: list[list[Claim]] = [[] for _session in rolls.sessions]
    for claim in claims(rolls):
        listed[claim.session].append(claim)
    present = {number for number, own in enumerate(listed) if any(one.status is Status.PRESENT for one in own)}
    minutes = Minutes([], rolls.sessions, present, [], [])
    for number, part in enumerate(_parts(blocks, rolls)):
        rest = [block for block in part if block.place not in rolls.used]
        minutes.claims += _session(minutes, number, rest, listed[number])
    minutes.claims += (_unread(block) for block in document if block.kind == UNREAD)
    minutes.claims = list(_distinct_places(minutes.claims))
    return minutes


def _session(minutes: Minutes, number: int, rest: Sequence[Block], own: list[Claim]) -> list[Claim]:
    """Add to what the rolls of one session claim what its other lines do; note who spoke and who led it."""
    own += _mentioned(rest, number, _directory(own) if minutes.rolls else None)
    directory = _directory(own)
    minutes.spoke.append(spoke(rest, directory))
    minutes.chairs.append(lists.outside(minutes.sessions[number].chair).strip() or _chair(own))
    own += _spoken(rest, number, directory, roll=bool(minutes.rolls))
    own += _owners(rest, number, _directory(own))
    return own


def _directory(own: Iterable[Claim]) -> Directory:
    return Directory(claim.listed for claim in own if claim.listed)


def _unread(block: Block) -> Claim:
    """Claim that a stretch of the document could not be read, and may name somebody."""
    hint = "Look there for names, and give the document as searchable text with lines of ordinary length."
    return Claim("", block.place, 0, Status.PRESENT, fault=Reason(block.cells[0], block.text, hint=hint))


def _distinct_places(claims: Iterable[Claim]) -> Iterator[Claim]:
    """Give each claim a place of its own: several lines of a web page may stand on one line of its source."""
    counts: Counter[str] = Counter()
    for claim in claims:
        counts[claim.place] += 1
        times = counts[claim.place]
        yield claim if times == 1 else structs.replace(claim, place=f"{claim.place} ({times})")


def _parts(blocks: Sequence[Block], rolls: Rolls) -> Iterator[Sequence[Block]]:
    """Cut the document where its sessions begin; what stands before the first belongs to it."""
    starts = [0, *(session.start for session in rolls.sessions[1:]), len(blocks)]
    for first, last in pairwise(starts):
        yield blocks[first:last]


def _mentioned(blocks: Sequence[Block], session: int, on_roll: Directory | None) -> Iterator[Claim]:
    for mention in mentions(blocks, on_roll):
        yield Claim(
            mention.text,
            mention.place,
            session,
            mention.status,
            Evidence.MENTIONED,
            read_person(mention.text),
            mention.stands_in_for,
            mention.part,
        )


def _spoken(blocks: Iterable[Block], session: int, directory: Directory, *, roll: bool) -> Iterator[Claim]:
    for speaker in speakers(blocks, directory, roll=roll):
        yield Claim(speaker.label, f"{speaker.place} speaker", session, Status.PRESENT, Evidence.SPOKE, speaker.listed)


def _owners(blocks: Iterable[Block], session: int, directory: Directory) -> Iterator[Claim]:
    for action in actions(blocks, directory):
        yield Claim(action.text, action.place, session, Status.PRESENT, Evidence.ACTION, action.owner)


def _chair(own: Iterable[Claim]) -> str:
    """Name who led a session, by the role on the roll."""
    for claim in own:
        role = claim.listed.role.casefold() if claim.listed and claim.status is Status.PRESENT else ""
        if claim.listed and any(map(_CHAIR.match, role.split(", "))):
            return claim.listed.name.written
    return ""
