import pytest

from sna.cli import run

HEADER = "Date,Meeting,Name,Status\n"


def register(path, *rows):
    path.write_text(HEADER + "".join(f"05/03/2024,Forum,{name},{status}\n" for name, status in rows))


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("Present", None, True),
        ("Present", "Apologies", True),
        ("Apologies", "Absent", True),
        ("Apologies", None, False),
        ("Absent", None, False),
        ("Present", "Present", False),
    ],
)
def test_sources_of_one_meeting_disagree_only_where_both_cannot_be_true(one, other, told, tmp_path, capsys):
    register(tmp_path / "a.csv", ("Ann Smith", one), ("Bo Li", "Present"))
    register(tmp_path / "b.csv", ("Bo Li", "Present"), *([("SMITH Ann", other)] if other else []))
    assert run(["check", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert ("2024-03-05 forum: Ann Smith: a.csv says" in said) is told
    assert "Bo Li: " not in said


def test_a_source_that_lists_apologies_is_taken_at_its_word(tmp_path, capsys):
    register(tmp_path / "a.csv", ("Ann Smith", "Apologies"), ("Bo Li", "Present"))
    register(tmp_path / "b.csv", ("Cy Day", "Apologies"), ("Bo Li", "Present"))
    assert run(["check", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "Ann Smith: a.csv says apologies; b.csv says not listed" in said
    assert "Cy Day: a.csv says not listed; b.csv says apologies" in said


def test_problems_beyond_the_first_twenty_are_counted_not_shown(tmp_path, capsys):
    register(tmp_path / "a.csv", *((f"Ann Smith{number}", "zzz") for number in range(30)), ("Bo Li", "Present"))
    assert run(["check", str(tmp_path / "a.csv")]) == 1
    said = capsys.readouterr().out
    assert said.count("rejected: a.csv") == 20
    assert "and 10 more: see ledger.csv (30 rejected)" in said


def test_a_file_of_headings_alone_is_named_beside_files_that_are_read(tmp_path, capsys):
    register(tmp_path / "a.csv", ("Ann Smith", "Present"))
    register(tmp_path / "b.csv")
    assert run(["check", str(tmp_path)]) == 0
    said = [line for line in capsys.readouterr().out.splitlines() if "W-EMPTY" in line]
    assert len(said) == 1
    assert said[0].strip().startswith("warning: b.csv file: W-EMPTY: ")
