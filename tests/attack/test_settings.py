"""Settings, arguments, declared files, names of files and the screen: one line and an exit code, never a traceback."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from sna.cli import run
from sna.study.settings import Settings

ROWS = ["event,date,name,organisation"]
ROWS += [
    f"Forum {k},2024-0{k}-10,{name}" for k in (1, 2) for name in ("Ann Ash,North", "Bo Bell,South", "Cy Cole,South")
]
CODES = {0, 1, 2, 3, 4}
TEXTS = [
    "", ".", "..", "/", "/etc/passwd", "**a", "[", "***", "\u0000", "a" * 5_000, "=1+1", "\u202e", "%s", "{0}", "*",
    "opt-out.csv", "register.csv", "x" * 300, "\n", "C:\\x", "NaN", "slack", "🙂",
]  # fmt: skip
VALUES = [
    *TEXTS, -1, 0, 1, 2**32, 2**64, 1e308, float("nan"), float("inf"), -0.5, True, [], {}, [[]], [""], [0], ["*"],
]  # fmt: skip
SECTIONS = {
    "study": ("title", "subtitle", "group", "colour", "seed", "one_per_day", "conveners", "labels"),
    "sources": ("include", "exclude", "aliases", "review"),
    "network": ("weight", "largest", "unidentified", "permutations"),
    "privacy": ("opt_out", "smallest", "round", "fewest", "words"),
    "contact": ("reply", "mention", "nonsense"),
    "allow": ("private_channels", "#general"),
    "source": ("files", "loader", "columns", "marks", "day_first", "title", "series", "on", "mode", "roll", "ignore"),
    "periods": ("Year 1", "!!!", ""),
    "plan": (
        "over",
        "seats",
        "meetings",
        "conveners",
        "must",
        "cannot",
        "at_most_per_group",
        "at_least",
        "come",
        "table",
    ),
    "letters": ("contact", "kept_until"),
}

EVERY = int(os.environ.get("SNA_EVERY", "12"))
"""The gate tries every twelfth value on a key, or every second of a short section; its neighbours have the others.

