"""From a reading to the pages of each reader, from one analysis, and the files beside them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path, PurePath
from typing import Literal, get_args

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import write_csv
from sna.errors import StudyError, csv_cell, printable, shown
from sna.findings.kinds import findings_table
from sna.findings.phrases import day
from sna.findings.sources import plain
from sna.names import key
from sna.privacy import Known, leaks
from sna.render.audience import convener_html, funder_html
from sna.render.audience.content import FunderContent, Groups
from sna.render.audience.convener import convener_page
from sna.render.audience.funder import funder_page
from sna.render.document.content import convener_document, funder_document, report_document
from sna.render.document.record import words
from sna.render.map.composition import scene
from sna.render.map.content import MapContent
from sna.render.map.page import map_html
from sna.render.map.scene import Scene
from sna.render.report import method_html, report_html
from sna.render.report.page import START, report_page, start_html
from sna.study.analyses import community
from sna.study.audience.content import convener_content, funder_content, letters_of, small_numbers
from sna.study.audience.labels import NameIndex, Style, View, name_index, search_terms
from sna.study.audience.pseudonyms import relabelled, specimens
from sna.study.beforehand import is_planned, standing
from sna.study.cache import Cache
from sna.study.documents import NAMES, Form, wording, write_documents
from sna.study.evidence import Comparison, compared, contact_map, map_content
from sna.study.exports import WORKBOOK, Material, glossary, study_workbook
from sna.study.outputs import (
    EXPERTS,
    TABLES,
    Manifest,
    manifest,
    published,
    remember_run,
    versions,
    whole,
    write_manifest,
    write_text,
)
from sna.study.people import write_people
from sna.study.problems import write_problems
from sna.study.publishing import Memory, memory
from sna.study.reading import Progress, Reading, silent
from sna.study.results import Results, analysed, write_tables
from sna.study.sources import PROBLEMS, Study

__all__ = ["AUDIENCES", "Audience", "Run", "Wanted", "make"]

Audience = Literal["evaluator", "convener", "funder"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
GROUPS = ("by", "group", "other", "figure", "value")
WITH_NAMES = ("ledger.csv", "columns.csv", "rejects.csv", "identity.csv", PROBLEMS)
"""What is written only where people stand under their names: each holds texts as they stood in the files."""
MOST_LEAKS = 3
HINT = (
    "Nothing was written. Change the title, subtitle, period or name of a file that it stands in; if it is an ordinary "
    "word, say so with [privacy] words in study.toml."
)


class Wanted(Struct, frozen=True):
    """For whom the pages are, what stands for a person on those that show people, and a comparison community.

    `labels` is empty where it is as the settings say, `against` None for no comparison; `forms` are those of the
    documents that are written beside the pages; `cached` uses the tables of earlier runs, and keeps those of this one.
    """

    audiences: tuple[Audience, ...] = ("evaluator",)
    labels: Literal["", "names", "initials", "roles", "codes"] = ""
    against: Comparison | None = None
    forms: tuple[Form, ...] = ()
    cached: bool = True


class Run(Struct, frozen=True, dict=True):
    """One reading and one analysis for all readers.

    Attributes
    ----------
    study
        The study: its settings, and its folder, whose name is the title if there is no other.
    reading, results
        What was read, and every network with its tables.
    style
        What stands for a person on the pages that show people.
    against
        The comparison community; None for none.
    progress
        What is told which page is drawn.
    forms
        The forms of the documents that are written beside the pages.
    """

    study: Study
    reading: Reading
    results: Results
    style: Style
    against: Comparison | None = None
    progress: Progress = silent
    forms: tuple[Form, ...] = ()

    @property
    def title(self) -> str:
        """The community's name."""
        return self.study.settings.study.title or printable(self.study.folder.name)

    @property
    def named(self) -> bool:
        """Whether people stand under their names."""
        return self.style == "names"

    @cached_property
    def index(self) -> NameIndex:
        """All names of people."""
        return name_index(self.reading, self.study.settings.study.conveners, besides={key(self.title)})

    @cached_property
    def memory(self) -> Memory:
        """What the study remembers."""
        return memory(self.study.folder)

    @cached_property
    def own_view(self) -> View:
        """Everything under its name."""
        conveners = community(self.reading.dataset, self.study.settings).conveners
        return View(self.reading, self.results, self.study.settings, self.title, conveners=frozenset(conveners))

    def view(self, audience: Audience) -> View:
        """Give what a reader of a page that shows people sees."""
        if self.named:
            return self.own_view
        return relabelled(self.own_view, self.style, self.index, audience, self.memory.key)


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
    progress("Weaving the networks", 0, 1)
    cache = Cache.of(study) if wanted.cached else Cache()
    results = analysed(reading, study.settings, cache)
    results = compared(results, study.settings, wanted.against) if wanted.against is not None else results
    audiences = list(dict.fromkeys(wanted.audiences)) or ["evaluator"]
    if "evaluator" in audiences:  # the others' pages read few tables, and no tables are written for them
        results = results.complete(progress)
    labels = wanted.labels or study.settings.study.labels
    run = Run(study, reading, results, labels, wanted.against, progress, wanted.forms)
    with whole(out, reading.objectors.spellings) as stage:
        for audience in audiences:
            progress(f"Writing for the {audience}", 0, 1)
            folder = stage / audience if len(audiences) > 1 else stage
            folder.mkdir(exist_ok=True)
            WRITERS[audience](run, folder)
        if len(audiences) > 1:
            _write_start(run, run.view(audiences[0] if audiences[0] != "funder" else audiences[1]), stage)
            write_manifest(stage, Manifest(audiences=audiences))
    cache.trim()
    if wanted.against is None:
        remember_run(study, reading, out, choices(wanted))
    return published(out)


