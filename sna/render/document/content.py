"""What each reader's document says: the convener's list, the funder's sheet, the evaluator's summary.

Each is made from the page of that reader, so that no sentence is worded and no figure worked out a second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sna.findings.record import Action
from sna.findings.sources import plain
from sna.render.audience.content import Listing
from sna.render.audience.convener import ConvenerPage
from sna.render.audience.funder import Bar as PeriodBar
from sna.render.audience.funder import FunderPage, Squares
from sna.render.document.record import Chart, Document, Grid, Section, Series, numbers_in, paragraphs
from sna.render.page import Paragraph
from sna.render.report.change import Inside
from sna.render.report.opening import Bar, Half
from sna.render.report.page import Defence, ReportPage


def _sections(*sections: Section | None) -> tuple[Section, ...]:
    """Give the sections in which something stands."""
    return tuple(part for part in sections if part and (part.paragraphs or part.chart or part.grid))


def _tasks(actions: Sequence[Action]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(f"{action.what}.", action.why) for action in actions)


# The funder's sheet


def funder_document(page: FunderPage) -> Document:
    """Give the funder's sheet, one page."""
    content = page.content
    claims = [Paragraph(claim.title, claim.text + (f" [{claim.sign}]" * bool(claim.sign))) for claim in page.claims]
    figures = [f"[{claim.sign}] {claim.figures}" for claim in page.claims if claim.sign]
    release = f"Made {page.maker} " if page.maker else ""
    return Document(
        title=page.headline,
        subtitle=" · ".join(part for part in (content.title, "For the funder", content.subtitle) if part),
        opening=(*paragraphs([page.lead]), Paragraph("What was read:", content.read)),
        sections=_sections(
            Section(
                title=f"Organisations{f' by {page.by}' if page.by else ''}",
                paragraphs=(*page.lists, *paragraphs([page.besides])),
                chart=_squares_chart(page.squares, page.key) if page.squares else None,
            ),
            Section(
                title="How many people",
                chart=_growth_chart(page.growth) if page.growth else None,
                notes=(page.each_once,),
            ),
            Section(
                title=page.question,
                paragraphs=tuple(claims),
                notes=(" ".join(figures), page.expected) if claims else (),
            ),
        ),
        foot=(
            f"{release}To check: {page.to_check}",
            " ".join(part for part in (content.rule, page.letters, page.identify) if part),
        ),
        marking=page.groups_only,
    )


def _squares_chart(rows: Sequence[Squares], key: Mapping[str, str]) -> Chart:
    """Draw how many came of those there are."""
    pairs = [numbers_in(row.figure) for row in rows]
    return Chart(
        title="Organisations reached",
        categories=tuple(row.label for row in rows),
        series=(
            Series("we set out to reach", tuple(total for _now, total in pairs), "base"),
            Series(key["now"], tuple(now for now, _total in pairs)),
        ),
        over=True,
    )


def _growth_chart(bars: Sequence[PeriodBar]) -> Chart:
    """Draw how many came; what may not be told stands in words in the place of a number."""
    numbers = [next(iter(numbers_in(bar.figure)), None) for bar in bars]
    labels = [
        bar.label if number is not None else f"{bar.label}: {bar.figure}"
        for bar, number in zip(bars, numbers, strict=True)
    ]
    return Chart(title="People, rounded", categories=tuple(labels), series=(Series("came", tuple(numbers)),))


# The convener's list

MOST_ROWS = 12
"""So many rows of a list: what two pages hold."""


def convener_document(page: ConvenerPage) -> Document:
    """Give the convener's list, one page or two."""
    since = f", {page.since}" if page.since else ""
    seats = [page.seats.nobody or page.seats.rule] if page.seats else []
    besides = [Paragraph(f"{row.title}:", row.text) for row in page.besides]
    names = (f"{page.frame.title} · This month{since}", page.frame.subtitle)
    return Document(
        title=page.headline,
        subtitle=" · ".join(part for part in names if part),
        opening=(*paragraphs([page.lead]), Paragraph("What was read:", page.read)),
        sections=_sections(
            Section(title=page.tasks_title or "To do", paragraphs=_tasks(page.tasks)),
            Section(
                title="People at the last meetings",
                chart=_meetings_chart(page.chart) if page.chart else None,
                notes=(page.chart_note,) if page.chart_note else (),
            ),
            Section(title="Who is cut off", paragraphs=tuple(besides)),
            *(_list(part) for part in (page.back, *page.pair)),
            Section(title=page.seats.title if page.seats else "", paragraphs=paragraphs(seats), on_slide=False),
            _list(page.recruits, on_slide=False),
        ),
        foot=(page.opted_out,) if page.opted_out else (),
        marking=page.frame.marking,
        most_pages=2,
    )


def _list(part: Listing | None, *, on_slide: bool = True) -> Section | None:
    if part is None:
        return None
    grid = Grid.of(part.table) if part.table else None
    texts = (part.rule if grid else "", part.note, "" if grid else part.nobody)
    rest = part.rest if grid and len(grid.rows) <= MOST_ROWS else ""
    if grid and len(grid.rows) > MOST_ROWS:
        grid, rest = Grid(grid.title, grid.heads, grid.rows[:MOST_ROWS]), "The page has more."
    return Section(
        title=part.title,
        paragraphs=paragraphs(texts),
        grid=grid,
        notes=(rest,) if rest else (),
        on_slide=on_slide and grid is not None,
    )


