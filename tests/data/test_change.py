"""The change planted between the two years of the example: reckoned again pair by pair, and found by the analysis."""

import csv
import subprocess
import sys
from itertools import combinations
from math import comb
from pathlib import Path

import pytest

from sna.analyse.change import change
from sna.analyse.co_attendance import co_attendance
from sna.names import key
from sna.study import open_study, read_study
from sna.study.analyses import among, members
from sna.study.networks import windows

EXAMPLE = Path(__file__).parents[2] / "data" / "notts-care-homes"
YEARS = ("2023", "2024")
DRAWN = 4  # gatherings at which the years are compared


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def founders():
    """Locality and last day of each member who could be there in either year."""
    rows = [row for row in table(EXAMPLE / "people.csv") if row["joined"] < "2024-06-25"]  # of a mover the last counts
    return {f"name:{key(row['name'])}": (row["locality"], row["left"] or "9999") for row in rows}


def chance(held, shared):
    return 1 - comb(held - shared, DRAWN) / comb(held, DRAWN)


def isolation(gatherings, people):
    """Yule's Q of the pairs of one locality who met and of those of two, from the definition."""
    met, could = {True: 0.0, False: 0.0}, {True: 0.0, False: 0.0}
    for one, other in combinations(sorted(people), 2):
        same, last = people[one][0] == people[other][0], min(people[one][1], people[other][1])
        shared = sum({one, other} <= there for there in gatherings.values())
        met[same] += chance(len(gatherings), shared)
        could[same] += chance(len(gatherings), sum(day <= last for day in gatherings))
    within, between = (met[same] / could[same] for same in (True, False))
    kept, crossed = within * (1 - between), between * (1 - within)
    return (kept - crossed) / (kept + crossed)


def of_years(rows, people):
    """The isolation of localities in either year, from (gathering, person) of all who were present."""
    years = [{} for _ in YEARS]
    for gathering, person in rows:
        day = gathering.removeprefix("gathering:")[:10]
        years[YEARS.index(day[:4])].setdefault(day, set()).add(person)
    return [isolation(year, people) for year in years]


def found_change(study, analysis=change):
    """What is found of the localities over the whole time."""
    opened = open_study([study])
    whole = windows(read_study(opened).dataset, opened.settings)[0]
    people = members(whole.network)
    known = (people.nodes["locality"] != "").to_numpy(bool)
    return analysis(among(people, known), by="locality")


@pytest.fixture(scope="module")
def planted():
    rows = table(EXAMPLE / "truth/change.csv")
    return {(row["what"], row["people"], row["gatherings"]): row for row in rows}


def test_what_the_files_show_is_one_draw_of_what_was_planted(planted):
    there = [row for row in table(EXAMPLE / "truth/attendance.csv") if row["status"] == "present"]
    first, second = of_years([(row["gathering"], row["person"]) for row in there], founders())
    row = planted["isolation", "same people", "all"]
    spread = float(row["spread"])
    assert first == pytest.approx(float(row["year_1"]), abs=3 * spread)
    assert second == pytest.approx(float(row["year_2"]), abs=3 * spread)
    assert second - first == pytest.approx(float(row["difference"]), abs=3 * spread)


def test_the_planted_change_is_large_beside_its_spread(planted):
    for people in ("same people", "all comers"):
        row = planted["isolation", people, "all"]
        assert -float(row["difference"]) > 8 * float(row["spread"]) > 0


def test_the_planted_change_is_inside_the_interval_found(planted):
    found = found_change(EXAMPLE)
    for people in ("same people", "all comers"):
        row = found.loc[people, "isolation"]
        assert row["low"] < float(planted["isolation", people, "all"]["difference"]) < row["high"]


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("unchanged")
    command = [sys.executable, "-I", str(EXAMPLE / "make.py"), "--second-year-one", str(folder)]
    subprocess.run(command, check=True, timeout=60)
    return folder


def test_a_second_year_one_is_another_draw_of_the_same_habits(unchanged, planted):
    attendance = read_study(open_study([unchanged])).dataset.attendance
    there = attendance[attendance["status"] == "present"]
    rows = list(there[["gathering", "person"]].itertuples(index=False, name=None))
    assert len({gathering for gathering, _ in rows}) == 24
    first, second = ({person for gathering, person in rows if year in gathering} for year in YEARS)
    assert first != second
    row = planted["isolation", "same people", "all"]
    plain = {f"name:{key(row['name'])}": (row["locality"], "9999") for row in table(unchanged / "people.csv")}
    before, after = of_years(rows, plain)
    assert 0 < abs(after - before) < 3 * float(row["spread"]) < -float(row["difference"]) / 2


def test_a_second_year_one_is_no_evidence_of_change(unchanged):
    found = found_change(unchanged)
    assert (found["gatherings_before"] == 12).all()
    assert found_change(unchanged, co_attendance).loc["all", "verdict"] == "no evidence of change"
    assert found_change(EXAMPLE, co_attendance).loc["all", "verdict"] == "less isolated"


def test_the_planted_spanners_go_where_others_do_not():
    rows = table(EXAMPLE / "truth/spanners.csv")
    assert sorted(row["habit"] for row in rows) == ["convener", "convener", "roving", "roving", "roving"]
    assert all(int(row["away"]) >= 2 * int(row["others_away"]) for row in rows)
