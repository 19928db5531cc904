"""What the columns of a register are called, and the headings that belong to other kinds of file."""

from __future__ import annotations

import re
from functools import lru_cache

from sna.load.columns import NOT_READ
from sna.names import key

COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "name": (
        "full name", "guest name", "guest", "attendee name", "participant name", "delegate name", "member name",
        "staff name", "name of attendee", "name of delegate", "name of participant", "name and surname", "attendee",
        "delegate", "participant", "member", "person", "staff member", "print name", "your name", "names", "attendees",
        "delegates", "participants", "members", "colleague", "contact name", "representative", "invitee", "volunteer",
        "learner", "vollständiger name", "teilnehmer", "nom", "nome", "nombre", "naam", "who",
        "first and last name",
    ),
    "first name": (
        "forename", "first names", "forenames", "given name", "given names", "firstname", "vorname", "first",
    ),
    "last name": ("surname", "family name", "lastname", "second name", "nachname", "last"),
    "organisation": (
        "organization", "org", "organisation name", "organization name", "organisation team", "team organisation",
        "organisation department", "employer", "company", "company name", "trust", "team", "agency", "practice",
        "care home", "home", "institution", "affiliation", "department", "dept", "service", "workplace",
        "place of work", "provider", "partner", "site", "school", "council", "representing", "base", "where from",
        "your organisation",
    ),
    "role": (
        "job title", "job role", "role title", "position", "job", "occupation", "designation", "post", "job title role",
        "profession",
    ),
    "email": ("e mail", "email address", "e mail address", "mail", "work email"),
    "sector": ("organisation type", "type of organisation", "organization type", "sector type"),
    "locality": ("area", "county", "region", "district", "borough", "town", "country", "ccg", "icb"),
    "status": (
        "attendance", "attended", "present", "attendance status", "attended y n", "present y n", "attendance mark",
        "in attendance", "attending", "response", "attendance y n", "attendance yes no", "present absent",
        "present apologies", "present apologies absent", "mark", "here", "came", "attend", "did you attend",
        "were you there", "turned up", "rsvp", "ticket status", "booking status", "registration status",
    ),
    "checked": (
        "checked in", "check in", "check in time", "check in date", "checked in at", "checkin", "check in status",
        "check in timestamp",
    ),
    "apologies": ("apols", "apologies given", "apologies received", "apologies sent"),
    "absent": ("did not attend", "dna", "not present"),
    "date": (
        "meeting date", "date of meeting", "event date", "session date", "date of event", "date of session",
        "attendance date", "date attended", "day", "when", "datum",
    ),
    "meeting": (
        "meeting name", "meeting title", "name of meeting", "event", "event name", "event title", "name of event",
        "session", "session name", "session title", "gathering", "workshop", "webinar", "training", "course", "forum",
        "meeting event",
    ),
    "community": ("cop", "communities", "community of practice", "programme"),
    "mode": (
        "format", "how attended", "attended via", "attendance mode", "in person online", "virtual in person",
        "attendance type", "type of attendance", "attendance method", "method of attendance",
    ),
    "stands in for": (
        "standing in for", "stand in for", "deputy for", "deputising for", "on behalf of", "in place of",
        "substitute for", "replacing", "attending for", "attended for",
    ),
    "deputy": (
        "deputy name", "name of deputy", "deputy sent", "substitute", "deputised by", "represented by", "replaced by",
        "stand in",
    ),
    "seats": ("places", "seats available", "capacity", "number invited"),
    "signature": (
        "signed", "sign", "initials", "signature initials", "initial", "signed in", "sign in", "sign in time",
        "time in", "time signed in", "arrived", "arrival time", "time of arrival",
    ),
    "minutes": ("minutes attended", "duration minutes", "minutes present"),
    "answered": ("timestamp", "completion time", "submitted at", "submission date", "date submitted"),
}  # fmt: skip
QUESTIONS = {
    "status": re.compile(
        r"(?!how|which|what|where|when|why|who).*\b(?:attend(?:ing|ed)?|com(?:e|ing)|came|be there|join(?:ing)?|"
        r"present|rsvp|here)\b",
        re.IGNORECASE,
    ),
    "meeting": re.compile(
        r"(?:which|what)\b.*\b(?:meeting|session|event|workshop|webinar|forum|training|course)", re.IGNORECASE
    ),
    "date": re.compile(r"(?:which|what|when)\b.*\b(?:date|day)\b", re.IGNORECASE),
    "email": re.compile(r".*\be-?mail", re.IGNORECASE),
    "role": re.compile(r".*\b(?:job title|your role|job role)\b", re.IGNORECASE),
    "organisation": re.compile(
        r"(?!.*\b(?:type|size|sector|role)\b).*(?:organi[sz]ation|employer|where do you work|where are you from|"
        r"which (?:trust|company|charity|care home)|place of work|workplace)",
        re.IGNORECASE,
    ),
}
"""What an organiser's own heading asks for, looked for where no other is known."""
BEFOREHAND = re.compile(
    r"\b(?:will|would|can|could|able|plan|planning|intend|intending|hope|hoping|rsvp|going|expect|wish|like)\b",
    re.IGNORECASE,
)
"""What a question about attending says if it was asked before the meeting."""
ASKED = re.compile(r"(?:are you |will be )?(?:attend|attending|coming)\b|attendance$|response$", re.IGNORECASE)
"""What may have been asked before the meeting as well as at it."""
BOOKED = re.compile(
    r"(?:date |time )?(?:book(?:ed|ing)|order(?:ed)?|registered|registration|signed[ -]up|sign[ -]?up)"
    r"(?: (?:on|at|date|time|made))+|(?:date|time) (?:of )?(?:booking|booked|registered|registration|order)|"
    r"(?:booking|order) (?:id|ref(?:erence)?|no\.?|number)",
    re.IGNORECASE,
)
"""When or under which number somebody booked: who stands in such a list meant to come."""
BOOKINGS = re.compile(r"\b(?:rsvps?|guest ?list|bookings?|registrations|sign[ -]?ups?)\b", re.IGNORECASE)
"""What a file, tab or title says of a list of those who meant to come."""
SIGN_IN = re.compile(r"\bsign(?:ing|ed)?[ _-]?in\b|\battend\w*|\bregister\b|\bcheck[ _-]?in\b", re.IGNORECASE)
NEEDED = ("name|first name|last name",)
DATING = ("date", "meeting")

