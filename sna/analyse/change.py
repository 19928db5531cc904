"""What changed between two periods: pairs that met, at one number of gatherings; ties new, lasting and gone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.groups import affordable
from sna.analyse.period_pairs import WHO, PeriodPair, period_pair, why_not
from sna.chance.permutation import middle, p_value, relabelled, smallest_p
from sna.chance.resampling import (
    FEWEST_PER_PERIOD,
    Encounters,
    Scatter,
    actual_encounters,
    interval,
    meeting_chance,
    possible_encounters,
    power,
    reach,
    scatter,
    spells,
)
from sna.network import AnyNetwork, Network, one_mode

STATISTICS = ("isolation", "between", "within", "density")
LEVEL = 0.05
"""With so few gatherings that no p can be as small as this, a note says so."""

FEW = 4
"""Isolation is compared at no more gatherings than this. The more are drawn, the more pairs have met whatever their
groups, until Yule's Q rests on the few who have not: a change found in 99 of 100 communities with 24 gatherings in each
period at 4 drawn is found in 64 at 24 drawn (`benchmarks/calibration.py` plants it)."""

HALF = 0.5
"""The change whose power is printed: by half of what was before."""

_COUNTS = ["people", "joiners", "leavers", "gatherings_before", "gatherings_after", "gatherings_drawn"]
_FIGURES = ["before", "after", "difference", "low", "high", "p", "smallest_p", "power"]


def change(network: AnyNetwork, *, by: str, permutations: int = 9_999, seed: int = 0) -> pd.DataFrame:
    """How far the groups were apart in the first period and in the last, compared at one number of gatherings.

    More gatherings alone tie more people, so both periods are taken at one number of gatherings k, averaged over every
    choice of k of those held (rarefied). Three statistics are shares of pairs of people who meet at least once in k
    gatherings, where k is the number held in the period with fewer:

    - *between*: B, of the pairs of two groups; *within*: W, of the pairs of one group; *density*: of all pairs.

    Each is the sum over the pairs of ``1 − C(m − w, k) ÷ C(m, k)`` (m gatherings held, the pair met at w) divided by
    the sum of the same for the gatherings at which both could have been. They rise with attendance. The headline does
    not, or little:

    - *isolation*: Yule's Q of W and B, ``(W(1 − B) − B(1 − W)) ÷ (W(1 − B) + B(1 − W))``, with k at most 4: 0 if people
      of two groups meet as readily as people of one, 1 if only people of one group meet, below 0 if people of one
      group avoid each other. More seats lift W and B together and leave Q nearly where it is; their difference and
      their ratio move with the seats.

    Parameters
    ----------
    network
        Network of the whole time, tied by gatherings: the ``gatherings`` of its `behind` say in the column ``period``
        to which period they belong. The first and the last are compared. A network of contacts has no gatherings
        behind it and gives blanks. Ties, weights and direction do not matter; not changed. A person is of one group
        throughout, the one in the nodes' column: whoever changed employer counts with the one they have there.
    by
        Node column that names the group.
    permutations
        How often the period labels are dealt out anew; if there are no more ways than this, each is taken once.
        Fewer are drawn where a great many pairs met; `smallest_p` shows it.
    seed
        Start of the random numbers.

    Returns
    -------
    pd.DataFrame
        One row per choice of people and statistic (index ``who``, ``statistic``). *Same people* are those who could be
        at gatherings of both periods, whether or not they came; *all comers* are everybody. The two differ only where
        a roster says who was a member when.

        - ``people``: how many; ``joiners``, ``leavers``: how many in the network could be there only in the last,
          only in the first period
        - ``gatherings_before``, ``gatherings_after``: held in either period; ``gatherings_drawn``: k
        - ``before``, ``after``, ``difference``: the statistic, and after − before
        - ``low``, ``high``: the 95 % interval of the difference, from leaving out one gathering at a time; where a
          period has no more than k gatherings, k − 1 are drawn for this. None with fewer than 4 gatherings in a period
        - ``p``: share of deals of the period labels at least as far from their mean, two-sided
        - ``smallest_p``: the smallest p that so many gatherings can give
        - ``power``: how often a change by half of ``before`` would be found with gatherings that scatter as these do
        - ``note``: why something is blank

        With fewer than 10 people or 3 gatherings in a period there are counts only.

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    Notes
    -----
    The deals treat the gatherings of the two periods as exchangeable, whole: what is tested is that the gatherings did
    not change, and attendance, which differs from gathering to gathering, is part of what chance is. Yule's Q is not
    free of who comes: where a large group came more, or groups came more unequally, p was at most 0.05 in up to 92 of
    100 draws in which nobody's preference had changed. There is no verdict here; `sna.analyse.co_attendance` has one.

    ``benchmarks/calibration.py`` prints how often the test errs and the interval covers. In 1,000 draws each of six
    communities in which nothing had changed, with 4 gatherings before and 8 after, 6 and 6, 12 and 12, the test found a
    change in 3.5 to 5.8 of 100, and intervals covered in 93.5 to 97.1 of 100; but those of the three shares with 12 and
    12 in 97.9 to 98.6 (too wide, as the jackknife is where as many gatherings are drawn as were held).

    References
    ----------
    Hurlbert, S. H. (1971). The nonconcept of species diversity: A critique and alternative parameters. Ecology 52(4),
    577-586. https://doi.org/10.2307/1934145

    Snijders, T. A. B., & Borgatti, S. P. (1999). Non-parametric standard errors and tests for network statistics.
    Connections 22(2), 161-170.

    Efron, B., & Stein, C. (1981). The jackknife estimate of variance. The Annals of Statistics 9(3), 586-596.
    https://doi.org/10.1214/aos/1176345462

    Yule, G. U. (1912). On the methods of measuring association between two attributes. Journal of the Royal
    Statistical Society 75(6), 579-652. https://doi.org/10.2307/2340126

    Examples
    --------
    >>> from sna.network import TwoMode, project
    >>> calls = TwoMode.of([("ann", "may"), ("bob", "may"), ("ann", "june"), ("cat", "june")])
    >>> calls.people["team"], calls.gatherings["period"] = ["x", "x", "y"], ["after", "before"]
    >>> change(project(calls), by="team").loc[("all comers", "isolation"), "note"]
    'fewer than 10 people: counts only'
    """
    plain = one_mode(network)
    pair = period_pair(plain, plain.groups(by))
    parts = [pair.among(who) if pair is not None else None for who in WHO]
    alike = parts[0] is parts[1]  # nobody joined or left
    tables = []
    for part in parts[alike:]:
        reason = why_not(plain, part)
        figures = _figures(part, permutations, seed) if part is not None and not reason else {}
        tables.append(_rows(_counts(pair, part), figures, reason))
    return pd.concat(dict(zip(WHO, tables * (1 + alike), strict=True)), names=["who", "statistic"])


def isolation(within: np.ndarray, between: np.ndarray) -> np.ndarray:
    """Give Yule's Q of the share of pairs of one group and of two groups who met; blank if it is 0 ÷ 0.

    Examples
    --------
    >>> isolation(np.array([0.5, 0.5, 0.0]), np.array([0.5, 0.0, 0.0])).tolist()
    [0.0, 1.0, nan]
    """
    inside, crossed = within * (1 - between), between * (1 - within)
    total = inside + crossed
    return np.asarray(np.divide(inside - crossed, total, out=np.full(total.shape, np.nan), where=total > 0))


def _rows(counts: Mapping[str, int], figures: Mapping[str, np.ndarray | float], reason: str) -> pd.DataFrame:
    columns = [*_COUNTS, *_FIGURES]
    table = pd.DataFrame(np.nan, index=pd.Index(STATISTICS, dtype="str"), columns=columns)
    table = table.assign(**counts, **figures)
    table.loc["isolation", "gatherings_drawn"] = min(table.loc["isolation", "gatherings_drawn"], FEW)
    table["note"] = [reason or _note(row) for _name, row in table.iterrows()]
    return table.astype(dict.fromkeys(_COUNTS, "Int64") | {"note": "str"})


def _counts(pair: PeriodPair | None, part: PeriodPair | None) -> dict[str, int]:
    if pair is None or part is None:
        return {}
    first, last = pair.could()
    joiners, leavers = int((last & ~first).sum()), int((first & ~last).sum())
    return dict(
        zip(_COUNTS, [len(part.labels), joiners, leavers, *pair.gathering_counts, pair.sample_size], strict=True)
    )


def _figures(part: PeriodPair, permutations: int, seed: int) -> dict[str, np.ndarray | float]:
    pairs = actual_encounters(part.two_mode, part.labels), possible_encounters(part.two_mode, part.labels)
    most = affordable(permutations, 4 * len(pairs[0].pairs))  # each deal is reckoned of two periods, twice
    deals = relabelled(part.before, permutations=most, seed=seed)
    first, last = (_statistics(pairs, chosen, part.sample_size) for chosen in (deals, ~deals))
    moved = last - first
    spread = _scatter(part, pairs)
    low, high = interval(moved[0], spread)
    return {
        "before": first[0],
        "after": last[0],
        "difference": moved[0],
        "low": low,
        "high": high,
        "p": p_value(moved[0], moved[1:], middle(moved)[0]),
        "smallest_p": smallest_p(*part.gathering_counts, permutations=most),
        "power": power(HALF * first[0], spread),
    }


def _statistics(pairs: tuple[Encounters, Encounters], chosen: np.ndarray, sample_size: int) -> np.ndarray:
    """Give the statistics, in their order, for each choice of gatherings: choices × statistics."""
    shares = reach(*pairs, chosen, sample_size)
    few = reach(*pairs, chosen, FEW) if sample_size > FEW else shares
    return np.column_stack([isolation(few.within, few.between), shares.between, shares.within, shares.density])


def _scatter(part: PeriodPair, pairs: tuple[Encounters, Encounters]) -> Scatter:
    """Leave out each gathering of either period in turn."""
    without = []
    for period, number in zip((part.before, ~part.before), part.gathering_counts, strict=True):
        chosen = period & ~np.eye(len(period), dtype=bool)[period]
        without.append(_statistics(pairs, chosen, min(part.sample_size, number - 1)))
    error = scatter(*without)
    return error if part.sample_size >= FEWEST_PER_PERIOD else Scatter(error.squared * np.nan, error.freedom * np.nan)


def _note(row: pd.Series[float]) -> str:
    if pd.isna(row["difference"]):
        return "no pair to compare, or none or all of them met"
    if row["smallest_p"] > LEVEL:
        return f"so few gatherings cannot give a p of {LEVEL} or less"
    if min(row["gatherings_before"], row["gatherings_after"]) < FEWEST_PER_PERIOD:
        return f"no interval: fewer than {FEWEST_PER_PERIOD} gatherings in a period"
    return "no interval: leaving out a gathering changes nothing, or leaves it undefined" if pd.isna(row["low"]) else ""


# Ties new, lasting and gone


_TURNS = ["gained", "kept", "lost"]
_REACH = ["reach_before", "reach_after"]

Matrices = dict[str, np.ndarray]
"""Group × group, symmetric: what was counted of the pairs of people of the two."""


def ties_changed(network: AnyNetwork, *, by: str) -> pd.DataFrame:
    """How many ties each pair of groups gained, kept and lost from the first period to the last.

    Parameters
    ----------
    network
        Network of the whole time, tied by gatherings whose ``period`` is known, as for `sna.analyse.change`. A tie is a
        pair of people who were at one gathering. Weights and direction do not matter; not changed. A person is of one
        group throughout, the one in the nodes' column: a tie does not change hands when somebody changes employer.
    by
        Node column that names the group.

    Returns
    -------
    pd.DataFrame
        One row per choice of people and pair of groups, each group with itself included (index ``who``, ``group``,
        ``other``); a pair stands once, in alphabetical order:

        - ``possible``: pairs of people who could be tied
        - ``gained``, ``kept``, ``lost``: pairs who met only in the last period, in both, only in the first. A period
          with more gatherings has more ties for that reason alone
        - ``reach_before``, ``reach_after``: the share of the pairs who would have met in as many gatherings as the
          period with fewer has, of those who could: free of the number of gatherings. Blank where nobody could, and
          with fewer than 10 people or 3 gatherings in a period
        - ``note``: why something is blank

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    References
    ----------
    Hurlbert, S. H. (1971). The nonconcept of species diversity: A critique and alternative parameters. Ecology 52(4),
    577-586. https://doi.org/10.2307/1934145

    Examples
    --------
    >>> from sna.network import TwoMode, project
    >>> calls = TwoMode.of([("ann", "may"), ("bob", "may"), ("ann", "june"), ("cat", "june")])
    >>> calls.people["team"], calls.gatherings["period"] = ["x", "x", "y"], ["second", "first"]
    >>> ties_changed(project(calls), by="team").loc["all comers", ["gained", "lost"]].values.tolist()
    [[0, 1], [1, 0], [0, 0]]
    """
    plain = one_mode(network)
    names, parts, reason = _parts(plain, by)
    first, second = np.triu_indices(len(names))
    tables = []
    for matrices in parts:
        table = pd.DataFrame({name: matrix[first, second] for name, matrix in matrices.items()})
        table = pd.DataFrame({"possible": table["possible"], **_counts_and_reach(table)})
        table.index = pd.MultiIndex.from_arrays([names.take(first), names.take(second)], names=["group", "other"])
        tables.append(_noted(table, reason))
    return pd.concat(dict(zip(WHO, tables, strict=True)), names=["who"])


def contact_changed(network: AnyNetwork, *, by: str) -> pd.DataFrame:
    """How each group's contact with the other groups changed from the first period to the last.

    Parameters
    ----------
    network
        As for `ties_changed`; not changed.
    by
        Node column that names the group.

    Returns
    -------
    pd.DataFrame
        One row per choice of people and group (index ``who``, ``group``):

        - ``people``: in the group
        - ``groups_before``, ``groups_after``: other groups with whom somebody of the group met in the first period, in
          the last
        - ``gained``, ``kept``, ``lost``: pairs with people of other groups who met only in the last period, in both,
          only in the first
        - ``reach_before``, ``reach_after``: the share of the pairs with people of other groups who would have met in
          as many gatherings as the period with fewer has, of those who could; blank
          as in `ties_changed`
        - ``note``: why something is blank

        Small groups scatter: there is no p. `sna.analyse.change` tests the whole.

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    References
    ----------
    Hurlbert, S. H. (1971). The nonconcept of species diversity: A critique and alternative parameters. Ecology 52(4),
    577-586. https://doi.org/10.2307/1934145

    Examples
    --------
    >>> from sna.network import TwoMode, project
    >>> calls = TwoMode.of([("ann", "may"), ("bob", "may"), ("ann", "june"), ("cat", "june")])
    >>> calls.people["team"], calls.gatherings["period"] = ["x", "x", "y"], ["second", "first"]
    >>> contact_changed(project(calls), by="team").loc["all comers", ["groups_before", "groups_after"]].values.tolist()
    [[0, 1], [0, 1]]
    """
    plain = one_mode(network)
    names, parts, reason = _parts(plain, by)
    tables = []
    for matrices in parts:
        away = {name: matrix * (1 - np.eye(len(names))) for name, matrix in matrices.items()}
        sums = pd.DataFrame({name: matrix.sum(axis=1) for name, matrix in away.items()}, index=names.rename("group"))
        table = pd.DataFrame({"people": np.diag(matrices["people"])}, index=sums.index)
        table["groups_before"] = ((away["kept"] + away["lost"]) > 0).sum(axis=1)
        table["groups_after"] = ((away["kept"] + away["gained"]) > 0).sum(axis=1)
        if not np.isfinite(matrices["kept"]).all():
            table[["groups_before", "groups_after"]] = np.nan
        tables.append(_noted(table.assign(**_counts_and_reach(sums)), reason))
    return pd.concat(dict(zip(WHO, tables, strict=True)), names=["who"])


def _parts(network: Network, by: str) -> tuple[pd.Index[str], list[Matrices], str]:
    """Give the names of the groups, what was counted for each choice of people, and why it may be blank."""
    groups = network.groups(by)
    labels, names = pd.factorize(groups, sort=True)
    pair = period_pair(network, groups)
    reason = why_not(network, pair)
    if pair is None:
        return names, [_nothing(np.bincount(labels, minlength=len(names)))] * len(WHO), reason
    numbered_pair = PeriodPair(
        pair.two_mode, names.get_indexer(groups.reindex(pair.two_mode.people.index)), pair.before
    )
    return names, [_matrices(numbered_pair.among(who), len(names)) for who in WHO], reason


def _nothing(sizes: np.ndarray) -> Matrices:
    blank = np.full((len(sizes), len(sizes)), np.nan)
    possible = np.outer(sizes, sizes) - np.diag(sizes * (sizes + 1) / 2)
    columns = dict.fromkeys([*_TURNS, "met_before", "met_after", "could_before", "could_after"], blank)
    return {"people": np.diag(sizes.astype(float)), "possible": possible, **columns}


def _matrices(part: PeriodPair, groups: int) -> Matrices:
    attendance = part.two_mode.incidence
    first, last = (_together(attendance[:, np.flatnonzero(chosen)]) for chosen in (part.before, ~part.before))
    tied_before, tied_after = (matrix.astype(bool).astype(float) for matrix in (first, last))
    tied_twice = tied_before.multiply(tied_after)
    turned = dict(zip(_TURNS, (tied_after - tied_twice, tied_twice, tied_before - tied_twice), strict=True))
    sizes = np.bincount(part.labels, minlength=groups)
    matrices = {name: _by_groups(sparse.csr_array(matrix), part.labels, groups) for name, matrix in turned.items()}
    matrices["people"] = np.diag(sizes.astype(float))
    matrices["possible"] = np.outer(sizes, sizes) - np.diag(sizes * (sizes + 1) / 2)
    for title, pairs, chosen in (("before", first, part.before), ("after", last, ~part.before)):
        chance = meeting_chance(int(chosen.sum()), part.sample_size)
        pairs.data = chance[pairs.data.astype(int)]
        matrices[f"met_{title}"] = _by_groups(pairs, part.labels, groups)
        matrices[f"could_{title}"] = _could(part, chosen, chance, groups)
    return matrices


def _together(attendance: sparse.csr_array) -> sparse.csr_array:
    """Count at how many gatherings each pair was: people × people, each pair once."""
    return sparse.csr_array(sparse.triu(attendance @ attendance.T, k=1))


def _by_groups(pairs: sparse.csr_array, labels: np.ndarray, groups: int) -> np.ndarray:
    """Sum over the pairs of people of each pair of groups."""
    ends = pairs.tocoo()
    place = labels[ends.row] * groups + labels[ends.col]
    summed = np.bincount(place, ends.data, minlength=groups * groups).reshape(groups, groups)
    return summed + summed.T - np.diag(np.diag(summed))


def _could(part: PeriodPair, chosen: np.ndarray, chance: np.ndarray, groups: int) -> np.ndarray:
    """Expect how many pairs of people of each pair of groups could meet in the gatherings compared."""
    could, kinds, few = spells(part.two_mode, part.labels)
    sizes = np.zeros((len(could), groups))
    sizes[:, : few.shape[1]] = few
    shares = chance[(could[:, chosen] @ could[:, chosen].T).astype(int)]
    summed = sizes.T @ shares @ sizes
    alone = np.bincount(part.labels, np.diag(shares)[kinds], minlength=groups)
    return np.asarray(summed - np.diag((np.diag(summed) + alone) / 2))


def _counts_and_reach(table: pd.DataFrame) -> dict[str, pd.Series[float]]:
    columns = {name: table[name] for name in _TURNS}
    for title in ("before", "after"):
        could = table[f"could_{title}"]
        columns[f"reach_{title}"] = table[f"met_{title}"] / could.where(could > 0)
    return columns


def _noted(table: pd.DataFrame, reason: str) -> pd.DataFrame:
    if reason:
        table[_REACH] = np.nan
    blank = table[_REACH].isna().any(axis=1)
    table["note"] = reason or np.where(blank, "nobody could meet in one of the periods", "")
    integers = [name for name in table.columns if name not in {*_REACH, "note"}]
    return table.astype(dict.fromkeys(integers, "Int64") | {"note": "str"})
