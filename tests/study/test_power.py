"""The command that says what a planned study would find."""

import json

import pytest

from sna.chance import proportions as chance
from sna.cli import run
from sna.errors import StudyError
from sna.study import beforehand as module
from sna.study.beforehand import Design, Plan, Step, group_sizes, lines, plan


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(chance, "_GATHERINGS", 100)
    monkeypatch.setattr(module, "STUDIES", 20)


def test_the_command_says_which_fall_is_found_8_times_in_10(capsys):
    asked = ["power", "--people", "60", "--groups", "6", "--meetings", "20", "--before", "16", "--together", "160"]
    assert run(asked) == 0
    text = capsys.readouterr().out
    assert text.startswith("60 people in 6 groups (10, 10, 10, 10, 10, 10); 16 meetings before, 20 after;\n")
    assert "  160 " in text
    assert "Found 8 times in 10: a fall from 160 to 1" in text
    assert run([*asked, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["gatherings"] == [16, 20]
    assert [step["after"] for step in answer["steps"]] == [160, 148, 136, 124, 112, 100]
    assert str(answer["smallest"]) in text


def test_where_not_even_a_complete_end_is_found_that_is_said():
    answer = plan(Design((3, 3, 3, 3), (5, 5)), 130)
    assert answer.smallest is None
    assert [*lines(answer)][-1].startswith("Not even a complete end would be found 8 times in 10")


def test_the_figure_lies_between_the_steps_where_8_in_10_are_reached():
    steps = tuple(Step(after, found, 0, 100) for after, found in ((200, 2), (150, 60), (125, 85), (100, 100)))
    answer = Plan((5, 5), (9, 9), 0.3, 200, 40, steps, module._smallest(steps))
    assert answer.smallest == 130
    text = [*lines(answer)]
    assert text[4] == "after   found in 100 studies (95 in 100 such reckonings)"
    assert [line.count("#") for line in text[5:9]] == [1, 24, 34, 40]
    assert text[-1] == "Found 8 times in 10: a fall from 200 to 130 or lower. A smaller one is often missed."


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (["--people", "60", "--groups", "six", "--meetings", "12"], "--groups 'six': write how many there are"),
        (["--people", "60", "--groups", "30,20", "--meetings", "12"], "the groups are not of 60 people together"),
        (["--people", "60", "--groups", "61", "--meetings", "12"], "the groups are not of 60 people together"),
        (["--people", "60", "--groups", "0", "--meetings", "12"], "--groups '0'"),
        (["--people", "8", "--groups", "2", "--meetings", "12"], "needs 10 people or more"),
        (["--people", "60", "--groups", "1", "--meetings", "12"], "of two groups or more"),
        (["--people", "60", "--groups", "6", "--meetings", "4"], "needs 5 meetings or more before"),
        (["--people", "60", "--groups", "6", "--meetings", "12", "--share", "0"], "--share lies between 0 and 100"),
        (["--people", "60", "--groups", "6", "--meetings", "12", "--together", "90"], "--together is above 100"),
        (["--people", "60", "--groups", "6", "--meetings", "12", "--together", "990"], "Give another figure"),
    ],
)
def test_a_design_that_cannot_be_is_one_plain_line(capsys, asked, why):
    assert run(["power", *asked]) == 2
    said = capsys.readouterr().err
    assert why in said
    assert said.count("\n") == 1


def test_groups_are_as_equal_as_can_be_or_as_they_are_told():
    assert group_sizes("4", 10) == (3, 3, 2, 2)
    assert group_sizes("6,3, 1", 10) == (6, 3, 1)
    with pytest.raises(StudyError):
        group_sizes("-2", 10)
