"""Doubts about minutes: names are counted in the raw lines by another way than the reader's, and compared with it.

Nothing here is shared with the reader's lists: no heading, no splitting of lists, no reading of persons. A stretch of
lines below or beside a word of presence is looked through for what is shaped as a name. It need not be right; it must
be wrong about other files than the reader.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field

from sna.facts import Attendance, Entry, Evidence, Reason, Status
from sna.load import Options
from sna.load.source import Source
from sna.names import is_role, key, looks_like_organisation
from sna.names.vocabulary import FORENAMES, PARTICLES, TITLES

if TYPE_CHECKING:
    from sna.load.minutes.blocks import Block

MOST_LINES = 250
LONGEST = 4_000  # characters of a line that are looked at
LONGEST_ROLE = 15  # words that a role or an organisation has at most
FEWEST = 2  # names that must be missing before a roll is doubted
MOST_STRETCHES = 100
TOP = 12  # rows of a report in which it says how many came
OPENING = 30  # lines of a document in which a mode alone may head a list
AROUND = 25  # characters beside a word of presence that may say that no roll follows
BARREN = 3  # lines without a name that end a roll
UNNAMED = 4  # names that make a list one of people where no word says what it is
FEW = 2  # people more or fewer than a document states who are no matter
PROSE = 0.45  # share of small words above which a line tells rather than lists

_CUE = re.compile(
    r"\b(?:present|attendees?|in attendance|attending|attendance|attended by|participants?|roll[ -]call|"
    r"participating|who was (?:here|there))\b(?: today| members?| list)?",
    re.IGNORECASE,
)
_MODE = re.compile(
    r"(?:also +)?(?:in[ -]person|in the room|on ?site|remote(?:ly)?|on ?line|virtual(?:ly)?|by phone|via \w+|guests?|"
    r"observers?|visitors|dialled in|(?!new\b)(?:\w+ )?members)",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\s*(?:\([^()]*\)\s*)?(?:[:;|–—-]+|\t|were\b:?|was\b:?|[.](?= )|$)\s*")
_NOT_A_ROLL = re.compile(
    r"\b(?:apolog\w+|regrets|absen\w+|unable|not|non-?attend\w+|last|previous|next|past|agenda|minutes|quorum|actions?|"
    r"invited|invitees|distribution|presentations?|statistics|record|register|points?|interests?|policy|calendar|"
    r"confirm\w*|expected|required|at present|tak(?:e|en|ing)|reviewed|meal|dinner|lunch|course|training|workshop|"
    r"conference)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(  # ``I accompanied Cllr Lee to a meeting of the Fen Club. Also present were``
    r"\b(?:attended|accompanied|went|visited|represented)\b.{1,120}\b(?:meeting|launch|conference|event)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^\W*(?:\d+[.)]?[\s|]*)?(?:agenda|minutes?|notes?|actions?|apolog\w+|sorry|unable|regrets|absen\w+|date|time|venue|location|scribes?|"
    r"topics?|discussion|links?|welcome|declarations?|matters|summary|items?|opening|introductions?|antitrust|recording|"
    r"meeting|resources|purpose|quorum|prox(?:y|ies)|invited|interests?|next|previous|review|report|not|there)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"^\W*(?:\d+[.)]?[\s|]*)?(?:agenda|actions?|apolog\w+|regrets|absen\w+|topics?|discussion|links?|items?|invit\w+|"
    r"distribution|resources|cc|copies|references|tasks?|next|previous|last|contents|summary|reports?|not|links)\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"\W*(?:[A-Z]{1,5}[ /.-]?)?\d+(?:[/.]\d+)+\b")
_HANDLE = re.compile(r"@[\w-]+")
_TURN = re.compile(r"\W*[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)?: ")  # of somebody who speaks
_ASKS = re.compile(r"\b(?:please|your|yourself)\b", re.IGNORECASE)  # whoever comes is to write something
_TITLE = re.compile(r"\W*(?:minutes|notes) (?:of|from)\b", re.IGNORECASE)
_NIL = re.compile(r"\W*(?:n\s*/\s*a|none|nil|nobody|no ?one|tbc|tba)\W*", re.IGNORECASE)
_AWAY = re.compile(
    r"\b(?:apol\w*|regrets|absen\w*|unable|prox(?:y|ies)|not|sent|excused|leave|left|sick|holiday|no|n/a)\b|[^\w\s,;:.@()/&'’-]|"
    r"\([A-Za-z]\)",
    re.IGNORECASE,
)
_VACANT = re.compile(r"\W*vacan", re.IGNORECASE)
_BOX = re.compile(r"\W*(?:\[ *\w? *\]|[☐☑☒])")
_BLANK = re.compile(r"\W*(?:\[\s*\]|☐)")
_MARK = re.compile(r"\s*(?:[A-Za-z1✓✔✗✘√]|yes|no|present|absent|apologies)\s*", re.IGNORECASE)
_PAST = re.compile(r"\b(?:last|previous|past) ", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:members?|attend\w*|present|guests?|observers?|staff|directors?|voting|teams?)\b", re.IGNORECASE
)
_SEPARATOR = re.compile(
    r"[,;•·|\t\n/]| {2,}| and | & |(?<=[a-z]{4})\.\s+(?=[A-Z])|\s[-–—]+\s|:\s|\s+[A-Z]{2,3}[a-z]?(?=\s|$)"
)
_ASIDE = re.compile(
    r"\([^()]*\)|\([^()]*$|^[^()]{1,40}\)|\[[^\[\]]*\]|<[^<>]*>|\S{0,200}@\S+|https?:\S+|"
    r"(?:(?:together with|and|plus|with) +)?[\w-]{1,100} members? of (?:the )?(?:public|press)\b.*",
    re.IGNORECASE,
)
_TITLED = re.compile(r"\s+(?=(?:Cllrs?|Councillors?|Mrs?|Ms|Miss|Mx|Dr|Prof|Revd?|Sir|Dame)\b)")
_WORD = re.compile(r"[^\W\d_]+(?:['’‘.-][^\W\d_]+)*\.?")
_NOT_NAMES = frozenset(
    "present attendees attendance apologies absent members member public chair chairman chairperson clerk secretary "
    "treasurer vice committee council parish board group team meeting minutes date time room hall none nil guest "
    "guests observer observers staff officer officers director manager the in on at by for to with was were all no not "
    "yes january february march april june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday remote online zoom teams webex person people quorum forum name organisation "
    "organization company role title initials email phone voting president trustee governor governors residents "
    "representative district county borough town ward apology regrets given family first last surname forename "
    "affiliation handle nhs trust uk ltd inc vacant vacancy vacancies".split()
)
_WRITTEN = "zero one two three four five six seven eight nine ten eleven twelve".split()
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_WRITTEN)})"
_PEOPLE = r"(?:attendees|participants|people|persons|councillors|governors|trustees|members)"
_SUBJECT = r"(?:attendees|participants|present|attendance)"
_STATED = re.compile(
    rf"^\W*(?:total )?{_SUBJECT}\s*:?\s*\(?({_NUMBER})(?: {_PEOPLE})?\s*\)?\W*$|"
    rf"^\W*{_SUBJECT}\s*\(({_NUMBER})(?: {_PEOPLE})?\)|"
    rf"\bthere were ({_NUMBER}) (?:attendees|participants|people present)|"
    rf"^\W*({_NUMBER}) (?:attendees|participants|people (?:present|attended))\W*$",
    re.IGNORECASE,
)
_REPORTED = re.compile(r"(?:attended|total(?: number of)?|number of) (?:participants|attendees)", re.IGNORECASE)
_NO_ROLL = re.compile(r" (?:speaker|action)\b")
_SUFFIX = re.compile(r" (?:name|deputy|speaker|action)\b.*$| \(\d+\)$")

Doubt = tuple[str, Reason]
"""The place of what is doubted, and why."""


class Writing(Struct, frozen=True):
    """A name as it was read: its line, its words, and what was read of them."""

    place: str
    words: set[str]
    status: str = ""


class Stretch(Struct):
    """Lines of a document that by the look of them say who was there: the word that says so, where, and the names."""

    heading: str  # empty where no word says so, and only names are there
    place: str
    places: set[str]
    names: list[str]
    barren: int = 0  # lines without a name since the last
    away: set[str] = field(default_factory=set)  # places that may say of somebody that they were not there
    blank: list[str] = field(default_factory=list)  # names beside an empty box: of those present if no box is ticked
    strong: bool = False  # whether names of it are set in bold type: what is so too is no heading
    unmarked: list[str] = field(default_factory=list)  # names in rows without a mark, which most of a register have

    def contradicts(self, read: Writing) -> bool:
        """Whether somebody was read as not there whom a line of these names as present."""
        away = read.status in {Status.APOLOGIES, Status.ABSENT}
        return away and bool(self.heading) and read.place in self.places - self.away


def doubts(source: Source, entries: Sequence[Entry], options: Options) -> tuple[str, list[Doubt]]:
    """Compare minutes as they were read with what their lines look like.

    Gives the heading from which those present were read (empty if unknown), and the doubts, each with its place.
    """
    from sna.load.minutes import read_blocks
    from sna.load.minutes.blocks import UNREAD  # much to import, and most studies have no minutes

    blocks = [block for block in read_blocks(source) if block.kind != UNREAD and not block.code]
    listed = [entry for entry in entries if not _NO_ROLL.search(entry.origin.place)]
    stretches = _stretches(blocks, set(map(key, options.roll)))
    warnings = [*_of_rolls(stretches, listed, options.ignore), *_of_numbers(blocks, entries), *_of_speakers(entries)]
    places = {_base(entry.origin.place) for entry in listed}
    spot = listed[0].origin.place if listed and listed[0].facts else ""
    titles = (f"{part.heading} ({part.place})" for part in stretches if part.heading and part.places & places)
    heading = next(titles, _base(spot))
    return heading, warnings


def doubts_of_report(source: Source, entries: Sequence[Entry]) -> list[Doubt]:
    """Compare how many people a service's report says there were with how many were read."""
    people = {fact.person for fact in _attendances(entries) if fact.status is Status.PRESENT}
    for row in (row for sheet in source.top() for row in sheet.rows[:TOP]):
        cells = [text for text in row.texts if text]
        if len(cells) == 2 and _REPORTED.fullmatch(cells[0]) and cells[1].isdecimal() and int(cells[1]) != len(people):
            return [(f"line {row.number}", _count_doubt("report", int(cells[1]), len(people)))]
    return []


