"""Files as they should not be: each says what is wrong with it, and the others are read all the same."""

import io
import json
import zipfile
import zlib

import openpyxl
import pytest

import sna.study.reading as reading_module
from sna.cli import run
from sna.load.source import Source

HEADER = "Date,Meeting,Name,Organisation,Status\n"
GOOD = HEADER + "05/03/2024,Forum,Ann Smith,Age Well,Present\n13/03/2024,Forum,Null,Age Well,Present\n"


def workbook():
    book = openpyxl.Workbook()
    for row in (["Date", "Meeting", "Name", "Status"], ["05/03/2024", "Forum", "Bo Li", "Present"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(member, change):
    """A workbook in which one part is another."""
    source, file = zipfile.ZipFile(io.BytesIO(workbook())), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, change(data) if name.endswith(member) else data)
    return file.getvalue()


def doctype(data):
    return b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + data.partition(b"?>")[2]


BROKEN = {
    "empty.csv": (b"", "R-EMPTY"),
    "page.csv": (b"<!DOCTYPE html><html><body>Please sign in</body></html>", "R-HTML"),
    "truncated.xlsx": (workbook()[:2000], "R-ZIP"),
    "bomb.xlsx": (changed("sheet1.xml", lambda _data: b"<worksheet>" + b" " * 40_000_000), "R-ZIP"),
    "doctype.xlsx": (changed("workbook.xml", doctype), "R-DOCTYPE"),
    "nameless.csv": (b"Date,Meeting,Fullnam,Status\n05/03/2024,Forum,Ann,Present\n", "R-COLUMN"),
    "noise.bin": (bytes(range(256)) * 20, "R-"),
}


def test_each_unreadable_file_is_one_rejected_record_and_the_others_are_read(tmp_path, capsys):
    for name, (data, _code) in BROKEN.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "good.csv").write_text(GOOD)
    (tmp_path / "renamed.csv").write_bytes(workbook())
    assert run(["check", str(tmp_path), "--json"]) == 1
    sources = {source["file"]: source for source in json.loads(capsys.readouterr().out)["sources"]}
    for name, (_data, code) in BROKEN.items():
        assert [sources[name]["records"], sources[name]["rejected"]] == [1, 1]
        problem = sources[name]["problems"][0]
        assert problem["reason"].startswith(code)
    assert sources["good.csv"]["used"] == 2
    assert (sources["renamed.csv"]["loader"], sources["renamed.csv"]["used"]) == ("register", 1)
    assert '"Fullnam"' in sources["nameless.csv"]["problems"][0]["reason"]


def test_a_damaged_row_is_told_with_place_column_value_reason_and_what_to_do(tmp_path, capsys):
    bad = GOOD + "31/02/2024,Forum,Cy Day,Trust,Present\n05/03/2024,Forum,Di \x1b[31mFox,Trust,?\n"
    (tmp_path / "register.csv").write_text(bad)
    assert run(["check", str(tmp_path / "register.csv")]) == 1
    told = capsys.readouterr().out
    assert "\x1b" not in told
    assert "register.csv line 4" in told
    assert "31/02/2024" in told
    assert "register.csv line 5" in told
    assert 'marks = {"?" = "present"}' in told
    assert "2 used" in told


def test_rejected_rows_can_be_mended_from_rejects_csv(tmp_path):
    (tmp_path / "register.csv").write_text(GOOD + "31/02/2024,Forum,Cy Day,Trust,Present\n")
    assert run(["run", str(tmp_path / "register.csv"), "--out", str(tmp_path / "out")]) == 1
    mended = (tmp_path / "out" / "for-experts" / "rejects.csv").read_text().replace("31/02/2024", "29/02/2024")
    (tmp_path / "mended.csv").write_text(mended)
    assert run(["check", str(tmp_path / "mended.csv")]) == 0


def test_a_mapped_column_settles_what_the_header_does_not_say(tmp_path):
    (tmp_path / "r.csv").write_text("Date,Meeting,Whom,Status\n05/03/2024,Forum,Ann Smith,Present\n")
    assert run(["check", str(tmp_path / "r.csv")]) == 3
    assert run(["check", str(tmp_path / "r.csv"), "--column", 'name="Whom"']) == 0
    assert run(["check", str(tmp_path / "r.csv"), "--column", "name"]) == 2
    (tmp_path / "study.toml").write_text('[[source]]\nfiles = "*.csv"\ncolumns = { name = "Whom" }\n')
    assert run(["check", str(tmp_path)]) == 0


def test_a_column_of_an_unknown_name_is_told_with_the_nearest(tmp_path, capsys):
    (tmp_path / "r.csv").write_text("Date,Meeting,Whom,Status\n05/03/2024,Forum,Ann Smith,Present\n")
    assert run(["check", str(tmp_path / "r.csv"), "--column", 'nmae="Whom"']) == 3
    assert "'nmae' is no name of a column here. Did you mean 'name'?" in capsys.readouterr().out


