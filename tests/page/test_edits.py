"""What goes into the folder: study.toml with its notes, answers as every command reads them, zips, forms filled in."""

import io
import zipfile

import docx
import openpyxl
import pytest
from page_helpers import PEOPLE, register

from sna.errors import StudyError
from sna.page import edits, site
from sna.page.edits import RefusalError, answers, safe_name
from sna.study import open_study, read_study


def settings(browser):
    return open_study([browser.folder]).settings


def test_columns_become_a_source_and_the_file_is_read(browser):
    text = "Colleague code;Base;When;Here\nAnn Okafor;City Care;2024-03-05;x\nBo Li;Northmoor Trust;2024-03-05;x\n"
    browser.drop({"colleagues [1].csv": text})
    page = browser.get("/read").text
    assert "Ann Okafor" in page  # the first rows are shown where it could not be read
    browser.post(
        "/columns",
        file="colleagues [1].csv",
        **{"heading-0": "Colleague code", "as-0": "name", "heading-1": "Base", "as-1": "organisation"},
    )
    (part,) = settings(browser).source
    assert part.columns == {"name": "Colleague code", "organisation": "Base"}
    assert "Meeting of 5 March 2024: 2 people came." in browser.get("/read").text
    browser.post("/columns", file="colleagues [1].csv")  # chosen no more
    assert settings(browser).source == ()


def test_a_day_is_said_of_one_file_and_unsaid(forum):
    forum.post("/on", file="2024-01-09.csv", day="2024-01-10")
    forum.post("/order", file="2024-02-13.csv")
    parts = {part.files: part for part in settings(forum).source}
    assert str(parts["2024-01-09.csv"].on) == "2024-01-10"
    assert parts["2024-02-13.csv"].day_first is False
    forum.post("/on", file="2024-01-09.csv", day="")
    assert [part.files for part in settings(forum).source] == ["2024-02-13.csv"]
    assert "no day" in forum.post("/on", file="2024-01-09.csv", day="5.3.24").text


def test_what_is_left_out_takes_its_source_along_and_comes_back(forum):
    forum.post("/on", file="2024-01-09.csv", day="2024-01-10")
    forum.post("/aside", file="2024-01-09.csv")
    assert settings(forum).source == ()
    page = forum.get("/read").text
    assert "2 of 2 files are in" in page
    assert "Left out by you (1)" in page
    assert (forum.folder / "2024-01-09.csv").exists()
    forum.post("/aside", file="2024-01-09.csv", back="1")
    assert "3 of 3 files are in" in forum.get("/read").text
    assert settings(forum).sources.exclude == ()


@pytest.mark.parametrize("name", ["a [1]*.csv", "b?.csv", "c'd.csv", 'e"f.csv'])
def test_odd_file_names_are_meant_as_they_stand(forum, name):
    text = register("2024-05-14")
    (forum.folder / name).write_text(text)
    forum.get("/read")
    forum.post("/aside", file=name)
    assert "Left out by you (1)" in forum.get("/read").text
    assert "3 of 3" in forum.get("/read").text


def test_periods_settings_and_seats_are_the_command_lines_own(forum):
    forum.post("/settle", title="Our “forum”", group="organisation", line="2024-02-13", before="Early", after="Late",
               labels="codes", seats="12", smallest="6", round="5", stay="1")  # fmt: skip
    chosen = settings(forum)
    assert {title: [str(day) for day in days] for title, days in chosen.periods.items()} == {
        "Early": ["2024-01-09", "2024-02-12"],
        "Late": ["2024-02-13", "2024-03-12"],
    }
    assert (chosen.study.title, chosen.study.labels, chosen.plan.seats) == ("Our “forum”", "codes", 12)
    assert chosen.privacy.smallest == 6
    page = forum.get("/question").text
    assert "1 and 2 meetings: too few to tell whether isolation fell: it takes 5 or more in each." in page
    forum.post("/settle", title="Our forum", group="organisation", line="")
    assert settings(forum).periods == {}


