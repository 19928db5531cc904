"""What stands on each screen: the folder's state in the words of somebody who has never seen a command line."""

from __future__ import annotations

import datetime as dt
import functools
import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from sna.errors import ResemblanceError, SnaError, shown
from sna.page import edits
from sna.page.cards import Card, Fix, card_of, counted, day, name_of, with_preview
from sna.page.cards import cards as file_cards
from sna.page.project import DEFERRED, RESULTS, Progress, Project, View

if TYPE_CHECKING:
    from jinja2 import Environment

    from sna.study.problems import Question

STEPS = {
    "files": "Files",
    "read": "What was read",
    "who": "Who is who",
    "question": "Your question",
    "answer": "The answer",
    "next": "Next time",
}
TOO_FEW = "too few to tell whether isolation fell"


class Shell(Struct, frozen=True):
    """What stands on every screen; `token` goes into every form, `undo` says what was done last."""

    title: str
    step: str
    steps: Mapping[str, str]
    token: str
    undo: str = ""
    notices: Sequence[str] = ()
    refresh: str = ""


class Plain(Struct, frozen=True):
    """A screen of a few words: a fault with what mends it, waiting, the end."""

    shell: Shell
    title: str
    text: str
    fixes: Sequence[Fix] = ()
    progress: Progress = Progress()


class FilesScreen(Struct, frozen=True):
    """Where files are dropped."""

    shell: Shell
    folder: str
    files: Sequence[str]
    templates: Mapping[str, str]
    examples: bool


class ReadScreen(Struct, frozen=True):
    """A card a file."""

    shell: Shell
    summary: str
    amber: bool
    cards: Sequence[Card]
    strangers: Sequence[Card]
    aside: Sequence[str]
    open: int


class FileScreen(Struct, frozen=True):
    """One file with its first rows."""

    shell: Shell
    card: Card


class WhoScreen(Struct, frozen=True):
    """One question at a time, and those that were answered here."""

    shell: Shell
    question: Question | None
    cells: Mapping[str, str]
    skipped: str
    number: int
    total: int
    answered: Sequence[Question]
    organisations: Sequence[str]


class Bar(Struct, frozen=True):
    """A meeting: its day, people, height of 100, and on which side of the line it lies."""

    day: str
    label: str
    people: int
    height: int
    side: str


class QuestionScreen(Struct, frozen=True, kw_only=True):
    """What is to be known, of whom, and under which names."""

    shell: Shell
    community: str
    groups: Mapping[str, str]
    group: str
    bars: Sequence[Bar]
    line: str
    titles: Sequence[str]
    verdict: str
    outside: int
    seats: int
    reach: str
    reached: str
    labels: str
    smallest: int
    round: int


class Download(Struct, frozen=True):
    """A document: its form, the program it is for, where it is (empty: not there yet), and what has to be installed."""

    form: str
    title: str
    href: str
    lacking: str


class AnswerScreen(Struct, frozen=True, kw_only=True):
    """The results, or the button that makes them."""

    shell: Shell
    made: bool
    current: bool
    page: str
    report: str
    map: str
    pages: Mapping[str, str]
    funder: Sequence[str]
    documents: Mapping[str, Sequence[Download]]
    open: int
    outside: int
    stale: str
    since: Sequence[str]


class NextScreen(Struct, frozen=True):
    """What comes after."""

    shell: Shell
    folder: str
    meetings: int
    last: str
    since: Sequence[str] = ()


@functools.cache
def templates() -> Environment:
    """Give the page's own templates, under the rules of all pages: everything is escaped."""
    from jinja2 import FileSystemLoader

    from sna.render.page import environment

    return environment().overlay(loader=FileSystemLoader(Path(__file__).parent / "templates"))


def written(template: str, context: Struct) -> str:
    """Write a screen."""
    from sna.render.page import render

    return render(template, context, templates())


def fault(shell: Shell, project: Project, error: SnaError) -> Plain:
    """Say what stops the study, with the buttons that mend it."""
    return Plain(shell, "Something needs a look", str(error), [*_fixes(project, error)])


def _fixes(project: Project, error: SnaError) -> Iterator[Fix]:
    text, folder = str(error), project.folder
    names = [path.name for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith(".")]
    for name in names:
        if name.lower().startswith("study") and ".toml" in name.lower() and name != edits.STUDY and name in text:
            yield Fix("/rename", f"Call it {edits.STUDY}", {"file": name, "to": edits.STUDY})
        if "asked to be left out" in text and shown(name) in text and not (folder / edits.OPT_OUT).exists():
            yield Fix("/rename", "It is the list of those left out: use it", {"file": name, "to": edits.OPT_OUT})
            yield Fix("/aside", "It is something else: leave it out", {"file": name})
        if name.endswith(".zip") and text.startswith(shown(name)):
            yield Fix("/unpack", "Unpack it here", {"file": name})
    if text.startswith(edits.STUDY):
        if edits.study_text(folder).translate(edits.STRAIGHT) != edits.study_text(folder):
            yield Fix("/straighten", "Put straight quotation marks")
        yield Fix("/remove", f"Go on without {edits.STUDY}", {"file": edits.STUDY})
    if isinstance(error, ResemblanceError):
        yield Fix("/anyway", "They are other people: go on")


