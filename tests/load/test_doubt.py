"""Doubt is independent of the reader: whatever the reader lost is noticed, and what it read is left in peace."""

import pytest

from sna.facts import Attendance, Entry, Evidence, Origin, Person
from sna.load import Options
from sna.load.doubt import doubts, doubts_of_report
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
    "prose": "Those present were {comma}.\n",
    "with the public": "1\\. Present: {comma} together with 5 members of the public.\n",
    "running paragraph": "Minutes of the meeting of the Residents of Pond held on 12 May at 7:00pm Present: {comma}\n",
    "columns without marks": "Present:\n\n{columns}\n",
    "mode": "Tina Fey, Abe Low\n\nRemote:\n{comma}\n",
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
    )


def said(tmp_path, text, read, *, evidence=Evidence.LISTED, place="line 1 name {}", **options):
    """The doubts about a text from which these names were read."""
    path = tmp_path / "minutes.md"
    path.write_text(
        f"# Forum, 12 May 2024\n\n{text}\n## Falls\n\nWe talked at length about falls and how to avoid them.\n"
    )
    entries = []
    for number, name in enumerate(read):
        origin = Origin("minutes.md", place.format(number))
        attendance = Attendance(f"name:{name.casefold()}", "gathering:x", origin, evidence=evidence, written=name)
        entries.append(Entry(origin, facts=(Person(attendance.person, name, origin), attendance)))
    _heading, warnings = doubts(Source(path), entries, Options(**options))
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


@pytest.mark.parametrize(
    ("text", "number"),
    [("Present (Five Councillors):-", 5), ("Attendees: 12", 12), ("7 attendees", 7), ("There were 8 attendees.", 8)],
)
def test_the_number_a_document_states_is_compared_with_what_was_read(text, number, tmp_path):
    assert str(number) in said(tmp_path, f"{text}\n", NAMES[:2])["W-COUNT"].why
    assert "W-COUNT" not in said(tmp_path, f"{text}\n", [f"Ann {'abcdefghijkl'[at]}ray" for at in range(number)])


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


def test_a_long_document_is_looked_through_in_no_time(tmp_path):
    text = (
        "Present: " + ", ".join(NAMES * 400) + "\n" + "\n".join(f"Present: {name}, Bob, " * 20 for name in NAMES * 50)
    )
    assert "W-ROLL" in said(tmp_path, text, NAMES)


def test_the_words_of_the_study_file_count_here_too(tmp_path):
    text = "Those attending\n\n" + "\n".join(f"- {name}" for name in ("Ann Okafor", "Bob Ray", "Pond Life", "Blue Tit"))
    assert said(tmp_path, text, ["Ann Okafor", "Bob Ray"]) != {}
    assert said(tmp_path, text, ["Ann Okafor", "Bob Ray"], ignore=("Pond Life", "Blue Tit")) == {}
    assert "W-ROLL" in said(tmp_path, text.replace("Those attending", "The flock"), [], roll=("The flock",))
