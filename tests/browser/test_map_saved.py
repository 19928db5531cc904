"""A view of the map: whatever is chosen has the numbers pandas gives, and opens again from its file and its address."""

import datetime as dt
import itertools
import re

import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace

from sna.network import TwoMode, project
from sna.render.map.content import Finding, Period
from sna.render.map.page import map_html

pytestmark = pytest.mark.browser

HELD = [dt.date(year, month, 9) for year in (2023, 2024) for month in range(1, 13)]
NAMES = [f"gathering:{at}" for at in range(24)]
KINDS = {name: ("online", "in person")[at % 2] for at, name in enumerate(NAMES)}
PARTS = {"Year 1": slice(0, 12), "Year 2": slice(12, 24), "Whole time": slice(0, 24)}
CANVAS = "() => document.querySelector('#engine canvas').toDataURL()"


@pytest.fixture(scope="module")
def there():
    """Who was at which of two years' monthly gatherings; two people came to one, to which nobody else came."""
    chances = np.random.default_rng(6).random((60, 1)) * 0.2
    came = np.random.default_rng(8).random((60, 24)) < chances
    came[:, 20] = np.arange(60) == 4
    came[4], came[4, 20] = False, True
    return came.astype(float)


@pytest.fixture(scope="module")
def content(community, there):
    given = community()
    people = given.people.assign(name=[name.replace("Owain", "O'Wain") for name in given.people["name"]])
    held = pd.DataFrame({"on": HELD}, index=NAMES)
    periods = [
        Period("" if title == "Whole time" else title, project(TwoMode(people[[]], held.iloc[part], there[:, part])))
        for title, part in PARTS.items()
    ]
    found = (Finding("Of the first year", "Three people.", tuple(people.index[7:10]), period=0, group="locality"),)
    return replace(
        given,
        people=people,
        periods=tuple(periods[:2]),
        whole=periods[2],
        findings=found,
        gatherings={name: f"{day.day} {day:%B %Y}, Forum" for name, day in zip(NAMES, HELD, strict=True)},
        days={name: day.isoformat() for name, day in zip(NAMES, HELD, strict=True)},
        facets={"Kind of meeting": KINDS},
    )


@pytest.fixture(scope="module")
def html(content):
    return map_html(content)


@pytest.fixture
def seen(visit, html):
    return visit(html)


def settle(page):
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")


def saved(page, button):
    settle(page)
    with page.expect_download() as download:
        page.click(button)
    return download.value.path().read_text(encoding="utf-8")


def slide(page, end, month):
    """Move an end of the stretch of months by the keyboard; an end that meets the other takes it along."""
    page.focus(f"#{end}")
    page.keyboard.press("Home" if end == "from" else "End")
    for _step in range(month if end == "from" else len(HELD) - 1 - month):
        page.keyboard.press("ArrowRight" if end == "from" else "ArrowLeft")


# Numbers a second way


def numbers(content, there, columns, by):
    """Count from the register of who came: ties, ties outside, groups reached of each person, and the pairs."""
    came = pd.DataFrame(there[:, columns], index=content.people["name"])
    together = came @ came.T
    one, other = np.nonzero(np.triu(together.to_numpy(), 1))
    ties = pd.DataFrame({"one": came.index[one], "other": came.index[other], "times": together.to_numpy()[one, other]})
    ends = pd.concat([ties, ties.rename(columns={"one": "other", "other": "one"})])
    where = content.people.set_index("name")[by]
    out = ends[ends["one"].map(where) != ends["other"].map(where)]
    counted = pd.DataFrame(
        {
            "ties": ends.groupby("one").size(),
            "outside": out.groupby("one").size(),
            "groups": out.groupby("one")["other"].agg(lambda others: others.map(where).nunique()),
        }
    )
    return counted.reindex(came.index).fillna(0).astype(int), ties, came


def table(page):
    page.click("[data-view=table]")
    rows = page.locator("#table tbody tr:visible").evaluate_all(
        "all => all.map(row => [...row.cells].map(c => c.innerText))"
    )
    page.click("[data-view=map]")
    return {row[0]: [int(cell) for cell in row[-3:]] for row in rows}


