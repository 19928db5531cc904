"""Make the worked examples' reports and maps.

``python reports/make.py`` runs every example of `EXAMPLES` for all its readers. The pages of the first are kept in
``reports/``, of the others the words, part by part, in ``tests/data/words``. ``--pages FOLDER`` makes the pages in
another folder: a test does so and compares. ``python docs/pictures.py`` takes the pictures of the README and the guide.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

from lxml import html

from sna.cli import run
from sna.study.exports import Material
from sna.study.results import Results

HERE = Path(__file__).parent
DATA = HERE.parent / "data"
WORDS = HERE.parent / "tests" / "data" / "words"
EXAMPLES = {"care-homes": "notts-care-homes/study-all.toml", "urinary-infection": "slack-uti"}
"""The folder of an example's pages → its study in ``data/``."""
FIRST = next(iter(EXAMPLES))
"""Whose pages are kept; of the others it is the words."""
PAGES = ("*.html", "groups.csv")
DAY = dt.date(2026, 11, 29)
"""The day the pages say they were made."""


def main() -> None:
    """Make all pages, or with ``--pages FOLDER`` in that folder."""
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
            # the tables are not kept, nor made if no page reads them; the pages are to be the same on every day
            instead = {"study_workbook": unwritten, "write_tables": lambda *_: None, "today": lambda: DAY}
            with (
                patch.multiple("sna.study.pages", **instead),
                patch.object(Results, "complete", lambda results, _progress: results),
                patch.object(Material, "of", lambda view, planned: Material(view, {}, planned)),
            ):
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


if __name__ == "__main__":
    main()
