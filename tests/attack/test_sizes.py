"""Any number of people in one group, in none or in 500; and a drawing that fails costs no table."""

import json
import os
import re
import resource
import runpy
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sna
from sna.analyse.groups import TOO_LARGE
from sna.cli import run
from sna.network import Network
from sna.render.map.content import MOST_DRAWN, Finding, MapContent, Period, Reason
from sna.render.map.layout import by_group, ring_slots
from sna.study import pages

write_crowd = runpy.run_path(str(Path(__file__).parent / "random_study.py"))["write_crowd"]


def network(people, groups):
    ids = [f"p{number:05d}" for number in range(people)]
    places = ["" if not groups else f"Group {number % groups}" for number in range(people)]
    table = {"name": [f"Person {number}" for number in range(people)], "organisation": places}
    nodes = pd.DataFrame(table, index=pd.Index(ids, dtype="str"))
    return Network(nodes, pd.DataFrame({"source": ids[:-1], "target": ids[1:], "weight": 1.0}))


@pytest.mark.parametrize("people", [1, 499, 500, 501, 2_000, 20_000])
def test_any_number_of_people_has_a_place_in_the_rings_of_a_group(people):
    places = ring_slots(people)
    assert places.shape == (people, 2)
    assert np.isfinite(places).all()
    if people <= 501:
        away = np.hypot(*(places[:, None] - places[None, :]).transpose(2, 0, 1)) + np.eye(people) * 9
        assert away.min() > 0.93


CROWDS = [(501, 500), *product([2_000], [0, 1, 500])]
CROWDS += [*product([499, 501], [0, 1]), (499, 500), (20_000, 1)] if os.environ.get("SNA_SIZES") else []


@pytest.mark.parametrize(
    ("people", "groups"),
    [*product([1, 500], [0, 1, 500]), *(pytest.param(*crowd, marks=pytest.mark.slow) for crowd in CROWDS)],
)
def test_a_map_of_any_number_of_people_and_groups_is_drawn(tmp_path, people, groups):
    begun = time.process_time()
    page = sna.draw_map(network(people, groups)).save(tmp_path / "map.html").read_text(encoding="utf-8")
    assert time.process_time() - begun < 60
    assert len(page) > 10_000
    said = f"Of {people:,} people the {MOST_DRAWN:,} who are tied to the most others are drawn."
    assert (said in page) == (people > MOST_DRAWN)


def test_of_too_many_people_those_with_the_most_ties_are_drawn_and_findings_are_of_them(monkeypatch):
    few = 1_000
    monkeypatch.setattr("sna.render.map.content.MOST_DRAWN", few)
    hub, ring = [("hub", f"p{number:04d}", 1.0) for number in range(1_500)], [("p1400", "p1401", 1.0)]
    ties = Network.of([*ring, *hub])
    people = pd.DataFrame({"name": ties.nodes.index}, index=ties.nodes.index)
    findings = (Finding("One", "Two", ("p1499", "hub", "p1401")),)
    acts = (Reason("hub", "p1499", "a", 1), Reason("hub", "p1401", "b", 1))
    period = Period("", ties, connectors=("hub", "p1499"), members=tuple(ties.nodes.index), acts=acts)
    content = MapContent("Map", people, (period,), findings=findings).checked().drawable().checked()
    (drawn,) = content.periods
    assert len(drawn.network) == len(drawn.members) == few
    assert len(drawn.network.ties) == few
    assert content.findings[0].people == ("hub", "p1401")
    assert drawn.connectors == ("hub",)
    assert [act.target for act in drawn.acts] == ["p1401"]


SIZES = [int(people) for people in os.environ.get("SNA_SIZES", "").split()]
"""By hand, minutes each: ``SNA_SIZES="1 499 500 501 2000 20000"``; .ci/long does it."""
CASES = [(1, 0, 0), (24, 500, 24), *product(SIZES, (0, 1, 500), (0, 20_000))]
"""People, groups, and how many were at the largest meeting; 0 for 20 to 200."""
MOST_SECONDS, MOST_MEMORY = 600, 4 << 30
CHILD = "import resource, sys; from sna.cli import run; code = run(sys.argv[1:]); \
print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(code)"


def pages_of(folder, people, groups, largest):
    """Make every reader's pages of so many people in a process of its own; give what it said, its seconds and peak."""
    write_crowd(folder / "study", people, groups, largest)
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-P", "-c", CHILD, "run", str(folder / "study"), "--for", "all"]
    done = subprocess.run([*command, "--out", str(folder / "out")], capture_output=True, text=True, check=False)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in {0, 3}, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    peak = int(re.search(r"^peak (\d+)$", done.stdout, re.MULTILINE)[1]) << 10
    return done.stdout, ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime, peak