CHOICES = [
    ("Year 1", "organisation", None),
    ("Year 2", "locality", None),
    ("Whole time", "sector", None),
    ("Whole time", "role", "online"),
    ((3, 3), "organisation", None),
    ((5, 16), "locality", "in person"),
]


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_whatever_is_chosen_has_the_numbers_pandas_gives(seen, content, there, choice):
    stretch, by, kind = choice
    page = seen.page
    if isinstance(stretch, str):
        page.get_by_role("button", name=stretch, exact=True).click()
        columns = range(24)[PARTS[stretch]]
    else:
        slide(page, "from", stretch[0])
        slide(page, "to", stretch[1])
        columns = range(stretch[0], stretch[1] + 1)
    page.select_option("#pick-group", label=by.capitalize())
    if kind:
        page.select_option("#facet-0", label=kind)
    columns = [column for column in columns if kind in {None, KINDS[NAMES[column]]}]
    counted, ties, came = numbers(content, there, columns, by)
    assert table(page) == counted.apply(list, axis=1).to_dict()
    title, _colon, sentence = page.inner_text("#lines").partition(": ")
    assert title == (stretch if isinstance(stretch, str) else " to ".join(month_words(*stretch)))
    line, *rest = sentence.removesuffix(".").split(". ")
    assert line == f"{len(ties)} line{'' if len(ties) == 1 else 's'}, one for every two people who met"
    away = int((came.sum(axis=1) == 0).sum())
    alone = int(((came.sum(axis=1) > 0) & (counted["ties"] == 0)).sum())
    assert f"Dashed: {away} people who did not come" in rest
    assert (alone > 0) == ("no line" in sentence)
    assert alone == int((re.search(r"(\d+) (?:person|people) came and", sentence) or [0, 0])[1])
    assert seen.messages == []


def month_words(first, final):
    words = [f"{HELD[at]:%B %Y}" for at in (first, final)]
    return words if first != final else words[:1]


def radii(page):
    """Give the radii of the dots, the smallest first."""
    svg = re.search(r"<g transform=.*</g>", saved(page, "#save-svg"), re.DOTALL).group()
    colours = "|".join(sorted(set(re.findall(r'fill="(#\w+)" fill-opacity="1"', svg)) - {"#FFFFFF"}))
    filled = rf'fill="(?:{colours})" fill-opacity="1"'
    hollow = rf'fill="#FFFFFF" fill-opacity="1" stroke="(?:{colours})"'
    pattern = rf'r="([\d.]+)" (?:{filled}|{hollow})'
    return sorted(float(radius) for radius in re.findall(pattern, svg))


@pytest.mark.parametrize("size", ["came", "people", "groups"])
def test_dots_are_as_large_as_what_is_chosen_says(seen, content, there, size):
    page = seen.page
    page.select_option("#pick-size", size)
    counted, _ties, came = numbers(content, there, range(12, 24), "organisation")
    whole, _ties, all_came = numbers(content, there, range(24), "organisation")
    own, most = {
        "came": (came.sum(axis=1), all_came.sum(axis=1).max()),
        "people": (counted["ties"], whole["ties"].max()),
        "groups": (counted["groups"], whole["groups"].max()),
    }[size]
    plain = 6 + min(2.5, 9 / np.sqrt(most)) * np.sqrt(own)
    found = np.array(radii(page))
    assert len(found) == 60
    assert found / found[-1] == pytest.approx(np.sort(plain.to_numpy()) / plain.max(), abs=0.01)
    words = {"came": "came more often", "people": "met more people", "groups": "reached more other organisations"}
    assert page.inner_text("[data-size]") == words[size]


def test_lines_of_more_often_than_expected_are_those_pandas_gives(seen, content, there):
    page = seen.page
    page.select_option("#pick-rule", "expected")
    _counted, ties, came = numbers(content, there, range(12, 24), "organisation")
    held = came.columns[came.sum() > 0]
    share = came[held].mean(axis=1)
    expected = len(held) * ties["one"].map(share) * ties["other"].map(share)
    often = ties[(ties["times"] >= 2) & (ties["times"] >= 1.5 * expected)]
    bare = set(came.index) - set(often["one"]) - set(often["other"])
    away = {name for name in bare if not came.loc[name].sum()}
    present = int((came[held].sum(axis=1) > 0).sum())
    assert page.inner_text("#lines") == (
        f"Year 2: {len(often)} lines, one for every two people who met at least twice and half as often again as"
        f" expected from how often each came. {present} people came. Dashed: {len(away)} people who"
        " did not come."
        f" {len(bare - away)} people came and show no line."
    )
    name = ties["one"].value_counts().index[0]
    page.fill("#search", name)
    page.keyboard.press("Enter")
    lit = int(((ties["one"] == name) | (ties["other"] == name)).sum())
    own = int(((often["one"] == name) | (often["other"] == name)).sum())
    assert f"; {own} are lit, and {lit - own} more." in page.inner_text("#lines")


