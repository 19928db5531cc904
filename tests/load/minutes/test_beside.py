"""What stands beside, before and behind the names of a roll, in kinds that real minutes taught: invented twins."""

# ruff: noqa: E501 - a roll stands here as it is written

from __future__ import annotations

from io import BytesIO

import docx
import pytest

from sna.facts import Affiliation, Attendance, Gathering

HEAD = "Fen Forum, Tuesday 5 March 2024\n\n"
BELOW = "\n\n2. Business\n\nThe accounts were agreed.\n"


def people(found, status="present"):
    return {fact.person.removeprefix("name:") for fact in found.of(Attendance) if fact.status == status}


def wanted(names):
    return set(filter(None, names.casefold().split(";")))


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("Present:\nAnn Lee\tBob Ray\nCarole Wu\tDora Fox", "ann lee;bob ray;carole wu;dora fox"),
        ("Present:\tAnn Lee\tBob Ray\tJohn Orr\n\tHelen Ash\tSimon Elm", "ann lee;bob ray;john orr;helen ash;simon elm"),
        ("Present:\n• Ann Lee\t• Mary Ray\n• Quill Wu\t• Linda Fox", "ann lee;mary ray;quill wu;linda fox"),
        ("Present:   Cllrs.   Ann Lee (in the Chair)      Robin Ray\n                    Cat Wu,                      David Fox",
         "ann lee;robin ray;cat wu;david fox"),
        ("Present:      Ann Lee      Bob Ray\n              Cat Wu       David Fox", "ann lee;bob ray;cat wu;david fox"),
        ("Present:\nCllr A Lee - Chairman\tClerk: Mary Ray\nCllr B Wu\nCllr C Fox", "a lee;mary ray;b wu;c fox"),
        ("Present:\nAnn Lee\tChairman\nCllr Bob Ray\tVice-Chairman\nCat Wu\tHugh Fox\nEve Orr\tJanet Ash",
         "ann lee;bob ray;cat wu;hugh fox;eve orr;janet ash"),
    ],
)  # fmt: skip
def test_people_side_by_side_are_nobodys_organisation(read, text, present):
    found = read(f"{HEAD}{text}{BELOW}", "2024-03-05.txt")
    assert people(found) == wanted(present)
    assert not found.of(Affiliation)


def test_what_stands_beside_people_in_a_column_is_what_they_belong_to(read):
    found = read(f"{HEAD}Present:\nAnn Lee\tFen Trust\nBob Ray\tPond Place\nCat Wu\tReed Council{BELOW}", "a.txt")
    assert people(found) == {"ann lee", "bob ray", "cat wu"}
    assert {fact.organisation for fact in found.of(Affiliation)} == {"Fen Trust", "Pond Place", "Reed Council"}


def test_people_side_by_side_in_a_word_document(read):
    document, file = docx.Document(), BytesIO()
    for text in ("Fen Forum, 5 March 2024", "Present:", "Ann Lee\tBob Ray", "Carol Wu\tDavid Fox", "1. Welcome"):
        document.add_paragraph(text)
    document.save(file)
    found = read(file.getvalue(), "a.docx")
    assert people(found) == {"ann lee", "bob ray", "carol wu", "david fox"}


