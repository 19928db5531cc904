"""The map's other views, its choices among reasons and groups, and one person's own ties."""

import datetime as dt
import itertools
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from msgspec import to_builtins
from msgspec.structs import replace

from sna.network import Network, TwoMode, project
from sna.render.map.composition import scene
from sna.render.map.content import MapContent, Period, Reason
from sna.render.map.page import map_html

pytestmark = pytest.mark.browser

PEOPLE = pd.DataFrame(
    {
        "name": ["Ann Okafor", "Bob Lee", "Cat Moor", "Dee Fox", "Eve Hart", "Fay Ross"],
        "organisation": ["Age Well", "Age Well", "Hospital", "Hospital", "Council", "Council"],
        "sector": ["Voluntary", "Voluntary", "NHS", "NHS", "Council", "Council"],
    },
    index=list("abcdef"),
)
HELD = {
    "gathering:1": ("9 January 2024, Forum", dt.date(2024, 1, 9), "online", "ab"),
    "gathering:2": ("13 February 2024, Forum", dt.date(2024, 2, 13), "in person", "abcd"),
    "gathering:3": ("12 March 2024, Forum", dt.date(2024, 3, 12), "online", "ace"),
}
KINDS = {name: mode for name, (_title, _on, mode, _there) in HELD.items()}


def window(title, names):
    held = pd.DataFrame({"on": [HELD[name][1] for name in names]}, index=names)
    there = np.array([[person in HELD[name][3] for name in names] for person in PEOPLE.index], dtype=float)
    return Period(title, project(TwoMode(PEOPLE[[]], held, there)))


def forum():
    periods = (window("Year 1", ["gathering:1"]), window("Year 2", list(HELD)))
    titles = {name: title for name, (title, *_rest) in HELD.items()}
    return MapContent("T", PEOPLE, periods, gatherings=titles, facets={"Kind of meeting": KINDS})


@pytest.fixture(scope="module")
def page_text():
    return map_html(forum())


@pytest.fixture
def seen(visit, page_text):
    return visit(page_text)


def rows(page, table):
    read = (
        "table => [...table.rows].map(row => [...row.cells].map(cell => cell.innerText.replace(/\\s+/g, ' ').trim()))"
    )
    return page.locator(table).evaluate(read)


def tied(pairs):
    return {frozenset(pair) for there in pairs for pair in itertools.combinations(there, 2)}


def test_the_matrix_counts_the_ties_between_groups_and_marks_the_new(seen):
    page = seen.page
    page.click("[data-view=matrix]")
    head, *body = rows(page, "#matrix-table")
    where = PEOPLE["organisation"].to_dict()
    counts = Counter(tuple(sorted({where[one] for one in pair})) for pair in tied(["ab", "abcd", "ace"]))
    assert [row[0] for row in body] == ["Age Well (2)", "Council (2)", "Hospital (2)"]
    for row in body:
        for name, cell in zip(head[1:], row[1:], strict=True):
            expected = counts[tuple(sorted({row[0][:-4], name}))]
            assert cell.split()[0] == (str(expected) if expected else "no")
    fresh = page.locator("#matrix-table .fresh").count()
    assert fresh == sum(count > 0 for pair, count in counts.items() if pair != ("Age Well",)) * 2 - 1
    assert seen.messages == []


def test_a_number_of_the_matrix_shows_its_people_on_the_map(seen):
    page = seen.page
    page.click("[data-view=matrix]")
    page.locator("#matrix-table button[aria-label*='between Age Well and Hospital']").first.click()
    assert page.locator("main").get_attribute("data-view") == "group"
    assert page.locator("#said").inner_text() == "4 people of Age Well and Hospital."


def test_who_came_is_the_register(seen):
    page = seen.page
    page.click("[data-view=came]")
    head, *body = rows(page, "#came-table")
    assert head == ["Person", "Times", "9 January 2024", "13 February 2024", "12 March 2024"]
    said = {row[0]: row[1:] for row in body if len(row) > 1}
    for person, name in PEOPLE["name"].items():
        came = ["came" if person in there else "" for *_said, there in HELD.values()]
        assert said[name] == [str(came.count("came")), *came]
    assert said["People there, of 5 people"] == ["9", "2", "4", "3"]
    page.click("[data-period='0']")
    assert rows(page, "#came-table")[0] == ["Person", "Times", "9 January 2024, Forum"]


