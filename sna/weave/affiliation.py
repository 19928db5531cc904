"""From the tables to networks of people: who was at what, and who turned to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import sparse

from sna.dataset import Dataset, described
from sna.errors import NetworkError
from sna.facts import Kind, Status
from sna.membership import Membership
from sna.network import Network, TwoMode
from sna.weave.series import open_to, series

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
        at the meetings of one of which they were never seen at any (see `sna.weave.series`).

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
