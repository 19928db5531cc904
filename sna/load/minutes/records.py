"""A document → its records: each name on a roll or in a sentence, each speaker no roll names, each owner of an action.

A record is a claim about somebody; `entries` says what becomes of it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct, structs

from sna import names
from sna.errors import shown
from sna.facts import Evidence, Reason, Status
from sna.load.marks import Mark
from sna.load.minutes import lists, name_marks, nobody
from sna.load.minutes.blocks import UNREAD, Block
from sna.load.minutes.claims import OPENING, Claim, Directory, actions, deeds, is_short, officers, speakers, spoke
from sna.load.minutes.name_marks import marked_entries
from sna.load.minutes.person import SEPARATOR, Listed, looks_like_name, office_before, read_person
from sna.load.minutes.prose import mentions
from sna.load.minutes.roll import read_rolls
from sna.load.minutes.slots import ELSEWHERE, Rolls, Section, Session, Slot
from sna.names import titles
from sna.names.titles import has_organisation_word

_CONTRADICTED = Reason(
    "W-CONTRADICTED",
    "Somebody the roll names as present sent apologies; the apologies were taken.",
    hint="Correct the one that is wrong.",
)
_ON_BOTH = Reason(
    "W-CONTRADICTED",
    "Somebody stands among those present and among the apologies; both were read.",
    hint="Correct the one that is wrong.",
)
_NO_ORDER = Reason(
    "W-ROLL",
    "The entries of a list may end in the name, as in 'Organisation, Role, Name'; the first part was read as it.",
    hint="Put the name first.",
)
_THERE = {Evidence.LISTED, Evidence.MENTIONED}
_CHAIR = re.compile(
    r"(?:(?:acting|clinical|interim|independent|meeting|lay|gp|the)\s+)?(?:co-?)?chair(?:wo|per)?(?:man|son)?\b"
)
_PART_OF_BODY = re.compile(r"\bteam\b", re.IGNORECASE)
_INITIAL = re.compile(r"(?:[A-Z](?:\. ?| )){1,3}[A-Z][a-z'’]")
_SET_APART = re.compile(r"(?:[A-Z][\w'’.-]* ){1,3}[A-Z][\w'’-]+ ?[-–—]+ ?[A-Z]")  # "Ann Lee - Clerk"
BEGINNING = 10  # entries that show how a list is written
FEWEST = 2  # names behind what names nobody that make a line a list


def claims(rolls: Rolls) -> Iterator[Claim]:
    """Give a claim for each name on the rolls of a document."""
    habits = _Habits(_single_names(rolls), rolls.codes, _by_commas(rolls), rolls.letters, rolls.legend)
    for section in rolls.sections:
        yield from _of_section(section, habits)


class _Habits(Struct, frozen=True):
    """How a document writes its rolls: names of one word, codes beside names, whether its commas part people."""

    single: frozenset[str]
    codes: Mapping[str, str]
    commas: bool
    letters: Mapping[str, Mark]
    legend: Mapping[str, Status]


def _by_commas(rolls: Rolls) -> bool:
    """Whether commas part people on some line, and stand before what belongs to somebody on none."""
    lines = [slot.text for section in rolls.sections for slot in section.slots if slot.several]
    several = [len(lists.split(text)) > lists.commas(text) for text in lines if lists.commas(text) > 1]
    return bool(several) and all(several)


def _of_section(section: Section, habits: _Habits) -> Iterator[Claim]:
    pieces = [(text, place, slot) for slot in section.slots for text, place in _pieces(slot, section, habits)]
    marks = marked_entries([text for text, _place, _slot in pieces], habits.letters, habits.legend)
    texts = name_marks.with_bodies_apart([text for text, _status, _strange in marks])
    organisation_first, surname_first = name_marks.is_organisation_first(texts), name_marks.is_surname_first(texts)
    unsure = not (organisation_first or surname_first) and sum(map(_may_end_in_name, texts)) * 2 > len(texts)
    people = [read_person(text, organisation_first=organisation_first, surname_first=surname_first) for text in texts]
    annotate = name_marks.annotation_reader(people)
    for (text, place, slot), person, (_name, mark, strange) in zip(pieces, people, marks, strict=True):
        listed = _with_fields(annotate(_decoded(person, habits.codes)), slot) if person else None
        status = listed.status if listed and listed.status else (not slot.ticked and mark) or slot.status
        if listed and status is not Status.PRESENT:
            listed = _without_reason(listed)
        if strange := slot.strange or strange:
            yield Claim(text, place, status, fault=_mark_fault(strange), session=section.session)
            continue
        part, absent = (listed.part, listed.stands_in_for) if listed else ("", "")
        evidence = Evidence.MENTIONED if section.head.prose else Evidence.LISTED  # an agenda item tells
        claim = Claim(text, place, status, evidence, listed, absent, part, session=section.session, ticked=slot.ticked)
        yield structs.replace(
            claim,
            declared=_declared(slot),
            doubt=_NO_ORDER if unsure and text == pieces[0][0] else None,
            item=section.item,
        )
        if listed and listed.replaced_by and status is Status.APOLOGIES:
            yield _deputy(listed, place, section.session)
    for slot in section.odd_lines:
        yield Claim(slot.text, slot.place, slot.status, session=section.session)


def _may_end_in_name(text: str) -> bool:
    """Whether nothing shows which end of an entry is the name: ``Pond, Nurse, Xia Wu``, ``Lee, Nurse, Rose Hill``."""
    parts = lists.outside(text).split(", ")
    long = len(parts) > FEWEST and len(parts[0].split()) == 1
    return long and titles.is_office(parts[-2]) and looks_like_name(parts[-1])


def _declared(slot: Slot) -> frozenset[str]:
    return frozenset(
        {kind for kind, text in (slot.fields or {}).items() if text} | ({"organisation"} if slot.body else set())
    )


def _decoded(listed: Listed, codes: Mapping[str, str]) -> Listed:
    """Say in full what a code beside a name means."""
    if listed.organisation not in codes:
        return listed
    role = ", ".join(filter(None, [listed.role, codes[listed.organisation]]))
    return structs.replace(listed, organisation="", role=role)


def _without_reason(listed: Listed) -> Listed:
    """Leave out a reason in small letters, which is no organisation: ``Ann Lee (holiday)``."""
    return structs.replace(listed, organisation="") if listed.organisation[:1].islower() else listed


def _mark_fault(mark: str) -> Reason:
    return Reason(
        "R-MARK",
        "The mark in the column of attendance is not known.",
        column="attendance",
        value=shown(mark),
        hint=f'Say what it means in study.toml: marks = {{"{shown(mark)}" = "present"}}.',
    )


def _deputy(absent: Listed, place: str, session: int) -> Claim:
    """Claim that the one named beside an apology was there: ``Ann Smith (represented by Bob Ray)``."""
    name, written = absent.replaced_by, absent.name.written
    place, deputy = f"{place} deputy", read_person(name)
    return Claim(name, place, Status.PRESENT, Evidence.MENTIONED, deputy, written, session=session)


def _with_fields(listed: Listed, slot: Slot) -> Listed:
    """Add what the other columns of a table, or the label before the name, say."""
    columns = {key: value for key, value in (slot.fields or {}).items() if value}
    changes = {key: columns[key] for key in ("organisation", "role", "initials", "handle", "email") if key in columns}
    part = _PART_OF_BODY.search(listed.organisation)
    if slot.body and (part or not has_organisation_word(listed.organisation)):
        changes.setdefault("organisation", slot.body)
        changes |= {"role": listed.organisation} if part and not listed.role else {}
    if slot.role and not listed.role:
        changes["role"] = slot.role
    return structs.replace(listed, **changes)


def _pieces(slot: Slot, section: Section, habits: _Habits) -> list[tuple[str, str]]:
    texts = lists.split(slot.text) if _is_list(slot, section, habits) else [nobody.without_counted(slot.text)]
    texts = [name for text in texts for name in _run_together(text, habits.single)]
    several = len(texts) > 1
    return [(text, f"{slot.place} name {at}" if several else slot.place) for at, text in enumerate(texts, 1)]


def _is_list(slot: Slot, section: Section, habits: _Habits) -> bool:
    """Whether an entry holds several names: after a label it does, elsewhere if its parts are people by themselves."""
    labelled = slot.several and ((section.inline >= 0 and slot is section.slots[0]) or slot.role or slot.group)
    if slot.fields is not None or labelled:
        return slot.fields is None
    parts = lists.split(slot.text)
    # It is one reject, and says nothing of the others.
    first = slot.several and len(parts) > FEWEST and (parts[0][:1].islower() or not read_person(parts[0]))
    odd = [part for part in parts if part[:1].isdigit() or (first and part is parts[0])]
    parts = [part for part in parts if part not in odd]
    if len(parts) < 2 or all(map(nobody.is_aside, map(lists.outside, parts))):
        return len(parts) > 1 or (bool(odd) and len(parts) == 1)
    # What follows the first must be nobody's organisation or role.
    titled = lists.SEVERAL.match(slot.text) or all(map(_is_titled, parts[1:]))
    sure = all(map(_is_person, parts)) or all(map(_SET_APART.match, parts))
    sure = sure or (slot.several and all("(" in part and _plain(part) for part in parts))
    pairs = all(len(lists.outside(part).split()) == 2 for part in parts) and len(parts) > 1
    couple = pairs and len(parts) == 2 and parts[0].split()[-1] == parts[1].split()[-1]  # "Zeb and Susan Rusk"
    familiar = (pairs and _is_of_pairs(section)) or (slot.several and len(section.slots) == 1)
    pair = not slot.several and len(parts) == 2 and nobody.of_two(slot.text) != slot.text
    sure = sure or couple or pair or (familiar and all(map(_is_familiar, parts)))
    if titled or sure or _unmarked(slot.text, parts[1:]):
        return True
    plain = [_plain(part) and len(lists.outside(part).split()) > 1 for part in parts]
    if not slot.several and (slot.kind != "item" or len(section.slots) > 1):
        return False
    alike = all(map(_plain, parts)) and (slot.several or len(set(plain)) == 1)
    if len(parts) == 2:
        others = any(
            lists.commas(other.text) > 1 < len(lists.split(other.text)) for other in section.slots if other.several
        )
        bare = not any(SEPARATOR.search(lists.outside(part).strip()) for part in parts)
        within = lists.commas(slot.text) == sum(map(lists.commas, parts))  # "Ann & Bob Lee, Pond Trust"
        comma = within or (bare and (others or habits.commas))
        people = bool(slot.role or (within and lists.commas(slot.text))) or not _has_bodies(section)
        return alike and len(set(plain)) == 1 and comma and people
    single = len(parts) > 3 and sum(map(_plain, parts)) >= 0.8 * len(parts)
    return ((alike or single) and len(section.slots) == 1) or sum(plain) >= 0.8 * len(parts)


def _is_of_pairs(section: Section) -> bool:
    """Whether most entries at the beginning of a list hold two full names each."""
    beginning = [lists.split(slot.text) for slot in section.slots[:BEGINNING]]
    return sum(len(parts) > 1 and all(map(_is_familiar, parts)) for parts in beginning) * 2 > len(beginning)


def _is_familiar(part: str) -> bool:
    """Whether a part is a full name that begins with a forename everybody knows."""
    words = lists.outside(part).split()
    return len(words) > 1 and titles.is_forename(words[0]) and _plain(part)


def _unmarked(text: str, parts: Sequence[str]) -> bool:
    """Whether a name follows with no mark before it: then what it is was told by other signs, and surely."""
    return any(re.search(rf"(?<=[\w)])(?<! and) {re.escape(part[:20])}", text) for part in parts)


def _has_bodies(section: Section) -> bool:
    """Whether what stands second on the lines of a list is what people belong to: it comes twice or says so."""
    texts = [lists.outside(slot.text) for slot in section.slots if slot.kind != "row" and lists.commas(slot.text) == 1]
    seconds = [text.partition(",")[2].strip() for text in texts]
    counts = Counter(seconds)
    likely = sum(counts[second] > 1 or nobody.is_aside(second or "-") for second in seconds)
    return len(seconds) > 2 and likely * 2 >= len(seconds)


def _is_titled(part: str) -> bool:
    return titles.is_titled(part) or bool(_INITIAL.match(office_before(part)[0]))


def _is_person(part: str) -> bool:
    """Whether a part can be nobody's organisation or role: it has a title, initials or a handle."""
    person = read_person(part)
    return person is not None and (_is_titled(part) or bool(person.initials or person.handle))


