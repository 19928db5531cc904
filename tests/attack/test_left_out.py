"""Whoever asked to be left out is in no byte of any file, however it is written; what resembles them stops the run."""

import io
import re
import unicodedata
import zipfile
from html import unescape
from itertools import product
from urllib.parse import unquote

import pytest

from sna.cli import run

ROWS = [
    "event,date,name,organisation,email",
    "Forum 1,2024-01-10,Quillon Zebrowski,North,q.z@north.example",
    'Forum 1,2024-01-10,"Zebrowski, Quillon",North,q.z@north.example',
    "Forum 1,2024-01-10,Ann Smithson,North,",
    "Forum 1,2024-01-10,Bob Wardle,South,",
    "Farewell to Quillon Zebrowski,2024-02-10,Ann Smithson,North,",
    "Farewell to Quillon Zebrowski,2024-02-10,Bob Wardle,Quillon Zebrowski Consulting,",
    "Farewell to ZEBROWSKI Quillon,2024-02-10,Cy Grantly,South,",
    'Forum 3,2024-03-10,"Bob Wardle, Quillon Zebrowski",,',
    "Forum 3,31/31/2024,Quillon Zebrowski,North,q.z@north.example",
    "Forum 3,2024-03-10,Ann Smithson,North,",
    "Forum 3,2024-03-10,Cy Grantly,South,",
]
COMMANDS = [["run", "--for", "all"], ["run", "--labels", "codes"], ["tables"], ["export", "--to", "csv"], ["people"]]


def study(folder, rows=ROWS, name="register Quillon Zebrowski.csv", listed="name\nQuillon Zebrowski\n"):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("\n".join(rows), encoding="utf-8")
    (folder / "opt-out.csv").write_text(listed, encoding="utf-8")
    (folder / "study.toml").write_text('[study]\ntitle = "Forum"\n[network]\npermutations = 9\n', encoding="utf-8")
    return folder


def texts(path):
    """Give a file's name and all it says, unpacked and unescaped: by other means than the product's own search."""
    yield path.name
    data = path.read_bytes()
    parts = [data]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = [packed.read(name) for name in packed.namelist()]
    for part in parts:
        text = part.decode("utf-8", "replace")
        coded = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
        yield from (text, coded, unescape(text), unquote(text), re.sub(r"<[^<>]*>", "", text))


def residue(folder, *words):
    """Give the files in which one of the words stands, in whatever case and accents."""
    return {
        path.name
        for path in folder.rglob("*")
        if path.is_file()
        for text in texts(path)
        if any(word in unicodedata.normalize("NFKD", text).casefold() for word in words)
    }


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nobody_left_out_is_in_a_byte_of_a_file_or_of_the_screen(tmp_path, command, capsys):
    folder = study(tmp_path / "study")
    assert run([command[0], str(folder), *command[1:], "--out", str(tmp_path / "out")]) == 1  # one record has no day
    assert list((tmp_path / "out").rglob("*.*"))
    assert not residue(tmp_path / "out", "zebrowski", "quillon", "q.z@north")
    screen = capsys.readouterr()
    assert "zebrowski" not in (screen.out + screen.err).casefold()


@pytest.mark.parametrize(
    ("rows", "name", "expected"),
    [
        ([*ROWS, "Forum 4,2024-04-10,Q. Zebrowski,South,"], "register.csv", "'Q. Zebrowski' may be them"),
        ([*ROWS, "Forum 4,2024-04-10,Quillan Zebrowski,North,"], "register.csv", "'Quillan Zebrowski' may be them"),
        ([*ROWS, "The Zebrowski lecture,2024-04-10,Ann Smithson,,"], "register.csv", "'The Zebrowski lecture' holds"),
        ([*ROWS, "Forum 4,2024-04-10,Ann Smithson,Zebrowski & Sons,"], "register.csv", "'Zebrowski & Sons' holds"),
        (ROWS, "register Zebrowski.csv", "the name of the file 'register Zebrowski.csv' holds"),
    ],
)
def test_what_resembles_them_is_listed_and_stops_every_command_until_told_to_go_on(
    tmp_path, capsys, rows, name, expected
):
    folder, out = study(tmp_path / "study", rows, name), tmp_path / "out"
    for command in ("run", "tables", "export", "people", "check"):
        options = [] if command == "check" else ["--out", str(out)]
        assert run([command, str(folder), *options]) == 4
        assert expected in capsys.readouterr().err
    assert not out.exists()
    assert run(["tables", str(folder), "--out", str(out), "--anyway"]) == 1
    assert not residue(out, "quillon zebrowski", "zebrowski, quillon", "q.z@north")


def test_somebody_else_of_that_surname_does_not_stop_the_run_nor_does_whom_an_answer_told_apart(tmp_path, capsys):
    folder = study(tmp_path / "study", [*ROWS, "Forum 4,2024-04-10,Anna Zebrowski,South,"], "register.csv")
    assert run(["check", str(folder)]) == 1
    rows = [*ROWS, "Forum 4,2024-04-10,Q. Zebrowski,South,"]
    (tmp_path / "study" / "opt-out.csv").unlink()
    (folder / "register.csv").write_text("\n".join(rows), encoding="utf-8")
    assert run(["people", str(folder), "--out", str(tmp_path / "people")]) == 1
    asked = (tmp_path / "people" / "identity-review.csv").read_text(encoding="utf-8").splitlines()
    place = asked[0].split(",").index("same")
    pairs = [line.split(",") for line in asked[1:] if "Q. Zebrowski" in line]
    answers = [",".join(["no" if at == place else cell for at, cell in enumerate(row)]) for row in pairs]
    study(tmp_path / "study", rows, "register.csv")
    assert run(["check", str(folder)]) == 4
    (folder / "identity-review.csv").write_text("\n".join([asked[0], *answers]), encoding="utf-8")
    capsys.readouterr()
    assert run(["check", str(folder)]) == 1


