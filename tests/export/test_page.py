"""A page is kept only if it holds the network it shows."""

import json
import re

import pandas as pd
import pytest

from sna.errors import ExportError
from sna.export import read_page, write_page
from sna.network import Network
from sna.render.map.content import MapContent, Period
from sna.render.map.drawing import pyvis_html
from sna.render.map.page import Map, draw_map


def page(network):
    people = network.nodes if "name" in network.nodes else network.nodes.assign(name="")
    shown = Map(MapContent("T", people, (Period("", network),)))
    return pyvis_html(shown.to_pyvis(), "T")


def test_a_network_comes_back_whole(network, tmp_path):
    write_page(page(network), network, tmp_path / "network.html")
    assert read_page(tmp_path / "network.html").nodes == tuple(network.nodes.index)


def test_a_page_of_another_network_is_not_kept_quiet_about(meetings, tmp_path):
    fewer = Network(meetings.nodes, meetings.ties.iloc[1:])
    with pytest.raises(ExportError, match="ties read back are not those written"):
        write_page(page(fewer), meetings, tmp_path / "network.html")
    with pytest.raises(ExportError, match="there is no network in it"):
        write_page("<!doctype html>", meetings, tmp_path / "network.html")


def test_directions_and_ties_with_oneself_go_along(tmp_path):
    network = Network.of([("a", "b", 2.0), ("b", "a", 3.0), ("a", "a", 1.0)], directed=True)
    write_page(page(network), network, tmp_path / "network.html")
    assert len(read_page(tmp_path / "network.html").ties) == 3


def test_a_hostile_name_stays_a_word():
    name = "<script>alert(1)</script> href=x \u2028"
    network = Network.of([("a", "b", 1.0)])
    table = pd.DataFrame({"name": [name, "B"], "organisation": "</script>"}, index=["a", "b"])
    pyvis = draw_map(network, table).to_pyvis()
    html = pyvis_html(pyvis, name)
    assert "<script>alert" not in html
    assert "\u2028" not in re.search(r'id="engine-data">(.*?)</script>', html, re.DOTALL).group(1)
    # pyvis' own page, too: it would take a title that holds "href" for markup
    assert "href" not in pyvis.get_node("a")["title"]
    assert "popup.innerHTML" not in draw_map(network, table).to_pyvis().generate_html()
    assert json.loads(json.dumps(pyvis.nodes)) == pyvis.nodes
