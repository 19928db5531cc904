"""Kinds of rolls that real minutes taught: each an invented twin of its own."""

# ruff: noqa: E501, ISC004 - a roll stands here as it is written

from __future__ import annotations

import pytest

from sna.facts import Affiliation, Attendance, Gathering
from sna.names import key

HEAD = "# Fen Parish Council, Tuesday 5 March 2024\n\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # labels anywhere in a paragraph, with and without a colon
        ("A meeting of the Fen Board was held. Present were Board members: Ann Lee, Bob Ray and Cat Wu. The meeting "
         "was opened at 7pm.", ["Ann Lee", "Bob Ray", "Cat Wu"]),
        ("Present were Board members: Ann Lee and Bob Ray. Also present was Cat Wu, resident. The chair was taken.",
         ["Ann Lee", "Bob Ray", "Cat Wu"]),
        ("The chair called the meeting to order. In attendance were Supervisors Ann Lee, Bob Ray, Treasurer Cat Wu, "
         "Fire Chief Dan Fox", ["Ann Lee", "Bob Ray", "Cat Wu", "Dan Fox"]),
        ("Held in the hall Present– Cllr A Lee - Chairman, Cllr B Ray. 2 members of the public 1. Apologies for "
         "Absence received; Cllr C Wu. 2. Accounts The clerk was asked to pay.", ["Cllr A Lee", "Cllr B Ray"]),
        ("Those attending Mr A Lee, Mrs B Ray,\nMr C Wu, Mrs D Fox (Clerk) 6 members of the public",
         ["Mr A Lee", "Mrs B Ray", "Mr C Wu", "Mrs D Fox"]),
        ("PRESENT. Mr A Lee, Mrs B Ray and Mr C Wu", ["Mr A Lee", "Mrs B Ray", "Mr C Wu"]),
        ("**Present** Ann, Bob, Cat, Dan Fox", ["Ann", "Bob", "Cat", "Dan Fox"]),
        ("Present: Ann Lee, Chair (AL) Bob Ray (BR) Cat Wu, Minutes Secretary (CW). Also, present, Dan Fox, Manager.",
         ["Ann Lee", "Bob Ray", "Cat Wu", "Dan Fox"]),
        ("1. Calling of the Roll and Apologies for Absence\n\nMr A Lee, Mrs B Ray (v/c), Mr C Wu", ["Mr A Lee", "Mrs B Ray", "Mr C Wu"]),
        ("Present/Contributing: Ann Lee, Bob Ray, Cat Wu\n", ["Ann Lee", "Bob Ray", "Cat Wu"]),
        ("Present: Cllrs Lee and Ray. Also in attendance for part of the meeting was Mrs Cat Wu, Head Teacher.", ["Cllrs Lee", "Ray", "Mrs Cat Wu"]),
        ("Present: Mrs A Lee-Chair, Mr B Ray", ["Mrs A Lee", "Mr B Ray"]),
        ("Councillors: Mrs. A. Lee (AL), B.C.D. Ray (BCDR), C. Wu (CW)\n\nPresent: B.C.D. Ray (BCDR), Mrs. A. Lee (AL), C. Wu (CW)", ["B.C.D. Ray", "Mrs. A. Lee", "C. Wu"]),
        # offices and ranks between the names
        ("Present: Councillors A Lee (Chair), B Ray and C Wu Clerk Mrs D Fox Fen District Councillor E Orr plus ten "
         "guests", ["Councillor A Lee", "B Ray", "C Wu", "Mrs D Fox", "E Orr"]),
        ("Attendance: Chairman A Lee Vice Chairman Mrs B Ray Councillors Mrs C Wu Mrs D Fox Footpath Warden Mr E Orr "
         "Members of the public 15", ["A Lee", "Mrs B Ray", "Councillor Mrs C Wu", "Mrs D Fox", "Mr E Orr"]),
        ("Present: Cllr Ann Lee (Chair) Cllr Bob Ray Cllr Cat Wu Helen Fox (Parish Clerk)",
         ["Cllr Ann Lee", "Cllr Bob Ray", "Cllr Cat Wu", "Helen Fox"]),
        ("Present: Trustees Lee (Chair), Ray, Wu, Fox and the Clerk", ["Lee", "Ray", "Wu", "Fox"]),
        ("Present: Messrs Lee, Ray, & Wu plus five members of the public and Mr. D Fox Borough Councillor.",
         ["Lee", "Ray", "Wu", "Mr. D Fox"]),
        ("Present: Cllr Ann Lee, Fen County Council Helen Ray, Trustee of the Fields", ["Cllr Ann Lee", "Helen Ray"]),
        ("Present: Ann Lee (AL), chair, Bob Ray (BR), Cat Wu (CW), Dan Fox (DF);", ["Ann Lee", "Bob Ray", "Cat Wu",
                                                                                   "Dan Fox"]),
        ("Present: PPG members and surgery personnel. Ann Lee (AL), Bob Ray (BR), Cat Wu (CW).",
         ["Ann Lee", "Bob Ray", "Cat Wu"]),
        ("Present:\n\nAnn Lee (Fen) Helen Ray (Pond)", ["Ann Lee", "Helen Ray"]),
        ("Present: Ann Lee, Bob Ray, Anne & Paul Wu, Dan Fox", ["Ann Lee", "Bob Ray", "Anne Wu", "Paul Wu", "Dan Fox"]),
        ("Present: Ann Lee (Vice Chair) Jane Ray Helen Wu", ["Ann Lee", "Jane Ray", "Helen Wu"]),
        # groups and places before the names
        ("Present:\nReed Place – Ann Lee (Chair), Bob Ray.\nFen Close – Cat Wu, Dan Fox.",
         ["Ann Lee", "Bob Ray", "Cat Wu", "Dan Fox"]),
        ("Present:\nReed and Fen: Ann Lee, Bob Ray\nPondside: No rep\nOld Mill: Cat Wu (CW) (Chair)\n",
         ["Ann Lee", "Bob Ray", "Cat Wu"]),
        # columns set below one another, and what a page prints between
        ("Present:\nDr Ann Lee\nBob Ray\nDr Cat Wu\nPage 1 of 9\nChair\nLay Member –\nFinance\nChief Officer\n",
         ["Dr Ann Lee", "Bob Ray", "Dr Cat Wu"]),
        ("Present:\nAnn Lee, Fen Systems\nBob Ray, Fen Systems (Prospective)\nCat Wu, Individual Member\n"
         "Dan Fox, Reed Software\n", ["Ann Lee", "Bob Ray", "Cat Wu", "Dan Fox"]),
        # no heading at all
        ("Minutes of the meeting\n\nAnn Lee (Manager) AL\n\nBob Ray BR\n\nCat Price-Wu C P-W\n\nApologies: None",
         ["Ann Lee", "Bob Ray", "Cat Price-Wu"]),
        ("Minutes of the meeting by Zoom.\n\nCllrs A Lee, B Ray (Mayor),\nC Wu and D Fox\n\nE Orr, Acting Town Clerk\n",
         ["Cllrs A Lee", "B Ray", "C Wu", "D Fox", "E Orr"]),
        # answers and sign-in lists
        ("**Board**\n- Ann Lee: YES\n- Bob Ray: YES (late)\n- Cat Wu: yes\n- Dan Fox: NO\n",
         ["Ann Lee", "Bob Ray", "Cat Wu"]),
        ("Welcome! Sign in below so we know who was here. Roll call:\n\n- name / institution / handle\n"
         "- Ann Lee / Fen / @ann\n- Bob Ray / Pond\n", ["Ann Lee", "Bob Ray"]),
        ("- Introductions of all participants, please list your name here:\n    - Ann Lee, Bob Ray, Cat Wu\n",
         ["Ann Lee", "Bob Ray", "Cat Wu"]),
        # the list ends where headings begin
        ("Present:\n\nCllr A Lee\n\nCllr B Ray\n\nCllr C Wu\n\nItem No Item under discussion\nPART ONE – OPEN TO ALL\n",
         ["Cllr A Lee", "Cllr B Ray", "Cllr C Wu"]),
        ("1 Present Ann Lee (Chair)\n\nBob Ray\n\nCat Wu\n\n2 Welcome\n", ["Ann Lee", "Bob Ray", "Cat Wu"]),
        ("Present:\n\nAnn Lee\nBob Ray\nCat Wu\n\ne-Prescribing\n\nIt was discussed.\n", ["Ann Lee", "Bob Ray", "Cat Wu"]),
    ],
)  # fmt: skip
def test_those_present(read, text, names):
    found = read(f"{HEAD}{text}\n").names()
    assert found[: len(names)] == names
    assert set(found) - set(names) <= {"Clerk", "the Clerk"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("2\\. Apologies Mr C Wu and Mrs. Fox", ["Mr C Wu", "Mrs. Fox"]),
        ("01 Apologies for absence  C.Wu, D.Fox", ["C.Wu", "D.Fox"]),
        ("43.15 Apologies and reasons for absence: Cat Wu", ["Cat Wu"]),
        ("1. Apologies for Absence accepted from:\n\nCat Wu who has been called away.\n\nDan Fox who was unwell.\n",
         ["Cat Wu", "Dan Fox"]),
        ("To Receive Apologies for Absence Apologies were received from Cat Wu (due to ill health).", ["Cat Wu"]),
        ("2. ACCEPTANCE OF APOLOGIES These were accepted for Cllr Cat Wu and noted for Cllr Dan Fox.", ["Cllr Cat Wu"]),
        ("There were apologies of absence from Cllr Cat Wu.", ["Cllr Cat Wu"]),
        ("Apologies: C. Wu and the Community Police Officer.", ["C. Wu"]),
        ("2. Apologies: C. Wu and D. Fox - Borough Council", ["C. Wu", "D. Fox"]),
        ("Meeting opened at 8:10pm. Apologies Cat Wu, Dan Fox", ["Cat Wu", "Dan Fox"]),
        ("Prayer 1. The prayer was led. 65/16 Apologies 2. Apologies had been received from Mr C Wu. 66/16 Chair 3. Mr "
         "A Lee was elected.", ["Mr C Wu"]),
    ],
)  # fmt: skip
def test_those_who_sent_apologies(read, text, names):
    found = read(f"{HEAD}Present: Mr A Lee, Mrs B Ray\n\n{text}\n")
    assert found.names("apologies")[: len(names)] == names
    assert {name.split()[-1] for name in found.names()} == {"Lee", "Ray"}