def test_meetings_beyond_the_periods_are_said_and_the_periods_stretched(forum):
    forum.post("/settle", title="F", group="organisation", line="2024-02-13", before="Early", after="Late")
    forum.drop({"2024-06-11.csv": register("2024-06-11")})
    assert "1 meeting lies in neither period" in forum.get("/question").text
    forum.post("/stretch")
    assert str(settings(forum).periods["Late"][1]) == "2024-06-11"
    assert "in neither period" not in forum.get("/question").text


def test_organisations_to_reach_are_a_list_every_command_reads(forum):
    forum.post("/reach", organisations="Pond Trust\n • Mill Care\n\nPond Trust\n=HYPERLINK(1)")
    table = read_study(open_study([forum.folder])).dataset.organisations
    assert set(table.loc[table["reach"].astype(bool), "name"]) == {"Pond Trust", "Mill Care", "=HYPERLINK(1)"}
    assert "Mill Care" in forum.get("/question").text
    assert read_study(open_study([forum.folder])).rejected == 0
    forum.post("/reach", organisations="")
    assert edits.REACH not in forum.files()


def test_answers_are_a_file_of_answers_with_not_sure_and_taken_back(browser):
    people = [*PEOPLE, ("A. Lee", ""), ("Hal Ker", "Hill Surgery")]
    browser.drop({f"2024-0{month}-09.csv": register(f"2024-0{month}-09", people[month % 2 :]) for month in (1, 2, 3)})
    key = browser.key_of("p-")
    assert "Is this one person?" in browser.get("/who").text
    browser.post("/reply", key=key, answer="Not sure", **{"from": "who"})
    assert answers(browser.folder) == {key: "Not sure"}
    reading = read_study(open_study([browser.folder]))
    assert key in reading.replies.unsure
    assert not reading.replies.idle
    browser.post("/reply", key=key, answer="Two people", **{"from": "who"})
    assert read_study(open_study([browser.folder])).replies.by_key[key].value == "no"
    assert "Two people" in browser.get("/who").text
    browser.post("/reply", key=key, answer="", **{"from": "who"})
    assert answers(browser.folder) == {}
    assert browser.post("/reply", key=key, answer="Perhaps").status == 400
    assert browser.post("/reply", key="p-none", answer="Same").status == 400


def test_answers_are_matched_once_all_are_there(browser, monkeypatch):
    people = [*PEOPLE, ("Guest One", ""), ("Guest Two", "")]
    browser.drop({"2024-01-09.csv": register("2024-01-09", people)})
    browser.get("/who")
    reads = []
    own = browser.site.project._read
    monkeypatch.setattr(browser.site.project, "_read", lambda *args: (reads.append(1), own(*args)))
    keys = [row.key for row in browser.site.project.view(60).open({})]
    assert len(keys) == 2
    browser.post("/reply", key=keys[0], answer="Mill Care", **{"from": "who"})
    browser.get("/who")
    assert not reads
    browser.post("/reply", key=keys[1], answer="Mill Care", **{"from": "who"})
    assert "Every question is answered" in browser.get("/who").text
    assert len(reads) == 1


