"""The page that says what is what: the answer in a sentence, each file with what it is for, and what to do next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from sna.findings.phrases import capital
from sna.render.page import Head, head, render
from sna.render.report.content import ReportContent
from sna.render.report.opening import Opening, opening

START = "START-HERE.html"
FILES = (
    ("evaluator/report.html", "The answer", "Is isolation less than before? One page to read, quote and defend."),
    ("convener/report.html", "This month", "Whom to ask back, who is new, which groups never met."),
    ("funder/report.html", "For the funder", "One page of A4 that names nobody."),
    ("evaluator/map.html", "The map", "Who is tied to whom. Search, group, move through time."),
    ("convener/map.html", "The map", "Who is tied to whom. Search, group, move through time."),
    ("evaluator/evaluator-summary.docx", "Summary for Word", "The answer in three pages at most."),
    ("evaluator/evaluator-summary.pptx", "Summary as slides", "The answer in five slides, with notes."),
    ("evaluator/evaluator-summary.pdf", "Summary as a PDF", "The answer in three pages at most."),
    ("convener/convener-list.docx", "List for Word", "This month in two pages. It holds names."),
    ("convener/convener-list.pptx", "List as slides", "This month in five slides. It holds names."),
    ("convener/convener-list.pdf", "List as a PDF", "This month in two pages. It holds names."),
    ("funder/funder-sheet.docx", "Funder's sheet for Word", "One page that names nobody."),
    ("funder/funder-sheet.pptx", "Funder's sheet as slides", "Five slides at most that name nobody."),
    ("funder/funder-sheet.pdf", "Funder's sheet as a PDF", "One page that names nobody."),
    ("evaluator/problems.xlsx", "Open questions", "Fill it in and put it beside your registers."),
    ("evaluator/tables.xlsx", "Tables", "Every figure. The first sheet says which sheet answers what."),
    ("evaluator/method.html", "Method", "How each figure is worked out, and what could not be read."),
)
"""Where each file stands where each reader has a folder, what it is called, and what it is for; in this order."""
ALONE = "evaluator/"
"""The folder whose files stand at the top where they are alone."""


class Link(Struct, frozen=True):
    """A file: where it stands, what it is called, and what it is for."""

    href: str
    title: str
    text: str


class StartPage(Struct, frozen=True, kw_only=True):
    """What stands on the page."""

    head: Head
    title: str
    opening: Opening
    links: Sequence[Link]
    maps: Sequence[Link]
    report: str
    experts: str
    names: bool
    labels: str
    version: str


def start_html(content: ReportContent, files: Collection[str]) -> str:
    """Write the page that stands at the top of a folder of results.

    Parameters
    ----------
    content
        What the report says.
    files
        The files of the folder, those of readers who have one of their own by its name: ``evaluator/report.html``.

    Examples
    --------
    >>> page = start_html(ReportContent(title="Falls & frailty forum"), ["report.html", "map.html"])
    >>> page.count("<li "), 'href="map.html"' in page, "tables.xlsx" in page
    (2, True, False)
    """
    several = any("/report.html" in file for file in files)
    links = list(_links(files, several=several))
    experts = f"{ALONE if several else ''}for-experts"
    page = StartPage(
        head=head("report.css", "start.css"),
        title=content.title,
        opening=opening(content),
        links=links,
        maps=list(_maps(content, files, several=several)),
        report=links[0].href if links else "",
        experts=experts if any(file.startswith(f"{experts}/") for file in files) else "",
        names="funder/report.html" in files,
        labels=str(content.methods.settings.get("Labels", "")),
        version=content.methods.versions.get("sna", ""),
    )
    return render("start.html", page)


def _links(files: Collection[str], *, several: bool) -> Iterator[Link]:
    """Give the links to what is there, each kind of page once."""
    titles: set[str] = set()
    for place, title, text in FILES:
        href = place if several else place.removeprefix(ALONE)
        if href in files and title not in titles:
            titles.add(title)
            yield Link(href, title, text)


def _maps(content: ReportContent, files: Collection[str], *, several: bool) -> Iterator[Link]:
    """Give a link to the map of each medium: the first there is, where several readers have one."""
    folders = (ALONE, "convener/") if several else ("",)
    for medium in content.media:
        there = [place for folder in folders if (place := f"{folder}{medium.map_file}") in files]
        yield from (Link(place, capital(medium.title), "") for place in there[:1])
