"""The three communities: what their maker planted is what the study finds, exactly or inside its interval."""

import csv
import shutil
from pathlib import Path

import pytest
from lxml import html

from sna.cli import run
from sna.findings.events import recruited_words
from sna.findings.sources import plain
from sna.study import open_study, read_study
from sna.study.evidence import report_content
from sna.study.results import analysed

EXAMPLE = Path(__file__).parents[2] / "data" / "learning-together"
FIRST = {"event": "event", "ordinary meetings": "ordinary gatherings"}


def truth(name):
    with (EXAMPLE / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def study():
    study = open_study([EXAMPLE])
    reading = read_study(study)
    results = analysed(reading, study.settings)
    return results.meetings[0], report_content(reading, study.settings, results, "Learning together")


def test_every_record_is_used(study):
    _window, content = study
    assert not sum(row.rejected + row.excluded + row.merged for row in content.rows.ledger)


def test_the_communities_are_as_large_as_planted(study):
    (window, _tables), _content = study
    gatherings, came = window.two_mode.gatherings, window.two_mode.incidence.toarray() > 0
    for row in truth("communities"):
        own = (gatherings["community"] == row["community"]).to_numpy()
        assert own.sum() == int(row["gatherings"])
        assert came[:, own].any(axis=1).sum() == int(row["people"])
    assert (gatherings["kind"] == "event").sum() == 4


def test_newcomers_and_who_came_again_are_those_planted(study):
    (_window, tables), _content = study
    table = tables["recruited"]
    days = {name.split(":")[1][:10]: name for name in table.index.get_level_values(0)}
    for row in truth("recruited"):
        figures = table.loc[days[row["event"]], FIRST[row["first seen at"]]]
        assert figures[["newcomers", "could_return", "returned", "not_followed"]].tolist() == [
            int(row[column]) for column in ("newcomers", "could", "came again", "censored")
        ]
    planted = table.loc[days["2024-03-14"], "event"]
    assert planted[["could_return", "returned"]].tolist() == [22, 15]
    assert planted["return_share_low"] < 15 / 22 < planted["return_share_high"]
    assert planted["return_by"] == pytest.approx(15 / 22)
    assert planted["return_difference_low"] < 15 / 22 - 9 / 19 < planted["return_difference_high"]


def test_what_would_be_without_the_conveners_is_as_planted(study):
    (_window, tables), _content = study
    for row in truth("without"):
        figures = tables["without"].loc[row["community"]]
        columns = ["conveners_there", "others", "linked_without", "held_lately", "held_lately_without"]
        names = ("conveners", "others", "largest part", "last year", "without any convener")
        assert figures[columns].tolist() == [int(row[name]) for name in names]
        assert figures["verdict"] == row["verdict"]
    assert tables["without"].loc["Stroke circle", "stopped_on"] == "2023-12-31"


def test_nobody_keeps_apart_within_a_community(study):
    _window, content = study
    assert {finding.verdict.value for finding in content.findings_of("change")} == {"no evidence of change"}
    assert not content.findings_of("cut-off", "spanner")


def test_the_celebration_is_told_as_the_mission_asks(study):
    _window, content = study
    rows = [finding for finding in content.findings_of("recruited") if "celebration" in finding.text("title")]
    assert len(rows[0].who) == 7
    assert rows[0].count("returned") == 15
    sentence = plain(recruited_words(rows, {}).headline)
    title = "Of 22 who first came to “Learning together: celebration” (14 March 2024) 15 came again within six months"
    assert sentence == title


def test_the_files_are_small_and_the_product_never_reads_the_truth():
    assert sum(path.stat().st_size for path in EXAMPLE.rglob("*") if path.is_file()) < 100_000
    assert "truth" not in (EXAMPLE / "study.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    shutil.copytree(EXAMPLE, folder / "study", ignore=shutil.ignore_patterns(".*"))
    assert run(["run", str(folder / "study"), "--for", "all", "--out", str(folder / "out")]) == 0
    return folder / "out"


def words(path):
    return " ".join(html.fromstring(path.read_bytes()).text_content().split())


def test_questions_11_22_and_24_are_answered_by_page_and_by_file(pages):
    page, tables = words(pages / "evaluator" / "report.html"), pages / "evaluator" / "for-experts" / "tables"
    assert "(14 March 2024) 15 came again within six months" in page
    assert "of 19 first seen at ordinary meetings 9 came again (47%, 27% to 68%)" in page
    assert "these numbers cannot tell whether it keeps newcomers better" in page
    assert "Stroke circle stands by itself, without its conveners" in page
    assert "Seating clinic hangs on its conveners" in page
    assert "cannot tell whether “Frailty circle” stands" in page
    assert {"recruited.csv", "return_curve.csv", "without.csv", "without_quarters.csv"} <= {
        path.name for path in tables.iterdir()
    }


def test_the_convener_is_told_whom_to_ring_and_the_funder_no_name(pages):
    with (EXAMPLE / "people.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    ring = html.fromstring((pages / "convener" / "report.html").read_bytes()).xpath(
        '//section[contains(., "whom to ring")]//tbody/tr'
    )
    assert len(ring) == 16
    for path in (pages / "funder").rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            assert not [name for name in names if name in text]
            assert not [day for day in ("14 March", "2024-03-14", "celebration") if day in text]
    funder = words(pages / "funder" / "report.html")
    assert "people who first came to an event in January to March 2024" in funder
    assert (
        "Without their conveners: 1 community hangs on them, 1 community stands by itself, of 1 these records" in funder
    )
