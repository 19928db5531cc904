"""`sna open` as somebody uses it: from files dropped to the funder's page saved, in few clicks, on any screen."""

import base64
import random
import re
import shutil
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
AXE = (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = {"desk": (1440, 900), "phone": (390, 844), "small": (320, 700), "twice": (720, 450)}
"""Desk at 200 % is a window of half its size."""
SLOWEST = 1.0
PEOPLE = [("Ann Okapi", "Pond Trust"), ("OKAPI, Ann", "Pond Trust"), ("Bo Linden", "Fen Council"),
          ("Cy Alder", "Mill Care"),
          ("Di Maple", "Hill Surgery"), ("Ed Rowan", "Pond Trust"),
          ("Flo Hazel", "Fen Council"), ("Guest Two", "")]  # fmt: skip


def eight_files(folder):
    """Eight registers as they lie in somebody's folder: in several forms, one of them damaged."""
    import openpyxl

    folder.mkdir()
    for number, name in enumerate(["2023-03-15 Forum.csv", "2023-06-14 forum.csv", "12 June 2024.csv"]):
        people = [row for at, row in enumerate(PEOPLE) if at != 1 - number % 2]
        rows = "".join(f'"{person}",{place},x\n' for person, place in people)
        (folder / name).write_text(f"Name,Organisation,Here\n{rows}")
    for name, day in {"Attendance Dec 2023.xlsx": "6th December 2023", "Sept 2023.xlsx": "20 September 2023",
                      "2024-09-11 Forum.xlsx": "11 September 2024"}.items():  # fmt: skip
        book = openpyxl.Workbook()
        for row in (
            ["Forum"],
            ["Date:", day],
            [],
            ["Name", "Organisation", "Present"],
            *[[*row, "Y"] for row in PEOPLE[2:]],
        ):
            book.active.append(row)
        book.save(folder / name)
    (folder / "2024-12-04 Forum.xlsx").write_bytes(b"PK\x03\x04 cut short")
    (folder / "undated.csv").write_text("Name,Organisation\nAnn Okapi,Pond Trust\nBo Linden,Fen Council\n")
    return folder


def small_example(folder):
    """The comparison community of the worked example."""
    source = ROOT / "data" / "merrowdale-care-homes"
    folder.mkdir()
    shutil.copytree(source / "registers", folder / "registers")
    for name in ("people.csv", "study.toml"):
        shutil.copy(source / name, folder / name)
    return folder


class Session:
    """The program, a browser on it, and the count of what was pressed."""

    def __init__(self, chromium, folder, width=1440, height=900, **options):
        command = [
            sys.executable,
            "-c",
            "from sna.cli import main; import sys; main(sys.argv[1:])",
            "open",
            str(folder),
        ]
        self.process = subprocess.Popen([*command, "--no-open"], stdout=subprocess.PIPE, text=True)
        link = self.process.stdout.readline().strip()
        self.address = link.partition("/open")[0]
        self.context = chromium.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        self.context.set_default_timeout(60_000)
        self.page = self.context.new_page()
        self.requests, self.messages, self.clicks, self.folder = [], [], 0, folder
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.messages.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.messages.append(f"error: {error}"))
        self.page.goto(link)

    def close(self):
        self.context.close()
        self.process.kill()
        self.process.communicate()

    def settled(self):
        """Wait while files are read."""
        self.page.wait_for_load_state()
        self.page.locator("h1", has_not_text="Reading your files").wait_for()
        self.page.wait_for_load_state()  # the heading stands before the style sheet of the page that took over

    def press(self, label, role="button"):
        self.clicks += 1
        self.page.get_by_role(role, name=label).first.click()
        self.settled()

    def go(self, path):
        begun = time.monotonic()
        self.page.goto(self.address + path)
        self.settled()
        return time.monotonic() - begun

    def drop(self, paths):
        """Drop files on the page, as the browser hands them over."""
        data = self.page.evaluate_handle("() => new DataTransfer()")
        for path in paths:
            code = """([data, name, bytes]) => data.items.add(
                new File([Uint8Array.from(atob(bytes), c => c.charCodeAt(0))], name))"""
            self.page.evaluate(code, [data, path.name, base64.b64encode(path.read_bytes()).decode()])
        self.page.dispatch_event(".drop", "drop", {"dataTransfer": data})
        self.clicks += 1
        self.page.wait_for_url("**/read")
        self.settled()

    def make(self):
        self.press("Make report, map and tables")
        self.page.get_by_role("heading", level=1, name="The answer", exact=True).wait_for(timeout=180_000)

    def faults(self):
        """Run axe on the page itself, in a world of its own: the page's policy lets no other script in."""
        session = self.context.new_cdp_session(self.page)
        session.send("Runtime.evaluate", {"expression": AXE})
        code = "axe.run(document, {iframes: false}).then(found => JSON.stringify(found.violations.map(v => v.id)))"
        answer = session.send("Runtime.evaluate", {"expression": code, "awaitPromise": True, "returnByValue": True})
        return answer["result"]["value"]

    def saved(self, label):
        self.clicks += 1
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=label).click()
        return download.value


