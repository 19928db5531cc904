"""Word and PDF documents: what is read, what is not, what is refused."""

from __future__ import annotations

import io
import time
import zipfile

import docx
import pytest
from docx.oxml import parse_xml

from sna.load import Options, minutes
from sna.load.source import Source

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
NOT_HIDDEN = '<w:vanish w:val="0"/>'


def word(*bodies: str) -> bytes:
    """A document with the heading Present and the given pieces of XML below it."""
    document = docx.Document()
    document.add_paragraph("Reed group 5 March 2024", style="Title")
    document.add_paragraph("Present", style="Heading 1")
    for body in bodies:
        document.element.body.sectPr.addprevious(parse_xml(body.replace(">", f" {SPACES}>", 1)))
    return saved(document)


def saved(document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("body", "read_it"),
    [
        (f"<w:p>{run('Ann Smith')}</w:p>", True),
        (f"<w:p>{run('Ann ')}{run('Smith', '<w:b/>')}</w:p>", True),
        (f"<w:p><w:ins w:id='1' w:author='x'>{run('Ann Smith')}</w:ins></w:p>", True),
        (f"<w:p><w:hyperlink>{run('Ann Smith')}</w:hyperlink></w:p>", True),
        (f"<w:sdt><w:sdtContent><w:p>{run('Ann Smith')}</w:p></w:sdtContent></w:sdt>", True),
        (f"<w:p><w:sdt><w:sdtContent>{run('Ann Smith')}</w:sdtContent></w:sdt></w:p>", True),
        (f"<w:p>{run('Ann Smith', NOT_HIDDEN)}</w:p>", True),
        (f"<w:p>{run('Ann Smith', '<w:vanish/>')}</w:p>", False),
        (f"<w:p>{run('Ann Smith', '<w:strike/>')}</w:p>", False),
        ("<w:p><w:del w:id='1' w:author='x'><w:r><w:delText>Ann Smith</w:delText></w:r></w:del></w:p>", False),
        (f"<w:p><w:moveFrom w:id='1' w:author='x'>{run('Ann Smith')}</w:moveFrom></w:p>", False),
        ("<w:p><w:r><w:instrText>Ann Smith</w:instrText></w:r></w:p>", False),
    ],
)
def test_what_a_word_document_shows_is_read(read, body, read_it):
    found = read(word(body, f"<w:p>{run('Bob Ray')}</w:p>"), "a.docx")
    assert found.names() == (["Ann Smith", "Bob Ray"] if read_it else ["Bob Ray"])


def test_check_boxes_of_a_word_document(read):
    box = "<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='{}'/></w14:checkbox></w:sdtPr><w:sdtContent/></w:sdt>"
    found = read(
        word(f"<w:p>{box.format(1)}{run('Ann Smith')}</w:p>", f"<w:p>{box.format(0)}{run('Bob Ray')}</w:p>"), "a.docx"
    )
    assert (found.names(), found.names("absent")) == (["Ann Smith"], ["Bob Ray"])


def test_headers_and_table_cells_are_read(read):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Reed group 5 March 2024"
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Present:", "Ann Smith", "Apologies:", "Cat Wu"], strict=True):
        cell.text = text
    table._cells[1].add_paragraph("Bob Ray, Lay member")
    found = read(saved(document), "a.docx")
    assert (found.names(), found.names("apologies")) == (["Ann Smith", "Bob Ray"], ["Cat Wu"])
    assert found.gatherings() == ["gathering:2024-03-05 reed group"]


def test_comments_are_not_read(read):
    document = docx.Document()
    document.add_paragraph("Present: Ann Smith, Bob Ray")
    document.add_comment(document.paragraphs[0].runs, text="Present: Cat Wu", author="x")
    assert read(saved(document), "a.docx").names() == ["Ann Smith", "Bob Ray"]


def repacked(data: bytes, name: str, change) -> bytes:
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in source.namelist():
            text = source.read(member)
            archive.writestr(member, change(text) if member == name else text)
    return target.getvalue()


def test_a_document_type_in_a_word_document_is_refused(read):
    entity = b'<!DOCTYPE x [<!ENTITY a "Ann">]>'
    data = repacked(word(), "word/document.xml", lambda text: text.replace(b"<w:document", entity + b"<w:document", 1))
    assert read(data, "a.docx").codes() == ["R-DOCTYPE"]


def test_an_oversized_part_is_refused(read):
    data = repacked(word(), "word/settings.xml", lambda text: text + b" " * (70 << 20))
    assert read(data, "a.docx").codes() == ["R-ZIP"]


def test_a_damaged_word_document_is_refused(read):
    assert read(repacked(word(), "word/document.xml", lambda text: text[:300]), "a.docx").codes() == ["R-XML"]


