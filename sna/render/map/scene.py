"""Everything the map draws, computed once: plain numbers and words that Python and the browser draw alike.

People are numbered island by island from top to bottom, so that neither ids nor their order reach the file; every other
number here counts from 0 too. All lengths are px at scale 1 round the middle of the map. The fields are the keys of the
JSON in the page, but for those a ``rename`` gives; `tests/js` makes the types of the page's scripts from them.

From that measure to a sheet or a screen of a given size leads the `Frame`.

Colour and shape stand for a sector. Colour carries at most six categories. Each palette, for white paper and for a dark
ground, keeps every pair apart in normal, deutan, protan and tritan vision, and every colour at least 3:1 against its
ground; a test measures both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from msgspec import Struct

from sna.render.svg import Point, text_width

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
    """A circle and its name in lines; `people` in it, and the look of the `category` that most of them are in.

    `nameless` where it holds those of whom no group is stated: it is not one that anybody reaches.
    """

    name: str
    nameless: bool
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


class Grouping(Struct, frozen=True, rename={"numbers": "of"}):
    """Another way to gather people on islands: the word for one, who is on which, and where everybody stands."""

    noun: Noun
    islands: list[Island]
    numbers: list[int]
    places: list[Place]


class Colouring(Struct, frozen=True, rename={"numbers": "of"}):
    """Another way to colour people: what by, the key, and the place in it of each person's own."""

    label: str
    categories: tuple[Category, ...]
    numbers: list[int]


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
        What its button says, and all ties.
    woven
        Whether the ties are those that `attendance` says: then the page leaves them out and ties people itself.
    radii, links, outside, groups
        Of each person: the dot, ties, ties to other islands, other islands reached.
    connectors, closed
        People with a ring; islands without a tie to another.
    absent, empty
        People who did not belong; islands of nobody else.
    counted, between
        How many people of each category belong; how many ties there are between each two islands.
    attendance
        The gatherings each person was at; None where ties list their own reasons.
    lines
        The sentence that counts the lines.
    """

    title: str
    ties: list[Tie]
    woven: bool
    radii: list[float]
    links: list[int]
    outside: list[int]
    groups: list[int]
    connectors: list[int]
    closed: list[int]
    absent: list[int]
    empty: list[int]
    counted: list[int]
    between: list[tuple[int, int, int]]
    attendance: list[list[int]] | None
    lines: str


class Highlight(Struct, frozen=True):
    """A finding: the people it is about, and the view in which it is seen.

    Attributes
    ----------
    people, lit
        Whom it is about, and which of their lines are lit: all ``"of"`` them, those ``"among"`` them, or those
        ``"inside"`` one island.
    callout
        The lines that stand in the map beside the first of `people`.
    period, grouping
        Their numbers; the period after the last is the whole time, the first grouping the scene's own.
    shows
        The view in words.
    """

    headline: str
    text: str
    people: list[int]
    lit: str
    callout: list[str]
    period: int
    grouping: int
    shows: str


class Scene(Struct, frozen=True):
    """A map.

    Attributes
    ----------
    title, subtitle, footnote, group
        What stands over and under it, and the word for an island.
    colour, categories, columns, people, islands
        Who stands where in which colours, and what the colours tell apart; `columns` name the facts of each person.
    places, tray
        Where people stand; left, right and height of the line above those without a tie, by connection.
    groupings, colourings
        Other ways to gather people on islands and to colour them.
    gatherings, days, facets
        The title of each reason for a tie, its day as text (2024-03-05, or 2024-03; empty if not known), and what
        reasons can be chosen by.
    barred
        Of each person runs of gatherings they could not come to: first, last, first, last …; None for nobody.
    acts, full
        What a tied pair did, and the word for once; how much of it gives the thickest line.
    size
        What the dots' sizes say at first: ``"came"``, how often somebody came, or ``"people"``, to how many tied.
    most
        The largest of these numbers in any period.
    periods, whole, findings
        In order of time; all of it, None where it is the one period; in order of weight.
    """

    title: str
    subtitle: str
    footnote: str
    group: Noun
    colour: str
    categories: tuple[Category, ...]
    columns: list[str]
    people: list[Person]
    islands: list[Island]
    places: Places
    tray: tuple[float, float, float] | None
    groupings: list[Grouping]
    colourings: list[Colouring]
    gatherings: list[str]
    days: list[str]
    facets: list[Facet]
    barred: list[list[int]] | None
    acts: tuple[str, str]
    full: float
    size: str
    most: int
    periods: list[Act]
    whole: Act | None
    findings: list[Highlight]


# From the map to a sheet or a screen


NAME_SIZE = 14.5
LEAST_NAME = 10.5
LEADING = 1.16
"""Height of a line of a name over its size."""
SEAT, LARGEST_DOT = 20.0, 15.0
"""px of the map's own measure round a seat in which no other dot reaches, and of the largest dot."""
_EDGE = 12.0


class Frame(Struct, frozen=True):
    """A sheet and how the map lies on it: px on paper = px of the map × `scale` + `shift`."""

    width: float
    height: float
    scale: float
    shift: Point

    def point(self, place: Sequence[float]) -> Point:
        """Give the point on the sheet."""
        return place[0] * self.scale + self.shift[0], place[1] * self.scale + self.shift[1]

    def circle(self, island: Island) -> tuple[Point, float]:
        """Give the middle and the radius of an island on the sheet."""
        return self.point((island.x, island.y)), island.radius * self.scale

    @property
    def dot(self) -> float:
        """How large dots are against the map's own measure: they shrink more slowly than the map."""
        return max(0.5, min(1.25, self.scale))

    def radius(self, radius: float) -> float:
        """Give a dot's radius on the sheet, px: the largest is never so large that neighbours in a ring touch."""
        return max(1.5, radius * min(self.dot, self.scale * SEAT / LARGEST_DOT))

    @property
    def name_size(self) -> float:
        """How large islands' names are written, px."""
        return float(max(9.5, min(NAME_SIZE, NAME_SIZE * self.scale**0.5)))


