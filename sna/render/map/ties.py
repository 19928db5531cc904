"""One period's ties as the map draws them: what they come to, why each is there, and which of them have a line.

Direction is not drawn: a pair tied both ways is one line. A tie of somebody with themselves is not drawn.

For people who met, the scene holds who was at what; the reasons of a tie are what two people share. For ties of another
kind each tie lists its own. *Facets* sort the reasons (in person or online, which channel) so that a reader can choose.

Every tie has a line, so that whoever shows none has none. Where lines are a thicket a drawing lays those between two
islands in one band; the page draws each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from msgspec import Struct
from scipy import sparse

from sna.findings.phrases import capital
from sna.findings.sources import Source, cell, cite
from sna.findings.tables import ALL
from sna.network import Network, TwoMode
from sna.render.map.content import MapContent, Period
from sna.render.map.scene import Facet

MOST_LINES, FEW_LINES = 600, 200
"""Ties between islands above which a drawing lays one band between each two islands instead: of up to `LARGE_MAP`
people, and of more, where islands are all a reader can compare."""
LARGE_MAP = 400


class Counts(Struct, frozen=True):
    """For each person: ties, ties to people of other groups, and other groups reached."""

    links: list[int]
    outside: list[int]
    groups: list[int]


class MapTies(Struct, frozen=True):
    """The tied pairs of one period, in the order of their ends.

    Attributes
    ----------
    ends
        n × 2: the places of the two in the map's people, the smaller first.
    weights, times
        How strong each tie is, and how often the two met, at least 1.
    reasons
        The ids of the gatherings behind each tie, parted by ``"; "``, where the network lists them. Blank where it does
        not: who was at what says it better.
    """

    ends: np.ndarray
    weights: np.ndarray
    times: np.ndarray
    reasons: list[str]


def pairs(network: Network, ids: Sequence[str]) -> MapTies:
    """Give the tied pairs of a network, whichever way they are tied; nobody is tied to themselves.

    Examples
    --------
    >>> from sna.network import Network
    >>> ties = pairs(Network.of([("b", "a", 2.0), ("b", "c", 1.0)]), ["b", "a", "c"])
    >>> ties.ends.tolist(), ties.weights.tolist()
    ([[0, 1], [0, 2]], [2.0, 1.0])
    """
    places = pd.Index(ids, dtype="str").get_indexer(network.nodes.index)
    low, high = np.sort(places[np.array(network.positions())], axis=0)
    apart = low != high
    texts = network.via().fillna("").astype(str).to_numpy() if network.has_reasons else np.full(len(apart), "", object)
    # a pair tied both ways has one number, under which what it comes to is summed
    numbers, pair = np.unique((low * len(ids) + high)[apart], return_inverse=True)
    sums = [np.bincount(pair, column[apart], len(numbers)) for column in (network.weights(), network.counts())]
    behind: list[dict[str, None]] = [{} for _pair in numbers]
    for place, text in zip(pair.tolist(), texts[apart], strict=True):
        behind[place] |= {text: None} if text else {}
    ends = np.column_stack(np.divmod(numbers, max(len(ids), 1)))
    return MapTies(ends, sums[0], sums[1].astype(int), ["; ".join(text) for text in behind])


def counts(ties: MapTies, group: np.ndarray, nameless: int = -1) -> Counts:
    """Count each person's ties, those to people of other groups, and the other groups they reach; `nameless` is none.

    Of whom no group is known, nobody can say whether they are of another.
    """
    # each tie stands twice, seen from either end
    people, alters = np.r_[ties.ends, ties.ends[:, ::-1]].T
    across = (group[people] != group[alters]) & (group[people] != nameless) & (group[alters] != nameless)
    groups = int(group.max(initial=-1)) + 1
    reached = np.unique(people[across] * groups + group[alters[across]]) // max(groups, 1)
    sums = (np.bincount(ends, minlength=len(group)).tolist() for ends in (people, people[across], reached))
    return Counts(*sums)


def strength(periods: Sequence[MapTies], size: int, earlier: float = 0.3) -> sparse.csr_array:
    """Add the periods up for the layout: the last in full, the others at a share; n × n, symmetric, typical tie 1."""
    total = sparse.csr_array((size, size))
    for number, ties in enumerate(periods):
        share = 1.0 if number == len(periods) - 1 else earlier
        typical = max(float(np.median(ties.weights)), 1e-9) if len(ties.weights) else 1.0
        weights = share * np.clip(ties.weights / typical, 0.25, 4)
        total = total + sparse.csr_array((weights, tuple(ties.ends.T)), shape=(size, size))
    return sparse.csr_array(total + total.T)


# ---- why each tie is there


class Reasons(Struct, frozen=True):
    """All reasons of a map.

    Attributes
    ----------
    titles, days
        One per reason, in order of their days where they have some; each one's day, empty if not known.
    facets
        What they can be chosen by.
    attendance
        For each period, each person's gatherings by number; None where ties list their own reasons.
    by_tie
        For each period, the reasons of each tie as `sna.render.map.scene.Tie` lists them.
    barred
        For each person the gatherings of the whole time they could not come to, as `sna.render.map.scene.Scene`.
    """

    titles: list[str]
    days: list[str]
    facets: list[Facet]
    attendance: list[list[list[int]] | None]
    by_tie: list[list[list[int | tuple[int, int]] | None]]
    barred: list[list[int]] | None


def reasons(content: MapContent, ids: Sequence[str], periods: Sequence[MapTies]) -> Reasons:
    """Give every reason behind the ties of all periods a number.

    Parameters
    ----------
    content
        What the map shows.
    ids
        The people in the scene's order.
    periods
        Each period's ties, as `pairs` gives them.
    """
    registers = [_register(period) for period in content.every]
    lists = [
        _reasons(period, ids, ties, content.gatherings) if register is None else [None] * len(ties.reasons)
        for period, ties, register in zip(content.every, periods, registers, strict=True)
    ]
    names = (name for period in lists for tie in period for name, _count in tie or ())
    number = {name: place for place, name in enumerate(dict.fromkeys([*_meetings(registers), *names]))}
    return Reasons(
        titles=[content.gatherings.get(name, name.removeprefix("gathering:")) for name in number],
        days=[content.days.get(name, "") for name in number],
        facets=list(_facets(content.facets, list(number))),
        attendance=[None if register is None else _attendance(register, ids, number) for register in registers],
        by_tie=[
            [
                tie if tie is None else [number[name] if times == 1 else (number[name], times) for name, times in tie]
                for tie in period
            ]
            for period in lists
        ],
        barred=_barred(registers[-1], ids, number),
    )


def _barred(register: TwoMode | None, ids: Sequence[str], number: Mapping[str, int]) -> list[list[int]] | None:
    """Give the runs of gatherings each person could not come to, in the order of their numbers."""
    if register is None or register.eligible is None:
        return None
    numbers = np.array([number[str(name)] for name in register.gatherings.index], dtype=int)
    order, rows = np.argsort(numbers), register.people.index.get_indexer(pd.Index(ids, dtype="str"))
    closed = ~register.eligible[:, order]
    edges = np.diff(np.pad(closed, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    ordered = numbers[order]
    runs = []
    for row in rows:
        first, after = np.flatnonzero(edges[row] == 1), np.flatnonzero(edges[row] == -1)
        runs.append(np.column_stack([ordered[first], ordered[after - 1]]).ravel().tolist() if row >= 0 else [])
    return runs


def _register(period: Period) -> TwoMode | None:
    """Give who was at what, if these gatherings are the reasons of the period's ties."""
    return None if period.acts is not None or period.network.has_reasons else period.network.behind