def test_colours_are_of_what_is_chosen(seen, content):
    page = seen.page
    for by in ("organisation", "locality", "role"):
        page.select_option("#pick-colour", label=by.capitalize())
        counts = content.people[by].value_counts()
        key = dict(re.match(r"(.*) \((\d+)\)", text).groups() for text in page.locator(".category").all_inner_texts())
        named = {label: int(count) for label, count in key.items() if label in counts}
        assert named == {label: counts[label] for label in named}
        assert len(named) >= min(5, len(counts))
        assert sum(map(int, key.values())) == 60
        assert page.inner_text("#colour-title") == f"Colour: {by}"


# A view saved and opened


def choose_everything(page, *, zoom):
    page.select_option("#pick-group", label="Locality")
    page.select_option("#pick-colour", label="Role")
    page.select_option("#pick-size", "groups")
    page.select_option("#pick-rule", "expected")
    slide(page, "from", 2)
    slide(page, "to", 20)
    page.select_option("#facet-0", label="online")
    page.locator(".category").first.click()
    page.locator("#groups summary").click()
    page.locator("#groups-list input").first.uncheck()
    page.click("#change-title")
    page.fill("#title-field", 'Who met <b>whom</b> & "why"')
    page.keyboard.press("Enter")
    if zoom:
        page.click("[data-zoom=in]")
        page.click("[data-pan=left]")


def state(page):
    settle(page)
    address = page.evaluate("location.hash")
    picture = page.evaluate(CANVAS) if page.is_visible("#map") else None
    words = page.inner_text("h1"), page.title(), page.locator("#lines").text_content()
    return *words, address, saved(page, "#save-svg"), picture


CONTROLS = ["#pick-group", "#pick-colour", "#pick-size", "#pick-rule", "#from", "#to", "#facet-0"]


@pytest.mark.parametrize("way", ["file", "address"])
def test_a_view_opens_again_as_it_was(seen, visit, html, way):
    page = seen.page
    choose_everything(page, zoom=False)
    before, values = state(page), [page.input_value(control) for control in CONTROLS]
    again = visit(saved(page, "#save-view") if way == "file" else html)
    if way == "address":
        again.page.goto(again.address + before[3])
        again.page.reload()
        again.page.wait_for_selector("html.ready", state="attached")
    again.page.keyboard.press("Shift")  # the address is written when something happens
    again.page.wait_for_function("() => location.hash.length > 1")
    assert [again.page.input_value(control) for control in CONTROLS] == values
    assert state(again.page) == before
    assert before[0] == 'Who met <b>whom</b> & "why"'
    assert again.others == []
    assert again.messages == []


PRESSES = {
    "a person": lambda page: (page.fill("#search", "O'Wain"), page.keyboard.press("Enter")),
    "their ties alone": lambda page: (page.fill("#search", "O'Wain"), page.keyboard.press("Enter"), page.click("#ego")),
    "a finding": lambda page: page.click(".finding"),
    "a finding in another period": lambda page: (page.click(".finding"), page.click("[data-period='1']")),
    "a group": lambda page: (page.fill("#search", "Saltby Carers"), page.keyboard.press("Enter")),
    "a number of the matrix": lambda page: (
        page.click("[data-view=matrix]"),
        page.locator("#matrix-table button").nth(3).click(),
    ),
    "by connection": lambda page: page.select_option("#pick-group", "-1"),
    "who came": lambda page: page.click("[data-view=came]"),
    "the whole time": lambda page: page.click("[data-period='2']"),
}


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES)
def test_each_thing_that_is_shown_opens_again(seen, visit, press):
    page = seen.page
    press(page)
    page.focus("#map") if page.is_visible("#map") else None
    before = state(page)
    again = visit(saved(page, "#save-view")).page
    again.keyboard.press("Shift")
    again.focus("#map") if again.is_visible("#map") else None
    assert state(again) == before
    assert again.get_attribute("main", "data-view") == page.get_attribute("main", "data-view")
    # and a view of a view is a page too
    assert state(visit(saved(again, "#save-view")).page)[2] == before[2]