def test_who_sent_apologies_and_came_after_all_was_there(read):
    found = read(f"{HEAD}Present: Ann Lee, Bob Ray\nApologies: Cat Wu who subsequently attended.\n")
    assert (found.names(), found.names("apologies")) == (["Ann Lee", "Bob Ray", "Cat Wu"], [])


def test_a_sentence_of_apologies_outweighs_a_roll_of_all_members_and_is_told(read):
    found = read(f"{HEAD}Present: Ann Lee, Bob Ray, Cat Wu\n\n1. Welcome\n\nApologies were received from Mr Wu.\n")
    assert (found.names(), found.names("apologies"), found.warned()) == (
        ["Ann Lee", "Bob Ray"],
        ["Cat Wu"],
        ["W-CONTRADICTED"],
    )


def test_directors_in_front_matter_were_there(read):
    found = read(
        "---\ndirectors:\n- Ann Lee\n- Bob Ray\napologies:\n- Cat Wu\ndate: 2018-07-06\n---\n\n## Business\n\nNone.\n",
        "a.md",
    )
    assert (found.names(), found.names("apologies")) == (["Ann Lee", "Bob Ray"], ["Cat Wu"])


def test_running_text_is_no_list_however_many_commas_it_has(read):
    text = "It was said that it would be seen to, and that this is what we have been told, but not how. " * 12
    found = read(f"{HEAD}Present: Ann Lee, Bob Ray\n\nApologies: Cat Wu\n\nDan Fox (DF) {text}\n")
    assert (found.names(), found.names("apologies")) == (["Ann Lee", "Bob Ray"], ["Cat Wu"])


