import io
import json
import os
import re
import shutil
import subprocess
import sys
import webbrowser
from pathlib import Path

import pytest

from sna.cli import run
from sna.errors import StudyError
from sna.study import open_study

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


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["zzz"], "sna: zzz is neither a command nor a folder or file that is there. See sna --help."),
        (["rnu", "x"], "sna: rnu is neither .* Did you mean 'run'\\? See sna --help."),
        (["regsters"], "Did you mean 'registers'\\? See"),
        (["run"], "sna run: the following arguments are required: STUDY. See sna run --help."),
        (["run", "x", "--for", "convenor"], "invalid choice: 'convenor' .* Did you mean 'convener'\\?"),
        (["run", "x", "--labls", "codes"], "unrecognized arguments: --labls codes. Did you mean '--labels'\\?"),
        (["purge", "x", "--before", "06/03/2024"], "'06/03/2024' is no day; write it as 2024-03-06."),
        (["--completion", "powershell"], "choose from"),
    ],
)
def test_a_slip_on_the_command_line_is_one_line_that_names_the_nearest(words, told, tmp_path, monkeypatch, capsys):
    (tmp_path / "registers").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        run(words)
    said = capsys.readouterr().err
    assert left.value.code == 2
    assert said.count("\n") == 1
    assert re.search(told, said)


def test_help_is_a_word_too(capsys):
    for words, told in ((["help"], "COMMAND"), (["help", "run"], "--no-open")):
        with pytest.raises(SystemExit) as left:
            run(words)
        assert left.value.code == 0
        assert told in capsys.readouterr().out


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Care homes ", "Care homes"),
        ("'Care homes'", "Care homes"),
        ('Care homes"', "Care homes"),
        ("“Care homes”", "Care homes"),
        (r"Care\ homes", "Care homes"),
        (r"Care\ homes/Ann\'s\ \(old\)/", "Care homes/Ann's (old)"),
        ("file://{}/Care%20homes", "Care homes"),
    ],
)
def test_a_path_as_a_console_or_a_finger_left_it_is_found(word, name, tmp_path, monkeypatch):
    (tmp_path / "Care homes" / "Ann's (old)").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert open_study([word.format(tmp_path)]).folder == tmp_path / name
    assert open_study([Path("Care homes")]).folder == tmp_path / "Care homes"


def test_what_is_not_there_is_told_with_the_nearest_name_and_where(tmp_path, monkeypatch):
    (tmp_path / "Care homes").mkdir()
    (tmp_path / "Care homes" / "2024-01-10 Forum.csv").write_text("")
    monkeypatch.chdir(tmp_path)
    for word, told in (
        ("Carehomes", "no file or folder 'Carehomes' here. Did you mean 'Care homes'?"),
        ("care_homes/x.csv", "'care_homes' here. Did you mean 'Care homes'?"),
        ("Care homes/2024-01-10.csv", f"in {tmp_path}/Care homes. Did you mean '2024-01-10 Forum.csv'?"),
        ("zzz", "Check the spelling, or drag the folder"),
        ("x\0", "no file or folder"),
    ):
        with pytest.raises(StudyError) as caught:
            open_study([word])
        assert told in str(caught.value)


def completed(words, cwd):
    """Give what bash offers for the last of some words."""
    script = (
        'sna() { $PYTHON -P -m sna "$@"; }; source <(sna --completion bash); COMP_WORDS=(sna "$@"); COMP_CWORD=$#; '
        "_sna; printf '%s\\n' \"${COMPREPLY[@]}\"; complete -p sna"
    )
    environment = {**os.environ, "PYTHON": sys.executable}
    command = ["bash", "-c", script, "bash", *words]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=True)
    assert not done.stderr
    return done.stdout.split("\n")


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
@pytest.mark.parametrize(
    ("words", "offers"),
    [
        (["ch"], ["check"]),
        (["run", "study.toml", "--l"], ["--labels"]),
        (["run", "--for", "co"], ["convener"]),
        (["run", "x", "--for", "funder", "--no"], ["--no-open", "--no-cache"]),
        (["export", "--t"], ["--to"]),
        (["run", "stu"], [""]),  # bash itself completes files
        (["--c"], ["--completion"]),
        (["run", "x", "--c"], ["--column"]),
        (["run", "x", "--labels", ""], ["names", "initials", "roles", "codes"]),
    ],
)
def test_bash_completes_commands_options_and_values(words, offers, tmp_path):
    assert completed(words, tmp_path)[:-2] == offers
    assert completed(words, tmp_path)[-2] == "complete -o default -F _sna sna"


def test_zsh_and_fish_ask_the_same(capsys):
    for shell, begin in (("zsh", "autoload -U +X bashcompinit && bashcompinit\n_sna()"), ("fish", "complete -c sna")):
        assert run(["--completion", shell]) == 0
        said = capsys.readouterr().out
        assert said.startswith(begin)
        assert "sna --complete " in said


class Screen(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """Run a study before a screen, and give the addresses that were opened."""
    addresses = []
    (tmp_path / "a.csv").write_text(REGISTER, encoding="utf-8")
    monkeypatch.setattr("webbrowser.open", addresses.append)
    monkeypatch.setattr("webbrowser.get", lambda: webbrowser.BackgroundBrowser("x"))
    for name in ("CI", "SNA_NO_OPEN", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", ":0")

    def after(*more, screen=Screen):
        monkeypatch.setattr(sys, "stdout", screen())
        assert run(["run", str(tmp_path / "a.csv"), "--out", str(tmp_path / "my results"), *more]) == 0
        return addresses

    return after


def test_a_run_before_a_screen_opens_where_to_start(opened, tmp_path):
    assert opened("--for", "convener") == [(tmp_path / "my results" / "report.html").as_uri()]


@pytest.mark.parametrize("reason", ["--no-open", "--json", "CI", "SNA_NO_OPEN", "no display", "no terminal", "lynx"])
def test_nothing_is_opened_where_nobody_looks(opened, monkeypatch, reason):
    if reason.isupper():
        monkeypatch.setenv(reason, "1")
    if reason == "no display":
        monkeypatch.delenv("DISPLAY")
    if reason == "lynx":
        monkeypatch.setattr("webbrowser.get", lambda: webbrowser.GenericBrowser("lynx"))
    screen = io.StringIO if reason == "no terminal" else Screen
    assert opened("--for", "convener", *[reason] * reason.startswith("--"), screen=screen) == []


def test_a_desktop_without_a_browser_costs_nothing(opened, monkeypatch):
    def none():
        raise webbrowser.Error

    monkeypatch.setattr("webbrowser.get", none)
    assert opened("--for", "convener") == []


def test_a_folder_without_files_is_told_to_be_one(tmp_path, capsys):
    for command in ("check", "run", "tables"):
        out = ["--out", str(tmp_path / "out")] * (command == "tables")
        assert run([command, str(tmp_path), *out]) == 3
        assert "There is no file to read in it: put registers" in capsys.readouterr().err


def test_nothing_at_all_gives_help_and_what_is_no_command_and_not_there_a_plain_word(capsys):
    assert run([]) == 0
    assert "freeze" in capsys.readouterr().out
    with pytest.raises(SystemExit) as left:
        run(["registres"])
    assert left.value.code == 2
    assert "registres is neither a command nor a folder or file that is there" in capsys.readouterr().err
