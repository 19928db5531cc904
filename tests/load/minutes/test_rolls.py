"""Rolls: which headings open one, what stands in it, what does not belong to it."""

from __future__ import annotations

import pytest

from sna.facts import Affiliation, Attendance, Person

NAMES = "\n\n- Ann Smith\n- Bob Ray\n"


@pytest.mark.parametrize(
    ("heading", "status"),
    [
        ("## Present", "present"),
        ("### March 5th, meeting Attendees", "present"),
        ("**In attendance:**", "present"),
        ("## Voting Member Attendance", "present"),
        ("## Observers/Guests", "present"),
        ("Roll call:", "present"),
        ("## Pond Council attendees", "present"),
        ("## Apologies for absence", "apologies"),
        ("**Regrets:**", "apologies"),
        ("## Unable to attend", "apologies"),
        ("## Directors absent", "absent"),
        ("## Not present", "absent"),
    ],
)
def test_a_heading_opens_a_roll(read, heading, status):
    assert read(heading + NAMES).names(status) == ["Ann Smith", "Bob Ray"]


@pytest.mark.parametrize(
    "heading",
    [
        "## Last Meeting Attendees",
        "## Invitees",
        "## Not present, but reviewed the notes",
        "## Expected attendees",
        "## Presentations",
        "## Topic: attendance at the fair",
        "## Agenda",
        "## Attendee survey",
        "## Next meeting",
    ],
)
def test_a_heading_opens_no_roll(read, heading):
    found = read(heading + NAMES)
    assert found.codes() == ["R-NOROLL"]
    assert found.of(Attendance) == []


def test_hidden_comments_and_struck_names_are_not_read(read):
    text = "## Present\n\n- Ann Smith\n- ~~Bob Ray~~\n<!--\n- Cat Wu\n\n- Dan Fox\n-->\n\n<del>\n- Eve Lay\n</del>\n"
    assert "Cat Wu" not in str(read(text).entries)
    assert read(text).names()[:1] == ["Ann Smith"]
    assert not {"Bob Ray", "Dan Fox"} & set(read(text).names())


def test_boxes_say_who_was_absent(read):
    found = read("## Attendance\n\n- [x] Ann Smith\n- [ ] Bob Ray\n- [X ] Cat Wu\n\n[x] Dan Fox\n[ ] Eve Lay\n")
    assert found.names() == ["Ann Smith", "Cat Wu", "Dan Fox"]
    assert found.names("absent") == ["Bob Ray", "Eve Lay"]


def test_apologies_inside_a_present_list(read):
    found = read("## Present\n\n- Ann Smith\n- Bob Ray (apologies)\n- Cat Wu - absent\n")
    assert (found.names(), found.names("apologies"), found.names("absent")) == (["Ann Smith"], ["Bob Ray"], ["Cat Wu"])


def test_the_same_person_twice_is_one(read):
    found = read("**In person:**\n\n**Attendees:**\n\n- Ann Smith\n- Bob Ray\n\n**Remote attendees:** Ann Smith (AS)\n")
    assert found.names() == ["Ann Smith", "Bob Ray"]
    assert [entry.into for entry in found.entries if entry.fate == "merged"] == ["line 5"]


def test_role_only_attendees_are_as_many_unidentified_people(read):
    found = read("## Present\n\n- Ann Smith\n" + "- Lay member\n" * 6)
    unknown = [person.id for person in found.of(Person) if person.kind == "unidentified"]
    assert len(set(unknown)) == 6
    assert len(found.names()) == 7


def test_nobody_is_not_a_person(read):
    assert read("Present: Ann Smith\n\nRegrets: None\n\nGuests: n/a\n\nAbsent: -\n").names("apologies") == []


def test_a_line_among_names_that_is_no_name_is_rejected_with_the_line(read):
    found = read("## Present\n\n- Ann Smith\n- 12 members\n- Bob Ray\n")
    assert found.names() == ["Ann Smith", "Bob Ray"]
    rejected = next(entry for entry in found.entries if entry.fate == "rejected")
    assert (rejected.origin.place, rejected.reason.code, rejected.reason.value) == ("line 4", "R-NAME", "12 members")
    assert rejected.row == {
        "name": "12 members", "date": "2024-03-05", "meeting": "meeting", "status": "present"
    }  # fmt: skip


def test_discussion_below_a_roll_is_not_read_as_names(read):
    text = (
        "## Present\n\n- Ann Smith\n\n## Discussion\n\n- Bob Ray thinks so\n- Visitors\n- Contributing guide present\n"
    )
    assert read(text).names() == ["Ann Smith"]


