"""Who speaks, held against who was there: roles dealt among people, never turns.

People differ in how much they talk, and some come more often than others. So a role is compared by dealing roles out
anew among the people, each with all their speech and presence, and its ratio is divided by its standard error, so that
roles of unlike size, presence or scatter are judged alike. Who speaks next is compared in the same way: each person's
share of the talk stays, and it is asked whether turns pass between roles more often than between the same people with
other roles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import binom

from sna.chance.permutation import SLACK

HALF_A_TURN = 0.5
"""Added to the speech of each side, so that a role which said nothing has a ratio."""
WORLDS = 400
PLANTED = 0.5
"""The power is that of a role whose people have half as many turns as the others, each time they are there."""
_WORK = 40_000_000


class Spoken(NamedTuple):
    """The speech of one part of the time, and what presence alone would give; a number for each person.

    Attributes
    ----------
    spoken
        Turns of each person; or deals × people.
    expected
        The turns each would have had they spoken as often as all who were there, meeting by meeting; or deals × people.
    sign
        1; of the first of two parts that are compared, −1.
    """

    spoken: np.ndarray
    expected: np.ndarray
    sign: int = 1

    def ratio(self, chosen: np.ndarray) -> float:
        """Give what some people spoke ÷ what presence alone would give; blank (NaN) for those who were nowhere."""
        base = self.expected[chosen].sum()
        return float(self.spoken[chosen].sum() / base) if base else float("nan")


def contrast(parts: Sequence[Spoken], chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give how much a role speaks against all others, as a logarithm, and the same divided by its standard error.

    Parameters
    ----------
    parts
        One part of the time, or two of which the second is compared with the first.
    chosen
        Deals × people: whether each is of the role.

    Returns
    -------
    tuple of numpy.ndarray
        One value a deal; 0 for the second where a role was at nothing.

    Examples
    --------
    >>> even = Spoken(np.array([4, 4, 2, 2]), np.array([3.0, 3.0, 3.0, 3.0]))
    >>> ratio, score = contrast([even], np.array([[True, True, False, False]]))
    >>> round(float(np.exp(ratio[0])), 2), bool(score[0] > 0)
    (1.89, True)
    """
    total = np.zeros(len(chosen))
    influence = np.zeros(chosen.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        for part in parts:
            for side, weight in ((part.sign, chosen.astype(float)), (-part.sign, (~chosen).astype(float))):
                size, base = ((weight * amount).sum(axis=1) for amount in (part.spoken, part.expected))
                size += HALF_A_TURN
                ratio = size / base
                total += side * np.log(ratio)
                residual = part.spoken - ratio[:, np.newaxis] * part.expected
                influence += side * weight * residual / size[:, np.newaxis]
        number = chosen.sum(axis=1)
        own = (influence**2 * chosen).sum(axis=1) * number / np.maximum(number - 1, 1)
        others = chosen.shape[1] - number
        rest = (influence**2 * ~chosen).sum(axis=1) * others / np.maximum(others - 1, 1)
        score = total / np.sqrt(own + rest)
    return total, np.where(np.isfinite(score), score, 0.0)


def role_test(
    parts: Sequence[Spoken], chosen: np.ndarray, *, half: float = PLANTED, permutations: int = 999, seed: int = 0
) -> tuple[float, float]:
    """Test whether a role speaks more or less than the others, or did so more than before, by dealing it among people.

    Parameters
    ----------
    parts
        As for `contrast`.
    chosen
        Who is of the role.
    half
        Its ratio to the others were it to have half their turns, as `ratio_of_half` gives it.
    permutations, seed
        How often it is dealt out anew, and the start of the random numbers.

    Returns
    -------
    tuple of float
        The share of deals at least as far from 0, two-sided; and how often it would be found at 0.05 had the role half
        the turns of the others (of two parts: in the second, against the first).

    Examples
    --------
    >>> quiet = Spoken(np.array([1, 0, 1, 2, 0, 9, 8, 9, 7, 9]), np.full(10, 4.6))
    >>> round(role_test([quiet], np.arange(10) < 5)[0], 2)
    0.01
    """
    random = np.random.default_rng(seed)
    times = max(199, min(permutations, _WORK // max(len(chosen) * len(parts), 1)))
    deals = random.permuted(np.tile(chosen, (times, 1)), axis=1)
    score = np.abs(contrast(parts, np.concatenate([chosen[np.newaxis], deals]))[1])
    p = float((score >= score[0] - SLACK).mean())
    return p, _power(half_the_turns(parts, chosen, deals[:WORLDS], random, half=half), deals[:WORLDS], random)


def _power(worlds: Sequence[Spoken], deals: np.ndarray, random: np.random.Generator) -> float:
    mixed = np.abs(contrast(worlds, random.permuted(deals, axis=1))[1])
    limit = float(np.quantile(mixed, 0.95, method="higher"))
    return float((np.abs(contrast(worlds, deals)[1]) > limit).mean())


def ratio_of_half(present: np.ndarray, turns: np.ndarray, chosen: np.ndarray) -> float:
    """Give the ratio to the others of a role whose people have half the turns of the others wherever they are.

    It is a little above one half: where many of them are, all have fewer turns, and presence gives fewer.

    Parameters
    ----------
    present, turns
        Gatherings × people: who was there, and the turns of each.
    chosen
        Who is of the role.

    Examples
    --------
    >>> present = np.array([[True, True, True], [False, True, True]])
    >>> round(ratio_of_half(present, np.ones((2, 3)), np.array([True, False, False])), 2)
    0.56
    """
    share, total = present[:, chosen].sum(axis=1) / np.maximum(present.sum(axis=1), 1), turns.sum(axis=1)
    after = total * (1 - (1 - PLANTED) * share)
    with np.errstate(divide="ignore", invalid="ignore"):
        times = float(total @ share / (total @ (1 - share)) * (after @ (1 - share)) / (after @ share))
    return PLANTED * times if np.isfinite(times) else PLANTED


def half_the_turns(
    parts: Sequence[Spoken], chosen: np.ndarray, deals: np.ndarray, random: np.random.Generator, *, half: float
) -> list[Spoken]:
    """Make worlds in which a role has half the turns of the others in the last part, and is there as it was.

    Whoever the role is dealt to comes as one of its people does, and says as much less or more. What the role says more
    or less in these data is taken away before: else half would come on top of it.

    Parameters
    ----------
    parts, chosen, half
        As for `role_test`.
    deals
        Worlds × people: to whom the role is dealt.
    random
        Draws which turns are kept.

    Examples
    --------
    >>> random, chosen = np.random.default_rng(1), np.arange(8) < 4
    >>> even, role = Spoken(np.full(8, 400), np.full(8, 400.0)), chosen[np.newaxis]
    >>> round(float(np.exp(contrast(half_the_turns([even], chosen, role, random, half=0.5), role)[0][0])), 1)
    0.5
    """
    ratio = float(np.exp(contrast(parts, chosen[np.newaxis])[0][0]))
    fair = parts[-1].spoken / np.where(chosen & (0 < ratio < np.inf), ratio, 1.0)
    # a role that comes seldom has fewer turns to be judged by than the people it is dealt to: these come as its own do,
    # the one who comes most as the one who comes most
    coming = np.sum([part.expected for part in parts], axis=0)
    order, seats = np.argsort(coming, kind="stable"), np.tile(np.arange(len(coming)), (len(deals), 1))
    ranks = seats[:, order]
    ranks[deals[:, order]] = np.tile(order[chosen[order]], len(deals))
    seats[:, order] = ranks
    worlds = [_seated(part, seats, random) for part in (*parts[:-1], parts[-1]._replace(spoken=fair))]
    turns = random.binomial(worlds[-1].spoken.astype(int), np.where(deals, half, 1.0))
    return [*worlds[:-1], worlds[-1]._replace(spoken=turns)]


def _seated(part: Spoken, seats: np.ndarray, random: np.random.Generator) -> Spoken:
    """Let people come as others do, worlds × people, each as talkative as they are."""
    expected = np.where(part.expected > 0, part.expected[seats], 0.0)
    times = expected / np.where(part.expected > 0, part.expected, 1.0)
    turns = np.broadcast_to(np.rint(part.spoken).astype(int), times.shape)
    fewer = random.binomial(turns, np.minimum(times, 1.0))
    return part._replace(spoken=np.where(times < 1, fewer, np.rint(turns * times)), expected=expected)


def jackknife(present: np.ndarray, spoken: np.ndarray, chosen: np.ndarray) -> tuple[float, float]:
    """Give the voice ratio of a role as a logarithm, and its standard error by leaving out one person at a time.

    Parameters
    ----------
    present, spoken
        Gatherings × people: who was there, and the turns of each.
    chosen
        Who is of the role.

    Returns
    -------
    tuple of float
        Log of turns ÷ turns by presence alone; blank (NaN) where the role was nowhere, or said nothing.

    Examples
    --------
    >>> present = np.ones((1, 4), bool)
    >>> log, error = jackknife(present, np.array([[1, 1, 3, 3]]), np.array([True, True, False, False]))
    >>> round(float(np.exp(log)), 2), error > 0
    (0.5, True)
    """
    people = np.flatnonzero(present.any(axis=0))
    rest = ~np.eye(present.shape[1], dtype=bool)[people]
    estimates = [_log_ratio(present, spoken, chosen, keep) for keep in rest]
    log = _log_ratio(present, spoken, chosen, np.ones(present.shape[1], bool))
    values, number = np.array(estimates), len(people)
    return log, float(np.sqrt((number - 1) / max(number, 1) * ((values - values.mean()) ** 2).sum()))


def _log_ratio(present: np.ndarray, spoken: np.ndarray, chosen: np.ndarray, keep: np.ndarray) -> float:
    present, amount = present & keep, spoken * keep
    with np.errstate(divide="ignore", invalid="ignore"):
        base = amount.sum(axis=1) * present[:, chosen].sum(axis=1) / np.maximum(present.sum(axis=1), 1)
        return float(np.log(amount[:, chosen].sum() / base.sum()))


class NextSpeaker(NamedTuple):
    """Who speaks next after whom, by role: each role × role.

    Attributes
    ----------
    observed, expected
        How often, and how often by the share each person has in the talk.
    p, p_adjusted
        The share of deals at least as far from what deals give on average; and adjusted for all pairs of roles.
    """

    observed: np.ndarray
    expected: np.ndarray
    p: np.ndarray
    p_adjusted: np.ndarray


def next_speakers(
    passes: np.ndarray, expected: np.ndarray, roles: np.ndarray, *, permutations: int = 999, seed: int = 0
) -> NextSpeaker:
    """Test whether turns pass between roles more or less often than by each person's share, dealing roles among people.

    Parameters
    ----------
    passes, expected
        People × people: how often the second spoke next after the first, and would by the second's share in the talk.
    roles
        The number of each person's role, from 0 on.
    permutations, seed
        How often roles are dealt out anew, and the start of the random numbers.

    Examples
    --------
    >>> passes = np.array([[0, 3, 0], [3, 0, 0], [0, 0, 0]])
    >>> result = next_speakers(passes, passes / 1.0, np.array([0, 0, 1]), permutations=9)
    >>> result.observed.tolist(), result.p.tolist()
    ([[6.0, 0.0], [0.0, 0.0]], [[1.0, 1.0], [1.0, 1.0]])
    """
    count, random = int(roles.max(initial=-1)) + 1, np.random.default_rng(seed)
    times = max(199, min(permutations, _WORK // max(len(roles) ** 2, 1)))
    member = np.eye(count)[roles]
    observed, base = member.T @ passes @ member, member.T @ expected @ member
    scores = np.empty((times + 1, count, count))
    for deal in range(times + 1):
        mixed = member if deal == 0 else random.permutation(member)
        mean = mixed.T @ expected @ mixed
        scores[deal] = (mixed.T @ passes @ mixed - mean) / np.sqrt(np.maximum(mean, 1.0))
    spread = scores.std(axis=0)
    far = np.abs(scores - scores.mean(axis=0)) / np.where(spread > SLACK, spread, np.inf)
    p = (far >= far[0] - SLACK).mean(axis=0)
    largest = far.max(axis=(1, 2))
    adjusted = (largest[:, np.newaxis, np.newaxis] >= far[0] - SLACK).mean(axis=0)
    return NextSpeaker(observed, base, p, adjusted)


def gini(values: np.ndarray) -> float:
    """Give the Gini index, 0 (all alike) … 1 (one has everything), unbiased for few; blank (NaN) below two or of zeros.

    Examples
    --------
    >>> gini(np.array([1, 1, 1])), gini(np.array([0, 0, 3]))
    (0.0, 1.0)
    """
    ordered, count = np.sort(np.asarray(values, dtype=float)), len(values)
    if count < 2 or ordered.sum() == 0:
        return float("nan")
    return float((ordered * (2 * np.arange(1, count + 1) - count - 1)).sum() / ((count - 1) * ordered.sum()))


def expected_gini(total: int, people: int) -> float:
    """Give the mean of the Gini index when so many turns fall on so many people with equal chance, exactly.

    Examples
    --------
    >>> expected_gini(1, 3), round(expected_gini(60, 20), 3)
    (1.0, 0.319)
    """
    if people < 2 or total < 1:
        return float("nan")
    # of two people: k turns fall on either, and split with a mean difference of k·C(k−1, ⌊(k−1)/2⌋) ÷ 2^(k−1)
    k = np.arange(1, total + 1)
    gap = k * binom.pmf((k - 1) // 2, k - 1, 0.5)
    return float((binom.pmf(k, total, 2 / people) * gap).sum() * people / (2 * total))


def effective(counts: np.ndarray) -> float:
    """Give how many people who spoke alike would make two turns as often of one person; blank if no two are.

    Unlike 1 ÷ Σ p² it does not fall with few turns.

    Examples
    --------
    >>> effective(np.array([2, 2])), effective(np.array([4, 0]))
    (3.0, 1.0)
    """
    total, pairs = float(counts.sum()), float((counts * (counts - 1.0)).sum())
    return total * (total - 1) / pairs if pairs else float("nan")


def difference_test(
    values: np.ndarray, chosen: np.ndarray, strata: np.ndarray, *, permutations: int = 9_999, seed: int = 0
) -> float:
    """Give the p of a difference of means when the two kinds are dealt out anew within each stratum, two-sided.

    Examples
    --------
    >>> kinds = np.array([True, True, False, False] * 2)
    >>> round(difference_test(np.arange(8.0), kinds, np.zeros(8, int)), 2)
    0.34
    """
    random, kinds = np.random.default_rng(seed), np.tile(chosen, (permutations + 1, 1))
    for stratum in np.unique(strata):
        part = np.flatnonzero(strata == stratum)
        kinds[1:, part] = random.permuted(kinds[1:, part], axis=1)
    far = np.abs(kinds @ values / chosen.sum() - ~kinds @ values / (~chosen).sum())
    return float((far >= far[0] - SLACK).mean())
