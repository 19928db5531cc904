"""Claims → entries: which meeting the minutes are of, what becomes of each record, and the facts it states."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from msgspec import Struct, field, structs

from sna import facts
from sna.errors import shown
from sna.load import Options
from sna.load.dates import day_in
from sna.load.minutes.blocks import Block
from sna.load.minutes.claims import NOTES, Claim, Directory
from sna.load.minutes.day import HEAD_BLOCKS, LONGEST_TITLE, WHEN, day_of, first_day
from sna.load.minutes.headings import closes, heading
from sna.load.minutes.person import Listed, read_person
from sna.load.minutes.records import Minutes
from sna.load.minutes.slots import Session
from sna.names import key
from sna.names.titles import is_titled

_DATES = re.compile(
    r"\(?\b\d{4}[-./]\d{1,2}[-./]\d+\b\)?|\b\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2})\b|"
    r"\b\d{1,2}(?:st|nd|rd|th)?(?:\s*[-–—&]\s*\d{1,2}(?:st|nd|rd|th)?)?(?:\s+of)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?"
    r"(?:\s+(?:19|20)\d{2})?|"
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?(?:\s*[-–—&]\s*\d{1,2})?(?:,?\s+(?:19|20)\d{2})?\b|"
    r"\b(?:19|20)\d{2}(?:[-/]\d{2})?\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,?|\b\d{1,2}[:.]\d{2}\s*(?:[ap]m)?\b(?:\s*"
    r"[-–—]\s*\d{1,2}[:.]\d{2}\s*(?:[ap]m)?\b)?(?:\s*(?:UTC|GMT|BST|CES?T|[EP][SD]?T)\b)?",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:draft|approved|confirmed|final|unconfirmed|meeting|agenda and)\s+)*(?:minutes|notes|summary|record|"
    r"agenda)\s+(?:of|for|from)\s+(?:(?:the|a)\s+)?(?:meeting\s+of\s+(?:the\s+)?)?",
    re.IGNORECASE,
)
_SIGNS = " -–—|,:;/()"
_TAIL = frozenset("held on at from dated of for in the".split()) | {""}
"""The words a title does not end in, once its day is taken out."""
_SUFFIX = re.compile(r"\s+held\b.*$|\s+meeting,?\s+minutes$|\s+(?:meeting\s+)?(?:minutes|notes)$", re.IGNORECASE)
_GENERIC = re.compile(
    r"^(?:the |of )?(?:draft|meetings?|minutes|notes|readme|index|day \d+|meeting (?:minutes|notes)|"
    r"(?:\w+ ){0,3}transcript(?:ion)?|recording|links|minutes of (?:the |a )?meeting)?$",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"\([A-Z]{2,4}\)\s*(?:,|$)")
_UNDATED = facts.Reason(
    "W-DATE", "No day of the meeting was found; it is in no period.", hint="Set the day in study.toml (on = …)."
)


class Meeting(Struct, frozen=True):
    """The gatherings of a document, one for each session, and what is doubtful about their day."""

    gatherings: tuple[facts.Gathering, ...]
    warnings: tuple[facts.Reason, ...] = ()


def read_meeting(blocks: Sequence[Block], minutes: Minutes, origin: facts.Origin, options: Options) -> Meeting:
    """Settle title, day and mode of a document, and of each of its sessions."""
    sessions, modes = minutes.sessions, minutes.modes
    on, warnings = (options.on, ()) if options.on else day_of(blocks, origin.file, options.day_first)
    dated = on or any(session.title and day_in(session.title) for session in sessions)
    warnings = warnings if dated else warnings or (_UNDATED,)
    path = PurePath(origin.file)
    title = options.title or title_of(blocks) or options.series or title_of_file(path.stem)
    gathering = _gathering(title or "meeting", on, path.stem, origin, options)
    gatherings = _sessions(gathering, sessions, path.stem, options) if len(sessions) > 1 else [gathering]
    modes = [options.mode or mode for mode in modes] or [options.mode]
    for number, session in enumerate(sessions[1:], 1):  # below its heading a session may state a day of its own
        own = (block.text for block in blocks[session.start : session.start + 5] if WHEN.match(block.text))
        if not options.on and (day := first_day(own, options.day_first)) and day != gatherings[number].on:
            again = _gathering(gatherings[number].title, day, path.stem, origin, options)
            gatherings[number] = structs.replace(again, series=gatherings[number].series)
    return Meeting(tuple(map(_in_mode, gatherings, modes)), warnings)


def _in_mode(gathering: facts.Gathering, mode: str) -> facts.Gathering:
    return structs.replace(gathering, mode=mode)


def _gathering(title: str, on: dt.date | None, stem: str, origin: facts.Origin, options: Options) -> facts.Gathering:
    parts = [on.isoformat(), key(title)] if on else ["undated", key(title), key(stem)]
    identity = "gathering:" + " ".join(filter(None, parts))
    kind = options.kind_of(title)
    return facts.Gathering(identity, title, origin, on, options.series, options.mode, kind=kind)


def _sessions(
    document: facts.Gathering, sessions: Sequence[Session], stem: str, options: Options
) -> list[facts.Gathering]:
    gatherings: list[facts.Gathering] = []
    times: Counter[str] = Counter()
    for session in sessions:
        own = without_date(session.title)[:LONGEST_TITLE]
        title = document.title if not own or key(own) == key(document.title) else f"{document.title}: {own}"
        on = options.on or day_in(session.title, options.day_first) or document.on
        gathering = _gathering(title, on, stem, document.origin, options)
        times[gathering.id] += 1
        if (again := times[gathering.id]) > 1:
            gathering = structs.replace(gathering, id=f"{gathering.id} {again}", title=f"{title} ({again})")
        gatherings.append(structs.replace(gathering, series=options.series or document.title))
    return gatherings


def title_of(blocks: Sequence[Block]) -> str:
    """Give the title of a document without its day, so that it is the same for a whole series.

    Examples
    --------
    >>> title_of([Block("heading", "Minutes of the Care Forum held on 5 March 2024", "line 1", level=1)])
    'Care Forum'
    """
    head = list(_before_roll(blocks[:HEAD_BLOCKS]))
    headings = [block.text for block in head if block.kind == "heading"]
    lines = [block.text for block in head[:4] if block.kind == "line" and _may_title(block.text)]
    front = [block.text.partition(":")[2].strip(" \"'") for block in head if block.text.lower().startswith("title:")]
    titles = [without_date(text)[:LONGEST_TITLE] for text in [*headings, *front, *lines]]
    titles = [title for title in titles if any(map(str.isalpha, title))]
    return next((title for title in titles if not _GENERIC.match(title)), "") or next(iter(titles), "")


def _may_title(text: str) -> bool:
    """Whether a line may name a meeting: no sentence, no label, and no list of people, whole or cut by the page's edge.

    Examples
    --------
    >>> [_may_title(text) for text in ("Falls forum", "Rick Waldo (RW", "Ann Lee (AL), Bo", "and Cy Day,")]
    [True, False, False, False]
    """
    if len(text) >= LONGEST_TITLE or ":" in text or text.count(",") >= 3 or text.endswith((".", "?", "!", ",")):
        return False
    return text.count("(") == text.count(")") and not _INITIALS.search(text)


def without_date(text: str) -> str:
    """Take the day, and the words that only say *minutes*, out of a title.

    Examples
    --------
    >>> without_date("AWSF TAC Meeting - November 6, 2019"), without_date("Breakout B - 2020-08-24")
    ('AWSF TAC Meeting', 'Breakout B')
    """
    text = re.sub(r"\([^()]*\d[^()]*\)|\((?:recording|video|slides|link|notes)[^()]*\)", " ", text, flags=re.IGNORECASE)
    text = _SUFFIX.sub("", " ".join(_DATES.sub(" ", text).split()).rstrip(" -–—|,:;"))
    parts = _LEAD.sub("", text.strip(" -–—|,:;")).split()
    while parts and parts[-1].strip(_SIGNS).casefold() in _TAIL:
        parts.pop()
    text = " ".join(parts).rstrip(_SIGNS)
    return re.sub(r"\s*([,;:])(?:\s*[,;:])*", r"\1", text).strip(" -–—|,:;*_#")


def _before_roll(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give what stands before the first roll and the agenda."""
    for index, block in enumerate(blocks):
        text = block.cells[0] if block.cells else block.text
        label, colon, _rest = text.partition(":")
        if block.kind != "front" and heading(label, sure=block.kind in {"heading", "row"} or bool(colon)):
            return
        if index and block.kind == "heading" and closes(label) and len(key(label).split()) <= 3 and not day_in(text):
            return
        if block.kind != "row":
            yield block


