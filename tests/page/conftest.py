"""A browser on an invented community."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from page_helpers import Browser, register


@pytest.fixture
def browser(tmp_path):
    folder = tmp_path / "community"
    folder.mkdir()
    opened = Browser(folder)
    yield opened
    opened.site.job.stop()


@pytest.fixture
def forum(browser):
    """A forum of eight people and three meetings."""
    for day in ("2024-01-09", "2024-02-13", "2024-03-12"):
        (browser.folder / f"{day}.csv").write_text(register(day))
    return browser
