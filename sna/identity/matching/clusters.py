"""From matches of two writings to people: tied in order of certainty, and never by a chain of weak ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, product

from msgspec.structs import replace

from sna.errors import DatasetError, shown
from sna.identity.matching.evidence import Comparand, Meetings
from sna.identity.matching.likeness import FULL, SHORT, VARIANT
from sna.identity.matching.matches import Match
from sna.identity.matching.rules import (
    DOUBTFUL,
    FAINTEST,
    IDENTIFIED,
    RULES,
    SURE,
    Judgement,
    Setting,
    are_incompatible,
    judge,
)

Pair = tuple[str, str]

_OF_THEIR_OWN = {"one-letter", "half-given-name", "second-name", "surname-change", "look-alike-letters"}
_INITIAL = {"given-initial", "surname-initial"}  # in a large register these fit many who are written nowhere else
LIKELY, TELLING = 0.60, 0.75  # a variant, and a short form, that says enough where it fits nobody else
LUCK, UNLIKELY = 0.60, 0.34  # chances never to meet above which not having met says nothing, and too little
_SEVERAL = "fits somebody else as well"
_ONLY = "nobody else here fits, and the two were never at one meeting"
_ELSEWHERE = "does not agree with what else is matched"


class People:
    """Who is tied to whom.

    Two kinds of sets are kept. A *person* is all that is tied by any match. A *spelling* is the part of a person that
    is tied by names alone: within it every name must fit every other, whereas a new surname at the old address need
    not fit the old one.

    Parameters
    ----------
    comparands
        Id → writing.
    setting
        What all comparisons share.
    different
        Pairs of ids declared to be different people.
    """

    def __init__(self, comparands: Mapping[str, Comparand], setting: Setting, different: Iterable[Pair]) -> None:
        self._comparands = comparands
        self._setting = setting
        self._person = {id_: id_ for id_ in comparands}
        self._spelling = {id_: id_ for id_ in comparands}
        self._members = {id_: [id_] for id_ in comparands}
        self._spelt = {id_: [id_] for id_ in comparands}
        self._rivalry: dict[tuple[str, str], int] = {}
        self._one_name: set[frozenset[str]] = set()
        self._long_names: dict[str, set[frozenset[str]]] = defaultdict(set)
        for name in {comparand.name for comparand in comparands.values()}:
            if len(name.words) > 2 and not setting.common.has_common_forename(name):
                self._long_names[name.forename[0]].add(frozenset(name.words))
        self._slips: set[str] = set()
        self._different: dict[str, set[str]] = defaultdict(set)
        for head, tail in different:
            self._different[head].add(tail)
            self._different[tail].add(head)

    def person(self, id_: str) -> str:
        """Give what stands for the person a writing is of so far."""
        return self._person[id_]

    def members(self, id_: str) -> list[str]:
        """Give the writings of the person a writing is of so far."""
        return self._members[self._person[id_]]

    def are_same(self, head: str, tail: str) -> bool:
        """Tell whether two writings are one person so far."""
        return self._person[head] == self._person[tail]

    def declared_apart(self, head: str, tail: str) -> bool:
        """Tell whether somebody said that the people two writings are of so far are two."""
        apart = {self._person[far] for near in self.members(head) for far in self._different.get(near, ())}
        return self._person[tail] in apart

    def declare(self, head: str, tail: str) -> None:
        """Make two writings one person because somebody said so: their names no longer speak against each other."""
        if len(names := self._names(head, tail)) > 1:
            self._one_name.add(names)
        self.tie(head, tail)

    def _names(self, head: str, tail: str) -> frozenset[str]:
        return frozenset({self._comparands[head].name.folded, self._comparands[tail].name.folded})

    def tie(self, head: str, tail: str) -> None:
        """Make two writings one person."""
        self._join(self._person, self._members, head, tail)

    def tie_by_name(self, match: Match) -> None:
        """Make two writings one person whose names fit; nothing else need fit what is a slip of the pen."""
        self.tie(*match.ends)
        self._join(self._spelling, self._spelt, *match.ends)
        self._slips |= {self.slip_of(match)} - {""}

    def slip_of(self, match: Match) -> str:
        """Give the writing that is a slip of the pen if a match holds: the rarer one; empty if it is none."""
        if match.rule != "typing-error":
            return ""
        return min(match.ends, key=lambda id_: (self._comparands[id_].writing.count, id_))

    def fullness(self, id_: str) -> tuple[bool, int, str]:
        """Give what orders people by how much is known of them: a name in full, then how often it was written."""
        members = [self._comparands[member] for member in self.members(id_)]
        return any(member.name.is_full for member in members), sum(member.writing.count for member in members), id_

    def _spellings(self, id_: str) -> list[str]:
        """Give the writings that a further one must fit."""
        spelt = self._spelt[self._spelling[id_]]
        return [id_ for id_ in spelt if id_ not in self._slips] or spelt

    @staticmethod
    def _join(roots: dict[str, str], members: dict[str, list[str]], head: str, tail: str) -> None:
        """Join two sets; the smaller goes into the larger, so that no writing changes its set often."""
        small, large = sorted((roots[head], roots[tail]), key=lambda root: (len(members[root]), root))
        if small != large:
            roots |= dict.fromkeys(members[small], large)
            members[large] += members.pop(small)

    def may_be_same(self, head: str, tail: str, *, supported: bool) -> bool:
        """Tell whether a match by name leaves the person consistent.

        A match that more than the names speak for holds although another writing of the person, say from the next
        organisation, speaks a little against it.
        """
        if self.declared_apart(head, tail):
            return False
        ours, theirs = self._spelt[self._spelling[head]], self._spelt[self._spelling[tail]]
        pairs = product(self._spellings(head), self._spellings(tail))
        if any(self._rivals(near, far) > int(supported) for near, far in pairs):
            return False
        members, counterparts = self.members(head), self.members(tail)
        if len(ours) == len(members) and len(theirs) == len(counterparts):
            return True
        # beyond the spellings the names need not fit: only what stands beside them can keep two people apart
        writings = self._comparands
        return not any(
            self._names(near, far) not in self._one_name
            and are_incompatible(writings[near], writings[far], self._setting)
            for near in members
            for far in counterparts
        )

    def are_rivals(self, head: str, tail: str) -> bool:
        """Tell whether two writings cannot both be the person that one more writing fits."""
        return not self.are_same(head, tail) and self._rivals(head, tail) > 0

    def _rivals(self, head: str, tail: str) -> int:
        """Say how much two writings contradict each other: 0 not, 1 by what stands beside the names, 2 altogether."""
        if tail in self._different.get(head, ()):
            return 2
        pair = (head, tail) if head < tail else (tail, head)
        if pair not in self._rivalry:
            self._rivalry[pair] = self._contradiction(*pair)
        return self._rivalry[pair]

    def _are_parts_of_one(self, head: str, tail: str) -> bool:
        """Whether two names that differ are both part of one that few can bear: Wystan Rose and Wystan Rose Braun."""
        names = [self._comparands[id_].name for id_ in (head, tail)]
        if not all(name.is_full for name in names) or names[0].forename != names[1].forename:
            return False
        if are_incompatible(self._comparands[head], self._comparands[tail], self._setting):
            return False
        words = {*names[0].words, *names[1].words}
        return any(words <= long for long in self._long_names[names[0].forename[0]])

    def _are_short(self, head: str, tail: str) -> bool:
        """Whether two names are short forms, which need not fit each other but the whole name: AO and Ann."""
        names = [self._comparands[id_].name for id_ in (head, tail)]
        if any(name.is_full for name in names):
            return False
        return not are_incompatible(self._comparands[head], self._comparands[tail], self._setting)

    def _contradiction(self, head: str, tail: str) -> int:
        if self._names(head, tail) in self._one_name:
            return 0
        judgement = judge(self._comparands[head], self._comparands[tail], self._setting, floor=FAINTEST)
        if judgement is None and (self._are_parts_of_one(head, tail) or self._are_short(head, tail)):
            return 0
        if judgement is None or (judgement.match.verdict == "doubtful" and judgement.match.rule in _OF_THEIR_OWN):
            return 2
        return 0 if judgement.match.verdict == "made" else judgement.contradiction


def settle(
    comparands: Mapping[str, Comparand],
    judgements: Sequence[Judgement],
    setting: Setting,
    declared: tuple[Collection[Pair], Collection[Pair]],
) -> tuple[People, list[Match], list[Match]]:
    """Tie writings to people.

    `declared` are the pairs said to be the same and those said to be different.

    Returns
    -------
    tuple
        The people, the sure matches and those that are doubtful.

    Raises
    ------
    DatasetError
        If two writings are declared different and, by way of others, declared the same.
    """
    same, different = ({(min(pair), max(pair)) for pair in pairs} for pairs in declared)
    people = People(comparands, setting, different)
    _tie_declared(people, comparands, same, different)
    sure = [judgement for judgement in judgements if judgement.match.verdict == "made"]
    demoted: dict[Pair, str] = {}
    ambiguous: set[str] = set()
    # the certain first: a short form then finds the whole names already tied, and may not join two of them
    for tier in sorted({judgement.tier for judgement in sure}):
        edges = sorted((judgement for judgement in sure if judgement.tier == tier), key=_strongest_first)
        if tier > IDENTIFIED:
            _set_aside(people, edges, ambiguous, demoted)
        _tie(people, edges, demoted)
    by_name = [judgement for judgement in judgements if judgement.tier > IDENTIFIED]
    only = _tie_only_fits(people, Meetings(comparands), by_name)
    judgements = [judgement for judgement in judgements if judgement.match.score >= DOUBTFUL]
    matches = [edge.match for edge in sure if people.are_same(*edge.match.ends) and edge.match.ends not in same]
    matches += only
    matches += [Match(*pair, "made", "declared", (RULES["declared"],)) for pair in sorted(same)]
    return people, matches, _doubtful(people, judgements, demoted)


def _tie_declared(
    people: People, comparands: Mapping[str, Comparand], same: Collection[Pair], different: Collection[Pair]
) -> None:
    for pair in sorted(same):
        people.declare(*pair)
    for pair in sorted(different):
        if people.are_same(*pair):
            names = {id_: shown(comparands[id_].writing.name or id_) for id_ in people.members(pair[0])}
            raise DatasetError(
                f"{names[pair[0]]} and {names[pair[1]]} are declared to be different people, but also the same by way "
                f"of: {', '.join(sorted(set(names.values())))}. Take one of these answers back."
            )


def _strongest_first(judgement: Judgement) -> tuple[int, float, str, str]:
    return -judgement.support, -judgement.match.score, *judgement.match.ends


def _tie(people: People, edges: Sequence[Judgement], demoted: dict[Pair, str]) -> None:
    for edge in edges:
        ends = edge.match.ends
        if ends in demoted or people.are_same(*ends):
            continue
        by_name = edge.tier > IDENTIFIED
        if people.may_be_same(*ends, supported=edge.support > 0) if by_name else not people.declared_apart(*ends):
            # an address ties the names too where they are alike: its evidence then says more than the address
            if by_name or len(edge.match.for_) > 1:
                people.tie_by_name(edge.match)
            else:
                people.tie(*ends)
        else:
            demoted[ends] = _ELSEWHERE


def _set_aside(people: People, edges: Sequence[Judgement], ambiguous: set[str], demoted: dict[Pair, str]) -> None:
    """Set aside the matches of a writing that fits several people equally well, and those that fit less well."""
    edges_of: dict[str, list[Judgement]] = defaultdict(list)
    for edge in edges:
        for id_ in edge.match.ends if not people.are_same(*edge.match.ends) else ():
            edges_of[id_].append(edge)
    for id_ in sorted(edges_of):
        best = max(edge.support for edge in edges_of[id_])
        losing = _losing(people, id_, edges_of[id_], best)
        demoted |= {edge.match.ends: _SEVERAL for edge in losing}
        if any(edge.support == best for edge in losing):
            ambiguous.add(id_)
    # who fits several people must not be given to one of them by way of a match that rests on the name alone
    demoted |= {edge.match.ends: _SEVERAL for edge in edges if not edge.support and ambiguous & {*edge.match.ends}}


def _losing(people: People, id_: str, edges: Sequence[Judgement], best: int) -> list[Judgement]:
    """Find the matches of one writing that cannot stand beside its best: all of them if the best are rivals."""
    best_edges = [edge.match for edge in edges if edge.support == best]
    # slips of one name need not be like each other
    ends = [match.counterpart(id_) for match in best_edges if people.slip_of(match) in {"", id_}]
    if any(people.are_rivals(*pair) for pair in combinations(ends[:40], 2)):  # of forty that agree the rest will too
        return list(edges)
    lesser = [edge for edge in edges if edge.support < best]
    return [edge for edge in lesser if any(people.are_rivals(edge.match.counterpart(id_), end) for end in ends)]


def _tie_only_fits(people: People, meetings: Meetings, edges: Sequence[Judgement]) -> list[Match]:
    """Tie who is written short or oddly to the only person it fits, if the two were never at one meeting."""
    fits: dict[str, list[Judgement]] = defaultdict(list)
    for edge in edges:
        for id_ in edge.match.ends:
            fits[id_].append(edge)
    matches = list[Match]()
    for edge in filter(_may_be_alone, sorted(edges, key=_strongest_first)):
        fit = Fit(edge, people, meetings)
        if not people.are_same(*edge.match.ends) and fit.is_unique(fits) and fit.is_likely():
            people.tie_by_name(edge.match)
            matches.append(replace(edge.match, verdict="made", for_=(*edge.match.for_, _ONLY), score=SURE))
    return matches


def _may_be_alone(edge: Judgement) -> bool:
    """Whether a match may hold because nothing else fits: two full names that are equal are judged as they stand."""
    open_ = edge.match.score >= DOUBTFUL and not edge.contradiction
    return open_ and (edge.tier > FULL or edge.match.rule == "single-name") and edge.match.rule not in _OF_THEIR_OWN


class Fit:
    """A short or odd writing and the person it fits.

    Parameters
    ----------
    edge
        The match.
    people, meetings
        Who is tied to whom so far, and when they were seen.
    """

    def __init__(self, edge: Judgement, people: People, meetings: Meetings) -> None:
        self._edge, self._people, self._meetings = edge, people, meetings
        self._short, self._full = sorted(edge.match.ends, key=people.fullness)

    def _presence(self, head: str, tail: str) -> int:
        return self._meetings.presence(self._people.members(head), self._people.members(tail))

    def is_unique(self, fits: Mapping[str, Sequence[Judgement]]) -> bool:
        """Tell whether the writing fits nobody else: of colleagues if it is one, or of those who were there."""
        short_full, full = (self._people.fullness(id_)[0] for id_ in (self._short, self._full))
        if short_full and self._edge.tier == SHORT:  # a short form that is somebody's already ties no two people
            return False
        # of two short forms either may be somebody else's
        ends = [(self._short, self._full)] + ([] if full else [(self._full, self._short)])
        return not any(self._rivals(*pair, fits) for pair in ends)

    def _rivals(self, short: str, full: str, fits: Mapping[str, Sequence[Judgement]]) -> set[str]:
        people, colleagues = self._people, min(self._edge.support, 1)
        rivals = {
            people.person(fit.match.counterpart(id_))
            for id_ in people.members(short)
            for fit in fits[id_]
            if fit.support >= colleagues and fit.tier <= max(self._edge.tier, VARIANT)
        } - {people.person(short), people.person(full)}
        near = self._presence(short, full)
        # who was elsewhere then may still be who is written short
        near = near if near == 2 or self._edge.tier < SHORT else 0
        return {
            rival
            for rival in rivals
            if self._presence(short, rival) >= near
            # a colleague on the same list is somebody else
            and not (colleagues and self._meetings.share_a_list(people.members(short), people.members(rival)))
        }

    def is_likely(self) -> bool:
        """Tell whether what is known of meetings and organisations speaks for it, and nothing against it."""
        short, full = (self._people.members(id_) for id_ in (self._short, self._full))
        colleagues, score = self._edge.support > 0, self._edge.match.score
        consistent = self._people.may_be_same(*self._edge.match.ends, supported=colleagues or self._edge.tier < SHORT)
        if not consistent or not self._meetings.are_strangers(short, full):
            return False
        chance = self._meetings.chance_never_to_meet(short, full)
        if self._edge.match.rule in _INITIAL and not colleagues:
            return chance <= UNLIKELY
        telling = colleagues or score >= (TELLING if self._edge.tier == SHORT else LIKELY)
        return telling or chance <= LUCK or self._presence(self._short, self._full) == 2


def _doubtful(people: People, judgements: Iterable[Judgement], demoted: Mapping[Pair, str]) -> list[Match]:
    """Find what is left to ask: of each two people the match that speaks most for them."""
    questions: dict[frozenset[str], Match] = {}
    for match in sorted((judgement.match for judgement in judgements), key=lambda match: (-match.score, *match.ends)):
        if not people.are_same(*match.ends) and not people.declared_apart(*match.ends):
            pair = frozenset(map(people.person, match.ends))
            questions.setdefault(pair, _as_doubtful(match, demoted.get(match.ends, _ELSEWHERE)))
    return list(questions.values())


def _as_doubtful(match: Match, why: str) -> Match:
    if match.verdict == "doubtful":
        return match
    return replace(match, verdict="doubtful", against=(*match.against, why), score=min(match.score, 0.84))
