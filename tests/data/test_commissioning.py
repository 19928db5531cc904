"""The commissioning network: what its maker planted is what the study finds, and figures are what the records give."""

import csv
import importlib.util
import os
import shutil
from collections import Counter
from pathlib import Path

import pytest

from sna.cli import run

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "data" / "commissioning"


def truth(name):
    with (EXAMPLE / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def study(example_study):
    return example_study(EXAMPLE, "Commissioning network")


def test_every_act_of_the_minutes_is_read(study):
    acts = study[0].dataset.acts
    counts = Counter(zip(acts["at"].str[:4], acts["kind"], strict=True))
    assert counts == {(row["year"], row["kind"]): int(row["acts"]) for row in truth("acts")}


def test_three_people_lead_and_then_nine(study):
    table = study[1]["leadership"]
    for row in truth("leaders"):
        year = table.loc[(row["year"], "all acts")]
        assert year["n_effective"] == pytest.approx(float(row["effective"]), abs=1e-6)
        assert year["led_by"] == int(row["lead"])
    change = study[1]["leadership_change"].iloc[0]
    assert change["n_effective_change_low"] < 3 < change["n_effective_change_high"]
    assert change["verdict"] == "more than chance"


def test_local_work_reaches_the_region_and_then_national_bodies(study):
    table = study[1]["levels"].xs("all", level="act_span")
    assert {(row["level"], row["other"]): row["since"] for row in truth("levels")} == {
        pair: since for pair, since in table["level_reached"].items() if since
    }


def test_of_things_from_research_practice_and_patients_as_many_are_used_as_planted(study):
    rows = truth("used")
    table, sums = study[1]["used"], study[1]["used_by_source"]
    assert {row["thing"]: row["used_on"] for row in rows if row["used_on"]} == {
        thing: str(day) for thing, day in table["used_on"].items() if day
    }
    shares = {
        source: len([row for row in rows if row["source"] == source and row["used_on"]]) / 20
        for source in sums.index[:3]
    }
    assert shares == {"patients": 0.1, "practice": 0.3, "research": 0.6}
    for source, share in shares.items():
        assert sums.loc[source, "used_share"] == pytest.approx(share)
        assert sums.loc[source, "used_share_low"] < share < sums.loc[source, "used_share_high"]


@pytest.mark.slow
def test_every_figure_of_the_pages_is_what_the_records_give(tmp_path, citing):
    spec = importlib.util.spec_from_file_location("second_route", ROOT / "tests" / "second_route.py")
    routes = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(routes)
    out, tables = tmp_path / "out", tmp_path / "tables"
    readers = ("evaluator", "convener", "funder") if os.environ.get("SNA_EVERY") == "1" else ("evaluator",)
    for reader in readers:
        assert run(["run", str(EXAMPLE), "--for", reader, "--out", str(out / reader)]) == 0
    assert run(["tables", str(EXAMPLE), "--out", str(tables)]) == 0
    route = routes.Route(tables, EXAMPLE / "study.toml", out / "evaluator")
    for reader in readers:
        if reader == "funder":
            content = (out / reader / "report.html").read_bytes()
            assert not any(name in content for name in (b"Birkdale", b"Cowgill"))
            continue
        start = '<section id="leadership">'
        text = (out / reader / "report.html").read_text(encoding="utf-8")
        page = tmp_path / f"{reader}.html"
        page.write_text(start + text.partition(start)[2].partition("</section>")[0], encoding="utf-8")
        counts, wrong, bare = route.check(page)
        assert (reader, wrong, bare) == (reader, [], [])
        assert counts["recomputed"] > 150


@pytest.mark.skipif(os.environ.get("SNA_EVERY") != "1", reason="ten seconds: .ci/long runs it")
def test_with_codes_nothing_presented_is_called_by_its_words_and_nobody_by_name(tmp_path):
    folder, out = tmp_path / "study", tmp_path / "out"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("truth", "make.py", ".sna"))
    presented = (folder / "presented.csv").read_text(encoding="utf-8").replace("text,", "topic,text,").splitlines()
    rows = [presented[0], *(f"Maternity {place},{line}" for place, line in enumerate(presented[1:]))]
    (folder / "presented.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert run(["run", str(folder), "--labels", "codes", "--out", str(out)]) == 0
    text = "".join(
        path.read_text(encoding="utf-8") for path in out.rglob("*") if path.suffix in {".html", ".csv", ".json"}
    )
    assert "Who leads" in text
    assert not [name for name in ("Birkdale", "Cowgill", "Agrimony", "Tansy") if name in text]
