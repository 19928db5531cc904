"""Which pairs are worth comparing: those that share a key.

So the work grows with the number of names, not with its square.

Every key holds a given name and a surname, or what stands for them; a slip of the pen is found because two words that
differ by one letter are the same once the right letter of each is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np

from sna.identity.matching.evidence import Known
from sna.identity.matching.letters import romanised
from sna.identity.matching.likeness import single_letters
from sna.identity.matching.nicknames import formal
from sna.identity.matching.parts import Parts

Pair = tuple[int, int]

BLOCK = 60  # more names than this in one block are compared with their neighbours in the alphabet only
WINDOW = 12
FITTING = 25  # a short form that fits more names than this identifies nobody
TOGETHER = 20  # writings of one name, or at one address, that are all compared with each other


def candidates(known: Sequence[Known]) -> Iterator[Pair]:
    """Give the pairs of writings worth comparing, by position, each once, the lower one first."""
    pairs = {(i, j) if i < j else (j, i) for i, j in _all_pairs(known) if i != j}
    yield from sorted(pairs)


def _all_pairs(known: Sequence[Known]) -> Iterator[Pair]:
    bearers: dict[Parts, list[int]] = defaultdict(list)
    for at, one in enumerate(known):
        bearers[one.name].append(at)
    names = sorted(bearers, key=lambda name: (name.whole, repr(name)))
    for same in bearers.values():
        yield from _within(same)
    for i, j in _name_pairs(names):
        yield from _across(bearers[names[i]], bearers[names[j]])
    for group in _identified(known):
        yield from _within(group)


def _within(group: Sequence[int]) -> Iterator[Pair]:
    """Give all pairs of a small group; of a large one neighbours, and each with the first."""
    if len(group) <= TOGETHER:
        yield from combinations(group, 2)
        return
    for at in range(1, len(group)):
        yield group[at - 1], group[at]
        yield group[0], group[at]


def _across(some: Sequence[int], others: Sequence[int]) -> Iterator[Pair]:
    if len(some) * len(others) > TOGETHER**2:
        some, others = some[:TOGETHER], others[:TOGETHER]
    for i in some:
        for j in others:
            yield i, j


def _identified(known: Sequence[Known]) -> Iterator[list[int]]:
    """Group writings with one address or account, and those that may follow each other in one post."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, one in enumerate(known):
        if one.address:
            groups["e-mail", one.address].append(at)
        if one.writing.account:
            groups["account", one.writing.account].append(at)
        if one.writing.since and one.name.is_full:
            for organisation in set(one.writing.organisations):
                for role in set(one.writing.roles):
                    groups["post", one.name.given[0], organisation, role].append(at)
    yield from groups.values()


def _name_pairs(names: Sequence[Parts]) -> Iterator[Pair]:
    foreign = any(name.foreign for name in names)
    whole, at_whole, short, at_short, sought, at_sought = ([] for _ in range(6))
    for at, name in enumerate(names):
        keys = [hash(key) for key in {*_whole_keys(name), *(_alphabet_keys(name) if foreign else ())}]
        whole += keys
        at_whole += [at] * len(keys)
        fitting = [hash(key) for key in set(_short_keys(name))]
        short += fitting
        at_short += [at] * len(fitting)
        offered = [hash(key) for key in set(_offered_keys(name))]
        sought += offered
        at_sought += [at] * len(offered)
    yield from _shared(whole, at_whole)
    yield from _fitting((short, at_short), (sought, at_sought))


def _shared(keys: list[int], places: list[int]) -> Iterator[Pair]:
    """Pair names that share a key."""
    for block in _runs(np.array(keys, dtype=np.int64), np.array(places, dtype=np.int64)):
        if len(block) <= BLOCK:
            yield from combinations(block, 2)
        else:
            for at in range(len(block)):
                yield from ((block[at], other) for other in block[at + 1 : at + WINDOW])


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
    wanted = set(short[0])
    fits: dict[int, list[int]] = defaultdict(list)
    for key, place in zip(*offered, strict=True):
        if key in wanted:
            fits[key].append(place)
    for key, place in zip(*short, strict=True):
        if len(fits[key]) <= FITTING:
            yield from ((place, other) for other in fits[key] if other != place)


