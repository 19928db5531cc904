"""The README promises only what is there."""

import argparse
import re
import shlex
from pathlib import Path

import pytest

from sna.cli import parser

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines() if line.startswith("sna ")]


def test_the_two_commands_are_all_the_set_up():
    lines = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]
    assert lines[:2] == ["pip install -e . && sna demo", "pip install -e '.[test]' && pytest -n auto"]


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_shown_is_one(line):
    assert parser().parse_args(shlex.split(line)[1:]).command


def test_every_command_there_is_is_shown():
    (commands,) = (action.choices for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    assert {name for name in commands if f"sna {name}" not in README} == set()


def test_the_exit_codes_shown_are_those_there_are():
    from sna import cli

    shown = re.findall(r"(?:^|· )(\d+) ", README.partition("## Exit codes\n")[2].replace("\n", " ").strip())
    assert [int(code) for code in shown] == sorted(
        {cli.GOOD, cli.REJECTIONS, cli.USAGE, cli.NOTHING, cli.RESEMBLANCE, cli.UNBALANCED, cli.INTERRUPTED}
    )


def test_the_pictures_shown_are_there():
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert 10_000 < (ROOT / path).stat().st_size < 150_000


@pytest.mark.parametrize(("name", "most"), [("README", 900), ("CONTRIBUTING", 700)])
def test_who_begins_here_need_not_read_long(name, most):
    assert len((ROOT / f"{name}.md").read_text(encoding="utf-8").split()) <= most


def test_the_density_that_chance_alone_gives_is_the_one_stated():
    both = 20 * 19 / (60 * 59)  # of two members, both have a seat at one meeting
    assert "density of three quarters by arithmetic alone" in " ".join(README.split())
    assert 1 - (1 - both) ** 12 == pytest.approx(0.75, abs=0.01)
