"""The programs that make the site, and the invented forum of `tests/render/world.py`."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def loaded(path):
    spec = importlib.util.spec_from_file_location(f"docs_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def reference():
    return loaded(ROOT / "docs" / "reference.py")


@pytest.fixture(scope="session")
def examples():
    return loaded(ROOT / "docs" / "examples.py")


@pytest.fixture(scope="session")
def make():
    return loaded(ROOT / "docs" / "make.py")


@pytest.fixture(scope="session")
def world():
    return loaded(ROOT / "tests" / "render" / "world.py")


@pytest.fixture(scope="session")
def compared(world):
    return world.compared()


@pytest.fixture(scope="session")
def forum(world):
    return world.forum()
