"""Who may speak to the page, this computer's own browser with the key and within measure; its beginning and its end.

The guard stands before everything else, so that no part of the page can forget to ask.
"""

from __future__ import annotations

import asyncio
import hmac
import html
import os
import secrets
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

import uvicorn
from msgspec import Struct, field
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sna.errors import StudyError, shown
from sna.page.edits import LARGEST_REQUEST, MIB
from sna.page.project import HIDDEN

if TYPE_CHECKING:
    from sna.page.site import Site

IDLE = 45 * 60
"""Seconds without anybody asking for anything, after which the page ends."""
RESULTS = "/results/"
BARE = "<!doctype html><html lang=en-GB><title>sna</title><main><h1>sna</h1><p>{}</p></main>"
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "x-content-type-options": "nosniff",
    # no-referrer would make browsers send "Origin: null" with our own forms, which cannot be told from a stranger's
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
RESULT_HEADERS = {
    # a page of results is an origin of its own: whatever stands in it, it cannot drive this page
    "content-security-policy": "sandbox allow-scripts allow-downloads allow-popups allow-modals; connect-src 'none'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
    "x-frame-options": "SAMEORIGIN",
}


def _secret() -> str:
    return secrets.token_urlsafe(32)


class Keys(Struct):
    """What opens the page, drawn anew each time it starts.

    Attributes
    ----------
    port
        Where it listens; 0 before it does.
    link
        Stands in the address that is printed; empty once it was used.
    session
        The cookie it is exchanged for.
    form
        Stands in every form.
    results
        Stands in the address of results: a page of an origin of its own sends no cookie.
    used
        When anybody last asked for anything, in seconds of `time.monotonic`.
    """

    port: int = 0
    link: str = field(default_factory=_secret)
    session: str = field(default_factory=_secret)
    form: str = field(default_factory=_secret)
    results: str = field(default_factory=_secret)
    used: float = field(default_factory=time.monotonic)

    @property
    def cookie(self) -> str:
        """The name of the cookie; browsers share cookies between ports."""
        return f"sna{self.port}"

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}"

    def exchange(self, text: str) -> bool:
        """Take the key of the link, once."""
        fits = bool(self.link) and same(text, self.link)
        if fits:
            self.link = ""
        return fits


def same(text: str, secret: str) -> bool:
    """Whether a text is the secret, without telling by the time it takes how much of it is right.

    Examples
    --------
    >>> same("abc", "abc"), same("", "abc")
    (True, False)
    """
    return hmac.compare_digest(text.encode(), secret.encode())


class Guard:
    """Refuses what does not come from this page in this computer's browser, and what is too large.

    Parameters
    ----------
    app
        What answers.
    keys
        What opens it.
    largest
        The most bytes of one request; they are counted as they come, whatever was announced.
    """

    def __init__(self, app: ASGIApp, keys: Keys, largest: int = LARGEST_REQUEST) -> None:
        self.app, self.keys, self.largest = app, keys, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse with the reason."""
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1").lower(): text.decode("latin-1") for name, text in scope["headers"]}
        guarded = _with_headers(send)
        if refusal := self.refusal(scope["method"], scope["path"], headers):
            await PlainTextResponse(refusal[1], refusal[0])(scope, receive, guarded)
            return
        self.keys.used = time.monotonic()
        await self.app(scope, self._counted(receive), guarded)

    def refusal(self, method: str, path: str, headers: Mapping[str, str]) -> tuple[int, str] | None:
        """Give the status and the words of a refusal; None where there is none."""
        keys, host = self.keys, headers.get("host", "")
        result = _is_result(path, keys)
        if host not in {f"127.0.0.1:{keys.port}", f"localhost:{keys.port}"}:
            return 421, "This page answers only on this computer."
        if not result and headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
            return 403, "Another page asked for this."
        if method not in {"GET", "HEAD"} and headers.get("origin", "") != f"http://{host}":
            return 403, "Another page sent this."
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self.largest:
            return 413, f"Too large: at most {self.largest // MIB:,} MB at once."
        cookies = dict(part.strip().partition("=")[::2] for part in headers.get("cookie", "").split(";"))
        if not result and path != "/open" and not same(cookies.get(keys.cookie, ""), keys.session):
            return 403, "Open this page by the link that sna printed when it started. Each link opens it once."
        return None

    def _counted(self, receive: Receive) -> Receive:
        """Count what comes; stop where it is more than may come."""
        total = 0

        async def counted() -> Message:
            nonlocal total
            message = await receive()
            total += len(message.get("body", b""))
            if total > self.largest:
                raise HTTPException(413, f"Too large: at most {self.largest // MIB:,} MB at once.")
            return message

        return counted


def _is_result(path: str, keys: Keys) -> bool:
    return path.startswith(RESULTS) and same(path.removeprefix(RESULTS).partition("/")[0], keys.results)


def _with_headers(send: Send) -> Send:
    """Put the headers that protect the page on every answer that does not bring its own."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers: list[tuple[bytes, bytes]] = [*message.get("headers", ())]
            names = {name.lower() for name, _text in headers}
            own = {name: text for name, text in HEADERS.items() if name.encode() not in names}
            message["headers"] = headers + [(name.encode(), text.encode()) for name, text in own.items()]
        await send(message)

    return guarded


