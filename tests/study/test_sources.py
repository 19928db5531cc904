import re
import shutil
import zipfile

import pytest

from sna.cli import run
from sna.errors import StudyError
from sna.study import open_study, read_study
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
        assert run(["run", str(tmp_path), "--no-open", "--for", "convener"]) == 0
        assert ("W-NOMEETING: Nothing in it says of a meeting" in capsys.readouterr().out) is doubted
        (tmp_path / name).unlink()
    (tmp_path / "list.csv").write_text("Name,Organisation,Role\nCy Dee,Care,Nurse\n")
    assert run(["check", str(tmp_path)]) == 0
    assert "W-NOMEETING" not in capsys.readouterr().out


STUDY = '[study]\ntitle = "Forum"\n'


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("study.toml.txt", "is not called study.toml .Windows hides endings.. Rename it"),
        ("study.txt", "Rename it"),
        ("Study.toml.rtf", "Save it as plain text"),
        ("study.toml.docx", "Save it as plain text"),
        ("study (1).toml", "is not called study.toml. Rename it, or name it"),
        ("study-all.toml", "sna run .*study-all.toml"),
    ],
)
def test_a_study_file_of_another_name_stops_the_study(folder, name, told, capsys):
    (folder / name).write_text(STUDY)
    for target in (folder, *([] if name.endswith(".toml") else [folder / name])):
        assert run(["check", str(target)]) == 2
        said = capsys.readouterr().err
        assert re.search(told, said)
        assert said.count("\n") == 1
    (folder / "study.toml").write_text(STUDY)  # the one that counts is there
    assert open_study([folder]).settings.study.title == "Forum"


def test_a_text_that_is_called_study_and_is_no_study_file_is_a_file_like_others(folder):
    (folder / "study.txt").write_text("What we study: falls.\n")
    assert "study.txt" in files(folder)


def test_patterns_may_lean_as_on_windows(folder):
    (folder / "study.toml").write_text("[sources]\ninclude = ['deep\\*.csv']\n")
    assert files(folder) == ["deep/b.csv"]
    (folder / "study.toml").write_text("[sources]\ninclude = ['C:\\Users\\ann\\*.csv']\n")
    with pytest.raises(StudyError, match=r"matches no file|no pattern of files below"):
        files(folder)


def test_nothing_in_a_zip_is_passed_over_without_a_word(tmp_path, capsys):
    members = {
        "a.csv": REGISTER,
        "photo.jpg": "\xff\xd8\xff",
        "inner.zip": "PK",
        "Thumbs.db": "x",
        "__MACOSX/._a.csv": "x",
    }
    path = zipped(tmp_path / "registers.zip", members)
    assert run(["check", str(path)]) == 1
    said = capsys.readouterr().out
    assert "registers.zip/photo.jpg file: R-UNKNOWN: This is a photo" in said
    assert "registers.zip/inner.zip" in said
    assert "Thumbs" not in said
    assert "MACOSX" not in said


@pytest.mark.parametrize("name", ["study.toml", "aliases.csv", "identity-review.csv"])
def test_what_counts_only_beside_the_files_is_not_passed_over_in_a_zip(tmp_path, name):
    path = zipped(tmp_path / "registers.zip", {"My/a.csv": REGISTER, f"My/{name}": "x"})
    with pytest.raises(StudyError, match=f"holds My/{name}: unpack it, so that it counts"):
        files(path)


def test_results_are_never_read_whatever_became_of_them(folder, capsys):
    (folder / "old" / "c.csv").unlink()
    assert run(["run", str(folder), "--for", "all"]) == 0
    results = folder / "results"
    with zipfile.ZipFile(folder / "whole.zip", "w") as inside, zipfile.ZipFile(folder / "bare.zip", "w") as bare:
        for path in results.rglob("*"):
            inside.write(path, path.relative_to(folder))
            bare.write(path, path.relative_to(results))
    shutil.copytree(results, folder / "old" / "Report of the year")
    for name in ("report.html", "map.html", "method.html"):
        shutil.copy(results / "evaluator" / name, folder / name)
    assert files(folder) == ["a.csv", "deep/b.csv", "map.html", "method.html", "report.html"]
    capsys.readouterr()
    assert run(["check", str(folder)]) == 1
    said = capsys.readouterr().out
    assert said.startswith("5 records in 5 files: 2 used, 0 merged, 3 rejected")
    assert said.count("This is a page of our own results") == 3
    for target in (results, folder / "whole.zip"):
        assert run(["run", str(target), "--no-open"]) == 3
        assert "Results of an earlier run are never read" in capsys.readouterr().err


def test_a_file_that_stands_in_icloud_is_missed_aloud(folder, capsys):
    (folder / ".2024-03-05 Forum.xlsx.icloud").write_bytes(b"bplist00")
    assert run(["check", str(folder)]) == 1
    assert "a placeholder of a file in iCloud (open it once" in capsys.readouterr().out


def test_several_folders_are_all_their_files(folder):
    assert files(folder / "deep", folder / "old", folder / "a.csv") == ["a.csv", "deep/b.csv", "old/c.csv"]
    (folder / "old" / "study.toml").write_text(STUDY)
    with pytest.raises(StudyError, match="not a study file among files"):
        open_study([folder / "deep", folder / "old"])


SIGNED = "Member,Employer,Town,{}\nAnn Okafor,Alder,Brackley,Y\nBob Lind,Brook,Tarrow,N\n"


@pytest.mark.parametrize("heading", ["Came?", "Was there"])
def test_a_sheet_whose_marks_the_study_names_is_no_list_of_members(tmp_path, heading):
    (tmp_path / "Forum 2024-04-03.csv").write_text(SIGNED.format(heading), encoding="utf-8")
    (tmp_path / "people.csv").write_text("name,organisation,town\nAnn Okafor,Alder,Brackley\n", encoding="utf-8")
    setting = f'[[source]]\nfiles = "*.csv"\ncolumns = {{ status = "{heading}" }}\n'
    (tmp_path / "study.toml").write_text(setting, encoding="utf-8")
    dataset = read_study(open_study([tmp_path])).dataset
    assert sorted(dataset.attendance["status"]) == ["absent", "present"]
    assert set(dataset.people["locality"]) == {"Brackley", "Tarrow"}


def test_a_sheet_that_says_who_came_is_no_list_of_members_without_being_told(tmp_path):
    (tmp_path / "Forum 2024-04-03.csv").write_text(SIGNED.format("Came?"), encoding="utf-8")
    assert sorted(read_study(open_study([tmp_path])).dataset.attendance["status"]) == ["absent", "present"]