def _meetings(registers: Sequence[TwoMode | None]) -> list[str]:
    """Give the gatherings behind any period's ties in the order of their days, those without a day last."""
    dates = (register.days().fillna("9999") for register in registers if register is not None)
    days = {str(name): str(day) for period in dates for name, day in period.items()}
    return sorted(days, key=lambda name: (days[name], name))


def _attendance(register: TwoMode, ids: Sequence[str], number: Mapping[str, int]) -> list[list[int]]:
    """Say which gatherings each person was at."""
    numbers = np.array([number[str(name)] for name in register.gatherings.index], dtype=int)
    columns, starts = register.incidence.indices, register.incidence.indptr
    rows = register.people.index.get_indexer(pd.Index(ids, dtype="str"))
    return [sorted(numbers[columns[starts[row] : starts[row + 1]]].tolist()) if row >= 0 else [] for row in rows]


def _reasons(period: Period, ids: Sequence[str], ties: MapTies, titles: Container[str]) -> list[list[tuple[str, int]]]:
    """Give the reasons of each tie of a period, with how often."""
    if period.acts is None:
        return [[(name, 1) for name in gatherings(via, titles)] for via in ties.reasons]
    by_pair: dict[frozenset[str], Counter[str]] = {}
    for act in period.acts:
        by_pair.setdefault(frozenset((act.source, act.target)), Counter())[act.reason] += act.count
    tied = (frozenset((ids[person], ids[alter])) for person, alter in ties.ends.tolist())
    return [sorted(by_pair.get(pair, Counter()).items()) for pair in tied]


