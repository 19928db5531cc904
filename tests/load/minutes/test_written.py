"""Minutes as people write them: each kind of layout and of fault by itself."""

# ruff: noqa: E501 - minutes as they are written

from __future__ import annotations

import pytest

from sna.facts import Affiliation, Gathering

HEAD = "Minutes of the Forum, 12 May 2024\n\n"
FOUR = ["Ann Lee", "Bob Ray", "Cat Wu", "Dan Fox"]
THIRTEEN = [f"{given} {family}" for given, family in zip("Ann Bob Cat Dan Eve Flo Gus Hal Ida Jon Kay Lou May".split(),
            "Lee Ray Wu Fox Orr Pike Lunt Marsh Reed Shaw Tice Udal Voss".split(), strict=True)]  # fmt: skip
SPEECH = "\n\nAnn: we begin.\n\nBob: I have two points.\n\nAnn: go on.\n\nBob: the first.\n"


def organisations(found):
    return sorted({fact.organisation for fact in found.of(Affiliation)})


def gathering(found):
    return found.of(Gathering)[0]


@pytest.mark.parametrize("title", ["", "Dr ", "Cllr Mrs "])
def test_a_list_is_no_sentence_however_long(read, title):
    people = [title + name for name in THIRTEEN]
    found = read(f"{HEAD}Present: {', '.join(people)}\n\nApologies: Zoe Holt{SPEECH}", "a.txt")
    assert (found.names(), found.names("apologies")) == (people, ["Zoe Holt"])
    assert "spoke" in {one.evidence.value for entry in found.entries for one in entry.facts if hasattr(one, "evidence")}


def test_semicolons_with_an_organisation_each(read):
    found = read(f"{HEAD}Present: {'; '.join(f'{name}, Citycare' for name in THIRTEEN)}\n", "a.txt")
    assert found.names() == THIRTEEN
    assert organisations(found) == ["Citycare"]


@pytest.mark.parametrize(
    "roll",
    [
        "Present: Cllr Ann Lee, Cllr Bob Ray,\n\nCllr Cat Wu, Cllr Dan Fox\n",
        "Present: Cllr Ann Lee, Cllr Bob Ray, Cllr Cat Wu\n\nCllr Dan Fox - Borough Councillor\n",
        "Present:\n\nCllr Ann Lee, Cllr Bob Ray,\n\nCllr Cat Wu, Cllr Dan Fox\n",
        "Present:\nCllr Ann Lee, Cllr Bob Ray,\nCllr Cat Wu, Cllr Dan Fox\n",
        "Present:\nCllr Ann Lee, Cllr Bob Ray\nCllr Cat Wu\nCllr Dan Fox\n",
        "Present: Cllr Ann Lee (Chair) Cllr Bob Ray , Cllr Cat Wu, Cllr Dan Fox, 5 Members of the Public\n",
        "Present: Cllr Ann Lee - Chairman. Cllr Bob Ray. Cllr Cat Wu, Cllr Dan Fox together with 3 members of the public.\n",
        "Present– Cllr Ann Lee - Chairman, Cllr Bob Ray, Cllr Cat Wu, Cllr Dan Fox. 2 members of the public\n",
        "PRESENT:- Cllr Ann Lee, Cllr Bob Ray, Cllr Cat Wu and Cllr Dan Fox\n",
        "Present; Cllr Ann Lee, Cllr Bob Ray, Cllr Cat Wu and Cllr Dan Fox\n",
        "1. Present: Cllr Ann Lee, Cllr Bob Ray, Cllr Cat Wu, Cllr Dan Fox\n",
        "1\\. Those Attending: Cllr Ann Lee, Cllr Bob Ray, Cllr Cat Wu, Cllr Dan Fox\n",
        "Present (Four Councillors):- Cllr Ann Lee, Cllr Bob Ray, Cllr Cat Wu and Cllr Dan Fox\n",
        "Opening, welcome and roll call\n-----\n\nCllr Ann Lee\n\nCllr Bob Ray\n\nCllr Cat Wu\n\nCllr Dan Fox\n",
        "Present:\n\nMembers of the Public - One\n\nCllr Ann Lee\nCllr Bob Ray\nCllr Cat Wu\nCllr Dan Fox\n",
    ],
)
def test_rolls_of_councils(read, roll):
    found = read(HEAD + roll + "\nMinutes\n")
    assert found.names() == [f"Cllr {name}" for name in FOUR]
    assert organisations(found) == []
    assert found.codes() == []