def choices(wanted: Wanted) -> list[str]:
    """Give what is chosen on the command line and moves what a run writes."""
    return [*wanted.audiences, f"labels={wanted.labels}", *wanted.forms]


def write_evaluator(run: Run, folder: Path) -> None:
    """Write everything: where to start, the report, the maps, the workbook, and what is for experts.

    With labels in place of names the tables have them too, and what holds texts as they stood in the files is left out:
    ``sna tables`` and ``sna people`` write it.
    """
    view = run.view("evaluator")
    content = view.content
    if not run.named:
        files = {file: meaning for file, meaning in content.files.items() if PurePath(file).name not in WITH_NAMES}
        content = replace(content, files=files, rejects_file="")
    planned = next(iter(content.findings_of("change") if is_planned(run.study, run.reading.dataset) else ()), None)
    plan = standing(run.study, run.reading.dataset)
    links = {"Report": "report.html", "Method": "method.html", "Tables": WORKBOOK}
    run.progress("Writing the maps", 0, 3)
    content = content.with_scene(_write_maps(view, folder, links), plan)
    run.progress("Writing the report", 1, 3)
    write_text(folder / "report.html", report_html(content))
    write_text(folder / "method.html", method_html(content))
    if run.forms:
        write_documents(report_document(report_page(content)), run.forms, folder, "evaluator")
    run.progress("Writing the workbook and tables", 2, 3)
    material = Material.of(view, planned)
    long = study_workbook(material, folder / WORKBOOK, TABLES)
    if run.named:
        write_people(view.reading, folder / EXPERTS, review=False)
        write_problems(view.reading, view.settings, folder / PROBLEMS)
    _write_for_experts(run, material, folder)
    _write_start(run, view, folder)
    _write_manifest(run, view, folder, [*view.results.omissions, *long])


def _write_for_experts(run: Run, material: Material, folder: Path) -> None:
    """Write what programs read: the findings, the tables, what became of the records, and what each column means."""
    experts, ledger, content = folder / EXPERTS, material.view.reading.ledger, material.view.content
    write_tables(material.tables.items(), folder / TABLES)
    write_csv(findings_table(content.findings, content.labels, material.planned), experts / "findings.csv")
    if run.named:
        write_csv(ledger.records(), experts / "ledger.csv")
        write_csv(ledger.columns(), experts / "columns.csv")
        write_csv(ledger.rejects(), experts / "rejects.csv")
    write_csv(glossary(sorted(experts.rglob("*.csv"))), experts / "glossary.csv")


