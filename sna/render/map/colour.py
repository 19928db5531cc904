"""Which colour and shape stand for which sector, and ink that can be read.

Colour carries at most six categories. Each palette, for white paper and for a dark ground, keeps every pair apart in
normal, deutan, protan and tritan vision, and every colour at least 3:1 against its ground; a test measures both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

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