def test_a_roll_inside_the_title_paragraph(read):
    found = read(
        'MINUTES OF THE MEETING HELD AT THE HALL AT 7.30 pm ON THURSDAY 6 DECEMBER 2018 PRESENT (Two Members):- Ann Lee (AL), '
        "and Bob Ray (BR) - Chair. In attendance: Cat Wu, Parish Clerk, and 3 members of the public.\n", "december.md"
    )  # fmt: skip
    assert found.names() == ["Ann Lee", "Bob Ray", "Cat Wu"]
    assert str(gathering(found).on) == "2018-12-06"


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Apologies were received from Ann Lee who was unwell and Bob Ray due to his being away.", ["Ann Lee", "Bob Ray"]),
        ("Apologies: Mr A Lee. PCSO Bob Ray also sent apologies", ["Mr A Lee", "PCSO Bob Ray"]),
        ("1. Apologies for Absence accepted from:\n\nCllr A Lee, Cllr B Ray", ["Cllr A Lee", "Cllr B Ray"]),
        ("Apologies, Ann Lee (Vice Chair) and Bob Ray", ["Ann Lee", "Bob Ray"]),
    ],
)  # fmt: skip
def test_apologies_with_and_without_reasons(read, sentence, names):
    found = read(f"{HEAD}Present: Cat Wu, Dan Fox\n\n{sentence}\n")
    assert (found.names("apologies"), organisations(found)) == (names, [])


def test_people_in_a_sentence_of_a_town(read):
    found = read(
        f"{HEAD}Board members present were supervisors Ann Lee, Bob Ray, and Cat Wu, and clerk Dan Fox. Also present were "
        "guests Eve Orr and Flo Pike.\n"
    )
    assert set(found.names()) == {*FOUR, "Eve Orr", "Flo Pike"}


def test_a_couple_is_two_people(read):
    assert read(f"{HEAD}Present: Mr & Mrs Jones, Ann Lee\n").names() == ["Mr Jones", "Mrs Jones", "Ann Lee"]


def test_the_chairman_who_welcomed_was_there_and_those_welcomed_are_no_roll(read):
    found = read(f"{HEAD}Present: Ann Lee, Bob Ray\n\nThe Chairman, Cllr Cat Wu, welcomed all.\n")
    assert found.names() == ["Ann Lee", "Bob Ray", "Cllr Cat Wu"]


@pytest.mark.parametrize(
    ("text", "day", "warned"),
    [
        ("---\ntitle: A\ndate: 2018-01-22\n---\nHELD AT 7.30 pm ON THURSDAY 7 DECEMBER 2017\n\n", "2017-12-07", []),
        ("---\ntitle: A\ndate: 2005-10-01\n---\nMeeting held on Tuesday 13th September\n\n", "2005-09-13", []),
        (
            "---\ntitle: A\ndate: 2014-01-16\n---\nMinutes\n\nAt 7.30pm on Wednesday 18 December 2013\n\n",
            "2013-12-18",
            [],
        ),
        ("# Forum #12 November 29, 2017\n\n", "2017-11-29", []),
    ],
)
def test_the_day_of_the_meeting_is_not_that_of_its_page(read, text, day, warned):
    found = read(f"{text}Present: Ann Lee, Bob Ray\n", "minutes.md")
    assert (str(gathering(found).on), found.warned()) == (day, warned)


def test_a_copied_heading_does_not_move_a_meeting(read):
    text = "# Forum 2017-10-26\n\nPresent: Ann Lee, Bob Ray\n"
    first, second = read(text, "2017-10-26.md"), read(text, "2017-11-08.md")
    assert first.gatherings() != second.gatherings()
    assert (first.warned(), second.warned()) == ([], ["W-DATE"])


def test_a_title_without_its_day_and_hours(read):
    assert gathering(read("# Meeting 4, 2023-10-19, 16:00–18:30 UTC\n\nPresent: Ann Lee\n")).title == "Meeting 4"


def test_lists_of_those_in_the_room_and_elsewhere(read):
    empty = read(f"{HEAD}**In-person attendees:**\n\n**Remote attendees:** {', '.join(THIRTEEN)}\n")
    assert (empty.names(), gathering(empty).mode) == (THIRTEEN, "virtual")
    below = read(
        "# 5 March 2024 Forum\n\nAnn Lee (AL), Bob Ray (BR), Cat Wu (CW)\n\nRemote:\nDan Fox (DF), Eve Orr (EO)\n-----\n"
    )
    assert (below.names(), gathering(below).mode) == ([*FOUR, "Eve Orr"], "hybrid")


def test_marks_with_a_legend(read):
    found = read(
        "# Forum 5 March 2024\n\n### Voting members\n\n* Citycare - Ann Lee (chair)+ / Bob Ray\n* Fen - Cat Wu\n* Reed - Dan Fox+\n\n"
        '" + " indicates attending\n\n#### Other Attendees\n\n* Eve Orr (Pond)\n'
    )
    assert (found.names(), found.names("absent")) == (["Ann Lee", "Dan Fox", "Eve Orr"], ["Bob Ray", "Cat Wu"])
    assert organisations(found) == ["Citycare", "Fen", "Pond", "Reed"]


