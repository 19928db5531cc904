"""Posts on X: the records of JSON files, a post whatever format it came in, and its entry.

A file is one document a line, one array, or one document over many lines; the outer `Shape` of a record tells formats
apart and counts its posts. Who retweets, answers, quotes or mentions whom: people are accounts, an id if the data give
one anywhere, else the user name; names fold case, ids win.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec
from msgspec import Struct

from sna.errors import SourceError
from sna.facts import Entry, Fact, Interaction, Origin, Person, Reason, excluded, merged, rejected
from sna.load import Options
from sna.load.files.container import LARGEST_MEMBER, LARGEST_TEXT, MIB
from sna.load.files.json import AGAIN, BOM, DAMAGE, Damaged, chunks
from sna.load.source import HEAD, Source
from sna.load.times import OUTSIDE

MOST_MENTIONS = 500
TWICE = Reason("M-TWICE", "The same post stands in the data twice, or is an edited version of one that does.")
NO_AUTHOR = Reason("R-AUTHOR", "The post does not say who wrote it.", hint="Collect it again with the authors' ids.")
CROWD = Reason("R-MENTIONS", f"The post mentions more than {MOST_MENTIONS} people.", hint="Nothing: it is an attack.")
MISSING = Reason("W-MISSING", "A post it refers to is not in the data (deleted, protected, or not collected).")
MENTION = re.compile(r"(?<![\w@/])@([A-Za-z0-9_]{1,15})\b")
_RETWEET = re.compile(r"RT @([A-Za-z0-9_]{1,20})\b")
_STATUS = re.compile(
    r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/([A-Za-z0-9_]{1,20})/status(?:es)?/([0-9]{1,20})(?:[?#].*)?\Z"
)
_CLOCK = re.compile(r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|\+00:?00)\Z", re.ASCII)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z| ?\+00:?00)?\Z", re.ASCII)
_OLD = re.compile(r"\w{3} (\w{3}) (\d\d) (\d\d):(\d\d):(\d\d) \+0000 (\d{4})\Z", re.ASCII)
_MONTHS = {name: number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_NAME = re.compile(r"[A-Za-z0-9_]{1,20}\Z")
_ID = re.compile(r"[0-9]{1,20}\Z")

Account = tuple[str, str]
"""An account as a post names it: id and user name, either may be empty."""


class User(Struct, gc=False):
    """An account as API v2 gives it; of it, id and user name."""

    id: str | None = None
    username: str | None = None


class People:
    """Settles which person an account is, and introduces each person once.

    A first reading `note`s every id and name that stand together; then `person` knows the id of a name wherever in the
    data it stood. A name that went with two ids settles nothing: it stays a name.
    """

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._handles: dict[str, str] = {}
        self._persons: dict[str, str] = {}
        self.new: list[str] = []

    def note(self, account: str | None, name: str | None) -> None:
        """Learn that an account's id and name belong together."""
        if not account or not name or self._handles.get(account) == name:
            return
        if _ID.match(account) and _NAME.match(name):
            folded = name.casefold()
            self._ids[folded] = account if self._ids.get(folded, account) == account else ""
            self._handles[account] = name

    def note_all(self, users: Iterable[User | None]) -> None:
        """Learn that of many accounts, most of which were seen before."""
        handles = self._handles
        for user in users:
            if user is not None and user.id and handles.get(user.id) != user.username:
                self.note(user.id, user.username)

    def person(self, account: Account) -> str:
        """Give the person's id, ``x:123`` or ``x:@name``; empty if the account has neither a valid id nor a name.

        Examples
        --------
        >>> people = People()
        >>> people.note("12", "Ann_Lee")
        >>> people.person(("", "ann_lee")), people.person(("", "Bob")), people.person(("1.2E+18", ""))
        ('x:12', 'x:@bob', '')
        """
        return self._persons.get(account[0] or account[1]) or self._registered(account)

    def introduced(self, origin: Origin) -> list[Fact]:
        """Introduce the people met since this was last asked."""
        facts: list[Fact] = [self._introduction(person, origin) for person in self.new]
        self.new.clear()
        return facts

    def _registered(self, account: Account) -> str:
        number, name = account
        if not _ID.match(number):
            number = self._ids.get(name.casefold(), "")
        if not number and not _NAME.match(name):
            return ""
        person = f"x:{number}" if number else f"x:@{name.casefold()}"
        if person not in self._persons:
            self.new.append(person)
            self._persons[person] = person
        for key in {account[0] or account[1], number} - {""}:
            self._persons[key] = person
        if not number:
            self._handles.setdefault(person, name)
        return self._persons[person]

    def _introduction(self, person: str, origin: Origin) -> Person:
        handle = self._handles.get(person.removeprefix("x:")) or self._handles.get(person, "")
        return Person(person, f"@{handle}" if handle else person.removeprefix("x:"), origin, handle=handle)


