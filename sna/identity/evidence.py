"""Who was matched to whom, why, and how each match is undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from sna.identity.answers import ends_of, pair_of
from sna.identity.match import Identity
from sna.identity.matching import Match
from sna.identity.naming import Called
from sna.identity.review import REVIEW, end, evidence_of, masked
from sna.identity.spelling import Likeness

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