_NO_MEETING = NOT_READ | frozenset(
    "total totals sum count number percent percentage rate average attendances sessions attended meetings attended "
    "number gender sector locality area region "
    "district joined left since until start end leaver active voting lead group type category band grade manager "
    "specialism response rsvp invited reason time in out arrival departure duration "
    "hours taken".split()
)
_GATHERING_WORD = re.compile(
    r"\b(meetings?|mtg|sessions?|workshops?|forum|event|launch|webinar|training|conference|agm|visit|seminar|"
    r"networking|module|masterclass|roundtable|away ?day|board|committee|huddle|induction)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:meeting|mtg|session|workshop|forum|event|webinar|training|week|wk|month|module|visit|day|no|m|s|q|term)\.?\s*"
    r"[#.]?\s*\d{1,3}",
    re.IGNORECASE,
)
STATUS_HEADINGS = {
    **dict.fromkeys(("present", "attended"), "present"),
    **dict.fromkeys(("apologies", "apols"), "apologies"),
    **dict.fromkeys(("absent", "did not attend", "dna"), "absent"),
}
ROSTER = frozenset("sector locality joined left since until start end from to reach target alias aliases".split())


def _spelt(text: str) -> str:
    """Fold a heading, its number sign kept: ``Attendee #`` is a ticket's, ``Attendee`` anybody's."""
    return key(text.replace("#", " hash "))


_FOREIGN = frozenset(
    _spelt(heading)
    for heading in (
        "join time", "leave time", "first join", "last leave", "in-meeting duration", "user action",
        "participant id (upn)",
        "name (original name)", "user email", "duration (minutes)", "recording consent",
        "recording disclaimer response",
        "in waiting room", "total duration (minutes)", "time in session (minutes)", "user name (original name)",
        "time joined", "time exited", "order #", "attendee #", "ticket type", "order id", "order date",
        "attendee status", "price tier", "id_str", "from_user", "in_reply_to_user_id_str", "status_url", "tweet",
        "ticket number", "approval_status", "luma event id", "rsvped on", "valid tickets", "attendance duration",
        "author.username", "author_id", "conversation_id", "created_at", "vertex 1", "vertex 2", "useragent",
        "utceventtimestamp", "attended participants", "total number of participants", "attendee report",
    )
)  # fmt: skip


@lru_cache(maxsize=1 << 16)
def folded(text: str) -> str:
    """Give `sna.names.key` of a text that stands in many rows, worked out once."""
    return key(text)


def is_foreign(text: str) -> bool:
    """Whether a heading belongs to a report of a meeting or ticket service, or to a collection of posts.

    Examples
    --------
    >>> is_foreign("Attendee #"), is_foreign("Attendee"), is_foreign("Order"), is_foreign("Join Time")
    (True, False, False, True)
    """
    return _spelt(text) in _FOREIGN


def is_numbered(text: str) -> bool:
    """Whether a heading counts meetings: ``Meeting 3``, ``Session 1``, ``Wk 2``."""
    return bool(_NUMBERED.fullmatch(text.strip()))


def names_a_gathering(text: str) -> bool:
    """Whether a heading names something people attend, by its words: ``Launch event``."""
    return bool(_GATHERING_WORD.search(text)) and not is_no_meeting(text)


def is_no_meeting(text: str) -> bool:
    """Whether a heading is known to be none of a meeting: totals, notes, telephone numbers.

    Examples
    --------
    >>> is_no_meeting("Total"), is_no_meeting("% attended"), is_no_meeting("Launch event")
    (True, True, False)
    """
    words = key(text).split()
    return (
        "%" in text
        or (bool(words) and all(word in _NO_MEETING or word.isdigit() for word in words))
        or (words[:1] in (["total"], ["number"], ["no"]) and not is_numbered(text))
    )
