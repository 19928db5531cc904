"""Hostile and damaged text: nothing raises, the count agrees, time grows with the length only."""

from __future__ import annotations

import os
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sna.load import Options, minutes
from sna.load.minutes.markup import read_markdown
from sna.load.minutes.markup import read_plain as read_text
from sna.load.minutes.records import find
from sna.load.source import Source

MARKUP = (
    "## Present\n|\n\n|\n|- |* [ ] |[x] |, |(|)|[|]|: | - |# |**|<!--|-->|```\n|---\n|   |\t|<b>|&amp;|\x00|\u202e|é"
)
WORDS = "Present: |Regrets: |Ann Smith|Bob| and |(AS)|@bob|AB: hello\n|ACTION: AB to go\n|5 March 2024|Guests|Chair: "
PIECES = st.sampled_from([*MARKUP.split("|"), *WORDS.split("|"), "| ", "|---|\n", "apologies were received from "])

LONG = 6_000 if os.environ.get("SNA_EVERY") == "1" else 2_400
"""Characters of a text that is held against one twice as long."""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES | st.text(max_size=8), max_size=40))
def test_any_text_is_read_and_counted(tmp_path, pieces):
    for name in ("a.md", "a.txt", "a.html"):
        path = tmp_path / name
        path.write_bytes("".join(pieces).encode("utf-8", "ignore"))
        source = Source(path)
        found = list(minutes.load(source, Options()))
        assert minutes.count(source, Options()) == len(found) > 0
        used = {entry.origin.place for entry in found if entry.fate == "used"}
        assert all(entry.into in used for entry in found if entry.fate == "merged")
        assert all(entry.reason and entry.reason.why for entry in found if entry.fate != "used")
        minutes.identify(source)


def seconds(read, text):
    start = time.process_time()  # what other processes do must not decide
    find(read(text))
    return time.process_time() - start


@pytest.mark.slow
@pytest.mark.parametrize("read", [read_markdown, read_text], ids=["markdown", "text"])
@pytest.mark.parametrize(
    "piece",
    [
        "Present: Ann Smith (AS), Bob Ray and Cat Wu\n\n## Talk\n\nAS: we agreed to it all.\n\nACTION: AS to go.\n\n",
        "- Ann Smith (Pond Trust), was there; left at 11:04 - and more (((\n",
        "Apologies were received from Ann Smith, " * 20 + "\n\n",
        "a" * 4_500 + "\n",
        "( [ { " * 500 + "\n",
        "Ann " * 400 + "\n",
        "- - - - - - - -\n",
        "*_`~" * 300 + "\n\n",
    ],
)
def test_time_grows_with_the_length_only(read, piece):
    text = "## Present\n\n" + piece * max(1, LONG // len(piece))
    find(read(text[:1_000]))
    once = seconds(read, text)
    assert any(seconds(read, text * 2) < min(10, 3 * once + 0.25) for _attempt in range(2))


def test_a_long_line_of_running_text_is_no_reject(read):
    found = read("Present: Ann Smith, Bob Ray\n\n" + "word " * 5_000 + "\n", "a.txt")
    assert (found.names(), found.codes()) == (["Ann Smith", "Bob Ray"], [])


def test_a_very_long_line_is_cut_and_told(read):
    found = read("Present: Ann Smith, Bob Ray\n\n" + "word " * 5_000 + "Apologies: Cat Wu\n", "a.txt")
    assert found.names() == ["Ann Smith", "Bob Ray"]
    assert [(e.origin.place, e.reason.code) for e in found.entries if e.reason] == [("line 3 end", "R-LONGLINE")]


def test_control_characters_do_not_reach_a_screen(read):
    found = read("## Present\n\n- Ann Smith\n- 12\x1b[31m\u202e members\n")
    value = next(entry.reason.value for entry in found.entries if entry.fate == "rejected")
    assert value.isprintable()


def test_long_numbers_are_masked(read):
    found = read("## Present\n\n- Ann Smith\n- 943 476 5919 re ulcer\n")
    assert "5919" not in str(found.entries)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.md", "R-EMPTY"),
        (b"\x00\x00", "a.txt", "R-EMPTY"),
        (b"PK\x03\x04 not a zip", "a.docx", "R-TYPE"),
        (b"# Agenda\n\nNothing to see.\n", "a.md", "R-NOROLL"),
        (b"## Present\n\n## Agenda\n", "a.md", "R-NOROLL"),
        (bytes(range(256)) * 20, "a.md", "R-TYPE"),
    ],
)
def test_what_cannot_be_read_is_one_rejected_entry(read, data, name, code):
    found = read(data, name)
    assert found.codes() == [code]
    assert found.entries[0].origin.place == "file"
    assert found.entries[0].reason.why


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(read, encoding):
    assert read("# Réunion 5 March 2024\r\n\r\nPresent: Zoë Brøgger, José Pérez\r\n".encode(encoding)).names() == [
        "Zoë Brøgger",
        "José Pérez",
    ]
