"""The part of a page about voice: roles against presence, who speaks next, virtual beside in person; and tables."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.findings.kinds import sentences
from sna.findings.phrases import capital, number, percent
from sna.findings.record import Finding, Verdict
from sna.findings.sources import plain
from sna.findings.tables import Tables
from sna.findings.voice import MODES, TurnsRow, VoiceChangeRow, VoiceMeetingRow, VoiceRow, people_of
from sna.render.chart import INK, MUTE, PAPER, WIDTH, Cell, numbers, scale, table_html
from sna.render.page import svg_markup
from sna.render.report.content import ReportContent
from sna.render.report.practices import BLUE, ORANGE, PALE, SLATE, PracticePart
from sna.render.svg import Drawing, Fill, Letters, Pen, shortened, wrap

KINDS = ("voice", "voice-change", "speaks-next", "voice-modes")
MOST_ROWS, MOST_ROLES = 60, 6
"""So many rows has a table; with more roles no picture is drawn."""
ROLE, PERIOD, VALUE, STEP, SIZE = 150.0, 96.0, 60.0, 24.0, 12.0
"""Room for the names of roles, of periods and for the figure, from line to line, and the size of letters, in px."""
GREEN = "#2F8F73"
MARKS = ((0.25, "a quarter"), (0.5, "half"), (1.0, "as much"), (2.0, "twice"))
CLAIMS = (Verdict.MORE, Verdict.FEWER)
VOICE_READS = (
    "Each mark is a role in a period: how much it speaks against what its presence alone would give. Bars: 95 times in "
    "100, leaving out one person at a time. Filled and blue: the last period."
)
NEXT_READS = (
    "Who speaks next (columns) after whom (rows), in per cent of what each person's share in the talk gives; below it "
    "the turns, and those expected. A thick frame with ▲ or ▼: beyond chance, allowing for all pairs."
)
MODES_READS = (
    "Each mark is a meeting: circles in person, squares on a screen. Thick line: the mean. Dashed: what equal chances "
    "to speak would still give."
)


def voice_parts(content: ReportContent) -> list[PracticePart]:
    """Give what is said of voice, each if there are transcripts.

    Examples
    --------
    >>> voice_parts(ReportContent(title="Forum"))
    []
    """
    parts, tables = [], content.whole.tables
    for first, words in sentences(content.findings_of(*KINDS), {}):
        rows = content.findings_of(first.what)
        title, picture, reads = plain(words.headline), None, ""
        if first.what == "voice":
            own = [row for row in tables.voice for finding in rows if finding.groups == (row.voice, row.part)]
            picture, reads, table = _roles(own, title), VOICE_READS, _voice_table(list(tables.voice))
        elif first.what == "voice-change":
            table = table_html("Against all others, then and now", _CHANGE_HEADS, map(_change_row, tables.voice_change))
        elif first.what == "speaks-next":
            pairs = {finding.groups: finding.verdict for finding in rows}
            turns = [row for row in tables.turns if (row.before, row.following) in pairs]
            picture, reads, table = _grid(turns, pairs, title), NEXT_READS, _next_table(turns)
        else:
            meetings = [row for row in tables.voice_meeting if row.mode in MODES and row.gini is not None]
            picture, reads, table = _panels(meetings, title), MODES_READS, _meeting_table(content, tables)
        parts.append(PracticePart(words.headline, words.text, _verdict(rows), picture, reads, table, ""))
    return parts


def _verdict(rows: Sequence[Finding]) -> str:
    """Say what may be concluded of the clearest of several: a claim if there is one."""
    ranked = sorted(rows, key=lambda row: (row.verdict not in CLAIMS, row.verdict is Verdict.CANNOT_TELL))
    return "" if ranked[0].verdict in CLAIMS else capital(ranked[0].verdict.value)


# The tables

_VOICE_HEADS = [
    "When", "Role", *numbers("People", "Turns", "Share", "By presence", "Against presence", "95 in 100"),
    "What may be said",
]  # fmt: skip
_CHANGE_HEADS = ["Role", *numbers("First", "Last", "Times as much"), "What may be said"]
_NEXT_HEADS = ["After", "Next", *numbers("Turns", "Expected", "In per cent"), "What may be said"]
_MEETING_HEADS = [
    "Meeting", "How", *numbers("There", "Spoke", "Turns", "Silent", "Inequality", "Expected", "Have half"),
]  # fmt: skip


def _share(value: float | None) -> str:
    return "" if value is None else percent(value)


def _figure(value: float | None, places: int = 0) -> str:
    return "" if value is None else number(value, places)


def _voice_table(rows: Sequence[VoiceRow]) -> Markup:
    cells = [
        (
            capital(row.part), row.voice, number(row.people), number(row.turns),
            *map(_share, (row.share, row.presence, row.ratio)),
            " to ".join(filter(None, map(_share, (row.low, row.high)))), row.verdict,
        )
        for row in rows[:MOST_ROWS]
    ]  # fmt: skip
    return table_html("Each role's turns against its presence", _VOICE_HEADS, cells)


def _change_row(row: VoiceChangeRow) -> Sequence[Cell]:
    return row.voice, _share(row.first), _share(row.last), _figure(row.times, 2), row.verdict


def _next_table(rows: Sequence[TurnsRow]) -> Markup:
    cells = [
        (row.before, row.following, number(row.times), _figure(row.expected), _share(row.ratio), row.verdict)
        for row in rows[:MOST_ROWS]
    ]
    return table_html("Who speaks next after whom", _NEXT_HEADS, cells)


def _meeting_table(content: ReportContent, tables: Tables) -> Markup:
    titles = {row.id: row.title for row in content.rows.gatherings}
    cells = [
        (
            " ".join(filter(None, (titles.get(row.gathering, ""), f"{row.on or ''}"))), row.mode,
            _figure(row.present), number(row.speakers), number(row.turns), _share(row.silent),
            _figure(row.gini, 2), _figure(row.expected, 2), _figure(row.half),
        )
        for row in tables.voice_meeting
    ]  # fmt: skip
    return table_html("How equally people spoke at each meeting", _MEETING_HEADS, cells[:MOST_ROWS])


# The pictures


def _roles(rows: Sequence[VoiceRow], title: str) -> Markup | None:
    """Draw a line for each role and period: the ratio with its interval; half and twice lie equally far off."""
    roles = list(dict.fromkeys(row.voice for row in rows))
    if not rows or len(roles) > MOST_ROLES:
        return None
    ends = [value for row in rows for value in (row.low, row.high, row.ratio) if value]
    low, high = min(0.25, *ends), max(2.0, *ends)
    place = scale(math.log(low), math.log(high), ROLE + PERIOD, WIDTH - VALUE)
    periods = list(dict.fromkeys(row.part for row in rows))
    tall = STEP * len(periods) + 16
    drawing = Drawing("voice", WIDTH, 52 + tall * len(roles) + 22, title=title, description=_words(rows))
    drawing.rectangle((0, 0), (drawing.width, drawing.height), fill=Fill(PAPER))
    bottom = 44 + tall * len(roles)
    drawing.text((place(0.0), 14), "as much as presence alone would give", Letters(SIZE, MUTE, anchor="middle"))
    for value, word in MARKS:
        x = place(math.log(value))
        drawing.line([(x, 24), (x, bottom)], Pen(INK if value == 1 else PALE, 1.6 if value == 1 else 1.0))
        drawing.text((x, bottom + 14), word, Letters(SIZE, INK, anchor="middle"))
    for place_number, role in enumerate(roles):
        top = 36 + tall * place_number
        own = [row for row in rows if row.voice == role]
        if place_number:
            drawing.line([(0, top - 4), (WIDTH, top - 4)], Pen(PALE))
        name = shortened(capital(people_of(role)), ROLE - 8, SIZE + 2, bold=True)
        drawing.text((8, top + 16), name, Letters(SIZE + 2, INK, bold=True))
        drawing.text((8, top + 33), f"{max(row.people for row in own)} people", Letters(SIZE, MUTE))
        for row in own:
            line = top + 14 + STEP * periods.index(row.part)
            _interval(drawing, row, (place, line), last=row.part == periods[-1])
    return svg_markup(drawing.svg())


def _words(rows: Sequence[VoiceRow]) -> str:
    return "; ".join(
        f"{people_of(row.voice)}, {row.part}: {100 * row.ratio:.0f} per cent" for row in rows if row.ratio is not None
    )


def _interval(drawing: Drawing, row: VoiceRow, where: tuple[Callable[[float], float], float], *, last: bool) -> None:
    place, line = where
    drawing.text((ROLE, line), shortened(row.part, PERIOD - 10, SIZE), Letters(SIZE, MUTE))
    if not row.ratio:
        return
    x, colour = place(math.log(row.ratio)), BLUE if last else SLATE
    end = x
    if row.low and row.high:
        end = place(math.log(row.high))
        drawing.line([(place(math.log(row.low)), line), (end, line)], Pen(colour, 3.5 if last else 2.5))
    if last:
        drawing.circle((x, line), 6, fill=Fill(colour))
    else:
        drawing.rectangle((x - 5, line - 5), (10, 10), fill=Fill(PAPER), pen=Pen(colour, 2.2))
    text = plain(percent(row.ratio))
    drawing.text((min(end + 10, WIDTH - VALUE + 22), line), text, Letters(SIZE, INK, bold=last, halo=True))


def _grid(rows: Sequence[TurnsRow], verdicts: dict[tuple[str, ...], Verdict], title: str) -> Markup | None:
    """Draw role × role: in per cent of what shares in the talk give, blue above and orange below."""
    roles = list(dict.fromkeys(row.before for row in rows))
    if len(roles) < 2 or len(roles) > MOST_ROLES:
        return None
    wide, tall = (WIDTH - ROLE) / len(roles), 58.0
    words = "; ".join(
        f"after {people_of(row.before)} {people_of(row.following)}: {row.times}, expected {row.expected:.0f}"
        for row in rows
        if row.expected is not None
    )
    drawing = Drawing("speaks-next", WIDTH, 56 + tall * len(roles), title=title, description=words)
    drawing.rectangle((0, 0), (drawing.width, drawing.height), fill=Fill(PAPER))
    drawing.text((ROLE + (WIDTH - ROLE) / 2, 14), "speaks next …", Letters(SIZE, MUTE, anchor="middle"))
    drawing.text((8, 38), "after …", Letters(SIZE, MUTE))
    for place_number, role in enumerate(roles):
        name = capital(people_of(role))
        head = shortened(name, wide - 8, SIZE + 1, bold=True)
        drawing.text((ROLE + wide * (place_number + 0.5), 38), head, Letters(SIZE + 1, INK, bold=True, anchor="middle"))
        side = shortened(name, ROLE - 16, SIZE + 1, bold=True)
        drawing.text((8, 52 + tall * place_number + tall / 2), side, Letters(SIZE + 1, INK, bold=True))
    for row in rows:
        corner = ROLE + wide * roles.index(row.following) + 3, 50 + tall * roles.index(row.before)
        _cell(drawing, row, (corner, (wide - 6, tall - 6)), clear=verdicts[row.before, row.following] in CLAIMS)
    return svg_markup(drawing.svg())


def _cell(
    drawing: Drawing, row: TurnsRow, box: tuple[tuple[float, float], tuple[float, float]], *, clear: bool
) -> None:
    (left, top), (wide, tall) = box
    more = (row.ratio or 0.0) > 1
    colour = BLUE if more else ORANGE
    depth = min(abs(math.log2(row.ratio)) / 0.8, 1.0) if row.ratio else 0.0
    drawing.rectangle((left, top), (wide, tall), fill=Fill(colour, 0.05 + 0.25 * depth))
    drawing.rectangle((left, top), (wide, tall), pen=Pen(colour if clear else PALE, 3 if clear else 1))
    sign = ("▲ " if more else "▼ ") if clear else ""
    text = f"{sign}{plain(_share(row.ratio))}"
    middle = left + wide / 2
    drawing.text((middle, top + 22), text, Letters(SIZE + 3, INK, bold=clear, anchor="middle"))
    below = f"{row.times}, expected {plain(_figure(row.expected))}"
    drawing.text((middle, top + 40), below, Letters(11, MUTE, anchor="middle"))


class Panel(Struct, frozen=True):
    """A measure of each meeting: its head, the values, what equal chances give, the top, and how it is written.

    `places` are those behind the point; −1 for a share.
    """

    head: str
    values: Sequence[float | None]
    even: Sequence[float | None]
    top: float
    places: int

    def of(self, mode: str, rows: Sequence[VoiceMeetingRow]) -> tuple[list[float], list[float]]:
        """Give the values of one mode, and what equal chances give."""
        pairs = list(zip(self.values, self.even, rows, strict=True))
        own = [float(value) for value, _even, row in pairs if row.mode == mode and value is not None]
        return own, [float(even) for _value, even, row in pairs if row.mode == mode and even is not None]

    def written(self, value: float) -> str:
        """Write a value."""
        return f"{100 * value:.0f}%" if self.places < 0 else f"{value:.{self.places}f}"


def _panels(rows: Sequence[VoiceMeetingRow], title: str) -> Markup | None:
    """Draw three panels: inequality, who kept silent, and how many had half of the turns; a mark a meeting."""
    if {row.mode for row in rows} != {*MODES}:
        return None
    blank, silent, half = [None] * len(rows), [row.silent for row in rows], [row.half for row in rows]
    expected = [row.expected for row in rows]
    panels = (
        Panel("Inequality of turns (0 equal, 1 one speaks)", [row.gini for row in rows], expected, 1.0, 1),
        Panel("Share who said nothing", silent, blank, max([0.2, *filter(None, silent)]), -1),
        Panel("People with half of the turns", half, blank, float(max([4, *filter(None, half)])), 1),
    )
    words = "; ".join(f"{mode}: {sum(row.mode == mode for row in rows)} meetings" for mode in MODES)
    drawing = Drawing("voice-modes", WIDTH, 268, title=title, description=words)
    drawing.rectangle((0, 0), (drawing.width, drawing.height), fill=Fill(PAPER))
    wide = WIDTH / len(panels)
    for place_number, panel in enumerate(panels):
        left, place = wide * place_number + 36, scale(0.0, panel.top, 236.0, 56.0)
        for line, text in enumerate(wrap(panel.head, wide - 46, SIZE + 1, bold=True, most=2)):
            drawing.text((left, 12 + 16 * line), text, Letters(SIZE + 1, INK, bold=True))
        for share in (0.0, 0.5, 1.0):
            y = place(share * panel.top)
            drawing.line([(left, y), (left + wide - 50, y)], Pen(PALE))
            drawing.text((left - 6, y), panel.written(share * panel.top), Letters(11, MUTE, anchor="end"))
        for column, mode in enumerate(MODES):
            _column(drawing, (left + 42 + 92 * column, place), panel, panel.of(mode, rows), mode)
    return svg_markup(drawing.svg())


def _column(
    drawing: Drawing,
    where: tuple[float, Callable[[float], float]],
    panel: Panel,
    values: tuple[Sequence[float], Sequence[float]],
    mode: str,
) -> None:
    (x, place), (own, even) = where, values
    for order, value in enumerate(own):
        centre = x + (order % 5 - 2) * 8, place(value)
        if mode == MODES[0]:
            drawing.circle(centre, 4.5, fill=Fill(GREEN, 0.6))
        else:
            drawing.rectangle((centre[0] - 4, centre[1] - 4), (8, 8), fill=Fill(BLUE, 0.75))
    if even:
        y = place(sum(even) / len(even))
        drawing.line([(x - 28, y), (x + 28, y)], Pen(INK, 2, dash=(4, 3)))
    mean = sum(own) / len(own)
    drawing.line([(x - 24, place(mean)), (x + 24, place(mean))], Pen(INK, 3))
    text = f"{mean:.2f}" if panel.places == 1 and panel.top == 1 else panel.written(mean)
    drawing.text((x + 28, place(mean)), text, Letters(SIZE, INK, bold=True, halo=True))
    drawing.text((x, 254), capital(mode), Letters(SIZE, INK, anchor="middle"))
