"""What stands beside a name on a roll: initials, role, organisation, for whom, how long somebody was there."""

from __future__ import annotations

import re

from msgspec import Struct, structs

from sna import names
from sna.facts import Status
from sna.names.asides import ends_as_organisation
from sna.names.vocabulary import PARTICLES, TITLES

_FOR = re.compile(
    r"^(?:(?:as |is )?(?:a |the )?(?:deput(?:y|ies|ising|izing)|delegate|alternate|alt|proxy|sub|substitut(?:e|ing)|"
    r"standing in|stand-in|"
    r"covering|cover|attending|here|filling in|acting)\s+(?:of|for|on behalf of)|deputi[sz]ing|in place of|in lieu of|"
    r"on behalf of|for|replac(?:es|ing))\s*:?\s+(?P<name>(?-i:[A-Z]).*)$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:will be |is |was |to be )?(?:represented by|replaced by|deputy|substitute|"
    r"alternate)\s*:?\s+(?P<by>(?-i:[A-Z]).*)$|"
    r"^(?P<who>[A-Z].{1,40}?)\s+(?:to represent|representing|to attend|will represent|deputi[sz]ing|proxy|attending|"
    r"substituting|instead)"
    r"\b.{0,40}$"
)
_PART = re.compile(
    r"\b(?:left|leaving|joined|joining|arriv\w+|late|until|till|partial(?:ly)?|halftime|midway|mid way|except|"
    r"afternoon|morning|"
    r"part(?!-)(?: of)?(?: (?:the )?meeting| only)?$|for part|early$|items? \w?\d+|item only|agenda item|half|"
    r"(?:first|last) (?:part|hour|item|session|\d+)|\d+ ?(?:mins?|minutes|hours?)|to \d|from \d)\b|\d{1,2}[:.]\d\d|"
    r"\d\s?[ap]m\b",
    re.IGNORECASE,
)
_MODE = re.compile(
    r"^(?:(?:via|by|on|joining|attending|attended|joined|participating)\s+)?(?:the\s+)?(?:remote(?:ly)?|"
    r"dial\w*(?: in)?|phone|telephone|zoom|"
    r"(?:ms |microsoft )?teams|online|virtual(?:ly)?|in person|video(?: ?conference| ?call| ?link)?|skype|webex|call|"
    r"vc)$",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"^(?:sent |with |gave |their )*(?:apolog(?:y|ies)|apols|regrets|excused)(?: sent| given| received)?$",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"^(?:(?:on|at|is|due to|annual|parental|maternity|sick) )*(?:vacation|holidays?|leave|sick|ill|illness|unwell|"
    r"travell?ing|travel|pto|ooo|out of office)$",
    re.IGNORECASE,
)
_AWAY = re.compile(r"^(?:was |is )?(?:absent|not present|did not attend|no show|not here)$", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(?:chair\w*|co-?chair|vice|secretary|treasurer|director|manager|lead|leader|officer|editor|scribe|observer|guest|"
    r"representative|rep|coordinator|co-ordinator|nurse|doctor|gp|head|deputy|president|ceo|cto|cfo|engineer|developer|"
    r"maintainer|counsel|staff|liaison|owner|clerk|consultant|adviser|advisor|analyst|administrator|assistant|"
    r"worker|practitioner|therapist|physiotherapist|psychologist|pharmacist|specialist|fellow|matron|midwife|carer|"
    r"paramedic|researcher|professor|lecturer|associate|trainer|educator|governor|commissioner|programmer|"
    r"vorsitz\w*|schriftführ\w*|kassier\w*|cadeirydd|voting|member|tsc|minutes|"
    r"note ?taker|moderator|facilitator|convenor|convener)\b",
    re.IGNORECASE,
)


class Notes(Struct, frozen=True):
    """What was found beside a name so far."""

    organisation: str = ""
    role: str = ""
    initials: str = ""
    stands_in_for: str = ""
    replaced_by: str = ""
    status: Status | None = None
    part: str = ""

    @staticmethod
    def is_initials(word: str, before: list[str]) -> bool:
        """Whether a word is the initials of the words before it.

        Examples
        --------
        >>> Notes.is_initials("AB", ["Dr", "Avi", "Brook"]), Notes.is_initials("NHS", ["Avi", "Brook"])
        (True, False)
        """
        rest = [word for word in before if word.strip(".").casefold() not in TITLES]
        letters = "".join(part[0] for name_part in rest for part in name_part.split("-") if part[:1].isalpha()).upper()
        capitals = "".join(name_part[0] for name_part in rest if name_part[:1].isalpha()).upper()
        return len(word) >= 2 and word.isupper() and word.isalpha() and word in {letters, capitals}


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
    text = " ".join(text.split())
    if not text:
        return notes
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
    letters = iter(names.key(_untitled(name)).replace(" ", ""))
    short = names.key(text.replace(".", "").replace(" ", ""))
    if not 2 <= len(short) <= 4 or not text[0].isupper() or not text.replace(".", "").replace(" ", "").isalpha():
        return False
    if sum(char.isupper() for char in text) < 2 or short[0] not in {
        word[0] for word in names.key(_untitled(name)).split()
    }:
        return False
    return all(letter in letters for letter in short)


def _untitled(name: str) -> str:
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
    if (match := _FOR.match(text)) and (absent := _name_only(match["name"])):
        return structs.replace(notes, stands_in_for=absent)
    if _MODE.match(text) or _WHY.match(text):
        return notes
    if _PART.search(text) and not names.looks_like_organisation(text):
        return structs.replace(notes, part="; ".join(filter(None, [notes.part, text])))
    return None


def _about_work(text: str, notes: Notes) -> Notes:
    if (_ROLE.search(text) or names.is_role(text)) and not ends_as_organisation(text):
        return structs.replace(notes, role=", ".join(filter(None, [notes.role, text])))
    if not notes.organisation:
        return structs.replace(notes, organisation=text)
    if not notes.role and names.looks_like_organisation(text) and not names.looks_like_organisation(notes.organisation):
        return structs.replace(notes, organisation=text, role=notes.organisation)  # "Psychologist, Pond Trust"
    return notes if notes.role else structs.replace(notes, role=text)


def _name_only(text: str) -> str:
    """Take the name at the start of a text; empty if it does not begin with one."""
    name = re.split(r"\s*[,;(/]\s*|\s+[-–—]\s+", text)[0].strip(" .)")
    words = [word for word in name.split() if word.casefold() not in PARTICLES]
    return name if 1 <= len(words) <= 5 and all(word[:1].isupper() for word in words) else ""