def test_a_tick_outweighs_apologies(read):
    found = read(f"{HEAD}## Present\n\n- [x] Ann Lee\n- [x] Bob Ray\n\nApologies were received from Bob Ray.\n")
    assert "Bob Ray" in found.names()
    assert found.warned() == []


def test_apologies_for_lateness_outweigh_nothing(read):
    found = read(f"{HEAD}Present: Ann Lee, Bob Ray\n\nBob Ray gave apologies for lateness.\n")
    assert found.names() == ["Ann Lee", "Bob Ray"]


def test_members_not_in_attendance_are_absent(read):
    found = read(
        f"{HEAD}## Voting members in attendance\n\n- Ann Lee\n\n## Voting members not in attendance\n\n- Bob Ray\n"
    )
    assert (found.names(), found.names("absent")) == (["Ann Lee"], ["Bob Ray"])


def test_who_led_or_minuted_is_there_where_a_label_names_them_in_full(read):
    found = read(f"{HEAD}Chair and Minute Taker: Ann Lee (AL)\n\nAttendees: Dr Bob Ray (BR), CW, DF\n")
    assert sorted(found.names()) == ["Ann Lee", "CW", "DF", "Dr Bob Ray"]
    again = read(f"{HEAD}Facilitator: Ann Lee\n\nAttendees: Ann, Bob\n")
    assert again.names() == ["Ann", "Bob"]


def test_marks_stand_before_and_behind_a_slash(read):
    found = read(
        f'{HEAD}#### Members\n\n* Fen - Ann Lee +/ * Bob Ray +\n* Pond - Cat Wu / Dan Fox+\n\n" + " means attending\n'
    )
    assert (found.names(), found.names("absent")) == (["Ann Lee", "Bob Ray", "Dan Fox"], ["Cat Wu"])


