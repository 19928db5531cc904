"""Slides: a title, a part of the document on each, every sentence in its notes, charts that can be edited."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import openpyxl
from pptx import Presentation
from pptx.chart.chart import Chart as NativeChart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.oxml.ns import qn
from pptx.util import Mm, Pt

from sna.render.document.record import COLOURS, PADDING, Chart, Document, Grid, Section, sentence
from sna.render.svg import shortened, wrap

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Deck
    from pptx.shapes.autoshape import Shape
    from pptx.slide import Slide

WIDTH, HEIGHT, MARGIN, TOP = 338.7, 190.5, 15.0, 40.0
"""Of a slide, its margin, and where what stands below the title begins, in mm."""
TITLE, TEXT = 28, 18
LARGER = (24, 20, TEXT)
"""The sizes of text: the largest that leaves room for all of it."""
POINT = 25.4 / 72
"""A point in mm."""
MOST_SLIDES = 5
MORE = "More in the notes."


def slides(document: Document) -> bytes:
    """Write a document as slides, five at most."""
    deck = Presentation()
    _widen(deck)
    properties = deck.core_properties
    properties.title, properties.author, properties.language = document.title, "sna", "en-GB"
    properties.last_modified_by, properties.revision = "", 1
    opening = [*map(sentence, document.opening), document.marking]
    first = Section(title=document.title, paragraphs=document.opening)
    _slide(deck, first, [document.subtitle, *opening], [document.title, document.subtitle, *opening, *document.foot])
    for section in [part for part in document.sections if part.on_slide][: MOST_SLIDES - 1]:
        texts = [*map(sentence, section.paragraphs), *section.notes]
        _slide(deck, section, texts, [section.title, *texts])
    content = io.BytesIO()
    deck.save(content)
    return content.getvalue()


def _widen(deck: Deck) -> None:
    """Make the slides wide, and take out the picture of the template."""
    share = Mm(WIDTH) / deck.slide_width
    deck.slide_width, deck.slide_height = Mm(WIDTH), Mm(HEIGHT)
    for page in (deck.slide_master, *deck.slide_layouts):
        for shape in page.placeholders:
            shape.left, shape.width = round(shape.left * share), round(shape.width * share)
    package = deck.part.package
    for name, relation in [*package._rels.items()]:  # noqa: SLF001 - it has no public name
        if relation.reltype.endswith("/thumbnail"):
            package._rels.pop(name)  # noqa: SLF001


def _slide(deck: Deck, section: Section, texts: Sequence[str], notes: Iterable[str]) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    _write_title(slide, section.title)
    room = HEIGHT - TOP - MARGIN
    rows: list[str] = []
    if section.chart:
        _add_chart(slide, section.chart, (190.0, room))
        _write_texts(slide, texts, (212.0, TOP, WIDTH - 212 - MARGIN, room))
    elif section.grid:
        used = _write_texts(slide, texts, (MARGIN, TOP, WIDTH - 2 * MARGIN, 30.0)) if texts else 0.0
        rows = _add_grid(slide, section.grid, (TOP + used, room - used))
    else:
        _write_texts(slide, texts, (MARGIN, TOP, WIDTH - 2 * MARGIN, room))
    slide.notes_slide.notes_text_frame.text = "\n".join(filter(None, [*notes, *rows]))


def _write_title(slide: Slide, text: str) -> None:
    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = Mm(MARGIN), Mm(8), Mm(WIDTH - 2 * MARGIN), Mm(28)
    across = (WIDTH - 2 * MARGIN) / POINT - 20
    size = TITLE if len(wrap(text, across, TITLE, bold=True, most=9)) < 3 else 24
    _fill(shape, [shortened(text, 2.9 * across, size, bold=True)], size, bold=True)


def _fill(shape: Shape, texts: Sequence[str], size: int, *, bold: bool = False, after: int = 0) -> None:
    """Write paragraphs into a shape, in the language of the page."""
    frame = shape.text_frame
    frame.word_wrap = True
    for place, text in enumerate(texts):
        paragraph = frame.add_paragraph() if place else frame.paragraphs[0]
        paragraph.alignment = 1
        paragraph.space_after = Pt(after)
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, "Arial"
        run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK


def _height(text: str, width: float, size: int = TEXT) -> float:
    """Give the height of a paragraph of this width, in mm."""
    lines = wrap(text, width / POINT - PADDING, size, most=99)
    return max(1, len(lines)) * size * 1.2 * POINT


def _write_texts(slide: Slide, texts: Sequence[str], box: tuple[float, float, float, float]) -> float:
    """Write as many paragraphs as there is room for, as large as they can be; give the height they take."""
    left, top, width, room = box
    texts = [text for text in texts if text]

    def height(number: int, size: int) -> float:
        return sum(_height(text, width, size) + 8 * POINT for text in texts[:number]) + 3

    size = next((size for size in LARGER if height(len(texts), size) <= room), TEXT)
    number = len(texts)
    while number > 1 and height(number, size) > room - (0 if number == len(texts) else 10):
        number -= 1
    shape = slide.shapes.add_textbox(Mm(left), Mm(top), Mm(width), Mm(min(height(number, size), room)))
    _fill(shape, [*texts[:number], *([MORE] if number < len(texts) else [])], size, after=8)
    return height(number, size)


def _add_grid(slide: Slide, grid: Grid, place: tuple[float, float]) -> list[str]:
    """Write as many rows as there is room for; give the others, for the notes."""
    top, room = place
    width = WIDTH - 2 * MARGIN
    widths = [size * POINT for size in grid.widths(width / POINT, TEXT)]
    heights = [_row_height(row, widths) for row in (grid.heads, *grid.rows)]
    number = sum(sum(heights[: count + 1]) <= room - 10 for count in range(1, len(heights)))
    rows = [grid.heads, *grid.rows[: max(1, number)]]
    frame = slide.shapes.add_table(
        len(rows), len(widths), Mm(MARGIN), Mm(top), Mm(width), Mm(sum(heights[: len(rows)]))
    )
    frame._element.nvGraphicFramePr.cNvPr.set("descr", grid.title)  # noqa: SLF001
    for column, size in zip(frame.table.columns, widths, strict=True):
        column.width = Mm(size)
    for line, row, height in zip(frame.table.rows, rows, heights, strict=False):
        line.height = Mm(height)
        for cell, text in zip(line.cells, row, strict=True):
            _fill(cell, [text], TEXT, bold=row is grid.heads)
    rest = grid.rows[len(rows) - 1 :]
    if rest:
        _write_texts(slide, [MORE], (MARGIN, HEIGHT - 18, width, 12.0))
    return [" | ".join(row) for row in rest]


def _row_height(row: Sequence[str], widths: Sequence[float]) -> float:
    return max(_height(text, width) for text, width in zip(row, widths, strict=True)) + 3


# Charts, for Word too


def chart_data(chart: Chart) -> CategoryChartData:
    """Give the numbers of a chart as the library takes them."""
    content = CategoryChartData(number_format=f'General"{chart.unit}"' if chart.unit else "General")
    content.categories = chart.categories
    for row in chart.series:
        content.add_series(row.title, row.values)
    return content


def _add_chart(slide: Slide, chart: Chart, size: tuple[float, float]) -> None:
    box = Mm(MARGIN), Mm(TOP), Mm(size[0]), Mm(size[1])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *box, chart_data(chart))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", chart.alt)  # noqa: SLF001
    styled(frame.chart, chart, TEXT if len(chart.categories) < 9 else 14)


def native(chart: Chart) -> tuple[bytes, bytes]:
    """Give a chart as its own file of an office document, and the workbook behind it."""
    slide = Presentation().slides.add_slide(Presentation().slide_layouts[5])
    _add_chart(slide, chart, (190.0, 100.0))
    frame = next(shape for shape in slide.shapes if shape.has_chart)
    styled(frame.chart, chart, 9 if len(chart.categories) < 9 else 8)
    frame.chart.has_title = False  # the heading above says it
    part = frame.chart.part
    return part.blob, part.chart_workbook.xlsx_part.blob


def styled(picture: NativeChart, chart: Chart, size: int) -> None:
    """Give a chart its colours, its figures at the bars, and a workbook in which no text is a formula."""
    picture.font.size, picture.font.name = Pt(size), "Arial"
    picture.has_title = True
    picture.chart_title.text_frame.text = chart.title
    picture.has_legend = len(chart.series) > 1
    if picture.has_legend:
        picture.legend.position, picture.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    plot = picture.plots[0]
    plot.gap_width, plot.overlap = 60, 100 if chart.over else -5
    picture.category_axis.reverse_order = True
    picture.category_axis.has_major_gridlines = False
    picture.value_axis.visible = False
    picture.value_axis.has_major_gridlines = False
    picture.value_axis.minimum_scale = 0
    picture.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis = picture.category_axis._element  # noqa: SLF001 - it has no public name
    skip = axis.makeelement(qn("c:tickLblSkip"), val="1")  # every category has its label
    axis.insert_element_before(skip, "c:noMultiLvlLbl", "c:extLst")
    for series, row in zip(plot.series, chart.series, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = RGBColor.from_string(COLOURS[row.kind])
        labels = series.data_labels
        labels.show_value = True
        labels.number_format, labels.number_format_is_linked = f'#,##0.#"{chart.unit}";;', False
        labels.position = XL_LABEL_POSITION.OUTSIDE_END
        if chart.over and row is chart.series[-1]:
            labels.position = XL_LABEL_POSITION.INSIDE_BASE
            labels.font.color.rgb = RGBColor(255, 255, 255)
    picture.part.chart_workbook.update_from_xlsx_blob(_workbook(chart))


def _workbook(chart: Chart) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    rows: list[list[str | float | None]] = [[None, *(row.title for row in chart.series)]]
    rows += [[category, *(row.values[at] for row in chart.series)] for at, category in enumerate(chart.categories)]
    sheet.title = "Sheet1"
    for line, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(line, column)
            cell.value = value
            if isinstance(value, str):  # a text that would be taken for a formula remains a text
                cell.data_type, cell.quotePrefix = "s", True
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
