"""Whether a community of practice stands without its conveners: who is linked, who acts, what is held without any."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from sna.analyse.change import FEW, isolation
from sna.analyse.co_attendance import co_attendance
from sna.analyse.cohesion import meeting_density
from sna.analyse.groups import ALL, FEWEST_GATHERINGS, LARGEST, attendance_of
from sna.analyse.recruited import EVENT
from sna.chance.co_attendance import CANNOT_TELL
from sna.chance.permutation import FEWEST
from sna.chance.proportions import BLANK, Share, wilson
from sna.chance.resampling import actual_encounters, possible_encounters, reach
from sna.network import AnyNetwork, Network, TwoMode, one_mode

STANDS, LEANS, HANGS = "stands by itself", "leans on its conveners", "hangs on its conveners"
BY_OTHERS, LINKED, IN_PIECES = 0.5, 0.8, 0.5
"""It stands where at least so much is done by others, and so many of those who come are linked without its conveners;
where fewer than the last are, it hangs on them."""
SURELY = 1.645
"""So many standard deviations of a share of people lie beyond a limit by luck in 5 of 100."""
LATELY, FEWEST_ACTS = 4, 10
"""In quarters. With fewer acts in them it is judged by the gatherings alone."""
ACTS, GATHERINGS = "acts", "gatherings"
_COUNTS = [
    "conveners_there", "others", "held", "held_without", "linked_without", "isolates", "isolates_without",
    "held_lately", "held_lately_without", "acts_lately", "acts_by_others",
]  # fmt: skip
_SHARES = [
    "largest_share", "largest_share_without", "density", "density_expected", "density_without",
    "density_without_expected", "isolation", "isolation_without", "others_share", "others_share_low",
    "others_share_high",
]  # fmt: skip
_CHANGED = {name: name for name in ("together_before", "together_after", "together_change")} | {
    "together_change_low": "together_change_low",
    "together_change_high": "together_change_high",
    "p": "stopped_p",
}
"""What `co_attendance` calls a figure → what it is called here, before and after the conveners stopped."""
_TEXTS = ["verdict", "judged_by", "stopped_on", "stopped_verdict", "note"]
_STOPPED = ["others_before", "others_after", *_CHANGED.values()]


class Convened(NamedTuple):
    """The ordinary gatherings, and at which of them who was as a convener.

    Attributes
    ----------
    two_mode
        Those who came to any, and the gatherings.
    convening
        People × gatherings: whether somebody was there and had not stopped convening.
    conveners
        Id → the last day as a convener; the last day there is for who has not stopped.
    acts
        Who acted on which day, and whether as a convener: ``person``, ``on``, ``convening``.
    """

    two_mode: TwoMode
    convening: np.ndarray
    conveners: Mapping[str, dt.date]
    acts: pd.DataFrame

    @classmethod
    def of(cls, two_mode: TwoMode, conveners: Mapping[str, dt.date], acts: pd.DataFrame | None) -> Convened:
        """Take the ordinary gatherings of a network."""
        if "kind" in two_mode.gatherings:
            two_mode = two_mode.only((two_mode.gatherings["kind"] != EVENT).to_numpy(bool))
        two_mode = two_mode.among(two_mode.attended() > 0)
        last = np.array([conveners.get(person, dt.date.min) for person in two_mode.people.index], dtype=object)
        days = np.array([dt.date.min if day is None else day for day in two_mode.days()], dtype=object)
        convening = (two_mode.incidence.toarray() > 0) & (days[np.newaxis] <= last[:, np.newaxis])
        convening[~two_mode.people.index.isin([*conveners])] = False
        table = pd.DataFrame(columns=["person", "on"]) if acts is None else acts
        ends = [conveners.get(person, dt.date.min) for person in table["person"]]
        table = table.assign(convening=[day <= end for day, end in zip(table["on"], ends, strict=True)])
        return cls(two_mode, convening, conveners, table)

    def at(self, chosen: np.ndarray) -> Convened:
        """Give some of the gatherings, those who came to them, and what these did."""
        part = self.two_mode.only(chosen)
        attending = part.attended() > 0
        acts = self.acts[self.acts["person"].isin({*part.people.index[attending]})]
        return Convened(part.among(attending), self.convening[:, chosen][attending], self.conveners, acts)

    @property
    def others(self) -> TwoMode:
        """Who came otherwise than as a convener, where they did so."""
        rest = sparse.csr_array((self.two_mode.incidence.toarray() > 0) & ~self.convening, dtype=float)
        two_mode = self.two_mode.attended_as(rest)
        return two_mode.among(two_mode.attended() > 0)

    @property
    def alone(self) -> np.ndarray:
        """At which gatherings somebody was and no convener."""
        return (self.two_mode.sizes() > 0) & ~self.convening.any(axis=0)

    def quarters(self) -> tuple[np.ndarray, np.ndarray]:
        """Give the number of the quarter of each gathering (−1: no day), and of each act."""
        return tuple(
            np.array([-1 if day is None or pd.isna(day) else day.year * 4 + (day.month - 1) // 3 for day in days], int)
            for days in (self.two_mode.days(), self.acts["on"])
        )  # type: ignore[return-value]

    def stopped(self) -> dt.date | None:
        """Give the day on which the last of those who convened these gatherings had stopped; None if one has not."""
        ids = self.two_mode.people.index[self.convening.any(axis=1)]
        last = max((self.conveners[person] for person in ids), default=dt.date.max)
        return None if last == dt.date.max else last


def without(
    network: AnyNetwork,
    *,
    by: str = "",
    conveners: Mapping[str, dt.date] | None = None,
    acts: pd.DataFrame | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Whether each community stands by itself, leans on its conveners, or hangs on them.

    Judged are two things: whether those who come are linked by gatherings without the conveners, and how much is done
    by others than these. What is done are the acts of the last four quarters. A study with registers only has none:
    then it can be judged by who came and by the gatherings of these quarters at which no convener was, and no more;
    that a convener was at all of them does not show that it needs one.

    Parameters
    ----------
    network
        Network of the whole time, tied by gatherings: those of its `behind` say in the column ``community`` whose they
        are, and in ``kind`` which are an ``"event"``: these are left out. A network of contacts gives no row, nor does
        one without conveners. Ties, weights and direction do not matter; not changed.
    by
        Node column that names the group; empty for no figures of isolation.
    conveners
        Id → the last day as a convener, ``datetime.date.max`` for who has not stopped. Afterwards they count as any
        other member.
    acts
        Who did something on which day: ``person``, ``on``. Of a community are those of the people who came to it.
    seed
        Of the comparison before and after, as in `co_attendance`.

    Returns
    -------
    pd.DataFrame
        One row for all (index ``cop``, ``"all"``), and one per community where there are several:

        - ``conveners_there``: who was there as one; ``others``: who came otherwise
        - ``held``, ``held_without``: gatherings, and those of them at which somebody was and no convener
        - ``largest_share``, ``largest_share_without``: share of those who came who are in the largest part; of the
          others, without the conveners; ``linked_without``: how many these are
        - ``isolates``, ``isolates_without``; ``density``, ``density_expected``, ``density_without``,
          ``density_without_expected``; ``isolation``, ``isolation_without``: the same, as in `cohesion` and `change`
        - ``held_lately``, ``held_lately_without``: gatherings of the last four quarters, as above; ``acts_lately``,
          ``acts_by_others``: acts in these quarters, those not of a convener
        - ``judged_by``: *acts*, or with fewer than 10 of them *gatherings*; ``others_share``: share of these by others,
          or without any convener, with Wilson's interval ``others_share_low``, ``others_share_high``; acts of one week
          count as alike as they are
        - ``verdict``: *hangs on its conveners* if surely fewer than half of the others are in the largest part
          without them; *stands by itself* if surely four fifths are, and surely half is done by others; *leans on its
          conveners* if surely fewer than four fifths are, or surely less than half of the acts is by others; *these
          data cannot tell*. Surely: Wilson's bound lies beyond it, of people in 95 of 100, of what is done in 97.5
        - ``stopped_on``: when the last convener stopped, if all have; ``others_before``, ``others_after``: others at a
          gathering, on the mean, until then and since; ``together_before``, ``together_after``, ``together_change``,
          ``together_change_low``, ``together_change_high``, ``stopped_p``, ``stopped_verdict``: as in `co_attendance`
        - ``note``: why something is blank

        With fewer than 10 others, or if no convener came, there are counts only.

    Notes
    -----
    ``benchmarks/without.py`` prints how often the verdict errs and how often it finds what was planted.

    Examples
    --------
    >>> without(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    plain = one_mode(network)
    record = attendance_of(plain)
    rows: dict[str, dict[str, object]] = {}
    if record is not None and conveners:
        convened = Convened.of(record, conveners, acts)
        for name, part in _parts(convened).items():
            rows[name] = _row(part, by if by in plain.nodes else "", _end(convened))
            rows[name] |= _stopped(plain, part, by, seed)
    columns = [*_COUNTS, *_SHARES, *_STOPPED, *_TEXTS]
    table = pd.DataFrame(rows.values(), index=pd.Index([*rows], name="cop", dtype="str"), columns=columns)
    table[_TEXTS] = table[_TEXTS].astype(object).fillna("")
    kinds = dict.fromkeys(_COUNTS, "Int64") | dict.fromkeys([*_SHARES, *_STOPPED], float)
    return table.astype(kinds | dict.fromkeys(_TEXTS, "str"))


def without_quarters(
    network: AnyNetwork,
    *,
    conveners: Mapping[str, dt.date] | None = None,
    acts: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How much was done by others than the conveners in each quarter: gatherings, attendances, acts.

    Parameters
    ----------
    network, conveners, acts
        As for `without`; a gathering without a day is in no quarter.

    Returns
    -------
    pd.DataFrame
        One row per community and quarter from the first gathering to the last (index ``cop``, ``quarter``):

        - ``held``, ``held_without``: gatherings, and those at which somebody was and no convener
        - ``attendances``, ``attendances_of_others``: times somebody came, and otherwise than as a convener
        - ``acts``, ``acts_of_others``: acts of its people, and those of them not of a convener

    Examples
    --------
    >>> without_quarters(Network.of([("ann", "bob", 1.0)])).shape[0]
    0
    """
    record, rows = attendance_of(one_mode(network)), []
    names = ["held", "held_without", "attendances", "attendances_of_others", "acts", "acts_of_others"]
    for name, part in _parts(Convened.of(record, conveners, acts)).items() if record and conveners else ():
        of_gathering, of_act = part.quarters()
        sizes, convening = part.two_mode.sizes(), part.convening.sum(axis=0)
        convened_acts = part.acts["convening"].to_numpy(bool)
        for quarter in np.arange(of_gathering.max(initial=-1) + 1)[min(of_gathering[of_gathering >= 0], default=0) :]:
            inside, acted = of_gathering == quarter, of_act == quarter
            counts = [inside.sum(), (inside & part.alone).sum(), sizes[inside].sum(), (sizes - convening)[inside].sum()]
            title = f"{quarter // 4} Q{quarter % 4 + 1}"
            rows.append((name, title, *counts, acted.sum(), (acted & ~convened_acts).sum()))
    table = pd.DataFrame(rows, columns=["cop", "quarter", *names])
    return table.astype(dict.fromkeys(names, "int64") | {"cop": "str", "quarter": "str"}).set_index(["cop", "quarter"])


