"""The pages in ``reports/`` are those the examples make today.

Numbers with a decimal are places on paper, which another processor may round otherwise by a tenth; the packed engine
and the versions of programs are another machine's. Everything else must be the same, word for word.
"""

import re
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path

import pytest

REPORTS = Path(__file__).parents[2] / "reports"
NUMBER = re.compile(r"(-?\d+\.\d+)")
ELSEWHERE = [
    re.compile(r'<script type="application/gzip" id="engine-code">.*?</script>', re.DOTALL),
    re.compile(r"sha256-[A-Za-z0-9+/=&#;]+"),
    re.compile(r"<dt>Versions</dt>.*?</dd>|\b[a-z-]+ \d+\.\d+(?:\.\w+)*(?=[,<])", re.DOTALL),
]


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    subprocess.run([sys.executable, REPORTS / "make.py", "--pages", folder], check=True, capture_output=True)
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
def test_the_pages_are_made_again_the_same(again):
    kept = {path.relative_to(REPORTS).as_posix() for path in REPORTS.glob("*/**/*") if path.is_file()}
    assert kept == {path.relative_to(again).as_posix() for path in again.rglob("*") if path.is_file()}
    assert {name.split("/")[1] for name in kept} == {"START-HERE.html", "evaluator", "convener", "funder"}
    for name in sorted(kept):
        old, new = (parts((folder / name).read_text(encoding="utf-8")) for folder in (REPORTS, again))
        differs = next((pair for pair in zip_longest(old, new) if not same(*pair)), None)
        assert differs is None, f"{name}: {str(differs)[:600]}. Run: python reports/make.py"


def test_another_word_or_another_count_is_noticed():
    assert same("4.1", "4.2")
    assert not same("4.1", "4.3")
    assert not same("12 people", "13 people")
    assert parts("1.5 at 2.25") == ["", "1.5", " at ", "2.25", ""]
