"""The forms a name is written in: letters, short names, and one name in several languages.

Accents and umlauts, other alphabets and letters that only look alike are made comparable; short and pet names, and one
given name as several languages write it, stand in a table.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from anyascii import anyascii

from sna.names import key

_WRITTEN_OUT = re.compile(r"ae|oe|ue|aa")  # ä, ö, ü, å where the letter is not to be had
_ROMAN = (("ou", "u"), ("kh", "h"), ("ks", "x"), ("ph", "f"), ("w", "v"), ("y", "i"), ("j", "i"))
_ENDING = re.compile(r"(?<=..)(?:ie|ey|i|y)$")
_DOUBLED = re.compile(r"(.)\1")
_REPEATED = re.compile(r"(.)\1+")
_ALPHABETS = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}
_LOOK_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХІЈЅԌԚԜаесорхуіјѕԁԛԝһӏкмтвнΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυιкτ",
    "ABEKMHOPCTYXIJSGQWaecopxyijsdqwhlkmtbhABEZHIKMNOPTYXavopuikt",
)


@lru_cache(maxsize=1 << 16)
def canonical(word: str) -> str:
    """Fold a word so that ``Müller``, ``Mueller`` and ``Muller`` are one.

    Words of up to four letters stay as they are: "Joe" is not "Jo".

    Examples
    --------
    >>> canonical("Müller"), canonical("Mueller"), canonical("Joe")
    ('muller', 'muller', 'joe')
    """
    plain = key(word).replace(" ", "")
    if len(plain) < 5:
        return plain
    return _WRITTEN_OUT.sub(lambda match: match[0][0], plain)


def in_latin(text: str) -> str:
    """Write a text of another alphabet in Latin letters; a Latin one stays as it is.

    Examples
    --------
    >>> in_latin("Юлия Шевченко"), in_latin("Zoë")
    ('Yuliya Shevchenko', 'Zoë')
    """
    if not is_foreign(text):
        return text
    return anyascii(text.replace("ού", "ou").replace("ου", "ou").replace("Ου", "Ou"))


def is_foreign(text: str) -> bool:
    """Tell whether a text holds letters of another alphabet than the Latin one."""
    return not text.isascii() and any(char.isalpha() and _alphabet(char) != "LATIN" for char in text)


def romanised(word: str) -> str:
    """Fold a word in Latin letters so that the usual ways of transliterating it are one.

    Examples
    --------
    >>> romanised("yuliya"), romanised("julia")
    ('iulia', 'iulia')
    """
    for written, folded in _ROMAN:
        word = word.replace(written, folded)
    return _REPEATED.sub(r"\1", word)


def sounded(forename: str) -> str:
    """Fold the ways of writing a given name that sound alike.

    Examples
    --------
    >>> sounded("johnnie") == sounded("johnny"), sounded("cathie") == sounded("kathy"), sounded("ann") == sounded("ana")
    (True, True, False)
    """
    return single_letters(_ENDING.sub("y", forename).replace("c", "k").replace("ph", "f"))


def single_letters(word: str) -> str:
    """Fold doubled letters, of which nobody is sure.

    Examples
    --------
    >>> single_letters("phillipa") == single_letters("philippa")
    True
    """
    return _DOUBLED.sub(r"\1", word)


def looked_alike(name: str) -> str:
    """Give a name as it looks, if letters of another alphabet pass for Latin ones in it; else the empty text.

    Examples
    --------
    >>> looked_alike("\N{CYRILLIC CAPITAL LETTER A}nn Okafor"), looked_alike("Ann Okafor"), looked_alike("Юлия")
    ('Ann Okafor', '', '')
    """
    if name.isascii():
        return ""
    alphabets = [{_alphabet(char) for char in word if char.isalpha()} & _ALPHABETS for word in name.split()]
    within_a_word = any(len(alphabets_of_word) > 1 for alphabets_of_word in alphabets)
    latin = name.translate(_LOOK_ALIKE)
    among_latin = {"LATIN"} in alphabets and latin != name and not is_foreign(latin)
    return latin if within_a_word or among_latin else ""


def _alphabet(char: str) -> str:
    return unicodedata.name(char, "").split(" ")[0]


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    tables: Mapping[str, Mapping[str, str]] = tomllib.loads(
        files("sna.identity.matching").joinpath("nicknames.toml").read_text(encoding="utf-8")
    )
    return tables


@cache
def _full_names() -> Mapping[str, frozenset[str]]:
    """Short name → the full names it may stand for."""
    full = defaultdict(set)
    for name, short in _table()["short"].items():
        for nick in short.split():
            full[canonical(nick)].add(canonical(name))
    return {nick: frozenset(names) for nick, names in full.items()}


@cache
def _variants() -> Mapping[str, str]:
    """Name → what stands for all the ways of writing it."""
    canonical_names: dict[str, str] = {}
    for name, spellings in _table()["variants"].items():
        canonical_names |= {canonical(spelling): canonical(name) for spelling in [name, *spellings.split()]}
    return canonical_names


def variant_of(forename: str) -> str:
    """Give what stands for all the ways of writing a given name.

    Examples
    --------
    >>> variant_of("sergey") == variant_of("serhii")
    True
    """
    return _variants().get(forename, forename)


@lru_cache(maxsize=1 << 16)
def formal(forename: str) -> frozenset[str]:
    """Give the full names a given name may stand for, itself among them.

    Examples
    --------
    >>> sorted(formal("bob"))
    ['bob', 'robert']
    """
    return frozenset({variant_of(name) for name in (forename, *_full_names().get(forename, ()))})


def in_full(forename: str) -> str:
    """Give the full name a given name most likely stands for: the first in the alphabet, or itself.

    Examples
    --------
    >>> in_full("bob"), in_full("robert")
    ('robert', 'robert')
    """
    return min(formal(forename) - {variant_of(forename)}, default=variant_of(forename))


def is_short_for(short: str, full: str) -> bool:
    """Tell whether one given name is a short or pet form of the other.

    Examples
    --------
    >>> is_short_for("liz", "elisabeth"), is_short_for("bill", "will")
    (True, False)
    """
    return variant_of(full) in formal(short) - {variant_of(short)}


@cache
def _unsure() -> frozenset[str]:
    return frozenset(map(canonical, _table()["unsure"]["forms"].split()))


def may_be_others(head: str, tail: str) -> bool:
    """Tell whether the shorter of two given names is a short form of many others too, or as often a whole name.

    Examples
    --------
    >>> may_be_others("alex", "alexander"), may_be_others("william", "bill")
    (True, False)
    """
    return min(head, tail, key=len) in _unsure()


@cache
def all_forenames() -> frozenset[str]:
    """Give every given name of the table."""
    return frozenset(_full_names()) | {canonical(name) for name in _table()["short"]} | frozenset(_variants())
