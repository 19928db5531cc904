"""Every format holds the network it was made of, names and all, and says so itself before the file is kept."""

import csv
import json

import networkx as nx
import numpy as np
import openpyxl
import pandas as pd
import pytest
from msgspec.structs import replace

from sna.errors import ExportError, StudyError
from sna.export import FORMATS, export
from sna.export.workbook import checked, plain
from sna.network import Network


@pytest.mark.parametrize("form", FORMATS)
def test_a_network_comes_back_whole(form, network, tmp_path):
    assert export(network, tmp_path, form).stat().st_size


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_network_gives_the_same_bytes(form, meetings, tmp_path):
    for folder in ("one", "two"):
        export(meetings, tmp_path / folder, form)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "two").iterdir())
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_that_lost_something_is_not_kept_quiet_about(form, meetings, tmp_path, monkeypatch):
    fewer = Network(meetings.nodes, meetings.ties.iloc[1:], behind=meetings.behind)
    write = FORMATS[form].write
    monkeypatch.setitem(FORMATS, form, replace(FORMATS[form], write=lambda _network, path: write(fewer, path)))
    with pytest.raises(ExportError, match="ties read back are not those written"):
        export(meetings, tmp_path, form)


def test_a_weight_that_differs_is_noticed(meetings):
    told = plain(meetings)
    other = (*told.ties[:-1], (*told.ties[-1][:2], told.ties[-1][2] * (1 + 1e-9)))
    with pytest.raises(ExportError):
        checked(told, type(told)(told.nodes, other, told.names, told.directed), "file")


def test_an_unknown_format_is_named_with_those_there_are(meetings, tmp_path):
    with pytest.raises(StudyError, match=r"no format 'visio'\. There are: csv"):
        export(meetings, tmp_path, "visio")


def test_graphml_and_gexf_keep_names_types_and_weights(meetings, tmp_path):
    graph = nx.read_graphml(export(meetings, tmp_path, "graphml"))
    assert [data["name"] for _node, data in graph.nodes(data=True)] == list(meetings.nodes["name"])
    assert {type(data["member"]) for _node, data in graph.nodes(data=True)} == {bool}
    assert [data["score"] for _node, data in graph.nodes(data=True)] == list(meetings.nodes["score"])
    found = {(a, b): (data["weight"], data["count"]) for a, b, data in graph.edges(data=True)}
    rows = meetings.ties[["source", "target", "weight", "count"]].itertuples(index=False, name=None)
    assert found == {(source, target): (weight, count) for source, target, weight, count in rows}


def test_dynamic_gexf_has_the_days_of_people_and_ties(meetings, tmp_path):
    graph = nx.read_gexf(export(meetings, tmp_path, "gexf-dynamic"), version="1.3")
    ids = list(meetings.nodes.index)
    assert graph.nodes[ids[3]]["spells"] == [("2024-01-09", "2024-01-09"), ("2024-02-13", "2024-02-13")]
    assert graph.edges[ids[3], ids[4]]["spells"] == [("2024-01-09", "2024-01-09"), ("2024-02-13", "2024-02-13")]
    assert graph.edges[ids[0], ids[1]]["spells"] == [("2024-01-09", "2024-01-09")]
    assert not graph.nodes[ids[11]].get("spells")


def test_networkx_reads_the_pajek_file(meetings, tmp_path):
    graph = nx.read_pajek(export(meetings, tmp_path, "pajek"))
    assert len(graph) == 12
    assert sorted(weight for *_ends, weight in graph.edges(data="weight")) == sorted(meetings.ties["weight"])
    groups = (tmp_path / "organisation.clu").read_text(encoding="utf-8").split()
    assert groups == ["*Vertices", "12", *["1", "2", "3"] * 4]


def test_pajek_says_by_number_who_is_who(meetings, tmp_path):
    export(meetings, tmp_path, "pajek")
    with (tmp_path / "network-nodes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["node"] for row in rows] == list(meetings.nodes.index)
    assert rows[2]["label"] == "Line Break"
    assert rows[10]["label"] == "Same Name 2"
    assert rows[6]["name"] == "'=SUM(A1:A9)"


def test_kumu_tells_people_of_one_name_apart_and_both_files_agree(meetings, tmp_path):
    told = json.loads(export(meetings, tmp_path, "kumu").read_text(encoding="utf-8"))
    labels = [row["label"] for row in told["elements"]]
    assert labels[9:11] == ["Same Name", "Same Name 2"]
    book = openpyxl.load_workbook(tmp_path / "kumu.xlsx")
    assert [cell.value for cell in book["Elements"]["A"]] == ["label", *labels]
    rows = [(row["from"], row["to"], row["weight"]) for row in told["connections"]]
    sheet = list(book["Connections"].iter_rows(values_only=True))
    columns = [sheet[0].index(name) for name in ("from", "to", "weight")]
    assert [tuple(row[at] for at in columns) for row in sheet[1:]] == rows


def test_no_text_in_a_list_begins_a_formula(meetings, tmp_path):
    text = export(meetings, tmp_path, "csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines(keepends=True)))
    assert rows[6]["label"] == "'=SUM(A1:A9)"
    assert not any(cell[:1] in {"=", "+", "@", "\t"} for row in rows for cell in row.values())


def test_what_xml_cannot_hold_is_marked_and_people_stay_apart(tmp_path):
    network = Network.of([("a\x00", "a\x01", 1.0)])
    graph = nx.read_graphml(export(network, tmp_path, "graphml"))
    assert sorted(graph) == ["a\ufffd", "a\ufffd 2"]


def test_a_blank_is_left_out_and_never_nan(tmp_path):
    network = Network.of([("a", "b", 1.0)])
    network.nodes["score"] = np.nan
    network.nodes["sector"] = pd.Series("", index=network.nodes.index, dtype="str")
    for form in FORMATS:
        assert "nan" not in export(network, tmp_path, form).read_text(encoding="utf-8").casefold()
