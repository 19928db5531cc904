"""What beside a name is held to be an organisation, and what is a mark, an office or nobody's: invented twins."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest

from sna.facts import Affiliation, Attendance

FORMS = ("txt", "md", "html", "docx")


def written(lines, form):
    """Give the same lines as a text, Markdown, a page or a Word document."""
    lines = ("Fen Forum", "5 March 2024", *lines, "1. Business", "The accounts were agreed.")
    if form == "docx":
        document, file = docx.Document(), BytesIO()
        for line in lines:
            document.add_paragraph(line)
        document.save(file)
        return file.getvalue()
    if form == "html":
        return f"<html><body>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>"
    return "\n".join(lines) if form == "txt" else "\n\n".join(lines)


def bodies(found):
    people = {fact.person: fact.written for fact in found.of(Attendance)}
    return {people[fact.person]: fact.organisation for fact in found.of(Affiliation)}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "roll",
    [
        "Ann Lee (Chair), Bob Ray (Secretary), Cat Wu (PT), Dora Fox (PT), Eve Orr (Head Teacher)",
        "Ann Lee (Chair), Bob Ray (P1), Cat Wu (P1 & Treasurer), Dora Fox (Year 5), Eve Orr (P7)",
        "Ann Lee (Chair), Bob Ray (ex-Chair), Cat Wu (Clerk), Dora Fox (Secretary)",
        "Ann Lee (Chair), Bob Ray (Semi-Bob), Cat Wu (Clerk), Dora Fox (Secretary), Eve Orr (Treasurer)",
        "Ann Lee, Bob Ray (partly), Cat Wu, Dora Fox",
        "Ann Lee, Fen District Attorney; Bob Ray, Superintendent; Cat Wu, Town Solicitor",
    ],
)
def test_a_mark_or_an_office_is_no_organisation(read, roll, form):
    found = read(written([f"Present: {roll}"], form), f"2024-03-05.{form}")
    assert not found.of(Affiliation)
    assert len(found.names()) == len(roll.split(";" if ";" in roll else ", "))


@pytest.mark.parametrize(
    ("roll", "organisations"),
    [
        ("Ann Lee (Pondsoft), Bob Ray (Reedly), Cat Wu (Marsh)", {"Pondsoft", "Reedly", "Marsh"}),
        ("Ann Lee (PT), Bob Ray (Fen Council), Cat Wu (HP)", {"PT", "Fen Council", "HP"}),
        ("Ann Lee (Chair), Bob Ray (Clerk), Cat Wu (Fen Trust)", {"Fen Trust"}),
        ("Ann Lee (Chair), Bob Ray (Clerk), Cat Wu (Reedly), Dora Fox (Reedly)", {"Reedly"}),
        ("Ann Lee (Chair), Bob Ray (Clerk), Cat Wu (Vole), Dora Fox (Lead)", set()),
    ],
)
def test_an_organisation_is_what_several_have_or_most_have_or_says_so(read, roll, organisations):
    assert {fact.organisation for fact in read(f"Present: {roll}").of(Affiliation)} == organisations


def test_what_is_no_organisation_is_kept_as_the_role(read):
    found = read("Present: Ann Lee (Chair), Bob Ray (Clerk), Cat Wu (PT), Dora Fox (PT)")
    assert {fact.written: fact.role for fact in found.of(Attendance)}["Cat Wu"] == "PT"


def test_a_column_of_organisations_is_believed(read):
    found = read(
        "## Present\n\n| Name | Institute | Role |\n|---|---|---|\n| Ann Lee | PT | Chair |\n| Bob Ray | | Clerk |\n"
    )
    assert bodies(found) == {"Ann Lee": "PT"}


def test_a_column_of_roles_is_no_sign_against_organisations(read):
    rows = "\n".join(
        f"| {name} | Member |" for name in ("Ann Lee (Vole X)", "Bob Ray (Reed Y)", "Cat Wu", "Ed Fox (NOR)")
    )
    found = read(f"| Attendee | Role |\n|---|---|\n{rows}\n")
    assert bodies(found) == {"Ann Lee": "Vole X", "Bob Ray": "Reed Y", "Ed Fox": "NOR"}


@pytest.mark.parametrize("form", ["txt", "docx"])
def test_a_line_that_names_an_organisation_heads_its_people(read, form):
    lines = ["Those present", "Fen Residents' Association (FRA)", "Ann Lee, Chair", "Bob Ray, Secretary"]
    found = read(written(lines, form), f"2024-03-05.{form}")
    assert bodies(found) == dict.fromkeys(("Ann Lee", "Bob Ray"), "Fen Residents' Association")
    assert found.names() == ["Ann Lee", "Bob Ray"]


def test_each_part_of_a_list_has_its_own_organisation(read):
    roll = "Present\nFen Association\nAnn Lee, Chair\n\nPortal / University of Fen\nBob Ray, Manager\n\n1. Welcome\n"
    assert bodies(read(roll, "2024-03-05.txt")) == {
        "Ann Lee": "Fen Association",
        "Bob Ray": "Portal / University of Fen",
    }


def test_an_organisation_above_items_further_in_heads_them_alone(read):
    roll = "Present:\n- Pond Trust\n  - Ann Lee\n  - Bob Ray\n- Cat Wu\n\n## Agenda\n"
    found = read(roll)
    assert bodies(found) == {"Ann Lee": "Pond Trust", "Bob Ray": "Pond Trust"}
    assert found.names() == ["Ann Lee", "Bob Ray", "Cat Wu"]


def test_an_organisation_amid_a_list_heads_nobody(read):
    assert not read("Present\nAnn Lee\nFen Council\nBob Ray\n\n1. Welcome\n", "2024-03-05.txt").of(Affiliation)


def test_a_label_that_names_an_organisation_says_what_its_people_belong_to(read):
    found = read("Present:\n\nPond Trust: Ann Lee, Bob Ray\nCouncil members: Cat Wu\nPortal Ltd: Dora Fox\n")
    assert bodies(found) == {"Ann Lee": "Pond Trust", "Bob Ray": "Pond Trust", "Dora Fox": "Portal Ltd"}


def test_a_nickname_in_brackets_leaves_the_organisation_behind_the_name(read):
    found = read("Present:\n- Anneke (Ann) Lee (Vole Ltd)\n- Bob Ray (Pond Ltd)\n")
    assert bodies(found) == {"Anneke Lee": "Vole Ltd", "Bob Ray": "Pond Ltd"}


@pytest.mark.parametrize("form", FORMS)
def test_people_behind_semicolons_and_commas_are_nobodys_role(read, form):
    roll = "Present: Ann Lee (Fen Trust); Bob Ray (Pond Group), Cat Wu &amp; Dora Fox (Reed Club); Eve Orr (Marsh)"
    text = roll if form == "html" else roll.replace("&amp;", "&")
    found = read(written([text], form), f"2024-03-05.{form}")
    assert found.names() == ["Ann Lee", "Bob Ray", "Cat Wu", "Dora Fox", "Eve Orr"]
