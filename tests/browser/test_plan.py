"""The page of a plan in a real browser: nothing is asked for, all can read it, "what if" keeps to the rules."""

import importlib.util
import re
from pathlib import Path

import pytest

from sna.render.plan import plan_html
from sna.render.plan.page import letter_html
from sna.study import open_study, read_study
from sna.study.plan_outputs import plan_content
from sna.study.planning import Request, seating

pytestmark = pytest.mark.browser

SIZES = ((1440, 900), (1024, 768), (390, 844))


def module(name):
    path = Path(__file__).parent.parent / "plan" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"plan_{name}", path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def circle():
    return module("test_planning")


@pytest.fixture(scope="module")
def pages(circle, tmp_path_factory):
    invented = module("test_page")
    settings = "[plan]\nat_most_per_group = 3\n"
    study = open_study([circle.write(tmp_path_factory.mktemp("circle"), settings=settings)])
    answer = seating(study, read_study(study).dataset, Request(8, 4))
    return {"plan": plan_html(plan_content(study, answer)), "hostile": plan_html(invented.content(invented.HOSTILE))}


@pytest.mark.parametrize("which", ["plan", "hostile"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_page_asks_for_nothing_and_fits_the_screen(visit, pages, which, size):
    seen = visit(pages[which], *size)
    assert not seen.others
    assert not seen.messages
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert not seen.page.title().startswith("pwned")
    assert seen.page.locator("img").count() == 0


@pytest.mark.parametrize("which", ["plan", "hostile"])
def test_everybody_can_read_a_page(visit, pages, which):
    seen = visit(pages[which], 1024, 768)
    for detail in seen.page.query_selector_all("summary"):
        detail.click()
    assert seen.faults() == []


def test_what_if_keeps_to_the_rules(visit, pages, circle):
    page = visit(pages["plan"], 1024, 768).page
    page.click("summary")
    before = page.input_value("#names").split("; ")
    assert len(before) == 8
    assert "stay as they are" in page.text_content("#answer")
    leaves = next(name for name in before if not name.startswith("Ada Quill"))
    page.check(f'[aria-label="{leaves}: cannot come"]')
    after = page.input_value("#names").split("; ")
    assert leaves not in after
    assert len(after) == 8
    towns = [circle.TOWNS[circle.NAMES.index(name.partition(" (")[0]) % 3] for name in after]
    assert max(map(towns.count, towns)) <= 3
    assert f"Out: {leaves}" in page.text_content("#answer")
    page.check(f'[aria-label="{leaves}: must come"]')  # takes the other tick away
    assert leaves in page.input_value("#names")
    assert not page.is_checked(f'[aria-label="{leaves}: cannot come"]')
    for box in page.query_selector_all('[aria-label$=": cannot come"]'):
        box.check()
    assert "No set of seats keeps to all of this" in page.text_content("#answer")


def test_what_if_is_as_good_as_a_plan_made_again(visit, circle, tmp_path):
    folder = circle.write(tmp_path)
    page = visit(plan_html(contents(folder)), 1024, 768).page
    page.click("summary")
    for name in page.input_value("#names").split("; ")[1:4]:
        page.check(f'[aria-label="{name}: cannot come"]')
        (folder / "availability.csv").write_text("name,cannot\n" + "".join(
            f"{label.partition(' (')[0]},yes\n" for label in ticked(page)))  # fmt: skip
        study = open_study([folder])
        pairs = seating(study, read_study(study).dataset, Request(8, 1)).plan.gains[0]
        told = int(re.search(r"(\d+) (?:pairs are new|new pairs)", page.text_content("#answer"))[1])
        assert abs(told - pairs) <= 1, name


def contents(folder):
    study = open_study([folder])
    return plan_content(study, seating(study, read_study(study).dataset, Request(8, 1)))


def ticked(page):
    boxes = page.query_selector_all('[aria-label$=": cannot come"]')
    return [box.get_attribute("aria-label").removesuffix(": cannot come") for box in boxes if box.is_checked()]


def test_a_page_prints_without_being_cut(visit, pages):
    seen = visit(pages["plan"], 703, 1000)
    seen.page.emulate_media(media="print")
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")


@pytest.fixture(scope="module")
def letter():
    invented = module("test_letters")
    return letter_html(invented.content(invented.HOSTILE))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_letter_is_one_page_that_all_can_read(visit, letter, size):
    seen = visit(letter, *size)
    assert not seen.others
    assert not seen.messages
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert seen.faults() == []


def test_a_letter_prints_on_one_sheet(visit):
    seen = visit(letter_html(module("test_letters").content()), 703, 1000)
    assert seen.page.pdf(format="A4").count(b"/Type /Page\n") == 1