def _count_doubt(what: str, number: int, people: int) -> Reason:
    why = f"The {what} says that {number} were there; {people} were read."
    return Reason("W-COUNT", why, hint="Compare the list with what was read.")


def _attendances(entries: Iterable[Entry]) -> list[Attendance]:
    return [fact for entry in entries for fact in entry.facts if isinstance(fact, Attendance)]


def _of_speakers(entries: Sequence[Entry]) -> Iterator[Doubt]:
    """Doubt a document whose people mostly spoke or took something on, or were only not there."""
    facts = _attendances(entries)
    present = [fact for fact in facts if fact.status is Status.PRESENT]
    roll = {fact.person for fact in present if fact.evidence in {Evidence.LISTED, Evidence.MENTIONED}}
    # Speakers who are on no roll are left out of the study; more of them than of those on it say that it was lost.
    others = [entry for entry in entries if entry.reason and entry.reason.code == "X-SPOKE"]
    hint = 'Name the heading of the roll in study.toml: roll = ["Those attending"].'
    if present and not roll:
        people = len({fact.person for fact in present})
        why = f"Nobody comes from a roll: {people} who spoke or took an action stand for those present."
        yield present[0].origin.place, Reason("W-SPEAKERS", why, hint=hint)
    elif facts and not present:
        why = f"Nobody was read as present, and {len({fact.person for fact in facts})} as not there."
        yield facts[0].origin.place, Reason("W-SPEAKERS", why, hint=hint)
    elif len(others) > max(len(roll), FEW):
        why = f"{len(roll)} come from a roll, and {len(others)} others spoke."
        yield others[0].origin.place, Reason("W-SPEAKERS", why, hint=hint)


