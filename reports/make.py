"""Make the worked examples' reports and maps, and the README's picture of one of them.

``python reports/make.py`` runs every example of `EXAMPLES` for all its readers. The pages of the first are kept in
``reports/``, of the others the words, part by part, in ``tests/data/words``; then it opens the map of the first in
Chromium (the one ``SNA_CHROMIUM`` names, or the first on the path) at 1440 × 900 and writes ``reports/map.png``. Where
ImageMagick's ``convert`` is installed the picture is reduced to 128 colours, so that it stays below 250 kB.
``--pages FOLDER`` makes the pages alone, in another folder: a test does so and compares.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from lxml import html
from playwright.sync_api import sync_playwright

from sna.cli import run

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
WORDS = HERE.parent / "tests" / "data" / "words"
EXAMPLES = {"care-homes": "notts-care-homes/study-all.toml", "urinary-infection": "slack-uti"}
"""The folder of an example's pages → its study in ``data/``."""
FIRST = next(iter(EXAMPLES))
"""Whose pages are kept; of the others it is the words."""
PAGES = ("*.html", "groups.csv")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SIZE = (1440, 900)
COLOURS = 128
LARGEST = 250_000
DAY = dt.date(2026, 11, 29)
"""The day the pages say they were made."""


def main() -> None:
    """Make all pages, or with ``--pages FOLDER`` the pages alone."""
    if sys.argv[1:2] == ["--pages"]:
        make_pages(Path(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory() as folder:
        make_pages(Path(folder))
        shutil.rmtree(HERE / FIRST, ignore_errors=True)
        shutil.copytree(Path(folder) / FIRST, HERE / FIRST)
        for name in EXAMPLES:
            if name != FIRST:
                (WORDS / f"{name}.txt").write_text(words(Path(folder) / name), encoding="utf-8")
    picture = HERE / "map.png"
    picture.write_bytes(photographed(HERE / FIRST / "evaluator" / "map.html"))
    reduced(picture)
    size = picture.stat().st_size
    sys.stdout.write(f"{picture.name}: {size // 1000} kB\n")
    if size > LARGEST:
        sys.exit(f"The picture is larger than {LARGEST // 1000} kB; is ImageMagick installed?")


def make_pages(folder: Path) -> None:
    """Run each example for every reader and keep its pages.

    The key of what a study remembers is written beforehand: nobody in the examples is real, and the pages are to be the
    same everywhere.
    """
    for name, study in EXAMPLES.items():
        shutil.rmtree(folder / name, ignore_errors=True)
        with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory() as whole:
            example = Path(place) / Path(study).parts[0]
            shutil.copytree(DATA / example.name, example, ignore=shutil.ignore_patterns(".*"))
            (example / ".sna").mkdir()
            (example / ".sna" / "key").write_text(name)
            # the tables are not kept; the pages are to be the same on every day
            instead = {"study_workbook": unwritten, "write_tables": lambda *_: None, "today": lambda: DAY}
            with patch.multiple("sna.study.pages", **instead):
                code = run(["run", str(Path(place) / study), "--for", "all", "--out", whole])
            if code:
                sys.exit(f"The example {study} did not run.")
            for page in sorted(found for pattern in PAGES for found in Path(whole).rglob(pattern)):
                kept = folder / name / page.relative_to(whole)
                kept.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(page, kept)


def words(folder: Path) -> str:
    """Give the words of an example's pages, each part below a line that names its page and heading.

    A part begins at a heading or at something that opens. What a map draws, and its list of everybody, is left out.
    """
    lines = []
    for page in sorted(folder.rglob("*.html")):
        root = html.fromstring(page.read_bytes())
        for aside in root.xpath("//script | //style | //svg | //head" + " | //table" * page.name.startswith("map")):
            aside.drop_tree()
        for piece in root.xpath("//h1 | //h2 | //h3 | //summary"):
            piece.text = f"\n## {piece.text or ''}"
            piece.tail = f"\n{piece.tail or ''}"
        for block in root.xpath("//p | //li | //tr | //dt | //dd | //figcaption | //div | //section"):
            block.tail = f"\n{block.tail or ''}"
        lines.append(f"# {page.relative_to(folder).as_posix()}")
        lines += [
            line for line in (re.sub(r"\s+", " ", row).strip() for row in root.text_content().split("\n")) if line
        ]
    return "\n".join(lines) + "\n"


def unwritten(_view: object, path: Path, *_rest: object) -> list[str]:
    """Leave an empty file where the workbook would stand, which the first page lists."""
    path.touch()
    return []


def photographed(page: Path) -> bytes:
    """Give the page as a browser shows it, as PNG."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        opened = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, reduced_motion="reduce")
        opened.goto(page.as_uri())
        opened.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        taken = opened.screenshot()
        browser.close()
    return taken


def chromium() -> str:
    """Give the path of a Chromium."""
    found = os.environ.get("SNA_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        sys.exit("No Chromium: set SNA_CHROMIUM to one, or put it on the path.")
    return found


def reduced(picture: Path) -> None:
    """Reduce the picture to few colours, without dither and without dates, where the program for it is there."""
    convert = shutil.which("convert")
    if convert:
        options = ["-strip", "+dither", "-colors", str(COLOURS), "-define", "png:exclude-chunks=date,time"]
        subprocess.run([convert, str(picture), *options, str(picture)], check=True)  # noqa: S603  # our own picture


if __name__ == "__main__":
    main()
