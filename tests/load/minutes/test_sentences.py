"""What sentences say: apologies, deputies, who was there, who left."""

from __future__ import annotations

import pytest

from sna.facts import Attendance, Person

ROLL = "# Reed group\n\n## Present\n\n- Ann Smith (AS)\n- Bob Ray\n\n## Business\n\n"


def test_apologies_were_received_from_several(read):
    found = read(ROLL + "Apologies were received from Cat Wu (Pond Trust) and Dan Fox.")
    assert found.names("apologies") == ["Cat Wu", "Dan Fox"]
    said = next(one for one in found.of(Attendance) if one.written == "Cat Wu")
    assert (said.organisation, said.evidence) == ("Pond Trust", "mentioned")


def test_apologies_were_made_on_behalf_of_several(read):
    found = read(ROLL + "Apologies were made on behalf of Cat Wu (Pond Trust), Dan Fox (NHS Fenland).")
    assert found.names("apologies") == ["Cat Wu", "Dan Fox"]


def test_somebody_was_welcomed_as_a_deputy(read):
    found = read(ROLL + "Cat Wu was welcomed as deputy for Dan Fox.")
    deputy = next(one for one in found.of(Attendance) if one.written == "Cat Wu")
    assert (deputy.status, deputy.evidence, deputy.stands_in_for) == ("present", "mentioned", "name:dan fox")
    assert "name:dan fox" in {person.id for person in found.of(Person)}


def test_somebody_is_not_here(read):
    found = read("# Reed weekly\n\nAnn, Bob and Cat were in attendance. Cato not here.")
    assert found.names("present") == ["Ann", "Bob", "Cat"]
    assert found.names("absent") == ["Cato"]


def test_somebody_was_in_attendance_for_an_item(read):
    found = read("# Reed group\n\n**Present:** Ann Smith, Bob Ray\n\nBob Ray was in attendance for item 3.\n")
    assert found.names("present") == ["Ann Smith", "Bob Ray"]
    assert found.codes("merged") == ["M-AGAIN"]
    alone = read("# Reed group\n\nBob Ray was in attendance for item 3.\n")
    assert alone.names("present") == ["Bob Ray"]
    assert alone.warned() == []


def test_somebody_left_before_the_end(read):
    found = read("# Reed group\n\nPresent:\n\n- Ann Smith - left at 11:04\n- Bob Ray (in attendance for item 3)\n")
    assert found.names("present") == ["Ann Smith", "Bob Ray"]
    assert found.warned() == []


@pytest.mark.parametrize(
    ("sentence", "status", "names"),
    [
        ("Regrets from Cat Wu.", "apologies", ["Cat Wu"]),
        ("Apologies for absence had been received from Dr Cat Wu, Dan Fox and Eve Lay.", "apologies", 3),
        ("Cat Wu and Dan Fox sent their apologies.", "apologies", ["Cat Wu", "Dan Fox"]),
        ("Cat Wu gave apologies for lateness.", "apologies", ["Cat Wu"]),
        ("Dan Fox attended on behalf of Cat Wu.", "present", ["Ann Smith", "Bob Ray", "Dan Fox"]),
        ("The Chair welcomed Cat Wu, deputising for Dan Fox.", "present", ["Ann Smith", "Bob Ray", "Cat Wu"]),
        ("Nobody assigned is present.", "present", ["Ann Smith", "Bob Ray"]),
        ("No apologies were received.", "apologies", []),
        ("The board apologised to residents for the delay.", "apologies", []),
        ("The trust left the meeting house in good order.", "present", ["Ann Smith", "Bob Ray"]),
        ("Zed Blue: Cat Wu is not here and sends apologies from Spain.", "apologies", []),
        ("A good patch on behalf of Pond Trust was present in the release.", "present", ["Ann Smith", "Bob Ray"]),
    ],
)
def test_a_sentence_says_this_and_no_more(read, sentence, status, names):
    found = read(ROLL + sentence).names(status)
    assert len(found) == names if isinstance(names, int) else found == names


def test_a_sentence_is_read_across_wrapped_lines(read):
    text = (
        "Reed group\n==========\n\nPresent: Ann Smith, Bob Ray\n\n"
        "Apologies were received from Cat Wu (Pond Community Trust), Dan\n"
        "Fox (Fenland Health Board) and Eve Lay. Gil Orr was welcomed as deputy for Eve Lay.\n"
    )
    found = read(text, "a.txt")
    assert found.names("apologies") == ["Cat Wu", "Dan Fox", "Eve Lay"]
    assert found.names("present", "mentioned") == ["Gil Orr"]


def test_the_roll_outweighs_a_sentence(read):
    found = read(ROLL + "Bob Ray not present.")
    assert found.names("absent") == []
    assert found.codes("excluded") == ["X-CONTRADICTED"]
