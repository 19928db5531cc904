"""What stands beside two names: addresses, accounts, organisations, lists and days, for or against one person.

When people were seen: whether one came where the other was away, and how likely two people would never have met.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations, product
from math import comb

from msgspec import Struct, field

from sna.identity.matching.likeness import Likeness
from sna.identity.matching.matches import Writing
from sna.identity.matching.parts import Commonness, Parts
from sna.names import key
from sna.names.vocabulary import MAILBOXES, ROLE_WORDS

_MORE_MAILBOXES = frozenset(
    "support help post kontakt accounts finance hr jobs press media it webmaster secretariat".split()
)

UNLIKELY = 1 / 5  # two of a common name whose days are in order by a smaller chance are taken for one who moved
_DIGITS = "0123456789"
_ELSEWHERE = "with different organisations"
_WEIGHED_ALREADY = {  # rules under which every word agrees, the surname is not known, or common names are the point
    *("same-name", "accents", "particles", "run-together", "name-order", "other-alphabet"),
    *("surname-initial", "one-letter", "initials", "given-name-alone", "account-name"),
}


class Comparand(Struct, frozen=True):
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


class Balance(Struct):
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
    incompatible
        Whether they cannot be one person by their names alone.
    """

    points: float = 0.0
    for_: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    support: int = 0
    contradicted: bool = False
    incompatible: bool = False

    def speaks_for(self, reason: str, points: float, support: int = 0) -> None:
        """Add what speaks for one person."""
        self.for_.append(reason)
        self.points += points
        self.support = max(self.support, support)

    def speaks_against(
        self, reason: str, points: float, *, contradicts: bool = True, incompatible: bool = False
    ) -> None:
        """Add what speaks against it; what says no more than that the name is common contradicts nothing."""
        self.against.append(reason)
        self.points -= points
        self.contradicted = self.contradicted or contradicts
        self.incompatible = self.incompatible or incompatible


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


def shared_addresses(comparands: Iterable[Comparand]) -> frozenset[str]:
    """Find the addresses that several people use: names at it have neither given name nor surname in common."""
    names: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for comparand in comparands:
        if comparand.address and comparand.name.is_full:
            names[comparand.address].add(comparand.name.words)
    return frozenset(address for address, bearers in names.items() if _are_several(bearers))


def _are_several(names: Collection[tuple[str, ...]]) -> bool:
    pairs = combinations(sorted(names)[:20], 2)  # a mailing list may have hundreds of names; twenty tell
    # one initial in common may be a short form: "B. Osei" and "Bill" are not yet two people
    return any(not {*head} & {*tail} and head[0][0] != tail[0][0] for head, tail in pairs)


def weigh(head: Comparand, tail: Comparand, likeness: Likeness, common: Commonness) -> Balance:
    """Put together what speaks for and against two writings whose names are alike."""
    balance = Balance()
    widely = common.is_common(head.name) and common.is_common(tail.name)
    _organisations(head, tail, likeness, balance, widely=widely)
    _addresses(head, tail, balance, widely=widely)
    _accounts(head.writing, tail.writing, balance)
    _roster(head, tail, balance)
    _lists(head, tail, likeness, balance)
    _crowd(head, tail, common, balance)
    _titles(head.name, tail.name, balance)
    _how_common(head.name, tail.name, likeness, common, balance)
    return balance


def _organisations(head: Comparand, tail: Comparand, likeness: Likeness, balance: Balance, *, widely: bool) -> None:
    ours, theirs = {*head.writing.organisations}, {*tail.writing.organisations}
    if ours & theirs:
        balance.speaks_for("the same organisation", 0.15, 1)
        if {*head.writing.roles} & {*tail.writing.roles}:
            balance.speaks_for("the same role", 0.03)
    elif ours and theirs:
        _elsewhere(head.writing, tail.writing, likeness, balance, widely=widely)


def _elsewhere(head: Writing, tail: Writing, likeness: Likeness, balance: Balance, *, widely: bool) -> None:
    """Take off for different organisations: little from a whole name, as people move, and less if they seem to have."""
    full_name = likeness.score >= 0.9
    stayed = head.declared or tail.declared  # on the roster, where nobody said that they left
    moved = _moved(head, tail) and (not widely or (not stayed and _by_chance(head.count, tail.count) <= UNLIKELY))
    if moved:
        balance.speaks_for("left one organisation before joining the other", 0.0)
        balance.speaks_against("different organisations", (0.09 if widely else 0.03) if full_name else 0.12)
    else:
        balance.speaks_against("different organisations", (0.16 if widely else 0.06) if full_name else 0.15)


def _by_chance(times: int, times_too: int) -> float:
    """Give the probability that all days of one come before all days of the other though they are two people."""
    days, further = min(times, 50), min(times_too, 50)  # beyond fifty the probability is nought for every purpose
    return 2 / comb(days + further, days)  # of all orders of the days, two have those of one person first


