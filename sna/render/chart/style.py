"""The style of all charts: their ink, and how a number becomes a place."""

from __future__ import annotations

from collections.abc import Callable

INK = "#1D2730"
MUTE = "#505A5F"
BLUE = "#12436D"
GREY = "#B1B4B6"


def scale(lowest: float, highest: float, start: float, end: float) -> Callable[[float], float]:
    """Give the function that places a value between `lowest` and `highest` on a line from `start` to `end` px.

    A value outside is placed at the nearer end.

    Examples
    --------
    >>> scale(-1, 1, 100, 300)(0)
    200.0
    """
    length = (highest - lowest) or 1.0

    def place(value: float) -> float:
        share = (value - lowest) / length
        return start + min(1.0, max(0.0, share)) * (end - start)

    return place