`.ci/long` tries all."""


def toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return {"nan": "nan", "inf": "inf"}.get(str(value), repr(value))
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return "{}" if isinstance(value, dict) else str(value)


def study(folder):
    folder.mkdir(exist_ok=True)
    (folder / "register.csv").write_text("\n".join(ROWS), encoding="utf-8")
    return folder


def test_the_sections_tried_are_all_there_are():
    assert set(SECTIONS) == set(Settings.__struct_fields__) - {"window"}


@pytest.mark.parametrize("section", SECTIONS)
def test_no_value_of_a_setting_ends_in_a_traceback(tmp_path, capsys, section):
    folder = study(tmp_path / "study")
    head = f"[[{section}]]" if section == "source" else f"[{section}]"
    for at, key in enumerate(SECTIONS[section]):
        step = EVERY if len(SECTIONS[section]) > 3 else min(EVERY, 2)
        for value in VALUES[at % step :: step]:
            (folder / "study.toml").write_text(f"{head}\n{json.dumps(key)} = {toml(value)}\n", encoding="utf-8")
            code = run(["check", str(folder)])
            said = capsys.readouterr()
            assert code in CODES, (section, key, value, said.err)
            assert code != 2 or said.err.count("\n") == 1, said.err


@pytest.mark.parametrize(
    "text",
    [
        "[study]\nseed = -1", "[study]\nseed = 4294967296", "[network]\npermutations = -5",
        "[network]\npermutations = 1000000000", '[sources]\ninclude = ["/x.csv"]', '[sources]\ninclude = [""]',
        '[sources]\ninclude = ["**a"]', '[sources]\ninclude = ["."]', '[sources]\nreview = "/etc/passwd"',
        '[sources]\naliases = "../aliases.csv"', '[privacy]\nopt_out = "/etc/passwd"',
    ],
)  # fmt: skip
def test_a_setting_out_of_bounds_is_one_line_and_exit_2(tmp_path, capsys, text):
    folder = study(tmp_path / "study")
    (folder / "study.toml").write_text(text, encoding="utf-8")
    for command in (["check"], ["run", "--out", str(tmp_path / "out")]):
        assert run([command[0], str(folder), *command[1:]]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_no_mutation_of_a_settings_file_ends_in_a_traceback(tmp_path, capsys):
    folder, chance = study(tmp_path / "study"), random.Random(3)
    text = (
        '[study]\ntitle = "Forum"\nseed = 4\n[periods]\n"Year 1" = [2024-01-01, 2024-12-31]\n[[source]]\nfiles = "*"\n'
    )
    for _case in range(150):
        data = bytearray(text.encode())
        for _change in range(chance.randint(1, 4)):
            place = chance.randrange(len(data))
            data[place : place + chance.randint(0, 3)] = chance.choice(
                [b"", b"\xff", b"[", b'"', b"9" * 30, b"\x00", b"=", b"\n"]
            )
        (folder / "study.toml").write_bytes(bytes(data))
        code = run(["check", str(folder)])
        assert code in CODES, (bytes(data), capsys.readouterr().err)


@pytest.mark.parametrize("name", ["aliases.csv", "opt-out.csv", "identity-review.csv"])
@pytest.mark.parametrize(
    "data",
    [
        b"handle,person,consent\n@zoe,Zo\xeb Ash,yes\n",
        b"name,same,pair\n" + b"x" * 200_000 + b",yes,p-1\n",
        b'name,person\n"open',
        b"\x00\x00\x00",
        b"",
        b"\xff\xfe" + "name,person\nAnn,Bo\n".encode("utf-16-le"),
        b"a,b\n1,2,3,4\n\n,\n",
        b"\xef\xbb\xbfpair;same\np-1;maybe\n",
    ],
    ids=["Windows", "a giant cell", "an open quotation", "NULs", "nothing", "UTF-16", "ragged", "semicolons"],
)
def test_no_declared_file_ends_in_a_traceback(tmp_path, capsys, name, data):
    folder = study(tmp_path / "study")
    (folder / name).write_bytes(data)
    assert run(["check", str(folder)]) in CODES, capsys.readouterr().err
    said = capsys.readouterr().err
    assert said.count("\n") <= 1, said


def test_aliases_as_excel_saves_them_are_read(tmp_path):
    folder = study(tmp_path / "study")
    (folder / "register.csv").write_text("\n".join([*ROWS, "Forum 2,2024-02-10,Zoe A,North"]), encoding="utf-8")
    (folder / "aliases.csv").write_bytes("name;person\nZoe A;Zoë Ash\n".encode("cp1252"))
    assert run(["tables", str(folder), "--out", str(tmp_path / "out")]) == 0
    assert "Zoë Ash" in (tmp_path / "out" / "people.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("titles", "word"),
    [
        (["!!!", "???"], "letter"), (["Year 1", "Year-1"], "share a folder"), (["Slack"], "may not be called"),
        (["CON"], "may not be called"), (["y" * 300], "at most 100"), (["Year 1", "YEAR  1"], "share a folder"),
    ],
)  # fmt: skip
def test_periods_whose_tables_would_overwrite_others_are_refused(tmp_path, capsys, titles, word):
    folder = study(tmp_path / "study")
    lines = [f"{json.dumps(title)} = [{2020 + at}-01-01, {2020 + at}-12-31]" for at, title in enumerate(titles)]
    (folder / "study.toml").write_text("[periods]\n" + "\n".join(lines), encoding="utf-8")
    assert run(["check", str(folder)]) == 2
    assert word in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="only there a name may be any bytes")
@pytest.mark.parametrize(
    "command", [["run", "--for", "all"], ["tables"], ["export"], ["check", "--json"], ["people"]], ids=" ".join
)
def test_a_name_of_a_file_that_is_no_unicode_is_written_with_escapes(tmp_path, command, capsys):
    folder = study(tmp_path / os.fsdecode(b"study \xe9"))
    (folder / "register.csv").rename(folder / os.fsdecode(b"caf\xe9.csv"))
    (folder / "study.toml").write_text("[network]\npermutations = 9\n", encoding="utf-8")
    options = [] if command[0] == "check" else ["--out", str(tmp_path / "out"), "--json"]
    assert run([command[0], str(folder), *command[1:], *options]) == 0
    json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "a" * 5_000], ["check", ""], ["check", "\udce9"], ["check", "."], ["run", ".", "--out", "/dev/null"],
        ["run", ".", "--out", "/proc/nothing/here"], ["check", "register.csv", "--column", "name"],
        ["check", "register.csv", "register.csv"], ["check", "study.toml", "register.csv"], ["check", "/dev/zero"],
        ["export", ".", "--to", "\n", "--out", "out"], ["tables", ".", "--out", "register.csv/out"],
        ["tables", ".", "--out", "x" * 300],
    ],
)  # fmt: skip
def test_no_argument_ends_in_a_traceback(tmp_path, monkeypatch, capsys, arguments):
    monkeypatch.chdir(study(tmp_path / "study"))
    assert run(arguments) in CODES, capsys.readouterr().err


def test_something_unforeseen_is_a_sentence_and_the_name_of_a_log(tmp_path, monkeypatch, capsys):
    import sna.study

    monkeypatch.setattr(sna.study, "read_study", lambda *_arguments: [].index(1))
    assert run(["check", str(study(tmp_path / "study"))]) == 70
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    log = Path(said.partition("stands in ")[2].partition(";")[0])
    assert "ValueError" in log.read_text(encoding="utf-8")
    log.unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes the screen")
@pytest.mark.parametrize(("way", "code"), [(">&-", 0), (">/dev/full", 2), (">&- 2>&-", 0), ("| true", 0)])
def test_a_screen_that_is_closed_or_full_is_no_traceback(tmp_path, way, code):
    if "full" in way and not Path("/dev/full").exists():
        pytest.skip("no full device here")
    folder = study(tmp_path / "study")
    command = f"{sys.executable} -P -m sna check {folder} {way}"
    answer = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False)
    assert answer.returncode == code, answer.stderr
    assert "Traceback" not in answer.stderr
    assert "Exception" not in answer.stderr


def test_an_api_that_names_the_same_page_twice_is_not_asked_for_ever(tmp_path, monkeypatch):
    from sna import fetch
    from sna.errors import SourceError
    from sna.fetch import Api

    pages = iter(range(100))
    marks = ["a", "b", "c"]
    monkeypatch.setattr(Api, "search", lambda *_arguments: {"meta": {"next_token": marks[next(pages) % 3]}})
    with pytest.raises(SourceError, match="in a circle"):
        fetch.fetch("#x", tmp_path / "posts.jsonl", token="t" * 20)
    assert next(pages) < 6
