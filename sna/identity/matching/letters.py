"""Words of a name made comparable: accents and umlauts, other alphabets, and letters that only look alike."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

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
