import zipfile

import pytest

from sna.cli import run
from sna.errors import StudyError
from sna.study import open_study
from sna.study.sources import inputs

REGISTER = "Date,Meeting,Name,Status\n05/03/2024,Forum,Ann Smith,Present\n"


@pytest.fixture
def folder(tmp_path):
    for name in ("a.csv", "deep/b.csv", ".hidden.csv", "~$a.csv", "make.py", "old/c.csv", "Thumbs.db"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(REGISTER)
    return tmp_path


def files(*targets):
    return [entry.file for entry in inputs(open_study(targets))]


def test_a_folder_is_all_its_files_but_what_is_no_data(folder):
    assert files(folder) == ["a.csv", "deep/b.csv", "old/c.csv"]


def test_files_are_named_from_their_common_folder(folder):
    assert files(folder / "deep" / "b.csv", folder / "a.csv") == ["a.csv", "deep/b.csv"]
    assert files(folder / "deep" / "b.csv") == ["b.csv"]


def test_results_of_an_earlier_run_are_no_input(folder):
    for command in ("run", "tables"):
        assert run([command, str(folder), "--out", str(folder / command)]) == 0
    assert files(folder) == ["a.csv", "deep/b.csv", "old/c.csv"]


def test_the_study_file_chooses_and_later_sources_outweigh_earlier(folder):
    (folder / "study.toml").write_text(
        '[sources]\ninclude = ["*.csv", "**/*.csv"]\nexclude = ["old/*"]\n'
        '[[source]]\nfiles = "*"\nseries = "Forum"\nday_first = true\n[[source]]\nfiles = "deep/*"\nday_first = false\n'
    )
    found = {entry.file: entry.options for entry in inputs(open_study([folder]))}
    assert sorted(found) == ["a.csv", "deep/b.csv"]
    assert [(found[name].day_first, found[name].series) for name in sorted(found)] == [
        (True, "Forum"),
        (False, "Forum"),
    ]


def test_a_source_says_its_own_headings_and_what_is_nobody_and_no_organisation(folder):
    (folder / "study.toml").write_text(
        '[[source]]\nfiles = "a*"\nroll = ["Those attending"]\nignore = ["Forum Members", "A quorum"]\n'
        'not_organisations = ["all part-time"]\n'
    )
    options = {entry.file: entry.options for entry in inputs(open_study([folder]))}
    own = options["a.csv"]
    assert (own.roll, own.ignore) == (("Those attending",), ("Forum Members", "A quorum"))
    assert own.not_organisations == ("all part-time",)
    assert options["deep/b.csv"].roll == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[sources]\ninclude = ["nothing/*"]\n', "'nothing/\\*' matches no file"),
        ('[[source]]\nfiles = "x*"\n', "files = 'x\\*' matches no file"),
        ('[[source]]\nfiles = "*"\nloader = "regster"\n', "no loader 'regster'; there are: register"),
        ('[sources]\naliases = "who.csv"\n', "there is no file 'who.csv'"),
    ],
)
def test_what_the_study_file_names_must_exist(folder, text, told, capsys):
    (folder / "study.toml").write_text(text)
    assert run(["check", str(folder)]) == 2
    import re

    assert re.search(told, capsys.readouterr().err)


def test_a_link_out_of_the_folder_is_not_followed(folder, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "secret.csv"
    elsewhere.write_text(REGISTER)
    (folder / "link.csv").symlink_to(elsewhere)
    assert "link.csv" not in files(folder)


def test_a_study_file_among_files_is_refused(folder):
    (folder / "study.toml").write_text("")
    with pytest.raises(StudyError, match="not a study file among files"):
        open_study([folder / "study.toml", folder / "a.csv"])


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def test_the_files_in_a_zip_of_a_folder_are_read_where_they_lie(tmp_path, capsys):
    members = {
        "My forum/2024-03-05.csv": "Name\nAnn Smith\nBo Ng\n",
        "My forum/b.csv": REGISTER,
        "My forum/~$b.csv": "x",
    }
    path = zipped(tmp_path / "registers.zip", members)
    assert files(path) == ["registers.zip/My forum/2024-03-05.csv", "registers.zip/My forum/b.csv"]
    assert run(["tables", str(path), "--out", str(tmp_path / "out")]) == 0
    assert "3 records in 2 files: 3 used" in capsys.readouterr().out
    assert "2024-03-05" in (tmp_path / "out" / "gatherings.csv").read_text()


def test_a_damaged_file_in_a_zip_does_not_cost_the_others(tmp_path, capsys):
    path = zipped(tmp_path / "registers.zip", {"a.csv": REGISTER, "b.xlsx": "no workbook"})
    assert run(["check", str(path)]) == 1
    said = capsys.readouterr().out
    assert "registers.zip/b.xlsx  [no loader]  1 record: 0 used" in said
    assert "registers.zip/a.csv  [register]  1 record: 1 used" in said


def test_a_zip_that_hides_who_asked_to_be_left_out_stops_the_study(tmp_path):
    path = zipped(tmp_path / "registers.zip", {"a.csv": REGISTER, "opt-out.csv": "name\nAnn Smith\n"})
    with pytest.raises(StudyError, match="unpack it"):
        files(path)


def test_where_nothing_says_of_a_meeting_lists_are_asked_of_which_day(tmp_path, capsys):
    (tmp_path / "list.csv").write_text("Name,Organisation\nAnn Smith,Care\nBo Ng,Care\n")
    assert run(["check", str(tmp_path)]) == 0
    assert "W-NOMEETING" in capsys.readouterr().out
    (tmp_path / "study.toml").write_text('[[source]]\nfiles = "list.csv"\non = 2024-03-05\n')
    assert run(["check", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "2024-03-05" in said
    assert "2 present" in said
    assert "W-NOMEETING" not in said


def test_what_may_be_a_sign_in_sheet_is_never_silently_a_list_of_members(tmp_path, capsys):
    (tmp_path / "2024-03-05.csv").write_text("Name,Organisation\nAnn Smith,Care\nBo Ng,Homes\n")
    for name, doubted in (("list.csv", True), ("sign in.csv", True), ("people.csv", False), ("Our members.csv", False)):
        (tmp_path / name).write_text("Name,Organisation\nCy Dee,Care\n")
        assert run(["run", str(tmp_path), "--no-open"]) == 0
        assert ("W-NOMEETING: Nothing in it says of a meeting" in capsys.readouterr().out) is doubted
        (tmp_path / name).unlink()
    (tmp_path / "list.csv").write_text("Name,Organisation,Role\nCy Dee,Care,Nurse\n")
    assert run(["check", str(tmp_path)]) == 0
    assert "W-NOMEETING" not in capsys.readouterr().out
