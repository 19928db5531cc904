"""Whom to invite to the seats of the next gathering: names with a reason each, by a rule that is printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest

import pandas as pd
from msgspec import Struct

from sna.findings import Finding
from sna.findings.cut_off import naming
from sna.findings.presence import gatherings, presences, texts, when
from sna.findings.reach import reach
from sna.render.audience.told import Person
from sna.render.reported import ReportContent
from sna.render.words.numbers import counted, day

SEATS = 20
REASONS = ("second contact", "drifted organisation", "never reached", "tied to nobody", "used to come", "links groups")
"""Why somebody is invited, in the order in which the seats go round."""


ALONE, LINKS = "Tied to nobody in these records.", "Links groups: can introduce the others."


class Wish(Struct, frozen=True):
    """Somebody to invite: the id (empty: nobody is known there), the organisation, and why."""

    person: str
    organisation: str
    why: str


class Came(Struct, frozen=True):
    """How often somebody came, and when last (as a sentence needs it)."""

    times: int
    last: str


def seats(content: ReportContent) -> int:
    """Give the seats of the latest gathering that says how many it has; 20 if none does."""
    held = content.gatherings
    if "seats" not in held.columns or not len(held):
        return SEATS
    stated = dict(zip(texts(held, "id"), held["seats"], strict=True))
    said = [stated[id_] for id_ in gatherings(content)["id"] if not pd.isna(stated[id_])]
    return max(0, int(said[-1])) if said else SEATS


def rule(chairs: int, conveners: int) -> str:
    """Say by which rule the seats are given.

    Examples
    --------
    >>> rule(20, 0).startswith("The 20 seats go round these reasons in turn")
    True
    """
    besides = " The conveners are there by their task and take none." if conveners else ""
    verb = "goes" if chairs == 1 else "go"
    return (
        f"The {counted(chairs, 'seat')} {verb} round these reasons in turn, each time to the next on its list, until "
        "they are taken or the lists are empty: a second contact where all ties of a group run through one person (the "
        "other who came most often; largest group first); for an organisation that has drifted away, who came most "
        "often from there (longest away first); an organisation to be reached that nobody has come from; people tied "
        "to nobody; people who used to come; people who link groups and can introduce the others. Nobody takes "
        f"two.{besides}"
    )


def invited(
    content: ReportContent, found: Iterable[Finding], conveners: Iterable[str] = (), chairs: int = SEATS
) -> tuple[Person, ...]:
    """Give whom to invite, in the order of the seats; the same findings give the same list.

    Parameters
    ----------
    content
        What the report says: the people, the gatherings, who came.
    found
        Its findings.
    conveners
        Ids of those who take no seat.
    chairs
        The seats.
    """
    told = _Told.of(content, set(conveners))
    lists = [[wish for wish in wishes if wish.person not in told.out] for wishes in _lists(content, list(found), told)]
    taken: dict[str, list[Wish]] = {}
    for wish in (wish for turn in zip_longest(*lists) for wish in turn if wish is not None):
        place = wish.person or f"somebody from {wish.organisation}"
        if place in taken or len(taken) < chairs:
            taken.setdefault(place, []).append(wish)
    return tuple(told.written(wishes) for wishes in taken.values())


class _Told(Struct, frozen=True):
    """What the lists need to know of the people."""

    names: Mapping[str, str]
    home: Mapping[str, str]
    came: Mapping[str, Came]
    out: set[str]

    @classmethod
    def of(cls, content: ReportContent, out: set[str]) -> _Told:
        held, there = gatherings(content), presences(content)
        came = {
            str(person): Came(len(rows), _on(when(held, int(rows["at"].max()))))
            for person, rows in there.groupby("person")
        }
        home = {str(person): str(text) for person, text in texts(content.people, "organisation").items()}
        return cls(naming(content), home, came, out)

    def most_often(self, people: Iterable[str]) -> str:
        """Give who of some people came most often; empty if there is nobody. Of equals the first by id."""
        known = sorted(set(people) - self.out)
        return max(known, key=lambda one: self.came[one].times if one in self.came else 0, default="")

    def written(self, wishes: list[Wish]) -> Person:
        first = wishes[0]
        name = self.names.get(first.person, first.person) or f"Somebody from {first.organisation}"
        return Person(name, first.organisation, " ".join(dict.fromkeys(wish.why for wish in wishes)))


def _on(last: dt.date | str) -> str:
    return day(last) if isinstance(last, dt.date) else last


def _lists(content: ReportContent, found: list[Finding], told: _Told) -> list[list[Wish]]:
    """Give the list of each of the reasons, in their order."""
    at_meetings = [one for one in found if one.medium in {"meetings", content.medium}]
    by_kind: dict[str, list[Finding]] = {}
    for one in at_meetings:
        by_kind.setdefault(one.what, []).append(one)
    return [
        list(_second_contacts(content, by_kind.get("hangs-on-one", []), told)),
        list(_back(by_kind.get("drifted", []), told)),
        list(_new(content, told)),
        [_wish(told, person, ALONE) for person in _people(by_kind, "alone")],
        [_wish(told, person, _used_to(told, person)) for person in _people(by_kind, "faded")],
        [_wish(told, person, LINKS) for person in _people(by_kind, "spanner", "leading")],
    ]


def _people(by_kind: Mapping[str, list[Finding]], *kinds: str) -> list[str]:
    return [person for kind in kinds for one in by_kind.get(kind, []) for person in one.who]


def _wish(told: _Told, person: str, why: str) -> Wish:
    return Wish(person, told.home.get(person, ""), why)


def _used_to(told: _Told, person: str) -> str:
    came = told.came.get(person)
    return f"Used to come; last on {came.last}." if came else "Used to come."


def _second_contacts(content: ReportContent, hanging: list[Finding], told: _Told) -> Iterator[Wish]:
    home = texts(content.people, content.group)
    for one in hanging:
        group, only = one.groups[0], one.who[0]
        others = [str(person) for person in home.index[home == group] if person != only]
        second = told.most_often(others)
        if second:
            why = f"A second contact: all ties of {group} to others run through {told.names.get(only, only)}."
            yield _wish(told, second, why)


def _back(gone: list[Finding], told: _Told) -> Iterator[Wish]:
    for one in gone:
        name = one.groups[0]
        still = [person for person in one.who if told.home.get(person, "") == name]
        person = told.most_often(still)
        recent = counted(one.count("recent"), "gathering")
        last = _on(_date(one.text("last")))
        who = "Came most often from there." if person else "Nobody who came is known to be there still."
        yield Wish(person, name, f"Nobody of {name} came to the last {recent} (last on {last}). {who}")


def _date(text: str) -> dt.date | str:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return text


def _new(content: ReportContent, told: _Told) -> Iterator[Wish]:
    """Give somebody of each organisation never reached: a name where the list of members holds one."""
    for name in reach(content).missing:
        known = [person for person, home in told.home.items() if home.casefold() == name.casefold()]
        yield Wish(told.most_often(known), name, f"{name} is to be reached, and nobody has come from there yet.")
