"""Collecting posts from X by API v2, page by page, into a file that `sna.load.x` reads.

This is the only code that uses the network.

Each line is one page as the API gave it, with a ``__twarc`` note as twarc2 writes it. Only fields that ties need are
asked for. A file ``….state`` beside the collection remembers how far it is, so that a broken collection goes on where
it stopped.

Refusals and broken connections are waited out, within bounds. tweepy's own waiting asks again at once, for ever, when a
refusal (429) names no time or one that has passed; its debug log, and urllib3's, print the token. So both logs are held
at warnings and the waiting is done here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import os
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self

import msgspec
import requests
import tweepy
from msgspec import Struct

from sna.errors import SourceError, shown

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


# The collection on disk: pages that are safely written, and how far it is


class State(Struct):
    """How far a collection is.

    Attributes
    ----------
    query
        A digest of the query, so that another query does not go on here.
    bytes
        Length of the file up to the last page safely written.
    pages
        Number of these.
    next_token
        What to ask the API for next.
    finished
        Whether there is no more.
    """

    query: str
    bytes: int = 0
    pages: int = 0
    next_token: str = ""
    finished: bool = False


class Collection:
    """Adds pages to a file, each written through to the disk before the state says so.

    `state` says how far it is. After a power cut the file may be longer than the state knows: what is beyond is cut
    off and fetched again.

    Raises
    ------
    SourceError
        If the file holds something else, or a collection of another query.
    """

    def __init__(self, out: Path, query: str) -> None:
        self._out = out
        self._state_file = out.with_name(out.name + ".state")
        digest = hashlib.sha256(query.encode()).hexdigest()
        self.state = self._resumed(digest) if self._state_file.exists() else self._begun(digest)

    def __enter__(self) -> Self:
        """Open the file behind the last page safely written."""
        self._file = self._out.open("ab")
        self._file.truncate(self.state.bytes)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._file.close()

    def add(self, page: Mapping[str, object], next_token: str) -> None:
        """Write a page through to the disk, then note how far the collection is."""
        line = json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode("utf-8", errors="replace") + b"\n"
        self._file.write(line)
        self._file.flush()
        os.fsync(self._file.fileno())
        state = self.state
        self.state = State(state.query, state.bytes + len(line), state.pages + 1, next_token, not next_token)
        self._keep()

    def _keep(self) -> None:
        # the state is replaced whole: after a power cut it is the old one or the new one, never half of either
        fresh = self._state_file.with_name(self._state_file.name + ".new")
        with fresh.open("wb") as file:
            file.write(msgspec.json.encode(self.state))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._state_file)

    def _begun(self, digest: str) -> State:
        if self._out.exists() and self._out.stat().st_size:
            raise SourceError(
                f"{self._out.name} exists and is no collection that can go on.",
                code="R-EXISTS",
                hint="Name another file with --out.",
            )
        return State(digest)

    def _resumed(self, digest: str) -> State:
        try:
            state = msgspec.json.decode(self._state_file.read_bytes(), type=State)
        except msgspec.DecodeError as error:
            raise self._foreign("cannot be read") from error
        if state.query != digest:
            raise self._foreign("is of another query")
        if not self._out.exists() or self._out.stat().st_size < state.bytes:
            raise self._foreign("knows more pages than the file holds")
        return state

    def _foreign(self, why: str) -> SourceError:
        return SourceError(
            f"{self._state_file.name} {why}.",
            code="R-STATE",
            hint="Name another file with --out, or remove both files.",
        )


# One question at a time


HOST = "https://api.twitter.com"
TIMEOUT = (10.0, 60.0)
"""Seconds to wait for a connection and for an answer."""
_LOGS = ("tweepy", "urllib3", "requests", "requests_oauthlib")
_BROKEN = (requests.RequestException, json.JSONDecodeError)


class Waiting(Struct, frozen=True):
    """How patient to be.

    Attributes
    ----------
    tries
        How often one page is asked for before giving up.
    shortest, longest
        Bounds in seconds of any one wait; after a fault the wait doubles from the shortest on, after a refusal without
        a time to come it is `window`.
    window
        X counts requests in windows of 15 minutes.
    sleep, clock
        What waits, and what tells the seconds since 1970; for tests.
    """

    tries: int = 12
    shortest: float = 1.0
    longest: float = 960.0
    window: float = 905.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.time

    def after_fault(self, tried: int) -> None:
        """Wait after a fault of the service or the line, longer each time."""
        self.sleep(min(self.shortest * 2.0**tried, self.longest))

    def after_refusal(self, reset: int | None) -> None:
        """Wait until the time a refusal names; if it names none, or one that has passed, for a whole window."""
        seconds = 0.0 if reset is None else reset - self.clock() + 1
        self.sleep(min(seconds if seconds > 0 else self.window, self.longest))


class _Session(requests.Session):
    """Sends tweepy's requests to `base_url`, with time limits, which tweepy does not set, and follows no redirect."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self._base_url = base_url.rstrip("/")

    def request(self, method: Any, url: Any, *args: Any, **more: Any) -> requests.Response:  # noqa: ANN401
        """Send a request."""
        more |= {"timeout": TIMEOUT, "allow_redirects": False}
        return super().request(method, str(url).replace(HOST, self._base_url, 1), *args, **more)