def title_of_file(stem: str) -> str:
    """Give a file's name without its day.

    Examples
    --------
    >>> title_of_file("notes-2019-11-25"), title_of_file("Care Forum minutes 21 Mar 2023")
    ('notes', 'Care Forum')
    """
    text = without_date(re.sub(r"(?<!\d)[_-]+|[_-]+(?!\d)", " ", re.sub(r"\d{6,}", " ", stem)).strip())
    return text if re.search(r"[^\W\d_]{3}", text) else ""


_AGAIN = facts.Reason("M-AGAIN", "The same person is named again at this meeting.")
_NOT_ON_ROLL = facts.Reason(
    "X-SPOKE",
    "Somebody who spoke is not on the roll; rolls are often incomplete, labels are sometimes no people.",
    hint="To count speakers as present: spoke_is_present = true.",
)
_NOT_COUNTED = facts.Reason(
    "X-SPOKE", "The study does not count those who only spoke.", hint="spoke_is_present = true."
)
_IGNORED = facts.Reason("X-IGNORED", "The study says that this is nobody: ignore.")
_CONTRADICTED = facts.Reason(
    "X-CONTRADICTED", "A sentence says that somebody was not there whom the roll names as present; the roll was taken."
)
_MALE, _GENDERED = re.compile(r"Mr\b"), re.compile(r"(?:Mr|Mrs|Ms|Miss)\b")
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){6,}")