async def _refused(_request: Request, error: Exception) -> Response:
    """Say on the page what was refused, to whoever may see it."""
    assert isinstance(error, HTTPException)
    return HTMLResponse(BARE.format(html.escape(error.detail)), error.status_code)


async def _unforeseen(_request: Request, error: Exception) -> Response:
    """Say in words what nobody foresaw: a traceback may hold names."""
    text = f"Something unforeseen happened ({type(error).__name__}). Go back, and undo the last step. Please report it."
    return HTMLResponse(BARE.format(text), 500)


def application(site: Site) -> Guard:
    """Give what answers."""
    from sna.page.deeds import DEEDS, handler_of
    from sna.page.site import SHOWN

    routes = [Route(path, handler, methods=["GET"]) for path, handler in SHOWN.items()]
    routes += [Route(path, handler_of(deed), methods=["POST"]) for path, deed in DEEDS.items()]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _refused, 500: _unforeseen})
    app.state.site = site
    return Guard(app, site.keys)


def serve(folder: Path, *, browser: bool = True, idle: float = IDLE) -> None:
    """Show a folder in the browser until somebody closes the page, or nobody has used it for a while.

    Raises
    ------
    StudyError
        If the folder is open already, or cannot be written to.
    """
    try:
        (folder / HIDDEN).mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / HIDDEN / "open.lock").open("ab") as lock:
            if not _locked(lock):
                raise StudyError(
                    f"{shown(folder, 200)} is open already. Go on in the browser window where it is, or close it "
                    "there first: Close sna, at the foot of the page."
                )
            _serve(folder, browser=browser, idle=idle)
    except OSError as error:
        raise StudyError(
            f"{shown(folder, 200)} cannot be written to: {error.strerror}. Name another folder."
        ) from error


def _locked(file: IO[bytes]) -> bool:
    """Lock a file until the process ends; False if somebody else has it. As for results, but without its libraries."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _serve(folder: Path, *, browser: bool, idle: float) -> None:
    from sna.page.site import Site

    site = Site(folder.resolve())
    config = uvicorn.Config(
        application(site), host="127.0.0.1", port=0, log_level="critical", access_log=False, lifespan="off",
        server_header=False, ws="none", proxy_headers=False, timeout_graceful_shutdown=2,
    )  # fmt: skip
    socket = config.bind_socket()
    socket.listen()  # a browser may be quicker than the server
    site.keys.port = socket.getsockname()[1]
    server = uvicorn.Server(config)

    def end() -> None:
        server.should_exit = True

    site.end = end
    link = f"{site.keys.address}/open?key={site.keys.link}"
    sys.stdout.write(f"{link}\nOpen this link if no browser opens. It works once, on this computer. Ctrl+C ends it.\n")
    sys.stdout.flush()
    threading.Thread(target=_warm, daemon=True).start()
    if browser:
        _show(link)
    try:
        asyncio.run(_until_idle(server, site, socket, idle))
    except KeyboardInterrupt:
        pass
    finally:
        site.job.stop()


async def _until_idle(server: uvicorn.Server, site: Site, socket: object, idle: float) -> None:
    async def watch() -> None:
        while not server.should_exit:
            await asyncio.sleep(min(idle / 4, 30))
            if time.monotonic() - site.keys.used > idle and not site.job.running:
                server.should_exit = True

    watcher = asyncio.create_task(watch())
    try:
        await server.serve(sockets=[socket])  # type: ignore[list-item]  # a socket, which only fetching may import
    finally:
        watcher.cancel()


def _warm() -> None:
    """Load the libraries while somebody looks for their files."""
    with suppress(Exception):  # whatever is wrong is said when it is needed
        __import__("sna.study.problems")


def _show(link: str) -> None:
    """Open the browser, where somebody sits before a screen that can show it."""
    refused = os.environ.get("CI") or os.environ.get("SNA_NO_OPEN")
    display = sys.platform in {"win32", "darwin"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if display and not refused:
        import webbrowser

        with suppress(webbrowser.Error, OSError):  # the line above says where it is
            webbrowser.open(link)
