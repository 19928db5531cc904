"""Every network of a study for other tools, and all tables in one workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from sna.errors import StudyError, printable, shown
from sna.export import FORMATS, export
from sna.export.lists import write_siena
from sna.export.markup import write_page
from sna.network import Network
from sna.render.map.composition import composed
from sna.render.map.engine import pyvis_html, to_pyvis
from sna.study.analyses import node_table, tie_table
from sna.study.audience.labels import View
from sna.study.evidence import contact_map, map_content
from sna.study.outputs import manifest, published, whole, write_manifest
from sna.study.reading import Progress, Reading, silent
from sna.study.results import analysed, long_tables, write_tables
from sna.study.sheets import Material, study_workbook
from sna.study.sources import Study

WORKBOOK = "tables.xlsx"
PYVIS, TABLES = "pyvis", "tables"
FORMS = (*FORMATS, PYVIS, TABLES)
"""What can be written: each network, also as a page for pyvis, which is drawn here, where the map's places are known;
every analysis of every network as a table."""


def exports(
    study: Study, reading: Reading, out: Path, forms: Sequence[str] = (), progress: Progress = silent
) -> list[Path]:
    """Write every network in these formats (none: in all), RSiena's files, and one workbook; give the files written.

    Each network has a folder: the meetings' of the whole time ``whole``, of a period ``year-1``, of a medium
    ``slack/whole`` and so on. Every file was read back and compared before it appears. The form ``tables`` is a folder
    of CSV files, one for each analysis: of every medium, period and boundary.

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
    everything = TABLES in (forms or FORMS)
    results = analysed(reading, study.settings).complete(progress, everything=everything)
    view = View(reading, results, study.settings, printable(study.folder.name))
    with whole(out, reading.objectors.spellings) as stage:
        for part in results.networks():
            for form in forms or FORMATS:
                if form in FORMATS:
                    export(described(part.network, part.tables), stage / _place(part.folder), form)
        if everything:
            write_tables(long_tables(results, study.settings.study.group, everything=True), stage / TABLES)
        if PYVIS in (forms or FORMS):
            _pages(view, stage)
        # RSiena compares the periods of one network: the meetings, and each medium by itself
        series = {"siena": {window.title: window.network for window, _tables in results.compared}}
        series |= {f"{contact.name}/siena": dict(contact.compared) for contact, _tables in results.online}
        for folder, periods in series.items():
            if len(periods) > 1:
                write_siena(periods, stage / folder)
        long = study_workbook(Material.of(view), stage / WORKBOOK, TABLES)
        write_manifest(stage, manifest(reading, study.settings, [*results.omissions, *long]))
    return published(out)


def described(network: Network, tables: Mapping[str, pd.DataFrame]) -> Network:
    """Give a network whose nodes carry the figures about each, and whose ties say why they are there."""
    ties = tie_table(network).assign(weight=network.ties["weight"].to_numpy())
    return Network(node_table(network, tables), ties, directed=network.directed, behind=network.behind)


def _place(folder: str) -> str:
    return f"{folder}whole" if folder == "" or folder.endswith("/") else folder


def _pages(view: View, stage: Path) -> None:
    """Write each network as a page of pyvis, people in the places they have on the study's map of the same medium."""
    content, settings, results = view.content, view.settings, view.results
    maps = {"": composed(map_content(content, settings, results))}
    for contact, tables in results.online:
        maps[contact.name] = composed(contact_map(content, settings, contact, tables[0]))
    for part in results.networks():
        drawing = to_pyvis(part.network, *maps[part.folder.rpartition("/")[0]])
        page = pyvis_html(drawing, f"{content.title} {part.folder}".strip())
        write_page(page, part.network, stage / _place(part.folder) / "network.html")