@pytest.fixture
def session(chromium, tmp_path):
    opened = []

    def start(folder=None, **options):
        opened.append(Session(chromium, folder or tmp_path / "My community", **options))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def look(session, path):
    """Look at a screen in every size: nothing axe finds, nothing wider than the window."""
    session.go(path)
    for name, (width, height) in WIDTHS.items():
        session.page.set_viewport_size({"width": width, "height": height})
        assert session.faults() == "[]", (path, name)
        assert session.page.evaluate("document.documentElement.scrollWidth") <= width, (path, name)
    session.page.set_viewport_size({"width": 1440, "height": 900})


@pytest.mark.slow
def test_eight_files_from_drop_to_the_funders_page(session, tmp_path):
    here = session()
    here.drop(sorted(eight_files(tmp_path / "source").iterdir()))
    assert "of 8 files are in" in here.page.inner_text(".lead")
    look(here, "/read")
    here.page.fill("input[type=date]", "2023-11-07")
    here.press("Save the day of undated.csv")
    here.press("Leave it out: 2024-12-04 Forum.xlsx")
    assert "7 of 7 files are in: 7 meetings" in here.page.inner_text(".lead")
    here.press("Next:", "link")
    for _ in range(9):
        if not here.page.locator("form.card").count():
            break
        look(here, "/who")
        if here.page.locator("#organisation").count():
            here.page.fill("#organisation", "Mill Care")
            here.press("Save")
        else:
            here.press("Same")
    here.press("Next: your question", "link")
    here.page.select_option("#line", index=3)
    here.press("Draw the line")
    assert "too few to tell" in here.page.inner_text("#verdict")
    look(here, "/question")
    here.press("Save and go to the answer")
    look(here, "/answer")
    here.make()
    for frame in here.page.frames[1:]:
        frame.wait_for_selector("h1, #picture, canvas, svg")
    look(here, "/answer?page=funder")
    file = here.saved("Save for the funder")
    text = Path(file.path()).read_text("utf-8")
    assert file.suggested_filename == "My community - for the funder.html"
    assert not [name for name, _place in PEOPLE if name in text]
    assert here.saved("Save for me").suggested_filename == "My community - results.zip"
    assert here.clicks <= 25
    for path in ("/files", "/next", "/file?name=2023-06-14%20forum.csv"):
        look(here, path)
    assert [url for url in here.requests if not url.startswith((here.address, "data:", "blob:"))] == []
    assert [line for line in here.messages if line.startswith("error")] == []


@pytest.mark.slow
def test_a_whole_community_is_answered_and_no_screen_is_slow(session, tmp_path):
    here = session(small_example(tmp_path / "Merrowdale"))
    here.go("/read")
    assert "5 of 5 files are in" in here.page.inner_text(".lead")
    times = {path: min(here.go(path) for _ in range(3)) for path in ("/files", "/read", "/who", "/question", "/answer")}
    assert max(times.values()) < SLOWEST, times
    here.go("/question")
    assert "enough to look for a change" in here.page.inner_text("#verdict")
    here.press("Save and go to the answer")
    here.make()
    report, drawing = (here.page.frame_locator(f"iframe >> nth={at}") for at in (0, 1))
    report.locator("h1").wait_for()
    drawing.locator("html.ready").wait_for(state="attached")
    report.get_by_role("link", name="Method").first.click()  # from an origin of its own to another page of the results
    report.get_by_text("How each figure").first.wait_for(state="attached")
    assert drawing.locator("html").evaluate("() => self.origin") == "null"
    reached = drawing.locator("html").evaluate(
        "address => fetch(address + '/files').then(() => 'reached', () => 'refused')", here.address
    )
    assert reached == "refused"
    assert here.saved("Save for the funder")
    assert here.clicks <= 25
    look(here, "/answer")


