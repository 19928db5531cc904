"""The part of a report about ties: maps, the square of groups, each group against chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from markupsafe import Markup
from msgspec import Struct

from sna.findings.counts import CERTAIN, Mixing, mixing, ties_of_groups
from sna.findings.evidence import PeriodTables
from sna.findings.phrases import Nouns, capital, counted, nouns, number, percent, probability, signed, veiled
from sna.findings.sources import cell, cite, constant, like
from sna.findings.tables import ALL
from sna.render.chart.matrix import Cells, matrix_svg
from sna.render.chart.scales import Axis, Dot, Slope, dots_svg, share_axis, slope_svg
from sna.render.chart.style import INK
from sna.render.map.colour import Category
from sna.render.map.drawing import scene_svg
from sna.render.page import svg_markup
from sna.render.report.content import ReportContent
from sna.render.report.hues import Hues
from sna.render.table import numbers, table_html

Number = TypeVar("Number", int, float)
MOST_GROUPS = 40
"""More groups than this do not fit in one chart: the ones with most people are drawn."""
FEW_GROUPS = 6
"""Up to so many groups change is drawn as slopes, more as dots: slopes of many cannot be told apart."""


class Picture(Struct, frozen=True):
    """A drawing, what is written above it, and what below."""

    caption: str
    svg: Markup
    note: str = ""


class Pair(Struct, frozen=True):
    """Two groups: their ties, those chance gives, and those there could be."""

    ties: int = 0
    expected: float = 0.0
    possible: float = 0.0


class TiesSection(Struct, frozen=True, kw_only=True):
    """Who is tied to whom, on maps and in a square, and how far the groups keep to themselves."""

    key: Sequence[Category]
    colour_by: str
    tie: str
    maps: Sequence[Picture]
    square: Markup | None
    square_note: str
    square_table: Markup
    chance_chart: Markup | None
    chance_table: Markup
    luck: str
    opening_chart: Markup | None
    omissions: str


def ties_section(content: ReportContent, colours: Hues) -> TiesSection:
    """Draw the ties; None or empty where there is nothing to draw."""
    names = group_names(content)
    pairs = _pairs(content.now)
    tested = _tested(content, names)
    return TiesSection(
        key=colours.key,
        colour_by=content.colour_by,
        tie=content.tie,
        maps=_maps(content),
        square=_square(content, names, pairs, colours),
        square_note=_square_note(content, names),
        square_table=_square_table(content, names, pairs),
        chance_chart=_chance_chart(content, tested, colours),
        chance_table=_chance_table(content, tested),
        luck=_luck(content, tested),
        opening_chart=_opening_chart(content, names, colours),
        omissions=_omissions(content, names),
    )


def group_names(content: ReportContent) -> list[str]:
    """Give the groups a chart shows, by name: not those so small that they would point at somebody."""
    groups = [row for row in content.now.tables.group_reach if row.people >= max(content.smallest, 1)]
    largest = sorted(groups, key=lambda row: -row.people)[:MOST_GROUPS]
    return sorted(row.group for row in largest)


def _maps(content: ReportContent) -> list[Picture]:
    """Draw the map of the first and of the last period, everybody in the same place; none without names."""
    if content.scene is None or not content.names or not content.periods:
        return []
    last = len(content.periods) - 1
    width, height = (620, 520) if last else (960, 640)
    return [
        Picture(
            _caption(content.periods[place], nouns(content.group)),
            svg_markup(scene_svg(content.scene, place, width, height)),
            content.scene.periods[place].lines,
        )
        for place in sorted({0, last})
    ]


def _caption(period: PeriodTables, words: Nouns) -> str:
    """Say how many ties are drawn, and how many of them cross groups."""
    inside, title = ties_of_groups(period), period.title
    if inside is None:
        return title
    ties = counted(period.ties, "tie")
    if inside[0]:
        ties += f", {number(inside[1])} across {words.plural}"
    return f"{title}: {ties}" if title else ties


def _omissions(content: ReportContent, names: Sequence[str]) -> str:
    """Say how many groups the charts leave out, and why; empty if none."""
    words, sizes = nouns(content.group), [row.people for row in content.now.tables.group_reach if row.people > 0]
    place = content.now.source("small", "group_reach")
    small = cell(sum(size < content.smallest for size in sizes), place)
    rest = cell(len(sizes) - small - len(names), place._replace(column=f"groups − {MOST_GROUPS}"))
    sentences = []
    if small:
        fewer = counted(small, words.singular, words.plural)
        sentences.append(f"{capital(fewer)} with fewer than {content.smallest} people not shown.")
    if rest:
        sentences.append(f"The {MOST_GROUPS} {words.plural} with most people are shown, {number(rest)} more are not.")
    return " ".join(sentences)


def _pairs(period: PeriodTables) -> dict[tuple[str, str], Pair]:
    """Sum the ties of each two groups, in alphabetical order, over both directions; inside a group both are it."""
    pairs: dict[tuple[str, str], Pair] = {}
    for row in period.tables.mixing:
        # a medium has a row for each direction: who turned to whom
        ends = min(row.group, row.other), max(row.group, row.other)
        pair = pairs.get(ends, Pair())
        expected, possible = pair.expected + (row.expected or 0.0), pair.possible + (row.possible or 0.0)
        pairs[ends] = Pair(pair.ties + row.observed, expected, possible)
    return pairs


def _across(pairs: Mapping[tuple[str, str], Pair]) -> dict[tuple[str, str], Pair]:
    return {ends: pair for ends, pair in pairs.items() if pair.ties and ends[0] != ends[1]}


def _square(
    content: ReportContent, names: Sequence[str], pairs: Mapping[tuple[str, str], Pair], colours: Hues
) -> Markup | None:
    """Draw which groups are tied to which; None where there is no tie to draw."""
    ties = {ends: pair.ties for ends, pair in pairs.items() if pair.ties}
    if len(names) < 2 or not ties:
        return None
    order = sorted(names, key=colours.order)
    ends = [[(min(group, other), max(group, other)) for other in order] for group in order]
    counts = [[_ties_or_none(ties.get(pair, 0), content) for pair in row] for row in ends]
    earlier = _across(_pairs(content.before)) if content.before else ties
    new = {
        (row, column)
        for row, line in enumerate(ends)
        for column, pair in enumerate(line)
        if pair in ties and pair not in earlier and row != column
    }
    cells = Cells(order, [colours.ink(name) for name in order], counts, new)
    words, total = nouns(content.group), number(len(_across(pairs)))
    description = f"{total} pairs of {words.plural} are tied. The same numbers stand in a table below."
    return matrix_svg("pairs", cells, title=f"Ties between {words.plural}", description=description)


def _ties_or_none(count: int, content: ReportContent) -> int | None:
    return count if count == 0 or count >= content.smallest else None


def _square_note(content: ReportContent, names: Sequence[str]) -> str:
    """Say what the square counts, and which dots and shades there are."""
    words, where = nouns(content.group), f" in {content.now.title}" if content.now.title else ""
    sentences = [f"Number of pairs of people who are tied{where}."]
    if content.medium:
        sentences = [
            f"Who turned to each other on {content.medium}{where}: a pair counts twice if each turned to the other."
        ]
    if content.before:
        sentences.append(f"Orange dot: not tied in {content.before.title}.")
    return " ".join([*sentences, f"Grey: ties inside the {words.singular}.", _omissions(content, names)]).strip()


def _square_table(content: ReportContent, names: Sequence[str], pairs: Mapping[tuple[str, str], Pair]) -> Markup:
    """List the pairs of groups that are tied: ties now, before, and what chance would give."""
    words, before = nouns(content.group), content.before
    earlier = _across(_pairs(before)) if before else {}
    ties = ["Ties now", *(["Ties before"] if before else []), "By chance", "Times chance", "Of possible"]
    heads = [words.singular.capitalize(), f"Other {words.singular}", *numbers(*ties)]
    rows = []
    for ends, pair in sorted(_across(pairs).items(), key=lambda entry: (-entry[1].ties, entry[0])):
        if set(ends) <= set(names):
            past = (
                [veiled(_cell(earlier.get(ends, Pair()).ties, before, ends, "ties"), content.smallest)]
                if before
                else []
            )
            chance = [number(_cell(pair.expected, content.now, ends, "expected"), 1), *_shares(pair, content, ends)]
            rows.append([*ends, veiled(_cell(pair.ties, content.now, ends, "ties"), content.smallest), *past, *chance])
    return table_html(f"Ties between {words.plural}", heads, rows)


def _cell(figure: Number, period: PeriodTables, ends: tuple[str, str], column: str) -> Number:
    return cell(figure, period.source(column, "mixing", "; ".join(ends)))


def _shares(pair: Pair, content: ReportContent, ends: tuple[str, str]) -> list[str]:
    """Give the ties of a pair as so many times what chance gives, and as a share of those there could be."""
    if 0 < pair.ties < content.smallest:
        return ["", ""]
    times = _cell(pair.ties / pair.expected, content.now, ends, "ties ÷ expected") if pair.expected else None
    share = _cell(pair.ties / pair.possible, content.now, ends, "ties ÷ possible") if pair.possible else None
    return ["" if times is None else number(times, 1), "" if share is None else percent(share)]


def _tested(content: ReportContent, names: Sequence[str]) -> dict[str, Mixing]:
    """Give the groups that were tested, those that keep most to themselves against chance first; all people lead."""
    tables = content.now.tables
    shares = {name: share for name in names if (share := mixing(tables, name)) is not None}
    order = sorted(shares.items(), key=lambda entry: (entry[1].share - entry[1].expected, entry[0]))
    everybody = mixing(tables)
    return dict([(ALL, everybody), *order] if everybody is not None else order)


def _chance_chart(content: ReportContent, tested: Mapping[str, Mixing], colours: Hues) -> Markup | None:
    """Draw each group's share of ties that leave it, and what chance would give; None where nothing was tested."""
    if not tested:
        return None
    rows = [_dot(content, name, share, colours) for name, share in tested.items()]
    values = [value for row in rows for value in (row.now, row.before) if value is not None]
    lowest = min([*values, *(share.low for share in tested.values())])
    words = nouns(content.group)
    axis = share_axis(lowest, (f"stay inside the {words.singular}", f"leave the {words.singular}"))
    title = f"Share of ties that leave the {words.singular}, against chance"
    return dots_svg("chance", rows, axis, title=title, description="The same numbers stand in a table below.")


