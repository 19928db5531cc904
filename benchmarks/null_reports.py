"""How often a whole page claims what is not so: studies in which nothing happens, from files to findings.

Run ``python benchmarks/null_reports.py [--studies N] [--seed N] [--worlds WORD …]``. Each study is written as registers
and a list of members, read, matched, analysed; what its findings claim is counted. Where nobody prefers anybody, nobody
has stopped and nothing changed, every claim is false. Beside it stand worlds in which something was planted.

- ``any``: share of pages with any false claim; ``headline``, ``stopped``, ``coming``, ``other``: with one of that kind
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sna.findings import Finding, Verdict
from sna.study import open_study, read_study
from sna.study.evidence import study_findings

CLAIMS = (Verdict.MORE, Verdict.FEWER, Verdict.LESS_APART, Verdict.MORE_APART)
SURNAMES = (
    "Abbott Barlow Cole Dunmore Eldred Farlow Garrick Holt Inskip Jarrold Kempton Lathom Mayhew Norbury Oxley Penrose "
    "Quarmby Rawdon Selby Thorne Upton Vance Whitby Yates"
).split()
FORENAMES = (
    "Ann Bela Carys Dora Emil Fran Gita Hugh Ines Jago Kara Lars Mona Nils Olga Pavel Quin Rosa Sven Tess".split()
)
SIZES = (18, 14, 10, 8, 6, 4)


class Study(NamedTuple):
    """Who came (people × gatherings), the titles of the gatherings, when people joined, and which claims are true."""

    came: np.ndarray
    titles: list[str]
    joined: list[str]
    truth: frozenset[str] = frozenset()


class World(NamedTuple):
    """A kind of study: how it is drawn."""

    draw: Callable[[np.random.Generator], Study]


def forum(  # noqa: PLR0913 - what may differ in life
    random: np.random.Generator,
    *,
    spread: float = 0.8,
    later: float = 0.0,
    shock: tuple[float, float] = (0.0, 0.0),
    streak: float = 0.0,
    always: float = 0.0,
    newcomers: int = 0,
    truth: frozenset[str] = frozenset(),
) -> Study:
    """Draw sixty people at twenty-four meetings who come by their own coin, but for what the options say."""
    labels, last = np.repeat(np.arange(len(SIZES)), SIZES), np.arange(24) >= 12
    wish = random.normal(-0.9, spread, 60)[:, np.newaxis] + later * (labels == 0)[:, np.newaxis] * last
    wish = wish + 9.0 * (random.random(60) < always)[:, np.newaxis]
    wish = wish + random.normal(0, 1, (len(SIZES), 24))[labels] * np.where(last, shock[1], shock[0])
    noise = random.normal(0, 1, (60, 24))
    for place in range(1, 24):
        noise[:, place] = streak * noise[:, place - 1] + np.sqrt(1 - streak**2) * noise[:, place]
    came = random.random((60, 24)) < 1 / (1 + np.exp(-wish - (noise if streak else 0.0)))
    joined = np.array(["2023-01-01"] * 60, dtype=object)
    late = random.permutation(60)[:newcomers]
    came[np.ix_(late, ~last)], joined[late] = False, "2024-01-01"
    return Study(came, ["Forum"] * 24, list(joined), truth)


def two_communities(random: np.random.Generator) -> Study:
    """Draw two communities of thirty, who meet apart."""
    came = random.random((60, 48)) < 0.35
    came[:30, 24:] = came[30:, :24] = False
    return Study(came, ["Alpha CoP"] * 24 + ["Beta CoP"] * 24, ["2023-01-01"] * 60)


NULL = {
    "one community": World(forum),
    "several communities": World(two_communities),
    "unequal keenness": World(lambda random: forum(random, spread=1.8)),
    "always-comers": World(lambda random: forum(random, always=0.1)),
    "streaks": World(lambda random: forum(random, streak=0.8)),
    "growth": World(lambda random: forum(random, newcomers=20)),
    "the largest comes more": World(lambda random: forum(random, later=1.2, truth=frozenset({"coming"}))),
}
PLANTED = {
    "planted: less apart": World(lambda random: forum(random, shock=(2.0, 0.2), truth=frozenset({"change", "mixing"}))),
}


def written(study: Study, folder: Path) -> None:
    """Write the study's files."""
    places, titles = Counter[str](), study.titles
    rows = ["Meeting,Date,Name"]
    names = [f"{FORENAMES[number % 20]} {SURNAMES[number % 24]}" for number in range(len(study.came))]
    for gathering, title in enumerate(titles):
        number = places[title]
        places[title] += 1
        day = dt.date(2023 + number // 12, 1 + number % 12, 9 if title != "Beta CoP" else 19)
        rows += [f"{title},{day},{names[person]}" for person in np.flatnonzero(study.came[:, gathering])]
    (folder / "register.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    labels = np.repeat(np.arange(len(SIZES)), SIZES)
    people = [
        f"{name},Org {label + 1},Locality {label % 3 + 1},{joined}"
        for name, label, joined in zip(names, labels, study.joined, strict=True)
    ]
    listed = "\n".join(["name,organisation,locality,joined", *people]) + "\n"
    (folder / "people.csv").write_text(listed, encoding="utf-8")
    periods = '"Year 1" = [2023-01-01, 2023-12-31]\n"Year 2" = [2024-01-01, 2024-12-31]\n'
    (folder / "study.toml").write_text(f'[study]\ntitle = "Forum"\n[periods]\n{periods}', encoding="utf-8")


def claims(study: Study) -> Iterator[Finding]:
    """Give what the findings of a study claim that is not so."""
    with tempfile.TemporaryDirectory() as name:
        written(study, Path(name))
        opened = open_study([Path(name)])
        for finding in study_findings(read_study(opened), opened.settings):
            if finding.verdict in CLAIMS and finding.what not in study.truth:
                yield finding


def kind_of(finding: Finding) -> str:
    """Say under which kind a claim is counted."""
    if finding.what == "change":
        return "headline" if finding.by == "organisation" else "other"
    return {"faded": "stopped", "drifted": "stopped", "coming": "coming", "spanner": "spanner"}.get(
        finding.what, "other"
    )


KINDS = ("headline", "stopped", "coming", "spanner", "other")


def measured(world: World, studies: int, seed: int) -> dict[str, float]:
    """Give the share of pages with a false claim of each kind, and with any."""
    pages = [
        {kind_of(finding) for finding in claims(world.draw(np.random.default_rng(seed + n)))} for n in range(studies)
    ]
    shares = {kind: float(np.mean([kind in page for page in pages])) for kind in KINDS}
    return {"any": float(np.mean([bool(page) for page in pages])), **shares}


def main() -> None:
    """Print a line for each kind of world."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--studies", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worlds", nargs="*", default=[""], help="words of the worlds to run")
    options = parser.parse_args()
    print(f"{'world':28}" + "".join(f"{kind:>10}" for kind in ("any", *KINDS)) + f"{'seconds':>10}")
    for name, world in {**NULL, **PLANTED}.items():
        if any(word in name for word in options.worlds):
            start = time.perf_counter()
            shares = measured(world, options.studies, options.seed)
            line = "".join(f"{100 * share:10.1f}" for share in shares.values())
            print(f"{name:28}{line}{time.perf_counter() - start:10.0f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
