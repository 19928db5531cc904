"""Progress on stderr for what takes more than a second, and only where somebody watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from sna.study.reading import Progress, silent

PATIENCE = 1.0
"""Seconds before a bar appears."""


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Give a function that reports progress; the bar appears after a second, on a terminal only."""
    if not sys.stderr.isatty():
        yield silent
        return
    columns = TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn()
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)
        begun = time.monotonic()

        def report(what: str, done: int, total: int) -> None:
            visible = time.monotonic() - begun > PATIENCE
            bar.update(task, description=what, completed=done, total=total or None, visible=visible)

        yield report
