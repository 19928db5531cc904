"""Whether a medium links the people who meet anyway: who is in touch against who was at the same meetings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from sna.analyse.contact import could_act
from sna.analyse.groups import ALL, FEWEST_GATHERINGS, LARGEST, affordable
from sna.chance.co_attendance import CANNOT_TELL
from sna.chance.permutation import FEWEST
from sna.chance.qap import CERTAIN, Overlap, TwoNetworks
from sna.chance.qap import overlap as result_of
from sna.network import Acts, AnyNetwork, Network, TwoMode, one_mode

ABOVE, BELOW, UNCLEAR = "more than chance", "fewer than chance", "not to be told from chance"
FEWEST_PAIRS = 20
"""With fewer pairs in touch of people who come to meetings nothing is tested."""
_COUNTS = [
    "people",
    "meetings_compared",
    "pairs_in_touch",
    "pairs_never_together",
    "groups_in_touch",
    "groups_only_in_touch",
]
_TEXTS = ["period", "verdict", "note"]
_FIGURES = ["times_together", "times_expected", "overlap", "overlap_low", "overlap_high", "smallest_overlap", "p"]


def overlap(network: AnyNetwork, *, by: str, permutations: int = 9_999, seed: int = 0) -> pd.DataFrame:
    """Whether people who are in touch were at the same meetings more than those who come, and write, as much.

    Of the last period, and of those who came to a meeting and were in touch with somebody else who did. Who came how
    often, who could come, and with how many everybody is in touch is given: a few busy people who do both make no
    likeness. That two people do both because they are of one group does: it says whom the medium links, and not why.

    Parameters
    ----------
    network
        Network of the whole time with the `acts` behind it, and in them the meetings of the same people; both may say
        in a column ``period`` to which they belong. Whom a list names could act while it has them as a member, others
        from when they were first seen to the last time, open at both ends of the record for a quarter. A network
        without either gives blanks. Ties and their weights do not matter; not changed.
    by
        Node column that names the group.
    permutations
        How often people are dealt out anew among those in touch with about as many; less often among many people.
    seed
        Start of the random numbers.

    Returns
    -------
    pd.DataFrame
        One row (index ``group``, ``"all"``):

        - ``period``: the last; empty where there are no periods
        - ``people``: who came to a meeting and was in touch with somebody who did; ``meetings_compared``: meetings at
          which some of them were and some who could be were not
        - ``pairs_in_touch``: of these people; ``pairs_never_together``: those of them never at the same meeting
        - ``times_together``: how often pairs in touch were at the same meeting, summed; ``times_expected``: how often
          they would have been if whom somebody turns to had nothing to do with who was there
        - ``overlap``: the one divided by the other, 1 as by chance; between ``overlap_low`` and ``overlap_high`` it
          lies in 95 of 100 deals
        - ``smallest_overlap``: from so high an overlap, or from as far below 1, it is found 8 times in 10
        - ``p``: share of deals at least as far from chance, (b + 1) ÷ (N + 1)
        - ``groups_in_touch``: pairs of groups of which somebody was in touch; ``groups_only_in_touch``: those of them
          of which nobody was at the same meeting
        - ``verdict``: *more than chance*, *fewer than chance* if p is at most 0.05; *not to be told from chance*;
          *these data cannot tell*
        - ``note``: why something is blank

        With fewer than 10 people, 3 meetings or 20 pairs in touch there are counts only.

    Raises
    ------
    NetworkError
        If a node has no value of `by`.

    Notes
    -----
    ``benchmarks/overlap.py`` prints how often the verdict errs and how often it finds what was planted.

    References
    ----------
    Krackhardt, D. (1988). Predicting with networks: Nonparametric multiple regression analysis of dyadic data. Social
    Networks 10(4), 359-381. https://doi.org/10.1016/0378-8733(88)90004-4

    Dekker, D., Krackhardt, D., & Snijders, T. A. B. (2007). Sensitivity of MRQAP tests to collinearity and
    autocorrelation conditions. Psychometrika 72(4), 563-581. https://doi.org/10.1007/s11336-007-9016-1

    Examples
    --------
    >>> network = Network.of([("ann", "bob", 1.0)], directed=True)
    >>> network.nodes["team"] = ["x", "y"]
    >>> overlap(network, by="team").loc["all", ["verdict", "note"]].tolist()
    ['these data cannot tell', 'no meetings beside the medium']
    """
    plain = one_mode(network)
    groups = plain.groups(by)
    row: dict[str, object] = dict.fromkeys([*_COUNTS, *_FIGURES], np.nan)
    row |= {"period": "", "verdict": CANNOT_TELL, "note": "no meetings beside the medium"}
    if plain.acts is not None and plain.acts.meetings is not None and len(plain.acts.table):
        period = Period.of(plain, plain.acts, plain.acts.meetings)
        pairs = period.pairs()
        counts = period.counts(pairs)
        row |= period.groups_tied(groups, by) | counts | {"period": period.title, "note": _shortage(counts)}
        if not row["note"]:
            times = affordable(permutations, counts["people"] ** 2 // 2)
            row |= _figures(result_of(period.networks(pairs), permutations=times, seed=seed))
    table = pd.DataFrame(
        [row],
        columns=["period", *_COUNTS, *_FIGURES, "verdict", "note"],
        index=pd.Index([ALL], name="group", dtype="str"),
    )
    return table.astype(dict.fromkeys(_COUNTS, "Int64") | dict.fromkeys(_FIGURES, float) | dict.fromkeys(_TEXTS, "str"))


def _shortage(counts: Mapping[str, int]) -> str:
    """Say what there is too little, or too much, of; empty if there is enough."""
    if counts["people"] < FEWEST:
        return f"fewer than {FEWEST} people who meet are in touch: counts only"
    if counts["people"] > LARGEST:
        return f"more than {LARGEST:,} people who meet are in touch: counts only"
    if counts["meetings_compared"] < FEWEST_GATHERINGS:
        return f"fewer than {FEWEST_GATHERINGS} meetings at which some were and some were not"
    return f"fewer than {FEWEST_PAIRS} pairs in touch" if counts["pairs_in_touch"] < FEWEST_PAIRS else ""


class Period(NamedTuple):
    """The last period: who turned to whom in which week, and the meetings.

    Attributes
    ----------
    title
        Its title; empty where there are no periods.
    ends
        Rows of the network for the two ends of each act.
    could_act
        People × weeks: who could act; `volume`: acts of each week.
    meetings
        Of the period.
    attendance, could_come
        People of the network × meetings: who was there, and who could have been.
    """

    title: str
    ends: tuple[np.ndarray, np.ndarray]
    could_act: np.ndarray
    volume: np.ndarray
    meetings: TwoMode
    attendance: sparse.csr_array
    could_come: np.ndarray

    @classmethod
    def of(cls, network: Network, acts: Acts, meetings: TwoMode) -> Period:
        """Take the last period of a network's acts and meetings; the whole time where there are no periods."""
        index, days = network.nodes.index, meetings.days()
        tail, head = (index.get_indexer(acts.table[end]) for end in ("source", "target"))
        act_days = np.array([day.toordinal() for day in acts.table["on"]])
        meeting_days = np.array([-1 if day is None or pd.isna(day) else day.toordinal() for day in days])
        person, gathering = meetings.incidence.nonzero()
        dated = meeting_days[gathering] >= 0
        attended = index.get_indexer(meetings.people.index)[person[dated]], meeting_days[gathering[dated]]
        sightings = np.concatenate([tail, head, attended[0]]), np.concatenate([act_days, act_days, attended[1]])
        title, chosen, meeting = _last(acts.table, act_days, meetings, meeting_days)
        chosen &= (tail >= 0) & (head >= 0) & (tail != head)
        mondays, week = np.unique(act_days[chosen] - (act_days[chosen] - 1) % 7, return_inverse=True)
        could = could_act(network, acts, sightings, (mondays, mondays + 6))
        for end in (tail, head):  # who acted could, whatever a list says
            could[end[chosen], week] = True
        come = could_act(network, acts, sightings, (meeting_days[meeting], meeting_days[meeting])) | (
            meeting_days[meeting] < 0
        )
        place, part = meetings.people.index.get_indexer(index), meetings.only(meeting)
        both = np.flatnonzero(place >= 0)
        rows = sparse.csr_array((np.ones(len(both)), (both, place[both])), shape=(len(index), len(meetings.people)))
        attendance = sparse.csr_array(rows @ part.incidence)
        come &= True if part.eligible is None else part.eligible[place]
        come[attendance.nonzero()] = True
        volume = np.bincount(week, minlength=len(mondays))
        return cls(title, (tail[chosen], head[chosen]), could, volume, part, attendance, come)

    def pairs(self) -> np.ndarray:
        """Give the rows of each two people who were in touch and came to one of its meetings: 2 × pairs."""
        ends = np.sort(np.array(self.ends), axis=0)
        return np.unique(ends[:, (np.diff(self.attendance.indptr)[ends] > 0).all(axis=0)], axis=1)

    def counts(self, pairs: np.ndarray) -> dict[str, int]:
        """Count the people, the meetings that tell something, and the pairs in touch."""
        people = np.unique(pairs)
        numbers, able = self.attendance[people].sum(axis=0), self.could_come[people].sum(axis=0)
        shared = self.attendance[pairs[0]].multiply(self.attendance[pairs[1]]).sum(axis=1)
        return {
            "people": len(people),
            "meetings_compared": int(((numbers > 0) & (numbers < able)).sum()),
            "pairs_in_touch": pairs.shape[1],
            "pairs_never_together": int((shared == 0).sum()),
        }

    def networks(self, pairs: np.ndarray) -> TwoNetworks:
        """Give those of the pairs as they are compared."""
        people, (tails, heads) = np.unique(pairs), np.searchsorted(np.unique(pairs), pairs)
        tied = np.zeros((len(people), len(people)), bool)
        tied[tails, heads] = tied[heads, tails] = True
        weeks = self.could_act[people].astype(float)
        shared = (weeks * self.volume) @ weeks.T / max(int(self.volume.sum()), 1)
        return TwoNetworks(tied, shared, self.attendance[people].toarray() > 0, self.could_come[people])

    def groups_tied(self, groups: pd.Series[str], by: str) -> dict[str, int]:
        """Count the pairs of groups of which somebody was in touch, and those of them of which nobody met."""
        labels, names = pd.factorize(groups)
        touch = np.sort(labels[np.array(self.ends)], axis=0)
        touch = np.unique(touch[:, touch[0] != touch[1]], axis=1)
        homes = self.meetings.people[by] if by in self.meetings.people else groups.reindex(self.meetings.people.index)
        group = names.get_indexer(pd.Index(homes))
        person = np.flatnonzero(group >= 0)
        shape = len(names), len(group)
        member = sparse.csr_array((np.ones(len(person)), (group[person], person)), shape=shape)
        attending = sparse.csr_array(member @ self.meetings.incidence)
        never = attending[touch[0]].multiply(attending[touch[1]]).sum(axis=1) == 0
        return {"groups_in_touch": touch.shape[1], "groups_only_in_touch": int(never.sum())}


