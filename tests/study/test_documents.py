"""Documents beside the pages: the same figures in the same places, nobody in the funder's, the same bytes twice."""

import html
import io
import json
import os
import re
import shutil
import sys
import unicodedata
import zipfile
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pdfplumber
import pikepdf
import pptx
import pytest
from lxml import etree
from pptx.util import Mm, Pt

from sna.cli import run
from sna.errors import StudyError
from sna.findings.sources import parts, plain
from sna.privacy import known, leaks
from sna.render.document import record as pdf_writer
from sna.render.document.record import Chart, Document, Grid, Section, Series, numbers_in, rewritten, words
from sna.render.page import Paragraph, inline
from sna.study import documents, pages
from sna.study.documents import FORMS, NAMES, forms_of, written

sys.path.insert(0, str(Path(__file__).parent))

from small_study import people, write_study

DATA = Path(__file__).parents[2] / "data"
ALL = ",".join(FORMS)
ORDER = "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription".split()
"""The order in which Word wants what is said of a table."""
LIVE = '=1+1 #panic("no") $x$ *b* `c` @d <b>&amp;</b> \\ // [e]'
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
OBJECTOR = people()[3][0]


def released(folder, out, *options):
    assert run(["run", str(folder), "--for", "all", "--as", ALL, "--no-open", "--out", str(out), *options]) in {0, 1}
    return {reader: {form: out / reader / f"{name}.{form}" for form in FORMS} for reader, name in NAMES.items()}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The documents of a study whose title, groups and gatherings are hostile; somebody asked to be left out."""
    folder = tmp_path_factory.mktemp("study")
    write_study(folder, title="Forum")
    for name in ("register.csv", "people.csv", "organisations.csv"):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace("Later Life", "=1+1 #panic(1) <b>&"), encoding="utf-8")
    settings = (folder / "study.toml").read_text(encoding="utf-8")
    hostile = LIVE.replace("\\", "\\\\").replace('"', '\\"')
    (folder / "study.toml").write_text(settings.replace("Wexholm Forum", f"{hostile} \\u202e\\u0001"), encoding="utf-8")
    (folder / "opt-out.csv").write_text(f"name\n{OBJECTOR}\n", encoding="utf-8")
    return released(folder, tmp_path_factory.mktemp("out"))


def one_line(text):
    return re.sub(r"\s+", " ", text.replace("\u200b", "")).strip()


def xml_text(archive, name, element="t"):
    root = etree.fromstring(archive.read(name))
    for line in root.iter():
        if etree.QName(line).localname == "p":
            yield "".join(part.text or "" for part in line.iter() if etree.QName(part).localname == element)


@cache
def text_of(path):
    """Give the visible text of a document, read by other means than it is searched by."""
    if path.suffix == ".pdf":
        with pdfplumber.open(path) as document:
            return one_line(" ".join(page.extract_text(use_text_flow=True) for page in document.pages))
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if re.match(r"(word|ppt)/.*\.xml$", name)]
        shown = [name for name in names if not re.search(r"theme|styles|slideLayout|Master|settings", name)]
        return one_line(" ".join(line for name in shown for line in xml_text(archive, name)))


def texts_of(document):
    """Give every text of a record."""
    texts = []
    rewritten(document, lambda text: texts.append(text) or text)
    return [text for text in texts if text not in {"now", "before", "base", "%"}]


def page_text(page):
    return one_line(html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"(?s)<style.*?</style>", "", page))))


# The figures


def checked(folder, out, monkeypatch):
    """Compare every document of a study with its page: each figure in its place, every number of the page's own."""
    records = {}

    def record(document, forms, folder, audience):
        records[audience] = document
        documents.write_documents(document, forms, folder, audience)

    monkeypatch.setattr(pages, "write_documents", record)
    paths, count = released(folder, out), 0
    for reader, document in records.items():
        page = (out / reader / "report.html").read_text(encoding="utf-8")
        numbers = set(NUMBER.findall(page_text(page.replace("<", " <"))))
        for text in texts_of(document):
            for phrase, source in parts(text):
                if source:
                    count += 1
                    element = str(inline(f"{text[:0]}\x02{chr(31).join(source)}\x1e{phrase}\x03"))
                    assert element in page, (reader, phrase, source)
            assert set(NUMBER.findall(plain(text))) <= numbers | {"100", "95"}, (reader, plain(text))
        values = etree.HTML(page).xpath("//*[@class='val']")
        labels = set(NUMBER.findall(" ".join("".join(value.itertext()) for value in values)))
        plotted = [chart for section in document.sections if (chart := section.chart)]
        for value in [value for chart in plotted for row in chart.series for value in row.values if value]:
            assert f"{value:,g}" in {label for text in labels for label in [text, f"{float(text.replace(',', '')):,g}"]}
        expected = {f"{value:,g}" for chart in plotted for row in chart.series for value in row.values if value}
        expected |= {number for text in texts_of(words(document)) for number in NUMBER.findall(text)}
        for path in paths[reader].values():
            shown = text_of(path)
            stray = set(NUMBER.findall(shown)) - expected - {"0", *map(str, range(1, 6))}  # numbers of pages
            assert not stray, (path.name, stray)
    return count


