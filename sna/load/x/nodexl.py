"""A NodeXL workbook of posts on X: the sheet Edges holds one row per tie, the sheet Vertices one per account.

People go by user name. A row ``Tweet`` is a post that turns to nobody; what a retweet mentions is the original
author's and makes no tie here; who follows whom is no act.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sna.errors import SourceError, shown
from sna.facts import Entry, Fact, Interaction, Origin, Reason, excluded, merged, rejected
from sna.load import Options
from sna.load.files.cells import Row, Sheet
from sna.load.files.counting import Line, pages
from sna.load.source import Source
from sna.load.times import OUTSIDE
from sna.load.x.people import People
from sna.load.x.posts import moment
from sna.load.x.tables import without_value

KINDS = {
    "replies to": "reply",
    "mentions": "mention",
    "mentionsinquote": "mention",
    "mentionsinreply": "mention",
    "retweet": "retweet",
    "quote": "quote",
}
_MEND = "Mend the row in NodeXL and save the workbook again."
_TITLE_ROWS = 3
EDGES, VERTICES = "Edges", "Vertices"
_ENDS = ("vertex 1", "vertex 2", "relationship")
_TWICE = Reason("M-TWICE", "The same tie of the same post stands in the sheet twice.")
_ORIGINAL = Reason("X-RETWEET", "What a retweet mentions is the original author's.")
_FOLLOWS = Reason("X-FOLLOWS", "Following is a state, no act.")


class Workbook:
    """An open workbook.

    Raises
    ------
    SourceError
        If it lacks the sheet Edges or one of the columns needed.
    """

    def __init__(self, source: Source) -> None:
        found = {sheet.name: sheet for sheet in source.sheets()}
        if EDGES not in found:
            raise SourceError("The workbook has no sheet Edges.", code="R-COLUMNS", hint="Save it from NodeXL again.")
        self.edges = _Sheet(found[EDGES], _ENDS)
        self.vertices = _Sheet(found[VERTICES], ("vertex",)) if VERTICES in found else None


class _Sheet:
    """The rows below the headings: these stand in row 2, for row 1 groups the columns."""

    def __init__(self, sheet: Sheet, needed: tuple[str, ...]) -> None:
        self.place = sheet.place
        for at, row in enumerate(sheet.rows[:_TITLE_ROWS]):
            heads = [text.casefold() for text in row.texts]
            if set(needed) <= set(heads):
                self._columns = {head: heads.index(head) for head in heads}
                self.rows = [row for row in sheet.rows[at + 1 :] if not row.blank]
                return
        raise SourceError(
            f"The sheet {sheet.name} lacks a column: {', '.join(needed)}.", code="R-COLUMNS", hint="Save it again."
        )

    def text(self, row: Row, column: str) -> str:
        return row.text(self._columns.get(column))

    def moment(self, row: Row) -> str:
        """Give the moment of the tie, or else of the post."""
        for column in ("relationship date (utc)", "tweet date (utc)"):
            value = row.value(self._columns.get(column))
            if isinstance(value, dt.datetime):
                return value.strftime("%Y-%m-%dT%H:%M:%SZ")
            if isinstance(value, str) and value.strip():
                return moment(value.strip())
        return ""


def entries(workbook: Workbook, people: People, file: str, options: Options) -> Iterator[Entry]:
    """Give one entry per row of the sheets Edges and Vertices."""
    seen: dict[tuple[str, ...], str] = {}
    for row in workbook.edges.rows:
        origin = Origin(file, workbook.edges.place(row.number))
        yield _tie(workbook.edges, row, origin, (people, seen, options))
    if workbook.vertices is not None:
        for row in workbook.vertices.rows:
            origin = Origin(file, workbook.vertices.place(row.number))
            yield _vertex(workbook.vertices, row, origin, people)


_Known = tuple[People, dict[tuple[str, ...], str], Options]


def _tie(sheet: _Sheet, row: Row, origin: Origin, known: _Known) -> Entry:
    people, seen, options = known
    relation = sheet.text(row, "relationship").casefold()
    try:
        unused, at = _unused(row, relation, origin), sheet.moment(row)
    except ValueError:
        return rejected(origin, Reason("R-TIME", "The date is not possible.", "Relationship Date (UTC)", hint=_MEND))
    if unused is not None:
        return unused
    if at and not _inside(at, options):
        return excluded(origin, OUTSIDE)
    key = _key(sheet, row, relation, at)
    first = seen.setdefault(key, origin.place) if key[0] else origin.place
    return (
        merged(origin, _TWICE, first) if first != origin.place else _used(sheet, row, (relation, at), (origin, people))
    )


def _unused(row: Row, relation: str, origin: Origin) -> Entry | None:
    """Give the entry of a row that is no tie."""
    if row.fault is not None:
        return rejected(origin, without_value(row.fault))
    if relation in {"mentionsinretweet", "followed", "follows"}:
        return excluded(origin, _ORIGINAL if relation == "mentionsinretweet" else _FOLLOWS)
    if relation not in {*KINDS, "tweet"}:
        why = "The relationship is not one NodeXL writes for X."
        return rejected(origin, Reason("R-RELATION", why, "Relationship", shown(relation), _MEND))
    return None


def _used(sheet: _Sheet, row: Row, act: tuple[str, str], where: tuple[Origin, People]) -> Entry:
    origin, people = where
    ends = [people.person(("", sheet.text(row, column).lstrip("@"))) for column in _ENDS[:2]]
    if not all(ends):
        why = "An end of the tie is no user name of X."
        return rejected(origin, Reason("R-AUTHOR", why, "Vertex 1, Vertex 2", hint=_MEND))
    facts: list[Fact] = people.introduced(origin)
    source, target = ends
    if source != target and act[0] in KINDS:
        facts.append(Interaction(source, target, KINDS[act[0]], origin, act[1], "", source, target))
    return Entry(origin, facts=tuple(facts))


def _vertex(sheet: _Sheet, row: Row, origin: Origin, people: People) -> Entry:
    if row.fault is not None:
        return rejected(origin, without_value(row.fault))
    if not people.person(("", sheet.text(row, "vertex").lstrip("@"))):
        return rejected(origin, Reason("R-AUTHOR", "This is no user name of X.", "Vertex", hint=_MEND))
    return Entry(origin, facts=tuple(people.introduced(origin)))


def _key(sheet: _Sheet, row: Row, relation: str, at: str) -> tuple[str, ...]:
    """Say what makes a row the same as another: post, relation and ends; without a post nothing does."""
    post = sheet.text(row, "imported id") or sheet.text(row, "twitter page for tweet")
    return (post, relation, at, *(sheet.text(row, column).casefold() for column in _ENDS[:2]))


def _inside(at: str, options: Options) -> bool:
    first = options.first_day.isoformat() if options.first_day else ""
    last = options.last_day.isoformat() if options.last_day else "9999"
    return first <= at[:10] <= last


def count(source: Source) -> int:
    """Count the rows below the headings of both sheets by another way than reading them.

    Raises
    ------
    SourceError
        If the workbook cannot be read at all.
    """
    sheets = {page.name: [] if page.hidden else page.lines for page in pages(source)}
    needed = {name: words for name, words in ((EDGES, _ENDS), (VERTICES, ("vertex",))) if name in sheets}
    counts = [_below(sheets[name], words) for name, words in needed.items()]
    return 1 if EDGES not in sheets or None in counts else sum(filter(None, counts))


def _below(lines: list[Line], needed: tuple[str, ...]) -> int | None:
    headings = (at for at, line in enumerate(lines) if set(needed) <= {cell.casefold() for cell in line.cells})
    return next((len(lines) - at - 1 for at in headings), None)
