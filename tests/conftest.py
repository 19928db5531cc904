"""For all tests: one thread for sums of matrices, and sentences as words alone."""

import os

import pytest

for library in ("OPENBLAS", "MKL", "OMP"):  # the workers of a test run would get in each other's way
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

from sna.findings import sources

_marked = sources.marked


@pytest.fixture(autouse=True, scope="session")
def words_alone():
    """Let sentences be words alone; where their figures come from is looked at by tests that use `citing`."""
    sources.marked = lambda words, source: words
    yield
    sources.marked = _marked


@pytest.fixture
def citing(monkeypatch):
    """Let figures stand in elements that name their places, as on the pages."""
    monkeypatch.setattr(sources, "marked", _marked)
