"""Lists that run on: over broken lines, behind other lists on the same line, beside strokes, without a heading."""

from __future__ import annotations

import pytest

from sna.facts import Attendance
from sna.load.minutes.nobody import is_remark

HEAD = "Fen Board, 5 March 2024\n\n"

ROLLS = {
    "a list behind a list, parted by a semicolon": (
        "In Attendance: Ann Lee, Bo Ray, Cy Wu, Dan Fox; Special Guests: Eve Orr, Flo Ash; Absent: Gus Elm",
        "Ann Lee; Bo Ray; Cy Wu; Dan Fox; Eve Orr; Flo Ash",
        "",
    ),
    "a surname that is a duty too, behind an initial": (
        "Present: A. Grant, B. Ray, C. Wu. Apologies: A. Finance-Orr",
        "A. Grant; B. Ray; C. Wu",
        "A. Finance-Orr",
    ),
    "a singular guest behind a list": (
        "Attending Editors: Ann Lee, Bo Ray. Editorial Guest: Cy Wu.",
        "Ann Lee; Bo Ray; Cy Wu",
        "",
    ),
    "who was away behind a full stop": (
        "Present: VP McGee, Treasurer Worth, Directors Doll, Sterling. Absent Directors Lawes and Patt.",
        "VP McGee; Worth; Doll; Sterling",
        "",
    ),
    "apologies in the same sentence": (
        "Ann Lee welcomed everyone. Present were Bo Ray, Cy Wu and Dan Fox; apologies came from Eve Orr.",
        "Bo Ray; Cy Wu; Dan Fox",
        "Eve Orr",
    ),
    "a scribe behind the regrets": (
        "Present: Ann Lee, Bo Ray, Cy Wu. Regrets: Dan Fox. Scribe: Bo Ray.",
        "Ann Lee; Bo Ray; Cy Wu",
        "Dan Fox",
    ),
    "sides of the table behind the label": (
        "Attendees: Parents: Ann Lee, Bo Ray; Teachers: Cy Wu, Dan Fox; Apologies: Eve Orr",
        "Ann Lee; Bo Ray; Cy Wu; Dan Fox",
        "Eve Orr",
    ),
    "people by their number": (
        "Attendance: 4 board members (Ann Lee, Bo Ray, Cy Wu, Dan Fox) and 2 guests (Eve Orr, Flo Ash)",
        "Ann Lee; Bo Ray; Cy Wu; Dan Fox; Eve Orr; Flo Ash",
        "",
    ),
    "answers behind a hyphen": (
        "Roll Call: Ann Lee-present, Bo Ray-present, Cy Wu-absent, Dan Fox-present",
        "Ann Lee; Bo Ray; Dan Fox",
        "",
    ),
    "a bracket broken off at the end of the line": (
        "Attendees: Ann Lee (Pond), Bo Ray (Fen\n\nFoundation), Cy Wu (Reed)",
        "Ann Lee; Bo Ray; Cy Wu",
        "",
    ),
    "a word broken off at the end of the line": (
        "Present were: Ann Lee (AL), Bo Ray (BR). Local residents Cy Ram-\nsay (CR), Dan McFee (DM)",
        "Ann Lee; Bo Ray; Cy Ramsay; Dan McFee",
        "",
    ),
    "a name broken off behind the label": (
        "The following members of the board of directors were present (3/5): Ann\nLee, Bo Ray, Cy Wu.",
        "Ann Lee; Bo Ray; Cy Wu",
        "",
    ),
    "a wrapped line of people with brackets": (
        "Present: Ann Lee (Fen Council), Bo Ray (Pond Trust)\n         Cy Wu (Reed CIC), Dan Fox (Fen Council)",
        "Ann Lee; Bo Ray; Cy Wu; Dan Fox",
        "",
    ),
    "officers and others, parted by one semicolon": (
        "Present: Ann Lee, Bob Ray & Cat Wu (Officers); Dan Fox, Efa Orr & Flo Ash (Committee).",
        "Ann Lee; Bob Ray; Cat Wu; Dan Fox; Efa Orr; Flo Ash",
        "",
    ),
    "offices behind dashes, then none": (
        "Present: Ann Lee – Chair, Bo Ray – Vice Chair, Cy Wu – Treasurer, Efa Orr, Zed Ash",
        "Ann Lee; Bo Ray; Cy Wu; Efa Orr; Zed Ash",
        "",
    ),
    "a couple whose first forename is no common one": (
        "Present\n\n- Zeb and Susan Rusk\n- Dan Fox",
        "Zeb Rusk; Susan Rusk; Dan Fox",
        "",
    ),
    "two on one line of a list without a heading": (
        "Ann Lee (Chairman)\nJohn Fell\nDav Hall / Alex Rock\nNaz Zed\n\nIn Attendance\n\nGill Orr, Clerk",
        "Ann Lee; John Fell; Dav Hall; Alex Rock; Naz Zed; Gill Orr",
        "",
    ),
    "a panel above its observers": (
        "Panel:\nAnn Lee (Chair)\nBo Ray\nCy Wu\nObservers:\nDan Fox\nApologies:\nEve Orr",
        "Ann Lee; Bo Ray; Cy Wu; Dan Fox",
        "Eve Orr",
    ),
    "governors beside a clerk": (
        "Governors: Ann Lee (Chair), Bo Ray (Head), Cy Wu\nIn attendance: Dan Fox (Clerk)\nApologies: Eve Orr",
        "Ann Lee; Bo Ray; Cy Wu; Dan Fox",
        "Eve Orr",
    ),
    "members of the public beside the roll": (
        "Present:\nAnn Lee (AL)\nBo Ray (BR)\n\n1. Finance\n\nMembers of the Public:\nCllr Cy Wu",
        "Ann Lee; Bo Ray; Cllr Cy Wu",
        "",
    ),
    "councillors behind a colon of their own": (
        "Present: Cllrs: Lee (Chair), Ray, Wu. Clerk: E Orr",
        "Cllrs Lee; Ray; Wu; E Orr",
        "",
    ),
    "the next item, by its number, behind a sentence": (
        "Present:\nAnn Lee\nBo Ray\n\n06.24.01 Apologies had been received from Cy Wu and Dan Fox\n06.24.02 Interests",
        "Ann Lee; Bo Ray",
        "Cy Wu; Dan Fox",
    ),
    "a dash behind each label of a line": (
        "Present – Mr A. Lee, Mr B. Ray. Also in attendance – Mr E. Orr (Borough Councillor). Apologies – Mr G. Elm.",
        "Mr A. Lee; Mr B. Ray; Mr E. Orr",
        "Mr G. Elm",
    ),
    "officers on a line without a label": (
        "Ann Lee (Chairman), Bo Ray (Vice Chairman), Cy Wu (Secretary), Dan Fox (Treasurer), Eve Orr, Flo Ash.",
        "Ann Lee; Bo Ray; Cy Wu; Dan Fox; Eve Orr; Flo Ash",
        "",
    ),
    "those who were invited": (
        "Invited: Ann Lee, Bo Ray, Cy Wu, Dan Fox\nAttended: Ann Lee, Bo Ray\nApologies: Cy Wu",
        "Ann Lee; Bo Ray",
        "Cy Wu",
    ),
    "a clergyman": (
        "Present: The Revd Ann Lee (Vicar), Bo Ray (Churchwarden), Cy Wu",
        "Revd Ann Lee; Bo Ray; Cy Wu",
        "",
    ),
    "one who chaired because another could not come": (
        "1. Ann Lee took the chair as Bo Ray was unable to attend.\n\nPresent: Ann Lee, Cy Wu, Dan Fox",
        "Ann Lee; Cy Wu; Dan Fox",
        "Bo Ray",
    ),
}


