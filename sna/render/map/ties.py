"""One period's ties as the map draws them, and what they come to for each person and island.

Direction is not drawn: a pair tied both ways is one line. A tie of somebody with themselves is not drawn.

Why each tie is there: the gatherings both were at, or how often one turned to the other, where and how.

For people who met, the scene holds who was at what; the reasons of a tie are what two people share. For ties of another
kind each tie lists its own. *Facets* sort the reasons (in person or online, which channel) so that a reader can choose.

Which ties are drawn as lines, and the sentence that says so.

Where everybody has met everybody a line per tie is a thicket that shows nothing. Then only pairs who met often enough
have a line. Nothing else rests on this choice: sizes, hollow dots, dashed circles, table and panel know all ties.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
import pandas as pd

from sna.network import Network, TwoMode
from sna.render.map.content import MapContent, Period

Array = np.ndarray[Any, np.dtype[Any]]


class Counts(msgspec.Struct, frozen=True):
    """For each person: ties, ties to people of other groups, and other groups reached."""

    links: list[int]
    outside: list[int]
    groups: list[int]


def pairs(network: Network, ids: Sequence[str]) -> pd.DataFrame:
    """Give one row per tied pair: ``a`` < ``b`` (places in `ids`), ``weight``, ``via`` and ``count``, in order.

    `count` is how often the two met: the network's own column, or else the gatherings behind the tie, at least 1. Where
    the network counts and lists no reasons, ``via`` is blank: who was at what says it better.

    Examples
    --------
    >>> from sna.network import Network
    >>> pairs(Network.of([("b", "a", 2.0)]), ["b", "a"])[["a", "b", "weight"]].values.tolist()
    [[0.0, 1.0, 2.0]]
    """
    place = pd.Index(ids, dtype="str")
    ends = np.c_[place.get_indexer(network.ties["source"]), place.get_indexer(network.ties["target"])].reshape(-1, 2)
    table = pd.DataFrame({"a": ends.min(axis=1), "b": ends.max(axis=1), "weight": network.ties["weight"].to_numpy()})
    listed = "via" in network.ties.columns or "count" not in network.ties.columns
    table["via"] = network.via().fillna("").astype(str).to_numpy() if listed else ""
    table["count"] = _times(network.ties, table["via"])
    table = table[table["a"] != table["b"]]
    if network.directed and len(table):
        joined = {"weight": "sum", "via": _joined, "count": "sum"}
        table = table.groupby(["a", "b"], as_index=False).agg(joined)
    return table.sort_values(["a", "b"], ignore_index=True)


def _times(ties: pd.DataFrame, via: pd.Series[str]) -> Array:
    told = ties["count"] if "count" in ties.columns else via.str.count("; ") + 1
    return np.asarray(np.maximum(told.to_numpy(int), 1))


def _joined(said: pd.Series[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in said if text))


def counts(table: pd.DataFrame, group: Array) -> Counts:
    """Count each person's ties, those outside their group, and the other groups they reach."""
    size = len(group)
    one, other = table["a"].to_numpy(), table["b"].to_numpy()
    ends, far = np.r_[one, other], np.r_[other, one]
    across = group[ends] != group[far]
    reached = np.unique(np.c_[ends[across], group[far[across]]], axis=0)[:, 0]
    links, outside, groups = (np.bincount(people, minlength=size) for people in (ends, ends[across], reached))
    return Counts(links.tolist(), outside.tolist(), groups.tolist())


def strength(tables: Sequence[pd.DataFrame], size: int, earlier: float = 0.3) -> Array:
    """Add the periods up for the layout: the last in full, the others at a share; n × n, symmetric, typical tie 1."""
    total = np.zeros((size, size))
    for number, table in enumerate(tables):
        share = 1.0 if number == len(tables) - 1 else earlier
        weight = table["weight"].to_numpy() / max(float(table["weight"].median() or 0), 1e-9) if len(table) else []
        np.add.at(total, (table["a"].to_numpy(int), table["b"].to_numpy(int)), share * np.clip(weight, 0.25, 4))
    return total + total.T


def gatherings(via: str, known: Container[str]) -> list[str]:
    """Part the ids of the gatherings behind a tie, of which a `known` one may hold the mark that parts them.

    Examples
    --------
    >>> gatherings("gathering:a; b; gathering:c", {"gathering:a; b"})
    ['gathering:a; b', 'gathering:c']
    """
    parts, found = via.split("; ") if via else [], []
    while parts:
        longest = next((end for end in range(len(parts), 1, -1) if "; ".join(parts[:end]) in known), 1)
        found.append("; ".join(parts[:longest]))
        parts = parts[longest:]
    return found


