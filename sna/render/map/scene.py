"""Everything the map draws, computed once: plain numbers and words that Python and the browser draw alike.

People are numbered island by island from top to bottom, so that neither ids nor their order reach the file; every other
number here counts from 0 too. All lengths are px at scale 1 round the middle of the map. The fields are the keys of the
JSON in the page, but for those a ``rename`` gives; `tests/js` makes the types of the page's scripts from them.
"""

from __future__ import annotations

from msgspec import Struct

from sna.render.map.colour import Category

Place = tuple[float, float]
"""x and y of a person's middle."""


class Noun(Struct, frozen=True, rename={"singular": "one", "plural": "many"}):
    """The word for an island."""

    singular: str
    plural: str


class Person(Struct, frozen=True):
    """One person: the label and a short one, the numbers of island and category, and a fact for each column."""

    name: str
    short: str
    group: int
    category: int
    facts: list[str]


class Island(Struct, frozen=True, rename={"radius": "r"}):
    """A circle and its name in lines; `people` in it, and the look of the `category` that most of them are in."""

    name: str
    lines: list[str]
    people: int
    category: int
    colour: str
    ink: str
    x: float
    y: float
    radius: float


class Places(Struct, frozen=True):
    """Where each person stands by island and by connection; None where ties are too many to show a shape."""

    group: list[Place]
    connection: list[Place] | None


class Facet(Struct, frozen=True, rename={"numbers": "of"}):
    """What reasons can be chosen by; `numbers` gives the place among `values` of each reason's own, −1 for none."""

    label: str
    values: list[str]
    numbers: list[int]


class Tie(Struct, frozen=True, array_like=True):
    """Two people who are tied, `person` < `alter`, as an array.

    `thickness` is 0 … 1 on one scale for all periods. `reasons` are numbers of gatherings, with how often where more
    than once; None where `Act.attendance` says it. `times` is how often the two met.
    """

    person: int
    alter: int
    thickness: float
    reasons: list[int | tuple[int, int]] | None
    times: int


class Act(Struct, frozen=True, rename={"attendance": "came"}):
    """One period.

    Attributes
    ----------
    title, ties
        What its button says, and all ties, those without a line too.
    radii, links, outside, groups
        Of each person: the dot, ties, ties to other islands, other islands reached. They rest on all ties.
    connectors, closed
        People with a ring; islands without a tie to another.
    absent, empty
        People who did not belong; islands of nobody else.
    counted
        How many people of each category belong.
    attendance
        The gatherings each person was at; None where ties list their own reasons.
    lines
        The sentence that says which ties have a line.
    """

    title: str
    ties: list[Tie]
    radii: list[float]
    links: list[int]
    outside: list[int]
    groups: list[int]
    connectors: list[int]
    closed: list[int]
    absent: list[int]
    empty: list[int]
    counted: list[int]
    attendance: list[list[int]] | None
    lines: str


class Highlight(Struct, frozen=True):
    """A finding: the people it is about, the lines that stand in the map beside the first of them, and its period."""

    headline: str
    text: str
    people: list[int]
    callout: list[str]
    period: int


class Scene(Struct, frozen=True):
    """A map.

    Attributes
    ----------
    title, subtitle, footnote, group
        What stands over and under it, and the word for an island.
    categories, columns, people, islands
        Who stands where in which colours; `columns` name the facts of each person.
    places, tray
        Where people stand; left, right and height of the line above those without a tie, by connection.
    gatherings, facets
        The title of each reason for a tie, and what reasons can be chosen by.
    acts
        What a tied pair did, and the word for once.
    least, steps
        How often a pair must have done so to have a line, and all thresholds there are.
    most
        How many ties to other islands anybody has in any period.
    periods, findings
        In order of time, and of weight.
    """

    title: str
    subtitle: str
    footnote: str
    group: Noun
    categories: tuple[Category, ...]
    columns: list[str]
    people: list[Person]
    islands: list[Island]
    places: Places
    tray: tuple[float, float, float] | None
    gatherings: list[str]
    facets: list[Facet]
    acts: tuple[str, str]
    least: int
    steps: list[int]
    most: int
    periods: list[Act]
    findings: list[Highlight]
