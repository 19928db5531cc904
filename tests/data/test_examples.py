"""The worked examples come out of their make.py again, and their truth files fit together."""

import csv
import io
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from sna import names
from sna.identity.legal_names import comparable

DATA = Path(__file__).parents[2] / "data"
EXAMPLES = sorted(script.parent for script in DATA.glob("*/make.py"))
NOTTS = DATA / "notts-care-homes"


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def content(path):
    """A file's bytes; of a compressed archive its members, because zlib's versions compress differently."""
    content = path.read_bytes()
    if path.suffix != ".zip":
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return [(entry.filename, entry.date_time, packed.read(entry)) for entry in packed.infolist()]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_make_gives_the_committed_files_again(example, tmp_path):
    subprocess.run([sys.executable, "-I", str(example / "make.py"), str(tmp_path)], check=True, timeout=60)
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    folders = {path.parts[0] for path in made if len(path.parts) > 1}
    there = {path.relative_to(example) for name in folders for path in (example / name).rglob("*") if path.is_file()}
    assert len(made) > 5
    assert there <= made
    assert [str(path) for path in sorted(made) if content(tmp_path / path) != content(example / path)] == []


def test_the_forum_has_the_published_figures():
    facts = {row["what"]: row["value"] for row in table(NOTTS / "truth/facts.csv")}
    assert facts["founding members"] == "60"
    assert facts["organisations of the founding members"] == "14"
    assert facts["localities of the founding members"] == "6"
    assert facts["newcomers in month 18"] == "22"
    assert facts["monthly meetings"] == "24"
    assert facts["largest attendance of a monthly meeting"] == facts["seats at a monthly meeting"] == "20"


def test_the_forums_truth_uses_the_comparable_keys_of_names():
    people = table(NOTTS / "truth/people.csv")
    shared = Counter(row["name"] for row in people)
    ids = {
        row["person"]: f"name:{names.key(row['name'])}"
        + (f" ({comparable(row['organisation'])})" if shared[row["name"]] > 1 else "")
        for row in people
    }
    assert len(ids) == len(people)
    assert [*ids] == [*ids.values()]


def test_the_forums_truth_fits_together():
    people = {row["person"] for row in table(NOTTS / "truth/people.csv")} | {"unidentified"}
    gatherings = {row["gathering"] for row in table(NOTTS / "truth/gatherings.csv")}
    attendance = table(NOTTS / "truth/attendance.csv")
    assert {row["person"] for row in attendance} <= people
    assert {row["gathering"] for row in attendance} == gatherings
    said = [(row["gathering"], row["person"], row["name"]) for row in attendance]
    assert len(said) == len(set(said))


def test_the_forums_localities_are_apart_in_the_first_year_and_mixed_in_the_second():
    rows = [row for row in table(NOTTS / "truth/mixing.csv") if row["by"] == "locality" and row["gatherings"] == "all"]
    apart = {row["year"]: float(row["ei_expected"]) - float(row["ei"]) for row in rows}
    assert apart["2023"] > 0.15
    assert abs(apart["2024"]) < 0.02


def test_the_forums_stories_are_in_its_truth():
    verdicts = {row["organisation"]: row["verdict"] for row in table(NOTTS / "truth/drift.csv") if row["verdict"]}
    assert sorted(verdicts.values()) == ["drifted away", "drifted away", "hangs on one person"]
    differences = {row["kind"] for row in table(NOTTS / "truth/minutes_differences.csv")}
    assert differences >= {"deputy", "apology", "missed by the register", "not on the roll"}


def readme():
    return " ".join((NOTTS / "README.md").read_text(encoding="utf-8").split())


def test_the_figures_in_the_readme_are_those_of_the_truth():
    rows = table(NOTTS / "truth/mixing.csv")
    rows = [row for row in rows if (row["gatherings"], row["by"]) == ("all", "locality")]
    (first, chance), (second, expected) = (
        [round(100 * float(row[column])) for column in ("share_across", "share_expected")] for row in rows
    )
    assert f"{first} in 100 of the first year's ties cross localities where chance would give {chance}" in readme()
    assert f"in the second year it is {second} of an expected {expected}" in readme()


def test_the_planted_change_and_spanners_in_the_readme_are_those_of_the_truth():
    rows = table(NOTTS / "truth/change.csv")
    planted = next(row for row in rows if [*row.values()][:3] == ["isolation", "same people", "all"])
    first, second = (round(float(planted[year]), 2) for year in ("year_1", "year_2"))
    assert f"falls among the same people from {first} to {second} on average" in readme()
    roving = [row for row in table(NOTTS / "truth/spanners.csv") if row["habit"] == "roving"]
    fewest, most = min(int(row["away"]) for row in roving), roving[0]["others_away"]
    assert len(roving) == 3
    assert f"to {fewest} of 8 at least, where nobody else goes to more than {most}" in readme()


def test_the_names_in_the_readme_are_those_of_the_lists():
    members = {row["person"] for row in table(NOTTS / "truth/writings.csv")}
    assert f"The {len(members)} members are named as in real files" in readme()


def test_a_wheel_holds_every_file_the_example_names():
    project = tomllib.loads((DATA.parent / "pyproject.toml").read_text(encoding="utf-8"))
    packed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    settings = tomllib.loads((NOTTS / "study.toml").read_text(encoding="utf-8"))
    names = {pattern.split("/")[0] for pattern in settings["sources"]["include"]} | {settings["sources"]["aliases"]}
    assert {f"data/{NOTTS.name}/{name}" for name in names} <= {*packed}