@pytest.mark.parametrize(
    ("roll", "organisations"),
    [
        ("- Ann Lee (Unaffiliated)\n- Bob Ray (Fen)\n- Cat Wu (Fen)", ["Fen"]),
        ("- Ann Lee (annie)\n- Bob Ray (bobby)\n- Cat Wu (polar)", []),
        ("- Ann Lee (Treasurer)\n- Bob Ray (Secretary)\n- Cat Wu (Web editor)\n- Dan Fox (Beanbag)", []),
        ("- Ann Lee (AL)\n- Bob Ray (BR)\n- Cat Wu (XB)", []),
        ("- Mrs Ann Lee (School Improvement Director) (SID)\n- Bob Ray", []),
        ("- Ann Lee (from item 3 to end)\n- Bob Ray", []),
        ("- Ann Lee (Sec.)\n- Bob Ray (Tres.)", []),
        ("- Cllr Ann Lee (Vacancy – 1)\n- Bob Ray", []),
        ("- Ann Lee (AL) - Cardiff and Vale UHB\n- Bob Ray - Fen UHB", ["Cardiff and Vale UHB", "Fen UHB"]),
    ],
)
def test_what_stands_in_a_bracket(read, roll, organisations):
    found = read(f"{HEAD}## Present\n\n{roll}\n")
    assert sorted({fact.organisation for fact in found.of(Affiliation)}) == organisations
    assert all(fact.organisation in {"", *organisations} for fact in found.of(Attendance))


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("---\ntitle: A\ndate: 2021-01-20\n---\nThe clerk, page 1 of 5 DATE: Thursday 3rd December 2020 TIME: 7:00pm",
         "2020-12-03"),
        ("---\ntitle: A\ndate: 2012-06-08\n---\n**held on Tuesday 8****th** **May 2012 at 7pm**", "2012-05-08"),
        ("---\ntitle: A\ndate: 2018-09-24\n---\nFOR CONSIDERATION AT THE NEXT MEETING Tuesday 3rd July 2018, 7.30pm",
         "2018-07-03"),
        ("# Fen Council - 26 th January 2021", "2021-01-26"),
        ("# AGM\n\n- Home\n- Join\n\n## Minutes of the AGM 24/11/2014", "2014-11-24"),
    ],
)  # fmt: skip
def test_the_day_is_the_likeliest_of_the_beginning(read, head, day):
    found = read(f"{head}\n\nPresent: Ann Lee, Bob Ray\n\n2. Minutes of the meeting held 27th October 2015\n", "a.md")
    assert {str(fact.on) for fact in found.of(Gathering)} == {day}
    assert "W-DATE" not in found.warned()


def test_a_day_that_can_only_be_meant_one_way_is_read_that_way(read):
    found = read("# Minutes\n\nDate: 24/11/2014\n\nPresent: Ann Lee, Bob Ray\n", "a.md", day_first=False)
    assert {str(fact.on) for fact in found.of(Gathering)} == {"2014-11-24"}


