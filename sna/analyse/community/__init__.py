"""Which people form communities, how surely, and whether these are the formal groups."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from sna.analyse.community.null import by_chance
from sna.analyse.community.partitions import (
    SMALL,
    UNSTABLE,
    Ties,
    adjusted_rand,
    consensus,
    contingency,
    membership,
    mutual_information,
    runs_of,
)
from sna.network import AnyNetwork, Network, one_mode

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