Seat = tuple[int, str, facts.Status]
"""The session, the id, and what is said of them."""


class _Book(Struct):
    """What was written so far: for each meeting and status, who, and where their record stands."""

    minutes: Minutes
    meeting: Meeting
    options: Options
    file: str
    ignored: frozenset[str]
    no_organisations: frozenset[str]
    places: dict[Seat, str] = field(default_factory=dict)
    employers: dict[Seat, set[str]] = field(default_factory=dict)
    men: dict[Seat, bool] = field(default_factory=dict)  # whether a title says that somebody is a man
    directories: dict[int, Directory] = field(default_factory=dict)
    warned: bool = False  # whether the doubts about the day have been told

    def gathering(self, claim: Claim) -> facts.Gathering:
        return self.meeting.gatherings[min(claim.session, len(self.meeting.gatherings) - 1)]

    def of_another(self, seat: Seat, listed: Listed) -> bool:
        """Whether a name is there already, but of another organisation: they may be two people, and both stay."""
        employer, employers = _employer(listed), self.employers[seat]
        return bool(employer) and not employers & {"", employer}

    def directory(self, session: int) -> Directory:
        # Filled when first needed: only deputies and actions ask who is meant by a name.
        if not self.directories:
            people: dict[int, list[Listed]] = {session: []}
            for claim in self.minutes.claims:
                people.setdefault(claim.session, []).extend([claim.listed] if claim.listed else [])
            self.directories.update((number, Directory(own)) for number, own in people.items())
        return self.directories.setdefault(session, Directory(()))

    def warnings(self) -> tuple[facts.Reason, ...]:
        warned, self.warned = self.warned, True
        return () if warned else self.meeting.warnings


def entries(minutes: Minutes, meeting: Meeting, file: str, options: Options) -> Iterator[facts.Entry]:
    """Give one entry for each claim, in the order they were found."""
    ignored, others = (frozenset(map(key, texts)) for texts in (options.ignore, options.not_organisations))
    book = _Book(minutes, meeting, options, file, ignored, others)
    for claim in minutes.claims:
        origin = facts.Origin(file, claim.place)
        outside = _outside(book.gathering(claim).on, options)
        yield facts.rejected(origin, outside, _row(claim, book)) if outside else _entry(claim, origin, book)


def _outside(on: dt.date | None, options: Options) -> facts.Reason | None:
    """Say so if the meeting's day lies outside the study's window."""
    early = on is not None and options.first_day is not None and on < options.first_day
    late = on is not None and options.last_day is not None and on > options.last_day
    if on is None or not (early or late):
        return None
    hint = "Check the date, or widen the window in study.toml."
    return facts.Reason("R-WINDOW", "The day lies outside the study's window.", value=on.isoformat(), hint=hint)


