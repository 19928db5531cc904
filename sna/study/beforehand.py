"""What is settled before a study begins: how large a fall of isolation it would find, and a plan fixed beforehand.

The plan says which question, groups, periods and settings, before the last period began. What is said of the study's
own question is *planned* if its plan was frozen before anything of the last period had been held and has not changed
since; everything else is *explored*. The plan's number, written into a protocol or an e-mail on that day, is what
proves it: a file can be changed. Only digests are kept, no name and no setting.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import fields

from sna.chance.co_attendance import FEWEST_INFORMATIVE
from sna.chance.proportions import Design, Power, power
from sna.dataset import Dataset
from sna.errors import StudyError, shown
from sna.facts import MEETINGS
from sna.findings.phrases import counted, day, listed, nouns
from sna.findings.sources import constant, plain
from sna.study.publishing import FOLDER, memory, private
from sna.study.reading import Progress, silent
from sna.study.settings import Settings
from sna.study.sources import Study

__all__ = [
    "Design",
    "FrozenPlan",
    "Plan",
    "Plans",
    "freeze",
    "group_sizes",
    "is_planned",
    "lines",
    "plan",
    "plans",
    "standing",
]

FILE = "frozen.json"
DIGITS = 12
SECTIONS = "sources", "source", "periods", "window", "network", "contact", "allow"
OF_STUDY = "group", "seed", "one_per_day", "conveners"
"""What of ``[study]`` moves an answer; titles, colours and labels do not."""
FEWEST_PEOPLE, FEWEST_MEETINGS = 10, FEWEST_INFORMATIVE
STEPS, STUDIES = 6, 400
SOUGHT = 0.8
"""A fall that is found in this share of studies is one that the study would show."""
BAR = 40
"""Characters of a bar that stands for all studies."""


class FrozenPlan(Struct, frozen=True):
    """A plan as it was frozen: on which day, and a digest of each setting that moves an answer."""

    on: dt.date
    settings: Mapping[str, str]

    @property
    def number(self) -> str:
        """What stands for this plan on this day; another plan or day has another."""
        return _digest(msgspec.to_builtins(self))[:DIGITS]


class Plans(Struct, frozen=True):
    """Every plan of a study, the latest last."""

    plans: tuple[FrozenPlan, ...] = ()
    schema: int = 1


def _digest(value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()


def digests(settings: Settings) -> dict[str, str]:
    """Give a digest of each setting that moves an answer, under the name it has in study.toml."""
    parts = {f"[{name}]": getattr(settings, name) for name in SECTIONS}
    parts |= {f"[study] {name}": getattr(settings.study, name) for name in OF_STUDY}
    return {name: _digest(_departures(value)) for name, value in parts.items()}


def _departures(value: object) -> object:
    """Give a part of the settings without what stands at its default: a setting added later changes no plan."""
    if isinstance(value, tuple):
        return [_departures(part) for part in value]
    if not isinstance(value, Struct):
        return msgspec.to_builtins(value)
    pairs = ((option, getattr(value, option.name)) for option in fields(value))
    return {option.name: _departures(setting) for option, setting in pairs if setting not in (option.default, {})}


def freeze(study: Study, dataset: Dataset, today: dt.date) -> FrozenPlan:
    """Freeze the plan of a study; the same plan stays frozen as it was.

    Raises
    ------
    StudyError
        If there are no two periods, something of the last one was held already, or nothing can be written.
    """
    settings, earlier = study.settings, plans(study)
    if len(settings.periods) < 2:
        raise StudyError("A plan says what is compared: write two periods or more under [periods] in study.toml.")
    if earlier and earlier[-1].settings == digests(settings):
        return earlier[-1]
    plan = FrozenPlan(today, digests(settings))
    early = _early_start(plan, settings, dataset)
    if early:
        raise StudyError(f"{plain(early)}: what is planned is frozen before the last period begins.")
    folder = memory(study.folder).folder
    if folder is None:
        raise StudyError(f"{shown(study.folder)}: nothing can be written here, so no plan can be frozen.")
    private(folder / FILE, msgspec.json.encode(Plans((*earlier, plan)), order="deterministic"))
    return plan


def plans(study: Study) -> tuple[FrozenPlan, ...]:
    """Give what was frozen for a study, the latest last.

    Raises
    ------
    StudyError
        If the file is damaged.
    """
    path = study.folder / FOLDER / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Plans).plans
    except FileNotFoundError:
        return ()
    except (msgspec.DecodeError, OSError) as error:
        raise StudyError(f"{shown(path)}: the frozen plan is damaged. Take it from a copy, or delete it.") from error


def _early_start(plan: FrozenPlan, settings: Settings, dataset: Dataset) -> str:
    """Say how much of the last period had been held when the plan was frozen; empty if nothing."""
    title, (first, _last) = list(settings.periods.items())[-1]
    part = dataset.between(first, plan.on) if first <= plan.on else None
    meetings = 0 if part is None else int(part.gatherings["kind"].isin(MEETINGS).sum())
    acts = 0 if part is None else len(part.interactions)
    if not meetings and not acts:
        return ""
    what = counted(meetings, "meeting") if meetings else counted(acts, "interaction")
    return f"{constant(what)} of {title} had been held by {constant(plain(day(plan.on)))}"


def is_planned(study: Study, dataset: Dataset) -> bool:
    """Tell whether the study's own question was planned."""
    frozen = plans(study)
    return bool(frozen) and not _void(frozen[-1], study.settings, dataset)


def _void(plan: FrozenPlan, settings: Settings, dataset: Dataset) -> list[str]:
    """Say what makes a plan void."""
    now = digests(settings)
    differing = sorted(name for name in {*now, *plan.settings} if now.get(name) != plan.settings.get(name))
    verb = "was" if len(differing) == 1 else "were"
    changes = [f"{listed(differing, len(differing))} {verb} changed since"] if differing else []
    early = _early_start(plan, settings, dataset) if len(settings.periods) > 1 else ""
    return [*changes, *([early] if early else [])]


def standing(study: Study, dataset: Dataset) -> str:
    """Say on the page whether its question was planned, and if not, why; empty where no plan was frozen."""
    frozen = plans(study)
    if not frozen:
        return ""
    plan, settings = frozen[-1], study.settings
    on, name = constant(plain(day(plan.on))), f"plan {constant(plan.number)}"
    void = _void(plan, settings, dataset)
    if void:
        return f"Explored, not planned: {name} of {on} does not hold: {'; '.join(void)}."
    number = len(frozen) - 1
    replaced = f" It took the place of {constant(counted(number, 'earlier plan'))}." if number else ""
    question = f"whether {nouns(settings.study.group).plural} keep less to themselves, and these periods, were fixed on"
    before = f"before anything of {list(settings.periods)[-1]} was held"
    return f"Planned: {question} {on} as {name}, {before}.{replaced} The rest of this page is explored."


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
