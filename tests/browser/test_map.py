import datetime as dt
import json
import math
import re

import pandas as pd
import pytest
from msgspec import to_builtins

from sna.network import Network
from sna.render.map.composition import scene
from sna.render.map.content import Finding, MapContent, Period
from sna.render.map.page import map_html

pytestmark = pytest.mark.browser

HOSTILE = (
    "<script>document.body.dataset.pwned=1</script>",
    "<img src=x onerror=document.body.dataset.pwned=1>",
    "</script><script>document.body.dataset.pwned=1</script>",
    '" onfocus="document.body.dataset.pwned=1',
    "<a href='http://example.org'>href</a>",
    "javascript:document.body.dataset.pwned=1",
    "__proto__",
    "constructor",
    "NaN",
    "line\u2028end",
)

INK = """() => {
  const canvas = document.querySelector("#engine canvas");
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const colours = new Set();
  let ink = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] > 250 && data[at + 1] > 250 && data[at + 2] > 250) continue;
    ink += 1;
    colours.add(data[at] * 65536 + data[at + 1] * 256 + data[at + 2]);
  }
  return { share: ink / (data.length / 4), colours: colours.size };
}"""


@pytest.fixture(scope="session")
def sixty(community):
    return map_html(community())


@pytest.fixture
def seen(visit, sixty):
    return visit(sixty)


@pytest.fixture(scope="session")
def busy(communities):
    """Give a map on which nearly everybody met nearly everybody, and its scene."""
    content = communities.busy()
    return map_html(content), to_builtins(scene(content))


