"""What changed between two results: told against a truth made by hand, both ways round, and of folders that differ."""

import hashlib
import json
import os
import re
import shutil
import sys
from pathlib import Path

import openpyxl
import pytest
from lxml import html
from msgspec.structs import replace

from sna.cli import run as command
from sna.errors import StudyError
from sna.render.changes import NOTHING, Changes, Meeting, Move, Turn, changes_html, paragraph, sections
from sna.study import open_study, read_study
from sna.study.changes import compared, difference, earlier_results, remember_since, since
from sna.study.outputs import SCHEMA, is_current
from sna.study.pages import Wanted, choices, make
from sna.study.snapshot import Claim, Figure, Person, Snapshot, readers_of

NAMES = "Ann Lee,Bob Ray,Cy Fox,Di Orr,Ed Nye,Flo Gee,Gus Day,Hal Kerr,Ida Moss,Jo Ash".split(",")
PLACES = dict(zip(NAMES, ["Pond Trust", "Fen Council"] * 4 + ["Age Well", "Pond Trust"], strict=True))
SETTINGS = """
[study]
title = "Forum"
[network]
permutations = 9
[periods]
"Year 1" = [2023-01-01, 2023-12-31]
"Year 2" = [2024-01-01, 2024-12-31]
"""
FIRST = [f"2023-{month:02d}-11" for month in range(1, 7)]
SECOND = [f"2024-{month:02d}-11" for month in range(1, 7)]
OPPOSITE = {
    "new_files": "lost_files", "new_people": "lost_people", "returned": "drifted",
    "new_organisations": "lost_organisations", "opened": "closed",
}  # fmt: skip


def who(day):
    """Ida comes from 2024 on; Gus comes to the first four of all, Hal too and again to the last."""
    at = [*FIRST, *SECOND].index(day)
    return [
        name
        for place, name in enumerate(NAMES)
        if (name == "Ida Moss" and at > 5)
        or (name == "Gus Day" and at < 4)
        or (name == "Hal Kerr" and (at < 4 or at == 11))
        or (place < 6 and (place + at) % 4)
    ]


def register(day, names):
    return "\n".join(["Name,Organisation,Date,Status", *(f"{name},{PLACES[name]},{day},Present" for name in names)])


def write(folder, days, **files):
    folder.mkdir(parents=True)
    (folder / "study.toml").write_text(SETTINGS)
    for day in days:
        (folder / f"{day}.csv").write_text(register(day, who(day)))
    for name, text in files.items():
        (folder / name.replace("_", ".", 1)).write_text(text)
    return folder


def run(folder, out="results", **wanted):
    study = open_study([folder])
    make(study, read_study(study), folder / out, wanted=Wanted(**wanted))
    return folder / out


@pytest.fixture(scope="module")
def years(tmp_path_factory):
    """The results of the first year, and of both."""
    place = tmp_path_factory.mktemp("years")
    old, new = run(write(place / "first", FIRST)), run(write(place / "both", FIRST + SECOND))
    return old, new


def copied(out, place):
    """Copy the study that results are of, with the tables that it remembers and without the results."""
    return Path(shutil.copytree(out.parent, place, ignore=shutil.ignore_patterns("results", "changes", "old")))


def test_two_years_against_the_truth_made_by_hand(years):
    changes = difference(*years)
    assert changes.named
    assert [str(meeting.day) for meeting in changes.new_meetings] == SECOND
    assert (changes.late_meetings, changes.lost_meetings, changes.moved_meetings) == ([], [], [])
    assert changes.new_people == ["Ida Moss"]
    assert changes.new_organisations == ["Age Well"]
    assert changes.drifted == ["Gus Day"]
    assert changes.returned == []
    assert changes.lost_people == []
    assert (changes.edited_files, changes.lost_files) == ([], [])
    assert changes.new_files == [f"{day}.csv" for day in SECOND]
    assert {(move.period, move.cause) for move in changes.figures} <= {("Year 2", "meetings")}


