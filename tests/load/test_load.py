import sys
import types
import zipfile

import pytest

import sna.load
from sna.errors import SourceError
from sna.load import LOADERS, Options, identify, survey
from sna.load.source import Source

REGISTER = "Date,Meeting,Name,Status\n05/03/2024,Forum,Ann Smith,Present\n"


def test_the_content_decides_not_the_name(tmp_path):
    (tmp_path / "zoom meeting teams.txt").write_text(REGISTER)
    assert identify(Source(tmp_path / "zoom meeting teams.txt")) == "register"


def test_two_loaders_that_fit_are_both_named_with_the_way_out(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text(REGISTER)
    greedy = types.ModuleType("greedy")
    greedy.identify = lambda _path: True
    monkeypatch.setitem(sys.modules, "greedy", greedy)
    monkeypatch.setitem(sna.load.LOADERS, "greedy", "greedy")
    with pytest.raises(SourceError, match=r'register and greedy.*loader = "register"') as caught:
        identify(Source(tmp_path / "a.csv"))
    assert caught.value.code == "R-AMBIGUOUS"


@pytest.mark.parametrize("data", [b"\x00\x01\x02" * 500, b"GIF89a" + bytes(range(256))])
def test_what_no_loader_knows_is_refused_with_what_to_do(tmp_path, data):
    (tmp_path / "a.bin").write_bytes(data)
    with pytest.raises(SourceError) as caught:
        identify(Source(tmp_path / "a.bin"))
    assert caught.value.code == "R-UNKNOWN"
    assert caught.value.hint


@pytest.mark.parametrize(
    ("members", "words"),
    [({"a.zip": b"PK", "b/": b""}, "only zips"), ({}, "Nothing in this zip"), ({"a.xyz": b"x"}, "Nothing in this zip")],
)
def test_a_zip_of_zips_is_told_from_an_empty_one(tmp_path, members, words):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(SourceError, match=words):
        identify(Source(tmp_path / "a.zip"))


def test_a_zip_that_is_cut_short_is_said_to_be_so(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04" + b"x" * 500)
    with pytest.raises(SourceError, match="damaged or cut short") as caught:
        identify(Source(tmp_path / "a.zip"))
    assert caught.value.code == "R-ZIP"


def test_a_loader_without_a_survey_keeps_the_options():
    assert survey("roster", [], Options(day_first=True)).day_first is True


@pytest.mark.parametrize("name", LOADERS)
def test_identify_never_raises_on_a_foreign_file(name, tmp_path):
    for number, data in enumerate([b"", b"PK\x03\x04broken", b"%PDF-1.7 broken", b"{", b"\xff\xfe\x00", b"<html>"]):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(data)
        assert sna.load.loader(name).identify(Source(path)) is False or name == "minutes"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("tweets.js", "window.YTD.tweets.part0 = [ {} ]", "account.js is needed beside it"),
        ("tweet.js", "window.YTD.tweet.part0 = [ {} ]", "account.js is needed beside it"),
        ("dataset.json", '[{"id": "1", "fullText": "CANARY"}]', "no service that is read writes it so"),
    ],
)
def test_what_is_part_of_something_known_or_of_a_foreign_tool_is_said(tmp_path, name, content, told):
    (tmp_path / name).write_text(content)
    with pytest.raises(SourceError, match=told) as caught:
        identify(Source(tmp_path / name))
    assert "CANARY" not in str(caught.value)
    assert "columns" not in caught.value.hint
