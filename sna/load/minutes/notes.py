"""What stands beside a name: organisation, role, initials, for whom, how long."""

from __future__ import annotations

import re

from msgspec import Struct, structs

from sna import names
from sna.facts import Status
from sna.names import titles
from sna.names.titles import ends_as_organisation, has_organisation_word
from sna.names.vocabulary import MODE, PARTICLES, PRONOUNS, PROSE_WORDS, ROLE, TITLES

_STANDS_IN = re.compile(
    r"^(?:(?:as |is )?(?:a |the )?(?:deput(?:y|ies|ising|izing)|delegate|alternate|alt|proxy|sub|substitut(?:e|ing)|"
    r"standing in|stand-in|"
    r"covering|cover|attending|here|filling in|acting)\s+(?:of|for|on behalf of)|deputi[sz]ing|in place of|in lieu of|"
    r"on behalf of|for|replac(?:es|ing))\s*:?\s+(?P<name>(?-i:[A-Z]).*)$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:will be |is |was |to be )?(?:represented by|replaced by|deput(?:y|i[sz]ed by)|substitute|"
    r"alternate)\s*:?\s+(?P<by>(?-i:[A-Z]).*)$|"
    r"^(?P<who>[A-Z].{1,40}?)\s+(?:to represent|representing|to attend|will represent|deputi[sz]ing|proxy|"
    r"attend(?:ing|ed)|"
    r"substituting|instead)\b.{0,40}$"
)
_PART = re.compile(
    r"\b(?:left|leaving|joined|joining|arriv\w+|late|until|till|partial(?:ly)?|halftime|midway|mid way|except|"
    r"afternoon|morning|"
    r"part(?!-)(?: of)?(?: (?:the )?meeting| only)?$|for part|early$|items? \w?\d+|item only|agenda item|half|"
    r"(?:first|last) (?:part|hour|item|session|\d+)|\d+ ?(?:mins?|minutes|hours?)|to \d|from \d)\b|\d{1,2}[:.]\d\d|"
    r"\d\s?[ap]m\b",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"^(?:sent |with |gave |their )*(?:apolog(?:y|ies)|apols|regrets|excused)"
    r"(?: absen(?:t|ce)| sent| given| received)?$",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"^(?:(?:on|at|is|due to|annual|parental|maternity|sick) )*(?:vacation|holidays?|leave|sick|ill|illness|unwell|"
    r"travell?ing|travel|pto|ooo|out of office|abroad|bereavement|working|personal|observing|shadowing|minuting|"
    r"(?:(?:a|due to|annual|another|business|family|hospital|medical|other|personal|previous|prior|professional|"
    r"sick|work) ?)*(?:commitments?|engagements?|appointments?|leave|meeting)|work|family|business|"
    r"(?:(?:mid|end|final|sem|semester|term|of)[ -]?)*(?:exams?|lectures?|class(?:es)?))$",
    re.IGNORECASE,
)
_ARRIVAL = re.compile(
    r"^(?:who )?(?:subsequently|later|then|did|has since) (?:attend|join|arriv|c[ao]me)", re.IGNORECASE
)
_ADDRESS = frozenset("email tel telephone phone mobile fax address".split())
_UNATTACHED = frozenset(
    "vacancy unaffiliated individual independent self self-post none n/a personal freelance retired".split()
)
_PLACES = frozenset("UK USA US EU UAE NZ UTC GMT BST CET CEST EST EDT PST PDT CST CDT MST MDT JST IST".split())
_FOR = re.compile(r"(.*\w),? for ((?:[A-Z][\w.'’-]* ){1,3}[A-Z][\w'’-]+)")
_FIGURES = re.compile(r"[£$%]|\d[./]\d")
_ACCOUNT = re.compile(r"[a-z]{2,4}\d{2,5}(?:, |$)")  # at a university: ``(al123)``
_SCRIBE = re.compile(r"(?:taking )?(?:the )?(?:notes?|minutes)(?:[ -]taker)?", re.IGNORECASE)
_SEAT = re.compile(
    r"MS?P|MEP|MLA|(?:[A-Z][a-z]+ )*Councillor for (?!.*Council\b).*"
)  # ``MP``, ``County Councillor for Fen``
_WARD = re.compile(
    r"^(?:[A-Z]{1,2}\d{1,2}|(?:year|class|form|grade|primary|room|unit|plot|flat|table) \w{1,3})(?:$|[ /&,+])|"
    r"\b(?:ward|division|constituency|committee|working (?:group|party))$|^invited experts?$|"
    r"^(?:nominated|appointed|elected|co-?opted|ex[- ]?officio|persons?)\b|^secretariat$",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"^(?:was |is |did )?(?:(?:(?:present|attending|represented|voted) )?(?:by|via) proxy(?: (?:to|with) .*)?|absent|"
    r"not (?:present|here|there|in attendance|attend(?:ed|ing)?)|(?:did not|didn['’]?t) attend(?: the meeting)?|"
    r"(?:no|without) apolog(?:y|ies)(?: (?:given|sent|received))?|no[- ]show|dna)$",
    re.IGNORECASE,
)
_BEHIND_BODY = re.compile(  # where somebody sits for it, or what else they are
    r"(?<=[a-z]) (?:covering (?:the )?[A-Z]|and (?:an? )?(?:local )?(?:resident|carer|parent|patient|volunteer)\b).*$"
)
_FOR_WHAT = re.compile(r"(?:Department|Ministry|Faculty|Institute|School|Commission) (?:of|for) ")
_AND_WHAT = re.compile(r"[A-Z][\w ]*? (?:and|&) [A-Z]\w+(?: [A-Z]\w+)*")  # ``Department of Trade, Fish and Fens``
_UNIT = re.compile(r"\b(?:Group|Team|Unit|Branch|Directorate|Division)$")  # of the body behind it
_LATIN = re.compile("[A-Za-zÀ-ɏ]")
DUST = ' \t*_~`(){}[]"“”,.;:|!¡-–—•?\u200b'
FEW = 3  # words of a body's name, all of which may be in small letters
SMALL = PARTICLES | {"of", "the", "and", "for", "in", "at", "on", "to", "&"}


