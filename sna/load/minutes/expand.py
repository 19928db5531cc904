"""Rolls → claims: one for each name, read by what the whole list shows of its habits."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, structs

from sna import names
from sna.errors import shown
from sna.facts import Evidence, Reason, Status
from sna.load.minutes import lists
from sna.load.minutes.person import SEPARATOR, Listed, looks_like_name, read_person
from sna.load.minutes.slots import Rolls, Section, Slot


class Claim(Struct, frozen=True):
    """One name, what is claimed of it, and where; `listed` is None if the text cannot be read as a person."""

    text: str
    place: str
    session: int
    status: Status
    evidence: Evidence = Evidence.LISTED
    listed: Listed | None = None
    stands_in_for: str = ""
    part: str = ""
    fault: Reason | None = None


def claims(rolls: Rolls) -> Iterator[Claim]:
    """Give a claim for each name on the rolls of a document."""
    single = _single_names(rolls)
    for section in rolls.sections:
        yield from _of_section(section, single)


def _of_section(section: Section, single: frozenset[str]) -> Iterator[Claim]:
    pieces = [(text, place, slot) for slot in section.slots for text, place in _pieces(slot, section, single)]
    texts = [text for text, _place, _slot in pieces]
    organisation_first, surname_first = _organisation_first(texts), _surname_first(texts)
    for text, place, slot in pieces:
        listed = read_person(text, organisation_first=organisation_first, surname_first=surname_first)
        if listed:
            listed = _with_fields(listed, slot)
        status = listed.status if listed and listed.status else slot.status
        if slot.strange:
            yield Claim(text, place, section.session, status, fault=_mark_fault(slot.strange))
            continue
        part, instead = (listed.part, listed.stands_in_for) if listed else ("", "")
        yield Claim(text, place, section.session, status, Evidence.LISTED, listed, instead, part)
        if listed and listed.replaced_by and status is Status.APOLOGIES:
            yield _deputy(listed, place, section.session)


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
    deputy = read_person(absent.replaced_by)
    return Claim(
        absent.replaced_by, f"{place} deputy", session, Status.PRESENT, Evidence.MENTIONED, deputy, absent.name.written
    )


def _with_fields(listed: Listed, slot: Slot) -> Listed:
    """Add what the other columns of a table, or the label before the name, say."""
    columns = {key: value for key, value in (slot.fields or {}).items() if value}
    changes = {key: columns[key] for key in ("organisation", "role", "initials", "handle", "email") if key in columns}
    if slot.role and not listed.role:
        changes["role"] = slot.role
    return structs.replace(listed, **changes)


def _pieces(slot: Slot, section: Section, single: frozenset[str]) -> list[tuple[str, str]]:
    texts = lists.split(slot.text) if _is_list(slot, section) else [slot.text]
    texts = [name for text in texts for name in _run_together(text, single)]
    if len(texts) == 1:
        return [(texts[0], slot.place)]
    return [(text, f"{slot.place} name {number}") for number, text in enumerate(texts, 1)]


def _is_list(slot: Slot, section: Section) -> bool:
    """Whether an entry holds several names: after a label it does, among lines only if all parts are names."""
    if slot.fields is not None:
        return False
    if slot.several and ((section.inline >= 0 and slot is section.slots[0]) or slot.role or slot.group):
        return True
    parts = [part.strip() for part in lists.split(slot.text)]
    if len(parts) == 2 and not SEPARATOR.search(lists.outside(slot.text).strip()):
        return all(_plain(part) for part in parts) and len({len(part.split()) > 1 for part in parts}) == 1
    people, bare = [read_person(part) for part in parts], [lists.outside(part) for part in parts]
    if len(parts) > 1 and all(person and (person.initials or person.handle) for person in people):
        return True
    if len(section.slots) == 1 and (slot.several or slot.kind == "item"):
        alike = slot.several or len({len(part.split()) > 1 for part in bare}) == 1  # "Ann Smith, Pond, York" is one
        return len(parts) >= 3 and alike and all(map(_plain, parts))
    return slot.several and len(parts) >= 3 and all(_plain(part) and len(part.split()) > 1 for part in parts)


def _plain(part: str) -> bool:
    bare = lists.outside(part).strip()
    return looks_like_name(bare) and not names.looks_like_organisation(bare) and not names.is_role(bare)


def _run_together(text: str, single: frozenset[str]) -> list[str]:
    """Part names that lack their commas: ``Ann Bob Cat``, where each stands alone elsewhere in the document."""
    words = text.split()
    if len(words) > 1 and all(names.key(word) in single for word in words):
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


def _organisation_first(texts: list[str]) -> bool:
    """Whether a list writes ``ORG – Name``: more first parts than second ones read as organisations."""
    pairs = [SEPARATOR.split(lists.outside(text).strip())[:2] for text in texts]
    pairs = [pair for pair in pairs if len(pair) == 2]
    first = sum(names.looks_like_organisation(pair[0]) for pair in pairs)
    second = sum(names.looks_like_organisation(pair[1]) for pair in pairs)
    return first > second and first * 2 >= len(pairs)


def _surname_first(texts: list[str]) -> bool:
    """Whether a list writes ``Surname, First``: one word, a comma, one or two words, nearly throughout."""
    heads = [lists.outside(text).split(",") for text in texts if "," in lists.outside(text)]
    short = [head for head in heads if len(head[0].split()) == 1 and len(head[1].split()) in {1, 2} and head[1].strip()]
    shape = len(short) >= 0.7 * len(texts) and len(short) >= 2
    return shape and not any(names.looks_like_organisation(head[1]) for head in short)