@pytest.mark.parametrize(
    ("text", "present", "apologies"),
    [
        (
            "Present: Cllrs. A Lee (Chairman), B Ray, C Wu and Mrs D Fox; Mr E Orr (Clerk).",
            "A Lee;B Ray;C Wu;D Fox;E Orr",
            "",
        ),
        (
            "Members Present: Councillor A. Lee (Mayor)\n Councillor B. Ray\n Councillor Mrs C. Wu\nOfficers Present: Mr D. Fox (Town Clerk), Miss E. Orr (Deputy)",
            "A Lee;B Ray;C Wu;D Fox;E Orr",
            "",
        ),
        (
            "PRESENT\n\nCouncillors: A Lee, B Ray, C Wu, D Fox\n\nIN ATTENDANCE\n\nE Orr – Clerk\nF Ash – Deputy Clerk\n\nAPOLOGIES\n\nG Elm",
            "A Lee;B Ray;C Wu;D Fox;E Orr;F Ash",
            "G Elm",
        ),
        (
            "Present: Ann Lee (Chair of Governors), Bob Ray (Headteacher), Cat Wu (Staff Governor), Dan Fox (Parent Governor), Eve Orr (LA Governor)\nIn Attendance: Flo Ash (Clerk to Governors)\nApologies: Gus Elm (Foundation Governor)",
            "Ann Lee;Bob Ray;Cat Wu;Dan Fox;Eve Orr;Flo Ash",
            "Gus Elm",
        ),
        (
            "Governors present: Mrs A Lee (AL) – Chair, Mr B Ray (BR) – Head, Dr C Wu (CW), Rev D Fox (DF)\nAlso present: Mrs E Orr (EO) – School Business Manager\nAbsent: Mr F Ash (FA)",
            "A Lee;B Ray;C Wu;D Fox;E Orr",
            "",
        ),
        (
            "Attendees: Ann Lee (Fen NHS Trust) Bob Ray (Pond ICB) Cat Wu (Reed Council) Dan Fox (Patient)",
            "Ann Lee;Bob Ray;Cat Wu;Dan Fox",
            "",
        ),
        ("Attendees: Ann Lee – Fen NHS Trust, Bob Ray – Pond ICB, Cat Wu – Reed Council", "Ann Lee;Bob Ray;Cat Wu", ""),
        (
            "Attendance:\nAnn Lee, Consultant, Fen NHS Trust (Chair)\nBob Ray, Lead Nurse, Pond Hospital\nCat Wu, Patient Representative\n\nApologies:\nDan Fox, Matron, Reed Hospital",
            "Ann Lee;Bob Ray;Cat Wu",
            "Dan Fox",
        ),
        (
            "In person: Ann Lee, Bob Ray, Cat Wu\nVia Teams: Dan Fox, Eve Orr\nApologies: Flo Ash",
            "Ann Lee;Bob Ray;Cat Wu;Dan Fox;Eve Orr",
            "Flo Ash",
        ),
        (
            "Present (in the room): Ann Lee, Bob Ray\nPresent (online): Cat Wu, Dan Fox\nGuests: Eve Orr (Fen Trust)",
            "Ann Lee;Bob Ray;Cat Wu;Dan Fox;Eve Orr",
            "",
        ),
        (
            "Ann Lee, Bob Ray, Cat Wu and Dan Fox were present. Apologies were received from Eve Orr and Flo Ash.",
            "Ann Lee;Bob Ray;Cat Wu;Dan Fox",
            "Eve Orr;Flo Ash",
        ),
        ("The meeting was attended by Ann Lee, Bob Ray, Cat Wu and Dan Fox.", "Ann Lee;Bob Ray;Cat Wu;Dan Fox", ""),
        ("Attending: Ann Lee, Bob Ray, Cat Wu\n\nNot attending: Dan Fox, Eve Orr", "Ann Lee;Bob Ray;Cat Wu", ""),
        (
            "Roll call\n\nAnn Lee – present\nBob Ray – present\nCat Wu – absent\nDan Fox – apologies",
            "Ann Lee;Bob Ray",
            "Dan Fox",
        ),
        (
            "Board members present: Ann Lee, President; Bob Ray, Vice President; Cat Wu, Secretary; Dan Fox, Treasurer; and Eve Orr, Director. Also present: Flo Ash, Manager.",
            "Ann Lee;Bob Ray;Cat Wu;Dan Fox;Eve Orr;Flo Ash",
            "",
        ),
        (
            "Trustees in attendance: Ann Lee, Bob Ray & Cat Wu.\nStaff in attendance: Dan Fox.\nRegrets: Eve Orr",
            "Ann Lee;Bob Ray;Cat Wu;Dan Fox",
            "Eve Orr",
        ),
        (
            "Present\n1. Ann Lee\n2. Bob Ray\n3. Cat Wu\n4. Dan Fox\n\nAbsent with apologies\n1. Eve Orr",
            "Ann Lee;Bob Ray;Cat Wu;Dan Fox",
            "Eve Orr",
        ),
        ("Present: 1. Ann Lee 2. Bob Ray 3. Cat Wu 4. Dan Fox", "Ann Lee;Bob Ray;Cat Wu;Dan Fox", ""),
        ("## Participants\n\n* @annlee (Ann Lee)\n* @bray (Bob Ray)\n* @cwu", "Ann Lee;Bob Ray;cwu", ""),
        (
            "## Attendees\n\n- Ann Lee (she/her), Fen\n- Bob Ray (he/him), Pond\n- Cat Wu [they/them] - Reed\n",
            "Ann Lee;Bob Ray;Cat Wu",
            "",
        ),
        (
            "**Attendees:** Ann Lee [Fen], Bob Ray [Pond], Cat Wu [Reed]\n\n**Scribe:** Ann Lee",
            "Ann Lee;Bob Ray;Cat Wu",
            "",
        ),
        ("Attendees: Ann L, Bob R, Cat W, Dan F", "Ann L;Bob R;Cat W;Dan F", ""),
        ("Present: Dr. A. B. Lee, Prof. C. D. Ray, Ms. E. F. Wu, Mr. G. H. Fox", "A B Lee;C D Ray;E F Wu;G H Fox", ""),
        ("Present: Lee A, Ray B, Wu C, Fox D", "Lee A;Ray B;Wu C;Fox D", ""),
        ("PRESENT: ANN LEE, BOB RAY, CAT WU, DAN FOX", "ANN LEE;BOB RAY;CAT WU;DAN FOX", ""),
        ("Present:\nMrs A Lee\nMr B Ray\t\tMs C Wu\nDr D Fox\t\tMr E Orr", "A Lee;B Ray;C Wu;D Fox;E Orr", ""),
        ("Present:\nMrs A Lee           Mr B Ray\nMs C Wu             Dr D Fox", "A Lee;B Ray;C Wu;D Fox", ""),
        (
            "Chair: Ann Lee\nSecretary: Bob Ray\nTreasurer: Cat Wu\nCommittee: Dan Fox, Eve Orr, Flo Ash\nApologies: Gus Elm",
            "Ann Lee;Bob Ray;Cat Wu;Dan Fox;Eve Orr;Flo Ash",
            "Gus Elm",
        ),
        (
            "Present: Ann Lee (Chair), Bob Ray (from item 4), Cat Wu (until 8.15pm), Dan Fox (left at 9pm)",
            "Ann Lee;Bob Ray;Cat Wu;Dan Fox",
            "",
        ),
        (
            "Present: The Mayor (Cllr A Lee), the Deputy Mayor (Cllr B Ray), Cllrs C Wu, D Fox and E Orr",
            "A Lee;B Ray;C Wu;D Fox;E Orr",
            "",
        ),
        ("Those present were: Ann Lee, Bob Ray, Cat Wu.", "Ann Lee;Bob Ray;Cat Wu", ""),
        ("There were present: Ann Lee (in the Chair), Bob Ray, Cat Wu and 12 members.", "Ann Lee;Bob Ray;Cat Wu", ""),
        ("Present – Ann Lee (Chair) – Bob Ray – Cat Wu – Dan Fox", "Ann Lee;Bob Ray;Cat Wu;Dan Fox", ""),
        ("Present: Ann Lee / Bob Ray / Cat Wu / Dan Fox", "Ann Lee;Bob Ray;Cat Wu;Dan Fox", ""),
        ("Present: Ann Lee | Bob Ray | Cat Wu | Dan Fox", "Ann Lee;Bob Ray;Cat Wu;Dan Fox", ""),
        ("Present: Ann Lee • Bob Ray • Cat Wu • Dan Fox", "Ann Lee;Bob Ray;Cat Wu;Dan Fox", ""),
        ("Present: Ann Lee. Bob Ray. Cat Wu. Dan Fox.", "Ann Lee;Bob Ray;Cat Wu;Dan Fox", ""),
        (
            "Apologies for absence: Ann Lee (work), Bob Ray (holiday), Cat Wu - ill\n\nPresent: Dan Fox, Eve Orr",
            "Dan Fox;Eve Orr",
            "Ann Lee;Bob Ray;Cat Wu",
        ),
        (
            "1. Present and apologies\nPresent: Ann Lee, Bob Ray, Cat Wu\nApologies: Dan Fox",
            "Ann Lee;Bob Ray;Cat Wu",
            "Dan Fox",
        ),
        (
            "1. Attendance and Apologies for Absence\n\nCllrs A Lee, B Ray, C Wu were present. Apologies were received and accepted from Cllr D Fox.",
            "A Lee;B Ray;C Wu",
            "D Fox",
        ),
        (
            "## Attendance\n\n### Members\n- Ann Lee\n- Bob Ray\n\n### Guests\n- Cat Wu\n\n### Apologies\n- Dan Fox",
            "Ann Lee;Bob Ray;Cat Wu",
            "Dan Fox",
        ),
        ("Attendees (7): Ann, Bob, Cat, Dan, Eve, Flo, Gus", "Ann;Bob;Cat;Dan;Eve;Flo;Gus", ""),
        ("Attended by: Ann Lee, Bob Ray, Cat Wu", "Ann Lee;Bob Ray;Cat Wu", ""),
        (
            "Present: Sir A Lee, Lady B Ray, Lt Col C Wu, Canon D Fox, Brigadier E Orr",
            "A Lee;B Ray;C Wu;D Fox;E Orr",
            "",
        ),
        (
            "Present: Cllr A Lee (AL) (Chair), Cllr B Ray (BR) (Vice Chair), Cllr C Wu (CW), D Fox (Clerk) (DF)",
            "A Lee;B Ray;C Wu;D Fox",
            "",
        ),
        (
            "Present: Ann Lee, Chair; Bob Ray, Fen Ward; Cat Wu, Pond Ward; Dan Fox, Reed Ward",
            "Ann Lee;Bob Ray;Cat Wu;Dan Fox",
            "",
        ),
    ],
)
def test_every_way_to_write_a_roll(read, text, present, apologies):
    found = read(f"Fen Forum, 5 March 2024\n\n{text}\n\n2. Business\n\nThe accounts were agreed.\n", "2024-03-05.txt")
    people = {(fact.person.removeprefix("name:"), fact.status) for fact in found.of(Attendance)}
    for names, status in ((present, "present"), (apologies, "apologies")):
        wanted = sorted(filter(None, map(key, names.split(";"))))
        assert sorted(name for name, one in people if one == status) == wanted


