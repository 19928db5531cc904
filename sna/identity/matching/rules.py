"""The rules that tie two writings: sure, doubtful or not at all."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from sna.identity.matching.commonness import Commonness
from sna.identity.matching.evidence import Comparand, weigh
from sna.identity.matching.likeness import FULL, SHORT, Likeness, likeness_of
from sna.identity.matching.matches import Match, Verdict

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


def judge(head: Comparand, tail: Comparand, setting: Setting, *, least: float = DOUBTFUL) -> Judgement | None:
    """Say whether two writings are one person, in whichever order they come; nothing if they are not.

    With a lower `least`, what a short form fits is given too where too little speaks for it to be asked about.
    """
    if head.writing.id > tail.writing.id:
        head, tail = tail, head
    if head.writing.only_declared or tail.writing.only_declared:
        return None
    likeness = likeness_of(head.name, tail.name, setting.common)
    return _by_identity(head, tail, likeness, setting) or _by_name(head, tail, likeness, setting, least)


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
    head: Comparand, tail: Comparand, likeness: Likeness | None, setting: Setting, least: float
) -> Judgement | None:
    """Judge by the names and what stands beside them; nothing if too little speaks for one person to ask."""
    if likeness is None or (likeness.rule == "surname-change" and not _succeeds(head, tail)):
        return None
    balance = weigh(head, tail, likeness, setting.common)
    score = likeness.score + balance.points + (0.25 if likeness.rule == "surname-change" else 0.0)
    # sums of tenths are rounded before they are compared, or the order of adding would decide at the bounds
    if round(score, 6) < (least if likeness.tier == SHORT else DOUBTFUL):
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