def _moved(head: Writing, tail: Writing) -> bool:
    """Whether one was last seen before the other was first seen."""
    if not (head.since and head.until and tail.since and tail.until):
        return False
    return head.until < tail.since or tail.until < head.since


def _addresses(head: Comparand, tail: Comparand, balance: Balance, *, widely: bool) -> None:
    if not (head.address and tail.address):
        for owner, counterpart in ((head, tail), (tail, head)):
            if owner.address and _spells(owner.address, counterpart.name) and not _spells(owner.address, owner.name):
                balance.speaks_for("the e-mail address spells the other name", 0.12, 1)
        return
    if head.address == tail.address:
        return
    (local, _, domain), (local_too, _, elsewhere) = head.address.partition("@"), tail.address.partition("@")
    numbered = local.rstrip(_DIGITS) == local_too.rstrip(_DIGITS)
    if domain == elsewhere:
        # ann.smith and ann.smith2 are two people: nobody else would have needed the number
        balance.speaks_against("two e-mail addresses at one organisation", 0.30, incompatible=numbered)
    elif widely or local != local_too:  # who moves often keeps what stands before the @; so do two of a common name
        elsewhere_too = _unlike(head.writing.organisations, tail.writing.organisations)
        incompatible = elsewhere_too and not _moved(head.writing, tail.writing)
        balance.speaks_against("different e-mail addresses", 0.15, incompatible=incompatible)


def _spells(address: str, name: Parts) -> bool:
    local = key(address.partition("@")[0]).replace(" ", "")
    return name.is_full and local in {"".join(name.forename) + name.solid, "".join(name.forename + name.surname)}


def _accounts(head: Writing, tail: Writing, balance: Balance) -> None:
    two = bool(head.account) and bool(tail.account) and head.account != tail.account
    if two and space_of(head.account) == space_of(tail.account):
        balance.speaks_against("two accounts of one service", 0.20, incompatible=True)


def _roster(head: Comparand, tail: Comparand, balance: Balance) -> None:
    if head.writing.declared and tail.writing.declared:
        balance.speaks_against("two entries of the roster", 0.35, incompatible=True)
    elif head.writing.declared or tail.writing.declared:
        balance.speaks_for("an entry of the roster", 0.03)


def _lists(head: Comparand, tail: Comparand, likeness: Likeness, balance: Balance) -> None:
    """One list seldom names one person twice; a report may, from two devices, under one name."""
    shared = len(head.writing.lists & tail.writing.lists)
    if not shared:
        _seldom(head.writing, tail.writing, likeness, balance)
    if not shared or head.explained or tail.explained:  # a document that explains initials has both of one person
        return
    if likeness.rule in {"same-name", "single-name"}:
        unlike = _distinguished(head, tail)
        # one roll may have somebody under the old employer and the new, which is for a person to say
        points = (0.4 if shared == 1 and unlike == _ELSEWHERE else 0.7) if unlike else 0.02
        balance.speaks_against("twice on one list" + (f", {unlike}" if unlike else ""), points)
        balance.incompatible = balance.incompatible or bool(unlike)
    else:
        written = "both stand on one list" if shared == 1 else f"both stand on {shared} lists"
        full_name = shared == 1 and likeness.score >= 0.9
        balance.speaks_against(written, 0.12 if full_name else (0.28 if shared == 1 else 0.7), incompatible=shared > 1)


def _seldom(head: Writing, tail: Writing, likeness: Likeness, balance: Balance) -> None:
    """Credit a spelling that turns up at one meeting of three days at most, on no list of the one that is usual."""
    rare, usual = sorted((head, tail), key=lambda writing: writing.count)
    once = rare.count <= 3 and usual.count >= 5 * rare.count
    if once and rare.lists and usual.lists and likeness.rule == "typing-error":
        colleague = usual.count >= 10 * rare.count and {*rare.organisations} & {*usual.organisations}
        points = 0.30 if colleague else 0.10
        balance.speaks_for("seldom written so, often the other way, and never on one list", points)


def _distinguished(head: Comparand, tail: Comparand) -> str:
    """Say what tells two bearers of one name apart."""
    if _unlike(head.writing.organisations, tail.writing.organisations):
        return _ELSEWHERE
    if head.address and tail.address and head.address != tail.address:
        return "with different e-mail addresses"
    return "with different roles" if _unlike(head.writing.roles, tail.writing.roles) else ""


def _unlike(ours: Collection[str], theirs: Collection[str]) -> bool:
    return bool(ours) and bool(theirs) and not {*ours} & {*theirs}


def _crowd(head: Comparand, tail: Comparand, common: Commonness, balance: Balance) -> None:
    """Take off where a name alone says little: in a large collection several people likely bear it.

    Not between an entry of the roster and a bare name, where the roster has nearly everybody who came.
    """
    on_roster = head.writing.declared != tail.writing.declared
    if (
        on_roster
        and common.roster_holds_most
        and any(_is_bare(end.writing) for end in (head, tail) if not end.writing.declared)
    ):
        return
    if not balance.support and common.is_crowded(head.name) and common.is_crowded(tail.name):
        balance.speaks_against("several people here may be called so", 0.15)


