"""The writings compared, with what the roster declares of them and what was answered."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from msgspec.structs import replace

from sna.identity.answers import Answers, ends_of
from sna.identity.legal_names import comparable
from sna.identity.matching import Matching, compare
from sna.identity.naming import superseded
from sna.identity.writings import Profile, Profiles, by_id, crowded_ids, usual
from sna.names import read_name

Pair = tuple[str, str]
Spell = tuple[dt.date, dt.date]


def compared(profiles: Profiles, answers: Answers) -> Matching:
    """Compare the writings; what was answered is open no more.

    An answer outweighs everything, then what the roster says of earlier and other names and of people who moved.

    Raises
    ------
    DatasetError
        If the answers contradict each other.
    """
    former_ids, answered = superseded(profiles), resolved(profiles, answers)
    yes, no = (
        [ends for pair, ends in answered.items() if answers.decisions[pair] is decision] for decision in (True, False)
    )
    declared = [pair for pair in _declared_pairs(profiles) if pair not in no and pair[::-1] not in no]
    different = [*no, *_everywhere(no, profiles, [*declared, *yes])]
    writings = [profile.writing(digest, former_ids) for digest, profile in sorted(profiles.items())]
    matching = compare(writings, same=[*declared, *yes], different=different)
    # An answer is about two people, not two writings: whatever else of theirs is alike is asked no more.
    decided = {frozenset(map(matching.clusters.__getitem__, pair)) for pair in different}
    people = [
        frozenset({matching.clusters[match.first], matching.clusters[match.second]}) for match in matching.doubtful
    ]
    pairs = zip(matching.doubtful, people, strict=True)
    return replace(matching, doubtful=tuple(match for match, ends in pairs if len(ends) > 1 and ends not in decided))


def undecidable(profiles: Profiles, clusters: Mapping[str, str]) -> set[str]:
    """Give the writings that say only a name which two or more people bear, so that nobody can tell whose they are.

    Only where the collection is so large that such a name is likely that of several people; in a small one the people
    of one name are asked about.
    """
    crowded = crowded_ids({profile.id: usual(profile.called) for profile in profiles.values()})
    bearers, context = defaultdict(set), set()
    for digest, profile in profiles.items():
        bearers[profile.id].add(clusters[digest])
        context |= {clusters[digest]} if profile.says_more else set()
    return {
        digest
        for digest, profile in profiles.items()
        if profile.id in crowded and clusters[digest] not in context and len(bearers[profile.id] & context) > 1
    }


def resolved(profiles: Profiles, answers: Answers) -> dict[str, Pair]:
    """Find the two writings of each answered pair.

    New files may add an address or an organisation to a writing, which is then another; it is found again by the name,
    organisation and domain that the row of the review file tells.
    """
    ids, pairs = by_id(profiles), {}
    for pair in sorted(answers.decisions):
        row = answers.rows.get(pair, {})
        head, tail = (
            end if end in profiles else _closest_writing(row, side, profiles, ids)
            for end, side in zip(ends_of(pair), ("first", "second"), strict=True)
        )
        if head and tail and head != tail:
            pairs[pair] = head, tail
    return pairs


def _closest_writing(row: Mapping[str, str], side: str, profiles: Profiles, ids: Mapping[str, list[str]]) -> str:
    """Give the most frequent writing of a name that neither the organisation nor the domain of a row contradicts."""
    organisation, domain = comparable(row.get(f"{side}_organisation", "")), row.get(f"{side}_domain", "")
    candidates = [
        digest
        for digest in ids.get(f"name:{read_name(row.get(side, '')).key}", ())
        if not _differ(organisation, profiles[digest].organisation) and not _differ(domain, profiles[digest].domain)
    ]
    return min(candidates, key=lambda digest: (-len(profiles[digest].places), digest), default="")


def _declared_pairs(profiles: Profiles) -> Iterator[Pair]:
    """Pair writings the roster declares to be one person.

    These are names given up or borne beside another, and the entries of one name whose days do not overlap: somebody
    who moved has an entry for each employer. An address changes with the name, but who has the earlier name at another
    domain is somebody else.
    """
    ids = by_id(profiles)
    for digest, profile in sorted(profiles.items()):
        for name in sorted(profile.formerly | profile.also):
            for namesake in ids.get(f"name:{name}", ()):
                if namesake != digest and not _differ(profile.domain, profiles[namesake].domain):
                    yield digest, namesake
    for digests in ids.values():
        entries = [digest for digest in digests if profiles[digest].spells]
        yield from (pair for pair in combinations(entries, 2) if _follow(*(profiles[end].spells for end in pair)))


def _follow(spells: Iterable[Spell], rivals: Iterable[Spell]) -> bool:
    """Whether no spell overlaps any of the rivals; the day of the change may be both a last and a first day."""
    return all(ended <= since or until <= began for began, ended in spells for since, until in rivals)


def _everywhere(no: Iterable[Pair], profiles: Profiles, same: Iterable[Pair]) -> list[Pair]:
    """Tell two names apart under all their writings that fit the answered ones, but for those declared the same."""
    ids, tied, pairs = by_id(profiles), {frozenset(pair) for pair in same}, []
    for ends in no:
        if profiles[ends[0]].id != profiles[ends[1]].id:
            heads, tails = (
                [digest for digest in ids[profiles[end].id] if _fits(profiles[digest], profiles[end])] for end in ends
            )
            pairs += [(head, tail) for head in heads for tail in tails if frozenset((head, tail)) not in tied]
    return pairs


def _fits(head: Profile, tail: Profile) -> bool:
    return not _differ(head.email, tail.email) and not _differ(head.organisation, tail.organisation)


def _differ(head: str, tail: str) -> bool:
    """Whether two texts are stated and differ: a blank contradicts nothing."""
    return bool(head) and bool(tail) and head != tail
