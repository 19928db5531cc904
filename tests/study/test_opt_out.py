"""Those who asked to be left out are in no table, and every record still has a fate."""

import json

import pandas as pd
import pytest
from msgspec.structs import replace

from sna.cli import run
from sna.dataset import Builder
from sna.errors import ResemblanceError, StudyError
from sna.facts import Act, Fate, Gathering, Origin, Person
from sna.study import open_study, read_study
from sna.study.opt_out import without
from sna.study.people import people, write_people

ROWS = [
    "Date,Meeting,Name,Organisation,Email",
    "05/03/2024,Forum,Ann Okafor,Age Well,ann@age.example",
    "05/03/2024,Forum,Bo Lindqvist,Tarrow Trust,bo@tarrow.example",
    "05/03/2024,Forum,Cy Dunmore,Tarrow Trust,",
    "02/04/2024,Forum,Ann Okafor,Age Well,ann@age.example",
    "02/04/2024,Forum,Bo Lindqvist,Tarrow Trust,bo@tarrow.example",
    "31/02/2024,Forum,Bo Lindqvist,Tarrow Trust,bo@tarrow.example",
    "02/04/2024,Forum,Cy Dunmore,Tarrow Trust,",
]
SECOND = ["Date,Meeting,Name", "05/03/2024,Forum,Bo Lindqvist", "05/03/2024,Forum,Cy Dunmore"]


def study(folder, opt_out=None, rows=ROWS, settings=""):
    (folder / "register.csv").write_text("\n".join(rows), encoding="utf-8")
    (folder / "second.csv").write_text("\n".join(SECOND), encoding="utf-8")
    (folder / "study.toml").write_text(settings, encoding="utf-8")
    if opt_out is not None:
        (folder / "opt-out.csv").write_text(opt_out, encoding="utf-8")
    return open_study([folder])


def everything(reading):
    dataset = reading.dataset
    tables = (dataset.people, dataset.statements, dataset.affiliations, dataset.attendance, dataset.interactions)
    frames = [*tables, reading.ledger.records(), reading.ledger.rejects()]
    return "\n".join(frame.to_csv() for frame in frames) + repr(people(reading)) + repr(reading.identity)


@pytest.mark.parametrize(
    "listed",
    [
        "name\nBo Lindqvist\n",
        "name\nLINDQVIST, Bo\n",
        "email\nBO@tarrow.example\n",
        "id\nname:bo lindqvist\n",
        "Bo Lindqvist\n",
        "name;email;date\nBo Lindqvist;bo@tarrow.example;2024-05-01\n",
        "name,email\nNobody,bo@tarrow.example",
    ],
)
def test_somebody_is_found_by_name_id_or_address_and_is_in_no_table(tmp_path, listed):
    reading = read_study(study(tmp_path, listed))
    assert reading.opted_out == 1
    assert "lindqvist" not in everything(reading).casefold()
    assert "bo@tarrow" not in everything(reading).casefold()
    assert sorted(reading.dataset.people["name"]) == ["Ann Okafor", "Cy Dunmore"]


def test_their_records_are_excluded_with_the_reason_and_the_ledger_closes(tmp_path):
    before = read_study(study(tmp_path)).ledger
    reading = read_study(study(tmp_path, "name\nBo Lindqvist\n"))
    after = reading.ledger
    after.reconcile()
    assert after.total() == before.total()
    assert after.total(Fate.EXCLUDED) == before.total(Fate.EXCLUDED) + 3
    assert after.total(Fate.REJECTED) == before.total(Fate.REJECTED) == 1
    told = after.records()
    assert set(told.loc[told["fate"] == "excluded", "code"]) == {"P-OPT-OUT"}
    assert len(reading.dataset.attendance) == len(read_study(study(tmp_path, "")).dataset.attendance) - 3


