"""A real Chromium for the pages: every request, console message and page error is written down.

The browser is the one named by ``SNA_CHROMIUM``, or a Chromium or Chrome on the path. Where there is none the tests are
skipped, except on a build server (``CI=true``), where that is a failure.
"""

import importlib.util
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Of a long table's rows that are alike but for their words two are looked at: what reads the rest is the same template.
AXE = """async whole => {
    for (const body of whole ? [] : document.querySelectorAll("tbody")) {
        const kinds = {};
        for (const row of [...body.rows]) {
            const parts = [row, ...row.querySelectorAll("*")];
            const kind = parts.map(part => `${part.tagName} ${part.className} ${part.getAttribute("style")}`).join();
            kinds[kind] = (kinds[kind] || 0) + 1;
            if (kinds[kind] > 2 && !parts.some(part => part.id)) row.remove();
        }
    }
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const seen = await axe.run(document, {resultTypes: ["violations"], ...(whole ? {} : {runOnly: tags})});
    if (seen.passes.length + seen.inapplicable.length < 60) throw new Error("axe has hardly looked");
    return seen.violations.map(rule => `${rule.id}: ${rule.nodes.slice(0, 3).map(node => node.html.slice(0, 120))}`);
}"""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium():
    named = os.environ.get("SNA_CHROMIUM")
    return named or next((path for path in map(shutil.which, BROWSERS) if path), None)


@pytest.fixture(autouse=True, scope="module")
def words_alone(marks):
    """Let figures stand in elements that name their places here: what is looked at are the pages as they are."""
    sources, mark = marks
    before, sources.mark = sources.mark, mark
    yield
    sources.mark = before


@pytest.fixture(scope="session")
def launch():
    """Give a function that starts a browser."""
    path = find_chromium()
    if path is None:
        reason = "no Chromium: set SNA_CHROMIUM to one, or put it on the path"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield lambda **options: playwright.chromium.launch(executable_path=path, args=list(FLAGS), **options)


@pytest.fixture(scope="session")
def chromium(launch):
    """Give a running browser."""
    browser = launch()
    yield browser
    browser.close()


@dataclass
class Visit:
    """An open page and what happened on it; `address` is the only request a page may make: itself."""

    page: object
    address: str
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def show(self, view):
        """Press the button of a view; the map's ways to stand are chosen by what gathers people on islands."""
        page = self.page
        if view in ("group", "connection"):
            page.click("#views [data-view=map]")
            if page.locator("#pick-group").count():
                page.select_option("#pick-group", "0" if view == "group" else "-1")
        elif view == "ego":
            page.fill("#search", page.locator("#table tbody th").first.text_content())
            page.keyboard.press("Enter")
            page.click("#ego")
        else:
            page.click(f"#views [data-view={view}]")

    def faults(self, *, whole=False):
        """Say what keeps somebody from reading the page: its rows of a kind looked at in part, or whole."""
        if self.page.evaluate("typeof axe") == "undefined":
            package = pytest.importorskip("axe_core_python")
            self.page.evaluate((Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
        return self.page.evaluate(AXE, whole)

    @property
    def others(self):
        return [url for url in self.requests if url != self.address and not url.startswith(("data:", "blob:"))]


@pytest.fixture
def visit(chromium, tmp_path):
    """Give a function that opens HTML text in a browser that reaches nothing but that file."""
    contexts = []

    def opened(html, width=1440, height=900, *, javascript=True):
        file = tmp_path / f"page{len(contexts)}.html"
        file.write_bytes(html.encode("utf-8", "replace"))
        context = chromium.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=javascript, reduced_motion="reduce"
        )
        context.set_default_timeout(8_000)
        contexts.append(context)
        seen = Visit(context.new_page(), file.as_uri())
        context.route("**/*", lambda route: route.continue_() if route.request.url == seen.address else route.abort())
        seen.page.on("request", lambda request: seen.requests.append(request.url))
        seen.page.on("console", lambda message: seen.messages.append(f"{message.type}: {message.text}"))
        seen.page.on("pageerror", lambda error: seen.messages.append(f"error: {error}"))
        seen.page.goto(seen.address)
        if javascript and 'id="engine-code"' in html:
            seen.page.wait_for_selector("html.ready", state="attached")
        return seen

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def communities():
    """Give the makers of invented communities that the render tests use too."""
    path = Path(__file__).parent.parent / "render" / "community.py"
    spec = importlib.util.spec_from_file_location("invented_community", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def community(communities):
    return communities.community