Behind = list[Any]
"""What stands behind one tie: numbers of reasons, ``[number, count]`` where one counts more than once."""


class Reasons(msgspec.Struct, frozen=True):
    """All reasons of a map.

    Attributes
    ----------
    titles
        One per reason, in order of their days where they have some.
    facets
        ``label``, ``values``, and ``of``: for each reason the number of its value, −1 for none.
    came
        For each period, each person's gatherings by number; None where ties list their own reasons.
    behind
        For each period, the reasons of each tie; None where `came` says it.
    """

    titles: list[str]
    facets: list[dict[str, Any]]
    came: list[list[list[int]] | None]
    behind: list[list[Behind] | None]


def reasons(content: MapContent, ids: Sequence[str], tables: Sequence[pd.DataFrame]) -> Reasons:
    """Give every reason behind the ties of all periods a number.

    Parameters
    ----------
    content
        What the map shows.
    ids
        The people in the scene's order.
    tables
        Each period's ties, as `sna.render.map.ties.pairs` gives them.
    """
    said = [
        None if _met(period) else list(_listed(period, ids, table, content.gatherings))
        for period, table in zip(content.periods, tables, strict=True)
    ]
    order = list(dict.fromkeys([*_held(content), *(name for ties in said if ties for tie in ties for name, _ in tie)]))
    number = {name: at for at, name in enumerate(order)}
    return Reasons(
        titles=[_title(name, content.gatherings) for name in order],
        facets=list(_facets(content.facets, order)),
        came=[
            _came(period.network.behind, ids, number) if told is None and period.network.behind is not None else None
            for period, told in zip(content.periods, said, strict=True)
        ],
        behind=[
            None if told is None else [[_numbered(number[name], count) for name, count in tie] for tie in told]
            for told in said
        ],
    )


def _met(period: Period) -> bool:
    """Tell whether what people share are the gatherings behind the network."""
    return period.acts is None and period.network.behind is not None and "via" not in period.network.ties.columns


def _held(content: MapContent) -> list[str]:
    """Give the gatherings behind any period's ties in the order of their days."""
    days: dict[str, str] = {}
    for period in content.periods:
        behind = period.network.behind
        if _met(period) and behind is not None:
            on = (
                behind.gatherings["on"] if "on" in behind.gatherings else pd.Series(None, index=behind.gatherings.index)
            )
            days |= {str(name): str(day) if day is not None else "9999" for name, day in on.items()}
    return sorted(days, key=lambda name: (days[name], name))


def _came(behind: TwoMode, ids: Sequence[str], number: Mapping[str, int]) -> list[list[int]]:
    """Say which gatherings each person was at."""
    columns = [number[str(name)] for name in behind.gatherings.index]
    rows = behind.people.index.get_indexer(pd.Index(ids, dtype="str"))
    matrix = behind.incidence
    there = [matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]].tolist() if row >= 0 else [] for row in rows]
    return [sorted(columns[at] for at in came) for came in there]


def _listed(
    period: Period, ids: Sequence[str], table: pd.DataFrame, known: Container[str]
) -> Iterator[list[tuple[str, int]]]:
    """Give the reasons of each tie of a period, with how often."""
    if period.acts is None:
        for via in table["via"]:
            yield [(name, 1) for name in gatherings(via, known)]
        return
    place = pd.Index(ids, dtype="str")
    ends = pd.DataFrame({end: place.get_indexer(period.acts[end]) for end in ("source", "target")})
    acts = period.acts.assign(a=ends.min(axis=1).to_numpy(), b=ends.max(axis=1).to_numpy())
    summed = acts.groupby(["a", "b", "reason"], sort=True)["count"].sum()
    told: dict[tuple[int, int], list[tuple[str, int]]] = {}
    for (one, other, name), count in summed.items():
        told.setdefault((int(one), int(other)), []).append((str(name), int(count)))
    for pair in zip(table["a"], table["b"], strict=True):
        yield told.get((int(pair[0]), int(pair[1])), [])


def _numbered(number: int, count: int) -> int | list[int]:
    return number if count == 1 else [number, count]


def _title(name: str, titles: Mapping[str, str]) -> str:
    return titles.get(name, name.removeprefix("gathering:"))