def fitted(islands: Sequence[Island], width: float, height: float) -> Frame:
    """Fit islands and the names above them into a sheet.

    Examples
    --------
    >>> fitted([Island("Hill Trust", False, [], 1, 0, "#014EA1", "#014EA1", x=0, y=0, radius=50)], 124, 124).scale
    1.0
    """
    if not islands:
        return Frame(width, height, 1.0, (width / 2, height / 2))
    lefts, tops, rights, bottoms = zip(*map(_room, islands), strict=True)
    left, top, right, bottom = min(lefts), min(tops), max(rights), max(bottoms)
    scale = min((width - 2 * _EDGE) / (right - left), (height - 2 * _EDGE) / (bottom - top), 1.6)
    return Frame(width, height, scale, ((width - scale * (left + right)) / 2, (height - scale * (top + bottom)) / 2))


def _room(island: Island) -> tuple[float, float, float, float]:
    """Give the box round a circle and its name."""
    side = max(island.radius, widest(island.lines) / 2)
    name = len(island.lines) * NAME_SIZE * LEADING + 6 * bool(island.lines)
    x, y = island.x, island.y
    return x - side, y - island.radius - name, x + side, y + island.radius


def widest(lines: Iterable[str], size: float = NAME_SIZE) -> float:
    """Give the width of the longest line of an island's name, px."""
    return max((text_width(line, size, bold=True) for line in lines), default=0.0)


PALETTE = ("#014EA1", "#349C78", "#961E52", "#DE4818", "#124209", "#B866F0")
DARK = ("#4495F1", "#0FDBAE", "#E8399A", "#C98C67", "#C0E169", "#E5C4FF")
"""The same hues for a dark ground."""
SHAPES = ("circle", "square", "triangle", "diamond", "hexagon", "pentagon")
NEUTRAL, NEUTRAL_DARK = "#76828B", "#9AA8B3"
OTHER = "Other"
NOT_STATED = "Not stated"
READABLE = 5.0
"""Contrast the names of organisations keep against white; WCAG 2.2 AA asks for 4.5."""


class Category(msgspec.Struct, frozen=True):
    """One entry of the key.

    `label` is what it says, `colour` its dots, `ink` the same hue dark enough for text, `dark` for both on a dark
    ground, `shape` doubles the colour where there are no islands, `count` is how many people it holds.
    """

    label: str
    colour: str
    ink: str
    dark: str
    shape: str
    count: int


def categories(values: Iterable[str], palette: Sequence[str] = ()) -> tuple[tuple[Category, ...], list[int]]:
    """Give the categories, largest first, and for each value the number of its category.

    With more than six, the five largest keep their own and the rest become "Other". Blank values become "Not stated",
    which is grey and last. Labels in a `palette` keep its order and its colours, so that several maps agree.

    Examples
    --------
    >>> key, numbers = categories(["NHS", "Council", "NHS", ""])
    >>> [category.label for category in key], numbers
    (['NHS', 'Council', 'Not stated'], [0, 1, 0, 2])
    """
    texts = [value.strip() for value in values]
    labels = _labels(Counter(value for value in texts if value), palette)
    filed = [NOT_STATED if not value else value if value in labels else OTHER for value in texts]
    labels += [NOT_STATED] * (NOT_STATED in filed and NOT_STATED not in labels)
    counts = Counter(filed)
    key = [_category(number, label, counts[label]) for number, label in enumerate(labels)]
    present = [label for label in labels if counts[label] or label not in palette]
    return tuple(category for category in key if category.label in present), list(map(present.index, filed))


def contrast(colour: str, ground: str = "#FFFFFF") -> float:
    """Give the contrast of two colours as WCAG 2.2 defines it, 1 … 21.

    Examples
    --------
    >>> contrast("#000000")
    21.0
    """
    light, dark = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return round((light + 0.05) / (dark + 0.05), 6)


def ink(colour: str, least: float = READABLE) -> str:
    """Darken a colour, hue kept, until text in it has at least this contrast against white.

    Examples
    --------
    >>> ink("#014EA1")
    '#014EA1'
    """
    for share in range(100, -1, -2):
        darker = "#" + "".join(f"{round(part * share / 100):02X}" for part in _parts(colour))
        if contrast(darker) >= least:
            break
    return darker


def tint(colour: str, share: float) -> str:
    """Mix a colour into white: share 0 gives white, 1 the colour.

    Examples
    --------
    >>> tint("#000000", 0.1)
    '#E6E6E6'
    """
    return "#" + "".join(f"{round(255 - (255 - part) * share):02X}" for part in _parts(colour))


def _labels(counts: Counter[str], palette: Sequence[str]) -> list[str]:
    order = sorted(counts, key=lambda label: (-counts[label], label))
    others = [] if OTHER in palette else [label for label in order if label not in palette]
    if palette and len(palette) + len(others) <= len(PALETTE):
        return [*palette, *others]
    if len(order) <= len(PALETTE):
        return order
    largest = [label for label in order if label != OTHER][: len(PALETTE) - 1]
    return [*largest, OTHER]


def _category(number: int, label: str, count: int) -> Category:
    grey = label == NOT_STATED or number >= len(PALETTE)
    colour, dark = (NEUTRAL, NEUTRAL_DARK) if grey else (PALETTE[number], DARK[number])
    return Category(label, colour, ink(colour), dark, SHAPES[number % len(SHAPES)], count)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))


def _luminance(colour: str) -> float:
    shares = [part / 255 for part in _parts(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