def test_a_place_and_a_scale_open_again_to_a_tenth_of_a_pixel(seen, visit):
    page = seen.page
    choose_everything(page, zoom=True)
    ring = re.compile(r'<circle cx="([\d.-]+)" cy="([\d.-]+)"')
    before = np.array(ring.findall(saved(page, "#save-svg")), dtype=float)
    after = np.array(ring.findall(saved(visit(saved(page, "#save-view")).page, "#save-svg")), dtype=float)
    assert before.shape == after.shape
    assert np.abs(before - after).max() < 1


def test_another_address_leaves_nothing_of_the_last(seen):
    page = seen.page
    plain = state(page)
    choose_everything(page, zoom=True)
    settle(page)  # what was pressed is in the address by now
    page.evaluate("() => { location.hash = ''; }")
    settle(page)
    assert seen.messages == []
    page.wait_for_function("() => document.querySelector('#pick-group').value === '0'")
    assert state(page) == plain
    assert page.input_value("#facet-0") == "-1"


RUN = "document.body.dataset.pwned=1"
HOSTILE = f'</script><script>{RUN}</script><img src=x onerror={RUN}>\u2028id="view">'


def test_hostile_words_in_a_saved_view_stay_words(seen, visit):
    page = seen.page
    page.click("#change-title")
    page.fill("#title-field", HOSTILE)
    page.click("#change-title")
    file = saved(page, "#save-view")
    assert "<img src=x" not in file
    again = visit(file)
    assert again.page.inner_text("h1").split() == HOSTILE.replace("\u2028", " ").split()
    assert again.page.evaluate("() => [document.body.dataset.pwned, ({}).pwned]") == [None, None]
    reached = again.page.evaluate("() => fetch('http://example.org/').then(() => 'reached', () => 'refused')")
    assert reached == "refused"
    assert again.page.locator("script").count() == page.locator("script").count()
    assert again.others == []
    assert file.count("</html>") == 1


@pytest.mark.parametrize(
    "parts",
    ["title=" + "x" * 5000, "moved=1,NaN,2;99999,1,1;a,b,c", "at=1e999,0,NaN", "lit=of:-1,9999,x", "lit=__proto__:1",
     "months=2024-13_2023-01", "months=2025-01_2023-01", "finding=-4&period=__proto__", "without=99&closed=-1,77",
     "only-0=nothing&size=huge&lines=none&group=toString&colour=constructor", "%E0%A4%A=1&find=%00"],
)  # fmt: skip
def test_an_address_nobody_wrote_shows_the_map_all_the_same(seen, parts):
    page = seen.page
    plain = state(page)
    page.goto(f"{seen.address}#{parts}")
    page.reload()
    page.wait_for_selector("html.ready", state="attached")
    assert state(page)[2] == plain[2]
    assert len(page.inner_text("h1")) <= 200
    assert page.evaluate("() => document.querySelector('#engine canvas').width") > 100
    assert seen.messages == []


def test_the_link_opens_the_view(seen):
    page = seen.page
    page.select_option("#pick-group", label="Locality")
    page.click("#copy-link")
    page.wait_for_function("() => document.querySelector('#done').textContent")
    if page.is_visible("#link-box"):
        assert page.input_value("#link-box") == f"{seen.address}#group=locality"
    assert "link" in page.inner_text("#done")


# Dragging


def dots(page):
    svg = re.search(r"<g transform=.*</g>", saved(page, "#save-svg"), re.DOTALL).group()
    round_ones = re.findall(r'<circle cx="([\d.-]+)" cy="([\d.-]+)" r="[\d.]+" fill="#\w+" fill-opacity="1"', svg)
    cornered = re.findall(r'<polygon points="([\d. -]+)" stroke-linejoin="round" fill="#\w+" fill-opacity="1"', svg)
    corners = [np.array(points.split(), dtype=float).reshape(-1, 2).mean(axis=0) for points in cornered]
    return [tuple(map(float, at)) for at in [*round_ones, *corners]]


