"""Which people form communities, how surely, whether these are the formal groups, and how clear they look by chance.

A random network has communities too: the method finds the best division of any. So the modularity found is compared
with that found, by the same method, in networks drawn anew. Where it is known who was at which gathering, attendance
is drawn with everybody's number of gatherings and each gathering's size kept; else the ties are exchanged among the
people, everybody keeping their number of alters, and the weights are dealt out among them.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.community.partitions import (
    SMALL,
    TOGETHER,
    UNSTABLE,
    Ties,
    adjusted_rand,
    consensus,
    contingency,
    louvain,
    membership,
    modularity,
    mutual_information,
    networkit_graph,
    runs_of,
    single_thread,
)
from sna.analyse.groups import FEWEST_GATHERINGS, LARGEST_ATTENDANCE
from sna.chance.curveball import attendances
from sna.chance.permutation import FEWEST, SLACK
from sna.network import AnyNetwork, Network, one_mode
from sna.network.projection import gathering_weights, weight_of

MOST, FEWEST_RUNS = 100, 10
"""Unless told, the method runs as often as its time allows, but never more or less often than this."""

_TIES, _TIES_QUICKLY = 20_000, 2_500_000
_CACHE: dict[tuple[object, ...], tuple[np.ndarray, np.ndarray]] = {}

Method = Literal["louvain", "leiden"]


def communities(
    network: AnyNetwork, *, runs: int | None = None, seed: int = 0, method: Method = "louvain"
) -> pd.DataFrame:
    """Which community each person is in, how surely, and between which two the unsure ones stand.

    One run of the Louvain method is not an answer: another order of the people gives other communities. So it is run
    many times, and what the runs agree on is given.

    Parameters
    ----------
    network
        One-mode network; a stronger tie holds people together more; direction is ignored (the two weights of a pair
        are added); not changed. Parts that are not connected are never one community.
    runs
        How often the method runs; by default 10 to 100 times, fewer the more ties there are. Up to 2,000 ties
        python-louvain runs; networkit, with one thread, where there are more.
    seed
        Of the first run; the next has the next.
    method
        Leiden's method does not give communities that fall apart; networkit's runs, whatever the size.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``community``: a number, 1 for the largest; an isolate is a community of its own
        - ``stability``: the share of runs in which the person is where most of the community is, 0 … 1; blank for
          somebody who is alone in it
        - ``between_communities``: ``"1 and 2"`` for somebody whose stability is below 0.8: their own, and the one
          they are in most often otherwise; else an empty text
        - ``note``: why something is blank

    References
    ----------
    Blondel, V. D., Guillaume, J.-L., Lambiotte, R., & Lefebvre, E. (2008). Fast unfolding of communities in large
    networks. Journal of Statistical Mechanics P10008. https://doi.org/10.1088/1742-5468/2008/10/P10008. Lancichinetti,
    A., & Fortunato, S. (2012). Consensus clustering in complex networks. Scientific Reports 2, 336.
    https://doi.org/10.1038/srep00336. Traag, V. A., Waltman, L., & van Eck, N. J. (2019). From Louvain to Leiden.
    Scientific Reports 9, 5233. https://doi.org/10.1038/s41598-019-41695-z

    Examples
    --------
    >>> communities(Network.of([("ann", "bob", 1.0), ("cat", "dan", 1.0)]))["community"].tolist()
    [1, 1, 2, 2]
    """
    plain = one_mode(network).undirected()
    memberships, agreed = _memberships(plain, runs, seed, method)
    stability, other = membership(memberships, agreed)
    alone = np.bincount(agreed, minlength=1)[agreed] < 2
    table = pd.DataFrame({"community": agreed + 1, "stability": np.where(alone, np.nan, stability)})
    unsure = (stability < UNSTABLE) & (other >= 0) & ~alone
    ends = np.sort(np.column_stack([agreed, other]) + 1, axis=1).tolist()
    table["between_communities"] = [
        f"{own} and {elsewhere}" if doubtful else "" for doubtful, (own, elsewhere) in zip(unsure, ends, strict=True)
    ]
    table["note"] = np.where(alone, "alone in the community", "")
    table = table.set_index(plain.nodes.index)
    return table.rename_axis("node").astype({"between_communities": "str", "note": "str"})


def community_summary(
    network: AnyNetwork, *, by: str, runs: int | None = None, seed: int = 0, method: Method = "louvain"
) -> pd.DataFrame:
    """How clear the communities are, against chance, and how far they are the formal groups.

    Parameters
    ----------
    network, runs, seed, method
        As for `communities`.
    by
        Node column that names the formal group.

    Returns
    -------
    pd.DataFrame
        One row (index ``network``, value ``"all"``):

        - ``communities``: how many of two people or more; somebody alone is no community
        - ``modularity``: of the communities given, −0.5 … 1; blank without ties
        - ``modularity_best``: the highest of all runs
        - ``modularity_expected``, ``modularity_high``: the mean of networks drawn by chance, each divided by one run
          of Louvain's method, and what 95 % of them stay below. Attendance is drawn anew where it is known, everybody's
          number of gatherings and each gathering's size kept; else ties are exchanged, everybody keeping their number
          of alters. Blank with fewer than 10 people or 3 gatherings, without ties, and where people × gatherings are
          more than a million
        - ``modularity_p``: the share of draws in which it is at least as high as in one run on the network, the
          network itself counted
        - ``runs``, ``partitions``: runs, and how many different answers they gave
        - ``stability``: mean over the people who have one
        - ``nmi``: mutual information of communities and groups ÷ the mean of their entropies, 0 … 1; blank if there is
          one community and one group
        - ``ari``: pairs of people treated alike, beyond chance: 1 for the same partition, about 0 by chance; blank
          with fewer than 2 people
        - ``note``: why something is blank

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    References
    ----------
    Newman, M. E. J. (2006). Modularity and community structure in networks. PNAS 103(23), 8577-8582.
    https://doi.org/10.1073/pnas.0601602103. Guimerà, R., Sales-Pardo, M., & Amaral, L. A. N. (2004). Modularity from
    fluctuations in random graphs and complex networks. Physical Review E 70, 025101.
    https://doi.org/10.1103/PhysRevE.70.025101. Danon, L., Díaz-Guilera, A., Duch, J., & Arenas, A. (2005). Comparing
    community structure identification. Journal of Statistical Mechanics P09008.
    https://doi.org/10.1088/1742-5468/2005/09/P09008. Hubert, L., & Arabie, P. (1985). Comparing partitions. Journal of
    Classification 2, 193-218. https://doi.org/10.1007/BF01908075

    Examples
    --------
    >>> people = Network.of([("ann", "bob", 1.0), ("cat", "dan", 1.0)])
    >>> people.nodes["team"] = ["x", "x", "y", "y"]
    >>> community_summary(people, by="team").loc["all", ["communities", "modularity", "ari"]].tolist()
    [2.0, 0.5, 1.0]
    """
    plain = one_mode(network).undirected()
    groups, _names = pd.factorize(plain.groups(by), sort=True)
    memberships, agreed = _memberships(plain, runs, seed, method)
    table, ties, chance = contingency(agreed, groups), Ties.of(plain), by_chance(plain, seed)
    row = {
        "communities": int((np.bincount(agreed) > 1).sum()),
        "modularity": modularity_of(ties, agreed),
        "modularity_best": max(
            (modularity_of(ties, membership) for membership in np.unique(memberships, axis=0)), default=np.nan
        ),
        "modularity_expected": chance.expected,
        "modularity_high": chance.high,
        "modularity_p": chance.p,
        "runs": len(memberships),
        "partitions": len(np.unique(memberships, axis=0)),
        "stability": _mean_stability(memberships, agreed),
        "nmi": mutual_information(table),
        "ari": adjusted_rand(table),
        "note": chance.why,
    }
    return pd.DataFrame([row], index=pd.Index(["all"], name="network", dtype="str")).astype({"note": "str"})


def modularity_of(ties: Ties, member: np.ndarray) -> float:
    """Give the modularity of a division of the people, −0.5 … 1; blank (NaN) without ties.

    Examples
    --------
    >>> modularity_of(Ties.of(Network.of([("a", "b", 1.0), ("c", "d", 1.0)])), np.array([0, 0, 1, 1]))
    0.5
    """
    total = float(ties.weight.sum())
    if not total:
        return float("nan")
    inside = ties.weight[member[ties.source] == member[ties.target]].sum()
    strengths = np.bincount(np.r_[member[ties.source], member[ties.target]], np.r_[ties.weight, ties.weight])
    return float(inside / total - (strengths**2).sum() / (2 * total) ** 2)


def _mean_stability(every: np.ndarray, chosen: np.ndarray) -> float:
    together = np.bincount(chosen, minlength=1)[chosen] > 1
    return float(membership(every, chosen)[0][together].mean()) if together.any() else float("nan")


def _memberships(network: Network, runs: int | None, seed: int, method: Method) -> tuple[np.ndarray, np.ndarray]:
    """Give runs × people the number of the community, and what the runs agree on."""
    ties = Ties.of(network)
    number = len(ties.weight)
    if not number:
        return np.arange(ties.people)[np.newaxis], np.arange(ties.people)
    quick = number > SMALL or method == "leiden"
    times = runs or int(np.clip((_TIES_QUICKLY if quick else _TIES) // number, FEWEST_RUNS, MOST))
    key = ties.people, *(column.tobytes() for column in ties[1:]), times, seed, method
    answer = _CACHE.get(key)
    if answer is None:  # the communities and their summary ask one after the other
        memberships = runs_of(ties, method, times, seed)
        answer = memberships, consensus(ties, memberships, seed)
        _CACHE.clear()
        _CACHE[key] = answer
    return answer


DRAWS, FEW_DRAWS = 99, 19
"""Networks drawn for up to `TOGETHER` people, and for more."""

FEW_TIES = 1_000
"""Up to so many ties are exchanged in all draws at once."""

LARGEST_EXCHANGED = 100_000
"""Up to so many ties are exchanged: nineteen networks of as many take ten seconds."""

_SWITCHES, _ALL_SWITCHES = 10, 500_000

_SWAPS = 5


class Chance(NamedTuple):
    """Modularity against chance.

    Attributes
    ----------
    expected, high
        The mean of the draws, and what 95 % of them stay below.
    p
        The share of draws, the network itself counted, in which it is at least as high as in the network.
    why
        Why there is nothing, or an empty text.
    """

    expected: float = float("nan")
    high: float = float("nan")
    p: float = float("nan")
    why: str = ""


def by_chance(network: Network, seed: int) -> Chance:
    """Compare the modularity of one run with that of one run on each network drawn."""
    if not len(network.ties):
        return Chance(why="no ties: each person is a community")
    if len(network) < FEWEST:
        return Chance(why=f"fewer than {FEWEST} people: not tested")
    if network.behind is not None and (network.behind.sizes() > 1).sum() < FEWEST_GATHERINGS:
        return Chance(why=f"fewer than {FEWEST_GATHERINGS} gatherings: not tested")
    if network.behind is not None and np.prod(network.behind.incidence.shape) > LARGEST_ATTENDANCE:
        return Chance(why="too many people and gatherings to draw attendance anew: not tested")
    if network.behind is None and len(network.ties) > LARGEST_EXCHANGED:
        return Chance(why="too many ties to exchange them all, again and again: not tested")
    values = _at_once(network, seed) if _is_small(network) else _in_turn(network, seed)
    draws = values[1:]
    p = (1 + int((draws >= values[0] - SLACK).sum())) / len(values)
    return Chance(float(draws.mean()), float(np.quantile(draws, 0.95)), p)


def _is_small(network: Network) -> bool:
    return len(network) <= TOGETHER and (network.behind is not None or len(network.ties) <= FEW_TIES)


def _at_once(network: Network, seed: int) -> np.ndarray:
    observed = network.adjacency().toarray()
    weights = np.concatenate([observed[np.newaxis], _null_matrices(network, observed, seed)])
    return modularity(weights, louvain(weights, seed))


def _null_matrices(network: Network, observed: np.ndarray, seed: int) -> np.ndarray:
    if network.behind is None:
        return swapped(observed, DRAWS, seed)
    batches = attendances(network.behind, draws=DRAWS, seed=seed)
    place = network.behind.people.index.get_indexer(network.nodes.index)
    return np.concatenate([_projected(batch[:, place].astype(float), network) for batch in batches])


def _projected(attended: np.ndarray, network: Network) -> np.ndarray:
    """Tie the people of drawn attendance as the network's people are tied: draws × people × people."""
    assert network.behind is not None
    weight = weight_of(network)
    strengths = (attended * gathering_weights(network.behind.sizes(), weight)) @ attended.transpose(0, 2, 1)
    if weight == "jaccard":
        own = attended.sum(axis=2)
        either = own[:, :, np.newaxis] + own[:, np.newaxis] - strengths
        strengths = np.divide(strengths, either, out=np.zeros(strengths.shape), where=either > 0)
    strengths[:, np.arange(strengths.shape[1]), np.arange(strengths.shape[1])] = 0.0
    return np.asarray(strengths)


