"""Every network of a study, for other tools."""

import csv
import json
import re

import networkx as nx
import openpyxl
import pytest

from sna.errors import StudyError
from sna.render.map.composition import composed
from sna.study import open_study, read_study
from sna.study.evidence import map_content, report_content
from sna.study.exports import exports
from sna.study.results import analysed

REGISTER = """Name,Organisation,2024-01-09,2024-02-13,2024-03-12,2025-01-14
Ann Okafor,Age Well,x,x,x,x
Bob Lee,Age Well,x,,x,
"=Cat ""Kit"" Moor",Hospital,x,x,,x
Dee Fox,Hospital,,,x,x
"""
PERIODS = '[periods]\n"Year 1" = [2024-01-01, 2024-12-31]\n"Year 2" = [2025-01-01, 2025-12-31]\n'


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    (folder / "register.csv").write_text(REGISTER, encoding="utf-8")
    (folder / "study.toml").write_text(PERIODS, encoding="utf-8")
    study = open_study([folder])
    files = exports(study, read_study(study), folder / "out", ["graphml", "csv"])
    return folder / "out", files


def test_each_network_has_a_folder_and_there_is_a_workbook(exported):
    out, files = exported
    names = {path.relative_to(out).as_posix() for path in files}
    for folder in ("whole", "year-1", "year-2"):
        assert {f"{folder}/network.graphml", f"{folder}/nodes.csv", f"{folder}/ties.csv"} <= names
    assert {"siena/network-1.txt", "siena/network-2.txt", "siena/load.R", "tables.xlsx", "manifest.json"} <= names
    assert not any(name.endswith(".dl") for name in names)
    assert all(path.stat().st_size for path in files)


def test_the_export_holds_the_people_what_was_found_and_why_each_tie_is_there(exported):
    out, _files = exported
    graph = nx.read_graphml(out / "whole" / "network.graphml")
    names = {data["name"]: data for _node, data in graph.nodes(data=True)}
    assert set(names) >= {"Ann Okafor", "Bob Lee"}
    assert names["Ann Okafor"]["degree"] == 3
    assert names["Ann Okafor"]["organisation"] == "Age Well"
    node = {data["name"]: one for one, data in graph.nodes(data=True)}
    ann, bob = node["Ann Okafor"], node["Bob Lee"]
    assert graph.edges[ann, bob]["count"] == 2
    assert graph.edges[ann, bob]["via"].count(";") == 1


def test_the_workbook_has_the_tables_and_no_formula(exported):
    out, _files = exported
    book = openpyxl.load_workbook(out / "tables.xlsx")
    assert {"Contents", "Answer", "People", "Ties", "Attendance", "Words"} <= set(book.sheetnames)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    with (out / "whole" / "nodes.csv").open(encoding="utf-8", newline="") as file:
        labels = [row["label"] for row in csv.DictReader(file)]
    rows = list(book["People"].iter_rows(values_only=True))
    period = rows[0].index("Period")
    assert len([row for row in rows if row[period] == "whole time"]) == len(labels)


def test_an_unknown_format_writes_nothing(tmp_path):
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    study = open_study([tmp_path])
    with pytest.raises(StudyError, match="no format 'visio'"):
        exports(study, read_study(study), tmp_path / "out", ["visio"])
    assert not (tmp_path / "out").exists() or not any((tmp_path / "out").iterdir())


def test_the_pyvis_page_shows_people_where_the_map_does(tmp_path):
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "study.toml").write_text(PERIODS, encoding="utf-8")
    study = open_study([tmp_path])
    reading = read_study(study)
    files = exports(study, reading, tmp_path / "out", ["pyvis"])
    pages = [path for path in files if path.name == "network.html"]
    assert [path.parent.name for path in pages] == ["whole", "year-1", "year-2"]
    made = analysed(reading, study.settings)
    content = report_content(reading, study.settings, made, tmp_path.name)
    drawn, ids = composed(map_content(content, study.settings, made))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        block = re.search(r'id="engine-data">(.*?)</script>', text).group(1)
        nodes = {node["id"]: node for node in json.loads(block)["nodes"]}
        assert [[nodes[person]["x"], nodes[person]["y"]] for person in ids] == drawn.places.group
        assert "<script src" not in text
        assert "cdn" not in text.split("<script>")[0]


def test_all_formats_are_written_unless_some_are_named(tmp_path):
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    study = open_study([tmp_path])
    names = {path.name for path in exports(study, read_study(study), tmp_path / "out")}
    assert {"network.html", "network.net", "network.gexf", "network.graphml", "network.dl", "kumu.json"} <= names
    assert {"brokerage.csv", "ei_index.csv", "lift.csv"} <= names