def test_the_other_way_round_every_change_is_its_opposite(years):
    there, back = difference(*years), difference(*reversed(years))
    for name, opposite in OPPOSITE.items():
        assert getattr(there, name) == getattr(back, opposite), name
        assert getattr(there, opposite) == getattr(back, name), opposite
    assert [*there.new_meetings, *there.late_meetings] == back.lost_meetings
    assert {(turn.headline, turn.earlier_headline) for turn in there.turns} == {
        (turn.earlier_headline, turn.headline) for turn in back.turns
    }
    assert {(move.name, move.earlier, move.value) for move in there.figures} == {
        (move.name, move.value, move.earlier) for move in back.figures
    }
    assert back.notes == ["The second results end earlier than the first: swap them to read what is new."]


def test_the_same_results_differ_in_nothing(years):
    for folder in years:
        changes = difference(folder, folder)
        assert changes.nothing
        assert sections(changes) == []
        assert paragraph(changes) == f"Forum, since last time. {NOTHING}"


def test_somebody_who_comes_again_is_back(tmp_path, years):
    earlier = run(write(tmp_path / "earlier", FIRST + SECOND[:5]))
    changes = difference(earlier, years[1])
    assert changes.returned == ["Hal Kerr"]
    assert difference(years[1], earlier).drifted == ["Hal Kerr"]
    assert "1 person came again who had not come to the last" in paragraph(changes)


def test_an_edited_old_file_is_told_apart_from_new_meetings(tmp_path):
    folder = write(tmp_path / "forum", FIRST + SECOND[:5])
    old = Path(shutil.copytree(run(folder), tmp_path / "old"))
    names = [name for name in who(FIRST[2]) if name != "Gus Day"]
    (folder / f"{FIRST[2]}.csv").write_text(register(FIRST[2], [*names, "Jo Ash"]))
    (folder / f"{FIRST[3]}.csv").write_text(register(FIRST[3], who(FIRST[3])[1:]))
    (folder / f"{SECOND[5]}.csv").write_text(register(SECOND[5], who(SECOND[5])))
    (folder / f"{FIRST[4]}.csv").rename(folder / "another name.csv")
    changes = difference(old, run(folder))
    assert changes.edited_files == [f"{FIRST[2]}.csv", f"{FIRST[3]}.csv"]
    assert (changes.new_files, changes.lost_files) == ([f"{SECOND[5]}.csv"], [])
    assert [(str(row.day), row.earlier - row.people) for row in changes.moved_meetings] == [(FIRST[3], 1)]
    assert [str(row.day) for row in changes.new_meetings] == [SECOND[5]]
    causes = {move.period: move.cause for move in changes.figures}
    assert causes["Year 1"] == "files"
    assert causes.get("Year 2", "both") == "both"
    text = paragraph(changes)
    assert "2 files with another content than before" in text
    assert "No new meeting did: an earlier file or record changed." in text


def test_a_register_that_grew_moves_no_earlier_meeting(tmp_path):
    folder = write(tmp_path / "forum", FIRST)
    rows = [register(day, who(day)).partition("\n")[2] for day in SECOND]
    for count in (5, 6):
        (folder / "2024.csv").write_text("\n".join(["Name,Organisation,Date,Status", *rows[:count]]))
        out = run(folder, f"results{count}")
    changes = difference(folder / "results5", out)
    assert changes.edited_files == ["2024.csv"]
    assert {move.cause for move in changes.figures if move.period == "Year 2"} <= {"meetings"}
    assert not [move for move in changes.figures if move.period == "Year 1"]
    assert "No earlier meeting has another count of people." in paragraph(changes)


def test_other_settings_are_said_and_nothing_is_compared_that_cannot_be(tmp_path, years):
    folder = copied(years[1], tmp_path / "forum")
    settings = SETTINGS.replace('"Year 2"', '"The second year"').replace("[network]", 'group = "role"\n[network]')
    (folder / "study.toml").write_text(settings)
    changes = difference(years[0], run(folder))
    assert changes.notes == ["The group and periods are set otherwise now, so verdicts and figures are not compared."]
    assert (changes.turns, changes.figures) == ((), ())
    assert changes.new_people == ["Ida Moss"]


