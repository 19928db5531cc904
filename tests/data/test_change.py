"""The change planted between the example's two years, reckoned a second time from the attendance, pair by pair."""

import csv
import subprocess
import sys
from itertools import combinations
from math import comb
from pathlib import Path

import pytest

from sna.names import key
from sna.study import open_study, read_study

EXAMPLE = Path(__file__).parents[2] / "data" / "notts-care-homes"
YEARS = ("2023", "2024")


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def stayers(roster):
    """Locality of each member who was there in both years from the first day to the last."""
    left = {row["name"]: row["left"] for row in roster}  # of who moved the last row counts
    first = [row for row in roster if row["joined"] == "2023-01-01" and not left[row["name"]]]
    return {f"name:{key(row['name'])}": row["locality"] for row in first}


def between_minus_within(present, localities, fewest):
    """Rarefied reach between localities less that within them, from the definition."""
    met = {False: [], True: []}
    for one, other in combinations(sorted(localities), 2):
        often, held = sum({one, other} <= people for people in present), len(present)
        met[localities[one] == localities[other]].append(1 - comb(held - often, fewest) / comb(held, fewest))
    return sum(met[False]) / len(met[False]) - sum(met[True]) / len(met[True])


def of_years(rows, localities):
    """The statistic of either year, from (gathering, person) of all who were present."""
    years = [{} for _ in YEARS]
    for gathering, person in rows:
        years[YEARS.index(gathering.removeprefix("gathering:")[:4])].setdefault(gathering, set()).add(person)
    fewest = min(map(len, years))
    return [between_minus_within(list(year.values()), localities, fewest) for year in years]


@pytest.fixture(scope="module")
def planted():
    rows = table(EXAMPLE / "truth/change.csv")
    return {(row["what"], row["people"], row["gatherings"]): row for row in rows}


def test_what_the_files_show_is_one_draw_of_what_was_planted(planted):
    there = [row for row in table(EXAMPLE / "truth/attendance.csv") if row["status"] == "present"]
    rows = [(row["gathering"], row["person"]) for row in there]
    first, second = of_years(rows, stayers(table(EXAMPLE / "people.csv")))
    row = planted["between minus within", "stayers", "all"]
    spread = float(row["spread"])
    assert first == pytest.approx(float(row["year_1"]), abs=3 * spread)
    assert second == pytest.approx(float(row["year_2"]), abs=3 * spread)
    assert second - first == pytest.approx(float(row["difference"]), abs=3 * spread)


def test_the_planted_change_is_large_beside_its_spread(planted):
    for people in ("stayers", "all comers"):
        row = planted["between minus within", people, "all"]
        assert float(row["difference"]) > 8 * float(row["spread"]) > 0


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("unchanged")
    command = [sys.executable, "-I", str(EXAMPLE / "make.py"), "--second-year-one", str(folder)]
    subprocess.run(command, check=True, timeout=60)
    return folder


def test_a_second_year_one_has_no_more_change_than_chance(unchanged, planted):
    attendance = read_study(open_study([unchanged])).dataset.attendance
    there = attendance[attendance["status"] == "present"]
    rows = list(there[["gathering", "person"]].itertuples(index=False, name=None))
    localities = stayers(table(unchanged / "people.csv"))
    assert len(localities) == 60
    first, second = of_years(rows, localities)
    row = planted["between minus within", "stayers", "all"]
    assert abs(second - first) < 2 * float(row["spread"]) < float(row["difference"]) / 2
    assert len({gathering for gathering, _ in rows}) == 24
    assert {person for gathering, person in rows if "2023" in gathering} != {
        person for gathering, person in rows if "2024" in gathering
    }


def test_the_planted_spanners_go_where_others_do_not():
    rows = table(EXAMPLE / "truth/spanners.csv")
    assert sorted(row["habit"] for row in rows) == ["convener", "convener", "roving", "roving", "roving"]
    assert all(int(row["away"]) >= 2 * int(row["others_away"]) for row in rows)
