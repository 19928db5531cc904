"""The report, the page about its method, and the one that says what is what: each whole in one file, without a script.

The report has a part for whoever has to defend it: a sentence to quote, what it does not say, likely questions. The
page that says what is what has the answer in a sentence, each file with what it is for, and what to do next.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.findings.change import VERDICT_WORDS, halves, limits, strength, title
from sna.findings.community import leading_finding
from sna.findings.evidence import ACTIONS
from sna.findings.kinds import KINDS, sentences
from sna.findings.media import medium_boundary, medium_sentences, within
from sna.findings.phrases import capital, counted, nouns
from sna.findings.record import MEETINGS, Finding, Verdict
from sna.render.page import Head, Paragraph, head, render
from sna.render.report.change import ChangeSection, change_section, share_rows, shares_table
from sna.render.report.content import ReportContent, SheetName
from sna.render.report.events import (
    READS,
    CopsSection,
    EventPart,
    StandingSection,
    cops_section,
    event_parts,
    standing_section,
)
from sna.render.report.leadership import leadership_parts
from sna.render.report.methods import MethodsSection, methods_section
from sna.render.report.opening import Opening, ledger_line, opening
from sna.render.report.people import (
    REMARKS,
    FlowSection,
    GroupsSection,
    PeopleSection,
    flow_section,
    groups_section,
    people_section,
)
from sna.render.report.practices import PracticePart, practice_parts
from sna.render.report.subjects import KINDS as SUBJECTS
from sna.render.report.subjects import SubjectsSection, subjects_section
from sna.render.report.voice import KINDS as VOICE
from sna.render.report.voice import voice_parts

MOST_FINDINGS = 6
"""So many of the findings that stand nowhere else are on the report; the page about the method has all."""
ELSEWHERE = frozenset(
    {
        *(*REMARKS, "change", "against", "bounds", "interruption", "contact", "overlap", "exposure", "retention"),
        *("spanner", "cops", "cops-shared", "cops-media", "recruited", "without", "isolated-work", "spread"),
        *(*SUBJECTS, *VOICE),
        *("leadership", "levels", "used"),
    }
)
"""The kinds of finding that have a part of their own."""
OF_METHOD = frozenset({"community", "density", "pairs", "seats", "ties-changed"})
"""The kinds that only the page about the method has: their measures are learnt nowhere else."""
_PAGE = re.compile(r"[a-z0-9][a-z0-9-]*\.html")
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


class MediumPart(Struct, frozen=True):
    """What is said of one medium, and the page beside the report that maps it; empty for none."""

    title: str
    sentences: Sequence[str]
    href: str


class Frame(Struct, frozen=True, kw_only=True):
    """What both pages have: the community, for whom the page is, the links between them, and the workbook's sheets."""

    head: Head
    title: str
    subtitle: str
    marking: str
    links: Mapping[str, str]
    sheets: Mapping[str, str] = {}


class ReportPage(Struct, frozen=True, kw_only=True):
    """What stands on the report, part by part; None or empty where there is nothing to say."""

    frame: Frame
    before: str
    now: str
    medium: str
    opening: Opening
    change: ChangeSection
    flow: FlowSection | None
    groups: GroupsSection
    people: PeopleSection
    cops: CopsSection | None
    events: Sequence[EventPart]
    events_read: str
    standing: StandingSection
    subjects: SubjectsSection | None
    practices: Sequence[PracticePart]
    voice: Sequence[PracticePart]
    leadership: Sequence[PracticePart]
    besides: Sequence[Paragraph]
    media: Sequence[MediumPart]
    defence: Defence | None


class MethodPage(Struct, frozen=True, kw_only=True):
    """What stands on the page about the method."""

    frame: Frame
    ledger: str
    findings: Sequence[Paragraph]
    media: Markup | None
    methods: MethodsSection


def report_html(content: ReportContent) -> str:
    """Write the report.

    Parameters
    ----------
    content
        Everything it says. What is missing is left out, in plain words where a reader would miss it.

    Returns
    -------
    str
        A whole HTML page without script that asks for nothing: the same content gives the same bytes. Text from the
        content is escaped; control characters and marks that turn writing round appear as escapes.

    Examples
    --------
    >>> page = report_html(ReportContent(title="Falls & frailty forum"))
    >>> "<h1>Falls &amp; frailty forum: nothing to report yet</h1>" in page
    True
    """
    return render("report.html", report_page(content))


def report_page(content: ReportContent) -> ReportPage:
    """Give all that the report says, in its words."""
    return ReportPage(
        frame=_frame(content, {"Map": "map.html", "Method": "method.html", "Tables": "tables.xlsx"}),
        before=content.before.title if content.before else "",
        now=content.now.title,
        medium=content.medium,
        opening=opening(content),
        change=change_section(content),
        flow=flow_section(content),
        groups=groups_section(content),
        people=people_section(content),
        cops=cops_section(content),
        events=event_parts(content),
        events_read=READS,
        standing=standing_section(content),
        subjects=subjects_section(content),
        practices=practice_parts(content),
        voice=voice_parts(content),
        leadership=leadership_parts(content),
        besides=_paragraphs(content, _besides(content))[:MOST_FINDINGS],
        media=_media(content),
        defence=defence(content),
    )


