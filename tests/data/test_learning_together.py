"""The three communities: what their maker planted is what the study finds, exactly or inside its interval."""

import csv
from pathlib import Path

import pytest

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
    words = [finding for finding in content.findings_of("recruited") if "celebration" in finding.text("title")]
    assert len(words[0].who) == 7
    assert words[0].count("returned") == 15
    sentence = plain(recruited_words(words, {}).headline)
    title = "Of 22 who first came to “Learning together: celebration” (14 March 2024) 15 came again within six months"
    assert sentence == title


def test_the_files_are_small_and_the_product_never_reads_the_truth():
    assert sum(path.stat().st_size for path in EXAMPLE.rglob("*") if path.is_file()) < 100_000
    assert "truth" not in (EXAMPLE / "study.toml").read_text(encoding="utf-8")
