"""Why each tie is there: the gatherings both were at, or how often one turned to the other, where and how.

For people who met, the scene holds who was at what; the reasons of a tie are what two people share. For ties of another
kind each tie lists its own. *Facets* sort the reasons (in person or online, which channel) so that a reader can choose.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import pandas as pd

from sna.render.ties import gatherings

if TYPE_CHECKING:
    from sna.network import TwoMode
    from sna.render.content import MapContent, Period

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
        Each period's ties, as `sna.render.ties.pairs` gives them.
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
