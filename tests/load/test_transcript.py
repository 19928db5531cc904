"""Transcripts of meetings: who spoke when, and no word (all invented)."""

import datetime as dt
import io
import zipfile
from itertools import combinations

import pytest
from msgspec.structs import replace

from sna.cli import run
from sna.dataset import Builder
from sna.errors import SourceError
from sna.facts import Act, Attendance, Fate, Gathering, Person
from sna.identity import match
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


COPIES = [("Ann Smith", 5.1), ("Bo Li", 9.4), ("Ann Smith", 20.2), ("Unknown Speaker", 31.0), ("Cy Day", 33.3)]
COPIES += [("Bo Li", 41.7), ("Ann Smith", 58.9), ("Cy Day", 64.2)]


def clocked(seconds):
    return f"{int(seconds) // 60:02d}:{seconds % 60:06.3f}"


def as_vtt(turns, *, tag="<v {}>"):
    cues = [f"{clocked(at)} --> {clocked(at + 3)}\n{tag.format(who)} {CANARY}\n" for who, at in turns]
    return "WEBVTT\n\n" + "\n".join(cues)


def as_zoom(turns):
    return as_vtt(turns, tag="{}:")


def as_srt(turns):
    cues = [f"00:{clocked(at)} --> 00:{clocked(at + 3)}\n{who}: {CANARY}\n" for who, at in turns]
    return "\n".join(f"{number}\n{cue.replace('.', ',')}" for number, cue in enumerate(cues, 1))


def headed(turns):
    return "".join(f"{who}   {int(at) // 60}:{int(at) % 60:02d}\n{CANARY}\n" for who, at in turns)


def pasted(turns):
    return "".join(f"0:{clocked(at)} --> 0:{clocked(at + 3)}\n{who}\n{CANARY}\n" for who, at in turns)


def in_word(turns):
    return document(pasted(turns).strip().split("\n"))


def headed_in_word(turns):
    return document(headed(turns).strip().split("\n"))


FORMS = {
    "forum 2024-03-05.vtt": as_vtt, "forum 2024-03-05 (1).vtt": as_vtt, "forum 2024-03-05.srt": as_srt,
    "forum 2024-03-05.txt": headed, "forum 2024-03-05 pasted.txt": pasted, "forum 2024-03-05.docx": in_word,
    "forum 2024-03-05 download.docx": headed_in_word, "GMT20240305-140010_Recording.transcript.vtt": as_zoom,
}  # fmt: skip


def study_of(folder, files):
    for name, (form, turns) in files.items():
        write(folder, form(turns), name)
    (folder / "people.csv").write_text(
        "name,organisation\nAnn Smith,Pond Trust\nBo Li,Fen Trust\nCy Day,Fen Trust\n", encoding="utf-8"
    )
    return read_study(open_study([folder]))


def spoken(reading):
    """Give the files of turns that count, how many there are, and at how many gatherings."""
    turns = reading.dataset.acts[reading.dataset.acts["kind"] == "spoke"]
    return set(turns["file"]), len(turns), len(reading.dataset.gatherings)


def settled(folder, files):
    """Settle the transcripts of a folder, without the rest of a study."""
    builder = Builder()
    for name, (form, turns) in files.items():
        for entry in transcript.load(write(folder, form(turns), name), Options()):
            builder.add(replace(fact, origin=replace(fact.origin, file=name)) for fact in entry.facts)
    return match(builder.dataset())


def on_day(name, number):
    day = dt.date(2024, 4, 1) + dt.timedelta(number)
    return name.replace("2024-03-05", f"{day}").replace("20240305", f"{day:%Y%m%d}")


PAIRS = list(combinations(FORMS, 2))


@pytest.fixture(scope="module")
def every_pair(tmp_path_factory):
    """Settle all pairs of forms at once, each on a day of its own."""
    files = {on_day(name, number): (FORMS[name], COPIES) for number, pair in enumerate(PAIRS) for name in pair}
    return settled(tmp_path_factory.mktemp("pairs"), files)


@pytest.mark.parametrize("pair", PAIRS, ids=" & ".join)
def test_two_copies_of_one_transcript_are_one_meeting(every_pair, pair):
    names = {on_day(name, PAIRS.index(pair)) for name in pair}
    ((copy, original),) = [files for files in every_pair.copies if names & {*files}]
    assert {copy, original} == names
    acts, attendance = (
        table[table["file"].isin(names)] for table in (every_pair.dataset.acts, every_pair.dataset.attendance)
    )
    assert (set(acts["file"]), len(acts), acts["gathering"].nunique()) == ({original}, 8, 1)
    assert (set(attendance["file"]), len(attendance)) == ({original}, 3)
    places = every_pair.copies[copy, original]
    assert len(places) == 8  # the fourth is of nobody in particular: the turn nearest to it
    assert [place for place in places if place[0] != "cue 4"] == [
        (f"cue {cue}", f"{original} cue {cue}") for cue in (1, 2, 3, 5, 6, 7, 8)
    ]


