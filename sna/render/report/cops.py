"""The part of a page about several communities of practice: the picture, what it says, and the same as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.findings.cops import EVERY, overlap_rows
from sna.findings.kinds import sentences
from sna.findings.phrases import capital, counted, number, percent
from sna.findings.rows import CopJoinerRow, CopOverlapRow
from sna.findings.sources import cell, in_row, plain
from sna.render.chart import MOST_CIRCLES, MOST_RINGS, Cell, Circle, Column, circles_svg, numbers, table_html
from sna.render.page import svg_markup
from sna.render.report.content import ReportContent

MOST_JOINERS, MOST_PAIRS = 40, 40
"""A table of people, or of pairs, ends at so many rows."""
READS = (
    "Each circle is a community of practice and the number of its people; a line with a ring is a person who is in "
    f"both (of more than {MOST_RINGS} the number). A dashed line hangs on one person; a dashed circle has no line."
)


class CopsSection(Struct, frozen=True, kw_only=True):
    """What stands there: the picture (None for too many), sentences, who joins them (where named), the tables."""

    title: str
    drawing: Markup | None
    reads: str
    lines: Sequence[str]
    joiners: Markup | None
    rest: str
    communities: Markup
    shared: Markup
    more: str


def cops_section(content: ReportContent, *, named: bool = False) -> CopsSection | None:
    """Say whom communities of practice share; `named`: and who joins them. None where there are not several.

    Of one community it is said who is on which medium as well, where a list of members names the community.
    """
    counts = content.findings_of("cops", "cops-shared", "cops-media")
    if not counts:
        return None
    words = [sentence for _finding, sentence in sentences(counts, content.labels)]
    joiners = _joiners(content) if named else []
    beyond = cell(len(joiners) - MOST_JOINERS, content.whole.source(f"people \u2212 {MOST_JOINERS}", "cops_joiners"))
    rows = sorted(content.whole.tables.cops_overlap, key=lambda row: (-row.both, row.cop, row.other))
    rest = cell(len(rows) - MOST_PAIRS, content.whole.source(f"pairs \u2212 {MOST_PAIRS}", "cops_overlap"))
    lines = [line for sentence in words[:1] for line in [sentence.text] if line]
    return CopsSection(
        title=words[0].headline,
        drawing=_drawing(content, plain(words[0].headline)),
        reads=READS,
        lines=[*lines, *(f"{sentence.headline}. {sentence.text}" for sentence in words[1:])],
        joiners=table_html("Who is in more than one", _JOINERS, joiners[:MOST_JOINERS], cards=True)
        if joiners
        else None,
        rest=f"{capital(counted(beyond, 'person', 'people'))} more." if beyond > 0 else "",
        communities=table_html("The communities of practice", _COMMUNITIES, _communities(content)),
        shared=table_html("Whom they share", _SHARED, map(_pair, rows[:MOST_PAIRS])),
        more=f"{capital(counted(rest, 'pair'))} more, in cops_overlap.csv." if rest > 0 else "",
    )


def _drawing(content: ReportContent, title: str) -> Markup | None:
    """Draw the communities, if there are two at least and not too many."""
    cops = [row for row in content.whole.tables.cops if row.cop != EVERY]
    if not 2 <= len(cops) <= MOST_CIRCLES:
        return None
    at = {row.cop: place for place, row in enumerate(cops)}
    rows = overlap_rows(content, media=False)
    shared = {(at[row.cop], at[row.other]): row.both for row in rows}
    says = "; ".join(f"{row.cop} and {row.other}: {row.both}" for row in rows if row.both)
    circles = [Circle(row.cop, row.people) for row in cops]
    return svg_markup(circles_svg(circles, shared, title=title, description=f"People in both: {says or 'nobody'}."))


_JOINERS: list[str | Column] = ["Name", "Communities", "Also on", "Alone joins", *numbers("Pairs nothing else links")]
_COMMUNITIES: list[str | Column] = [
    "Community of practice",
    *numbers(
        "People", "Gatherings", "People at one", "Organisations", "Sectors", "Conveners' share", "New", "Came again"
    ),
]
_SHARED: list[str | Column] = [
    "Community of practice", "and", *numbers("In both", "Of the first", "Of the second", "Share in both", "Expected"),
]  # fmt: skip


def _joiners(content: ReportContent) -> list[Sequence[Cell]]:
    """Give who is in several communities, or in one and on a medium: first those without whom most pairs part."""
    rows, single = content.whole.tables.cops_joiners, [row for row in overlap_rows(content, media=False) if row.single]

    def rank(row: CopJoinerRow) -> tuple[int, int, float, str]:
        return -row.joined, -(row.pairs_lost or 0), -(row.paths or 0.0), content.labels.get(row.person, "")

    def lost(row: CopJoinerRow) -> str:
        (count,) = in_row({"lost": row.pairs_lost or 0}, content.labels[row.person]).values()
        return number(count) if row.pairs_lost else ""

    def alone(row: CopJoinerRow) -> str:
        names = row.names.split("; ")
        return "; ".join(f"{pair.cop} with {pair.other}" for pair in single if {pair.cop, pair.other} <= {*names})

    return [
        (content.titles.get(row.person, ""), row.names, row.media, alone(row), lost(row))
        for row in sorted(rows, key=rank)
        if row.person in content.labels
    ]


def _communities(content: ReportContent) -> Iterator[Sequence[Cell]]:
    for row in content.whole.tables.cops:
        counts = (row.people, row.gatherings, row.per_gathering, row.organisations, row.sectors)
        cells = ["" if count is None else number(count, int(count is row.per_gathering)) for count in counts]
        shares = ["" if share is None else percent(share) for share in (row.conveners_share, row.retention)]
        new = "" if row.newcomers is None else number(row.newcomers)
        yield (capital(row.cop) if row.cop == EVERY else row.cop, *cells, shares[0], new, shares[1])


def _pair(row: CopOverlapRow) -> Sequence[Cell]:
    share = "" if row.share is None else percent(row.share)
    expected = "" if row.expected is None else number(row.expected, 1)
    return row.cop, row.other, number(row.both), number(row.of_cop), number(row.of_other), share, expected
