"""The part of a report about ties: maps, the square of groups, each group against chance."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from sna.findings.standing import ALL, across, crossing, inside, mixing, table, value
from sna.render.chart.bars import Slope, slope_svg
from sna.render.chart.dots import Axis, Dot, dots_svg, share_axis
from sna.render.chart.matrix import Cells, matrix_svg
from sna.render.map.drawing import scene_svg
from sna.render.page import drawn
from sna.render.report.hues import Hues
from sna.render.reported import PeriodTables, ReportContent
from sna.render.table import Column, table_html
from sna.render.words.numbers import counted, number, percent, probability, signed, veiled
from sna.render.words.verdict import Nouns, nouns

MOST_GROUPS = 40
"""More groups than this do not fit in one chart: the ones with most people are drawn."""
FEW_GROUPS = 6
"""Up to so many groups change is drawn as slopes, more as dots: slopes of many cannot be told apart."""


Sums = dict[tuple[str, str], float]


class Picture(Struct, frozen=True):
    """A drawing, what is written above it, and what below."""

    caption: str
    svg: Markup
    note: str = ""


def maps(content: ReportContent) -> list[Picture]:
    """Draw the map of the first and of the last period, everybody in the same place; none without names."""
    if content.scene is None or not content.names or not content.periods:
        return []
    last = len(content.periods) - 1
    chosen = [0, last] if last else [0]
    width, height = (620, 520) if last else (960, 640)
    return [
        Picture(
            _caption(content.periods[at], nouns(content.group)),
            drawn(scene_svg(content.scene, at, width, height)),
            str(content.scene["periods"][at].get("lines", "")),
        )
        for at in chosen
    ]


def told(content: ReportContent) -> list[str]:
    """Give the groups a chart shows, by name: not those so small that they would point at somebody."""
    found = table(content.now, "group_reach")
    if not len(found):
        return []
    found = found[found["people"] >= max(content.smallest, 1)]
    largest = found.sort_values("people", ascending=False, kind="stable").head(MOST_GROUPS)
    return sorted(str(name) for name in largest.index)


def untold(content: ReportContent) -> str:
    """Say how many groups the charts leave out, and why; empty if none."""
    words, found = nouns(content.group), table(content.now, "group_reach")
    found = found[found["people"] > 0] if len(found) else found
    small = int((found["people"] < content.smallest).sum()) if len(found) else 0
    many = len(found) - small - len(told(content))
    said = []
    if small:
        fewer = counted(small, words.one, words.many)
        said.append(f"{fewer.capitalize()} with fewer than {content.smallest} people not shown.")
    if many:
        said.append(f"The {MOST_GROUPS} {words.many} with most people are shown, {number(many)} more are not.")
    return " ".join(said)


def square(content: ReportContent, colours: Hues) -> Markup | None:
    """Draw which groups are tied to which; None where there is no tie to draw."""
    names, ties = told(content), {**across(content.now), **_twice(inside(content.now))}
    if len(names) < 2 or not ties:
        return None
    order = sorted(names, key=colours.order)
    pairs = [[(min(one, other), max(one, other)) for other in order] for one in order]
    counts = [[_told(ties.get(pair, 0), content) for pair in row] for row in pairs]
    there = across(content.before) if content.before else ties
    new = {
        (i, j)
        for i, row in enumerate(pairs)
        for j, pair in enumerate(row)
        if pair in ties and pair not in there and i != j
    }
    cells = Cells(order, [colours.ink(name) for name in order], counts, new)
    words = nouns(content.group)
    said = (
        f"{number(len(across(content.now)))} pairs of {words.many} are tied. The same numbers stand in a table below."
    )
    return drawn(matrix_svg("pairs", cells, title=f"Ties between {words.many}", description=said))


def square_note(content: ReportContent) -> str:
    """Say what the square counts, and which dots and shades there are."""
    words, where = nouns(content.group), f" in {content.now.title}" if content.now.title else ""
    said = [f"Number of pairs of people who are tied{where}."]
    if content.medium:
        said = [
            f"Who turned to each other on {content.medium}{where}: a pair counts twice if both turned to the other."
        ]
    if content.before:
        said.append(f"Orange dot: no tie in {content.before.title}.")
    return " ".join([*said, f"Grey: ties inside the {words.one}.", untold(content)]).strip()


def pairs_table(content: ReportContent) -> Markup:
    """List the pairs of groups that are tied: ties now, before, and what chance would give."""
    words, before, names = nouns(content.group), content.before, set(told(content))
    earlier, expected = across(before) if before else {}, _summed(content.now, "expected")
    sums = expected, _summed(content.now, "possible")
    heads = [
        words.one.capitalize(),
        f"Other {words.one}",
        "Ties now",
        *(["Ties before"] if before else []),
        "By chance",
        "Times chance",
        "Of possible",
    ]
    rows = []
    for pair, ties in sorted(across(content.now).items(), key=lambda item: (-item[1], item[0])):
        if set(pair) <= names:
            past = [veiled(earlier.get(pair, 0), content.smallest)] if before else []
            chance = number(expected[pair], 1) if pair in expected else ""
            rows.append([*pair, veiled(ties, content.smallest), *past, chance, *_beside(pair, content, sums)])
    columns = [Column(head, "text" if at < 2 else "number") for at, head in enumerate(heads)]
    return table_html(f"Ties between {words.many}", columns, rows)


def against_chance(content: ReportContent, colours: Hues) -> Markup | None:
    """Draw each group's share of ties that leave it, and what chance would give; None where nothing was tested."""
    rows = [_dot(content, name, colours) for name in _tested(content)]
    if not rows:
        return None
    words, lows = nouns(content.group), [row.chance[0] for row in rows if row.chance]
    least = min([*lows, *(value for row in rows for value in (row.now, row.before) if value is not None)])
    title = f"Share of ties that leave the {words.one}, against chance"
    return drawn(
        dots_svg(
            "chance",
            rows,
            share_axis(least, (f"stay inside the {words.one}", f"leave the {words.one}")),
            title=title,
            description="The same numbers stand in a table below.",
        )
    )


