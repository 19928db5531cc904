"""Hostile words in every field of a map: shown as they are, in every view and every file it saves, and never run."""

import datetime as dt
import re
import xml.etree.ElementTree as ET

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from sna.network import Network, TwoMode, project
from sna.render.map.content import Finding, MapContent, Period, Reason
from sna.render.map.page import draw_map, map_html

pytestmark = pytest.mark.browser

RUN = "document.body.dataset.pwned=1"
PAYLOADS = (
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"</script><script>{RUN}</script>",
    f"</title><svg onload={RUN}>",
    f"--><script>{RUN}</script><!--",
    f'" onfocus="{RUN}" autofocus="',
    f"' onmouseover='{RUN}",
    f"</bdi></td></table><iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"<svg><foreignObject><body onload={RUN}>",
    "<a href='http://example.org'>href</a><base href='http://example.org'>",
    f"javascript:{RUN}",
    "${alert(1)}`{{ 7 * 7 }}{% raw %}",
    "<style>*{background:url(http://example.org)}</style>",
    "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "__proto__",
    "constructor",
    "\u202eright to left NaN",
    "nul\x00line\u2028end\x1b[31m",
)
IDS = [f"p{at:02d}" for at in range(len(PAYLOADS))]
SVG = "{http://www.w3.org/2000/svg}"
WORDS = {
    "title": PAYLOADS[2],
    "subtitle": " ".join(PAYLOADS),
    "footnote": " ".join(reversed(PAYLOADS)),
    "findings": tuple(Finding(word, word, (who,), word, 0) for word, who in zip(PAYLOADS, IDS, strict=True)),
}


def people():
    """Each person is hostile in a field of their own place in the list, so that every word stands in every field."""
    fields = ["name", "organisation", "role", "sector", "locality"]
    return pd.DataFrame(dict.fromkeys(fields, PAYLOADS), index=IDS)


def met():
    """People at gatherings with hostile titles and kinds; each period has a hostile title."""
    names = [f"gathering:{at}" for at in range(len(PAYLOADS))]
    there = np.eye(len(IDS)) + np.roll(np.eye(len(IDS)), 1, axis=1) + (np.arange(len(IDS)) == 0)
    held = pd.DataFrame({"on": [dt.date(2024, 1, 1 + at) for at in range(len(names))]}, index=names)
    network = project(TwoMode(people()[[]], held, there))
    titles = dict(zip(names, PAYLOADS, strict=True))
    periods = tuple(Period(word, network, tuple(IDS[:4])) for word in PAYLOADS)
    return MapContent(people=people(), periods=periods, gatherings=titles, facets={PAYLOADS[0]: titles}, **WORDS)


def medium():
    """People who wrote to each other in channels with hostile names."""
    pairs = [(IDS[at], IDS[(at + 1) % len(IDS)]) for at in range(len(IDS))]
    reasons = [f"reply|{at}" for at in range(len(IDS))]
    acts = tuple(Reason(*pair, reason, 2) for pair, reason in zip(pairs, reasons, strict=True))
    network = Network.of([(one, other, 2.0) for one, other in pairs], directed=True)
    titles = dict(zip(reasons, PAYLOADS, strict=True))
    return MapContent(
        people=people(),
        periods=(Period(PAYLOADS[0], network, acts=acts),),
        gatherings=titles,
        facets={"Channel": titles},
        acts=("were in touch", "time"),
        **WORDS,
    )


CONTENTS = {"met": met, "medium": medium}


def plain(text):
    """Text as a page may show it: white space alike, characters no page can hold left out."""
    return " ".join(re.sub("[\x00-\x08\x0b-\x1f\ufffd]", "", text.replace("\u2028", " ")).split())


LITERAL = {plain(word) for word in PAYLOADS}


def texts(page, selector):
    return {plain(text) for text in page.locator(selector).all_inner_texts()}


@pytest.fixture(scope="module", params=CONTENTS.values(), ids=CONTENTS)
def made(request):
    return map_html(request.param())


@pytest.fixture
def seen(visit, made):
    """Open the map; whatever it runs or asks for by the end is found out."""
    seen = visit(made)
    dialogs = []
    seen.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    seen.page.set_default_timeout(10_000)
    yield seen
    assert seen.page.evaluate("() => [document.body.dataset.pwned, window.pwned, ({}).pwned]") == [None] * 3
    assert seen.page.locator("iframe, object, embed, base, foreignObject, a[href]").count() == 0
    assert dialogs == []
    assert seen.others == []
    assert seen.messages == []


def saved(page, button):
    with page.expect_download() as download:
        page.click(button)
    return download.value.path().read_bytes()


def dots(page):
    """The middles of all dots on the screen, in the coordinates of the page."""
    box = page.locator("#map").bounding_box()
    root = ET.fromstring(saved(page, "#save-svg"))
    rim = {"#FFFFFF", *(one.get("fill") for one in root.iter(f"{SVG}circle"))}
    circles = [one for one in root.iter(f"{SVG}circle") if one.get("stroke") in rim and float(one.get("r")) < 20]
    return [(box["x"] + float(one.get("cx")), box["y"] + float(one.get("cy"))) for one in circles]


def test_every_person_is_pointed_at_and_chosen(seen):
    page, names = seen.page, set()
    for x, y in dots(page):
        page.mouse.move(x, y)
        page.mouse.click(x, y)
        names.add(plain(page.locator("#person-name").inner_text()))
        page.keyboard.press("Escape")
    assert names == LITERAL