@pytest.mark.parametrize("labels", ["codes", "initials"][: None if os.environ.get("SNA_EVERY") == "1" else 1])
def test_where_labels_stand_for_names_people_are_counted_and_few_are_not(tmp_path, labels):
    folder = write(tmp_path / "forum", FIRST)
    old = Path(shutil.copytree(run(folder, labels=labels), tmp_path / "old"))
    for day in SECOND:
        (folder / f"{day}.csv").write_text(register(day, who(day)))
    changes = difference(old, run(folder, labels=labels))
    text = f"{paragraph(changes)} {changes_html(changes)}"
    assert not changes.named
    assert "Fewer than 8 people came for the first time." in text
    assert not [name for name in NAMES if name in text]
    assert not re.search(r"(?<!than )\b\d+ (people|person) (came|who)", text)


def test_a_last_period_that_was_stretched_is_the_same_question(tmp_path, years):
    folder = copied(years[1], tmp_path / "forum")
    (folder / "study.toml").write_text(SETTINGS.replace("2024-12-31", "2025-01-31"))
    assert difference(years[1], run(folder)).notes == []
    (folder / "study.toml").write_text(SETTINGS.replace("2024-01-01", "2024-01-02"))
    notes = difference(years[1], run(folder)).notes
    assert notes == ["The periods are set otherwise now, so verdicts and figures are not compared."]


def test_where_nobody_stands_in_both_people_are_not_compared(years):
    people = [{f"code{letter}": Person(letter, "Elm", 0)} for letter in "ab"]
    parts = [Snapshot(reader="evaluator", named=False, people=part) for part in people]
    changes = compared(*parts)
    assert (changes.new_people, changes.lost_people) == ((), ())
    assert "Nobody stands in both, so people are not compared" in paragraph(changes)
    assert compared(parts[0], replace(parts[0], people={**people[0], **people[1]})).new_people == [""]


def test_results_of_other_readers_are_refused_and_one_of_several_is_taken(tmp_path, years, citing):
    folder = copied(years[1], tmp_path / "forum")
    several = run(folder, "several", audiences=("evaluator", "convener", "funder"))
    assert [*readers_of(several)] == ["evaluator", "convener", "funder"]
    assert difference(years[1], several).nothing
    with pytest.raises(StudyError, match=r"is for the evaluator, .* for the funder: they hold different things"):
        difference(years[1], several / "funder")
    notes = difference(several / "convener", several / "convener").notes
    assert notes == ["A convener's results hold no tables. Who is new shows between two made with --for evaluator."]


def test_a_funders_results_name_organisations_and_nobody():
    old = Snapshot(reader="funder", named=False, never=frozenset(["Elm House", "Oak"]), groups={"a": "10"})
    new = Snapshot(reader="funder", named=False, never=frozenset(["Oak"]), groups={"a": "15", "b": "5"})
    changes = compared(old, new)
    words = "No longer among those nobody came from: Elm House. 2 rounded figures of groups differ."
    assert paragraph(changes) == f"Results, since last time. {words}"
    assert compared(new, old).lost_organisations == changes.new_organisations
    assert "It names nobody." in changes_html(changes)


def claims(verdict, interval=None):
    return {("change", "organisation", "meetings", "", ""): Claim(f"It is {verdict}", verdict, interval)}


