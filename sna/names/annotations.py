"""What is written beside a name: an organisation, a role, a mark such as ``(Guest)``; and names of nobody."""

from __future__ import annotations

import re

from msgspec import Struct, field

from sna.names import vocabulary
from sna.names.vocabulary import clean, key

EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_BRACKET = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_HANDLE = re.compile(r"(?<=\s)@[\w-]+")
_PRONOUNS = re.compile(
    r"(?<=\s)(?:s?he|they)(?:/(?:hers?|him|his|theirs?|them|they|s?he)){1,2}(?=$|[\s|,)-])", re.IGNORECASE
)
_OFFICE_OF = re.compile(r"([\w-]{1,60})(?: (?:of|to|for|at|in|from|with)\b| ?[,;/|])", re.IGNORECASE)
_SEPARATOR = re.compile(r" ?[-–—] | [-–—] ?| @ | ?\| ?")


class Annotations(Struct):
    """What stands beside a name."""

    organisation: str = ""
    marks: list[str] = field(default_factory=list)

    def add(self, text: str, *, organisation: bool = False) -> None:
        """File a text as the organisation (the first one) or as a mark."""
        if organisation and not self.organisation:
            self.organisation = text
        elif text:
            self.marks.append(text.casefold() if text.casefold() in vocabulary.MARKS else text)


def is_role(text: str) -> bool:
    """Tell whether a text names a role rather than somebody: ``Lay member``, ``Care home manager``."""
    words = re.sub(r"[()/&]", " ", clean(text).casefold()).split()
    content = [word.strip(",.-") for word in words if not word.isdigit() and word not in vocabulary.SMALL_WORDS]
    return any(content) and all(word in vocabulary.ROLE_WORDS or not word for word in content)


def looks_like_organisation(text: str) -> bool:
    """Tell whether a text reads as the name of an organisation: a telling word, or capitals such as ``RCN``."""
    return has_organisation_word(text) or bool(re.fullmatch(r"[A-Z][A-Z&]{2,}", text.strip()))


def has_organisation_word(text: str) -> bool:
    """Tell whether a text holds a word such as *Trust* or *Council*, or ends as ``Home Office``."""
    words = key(text).split()
    return (words[1:] != [] and words[-1] == "office") or any(word in vocabulary.ORGANISATION_WORDS for word in words)


def ends_as_organisation(text: str) -> bool:
    """Tell whether a text is the name of a body although a role may be named in it.

    Examples
    --------
    >>> ends_as_organisation("Corringdale GP Federation"), ends_as_organisation("Lead nurse, Corringdale Trust")
    (True, False)
    """
    words = key(text).split()
    if len(words) < 2 or words[-1] not in vocabulary.BODIES:
        return False
    begins = words[0] if words[0] != "gp" or len(words) > 2 else ""  # "GP Federation", but "GP Oakdale Practice"
    offices = {begins, *map(key, _OFFICE_OF.findall(text))}
    return offices.isdisjoint(vocabulary.ROLE_WORDS)


def is_aside(text: str) -> bool:
    """Tell whether a text says something about a name rather than being one."""
    return text.casefold() in vocabulary.MARKS or is_role(text) or looks_like_organisation(text)


def nobody(text: str, *, unparted: bool = False) -> str:
    """Say what a text names when it is nobody in particular; empty for a person.

    `unparted` is for a text as it stands: an organisation behind a dash may be the maker of a telephone.
    """
    if vocabulary.PHONE.match(text) and sum(char.isdigit() or char == "*" for char in text) >= 5:
        return "phone"
    for pattern, what in ((vocabulary.DEVICE, "device"), (vocabulary.ROOM, "room"), (vocabulary.NOBODY, "guest")):
        if pattern.search(text) and not (unparted and _SEPARATOR.search(text)):
            return what
    if not any(char.isalpha() for char in text):
        return "guest"
    mailbox = bool(EMAIL.match(text)) and text.split("@", maxsplit=1)[0].casefold() in vocabulary.MAILBOXES
    return "role" if mailbox or is_role(text) else ""


