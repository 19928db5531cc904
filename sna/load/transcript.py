"""Transcripts of meetings: who spoke when and how long, and not a word of what was said.

Read: Teams ``.vtt`` (``<v Name>``), Teams ``.docx`` and the same pasted as text (the times, the name and the words in
paragraphs of their own, or ``Name   0:05`` above the words), Zoom ``.transcript.vtt`` (``Name: words``), and SRT. A
record is a cue, or a heading of name and time. Cues of one speaker in a row are one turn; what nobody in particular
says ("Unknown Speaker", "Speaker 1", a cue without a name) is a turn of nobody. Captions, which name no speaker, are
refused. The day is that of the file's name, or stands above the first cue, or is asked for.

The words are passed over while the file is read and are in no cue, no entry and no message; the bytes are let go after.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import groupby, pairwise

from msgspec import Struct
from msgspec.structs import replace

from sna.errors import SourceError
from sna.facts import (
    Act,
    Attendance,
    Entry,
    Evidence,
    Fact,
    Gathering,
    Kind,
    Origin,
    Person,
    Reason,
    excluded,
    merged,
    rejected,
)
from sna.load import Options
from sna.load.dates import find_date
from sna.load.files.container import read_member
from sna.load.source import HEAD, Source
from sna.names import Name, key, read_name

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_ARROW = re.compile(r"^\s*\d[\d:.,]*\s*-->")
_SPAN = re.compile(rf"^\s*{_CLOCK}\s*-->\s*{_CLOCK}")
_HEADING = re.compile(rf"^(?P<who>\S.{{0,98}}?)(?:[ \t\u00a0]{{2,}}|\t|\u00a0){_CLOCK}\s*$")
_TAG = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_MARKUP = re.compile(r"<[^>]*>")
_LABEL = re.compile(r"^([^\W\d_][^:<>]{0,78}?)\s?:(?=\s|$)")
_LABEL_WORD = re.compile(r"[\W\d]*[A-Z0-9].*|(?:van|von|de|der|den|du|la|le|da|di|al|el|bin|and|of|ap|ab)|\W+")
_STREAM = re.compile(r"^NOTE (?:Confidence|duration)", re.MULTILINE)
_NOBODY = re.compile(
    r"(?:unknown|unidentified)(?: speaker| person| user)?(?: ?\d+)?|speaker(?: ?\w{1,2})?|", re.IGNORECASE
)
_BADGE = re.compile(
    r"(?:\s{0,9}[(\[|–-]?\s{0,9}\b(?:guest|external|unverified|anonymous)\b\s{0,9}[)\]]?){1,4}\s*$", re.IGNORECASE
)
_ZOOM = re.compile(r"GMT(\d{8})-(\d{2})(\d{2})(\d{2})")
_NUMBER = re.compile(r"\s*\d+\s*")
_DOCUMENT = "word/document.xml"
_WORD = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(br|cr|tab)\b|(</w:p>)")
EARLY, FEWEST = 300, 3  # seconds into the meeting, and headings: else an agenda with its times would be a transcript
LABELLED = 0.5  # share of the cues that must name a speaker where a name is only what stands before a colon
IMPOSSIBLE = (0.0, -1.0)
SPOKEN = "spoke"
GOES_ON = Reason("M-TURN", "The same speaker goes on: it belongs to the turn before.")
_CUE = Reason("R-CUE", "The times of this cue cannot be read, or end before they begin.", hint="Download it again.")
_UNDATED = Reason(
    "W-DATE", "No day of the meeting was found; it is in no period.", hint="Set the day in study.toml (on = …)."
)


class Cue(Struct, frozen=True):
    """One cue: when it begins, when it ends (None if unknown), and the speakers with their shares of it."""

    start: float
    end: float | None
    voices: tuple[tuple[str, float], ...] = (("", 1.0),)

    @property
    def seconds(self) -> float | None:
        """How long it is."""
        return None if self.end is None else round(self.end - self.start, 3)


def identify(source: Source) -> bool:
    """Whether a file is a transcript or captions of a meeting, by its cues."""
    try:
        if source.kind == "docx":
            return _is_transcript(_document(source, HEAD * 8)[:HEAD])
        return _is_transcript(source.head_text().text)
    except (SourceError, OSError, KeyError):
        return False


def load(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each cue: the first of a turn is used, those that go on are merged into it.

    Raises
    ------
    SourceError
        If it is of captions, which name no speaker, or holds no cue.
    """
    try:
        text = _text(source)
        cues, stream, day = cues_of(text), bool(_STREAM.search(text[:HEAD])), _day(source, options, text)
        del text
    finally:
        source.release()
    _check(cues, stream=stream)
    meeting, begun = _meeting(source, options, day)
    edges = options.first_day, options.last_day
    if day and ((edges[0] and day < edges[0]) or (edges[1] and day > edges[1])):
        why = "The day of this transcript lies outside the study's window."
        yield excluded(options.origin(source.path, "file"), Reason("R-WINDOW", why, value=f"{day}"), len(cues))
        return
    yield from _entries(cues, options, meeting, options.origin(source.path), begun)


