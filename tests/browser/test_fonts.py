"""Every label is whole, whatever font the computer has: on the pages, in the map's drawing and in its picture."""

import base64
import importlib.util
import os
import re
import subprocess
from pathlib import Path

import pytest

from sna.render.audience import convener_html, funder_html
from sna.render.map.page import map_html
from sna.render.report import method_html, report_html

pytestmark = pytest.mark.browser
FONTS = {"DejaVu": "DejaVuSans", "Liberation": "LiberationSans", "neither": "DejaVuSerif"}
"""What stands for every font of the style sheets → the beginning of its files; the last is wider than all."""
SIZES = [(1440, 900), (1024, 768), (390, 844), (320, 700)]
CUT = """() => [...document.querySelectorAll("body *")]
    .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .filter(element => !element.closest("svg, .wide, caption, thead"))  // a wide table scrolls
    .filter(element => {
        const box = element.getBoundingClientRect(), style = getComputedStyle(element);
        if (!box.width || style.clipPath !== "none") return false;
        const hides = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
        return hides || style.textOverflow === "ellipsis" || box.left < -1 || box.right > innerWidth + 1;
    }).map(element => element.textContent.trim().slice(0, 60))"""
MEASURED = """(svg) => {
    const holder = document.createElement("div");
    holder.innerHTML = svg;
    document.body.append(holder);
    const sheet = holder.firstChild.getBoundingClientRect();
    return [...holder.querySelectorAll("text:not([aria-hidden])")].map(text => {
        const box = text.getBoundingClientRect();
        const [left, top] = [box.left - sheet.left, box.top - sheet.top];
        return [text.textContent, left, top, left + box.width, top + box.height, text.textLength.baseVal.value];
    });
}"""
INKED = """async ([png, boxes]) => {
    const image = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height), context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return boxes.map(([, left, top, right, bottom]) => {
        const at = [left, top, right - left, bottom - top].map(value => Math.max(1, Math.round(2 * value)));
        const { data } = context.getImageData(...at);
        let dark = 0;
        for (let at = 0; at < data.length; at += 4) dark += data[at] + data[at + 1] + data[at + 2] < 560;
        return dark;
    });
}"""


@pytest.fixture(scope="module", params=FONTS)
def browser(request, launch, tmp_path_factory):
    """Give a browser on a computer that has one family of fonts."""
    listing = subprocess.run(["fc-list", "--format", "%{file}\n"], capture_output=True, text=True, check=True)
    files = [Path(file) for file in listing.stdout.split() if Path(file).name.startswith(FONTS[request.param])]
    if not files:
        reason = f"no font {FONTS[request.param]}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    folder = tmp_path_factory.mktemp("fonts")
    for file in files:
        (folder / file.name).symlink_to(file)
    setting = folder / "fonts.conf"
    setting.write_text(f"<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>")
    browser = launch(env={**os.environ, "FONTCONFIG_FILE": str(setting)})
    yield browser
    browser.close()


def module(name, folder="render"):
    path = Path(__file__).parent.parent / folder / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"of_fonts_{name}", path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def pages():
    world, audience, reports = module("world"), module("test_audience"), module("test_report", "browser")
    compared, long = world.compared(), " ".join(["Northmoor and Wexholm Hospitals NHS Foundation Trust"] * 2)
    return {
        "report": report_html(compared),
        "report, long names": report_html(reports.long_names(world.forum())),
        "method": method_html(compared),
        "convener": convener_html(audience.convener()),
        "funder": funder_html(audience.funder((f"{long} a", f"{long} b", f"{long} c"))),
    }


@pytest.fixture(scope="module")
def sixty():
    return map_html(module("community").community())


def opened(browser, tmp_path, html, size=(1440, 900)):
    file = tmp_path / "page.html"
    file.write_text(html, encoding="utf-8")
    page = browser.new_context(viewport=dict(zip(("width", "height"), size, strict=True))).new_page()
    page.goto(file.as_uri())
    return page


def test_nothing_on_a_page_is_cut_or_leaves_the_window(browser, tmp_path, pages):
    for name, html in pages.items():
        page = opened(browser, tmp_path, html)
        for detail in page.query_selector_all("summary"):
            detail.click()
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            assert page.evaluate(CUT) == [], (name, width)
        page.context.close()


def saved(page, button):
    with page.expect_download() as download:
        page.click(button)
    return download.value.path().read_bytes()


@pytest.mark.parametrize("size", [(1440, 900)], ids=str)
def test_the_labels_of_a_saved_map_are_whole_apart_and_in_the_picture_too(browser, tmp_path, sixty, size):
    page = opened(browser, tmp_path, sixty, size)
    page.wait_for_selector("html.ready", state="attached")
    page.wait_for_timeout(200)
    svg, png = saved(page, "#save-svg").decode(), base64.b64encode(saved(page, "#save-png")).decode()
    page.context.close()
    blank = opened(browser, tmp_path, "<!doctype html><title>x</title><body style='margin:0'>", (2000, 2000))
    boxes = blank.evaluate(MEASURED, svg)
    assert len(boxes) >= 8
    width, height = map(float, re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups())
    for at, (text, left, top, right, bottom, length) in enumerate(boxes):
        assert -1 <= left <= right <= width + 1, text
        assert -3 <= top <= bottom <= height + 3, text
        assert abs(right - left - length) <= 2.1, text  # a length is written to a tenth
        for other, *box, _length in boxes[:at]:
            apart = left >= box[2] - 1 or right <= box[0] + 1 or top + 3 >= box[3] - 3 or bottom - 3 <= box[1] + 3
            assert apart, (text, other)
    bare = [box[0] for box, ink in zip(boxes, blank.evaluate(INKED, [png, boxes]), strict=True) if ink <= 10]
    assert bare == []
    blank.context.close()
