"""Everyone can use the map: by keyboard and buttons, on small screens, with a screen reader, in forced colours."""

import datetime as dt
import itertools
import re

import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace

from sna.findings.sources import Source, cite
from sna.network import TwoMode, project
from sna.render.map.content import Finding, Period
from sna.render.map.page import map_html

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (1024, 768), (390, 844), (320, 640)]
VIEWS = ("group", "connection", "ego", "table", "matrix", "came")


@pytest.fixture(scope="module")
def register(community):
    """Give a map with every view and control there is: a register of 60 people with two kinds of meeting."""
    content = community()
    random = np.random.default_rng(1)
    titles = list(content.gatherings)
    held = pd.DataFrame({"on": [dt.date(2024, 3, 1 + at) for at in range(len(titles))]}, index=titles)
    there = (random.random((60, len(titles))) < 0.09).astype(float)
    network = project(TwoMode(content.people[[]], held, there))
    kinds = {name: ("online", "in person")[at % 2] for at, name in enumerate(titles)}
    many = cite("291", Source("co_attendance", "all", "together_before"))
    found = tuple(
        Finding(f"Finding {at}", f"Said {many} times in a sentence. " * 9, ("p0001", "p0002")) for at in range(5)
    )
    periods = (Period("Year 1", network), Period("Year 2", network, ("p0003", "p0007")))
    return map_html(replace(content, periods=periods, findings=found, facets={"Kind of meeting": kinds}))


@pytest.mark.parametrize(("width", "height"), [SIZES[0], SIZES[2]])
def test_axe_finds_nothing_in_any_view_at_any_size(visit, register, width, height):
    seen = visit(register, width, height)
    for view in ("group", "ego", "table", "came") if width > 1000 else ("group",):
        seen.show(view)
        assert seen.faults(whole=True) == [], view
    assert seen.messages == []
    assert seen.others == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_whatever_can_be_pressed_is_24_px_wide_and_high_and_nothing_is_cut_off(visit, register, width, height):
    seen = visit(register, width, height)
    page = seen.page
    page.locator("#groups summary").click()
    small = """all => all.filter(one => one.checkVisibility()).map(one => [one.outerHTML.slice(0, 80),
      one.closest("label") && one.type === "checkbox" ? one.closest("label").getBoundingClientRect()
        : one.getBoundingClientRect()])
      .filter(([, box]) => box.width && (box.width < 24 || box.height < 24)).map(([html]) => html)"""
    for view in VIEWS:
        seen.show(view)
        assert page.locator("button, input, select, summary, a").evaluate_all(small) == []
        assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def middle(page):
    """Where the chosen person is on the screen: the middle of the thick ring, in the drawing as it is saved."""
    with page.expect_download() as download:
        page.click("#save-svg")
    svg = download.value.path().read_text(encoding="utf-8")
    ring = re.search(r'<circle cx="([\d.-]+)" cy="([\d.-]+)" [^>]*fill="none" stroke="#0B0C0C" stroke-width="3"', svg)
    return list(map(float, ring.groups()))


@pytest.mark.parametrize(("way", "axis", "sign"), [("left", 0, 1), ("right", 0, -1), ("up", 1, 1), ("down", 1, -1)])
def test_buttons_and_shifted_arrows_move_the_map_without_dragging(visit, register, way, axis, sign):
    page = visit(register).page
    page.focus("#map")
    page.keyboard.press("PageDown")
    begin = middle(page)
    page.click(f"[data-pan={way}]")
    moved = middle(page)
    assert sign * (moved[axis] - begin[axis]) > 100
    assert moved[1 - axis] == pytest.approx(begin[1 - axis], abs=0.2)
    page.focus("#map")
    page.keyboard.press(f"Shift+Arrow{way.capitalize()}")
    again = middle(page)
    assert again[axis] - moved[axis] == pytest.approx(moved[axis] - begin[axis], abs=0.2)
    page.click("[data-zoom=fit]")
    assert middle(page) == begin


def test_headings_begin_with_the_finding_and_skip_no_level(visit, register):
    seen = visit(register)
    page = seen.page
    for view in VIEWS:
        seen.show(view)
        levels = page.locator("h1, h2, h3, h4").evaluate_all(
            "all => all.filter(one => one.checkVisibility()).map(one => Number(one.tagName[1]))"
        )
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))


def test_three_findings_stand_first_and_the_others_one_press_away(visit, register):
    page = visit(register).page
    assert page.locator(".finding:visible").count() == 3
    page.click("#findings-all")
    assert page.locator(".finding:visible").count() == 5
    page.locator(".finding").last.click()
    page.click("#findings-all")
    assert page.locator(".finding[aria-pressed=true]").is_visible()


@pytest.mark.parametrize("pressed", [False, True])
def test_a_figure_stands_within_the_line_of_its_sentence(visit, register, pressed):
    page = visit(register).page
    finding = page.locator(".finding").first
    if pressed:
        finding.click()
    assert finding.locator("[data-table]").count() == 9
    display = "element => getComputedStyle(element).display"
    assert {figure.evaluate(display) for figure in finding.locator("[data-table]").all()} == {"inline"}


@pytest.mark.parametrize("view", ["group", "matrix"])
def test_on_a_dark_ground_everything_is_dark_and_can_be_read(visit, register, view):
    seen = visit(register)
    page = seen.page
    page.emulate_media(color_scheme="dark")
    seen.show(view)
    page.locator(".finding").first.click() if view == "group" else None
    assert seen.faults(whole=True) == [], view
    bright = """() => [...document.querySelectorAll("body, header, main, aside, #map, .sheet, #table")]
      .map(one => getComputedStyle(one).backgroundColor.match(/[\\d.]+/g).map(Number))
      .filter(([red, green, blue, share = 1]) => share && red + green + blue > 300)"""
    assert page.evaluate(bright) == []
    if not page.is_visible("#map"):
        return
    settle(page)
    ground, colours = page.evaluate(PIXELS)
    assert ground == "#12181d"
    assert set(colours) & {"#4495f1", "#0fdbae", "#e62c91", "#c98c67", "#c0e169", "#e5c4ff"}
    assert "#ffffff" not in ground
    assert seen.messages == []