@pytest.mark.slow
def test_by_keyboard_alone(session, tmp_path):
    here = session()
    source = eight_files(tmp_path / "source")
    page = here.page

    def reach(label):
        """Go on with Tab until what has the focus is called so."""
        for _ in range(120):
            page.keyboard.press("Tab")
            name = page.evaluate(
                "document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText || ''"
            )
            if name.startswith(label):
                outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline == "solid", label
                return
        pytest.fail(f"{label} is not reached by Tab")

    page.on("filechooser", lambda _chooser: None)  # the browser is asked to hand it over long before it opens
    reach("Skip to the main part")
    page.keyboard.press("Enter")
    reach("Drop registers")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files([str(source / "12 June 2024.csv"), str(source / "2023-06-14 forum.csv")])
    page.wait_for_url("**/read")
    here.settled()
    reach("Next")
    page.keyboard.press("Enter")
    here.settled()
    here.go("/question")
    reach("Name of the community")
    page.keyboard.press("Control+A")
    page.keyboard.type("Keyboard forum")
    reach("Save and go to the answer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/answer")
    assert "Keyboard forum" in page.inner_text("header")
    reach("Make report")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="The answer", exact=True).wait_for(timeout=180_000)
    page.wait_for_load_state()
    page.frame_locator("iframe >> nth=1").locator("html.ready").wait_for(state="attached")
    reach("Save")  # past report and map, which hold much to stop at
    page.keyboard.press("Enter")
    page.wait_for_url("**/answer#save")
    reach("Save for the funder")
    with page.expect_download():
        page.keyboard.press("Enter")


@pytest.mark.slow
def test_without_javascript_all_but_dropping(session, tmp_path):
    here = session(java_script_enabled=False)
    source, page = eight_files(tmp_path / "source"), here.page

    def settled(heading):
        page.get_by_role("heading", level=1, name=heading).wait_for(timeout=120_000)

    page.set_input_files("#files", [str(path) for path in sorted(source.iterdir())])
    page.get_by_role("button", name="Add").click()
    settled("What was read")
    page.get_by_role("button", name="Leave it out: 2024-12-04 Forum.xlsx").click()
    settled("What was read")
    page.get_by_role("button", name="Undo").click()
    settled("What was read")
    page.get_by_role("link", name="Your question").click()
    settled("What do you want to know?")
    page.select_option("#line", index=2)
    page.get_by_role("button", name="Save and go to the answer").click()
    settled("Make the answer")
    page.get_by_role("button", name="Make report").click()
    settled("The answer")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save for the funder").click()
    assert download.value.suggested_filename.endswith(".html")


@pytest.mark.slow
@pytest.mark.parametrize("seed", [5])
def test_twenty_random_clicks_and_twenty_undos_restore_the_folder(session, tmp_path, seed):
    here = session(small_example(tmp_path / "Merrowdale"))
    rng = random.Random(seed)

    def content():
        paths = (path for path in here.folder.rglob("*") if path.is_file() and ".sna" not in path.parts)
        return {str(path): path.read_bytes() for path in paths}

    before, steps = content(), 0
    kinds = r"Save|Leave it out|Draw the line|Stretch|Here the month|Present|Change the day|Read it again"
    while steps < 20:
        here.go(rng.choice(["/read", "/question", "/file?name=registers/register-2023-1.csv"]))
        if here.page.locator("#line").count():
            here.page.select_option("#line", index=rng.randrange(1, 4))
            here.page.fill("#organisations", "\n".join(rng.sample(["Aldwark Homes", "Mill Care", "Fen Council"], 2)))
        buttons = here.page.get_by_role("button", name=re.compile(kinds))
        if buttons.count():
            buttons.nth(rng.randrange(buttons.count())).click()
            here.settled()
            steps += 1
    assert content() != before
    for _ in range(20):
        here.go("/files")
        if here.page.get_by_role("button", name="Undo").count():
            here.press("Undo")
    assert content() == before


NASTY = '<img src=x onerror="document.documentElement.dataset.pwned=1">'


@pytest.mark.slow
def test_a_hostile_name_does_nothing_on_any_screen(session, tmp_path):
    folder = tmp_path / "hostile"
    folder.mkdir()
    quoted = NASTY.replace('"', '""')
    rows = "".join(f'"{name}","{place}",2024-01-09,Present\n' for name, place in PEOPLE)
    rows += f'"{quoted}","{quoted}",2024-01-09,Present\n"Ann {quoted}",,2024-01-09,"{quoted}"\n'
    (folder / "<img src=x onerror=document.documentElement.dataset.pwned=1>.csv").write_text(
        f"Name,Organisation,Date,Status\n{rows}"
    )
    (folder / "cols.csv").write_text(f'"{quoted}",B\n1,2\n')
    (folder / "study.toml").write_text(f"[study]\ntitle = '{NASTY}'\n")
    here = session(folder)
    name = next(path.name for path in folder.iterdir() if path.name.startswith("<"))
    from urllib.parse import quote

    for path in ("/files", "/read", "/who", "/question", "/answer", "/next", f"/file?name={quote(name)}"):
        here.go(path)
        assert here.page.evaluate("document.documentElement.dataset.pwned ?? ''") == "", path
        assert here.page.locator("img").count() == 0
    assert [url for url in here.requests if not url.startswith((here.address, "data:"))] == []
