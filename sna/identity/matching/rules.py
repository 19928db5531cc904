"""Which pairs of writings are worth comparing, and the rules that tie two: sure, doubtful or not at all.

Compared are those that share a key. So the work grows with the number of names, not with its square. Every key holds a
given name and a surname, or what stands for them; a slip of the pen is found because two words that differ by one
letter are the same once the right letter of each is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import combinations, product

import numpy as np
from msgspec import Struct

from sna.identity.matching.evidence import Comparand, weigh
from sna.identity.matching.likeness import FULL, SHORT, Likeness, likeness_of
from sna.identity.matching.matches import Match, Verdict
from sna.identity.matching.parts import Commonness, Parts
from sna.identity.matching.variants import formal, romanised, single_letters, sounded, variant_of

Pair = tuple[int, int]
Key = tuple[str, ...]

BLOCK = 60  # more names than this in one block are compared with their neighbours in the alphabet only
WINDOW = 12
FITTING = 25  # a short form that fits more names than this identifies nobody
SMALL_GROUP = 20  # writings of one name, or at one address, that are all compared with each other


def candidates(comparands: Sequence[Comparand]) -> Iterator[Pair]:
    """Give the pairs of writings worth comparing, by position, each once, the lower one first."""
    yield from sorted({(min(pair), max(pair)) for pair in _all_pairs(comparands) if pair[0] != pair[1]})


def _all_pairs(comparands: Sequence[Comparand]) -> Iterator[Pair]:
    bearers: dict[Parts, list[int]] = defaultdict(list)
    for position, comparand in enumerate(comparands):
        bearers[comparand.name].append(position)
    names = sorted(bearers, key=lambda name: (name.folded, repr(name)))
    for positions in bearers.values():
        yield from _within(positions)
    for head, tail in _name_pairs(names):
        yield from _across(bearers[names[head]], bearers[names[tail]])
    for group in _identified(comparands):
        yield from _within(group)


def _within(group: Sequence[int]) -> Iterator[Pair]:
    """Give all pairs of a small group; of a large one neighbours, and each with the first."""
    # what is tied is one person by way of others too, so a chain and a star find a large group as surely as all pairs
    if len(group) <= SMALL_GROUP:
        yield from combinations(group, 2)
        return
    for index in range(1, len(group)):
        yield group[index - 1], group[index]
        yield group[0], group[index]


def _across(heads: Sequence[int], tails: Sequence[int]) -> Iterator[Pair]:
    if len(heads) * len(tails) > SMALL_GROUP**2:
        heads, tails = heads[:SMALL_GROUP], tails[:SMALL_GROUP]
    yield from product(heads, tails)


def _identified(comparands: Sequence[Comparand]) -> Iterator[list[int]]:
    """Group writings with one address or account, and those that may follow each other in one post."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for position, comparand in enumerate(comparands):
        if comparand.address:
            groups["e-mail", comparand.address].append(position)
        if comparand.writing.account:
            groups["account", comparand.writing.account].append(position)
        if comparand.writing.since and comparand.name.is_full:
            for organisation in set(comparand.writing.organisations):
                for role in set(comparand.writing.roles):
                    groups["post", comparand.name.forename[0], organisation, role].append(position)
    yield from groups.values()


def _name_pairs(names: Sequence[Parts]) -> Iterator[Pair]:
    """Pair names by position: whole names that share a key, and short forms with what they may stand for.

    Keys are compared by their hashes: numbers sort fast, and two keys of one hash only cost a comparison in vain.
    """

    def keyed(keys_of: Callable[[Parts], Iterable[Key]]) -> tuple[list[int], list[int]]:
        hashes, positions = list[int](), list[int]()
        for position, name in enumerate(names):
            keys = set(keys_of(name))
            hashes += map(hash, keys)
            positions += [position] * len(keys)
        return hashes, positions

    foreign = any(name.foreign for name in names)  # transliterated keys are of use only beside a foreign name
    yield from _shared(*keyed(lambda name: (*_full_keys(name), *(_alphabet_keys(name) if foreign else ()))))
    yield from _fitting(keyed(_short_keys), keyed(_offered_keys))


def _shared(keys: list[int], places: list[int]) -> Iterator[Pair]:
    """Pair names that share a key."""
    for block in _runs(np.array(keys, dtype=np.int64), np.array(places, dtype=np.int64)):
        if len(block) <= BLOCK:
            yield from combinations(block, 2)
        else:  # names are in order of the alphabet, so that likely ones are near each other even in a large block
            for index, position in enumerate(block):
                yield from ((position, neighbour) for neighbour in block[index + 1 : index + WINDOW])


