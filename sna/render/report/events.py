"""The parts of a page about events that recruit and communities without their conveners; their picture and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.findings import events
from sna.findings.events import EVENT, FIRST_AT, event_name, recruited_words
from sna.findings.phrases import capital, number, percent
from sna.findings.record import Finding
from sna.findings.rows import ReturnCurveRow
from sna.findings.sources import plain
from sna.render.chart import INK, MUTE, numbers, scale, table_html
from sna.render.page import Paragraph, svg_markup
from sna.render.report.content import ReportContent
from sna.render.svg import Drawing, Fill, Letters, Pen

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
