"""The convener's and the funder's pages in a real browser: nothing is asked for, nothing runs, all can read them."""

import importlib.util
from pathlib import Path

import pytest

from sna.render.audience import convener_html, funder_html

pytestmark = pytest.mark.browser

OUTSIDE = """() => [...document.querySelectorAll("svg[role=img]")].flatMap(drawing => {
    const box = drawing.getBoundingClientRect();
    return [...drawing.querySelectorAll("text")].filter(text => {
        const own = text.getBoundingClientRect();
        return own.left < box.left - 2 || own.right > box.right + 2;
    }).map(text => text.textContent);
})"""
SIZES = ((1440, 900), (1024, 768), (390, 844))


@pytest.fixture(scope="module")
def told():
    path = Path(__file__).parent.parent / "render" / "test_audience.py"
    spec = importlib.util.spec_from_file_location("audience_pages", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages(told):
    hostile = " ".join(told.HOSTILE)
    return {
        "funder": funder_html(told.funder()),
        "convener": convener_html(told.convener()),
        "hostile funder": funder_html(told.funder((hostile, f"{hostile} b", f"{hostile} c"), title=hostile)),
        "hostile convener": convener_html(told.convener(hostile, hostile, title=hostile)),
    }


@pytest.mark.parametrize("which", ["funder", "convener", "hostile funder", "hostile convener"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_page_asks_for_nothing_runs_nothing_and_fits_the_screen(visit, pages, which, size):
    seen = visit(pages[which], *size)
    assert not seen.others
    assert not seen.messages
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert seen.page.evaluate("document.scripts.length") == 0
    assert not seen.page.title().startswith("pwned")
    assert seen.page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("which", ["funder", "convener", "hostile funder", "hostile convener"])
def test_everybody_can_read_a_page(visit, pages, which):
    seen = visit(pages[which], 1024, 768)
    for detail in seen.page.query_selector_all("summary"):
        detail.click()
    assert seen.faults() == []


def test_a_page_prints_on_a4_without_being_cut(visit, pages):
    for which in ("funder", "convener"):
        seen = visit(pages[which], 703, 1000)  # A4 less its margins, in px
        seen.page.emulate_media(media="print")
        assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), which
        assert seen.page.pdf(format="A4").startswith(b"%PDF")