def _plain(part: str) -> bool:
    bare = SEPARATOR.split(lists.outside(part).strip())[0]
    person = read_person(bare)
    bare = person.name.written if person and person.part else bare
    return looks_like_name(bare) and not names.looks_like_organisation(bare) and not names.is_role(bare)


def _run_together(text: str, single: frozenset[str]) -> list[str]:
    """Part names that lack their commas: ``Ann Bob Cat``, where each stands alone elsewhere in the document."""
    words = text.split()
    if len(words) > 1 and "(" not in text and all(names.key(word) in single for word in words):
        return words
    return [text]


def _single_names(rolls: Rolls) -> frozenset[str]:
    """Find the names of one word that the document's lists of names show."""
    single: set[str] = set()
    for section in rolls.sections:
        for slot in section.slots:
            if slot.several:
                bare = (lists.outside(part).strip() for part in lists.split(slot.text))
                single.update(names.key(part) for part in bare if part.isalpha())
    return frozenset(single)


class Minutes(Struct):
    """What was found in a document.

    Attributes
    ----------
    claims
        In the order of lists, sentences, speakers, actions.
    sessions
        The meetings in the document.
    rolls
        The sessions that have a roll of those present.
    spoke
        For each session the keys of those on its roll who spoke.
    chairs
        For each session the name of who led it, as written; empty if nothing says so.
    deeds
        For each session the keys of those who presented something, or took the notes, by kind.
    modes
        For each session ``"virtual"``, ``"in person"`` or ``"hybrid"``, where its lists say it.
    barren
        The place of a heading of those present under which nobody stands, if no roll of the document names anybody.
    doubts
        What may have been misread in its tables.
    """

    claims: list[Claim]
    sessions: list[Session]
    rolls: set[int]
    spoke: list[set[str]]
    chairs: list[str]
    deeds: list[dict[str, set[str]]] = []
    modes: list[str] = []
    barren: str = ""
    doubts: list[Reason] = []


