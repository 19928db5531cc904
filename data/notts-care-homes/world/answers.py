"""What a convener who knows the people answers to the doubtful pairs: the review file of the study, filled in."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from formats.table import table

from world.calls import DOMAINS
from world.people import Member, Organisation, folded

Row = dict[str, str]


class Convener:
    """Somebody who knows every person and organisation by all their writings.

    Parameters
    ----------
    people, organisations
        Rows of ``truth/writings.csv`` and ``truth/organisation_writings.csv``.
    members, known
        The members by key, and the organisations by name.
    """

    def __init__(
        self,
        people: Iterable[Row],
        organisations: Iterable[Row],
        members: Mapping[str, Member],
        known: Mapping[str, Organisation],
    ) -> None:
        self._members = {member.id: member for member in members.values()}
        self._people: dict[str, set[str]] = {}
        for row in chain(people, ({"written": each.name, "person": each.id} for each in members.values())):
            self._people.setdefault(_plain(row["written"]), set()).add(row["person"])
        self._organisations = {_plain(name): name for name in known}
        self._organisations |= {_plain(row["written"]): row["organisation"] for row in organisations}

    def answer(self, row: Mapping[str, str]) -> str:
        """Say whether the two of a row are the same; blank if it cannot be told."""
        who: Callable[[Mapping[str, str], str], str] = self._person if row["kind"] == "person" else self._organisation
        first, second = who(row, "first"), who(row, "second")
        return ("yes" if first == second else "no") if first and second else ""

    def _organisation(self, row: Mapping[str, str], side: str) -> str:
        return self._organisations.get(_plain(row[side]), "")

    def _person(self, row: Mapping[str, str], side: str) -> str:
        ids = sorted(self._people.get(_plain(row[side]), ()))
        if len(ids) > 1:  # namesakes: by what is said beside the name
            employer = self._organisations.get(_plain(row[f"{side}_organisation"]), "")
            ids = [id_ for id_ in ids if self._works(id_, employer, row[f"{side}_domain"])]
        return ids[0] if len(ids) == 1 else ""

    def _works(self, person: str, employer: str, domain: str) -> bool:
        posts = {post.organisation for post in self._members[person].posts}
        return employer in posts or (not employer and domain in {DOMAINS.get(name) for name in posts})


def filled(reviews: Iterable[bytes], convener: Convener) -> bytes:
    """Fill in the review files of the study's settings, as one file in the order of its pairs."""
    rows = {row["pair"]: row for review in reviews for row in csv.DictReader(io.StringIO(review.decode("utf-8-sig")))}
    answered = [row | {"same": convener.answer(row)} for _, row in sorted(rows.items())]
    header = list(answered[0]) if answered else ["pair", "same"]
    return table(header, [[row[column] for column in header] for row in answered])


def _plain(text: str) -> str:
    return folded(text).replace(".", "").strip()