def _of_rolls(stretches: Sequence[Stretch], listed: Sequence[Entry], ignore: Iterable[str]) -> Iterator[Doubt]:
    facts = list(
        {(fact.origin.place, fact.written): fact for fact in _attendances(listed)}.values()
    )  # speakers are there twice
    others = f" {' | '.join(sorted({*_others(facts), *map(key, ignore)}))} "
    reads = [Writing(_base(fact.origin.place), _words(fact.written), fact.status) for fact in facts]
    reads += [Writing(_base(entry.origin.place), _words(entry.row.get("name", ""))) for entry in listed if entry.row]
    written = {read.place: read.words for read in reads}
    again = [(_base(entry.origin.place), written.get(_base(entry.into), set())) for entry in listed if entry.into]
    rolls = any(stretch.heading and stretch.places & written.keys() for stretch in stretches)
    several = len({fact.gathering for fact in facts}) > 1
    owners = {place: number for number, stretch in enumerate(stretches) for place in stretch.places}
    for number, stretch in enumerate(stretches[:MOST_STRETCHES]):
        # Where one document tells of several meetings, the names of another roll are its own.
        free = [read for read in reads if not several or owners.get(read.place, number) == number]
        spots = [(read.place in stretch.places, read.words) for read in free if not stretch.contradicts(read)]
        spots += [(True, words) for place, words in again if place in stretch.places]
        names = [name for name in stretch.names if f" {key(name)} " not in others]
        missing = _missing(names, spots)
        # Names under no word are a roll if some were read there, or no roll and fewer people than are missing.
        surely = stretch.heading or stretch.places & written.keys()
        doubtful = len(missing) * 3 >= len(names) if surely else not rolls and len(missing) > len(reads)
        if len(missing) >= FEWEST and doubtful:
            what = f"says {stretch.heading}" if stretch.heading else "begins a list of names"
            why = f"{stretch.place} {what}; {len(names) - len(missing)} of about {len(names)} names were read."
            hint = "Compare the roll with what was read, one name a line is read best."
            yield stretch.place, Reason("W-ROLL", why, hint=hint)