def find(
    document: Sequence[Block],
    marks: Mapping[str, str] | None = None,
    words: Sequence[str] = (),
    on: dt.date | None = None,
) -> Minutes:
    """Find the records of a document; what of it could not be read is a record too.

    Parameters
    ----------
    marks
        What the study says of marks of attendance in tables.
    words
        The study's own headings of a roll.
    on
        The day of the document, if it is known.
    """
    blocks = [block for block in document if block.kind != UNREAD]
    rolls = read_rolls(blocks, marks, words, on)
    listed: list[list[Claim]] = [[] for _session in rolls.sessions]
    for claim in claims(rolls):
        listed[claim.session].append(claim)
    present = {number for number, own in enumerate(listed) if any(claim.status is Status.PRESENT for claim in own)}
    minutes = Minutes([], rolls.sessions, present, [], [], doubts=rolls.doubts)
    for number, part in enumerate(_parts(blocks, rolls)):
        rest = [block for block in part if block.place not in rolls.used]
        minutes.claims += _session(minutes, number, rest, listed[number])
    minutes.claims += (_unread(block) for block in document if block.kind == UNREAD)
    minutes.modes = [_mode(rolls, number) for number in range(len(rolls.sessions))]
    barren = [section.place for section in rolls.sections if section.head.first and not section.slots]
    there = any(claim.status is Status.PRESENT and claim.evidence in _THERE for claim in minutes.claims)
    if barren and not there:  # speakers do not stand in for a roll that was not understood
        away = [claim for claim in minutes.claims if claim.evidence is Evidence.LISTED and ELSEWHERE in minutes.doubts]
        minutes.barren, minutes.claims = barren[0], [claim for claim in away if claim.status is not Status.PRESENT]
    minutes.claims = list(_distinct_places(name_marks.without_false_organisations(minutes.claims)))
    return minutes


