"""The report in a real browser: it asks for nothing, everybody can read it, and nothing is cut off."""

import importlib.util
from pathlib import Path

import pytest
from msgspec.structs import replace

from sna.render.report import ReportContent, method_html, report_html
from sna.render.report.page import start_html

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def world():
    path = Path(__file__).parent.parent / "render" / "world.py"
    spec = importlib.util.spec_from_file_location("invented_world", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages(world):
    forum, compared = world.forum(), world.compared()
    media = replace(compared, media=(world.medium(), world.medium("x", "Twitter/X", seed=7)))
    contents = {
        "two years": media,
        "one period": world.forum(0, 12),
        "long names": long_names(forum),
        "slack": world.on_slack(),
        "nothing": ReportContent(title="Forum"),
    }
    written = {name: report_html(content) for name, content in contents.items()}
    method = {"method": method_html(media), "method, long names": method_html(long_names(forum))}
    files = ["report.html", "map.html", "map-slack.html", "method.html", "tables.xlsx", "for-experts/glossary.csv"]
    starts = {"start": start_html(media, files), "start, long names": start_html(long_names(forum), files)}
    return {**written, **method, **starts}


def long_names(forum):
    """The forum with names of people, organisations, periods and gatherings that never end."""
    long = {name: f"{name} and Partners of the Valleys of Wexholm and Tarrow" for name in forum.people["organisation"]}
    periods = tuple(
        replace(period, title=f"{period.title} of our community of practice", tables=renamed(period.tables, long))
        for period in forum.periods
    )
    people = forum.people.replace({"organisation": long})
    people["name"] = [f"{name} {'Featherstonehaugh-' * 6}Cholmondeley" for name in people["name"]]
    gatherings = forum.gatherings.assign(title=[f"Topic {at} for everybody who cares" for at in range(18)])
    return replace(forum, people=people, gatherings=gatherings, periods=periods, scene=None)


def renamed(tables, names):
    return {name: table.rename(names) for name, table in tables.items()}


PAGES = (
    "two years",
    "one period",
    "long names",
    "slack",
    "nothing",
    "method",
    "method, long names",
    "start",
    "start, long names",
)
SIZES = [(1440, 900), (1024, 768), (720, 450), (390, 844), (320, 700)]
"""A desk, a small screen, a desk at 200 %, a phone, a small phone."""
SMALLEST = """() => Math.min(...[...document.querySelectorAll("body *")]
    .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .map(element => parseFloat(getComputedStyle(element).fontSize)))"""


@pytest.mark.parametrize("name", PAGES)
def test_it_asks_for_nothing_and_complains_of_nothing(visit, pages, name):
    seen = visit(pages[name], 1120, 900)
    for detail in seen.page.query_selector_all("summary"):
        detail.click()
    assert (seen.others, seen.messages) == ([], [])


def test_it_is_the_same_without_javascript(visit, pages):
    seen = visit(pages["two years"], 1120, 900, javascript=False)
    assert seen.page.locator("h1").is_visible()
    assert seen.page.locator("figure svg.plot").count() == 4


@pytest.mark.parametrize("look", ["light", "dark", "forced"])
@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_read_it(visit, pages, name, look):
    seen = visit(pages[name], 390 if look == "dark" else 1120, 900)
    forced = "active" if look == "forced" else "none"
    seen.page.emulate_media(color_scheme="dark" if look == "dark" else "light", forced_colors=forced)
    for detail in seen.page.query_selector_all("summary"):
        detail.click()
    assert seen.faults() == []


def test_of_rows_alike_some_are_looked_at_and_a_pale_one_is_seen(visit):
    rows = ["<tr><td>alike</td></tr>"] * 40
    rows[30] = '<tr><td style="color: #ccc">pale</td></tr>'
    page = "<!doctype html><html lang=en><title>t</title><main><h1>t</h1><table>{}</table></main></html>"
    seen = visit(page.format("".join(rows)))
    assert [fault.partition(":")[0] for fault in seen.faults()] == ["color-contrast"]
    assert seen.page.locator("tr").count() == 3


@pytest.mark.parametrize("name", PAGES)
def test_it_fits_the_window_and_no_text_is_small(visit, pages, name):
    page = visit(pages[name], *SIZES[0]).page
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(SMALLEST) >= 14


def test_a_mark_stands_where_its_figure_says(visit, pages):
    seen = visit(pages["two years"], 1440, 900)
    for row in seen.page.query_selector_all("figure .row"):
        ends = [box.bounding_box() for box in row.query_selector_all("rect")]
        line = row.query_selector("line.at").bounding_box()
        past = max(box["x"] + box["width"] for box in ends) - line["x"] - line["width"] / 2
        figure = int(row.query_selector(".val").inner_text().split()[0])
        assert past > 0 if figure > 100 else past <= 1


def test_the_marks_of_all_rows_stand_on_one_scale(visit, pages):
    seen = visit(pages["two years"], 1440, 900)
    for part in seen.page.query_selector_all(".rows"):
        lefts = {round(plot.bounding_box()["x"], 1) for plot in part.query_selector_all(".plot")}
        widths = {round(plot.bounding_box()["width"], 1) for plot in part.query_selector_all(".plot")}
        assert len(lefts) == len(widths) == 1


def test_a_hostile_name_runs_nothing(visit, world):
    evil = "<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script>"
    people = world.people()
    people["name"] = [f"{evil}{at}" for at in range(len(people))]
    seen = visit(report_html(world.forum(people=people, title=evil, scene=None)), 1120, 900)
    assert seen.others == []
    assert seen.page.title().endswith("it was 19 of 60")
    assert seen.page.locator("img, script").count() == 0


def test_it_prints_on_a4_without_a_drawing_torn_in_two(visit, pages):
    seen = visit(pages["two years"], 1120, 900)
    assert len(seen.page.pdf(prefer_css_page_size=True)) > 10_000
    seen.page.emulate_media(media="print")
    seen.page.set_viewport_size({"width": 695, "height": 1017})  # an A4 page less its margins, in CSS px
    heights = seen.page.evaluate("[...document.querySelectorAll('figure')].map(figure => figure.offsetHeight)")
    assert max(heights) <= 1017
