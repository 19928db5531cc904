"""Everything the map draws, computed once: plain numbers and words that Python and the browser draw alike.

A scene is made of dictionaries and lists only. People are numbered island by island from top to bottom, so that neither
ids nor their order reach the file. All lengths are px at scale 1 round the middle of the map.

- ``title``, ``subtitle``, ``footnote``, ``group`` (``one`` and ``many``: the word for an island)
- ``categories``: label, colour, ink, shape, count
- ``columns`` and ``people``: name, short, group, category, facts (one per column)
- ``islands``: name, lines, people, category (that of most), colour, ink, and x, y, r
- ``places``: ``group`` and ``connection``, each [x, y] per person; ``connection`` is None for more than `MOST_SPREAD`
  people, whose ties no longer show a shape; ``tray``: left, right, height, or None
- ``gatherings``: titles of what is behind the ties; ``facets``: label, values, of (the value of each of them, −1 none)
- ``acts``: what a tied pair did, and the word for once; ``least``: how often a pair must have
  done so to have a line; ``steps``: the other thresholds there are
- ``periods``: title, ties ([a, b, thickness 0 … 1, reasons, times]; no reasons: the gatherings
  both came to), came (each person's gatherings, or None), lines (the sentence that says which of them are
  drawn), radii, links, outside, groups (these rest on all ties), connectors, closed (islands without a tie to another),
  absent (people who did not belong), empty (islands of nobody else), counted (people of each category)
- ``findings``: headline, text, people, callout (lines), period
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import numpy as np
import pandas as pd

from sna.render.map import ties
from sna.render.map.colour import NEUTRAL, Category, categories
from sna.render.map.content import Finding, MapContent, Period
from sna.render.map.frame import LEADING, LEAST_NAME, NAME_SIZE
from sna.render.map.labels import labels
from sna.render.map.layout import Islands, Spread, by_connection, by_group, radius_of
from sna.render.map.ties import Reasons, reasons
from sna.render.svg import text_width, wrap

__all__ = ["Finding", "MapContent", "Period", "scene"]

Array = np.ndarray[Any, np.dtype[Any]]

MOST_SPREAD = 450
CLEAR = 0.6
"""Share of an island's people in one category from which the island wears its colour."""
MIXED_INK = "#3A4650"
FACTS = ("role", "organisation", "sector", "locality")
_NAME_ROOM = 1.45
"""Names shrink more slowly than the map (with the root of its scale); at half size they still keep apart."""
_SEAT_ROOM, _SCREEN = 7_500.0, 700_000.0
"""px² of the map a person takes, islands and the room between them together, and px² a screen leaves for the map."""
_NAME_WIDTH = 160.0
"""px after which the name of an island goes on in another line."""
_CALLOUT_SIZE = 13.0


class _Stage(msgspec.Struct, frozen=True):
    """Who stands where: everything that does not change from period to period."""

    ids: list[str]
    people: pd.DataFrame
    group: Array
    groups: list[str]
    islands: Islands
    categories: tuple[Category, ...]
    category: Array


def scene(content: MapContent) -> dict[str, Any]:
    """Compute everything a map draws; the module says what the scene holds.

    Raises
    ------
    NetworkError
        If the content does not fit together.
    """
    stage = _stage(content.checked())
    tables = [ties.pairs(period.network, stage.ids) for period in content.periods]
    acts = _acts(content, tables, stage)
    _thicken(acts, tables)
    found = _reasoned(acts, tables, stage, content)
    spread = _spread(stage, tables, np.max([act["radii"] for act in acts], axis=0))
    return {
        **_words(content),
        "categories": [msgspec.to_builtins(category) for category in stage.categories],
        "columns": _columns(content, stage),
        "people": _people(content, stage),
        "islands": _islands(stage),
        "places": {
            "group": stage.islands.positions.tolist(),
            "connection": spread.positions.tolist() if spread else None,
        },
        "tray": list(spread.tray) if spread and spread.tray else None,
        "gatherings": found.titles,
        "facets": found.facets,
        **_lined(acts, tables, stage.group, content),
        "most": max((count for act in acts for count in act["outside"]), default=0),
        "periods": acts,
        "findings": [_finding(finding, stage, len(acts)) for finding in content.findings],
    }


def _spread(stage: _Stage, tables: list[pd.DataFrame], radii: Array) -> Spread | None:
    if len(stage.ids) > MOST_SPREAD:
        return None
    return by_connection(stage.group.tolist(), ties.strength(tables, len(stage.ids)), radii)


def _words(content: MapContent) -> dict[str, Any]:
    word = content.group.replace("_", " ")
    words = {name: getattr(content, name) for name in ("title", "subtitle", "footnote")}
    return {**words, "group": {"one": word, "many": _many(content)}}