def settle(page):
    """Wait until what was asked for is drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")


def picture(page):
    settle(page)
    return page.evaluate("() => document.querySelector('#engine canvas').toDataURL()")


def said(page):
    return page.locator("#said").inner_text()


def drawn(page):
    """The map in the drawing the page saves, without its title, key and source: SVG text."""
    settle(page)
    with page.expect_download() as download:
        page.click("#save-svg")
    svg = download.value.path().read_text(encoding="utf-8")
    return re.search(r"<g transform=.*</g>", svg, re.DOTALL).group()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (320, 640)])
def test_the_map_is_drawn_without_a_request_or_a_complaint(visit, sixty, width, height):
    seen = visit(sixty, width, height)
    settle(seen.page)
    ink = seen.page.evaluate(INK)
    assert ink["share"] > 0.05
    assert ink["colours"] > 60
    assert seen.others == []
    assert seen.messages == []
    assert not seen.page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_everything_can_be_pressed_without_a_request_or_a_complaint(seen):
    page = seen.page
    for view in ("connection", "table", "group"):
        seen.show(view)
        for period in (0, 1):
            page.click(f"[data-period='{period}']")
    for kind in ("in", "out", "fit"):
        page.click(f"[data-zoom={kind}]")
    for selector in (".finding", ".category"):
        for button in page.locator(selector).all():
            button.click()
            button.click()
    page.mouse.move(400, 400)
    page.mouse.wheel(0, -300)
    page.emulate_media(media="print")
    settle(page)
    assert seen.others == []
    assert seen.messages == []


def test_the_policy_would_stop_a_request_and_a_foreign_script(seen):
    # pinned to the page itself: whatever gets in, the browser refuses it
    reached = seen.page.evaluate("() => fetch('http://example.org/').then(() => 'reached', () => 'refused')")
    seen.page.evaluate(
        """() => {
          const text = document.createElement("script");
          try { text.textContent = "document.body.dataset.pwned = 1"; document.body.append(text); } catch {}
        }"""
    )
    assert reached == "refused"
    assert seen.page.evaluate("() => document.body.dataset.pwned") is None


def test_hostile_words_are_shown_and_do_nothing(visit):
    ids = [f"p{at:02d}" for at in range(len(HOSTILE))]
    table = pd.DataFrame(dict.fromkeys(["name", "organisation", "sector", "role"], HOSTILE), index=ids)
    network = Network.of([(ids[0], other, 1.0) for other in ids[1:]])
    findings = tuple(Finding(word, word, (who,), word) for word, who in zip(HOSTILE, ids, strict=True))
    periods = (Period(HOSTILE[0], network), Period(HOSTILE[2], network, tuple(ids)))
    seen = visit(map_html(MapContent(HOSTILE[2], table, periods, HOSTILE[0], findings, footnote=HOSTILE[1])))
    page = seen.page
    for word in HOSTILE:
        page.fill("#search", word)
        page.keyboard.press("Enter")
        assert " ".join(page.locator("#person-name").inner_text().split()) == " ".join(word.split())
        page.locator("#person-ties button").first.click()
    page.click("#findings-all")
    for button in page.locator(".finding").all():
        button.click()
    page.click("[data-view=table]")
    page.click("[data-period='0']")
    assert page.locator("h1").inner_text() == HOSTILE[2]
    assert page.evaluate("() => [document.body.dataset.pwned, window.pwned, ({}).pwned]") == [None] * 3
    assert seen.others == []
    assert seen.messages == []


def test_the_search_finds_by_name_place_and_role_without_accents_or_case(visit, community):
    content = community(20)
    people = content.people.copy()
    people.loc["p0003", "name"] = "Zoë Ångström"
    page = visit(map_html(MapContent("T", people, content.periods))).page
    page.fill("#search", "zoe angs")
    assert page.locator("#results li").count() == 1
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#person-name").inner_text() == "Zoë Ångström"
    assert said(page).startswith("Zoë Ångström, Pharmacist, Wexholm Hospitals NHS Trust. ")
    page.fill("#search", "nobody of that name")
    assert said(page) == "Nobody of that name."
    page.fill("#search", "pharmacist")
    assert page.locator("#results small").all_inner_texts()[0] == "role"
    assert page.locator("#results li").count() == 4


def test_page_keys_walk_through_everybody_and_each_is_spoken(seen, community):
    page, spoken = seen.page, []
    page.focus("#map")
    for _person in range(60):
        page.keyboard.press("PageDown")
        spoken.append(said(page).split(",")[0])
    assert sorted(spoken) == sorted(community().people["name"])
    page.keyboard.press("PageUp")
    assert said(page).split(",")[0] == spoken[-2]


def test_arrow_keys_walk_to_the_nearest_in_their_direction(seen):
    page = seen.page
    page.focus("#map")
    page.keyboard.press("ArrowRight")
    for way, axis, sign in (("ArrowRight", 0, 1), ("ArrowUp", 1, -1), ("ArrowLeft", 0, -1), ("ArrowDown", 1, 1)):
        before = chosen_place(page)
        page.keyboard.press(way)
        after = chosen_place(page)
        assert sign * (after[axis] - before[axis]) > 0
        assert abs(after[axis] - before[axis]) > abs(after[1 - axis] - before[1 - axis]) / 2


def chosen_place(page):
    """Where the chosen person stands: the middle of the thick ring."""
    ring = re.search(
        r'<circle cx="([\d.]+)" cy="([\d.]+)" r="[\d.]+" fill="none" stroke="#0B0C0C" stroke-width="3"', drawn(page)
    )
    page.focus("#map")
    return float(ring.group(1)), float(ring.group(2))


def test_enter_opens_escape_leaves_and_keys_act_only_on_the_map(seen):
    page = seen.page
    page.focus("#map")
    page.keyboard.press("ArrowRight")
    assert re.search(r"\d+ ties?, \d+ outside their organisation\.$", said(page))
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "person-name"
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.id") == "map"
    page.keyboard.press("Escape")
    assert page.locator("#person").is_hidden()
    page.keyboard.press("/")
    assert page.evaluate("() => document.activeElement.id") == "search"
    page.keyboard.type("0-+")
    assert page.input_value("#search") == "0-+"


def test_plus_minus_and_nought_zoom(seen):
    page = seen.page
    whole = picture(page)
    page.focus("#map")
    page.keyboard.press("+")
    assert picture(page) != whole
    page.keyboard.press("0")
    assert picture(page) == whole


def test_a_finding_fades_the_rest_and_gives_it_back(seen):
    page = seen.page
    before = drawn(page)
    page.locator(".finding").first.click()
    faded = drawn(page)
    assert 'fill-opacity="0.25"' in faded
    assert 'fill-opacity="0.25"' not in before
    assert page.locator(".finding").first.get_attribute("aria-pressed") == "true"
    page.locator(".finding").first.click()
    assert drawn(page) == before


def test_the_panel_sums_a_person_up(visit):
    ids = list("abcde")
    table = pd.DataFrame({"name": ids, "organisation": ["N", "N", "S", "S", "W"]}, index=ids)
    network = Network.of([("a", "b", 1.0), ("a", "c", 1.0), ("b", "d", 1.0), ("c", "d", 1.0)], nodes=ids)
    page = visit(map_html(MapContent("T", table, (Period("P", network),)))).page
    sums = {
        "a": "Met 2 people, 1 of them in 1 other organisation.",
        "d": "Met 2 people, 1 of them in 1 other organisation.",
        "e": "Met nobody.",
    }
    for name, sentence in sums.items():
        page.fill("#search", name)
        page.keyboard.press("Enter")
        assert page.locator("#person-counts").inner_text() == sentence


def test_the_panel_does_not_say_who_is_of_another_group_where_none_is_stated(visit):
    ids = list("abcd")
    table = pd.DataFrame({"name": ids, "organisation": ["N", "S", "", ""]}, index=ids)
    network = Network.of([("a", "b", 1.0), ("a", "c", 1.0), ("c", "d", 1.0)], nodes=ids)
    page = visit(map_html(MapContent("T", table, (Period("P", network),)))).page
    sums = {
        "a": "Met 2 people, 1 of them in 1 other organisation.",
        "c": "Met 2 people.",
        "d": "Met 1 person.",
    }
    for name, sentence in sums.items():
        page.fill("#search", name)
        page.keyboard.press("Enter")
        assert page.locator("#person-counts").inner_text() == sentence
    assert said(page) == "d, No organisation stated. 1 tie."
    alone = pd.DataFrame({"name": ["a", "c"], "organisation": ["N", ""]}, index=["a", "c"])
    page = visit(map_html(MapContent("T", alone, (Period("P", Network.of([("a", "c", 1.0)])),)))).page
    page.fill("#search", "a")
    page.keyboard.press("Enter")
    text = "Met 1 person, none of them known to be of another organisation."
    assert page.locator("#person-counts").inner_text() == text


def test_a_tie_says_why_it_is_there(seen):
    page = seen.page
    page.fill("#search", "Tegan Farquhar")
    page.keyboard.press("Enter")
    row = page.locator("#person-ties > li").first
    row.locator("button").first.click()
    reasons = row.locator(".why li").all_inner_texts()
    assert reasons
    assert all(re.fullmatch(r"\d+ March 2024, Forum \d+", reason) for reason in reasons)
    assert "#B3261E" in drawn(page)
    row.locator(".go").click()
    assert page.locator("#person-name").inner_text() != "Tegan Farquhar"


def test_a_click_on_a_dot_and_on_a_line_chooses_it(seen):
    page = seen.page
    circles = re.findall(
        r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)" fill="#014EA1" fill-opacity="1"', drawn(page)
    )
    x, y, _radius = map(float, circles[0])
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.locator("#person-name").wait_for()
    name = page.locator("#person-name").inner_text()
    assert page.locator("#person-ties button[aria-expanded=true]").count() == 0
    page.keyboard.press("Escape")
    line = re.search(r'<path d="M([\d.]+) ([\d.]+)C([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)"', drawn(page))
    points = [float(number) for number in line.groups()]
    middle = [sum(w * points[at + axis] for w, at in ((1, 0), (3, 2), (3, 4), (1, 6))) / 8 for axis in (0, 1)]
    page.mouse.click(box["x"] + middle[0], box["y"] + middle[1])
    page.locator("#person-ties button[aria-expanded=true]").wait_for()
    assert name


def test_periods_change_ties_and_counts_and_nobody_moves(seen, community):
    page = seen.page
    later = drawn(page)
    page.click("[data-period='0']")
    earlier = drawn(page)
    places = [set(re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', svg)) for svg in (earlier, later)]
    assert places[0] == places[1]
    assert earlier.count("<path") < later.count("<path")
    page.click("[data-view=table]")
    total = sum(int(text) for text in page.locator("#table tbody td:nth-last-child(3)").all_inner_texts())
    assert total == 2 * len(community().periods[0].network.ties)


def curves(svg):
    """The lines between islands: each is drawn once whole, and once in each of its two islands."""
    return len(re.findall(r'<path d="M[\d. -]+C', svg)) / 3


def among(made, period, kept=bool):
    """All ties among some, and those of them that lead to another island."""
    people = made["people"]
    ties = [tie[:2] for tie in made["periods"][period]["ties"] if all(kept(people[end]) for end in tie[:2])]
    return len(ties), sum(people[one]["group"] != people[other]["group"] for one, other in ties)


def test_every_tie_has_a_line_and_the_sentence_counts_them(visit, busy):
    html, made = busy
    seen = visit(html)
    for period, title in ((0, "Year 1"), (1, "Year 2")):
        seen.page.click(f"[data-period='{period}']")
        lines, across = among(made, period)
        alone = seen.page.inner_text("#lines").partition(". ")[2]
        assert seen.page.inner_text("#lines").startswith(f"{title}: {lines} lines, one for every two people who met.")
        assert alone == "Dashed: 1 person tied to nobody."
        assert curves(drawn(seen.page)) == across
    assert seen.messages == []


def test_a_hidden_category_is_not_counted_among_the_lines(visit, busy):
    html, made = busy
    page = visit(html).page
    page.locator(".category").first.click()
    lines, across = among(made, 1, lambda person: person["category"] != 0)
    told = f"Year 2: among the people shown {lines} lines, one for every two people who met."
    assert page.inner_text("#lines").startswith(told)
    assert curves(drawn(page)) == across


def test_a_chosen_person_shows_all_their_ties_strongest_first(visit, busy):
    html, made = busy
    page = visit(html).page
    act = made["periods"][1]
    at = max(range(40), key=lambda one: (act["links"][one], -one))
    name, group = made["people"][at]["name"], [person["group"] for person in made["people"]]
    page.fill("#search", name)
    page.keyboard.press("Enter")
    lit = re.findall(r'<path d="M[\d. -]+C[^>]*stroke="#0B0C0C"', drawn(page))
    assert len(lit) / 3 == act["outside"][at]
    listed = page.locator("#person-ties > li small").all_inner_texts()
    times = [int(text.split()[0]) for text in listed]
    own = [tie[4] for tie in act["ties"] if at in tie[:2]]
    assert times == sorted(own, reverse=True)
    assert f"; {len(own)} are lit." in page.inner_text("#lines")
    assert sum("same organisation" in text for text in listed) == len(own) - act["outside"][at]
    assert group[at] == made["people"][at]["group"]


def test_the_table_counts_all_ties(visit, busy):
    html, made = busy
    page = visit(html).page
    page.click("[data-view=table]")
    total = sum(int(text) for text in page.locator("#table tbody td:nth-last-child(3)").all_inner_texts())
    assert total == 2 * len(made["periods"][1]["ties"])
    assert not page.locator("#lines").is_visible()


def test_people_who_had_not_joined_are_nowhere_in_the_period(visit, busy):
    html, made = busy
    page = visit(html).page
    absent = [made["people"][at]["name"] for at in made["periods"][0]["absent"]]
    page.click("[data-period='0']")
    assert len(places(drawn(page), made)) == 32
    assert page.get_attribute("#map", "aria-label") == "Network map of 32 people"
    counts = [int(text) for text in page.locator(".category .count").all_inner_texts()]
    assert counts == made["periods"][0]["counted"]
    page.focus("#map")
    spoken = set()
    for _person in range(40):
        page.keyboard.press("PageDown")
        spoken.add(said(page).split(",")[0])
    assert len(spoken) == 32
    assert not spoken & set(absent)
    page.fill("#search", absent[0])
    assert "Not a member in Year 1." in page.locator("#results li").first.inner_text()
    page.keyboard.press("Enter")
    assert page.inner_text("#person-counts") == "Not a member in Year 1."
    assert page.locator("#person-ties > li").count() == 0
    page.click("[data-view=table]")
    shown = [row.inner_text() for row in page.locator("#table tbody th").all() if row.is_visible()]
    assert len(shown) == 32
    assert not set(shown) & set(absent)
    page.click("[data-period='1']")
    assert page.locator("#table tbody tr:visible").count() == 40


def places(svg, made):
    """Where the dots are, and how large: the filled circles in the colour of a category, and the hollow ones."""
    colours = "|".join({category["colour"] for category in made["categories"]})
    filled = rf'fill="(?:{colours})" fill-opacity="(?:1|0.25)"'
    hollow = rf'fill="#FFFFFF" fill-opacity="1" stroke="(?:{colours})"'
    dot = rf'<circle cx="([\d.-]+)" cy="([\d.-]+)" r="([\d.]+)" (?:{filled}|{hollow})'
    return [tuple(map(float, found)) for found in re.findall(dot, svg)]


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (320, 640)])
def test_no_dot_lies_on_another_on_the_screen(visit, busy, width, height):
    html, made = busy
    page = visit(html, width, height).page
    for zooms in range(3):
        if zooms:
            page.click("[data-zoom=out]" if width > 1000 else "[data-zoom=in]")
        dots = places(drawn(page), made)
        assert len(dots) == 40
        for at, (x, y, r) in enumerate(dots):
            assert all(math.hypot(x - ox, y - oy) > r + other for ox, oy, other in dots[:at])


def test_more_room_does_not_undo_zooming_in(seen):
    page = seen.page
    page.click("[data-zoom=in]")
    before = places(drawn(page), {"categories": [{"colour": "#014EA1"}]})
    page.set_viewport_size({"width": 1500, "height": 1000})
    settle(page)
    after = places(drawn(page), {"categories": [{"colour": "#014EA1"}]})
    away = [math.dist(dots[0][:2], dots[1][:2]) for dots in (before, after)]
    assert away[0] == pytest.approx(away[1], abs=0.3)


def test_the_table_holds_everybody_and_sorts(seen, community):
    page = seen.page
    page.click("[data-view=table]")
    names = page.locator("#table tbody th").all_inner_texts()
    assert sorted(names) == sorted(community().people["name"])
    page.locator("#table thead button").first.click()
    assert page.locator("#table tbody th").all_inner_texts() == sorted(names)
    assert page.locator("#table thead th").first.get_attribute("aria-sort") == "ascending"
    page.locator("#table thead button").last.click()
    reached = [int(text) for text in page.locator("#table tbody td:last-child").all_inner_texts()]
    assert reached == sorted(reached, reverse=True)


def test_a_category_can_be_hidden_and_shown(seen):
    page = seen.page
    whole = drawn(page)
    page.locator(".category").first.click()
    without = drawn(page)
    assert without.count('fill="#014EA1" fill-opacity="1"') == 0
    page.locator(".category").first.click()
    assert drawn(page) == whole


def test_without_javascript_the_drawing_and_the_table_stand_there(visit, sixty):
    seen = visit(sixty, javascript=False)
    page = seen.page
    assert page.locator("#picture svg").bounding_box()["height"] > 400
    assert page.locator("#table tbody tr").count() == 60
    assert page.locator("#table").is_visible()
    assert page.locator(".finding").first.is_visible()
    assert not page.locator("#map").is_visible()
    assert not page.locator("#search").is_visible()
    assert seen.others == []


def test_the_picture_can_be_saved_in_double_size(seen):
    with seen.page.expect_download() as download:
        seen.page.click("#save-png")
    data = download.value.path().read_bytes()
    assert data.startswith(b"\x89PNG")
    box = seen.page.locator("#map").bounding_box()
    assert int.from_bytes(data[16:20]) == 2 * int(box["width"])


def test_a_picture_has_its_title_above_the_map_and_words_key_and_source_below(seen, community):
    with seen.page.expect_download() as download:
        seen.page.click("#save-svg")
    svg = download.value.path().read_text(encoding="utf-8")
    ((down, height),) = [
        (float(down), seen.page.locator("#map").bounding_box()["height"])
        for down in re.findall(r'<g transform="translate\(0 ([\d.]+)\)"', svg)
    ]
    texts = [(float(y), text) for y, text in re.findall(r'<text x="[\d.-]+" y="([\d.-]+)"[^>]*>([^<]*)<', svg)]
    before, after = svg.partition("<g transform")[0], svg.rpartition("</g>")[2]
    above = [y for y, text in texts if f">{text}<" in before]
    assert above
    assert all(0 < y < down for y in above)
    below = {text: y for y, text in texts if f">{text}<" in after}
    assert min(below.values()) > down + height
    content = community()
    assert {"NHS trust", "Council", "Care provider"} <= {*below}
    assert any(content.footnote[:20] in text for text in below if content.footnote)
    assert any(f"{dt.datetime.now(tz=dt.UTC).year}." in text for text in below)


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
@pytest.mark.parametrize("layout", ["group", "connection"])
@pytest.mark.parametrize("many", ["sixty", "busy"])
def test_no_name_lies_on_another_on_the_screen(visit, request, many, layout, size):
    html = request.getfixturevalue(many)
    seen = visit(html if many == "sixty" else html[0], *size)
    page = seen.page
    seen.show(layout)
    for period in (0, 1):
        page.click(f"[data-period='{period}']")
        boxes = measured(drawn(page))
        assert len(boxes) > 30
        for at, (one, a) in enumerate(boxes):
            for other, b in boxes[:at]:
                assert a[0] >= b[2] - 1 or a[2] <= b[0] + 1 or a[1] >= b[3] - 1 or a[3] <= b[1] + 1, (one, other)


def measured(svg):
    """The boxes of the names in a saved drawing: it says how wide each is."""
    pattern = (
        r'<text x="([\d.-]+)" y="([\d.-]+)" font-size="([\d.]+)" font-weight="(\d+)" text-anchor="(\w+)"'
        r' textLength="([\d.]+)" lengthAdjust="spacingAndGlyphs" fill="#(?!fff)[^"]*">([^<]*)<'
    )
    boxes = []
    for x, y, size, _weight, anchor, width, text in re.findall(pattern, svg):
        left = float(x) - {"start": 0, "middle": float(width) / 2, "end": float(width)}[anchor]
        middle = float(y) - 0.35 * float(size)
        boxes.append((text, (left, middle - float(size) / 2, left + float(width), middle + float(size) / 2)))
    return boxes


@pytest.mark.parametrize("shape", ["nobody", "one", "alone", "one organisation", "no organisation"])
def test_the_smallest_and_oddest_maps_work(visit, shape):
    ids = {"nobody": [], "one": ["a"]}.get(shape, ["a", "b", "c"])
    ties = [("a", "b", 1.0)] if shape in {"one organisation", "no organisation"} else []
    table = pd.DataFrame({"name": [f"Person {name}" for name in ids]}, index=ids)
    if shape != "no organisation":
        table["organisation"] = "Only one"
    seen = visit(map_html(MapContent("T", table, (Period("P", Network.of(ties, nodes=ids)),))))
    page = seen.page
    page.focus("#map")
    for key in ("ArrowRight", "ArrowLeft", "Enter", "Escape", "+", "0"):
        page.keyboard.press(key)
    for view in ("map", "table"):
        page.click(f"[data-view={view}]")
    for value in page.locator("#pick-group option").evaluate_all("all => all.map(one => one.value)"):
        page.select_option("#pick-group", value)
    settle(page)
    assert seen.messages == []
    assert seen.others == []


def test_many_people_are_answered_at_once(visit, community):
    seen = visit(map_html(community(300)))
    seen.page.set_default_timeout(10_000)
    for view in ("connection", "group", "table"):
        seen.show(view)
    assert seen.page.locator("#table tbody tr").count() == 300
    assert seen.messages == []


@pytest.mark.parametrize("view", ["group", "connection", "table"])
def test_nothing_breaks_the_rules_of_accessibility(seen, view):
    page = seen.page
    seen.show(view)
    page.fill("#search", "Tegan")
    page.keyboard.press("Enter")
    assert seen.faults(whole=True) == []


def test_data_are_read_as_json_and_not_run(seen):
    kinds = seen.page.evaluate("() => [...document.scripts].map((script) => script.type)")
    assert kinds.count("application/json") == 3
    data = seen.page.evaluate("() => document.getElementById('scene').textContent")
    assert len(json.loads(data)["people"]) == 60
