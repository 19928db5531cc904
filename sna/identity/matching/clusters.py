"""From matches of two writings to people: tied in order of certainty, and never by a chain of weak ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

import msgspec

from sna.errors import DatasetError, shown
from sna.identity.matching.evidence import Known
from sna.identity.matching.matches import Match
from sna.identity.matching.rules import IDENTIFIED, RULES, Judgement, Setting, is_apart, judge

_OF_THEIR_OWN = {"one-letter", "half-given-name", "second-name", "surname-change", "look-alike-letters"}
_SEVERAL = "fits somebody else as well"
_ELSEWHERE = "does not agree with what else is matched"


class People:
    """Who is tied to whom.

    Two kinds of sets are kept. A *person* is all that is tied by any match. A *spelling* is the part of a person that
    is tied by names alone: within it every name must fit every other, whereas a new surname at the old address need
    not fit the old one.

    Parameters
    ----------
    known
        Id → writing.
    setting
        What all comparisons share.
    different
        Pairs of ids declared to be different people.
    """

    def __init__(self, known: Mapping[str, Known], setting: Setting, different: Iterable[tuple[str, str]]) -> None:
        self._known = known
        self._setting = setting
        self._person = {id_: id_ for id_ in known}
        self._spelling = {id_: id_ for id_ in known}
        self._members = {id_: [id_] for id_ in known}
        self._spelt = {id_: [id_] for id_ in known}
        self._rivalry: dict[tuple[str, str], int] = {}
        self._declared_apart: dict[str, set[str]] = defaultdict(set)
        for a, b in different:
            self._declared_apart[a].add(b)
            self._declared_apart[b].add(a)

    def person(self, id_: str) -> str:
        """Give what stands for the person a writing is of so far."""
        return self._person[id_]

    def members(self, id_: str) -> list[str]:
        """Give the writings of the person a writing is of so far."""
        return self._members[self._person[id_]]

    def are_one(self, a: str, b: str) -> bool:
        """Tell whether two writings are one person so far."""
        return self._person[a] == self._person[b]

    def declared_apart(self, a: str, b: str) -> bool:
        """Tell whether somebody said that the people two writings are of so far are two."""
        other = self._person[b]
        return any(self._person[far] == other for near in self.members(a) for far in self._declared_apart.get(near, ()))

    def tie(self, a: str, b: str, *, by_name: bool) -> None:
        """Make two writings one person."""
        self._join(self._person, self._members, a, b)
        if by_name:
            self._join(self._spelling, self._spelt, a, b)

    @staticmethod
    def _join(head: dict[str, str], members: dict[str, list[str]], a: str, b: str) -> None:
        small, large = sorted((head[a], head[b]), key=lambda one: (len(members[one]), one))
        if small != large:
            for id_ in members[small]:
                head[id_] = large
            members[large] += members.pop(small)

    def may_be_one(self, a: str, b: str, *, supported: bool) -> bool:
        """Tell whether a match by name leaves the person consistent.

        A match that more than the names speak for holds although another writing of the person, say from the next
        organisation, speaks a little against it.
        """
        if self.declared_apart(a, b):
            return False
        ours, theirs = self._spelt[self._spelling[a]], self._spelt[self._spelling[b]]
        bearable = int(supported)
        if any(self._rivals(one, other) > bearable for one in ours for other in theirs):
            return False
        if len(ours) == len(self.members(a)) and len(theirs) == len(self.members(b)):
            return True
        known = self._known
        return not any(
            is_apart(known[one], known[other], self._setting) for one in self.members(a) for other in self.members(b)
        )

    def are_rivals(self, a: str, b: str) -> bool:
        """Tell whether two writings cannot both be the person that one more writing fits."""
        return not self.are_one(a, b) and self._rivals(a, b) > 0

    def _rivals(self, a: str, b: str) -> int:
        """Say how much two writings contradict each other: 0 not, 1 by what stands beside the names, 2 altogether."""
        if b in self._declared_apart.get(a, ()):
            return 2
        pair = (a, b) if a < b else (b, a)
        if pair not in self._rivalry:
            self._rivalry[pair] = self._contradiction(*pair)
        return self._rivalry[pair]

    def _contradiction(self, a: str, b: str) -> int:
        judged = judge(self._known[a], self._known[b], self._setting)
        if judged is None:
            return 2
        if judged.match.verdict == "made":
            return 0
        return 2 if judged.match.rule in _OF_THEIR_OWN else judged.contradiction


def settle(
    known: Mapping[str, Known],
    judged: Sequence[Judgement],
    setting: Setting,
    declared: tuple[Collection[tuple[str, str]], Collection[tuple[str, str]]],
) -> tuple[People, list[Match], list[Match]]:
    """Tie writings to people.

    Returns
    -------
    tuple
        The people, the matches made and those that are doubtful.

    Raises
    ------
    DatasetError
        If two writings are declared different and, by way of others, declared the same.
    """
    same, different = declared
    people = People(known, setting, different)
    _tie_declared(people, known, same, different)
    sure = [one for one in judged if one.match.verdict == "made"]
    demoted: dict[tuple[str, str], str] = {}
    ambiguous: set[str] = set()
    for tier in sorted({one.tier for one in sure}):
        edges = sorted((one for one in sure if one.tier == tier), key=_strongest_first)
        if tier > IDENTIFIED:
            _set_aside(people, edges, ambiguous, demoted)
        _tie(people, edges, demoted)
    said = {tuple(sorted(pair)) for pair in same}
    made = [one.match for one in sure if people.are_one(one.match.first, one.match.second) and _ids(one) not in said]
    made += [Match(a, b, "made", "declared", (RULES["declared"],)) for a, b in sorted(said)]
    return people, made, _doubtful(people, judged, demoted)


def _tie_declared(
    people: People,
    known: Mapping[str, Known],
    same: Collection[tuple[str, str]],
    different: Collection[tuple[str, str]],
) -> None:
    for a, b in sorted(tuple(sorted(pair)) for pair in same):
        people.tie(a, b, by_name=False)
    for a, b in sorted(tuple(sorted(pair)) for pair in different):
        if people.are_one(a, b):
            first, second = (shown(known[one].writing.name or one) for one in (a, b))
            between = ", ".join(sorted({shown(known[one].writing.name or one) for one in people.members(a)}))
            raise DatasetError(
                f"{first} and {second} are declared to be different people, but also the same by way of: {between}. "
                "Take one of these answers back."
            )


def _ids(one: Judgement) -> tuple[str, str]:
    return one.match.first, one.match.second


def _strongest_first(one: Judgement) -> tuple[int, float, str, str]:
    return -one.support, -one.match.score, one.match.first, one.match.second


def _tie(people: People, edges: Sequence[Judgement], demoted: dict[tuple[str, str], str]) -> None:
    for edge in edges:
        a, b = _ids(edge)
        if (a, b) in demoted or people.are_one(a, b):
            continue
        by_name = edge.tier > IDENTIFIED
        supported = edge.support > 0
        if people.may_be_one(a, b, supported=supported) if by_name else not people.declared_apart(a, b):
            people.tie(a, b, by_name=by_name or edge.match.for_[1:] != ())
        else:
            demoted[a, b] = _ELSEWHERE


def _set_aside(
    people: People, edges: Sequence[Judgement], ambiguous: set[str], demoted: dict[tuple[str, str], str]
) -> None:
    """Set aside the matches of a writing that fits several people equally well, and those that fit less well."""
    of: dict[str, list[Judgement]] = defaultdict(list)
    for edge in edges:
        if not people.are_one(*_ids(edge)):
            of[edge.match.first].append(edge)
            of[edge.match.second].append(edge)
    for id_ in sorted(of):
        if len(of[id_]) > 1:
            lost = _losing(people, id_, of[id_])
            demoted |= dict.fromkeys(map(_ids, lost), _SEVERAL)
            if any(edge.support == max(one.support for one in of[id_]) for edge in lost):
                ambiguous.add(id_)
    for edge in edges:
        if not edge.support and ambiguous & {*_ids(edge)}:
            demoted[_ids(edge)] = _SEVERAL


def _losing(people: People, id_: str, edges: Sequence[Judgement]) -> list[Judgement]:
    """Find the matches of one writing that cannot stand beside its best: all of them if the best are rivals."""
    best = max(edge.support for edge in edges)
    top = [edge for edge in edges if edge.support == best]
    ends = [_other_end(edge, id_) for edge in top]
    if any(people.are_rivals(a, b) for a, b in combinations(ends[:40], 2)):
        return list(edges)
    lesser = [edge for edge in edges if edge.support < best]
    return [edge for edge in lesser if any(people.are_rivals(_other_end(edge, id_), end) for end in ends)]


def _other_end(edge: Judgement, id_: str) -> str:
    return edge.match.second if edge.match.first == id_ else edge.match.first


def _doubtful(people: People, judged: Iterable[Judgement], demoted: Mapping[tuple[str, str], str]) -> list[Match]:
    """Find what is left to ask: of each two people the match that speaks most for them."""
    best: dict[tuple[str, ...], Match] = {}
    for one in sorted(judged, key=lambda one: (-one.match.score, *_ids(one))):
        a, b = _ids(one)
        if people.are_one(a, b) or people.declared_apart(a, b):
            continue
        best.setdefault(tuple(sorted((people.person(a), people.person(b)))), _asked(one.match, demoted.get((a, b), "")))
    return list(best.values())


def _asked(match: Match, why: str) -> Match:
    if match.verdict == "doubtful":
        return match
    against = (*match.against, why or _ELSEWHERE)
    return msgspec.structs.replace(match, verdict="doubtful", against=against, score=min(match.score, 0.84))
