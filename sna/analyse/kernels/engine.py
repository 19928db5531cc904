"""Whether the compiled loops are there, and worth their start."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

WORTH = 10_000_000
"""Steps of a loop that take about as long as the compiled loops need to start."""


@cache
def installed() -> bool:
    """Tell whether numba, the extra `fast`, is installed; it is not imported for that."""
    return find_spec("numba") is not None


def compiled(steps: float, name: str = "loops") -> ModuleType | None:
    """Give a module of compiled loops if numba is installed and so many steps are worth their start, else None.

    It depends on nothing else, so that the same network always goes the same way.

    Examples
    --------
    >>> compiled(10) is None
    True
    """
    if steps < WORTH or not installed():
        return None
    return import_module(f"sna.analyse.kernels.{name}")
