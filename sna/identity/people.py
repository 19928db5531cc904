"""From writings to people: which are compared, with what was declared and answered, and what each person is called.

A person has an id, a name that is shown, and names that are no longer theirs to show.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from sna.identity.answers import Answers, ends_of
from sna.identity.legal_names import comparable
from sna.identity.matching import Matching, compare
from sna.identity.writings import Profile, Profiles, by_id, crowded_ids, usual
from sna.names import key, read_name


class PersonName(Struct, frozen=True):
    """One person.

    Attributes
    ----------
    id, name
        The id in every table, and the name to show.
    writings
        The short names of the person's writings, the one that gave the name first.
    former_names
        Words and whole names, folded, that a newer declared name has replaced.
    """

    id: str
    name: str
    writings: tuple[str, ...]
    former_names: frozenset[str] = frozenset()

    def hides(self, text: str) -> bool:
        """Whether a text says a name the person has given up."""
        return bool(self.former_names) and not self.former_names.isdisjoint({key(text), *key(text).split()})


def superseded(profiles: Profiles) -> frozenset[str]:
    """Give the ids of names somebody has given up: declared so, or declared anew later for the same address."""
    former_ids = set[str]()
    by_address: dict[str, dict[str, dt.date]] = defaultdict(dict)
    for profile in profiles.values():
        if profile.declared is not None:
            former_ids |= {f"name:{name}" for name in profile.formerly}
            if profile.email:
                latest = by_address[profile.email].get(profile.id, dt.date.min)
                by_address[profile.email][profile.id] = max(latest, profile.declared)
    for began in by_address.values():
        # of three names at one address, or of two declared on one day, nothing says which replaced which
        if len(began) == 2 and len(set(began.values())) == 2:
            former_ids.add(min(began, key=lambda id_: began[id_]))
    return frozenset(former_ids)


def person_names(profiles: Profiles, clusters: Mapping[str, str], former_ids: frozenset[str]) -> list[PersonName]:
    """Name every person.

    Parameters
    ----------
    profiles
        The writings by their short names.
    clusters
        Short name of each writing → that of the writing that represents the person.
    former_ids
        The ids of names given up.
    """
    people: dict[str, list[str]] = defaultdict(list)
    for digest in sorted(profiles):
        people[clusters.get(digest, digest)].append(digest)
    sources = {rep: _name_source(rep, digests, profiles, former_ids) for rep, digests in people.items()}
    ids = _ids({rep: (profiles[sources[rep]], digests) for rep, digests in people.items()}, profiles)
    return [
        PersonName(
            ids[rep],
            usual(profiles[sources[rep]].names),
            (sources[rep], *(digest for digest in digests if digest != sources[rep])),
            _former_names(profiles[sources[rep]], [profiles[digest] for digest in digests], former_ids),
        )
        for rep, digests in sorted(people.items())
    ]


def _name_source(rep: str, digests: Sequence[str], profiles: Profiles, former_ids: frozenset[str]) -> str:
    """Choose the writing that gives the name: the newest declared one, else the representative."""
    days = {
        digest: day
        for digest in digests
        if (day := profiles[digest].declared) is not None and profiles[digest].id not in former_ids
    }
    latest = [digest for digest, day in days.items() if day == max(days.values())]
    return rep if rep in latest else min(latest, key=lambda digest: (profiles[digest].id, digest), default=rep)


def _former_names(source: Profile, writings: Sequence[Profile], former_ids: frozenset[str]) -> frozenset[str]:
    """Give the names, whole and word by word, that the writing which gives the name has replaced."""
    newest = source.declared or dt.date.min
    earlier = {writing.id for writing in writings if writing.id in former_ids or (writing.declared or newest) < newest}
    earlier |= {f"name:{name}" for writing in writings for name in writing.formerly}
    names = {id_.removeprefix("name:") for id_ in earlier - {source.id}}
    words = {word for name in names for word in name.split() if len(word) > 1}
    return frozenset(names | words - set(key(usual(source.names)).split()))


def _ids(people: Mapping[str, tuple[Profile, list[str]]], profiles: Profiles) -> dict[str, str]:
    """Give each person the id of their name; namesakes bear their organisation in it."""
    plain = {rep: _plain_id(source) for rep, (source, _digests) in people.items()}
    bearers = Counter(plain.values())
    ids = {rep: id_ for rep, id_ in plain.items() if bearers[id_] == 1}
    namesakes: dict[str, list[str]] = defaultdict(list)
    for rep in sorted(set(people) - set(ids)):
        namesakes[plain[rep] + _organisation_suffix(people[rep][1], profiles)].append(rep)
    for id_, reps in namesakes.items():
        ids |= {rep: f"{id_} {number}" if number > 1 else id_ for number, rep in enumerate(reps, 1)}
    return ids


def _plain_id(source: Profile) -> str:
    """Give the id of a name; an account that only its e-mail address brought into the comparison keeps its own."""
    name = key(usual(source.names))
    return f"name:{name}" if source.id.startswith("slack:") and " " in name else source.id


def _organisation_suffix(digests: Sequence[str], profiles: Profiles) -> str:
    """Give the organisation as it is compared: which of its spellings is shown depends on others' records."""
    counts: Counter[str] = Counter()
    for digest in digests:
        folded = profiles[digest].organisation
        counts.update({folded or key(name): count for name, count in profiles[digest].organisations.items()})
    return f" ({usual(counts)})" if usual(counts) else ""


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