def test_numbers_of_participants_are_no_roll(read):
    found = read("## Present\n\n- Ann Smith\n\n## Fair\n\n- Individuals participating: 51 / 47\n- Visitors: up 2x\n")
    assert found.names() == ["Ann Smith"]
    assert found.codes() == []


def test_sub_headings_go_on_with_the_roll(read):
    text = "## Attendees\n\n### Pond Trust\n\n- Ann Smith\n\n### Reed Board\n\n- Bob Ray\n\n### Agenda\n\n- Cat Wu\n"
    assert read(text).names() == ["Ann Smith", "Bob Ray"]


def test_what_is_indented_below_a_name_tells_of_it(read):
    text = "## Attendees\n\n- Ann Smith\n  - led the review of the plan\n  - Director of tools\n- Bob Ray\n"
    assert read(text).names() == ["Ann Smith", "Bob Ray"]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Present: Ann, Bob & Cat", ["Ann", "Bob", "Cat"]),
        ("Present: Ann Smith (Pond, Reed); Bob Ray, Lay member", ["Ann Smith", "Bob Ray"]),
        ("Attendees: Ann Smith (AS), Bob Ray (BR) Cat Wu (CW)", ["Ann Smith", "Bob Ray", "Cat Wu"]),
        ("*Present:* Ann Smith, Bob Ray (afternoon)", ["Ann Smith", "Bob Ray"]),
        ("Present - Ann Smith, Bob Ray", ["Ann Smith", "Bob Ray"]),
        ("Guests: Ann (Pond (Reeds), Bob Ray (Fen)", ["Ann", "Bob Ray"]),
    ],
)
def test_names_on_one_line(read, line, names):
    assert read(line).names() == names


def test_names_without_commas_are_parted_where_each_stands_alone_elsewhere(read):
    found = read("## A\n\nPresent: Ann, Bob, Cat\n\n## B\n\nText.\n\n## C\n\nPresent: Cat Ann\n")
    assert found.names() == ["Ann", "Bob", "Cat", "Cat", "Ann"]


def test_a_column_of_marks(read):
    table = "| Name | Organisation | Attendance |\n|---|---|---|\n"
    rows = "| Ann Smith | Pond | Y |\n| Bob Ray | Reed | Apols |\n| Cat Wu | Fen | |\n| Dan Fox | Fen | § |\n"
    found = read(table + rows)
    assert (found.names(), found.names("apologies"), found.names("absent")) == (["Ann Smith"], ["Bob Ray"], ["Cat Wu"])
    assert found.codes() == ["R-MARK"]
    assert read(table + rows, marks={"§": "present"}).names() == ["Ann Smith", "Dan Fox"]


def test_columns_of_lists_and_of_ticks(read):
    lists = read("| Present | Apologies |\n|---|---|\n| Ann Smith | Cat Wu |\n| Bob Ray | |\n")
    assert (lists.names(), lists.names("apologies")) == (["Ann Smith", "Bob Ray"], ["Cat Wu"])
    ticks = read(
        "| Name | Present | Apologies |\n|---|---|---|\n| Ann Smith | ✓ | |\n| Bob Ray | | ✓ |\n| Cat Wu | | |\n"
    )
    assert (ticks.names(), ticks.names("apologies"), ticks.names("absent")) == (["Ann Smith"], ["Bob Ray"], ["Cat Wu"])


def test_organisations_before_names_and_surnames_before_given_names(read):
    first = read("## Present\n\n- NHS Fenland – Ann Smith\n- Pond Council – Bob Ray\n")
    assert [(one.organisation, one.person) for one in first.of(Affiliation)] == [
        ("NHS Fenland", "name:ann smith"),
        ("Pond Council", "name:bob ray"),
    ]
    assert [person.name for person in read("## Present\n\n- Smith, Ann\n- Ray, Bob\n").of(Person)] == [
        "Ann Smith",
        "Bob Ray",
    ]


def test_a_deputy_named_beside_an_apology_was_there(read):
    found = read("## Present\n\n- Bob Ray\n\n## Apologies\n\n- Ann Smith (represented by Cat Wu)\n")
    assert found.names("present", "mentioned") == ["Cat Wu"]
    assert [one.stands_in_for for one in found.of(Attendance) if one.written == "Cat Wu"] == ["name:ann smith"]


def test_two_of_one_name_and_two_organisations_both_stay(read):
    found = read(
        "## Present\n\n- Ann Smith (Pond Trust)\n- Ann Smith (Reed Council)\n- Ann Smith (Pond Trust)\n- Ann Smith\n"
    )
    assert [one.organisation for one in found.of(Attendance)] == ["Pond Trust", "Reed Council"]
    assert found.codes("merged") == ["M-AGAIN", "M-AGAIN"]
