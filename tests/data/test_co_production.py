"""The co-production programme: what its maker planted is what the study finds, and every figure is of the records."""

import csv
import importlib.util
import re
from collections import Counter
from pathlib import Path

import pytest

from sna.cli import run
from sna.privacy import SmallNumbers
from sna.study.audience.content import _voices as voices_of

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "data" / "co-production"


def truth(name):
    with (EXAMPLE / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def study(example_study):
    return example_study(EXAMPLE, "Co-production")


def test_every_record_has_its_fate_and_transcripts_join_the_register_of_their_day(study):
    reading, _tables, content = study
    assert not sum(row.rejected + row.excluded for row in content.rows.ledger)
    assert len(reading.dataset.gatherings) == 24
    spoken = reading.dataset.acts
    assert Counter(spoken["gathering"]).keys() == {*reading.dataset.gatherings["id"]}
    assert spoken["seconds"].sum() == pytest.approx(sum(float(row["seconds"]) for row in truth("meetings")))


def test_turns_seconds_and_presence_of_each_year_are_the_makers(study):
    table = study[1]["voice"]
    for row in truth("voice"):
        own = table.loc[(row["year"], row["voice"])]
        assert (own["voice_people"], own["voice_turns"]) == (int(row["people"]), int(row["turns"]))
        assert own["voice_seconds"] == pytest.approx(float(row["seconds"]), abs=0.06)
        assert own["voice_ratio"] == pytest.approx(int(row["turns"]) / float(row["expected"]), rel=1e-4)


def test_each_meeting_is_as_it_was_held(study):
    table = study[1]["voice_meeting"]
    assert len(table) == 24
    for row, (_id, own) in zip(truth("meetings"), table.iterrows(), strict=True):
        assert (own["on"].isoformat(), own["mode"]) == (row["on"], row["mode"])
        assert (own["voice_present"], own["voice_speakers"]) == (int(row["present"]), int(row["speakers"]))
        assert own["voice_seconds"] == pytest.approx(float(row["seconds"]), abs=0.06)
        assert own["silent_share"] == pytest.approx(int(row["silent"]) / int(row["present"]))


def test_what_was_planted_lies_in_the_intervals_and_is_found(study):
    _reading, tables, _content = study
    for row in truth("planted"):
        own = tables["voice"].loc[(row["year"], "patient")]
        share, factor = own["voice_presence"], float(row["patients_against_others"])
        assert own["voice_low"] <= factor / (1 - share + share * factor) <= own["voice_high"]
    assert tables["voice"].loc[("2021", "patient"), "verdict"] == "fewer than chance"
    assert tables["voice"].loc[("2023", "patient"), "verdict"] == "not to be told from chance"
    assert tables["voice_change"].loc["patient", "verdict"] == "more than chance"
    assert tables["voice_change"].loc["patient", "voice_times"] == pytest.approx(2, abs=0.4)


def test_nothing_was_planted_in_the_order_or_between_modes(study):
    assert {*study[1]["turns"]["verdict"]} == {"not to be told from chance"}
    assert {*study[1]["voice_modes"]["verdict"]} == {"not to be told from chance"}


def test_funders_read_of_no_role_of_few_people(study):
    content = study[2]
    assert {row.role for row in voices_of(content, SmallNumbers(smallest=12))} == {"academic", "clinician", "patient"}
    assert {row.role for row in voices_of(content, SmallNumbers(smallest=13))} == {"clinician"}
    assert not list(voices_of(content, SmallNumbers(smallest=25)))


@pytest.mark.slow
def test_every_figure_of_the_pages_is_what_the_records_give_and_the_funder_reads_no_name(tmp_path, citing):
    spec = importlib.util.spec_from_file_location("second_route", ROOT / "tests" / "second_route.py")
    routes = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(routes)
    out, tables = tmp_path / "out", tmp_path / "tables"
    assert run(["run", str(EXAMPLE), "--for", "all", "--out", str(out)]) == 0
    assert run(["tables", str(EXAMPLE), "--out", str(tables)]) == 0
    route = routes.Route(tables, EXAMPLE / "study.toml", out / "evaluator")
    people = (EXAMPLE / "people.csv").read_text(encoding="utf-8").splitlines()
    names = [row["name"] for row in csv.DictReader(people)]
    for reader in ("evaluator", "convener"):
        start = '<section id="voice">'
        text = (out / reader / "report.html").read_text(encoding="utf-8").partition(start)[2].partition("</section>")[0]
        assert not [name for name in names if name in text]
        page = tmp_path / f"{reader}.html"
        page.write_text(start + text, encoding="utf-8")
        counts, wrong, bare = route.check(page)
        assert (reader, wrong, bare) == (reader, [], [])
        assert counts["recomputed"] > 100
    assert not route.check(out / "funder" / "report.html")[1]
    told = re.sub(r"<[^>]*>", "", (out / "funder" / "report.html").read_text(encoding="utf-8"))
    assert "Patients spoke about 60% as much as their presence would give in 2021, 80% in 2022, 100% in 2023" in told
    assert "linicians spoke" not in told  # of whom no claim is made
    funder = b"".join(path.read_bytes() for path in (out / "funder").rglob("*") if path.is_file())
    assert not [name for name in names if name.encode() in funder]
