"""Minutes of meetings: who was there, who sent apologies, who stood in, who spoke, who took what on.

Reads Markdown, plain text, HTML, Word (from 97 on) and PDF. Records are the names on rolls, those in sentences of
apologies, the speakers no roll names and the owners of actions; each has one fate. The path of the data: `reading`
gives blocks, `roll` finds the lists, `prose` and `claims` what is claimed elsewhere, `records` takes the names from
the lists and puts all claims together, `entries` says of which gathering, and what becomes of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from sna.errors import SourceError
from sna.facts import Entry, Origin, Reason, rejected
from sna.load import Options, refusal
from sna.load.dates import infer_day_first
from sna.load.minutes.blocks import Block
from sna.load.minutes.day import day_of
from sna.load.minutes.entries import entries, read_meeting
from sna.load.minutes.reading import identify, read_blocks, written_days
from sna.load.minutes.records import Minutes, find, places
from sna.load.minutes.slots import ELSEWHERE
from sna.load.source import Source

__all__ = ["count", "identify", "load", "survey"]

_ELSEWHERE = re.compile(
    r"^\W*(?:none|nil|nobody|no[- ]one|n/a)\b|\bas (?:above|below|before|listed)\b|\bsee\b|\b(?:attendance|sign[- ]?in|"
    r"signing) (?:sheet|list|register)\b|\battached\b|\bappendix\b|\battachment\b",
    re.IGNORECASE,
)


def survey(sources: Iterable[Source], options: Options) -> Options:
    """Settle the order of day and month from the days written with numbers in all files' names and beginnings.

    Files that contradict one another come from several hands; then each is left to what it shows itself.
    """
    if options.day_first is not None:
        return options
    orders = {infer_day_first(written_days(source)) for source in sources} - {None}
    return structs.replace(options, day_first=orders.pop()) if len(orders) == 1 else options


def load(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each record of the minutes in a file.

    A file that cannot be read, or in which nobody is found, is one rejected entry that says why.
    """
    try:
        blocks = read_blocks(source)
    except SourceError as error:
        yield rejected(*refusal(source.path, options, error))
        return
    origin = options.origin(source.path, "file")
    minutes = _found(blocks, origin, options)
    meeting = read_meeting(blocks, minutes, origin, options)
    meeting = structs.replace(meeting, warnings=(*meeting.warnings, *minutes.doubts))
    if not minutes.claims:
        elsewhere = minutes.barren and _says_nobody(blocks, minutes.barren)
        told = ELSEWHERE in minutes.doubts
        warnings = meeting.warnings if told else (*meeting.warnings, _elsewhere(minutes.barren))
        yield (
            Entry(origin, facts=meeting.gatherings, warnings=warnings)
            if elsewhere
            else rejected(origin, _nobody(len(blocks), minutes.doubts))
        )
        return
    yield from entries(minutes, meeting, options.file or source.name, options)


def count(source: Source, options: Options) -> int:
    """Count the places in a file where something is claimed of somebody; 1 for a file that cannot be read."""
    try:
        return places(_found(read_blocks(source), options.origin(source.path, "file"), options))
    except SourceError:
        return 1


def _found(blocks: list[Block], origin: Origin, options: Options) -> Minutes:
    on = options.on or day_of(blocks, origin.file, options.day_first)[0]
    return find(blocks, options.marks, options.roll, on)


def _elsewhere(place: str) -> Reason:
    return Reason("W-NOBODY", "The minutes say that nobody was there, or that who was stands elsewhere.", value=place)


def _nobody(lines: int, doubts: Sequence[Reason]) -> Reason:
    if doubts:  # a roll was found, and not which part of it is this meeting's
        return structs.replace(doubts[0], code="R-NOROLL")
    return Reason(
        "R-NOROLL",
        f"Nobody was found: none of {lines} lines is a heading such as Present, Attendees, Regrets or Apologies with "
        f"names "
        "below it or beside it, a sentence of apologies, or a speaker's label.",
        hint="Add a line such as 'Present: Ann Smith, Bob Ray', or leave the file out.",
    )


def _says_nobody(blocks: Sequence[Block], place: str) -> bool:
    """Whether what stands beside or below a heading says that nobody was there, or that a sheet names them."""
    at = next((index for index, block in enumerate(blocks) if block.place == place), 0)
    texts = [blocks[at].text.partition(":")[2], *(block.text for block in blocks[at + 1 : at + 2])]
    return any(_ELSEWHERE.search(text[:200]) for text in texts)
