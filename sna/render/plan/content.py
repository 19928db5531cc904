"""What the page of a plan says, as plain data, and its sentences: each figure with its own bound and comparison."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from msgspec import Struct

from sna.findings.phrases import counted, nouns

OWN, SEAT, WAITING, ALSO, BESIDE = "plan", "seat", "waiting list", "asked too", "beside"
"""The way that is the plan itself, and the places that a person can have in it; who is asked too has no seat yet."""
LABELS = {OWN: "This plan", "lot": "Drawn by lot", "rota": "Fewest seats first", "habit": "Whoever comes anyway"}
TURNS = "turns"  # what taking turns costs


class SeatRow(Struct, frozen=True, kw_only=True):
    """A person of the next meeting: with a seat, beside, or on the waiting list.

    Attributes
    ----------
    person
        Their number among all who may be asked.
    place
        ``"seat"``, ``"asked too"``, ``"beside"`` or ``"waiting list"``.
    contacts, groups, turns
        New people of other groups, of how many groups; seats so far.
    reason, instead
        Why they, in words, and whom to ask if not; empty for nobody.
    table, coffee
        The number of the table, and with whom coffee is taken; 0 and empty for none.
    access
        What they need to take part, in their own words.
    """

    person: int
    place: str
    name: str
    organisation: str
    group: str
    contacts: int
    groups: int
    turns: int
    reason: str
    instead: str = ""
    table: int = 0
    coffee: str = ""
    access: str = ""


class Way(Struct, frozen=True):
    """What a way to fill the seats gives: new pairs at the next meeting, and who never met after each meeting.

    Each a mean with the ends of 95 (of the curves 90) in 100 draws; `absent` is the curve if 3 in 10 cannot come.
    """

    name: str
    pairs: tuple[float, float, float]
    curve: tuple[tuple[float, float, float], ...]
    absent: tuple[tuple[float, float, float], ...] = ()


class Series(Struct, frozen=True):
    """Who is asked to which meeting: a name with organisation and group, and a truth value a meeting."""

    name: str
    organisation: str
    group: str
    seats: tuple[bool, ...]


class Limit(Struct, frozen=True):
    """A quota, as the page's script reckons with it: the numbers of its people, at least, at most."""

    members: tuple[int, ...]
    least: int
    most: int


class Figures(Struct, frozen=True, kw_only=True):
    """What the page's script reckons with: everybody's name, who is new to whom, what seats are worth, the rules."""

    names: tuple[str, ...]
    strangers: tuple[str, ...]
    pairs: tuple[tuple[float, ...], ...]
    people: tuple[float, ...]
    must: tuple[bool, ...]
    may: tuple[bool, ...]
    seats: int
    chosen: tuple[int, ...]
    quotas: tuple[Limit, ...] = ()


class PlanContent(Struct, frozen=True, kw_only=True):
    """Everything the page of a plan says.

    Attributes
    ----------
    title, subtitle
        The community's name, and a line under it.
    by
        The column whose groups should meet.
    days
        Of the meetings, as they are written.
    seats
        Of each meeting.
    rows
        The next meeting: seats, conveners beside, waiting list.
    ways
        The plan, lot, rota and habit.
    bound
        New pairs no set of seats can go beyond, at the next meeting.
    costs
        What ``turns`` and ``conveners`` cost there, in new pairs.
    invited, come, replies
        How many can be asked so that too many come 1 time in 20 at most; if so many in a hundred come, and on how many
        replies that rests.
    series
        Everybody's seats, sorted by group.
    table_pairs
        New pairs at the tables, all pairs there, and what dealing tables by lot gives.
    unread
        Records that could not be read.
    notes, memory
        What was assumed; what became of earlier advice.
    figures
        What the page's script reckons with.
    """

    title: str
    subtitle: str = ""
    by: str = "organisation"
    days: tuple[str, ...]
    seats: int
    people: int
    rows: tuple[SeatRow, ...]
    ways: tuple[Way, ...]
    bound: int
    costs: Mapping[str, int] = {}
    invited: int = 0
    come: float = 0.85
    replies: int = 0
    conveners: int = 0
    series: tuple[Series, ...] = ()
    table_pairs: tuple[int, int, float] = (0, 0, 0.0)
    unread: int = 0
    notes: tuple[str, ...] = ()
    memory: tuple[str, ...] = ()
    figures: Figures | None = None

    def way(self, name: str) -> Way:
        """Give one of the ways to fill the seats."""
        return next(way for way in self.ways if way.name == name)


