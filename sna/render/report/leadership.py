"""The part of a page about who leads, levels in touch and what is used: pictures, and the same as tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from markupsafe import Markup

from sna.findings.kinds import sentences
from sna.findings.leadership import EVERY, LeadershipRow, LevelRow, UseCurveRow, UsedRow
from sna.findings.phrases import capital, number, percent
from sna.findings.record import Verdict
from sna.findings.sources import cite, constant, like, plain
from sna.findings.tables import ALL, Tables
from sna.render.chart import INK, MUTE, PAPER, Cell, numbers, scale, table_html
from sna.render.page import svg_markup
from sna.render.report.content import ReportContent
from sna.render.report.practices import PracticePart, month
from sna.render.svg import Drawing, Fill, Letters, Pen, shortened

WIDTH = 680.0
ACTS = {
    "chaired": ("chairs", "#1B2A33"), "presented": ("talks", "#005EB8"), "noted": ("notes", "#E0A030"),
    "owns action": ("actions", "#2F8F73"), "started thread": ("threads", "#EAD3FD"),
}  # fmt: skip
"""Kind of act → its words and colour; the colours differ in grey as well."""
VIOLET, BLUE, SLATE, PALE = "#8A4FBF", "#005EB8", "#8794A0", "#C8D0D5"
_QUARTER = re.compile(r"(\d{4}) (Q[1-4])")
MOST_QUARTERS, MOST_THINGS = 12, 40
BARS, GUTTER, KEY = 200.0, 44.0, 132.0
"""The height of the bars, and the room left of them and right of them for the key, in px."""
SIDE, HIGH, YEAR, MONTH = 120.0, 190.0, 365, 365 / 12
"""The room beside the curves of use and their height, in px; a year and a month, in days."""
ACROSS, UP = scale(0, YEAR, SIDE, WIDTH - SIDE), scale(0, 1, HIGH + 20, 20)
Stroke = tuple[str, tuple[float, ...]]
"""A colour and dashes."""
STROKES: tuple[Stroke, ...] = (
    ("#005EB8", ()), ("#B8400B", (8, 4)), ("#1B2A33", (2, 3)), ("#2F8F73", (11, 3, 2, 3)),
)  # fmt: skip
"""The colours and dashes of the curves; with more sources none are drawn."""
ACTS_READ = "Acts quarter by quarter. Below: in how many equal parts, and by lot."
LADDER_READS = (
    "Times people of two levels were together, quarter by quarter. A thick blue line: at least as many as expected "
    "from how often each comes; grey and dashed: fewer. Dots grow with how often people inside a level were together."
)
USED_READS = "What was presented, where it comes from, and when it was in use somewhere."
USES_READ = (
    "The share in use so long after it was presented, each thing followed as long as the records go; bands: 95 in 100. "
    f"Below: how many were still followed and not yet in use. Sources of fewer than {constant('eight')} things are in "
    "the list alone."
)


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
            picture, things = _uses(tables.use_curve, title), list(tables.used)
            reads = f"{USES_READ} The list: {USED_READS}" if picture else USED_READS
            table = table_html("What was presented", _USED_HEADS, map(_used_row, things[:MOST_THINGS]))
            if picture:
                table = table_html("In use by then", _USE_HEADS, map(_use_row, _quarterly(tables.use_curve))) + table
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
    rows, shown = list[Sequence[Cell]](), {row.kind for row in tables.leadership}
    for row in tables.leadership:
        if row.kind == EVERY:
            kinds = [tables.leadership.get(row.span, kind) for kind in ACTS if kind in shown]
            shares = ["" if value is None else number(value, 1) for value in (row.effective, row.expected)]
            share = "" if row.share is None else percent(like(1 - row.share, row.share, "others_acts_share"))
            counts = [number(part.acts) if part else "" for part in kinds]
            rows.append((_when(row), number(row.acts), *counts, *shares, share))
    words = [capital(words) for kind, (words, _colour) in ACTS.items() if kind in shown]
    heads = ["When", *numbers("Acts", *words, "Equal parts", "By lot", "By others")]
    return table_html("Who leads, by kind of act", heads, rows)


def _acts(tables: Tables, title: str) -> Markup | None:
    """Draw the acts of each quarter as two columns, conveners beside others."""
    spans = _spans(tables)
    peak = max((max(_heights(rows)) for rows in spans.values()), default=0)
    if len(spans) < 2 or not peak:
        return None
    wide = (WIDTH - GUTTER - KEY) / len(spans)
    words = "; ".join(f"{span}: {rows[EVERY].acts} acts" for span, rows in spans.items() if EVERY in rows)
    drawing = Drawing("acts", WIDTH, BARS + 116, title=title, description=words)
    drawing.rectangle((0, 0), (drawing.width, drawing.height), fill=Fill(PAPER))
    up = scale(0, peak, BARS + 20, 26)
    for value in dict.fromkeys((0, peak // 2, peak)):
        drawing.line([(GUTTER, up(value)), (WIDTH - KEY, up(value))], Pen(PALE))
        drawing.text((GUTTER - 6, up(value)), str(value), Letters(12, MUTE, anchor="end"))
    for place, (span, rows) in enumerate(spans.items()):
        start = GUTTER + wide * place
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
    (start, wide, up), height = place, 0
    for kind, (_words, colour) in ACTS.items():
        row = rows.get(kind)
        acts = 0 if row is None else (row.by_conveners or 0) if side == 0 else row.acts - (row.by_conveners or 0)
        if not acts:
            continue
        top, size = up(height + acts), up(height) - up(height + acts)
        edge = VIOLET if kind == "started thread" else colour
        drawing.rectangle((start, top), (wide, size), fill=Fill(colour if side else PAPER), pen=Pen(edge, 1.4))
        if side == 0:
            lines = [[(start + 1, top + step), (start + wide - 1, top + step)] for step in range(4, int(size), 5)]
            drawing.lines(lines, Pen(edge))
        height += acts
    if height:
        drawing.text((start + wide / 2, up(height) - 9), str(height), Letters(12, INK, bold=True, anchor="middle"))


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
    start = WIDTH - KEY + 14
    for place, (kind, (words, colour)) in enumerate(ACTS.items()):
        edge = VIOLET if kind == "started thread" else colour
        drawing.rectangle((start, 30 + 24.0 * place), (14, 14), fill=Fill(colour), pen=Pen(edge, 1.4))
        drawing.text((start + 20, 37 + 24.0 * place), words, Letters(12, INK))
    for place, words in enumerate(("hatched: conveners", "filled: others") if convened else ()):
        drawing.text((start, 162 + 18.0 * place), words, Letters(12, INK))
    drawing.text((start, BARS + 76), "in equal parts", Letters(12, MUTE))
    drawing.text((start, BARS + 96), "by lot", Letters(12, MUTE))


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
    return row.thing, row.source, month(row.presented), month(row.begun), days, row.state


def _ladder(rows: Sequence[LevelRow], title: str) -> Markup | None:
    """Draw a line a level, the highest on top, and between two of them a stroke a quarter."""
    names, quarters = _level_names(rows), list(dict.fromkeys(row.span for row in rows))[-MOST_QUARTERS:]
    if len(quarters) < 2:
        return None
    drawing = Drawing("levels", WIDTH, 74.0 * len(names) + 30, title=title, description=title)
    drawing.rectangle((0, 0), (drawing.width, drawing.height), fill=Fill(PAPER))
    across = {span: 150 + (WIDTH - 190) * place / (len(quarters) - 1) for place, span in enumerate(quarters)}
    heights = {name: 74.0 * (len(names) - place) - 44 for place, name in enumerate(names)}
    peak = max(row.ties for row in rows)
    for row in rows:
        if row.level == row.other and row.span == quarters[0]:
            drawing.line([(140, heights[row.level]), (WIDTH - 10, heights[row.level])], Pen(PALE, 1.4))
            drawing.text((8, heights[row.level] - 8), capital(row.level), Letters(13, INK, bold=True))
            drawing.text((8, heights[row.level] + 9), f"{row.people} people", Letters(12, MUTE))
    for row in _stepwise(rows):
        if row.span in across:
            _stroke(drawing, row, across[row.span], (heights[row.level], heights[row.other], peak))
    for row in rows:
        if row.level == row.other and row.span in across:
            radius = 4 + 7 * (row.ties / max(peak, 1)) ** 0.5
            drawing.circle((across[row.span], heights[row.level]), radius, fill=Fill(INK), pen=Pen(PAPER, 1.2))
    for span, x in across.items():
        drawing.text((x, drawing.height - 10), span, Letters(12, MUTE, anchor="middle"))
    return svg_markup(drawing.svg())


def _stroke(drawing: Drawing, row: LevelRow, x: float, place: tuple[float, float, int]) -> None:
    low, high, peak = place
    enough = row.ties > 0 and row.ties >= (row.expected or 0.0)
    wide = 1.5 + 6 * (row.ties / max(peak, 1)) ** 0.5
    if row.ties:
        pen = Pen(BLUE, wide) if enough else Pen(SLATE, wide, 1.0, (5, 4))
        drawing.line([(x, low - 13), (x, high + 13)], pen)
    letters = Letters(12, INK if row.ties else MUTE, bold=enough, halo=True)
    drawing.text((x + 8, (low + high) / 2), str(row.ties), letters)


# Use


_USE_HEADS = ["Comes from", *numbers("Months after", "Still followed", "In use by then", "95 in 100")]


def _quarterly(rows: Sequence[UseCurveRow]) -> list[UseCurveRow]:
    """Give the rows at the ends of quarters, and the last of each source."""
    ends = {row.source: row.days for row in rows}
    return [row for row in rows if row.days == ends[row.source] or row.days in {*_MARKS}]


_MARKS = {round(MONTH * mark): mark for mark in range(0, 13, 3)}
"""Days after → months after, at the ends of quarters."""


def _use_row(row: UseCurveRow) -> Sequence[Cell]:
    months = cite(f"{_MARKS.get(row.days, row.days / MONTH):.3g}", like(row.days / MONTH, row.days, "use_months"))
    ends = [percent(end) for end in (row.low, row.high) if end is not None]
    share = "" if row.share is None else percent(row.share)
    return row.source, months, number(row.at_risk), share, " to ".join(ends)


def _uses(rows: Sequence[UseCurveRow], title: str) -> Markup | None:
    """Draw a curve in steps a source, its interval as a band, and below how many were still followed."""
    curves: dict[str, list[UseCurveRow]] = {}
    for row in rows:
        curves.setdefault(row.source, []).append(row)
    if not 1 <= len(curves) <= len(STROKES):
        return None
    drawing = Drawing("use", WIDTH, HIGH + 80 + 20 * len(curves), title=title, description=_use_words(curves))
    drawing.rectangle((0, 0), (drawing.width, drawing.height), fill=Fill(PAPER))
    for share in (0.0, 0.5, 1.0):
        drawing.line([(SIDE, UP(share)), (WIDTH - SIDE, UP(share))], Pen(PALE))
        drawing.text((SIDE - 8, UP(share)), f"{share:.0%}", Letters(12, MUTE, anchor="end"))
    for days, mark in _MARKS.items():
        drawing.text((ACROSS(days), HIGH + 36), f"{mark}", Letters(12, MUTE, anchor="middle"))
    drawing.text((WIDTH - SIDE + 16, HIGH + 36), "months after", Letters(12, MUTE))
    drawing.text((8, HIGH + 58), "still followed", Letters(12, MUTE))
    for steps, stroke in zip(curves.values(), STROKES, strict=False):
        _band(drawing, steps, stroke)
    for place, (steps, stroke) in enumerate(zip(curves.values(), STROKES, strict=False)):
        points = [(ACROSS(step.days), UP(share)) for step, share in _corners(steps)]
        drawing.line(points, Pen(stroke[0], 2.5, dash=stroke[1]))
        _followed(drawing, steps, HIGH + 76 + 20 * place, stroke)
    _ends(drawing, {source: steps[-1] for source, steps in curves.items()})
    return svg_markup(drawing.svg())


def _use_words(curves: Mapping[str, Sequence[UseCurveRow]]) -> str:
    """Say the same for those who listen: of each source how many, and the share by each quarter."""
    lines = list[str]()
    for source, steps in curves.items():
        shares = [f"{step.share or 0:.0%} by month {_MARKS[step.days]}" for step in steps if step.days in _MARKS]
        lines.append(f"from {source}, {steps[0].at_risk} things: {', '.join(shares[1:])}")
    return "; ".join(lines)


def _corners(steps: Sequence[UseCurveRow]) -> Iterator[tuple[UseCurveRow, float]]:
    """Give the corners of a curve in steps: at each day the share before, and the share from then on."""
    share = 0.0
    for step in steps:
        yield step, share
        share = step.share or 0.0
        yield step, share


def _band(drawing: Drawing, steps: Sequence[UseCurveRow], stroke: Stroke) -> None:
    """Draw the interval as a light band, with edges dashed as the curve is."""
    colour, dash = stroke
    for step, later in pairwise(steps):
        if step.low is not None and step.high is not None:
            left, right, top, bottom = ACROSS(step.days), ACROSS(later.days), UP(step.high), UP(step.low)
            drawing.rectangle((left, top), (right - left, bottom - top), fill=Fill(colour, 0.1))
            drawing.lines([[(left, y), (right, y)] for y in (top, bottom)], Pen(colour, 0.8, 0.7, dash))


def _followed(drawing: Drawing, steps: Sequence[UseCurveRow], y: float, stroke: Stroke) -> None:
    """Write below how many of a source were still followed and not in use, quarter by quarter."""
    colour, dash = stroke
    drawing.line([(8, y), (36, y)], Pen(colour, 2.5, dash=dash))
    drawing.text((42, y), shortened(steps[0].source, SIDE - 62, 12), Letters(12, INK))
    counts = {step.days: step.at_risk for step in steps}
    for days in _MARKS:
        drawing.text((ACROSS(days), y), str(counts.get(days, 0)), Letters(12, INK, anchor="middle"))


def _ends(drawing: Drawing, ends: Mapping[str, UseCurveRow]) -> None:
    """Write at the end of each curve where it comes from and its share; none lies on another."""
    colours, y = dict(zip(ends, STROKES, strict=False)), 0.0
    for place, (source, end) in enumerate(sorted(ends.items(), key=lambda pair: -(pair[1].share or 0.0)), 1):
        y = min(max(y + 17, UP(end.share or 0.0)), UP(0.0) - 17 * (len(ends) - place))
        words = f"{shortened(source, SIDE - 54, 13, bold=True)} {end.share or 0:.0%}"
        drawing.text((ACROSS(end.days) + 8, y), words, Letters(13, colours[source][0], bold=True, halo=True))