class Post(Struct, gc=False):
    """One post.

    Attributes
    ----------
    id
        Its id, or that of the first version of an edited post; empty if unknown, then no repetition is noticed.
    author
        Who wrote it.
    at
        Moment in UTC; empty if unknown.
    retweeted, replied, quoted
        The author of the post it passes on, answers or quotes.
    mentions
        Whom the text mentions.
    missing
        Whether a post it refers to is not in the data.
    """

    id: str
    author: Account
    at: str = ""
    retweeted: Account | None = None
    replied: Account | None = None
    quoted: Account | None = None
    mentions: list[Account] = []
    missing: bool = False


PlacedPost = tuple[str, "Post | Damaged"]
"""What a reader of a format gives: a place, and the post that stands there or why it cannot be read."""


class Acts:
    """Turns posts into entries.

    A retweet passes the original on: it is one tie to its author, and what the original mentions, answers or quotes is
    the original author's. Who is answered is not also mentioned, for the platform puts that name there. Nobody turns
    to themselves. A post found again is merged into the first.
    """

    def __init__(self, people: People, file: str, options: Options) -> None:
        self._people = people
        self._file = file
        self._start, self._end = days_of(options)
        self._places: dict[int, str] = {}

    def entries(self, posts: Iterator[PlacedPost]) -> Iterator[Entry]:
        """Give one entry per post."""
        for place, post in posts:
            if isinstance(post, Damaged):
                yield rejected(Origin(self._file, place), post.reason)
            else:
                yield self._entry(post, Origin(self._file, place))

    def _entry(self, post: Post, origin: Origin) -> Entry:
        if post.id:
            place = self._places.setdefault(int(post.id), origin.place)
            if place is not origin.place:
                return merged(origin, TWICE, place)
        if post.at and not self._start <= post.at[:10] <= self._end:
            self._places.pop(int(post.id or 0), None)
            return excluded(origin, OUTSIDE)
        author = self._people.person(post.author)
        if not author or len(post.mentions) > MOST_MENTIONS:
            self._places.pop(int(post.id or 0), None)
            return rejected(origin, CROWD if author else NO_AUTHOR)
        facts = tuple(self._interactions(post, author, origin))
        if self._people.new:
            facts = (*self._people.introduced(origin), *facts)
        return Entry(origin, facts=facts, warnings=(MISSING,) if post.missing else ())

    def _interactions(self, post: Post, author: str, origin: Origin) -> list[Fact]:
        at = post.at
        return [
            Interaction(author, target, kind, origin, at, "", author, target)
            for kind, target in self._acts(post)
            if target and target != author
        ]

    def _acts(self, post: Post) -> list[tuple[str, str]]:
        person = self._people.person
        if post.retweeted is not None:
            return [("retweet", person(post.retweeted))]
        answered = person(post.replied) if post.replied else ""
        acts = [("reply", answered)] if answered else []
        if post.quoted is not None:
            acts.append(("quote", person(post.quoted)))
        if post.mentions:
            mentioned = dict.fromkeys(map(person, post.mentions))
            acts += [("mention", account) for account in mentioned if account != answered]
        return acts


def retweeted_name(text: str | None) -> str:
    """Read the name out of a text that passes on another: ``RT @name: …``; empty if it does not.

    Examples
    --------
    >>> retweeted_name("RT @Ann_Lee: well said"), retweeted_name("so RT @Ann_Lee")
    ('Ann_Lee', '')
    """
    retweet = _RETWEET.match(text or "")
    return retweet[1] if retweet else ""


def status_url(url: str | None) -> tuple[str, str]:
    """Read user name and post id out of the address of a post; both empty if it is none.

    Examples
    --------
    >>> status_url("https://twitter.com/ann/status/123?s=20"), status_url("https://t.co/abc")
    (('ann', '123'), ('', ''))
    """
    status = _STATUS.match(url or "")
    return (status[1], status[2]) if status else ("", "")


def account_named(name: str, mentions: Iterable[Account]) -> Account:
    """Give the account of a name that a text passes on: with its id, if the post mentions it."""
    return next((account for account in mentions if account[1].casefold() == name.casefold()), ("", name))


def days_of(options: Options) -> tuple[str, str]:
    """Give the days a study looks at, so that the day of every moment can be compared with them as text."""
    start, end = options.first_day, options.last_day
    return start.isoformat() if start else "", end.isoformat() if end else "9999"


def moment(text: str | None) -> str:
    """Write a time stamp of X, of either API, as ISO 8601 in UTC; empty stays empty.

    Raises
    ------
    Damaged
        If it is no possible moment.

    Examples
    --------
    >>> moment("Tue Nov 15 10:00:00 +0000 2022"), moment("2022-11-15T10:00:00.000Z")
    ('2022-11-15T10:00:00Z', '2022-11-15T10:00:00Z')
    """
    if not text:
        return ""
    day = _day(text[:10]) if text[10:11] == "T" else ""
    if day and _CLOCK.match(text, 10):
        return f"{day}{text[10:19]}Z"
    return _slowly(text)