def _parts(convened: Convened) -> dict[str, Convened]:
    """Give all gatherings, and those of each community where there are several."""
    gatherings = convened.two_mode.gatherings
    names = gatherings["community"].to_numpy(str) if "community" in gatherings else np.full(len(gatherings), "")
    several = sorted({*names} - {""})
    parts = {ALL: convened.at(np.ones(len(names), bool))}
    return parts | {name: convened.at(names == name) for name in several if len(several) > 1}


def _end(convened: Convened) -> int:
    """Give the number of the last quarter in which something was held or done."""
    return max((int(part.max(initial=-1)) for part in convened.quarters()), default=-1)


def _row(part: Convened, by: str, end: int) -> dict[str, object]:
    others = part.others
    alone, lately = part.alone, part.quarters()[0] > end - LATELY
    acted = part.quarters()[1] > end - LATELY
    sizes = _sizes(part.two_mode), _sizes(others)
    counts = {
        "conveners_there": int(part.convening.any(axis=1).sum()),
        "others": len(others.people),
        "held": int((part.two_mode.sizes() > 0).sum()),
        "held_without": int(alone.sum()),
        "linked_without": int(sizes[1].max(initial=0)),
        "isolates": int((sizes[0] == 1).sum()),
        "isolates_without": int((sizes[1] == 1).sum()),
        "held_lately": int((lately & (part.two_mode.sizes() > 0)).sum()),
        "held_lately_without": int((alone & lately).sum()),
        "acts_lately": int(acted.sum()),
        "acts_by_others": int((acted & ~part.acts["convening"].to_numpy(bool)).sum()),
    }
    by_acts = counts["acts_lately"] >= FEWEST_ACTS
    share = wilson(counts["held_lately_without"], counts["held_lately"])
    if by_acts:
        share = _of_acts(part.acts[acted])
    note = _shortage(counts)
    verdict = CANNOT_TELL if note else judged((counts["linked_without"], counts["others"]), share, by_acts=by_acts)
    names = ("others_share", "others_share_low", "others_share_high")
    figures = {
        "largest_share": sizes[0].max(initial=0) / len(sizes[0].repeat(sizes[0])) if len(sizes[0]) else BLANK,
        "largest_share_without": counts["linked_without"] / counts["others"] if counts["others"] else BLANK,
        **_densities(part.two_mode, ""),
        **_densities(others, "_without"),
        "isolation": _isolation(part.two_mode, by),
        "isolation_without": _isolation(others, by),
        **dict(zip(names, share, strict=True)),
    }
    return {**counts, **figures, "verdict": verdict, "judged_by": ACTS if by_acts else GATHERINGS, "note": note}