def test_a_record_that_speaks_of_others_too_stays_without_them(tmp_path):
    lines = [
        "# Forum, 5 March 2024",
        "",
        "Present: Ann Okafor, Bo Lindqvist",
        "",
        "- Action: Bo Lindqvist to write to Ann Okafor",
    ]
    (tmp_path / "minutes.md").write_text("\n".join(lines), encoding="utf-8")
    reading = read_study(study(tmp_path, "name\nBo Lindqvist\n"))
    assert "lindqvist" not in everything(reading).casefold()
    came = reading.dataset.attendance
    assert len(came[(came["file"] == "minutes.md") & (came["person"] == "name:ann okafor")])


def test_a_row_that_fits_nobody_is_an_error_that_names_it(tmp_path):
    with pytest.raises(StudyError, match=r"opt-out.csv line 3: 'Zed Nobody' asked to be left out, but nobody"):
        read_study(study(tmp_path, "name\nBo Lindqvist\nZed Nobody\n"))


def test_a_row_that_fits_several_people_asks_for_the_id(tmp_path):
    rows = [
        ROWS[0],
        "05/03/2024,Forum,Ann Okafor,Age Well,ann@age.example",
        "05/03/2024,Forum,Ann Okafor,Tarrow Trust,a@tarrow.example",
    ]
    with pytest.raises(StudyError, match=r"opt-out.csv line 2: 'Ann Okafor' fits 2 people: .*Write the id"):
        read_study(study(tmp_path, "name\nAnn Okafor\n", rows))


def test_a_list_under_another_name_is_named_in_the_settings_and_must_exist(tmp_path):
    opened = study(tmp_path, settings='[privacy]\nopt_out = "left/out.csv"\n')
    with pytest.raises(StudyError, match=r"no file 'left/out\.csv'"):
        read_study(opened)
    (tmp_path / "left").mkdir()
    (tmp_path / "left" / "out.csv").write_text("name\nCy Dunmore\n")
    reading = read_study(opened)
    assert reading.opted_out == 1
    assert {one.file for one in reading.inputs} == {"register.csv", "second.csv"}


def test_the_review_file_asks_nothing_about_them(tmp_path):
    rows = [*ROWS, "02/04/2024,Forum,B. Lindqvist,Age Well,"]
    asked = read_study(study(tmp_path, "", rows))
    with pytest.raises(ResemblanceError, match=r"register\.csv line 9: 'B\. Lindqvist' may be them"):
        read_study(study(tmp_path, "id\nname:bo lindqvist\n", rows))
    left = read_study(replace(study(tmp_path, "id\nname:bo lindqvist\n", rows), anyway=True))
    write_people(left, tmp_path / "out")
    told = pd.read_csv(tmp_path / "out" / "identity-review.csv", dtype=str).fillna("")
    assert "bo lindqvist" not in told.to_csv().casefold()
    assert len(people(asked).doubtful) == 1
    assert not people(left).doubtful


def test_nothing_is_written_when_somebody_cannot_be_found(tmp_path, capsys):
    study(tmp_path, "name\nZed Nobody\n")
    assert run(["run", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "Zed Nobody" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_folder_of_an_earlier_run_is_no_source_whatever_it_holds(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "manifest.json").write_text(json.dumps({"outputs": []}))
    (tmp_path / "out" / "groups.csv").write_text("by,group,members\nsector,NHS,10\n")
    assert {one.file for one in read_study(study(tmp_path)).inputs} == {"register.csv", "second.csv"}


def test_what_somebody_did_leaves_with_them_and_others_keep_theirs():
    forum, at = Gathering("gathering:f", "Forum", Origin("t.vtt")), Origin("t.vtt", "cue 1")
    people = [Person(id_, name, at) for id_, name in (("name:ann", "Ann Okafor"), ("name:bo", "Bo Lindqvist"))]
    acts = [Act(id_, forum.id, kind, at) for id_ in ("name:ann", "name:bo", "") for kind in ("spoke", "chaired")]
    builder = Builder()
    builder.add([forum, *people, *acts])
    rest = without(frozenset({"name:bo"}), builder.dataset())[0]
    assert rest.acts["person"].tolist() == ["", "", "name:ann", "name:ann"]
