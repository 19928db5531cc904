"""The report in a real browser: it asks for nothing, everybody can read it, and nothing is cut off."""

import importlib.util
from pathlib import Path

import pytest
from msgspec.structs import replace

from sna.render.report import ReportContent, report_html

pytestmark = pytest.mark.browser

AXE = """async () => (await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
})).violations.map(one => one.id + ": " + one.nodes.map(node => node.target.join(" ")).slice(0, 3).join("; "))"""
OUTSIDE = """() => [...document.querySelectorAll("svg[role=img]")].flatMap(drawing => {
    const box = drawing.getBoundingClientRect();
    return [...drawing.querySelectorAll("text")].filter(text => {
        const own = text.getBoundingClientRect();
        return own.left < box.left - 2 || own.right > box.right + 2 || own.top < box.top - 2
            || own.bottom > box.bottom + 2;
    }).map(text => drawing.querySelector("title").textContent + ": " + text.textContent);
})"""


@pytest.fixture(scope="module")
def world():
    path = Path(__file__).parent.parent / "render" / "world.py"
    spec = importlib.util.spec_from_file_location("invented_world", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages(world):
    forum = world.forum()
    return {
        "two years": report_html(forum),
        "one period": report_html(world.forum(0, 12)),
        "funder": report_html(world.forum(names=False, audience="funder", smallest=5)),
        "long names": report_html(long_names(forum)),
        "media": report_html(replace(forum, media=(world.medium(), world.medium("x", "Twitter/X", seed=7)))),
        "slack": report_html(world.on_slack()),
        "nothing": report_html(ReportContent(title="Forum")),
    }


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


PAGES = ("two years", "one period", "funder", "long names", "media", "slack", "nothing")


@pytest.mark.parametrize("name", PAGES)
def test_it_asks_for_nothing_and_complains_of_nothing(visit, pages, name):
    seen = visit(pages[name], 1120, 900)
    for detail in seen.page.query_selector_all("summary"):
        detail.click()
    assert (seen.others, seen.messages) == ([], [])


def test_it_is_the_same_without_javascript(visit, pages):
    seen = visit(pages["two years"], 1120, 900, javascript=False)
    assert seen.page.locator("h1").is_visible()
    assert seen.page.locator("figure.map svg").count() == 2


@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_read_it(visit, pages, name):
    axe = pytest.importorskip("axe_core_python")
    source = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    seen = visit(pages[name], 1120, 900)
    for detail in seen.page.query_selector_all("summary"):
        detail.click()
    seen.page.evaluate(source)
    assert seen.page.evaluate(AXE) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 768, 1120])
def test_it_fits_the_window(visit, pages, name, width):
    seen = visit(pages[name], width, 800)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", PAGES)
def test_no_text_is_cut_off_at_the_edge_of_its_drawing(visit, pages, name):
    seen = visit(pages[name], 1120, 900)
    assert seen.page.evaluate(OUTSIDE) == []


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
