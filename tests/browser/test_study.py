"""The whole path in a real browser: from registers on disk to the pages, with names that would like to be code."""

import csv
from pathlib import Path

import pytest

from sna.cli import run

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EXAMPLE = Path(__file__).parents[2] / "data" / "notts-care-homes"
HOSTILE = [
    ("<script>document.body.dataset.pwned=1</script>", "<img src=x onerror=document.body.dataset.pwned=1>"),
    ("</script><script>document.body.dataset.pwned=1</script>", "href"),
    ("<a href='javascript:document.body.dataset.pwned=1'>x</a>", "constructor"),
    ("__proto__", "</title><svg onload=document.body.dataset.pwned=1>"),
    ("Ann Smith", "{{ 7*7 }}"),
    ("Null", "None"),
]
TITLES = ["<script>document.body.dataset.pwned=1</script> forum", "<img src=x onerror=document.body.dataset.pwned=1>"]


def register(path):
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["Date", "Meeting", "Name", "Organisation", "Status"])
        for day, title in enumerate(TITLES, start=1):
            for name, organisation in HOSTILE:
                table.writerow([f"{day:02}/03/2024", title, name, organisation, "Present"])


def pages(folder):
    names = ("map", "report", "method", "START-HERE")
    return {name: (folder / f"{name}.html").read_text(encoding="utf-8") for name in names}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    register(folder / "register.csv")
    assert run(["run", str(folder / "register.csv"), "--out", str(folder / "out")]) == 0
    return pages(folder / "out")


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    out = tmp_path_factory.mktemp("example")
    assert run(["run", str(EXAMPLE), "--out", str(out)]) == 0
    return pages(out)


@pytest.mark.parametrize("name", ["map", "report"])
def test_hostile_names_organisations_and_titles_are_shown_and_nothing_runs(hostile, visit, name):
    seen = visit(hostile[name])
    page = seen.page
    if name == "map":
        page.get_by_role("button", name="Table").click()
    text = page.evaluate("document.body.textContent")
    longest = None if name == "map" else 20  # the charts of the report shorten long names
    for person, organisation in HOSTILE[:5]:
        assert person[:longest] in text
        assert organisation[:longest] in text
    assert page.evaluate("document.body.dataset.pwned") is None
    assert page.evaluate("({}).pwned") is None
    assert seen.others == []
    assert seen.messages == []


@pytest.mark.parametrize("name", ["map", "report"])
def test_the_example_opens_from_disk_without_a_request_or_an_error(example, visit, name):
    seen = visit(example[name])
    seen.page.wait_for_timeout(300)
    assert seen.others == []
    assert seen.messages == []
    assert "Harbinder Stokoe" in seen.page.content()
    picture = seen.page.screenshot()
    assert len(set(picture)) > 200
    assert len(picture) > 50_000


@pytest.mark.parametrize(("size", "screens"), [((1440, 900), 6), ((390, 844), 12)], ids=str)
def test_the_report_of_the_example_keeps_to_its_length(example, visit, size, screens):
    page = visit(example["report"], *size).page
    assert page.evaluate("document.documentElement.scrollHeight") / size[1] <= screens
    page.evaluate("document.querySelectorAll('details').forEach(detail => { detail.open = true; })")
    assert len(page.inner_text("body").split()) <= 4_000


def test_the_answer_what_weakens_it_and_what_to_do_stand_on_the_first_screen(example, visit):
    page = visit(example["report"], 1440, 900).page
    for heading in ("What weakens this", "What to do next"):
        assert page.get_by_role("heading", name=heading).bounding_box()["y"] < 900
    last = page.locator(".next li").last.bounding_box()
    assert last["y"] + last["height"] <= 900


def test_the_page_to_start_from_is_one_screen(example, visit):
    page = visit(example["START-HERE"], 1440, 900).page
    assert page.evaluate("document.documentElement.scrollHeight") <= 900
    assert len(page.inner_text("body").split()) <= 250


def test_the_links_of_the_report_lead_to_files_beside_it(example, visit):
    page = visit(example["report"]).page
    links = page.eval_on_selector_all("nav a", "links => links.map(link => link.getAttribute('href'))")
    assert links == ["map.html", "method.html", "tables.xlsx"]