def chance_table(content: ReportContent) -> Markup:
    """List the same with the E-I index itself."""
    words = nouns(content.group)
    heads = ["Ties", "Leave it", "Share", "By chance", "95 in 100", "E-I index", "E-I by chance", "p"]
    rows = []
    for name in _tested(content):
        found = mixing(content.now, name)
        assert found is not None
        chance = f"{percent(found.low, 1)} to {percent(found.high, 1)}"
        shares = [percent(found.share, 1), percent(found.expected, 1), chance]
        ei = [signed(2 * found.share - 1), signed(2 * found.expected - 1), probability(found.p)]
        rows.append([_called(name, words), number(found.ties), number(found.across), *shares, *ei])
    columns = [Column(words.one.capitalize()), *(Column(head, "number") for head in heads)]
    return table_html(f"How far each {words.one} keeps to itself", columns, rows)


def luck(content: ReportContent) -> str:
    """Say how many groups would stand out by luck alone, so that nobody makes much of one."""
    tested = [name for name in _tested(content) if name != ALL]
    if not tested:
        return ""
    found = [mixing(content.now, name) for name in tested]
    out = sum(1 for one in found if one is not None and one.p < 0.05)
    words = nouns(content.group)
    by_luck = "less than one" if len(tested) < 20 else f"about {round(len(tested) / 20)}"
    groups = counted(len(tested), f"{words.one} was", f"{words.many} were")
    return f"{groups} tested one by one: {number(out)} with p below 0.05, where luck alone gives {by_luck}."


def opening_up(content: ReportContent, colours: Hues) -> Markup | None:
    """Draw the share of each group's people tied to another group, before and after; None for one period."""
    before, words = content.before, nouns(content.group)
    if before is None or content.smallest or not told(content):  # 1 of 6 people is too few to be told
        return None
    title = f"Share of people tied to another {words.one}, by {words.one}"
    slopes = [_slope(content, name, colours) for name in told(content)]
    known = [slope for slope in slopes if slope.said[0]]
    if len(known) == len(slopes) <= FEW_GROUPS:
        return drawn(slope_svg("opening", known, (before.title, content.now.title), title=title))
    known.sort(key=lambda slope: (slope.before - slope.after, -slope.after, slope.label))
    fresh = [slope for slope in slopes if not slope.said[0]]
    dots = [Dot(one.label, one.after, one.before, remark=" → ".join(one.said), colour=one.colour) for one in known]
    dots += [Dot(one.label, one.after, remark=f"new: {one.said[1]}", colour=one.colour) for one in fresh]
    marks = [(share / 4, f"{25 * share}%") for share in range(5)]
    return drawn(dots_svg("opening", dots, Axis(0, 1, marks, ("nobody", "everybody")), title=title))