def _facets(told: Mapping[str, Mapping[str, str]], order: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Give each facet that parts the reasons at all, its values numbered."""
    for label, of in told.items():
        said = [of.get(name, "") for name in order]
        values = sorted({value for value in said if value})
        if len({*said}) > 1 and values:
            place = {value: at for at, value in enumerate(values)}
            yield {"label": label, "values": values, "of": [place.get(value, -1) for value in said]}


MOST_PER_PERSON = 3.0
FEWEST_PER_PERSON = 0.25
"""A step that would leave fewer lines than this is not taken: too many lines tell more than hardly any."""
MOST_LINES, FEW_LINES = 600, 200
"""Ties between islands above which a whole map draws one band for each two islands instead: in a map of up to
`MANY_PEOPLE`, and in a larger one, where islands are all a reader can compare."""
MANY_PEOPLE = 400
BANDS_PER_ISLAND = 4.0
"""More bands than this cannot be told apart."""


class Ties(msgspec.Struct, frozen=True):
    """How often each tied pair met (1 or more), and the two islands they belong to: n, and n × 2."""

    counts: Array
    islands: Array


def steps(counts: Sequence[int]) -> list[int]:
    """Give the thresholds that each draw something else: 1, and how often any pair met but the fewest.

    Examples
    --------
    >>> steps([1, 4, 4, 2]), steps([2, 2, 3])
    ([1, 2, 4], [1, 3])
    """
    fewest = min(counts, default=1)
    return [1, *sorted(times for times in set(counts) if times > fewest)]


def least(ties: Ties, people: int) -> int:
    """Give the smallest number of times a pair must have met so that the lines can be followed.

    At most `MOST_PER_PERSON` lines a person are drawn, where a band counts as one, and at most `BANDS_PER_ISLAND` bands
    an island; and at least `FEWEST_PER_PERSON` lines unless there are fewer ties.

    Parameters
    ----------
    ties
        Of the period the map opens with.
    people
        How many stand on it then.

    Examples
    --------
    >>> few, many = [[0, 1]] * 3, [[0, 1]] * 25
    >>> least(Ties(np.ones(3), np.array(few)), 2), least(Ties(np.array([1] * 20 + [2] * 5), np.array(many)), 2)
    (1, 2)
    """
    taken = 1
    for times in steps(ties.counts.astype(int).tolist()):
        drawn = Ties(ties.counts[ties.counts >= times], ties.islands[ties.counts >= times])
        if len(drawn.counts) < FEWEST_PER_PERSON * people:
            break
        taken = times
        if _clear(drawn, people):
            break
    return taken


def most_lines(people: int) -> int:
    """Give the number of ties between islands up to which a map of so many people draws each.

    Examples
    --------
    >>> most_lines(60), most_lines(2000)
    (600, 200)
    """
    return MOST_LINES if people <= MANY_PEOPLE else FEW_LINES


def banded(islands: Array, people: int) -> bool:
    """Tell whether ties of these islands are so many that those between two islands become one band."""
    return int((islands[:, 0] != islands[:, 1]).sum()) > most_lines(people)


def _clear(drawn: Ties, people: int) -> bool:
    if not banded(drawn.islands, people):
        return len(drawn.counts) <= MOST_PER_PERSON * people
    across = drawn.islands[:, 0] != drawn.islands[:, 1]
    bands = np.unique(np.sort(drawn.islands[across], axis=1), axis=0)
    few = len(bands) <= BANDS_PER_ISLAND * len(np.unique(drawn.islands))
    return few and len(bands) + int((~across).sum()) <= MOST_PER_PERSON * people


def lines(counts: Sequence[int], times: int, acts: tuple[str, str]) -> str:
    """Say which lines are drawn, and of how many ties.

    Parameters
    ----------
    counts
        How often each tied pair met.
    times
        From how many times a line is drawn.
    acts
        What a pair did, and the word for doing it once: ``("met", "time")``.

    Examples
    --------
    >>> lines([1, 4, 5], 4, ("met", "time"))
    'Lines: 2 pairs who met 4 times or more, of 3 pairs who met at all.'
    >>> lines([1, 4, 5], 1, ("met", "time"))
    'Lines: all 3 pairs who met.'
    """
    did, word = acts
    if not counts:
        return f"Lines: none, because no two people {did}."
    if times == 1:
        return f"Lines: {'the one pair' if len(counts) == 1 else f'all {len(counts):,} pairs'} who {did}."
    drawn = sum(count >= times for count in counts)
    return f"Lines: {_pairs(drawn)} who {did} {times:,} {word}s or more, of {_pairs(len(counts))} who {did} at all."


def _pairs(count: int) -> str:
    return f"{count:,} pair{'' if count == 1 else 's'}"
