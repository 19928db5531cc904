"""Posts in tables: of twarc-csv, the TAGS sheet, rtweet, DocNow's Hydrator and old archives, and NodeXL workbooks.

The ``tweets.csv`` of an archive of 2012-2018 does not say whose it is: its owner is the one that study.toml, or a part
of the archive beside it, names, else somebody whom only the file's name tells apart.

Spreadsheets damage long numbers: an id written ``1.26426E+18``, or a column whose ids all end in noughts, is no id. The
post's id is then read from its address, and people go by their user names.

In a NodeXL workbook the sheet Edges holds one row per tie, the sheet Vertices one per account. People go by user name.
A row ``Tweet`` is a post that turns to nobody; what a retweet mentions is the original author's and makes no tie here;
who follows whom is no act.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from sna.errors import SourceError, shown
from sna.facts import Entry, Fact, Interaction, Reason, excluded, merged, rejected
from sna.load import Options
from sna.load.files.cells import Sheet
from sna.load.files.counting import Line, pages
from sna.load.files.json import DAMAGE, Damaged
from sna.load.source import Source
from sna.load.tables import Record, Table, table_below
from sna.load.times import OUTSIDE
from sna.load.x import v1
from sna.load.x.posts import (
    MENTION,
    Account,
    People,
    PlacedPost,
    Post,
    User,
    account_named,
    days_of,
    moment,
    retweeted_name,
    status_url,
)

TAGS = frozenset({"id_str", "from_user", "text", "created_at"})
TWARC = frozenset({"id", "author_id", "referenced_tweets.replied_to.id", "created_at"})
RTWEET = frozenset({"status_id", "user_id", "screen_name", "reply_to_user_id", "retweet_user_id", "created_at"})
HYDRATOR = frozenset({"tweet_url", "user_screen_name", "in_reply_to_user_id", "retweet_screen_name", "created_at"})
ARCHIVE = frozenset({"tweet_id", "timestamp", "in_reply_to_user_id", "retweeted_status_user_id", "text"})
KINDS_OF_TABLE = (TWARC, TAGS, RTWEET, HYDRATOR, ARCHIVE)
ENDS = ("vertex 1", "vertex 2")
NODEXL = {"Edges": (*ENDS, "relationship"), "Vertices": ("vertex",)}  # sheet → columns needed
ACCOUNTS = {  # whose id and user name stand in which columns
    TWARC: {
        "author": ("author_id", "author.username"),
        "replied": ("in_reply_to_user_id", "in_reply_to_username"),
        "retweeted": ("retweeted_user_id", "retweeted_username"),
        "quoted": ("quoted_user_id", "quoted_username"),
    },
    TAGS: {
        "author": ("from_user_id_str", "from_user"),
        "replied": ("in_reply_to_user_id_str", "in_reply_to_screen_name"),
    },
    RTWEET: {
        "author": ("user_id", "screen_name"),
        "replied": ("reply_to_user_id", "reply_to_screen_name"),
        "retweeted": ("retweet_user_id", "retweet_screen_name"),
        "quoted": ("quoted_user_id", "quoted_screen_name"),
    },
    HYDRATOR: {
        "author": ("user_id", "user_screen_name"),
        "replied": ("in_reply_to_user_id", "in_reply_to_screen_name"),
        "retweeted": ("", "retweet_screen_name"),
    },
    ARCHIVE: {"replied": ("in_reply_to_user_id", ""), "retweeted": ("retweeted_status_user_id", "")},
}
REFERENCES = {  # the id of the post itself, the columns of those it answers, passes on and quotes, and its moment
    TWARC: ("id", "referenced_tweets.replied_to.id", "referenced_tweets.retweeted.id", "referenced_tweets.quoted.id"),
    RTWEET: ("status_id", "reply_to_status_id", "retweet_status_id", "quoted_status_id"),
    HYDRATOR: ("id", "in_reply_to_status_id", "retweet_id", "quote_id"),
    ARCHIVE: ("tweet_id", "in_reply_to_status_id", "retweeted_status_id", ""),
}
KINDS = {
    "replies to": "reply",
    "mentions": "mention",
    "mentionsinquote": "mention",
    "mentionsinreply": "mention",
    "retweet": "retweet",
    "quote": "quote",
}
_NUMBER = re.compile(r"x?([0-9]{1,20})\Z")  # rtweet writes an x before, so that a spreadsheet leaves it alone
_DIGITS = 15  # what a spreadsheet keeps of a number
_NO_ID = Reason(
    "R-ID",
    "The author's id is missing or was damaged by a spreadsheet, and there is no user name.",
    "author_id",
    hint="Export the table again and do not open it in a spreadsheet before.",
)
_SLIPPED = Reason("R-COLUMNS", "The row has more cells than there are headings.", hint="Export the table again.")
_TWICE = Reason("M-TWICE", "The same tie of the same post stands in the sheet twice.")
_ORIGINAL = Reason("X-RETWEET", "What a retweet mentions is the original author's.")
_FOLLOWS = Reason("X-FOLLOWS", "Following is a state, no act.")
_MEND = "Mend the row in NodeXL and save the workbook again."
T = TypeVar("T")


def kind_of(headings: Sequence[str]) -> frozenset[str]:
    """Tell what table a row of headings begins: `TWARC`, `TAGS` or another known, or none (empty)."""
    return next((kind for kind in KINDS_OF_TABLE if kind <= set(headings)), frozenset())


def table_of(source: Source) -> Table:
    """Find the table of posts.

    Raises
    ------
    SourceError
        If there is none.
    """
    tables = (_table(sheet, KINDS_OF_TABLE, depth=5) for sheet in source.sheets())
    if table := next(filter(None, tables), None):
        return table
    why = "No row of headings of TAGS, twarc-csv, rtweet, Hydrator or an old archive is in the table."
    raise SourceError(why, code="R-COLUMNS", hint="Export the sheet again.")


def nodexl_tables(source: Source) -> list[Table]:
    """Find the table of ties and, if there is one, that of accounts.

    Raises
    ------
    SourceError
        If the workbook lacks the sheet Edges or one of the columns needed.
    """
    sheets, tables = {sheet.name: sheet for sheet in source.sheets()}, []
    if "Edges" not in sheets:
        raise SourceError("The workbook has no sheet Edges.", code="R-COLUMNS", hint="Save it from NodeXL again.")
    for name, needed in NODEXL.items():
        if name in sheets:
            table = _table(sheets[name], (needed,), depth=3, fold=str.casefold)  # row 1 groups the columns
            if table is None:
                why = f"The sheet {name} lacks a column: {', '.join(needed)}."
                raise SourceError(why, code="R-COLUMNS", hint="Save it again.")
            tables.append(table)
    return tables


def _table(
    sheet: Sheet, kinds: Iterable[Collection[str]], *, depth: int, fold: Callable[[str], str] = str
) -> Table | None:
    for header in sheet.rows[:depth]:
        headings = [fold(text) for text in header.texts]
        if any(set(kind) <= set(headings) for kind in kinds):
            return table_below(sheet, header, {heading: headings.index(heading) for heading in headings if heading})
    return None


def count_posts(source: Source) -> int:
    """Count the rows of a table of posts by another way than reading them.

    Raises
    ------
    SourceError
        If the table cannot be read at all.
    """
    counts = (_lines_below(page.lines, KINDS_OF_TABLE) for page in pages(source) if not page.hidden)
    return next((count for count in counts if count is not None), 1)


def count_ties(source: Source) -> int:
    """Count the rows of both sheets of NodeXL by another way than reading them; what is no such workbook is one record.

    Raises
    ------
    SourceError
        If the workbook cannot be read at all.
    """
    lines = {page.name: [] if page.hidden else page.lines for page in pages(source)}
    counts = [_lines_below(lines[name], (needed,)) for name, needed in NODEXL.items() if name in lines]
    return 1 if "Edges" not in lines or None in counts else sum(filter(None, counts))


def _lines_below(lines: Sequence[Line], kinds: Iterable[Collection[str]]) -> int | None:
    for at, line in enumerate(lines, 1):
        headings = {*line.cells, *map(str.casefold, line.cells)}
        if any(headings.issuperset(kind) for kind in kinds):
            return len(lines) - at
    return None


class Posts:
    """The posts of a table.

    Parameters
    ----------
    table
        As `table_of` finds it.
    owner
        Whose posts they are, where the table does not say (the ``tweets.csv`` of an old archive).
    """

    def __init__(self, table: Table, owner: Account = ("", "")) -> None:
        self.records = table.records
        self._owner = owner
        self._kind = kind_of(table.header.texts)
        self._width = len(table.header.cells)
        self._rounded: dict[str, bool] = {}

    def note_people(self, people: People) -> None:
        """Learn which user names and ids belong together."""
        for record in self.records:
            if not self._slipped(record):
                accounts = [self._account(record, role) for role in ACCOUNTS[self._kind]]
                for account in accounts + self._mentions(record):
                    people.note(*account)

    def __iter__(self) -> Iterator[PlacedPost]:
        read = self._from_tags if self._kind is TAGS else self._from_columns
        for record in self.records:
            try:
                self._check(record)
                post = read(record)
            except Damaged as damaged:
                yield record.place, damaged
                continue
            yield record.place, post if any(post.author) else Damaged(_NO_ID)

    def _check(self, record: Record) -> None:
        """Refuse a row that cannot be read, or whose cells have slipped out of their columns."""
        if record.row.fault is not None:
            raise Damaged(without_value(record.row.fault))
        if self._slipped(record):
            raise Damaged(_SLIPPED)

    def _slipped(self, record: Record) -> bool:
        return len(record.row.cells) > self._width and any(record.row.texts[self._width :])

    def _number(self, record: Record, column: str) -> str:
        """Give an id; empty if it is absent or a spreadsheet damaged it."""
        if not (number := _NUMBER.match(record.text(column) if column else "")):
            return ""
        return "" if _ends_in_noughts(number[1]) and self._is_rounded(column) else number[1]

    def _is_rounded(self, column: str) -> bool:
        """Whether all long ids of a column end in noughts: then none can be trusted."""
        if column not in self._rounded:
            long = [text for record in self.records if len(text := record.text(column).lstrip("x")) > _DIGITS]
            self._rounded[column] = all(map(_ends_in_noughts, long))
        return self._rounded[column]

    def _account(self, record: Record, role: str) -> Account:
        if role not in ACCOUNTS[self._kind]:
            return self._owner if role == "author" else ("", "")
        number, name = ACCOUNTS[self._kind][role]
        return self._number(record, number), record.text(name) if name else _named_in_text(record, role)

    def _from_columns(self, record: Record) -> Post:
        own, replied, retweeted, quoted = REFERENCES[self._kind]
        author, mentions = self._account(record, "author"), self._mentions(record)
        at = moment(record.text("timestamp" if self._kind is ARCHIVE else "created_at"))
        post = Post(self._number(record, own), author, at, mentions=mentions)
        if record.text(retweeted):
            original = self._account(record, "retweeted")
            post.retweeted = original if any(original) else ("", retweeted_name(record.text("text")))
        if quoted and record.text(quoted):
            post.quoted = self._account(record, "quoted")
        if record.text(replied):
            post.replied = self._account(record, "replied")
        post.missing = any(account is not None and not any(account) for account in (post.retweeted, post.quoted))
        return post

    def _from_tags(self, record: Record) -> Post:
        author, mentions = self._account(record, "author"), self._mentions(record)
        number = status_url(record.text("status_url"))[1] or self._number(record, "id_str")
        post = Post(number, author, moment(record.text("created_at")), mentions=mentions)
        if name := retweeted_name(record.text("text")):
            post.retweeted = account_named(name, mentions)
        if record.text("in_reply_to_status_id_str"):
            post.replied = self._account(record, "replied")
        entities = _decoded(record.text("entities_str"), v1.Entities) or v1.Entities()
        links = [link for link in (status_url(url.expanded_url) for url in entities.urls) if all(link)]
        post.quoted = ("", links[-1][0]) if links else None
        return post

    def _mentions(self, record: Record) -> list[Account]:
        if self._kind is TWARC:
            users = _decoded(record.text("entities.mentions"), list[User]) or []
            return [(user.id or "", user.username or "") for user in users]
        if self._kind is RTWEET:
            numbers, names = (record.text(f"mentions_{column}").split() for column in ("user_id", "screen_name"))
            pairs = zip(numbers, names, strict=True) if len(numbers) == len(names) else (("", name) for name in names)
            return [(number.removeprefix("x"), name) for number, name in pairs]
        entities = _decoded(record.text("entities_str"), v1.Entities)
        if entities is not None:
            return [user.account for user in entities.user_mentions]
        return [("", name) for name in MENTION.findall(record.text("text"))]


def _named_in_text(record: Record, role: str) -> str:
    """Give the name of the account whose id alone a column has: an answer begins with it, as a retweet does."""
    text = record.text("text")
    answered = MENTION.match(text) if role == "replied" else None
    return answered[1] if answered else retweeted_name(text) if role == "retweeted" else ""


def without_value(fault: Reason) -> Reason:
    """Give a reason without what stood there: it may be somebody's words."""
    return Reason(fault.code, fault.why, hint=fault.hint)