def read(shell: Shell, project: Project, view: View) -> ReadScreen:
    """Give a card for each file."""
    answers = edits.answers(project.folder)
    questions = view.questions(answers)
    cards = [*file_cards(project, view, questions)]
    strangers = [card for card in cards if card.state == "stranger"]
    cards = [card for card in cards if card.state != "stranger"]
    lacking = sum(card.state == "no" for card in cards)
    aside = [html.unescape(name_of(name)) for name in edits.settings_of(project.folder).sources.exclude]
    return ReadScreen(
        shell, summary(view, cards), 10 * lacking > len(cards), cards, strangers, aside, len(view.open(answers))
    )


def summary(view: View, cards: Sequence[Card]) -> str:
    """Say in one line what is in."""
    if not cards or view.reading is None:
        return "No file was read yet."
    dataset = view.reading.dataset
    inside, verb = sum(card.state != "no" for card in cards), "is" if len(cards) == 1 else "are"
    days = meetings(view)
    people = int((dataset.people["kind"] == "person").sum())
    organisations = dataset.affiliations.loc[dataset.affiliations["organisation"] != "", "organisation"].nunique()
    parts = [
        counted(len(dataset.gatherings), "meeting"),
        counted(people, "person", "people"),
        counted(organisations, "organisation"),
    ]
    when = f", {day(min(days))} to {day(max(days))}" if len(days) > 1 else ""
    return f"{inside} of {counted(len(cards), 'file')} {verb} in: {', '.join(parts)}{when}."


def meetings(view: View) -> dict[str, int]:
    """Give day → people who came, of the meetings with a day."""
    if view.reading is None:
        return {}
    dataset = view.reading.dataset
    present = dataset.attendance[dataset.attendance["status"] == "present"]
    days = {row.id: str(row.on)[:10] for row in dataset.gatherings.itertuples() if row.on is not None}
    people = present.groupby("gathering")["person"].nunique()
    totals = Counter[str]()
    for gathering, count in people.items():
        if gathering in days:
            totals[days[gathering]] += int(count)
    return dict(sorted(totals.items()))


def file(shell: Shell, project: Project, view: View, name: str) -> FileScreen | None:
    """Give one file; None if there is no such."""
    source = next((source for source in view.check.sources if source.file == name), None)
    if source is None:
        return None
    belief = next((belief for belief in view.check.beliefs if belief.file == name), None)
    questions = [row for row in view.questions(edits.answers(project.folder)) if row.cells.get("File") == name]
    card = card_of(project, source, belief, [row for row in questions if row.key], grave=False)
    return FileScreen(shell, with_preview(card, view, source) if card.table else card)


def who(shell: Shell, project: Project, view: View, after: str) -> WhoScreen:
    """Give the first question that is open and does not stand up to where somebody passed on."""
    answers = edits.answers(project.folder)
    questions = [row for row in view.questions(answers) if row.key and row.key[0] in DEFERRED]
    keys = [row.key for row in questions]
    start = keys.index(after) + 1 if after in keys else 0
    question = next((row for row in questions[start:] if row.is_open), None)
    left_open = [row for row in questions if row.is_open]
    here = [row for row in questions if row.key in answers]
    names = sorted(set(view.reading.dataset.affiliations["organisation"]) - {""}) if view.reading is not None else []
    return WhoScreen(
        shell,
        question,
        {name: str(cell) for name, cell in question.cells.items()} if question else {},
        after if start else "",
        len(questions) - len(left_open) + 1,
        len(questions),
        here,
        names,
    )


def question(shell: Shell, project: Project, view: View) -> QuestionScreen:
    """Give the form of what is to be known."""
    settings, days = edits.settings_of(project.folder), meetings(view)
    line = str([*settings.periods.values()][1][0]) if len(settings.periods) == 2 else ""
    dated = next((name for name in days if name >= line), "") if line else ""
    return QuestionScreen(
        shell=shell,
        community=settings.study.title or project.folder.name,
        groups=_groups(view, settings.study.group),
        group=settings.study.group,
        bars=_bars(days, dated),
        line=dated,
        titles=[*settings.periods] if len(settings.periods) == 2 else ["Before", "After"],
        verdict=verdict(days, settings.periods),
        outside=outside(days, settings.periods),
        seats=settings.plan.seats,
        reach="\n".join(edits.reached(project.folder)),
        reached=_listed_elsewhere(view),
        labels=settings.study.labels,
        smallest=settings.privacy.smallest,
        round=settings.privacy.round,
    )