def _write_start(run: Run, view: View, folder: Path) -> None:
    """Write the page that says what is what; `folder` holds everything else by then."""
    pages = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    write_text(folder / START, start_html(view.content, pages))
    if not run.named:
        guard(folder, _names(run), (START,))


def write_convener(run: Run, folder: Path) -> None:
    """Write the convener's page and the maps."""
    view = run.view("convener")
    content = convener_content(view, run.study if run.named else None)
    write_text(folder / "report.html", convener_html(content))
    if run.forms:
        write_documents(convener_document(convener_page(content)), run.forms, folder, "convener")
    _write_maps(view, folder, {"This month": "report.html"})
    if run.named:  # whoever convenes knows who is who
        write_problems(view.reading, view.settings, folder / PROBLEMS)
    _write_manifest(run, view, folder)


def write_funder(run: Run, folder: Path) -> None:
    """Write the funder's page and the figures of the groups, and search them for names.

    Raises
    ------
    StudyError
        If anybody is named in them.
    """
    settings, evidence = run.study.settings, run.own_view.content
    content = replace(funder_content(evidence, run.results, settings, run.index, run.memory), date=day(today()))
    rule = f"{content.rule} {small_numbers(settings.privacy, run.memory.key).of_ties()}"
    details = Manifest(versions=versions(), rule=rule, seed=settings.study.seed)
    write_text(folder / "report.html", funder_html(content))
    write_text(folder / "groups.csv", _groups_csv(content))
    if run.forms:
        write_documents(funder_document(funder_page(content)), run.forms, folder, "funder")
    write_manifest(folder, details)
    # all but the words of groups' own names and of the page itself, which an invented page says too
    pages = [page for medium in ("", evidence.medium) for page in _specimens(run, medium)]
    pages += [str(msgspec.to_builtins(details)), "outputs file sha256 report html groups csv manifest json"]
    pages += ["funder sheet docx pptx pdf"] * bool(run.forms)
    papers = {f"{NAMES['funder']}.{form}" for form in run.forms}
    # the words of the libraries that write documents, such as Black and Light, are no reason to spare a page
    for files, furniture in (({path.name for path in folder.iterdir()} - papers, ()), (papers, wording(run.forms))):
        if files:
            people = search_terms(run.index, letters_of(evidence, run.index, run.memory.key), *pages, *furniture)
            guard(folder, people.without(words=[word.casefold() for word in settings.privacy.words]), sorted(files))
    run.memory.save()


def today() -> dt.date:
    """Give the day of the release."""
    return dt.datetime.now(dt.UTC).date()


def _specimens(run: Run, medium: str) -> Iterator[str]:
    for content in specimens(medium, small_numbers(run.study.settings.privacy, run.memory.key)):
        yield from (funder_html(content), _groups_csv(content))
    yield funder_html(FunderContent(title="Specimen"))
    documents = (funder_document(funder_page(content)) for content in specimens(medium) if run.forms)
    yield from (str(msgspec.to_builtins(words(document))) for document in documents)


def guard(folder: Path, people: Known, only: Sequence[str] = ()) -> None:
    """Fail if a file in a folder (one of these, if `only` says which) names anybody: every byte of it is searched.

    Raises
    ------
    StudyError
        If one does; the message says which, and what stands there.
    """
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    names = leaks({name: files[name] for name in only or files}, people)
    if names:
        places = "; ".join(f"{leak.file}: {shown(leak.found)!r} ({leak.kind})" for leak in names[:MOST_LEAKS])
        rest = f", and {len(names) - MOST_LEAKS} more" if len(names) > MOST_LEAKS else ""
        raise StudyError(f"A file that must name nobody would name somebody: {places}{rest}. {HINT}")


def _write_manifest(run: Run, view: View, folder: Path, large: Sequence[str] = ()) -> None:
    """Write the manifest; where labels stand for names, search every file for names."""
    settings = run.study.settings
    if not run.named:
        plan = replace(settings.plan, must=(), cannot=())
        settings = replace(settings, study=replace(settings.study, conveners=()), plan=plan)
    details = manifest(view.reading, settings, large)
    if run.against is not None:
        details = replace(details, against={run.against.title: run.against.hashes})
    write_manifest(folder, details)
    if not run.named:
        guard(folder, _names(run))


