"""Drawings as SVG, with a handful of primitives that every renderer draws alike, and how wide text is in them.

No classes, no style attributes (a page's policy forbids them), weights 400 and 700 only, halos as a second text below
the first, ids that carry the drawing's own name. All text is escaped here; nothing else may write into a drawing.

Widths are those published for Helvetica, which Arial, Liberation Sans and Nimbus Sans share, so that Python can break
lines and keep labels apart without a browser.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import re
import unicodedata
from collections.abc import Sequence

import msgspec
from markupsafe import escape

from sna.findings.sources import plain

Point = tuple[float, float]
FONT = "Arial, Helvetica, 'DejaVu Sans', sans-serif"
_UNFIT = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Pen(msgspec.Struct, frozen=True):
    """A line: its colour, its width in px, how opaque (0 … 1) and its dashes in px."""

    colour: str
    width: float = 1.0
    opacity: float = 1.0
    dash: tuple[float, ...] = ()


class Fill(msgspec.Struct, frozen=True):
    """An area's colour and how opaque it is (0 … 1)."""

    colour: str
    opacity: float = 1.0


class Letters(msgspec.Struct, frozen=True):
    """Text: size in px, colour, weight, which end of the text stands at the point, halo, and turn in degrees.

    `anchor` is ``"start"``, ``"middle"`` or ``"end"``. `halo` draws the text once more below in white, thicker.
    """

    size: float = 13.0
    colour: str = "#1D2730"
    bold: bool = False
    anchor: str = "start"
    halo: bool = False
    turn: float = 0.0


class Drawing:
    """An SVG drawing of a given size.

    Parameters
    ----------
    name
        A plain word that is unique in the page; ids inside the drawing begin with it.
    width, height
        Size in px.
    title, description
        What a screen reader says: what it is, and what it shows.

    Examples
    --------
    >>> drawing = Drawing("dot", 20, 20, title="A dot")
    >>> drawing.circle((10, 10), 5, fill=Fill("#014EA1"))
    >>> "<circle" in drawing.svg()
    True
    """

    def __init__(self, name: str, width: float, height: float, *, title: str, description: str = "") -> None:
        if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
            raise ValueError(f"{name!r} cannot name a drawing: small letters, digits and hyphens only.")
        self.name, self.width, self.height = name, width, height
        self._title, self._description = title, description
        self._parts: list[str] = []

    def line(self, points: Sequence[Point], pen: Pen) -> None:
        """Draw a straight line, or a broken one through several points."""
        self._path("M" + "L".join(map(_pair, points)), pen)

    def lines(self, segments: Sequence[Sequence[Point]], pen: Pen) -> None:
        """Draw many lines in one stroke: where they cross they do not grow darker, and the file stays small."""
        if segments:
            self._path("".join("M" + "L".join(map(_pair, points)) for points in segments), pen)

    def curve(self, points: Sequence[Point], pen: Pen) -> None:
        """Draw a curve: three points with one handle in the middle, or four with two."""
        if len(points) not in {3, 4}:
            raise ValueError(f"A curve has three or four points, not {len(points)}.")
        bend = "Q" if len(points) == 3 else "C"
        self._path(f"M{_pair(points[0])}{bend}{' '.join(map(_pair, points[1:]))}", pen)

    def rectangle(self, corner: Point, size: Point, *, fill: Fill | None = None, pen: Pen | None = None) -> None:
        """Draw a rectangle from its upper left corner, width and height."""
        place = f'x="{_n(corner[0])}" y="{_n(corner[1])}" width="{_n(size[0])}" height="{_n(size[1])}"'
        self._add(f"<rect {place}{_filled(fill)}{_stroked(pen)}/>")

    def circle(self, centre: Point, radius: float, *, fill: Fill | None = None, pen: Pen | None = None) -> None:
        """Draw a circle."""
        place = f'cx="{_n(centre[0])}" cy="{_n(centre[1])}" r="{_n(radius)}"'
        self._add(f"<circle {place}{_filled(fill)}{_stroked(pen)}/>")

    def text(self, point: Point, text: str, letters: Letters = Letters()) -> None:  # noqa: B008  # frozen
        """Write one line of text whose middle height is at the point."""
        x, y = point[0], point[1] + 0.35 * letters.size
        turned = f' transform="rotate({_n(letters.turn)} {_pair(point)})"' if letters.turn else ""
        look = (
            f'x="{_n(x)}" y="{_n(y)}" font-size="{_n(letters.size)}" font-weight="{700 if letters.bold else 400}"'
            f' text-anchor="{letters.anchor}"{turned}{_as_wide(text, letters)}'
        )
        words = written(text)
        if letters.halo:
            halo = 'fill="#FFFFFF" stroke="#FFFFFF" stroke-width="3.5" stroke-linejoin="round" aria-hidden="true"'
            self._add(f"<text {look} {halo}>{words}</text>")
        self._add(f'<text {look} fill="{letters.colour}">{words}</text>')

    def svg(self, *, fluid: bool = False) -> str:
        """Give the drawing as one SVG element, of its own size, or if `fluid` as wide as there is room."""
        width, height = _n(self.width), _n(self.height)
        size = f'viewBox="0 0 {width} {height}" ' + ('width="100%"' if fluid else f'width="{width}" height="{height}"')
        ids = [f"{self.name}-title", f"{self.name}-description"][: 2 if self._description else 1]
        words = f'<title id="{ids[0]}">{written(self._title)}</title>'
        if self._description:
            words += f'<desc id="{ids[1]}">{written(self._description)}</desc>'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}" role="img"'
        return f'{head} aria-labelledby="{" ".join(ids)}">{words}{"".join(self._parts)}</svg>'

    def _path(self, path: str, pen: Pen) -> None:
        self._add(f'<path d="{path}" fill="none"{_stroked(pen)}/>')

    def _add(self, part: str) -> None:
        self._parts.append(part)


