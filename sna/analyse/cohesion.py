"""How well the whole holds together, and whether it has a core that all the rest is tied to."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from sna.analyse.groups import ALL, TOO_LARGE, attendance_of, too_thin
from sna.analyse.kernels.tie_matrices import at_ties
from sna.analyse.paths import nearness, passing
from sna.network import AnyNetwork, Network, TwoMode, one_mode

_COUNTS = ["people", "tie_count", "components", "largest_share", "isolates"]

_STARTS = 6

_SMALL = 300

_CANDIDATES = 60

_VISITS = 20_000_000


def cohesion(network: AnyNetwork) -> pd.DataFrame:
    """How well a network holds together: its parts, its density against chance, and whether it has a middle.

    Parameters
    ----------
    network
        One-mode network of people; weights are ignored; not changed. Direction matters to density, mean distance and
        reciprocity; for all else a pair tied either way is tied.

    Returns
    -------
    pd.DataFrame
        One row (index ``network``, ``"all"``):

        - ``people``, ``tie_count``: counts (in a directed network a pair tied both ways has two ties)
        - ``components``: connected parts, an isolate being one of its own
        - ``largest_share``: share of the people who are in the largest part, 0 … 1
        - ``isolates``: people without any tie
        - ``density``: ties ÷ possible ties, 0 … 1
        - ``density_expected``: the density if the same gatherings, each with as many people as came, had been filled at
          random: the mean over pairs of 1 − Π(1 − s(s−1)/(e(e−1))), for each gathering both could attend s being the
          people who came and e those who could. So density is to be compared with this, never between windows with
          different numbers of gatherings. Assumes that every pair who meet are tied. Blank without gatherings.
        - ``degree_centralisation``: Σ(most alters − alters) ÷ its highest value, 0 (all alike) … 1 (a star)
        - ``betweenness_centralisation``: the same of shortest paths (in steps) through people; estimated from a sample
          of people in a very large network
        - ``core_fit``: correlation of the ties with the best pattern in which a pair is tied if either is of the core,
          −1 … 1 (a core, and a periphery without ties of its own); blank if all pairs are tied or none is
        - ``core_people``: how many people are of that core
        - ``fragmentation``: share of pairs of people who cannot reach one another, 0 … 1
        - ``mean_distance``: steps between two people who can reach one another, mean, 1 or more; blank without ties,
          and in a network so large that it would take minutes
        - ``transitivity``: share of the chains a–b–c in which a and c are tied too, 0 … 1; blank without such chains
        - ``reciprocity``: share of ties that are returned, 0 … 1; blank in an undirected network and without ties
        - ``note``: why something is blank

        With fewer than 10 people, or ties of fewer than 3 gatherings, there are counts only.

    References
    ----------
    Freeman, L. C. (1978). Centrality in social networks. Social Networks 1(3), 215-239.
    https://doi.org/10.1016/0378-8733(78)90021-7. Borgatti, S. P., & Everett, M. G. (2000). Models of core/periphery
    structures. Social Networks 21(4), 375-395. https://doi.org/10.1016/S0378-8733(99)00019-2. Borgatti, S. P. (2006).
    Identifying sets of key players in a social network. Computational & Mathematical Organization Theory 12, 21-34.
    https://doi.org/10.1007/s10588-006-7084-x

    Examples
    --------
    >>> import networkx as nx
    >>> row = cohesion(nx.star_graph(11)).loc["all"]
    >>> row[["degree_centralisation", "betweenness_centralisation", "core_fit"]].astype(float).round(3).tolist()
    [1.0, 1.0, 1.0]
    """
    plain = one_mode(network)
    either = sparse.csr_array((plain.undirected().adjacency(None) > 0).astype(float))
    parts = np.sort(np.bincount(connected_components(either, directed=False)[1]))
    degree, people = np.asarray(either.sum(axis=1)), len(plain)
    distances = nearness(plain.adjacency(None), weighted=False)
    reached = distances.sums[0].sum()
    row: dict[str, float | str] = {
        "people": people,
        "tie_count": len(plain.ties),
        "components": len(parts),
        "largest_share": parts[-1] / people if people else np.nan,
        "isolates": int((degree == 0).sum()),
        "density": len(plain.ties) * (1 if plain.directed else 2) / (people * (people - 1)) if people > 1 else np.nan,
        "density_expected": _density_by_chance(plain),
        "degree_centralisation": _centralisation(degree, (people - 1) * (people - 2)),
        "betweenness_centralisation": _of_paths(either),
        **_core(either),
        "fragmentation": 1 - (parts * (parts - 1)).sum() / (people * (people - 1)) if people > 1 else np.nan,
        "mean_distance": float(distances.sums[1].sum() / reached) if reached else np.nan,
        "transitivity": transitivity(either),
        "reciprocity": reciprocity(plain),
    }
    return _tidy(row, plain, distances.sources)


def meeting_density(two_mode: TwoMode) -> float:
    """Give the share of pairs who would have met if each gathering had been filled at random by as many who could come.

    Everybody who could come to a gathering is as likely as any other, and gatherings do not depend on one another; the
    mean is then exact. NaN with fewer than two people.

    Examples
    --------
    >>> meeting_density(TwoMode.of([("ann", "call"), ("bob", "call"), ("ann", "chat"), ("cat", "chat")])).__round__(4)
    0.5556
    """
    people, sizes = two_mode.incidence.shape[0], two_mode.sizes().astype(float)
    if people < 2:
        return float("nan")
    if two_mode.eligible is None:
        kinds, number = np.ones((1, len(sizes)), bool), np.array([people])
    else:
        kinds, number = np.unique(two_mode.eligible, axis=0, return_counts=True)
    able = (number @ kinds).astype(float)
    meet = np.divide(sizes * (sizes - 1), able * (able - 1), out=np.zeros_like(sizes), where=able > 1)
    apart = np.log(np.maximum(1 - meet, 1e-300))  # all who could come came: nobody misses another
    missed = np.exp((kinds * apart) @ kinds.T.astype(float))
    pairs = np.outer(number, number) - np.diag(number)
    return float(1 - (missed * pairs).sum() / (people * (people - 1)))


def transitivity(either: sparse.csr_array) -> float:
    """Give the share of chains a–b–c that are closed; NaN without any.

    Examples
    --------
    >>> transitivity(sparse.csr_array(np.ones((3, 3)) - np.eye(3)))
    1.0
    """
    degree = np.asarray(either.sum(axis=1))
    chains = float((degree * (degree - 1)).sum())
    return float(at_ties(either, either, either).sum()) / chains if chains else float("nan")


def reciprocity(network: Network) -> float:
    """Give the share of directed ties that are returned; NaN if undirected or without ties.

    Examples
    --------
    >>> reciprocity(Network.of([("a", "b", 1.0), ("b", "a", 1.0), ("a", "c", 1.0), ("b", "c", 1.0)], directed=True))
    0.5
    """
    if not network.directed or network.ties.empty:
        return float("nan")
    ties = network.adjacency(None)
    return float(ties.multiply(ties.T).sum()) / len(network.ties)


def _density_by_chance(network: Network) -> float:
    two_mode = attendance_of(network)
    return float("nan") if two_mode is None or network.directed else meeting_density(two_mode)


def _centralisation(centrality: np.ndarray, highest: float) -> float:
    if len(centrality) < 3:
        return float("nan")
    return float((centrality.max() - centrality).sum() / highest)


def _of_paths(either: sparse.csr_array) -> float:
    people = either.shape[0]
    if people < 3:
        return float("nan")
    through = np.minimum(passing(either, weighted=False).every, (people - 1) * (people - 2))
    return _centralisation(through, (people - 1) ** 2 * (people - 2))


def _core(either: sparse.csr_array) -> dict[str, float | str]:
    quality, core = core_periphery(either)
    return {"core_fit": quality, "core_people": float(core.sum()) if np.isfinite(quality) else np.nan}


def _tidy(row: dict[str, float | str], network: Network, sources: int) -> pd.DataFrame:
    few = too_thin(network)
    values = {name: np.nan if few and name not in _COUNTS else value for name, value in row.items()}
    values["note"] = f"{few}: counts only" if few else "; ".join(_reasons(row, network, sources))
    counts = dict.fromkeys(["people", "tie_count", "components", "isolates"], int)
    return pd.DataFrame([values], index=pd.Index([ALL], name="network", dtype="str")).astype({**counts, "note": "str"})


def _reasons(row: dict[str, float | str], network: Network, sources: int) -> list[str]:
    if network.ties.empty:
        return ["no ties"]
    why = {
        "density_expected": "no gatherings behind the ties: no expected density",
        "core_fit": "all pairs are tied: no core",
        "transitivity": "no chains of two ties",
        "reciprocity": "ties have no direction: no reciprocity",
    }
    estimate = f"{TOO_LARGE}: mean distance estimated from those of {sources:,} people"
    return [*([estimate] if sources < len(network) else []), *(why[name] for name in why if pd.isna(row[name]))]


def fit(core: np.ndarray, ties: np.ndarray, covered: np.ndarray, people: int) -> np.ndarray:
    """Give the correlation of ties with the ideal pattern, in which a pair is tied if either is of the core, −1 … 1.

    Parameters
    ----------
    core
        How many people are of the core.
    ties
        All ties.
    covered
        The ties with at least one end in the core.
    people
        How many people there are.

    Returns
    -------
    numpy.ndarray
        −2 where it is not defined: nobody or everybody is of the core, or all pairs are tied or none is.

    Examples
    --------
    >>> fit(np.array([1]), np.array([4]), np.array([4]), 5).round(3).tolist()
    [1.0]
    """
    pairs = people * (people - 1) / 2
    ideal = core * (core - 1) / 2 + core * (people - core)
    width = ties * (pairs - ties) * ideal * (pairs - ideal)
    defined = np.asarray(width > 0)
    root = np.sqrt(np.where(defined, width, 1.0))
    # −2, below any correlation, so that a core whose pattern is all ties or none is never the best.
    return np.asarray(np.where(defined, (pairs * covered - ties * ideal) / root, -2.0))


def core_periphery(adjacency: sparse.csr_array) -> tuple[float, np.ndarray]:
    """Find the core whose ideal pattern fits the ties best: the correlation, and who is of it.

    Parameters
    ----------
    adjacency
        Symmetric, of ones, nothing on the diagonal.

    Returns
    -------
    fit : float
        −1 … 1; NaN if it is not defined (all pairs are tied or none is, fewer than 3 people).
    core : numpy.ndarray
        Whether each person is of the core.

    Notes
    -----
    The search starts from several cores made of the people with most alters, and moves or exchanges people as long as
    that helps. On networks small enough to try every core it misses the best in one of a few hundred.

    References
    ----------
    Borgatti, S. P., & Everett, M. G. (2000). Models of core/periphery structures. Social Networks 21(4), 375-395.
    https://doi.org/10.1016/S0378-8733(99)00019-2
    """
    people, degree = adjacency.shape[0], np.asarray(adjacency.sum(axis=1))
    order = np.argsort(-degree, kind="stable")
    covered = _covered(adjacency, order)
    sizes = np.arange(1, people + 1)
    quality = fit(sizes, degree.sum() / 2, covered, people)
    if not (quality > -2).any():
        return float("nan"), np.zeros(people, bool)
    starts = set(np.argsort(-quality, kind="stable")[:_STARTS].tolist())
    if people <= _SMALL:
        starts |= set(np.linspace(0, people - 1, 2 * _STARTS).astype(int).tolist())
    cores = [_improved(adjacency, np.isin(np.arange(people), order[: start + 1])) for start in sorted(starts)]
    fits = [_fit_of(adjacency, core) for core in cores]
    best = int(np.argmax(fits))
    return float(fits[best]), cores[best]


def _covered(adjacency: sparse.csr_array, order: np.ndarray) -> np.ndarray:
    """Count the ties that the first, the first two, … people of this order cover."""
    rank = np.argsort(order, kind="stable")
    upper = sparse.triu(adjacency, k=1).tocoo()
    first = np.minimum(rank[upper.row], rank[upper.col])
    return np.cumsum(np.bincount(first, minlength=len(order)))


def _fit_of(adjacency: sparse.csr_array, core: np.ndarray) -> float:
    ties, periphery = adjacency.nnz / 2, (~core).astype(float)
    outside = float(periphery @ (adjacency @ periphery)) / 2
    return float(fit(np.array(core.sum()), np.array(ties), np.array(ties - outside), len(core)))


def _improved(adjacency: sparse.csr_array, core: np.ndarray) -> np.ndarray:
    """Move or exchange the people that help most, until none does or, in a large network, it has taken long enough."""
    core, value = core.copy(), _fit_of(adjacency, core)
    for _step in range(max(10, _VISITS // (_STARTS * max(adjacency.nnz, 1)))):
        move, better = _best_move(adjacency, core)
        if better <= value + 1e-12:
            break
        core[move], value = ~core[move], better
    return core


def _best_move(adjacency: sparse.csr_array, core: np.ndarray) -> tuple[np.ndarray, float]:
    """Find the one person to move, or the two to exchange, that give the best fit."""
    people, ties, inside = len(core), adjacency.nnz / 2, int(core.sum())
    # what each person's ties add to those covered, or would take from them
    alone = np.asarray(adjacency @ (~core).astype(float))
    covered = ties - alone[~core].sum() / 2
    single = fit(
        np.where(core, inside - 1, inside + 1), np.array(ties), covered + np.where(core, -alone, alone), people
    )
    mover = int(np.argmax(single))
    out, into = _extremes(alone, core), _extremes(-alone, ~core)
    if not (len(out) and len(into)):
        return np.array([mover]), float(single[mover])
    # Who comes in covers their ties to the periphery, who goes out uncovers theirs; a tie between the two is among the
    # latter, but stays covered: it is added again.
    gain = alone[into][np.newaxis, :] - alone[out][:, np.newaxis] + adjacency[out][:, into].toarray()
    row, column = np.unravel_index(int(np.argmax(gain)), gain.shape)
    swapped = float(fit(np.array(inside), np.array(ties), np.array(covered + gain[row, column]), people))
    if swapped > single[mover]:
        return np.array([out[row], into[column]]), swapped
    return np.array([mover]), float(single[mover])


def _extremes(values: np.ndarray, members: np.ndarray) -> np.ndarray:
    """Give those of the kept with the lowest values: candidates enough in a large network."""
    places = np.flatnonzero(members)
    return places[np.argsort(values[places], kind="stable")[:_CANDIDATES]]
