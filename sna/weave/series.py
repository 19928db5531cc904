"""Which gatherings are of one community, and who could come to them, as far as attendance tells.

Several communities may stand in one study. Who belongs to one of them could not come to the meetings of another, and
whatever is compared with chance has to know it: else people who each mix at random in their own community seem to keep
apart.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

FEWEST_MEETINGS = 3
"""A title of fewer meetings is an event, to which the members of any series could come."""
SHARED, DEVIATIONS = 0.5, 3.0
"""Two titles are of two series if no more than this part of those who would come to both by chance did, and that by so
many standard deviations."""


def series(gatherings: pd.DataFrame, attendance: np.ndarray) -> np.ndarray:
    """Give the number of the series of each gathering; −1 for an event.

    Meetings of one ``series``, or else of one ``title``, belong together. Two of these are two series only if their
    people differ far more than chance would have it in one community whose people come as often as these, to meetings
    as large as these.

    Parameters
    ----------
    gatherings
        One row per gathering, with the columns ``title`` and ``series``.
    attendance
        People × gatherings: True where somebody was.

    Examples
    --------
    >>> titles = pd.DataFrame({"title": ["Alpha"] * 4 + ["Beta"] * 4 + ["Launch"], "series": ""})
    >>> came = np.kron(np.eye(2, dtype=bool), np.ones((20, 4), bool))
    >>> series(titles, np.column_stack([came, np.ones(40, bool)])).tolist()
    [0, 0, 0, 0, 1, 1, 1, 1, -1]
    """
    named = gatherings["series"].where(gatherings["series"] != "", gatherings["title"]).astype(str).str.casefold()
    codes, titles = pd.factorize(named, sort=True)
    often = np.flatnonzero(np.bincount(codes, minlength=len(titles)) >= FEWEST_MEETINGS)
    total, times, sizes = max(float(attendance.sum()), 1.0), attendance.sum(axis=1), attendance.sum(axis=0)
    ever, likely = [], []
    for part in (codes == code for code in often):  # a table of everybody and all gatherings would be large
        ever.append(np.asarray(attendance[:, part].any(axis=1)))
        likely.append(1 - (1 - np.minimum(np.outer(times, sizes[part]) / total, 1.0)).prod(axis=1))
    parts = np.arange(len(often))
    for head, tail in combinations(range(len(often)), 2):
        if not _apart(ever[head] & ever[tail], likely[head] * likely[tail]):
            parts[parts == parts[tail]] = parts[head]
    numbers = np.full(len(titles), -1)
    numbers[often] = pd.factorize(parts)[0]
    return np.asarray(numbers[codes] if len(codes) else codes)


def _apart(came: np.ndarray, chance: np.ndarray) -> bool:
    """Tell whether far fewer people came to both of two titles than would by chance in one community."""
    both = int(came.sum())
    expected, spread = float(chance.sum()), float((chance * (1 - chance)).sum()) ** 0.5
    return bool(both <= SHARED * expected and expected - both > DEVIATIONS * max(spread, 0.5))


def open_to(numbers: np.ndarray, attendance: np.ndarray) -> np.ndarray:
    """Tell who could be where, by the series: people × gatherings.

    Who came to a series is a member of it; whoever came to none could be a member of any. To an event all could come.

    Examples
    --------
    >>> came = np.array([[True, False], [False, True], [False, False]])
    >>> open_to(np.array([0, 1]), came).tolist()
    [[True, False], [False, True], [True, True]]
    """
    several = np.unique(numbers[numbers >= 0])
    if len(several) < 2:
        return np.ones(attendance.shape, bool)
    member = np.column_stack([attendance[:, numbers == number].any(axis=1) for number in several])
    member |= ~member.any(axis=1, keepdims=True)
    return np.asarray(np.where(numbers >= 0, member[:, np.searchsorted(several, np.maximum(numbers, 0))], True))
