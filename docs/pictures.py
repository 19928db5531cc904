"""Take the pictures of the guide and the README: ``python docs/pictures.py``.

They are of the pages of ``sna demo``, whose figures the guide tells too (those in ``reports/`` are of the larger study
``study-all.toml``, and differ), as Chromium shows them; the map is the map's own *Save picture*, in few colours. Needs
the extra ``test``, and Chromium: the one ``SNA_CHROMIUM`` names, or the first on the path.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "reports")]

from make import DAY, make_pages  # noqa: E402 - it stands in reports/

EXAMPLE = {"demo": "notts-care-homes/study.toml"}
"""The folder of the pages → the study ``sna demo`` runs."""
PICTURES = HERE / "guide" / "pictures"
README = HERE.parent / "reports" / "map.png"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTH, COLOURS, APART = 1000, 96, 24
LARGEST = 150_000


def part(height: int) -> Callable[[Page, Path], None]:
    """Give what takes the top of a page, down to a height."""

    def take(page: Page, picture: Path) -> None:
        page.screenshot(path=picture, clip={"x": 0, "y": 0, "width": 1000, "height": height})

    return take


def saved(page: Page, picture: Path) -> None:
    """Take what the map's own button saves: with title, words, key and source."""
    page.select_option("#pick-rule", index=1)
    with page.expect_download() as download:
        page.click("#save-png")
    download.value.save_as(picture)
    with Image.open(picture) as whole:
        whole.convert("RGB").resize((WIDTH, round(whole.height * WIDTH / whole.width))).save(picture)


def searched(page: Page, picture: Path) -> None:
    """Take the map with one person found."""
    page.fill("#search", "Marisol")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    page.screenshot(path=picture)


TAKEN: dict[str, tuple[str, Callable[[Page, Path], None]]] = {
    "map": ("evaluator/map.html", saved),
    "map-person": ("evaluator/map.html", searched),
    "report": ("evaluator/report.html", part(880)),
    "convener": ("convener/report.html", part(704)),
    "funder": ("funder/report.html", part(686)),
}
"""Name of each picture → the page, and what takes it."""


def reduced(picture: Path) -> None:
    """Reduce a picture to few colours: those it has most of as they are, so that areas and dots keep theirs."""
    with Image.open(picture) as whole:
        colours = whole.convert("RGB")
    counts = sorted(colours.getcolors(colours.width * colours.height), reverse=True)
    palette: list[tuple[int, int, int]] = []
    for _count, colour in counts:
        near = (sum(abs(a - b) for a, b in zip(colour, other, strict=True)) <= APART for other in palette)
        if len(palette) < COLOURS and not any(near):
            palette.append(colour)
    few = Image.new("P", (1, 1))
    few.putpalette([channel for colour in palette for channel in colour])
    colours.quantize(palette=few, dither=Image.Dither.NONE).save(picture, optimize=True)


def main() -> None:
    """Make the pages and take all pictures."""
    with tempfile.TemporaryDirectory() as folder, patch("make.EXAMPLES", EXAMPLE):
        make_pages(Path(folder))
        take_all(Path(folder) / "demo")


def take_all(pages: Path) -> None:
    """Take all pictures of a folder of pages."""
    browser_path = os.environ.get("SNA_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        for name, (place, take) in TAKEN.items():
            page = browser.new_page(viewport={"width": 1000, "height": 900}, reduced_motion="reduce")
            page.clock.set_fixed_time(DAY.isoformat())  # the day a saved map says it was drawn
            page.goto((pages / place).as_uri())
            page.wait_for_timeout(500)
            picture = README if name == README.stem else PICTURES / f"{name}.png"
            take(page, picture)
            reduced(picture)
            size = picture.stat().st_size
            print(f"{name}.png: {size // 1000} kB")
            if size > LARGEST:
                sys.exit(f"{name}.png is larger than {LARGEST // 1000} kB.")
        browser.close()


if __name__ == "__main__":
    main()
