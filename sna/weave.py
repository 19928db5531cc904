"""From the tables to networks of people: who was at what, and who turned to whom.

Several communities may stand in one study. Who belongs to one of them could not come to the meetings of another, and
whatever is compared with chance has to know it: else people who each mix at random in their own community seem to keep
apart. Which gatherings are of one community, and who could come to them, lists of members tell, and where there are
none attendance does as far as it can. To an event the members of all could come.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import sparse

from sna.dataset import Dataset, described
from sna.errors import NetworkError
from sna.facts import MEETINGS, Kind, Status
from sna.membership import Membership
from sna.network import Network, TwoMode

NODE_COLUMNS = ["name", "organisation", "role", "sector", "locality"]


def affiliation(
    dataset: Dataset,
    *,
    people: Iterable[str] | None = None,
    kinds: Sequence[str] = MEETINGS,
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
        The kinds of gathering that count: ``"meeting"``, ``"event"``, ``"channel"``.
    unidentified
        Whether devices, rooms, telephones and roles are nodes too.

    Returns
    -------
    TwoMode
        The people have the columns ``name``, ``organisation``, ``role``, ``sector``, ``locality`` (as of the last
        gathering) and ``member`` (whether they were one in the window). Its `eligible` says who could be where: whom
        the roster names, only at gatherings on a day on which it has them as a member, or where they were seen; whom it
        does not name, at any time, because a first and a last attendance do not say when somebody joined or left. A
        gathering without a day was open to all. Where several communities meet, nobody could be at the meetings of one
        to which they do not belong, as `open_to` says; the column ``community`` of the gatherings names it.

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
    gatherings = gatherings[["title", "on", "series", "mode", "seats", "kind"]].assign(community="")
    if "meeting" in kinds:
        presence = pd.DataFrame(incidence.astype(bool).toarray(), nodes.index)
        gatherings["community"] = communities(gatherings, presence.to_numpy(), dataset.enrolments)
        could &= open_to(gatherings["community"], _ordinals(gatherings["on"]), presence, dataset.enrolments)
    return TwoMode(nodes, gatherings, incidence, could)


def _ordinals(days: pd.Series) -> np.ndarray:
    return np.array([np.nan if pd.isna(day) else day.toordinal() for day in days], dtype=float)


def _eligible(affiliations: pd.DataFrame, people: pd.Index, days: pd.Series) -> np.ndarray:
    """Tell who can have been where, by the days the roster has them as a member: people × gatherings."""
    dated = _ordinals(days)
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


UNTITLED = "Meetings without a title"
"""The name of a community whose meetings bear none."""
FEWEST_MEETINGS = 3
"""A title of fewer meetings is an event, to which the members of any series could come."""
SHARED, DEVIATIONS = 0.5, 3.0
"""Two titles are of two series if no more than this part of those who would come to both by chance did, and that by so
many standard deviations."""


class _Enrolled:
    """Who is declared to belong to which community, and when.

    `names` are those of the communities by how they are compared, `lists` the rows of each: person, first and last
    day.
    """

    def __init__(self, enrolments: pd.DataFrame) -> None:
        self.lists: dict[str, list[tuple[str, dt.date, dt.date]]] = {}
        spelt: dict[str, Counter[str]] = {}
        columns = (enrolments[name] for name in ("person", "series", "since", "until"))
        for person, name, since, until in zip(*columns, strict=True):
            self.lists.setdefault(_fold(name), []).append((person, since or dt.date.min, until or dt.date.max))
            spelt.setdefault(_fold(name), Counter())[name] += 1
        self.names = {name: min(counts, key=lambda text: (-counts[text], text)) for name, counts in spelt.items()}

    def of(self, title: str) -> str:
        """Give the community a title names, alone or among other words; empty if none, or several."""
        folded = _fold(title)
        within = [name for name in self.names if f" {name} " in f" {folded} "]
        longest = max(within, key=len, default="")
        return longest if all(name in longest for name in within) else ""

    def could(self, name: str, people: pd.Index, days: np.ndarray) -> np.ndarray:
        """Tell who was enrolled in a community on which of these days: people × days; without a day, ever."""
        could = np.zeros((len(people), len(days)), bool)
        for person, since, until in self.lists.get(name, ()):
            if person in people:
                within = (since.toordinal() <= days) & (days <= until.toordinal())
                could[people.get_loc(person)] |= within | np.isnan(days)
        return could


def _fold(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def communities(gatherings: pd.DataFrame, attendance: np.ndarray, enrolments: pd.DataFrame) -> pd.Series[str]:
    """Name the community whose meeting each gathering is; blank for an event, or a meeting of none.

    What a list of members calls a community is one; of other meetings `series` tells, and the commonest of
    their ``series`` or titles is its name.

    Examples
    --------
    >>> meetings = pd.DataFrame({"title": ["Alpha", "Alpha launch"], "series": "", "kind": ["meeting", "event"]})
    >>> lists = pd.DataFrame({"person": ["ann"], "series": ["ALPHA"], "since": [None], "until": [None]})
    >>> communities(meetings, np.ones((1, 2), bool), lists).tolist()
    ['ALPHA', '']
    """
    enrolled, named = _Enrolled(enrolments), _named(gatherings)
    numbers = series(gatherings, attendance, named.map(enrolled.of).tolist())
    names = pd.Series("", gatherings.index, dtype="str")
    for number in range(numbers.max(initial=-1) + 1):
        titles = named[numbers == number]
        declared = {enrolled.of(title) for title in titles} - {""}
        counts = Counter(titles)
        usual = min(counts, key=lambda text: (-counts[text], text))
        names[numbers == number] = enrolled.names[min(declared)] if declared else usual or UNTITLED
    return names


def _named(gatherings: pd.DataFrame) -> pd.Series[str]:
    return gatherings["series"].where(gatherings["series"] != "", gatherings["title"]).astype("str")


def series(gatherings: pd.DataFrame, attendance: np.ndarray, declared: Sequence[str] = ()) -> np.ndarray:
    """Give the number of the series of each gathering; −1 for an event.

    Meetings of one ``series``, or else of one ``title``, belong together. Two of these are two series only if their
    people differ far more than chance would have it in one community whose people come as often as these, to meetings
    as large as these; or if each is of a community that is declared.

    Parameters
    ----------
    gatherings
        One row per gathering, with the columns ``title`` and ``series``; where there is one ``kind``, it tells events.
    attendance
        People × gatherings: True where somebody was.
    declared
        The declared community of each gathering; blank where there is none.

    Examples
    --------
    >>> titles = pd.DataFrame({"title": ["Alpha"] * 4 + ["Beta"] * 4 + ["Launch"], "series": ""})
    >>> came = np.kron(np.eye(2, dtype=bool), np.ones((20, 4), bool))
    >>> series(titles, np.column_stack([came, np.ones(40, bool)])).tolist()
    [0, 0, 0, 0, 1, 1, 1, 1, -1]
    """
    own = pd.Series(list(declared) or [""] * len(gatherings), gatherings.index, dtype="str")
    named = ("=" + own).where(own != "", _named(gatherings).str.casefold())
    codes, titles = pd.factorize(named, sort=True)
    codes = np.where(gatherings["kind"] == "event", -1, codes) if "kind" in gatherings else codes
    listed = np.array([title.startswith("=") for title in titles], bool)
    counts = np.bincount(codes[codes >= 0], minlength=len(titles))
    often = np.flatnonzero((counts >= FEWEST_MEETINGS) | (listed & (counts > 0)))
    total, times, sizes = max(float(attendance.sum()), 1.0), attendance.sum(axis=1), attendance.sum(axis=0)
    ever, likely = [], []
    for part in (codes == code for code in often):  # a table of everybody and all gatherings would be large
        ever.append(np.asarray(attendance[:, part].any(axis=1)))
        likely.append(1 - (1 - np.minimum(np.outer(times, sizes[part]) / total, 1.0)).prod(axis=1))
    parts, fixed = np.arange(len(often)), listed[often]
    for head, tail in combinations(range(len(often)), 2):
        both = [fixed[parts == parts[end]].any() for end in (head, tail)]
        if not all(both) and not _apart(ever[head] & ever[tail], likely[head] * likely[tail]):
            parts[parts == parts[tail]] = parts[head]
    numbers = np.full(len(titles) + 1, -1)  # the last is that of events
    numbers[often] = pd.factorize(parts)[0]
    return np.asarray(numbers[codes] if len(codes) else codes)


def _apart(came: np.ndarray, chance: np.ndarray) -> bool:
    """Tell whether far fewer people came to both of two titles than would by chance in one community."""
    both = int(came.sum())
    expected, spread = float(chance.sum()), float((chance * (1 - chance)).sum()) ** 0.5
    return bool(both <= SHARED * expected and expected - both > DEVIATIONS * max(spread, 0.5))


def open_to(names: pd.Series[str], days: np.ndarray, presence: pd.DataFrame, enrolments: pd.DataFrame) -> np.ndarray:
    """Tell who could be where, by the community: people × gatherings.

    Whom a list has in a community, on the days it says, or where they were. Who came to its meetings and is on no list
    of it is a member of it; whoever belongs to none could be a member of any without a list. To an event all could
    come.

    Parameters
    ----------
    names
        The community of each gathering, as `communities` gives it.
    days
        The day of each gathering as its ordinal number; blank where there is none.
    presence
        People × gatherings: True where somebody was.
    enrolments
        The table of that name of a `sna.dataset.Dataset`.

    Examples
    --------
    >>> came = pd.DataFrame([[True, False], [False, True], [False, False]], index=["ann", "bob", "cy"])
    >>> nobody = pd.DataFrame(columns=["person", "series", "since", "until"])
    >>> open_to(pd.Series(["Alpha", "Beta"]), np.array([1.0, 2.0]), came, nobody).tolist()
    [[True, False], [False, True], [True, True]]
    """
    several = sorted({*names} - {""})
    could = np.ones(presence.shape, bool)
    if len(several) < 2:
        return could
    enrolled, attended = _Enrolled(enrolments), presence.to_numpy(bool)
    parts = {name: (names == name).to_numpy(bool) for name in several}
    listed = {name: enrolled.could(_fold(name), presence.index, np.array([np.nan]))[:, 0] for name in several}
    member = {name: listed[name] | attended[:, part].any(axis=1) for name, part in parts.items()}
    nobody = ~np.any([*member.values()], axis=0)
    for name, part in parts.items():
        open_ = member[name] | (nobody & (_fold(name) not in enrolled.names))
        on_list = enrolled.could(_fold(name), presence.index, days[part]) | attended[:, part]
        could[:, part] = np.where(listed[name][:, np.newaxis], on_list, open_[:, np.newaxis])
    return could


def belonging(meetings: TwoMode, enrolments: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Give who belongs to each community: declared, or at one of its meetings at least; in the order of their names.

    Examples
    --------
    >>> meetings = TwoMode.of([("ann", "forum"), ("bob", "forum")])
    >>> meetings.gatherings["community"] = "Alpha CoP"
    >>> lists = pd.DataFrame({"person": ["cy"], "series": ["Alpha CoP"], "since": [None], "until": [None]})
    >>> belonging(meetings, lists)
    {'Alpha CoP': ('ann', 'bob', 'cy')}
    """
    enrolled, names = _Enrolled(enrolments), meetings.gatherings["community"]
    people: dict[str, set[str]] = {name: set() for name in sorted({*names, *enrolled.names.values()} - {""})}
    for folded, name in enrolled.names.items():
        people[name] |= {person for person, _since, _until in enrolled.lists[folded]}
    for name in people:
        attendees = meetings.incidence[:, (names == name).to_numpy(bool)].sum(axis=1) > 0
        people[name] |= {*meetings.people.index[attendees]}
    return {name: tuple(sorted(ids)) for name, ids in people.items()}
