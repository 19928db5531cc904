"""Which colour a group has in every chart of a report: the one it has on the map."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from sna.render.colour import NEUTRAL, Category, categories, ink
from sna.render.reported import ReportContent
from sna.render.words.presence import texts


class Hues(Struct, frozen=True):
    """The key of the colours, and the category of each group."""

    key: tuple[Category, ...]
    groups: dict[str, Category]

    def colour(self, group: str) -> str:
        """Give the colour of a group's dots and bars."""
        return self.groups[group].colour if group in self.groups else NEUTRAL

    def ink(self, group: str) -> str:
        """Give the same hue, dark enough for text."""
        return self.groups[group].ink if group in self.groups else ink(NEUTRAL)


def hues(content: ReportContent) -> Hues:
    """Give each group the colour of most of its people; those of the map where there is one."""
    return _of_the_map(content.scene) if content.scene else _of_the_people(content)


def _of_the_map(scene: dict[str, object]) -> Hues:
    found, islands = scene["categories"], scene["islands"]
    assert isinstance(found, list)
    assert isinstance(islands, list)
    key = tuple(Category(**category) for category in found)
    return Hues(key, {island["name"]: key[island["category"]] for island in islands})


def _of_the_people(content: ReportContent) -> Hues:
    people = content.people
    people = people[texts(people, "kind") != "unidentified"]
    key, numbers = categories(texts(people, content.colour_by))
    held: dict[str, Counter[int]] = {}
    for group, number in zip(texts(people, content.group), numbers, strict=True):
        held.setdefault(group, Counter())[number] += 1
    usual = {group: min(counts, key=lambda number: (-counts[number], number)) for group, counts in held.items()}
    return Hues(key, {group: key[number] for group, number in usual.items()})
