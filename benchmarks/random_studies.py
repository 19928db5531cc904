"""Whether the pages say what the records say: random studies, run to pages, every figure worked out by a second route.

Run ``python benchmarks/random_studies.py [--studies N] [--seed N] [--keep FOLDER]``. Each study has sizes, groups,
periods, registers, minutes, Slack, people who left and organisations to be reached as chance gives them. It is read,
analysed and written for all readers; ``tests/second_route.py``, which knows nothing of `sna`, then works out every
printed figure and every *nobody*, *all*, *none* and *only* from the tidy tables. It prints what it finds to be
otherwise, and fails then.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np

from sna.cli import run

ROOT = Path(__file__).parents[1]
READERS = ("evaluator", "convener", "funder")


def module(path: Path) -> ModuleType:
    """Load a script that is in no package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


NULL, ROUTE = module(ROOT / "benchmarks" / "null_reports.py"), module(ROOT / "tests" / "second_route.py")


class Person(NamedTuple):
    """Somebody: where they are from (empty: in no list), when they joined and left (empty: not said)."""

    name: str
    organisation: int
    known: bool
    joined: str
    left: str


class World(NamedTuple):
    """A study that can be written: the people, the days, who came, who turned to whom, and the settings."""

    people: list[Person]
    days: list[dt.date]
    came: np.ndarray
    acts: np.ndarray
    group: str
    years: int
    minutes: bool
    seats: bool
    reach: bool