def _is_bare(writing: Writing) -> bool:
    """Whether nothing but the name is stated of somebody."""
    return not (writing.organisations or writing.roles or writing.account or writing.email)


def _titles(head: Parts, tail: Parts, balance: Balance) -> None:
    if head.generation and tail.generation and head.generation != tail.generation:
        balance.speaks_against("one is the elder, one the younger", 1.0, incompatible=True)
    elif head.generation != tail.generation:
        balance.speaks_against("only one is called the elder or younger", 0.20)
    if head.sex and tail.sex and head.sex != tail.sex:
        balance.speaks_against("their titles differ", 0.40, incompatible=True)
    elif head.sex != tail.sex and not (head.surname and tail.surname):  # Mr Jones is hardly Ann Jones
        balance.speaks_against("only one has a title", 0.0)


def _how_common(head: Parts, tail: Parts, likeness: Likeness, common: Commonness, balance: Balance) -> None:
    """Take less from a variant of a name many people bear; one without its middle name says nearly as much."""
    shared = {*head.surname} & {*tail.surname} or {*head.surname, *tail.surname}
    if likeness.rule in _WEIGHED_ALREADY or not shared & common.surnames:
        return
    common_forenames = common.has_common_forename(head) and common.has_common_forename(tail)
    if likeness.rule == "double-surname" and not common_forenames:  # two words in common, of which one is telling
        return
    weight = 0.5 if likeness.rule == "middle-name" else 1.0
    points = weight * (0.10 if common_forenames else 0.06)
    balance.speaks_against("many people have this surname", points, contradicts=False)


SEASON = 92  # days
SITTING = 4  # the days of a plenary, a week at most, are one chance to meet


class Meetings:
    """The meetings at which writings were seen; those of days in a row are one.

    Parameters
    ----------
    comparands
        Id → writing.

    Examples
    --------
    >>> from sna.identity.matching.matches import Writing
    >>> from sna.identity.matching.parts import parts_of
    >>> days = [dt.date(2024, month, 5) for month in range(1, 11)]
    >>> writings = Writing("1", "Ann Osei", days=frozenset(days[:4] + days[5:])), Writing("2", "Ann", days={days[4]})
    >>> meetings = Meetings({writing.id: Comparand(writing, parts_of(writing.name)) for writing in writings})
    >>> meetings.presence({"2"}, {"1"}), meetings.chance_never_to_meet({"2"}, {"1"})
    (1, 0.1)
    """

    def __init__(self, comparands: Mapping[str, Comparand]) -> None:
        self._days = {id_: comparand.writing.days for id_, comparand in comparands.items()}
        self._lists = {id_: comparand.writing.lists for id_, comparand in comparands.items()}
        self._number = dict[dt.date, int]()
        self._calendar = list[int]()
        for day in sorted(frozenset[dt.date]().union(*self._days.values())):
            if not self._calendar or day.toordinal() - self._calendar[-1] > SITTING:
                self._calendar.append(day.toordinal())
            self._number[day] = len(self._calendar) - 1

    def share_a_list(self, ids: Iterable[str], counterparts: Iterable[str]) -> bool:
        """Tell whether two people stand on one list."""
        return any(self._lists[head] & self._lists[tail] for head, tail in product(ids, counterparts))

    def are_strangers(self, ids: Collection[str], counterparts: Collection[str]) -> bool:
        """Tell whether two people were both seen at meetings, and stand on no list together."""
        return all(map(self._numbers, (ids, counterparts))) and not self.share_a_list(ids, counterparts)

    def _numbers(self, ids: Iterable[str]) -> set[int]:
        return {self._number[day] for id_ in ids for day in self._days[id_]}

    def _window(self, numbers: Collection[int]) -> range:
        """Give the meetings from a season before the first of some to a season after the last."""
        since, until = self._calendar[min(numbers)] - SEASON, self._calendar[max(numbers)] + SEASON
        return range(bisect_left(self._calendar, since), bisect_right(self._calendar, until))

    def presence(self, ids: Iterable[str], counterparts: Iterable[str]) -> int:
        """Say how near two people were: 2 if one came to no meeting but of the other, 1 if in those seasons, else 0."""
        seldom, often = self._seldom_and_often(ids, counterparts)
        if not seldom:
            return 0
        return 2 if seldom <= often else int(seldom <= {*self._window(often)})

    def chance_never_to_meet(self, ids: Iterable[str], counterparts: Iterable[str]) -> float:
        """Give the probability that two people of so many meetings have none in common, 1 if one was not seen."""
        seldom, often = self._seldom_and_often(ids, counterparts)
        if not seldom:
            return 1.0
        window = self._window(often)
        times = len((seldom - often) & {*window})
        return comb(len(window) - len(often), times) / comb(len(window), times)

    def _seldom_and_often(self, ids: Iterable[str], counterparts: Iterable[str]) -> list[set[int]]:
        return sorted((self._numbers(ids), self._numbers(counterparts)), key=len)
