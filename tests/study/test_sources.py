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
