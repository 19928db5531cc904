"""The folder of results: what stands where, one table an analysis, the workbook, and the page to start from."""

import csv
import importlib.util
import json
import os
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from lxml import html

from sna.analyse import ANALYSES, NEEDS
from sna.cli import run
from sna.dataset import write_csv
from sna.findings.frames import analysis_of
from sna.findings.tables import BOUNDARIES
from sna.glossary import TERMS
from sna.render.report.content import SheetName
from sna.study import open_study, read_study
from sna.study.cache import Cache
from sna.study.exports import IN_SHEETS, ROWS, SHEETS
from sna.study.pages import AUDIENCES, Wanted, make
from sna.study.results import BESIDES, analysed, long_tables, write_tables

ROOT = Path(__file__).parents[2]
CITED = re.compile(r'data-table="([^"]*)" data-row="[^"]*" data-column="[^"]*" data-period="([^"]*)"')
COUNTED = {
    "periods", "attendance", "gatherings", "organisations", "people", "reach", "ledger", "rule", "meetings",
    "identity-review", "letters", "opt-out",
}  # fmt: skip
"""What a page counts over the records: it stands in the sheets of people, meetings and files."""
KEYS = {"Groups are": "boundary", "Where": "medium", "Period": "period", "Group": "group", "Other group": "other"}
FROM = {
    "Answer": ("ei_index",), "Groups": ("ei_index", "group_reach", "cut_off"), "Pairs of groups": ("mixing",),
    "Slack and X": ("contact",),
}  # fmt: skip
"""The sheets whose columns are those of these tables, in their order."""


