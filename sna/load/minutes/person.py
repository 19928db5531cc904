"""One entry of a roll → the name and what is written next to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, takewhile

from msgspec import structs

from sna import names
from sna.facts import Kind, Status
from sna.load.minutes import lists, nobody
from sna.load.minutes.headings import APOLOGIES, CLOSING
from sna.load.minutes.notes import DUST, SMALL, Notes, is_initials, is_short_for, names_office, read_note
from sna.names import titles, vocabulary
from sna.names.titles import has_organisation_word

_APOLOGIES_FROM = re.compile(
    r"(?:apologies|regrets|apols)[:\s]+(?:for absence\s+)?"
    r"(?:(?:were|have been|had been|also|received|sent|accepted)\s+)*(?:(?:from|for|by)\s+)?(?=(?-i:[A-Z]))",
    re.IGNORECASE,
)
SEPARATOR = re.compile(
    r"\s*(?:\s[-–—‐]+\s*|[-–—‐]\s+|[–—]|,\s*|;\s*|\s+@\s+|(?:^|\s+)//\s*|\s*[|¦\t]\s*|:\s+|\s{3,})+\s*"
)
_JOINED_OFFICE = re.compile(
    r"(?<=[a-z])(?<!\bex)(?<!\bEx)(?<!\bco)(?<!\bCo)-(?=(?:Vice[ -])?(?:Chair|Clerk|Secretary|Treasurer))"
)
_HANDLE = re.compile(
    r"(?:\b(?:GitHub|GitLab|Twitter|Mastodon|Slack|IRC|Matrix|handle)\s*:\s*)?[({<\[]*\s*(?<![\w.])@([A-Za-z0-9][\w.-]*)(?:@[\w.-]+)?\s*[)}>\]]*|<([\w-]+(?:\.[\w-]+)+)>",
    re.IGNORECASE,
)
_CALL_SIGN = re.compile(r"(?<=[a-z])\s+\(?([A-Z]{1,2}\d[A-Z]{2,3})\)?(?=\s*(?:[,;(–-]|$))")  # of a radio amateur
_ACCOUNT = re.compile(  # somebody's: ``annlee55``, ``zed0``, ``d2g``
    r"(?!(?i:room|item|page|table|group|part|phase|level|floor|annex|appendix|line|day)\d)"
    r"(?:[A-Za-z][a-z]{2}[a-z_-]*\d{1,4}|[a-z]\d[a-z]|[a-z]+(?:\.[a-z]+){0,2}\.(?!(?:com|org|net|info|html?|txt)$)[a-z]{4,})"
)
_NICKNAME = re.compile(
    r"[A-Z]?[a-z]{2,}\d[a-z]{2,}|[A-Z][a-z]\d[a-z]{2,}|[A-Z]{2,3}\d"
)  # ``Kit4ra``; ``AL2`` where there is another AL
_MAIL = re.compile(r"[<(\[]?(?<!@)\b(?:mailto:|acct:)?([\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+)[>)\]]?")
_PREFIX = re.compile(
    r"^(?:(?:special|invited|local)\s+)?(?:guests?|observers?|visitors?|residents?|new|chair|scribe)\s*[:–-]?\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^([A-Z]{2,4})(?:\s*:\s+|\s+[-–—=]\s+)(?=\S)")
_LEGAL = re.compile(r",\s*((?:inc|ltd|llc|plc|gmbh|limited|corp|co|pty|s\.?a|b\.?v)\b\.?)", re.IGNORECASE)
_ASIDE = re.compile(rf"(?:{vocabulary.PRONOUNS.pattern})$|(?:{vocabulary.MODE.pattern})", re.IGNORECASE)
_FULL = re.compile(r"[A-Z][\w'’-]+ [A-Z][\w'’-]+")
_FIRST_NAMES = re.compile(r"[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+)?")
_FOR = re.compile(
    r"\s+(?:in place of|in lieu of|on behalf of|(?:as )?(?:a )?(?:deput(?:y|ising|izing)|delegate|alternate|proxy|"
    r"substitut(?:e|ing)|standing in|stand-in|covering|representative)\s+(?:for|of)|for)\s+(?=[A-Z])"
)
_WORD = re.compile(r"[^\W\d_][\w'’‘`.\-]*")
_SET_APART = re.compile(r"\s*[(\[]|\s+[-–—|]\s|\t")
_NO_NAMES = (CLOSING - {"chair", "moderator", "facilitator", "secretary", "timekeeper", "scribe"}) | APOLOGIES
_NO_ENTRY = (APOLOGIES - {"sorry"}) | {"attendance", "attendees", "absent", "absentees"}
_OFFICERS = frozenset(  # before a surname alone: ``Trustee Lee``
    "trustee supervisor clerk governor director commissioner treasurer secretary mayor chairman "
    "chairwoman councilmember councilman councilwoman attorney selectman".split()
)
_SURNAMES = frozenset("grant parent parents host england scotland wales ireland france spain may".split())
_LATTER_RANKS = frozenset("general typist elect designate emeritus pro".split())
_ABBREVIATED = re.compile(  # ``Hon Sec Ann Lee``; or written in full, where it is a title as well: ``Sergeant Ann Lee``
    r"(?:Hon\.?\s+(?:Sec|Treas|Secretary|Treasurer|Chair|President)|Treas|Sec|VP|Pres|"
    r"(?:Police )?(?:Sergeant|Constable))\.?:?\s+(?=[A-Z][\w'’-]+ [A-Z])"
)
NUMBERED = re.compile(r"(?:(?:unit|lot|no|flat|house|apt)\.?\s*)?#?\d{1,5}[A-Za-z]?", re.IGNORECASE)  # of a house
_PARLIAMENT = frozenset({"MP", "MSP", "MEP", "AM"})  # of which somebody is a member
_COLLAR = re.compile(r"\b((?:PC|PCSO|Sgt|Insp)\.?) \d{2,6}(?= [A-Z])")  # the number of an officer
LONGEST_NAME = 60
LONGEST_ENTRY = 250
LONG = 60  # words above which a text in which every eighth tells something is no list
MOST_WORDS = 8  # of a name and the title before it


class Listed(Notes, frozen=True, kw_only=True):
    """What one entry says of one person.

    Attributes
    ----------
    name
        The name taken apart; `name.written` is the name as it stands, without anything beside it.
    doubtful
        Whether the writer was not sure: ``Ann?``.
    """

    name: names.Name
    handle: str = ""
    email: str = ""
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
    apology = _APOLOGIES_FROM.match(text)
    text, role = office_before(_COLLAR.sub(r"\1", text[apology.end() :] if apology else text))
    # From the outside in: addresses, then the label before, then brackets, then the parts behind commas and
    # dashes; the first part is the name, and each later one adds what it says.
    text = nobody.FOR_PART.sub(", ", text.replace("\u00a0", " "), count=1)
    text, handle, email = _addresses(_JOINED_OFFICE.sub(" - ", text))
    text, initials = initials_label(text.strip())
    before, inner, after = _around_brackets(text)
    post = inner and titles.is_office(re.sub("^the ", "", before, flags=re.IGNORECASE))
    if post and (titles.is_titled(inner[0]) or (_FULL.fullmatch(inner[0]) and not nobody.is_aside(inner[0]))):
        before, inner, role = inner[0], inner[1:], role or before  # "The Mayor (Cllr Ann Lee)"
    short = inner and before.isupper() and is_initials(before, re.split("[,;]", inner[0])[0].split())
    if short:  # "AL (Ann Lee, chair)"
        first, *further = re.split("[,;]", inner[0])
        before, inner = first, [before, *further, *inner[1:]]
    if not before and not after and inner:
        before, inner = inner[0], inner[1:]
    if handle and before.split(" ")[0] in vocabulary.NOTE_BEGINNINGS:  # "@ann joined at 10:05"
        before, after = "", f"{before} {after}"
    parts = _parts(before, organisation_first=organisation_first, surname_first=surname_first)
    notes = Notes(initials=initials, role=role, status=Status.APOLOGIES if apology else None)
    head, notes = _deputy(parts[0], notes)
    outer, brackets = SEPARATOR.split(after), list(_apart(inner, head))
    for piece in [*parts[1:], *(brackets + outer if "|" in after else outer + brackets)]:  # a further cell says less
        notes = read_note(piece, parts[0] if notes.role in _PARLIAMENT else head, notes)  # "Ann Lee MP (ALMP)"
    return _listed(head, notes, handle, email)


def office_before(text: str) -> tuple[str, str]:
    """Part ``Clerk J Lee``, ``Fire Chief Ann Lee``, ``Pond District Councillor A Lee`` from the office before."""
    words = re.sub(r"^([A-Za-z]{5,})[:.] (?=[A-Z])", r"\1 ", text).split(maxsplit=6)
    head = re.split("[,;(]", " ".join(words))[0].split()[:4]
    offices = [index for index, word in enumerate(head) if _is_office(word, index)]
    number = offices[-1] + 1 if offices else 0
    number += 0 < number < len(words) and words[number].casefold() in _LATTER_RANKS  # "President Elect Ann Lee"
    if short := _ABBREVIATED.match(text):
        return text[short.end() :], short[0].strip(" :")
    if office := titles.before_surname(text):
        return text[len(office) :].lstrip(), office
    titled = number > 1 and words[number - 1].strip(".").casefold() in vocabulary.TITLES
    if number and (titled or all(map(titles.is_office_word, words[:number])) or not titles.is_forename(words[0])):
        name = " ".join(words[number:])
        head = _SET_APART.split(name.replace(",", " ("), maxsplit=1)[0].split()
        head = [*takewhile(lambda word: not word.islower() or word in vocabulary.PARTICLES, head)] or head
        surname = len(head) == 1 and (titled or words[number - 1].casefold() in _OFFICERS) and not head[0].isupper()
        surname = surname and names.key(head[0]) not in vocabulary.ROLE_WORDS | _LATTER_RANKS
        named = (len(head) > 1 or surname) and all(word[:1].isupper() for word in head[:2])
        if named and not nobody.is_aside(" ".join(head)) and not re.search("[,;(]", " ".join(words[:number])):
            rank = words[: number - (titled and words[number - 1].casefold() == "cllr")]
            return (f"{words[number - 1]} {name}" if surname and titled else name), " ".join(rank)
    return text, ""


def _is_office(word: str, index: int) -> bool:
    """Whether a word before a name is what somebody does; behind other words only one that no surname is."""
    word = word.strip(".").rpartition("/")[2]  # "Fire Chief/Commissioner"
    strong = {word.casefold(), word.casefold().removesuffix("s")} & (vocabulary.OFFICES | {"cllr"})
    return bool(strong) if index else titles.is_office_word(word) or bool(strong - vocabulary.TITLES)


def _apart(inner: list[str], name: str) -> Iterator[str]:
    """Part what stands in one bracket: ``(AS, Pond)``, ``(she/her; Pond)``, ``(Chair, Pond)``."""
    for piece in inner:
        if " attended " in piece:  # "(Ann Lee, Matron attended as substitute)"
            yield re.sub(r",[^,]*(?= attended )", "", piece)
            continue
        pieces = [part.strip() for part in re.split("[;,:]", piece)]
        plain = filter(None, pieces)
        aside = any(is_short_for(part, name) or _ASIDE.match(part) for part in plain)
        if aside or ";" in piece or _holds_body(pieces):
            yield from pieces
        else:
            for _office, parts in groupby(piece.split(", "), key=names_office):
                yield ", ".join(parts)


def _holds_body(pieces: list[str]) -> bool:
    """Whether only one of two pieces says to be a body, and the other is its department, place or office.

    Examples
    --------
    >>> _holds_body(["Tissue Viability", "Pond Trust"]), _holds_body(["Arts", "Music and Dance Trust"])
    (True, False)
    """
    bodies = [has_organisation_word(piece) for piece in pieces]
    return len(pieces) == 2 and sum(bodies) == 1 and not any(" and " in piece for piece in pieces)


def looks_like_name(text: str) -> bool:
    """Whether a text could be a person's name: few words, begun by capitals, nothing of a sentence.

    Examples
    --------
    >>> looks_like_name("Ann van der Berg"), looks_like_name("We agreed to meet")
    (True, False)
    """
    words = text.split()
    if re.fullmatch("[A-Z]{2}", text) and text not in {"NO", "MP"}:  # initials may be words: ``TO``, ``NB``
        return True
    if not 1 <= len(words) <= 6 or len(text) > LONGEST_NAME or re.search(r"https?:|[#=<>]|\d", text):
        return False
    if any(word.strip(".,") in vocabulary.PROSE_WORDS for word in words) or (
        words[0].casefold() in vocabulary.PROSE_WORDS and words[0] != "Will" and not _is_apart(words)
    ):
        return False
    phrase = {"of", "for"} & {*words[1:]} and not titles.is_titled(text)  # "Status of works", "Candidate for co-option"
    if phrase or (words[0] in {"A", "An", "The", "No", "All", "NOT"} and words[-1].islower()):
        return False
    if len(words) == 1:
        return bool(_WORD.match(text)) and len(text) > 1 and names.key(text) not in _NO_NAMES
    capital = [not word[:1].islower() or word.casefold() in vocabulary.PARTICLES for word in words]
    return sum(capital) >= len(words) - 1 - (len(words) <= 3) and any(map(str.isalpha, text))


def _is_apart(words: list[str]) -> bool:
    """Whether the first word alone is in capitals, as a surname that stands first: ``HE Wei``."""
    return words[0].isupper() and len(words) > 1 and not words[1].isupper() and words[1][:1].isupper()


def is_sentence(text: str) -> bool:
    """Whether a text reads as running text rather than as people with what stands beside their names.

    Examples
    --------
    >>> is_sentence("Ann was ill, so she and Bob did not come"), is_sentence("Dr Ann Lee, " * 40 + "Bob Ray")
    (True, False)
    """
    text = nobody.without_counted(text)
    words = text.split()
    telling = sum(word.casefold().strip(".,;:") in vocabulary.PROSE_WORDS for word in words)
    if len(words) > LONG and telling * 8 > len(words):
        return True
    if surely_named(text) or (len(words) <= 25 and telling < 2):
        return "://" in text and not surely_named(text)
    parts = lists.split(text)
    named = sum(looks_like_name(SEPARATOR.split(lists.outside(part).strip())[0].strip(DUST)) for part in parts)
    if len(parts) > 2 and named * 2 > len(parts) and telling <= len(parts):
        return False
    return len(words) > 25 or telling >= 3 or len(words) > 5 or "://" in text


def surely_named(text: str) -> bool:
    """Whether a text begins with a full name that a bracket or a dash sets apart: ``Ann Smith - will be on mute``.

    Examples
    --------
    >>> surely_named("Ann Smith (AS) was late"), surely_named("Ann will do it")
    (True, False)
    """
    head = _SET_APART.split(text[:LONGEST_ENTRY], maxsplit=1)
    words = head[0].split()
    told = next((at for at, word in enumerate(words[:4]) if word in {"who", "due", "owing", "acting"}), 0)
    if told > 1 and all(word[:1].isupper() for word in words[:told]):
        return True
    if any(is_initials(words[index], words[:index]) for index in range(2, min(5, len(words)))):
        return True
    capital = all(word[:1].isupper() or word.casefold() in vocabulary.PARTICLES for word in words)
    return len(head) > 1 and 2 <= len(words) <= 5 and len(text) < LONGEST_ENTRY and capital


def _listed(head: str, notes: Notes, handle: str, email: str) -> Listed | None:
    doubtful = head.rstrip().endswith("?")
    written = " ".join(head.strip(DUST).split())
    if not written and handle:
        return _by_handle(notes, handle, email)
    if not handle and _ACCOUNT.fullmatch(written):
        return _by_handle(notes, written, email)
    if _NO_ENTRY & set(names.key(written).split()):  # "Apologies came", "And apologies"
        return None
    nick = not handle and _NICKNAME.fullmatch(written)
    name = names.Name(written, written, names.key(written)) if nick else names.read_name(written)
    if re.fullmatch(r"C[A-Z]{1,2}O", written):
        name = structs.replace(name, kind=Kind.UNIDENTIFIED, what="role")
    post = titles.is_office(written) or (titles.is_office_word(written.split(" ")[0]) and nobody.is_aside(written))
    if not _may_be_named(written, name):
        return _by_handle(notes, handle, email) if handle and len(written) == 1 else None
    if written.strip("?").casefold() in {"tbd", "tbc", "tba", "vacant", "vacancy", "unknown"}:
        name = structs.replace(name, kind=Kind.UNIDENTIFIED, what="vacancy")
    elif name.kind is Kind.PERSON and ((" " in written and post) or titles.is_duty(written)):
        name = structs.replace(name, kind=Kind.UNIDENTIFIED, what="role")
    elif has_organisation_word(written) and not (notes.initials and titles.is_forename(written.split(" ")[0])):
        # a group: somebody was there, nobody in particular
        name = structs.replace(name, kind=Kind.UNIDENTIFIED, what="group")
    return Listed(*structs.astuple(notes), name=name, handle=handle, email=email, doubtful=doubtful)


def _may_be_named(written: str, name: names.Name) -> bool:
    """Whether a text is a name, or a device, a role or a telephone; ``12 members`` are a number."""
    if not any(map(str.isalpha, written)) or written[0].isdigit():
        return name.what == "phone"
    short = name.kind is not Kind.PERSON and len(written.split()) <= 6
    return short or looks_like_name(written) or _NICKNAME.fullmatch(written) is not None


def _by_handle(notes: Notes, handle: str, email: str) -> Listed:
    """Name somebody by the handle, where the entry holds no name."""
    name = names.Name(f"@{handle}", handle, names.key(handle))
    base = notes.organisation, notes.role, notes.initials
    return Listed(*base, part=notes.part, name=name, handle=handle, email=email)


def _addresses(text: str) -> tuple[str, str, str]:
    """Take the e-mail address and the handle out of an entry; brackets take their place."""
    email = _MAIL.search(text)
    if email:
        text = f"{text[: email.start()]}(){text[email.end() :]}"
    handle = _HANDLE.search(text) or _CALL_SIGN.search(text)
    text = _CALL_SIGN.sub(" ", _HANDLE.sub(" () ", text))
    return text, next(filter(None, handle.groups())).rstrip(".-") if handle else "", email[1] if email else ""


def initials_label(text: str) -> tuple[str, str]:
    """Take off what stands before a name: ``AS: Ann Smith``, ``Special guest Ann Smith``."""
    label = _LABEL.match(text)
    rest = text[label.end() :] if label else ""
    first, _blank, name = text.partition(" ")
    if is_initials(first, name.split()[: len(first)]) and not titles.is_titled(text):  # "AL Ann Lee"
        return name, first
    if label and (names.key(rest)[:1] == label[1][0].lower() if ":" in label[0] else is_short_for(label[1], rest)):
        return text[label.end() :], label[1]
    return _PREFIX.sub("", text), ""


def _around_brackets(text: str) -> tuple[str, list[str], str]:
    """Part an entry into what stands before the first bracket, in brackets, and after."""
    outer, inner = _parted(text)
    inner = [piece for piece in inner if piece.strip(DUST)]
    first = next((index for index, piece in enumerate(outer) if piece.strip(DUST)), 0)
    before, after = outer[first].strip(), " ".join(outer[first + 1 :]).strip()
    # ``Mihai (Mike) Nita``: what stands in the bracket is a short form, and the name goes on behind it.
    if " " not in before and _FIRST_NAMES.fullmatch(after) and inner and not is_short_for(inner[0], before):
        return (
            f"{before} {after}",
            [text for text in inner if text is not inner[0] or names.looks_like_organisation(text)],
            "",
        )
    surname = _FIRST_NAMES.match(after)
    pronouns = bool(inner) and vocabulary.PRONOUNS.fullmatch(inner[0])
    if surname and " " not in before and pronouns:  # ``Ann (she/her) Lee, Pond Trust``
        return f"{before} {surname[0]}", inner, after[surname.end() :]
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
    parts = [part for part in SEPARATOR.split(text.strip(DUST.replace("?", ""))) if part.strip(DUST)] or [""]
    if len(parts) > 1 and NUMBERED.fullmatch(parts[0]):
        parts = parts[1:]
    # ``Ann Smith / Pond Trust``: a slash between spaces ends the name; one without stands in it, ``Jo/Sam``.
    strokes = re.split(r"\s+/\s+", parts[0])
    office = len(strokes) > 2 and titles.is_office(strokes[1])  # "Ann Smith / Nurse / Pond Trust"
    parts = [*(strokes if office else re.split(r"\s+/\s+", parts[0], maxsplit=1)), *parts[1:]]
    office = len(parts) > 1 and titles.is_office(parts[0]) and not nobody.is_aside(lists.outside(parts[1]).strip())
    if office and looks_like_name(parts[1]) and len(parts[1].split()) > 1:  # "Clerk: Mrs B Ray"
        return [parts[1], parts[0], *parts[2:]]
    sided = len(parts) == 2 and titles.is_titled(parts[1]) and not titles.begins_name(parts[0].split())
    if sided and re.search(r"\s[-–—]\s", text):  # "Fen Ward - Mr A Lee"
        return [parts[1], *filter(has_organisation_word, parts[:1])]
    if organisation_first and len(parts) > 1:  # ``Pond - Deputy - Ann Lee``
        likely = [at for at, part in enumerate(parts) if at and looks_like_name(part) and not titles.is_office(part)]
        index = len(parts) - 1 if nobody.ends_in_name(parts) else (*likely, 0)[0]
        return [parts[index], *parts[:index], *parts[index + 1 :]]
    if surname_first and len(parts) > 1 and looks_like_name(parts[1]) and not names.looks_like_organisation(parts[1]):
        return [f"{parts[0]}, {parts[1]}", *parts[2:]]
    return parts


def _is_initialled(words: list[str]) -> bool:
    """Whether three words are a title, an initial and a surname."""
    return titles.is_titled(" ".join(words)) and len(words[1].strip(".")) == 1


def _deputy(head: str, notes: Notes) -> tuple[str, Notes]:
    """Part ``Ann Smith for Bob Ray``, ``Ann Smith left at 11:04`` and ``Dr Ann Smith AS Clinical Chair``."""
    words = head.split()
    initials = any(is_initials(word, words[:index]) for index, word in enumerate(words) if index > 1)
    if titles.is_office(head) and not initials:
        words = []
    # Without any mark between them, initials or a word such as "left" show where the name ends.
    for index in range(1, min(len(words), MOST_WORDS)):
        before = " ".join(words[:index])
        ranked = words[index].casefold() in vocabulary.RANKS | {"vice", "deputy"} and len(words) == index + 2
        ranked = ranked or (index == 3 and _is_initialled(words[:3]) and titles.is_office(" ".join(words[3:])))
        spaced = " ".join(words[index:])
        duty = index > 1 and titles.is_duty(spaced) and not _SURNAMES & set(spaced.casefold().split())
        duty = duty and (titles.is_forename(words[0]) or titles.is_titled(head)) and words[index - 1][1:].islower()
        word = words[index].casefold()
        office = bool({word, word.removesuffix("s")} & (vocabulary.OFFICES | vocabulary.OFFICES_BEHIND))
        office = index > 1 and (office or ranked) and not (has_organisation_word(before) or names.is_role(before))
        seat = index > 1 and words[index] in _PARLIAMENT and words[index - 1].isalpha()
        seat = seat and not is_initials(words[index], words[:index])
        if office or duty or seat or index == titles.surname_at(words):  # "Ann Lee Membership"
            plain = seat and not notes.role  # "Ann Lee MP for Fen"
            return before, structs.replace(notes, role=spaced) if plain else read_note(spaced, before, notes)
        capitals = index > 1 and len(spaced) < 8 and spaced.replace("-", "").replace(" ", "").isupper()
        if capitals and is_short_for(spaced, before):
            return before, read_note(spaced, before, notes)
        if is_initials(words[index], words[:index]):
            notes = structs.replace(notes, initials=words[index])
            return before, read_note(" ".join(words[index + 1 :]), before, notes)
        word = words[index].strip(",")
        plain = word.isalpha() and word.islower() and word not in SMALL and index > 1
        named = all(part[:1].isupper() or part in vocabulary.PARTICLES for part in words[:index])
        of_body = word == "of" and index > 1 and titles.is_forename(words[0])
        chosen = index > 1 and nobody.CHOSEN.match(word)  # "Ann Lee Co-opted"
        if word in vocabulary.NOTE_BEGINNINGS or chosen or ((plain or of_body or word == "at") and named):
            return before, read_note(" ".join(words[index:]), before, notes)
    if match := _FOR.search(head):
        return head[: match.start()], read_note(f"for {head[match.end() :]}", head[: match.start()], notes)
    return head, notes