def _decoded(text: str, kind: type[T]) -> T | None:
    """Decode JSON in a cell; None if it is empty or cut off."""
    try:
        return msgspec.json.decode(text, type=kind, strict=False) if text else None
    except DAMAGE:
        return None


def _ends_in_noughts(text: str) -> bool:
    return len(text) > _DIGITS and not text[_DIGITS:].strip("0")


class Ties:
    """The rows of a NodeXL workbook.

    Parameters
    ----------
    options
        The window of the study.
    """

    def __init__(self, options: Options) -> None:
        self._people, self._window = People(), days_of(options)
        self._places: dict[tuple[str, ...], str] = {}

    def entries(self, tables: list[Table]) -> Iterator[Entry]:
        """Give one entry per row of the sheets Edges and Vertices."""
        for table in tables:
            yield from map(self._vertex if "vertex" in table.columns else self._tie, table.records)

    def _tie(self, record: Record) -> Entry:
        origin, relation = record.origin, record.text("relationship").casefold()
        try:
            unused, at = _unused(record, relation), _moment(record)
        except ValueError:
            reason = Reason("R-TIME", "The date is not possible.", "Relationship Date (UTC)", hint=_MEND)
            return rejected(origin, reason)
        if unused is not None:
            return unused
        if at and not self._window[0] <= at[:10] <= self._window[1]:
            return excluded(origin, OUTSIDE)
        # a row is the same as another by post, relation and ends; without a post nothing makes it so
        post = record.text("imported id") or record.text("twitter page for tweet")
        tie = (post, relation, at, *(record.text(column).casefold() for column in ENDS))
        place = self._places.setdefault(tie, origin.place) if post else origin.place
        return self._used(record, relation, at) if place == origin.place else merged(origin, _TWICE, place)

    def _used(self, record: Record, relation: str, at: str) -> Entry:
        origin, (source, target) = record.origin, (self._person(record, column) for column in ENDS)
        if not source or not target:
            why = "An end of the tie is no user name of X."
            return rejected(origin, Reason("R-AUTHOR", why, "Vertex 1, Vertex 2", hint=_MEND))
        facts: list[Fact] = self._people.introduced(origin)
        if source != target and relation in KINDS:
            facts.append(Interaction(source, target, KINDS[relation], origin, at, "", source, target))
        return Entry(origin, facts=tuple(facts))

    def _vertex(self, record: Record) -> Entry:
        if record.row.fault is not None:
            return rejected(record.origin, without_value(record.row.fault))
        if not self._person(record, "vertex"):
            return rejected(record.origin, Reason("R-AUTHOR", "This is no user name of X.", "Vertex", hint=_MEND))
        return Entry(record.origin, facts=tuple(self._people.introduced(record.origin)))

    def _person(self, record: Record, column: str) -> str:
        return self._people.person(("", record.text(column).lstrip("@")))


def _unused(record: Record, relation: str) -> Entry | None:
    """Give the entry of a row that is no tie."""
    if record.row.fault is not None:
        return rejected(record.origin, without_value(record.row.fault))
    if relation in {"mentionsinretweet", "followed", "follows"}:
        return excluded(record.origin, _ORIGINAL if relation == "mentionsinretweet" else _FOLLOWS)
    if relation not in {*KINDS, "tweet"}:
        why = "The relationship is not one NodeXL writes for X."
        return rejected(record.origin, Reason("R-RELATION", why, "Relationship", shown(relation), _MEND))
    return None


def _moment(record: Record) -> str:
    """Give the moment of the tie, or else of the post."""
    for column in ("relationship date (utc)", "tweet date (utc)"):
        cell = record.value(column)
        if isinstance(cell, dt.datetime):
            return cell.strftime("%Y-%m-%dT%H:%M:%SZ")
        if isinstance(cell, str) and cell.strip():
            return moment(cell.strip())
    return ""
