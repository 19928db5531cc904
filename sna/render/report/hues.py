"""Which colour a group has in every chart of a report: the one it has on the map."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct
from msgspec.structs import replace

from sna.findings.sources import Source, cell
from sna.render.map.colour import NEUTRAL, Category, categories, ink
from sna.render.map.scene import Scene
from sna.render.report.content import ReportContent


class Hues(Struct, frozen=True):
    """The key of the colours, and the colour and ink of each group."""

    key: tuple[Category, ...]
    groups: dict[str, tuple[str, str]]

    def colour(self, group: str) -> str:
        """Give the colour of a group's dots and bars."""
        return self.groups.get(group, (NEUTRAL, ""))[0]

    def ink(self, group: str) -> str:
        """Give the same hue, dark enough for text."""
        return self.groups.get(group, ("", ink(NEUTRAL)))[1]

    def order(self, group: str) -> tuple[int, str]:
        """Sort groups by it to keep those of one colour together, in the order of the key."""
        colours = [category.colour for category in self.key]
        colour = self.colour(group)
        return colours.index(colour) if colour in colours else len(colours), group


def hues(content: ReportContent) -> Hues:
    """Give each group the colour of most of its people; those of the map where there is one."""
    colours = _of_the_map(content.scene) if content.scene else _of_the_people(content)
    counts = [cell(category.count, Source("people", category.label, content.colour_by)) for category in colours.key]
    key = tuple(replace(category, count=count) for category, count in zip(colours.key, counts, strict=True))
    return Hues(key, colours.groups)


def _of_the_map(scene: Scene) -> Hues:
    return Hues(scene.categories, {island.name: (island.colour, island.ink) for island in scene.islands})


def _of_the_people(content: ReportContent) -> Hues:
    people = [person for person in content.rows.people if person.identified]
    key, numbers = categories([person.of(content.colour_by) for person in people])
    counts: dict[str, Counter[int]] = {}
    for person, number in zip(people, numbers, strict=True):
        counts.setdefault(person.of(content.group), Counter())[number] += 1
    usual = {group: min(tally, key=lambda number: (-tally[number], number)) for group, tally in counts.items()}
    return Hues(key, {group: (key[number].colour, key[number].ink) for group, number in usual.items()})