def _runs(keys: np.ndarray, places: np.ndarray) -> Iterator[list[int]]:
    """Give the places that have one key, each list in order; keys of a single place are left out."""
    order = np.lexsort((places, keys))
    keys, places = keys[order], places[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.array([], dtype=np.int64)
    ends = np.r_[starts[1:], len(keys)]
    for start, end in zip(starts[ends - starts > 1], ends[ends - starts > 1], strict=True):
        yield places[start:end].tolist()


def _fitting(short: tuple[list[int], list[int]], offered: tuple[list[int], list[int]]) -> Iterator[Pair]:
    """Pair short forms with the names they may stand for, unless those are too many to tell."""
    short_keys = set(short[0])
    fits: dict[int, list[int]] = defaultdict(list)
    for key, place in zip(*offered, strict=True):
        if key in short_keys:
            fits[key].append(place)
    for key, place in zip(*short, strict=True):
        if len(fits[key]) <= FITTING:
            yield from ((place, full) for full in fits[key] if full != place)


def _full_keys(name: Parts) -> Iterator[Key]:
    """Keys under which names are compared that may be one and the same, slips and all."""
    yield "whole", name.looks or name.folded
    words = name.words
    if not words:
        return
    yield "sorted", "".join(sorted(words))
    yield "run", name.run
    yield "run", name.forename_run + name.solid
    if not name.is_full:
        return
    yield "turned", "".join(name.surname + name.middle + name.forename)
    yield "ends", *sorted((words[0], words[-1]))
    yield from _pair_keys(name)


def _pair_keys(name: Parts) -> Iterator[Key]:
    forms = _forename_forms(name)
    surnames = {*name.surname, name.surname_run, *name.former}
    forename_words = {name.forename_run, *name.forename}
    for surname in surnames:
        yield from (("pair", form, surname) for form in forms)
        yield from (("slip in given", slip, surname) for word in forename_words for slip in _slips(word))
    for slip in {slip for surname in name.surname for slip in _slips(surname)}:
        yield from (("slip in surname", form, slip) for form in forms)
    # either name may be left out elsewhere: Maria Clara Reyes as Maria Clara, or as Clara Reyes
    for middle in name.middle:
        yield "pair", name.forename[0], middle
        yield "pair", middle, name.surname[-1]


def _forename_forms(name: Parts) -> set[str]:
    """Give what may stand for a given name: its words, its first letters where it is cut, and its full names."""
    words = {*name.forename, name.forename_run, *name.also}
    stems = {word[:3] + "…" for word in words if len(word) >= 3}
    sounds = {sounded(word) + "~" for word in words if len(word) > 1}
    return words | stems | sounds | {full for word in words for full in formal(word)}


def _slips(word: str) -> set[str]:
    """Give a word with each of its letters left out, its letters in order, and its two halves if it is long."""
    if len(word) < 3:
        return set()
    # two words that differ by one letter are the same once the right letter of each is left out
    slips = {word, single_letters(word) + "+"} | {word[:index] + word[index + 1 :] for index in range(len(word))}
    if len(word) >= 5:  # letters changed over or moved
        slips.add("".join(sorted(word)) + "*")
    if len(word) >= 9:  # two slips, of which one half is free
        slips |= {word[:5] + "…", "…" + word[-5:]}
    return slips


def _alphabet_keys(name: Parts) -> Iterator[Key]:
    if name.is_full:
        yield "roman", *sorted(romanised(word) for word in (*name.forename, *name.surname))
        yield from (("roman pair", romanised(form), romanised(name.surname[-1])) for form in _forename_forms(name))


def _short_keys(name: Parts) -> Iterator[Key]:
    """Keys of a short form: what it says of the whole name it stands for."""
    if name.initials:
        yield "initials", name.initials
    elif not name.surname:
        yield from (("word", word) for word in {name.forename_run, *name.forename[:1]} if word)
        yield from (("given name", full) for word in name.forename[:1] for full in formal(word) - {word})
    elif len(name.forename[0]) == 1 and len(name.surname[-1]) > 1:
        yield from (("given initial", name.forename[0], surname) for surname in name.surname)
    elif len(name.surname[-1]) == 1 and len(name.forename[0]) == 1:
        yield "initials", "".join(word[0] for word in name.words)
    elif len(name.surname[-1]) <= 3:  # "Ann O.", and "Ann Ok" as a hurried hand writes
        yield from (("surname initial", form, name.surname[-1]) for form in _forename_forms(name))


def _offered_keys(name: Parts) -> Iterator[Key]:
    """Keys of a name that is more than a short form: all the short forms it may be known by."""
    if not name.surname:
        return
    forename = name.forename[0]
    yield from (("given initial", forename[0], surname) for surname in name.surname)
    starts = {word[0] for word in name.surname} | {name.solid[:1], "".join(word[0] for word in name.surname)}
    yield from (("surname initial", form, start) for form in _forename_forms(name) for start in starts)
    yield "initials", "".join(word[0] for word in name.words)
    yield "initials", forename[0] + name.surname[-1][0]
    if name.is_full:
        yield from (("word", word) for word in _account_names(name))
        yield "given name", variant_of(forename)


def _account_names(name: Parts) -> set[str]:
    """Give the words an account, or a hurried hand, makes of a name."""
    forename, surname = name.forename_run, name.surname_run
    joined = {forename + name.solid, forename + surname, surname + forename, forename[0] + surname}
    joined |= {surname + forename[0], forename + surname[:1], forename + surname[:2]}
    return joined | {forename, name.forename[0], surname, *name.also}


SURE = 0.85
DOUBTFUL = 0.40
FAINTEST = -9.0  # below whatever speaks against a short form
HANDOVER = 92  # days at most between the last day under one surname and the first under the next
IDENTIFIED = 1  # the tier of addresses and accounts, before any name

RULES = {
    "declared": "somebody said they are one person",
    "same-account": "the same account",
    "same-email": "the same e-mail address",
    "initials-explained": "the document explains the initials",
    "same-name": "the same name",
    "single-name": "the same name, of one word",
    "accents": "the same name but for accents or umlauts",
    "particles": "the same name but for particles such as “van der”",
    "run-together": "the same name but for hyphens and spaces",
    "other-alphabet": "the same name in another alphabet",
    "name-order": "the same words in another order",
    "middle-name": "the same name but for middle names",
    "double-surname": "one surname is part of the other",
    "former-name": "the former surname is stated",
    "nickname": "one given name is a short form of the other",
    "transliteration": "one given name written in two ways",
    "second-name": "one is called by the middle name of the other",
    "half-given-name": "one given name is part of the other",
    "typing-error": "the names differ by what looks like a typing error",
    "one-letter": "the names differ by one letter, but both are names",
    "given-initial": "the initial fits the given name",
    "surname-initial": "the initial fits the surname",
    "initials": "the initials fit",
    "given-name-alone": "the given name fits",
    "surname-alone": "the surname fits",
    "account-name": "the name of the account fits",
    "surname-change": "the same given name, organisation and role, one after the other",
    "look-alike-letters": "the names look the same but are written with letters of two alphabets",
}


class Judgement(Struct, frozen=True):
    """A match, and what decides whether it still holds beside others.

    Attributes
    ----------
    match
        The match as it stands when only these two are looked at.
    tier
        When it is tied: 0 declared, 1 address or account, 2 whole names, 3 variants, 4 short forms.
    support
        2 for an address or account, 1 for what else tells namesakes apart, 0 for the names alone.
    contradiction
        2 if something beside the names says they are two people, 1 if it speaks against one, else 0.
    """

    match: Match
    tier: int
    support: int
    contradiction: int = 0


class Setting(Struct, frozen=True):
    """What all comparisons of one collection share: how common names are, and the addresses several people use."""

    common: Commonness
    shared: Collection[str] = frozenset()


_UNLIKE = Likeness("surname-change", 0.0)


def judge(head: Comparand, tail: Comparand, setting: Setting, *, floor: float = DOUBTFUL) -> Judgement | None:
    """Say whether two writings are one person, in whichever order they come; nothing if they are not.

    With a lower `floor`, what a short form fits is given too where too little speaks for it to be asked about.
    """
    if head.writing.id > tail.writing.id:
        head, tail = tail, head
    if head.writing.only_declared or tail.writing.only_declared:
        return None
    likeness = likeness_of(head.name, tail.name, setting.common)
    return _by_identity(head, tail, likeness, setting) or _by_name(head, tail, likeness, setting, floor)


def are_incompatible(head: Comparand, tail: Comparand, setting: Setting) -> bool:
    """Tell whether something beside the names says that two writings are two people."""
    likeness = likeness_of(head.name, tail.name, setting.common)
    if _by_identity(head, tail, likeness, setting):
        return False
    return weigh(head, tail, likeness or _UNLIKE, setting.common).incompatible


def _by_identity(head: Comparand, tail: Comparand, likeness: Likeness | None, setting: Setting) -> Judgement | None:
    """Judge by an account or address both have; nothing if they have none, or the names are of two people at it."""
    account = bool(head.writing.account) and head.writing.account == tail.writing.account
    if not account and not (head.address and head.address == tail.address):
        return None
    # an address may be shared or handed on, so the names must fit too; an account is its owner's, whatever it is called
    fit = _names_fit(head, tail, likeness, account=account)
    shared = head.address in setting.shared and not (likeness and likeness.score >= 0.6)
    # who books for two gives one address: two names of one list are two guests, unless they are one name
    listed = bool(head.writing.lists & tail.writing.lists) and not (head.writing.declared and tail.writing.declared)
    fit = "may" if fit and listed and not account and not (likeness and likeness.tier == FULL) else fit
    if not account and (not fit or shared):
        return None
    rule = "same-account" if account else "same-email"
    similar = likeness if likeness and likeness.rule != "surname-change" else None
    for_ = (RULES[rule], RULES[similar.rule]) if similar else (RULES[rule],)
    against = () if similar else ("the names differ",)
    verdict: Verdict = "made" if fit == "fit" else "doubtful"
    score = 1.0 if fit == "fit" else 0.6
    return Judgement(Match(head.writing.id, tail.writing.id, verdict, rule, for_, against, score), IDENTIFIED, 2)


def _names_fit(head: Comparand, tail: Comparand, likeness: Likeness | None, *, account: bool) -> str:
    """Say whether the names of one address or account are those of one person: ``fit``, ``may`` or not."""
    if head.name.generation and tail.name.generation and head.name.generation != tail.name.generation:
        return ""
    if likeness and likeness.rule == "look-alike-letters":
        return "may"
    if likeness and (likeness.same_forename or account):
        return "fit"
    both_full = head.name.is_full and tail.name.is_full
    if account:
        return "fit" if not both_full or head.name.surname == tail.name.surname else "may"
    return "may" if likeness or not both_full else ""


def _by_name(
    head: Comparand, tail: Comparand, likeness: Likeness | None, setting: Setting, floor: float
) -> Judgement | None:
    """Judge by the names and what stands beside them; nothing if too little speaks for one person to ask."""
    if likeness is None or (likeness.rule == "surname-change" and not _succeeds(head, tail)):
        return None
    balance = weigh(head, tail, likeness, setting.common)
    score = likeness.score + balance.points + (0.25 if likeness.rule == "surname-change" else 0.0)
    # sums of tenths are rounded before they are compared, or the order of adding would decide at the bounds
    if round(score, 6) < (floor if likeness.tier == SHORT else DOUBTFUL):
        return None
    explained = (head.explained or tail.explained) and likeness.tier <= FULL
    rule = "initials-explained" if explained else likeness.rule
    score = 0.96 if explained and not balance.against else score
    sure = round(score, 6) >= SURE and not likeness.doubtful and not balance.incompatible
    score = round(min(max(score, 0.0), 0.99 if sure else SURE - 0.01), 2)
    verdict: Verdict = "made" if sure else "doubtful"
    for_, against = (RULES[rule], *balance.for_), tuple(balance.against)
    match = Match(head.writing.id, tail.writing.id, verdict, rule, for_, against, score)
    contradiction = 2 if balance.incompatible else int(balance.contradicted)
    return Judgement(match, likeness.tier, max(balance.support, int(explained)), contradiction)


def _succeeds(head: Comparand, tail: Comparand) -> bool:
    """Whether one took the place of the other: same organisation and role, never together, at most a season between."""
    ours, theirs = head.writing, tail.writing
    same_post = {*ours.organisations} & {*theirs.organisations} and {*ours.roles} & {*theirs.roles}
    if not same_post or ours.lists & theirs.lists:
        return False
    return any(
        earlier.until is not None and later.since is not None and 0 <= (later.since - earlier.until).days <= HANDOVER
        for earlier, later in ((ours, theirs), (theirs, ours))
    )
