"""The part of a page about what people want, offer and work on: introductions with words to send, agenda, tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.findings.kinds import sentences
from sna.findings.phrases import capital, counted, number
from sna.findings.rows import IntroductionRow
from sna.findings.sources import cell, cite, in_row
from sna.findings.tables import ALL
from sna.render.chart import Cell, Column, numbers, table_html
from sna.render.page import Paragraph
from sna.render.report.content import ReportContent

MOST_ROWS, MOST_LETTERS = 12, 6
KINDS = ("wants", "needs-met", "tasks", "working-on", "barriers")
RULE = (
    "Each want is set beside an offer of the same topic in another organisation; nobody is named for more than three. "
    "Who knows both was most often with the one of the two they met less, at meetings of 25 people or fewer. Only "
    "people who still belong are named. The words are a draft: nothing is sent."
)


class Introduction(Struct, frozen=True):
    """Two people who should meet: who they are, why and who knows both, and words to send."""

    title: str
    text: str
    letter: str


class SubjectsSection(Struct, frozen=True, kw_only=True):
    """What stands there: sentences, introductions (where people are named), tables; and what a list leaves out."""

    lines: Sequence[Paragraph]
    introductions: Sequence[Introduction]
    more: str
    rule: str
    tables: Sequence[Markup]


def subjects_section(content: ReportContent, *, named: bool = False) -> SubjectsSection | None:
    """Say what people want, offer and work on; `named`: and who should meet whom. None where no file says it.

    Examples
    --------
    >>> subjects_section(ReportContent(title="Forum")) is None
    True
    """
    tables = content.whole.tables
    if not (
        len(tables.introductions)
        or len(tables.unmet)
        or len(tables.working_on)
        or len(tables.tasks)
        or len(tables.barriers)
    ):
        return None
    rows = [row for row in tables.introductions if named and row.seeker in content.labels]
    excess = cell(len(rows) - MOST_LETTERS, content.whole.source(f"helped − {MOST_LETTERS}", "introductions"))
    return SubjectsSection(
        lines=[
            Paragraph(words.headline, words.text)
            for _row, words in sentences(content.findings_of(*KINDS), content.labels)
        ],
        introductions=[_introduction(content, row) for row in rows[:MOST_LETTERS]],
        more=f"And {number(excess)} more, in introductions.csv." if excess > 0 else "",
        rule=RULE if rows else "",
        tables=[table for table in _tables(content, named=named) if table],
    )


def _introduction(content: ReportContent, row: IntroductionRow) -> Introduction:
    """Say who wants what somebody offers, who knows both, and what that person could write."""
    heads = [content.titles.get(person, person) for person in (row.seeker, row.helper)]
    firsts = [content.labels.get(person, person).split()[0] for person in (row.seeker, row.helper)]
    homes = [content.homes.get(person, "") for person in (row.seeker, row.helper)]
    places = [
        f"{name} ({home})" if home and home not in name else name for name, home in zip(heads, homes, strict=True)
    ]
    want, offer = (f"“{text}”" if text else row.topic for text in (row.want, row.offer))
    counts = {"met": row.times, "wants": row.knows_who_wants, "offers": row.knows_who_offers}
    times = in_row(counts, " and ".join(heads))
    company = (
        f"They were at such a meeting together {_often(times['met'])}."
        if row.times
        else "Not yet at such a meeting together."
    )
    knows = content.titles.get(row.introduced_by, "")
    ends = " and ".join(
        f"with {name} {_often(times[end])}" for name, end in zip(firsts, ("wants", "offers"), strict=True)
    )
    letter = (
        f"Dear {firsts[0]}, dear {firsts[1]}, I have not seen you two at a meeting together yet. {firsts[0]} told the "
        f"group: I want {want}. {firsts[1]} offered {offer}. Would you like to talk? If you would rather not, tell me."
    )
    return Introduction(
        f"{places[0]} wants {want}; {places[1]} offers {offer}",
        f"{company} {knows} was {ends}."
        if knows
        else f"{company}{'' if row.times else ' A convener could introduce them.'}",
        f"To send, from {knows.split()[0]}: {letter}" if knows and not row.times else "",
    )


def _often(times: int) -> str:
    words = {1: "once", 2: "twice"}.get(times)
    return cite(words, times) if words else f"{number(times)} times"


def _tables(content: ReportContent, *, named: bool) -> Iterator[Markup | None]:
    """Give the agenda, offers nobody is named for, needs, tasks, and who works on what."""
    yield _table(_AGENDA, "Not met by an offer: an agenda", list(_agenda(content, named=named)), content)
    if named:
        yield _table(["Offer", "Offered by", "Topic"], "Offers not asked for yet", list(_offers(content)), content)
    yield _table(_NEEDS, "Were needs met?", list(_needs(content)), content)
    yield _table(["What", *numbers("People", "Groups")], "What keeps people away", list(_barriers(content)), content)
    yield _table(_TASKS, "Tasks", list(_tasks(content, named=named)), content)
    heads: list[str | Column] = ["Topic", *numbers("People", "Groups"), "Who"] if named else _TOPICS
    yield _table(heads, "Who works on what", list(_topics(content, named=named)), content)


_AGENDA: list[str | Column] = ["Topic", "Why", *numbers("Want it", "Groups"), "In their words"]
_NEEDS: list[str | Column] = ["Group", *numbers("Wants", "Met")]
_TASKS: list[str | Column] = ["Of", *numbers("Tasks", "Done", "Not yet due", "Overdue", "In the minutes")]
_TOPICS: list[str | Column] = ["Topic", *numbers("People", "Groups", "Want it", "Offer it")]


def _table(
    heads: Sequence[str | Column], title: str, rows: list[Sequence[Cell]], content: ReportContent
) -> Markup | None:
    if not rows:
        return None
    excess = len(rows) - MOST_ROWS
    last = [(f"{counted(cell(excess, content.whole.source(f'rows of {title}', 'subjects')), 'row')} more",)]
    full = [*rows[:MOST_ROWS], *((*row, *[""] * (len(heads) - 1)) for row in last if excess > 0)]
    return table_html(title, list(heads), full, cards=True)


def _agenda(content: ReportContent, *, named: bool) -> Iterator[Sequence[Cell]]:
    for row in content.whole.tables.unmet:
        words = "; ".join(f"“{text}”" for text in row.want.split("; ")) if named and row.want else ""
        yield row.topic, capital(row.why), number(row.wanting), number(row.wanting_groups), words


def _offers(content: ReportContent) -> Iterator[Sequence[Cell]]:
    for row in content.whole.tables.unused:
        if row.helper in content.labels:
            yield f"“{row.offer}”" if row.offer else row.topic, content.titles[row.helper], row.topic


def _barriers(content: ReportContent) -> Iterator[Sequence[Cell]]:
    for row in content.whole.tables.barriers:
        yield row.topic, number(row.people), number(row.of_groups)


def _needs(content: ReportContent) -> Iterator[Sequence[Cell]]:
    for row in content.whole.tables.needs:
        if row.helped is not None:
            yield capital(row.group), number(row.wants), number(row.helped)


def _tasks(content: ReportContent, *, named: bool) -> Iterator[Sequence[Cell]]:
    """Give the tasks by owner, or by organisation; those with most overdue first."""
    parts: dict[str, list[int]] = {}
    for row in content.whole.tables.tasks:
        who = content.titles.get(row.owner, "") if named else row.organisation
        total = parts.setdefault(who or "Not named", [0] * 5)
        for place, count in enumerate((row.tasks, row.finished, row.waiting, row.overdue, row.actions)):
            total[place] += int(count)
    names = ("tasks", "tasks_done", "tasks_open", "tasks_overdue", "tasks_in_minutes")
    for who, counts in sorted(parts.items(), key=lambda part: (-part[1][3], -part[1][0], part[0])):
        sources = [content.whole.source(name, "tasks", who) for name in names]
        yield who, *(number(cell(count, source)) for count, source in zip(counts, sources, strict=True))


def _topics(content: ReportContent, *, named: bool) -> Iterator[Sequence[Cell]]:
    rows = [row for row in content.whole.tables.working_on if row.group == ALL and row.workers]
    for row in sorted(rows, key=lambda row: (-row.workers, row.topic)):
        people = [content.titles[person] for person in row.workers_are.split("; ") if person in content.labels]
        counts = [number(row.workers), number(row.working_groups)]
        yield (row.topic, *counts, ", ".join(people)) if named else (
            row.topic, *counts, number(row.wants), number(row.offers),
        )  # fmt: skip
