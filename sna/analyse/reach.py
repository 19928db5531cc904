"""How far people and groups reach beyond their own group, and whether mixed gatherings have people reach further.

The latter: whether who came to more mixed gatherings is later in touch with more people of other groups, on another
medium.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import stdtr, stdtrit

from sna.analyse.groups import ALL, alters_by_group, belonging
from sna.analyse.period_pairs import title_order
from sna.analyse.presence import periods
from sna.chance.co_attendance import CANNOT_TELL, LEVEL
from sna.network import Acts, AnyNetwork, Network, TwoMode, one_mode

ABOVE, BELOW, UNCLEAR = "more than chance", "fewer than chance", "not to be told from chance"
FEWEST_EXPOSED = 20
"""With fewer people who did both nothing is tested: too little is left once groups and activity are held."""
TENTH = 0.1
"""The figure is of meetings of which a tenth more were of other groups."""
_AT_ONCE = 500
_TEXTS = ["verdict", "note"]
_COLUMNS = ["people", "mixed_share", "exposure", "exposure_low", "exposure_high", "p"]


def outside(network: AnyNetwork, *, by: str, elsewhere: Collection[str] = ()) -> pd.DataFrame:
    """Whom each person is tied to outside their own group.

    Parameters
    ----------
    network
        One-mode network of people; weight and direction are ignored; not changed. An isolate is a person without any
        tie *in this network*: say of which meetings or channel, and when.
    by
        Node column that names the group.
    elsewhere
        Ids of people who are also tied to people that are not in this network, because their group is not known: they
        are no isolates.

    Returns
    -------
    pd.DataFrame
        One row per person (index ``node``):

        - ``group``: the person's own
        - ``degree``: alters, a count
        - ``external``: alters outside the own group, a count
        - ``groups_reached``: other groups with at least one alter, a count
        - ``isolate``: whether the person has no alter at all, also none whose group is not known

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    Examples
    --------
    >>> import networkx as nx
    >>> outside(nx.karate_club_graph(), by="club").loc["0", ["degree", "external"]].tolist()
    [16, 1]
    """
    plain = one_mode(network).undirected()
    labels, names = pd.factorize(plain.groups(by), sort=True)
    alters = alters_by_group(plain, labels, len(names))
    external = _without_own(alters, labels)
    degree = np.asarray(alters.sum(axis=1)).astype(int)
    table = pd.DataFrame({"group": plain.groups(by), "degree": degree})
    table["external"] = np.asarray(external.sum(axis=1)).astype(int)
    table["groups_reached"] = np.diff(external.indptr).astype(int)
    table["isolate"] = (degree == 0) & ~table.index.isin(list(elsewhere))
    return table.rename_axis("node")


def group_reach(
    network: AnyNetwork, *, by: str, targets: Sequence[str] = (), elsewhere: Collection[str] = ()
) -> pd.DataFrame:
    """How each group is tied to the others, whether that hangs on one person, and which groups are reached at all.

    Parameters
    ----------
    network
        One-mode network of people; weight and direction are ignored; not changed.
    by
        Node column that names the group.
    targets
        The groups the community wants to reach, also those of whom nobody is in the network.
    elsewhere
        Ids of people who are also tied to people that are not in this network, because their group is not known: they
        are no isolates.

    Returns
    -------
    pd.DataFrame
        One row per group (index ``group``):

        - ``people``: in the group
        - ``isolates``: people without any tie
        - ``external``: ties to people of other groups, a count
        - ``people_outside``: people who have such a tie
        - ``groups_reached``: other groups tied to, a count
        - ``single_link``: the id of the one person who has all the group's external ties; blank if nobody or more than
          one person has some
        - ``came``: people who took part: came to a gathering behind the ties, or have a tie where there are none
        - ``reached``: when anybody of the group last took part: ``"this period"`` (the last of the gatherings' column
          `period`), ``"earlier"``, ``"ever"`` where the gatherings are not of two periods or more, or ``"never"``
        - ``reach``: whether the group is one of the `targets`; those without people have a row of 0 people

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    Examples
    --------
    >>> people = Network.of([("ann", "bob", 1.0), ("bob", "cat", 1.0)])
    >>> people.nodes["team"] = ["x", "x", "y"]
    >>> group_reach(people, by="team")["single_link"].tolist()
    ['bob', 'cat']
    """
    plain = one_mode(network).undirected()
    people = outside(plain, by=by, elsewhere=elsewhere)
    labels, names = pd.factorize(people["group"], sort=True)
    external = _without_own(alters_by_group(plain, labels, len(names)), labels)
    people["reaches"] = people["external"] > 0
    table = people.groupby("group").agg(
        people=("degree", "size"),
        isolates=("isolate", "sum"),
        external=("external", "sum"),
        people_outside=("reaches", "sum"),
    )
    table["groups_reached"] = np.diff((belonging(labels, len(names)).T @ external).tocsr().indptr).astype(int)
    only = people[people["reaches"]].reset_index(names="node").groupby("group")["node"].first()
    table["single_link"] = only.where(table["people_outside"] == 1)
    table = table.join(_reached(plain, people))
    return _with_targets(table, targets).astype({"single_link": "str", "reached": "str"})


def _reached(network: Network, people: pd.DataFrame) -> pd.DataFrame:
    """Count for each group who took part, and say when last."""
    spans = periods(network)
    of = people["group"].reindex(spans.people)
    by_group = pd.DataFrame(spans.attendance, index=of.index).groupby(of.to_numpy()).any()
    last = by_group.iloc[:, -1:].any(axis=1) & (len(spans.titles) > 1)
    if network.behind is None:
        took_part = ~people["isolate"]
    else:
        took_part = pd.Series(network.behind.attended() > 0, index=network.behind.people.index).reindex(people.index)
    attended = took_part.eq(True).groupby(people["group"]).sum()
    table = pd.DataFrame({"came": attended, "reached": "never"})
    table.loc[attended > 0, "reached"] = "earlier" if len(spans.titles) > 1 else "ever"
    table.loc[last[last].index, "reached"] = "this period"
    return table


def _with_targets(table: pd.DataFrame, targets: Sequence[str]) -> pd.DataFrame:
    absent = pd.Index(sorted({*targets} - {*table.index}), dtype="str")
    counts = table.columns.drop(["single_link", "reached"])
    rows = pd.DataFrame(0, index=absent, columns=counts).assign(single_link=None, reached="never")
    complete = pd.concat([table, rows.astype(table.dtypes)]) if len(absent) else table
    return complete.assign(reach=complete.index.isin(set(targets))).rename_axis("group")


def _without_own(alters: sparse.csr_array, labels: np.ndarray) -> sparse.csr_array:
    entries = alters.tocoo()
    away = entries.col != labels[entries.row]
    return sparse.csr_array((entries.data[away], (entries.row[away], entries.col[away])), shape=alters.shape)


class Sample(NamedTuple):
    """People who came to gatherings in the first period and were in touch on the medium in the last.

    Attributes
    ----------
    mixed
        The share of the others at their gatherings who were of another group, on the mean.
    alters
        With how many people of other groups they were in touch afterwards, as the logarithm of one more.
    controls
        Held equal: how often they came and acted, with how many of other groups they were in touch before; logarithms,
        and the squares of the first two.
    group
        The number of each one's group.
    """

    mixed: np.ndarray
    alters: np.ndarray
    controls: np.ndarray
    group: np.ndarray

    @classmethod
    def of(cls, network: Network, acts: Acts, meetings: TwoMode, by: str) -> Sample | None:
        """Take the first period of the meetings and the last of the acts; None where there are no two periods."""
        period = meetings.gatherings["period"].fillna("").astype(str)
        titles = title_order(period, meetings.days())
        if len(titles) < 2 or "period" not in acts.table.columns:
            return None
        groups = meetings.people[by] if by in meetings.people else network.groups(by).reindex(meetings.people.index)
        labels = pd.factorize(groups.fillna("").where(groups != "", None))[0]
        presence = (meetings.incidence.toarray() > 0)[:, (period == titles[0]).to_numpy()] & (labels >= 0)[
            :, np.newaxis
        ]
        often, mixed = presence.sum(axis=1), _mixed(presence, labels)
        ends = [meetings.people.index.get_indexer(acts.table[end]) for end in ("source", "target")]
        before, after = (
            _touched(ends, (acts.table["period"] == title).to_numpy(), labels) for title in (titles[0], titles[-1])
        )
        usable = np.isfinite(mixed) & (after[0] > 0)
        logs = np.column_stack([np.log(np.maximum(often, 1)), np.log1p(after[0]), np.log1p(before[1])])
        controls = np.column_stack([logs, logs[:, :2] ** 2])
        return cls(mixed[usable], np.log1p(after[1])[usable], controls[usable], labels[usable])

    def base(self) -> np.ndarray:
        """Give an orthonormal base of what is held equal: the groups and the controls."""
        design = np.column_stack([self.group[:, np.newaxis] == np.unique(self.group), self.controls]).astype(float)
        base, sizes, _rest = np.linalg.svd(design, full_matrices=False)
        return np.asarray(base[:, sizes > 1e-9 * max(float(sizes.max(initial=0.0)), 1.0)])


def _mixed(presence: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Give the mean share of others of another group at each person's gatherings; blank for who was at none."""
    member = (labels[:, np.newaxis] == np.arange(labels.max(initial=-1) + 1)).astype(float)
    sizes, own = presence.sum(axis=0), member @ (member.T @ presence)
    share = np.divide(sizes - own, sizes - 1, out=np.zeros(own.shape), where=sizes > 1)
    company = presence & (sizes > 1)
    total = company.sum(axis=1)
    return np.where(total > 0, (share * company).sum(axis=1) / np.maximum(total, 1), np.nan)


