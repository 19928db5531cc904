"""Which ties between groups are new, which stayed and which are gone."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.period_pairs import WHO, PeriodPair, period_pair, why_not
from sna.chance.resampling import meeting_chance, spells
from sna.network import AnyNetwork, Network, one_mode

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
