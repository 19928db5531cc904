"""The words of a roll: what a heading or a label says of the names around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct, structs

from sna.facts import Status
from sna.names import clean, key

PRESENT = frozenset(
    "present presence attendees attendee attendants attendance attending attended participants participating "
    "participate participated "
    "presents presentes presenti asistentes participantes partecipanti anwesend anwesende teilnehmer teilnehmende "
    "teilnehmerinnen aanwezig aanwezigen deelnemers bresennol presennol sederunt lathair".split()
)
BESIDES = frozenset("guests guest observers observer visitors invitados gallery gast gaste gasten".split())
APOLOGIES = frozenset(
    "sorry apologies apology apologised apologized regrets excused apols excusees entschuldigt entschuldigte "
    "excusados disculpados afgemeld ymddiheuriadau leithsceal leithscealta".split()
)
ABSENT = frozenset(
    "absent dna awol absentees absence absences missing noshow noshows absents absentes ausentes abwesend afwezig "
    "assenti unexcused".split()
)
WHERE = frozenset(
    "remote remotely virtual virtually online person onsite offsite phone teleconference telephone zoom "
    "teams webex meet videoconference video hybrid room call dial dialin callin".split()
)
_MIXED = frozenset("hybrid call room person onsite offsite".split())
OTHER_LISTS = frozenset(
    "last previous prior past next upcoming future expected invitees invitee invited proposed prospective reviewed "
    "topic item update policy tracking review required requirements statistics stats figures rate list_of record "
    "distribution circulation attachments enclosures carried cc feedback survey".split()
)
COMPANIONS = (
    frozenset(
        "contributing contributors a the with of at in by on via and or to also for from meeting call todays today "
        "this who was were is are joining "
        "joined members member voting nonvoting non other others additional board committee council group directors "
        "introduction introductions director officers officer executive executives trustees governors representatives "
        "representative delegates delegate core team staff partners public core regular external internal name names "
        "list roll full part partial physical physically able conference time late early people ing present them "
        "those sent received given noted accepted made taken were be been have has had submitted intimated tendered "
        "offered recorded behalf whom following as follows councillors cllrs yn residents parishioners patients "
        "parents resignations speaking view show".split()
    )
    | WHERE
)
CLOSING = frozenset(
    "agenda actions action scribe scribes chair minutes notes note topics topic discussion links link quorum recording "
    "items decisions decision matters arising declarations declaration welcome introductions introduction conflicts "
    "interest interests resources announcements announcement updates update resolved resolution resolutions next "
    "summary purpose contacts moderator facilitator timekeeper secretary date time location venue logistics report "
    "reports budget finance old new business opening closing adjournment calendar background objectives outcomes "
    "item goals proposals issues prs questions presentation presentations antitrust schedule timetable preamble "
    "protokoll protokollfuhrer protokollfuhrerin schriftfuhrer schriftfuhrung tagesordnung top notulen "
    "cofnodion nb aob correspondence participation order adjourned opened commenced started convened ended "
    "distribution circulation attachments enclosures carried invocation place ayes nays aye nay motion moved "
    "acceptance amendment amendments session".split()
)
_GROUPS = frozenset(
    "members officers officials ministers staff team guests councillors directors governors trustees observers "
    "visitors representatives "
    "public partners stakeholders".split()
)
_OFFICERS = frozenset("chair secretary moderator facilitator timekeeper scribe scribes finance".split())
SURE = PRESENT | (APOLOGIES - {"sorry"}) | (ABSENT - {"missing", "absence", "absences"})
_DATE_WORD = re.compile(
    r"\d+(?:st|nd|rd|th)?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|(?:mon|tues|wednes|thurs|fri|satur|sun)day|am|pm|utc|gmt"
)
FURTHER = frozenset("other others also additional non nonvoting late external further".split())
_ROLE_LABEL = re.compile(
    r"^(?:(?:acting|meeting|co)[ -]?)?(chair(?:person|man|woman)?s?|moderators?|facilitators?|presiding|convenors?|"
    r"conveners?|host)$|^(?:present )?in the chair$",
    re.IGNORECASE,
)
_SIGN_IN = re.compile(
    r"\b(?:attendees|participants|introductions?|roll call)\b.*\b(?:list|add|sign|put|write)\b.*\b(?:names?|in)\b|"
    r"[.!?]\s+roll call\W*$",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"(?:part|section|item|agenda|session|page)\s+(?:no\b|items?\b|\d|one\b|two\b|[a-c]\b)|"
    r"(?!.*[,(])(?:\S+ ){1,4}(?:introduction|report|updates?|minutes|business|discussion|arising|announcements|"
    r"approval|remarks|comments|allegiance|silence)$",
    re.IGNORECASE,
)
_PARTY = re.compile(
    r"((?:[Aa]lso )?(?:[Pp]resent|PRESENT|[Ii]n [Aa]ttendance|IN ATTENDANCE)) (?:for|from|FOR|FROM) (?:the )?([A-Z].*)"
)
_BY_PROXY = re.compile(
    r"(?:(?:also|those|members|present|attending|voting|represented|votes?) )*(?:by|via|through) prox(?:y|ies)"
)
_TO_RECEIVE = re.compile(  # ``To receive and accept apologies``
    r"^\W*(?:to )?(?:(?:receive|accept|note|record|approve|consider|sanction)(?:\W+(?:and|or))?\W+)+(?:any )?(?=[a-z])",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(?:in[ -]person|on-?site|in (?:the )?room|online|remote(?:ly)?|virtual(?:ly)?)", re.IGNORECASE)
_CALLS = frozenset(
    "roll;sign in;who was there;who was here;who came;who attended;who joined;joined;here;there;in the room;"
    "in the chair".split(";")
)
_UNABLE = re.compile(
    r"^(?:not (?:here|there|with us)|away|on (?:leave|holiday|vacation))$|"
    r"\b(?:(unable|could not|couldnt|not able)|did not) (?:to )?(?:attend|make it|join)\b"
)
_INVITATION = re.compile(
    r"\b(?:at|by) (?:the )?(?:request|invitation|invite)\b.*|\bfor (?:part|some|all) of\b.*|(?<=present) in the chair$",
    re.IGNORECASE,
)
_MATTER = re.compile(  # ``Minutes of the last meeting``, ``Correspondence in``, ``Proxies submitted``
    r"(?:minutes|correspondence|matters|elections?|proxies|reports?|declarations?|adoption|approval|questions)\s+"
    r"(?:in|out|from|of|on|by|arising|received|submitted|sent|to|for)\b|co[- ]?options?\b|"
    r"(?:previous|last|next) meeting\b",
    re.IGNORECASE,
)
MOST_WORDS = 9
_PUBLIC = re.compile(
    r"(?:the )?(?:members of (?:the )?)?public(?: (?:who|appearing|speaking|attending|present|in attendance)\b.*)?"
)
_OPENING = frozenset("opening welcome introduction introductions quorum apologies".split())


class Heading(Struct, frozen=True):
    """What a heading or label says.

    Attributes
    ----------
    status
        What is claimed of the names below; None if they are not claimed to be there (``Invitees``).
    first
        Whether it begins a roll by itself (``Present``), not only adds to one (``Guests``, ``Apologies``).
    prose
        Whether it is an agenda item that tells rather than lists (``Welcome and apologies``).
    mode
        ``"virtual"`` or ``"in person"``, if it says how they took part (``Remote``).
    body
        The organisation they came for, if it says so (``Present from Fen Council``).
    """

    status: Status | None
    first: bool = False
    prose: bool = False
    mode: str = ""
    body: str = ""


def heading(text: str, *, sure: bool, inside: bool = False) -> Heading | None:
    """Read a heading or label of a roll; None if it is none.

    Parameters
    ----------
    text
        The heading without its colon.
    sure
        Whether it is known to be a heading or label; otherwise every word must be one of a roll's.
    inside
        Whether it stands inside a roll, where ``Remote`` alone says enough.

    Examples
    --------
    >>> heading("November 25 Attendees", sure=True).status
    <Status.PRESENT: 'present'>
    >>> heading("Last meeting attendees", sure=True).status is None
    True
    >>> heading("Presentations", sure=True) is None
    True
    """
    if not clean(text).startswith(("(", "[")):  # the whole of it may stand in brackets: ``(Present)``
        text = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", clean(text)[:200])
    text = _INVITATION.sub("", _TO_RECEIVE.sub("", text))
    text = re.sub(r"\bno[- ](?=shows?\b)", "no", text, flags=re.IGNORECASE)
    words = [word for word in key(text).split() if not _DATE_WORD.fullmatch(word)]
    if sure and _SIGN_IN.search(text):
        return Heading(Status.PRESENT, first=True)
    party = _PARTY.fullmatch(text.strip()) if sure else None  # "Present for Fen Council"
    words = key(party[1]).split() if party else words
    end = not sure and text[:1].islower() and text.endswith(".")  # of a sentence, wrapped: ``present.``
    if not words or "quorum" in words or len(words) > MOST_WORDS + 3 * ("following" in words) or end:
        return None
    away = (sure or inside) and _BY_PROXY.fullmatch(" ".join(words))
    head = Heading(Status.ABSENT) if away else _of_words(words, sure=sure, inside=inside)
    place = {"person", "room", "onsite"} & set(words)
    mode = "in person" if place else "virtual" if (WHERE - _MIXED) & set(words) else ""
    return structs.replace(head, mode=mode, body=party[2] if party else "") if head and (mode or party) else head


def status_columns(cells: Sequence[str]) -> dict[int, Status]:
    """Give the columns that a status heads; of several one may say where people were.

    Examples
    --------
    >>> [*status_columns(["", "In person", "Apologies"])], [*status_columns(["Name", "Online"])]
    ([1, 2], [])
    """
    heads = {at: heading(cell, sure=True, inside=_PLACE.fullmatch(cell) is not None) for at, cell in enumerate(cells)}
    statuses = {at: head.status for at, head in heads.items() if head and head.status}
    return {at: status for at, status in statuses.items() if len(statuses) > 1 or not _PLACE.fullmatch(cells[at])}


def says_away(cells: Sequence[str]) -> bool:
    """Whether a column says in words of some that they were not there."""
    statuses = {head.status for cell in cells if (head := heading(cell, sure=False))}
    return not statuses.isdisjoint({Status.ABSENT, Status.APOLOGIES})


def _of_words(words: list[str], *, sure: bool, inside: bool) -> Heading | None:
    joined = " ".join(words)
    if sure and {"calling", "roll"} <= set(words):
        return Heading(Status.PRESENT, first=True)
    roll_words = [word for word in words if word in PRESENT | BESIDES | APOLOGIES | ABSENT]
    if "presents" in words and not set(words) <= COMPANIONS | PRESENT:  # somebody presents something
        roll_words = []
    if not roll_words:
        return _without_word(words, sure=sure, inside=inside)
    companions = COMPANIONS.union(roll_words, ("not", "un", "no", "without"), ["invited"] * inside)
    strange = [word for word in words if word not in companions]
    few = len(words) <= 3 or words[0] == "sorry"  # "Sorry to miss it"
    if sure and inside and few and (APOLOGIES | ABSENT).issuperset(roll_words) and not CLOSING & set(words):
        strange = []  # whatever else it says: ``Apologies/Leithscéal``
    if not sure and (strange or not set(roll_words) & SURE):
        return None
    away = re.search(
        r"\b(?:not|non(?! (?:voting|executive|members?))|un|didnt|did not|unable)\b.*\b(?:present|attend\w*)\b", joined
    )
    if away and ("voting" not in words or re.search(r"\bnot (?:in |voting )?(?:present|attend)", joined)):
        return Heading(None if "reviewed" in words or "but" in words else Status.ABSENT)
    if OTHER_LISTS & set(words) and not (inside and "invited" in words):
        return Heading(None) if sure and OTHER_LISTS.issuperset(strange) else None
    return _among(words, roll_words, strange, sure=sure)


def _among(words: list[str], roll_words: list[str], strange: list[str], *, sure: bool) -> Heading | None:
    status = Status.ABSENT
    without = {"without", "no", "not"} & set(words)
    if without and (APOLOGIES | ABSENT).issuperset(roll_words):  # "Absent without apologies", "No apologies"
        return Heading(status)
    if (PRESENT | BESIDES).intersection(roll_words):
        status = Status.PRESENT
    elif APOLOGIES.intersection(roll_words):
        status = Status.APOLOGIES
    opening = sure and _OPENING.issuperset(strange)
    if (
        strange
        and not (opening and status is Status.PRESENT)
        and not _names_the_group(words, roll_words, strange, sure=sure)
    ):
        agenda = {"welcome", "introductions", "introduction", "apologies"} & set(words)
        # An agenda item such as *Welcome and apologies* is told, not listed.
        telling = agenda and status is not Status.PRESENT and set(strange) <= CLOSING
        return Heading(Status.APOLOGIES, prose=True) if telling else None
    begins = status is Status.PRESENT and bool(set(roll_words) & PRESENT) and not set(words) & FURTHER
    return Heading(status, first=begins)


def _names_the_group(words: list[str], roll_words: list[str], strange: list[str], *, sure: bool) -> bool:
    """Whether the words unknown to us only name the group: ``Pond Council attendees``, never ``Attendee survey``."""
    if not sure or len(strange) > 4 or set(strange) & (CLOSING | {"with", "half", "why", "how", "what", "were"}):
        return False
    last = max(index for index, word in enumerate(words) if word in roll_words)
    who = re.fullmatch(
        r"(?:attending|participating) \w+(?:or|er|ant|ist|ee|ive)s", " ".join(words)
    )  # "Attending editors"
    return who is not None or all(words.index(word) < last for word in strange)


def _without_word(words: list[str], *, sure: bool, inside: bool) -> Heading | None:
    joined = " ".join(words)
    away = _UNABLE.search(joined)
    if not sure:  # alone on its line
        return Heading(Status.APOLOGIES) if away and away[1] and away[0] == joined else None
    call = (
        "roll call" in joined and set(words) - {"roll", "order", "establish", "establishment"} <= CLOSING | COMPANIONS
    )
    if call or joined in _CALLS:
        return Heading(Status.PRESENT, first=True)
    if {"invitees", "invitee", "invited"} & set(words) and len(words) <= 3:
        return Heading(Status.PRESENT if inside and "invited" in words else None)
    if away:
        return Heading(Status.APOLOGIES if away[1] else Status.ABSENT)
    public = joined in {"press", "media"} or _PUBLIC.fullmatch(joined)
    if inside and (public or (set(words) & (WHERE | {"late"}) and set(words) <= COMPANIONS)):
        return Heading(Status.PRESENT)
    return None


def closes(text: str) -> bool:
    """Whether a label or heading begins something other than people: ``Agenda``, ``Scribe``, ``Action items``."""
    return bool(CLOSING & set(key(text[:200]).split()) - {"new", "old"})  # "New Church Street"


def only_closes(text: str) -> bool:
    """Whether a short line is nothing but such a heading: ``ITEM``, ``Agenda``, ``Part one - open to the public``."""
    text = re.sub(r"^\d[\d./-]*[.)]?\s+", "", text)
    if _SECTION.match(text) or _MATTER.match(text):
        return True
    words = key(text[:60]).split()
    few = 0 < len([word for word in words if word not in {"of", "to", "and"}]) <= 4  # "Acceptance of Changes to Agenda"
    alone = not text.startswith("(") and few and bool(CLOSING & set(words))
    return alone and set(words) <= CLOSING | COMPANIONS | APOLOGIES | set(
        "no number ref min lead att ind called".split()
    )


def names_group(label: str) -> bool:
    """Whether a label inside a roll only says which of those present follow: ``Voting members``, ``Officers``."""
    words = set(key(label).split())
    return bool(words) and words <= COMPANIONS


def is_besides(label: str) -> bool:
    """Whether a label may head those who were there besides the people named above it."""
    return key(label) in {"in attendance", "attending"}


def mentions_group(text: str) -> bool:
    """Whether a line speaks of some of those present: ``Members of the senior team``, not ``Distribution list``."""
    words = set(key(text[:100]).split())
    of_body = re.match(r"(?:Representing|From|For|On behalf of) (?:the )?[A-Z]", text) is not None
    return (of_body or bool(words & _GROUPS)) and not words & (OTHER_LISTS | APOLOGIES | ABSENT)


def begins_other(text: str) -> bool:
    """Whether a line without a label begins with a word of another matter: ``Actions from last time``.

    Examples
    --------
    >>> begins_other("Actions from last time"), begins_other("Chair Ann Lee"), begins_other("Ann Lee")
    (True, False, False)
    """
    words = key(text[:60]).split()
    return bool(words) and words[0] in CLOSING - _OFFICERS and not text.startswith("(")


def is_chair(label: str) -> bool:
    """Whether a label names who led the meeting: ``Chair``, ``Moderator``.

    Examples
    --------
    >>> is_chair("Acting chair"), is_chair("Chairs' update")
    (True, False)
    """
    return bool(_ROLE_LABEL.match(label.strip()))
