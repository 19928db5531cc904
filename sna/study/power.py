"""How large a fall of isolation a study would find, said before it begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct

from sna.chance.co_attendance import FEWEST_INFORMATIVE
from sna.chance.power import Design, Power, power
from sna.errors import StudyError
from sna.study.reading import Progress, silent

__all__ = ["Design", "Plan", "group_sizes", "lines", "plan"]

FEWEST_PEOPLE, FEWEST_MEETINGS = 10, FEWEST_INFORMATIVE
STEPS, STUDIES = 6, 400
SOUGHT = 0.8
"""A fall that is found in this share of studies is one that the study would show."""
BAR = 40
"""Characters of a bar that stands for all studies."""


class Step(Struct, frozen=True):
    """One fall: how often people of one group are together after it, and in how many of 100 studies it is found."""

    after: int
    hits: int
    low: int
    high: int


class Plan(Struct, frozen=True):
    """What a study of this design would find.

    Attributes
    ----------
    sizes, gatherings, share
        The design: people of each group, gatherings before and after, the share of people at each (0 … 1).
    before
        How often people of one group are at the same meeting before, for every 100 times by chance.
    studies
        How many studies were drawn for each step.
    smallest
        The highest figure after a fall that is found 8 times in 10; None if not even a complete end is.
    """

    sizes: tuple[int, ...]
    gatherings: tuple[int, int]
    share: float
    before: int
    studies: int
    steps: tuple[Step, ...]
    smallest: int | None


def group_sizes(text: str, people: int) -> tuple[int, ...]:
    """Give the sizes of groups written as ``6`` (as equal as can be) or as ``18,14,10``.

    Raises
    ------
    StudyError
        If they are no numbers, or do not fit the people.

    Examples
    --------
    >>> group_sizes("3", 11), group_sizes("5, 4, 2", 11)
    ((4, 4, 3), (5, 4, 2))
    """
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and int(part) for part in parts):
        raise StudyError(f"--groups {text!r}: write how many there are (6) or the people of each (18,14,10,8,6,4).")
    sizes = tuple(int(part) for part in parts)
    if len(sizes) == 1:
        count = sizes[0]
        sizes = tuple(len(part) for part in np.array_split(np.empty(people), count)) if count <= people else sizes
    if sum(sizes) != people:
        raise StudyError(f"--groups {text!r}: the groups are not of {people:,} people together.")
    return sizes


def plan(design: Design, before: int, *, seed: int = 0, progress: Progress = silent) -> Plan:
    """Reckon which fall of isolation a study of this design would find.

    Parameters
    ----------
    design
        The people, the gatherings, and how many come.
    before
        How often people of one group are at the same meeting before, for every 100 times by chance.
    seed
        The start of the random numbers.

    Raises
    ------
    StudyError
        If the design is too small for a verdict, or such groups cannot be together so often.
    """
    _check(design, before)
    after = np.linspace(before, 100, STEPS).round().astype(int).tolist()
    try:
        ratios = [value / 100 for value in after]
        points = [*power(design, ratios, studies=STUDIES, seed=seed, progress=progress)]
    except ValueError as error:
        raise StudyError(f"--together {before}: {error}. Give another figure.") from error
    steps = tuple(_step(value, point) for value, point in zip(after, points, strict=True))
    return Plan(design.sizes, design.gatherings, design.share, before, STUDIES, steps, _smallest(steps))


def _check(design: Design, before: int) -> None:
    if sum(design.sizes) < FEWEST_PEOPLE or len(design.sizes) < 2 or max(design.sizes) < 2:
        raise StudyError(f"A verdict needs {FEWEST_PEOPLE} people or more, of two groups or more.")
    if min(design.gatherings) < FEWEST_INFORMATIVE:
        raise StudyError(f"A verdict needs {FEWEST_INFORMATIVE} meetings or more before, and as many after.")
    if not 0 < design.share < 1 or before <= 100:
        raise StudyError("--share lies between 0 and 100; --together is above 100, where 100 is by chance.")


def _step(after: int, point: Power) -> Step:
    low, high = (round(100 * end) for end in point.interval)
    return Step(after, round(100 * point.hits / point.studies), low, high)


def _smallest(steps: Sequence[Step]) -> int | None:
    """Give the figure between two steps at which 8 in 10 are reached first."""
    for above, below in pairwise(steps):
        if below.hits >= 100 * SOUGHT:
            part = (100 * SOUGHT - above.hits) / (below.hits - above.hits)
            return round(above.after + part * (below.after - above.after))
    return None


def lines(answer: Plan) -> Iterator[str]:
    """Say it in lines, with a curve."""
    before, after = answer.gatherings
    groups = f"{len(answer.sizes)} groups ({', '.join(map(str, answer.sizes))})"
    yield f"{sum(answer.sizes):,} people in {groups}; {before} meetings before, {after} after;"
    yield f"{100 * answer.share:.0f} in 100 of the people at each. Before, people of one group are at the same meeting"
    yield f"{answer.before} times for every 100 that would be by chance."
    yield ""
    yield "after   found in 100 studies (95 in 100 such reckonings)"
    for step in answer.steps:
        bar, share = "#" * round(BAR * step.hits / 100), f"{step.hits:3} ({step.low} to {step.high})"
        yield f"{step.after:5}   {share:20}{bar:{BAR}} {_mark(step, answer)}".rstrip()
    yield ""
    yield _conclusion(answer)


def _mark(step: Step, answer: Plan) -> str:
    if step.after == answer.before:
        return "no change: taken for a fall by luck"
    return "a complete end" if step.after == answer.steps[-1].after else ""


def _conclusion(answer: Plan) -> str:
    if answer.smallest is None:
        return (
            "Not even a complete end would be found 8 times in 10: plan for more meetings or more people, or ask only "
            "for counts."
        )
    fall = f"a fall from {answer.before} to {answer.smallest} or lower"
    return f"Found 8 times in 10: {fall}. A smaller one is often missed."