def _others(facts: Iterable[Attendance]) -> Iterator[str]:
    """Give the organisations and roles that were read, if they are surely no people."""
    texts = Counter(key(text) for fact in facts for text in {fact.organisation, fact.role} if text)
    for text, people in texts.items():
        first = text.partition(" ")[0]
        short = len(text.split()) <= LONGEST_ROLE  # a longer one is rather people who were taken for one
        if short and first not in TITLES and (people > 1 or first not in FORENAMES):
            yield text


def _missing(names: Iterable[str], reads: list[tuple[bool, set[str]]]) -> list[str]:
    """Give the names that no name as read answers to; each of those answers once, and by a surname only on the spot."""
    missing = []
    for name in sorted(names, key=lambda name: -len(name)):
        words, surname = _words(name), [*key(name).split(), ""][-2:][0]
        fits = [
            read
            for read in reads
            if words <= read[1] or (read[0] and (surname in read[1] or (len(read[1]) > 1 and read[1] <= words)))
        ]
        if fits:
            reads.remove(max(fits, key=lambda read: len(read[1] & words) * 10 - len(read[1])))
        else:
            missing.append(name)
    return missing


def _base(place: str) -> str:
    """Give the line a record stands on, without which of its names it is."""
    return _SUFFIX.sub("", place)


def _words(name: str) -> set[str]:
    return set(key(name).split()) - TITLES


