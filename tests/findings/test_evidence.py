import datetime as dt

import pandas as pd
import pytest
from msgspec.structs import fields

from sna.analyse import ANALYSES, NEEDS, analysis
from sna.dataset import TABLES, columns_of
from sna.errors import DatasetError
from sna.findings.evidence import Evidence, PeriodTables, Records
from sna.findings.tables import Tables
from sna.glossary import TERMS
from sna.network import Network
from sna.study.outputs import BESIDES

OUTSIDE = pd.DataFrame({"group": "A", "external": [2, 0], "isolate": [False, True]}, index=["ann", "bob"])


@pytest.mark.parametrize(("name", "kind"), Tables.kinds.items(), ids=Tables.kinds)
def test_every_table_declared_is_an_analysis_and_every_column_a_term(name, kind):
    assert name in {*ANALYSES, *BESIDES}
    assert {field.encode_name for field in fields(kind)[kind.index :]} <= set(TERMS)


def test_the_analyses_give_the_columns_declared_and_as_many_names_of_a_row(compared, world):
    visits = {f"p{n:02}": {360, 390} for n in range(12)} | {"chair": {0, 30, 360, 420}}
    events = world.event_tables(visits, (360,), conveners={"chair": dt.date.max})
    work = world.work_tables({"Red bag": world.TEAMS}, {"Falls": dict.fromkeys(world.TEAMS[:4], 12)}, wants=True)
    leading = world.leading_tables()
    made = {**compared.now.tables, **compared.whole.tables, **events.tables, **work.tables, **leading.tables}
    made |= world.voice_tables().tables
    pair = Network.of([("ann", "bob", 1.0)], directed=True)
    pair.nodes["team"] = ["x", "y"]
    made |= {name: analysis(name)(pair, by="team") for name, needs in NEEDS.items() if "meetings" in needs}
    sets = {"A": ["ann", "bob"], "B": ["bob"]}
    made |= {name: analysis(name)(pair, enrolled=sets) for name, needs in NEEDS.items() if "cops" in needs}
    assert set(Tables.kinds) - set(BESIDES) <= set(made)
    for name in set(Tables.kinds) & set(made):
        table = getattr(Tables({name: made[name]}), name)
        assert table.frame.index.nlevels == table.kind.index
        assert len(table.rows) == len(made[name]) > 0


def test_the_tables_of_a_study_have_the_columns_declared():
    for name in set(Records.kinds) & set(TABLES):
        assert {field.name for field in fields(Records.kinds[name])} <= {
            *columns_of(name),
            "organisation",
            "role",
            "left",
        }


@pytest.mark.parametrize("name", ["outsid", "outside_loclity", ""])
def test_a_table_of_another_name_stops_the_run(name):
    with pytest.raises(DatasetError, match="There is no table"):
        PeriodTables(tables={name: OUTSIDE})


def test_a_column_that_is_missing_stops_the_run():
    with pytest.raises(DatasetError, match="outside lacks the column external, isolate"):
        PeriodTables(tables={"outside": OUTSIDE[["group"]]})


def test_a_blank_that_may_not_be_stops_the_run():
    with pytest.raises(DatasetError, match="column external of the table outside"):
        list(Tables({"outside": OUTSIDE.assign(external=[1, None])}).outside)


def test_an_attribute_that_is_no_table_does_not_exist():
    with pytest.raises(AttributeError):
        getattr(Tables({"outside": OUTSIDE}), "outsid")  # noqa: B009 - a type checker refuses it


def test_a_table_not_made_is_empty():
    assert not Tables().change.made
    assert list(Tables({"change": pd.DataFrame()}).change) == []
    assert Tables({"outside": OUTSIDE.iloc[:0]}).outside.made


def test_a_row_is_found_by_its_name_and_blanks_are_none():
    day = dt.date(2024, 3, 5)
    held = pd.DataFrame({"id": ["g1", "g2"], "on": pd.Series([day, None], dtype=object), "seats": [20, None]})
    first, second = Records({"gatherings": held}).gatherings
    assert (first.on, first.seats, first.title) == (day, 20, "")
    assert (second.on, second.seats) == (None, None)
    assert Tables({"outside": OUTSIDE}).outside.get("ann").external == 2
    assert Tables({"outside": OUTSIDE}).outside.get("zoe") is None


def test_the_tables_of_another_boundary_stand_beside_those_of_the_own_group(compared):
    own, locality = (compared.tables_by(by, compared.now).ei_index for by in ("organisation", "locality"))
    assert own.get("all").external != locality.get("all").external
    assert len(compared.now.tables.of_boundary("locality").mixing) == 0


def test_what_is_not_read_for_findings_is_left_out():
    tables = Tables.among({"outside": OUTSIDE, "holes": OUTSIDE, "lift_summary_sector": pd.DataFrame()})
    assert list(tables) == ["outside", "lift_summary_sector"]


def test_evidence_gives_its_own_tables_as_records(compared):
    assert len(compared.rows.people) == len(compared.people)
    assert compared.rows.people[0].name == compared.people["name"].iloc[0]
    assert compared.rows.ledger[0].records == compared.ledger["records"].iloc[0]
    assert compared.rows.problems[0].code == "R-MARK"
    assert Evidence().rows.people.rows == ()