@pytest.mark.parametrize(
    ("before", "now", "chance", "words"),
    [
        ((0.2, 0.9), (0.5, 1.1), "overlap", "0.20 to 0.90 and 0.50 to 1.10): both are within what chance moves"),
        ((0.2, 0.4), (0.5, 1.1), "apart", "lie apart"),
        (None, (0.5, 1.1), "untested", "was not tested"),
    ],
)
def test_a_verdict_that_turned_says_whether_chance_may_turn_it(before, now, chance, words):
    old, new = claims("less isolated", before), claims("no evidence of change", now)
    parts = [Snapshot(reader="evaluator", named=True, claims=part) for part in (old, new)]
    (turn,) = compared(*parts).turns
    assert turn.chance == chance
    assert words in paragraph(compared(*parts))
    assert not compared(parts[0], parts[0]).turns


def test_a_figure_without_a_meeting_or_file_behind_it_says_so():
    parts = [
        Snapshot(reader="evaluator", named=True, figures={"x": Figure("people who came", "Year 1", value)})
        for value in ("8", "9")
    ]
    assert "People who came in Year 1: 8, now 9. No meeting and no file differs" in paragraph(compared(*parts))


HOSTILE = "<img src=x onerror=alert(1)>\u202e\x1b[2J"


def test_hostile_names_do_nothing_on_page_and_screen():
    rows = Meeting(None, HOSTILE, 3), Meeting(None, HOSTILE, 4, 3)
    names = {key: [HOSTILE] for key in ("new_people", "drifted", "new_organisations", "edited_files", "opened")}
    changes = Changes(
        title=HOSTILE, notes=[HOSTILE], named=True, new_meetings=rows[:1], moved_meetings=rows[1:],
        turns=[Turn(HOSTILE, "more isolated", HOSTILE, "less isolated", "untested")],
        figures=[Move("people who came", HOSTILE, "1", "2", "both")], renamed=[(HOSTILE, HOSTILE)], **names,
    )  # fmt: skip
    page, text = changes_html(changes), paragraph(changes)
    tree = html.fromstring(page)
    assert tree.xpath("//img | //script | //*[@onerror]") == []
    assert "onerror" in tree.text_content()
    assert not {"\u202e", "\x1b", "\n"} & {*text}
    assert not {"\u202e", "\x1b"} & {*page}


def test_the_page_opens_no_connection_and_has_the_bones_of_a_page(years):
    page = changes_html(difference(*years))
    tree = html.fromstring(page)
    assert tree.xpath("//meta/@content")[0].startswith("default-src 'none'; script-src 'none'; style-src 'sha256-")
    assert tree.xpath("//@src | //link | //script") == []
    assert [heading.text_content() for heading in tree.xpath("//h1")] == ["Since last time"]
    assert tree.xpath("//h2/text()")[:3] == ["Meetings", "People", "Organisations"]
    assert tree.get("lang") == "en-GB"
    assert changes_html(difference(*years)) == page


# Folders that are none, damaged, of another version


def test_a_folder_without_results_of_ours_is_refused(tmp_path, years):
    with pytest.raises(StudyError, match="holds no results of ours"):
        difference(tmp_path, years[1])
    (tmp_path / "manifest.json").write_text('{"outputs": []}')
    with pytest.raises(StudyError, match="for the nobody"):
        difference(tmp_path, years[1])


def edited(folder, place, name, change):
    copy = Path(shutil.copytree(folder, place))
    text = (copy / name).read_text(encoding="utf-8-sig")
    assert change(text) != text
    (copy / name).write_text(change(text), encoding="utf-8")
    return copy


def test_a_table_that_was_changed_by_hand_is_refused(tmp_path, years):
    name = "for-experts/tables/nodes.csv"
    copy = edited(years[1], tmp_path / "copy", name, lambda text: text.replace("Ann", "Nan"))
    with pytest.raises(StudyError, match=r"nodes.csv.* is not as sna wrote it"):
        difference(years[0], copy)


@pytest.mark.parametrize("schema", [SCHEMA + 1, -1])
def test_a_schema_this_version_does_not_know_is_refused(tmp_path, years, schema):
    def raised(text):
        return json.dumps({**json.loads(text), "schema": schema})

    copy = edited(years[1], tmp_path / "copy", "manifest.json", raised)
    with pytest.raises(StudyError, match=r"later version of sna .*Update sna"):
        difference(years[0], copy)