def test_choosing_a_kind_leaves_only_its_ties_in_every_view(seen):
    page = seen.page
    page.select_option("#facet-0", label="online")
    assert "Only kind of meeting: online" in page.locator("#lines").inner_text()
    online = tied(["ab", "ace"])
    page.click("[data-view=table]")
    for row in rows(page, "#table table")[1:]:
        person = PEOPLE.index[PEOPLE["name"] == row[0]][0]
        assert int(row[-3]) == sum(person in pair for pair in online)
    page.click("[data-view=came]")
    assert rows(page, "#came-table")[0][2:] == ["9 January 2024", "12 March 2024"]
    page.fill("#search", "Ann Okafor")
    page.keyboard.press("Enter")
    page.locator("#person-ties button").first.click()
    assert page.locator("#person-ties .why").inner_text() == "9 January 2024, Forum"


def test_all_kinds_chosen_again_is_the_scene_itself(seen):
    page = seen.page
    page.click("[data-view=table]")
    before = rows(page, "#table table")
    page.select_option("#facet-0", label="online")
    page.select_option("#facet-0", label="All")
    assert rows(page, "#table table") == before
    act = to_builtins(scene(forum()))["periods"][1]
    names = [person["name"] for person in to_builtins(scene(forum()))["people"]]
    assert {row[0]: int(row[-3]) for row in before[1:]} == dict(zip(names, act["links"], strict=True))


def test_sizes_of_what_is_chosen_follow_the_rule_of_the_layout(visit):
    # the browser counts anew; with nothing left out it must come to what Python counted
    everything = forum()
    same = dict.fromkeys(KINDS, "one kind") | {"gathering:x": "other"}
    content = MapContent("T", everything.people, everything.periods, facets={"Kind": {**same, "gathering:3": "other"}})
    page = visit(map_html(content)).page
    page.select_option("#facet-0", label="one kind")
    page.click("[data-view=table]")
    expected = tied(["ab", "abcd"])
    where = PEOPLE["organisation"].to_dict()
    for row in rows(page, "#table table")[1:]:
        person = PEOPLE.index[PEOPLE["name"] == row[0]][0]
        others = [next(iter(pair - {person})) for pair in expected if person in pair]
        outside = [other for other in others if where[other] != where[person]]
        assert [int(cell) for cell in row[-3:]] == [len(others), len(outside), len({where[other] for other in outside})]


def test_groups_can_be_left_out_and_brought_back(seen):
    page = seen.page
    page.locator("#groups summary").click()
    page.locator("#groups-list label", has_text="Hospital").locator("input").uncheck()
    assert "among the people shown" in page.locator("#lines").inner_text()
    page.click("[data-view=matrix]")
    assert [row[0] for row in rows(page, "#matrix-table")[1:]] == ["Age Well (2)", "Council (2)"]
    page.click("[data-view=came]")
    assert "Cat Moor" not in page.locator("#came-table").inner_text()
    page.click("#groups-none")
    assert page.locator("#came-table tbody").count() == 0
    page.click("#groups-all")
    assert "Cat Moor" in page.locator("#came-table").inner_text()
    assert seen.messages == []


def test_one_persons_own_ties_and_back(seen):
    page = seen.page
    page.fill("#search", "Eve Hart")
    page.keyboard.press("Enter")
    page.click("#ego")
    assert page.locator("#said").inner_text() == "Only Eve Hart and 2 people they are tied to."
    assert page.locator("main").get_attribute("data-view") == "ego"
    page.focus("#map")
    walked = set()
    for _step in range(6):
        page.keyboard.press("PageDown")
        walked.add(page.locator("#said").inner_text().split(",")[0])
    assert walked == {"Eve Hart", "Ann Okafor", "Cat Moor"}
    page.keyboard.press("Escape")
    assert page.locator("main").get_attribute("data-view") == "group"
    assert seen.messages == []