@pytest.mark.parametrize(
    "name",
    [
        "optout.csv",
        "Opt-Out.csv",
        "opt-out.xlsx",
        "OPT OUT list.csv",
        "opt_outs 2024.txt",
        "opted-out.csv",
        "sub/opt-out.csv",
    ],
)
@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside the list"])
def test_what_looks_like_a_list_of_them_and_is_not_read_stops_the_run(tmp_path, capsys, name, beside):
    folder = study(tmp_path / "study", name="register.csv")
    if not beside:
        (folder / "opt-out.csv").unlink()
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("name,date\nAnn Smithson,2024-05-01\n", encoding="utf-8")
    for targets in ([folder], [folder / "register.csv"], [folder / "study.toml"]):
        if name.startswith("sub/") and targets == [folder / "register.csv"]:
            continue
        assert run(["tables", *map(str, targets), "--out", str(tmp_path / "out")]) == 2
        assert f"{name} looks like a list" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    settings = (folder / "study.toml").read_text(encoding="utf-8") + f'[sources]\nexclude = ["{name}"]\n'
    (folder / "study.toml").write_text(settings, encoding="utf-8")
    assert run(["tables", str(folder), "--out", str(tmp_path / "out")]) == 1


def test_a_title_in_the_settings_that_names_them_stops_the_run_and_says_where(tmp_path, capsys):
    folder = study(tmp_path / "study")
    (folder / "study.toml").write_text('[study]\ntitle = "Quillon Zebrowski\'s forum"\n', encoding="utf-8")
    assert run(["run", str(folder), "--out", str(tmp_path / "out")]) == 2
    assert "would name somebody who asked to be left out" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


OTHERS = [
    "event,date,name,organisation,email",
    "Forum 1,2024-01-10,Zoë Müller-Brandt,North,zoe.mb@north.example",
    *(f"Forum {at},2024-0{at}-10,{name}" for at in (1, 2, 3) for name in ("Ann Smithson,North,", "Bob Wardle,South,")),
]
SPELLINGS = [
    "Zoe Muller-Brandt", "ZOË MÜLLER-BRANDT", "Zoe Mueller-Brandt", "Müller-Brandt, Zoë", "MUELLER-BRANDT Zoe",
    "Prof. Dr. Zoë Müller-Brandt", "Zoë Müller-Brandt MBE", "Zoë Müller Brandt", "Zoe\u0308 Mu\u0308ller\u2011Brandt",
    "Zoë Müller-Brandt <zoe.mb@north.example>", "ZOE.MB@NORTH.EXAMPLE", "@zoe_cares", "Zoë Müller-Brandt / Bob Wardle",
    "Müller-Brandt", "Ms Mueller-Brandt", "Z. Müller-Brandt", "Müller-Brandt Z", "ZMB", "Z.M.B.", "Zoë M",
]  # fmt: skip
TRACES = ("muller", "mueller", "brandt", "zoe", "zmb")


@pytest.mark.parametrize(
    ("where", "spelling"),
    [
        *product(("row", "title"), SPELLINGS),
        *product(("organisation", "minutes", "file"), ("Müller-Brandt, Zoë", "Z. Müller-Brandt", "@zoe_cares")),
    ],
)
def test_every_spelling_is_theirs_and_goes_or_resembles_them_and_stops_the_run(tmp_path, capsys, spelling, where):
    folder, name = tmp_path / "study", f"register {spelling}.csv" if where == "file" else "register.csv"
    rows = {
        "row": f'Forum 3,2024-03-10,"{spelling}",North,',
        "title": f'"Farewell to {spelling}",2024-04-10,Ann Smithson,North,',
        "organisation": f'Forum 3,2024-03-10,Dee Dunn,"{spelling} Consulting",',
    }
    study(
        folder,
        [*OTHERS, *([rows[where]] if where in rows else [])],
        name,
        "name,handle\nZoë Müller-Brandt,@zoe_cares\n",
    )
    if where == "minutes":
        text = (
            f"# Forum, 10 May 2024\n\nPresent:\n\n- {spelling}\n- Ann Smithson\n\n## Actions\n\n{spelling} to write.\n"
        )
        (folder / "minutes.md").write_text(text, encoding="utf-8")
    code = run(["tables", str(folder), "--out", str(tmp_path / "out")])
    screen = capsys.readouterr()
    if code in {2, 4}:  # 2: a row of the list fits two people, who are named
        assert re.search("may be them|of theirs" if code == 4 else "fits 2 people", screen.err)
        assert not (tmp_path / "out").exists()
    else:
        assert code in {0, 1}, screen.err
        assert not residue(tmp_path / "out", *TRACES)
        assert not [word for word in TRACES if word in unicodedata.normalize("NFKD", screen.out).casefold()]
