"""The funder's page: how far the community reaches, whether it lasts, and what became of isolation; nobody is named."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from markupsafe import Markup
from msgspec import Struct

from sna.findings.against import SHORT
from sna.findings.change import SCALE
from sna.findings.phrases import capital, counted, hundred, listed, luck, nouns, number
from sna.findings.record import Verdict
from sna.findings.sources import Source, cell, cite, constant
from sna.findings.tables import ALL
from sna.render.audience.content import Bridge, Change, Count, Coverage, FunderContent, Groups, Growth, Parts
from sna.render.chart.matrix import Cells, matrix_svg
from sna.render.chart.scales import Bar, bars_svg
from sna.render.chart.style import BLUE, INK, MUTE, scale
from sna.render.map.colour import PALETTE
from sna.render.page import Head, head, render, svg_markup
from sna.render.svg import Drawing, Fill, Letters, Pen, Point, shortened
from sna.render.table import numbers, table_html

GROWTH = ("came", "newcomers", "came again", "lapsed")
"""What is counted of the people of each period."""
WHEN = "before", "after"
SQUARE_NOTE = (
    "of people there could be, how many are tied, rounded up; inside a group in grey. A point: may not be told."
)
CHANGE_RULE = (
    "Expected is what follows from how often each person came and how many were at each meeting, in that period: 100 "
    "is as if everybody had come for themselves, however keen a group is. It is about being at the same meeting, not "
    "about knowing or working with one another."
)
BRIDGE_RULE = (
    "Expected is what follows from how often everybody came and with how many they are in touch, in the last period, "
    "among people who do both."
)
FEWEST_GROUPS = 2
"""A picture or a square of fewer groups tells nothing."""
WIDTH, SIDE, STEP, SMALLEST, LARGEST = 900.0, 250.0, 50.0, 7.0, 22.0
MOST_GROUPS = 36
"""So many groups still stand apart; of more the largest are drawn, and the table has all."""


class Chart(Struct, frozen=True):
    """A drawing with what stands over and below it, and the same as a table."""

    caption: str
    svg: Markup
    table: Markup
    note: str = ""


class FunderPage(Struct, frozen=True, kw_only=True):
    """The content, and what is made of it for the page; None or empty where there is nothing to say."""

    head: Head
    content: FunderContent
    headline: str
    reach: Mapping[str, str]
    unlisted: str
    parts: Sequence[Chart]
    changes: Sequence[str]
    change_rule: str
    bridges: Sequence[str]
    bridge_rule: str
    growth: Markup | None
    lapses: Sequence[str]
    picture: Chart | None
    squares: Sequence[Chart]
    letters: str


def funder_html(content: FunderContent) -> str:
    """Write the funder's page: the same content gives the same bytes.

    Examples
    --------
    >>> page = funder_html(FunderContent(title="Falls & frailty forum"))
    >>> "<h1>Falls &amp; frailty forum: nothing to report yet</h1>" in page
    True
    """
    page = FunderPage(
        head=head("report.css", "audience.css"),
        content=content,
        headline=headline(content),
        reach={row.label: coverage(row, content.periods) for row in content.reach.totals},
        unlisted=_unlisted(content),
        parts=list(_parts(content)),
        changes=[change(row, content.periods) for row in content.changes],
        change_rule=CHANGE_RULE,
        bridges=[bridge(row) for row in content.bridges],
        bridge_rule=BRIDGE_RULE,
        growth=_growth_table(content.growth) if content.growth else None,
        lapses=_lapses(content.growth),
        picture=_picture(content.picture) if content.picture is not None else None,
        squares=[_square(groups) for groups in content.squares if len(groups.groups) >= FEWEST_GROUPS],
        letters=_letters(content),
    )
    return render("funder.html", page)


def headline(content: FunderContent) -> str:
    """Say how many of those to be reached took part, or without a list how many did."""
    if content.reach.totals:
        organisations = content.reach.totals[0]
        verb = "has" if organisations.total == 1 else "have"
        noun = "organisation" if organisations.total == 1 else "organisations"
        ever, total = _reached(organisations, "ever"), _reached(organisations, "total")
        return f"{ever} of {total} {noun} to be reached {verb} taken part"
    counts = [
        f"{cite(number(count), Source('attendance', ALL, noun))} {noun}"
        for noun, count in content.reach.groups.items()
        if count
    ]
    return f"{listed(counts)} have taken part" if counts else f"{content.title}: nothing to report yet"


def coverage(row: Coverage, periods: tuple[str, ...]) -> str:
    """Say what of a total was reached ever, in the last period and before.

    Examples
    --------
    >>> coverage(Coverage("Organisations", 22, 20, 18, 12), ("Year 1", "Year 2"))
    '20 of 22 ever; 18 in Year 2, 12 in Year 1'
    >>> coverage(Coverage("Organisations", 22, 20, 20), ())
    '20 of 22'
    """
    ever = f"{_reached(row, 'ever')} of {_reached(row, 'total')}"
    if row.before is None or len(periods) < 2:
        return ever
    now, before = _reached(row, "now", periods[-1]), _reached(row, "before", periods[0])
    return f"{ever} ever; {now} in {periods[-1]}, {before} in {periods[0]}"


def _reached(row: Coverage, column: str, period: str = "") -> str:
    """Write how many were reached; where it stands is named by what the page calls it."""
    return cite(number(getattr(row, column) or 0), Source("reach", row.label, column, period))


def change(row: Change, periods: tuple[str, ...]) -> str:
    """Say whether the groups of one kind keep less to themselves, with both halves.

    Examples
    --------
    >>> row = Change(by="locality", verdict="less isolated", before=2.89, after=0.99, p=0.0001)
    >>> change(row, ("Year 1", "Year 2")).partition(":")[0]
    'Localities keep less to themselves'
    """
    words = nouns(row.by)
    groups = capital(words.plural)
    if row.before is None or row.after is None:
        reason = f" ({row.why})" if row.why else ""
        return f"{groups}: these records cannot tell whether they keep less to themselves{reason}.{_against(row)}"
    verdict = {
        "less isolated": f"{groups} keep less to themselves",
        "more isolated": f"{groups} keep more to themselves",
        "unchanged within a tenth": f"{groups} keep to themselves as much as before",
        "no evidence of change": f"{groups}: {_figure('no clear change', row.by, 'verdict')}",
    }.get(row.verdict, f"{groups}: these records cannot tell")
    start, end = (periods[0], periods[-1]) if len(periods) > 1 else ("before", "after")
    crossed = ""
    if row.across is not None:
        halves = (
            _figure(hundred(ratio), row.by, f"across_{when}") for ratio, when in zip(row.across, WHEN, strict=True)
        )
        crossed = f" For people from different {words.plural} it was {', then '.join(halves)}."
    chance = ""
    if row.p is not None:
        chance = f" Luck alone gives a change this large {_figure(luck(row.p), row.by, 'p')}."
    before, after = (
        _figure(hundred(ratio), row.by, f"together_{when}")
        for ratio, when in zip((row.before, row.after), WHEN, strict=True)
    )
    own = f"people from the same {words.singular} were at the same meeting {before} times"
    return f"{verdict}: {own} {constant(SCALE)} in {start}, {after} in {end}.{crossed}{chance}{_against(row)}"


def _against(row: Change) -> str:
    """Say how it compares with another community: in words, because its people have no share in these roundings."""
    return f" {cite(SHORT[Verdict(row.against)], Source('against', ALL, 'verdict'))}" if row.against else ""


def bridge(row: Bridge) -> str:
    """Say whether those in touch on a medium meet as well.

    Examples
    --------
    >>> bridge(Bridge("Slack", "slack/overlap", "fewer than chance", 0.7, 0.0001)).partition(":")[0]
    'On Slack people are in touch whom meetings do not link'
    """
    figures = {"overlap": hundred(row.overlap), "p": luck(row.p)}
    ratio, chance = (cite(words, Source(row.table, ALL, column)) for column, words in figures.items())
    unclear = cite("no clear sign", Source(row.table, ALL, "verdict"))
    claim = {
        "more than chance": f"On {row.medium} people are in touch whom meetings link as well",
        "fewer than chance": f"On {row.medium} people are in touch whom meetings do not link",
    }.get(row.verdict, f"{row.medium}: {unclear} that people in touch meet more or less than others")
    return (
        f"{claim}: they were at the same meeting {ratio} times {constant('for every 100 expected')}. Luck alone gives "
        f"a departure this large {chance}."
    )


def _figure(words: str, by: str, column: str) -> str:
    return cite(words, Source(f"co_attendance_{by}", ALL, column))


def _unlisted(content: FunderContent) -> str:
    """Say what the list leaves out, and whom nobody has come from; empty if there is nothing to say."""
    sentences, reach = [], content.reach
    if reach.missing:
        sentences.append(f"Not reached yet: {listed(list(reach.missing), len(reach.missing))}.")
    if reach.totals and reach.others:
        verb = "is" if reach.others == 1 else "are"
        others = cell(reach.others, Source("reach", "Organisations", "unlisted"))
        sentences.append(f"{capital(counted(others, 'organisation'))} that took part {verb} not on the list.")
    return " ".join(sentences)


def _lapses(growth: tuple[Growth, ...]) -> list[str]:
    """Say for each period but the first how many did not come again, in rounded figures."""
    return [
        f"Of those who took part in {before.period}, "
        f"{cite(after.lapse, Source('presence', after.period, 'lapse, rounded', after.period))} could have come in "
        f"{after.period} and did not."
        for before, after in pairwise(growth)
        if after.lapse
    ]


def _letters(content: FunderContent) -> str:
    """Say which names of groups were replaced; empty if none."""
    counts = [
        counted(cell(count, Source("letters", ALL, by)), by, nouns(by).plural)
        for by, count in content.hidden.items()
        if count
    ]
    if not counts:
        return ""
    return (
        f"{capital(listed(counts))} whose name is also that of a person stand under a letter, such as Organisation A."
    )


def _parts(content: FunderContent) -> Iterator[Chart]:
    start, end = (content.periods[0], content.periods[-1]) if len(content.periods) > 1 else ("", "")
    for parts in content.reach.parts:
        caption = f"Organisations reached{f' in {end}' if end else ''}, by {parts.by}"
        bars = [
            Bar(row.label, row.now, row.total, f"{number(row.now)} of {number(row.total)}", row.before)
            for row in parts.rows
        ]
        svg = bars_svg(f"by-{parts.by}", bars, title=caption)
        yield Chart(caption, svg, _parts_table(caption, parts, content), f"The black mark: {start}." if start else "")


def _parts_table(caption: str, parts: Parts, content: FunderContent) -> Markup:
    several = len(content.periods) > 1
    periods = [content.periods[-1], content.periods[0]] if several else []
    rows = []
    for row in parts.rows:
        cells = [row.label, _reached(row, "total"), _reached(row, "ever")]
        now = [_reached(row, column, period) for column, period in zip(("now", "before"), periods, strict=False)]
        rows.append([*cells, *now])
    return table_html(caption, [capital(parts.by), *numbers("To be reached", "Ever", *periods)], rows)


def _growth_table(growth: tuple[Growth, ...]) -> Markup:
    heads = numbers("Gatherings", "Took part", "For the first time", "Came again", "Did not come again")
    rows = [
        [
            row.period or "The whole time",
            ""
            if row.gatherings is None
            else cite(number(row.gatherings), Source("presence", row.period, "held", row.period)),
            *(
                _text(count, Source("presence", row.period, f"{column}, rounded", row.period))
                for column, count in zip(GROWTH, (row.people, row.newcomers, row.returners, row.lapsed), strict=True)
            ),
        ]
        for row in growth
    ]
    return table_html("People who took part, rounded", ["Period", *heads], rows)


def _text(count: Count | None, source: Source) -> str:
    return "" if count is None else cite(count.text, source)


def _picture(groups: Groups) -> Chart | None:
    if len(groups.groups) < FEWEST_GROUPS:
        return None
    title = f"{capital(nouns(groups.by).plural)} and the ties between them"
    note = _picture_note(groups, len(group_order(groups)))
    return Chart(title, groups_svg(groups, title=title, description=note), _members_table(groups), note)


def _picture_note(groups: Groups, shapes: int) -> str:
    """Say what the picture shows and what it leaves out."""
    bands = sum(1 for (low, high), ties in groups.ties.items() if low != high and ties)
    place = Source("groups", groups.by, "drawn")
    circles = counted(cell(shapes, place), groups.by, nouns(groups.by).plural)
    strips = counted(cell(bands, place._replace(column="bands")), "band")
    sentences = [f"{capital(circles)} as circles, larger for more people."]
    sentences.append(f"A band stands for the ties between two of them, thicker for more of the pairs ({strips}).")
    if shapes < len(groups.groups):
        total = number(cell(len(groups.groups), place._replace(column="groups")))
        sentences.append(f"The largest {number(cell(shapes, place))} of {total} are drawn.")
    return " ".join([*sentences, _withheld(groups)]).strip()


def _withheld(groups: Groups) -> str:
    """Say how many pairs of groups may not be told; empty if none."""
    pairs = cell(sum(1 for low, high in groups.withheld if low != high), Source("groups", groups.by, "pairs withheld"))
    return f"Withheld because too few people stand behind them: {counted(pairs, 'pair')}." if pairs else ""


def _members_table(groups: Groups) -> Markup:
    plural = nouns(groups.by).plural
    heads = [capital(groups.by), *numbers("People", f"Tied to other {plural}")]
    rows = []
    for place, group in enumerate(groups.groups):
        tied = sum(1 for pair, ties in groups.ties.items() if place in pair and pair[0] != pair[1] and ties)
        row = Source("groups", f"{groups.by}: {group.name}", "people, rounded")
        rows.append([group.name, cite(group.members.text, row), cite(number(tied), row._replace(column="groups tied"))])
    return table_html(f"{capital(plural)}, their people and ties", heads, rows)


def _square(groups: Groups) -> Chart:
    """Draw the ties between the groups, and inside each; a point stands where they may not be told."""
    title, places = f"Ties between {nouns(groups.by).plural}", range(len(groups.groups))
    note = f"{constant('Of every ten pairs')} {SQUARE_NOTE} {_withheld(groups)}".strip()
    counts = [[_ties(groups, row, column) for column in places] for row in places]
    names = [group.name for group in groups.groups]
    cells = Cells(names, [INK] * len(names), counts)
    svg = matrix_svg(f"square-{groups.by}", cells, title=title, description=note)
    rows = [
        [
            name,
            *(
                "withheld"
                if ties is None
                else cite(number(ties), Source("groups", f"{groups.by}: {name}; {other}", "tenths tied"))
                for other, ties in zip(names, row, strict=True)
            ),
        ]
        for name, row in zip(names, counts, strict=True)
    ]
    return Chart(title, svg, table_html(title, [capital(groups.by), *numbers(*names)], rows), note)


def _ties(groups: Groups, row: int, column: int) -> int | None:
    pair = min(row, column), max(row, column)
    return None if pair in groups.withheld else groups.ties.get(pair, 0)


def group_order(groups: Groups) -> list[int]:
    """Give the numbers of the groups that are drawn: all, or the largest, neighbours being those most tied."""
    members = [group.members.number or 0 for group in groups.groups]
    remaining = sorted(range(len(members)), key=lambda place: (-members[place], place))[:MOST_GROUPS]
    order: list[int] = []

    def rank(place: int) -> tuple[int, int, int]:
        ties = groups.ties.get((min(place, order[-1]), max(place, order[-1])), 0) if order else 0
        return -ties, -members[place], place

    while remaining:  # next to the last comes who is tied to it most, so that most bands are short
        order.append(min(remaining, key=rank))
        remaining.remove(order[-1])
    return order


def groups_svg(groups: Groups, *, title: str, description: str = "") -> Markup:
    """Draw the groups in two columns that bend outwards, so that no name covers another, and the bands between them.

    Examples
    --------
    >>> from sna.render.audience.content import Count, Group
    >>> groups = Groups(by="sector", groups=(Group("NHS", Count("20", 20)), Group("Council", Count("10", 10))))
    >>> groups_svg(groups, title="Groups").count("<circle")
    2
    """
    order = group_order(groups)
    places, height = _places(order)
    drawing = Drawing("groups", WIDTH, height, title=title, description=description)
    _bands(drawing, groups, places)
    largest = max([groups.groups[place].members.number or 0 for place in order], default=0)
    for place in order:
        group = groups.groups[place]
        share = (group.members.number or 0) / largest if largest else 0
        radius = SMALLEST + (LARGEST - SMALLEST) * math.sqrt(share)
        _group(drawing, places[place], radius, (group.name, group.members.text))
    return svg_markup(drawing.svg())


def _places(order: list[int]) -> tuple[dict[int, Point], float]:
    """Put the first half down the right side, the rest up the left."""
    half = math.ceil(len(order) / 2)
    rows = max(1, half)
    height = STEP * rows + 16
    places = {}
    for position, place in enumerate(order):
        row = position if position < half else 2 * rows - 1 - position
        y = 8 + STEP * (row + 0.5)
        bend = math.sqrt(max(0.0, 1 - (2 * y / height - 1) ** 2))
        distance = (WIDTH / 2 - SIDE - LARGEST) * (0.45 + 0.55 * bend)
        places[place] = (WIDTH / 2 + (distance if position < half else -distance), y)
    return places, height


def _bands(drawing: Drawing, groups: Groups, places: Mapping[int, Point]) -> None:
    """Draw the bands, the thin ones on top, each bent towards the middle."""
    middle = (WIDTH / 2, drawing.height / 2)
    bands = {pair: ties for pair, ties in groups.ties.items() if pair[0] != pair[1] and ties and {*pair} <= {*places}}
    width = scale(0, max(bands.values(), default=0), 0.8, 14)
    for (low, high), ties in sorted(bands.items(), key=lambda band: (-band[1], band[0])):
        start, end = places[low], places[high]
        handle = tuple(0.3 * (start[axis] + end[axis]) / 2 + 0.7 * middle[axis] for axis in (0, 1))
        drawing.curve([start, (handle[0], handle[1]), end], Pen("#3B4F63", width(ties), 0.28))


def _group(drawing: Drawing, centre: Point, radius: float, words: tuple[str, str]) -> None:
    drawing.circle(centre, radius, fill=Fill(PALETTE[0]), pen=Pen("#FFFFFF", 2))
    side = 1 if centre[0] >= WIDTH / 2 else -1
    x, anchor = centre[0] + side * (radius + 8), "start" if side > 0 else "end"
    room = WIDTH - x - 4 if side > 0 else x - 4
    name, members = shortened(words[0], room, 13, bold=True), shortened(f"{words[1]} people", room, 12)
    drawing.text((x, centre[1] - 8), name, Letters(13, BLUE, bold=True, anchor=anchor))
    drawing.text((x, centre[1] + 9), members, Letters(12, MUTE, anchor=anchor))
