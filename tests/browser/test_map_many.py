"""Maps of very many people: on a canvas of the page's own, and from ten thousand on as circles that open one by one."""

import re

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sna.network import TwoMode, project
from sna.render.map.composition import scene
from sna.render.map.content import MapContent, Period
from sna.render.map.drawing import MOST_DOTS
from sna.render.map.page import MOST_LISTED, MOST_VENDORED, map_html

pytestmark = pytest.mark.browser

DOT = re.compile(
    r'<circle cx="([\d.-]+)" cy="([\d.-]+)" r="([\d.]+)" fill="#(?:014EA1|349C78|FFFFFF)" fill-opacity="1"'
)


def crowd(people, bodies, meetings=60, size=12):
    """So many people of so many bodies, each meeting of people of one body and a few others."""
    random = np.random.default_rng(4)
    where = np.arange(people) % bodies
    table = pd.DataFrame(
        {
            "name": [f"Person {at:05d}" for at in range(people)],
            "organisation": [f"Body {body:02d}" for body in where],
            "sector": np.where(where % 2, "NHS", "Council"),
        },
        index=[f"p{at:05d}" for at in range(people)],
    )
    there = [
        np.r_[
            random.choice(np.flatnonzero(where == meeting % bodies), size, replace=False),
            random.choice(people, 3, replace=False),
        ]
        for meeting in range(meetings)
    ]
    rows, columns = np.concatenate(there), np.repeat(np.arange(meetings), size + 3)
    incidence = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(people, meetings))
    held = pd.DataFrame(index=[f"gathering:{at:03d}" for at in range(meetings)])
    network = project(TwoMode(table[[]], held, incidence))
    return MapContent("Very many", table, (Period("", network),)), len(network.ties)


def opened(visit, content):
    seen = visit(map_html(content))
    seen.page.wait_for_selector("html.ready", state="attached")
    return seen


def dots(page):
    with page.expect_download() as download:
        page.click("#save-svg")
    svg = download.value.path().read_text(encoding="utf-8")
    svg = svg[svg.index("<g") : svg.rindex("</g>")]  # the map without its key
    return [(float(x), float(y)) for x, y, radius in DOT.findall(svg) if float(radius) < 20], svg


def middle(page):
    box = page.locator("#map").bounding_box()
    return box["x"], box["y"]


def test_more_people_than_the_vendored_engine_bears_are_on_a_canvas_that_pans_zooms_and_chooses(visit):
    content, ties = crowd(MOST_VENDORED + 50, 8)
    seen = opened(visit, content)
    page = seen.page
    assert page.locator("#engine-code").count() == 0
    assert page.locator("#table tbody tr").count() == MOST_LISTED
    assert page.inner_text("#lines").startswith(f"{ties:,} lines, one for every two people who met.")
    before, _svg = dots(page)
    assert len(before) == MOST_VENDORED + 50
    left, top = middle(page)
    page.mouse.move(left + 6, top + 6)
    page.mouse.down()
    page.mouse.move(left + 66, top + 46, steps=5)
    page.mouse.up()
    after, _svg = dots(page)
    moved = {(round(x - ox), round(y - oy)) for (ox, oy), (x, y) in zip(before, after, strict=True)}
    assert len(moved) == 1
    ((across, down),) = moved
    assert (across, down) == pytest.approx((60, 40), abs=5)
    page.mouse.move(left + 500, top + 300)
    page.mouse.wheel(0, -400)
    page.wait_for_timeout(400)
    larger, _svg = dots(page)
    assert np.ptp([x for x, _y in larger]) > 1.3 * np.ptp([x for x, _y in after])
    x, y = next((x, y) for x, y in larger if 100 < x < 700 and 100 < y < 400)
    page.mouse.click(left + x, top + y)
    assert page.inner_text("#person-name").startswith("Person ")
    assert seen.messages == []
    assert seen.others == []


@pytest.fixture(scope="module")
def thousands():
    return crowd(MOST_DOTS + 20, 6)


def test_ten_thousand_people_are_circles_that_open_one_by_one(visit, thousands):
    content, ties = thousands
    seen = opened(visit, content)
    page = seen.page
    assert page.inner_text("#lines").startswith(f"{ties:,} pairs of people who met")
    shown, svg = dots(page)
    assert shown == []
    circles = {island.name: island.people for island in scene(content).islands}
    words = re.findall(r">([\d,]+) people<", svg)
    assert sorted(int(word.replace(",", "")) for word in words) == sorted([*circles.values()] * 2)  # with its halo
    x, y = next(
        (float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="\d{2,3}[\d.]*" fill', svg)
    )
    left, top = middle(page)
    page.mouse.click(left + x, top + y + 20)
    opened_island = page.inner_text("#said").partition(":")[0]
    assert len(dots(page)[0]) == circles[opened_island]
    page.locator("#groups summary").click()
    page.click("#groups-none")
    assert dots(page)[0] == []
    page.locator("#groups-list input").nth(2).check()
    assert len(dots(page)[0]) == circles[page.locator("#groups-list label").nth(2).inner_text()]
    assert seen.messages == []


def test_somebody_inside_a_closed_circle_is_shown_with_whom_they_met(visit, thousands):
    content, _ties = thousands
    network = content.periods[0].network
    somebody = network.ties["source"].iloc[0]
    met = {*network.ties.loc[network.ties["source"] == somebody, "target"]}
    met |= {*network.ties.loc[network.ties["target"] == somebody, "source"]}
    seen = opened(visit, content)
    page = seen.page
    page.fill("#search", content.people.loc[somebody, "name"])
    page.keyboard.press("Enter")
    assert page.locator("#person-ties > li").count() == len(met)
    assert len(dots(page)[0]) == len(met) + 1
    assert seen.messages == []