class Notes(Struct, frozen=True):
    """What stands next to a name, as far as it is read.

    Attributes
    ----------
    stands_in_for
        The name of the person replaced, as written.
    replaced_by
        The name of the person who came instead, as written.
    status
        What the entry itself says, against its heading: ``(apologies)``.
    part
        How long they were there, as written: ``left at 11:04``.
    """

    organisation: str = ""
    role: str = ""
    initials: str = ""
    stands_in_for: str = ""
    replaced_by: str = ""
    status: Status | None = None
    part: str = ""


def is_initials(word: str, before: list[str]) -> bool:
    """Whether a word is the initials of the words before it.

    Examples
    --------
    >>> is_initials("AB", ["Dr", "Avi", "Brook"]), is_initials("NHS", ["Avi", "Brook"])
    (True, False)
    """
    rest = [word for word in before if word.strip(".").casefold() not in TITLES]
    letters = "".join(part[0] for name_part in rest for part in name_part.split("-") if part[:1].isalpha()).upper()
    capitals = "".join(name_part[0] for name_part in rest if name_part[:1].isalpha()).upper()
    short = letters[:1] + letters[-1:]  # "RCp" where there is another RC
    return len(word) >= 2 and word.isalpha() and (word in {letters, capitals} or (len(word) > 2 and word[:2] == short))


