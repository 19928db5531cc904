"""What a whole run costs by its stages, how that grows, and what the usual tools take for the same.

Run ``python benchmarks/whole_run.py [--studies NAME …] [--growth] [--limit SECONDS]``. The studies are invented and
seeded: people who come unequally often, in organisations of unequal size. Each is run by a process of its own, as
``sna run`` would; seconds are of the processor, its child processes included, and the peak is of its memory. Beside the
two smaller ones the same register is read, projected, measured and drawn with pandas, networkx and pyvis as they come:
one network without periods, without chance, tables or findings, and in the file two pages of the same names.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext, redirect_stdout, suppress
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
FORENAMES = (
    "Ann Bela Carys Dora Emil Fran Gita Hugh Ines Jago Kara Lars Mona Nils Olga Pavel Quin Rosa Sven Tess Una Vera "
    "Wyn Xenia Yusuf Zara Alun Bram Cleo Dewi"
).split()
FIRST = "Ash Bar Cold Dun Eld Farn Gar Hol Ing Jar Kemp Lath May Nor Ox Pen Quarm Raw Sel Thorn Up Van Whit Yar".split()
LAST = "bury combe dale field gate ham ingley low mere nock over pole rick stead thwaite wick".split()


class Size(NamedTuple):
    """How large a study is: people, meetings and attendances."""

    people: int
    meetings: int
    attendances: int


SIZES = {"60": Size(60, 25, 495), "1000": Size(1_000, 200, 5_559), "10000": Size(10_000, 2_000, 58_829)}
GROWTH = (
    Size(250, 100, 2_750), Size(500, 100, 2_750), Size(1_000, 100, 2_750), Size(2_000, 100, 2_750),
    Size(500, 200, 5_500), Size(500, 400, 11_000),
)  # fmt: skip
"""Four in which people grow, and three in which meetings do."""
COMPARED = ("60", "1000")


def written(size: Size, folder: Path, seed: int = 1) -> None:
    """Write a study: a register, the list of members, and the settings with two years."""
    random, names = np.random.default_rng(seed), _names(size.people)
    homes = np.minimum(random.geometric(1 / max(3, size.people**0.5 / 2), size.people), 400)
    keen = random.gamma(0.8, size=size.people) + 0.02
    wish = random.gumbel(size=(size.people, size.meetings)).astype(np.float32) + np.log(keen)[:, np.newaxis]
    chosen = np.argpartition(wish.ravel(), -size.attendances)[-size.attendances :]
    person, meeting = np.divmod(chosen, size.meetings)
    days = [dt.date(2023, 1, 1) + dt.timedelta(days=place * 730 // size.meetings) for place in range(size.meetings)]
    facts = [f"Organisation {home},Locality {home % 7},Sector {home % 5}" for home in homes]
    rows = [
        f"{days[at]},Meeting {at + 1},{names[who]},{facts[who]}"
        for who, at in sorted(zip(person.tolist(), meeting.tolist(), strict=True), key=lambda pair: pair[::-1])
    ]
    heading = "date,meeting,name,organisation,locality,sector"
    (folder / "register.csv").write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    listed = [f"{name},{fact},2023-01-01" for name, fact in zip(names, facts, strict=True)]
    text = "\n".join(["name,organisation,locality,sector,joined", *listed]) + "\n"
    (folder / "people.csv").write_text(text, encoding="utf-8")
    periods = '"Year 1" = [2023-01-01, 2023-12-31]\n"Year 2" = [2024-01-01, 2024-12-31]\n'
    settings = f'[study]\ntitle = "Forum"\ngroup = "organisation"\n[periods]\n{periods}'
    (folder / "study.toml").write_text(settings, encoding="utf-8")


def _names(people: int) -> list[str]:
    """Give each person a name of their own; neighbours in the list share neither half of it."""
    surnames = [first + last for last in LAST for first in FIRST]
    if people > len(FORENAMES) * len(surnames):
        raise SystemExit(f"There are no names for more than {len(FORENAMES) * len(surnames):,} people.")
    offset = len(FORENAMES) * len(surnames) // people
    places = [place * offset for place in range(people)]
    return [f"{FORENAMES[place % len(FORENAMES)]} {surnames[place // len(FORENAMES)]}" for place in places]


# What is measured


def spent() -> float:
    """Give the seconds of the processor so far, those of finished child processes included."""
    parts = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(part.ru_utime + part.ru_stime for part in parts)


class Stages:
    """What each stage took: a function that is told what is done next, as the bar on the terminal is."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.stage, self.begun = "imports", 0.0

    def __call__(self, what: str, _step: int, _total: int) -> None:
        """Take the time of the stage that ends, and begin another."""
        now = spent()
        self.seconds[self.stage] = self.seconds.get(self.stage, 0.0) + now - self.begun
        analysis, first = what.rpartition(": ")[2], what.partition(" ")[0]
        for boundary in ("_organisation", "_locality", "_sector"):
            analysis = analysis.removesuffix(boundary)
        self.stage, self.begun = NAMES.get(what, analysis if first == "Analysing" else first.lower()), now


