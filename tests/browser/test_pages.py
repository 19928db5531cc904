"""How long the pages are that readers get, how small their text is, and who can read them: of three communities.

``pytest tests/browser/test_pages.py -s`` prints the table. The worked example's pages are those in ``reports/``; a
community of 240 people and 48 meetings, and one of 8 people and 4 meetings, are invented here.
"""

import csv
import datetime as dt
import random
from pathlib import Path

import pytest

from sna.cli import run

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
COMMUNITIES = ["example", "small", pytest.param("large", marks=pytest.mark.slow)]
PAGES = ("evaluator/report", "evaluator/method", "convener/report", "funder/report")
DESK, DOUBLED, PHONE = (1440, 900), (720, 450), (390, 844)
DARK, FORCED = {"color_scheme": "dark"}, {"forced_colors": "active"}
LOOKS = [(DESK, {}), (DESK, FORCED), (DOUBLED, {}), (PHONE, DARK)]
MOST = {  # screens on a desk and on a phone, words as it opens, and with every fold open
    "evaluator/report": (6, 12, 1900, 4000),
    "convener/report": (3.2, 12, 1400, 2600),  # words to send, and acts by quarter, stand in folds
    "funder/report": (1.6, 3, 450, 450),
}
OPEN = "document.querySelectorAll('details').forEach(fold => { fold.open = true; })"
WORDS = "document.body.innerText.split(/\\s+/).filter(Boolean).length"
SMALLEST = """() => Math.min(...[...document.querySelectorAll("body *")]
    .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .map(element => parseFloat(getComputedStyle(element).fontSize)))"""
BEHIND = """() => [...document.querySelectorAll("iframe, frame, object, embed, [title], svg title:not([id])")].length
    + [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
        .filter(rule => /:hover/.test(rule.selectorText || ""))
        .filter(rule => /display|visibility|opacity|content/.test(rule.cssText)).length"""
FORENAMES = (
    "Ann Bela Carys Dora Emil Fran Gita Hugh Ines Jago Kara Lars Mona Nils Olga Pavel Quin Rosa Sven Tess".split()
)
PLACES = (
    "Abbott Barlow Cole Dunmore Eldred Farlow Garrick Holt Inskip Jarrold Kempton Lathom Mayhew Norbury Oxley".split()
)


def invented(folder, people, meetings, bodies):
    """Write a study: a list of members, a register, two years."""
    chance, folder = random.Random(1), Path(folder)
    syllable = lambda: chance.choice("bdfghklmnprstw") + chance.choice("aeiou")  # noqa: E731 - read once
    names = [f"{FORENAMES[at * 7 % 20]} {''.join(syllable() for _ in range(3)).capitalize()}n" for at in range(people)]
    homes = [chance.randrange(bodies) for _ in names]
    keen = [chance.betavariate(1, 5) if people > 20 else chance.uniform(0.4, 0.9) for _ in names]
    days = [dt.date(2023, 1, 5) + dt.timedelta(days=round(at * 720 / meetings)) for at in range(meetings)]
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["name", "organisation", "role", "sector", "locality", "joined"])
        for name, home in zip(names, homes, strict=True):
            body = f"{PLACES[home % 15]} {['House', 'Care Trust', 'Council', 'Hospice'][home // 15]}"
            rows.writerow(
                [name, body, "Nurse", ["NHS", "Charity"][home % 2], ["North", "South"][home % 2], "2023-01-01"]
            )
    with (folder / "register.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Name", *map(str, days)])
        rows.writerows(
            [name, *("x" if chance.random() < own else "" for _ in days)] for name, own in zip(names, keen, strict=True)
        )
    years = "".join(f'"Year {year - 2022}" = [{year}-01-01, {year}-12-31]\n' for year in (2023, 2024))
    (folder / "study.toml").write_text(f'[study]\ntitle = "Forum"\n[periods]\n{years}', encoding="utf-8")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Give a function from a community to its pages: name → HTML."""
    made = {}

    def of(community):
        if community not in made:
            folder = ROOT / "reports" / "care-homes"
            if community != "example":
                study, folder = tmp_path_factory.mktemp(community), tmp_path_factory.mktemp("results") / "pages"
                invented(study, *{"large": (240, 48, 60), "small": (8, 4, 3)}[community])
                assert run(["run", str(study), "--for", "all", "--out", str(folder)]) == 0
            made[community] = {page: (folder / f"{page}.html").read_text(encoding="utf-8") for page in PAGES}
        return made[community]

    return of


def screens(page, size):
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    return page.evaluate("document.documentElement.scrollHeight") / size[1]


@pytest.mark.parametrize("community", COMMUNITIES)
def test_a_page_keeps_to_its_length_however_large_the_community(visit, pages, community):
    for name, html in pages(community).items():
        page = visit(html, *DESK).page
        desk, phone = screens(page, DESK), screens(page, PHONE)
        words = page.evaluate(WORDS)
        page.evaluate(OPEN)
        unfolded = page.evaluate(WORDS)
        line = f"{community:8} {name:18} {desk:5.1f} {phone:5.1f} screens {words:6} of {unfolded:6} words"
        print(line)  # noqa: T201 - the table
        if name in MOST:
            assert desk <= MOST[name][0], name
            assert phone <= MOST[name][1], name
            assert words <= MOST[name][2], name
            assert unfolded <= MOST[name][3], name


@pytest.mark.parametrize("community", COMMUNITIES)
def test_no_text_is_small_and_nothing_waits_for_a_pointer(visit, pages, community):
    for name, html in pages(community).items():
        page = visit(html, *PHONE).page
        page.evaluate(OPEN)
        for size in (PHONE, DESK):
            page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
            assert page.evaluate(SMALLEST) >= 12, name
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], name
        assert page.evaluate(BEHIND) == 0, name


@pytest.mark.parametrize("community", COMMUNITIES)
def test_the_funders_page_prints_on_one_sheet(visit, pages, community):
    printed = visit(pages(community)["funder/report"], *DESK).page.pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") == 1


@pytest.mark.parametrize("community", COMMUNITIES)
def test_everybody_can_read_them(visit, pages, community):
    for name, html in pages(community).items():
        seen = visit(html, *DESK)
        page = seen.page
        page.evaluate(OPEN)
        # the method has its own tests, and is long
        for size, look in LOOKS if name in MOST and community == "example" else LOOKS[:1]:
            page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
            page.emulate_media(**{"color_scheme": "light", "forced_colors": "none", **look})
            assert seen.faults() == [], (name, size, look)
