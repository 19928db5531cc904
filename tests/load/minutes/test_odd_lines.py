"""One line that names nobody amid a roll: nobody below it is lost without a word, and the line itself has a fate."""

from __future__ import annotations

import os
from itertools import islice, product
from pathlib import Path

import docx
import pytest

from sna.facts import Attendance
from sna.load import Options, minutes
from sna.load.doubt import doubts
from sna.load.source import Source

from .test_documents import saved_bytes

GIVEN = "Ann Bob Cleo Dan Eve Flo Gus Hal Ida Jon Kay Lou May Ned Tom".split()
FAMILY = "Lee Ray Wood Fox Orr Pike Lunt Marsh Reed Shaw Tice Udal Voss Wren Yates".split()
ODD = [
    "(MB, TL)",
    "the usual suspects (MB, TL)",
    "plus a few others",
    "and three members of the public",
    "a warm welcome to all of our new friends from the valley",
    "https://example.org/join/123",
    "01632 960 123",
    "(arrived 10:15)",
    "— from 10:30 —",
    "Fen Valley Trust",
    "🎉",
    "N.B. the hall was cold and we moved to the library",
    "tbc",
    "Quorum reached",
    "Welcome!",
    "---",
    "late: see chat",
]
EVERY = int(os.environ.get("SNA_EVERY", "4"))
"""The gate reads every second roll, in turn first, amid and last; `.ci/long` reads all."""
LAYOUTS = {
    "lines": lambda lines: "Present:\n" + "\n".join(lines),
    "below a heading": lambda lines: "## Present\n\n" + "\n".join(lines),
    "paragraphs": lambda lines: "Present:\n\n" + "\n\n".join(lines),
    "titles": lambda lines: "Present:\n" + "\n".join(f"Cllr {x}" if x.split()[0] in GIVEN else x for x in lines),
    "bullets": lambda lines: "Present:\n\n" + "\n".join(f"- {x}" for x in lines),
    "bullets but one": lambda lines: "Present:\n\n" + "\n".join(f"- {x}" if x[:3] in GIVEN else x for x in lines),
    "numbers": lambda lines: "Present:\n\n" + "\n".join(f"{n}. {x}" for n, x in enumerate(lines, 1)),
    "commas": lambda lines: "Present: " + ", ".join(lines),
    "wrapped commas": lambda lines: "Present:\n" + ",\n".join(", ".join(lines[n : n + 3]) for n in range(0, 16, 3)),
    "table": lambda lines: "Present:\n\n| Name | Body |\n|---|---|\n" + "\n".join(f"| {x} | Pond |" for x in lines),
    "column": lambda lines: "| Present |\n|---|\n" + "\n".join(f"| {x} |" for x in lines),
}
WRITTEN = {
    ".txt": "Fen Forum, 5 March 2024\n\n{}\n\nApologies: Zoe Holt\n\n1. Business\n\nWe talked of it at length.\n",
    ".html": "<h1>Fen Forum</h1><p>5 March 2024</p>{}<p>Apologies: Zoe Holt</p><h2>Business</h2><p>We talked.</p>",
}
WRITTEN[".md"] = WRITTEN[".txt"]


def lost(path: Path, names: list[str]) -> str:
    """Say who of a roll was not read, if nothing says so."""
    source, options = Source(path), Options(file=path.name)
    entries = list(minutes.load(source, options))
    codes = {reason.code for _place, reason in doubts(source, entries, options)[1]}
    facts = [fact for entry in entries for fact in entry.facts if isinstance(fact, Attendance)]
    read = {fact.written.removeprefix("Cllr ") for fact in facts if fact.status == "present"}
    silent = not codes & {"W-ROLL", "W-SPEAKERS"} and not any(entry.origin.place == "file" for entry in entries)
    return ", ".join(name for name in names if name not in read) if silent else ""


def rolls(counts: tuple[int, ...]):
    for count, odd, place in islice(product(counts, ODD, ("first", "middle", "last")), None, None, EVERY):
        names = [f"{given} {family}" for given, family in zip(GIVEN[:count], FAMILY, strict=False)]
        at = {"first": 0, "middle": count // 2, "last": count}[place]
        yield names, [*names[:at], odd, *names[at:]], f"{count} {odd} {place}"


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_nobody_below_an_odd_line_is_lost_without_a_word(layout, suffix, tmp_path):
    path, failures = tmp_path / f"2024-03-05{suffix}", []
    for names, lines, case in rolls((15,) if suffix == ".txt" else (8,)):
        if layout == "wrapped commas" and lines[0].startswith("—"):
            continue  # a dash before the first line of a text is a bullet: the line is one reject, with its place
        path.write_text(WRITTEN[suffix].format(LAYOUTS[layout](lines)), encoding="utf-8")
        failures += [f"{case}: {who}"] if (who := lost(path, names)) else []
    assert not failures, failures[:5]


@pytest.mark.parametrize("suffix", [".html", ".docx"])
def test_nor_in_a_page_or_a_word_document(suffix, tmp_path):
    path, failures = tmp_path / f"2024-03-05{suffix}", []
    for names, lines, case in islice(rolls((8,)), None, None, 3 if suffix == ".docx" else 1):
        if suffix == ".docx":
            document = docx.Document()
            for text in ("Fen Forum, 5 March 2024", "Present:", *lines, "Apologies: Zoe Holt", "Business"):
                document.add_paragraph(text)
            path.write_bytes(saved_bytes(document))
        else:
            body = "<p>Present:<br>" + "<br>".join(lines) + "</p>"
            path.write_text(WRITTEN[suffix].format(body), encoding="utf-8")
        failures += [f"{case}: {who}"] if (who := lost(path, names)) else []
    assert not failures, failures[:5]


@pytest.mark.parametrize("name", ["2024-03-05.txt", "2024-03-05.md"])
def test_the_odd_line_is_one_reject_with_its_place(read, name):
    roll = "Present:\nAnn Lee\nBob Ray\nthe usual suspects (MB, TL)\nCat Wu\nalso in the room were Dan Fox and Eve Orr"
    found = read(WRITTEN[Path(name).suffix].format(roll), name)
    assert found.names() == ["Ann Lee", "Bob Ray", "Cat Wu", "Dan Fox", "Eve Orr"]
    assert [(entry.reason.code, entry.origin.place) for entry in found.entries if entry.fate == "rejected"] == [
        ("R-NAME", "line 6")
    ]


@pytest.mark.parametrize("roll", ["Present:\n{}", "## Present\n\n{}"])
def test_a_list_still_ends_where_no_people_follow(read, roll):
    text = roll.format(
        "Ann Lee\nBob Ray\n\nThe meeting was opened at ten.\n\nCat Wu spoke of the hall.\n\nDan Fox left."
    )
    assert read(WRITTEN[".md"].format(text)).names() == ["Ann Lee", "Bob Ray"]