class Api:
    """The search of API v2.

    Parameters
    ----------
    token
        The bearer token; it stands in no message.
    base_url
        Where the API is.
    waiting
        How patient to be.

    Raises
    ------
    SourceError
        If what is given can be no token.
    """

    def __init__(self, token: str, base_url: str, waiting: Waiting) -> None:
        for name in _LOGS:
            logging.getLogger(name).setLevel(logging.WARNING)
        if not (token.isascii() and token.isprintable() and " " not in token):
            raise SourceError("The token for X holds characters no token has.", code="R-TOKEN", hint="Copy it again.")
        self._token = token
        self._waiting = waiting
        self._client = tweepy.Client(token, return_type=requests.Response, wait_on_rate_limit=False)
        self._client.session = _Session(base_url)

    def search(self, parameters: dict[str, str]) -> dict[str, object]:
        """Ask for one page; errors that come with a page stay in it.

        Raises
        ------
        SourceError
            If the token or the query is refused, or the API does not answer after all tries.
        """
        for tried in range(self._waiting.tries):
            page = self._attempt(parameters, tried)
            if page is not None:
                return page
        raise SourceError(
            f"X did not answer after {self._waiting.tries} tries.",
            code="R-NETWORK",
            hint="Run the same command again later: it goes on where it stopped.",
        )

    def _attempt(self, parameters: dict[str, str], tried: int) -> dict[str, object] | None:
        """Ask once; None after waiting, if it is worth asking again."""
        try:
            response = self._client.request("GET", "/2/tweets/search/recent", params=parameters)
            page = response.json()
            if isinstance(page, dict) and isinstance(page.get("meta"), dict):
                return page
            self._waiting.after_fault(tried)
        except tweepy.TooManyRequests as error:
            self._waiting.after_refusal(error.reset_time)
        except tweepy.HTTPException as error:
            if error.response.status_code < 500:
                self._refused(error)
            self._waiting.after_fault(tried)
        except (
            *_BROKEN,
            ValueError,
            AttributeError,
            RecursionError,
        ):  # a cut answer, or a refusal in a shape tweepy cannot read
            self._waiting.after_fault(tried)
        return None

    def _refused(self, error: tweepy.HTTPException) -> NoReturn:
        status = error.response.status_code
        hints = {401: "Check the token.", 403: "Check what the token's access level allows.", 400: "Check the query."}
        messages = "; ".join(str(message) for message in error.api_messages).replace(self._token, "…")
        why, hint = f"X refused the request ({status}).", hints.get(status, "")
        raise SourceError(why, code="R-REFUSED", hint=hint, value=shown(messages, 200)) from None
