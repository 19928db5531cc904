"""The same records with some of them missing: how far a figure rests on a few attendances or on one gathering.

There is no bootstrap over gatherings here, on purpose. Drawing gatherings with repetition makes each drawn twice count
twice in every tie, so what is drawn lies beside what was observed: on communities of practice its 95 % interval covered
the truth in 18–40 of 100 cases. For an interval, leave out one gathering at a time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from sna.errors import NetworkError
from sna.network import TwoMode


def missing_records(two_mode: TwoMode, *, share: float = 0.1, draws: int = 200, seed: int = 0) -> Iterator[TwoMode]:
    """Lose a share of the attendances at random, again and again.

    Parameters
    ----------
    two_mode
        People × gatherings; not changed. Each draw has the same people and the same gatherings, in the same order.
    share
        How much is lost, 0 … 1: each draw loses this share of all attendances, rounded to a whole number (half up).
    draws
        How many times.
    seed
        Of the random numbers; the same seed loses the same records.

    Raises
    ------
    NetworkError
        If `share` is not within 0 … 1 or `draws` is negative.

    References
    ----------
    Borgatti, S. P., Carley, K. M., & Krackhardt, D. (2006). On the robustness of centrality measures under conditions
    of imperfect data. Social Networks 28(2), 124-136. https://doi.org/10.1016/j.socnet.2005.05.001

    Examples
    --------
    >>> calls = TwoMode.of([("ann", "may"), ("ann", "june"), ("bob", "may"), ("bob", "june")])
    >>> [int(part.incidence.nnz) for part in missing_records(calls, share=0.25, draws=3)]
    [3, 3, 3]
    """
    if not 0 <= share <= 1 or draws < 0:
        raise NetworkError(f"A share lies within 0 and 1 and draws are 0 or more; asked for {share} and {draws}.")
    return _thinned(two_mode, share, draws, np.random.default_rng(seed))


def _thinned(two_mode: TwoMode, share: float, draws: int, random: np.random.Generator) -> Iterator[TwoMode]:
    rows, columns = two_mode.incidence.nonzero()
    for records in surviving_records(len(rows), share, draws, random):
        places = rows[records], columns[records]
        yield two_mode.attended_as(sparse.csr_array((np.ones(len(records)), places), shape=two_mode.incidence.shape))


def surviving_records(records: int, share: float, draws: int, random: np.random.Generator) -> Iterator[np.ndarray]:
    """Give the places of the records that are not lost in each draw of `missing_records`."""
    number = records - int(np.floor(share * records + 0.5))
    for _draw in range(draws):
        yield random.permutation(records)[:number]


def jackknife_samples(two_mode: TwoMode) -> Iterator[TwoMode]:
    """Leave out each gathering in turn, in the order of their ids.

    Parameters
    ----------
    two_mode
        People × gatherings; not changed. Each part has all people and all gatherings but one.

    Examples
    --------
    >>> calls = TwoMode.of([("ann", "may"), ("ann", "june"), ("bob", "may")])
    >>> [part.gatherings.index.tolist() for part in jackknife_samples(calls)]
    [['may'], ['june']]
    """
    gatherings = np.arange(len(two_mode.gatherings))
    for omitted in gatherings:
        yield two_mode.only(gatherings != omitted)