def _dot(content: ReportContent, name: str, share: Mixing, colours: Hues) -> Dot:
    earlier = mixing(content.before.tables, name) if content.before else None
    row, possible = content.now.tables.ei_index.get(name), None
    if row is not None and row.ei_lowest is not None and row.ei_highest is not None:
        possible = (1 + row.ei_lowest) / 2, (1 + row.ei_highest) / 2
    return Dot(
        _label(name, nouns(content.group)),
        share.share,
        earlier.share if earlier else None,
        share.expected,
        (share.low, share.high),
        possible,
        f"{percent(share.share)}, chance {percent(share.expected)}, {probability(share.p)}",
        INK if name == ALL else colours.colour(name),
        name == ALL,
    )


def _label(name: str, words: Nouns) -> str:
    return f"All {words.plural}" if name == ALL else name


def _chance_table(content: ReportContent, tested: Mapping[str, Mixing]) -> Markup:
    """List the same with the E-I index itself."""
    words = nouns(content.group)
    heads = numbers("Ties", "Leave it", "Share", "By chance", "95 in 100", "E-I index", "E-I by chance", "p")
    rows = []
    for name, share in tested.items():
        chance = f"{percent(share.low)} to {percent(share.high)}"
        shares = [percent(share.share), percent(share.expected), chance]
        ei = [
            signed(like(2 * share.share - 1, share.share, "ei")),
            signed(like(2 * share.expected - 1, share.expected, "ei_expected")),
            probability(share.p),
        ]
        rows.append([_label(name, words), number(share.ties), number(share.across), *shares, *ei])
    return table_html(f"How far each {words.singular} keeps to itself", [words.singular.capitalize(), *heads], rows)


