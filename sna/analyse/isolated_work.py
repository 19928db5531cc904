"""Work done twice in isolation: the same topic worked on in two groups whose makers had not met."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.groups import ALL, attendance_of, numbered
from sna.analyse.spread import LITTLE, UNCLEAR, USUAL, contact_of
from sna.chance.co_attendance import CANNOT_TELL, LEVEL
from sna.chance.curveball import attendances
from sna.chance.permutation import SLACK
from sna.chance.spread import Contact
from sna.network import AnyNetwork, Network, TwoMode, one_mode

WORK = ("task", "resource", "topic")
"""What is work on a topic; a want or an offer is none."""
MEETINGS = 2
"""People have met who were so often at the same gathering of few people, or of whom one answered the other."""
CONTACT, ISOLATION, UNKNOWN = "met", "not met", "unknown"
MORE, FEWER = "more than chance", "fewer than chance"
FEWEST_PAIRS = 5
"""With fewer pairs of which it is known nothing is tested."""
NEVER, DEALS = 10_000_000, 9_999
TWICE = np.log(2)
"""The power is that of groups that take the same topic twice as readily for each standard deviation less of contact."""
_AT_ONCE = 4_000_000
_PAIR = ["begun_on", "begun_on_other", "makers", "makers_other", "makers_met_on", "work_state", "note"]
_COUNTS = ["work_topics", "work_twice", "work_pairs", "work_met", "work_not_met", "work_unknown"]
_FIGURES = [
    "work_not_met_expected", "work_not_met_low", "work_not_met_high", "work_score", "work_p", "work_power",
]  # fmt: skip


class Work(NamedTuple):
    """Who works on what: one entry a topic and group.

    Attributes
    ----------
    topics, groups
        Of each entry.
    began
        The ordinal of the first day of each; `NEVER` if nobody knows.
    makers
        Who made it, by number: entry × people.
    contact
        Entry × entry: the first day by which makers of both had met, `NEVER` if not; −1 where they share one.
    presence, places
        How many of each group were at which gatherings of few people, an answer being one of two; and the row of each
        entry's group.
    """

    topics: np.ndarray
    groups: np.ndarray
    began: np.ndarray
    makers: np.ndarray
    contact: np.ndarray
    presence: Contact
    places: np.ndarray

    @classmethod
    def of(cls, network: Network, by: str, subjects: pd.DataFrame | None, replies: pd.DataFrame | None) -> Work | None:
        """Take it from the subjects; makers are the owners, or else people of the group who name the topic at all."""
        if network.groups(by).empty or subjects is None or by not in subjects:
            return None
        subjects = subjects[(subjects["topic"] != "") & (subjects[by] != "")]
        work = subjects[subjects["kind"].isin(WORK) & ~proposals(subjects)]
        if work.empty:
            return None
        owners = subjects[(subjects["owner"] != "") & (subjects["kind"] != "barrier")]
        people = pd.Index(sorted({*owners["owner"]}), dtype="str")
        entries = pd.MultiIndex.from_tuples(sorted({*zip(work["topic"], work[by], strict=True)}))
        began, makers = np.full(len(entries), NEVER), np.zeros((len(entries), len(people)), bool)
        days = [NEVER if pd.isna(day) else day.toordinal() for day in work["since"]]
        np.minimum.at(began, entries.get_indexer([*zip(work["topic"], work[by], strict=True)]), days)
        naming = entries.get_indexer([*zip(owners["topic"], owners[by], strict=True)])
        works = (owners["kind"].isin(WORK) & ~proposals(owners)).to_numpy(bool)
        owned = {*naming[works]}
        maker = (naming >= 0) & (works | ~np.isin(naming, [*owned]))
        makers[naming[maker], people.get_indexer(owners["owner"])[maker]] = True
        topics, groups = (entries.get_level_values(level).to_numpy(object) for level in (0, 1))
        first = _first_contact(makers, first_meetings(network.behind, people, replies))
        return cls(topics, groups, began, makers, first, *_presence(network, by, groups, replies))

    @property
    def complete(self) -> np.ndarray:
        """Whether makers and first day are known."""
        return np.asarray(self.makers.any(axis=1) & (self.began < NEVER))

    @property
    def later(self) -> np.ndarray:
        """Entry × entry: the day on which the later of the two began."""
        return np.asarray(np.maximum(self.began[:, np.newaxis], self.began))

    @property
    def apart(self) -> np.ndarray:
        """Entry × entry: whether they are of two groups; each pair once."""
        return np.asarray(np.triu(self.groups[:, np.newaxis] != self.groups))

    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Give the entries of the pairs of groups that work on the same topic."""
        tail, head = np.nonzero(self.apart & (self.topics[:, np.newaxis] == self.topics))
        return tail, head

    def states(self) -> np.ndarray:
        """Tell of each pair whether makers had met before the later of the two began."""
        tail, head = self.pairs()
        state = np.where(self.contact[tail, head] < self.later[tail, head], CONTACT, ISOLATION)
        return np.where(self.complete[tail] & self.complete[head], state, UNKNOWN)

    def distance(self, tail: np.ndarray, head: np.ndarray) -> np.ndarray:
        """Give how little of its contact was with the other, by how often both came, before the later began.

        In standard deviations from the mean of all these pairs on that day, so that what began early is not far apart.
        """
        distance, later = np.zeros(len(tail)), self.later[tail, head]
        ends = self.places[tail], self.places[head]
        for day in np.unique(later):
            shares, usual = self.presence.before(int(day))
            nearness = (shares - usual + (shares - usual).T)[ends]
            inside, scatter = later == day, nearness.std()
            if scatter > SLACK:
                distance[inside] = (nearness.mean() - nearness[inside]) / scatter
        return distance


