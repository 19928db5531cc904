"""From the tables to networks of people: who was at what, and who turned to whom.

Several communities may stand in one study. Who belongs to one of them could not come to the meetings of another, and
whatever is compared with chance has to know it: else people who each mix at random in their own community seem to keep
apart. Which gatherings are of one community, and who could come to them, attendance tells as far as it can.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import sparse

from sna.dataset import Dataset, described
from sna.errors import NetworkError
from sna.facts import Kind, Status
from sna.membership import Membership
from sna.network import Network, TwoMode

NODE_COLUMNS = ["name", "organisation", "role", "sector", "locality"]


def affiliation(
    dataset: Dataset,
    *,
    people: Iterable[str] | None = None,
    kinds: Sequence[str] = ("meeting",),
    unidentified: bool = False,
) -> TwoMode:
    """Tie people to the gatherings they were present at.

    Parameters
    ----------
    dataset
        Matched (see `sna.identity.match`); cut it to a window with `Dataset.between` first.
    people
        The ids of those who are nodes, so that several windows have the same; None for everybody the dataset knows
        from a roster or a gathering of these kinds, also those who came to nothing.
    kinds
        The kinds of gathering that count: ``"meeting"``, ``"channel"``.
    unidentified
        Whether devices, rooms, telephones and roles are nodes too.

    Returns
    -------
    TwoMode
        The people have the columns ``name``, ``organisation``, ``role``, ``sector``, ``locality`` (as of the last
        gathering) and ``member`` (whether they were one in the window). Its `eligible` says who could be where: whom
        the roster names, only at gatherings on a day on which it has them as a member, or where they were seen; whom it
        does not name, at any time, because a first and a last attendance do not say when somebody joined or left. A
        gathering without a day was open to all. Where several communities meet, apart from each other, nobody could be
        at the meetings of one of which they were never seen at any (see `sna.weave`).

    Examples
    --------
    >>> from sna.dataset import Builder
    >>> affiliation(Builder().dataset())
    <TwoMode: 0 people × 0 gatherings, 0 attendances>
    """
    gatherings = dataset.gatherings[dataset.gatherings["kind"].isin(kinds)].set_index("id")
    attendance = dataset.attendance[dataset.attendance["gathering"].isin(set(gatherings.index))]
    if people is None:
        people = {*attendance["person"], *dataset.affiliations.loc[dataset.affiliations["declared"], "person"]}
    nodes = _people(dataset, set(people), gatherings["on"], unidentified=unidentified)
    incidence = _incidence(attendance, nodes.index, gatherings.index)
    attended = np.diff(incidence.indptr) > 0
    nodes["member"] = [bool(attended[row]) or declared is True for row, declared in enumerate(nodes["member"])]
    could = _eligible(dataset.affiliations, nodes.index, gatherings["on"])
    if "meeting" in kinds:
        came = incidence.astype(bool).toarray()
        could &= open_to(series(gatherings, came), came)
    return TwoMode(nodes, gatherings[["title", "on", "series", "mode", "seats", "kind"]], incidence, could)


def _eligible(affiliations: pd.DataFrame, people: pd.Index, days: pd.Series) -> np.ndarray:
    """Tell who can have been where, by the days the roster has them as a member: people × gatherings."""
    dated = np.array([np.nan if pd.isna(day) else day.toordinal() for day in days], dtype=float)
    could = np.ones((len(people), len(days)), bool)
    spells = affiliations[affiliations["declared"]]
    rows = people.get_indexer(spells["person"])
    since, until = (
        np.array([(day or other).toordinal() for day in spells[end]], dtype=float)
        for end, other in (("since", dt.date.min), ("until", dt.date.max))
    )
    could[rows[rows >= 0]] = np.isnan(dated)
    for row, first, last in zip(rows, since, until, strict=True):
        if row >= 0:
            could[row] |= (first <= dated) & (dated <= last)
    return could


def _incidence(attendance: pd.DataFrame, people: pd.Index, gatherings: pd.Index) -> sparse.csr_array:
    present = attendance[attendance["status"] == Status.PRESENT].drop_duplicates(["person", "gathering"])
    present = present[present["person"].isin(set(people))]
    rows, columns = people.get_indexer(present["person"]), gatherings.get_indexer(present["gathering"])
    return sparse.csr_array((np.ones(len(present)), (rows, columns)), shape=(len(people), len(gatherings)))


def contact(
    dataset: Dataset,
    *,
    kinds: Sequence[str] | None = None,
    channels: Sequence[str] | None = None,
    weights: Mapping[str, float] | None = None,
) -> Network:
    """Tie each person to those they turned to, by a reply, a mention, a reaction or the like.

    Parameters
    ----------
    dataset
        Matched; cut it to a window first.
    kinds, channels
        What counts; None counts every kind, every channel.
    weights
        Kind → what one act of it adds to the weight of a tie, 1 unless stated; a kind of weight 0 makes no tie.

    Returns
    -------
    Network
        Directed. The ties have ``weight``, ``count`` (acts), a count for each kind, and ``via`` (the channels).

    Raises
    ------
    NetworkError
        If a kind is asked for or weighted that does not occur.
    """
    acts = dataset.interactions
    _check_kinds({*(kinds or ()), *(weights or {})}, set(acts["kind"]))
    if kinds is not None:
        acts = acts[acts["kind"].isin(kinds)]
    if channels is not None:
        acts = acts[acts["channel"].isin(channels)]
    acts = acts.assign(weight=acts["kind"].map(lambda kind: float((weights or {}).get(kind, 1.0))))
    acts = acts[(acts["source"] != acts["target"]) & (acts["weight"] > 0)]
    ids = {*dataset.interactions["source"], *dataset.interactions["target"]}
    people = _people(dataset, ids, dataset.gatherings["on"], unidentified=False)
    acts = acts[acts["source"].isin(set(people.index)) & acts["target"].isin(set(people.index))]
    return Network(people.assign(member=True), _summed(acts), directed=True)


def _summed(acts: pd.DataFrame) -> pd.DataFrame:
    pairs = acts.groupby(["source", "target"], sort=True)
    ties = pairs.agg(
        weight=("weight", "sum"),
        count=("kind", "size"),
        via=("channel", lambda names: "; ".join(sorted({*names} - {""}))),
    )
    kinds = acts.pivot_table(index=["source", "target"], columns="kind", values="weight", aggfunc="size", fill_value=0)
    joined = ties.join(kinds.rename_axis(columns=None)) if len(acts) else ties
    return joined.reset_index().astype({"source": "str", "target": "str", "weight": float})


def _check_kinds(kinds: set[str], existing: set[str]) -> None:
    unknown = kinds - existing
    if unknown and existing:
        raise NetworkError(
            f"There is no interaction of kind {min(unknown)!r}; there are: {', '.join(sorted(existing))}."
        )


def _people(dataset: Dataset, ids: set[str], days: pd.Series, *, unidentified: bool) -> pd.DataFrame:
    """Give the nodes: the people of these ids with what is known of them on the last of these days."""
    dated = [day for day in days if day is not None]
    first, last = (min(dated), max(dated)) if dated else (dt.date.min, dt.date.max)
    table = described(dataset, last)
    table = table[table["id"].isin(ids)].set_index("id")
    if not unidentified:
        table = table[table["kind"] == Kind.PERSON]
    members = Membership(dataset.affiliations)
    return table[NODE_COLUMNS].assign(member=[members.member(person, first, last) for person in table.index])


FEWEST_MEETINGS = 3
"""A title of fewer meetings is an event, to which the members of any series could come."""
SHARED, DEVIATIONS = 0.5, 3.0
"""Two titles are of two series if no more than this part of those who would come to both by chance did, and that by so
many standard deviations."""


def series(gatherings: pd.DataFrame, attendance: np.ndarray) -> np.ndarray:
    """Give the number of the series of each gathering; −1 for an event.

    Meetings of one ``series``, or else of one ``title``, belong together. Two of these are two series only if their
    people differ far more than chance would have it in one community whose people come as often as these, to meetings
    as large as these.

    Parameters
    ----------
    gatherings
        One row per gathering, with the columns ``title`` and ``series``.
    attendance
        People × gatherings: True where somebody was.

    Examples
    --------
    >>> titles = pd.DataFrame({"title": ["Alpha"] * 4 + ["Beta"] * 4 + ["Launch"], "series": ""})
    >>> came = np.kron(np.eye(2, dtype=bool), np.ones((20, 4), bool))
    >>> series(titles, np.column_stack([came, np.ones(40, bool)])).tolist()
    [0, 0, 0, 0, 1, 1, 1, 1, -1]
    """
    named = gatherings["series"].where(gatherings["series"] != "", gatherings["title"]).astype(str).str.casefold()
    codes, titles = pd.factorize(named, sort=True)
    often = np.flatnonzero(np.bincount(codes, minlength=len(titles)) >= FEWEST_MEETINGS)
    total, times, sizes = max(float(attendance.sum()), 1.0), attendance.sum(axis=1), attendance.sum(axis=0)
    ever, likely = [], []
    for part in (codes == code for code in often):  # a table of everybody and all gatherings would be large
        ever.append(np.asarray(attendance[:, part].any(axis=1)))
        likely.append(1 - (1 - np.minimum(np.outer(times, sizes[part]) / total, 1.0)).prod(axis=1))
    parts = np.arange(len(often))
    for head, tail in combinations(range(len(often)), 2):
        if not _apart(ever[head] & ever[tail], likely[head] * likely[tail]):
            parts[parts == parts[tail]] = parts[head]
    numbers = np.full(len(titles), -1)
    numbers[often] = pd.factorize(parts)[0]
    return np.asarray(numbers[codes] if len(codes) else codes)


def _apart(came: np.ndarray, chance: np.ndarray) -> bool:
    """Tell whether far fewer people came to both of two titles than would by chance in one community."""
    both = int(came.sum())
    expected, spread = float(chance.sum()), float((chance * (1 - chance)).sum()) ** 0.5
    return bool(both <= SHARED * expected and expected - both > DEVIATIONS * max(spread, 0.5))


def open_to(numbers: np.ndarray, attendance: np.ndarray) -> np.ndarray:
    """Tell who could be where, by the series: people × gatherings.

    Who came to a series is a member of it; whoever came to none could be a member of any. To an event all could come.

    Examples
    --------
    >>> came = np.array([[True, False], [False, True], [False, False]])
    >>> open_to(np.array([0, 1]), came).tolist()
    [[True, False], [False, True], [True, True]]
    """
    several = np.unique(numbers[numbers >= 0])
    if len(several) < 2:
        return np.ones(attendance.shape, bool)
    member = np.column_stack([attendance[:, numbers == number].any(axis=1) for number in several])
    member |= ~member.any(axis=1, keepdims=True)
    return np.asarray(np.where(numbers >= 0, member[:, np.searchsorted(several, np.maximum(numbers, 0))], True))
