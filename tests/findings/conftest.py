"""The invented forum of `tests/render/world.py`, for the findings too."""

import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def world():
    path = Path(__file__).parents[1] / "render" / "world.py"
    spec = importlib.util.spec_from_file_location("invented_forum", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def compared(world):
    """Give the forum over two years of 8 gatherings, with the tests of change."""
    return world.compared()


@pytest.fixture(scope="session")
def forum(world):
    """Give the forum over two years: 6 gatherings, then 12."""
    return world.forum()
