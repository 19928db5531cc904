"""What a plan sends out: its page, and a letter to a member.

On the page: the next seats and why, the tables, the year's grid, the curve, and what would be if. In the letter: what
the records say of its reader, two people worth meeting, and how to put it right or leave. Nothing stands in it that its
reader could not know: no attendance, absence or role of anybody else, no count by which somebody who asked to be left
out would be missed, nobody who has not agreed to be suggested.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from markupsafe import Markup
from msgspec import Struct

from sna.findings.phrases import capital, counted, listed
from sna.render.chart import Column, Mark, Scale, line_svg, numbers, scale, table_html
from sna.render.page import Head, Inline, asset, head, json_block, policy, render, script, style, svg_markup
from sna.render.plan.content import LABELS, OWN, SEAT, WAITING, PlanContent, SeatRow, headline, sentences
from sna.render.report.opening import Bar
from sna.render.svg import Drawing, Letters, Pen

WARNING = (
    "Personal data, confidential: keep it among those who run the community. It says who was at the same meetings and "
    "whose turn it is, not what anybody is worth."
)
ABSENT = "absent"
COLOURS = {OWN: "#005EB8", ABSENT: "#005EB8", "lot": "#B3460E", "rota": "#2C6E49", "habit": "#505A5F"}
DASHES: dict[str, tuple[float, ...]] = {OWN: (), ABSENT: (6, 3), "lot": (2, 4), "rota": (8, 4), "habit": (10, 3, 2, 3)}
ORGANISATION = "organisation"
WIDTH, HEIGHT, MARGIN, RIGHT, TOP, BOTTOM = 900.0, 380.0, 52.0, 265.0, 14.0, 40.0


class PlanPage(Struct, frozen=True, kw_only=True):
    """What stands on the page, part by part."""

    head: Head
    title: str
    subtitle: str
    marking: str
    headline: str
    when: str
    bars: Sequence[Bar]
    sentences: Sequence[str]
    seats: Markup
    waiting: Sequence[str]
    room: Markup
    room_title: str
    grid: Markup | None
    grid_title: str
    grid_days: str
    curve: Markup | None
    curve_table: Markup | None
    curve_title: str
    data: Markup | None
    script: Markup | None


def plan_html(content: PlanContent) -> str:
    """Write the page: the same content gives the same bytes."""
    sheet, code = style(asset("report.css") + asset("plan.css")), script(asset("plan.js"))
    several = len(content.days) > 1
    page = PlanPage(
        head=Head(_policy(sheet, code), sheet.tag),
        title=content.title,
        subtitle=content.subtitle,
        marking=WARNING,
        headline=headline(content),
        when=f"Next meeting: {content.days[0]}, {content.seats} seats, {content.people} members who could be asked.",
        bars=list(_bars(content)),
        sentences=list(sentences(content)),
        seats=_seats(content),
        waiting=[_waiting(row) for row in content.rows if row.place == WAITING],
        room=_room(content),
        room_title=_room_title(content),
        grid=_grid(content) if several else None,
        grid_title=f"Who is asked when: {len(content.days)} meetings",
        grid_days="; ".join(f"{number}: {day}" for number, day in enumerate(content.days, 1)),
        curve=_curve(content) if several else None,
        curve_table=_curve_table(content) if several else None,
        curve_title="Pairs who have never met, meeting by meeting",
        data=json_block(msgspec.to_builtins(content.figures), "figures") if content.figures else None,
        script=code.tag if content.figures else None,
    )
    return render("plan.html", page)


def _policy(sheet: Inline, code: Inline) -> str:
    return policy([sheet], [code], trusted_types=True)


def _bars(content: PlanContent) -> Iterator[Bar]:
    """Draw the new pairs of each way on one scale, and the bound."""
    along = Scale(0, max(content.bound, *(way.pairs[2] for way in content.ways)) * 1.04)
    for way in content.ways:
        mean, low, high = way.pairs
        box = Mark("box", "now", 0, mean) if way.name == OWN else Mark("box", "before", low, max(high, low + 0.6))
        marks = [box, Mark("upright", "ink", content.bound if way.name == OWN else mean)]
        spread = f" ({low:.0f} to {high:.0f})" if way.name != OWN and high > low else ""
        bound = f" of at most {content.bound}" if way.name == OWN else ""
        yield Bar(LABELS[way.name], line_svg(marks, along), f"{mean:.0f}{spread}{bound}")


def _seats(content: PlanContent) -> Markup:
    """List the seats: who, from where, how many new people, why, and whom to ask if not."""
    heads: list[str | Column] = ["Ask", "Organisation"]
    heads += ([capital(content.by)] if content.by != ORGANISATION else []) + [*numbers("New people", "Seats so far")]
    needs = any(row.access for row in content.rows if row.place != WAITING)
    heads += ["Why this meeting", "If not, ask", *(["Needs"] if needs else [])]
    rows = [
        [
            row.name, row.organisation, *([row.group] if content.by != ORGANISATION else []),
            str(row.contacts) if row.place == SEAT else "", str(row.turns), row.reason, row.instead,
            *([row.access] if needs else []),
        ]
        for row in content.rows
        if row.place != WAITING
    ]  # fmt: skip
    return table_html(f"The {content.seats} seats", heads, rows, cards=True)


def _waiting(row: SeatRow) -> str:
    where = ", ".join(dict.fromkeys(filter(None, [row.organisation, row.group])))
    return f"{row.name} ({where}): {row.contacts} new people; {row.reason}"


def _room(content: PlanContent) -> Markup:
    """List the tables, and with whom each has coffee."""
    rows = sorted((row for row in content.rows if row.table), key=lambda row: (row.table, row.name))
    cells = [[row.name, row.organisation, f"Table {row.table}", row.coffee] for row in rows]
    return table_html(
        "Tables, and pairs for coffee", ["Name", "Organisation", "Table", "Coffee with"], cells, cards=True
    )


def _room_title(content: PlanContent) -> str:
    fresh, pairs, lot = content.table_pairs
    tables = len({row.table for row in content.rows} - {0})
    return (
        f"At these {tables} tables {fresh} of {pairs} pairs are new to each other; dealt by lot it would be {lot:.0f}"
    )


def _grid(content: PlanContent) -> Markup:
    """Write who is asked when, a row a person: "●" is a seat."""
    heads: list[str | Column] = ["Name", capital(content.by)]
    heads += [Column(str(number)) for number in range(1, len(content.days) + 1)]
    rows = [
        [row.name, row.group, *("●" if seat else "" for seat in row.seats), str(sum(row.seats))]
        for row in content.series
    ]
    return table_html("● is a seat", [*heads, *numbers("Asked")], rows)


def _curve(content: PlanContent) -> Markup:
    """Draw how many pairs have never met after each meeting, by each way; the ends stand at the lines."""
    text = "; ".join(f"{LABELS[way.name]} {way.curve[-1][0]:.0f}" for way in content.ways)
    drawing = Drawing("curve", WIDTH, HEIGHT, title="Pairs who have never met", description=f"At the end: {text}")
    meetings, top = len(content.days), max(1.0, content.ways[0].curve[0][0])
    _axes(drawing, meetings, top)
    across, down = scale(0, meetings, MARGIN, WIDTH - RIGHT), scale(0, top, HEIGHT - BOTTOM, TOP)
    thinned = content.way(OWN).absent
    lines = [(way.name, LABELS[way.name], way.curve) for way in content.ways]
    lines += [(ABSENT, "If 3 in 10 cannot", thinned)] if thinned else []
    heights = _label_heights([down(series[-1][0]) for _name, _label, series in lines])
    for (name, label, series), height in zip(lines, heights, strict=True):
        points = [(across(meeting), down(mean)) for meeting, (mean, _low, _high) in enumerate(series)]
        drawing.line(points, Pen(COLOURS[name], 3 if name == OWN else 2, 1.0, DASHES[name]))
        text = f"{label}: {_span(series[-1])}"
        drawing.text((WIDTH - RIGHT + 10, height + 4), text, Letters(12.5, COLOURS[name], bold=True))
    return svg_markup(drawing.svg())


def _curve_table(content: PlanContent) -> Markup:
    """Write what stands at the ends of the lines, and what if 3 in 10 cannot come."""
    rows = [[LABELS[way.name], *(_span(series[-1]) for series in (way.curve, way.absent))] for way in content.ways]
    heads = ["Seats filled by", *numbers("If all come", "If 3 in 10 cannot")]
    return table_html(f"Pairs who have never met after {len(content.days)} meetings", heads, rows)


def _axes(drawing: Drawing, meetings: int, top: float) -> None:
    across, down = scale(0, meetings, MARGIN, WIDTH - RIGHT), scale(0, 1, HEIGHT - BOTTOM, TOP)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        drawing.line([(MARGIN, down(share)), (WIDTH - RIGHT, down(share))], Pen("#C8D0D5"))
        drawing.text((MARGIN - 8, down(share) + 4), f"{share * top:.0f}", Letters(12, anchor="end"))
    for meeting in range(meetings + 1):
        drawing.text((across(meeting), HEIGHT - 16), str(meeting) if meeting else "now", Letters(12, anchor="middle"))


def _span(band: tuple[float, float, float]) -> str:
    mean, low, high = band
    return f"{mean:.0f}" + (f" ({low:.0f} to {high:.0f})" if high > low else "")


def _label_heights(ends: Sequence[float]) -> list[float]:
    """Keep labels at line ends 18 px apart, from the lowest line upwards."""
    heights, limit = dict[int, float](), HEIGHT
    for place in sorted(range(len(ends)), key=lambda place: -ends[place]):
        heights[place] = limit = min(ends[place], limit - 18)
    return [heights[place] for place in range(len(ends))]


FEWEST = 5
"""Smaller counts of people of one group are not told: they would show who of them was met."""


class Suggestion(Struct, frozen=True):
    """Somebody who agreed to be suggested: name, organisation, group, and whether few of that group were met."""

    name: str
    organisation: str
    group: str
    few: bool


class LetterContent(Struct, frozen=True, kw_only=True):
    """What one letter says; all of it is about its reader, but the suggestions.

    Attributes
    ----------
    community, reader
        Whose letter it is, and whom it is to.
    attended, possible
        Meetings the reader came to, of those they could.
    start, end
        Between which days, as they are written.
    contacts
        Group → how many people of it were at the same meeting as the reader.
    by
        The column that makes the groups.
    contact, kept_until
        How to reach the conveners, and until when the records are kept; empty where nobody has stated it.
    """

    community: str
    reader: str
    attended: int
    possible: int
    start: str
    end: str
    by: str
    contacts: dict[str, int]
    suggestions: tuple[Suggestion, ...] = ()
    contact: str = ""
    kept_until: str = ""


class Part(Struct, frozen=True):
    """A heading, paragraphs, and boxes to tick."""

    title: str
    paragraphs: Sequence[str]
    ticks: Sequence[str] = ()


class LetterPage(Struct, frozen=True):
    """What stands on the page."""

    head: Head
    title: str
    greeting: str
    parts: Sequence[Part]
    foot: str


def letter_html(content: LetterContent) -> str:
    """Write the letter as a page of A4."""
    page = LetterPage(
        head("report.css", "letter.css"),
        _title(content),
        f"Dear {content.reader},",
        list(parts(content)),
        foot(content),
    )
    return render("letter.html", page)


def letter_text(content: LetterContent) -> str:
    """Write the letter as plain text."""
    lines = [_title(content), "", f"Dear {content.reader},", ""]
    for part in parts(content):
        lines += [part.title, "", *(f"{paragraph}\n" for paragraph in part.paragraphs)]
        lines += [*(f"[ ] {tick}" for tick in part.ticks), *([""] if part.ticks else [])]
    return "\n".join([*lines, foot(content), ""])


def _title(content: LetterContent) -> str:
    return f"You in the {content.community}"


def parts(content: LetterContent) -> Iterator[Part]:
    """Give the parts of the letter, in short sentences."""
    yield Part("What our records say", [*_records(content)])
    yield Part("Who was at your meetings", [*_contacts(content)])
    yield Part("People you may like to meet", [*_suggested(content)])
    yield Part("Is this right? You decide", [*_rights(content)], TICKS)


TICKS = (
    "I was at a meeting that is not counted, or I was not at one that is.",
    "My name, role or organisation is wrong.",
    "You may suggest me to other members.",
    "Do not suggest me to other members.",
    "Take me off the maps and lists.",
)


def _rights(content: LetterContent) -> Iterator[str]:
    where = f" ({content.contact})" if content.contact else ""
    yield (
        f"Tick what applies and send this page back, or tell the conveners{where}. We put it right before the next map "
        "is made."
    )
    yield (
        "You can be left out at any time. You need not say why. It makes no difference to your place: you can still "
        "come to every meeting."
    )


def _records(content: LetterContent) -> Iterator[str]:
    possible = counted(content.possible, "meeting")
    if content.attended:
        yield f"You came to {content.attended} of {possible} that you could come to. Thank you."
    else:
        yield f"You have not been at one of our {possible} yet. You are welcome at the next one."
    yield "This letter is for you only. It shows what our attendance lists say about you, and nothing else."


def _contacts(content: LetterContent) -> Iterator[str]:
    counts = {group: count for group, count in content.contacts.items() if count >= FEWEST}
    rest = sorted(group for group in content.contacts if group not in counts)
    if not content.contacts:
        yield "You have not been at the same meeting as anybody yet."
    if counts:
        words = [f"{count} from {group}" for group, count in sorted(counts.items())]
        yield f"You were at the same meeting as these people: {listed(words, len(words))}."
    if rest:
        yield f"A few people (fewer than {FEWEST}) were from {listed(rest, len(rest))}."


def _suggested(content: LetterContent) -> Iterator[str]:
    for row in content.suggestions:
        where = f"{row.name}, {row.organisation}. " if row.organisation else f"{row.name}. "
        plain = f"Is from another {content.by}: {row.group}."
        reason = f"Is from {row.group}: few people from there were at your meetings." if row.few else plain
        yield f"{where}{reason} You have not been at the same meeting."
    if content.suggestions:
        yield "They said that we may suggest them to other members. If you do not want to meet them, do nothing."
    else:
        yield "We suggest only people who said that we may. There is nobody to suggest to you this time."


def foot(content: LetterContent) -> str:
    """Say what the letter is made of, how long that is kept, and where to complain."""
    storage = f"Kept until {content.kept_until}." if content.kept_until else "Ask the conveners how long they are kept."
    return (
        f"Made from attendance lists of {content.start} to {content.end}. {storage} Nobody's talk, messages or answers "
        "are in it. No manager or employer gets this letter. If you are not happy with how we use your data, tell the "
        "conveners, or the data protection authority of your country. Large print, or another language: ask the "
        "conveners."
    )