@pytest.mark.parametrize(
    ("text", "present", "away"),
    [
        # offices and ranks before the name
        ("Present: Trustee Lee, Trustee Ray, Supervisor Wu and Clerk Fox", "lee;ray;wu;fox", ""),
        ("The board members present were Trustee Lee, Trustee Ray (Excused Absent) and Supervisor Wu. Clerk Fox was also present.",
         "lee;wu;fox", "ray"),
        ("Present: Cllrs Lee, Ray & Wu, County Cllr Fox and the Clerk.", "cllrs lee;ray;wu;cllr fox", ""),
        ("Present: Ann Lee, Borough Councillor Bob Ray (Fen Borough Council), Cat Wu", "ann lee;bob ray;cat wu", ""),
        ("Present: Ann Lee, Bob Ray\nIn Attendance: County Councillor, Cat Wu\nClerk, Dan Fox", "ann lee;bob ray;cat wu;dan fox", ""),
        ("Present:\nChairman\tA. Lee\nVice Chairman\tB. Ray\nParish Councillor\tC. Wu", "a lee;b ray;c wu", ""),
        # offices and bodies before a dash
        ("Present:\n- President - Ann\n- Secretary - Bob\n- Vice President - Cat\n- Treasurer - Dan\n- 1st Year Rep - Eve", "ann;bob;cat;dan;eve", ""),
        # what is no part of a name
        ("Present:\n103 - Ann Lee\n105 – Bob Ray\n107: Cat Wu\n\nProxies submitted by owners:\n109 – sent by Dan Fox\n\nAbsent:\n111 - Eve Orr",
         "ann lee;bob ray;cat wu", "eve orr"),
        ("Present: A. Lee, Mrs. Ray, M/s. Wu, D. Fox - P.C.S.O.", "a lee;ray|mrs ray;wu|m s wu;d fox", ""),
        ("Present: A. Lee, Mrs E, Ray, Mrs C. Wu", "a lee;e ray;c wu", ""),
        ("Present: Ann Lee, Bob Ray. Representative from Fen Broadband in attendance.", "ann lee;bob ray", ""),
        # labels that only name the group
        ("Present: Members\nAnn Lee, Bob Ray, Cat Wu, Dan\nFox, Eve Orr.", "ann lee;bob ray;cat wu;dan fox;eve orr", ""),
        ("Members: Ann Lee VA7QZ, Bob Ray VE7GSJ, Cat Wu VA7BUP,\nDan Fox VA7LGR\n\nBob was thanked for being\npresent.",
         "ann lee;bob ray;cat wu;dan fox", ""),
        # those present go on behind those who are not
        ("PRESENT:\nParish Councillors:\tCllr A Lee\n\tCllr B Ray\n\nABSENT:\tCllr C Wu\n\nVolunteers:\tDan Fox\tJohn Orr\n\tJane Ash\tHelen Elm",
         "a lee;b ray;dan fox;john orr;jane ash;helen elm", "c wu"),
        ("Present: Cllr A Lee, Cllr B Ray\nApologies: Cllr C Wu\nClerk: Dan Fox", "a lee;b ray;dan fox", "c wu"),
        ("Present: Cllr A Lee, Cllr B Ray\nApologies: Cllr C Wu\nPublic Participation: Dan Fox, Eve Orr", "a lee;b ray", "c wu"),
        # where the list ends
        ("ATTENDANCE\nA.Lee, B.Ray, C.Wu\n\nAPOLOGIES\n\nD. Fox, E.Orr\n\nMinutes from previous general meeting were read.\n\nCORRESPONDENCE IN:\n\nEmail from Pond about fees.",
         "alee;bray;cwu", "d fox;eorr"),
        ("Present: Cllrs Mrs A Lee, B Ray.\nAlso in attendance: Two members of the public.\n\n1. **ELECTION OF CHAIRMAN**", "a lee;b ray", ""),
        ("1.1 Attendance to be taken\n\nAnn, Bob, Cat and Dan were in attendance\n\nApologies\n\nApologies were received from Eve", "ann;bob;cat;dan", "eve"),
        # commas, colons and initials
        ("Present: Miss Lee - Vice chairman, Mrs. Ray, C. Wu, Mrs. D. Fox : Borough Councillor, Ms Eve Orr : Officer of the Fen Rural Council",
         "lee|miss lee;ray|mrs ray;c wu;d fox;eve orr", ""),
        ("Attendance: Cllr Ann Lee AL Cllr Bob Ray BR Cllr Carl Wu CW Helen Fox HF Parish Clerk and Financial Responsible Person",
         "ann lee;bob ray;carl wu;helen fox", ""),
        ("Present: Ann Lee (chair), Bob Ray, Sally\nMarigold Wu, Dan Fox", "ann lee;bob ray;sally marigold wu;dan fox", ""),
        ("Apologies – Apologies had been received from Cllrs. Ann Lee and Bob Ray, and District Councillor,\nCat Wu.\n\nPresent: Dan Fox, Eve Orr",
         "dan fox;eve orr", "ann lee;bob ray;cat wu"),
        ("Minutes of the Fen Council Present: Cllr Ann Lee – Chairman, Cllr Bob Ray. Also present: County Councillor Cat Wu 1. Apologies: Cllr Dan Fox.",
         "ann lee;bob ray;cat wu", "dan fox"),
        ("Present: Ann Lee, Bob Ray\n\nAPOLOGIES\n\nCllr Mrs Wu apologised for her absence as she was unwell. Cllr Fox had made an apology on behalf of Cllr Orr for his absence.",
         "ann lee;bob ray", "wu|cllr mrs wu;orr|cllr orr"),
        ("Present: Ann Lee, Bob Ray\n\nDate and Time of Next Meeting\n\n4 October 2024 at 7 pm. Ann Lee gave her apologies due to work.", "ann lee;bob ray", ""),
    ],
)  # fmt: skip
def test_the_people_are_read_whatever_stands_beside_them(read, text, present, away):
    found = read(f"{HEAD}{text}{BELOW}", "2024-03-05.txt")
    assert not found.of(Affiliation) or all(len(fact.organisation.split()) > 1 for fact in found.of(Affiliation))
    for names, status in ((present, "present"), (away, "apologies")):
        said = people(found, status) | (people(found, "absent") if status == "apologies" else set())
        variants = [set(name.split("|")) for name in names.split(";") if name]
        assert len(said) == len(variants), said
        assert all(said & variant for variant in variants), said


