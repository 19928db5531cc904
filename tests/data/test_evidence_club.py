"""The evidence club: what its maker planted is what the study finds, and every figure is what the records give."""

import csv
import importlib.util
from collections import Counter
from pathlib import Path

import pytest

from sna.cli import run

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "data" / "evidence-club"


def truth(name):
    with (EXAMPLE / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def study(example_study):
    return example_study(EXAMPLE, "Evidence club")


def test_every_record_is_used_and_nothing_is_open(study):
    reading, _tables, content = study
    assert not sum(row.rejected + row.excluded + row.merged for row in content.rows.ledger)
    assert not [pair for pair in reading.replies.topics if pair.same is None]
    assert [pair.same for pair in reading.replies.topics] == [True]


def test_who_works_on_what_and_who_else_in_each_region(study):
    table = study[1]["working_on"]
    rows = truth("topics")
    assert {(row["topic"], row["region"]): int(row["people"]) for row in rows} == {
        key: workers for key, workers in table["workers"].items() if key[1] != "all" and workers
    }
    regions = Counter(row["topic"] for row in rows)
    every = table.xs("all", level="group")
    assert len(every) == 12
    assert every["working_groups"].to_dict() == dict(regions)
    assert sum(every["working_groups"] > 1) == 4
    assert sum(every["workers"]) == 40


def test_on_four_topics_two_regions_work_and_whether_they_had_met_is_as_they_came(study):
    table = study[1]["isolated_work"]
    rows = truth("isolated_work")
    assert {(row["topic"], row["region"], row["other"]): row["state"] for row in rows} == table["work_state"].to_dict()
    assert [row["begun_on"] for row in rows] == [
        str(table.loc[(row["topic"], row["region"], row["other"]), "begun_on"]) for row in rows
    ]


def test_tasks_and_needs_are_those_planted(study):
    counts = {row["what"]: int(row["count"]) for row in truth("counts")}
    tasks, needs = study[1]["tasks"], study[1]["needs"]
    assert {f"tasks {state}": tasks[f"tasks_{state}"].sum() for state in ("done", "open", "overdue")} == {
        what: count for what, count in counts.items() if what.startswith("tasks ")
    }
    assert needs.loc["all", ["wants", "wants_met"]].tolist() == [counts["wants"], counts["wants met"]]
    rest = len(study[1]["introductions"]) + study[1]["unmet"]["wanting"].sum()
    assert rest == counts["wants"] - counts["wants met"]


def test_meetings_on_a_screen_stand_beside_those_in_a_room(study):
    counts = {row["what"]: int(row["count"]) for row in truth("counts")}
    gatherings = study[0].dataset.gatherings.set_index("id")["mode"]
    came = study[0].dataset.attendance["gathering"].map(gatherings).value_counts()
    for mode in ("virtual", "in person"):
        assert (gatherings == mode).sum() == counts[f"meetings {mode}"]
        assert came[mode] == counts[f"came {mode}"]


@pytest.mark.slow
def test_every_figure_of_the_pages_is_what_the_records_give(tmp_path, citing):
    spec = importlib.util.spec_from_file_location("second_route", ROOT / "tests" / "second_route.py")
    routes = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(routes)
    out, tables = tmp_path / "out", tmp_path / "tables"
    assert run(["run", str(EXAMPLE), "--for", "all", "--out", str(out)]) == 0
    assert run(["tables", str(EXAMPLE), "--out", str(tables)]) == 0
    route = routes.Route(tables, EXAMPLE / "study.toml", out / "evaluator")
    for reader in ("evaluator", "convener"):
        start = '<section class="subjects">'
        text = (out / reader / "report.html").read_text(encoding="utf-8")
        page = tmp_path / f"{reader}.html"
        page.write_text(start + text.partition(start)[2].partition("</section>")[0], encoding="utf-8")
        counts, wrong, bare = route.check(page)
        assert (reader, wrong, bare) == (reader, [], [])
        assert counts["recomputed"] > 30
