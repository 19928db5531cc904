"""Transcripts of meetings: who spoke when, and no word (all invented)."""

import datetime as dt
import io
import zipfile

import pytest

from sna.cli import run
from sna.errors import SourceError
from sna.facts import Act, Attendance, Fate, Gathering, Person
from sna.load import Options, identify, transcript
from sna.load.source import Source
from sna.study import open_study, read_study

CANARY = "zyzzyvarium"
TEAMS = f"""WEBVTT

a1b2c3d4-0000-4000-8000-00000000000a/12-0
00:05.100 --> 00:08.250
<v Ann Smith>{CANARY} to you all

a1b2c3d4-0000-4000-8000-00000000000a/12-1
00:08.250 --> 00:10.000
<v Ann
Smith>and more of
it</v>

00:10.500 --> 00:12.500
<v Bo Li (Guest)>Yes.</v>

00:13.000 --> 00:14.000
<v Unknown Speaker>Hmm.</v>

00:14.000 --> 00:16.000
<v Speaker 1>Note: {CANARY}</v>

1:00:20.000 --> 1:00:24.000
<v Bo Li External>So.</v> <v Ann Smith>Oh.</v>
"""
ZOOM = f"""WEBVTT

1
00:00:01.000 --> 00:00:03.000
Ann Smith: The {CANARY}: it is here

2
00:00:03.000 --> 00:00:04.500
Ann Smith: and there

3
00:00:05.000 --> 00:00:06.000
Hmm.

4
00:00:06.000 --> 00:00:09.000
dr bo: One thing: no

5
00:00:09.000 --> 00:00:10.000
dr bo: yes
"""
SRT = "1\n00:00:01,000 --> 00:00:03,500\nAnn Smith: a\n\n2\n00:00:03,500 --> 00:00:04,000\nBo Li: b\n"
PASTED = f"Forum, 5 March 2024\n0:0:5.100 --> 0:0:8.250\nAnn Smith\n{CANARY}\n0:0:8.250 --> 0:0:9.250\nBo Li\nyes\nso\n"
HEADED = (
    f"Forum\n5 March 2024, 2:00PM\nAnn Smith   0:05\n{CANARY} at 10:30\nBo Li   0:15\nyes\nAnn Smith   1:00:00\nbye\n"
)


def write(folder, text, name="forum 2024-03-05.vtt"):
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return Source(path)


def document(lines):
    """Write a Word document of paragraphs whose lines are kept apart by breaks."""
    paragraphs = "".join(
        "<w:p>" + "<w:br/>".join(f"<w:r><w:t>{line.replace('>', '&gt;')}</w:t></w:r>" for line in text.split("\n"))
        + "</w:p>"
        for text in lines
    )  # fmt: skip
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document><w:body>{paragraphs}</w:body></w:document>")
    return buffer.getvalue()


def read(source, options=None):
    entries = list(transcript.load(source, options or Options()))
    assert sum(entry.records for entry in entries) == transcript.count(source, options or Options())
    return entries


def acts(entries):
    return [
        (act.person, act.seconds, act.turn) for entry in entries for act in entry.facts if isinstance(act, Act)
    ]  # fmt: skip


def test_teams_names_its_speakers_in_tags_that_may_stay_open_or_stand_over_two_lines(tmp_path):
    source = write(tmp_path, TEAMS)
    assert identify(source) == "transcript"
    entries = read(source)
    ann, bo = "name:ann smith", "name:bo li"
    assert acts(entries) == [
        (ann, 4.9, 1), (bo, 2.0, 2), ("", 1.0, 3), ("", 2.0, 4), (bo, 2.0, 5), (ann, 2.0, 6),
    ]  # fmt: skip
    assert [entry.fate for entry in entries] == [
        Fate.USED, Fate.MERGED, Fate.USED, Fate.USED, Fate.USED, Fate.USED,
    ]  # fmt: skip
    assert [entry.into for entry in entries if entry.into] == ["cue 1"]
    spoken = next(fact for fact in entries[0].facts if isinstance(fact, Act))
    assert (spoken.at, spoken.gathering) == ("2024-03-05T00:00:05.100", "gathering:2024-03-05")
    assert [warning.code for warning in entries[0].warnings] == ["W-SPEAKER"]
    assert "2 of 7 parts" in entries[0].warnings[0].why
    assert "22%" in entries[0].warnings[0].why


def test_seconds_of_a_file_are_those_of_its_cues(tmp_path):
    for text, total in ((TEAMS, 13.9), (TEAMS.replace("\n", "\r\n"), 13.9), (ZOOM, 8.5), (SRT, 3.0)):
        assert sum(seconds for _who, seconds, _turn in acts(read(write(tmp_path, text)))) == pytest.approx(total)


def test_zoom_names_them_before_a_colon_and_its_time_is_in_the_name_of_the_file(tmp_path):
    source = write(tmp_path, ZOOM, "GMT20240305-140010_Recording.transcript.vtt")
    assert identify(source) == "transcript"
    entries = read(source)
    assert acts(entries) == [("name:ann smith", 3.5, 1), ("", 1.0, 2), ("name:bo", 4.0, 3)]
    first = next(act for entry in entries for act in entry.facts if isinstance(act, Act))
    assert first.at == "2024-03-05T14:00:11.000"


