"""A card a file: as what it was read, what only somebody who knows can say, and the first rows of it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from sna.page.project import DEFERRED, Project, View

if TYPE_CHECKING:
    from sna.study.checking import Belief, Problem, SourceReport
    from sna.study.problems import Question

COLUMNS = {
    "name": "Name",
    "first name": "First name",
    "last name": "Surname",
    "organisation": "Organisation",
    "role": "Role",
    "email": "E-mail",
    "date": "Date",
    "meeting": "Meeting",
    "status": "Here or not",
    "apologies": "Apologies",
    "locality": "Locality",
    "sector": "Sector",
}
"""What a column may be read as → how the page calls it."""
LONE = {"given": "First name", "family": "Surname", "signature": "Here or not", "checked": "Here or not"}
"""What else a column may have been read as."""
NOTES, PREVIEWS = 6, 4


class Fix(Struct, frozen=True):
    """A button that mends something: where it goes, what it says, and what it takes along."""

    action: str
    label: str
    fields: Mapping[str, str] = {}


class Note(Struct, frozen=True):
    """Something about a file: what, the value, what to do, and a button."""

    text: str
    value: str = ""
    hint: str = ""
    fix: Fix | None = None


class Head(Struct, frozen=True):
    """A column: its heading, what it is read as, and what was chosen for it."""

    heading: str
    read_as: str
    label: str
    chosen: str


class Preview(Struct, frozen=True):
    """The first rows of a file below their headings."""

    heads: Sequence[Head]
    rows: Sequence[Sequence[str]]
    choices: Mapping[str, str]


class Card(Struct, frozen=True, kw_only=True):
    """One file: whether it was read (yes, ask or no), as what, and what only somebody who knows can say."""

    file: str
    state: str
    text: str
    day: str = ""
    questions: Sequence[Question] = ()
    notes: Sequence[Note] = ()
    preview: Preview | None = None
    table: bool = False
    fixes: Sequence[Fix] = ()


def day(value: object) -> str:
    """Write a day as people do.

    Examples
    --------
    >>> day("2023-12-06"), day(None)
    ('6 December 2023', '')
    """
    date = dt.date.fromisoformat(str(value)[:10]) if value else None
    return f"{date.day} {date:%B %Y}" if date else ""


def counted(count: int, noun: str, several: str = "") -> str:
    """Write a count with its noun.

    Examples
    --------
    >>> counted(1, "file"), counted(1200, "person", "people")
    ('1 file', '1,200 people')
    """
    return f"{count:,} {noun if count == 1 else several or noun + 's'}"


def name_of(pattern: str) -> str:
    """Give the name that a pattern of one file stands for."""
    return re.sub(r"\[([*?\[])\]", r"\1", pattern)


def cards(project: Project, view: View, questions: Sequence[Question]) -> Iterator[Card]:
    """Give a card for each file; those nobody could read show their first rows."""
    beliefs, previews = {belief.file: belief for belief in view.check.beliefs}, 0
    for source in view.check.sources:
        if source.loader in {"answers", "review"}:
            continue
        own = [
            row for row in questions if row.key and row.cells.get("File") == source.file and row.key[0] not in DEFERRED
        ]
        card = card_of(project, source, beliefs.get(source.file), own)
        if card.state == "no" and card.table and previews < PREVIEWS:
            previews += 1
            yield with_preview(card, view, source)
        else:
            yield card


def card_of(
    project: Project, source: SourceReport, belief: Belief | None, questions: Sequence[Question], *, grave: bool = True
) -> Card:
    """Give the card of a file; `questions` are those about it, and `grave` leaves out what costs nothing."""
    notes = [*_notes(source, questions, grave=grave)]
    headings = any(question.found for question in source.questions)
    unknown = not source.loader and not headings and any("R-UNKNOWN" in row.reason for row in source.problems)
    state = "no" if not source.used and not source.merged else "ask" if notes or questions else "yes"
    fixes = []
    if (project.folder / source.file).is_file():
        fixes = [Fix("/aside", "Leave it out", {"file": source.file})] if state == "no" else []
        if source.file.endswith(".zip"):
            fixes.insert(0, Fix("/unpack", "Unpack it here", {"file": source.file}))
    single = belief is not None and belief.gatherings == 1
    return Card(
        file=source.file,
        state="stranger" if unknown and not questions else state,
        text=_belief(belief) if belief is not None and state != "no" else "Not read.",
        day=belief.first_day if belief is not None and single and source.loader != "minutes" else "",
        questions=[row for row in questions if not (headings and row.key.startswith("c-"))],
        notes=notes,
        table=headings or source.loader in {"register", "roster"},
        fixes=fixes,
    )


def _belief(belief: Belief) -> str:
    """Say what a file was taken for."""
    when = " to ".join(dict.fromkeys(filter(None, map(day, (belief.first_day, belief.last_day)))))
    if belief.subjects:
        return f"{belief.subjects.capitalize()}."
    if not belief.gatherings:
        people = counted(belief.people, "person", "people")
        return f"{people} who wrote or were written to, {when}." if when else f"A list of {people}."
    title = f" ({belief.title})" if belief.title else ""
    counts = [f"{counted(belief.present, 'person', 'people')} came"]
    counts += [counted(belief.apologies, "apology", "apologies")] if belief.apologies else []
    if belief.gatherings == 1:
        return f"Meeting {f'of {when}' if when else 'without a day'}{title}: {', '.join(counts)}."
    people = counted(belief.people, "person", "people")
    return f"{belief.gatherings:,} meetings{title}, {when or 'without days'}: {people}."


def _notes(source: SourceReport, questions: Sequence[Question], *, grave: bool) -> Iterator[Note]:
    """Give what is to be said of a file, each kind once; what a question asks is not said twice."""
    from sna.study.checking import GRAVEST

    asking = {str(question.cells.get("Why", "")) for question in questions if question.is_open}
    kinds = Counter[str]()
    first: dict[str, tuple[Problem, str]] = {}
    for problem in source.problems:
        code, _, why = problem.reason.partition(": ")
        warning = problem.fate == "warning" and code.partition(",")[0] not in (*GRAVEST, "W-ORDER")
        light = problem.fate == "excluded" or (grave and warning)
        if not light and why not in asking and not (code == "W-NOMEETING" and questions):
            kinds[code] += 1
            first.setdefault(code, (problem, why))
    for code, (problem, why) in [*first.items()][:NOTES]:
        more = f" (and {kinds[code] - 1:,} more such)" if kinds[code] > 1 else ""
        place = "" if problem.place == "file" else f"{problem.place}: "
        order = code.startswith("W-ORDER")
        fix = Fix("/order", "Here the month stands first", {"file": source.file}) if order else None
        hint = "" if re.search(r"study\.toml|marks =|`sna ", problem.hint) else problem.hint
        value = "" if problem.value in why else problem.value
        yield Note(f"{place}{why}{more}", value, hint, fix)


def with_preview(card: Card, view: View, source: SourceReport) -> Card:
    """Give a card with the first rows of its file, each column with what it was read as."""
    from sna.study.sources import first_rows

    assert view.study is not None
    columns = {column.heading: column.read_as for column in source.columns}
    headings = columns or dict.fromkeys((name for question in source.questions for name in question.found), "")
    rows = first_rows(view.study, source.file, list(headings))
    if not rows:
        return card
    part = next((part for part in view.study.settings.source if name_of(part.files) == source.file), None)
    chosen = {heading: name for name, heading in part.columns.items()} if part else {}
    heads = [
        Head(name, columns.get(name, ""), {**COLUMNS, **LONE}.get(columns.get(name, ""), ""), chosen.get(name, ""))
        for name in rows[0]
    ]
    return replace(card, preview=Preview(heads, [_even(row, len(heads)) for row in rows[1:]], COLUMNS))


def _even(row: Sequence[str], width: int) -> list[str]:
    return [*row, *[""] * width][:width]
