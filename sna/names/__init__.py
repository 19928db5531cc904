"""A person's name as written → its parts and a comparable key.

Real records write one person in many ways: ``PATEL, Priya (NORTHSHIRE NHS TRUST)``, ``Dr Priya Patel``,
``003_Priya Patel (Guest)``. `read_name` takes such a text apart; two texts of one person have the same `Name.key`.
What is nobody in particular - a device, a room, a telephone, "Guest" - is said to be *unidentified*.

`annotations` parts a name from what is written beside it, `order` puts the given name first, `fold` makes texts
comparable and `vocabulary` holds the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from sna.facts import Kind
from sna.names.annotations import Annotations, is_role, looks_like_organisation, nobody, without_asides
from sna.names.fold import clean, key
from sna.names.order import display_of
from sna.names.vocabulary import FORENAMES

__all__ = ["Name", "clean", "is_role", "key", "looks_like_organisation", "read_name", "writes_surname_first"]

LONGEST_NAME = 200
_CODE = re.compile(r"[<>=;\\]|__")  # no name has these: shown as it stands, every character of it
_ADDRESSED = re.compile(r"^[\"']?([^<>\"@]*[^<>\"@\s])[\"']?\s*<[^<>@\s]*@[^<>@\s]+>$")
_NUMBERED = re.compile(r"^\s*(?:#\s*)?\d{1,4}\s*(?:[_.):-]|\s-)\s*(?=[^\W\d_])")
_BRACKET = re.compile(r"[(\[{][^()\[\]{}]*[)\]}]")


class Name(Struct, frozen=True, gc=False):
    """A name taken apart.

    Attributes
    ----------
    written
        As it stands in the source.
    display
        To show: given name first, no title, no brackets, no capitals throughout.
    key
        To compare: case, accents, punctuation and invisible characters folded; empty if nothing is left.
    kind, what
        Whether it is a person; if not, ``"device"``, ``"room"``, ``"phone"``, ``"role"`` or ``"guest"``.
    organisation
        From brackets, behind a dash or behind a comma, if it looks like one.
    marks
        What else stood beside the name, folded: ``guest``, ``unverified``, ``she/her``, a role, …
    """

    written: str
    display: str
    key: str
    kind: Kind = Kind.PERSON
    what: str = ""
    organisation: str = ""
    marks: tuple[str, ...] = ()


def read_name(written: str, *, surname_first: bool = False) -> Name:
    """Take a name as written apart.

    Reading the name to show once more gives the same key: ``read_name(name.display).key == name.key``.

    Parameters
    ----------
    written
        The text of a name cell or roll entry. One longer than 200 characters, or with characters no name has, is kept
        as it stands.
    surname_first
        Whether the source writes surnames first without a comma (see `writes_surname_first`).

    Examples
    --------
    >>> name = read_name("PATEL, Priya (NORTHSHIRE NHS TRUST)")
    >>> name.display, name.key, name.organisation
    ('Priya Patel', 'priya patel', 'NORTHSHIRE NHS TRUST')
    >>> read_name("Ann Smith, Age UK").organisation
    'Age UK'
    >>> read_name("Meeting Room 3").what
    'room'
    """
    return _stable_reading(written, surname_first)


def writes_surname_first(names: Iterable[str]) -> bool:
    """Tell whether a list of names is written surname first: at least 7 in 10 ``Surname, First`` or ``SURNAME First``.

    It settles the order of the few all in capitals (``JANSSENS JAN``), which do not count, nor does nobody in
    particular.
    """
    cleaned = [_BRACKET.sub("", clean(name)).strip() for name in names]
    counted = [name for name in cleaned if " " in name and ("," in name or not name.isupper()) and not nobody(name)]
    return bool(counted) and sum(map(_is_surname_first, counted)) >= 0.7 * len(counted)


def _is_surname_first(name: str) -> bool:
    words = name.split()
    if "," in name:  # two forenames before two surnames are two people: ``Ann Ash, Di Fox``
        halves = [half.split() for half in name.split(",")]
        return not all(len(half) > 1 and half[0].casefold() in FORENAMES for half in halves)
    return len(words[0]) > 1 and words[0].isupper() and not any(word.isupper() for word in words[1:])


@lru_cache(maxsize=1 << 14)
def _stable_reading(written: str, surname_first: bool) -> Name:
    """Read until reading what is to be shown changes nothing; what never settles stays as it stands."""
    name = _reading(written, surname_first=surname_first)
    for _ in range(5):  # what was written beside a name may itself have something beside it
        rereading = _reading(name.display)
        stable = rereading.display == name.display
        organisation, marks = name.organisation or rereading.organisation, name.marks + rereading.marks
        name = Name(written, rereading.display, rereading.key, rereading.kind, rereading.what, organisation, marks)
        if stable:
            return name
    return read_name(written) if surname_first else _literal(written)


def _literal(written: str) -> Name:
    text = clean(written)
    return Name(written, text, key(text))


def _reading(written: str, *, surname_first: bool = False) -> Name:
    text = clean(written)
    if addressed := _ADDRESSED.match(text):
        text = addressed[1]
    if _CODE.search(text) or len(text) > LONGEST_NAME:
        return _literal(text)
    outside = _BRACKET.sub(" ", text).strip(" ()[]{}\"'")
    if not outside:
        text = text.strip(" ()[]{}\"'")
    if what := nobody(outside or text, unparted=True):
        return Name(written, text, key(text), Kind.UNIDENTIFIED, what)
    annotations = Annotations()
    text = without_asides(_NUMBERED.sub("", text), annotations)
    display = display_of(text, annotations, surname_first=surname_first)
    what = nobody(display)
    kind = Kind.UNIDENTIFIED if what else Kind.PERSON
    return Name(written, display, key(display), kind, what, annotations.organisation, tuple(annotations.marks))
