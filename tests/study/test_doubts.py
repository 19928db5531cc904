"""What only all files together raise doubts about, in the ledger of every verb."""

import pytest

from sna.cli import run
from sna.study import open_study, read_study
from sna.study.doubts import _other_kind

PEOPLE = ["Ann Smith", "Bo Li", "Cy Day", "Di Fox", "Ed Roe", "Flo Hay", "Gus Orr"]


def codes(folder):
    """File and code of each warning of a study."""
    reading = read_study(open_study([folder]))
    return [
        (account.file, reason.code, reason.value) for account in reading.ledger for _place, reason in account.warnings
    ]


def forum(folder, *rolls):
    for number, roll in enumerate(rolls, 1):
        text = f"# Forum\n\n{number + 12} March 2024\n\n## Present\n\n" + "\n".join(f"- {name}" for name in roll)
        (folder / f"{number}.md").write_text(text + "\n")


def test_a_meeting_much_smaller_than_its_series_is_doubted(tmp_path):
    forum(tmp_path, *[PEOPLE] * 5, PEOPLE[:2])
    assert codes(tmp_path) == [("6.md", "W-FEW", "")]


def test_small_series_and_usual_sizes_are_not_doubted(tmp_path):
    forum(tmp_path, PEOPLE, PEOPLE[:3], PEOPLE[:4], PEOPLE[:1])
    assert codes(tmp_path) == []


def test_an_entry_of_many_meetings_that_is_no_name_is_doubted_once(tmp_path):
    (tmp_path / "r.csv").write_text("Date,Meeting,Name\n13/04/2024,Forum,Ann Smith\n")
    forum(tmp_path, *[[*PEOPLE, "Forum Members"]] * 3)
    doubts = [doubt for doubt in codes(tmp_path) if doubt[1] == "W-ENTRY"]
    assert doubts in ([("1.md", "W-ENTRY", "Forum Members")], [])  # the reader may know it for nobody itself


@pytest.mark.parametrize(("organisation", "kind"), [("was achieved", "a phrase"), ("Bo Li", "a person"), ("Pond", "")])
def test_an_organisation_of_one_person_is_doubted_only_where_it_is_something_else(organisation, kind, tmp_path, capsys):
    rows = ["Ann Smith," + organisation, "Bo Li,Trust", "Cy Day,Trust"]
    header = "Date,Meeting,Name,Organisation\n"
    (tmp_path / "r.csv").write_text(header + "".join(f"13/04/2024,Forum,{row}\n" for row in rows))
    assert [code for _file, code, _value in codes(tmp_path)] == (["W-ORGANISATION"] if kind else [])
    assert run(["check", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "1 organisation is known by one person only." in said
    assert (f"may be {kind}." in said) is bool(kind)
    assert "Bo Li]" not in said


def test_a_role_is_no_organisation():
    assert _other_kind("Deputy Manager", set()) == "a role"


@pytest.mark.parametrize(
    ("name", "kind"), [("UN WHO", ""), ("IT", ""), ("WHO WAS LATE", "a phrase"), ("Left early", "a phrase")]
)
def test_initials_are_no_words_of_a_phrase(name, kind):
    assert _other_kind(name, set()) == kind


def test_doubts_stand_in_the_ledger_of_a_run(tmp_path):
    forum(tmp_path, *[PEOPLE] * 5, PEOPLE[:2])
    out = tmp_path / "out"
    assert run(["tables", str(tmp_path), "--out", str(out)]) == 0
    assert ",warning,0,W-FEW," in (out / "ledger.csv").read_text()
