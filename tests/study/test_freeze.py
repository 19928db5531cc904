"""A plan that is fixed beforehand, what voids it, and what the page says of it."""

import csv
import datetime as dt
import json

import pytest

from sna.cli import run
from sna.errors import StudyError
from sna.study import open_study, read_study
from sna.study.beforehand import FILE, freeze, is_planned, plans, standing

PERIODS = '[periods]\n"Year 1" = [2023-01-01, 2023-12-31]\n"Year 2" = [2024-01-01, 2024-12-31]\n'
SETTINGS = f'[study]\ngroup = "locality"\nconveners = ["Ann Lee"]\n{PERIODS}'
BEFORE = dt.date(2023, 12, 20)
PEOPLE = [("Ann Lee", "North"), ("Bob Ray", "North"), ("Cat Wu", "South"), ("Dan Fox", "South")]


def register(folder, year, months=range(1, 7)):
    rows = [
        f"{year}-{month:02}-05,{name},{place}\n"
        for month in months
        for at, (name, place) in enumerate(PEOPLE)
        if (month + at) % 3
    ]
    (folder / f"{year}.csv").write_text("Date,Name,Locality\n" + "".join(rows), encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "study.toml").write_text(SETTINGS, encoding="utf-8")
    register(folder, 2023)
    return folder


def frozen(folder, today=BEFORE):
    study = open_study([folder])
    return freeze(study, read_study(study).dataset, today)


def said(folder):
    study = open_study([folder])
    return standing(study, read_study(study).dataset)


def page(folder, tmp_path):
    assert run(["run", str(folder), "--out", str(tmp_path / "out")]) == 0
    with (tmp_path / "out" / "for-experts" / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [*csv.DictReader(file)]
    return (tmp_path / "out" / "report.html").read_text(encoding="utf-8"), rows


def test_a_question_frozen_before_the_last_period_is_planned_and_all_else_explored(folder, tmp_path):
    plan = frozen(folder)
    register(folder, 2024)
    assert said(folder) == (
        "Planned: whether localities keep less to themselves, and these periods, were fixed on 20 December 2023 as "
        f"plan {plan.number}, before anything of Year 2 was held. The rest of this page is explored."
    )
    text, rows = page(folder, tmp_path)
    assert plan.number in text
    assert [(row["what"], row["by"]) for row in rows if row["plan"] == "planned"] == [("change", "locality")]
    assert {row["plan"] for row in rows} == {"planned", "explored"}


def test_where_nothing_was_frozen_the_page_is_silent_and_all_is_explored(folder, tmp_path):
    register(folder, 2024)
    text, rows = page(folder, tmp_path)
    assert said(folder) == ""
    assert 'class="plan"' not in text
    assert {row["plan"] for row in rows} == {"explored"}


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"locality"', '"organisation"', "[study] group was changed since."),
        ("2023-12-31", "2023-11-30", "[periods] was changed since."),
        ('["Ann Lee"]', "[]", "[study] conveners was changed since."),
        ("[periods]", "[network]\nlargest = 20\n[periods]", "[network] was changed since."),
        ("[study]", '[study]\nseed = 2\ntitle = "Forum"', "[study] seed was changed since."),
        ("[periods]", '[[source]]\nfiles = "*.csv"\nday_first = false\n[periods]', "[source] was changed since."),
    ],
)
def test_a_setting_that_moves_an_answer_voids_the_plan(folder, old, new, why):
    plan = frozen(folder)
    register(folder, 2024)
    (folder / "study.toml").write_text(SETTINGS.replace(old, new), encoding="utf-8")
    begin = f"Explored, not planned: plan {plan.number} of 20 December 2023 does not hold: "
    assert said(folder) == begin + why
    study = open_study([folder])
    assert not is_planned(study, read_study(study).dataset)


def test_where_the_plan_is_void_every_finding_is_explored(folder, tmp_path):
    frozen(folder)
    register(folder, 2024)
    (folder / "study.toml").write_text(SETTINGS.replace('"locality"', '"organisation"'), encoding="utf-8")
    assert {row["plan"] for row in page(folder, tmp_path)[1]} == {"explored"}


def test_titles_colours_and_defaults_that_are_written_out_void_nothing(folder):
    frozen(folder)
    more = SETTINGS.replace("[study]", '[study]\nseed = 0\ntitle = "Forum"\ncolour = "role"\nlabels = "initials"')
    more += "[network]\nlargest = 300\n"
    (folder / "study.toml").write_text(more, encoding="utf-8")
    assert said(folder).startswith("Planned: ")


def test_what_had_been_held_by_then_voids_the_plan_also_if_its_register_comes_later(folder):
    frozen(folder, dt.date(2024, 2, 28))
    assert said(folder).startswith("Planned: ")
    register(folder, 2024)
    assert said(folder).endswith("does not hold: 2 meetings of Year 2 had been held by 28 February 2024.")


def test_nothing_that_was_held_can_be_planned(folder):
    register(folder, 2024)
    with pytest.raises(
        StudyError, match=r"^6 meetings of Year 2 had been held by 1 July 2024: what is planned is frozen"
    ):
        frozen(folder, dt.date(2024, 7, 1))
    assert not (folder / ".sna" / FILE).exists()


def test_one_period_or_none_is_no_plan(folder):
    (folder / "study.toml").write_text('[study]\ngroup = "locality"\n', encoding="utf-8")
    with pytest.raises(StudyError, match="two periods or more"):
        frozen(folder)


def test_the_same_plan_stays_as_it_was_and_another_takes_its_place(folder):
    first = frozen(folder)
    assert frozen(folder, BEFORE + dt.timedelta(5)) == first
    (folder / "study.toml").write_text(SETTINGS.replace('"locality"', '"organisation"'), encoding="utf-8")
    second = frozen(folder, BEFORE + dt.timedelta(6))
    assert second.number != first.number
    assert plans(open_study([folder])) == (first, second)
    assert "It took the place of 1 earlier plan." in said(folder)


def test_no_name_is_kept_and_a_damaged_plan_is_said(folder):
    frozen(folder)
    path = folder / ".sna" / FILE
    assert "Lee" not in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o077 == 0
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(StudyError, match="the frozen plan is damaged"):
        said(folder)


def test_the_command_prints_the_number_to_be_written_down(folder, capsys):
    later = SETTINGS.replace("2024-", "2124-")
    (folder / "study.toml").write_text(later, encoding="utf-8")
    assert run(["freeze", str(folder), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert run(["freeze", str(folder)]) == 0
    assert capsys.readouterr().out.startswith(
        f"Plan {answer['plan']} was frozen on {answer['on']}: locality, Year 1, Year 2"
    )
