"""The parts of a page about events that recruit, communities without their conveners, and who leads; with pictures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from markupsafe import Markup
from msgspec import Struct

from sna.findings import events
from sna.findings.events import EVENT, FIRST_AT, event_name, recruited_words
from sna.findings.kinds import sentences
from sna.findings.leadership import EVERY
from sna.findings.phrases import capital, number, percent
from sna.findings.record import Finding, Verdict
from sna.findings.rows import ReturnCurveRow
from sna.findings.sources import cite, like, plain
from sna.findings.tables import ALL, LeadershipRow, LevelRow, Tables, UsedRow
from sna.render.chart import INK, MUTE, PAPER, Cell, numbers, scale, table_html
from sna.render.page import Paragraph, svg_markup
from sna.render.report.content import ReportContent
from sna.render.report.practices import PracticePart
from sna.render.report.practices import month as month_of
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


# Who leads


ACTS = {
    "chaired": ("chairs", "#1B2A33"), "presented": ("talks", "#005EB8"), "noted": ("notes", "#E0A030"),
    "owns action": ("actions", "#2F8F73"), "started thread": ("threads", "#EAD3FD"),
}  # fmt: skip
"""Kind of act → its words and colour; the colours differ in grey as well."""
VIOLET, BLUE, SLATE, PALE = "#8A4FBF", "#005EB8", "#8794A0", "#C8D0D5"
_QUARTER = re.compile(r"(\d{4}) (Q[1-4])")
MOST_QUARTERS, MOST_THINGS = 12, 40
BARS, LEFT, KEY = 200.0, 44.0, 132.0
"""The height of the bars, and the room left of them and right of them for the key, in px."""
ACTS_READ = (
    "Acts quarter by quarter: hatched, of conveners; filled, of others. Below, in equal parts by how many people they "
    "are shared, and by how many it would be by lot among those present."
)
LADDER_READS = (
    "Times people of two levels were together, quarter by quarter. A thick blue line: at least as many as expected "
    "from how often each comes; grey and dashed: fewer. Dots grow with how often people inside a level were together."
)
USED_READS = "What was presented, where it comes from, and when it was in use somewhere."


def leadership_parts(content: ReportContent) -> list[PracticePart]:
    """Give what is said of who leads, of levels and of what is used, each if there is anything.

    Examples
    --------
    >>> leadership_parts(ReportContent(title="Forum"))
    []
    """
    tables, parts = content.whole.tables, []
    for finding, words in sentences(content.findings_of("leadership", "levels", "used"), {}):
        title, rest = plain(words.headline), ""
        verdict = "" if finding.verdict is Verdict.COUNT else capital(finding.verdict.value)
        if finding.what == "leadership":
            picture, reads, table = _acts(tables, title), ACTS_READ, _acts_table(tables)
        elif finding.what == "levels":
            rows = [row for row in tables.levels if row.span != ALL]
            picture, reads, verdict = _ladder(rows, title), LADDER_READS, ""
            table = table_html("Levels, quarter by quarter", _LEVEL_HEADS, map(_level_row, _stepwise(rows)))
        else:
            picture, reads, things = None, USED_READS, list(tables.used)
            table = table_html("What was presented", _USED_HEADS, map(_used_row, things[:MOST_THINGS]))
            rest = "The rest stand in used.csv." if len(things) > MOST_THINGS else ""
        parts.append(PracticePart(words.headline, words.text, verdict, picture, reads, table, rest))
    return parts


def _spans(tables: Tables) -> dict[str, dict[str, LeadershipRow]]:
    """Give the kinds of act of each quarter, the last so many."""
    quarters: dict[str, dict[str, LeadershipRow]] = {}
    for row in tables.leadership:
        if _QUARTER.fullmatch(row.span):
            quarters.setdefault(row.span, {})[row.kind] = row
    return dict(list(quarters.items())[-MOST_QUARTERS:])


def _when(row: LeadershipRow | LevelRow) -> str:
    counted = row.acts if isinstance(row, LeadershipRow) else row.ties
    return cite(row.span, like(counted, counted, "act_span"))


def _acts_table(tables: Tables) -> Markup:
    rows, there = list[Sequence[Cell]](), {row.kind for row in tables.leadership}
    for row in tables.leadership:
        if row.kind == EVERY:
            kinds = [tables.leadership.get(row.span, kind) for kind in ACTS if kind in there]
            few = ["" if value is None else number(value, 1) for value in (row.effective, row.expected)]
            share = "" if row.share is None else percent(like(1 - row.share, row.share, "others_acts_share"))
            counts = [number(part.acts) if part else "" for part in kinds]
            rows.append((_when(row), number(row.acts), *counts, number(row.people), *few, share))
    words = [capital(words) for kind, (words, _colour) in ACTS.items() if kind in there]
    heads = ["When", *numbers("Acts", *words, "People", "Equal parts", "By lot", "By others")]
    return table_html("Who leads, by kind of act", heads, rows)


def _acts(tables: Tables, title: str) -> Markup | None:
    """Draw the acts of each quarter as two columns, conveners beside others."""
    spans = _spans(tables)
    most = max((max(_heights(rows)) for rows in spans.values()), default=0)
    if len(spans) < 2 or not most:
        return None
    wide = (WIDTH - LEFT - KEY) / len(spans)
    words = "; ".join(f"{span}: {rows[EVERY].acts} acts" for span, rows in spans.items() if EVERY in rows)
    drawing = Drawing("acts", WIDTH, BARS + 116, title=title, description=words)
    drawing.rectangle((0, 0), (drawing.width, drawing.height), fill=Fill(PAPER))
    up = scale(0, most, BARS + 20, 26)
    for value in dict.fromkeys((0, most // 2, most)):
        drawing.line([(LEFT, up(value)), (WIDTH - KEY, up(value))], Pen(PALE))
        drawing.text((LEFT - 6, up(value)), str(value), Letters(12, MUTE, anchor="end"))
    for place, (span, rows) in enumerate(spans.items()):
        start = LEFT + wide * place
        for side in (0, 1):
            _column(drawing, rows, side, (start + wide * (0.08 + 0.43 * side), wide * 0.4, up))
        _below(drawing, span, rows, start + wide / 2)
    _key(drawing, convened=any(row.by_conveners is not None for rows in spans.values() for row in rows.values()))
    return svg_markup(drawing.svg())


def _heights(rows: Mapping[str, LeadershipRow]) -> tuple[int, int]:
    """Count the acts of conveners, and of others."""
    every = [row for kind, row in rows.items() if kind != EVERY]
    theirs = sum(row.by_conveners or 0 for row in every)
    return theirs, sum(row.acts for row in every) - theirs


def _column(
    drawing: Drawing, rows: Mapping[str, LeadershipRow], side: int, place: tuple[float, float, Callable[[float], float]]
) -> None:
    """Draw one column, kind above kind: of conveners hatched (side 0), of others filled, and its sum."""
    (left, wide, up), height = place, 0
    for kind, (_words, colour) in ACTS.items():
        row = rows.get(kind)
        acts = 0 if row is None else (row.by_conveners or 0) if side == 0 else row.acts - (row.by_conveners or 0)
        if not acts:
            continue
        top, size = up(height + acts), up(height) - up(height + acts)
        edge = VIOLET if kind == "started thread" else colour
        drawing.rectangle((left, top), (wide, size), fill=Fill(colour if side else PAPER), pen=Pen(edge, 1.4))
        if side == 0:
            lines = [[(left + 1, top + step), (left + wide - 1, top + step)] for step in range(4, int(size), 5)]
            drawing.lines(lines, Pen(edge))
        height += acts
    if height:
        drawing.text((left + wide / 2, up(height) - 9), str(height), Letters(12, INK, bold=True, anchor="middle"))


def _below(drawing: Drawing, span: str, rows: Mapping[str, LeadershipRow], middle: float) -> None:
    """Write the quarter, and by how many in equal parts, of how many by lot."""
    year, quarter = span.split(" ")
    drawing.text((middle, BARS + 34), quarter, Letters(12, MUTE, anchor="middle"))
    if quarter == "Q1":
        drawing.text((middle, BARS + 50), year, Letters(12, MUTE, bold=True, anchor="middle"))
    row = rows.get(EVERY)
    if row and row.effective is not None:
        drawing.text((middle, BARS + 76), f"{row.effective:.0f}", Letters(15, INK, bold=True, anchor="middle"))
    if row and row.expected is not None:
        drawing.text((middle, BARS + 96), f"of {row.expected:.0f}", Letters(12, MUTE, anchor="middle"))


def _key(drawing: Drawing, *, convened: bool) -> None:
    left = WIDTH - KEY + 14
    for place, (kind, (words, colour)) in enumerate(ACTS.items()):
        edge = VIOLET if kind == "started thread" else colour
        drawing.rectangle((left, 30 + 24.0 * place), (14, 14), fill=Fill(colour), pen=Pen(edge, 1.4))
        drawing.text((left + 20, 37 + 24.0 * place), words, Letters(12, INK))
    for place, words in enumerate(("hatched: conveners", "filled: others") if convened else ()):
        drawing.text((left, 162 + 18.0 * place), words, Letters(12, INK))
    drawing.text((left, BARS + 76), "in equal parts", Letters(12, MUTE))
    drawing.text((left, BARS + 96), "by lot", Letters(12, MUTE))


# Levels


_LEVEL_HEADS = ["Levels", "Quarter", *numbers("Together", "Expected")]
_USED_HEADS = ["Presented", "Comes from", *numbers("When", "In use since", "Days until use"), "Now"]


def _stepwise(rows: Sequence[LevelRow]) -> list[LevelRow]:
    """Give the rows of levels next to each other."""
    names = _level_names(rows)
    steps = set(pairwise(names))
    return [row for row in rows if (row.level, row.other) in steps]


def _level_names(rows: Sequence[LevelRow]) -> list[str]:
    """Name the levels, the lowest first."""
    return list(dict.fromkeys(row.level for row in rows if row.level == row.other))


def _level_row(row: LevelRow) -> Sequence[Cell]:
    return f"{row.level} with {row.other}", _when(row), number(row.ties), number(row.expected or 0.0, 1)


def _used_row(row: UsedRow) -> Sequence[Cell]:
    days = "" if row.days is None else number(row.days)
    return row.thing, row.source, month_of(row.presented), month_of(row.begun), days, row.state


def _ladder(rows: Sequence[LevelRow], title: str) -> Markup | None:
    """Draw a line a level, the highest on top, and between two of them a stroke a quarter."""
    names, quarters = _level_names(rows), list(dict.fromkeys(row.span for row in rows))[-MOST_QUARTERS:]
    if len(quarters) < 2:
        return None
    drawing = Drawing("levels", WIDTH, 74.0 * len(names) + 30, title=title, description=title)
    drawing.rectangle((0, 0), (drawing.width, drawing.height), fill=Fill(PAPER))
    across = {span: 150 + (WIDTH - 190) * place / (len(quarters) - 1) for place, span in enumerate(quarters)}
    heights = {name: 74.0 * (len(names) - place) - 44 for place, name in enumerate(names)}
    most = max(row.ties for row in rows)
    for row in rows:
        if row.level == row.other and row.span == quarters[0]:
            drawing.line([(140, heights[row.level]), (WIDTH - 10, heights[row.level])], Pen(PALE, 1.4))
            drawing.text((8, heights[row.level] - 8), capital(row.level), Letters(13, INK, bold=True))
            drawing.text((8, heights[row.level] + 9), f"{row.people} people", Letters(12, MUTE))
    for row in _stepwise(rows):
        if row.span in across:
            _stroke(drawing, row, across[row.span], (heights[row.level], heights[row.other], most))
    for row in rows:
        if row.level == row.other and row.span in across:
            radius = 4 + 7 * (row.ties / max(most, 1)) ** 0.5
            drawing.circle((across[row.span], heights[row.level]), radius, fill=Fill(INK), pen=Pen(PAPER, 1.2))
    for span, x in across.items():
        drawing.text((x, drawing.height - 10), span, Letters(12, MUTE, anchor="middle"))
    return svg_markup(drawing.svg())


def _stroke(drawing: Drawing, row: LevelRow, x: float, place: tuple[float, float, int]) -> None:
    low, high, most = place
    enough = row.ties > 0 and row.ties >= (row.expected or 0.0)
    wide = 1.5 + 6 * (row.ties / max(most, 1)) ** 0.5
    if row.ties:
        pen = Pen(BLUE, wide) if enough else Pen(SLATE, wide, 1.0, (5, 4))
        drawing.line([(x, low - 13), (x, high + 13)], pen)
    letters = Letters(12, INK if row.ties else MUTE, bold=enough, halo=True)
    drawing.text((x + 8, (low + high) / 2), str(row.ties), letters)