def _in_turn(network: Network, seed: int) -> np.ndarray:
    values: list[float] = []
    with single_thread() as networkit:
        for ties in [Ties.of(network), *_null_networks(network, seed)]:
            networkit.setSeed(seed + len(values), False)
            graph = networkit_graph(networkit, ties)
            partition = networkit.community.PLM(graph, refine=False, par="none randomized").run().getPartition()
            values.append(networkit.community.Modularity().getQuality(partition, graph))
    return np.array(values)


def _null_networks(network: Network, seed: int) -> list[Ties]:
    two_mode = network.behind
    if two_mode is None:
        return _switched(Ties.of(network), seed)
    place, networks = two_mode.people.index.get_indexer(network.nodes.index), []
    added = gathering_weights(two_mode.sizes(), weight_of(network))  # every draw keeps the sizes
    for batch in attendances(two_mode, draws=FEW_DRAWS, seed=seed):
        for attendance in batch:
            full = sparse.csr_array(attendance[place].astype(float))
            pairs = sparse.triu(sparse.csr_array(full * added) @ full.T, k=1).tocoo()
            networks.append(Ties(len(place), pairs.row, pairs.col, pairs.data))
    return networks


def _switched(ties: Ties, seed: int) -> list[Ties]:
    random, networks = np.random.default_rng(seed), []
    times = float(np.clip(_ALL_SWITCHES / len(ties.weight), 1, _SWITCHES))
    with single_thread() as networkit:
        for draw in range(FEW_DRAWS):
            networkit.setSeed(seed + draw, False)
            graph = networkit_graph(networkit, ties._replace(weight=np.ones(len(ties.weight))))
            switching = networkit.randomization.EdgeSwitching(graph, times)
            switching.run()
            ends = np.array(list(switching.getGraph().iterEdges()), dtype=np.int64)
            networks.append(Ties(ties.people, ends[:, 0], ends[:, 1], random.permutation(ties.weight)))
    return networks