@lru_cache(maxsize=8192)
def _day(text: str) -> str:
    """Check a day; empty if it is none or lies outside what X can have written."""
    try:
        return text if dt.date(2006, 1, 1) <= dt.date.fromisoformat(text) < dt.date(2100, 1, 1) else ""
    except ValueError:
        return ""


def _slowly(text: str) -> str:
    if (parts := _OLD.match(text)) and parts[1] in _MONTHS:
        day, clock = _day(f"{parts[6]}-{_MONTHS[parts[1]]:02}-{parts[2]}"), f"{parts[3]}:{parts[4]}:{parts[5]}"
    elif iso := _ISO.match(text):
        day, clock = _day(iso[1]), iso[2]
    else:
        day = clock = ""
    if not day or not _CLOCK.match(f"T{clock}Z"):
        why = "The time is not possible, or not written as X writes it."
        # the value is not given: it may be a text that slipped into this column
        raise Damaged(Reason("R-TIME", why, "created_at", hint=AGAIN))
    return f"{day}T{clock}Z"


LONGEST_LINE = 8 * MIB
TOO_LONG = Reason("R-TOOLONG", f"The line is longer than {LONGEST_LINE // MIB} MiB.", hint="Collect it again.")
CUT = Reason("R-CUT", "The file ends in the middle of this record.", hint="Collect or copy it again.")


def records(source: Source) -> Iterator[tuple[str, bytes | Damaged]]:
    """Give (place, JSON text) of each record of a file.

    Raises
    ------
    SourceError
        If a file that is not in lines is too large to read at once.
    """
    if _in_lines(source):
        yield from _lines(source)
        return
    if source.size > LARGEST_TEXT:
        raise SourceError(f"The file has {source.size:,} bytes; the limit is {LARGEST_TEXT:,}.", code="R-TOOLARGE")
    data = source.read().removeprefix(BOM).strip()
    if not data.startswith(b"["):
        yield "document", data
        return
    for number, (chunk, complete) in enumerate(chunks(data), 1):
        yield f"#{number}", chunk if complete else Damaged(CUT)


def head(source: Source) -> bytes:
    """Give the first record of a file, to see what it is; empty if there is none."""
    start = source.head.removeprefix(BOM).lstrip()
    if start.startswith(b"["):
        return next((chunk for chunk, _ in chunks(start)), b"")
    if not start.startswith(b"{"):
        return b""
    first = _first_line(source)
    if not first or _is_document(first):
        return first
    return source.file().read(HEAD + LARGEST_MEMBER).removeprefix(BOM).lstrip()


class Shape(dict[str, bytes]):
    """The outer fields of a record as JSON text; empty where it lacks one."""

    def __missing__(self, field: str) -> bytes:
        return b""


_SHAPE = msgspec.json.Decoder(dict[str, msgspec.Raw])


def outer(text: bytes) -> Shape | None:
    """Look at the outer fields of a record; None if it is no JSON object.

    Examples
    --------
    >>> outer(b'{"id": "1", "text": "hello"}')["id"]
    b'"1"'
    """
    try:
        return Shape({field: bytes(raw) for field, raw in _SHAPE.decode(text).items()})
    except DAMAGE:
        pass
    try:  # damaged characters, which the fast decoder refuses
        content = json.loads(text.decode("utf-8", errors="replace"), parse_constant=_refuse)
        if isinstance(content, dict):
            return Shape({field: json.dumps(part).encode() for field, part in content.items()})
    except (ValueError, RecursionError):
        pass
    return None


def _refuse(name: str) -> None:
    raise ValueError(name)


def _in_lines(source: Source) -> bool:
    """Whether each line is a document of its own: the first line that is not blank tells."""
    first = _first_line(source)
    return not first or (first.startswith(b"{") and _is_document(first))


def _first_line(source: Source) -> bytes:
    file = source.file()
    while line := file.readline(LONGEST_LINE + 1):
        if line := line.removeprefix(BOM).strip():
            return line
    return b""


def _is_document(line: bytes) -> bool:
    """Whether a line is meant as a whole document, be it damaged.

    One that names no field, or a field with no more than its name, may only begin a document over several lines.
    """
    if len(line) > LONGEST_LINE or line.count(b'"') > 4:
        return True
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
    except DAMAGE:
        return False
    return True


def _lines(source: Source) -> Iterator[tuple[str, bytes | Damaged]]:
    number, file = 0, source.file()
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            while not line.endswith(b"\n") and line:
                line = file.readline(LONGEST_LINE)
            yield f"line {number}", Damaged(TOO_LONG)
        elif not line.isspace():
            yield f"line {number}", line.removeprefix(BOM) if number == 1 else line
