"""The pages in ``reports/``, and the words of the others in ``words/``, are those the examples make today.

Numbers with a decimal are places on paper, which another processor may round otherwise by a tenth; the packed engine
and the versions of programs are another machine's. Everything else must be the same, word for word.
"""

import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from itertools import zip_longest
from pathlib import Path

import pytest

REPORTS = Path(__file__).parents[2] / "reports"
WORDS = Path(__file__).parent / "words"
NUMBER = re.compile(r"(-?\d+\.\d+)")
ELSEWHERE = [
    re.compile(r'<script type="application/gzip" id="engine-code">.*?</script>', re.DOTALL),
    re.compile(r"sha256-[A-Za-z0-9+/=&#;]+"),
    re.compile(r"<dt>Versions</dt>.*?</dd>|\b[a-z-]+ \d+\.\d+(?:\.\w+)*(?=[,<])", re.DOTALL),
]


@pytest.fixture(scope="module")
def make():
    spec = spec_from_file_location("make", REPORTS / "make.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    command = [sys.executable, REPORTS / "make.py", "--pages", folder]
    said = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout
    (folder / "said.txt").write_text(said, encoding="utf-8")
    return folder


def parts(text):
    for pattern in ELSEWHERE:
        text = pattern.sub("", text)
    return NUMBER.split(text)


def same(one, other):
    if one is None or other is None:
        return False
    return one == other or (NUMBER.fullmatch(one) and NUMBER.fullmatch(other) and abs(float(one) - float(other)) < 0.11)


@pytest.mark.slow
def test_the_pages_are_made_again_the_same(again, make):
    kept = {path.relative_to(REPORTS).as_posix() for path in REPORTS.glob("*/**/*") if path.is_file()}
    assert kept == {path.relative_to(again).as_posix() for path in (again / make.FIRST).rglob("*") if path.is_file()}
    assert {name.split("/")[1] for name in kept} == {"START-HERE.html", "evaluator", "convener", "funder"}
    for name in sorted(kept):
        old, new = (parts((folder / name).read_text(encoding="utf-8")) for folder in (REPORTS, again))
        differs = difference(old, new)
        assert differs is None, f"{name}: {str(differs)[:600]}. Run: python reports/make.py"


@pytest.mark.slow
def test_the_other_examples_say_the_same_part_by_part(again, make):
    others = set(make.EXAMPLES) - {make.FIRST}
    assert others == {path.stem for path in WORDS.iterdir()}
    for name in sorted(others):
        old, new = sections((WORDS / f"{name}.txt").read_text(encoding="utf-8")), sections(make.words(again / name))
        assert list(old) == list(new)
        assert len(old) > 15
        for place, text in old.items():
            differs = difference(parts(text), parts(new[place]))
            assert differs is None, f"{name}, {place}: {str(differs)[:600]}. Run: python reports/make.py"


@pytest.mark.slow
def test_where_nobody_meets_no_page_speaks_of_meetings_and_the_command_says_the_title(again):
    folder = again / "urinary-infection" / "evaluator"
    pages = ["START-HERE.html", "map.html", "method.html", "report.html"]
    assert sorted(path.name for path in folder.glob("*.html")) == pages
    for page in pages:
        assert "at the same meetings" not in (folder / page).read_text(encoding="utf-8")
    (title,) = re.findall(r"<h1[^>]*>([^<.]+)", (folder / "report.html").read_text(encoding="utf-8"))
    assert f"\n{title.strip()}. " in (again / "said.txt").read_text(encoding="utf-8")


def difference(old, new):
    return next((pair for pair in zip_longest(old, new) if not same(*pair)), None)


def sections(text):
    """Part the words of an example by page and heading."""
    parted = {}
    for page in re.split(r"^# ", text, flags=re.MULTILINE)[1:]:
        name, _, rest = page.partition("\n")
        for part in re.split(r"^## ", rest, flags=re.MULTILINE):
            heading, _, body = part.partition("\n")
            parted[f"{name}, {len(parted)}, {heading}"] = body
    return parted


def test_another_word_or_another_count_is_noticed():
    assert same("4.1", "4.2")
    assert not same("4.1", "4.3")
    assert not same("12 people", "13 people")
    assert parts("1.5 at 2.25") == ["", "1.5", " at ", "2.25", ""]
