"""What each person is called: their id, the name shown, and the names that are no longer theirs to show."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct

from sna.identity.writings import Said, usual
from sna.names import key


class Called(Struct, frozen=True):
    """One person.

    Attributes
    ----------
    id, name
        The id in every table, and the name to show.
    writings
        The short names of the person's writings, the one that gave the name first.
    given_up
        Words and whole names, folded, that a newer declared name has replaced.
    """

    id: str
    name: str
    writings: tuple[str, ...]
    given_up: frozenset[str] = frozenset()

    def hides(self, text: str) -> bool:
        """Whether a text says a name the person has given up."""
        folded = key(text)
        return bool(self.given_up) and (folded in self.given_up or not self.given_up.isdisjoint(folded.split()))


def superseded(said: Mapping[str, Said]) -> frozenset[str]:
    """Give the ids of names somebody has given up: declared so, or declared anew later for the same address."""
    declared = {digest: one for digest, one in said.items() if one.declared is not None}
    given_up = {f"name:{name}" for one in declared.values() for name in one.formerly}
    by_address: dict[str, dict[str, dt.date]] = defaultdict(dict)
    for one in declared.values():
        if one.email and one.declared is not None:
            latest = by_address[one.email].get(one.id, dt.date.min)
            by_address[one.email][one.id] = max(latest, one.declared)
    for began in by_address.values():
        if len(began) == 2 and len(set(began.values())) == 2:
            given_up.add(min(began, key=lambda id_: began[id_]))
    return frozenset(given_up)


def called(said: Mapping[str, Said], clusters: Mapping[str, str], old: frozenset[str]) -> list[Called]:
    """Name every person.

    Parameters
    ----------
    said
        The writings by their short names.
    clusters
        Short name of each writing → that of the writing that represents the person.
    old
        The ids of names given up.
    """
    people: dict[str, list[str]] = defaultdict(list)
    for digest in sorted(said):
        people[clusters.get(digest, digest)].append(digest)
    first = {rep: _foremost(rep, digests, said, old) for rep, digests in people.items()}
    ids = _ids({rep: (said[first[rep]], digests) for rep, digests in people.items()}, said)
    return [_person(ids[rep], first[rep], digests, said, old) for rep, digests in sorted(people.items())]


def _foremost(rep: str, digests: Sequence[str], said: Mapping[str, Said], old: frozenset[str]) -> str:
    """Choose the writing that gives the name: the newest declared one, else the representative."""
    declared = [digest for digest in digests if said[digest].declared is not None and said[digest].id not in old]
    if not declared:
        return rep
    newest = max(said[digest].declared or dt.date.min for digest in declared)
    latest = [digest for digest in declared if said[digest].declared == newest]
    return rep if rep in latest else min(latest, key=lambda digest: (said[digest].id, digest))


def _person(id_: str, first: str, digests: Sequence[str], said: Mapping[str, Said], old: frozenset[str]) -> Called:
    name = usual(said[first].names)
    newest = said[first].declared or dt.date.min
    earlier = {one.id for digest in digests if (one := said[digest]).id in old or (one.declared or newest) < newest}
    earlier |= {f"name:{former}" for digest in digests for former in said[digest].formerly}
    given_up = {former.removeprefix("name:") for former in earlier - {said[first].id}}
    words = {word for former in given_up for word in former.split() if len(word) > 1} - set(key(name).split())
    others = tuple(digest for digest in digests if digest != first)
    return Called(id_, name, (first, *others), frozenset(given_up | words))


def _ids(people: Mapping[str, tuple[Said, list[str]]], said: Mapping[str, Said]) -> dict[str, str]:
    """Give each person the id of their name; namesakes bear their organisation in it."""
    plain = {rep: _plain(first) for rep, (first, _digests) in people.items()}
    shared = Counter(plain.values())
    ids = {rep: id_ for rep, id_ in plain.items() if shared[id_] == 1}
    namesakes: dict[str, list[str]] = defaultdict(list)
    for rep in sorted(set(people) - set(ids)):
        namesakes[f"{plain[rep]}{_beside(people[rep][1], said)}"].append(rep)
    for id_, reps in namesakes.items():
        ids |= {rep: id_ if at == 0 else f"{id_} {at + 1}" for at, rep in enumerate(reps)}
    return ids


def _plain(first: Said) -> str:
    """Give the id of a name; an account that only its e-mail address brought into the comparison keeps its own."""
    name = key(usual(first.names))
    return f"name:{name}" if first.id.startswith("slack:") and " " in name else first.id


def _beside(digests: Sequence[str], said: Mapping[str, Said]) -> str:
    """Give the organisation as it is compared: which of its spellings is shown depends on others' records."""
    stated: Counter[str] = Counter()
    for digest in digests:
        folded = said[digest].organisation
        stated.update({folded or key(name): count for name, count in said[digest].organisations.items()})
    return f" ({usual(stated)})" if usual(stated) else ""