def read_note(text: str, name: str, notes: Notes) -> Notes:
    """Add one piece of what stands beside a name.

    Examples
    --------
    >>> read_note("left at 11:04", "Ann Smith", Notes()).part
    'left at 11:04'
    >>> read_note("Pond Trust", "Ann Smith", Notes()).organisation
    'Pond Trust'
    >>> read_note("Pond GP Federation", "Ann Smith", Notes()).organisation
    'Pond GP Federation'
    >>> read_note("Pond Trust", "Ann Smith", read_note("Psychologist", "Ann Smith", Notes())).role
    'Psychologist'
    """
    short = re.fullmatch(r"\s*([A-Z][a-z]{1,4})\.\s*", text)  # "Sec.", "Tres."
    if short and not notes.role:
        return structs.replace(notes, role=short[1])
    words = re.sub(r"^(?:of|from|representing) (?:the )?([A-Z].*?)(?: who\b.*)?$", r"\1", text).split()
    if len(words) > 1 and is_initials(words[-1], name.split()):  # "Fen Trust AB"
        words, notes = words[:-1], structs.replace(notes, initials=words[-1])
    text = re.sub(r"(?<=\b[A-Z])\.(?=[A-Z]\b|$)", "", " ".join(words)).strip(DUST)  # "P.C.S.O."
    text = _ACCOUNT.sub("", text) if _ACCOUNT.match(text) else text
    script = any(map(str.isalpha, text)) and not _LATIN.search(text) and _LATIN.match(name)  # the name once more
    if not text or script or PRONOUNS.fullmatch(text):
        return notes
    if not notes.role and _SCRIBE.fullmatch(text):
        return structs.replace(notes, role=text)
    if not notes.initials and is_short_for(text, name):
        return structs.replace(notes, initials=text.replace(".", "").replace(" ", ""))
    return _about_attendance(text, notes) or _about_work(text, notes)


def is_short_for(text: str, name: str) -> bool:
    """Whether a short word in capitals is made of a name's letters, in their order, from its first on.

    Examples
    --------
    >>> is_short_for("MIH", "Mihai Nita"), is_short_for("ILM", "Dan Bailey")
    (True, False)
    """
    letters = iter(names.key(untitled(name)).replace(" ", ""))
    bare = re.sub("[. -]", "", text)
    short = names.key(bare)
    if not 2 <= len(short) <= 4 or not text[0].isupper() or not bare.isalpha():
        return False
    if sum(char.isupper() for char in text) < 2 or short[0] not in {
        word[0] for word in names.key(untitled(name)).split()
    }:
        return False
    return all(letter in letters for letter in short)


def _is_acronym(text: str, body: str) -> bool:
    """Whether a word stands for a body: ``NHSE`` for ``NHS England``, not ``WTLC`` for its team ``Water Location``."""
    letters = sum(len(word) if word.isupper() else 1 for word in body.split())
    return is_short_for(text, body) and len(text) <= letters + 1


def untitled(name: str) -> str:
    """Give a name without the titles before it."""
    words = name.split()
    while len(words) > 1 and words[0].strip(".").casefold() in TITLES:
        words = words[1:]
    return " ".join(words)


def _about_attendance(text: str, notes: Notes) -> Notes | None:
    """Read what says who came for whom, and how long."""
    if _SENT.match(text) or _AWAY.match(text):
        return structs.replace(notes, status=Status.APOLOGIES if _SENT.match(text) else Status.ABSENT)
    if (match := _BY.match(text)) and (by := _name_only(match["by"] or match["who"])):
        return structs.replace(notes, replaced_by=by)
    if (match := _STANDS_IN.match(text)) and (absent := _name_only(match["name"])):
        return structs.replace(notes, stands_in_for=absent)
    if MODE.match(text) or _WHY.match(text) or text.casefold() in {"present", "in attendance", "all present"}:
        return notes
    status = Status.PRESENT if _ARRIVAL.match(text) else notes.status
    if status is not notes.status or (_PART.search(text) and not names.looks_like_organisation(text)):
        return structs.replace(notes, part="; ".join(filter(None, [notes.part, text])), status=status)
    return None


