"""One entry of a roll → the name and what stands beside it: organisation, role, initials, handle, for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, structs

from sna import names
from sna.facts import Kind, Status
from sna.load.minutes.notes import Notes, is_short_for, read_note
from sna.names.asides import has_organisation_word
from sna.names.vocabulary import PARTICLES

SEPARATOR = re.compile(r"\s*(?:\s[-–—‐]+\s*|[-–—‐]\s+|[–—]|,\s*|;\s*|\s+@\s+|\s*[|¦\t]\s*|:\s+|\s{3,})+\s*")
_HANDLE = re.compile(r"[({<\[]*\s*(?<![\w.])@([A-Za-z0-9][\w.-]*)\s*[)}>\]]*")
_MAIL = re.compile(r"[<(\[]?\b(?:mailto:)?([\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)[>)\]]?")
_PREFIX = re.compile(
    r"^(?:(?:special|invited)\s+)?(?:guests?|observers?|visitors?|new|chair|scribe)\s*[:–-]?\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^([A-Z]{2,4})\s*:\s+(?=\S)")
_LEGAL = re.compile(r",\s*((?:inc|ltd|llc|plc|gmbh|limited|corp|co|pty|s\.?a|b\.?v)\b\.?)", re.IGNORECASE)
_FIRST_NAMES = re.compile(r"[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+)?")
_FOR = re.compile(
    r"\s+(?:in place of|in lieu of|on behalf of|(?:as )?(?:a )?(?:deput(?:y|ising|izing)|delegate|alternate|proxy|"
    r"substitut(?:e|ing)|"
    r"standing in|stand-in|covering|representative)\s+(?:for|of)|for)\s+(?=[A-Z])"
)
_DUST = ' \t*_~`(){}[]"“”,.;:|!¡-–—•?\u200b'
_WORD = re.compile(r"[^\W\d_][\w'’‘`.\-]*")
_PROSE = frozenset(
    "is was were are be been has have had will would should could can to the this that these those it its we they i "
    "you "
    "he she not but if so as about into than then there here what when which how why please see all no our your their "
    "with without because agreed discussed noted suggested asked said proposed review update added need needs".split()
)
_SET_APART = re.compile(r"\s*[(\[]|\s+[-–—]\s|\t")
_OFFICES = frozenset(  # what no surname ends in
    "engineer engineers manager managers specialist officer officers director directors coordinator representative "
    "representatives administrator assistant consultant secretary maintainers members developers".split()
)
LONGEST_NAME = 60
LONGEST_ENTRY = 250
MOST_WORDS = 8  # of a name and the title before it


class Listed(Struct, frozen=True):
    """What one entry says of one person.

    Attributes
    ----------
    name
        The name taken apart; `name.written` is the name as it stands, without anything beside it.
    stands_in_for
        The name of the person replaced, as written.
    replaced_by
        The name of the person who came instead, as written.
    status
        What the entry itself says, against its heading: ``(apologies)``.
    part
        How long they were there, as written: ``left at 11:04``.
    doubtful
        Whether the writer was not sure: ``Ann?``.
    """

    name: names.Name
    organisation: str = ""
    role: str = ""
    initials: str = ""
    handle: str = ""
    email: str = ""
    stands_in_for: str = ""
    replaced_by: str = ""
    status: Status | None = None
    part: str = ""
    doubtful: bool = False

    @property
    def is_person(self) -> bool:
        """Whether it is somebody in particular."""
        return self.name.kind is Kind.PERSON


def read_person(text: str, *, organisation_first: bool = False, surname_first: bool = False) -> Listed | None:
    """Read an entry of a roll; None if it holds no name.

    Examples
    --------
    >>> ann = read_person("Ann Smith (AS) - Nurse, Pond Trust")
    >>> ann.name.written, ann.initials, ann.role, ann.organisation
    ('Ann Smith', 'AS', 'Nurse', 'Pond Trust')
    >>> read_person("Bob Ray (deputising for Cat Wu)").stands_in_for
    'Cat Wu'
    """
    text, handle, email = _addresses(text.replace("\u00a0", " "))
    text, initials = initials_label(text.strip())
    before, inner, after = _around_brackets(text)
    if not before and not after and inner:
        before, inner = inner[0], inner[1:]
    parts = _parts(before, organisation_first=organisation_first, surname_first=surname_first)
    notes = Notes(initials=initials)
    head, notes = _deputy(parts[0], notes)
    for piece in [*parts[1:], *SEPARATOR.split(after), *_apart(inner, head)]:
        notes = read_note(piece.strip(_DUST), head, notes)
    return _listed(head, notes, handle, email)


def _apart(inner: list[str], name: str) -> Iterator[str]:
    """Part the initials from what follows them in one bracket: ``(AS, Pond Trust)``."""
    for piece in inner:
        first, comma, rest = piece.partition(",")
        yield from (first, rest) if comma and is_short_for(first.strip(), name) else (piece,)


def looks_like_name(text: str) -> bool:
    """Whether a text could be a person's name: few words, begun by capitals, nothing of a sentence.

    Examples
    --------
    >>> looks_like_name("Ann van der Berg"), looks_like_name("We agreed to meet")
    (True, False)
    """
    words = text.split()
    if not 1 <= len(words) <= 6 or len(text) > LONGEST_NAME or re.search(r"https?:|[#=<>]|\d", text):
        return False
    if any(word.strip(".,") in _PROSE for word in words) or words[0].casefold() in _PROSE:
        return False
    if len(words) == 1:
        return bool(_WORD.match(text)) and len(text) > 1
    capital = [not word[:1].islower() or word.casefold() in PARTICLES for word in words]
    return sum(capital) >= len(words) - 1 - (len(words) <= 3) and any(map(str.isalpha, text))


def is_sentence(text: str) -> bool:
    """Whether a text reads as running text rather than as a person with what stands beside the name."""
    words = text.split()
    if surely_named(text):
        return False
    telling = sum(word.casefold().strip(".,;:") in _PROSE for word in words)
    return len(words) > 25 or telling >= 3 or (len(words) > 5 and telling >= 2) or "://" in text


def surely_named(text: str) -> bool:
    """Whether a text begins with a full name that a bracket or a dash sets apart: ``Ann Smith - will be on mute``.

    Examples
    --------
    >>> surely_named("Ann Smith (AS) was late"), surely_named("Ann will do it")
    (True, False)
    """
    head = _SET_APART.split(text[:LONGEST_ENTRY], maxsplit=1)
    words = head[0].split()
    return (
        len(head) > 1
        and 2 <= len(words) <= 5
        and len(text) < LONGEST_ENTRY
        and all(word[:1].isupper() or word.casefold() in PARTICLES for word in words)
    )


def _listed(head: str, notes: Notes, handle: str, email: str) -> Listed | None:
    doubtful = head.rstrip().endswith("?")
    written = " ".join(head.strip(_DUST).split())
    if not written and handle:
        return _by_handle(notes, handle, email)
    name = names.read_name(written)
    if not _may_be_named(written, name):
        return None
    if written.strip("?").casefold() in {"tbd", "tbc", "tba", "vacant", "vacancy", "unknown"}:
        name = structs.replace(name, kind=Kind.UNIDENTIFIED, what="vacancy")
    elif name.kind is Kind.PERSON and " " in written and written.split()[-1].casefold() in _OFFICES:
        name = structs.replace(name, kind=Kind.UNIDENTIFIED, what="role")
    elif has_organisation_word(written):  # a group: somebody was there, nobody in particular
        name = structs.replace(name, kind=Kind.UNIDENTIFIED, what="group")
    return Listed(
        name,
        notes.organisation,
        notes.role,
        notes.initials,
        handle,
        email,
        notes.stands_in_for,
        notes.replaced_by,
        notes.status,
        notes.part,
        doubtful,
    )


def _may_be_named(written: str, name: names.Name) -> bool:
    """Whether a text is a name, or a device, a role or a telephone; ``12 members`` are a number."""
    if not any(map(str.isalpha, written)) or written[0].isdigit():
        return name.what == "phone"
    return looks_like_name(written) or (name.kind is not Kind.PERSON and len(written.split()) <= 6)


def _by_handle(notes: Notes, handle: str, email: str) -> Listed:
    """Name somebody by the handle, where the entry holds no name."""
    name = names.Name(f"@{handle}", handle, names.key(handle))
    return Listed(name, notes.organisation, notes.role, notes.initials, handle, email, part=notes.part)


def _addresses(text: str) -> tuple[str, str, str]:
    """Take the e-mail address and the handle out of an entry; brackets take their place."""
    email = _MAIL.search(text)
    if email:
        text = f"{text[: email.start()]}(){text[email.end() :]}"
    handle = _HANDLE.search(text)
    if handle:
        text = f"{text[: handle.start()]} () {text[handle.end() :]}"
    return text, handle[1].rstrip(".-") if handle else "", email[1] if email else ""


def initials_label(text: str) -> tuple[str, str]:
    """Take off what stands before a name: ``AS: Ann Smith``, ``Special guest Ann Smith``."""
    label = _LABEL.match(text)
    if label and names.key(text[label.end() :])[:1] == label[1][0].lower():
        return text[label.end() :], label[1]
    return _PREFIX.sub("", text), ""


def _around_brackets(text: str) -> tuple[str, list[str], str]:
    """Part an entry into what stands before the first bracket, in brackets, and after."""
    outer, inner = _parted(text)
    inner = [piece for piece in inner if piece.strip(_DUST)]
    first = next((index for index, piece in enumerate(outer) if piece.strip(_DUST)), 0)
    before, after = outer[first].strip(), " ".join(outer[first + 1 :]).strip()
    if " " not in before and _FIRST_NAMES.fullmatch(after) and len(inner) == 1 and not is_short_for(inner[0], before):
        return f"{before} {after}", inner, ""
    return before, inner, after


def _parted(text: str) -> tuple[list[str], list[str]]:
    """Give the pieces of a text outside and inside brackets; one inside another belongs to the outer."""
    outer: list[str] = [""]
    inner: list[str] = []
    depth = 0
    for char in text:
        if char in "([{<":
            depth += 1
            inner += [""] if depth == 1 else [inner.pop() + " "]
        elif char in ")]}>" and depth:
            depth -= 1
            outer += [""] if depth == 0 else []
        elif depth:
            inner[-1] += char
        else:
            outer[-1] += char
    return outer, inner


def _parts(text: str, *, organisation_first: bool, surname_first: bool) -> list[str]:
    text = _LEGAL.sub(r" \1", text)
    parts = [part for part in SEPARATOR.split(text.strip(_DUST.replace("?", ""))) if part.strip(_DUST)] or [""]
    parts = [*re.split(r"\s+/\s+", parts[0], maxsplit=1), *parts[1:]]
    if organisation_first and len(parts) > 1 and looks_like_name(parts[1]):
        return [parts[1], parts[0], *parts[2:]]
    if surname_first and len(parts) > 1 and looks_like_name(parts[1]) and not names.looks_like_organisation(parts[1]):
        return [f"{parts[0]}, {parts[1]}", *parts[2:]]
    return parts


def _deputy(head: str, notes: Notes) -> tuple[str, Notes]:
    """Part ``Ann Smith for Bob Ray``, ``Ann Smith left at 11:04`` and ``Dr Ann Smith AS Clinical Chair``."""
    match = _FOR.search(head)
    if match:
        notes = read_note(f"for {head[match.end() :]}", head[: match.start()], notes)
        return head[: match.start()], notes
    words = head.split()
    for index in range(1, min(len(words), MOST_WORDS)):
        before = " ".join(words[:index])
        if notes.is_initials(words[index], words[:index]):
            notes = structs.replace(notes, initials=words[index])
            return before, read_note(" ".join(words[index + 1 :]), before, notes)
        if _begins_note(words[index], words[:index]):
            return before, read_note(" ".join(words[index:]), before, notes)
    return head, notes


def _begins_note(word: str, before: list[str]) -> bool:
    return bool(before) and word in {
        "will",
        "is",
        "was",
        "left",
        "joined",
        "arrived",
        "until",
        "from",
        "in",
        "via",
        "by",
        "as",
        "representing",
        "w",
    }
