"""The page without a socket: what a browser would send goes straight to what answers."""

import asyncio
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

from sna.page.server import application
from sna.page.site import Site

REGISTER = "Name,Organisation,Date,Status\n"
PEOPLE = [
    ("Ann Lee", "Pond Trust"), ("Bob Ray", "Fen Council"), ("Cy Fox", "Age Well"), ("Di Orr", "Hill Surgery"),
    ("Ed Nye", "Pond Trust"), ("Flo Gee", "Fen Council"), ("Gus Day", "Age Well"), ("Hal Kerr", "Hill Surgery"),
]  # fmt: skip
BOUNDARY = "frontier"


def register(day, people=PEOPLE):
    return REGISTER + "".join(f"{name},{place},{day},Present\n" for name, place in people)


@dataclass
class Answer:
    status: int
    headers: dict
    text: str
    content: bytes


class Browser:
    """This computer's own browser with the key, unless a header says otherwise."""

    def __init__(self, folder):
        self.site = Site(folder)
        self.site.keys.port = 4321
        self.app = application(self.site)
        self.folder = folder

    def ask(self, method, path, body=b"", headers=None, *, pieces=None):
        keys = self.site.keys
        own = {"host": "127.0.0.1:4321", "cookie": f"{keys.cookie}={keys.session}", "origin": keys.address}
        own |= {"content-length": str(len(body))} if pieces is None else {}
        own |= headers or {}
        path, _, query = path.partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(name.encode(), text.encode()) for name, text in own.items() if text is not None],
            "client": ("127.0.0.1", 5), "server": ("127.0.0.1", 4321),
        }  # fmt: skip
        parts = iter([body] if pieces is None else pieces)
        sent = []

        ended = []

        async def receive():
            if ended:
                await asyncio.sleep(60)  # nobody hangs up
            part = next(parts, None)
            ended.extend([True] * (part is None))
            return {"type": "http.request", "body": part or b"", "more_body": part is not None}

        async def send(message):
            sent.append(message)

        with ThreadPoolExecutor(1) as thread:  # a browser of another test may have a loop in this one
            thread.submit(lambda: asyncio.run(self.app(scope, receive, send))).result()
        head = {name.decode().lower(): text.decode() for name, text in sent[0]["headers"]}
        content = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(sent[0]["status"], head, content.decode("utf-8", "replace"), content)

    def get(self, path):
        """Go where it leads, and wait while files are read."""
        for _ in range(200):
            answer = self.ask("GET", path)
            if answer.status == 303:
                path = answer.headers["location"]
            elif "<h1>Reading your files" in answer.text:
                time.sleep(0.05)
            else:
                return answer
        raise AssertionError(path)

    def post(self, path, **fields):
        body = urlencode({"token": self.site.keys.form, **fields}).encode()
        return self.ask("POST", path, body, {"content-type": "application/x-www-form-urlencoded"})

    def drop(self, files, *, pieces=False, token=None):
        """Drop files: name → text or bytes."""
        parts = [(f'name="token"\r\n\r\n{token or self.site.keys.form}').encode()]
        for name, content in files.items():
            head = f'name="files"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
            parts.append(head.encode() + (content.encode() if isinstance(content, str) else content))
        body = b"".join(f"--{BOUNDARY}\r\nContent-Disposition: form-data; ".encode() + part + b"\r\n" for part in parts)
        body += f"--{BOUNDARY}--\r\n".encode()
        headers = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
        chunks = [body[at : at + 65536] for at in range(0, len(body), 65536)] if pieces else None
        return self.ask("POST", "/upload", b"" if pieces else body, headers, pieces=chunks)

    def make(self, **fields):
        """Make the results and wait."""
        self.post("/make", **fields)
        deadline = time.monotonic() + 120
        while self.site.job.running and time.monotonic() < deadline:
            time.sleep(0.1)
        return self.site.job.progress

    def files(self):
        """Give all files but those of results and what is remembered: name → content."""
        paths = (path for path in self.folder.rglob("*") if path.is_file())
        names = ((path.relative_to(self.folder).as_posix(), path) for path in paths)
        return {name: path.read_bytes() for name, path in names if not name.startswith((".sna/", "results/"))}

    def key_of(self, kind):
        """Give the key of the first question of a kind."""
        self.get("/read")
        view = self.site.project.view(60)
        return next(row.key for rows in view.sheets.values() for row in rows if row.key.startswith(kind))


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))
