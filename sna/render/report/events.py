"""The parts of a page about several communities of practice, events that recruit, and communities without conveners.

Of each the picture, what it says, and the same as tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.findings import events
from sna.findings.events import EVENT, FIRST_AT, event_name, recruited_words
from sna.findings.kinds import sentences
from sna.findings.phrases import capital, counted, number, percent
from sna.findings.record import Finding
from sna.findings.rows import CopJoinerRow, CopOverlapRow, ReturnCurveRow
from sna.findings.sources import cell, in_row, plain
from sna.findings.spanners import EVERY, overlap_rows
from sna.render.chart import (
    INK,
    MOST_CIRCLES,
    MOST_RINGS,
    MUTE,
    Cell,
    Circle,
    Column,
    circles_svg,
    numbers,
    scale,
    table_html,
)
from sna.render.page import Paragraph, svg_markup
from sna.render.report.content import ReportContent
from sna.render.svg import Drawing, Fill, Letters, Pen

MOST_JOINERS, MOST_PAIRS = 40, 40
"""A table of people, or of pairs, ends at so many rows."""
COPS_READS = (
    "Each circle is a community of practice and the number of its people; a line with a ring is a person who is in "
    f"both (of more than {MOST_RINGS} the number). A dashed line hangs on one person; a dashed circle has no line."
)
WIDTH, MARGIN, RIGHT, HIGH = 680.0, 52.0, 150.0, 120.0
"""Of the picture, of the margins beside the curves, and of these, in px."""
STEP, RADIUS, MOST_DOTS, MOST_EVENTS = 25.0, 8.0, 120, 5
"""From dot to dot and of a dot, in px; more people than this are not drawn one by one, more events not at all."""
DAYS, MONTH = 183, 30.5
ACROSS = scale(0, DAYS, MARGIN, WIDTH - RIGHT)
COLOURS = dict(zip(FIRST_AT, ("#005EB8", "#007F6D"), strict=True))
DASHES: dict[str, tuple[float, ...]] = {FIRST_AT[0]: (), FIRST_AT[1]: (7, 4)}
LABELS = dict(zip(FIRST_AT, ("the event", "ordinary meetings"), strict=True))
READS = (
    "A dot or square is a person: filled, who came to an ordinary meeting within six months; dashed, who may yet. The "
    "lines say what share had by then, each person followed as long as the records go."
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
        reads=COPS_READS,
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


class EventPart(Struct, frozen=True):
    """What is said of one event, its picture, and the table of the same; None where there is nothing to draw."""

    title: str
    text: str
    verdict: str
    picture: Markup | None
    table: Markup | None


class StandingSection(Struct, frozen=True):
    """What is said of each community without its conveners, and what may not be concluded; empty for nothing."""

    parts: Sequence[Paragraph]
    note: str


def event_parts(content: ReportContent) -> list[EventPart]:
    """Give the part of each event, in order of time.

    Examples
    --------
    >>> event_parts(ReportContent(title="Forum"))
    []
    """
    parts = []
    findings = content.findings_of("recruited")
    most = sorted(findings, key=lambda finding: -finding.count("newcomers") if finding.has("newcomers") else 1)
    for place, finding in enumerate(finding for finding in findings if finding in most[:MOST_EVENTS]):
        words = recruited_words([finding], {})
        curves = _curves(content, finding)
        shows = finding.positive("could") or any(curves.values())
        picture = _picture(f"event-{place + 1}", finding, curves) if shows else None
        verdict = capital(finding.verdict.value) if finding.has("p") else ""
        parts.append(EventPart(words.headline, words.text, verdict, picture, _table(finding, curves)))
    return parts


def standing_section(content: ReportContent) -> StandingSection:
    """Give what is said of each community.

    Examples
    --------
    >>> standing_section(ReportContent(title="Forum")).parts
    []
    """
    findings = content.findings_of("without")
    parts = [
        Paragraph(words.headline, words.text, capital(finding.verdict.value))
        for finding in findings
        for words in [events.standing_sentence(finding)]
    ]
    return StandingSection(parts, events.standing_caveat(findings))


def _curves(content: ReportContent, finding: Finding) -> dict[str, list[ReturnCurveRow]]:
    rows = [row for row in content.whole.tables.return_curve if row.gathering == finding.text("gathering")]
    return {side: [row for row in rows if row.first_at == side] for side in FIRST_AT}


def _table(finding: Finding, curves: dict[str, list[ReturnCurveRow]]) -> Markup | None:
    rows = [
        [
            capital(LABELS[side]),
            number(row.days),
            number(row.at_risk),
            number(row.returned),
            percent(row.by_then or 0.0),
        ]
        for side, steps in curves.items()
        for row in steps
    ]
    heads = ["First seen at", *numbers("Days after", "Could still come", "Came that day", "Had come by then")]
    return table_html(f"Who came again, after {plain(event_name(finding))}", heads, rows) if rows else None


def _picture(name: str, finding: Finding, curves: dict[str, list[ReturnCurveRow]]) -> Markup:
    """Draw a dot a newcomer, and below what share had come again by when."""
    sides = {side: people for side in FIRST_AT if (people := _people(finding, side))[0]}
    places, top = dict[str, float](), RADIUS
    for side, counts in sides.items():
        places[side] = top
        top += 34 + STEP * -(-min(counts[0], MOST_DOTS) // _per_row())
    words = "; ".join(f"{LABELS[side]}: {again} of {people}" for side, (people, again, _open) in sides.items())
    drawing = Drawing(name, WIDTH, top + HIGH + 60, title="Newcomers who came again", description=words)
    # the colours are for a light ground, which a page in dark colours has not
    drawing.rectangle((0, 0), (drawing.width, drawing.height), fill=Fill("#FFFFFF"))
    for side, y in places.items():
        _dots(drawing, side, sides[side], y)
    _axes(drawing, top + 30)
    last = max((row.days for steps in curves.values() for row in steps), default=0)
    until = DAYS if finding.positive("could") else last
    ends = {side: _line(drawing, (side, steps, until), top + 30) for side, steps in curves.items() if side in sides}
    for place, (side, y) in enumerate(sorted(ends.items(), key=lambda end: end[1])):
        at = max(y, min(ends.values()) + 17) if place else y
        drawing.text((ACROSS(until) + 8, at), LABELS[side], Letters(13, COLOURS[side], bold=True))
    return svg_markup(drawing.svg())


def _per_row() -> int:
    return int((WIDTH - 3 * RADIUS) // STEP)


def _people(finding: Finding, side: str) -> tuple[int, int, int]:
    """Count the newcomers, those who came again, and those who may yet."""
    start = "" if side == EVENT else "rest_"
    people, waiting = (
        finding.count(f"{start}{what}") if finding.has(f"{start}{what}") else 0
        for what in ("newcomers", "not_followed")
    )
    if not finding.positive(f"{start}could"):
        return people, people - waiting, waiting
    late = people - finding.count(f"{start}could") - waiting  # not followed to the end, and came again
    return people, finding.count(f"{start}returned") + late, waiting


def _dots(drawing: Drawing, side: str, counts: tuple[int, int, int], top: float) -> None:
    people, again, waiting = counts
    drawing.text((RADIUS, top + 10), f"First seen at {LABELS[side]}: {people}, of whom {again} came again",
                 Letters(14, INK, bold=True))  # fmt: skip
    for place in range(people if people <= MOST_DOTS else 0):
        x, y = 2 * RADIUS + STEP * (place % _per_row()), top + 32 + STEP * (place // _per_row())
        fill = Fill(COLOURS[side] if place < again else "#FFFFFF")
        pen = Pen(COLOURS[side], 2, 1.0, (3, 3) if place >= people - waiting else ())
        if side == EVENT:
            drawing.circle((x, y), RADIUS, fill=fill, pen=pen)
        else:
            drawing.rectangle((x - RADIUS, y - RADIUS), (2 * RADIUS, 2 * RADIUS), fill=fill, pen=pen)


def _axes(drawing: Drawing, top: float) -> None:
    for share in (0, 50, 100):
        y = top + HIGH * (1 - share / 100)
        drawing.line([(MARGIN, y), (WIDTH - RIGHT, y)], Pen("#C8D0D5"))
        drawing.text((MARGIN - 8, y), f"{share}%", Letters(12, MUTE, anchor="end"))
    for month in range(7):
        words = str(month) if month else "first seen"
        drawing.text((ACROSS(month * MONTH), top + HIGH + 16), words, Letters(12, MUTE, anchor="middle"))
    drawing.text((WIDTH - RIGHT + 8, top + HIGH + 16), "months later", Letters(12, MUTE))


def _line(drawing: Drawing, curve: tuple[str, Sequence[ReturnCurveRow], int], top: float) -> float:
    """Draw the share who had come again by each day, as long as anybody is known, and give the height of its end."""
    side, steps, until = curve
    points, share = [(ACROSS(0), top + HIGH)], 0.0
    for row in steps:
        before, share = share, row.by_then or 0.0
        points += [(ACROSS(row.days), top + HIGH * (1 - value)) for value in (before, share)]
    end = top + HIGH * (1 - share)
    drawing.line([*points, (ACROSS(until), end)], Pen(COLOURS[side], 2.5, 1.0, DASHES[side]))
    return end


def rings(content: ReportContent) -> Iterator[tuple[str, str, str]]:
    """Give whom to ring: name, organisation, and the event they first came to, the last event first."""
    labels, homes = content.titles, content.homes
    for finding in reversed(content.findings_of("recruited")):
        yield from ((labels[who], homes[who], event_name(finding)) for who in finding.who)