@pytest.mark.parametrize(("name", "value"), [("schema", "two"), ("inputs", 3), ("settings", [])])
def test_a_manifest_of_another_form_is_refused_in_words(tmp_path, years, name, value):
    copy = edited(
        years[1], tmp_path / "copy", "manifest.json", lambda text: json.dumps({**json.loads(text), name: value})
    )
    with pytest.raises(StudyError, match="has a manifest that cannot be read"):
        difference(years[0], copy)


def test_results_of_before_there_was_a_schema_are_read(tmp_path, years):
    def without(text):
        content = json.loads(text)
        assert (content.pop("schema"), content.pop("tables")["schema"]) == (1, 1)
        return json.dumps(content)

    copy = edited(years[1], tmp_path / "copy", "manifest.json", without)
    assert difference(years[1], copy).nothing


def test_an_earlier_form_of_a_table_is_refused_in_words(tmp_path, years):
    name = "for-experts/tables/presence.csv"
    copy = edited(years[1], tmp_path / "copy", name, lambda text: text.replace("stretch", "when"))
    content = json.loads((copy / "manifest.json").read_text())
    for entry in content["outputs"]:
        if entry["file"] == name:
            entry["sha256"] = hashlib.sha256((copy / name).read_bytes()).hexdigest()
    (copy / "manifest.json").write_text(json.dumps(content))
    with pytest.raises(StudyError, match=r"'stretch' is missing .*Make the results again"):
        difference(years[0], copy)


# The command