def _groups(view: View, own: str) -> dict[str, str]:
    """Give what may be isolated from each other, with how many of each the files name."""
    if view.reading is None:
        return {}
    dataset = view.reading.dataset
    columns = {
        "organisation": dataset.affiliations["organisation"],
        "locality": dataset.people["locality"],
        "sector": dataset.people["sector"],
        "role": dataset.affiliations["role"],
    }
    sizes = {name: len(set(column) - {""}) for name, column in columns.items()}
    nouns = {"organisation": "Organisations", "locality": "Localities", "sector": "Sectors", "role": "Roles"}
    return {name: f"{nouns[name]} ({size:,} in your files)" for name, size in sizes.items() if size or name == own}


def _listed_elsewhere(view: View) -> str:
    """Say how many organisations another list already names as to be reached."""
    if view.reading is None:
        return ""
    table = view.reading.dataset.organisations
    count = int((table["reach"].fillna(value=False).astype(bool) & (table["file"] != edits.REACH)).sum())
    return f"Your files already list {counted(count, 'organisation')} to be reached." if count else ""


def _bars(days: Mapping[str, int], line: str) -> list[Bar]:
    top = max(days.values(), default=1)
    return [
        Bar(name, day(name), people, max(4, 100 * people // top), "after" if line and name >= line else "before")
        for name, people in days.items()
    ]


def verdict(days: Mapping[str, int], periods: Mapping[str, Sequence[dt.date]]) -> str:
    """Say whether the meetings of two periods are enough for a verdict; empty where none is asked for."""
    from sna.study.beforehand import FEWEST_MEETINGS

    counts = [sum(str(begins) <= name <= str(ends) for name in days) for begins, ends in periods.values()]
    if len(counts) < 2:
        return ""
    enough = min(counts) >= FEWEST_MEETINGS
    what = "enough to look for a change" if enough else f"{TOO_FEW}: it takes {FEWEST_MEETINGS} or more in each"
    return f"{' and '.join(map(str, counts))} meetings: {what}."


def outside(days: Mapping[str, int], periods: Mapping[str, Sequence[dt.date]]) -> int:
    """Count the meetings that lie in none of the periods.

    Examples
    --------
    >>> outside({"2024-01-02": 8}, {"Before": (dt.date(2023, 1, 1), dt.date(2023, 12, 31))})
    1
    """
    spans = [(str(begins), str(ends)) for begins, ends in periods.values()]
    return sum(not any(begins <= name <= ends for begins, ends in spans) for name in days) if spans else 0


PAGES = {
    "evaluator": "Has isolation fallen?",
    "convener": "Whom do I invite?",
    "funder": "How far do we reach?",
}
_HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>", re.DOTALL)


def answer(shell: Shell, project: Project, prefix: str, page: str, *, current: bool) -> AnswerScreen:
    """Give the results beside the map; `prefix` is the address they are served at."""
    from sna.study.changes import since
    from sna.study.publishing import stale_figures

    out = project.folder / RESULTS
    pages = {name: title for name, title in PAGES.items() if (out / name / "report.html").is_file()}
    page = page if page in pages else next(iter(pages), "")
    maps = [name for name in ("evaluator", "convener") if (out / name / "map.html").is_file()]
    view = project.view(0)
    days = meetings(view) if view is not None else {}
    return AnswerScreen(
        shell=shell,
        made=bool(pages),
        current=current,
        page=page,
        report=f"{prefix}{page}/report.html" if page else "",
        map=f"{prefix}{maps[0]}/map.html" if maps else "",
        pages=pages,
        funder=_headings(out / "funder" / "report.html"),
        documents={name: list(_documents(out, name, prefix)) for name in pages},
        open=len(view.open(edits.answers(project.folder))) if view is not None else 0,
        outside=outside(days, edits.settings_of(project.folder).periods),
        stale=stale_figures(project.folder).partition(". If")[0] if pages else "",
        since=since(project.folder, out) if pages else (),
    )


def _documents(out: Path, audience: str, prefix: str) -> Iterator[Download]:
    """Give a reader's document in each form, there or to be made."""
    from sna.study.documents import NAMES, TITLES, lacking

    for form, title in TITLES.items():
        file = f"{audience}/{NAMES[audience]}.{form}"
        yield Download(form, title, f"{prefix}{file}?save" if (out / file).is_file() else "", lacking(form))


def _headings(path: Path) -> list[str]:
    """Name the parts of a page of ours."""
    if not path.is_file():
        return []
    headings = (re.sub(r"<[^>]+>", "", text) for text in _HEADING.findall(path.read_text("utf-8")))
    return [html.unescape(" ".join(text.split())) for text in headings]


def next_time(shell: Shell, project: Project, view: View | None) -> NextScreen:
    """Give what comes after."""
    from sna.study.changes import since

    days, news = meetings(view) if view is not None else {}, since(project.folder, project.folder / RESULTS)
    return NextScreen(shell, str(project.folder), len(days), day(max(days, default="")), news)