def test_a_list_in_front_matter_may_go_on_over_lines(read):
    found = read(
        "---\nroll-call: [Ann Lee (AL), Bob Ray (BR),\n    Cat Wu (CW),\n    Dan Fox (DF)]\n---\n\n1. Reports\n"
    )
    assert people(found) == {"ann lee", "bob ray", "cat wu", "dan fox"}


def test_two_people_of_one_body_have_each_a_mark_of_their_own(read):
    roll = "* Fen - Ann Lee/Bob Ray\n* Pond - Cat Wu (chair)+ /Dan Fox\n* Reed - Eve Orr + (deputy) / Gus Ash\n"
    found = read(f'# Fen\n\n## Attendance\n\n{roll}\n"+" indicates attending\n')
    assert people(found) == {"cat wu", "eve orr"}
    assert people(found, "absent") == {"ann lee", "bob ray", "dan fox", "gus ash"}
    assert {fact.organisation for fact in found.of(Affiliation)} == {"Fen", "Pond", "Reed"}


def test_a_body_stands_before_its_departments(read):
    roll = "Ann Lee – Team Leader, Pond Agency\nBob Ray – Waste Network, Fen Water\nCat Wu – Head of Waste, Fen Water"
    found = read(f"{HEAD}Attendees:\n{roll}{BELOW}", "a.txt")
    assert [fact.organisation for fact in found.of(Affiliation)] == ["Pond Agency", "Fen Water", "Fen Water"]


def test_lines_that_stand_on_one_line_of_a_page_are_read_apart(read):
    page = "<p>Present: Ann Lee, Bob Ray</p><p>APOLOGIES<br>Mr Wu apologised for his absence.<br>It was noted.</p>"
    found = read(f"<html><body><h1>Fen, 5 March 2024</h1>{page}</body></html>", "a.html")
    assert (people(found), found.names("apologies")) == ({"ann lee", "bob ray"}, ["Mr Wu"])


@pytest.mark.parametrize(
    ("text", "name", "day"),
    [
        ("Town of Fen\n\nFebruary 10, 2026\n\nThe feast is on Saturday, July 18, 2026.", "February 10, 2026 - Minutes.txt", "2026-02-10"),
        ("Fen Network\n\n10.30 am August 9th 2021", "20210810.txt", "2021-08-09"),
        ("1. Report: students were welcomed on 9/4/13.", "2013-09-05-minutes.txt", "2013-09-05"),
        ("# Dec 4 Docs Meeting", "2024-docs-12-4.txt", "2024-12-04"),
        ("Fen Weekly #143, 30 August, 2018", "a.txt", "2018-08-30"),
        ("Date: 05/03/2024", "a.txt", "2024-03-05"),
    ],
)  # fmt: skip
def test_the_day_a_file_is_called_by_is_believed_before_one_in_its_text(read, text, name, day):
    found = read(f"{text}\n\nPresent: Ann Lee, Bob Ray, Cat Wu\n", name)
    assert {gathering.on.isoformat() for gathering in found.of(Gathering)} == {day}


