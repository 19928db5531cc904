"""One run for all its readers: what was read and found, and what each of them may see of it."""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

from sna.names import key
from sna.render.reported import ReportContent
from sna.study.audience.evaluator import report_content
from sna.study.audience.labelled import Style, labelled
from sna.study.audience.somebody import Somebody, somebody
from sna.study.reading import Reading
from sna.study.results import Results
from sna.study.settings import Settings
from sna.study.sources import Study

Audience = Literal["evaluator", "convener", "funder"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)


class View:
    """What one reader sees: the reading, what was made of it and the content of a report, names or labels in it."""

    def __init__(self, reading: Reading, made: Results, settings: Settings, title: str) -> None:
        self.reading, self.made, self.settings = reading, made, settings
        self.content: ReportContent = report_content(reading, settings, made, title)


class Run:
    """One reading and one analysis for all readers.

    Parameters
    ----------
    study
        The study: its settings, and its folder, whose name is the title if there is no other.
    reading, made
        What was read, and what was woven and found.
    style
        What stands for a person on the pages that show people.
    """

    def __init__(self, study: Study, reading: Reading, made: Results, style: Style) -> None:
        self.study, self.reading, self.made, self.style = study, reading, made, style
        self.settings, self.title = study.settings, study.settings.study.title or study.folder.name
        self._somebody = cache(self._look_up)

    @property
    def named(self) -> bool:
        """Whether people stand under their names."""
        return self.style == "names"

    @property
    def somebody(self) -> Somebody:
        """All names of people."""
        return self._somebody()

    def view(self, audience: Audience) -> View:
        """Give what a reader sees."""
        if self.named:
            return View(self.reading, self.made, self.settings, self.title)
        reading, made = labelled(self.reading, self.made, self.style, self.somebody, audience)
        return View(reading, made, self.settings, self.title)

    def _look_up(self) -> Somebody:
        conveners = self.settings.study.conveners
        return somebody(self.reading, conveners, besides={key(self.title)})
