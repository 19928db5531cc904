"""What is asked of doubtful pairs, the file to fill with yes and no, and who was matched to whom and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from sna.identity.answers import ends_of, pair_of
from sna.identity.comparison import resolved
from sna.identity.match import Identity
from sna.identity.matching import Match
from sna.identity.naming import PersonName
from sna.identity.organisations import NamePair
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
FORMER_NAME = "(a name given up)"
_ADDRESS = re.compile(r"[^\s<>()@]+@([\w.-]+)")


class End(NamedTuple):
    """One side of a pair as a reader sees it; of an e-mail address only what stands behind the @."""

    writing: str
    organisation: str
    domain: str
    occurrences: str


def questions(identity: Identity) -> pd.DataFrame:
    """Give the review file: what is open, the most likely first, then what was answered, so that nothing is lost.

    One question a pair of people, however many of their writings are alike.
    """
    rows = [*_people_rows(identity), *_organisation_rows(identity)]
    pairs = {row["pair"] for row in rows}
    answered = [_answered(pair, identity) for pair in sorted(identity.answers.decisions) if pair not in pairs]
    return pd.DataFrame([*rows, *answered], columns=REVIEW_COLUMNS).fillna("")


def open_pairs(identity: Identity) -> list[Match]:
    """Give the doubtful matches, the most likely first, one for each pair of people."""
    people = {digest: person.id for person in identity.people for digest in person.writings}
    pairs: dict[frozenset[str], Match] = {}
    for match in sorted(identity.matching.doubtful, key=lambda match: (-match.score, match.first, match.second)):
        pairs.setdefault(frozenset({people[match.first], people[match.second]}), match)
    return list(pairs.values())


def _people_rows(identity: Identity) -> Iterator[dict[str, str]]:
    people = {digest: person for person in identity.people for digest in person.writings}
    for match in open_pairs(identity):
        digests = (match.first, match.second)
        ends = [_end(identity.profiles[digest], people[digest]) for digest in digests]
        row = _row(pair_of("person", *digests), "person", ends)
        yield row | {"for": _evidence(match.for_), "against": _evidence(match.against), "rule": match.rule}


def _organisation_rows(identity: Identity) -> Iterator[dict[str, str]]:
    spelling, counted = identity.organisations.spelling, identity.organisations.counted
    for pair in identity.organisations.doubtful:
        names = (pair.first, pair.second)
        ends = [End(spelling.get(name, name), "", "", _times(counted.get(name, 0))) for name in names]
        row = _row(pair_of("organisation", *names), "organisation", ends)
        yield row | {"for": pair.for_, "against": pair.against, "rule": pair.rule}


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