def test_the_command_prints_a_paragraph_and_writes_a_page_beside_the_later_results(years, capsys):
    assert command(["diff", *map(str, years)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("Forum, since last time. 6 new meetings")
    out = years[1].parent / "changes"
    assert sorted(path.name for path in out.iterdir()) == ["changes.html", "changes.txt", "manifest.json"]
    assert " ".join(printed.split()).startswith((out / "changes.txt").read_text().strip())
    before = read_study(open_study([years[1].parent])).inputs
    assert not [entry.file for entry in before if "changes" in entry.file]


def test_programs_get_json(years, tmp_path, capsys):
    assert command(["diff", *map(str, years), "--json", "--out", str(tmp_path / "out")]) == 0
    assert json.loads(capsys.readouterr().out)["new_people"] == ["Ida Moss"]


def test_folders_that_are_none_are_said_in_a_line(tmp_path, capsys):
    assert command(["diff", str(tmp_path), str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("sna: ")


# Run if changed


@pytest.fixture
def forum(tmp_path):
    return write(tmp_path / "forum", FIRST[:2])


CONVENER = "--for", "convener"
"""Of the three the reader whose files are written soonest."""


def sure(folder):
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def changed(folder, capsys, *options):
    """Run if anything changed; give whether it did."""
    command(["run", str(folder), "--no-open", "--if-changed", *options])
    return "Nothing new" not in capsys.readouterr().out


def test_nothing_new_is_said_and_nothing_touched(forum, capsys):
    assert changed(forum, capsys)
    before = sure(forum)
    assert command(["run", str(forum), "--no-open", "--if-changed"]) == 0
    assert capsys.readouterr().out.startswith("Nothing new: ")
    assert sure(forum) == before


def test_a_plain_run_counts_and_what_moves_anything_is_seen(forum, capsys):
    command(["run", str(forum), "--no-open", *CONVENER])
    assert not changed(forum, capsys, *CONVENER)
    steps = {
        "a register": lambda: (forum / "2024-01-11.csv").write_text(register("2024-01-11", NAMES)),
        "a register that is edited": lambda: (forum / "2023-01-11.csv").write_text(register("2023-01-11", NAMES[1:])),
        "a title": lambda: (forum / "study.toml").write_text(SETTINGS.replace("Forum", "Circle")),
        "somebody left out": lambda: (forum / "opt-out.csv").write_text("name\nBob Ray\n"),
        "an alias": lambda: (forum / "aliases.csv").write_text("name,person\nAnn L,Ann Lee\n"),
        "a file nobody can read": lambda: (forum / "photo.csv").write_bytes(b"\x89PNG"),
        "a page that is gone": (forum / "results" / "map.html").unlink,
        "a page that was changed": lambda: (forum / "results" / "report.html").write_text("mine"),
        "no memory": (forum / ".sna" / "runs.json").unlink,
        "a damaged memory": lambda: (forum / ".sna" / "runs.json").write_text("{"),
    }
    before = sure(forum)
    for what, step in steps.items():
        assert current(forum), what
        step()
        assert not current(forum), what
        if os.environ.get("SNA_EVERY") == "1" or what in {"somebody left out", "a damaged memory"}:
            assert changed(forum, capsys, *CONVENER), what
            assert not changed(forum, capsys, *CONVENER), what
            before = sure(forum)
        else:
            restore(forum, before)


def current(folder, **wanted):
    """Whether a run that is only to be made if anything changed would leave what stands there."""
    return is_current(
        open_study([folder]), folder / "results", choices(Wanted(**{"audiences": ("convener",)} | wanted))
    )


def restore(folder, files):
    for name in sure(folder).keys() - files.keys():
        (folder / name).unlink()
    for name, (_time, content) in files.items():
        (folder / name).write_bytes(content)


def test_another_reader_label_folder_or_version_is_a_run(forum, capsys, monkeypatch, citing):
    assert changed(forum, capsys, *CONVENER)
    assert current(forum)
    others = (
        {"audiences": ("evaluator",)},
        {"labels": "codes"},
        {"forms": ("docx",)},
        {"audiences": ("convener", "funder")},
    )
    assert not [wanted for wanted in others if current(forum, **wanted)]
    assert changed(forum, capsys, *CONVENER, "--as", "docx", "--labels", "codes")
    assert changed(forum, capsys, *CONVENER, "--as", "docx", "--labels", "codes", "--out", str(forum / "elsewhere"))
    assert current(forum, labels="codes", forms=("docx",))
    monkeypatch.setattr(sys.modules["sna.study.outputs"], "versions", lambda: {"sna": "9"})
    assert not current(forum, labels="codes", forms=("docx",))


def test_a_file_that_changes_while_the_pages_are_made_is_new_next_time(forum, capsys, monkeypatch):
    study, out = open_study([forum]), forum / "results"
    reading = read_study(study)
    (forum / f"{FIRST[0]}.csv").write_text(register(FIRST[0], NAMES))
    make(study, reading, out, wanted=Wanted(("convener",)))
    assert changed(forum, capsys, *CONVENER)


def test_answers_filled_in_among_the_results_are_new(tmp_path, capsys):
    folder = write(tmp_path / "forum", FIRST[:2])
    (folder / "2023-09-11.csv").write_text("Name,Organisation,Date,Status\nAnn Leigh,Pond Trust,2023-09-11,Present\n")
    assert changed(folder, capsys, *CONVENER)
    path = folder / "results" / "problems.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["Z9"] = "a note"
    book.save(path)
    assert changed(folder, capsys, *CONVENER)


# Since last time


def test_since_last_time_is_of_the_results_that_stand_there(tmp_path, years):
    folder = Path(shutil.copytree(years[0].parent, tmp_path / "forum"))
    out, earlier = folder / "results", earlier_results(folder / "nothing")
    remember_since(folder, earlier, out)
    assert earlier is None
    assert since(folder, out) == ()
    earlier = earlier_results(out)
    (folder / f"{SECOND[0]}.csv").write_text(register(SECOND[0], [*who(SECOND[0])]))
    run(folder)
    remember_since(folder, earlier, out)
    assert "1 person came for the first time: Ida Moss." in since(folder, out)
    assert since(folder, years[1]) == ()
    (folder / ".sna" / "since.json").write_text("{")
    assert since(folder, out) == ()