def _presence(
    network: Network, by: str, groups: np.ndarray, replies: pd.DataFrame | None
) -> tuple[Contact, np.ndarray]:
    """Give how many of each group were where, answers among them, and the row of the group of each entry."""
    labels, own = numbered(network, by)
    names = pd.Index(sorted({*own, *groups}), dtype="str")
    home = names.get_indexer(own)[labels]
    presence, days = np.zeros((len(names), 0)), np.zeros(0, int)
    meetings = attendance_of(network)
    if meetings is not None:
        number = home[network.nodes.index.get_indexer(meetings.people.index)]
        presence, days = contact_of(network, number, len(names), people=True)
    if replies is not None and len(replies):
        ends = [network.nodes.index.get_indexer(replies[end]) for end in ("source", "target")]
        inside = (ends[0] >= 0) & (ends[1] >= 0)
        answers = np.zeros((len(names), int(inside.sum())))
        for end in ends:
            np.add.at(answers, (home[end[inside]], np.arange(answers.shape[1])), 1.0)
        days = np.concatenate([days, [day.toordinal() for day in replies["on"][inside]]])
        presence = np.concatenate([presence, answers], axis=1)
    order = np.argsort(days, kind="stable")
    return Contact(presence[:, order], days[order]), names.get_indexer(groups)


def first_meetings(attendance: TwoMode | None, people: pd.Index[str], replies: pd.DataFrame | None) -> np.ndarray:
    """Give the day by which each two had met: their second gathering of few people, or the first answer.

    Parameters
    ----------
    attendance
        Everybody at dated gatherings; None for none.
    people
        Ids.
    replies
        Who answered whom: ``source``, ``target``, ``on``; None for none.

    Examples
    --------
    >>> forums = TwoMode.of([("ann", "1"), ("bob", "1"), ("ann", "2"), ("bob", "2")])
    >>> forums.gatherings["on"] = [dt.date(2024, 3, 5), dt.date(2024, 4, 2)]
    >>> dt.date.fromordinal(int(first_meetings(forums, pd.Index(["ann", "bob"]), None)[0, 1])).isoformat()
    '2024-04-02'
    """
    day_of = np.full((len(people), len(people)), NEVER)
    if attendance is not None:
        days = np.array([NEVER if pd.isna(day) else day.toordinal() for day in attendance.days()], dtype=int)
        usual = np.flatnonzero((attendance.sizes() <= USUAL) & (days < NEVER))
        times, rows = np.zeros(day_of.shape, int), attendance.people.index.get_indexer(people)
        presence = (attendance.incidence[:, usual[np.argsort(days[usual], kind="stable")]].toarray() > 0)[rows]
        presence[rows < 0] = False
        for day, attending in zip(np.sort(days[usual]), presence.T, strict=True):
            times += np.outer(attending, attending)
            day_of[(times == MEETINGS) & np.outer(attending, attending)] = day
    if replies is not None and len(replies):
        ends = [people.get_indexer(replies[end]) for end in ("source", "target")]
        inside = (ends[0] >= 0) & (ends[1] >= 0)
        on = np.array([day.toordinal() for day in replies["on"]])[inside]
        for tail, head in ((0, 1), (1, 0)):
            np.minimum.at(day_of, (ends[tail][inside], ends[head][inside]), on)
    np.fill_diagonal(day_of, -1)
    return day_of


