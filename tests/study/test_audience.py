"""One run for every reader: what each file holds, and above all what it does not."""

import csv
import importlib.util
import io
import json
import os
import re
import shutil
import unicodedata
import zipfile
from html import unescape
from pathlib import Path

import pytest
from msgspec.structs import replace

from sna.cli import run
from sna.errors import StudyError
from sna.study import open_study, read_study
from sna.study import pages as pages_module
from sna.study.pages import AUDIENCES, WRITERS, Run, Wanted, make
from sna.study.results import analysed


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


SMALL = module("small_study")


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return open_study([SMALL.write_study(tmp_path_factory.mktemp("study"))])


@pytest.fixture(scope="module")
def reading(study):
    return read_study(study)


@pytest.fixture(scope="module")
def found(study, reading):
    return analysed(reading, study.settings)


@pytest.fixture(scope="module")
def published(study, reading, found, tmp_path_factory):
    """Give the folder of a run for every reader, from one analysis."""
    out = tmp_path_factory.mktemp("published")
    made = pages_module.analysed
    pages_module.analysed = lambda *_arguments: found
    try:
        make(study, reading, out, wanted=Wanted(AUDIENCES))
    finally:
        pages_module.analysed = made
    return out


@pytest.fixture
def asked(study, reading, found, monkeypatch):
    """Give the study and its reading, analysed already."""
    monkeypatch.setattr(pages_module, "analysed", lambda *_arguments: found)
    return study, reading


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def table(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def plain(data):
    """Everything a file says, unpacked, unescaped, without case and accents: by other means than the guard's."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data = b"\n".join(packed.read(name) for name in packed.namelist())
    text = unescape(data.decode("utf-8", "replace").replace("\\u0027", "'"))
    return unicodedata.normalize("NFKD", text).casefold()


def person_words():
    """Surnames, full names and handles of everybody."""
    full = [name.casefold() for name, _organisation, _role, _email in SMALL.people()]
    return {*full, *(name.split()[1] for name in full)} | {
        "abena_writes",
        "quill_and_co",
        "@care.example",
        "120001",
        "130002",
    }


def written(run_, audience, folder):
    folder.mkdir(exist_ok=True)
    WRITERS[audience](run_, folder)
    return files(folder)


# Which files


def test_each_reader_has_a_folder_and_one_manifest_lists_all(published):
    names = set(files(published))
    assert {name for name in names if name.startswith("funder/")} == {
        "funder/report.html", "funder/groups.csv", "funder/manifest.json",
    }  # fmt: skip
    conveners = {"report.html", "map.html", "map-x.html", "problems.xlsx", "manifest.json"}
    assert {name for name in names if name.startswith("convener/")} == {f"convener/{name}" for name in conveners}
    evaluators = {"START-HERE.html", "report.html", "map.html", "tables.xlsx", "problems.xlsx"}
    evaluators |= {"for-experts/ledger.csv", "for-experts/rejects.csv"}
    assert {f"evaluator/{name}" for name in evaluators} <= names
    told = json.loads((published / "manifest.json").read_text())
    assert {entry["file"] for entry in told["outputs"]} == names - {"manifest.json"}


def test_the_command_line_takes_several_readers_and_removes_what_an_earlier_run_left(
    tmp_path, study, found, monkeypatch
):
    monkeypatch.setattr(pages_module, "analysed", lambda *_arguments: found)
    out = tmp_path / "out"
    assert run(["run", str(study.folder), "--for", "convener", "--for", "funder", "--out", str(out)]) == 0
    assert {path.name for path in out.iterdir()} == {"convener", "funder", "manifest.json", "START-HERE.html"}
    assert run(["run", str(study.folder), "--for", "funder", "--out", str(out)]) == 0
    assert {path.name for path in out.rglob("*") if path.is_file()} == {"report.html", "groups.csv", "manifest.json"}
    assert not list((out / "convener").rglob("*.*"))


def test_all_means_everybody_once_and_nothing_means_the_evaluator():
    from sna.cli import _audiences

    assert _audiences(["funder", "all", "funder"]) == AUDIENCES
    assert _audiences(["funder", "funder"]) == ("funder",)
    assert _audiences([]) == ("evaluator",)


def test_the_same_study_gives_the_same_bytes(study, reading, found, published, tmp_path):
    again = Run(study, reading, found, "names")
    assert written(again, "funder", tmp_path / "funder") == files(published / "funder")
    first, second = (written(again, "convener", tmp_path / name) for name in ("one", "two"))
    assert first == second


# The funder's files name nobody


def test_no_byte_of_the_funders_files_names_anybody(published):
    for name, data in files(published / "funder").items():
        said = plain(data)
        assert not [word for word in person_words() if word in said], name
        assert "name:" not in said
        assert "gathering:" not in said


def test_the_funders_files_name_no_gathering_and_no_file(tmp_path):
    folder = SMALL.write_study(tmp_path, title="Marmalade evening")
    assert run(["run", str(folder), "--for", "funder", "--out", str(tmp_path / "out")]) == 0
    said = " ".join(plain(data) for data in files(tmp_path / "out").values())
    assert "marmalade" not in said
    assert not [name for name in ("register.csv", "people.csv", "posts.jsonl", "organisations.csv") if name in said]


def test_a_sole_trader_stands_under_a_letter_with_a_note(published):
    page = plain((published / "funder" / "report.html").read_bytes())
    assert "podiatry" not in page
    assert "1 organisation whose name is also that of a person" in page


@pytest.mark.parametrize(
    ("title", "readers"),
    [
        ("LORIMER, Zebedee and friends", ("convener", "funder")),  # the convener's files are ready by then
        ("Zébedée Lorimer’s circle", ("funder",)),
        ("The Holloway circle", ("funder",)),
        ("Ask @abena_writes", ("funder",)),
    ],
)
def test_nothing_is_published_if_the_funders_page_would_name_somebody(asked, tmp_path, title, readers):
    study, reading = asked
    settings = replace(study.settings, study=replace(study.settings.study, title=title))
    with pytest.raises(StudyError, match=r"would name somebody: report\.html.*Nothing was written"):
        make(replace(study, settings=settings), reading, tmp_path / "out", wanted=Wanted(readers))
    assert not (tmp_path / "out").exists()


def test_an_ordinary_word_that_is_a_surname_can_be_allowed(study, reading, found, tmp_path, monkeypatch):
    monkeypatch.setattr(pages_module, "analysed", lambda *_arguments: found)
    titled = replace(study.settings, study=replace(study.settings.study, title="The Holloway circle"))
    allowed = replace(titled, privacy=replace(titled.privacy, words=("Holloway",)))
    assert make(replace(study, settings=allowed), reading, tmp_path / "out", wanted=Wanted(("funder",)))


def test_groups_csv_alone_holds_the_people_and_ties_of_the_groups_and_withholds_the_small(published):
    rows = table(published / "funder" / "groups.csv")
    page = (published / "funder" / "report.html").read_text(encoding="utf-8")
    people_ = {row["group"]: row["value"] for row in rows if row["by"] == "locality" and row["figure"] == "people"}
    assert people_
    assert all(value in {"0", "fewer than 8"} or int(value) % 5 == 0 for value in people_.values())
    assert "<table" not in page
    organisations = {row["group"] for row in rows if row["figure"] == "reached"}
    assert organisations
    assert all(name in page for name in organisations)
    ties = [row for row in rows if row["figure"] == "tenths of the pairs tied"]
    assert ties
    assert all(row["value"] == "withheld" or 0 <= int(row["value"]) <= 10 for row in ties)


# The convener's files


def test_the_conveners_page_says_that_it_is_personal_and_no_league_table(published):
    page = plain((published / "convener" / "report.html").read_bytes())
    assert "personal data, confidential" in page
    assert "not for performance management" in page
    assert "ask back" in page
    assert "invit" not in page


# Labels


@pytest.mark.parametrize(
    "wanted",
    ["evaluator codes", "convener roles", "convener initials"][: None if os.environ.get("SNA_EVERY") == "1" else 2],
)
def test_with_labels_no_file_names_anybody(study, reading, found, tmp_path, wanted):
    audience, style = wanted.split()
    made = written(Run(study, reading, found, style), audience, tmp_path / "out")
    for name, data in made.items():
        said = plain(data)
        assert not [word for word in person_words() if word in said], name
    assert not {"ledger.csv", "rejects.csv", "identity.csv", "problems.xlsx"} & {Path(name).name for name in made}


def test_each_reader_has_codes_of_their_own(study, reading, found):
    run_ = Run(study, reading, found, "codes")
    first, second = run_.view("evaluator"), run_.view("convener")
    assert set(first.reading.dataset.people["name"]) == set(second.reading.dataset.people["name"])
    assert [*first.content.people.sort_values("name")["organisation"]] != [
        *second.content.people.sort_values("name")["organisation"]
    ]


@pytest.mark.parametrize("style", ["codes", "initials", "roles"])
def test_who_convenes_is_in_no_advice_whatever_stands_for_the_names(asked, found, style):
    study, reading = asked
    name = reading.dataset.people["name"].iloc[0]
    settings = replace(study.settings, study=replace(study.settings.study, conveners=(name,)))
    named, labelled = (
        Run(replace(study, settings=settings), reading, found, s).view("convener") for s in ("names", style)
    )
    (person,), (label,) = named.conveners, labelled.conveners
    times = [
        view.content.whole.tables.absences.get(id_).times_came for view, id_ in ((named, person), (labelled, label))
    ]
    assert named.content.labels[person] == name
    assert label not in named.content.labels
    assert times[0] == times[1]


def test_the_figures_do_not_depend_on_the_labels(study, reading, found):
    named, coded = (Run(study, reading, found, style).view("evaluator").results for style in ("names", "codes"))
    for (_window, one), (_other, two) in zip(named.meetings, coded.meetings, strict=True):
        for name in ("centrality", "outside", "group_reach", "ei_index"):
            numbers = one[name].select_dtypes("number")
            assert sorted(map(tuple, numbers.fillna(-1).values.tolist())) == sorted(
                map(tuple, two[name][numbers.columns].fillna(-1).values.tolist())
            )


def test_labels_of_the_settings_count_unless_the_command_says_otherwise(study, reading, found, tmp_path, monkeypatch):
    monkeypatch.setattr(pages_module, "analysed", lambda *_arguments: found)
    settings = replace(study.settings, study=replace(study.settings.study, labels="codes"))
    coded = make(replace(study, settings=settings), reading, tmp_path / "one", wanted=Wanted(("convener",)))
    named = make(
        replace(study, settings=settings), reading, tmp_path / "two", wanted=Wanted(("convener",), labels="names")
    )
    assert "abena" not in plain((tmp_path / "one" / "report.html").read_bytes())
    assert "abena" in plain((tmp_path / "two" / "report.html").read_bytes())
    assert {path.name for path in named} - {path.name for path in coded} == {"problems.xlsx"}


# Opt-outs reach every file


def test_whoever_opted_out_is_in_no_file_of_any_reader(tmp_path):
    folder = SMALL.write_study(tmp_path)
    chosen = sorted(name for name, *_rest in SMALL.people())[:2]
    (folder / "opt-out.csv").write_text("name\n" + "\n".join(chosen), encoding="utf-8")
    assert run(["run", str(folder), "--for", "all", "--out", str(tmp_path / "out")]) == 0
    for file, data in files(tmp_path / "out").items():
        said = plain(data)
        assert not [one for one in chosen if one.casefold() in said], file
    page = plain((tmp_path / "out" / "convener" / "report.html").read_bytes())
    assert "2 people asked to be left out" in page
    shutil.rmtree(tmp_path / "out")


def test_no_heading_stands_without_a_word_where_a_period_holds_nothing(tmp_path):
    rows = [f"2023-0{month}-01,Ann Lee,Care\n2023-0{month}-01,Bob Ray,Home\n" for month in range(1, 7)]
    (tmp_path / "register.csv").write_text("Date,Name,Organisation\n" + "".join(rows), encoding="utf-8")
    periods = '[periods]\n"Y1" = [2019-01-01, 2019-12-31]\n"Y2" = [2023-01-01, 2023-12-31]\n'
    (tmp_path / "study.toml").write_text(periods, encoding="utf-8")
    assert run(["run", str(tmp_path), "--out", str(tmp_path / "out"), "--for", "all"]) == 0
    pages = [*(tmp_path / "out").rglob("*.html")]
    assert len(pages) > 3
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<h2[^>]*>[^<]*</h2>\s*(</section>|<section)", text), page
        assert "came again" not in text, page
