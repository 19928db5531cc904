"""From a reading to the map, the report and the tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from msgspec.structs import replace

from sna.dataset import write_csv
from sna.names import key
from sna.render.map import map_html
from sna.render.report import report_html
from sna.render.scene import scene
from sna.study.contents import manifest, map_content, report_content
from sna.study.output import whole, write_manifest, write_text
from sna.study.reading import Progress, Reading, silent
from sna.study.sources import Study
from sna.study.windows import Window, node_table, tables, tie_table, windows


def make(study: Study, reading: Reading, out: Path, progress: Progress = silent) -> list[Path]:
    """Write report.html, map.html, the tables, the ledger and the manifest; give the files written.

    Raises
    ------
    StudyError
        If `out` cannot be written to.
    NetworkError
        If a network does not balance with the attendance it comes from.
    """
    settings = study.settings
    made = []
    for done, window in enumerate(woven := windows(reading.dataset, settings)):
        progress(f"Analysing {window.title or 'the whole time'}", done, len(woven) + 1)
        made.append((window, tables(window, settings)))
    progress("Drawing", len(woven), len(woven) + 1)
    with whole(out) as stage:
        _write_pages(study, reading, made, stage)
        for window, found in made:
            _write_tables(window, found, stage / "tables" / key(window.title).replace(" ", "-"))
        write_csv(reading.ledger.records(), stage / "ledger.csv")
        write_csv(reading.ledger.rejects(), stage / "rejects.csv")
        write_manifest(stage, manifest(reading, settings))
        names = sorted(path.relative_to(stage) for path in stage.rglob("*") if path.is_file())
    return [out / name for name in names]


def _write_pages(
    study: Study, reading: Reading, made: list[tuple[Window, dict[str, pd.DataFrame]]], stage: Path
) -> None:
    compared = made[1:] or made
    content = report_content(reading, study.settings, compared, study.folder.name)
    picture = map_content(content, study.settings, compared)
    drawn = scene(picture)
    write_text(stage / "map.html", map_html(picture, drawn))
    write_text(stage / "report.html", report_html(replace(content, scene=drawn)))


def _write_tables(window: Window, found: Mapping[str, pd.DataFrame], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(node_table(window, dict(found)), folder / "nodes.csv", index=True)
    write_csv(tie_table(window), folder / "ties.csv")
    for name, table in found.items():
        write_csv(table, folder / f"{name}.csv", index=True)
