"""Rolls in tables, drawn or set by tabs and spaces: columns, grids of days, labels, what spans rows; in each format."""

from __future__ import annotations

import pytest

from sna.facts import Attendance
from sna.load import identify
from sna.load.source import Source

from .test_documents import pdf

HEAD = "# Reed group 5 March 2024\n\n"


def table(*rows: str) -> str:
    """A table in Markdown, its cells parted by strokes."""
    first, *rest = [f"| {row.replace(' / ', ' | ')} |\n" for row in rows]
    return HEAD + first + "|---" * (first.count("|") - 1) + "|\n" + "".join(rest) + "\n"


def roll(found) -> dict[str, str]:
    """Who is listed, and as what."""
    return {fact.written: fact.status.value for fact in found.of(Attendance)}


def beside(found, what: str) -> list[str]:
    return [getattr(fact, what) for fact in found.of(Attendance)]


GRID = ("Governor / Type / 9 Jan 24 / 5 Mar 24 / 7 May 24", "Ann Smith / Parent / P / P / ", "Bob Ray / LA / P / S / ")
SANCTIONED = {"Ann Smith": "present", "Bob Ray": "apologies"}


@pytest.mark.parametrize(
    ("rows", "legend", "people"),
    [
        (GRID, "P - Present, S - Sanctioned", SANCTIONED),
        (GRID, "Key: P = attended; S = authorised absence", SANCTIONED),
        (GRID, "P – Present S – Sanctioned\n\nA – Absent L – Late arrival", SANCTIONED),
        (("Attendance /  /  /  / ", *GRID), "P – Present\n\nS – Sanctioned", SANCTIONED),
        (
            ("Name / 09/01/2024 / 05/03/2024", "Ann Smith / A / P", "Bob Ray / P / A"),
            "",
            {"Ann Smith": "present", "Bob Ray": "absent"},
        ),
        (
            ("Name / 9 Jan / 5 Mar", "Ann Smith /  / ✓", "Bob Ray / ✓ / "),
            "",
            {"Ann Smith": "present", "Bob Ray": "absent"},
        ),
        (
            (" / 9 Jan 2024 / 5 March 2024", "Ann Smith / X / X", "VACANT /  / ", "Bob Ray / X / "),
            "",
            {"Ann Smith": "present", "Bob Ray": "absent"},
        ),
        (("Name / 9 Jan / 5 Mar", "Ann Smith / P / P", "Bob Ray / A / "), "", {"Ann Smith": "present"}),
    ],
    ids=["legend below", "key", "two in a row", "title above", "figures", "no year", "no names", "not yet a member"],
)
def test_of_a_grid_the_column_of_the_document_s_day_is_the_roll(read, rows, legend, people):
    found = read(f"{table(*rows)}{legend}\n")
    assert roll(found) == people
    assert "W-COLUMN" not in found.warned()


def test_who_left_before_stands_below_a_grid_and_was_not_there(read):
    left = "P - Present, S - Sanctioned\n\n| Dan Fox | Parent | 9 Jan 24 |\n|---|---|---|\n| Eve Elm | | |\n"
    assert roll(read(f"{HEAD}## Attendance\n\n{table(*GRID)[len(HEAD) :]}{left}")) == SANCTIONED


def test_a_grid_whose_columns_are_of_another_year_is_doubted(read):
    slip = table("Name / 9 Jan 23 / 5 Mar 23", "Ann Smith / A / P", "Bob Ray / P / A")
    found = read(slip)
    assert (roll(found), found.warned()) == ({"Ann Smith": "present", "Bob Ray": "absent"}, ["W-COLUMN"])
    other = slip.replace("5 Mar 23", "6 Mar 23")
    assert (roll(read(other)), read(other).codes()) == ({}, ["R-NOROLL"])
    with_roll = read(f"{other}Present: Cat Wu\n")
    assert (with_roll.names(), with_roll.warned()) == (["Cat Wu"], ["W-COLUMN"])


@pytest.mark.parametrize(
    "row",
    [
        "Given Name / Family Name / Affiliation / Role / Present",
        "First name / Surname / Company / Membership / Attended (Y/N)",
        "Forename / Last Name / Organisation or Trust / Voting status / Present Yes/No",
        "First names / Second names / Representing / Voting rights / Attendance",
    ],
)
def test_a_name_may_stand_in_two_columns(read, row):
    row = row.replace("names", "name").replace("Yes/No", "(Yes or No)")
    found = read(table(row, "Ann / Smith / Pond / Voting Member / Yes", "Bob / van Ray / Reed / Member / No"))
    assert roll(found) == {"Ann Smith": "present", "Bob van Ray": "absent"}
    assert beside(found, "organisation") == ["Pond", "Reed"]
    assert beside(found, "role") == ["Voting Member", "Member"]


