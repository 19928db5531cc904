"""DOCX documents written part by part: a library's output changes with its version, these bytes do not."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from formats.archive import archive
from formats.blocks import Block, Kind
from formats.workbook import HEAD, OFFICE, PACKAGE

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
PARTS = {"document": "document.main", "styles": "styles", "header1": "header", "numbering": "numbering"}
STYLES = {Kind.TITLE: "Title", Kind.HEADING: "Heading1", Kind.ITEM: "ListBullet"}


def document(blocks: Sequence[Block], *, header: str) -> bytes:
    """Write blocks as a document; `header` stands at the head of every page."""
    body = "".join(map(_block, blocks))
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/></w:sectPr>'
    return archive(
        {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _relationships([("officeDocument", "word/document.xml")]),
            "word/document.xml": _part("document", f"<w:body>{body}{section}</w:body>"),
            "word/_rels/document.xml.rels": _relationships(
                [("styles", "styles.xml"), ("header", "header1.xml"), ("numbering", "numbering.xml")]
            ),
            "word/styles.xml": _styles(),
            "word/header1.xml": _part("hdr", _paragraph(_run(header))),
            "word/numbering.xml": _numbering(),
        }
    )


def _block(block: Block) -> str:
    if block.kind is Kind.TABLE:
        return _table(block.rows)
    if block.kind is Kind.REMOVED:
        run = f'<w:r><w:delText xml:space="preserve">{escape(block.text)}</w:delText></w:r>'
        return _paragraph(f'<w:del w:id="1" w:author="Minutes" w:date="2024-01-08T09:00:00Z">{run}</w:del>')
    return _paragraph(_run(block.text), STYLES.get(block.kind, ""))


def _paragraph(runs: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{runs}</w:p>"


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _table(rows: Sequence[Sequence[str]]) -> str:
    lines = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right"))
    lines += '<w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/>'
    grid = '<w:gridCol w:w="3000"/>' * len(rows[0])
    cells = "".join(f"<w:tr>{''.join(f'<w:tc>{_paragraph(_run(cell))}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr><w:tblBorders>{lines}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{cells}</w:tbl>"


def _part(root: str, content: str) -> str:
    return f'{HEAD}<w:{root} xmlns:w="{WORD}" xmlns:r="{OFFICE}">{content}</w:{root}>'


def _styles() -> str:
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    named = {"Title": ("Title", "36"), "Heading1": ("heading 1", "28"), "ListBullet": ("List Bullet", "22")}
    others = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f'{_numbered(key)}<w:rPr><w:sz w:val="{size}"/></w:rPr></w:style>'
        for key, (name, size) in named.items()
    )
    return _part("styles", normal + others)


def _numbered(style: str) -> str:
    if style != "ListBullet":
        return ""
    return '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'


def _numbering() -> str:
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>'
    abstract = f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
    return _part("numbering", f'{abstract}<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>')


def _content_types() -> str:
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{TYPE}{kind}+xml"/>' for part, kind in PARTS.items()
    )
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(targets: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'