@pytest.mark.parametrize(
    ("roll", "names"),
    [
        # counted people and slips of the pen part two entries
        (
            "Cllr Ann Lee (Chair), Mrs B Ray (Clerk) 7 Members of the Public, Mr Cy Wu Fen Community Transport",
            ["Cllr Ann Lee", "Mrs B Ray", "Mr Cy Wu"],
        ),
        ("P. Lee - Chairman: D. Ray, C. Wu, P. Fox and Mrs. Orr", ["P. Lee", "D. Ray", "C. Wu", "P. Fox", "Mrs. Orr"]),
        ("Mrs A Lee - Chairman, 6 members of Fen Parish Council", ["Mrs A Lee"]),
        (
            "Mrs A Lee (Clerk) Cllr B Ray Fen County Council There was 1 member of the public.",
            ["Mrs A Lee", "Cllr B Ray"],
        ),
        # a body or an office behind a name without a mark
        (
            "Cllr Ann Lee Fen County Council Cllr Bob Ray Borough Council of Fen and Wold Mr C Wu Footpath Warden",
            ["Cllr Ann Lee", "Cllr Bob Ray", "Mr C Wu"],
        ),
        ("Mr A Lee, Ms Amy Ray Rural Sports Development Officer", ["Mr A Lee", "Ms Amy Ray"]),
        ("Mrs A Lee, Borough Councillor Ray and PCSO Sara Wu", ["Mrs A Lee", "Councillor Ray", "PCSO Sara Wu"]),
        ("Borough Councillor Colin Lee and Fen County Councillor Martin Ray", ["Colin Lee", "Martin Ray"]),
        ("Mr A Lee, P.C. B Ray and the Police", ["Mr A Lee", "P.C. B Ray"]),
        (
            "Sarah Lee Brian Ray (BR) – County Councillor Sandra Wu (SW) – Borough Councillor",
            ["Sarah Lee", "Brian Ray", "Sandra Wu"],
        ),
    ],
)
def test_people_run_together_are_as_many(read, roll, names):
    assert sorted(read(f"{HEAD}Present: {roll}\n").names()) == sorted(names)