def _many(content: MapContent) -> str:
    word = content.group.replace("_", " ")
    return word[:-1] + "ies" if word.endswith("y") else word + "s"


def _stage(content: MapContent) -> _Stage:
    """Place everybody, then number them island by island, from top to bottom."""
    ids = content.periods[0].network.nodes.index.tolist()
    people = content.people.loc[ids]
    group, groups = _grouped(people, content.group)
    tables = [ties.pairs(period.network, ids) for period in content.periods]
    room = _name_room(groups, len(ids))
    islands = by_group(group.tolist(), ties.strength(tables, len(ids)), room, seed=content.seed)
    order = np.lexsort((islands.positions[:, 0], islands.positions[:, 1], group))
    islands = msgspec.structs.replace(islands, positions=islands.positions[order])
    people, group = people.iloc[order], group[order]
    found, category = categories(text_column(people, content.colour_by))
    return _Stage([ids[at] for at in order], people, group, groups, islands, found, np.array(category, dtype=int))


def _grouped(people: pd.DataFrame, by: str) -> tuple[Array, list[str]]:
    """Give each person the number of their group; groups follow their names, those who state none come last."""
    said = text_column(people, by)
    groups = sorted({text for text in said if text}, key=lambda text: (text.casefold(), text))
    unstated = f"No {by.replace('_', ' ')} stated"
    number = {text: at for at, text in enumerate(groups)}
    groups += [unstated] * ("" in said)
    return np.array([number.get(text, len(groups) - 1) for text in said], dtype=int), groups


def text_column(people: pd.DataFrame, column: str) -> list[str]:
    """Give a column as text, blank where it or a value is missing."""
    if column not in people.columns:
        return [""] * len(people)
    return ["" if pd.isna(value) else " ".join(str(value).split()) for value in people[column]]


def _name_room(groups: list[str], people: int) -> Array:
    """Say how much paper the names above the circles take, with a little to spare for smaller screens.

    A map of many people is shown so small that names, which stay readable, take a larger part of it.
    """
    scale = (_SCREEN / (_SEAT_ROOM * max(people, 1))) ** 0.5
    larger = max(_NAME_ROOM, LEAST_NAME / NAME_SIZE / scale)
    lines = [_name_lines(name) for name in groups]
    widths = [max(text_width(line, NAME_SIZE, bold=True) for line in name) for name in lines]
    heights = [len(name) * NAME_SIZE * LEADING for name in lines]
    return np.asarray(larger * np.c_[widths, heights].reshape(-1, 2))


def _name_lines(name: str) -> list[str]:
    """Break a name into as few lines as its room asks for, all of about one length."""
    fewest = wrap(name, _NAME_WIDTH, NAME_SIZE, bold=True)
    longest = max((text_width(line, NAME_SIZE, bold=True) for line in fewest), default=0.0)
    narrower = (wrap(name, longest * share / 20, NAME_SIZE, bold=True) for share in range(10, 20))
    return next((lines for lines in narrower if _fits(lines, fewest, longest)), fewest)


def _fits(lines: list[str], fewest: list[str], longest: float) -> bool:
    """Tell whether the lines say the same in as many lines, none of them longer."""
    widest = max((text_width(line, NAME_SIZE, bold=True) for line in lines), default=0.0)
    return len(lines) == len(fewest) and " ".join(lines) == " ".join(fewest) and widest <= longest


def _columns(content: MapContent, stage: _Stage) -> list[str]:
    """Name the facts told of each person; the island, or a role that stands for the name, is not told twice."""
    told = [column for column in FACTS if column in stage.people.columns and column != content.group]
    return [column for column in told if column != "role" or content.labels != "roles"]


def _people(content: MapContent, stage: _Stage) -> list[dict[str, Any]]:
    names, shorts = labels(text_column(stage.people, "name"), content.labels, text_column(stage.people, "role"))
    columns = [text_column(stage.people, column) for column in _columns(content, stage)]
    facts: list[tuple[str, ...]] = list(zip(*columns, strict=True)) if columns else [()] * len(names)
    rows = zip(names, shorts, stage.group.tolist(), stage.category.tolist(), facts, strict=True)
    return [
        {"name": name, "short": short, "group": group, "category": category, "facts": list(fact)}
        for name, short, group, category, fact in rows
    ]


def _islands(stage: _Stage) -> list[dict[str, Any]]:
    """Describe each circle; its colour is that of most of its people, grey where no category has a clear majority."""
    found = []
    for number, name in enumerate(stage.groups):
        members = stage.category[stage.group == number].tolist()
        x, y = stage.islands.centres[number].tolist()
        place = {"x": x, "y": y, "r": float(stage.islands.radii[number])}
        look = _look(members, stage.categories)
        found.append({"name": name, "lines": _name_lines(name), "people": len(members), **look, **place})
    return found