def _entry(claim: Claim, origin: facts.Origin, book: _Book) -> facts.Entry:
    if claim.listed is None:
        return facts.rejected(origin, claim.fault or _unreadable(claim), _row(claim, book))
    # Actions are facts between people: each counts, and none is merged.
    if claim.evidence is facts.Evidence.ACTION:
        return facts.Entry(origin, facts=_action(claim, claim.listed, origin, book), warnings=book.warnings())
    if key(claim.listed.name.written) in book.ignored or key(claim.text) in book.ignored:
        return facts.excluded(origin, _IGNORED)
    if reason := _exclusion(claim, claim.listed, book):
        return facts.excluded(origin, reason)
    # The same name with the same status is one person again; with another it is a statement of its own, and
    # which holds is for those who read the whole study to decide.
    listed = _titled_apart(claim, claim.listed, origin, book)
    seat = (claim.session, _id(listed, origin), claim.status)
    if seat in book.places and not book.of_another(seat, listed):
        return facts.merged(origin, _AGAIN, book.places[seat], _more(claim, listed, origin, book))
    book.places.setdefault(seat, claim.place)
    book.employers.setdefault(seat, set()).add(_employer(listed))
    warnings = (*_doubts(claim, listed), *book.warnings())
    return facts.Entry(origin, facts=_facts(claim, listed, origin, book), warnings=warnings)


def _titled_apart(claim: Claim, listed: Listed, origin: facts.Origin, book: _Book) -> Listed:
    """Give somebody a key of their own whose name is another's there but for the title: ``Mr A Lee, Mrs A Lee``."""
    title = _MALE.match(listed.name.written) is not None if _GENDERED.match(listed.name.written) else None
    seat = (claim.session, _id(listed, origin), claim.status)
    if title is None or book.men.setdefault(seat, title) is title:
        return listed
    return structs.replace(listed, name=structs.replace(listed.name, key=key(listed.name.written)))


def _exclusion(claim: Claim, listed: Listed, book: _Book) -> facts.Reason | None:
    if claim.evidence is facts.Evidence.SPOKE:
        # Where a roll is kept, whoever only spoke may be a guest, a nickname or a stray label; without a roll
        # speaking is all the evidence there is.
        counts = book.options.spoke_is_present
        if counts is False:
            return _NOT_COUNTED
        return _NOT_ON_ROLL if counts is None and book.minutes.rolls else None
    present = (claim.session, f"name:{listed.name.key}", facts.Status.PRESENT) in book.places
    away = claim.status is not facts.Status.PRESENT
    return _CONTRADICTED if claim.evidence is facts.Evidence.MENTIONED and away and present else None


def _id(listed: Listed, origin: facts.Origin) -> str:
    if listed.is_person and listed.name.key:
        if " " not in listed.name.key and is_titled(listed.name.written):  # "Mr & Mrs Jones" are two
            return f"name:{key(listed.name.written)}"
        return f"name:{listed.name.key}"
    return f"unidentified:{origin.file}#{origin.place}"


def _employer(listed: Listed) -> str:
    return key(listed.organisation or listed.name.organisation)


def _person(listed: Listed, origin: facts.Origin) -> facts.Person:
    kind = facts.Kind.PERSON if listed.is_person else facts.Kind.UNIDENTIFIED
    name = listed.name
    return facts.Person(_id(listed, origin), name.display, origin, name.written, listed.email, listed.handle, kind)


def _facts(claim: Claim, listed: Listed, origin: facts.Origin, book: _Book) -> tuple[facts.Fact, ...]:
    gathering = book.gathering(claim)
    person = _person(listed, origin)
    organisation = listed.organisation or listed.name.organisation
    if key(organisation) in book.no_organisations:
        organisation = ""
    replaced, instead = _replaced(claim, origin, book)
    attendance = facts.Attendance(
        person.id,
        gathering.id,
        origin,
        claim.status,
        claim.evidence,
        listed.name.written,
        organisation,
        listed.role,
        stands_in_for=instead,
    )
    statements: list[facts.Fact] = [person, gathering, attendance, *replaced]
    if organisation and listed.is_person:
        on = gathering.on
        statements.append(facts.Affiliation(person.id, organisation, origin, listed.role, since=on, until=on))
    if claim.status is facts.Status.PRESENT and listed.name.key in book.minutes.spoke[claim.session]:
        statements.append(_also(attendance, facts.Evidence.SPOKE))
    if claim.status is facts.Status.PRESENT and listed.is_person:
        statements += _deeds(claim, listed, gathering, book)
    return tuple(statements)


