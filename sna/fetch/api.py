"""One question to API v2 at a time, patiently: refusals and broken connections are waited out, within bounds.

tweepy's own waiting asks again at once, for ever, when a refusal (429) names no time or one that has passed; its debug
log, and urllib3's, print the token. So both logs are held at warnings and the waiting is done here.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import Any, NoReturn

import requests
import tweepy
from msgspec import Struct

from sna.errors import SourceError, shown

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