def test_a_word_document_of_teams_and_what_is_pasted_from_it_say_the_same(tmp_path):
    for text, turns in (
        (PASTED, [("name:ann smith", 3.15, 1), ("name:bo li", 1.0, 2)]),
        (HEADED, [("name:ann smith", 10.0, 1), ("name:bo li", 3585.0, 2), ("name:ann smith", None, 3)]),
    ):
        lines = text.strip().split("\n")
        for source in (
            write(tmp_path, text, "pasted.txt"),
            write(tmp_path, document(lines), "paragraphs.docx"),
            write(tmp_path, document([lines[0], *("\n".join(lines[1:]).split("\n\n"))]), "breaks.docx"),
        ):
            assert identify(source) == "transcript"
            entries = read(source)
            assert acts(entries) == turns
            meeting = next(fact for fact in entries[0].facts if isinstance(fact, Gathering))
            assert meeting.on == dt.date(2024, 3, 5)
            assert meeting.title == ""


def test_an_agenda_with_times_and_a_table_with_arrows_are_no_transcripts(tmp_path):
    agenda = "Agenda\nWelcome   10:00\nApologies   10:05\nWelcome   10:10\nPresent: Ann Smith, Bo Li\n"
    for text, name in ((agenda, "agenda.txt"), ("Name,Note\nAnn Smith,a --> b\nBo Li,c\n", "list.csv")):
        assert not transcript.identify(write(tmp_path, text, name))


def test_captions_are_refused_and_what_to_ask_for_is_said(tmp_path):
    cues = "00:01.000 --> 00:03.000\nwords of somebody\n\n00:03.000 --> 00:04.000\nNow this: no name\n\n"
    for text, kind in (
        (f"WEBVTT\n\n{cues}", "captions: they"),
        (f"WEBVTT\n\nNOTE Confidence: 0.9\n\n{cues}", "captions of Stream: they"),
    ):
        source = write(tmp_path, text)
        assert identify(source) == "transcript"
        with pytest.raises(SourceError, match=kind) as error:
            read(source)
        assert error.value.code == "R-CAPTIONS"
        assert ".transcript.vtt" in error.value.hint
    with pytest.raises(SourceError, match="no cue"):
        read(write(tmp_path, "WEBVTT\n\n"))


def test_times_that_cannot_be_are_rejected_and_others_are_read(tmp_path):
    times = ("00:09.000 --> 00:03.000", "00:10 --> 5", "00:10.000 --> 00:12.000")
    text = "WEBVTT\n\n" + "\n".join(f"{time}\n<v Bo Li>b\n" for time in times)
    entries = read(write(tmp_path, text))
    assert [entry.reason.code if entry.reason else "" for entry in entries] == ["R-CUE", "R-CUE", ""]
    assert acts(entries) == [("name:bo li", 2.0, 1)]


def test_a_day_outside_the_window_leaves_the_file_out_and_one_without_a_day_is_asked(tmp_path):
    entries = read(write(tmp_path, SRT), Options(first_day=dt.date(2024, 4, 1)))
    assert [(entry.fate, entry.records, entry.reason.code) for entry in entries] == [(Fate.EXCLUDED, 2, "R-WINDOW")]
    entries = read(write(tmp_path, SRT, "forum.srt"))
    assert [warning.code for warning in entries[0].warnings] == ["W-DATE"]
    meeting = next(fact for fact in entries[0].facts if isinstance(fact, Gathering))
    assert (meeting.id, meeting.on) == ("gathering:undated forum", None)
    assert meeting.id == read(write(tmp_path, SRT, "forum.srt"))[0].facts[-1].gathering


def test_who_speaks_was_there_unless_the_study_says_otherwise(tmp_path):
    entries = read(write(tmp_path, SRT))
    assert sum(isinstance(fact, Attendance) for entry in entries for fact in entry.facts) == 2
    entries = read(write(tmp_path, SRT), Options(spoke_is_present=False))
    assert not [fact for entry in entries for fact in entry.facts if isinstance(fact, Attendance)]
    assert sum(isinstance(fact, Person) for entry in entries for fact in entry.facts) == 2


def test_no_word_outlives_the_reading_or_is_in_any_byte_that_is_written(tmp_path, capsys):
    for text, name in ((TEAMS, "a 2024-03-05.vtt"), (ZOOM, "b 2024-04-05.vtt"), (HEADED, "c 2024-05-05.txt")):
        source = write(tmp_path, text, name)
        assert identify(source) == "transcript"
        entries = read(source)
        assert CANARY not in repr(entries)
        assert source._bytes is None
        assert CANARY not in repr(source._memory)
    (tmp_path / "register.csv").write_text(
        "Date,Name,Organisation\n2024-03-05,Ann Smith,Age Well\n2024-03-05,Bo Li,Pond\n2024-04-05,Ann Smith,Age Well\n"
    )
    study = open_study([tmp_path])
    assert CANARY not in repr(read_study(study).ledger.records().to_csv())
    out = tmp_path / "out"
    run(["run", str(tmp_path), "--for", "evaluator", "--out", str(out), "--anyway"])
    run(["check", str(tmp_path)])
    streams = capsys.readouterr()
    assert CANARY not in streams.out + streams.err
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path.parent != tmp_path]
    assert len(files) > 5
    assert not [path for path in files if CANARY.encode() in path.read_bytes()]
