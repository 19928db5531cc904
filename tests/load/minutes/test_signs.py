"""Signs of who came that are no lists below a heading: sentences, answers, letters, other documents; invented twins."""

# ruff: noqa: E501 - a roll stands here as it is written

from __future__ import annotations

import pytest

from sna.facts import Gathering
from tests.load.minutes.test_bodies import FORMS, bodies, written


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "sentence",
    [
        "The Fen Board held its monthly meeting with the following present: Ann Lee, Bob Ray, Cat Wu.",
        "The trustees met in the hall with these members in attendance - Ann Lee, Bob Ray, Cat Wu.",
        "16 electors attended, including Ann Lee (Chairman), Bob Ray, Cat Wu.",
        "There were 16 residents present including: Ann Lee (Chairman), Bob Ray and Cat Wu.",
        "The annual meeting was attended by: Ann Lee, Bob Ray, Cat Wu.",
        "It began at seven, and the following people took part: Ann Lee, Bob Ray, Cat Wu.",
    ],
)
def test_a_sentence_that_ends_in_who_came_begins_a_roll(read, sentence, form):
    found = read(written([sentence], form), f"2024-03-05.{form}")
    assert found.names() == ["Ann Lee", "Bob Ray", "Cat Wu"]


def test_such_a_sentence_says_who_was_not_there(read):
    found = read("The board met, with the following not present: Ann Lee, Bob Ray, Cat Wu.\n\nPresent: Eve Orr\n")
    assert found.names() == ["Eve Orr"]


def test_late_in_the_minutes_it_is_of_something_else(read):
    business = "\n".join(f"{number}. Nothing was decided on plan {number}." for number in range(80))
    found = read(
        f"Present: Ann Lee, Bob Ray\n\n{business}\n\nThe fair was open, with 9 present including Cat Wu, Ed Fox.\n"
    )
    assert found.names() == ["Ann Lee", "Bob Ray"]


@pytest.mark.parametrize("form", FORMS)
def test_answers_below_the_names(read, form):
    lines = ["Members", "Ann Lee", "Yes", "Bob Ray", "No", "Cat Wu", "Yes", "Eve Orr", "Yes", "Dora Fox"]
    found = read(written(lines, form), f"2024-03-05.{form}")
    assert found.names() == ["Ann Lee", "Cat Wu", "Eve Orr"]
    assert found.names("absent") == ["Bob Ray", "Dora Fox"]


def test_an_answer_is_nobody(read):
    assert read("Present: Ann Lee, Bob Ray\n\nQuorum present (2 of 4): YES\n").names() == ["Ann Lee", "Bob Ray"]


@pytest.mark.parametrize(
    "roll",
    [
        "Attendance\nAnn Lee P\nBob Ray P\nCat Wu A\nEve Orr P",
        "Attendance\nAnn Lee (P)\nBob Ray (P)\nCat Wu (A)\nEve Orr (P)",
        "Roll call: Ann Lee - P, Bob Ray - P, Cat Wu - A, Eve Orr - P",
        "P = present, A = absent\n\nAttendance\nAnn Lee P\nBob Ray P\nCat Wu A\nEve Orr P",
        "Attendance\nAnn Lee ✓\nBob Ray ✓\nCat Wu ✗\nEve Orr ✓",
        "Attendance\nAnn Lee Y\nBob Ray Y\nCat Wu N\nEve Orr Y",
    ],
)
def test_letters_behind_names_say_who_came(read, roll):
    found = read(f"Fen Forum, 5 March 2024\n\n{roll}\n\nMinutes\n", "2024-03-05.txt")
    assert found.names() == ["Ann Lee", "Bob Ray", "Eve Orr"]
    assert found.names("absent") == ["Cat Wu"]


def test_a_letter_that_nothing_explains_is_asked_about(read):
    found = read("Attendance\nAnn Lee P\nBob Ray P\nCat Wu E\nDora Fox A\n", "2024-03-05.txt")
    assert (found.names(), found.codes()) == (["Ann Lee", "Bob Ray"], ["R-MARK"])
    assert read("Attendance\nAnn Lee P\nBob Ray P\nCat Wu E\n", "a.txt", marks={"E": "apologies"}).names(
        "apologies"
    ) == ["Cat Wu"]


@pytest.mark.parametrize("roll", ["Lee P\nRay A\nWu P", "Ann Lee (AL)\nPaul Ray (PR)\nCat Wu (CW)", "Lee A\nOrr P"])
def test_initials_are_no_such_letters(read, roll):
    assert len(read(f"Present:\n{roll}\n", "2024-03-05.txt").names()) == len(roll.split("\n"))