def _mode(rolls: Rolls, number: int) -> str:
    modes = {section.head.mode for section in rolls.sections if section.session == number and section.slots}
    modes -= {""} if modes <= {"", "in person"} else set()
    return next(iter(modes), "") if len(modes) < 2 else "hybrid"


def _session(minutes: Minutes, number: int, rest: Sequence[Block], own: list[Claim]) -> list[Claim]:
    """Add to what the rolls of one session claim what its other lines do; note who spoke and who led it."""
    told = _in_session(number, mentions(rest, _directory(own) if minutes.rolls else None))
    spots = {claim.place.partition(" sentence")[0] for claim in told}  # amid a roll a sentence was read after all
    own[:] = [*(claim for claim in own if claim.listed or claim.place not in spots), *told]
    own[:] = _excused(own, {block.place for block in rest[: 2 * OPENING]})
    own += _in_session(number, officers(rest, _directory(own))) if number == 0 else []
    directory = _directory(own)
    minutes.spoke.append(spoke(rest, directory))
    minutes.deeds.append(deeds(rest, directory))
    minutes.chairs.append(lists.outside(minutes.sessions[number].chair).strip() or _chair(own))
    own += _in_session(number, speakers(rest, directory, roll=bool(minutes.rolls)))
    own += _in_session(number, actions(rest, _directory(own)))
    return own