def swapped(weights: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Exchange the ends of ties at random, in many copies of a network at once, and deal the weights out among them.

    In each step two ties a–b and c–d of each copy become a–d and c–b, unless a tie or a person would be doubled; there
    are five steps for each tie.

    Parameters
    ----------
    weights
        People × people, symmetric, nothing on the diagonal.
    draws
        How many networks to give.
    seed
        Of the random numbers.

    Returns
    -------
    numpy.ndarray
        Draws × people × people.

    References
    ----------
    Fosdick, B. K., Larremore, D. B., Nishimura, J., & Ugander, J. (2018). Configuring random graph models with fixed
    degree sequences. SIAM Review 60(2), 315-355. https://doi.org/10.1137/16M1087175

    Examples
    --------
    >>> ring = np.roll(np.eye(8), 1, axis=1) + np.roll(np.eye(8), -1, axis=1)
    >>> np.unique(swapped(ring, draws=5, seed=1).sum(axis=1)).tolist()
    [2.0]
    """
    random = np.random.default_rng(seed)
    source, target = np.nonzero(np.triu(weights))
    ends = np.tile(np.stack([source, target]), (draws, 1, 1))
    tied = np.tile(weights > 0, (draws, 1, 1))
    for _step in range(_SWAPS * len(source)):
        _exchange(ends, tied, random)
    matrices = np.zeros(tied.shape)
    weight = random.permuted(np.tile(weights[source, target], (draws, 1)), axis=1)
    which = np.arange(draws)[:, np.newaxis]
    matrices[which, ends[:, 0], ends[:, 1]] = matrices[which, ends[:, 1], ends[:, 0]] = weight
    return matrices


def _exchange(ends: np.ndarray, tied: np.ndarray, random: np.random.Generator) -> None:
    """Try one exchange in each copy."""
    which, number = np.arange(len(ends)), ends.shape[2]
    tie, partner = random.integers(number, size=(2, len(ends)))
    a, b = ends[which, :, tie].T
    turned = random.random(len(ends)) < 0.5
    c, d = np.where(turned, ends[which, ::-1, partner].T, ends[which, :, partner].T)
    # a–b and c–d become a–d and c–b; an exchange that would tie somebody to themselves, or a pair twice, is not made,
    # in that copy only, which leaves every network with these numbers of alters equally likely.
    fine = (a != c) & (a != d) & (b != c) & (b != d) & ~tied[which, a, d] & ~tied[which, c, b]
    which, tie, partner, a, b, c, d = (column[fine] for column in (which, tie, partner, a, b, c, d))
    for first, second, now in ((a, b, False), (c, d, False), (a, d, True), (c, b, True)):
        tied[which, first, second] = tied[which, second, first] = now
    ends[which, 0, tie], ends[which, 1, tie] = a, d
    ends[which, 0, partner], ends[which, 1, partner] = c, b
