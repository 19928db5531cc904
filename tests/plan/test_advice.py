"""What was advised is remembered under codes, said and scored later, and forgotten with the person."""

import datetime as dt
import importlib.util
from pathlib import Path

import pytest

from sna.cli import run
from sna.study import open_study, read_study
from sna.study.erasure import Advice, advice, outcomes, save
from sna.study.publishing import memory


@pytest.fixture(scope="module")
def circle():
    path = Path(__file__).with_name("test_planning.py")
    spec = importlib.util.spec_from_file_location("invented_circle", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def spoken(folder):
    study = open_study([folder])
    return list(outcomes(memory(folder), read_study(study).dataset, "locality"))


def hold(folder, day, names):
    with (folder / "register.csv").open("a") as file:
        file.writelines(f"{day},Circle,{name},\n" for name in names)


def test_the_next_run_says_who_was_asked_who_came_and_scores_the_forecast(circle, tmp_path, capsys):
    folder = circle.write(tmp_path)
    assert run(["plan", str(folder), "--seats", "6"]) == 0
    assert "Of the plan for" not in capsys.readouterr().out
    [row] = advice(memory(folder))
    assert row.day == dt.date(2024, 8, 20)
    assert len(row.people) == 6
    text = (folder / ".sna" / "advice.json").read_text()
    assert not any(name.split()[0] in text for name in circle.NAMES)
    study = open_study([folder])
    answer = circle.plan(folder)
    invited = sorted(circle.seated(answer))
    assert study.settings.plan.come == 0.85
    hold(folder, "2024-08-22", [*invited[:5], "Pia Marsh"])
    [line] = spoken(folder)
    others = int("Pia Marsh" not in invited)
    came = 5 + ("Pia Marsh" in invited[5:])
    assert line.startswith(f"Of the plan for 22 August 2024: 6 people asked, {came} of them came, and {others} others.")
    score = (came * 0.15**2 + (6 - came) * 0.85**2) / 6
    assert f"Brier score {score:.2f}" in line
    assert f"the plan would have brought {row.pairs}." in line


def test_pairs_who_met_are_counted_against_what_was_before(circle, tmp_path):
    folder = circle.write(tmp_path)
    answer = circle.plan(folder)
    invited = circle.seated(answer)
    run(["plan", str(folder), "--seats", "6", "--json"])
    hold(folder, "2024-08-20", invited)
    [line] = spoken(folder)
    pairs = answer.plan.gains[0]
    assert f"{pairs} pairs met for the first time; the plan would have brought {pairs}." in line


def test_that_nobody_followed_a_plan_is_no_fault(circle, tmp_path, capsys):
    folder = circle.write(tmp_path)
    run(["plan", str(folder), "--seats", "6"])
    hold(folder, "2024-11-05", circle.NAMES[:3])
    [line] = spoken(folder)
    assert line == "Of the plan for 20 August 2024: no meeting of that time is in the files."
    assert run(["plan", str(folder), "--seats", "6"]) == 0
    assert line in capsys.readouterr().out


def test_the_meeting_before_the_plan_is_not_taken_for_the_planned_one(circle, tmp_path):
    folder = circle.write(tmp_path, settings="[plan]\nmeetings = [2024-07-25]\n")
    run(["plan", str(folder), "--seats", "6"])
    assert spoken(folder) == []


def test_planning_the_same_day_again_replaces_the_advice(circle, tmp_path):
    folder = circle.write(tmp_path)
    for seats in ("6", "8"):
        run(["plan", str(folder), "--seats", seats])
    [row] = advice(memory(folder))
    assert len(row.people) == 8


def test_whoever_asks_to_be_left_out_is_forgotten(circle, tmp_path, capsys):
    folder = circle.write(tmp_path)
    run(["plan", str(folder), "--seats", "6"])
    name = min(circle.seated(circle.plan(folder)) - {"Ada Quill"})
    code = memory(folder).code(f"name:{name.casefold()}")
    assert code in advice(memory(folder))[0].people
    (folder / "availability.csv").write_text(f"name,must\n{name},yes\n")
    capsys.readouterr()
    assert run(["erase", name, str(folder)]) == 0
    assert "availability.csv: a file of the study, which is never changed" in capsys.readouterr().out
    assert code not in (folder / ".sna" / "advice.json").read_text()


def test_an_opt_out_is_enough_at_the_next_plan(circle, tmp_path):
    folder = circle.write(tmp_path)
    code = memory(folder).code("name:cai quill")
    save(memory(folder), [Advice(dt.date(2024, 5, 28), dt.date(2024, 4, 30), 3, {code: 0.85})])
    circle.write(tmp_path, opted_out="Cai Quill")
    assert run(["plan", str(folder), "--seats", "6"]) == 0
    assert code not in (folder / ".sna" / "advice.json").read_text()


def test_purging_forgets_old_advice(circle, tmp_path, capsys):
    folder = circle.write(tmp_path)
    save(
        memory(folder),
        [
            Advice(dt.date(2024, 5, 28), dt.date(2024, 4, 30), 3, {}),
            Advice(dt.date(2025, 5, 28), dt.date(2025, 4, 30), 3, {}),
        ],
    )
    assert run(["purge", str(folder), "--before", "2025-01-01"]) == 0
    assert [row.day.year for row in advice(memory(folder))] == [2025]


def test_damaged_memory_is_said(circle, tmp_path, capsys):
    folder = circle.write(tmp_path)
    memory(folder)
    (folder / ".sna" / "advice.json").write_text("{")
    assert run(["plan", str(folder), "--seats", "6"]) == 2
    assert "damaged. Delete it" in capsys.readouterr().err
