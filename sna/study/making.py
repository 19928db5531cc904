"""From a reading to the map, the report and the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from msgspec.structs import replace

from sna.dataset import write_csv
from sna.network import Network
from sna.render.content import Period
from sna.render.map import map_html
from sna.render.report import report_html
from sna.render.scene import scene
from sna.render.words.findings import findings_table
from sna.study.analysing import node_table, tie_table
from sna.study.contents import contact_map, map_content, report_content
from sna.study.made import Made, analysed
from sna.study.manifest import manifest
from sna.study.output import whole, write_manifest, write_text
from sna.study.people import write_people
from sna.study.reading import Progress, Reading, silent
from sna.study.sources import Study


def make(study: Study, reading: Reading, out: Path, progress: Progress = silent) -> list[Path]:
    """Write report.html, map.html, the tables, the ledger, the matches and the manifest; give the files written.

    Where people also met on Slack or X, each of these networks has tables and a map of its own. Where nobody met, the
    first of these networks stands in: the report and map.html are about it.

    Raises
    ------
    StudyError
        If `out` cannot be written to.
    NetworkError
        If a network does not balance with the attendance it comes from.
    """
    made = analysed(reading, study.settings, progress)
    progress("Drawing", 1, 1)
    with whole(out) as stage:
        _write_pages(study, reading, made, stage)
        for title, network, found in made.networks():
            _write_tables(network, found, stage / "tables" / title)
        write_csv(reading.ledger.records(), stage / "ledger.csv")
        write_csv(reading.ledger.rejects(), stage / "rejects.csv")
        write_people(reading, stage)
        write_manifest(stage, manifest(reading, study.settings))
        names = sorted(path.relative_to(stage) for path in stage.rglob("*") if path.is_file())
    return [out / name for name in names]


def _write_pages(study: Study, reading: Reading, made: Made, stage: Path) -> None:
    content = report_content(reading, study.settings, made, study.folder.name)
    write_csv(findings_table(content), stage / "findings.csv")
    picture = map_content(content, study.settings, made)
    if made.medium is not None:
        shown = contact_map(content, study.settings, made.medium)
        told = {"acts": shown.acts, "gatherings": shown.gatherings, "facets": shown.facets}
        periods = _with_acts(picture.periods, shown.periods)
        picture = replace(picture, subtitle=f"{content.title}. {shown.subtitle}", periods=periods, **told)
    drawn = scene(picture)
    write_text(stage / "map.html", map_html(picture, drawn))
    write_text(stage / "report.html", report_html(replace(content, scene=drawn)))
    for contact, _found in made.online:
        shown = contact_map(content, study.settings, contact)
        write_text(stage / f"map-{contact.name}.html", map_html(shown))


def _with_acts(drawn: Sequence[Period], told: Sequence[Period]) -> tuple[Period, ...]:
    """Give the map's periods the acts behind their ties."""
    return tuple(replace(one, acts=other.acts) for one, other in zip(drawn, told, strict=True))


def _write_tables(network: Network, found: Mapping[str, pd.DataFrame], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(node_table(network, found), folder / "nodes.csv", index=True)
    write_csv(tie_table(network), folder / "ties.csv")
    for name, table in found.items():
        write_csv(table, folder / f"{name}.csv", index=True)
