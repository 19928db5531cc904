"""What is asked of doubtful pairs, the file to fill with yes and no, and who was matched to whom and why."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import NamedTuple

import pandas as pd
from msgspec import Struct

from sna.identity.answers import ends_of, pair_of
from sna.identity.match import Identity
from sna.identity.matching import Match
from sna.identity.matching.parts import parts_of
from sna.identity.organisations import NamePair
from sna.identity.people import PersonName, resolved
from sna.identity.writings import Profile, usual

REVIEW = "identity-review.csv"
REVIEW_COLUMNS = [
    "pair", "same", "kind", "first", "second", "first_organisation", "second_organisation", "first_domain",
    "second_domain", "first_seen", "second_seen", "for", "against", "rule",
]  # fmt: skip
MATCHED_COLUMNS = [
    "kind", "person", "name", "writing", "account", "organisation", "count", "seen", "rule", "evidence", "against",
    "pair", "undo",
]  # fmt: skip
UNDO = f"Write this pair with same = no into {REVIEW} in the folder of the study."
UNDO_ALIAS = "Take the line out of the aliases file."
PLACES_LISTED = 3
TEN = 10  # what somebody answers at one sitting
ASKED_OF_HUNDRED, FEWEST_ASKED = 20, TEN  # whoever is asked more answers nothing
FORMER_NAME = "(a name given up)"
_ADDRESS = re.compile(r"[^\s<>()@]{1,200}@([\w.-]+)")


class End(NamedTuple):
    """One side of a pair as a reader sees it; of an e-mail address only what stands behind the @."""

    writing: str
    organisation: str
    domain: str
    occurrences: str


class Presence(Struct, frozen=True):
    """How often a person stands in the files, on which lists, and the first and last day."""

    times: int
    lists: frozenset[str]
    since: dt.date
    until: dt.date


class Doubt(Struct, frozen=True):
    """Two ends somebody may know to be one: the row to ask in, and what hangs on the answer.

    `touches` is how many attendances and posts would change hands: those of the end with fewer. A `lone` end is a given
    name, a surname or initials, which seldom tells anybody much.
    """

    row: dict[str, str]
    touches: int
    lone: bool = False

    @property
    def kind(self) -> str:
        """Whether people are asked about, or organisations."""
        return self.row["kind"]


def questions(identity: Identity) -> pd.DataFrame:
    """Give the review file: what is asked, then what was answered, so that nothing is lost.

    One question a pair of people, however many of their writings are alike; those first that touch most attendances,
    then organisations, lone given names and initials last and each once. At most twenty for every hundred people,
    answers counted in, but never fewer than ten; if there are too many, those that touch least are not asked.
    """
    rows = [doubt.row for doubt in asked(identity)]
    pairs = {row["pair"] for row in rows}
    answered = [_answered(pair, identity) for pair in sorted(identity.answers.decisions) if pair not in pairs]
    return pd.DataFrame([*rows, *answered], columns=REVIEW_COLUMNS).fillna("")


def asked(identity: Identity) -> list[Doubt]:
    """Give the doubts worth somebody's time, the weightiest first."""
    entries = doubts(identity)
    pairs = sum(doubt.kind == "person" for doubt in entries)
    # there may be fewer people than stand apart so far: as many fewer as there are doubtful pairs
    limit = max(FEWEST_ASKED, (len(identity.people) - pairs) * ASKED_OF_HUNDRED // 100)
    bodies = sum(doubt.kind == "organisation" for doubt in entries)  # few, and each is that of many people
    remaining = max(0, limit - len(identity.answers.decisions) - bodies)
    rank = count()
    return [doubt for doubt in entries if doubt.kind == "organisation" or next(rank) < remaining]


class Stakes(NamedTuple):
    """What hangs on the questions: how many are asked and not, and how many attendances and posts they touch."""

    asked: int
    unasked: int
    touches: int
    first_ten: int

    def __str__(self) -> str:
        """Say what the first ten answers settle, and what is not asked; empty where there is nothing to say."""
        hanging = f"Attendances and posts that hang on an answer: {self.touches:,}"
        ten = f", of which {self.first_ten:,} on the first ten questions." if self.asked > TEN else "."
        rest = f" {self.unasked:,} more doubtful pairs are not asked: they touch least." if self.unasked else ""
        return (hanging + ten + rest) if self.touches else ""


def stakes(identity: Identity) -> Stakes:
    """Weigh the questions."""
    everything, rows = doubts(identity), asked(identity)
    touches = [doubt.touches for doubt in everything]
    first_ten = sum(doubt.touches for doubt in rows[:TEN])
    return Stakes(len(rows), len(everything) - len(rows), sum(touches), first_ten)


def doubts(identity: Identity) -> list[Doubt]:
    """Give all that is doubtful, asked or not, the weightiest first."""
    entries = [*_people_doubts(identity), *_organisation_doubts(identity)]
    return sorted(entries, key=lambda doubt: (doubt.lone, doubt.kind == "organisation", -doubt.touches))


def _people_doubts(identity: Identity) -> Iterator[Doubt]:
    """Give a doubt for each two people, but for those that the answers to others will settle.

    Of five spells of one name four questions tell who is who: if a question was answered no, the rest follows in the
    next review file.
    """
    people = {digest: person for person in identity.people for digest in person.writings}
    presence = _presence(identity)
    answered = {digest for pair in identity.answers.decisions for digest in ends_of(pair)}
    groups, once = {person.id: [person.id] for person in identity.people}, set[str]()
    for match in sorted(identity.matching.doubtful, key=lambda match: _likeliest_first(match, presence)):
        ends = [people[digest] for digest in match.ends]
        lone = {digest for digest in match.ends if _is_lone(usual(identity.profiles[digest].called))}
        names = {people[digest].id for digest in lone}
        head, tail = (groups[person.id] for person in ends)
        if head is tail or names & once or lone & answered:
            continue
        once |= names
        if not lone:
            head += tail
            groups |= dict.fromkeys(tail, head)
        row = _row(
            pair_of("person", *match.ends),
            "person",
            [_end(identity.profiles[digest], person) for digest, person in zip(match.ends, ends, strict=True)],
        )
        row |= {"for": _evidence(match.for_), "against": _evidence(match.against), "rule": match.rule}
        yield Doubt(row, min(presence[digest].times for digest in match.ends), bool(lone))


def _likeliest_first(match: Match, presence: Mapping[str, Presence]) -> tuple[float, int, int, str, str]:
    """Order by how alike the names are; of equals those first who never met and whose days lie together."""
    head, tail = (presence[digest] for digest in match.ends)
    met, apart = bool(head.lists & tail.lists), head.until < tail.since or tail.until < head.since
    return -match.score, 2 * met + apart, -head.times - tail.times, match.first, match.second


def _presence(identity: Identity) -> dict[str, Presence]:
    """Give, for each writing, where and when the person it is of was seen."""
    presence = dict[str, Presence]()
    for person in identity.people:
        profiles = [identity.profiles[digest] for digest in person.writings]
        days = {day for profile in profiles for day in profile.days} or {dt.date.min, dt.date.max}
        lists = frozenset[str]().union(*(profile.lists for profile in profiles))
        places = sum(len(profile.places) for profile in profiles)
        presence |= dict.fromkeys(person.writings, Presence(places, lists, min(days), max(days)))
    return presence


def _is_lone(written: str) -> bool:
    name = parts_of(written)
    return bool(name.initials) or not name.surname


def _organisation_doubts(identity: Identity) -> Iterator[Doubt]:
    spelling, counted = identity.organisations.spelling, identity.organisations.counted
    for pair in identity.organisations.doubtful:
        names = (pair.first, pair.second)
        ends = [End(spelling.get(name, name), "", "", _times(counted.get(name, 0))) for name in names]
        row = _row(pair_of("organisation", *names), "organisation", ends)
        row |= {"for": pair.for_, "against": pair.against, "rule": pair.rule}
        yield Doubt(row, min(counted.get(name, 0) for name in names))


def _row(pair: str, kind: str, ends: Sequence[End]) -> dict[str, str]:
    sides = {
        side + suffix: text
        for side, end in zip(("first", "second"), ends, strict=True)
        for suffix, text in zip(("", "_organisation", "_domain", "_seen"), end, strict=True)
    }
    return {"pair": pair, "same": "", "kind": kind, **sides}


def _evidence(sentences: Sequence[str]) -> str:
    return masked("; ".join(sentences))


def _answered(pair: str, identity: Identity) -> dict[str, str]:
    """Give the row of an answered pair as it was filled in, but for names somebody has given up since."""
    row = {column: identity.answers.rows.get(pair, {}).get(column, "") for column in REVIEW_COLUMNS}
    people = {digest: person for person in identity.people for digest in person.writings}
    ends = [people[digest] for digest in ends_of(pair) if digest in people]
    if any(person.hides(row[side]) for person in ends for side in ("first", "second")):
        row |= dict.fromkeys(("first", "second")[: len(ends)], FORMER_NAME)
    return row | {"pair": pair, "same": "yes" if identity.answers.decisions[pair] else "no"}


def _end(profile: Profile, person: PersonName) -> End:
    """Describe a writing: as written most often, its organisation, the domain of its address, and where it stands."""
    text = usual(profile.called)
    writing = FORMER_NAME if person.hides(text) else masked(text)
    return End(writing, usual(profile.organisations), profile.domain, occurrences(profile.places))


def masked(text: str) -> str:
    """Leave of an e-mail address only what stands behind the @.

    Examples
    --------
    >>> masked("Ann Smith <ann.smith@age-well.example>")
    'Ann Smith <…@age-well.example>'
    """
    return _ADDRESS.sub(r"…@\1", text)


def occurrences(places: Sequence[tuple[str, str]]) -> str:
    """Say how often something stands in the files, and where first."""
    ordered = sorted(set(places), key=lambda place: (place[0], len(place[1]), place[1]))
    listed = "; ".join(f"{file} {place}" for file, place in ordered[:PLACES_LISTED])
    return f"{_times(len(ordered))}: {listed}{'; …' if len(ordered) > PLACES_LISTED else ''}"


def _times(count: int) -> str:
    return {0: "declared", 1: "once", 2: "twice"}.get(count, f"{count:,} times")


def unanswerable(identity: Identity) -> list[str]:
    """List the answered pairs whose two writings no longer stand in the files."""
    answerable = {*identity.organisations.alike, *resolved(identity.profiles, identity.answers)}
    return sorted(set(identity.answers.decisions) - answerable)


def matched(identity: Identity) -> pd.DataFrame:
    """Give who was matched to whom: a row for each writing of somebody who has several, and how to undo it.

    Names of organisations that were taken for one follow in the same way.
    """
    matches = {
        ends: match
        for match in identity.matching.matches
        for ends in ((match.first, match.second), (match.second, match.first))
    }
    several = [person for person in identity.people if len(person.writings) > 1]
    rows = [row for person in several for row in _matched_writings(person, identity, matches)]
    rows += [*_aliased(identity), *_matched_organisations(identity)]
    table = pd.DataFrame(rows, columns=MATCHED_COLUMNS)
    return table.sort_values(["kind", "person", "name", "writing", "account", "pair"], ignore_index=True)


def _matched_writings(
    person: PersonName, identity: Identity, matches: Mapping[tuple[str, str], Match]
) -> Iterator[dict[str, object]]:
    """Give a row for each writing of a person, with the match that ties it.

    That is the match with the writing that gave the name, if there is one, else the one that speaks most for it.
    """
    source, *further = person.writings
    row = _writing_row(person, source, identity)
    yield row | {"rule": "shown", "evidence": "This writing gave the name shown."}
    for digest in further:
        row = _writing_row(person, digest, identity) | {"undo": UNDO}
        ties = [matches[digest, end] for end in person.writings if (digest, end) in matches]
        if ties:
            match = min(ties, key=lambda tie: (source not in {tie.first, tie.second}, -tie.score, tie.first))
            counterpart = match.second if match.first == digest else match.first
            row |= {"rule": match.rule, "evidence": _evidence(match.for_), "against": _evidence(match.against)}
        else:
            counterpart = source
            row |= _evidence_without_match(digest, identity)
        yield row | {"pair": pair_of("person", digest, counterpart)}


def _evidence_without_match(digest: str, identity: Identity) -> dict[str, str]:
    if any(digest in ends_of(pair) for pair, yes in identity.answers.decisions.items() if yes):
        return {"rule": "answer", "evidence": f"{REVIEW} says that they are the same."}
    return {"rule": "same-name", "evidence": "The same name, and nothing that speaks against it."}


def _aliased(identity: Identity) -> Iterator[dict[str, object]]:
    """Tell of the accounts and names the aliases file alone put in the place of a name."""
    reason = {"rule": "aliases", "evidence": "The aliases file says so.", "undo": UNDO_ALIAS}
    for person in identity.people:
        for digest in person.writings if person.id in identity.aliases else ():
            profile = identity.profiles[digest]
            if profile.loader_id != profile.id:
                writing = profile.loader_id.removeprefix("name:")
                yield _writing_row(person, digest, identity) | {"writing": writing} | reason


def _writing_row(person: PersonName, digest: str, identity: Identity) -> dict[str, object]:
    profile = identity.profiles[digest]
    end = _end(profile, person)
    return {
        "kind": "person",
        "person": person.id,
        "name": person.name,
        "writing": end.writing,
        "account": masked(profile.account),
        "organisation": end.organisation,
        "count": len(profile.places),
        "seen": end.occurrences,
        "against": "",
        "pair": "",
        "undo": "",
    }


def _matched_organisations(identity: Identity) -> Iterator[dict[str, object]]:
    organisations = identity.organisations
    for folded, ways in organisations.written.items():
        pair = next((pair for pair in organisations.matches if folded in {pair.first, pair.second}), None)
        row = {"kind": "organisation", "name": organisations.spelling[folded]} | _organisation_evidence(pair)
        yield from (row | {"writing": name, "count": count} for name, count in ways.items())


def _organisation_evidence(pair: NamePair | None) -> dict[str, str]:
    if pair is None:
        evidence = "The same name once abbreviations are written out and the company's legal form is left off."
        return {"rule": "abbreviation", "evidence": evidence, "undo": "Write the name out in full in the files."}
    digest = pair_of("organisation", pair.first, pair.second)
    return {"rule": pair.rule, "evidence": pair.for_, "against": pair.against, "pair": digest, "undo": UNDO}
