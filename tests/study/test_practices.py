"""The care homes: work done twice in isolation, and practices, as the maker of the example planted them."""

import csv
import os
from pathlib import Path

import pytest

from sna.study import open_study, read_study
from sna.study.results import analysed

NOTTS = Path(__file__).parents[2] / "data" / "notts-care-homes"
STUDIES = ["study.toml", "study-all.toml"][: None if os.environ.get("SNA_EVERY") == "1" else 1]


@pytest.fixture(scope="module", params=STUDIES)
def tables(request):
    opened = open_study([NOTTS / request.param])
    return analysed(read_study(opened), opened.settings).meetings[0][1]


def truth(name):
    with (NOTTS / "truth" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("table", "ends"),
    [("isolated_work_organisation", ("organisation", "other")), ("isolated_work", ("locality", "other_locality"))],
)
def test_nine_pairs_made_the_same_six_of_them_in_isolation(tables, table, ends):
    rows = {(row["topic"], *sorted((row[ends[0]], row[ends[1]]))): row["state"] for row in truth("isolated_work.csv")}
    found = tables[table]["work_state"].to_dict()
    assert {key: found[key] for key in rows} == rows
    made = {key for key, count in tables[table]["makers"].items() if count}
    assert sum(key in made for key in rows) == 9
    assert [*rows.values()].count("not met") == 6


@pytest.mark.parametrize("tables", ["study.toml"], indirect=True)  # minutes know of somebody the register does not
def test_who_had_a_practice_and_whom_they_had_met_is_as_planted(tables):
    found = tables["spread_organisation"]
    rows = truth("spread.csv")
    for row in rows:
        line = found.loc[(row["practice"], row["organisation"])]
        assert line["earliest"].isoformat() == f"{row['month']}-01"
        assert line["had_before"] == int(row["had_it"])
        assert set(filter(None, line["from_groups"].split("; "))) == set(filter(None, row["met"].split("; ")))
        if row["share"]:
            assert line["contact_share"] == pytest.approx(float(row["share"]), abs=1e-6)
    assert (found["practice_status"] != "").sum() == len(rows)


def test_what_came_by_lot_is_not_said_to_have_spread_and_what_was_learned_stands_beside_it(tables):
    summary = tables["spread_summary_organisation"]
    planted = {row["practice"]: row["planted"] for row in truth("spread.csv")}
    assert list(planted.values()).count("along contact") == 3
    assert set(summary.index) == {*planted, "all practices"}
    assert not [
        name for name, how in planted.items() if how == "by lot" and summary.loc[name, "verdict"] == "more than chance"
    ]
    every = summary.loc["all practices"]
    assert every["could_take_up"] == 8 * 14
    assert every["learned_met"] == every["learned_named"] > every["learned_expected"]
    assert all(learned == 0 for name, learned in summary["learned_named"].items() if planted.get(name) == "by lot")