def _luck(content: ReportContent, tested: Mapping[str, Mixing]) -> str:
    """Say how many groups would stand out by luck alone, so that nobody makes much of one."""
    shares = [share for name, share in tested.items() if name != ALL]
    if not shares:
        return ""
    words, place = nouns(content.group), content.now.source("tested", "ei_index")
    clear = cell(sum(share.p <= CERTAIN for share in shares), place._replace(column="p at most 0.05"))
    expected = cell(CERTAIN * len(shares), place._replace(column="tested × 0.05"))
    by_luck = f"about {number(expected)}" if expected >= 1 else cite("less than one", expected)
    groups = counted(cell(len(shares), place), f"{words.singular} was", f"{words.plural} were")
    level = constant(f"p at most {CERTAIN}")
    return f"{groups} tested one by one: {number(clear)} with {level}, where luck gives {by_luck}."


def _opening_chart(content: ReportContent, names: Sequence[str], colours: Hues) -> Markup | None:
    """Draw the share of each group's people tied to another group, before and after; None for one period."""
    before, words = content.before, nouns(content.group)
    if before is None or content.smallest or not names:  # 1 of 6 people is too few to be told
        return None
    title = f"Share of people tied to another {words.singular}, by {words.singular}"
    slopes = [_slope((before, content.now), name, colours) for name in names]
    paired = [slope for slope in slopes if slope.remarks[0]]
    if len(paired) == len(slopes) <= FEW_GROUPS:
        return slope_svg("opening", paired, (before.title, content.now.title), title=title)
    paired.sort(key=lambda slope: (slope.before - slope.after, -slope.after, slope.label))
    dots = [Dot(row.label, row.after, row.before, remark=" → ".join(row.remarks), colour=row.colour) for row in paired]
    dots += [
        Dot(row.label, row.after, remark=f"new: {row.remarks[1]}", colour=row.colour)
        for row in slopes
        if not row.remarks[0]
    ]
    marks = [(share / 4, f"{25 * share}%") for share in range(5)]
    return dots_svg("opening", dots, Axis(0, 1, marks, ("nobody", "everybody")), title=title)


def _slope(periods: tuple[PeriodTables, PeriodTables], name: str, colours: Hues) -> Slope:
    """Give the shares of a group's people tied to another; what is written of before is empty for a new group."""
    rows = [period.tables.group_reach.get(name) for period in periods]
    counts = [(row.people_outside, row.people) if row else (0, 0) for row in rows]
    before, after = (part / total if total else 0.0 for part, total in counts)
    remarks = [f"{part} of {total}" if total else "" for part, total in counts]
    return Slope(name, before, after, (remarks[0], remarks[1]), colours.colour(name))
