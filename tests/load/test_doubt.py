"""Doubt is independent of the reader: whatever the reader lost is noticed, and what it read is left in peace."""

from string import ascii_lowercase

import pytest

from sna.facts import Attendance, Entry, Evidence, Origin, Person, Reason, Status, excluded
from sna.load import Options
from sna.load.doubt import Stretch, _goes_on, doubts, doubts_of_report
from sna.load.minutes.blocks import Block
from sna.load.source import Source

NAMES = "Ann Okafor,Bob Ray,Maeve Byrne,Tom Lee,Priya Patel,Sam Hill,Jo Bell,Una Orwin,Kit Gray,Zoe Lane".split(",")
TITLED = ["Cllr Mrs A Okafor", "Dr B Ray", "Miss M Byrne", "Mr T Lee", "Rev P Patel", "Cllr S Hill"]

LAYOUTS = {
    "beside": "Present: {comma}\n",
    "semicolons": "Attendance: {semicolon}\n",
    "below": "Present\n\n{comma}\n",
    "bullets": "## Attendees\n\n{bullets}\n",
    "bullets with organisations": "## Attendees\n\n{organisations}\n",
    "bullets with brackets": "## In attendance\n\n{brackets}\n",
    "table": "| Present | {cells} |\n|---|---|\n",
    "dash": "Present– {comma}\n",
    "blanks": "Present:  {blanks}\n",
    "prose": "Those present were {comma}.\n",
    "with the public": "1\\. Present: {comma} together with 5 members of the public.\n",
    "running paragraph": "Minutes of the meeting of the Residents of Pond held on 12 May at 7:00pm Present: {comma}\n",
    "columns without marks": "Present:\n\n{columns}\n",
    "mode": "Tina Fey, Abe Low\n\nRemote:\n{comma}\n",
    "full stop": "PRESENT. {comma}\n",
    "brackets without commas": "Present: {bracketed}\n",
    "slashes": "## Attendees\n\nYour name / handle / place of work\n\n{slashes}\n",
    "asked for": "Fen news.\n\n" * 30
    + "## Attendance\n\nAdd your name and a few words about what you do.\n\n{slashes}\n",
    "word at the end": "If you join us, please write your name below so that we know. Roll call:\n\n{bullets}\n",
    "heading that goes on": "## Attendance (please mark an X, or add a row)\n\n| | Name | |\n|---|---|---|\n{rows}\n",
    "members": "**Board members**\n\n{answers}\n",
    "all in bold type": "**In attendance**\n\n{bold}\n",
    "brackets that the line's end cuts": "## In attendance\n\n{cut}\n",
    "behind a tab": "In Attendance\t{comma}\n",
}


def document(layout, names):
    return LAYOUTS[layout].format(
        comma=", ".join(names),
        semicolon="; ".join(f"{name}, Northshire Trust" for name in names),
        bullets="\n".join(f"* {name}" for name in names),
        organisations="\n".join(f"- {name} - Citycare (AB) - late" for name in names),
        brackets="\n".join(f"- {name} (Citycare)" for name in names),
        columns="\n\n".join(f"{name} AB Finance Officer" for name in names),
        cells=", ".join(names),
        blanks="  ".join(names),
        bracketed=" ".join(f"{name} (AB)" for name in names),
        slashes="\n".join(f"- {name} / pond{number} / Citycare" for number, name in enumerate(names)),
        rows="\n".join(f"| x | {name} (Citycare, Clinic) | she |" for name in names),
        bold="\n\n**Convener**\n\n".join(f"**{name}**" for name in names),
        cut="\n\n".join(f"{name} (Deputy\n\nChairperson)" for name in names),
        answers="\n".join(f"- {name}: YES" for name in names),
    )