@pytest.mark.parametrize(
    ("roll", "organisation"),
    [
        ("Cllr Ann Lee Fen County Council, Mr B Ray", "Fen County Council"),
        ("Ann Lee (IBM), she/her, CST", "IBM"),
        ("Ann Lee (Fen Ltd) // GitHub: @lee // Mastodon: @lee", "Fen Ltd"),
        ("Wei (Joe) Lee", ""),
    ],
)
def test_time_zones_accounts_and_nicknames_are_no_bodies(read, roll, organisation):
    found = read(f"{HEAD}## Present\n\n- {roll}\n" if "Cllr" not in roll else f"{HEAD}Present: {roll}\n")
    assert {fact.organisation for fact in found.of(Affiliation)} == {organisation} - {""}


def test_a_line_that_says_what_each_is_to_write_begins_a_roll(read):
    found = read(
        "# Tea, 5 March 2024\n\n## Check-in\n\nName + pronouns + your tree\n\n(This page is public.)\n\n- Ann + she/her + oak\n"
        "- Bob, he/him + elm: my favourite\n- Cat Wu + + ash\n"
    )
    assert found.names() == ["Ann", "Bob", "Cat Wu"]
    assert not found.of(Affiliation)


def test_a_line_that_says_what_each_is_to_write_is_nobody_below_the_heading_of_the_roll(read):
    found = read(
        "# Tea, 5 March 2024\n\n## Attendance\n*Add your name and a few words about what you do.*\n\n"
        "Name / Pronouns / Organisation / Role / Social media (GitHub, etc.)\n"
        "1. - Ann Lee/ she, her/ Fen Trust, Data Manager / gh: @annl, t: @ann_lee\n"
        "1. - Bob Ray / he, him / Pond Trust Project Officer / gh: bobr\n"
        "1. - Cat Wu / he, him / University of Fen / Nurse /:octopus: [catwu](https://github.com/catwu)\n\n"
        "## Actions\n\n- Dan Fox / to write: a letter\n"
    )
    assert found.names() == ["Ann Lee", "Bob Ray", "Cat Wu"]
    bodies = [(fact.written, fact.organisation) for fact in found.of(Attendance)]
    assert bodies == [("Ann Lee", "Fen Trust"), ("Bob Ray", ""), ("Cat Wu", "University of Fen")]


