"""A post, whatever format it came in, and its entry: who retweets, answers, quotes or mentions whom."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from sna.facts import Entry, Fact, Interaction, Origin, Reason, excluded, merged, rejected
from sna.load import Options
from sna.load.files.json import AGAIN, Damaged
from sna.load.times import OUTSIDE
from sna.load.x.people import Account, People

MOST_MENTIONS = 500
TWICE = Reason("M-TWICE", "The same post stands in the data twice, or is an edited version of one that does.")
NO_AUTHOR = Reason("R-AUTHOR", "The post does not say who wrote it.", hint="Collect it again with the authors' ids.")
CROWD = Reason("R-MENTIONS", f"The post mentions more than {MOST_MENTIONS} people.", hint="Nothing: it is an attack.")
MISSING = Reason("W-MISSING", "A post it refers to is not in the data (deleted, protected, or not collected).")
_RETWEET = re.compile(r"RT @([A-Za-z0-9_]{1,20})\b")
_STATUS = re.compile(
    r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/([A-Za-z0-9_]{1,20})/status(?:es)?/([0-9]{1,20})(?:[?#].*)?\Z"
)
_CLOCK = re.compile(r"T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|\+00:?00)\Z", re.ASCII)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00:?00)?\Z", re.ASCII)
_OLD = re.compile(r"\w{3} (\w{3}) (\d\d) (\d\d):(\d\d):(\d\d) \+0000 (\d{4})\Z", re.ASCII)
_MONTHS = {name: number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}


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


Found = tuple[str, "Post | Damaged"]
"""What a reader of a format gives: a place, and the post that stands there or why it cannot be read."""


class Ties:
    """Turns posts into entries.

    A retweet passes the original on: it is one tie to its author, and what the original mentions, answers or quotes is
    the original author's. Who is answered is not also mentioned, for the platform puts that name there. Nobody turns
    to themselves. A post found again is merged into the first.
    """

    def __init__(self, people: People, file: str, options: Options) -> None:
        self._people = people
        self._file = file
        self._first = options.first_day.isoformat() if options.first_day else ""
        self._last = options.last_day.isoformat() if options.last_day else "9999"
        self._seen: dict[int, str] = {}

    def entries(self, found: Iterator[Found]) -> Iterator[Entry]:
        """Give one entry per post."""
        for place, post in found:
            if isinstance(post, Damaged):
                yield rejected(Origin(self._file, place), post.reason)
            else:
                yield self._entry(post, Origin(self._file, place))

    def _entry(self, post: Post, origin: Origin) -> Entry:
        if post.id:
            number = int(post.id)
            first = self._seen.setdefault(number, origin.place)
            if first is not origin.place:
                return merged(origin, TWICE, first)
        if post.at and not self._first <= post.at[:10] <= self._last:
            self._seen.pop(int(post.id or 0), None)
            return excluded(origin, OUTSIDE)
        author = self._people.person(post.author)
        if not author or len(post.mentions) > MOST_MENTIONS:
            self._seen.pop(int(post.id or 0), None)
            return rejected(origin, CROWD if author else NO_AUTHOR)
        return self._used(post, author, origin)

    def _used(self, post: Post, author: str, origin: Origin) -> Entry:
        acts = self._acts(post)
        facts: list[Fact] = self._people.introduced(origin) if self._people.any_new() else []
        facts += [
            Interaction(author, target, kind, origin, post.at, "", author, target)
            for kind, target in acts
            if target and target != author
        ]
        return Entry(origin, facts=tuple(facts), warnings=(MISSING,) if post.missing else ())

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
            acts += [("mention", other) for other in mentioned if other != answered]
        return acts


def retweeted_name(text: str | None) -> str:
    """Read the name out of a text that passes on another: ``RT @name: …``; empty if it does not.

    Examples
    --------
    >>> retweeted_name("RT @Ann_Lee: well said"), retweeted_name("so RT @Ann_Lee")
    ('Ann_Lee', '')
    """
    found = _RETWEET.match(text or "")
    return found[1] if found else ""


def status_url(url: str | None) -> tuple[str, str]:
    """Read user name and post id out of the address of a post; both empty if it is none.

    Examples
    --------
    >>> status_url("https://twitter.com/ann/status/123?s=20"), status_url("https://t.co/abc")
    (('ann', '123'), ('', ''))
    """
    found = _STATUS.match(url or "")
    return (found[1], found[2]) if found else ("", "")


def moment(written: str | None) -> str:
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
    if not written:
        return ""
    day = _day(written[:10]) if written[10:11] == "T" else ""
    if day and _CLOCK.match(written, 10):
        return f"{day}{written[10:19]}Z"
    return _slowly(written)


@lru_cache(maxsize=8192)
def _day(text: str) -> str:
    """Check a day; empty if it is none or lies outside what X can have written."""
    try:
        return text if dt.date(2006, 1, 1) <= dt.date.fromisoformat(text) < dt.date(2100, 1, 1) else ""
    except ValueError:
        return ""


def _slowly(written: str) -> str:
    if (old := _OLD.match(written)) and old[1] in _MONTHS:
        day, clock = _day(f"{old[6]}-{_MONTHS[old[1]]:02}-{old[2]}"), f"{old[3]}:{old[4]}:{old[5]}"
    elif iso := _ISO.match(written):
        day, clock = _day(iso[1]), iso[2]
    else:
        day = clock = ""
    if not day or not _CLOCK.match(f"T{clock}Z"):
        why = "The time is not possible, or not written as X writes it."
        raise Damaged(
            Reason("R-TIME", why, "created_at", hint=AGAIN)
        )  # not what stands there: it may be a text that slipped
    return f"{day}T{clock}Z"
