"""Which pairs are worth comparing: those that share a key.

So the work grows with the number of names, not with its square.

Every key holds a given name and a surname, or what stands for them; a slip of the pen is found because two words that
differ by one letter are the same once the right letter of each is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, product

import numpy as np

from sna.identity.matching.evidence import Comparand
from sna.identity.matching.parts import Parts
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