def _first_contact(makers: np.ndarray, day_of: np.ndarray) -> np.ndarray:
    """Give the first day by which makers of two entries had met."""
    contact = np.full((len(makers), len(makers)), NEVER)
    people = [np.flatnonzero(row) for row in makers]
    for tail, head in combinations(range(len(makers)), 2):
        if len(people[tail]) and len(people[head]):
            contact[tail, head] = contact[head, tail] = day_of[np.ix_(people[tail], people[head])].min()
    return contact


def proposals(subjects: pd.DataFrame) -> pd.Series[bool]:
    """Tell which tasks are but proposed, as in forms: nothing says when they are due, or that they are done."""
    days = [name for name in ("until", "closed") if name in subjects]
    return (subjects["kind"] == "task") & subjects[days].isna().all(axis=1) & bool(days)


def isolated_work(
    network: AnyNetwork, *, by: str, subjects: pd.DataFrame | None = None, replies: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Which groups work on the same topic, and whether their makers had met before the later of the two began.

    People have met who were twice at the same gathering of 25 people or fewer, or of whom one answered the other.

    Parameters
    ----------
    network
        Network of the whole time with the attendance behind it, whose gatherings have days; without it nobody has met.
        Ties do not matter; not changed.
    by
        Node column, and column of the subjects, that names the group.
    subjects
        ``kind``, ``topic``, ``owner`` (id, or empty), ``since`` (a day, or blank) and the column `by`. Work are the
        kinds *task*, *resource* and *topic*. Its makers are the owners; of what has none, the people of the group who
        name the topic at all.
    replies
        Who answered whom: ``source``, ``target``, ``on``.

    Returns
    -------
    pd.DataFrame
        One row per topic and pair of groups (index ``topic``, ``group``, ``other``):

        - ``begun_on``, ``begun_on_other``: the first day of each; blank if nobody knows
        - ``makers``, ``makers_other``: how many made it
        - ``makers_met_on``: the day by which makers of both had met; blank if they have not
        - ``work_state``: *met* before the later of the two began, *not met*, or *unknown*
        - ``note``: why it is unknown

    Examples
    --------
    >>> network = Network.of([("ann", "bob", 1.0)])
    >>> network.nodes["team"] = ["x", "y"]
    >>> isolated_work(network, by="team").shape[0]
    0
    """
    work = Work.of(one_mode(network), by, subjects, replies)
    tail, head = work.pairs() if work else (np.array([], int), np.array([], int))
    rows = [] if work is None else [*_rows(work, tail, head)]
    columns = ["topic", "group", "other", *_PAIR]
    days = dict.fromkeys(("begun_on", "begun_on_other", "makers_met_on"), object)
    kinds = dict.fromkeys(columns, "str") | dict.fromkeys(("makers", "makers_other"), "int64") | days
    return pd.DataFrame(rows, columns=columns).astype(kinds).set_index(["topic", "group", "other"])


def _rows(work: Work, tail: np.ndarray, head: np.ndarray) -> Iterator[tuple[object, ...]]:
    count = work.makers.sum(axis=1)
    for first, second, state in zip(tail, head, work.states(), strict=True):
        ends = (first, second)
        lacking = [
            f"nobody knows {what} {' and '.join(str(work.groups[end]) for end in ends if blank[end])}"
            for what, blank in (("who made that of", count == 0), ("when it began at", work.began == NEVER))
            if any(blank[end] for end in ends)
        ]
        days = [_on(int(work.began[end])) for end in ends]
        contact = _on(int(work.contact[first, second]))
        yield (
            work.topics[first], work.groups[first], work.groups[second], *days, count[first], count[second], contact,
            state, "; ".join(lacking),
        )  # fmt: skip


def _on(day: int) -> dt.date | None:
    return dt.date.fromordinal(day) if 0 < day < NEVER else None


def isolated_work_summary(
    network: AnyNetwork,
    *,
    by: str,
    subjects: pd.DataFrame | None = None,
    replies: pd.DataFrame | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """How much work is done twice in isolation, and whether more than topics dealt out among the groups would give.

    Held against luck is how little contact groups that work on the same topic had: the share of the contact of all
    their people that was with the other, before the later of the two began, beyond what it would be by how often both
    came. That somebody of the makers had met is a yes or no, and would be found to matter in 7 of 100 studies where
    this is in 35. How many topics each group has, and how many groups each topic, stays.

    Parameters
    ----------
    network, by, subjects, replies
        As for `isolated_work`.
    seed
        Start of the random numbers, for 9,999 deals.

    Returns
    -------
    pd.DataFrame
        One row (index ``quarter``, ``"all"``), and one per quarter in which the later of a pair began; none where
        nothing is worked on:

        - ``work_topics``: topics; ``work_twice``: those worked on in more than one group. Blank for a quarter
        - ``work_pairs``: pairs of groups with the same topic; ``work_met``: makers had met before the later began;
          ``work_not_met``: in isolation; ``work_unknown``: the rest
        - ``work_not_met_expected``: in isolation were topics dealt out; between ``work_not_met_low`` and
          ``work_not_met_high`` in 95 of 100 deals
        - ``work_score``: by how many standard deviations of the deals they had less contact than luck gives
        - ``work_p``: share of deals at least as far to that side, doubled, (b + 1) ÷ (N + 1)
        - ``work_power``: how often it would be found were the same topic twice as readily taken by groups with one
          standard deviation less of contact
        - ``verdict``: *more than chance* where groups with less contact do the same, *fewer than chance* where groups
          with more do, if p is at most 0.05; *these data cannot tell* if not and the power is below one half; *not to
          be told from chance*
        - ``note``: why something is blank

    Notes
    -----
    ``benchmarks/isolated_work.py`` prints how often the verdict errs and how often it finds what was planted.

    References
    ----------
    Strona, G., Nappo, D., Boccacci, F., Fattorini, S., & San-Miguel-Ayanz, J. (2014). A fast and unbiased procedure to
    randomize ecological binary matrices with fixed row and column totals. Nature Communications 5, 4114.
    https://doi.org/10.1038/ncomms5114

    Examples
    --------
    >>> network = Network.of([("ann", "bob", 1.0)])
    >>> network.nodes["team"] = ["x", "y"]
    >>> isolated_work_summary(network, by="team").shape[0]
    0
    """
    work = Work.of(one_mode(network), by, subjects, replies)
    rows = {} if work is None else _counts(work)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=_COUNTS).rename_axis("quarter")
    table.index = table.index.astype("str")
    for column in _FIGURES:
        table[column] = np.nan
    table["verdict"], table["note"] = CANNOT_TELL, "not tested by quarter"
    if work is not None:
        for column, value in judged(work, DEALS, seed).items():
            table.loc[ALL, column] = value
    texts = dict.fromkeys(("verdict", "note"), "str")
    return table.astype(dict.fromkeys(_COUNTS, "Int64") | dict.fromkeys(_FIGURES, float) | texts)


def _counts(work: Work) -> dict[str, list[object]]:
    tail, head = work.pairs()
    states, later = work.states(), work.later[tail, head]
    number = pd.Series(work.topics).value_counts()
    parts = {ALL: (np.ones(len(tail), bool), [len(number), int((number > 1).sum())])}
    for day in sorted({*later[later < NEVER]}):
        first = dt.date.fromordinal(int(day))
        title = f"{first.year} Q{(first.month + 2) // 3}"
        inside = np.array([_quarter(int(other)) == title for other in later])
        parts[title] = (inside, [pd.NA, pd.NA])
    return {
        title: [
            *topics,
            int(inside.sum()),
            *(int((states[inside] == state).sum()) for state in (CONTACT, ISOLATION, UNKNOWN)),
        ]
        for title, (inside, topics) in parts.items()
    }


def _quarter(day: int) -> str:
    on = dt.date.fromordinal(day) if day < NEVER else None
    return f"{on.year} Q{(on.month + 2) // 3}" if on else ""


def judged(work: Work, permutations: int, seed: int) -> dict[str, object]:
    """Hold how little contact the groups of each pair had against topics dealt out among the groups.

    Gives the columns of `isolated_work_summary` from ``work_not_met_expected`` on; only a verdict and a note where
    there is too little.
    """
    states = work.states()
    pairs = int((states != UNKNOWN).sum())
    if pairs < FEWEST_PAIRS:
        return {"verdict": CANNOT_TELL, "note": f"fewer than {FEWEST_PAIRS} pairs are known"}
    entire = work.complete
    topics, groups, began, makers = (values[entire] for values in work[:4])
    contact = work.contact[np.ix_(entire, entire)]
    part = Work(topics, groups, began, makers, contact, work.presence, work.places[entire])
    tail, head = np.nonzero(part.apart)
    contact, later = part.contact[tail, head], part.later[tail, head]
    usual = 1 - np.searchsorted(np.sort(contact), later) / len(contact)
    sums = np.stack([part.distance(tail, head), (contact >= later) - usual], axis=1)
    observed = (part.topics[tail] == part.topics[head])[np.newaxis] @ sums
    values, counts = np.concatenate([observed, *_deals(part, (tail, head), sums, permutations, seed)]).T
    spread = float(values[1:].std())
    if spread < SLACK:
        return {"verdict": CANNOT_TELL, "note": "topics cannot be dealt out in another way, or nobody met"}
    expected = int((states == ISOLATION).sum()) + counts - counts[0]
    low, high = np.quantile(expected, [0.025, 0.975])
    sides = [(values >= values[0] - SLACK).mean(), (values <= values[0] + SLACK).mean()]
    weights = np.exp(TWICE * (values - values.max()))  # of each deal, were it not luck but contact
    power = float(weights[values > np.quantile(values, 1 - LEVEL / 2) - SLACK].sum() / weights.sum())
    p = min(1.0, 2 * min(sides))
    unclear = CANNOT_TELL if power < LITTLE else UNCLEAR
    return {
        "work_not_met_expected": expected.mean(), "work_not_met_low": low, "work_not_met_high": high,
        "work_score": (values[0] - values.mean()) / spread, "work_p": p, "work_power": power,
        "verdict": (MORE if sides[0] < sides[1] else FEWER) if p <= LEVEL else unclear, "note": "",
    }  # fmt: skip


def _deals(
    work: Work, pairs: tuple[np.ndarray, np.ndarray], sums: np.ndarray, permutations: int, seed: int
) -> Iterator[np.ndarray]:
    """Deal topics out among the groups, and within each among its entries; give the sums of each deal."""
    group, names = pd.factorize(work.groups, sort=True)
    topic, topics = pd.factorize(work.topics, sort=True)
    people, gatherings = (
        pd.DataFrame(index=[f"{number:06}" for number in range(len(part))]) for part in (names, topics)
    )
    incidence = sparse.csr_array((np.ones(len(group)), (group, topic)), shape=(len(names), len(topics)))
    order = np.argsort(group, kind="stable")
    turn = np.empty(len(group), int)
    turn[order] = np.arange(len(group)) - np.searchsorted(group[order], group[order])
    random, (tail, head) = np.random.default_rng([seed, 2]), pairs
    for batch in attendances(TwoMode(people, gatherings, incidence), draws=permutations, seed=seed):
        for start in range(0, len(batch), step := max(1, _AT_ONCE // max(len(tail), 1))):
            matrix = batch[start : start + step]
            shuffled = np.argsort(np.where(matrix, random.random(matrix.shape), 2.0), axis=2)
            topic_of = shuffled[:, group, turn]
            yield (topic_of[:, tail] == topic_of[:, head]) @ sums
