"""From what a map is made of to the scene: who stands where, in which colours, with which ties and words."""

from __future__ import annotations

import re
from collections import Counter

import msgspec
import numpy as np
import pandas as pd
from scipy import sparse

from sna.findings.sources import plain
from sna.render.map import ties
from sna.render.map.content import Finding, MapContent, Period
from sna.render.map.labels import labels
from sna.render.map.layout import Islands, by_connection, by_group, radius_of
from sna.render.map.scene import (
    LEADING,
    LEAST_NAME,
    NAME_SIZE,
    NEUTRAL,
    Act,
    Category,
    Colouring,
    Grouping,
    Highlight,
    Island,
    Noun,
    Person,
    Places,
    Scene,
    Tie,
    categories,
    widest,
)
from sna.render.svg import wrap

MOST_SPREAD = 450
"""People above which a map by connection no longer shows a shape."""
CLEAR = 0.6
"""Share of an island's people in one category from which the island wears its colour."""
MIXED_INK = "#3A4650"
FACTS = ("role", "organisation", "sector", "locality")
GROUPINGS = ("organisation", "locality", "sector", "role", "community")
"""What people can be gathered and coloured by besides, where it parts them at all."""
MOST_TIES = 200_000
"""Ties that a scene lists where the page can tie people itself."""
MOST_REGROUPED = 2_000
"""People whom other ways to gather them are worked out for."""
MOST_ISLANDS = 60
"""More islands than this can hardly be told apart."""
_NAME_ROOM = 1.45
"""Names shrink more slowly than the map (with the root of its scale); at half size they still keep apart."""
_SEAT_ROOM, _SCREEN = 7_500.0, 700_000.0
"""px² of the map a person takes, islands and the room between them together, and px² a screen leaves for the map."""
_NAME_WIDTH = 160.0
"""px after which the name of an island goes on in another line."""
_CALLOUT_WIDTH, _CALLOUT_SIZE = 165.0, 13.0
FULL = 0.95
"""Share of the ties that are thinner than the thickest lines."""
_NAMELESS = re.compile(r"No .+ stated")
_OTHER_STARTS = 3
"""Starting points tried for islands the map does not open with."""


class _Stage(msgspec.Struct, frozen=True):
    """Who stands where: everything that does not change from period to period."""

    ids: list[str]
    people: pd.DataFrame
    group: np.ndarray
    groups: list[str]
    islands: Islands
    categories: tuple[Category, ...]
    category: np.ndarray
    colour: str

    @property
    def nameless(self) -> int:
        """The number of the group of those who state none; −1 if everybody states one."""
        return len(self.groups) - 1 if self.groups and _NAMELESS.fullmatch(self.groups[-1]) else -1


def scene(content: MapContent) -> Scene:
    """Compute everything a map draws.

    Raises
    ------
    NetworkError
        If the content does not fit together.
    """
    return composed(content)[0]


def composed(content: MapContent) -> tuple[Scene, list[str]]:
    """Compute everything a map draws, and besides the id of each person in the order of their numbers.

    Raises
    ------
    NetworkError
        If the content does not fit together.
    """
    stage = _stage(content.checked())
    every = [ties.pairs(period.network, stage.ids) for period in content.every]
    reasons = ties.reasons(content, stage.ids, every)
    by_attendance = reasons.attendance[-1] is not None
    acts, most = _acts(content, every, stage, reasons)
    periods, strength = acts[: len(content.periods)], ties.strength(every[: len(content.periods)], len(stage.ids))
    spread = None
    if len(stage.ids) <= MOST_SPREAD:
        radii = np.max([act.radii for act in periods], axis=0)
        spread = by_connection(stage.group.tolist(), strength.toarray(), radii)
    few = len(stage.ids) <= MOST_REGROUPED
    columns = [column for column in _parting(stage.people) if column != content.group and few]
    composition = Scene(
        title=content.title,
        subtitle=content.subtitle,
        footnote=content.footnote,
        group=_noun(content.group),
        colour=_words(stage.colour),
        categories=stage.categories,
        columns=_columns(content, stage),
        people=_people(content, stage),
        islands=_islands(stage),
        places=Places(stage.islands.positions.tolist(), spread.positions.tolist() if spread else None),
        tray=spread.tray if spread else None,
        groupings=[_grouping(column, stage, strength, content.seed) for column in columns],
        colourings=_colourings(stage),
        gatherings=reasons.titles,
        days=reasons.days,
        facets=reasons.facets,
        barred=reasons.barred,
        acts=content.acts,
        full=_strengths(every, reasons)[1],
        size="came" if by_attendance else "people",
        most=most,
        periods=periods,
        whole=acts[-1] if content.whole else None,
        findings=[_highlight(finding, stage, content, columns) for finding in content.findings],
    )
    return composition, stage.ids