@pytest.mark.slow
@pytest.mark.parametrize(
    "example",
    ["", "merrowdale-care-homes", "notts-care-homes", "slack-uti", "learning-together"][
        : None if os.environ.get("SNA_EVERY") == "1" else 1
    ],
)
def test_every_figure_of_a_document_stands_in_its_place_on_the_page(example, tmp_path, monkeypatch, citing):
    folder = tmp_path / "study"
    if example:
        shutil.copytree(DATA / example, folder, ignore=shutil.ignore_patterns("truth", ".sna"))
    else:
        folder.mkdir()
        write_study(folder)
    assert checked(folder, tmp_path / "out", monkeypatch) > (20 if example else 60)
    for reader, most in {"funder": 1, "convener": 2, "evaluator": 3}.items():
        path = tmp_path / "out" / reader / f"{NAMES[reader]}.pdf"
        with pikepdf.open(path) as document:
            assert len(document.pages) <= most, reader
        assert len(pptx.Presentation(path.with_suffix(".pptx")).slides) <= 5


def test_every_sentence_is_in_every_form(files):
    for reader, paths in files.items():
        shown = {form: re.sub(r"\W", "", text_of(path)) for form, path in paths.items()}
        page = page_text((paths["pdf"].parent / "report.html").read_text(encoding="utf-8"))
        for item in re.findall(r"[A-Z][^.<>|#]{25,140}\.", page)[:60]:
            kept = {form for form, text in shown.items() if re.sub(r"\W", "", item) in text}
            # slides have fewer parts than paper; whatever one paper says, the other says
            assert kept & {"docx", "pdf"} in (set(), {"docx", "pdf"}), (reader, item, kept)
        for sentence in ("Whatwasread",):
            assert all(sentence in text for text in shown.values())


# Nobody


def insides(content):
    """Unpack a file and the files in it; a PDF's pages, and every text of its objects."""
    if content[:4] == b"%PDF":
        with pdfplumber.open(io.BytesIO(content)) as document:
            yield " ".join(page.extract_text(use_text_flow=True) or "" for page in document.pages)
        with pikepdf.open(io.BytesIO(content)) as document:
            yield from (str(part) for item in document.objects for part in flat(item))
            yield document.Root.Metadata.read_bytes().decode()
    elif content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name
                yield from insides(archive.read(name))
    else:
        text = content.decode("utf-8", "replace")
        yield html.unescape(text)
        yield html.unescape(re.sub(r"<[^>]*>", "", text))


@cache
def unpacked(path):
    return [*insides(path.read_bytes())]


def flat(item):
    if isinstance(item, pikepdf.String):
        yield item
    elif isinstance(item, (pikepdf.Array, pikepdf.Dictionary)) and not item.is_indirect:
        for part in item if isinstance(item, pikepdf.Array) else item.values():
            yield from flat(part)
    elif isinstance(item, pikepdf.Dictionary):
        for part in item.values():
            if isinstance(part, pikepdf.String):
                yield part


def test_nobody_is_named_in_the_funders_documents_once_they_are_unpacked(files):
    names = [name for name, *_rest in people()]
    for path in files["funder"].values():
        texts = unpacked(path)
        assert len(texts) > 3
        found = {name for name in names for text in texts if name.casefold() in text.casefold()}
        surnames = {name.split()[-1] for name in names} - {"Lorimer"}
        found |= {name for name in surnames for text in texts if re.search(rf"\b{name}\b", text)}
        assert not found, (path.name, found)
    texts = unpacked(files["convener"]["docx"])
    assert any(name in text for name in names for text in texts)


