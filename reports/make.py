"""Take the picture of the README: the map of the worked example, as it opens.

``python reports/make.py`` runs ``data/notts-care-homes``, opens its map in Chromium (the one ``SNA_CHROMIUM`` names, or
the first on the path) at 1440 × 900 and writes ``reports/map.png``. Where ImageMagick's ``convert`` is installed the
picture is reduced to 128 colours, so that it stays below 250 kB.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from sna.cli import run

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "data" / "notts-care-homes"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SIZE = (1440, 900)
COLOURS = 128
LARGEST = 250_000


def main() -> None:
    """Make the map of the example and take its picture."""
    picture = HERE / "map.png"
    with tempfile.TemporaryDirectory() as folder:
        if run(["run", str(EXAMPLE), "--out", folder]):
            sys.exit("The example did not run.")
        taken = photographed(Path(folder) / "map.html")
    picture.write_bytes(taken)
    reduced(picture)
    size = picture.stat().st_size
    sys.stdout.write(f"{picture.name}: {size // 1000} kB\n")
    if size > LARGEST:
        sys.exit(f"The picture is larger than {LARGEST // 1000} kB; is ImageMagick installed?")


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
