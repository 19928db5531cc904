"""The files of each reader."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from msgspec.structs import replace

from sna.dataset import write_csv
from sna.export.workbook import write_workbook
from sna.network import Network
from sna.privacy import Known
from sna.render.audience import convener_html, funder_html
from sna.render.audience.told import FunderContent, Groups, Person
from sna.render.map.content import Period
from sna.render.map.page import map_html
from sna.render.map.scene import scene
from sna.render.report import report_html
from sna.render.words.findings import findings_table
from sna.study.analyses import node_table, tie_table
from sna.study.audience.convener import Study as ConvenersStudy
from sna.study.audience.convener import convener_content
from sna.study.audience.evaluator import contact_map, map_content
from sna.study.audience.funder import funder_content, letters_of, small_numbers
from sna.study.audience.guarding import guard
from sna.study.audience.run import Audience, Run, View
from sna.study.audience.somebody import spared
from sna.study.audience.specimen import specimen
from sna.study.exports import WORKBOOK, all_tables
from sna.study.outputs import manifest, versions, write_manifest, write_text
from sna.study.people import write_people

INVITATIONS = ("name", "organisation", "why")
GROUPS = ("by", "group", "other", "figure", "value")
WITH_NAMES = ("ledger.csv", "rejects.csv", "identity.csv", "identity-review.csv")
"""What is written only where people stand under their names: each holds texts as they stood in the files."""
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def write_evaluator(run: Run, folder: Path) -> None:
    """Write everything: the report, the maps, all tables, the ledger and who was matched.

    With labels in place of names the tables have them too, and what holds texts as they stood in the files is left out:
    ``sna tables`` and ``sna people`` write it.
    """
    view = run.view("evaluator")
    content = view.content
    if not run.named:
        left = {file: what for file, what in content.files.items() if file not in WITH_NAMES}
        content = replace(content, files=left, rejects_file="")
    write_csv(findings_table(content), folder / "findings.csv")
    drawn = _write_maps(run, view, folder)
    write_text(folder / "report.html", report_html(replace(content, scene=drawn)))
    for title, network, found in view.made.networks():
        _write_tables(network, found, folder / "tables" / title)
    write_workbook(dict(all_tables(view.reading, view.made)), folder / WORKBOOK)
    if run.named:
        write_csv(view.reading.ledger.records(), folder / "ledger.csv")
        write_csv(view.reading.ledger.rejects(), folder / "rejects.csv")
        write_people(view.reading, folder)
    _close(run, view, folder)


def write_convener(run: Run, folder: Path) -> None:
    """Write the convener's page, the maps, and whom to invite as a table."""
    view = run.view("convener")
    content = convener_content(ConvenersStudy(view.reading, view.settings, view.made, view.content))
    write_text(folder / "report.html", convener_html(content))
    write_text(folder / "invitations.csv", _csv(INVITATIONS, _invitations(content.invited)))
    _write_maps(run, view, folder)
    _close(run, view, folder)


def write_funder(run: Run, folder: Path) -> None:
    """Write the funder's page and the figures of the groups, and search them for names.

    Raises
    ------
    StudyError
        If anybody is named in them.
    """
    view = View(run.reading, run.made, run.settings, run.title)
    content = funder_content(view.content, run.made, run.settings, run.somebody)
    told = {"versions": versions(), "rule": content.rule, "seed": run.settings.study.seed}
    write_text(folder / "report.html", funder_html(content))
    write_text(folder / "groups.csv", _groups_csv(content))
    write_manifest(folder, told)
    guard(folder, _looked_for(run, view, str(told)))


def _looked_for(run: Run, view: View, told: str) -> Known:
    """Say what must not stand on the funder's page: all but the words of groups' own names and of the page itself."""
    pages = [content for medium in ("", view.content.medium) for content in _specimens(run, medium)]
    letters = letters_of(view.content, run.somebody)
    found = spared(run.somebody, letters, *pages, told, "outputs file sha256 report html groups csv manifest json")
    return found.without(words=[word.casefold() for word in run.settings.privacy.words])


def _specimens(run: Run, medium: str) -> Iterator[str]:
    content = specimen(medium, small_numbers(run.settings.privacy))
    yield from (funder_html(content), _groups_csv(content))
    yield funder_html(FunderContent(title="Specimen"))


def _close(run: Run, view: View, folder: Path) -> None:
    """Write the manifest; where labels stand for names, search every file for names."""
    settings = run.settings
    if not run.named:
        settings = replace(settings, study=replace(settings.study, conveners=()))
    write_manifest(folder, manifest(view.reading, settings))
    if not run.named:
        guard(folder, Known(run.somebody.people.phrases, frozenset(), run.somebody.people.marks))


def _write_maps(run: Run, view: View, folder: Path) -> dict[str, Any]:
    """Write the map of the meetings and of each medium; give the scene of the first."""
    content, settings, made = view.content, run.settings, view.made
    picture = map_content(content, settings, made)
    if made.medium is not None:
        shown = contact_map(content, settings, made.medium, made.meetings[0][1])
        told = {"acts": shown.acts, "gatherings": shown.gatherings, "facets": shown.facets}
        periods = _with_acts(picture.periods, shown.periods)
        picture = replace(picture, subtitle=f"{content.title}. {shown.subtitle}", periods=periods, **told)
    drawn = scene(picture)
    write_text(folder / "map.html", map_html(picture, drawn))
    for contact, found in made.online:
        write_text(folder / f"map-{contact.name}.html", map_html(contact_map(content, settings, contact, found[0])))
    return drawn


def _with_acts(drawn: Sequence[Period], told: Sequence[Period]) -> tuple[Period, ...]:
    """Give the map's periods the acts behind their ties."""
    return tuple(replace(one, acts=other.acts) for one, other in zip(drawn, told, strict=True))


def _write_tables(network: Network, found: Mapping[str, pd.DataFrame], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(node_table(network, found), folder / "nodes.csv", index=True)
    write_csv(tie_table(network), folder / "ties.csv")
    for name, table in found.items():
        write_csv(table, folder / f"{name}.csv", index=True)


def _invitations(people: Sequence[Person]) -> Iterator[Sequence[str]]:
    yield from ((one.name, one.organisation, one.why) for one in people)


def _groups_csv(content: FunderContent) -> str:
    """Give the figures of the groups, a row for each; a withheld one says so."""
    rows: list[Sequence[str]] = [
        (parts.by, row.label, "", figure, str(value))
        for parts in content.reach.parts
        for row in parts.rows
        for figure, value in (("to be reached", row.whole), ("reached ever", row.ever), ("reached now", row.now))
    ]
    shown = {told.by: told for told in (content.picture, *content.squares) if told is not None}
    for told in shown.values():
        rows += [(told.by, group.name, "", "people", group.members.text) for group in told.groups]
        rows += list(_pairs(told))
    return _csv(GROUPS, rows)


def _pairs(told: Groups) -> Iterator[Sequence[str]]:
    names = [group.name for group in told.groups]
    for pair in sorted({*told.ties, *told.withheld}):
        value = "withheld" if pair in told.withheld else str(told.ties[pair])
        yield told.by, names[pair[0]], names[pair[1]], "ties", value


def _csv(columns: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> str:
    """Write a table for a spreadsheet: what would be read as a formula begins with an apostrophe."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([f"'{cell}" if cell.startswith(FORMULAS) else cell for cell in row] for row in rows)
    return held.getvalue()


WRITERS: dict[Audience, Callable[[Run, Path], None]] = {
    "evaluator": write_evaluator,
    "convener": write_convener,
    "funder": write_funder,
}
"""Reader → what writes their files."""