def test_boxes_before_people_are_a_roll_though_no_word_says_so(read):
    found = read(
        "# 2024-05-15\n\n## Voting Team\n\n- [x] Ann Lee\n- [ ] Bob (Bo) Ray\n- [x] Cat Wu (alternate for Dan Fox)\n"
    )
    assert (people(found), people(found, "absent")) == ({"ann lee", "cat wu"}, {"bob ray"})
    tasks = read(
        "# 2024-05-15\n\nPresent: Ann Lee, Bob Ray\n\n## Tasks\n\n- [x] Write minutes\n- [ ] Ask Dan Fox\n- [x] Book room\n"
    )
    assert people(tasks) == {"ann lee", "bob ray"}


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("### Attendees:\nCo-chairs: Ann, Bob, Cat\nFEN: Dan, Eve\nGuests: Flo Ash, Gus Elm", "ann;bob;cat;dan;eve;flo ash;gus elm"),
        ("Attendees\n\n- Ann (they/them) Lee, Fen Institute\n- Bob Ray (he/him), Pond Labs", "ann lee;bob ray"),
        ("## Present Members\n\n- Ann Lee\n- Bob Ray\n\n## Online participants\n\n- catwu6833\n- foxd55", "ann lee;bob ray;catwu6833;foxd55"),
        ("Presence:\n\n* Ann Lee\n* Bob Ray\n* Cat Wu", "ann lee;bob ray;cat wu"),
        ("Present/Contributors: Ann Lee, Bob Ray, Cat Wu", "ann lee;bob ray;cat wu"),
        ("Members present: Trustee Ann Lee, Trustee Bob Ray, Treasurer Cat Wu, Clerk Dan Fox.", "ann lee;bob ray;cat wu;dan fox"),
        ("PRESENT: Supervisor Ann Lee; Clerk Bob Ray; Trustees Dan Fox, Eve Orr", "ann lee;bob ray;dan fox;eve orr"),
        ("Committee present: Chair: Ann Lee, Secretary: Bob Ray, Treasurer: Cat Wu", "ann lee;bob ray;cat wu"),
        ("Present: Ann Lee, Bob Ray, and by Zoom Cat Wu, Dan Fox", "ann lee;bob ray;cat wu;dan fox"),
        ("Present\nA Lee\tB Ray\tC Wu\nD Fox\tE Orr", "a lee;b ray;c wu;d fox;e orr"),
        ("ROLL CALL: Supervisor Wu, Trustees Lee, Ray and Orr present. Trustee Fox excused.", "wu;lee;ray;orr"),
        ("Present: Mrs A Lee, Mr B Ray\n\nPapers copied to Councillors: Standing Orders, Financial Regulations", "a lee;b ray"),
    ],
)  # fmt: skip
def test_people_of_groups_modes_and_offices(read, text, present):
    found = read(f"# Fen Forum, 5 March 2024\n\n{text}{BELOW}", "2024-03-05.md")
    assert people(found) == wanted(present)
    assert {fact.organisation for fact in found.of(Affiliation)} <= {"Fen Institute", "Pond Labs", "FEN"}


def test_six_figures_of_a_file_name_are_a_day_with_a_warning(read):
    found = read("# Agenda\n\nPresent: Ann Lee, Bob Ray, Cat Wu\n", "release-220427.md")
    assert {gathering.on.isoformat() for gathering in found.of(Gathering)} == {"2022-04-27"}
    assert found.warned() == ["W-DATE"]


@pytest.mark.parametrize(
    ("entry", "role"),
    [("Bob Ray (br123)", ""), ("Bob Ray (br1234, Secretary)", "Secretary"), ("Bob Ray (notes)", "notes"),
     ("Bob Ray (taking minutes)", "taking minutes"), ("Bob Ray (minute taker)", "minute taker")],
)  # fmt: skip
def test_accounts_and_who_took_the_notes_are_no_organisations(read, entry, role):
    found = read(f"{HEAD}Present:\n\n- Ann Lee\n- {entry}\n- Cat Wu{BELOW}", "2024-03-05.md")
    assert people(found) == {"ann lee", "bob ray", "cat wu"}
    assert not found.of(Affiliation)
    assert next(fact.role for fact in found.of(Attendance) if fact.person == "name:bob ray") == role