def module(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


SMALL = module(Path(__file__).parent / "small_study.py")
RANDOM = module(ROOT / "benchmarks" / "random_studies.py")


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tables(folder):
    return {path.stem: rows(path) for path in (folder / "for-experts" / "tables").glob("*.csv")}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return open_study([SMALL.write_study(tmp_path_factory.mktemp("study"))])


@pytest.fixture(scope="module")
def reading(study):
    return read_study(study)


@pytest.fixture(scope="module")
def out(study, reading, tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    make(study, reading, folder, wanted=Wanted(AUDIENCES))
    return folder


@pytest.fixture(scope="module")
def book(out):
    return openpyxl.load_workbook(out / "evaluator" / "tables.xlsx")


def cells(sheet):
    heads, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]


# What stands where


def test_the_folder_has_few_files_at_its_top(out):
    top = {path.name for path in (out / "evaluator").iterdir()}
    assert top == {
        "START-HERE.html", "report.html", "method.html", "map.html", "map-x.html", "tables.xlsx", "problems.xlsx",
        "manifest.json", "for-experts",
    }  # fmt: skip
    experts = {path.name for path in (out / "evaluator" / "for-experts").iterdir()}
    assert experts == {
        "findings.csv", "ledger.csv", "columns.csv", "rejects.csv", "identity.csv", "glossary.csv", "tables",
    }  # fmt: skip


@pytest.mark.parametrize("page", ["START-HERE.html", "evaluator/START-HERE.html", "evaluator/report.html"])
def test_every_link_leads_to_something(out, page):
    tree = html.parse(out / page)
    links = tree.xpath("//a/@href")
    assert len(links) > 3
    for link in links:
        file, _hash, part = link.partition("#")
        assert file or tree.xpath(f"//*[@id='{part}']"), link
        place = (out / page).parent / (file or page.rpartition("/")[2])
        assert place.is_dir() if link.endswith("/") else place.is_file(), link


def test_the_page_to_start_from_leads_to_every_page(out):
    for folder, several in ((out, True), (out / "evaluator", False)):
        tree = html.parse(folder / "START-HERE.html")
        links, titles = set(tree.xpath("//a/@href")), tree.xpath("//p[starts-with(., 'Maps of')]/a/text()")
        assert len(titles) == len(set(titles)) > 0
        pages = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")} - {"START-HERE.html"}
        evaluators = {page for page in pages if page.startswith("evaluator/") or not several}
        assert evaluators - {"evaluator/START-HERE.html"} <= links
        assert {"convener/report.html", "funder/report.html"} <= links or not several
    assert "names nobody" in (out / "START-HERE.html").read_text(encoding="utf-8")


def test_the_convener_and_the_funder_alone_need_no_page_to_start_from(out):
    assert not [page for reader in ("convener", "funder") for page in (out / reader).glob("START*")]


def test_the_page_to_start_from_names_nobody_where_labels_stand_for_names(study, reading, tmp_path):
    make(study, reading, tmp_path / "out", wanted=Wanted(("convener", "funder"), labels="codes"))
    page = (tmp_path / "out" / "START-HERE.html").read_text(encoding="utf-8")
    assert "Labels replace names" in page
    assert not [name for name, *_rest in SMALL.people() if name in page]


@pytest.mark.parametrize("page", ["report", "method"])
def test_the_pages_name_sheets_that_are_there(out, book, page):
    names = html.parse(out / "evaluator" / f"{page}.html").xpath('//p[contains(@class, "sheet")]/a/text()')
    assert len(names) >= 4
    assert {name.removeprefix("Table: ") for name in names} <= set(book.sheetnames)


def test_the_next_run_removes_what_an_earlier_one_wrote(study, reading, out, tmp_path):
    shutil.copytree(out / "evaluator", tmp_path / "out")
    make(study, reading, tmp_path / "out", wanted=Wanted(("convener",)))
    assert not (tmp_path / "out" / "for-experts").exists()
    assert not (tmp_path / "out" / "START-HERE.html").exists()


# The tables


def test_every_figure_of_a_page_stands_in_a_table(out):
    written = tables(out / "evaluator")
    titles = {"x": "Twitter/X", "slack": "Slack", "actions": "actions in the minutes", "": "meetings"}
    for page in out.rglob("*.html"):
        for place, period in set(CITED.findall(page.read_text(encoding="utf-8"))):
            folder, _, name = place.rpartition("/")
            analysis, by = analysis_of(name, BOUNDARIES)
            if analysis not in COUNTED:
                part = [row for row in written[analysis] if (row["medium"], row["period"]) == (titles[folder], period)]
                assert [row for row in part if not by or row["boundary"] == by], (page, place, period)


@pytest.mark.parametrize("seed", [6, 9][: None if os.environ.get("SNA_EVERY") == "1" else 1])
def test_a_long_table_is_its_analyses_and_the_pages_read_no_other(seed, tmp_path, monkeypatch):
    (tmp_path / "study").mkdir()
    RANDOM.written(RANDOM.drawn(seed), tmp_path / "study")
    study, made = open_study([tmp_path / "study"]), []
    monkeypatch.setattr("sna.study.pages.analysed", lambda *given: made.append(analysed(*given)) or made[0])
    make(study, read_study(study), tmp_path / "out", wanted=Wanted(AUDIENCES))
    written, group, compared = tables(tmp_path / "out" / "evaluator"), study.settings.study.group, 0
    for part in made[0].networks():
        names = made[0].run_tables(part)
        assert set(part.tables._frames) <= set(names)
        for name in names:
            analysis, by = analysis_of(name, BOUNDARIES)
            write_csv(part.tables[name], tmp_path / "one.csv", index=True)
            boundary = by or (group if analysis in BESIDES or "by" in NEEDS[analysis] else "")
            place = part.medium, part.period, boundary
            long = [row for row in written[analysis] if (row["medium"], row["period"], row["boundary"]) == place]
            single = [
                {{"period": "stretch"}.get(k, k): v for k, v in row.items()} for row in rows(tmp_path / "one.csv")
            ]
            assert [{column: row[column] for column in own} for row, own in zip(long, single, strict=True)] == single
            compared += len(single)
    assert compared > 100


def test_every_analysis_of_every_network_is_had_when_it_is_asked_for(study, out, tmp_path):
    assert run(["export", str(study.folder), "--to", "tables", "--out", str(tmp_path / "out")]) == 0
    names = {path.stem for path in (tmp_path / "out" / "tables").glob("*.csv")}
    rare = {
        "acts",
        "meetings",
        "cops",
        "events",
        "conveners",
        "subjects",
        "adoptions",
        "speech",
        "deeds",
        "levels",
        "things",
        "modes",
    }
    of_media = {name for name, needs in NEEDS.items() if rare & {*needs}}
    assert names >= {*ANALYSES} - of_media
    people = rows(tmp_path / "out" / "tables" / "brokerage.csv")
    assert {row["period"] for row in people if row["medium"] == "meetings"} == {"whole time", "Year 1", "Year 2"}
    assert {row["medium"] for row in people} == {"meetings", "Twitter/X"}
    for name, table in tables(out / "evaluator").items():
        every = rows(tmp_path / "out" / "tables" / f"{name}.csv")
        assert all(row in every for row in table), name


def test_whole_numbers_stay_whole_and_what_a_network_lacks_is_blank(out):
    nodes = tables(out / "evaluator")["nodes"]
    assert {row["medium"] for row in nodes} == {"meetings", "Twitter/X"}
    for column in ("degree", "external", "groups_reached", "gatherings"):
        assert all(re.fullmatch(r"\d*", row[column]) for row in nodes), column
    assert {row["gatherings"] for row in nodes if row["medium"] == "Twitter/X"} == {""}
    assert [*nodes[0]][:4] == ["medium", "period", "boundary", "node"]


def test_the_glossary_explains_every_column(out):
    experts = out / "evaluator" / "for-experts"
    known = {row["column"]: row["meaning"] for row in rows(experts / "glossary.csv")}
    for path in experts.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            heads = next(csv.reader(file))
        if path.name == "rejects.csv":  # behind these the columns of the record itself
            heads = [head for head in heads if head.startswith("_")]
        if path.name != "glossary.csv":
            assert not [head for head in heads if not known.get(head)], path.name


# The workbook


def test_the_first_sheet_leads_to_every_other(book):
    assert len(book.sheetnames) <= 15
    assert book.sheetnames[0] == "Contents"
    links = {}
    for row in book["Contents"].iter_rows(min_row=2):
        if row[1].hyperlink:
            links[row[1].value] = re.fullmatch(r"'(.+)'!A1", row[1].hyperlink.location)[1]
            assert row[3].value == book[row[1].value].max_row - 1
            assert row[0].value.endswith("?")
    assert [*links] == [*links.values()] == book.sheetnames[1:]


def test_every_sheet_can_be_filtered_and_keeps_its_headings_in_sight(book):
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(12 <= column.width <= 60 for column in sheet.column_dimensions.values())
        assert all(cell.font.bold for cell in sheet[1])
        assert not [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


def test_every_heading_is_a_term_and_every_sheet_is_made():
    assert [*SHEETS] == [*ROWS] == [name for name in SheetName if name is not SheetName.WORDS]
    for sheet in SHEETS.values():
        assert {column.partition(":")[0] for column in sheet.columns.values()} <= TERMS.keys()
        assert sheet.question.endswith("?")


def test_the_words_explain_every_heading(book):
    explained = {(row["Sheet"], row["Heading"]) for row in cells(book["Words"])}
    assert explained == {(sheet.title, cell.value) for sheet in book.worksheets[1:-1] for cell in sheet[1]}


def alike(cell, text):
    if cell is None or text == "":
        return cell is None and text == ""
    if isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return str(cell).removesuffix(" 00:00:00") == text.removeprefix("'")  # which keeps a text from being a formula
    return float(text) == pytest.approx(cell, rel=1e-12)


@pytest.mark.parametrize("name", FROM)
def test_every_row_of_a_sheet_is_that_of_its_table(out, book, name):
    written = tables(out / "evaluator")
    if name not in book.sheetnames:
        assert not any(written.get(table) for table in FROM[name])
        return
    keys = {heading: column for heading, column in KEYS.items() if heading in SHEETS[name].columns}
    known = {
        table: {tuple(row[column] for column in keys.values() if column in row): row for row in written[table]}
        for table in FROM[name]
    }
    compared = 0
    for row in cells(book[name]):
        key = tuple(row[heading] for heading in keys) if name != "Answer" else (*(row[h] for h in keys), "all")
        part = (
            [known[table][key] for table in FROM[name] if key in known[table]]
            if name != "Answer"
            else [
                line
                for line in written["ei_index"]
                if (line["boundary"], line["medium"], line["period"], line["group"]) == key
            ]
        )
        assert part
        for heading, column in SHEETS[name].columns.items():
            texts = [line[column] for line in part if column in line]
            if texts and heading in row and column not in (*keys.values(), "single_link"):
                assert alike(row[heading], texts[0]), (heading, row, texts)
                compared += 1
    assert compared >= len(cells(book[name]))


def test_people_ties_and_meetings_are_those_of_the_tables(out, book):
    written = tables(out / "evaluator")
    for sheet, table, columns in (
        (
            "People",
            "nodes",
            {"Person": "name", "People met": "degree", "Where": "medium", "Of other groups": "external"},
        ),
        ("Ties", "ties", {"How often": "count", "Strength of the tie": "weight", "Period": "period"}),
    ):
        lines = cells(book[sheet])
        assert len(lines) == len(written[table])
        for line, row in zip(lines, written[table], strict=True):
            for heading, column in columns.items():
                assert alike(line[heading], row[column]), (heading, line, row)
    came = {row["Date"]: 0 for row in cells(book["Meetings"])}
    for row in cells(book["Attendance"]):
        came[row["Date"]] += row["There or not"] == "present"
    assert came == {row["Date"]: row["People"] for row in cells(book["Meetings"])}
    assert sum(row["There for the first time"] for row in cells(book["Meetings"])) == len(
        {row["Person"] for row in cells(book["Attendance"]) if row["There or not"] == "present"}
    )
    last = {}
    for row in cells(book["Attendance"]):
        if row["There or not"] == "present":
            last[row["Person"]] = max(row["Date"], last.get(row["Person"], row["Date"]))
    seen = [row for row in cells(book["People"]) if (row["Where"], row["Period"]) == ("meetings", "whole time")]
    assert {row["Person"]: row["Last seen"] for row in seen if row["Last seen"]} == last


def test_what_stands_only_in_the_tables_is_said(out, book):
    said = {row["Besides"] for row in cells(book["Contents"]) if row["Besides"]}
    for name in {*tables(out / "evaluator")} - IN_SHEETS:
        assert f"only in for-experts/tables/{name}.csv" in said


def test_a_sheet_that_would_be_too_long_is_said_in_the_contents_and_in_the_manifest(
    study, reading, tmp_path, monkeypatch
):
    monkeypatch.setattr("sna.export.workbook.MOST_ROWS", 300)
    make(study, reading, tmp_path / "out")
    book = openpyxl.load_workbook(tmp_path / "out" / "tables.xlsx")
    (row,) = [row for row in cells(book["Contents"]) if row["Sheet"] == "Ties (no sheet)"]
    ties = rows(tmp_path / "out" / "for-experts" / "tables" / "ties.csv")
    assert row["Rows"] == len(ties) > 300
    assert row["Besides"] == "all are in for-experts/tables/ties.csv"
    assert "Ties" not in book.sheetnames
    omissions = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["omissions"]
    assert f"tables.xlsx: no sheet for Ties, {len(ties):,} rows; all are in for-experts/tables/ties.csv" in omissions


def test_the_same_tables_are_had_by_a_program(study, reading, tmp_path):
    results = analysed(reading, study.settings, Cache.of(study))
    write_tables(long_tables(results, study.settings.study.group), tmp_path)
    assert {path.stem for path in tmp_path.glob("*.csv")} == {name for name, _blocks in long_tables(results, "sector")}
