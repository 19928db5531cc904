"""The map at the Python prompt."""

import re
from io import BytesIO
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import resvg_py
from PIL import Image

import sna
from sna.errors import NetworkError
from sna.network import Network
from sna.render.map.page import FONTS, draw_map


@pytest.fixture(scope="module")
def karate():
    return draw_map(nx.karate_club_graph(), by="club", title="Karate & <club>")


def test_a_networkx_graph_is_drawn_by_one_of_its_attributes(karate):
    assert [island["name"] for island in karate.scene["islands"]] == ["Mr. Hi", "Officer"]
    assert [island["people"] for island in karate.scene["islands"]] == [17, 17]
    assert len(karate.scene["periods"][0]["ties"]) == 78
    assert repr(karate) == "<Map of 34 people, 1 period>"


def test_a_table_says_who_they_are():
    network = Network.of([("a", "b", 1.0)], nodes=["c"])
    table = pd.DataFrame({"name": ["Ann", "Bob", None], "team": ["x", "y", None], "role": "nurse"}, index=list("abc"))
    made = draw_map(network, table, by="team").scene
    assert {person["name"] for person in made["people"]} == {"Ann", "Bob", "c"}
    assert {island["name"] for island in made["islands"]} == {"x", "y", "No team stated"}


def test_without_the_column_everybody_is_on_one_island():
    assert len(draw_map(Network.of([("a", "b", 1.0)])).scene["islands"]) == 1


def test_a_node_the_table_does_not_know_is_named():
    with pytest.raises(NetworkError, match="1 nodes are not in the table, the first is 'b'"):
        draw_map(Network.of([("a", "b", 1.0)]), pd.DataFrame({"name": ["Ann"]}, index=["a"]))


def test_ties_that_came_from_anywhere_are_not_said_to_be_meetings(karate):
    assert karate.scene["periods"][0]["lines"] == "78 lines, one for every two people who are tied."


def test_the_input_is_not_changed():
    graph, table = nx.path_graph(3), pd.DataFrame({"name": ["x", "y", "z"]}, index=[0, 1, 2])
    before = table.copy()
    draw_map(graph, table).html()
    pd.testing.assert_frame_equal(table, before)
    assert not any(data for _node, data in graph.nodes(data=True))


def test_in_a_notebook_it_stands_in_a_frame_that_reaches_nothing(karate):
    shown = karate._repr_html_()
    assert shown.startswith('<iframe title="Karate &amp; &lt;club&gt;" sandbox="allow-scripts allow-downloads"')
    assert "allow-same-origin" not in shown.split("srcdoc")[0]
    assert len(re.findall("[<>]", shown)) == 4
    assert shown.split('srcdoc="')[1].count('"') == 1


@pytest.mark.parametrize(
    ("name", "head"), [("a.html", b"<!doctype html>"), ("a.svg", b"<svg "), ("a.PNG", b"\x89PNG\r\n\x1a\n")]
)
def test_it_is_saved_by_the_ending_of_the_name_and_the_same_each_time(karate, tmp_path, name, head):
    first = karate.save(tmp_path / name).read_bytes()
    assert first.startswith(head)
    assert karate.save(tmp_path / name).read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_picture_shows_something(karate):
    with Image.open(BytesIO(karate.png(width=400, height=300))) as picture:
        assert picture.size == (800, 600)
        assert len(np.unique(np.asarray(picture.convert("RGB")).reshape(-1, 3), axis=0)) > 50


def test_another_ending_is_refused_with_those_there_are(karate, tmp_path):
    with pytest.raises(NetworkError, match=r"cannot be saved as 'map.pdf'. End the name in .html, .svg or .png"):
        karate.save(tmp_path / "map.pdf")


def test_a_period_that_is_not_there_is_refused(karate):
    with pytest.raises(NetworkError, match="no period 3; there are 1"):
        karate.svg(3)


def test_every_public_name_is_there_and_no_other():
    assert all(getattr(sna, name) is not None for name in sna.__all__)
    assert set(sna.__all__) <= set(dir(sna))
    with pytest.raises(AttributeError, match="no attribute 'no_such_name'"):
        _ = sna.no_such_name


def test_pyvis_gets_places_colours_and_words(karate):
    pyvis = karate.to_pyvis()
    assert (pyvis.num_nodes(), pyvis.num_edges()) == (34, 78)
    assert pyvis.get_nodes() == list(karate.content.periods[0].network.nodes.index)
    assert {(node["x"], node["y"]) for node in pyvis.nodes} == {(x, y) for x, y in karate.scene["places"]["group"]}
    assert {node["color"] for node in pyvis.nodes} == {category["colour"] for category in karate.scene["categories"]}
    assert pyvis.options.physics.enabled is False
    with pytest.raises(NetworkError, match="no period 1"):
        karate.to_pyvis(1)


def test_pyvis_is_used_in_one_module():
    root = Path(sna.__file__).parent
    files = [
        file
        for file in root.rglob("*.py")
        if re.search(r"^\s*(from|import) pyvis", file.read_text("utf-8"), re.MULTILINE)
    ]
    assert [file.relative_to(root).as_posix() for file in files] == ["render/map/drawing.py"]


def test_a_column_that_is_not_there_is_refused_as_everywhere():
    for option in ("by", "colour_by"):
        with pytest.raises(NetworkError, match=rf"{option} = 'Clb' is unknown. Did you mean 'club'\? It may be: club"):
            draw_map(nx.karate_club_graph(), **{"by": "club", option: "Clb"})


def test_a_picture_has_its_names_where_no_font_is_installed(karate, monkeypatch):
    draw = resvg_py.svg_to_bytes

    def inked(**options):
        monkeypatch.setattr(
            resvg_py, "svg_to_bytes", lambda **own: draw(**{**own, "skip_system_fonts": True, **options})
        )
        with Image.open(BytesIO(karate.png())) as picture:
            return sum(picture.convert("L").histogram()[:128])

    with_names, without = inked(), inked(font_files=[])
    assert with_names > without + 1_000


def test_the_fonts_that_come_along_are_small_and_have_their_licence():
    assert {file.suffix for file in FONTS.iterdir()} == {".ttf", ""}
    assert sum(file.stat().st_size for file in FONTS.glob("*.ttf")) < 150_000
    assert "Bitstream" in (FONTS / "LICENSE").read_text(encoding="utf-8")