def without_asides(text: str, annotations: Annotations) -> str:
    """Part a name from its handle, pronouns, brackets and what stands behind a dash or a bar."""
    for pattern in (_PRONOUNS, _HANDLE):
        for mark in pattern.findall(text):
            annotations.add(mark)
        text = pattern.sub("", text)
    return _dashes(_brackets(text, annotations), annotations)


def _brackets(text: str, annotations: Annotations) -> str:
    """Take out the brackets, and what follows them when it is not the rest of the name."""
    remaining, position = "", 0
    for match in _BRACKET.finditer(text):
        remaining, position = remaining + text[position : match.start()], match.end()
        inner = match[1].strip()
        _file_bracket(inner, remaining, annotations)
        tail = _BRACKET.split(text[position:], maxsplit=1)[0]
        if tail.strip(" ,-–—") and len(remaining.split()) > 1 and _ends_name(inner, tail):
            annotations.add(tail.strip(), organisation=not is_role(tail))
            position += len(tail)
        remaining += " "
    return " ".join(re.sub(r"[(\[{][^()\[\]{}]*$", "", remaining + text[position:]).split())


def _file_bracket(inner: str, preceding: str, annotations: Annotations) -> None:
    mark, _, rest = (_SEPARATOR.sub("|", inner, count=1)).partition("|")
    if rest and mark.casefold() in vocabulary.MARKS:  # (Guest - Age UK)
        annotations.add(mark)
        inner = rest
        annotations.add(inner, organisation=not is_role(inner))
    else:
        annotations.add(inner, organisation=_is_affiliation(inner, preceding))


def _ends_name(inner: str, tail: str) -> bool:
    """Whether ``(AB) Clinical Chair`` ends a name, while ``Robert (Bob) Smith`` and ``(AB) - Age UK`` do not."""
    if _SEPARATOR.match(tail) or tail.lstrip().startswith(","):
        return False
    return (inner.isupper() and len(inner) <= 5) or is_role(tail) or has_organisation_word(tail)


def _is_affiliation(inner: str, preceding: str) -> bool:
    if inner.casefold() in vocabulary.MARKS or is_role(inner) or nobody(inner) or _is_initials(inner, preceding):
        return False
    if has_organisation_word(inner) or (looks_like_organisation(inner) and not _SEPARATOR.search(preceding)):
        return True
    return "," in preceding and len(inner) > 3 and inner == inner.upper()


def _is_initials(inner: str, preceding: str) -> bool:
    """Whether a bracket holds letters of the name: first letters, or letters in their order behind its first."""
    letters = "".join(word[0] for word in re.findall(r"[^\W\d_]+", preceding)).upper()
    short = inner.replace(".", "").replace(" ", "")
    if not (2 <= len(short) <= 4 and short.isupper()):
        return False
    rest = iter(key(preceding).replace(" ", "").upper())
    return set(short) <= set(letters) or (short[0] == letters[:1] and all(char in rest for char in short))


def _dashes(text: str, annotations: Annotations) -> str:
    """Part ``Ann Smith - Age UK - chair`` and ``AGE UK - Ann Smith`` at the dashes."""
    pieces = [piece.strip(" -–—|") for piece in _SEPARATOR.split(text)]
    if len(pieces) == 1:  # "Jo Bloggs / Sam Bell" are two people, "Jo Bloggs / Age UK" is one
        pieces = text.split(" / ") if all(map(is_aside, text.split(" / ")[1:])) else pieces
    name, *further = pieces
    if further and looks_like_organisation(name) and len(further[0].split()) > 1 and not is_aside(further[0]):
        name, further = further[0], [name, *further[1:]]
    if not name or (" " not in name and "," in "".join(further)):  # "Bell - Jones, Ann"
        return text.strip(" -–—|*•")
    for mark in filter(None, further):
        annotations.add(mark, organisation=mark.casefold() not in vocabulary.MARKS and not is_role(mark))
    return name.strip(" -–—|*•")
