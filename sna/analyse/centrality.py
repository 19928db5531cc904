"""How central each person is; and which gatherings hold people together, before either is projected away."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.groups import TOO_LARGE, attendance_of
from sna.analyse.paths import nearness, passing, reach
from sna.network import AnyNetwork, Network, TwoMode, one_mode

_FULL = 5_000
"""Up to so many people a well-filled matrix is multiplied as an ordinary one."""
_ROWS = 500


def centrality(network: AnyNetwork, *, weighted: bool = True, seed: int = 0) -> pd.DataFrame:
    """How many people each person is tied to, how strongly, how near they are, and how many paths pass through them.

    Parameters
    ----------
    network
        One-mode network; not changed.
    weighted
        Whether a tie is 1 ÷ weight long for betweenness and harmonic closeness; otherwise each is one step.
    seed
        Of the lot by which people are drawn from whom the paths begin, where betweenness is estimated.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``degree``: alters, whatever the direction, 0 … n − 1
        - ``strength``: weights of all ties summed, 0 or more
        - ``betweenness``: `betweenness_pairs` ÷ its highest possible value, 0 … 1
        - ``betweenness_pairs``: pairs of others whose shortest path passes through the person (a share of the pair
          where there are several such paths), ordered pairs in a directed network; blank with fewer than 3 people
        - ``betweenness_error``: how far ``betweenness`` may be off, 0 … 1: 0 where it is exact, as in any community; in
          a very large network it is estimated, and with a probability of 90 % nobody's is further off than this. Where
          it is more than anybody's estimate, the note says so: then no person's is surely above 0, and the estimates,
          which are mostly far closer than that, are a rough order at best
        - ``closeness``: r/(n − 1) × r/d, where r others reach the person over d steps in all, 0 … 1; the weights are
          ignored; in a directed network the paths lead to the person; blank if nobody reaches them
        - ``harmonic``: the mean over all others of 1 ÷ distance, 0 for who does not reach the person; 0 or more: with
          weights a tie adds its weight, without them it is at most 1. This is harmonic closeness; unlike the other it
          compares people in parts that are not connected. Blank with fewer than 2 people
        - ``two_step_reach``: the share of others the person reaches over one tie or two, 0 … 1, in a directed network
          in the direction of the ties; the weights are ignored; blank with fewer than 2 people
        - ``in_degree``, ``out_degree``, ``in_strength``, ``out_strength``: only if the network is directed
        - ``note``: why something is blank, or that it is an estimate: ``closeness`` and ``harmonic`` are estimated from
          the distances of some people in a network so large that all would take minutes

    References
    ----------
    Freeman, L. C. (1978). Centrality in social networks. Social Networks 1(3), 215-239.
    https://doi.org/10.1016/0378-8733(78)90021-7. Closeness in parts that are not connected after Wasserman, S., &
    Faust, K. (1994). Social Network Analysis, p. 201. Harmonic closeness after Rochat, Y. (2009), Closeness centrality
    extended to unconnected graphs: the harmonic centrality index. Betweenness with weights after Brandes, U. (2001),
    https://doi.org/10.1080/0022250X.2001.9990249

    Examples
    --------
    >>> import networkx as nx
    >>> float(centrality(nx.florentine_families_graph()).loc["Medici", "betweenness_pairs"].round(6))
    47.5
    """
    plain = one_mode(network)
    matrix, people = plain.adjacency(), len(plain)
    table, halved = _ties(plain, matrix), 1 if plain.directed else 2
    paths = passing(matrix, weighted=weighted, seed=seed)
    highest = (people - 1) * (people - 2) if people > 2 else np.nan
    near, lengths = (nearness(matrix, weighted=long, seed=seed) for long in (False, weighted))
    reached, steps, _inverse = near.sums
    close = np.divide(reached**2, steps, out=np.full(people, np.nan), where=steps > 0) / max(people - 1, 1)
    harmonic = lengths.sums[2] / (people - 1) if people > 1 else np.full(people, np.nan)
    rough = paths.sources < people and bool((paths.every <= paths.error).all())
    columns = {
        "betweenness": paths.every / highest,
        "betweenness_pairs": paths.every / halved if people > 2 else np.nan,
        "betweenness_error": paths.error / highest,
        "closeness": close,
        "harmonic": harmonic,
        "two_step_reach": _within_two(matrix),
    }
    for place, (name, values) in enumerate(columns.items(), 2):
        table.insert(place, name, values)
    origins = {"closeness": near.sources, "harmonic closeness": lengths.sources}
    estimates = [name for name, sources in origins.items() if sources < people]
    numbers = f"estimated from the distances of {min(origins.values()):,} people"
    large = f"{TOO_LARGE}: {' and '.join(estimates)} {numbers}" if estimates else ""
    table["note"] = _notes(close, paths.sources, rough=rough, large=large)
    return table.astype({"note": "str"}).rename_axis("node")


def _notes(close: np.ndarray, sources: int, *, rough: bool, large: str) -> np.ndarray:
    """Say of each person why something is blank, or that betweenness is an estimate."""
    people = len(close)
    estimate = f"betweenness is estimated from the paths of {sources:,} people" if sources < people else ""
    if rough:
        estimate += ", with an error above any estimate: a rough order at best"
    few = "fewer than 3 people: no paths between others" if people < 3 else ""
    if large:
        return np.full(people, "; ".join(filter(None, [large, estimate])))
    return np.where(np.isnan(close) & (people > 2), "nobody reaches this person", few or estimate)


def _within_two(matrix: sparse.csr_array) -> np.ndarray:
    """Give the share of others each node reaches over one tie or two; blank where there is no other."""
    people = matrix.shape[0]
    if people < 2:
        return np.full(people, np.nan)
    once = sparse.csr_array(matrix.astype(bool).astype(np.float32))
    if people <= _FULL and matrix.nnz > people**2 / 20:
        ties = once.toarray()
        reached = ((ties + ties @ ties) > 0).sum(axis=1)
    else:
        reached = _reached_by_bits(once)
    itself = np.asarray(once.multiply(once.T).sum(axis=1)).ravel() > 0
    return np.asarray((reached - itself) / (people - 1))


def _reached_by_bits(once: sparse.csr_array) -> np.ndarray:
    """Count whom each node reaches over one tie or two, itself included if so: a bit a person, whatever the size."""
    blocks = (once[start : start + _ROWS].toarray() > 0 for start in range(0, once.shape[0], _ROWS))
    bits = np.concatenate([np.packbits(block, axis=1) for block in blocks])
    alters = np.split(once.indices, once.indptr[1:-1])
    rows = (row | np.bitwise_or.reduce(bits[ends], axis=0) for row, ends in zip(bits, alters, strict=True))
    return np.array([np.unpackbits(row).sum() for row in rows])


def _ties(network: Network, matrix: sparse.csr_array) -> pd.DataFrame:
    either = matrix + matrix.T if network.directed else matrix
    outgoing, incoming = matrix.sum(axis=1), matrix.sum(axis=0)
    strength = outgoing + incoming if network.directed else outgoing
    table = pd.DataFrame({"degree": np.diff(either.tocsr().indptr), "strength": strength}, index=network.nodes.index)
    table["degree"] = table["degree"].astype(int)
    if network.directed:
        table["in_degree"] = np.bincount(matrix.indices, minlength=len(network))
        table["out_degree"] = np.diff(matrix.indptr).astype(int)
        table["in_strength"], table["out_strength"] = incoming, outgoing
    return table


COLUMNS = ["two_mode_degree", "two_mode_betweenness", "two_mode_closeness"]
NO_RECORD = "who was at what is not known"
APART = "not everybody and everything is connected: closeness is not defined"
LARGE = f"{TOO_LARGE}: no closeness"


def two_mode_centrality(network: AnyNetwork) -> pd.DataFrame:
    """How central each person and each gathering is where people are tied to gatherings, and to nothing else.

    Parameters
    ----------
    network
        Its `behind` is read: who was at what. A network of contact has none, and everybody is blank. Weight and
        direction do not matter; not changed.

    Returns
    -------
    pd.DataFrame
        One row per person of the network and per gathering behind it (index ``node``):

        - ``kind``: ``"person"`` or ``"gathering"``
        - ``two_mode_degree``: the share of all gatherings the person was at, of all people who were at the gathering
        - ``two_mode_betweenness``: the shortest paths between others through it, as a share of the most there can be
          with so many people and gatherings, 0 … 1; in a very large network estimated, as the note says
        - ``two_mode_closeness``: the least sum of distances there can be ÷ its own, above 0 … 1; blank where not
          everybody and everything is connected, and in a network so large that it would take minutes
        - ``note``: why something is blank

    References
    ----------
    Borgatti, S. P., & Halgin, D. S. (2011). Analyzing affiliation networks. In J. Scott & P. J. Carrington (Eds.), The
    SAGE Handbook of Social Network Analysis, 417-433; Borgatti, S. P., & Everett, M. G. (1997). Network analysis of
    2-mode data. Social Networks 19(3), 243-269. https://doi.org/10.1016/S0378-8733(96)00301-2

    Examples
    --------
    >>> from sna.network import TwoMode, project
    >>> calls = project(TwoMode.of([("ann", "call"), ("bob", "call"), ("bob", "forum")]))
    >>> two_mode_centrality(calls)["two_mode_degree"].tolist()
    [0.5, 1.0, 1.0, 0.5]
    """
    plain = one_mode(network)
    two_mode = attendance_of(plain)
    if two_mode is None:
        table = pd.DataFrame({"kind": "person"}, index=plain.nodes.index).assign(**dict.fromkeys(COLUMNS, np.nan))
        return table.assign(note=NO_RECORD).rename_axis("node").astype({"kind": "str", "note": "str"})
    size = np.array(two_mode.incidence.shape)
    people = np.repeat([True, False], size)
    own, other = np.where(people, *size), np.where(people, *size[::-1])
    ids = pd.Index([*two_mode.people.index, *two_mode.gatherings.index], dtype="str")
    table = pd.DataFrame({"kind": np.where(people, "person", "gathering")}, index=ids)
    table[COLUMNS], table["note"] = _shares(_joined(two_mode), own.astype(float), other.astype(float))
    return table.rename_axis("node").astype({"kind": "str", "note": "str"})


def _joined(two_mode: TwoMode) -> sparse.csr_array:
    """Give people and gatherings as one set of nodes."""
    return sparse.csr_array(sparse.block_array([[None, two_mode.incidence], [two_mode.incidence.T, None]]))


def _shares(joined: sparse.csr_array, own: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, str]:
    """Give the three measures, each as a share of the most there can be, and what is estimated or blank."""
    nodes = joined.shape[0]
    degree = np.diff(joined.indptr)
    paths = passing(joined, weighted=False)
    reached, steps, _inverse = reach(joined, weighted=False)
    least, most = other + 2 * (own - 1), _most(own, other)
    connected = bool((reached == nodes - 1).all()) and nodes > 1
    shares = [(degree, other, True), (paths.every / 2, most, True), (least, steps, connected)]
    blank = np.full(nodes, np.nan)
    columns = [np.divide(part, highest, out=blank.copy(), where=(highest > 0) & fine) for part, highest, fine in shares]
    notes = [] if connected or not nodes else [LARGE if np.isnan(reached).all() else APART]
    notes += [f"betweenness is estimated from the paths of {paths.sources:,} nodes"] if paths.sources < nodes else []
    return np.column_stack(columns), "; ".join(notes)


def _most(own: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Give the most pairs of others between which a node can lie, with so many of its own kind and of the other."""
    # Borgatti & Everett's highest value: the others of the own kind hang evenly on those of the other kind, `around` at
    # each and one more at `rest` of them.
    around, rest = np.divmod(own - 1, np.maximum(other, 1))
    return np.asarray(
        (other**2 * (around + 1) ** 2 + other * (around + 1) * (2 * rest - around - 1) - rest * (2 * around - rest + 3))
        / 2
    )