def _excused(own: Sequence[Claim], beginning: Collection[str]) -> Iterator[Claim]:
    """Believe apologies at the beginning against the roll, which often lists all members; and say so."""
    rolls = (claim for claim in own if claim.evidence is Evidence.LISTED and not claim.ticked)
    there = _directory(claim for claim in rolls if claim.status is Status.PRESENT)
    meant = {
        claim.place: there.find(claim.listed.name.written)
        for claim in own
        if claim.listed and claim.status is Status.APOLOGIES and not claim.part
        if " " in claim.text or is_short(claim.text)
        if claim.evidence in _THERE
        if (parted := claim.place.partition(" sentence"))[0] in beginning or not parted[1]
    }
    listed = {claim.place for claim in own if claim.evidence is Evidence.LISTED and not claim.item}
    excused = {person.name.key: place in listed for place, person in meant.items() if person}
    for claim in own:
        if person := meant.get(claim.place):
            yield structs.replace(claim, listed=person)
        elif claim.listed and claim.listed.name.key in excused and claim.status is Status.PRESENT:
            told = structs.replace(claim, status=Status.APOLOGIES, doubt=_CONTRADICTED)
            yield structs.replace(claim, doubt=_ON_BOTH) if excused[claim.listed.name.key] else told
        else:
            yield claim


def _in_session(number: int, claims: Iterable[Claim]) -> list[Claim]:
    return [structs.replace(claim, session=number) for claim in claims]


def _directory(own: Iterable[Claim]) -> Directory:
    return Directory(claim.listed for claim in own if claim.listed)


def _unread(block: Block) -> Claim:
    """Claim that a stretch of the document could not be read, and may name somebody."""
    hint = "Look there for names, and give the document as searchable text with lines of ordinary length."
    return Claim("", block.place, fault=Reason(block.cells[0], block.text, hint=hint))


def _distinct_places(claims: Iterable[Claim]) -> Iterator[Claim]:
    """Give each claim a place of its own: several lines of a web page may stand on one line of its source."""
    counts: Counter[str] = Counter()
    for claim in claims:
        counts[claim.place] += 1
        times = counts[claim.place]
        yield claim if times == 1 else structs.replace(claim, place=f"{claim.place} ({times})")


def _parts(blocks: Sequence[Block], rolls: Rolls) -> Iterator[Sequence[Block]]:
    """Cut the document where its sessions begin; what stands before the first belongs to it."""
    starts = [0, *(session.start for session in rolls.sessions[1:]), len(blocks)]
    for first, last in pairwise(starts):
        yield blocks[first:last]


def _chair(own: Iterable[Claim]) -> str:
    """Name who led a session, by the role on the roll."""
    for claim in own:
        role = claim.listed.role.casefold() if claim.listed and claim.status is Status.PRESENT else ""
        if claim.listed and any(map(_CHAIR.match, role.split(", "))):
            return claim.listed.name.written
    return ""


def places(minutes: Minutes) -> int:
    """Count the places of a document where something is claimed of somebody; 1, the file itself, if there is none.

    What is a record here is a matter of reading, so the count shares `find` with `entries`: two readings of English
    that disagreed about it would stop honest studies, not catch errors. It knows nothing of names, people, meetings,
    windows, settings or fates: an entry that is lost, doubled or made up between claim and entry shows as a difference.
    """
    return max(1, len({claim.place for claim in minutes.claims}))
