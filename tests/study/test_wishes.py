"""Pages about what people want and offer: hostile words, labels in place of names, nothing of them for the funder."""

import csv
import html
import os
import re

import pytest

from sna.cli import run

FORENAMES = "Abena Bryn Carys Dilys Emeka Farah Gwen Hamish Idris Jago Kamal Leila".split()
PEOPLE = [f"{given} {family}" for given in FORENAMES for family in ("Ackerley", "Bramwell")]
HOSTILE = '<script>alert(1)</script> & "quotes" \u202egnitirw'
WORD = "zebrafish"
"""What an owner wrote, and nobody else."""


def files(folder, opt_out=""):
    """Write a study in which eleven want and four offer; one of them in hostile words."""
    folder.mkdir(parents=True, exist_ok=True)
    roster = [["name", "organisation", "locality"]]
    roster += [[name, f"Organisation {place % 4}", f"Place {place % 2}"] for place, name in enumerate(PEOPLE)]
    register = [["Date", "Meeting", "Name"]]
    for month in range(1, 7):
        register += [[f"2024-{month:02}-05", "Forum", name] for place, name in enumerate(PEOPLE) if (place + month) % 3]
    work = [["name", "kind", "text", "topic", "since", "until", "met_on"]]
    work += [[name, "want", f"{WORD} leaflets", "Falls", "2024-01-02", "", ""] for name in PEOPLE[:9]]
    work += [
        [PEOPLE[9], "want", HOSTILE, "", "2024-01-02", "", ""],
        [PEOPLE[10], "want", "=1+1", "", "2024-01-02", "", ""],
    ]
    work += [[name, "offer", f"my {WORD}", "Falls", "2024-01-02", "", ""] for name in PEOPLE[11:14]]
    work += [[PEOPLE[14], "task", HOSTILE, "", "2024-01-02", "2024-03-01", ""]]
    work += [[name, "working on", f"{WORD} at night", "Nights", "2024-01-02", "", ""] for name in PEOPLE[15:20]]
    work += [[name, "barrier", f"{WORD} on the road", "Traffic", "2024-01-02", "", ""] for name in PEOPLE[12:22]]
    work += [[PEOPLE[22], "barrier", f"{HOSTILE} on the way", "", "2024-01-02", "", ""]]
    for name, rows in (("people", roster), ("register", register), ("work", work)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    if opt_out:
        (folder / "opt-out.csv").write_text(f"name\n{opt_out}\n", encoding="utf-8")
    return folder


def page(out, reader):
    return (out / reader / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wishes")
    assert run(["run", str(files(folder / "study")), "--for", "all", "--out", str(folder / "out")]) == 0
    return folder / "out"


def test_hostile_words_are_words(pages):
    for reader in ("evaluator", "convener"):
        text = page(pages, reader)
        assert "<script>alert" not in text
        assert "\u202e" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page(pages, "convener")
    tables = (pages / "evaluator" / "for-experts" / "tables").glob("*.csv")
    lines = [line for path in tables for line in path.read_text(encoding="utf-8").splitlines()]
    cells = [cell for row in csv.reader(lines) for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith("=")]


def test_the_convener_gets_words_to_send_and_the_agenda(pages):
    text = html.unescape(re.sub(r"<[^>]+>", "", page(pages, "convener")))
    assert "For 9 of 11 wants somebody elsewhere offers help" in text
    assert (
        re.search(r"To send, from \w+: Dear \w+, dear \w+, I have not seen you two", text)
        or "at such a meeting" in text
    )
    assert "Not met by an offer" in text
    assert "0 of 1 task" in text or "None of 1 task" in text
    assert "People name 2 things that keep them away" in text
    assert "Named by so many: Traffic (10)" in text


def test_the_funder_gets_counts_and_no_word_of_anybody(pages):
    text = page(pages, "funder")
    assert "people said what they want" in text
    assert WORD not in text
    assert "Falls" not in text
    assert "Traffic" not in text


@pytest.mark.parametrize("labels", ["initials", "codes"][: None if os.environ.get("SNA_EVERY") == "1" else 1])
def test_where_labels_stand_for_names_no_word_of_theirs_stands(tmp_path, labels):
    out = tmp_path / "out"
    readers = "--for", "evaluator", "--for", "convener"  # the funder's page shows people under no label
    assert run(["run", str(files(tmp_path / "study")), *readers, "--labels", labels, "--out", str(out)]) == 0
    for path in out.rglob("*"):
        if path.suffix in {".html", ".csv", ".json"}:
            assert WORD not in path.read_text(encoding="utf-8"), path
            assert "alert(1)" not in path.read_text(encoding="utf-8"), path
    assert "Falls" in page(out, "convener")


def test_who_opted_out_is_introduced_to_nobody(tmp_path):
    out = tmp_path / "out"
    study = files(tmp_path / "study", opt_out=PEOPLE[11])
    assert run(["run", str(study), "--for", "convener", "--for", "funder", "--out", str(out)]) == 0
    assert "For 6 of 11 wants" in html.unescape(re.sub(r"<[^>]+>", "", page(out, "convener")))
    family, given = PEOPLE[11].split()[::-1]
    assert not [path for path in out.rglob("*.html") if f"{given} {family}" in path.read_text(encoding="utf-8")]
