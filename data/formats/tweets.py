"""Collections of tweets: pages of API v2 as twarc2 keeps them, and the sheet that TAGS fills.

Both tell of the same `Tweet`s. A retweet repeats its original's text and mentions; a quote has the original's address.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from formats.table import excel_csv

Json = dict[str, Any]
EPOCH = dt.datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=dt.UTC)
"""The moment that tweet ids count from, in milliseconds, 22 bits to the left."""

TAGS = (
    "id_str from_user text created_at time geo_coordinates user_lang in_reply_to_user_id_str in_reply_to_screen_name "
    "from_user_id_str in_reply_to_status_id_str source profile_image_url user_followers_count user_friends_count "
    "user_location status_url entities_str"
).split()


@dataclass(frozen=True)
class Account:
    """An account; without an id it is known by a mention only, as the API sometimes leaves it."""

    handle: str
    id: str
    name: str

    @property
    def key(self) -> str:
        """What the account is called in a tie: its id, or else its handle without capitals."""
        return f"x:{self.id}" if self.id else f"x:@{self.handle.casefold()}"


@dataclass(frozen=True)
class Tweet:
    """A tweet; at most one of `retweets`, `quotes`, `answers`, but a reply may quote as well."""

    by: Account
    at: dt.datetime
    text: str
    mentioned: Sequence[Account] = ()
    retweets: Tweet | None = None
    quotes: Tweet | None = None
    answers: Tweet | None = None
    nameless: bool = False
    """Whether the mentions lack ids and are written in small letters."""

    @property
    def id(self) -> str:
        """The id, made of the moment."""
        return str(int((self.at - EPOCH) / dt.timedelta(milliseconds=1)) << 22)

    @property
    def address(self) -> str:
        """The tweet's own page."""
        return f"https://twitter.com/{self.by.handle}/status/{self.id}"

    @property
    def said(self) -> str:
        """The whole text: whom it answers, whom it mentions, what it says, what it quotes."""
        if self.retweets:
            return f"RT @{self.retweets.by.handle}: {self.retweets.said}"
        names = [self.answers.by.handle] if self.answers else []
        names += [account.handle.lower() if self.nameless else account.handle for account in self.mentioned]
        link = ["https://t.co/" + self.quotes.id[-10:]] if self.quotes else []
        return " ".join([*(f"@{name}" for name in names), self.text, *link])


def pages(tweets: Sequence[Tweet], missing: Sequence[Tweet] = (), *, size: int = 100, overlap: int = 3) -> bytes:
    """Write JSON lines, a page each, newest first.

    Parameters
    ----------
    tweets
        What the search found.
    missing
        Tweets that are answered but gone: they are in no page, only among its errors.
    size, overlap
        Tweets a page, and how many of them the next page repeats.
    """
    newest = sorted(tweets, key=lambda tweet: tweet.at, reverse=True)
    starts = range(0, max(len(newest) - overlap, 1), size - overlap)
    lines = [_page(newest[start : start + size], {tweet.id for tweet in missing}) for start in starts]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def _page(tweets: Sequence[Tweet], missing: set[str]) -> Json:
    behind = {other.id: other for tweet in tweets for _, other in _references(tweet) if other.id not in missing}
    known = [*tweets, *behind.values()]
    accounts = {account.id: account for tweet in known for account in (tweet.by, *tweet.mentioned) if account.id}
    gone = [{"resource_id": other.id} for tweet in tweets for _, other in _references(tweet) if other.id in missing]
    page: Json = {
        "data": [_tweet(tweet) for tweet in tweets],
        "includes": {
            "users": [_user(account) for _, account in sorted(accounts.items())],
            "tweets": [_tweet(tweet) for tweet in behind.values()],
        },
        "meta": {"newest_id": tweets[0].id, "oldest_id": tweets[-1].id, "result_count": len(tweets)},
        "__twarc": {"url": "https://api.twitter.com/2/tweets/search/all", "version": "2.14.0"},
    }
    return page | ({"errors": [{"title": "Not Found Error", **error} for error in gone]} if gone else {})


def _references(tweet: Tweet) -> list[tuple[str, Tweet]]:
    kinds = {"retweeted": tweet.retweets, "quoted": tweet.quotes, "replied_to": tweet.answers}
    return [(kind, other) for kind, other in kinds.items() if other]


def _tweet(tweet: Tweet) -> Json:
    row: Json = {
        "id": tweet.id,
        "text": _cut(tweet),
        "author_id": tweet.by.id,
        "created_at": f"{tweet.at:%Y-%m-%dT%H:%M:%S}.000Z",
        "conversation_id": _first(tweet).id,
        "edit_history_tweet_ids": [tweet.id],
        "entities": _entities(tweet),
        "lang": "en",
    }
    references = [{"type": kind, "id": other.id} for kind, other in _references(tweet)]
    row |= {"referenced_tweets": references} if references else {}
    return row | ({"in_reply_to_user_id": tweet.answers.by.id} if tweet.answers else {})