def _stretches(blocks: Sequence[Block], rolls: Collection[str]) -> list[Stretch]:
    """Find the stretches of lines that can be a roll of those present."""
    stretches: list[Stretch] = []
    inside, past, other = False, 0, False  # `past`: the level of a heading such as ``Review of last meeting``
    for index, block in enumerate(blocks):
        text = (" | ".join(block.cells) if block.cells else block.text)[:LONGEST]
        text = text.replace("[", "").replace("]", "") if block.kind == "front" else text
        if block.kind == "heading" and (not past or block.level <= past):
            past = block.level if _PAST.search(block.text) else 0
        label, _colon, rest = text.partition(":")
        cue = (label, rest) if key(label) in rolls else _cue(text, block, near=inside or index < OPENING)
        other = _is_other(text, block, other=other and not cue)
        if cue and not past:
            stretches.append(Stretch(cue[0], block.place, {block.place}, _names(cue[1]) or _nicknames(cue[1])))
            stretches[-1].away |= _away(block, cue[1])
            stretches[-1].strong = block.strong and bool(stretches[-1].names)
            inside = True
        elif inside and (inside := _goes_on(stretches[-1], block, text)):
            continue
        elif index < OPENING and not past and not other and _lists(text, block):
            stretches.append(Stretch("", block.place, {block.place}, _names(text)))
            inside = True
    for stretch in stretches:
        stretch.names += stretch.unmarked if len(stretch.unmarked) > len(stretch.names) // 2 else []
        stretch.names = stretch.names or stretch.blank
    return [stretch for stretch in stretches if len(stretch.names) >= (1 if stretch.heading else UNNAMED)]


def _is_other(text: str, block: Block, *, other: bool) -> bool:
    """Whether a line stands in a list that is surely none of those present, until the next heading."""
    if _OTHER.match(text):
        return True
    return other and not (block.kind == "heading" or block.strong or _TITLE.match(text))


def _lists(text: str, block: Block) -> bool:
    """Whether a line may begin a list of people over which no word stands: it holds names and nothing else."""
    small = any(word[:1].islower() and word not in PARTICLES | {"and"} for word in _ASIDE.sub(" ", text).split())
    return block.kind in {"line", "item", "row"} and not small and not block.strong and bool(_names(text))


def _cue(text: str, block: Block, *, near: bool) -> tuple[str, str] | None:
    """Give the word of presence a line begins a roll with, and what stands beside it.

    Far from the beginning and from any roll a mode, an item of a list, or what somebody says, begins none.
    """
    label = text.partition(":")[0].strip(" *_#")
    turn = block.kind == "item" or (_TURN.match(text) and not _CUE.search(label))
    if (turn and not near) or (block.kind == "front" and not _CUE.fullmatch(label)):
        return None
    if near and (block.kind != "item" or ":" in text) and _MODE.fullmatch(label):
        return label, text.partition(":")[2]
    match = _CUE.search(text[:400])
    around = text[max(0, match.start() - AROUND) : match.end() + AROUND].partition(":")[0] if match else ""
    if not match or _NOT_A_ROLL.search(around) or _ELSEWHERE.search(text[: match.start()]):
        return None
    before, rest, beside = text[: match.start()], text[match.end() :], _BESIDE.match(text, match.end())
    if beside and (len(before.split()) <= 5 or (beside.end() == len(text) and text.endswith(":"))):
        return match.group(), text[beside.end() :]
    if block.kind == "heading" and not before.strip(" *_#.0123456789"):
        return match.group(), ""
    cell = block.cells and len(re.split(r"[|\n]", before)[-1].split()) <= 5  # what it begins with, not amid its prose
    listed = len(_names(rest)) > 1 and (beside or match.start() < 4 or cell)
    return (match.group(), rest) if listed else None


