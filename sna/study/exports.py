"""Every network of a study for other tools, and all tables in one workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pandas as pd

from sna.dataset import written_tables
from sna.errors import StudyError, shown
from sna.export import FORMATS, export
from sna.export.page import write_page
from sna.export.siena import write_siena
from sna.export.workbook import too_long, write_workbook
from sna.network import Network
from sna.render.map.composition import composed
from sna.render.map.engine import pyvis_html, to_pyvis
from sna.study.analyses import node_table, tie_table
from sna.study.evidence import contact_map, map_content, report_content
from sna.study.outputs import manifest, published, whole, write_manifest
from sna.study.reading import Progress, Reading, silent
from sna.study.results import Results, analysed
from sna.study.sources import Study

WORKBOOK = "tables.xlsx"
PYVIS = "pyvis"
FORMS = (*FORMATS, PYVIS)
"""What a network can be written as; a page for pyvis is drawn here, where the map's places are known."""


def exports(
    study: Study, reading: Reading, out: Path, forms: Sequence[str] = (), progress: Progress = silent
) -> list[Path]:
    """Write every network in these formats (none: in all), RSiena's files, and one workbook; give the files written.

    Each network has a folder: the meetings' of the whole time ``whole``, of a period ``year-1``, of a medium
    ``slack/whole`` and so on. Every file was read back and compared before it appears.

    Raises
    ------
    StudyError
        If there is no such format, or `out` cannot be written to.
    ExportError
        If a file read back is not what it was made of; nothing is written then.
    """
    for form in forms:
        if form not in FORMS:
            raise StudyError(f"There is no format {shown(form)!r}. There are: {', '.join(FORMS)}.")
    results = analysed(reading, study.settings, progress)
    with whole(out, reading.objectors.spellings) as stage:
        for folder, network, tables in results.networks():
            for form in forms or FORMATS:
                if form != PYVIS:
                    export(described(network, tables), stage / _place(folder), form)
        if PYVIS in (forms or FORMS):
            _pages(study, reading, results, stage)
        # RSiena compares the periods of one network: the meetings, and each medium by itself
        series = {"siena": {window.title: window.network for window, _tables in results.compared}}
        series |= {f"{contact.name}/siena": dict(contact.compared) for contact, _tables in results.online}
        for folder, periods in series.items():
            if len(periods) > 1:
                write_siena(periods, stage / folder)
        long = study_workbook(reading, results, stage / WORKBOOK, "sna run writes it as CSV")
        write_manifest(stage, manifest(reading, study.settings, [*results.omissions, *long]))
    return published(out)


def described(network: Network, tables: Mapping[str, pd.DataFrame]) -> Network:
    """Give a network whose nodes carry the figures about each, and whose ties say why they are there."""
    ties = tie_table(network).assign(weight=network.ties["weight"].to_numpy())
    return Network(node_table(network, tables), ties, directed=network.directed, behind=network.behind)


def _place(folder: str) -> str:
    return f"{folder}whole" if folder == "" or folder.endswith("/") else folder


def _pages(study: Study, reading: Reading, results: Results, stage: Path) -> None:
    """Write each network as a page of pyvis, people in the places they have on the study's map of the same medium."""
    content = report_content(reading, study.settings, results, study.folder.name)
    maps = {"": composed(map_content(content, study.settings, results))}
    for contact, tables in results.online:
        maps[contact.name] = composed(contact_map(content, study.settings, contact, tables[0]))
    for folder, network, _tables in results.networks():
        page = pyvis_html(to_pyvis(network, *maps[folder.rpartition("/")[0]]), f"{content.title} {folder}".strip())
        write_page(page, network, stage / _place(folder) / "network.html")


def study_workbook(reading: Reading, results: Results, path: Path, instead: str) -> list[str]:
    """Write the workbook of every table, and say which have no sheet, and where these are (`instead`)."""
    tables = dict(all_tables(reading, results))
    write_workbook(tables, path, instead)
    return [f"{path.name}: no sheet for {name}, {len(tables[name]):,} rows; {instead}" for name in too_long(tables)]


def all_tables(reading: Reading, results: Results) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give every table with the name of its sheet: the tidy tables, then those of each network."""
    yield from written_tables(reading.dataset).items()
    for folder, network, tables in results.networks():
        prefix = f"{folder} " if folder else ""
        yield f"{prefix}nodes", node_table(network, tables).rename_axis("node").reset_index()
        yield f"{prefix}ties", tie_table(network)
        yield from ((f"{prefix}{name}", table.reset_index()) for name, table in tables.items())
