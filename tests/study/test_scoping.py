"""The care homes: what members want and offer, as the maker of the example planted it."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from sna.study import open_study, read_study
from sna.study.problems import problems
from sna.study.results import analysed

NOTTS = Path(__file__).parents[2] / "data" / "notts-care-homes"


@pytest.fixture(scope="module")
def study():
    opened = open_study([NOTTS / "study.toml"])
    reading = read_study(opened)
    return reading, analysed(reading, opened.settings).meetings[0][1], opened.settings


def truth(name):
    with (NOTTS / "truth" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_sixty_people_answered_is_read_as_it_was_said(study):
    subjects = study[0].dataset.subjects
    subjects = subjects[subjects["kind"].isin({"want", "offer"})]
    columns = ["kind", "owner", "organisation", "topic", "text"]
    assert sorted(subjects[columns].itertuples(index=False, name=None)) == [
        tuple(row[column] for column in columns) for row in truth("scoping.csv")
    ]
    accounts = {account.file: account for account in study[0].ledger}
    assert accounts["scoping.csv"].records == 60
    assert not accounts["scoping.csv"].warnings
    assert not problems(study[0], study[2])["Same topic"]


def test_of_thirty_one_wants_twenty_two_are_met(study):
    table, agenda = study[1]["introductions"], study[1]["unmet"]
    rows = truth("wants.csv")
    assert sum(int(row["wants"]) for row in rows) == 31
    assert len(table) == sum(int(row["met"]) for row in rows) == 22
    met, open_ = Counter(table.index.get_level_values("topic")), Counter()
    for (topic, _why), wanting in agenda["wanting"].items():
        open_[topic] += wanting
    assert {row["topic"]: (met[row["topic"]], open_[row["topic"]]) for row in rows} == {
        row["topic"]: (int(row["met"]), int(row["wants"]) - int(row["met"])) for row in rows
    }
    assert max(Counter(table.index.get_level_values("offered_by")).values()) == 3


def test_how_often_two_met_and_who_knows_both_is_as_they_came(study):
    reading, tables, settings = study
    pairs = {
        (row["topic"], row["wanted_by"], row["offered_by"]): int(row["times_met"]) for row in truth("introductions.csv")
    }
    table = tables["introductions"]
    assert {key: pairs[key] for key in table.index} == table["times_met"].to_dict()
    present = [row for row in truth("attendance.csv") if row["status"] == "present"]
    lists = {}
    for row in present:
        lists.setdefault(row["gathering"], set()).add(row["person"])
    usual = [people for people in lists.values() if len(people) <= 25]
    conveners = {f"name:{name.casefold().replace('-', ' ')}" for name in settings.study.conveners}
    busy = Counter()
    for (_topic, wanting, offering), row in table.iterrows():
        times = [sum({row["introduced_by"], end} <= people for people in usual) for end in (wanting, offering)]
        if row["introduced_by"]:
            assert times == [row["knows_who_wants"], row["knows_who_offers"]]
            busy[row["introduced_by"]] += 1
        elif row["times_met"] < 2:
            beside = [set().union(*(people for people in usual if end in people)) for end in (wanting, offering)]
            assert not beside[0] & beside[1]  # nobody was with both
    assert max(busy.values()) <= 2
    assert not conveners & set(busy)
    assert len(reading.dataset.subjects)
