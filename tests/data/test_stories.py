"""What was planted in the example is found: the spanners, the organisations that drift away, the one on one person."""

import csv
from pathlib import Path

import pytest

from sna.analyse.cut_off import cut_off
from sna.analyse.spanners import spanners
from sna.study import open_study, read_study
from sna.study.analyses import among, members
from sna.study.networks import windows

EXAMPLE = Path(__file__).parents[2] / "data" / "notts-care-homes"


def table(name):
    with (EXAMPLE / "truth" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def networks():
    """The members' network of the whole time, and of the first year."""
    study = open_study([EXAMPLE])
    found = [members(window.network) for window in windows(read_study(study).dataset, study.settings)[:2]]
    return [among(network, (network.nodes["organisation"] != "").to_numpy(bool)) for network in found]


def test_the_planted_spanners_are_found(networks):
    planted = {row["person"] for row in table("spanners.csv")}
    for network in networks:
        found = spanners(network, by="organisation", draws=20)
        assert set(found.index[: len(planted)]) == planted


def test_those_who_rove_in_the_first_year_span_its_localities_without_the_conveners_too(networks):
    habits = {row["person"]: row["habit"] for row in table("spanners.csv")}
    conveners = {person for person, habit in habits.items() if habit == "convener"}
    found = spanners(networks[1], by="locality", draws=20, without=conveners)["spanner_without_conveners"]
    assert set(found.index[found.fillna(False)]) == set(habits) - conveners


def test_who_drifts_away_and_who_hangs_on_one_person_is_found(networks):
    verdicts = {row["organisation"]: row for row in table("drift.csv")}
    found = cut_off(networks[0], by="organisation")
    hanging = found.index[found["hangs_on"] != ""]
    assert [name for name, row in verdicts.items() if row["verdict"] == "hangs on one person"] == [*hanging]
    assert found.loc[hanging, "hangs_on"].tolist() == [verdicts[name]["mostly"] for name in hanging]
    last = found.loc[list(verdicts), "last_attended"].astype(str)
    assert last.to_dict() == {name: row["last_seen"] for name, row in verdicts.items()}
    assert set(last[last < "2024"].index) == {n for n, row in verdicts.items() if row["verdict"] == "drifted away"}