@pytest.mark.parametrize("names", [("forum 2024-03-05.vtt", "forum 2024-03-05.docx"), (*FORMS,)[-3:]], ids=len)
def test_the_ledger_says_what_a_copy_repeats(tmp_path, names):
    reading = study_of(tmp_path, {name: (FORMS[name], COPIES) for name in names})
    files, turns, gatherings = spoken(reading)
    assert (len(files), turns, gatherings) == (1, 8, 1)
    accounts = {account.file: account for account in reading.ledger}
    for copy in {*names} - files:
        assert accounts[copy].fates == {Fate.MERGED: 8, Fate.USED: 0}
        into = {(entry.reason.code, entry.into.rpartition(" cue ")[0]) for entry in accounts[copy].unused}
        assert into == {("M-COPY", *files)}
        (reason,) = [reason for _place, reason in accounts[copy].warnings if reason.code == "W-COPY"]
        assert next(iter(files)) in reason.why
    assert not any(reason.code == "W-COPY" for _place, reason in accounts[files.pop()].warnings)


def test_the_copy_with_the_exact_times_is_used_whatever_it_is_called(tmp_path):
    files = {"a 2024-03-05.txt": (headed, COPIES), "b 2024-03-05.vtt": (as_vtt, COPIES)}
    assert spoken(settled(tmp_path, files))[0] == {"b 2024-03-05.vtt"}


def test_a_copy_that_lacks_a_turn_in_ten_or_whose_meeting_has_another_title_is_one(tmp_path):
    longer = [*COPIES, ("Bo Li", 70.5), ("Ann Smith", 77.5), ("Cy Day", 88.0), ("Bo Li", 91.0), ("Ann Smith", 99.5)]
    files = {"a 2024-03-05.vtt": (as_vtt, longer), "b 2024-03-05.docx": (in_word, longer[:-1])}
    (tmp_path / "study.toml").write_text('[[source]]\nfiles = "b 2024-03-05.docx"\ntitle = "The other name"\n')
    assert spoken(study_of(tmp_path, files)) == ({"a 2024-03-05.vtt"}, 13, 1)


def test_a_copy_is_of_one_that_is_used_not_of_another_copy(tmp_path):
    longest = [(("Ann Smith", "Bo Li", "Cy Day")[at % 3], 7.0 * at + at * at % 5) for at in range(40)]
    files = {"a 2024-03-05.vtt": longest, "b 2024-03-05.vtt": longest[:37], "c 2024-03-05.vtt": longest[:34]}
    matched = settled(tmp_path, {name: (as_vtt, turns) for name, turns in files.items()})
    # the third has too little of the first to be a copy of it
    assert [*matched.copies] == [("b 2024-03-05.vtt", "a 2024-03-05.vtt")]
    assert spoken(matched)[:2] == ({"a 2024-03-05.vtt", "c 2024-03-05.vtt"}, 74)


def other(turns, *, late=0.0, step=1.0):
    return [(who, late + step * at) for who, at in turns]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (COPIES, other(COPIES, step=1.2)),  # the same order, at another pace
        (COPIES, list(zip([who for who, _ in COPIES[::-1]], [at for _, at in COPIES], strict=True))),  # another order
        (COPIES, COPIES[:6]),  # the beginning alone
        (COPIES[:3], other(COPIES[:3], late=0.4)),  # too short to say
        (COPIES, [("Dee Fox" if who == "Cy Day" else who, at) for who, at in COPIES]),  # another speaker
        (  # two who take turns all the time
            [(("Ann Smith", "Bo Li")[at % 2], 5.0 * at + at % 3) for at in range(60)],
            [(("Ann Smith", "Bo Li")[at % 2], 5.0 * at + at * at % 5) for at in range(60)],
        ),
    ],
)  # fmt: skip
def test_two_meetings_of_one_day_are_two(tmp_path, first, second):
    matched = settled(tmp_path, {"am 2024-03-05.vtt": (as_vtt, first), "pm 2024-03-05.vtt": (as_vtt, second)})
    assert spoken(matched)[:2] == ({"am 2024-03-05.vtt", "pm 2024-03-05.vtt"}, len(first) + len(second))
    assert not matched.copies


def test_the_same_talk_on_two_days_is_two_meetings(tmp_path):
    matched = settled(tmp_path, {"a 2024-03-05.vtt": (as_vtt, COPIES), "a 2024-03-12.vtt": (as_vtt, COPIES)})
    assert spoken(matched)[1:] == (16, 2)


def test_check_says_that_a_transcript_is_there_twice(tmp_path, capsys):
    study_of(tmp_path, {"a 2024-03-05.vtt": (as_vtt, COPIES), "b 2024-03-05.txt": (headed, COPIES)})
    run(["check", str(tmp_path)])
    text = capsys.readouterr().out
    assert text.count("no day: 3 people") == 1  # of the list of people; of what the copy holds nothing is said
    lines = [line for line in text.splitlines() if "W-COPY" in line]
    assert len(lines) == 1
    assert "b 2024-03-05.txt file: W-COPY: This is a 2024-03-05.vtt once more" in lines[0]


def test_whoever_left_is_in_no_copy(tmp_path):
    (tmp_path / "opt-out.csv").write_text("name\nAnn Smith\n", encoding="utf-8")
    files = {"forum ann smith 2024-03-05.vtt": (as_vtt, COPIES), "b 2024-03-05.txt": (headed, COPIES)}
    reading = study_of(tmp_path, files)
    assert spoken(reading)[1] == 5
    table = reading.ledger.records()
    assert "smith" not in table.to_csv().casefold()
