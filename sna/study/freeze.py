"""A plan fixed beforehand: which question, groups, periods and settings, before the last period began.

What is said of the study's own question is *planned* if its plan was frozen before anything of the last period had
been held and has not changed since; everything else is *explored*. The plan's number, written into a protocol or an
e-mail on that day, is what proves it: a file can be changed. Only digests are kept, no name and no setting.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping

import msgspec
from msgspec import Struct
from msgspec.structs import fields

from sna.dataset import Dataset
from sna.errors import StudyError, shown
from sna.facts import MEETINGS
from sna.findings.phrases import counted, day, listed, nouns
from sna.findings.sources import constant, plain
from sna.study.memory import FOLDER, memory, private
from sna.study.settings import Settings
from sna.study.sources import Study

FILE = "frozen.json"
DIGITS = 12
SECTIONS = "sources", "source", "periods", "window", "network", "contact", "allow"
OF_STUDY = "group", "seed", "one_per_day", "conveners"
"""What of ``[study]`` moves an answer; titles, colours and labels do not."""


class Plan(Struct, frozen=True):
    """A plan as it was frozen: on which day, and a digest of each setting that moves an answer."""

    on: dt.date
    settings: Mapping[str, str]

    @property
    def number(self) -> str:
        """What stands for this plan on this day; another plan or day has another."""
        return _digest(msgspec.to_builtins(self))[:DIGITS]


class Plans(Struct, frozen=True):
    """Every plan of a study, the latest last."""

    plans: tuple[Plan, ...] = ()
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


def freeze(study: Study, dataset: Dataset, today: dt.date) -> Plan:
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
    plan = Plan(today, digests(settings))
    early = _early_start(plan, settings, dataset)
    if early:
        raise StudyError(f"{plain(early)}: what is planned is frozen before the last period begins.")
    folder = memory(study.folder).folder
    if folder is None:
        raise StudyError(f"{shown(study.folder)}: nothing can be written here, so no plan can be frozen.")
    private(folder / FILE, msgspec.json.encode(Plans((*earlier, plan)), order="deterministic"))
    return plan


def plans(study: Study) -> tuple[Plan, ...]:
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


def _early_start(plan: Plan, settings: Settings, dataset: Dataset) -> str:
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


def _void(plan: Plan, settings: Settings, dataset: Dataset) -> list[str]:
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