SOMEBODY = "Quillon Zebrowski"
PLACES = {
    "title": Document(title=f"For {SOMEBODY}", subtitle="A forum"),
    "subtitle": Document(title="A forum", subtitle=f"by {SOMEBODY}"),
    "sentence": Document(title="A forum", subtitle="-", opening=(Paragraph("", f"Thanks to {SOMEBODY}."),)),
    "category": Document(
        title="A forum", subtitle="-",
        sections=(Section(title="-", chart=Chart(title="-", categories=(SOMEBODY,), series=(Series("-", (1,)),))),),
    ),
    "series": Document(
        title="A forum", subtitle="-",
        sections=(Section(title="-", chart=Chart(title="-", categories=("-",), series=(Series(SOMEBODY, (1,)),))),),
    ),
    "cell": Document(
        title="A forum", subtitle="-",
        sections=(Section(title="-", grid=Grid("-", ("a", "b"), ((f"{SOMEBODY} " * 9, "x " * 200),))),),
    ),
    "row that has no room": Document(
        title="A forum", subtitle="-",
        sections=(Section(title="-", grid=Grid("-", ("a",), (*((str(at),) for at in range(40)), (SOMEBODY,)))),),
    ),
    "what a table holds": Document(
        title="A forum", subtitle="-", sections=(Section(title="-", grid=Grid(SOMEBODY, ("a",), (("b",),))),),
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", PLACES)
def test_a_name_is_seen_wherever_it_stands_in_a_document(place, form):
    if (place, form) == ("what a table holds", "pdf"):
        pytest.skip("a PDF says it in no other words than the table's own")
    found = leaks({f"sheet.{form}": written(PLACES[place], form)}, known([SOMEBODY]))
    assert "quillon zebrowski" in {leak.found for leak in found}


def test_a_run_that_would_name_somebody_in_a_document_writes_nothing(tmp_path, monkeypatch):
    folder = tmp_path / "study"
    folder.mkdir()
    write_study(folder)
    first = people()[0][0]
    mended = pages.funder_document

    def with_name(page):
        document = mended(page)
        return Document(title=document.title, subtitle=first if page.content.title != "Specimen" else "")

    monkeypatch.setattr(pages, "funder_document", with_name)
    assert run(["run", str(folder), "--for", "funder", "--as", "pdf", "--no-open", "--out", str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out").exists()


def test_the_words_of_a_form_spare_no_page(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "study"
    folder.mkdir()
    write_study(folder)
    for name in ("register.csv", "people.csv"):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace("Anwen Kilbride", "Anwen Roman"), encoding="utf-8")
    write = pages.funder_html

    def with_surname(content):
        return write(content).replace("For the funder", "Roman" if content.title != "Specimen" else "For the funder")

    monkeypatch.setattr(pages, "funder_html", with_surname)
    command = ["run", str(folder), "--for", "funder", "--no-open", "--out", str(tmp_path / "out")]
    assert run([*command, "--as", "docx"]) == 2  # Times New Roman is a word of every such file
    assert "report.html: 'roman'" in capsys.readouterr().err


def test_somebody_left_out_is_in_no_document_of_any_reader(files):
    for paths in files.values():
        for path in paths.values():
            assert not any(OBJECTOR in text for text in unpacked(path)), path


# The same bytes, and what the files hold


def invented(title="A forum"):
    chart = Chart(title="People", categories=("Early", LIVE), series=(Series("came", (1200, None)),))
    grid = Grid("Who", ("Name", "Came"), (("Ann", "-"), (LIVE, "twice")))
    return Document(
        title=title, subtitle=LIVE, marking="For nobody.", opening=(Paragraph("Bold.", "And not."),),
        sections=(
            Section(title="Bars", chart=chart, notes=(LIVE,)),
            Section(title="Rows", paragraphs=(Paragraph("", LIVE), Paragraph("", "Two.")), grid=grid),
        ),
        foot=("The end.",),
    )  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_the_same_document_gives_the_same_bytes_and_no_time(form):
    content = written(invented(), form)
    assert written(invented(), form) == content
    if form == "pdf":
        with pikepdf.open(io.BytesIO(content)) as document:
            assert {str(document.docinfo[key])[2:10] for key in ("/CreationDate", "/ModDate")} == {"20000101"}
        return

    def check(archive):
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            assert {member.date_time[:3] for member in packed.infolist()} == {(2000, 1, 1)}
            for name in packed.namelist():
                inside = packed.read(name)
                stamps = re.findall(rb"20[12]\d-\d\d-\d\dT", inside) if name.startswith("docProps") else []
                assert not stamps, name
                if inside.startswith(b"PK"):
                    check(inside)

    check(content)


@pytest.mark.parametrize("reader", NAMES)
def test_a_pdf_can_be_read_aloud(files, reader):
    with pikepdf.open(files[reader]["pdf"]) as document:
        root = document.Root
        assert root.Lang == "en-GB"
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        assert b"<pdfuaid:part>1<" in root.Metadata.read_bytes()
        assert str(document.docinfo["/Title"])
        kinds = [(str(item.get("/S", "")), item) for item in document.objects if isinstance(item, pikepdf.Dictionary)]
        figures = [item for kind, item in kinds if kind == "/Figure"]
        assert all(str(item.get("/Alt", "")).startswith("Bars. ") for item in figures)
        assert {"/H1", "/H2", "/P"} <= {kind for kind, _item in kinds}
        if reader != "funder":
            assert "/TH" in {kind for kind, _item in kinds}
        assert len(document.pages) <= {"funder": 1, "convener": 2, "evaluator": 3}[reader]


@pytest.mark.parametrize("reader", NAMES)
def test_slides_can_be_read_aloud_from_afar_and_edited(files, reader):
    deck = pptx.Presentation(files[reader]["pptx"])
    assert deck.core_properties.title
    assert deck.core_properties.language == "en-GB"
    assert 1 <= len(deck.slides) <= 5
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text.strip()
        assert slide.notes_slide.notes_text_frame.text.strip()
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width + Mm(1)
            assert shape.top + shape.height <= deck.slide_height
            if shape.has_chart or shape.has_table:
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr")
            frames = [shape.text_frame] if shape.has_text_frame else []
            frames += [cell.text_frame for row in shape.table.rows for cell in row.cells] if shape.has_table else []
            for run_ in [run_ for frame in frames for line in frame.paragraphs for run_ in line.runs]:
                assert run_.font.size >= Pt(18)
                assert run_._r.rPr.get("lang") == "en-GB"
            if shape.has_chart:
                book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
                assert all(cell.data_type in "sn" for row in book.active.rows for cell in row)
    assert files[reader]["pptx"].stat().st_size < 200_000


@pytest.mark.parametrize("reader", NAMES)
def test_word_files_have_headings_header_rows_and_words_for_pictures(files, reader):
    path = files[reader]["docx"]
    paper = docx.Document(path)
    assert paper.core_properties.title == paper.paragraphs[0].text
    assert next(line.style.name for line in paper.paragraphs if line.style.name.startswith("Heading")) == "Heading 1"
    assert sum(line.style.name == "Heading 2" for line in paper.paragraphs) >= 2
    assert round(paper.sections[0].page_width.mm) == 210
    for table in paper.tables:
        assert table.rows[0]._tr.trPr.xpath("./w:tblHeader")
        assert table._tbl.tblPr.xpath("./w:tblDescription/@w:val")[0]
        order = [etree.QName(part).localname for part in table._tbl.tblPr]
        assert [name for name in ORDER if name in order] == order
    assert all(shape._inline.docPr.get("descr").startswith("Bars. ") for shape in paper.inline_shapes)
    assert set(paper.styles.element.xpath(".//w:lang/@w:val")) == {"en-GB"}
    with zipfile.ZipFile(path) as archive:
        charts = [name for name in archive.namelist() if name.startswith("word/charts/chart")]
        assert len(charts) == len(paper.inline_shapes)
        for name in charts:
            (own,) = re.findall(rb'externalData r:id="(\w+)"', archive.read(name))
            links = archive.read(f"word/charts/_rels/{Path(name).name}.rels")
            target = re.search(rb'Target="([^"]+)"[^>]*Id="%b"|Id="%b"[^>]*Target="([^"]+)"' % (own, own), links)
            assert f"word/{(target[1] or target[2]).decode().removeprefix('../')}" in archive.namelist()
        assert not [name for name in archive.namelist() if re.search(r"\.(png|jpe?g)$", name) and "word/" in name]


def test_texts_are_neither_markup_nor_formula_nor_what_no_file_may_hold(files):
    for paths in files.values():
        for path in paths.values():
            shown = text_of(path)
            assert "panic" in shown
            assert "*b* `c` @d <b>&amp;</b>" in shown.replace("’", "'"), path
            assert "\u202e" not in shown
            assert "\\u202e" in shown


# What is missing


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\n", "\t", "\ud800", "\ufffe", "\uffff", "\u202e", "\u2028"])
def test_what_no_file_may_hold_stops_no_document(sign, form):
    document = Document(title=f"A{sign}forum", subtitle=sign, sections=invented(f"{sign}b").sections, foot=(sign,))
    texts = list(insides(written(document, form)))
    assert any("panic" in text for text in texts)
    assert not any(sign in text for text in texts if sign in "\ud800\ufffe\uffff\u202e\u2028")


def test_what_no_font_can_show_stands_in_latin_letters():
    for text in ("孙悟空", "𐌰𐌱 and 𒀀", "العربية", "\ufffd\uffff", unicodedata.lookup("ELEPHANT")):
        content = written(Document(title=f"A {text}", subtitle=text), "pdf")
        assert content.startswith(b"%PDF")


def test_an_unknown_form_is_refused_in_words_with_what_there_is(tmp_path, capsys):
    assert run(["run", str(tmp_path), "--as", "docx,odt"]) == 2
    assert "'odt' is no form. There are docx, pptx, pdf." in capsys.readouterr().err
    assert forms_of(" PDF, .docx ,pdf") == ("docx", "pdf")


def test_a_form_whose_library_is_missing_says_what_to_install(monkeypatch):
    monkeypatch.setattr(documents, "find_spec", lambda _name: None)
    monkeypatch.setattr(pdf_writer, "browser", lambda: "")
    with pytest.raises(StudyError, match=r"cop-sna\[office\].*cop-sna\[pdf\]"):
        forms_of(ALL)
    monkeypatch.setattr(pdf_writer, "browser", lambda: "/a/browser")
    assert forms_of("pdf") == ("pdf",)


@pytest.mark.browser
def test_where_typst_is_missing_a_browser_prints_the_same_sheet(monkeypatch):
    if not pdf_writer.browser():
        pytest.skip("no browser that can print")
    monkeypatch.setattr(pdf_writer, "find_spec", lambda _name: None)
    content = written(invented(), "pdf")
    assert written(invented(), "pdf") == content
    with pikepdf.open(io.BytesIO(content)) as document:
        assert str(document.Root.Lang).startswith("en")
        assert document.Root.MarkInfo.Marked
        assert str(document.docinfo["/Title"]) == "A forum"
        figures = [item for item in document.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
        assert any("1,200 came" in str(item.Alt) for item in figures)
    with pdfplumber.open(io.BytesIO(content)) as document:
        assert "#panic" in document.pages[0].extract_text()


def test_whatever_number_a_browser_begins_to_count_parts_with_the_file_is_the_same(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf_writer, "find_spec", lambda _name: None)
    files = set()
    for begin in (1, 2, 0xB0):
        program = tmp_path / f"browser {begin}"
        parts = "".join(f"(node{number:08X})" for number in range(begin, begin + 12))
        program.write_text(
            f"#!/bin/sh\nfor word; do case $word in --print-to-pdf=*)\n"
            f"echo '{parts} (node{begin + 3:08X}) /CreationDate (D:{begin:014d}Z)' > \"${{word#*=}}\";; esac; done\n"
        )
        program.chmod(0o700)
        monkeypatch.setattr(pdf_writer, "browser", lambda program=program: str(program))
        files.add(written(invented(), "pdf"))
    (content,) = files
    assert content.count(b"(node00000003)") == 2


def test_a_browser_that_fails_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf_writer, "find_spec", lambda _name: None)
    monkeypatch.setattr(pdf_writer, "browser", lambda: str(tmp_path / "none"))
    with pytest.raises(Exception, match="could not print"):
        written(invented(), "pdf")


# The folder


def test_the_manifest_and_the_first_page_lead_to_every_document(files):
    out = files["funder"]["pdf"].parents[1]
    listed = {entry["file"] for entry in json.loads((out / "manifest.json").read_text("utf-8"))["outputs"]}
    start = (out / "START-HERE.html").read_text(encoding="utf-8")
    for reader, name in NAMES.items():
        for form in FORMS:
            assert f"{reader}/{name}.{form}" in listed
            assert f'href="{reader}/{name}.{form}"' in start


def test_numbers_of_figures_are_those_written():
    assert numbers_in("62% (71% by chance)") == [62, 71]
