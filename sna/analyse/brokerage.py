"""Who stands between others: brokerage roles, structural holes, and bridges between groups or thinly tied parts.

A person's count of a role of Gould and Fernandez is a sum over their open paths a → b → c of "this path has that role".
Its mean needs the chance of one path, its variance the chance of two paths at once, which depends only on the people
the two share. So it is enough to count the pairs of paths by what they share, and to know the chance of each kind.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.groups import belonging, standardised, too_thin
from sna.analyse.kernels.tie_matrices import at_ties, rows_of, with_data
from sna.analyse.kernels.triads import ROLES, constraint_parts, role_counts
from sna.analyse.paths import passing
from sna.chance.permutation import falling
from sna.network import AnyNetwork, one_mode

KINDS = ("nobody", "first", "last", "crossed", "swapped", "both")
"""What two paths a → b → c and a' → b → c' share: a = a', c = c', one's first the other's last, both so, the same."""


def brokerage(network: AnyNetwork, *, by: str) -> pd.DataFrame:
    """How often each person stands between two others who are not tied, and in which role.

    A path a → b → c is open if a is not tied to c; then b is a broker. By the groups of the three, b is

    - *coordinator*: all of one group
    - *itinerant*: a and c of one group, b of another
    - *gatekeeper*: b and c of one group, a of another: lets something in
    - *representative*: a and b of one group, c of another: takes something out
    - *liaison*: all of different groups

    Parameters
    ----------
    network
        One-mode network of people; weights are ignored; not changed. In a directed network a path follows the ties and
        is open if no tie leads from a to c, whatever leads back. In an undirected network each path counts both ways,
        so gatekeeper and representative are equal. Isolates have no paths: counts of 0.
    by
        Node column that names the group.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``group``: the person's own
        - ``coordinator``, ``itinerant``, ``gatekeeper``, ``representative``, ``liaison``, and ``total`` of the five:
          open paths, counts
        - ``coordinator_expected``, ``itinerant_expected``, ``gatekeeper_expected``, ``representative_expected``,
          ``liaison_expected``, ``total_expected``: the mean if the labels of all others were dealt out at random, the
          person keeping their own; exact, in closed form
        - ``coordinator_z``, ``itinerant_z``, ``gatekeeper_z``, ``representative_z``, ``liaison_z``, ``total_z``:
          (count − mean) ÷ standard deviation of the deals, also exact; blank where every deal gives the same, as for a
          person without open paths
        - ``note``: why something is blank: with fewer than 10 people or 3 gatherings there are only counts

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    References
    ----------
    Gould, R. V., & Fernandez, R. M. (1989). Structures of mediation: A formal approach to brokerage in transaction
    networks. Sociological Methodology 19, 89-126. https://doi.org/10.2307/270949

    Examples
    --------
    >>> import networkx as nx
    >>> brokerage(nx.karate_club_graph(), by="club").loc["33", ["coordinator", "gatekeeper", "total"]].tolist()
    [156, 40, 242]
    """
    plain = one_mode(network)
    labels, names = pd.factorize(plain.groups(by), sort=True)
    ties, sizes = plain.adjacency(None), np.bincount(labels, minlength=len(names))
    table = pd.DataFrame(role_counts(ties, labels), columns=list(ROLES), index=plain.nodes.index)
    table["total"] = table.sum(axis=1)
    thin = too_thin(plain)
    mean, spread = by_chance(ties, labels, sizes)
    for place, role in enumerate(ROLES):
        table[f"{role}_expected"] = np.nan if thin else mean[:, place]
        table[f"{role}_z"] = np.nan if thin else standardised(table[role].to_numpy(), mean[:, place], spread[:, place])
    table.insert(0, "group", plain.groups(by))
    table["note"] = f"{thin}: not compared with chance" if thin else _why_blank(table)
    return table.astype({"note": "str"}).rename_axis("node")


def by_chance(ties: sparse.csr_array, labels: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give mean and standard deviation of each person's roles over all deals of the others' labels: people × `ROLES`.

    Where every deal gives the same the standard deviation is exactly 0.
    """
    overlaps, chances = paths_and_overlaps(ties), role_chances(sizes)
    mean, spread = np.zeros((2, len(labels), len(ROLES)))
    for place, role in enumerate(ROLES):
        chance = chances[role][labels]
        mean[:, place] = overlaps[:, -1] * chance[:, -1]
        variance = (overlaps * chance).sum(axis=1) - mean[:, place] ** 2
        certain = variance <= 1e-12 * np.maximum(1.0, mean[:, place] ** 2)
        spread[:, place] = np.where(certain, 0.0, np.sqrt(np.maximum(variance, 0.0)))
    return mean, spread