PIXELS = """() => {
  const canvas = document.querySelector("#engine canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const hex = at => "#" + [0, 1, 2].map(by => data[at + by].toString(16).padStart(2, "0")).join("");
  const all = new Set();
  for (let at = 0; at < data.length; at += 4) all.add(hex(at));
  return [hex(0), [...all]];
}"""


def settle(page):
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")


def test_a_ground_that_turns_dark_is_painted_anew_and_saved_pictures_stay_light(visit, register):
    page = visit(register).page
    with page.expect_download() as light:
        page.click("#save-svg")
    page.emulate_media(color_scheme="dark")
    settle(page)
    assert page.evaluate(PIXELS)[0] == "#12181d"
    with page.expect_download() as dark:
        page.click("#save-svg")
    assert dark.value.path().read_text() == light.value.path().read_text()
    page.click("[data-view=came]")
    fills = "all => [...new Set(all.map(one => one.getAttribute('fill')))]"
    before = page.locator("#came-table circle").evaluate_all(fills)
    page.emulate_media(color_scheme="light")
    settle(page)
    assert not set(page.locator("#came-table circle").evaluate_all(fills)) & set(before)


@pytest.mark.parametrize("view", ["group", "table", "came"])
def test_the_keyboard_reaches_every_control(visit, register, view):
    seen = visit(register)
    page = seen.page
    seen.show(view)
    page.locator("#groups summary").click()
    page.locator("#findings-all").click()
    mark = """() => {
      const all = [...document.querySelectorAll("a, button, input, select, summary, [tabindex='0']")];
      const shown = all.filter(one => one.checkVisibility() && !one.disabled && one.tabIndex >= 0);
      shown.forEach((one, at) => { one.dataset.reach = at; });
      document.activeElement.blur();
      return shown.length;
    }"""
    count, reached = page.evaluate(mark), set()
    page.evaluate("() => { document.body.tabIndex = -1; document.body.focus(); }")
    for _step in range(count + 3):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.dataset.reach ?? ''"))
    assert count > 30
    assert reached >= set(map(str, range(count)))


@pytest.mark.parametrize(("view", "pages"), [("group", [1]), ("ego", [1]), ("table", [2, 3, 4]), ("came", [4, 5, 6])])
def test_on_paper_the_map_is_one_page_and_a_table_is_a_table(visit, register, view, pages):
    seen = visit(register)
    seen.show(view)
    seen.page.emulate_media(media="print")
    pdf = seen.page.pdf(landscape=True, prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) in pages
    seen.page.emulate_media(media="screen")
    assert seen.page.is_visible("#views")
    assert seen.messages == []


def test_a_printed_map_fills_the_page_and_holds_title_words_and_key(visit, register):
    page = visit(register).page
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1032, "height": 703})  # A4 on its side less its margins, in px
    box = page.locator("#print-sheet canvas").bounding_box()
    assert box["width"] <= 1032
    assert 500 < box["height"] <= 703
    visible = page.evaluate(
        "() => [...document.body.children].filter((one) => one.checkVisibility()).map((one) => one.id)"
    )
    assert visible == ["print-sheet"]


def test_on_a_phone_the_person_stands_on_a_sheet_at_the_bottom(visit, register):
    seen = visit(register, 390, 844)
    page = seen.page
    page.fill("#search", page.locator("#table tbody th").first.text_content())
    page.keyboard.press("Enter")
    box = page.locator("#person").bounding_box()
    assert box["y"] + box["height"] == pytest.approx(844, abs=1)
    assert (box["x"], box["width"]) == (0, 390)
    assert box["height"] < 300
    assert re.match(r"Came to \d+ of \d+ meetings \(Year 2\)\.", page.inner_text("#person-came"))
    assert page.locator("#person-came .strip .here").count() == int(page.inner_text("#person-came").split()[2])
    heights = page.locator("#person > button:visible").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert len(heights) == 3
    assert min(heights) >= 40
    assert not page.is_visible("#person-ties")
    page.click("#person-more")
    assert page.get_attribute("#person-more", "aria-expanded") == "true"
    whole = page.locator("#person").bounding_box()
    assert page.is_visible("#person-ties")
    assert whole["height"] <= 0.85 * 844 + 1
    assert whole["y"] + whole["height"] == pytest.approx(844, abs=1)
    page.click("#person-close")
    assert not page.is_visible("#person")
    assert seen.messages == []


@pytest.mark.parametrize("media", [{"forced_colors": "active"}, {"color_scheme": "dark"}, {"reduced_motion": "reduce"}])
def test_other_ways_of_seeing_leave_focus_and_map_to_be_seen(visit, register, media):
    seen = visit(register)
    seen.page.emulate_media(**media)
    for selector in ("#map", "#views [data-view=table]", "#search", "#pick-group", "summary"):
        seen.page.focus(selector)
        seen.page.keyboard.press("Shift")
        style = "one => { const s = getComputedStyle(one); return [s.outlineStyle, parseFloat(s.outlineWidth)]; }"
        assert seen.page.locator(selector).evaluate(style) == ["solid", 3]
    pressed, free = (seen.page.locator(f"#views [data-view={view}]") for view in ("map", "table"))
    background = "one => getComputedStyle(one).backgroundColor"
    assert pressed.evaluate(background) != free.evaluate(background)
    assert seen.messages == []
