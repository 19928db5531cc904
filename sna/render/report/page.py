"""The report as one page that needs nothing else: no network, no script."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.findings.advice import actions
from sna.findings.evidence import ACTIONS, Evidence
from sna.findings.kinds import KINDS, sentences
from sna.findings.media import medium_boundary, medium_sentences, within
from sna.findings.phrases import Nouns, capital, nouns
from sna.findings.record import MEETINGS, Action, Finding, Verdict
from sna.findings.spanners import SPANNER
from sna.render.page import Head, Paragraph, head, render
from sna.render.report.change import (
    BoundarySection,
    ChangeSection,
    boundary_section,
    change_section,
    share_rows,
    shares_chart,
    shares_table,
)
from sna.render.report.content import ReportContent
from sna.render.report.hues import hues
from sna.render.report.methods import MethodsSection, methods_section
from sna.render.report.opening import Opening, Problems, ReachSection, opening, problems, reach_section
from sna.render.report.people import (
    AttendanceSection,
    CutOffSection,
    SpannersSection,
    attendance_section,
    cut_off_section,
    spanners_section,
)
from sna.render.report.ties import TiesSection, ties_section

GROUPS, COMMUNITY = "groups", "community"
"""The parts of the page in which findings stand: about groups and people, about the community as a whole."""
_PAGE = re.compile(r"[a-z0-9][a-z0-9-]*\.html")


class MediumPart(Struct, frozen=True):
    """What is said of one medium, and the page beside the report that maps it; empty for none."""

    title: str
    sentences: Sequence[str]
    href: str


class MediaSection(Struct, frozen=True):
    """What each medium's network shows, and the share of its ties that cross groups, with what chance gives."""

    media: Sequence[MediumPart]
    chart: Markup | None
    table: Markup


class ReportPage(Struct, frozen=True, kw_only=True):
    """What stands on the page, part by part; None or empty where there is nothing to say."""

    head: Head
    words: Nouns
    before: str
    now: str
    medium: str
    opening: Opening
    findings: Sequence[Paragraph]
    change: ChangeSection
    boundaries: BoundarySection
    ties: TiesSection
    attendance: AttendanceSection
    spanners: SpannersSection
    cut_off: CutOffSection
    media: MediaSection
    community: Sequence[Paragraph]
    reach: ReachSection
    actions: Sequence[Action]
    problems: Problems
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
    findings, colours = content.findings, hues(content)
    rejected = sum(source.rejected for source in content.rows.ledger)
    page = ReportPage(
        head=head("report.css"),
        words=nouns(content.group),
        before=content.before.title if content.before else "",
        now=content.now.title,
        medium=content.medium,
        opening=opening(content),
        findings=_paragraphs(content, [finding for finding in findings if _is_main(finding, content)]),
        change=change_section(content),
        boundaries=boundary_section(content),
        ties=ties_section(content, colours),
        attendance=attendance_section(content, colours),
        spanners=spanners_section(content),
        cut_off=cut_off_section(content),
        media=_media_section(content),
        community=_paragraphs(content, [row for row in findings if KINDS[row.what].section == COMMUNITY]),
        reach=reach_section(content),
        actions=actions(content, findings, rejected, content.rejects_file),
        problems=problems(content),
        methods=methods_section(content),
    )
    return render("report.html", page)


def _is_main(finding: Finding, evidence: Evidence) -> bool:
    """Tell whether it stands among the findings about groups and people; those of media stand in parts of their own."""
    own = finding.medium in {MEETINGS, evidence.medium} or finding.what == SPANNER
    return own and KINDS[finding.what].section == GROUPS


def _paragraphs(content: ReportContent, findings: Sequence[Finding]) -> list[Paragraph]:
    return [
        Paragraph(
            words.headline,
            words.text,
            "" if finding.verdict is Verdict.COUNT else capital(finding.verdict.value),
        )
        for finding, words in sentences(findings, content.labels)
    ]


def _media_section(content: ReportContent) -> MediaSection:
    """Say of each medium what its network shows; no map is named where nobody may be."""
    parts, rows = [], []
    for medium in content.media:
        title, share = capital(medium.title), medium_boundary(content, medium)
        href = medium.map_file if content.names and _PAGE.fullmatch(medium.map_file) else ""
        changes = [row for row in content.findings_of("contact", "overlap", "exposure") if row.medium == medium.title]
        parts.append(MediumPart(title, medium_sentences(content, medium, changes), href))
        if share is not None and medium.name != ACTIONS:
            rows += share_rows(share, within(content, medium), title)
    caption = f"Share of ties on each medium that cross the {content.group}"
    return MediaSection(
        parts, shares_chart("media", rows, caption), shares_table("Ties on each medium", "Medium", rows)
    )