@pytest.mark.parametrize("roll", ROLLS.values(), ids=ROLLS)
def test_a_list_that_runs_on_gives_all_its_people(read, roll):
    text, present, apologies = roll
    found = read(f"{HEAD}{text}\n", "minutes.txt")
    assert found.names() == present.split("; ")
    assert found.names("apologies") == list(filter(None, apologies.split("; ")))


AWAY = {
    "a group between those present and those who were not, in columns of blanks": (
        "Present:          Ann Lee, Bo Ray\n\nStaff:            Cy Wu, Dan Fox\n\nNot Present:      Eve Orr, Flo Ash",
        "Ann Lee; Bo Ray; Cy Wu; Dan Fox",
        "Eve Orr; Flo Ash",
    ),
    "marks below two headings, a remark and a sum": (
        "Name     Present   Absent   Note\nAnn Lee     x\nBo Ray                x\nCy Wu       x   late\nTotal   2",
        "Ann Lee; Cy Wu",
        "Bo Ray",
    ),
}


@pytest.mark.parametrize("roll", AWAY.values(), ids=AWAY)
def test_who_was_not_there_is_not_read_as_present(read, roll):
    text, present, absent = roll
    found = read(f"{HEAD}{text}\n", "minutes.txt")
    assert found.names() == present.split("; ")
    assert found.names("absent") == absent.split("; ")


