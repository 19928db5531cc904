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
        analyses.tables(NETWORK, parse({}))


def test_every_table_is_of_an_analysis():
    tables = analyses.tables(NETWORK, parse({"network": {"permutations": 19}}))
    assert {name.removesuffix("_locality").removesuffix("_sector") for name in tables} <= set(analyses.ANALYSES)