def test_front_matter_lists_and_whole_minutes(read):
    lists = read("---\ntitle: A\nattendees: [Ann Lee, Bob Ray]\napologies:\n  - Cat Wu\n---\nText.\n")
    assert (lists.names(), lists.names("apologies")) == (["Ann Lee", "Bob Ray"], ["Cat Wu"])
    whole = read(
        "---\nminutes: >-\n  ### Attendance\n\n  *Ann Lee, Bob Ray, Cat Wu*\n\n  ### Actions\n\n  1. Write [Ann Lee]\n---\n"
    )
    assert whole.names() == FOUR[:3]


def test_the_roll_of_the_last_meeting_is_no_gathering(read):
    found = read(
        "# Forum 5 March 2024\n\n## Present\n\n* Ann Lee\n\n## Talk\n\nx\n\n## Review of last meeting\n\nRoll call: Bob, Cat\n"
    )
    assert (found.names(), len(found.gatherings())) == (["Ann Lee"], 1)


def test_a_template_has_nobody(read):
    assert read("| Date | {date} |\n|---|---|\n| Attendees | {attendees} |\n| Apologies | {apologies} |\n").codes() == [
        "R-NOROLL"
    ]


def test_a_heading_without_people_refuses_the_file_unless_it_says_why(read):
    assert read(f"{HEAD}## Attendance\n\n## Talk{SPEECH}").codes() == ["R-NOROLL"]
    sheet = read(f"{HEAD}Present: see attendance sheet\n{SPEECH}", "minutes.md")
    assert (sheet.names(), sheet.warned(), len(sheet.of(Gathering))) == ([], ["W-NOBODY"], 1)


@pytest.mark.parametrize(
    ("entry", "organisation"),
    [
        ("Ann Lee (she/her; Citycare Ltd)", ["Citycare Ltd"]),
        ("Ann Lee (they/them, Fen Trust)", ["Fen Trust"]),
        ("Ann Lee (he/him)", []),
        ("Ann Lee (AEL)", []),
        ("Ann Lee (AL, all part-time)", []),
        ("Ann Lee, @ann@social.example", []),
        ("Ann Lee (Bob Ray)", []),
        ("Ann Lee (via Hangouts)", []),
        ("Ann Lee, Mrs C Wu", []),
    ],
)
def test_what_is_no_organisation(read, entry, organisation):
    assert organisations(read(f"{HEAD}## Attendees\n\n* {entry}\n* Bob Ray\n")) == organisation


def test_unusual_entries_do_not_end_a_list(read):
    found = read(
        f"{HEAD}## Attendees\n\n- Ann Lee, @ann@social.example\n- Bob Ray <acct:bob@social.example>\n- Cat\n- a <fox.example>\n"
        "- 12 members\n- Forum Members: @forum/everybody\n- Dan Fox\n"
    )
    assert found.names() == ["Ann Lee", "Bob Ray", "Cat", "@fox.example", "Dan Fox"]
    assert found.codes() == ["R-NAME"]


def test_a_quorum_is_nobody(read):
    assert (
        read(f"{HEAD}## Roll call and attendance\n\nA quorum was achieved.\n\n* Ann Lee\n* Bob Ray\n").names()
        == FOUR[:2]
    )


def test_a_line_for_each_with_role_and_board(read):
    found = read(
        f"{HEAD}## Present\nAnn Lee(@ann), member\nBob Ray, observer\nCat Wu, Fen Board of Directors, observer\nDan Fox, member\n"
    )
    assert found.names() == FOUR
    assert organisations(found) == ["Fen Board of Directors"]


def test_roles_are_as_many_people(read):
    assert len(read(f"{HEAD}Attendees:\n\nCIO, IT Manager, Security Officer, Compliance Officer\n").names()) == 4


def test_speaking_and_actions_of_two(read):
    found = read(
        f"{HEAD}Present: Ann Lee (AL), Chair; Bob Ray (BR); Cat Wu (CW), note taker\n\n## Falls\n\nBR presented the audit. "
        "AL and CW to draft a version. Action: AL/BR – due May\n"
    )
    assert found.names() == FOUR[:3]
    assert found.names("present", "spoke") == ["Bob Ray"]
    assert sorted(target for _source, target in found.actions()) == [
        "name:ann lee",
        "name:ann lee",
        "name:bob ray",
        "name:cat wu",
    ]


def test_the_study_says_what_a_roll_is_and_who_is_nobody(read):
    text = f"{HEAD}Those around the fire:\n\n- Ann Lee (Wombles)\n- Forum Folk\n"
    found = read(text, roll=("Those around the fire",), ignore=("Forum Folk",), not_organisations=("Wombles",))
    assert (found.names(), found.codes("excluded"), organisations(found)) == (["Ann Lee"], ["X-IGNORED"], [])