def test_two_people_of_one_body_on_an_item_are_two(read):
    found = read("## Present\n\n- Ann Lee, Bob Ray (Fen)\n- John Wu, Dan Fox (Pond)\n")
    assert found.names() == ["Ann Lee", "Bob Ray", "John Wu", "Dan Fox"]
    assert read("## Present\n\n- Ann Lee, Paul Ehr Institut\n- Bob Ray, Pond\n").names() == ["Ann Lee", "Bob Ray"]


def test_a_list_by_strokes_gives_bodies_and_no_pronouns(read):
    entries = [
        "Ann Lee / she,her / Pond Trust / (new)",
        "Bob Ray / Fen Lab",
        "Cat Wu / he, him / Reed / :bird: @cwu",
        "Dan Fo",
    ]
    found = read("## Sign-in\n\n" + "".join(f"{at}. {entry}\n" for at, entry in enumerate(entries, 1)))
    stated = [(one.written, one.organisation) for one in found.of(Attendance)]
    assert stated == [("Ann Lee", "Pond Trust"), ("Bob Ray", "Fen Lab"), ("Cat Wu", "Reed"), ("Dan Fo", "")]


def test_accounts_in_a_column_of_their_own_are_handles(read):
    found = read("## Attendees\n\n- Ann / annlee5 / Pond\n- Bob / b-ray / Pond\n- Cat / catwu / Fen Trust\n")
    assert [person.handle for entry in found.entries for person in entry.facts if hasattr(person, "handle")] == [
        "annlee5",
        "b-ray",
        "catwu",
    ]


def test_a_sibling_heading_that_names_a_group_goes_on_with_the_roll(read):
    text = "## Members present\n\n- Ann Lee (present)\n- Bo Ray (absent)\n\n## Non-voting\n\n- Cy Wu (present)\n"
    text += "\n## Votes\n\n- Dan Fox\n"
    assert read(text).names() == ["Ann Lee", "Cy Wu"]


def test_header_fields_may_name_an_office_and_a_surname(read):
    table = "| FACILITATOR | President Wilk |\n|---|---|\n| NOTE TAKER | Secretary Kay |\n"
    table += "| ATTENDEES | VP Gee, Director Doll |\n"
    assert sorted(read(table).names()) == ["Doll", "Kay", "VP Gee", "Wilk"]


def test_a_remark_amid_a_roll_is_no_reject(read):
    found = read("## Absent\n\n- Ann Lee, Bo Ray\n- Need to look at proxy issues\n\n## Present\n\n- Cy Wu\n- Dan Fox\n")
    assert (found.codes(), found.names()) == ([], ["Cy Wu", "Dan Fox"])


@pytest.mark.parametrize(
    "text", ["Lee arrived at ten", "Board at meeting KR", "Apologies from lee for the first item", "Ann will be late"]
)
def test_a_line_that_may_name_somebody_is_no_remark(text):
    assert not is_remark(text)


def test_a_table_of_actions_is_no_part_of_the_list_above_it(read):
    text = "Present:\nAnn Lee (AL)\nBo Ray (BR)\n\n| No | Action |\n|---|---|\n| 1 | AL to write to Mr Cy Wu |\n"
    assert read(text).names() == ["Ann Lee", "Bo Ray"]
    assert read(text).codes() == []


@pytest.mark.parametrize("name", ["Zed0", "Ms2ger", "ann.b.leewood"])
def test_an_account_is_somebody(read, name):
    assert len(read(f"Present: Ann Lee, {name}, Bo Ray\n").names()) == 3