def _goes_on(stretch: Stretch, block: Block, text: str) -> bool:
    """Take a line into a roll, or say that the roll has ended before it."""
    entry = text.partition(" / ")[0] if block.kind == "item" else text
    names = _names(entry) or _nicknames(entry)
    words = [word for word in _ASIDE.sub(" ", entry).split() if word != "/"]
    if block.kind == "item" and not names and len(words) == 1:
        names = _head(entry)
    small = sum(word[:1].islower() and word not in PARTICLES for word in words)
    tells = len(words) >= 8 and small > PROSE * len(words) and not (names and block.kind == "item")
    tells = tells and not (len(stretch.places) == 1 and _ASKS.search(text))  # names stand below it
    closes = (
        _NIL.fullmatch(text)
        or _REFERENCE.match(text)
        or (_CLOSING.match(text) and (len(text.partition("\n")[0].split()) <= 8 or ":" in text[:40]))
    )
    people = names and block.kind != "heading" and not small
    groups = people or (_GROUP.search(text) and not _NOT_A_ROLL.search(text))
    titles = (block.kind == "heading" or (block.strong and not stretch.strong)) and not groups
    stretch.barren = 0 if names else stretch.barren + 1
    most = BARREN if stretch.heading else 2
    barren = stretch.barren >= (most if stretch.names else 2 * most)
    if block.kind == "front" or tells or closes or titles or barren or len(stretch.places) > MOST_LINES:
        return False
    # Of an entry with its organisation and role the first is the name; a line of many is a list.
    if len(block.cells) > 2 and len(names) > 1:  # of columns with forenames and surnames the two are one
        names = [name for name in names if " " in name] or [" ".join(names[:2])]
    several = not _BOX.match(text) and (block.kind in {"line", "heading"} or len(names) > 2)
    names = names if several else names[:1]
    stretch.away |= _away(block, text)
    unmarked = block.cells and not any(map(_MARK.fullmatch, block.cells))
    (stretch.blank if _BLANK.match(text) else stretch.unmarked if unmarked else stretch.names).extend(names)
    stretch.places.add(block.place)
    stretch.strong |= bool(names) and block.strong
    return True


def _away(block: Block, text: str) -> set[str]:
    """Give the place of a line that may say of somebody that they were not there."""
    return {block.place} if block.cells or _AWAY.search(text) else set()


def _names(text: str) -> list[str]:
    """Give what is shaped as a name: with a title, or two to four words in capitals; of a list of first names each."""
    bare = "" if _VACANT.match(text) else _TITLED.sub("; ", _ASIDE.sub(" | ", text.replace("\\", "")))
    several = text.count(";") > 1
    pieces = [piece.partition(",")[0] for piece in re.split("[;|]", bare)] if several else _SEPARATOR.split(bare)
    heads = [_head(piece) for piece in pieces if len(piece.strip(" .*_")) > 1]  # one letter is a mark
    some = sum(map(bool, heads))
    plain = sum(len(head) == 1 for head in heads) * 10 >= 6 * some and some * 2 >= len(heads)
    return [" ".join(head) for head in heads if len(head) > 1 or (head and plain and (len(heads) > 1))]


def _nicknames(text: str) -> list[str]:
    """Give the handles, or the words in small letters, that a line consists of: no other names stand there."""
    pieces = [piece.strip(" .*_") for piece in re.split("[,;]", text)]
    handles = all(_HANDLE.fullmatch(piece) for piece in pieces)
    return pieces if handles or (len(pieces) >= UNNAMED and all(_WORD.fullmatch(piece) for piece in pieces)) else []


def _head(piece: str) -> list[str]:
    """Give the words of a name that a piece of text consists of, or begins with if there is a title; else none."""
    words = piece.strip(" .*_-–—☐☑").split()
    titled = bool(words) and key(words[0]) in TITLES
    head: list[str] = []
    for word in words:
        is_name = _WORD.fullmatch(word) and (word[:1].isupper() or (head and word in PARTICLES))
        if not is_name or key(word) in _NOT_NAMES:
            break
        head.append(word)
    if titled:
        return head if len(head) > 1 else []
    joined = " ".join(head)
    whole = len(head) == len(words) <= 4
    return head if whole and not is_role(joined) and not (len(head) > 1 and looks_like_organisation(joined)) else []


def _of_numbers(blocks: Sequence[Block], entries: Sequence[Entry]) -> Iterator[Doubt]:
    """Doubt a document that states how many were there, and clearly fewer or more were read."""
    present = [fact.person for fact in _attendances(entries) if fact.status is Status.PRESENT]
    people, persons = len(set(present)), len({person for person in present if not person.startswith("unidentified:")})
    for block in blocks:
        match = _STATED.search(block.text[:200]) if block.kind != "heading" or ":" in block.text else None
        digits = next((text.casefold() for text in match.groups() if text), "0") if match else "0"
        number = _WRITTEN.index(digits) if digits in _WRITTEN else int(digits)
        fewer = people < number - FEW or people * 2 < number
        if number and (fewer or persons > number + max(FEW, number // 4)):
            yield block.place, _count_doubt("document", number, people)
            return
