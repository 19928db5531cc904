"""What stands beside two names: addresses, accounts, organisations, lists and days, for or against one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from math import comb

from msgspec import Struct, field

from sna.identity.matching.commonness import Commonness
from sna.identity.matching.likeness import Likeness
from sna.identity.matching.matches import Writing
from sna.identity.matching.parts import Parts
from sna.names import key
from sna.names.vocabulary import MAILBOXES, ROLE_WORDS

_MORE_MAILBOXES = frozenset(
    "support help post kontakt accounts finance hr jobs press media it webmaster secretariat".split()
)

UNLIKELY = 1 / 5  # two of a common name whose days are in order by a smaller chance are taken for one who moved
_DIGITS = "0123456789"
_WEIGHED_ALREADY = {  # rules under which every word agrees, the surname is not known, or common names are the point
    *("same-name", "accents", "particles", "run-together", "name-order", "other-alphabet"),
    *("surname-initial", "one-letter"),
}


class Known(Struct, frozen=True):
    """A writing with what it says about the person, made comparable once.

    Attributes
    ----------
    writing
        As given.
    name
        Its name, or the full name the document explains its initials with, taken apart.
    address
        The e-mail address folded; empty for a shared mailbox such as ``info@``.
    explained
        Whether the document explains the initials.
    """

    writing: Writing
    name: Parts
    address: str = ""
    explained: bool = False


class Weighed(Struct):
    """Evidence put together.

    Attributes
    ----------
    points
        What is added to what the names say.
    for_, against
        The evidence in sentences.
    support
        2 for an address or account, 1 for something else that tells namesakes apart, such as the organisation; else 0.
    contradicted
        Whether something but the commonness of the name speaks against it.
    apart
        Whether they cannot be one person by their names alone.
    """

    points: float = 0.0
    for_: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    support: int = 0
    contradicted: bool = False
    apart: bool = False

    def speaks_for(self, sentence: str, points: float, support: int = 0) -> None:
        """Add what speaks for one person."""
        self.for_.append(sentence)
        self.points += points
        self.support = max(self.support, support)

    def speaks_against(self, sentence: str, points: float, *, apart: bool = False) -> None:
        """Add what speaks against it."""
        self.against.append(sentence)
        self.points -= points
        self.contradicted = True
        self.apart = self.apart or apart

    def says_less(self, sentence: str, points: float) -> None:
        """Take from what the names say, without contradicting them."""
        self.against.append(sentence)
        self.points -= points


def address_of(email: str) -> str:
    """Fold an e-mail address; empty for a shared mailbox, which is nobody's.

    Examples
    --------
    >>> address_of("Ann.Okafor@CityCare.example"), address_of("info@citycare.example")
    ('ann.okafor@citycare.example', '')
    """
    folded = email.strip().casefold().removeprefix("mailto:")
    local = folded.partition("@")[0]
    words = set(key(local.replace(".", " ").replace("-", " ")).split())
    return "" if not local or words & (MAILBOXES | _MORE_MAILBOXES) or words <= ROLE_WORDS else folded


def space_of(account: str) -> str:
    """Give the space an account is of: what stands before its last ``/`` or ``:``."""
    return account.rpartition("/")[0] or account.rpartition(":")[0]


def shared_addresses(known: Iterable[Known]) -> frozenset[str]:
    """Find the addresses that several people use: names at it have neither given name nor surname in common."""
    names: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for one in known:
        if one.address and one.name.is_full:
            names[one.address].add(one.name.words)
    return frozenset(address for address, found in names.items() if _are_several(found))


def _are_several(names: Collection[tuple[str, ...]]) -> bool:
    few = sorted(names)[:20]
    return any(not {*a} & {*b} and a[0][0] != b[0][0] for at, a in enumerate(few) for b in few[at + 1 :])


def weigh(a: Known, b: Known, alike: Likeness, common: Commonness) -> Weighed:
    """Put together what speaks for and against two writings whose names are alike."""
    found = Weighed()
    widely = common.is_common(a.name) and common.is_common(b.name)
    _organisations(a, b, alike, found, widely=widely)
    _addresses(a, b, found, widely=widely)
    _accounts(a.writing, b.writing, found)
    _roster(a, b, found)
    _lists(a, b, alike, found)
    _beside_the_name(a.name, b.name, found)
    _how_common(a.name, b.name, alike, common, found)
    return found


def _organisations(a: Known, b: Known, alike: Likeness, found: Weighed, *, widely: bool) -> None:
    ours, theirs = {*a.writing.organisations}, {*b.writing.organisations}
    if ours & theirs:
        found.speaks_for("the same organisation", 0.15, 1)
        if {*a.writing.roles} & {*b.writing.roles}:
            found.speaks_for("the same role", 0.03)
    elif ours and theirs:
        _elsewhere(a.writing, b.writing, alike, found, widely=widely)


def _elsewhere(a: Writing, b: Writing, alike: Likeness, found: Weighed, *, widely: bool) -> None:
    """Take off for different organisations: little from a whole name, as people move, and less if they seem to have."""
    whole = alike.score >= 0.9
    stayed = a.declared or b.declared  # on the roster, where nobody said that they left
    moved = _moved(a, b) and (not widely or (not stayed and _by_chance(a.count, b.count) <= UNLIKELY))
    if moved:
        found.speaks_for("left one organisation before joining the other", 0.0)
        found.speaks_against("different organisations", (0.09 if widely else 0.03) if whole else 0.12)
    else:
        found.speaks_against("different organisations", (0.16 if widely else 0.06) if whole else 0.15)


def _by_chance(times: int, times_too: int) -> float:
    """Give the probability that all days of one come before all days of the other though they are two people."""
    few, many = min(times, 50), min(times_too, 50)
    return 2 / comb(few + many, few)


def _moved(a: Writing, b: Writing) -> bool:
    """Whether one was last seen before the other was first seen."""
    if not (a.since and a.until and b.since and b.until):
        return False
    return a.until < b.since or b.until < a.since


def _addresses(a: Known, b: Known, found: Weighed, *, widely: bool) -> None:
    if not (a.address and b.address):
        for one, beside in ((a, b), (b, a)):
            if one.address and _spells(one.address, beside.name) and not _spells(one.address, one.name):
                found.speaks_for("the e-mail address spells the other name", 0.12, 1)
        return
    if a.address == b.address:
        return
    (local, _, domain), (local_too, _, elsewhere) = a.address.partition("@"), b.address.partition("@")
    numbered = local.rstrip(_DIGITS) == local_too.rstrip(_DIGITS)
    if domain == elsewhere:
        found.speaks_against("two e-mail addresses at one organisation", 0.20 if numbered else 0.12, apart=numbered)
    elif widely or local != local_too:  # who moves often keeps what stands before the @; so do two of a common name
        unlike = _unlike(a.writing.organisations, b.writing.organisations)
        apart = unlike and not _moved(a.writing, b.writing)
        found.speaks_against("different e-mail addresses", 0.05, apart=apart)


def _spells(address: str, name: Parts) -> bool:
    local = key(address.partition("@")[0]).replace(" ", "")
    return name.is_full and local in {"".join(name.given) + name.solid, "".join(name.given + name.surname)}


def _accounts(a: Writing, b: Writing, found: Weighed) -> None:
    if a.account and b.account and a.account != b.account and space_of(a.account) == space_of(b.account):
        found.speaks_against("two accounts of one service", 0.20, apart=True)


def _roster(a: Known, b: Known, found: Weighed) -> None:
    if a.writing.declared and b.writing.declared:
        found.speaks_against("two entries of the roster", 0.35, apart=True)
    elif a.writing.declared or b.writing.declared:
        found.speaks_for("an entry of the roster", 0.03)


def _lists(a: Known, b: Known, alike: Likeness, found: Weighed) -> None:
    """One list seldom names one person twice; a report may, from two devices, under one name."""
    both = len(a.writing.lists & b.writing.lists)
    if not both:
        _seldom(a.writing, b.writing, alike, found)
    if not both or a.explained or b.explained:
        return
    if alike.rule in {"same-name", "single-name"}:
        unlike = _distinguished(a, b)
        found.speaks_against("twice on one list" + (f", {unlike}" if unlike else ""), 0.7 if unlike else 0.02)
        found.apart = found.apart or bool(unlike)
    else:
        written = "both stand on one list" if both == 1 else f"both stand on {both} lists"
        whole = both == 1 and alike.score >= 0.9
        found.speaks_against(written, 0.12 if whole else (0.28 if both == 1 else 0.7), apart=both > 1)


def _seldom(a: Writing, b: Writing, alike: Likeness, found: Weighed) -> None:
    """Credit a spelling that turns up once or twice, on no list of the one that is usual."""
    rare, usual = sorted((a, b), key=lambda one: one.count)
    once = rare.count <= 2 and usual.count >= 5 * rare.count
    if once and rare.lists and usual.lists and alike.rule == "typing-error":
        found.speaks_for("seldom written so, often the other way, and never on one list", 0.10)


def _distinguished(a: Known, b: Known) -> str:
    """Say what tells two bearers of one name apart."""
    if _unlike(a.writing.organisations, b.writing.organisations):
        return "with different organisations"
    if a.address and b.address and a.address != b.address:
        return "with different e-mail addresses"
    return "with different roles" if _unlike(a.writing.roles, b.writing.roles) else ""


def _unlike(some: Collection[str], others: Collection[str]) -> bool:
    return bool(some) and bool(others) and not {*some} & {*others}


def _beside_the_name(a: Parts, b: Parts, found: Weighed) -> None:
    if a.generation and b.generation and a.generation != b.generation:
        found.speaks_against("one is the elder, one the younger", 1.0, apart=True)
    elif a.generation != b.generation:
        found.speaks_against("only one is called the elder or younger", 0.20)
    if a.sex and b.sex and a.sex != b.sex:
        found.speaks_against("their titles differ", 0.40, apart=True)


def _how_common(a: Parts, b: Parts, alike: Likeness, common: Commonness, found: Weighed) -> None:
    """Take less from a variant of a name many people bear; one without its middle name says nearly as much."""
    shared = {*a.surname} & {*b.surname} or {*a.surname, *b.surname}
    if alike.rule in _WEIGHED_ALREADY or not shared & common.surnames:
        return
    given = common.has_common_given(a) and common.has_common_given(b)
    weight = 0.5 if alike.rule == "middle-name" else 1.0
    found.says_less("many people have this surname", weight * (0.10 if given else 0.06))