NAMES = {
    "files": "kinds of files",
    "Settling who is who": "who is who",
    "Writing the maps": "maps",
    "Writing the report": "pages",
    "Writing the workbook and tables": "workbook and tables",
}


def ours(folder: Path) -> dict[str, float]:
    """Run a study by the command line, in this process; give the seconds of each stage."""
    stages = Stages()
    from sna.cli import main as command
    from sna.study import outputs, pages  # noqa: F401 - its imports are a stage of their own

    stages("files", 0, 1)
    outputs.progress_bar = lambda: nullcontext(stages)
    with suppress(SystemExit), redirect_stdout(sys.stderr):
        command(["run", str(folder), "--no-open"])
    stages("end", 0, 1)
    return stages.seconds


def usual(folder: Path) -> dict[str, float]:
    """Read the register, tie who met, measure and draw with the usual tools."""
    stages = Stages()
    import networkx as nx
    import pandas as pd
    from pyvis.network import Network

    stages("reading", 0, 1)
    register = pd.read_csv(folder / "register.csv")
    stages("weaving", 0, 1)
    graph = nx.Graph()
    graph.add_nodes_from(pd.read_csv(folder / "people.csv")["name"])
    for _meeting, names in register.groupby("meeting")["name"]:
        for tail, head in combinations(sorted(set(names)), 2):
            graph.add_edge(tail, head, weight=graph.get_edge_data(tail, head, {"weight": 0})["weight"] + 1)
    stages("degree", 0, 1)
    nx.degree_centrality(graph)
    stages("betweenness", 0, 1)
    nx.betweenness_centrality(graph)
    stages("communities", 0, 1)
    nx.community.louvain_communities(graph, seed=1)
    stages("map", 0, 1)
    drawing = Network()
    drawing.from_nx(graph)
    (folder / "map.html").write_text(drawing.generate_html(), encoding="utf-8")
    stages("end", 0, 1)
    return stages.seconds


def measured(runner: str, size: Size | None, limit: float) -> dict[str, float]:
    """Run a study, or the worked example, in a process of its own: seconds by stage, peak in MB; {} if too slow."""
    with tempfile.TemporaryDirectory() as place:
        if size is None:
            shutil.copytree(ROOT / "data" / "notts-care-homes", place, dirs_exist_ok=True)
        else:
            written(size, Path(place))
        command = [sys.executable, "-P", __file__, "--child", runner, place]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
        try:
            answer = subprocess.run(
                command, check=True, stdout=subprocess.PIPE, text=True, env=environment, timeout=limit
            )
        except subprocess.TimeoutExpired:
            return {}
        figures: dict[str, float] = json.loads(answer.stdout.splitlines()[-1])
        return figures


def child(runner: str, folder: Path) -> None:
    """Run a study and print what each stage took."""
    begun = time.perf_counter()
    seconds = {"ours": ours, "usual": usual}[runner](folder)
    peaks = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({**seconds, "by the clock": time.perf_counter() - begun, "peak, MB": sum(peaks)}))


def table(columns: dict[str, dict[str, float]]) -> None:
    """Print seconds by stage, the columns side by side."""
    stages = dict.fromkeys(stage for figures in columns.values() for stage in figures)
    last = ("processor time", "by the clock", "peak, MB")
    for figures in columns.values():
        if figures:
            figures[last[0]] = sum(value for stage, value in figures.items() if stage not in last)
    print(" " * 28 + "".join(f"{name:>16}" for name in columns))
    for stage in [*(stage for stage in stages if stage not in last), *last]:
        cells = (f"{figures[stage]:>16,.2f}" if stage in figures else " " * 15 + "–" for figures in columns.values())
        print(f"{stage:28}" + "".join(cells))


def main() -> None:
    """Generate the studies, run them, and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--studies", nargs="*", choices=["demo", *SIZES], default=["demo", *COMPARED])
    options.add_argument("--growth", action="store_true", help="how cost grows with people and with meetings")
    options.add_argument("--limit", type=float, default=600.0, help="seconds after which a run is ended")
    options.add_argument("--child", nargs=2)
    chosen = options.parse_args()
    if chosen.child:
        child(chosen.child[0], Path(chosen.child[1]))
        return
    if "demo" in chosen.studies:
        table({"sna demo": measured("ours", None, chosen.limit)})
    for name in (name for name in SIZES if name in chosen.studies):
        size, tools = SIZES[name], ["ours", *(["usual"] if name in COMPARED else [])]
        print(f"\n{size.people:,} people, {size.meetings:,} meetings, {size.attendances:,} attendances")
        table({tool: measured(tool, size, chosen.limit) for tool in tools})
    if chosen.growth:
        table({"×".join(map(str, size[:2])): measured("ours", size, chosen.limit) for size in GROWTH})


if __name__ == "__main__":
    main()