def _as_wide(text: str, letters: Letters) -> str:
    """Let the text be as wide as it was measured, whatever font draws it; not where a width is but a guess."""
    bases = [unicodedata.normalize("NFD", char)[0] for char in text]
    if not text.strip() or any(not 0 <= ord(base) - _FIRST < len(_REGULAR) for base in bases):
        return ""
    width = text_width(text, letters.size, bold=letters.bold)
    return f' textLength="{_n(width)}" lengthAdjust="spacingAndGlyphs"'


def written(text: str) -> str:
    r"""Escape text for HTML and SVG; characters that XML cannot hold become "�".

    Examples
    --------
    >>> written("<b>\x00")
    '&lt;b&gt;�'
    """
    return str(escape(_UNFIT.sub("\ufffd", plain(str(text)))))


def _n(value: float, places: int = 1) -> str:
    return f"{round(float(value), places) + 0.0:.{places}f}".rstrip("0").rstrip(".")  # + 0.0 turns -0.0 into 0.0


def _pair(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _filled(fill: Fill | None) -> str:
    if fill is None:
        return ' fill="none"'
    faded = f' fill-opacity="{_n(fill.opacity, 2)}"' if fill.opacity < 1 else ""
    return f' fill="{fill.colour}"{faded}'


def _stroked(pen: Pen | None) -> str:
    if pen is None:
        return ""
    faded = f' stroke-opacity="{_n(pen.opacity, 2)}"' if pen.opacity < 1 else ""
    dashed = f' stroke-dasharray="{" ".join(map(_n, pen.dash))}"' if pen.dash else ""
    round_ends = "" if pen.dash else ' stroke-linecap="round"'
    return f' stroke="{pen.colour}" stroke-width="{_n(pen.width, 2)}"{faded}{dashed}{round_ends}'


_FIRST = 32
_REGULAR = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
)  # fmt: skip
_ELSEWHERE = 620
_FULL_WIDTH = 1000


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Give the width of a line of text in px at a font size in px.

    Examples
    --------
    >>> text_width("Ann", 10)
    17.79
    """
    return round(sum(_advance(char, bold=bold) for char in text) * size / 1000, 2)


def wrap(text: str, width: float, size: float, *, bold: bool = False, most: int = 3) -> list[str]:
    """Break text into at most `most` lines of about this width, half as wide again if it must be, then ended by "…".

    Examples
    --------
    >>> wrap("Northmoor Hospitals NHS Trust", 140, 14)
    ['Northmoor Hospitals', 'NHS Trust']
    """
    for share in (1.0, 1.15, 1.3, 1.5):
        lines = _broken(text, width * share, size, bold=bold)
        if len(lines) <= most:
            break
    lines = [*lines[: most - 1], *([" ".join(lines[most - 1 :])] if len(lines) >= most else [])]
    return [shortened(line, width * 1.5, size, bold=bold) for line in lines]


def _broken(text: str, width: float, size: float, *, bold: bool) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, bold=bold) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def shortened(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Give the text, or as much of it as fits the width with "…" behind.

    Examples
    --------
    >>> shortened("Northmoor Hospitals", 60, 14)
    'Northm…'
    """
    text = plain(text)
    if text_width(text, size, bold=bold) <= width:
        return text
    room = width * 1000 / size - _advance("…", bold=bold)
    reached = list(itertools.accumulate(_advance(char, bold=bold) for char in text))
    return text[: bisect.bisect_right(reached, room)].rstrip() + "…"


@functools.cache
def _advance(char: str, *, bold: bool) -> int:
    base = unicodedata.normalize("NFD", char)[0]
    at = ord(base) - _FIRST
    if 0 <= at < len(_REGULAR):
        return _BOLD[at] if bold else _REGULAR[at]
    if unicodedata.combining(base) or unicodedata.category(base) in {"Cc", "Cf", "Mn", "Me"}:
        return 0
    return _FULL_WIDTH if unicodedata.east_asian_width(base) in {"W", "F"} else _ELSEWHERE
