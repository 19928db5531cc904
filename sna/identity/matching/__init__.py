"""Which ways of writing somebody are one person: by rules a person can read, each match with its evidence.

`compare` takes writings and gives what is sure, what is doubtful, and who is who. It knows nothing of files or tables.

`blocking` finds the pairs worth comparing; `likeness` says how alike two names are, by the `variants` of
each; `evidence` adds what stands beside the names, weighed by `commonness`; `rules` gives the verdict on two
writings; `clusters` ties writings to people so that nobody is two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import attrgetter

from sna.errors import DatasetError, shown
from sna.identity.matching.clusters import People, settle
from sna.identity.matching.evidence import Comparand, address_of, shared_addresses
from sna.identity.matching.matches import Match, Matching, Verdict, Writing
from sna.identity.matching.parts import commonness, parts_of
from sna.identity.matching.rules import FAINTEST, RULES, Setting, candidates, judge

__all__ = ["RULES", "Match", "Matching", "Verdict", "Writing", "compare", "without"]

MOST_OPEN = 6  # a short form that may be more people than this is not worth asking about


def compare(
    writings: Sequence[Writing],
    *,
    same: Collection[tuple[str, str]] = (),
    different: Collection[tuple[str, str]] = (),
) -> Matching:
    """Find which writings are one person.

    Sure matches are made, strongest first: what is declared, then addresses and accounts, then whole names, variants
    of a name and short forms. A writing that fits two people equally well is doubtful to both; a match that would make
    one person of two who contradict each other becomes doubtful too. Of doubtful matches between the same two people
    only the strongest is given.

    Parameters
    ----------
    writings
        In any order: the result does not depend on it.
    same, different
        Pairs of ids people have declared; they always win. Pairs with an id that no writing has are left aside.

    Raises
    ------
    DatasetError
        If two writings have one id, or if what is declared contradicts itself, be it by way of others.

    Examples
    --------
    >>> matching = compare([Writing("1", "OKAFOR, Ann"), Writing("2", "Ann O."), Writing("3", "Ben Osei")])
    >>> [(match.first, match.second, match.rule) for match in matching.matches]
    [('1', '2', 'surname-initial')]
    >>> matching.clusters
    {'1': '1', '2': '1', '3': '3'}
    """
    comparands = _comparands(writings)
    ordered = list(comparands.values())
    declared_same, declared_different = (
        {pair for pair in pairs if comparands.keys() >= set(pair)} for pairs in (same, different)
    )
    roster = {comparand.name for comparand in ordered if comparand.writing.declared}
    others = {comparand.name for comparand in ordered if not comparand.writing.declared}
    setting = Setting(commonness(roster | others, roster, others), shared_addresses(ordered))
    judgements = [judge(ordered[head], ordered[tail], setting, floor=FAINTEST) for head, tail in candidates(ordered)]
    people, matches, doubtful = settle(
        comparands, list(filter(None, judgements)), setting, (declared_same, declared_different)
    )
    flagged = tuple((id_, _look_alike(comparand)) for id_, comparand in comparands.items() if comparand.name.looks)
    questions = _worth_asking(doubtful, comparands)
    return Matching(tuple(sorted(matches)), tuple(sorted(questions)), _clusters(people, comparands), flagged)


def without(matching: Matching, ids: set[str]) -> Matching:
    """Give a matching without some of its writings, which no other was tied to."""
    return Matching(
        tuple(match for match in matching.matches if ids.isdisjoint(match.ends)),
        tuple(match for match in matching.doubtful if ids.isdisjoint(match.ends)),
        {id_: person for id_, person in matching.clusters.items() if id_ not in ids},
        tuple(flag for flag in matching.flagged if flag[0] not in ids),
    )


def _comparands(writings: Iterable[Writing]) -> dict[str, Comparand]:
    comparands: dict[str, Comparand] = {}
    for writing in sorted(writings, key=attrgetter("id")):
        if writing.id in comparands:
            raise DatasetError(f"Two writings have the id {shown(writing.id)}. Ids must be unique.")
        explained = len(set(writing.initials_of)) == 1
        name = parts_of(writing.initials_of[0] if explained else writing.name or writing.email)
        comparands[writing.id] = Comparand(writing, name, address_of(writing.email), explained)
    return comparands


def _look_alike(comparand: Comparand) -> str:
    name, looks = shown(comparand.writing.name), comparand.name.looks
    return f"{name} holds letters of another alphabet that look like those of “{looks}”"


def _worth_asking(doubtful: Sequence[Match], comparands: Mapping[str, Comparand]) -> list[Match]:
    """Leave out bare short forms that may be many people."""
    questions = Counter(id_ for match in doubtful for id_ in match.ends if not comparands[id_].name.is_full)
    return [match for match in doubtful if max(questions[id_] for id_ in match.ends) <= MOST_OPEN]


def _clusters(people: People, comparands: Mapping[str, Comparand]) -> dict[str, str]:
    """Id → id of the writing that represents the person."""
    representatives: dict[str, str] = {}
    for comparand in sorted(comparands.values(), key=_fullest_first):
        representatives.setdefault(people.person(comparand.writing.id), comparand.writing.id)
    return {id_: representatives[people.person(id_)] for id_ in comparands}


def _fullest_first(comparand: Comparand) -> tuple[bool, bool, bool, int, int, str]:
    writing, name = comparand.writing, comparand.name
    unwritten = not name.is_full or bool(name.looks) or comparand.explained
    return writing.superseded, not writing.declared, unwritten, -writing.count, -len(name.words), writing.id
