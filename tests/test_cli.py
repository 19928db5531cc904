import json
import subprocess
import sys

import pytest

from sna.cli import run

REGISTER = "Date,Meeting,Name,Status\n" + "".join(f"05/03/2024,Forum,Person Nr{n} Ó,zzz\n" for n in range(3000))


def sna(*arguments, **options):
    return subprocess.Popen([sys.executable, "-m", "sna", *arguments], stdout=-1, stderr=-1, **options)


def test_a_reader_who_has_read_enough_gets_no_traceback(tmp_path):
    (tmp_path / "r.csv").write_text(REGISTER, encoding="utf-8")
    process = sna("check", str(tmp_path / "r.csv"), "--json")
    process.stdout.read(10)
    process.stdout.close()
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait()


def test_a_console_of_few_letters_shows_escapes(tmp_path):
    (tmp_path / "r.csv").write_text("Date,Meeting,Name,Status\n05/03/2024,Forum,Ann,ó\n", encoding="utf-8")
    process = sna("check", str(tmp_path / "r.csv"), env={"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin:/bin"})
    out, error = process.communicate()
    assert b"Traceback" not in error
    assert b"\\xf3" in out


def test_answers_for_programs_name_the_files(tmp_path, capsys):
    (tmp_path / "r.csv").write_text("Date,Meeting,Name,Status\n05/03/2024,Forum,Ann,Present\n")
    assert run(["tables", str(tmp_path / "r.csv"), "--out", str(tmp_path / "out"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["summary"].startswith("1 record in 1 file: 1 used")
    assert str(tmp_path / "out" / "attendance.csv") in told["files"]


def test_fetch_without_a_token_says_where_it_would_look(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("SNA_X_TOKEN", raising=False)
    assert run(["fetch", "x", "#forum", "--out", str(tmp_path / "f.jsonl")]) == 2
    assert "SNA_X_TOKEN" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_interruption_has_its_own_code(monkeypatch, tmp_path):
    def interrupted(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("sna.study.open_study", interrupted)
    assert run(["check", str(tmp_path)]) == 130


@pytest.mark.parametrize("arguments", [["nonsense"], ["run"], ["export", "x"]])
def test_wrong_usage_is_code_2(arguments):
    with pytest.raises(SystemExit) as caught:
        run(arguments)
    assert caught.value.code == 2


def test_people_answers_as_json_and_writes_only_where_asked(tmp_path, capsys):
    (tmp_path / "r.csv").write_text("Date,Meeting,Name,Status\n05/03/2024,Forum,Ann Lee,Present\n")
    assert run(["people", str(tmp_path / "r.csv"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["people"], told["matched"], told["doubtful"]) == (1, [], [])
    assert [path.name for path in tmp_path.iterdir()] == ["r.csv"]
    (tmp_path / "file").write_text("")
    assert run(["people", str(tmp_path / "r.csv"), "--out", str(tmp_path / "file")]) == 2


REGISTER = """event,date,name,organisation
Forum,2024-01-10,Ann Ash,North
Forum,2024-01-10,Bo Bell,South
"""


def test_a_folder_alone_is_run_and_its_results_stand_in_it(tmp_path, monkeypatch, capsys):
    for name in ("plan", "run"):  # also one called like a command, by its path
        folder = tmp_path / name
        folder.mkdir()
        (folder / "register.csv").write_text(REGISTER, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        assert run([f"./{name}"]) == 0
        assert (folder / "results" / "report.html").exists()
        said = capsys.readouterr().out.splitlines()
        assert said[0].endswith("Reconciles.")
        assert said[1].startswith("2 of 2 people are linked to somebody from another organisation")
        assert run([f"./{name}"]) == 0  # its own results are no registers
        assert capsys.readouterr().out.splitlines()[:2] == said[:2]


def test_nothing_at_all_gives_help_and_what_is_no_command_and_not_there_a_plain_word(capsys):
    assert run([]) == 0
    assert "freeze" in capsys.readouterr().out
    with pytest.raises(SystemExit) as left:
        run(["registres"])
    assert left.value.code == 2
    assert "registres is neither a command nor a folder or file that is there" in capsys.readouterr().err
