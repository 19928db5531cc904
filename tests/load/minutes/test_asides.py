"""Offices, duties and bodies beside names, with and without a sign between; groups; rolls that no word heads."""

# ruff: noqa: E501 - a roll stands here as it is written

from __future__ import annotations

import pytest

from sna.facts import Affiliation

HEAD = "Fen Board, 5 March 2024\n\n"

ROLLS = {  # what stands there: those present, those who sent apologies
    "a duty behind an office": (
        "Staff present: Liz War, Assistant City Manager, Fred Marsh, Controller, Jill Kov, Senior Management Analyst, Human Resources, Lena Fapp, Administrative Technician, Human Resources",
        "Liz War; Fred Marsh; Jill Kov; Lena Fapp",
        "",
    ),
    "a duty alone": (
        "Present: Ann Lee, Finance Director, Bob Ray, Accounts Technician, Cat Wu, Public Works, Dan Fox, Building Inspector",
        "Ann Lee; Bob Ray; Cat Wu; Dan Fox",
        "",
    ),
    "a word alone among people with titles": (
        "Present: Borough Councillor Colin Simms (Chairman), Mr Paul White, Rusk & Tanner (Agents), Mr Mark Reeve, Chalk (Developer), Mrs Trudy Mann, Mrs Carol Hardy Parish Clerk",
        "Colin Simms; Mr Paul White; Mr Mark Reeve; Mrs Trudy Mann; Mrs Carol Hardy",
        "",
    ),
    "surnames alone below a plural title": (
        "Present: Councillors Lee (in the Chair), Ray, Marsh, Mrs Fox and Dr Orr",
        "Lee; Ray; Marsh; Mrs Fox; Dr Orr",
        "",
    ),
    "a plural title amid semicolons": (
        "Present: Cllr Lee (in the Chair), Cllrs Ray, Wu, Fox; the Clerk, Mrs Oak",
        "Cllr Lee; Cllrs Ray; Wu; Fox; Mrs Oak",
        "",
    ),
    "a person of a body": ("Present: Ann Lee, Bob Ray of Pond Trust, Cat Wu", "Ann Lee; Bob Ray; Cat Wu", ""),
    "initials of two alike": ("Present:\n\n- AL\n- AL2\n- BR", "AL; AL2; BR", ""),
    "a name broken before what they did": (
        "Present: Trustees Mary Gill, Will Sodd, Rob Foll. Nan\nElzig arrived at 4:40 pm.",
        "Mary Gill; Will Sodd; Rob Foll; Nan Elzig",
        "",
    ),
    "a body in capitals that is a title too": (
        "Present:\nSean Lee - LF\nAmy Gup - MS\nHal Rich - WT",
        "Sean Lee; Amy Gup; Hal Rich",
        "",
    ),
    "offices behind dashes on one line": (
        "In attendance:\nOlive Oak – Town Clerk, Becki Elm - Assistant Town Clerk.",
        "Olive Oak; Becki Elm",
        "",
    ),
    "groups by short names": (
        "Attendees\n=========\n\nPOND: Ann, Bob\nFen: Cat\nVale Uni: Dan, Eve",
        "Ann; Bob; Cat; Dan; Eve",
        "",
    ),
    "labels that only apologies follow": (
        "Tenants: Ann Lee, Bob Ray, Cat Wu\nFen staff: Dan Fox, Eve Oak\nApologies: Fay Elm",
        "Ann Lee; Bob Ray; Cat Wu; Dan Fox; Eve Oak",
        "Fay Elm",
    ),
    "members between an officer and guests": (
        "Chair: Dr Ann Lee\nMembers: Dr Bob Ray, Dr Cat Wu, Dan Fox\nGuests: Fay Elm\nApologies: Gus Ash",
        "Dr Bob Ray; Dr Cat Wu; Dan Fox; Fay Elm; Dr Ann Lee",
        "Gus Ash",
    ),
    "others below a list": (
        "Present:\n\n- Ann Lee (Chair)\n- Bob Ray\n\nOthers\n\n- Cat Wu\n- Dan Fox",
        "Ann Lee; Bob Ray; Cat Wu; Dan Fox",
        "",
    ),
    "people with brackets that no word heads": (
        "Ann Lee (Fen) Bob Ray (Pond Ltd) Cat Wu (Vale) Dan Fox (Vale)\n\nMinutes\nThe plan was read.",
        "Ann Lee; Bob Ray; Cat Wu; Dan Fox",
        "",
    ),
    "people with offices that no word heads": (
        "Ann Lee - Parish Councillor\n\nBob Ray- Parish Clerk\n\nCat Wu- Fen Council\n\nDan Fox Pond Ltd\n\n1. Introductions",
        "Ann Lee; Bob Ray; Cat Wu; Dan Fox",
        "",
    ),
    "answers below a mark": (
        "Attendance\n\nAnn Lee (AL)\n\nP\n\nPresent\n\nBob Ray (BR)\n\nP\n\nApologies (work commitment)\n\nCat Wu (CW)\n\nP\n\nPresent\n\nDan Fox (DF)\n\nP\n\nPresent",
        "Ann Lee; Cat Wu; Dan Fox",
        "Bob Ray",
    ),
    "apologies told in two halves": (
        "Present: Mrs A Lee, Mr B Ray\n\n04/14 Apologies\n\nCat Wu and Dan Fox did not attend the meeting; they had sent their apologies.",
        "Mrs A Lee; Mr B Ray",
        "Cat Wu; Dan Fox",
    ),
    "apologies before a sentence": (
        "Present: Ann Lee, Bob Ray\n\n52 Apologies for Absence Cllrs Ives, Ward and Ellis. Committee resolved to note the apologies.",
        "Ann Lee; Bob Ray",
        "Cllrs Ives; Ward; Ellis",
    ),
    "names without any sign between them": (
        "Present Ann Lee Bob Ray Clare Wood Dan Fox\n\nApologies: Emma Oak",
        "Ann Lee; Bob Ray; Clare Wood; Dan Fox",
        "Emma Oak",
    ),
    "initials and surnames without any sign": (
        "Present: A Lee (Chair) B Ray (Secretary) C Wood (Treasurer) D Fox E Oak",
        "A Lee; B Ray; C Wood; D Fox; E Oak",
        "",
    ),
    "a number before the names": (
        "Present: 34 members including the committee: Ann Lee (Chair), Bob Ray (Secretary), Clare Wood",
        "Ann Lee; Bob Ray; Clare Wood",
        "",
    ),
    "a sentence that begins with there": (
        "There were present Ann Lee, Bob Ray, Clare Wood and Dan Fox. Apologies had been sent by Emma Oak.",
        "Ann Lee; Bob Ray; Clare Wood; Dan Fox",
        "Emma Oak",
    ),
    "a list of definitions": ("Present\n: Ann Lee, Bob Ray\n\nRegrets\n: Clare Wood", "Ann Lee; Bob Ray", "Clare Wood"),
    "a surname in capitals is no body": (
        "Present:\n\n- Ann Marie SMITH\n- Bob RAY\n- Cat WU",
        "Ann Marie SMITH; Bob RAY; Cat WU",
        "",
    ),
}