def _parting(people: pd.DataFrame) -> list[str]:
    """Name the columns that gather people in several groups, not too many, and some of more than one."""
    counts = {column: len(set(text_column(people, column))) for column in GROUPINGS if column in people.columns}
    most = min(MOST_ISLANDS, 2 * len(people) // 3)
    return [column for column, count in counts.items() if 1 < count <= most]


def _grouping(column: str, stage: _Stage, strength: sparse.csr_array, seed: int) -> Grouping:
    """Gather the people by another column; they keep their numbers."""
    group, groups = _grouped(stage.people, column)
    islands = by_group(group.tolist(), strength, _name_room(groups, len(group)), seed=seed, starts=_OTHER_STARTS)
    other = msgspec.structs.replace(stage, group=group, groups=groups, islands=islands)
    return Grouping(_noun(column), _islands(other), group.tolist(), islands.positions.tolist())


def _colourings(stage: _Stage) -> list[Colouring]:
    """Colour the people by each other column that parts them."""
    columns = [column for column in _parting(stage.people) if column != stage.colour]
    return [Colouring(_words(column), *categories(text_column(stage.people, column))) for column in columns]


def _words(column: str) -> str:
    return column.replace("_", " ")


def _noun(column: str) -> Noun:
    word = _words(column)
    return Noun(word, word[:-1] + "ies" if word.endswith("y") else word + "s")


def _stage(content: MapContent) -> _Stage:
    """Place everybody, then number them island by island, from top to bottom."""
    ids = content.periods[0].network.nodes.index.tolist()
    people = content.people.loc[ids]
    group, groups = _grouped(people, content.group)
    periods = [ties.pairs(period.network, ids) for period in content.periods]
    room = _name_room(groups, len(ids))
    islands = by_group(group.tolist(), ties.strength(periods, len(ids)), room, seed=content.seed)
    order = np.lexsort((islands.positions[:, 0], islands.positions[:, 1], group))
    islands = msgspec.structs.replace(islands, positions=islands.positions[order])
    people, group = people.iloc[order], group[order]
    # where nobody states what colours would tell apart, all would be grey: then they tell the islands apart
    colour = content.colour_by if any(text_column(people, content.colour_by)) else content.group
    key, category = categories(text_column(people, colour), content.palette)
    return _Stage(
        [ids[row] for row in order], people, group, groups, islands, key, np.array(category, dtype=int), colour
    )


def _grouped(people: pd.DataFrame, column: str) -> tuple[np.ndarray, list[str]]:
    """Give each person the number of their group; groups follow their names, those who state none come last."""
    texts = text_column(people, column)
    groups = sorted({text for text in texts if text}, key=lambda text: (text.casefold(), text))
    number = {text: place for place, text in enumerate(groups)}
    groups += [f"No {column.replace('_', ' ')} stated"] * ("" in texts)
    return np.array([number.get(text, len(groups) - 1) for text in texts], dtype=int), groups


def text_column(people: pd.DataFrame, column: str) -> list[str]:
    """Give a column as text, blank where it or a value is missing."""
    if column not in people.columns:
        return [""] * len(people)
    return ["" if pd.isna(value) else " ".join(str(value).split()) for value in people[column]]


def _name_room(groups: list[str], people: int) -> np.ndarray:
    """Say how much paper the names above the circles take, with a little to spare for smaller screens.

    A map of many people is shown so small that names, which stay readable, take a larger part of it.
    """
    scale = (_SCREEN / (_SEAT_ROOM * max(people, 1))) ** 0.5
    larger = max(_NAME_ROOM, LEAST_NAME / NAME_SIZE / scale)
    names = [_name_lines(name) for name in groups]
    sizes = [(widest(lines), len(lines) * NAME_SIZE * LEADING) for lines in names]
    return np.asarray(larger * np.array(sizes, dtype=float).reshape(-1, 2))


def _name_lines(name: str) -> list[str]:
    """Break a name into as few lines as its room asks for, all of about one length."""
    fewest = wrap(name, _NAME_WIDTH, NAME_SIZE, bold=True)
    width = widest(fewest)
    for share in range(10, 20):  # a narrower column evens the lines out
        lines = wrap(name, width * share / 20, NAME_SIZE, bold=True)
        if len(lines) == len(fewest) and " ".join(lines) == " ".join(fewest) and widest(lines) <= width:
            return lines
    return fewest


def _columns(content: MapContent, stage: _Stage) -> list[str]:
    """Name the facts told of each person; the island, or a role that stands for the name, is not told twice."""
    twice = {content.group, *(["role"] if content.labels == "roles" else [])}
    return [column for column in FACTS if column in stage.people.columns and column not in twice]


def _people(content: MapContent, stage: _Stage) -> list[Person]:
    texts = (text_column(stage.people, column) for column in ("role", "organisation"))
    names, shorts = labels(text_column(stage.people, "name"), content.labels, *texts)
    columns = [text_column(stage.people, column) for column in _columns(content, stage)]
    facts = [list(row) for row in zip(*columns, strict=True)] if columns else [[] for _name in names]
    return list(map(Person, names, shorts, stage.group.tolist(), stage.category.tolist(), facts))


def _islands(stage: _Stage) -> list[Island]:
    """Describe each circle; its colour is that of most of its people, grey where no category has a clear majority."""
    islands = []
    for number, name in enumerate(stage.groups):
        members = stage.category[stage.group == number].tolist()
        category, count = min(Counter(members).items(), key=lambda entry: (-entry[1], entry[0]))
        style = stage.categories[category]
        colour, ink = (style.colour, style.ink) if count >= CLEAR * len(members) else (NEUTRAL, MIXED_INK)
        x, y = stage.islands.centres[number].tolist()
        radius = float(stage.islands.radii[number])
        nameless = number == stage.nameless
        islands.append(Island(name, nameless, _name_lines(name), len(members), category, colour, ink, x, y, radius))
    return islands


def _acts(
    content: MapContent, every: list[ties.MapTies], stage: _Stage, reasons: ties.Reasons
) -> tuple[list[Act], int]:
    """Describe the periods and the whole time; dots have one scale, up to the largest number, which comes too."""
    counts = [ties.counts(pairs, stage.group, stage.nameless) for pairs in every]
    sizes = [
        of_period.links if gatherings is None else [len(own) for own in gatherings]
        for of_period, gatherings in zip(counts, reasons.attendance, strict=True)
    ]
    most = max((number for of_period in sizes for number in of_period), default=0)
    strengths, full = _strengths(every, reasons)
    woven = [_woven(period, len(pairs.ends)) for period, pairs in zip(content.every, every, strict=True)]
    acts = [
        Act(
            title=period.title,
            ties=_rows(every[number], np.minimum(1.0, strengths[number] / full), reasons.by_tie[number], woven[number]),
            woven=woven[number],
            radii=[radius_of(size, most) for size in sizes[number]],
            **msgspec.structs.asdict(counts[number]),
            **_standing(period, counts[number], _belonging(period, counts[number], stage), stage),
            between=ties.between(stage.group[every[number].ends]),
            attendance=reasons.attendance[number],
            lines=_lines(every[number], content, period.title, stage.group),
        )
        for number, period in enumerate(content.every)
    ]
    return acts, most


def _rows(
    pairs: ties.MapTies, thickness: np.ndarray, by_tie: list[list[int | tuple[int, int]] | None], woven: bool
) -> list[Tie]:
    """List the ties, but the very many that the page ties itself: no drawing has a line for each."""
    if woven and len(pairs.ends) > MOST_TIES:
        return []
    return list(map(Tie, *pairs.ends.T.tolist(), thickness.round(2).tolist(), by_tie, pairs.times.tolist()))


def _woven(period: Period, count: int) -> bool:
    """Tell whether who was at what says all ties of a period and no others."""
    register = period.network.behind
    if period.acts is not None or period.network.has_reasons or register is None:
        return False
    return bool(register.people.index.isin(period.network.nodes.index).all()) and register.pairs() == count


def _strengths(every: list[ties.MapTies], reasons: ties.Reasons) -> tuple[list[np.ndarray], float]:
    """Give what the thickness of ties says, and how much of it gives the thickest line, in all periods alike.

    Where people met it is how often; else how strong the tie is. A few giants do not spoil the scale.
    """
    by_attendance = reasons.attendance[-1] is not None
    strengths = [pairs.times if by_attendance else pairs.weights for pairs in every]
    return strengths, max((float(np.quantile(own, FULL)) for own in strengths if len(own)), default=1.0)


def _belonging(period: Period, counts: ties.Counts, stage: _Stage) -> np.ndarray:
    """Tell who belonged in a period: members, and whoever has a tie."""
    if period.members is None:
        return np.ones(len(stage.ids), dtype=bool)
    return np.isin(np.array(stage.ids, dtype=object), list(period.members)) | (np.array(counts.links, dtype=int) > 0)


def _standing(period: Period, counts: ties.Counts, belongs: np.ndarray, stage: _Stage) -> dict[str, list[int]]:
    """Say who connects and who did not belong, and which islands are closed or have nobody."""
    ringed = set(period.connectors)
    people = np.bincount(stage.group[belongs], minlength=len(stage.groups))
    outside = np.bincount(stage.group, weights=counts.outside, minlength=len(stage.groups))
    return {
        "connectors": [number for number, person in enumerate(stage.ids) if person in ringed and belongs[number]],
        "closed": np.flatnonzero((outside == 0) & (people > 0) & (np.arange(len(people)) != stage.nameless)).tolist(),
        "absent": np.flatnonzero(~belongs).tolist(),
        "empty": np.flatnonzero(people == 0).tolist(),
        "counted": np.bincount(stage.category[belongs], minlength=len(stage.categories)).tolist(),
    }


def _lines(pairs: ties.MapTies, content: MapContent, title: str, group: np.ndarray) -> str:
    sentence = ties.lines_sentence(len(pairs.ends), content.acts[0], title)
    if ties.banded(group[pairs.ends], len(group)):
        sentence += f" Those between two {_noun(content.group).plural} are drawn as one band."
    return sentence


def _highlight(finding: Finding, stage: _Stage, content: MapContent, columns: list[str]) -> Highlight:
    """Describe a finding and the view in which it is seen; a boundary the map has no islands for keeps the map's."""
    number = {person: place for place, person in enumerate(stage.ids)}
    period = len(content.periods) - 1 if finding.period is None else finding.period
    grouping = 1 + columns.index(finding.group) if finding.group in columns else 0
    column = columns[grouping - 1] if grouping else content.group
    title = content.every[period].title or "whole time"
    return Highlight(
        headline=finding.headline,
        text=finding.text,
        people=[number[person] for person in finding.people],
        lit=finding.lit,
        callout=wrap(plain(finding.callout), _CALLOUT_WIDTH, _CALLOUT_SIZE, most=4),
        period=period,
        grouping=grouping,
        shows=f"{title} · by {_words(column)}",
    )
