"""A browser on an invented community."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from page_helpers import Browser, register

DAYS = "2024-01-09", "2024-02-13", "2024-03-12"


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
    return furnished(browser)


@pytest.fixture(scope="session")
def results(tmp_path_factory):
    """The folder of the forum, with its two periods and the results of all readers."""
    folder = tmp_path_factory.mktemp("results") / "community"
    folder.mkdir()
    opened = furnished(Browser(folder))
    opened.post("/settle", title="Forum", group="organisation", line=DAYS[1], before="Early", after="Late")
    progress = opened.make()
    assert (progress.state, progress.line) == ("done", "Done.")
    assert "Something has changed" not in opened.get("/answer").text  # what was made is remembered when it is looked at
    opened.site.job.stop()
    return folder


@pytest.fixture
def finished(results, browser):
    """The forum, of which results are there."""
    shutil.copytree(results, browser.folder, dirs_exist_ok=True)
    return browser


def furnished(browser):
    for day in DAYS:
        (browser.folder / f"{day}.csv").write_text(register(day))
    return browser