def said(tmp_path, text, read, *, evidence=Evidence.LISTED, place="line 1 name {}", others=(), **options):
    """The doubts about a text from which these names were read; `others` are further entries."""
    path = tmp_path / "minutes.md"
    path.write_text(
        f"# Forum, 12 May 2024\n\n{text}\n## Falls\n\nWe talked at length about falls and how to avoid them.\n"
    )
    entries = []
    for number, name in enumerate(read):
        origin = Origin("minutes.md", place.format(number))
        attendance = Attendance(f"name:{name.casefold()}", "gathering:x", origin, evidence=evidence, written=name)
        entries.append(Entry(origin, facts=(Person(attendance.person, name, origin), attendance)))
    _heading, warnings = doubts(Source(path), [*entries, *others], Options(**options))
    return {reason.code: reason for _place, reason in warnings}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("names", [NAMES, TITLED], ids=["plain", "titled"])
def test_a_roll_that_was_lost_is_doubted_and_one_that_was_read_is_not(layout, names, tmp_path):
    text = document(layout, names)
    assert f"of about {len(names)} names were read" in said(tmp_path, text, ["Tina Fey", "Abe Low"])["W-ROLL"].why
    assert "W-ROLL" in said(tmp_path, text, ["Tina Fey", "Abe Low", *names[: len(names) * 2 // 5]])
    assert said(tmp_path, text, ["Tina Fey", "Abe Low", *names]) == {}
    assert said(tmp_path, text, ["Tina Fey", "Abe Low", *names[1:]]) == {}, "one name is no reason to cry wolf"


@pytest.mark.parametrize(
    "text",
    [
        "## Last meeting attendees\n\n- Ann Okafor\n- Bob Ray\n- Tom Lee\n",
        "## Review of last meeting\n\n### Roll call\n\n- Ann Okafor\n- Bob Ray\n- Tom Lee\n",
        "## Apologies\n\n- Ann Okafor\n- Bob Ray\n- Tom Lee\n",
        "Present: none\n",
        "## Presentations\n\n- Ann Okafor\n- Bob Ray\n- Tom Lee\n",
        "- Organisation status\n  - Users\n  - Visitors\n  - Website\n  - Outlook\n",
        "## Observers\n\nN/A\n\n## Resources\n\nPond Life, Blue Tit\n",
        "Remote:\nSam Hill\n\n## 5.8 Deep Ponds and Blue Tits\n\n(Ann Okafor)\n\n### Old Willow and Young Oak\n",
        "In attendance:\nSam Hill SH Clerk\nNB/2122/214: Welcome, Apologies & Quoracy\n",
        "Those attending: Cllr S Hill, 9 members of the public\n\n**Talk about 8: Willow Pond**\n\nMr T Lee spoke.\n",
        "Attending the meal: Ann Okafor, Bob Ray, Tom Lee\n",
        "I accompanied Cllr Hill to a meeting of the Fen Club. Also present were Ann Okafor, Bob Ray and Tom Lee.\n",
        "We met.\n\n" * 35 + "Kit: attending were Ann Okafor, Bob Ray, Tom Lee and others.\n",
        "Agenda\n\n- Pond Life\n- Blue Tits\n- Old Willow\n- Young Oak\n- Deep Water\n",
    ],
)
def test_what_is_no_roll_of_those_present_is_not_taken_for_one(text, tmp_path):
    assert said(tmp_path, text, ["Sam Hill"]) == {}


def test_the_doubt_says_where_and_how_many_and_shows_no_name(tmp_path):
    reason = said(tmp_path, document("beside", NAMES), [])["W-ROLL"]
    assert reason.why == "line 3 says Present; 0 of about 10 names were read."
    assert not any(word in f"{reason.why} {reason.hint} {reason.value}" for word in " ".join(NAMES).split())


def test_a_meeting_of_speakers_only_is_doubted(tmp_path):
    assert set(said(tmp_path, "AO: hello\n", ["Ann", "Bob"], evidence=Evidence.SPOKE, place="line {} speaker")) == {
        "W-SPEAKERS"
    }


def test_a_meeting_of_which_only_apologies_were_read_is_doubted(tmp_path):
    origin = Origin("minutes.md", "line 5 name 1")
    sorry = Attendance("name:kit gray", "gathering:x", origin, Status.APOLOGIES, written="Kit Gray")
    (reason,) = said(tmp_path, "We met.\n", [], others=[Entry(origin, facts=(sorry,))]).values()
    assert (reason.code, reason.why) == ("W-SPEAKERS", "Nobody was read as present, and 1 as not there.")


@pytest.mark.parametrize(("speakers", "doubted"), [(4, True), (2, False)])
def test_more_speakers_on_no_roll_than_people_on_it_are_doubted(speakers, doubted, tmp_path):
    reason = Reason("X-SPOKE", "Somebody who spoke is not on the roll.")
    others = [excluded(Origin("minutes.md", f"line {9 + number} speaker"), reason) for number in range(speakers)]
    assert ("W-SPEAKERS" in said(tmp_path, "We met.\n", NAMES[:2], others=others)) is doubted


def test_names_under_no_word_are_a_roll_where_nobody_else_was_read(tmp_path):
    for text in (", ".join(NAMES) + "\n", "\n\n".join(f"{name} (Clinic) AB" for name in NAMES) + "\n"):
        why = "line 3 begins a list of names; 2 of about 10 names were read."
        assert said(tmp_path, text, NAMES[:2])["W-ROLL"].why == why
        assert said(tmp_path, text, NAMES) == {}
        assert said(tmp_path, text, [f"Ida {letter}oss" for letter in "abcdefghijk"]) == {}, "the roll is another"


def test_half_of_the_names_under_no_word_are_too_few_where_some_were_read_there(tmp_path):
    text = ", ".join(NAMES) + "\n"
    assert "W-ROLL" in said(tmp_path, text, NAMES[:6], place="line 3 name {}")
    assert said(tmp_path, text, NAMES[:6], place="line 30 name {}") == {}


def test_beside_an_empty_box_stands_who_was_not_there(tmp_path):
    text = "## Attendees\n\n" + "\n".join(f"- [{'x' if name in NAMES[:4] else ' '}] {name}" for name in NAMES) + "\n"
    assert "1 of about 4 names" in said(tmp_path, text, NAMES[:1])["W-ROLL"].why
    assert said(tmp_path, text, NAMES[:4]) == {}
    assert "0 of about 10" in said(tmp_path, text.replace("[x]", "[ ]"), [])["W-ROLL"].why, "nobody ticks here"


@pytest.mark.parametrize("text", ["## Present\n\n- @{}\n", "Present: {}\n"], ids=["handles", "nicknames"])
def test_handles_and_nicknames_are_names_in_a_roll(text, tmp_path):
    names = ["pondlife", "willow", "bluetit", "deepwater", "oldoak"]
    text = text.format("\n- @".join(names) if "@" in text else ", ".join(names))
    assert "1 of about 5 names" in said(tmp_path, text, names[:1])["W-ROLL"].why
    assert said(tmp_path, text, names) == {}


def test_a_forename_alone_does_not_answer_for_a_name(tmp_path):
    text = document("bullets", NAMES)
    forenames = [name.split()[0] for name in NAMES]
    assert "W-ROLL" in said(tmp_path, text, forenames, place="line 5 name {}")


def test_forenames_and_surnames_in_columns_are_names(tmp_path):
    rows = [f"| {forename} | {surname} | Citycare | Yes |" for forename, surname in map(str.split, NAMES)]
    text = "\n".join(["## Participants", "", "| Given | Family | From | |", "|---|---|---|---|", *rows, ""])
    assert "2 of about 10 names" in said(tmp_path, text, NAMES[:2])["W-ROLL"].why
    assert said(tmp_path, text, NAMES) == {}


def entry(name, place, *facts, status=Status.PRESENT, organisation=""):
    """The entry of a name that was read, and what else it says."""
    origin = Origin("minutes.md", place)
    person = f"name:{name.casefold()}"
    attendance = Attendance(
        person, "gathering:x", origin, status, Evidence.LISTED, written=name, organisation=organisation
    )
    return Entry(origin, facts=(attendance, *facts))


@pytest.mark.parametrize(("line", "doubted"), [("- {}", True), ("- {} (A)", False), ("- {}: sent apologies", False)])
def test_who_is_read_as_not_there_though_the_roll_names_them_is_missing(line, doubted, tmp_path):
    text = "## Present\n\n" + "\n".join([*(f"- {name}" for name in NAMES[:5]), *map(line.format, NAMES[5:])]) + "\n"
    here = [entry(name, f"line {5 + number}") for number, name in enumerate(NAMES[:5])]
    away = [entry(name, f"line {10 + number}", status=Status.APOLOGIES) for number, name in enumerate(NAMES[5:])]
    assert ("W-ROLL" in said(tmp_path, text, [], others=here + away)) is doubted


def test_people_who_were_read_as_organisations_are_missing(tmp_path):
    people = ["Adam Okafor", "Peter Ray", "Helen Byrne", "David Lee", "Alan Hill", "Mary Bell"]
    wrong = [entry(name, "line 3", organisation=other) for name, other in zip(people[::2], people[1::2], strict=True)]
    text = f"Present: {', '.join(people)}\n"
    assert "3 of about 6" in said(tmp_path, text, [], others=wrong)["W-ROLL"].why
    whole = [entry(people[0], "line 3", organisation=f"Deputy {' (Teams) '.join(people[1:])} of the Willow Pond")]
    assert "1 of about 6" in said(tmp_path, text, [], others=whole)["W-ROLL"].why
    bodies = [entry(name, "line 3", organisation="Willow Pond") for name in people[:3]]
    listing = "; ".join(f"{name}, Willow Pond" for name in people[:3])
    assert said(tmp_path, f"Present: {listing}\n", [], others=bodies) == {}


def test_who_also_spoke_answers_for_one_name(tmp_path):
    rows = []
    for number, name in enumerate(NAMES[:5]):
        spoke = Attendance(
            f"name:{name.casefold()}",
            "gathering:x",
            Origin("minutes.md", f"line {5 + number}"),
            written=f"{name}, {NAMES[5 + number]}",
        )
        rows.append(entry(spoke.written, spoke.origin.place, spoke))
    text = "## Attendees\n\n" + "\n".join(f"- {name}" for name in NAMES) + "\n"
    assert "5 of about 10" in said(tmp_path, text, [], others=rows)["W-ROLL"].why, "two names stand as one"


def test_who_stands_in_two_lists_of_one_meeting_is_read_once(tmp_path):
    text = f"Present: {', '.join(NAMES)}\n\nObservers: {', '.join(NAMES[:4])}\n"
    assert said(tmp_path, text, NAMES, place="line 3 name {}") == {}


def test_a_roll_in_front_matter_is_looked_at(tmp_path):
    path = tmp_path / "minutes.md"
    path.write_text(
        "---\ntitle: Attendance at ponds\nattendees:\n" + "".join(f"- {name}\n" for name in NAMES) + "---\n\nWe met.\n"
    )
    _heading, ((_place, reason),) = doubts(Source(path), [], Options())
    assert "of about 10 names" in reason.why


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Present (Five Councillors):-", 5),
        ("Present: 12 members", 12),
        ("Attendees: 12", 12),
        ("7 attendees", 7),
        ("There were 8 attendees.", 8),
    ],
)
def test_the_number_a_document_states_is_compared_with_what_was_read(text, number, tmp_path):
    assert str(number) in said(tmp_path, f"{text}\n", NAMES[:2])["W-COUNT"].why
    for near in (number - 1, number, number + 2):  # the clerk may be counted, or not
        assert "W-COUNT" not in said(tmp_path, f"{text}\n", [f"Ann {letter}ray" for letter in ascii_lowercase[:near]])
    many = said(tmp_path, f"{text}\n", [f"Ann {letter * 2}ray" for letter in ascii_lowercase[: number * 2]])
    assert many["W-COUNT"].why == f"The document says that {number} were there; {number * 2} were read."


def test_the_number_a_report_states_is_compared_with_what_was_read(tmp_path):
    path = tmp_path / "teams.csv"
    path.write_text("1. Summary\nMeeting title\tForum\nAttended participants\t2\n")
    entries = [
        Entry(origin := Origin("teams.csv", f"line {number}"), facts=(Attendance(name, "gathering:x", origin),))
        for number, name in enumerate(NAMES[:3])
    ]
    assert doubts_of_report(Source(path), entries[:2]) == []
    ((place, reason),) = doubts_of_report(Source(path), entries)
    assert (place, reason.code) == ("line 3", "W-COUNT")


REGISTER = "| Name | Type | 9/1 | 12/5 |\n|---|---|---|---|\n"


def test_who_has_no_mark_in_a_register_of_marks_is_not_missed(tmp_path):
    rows = [f"| {name} | Parent | P | {'P' if at < 7 else 'S'} |" for at, name in enumerate(NAMES[:8])]
    rows += [f"| {name} | Parent | | |" for name in NAMES[8:]] + ["| VACANT | Parent | | |", "| Vacancy | Staff | | |"]
    text = "## Attendance\n\n" + REGISTER + "\n".join(rows) + "\n"
    assert said(tmp_path, text, NAMES[:8], place="line 7 name {}") == {}
    assert "3 of about 8 names" in said(tmp_path, text, NAMES[:3], place="line 7 name {}")["W-ROLL"].why
    bare = text.replace(" P ", " ").replace(" S ", " ")
    assert "W-ROLL" in said(tmp_path, bare, NAMES[:3], place="line 7 name {}"), "nobody has a mark here"


def test_a_cell_that_tells_who_was_present_amid_its_prose_is_no_roll(tmp_path):
    cell = "Public forum: one member of the public was present. Ann Okafor spoke, and Bob Ray, Maeve Byrne answered"
    assert said(tmp_path, f"| Item | Minute |\n|---|---|\n| 2 | {cell} |\n", ["Sam Hill"]) == {}
    assert "W-ROLL" in said(tmp_path, f"| Item | Minute |\n|---|---|\n| 2 | Present {', '.join(NAMES)} |\n", [])


def test_a_long_document_is_looked_through_in_no_time(tmp_path):
    text = (
        "Present: " + ", ".join(NAMES * 100) + "\n" + "\n".join(f"Present: {name}, Bob, " * 20 for name in NAMES * 12)
    )
    assert "W-ROLL" in said(tmp_path, text, NAMES)


def test_the_words_of_the_study_file_count_here_too(tmp_path):
    text = "Those attending\n\n" + "\n".join(f"- {name}" for name in ("Ann Okafor", "Bob Ray", "Pond Life", "Blue Tit"))
    assert said(tmp_path, text, ["Ann Okafor", "Bob Ray"]) != {}
    assert said(tmp_path, text, ["Ann Okafor", "Bob Ray"], ignore=("Pond Life", "Blue Tit")) == {}
    assert "W-ROLL" in said(tmp_path, text.replace("Those attending", "The flock"), [], roll=("The flock",))


@pytest.mark.parametrize("strong", [True, False])
def test_what_is_in_bold_type_as_the_names_are_is_no_heading(strong):
    stretch = Stretch("In attendance", "line 1", {"line 1"}, ["Ann Okafor"], strong=strong)
    assert _goes_on(stretch, Block("line", "Chairperson)", "line 2", strong=True), "Chairperson)") is strong