def _about_work(text: str, notes: Notes) -> Notes:
    if (named := _FOR.fullmatch(text)) and titles.begins_name(named[2].split()):  # "Pond Trust for Ann Lee"
        return structs.replace(_about_work(named[1], notes), stands_in_for=named[2])
    post = re.fullmatch(r"(.*[a-z]) ([A-Z][A-Z&]{2,})", text)  # "Monitoring Officer FENDC"
    if post and names_office(post[1]) and post[1].split()[-1] not in SMALL and not notes.organisation:
        return _about_work(post[1], structs.replace(notes, organisation=post[2]))
    sides = any(map(titles.is_office, text.split("/")[1:])) or text.endswith("/parent")  # "P6 Teacher/parent"
    own = re.search(r"\b[A-Z]{3,}\b|/", text) or has_organisation_word(text)  # "VES Technology Committee"
    ward = _WARD.search(text) and not (own and text.casefold().endswith(("division", "committee", "group")))
    seat = _SEAT.fullmatch(text) or (
        re.search(r"\bGovernor$|^Minister\b", notes.role) and not names.looks_like_organisation(text)
    )  # for a place
    if sides or seat or names_office(text) or ward or re.fullmatch("C[A-Z]O", text) or titles.is_duty(text):
        return structs.replace(notes, role=", ".join(filter(None, [notes.role, text])))
    acronym = len(text) > 1 and text.isupper() and text == "".join(word[0] for word in notes.role.split()).upper()
    acronym = acronym or _is_acronym(text, notes.organisation)  # "Fen Weather Office [FWO]"
    odd = acronym or text in _PLACES or names.key(text).replace(" ", "") in _ADDRESS
    if odd or set(names.key(text).split()) & _UNATTACHED or not may_be_organisation(text):
        return notes
    if not notes.organisation or _is_acronym(notes.organisation, text):
        notes = structs.replace(notes, organisation=_BEHIND_BODY.sub("", text))
    elif _FOR_WHAT.match(notes.organisation) and _AND_WHAT.fullmatch(text) and not notes.role:
        notes = structs.replace(notes, organisation=f"{notes.organisation}, {text}")
    elif names.looks_like_organisation(text) and (
        not names.looks_like_organisation(notes.organisation) or _UNIT.search(notes.organisation)
    ):
        role = ", ".join(filter(None, [notes.role, notes.organisation]))  # "Director, Open Data, Pond Trust"
        notes = structs.replace(notes, organisation=text, role=role)
    elif not notes.role:
        notes = structs.replace(notes, role=text)
    return notes


def names_office(text: str) -> bool:
    """Whether a text beside a name says what somebody does.

    Examples
    --------
    >>> [names_office(text) for text in ("Transport manager", "Pond Trust", "Pond GP Federation")]
    [True, False, False]
    """
    return bool(ROLE.search(text) or titles.is_office(text)) and not ends_as_organisation(text)


def may_be_organisation(text: str) -> bool:
    """Whether a text is no phrase and nobody: ``Pond Trust``, ``Citycare``; not ``due to her being away``, ``Mrs Ray``.

    Examples
    --------
    >>> [may_be_organisation(text) for text in ("igalia", "Age of Reason", "all part-time", "Mrs Ray", "was achieved")]
    [True, True, False, False, False]
    """
    if re.match(
        r"(?:from|to|until|till|up to|in|due|owing|because|as|who|while|on|at|also|and|both|formerly)\b", text
    ) or _FIGURES.search(text):
        return False
    words = [word for word in text.split() if word.casefold() not in SMALL]
    small = sum(word[:1].islower() for word in words)
    prose = any(word in PROSE_WORDS for word in words) or (len(words) > FEW and small * 2 > len(words))
    if has_organisation_word(text) and not prose:
        return True
    alone = len(text.split()) == 1 and text.casefold() not in PROSE_WORDS
    titled = bool(words) and words[0].strip(".").casefold() in TITLES
    return len(text) > 1 and any(map(str.isalpha, text)) and not titled and (alone or small * 2 < len(words))


def _name_only(text: str) -> str:
    """Take the name at the start of a text; empty if it does not begin with one."""
    name = re.split(r"\s*[,;(/]\s*|\s+[-–—]\s+", text)[0].strip(" .)")
    words = [word for word in name.split() if word.casefold() not in PARTICLES]
    return name if 1 <= len(words) <= 5 and all(word[:1].isupper() for word in words) else ""