def test_every_word_is_found_and_opened_with_what_stands_behind(seen):
    page, reasons = seen.page, set()
    for word in PAYLOADS:
        page.fill("#search", re.split("[\x00-\x1f\u2028]", word)[0])
        page.keyboard.press("Enter")
        assert plain(page.locator("#person-name").inner_text()) == plain(word)
        assert plain(word) in plain(page.locator("#person-facts").inner_text())
        page.locator("#person-ties button").first.click()
        reasons |= texts(page, "#person-ties .why li")
    assert {re.sub(r" \(2 times\)$", "", reason) for reason in reasons} <= LITERAL
    assert len(reasons) > len(PAYLOADS) / 2


def test_every_choice_and_every_finding_is_taken(seen):
    page = seen.page
    select = page.locator("#facet-0")
    assert texts(page, "#facet-0 option") - {"All"} == LITERAL
    for at in range(len(PAYLOADS)):
        select.select_option(str(at))
    select.select_option("-1")
    page.click("#findings-all")
    for button in page.locator(".finding, .category").all():
        button.click()
        button.click()
    page.locator("#groups summary").click()
    assert texts(page, "#groups-list label") == LITERAL
    for button in page.locator("#periods button, #groups-list input").all():
        button.click()


def test_every_view_shows_the_words_as_they_are(seen):
    page = seen.page
    assert plain(page.locator("h1").inner_text()) == plain(PAYLOADS[2])
    assert plain(page.title()) == plain(PAYLOADS[2])
    assert plain(page.locator(".subtitle").inner_text()) == plain(WORDS["subtitle"])
    assert plain(page.locator(".note").inner_text()) == plain(WORDS["footnote"])
    page.click("[data-view=table]")
    for column in range(1, 6):
        assert texts(page, f"#table tbody tr > :nth-child({column})") == LITERAL
    page.click("[data-view=matrix]")
    assert {name.removesuffix(" (1)") for name in texts(page, "#matrix-table tbody th")} == LITERAL
    if page.locator("[data-view=came]").count():
        page.click("[data-view=came]")
        assert texts(page, "#came-table thead th") >= LITERAL
        assert texts(page, "#came-table tbody tr:not(.group) th") == LITERAL


def test_what_is_saved_is_inert(seen):
    page = seen.page
    for view in ("group", "ego"):
        seen.show(view)
        root = ET.fromstring(saved(page, "#save-svg"))
        names = {one.tag.removeprefix(SVG) for one in root.iter()}
        assert names <= {"svg", "title", "rect", "path", "circle", "polygon", "text", "g", "clipPath"}
        carried = {name for one in root.iter() for name in one.attrib}
        assert not any(name.startswith("on") or "href" in name or name == "style" for name in carried)
        shown = {plain(one.text) for one in root.iter(f"{SVG}text")}
        assert shown & LITERAL
        assert saved(page, "#save-png").startswith(b"\x89PNG")


def test_a_saved_drawing_opened_by_itself_does_nothing(seen, visit):
    drawing = saved(seen.page, "#save-svg").decode("utf-8")
    alone = visit(f"<!doctype html><title>x</title>{drawing}")
    assert alone.page.evaluate("() => document.body.dataset.pwned") is None
    assert alone.page.locator("svg script, svg foreignObject, svg a").count() == 0
    assert alone.others == []


def test_in_a_notebooks_frame_the_map_unpacks_itself_and_answers(visit):
    shown = draw_map(nx.karate_club_graph(), by="club", title="Karate & <club>")._repr_html_()
    seen = visit(f"<!doctype html><title>A notebook</title><script>window.secret = 1</script>{shown}", 1100, 720)
    seen.page.wait_for_function("() => window.frames.length === 1")
    frame = seen.page.frames[1]
    frame.wait_for_selector("html.ready", state="attached")
    assert frame.locator("h1").inner_text() == "Karate & <club>"
    ink = "canvas => new Set(canvas.getContext('2d').getImageData(0, 0, 600, 400).data).size"
    assert frame.locator("#engine canvas").evaluate(ink) > 60
    frame.fill("#search", "33")
    frame.press("#search", "Enter")
    assert frame.locator("#person-name").inner_text() == "33"
    assert frame.evaluate("() => { try { return parent.secret; } catch { return 'out of reach'; } }") == "out of reach"
    with seen.page.expect_download() as download:
        frame.click("#save-svg")
    assert download.value.path().read_bytes().startswith(b"<svg")
    assert seen.messages == []


def test_a_browser_that_cannot_unpack_the_engine_keeps_drawing_findings_and_table(chromium, tmp_path):
    file, messages = tmp_path / "old.html", []
    file.write_bytes(map_html(medium()).encode("utf-8", "replace"))
    page = chromium.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("console", lambda message: messages.append(message.text))
    page.goto(file.as_uri())
    page.wait_for_timeout(300)
    assert page.locator("html.live, html.ready").count() == 0
    assert page.locator("#picture svg").is_visible()
    assert page.locator("#table tbody tr").count() == len(PAYLOADS)
    assert page.locator(".finding").last.is_visible()
    assert page.locator(".live-only:visible").count() == 0
    assert messages == []
    page.close()