def _touched(ends: list[np.ndarray], chosen: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give how many acts each person had a part in, and with how many of another group; both groups known."""
    tail, head = (end[chosen] for end in ends)
    usable = (tail >= 0) & (head >= 0) & (tail != head)
    tail, head = tail[usable], head[usable]
    usable = (labels[tail] >= 0) & (labels[head] >= 0)
    tail, head, number = tail[usable], head[usable], len(labels)
    across = labels[tail] != labels[head]
    pairs = np.unique(np.sort(np.column_stack([tail, head])[across], axis=1), axis=0).reshape(-1, 2)
    return np.bincount(np.concatenate([tail, head]), minlength=number), np.bincount(pairs.ravel(), minlength=number)


def exposure(network: AnyNetwork, *, by: str, permutations: int = 9_999, seed: int = 0) -> pd.DataFrame:
    """Whether who came to more mixed gatherings is later in touch with more people of other groups on the medium.

    An association, and no more: who likes to meet others may do both. Compared are people of one group who came as
    often, acted as often, and were in touch with as many people of other groups before.

    Parameters
    ----------
    network
        Network of a medium over the whole time with the `acts` behind it, and in them the meetings of the same people;
        both say in a column ``period`` to which they belong. The first period of the meetings is set against the last
        of the acts. A network without either gives blanks. Ties and their weights do not matter; not changed.
    by
        Node column that names the group.
    permutations
        How often what is left of people's contacts is dealt out anew within their groups.
    seed
        Start of the random numbers.

    Returns
    -------
    pd.DataFrame
        One row (index ``group``, ``"all"``):

        - ``people``: who came to a gathering in the first period and was in touch in the last, of a known group
        - ``mixed_share``: the share of the others at their gatherings of another group, on the mean, 0 … 1
        - ``exposure``: with how many times as many people of other groups they are in touch where that share is a tenth
          higher, 1 is no association; ``exposure_low``, ``exposure_high``: its 95 % interval
        - ``p``: share of deals at least as far from none, (b + 1) ÷ (N + 1), or that of Student's t if larger
        - ``verdict``: *more than chance*, *fewer than chance* if p is at most 0.05; *not to be told from chance*;
          *these data cannot tell*
        - ``note``: why something is blank

        With fewer than 20 such people there is no test.

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    References
    ----------
    Freedman, D., & Lane, D. (1983). A nonstochastic interpretation of reported significance levels. Journal of Business
    & Economic Statistics 1(4), 292-298. https://doi.org/10.1080/07350015.1983.10509354

    Examples
    --------
    >>> network = Network.of([("ann", "bob", 1.0)], directed=True)
    >>> network.nodes["team"] = ["x", "y"]
    >>> exposure(network, by="team").loc["all", ["verdict", "note"]].tolist()
    ['these data cannot tell', 'no meetings of two periods beside the medium']
    """
    plain, acts = one_mode(network), one_mode(network).acts
    plain.groups(by)
    meetings = None if acts is None else acts.meetings
    sample = None
    if acts is not None and meetings is not None and "period" in meetings.gatherings:
        sample = Sample.of(plain, acts, meetings, by)
    row = dict.fromkeys(_COLUMNS, np.nan)
    texts = {"verdict": CANNOT_TELL, "note": "no meetings of two periods beside the medium"}
    if sample is not None:
        row |= {"people": len(sample.group), "mixed_share": _mean(sample.mixed)}
        texts["note"] = _shortage(sample)
        if not texts["note"]:
            row |= _figures(sample, permutations, np.random.default_rng(seed))
            texts["verdict"] = UNCLEAR if row["p"] > LEVEL else ABOVE if row["exposure"] > 1 else BELOW
    table = pd.DataFrame([row | texts], columns=[*_COLUMNS, *_TEXTS], index=pd.Index([ALL], name="group", dtype="str"))
    return table.astype(dict.fromkeys(_COLUMNS, float) | {"people": "Int64"} | dict.fromkeys(_TEXTS, "str"))


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _shortage(sample: Sample) -> str:
    """Say what there is too little of; empty if there is enough."""
    if len(sample.group) < FEWEST_EXPOSED:
        return f"fewer than {FEWEST_EXPOSED} people who met before and were in touch afterwards: counts only"
    base = sample.base()
    if len(base) - base.shape[1] < FEWEST_EXPOSED // 2:
        return "too many groups for so few people"
    rest = [part - base @ (base.T @ part) for part in (sample.mixed, sample.alters)]
    if min(map(np.ptp, rest)) < 1e-6:
        return "people of one group met, or were in touch with, others alike"
    return ""


def _figures(sample: Sample, permutations: int, random: np.random.Generator) -> dict[str, float]:
    """Give the association with its interval, and p by dealing out within groups what nothing that is held explains.

    Every deal is studentised by the scatter of each person (HC3): who came or wrote little scatters more in both.
    """
    base = sample.base()
    dose, rest = (part - base @ (base.T @ part) for part in (sample.mixed, sample.alters))
    square = float(dose @ dose)
    # whoever alone decides a control has a leverage of 1, and HC3 would divide by nothing
    leverage = np.minimum((base**2).sum(axis=1) + dose**2 / square, 0.99)

    def studentised(residuals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        slope = residuals @ dose / square
        scatter = (residuals - slope[:, np.newaxis] * dose) / (1 - leverage)
        return slope, np.sqrt((scatter**2 * dose**2).sum(axis=1)) / square

    (slope,), (error,) = studentised(rest[np.newaxis])
    beyond, order = 0, np.argsort(sample.group, kind="stable")
    for start in range(0, permutations, _AT_ONCE):
        # a group's keys lie between its number and the next: sorting them deals within the group
        keys = sample.group[order] + random.random((min(_AT_ONCE, permutations - start), len(order)))
        deals = np.empty(keys.shape)
        deals[:, order] = rest[order][keys.argsort(axis=1)]
        slopes, errors = studentised(deals - deals @ base @ base.T)
        # t against t, multiplied out, for an error may be 0
        beyond += int((abs(slopes) * error >= abs(slope) * errors - 1e-12).sum())
    freedom = len(dose) - base.shape[1] - 1
    reach = float(stdtrit(freedom, 0.975)) * error
    ends = np.exp(TENTH * np.array([slope, slope - reach, slope + reach])).tolist()
    names = ("exposure", "exposure_low", "exposure_high")
    return {
        **dict(zip(names, ends, strict=True)),
        "p": max((1 + beyond) / (1 + permutations), float(2 * stdtr(freedom, -abs(slope) / error))),
    }
