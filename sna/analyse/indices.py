"""The formulas of segregation: from counted ties and sizes of groups to an index.

Each works on whole arrays, the last axis being the groups, so that ten thousand deals of the labels are one call. What
is not defined is NaN.
"""

from __future__ import annotations

import numpy as np

from sna.chance import SLACK


def e_i(external: np.ndarray, internal: np.ndarray) -> np.ndarray:
    """Give (external − internal) ÷ (external + internal), −1 (all inside) … 1.

    Examples
    --------
    >>> e_i(np.array([11.0]), np.array([67.0])).round(4).tolist()
    [-0.7179]
    """
    return quotient(external - internal, external + internal)


def yules_q(ties: tuple[np.ndarray, np.ndarray], pairs: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Give Yule's Q of ties (external, internal) among possible pairs (external, internal), −1 … 1 (all inside).

    Yule, G. U. (1912). On the methods of measuring association between two attributes. Journal of the Royal Statistical
    Society 75(6), 579-652. https://doi.org/10.2307/2340126

    Examples
    --------
    >>> yules_q((np.array([1.0]), np.array([2.0])), (np.array([4.0]), np.array([3.0]))).round(4).tolist()
    [0.7143]
    """
    (external, internal), (outside, inside) = ties, pairs
    kept, left = internal * (outside - external), external * (inside - internal)
    possible = np.broadcast_to((np.asarray(inside) > 0) & (np.asarray(outside) > 0), np.shape(kept))
    return np.where(possible, quotient(kept - left, kept + left), np.nan)


def freeman(external: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Give the share of the ties expected between groups that is missing: 1 if none is there, 0 as expected.

    Freeman, L. C. (1978). Segregation in social networks. Sociological Methods & Research 6(4), 411-429.
    https://doi.org/10.1177/004912417800600401. He set a negative value, more ties than expected, to 0.

    Examples
    --------
    >>> freeman(np.array([11.0]), np.array([40.1818])).round(4).tolist()
    [0.7262]
    """
    return quotient(expected - external, expected)


def coleman(own: np.ndarray, expected: np.ndarray, choices: np.ndarray) -> np.ndarray:
    """Give Coleman's homophily: how much of what could be above chance is, 1 if all choices stay inside, 0 by chance.

    Parameters
    ----------
    own
        Choices of the group's people that stay inside.
    expected
        Those that would stay inside by chance: all their choices × the group's share of those who can be chosen.
    choices
        All choices of the group's people.

    References
    ----------
    Coleman, J. S. (1958). Relational analysis. Human Organization 17(4), 28-36.
    https://doi.org/10.17730/humo.17.4.q5604m676260q8n7

    Examples
    --------
    >>> coleman(np.array([45.0, 20.0]), np.array([36.0, 16.0]), np.array([60.0, 40.0])).round(3).tolist()
    [0.375, 0.167]
    """
    room = np.where(own >= expected - SLACK, choices - expected, expected)
    return quotient(own - expected, room)


def assortativity(own: np.ndarray, by_chance: np.ndarray, choices: np.ndarray) -> np.ndarray:
    """Give Newman's coefficient: (share inside − expected) ÷ (1 − expected), at most 1, 0 by chance.

    Parameters
    ----------
    own
        Choices inside groups: the diagonal of the mixing table, summed.
    by_chance
        Σ aᵢ·bᵢ, the products of the shares of choices made and received by each group, summed.
    choices
        All choices: the whole table, summed.

    References
    ----------
    Newman, M. E. J. (2003). Mixing patterns in networks. Physical Review E 67, 026126.
    https://doi.org/10.1103/PhysRevE.67.026126

    Examples
    --------
    >>> assortativity(np.array([134.0]), np.array([0.500082]), np.array([156.0])).round(4).tolist()
    [0.7179]
    """
    return quotient(quotient(own, choices) - by_chance, 1 - by_chance)


def table_assortativity(table: np.ndarray) -> float:
    """Give Newman's coefficient of a mixing table, group × group.

    Examples
    --------
    >>> table_assortativity(np.array([[70, 11], [11, 64]])).__round__(4)
    0.7175
    """
    share = table / table.sum()
    by_chance = (share.sum(axis=0) * share.sum(axis=1)).sum()
    return float(assortativity(np.trace(table), by_chance, table.sum()))


def quotient(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Divide; NaN where the whole is nothing (or rounding), or either is not known."""
    whole = np.broadcast_to(np.asarray(whole, float), np.broadcast_shapes(np.shape(part), np.shape(whole)))
    some = np.abs(np.nan_to_num(whole)) > SLACK
    return np.asarray(np.divide(part, whole, out=np.full(whole.shape, np.nan), where=some))