def drawn(seed: int) -> World:
    """Draw a study."""
    random = np.random.default_rng(seed)
    number, homes, years = int(random.integers(12, 56)), int(random.choice([1, 2, 4, 7])), int(random.integers(1, 4))
    people = [_person(random, place, homes, years) for place in range(number)]
    days = list(_days(random, years))
    wish = random.normal(-0.6, 1, number)[:, np.newaxis] + _apart(random, people, days)
    came = random.random((number, len(days))) < 1 / (1 + np.exp(-wish))
    for place, person in enumerate(people):
        came[place, [str(day) < person.joined or bool(person.left and str(day) > person.left) for day in days]] = False
    if random.random() < 0.5:  # an organisation stops coming
        last = int(random.integers(homes))
        came[np.ix_([person.organisation == last for person in people], np.arange(len(days)) >= len(days) // 2)] = False
    talk, meet = random.random() < 0.5, random.random() > 0.1
    acts = random.integers(0, [[number, number, 17_000]], (int(random.integers(20, 300)), 3))
    acts = acts[acts[:, 0] != acts[:, 1]]
    options = [bool(random.random() < chance) for chance in (0.5, 0.4, 0.6)]
    group = str(random.choice(["organisation", "locality", "sector"]))
    return World(people, days, came & meet, acts if talk or not meet else acts[:0], group, years, *options)


def _person(random: np.random.Generator, place: int, homes: int, years: int) -> Person:
    name = f"{NULL.FORENAMES[place % 20]} {NULL.SURNAMES[place % 24]}"
    joined = "2023-01-01" if random.random() < 0.7 or years == 1 else "2024-01-01"
    left = f"202{2 + years}-0{random.integers(4, 9)}-28" if random.random() < 0.08 else ""
    return Person(name, int(random.integers(homes)), bool(random.random() > 0.08), joined, left)


def _days(random: np.random.Generator, years: int) -> Iterator[dt.date]:
    for year in range(years):
        months = sorted(random.choice(12, int(random.integers(3, 13)), replace=False))
        yield from (dt.date(2023 + year, int(month) + 1, 9) for month in months)


def _apart(random: np.random.Generator, people: list[Person], days: list[dt.date]) -> np.ndarray:
    """Let organisations come together more in the first year, and hardly afterwards, or never."""
    strength = float(random.choice([0.0, 1.5]))
    shocks = random.normal(0, 1, (8, len(days))) * np.where([day.year == 2023 for day in days], strength, strength / 5)
    return np.asarray(shocks[[person.organisation for person in people]])


# The files


def written(world: World, folder: Path) -> None:
    """Write the study's files."""
    lists = ["name,organisation,locality,sector,joined,left"]
    lists += [f"{who.name},{_home(who.organisation)},{who.joined},{who.left}" for who in world.people if who.known]
    (folder / "people.csv").write_text("\n".join(lists) + "\n", encoding="utf-8")
    if world.reach:
        rows = [f"{_home(home)},{'yes' if home % 3 else ''}" for home in range(9)]
        text = "\n".join(["organisation,locality,sector,reach", *rows]) + "\n"
        (folder / "organisations.csv").write_text(text, encoding="utf-8")
    (folder / "study.toml").write_text("\n".join(_settings(world)) + "\n", encoding="utf-8")
    _gatherings(world, folder)
    if len(world.acts):
        NULL._slack(world.acts, [who.name for who in world.people], folder)  # noqa: SLF001 - the same files


def _home(organisation: int) -> str:
    return f"Trust {'ABCDEFGHI'[organisation]},Town {'ABC'[organisation % 3]},{('Care', 'Council')[organisation % 2]}"


def _settings(world: World) -> Iterator[str]:
    yield f'[study]\ntitle = "Forum"\ngroup = "{world.group}"\ncolour = "sector"'
    yield f'conveners = ["{world.people[0].name}"]'
    yield "[network]\npermutations = 99"
    if world.years > 1:
        yield "[periods]"
        yield from (f'"Year {y + 1}" = [{2023 + y}-01-01, {2023 + y}-12-31]' for y in range(world.years))


def _gatherings(world: World, folder: Path) -> None:
    rows = [f"Meeting,Date,Name,Organisation,Status{',Seats' if world.seats else ''}"]
    for place, day in enumerate(world.days):
        there = [who for who, came in zip(world.people, world.came[:, place], strict=True) if came]
        absent = [who for who, came in zip(world.people, world.came[:, place], strict=True) if not came][:2]
        if world.minutes and place % 3 == 0 and there:
            names = [f"- {who.name} - Trust {'ABCDEFGHI'[who.organisation]}" for who in there]
            title = f"# Forum\n\nMinutes of the meeting held on {day.day} {day:%B %Y}\n\n## Present\n"
            text = "\n".join([title, *names, "", "## Actions", "", f"- {there[0].name} to write the note", ""])
            (folder / f"{day}-minutes.md").write_text(text, encoding="utf-8")
        else:
            seats = f",{18}" if world.seats else ""
            marks = [(who, "Present") for who in there] + [(who, "Apologies") for who in absent if there]
            rows += [
                f"Forum,{day},{who.name},{_home(who.organisation).split(',')[0]},{mark}{seats}" for who, mark in marks
            ]
    if len(rows) > 1:
        (folder / "register.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


# What the second route finds


def checked(seed: int, folder: Path) -> tuple[Counter[str], list[str]]:
    """Make a study in a folder, run it, and give how many figures there are of each kind, and what is not so."""
    study, out, tables = folder / "study", folder / "out", folder / "tables"
    study.mkdir(parents=True)
    written(drawn(seed), study)
    if run(["run", str(study), "--for", "all", "--out", str(out)]) or run(["tables", str(study), "--out", str(tables)]):
        return Counter(), [f"study {seed} did not run"]
    route = ROUTE.Route(tables, study / "study.toml", out / "evaluator")
    pages = [*(out / reader / "report.html" for reader in READERS), out / "evaluator" / "map.html"]
    pages += [out / "START-HERE.html", out / "evaluator" / "START-HERE.html"]
    counts, wrong = Counter[str](), []
    for page in pages:
        numbers, otherwise, bare = route.check(page)
        counts += Counter(numbers)
        wrong += [f"{seed} {page.parent.name}/{page.name}: {part}" for part in (*otherwise, *bare)]
    return counts, wrong


def main() -> int:
    """Print the counts of each study, and what is not so."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--studies", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the studies and their pages")
    options = parser.parse_args()
    total = 0
    for seed in range(options.seed, options.seed + options.studies):
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as name:
            counts, wrong = checked(seed, (options.keep or Path(name)) / f"study-{seed}")
        total += len(wrong)
        print(f"{seed:4}", dict(counts), f"{time.perf_counter() - start:.0f} s", flush=True)
        print("".join(f"     {part}\n" for part in wrong), end="", flush=True)
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
