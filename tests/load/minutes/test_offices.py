"""Officers one behind the other, items with who leads them, and cells that break off within a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from sna.load import Options
from sna.load.doubt import doubts
from sna.load.minutes import load
from sna.load.source import Source

HEAD = "Minutes of the Fen Forum, 12 May 2024\n\n"


@pytest.mark.parametrize(
    ("roll", "names"),
    [
        ("Present: Chair: Mr A Lee: Clerk: Mrs B Ray\n", ["Mr A Lee", "Mrs B Ray"]),
        ("Present:\tChair: Mr A Lee: Secretary: Mrs B J Ray :Vice Chair: Ms C Wu\n\nMr D Fox, Mrs E Orr\n",
         ["Mr A Lee", "Mrs B J Ray", "Ms C Wu", "Mr D Fox", "Mrs E Orr"]),
        ("Present from Fen: Osgar Lunt, Bettrys Voss (BV), Tilda Pike-Orr and Wanda Tice (secretary)\n",
         ["Osgar Lunt", "Bettrys Voss", "Tilda Pike-Orr", "Wanda Tice"]),
        ("Present: Mrs A Lee, Messrs B Ray, C Wu\n", ["Mrs A Lee", "B Ray", "C Wu"]),
        ("Present: Mrs A Lee, Messrs B & C Ray\n", ["Mrs A Lee", "B Ray", "C Ray"]),
        ("Present: Ann Lee (AL), Fen Rangers, Bob Ray (BR), Pond Street\n", ["Ann Lee", "Bob Ray"]),
    ],
)  # fmt: skip
def test_each_officer_is_somebody(read, roll, names):
    assert read(HEAD + roll + "\nMatters arising\n", "a.txt").names() == names


def test_a_report_that_is_appended_is_nobody(read):
    text = (
        f"{HEAD}Present: Ann Lee, Bob Ray\n\nWardens:\n\nApologies given for non Attendance , Printed Notes enclosed\n"
    )
    found = read(text, "a.txt")
    assert (found.names(), found.names("apologies"), found.names("absent")) == (["Ann Lee", "Bob Ray"], [], [])


def _page(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<p>Fen Club, 12 May 2024</p><table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def test_initials_beside_an_item_say_who_leads_it(read):
    roll = "Ann Lee (AL) (Chair), Bob Ray (BR), Cat Wu (CW)"
    items = ("3", "Matters arising", "BR"), ("4", "Events<br>Summer walk", "All")
    away = read(_page(("Attendees:", roll), ("2", "Apologies<br>Dan<br>Eve", "AL"), *items), "a.html")
    none = read(_page(("Attendees:", roll), ("2", "Apologies", "AL"), *items), "a.html")
    assert away.names("apologies") == ["Dan", "Eve"]
    assert none.names("apologies") == []
    assert away.names() == none.names() == ["Ann Lee", "Bob Ray", "Cat Wu"]


def test_numbered_people_with_their_initials_are_no_items(read):
    table = _page(("No", "Name", "Initials"), ("1", "Ann Lee", "AL"), ("2", "Bob Ray", "BR"))
    found = read(table.replace("<table>", "<h2>Present</h2><table>"), "a.html")
    assert found.names() == ["Ann Lee", "Bob Ray"]


def test_a_cell_goes_on_where_it_breaks_off_within_a_name(read):
    rows = ("1", "Present: Cllr. Ann Lee (Chairman), Cllrs B Ray, C Wu and D<br>Fox, also E Orr (Clerk)", "")
    found = read(
        _page(("Ref.", "Detail", "Action"), rows, ("2", "Apology Cllr. F Pike &amp; Cllr. Lunt", "")), "a.html"
    )
    assert found.names() == ["Cllr. Ann Lee", "Cllrs B Ray", "C Wu", "D Fox", "E Orr"]
    assert found.names("apologies") == ["Cllr. F Pike", "Cllr. Lunt"]


def test_sentences_below_the_people_of_a_cell_are_none_of_them(read):
    cell = "Present: Ann Lee, Bob Ray, Cat Wu<br>Ann said that the reeds were cut, and that<br>the barn leaks"
    found = read(_page(("1", cell, ""), ("2", "Events", "BR")), "a.html")
    assert (found.names(), found.codes()) == (["Ann Lee", "Bob Ray", "Cat Wu"], [])


def test_the_items_of_an_agenda_end_the_roll_that_is_doubted(tmp_path: Path):
    away = "Apologies<br>" + "<br>".join("Flo Gus Hal Ida Jon Kay Lou May Ned".split())
    items = ("2", "Fen Week<br>Pond Walk<br>Summer Fair<br>Reed Cutting", "All"), ("3", "Boat Trip<br>Barn Dance", "BR")
    path = tmp_path / "a.html"
    path.write_text(_page(("Attendees:", "Ann Lee (AL), Bob Ray (BR)"), ("1", away, "AL"), *items), encoding="utf-8")
    entries = list(load(Source(path), Options(file="a.html")))
    assert [reason.code for _place, reason in doubts(Source(path), entries, Options(file="a.html"))[1]] == []