@pytest.mark.parametrize("roll", ROLLS.values(), ids=ROLLS)
def test_a_roll_names_its_people_and_nobody_else(read, roll):
    text, present, apologies = roll
    minutes = read(f"{HEAD}{text}\n", "minutes.md")
    assert minutes.names() == present.split("; ")
    assert minutes.names("apologies") == list(filter(None, apologies.split("; ")))


BODIES = {
    "capitals behind a name": (
        "- Ann Lee FUHB (Chair)\n- Bob Ray FUHB\n- Cat Wu PHW\n- Dan Fox PHW",
        "FUHB FUHB PHW PHW",
    ),
    "capitals behind an office": (
        "- Dr Ann Lee Section 12 Monitoring Officer FENDC\n- Ms Bo Patt Housing Enabling Officer FENDC",
        "FENDC FENDC",
    ),
    "a dash behind the body of one or several": (
        "Fen Trust - Ann Lee, Bob Ray\nVale Trust - Cat Wu\nPond Trust - Dan Fox, Eve Oak",
        "Fen Trust|Fen Trust|Vale Trust|Pond Trust|Pond Trust",
    ),
    "strokes": ("Ann Lee / Chair / Fen Trust\nBob Ray / Manager / Fen Trust", "Fen Trust|Fen Trust"),
    "a side of the table": ("Patients: Ann Lee, Bob Ray\nPractice: Dr E Oak, Fay Elm", ""),
    "a member of a parliament": ("- Ann Lee MSP\n- Bob Ray\n- Cat Wu", ""),
}


@pytest.mark.parametrize("roll", BODIES.values(), ids=BODIES)
def test_what_somebody_belongs_to_stands_apart_from_the_name(read, roll):
    text, bodies = roll
    minutes = read(f"{HEAD}Present:\n\n{text}\n", "minutes.md")
    assert [fact.organisation for fact in minutes.of(Affiliation)] == bodies.split("|" if "|" in bodies else None)


def test_cells_stand_below_their_headings_though_the_columns_are_not_the_same(read):
    rows = ("| | Attendee Name | | | | Organisation / Email |", "|---|---|---|---|---|---|")
    people = ("| Ann Lee | | AL | | Pond Trust | |", "| Bob Ray | | BR | | Fen Trust | |", "| Cat Wu | | CW | | | |")
    minutes = read("\n".join([HEAD, *rows, *people, ""]))
    assert minutes.names() == ["Ann Lee", "Bob Ray", "Cat Wu"]
    assert [fact.organisation for fact in minutes.of(Affiliation)] == ["Pond Trust", "Fen Trust"]


def test_a_second_heading_amid_the_rows_begins_another_list(read):
    rows = "Attendees\tOrganisation\nAnn Lee\tFen Trust\nBob Ray\tPond Trust\n\nApologies\tOrganisation\nDan Fox\tFen Trust\n"
    minutes = read(HEAD + rows, "minutes.txt")
    assert (minutes.names(), minutes.names("apologies")) == (["Ann Lee", "Bob Ray"], ["Dan Fox"])


def test_a_cell_of_a_body_is_with_the_name_in_its_row(read):
    rows = "| Present: | Ann Lee (AL) | Chair |\n|---|---|---|\n| | Bob Ray (BR) | Fen Council |\n| Apologies: | Dan Fox (DF) | Pond Trust |\n"
    minutes = read(HEAD + rows)
    assert (minutes.names(), minutes.names("apologies")) == (["Ann Lee", "Bob Ray"], ["Dan Fox"])
    assert [fact.organisation for fact in minutes.of(Affiliation)] == ["Fen Council", "Pond Trust"]


def test_who_is_there_by_proxy_to_somebody_is_absent(read):
    minutes = read(f"{HEAD}Participants:\n\n* **Ann Lee (AL)**\n* **Bob Ray** (by proxy to Ann)\n* **Cat Wu (CW)**\n")
    assert (minutes.names(), minutes.names("absent")) == (["Ann Lee", "Cat Wu"], ["Bob Ray"])
