"""Layouts × numbers of names × titles × brackets × separators × wrapped lines × dashes × odd entries: all are read."""

from __future__ import annotations

import os
import random
from itertools import combinations, product

import pytest

GIVEN = "Ann Bob Cleo Dan Eve Flo Gus Hal Ida Jon Kay Lou May Ned".split()
FAMILY = "Lee Ray Wood Fox Orr Pike Lunt Marsh Reed Shaw Tice Udal Voss Wren Yates".split()
AXES = {
    "layout": ["label", "bold", "heading", "bullets", "lines", "numbered", "dash", "brackets", "capitals"],
    "count": [1, 2, 3, 5, 9, 13, 14, 40],
    "title": ["", "Dr ", "Cllr ", "Mrs ", "mixed"],
    "bracket": ["", " (initials)", " (Citycare)", " (Chair)"],
    "separator": [", ", "; ", ", and", ". "],
    "wrap": [0, 60, 100],
    "dash": ["", " - Chairman", " – Clerk"],
    "odd": ["", "12 members", "3 members of the public", "Sam"],
}


def people(count: int, title: str) -> list[str]:
    titles = ["Dr ", "Mrs ", "Mr ", "Cllr "] if title == "mixed" else [title]
    return [
        f"{titles[n % len(titles)]}{GIVEN[n % len(GIVEN)]} {FAMILY[(n % len(GIVEN) + n // len(GIVEN)) % len(FAMILY)]}"
        for n in range(count)
    ]


def entry(name: str, case: dict[str, object]) -> str:
    bare = name.split()[-2:]
    return name + str(case["bracket"]).replace("initials", bare[0][0] + bare[1][0])


def folded(text: str, width: int) -> str:
    """Fold a text at spaces, as a page does."""
    lines = [""]
    for word in text.split(" "):
        if width and len(lines[-1]) + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def joined(entries: list[str], separator: str) -> str:
    if separator == ", and":
        return " and ".join([", ".join(entries[:-1]), entries[-1]] if len(entries) > 1 else entries)
    return separator.join(entries)


def minutes(case: dict[str, object], names: list[str]) -> str:
    entries = [entry(name, case) for name in names]
    entries[0] += str(case["dash"])
    if case["odd"]:
        entries.append(str(case["odd"]))
    layout = case["layout"]
    if layout in {"bullets", "lines", "numbered"}:
        marks = {"bullets": ["- "] * len(entries), "lines": [""] * len(entries)}
        begin = marks.get(str(layout), [f"{n}. " for n in range(1, len(entries) + 1)])
        roll = "## Present\n\n" + "\n".join(mark + text for mark, text in zip(begin, entries, strict=True))
    else:
        label = {"label": "Present: ", "bold": "**Present:** ", "heading": "## Attendees\n\n", "dash": "Present– ",
                 "brackets": "Present (all of us):- ", "capitals": "PRESENT: "}[str(layout)]  # fmt: skip
        body = joined(entries, str(case["separator"]))
        roll = label + folded(body, int(str(case["wrap"])))
    return f"# Forum 5 March 2024\n\n{roll}\n\nApologies: Zoe Holt\n\n## Talk\n\nWe spoke of it.\n"


def cases() -> list[dict[str, object]]:
    """Give every pair of values of two axes once, all else by chance, and each number of names from 1 to 200."""
    chance = random.Random(5)
    free = lambda: {axis: chance.choice(values) for axis, values in AXES.items()}  # noqa: E731 - a throw of dice
    pairs = [
        {**free(), first: one, second: two}
        for first, second in combinations(AXES, 2)
        for one, two in product(AXES[first], AXES[second])
    ]
    counts = [{**free(), "count": count} for count in range(1, 201, 7)]
    every = [*pairs, *counts, {**free(), "count": 200}]
    # A numbered line alone may as well be a heading.
    return [case for case in every if case["layout"] != "numbered" or int(str(case["count"])) > 1]


CASES = cases()[:: int(os.environ.get("SNA_EVERY", "4"))]
"""The gate reads every second; `.ci/long` reads all."""


@pytest.mark.parametrize("part", range(8))
def test_every_list_is_read_whole(read, part):
    failures = []
    for case in CASES[part::8]:
        names = people(int(str(case["count"])), str(case["title"]))
        found = read(minutes(case, names), "2024-03-05.md")
        present = [name for name in found.names() if name != "Sam"]
        if present != list(dict.fromkeys(names)) or found.names("apologies") != ["Zoe Holt"]:
            missing = [name for name in names if name not in present]
            failures.append((case, missing[:3], [name for name in present if name not in names][:3]))
    assert not failures, f"{len(failures)} of {len(CASES[part::8])}: {failures[:3]}"
