"""For all tests: one thread for sums of matrices, and sentences as words alone."""

import gc
import importlib
import os

import pytest

for library in ("OPENBLAS", "MKL", "OMP"):  # the workers of a test run would get in each other's way
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")


gc.disable()


def pytest_collection_finish():
    """Look no more through what ten thousand tests are made of: it stays until the end."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def marks():
    """Give what sets the places of figures about their words, and the function that does."""
    sources = importlib.import_module("sna.findings.sources")
    return sources, sources.mark


@pytest.fixture(autouse=True, scope="session")
def words_alone(marks):
    """Let sentences be words alone; where their figures come from is looked at by tests that use `citing`."""
    sources, mark = marks
    sources.mark = lambda words, *_place: words
    yield
    sources.mark = mark


@pytest.fixture
def citing(marks, monkeypatch):
    """Let figures stand in elements that name their places, as on the pages."""
    monkeypatch.setattr(marks[0], "mark", marks[1])
