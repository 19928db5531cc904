"""What an analysis gives is checked when it returns."""

import pandas as pd
import pytest

from sna.errors import StudyError
from sna.network import Network
from sna.study import analyses
from sna.study.settings import parse

NODES = pd.DataFrame(
    {"member": True, "organisation": ["A", "B"], "locality": "", "sector": "", "role": ""},
    index=pd.Index(["ann", "bo"], dtype="str"),
)
NETWORK = Network(NODES, pd.DataFrame({"source": ["ann"], "target": ["bo"], "weight": [1.0], "count": [1]}))


def test_a_column_that_the_glossary_does_not_explain_stops_the_run(monkeypatch):
    monkeypatch.setattr(analyses, "ANALYSES", {"outside": ""})
    monkeypatch.setattr(analyses, "analysis", lambda _name: lambda network: pd.DataFrame({"externl": [len(network)]}))
    with pytest.raises(StudyError, match="The analysis outside gives the column 'externl'"):
        dict(analyses.tables(NETWORK, parse({})))


def test_every_table_is_of_an_analysis():
    tables = analyses.tables(NETWORK, parse({"network": {"permutations": 19}}))
    assert {name.removesuffix("_locality").removesuffix("_sector") for name in tables} <= set(analyses.ANALYSES)


def test_who_is_tied_to_somebody_of_an_unknown_group_is_not_alone():
    places = [*"AAAAAA", *"BBBBBB", ""]
    nodes = pd.DataFrame(
        {"member": True, "organisation": places, "locality": "", "sector": "", "role": ""},
        index=pd.Index([f"{place.lower()}{at}" for at, place in enumerate(places)], dtype="str"),
    )
    ends = [("a0", "12"), ("a1", "a2"), ("b6", "b7"), ("b8", "b9"), ("b10", "b11")]
    ties = pd.DataFrame(ends, columns=["source", "target"]).assign(weight=1.0, count=1)
    tables = analyses.tables(Network(nodes, ties), parse({"network": {"permutations": 19}}))
    outside, reach, apart = (tables[name] for name in ("outside", "group_reach", "cut_off"))
    assert [*outside.index[outside["isolate"]]] == ["a3", "a4", "a5"]
    assert reach["isolates"].to_dict() == apart["isolates"].to_dict() == {"A": 3, "B": 0}
    assert reach["came"].to_dict() == {"A": 3, "B": 6}
    # whether a0 is tied to another organisation is not known; nobody of B is
    assert (apart["rule"] == "no tie outside").to_dict() == {"A": False, "B": True}