def test_the_next_heading_is_nobody(read):
    found = read(f"{HEAD}Present: Mrs A Lee, Mr B Ray, Cllr C Wu\n\nEmergency Evacuation\n\nThe rules were read.\n")
    assert found.names() == ["Mrs A Lee", "Mr B Ray", "Cllr C Wu"]


def test_a_group_with_a_colon_is_nobody(read):
    found = read(f"{HEAD}Attendance:\n\nVoting Members:\nAnn Lee - Fen\nBob Ray - Pond\n\nApologies:\nCat Wu - Reed\n")
    assert (found.names(), found.names("apologies")) == (["Ann Lee", "Bob Ray"], ["Cat Wu"])


@pytest.mark.parametrize("numbers", [("i.", "ii.", "iii.", "iv."), ("vi)", "vii)", "viii)", "ix)")])
def test_roman_numbers_are_numbers(read, numbers):
    people = ("Ann Lee (Fen)", "Bob Ray (Pond)* Chair", "Cat Wu (Reed)", "Dan Fox (Mill)")
    entries = "\n".join(f"{number} {person}" for number, person in zip(numbers, people, strict=True))
    found = read(f"Fen Board 5 March 2024\n\nCall to Order / Roll Call:\n{entries}\n", "minutes.txt")
    assert found.names() == ["Ann Lee", "Bob Ray", "Cat Wu", "Dan Fox"]


@pytest.mark.parametrize(
    ("stem", "head", "day", "codes"),
    [
        (
            "fen",
            "---\ndate: 2024-05-01\n---\n\nMinutes of the January meeting of Fen Council",
            "None",
            ["W-DATE"],
        ),
        ("fen-january-meeting", "---\ndate: 2024-05-01\n---\n\nFen Council", "None", ["W-DATE"]),
        ("fen-may-meeting", "---\ndate: 2024-05-01\n---\n\nFen Council", "2024-05-01", []),
        (
            "fen",
            "---\ndate: 2024-05-01\n---\n\nMinutes of Fen Council held on April 11th in the hall",
            "2024-04-11",
            [],
        ),
        ("fen", "Minutes of Fen Council held on Wednesday l0th January 2024", "2024-01-10", []),
        ("fen", "Minutes of Fen Council held on 8th Decemeber 2023", "2023-12-08", []),
        ("minutes01-10-26", "Fen Council 26 October 2001", "2001-10-26", []),
        ("2024-03-12 notes", "# March 5 Fen Council", "2024-03-12", ["W-DATE"]),
        ("minutes04-09-27", "Minutes of the Fen Club Meeting 27/09/04", "2004-09-27", []),
        ("2016-12-07 notes", "# Fen Council 12/07/2016", "2016-12-07", []),
        ("fen", "# Fen Group\n\n- Host: Pond Hall\n- Dates: Wednesday-Thursday, October 11-12, 2023", "2023-10-11", []),
    ],
)
def test_days_of_posts_slips_and_names(read, stem, head, day, codes):
    found = read(f"{head}\n\nPresent: Ann Lee, Bob Ray\n", f"{stem}.md")
    assert ([str(one.on) for one in found.of(Gathering)][:1], found.warned()) == ([day], codes)


def test_what_is_nobodys_organisation_and_who_only_did_not_come(read):
    roll = "\n".join(f"- {text}" for text in (
        "Ann Lee (Invited Expert)", "Bob Ray (attended)", "Cat Wu (mid sem exam)", "Dan Fox (Action required)",
        "zed0", "d2g", "Flo Ash (Pond Trust)",
    ))  # fmt: skip
    found = read(f"Fen Forum 5 March 2024\n\nPresent:\n\n{roll}\n\nDid not attend: Eve Orr\n")
    assert {fact.organisation for fact in found.of(Attendance)} == {"", "Pond Trust"}
    assert [name.lstrip("@") for name in found.names()][4:6] == ["zed0", "d2g"]
    assert found.names("absent") == ["Eve Orr"]
    assert not found.codes()


def test_a_page_all_on_one_line_of_a_text_is_read_by_its_breaks(read):
    page = "Fen Council 5 March 2024<br />Present: Ann Lee, Bob Ray<br />Apologies: Cat Wu<br />We talked.<br />"
    found = read(page + "It was long. " * 900, "minutes.txt")
    assert (found.names(), found.names("apologies")) == (["Ann Lee", "Bob Ray"], ["Cat Wu"])