def _why_blank(table: pd.DataFrame) -> np.ndarray:
    blank = table[[f"{role}_z" for role in ROLES]].isna()
    reasons = ["no open paths: no z", "chance always gives the same for some roles: no z for these"]
    return np.select([table["total"] == 0, blank.any(axis=1)], reasons, "")


def paths_and_overlaps(ties: sparse.csr_array) -> np.ndarray:
    """Count for each node the ordered pairs of open paths through it by what they share: nodes × `KINDS`.

    The last column is the number of open paths, each being a pair with itself.
    """
    first, last = _open_starts(ties), _open_ends(ties)
    paths, swapped = _sums(first, 0), _swapped(ties)
    crossed = 2 * (_sums(first.multiply(last.T), 0) - swapped)
    shared_first, shared_last = _sums(first.power(2), 0) - paths, _sums(last.power(2), 1) - paths
    nobody = paths**2 - paths - shared_first - shared_last - crossed - swapped
    return np.column_stack([nobody, shared_first, shared_last, crossed, swapped, paths])


def role_chances(sizes: np.ndarray) -> dict[str, np.ndarray]:
    """Give for each role the chance that two paths through a person of each group both have it: groups × `KINDS`.

    The person keeps their label; those of all others are dealt out.
    """
    own, out = sizes - 1.0, float(sizes.sum()) - sizes
    two, three, four = _alike(sizes)
    none = np.zeros(len(sizes))
    inside, outside = [falling(own, k) for k in range(5)], [falling(out, k) for k in range(5)]
    mixed = [inside[2] * outside[2], outside[1] * inside[2], outside[2] * inside[1], none, none, inside[1] * outside[1]]
    # By inclusion and exclusion: of all ways to choose people outside, those in which the ends of the one path or of
    # the other are of one group are taken off, and those in which both are, taken off twice, are put back.
    third = outside[3] - 2 * two * (out - 2) + three
    fourth = outside[4] - 2 * two * (out - 2) * (out - 3) + four
    ways = {
        "coordinator": [inside[4], inside[3], inside[3], inside[3], inside[2], inside[2]],
        "itinerant": [four, three, three, three, two, two],
        "gatekeeper": mixed,
        "representative": [mixed[0], mixed[2], mixed[1], *mixed[3:]],
        "liaison": [fourth, third, third, third, outside[2] - two, outside[2] - two],
    }
    return {role: np.column_stack(columns) / _all_ways(float(sizes.sum()) - 1) for role, columns in ways.items()}


