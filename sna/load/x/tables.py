"""Posts in tables: what twarc-csv makes of API v2 pages, and what the TAGS sheet collects.

Spreadsheets damage long numbers: an id written ``1.26426E+18``, or a column whose ids all end in noughts, is no id. The
post's id is then read from its address, and people go by their user names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

import msgspec

from sna.errors import SourceError
from sna.facts import Reason
from sna.load.files.cells import Row, Sheet
from sna.load.files.counting import pages
from sna.load.files.json import DAMAGE, Damaged
from sna.load.source import Source
from sna.load.x import v1, v2
from sna.load.x.notes import MENTION
from sna.load.x.people import Account, People
from sna.load.x.posts import Found, Post, moment, retweeted_name, status_url

TAGS = frozenset({"id_str", "from_user", "text", "created_at"})
TWARC = frozenset({"id", "author_id", "referenced_tweets.replied_to.id", "created_at"})
_WHOLE = re.compile(r"[0-9]{1,20}\Z")
_TITLE_ROWS = 5
_DIGITS = 15  # what a spreadsheet keeps of a number
_NO_ID = Reason(
    "R-ID",
    "The author's id is missing or was damaged by a spreadsheet, and there is no user name.",
    "author_id",
    hint="Export the table again and do not open it in a spreadsheet before.",
)
_SLIPPED = Reason("R-COLUMNS", "The row has more cells than there are headings.", hint="Export the table again.")
T = TypeVar("T")


class Table:
    """A table of posts whose columns are known by name.

    Parameters
    ----------
    source
        A CSV file or workbook.
    """

    def __init__(self, source: Source) -> None:
        sheet, start = _found(source)
        self.rows = [row for row in sheet.rows[start + 1 :] if not row.blank]
        self.place = sheet.place
        heads = sheet.rows[start].texts
        self._columns = {head: heads.index(head) for head in heads if head}
        self._width = len(heads)
        self.kind = "twarc" if self._columns.keys() >= TWARC else "tags"
        self._rounded: dict[str, bool] = {}

    def check(self, row: Row) -> None:
        """Refuse a row that cannot be read, or whose cells have slipped out of their columns."""
        if row.fault is not None:
            raise Damaged(without_value(row.fault))
        if self.slipped(row):
            raise Damaged(_SLIPPED)

    def slipped(self, row: Row) -> bool:
        """Whether a row has more cells than there are headings."""
        return len(row.cells) > self._width and any(row.texts[self._width :])

    def text(self, row: Row, column: str) -> str:
        """Give a cell as text; empty if there is no such column."""
        return row.text(self._columns.get(column))

    def number(self, row: Row, column: str) -> str:
        """Give an id; empty if it is absent or a spreadsheet damaged it."""
        text = self.text(row, column)
        if not _WHOLE.match(text) or (_ends_in_noughts(text) and self._is_rounded(column)):
            return ""
        return text

    def _is_rounded(self, column: str) -> bool:
        """Whether all long ids of a column end in noughts: then none can be trusted."""
        if column not in self._rounded:
            long = [text for row in self.rows if len(text := self.text(row, column)) > _DIGITS]
            self._rounded[column] = all(map(_ends_in_noughts, long))
        return self._rounded[column]


def kind_of(heads: Sequence[str]) -> str:
    """Tell what table a row of headings begins: ``"tags"``, ``"twarc"`` or neither (empty)."""
    found = set(heads)
    return "twarc" if found >= TWARC else "tags" if found >= TAGS else ""


def note_people(table: Table, people: People) -> None:
    """Learn which user names and ids belong together."""
    pairs = (
        [("author_id", "author.username"), ("in_reply_to_user_id", "in_reply_to_username")]
        if table.kind == "twarc"
        else [("from_user_id_str", "from_user"), ("in_reply_to_user_id_str", "in_reply_to_screen_name")]
    )
    pairs += [("retweeted_user_id", "retweeted_username"), ("quoted_user_id", "quoted_username")]
    for row in table.rows:
        if table.slipped(row):
            continue
        for number, name in pairs:
            people.note(table.number(row, number), table.text(row, name))
        for account, name in _mentions(table, row):
            people.note(account, name)


def posts(table: Table) -> Iterator[Found]:
    """Give the post of every row."""
    make = _from_twarc if table.kind == "twarc" else _from_tags
    for row in table.rows:
        place = table.place(row.number)
        try:
            table.check(row)
            post = make(table, row)
        except Damaged as damaged:
            yield place, damaged
            continue
        yield place, post if any(post.author) else Damaged(_NO_ID)


def without_value(fault: Reason) -> Reason:
    """Give a reason without what stood there: it may be somebody's words."""
    return Reason(fault.code, fault.why, hint=fault.hint)