def zipped(files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def test_a_zip_is_read_where_it_lies_and_unpacked_where_it_holds_the_settings(browser):
    registers = {f"Ours/2024-0{month}-09.csv": register(f"2024-0{month}-09") for month in (1, 2)}
    browser.drop({"registers.zip": zipped(registers)})
    assert "2 of 2 files are in: 2 meetings" in browser.get("/read").text
    browser.post("/undo")
    project = {**registers, "Ours/study.toml": '[study]\ntitle = "Zipped"\n', "Ours/results/manifest.json": "{}"}
    browser.drop({"project.zip": zipped({**project, "Ours/.sna/key": "secret"})})
    page = browser.get("/read").text
    assert "unpack it, so that it counts" in page
    assert "Unpack it here" in page
    browser.post("/unpack", file="project.zip")
    assert set(browser.files()) == {"2024-01-09.csv", "2024-02-09.csv", "study.toml"}
    assert settings(browser).study.title == "Zipped"
    browser.post("/undo")
    assert set(browser.files()) == {"project.zip"}


def test_a_zip_that_leads_out_of_the_folder_writes_nothing_there(browser):
    files = {
        "../up.csv": "x",
        "/up.csv": "x",
        "a\\..\\..\\up.csv": "x",
        "CON.csv": "x",
        "a.csv": register("2024-01-09"),
    }
    browser.drop({"slip.zip": zipped(files)})
    browser.post("/unpack", file="slip.zip")
    assert set(browser.files()) == {"a.csv"}
    assert not list(browser.folder.parent.glob("up.csv"))


def test_a_zip_that_swells_or_lies_about_its_size_is_refused(browser, monkeypatch):
    browser.drop({"swell.zip": zipped({"a.csv": b"0" * 3_000_000})})
    monkeypatch.setattr(edits, "LARGEST_REQUEST", 1_000_000)
    assert browser.post("/unpack", file="swell.zip").status == 400
    content = browser.files()["swell.zip"].replace((3_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    (browser.folder / "swell.zip").write_bytes(content)
    browser.post("/unpack", file="swell.zip")
    assert set(browser.files()) <= {"swell.zip", "a.csv"}
    assert len(browser.files().get("a.csv", b"")) < 1_000_000
    (browser.folder / "broken.zip").write_bytes(content[:60])
    assert "damaged" in browser.post("/unpack", file="broken.zip").text


def test_safe_names():
    assert safe_name("a/b.csv") == "a/b.csv"
    for name in ("x" * 200 + ".csv", "a/b/c/d/e/f/g/h.csv", " . "):
        with pytest.raises(RefusalError):
            safe_name(name)


def test_a_study_file_that_is_wrong_is_not_changed(forum):
    (forum.folder / "study.toml").write_text("[study]\ntitel = 1\n")
    with pytest.raises(StudyError, match="titel"):
        edits.edited(forum.folder, lambda document: edits.set_aside(document, "a.csv", aside=True))
    assert "titel" in forum.post("/aside", file="2024-01-09.csv").text
    assert (forum.folder / "study.toml").read_text() == "[study]\ntitel = 1\n"


def test_a_study_file_of_a_word_processor_or_another_encoding_keeps_its_words(forum):
    (forum.folder / "study.toml").write_bytes('# é\r\n[study]\r\ntitle = "Café"\r\n'.encode("utf-16"))
    forum.post("/order", file="2024-01-09.csv")
    assert settings(forum).study.title == "Café"
    assert "# é" in (forum.folder / "study.toml").read_text("utf-8")


def filled(name):
    """Fill a form in as somebody does."""
    content = site.TEMPLATES[name][1]()
    if name.endswith(".docx"):
        document = docx.Document(io.BytesIO(content))
        words = {"Meeting: ": "Meeting: Forum", "Date: ": "Date: 5 March 2024", "Present:": "Present: Ann Lee, Bob Ray",
                 "Apologies:": "Apologies: Cy Fox"}  # fmt: skip
        for paragraph in document.paragraphs:
            if paragraph.text in words:
                paragraph.text = words[paragraph.text]
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    rows = {
        "sign-in-sheet.xlsx": [["Ann Lee", "Pond Trust", "Nurse", "x"], ["Cy Fox", "Age Well", "Lead", "apologies"]],
        "members.xlsx": [["Ann Lee", "Pond Trust", "Nurse", "NHS", "North", "2023-01-01", ""]],
        "scoping-form.xlsx": [["Ann Lee", "Pond Trust", "Nurse", "Help with audit", "A leaflet", "Training"]],
    }
    if name == "sign-in-sheet.xlsx":
        sheet["B1"], sheet["B2"] = "Forum", "5 March 2024"
    for row in rows[name]:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", site.TEMPLATES)
def test_a_form_that_was_filled_in_is_read_without_a_reject(browser, name):
    answer = browser.get(f"/template/{name}")
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    browser.drop({name: filled(name)})
    reading = read_study(open_study([browser.folder]))
    assert reading.rejected == 0, list(reading.ledger.rejects().itertuples())
    assert "Ann Lee" in set(reading.dataset.people["name"])
    if name in {"sign-in-sheet.xlsx", "minutes.docx"}:
        attendance = reading.dataset.attendance
        assert [str(day) for day in reading.dataset.gatherings["on"]] == ["2024-03-05"]
        assert dict(attendance["status"].value_counts())["apologies"] == 1
