"""Collecting posts from X by API v2, page by page, into a file that `sna.load.x` reads.

Each line is one page as the API gave it, with a ``__twarc`` note as twarc2 writes it. Only fields that ties need are
asked for. A file ``….state`` beside the collection remembers how far it is, so that a broken collection goes on where
it stopped.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from sna.errors import SourceError
from sna.fetch.api import Api, Waiting
from sna.fetch.pages import Collection

VARIABLE = "SNA_X_TOKEN"
"""The environment variable that holds the bearer token."""
KEYRING = ("sna", "x-bearer-token")
"""Service and user name under which the system keyring may hold it."""

FIELDS = {
    "expansions": "author_id,in_reply_to_user_id,referenced_tweets.id,referenced_tweets.id.author_id,"
    "entities.mentions.username,edit_history_tweet_ids",
    "tweet.fields": "id,text,author_id,created_at,conversation_id,in_reply_to_user_id,referenced_tweets,entities,"
    "note_tweet,edit_history_tweet_ids",
    "user.fields": "id,username,name",
}


def fetch(
    query: str,
    out: Path,
    *,
    token: str | None = None,
    base_url: str = "https://api.twitter.com",
    waiting: Waiting | None = None,
) -> int:
    """Collect the posts of the last seven days that a query finds.

    Parameters
    ----------
    query
        In X's own language of queries, such as ``"#carehomes -is:nullcast"``.
    out
        The file to write, one page a line. If an earlier collection of the same query broke off, it goes on.
    token
        The bearer token; None takes it from the environment (``SNA_X_TOKEN``) or the system keyring.
    base_url
        Where the API is; for tests.
    waiting
        How long and how often to wait when the API refuses or breaks off, and the clock.

    Returns
    -------
    int
        Number of pages in the file.

    Raises
    ------
    SourceError
        If there is no token, the token or query is refused, `out` holds something else, or the API stays away.
    """
    patience = waiting or Waiting()
    api = Api(token or find_token(), base_url, patience)
    marks = set[str]()
    with Collection(out, query) as collection:
        while not (state := collection.state).finished:
            more = {"next_token": state.next_token} if state.next_token else {}
            page = api.search({"query": query, "max_results": "100", **FIELDS, **more})
            marks.add(state.next_token)
            if _next(page) in marks and _next(page):
                raise SourceError(
                    "X answers in a circle: it names the same next page twice.",
                    code="R-NETWORK",
                    hint="What was collected so far stands in the file; try again later with another file.",
                )
            collection.add(_noted(page, base_url, patience.clock()), _next(page))
        return state.pages


def find_token(environment: Mapping[str, str] | None = None) -> str:
    """Find the bearer token in the environment, else in the system keyring.

    Raises
    ------
    SourceError
        If it is in neither.
    """
    token = (os.environ if environment is None else environment).get(VARIABLE, "").strip() or _from_keyring()
    if not token:
        raise SourceError(
            "There is no token for X.",
            code="R-TOKEN",
            hint=f"Set the environment variable {VARIABLE}, or run: keyring set {' '.join(KEYRING)}.",
        )
    return token


def _from_keyring() -> str:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return ""
    try:
        return keyring.get_password(*KEYRING) or ""
    except KeyringError:
        return ""


def _next(page: Mapping[str, object]) -> str:
    meta = page.get("meta")
    token = meta.get("next_token") if isinstance(meta, Mapping) else None
    return token if isinstance(token, str) else ""


def _noted(page: dict[str, object], base_url: str, seconds: float) -> dict[str, object]:
    note = {
        "url": f"{base_url}/2/tweets/search/recent",
        "version": f"sna {_version()}",
        "retrieved_at": dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="seconds"),
    }
    return {**page, "__twarc": note}


def _version() -> str:
    try:
        return version("cop-sna")
    except ModuleNotFoundError:  # run from a checkout
        return "0"
