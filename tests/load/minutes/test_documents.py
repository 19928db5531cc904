"""Word and PDF documents: what is read, what is not, what is refused."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile

import docx
import pytest
from docx.oxml import parse_xml

from sna.facts import Affiliation, Attendance, Gathering
from sna.load import Options, minutes, unread_kind
from sna.load.minutes import _in_reading_order
from sna.load.minutes import pdf as reader
from sna.load.minutes.blocks import Block
from sna.load.minutes.records import find
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
    return saved_bytes(document)


def saved_bytes(document) -> bytes:
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
    found = read(saved_bytes(document), "a.docx")
    assert (found.names(), found.names("apologies")) == (["Ann Smith", "Bob Ray"], ["Cat Wu"])
    assert found.gatherings() == ["gathering:2024-03-05 reed group"]


def test_comments_are_not_read(read):
    document = docx.Document()
    document.add_paragraph("Present: Ann Smith, Bob Ray")
    document.add_comment(document.paragraphs[0].runs, text="Present: Cat Wu", author="x")
    assert read(saved_bytes(document), "a.docx").names() == ["Ann Smith", "Bob Ray"]


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


def pdf(
    *pages: str, image: bool = False, encrypted: bool = False, letters: bytes = b"", saved: str = "20000101"
) -> bytes:
    """A PDF whose pages draw the given commands; its font may have a table of `letters`."""
    kids = " ".join(f"{5 + 2 * at} 0 R" for at in range(len(pages)))
    colour = b"/ColorSpace/DeviceGray/BitsPerComponent 8"
    picture = b"<</Type/XObject/Subtype/Image/Width 1/Height 1" + colour + b"/Length 1>>stream\n0\nendstream"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica%b>>"
        % (b"/ToUnicode %d 0 R" % (5 + 2 * len(pages)) * bool(letters)),
        picture,
    ]
    for at, page in enumerate(pages):
        resources = "/Font<</F1 3 0 R>>" + ("/XObject<</I 4 0 R>>" if image else "")
        box = f"/MediaBox[0 0 595 842]/Contents {6 + 2 * at} 0 R/Resources<<{resources}>>"
        objects.append(f"<</Type/Page/Parent 2 0 R{box}>>".encode())
        objects.append(f"<</Length {len(page)}>>stream\n{page}\nendstream".encode())
    objects.append(b"<</Length %d>>stream\n%b\nendstream" % (len(letters), letters))
    objects.append(f"<</CreationDate(D:{saved}120000Z)>>".encode())
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
    trailer = f"trailer<</Size {size}/Root 1 0 R/Info {size - 1} 0 R{secret}>>\n"
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()
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


def test_marks_below_headings_close_by_one_another_in_a_pdf(read):
    rows = [(60, "Name"), (200, "Present"), (243, "Absent"), (282, "Comment")]
    texts = [(x, 740, text) for x, text in rows]
    texts += [(60, 780, "Reed group 5 March 2024"), (60, 684, "Total"), (212, 684, "2"), (255, 684, "1")]
    for y, name, x in ((726, "Ann Smith", 212), (712, "Bob Ray", 255), (698, "Cat Wu", 212)):
        texts += [(60, y, name), (x, y, "x")]
    page = " ".join(f"BT /F1 10 Tf {x} {y} Td ({text}) Tj ET" for x, y, text in texts)
    found = read(pdf(page), "a.pdf")
    assert (found.names(), found.names("absent")) == (["Ann Smith", "Cat Wu"], ["Bob Ray"])


def test_a_label_beside_its_names_in_a_pdf(read):
    page = lines("Reed group 5 March 2024", ("Present:", "Ann Smith"), ("", "Bob Ray"), ("Apologies:", "Cat Wu"))
    found = read(pdf(page), "a.pdf")
    assert (found.names(), found.names("apologies")) == (["Ann Smith", "Bob Ray"], ["Cat Wu"])


def test_names_below_a_label_without_a_colon_in_a_pdf_stand_for_themselves(read):
    apologies = ("Apologies", "Bob Ray, Pond Trust"), ("", "Cat Wu, Fen Trust")
    page = lines("Reed group 5 March 2024", ("Present:", "Ann Smith"), *apologies)
    assert read(pdf(page), "a.pdf").names("apologies") == ["Bob Ray", "Cat Wu"]


def test_lines_in_frames_of_one_column_go_on_below(read):
    texts = "Reed group 5 March 2024", "Present Mr A Smith (AS), Mr B", "Ray (BR), Mrs C Wu", "(CW), Mr D Fox (DF)"
    frames = " ".join(f"50 {776 - 14 * number} 500 14 re S" for number in range(len(texts)))
    found = read(pdf(f"{lines(*texts)} {frames}"), "a.pdf")
    assert found.names() == ["Mr A Smith", "Mr B Ray", "Mrs C Wu", "Mr D Fox"]


def test_names_broken_at_a_hyphen_are_whole(read):
    page = lines("Reed group 5 March 2024", "Present: Ann Smith (Pond Trust), Bob Fox-", "Ray (Fen), Cat Wu")
    assert read(pdf(page), "a.pdf").names() == ["Ann Smith", "Bob Fox-Ray", "Cat Wu"]


BROKEN = b"begincmap begin 1 def 1 beginbfchar <%b> <%b> endbfchar endcmap"


@pytest.mark.parametrize(
    ("letter", "means", "codes"),
    [
        (b"41", b"0041", []),  # what the table says is what is read
        (b"41", b"FFFD", ["R-PDF"]),
        (b"7E", b"FFFD", []),  # a letter that is not on the page
    ],
)
def test_a_damaged_table_of_letters_is_told_only_where_letters_are_lost(read, letter, means, codes):
    page = lines("Reed group 5 March 2024", "Present: Ann Smith, Bob Ray")
    found = read(pdf(page, letters=BROKEN % (letter, means)), "a.pdf")
    assert found.codes() == codes
    assert "Bob Ray" in found.names()


def test_a_line_of_a_pdf_that_has_no_width_is_none(read):
    above = "Committee of Reed, 5 March 2024, to hear of the hall"
    page = lines(above, "~", "Present", "\\(AS\\)   Ann Smith - Chair", "\\(BR\\)   Bob Ray - Clerk")
    found = read(pdf(page, letters=BROKEN % (b"7E", b"200B")), "a.pdf")
    assert (found.names(), found.codes()) == (["Ann Smith", "Bob Ray"], [])


@pytest.mark.parametrize(
    ("day", "saved", "read_as"),
    [
        ("12 December", "20231218", "2023-12-12"),
        ("12 December", "20240105", "2023-12-12"),
        ("Tuesday 12 December", "20240105", "2023-12-12"),
        ("Monday 12 December", "20240105", "None"),
        ("12 December", "20241105", "None"),  # long ago: it may have been saved again in any year
    ],
)
def test_when_a_file_was_saved_tells_the_year_of_a_day_without_one(read, day, saved, read_as):
    for data, name in (
        (pdf(lines("Reed group", day, "Present: Ann Smith, Bob Ray"), saved=saved), "a.pdf"),
        *word_saved(day, saved),
    ):
        found = read(data, name)
        assert str(found.of(Gathering)[0].on) == read_as
        assert found.warned() == ["W-DATE"]


def word_saved(day: str, saved: str) -> list[tuple[bytes, str]]:
    document = docx.Document()
    for text in ("Reed group", day, "Present: Ann Smith, Bob Ray"):
        document.add_paragraph(text)
    document.core_properties.modified = dt.datetime.strptime(saved, "%Y%m%d")  # noqa: DTZ007 - Word's times have no zone
    return [(saved_bytes(document), "a.docx")]


@pytest.mark.parametrize(
    ("rows", "present"),
    [
        ("Present|Initials|Organisation;Ann Smith|AS|Pond Trust;Bob Ray|BR|Fen Council", "Ann Smith;Bob Ray"),
        ("Ann Smith|Chair, Pond|Bob Ray|Nurse;Cat Wu|Clerk|Dan Fox|Porter", "Ann Smith;Cat Wu;Bob Ray;Dan Fox"),
        ("Name|Role|Name|Role;Ann Smith|Chair|Bob Ray|Nurse;Cat Wu|Clerk||", "Ann Smith;Cat Wu;Bob Ray"),
    ],
)
def test_tables_headed_by_presence_and_tables_of_two_people_in_a_row(read, rows, present):
    document = docx.Document()
    document.add_paragraph("Reed group 5 March 2024")
    document.add_paragraph("" if rows.startswith("Present") else "Present:")
    cells = [row.split("|") for row in rows.split(";")]
    table = document.add_table(rows=0, cols=len(cells[0]))
    for row in cells:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph("Apologies: Eve Orr")
    found = read(saved_bytes(document), "a.docx")
    assert (found.names(), found.names("apologies")) == (present.split(";"), ["Eve Orr"])


def test_a_scanned_pdf_is_refused_with_the_reason(read):
    found = read(pdf("q 500 0 0 700 40 40 cm /I Do Q", image=True), "a.pdf")
    assert found.codes() == ["R-SCANNED"]
    assert "scan" in found.entries[0].reason.why


def test_a_scanned_page_among_others_is_told(read):
    found = read(pdf(lines("Present: Ann Smith, Bob Ray"), "q 500 0 0 700 40 40 cm /I Do Q", image=True), "a.pdf")
    assert found.names() == ["Ann Smith", "Bob Ray"]
    assert [(e.origin.place, e.reason.code) for e in found.entries if e.reason] == [("page 2", "R-SCANNED")]
    assert "page is a picture" in next(e.reason.why for e in found.entries if e.reason)


def test_all_scanned_pages_among_others_are_told_in_one_line(read):
    picture = "q 500 0 0 700 40 40 cm /I Do Q"
    found = read(pdf(lines("Present: Ann Smith, Bob Ray"), picture, lines("Agreed."), picture, image=True), "a.pdf")
    assert [(e.origin.place, e.reason.code) for e in found.entries if e.reason] == [("pages 2, 4", "R-SCANNED")]
    assert "pages are pictures" in next(e.reason.why for e in found.entries if e.reason)


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
    monkeypatch.setattr(minutes.call, "__kwdefaults__", {"seconds": 0.01})
    start = time.monotonic()
    assert [entry.reason.code for entry in minutes.load(Source(path), Options())] == ["R-TIME"]
    assert time.monotonic() - start < 5


def status_by_name(found) -> dict[str, str]:
    return {fact.written: fact.status.value for fact in found.of(Attendance)}


def fields(found, what: str) -> list[str]:
    return [getattr(fact, what) for fact in found.of(Attendance)]


ROWS = [
    ("Name", "Role", "9/1/24", "5/3/24"),
    ("Ann Smith", "Chair", "P", "P"),
    ("Bob Ray", "", "P", "A"),
    ("Cat Wu", "Nurse", "", "P"),
]
THREE = {"Ann Smith": "present", "Bob Ray": "absent", "Cat Wu": "present"}


def drawn(rows, *, left: int = 60, top: int = 760, rules: bool = True) -> str:
    """Draw a table into a PDF, with its rules or without."""
    commands = []
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            x, y = left + 110 * column, top - 20 * number
            commands.append(f"BT /F1 10 Tf {x + 4} {y + 5} Td ({cell}) Tj ET" if cell else "")
            commands.append(f"{x} {y} 110 20 re S" if rules else "")
    return f" {' '.join(commands)} "


def spaced(rows) -> str:
    return "Reed group 5 March 2024\n\n" + "\n".join("".join(f"{cell:<14}" for cell in row).rstrip() for row in rows)


def tabbed(rows) -> bytes:
    document = docx.Document()
    for text in ("Reed group 5 March 2024", *("\t".join(row) for row in rows)):
        document.add_paragraph(text)
    return saved_bytes(document)


def cells(rows, *merged) -> bytes:
    document = docx.Document()
    document.add_paragraph("Reed group 5 March 2024", style="Title")
    grid = document.add_table(len(rows), len(rows[0]))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            grid.cell(number, column).text = text
    for first, last in merged:
        grid.cell(*first).merge(grid.cell(*last))
    return saved_bytes(document)


def page(rows) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{cell}&nbsp;</td>' for cell in row)}</tr>" for row in rows)
    return f"<html><h1>Reed group 5 March 2024</h1><table>{body}</table>"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf(lines("Reed group 5 March 2024") + drawn(ROWS))),
        ("a.pdf", pdf(lines("Reed group 5 March 2024") + drawn(ROWS, rules=False, top=720))),
        ("a.txt", spaced(ROWS)),
        ("a.txt", spaced(ROWS).replace("\nAnn", f"\n{'-' * 50}\nAnn")),
        ("a.docx", tabbed(ROWS)),
        ("a.docx", cells(ROWS)),
        ("a.html", page(ROWS)),
    ],
    ids=["drawn PDF", "PDF without rules", "spaces", "ruled below the header", "tabs in Word", "Word", "web page"],
)
def test_the_same_grid_reads_the_same_in_every_format(read, name, content):
    assert status_by_name(read(content, name)) == THREE


@pytest.mark.parametrize("label", [0, 1, 2])
def test_a_label_at_the_middle_of_a_tall_cell_is_its_label(read, label):
    left = "".join(f"60 {y} 160 20 re S " for y in (700, 680, 660, 640))
    right = "220 660 300 60 re S 220 640 300 20 re S "
    words = [(66, 705 - 20 * label, "MEMBERS PRESENT"), (66, 645, "MEMBERS ABSENT"), (226, 645, "Eve Orr")]
    words += [(226, 700, "Ann Smith, Bob Ray, Cat Wu, Hugh Abernethy-Jones, Theodora"), (226, 684, "Fox, Gita Upton")]
    text = "".join(f"BT /F1 10 Tf {x} {y} Td ({words}) Tj ET " for x, y, words in words)
    found = read(pdf(lines("Reed group 5 March 2024") + f" {left}{right}{text}"), "a.pdf")
    present = [name for name, status in status_by_name(found).items() if status == "present"]
    assert present == ["Ann Smith", "Bob Ray", "Cat Wu", "Hugh Abernethy-Jones", "Theodora Fox", "Gita Upton"]
    assert status_by_name(found)["Eve Orr"] == "absent"


def test_a_table_goes_on_over_a_page_with_or_without_its_header(read):
    head = lines("Reed group 5 March 2024")
    foot = "BT /F1 8 Tf 60 40 Td (Reed group minutes page {}) Tj ET "
    for second in (ROWS[2:], [ROWS[0], *ROWS[2:]]):
        first_page, second_page = (
            part + foot.format(number) for number, part in enumerate((drawn(ROWS[:2]), drawn(second)), 1)
        )
        assert status_by_name(read(pdf(head + first_page, second_page), "a.pdf")) == THREE


def test_what_stands_on_every_page_is_no_line_of_the_list(read):
    foot = "BT /F1 8 Tf 60 40 Td (Reed House Trust) Tj ET BT /F1 8 Tf 60 28 Td (Page {} of 2) Tj ET "
    first, second = lines("Reed group 5 March 2024", "Present:", "Ann Smith"), lines("Bob Ray", "Cat Wu")
    found = read(pdf(f"{first} {foot.format(1)}", f"{second} {foot.format(2)}"), "a.pdf")
    assert (found.names(), found.codes()) == (["Ann Smith", "Bob Ray", "Cat Wu"], [])


def test_of_several_meetings_in_a_pdf_each_keeps_its_headings(read):
    days = (("5/3/2024", "Ann Ash"), ("9/4/2024", "Bob Ray"))
    meetings = [(f"Minutes of the Reed group {day}", "Present:", name) for day, name in days]
    found = read(pdf(*(lines(*meeting, "Some talk of paths that went on for long.") for meeting in meetings)), "a.pdf")
    assert found.names() == ["Ann Ash", "Bob Ray"]


def test_headings_may_be_turned_upwards(read):
    turned = "".join(
        f"BT /F1 10 Tf 0 1 -1 0 {x} 764 Tm ({text}) Tj ET " for x, text in ((185, "9/1/24"), (295, "5 Mar 2024"))
    )
    boxes = " ".join(f"{x} 760 110 60 re S" for x in (60, 170, 280)) + " "
    rows = drawn([("Ann Smith", "P", "P"), ("Bob Ray", "P", "A")], top=740)
    found = read(pdf(boxes + turned + rows + "BT /F1 10 Tf 60 830 Td (Reed group 5 March 2024) Tj ET"), "a.pdf")
    assert status_by_name(found) == {"Ann Smith": "present", "Bob Ray": "absent"}


def test_lines_of_a_drawn_cell_are_joined_only_where_they_were_full(read):
    box = " 60 700 160 60 re S 220 700 300 60 re S "
    cell = " ".join(
        f"BT /F1 10 Tf {x} {y} Td ({text}) Tj ET"
        for x, y, text in ((64, 748, "Present"), (224, 748, "Ann Smith"), (224, 736, "Bob Ray"), (224, 724, "Cat Wu"))
    )
    assert read(pdf(lines("Reed group 5 March 2024") + box + cell), "a.pdf").names() == [
        "Ann Smith",
        "Bob Ray",
        "Cat Wu",
    ]


def test_a_raised_ending_and_small_capitals_do_not_break_a_word(read):
    date = "BT /F1 12 Tf 60 780 Td (Reed group 5) Tj /F1 7 Tf 4 Ts (th) Tj 0 Ts /F1 12 Tf ( March 2024) Tj ET "
    name = "BT /F1 12 Tf 60 740 Td (Present: A) Tj /F1 9 Tf (NN) Tj /F1 12 Tf ( S) Tj /F1 9 Tf (MITH) Tj ET"
    found = read(pdf(date + name), "a.pdf")
    assert (found.names(), found.gatherings()) == (["ANN SMITH"], ["gathering:2024-03-05 reed group"])


@pytest.mark.parametrize("heads", [("Present", "Apologies"), ("Present:", "Apologies:"), ("Members present", "Absent")])
def test_two_lists_side_by_side_in_a_pdf(read, heads):
    found = read(pdf(lines("Reed group 5 March 2024", heads, ("Ann Smith", "Cat Wu"), ("Bob Ray", ""))), "a.pdf")
    assert found.names() == ["Ann Smith", "Bob Ray"]
    assert [*found.names("apologies"), *found.names("absent")] == ["Cat Wu"]


def test_pictures_beside_some_of_the_names_are_a_doubt(read):
    names = lines("Reed group 5 March 2024", "Present:", *(f"{name} Ray" for name in ("Ann", "Bob", "Cat", "Dan")))

    def pictures(number: int) -> bytes:
        stars = " ".join(f"q 10 0 0 10 120 {751 - 14 * at} cm /I Do Q" for at in range(number))
        return pdf(f"{names} {stars}", image=True)

    assert [read(pictures(number), "a.pdf").codes() for number in (0, 3, 4)] == [[], ["R-PICTURE"], []]


def test_a_page_laid_out_in_one_cell_is_read_as_lines(read):
    text = "Reed group 5 March 2024<br>Present - Ann, Bob (Chair)<br>Apologies - Cat<br>Meeting opened 18:10"
    web = read(f"<html><table><tr><td>{text}</td></tr></table>", "a.html")
    word = read(cells([(text.replace("<br>", "\n"),)]), "a.docx")
    assert (web.names(), web.names("apologies")) == (word.names(), word.names("apologies")) == (["Ann", "Bob"], ["Cat"])


def test_cells_that_span_rows_and_columns(read):
    rows = [
        ("Attendance", "", ""),
        ("Organisation", "Name", "Present"),
        ("Pond Trust", "Ann Smith", "Y"),
        ("", "Bob Ray", "Y"),
        ("Reed", "Cat Wu", "Y"),
    ]
    word = read(cells(rows, ((0, 0), (0, 2)), ((2, 0), (3, 0))), "a.docx")
    web = read(
        "<html><h1>Reed 5 March 2024</h1><table><tr><th colspan=3>Attendance<tr><th>Organisation<th>Name<th>Present"
        "<tr><td rowspan=2>Pond Trust<td>Ann Smith<td>Y<tr><td>Bob Ray<td>Y<tr><td>Reed<td>Cat Wu<td>Y</table>",
        "a.html",
    )
    for found in (word, web):
        assert found.names() == ["Ann Smith", "Bob Ray", "Cat Wu"]
        assert fields(found, "organisation") == ["Pond Trust", "Pond Trust", "Reed"]


USUAL = (
    "Ann Lee;Bob Ray;Cathy Wood;David Fox;Emma Stone;Frank Hill;Grace Park;Henry Dunn;Irene Cole;James Marsh;Karen Holt"
)
RARE = "Aoife Brann;Brychan Pugh;Xanthe Okoro;Torquil Mair;Ffion Beddo;Ngozi Adeye;Zdenek Hrus;Iolo Trehar;Wulf Ansba"
BESIDE = {
    "nothing": lambda _name, _at: (),
    "initials": lambda name, _at: ("".join(word[0] for word in name.split()),),
    "an office": lambda _name, at: (("Chair", "Treasurer", "Secretary", "Member")[min(at, 3)],),
}


@pytest.mark.parametrize("names", [USUAL, RARE], ids=["usual", "rare"])
@pytest.mark.parametrize("columns", [2, 3])
@pytest.mark.parametrize(
    "layout",  # 9 points are not a whole letter: only what stands above and below tells
    [("nothing", 60, 40), ("nothing", 60, 9), ("nothing", 140, 9), ("initials", 60, 40), ("an office", 60, 9)],
)
def test_people_in_columns_of_a_pdf_are_themselves(read, monkeypatch, names, columns, layout):
    what, label, gap = layout
    cells = [(name, *BESIDE[what](name, at)) for at, name in enumerate(names.split(";"))]
    wide = [
        max(sum(2.5 if char in "ijl ft" else 6 for char in row[at]) for row in cells) for at in range(len(cells[0]))
    ]
    texts = [(60, 760, "Present:" if label == 60 else "Present")]
    for number, row in enumerate(cells):
        x, y = label, (746 if label == 60 else 760) - 14 * (number // columns)
        x += number % columns * (sum(wide) + 14 * (len(wide) - 1) + gap)
        for text, width in zip(row, wide, strict=True):
            texts.append((x, y, text))
            x += width + 14
    texts += [(60, 600, "1. The minutes of the last meeting were agreed and signed by those who were there.")]
    page = " ".join(f"BT /F1 10 Tf {x} {y} Td ({text}) Tj ET" for x, y, text in texts)
    monkeypatch.setattr(minutes, "call", lambda _function, file, _kind: reader.read(file))  # no child for each
    found = read(pdf(page), "2024-03-05.pdf")
    assert set(found.names()) == set(names.split(";"))
    assert not found.of(Affiliation)


def test_a_space_that_letters_stand_in_parts_two_words(read):
    """Some programs press lines together: the space is drawn, and the next letter begins within it."""
    texts = [(60, 760, "Present:"), (60, 746, "Insp "), (80.2, 746, "Nicola Lee"), (60, 732, "Bob Ray")]
    page = " ".join(f"BT /F1 10 Tf {x} {y} Td ({text}) Tj ET" for x, y, text in texts)
    assert read(pdf(page), "2024-03-05.pdf").names() == ["Insp Nicola Lee", "Bob Ray"]


def test_a_label_wrapped_within_its_cell_is_whole_beside_its_names():
    texts = (("MEMBERS PRESENT", ""), ("", "MEMBERS"), ("", "ABSENT"), ("", "CALLED TO"), ("", "ORDER"))
    cells = [(*pair, "") for pair in texts]
    above, *rows = (Block("row", " ".join(row), f"row {at}", part=1, cells=row) for at, row in enumerate(cells))
    texts = enumerate(("Ann Lee, Bob Ray, Cat Wu", "Dan Fox, Eve Orr", "7:30 PM"))
    first, second, third = (Block("line", text, f"line {at}", part=2 + at) for at, text in texts)
    found = find(_in_reading_order([above, first, rows[0], second, rows[1], rows[2], third, rows[3]]))
    assert [(claim.text, str(claim.status)) for claim in found.claims] == [
        *((name, "present") for name in ("Ann Lee", "Bob Ray", "Cat Wu")),
        *((name, "absent") for name in ("Dan Fox", "Eve Orr")),
    ]


def test_a_word_document_is_read_whatever_its_ending(tmp_path):
    book = docx.Document()
    book.add_paragraph("Present: Ann Smith, Bob Ray")
    book.save(str(tmp_path / "minutes 2024-03-05.doc"))
    source = Source(tmp_path / "minutes 2024-03-05.doc")
    assert not unread_kind(source, ["minutes"])
    names = {
        fact.written
        for entry in minutes.load(source, Options())
        for fact in entry.facts
        if isinstance(fact, Attendance)
    }
    assert names == {"Ann Smith", "Bob Ray"}
