import json

import pytest

from sna.cli import run

HEADER = "Date,Meeting,Name,Status\n"


def register(path, *rows):
    path.write_text(HEADER + "".join(f"05/03/2024,Forum,{name},{status}\n" for name, status in rows))


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("Present", None, True),
        ("Present", "Apologies", True),
        ("Apologies", "Absent", True),
        ("Apologies", None, False),
        ("Absent", None, False),
        ("Present", "Present", False),
    ],
)
def test_sources_of_one_meeting_disagree_only_where_both_cannot_be_true(one, other, told, tmp_path, capsys):
    register(tmp_path / "a.csv", ("Ann Smith", one), ("Bo Li", "Present"))
    register(tmp_path / "b.csv", ("Bo Li", "Present"), *([("SMITH Ann", other)] if other else []))
    assert run(["check", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert ("2024-03-05 forum: Ann Smith: a.csv says" in said) is told
    assert "Bo Li: " not in said


def test_a_source_that_lists_apologies_is_taken_at_its_word(tmp_path, capsys):
    register(tmp_path / "a.csv", ("Ann Smith", "Apologies"), ("Bo Li", "Present"))
    register(tmp_path / "b.csv", ("Cy Day", "Apologies"), ("Bo Li", "Present"))
    assert run(["check", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "Ann Smith: a.csv says apologies; b.csv says not listed" in said
    assert "Cy Day: a.csv says not listed; b.csv says apologies" in said


def test_problems_beyond_the_first_twenty_are_counted_not_shown(tmp_path, capsys):
    register(tmp_path / "a.csv", *((f"Ann Smith{number}", "zzz") for number in range(30)), ("Bo Li", "Present"))
    assert run(["check", str(tmp_path / "a.csv")]) == 1
    said = capsys.readouterr().out
    assert said.count("rejected: a.csv") == 20
    assert "and 10 more: see ledger.csv (30 rejected)" in said


def test_a_file_of_headings_alone_is_named_beside_files_that_are_read(tmp_path, capsys):
    register(tmp_path / "a.csv", ("Ann Smith", "Present"))
    register(tmp_path / "b.csv")
    assert run(["check", str(tmp_path)]) == 0
    said = [line for line in capsys.readouterr().out.splitlines() if "W-EMPTY" in line]
    assert len(said) == 1
    assert said[0].strip().startswith("warning: b.csv file: W-EMPTY: ")


MINUTES = "# Forum\n\n{day}\n\n## Present\n\n{names}\n\n## Apologies\n\n- Zoe Lane\n\n## Falls\n\nWe talked.\n"


def minutes(folder, *meetings):
    for day, names in meetings:
        text = MINUTES.format(day=day, names="\n".join(f"- {name}" for name in names))
        (folder / f"{day}.md").write_text(text)


def answer(folder, capsys, code=0):
    assert run(["check", str(folder), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_each_file_says_what_was_believed_of_it(tmp_path, capsys):
    minutes(tmp_path, ("2024-05-12", ["Ann Smith", "Bo Li", "Cy Day"]))
    (tmp_path / "r.csv").write_text(HEADER + "05/03/2024,Forum,Ann Smith,Present\n13/04/2024,Day,Bo Li,Absent\n")
    told = answer(tmp_path, capsys)
    assert told["schema"] == 1
    first, second = told["beliefs"]
    assert first == {
        "file": "2024-05-12.md", "gatherings": 1, "first_day": "2024-05-12", "last_day": "2024-05-12",
        "title": "Forum", "people": 4, "present": 3, "apologies": 1, "absent": 0, "heading": "Present (line 5)",
        "first": "Ann Smith", "last": "Cy Day", "registered": 0, "subjects": "",
    }  # fmt: skip
    assert (second["gatherings"], second["title"], second["present"], second["absent"]) == (2, "", 1, 1)
    assert run(["check", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "    2024-05-12 Forum: 3 present, 1 apology, from Present (line 5): Ann Smith … Cy Day\n" in said
    assert "    2024-03-05 to 2024-04-13 2 gatherings: 1 present, 1 absent: Ann Smith\n" in said
    (tmp_path / "rsvp 2024-06-12.csv").write_text("Guest,Attending\nDi Fox,Yes\nEd Gee,Yes\nFay Hill,No\n")
    assert run(["check", str(tmp_path)]) == 0
    assert "0 present, 1 apology, 2 booked" in capsys.readouterr().out


def test_nobody_who_asked_to_be_left_out_stands_in_what_was_believed(tmp_path, capsys):
    minutes(tmp_path, ("2024-05-12", ["Ann Smith", "Bo Li", "Cy Day"]))
    (tmp_path / "opt-out.csv").write_text("name\nAnn Smith\n")
    (belief,) = answer(tmp_path, capsys)["beliefs"]
    assert (belief["present"], belief["first"], belief["last"]) == (2, "Bo Li", "Cy Day")


def test_warnings_stand_by_their_code_with_one_example_the_gravest_first(tmp_path, capsys):
    for name in "abc":
        (tmp_path / f"{name}.csv").write_text(HEADER + f"05/03/2024,Forum {name},Ann Smith,Present\n")
    (tmp_path / "m.md").write_text("# Forum, 12 May 2024\n\nAttendance (9)\n\n- Ann Smith\n- Bo Li\n")
    assert run(["check", str(tmp_path)]) == 0
    warnings = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  warning")]
    assert [line.split(": ")[2] for line in warnings] == ["W-COUNT", "W-ORDER"]
    assert warnings[1].startswith("  warning: a.csv line 2: W-ORDER")
    assert warnings[1].endswith("(and 2 more such)")


def test_no_message_shows_what_stands_in_a_row(tmp_path, capsys):
    rows = ["05/03/2024,Forum,Ann Smith,Zebedee Quill 0115 496 0123", "x@y.org,Forum,Bo Li,Present"]
    (tmp_path / "r.csv").write_text(HEADER + "\n".join(rows) + "\n05/03/2024,Forum,Cy Day,Present\n")
    (tmp_path / "nohead.csv").write_text("Ann Smith,Age UK,07700 900123\nBo Li,Age UK,07700 900124\n")
    for options in ([], ["--json"]):
        assert run(["check", str(tmp_path), *options]) == 1
        said = capsys.readouterr().out
        assert not any(text in said for text in ("Zebedee", "0115", "x@y.org", "07700", "Age UK", "Ann Smith"))
        assert "r.csv" in said
    assert run(["tables", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert "Zebedee Quill" in (tmp_path / "out" / "rejects.csv").read_text()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("_chat.txt", "[12/03/2024, 10:01:02] Ann: hello\n", "a chat"),
        ("list.txt", "From ann@x.org Mon Jan 1 10:00:00 2024\nFrom: Ann\nSubject: meeting\n\nhello\n", "a mailbox"),
        ("photo.png", "\x89PNG", "a photo"),
        ("tweets.js", "window.YTD.tweets.part0 = [{}]", "the tweets.js of an X archive"),
        (
            "LICENSE.txt",
            "Permission is hereby granted, free of charge, to any person present at a meeting",
            "a licence",
        ),
        ("t.vtt", "00:00\nAnn: hello\n", "the transcript"),
    ],
)
def test_a_file_that_is_known_but_not_read_is_named(name, content, told, tmp_path, capsys):
    (tmp_path / name).write_text(content)
    (problem,) = answer(tmp_path / name, capsys, 3)["sources"][0]["problems"]
    assert problem["reason"].startswith(f"R-UNKNOWN: This is {told}")
    assert problem["value"] == ""


def test_columns_are_accounted_for_and_what_is_missing_is_asked_as_data(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("Name,Date,Zumba\nAnn Smith,05/03/2024,gold\n")
    (tmp_path / "b.csv").write_text("Colleague code,Base,When,Here\nAnn Smith,Care,05/03/2024,x\n")
    run(["check", str(tmp_path), "--json"])
    first, second = json.loads(capsys.readouterr().out)["sources"]
    assert [(column["heading"], column["read_as"], column["filled"]) for column in first["columns"]] == [
        ("Name", "name", 1.0),
        ("Date", "date", 1.0),
        ("Zumba", "", 1.0),
    ]
    assert second["questions"] == [
        {
            "code": "R-COLUMN",
            "column": "name",
            "why": "A column for the name was not found.",
            "found": ["Colleague code", "Base", "When", "Here"],
            "offers": ["Colleague code"],
        }
    ]
    run(["check", str(tmp_path)])
    assert 'Columns not read: "Zumba".' in capsys.readouterr().out
    run(["tables", str(tmp_path / "a.csv"), "--out", str(tmp_path / "out")])
    table = (tmp_path / "out" / "columns.csv").read_text().splitlines()
    assert table[0] == "file,loader,sheet,column,read_as,why,filled"
    assert table[-1] == "a.csv,register,,Zumba,,No rule knows this heading.,1.0"


def test_a_heading_that_names_somebody_left_out_is_not_told(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("Name,Date,Guest of Cy Dee\nAnn Smith,05/03/2024,gold\nCy Dee,05/03/2024,\n")
    (tmp_path / "opt-out.csv").write_text("name\nCy Dee\n")
    run(["check", str(tmp_path)])
    said = capsys.readouterr().out
    assert "Dee" not in said
    assert 'Columns not read: "(left out)".' in said