def _from_twarc(table: Table, row: Row) -> Post:
    author = table.number(row, "author_id"), table.text(row, "author.username")
    post = Post(table.number(row, "id"), author, moment(table.text(row, "created_at")), mentions=_mentions(table, row))
    if table.text(row, "referenced_tweets.retweeted.id"):
        post.retweeted = table.number(row, "retweeted_user_id"), table.text(row, "retweeted_username")
        if not any(post.retweeted):
            post.retweeted = "", retweeted_name(table.text(row, "text"))
    if table.text(row, "referenced_tweets.quoted.id"):
        post.quoted = table.number(row, "quoted_user_id"), table.text(row, "quoted_username")
    if table.text(row, "referenced_tweets.replied_to.id"):
        post.replied = table.number(row, "in_reply_to_user_id"), table.text(row, "in_reply_to_username")
    post.missing = any(account is not None and not any(account) for account in (post.retweeted, post.quoted))
    return post


def _from_tags(table: Table, row: Row) -> Post:
    text, name = table.text(row, "text"), table.text(row, "from_user")
    number = status_url(table.text(row, "status_url"))[1] or table.number(row, "id_str")
    author = table.number(row, "from_user_id_str"), name
    post = Post(number, author, moment(table.text(row, "created_at")), mentions=_mentions(table, row))
    if passed_on := retweeted_name(text):
        known = (account for account in post.mentions if account[1].casefold() == passed_on.casefold())
        post.retweeted = next(known, ("", passed_on))
    if table.text(row, "in_reply_to_status_id_str"):
        post.replied = table.number(row, "in_reply_to_user_id_str"), table.text(row, "in_reply_to_screen_name")
    entities = _decoded(table.text(row, "entities_str"), v1.Entities)
    quoted = (
        [found for found in (status_url(url.expanded_url) for url in entities.urls) if all(found)] if entities else []
    )
    post.quoted = ("", quoted[-1][0]) if quoted else None
    return post


def _mentions(table: Table, row: Row) -> list[Account]:
    if table.kind == "twarc":
        users = _decoded(table.text(row, "entities.mentions"), list[v2.User]) or []
        return [(user.id or "", user.username or "") for user in users]
    entities = _decoded(table.text(row, "entities_str"), v1.Entities)
    if entities is not None:
        return [user.account for user in entities.user_mentions]
    return [("", name) for name in MENTION.findall(table.text(row, "text"))]


def _decoded(text: str, kind: type[T]) -> T | None:
    """Decode JSON in a cell; None if it is empty or cut off."""
    try:
        return msgspec.json.decode(text, type=kind, strict=False) if text else None
    except DAMAGE:
        return None


def _ends_in_noughts(text: str) -> bool:
    return len(text) > _DIGITS and not text[_DIGITS:].strip("0")


def _found(source: Source) -> tuple[Sheet, int]:
    """Find the sheet and the row of headings."""
    for sheet in source.sheets():
        for at, row in enumerate(sheet.rows[:_TITLE_ROWS]):
            if kind_of(row.texts):
                return sheet, at
    why = "No row of headings of TAGS or twarc-csv is in the table."
    raise SourceError(why, code="R-COLUMNS", hint="Export the sheet again.")


def count(source: Source) -> int:
    """Count the rows below the headings by another way than reading them.

    Raises
    ------
    SourceError
        If the table cannot be read at all.
    """
    for page in pages(source):
        for at, line in enumerate(page.lines):
            if kind_of(line.cells) and not page.hidden:
                return len(page.lines) - at - 1
    return 1