def test_a_medium_says_what_was_done_where(visit):
    network = Network.of([("a", "b", 3.0), ("a", "c", 1.0)], nodes=list("def"), directed=True)
    acts = Reason("a", "b", "reply|general", 3), Reason("a", "c", "mention|falls", 1)
    facets = {
        "Kind of tie": {"reply|general": "reply", "mention|falls": "mention"},
        "Channel": {"reply|general": "general", "mention|falls": "falls"},
    }
    titles = {"reply|general": "reply in #general", "mention|falls": "mention in #falls"}
    content = MapContent("T", PEOPLE, (Period("", network, acts=acts),), gatherings=titles, facets=facets)
    page = visit(map_html(content)).page
    assert page.locator("[data-view=came]").count() == 0
    page.fill("#search", "Ann Okafor")
    page.keyboard.press("Enter")
    page.locator("#person-ties button").first.click()
    assert page.locator("#person-ties .why").inner_text() == "reply in #general (3 times)"
    page.select_option("#facet-1", label="falls")
    assert [text.split("\n")[0] for text in page.locator("#person-ties > li > button").all_inner_texts()] == [
        "Cat Moor"
    ]


@pytest.mark.parametrize("view", ["matrix", "came"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_in_the_other_views(visit, page_text, view, width):
    seen = visit(page_text, width)
    seen.page.click(f"[data-view={view}]")
    assert seen.faults(whole=True) == []


def test_while_it_is_dragged_the_map_moves_with_the_pointer_and_is_drawn_anew_at_the_end(visit, community):
    seen = visit(map_html(community()))
    page = seen.page
    canvas = "() => document.querySelector('#engine canvas').toDataURL()"
    before = page.evaluate(canvas)
    page.mouse.move(500, 500)
    page.mouse.down()
    page.mouse.move(560, 530, steps=6)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    during = page.evaluate(canvas)
    page.mouse.up()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    after = page.evaluate(canvas)
    assert before != during
    page.click("[data-zoom=fit]")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate(canvas) == before != after
    assert seen.messages == []


# The address


def at_address(seen, parts):
    seen.page.goto(f"{seen.address}{parts}")
    seen.page.reload()
    seen.page.wait_for_selector("html.ready", state="attached")
    return seen.page


def shown(page):
    return (
        page.get_attribute("main", "data-view"),
        page.inner_text("#periods [aria-pressed=true]"),
        page.inner_text("#person-name") if page.is_visible("#person") else "",
    )


@pytest.mark.parametrize(
    ("parts", "state"),
    [
        ("", ("group", "Year 2", "")),
        ("#view=came", ("came", "Year 2", "")),
        ("#period=Year+1&view=table", ("table", "Year 1", "")),
        ("#find=Cat+Moor", ("group", "Year 2", "Cat Moor")),
        ("#find=Cat+Moor+%28Hospital%29&period=Year+1", ("group", "Year 1", "Cat Moor")),
        ("#period=Year+9&view=nothing&finding=12", ("group", "Year 2", "")),
    ],
)
def test_what_stands_in_the_address_is_shown(seen, parts, state):
    page = at_address(seen, parts)
    assert shown(page) == state
    assert seen.messages == []


def test_what_is_shown_stands_in_the_address_and_opens_again(seen):
    page = seen.page
    page.click("[data-period='0']")
    page.fill("#search", "dee")
    page.keyboard.press("Enter")
    before = shown(page)
    assert before == ("group", "Year 1", "Dee Fox")
    parts = page.wait_for_function("location.hash.includes('find=') && location.hash").json_value()
    assert shown(at_address(seen, parts)) == before


def test_of_nobody_of_that_name_the_search_says_so(seen):
    page = at_address(seen, "#find=Zed+Null")
    assert page.input_value("#search") == "Zed Null"
    assert page.inner_text("#said") == "Nobody of that name."
    assert not page.is_visible("#person")


def test_the_pages_beside_the_map_are_a_click_away(visit):
    seen = visit(map_html(replace(forum(), links={"Report": "report.html", "Tables": "tables.xlsx"})))
    links = [(link.inner_text(), link.get_attribute("href")) for link in seen.page.query_selector_all("header nav a")]
    assert links == [("Report", "report.html"), ("Tables", "tables.xlsx")]