def test_a_reader_that_loses_a_record_writes_nothing_and_exits_70(tmp_path, monkeypatch, capsys):
    from sna.load import loader

    class Forgetful:
        def __init__(self, name):
            self.count = loader(name).count
            self.load = lambda source, options: list(loader(name).load(source, options))[:-1]

    (tmp_path / "register.csv").write_text(GOOD)
    monkeypatch.setattr(reading_module, "loader", Forgetful)
    for command in ("run", "tables"):
        assert run([command, str(tmp_path / "register.csv"), "--out", str(tmp_path / "out")]) == 70
    assert "2 records were counted but 1 have a fate" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_reader_that_trips_costs_one_file_not_the_study(tmp_path, monkeypatch):
    from sna.load import loader

    class Tripping:
        def __init__(self, name):
            self.count = loader(name).count
            self.load = self._load
            self._name = name

        def _load(self, source, options):
            yield from loader(self._name).load(source, options)
            if source.name == "b.csv":
                raise ZeroDivisionError

    (tmp_path / "a.csv").write_text(GOOD)
    (tmp_path / "b.csv").write_text(GOOD)
    monkeypatch.setattr(reading_module, "loader", Tripping)
    reading = reading_module.read_study(__import__("sna.study").study.open_study([tmp_path]))
    assert (reading.usable, reading.rejected) == (2, 1)


@pytest.mark.parametrize("step", ["identify", "survey", "load", "count"])
@pytest.mark.parametrize(("fault", "code"), [(KeyError, "R-FAULT"), (zlib.error, "R-DAMAGED"), (MemoryError, "R-TOOL")])
def test_a_fault_at_any_step_of_one_file_is_a_rejected_record_of_it(step, fault, code, tmp_path, monkeypatch):
    from sna.load import loader

    register = loader("register")

    def trips(sources, *options):
        kept = [sources] if isinstance(sources, Source) else list(sources)
        if any(source.name == "b.csv" for source in kept):
            raise fault
        return original(kept[0] if isinstance(sources, Source) else kept, *options)

    original = getattr(register, step)
    monkeypatch.setattr(register, step, trips)
    for name in ("a.csv", "b.csv", "c.csv"):
        (tmp_path / name).write_text(GOOD)
    ledger = reading_module.read_study(__import__("sna.study").study.open_study([tmp_path])).ledger
    assert {account.file: account.fates["rejected"] for account in ledger} == {"a.csv": 0, "b.csv": 1, "c.csv": 0}
    (entry,) = next(account for account in ledger if account.file == "b.csv").unused
    assert entry.reason.code.startswith(code)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "nowhere.csv"], 2),
        (["run", ".", "--out", "file"], 2),
        (["check", "empty.csv"], 3),
    ],
)
def test_exit_codes(arguments, code, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "register.csv").write_text(GOOD)
    assert run(arguments) == code
    assert capsys.readouterr().err.startswith("sna: ")


def test_a_misspelt_setting_is_refused_with_the_nearest(tmp_path, capsys):
    (tmp_path / "study.toml").write_text("[study]\ngruop = 'sector'\n")
    assert run(["check", str(tmp_path)]) == 2
    assert "Did you mean 'group'?" in capsys.readouterr().err


def test_a_file_that_changes_while_it_is_read_fails_the_run(tmp_path, monkeypatch, capsys):
    from sna.load import loader

    class Meddling:
        def __init__(self, name):
            self.count = loader(name).count
            self._name = name

        def load(self, source, options):
            yield from loader(self._name).load(source, options)
            source.path.write_text(GOOD + "20/03/2024,Forum,Cy Day,Trust,Present\n")

    (tmp_path / "register.csv").write_text(GOOD)
    monkeypatch.setattr(reading_module, "loader", Meddling)
    assert run(["tables", str(tmp_path / "register.csv"), "--out", str(tmp_path / "out")]) == 70
    assert "changed while it was read" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_one_record_is_a_record_and_two_are_records(tmp_path, capsys):
    (tmp_path / "one.csv").write_text(HEADER + "05/03/2024,Forum,Ann Smith,Age Well,Present\n")
    (tmp_path / "two.csv").write_text(GOOD)
    assert run(["check", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "one.csv  [register]  1 record: 1 used" in said
    assert "two.csv  [register]  2 records: 2 used" in said


ROWS = [("Ann Ash", "North"), ("Bob Bell", "South"), ("Carol Day", "East"), ("David Fox", "North")]
ROWS += [("Ed Gray", "South"), ("Flo Hill", "East"), ("Gil Innes", "North"), ("Hal Jay", "South")]
SMALL = {
    "8 people and 4 meetings": (ROWS, 4, "Present", "8 of 8 people are linked to somebody from another organisation"),
    "2 people": (ROWS[:2], 2, "Present", "2 of 2 people are linked"),
    "1 person": (ROWS[:1], 3, "Present", "Nobody is linked to anybody from another organisation yet"),
    "1 meeting": (ROWS, 1, "Present", "8 of 8 people are linked"),
    "1 organisation": ([ROWS[0], ROWS[3], ROWS[6]], 4, "Present", "isolation between organisations cannot be measured"),
    "apologies": (ROWS, 2, "Apologies", "Nobody is recorded as having come. Apologies and bookings alone tie nobody"),
}


@pytest.mark.parametrize("size", SMALL)
@pytest.mark.parametrize("audience", ["evaluator", "convener", "funder"])
def test_a_community_however_small_gets_something_it_can_use(tmp_path, capsys, size, audience):
    rows, meetings, status, headline = SMALL[size]
    for month in range(1, meetings + 1):
        text = "".join(f"{name},{place},{status}\n" for name, place in rows)
        (tmp_path / f"2024-{month:02}-10 Forum.csv").write_text(f"Name,Organisation,Status\n{text}")
    assert run(["run", str(tmp_path), "--for", audience, "--no-open"]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[0].endswith("Reconciles.")
    assert headline in said or audience != "evaluator"
    assert (tmp_path / "results" / "report.html").stat().st_size > 1_000
