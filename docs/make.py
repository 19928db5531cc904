"""Build the site: ``python docs/make.py [--out FOLDER]``.

Needs the extra ``docs`` (``pip install -e '.[docs]'``). A warning is an error, and so is a link to a page or a heading
that is not there, and a page that would fetch anything from another machine. Links to other sites are listed, not
followed.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
LOADED = re.compile(
    r"<(?:script|img|iframe|source|link rel=\"(?:stylesheet|preload|preconnect)\")[^>]*?(?:src|href)=\"(https?:[^\"]+)"
    r"|@import[^;]*(https?:[^;]+);|url\([\"']?(https?:[^)]+)\)"
)
"""What a page would fetch from another machine when it is opened."""
LINK = re.compile(r"<a [^>]*href=\"(https?:[^\"#]+)")


def fetched(folder: Path) -> Iterator[str]:
    """Give each page, style or script of the site that would fetch something, with what."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".html", ".css"}:
            for places in LOADED.findall(path.read_text(encoding="utf-8")):
                yield f"{path.relative_to(folder)}: {''.join(places)}"


def other_sites(folder: Path) -> list[str]:
    """List the links to other sites."""
    pages = (path.read_text(encoding="utf-8") for path in folder.rglob("*.html"))
    return sorted({link for page in pages for link in LINK.findall(page)})


def build(folder: Path) -> int:
    """Build the site; give Sphinx's exit code."""
    from sphinx.cmd.build import main

    with tempfile.TemporaryDirectory() as trees:
        return main(["-W", "--keep-going", "-n", "-q", "-E", "-d", trees, "-b", "html", str(HERE), str(folder)])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE.parent / "build" / "docs", help="where the pages go")
    out = parser.parse_args().out
    if code := build(out):
        sys.exit(code)
    if strangers := list(fetched(out)):
        sys.exit("These pages would fetch something from another machine:\n" + "\n".join(strangers))
    links = other_sites(out)
    (out / "other-sites.txt").write_text("\n".join(links) + "\n", encoding="utf-8")
    print(f"{out / 'index.html'}; {len(links)} links to other sites are listed in other-sites.txt")
