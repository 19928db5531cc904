"""What is asked of doubtful pairs, the file to fill with yes and no, and who was matched to whom and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd
from msgspec import Struct

from sna.identity.answers import ends_of, pair_of
from sna.identity.comparison import resolved
from sna.identity.match import Identity
from sna.identity.matching import Match
from sna.identity.naming import Called
from sna.identity.organisations import Likeness
from sna.identity.writings import Said, usual

REVIEW = "identity-review.csv"
REVIEW_COLUMNS = [
    "pair", "same", "kind", "first", "second", "first_organisation", "second_organisation", "first_domain",
    "second_domain", "first_seen", "second_seen", "for", "against", "rule",
]  # fmt: skip
PLACES_SHOWN = 3
GIVEN_UP = "(a name given up)"
_ADDRESS = re.compile(r"[^\s<>()@]+@([\w.-]+)")


class End(Struct, frozen=True):
    """One side of a pair as a reader sees it; of an e-mail address only what stands behind the @."""

    writing: str
    organisation: str
    domain: str
    seen: str


def questions(identity: Identity) -> pd.DataFrame:
    """Give the review file: what is open, the most likely first, then what was answered, so that nothing is lost.

    One question a pair of people, however many of their writings are alike.
    """
    rows = [*_people_rows(identity), *_organisation_rows(identity)]
    known = {row["pair"] for row in rows}
    answered = [_answered(pair, identity) for pair in sorted(identity.answers.said) if pair not in known]
    return pd.DataFrame([*rows, *answered], columns=REVIEW_COLUMNS).fillna("")


def open_pairs(identity: Identity) -> list[Match]:
    """Give the doubtful matches, the most likely first, one for each pair of people."""
    people = {digest: one.id for one in identity.people for digest in one.writings}
    asked: dict[frozenset[str], Match] = {}
    for match in sorted(identity.matching.doubtful, key=lambda one: (-one.score, one.first, one.second)):
        asked.setdefault(frozenset({people[match.first], people[match.second]}), match)
    return list(asked.values())


def _people_rows(identity: Identity) -> Iterator[dict[str, str]]:
    whose = {digest: one for one in identity.people for digest in one.writings}
    for match in open_pairs(identity):
        first, second = (end(identity.said[id_], whose[id_]) for id_ in (match.first, match.second))
        pair = pair_of("person", match.first, match.second)
        yield _row(pair, "person", first, second) | _evidence(match)


def _organisation_rows(identity: Identity) -> Iterator[dict[str, str]]:
    settled = identity.organisations
    for one in settled.doubtful:
        ends = [_body(name, settled.spelling, settled.counted) for name in (one.first, one.second)]
        pair = pair_of("organisation", one.first, one.second)
        yield _row(pair, "organisation", *ends) | _likeness(one)


def _body(name: str, spelling: Mapping[str, str], counted: Mapping[str, int]) -> End:
    return End(spelling.get(name, name), "", "", _times(counted.get(name, 0)))


def _row(pair: str, kind: str, first: End, second: End) -> dict[str, str]:
    return {
        "pair": pair,
        "same": "",
        "kind": kind,
        "first": first.writing,
        "second": second.writing,
        "first_organisation": first.organisation,
        "second_organisation": second.organisation,
        "first_domain": first.domain,
        "second_domain": second.domain,
        "first_seen": first.seen,
        "second_seen": second.seen,
    }


def _evidence(match: Match) -> dict[str, str]:
    return {"for": evidence_of(match.for_), "against": evidence_of(match.against), "rule": match.rule}


def evidence_of(sentences: Sequence[str]) -> str:
    """Put the evidence of a match into one line."""
    return masked("; ".join(sentences))


def _likeness(one: Likeness) -> dict[str, str]:
    return {"for": one.for_, "against": one.against, "rule": one.rule}


def _answered(pair: str, identity: Identity) -> dict[str, str]:
    row = {column: identity.answers.rows.get(pair, {}).get(column, "") for column in REVIEW_COLUMNS}
    whose = {digest: one for one in identity.people for digest in one.writings}
    ends = [whose[digest] for digest in ends_of(pair) if digest in whose]
    hidden = {side: GIVEN_UP for side, one in zip(("first", "second"), ends, strict=False) if _hidden(row, ends)}
    return row | hidden | {"pair": pair, "same": "yes" if identity.answers.said[pair] else "no"}


def _hidden(row: Mapping[str, str], people: Sequence[Called]) -> bool:
    return any(one.hides(row[side]) for one in people for side in ("first", "second"))


def end(said: Said, person: Called) -> End:
    """Describe a writing: as written most often, its organisation, the domain of its address, and where it stands."""
    text = usual(said.called)
    return End(
        GIVEN_UP if person.hides(text) else masked(text),
        usual(said.organisations),
        said.email.rpartition("@")[2],
        seen(said.places),
    )


def masked(text: str) -> str:
    """Leave of an e-mail address only what stands behind the @.

    Examples
    --------
    >>> masked("Ann Smith <ann.smith@age-well.example>")
    'Ann Smith <…@age-well.example>'
    """
    return _ADDRESS.sub(r"…@\1", text)


def seen(places: Sequence[tuple[str, str]]) -> str:
    """Say how often something stands in the files, and where first."""
    first = sorted(set(places), key=lambda at: (at[0], len(at[1]), at[1]))
    shown = "; ".join(f"{file} {place}" for file, place in first[:PLACES_SHOWN])
    return f"{_times(len(first))}: {shown}{'; …' if len(first) > PLACES_SHOWN else ''}"


def _times(count: int) -> str:
    return {0: "declared", 1: "once", 2: "twice"}.get(count, f"{count:,} times")


def unanswerable(identity: Identity) -> list[str]:
    """List the answered pairs whose two writings no longer stand in the files."""
    found = {*identity.organisations.alike, *resolved(identity.said, identity.answers)}
    return sorted(set(identity.answers.said) - found)


MATCHED_COLUMNS = [
    "kind", "person", "name", "writing", "account", "organisation", "count", "seen", "rule", "evidence", "against",
    "pair", "undo",
]  # fmt: skip
UNDO = f"Write this pair with same = no into {REVIEW} in the folder of the study."
UNDO_ALIAS = "Take the line out of the aliases file."


def matched(identity: Identity) -> pd.DataFrame:
    """Give who was matched to whom: a row for each writing of somebody who has several, and how to undo it.

    Names of organisations that were taken for one follow in the same way.
    """
    made = _best(identity)
    rows = [row for one in identity.people if len(one.writings) > 1 for row in _writings(one, identity, made)]
    rows += [*_aliased(identity), *_organisations(identity)]
    table = pd.DataFrame(rows, columns=MATCHED_COLUMNS)
    return table.sort_values(["kind", "person", "name", "writing", "account", "pair"], ignore_index=True)


def _best(identity: Identity) -> dict[tuple[str, str], Match]:
    """Give the matches made by their two ends, in either order."""
    return {ends: one for one in identity.matching.made for ends in ((one.first, one.second), (one.second, one.first))}


def _writings(one: Called, identity: Identity, made: Mapping[tuple[str, str], Match]) -> Iterator[dict[str, object]]:
    first, *others = one.writings
    yield _told(one, first, identity) | {"rule": "shown", "evidence": "This writing gave the name shown."}
    by_writing = _links(one, made)
    for digest in others:
        match = by_writing.get(digest)
        other = (match.second if match.first == digest else match.first) if match else first
        why = {"rule": match.rule, "evidence": evidence_of(match.for_)} if match else _unstated(digest, identity)
        against = evidence_of(match.against) if match else ""
        pair = pair_of("person", digest, other)
        yield _told(one, digest, identity) | why | {"against": against, "pair": pair, "undo": UNDO}


def _links(one: Called, made: Mapping[tuple[str, str], Match]) -> dict[str, Match]:
    """Give for each writing but the first the match that ties it, with the first writing if there is one, or best."""
    found: dict[str, Match] = {}
    first, *others = one.writings
    for digest in others:
        matches = [made[digest, other] for other in one.writings if (digest, other) in made]
        ranked = sorted(
            matches, key=lambda match: (first not in {match.first, match.second}, -match.score, match.first)
        )
        found |= {digest: ranked[0]} if ranked else {}
    return found


def _unstated(digest: str, identity: Identity) -> dict[str, str]:
    answered = any(digest in ends_of(pair) for pair, yes in identity.answers.said.items() if yes)
    if answered:
        return {"rule": "answer", "evidence": f"{REVIEW} says that they are the same."}
    return {"rule": "same-name", "evidence": "The same name, and nothing that speaks against it."}


def _aliased(identity: Identity) -> Iterator[dict[str, object]]:
    """Tell of the accounts and names the aliases file alone put in the place of a name."""
    for one in identity.people:
        if one.id in identity.aliases:
            for digest in one.writings:
                said = identity.said[digest]
                if said.stated != said.id:
                    told = _told(one, digest, identity) | {"writing": said.stated.removeprefix("name:")}
                    why = {"rule": "aliases", "evidence": "The aliases file says so.", "undo": UNDO_ALIAS}
                    yield told | why


def _told(one: Called, digest: str, identity: Identity) -> dict[str, object]:
    said = identity.said[digest]
    side = end(said, one)
    return {
        "kind": "person",
        "person": one.id,
        "name": one.name,
        "writing": side.writing,
        "account": masked(said.account),
        "organisation": side.organisation,
        "count": len(said.places),
        "seen": side.seen,
        "against": "",
        "pair": "",
        "undo": "",
    }


def _organisations(identity: Identity) -> Iterator[dict[str, object]]:
    settled = identity.organisations
    for folded, ways in settled.written.items():
        shown = settled.spelling[folded]
        why = next((one for one in settled.made if folded in {one.first, one.second}), None)
        for name, count in ways.items():
            yield {"kind": "organisation", "name": shown, "writing": name, "count": count} | _one_body(why)


def _one_body(why: Likeness | None) -> dict[str, str]:
    if why is None:
        told = "The same name once abbreviations are written out and the company's legal form is left off."
        return {"rule": "abbreviation", "evidence": told, "undo": "Write the name out in full in the files."}
    pair = pair_of("organisation", why.first, why.second)
    return {"rule": why.rule, "evidence": why.for_, "against": why.against, "pair": pair, "undo": UNDO}