def pdf(*pages: str, image: bool = False, encrypted: bool = False) -> bytes:
    """A PDF whose pages draw the given commands."""
    kids = " ".join(f"{5 + 2 * at} 0 R" for at in range(len(pages)))
    colour = b"/ColorSpace/DeviceGray/BitsPerComponent 8"
    picture = b"<</Type/XObject/Subtype/Image/Width 1/Height 1" + colour + b"/Length 1>>stream\n0\nendstream"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        picture,
    ]
    for at, page in enumerate(pages):
        resources = "/Font<</F1 3 0 R>>" + ("/XObject<</I 4 0 R>>" if image else "")
        box = f"/MediaBox[0 0 595 842]/Contents {6 + 2 * at} 0 R/Resources<<{resources}>>"
        objects.append(f"<</Type/Page/Parent 2 0 R{box}>>".encode())
        objects.append(f"<</Length {len(page)}>>stream\n{page}\nendstream".encode())
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    secret = (
        f"/ID[<{'0' * 32}><{'0' * 32}>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{'61' * 32}>/U<{'62' * 32}>>>"
        if encrypted
        else ""
    )
    start = len(out)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R{secret}>>\n".encode()
    return out + f"startxref\n{start}\n%%EOF".encode()


def lines(*texts: str | tuple[str, ...], size: int = 10) -> str:
    """Draw lines; a tuple is drawn in columns."""
    commands = []
    for number, text in enumerate(texts):
        for column, cell in enumerate((text,) if isinstance(text, str) else text):
            if cell:
                commands.append(f"BT /F1 {size} Tf {60 + 240 * column} {780 - 14 * number} Td ({cell}) Tj ET")
    return " ".join(commands)


def test_parallel_columns_of_a_pdf_stay_together(read):
    page = lines(
        "Reed group 5 March 2024",
        "Present:",
        ("Ann Smith", "Nurse"),
        ("Bob Ray", "Manager of the"),
        ("", "Pond Trust"),
        ("Cat Wu", "Chair"),
    )
    found = read(pdf(page), "a.pdf")
    assert found.names() == ["Ann Smith", "Bob Ray", "Cat Wu"]
    assert [fact.role for entry in found.entries for fact in entry.facts if hasattr(fact, "evidence")] == [
        "Nurse",
        "Manager of the Pond Trust",
        "Chair",
    ]


def test_a_label_beside_its_names_in_a_pdf(read):
    page = lines("Reed group 5 March 2024", ("Present:", "Ann Smith"), ("", "Bob Ray"), ("Apologies:", "Cat Wu"))
    found = read(pdf(page), "a.pdf")
    assert (found.names(), found.names("apologies")) == (["Ann Smith", "Bob Ray"], ["Cat Wu"])


def test_names_broken_at_a_hyphen_are_whole(read):
    page = lines("Reed group 5 March 2024", "Present: Ann Smith (Pond Trust), Bob Fox-", "Ray (Fen), Cat Wu")
    assert read(pdf(page), "a.pdf").names() == ["Ann Smith", "Bob Fox-Ray", "Cat Wu"]


def test_a_scanned_pdf_is_refused_with_the_reason(read):
    found = read(pdf("q 500 0 0 700 40 40 cm /I Do Q", image=True), "a.pdf")
    assert found.codes() == ["R-SCANNED"]
    assert "scan" in found.entries[0].reason.why


def test_a_scanned_page_among_others_is_told(read):
    found = read(pdf(lines("Present: Ann Smith, Bob Ray"), "q 500 0 0 700 40 40 cm /I Do Q", image=True), "a.pdf")
    assert found.names() == ["Ann Smith", "Bob Ray"]
    assert [(e.origin.place, e.reason.code) for e in found.entries if e.reason] == [("page 2", "R-SCANNED")]


def test_a_protected_pdf_is_refused(read):
    assert read(pdf(lines("Present: Ann Smith"), encrypted=True), "a.pdf").codes() == ["R-ENCRYPTED"]


@pytest.mark.parametrize(
    "data", [b"%PDF-1.4\nnothing", b"%PDF-1.4\n" + b"\xff" * 5000, pdf(lines("Present: Ann"))[:300]]
)
def test_a_damaged_pdf_is_refused(read, data):
    assert read(data, "a.pdf").codes()[0] in {"R-PDF", "R-DAMAGED", "R-SCANNED"}


def test_a_slow_reader_does_not_hold_the_study_up(tmp_path, monkeypatch):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(lines("Present: Ann Smith, Bob Ray")))
    monkeypatch.setattr(minutes.reading.call, "__kwdefaults__", {"seconds": 0.01})
    start = time.monotonic()
    assert [entry.reason.code for entry in minutes.load(Source(path), Options())] == ["R-TIME"]
    assert time.monotonic() - start < 5
