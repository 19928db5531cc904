"""The page of pyvis' network: it draws, it reaches nothing, and a hostile name stays a word."""

import pandas as pd
import pytest

from sna.network import Network
from sna.render.map.drawing import pyvis_html
from sna.render.map.page import draw_map

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=\"document.title='run'\"> href"


@pytest.fixture
def shown(visit):
    network = Network.of([("a", "b", 1.0), ("b", "c", 3.0)], nodes=["d"])
    table = pd.DataFrame({"name": [HOSTILE, "Bo", "Cy", "Di"], "organisation": ["N", "N", "S", "S"]}, index=[*"abcd"])
    return visit(pyvis_html(draw_map(network, table).to_pyvis(), "Four <people>"))


def test_it_draws_and_reaches_nothing(shown):
    page = shown.page
    page.wait_for_selector("canvas")
    assert page.inner_text("h1") == "Four <people>"
    painted = """() => {
        const canvas = document.querySelector("canvas");
        const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        return pixels.filter((value, at) => at % 4 === 3 && value > 0).length;
    }"""
    assert page.evaluate(painted) > 500
    assert not shown.others
    assert not shown.messages


def test_a_name_under_the_pointer_stays_a_word(shown):
    page = shown.page
    page.wait_for_selector("canvas")
    box = page.locator("canvas").bounding_box()
    for across in range(0, int(box["width"]), 24):
        for down in range(0, int(box["height"]), 90):
            page.mouse.move(box["x"] + across, box["y"] + down)
    assert page.title() == "Four <people>"
    assert page.locator("img").count() == 0
    assert not shown.others
