"""From what a map is made of to the scene: who stands where, in which colours, with which ties and words."""

from __future__ import annotations

from collections import Counter

import msgspec
import numpy as np
import pandas as pd

from sna.findings.sources import plain
from sna.render.map import ties
from sna.render.map.colour import NEUTRAL, Category, categories
from sna.render.map.content import Finding, MapContent, Period
from sna.render.map.frame import LEADING, LEAST_NAME, NAME_SIZE, widest
from sna.render.map.labels import labels
from sna.render.map.layout import Islands, by_connection, by_group, radius_of
from sna.render.map.scene import Act, Highlight, Island, Noun, Person, Places, Scene, Tie
from sna.render.svg import wrap

MOST_SPREAD = 450
"""People above which a map by connection no longer shows a shape."""
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
_CALLOUT_WIDTH, _CALLOUT_SIZE = 165.0, 13.0


class _Stage(msgspec.Struct, frozen=True):
    """Who stands where: everything that does not change from period to period."""

    ids: list[str]
    people: pd.DataFrame
    group: np.ndarray
    groups: list[str]
    islands: Islands
    categories: tuple[Category, ...]
    category: np.ndarray


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
    periods = [ties.pairs(period.network, stage.ids) for period in content.periods]
    reasons = ties.reasons(content, stage.ids, periods)
    acts, least = _acts(content, periods, stage, reasons)
    spread = None
    if len(stage.ids) <= MOST_SPREAD:
        radii = np.max([act.radii for act in acts], axis=0)
        spread = by_connection(stage.group.tolist(), ties.strength(periods, len(stage.ids)), radii)
    composition = Scene(
        title=content.title,
        subtitle=content.subtitle,
        footnote=content.footnote,
        group=_noun(content.group),
        categories=stage.categories,
        columns=_columns(content, stage),
        people=_people(content, stage),
        islands=_islands(stage),
        places=Places(stage.islands.positions.tolist(), spread.positions.tolist() if spread else None),
        tray=spread.tray if spread else None,
        gatherings=reasons.titles,
        facets=reasons.facets,
        acts=content.acts,
        least=least,
        steps=ties.steps([tie.times for act in acts for tie in act.ties]),
        most=max((count for act in acts for count in act.outside), default=0),
        periods=acts,
        findings=[_highlight(finding, stage, len(acts)) for finding in content.findings],
    )
    return composition, stage.ids


def _noun(column: str) -> Noun:
    word = column.replace("_", " ")
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
    key, category = categories(text_column(people, content.colour_by))
    return _Stage([ids[row] for row in order], people, group, groups, islands, key, np.array(category, dtype=int))


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
    names, shorts = labels(text_column(stage.people, "name"), content.labels, text_column(stage.people, "role"))
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
        islands.append(Island(name, _name_lines(name), len(members), category, colour, ink, x, y, radius))
    return islands


def _acts(
    content: MapContent, periods: list[ties.MapTies], stage: _Stage, reasons: ties.Reasons
) -> tuple[list[Act], int]:
    """Describe the periods, and choose by the last from how many times on a tie has a line; dots have one scale."""
    counts = [ties.counts(pairs, stage.group) for pairs in periods]
    most = max((number for period in counts for number in period.outside), default=0)
    rows = [
        list(map(Tie, *pairs.ends.T.tolist(), thickness, by_tie, pairs.times.tolist()))
        for pairs, thickness, by_tie in zip(periods, _thickness(periods), reasons.by_tie, strict=True)
    ]
    belonging = [_belonging(*period, stage) for period in zip(content.periods, counts, strict=True)]
    tie_counts = [ties.TieCounts(pairs.times, stage.group[pairs.ends]) for pairs in periods]
    least = ties.least(tie_counts[-1], int(belonging[-1].sum()))
    acts = [
        Act(
            title=period.title,
            ties=rows[number],
            radii=[radius_of(reached, most) for reached in counts[number].outside],
            **msgspec.structs.asdict(counts[number]),
            **_standing(period, counts[number], belonging[number], stage),
            attendance=reasons.attendance[number],
            lines=_lines(tie_counts[number], least, content, (period.title, len(stage.ids))),
        )
        for number, period in enumerate(content.periods)
    ]
    return acts, least


def _thickness(periods: list[ties.MapTies]) -> list[list[float]]:
    """Say how thick each tie is, 0 … 1, on one scale for all periods that a few giants do not spoil."""
    joint = np.concatenate([pairs.weights for pairs in periods])
    full = float(np.quantile(joint, 0.95)) if len(joint) else 1.0
    return [np.minimum(1.0, pairs.weights / full).round(2).tolist() for pairs in periods]


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
        "closed": np.flatnonzero((outside == 0) & (people > 0)).tolist(),
        "absent": np.flatnonzero(~belongs).tolist(),
        "empty": np.flatnonzero(people == 0).tolist(),
        "counted": np.bincount(stage.category[belongs], minlength=len(stage.categories)).tolist(),
    }


def _lines(counts: ties.TieCounts, least: int, content: MapContent, period: tuple[str, int]) -> str:
    sentence = ties.lines_sentence(counts.times.tolist(), least, content.acts, period[0])
    if ties.banded(counts.islands[counts.times >= least], period[1]):
        sentence += f" Those between two {_noun(content.group).plural} are drawn as one band."
    return sentence


def _highlight(finding: Finding, stage: _Stage, periods: int) -> Highlight:
    number = {person: place for place, person in enumerate(stage.ids)}
    return Highlight(
        headline=finding.headline,
        text=finding.text,
        people=[number[person] for person in finding.people],
        callout=wrap(plain(finding.callout), _CALLOUT_WIDTH, _CALLOUT_SIZE, most=4),
        period=periods - 1 if finding.period is None else finding.period,
    )