def method_html(content: ReportContent) -> str:
    """Write the page about the method: every finding, every figure of the tests, definitions, sources, settings.

    Examples
    --------
    >>> "How each figure is worked out" in method_html(ReportContent(title="Falls forum"))
    True
    """
    page = MethodPage(
        frame=_frame(content, {"Report": "report.html", "Map": "map.html", "Tables": "tables.xlsx"}),
        ledger=ledger_line(content),
        findings=_paragraphs(content, content.findings),
        media=_media_table(content),
        methods=methods_section(content),
    )
    return render("method.html", page)


def _frame(content: ReportContent, links: Mapping[str, str]) -> Frame:
    labels = content.methods.settings.get("Labels", "")
    marking = f"For the {content.audience}. Personal data: keep it among those who run the evaluation. {labels}".strip()
    others = links if content.files else {}
    return Frame(
        head=head("report.css"),
        title=content.title,
        subtitle=content.subtitle,
        marking=marking,
        links=others,
        sheets={name.name.lower(): name.value for name in SheetName} if content.files else {},
    )


def _besides(content: ReportContent) -> list[Finding]:
    """Give what was found besides: no part of the page says it."""
    # where two periods are compared one measure is enough, and it is not the share of ties
    shares = {"boundary", "mixing"} if content.findings_of("change", "contact") else set()
    apart = ELSEWHERE | OF_METHOD | shares | {leading_finding(content).what}
    own = (finding for finding in content.findings if finding.medium in {MEETINGS, content.medium})
    return [finding for finding in own if finding.what not in apart and KINDS[finding.what].section != "count"]


def _paragraphs(content: ReportContent, findings: Sequence[Finding]) -> list[Paragraph]:
    return [
        Paragraph(words.headline, words.text, _verdict(finding.verdict))
        for finding, words in sentences(findings, content.labels)
    ]


def _verdict(verdict: Verdict) -> str:
    """Write a verdict as the first screen does; a count has none."""
    return "" if verdict is Verdict.COUNT else VERDICT_WORDS.get(verdict, capital(verdict.value))


def _media(content: ReportContent) -> list[MediumPart]:
    """Say of each medium what its network shows."""
    parts = []
    for medium in content.media:
        href = medium.map_file if _PAGE.fullmatch(medium.map_file) else ""
        changes = [row for row in content.findings_of("contact", "overlap", "exposure") if row.medium == medium.title]
        parts.append(MediumPart(capital(medium.title), medium_sentences(content, medium, changes), href))
    return parts


def _media_table(content: ReportContent) -> Markup | None:
    rows = []
    for medium in content.media:
        share = medium_boundary(content, medium)
        if share is not None and medium.name != ACTIONS:
            rows += share_rows(share, within(content, medium), capital(medium.title))
    return shares_table("Ties on each medium that cross the groups", "Medium", rows)


SAYS_NOT = (
    "That people know each other or work together. It says that they were at the same meeting.",
    "Who talked to whom there. At a large meeting everybody is at the same one.",
)
NOT_CAUSED = "That the community caused it. There is no group to compare with."


class Defence(Struct, frozen=True):
    """The sentence to quote, what it does not say, and likely questions with their answers."""

    quote: str
    says_not: Sequence[str]
    questions: Sequence[Paragraph]


def defence(content: ReportContent) -> Defence | None:
    """Give what to say of the study's own question; None where no two periods were compared."""
    own = next((row for row in content.findings_of("change") if row.by == content.group), None)
    before = content.before
    if own is None or before is None or not own.has("before", "after"):
        return None
    meetings = [counted(period.gatherings, "meeting") for period in (before, content.now)]
    rests = f"We compared {meetings[0]} in {before.title} with {meetings[1]} in {content.now.title}."
    quote = f"{rests} {title(own)}. {halves(own)}"
    caused = [] if content.findings_of("against") else [NOT_CAUSED]
    level = ["That nothing changed: a smaller change is often missed."] if own.verdict is Verdict.UNCHANGED else []
    return Defence(quote, [*SAYS_NOT, *level, *caused], _questions(content, own, meetings))


def _questions(content: ReportContent, own: Finding, meetings: Sequence[str]) -> list[Paragraph]:
    groups = nouns(content.group).plural
    more = f"No. Each period is compared with what its own meetings would give ({meetings[0]}, then {meetings[1]})."
    largest = [line for line in limits(own) if "largest" in line] or ["The answer does not turn on it."]
    chosen = content.plan or f"Whoever wrote the study's settings. Other groups than {groups} were looked at besides."
    new = "No. Only people who could come in both periods are compared."
    return [
        Paragraph("Is it chance?", " ".join(strength(own))),
        Paragraph("Is it only that there were more meetings?", more),
        Paragraph("Is it the newcomers?", new),
        Paragraph("Is it the largest meeting?", " ".join(largest)),
        Paragraph("Who chose the groups?", chosen),
    ]


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
    for place, name, text in FILES:
        href = place if several else place.removeprefix(ALONE)
        if href in files and name not in titles:
            titles.add(name)
            yield Link(href, name, text)


def _maps(content: ReportContent, files: Collection[str], *, several: bool) -> Iterator[Link]:
    """Give a link to the map of each medium: the first there is, where several readers have one."""
    folders = (ALONE, "convener/") if several else ("",)
    for medium in content.media:
        there = [place for folder in folders if (place := f"{folder}{medium.map_file}") in files]
        yield from (Link(place, capital(medium.title), "") for place in there[:1])
