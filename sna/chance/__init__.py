"""What would happen by chance: each module is one way to ask; `Recent` keeps what several analyses ask for again.

``permutation``: labels of people, or of periods, permuted; the mean and spread of these, exactly.
``curveball``: attendance drawn anew with the same totals. ``sdsm``: the chance of each attendance, totals as means, and
exact sums of such chances. ``meetings``: how often two people would meet. ``resampling``: how many pairs meet in so
many gatherings, and how sure a figure is. ``co_attendance``: whether people of one group come together less than
before; ``robustness``: what that is held against. ``spread``: whether practices spread along contact.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Generic, TypeVar

import numpy as np

Result = TypeVar("Result")


class Recent(Generic[Result]):
    """So many results, each kept under a digest of its arrays and numbers; a new one takes the place of the oldest.

    Parameters
    ----------
    most
        How many are kept.

    Examples
    --------
    >>> squares = Recent[int](most=2)
    >>> [squares.of(lambda: 9, np.array([3])), squares.of(lambda: 0, np.array([3]))]
    [9, 9]
    """

    def __init__(self, most: int) -> None:
        self.most, self.results = most, dict[bytes, Result]()

    def of(self, make: Callable[[], Result], *parts: object) -> Result:
        """Give the result that rests on these arrays and other parts, whose `repr` tells them apart; make it if new."""
        digest = sha256()
        for part in parts:
            if isinstance(part, np.ndarray):
                digest.update(repr((part.shape, part.dtype.str)).encode() + part.tobytes())
            else:
                digest.update(repr(part).encode())
        key = digest.digest()
        if key not in self.results:
            while len(self.results) >= self.most:
                del self.results[next(iter(self.results))]
            self.results[key] = make()
        return self.results[key]