def _slope(content: ReportContent, name: str, colours: Hues) -> Slope:
    """Give the shares of a group's people tied to another; what is said of before is empty for a new group."""
    assert content.before is not None
    ends = []
    for period in (content.before, content.now):
        rows = table(period, "group_reach")
        held = rows.loc[name] if name in rows.index else {"people": 0, "people_outside": 0}
        ends.append((int(held["people_outside"]), int(held["people"])))
    shares = [part / whole if whole else 0.0 for part, whole in ends]
    said = [f"{part} of {whole}" if whole else "" for part, whole in ends]
    return Slope(name, shares[0], shares[1], (said[0], said[1]), colours.colour(name))


def _caption(period: PeriodTables, words: Nouns) -> str:
    """Say how many ties are drawn, and how many of them cross groups."""
    found, title = crossing(period), period.title
    if found is None:
        return title
    said = counted(period.ties, "tie")
    if found[0]:
        said += f", {number(found[1])} across {words.many}"
    return f"{title}: {said}" if title else said


def _twice(inside: dict[str, int]) -> dict[tuple[str, str], int]:
    return {(name, name): ties for name, ties in inside.items()}


def _told(count: int, content: ReportContent) -> int | None:
    return count if count == 0 or count >= content.smallest else None


def _beside(pair: tuple[str, str], content: ReportContent, sums: tuple[Sums, Sums]) -> list[str]:
    """Give the ties of a pair as so many times what chance gives, and as a share of those there could be."""
    ties, (expected, possible) = across(content.now)[pair], sums
    if 0 < ties < content.smallest:
        return ["", ""]
    times = number(ties / expected[pair], 1) if expected.get(pair) else ""
    return [times, percent(ties, possible.get(pair, 0.0))]


def _summed(period: PeriodTables, column: str) -> Sums:
    """Sum a column of the mixing table over both directions of each pair."""
    found = table(period, "mixing")
    if column not in found.columns:
        return {}
    sums: Sums = {}
    for (one, other), amount in found[column].fillna(0.0).items():
        pair = min(str(one), str(other)), max(str(one), str(other))
        sums[pair] = sums.get(pair, 0.0) + float(amount)
    return sums


def _tested(content: ReportContent) -> list[str]:
    """Name the groups that were tested, those that keep most to themselves against chance first; all people lead."""
    gaps = {}
    for name in told(content):
        found = mixing(content.now, name)
        if found is not None:
            gaps[name] = found.share - found.expected
    everybody = [ALL] if mixing(content.now) is not None else []
    return everybody + sorted(gaps, key=lambda name: (gaps[name], name))


def _dot(content: ReportContent, name: str, colours: Hues) -> Dot:
    found, was = mixing(content.now, name), mixing(content.before, name) if content.before else None
    assert found is not None
    row = table(content.now, "ei_index").loc[name]
    bounds = value(row, "ei_lowest"), value(row, "ei_highest")
    possible = None if bounds[0] is None or bounds[1] is None else ((1 + bounds[0]) / 2, (1 + bounds[1]) / 2)
    remark = f"{percent(found.share, 1)}, chance {percent(found.expected, 1)}, {probability(found.p)}"
    colour = "#1D2730" if name == ALL else colours.colour(name)
    label = _called(name, nouns(content.group))
    before = was.share if was else None
    return Dot(
        label, found.share, before, found.expected, (found.low, found.high), possible, remark, colour, name == ALL
    )


def _called(name: str, words: Nouns) -> str:
    return f"All {words.many}" if name == ALL else name