@pytest.mark.parametrize("mark", ["* ", ""])
def test_a_nickname_with_a_figure_in_it_ends_no_roll(read, mark):
    roll = "\n\n".join(f"{mark}{name}" for name in ("Ann Lee", "Bel7ra", "Cat Wu", "Dora Fox"))
    found = read(f"{HEAD}## Attendees\n\n{roll}\n\n## Agenda\n\nThe accounts were agreed.\n", "2024-03-05.md")
    assert people(found) == {"ann lee", "bel7ra", "cat wu", "dora fox"}


@pytest.mark.parametrize("word", ["Apologised", "Apologized", "Apologies"])
def test_who_apologised_was_not_there(read, word):
    found = read(
        f"{HEAD}## Participants\n\n1. Ann Lee\n2. Bob Ray\n3. Cat Wu\n\n{word}: Dora Fox, Eve Orr{BELOW}",
        "2024-03-05.md",
    )
    assert people(found) == {"ann lee", "bob ray", "cat wu"}
    assert people(found, "apologies") == {"dora fox", "eve orr"}


def test_who_was_at_another_meeting_is_told_amid_a_discussion(read):
    told = "- Old business\n  - The pond group met.\n    - Attendees: Dan Fox, Eve Orr\n"
    found = read(
        f"{HEAD}Present: Ann Lee, Bob Ray, Cat Wu\n\n1. Welcome\n2. Apologies for Absence: Gus Ash (GA)\n\n{told}",
        "2024-03-05.md",
    )
    assert people(found) == {"ann lee", "bob ray", "cat wu"}
    assert people(found, "apologies") == {"gus ash"}


@pytest.mark.parametrize(
    ("text", "present", "away"),
    [
        ("Present: Ann Lee (AL), Tom Care (TC), Bob Ray (BR)", "ann lee;tom care;bob ray", ""),
        ("Attendance: AL BR CWX", "al;br;cwx", ""),
        ("Present: Ann Lee, Bob Ray, Cat Wu, Mabo Attrin Lizer Bradd", "ann lee;bob ray;cat wu;mabo attrin;lizer bradd", ""),
        ("In attendance: Cllr A Lee (FDC), the clerk: Bob Ray, and 10 members of the public", "a lee;bob ray", ""),
        ("Present: Ann Lee, Bob Ray\n\nCat Wu, Dan Fox, and Eve Orr were unable to attend.", "ann lee;bob ray", "cat wu;dan fox;eve orr"),
        ("Present: Ann Lee, Bob Ray\n\nAccepted apologies for absence (Act 1972, s 85(1)) Cllr Wu (away); Cllr Fox (on holiday).",
         "ann lee;bob ray", "cllr wu;cllr fox"),
        ("Present: Ann Lee, Bob Ray\nGuests:\n\nSchedule\n\nThe accounts.", "ann lee;bob ray", ""),
        ("Present: Ann Lee (李安), Bob Ray", "ann lee;bob ray", ""),
    ],
)  # fmt: skip
def test_lists_and_sentences_of_who_was_there(read, text, present, away):
    found = read(f"{HEAD}{text}{BELOW}", "2024-03-05.txt")
    assert people(found) == wanted(present)
    assert people(found, "apologies") == wanted(away)


def test_the_lines_of_a_page_that_are_each_a_person_are_people(read):
    found = read(
        "<h3>Present</h3><div>\nAnn Lee (Chair)\nZeno Macrae\nWulf Ansbach\nBob Ray (guest)\n</div><h3>Business</h3>",
        "a.html",
    )
    assert people(found) == {"ann lee", "zeno macrae", "wulf ansbach", "bob ray"}


def test_names_below_one_another_need_no_heading_where_none_says_who_came(read):
    found = read(
        "Minutes by: Ann Lee\n    Ann Lee\n    Bob Ray\n    Zeno Mair\n\nGuests:\n    Cat Wu\n\nAgenda:\n",
        "2024-03-05.txt",
    )
    assert people(found) == {"ann lee", "bob ray", "zeno mair", "cat wu"}


def test_a_table_of_who_does_what_is_no_roll(read):
    table = "| Who | What | Status |\n|---|---|---|\n| Ann | Ask the council | Done |\n| Eve | Mend the gate | Open |\n"
    found = read(f"# Fen Forum, 5 March 2024\n\nPresent: Ann Lee, Bob Ray\n\n## Actions\n\n{table}", "a.md")
    assert people(found) == {"ann lee", "bob ray"}