def _cut(tweet: Tweet) -> str:
    """Cut a retweet at 140 characters, as API v2 does."""
    return tweet.said[:139] + "…" if tweet.retweets and len(tweet.said) > 140 else tweet.said


def _first(tweet: Tweet) -> Tweet:
    return _first(tweet.answers) if tweet.answers else tweet


def _user(account: Account) -> Json:
    return {"id": account.id, "username": account.handle, "name": account.name}


def _mentions(tweet: Tweet) -> list[tuple[str, str]]:
    """List (handle, id) as the entities do: whom a tweet answers or retweets comes first."""
    original = tweet.retweets or tweet
    first = tweet.retweets.by if tweet.retweets else tweet.answers.by if tweet.answers else None
    named = [(account.handle, "" if original.nameless else account.id) for account in original.mentioned]
    named = [(handle.lower(), number) if original.nameless else (handle, number) for handle, number in named]
    return ([(first.handle, first.id)] if first else []) + named


def _entities(tweet: Tweet) -> Json:
    mentions = [
        {"start": 0, "end": len(handle) + 1, "username": handle} | ({"id": number} if number else {})
        for handle, number in _mentions(tweet)
    ]
    urls = (
        [{"url": "https://t.co/" + tweet.quotes.id[-10:], "expanded_url": tweet.quotes.address}] if tweet.quotes else []
    )
    row = {"mentions": mentions, "urls": urls, "hashtags": [{"tag": "ThornshireCare"}]}
    return {name: values for name, values in row.items() if values}


def tags(tweets: Sequence[Tweet], *, damaged: int = 0, twice: int = 0) -> bytes:
    """Write the sheet as CSV.

    Parameters
    ----------
    tweets
        What the sheet collected.
    damaged
        Every how-manieth tweet id a spreadsheet has turned into 1.76E+18; the address still has it. 0 for none.
    twice
        How many of the first rows a second run of the collection added again.
    """
    newest = sorted(tweets, key=lambda tweet: tweet.at, reverse=True)
    rows = [_sheet_row(tweet, damaged=bool(damaged) and n % damaged == 0) for n, tweet in enumerate(newest, 1)]
    return excel_csv([TAGS, *rows, *rows[:twice]])


def _sheet_row(tweet: Tweet, *, damaged: bool) -> list[object]:
    answered = tweet.answers
    number = f"{float(tweet.id):.5E}" if damaged else tweet.id
    return [
        *(number, tweet.by.handle, tweet.said, f"{tweet.at:%a %b %d %H:%M:%S} +0000 {tweet.at.year}"),
        *(f"{tweet.at + dt.timedelta(hours=1):%d/%m/%Y %H:%M:%S}", "", "en"),
        *((answered.by.id, answered.by.handle) if answered else ("", "")),
        *(tweet.by.id, answered.id if answered else "", '<a href="https://mobile.twitter.com">Twitter</a>'),
        *("", 100, 100, "Thornshire", tweet.address, json.dumps(_sheet_entities(tweet), ensure_ascii=False)),
    ]


def _sheet_entities(tweet: Tweet) -> Json:
    mentions = [
        {"screen_name": handle, "name": handle} | ({"id_str": number} if number else {}) | {"indices": [0, 1]}
        for handle, number in _mentions(tweet)
    ]
    urls = [{"expanded_url": tweet.quotes.address}] if tweet.quotes else []
    return {"hashtags": [{"text": "ThornshireCare"}], "user_mentions": mentions, "urls": urls}


def ties(tweets: Iterable[Tweet]) -> dict[tuple[str, str, str], int]:
    """Count who turned to whom: (kind, source, target) → acts.

    A retweet goes to the author of the original, whose mentions it does not repeat; a reply to the author of the tweet
    answered, who is not mentioned by it as well; a quote to the author of the tweet quoted. Nobody turns to themselves.
    """
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    for tweet in tweets:
        answered = {tweet.answers.by.key} if tweet.answers else set()
        acts = [("retweet", tweet.retweets), ("quote", tweet.quotes), ("reply", tweet.answers)]
        found = [(kind, other.by.key) for kind, other in acts if other]
        found += [("mention", key) for key in {account.key for account in tweet.mentioned} - answered]
        for kind, target in found:
            if target != tweet.by.key:
                counts[kind, tweet.by.key, target] += 1
    return dict(sorted(counts.items()))