def _meetings_chart(bars: Sequence[Bar]) -> Chart:
    """Draw who came, and over it who did for the first time."""
    numbers = [[*numbers_in(bar.figure), 0.0][:2] for bar in bars]
    return Chart(
        title="People at the last meetings",
        categories=tuple(bar.label for bar in bars),
        series=(
            Series("came", tuple(people for people, _new in numbers), "before"),
            Series("for the first time", tuple(new for _people, new in numbers)),
        ),
        over=True,
    )


# The evaluator's summary


def report_document(page: ReportPage) -> Document:
    """Give the evaluator's summary, three pages at most."""
    opening, periods = page.opening, (page.before, page.now)
    verdict = f"{opening.verdict}." if opening.verdict else ""
    names = (page.frame.title, opening.periods, page.frame.subtitle)
    return Document(
        title=opening.headline,
        subtitle=" · ".join(part for part in names if part),
        opening=(
            *paragraphs([opening.plan]),
            Paragraph(verdict, opening.lead),
            Paragraph("What was read:", opening.read),
        ),
        sections=_sections(
            _picture(opening.picture, periods),
            Section(title="What weakens this", paragraphs=paragraphs(opening.weaknesses)),
            Section(title="What to do next", paragraphs=_tasks(opening.actions)),
            _boundaries(page.change.boundaries, periods),
            *_who(page),
            *_defence(page.defence),
        ),
        foot=("Every figure, its rule and its source: report.html, method.html and tables.xlsx beside this file.",),
        marking=page.frame.marking,
        most_pages=3,
    )


def _who(page: ReportPage) -> Iterator[Section]:
    """Say who came again, and list the groups and who links them."""
    groups, people = page.groups, page.people
    if page.flow:
        yield Section(title=page.flow.title, paragraphs=paragraphs([page.flow.text]), on_slide=False)
    if groups.table:
        notes = (groups.more,) if groups.more else ()
        listing = Grid.of(groups.table)
        yield Section(title=groups.title, paragraphs=paragraphs([groups.note]), grid=listing, notes=notes)
    if people.regulars or people.links:
        grid = Grid.of(people.links) if people.links else None
        yield Section(title="Who links the groups", paragraphs=paragraphs([people.note]), grid=grid, on_slide=False)


def _defence(defence: Defence | None) -> Iterator[Section]:
    if defence is not None:
        quote = Paragraph("To quote:", defence.quote)
        yield Section(title="If you have to defend this", paragraphs=(quote,))
        yield Section(title="What it does not say", paragraphs=paragraphs(defence.says_not), on_slide=False)
        yield Section(title="Questions you may be asked", paragraphs=tuple(defence.questions), on_slide=False)


def _picture(halves: Sequence[Half], titles: Sequence[str]) -> Section | None:
    """Draw the answer: both periods beside each other, or a share beside what chance gives."""
    rows = [bar for half in halves for bar in half.bars]
    numbers = [numbers_in(bar.figure) for bar in rows]
    if not rows or not all(numbers):
        return None
    if min(map(len, numbers)) > 1:
        categories = tuple(_label(half, bar) for half in halves for bar in half.bars)
        pairs = list(zip(*(row[:2] for row in numbers), strict=True))
        series = Series("was", pairs[0]), Series("by chance", pairs[1], "before")
        chart = Chart(title="Ties that cross", categories=categories, series=series, unit="%")
        return Section(title="Ties that cross groups", chart=chart)
    columns = zip(*([numbers_in(bar.figure)[0] for bar in half.bars] for half in halves), strict=True)
    kinds = ("before", "now")
    names = [plain(bar.label) or title for bar, title in zip(halves[0].bars, titles, strict=False)]
    chart = Chart(
        title="For every 100 expected",
        categories=tuple(half.title for half in halves),
        series=tuple(Series(name, column, kind) for name, column, kind in zip(names, columns, kinds, strict=False)),  # type: ignore[arg-type]
    )
    spans = [
        f"{half.title}, {bar.label}: {bar.figure} ({bar.span})." for half in halves for bar in half.bars if bar.span
    ]
    notes = (f"100: as expected. Where the true figure may lie (95 in 100): {' '.join(spans)}",) if spans else ()
    return Section(title="The same meeting, for every 100 times expected", chart=chart, notes=notes)


ALONE = "All"
"""What a bar is called where there is one period."""


def _label(half: Half, bar: Bar) -> str:
    return half.title if bar.label == ALONE else f"{half.title}, {bar.label}"


def _boundaries(rows: Sequence[Inside], periods: tuple[str, str]) -> Section | None:
    if not rows:
        return None
    cells = tuple((f"{row.title} ({row.remark})", *_lines(row), row.verdict) for row in rows)
    heads = ("Groups", "Same group", "Different groups", "What we say")
    title = "Same and different groups, before and now"
    words = f"{' → '.join(periods)}, for every 100 expected from how often each person came."
    return Section(title=title, paragraphs=paragraphs([words]), grid=Grid(title, heads, cells))


def _lines(row: Inside) -> Iterator[str]:
    figures = [line.figures for line in row.lines]
    yield from (*figures, "", "")[:2]
