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
        "Cllr Ann Lee (Stoke), Cllr Bob Ray (Stoke), Cllr Cat Wu (Marsh End), Cllr Dora Fox (Marsh End)",
        "Ann Lee (al123), Bob Ray (br45), Cat Wu (cw2001), Dora Fox (df7)",
        "Ann Lee (Churchwarden), Bob Ray (Churchwarden), Cat Wu (Organist), Dora Fox (Deanery Synod), Eve Orr (Bells)",
        "Ann Lee (flute), Bob Ray (Clarinet), Cat Wu (Clarinet), Dora Fox (Drums), Eve Orr (Tuba)",
        "Ann Lee (Elm Road), Bob Ray (Oak Close), Cat Wu (Elm Road), Dora Fox (Ash Way)",
        "Ann Lee (COO), Bob Ray (Estates), Cat Wu (People & OD), Dora Fox (Clinical Services), Eve Orr (Digital)",
        "Ann Lee (Co-opted), Bob Ray (Parent), Cat Wu (Foundation), Dora Fox (Head Teacher)",
    ],
)
def test_a_mark_or_an_office_is_no_organisation(read, roll, form):
    found = read(written([f"Present: {roll}"], form), f"2024-03-05.{form}")
    assert not found.of(Affiliation)
    assert len(found.names()) == len(roll.split(";" if ";" in roll else ", "))


@pytest.mark.parametrize(
    ("roll", "organisations"),
    [
        ("Ann Lee (Pondsoft), Bob Ray (Reedly), Cat Wu (Marsh)", set()),
        ("Ann Lee (Pondsoft), Bob Ray (Reedly), Cat Wu (Fen Ltd)", {"Pondsoft", "Reedly", "Fen Ltd"}),
        ("Ann Lee (Pondsoft), Bob Ray (Reedly), Cat Wu (Reedly), Ed Fox (Reedly)", {"Pondsoft", "Reedly"}),
        ("Ann Lee (PT), Bob Ray (Fen Council), Cat Wu (HP)", {"PT", "Fen Council", "HP"}),
        ("Ann Lee (Chair), Bob Ray (Clerk), Cat Wu (Fen Trust)", {"Fen Trust"}),
        ("Ann Lee (Chair), Bob Ray (Clerk), Cat Wu (Reedly), Dora Fox (Reedly)", {"Reedly"}),
        ("Ann Lee (Chair), Bob Ray (Clerk), Cat Wu (Vole), Dora Fox (Lead)", set()),
    ],
)
def test_an_organisation_is_what_several_have_or_most_have_or_says_so(read, roll, organisations):
    assert {fact.organisation for fact in read(f"Present: {roll}").of(Affiliation)} == organisations


@pytest.mark.parametrize(
    "beside",
    ["posters", "Finance & Grants", "Events team", "Wednesday", "Spain", "Treas", "Marsh Lane", "Bob Oak", "/R"],
)
def test_a_duty_a_day_a_place_or_somebody_is_no_organisation_among_organisations(read, beside):
    found = read(f"Present: Ann Lee ({beside}), Bob Ray (Fen Council), Cat Wu (Pond Trust), Eve Orr (Reedsoft)")
    assert bodies(found) == {"Bob Ray": "Fen Council", "Cat Wu": "Pond Trust", "Eve Orr": "Reedsoft"}


def test_people_of_several_partners_belong_to_none_of_them(read):
    found = read(
        "Present:\nUniversity and development partners\nAnn Lee, Reed Made\nBob Ray, Hill Trust\n\n1. Parking\n",
        "a.txt",
    )
    assert bodies(found) == {"Ann Lee": "Reed Made", "Bob Ray": "Hill Trust"}


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


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("inline", [True, False])
def test_an_office_and_an_organisation_stand_in_one_bracket(read, form, inline):
    people = {
        "Ann Lee": ("Chair, Pond Trust", "Pond Trust"),
        "Bob Ray": ("Transport co-ordinator, Fen Foods", "Fen Foods"),
        "Cat Wu": ("Acme, treasurer", "Acme"),
        "Dan Fox": ("Editor, The Fen Pump", "The Fen Pump"),
        "Eve Ash": ("Chair, Treasurer", ""),
    }
    entries = [f"{name} ({text})" for name, (text, _organisation) in people.items()]
    roll = [f"Present: {', '.join(entries)}"] if inline else ["Present:", *entries]
    found = read(written(roll, form), f"minutes.{form}")
    assert found.names() == list(people)
    assert bodies(found) == {name: organisation for name, (_text, organisation) in people.items() if organisation}


def test_beside_a_column_of_roles_a_bracket_holds_the_organisation(read):
    rows = [
        ("Ann Lee (Acme)", "Chair, voting member"),
        ("Bob Ray (Equifen)", "Voting member"),
        ("Cat Wu (Fen Staff J6, DSD)", "Voting member"),
        ("Dan Fox (Fen Staff J6)", "Guest"),
        ("Eve Ash (GTRX/Pond Co-Chair)", "Guest"),
        ("Fay Elm (VA-ODG)", "Guest"),
        *[(f"{name} Orr (Fen Staff J{at})", "Guest") for at, name in enumerate(("Gus", "Hal", "Ivy", "Jon", "Kit"))],
    ]
    roll = "# Fen board, 5 March 2024\n\n## Attendees\n\n| Attendee | Role |\n|---|---|\n"
    found = bodies(read(roll + "\n".join(f"| {name} | {role} |" for name, role in rows) + "\n"))
    assert {name: found[name] for name in ("Ann Lee", "Bob Ray", "Fay Elm")} == {
        "Ann Lee": "Acme",
        "Bob Ray": "Equifen",
        "Fay Elm": "VA-ODG",
    }


@pytest.mark.parametrize("form", FORMS)
def test_the_label_says_where_those_present_come_from(read, form):
    roll = [
        "Present from FENS: Ann Lee (AL), Bob Ray (chair), Kostya Marsh (KoM), Cat Wu (XM) and Dan Fox",
        "Present for the Pond Trust: Eve Ash, Fay Elm",
        "Also present: Gus Oak",
    ]
    found = read(written(roll, form), f"minutes.{form}")
    fens = dict.fromkeys(("Ann Lee", "Bob Ray", "Kostya Marsh", "Cat Wu", "Dan Fox"), "FENS")
    assert bodies(found) == fens | dict.fromkeys(("Eve Ash", "Fay Elm"), "Pond Trust")
    assert len(found.names()) == 8


def test_a_name_without_a_bracket_behind_one_with_initials_is_somebody(read):
    found = read("Fen Forum\n5 March 2024\n\nPresent: Ann Lee (AL), Bob Ray, Cat Wu (XM), Quentus Marvel and Dan Fox\n")
    assert found.names() == ["Ann Lee", "Bob Ray", "Cat Wu", "Quentus Marvel", "Dan Fox"]


def test_who_takes_the_minutes_may_stand_behind_the_list(read):
    rows = "| Date | 5 March 2024 |\n|---|---|\n| Participants | Ann Lee, Bob Ray.  Minutes by Cat Wu. |\n"
    assert read(f"# Fen net meeting\n\n{rows}").names() == ["Ann Lee", "Bob Ray", "Cat Wu"]


def test_initials_of_who_leads_the_apologies_send_none(read):
    found = read("Fen Forum\n5 March 2024\n\nPresent: Ann Lee, Bob Ray\n\n1. Apologies   MW\n\n- Marcus\n- Joe Ash\n")
    assert {fact.written for fact in found.of(Attendance)} == {"Ann Lee", "Bob Ray", "Marcus", "Joe Ash"}
