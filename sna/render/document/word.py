"""For Word: real headings, tables whose first row stands on every page, charts that can be edited."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
import msgspec
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from sna.render.document.record import Chart, Document, Grid, Section
from sna.render.document.slides import POINT, native

if TYPE_CHECKING:
    from docx.document import Document as Paper
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph as Line
    from lxml.etree import _Element as Element

FONT, INK = "Arial", RGBColor(0x1D, 0x27, 0x30)
FULL = 4_000
"""Letters with which one page is so full that smaller type is needed."""
ACROSS = 176
"""How wide the text is, in mm."""
EMU = 36_000
"""Of Word's own measure to the mm."""
TOGETHER = 8
"""A table of so many rows stands on one page."""
_INLINE = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:drawing>'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent/><wp:docPr/><wp:cNvGraphicFramePr/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


def word(document: Document) -> bytes:
    """Write a document for Word, on A4."""
    paper = docx.Document()
    properties = paper.core_properties
    properties.title, properties.author, properties.language = document.title, "sna", "en-GB"
    properties.comments = properties.last_modified_by = ""
    full = document.most_pages == 1 and len(str(msgspec.to_builtins(document))) > FULL
    _style(paper, 8.5 if full else 10.0)
    paper.add_heading(document.title, 1)
    paper.add_paragraph().add_run(document.subtitle).italic = True
    _write_paragraphs(paper, Section(title="", paragraphs=document.opening), listed=False)
    for number, section in enumerate(document.sections, 1):
        _write_section(paper, section, number)
    for text in document.foot or [""]:  # a table may not be the last thing
        paper.add_paragraph(text, "Caption")
    _write_footer(paper.sections[0].footer.paragraphs[0], document.marking)
    content = io.BytesIO()
    paper.save(content)
    return content.getvalue()


def _style(paper: Paper, body: float) -> None:
    """Set the page, the type and the language."""
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm((210 - ACROSS) / 2)
    page.top_margin = page.bottom_margin = Mm(14)
    page.footer_distance = Mm(7)
    looks = {"Normal": (body, 4), "Heading 1": (17, 4), "Heading 2": (12, 2)}
    looks |= {"Caption": (8.5, 2), "List Bullet": (body, 2)}
    for name, (size, after) in looks.items():
        style: ParagraphStyle = paper.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), INK
        style.paragraph_format.space_after = Pt(after)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in [name for name in fonts.attrib if name.endswith("Theme")]:
            del fonts.attrib[kind]
    paper.styles["Heading 1"].paragraph_format.space_before = Pt(0)
    paper.styles["Heading 2"].paragraph_format.space_before = Pt(9)
    paper.styles["Caption"].font.bold = False
    for language in paper.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")


def _write_section(paper: Paper, section: Section, number: int) -> None:
    paper.add_heading(section.title, 2)
    _write_paragraphs(paper, section, listed=len(section.paragraphs) > 1)
    if section.chart:
        _add_chart(paper, section.chart, number)
    if section.grid:
        _add_grid(paper, section.grid)
    for text in section.notes:
        paper.add_paragraph(text, "Caption")


def _write_paragraphs(paper: Paper, section: Section, *, listed: bool) -> None:
    for paragraph in section.paragraphs:
        line = paper.add_paragraph(style="List Bullet" if listed else None)
        if paragraph.title:
            line.add_run(f"{paragraph.title} ").bold = True
        line.add_run(paragraph.text)
        # what leads to a chart or a table stays with it
        line.paragraph_format.keep_with_next = bool(section.chart or section.grid)


def _add_grid(paper: Paper, grid: Grid) -> None:
    table = paper.add_table(rows=0, cols=len(grid.heads))
    table.autofit = False
    _rule(table._tbl.tblPr, grid.title)  # noqa: SLF001 - it has no public name
    widths = [Mm(width * POINT) for width in grid.widths(ACROSS / POINT, 8.5)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for place, row in enumerate((grid.heads, *grid.rows)):
        line = table.add_row()
        properties = line._tr.get_or_add_trPr()  # noqa: SLF001
        properties.append(OxmlElement("w:cantSplit"))
        if not place:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, text, width in zip(line.cells, row, widths, strict=True):
            cell.width = width
            cell.text = text
            written = cell.paragraphs[0]
            written.paragraph_format.space_after = Pt(1)
            written.paragraph_format.keep_with_next = place < (len(grid.rows) if len(grid.rows) <= TOGETHER else 2)
            for run in written.runs:
                run.font.size, run.bold = Pt(8.5), not place


def _rule(properties: Element, text: str) -> None:
    """Draw lines between rows, and say what the table holds for whoever does not see it."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in {"val": "single", "sz": "4", "space": "0", "color": "B1B4B6"}.items():
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    description = OxmlElement("w:tblDescription")
    description.set(qn("w:val"), text)
    properties.find(qn("w:tblLayout")).addprevious(borders)  # Word wants them in this order
    properties.append(description)


def _add_chart(paper: Paper, chart: Chart, number: int) -> None:
    drawing, workbook = native(chart)
    package = paper.part.package
    book = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), CONTENT_TYPE.SML_SHEET, workbook, package)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, drawing, package)
    part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
    run = parse_xml(_INLINE)
    inline = run[0][0]
    bars = len(chart.categories) * (1 if chart.over else len(chart.series))
    size = ACROSS * EMU, round(min(52, 12 + 4 * bars) * EMU)
    for part_of_it, values in (
        (inline[0], {"cx": str(size[0]), "cy": str(size[1])}),
        (inline[1], {"id": str(number), "name": f"Chart {number}", "descr": chart.alt}),
    ):
        for name, value in values.items():
            part_of_it.set(name, value)
    inline[3][0][0].set(qn("r:id"), paper.part.relate_to(part, RELATIONSHIP_TYPE.CHART))
    paper.add_paragraph()._p.append(run)  # noqa: SLF001


def _write_footer(line: Line, marking: str) -> None:
    """Write who may see it, and the number of the page."""
    line.add_run(f"{marking} ")
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        run = line.add_run()
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text or None
        run._r.append(part)  # noqa: SLF001
    for run in line.runs:
        run.font.size = Pt(8)
