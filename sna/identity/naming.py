"""What each person is called: their id, the name shown, and the names that are no longer theirs to show."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from sna.identity.writings import Profile, Profiles, usual
from sna.names import key


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
