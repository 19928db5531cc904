"""The rules that tie two writings: sure, doubtful or not at all."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from sna.identity.matching.commonness import Commonness
from sna.identity.matching.evidence import Known, Weighed, weigh
from sna.identity.matching.likeness import FULL, Likeness, likeness
from sna.identity.matching.matches import Match, Verdict

SURE = 0.85
DOUBTFUL = 0.40
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


def judge(a: Known, b: Known, setting: Setting) -> Judgement | None:
    """Say whether two writings are one person; nothing if they are not.

    Raises nothing; the order of the two does not matter.
    """
    if a.writing.id > b.writing.id:
        a, b = b, a
    if a.writing.only_declared or b.writing.only_declared:
        return None
    alike = likeness(a.name, b.name, setting.common)
    return _by_identity(a, b, alike, setting) or _by_name(a, b, alike, setting)


def is_apart(a: Known, b: Known, setting: Setting) -> bool:
    """Tell whether something beside the names says that two writings are two people."""
    alike = likeness(a.name, b.name, setting.common)
    if _by_identity(a, b, alike, setting):
        return False
    return weigh(a, b, alike or _UNLIKE, setting.common).apart


def _by_identity(a: Known, b: Known, alike: Likeness | None, setting: Setting) -> Judgement | None:
    account = bool(a.writing.account) and a.writing.account == b.writing.account
    if not account and not (a.address and a.address == b.address):
        return None
    rule = "same-account" if account else "same-email"
    names = _names_fit(a, b, alike)
    if not names and not account:
        return None
    if a.address in setting.shared and not account and not (alike and alike.score >= 0.6):
        return None
    for_ = (RULES[rule], *([RULES[alike.rule]] if alike and alike.rule != "surname-change" else []))
    against = () if alike and alike.rule != "surname-change" else ("the names differ",)
    sure = names == "fit"
    match = _match(a, b, (rule, "made" if sure else "doubtful"), (for_, against), 1.0 if sure else 0.6)
    return Judgement(match, IDENTIFIED, 2)


def _names_fit(a: Known, b: Known, alike: Likeness | None) -> str:
    """Say whether the names of one address or account are those of one person: ``fit``, ``may`` or not."""
    if a.name.generation and b.name.generation and a.name.generation != b.name.generation:
        return ""
    if alike and alike.rule == "look-alike-letters":
        return "may"
    account = bool(a.writing.account) and a.writing.account == b.writing.account
    if alike and (alike.given_alike or account):
        return "fit"
    both_full = a.name.is_full and b.name.is_full
    if account:
        return "fit" if not both_full or a.name.surname == b.name.surname else "may"
    return "may" if alike or not both_full else ""


def _by_name(a: Known, b: Known, alike: Likeness | None, setting: Setting) -> Judgement | None:
    if alike is None or (alike.rule == "surname-change" and not _succeeds(a, b)):
        return None
    found = weigh(a, b, alike, setting.common)
    score = alike.score + found.points + (0.25 if alike.rule == "surname-change" else 0.0)
    if round(score, 6) < DOUBTFUL:
        return None
    explained = (a.explained or b.explained) and alike.tier <= FULL
    score = 0.96 if explained and not found.against else score
    sure = round(score, 6) >= SURE and not alike.doubtful and not found.apart
    rule = "initials-explained" if explained else alike.rule
    return _judged(a, b, rule, sure, (alike.tier, score, found))


def _judged(a: Known, b: Known, rule: str, sure: bool, said: tuple[int, float, Weighed]) -> Judgement:
    tier, score, found = said
    sentences = ((RULES[rule], *found.for_), tuple(found.against))
    score = min(max(score, 0.0), 0.99 if sure else SURE - 0.01)
    match = _match(a, b, (rule, "made" if sure else "doubtful"), sentences, score)
    support = max(found.support, int(rule == "initials-explained"))
    return Judgement(match, tier, support, 2 if found.apart else int(found.contradicted))


def _match(
    a: Known, b: Known, rule: tuple[str, Verdict], said: tuple[tuple[str, ...], tuple[str, ...]], score: float
) -> Match:
    return Match(a.writing.id, b.writing.id, rule[1], rule[0], said[0], said[1], round(score, 2))


def _succeeds(a: Known, b: Known) -> bool:
    """Whether one took the place of the other: same organisation and role, never together, at most a season between."""
    ours, theirs = a.writing, b.writing
    same_post = {*ours.organisations} & {*theirs.organisations} and {*ours.roles} & {*theirs.roles}
    if not same_post or ours.lists & theirs.lists:
        return False
    return any(
        first.until is not None and then.since is not None and 0 <= (then.since - first.until).days <= HANDOVER
        for first, then in ((ours, theirs), (theirs, ours))
    )