def count(source: Source, options: Options) -> int:
    """Count the arrows between times, or the lines that are a name and a time, without reading cues.

    Raises
    ------
    SourceError
        As `load`.
    """
    del options
    try:
        text = _text(source)
    finally:
        source.release()
    arrows = sum("-->" in line and line.lstrip()[:1].isdigit() for line in text.split("\n"))
    return arrows or len(re.findall(r"(?m)^\S.*(?:\s\s|\t|\u00a0)[\d:.,]*\d:\d\d?[\d.,]*\s*$", text))


def _text(source: Source) -> str:
    text = _document(source) if source.kind == "docx" else source.text().text.lstrip("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _document(source: Source, limit: int | None = None) -> str:
    """Give the paragraphs of a Word document, each line of them on its own; of a document's head, the whole tags."""
    markup = read_member(source.archive(), _DOCUMENT)[:limit].decode("utf-8", "replace")
    signs = {"br": "\n", "cr": "\n", "tab": "\t"}
    matches = _WORD.finditer(markup)
    return "".join(unescape(match[1]) if match[1] is not None else signs.get(match[2], "\n") for match in matches)


def _is_transcript(text: str) -> bool:
    """Whether a text holds cues, or headings of names and times that begin early, do not go back, and repeat a name."""
    text = text.lstrip("\ufeff \r\n")
    if text.startswith("WEBVTT"):
        return True
    lines = text.replace("\r", "\n").split("\n")
    if any(map(_SPAN.match, lines)):
        return True
    headings = [(match["who"].strip(), _seconds(match.groups()[1:])) for match in map(_HEADING.match, lines) if match]
    names, times = [who for who, _ in headings], [seconds for _, seconds in headings]
    return len(headings) >= FEWEST and times[0] <= EARLY and times == sorted(times) and len({*names}) < len(names)


def cues_of(text: str) -> list[Cue]:
    r"""Read the cues of a transcript, of any of the kinds this module knows; their words are passed over.

    Examples
    --------
    >>> cues_of("WEBVTT\n\n00:05.100 --> 00:08.250\n<v Ann Smith>Hello</v>\n")
    [Cue(start=5.1, end=8.25, voices=(('Ann Smith', 1.0),))]
    >>> cues_of("Ann Smith   0:05\nHello\nBo Li   0:09\nYes\n")
    [Cue(start=5.0, end=9.0, voices=(('Ann Smith', 1.0),)), Cue(start=9.0, end=None, voices=(('Bo Li', 1.0),))]
    """
    lines = text.split("\n")
    starts = [place for place, line in enumerate(lines) if _ARROW.match(line)]
    if not starts:
        return _headed(lines)
    spans = [(_SPAN.match(lines[place]), lines[place + 1 : end]) for place, end in pairwise([*starts, len(lines)])]
    web = text.lstrip("\ufeff \r\n").startswith("WEBVTT")
    numbered = starts[0] > 0 and _NUMBER.fullmatch(lines[starts[0] - 1]) is not None
    apart = web or numbered  # else name and words stand in paragraphs of their own
    payloads = [_payload(below, apart=apart) for _match, below in spans]
    labels = set() if not apart or any(_TAG.search(" ".join(payload)) for payload in payloads) else _labels(payloads)
    voices = [_voices(payload, labels, named=not apart) for payload in payloads]
    times = [
        (_seconds(match.groups()[:4]), _seconds(match.groups()[4:])) if match else IMPOSSIBLE for match, _below in spans
    ]
    return [Cue(start, end, spoken) for (start, end), spoken in zip(times, voices, strict=True)]


def _headed(lines: Sequence[str]) -> list[Cue]:
    """Read headings of a name and a time, each of which lasts until the next."""
    headings = [match for match in map(_HEADING.match, lines) if match]
    starts = [_seconds(match.groups()[1:]) for match in headings]
    voices = [((match["who"].strip(), 1.0),) for match in headings]
    return [Cue(*span) for span in zip(starts, [*starts[1:], None], voices, strict=True)] if headings else []


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, thousandths = (part or "0" for part in parts)
    return round(int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{thousandths}"), 3)


def _payload(below: Sequence[str], *, apart: bool) -> list[str]:
    """Give the lines of a cue: to the blank line where cues stand apart, else all that is not blank."""
    if not apart:
        return [line for line in below if line.strip()]
    end = next((place for place, line in enumerate(below) if not line.strip()), len(below))
    return list(below[:end])


def _labels(payloads: Sequence[Sequence[str]]) -> set[str]:
    """Give what stands before colons and is a speaker: it comes several times, or is written as a name is."""
    counts = Counter(
        match[1] for payload in payloads if payload for match in [_LABEL.match(payload[0].strip())] if match
    )
    labels = {
        label
        for label, times in counts.items()
        if len(label.split()) <= 6 and (times > 1 or all(map(_LABEL_WORD.fullmatch, label.split())))
    }
    labelled = sum(counts[label] for label in labels)
    return labels if labelled >= LABELLED * len(payloads) else set()


def _voices(payload: Sequence[str], labels: set[str], *, named: bool) -> tuple[tuple[str, float], ...]:
    """Give the speakers of a cue; of several, each has the share of its letters."""
    if named:
        return ((payload[0].strip() if len(payload) > 1 else "", 1.0),)
    text = " ".join(line.strip() for line in payload)
    tags = list(_TAG.finditer(text))
    if not tags:
        label = _LABEL.match(text)
        return ((label[1] if label and label[1] in labels else "", 1.0),)
    ends = [*(tag.start() for tag in tags[1:]), len(text)]
    sizes = [len(_MARKUP.sub("", text[tag.end() : end]).strip()) or 1 for tag, end in zip(tags, ends, strict=True)]
    names = (" ".join(unescape(tag[1]).split()) for tag in tags)
    return tuple((name, size / sum(sizes)) for name, size in zip(names, sizes, strict=True))


def _check(cues: Sequence[Cue], *, stream: bool) -> None:
    if not cues:
        raise SourceError("There is no cue in this transcript.", code="R-EMPTY", hint="Download it again.")
    if not any(name for cue in cues for name, _share in cue.voices):
        kind = "captions of Stream" if stream else "captions"
        raise SourceError(
            f"These are {kind}: they do not say who speaks.", code="R-CAPTIONS",
            hint="Ask for the transcript that names the speakers: of Zoom the file that ends in .transcript.vtt, of "
            "Teams the transcript of the meeting (VTT or DOCX).",
        )  # fmt: skip


def _day(source: Source, options: Options, text: str) -> dt.date | None:
    """Give the day that is set, or that of the file's name, or that which stands above the first cue."""
    lines = text[:HEAD].split("\n")
    begins = next((place for place, line in enumerate(lines) if _ARROW.match(line) or _HEADING.match(line)), 0)
    order = options.day_first is not False
    return options.on or find_date(source.path.stem, order) or find_date(" ".join(lines[:begins]), order)


def _meeting(source: Source, options: Options, on: dt.date | None) -> tuple[Gathering, dt.timedelta]:
    """Give the gathering, without a title of its own, so that a register of the same day names it; and its beginning.

    The time in the name of a file of Zoom is universal time; elsewhere the clock runs from the beginning.
    """
    stamp = _ZOOM.search(source.name)
    hours, minutes, seconds = map(int, stamp.groups()[1:]) if stamp else (0, 0, 0)
    title = key(options.title) or ("" if on else key(source.path.stem))
    parts = [on.isoformat() if on else "undated", title]
    gathering = Gathering(
        f"gathering:{' '.join(filter(None, parts))}", options.title, options.origin(source.path), on, options.series,
        options.mode, kind=options.kind_of(options.title),
    )  # fmt: skip
    return gathering, dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)


class _Speech(Struct, frozen=True):
    """A speaker's part of a cue: its number, what names the speaker, who that is, from when, and how long."""

    cue: int
    label: str
    name: Name | None
    start: float
    seconds: float | None

    @property
    def who(self) -> str:
        return f"name:{self.name.key}" if self.name else ""


def _speaker(text: str) -> Name | None:
    """Read a speaker; None for nobody in particular."""
    text = _BADGE.sub("", " ".join(text.split()))
    name = None if _NOBODY.fullmatch(text) else read_name(text)
    return name if name and name.kind is Kind.PERSON and name.key else None


def _speeches(cues: Sequence[Cue]) -> Iterator[_Speech]:
    for number, cue in enumerate(cues, 1):
        for text, share in cue.voices if cue.end is None or cue.end >= cue.start else ():
            seconds = None if cue.seconds is None else round(cue.seconds * share, 3)
            yield _Speech(number, text, _speaker(text), cue.start, seconds)


def _entries(
    cues: Sequence[Cue], options: Options, meeting: Gathering, file: Origin, begun: dt.timedelta
) -> Iterator[Entry]:
    turns = [list(speeches) for _who, speeches in groupby(_speeches(cues), lambda speech: speech.who or speech.label)]
    opening: dict[int, int] = {}  # cue → the cue in which its turn began
    acts: dict[int, list[Fact]] = {}
    speakers = set[str]()
    for number, turn in enumerate(turns, 1):
        place = replace(file, place=f"cue {turn[0].cue}")
        opening |= {speech.cue: turn[0].cue for speech in turn if speech.cue not in opening}
        lengths = [speech.seconds for speech in turn if speech.seconds is not None]
        moment = dt.datetime.combine(meeting.on or dt.date(2000, 1, 1), dt.time()) + begun
        clock = (moment + dt.timedelta(seconds=turn[0].start)).isoformat(timespec="milliseconds")
        act = Act(
            turn[0].who, meeting.id, SPOKEN, place, clock if meeting.on else clock[10:],
            round(sum(lengths), 3) if lengths else None, number,
        )  # fmt: skip
        facts = acts.setdefault(turn[0].cue, [meeting] if not acts else [])
        if turn[0].name and turn[0].who not in speakers:
            speakers.add(turn[0].who)
            facts += _who(turn[0].name, meeting, place, present=options.spoke_is_present is not False)
        facts.append(act)
    warnings = (*_nameless(cues), *(() if meeting.on else (_UNDATED,)))
    for number in range(1, len(cues) + 1):
        origin = replace(file, place=f"cue {number}")
        if number in acts:
            yield Entry(origin, facts=tuple(acts[number]), warnings=warnings)
            warnings = ()
        elif number in opening:
            yield merged(origin, GOES_ON, f"cue {opening[number]}")
        else:
            yield rejected(origin, _CUE)


def _who(name: Name, meeting: Gathering, origin: Origin, *, present: bool) -> Iterator[Fact]:
    """Say who speaks, and that they were there."""
    person = Person(f"name:{name.key}", name.display, origin, name.written)
    yield person
    if present:
        yield Attendance(person.id, meeting.id, origin, evidence=Evidence.SPOKE, written=name.written)


def _nameless(cues: Sequence[Cue]) -> Iterator[Reason]:
    """Say how much of the speech is nobody's in particular."""
    lengths = [(bool(_speaker(text)), (cue.seconds or 0) * share) for cue in cues for text, share in cue.voices]
    nobody, total = sum(length for named, length in lengths if not named), sum(length for _named, length in lengths)
    count = sum(not named for named, _length in lengths)
    if count:
        percent = f", {nobody / total:.0%} of the time" if total else ""
        yield Reason(
            "W-SPEAKER", f"{count} of {len(lengths)} parts name nobody in particular{percent}; they are of no person.",
            hint="Where a room has one microphone, nothing tells who spoke there.",
        )  # fmt: skip