def _whole_keys(name: Parts) -> Iterator[tuple[str, ...]]:
    """Keys under which names are compared that may be one and the same, slips and all."""
    yield "whole", name.looks or name.whole
    words = name.words
    if not words:
        return
    yield "sorted", "".join(sorted(words))
    yield "run", "".join(words)
    yield "run", "".join(name.given) + name.solid
    if not name.is_full:
        return
    yield "turned", "".join(name.surname + name.middle + name.given)
    yield "ends", *sorted((words[0], words[-1]))
    yield from _pair_keys(name)


def _pair_keys(name: Parts) -> Iterator[tuple[str, ...]]:
    given = _given_classes(name)
    last = {*name.surname, "".join(name.surname), *name.former}
    first = {"".join(name.given), *name.given}
    for surname in last:
        yield from (("pair", one, surname) for one in given)
        yield from (("slip in given", one, surname) for word in first for one in _slips(word))
    for slipped in {one for surname in name.surname for one in _slips(surname)}:
        yield from (("slip in surname", one, slipped) for one in given)
    for middle in name.middle:
        yield "pair", name.given[0], middle
        yield "pair", middle, name.surname[-1]


def _given_classes(name: Parts) -> set[str]:
    words = {*name.given, "".join(name.given), *name.also}
    cut = {word[:3] + "…" for word in words if len(word) >= 3}
    return words | cut | {full for word in words for full in formal(word)}


def _slips(word: str) -> set[str]:
    """Give a word with each of its letters left out, its letters in order, and its two halves if it is long."""
    if len(word) < 3:
        return set()
    slips = {word, single_letters(word) + "+"} | {word[:at] + word[at + 1 :] for at in range(len(word))}
    if len(word) >= 7:
        slips.add("".join(sorted(word)) + "*")
    if len(word) >= 9:
        slips |= {word[:5] + "…", "…" + word[-5:]}
    return slips


def _alphabet_keys(name: Parts) -> Iterator[tuple[str, ...]]:
    if name.is_full:
        yield "roman", *sorted(romanised(word) for word in (*name.given, *name.surname))
        yield from (("roman pair", romanised(one), romanised(name.surname[-1])) for one in _given_classes(name))


def _short_keys(name: Parts) -> Iterator[tuple[str, ...]]:
    """Keys of a short form: what it says of the whole name it stands for."""
    if name.initials:
        yield "initials", name.initials
    elif not name.surname:
        yield from (("word", word) for word in {"".join(name.given), *name.given[:1]} if word)
    elif len(name.given[0]) == 1 and len(name.surname[-1]) > 1:
        yield from (("given initial", name.given[0], surname) for surname in name.surname)
    elif len(name.surname[-1]) == 1 and len(name.given[0]) > 1:
        yield from (("surname initial", one, name.surname[-1]) for one in _given_classes(name))
    elif len(name.surname[-1]) == 1:
        yield "initials", "".join(word[0] for word in name.words)
    elif len(name.surname[-1]) <= 3:
        yield from (("surname initial", one, name.surname[-1]) for one in _given_classes(name))


def _offered_keys(name: Parts) -> Iterator[tuple[str, ...]]:
    """Keys of a name that is more than a short form: all the short forms it may be known by."""
    if not name.surname:
        return
    given, last = name.given[0], name.surname[-1]
    yield from (("given initial", given[0], surname) for surname in name.surname)
    starts = {word[0] for word in name.surname} | {name.solid[:1], "".join(word[0] for word in name.surname)}
    yield from (("surname initial", one, start) for one in _given_classes(name) for start in starts)
    yield "initials", "".join(word[0] for word in name.words)
    yield "initials", given[0] + last[0]
    if name.is_full:
        yield from (("word", word) for word in _account_names(name))


def _account_names(name: Parts) -> Iterable[str]:
    """Give the words an account, or a hurried hand, makes of a name."""
    given, surname = "".join(name.given), "".join(name.surname)
    run = {given + name.solid, given + surname, surname + given, given[0] + surname, surname + given[0]}
    return run | {given + surname[:1], given + surname[:2], given, name.given[0], surname, *name.also}