@pytest.mark.parametrize(
    ("rows", "present", "apologies"),
    [
        (("Present: / Ann Smith / Bob Ray", " / Cat Wu / ", "Apologies: / Dan Fox / "), 3, 1),
        (("Present: / Ann Smith, Bob Ray, Cat Wu / Apologies: / Dan Fox",), 3, 1),
        (("Present / Apologies", "Ann Smith<br>Bob Ray<br>Cat Wu / Dan Fox"), 3, 1),
        (("1. / Present: Ann Smith, Bob Ray, Cat Wu<br>Apologies: Dan Fox<br>All were welcomed. / ",), 3, 1),
        (("Present / ", "Ann Smith / Bob Ray", "Cat Wu / ", "Apologies / ", "Dan Fox / "), 3, 1),
        (
            (
                "Name / Role",
                "Present / ",
                "Ann Smith / Chair",
                "Bob Ray / Nurse",
                "Cat Wu / Nurse",
                "Apologies / ",
                "Dan Fox / Clerk",
            ),
            3,
            1,
        ),
        (("Organisation / Present / Apologies", "Pond / Ann Smith<br>Bob Ray / Dan Fox", "Reed / Cat Wu / "), 3, 1),
        (("Organisation / Representatives", "Pond / Ann Smith, Bob Ray", "Reed / Cat Wu"), 3, 0),
        (("Attendees", "Ann Smith<br>Bob Ray<br>Cat Wu"), 3, 0),
        (
            (
                "Name / ✓ / Role",
                "Ann Smith / ✓ / Chair",
                "Bob Ray / ✓ / Nurse",
                "Cat Wu / ✓ / Nurse",
                "Eve Elm / X / Nurse",
            ),
            3,
            0,
        ),
        (
            (
                " / Name/Affiliation / ID",
                "x / Ann Smith (Pond) / as",
                "x / Bob Ray / br",
                "X / Cat Wu / cw",
                " / Eve Elm / ",
            ),
            3,
            0,
        ),
        (
            ("Attendance /  / ", "Name / Role / Present", "Ann Smith / Chair / Y", "Bob Ray /  / Y", "Cat Wu /  / Y"),
            3,
            0,
        ),
    ],
)
def test_labels_lists_and_marks_in_cells(read, rows, present, apologies):
    found = read(table(*rows))
    assert found.names() == ["Ann Smith", "Bob Ray", "Cat Wu"][:present]
    assert found.names("apologies") == ["Dan Fox"][:apologies]
    assert found.codes() == []


def test_a_table_of_names_only_holds_as_many_people_as_cells(read):
    cells = read(f"{HEAD}## Present\n\n| Ann Smith | Bob Ray |\n|---|---|\n| Cat Wu | Dan Fox |\n")
    assert cells.names() == ["Ann Smith", "Bob Ray", "Cat Wu", "Dan Fox"]
    beside_them = read(f"{HEAD}## Present\n\n| Ann Smith | Pond Trust |\n|---|---|\n| Bob Ray | Reed Trust |\n")
    assert (beside_them.names(), beside(beside_them, "organisation")) == (
        ["Ann Smith", "Bob Ray"],
        ["Pond Trust", "Reed Trust"],
    )


def test_an_organisation_may_span_the_row_above_its_people(read):
    found = read(
        table(
            "Name / Role / Present",
            "Pond Trust /  / ",
            "Ann Smith / Chair / Y",
            "Reed Council /  / ",
            "Bob Ray / Nurse / Y",
        )
    )
    assert (found.names(), beside(found, "organisation")) == (["Ann Smith", "Bob Ray"], ["Pond Trust", "Reed Council"])


def test_tables_that_are_no_rolls_name_nobody(read):
    tables = (
        table("Action / Owner / Date / Due", "Write / Ann Smith / 5/3/24 / 9/4/24"),
        table("Member / Jan-24 / Feb-24", "Ann Smith / 12 / 13"),
        table(" / Item / Votes", "1 / Ann Smith / 3"),
        table("Date / {date}", "Attendees / {names}", "Apologies / {names}"),
    )
    for text in tables:
        assert read(f"{text}Present: Cat Wu\n").names() == ["Cat Wu"]


@pytest.mark.parametrize(
    "roll_of",
    [
        "* ***Ann Smith (DT)***\n* ***Bob Ray(Pond)***\n",
        "**Ann Smith**\n\n**Bob Ray**\n",
        "- __Ann Smith__\n- __Bob Ray__\n",
        "- **Members**\n  - **Ann Smith**\n  - **Bob Ray**\n",
    ],
)
def test_names_in_bold_are_names_and_no_labels(read, roll_of):
    found = read(f"{HEAD}## Attendees\n\n{roll_of}\n<br>\n**NEW place:** here\n\nGoals\n\n* Go on\n")
    assert found.names() == ["Ann Smith", "Bob Ray"]


def test_who_is_called_by_initials_in_a_sentence_is_who_has_them_on_the_roll(read):
    found = read(f"{HEAD}Present: Ann Smith (AS), Bob Ray (BR).\n\nBR joined the meeting at 7:51pm.\n")
    assert (found.names(), found.codes("merged")) == (["Ann Smith", "Bob Ray"], ["M-AGAIN"])


