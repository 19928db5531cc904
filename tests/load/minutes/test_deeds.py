"""Who presented, chaired or took notes, as sentences say it (all invented); and sentences that say nothing of it."""

import pytest

from sna.facts import Act

PRESENT = "# Fen Forum\n\n5 March 2024\n\n## Present\n\n- Ann Lee (AL)\n- Bob Ray\n- Cat Wu (CW)\n\n"
ROLL = f"{PRESENT}## Apologies\n\n- Dee Fox\n\n## Notes\n\n"


def deeds(read, line):
    found = read(f"{ROLL}{line}\n")
    assert found.names() == ["Ann Lee", "Bob Ray", "Cat Wu"]
    return {(fact.kind, fact.person) for entry in found.entries for fact in entry.facts if isinstance(fact, Act)}


@pytest.mark.parametrize(
    "line",
    [
        "Ann Lee gave an update on falls.", "The leaflet was agreed. AL gave a brief verbal report.",
        "Ann provided an overview of the pathway.", "Ann Lee reported on the audit.", "AL reported back on the visit.",
        "Ann Lee led a discussion on falls.", "Ann Lee led discussion of the leaflet.",
        "Ann Lee facilitated the workshop.", "Ann Lee introduced the new pathway.",
        "AL proposed that a leaflet be written.", "Ann Lee then proposed a second leaflet.",
        "Presentation by Ann Lee", "Ann Lee also presented the figures of the ward.",
    ],
)  # fmt: skip
def test_to_report_to_introduce_to_lead_and_to_propose_is_to_present(read, line):
    assert deeds(read, line) == {("presented", "name:ann lee")}


@pytest.mark.parametrize(
    "line",
    [
        "Bob Ray in the chair.", "Chaired by Bob Ray.", "The meeting was chaired by Bob Ray.",
        "In the absence of Dee Fox, Bob Ray took the chair.", "Ann Lee left and Bob Ray took the chair.",
        "Item 2 was heard with Bob Ray in the chair.", "Bob Ray chaired the meeting.", "Bob led today's call.",
    ],
)  # fmt: skip
def test_who_took_the_chair_chaired(read, line):
    assert deeds(read, line) == {("chaired", "name:bob ray")}


@pytest.mark.parametrize(
    "line",
    [
        "Minutes taken by Cat Wu.", "The minutes were taken by Cat Wu.", "Notes by CW", "CW took notes.",
        "Cat Wu took the minutes.",
    ],
)  # fmt: skip
def test_who_took_the_notes_noted(read, line):
    assert deeds(read, line) == {("noted", "name:cat wu")}


def test_one_sentence_may_say_two_things_and_what_is_said_twice_counts_once(read):
    line = "Ann Lee chaired the meeting and Cat Wu took the minutes. CW reported on falls. CW presented the audit."
    assert deeds(read, line) == {
        ("chaired", "name:ann lee"), ("noted", "name:cat wu"), ("presented", "name:cat wu"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        # of somebody, or of form
        "Ann Lee introduced Bob Ray, who came for the first time.", "Ann Lee introduced herself.",
        "Ann Lee introduced the new members.", "Ann Lee proposed a vote of thanks.",
        "Ann Lee proposed the minutes, Bob Ray seconded.", "Ann Lee presented her apologies for being late.",
        # not, or not yet
        "Ann Lee did not give an update.", "Ann Lee will give an update.", "Ann Lee to present the audit in May.",
        "Bob Ray will chair the next meeting.", "Cat Wu to take the minutes.", "Bob Ray was elected chair.",
        # elsewhere, or at another time
        "Ann Lee presented at the regional day.", "Ann Lee presented the work at Fenborough last month.",
        "Ann Lee presented Wet.Fens at Saltby this past weekend.", "Ann Lee gave a talk two weeks ago.",
        "The working group chaired by Bob Ray met.", "He came to the meeting chaired by Bob Ray.",
        "Bob Ray chaired the last meeting.", "Bob Ray took the chair of the trust in May.",
        "Minutes of the last meeting taken by Cat Wu",
        # not by them
        "Ann Lee reported on behalf of the trust.", "An update that Ann Lee gave was read.",
        "The minutes were approved by Cat Wu.", "Cat Wu took note of the delay.", "Notes by Cat Wu's team were read.",
        "Ann Lee led the audit team.",
        # by nobody who was there
        "Dee Fox gave an update by e-mail.", "Everyone introduced a colleague.", "Gil Hay reported on the audit.",
    ],
)  # fmt: skip
def test_nothing_is_made_up(read, line):
    assert deeds(read, line) == set()


@pytest.mark.parametrize(
    "text",
    [
        "In the Chair: Cllr Bob Ray\nPresent: Cllrs Ann Lee, Cat Wu\n",
        "**PRESENT IN THE CHAIR:**\n\nCllr Bob Ray\n\n**MEMBERS PRESENT:**\n\nAnn Lee, Cat Wu\n",
    ],
)
def test_who_stands_below_in_the_chair_was_there_and_chaired(read, text):
    minutes = read(f"# Fen\n\n5 March 2024\n\n{text}")
    assert [(fact.person, fact.kind) for fact in minutes.of(Act)] == [("name:bob ray", "chaired")]
    assert len(minutes.names()) == 3
    assert len(minutes.gatherings()) == 1