def judged(linked: tuple[int, int], share: Share, *, by_acts: bool) -> str:
    """Say whether a community stands, leans or hangs, by how many of how many others are linked and what others do.

    Examples
    --------
    >>> judged((23, 23), wilson(12, 12), by_acts=False), judged((4, 17), wilson(0, 26), by_acts=False)
    ('stands by itself', 'hangs on its conveners')
    >>> judged((29, 29), wilson(0, 12), by_acts=False), judged((29, 29), wilson(8, 40), by_acts=True)
    ('these data cannot tell', 'leans on its conveners')
    """
    surely = wilson(*linked, SURELY)
    if surely.high < IN_PIECES:
        return HANGS
    if surely.low >= LINKED and share.low >= BY_OTHERS:
        return STANDS
    return LEANS if surely.high < LINKED or (by_acts and share.high < BY_OTHERS) else CANNOT_TELL


def _shortage(counts: Mapping[str, int]) -> str:
    if not counts["conveners_there"]:
        return "no convener came: what would be without them cannot be told"
    return f"fewer than {FEWEST} others: counts only" if counts["others"] < FEWEST else ""


def _sizes(two_mode: TwoMode) -> np.ndarray:
    """Count the people of each part, of those who came."""
    if not len(two_mode.people):
        return np.zeros(0, int)
    return np.bincount(connected_components(two_mode.incidence @ two_mode.incidence.T, directed=False)[1])


