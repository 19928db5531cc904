"""The funder's page in a real browser: exactly one A4, few words, readable on a telephone and in the dark."""

import importlib.util
import re
from pathlib import Path

import pytest

from sna.render.audience import funder_html
from sna.render.audience.content import Change, Coverage, Parts, Reach

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
WORKED = ROOT / "reports" / "care-homes" / "funder" / "report.html"
SMALLEST = """() => Math.min(...[...document.querySelectorAll("body *")].filter(element =>
    [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
    && getComputedStyle(element).display !== "none").map(element => parseFloat(getComputedStyle(element).fontSize)))"""
WORDS = "document.body.innerText.split(/\\s+/).filter(word => word).length"
GROUNDS = """kind => { const style = getComputedStyle(document.querySelector(`.squares .square.${kind}`));
    return style.backgroundColor + style.borderTopColor; }"""


@pytest.fixture(scope="module")
def module():
    def loaded(folder, name):
        spec = importlib.util.spec_from_file_location(f"{folder}_{name}", ROOT / "tests" / folder / f"{name}.py")
        found = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(found)
        return found

    return loaded


@pytest.fixture(scope="module")
def told(module):
    return module("render", "test_audience")


@pytest.fixture(scope="module")
def pages(told):
    """Give the worked example, and 40 organisations with long names in 14 sectors, all lists as full as they can be."""
    name = "The Association of Somebody for Something in {} and the Country Round About It".format
    sector = "Voluntary, community and social enterprise organisations of kind {}".format
    rows = tuple(Coverage(sector(at), 3, 2, 1, 1) for at in range(13))
    names = tuple(map(name, range(13)))
    wide = told.funder(
        title="The Wexholm and Tarrow Valleys Community of Practice for Homes, Wards and Everybody Between",
        subtitle="Everything about the care of older people in homes across two counties, invented from end to end",
        periods=("The first year of the programme", "The second year of the programme"),
        reach=Reach(
            totals=(Coverage("Organisations", 40, 27, 14, 13),),
            parts=(Parts("sector", (*rows, Coverage("Sector not known", 1, 1, 1, 0))),),
            new=names, absent=names, missing=names, others=12,
        ),
        changes=tuple(
            Change(by=by, verdict=verdict, before=2.89, after=0.99, across=(0.75, 1), p=4e-4, against=against)
            for by, verdict, against in (
                ("locality", "less isolated", "these data cannot tell"), ("organisation", "more isolated", ""),
                ("sector", "no evidence of change", ""),
            )
        ),
    )  # fmt: skip
    return {"worked": WORKED.read_text(encoding="utf-8"), "wide": funder_html(wide)}


@pytest.mark.parametrize("which", ["worked", "wide"])
def test_it_is_exactly_one_a4(visit, pages, which):
    seen = visit(pages[which])
    paper = seen.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    assert re.search(rb"/MediaBox\s*\[0 0 59[4-6](\.\d+)? 84[12]", paper)


def test_the_worked_example_has_at_most_450_words(visit, pages):
    assert visit(pages["worked"]).page.evaluate(WORDS) <= 450


@pytest.mark.parametrize("which", ["worked", "wide"])
def test_it_is_read_on_a_telephone(visit, pages, which):
    assert visit(pages[which], 390, 844).page.evaluate(SMALLEST) >= 11
    seen = visit(pages[which], 320, 700)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("media", [{"color_scheme": "dark"}, {"color_scheme": "light"}, {"forced_colors": "active"}])
@pytest.mark.parametrize("width", [320, 390, 1440])
def test_everybody_can_read_it_and_tell_the_squares_apart(visit, pages, module, media, width):
    for page in pages.values():
        seen = visit(page, width, 844)
        seen.page.emulate_media(**media)
        assert seen.faults() == []
        assert len({seen.page.evaluate(GROUNDS, kind) for kind in ("now", "earlier", "never")}) == 3