@pytest.mark.parametrize(
    "roll",
    [
        "Present: see attached list\n\nApologies: Ann Lee",
        "Present: Ann Lee (Chair) and others as per the attached list",
        "Attendance: as per attendance sheet",
        "## Attendees\n\nSign-in sheet attached",
        "## Present\n\n- Ann Lee\n- Bob Ray\n\nOthers: see signing-in book",
    ],
)
def test_a_list_that_stands_in_another_document_is_told(read, roll):
    found = read(f"# Fen Forum\n\n{roll}\n\n## Business\n\nNothing.\n")
    assert "W-NOBODY" in found.warned() or found.codes() == ["R-NOROLL"]
    assert set(found.names()) <= {"Ann Lee", "Bob Ray"}


def test_a_surname_is_no_other_document(read):
    assert read("Present: Ann Annex, Bob List, Cat Register").warned() == []


@pytest.mark.parametrize("head", ["", "## Attendees\n\n"])
def test_handles_that_joined(read, head):
    found = read(f"# Fen call\n\n{head}@annlee joined\n@bobray joined at 10:05\n@cat-wu joined late\n")
    assert found.names() == ["@annlee", "@bobray", "@cat-wu"]


def test_a_label_without_people_in_a_table_is_nobody(read):
    rows = [
        "MEMBERS PRESENT | Ann Lee, Bob Ray",
        "MEMBERS ABSENT | ",
        "OBSERVERS | Cat Wu",
        "CALLED TO ORDER | 7:30 PM",
    ]
    found = read("\n".join(f"| {row} |" for row in (rows[0], "--- | ---", *rows[1:])))
    assert (found.names(), found.names("absent"), found.codes()) == (["Ann Lee", "Bob Ray", "Cat Wu"], [], [])


def test_a_row_that_stands_beside_its_columns_is_read(read):
    rows = ["# | | Attendees | Role", "--- | --- | --- | ---", "1 | | Ann Lee | Chair", " | 2 | | Bob Ray | Clerk"]
    assert read("\n".join(f"| {row} |" for row in rows)).names()[0] == "Ann Lee"


@pytest.mark.parametrize("form", ["txt", "docx"])
def test_officers_by_surname_beside_people_and_their_office(read, form):
    lines = ["Present were:", "Commissioner Vole\tAnn Lee, Fen Attorney", "Commissioner Reed\tBob Ray (Superintendent)"]
    found = read(written([*lines, "Commissioner Moss"], form), f"2024-03-05.{form}")
    assert sorted(found.names()) == ["Ann Lee", "Bob Ray", "Moss", "Reed", "Vole"]


def test_a_name_wrapped_after_its_first_word_goes_on(read):
    found = read("Present: Ann Lee (P5), Bob Ray (P2), Ysolde\nVan Marsh (P1), Cat Wu (P3)\n", "2024-03-05.txt")
    assert found.names() == ["Ann Lee", "Bob Ray", "Ysolde Van Marsh", "Cat Wu"]


def test_somebody_on_both_lists_is_told(read):
    found = read("Present: Ann Lee, Mrs Beth Ray, Cat Wu\n\nApologies: Mrs B Ray\n")
    assert (found.names(), found.names("apologies")) == (["Ann Lee", "Mrs Beth Ray", "Cat Wu"], ["Mrs Beth Ray"])
    assert "W-CONTRADICTED" in found.warned()


@pytest.mark.parametrize("item", ["\n1. Apologies\nDan Fox\n", "\nMatters were heard.\n\nApologies: Dan Fox\n"])
def test_an_item_of_apologies_outweighs_a_roll_of_all_members_and_is_told(read, item):
    found = read(f"Present: Ann Lee, Beth Ray, Dan Fox\n{item}\n2. Budget\n", "2024-03-05.txt")
    assert (found.names(), found.names("apologies")) == (["Ann Lee", "Beth Ray"], ["Dan Fox"])
    assert found.warned() == ["W-CONTRADICTED"]


def test_initials_of_who_leads_an_item_are_no_apologies(read):
    found = read("Present: Ann Lee (AL), Bob Ray (BR)\n\n1. Apologies received from\tAL\n- Cat Wu\n", "2024-03-05.txt")
    assert found.names("apologies") == ["Cat Wu"]


def test_apologies_before_the_next_item_on_the_same_line(read):
    found = read("Present: Ann Lee\n\n1\\. Apologies. Mrs Cat Wu (Fen Council) 2. Minutes of the last meeting\n")
    assert found.names("apologies") == ["Mrs Cat Wu"]


@pytest.mark.parametrize("heading", ["Ann presents", "Fen Presents", "Who presents what"])
def test_what_somebody_presents_is_no_roll(read, heading):
    found = read(f"Present:\n- Ann Lee\n- Bob Ray\n\n### {heading}\n\n- Garden Day\n- Open Day\n")
    assert found.names() == ["Ann Lee", "Bob Ray"]