def _alike(sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Count, for each group, the ways in which people outside it are of one group: 2 people, 3, and 2 and 2."""
    two, three, four = (falling(sizes, k).sum() - falling(sizes, k) for k in (2, 3, 4))
    squared = (falling(sizes, 2) ** 2).sum() - falling(sizes, 2) ** 2
    return two, three, four + two**2 - squared


def _all_ways(others: float) -> np.ndarray:
    people = np.array([4, 3, 3, 3, 2, 2])
    return np.array([max(float(falling(others, int(k))), 1.0) for k in people])


def _open_starts(ties: sparse.csr_array) -> sparse.csr_array:
    """Count for each tie a → b the open paths that begin with it."""
    onward = np.asarray(ties.sum(axis=1)).ravel()
    closed = with_data(ties, at_ties(ties, ties, sparse.csr_array(ties.T)))
    return sparse.csr_array(ties.multiply(onward[np.newaxis, :]) - ties.multiply(ties.T) - closed)


def _open_ends(ties: sparse.csr_array) -> sparse.csr_array:
    """Count for each tie b → c the open paths that end with it."""
    return sparse.csr_array(_open_starts(sparse.csr_array(ties.T)).T)


def _swapped(ties: sparse.csr_array) -> np.ndarray:
    """Count for each node the ordered pairs of its mutual alters that are not tied either way."""
    mutual = sparse.csr_array(ties.multiply(ties.T))
    either = sparse.csr_array(ties + ties.T - mutual)
    alters = _sums(mutual, 1)
    within = at_ties(mutual, mutual, either)
    return np.asarray(alters * (alters - 1) - np.bincount(rows_of(mutual), within, minlength=len(alters)))


def _sums(matrix: sparse.csr_array, axis: int) -> np.ndarray:
    return np.asarray(matrix.sum(axis=axis)).ravel()


# Structural holes


def holes(network: AnyNetwork, *, weighted: bool = True) -> pd.DataFrame:
    """How far each person's contacts are tied to one another, and so hem the person in.

    Let aᵢⱼ be the weight of the tie from i to j (1 if not `weighted`), pᵢⱼ = (aᵢⱼ + aⱼᵢ) ÷ Σₖ(aᵢₖ + aₖᵢ) the share of
    i's ties that goes to j, and mⱼᵩ = (aⱼᵩ + aᵩⱼ) ÷ the highest such sum of j. The k alters of i are all people with a
    tie to or from i.

    Parameters
    ----------
    network
        One-mode network; not changed. In a directed network the two directions of a pair are added.
    weighted
        Whether the weights count; otherwise each tie is 1.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``constraint``: Σⱼ cᵢⱼ over the alters, cᵢⱼ = (pᵢⱼ + Σᵩ pᵢᵩ pᵩⱼ)²; above 0, rarely above 1: low for who has
          many contacts that do not know one another
        - ``effective_size``: Σⱼ(1 − Σᵩ pᵢᵩ mⱼᵩ) over the alters; with weights of 1 and no direction it is k − 2t/k, t
          being the ties among the alters; 0 … k
        - ``efficiency``: effective size ÷ k, 0 … 1
        - ``hierarchy``: Σⱼ rⱼ ln rⱼ ÷ (k ln k), rⱼ = cᵢⱼ ÷ (constraint ÷ k); 0 if all contacts constrain alike … 1 if
          it all comes from one; blank with a single alter
        - ``note``: why something is blank: an isolate has nothing to be constrained by

        Only a person's own part of the network counts, so parts that are not connected make no difference.

    References
    ----------
    Burt, R. S. (1992). Structural Holes: The Social Structure of Competition, ch. 2. Harvard University Press.
    Effective size without weights: Borgatti, S. P. (1997). Structural holes: Unpacking Burt's redundancy measures.
    Connections 20(1), 35-38.

    Examples
    --------
    >>> import networkx as nx
    >>> holes(nx.florentine_families_graph()).loc["Medici", ["constraint", "effective_size"]].round(3).tolist()
    [0.21, 5.667]
    """
    plain = one_mode(network)
    matrix = plain.adjacency("weight" if weighted else None)
    table = pd.DataFrame(constraint_parts(matrix)._asdict(), index=plain.nodes.index)
    alters = np.diff((matrix + matrix.T).tocsr().indptr)
    reasons = np.select([alters == 0, alters == 1], ["no ties: nothing to be measured", "one alter: no hierarchy"], "")
    table["note"] = reasons
    return table.astype({"note": "str"}).rename_axis("node")


# Bridges


def participation(network: AnyNetwork, *, by: str, weighted: bool = True) -> pd.DataFrame:
    """How evenly each person's ties are spread over the formal groups.

    Parameters
    ----------
    network
        One-mode network; not changed. In a directed network the weights of both directions are added.
    by
        Node column that names the group. The groups are those people belong to, not communities that were found.
    weighted
        Whether the weights count; otherwise each alter is 1.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``group``: the person's own
        - ``participation``: 1 − Σₛ(kᵢₛ/kᵢ)² over the groups s, kᵢₛ the weight of i's ties to people of s and kᵢ of all:
          0 if they all go to one group (which need not be the own) … below 1; blank for an isolate
        - ``participation_expected``: its mean if the labels of everybody else were dealt out at random, exact; blank
          with fewer than 10 people or 3 gatherings
        - ``note``: why something is blank

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    References
    ----------
    Guimerà, R., & Amaral, L. A. N. (2005). Functional cartography of complex metabolic networks. Nature 433, 895-900.
    https://doi.org/10.1038/nature03288

    Examples
    --------
    >>> import networkx as nx
    >>> karate = participation(nx.karate_club_graph(), by="club", weighted=False)
    >>> karate.loc[["0", "2"], "participation"].round(4).tolist()
    [0.1172, 0.48]
    """
    plain = one_mode(network)
    labels, names = pd.factorize(plain.groups(by), sort=True)
    weights = plain.undirected().adjacency("weight" if weighted else None)
    evenness, upper = _spread(weights, labels, len(names))
    thin = too_thin(plain)
    table = pd.DataFrame({"group": plain.groups(by), "participation": evenness})
    table["participation_expected"] = np.nan if thin else upper * _elsewhere(labels, len(names))
    note = f"{thin}: not compared with chance" if thin else ""
    table["note"] = np.where(np.isnan(evenness), "no ties: nothing to be measured", note)
    return table.astype({"note": "str"}).rename_axis("node")


def _spread(weights: sparse.csr_array, labels: np.ndarray, groups: int) -> tuple[np.ndarray, np.ndarray]:
    """Give 1 − the sum of squared shares by group, and the same if each alter were a group of their own."""
    everything = np.asarray(weights.sum(axis=1)).ravel()
    by_group = sparse.csr_array(weights @ belonging(labels, groups))
    return _evenness(by_group, everything), _evenness(weights, everything)


def _evenness(parts: sparse.csr_array, everything: np.ndarray) -> np.ndarray:
    squares = np.asarray(parts.power(2).sum(axis=1)).ravel()
    tied = everything > 0
    share = np.divide(squares, everything**2, out=np.ones(len(everything)), where=tied)
    return np.where(tied, np.maximum(1.0 - share, 0.0), np.nan)


def _elsewhere(labels: np.ndarray, groups: int) -> np.ndarray:
    """Give for each person the share of pairs of other people who are of two groups."""
    sizes = np.bincount(labels, minlength=groups).astype(float)
    others = sizes.sum() - 1
    alike = (sizes * (sizes - 1)).sum() - 2 * (sizes[labels] - 1)
    return np.asarray(1.0 - alike / max(others * (others - 1), 1.0))


def bridging(network: AnyNetwork, *, weighted: bool = True) -> pd.DataFrame:
    """Who lies on many paths although their ties are few and lead to people with many.

    Parameters
    ----------
    network
        One-mode network; not changed. In a directed network the paths follow the ties; alters are counted whatever the
        direction. Parts that are not connected have no paths between them.
    weighted
        Whether a tie is 1 ÷ weight long for the paths; otherwise each is one step.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``bridging_coefficient``: (1/d) ÷ Σ 1/dⱼ over the alters j, d being a person's number of alters: above 0;
          blank for an isolate
        - ``bridging``: betweenness (a share, as in `centrality`) × the coefficient; 0 or more; blank for an isolate,
          and with fewer than 3 people
        - ``note``: why something is blank

    References
    ----------
    Hwang, W., Kim, T., Ramanathan, M., & Zhang, A. (2008). Bridging centrality: graph mining from element level to
    group level. Proceedings of the 14th ACM SIGKDD conference, 336-344. https://doi.org/10.1145/1401890.1401934

    Examples
    --------
    >>> from sna.network import Network
    >>> two_triangles = Network.of([(a, b, 1.0) for a, b in ("ab", "bc", "ac", "cd", "de", "ef", "fg", "eg")])
    >>> bridging(two_triangles)["bridging"].idxmax()
    'd'
    """
    plain = one_mode(network)
    people, either = len(plain), plain.undirected().adjacency(None)
    alters = np.diff(either.indptr).astype(float)
    inverse = np.divide(1.0, alters, out=np.zeros(len(alters)), where=alters > 0)
    around = either @ inverse
    coefficient = np.divide(inverse, around, out=np.full(len(alters), np.nan), where=alters > 0)
    table = pd.DataFrame({"bridging_coefficient": coefficient}, index=plain.nodes.index)
    highest = (people - 1) * (people - 2) if people > 2 else np.nan
    table["bridging"] = passing(plain.adjacency(), weighted=weighted).every / highest * coefficient
    few = "fewer than 3 people: no paths between others" if people < 3 else ""
    table["note"] = np.where(alters > 0, few, "no ties: nothing to be measured")
    return table.astype({"note": "str"}).rename_axis("node")
