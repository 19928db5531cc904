"""From a reading to the pages of each reader, from one analysis."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from msgspec import Struct

from sna.study.audience.run import AUDIENCES, Audience, Run
from sna.study.audience.writing import WRITERS
from sna.study.outputs import whole, write_manifest
from sna.study.reading import Progress, Reading, silent
from sna.study.results import analysed
from sna.study.sources import Study

__all__ = ["AUDIENCES", "Audience", "Wanted", "make"]


class Wanted(Struct, frozen=True):
    """For whom the pages are, and what stands for a person on those that show people; empty: as the settings say."""

    audiences: tuple[Audience, ...] = ("evaluator",)
    labels: Literal["", "names", "initials", "roles", "codes"] = ""


def make(
    study: Study,
    reading: Reading,
    out: Path,
    progress: Progress = silent,
    wanted: Wanted = Wanted(),  # noqa: B008 - frozen
) -> list[Path]:
    """Write the pages, tables and manifest of each reader; give the files written.

    One reader's files stand in `out`, those of several each in a folder of its own: ``evaluator``, ``convener``,
    ``funder``. Where people also met on Slack or X, each of these networks has tables and a map of its own. Where
    nobody met, the first of these networks stands in: the report and map.html are about it.

    Raises
    ------
    StudyError
        If `out` cannot be written to, or a page that must not name anybody would: nothing is written then.
    NetworkError
        If a network does not balance with the attendance it comes from.
    """
    results = analysed(reading, study.settings, progress)
    run = Run(study, reading, results, wanted.labels or study.settings.study.labels)
    audiences = list(dict.fromkeys(wanted.audiences)) or ["evaluator"]
    with whole(out) as stage:
        for step, audience in enumerate(audiences):
            progress(f"Drawing for the {audience}", step, len(audiences))
            folder = stage / audience if len(audiences) > 1 else stage
            folder.mkdir(exist_ok=True)
            WRITERS[audience](run, folder)
        if len(audiences) > 1:
            write_manifest(stage, {"audiences": audiences})
        names = sorted(path.relative_to(stage) for path in stage.rglob("*") if path.is_file())
    return [out / name for name in names]
