"""Which ways of writing somebody are one person: by rules a person can read, each match with its evidence.

`compare` takes writings and gives what is sure, what is doubtful, and who is who. It knows nothing of files or tables.

`blocking` finds the pairs worth comparing; `likeness` says how alike two names are, by `words`, `nicknames` and
`letters`; `evidence` adds what stands beside the names, weighed by `commonness`; `rules` gives the verdict on two
writings; `people` ties writings to people so that nobody is two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sna.errors import DatasetError, shown
from sna.identity.matching.blocking import candidates
from sna.identity.matching.clusters import People, settle
from sna.identity.matching.commonness import commonness
from sna.identity.matching.evidence import Known, address_of, shared_addresses
from sna.identity.matching.matches import Match, Matching, Verdict, Writing
from sna.identity.matching.parts import parts_of
from sna.identity.matching.rules import RULES, Setting, judge

__all__ = ["RULES", "Match", "Matching", "Verdict", "Writing", "compare"]

ASKED = 6  # a short form that may be more people than this is not worth asking about


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
    >>> found = compare([Writing("1", "OKAFOR, Ann"), Writing("2", "Ann O."), Writing("3", "Ben Osei")])
    >>> [(match.first, match.second, match.rule) for match in found.made]
    [('1', '2', 'surname-initial')]
    >>> found.clusters
    {'1': '1', '2': '1', '3': '3'}
    """
    known = _known(writings)
    ids = set(known)
    declared = tuple({pair for pair in pairs if ids.issuperset(pair)} for pairs in (same, different))
    setting = Setting(commonness({one.name for one in known.values()}), shared_addresses(known.values()))
    ordered = list(known.values())
    judged = [found for i, j in candidates(ordered) if (found := judge(ordered[i], ordered[j], setting))]
    people, made, doubtful = settle(known, judged, setting, (declared[0], declared[1]))
    flagged = tuple((id_, _why(one)) for id_, one in known.items() if one.name.looks)
    return Matching(_sorted(made), _sorted(_worth_asking(doubtful, known)), _clusters(people, known), flagged)


def _known(writings: Iterable[Writing]) -> dict[str, Known]:
    known: dict[str, Known] = {}
    for writing in sorted(writings, key=lambda one: one.id):
        if writing.id in known:
            raise DatasetError(f"Two writings have the id {shown(writing.id)}. Ids must be unique.")
        explained = len(set(writing.initials_of)) == 1
        name = parts_of(writing.initials_of[0] if explained else writing.name or writing.email)
        known[writing.id] = Known(writing, name, address_of(writing.email), explained)
    return known


def _why(one: Known) -> str:
    return f"{shown(one.writing.name)} holds letters of another alphabet that look like those of “{one.name.looks}”"


def _worth_asking(doubtful: Sequence[Match], known: dict[str, Known]) -> list[Match]:
    """Leave out bare short forms that may be many people."""
    asked: dict[str, int] = defaultdict(int)
    for match in doubtful:
        for id_ in (match.first, match.second):
            asked[id_] += not known[id_].name.is_full
    return [match for match in doubtful if max(asked[match.first], asked[match.second]) <= ASKED]


def _sorted(matches: Iterable[Match]) -> tuple[Match, ...]:
    return tuple(sorted(matches, key=lambda match: (match.first, match.second)))


def _clusters(people: People, known: dict[str, Known]) -> dict[str, str]:
    """Id → id of the writing that represents the person."""
    best: dict[str, str] = {}
    for id_ in sorted(known, key=lambda id_: _fullest_first(known[id_])):
        best.setdefault(people.person(id_), id_)
    return {id_: best[people.person(id_)] for id_ in known}


def _fullest_first(one: Known) -> tuple[bool, bool, bool, int, int, str]:
    writing = one.writing
    unwritten = not one.name.is_full or bool(one.name.looks) or one.explained
    return writing.superseded, not writing.declared, unwritten, -writing.count, -len(one.name.words), writing.id