def _deeds(claim: Claim, listed: Listed, gathering: facts.Gathering, book: _Book) -> Iterator[facts.Act]:
    """Say that somebody there chaired, presented something, or took the notes."""
    written, origin = book.minutes.chairs[claim.session], facts.Origin(book.file, claim.place)
    chair = book.directory(claim.session).find(written) if written else None
    kinds = [kind for kind, keys in book.minutes.deeds[claim.session].items() if listed.name.key in keys]
    kinds += ["chaired"] if chair is not None and chair.name.key == listed.name.key else []
    kinds += ["noted"] if NOTES.search(listed.role) else []
    day = gathering.on.isoformat() if gathering.on else ""
    yield from (facts.Act(_id(listed, origin), gathering.id, kind, origin, day) for kind in sorted({*kinds}))


def _also(attendance: facts.Attendance, evidence: facts.Evidence) -> facts.Attendance:
    """Say once more, by other evidence, that somebody was there."""
    return facts.Attendance(
        attendance.person, attendance.gathering, attendance.origin, attendance.status, evidence, attendance.written
    )


def _replaced(claim: Claim, origin: facts.Origin, book: _Book) -> tuple[list[facts.Fact], str]:
    """Say whom a deputy replaced: the person, and the id."""
    if not claim.stands_in_for:
        return [], ""
    person = book.directory(claim.session).find(claim.stands_in_for) or read_person(claim.stands_in_for)
    if person is None or not person.is_person:
        return [], ""
    return [_person(person, origin)], _id(person, origin)


def _more(claim: Claim, listed: Listed, origin: facts.Origin, book: _Book) -> tuple[facts.Fact, ...]:
    """Say what a second mention adds: whom the person stood in for."""
    replaced, instead = _replaced(claim, origin, book)
    if not instead:
        return ()
    attendance = facts.Attendance(
        _id(listed, origin),
        book.gathering(claim).id,
        origin,
        claim.status,
        facts.Evidence.MENTIONED,
        listed.name.written,
        stands_in_for=instead,
    )
    return (*replaced, attendance)


def _action(claim: Claim, owner: Listed, origin: facts.Origin, book: _Book) -> tuple[facts.Fact, ...]:
    """Say that the chair gave somebody something to do; where no chair is known, the meeting did, which is nobody."""
    gathering, person = book.gathering(claim), _person(owner, origin)
    giver = _giver(claim, person.id, gathering, book)
    day = gathering.on.isoformat() if gathering.on else ""
    statements: list[facts.Fact] = [person, giver, gathering]
    if (claim.session, person.id, facts.Status.PRESENT) in book.places:
        statements.append(
            facts.Attendance(
                person.id, gathering.id, origin, facts.Status.PRESENT, facts.Evidence.ACTION, owner.name.written
            )
        )
    statements.append(facts.Interaction(giver.id, person.id, "action", origin, day, gathering.id))
    if owner.is_person:
        statements.append(facts.Act(person.id, gathering.id, "owns action", origin, day))
    return tuple(statements)


def _giver(claim: Claim, owner: str, gathering: facts.Gathering, book: _Book) -> facts.Person:
    written = book.minutes.chairs[claim.session]
    chair = (book.directory(claim.session).find(written) or read_person(written)) if written else None
    if chair and chair.is_person and f"name:{chair.name.key}" != owner:
        return _person(chair, facts.Origin(book.file, claim.place))
    origin = facts.Origin(book.file, claim.place)
    return facts.Person(
        f"unidentified:{gathering.id}#meeting", f"{gathering.title} (the meeting)", origin, kind=facts.Kind.UNIDENTIFIED
    )


def _unreadable(claim: Claim) -> facts.Reason:
    return facts.Reason(
        "R-NAME",
        "This stands among the names of a roll but cannot be read as one.",
        value=shown(_LONG_NUMBER.sub("…", claim.text)),
        hint="Correct the line in the file, or ignore it if it is no person.",
    )


def _row(claim: Claim, book: _Book) -> dict[str, str]:
    """Give a rejected record as a row of a register, so that it can be corrected and read again."""
    gathering = book.gathering(claim)
    day = gathering.on.isoformat() if gathering.on else ""
    text = _LONG_NUMBER.sub("…", claim.text)
    return {"name": text, "date": day, "meeting": gathering.title, "status": claim.status.value}


def _doubts(claim: Claim, listed: Listed) -> Iterator[facts.Reason]:
    if claim.doubt:
        yield claim.doubt
    if listed.doubtful:
        yield facts.Reason("W-DOUBT", "The minutes put a question mark behind the name.", value=shown(claim.text))