def test_a_web_page_saved_by_word(read):
    bullet = (
        "<p class=MsoListParagraph><![if !supportLists]><span>&middot;<span>&nbsp;&nbsp; </span></span><![endif]>{}</p>"
    )
    names = "".join(bullet.format(name) for name in ("Ann&nbsp;Smith", "Bob&nbsp;Ray<o:p></o:p>"))
    found = read(f"<html><p>Reed 5 March 2024</p><p><b>Present:</b></p>{names}<p>Apologies:&nbsp;Cat Wu</p>", "a.html")
    assert (found.names(), found.names("apologies")) == (["Ann Smith", "Bob Ray"], ["Cat Wu"])


@pytest.mark.parametrize(
    "rows",
    [
        (
            "+-----------+-------+\n| Name      | Role  |\n+===========+=======+\n| Ann Smith | Chair |\n"
            "+-----------+-------+\n| Bob Ray   | Clerk |\n+-----------+-------+\n"
        ),
        (
            "=========  =====  =======\nName       Role   Present\n=========  =====  =======\nAnn Smith  Chair  Yes\n"
            "Bob Ray    Clerk  Yes\n=========  =====  =======\n"
        ),
    ],
    ids=["grid", "simple"],
)
def test_tables_of_restructured_text(read, tmp_path, rows):
    text = f"Reed group 5 March 2024\n=======================\n\nAttendance\n----------\n\n{rows}"
    (tmp_path / "a.rst").write_text(text, encoding="utf-8")
    assert identify(Source(tmp_path / "a.rst")) == "minutes"
    assert read(text, "a.rst").names() == ["Ann Smith", "Bob Ray"]


SIDE = ("Name", "Present /;Apologies")
PAGES = {
    "ticks": (
        ("Name", "Title & Organisation", "Present", "Apology"),
        ("Ann Lee", "Independent Chair;Fen Board", "x", ""),
        ("Dr Bob Ray", "Chief Executive Pond;Council", "", "x"),
        ("D/Chief Superintendent;Cat Wu", "FPS", "x", ""),
        ("In Attendance", "", "", ""),
        ("Dan Fox", "Minute Taker", "", ""),
    ),
    "apologies first": (
        ("", "Members", "Title", "Representing"),
        ("Apols", "Bob Ray;(BR)", "Independent;Chair", "Fen Board"),
        ("", "Ann Lee (AL)", "Lay Member", ""),
        ("", "Cat Wu (CW)", "Designated;Nurse", "Pond and;Fen CCG"),
        ("Guests", "Dan Fox;(DF)", "", "PBC"),
    ),
    "days": (
        ("", "15/11/2023", "05/03/2024", "27/06/2024"),
        ("GOVERNOR", "", "", ""),
        ("Ann;Lee", "P", "P", ""),
        ("Bob;Ray", "P", "A", ""),
        ("Cat Wu", "", "P", ""),
        ("Dan;Fox", "A", "P", ""),
    ),
    "pairs": (
        (*SIDE, *SIDE),
        ("Ann Lee", "P", "Dan Fox;(from 7:20)", "P"),
        ("Bob Ray", "A", "", ""),
        ("In Attendance", "", "", ""),
        (*SIDE, *SIDE),
        ("Cat Wu;Clerk", "P", "", ""),
    ),
    "halves": (
        ("Present", "", "Apologies", ""),
        ("Ann;Lee", "AL", "Bob Ray", "BR"),
        ("Cat Wu", "CW", "", ""),
        ("In Attendance", "", "Attachments", ""),
        ("Dan Fox", "DF", "Treasurer's;Report", ""),
    ),
    "beside labels": (
        ("Present", "Ann Lee (AL);Cat Wu (CW);Dan Fox (DF)", "Lead, Harland;Podiatrist, Fen Nurse, Pond Trust"),
        ("Apologies", "Bob Ray (BR);Eve Orr (EO)", "Matron, Harland;Vale Homes"),
    ),
}


@pytest.mark.parametrize("layout", PAGES)
def test_a_table_without_lines_whose_rows_stand_apart(read, layout):
    y, texts = 700, [(60, 760, "Minutes of the Reed group, 5 March 2024"), (60, 720, "Record of attendance")]
    for row in PAGES[layout]:
        cells = [cell.split(";") for cell in row]
        texts += [(66 + 125 * at, y - 11 * no, text) for at, cell in enumerate(cells) for no, text in enumerate(cell)]
        y -= 11 * (max(map(len, cells)) - 1) + 17
    texts += [(60, y - 8, "1. The minutes of the last meeting were agreed and signed by those who were there.")]
    drawn = ((x, y, text.replace("(", r"\(").replace(")", r"\)")) for x, y, text in texts if text)
    found = read(pdf(" ".join(f"BT /F1 9 Tf {x} {y} Td ({text}) Tj ET" for x, y, text in drawn)), "2024-03-05.pdf")
    there, away = found.names(), [*found.names("apologies"), *found.names("absent")]
    assert {" ".join(name.split()[-2:]) for name in there} == {"Ann Lee", "Cat Wu", "Dan Fox"}
    assert {" ".join(name.split()[-2:]) for name in away} - {"Eve Orr"} == {"Bob Ray"}