@pytest.mark.slow
@pytest.mark.parametrize(("people", "groups", "largest"), CASES)
def test_every_page_of_any_number_of_people_is_made(tmp_path, people, groups, largest):
    said, seconds, peak = pages_of(tmp_path, people, groups, largest)
    sys.stdout.write(f"{people:,} people, {groups} groups, largest {largest}: {seconds:.0f} s, {peak >> 20} MB\n")
    for page in ("evaluator/report", "evaluator/map", "convener/report", "convener/map", "funder/report"):
        assert (tmp_path / "out" / f"{page}.html").stat().st_size > 1_000
        assert "could not be drawn" not in (tmp_path / "out" / f"{page}.html").read_text(encoding="utf-8")
    assert (tmp_path / "out" / "evaluator" / "tables.xlsx").exists()
    assert seconds < MOST_SECONDS
    assert peak < MOST_MEMORY
    assert ("Left out because of size" in said) == (people >= 2_000 or (people > 400 and groups == 500))


def test_what_is_too_large_is_said_on_the_screen_in_the_report_and_in_the_manifest(tmp_path, monkeypatch, capsys):
    write_crowd(tmp_path / "study", 60, 3)
    for name, most in (("lift.LARGEST", 59), ("spanners.LARGEST", 9), ("paths.MOST_ALONG", 9)):
        monkeypatch.setattr(f"sna.analyse.{name}", most)
    monkeypatch.setattr("sna.analyse.paths.FEWEST_SOURCES", 20)
    for name, most in (("sna.analyse.paths.MOST_IN_STEPS", 9), ("sna.export.workbook.MOST_ROWS", 250)):
        monkeypatch.setattr(name, most)
    assert run(["run", str(tmp_path / "study"), "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    lines = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["omissions"]
    assert all(f"Left out because of size: {line}." in said for line in lines)
    for name in ("centrality", "cohesion", "lift_summary", "spanners"):
        assert [line for line in lines if line.startswith(f"{name}: ") and TOO_LARGE in line], name
    assert [line for line in lines if "no sheet for Ties" in line]
    assert not [line for line in lines if "reciprocity" in line]  # blank for another reason
    report = (tmp_path / "out" / "method.html").read_text(encoding="utf-8")
    assert "Not computed because of size" in report
    tables = {path.stem: pd.read_csv(path) for path in (tmp_path / "out/for-experts/tables").glob("*.csv")}
    assert tables["centrality"]["note"].str.contains("estimated from the distances of 20 people").all()
    assert tables["cohesion"]["note"].str.contains("estimated from those of 20 people").all()
    assert tables["centrality"][["degree", "betweenness"]].notna().all(axis=None)
    assert tables["spanners"]["named"].isna().all()


@pytest.mark.parametrize("islands", [121, 500])
def test_very_many_islands_stand_apart(islands):
    drawn = by_group(list(range(islands)), np.zeros((islands, islands)), np.full((islands, 2), (90.0, 20.0)))
    away = np.abs(drawn.centres[:, None] - drawn.centres[None, :])
    apart = (away[..., 0] >= np.maximum(90.0, 2 * drawn.radii[0])) | (away[..., 1] >= 2 * drawn.radii[0] + 20)
    assert (apart | np.eye(islands, dtype=bool)).all()


@pytest.mark.parametrize("fault", [RecursionError, MemoryError, ZeroDivisionError, ValueError])
def test_a_drawing_that_fails_costs_no_table_and_says_so(tmp_path, monkeypatch, fault):
    rows = ["event,date,name,organisation"]
    rows += [f"Forum {k},2024-0{k}-10,{name}" for k in (1, 2) for name in ("Ann Ash,North", "Bo Bell,South")]
    (tmp_path / "register.csv").write_text("\n".join(rows), encoding="utf-8")

    def fail(_content):
        raise fault

    monkeypatch.setattr(pages, "scene", fail)
    out = tmp_path / "out"
    assert run(["run", str(tmp_path / "register.csv"), "--for", "all", "--out", str(out)]) == 0
    for audience in ("evaluator", "convener"):
        assert f"could not be drawn ({fault.__name__})" in (out / audience / "map.html").read_text(encoding="utf-8")
        assert (out / audience / "report.html").stat().st_size > 1_000
    assert (out / "evaluator" / "for-experts" / "tables" / "nodes.csv").exists()
    assert (out / "evaluator" / "tables.xlsx").exists()