def _names(run: Run) -> Known:
    """Give what must stand nowhere where labels stand for names: no single words, which may be ordinary ones."""
    return Known(run.index.people.phrases, frozenset(), run.index.people.marks)


UNDRAWN = (
    '<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>No map</title><p>This map could not be drawn ({}). '
    "The report and every table are complete without it.</p></html>"
)


def _write_maps(view: View, folder: Path, links: Mapping[str, str]) -> Scene | None:
    """Write the map of the meetings and of each medium; give the scene of the first, None if it cannot be drawn.

    `links` are the pages beside them.
    """
    content, settings = view.content, view.settings
    medium = view.results.medium
    own = f"Map of {medium.title}" if medium else "Map of the meetings"
    maps = {f"Map of {medium.title}": f"map-{medium.name}.html" for medium, _tables in view.results.online}
    first = _draw(view, folder / "map.html", lambda: _meetings_map(view), {**links, **maps})
    for medium, tables in view.results.online:
        name = f"map-{medium.name}.html"
        others = {title: file for title, file in {own: "map.html", **maps}.items() if file != name}
        picture = partial(contact_map, content, settings, medium, tables[0])
        _draw(view, folder / name, picture, {**links, **others})
    return first


def _draw(view: View, path: Path, content: Callable[[], MapContent], links: Mapping[str, str]) -> Scene | None:
    """Draw one map; one that cannot be drawn says so in its place, and costs nothing else."""
    try:
        if path.name not in view.drawings:
            picture = content().checked().drawable()
            view.drawings[path.name] = picture, scene(picture)
        picture, drawing = view.drawings[path.name]
        page = map_html(replace(picture, links=links), drawing)
    except StudyError:
        raise
    except Exception as error:  # noqa: BLE001 - the tables are worth more than the picture
        write_text(path, UNDRAWN.format(type(error).__name__))
        return None
    write_text(path, page)
    return drawing


def _meetings_map(view: View) -> MapContent:
    content, settings, results = view.content, view.settings, view.results
    picture = map_content(content, settings, results)
    if results.medium is not None:
        contact = contact_map(content, settings, results.medium, results.meetings[0][1])
        parts = zip(picture.periods, contact.periods, strict=True)
        picture = replace(
            picture,
            title=contact.title,
            subtitle=contact.subtitle,
            periods=tuple(replace(period, acts=of_contact.acts) for period, of_contact in parts),
            whole=picture.whole and contact.whole and replace(picture.whole, acts=contact.whole.acts),
            acts=contact.acts,
            gatherings=contact.gatherings,
            days=contact.days,
            facets=contact.facets,
        )
    return picture


def _groups_csv(content: FunderContent) -> str:
    """Give the figures of the groups, a row for each; a withheld one says so."""
    rows: list[Sequence[str]] = [
        (parts.by, row.label, "", figure, str(value))
        for parts in content.reach.parts
        for row in parts.rows
        for figure, value in (("to be reached", row.total), ("reached ever", row.ever), ("reached now", row.now))
    ]
    lists = {"new": content.reach.new, "not now": content.reach.absent, "never": content.reach.missing}
    rows += [("organisation", name, "", "reached", when) for when, names in lists.items() for name in names]
    for groups in content.groups:
        rows += [(groups.by, group.name, "", "people", group.members.text) for group in groups.groups]
        rows += _pairs(groups)
    return _csv(GROUPS, rows)


def _pairs(groups: Groups) -> Iterator[Sequence[str]]:
    names = [group.name for group in groups.groups]
    for pair in sorted({*groups.ties, *groups.withheld}):
        ties = "withheld" if pair in groups.withheld else str(groups.ties[pair])
        yield groups.by, names[pair[0]], names[pair[1]], "tenths of the pairs tied", ties


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table for a spreadsheet: what would be read as a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([csv_cell(plain(cell)) for cell in row] for row in rows)
    return text.getvalue()


WRITERS: dict[Audience, Callable[[Run, Path], None]] = {
    "evaluator": write_evaluator,
    "convener": write_convener,
    "funder": write_funder,
}
"""Reader → what writes their files."""