def gatherings(via: str, titles: Container[str]) -> list[str]:
    """Part the ids of the gatherings behind a tie; an id that has a title may hold the mark that parts them.

    Examples
    --------
    >>> gatherings("gathering:a; b; gathering:c", {"gathering:a; b"})
    ['gathering:a; b', 'gathering:c']
    """
    parts, ids = via.split("; ") if via else [], []
    while parts:
        # the longest run of parts that is an id of its own; a part nobody knows stands alone
        length = next((end for end in range(len(parts), 1, -1) if "; ".join(parts[:end]) in titles), 1)
        ids.append("; ".join(parts[:length]))
        parts = parts[length:]
    return ids


def _facets(facets: Mapping[str, Mapping[str, str]], names: Sequence[str]) -> Iterator[Facet]:
    """Give each facet that parts the reasons at all, its values numbered."""
    for label, value_of in facets.items():
        texts = [value_of.get(name, "") for name in names]
        values = sorted({text for text in texts if text})
        if len(set(texts)) > 1 and values:
            number = {value: place for place, value in enumerate(values)}
            yield Facet(label, values, [number.get(text, -1) for text in texts])


# ---- the lines


def most_lines(people: int) -> int:
    """Give the number of ties between islands up to which a drawing of so many people shows each.

    Examples
    --------
    >>> most_lines(60), most_lines(2000)
    (600, 200)
    """
    return MOST_LINES if people <= LARGE_MAP else FEW_LINES


def banded(islands: np.ndarray, people: int) -> bool:
    """Tell whether ties of these islands are so many that those between two islands become one band."""
    return int((islands[:, 0] != islands[:, 1]).sum()) > most_lines(people)


def between(islands: np.ndarray) -> list[tuple[int, int, int]]:
    """Count the ties between each two islands: the smaller number, the larger, how many.

    Examples
    --------
    >>> between(np.array([[0, 1], [1, 0], [1, 1], [0, 2]]))
    [(0, 1, 2), (0, 2, 1)]
    """
    low, high = np.sort(islands, axis=1).T
    size = int(islands.max(initial=0)) + 1
    numbers, counts = np.unique((low * size + high)[low != high], return_counts=True)
    return list(zip(*(column.tolist() for column in (numbers // size, numbers % size, counts)), strict=True))


def lines_sentence(pairs: int, did: str, title: str = "") -> str:
    """Count the lines; `linesSentence` in lines.js writes the same words.

    Parameters
    ----------
    pairs
        How many pairs are tied.
    did
        What they did: ``"met"``.
    title
        The period's.

    Examples
    --------
    >>> from sna.findings.sources import plain
    >>> plain(lines_sentence(3, "met", "Year 2")), plain(lines_sentence(0, "met"))
    ('Year 2: 3 lines, one for every two people who met.', 'No lines, because no two people met.')
    """
    every = cell(pairs, Source("ties", ALL, "pairs", title))
    words = f"{every:,} line{'' if every == 1 else 's'}, one for every two people who"
    if not pairs:
        words = "no lines, because no two people"
    return f"{title}: {cite(words, every)} {did}." if title else f"{cite(capital(words), every)} {did}."