@pytest.mark.parametrize("layout", ["group", "connection", "ego"])
def test_a_dot_is_dragged_alone_and_stays(seen, visit, layout):
    page = seen.page
    if layout == "ego":
        page.fill("#search", "O'Wain")
        page.keyboard.press("Enter")
        page.click("#ego")
    else:
        seen.show(layout)
    before = set(dots(page))
    x, y = min(before, key=lambda at: abs(at[0] - 500) + abs(at[1] - 400))
    box = page.locator("#map").bounding_box()
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.down()
    page.mouse.move(box["x"] + x + 40, box["y"] + y + 60, steps=4)
    settle(page)
    page.mouse.up()
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    after = set(dots(page))
    gone, new = before - after, after - before
    assert {(x, y)} == gone
    assert all(abs(new_x - x - 40) < 1 and abs(new_y - y - 60) < 1 for new_x, new_y in new)
    assert len(new) == 1
    again = visit(saved(page, "#save-view")).page
    near = 0 if layout == "group" else 1  # px: elsewhere the window is no longer fitted to all dots
    places = dots(again)
    assert len(places) == len(after)
    assert all(min(abs(x - one) + abs(y - other) for one, other in places) <= near for x, y in after)
    if layout == "group":
        for period in ("0", "2", "1"):
            page.click(f"[data-period='{period}']")
        assert set(dots(page)) == after
        page.select_option("#pick-group", "1")
        page.select_option("#pick-group", "0")
        assert set(dots(page)) == after
    assert seen.messages == []


def test_a_dot_moved_by_less_than_a_few_pixels_is_pressed(seen):
    page = seen.page
    before = dots(page)
    x, y = before[-1]
    box = page.locator("#map").bounding_box()
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.down()
    page.mouse.move(box["x"] + x + 2, box["y"] + y + 1)
    page.mouse.up()
    assert page.is_visible("#person")


# Search


@pytest.mark.parametrize(
    ("typed", "found"),
    [("OWain", "O'Wain"), ("o’wain", "O'Wain"), ("O`WAIN", "O'Wain"), ("Qentin", "Quentin"), ("Quetnin", "Quentin"),
     ("Quenttin", "Quentin"), ("Quantin", "Quentin"), ("Holoway", "Holloway"), ("Tamsn", "Tamsin")],
)  # fmt: skip
def test_a_slip_of_the_pen_is_forgiven(seen, typed, found):
    page = seen.page
    page.fill("#search", typed)
    assert found in page.locator("#results li").first.inner_text()
    if not page.is_visible("#search-note"):
        return
    assert page.inner_text("#search-note") == "Nobody of that name. Nearest:"
    assert page.inner_text("#said").startswith("Nobody of that name. Nearest: ")


def test_what_is_like_nothing_is_said_to_be_nobody(seen):
    page = seen.page
    page.fill("#search", "Xyzzyqwv")
    assert page.inner_text("#search-note") == "Nobody of that name."
    assert page.locator("#results li").count() == 0
    page.keyboard.press("Enter")
    assert not page.is_visible("#person")


def test_a_group_is_found_and_its_lines_are_lit(seen, content, there):
    page = seen.page
    page.fill("#search", "Saltby Carers")
    assert page.locator("#results small").first.inner_text() == "organisation"
    page.keyboard.press("Enter")
    _counted, ties, _came = numbers(content, there, range(12, 24), "organisation")
    own = set(content.people.loc[content.people["organisation"] == "Saltby Carers Centre", "name"])
    lit = int((ties["one"].isin(own) | ties["other"].isin(own)).sum())
    assert f"; {lit} are lit." in page.inner_text("#lines")
    assert page.inner_text("#said") == f"Saltby Carers Centre: {len(own)} people."


def test_two_people_of_one_name_are_told_apart_in_the_search_and_in_the_address(visit, content):
    people = content.people.copy()
    people.loc[people.index[[2, 30]], "name"] = "Ann Twin"
    page = visit(map_html(replace(content, people=people))).page
    page.fill("#search", "Ann Twin")
    found = [text.splitlines()[0] for text in page.locator("#results li").all_inner_texts()]
    assert len(set(found)) == 2
    for at, name in enumerate(found):
        page.fill("#search", "Ann Twin")
        for _step in range(at + 1):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert page.inner_text("#person-name") == name
        again = visit(saved(page, "#save-view")).page
        assert again.inner_text("#person-name") == name


def test_sentences_join_numbers_and_words_well(seen):
    page = seen.page
    for period, rule in itertools.product("012", ("all", "expected")):
        page.click(f"[data-period='{period}']")
        page.select_option("#pick-rule", rule)
        text = page.inner_text("#lines")
        assert re.fullmatch(
            r"(Year [12]|Whole time): ([\d,]+ lines?|no lines), (one for every|because no) two people (who )?met"
            r"[^.]*\. [\d,]+ (person|people) came\."
            r"( Dashed: [\d,]+ (person|people) who did not come\.)?"
            r"( [\d,]+ (person|people) came and shows? no line\.)?",
            text,
        )
        assert not re.search(r"\b1 (lines|people|are)\b", text)