def _look(members: list[int], known: tuple[Category, ...]) -> dict[str, str | int]:
    category, count = min(Counter(members).items(), key=lambda item: (-item[1], item[0]))
    if count < CLEAR * len(members):
        return {"category": category, "colour": NEUTRAL, "ink": MIXED_INK}
    return {"category": category, "colour": known[category].colour, "ink": known[category].ink}


def _acts(content: MapContent, tables: list[pd.DataFrame], stage: _Stage) -> list[dict[str, Any]]:
    """Describe the periods; dots have one scale in all of them."""
    counted = [ties.counts(table, stage.group) for table in tables]
    most = max((count for found in counted for count in found.outside), default=0)
    told = zip(content.periods, tables, counted, strict=True)
    return [
        {
            "title": period.title,
            "ties": table[["a", "b"]].to_numpy(int).tolist(),
            "radii": [radius_of(count, most) for count in found.outside],
            **msgspec.to_builtins(found),
            **_standing(period, found, stage),
        }
        for period, table, found in told
    ]


def _standing(period: Period, counted: ties.Counts, stage: _Stage) -> dict[str, Any]:
    """Say who belonged in a period and who connects, and which islands are closed or have nobody."""
    links, ringed = np.array(counted.links, dtype=int), set(period.connectors)
    belongs = np.ones(len(stage.ids), dtype=bool)
    if period.members is not None:
        belongs = np.isin(np.array(stage.ids, dtype=object), list(period.members)) | (links > 0)
    people = np.bincount(stage.group[belongs], minlength=len(stage.groups))
    outside = np.bincount(stage.group, weights=counted.outside, minlength=len(stage.groups))
    return {
        "connectors": [at for at, person in enumerate(stage.ids) if person in ringed and belongs[at]],
        "closed": np.flatnonzero((outside == 0) & (people > 0)).tolist(),
        "absent": np.flatnonzero(~belongs).tolist(),
        "empty": np.flatnonzero(people == 0).tolist(),
        "counted": np.bincount(stage.category[belongs], minlength=len(stage.categories)).tolist(),
    }


def _lined(acts: list[dict[str, Any]], tables: list[pd.DataFrame], group: Array, content: MapContent) -> dict[str, Any]:
    """Choose which ties have a line by the last period, say so in each, and let each tie say how often."""
    found = [
        ties.Ties(table["count"].to_numpy(int), group[table[["a", "b"]].to_numpy(int).reshape(-1, 2)])
        for table in tables
    ]
    least = ties.least(found[-1], len(acts[-1]["links"]) - len(acts[-1]["absent"]))
    for act, drawn in zip(acts, found, strict=True):
        counts = drawn.counts.tolist()
        act["ties"] = [[*tie, count] for tie, count in zip(act["ties"], counts, strict=True)]
        act["lines"] = ties.lines(counts, least, content.acts)
        if ties.banded(drawn.islands[drawn.counts >= least], len(group)):
            act["lines"] += f" Those between two {_many(content)} are drawn as one band."
    every = [count for drawn in found for count in drawn.counts.tolist()]
    return {"acts": list(content.acts), "least": least, "steps": ties.steps(every)}


def _thicken(acts: list[dict[str, Any]], tables: list[pd.DataFrame]) -> None:
    """Say how thick each tie is, 0 … 1, on one scale for all periods that a few giants do not spoil."""
    weights = np.concatenate([table["weight"].to_numpy(float) for table in tables])
    full = float(np.quantile(weights, 0.95)) if len(weights) else 1.0
    for act, table in zip(acts, tables, strict=True):
        shares = np.minimum(1.0, table["weight"].to_numpy(float) / full).round(2).tolist()
        act["ties"] = [[*pair, share] for pair, share in zip(act["ties"], shares, strict=True)]


def _reasoned(acts: list[dict[str, Any]], tables: list[pd.DataFrame], stage: _Stage, content: MapContent) -> Reasons:
    """Let each tie point to the reasons it lists, and each person to the gatherings they were at."""
    found = reasons(content, stage.ids, tables)
    for act, came, behind in zip(acts, found.came, found.behind, strict=True):
        act["came"] = came
        act["ties"] = [[*tie, None if behind is None else behind[at]] for at, tie in enumerate(act["ties"])]
    return found


def _finding(finding: Finding, stage: _Stage, periods: int) -> dict[str, Any]:
    place = {person: at for at, person in enumerate(stage.ids)}
    return {
        "headline": finding.headline,
        "text": finding.text,
        "people": [place[person] for person in finding.people],
        "callout": wrap(finding.callout, 165, _CALLOUT_SIZE, most=4),
        "period": periods - 1 if finding.period is None else finding.period,
    }
