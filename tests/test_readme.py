"""The README promises only what is there, and everything that is there."""

import argparse
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from sna.cli import parser
from sna.study.settings import NetworkPart, Settings, SourcePart, SourcesPart, StudyPart, parse

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


def test_the_study_file_shown_is_read_and_shows_every_key():
    table = tomllib.loads(next(text for kind, text in BLOCKS if kind == "toml"))
    assert parse(table).study.title
    for part, shown in ((StudyPart, table["study"]), (SourcesPart, table["sources"]), (NetworkPart, table["network"])):
        assert set(part.__struct_fields__) == set(shown)
    assert set(table) | {"window"} >= set(Settings.__struct_fields__)
    unshown = set(SourcePart.__struct_fields__) - set().union(*table["source"])
    assert all(f"`{key}`" in README for key in unshown), unshown


def test_the_pictures_shown_are_there():
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / path).stat().st_size > 10_000


def test_the_density_that_chance_alone_gives_is_the_one_stated():
    both = 20 * 19 / (60 * 59)  # of two members, both have a seat at one meeting
    assert "density of three quarters by arithmetic alone" in " ".join(README.split())
    assert 1 - (1 - both) ** 12 == pytest.approx(0.75, abs=0.01)
