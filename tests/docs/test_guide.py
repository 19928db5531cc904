"""The guide shows what happens: its commands are run, its study file is read, its links lead somewhere."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from sna.cli import parser
from sna.load import LOADERS
from sna.study.settings import NetworkPart, PrivacyPart, Settings, SourcePart, SourcesPart, StudyPart, parse

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
STUDY_FILE = (GUIDE / "study-file.md").read_text(encoding="utf-8")
WRITTEN = [
    path
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    if path.parent != ROOT / "docs" / "reference"  # made when the site is built, which looks at their links itself
]
SHOWN = [
    (page.name, line)
    for page in sorted(GUIDE.glob("*.md"))
    for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    for line in block.splitlines()
    if line.startswith("sna ")
]


@pytest.mark.parametrize("line", [line for _page, line in SHOWN])
def test_every_command_shown_is_one(line):
    assert parser().parse_args(shlex.split(line)[1:]).command


def test_pages_that_hold_something_to_run_are_found(examples):
    names = {page.stem for page in examples.pages()}
    assert names >= {"registers", "minutes", "who-is-who", "privacy", "python"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["registers", "minutes", "who-is-who", "privacy", "python"])
def test_commands_answer_what_the_page_shows(examples, name, capsys):
    page = GUIDE / f"{name}.md"
    assert examples.refreshed(page) == page.read_text(encoding="utf-8")  # else: python docs/examples.py


def test_an_answer_that_changed_is_seen(examples, monkeypatch):
    monkeypatch.setattr(examples, "answer", lambda _words: "Nothing.\n")
    assert "Nothing." in examples.refreshed(GUIDE / "minutes.md")


def test_the_study_file_shown_is_read_and_shows_every_key():
    table = tomllib.loads(re.search(r"```toml\n(.*?)```", STUDY_FILE, re.DOTALL)[1])
    assert parse(table).study.title
    for name, part in {
        "study": StudyPart,
        "sources": SourcesPart,
        "network": NetworkPart,
        "privacy": PrivacyPart,
    }.items():
        assert set(part.__struct_fields__) == set(table[name])
    assert set(table) | {"window"} >= set(Settings.__struct_fields__)
    unshown = set(SourcePart.__struct_fields__) - set().union(*table["source"])
    assert all(f"`{key}`" in STUDY_FILE for key in unshown), unshown


def test_every_loader_is_named():
    assert {name for name in LOADERS if f"`{name}`" not in STUDY_FILE} == set()


def test_the_vendors_read_are_named():
    text = (GUIDE / "registers.md").read_text(encoding="utf-8").casefold()
    services = set(LOADERS) - {"register", "roster", "minutes", "slack", "x"}
    assert {name for name in services if name not in text} == set()


def test_pictures_are_small_and_each_is_shown():
    pictures = {path.name: path.stat().st_size for path in (GUIDE / "pictures").iterdir()}
    assert max(pictures.values()) < 150_000
    assert sum(pictures.values()) < 600_000
    shown = " ".join(path.read_text(encoding="utf-8") for path in WRITTEN)
    assert {name for name in pictures if f"pictures/{name}" not in shown} == set()


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_to_something_that_is_there(path, reference):
    made = {f"{name}.md" for name in (*reference.PAGES, "index")}
    text = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        place, _, anchor = target.partition("#")
        if place and not place.startswith(("http:", "https:", "mailto:")):
            goal = (path.parent / place).resolve()
            assert goal.exists() or (goal.parent.name == "reference" and goal.name in made), target
            if anchor and goal.is_file() and goal.parent.name != "reference":
                assert anchor in anchors(goal.read_text(encoding="utf-8")), target


def anchors(text):
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.casefold()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize(
    "path",
    [path for path in WRITTEN if path.parent.name != "decisions" and path.name != "CHANGELOG.md"],  # they are history
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_files_that_are_named_are_there(path):
    named = re.findall(
        r"(?<![\w/])(?:sna|tests|benchmarks|docs|data|reports|\.ci)/[\w./-]*\w", path.read_text(encoding="utf-8")
    )
    named = [name for name in named if not re.search(r"[A-Z]{3}|/made|^docs/reference", name) and name != "data/py"]
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_what_would_be_fetched_from_elsewhere_is_seen(make, tmp_path):
    (tmp_path / "page.html").write_text(
        '<link rel="stylesheet" href="https://example.org/a.css"><a href="https://example.org/">x</a>'
        '<script src="_static/own.js"></script><script src="https://example.org/b.js"></script>'
    )
    (tmp_path / "own.css").write_text(
        '@import "https://example.org/c.css"; p { background: url(https://example.org/d.png) }'
    )
    assert [line.partition("example.org/")[2] for line in make.fetched(tmp_path)] == [
        'c.css"',
        "d.png",
        "a.css",
        "b.js",
    ]
    assert make.other_sites(tmp_path) == ["https://example.org/"]
