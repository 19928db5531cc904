"""What a loader may say about the world, and what became of each record.

A fact is a small frozen record; its fields are the columns of the tables in `sna.dataset`. Ids are text and carry
their namespace: ``name:ann smith``, ``slack:T01/U02``, ``x:12497``, ``gathering:2024-03-05 forum``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct


class Fate(StrEnum):
    """What became of a record: each has exactly one."""

    USED = "used"
    MERGED = "merged"
    REJECTED = "rejected"
    EXCLUDED = "excluded"

    __hash__ = str.__hash__  # an enum hashes slowly, and a million records are counted by fate


class Kind(StrEnum):
    """Whether a name is known to be somebody."""

    PERSON = "person"
    UNIDENTIFIED = "unidentified"


class Status(StrEnum):
    """What a source says of somebody and a gathering."""

    PRESENT = "present"
    APOLOGIES = "apologies"
    ABSENT = "absent"
    REGISTERED = "registered"


class Evidence(StrEnum):
    """How a source knows."""

    LISTED = "listed"
    JOINED = "joined"
    SPOKE = "spoke"
    ACTION = "action"
    MENTIONED = "mentioned"


class Origin(Struct, frozen=True, gc=False):
    """Where a record stands: the file, and the place in it (``"line 9"``, ``"Register!B4"``)."""

    file: str
    place: str = ""


class Column(Struct, frozen=True, gc=False):
    """A column of a table, and what became of it.

    Attributes
    ----------
    heading
        As it stands; ``column 5`` for one without.
    sheet
        Its sheet, if the file has any.
    read_as
        What it was read as, such as ``"organisation"``; empty if it was not read.
    why
        Why it was not read.
    filled
        Share of the rows in which it holds anything, 0 to 1.
    """

    heading: str
    sheet: str = ""
    read_as: str = ""
    why: str = ""
    filled: float = 0.0


class Question(Struct, frozen=True, gc=False):
    """What a file does not say and somebody has to.

    Attributes
    ----------
    code, column
        The code of the reason, and what is sought, such as ``"date"``.
    why
        One sentence for a person who is no programmer.
    found
        The headings of the file.
    offers
        Those of them it may be, the likeliest first.
    """

    code: str
    column: str
    why: str
    found: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()


class Reason(Struct, frozen=True, gc=False):
    """Why a record was not simply used.

    Attributes
    ----------
    code
        Short and stable, such as ``"R-MARK"``.
    why
        One sentence for a person who is no programmer.
    column, value
        Where in the record, and what stood there, as found.
    hint
        What to do about it.
    """

    code: str
    why: str
    column: str = ""
    value: str = ""
    hint: str = ""


class Person(Struct, frozen=True, gc=False):
    """Somebody, as one source knows them.

    `name` is the name to show, `written` the name as it stands in the source. `kind` is *unidentified* for a device,
    a room, a telephone or a role: it counts at a gathering but is nobody in particular. `formerly` is a name they have
    given up, `also` another they go by; both serve matching only and are never written out. `voice` is whose voice they
    bring (academic, clinician, patient …), `level` where they act (team, local, regional, national), `host` *yes* or
    *no*: whether they belong to whoever runs the community; all three blank where no list says it.
    """

    id: str
    name: str
    origin: Origin
    written: str = ""
    email: str = ""
    handle: str = ""
    kind: Kind = Kind.PERSON
    sector: str = ""
    locality: str = ""
    formerly: str = ""
    also: str = ""
    voice: str = ""
    level: str = ""
    host: str = ""


class Organisation(Struct, frozen=True, gc=False):
    """An organisation somebody declared; `reach` says that the community wants to reach it.

    `formerly` is what it was called before the day `since`; `merged_into` is the organisation that has taken its place
    after the day `until`. History is not rewritten: before the day the old name holds.
    """

    name: str
    origin: Origin
    sector: str = ""
    locality: str = ""
    reach: bool = False
    formerly: str = ""
    merged_into: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


class Affiliation(Struct, frozen=True, gc=False):
    """Where somebody works, in what role, and from when until when (both days included, None is open).

    An observation, such as the organisation on a register, has the day of the gathering for both days.
    `declared` is True for what a convener states in a roster: it outweighs what registers say in passing.
    """

    person: str
    organisation: str
    origin: Origin
    role: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    declared: bool = False


class Enrolment(Struct, frozen=True, gc=False):
    """Somebody who is declared to belong to a community, and from when until when (both days included, None is open).

    `series` is the community's name, which its gatherings bear.
    """

    person: str
    series: str
    origin: Origin
    since: dt.date | None = None
    until: dt.date | None = None


MEETINGS = ("meeting", "event")
"""The kinds of gathering at which people meet; to an event those of all communities may come."""


class Gathering(Struct, frozen=True, gc=False):
    """Something people attend: a meeting, an event of all communities, a channel (`kind` says which).

    `series` is the name of the community whose meeting it is; blank where nothing says it.
    """

    id: str
    title: str
    origin: Origin
    on: dt.date | None = None
    series: str = ""
    mode: str = ""
    seats: int | None = None
    kind: str = "meeting"


class Attendance(Struct, frozen=True, gc=False):
    """Somebody and a gathering. `minutes` is the time spent there; `stands_in_for` the id of the person replaced."""

    person: str
    gathering: str
    origin: Origin
    status: Status = Status.PRESENT
    evidence: Evidence = Evidence.LISTED
    written: str = ""
    organisation: str = ""
    role: str = ""
    minutes: float | None = None
    stands_in_for: str = ""


class Interaction(Struct, frozen=True, gc=False):
    """One directed act of one person towards another: a reply, a mention, a reaction, a retweet, an action given.

    `source_account` and `target_account` are the accounts as the source knows them; `at` is an ISO 8601 moment in UTC
    or a day.
    """

    source: str
    target: str
    kind: str
    origin: Origin
    at: str = ""
    channel: str = ""
    source_account: str = ""
    target_account: str = ""


SUBJECTS = ("want", "offer", "task", "topic", "resource", "practice", "barrier")
"""The kinds of subject; a barrier is what keeps somebody away."""


class Subject(Struct, frozen=True, gc=False):
    """What somebody wants, offers, took on, works on, has: the one thing of which the owner's own words are kept.

    They were written to be shared. `owner` is the id of a person, blank where only an organisation or a locality is
    named. `topic` is what sort of thing it is, the same for all that are alike; blank until it is settled. `since` is
    the day it was written, begun or produced; `until` the last day it holds, of a task the day it is due; `closed` the
    day a want was met or a task was finished. `link` is where it can be looked at. `comes_from` is the source of a
    practice that was presented: research, practice, patients.
    """

    kind: str
    text: str
    origin: Origin
    owner: str = ""
    organisation: str = ""
    locality: str = ""
    topic: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    closed: dt.date | None = None
    link: str = ""
    comes_from: str = ""


class Adoption(Struct, frozen=True, gc=False):
    """Somebody, an organisation or a locality that took a practice up.

    `earliest` and `latest` are the first and the last day that what stands there allows: of "March 2024" the first and
    the last of March, of a day twice that day, None where nothing stands. `status` is *tried*, *in use* or *stopped*;
    `learned_from` whom or where they say they had it from.
    """

    practice: str
    origin: Origin
    locality: str = ""
    organisation: str = ""
    person: str = ""
    earliest: dt.date | None = None
    latest: dt.date | None = None
    status: str = "in use"
    learned_from: str = ""


DEEDS = ("chaired", "presented", "spoke", "noted", "owns action", "started thread")
"""The kinds of what somebody does for a community."""


class Act(Struct, frozen=True, gc=False):
    """What somebody did at a gathering or for it, without a word of what was said.

    `person` is blank where speech is nobody's in particular. `at` is an ISO 8601 moment or a day; of speech the time
    runs from midnight where the file does not say when it began. Of speech, `seconds` is how long it was and `turn` its
    number in the file, counted through all who speak: where a number is lacking, somebody spoke who is not told of.
    `due` is the day an action should be done by, `done` whether it is, None where nothing says it.
    """

    person: str
    gathering: str
    kind: str
    origin: Origin
    at: str = ""
    seconds: float | None = None
    turn: int | None = None
    due: dt.date | None = None
    done: bool | None = None


Fact = Person | Organisation | Affiliation | Enrolment | Gathering | Attendance | Interaction | Subject | Adoption | Act


class Entry(Struct, frozen=True, gc=False):
    """One input record and its fate.

    Attributes
    ----------
    origin
        The file and the place in it.
    fate
        Used, merged, rejected or excluded.
    reason
        Required for every fate but *used*.
    facts
        What the record says; only a used or merged record says anything.
    into
        For a merged record: the place of the used record it was merged into.
    records
        How many records the entry stands for: more than one only where a whole batch is excluded without being read.
    row
        A rejected record's original columns, so that it can be corrected and read again.
    warnings
        What a used record's reader should know all the same.
    """

    origin: Origin
    fate: Fate = Fate.USED
    reason: Reason | None = None
    facts: tuple[Fact, ...] = ()
    into: str = ""
    records: int = 1
    row: Mapping[str, str] | None = None
    warnings: tuple[Reason, ...] = ()


def rejected(origin: Origin, reason: Reason, row: Mapping[str, str] | None = None) -> Entry:
    """Give the entry of a record that cannot be used."""
    return Entry(origin, Fate.REJECTED, reason, row=row)


def excluded(origin: Origin, reason: Reason, records: int = 1) -> Entry:
    """Give the entry of a record that could be used but must not or should not be."""
    return Entry(origin, Fate.EXCLUDED, reason, records=records)


def merged(origin: Origin, reason: Reason, into: str, facts: tuple[Fact, ...] = ()) -> Entry:
    """Give the entry of a record that says again what the record at the place `into` says."""
    return Entry(origin, Fate.MERGED, reason, facts, into=into)