def _last(
    table: pd.DataFrame, days: np.ndarray, meetings: TwoMode, meeting_days: np.ndarray
) -> tuple[str, np.ndarray, np.ndarray]:
    """Give the title of the last period, and which acts and meetings are of it; all where there are no periods."""
    of_act = table["period"].to_numpy(str) if "period" in table else np.full(len(table), "")
    column = meetings.gatherings.get("period", pd.Series("", index=meetings.gatherings.index))
    of_meeting = column.to_numpy(str)
    titles, moments = np.concatenate([of_act, of_meeting]), np.concatenate([days, meeting_days])
    named = titles != ""
    if not named.any():
        return "", np.ones(len(table), bool), np.ones(len(of_meeting), bool)
    title = str(titles[named][np.argmax(moments[named])])
    return title, of_act == title, of_meeting == title


def _figures(result: Overlap | None) -> dict[str, object]:
    if result is None:
        return {"note": "nobody's attendance could have been otherwise"}
    scale = result.expected
    ratio = result.together / scale
    clear = result.p <= CERTAIN
    return {
        "times_together": result.together,
        "times_expected": scale,
        "overlap": ratio,
        "overlap_low": result.low / scale,
        "overlap_high": result.high / scale,
        "smallest_overlap": 1 + result.smallest / scale,
        "p": result.p,
        "verdict": UNCLEAR if not clear else ABOVE if ratio > 1 else BELOW,
    }