def test_those_able_to_participate_from_afar(read):
    roll = "## Attendance\n\nWere physically present:\n\n- Ann Lee\n\nWere able to participate remotely via conference call:\n\n- Bob Ray\n"
    assert read(roll).names() == ["Ann Lee", "Bob Ray"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("lines", "present", "away"),
    [
        (["The Chairman (Ann Lee) welcomed those present.", "Present: Bob Ray, Cat Wu"], "Ann Lee;Bob Ray;Cat Wu", ""),
        (["Present: Bob Ray, Cat Wu", "The President, Mr A Lee, took the chair."], "Bob Ray;Cat Wu;Mr A Lee", ""),
        (["Present: AL, BR, NB, TO", "Apologies: EO"], "AL;BR;NB;TO", "EO"),
        (["Present: Ann Lee / Fen Council, Bob Ray / Pond Trust, Cat Wu / Public"], "Ann Lee;Bob Ray;Cat Wu", ""),
        (["Present: Drs A Lee, B Ray and C Wu; Mrs E Orr (Manager)"], "B Ray;C Wu;Drs A Lee;Mrs E Orr", ""),
        (["Who: Ann Lee, Bob Ray, Cat Wu", "Sorry: Eve Orr"], "Ann Lee;Bob Ray;Cat Wu", "Eve Orr"),
        (["Who: mariko, tomas, Ben, luxv"], "Ben;luxv;mariko;tomas", ""),
        (["Present", "Ann Lee (Chair)", "Rosemary Ray Pond Trust", "Tom Fox Programme Manager"],
         "Ann Lee;Rosemary Ray;Tom Fox", ""),
        (["Present: Ann Lee from Fen Church, Bob Ray from Pond Trust, Cat Wu representing Reed School",
          "Apologies: Tom Fox of Marsh Buses"], "Ann Lee;Bob Ray;Cat Wu", "Tom Fox"),
        (["Chair: Ann Lee", "Minutes: Bob Ray", "Attendees: Cat Wu, Eve Orr"], "Ann Lee;Bob Ray;Cat Wu;Eve Orr", ""),
        (["Present: Cllr A Lee, Cllr B Ray", "Apologies", "Cllrs Elm and Oak."], "Cllr A Lee;Cllr B Ray", "Cllrs Elm;Oak"),
        (["Members present (3): Cllr A Lee (AL) - Chairman Cllr B Ray (BR) Cllr C Wu (CW)"],
         "Cllr A Lee;Cllr B Ray;Cllr C Wu", ""),
    ],
)  # fmt: skip
def test_unusual_ways_to_say_who_came(read, lines, present, away, form):
    found = read(written(lines, form), f"2024-03-05.{form}")
    assert sorted(found.names()) == present.split(";")
    assert found.names("apologies") == list(filter(None, away.split(";")))


@pytest.mark.parametrize(
    "table",
    [
        "| Name | Role | Organisation |\n|---|---|---|\n| Ann Lee | Chair | Fen ICB |\n| Apologies | | |\n| Bob Ray | GP | Reed |",
        "| | Present | Apologies |\n|---|---|---|\n| Ann Lee | ✓ | |\n| Bob Ray | | ✓ |",
        "- Trustees\n  - Ann Lee\n- Apologies\n  - Bob Ray\n",
    ],
)
def test_apologies_amid_a_table_or_a_list(read, table):
    found = read(f"# Fen Forum, 5 March 2024\n\n{'## Attendance' if table[0] == '-' else ''}\n\n{table}\n")
    assert (found.names(), found.names("apologies")) == (["Ann Lee"], ["Bob Ray"])


def test_where_no_day_is_found_it_is_said(read):
    found = read("Fen Forum\n\nPresent: Ann Lee, Bob Ray\n", "minutes.txt")
    assert [reason.code for entry in found.entries for reason in entry.warnings] == ["W-DATE"]


def test_the_day_of_minutes_that_were_approved_is_another(read):
    text = "Fen Forum\n\nThe minutes of 6 February 2024 were approved.\n\nTuesday 5 March 2024\n\nPresent: Ann Lee, Bob Ray\n"
    assert {fact.on.isoformat() for fact in read(text, "minutes.txt").of(Gathering)} == {"2024-03-05"}


def test_an_organisation_alone_in_a_row_heads_the_people_below_it(read):
    rows = "| Fen Council | |\n|---|---|\n| Ann Lee | Chair |\n| Pond Trust | |\n| Cat Wu | Manager |\n"
    found = read(f"# Fen Forum, 5 March 2024\n\n## Present\n\n{rows}\n")
    assert bodies(found) == {"Ann Lee": "Fen Council", "Cat Wu": "Pond Trust"}
    assert found.names() == ["Ann Lee", "Cat Wu"]