def _of_acts(acts: pd.DataFrame) -> Share:
    """Give the share by others; acts of one week are as many as they would be if they were of one mind.

    Who is busy is so for a while: a hundred acts of one thread tell less than a hundred of a hundred days.
    """
    by_others, weeks = (~acts["convening"]).to_numpy(float), [day.toordinal() // 7 for day in acts["on"]]
    place = np.unique(weeks, return_inverse=True)[1]
    totals, own = np.bincount(place), np.bincount(place, weights=by_others)
    total, share = len(acts), float(by_others.mean())
    scatter = float(((own - share * totals) ** 2).sum()) * len(totals) / max(len(totals) - 1, 1)
    worth = share * (1 - share) * total**2 / scatter if scatter > 0 else float(len(totals))
    return wilson(share * min(worth, total), min(worth, total))


def _densities(two_mode: TwoMode, end: str) -> dict[str, float]:
    people = len(two_mode.people)
    pairs = two_mode.pairs() / (people * (people - 1) / 2) if people > 1 else BLANK
    return {f"density{end}": pairs, f"density{end}_expected": meeting_density(two_mode)}


def _isolation(two_mode: TwoMode, by: str) -> float:
    """Give how much readier people of one group are to meet than people of two; blank of too few."""
    if not by or by not in two_mode.people:
        return BLANK
    part = two_mode.among((two_mode.people[by] != "").to_numpy(bool))
    part = part.only(part.sizes() > 0)
    gatherings = len(part.gatherings)
    if not FEWEST <= len(part.people) <= LARGEST or gatherings < FEWEST_GATHERINGS:
        return BLANK
    labels = pd.factorize(part.people[by], sort=True)[0]
    pairs = actual_encounters(part, labels), possible_encounters(part, labels)
    shares = reach(*pairs, np.ones((1, gatherings), bool), min(gatherings, FEW))
    return float(isolation(shares.within, shares.between)[0])


def _stopped(plain: Network, part: Convened, by: str, seed: int) -> dict[str, object]:
    """Compare the gatherings since the last convener stopped with those before; nothing where one has not."""
    last, others = part.stopped(), part.others
    if last is None:
        return {}
    days = others.days()
    since = np.array([day is not None and day > last for day in days], bool)
    attended = others.sizes() > 0
    means = [others.sizes()[attended & side].mean() if (attended & side).any() else BLANK for side in (~since, since)]
    row: dict[str, object] = {"stopped_on": last.isoformat()} | dict(zip(_STOPPED[:2], means, strict=True))
    if not by or by not in plain.nodes:
        return row
    others = others.copy()
    others.gatherings["period"] = np.where(since, "since", "until")
    grouped = plain.nodes[(plain.nodes[by] != "") & plain.nodes.index.isin(others.people.index)]
    result = co_attendance(Network(grouped, plain.ties[:0], behind=others), by=by, seed=seed).loc[ALL]
    return row | {name: result[column] for column, name in _CHANGED.items()} | {"stopped_verdict": result["verdict"]}
