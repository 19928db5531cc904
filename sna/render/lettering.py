"""How wide text is in Arial and its twins, so that Python can break lines and keep labels apart without a browser.

The figures are the advance widths published for Helvetica, which Arial, Liberation Sans and Nimbus Sans share.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import unicodedata

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