def headline(content: PlanContent) -> str:
    """Say what the seats bring, and what drawing lots would.

    Examples
    --------
    >>> ways = (Way("plan", (129, 129, 129), ()), Way("lot", (74.9, 52, 97), ()))
    >>> print(headline(PlanContent(title="", days=("16 January",), seats=20, people=60, rows=(), ways=ways, bound=139)))
    These 20 people bring together 129 pairs who have never met; names drawn by lot would bring about 75
    """
    if not content.bound:
        return f"No {content.seats} people under the same rules bring together two people who have never met"
    pairs, lot = content.way(OWN).pairs[0], content.way("lot").pairs[0]
    strangers = f"{counted(round(pairs), 'pair')} who have never met"
    return f"These {content.seats} people bring together {strangers}; names drawn by lot would bring about {lot:.0f}"


def sentences(content: PlanContent) -> Iterator[str]:
    """Say how the plan compares, what no plan can go beyond, what each rule costs, and how many to ask."""
    lot, rota, habit = (content.way(name).pairs for name in ("lot", "rota", "habit"))
    group = nouns(content.by)
    yield (
        f"Counted, if all come: pairs from different {group.plural} who were never at the same meeting (one of 40 or "
        "more people counts only in part). By lot it would be "
        f"{lot[0]:.0f} ({lot[1]:.0f} to {lot[2]:.0f} in 95 of 100 draws), by a rota (fewest seats first) "
        f"{rota[0]:.0f}, if whoever usually comes came {habit[0]:.0f}."
    )
    if content.unread:
        records = counted(content.unread, "record")
        yield f"{records} could not be read, so some of these pairs may have met. sna check says why."
    yield f"No {content.seats} people under the same rules can bring more than {content.bound}{_short(content)}."
    yield from _costs(content)
    if len(content.days) > 1:
        yield from _year(content)
    yield _asking(content)
    yield from content.memory
    yield from content.notes


def _short(content: PlanContent) -> str:
    pairs = content.way(OWN).pairs[0]
    if not content.bound or pairs >= content.bound:
        return ": this plan is as good as any"
    return f": this plan is at most {math.ceil(100 * (content.bound - pairs) / content.bound)}% short of the best"


def _costs(content: PlanContent) -> Iterator[str]:
    """Say what turns, and the conveners' seats, cost."""
    if content.costs.get(TURNS):
        yield f"Taking turns into account costs {counted(content.costs[TURNS], 'new pair')}."
    if content.costs.get("conveners"):
        yield (
            f"The conveners always sit ({content.conveners} of the seats). Others there would bring "
            f"{counted(content.costs['conveners'], 'new pair')} more."
        )


def _year(content: PlanContent) -> Iterator[str]:
    """Say who will never have met after all meetings, and how often each is asked."""
    start = content.way(OWN).curve[0][0]
    ends = {name: content.way(name).curve[-1][0] for name in LABELS}
    turns = sorted({sum(row.seats) for row in content.series if not all(row.seats)})
    yield (
        f"If all who are asked come, {ends[OWN]:.0f} of the {counted(round(start), 'pair')} who never met would still "
        f"not have met after {len(content.days)} meetings; by lot {ends['lot']:.0f}, by a rota {ends['rota']:.0f}, if "
        f"whoever usually comes came {ends['habit']:.0f}."
    )
    thinned = {name: content.way(name).absent[-1] for name in LABELS}
    words = {name: f"{mean:.0f} ({low:.0f} to {high:.0f})" for name, (mean, low, high) in thinned.items()}
    yield (
        f"If 3 in 10 cannot come each time, and others are asked in their place, it would be {words[OWN]}; by lot "
        f"{words['lot']}, by a rota {words['rota']}, if whoever usually comes came {words['habit']}. In brackets: 9 in "
        "10 simulations."
    )
    if turns:
        span = f"{turns[0]} to {turns[-1]}" if len(turns) > 1 else f"{turns[0]}"
        yield f"Each member is asked {span} times."


def _asking(content: PlanContent) -> str:
    """Say how many to ask, and what that rests on; never on how often somebody came."""
    rest = (
        f"From {counted(content.replies, 'reply', 'replies')} in availability.csv"
        if content.replies
        else f"Nobody wrote down who was asked before, so everybody counts as equally likely to come: if "
        f"{100 * content.come:.0f} in 100 of those asked do ([plan] come)"
    )
    if content.invited <= content.seats:
        return f"{rest}, ask no more than {content.seats}: else too many come more often than 1 time in 20."
    return f"{rest}, you can ask {content.invited} and more than {content.seats} come 1 time in 20 at most."
