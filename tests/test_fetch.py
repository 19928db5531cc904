"""Collecting from a server on loopback that plays the API, faults included."""

import json
import logging
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from sna import fetch
from sna.errors import SourceError
from sna.fetch import Waiting
from sna.load import Options
from sna.load import x as loader
from sna.load.source import Source

TOKEN = "CANARYtoken0123456789"
NOW = 1_700_000_000.0


class Server(ThreadingHTTPServer):
    """Ten pages of two posts; `faults` are played, each once, when the page with that number is asked for."""

    daemon_threads = True

    def __init__(self, faults=()):
        super().__init__(("127.0.0.1", 0), Handler)
        self.faults = {number: list(kinds) for number, kinds in dict(faults).items()}
        self.asked = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        question = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        number = int(question.get("next_token", "t1")[1:])
        self.server.asked.append((number, question, self.headers["Authorization"]))
        fault = self.server.faults.get(number)
        if fault:
            self.fail(fault.pop(0))
        else:
            self.answer(200, page(number))

    def fail(self, kind):
        if kind == "drop":
            self.send_response(200)
            self.send_header("Content-Length", "5000")
            self.end_headers()
            self.wfile.write(b'{"data": [')
            self.wfile.flush()
            self.connection.close()
        elif kind == "half":
            self.answer(200, b'{"data": [')
        else:
            status, headers = kind
            self.answer(status, {"title": "no", "detail": f"not for {TOKEN}"}, headers)

    def answer(self, status, body, headers=()):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def page(number):
    posts = [
        {"id": f"{number}{at}", "author_id": str(at), "text": "hello", "created_at": "2023-11-14T10:00:00.000Z"}
        for at in range(2)
    ]
    meta = {"result_count": 2, **({"next_token": f"t{number + 1}"} if number < 10 else {})}
    errors = [{"title": "Not Found Error", "resource_id": "99"}] if number == 4 else []
    return {"data": posts, "includes": {"users": []}, "meta": meta, **({"errors": errors} if errors else {})}


@contextmanager
def serving(faults=()):
    server = Server(faults)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def waits():
    return []


@pytest.fixture
def waiting(waits):
    return Waiting(sleep=waits.append, clock=lambda: NOW)


@pytest.fixture
def undisturbed(tmp_path, waiting):
    out = tmp_path / "undisturbed.jsonl"
    with serving() as server:
        fetch.fetch("#care", out, token=TOKEN, base_url=server.url, waiting=waiting)
        return out.read_bytes().replace(server.url.encode(), b"URL")


def collect(server, out, waiting):
    count = fetch.fetch("#care", out, token=TOKEN, base_url=server.url, waiting=waiting)
    return count, out.read_bytes().replace(server.url.encode(), b"URL")


FAULTS = {
    2: [(429, {})],
    3: [(429, {"x-rate-limit-reset": str(int(NOW) - 60)})],
    4: [(429, {"x-rate-limit-reset": str(int(NOW) + 30)})],
    5: [(503, {}), (500, {})],
    7: ["drop"],
    8: ["half"],
}


def test_faults_are_waited_out_and_leave_no_trace_in_the_file(tmp_path, waiting, waits, undisturbed):
    with serving(FAULTS) as server:
        count, found = collect(server, tmp_path / "posts.jsonl", waiting)
    assert count == 10
    assert found == undisturbed
    assert waits == [905.0, 905.0, 31.0, 1.0, 2.0, 1.0, 1.0]
    assert len(server.asked) == 10 + len(waits)


@pytest.mark.parametrize("moment", ["before the page is written", "half a page", "before the state is kept"])
def test_a_collection_killed_in_the_middle_goes_on_to_the_same_file(
    tmp_path, waiting, undisturbed, monkeypatch, moment
):
    out = tmp_path / "posts.jsonl"
    kill_at(monkeypatch, moment)
    with serving(FAULTS) as server:
        with pytest.raises(KeyboardInterrupt):
            fetch.fetch("#care", out, token=TOKEN, base_url=server.url, waiting=waiting)
        monkeypatch.undo()
        asked = len(server.asked)
        count, found = collect(server, out, waiting)
    assert count == 10
    assert found == undisturbed
    assert server.asked[asked][0] == 6, "it goes on with the page that was lost, not from the start"


def kill_at(monkeypatch, moment):
    add, keep = fetch.Collection.add, fetch.Collection._keep

    def dying_add(self, page, token):
        if self.state.pages < 5 or moment == "before the state is kept":
            return add(self, page, token)
        if moment == "half a page":
            self._file.write(b'{"data": [{"id": ')
            self._file.flush()
        raise KeyboardInterrupt

    def dying_keep(self):
        if moment == "before the state is kept" and self.state.pages == 6:
            raise KeyboardInterrupt
        keep(self)

    monkeypatch.setattr(fetch.Collection, "add", dying_add)
    monkeypatch.setattr(fetch.Collection, "_keep", dying_keep)


def test_a_finished_collection_is_not_asked_for_again(tmp_path, waiting):
    with serving() as server:
        collect(server, tmp_path / "posts.jsonl", waiting)
        asked = len(server.asked)
        assert collect(server, tmp_path / "posts.jsonl", waiting)[0] == 10
        assert len(server.asked) == asked


def test_the_pages_are_what_the_loader_of_x_reads(tmp_path, waiting):
    out = tmp_path / "posts.jsonl"
    with serving() as server:
        collect(server, out, waiting)
    assert loader.identify(Source(out))
    assert loader.count(Source(out), Options()) == 20 == len(list(loader.load(Source(out), Options())))
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert all(line["__twarc"]["retrieved_at"] == "2023-11-14T22:13:20+00:00" for line in lines)
    assert lines[3]["errors"], "errors that came with a page are kept"


def test_the_token_goes_to_the_api_and_nowhere_else(tmp_path, waiting, caplog, capfd):
    logging.getLogger("tweepy").setLevel(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    with serving(FAULTS) as server:
        collect(server, tmp_path / "posts.jsonl", waiting)
    assert {header for _, _, header in server.asked} == {f"Bearer {TOKEN}"}
    assert all(TOKEN.encode() not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert TOKEN not in caplog.text + "".join(capfd.readouterr())


@pytest.mark.parametrize("status", [400, 401, 403, 404, 302])
def test_a_refusal_for_good_is_said_at_once_without_the_token(tmp_path, waiting, waits, status):
    with serving({1: [(status, {})]}) as server, pytest.raises(SourceError, match=str(status)) as error:
        fetch.fetch("#care", tmp_path / "posts.jsonl", token=TOKEN, base_url=server.url, waiting=waiting)
    assert not waits
    assert TOKEN not in f"{error.value!r} {error.value.value} {error.value.hint}"


def test_an_api_that_stays_away_is_given_up_after_bounded_waiting(tmp_path, waits):
    patience = Waiting(tries=4, longest=3.0, sleep=waits.append, clock=lambda: NOW)
    with serving({1: [(503, {})] * 9}) as server, pytest.raises(SourceError, match="4 tries"):
        fetch.fetch("#care", tmp_path / "posts.jsonl", token=TOKEN, base_url=server.url, waiting=patience)
    assert waits == [1.0, 2.0, 3.0, 3.0]


def test_a_reset_far_in_the_future_does_not_wait_for_ever(waits):
    Waiting(sleep=waits.append, clock=lambda: NOW).after_refusal(int(NOW) + 10**9)
    assert waits == [960.0]


def test_another_query_does_not_go_on_in_the_same_file(tmp_path, waiting):
    out = tmp_path / "posts.jsonl"
    with serving() as server:
        collect(server, out, waiting)
        with pytest.raises(SourceError, match="another query"):
            fetch.fetch("#other", out, token=TOKEN, base_url=server.url, waiting=waiting)


def test_a_file_that_is_no_collection_is_not_overwritten(tmp_path, waiting):
    out = tmp_path / "posts.jsonl"
    out.write_text("something else\n")
    with pytest.raises(SourceError, match="exists"):
        fetch.fetch("#care", out, token=TOKEN, base_url="http://127.0.0.1:9", waiting=waiting)
    assert out.read_text() == "something else\n"


@pytest.mark.parametrize(
    ("state", "why"), [("{", "cannot be read"), ('{"query": "QUERY", "bytes": 99}', "more pages than")]
)
def test_a_damaged_state_is_refused(tmp_path, waiting, state, why):
    import hashlib

    out = tmp_path / "posts.jsonl"
    state = state.replace("QUERY", hashlib.sha256(b"#care").hexdigest())
    out.with_name("posts.jsonl.state").write_text(state)
    with pytest.raises(SourceError, match=why):
        fetch.fetch("#care", out, token=TOKEN, base_url="http://127.0.0.1:9", waiting=waiting)


def test_the_token_comes_from_the_environment_before_the_keyring(monkeypatch):
    monkeypatch.setattr(fetch, "_from_keyring", lambda: "from the keyring")
    assert fetch.find_token({"SNA_X_TOKEN": " from the environment\n"}) == "from the environment"
    assert fetch.find_token({}) == "from the keyring"


def test_no_token_says_where_to_put_one(monkeypatch):
    monkeypatch.setattr(fetch, "_from_keyring", lambda: "")
    with pytest.raises(SourceError, match="SNA_X_TOKEN"):
        fetch.find_token({})


def test_what_can_be_no_token_is_refused_without_showing_it(tmp_path):
    with pytest.raises(SourceError) as error:
        fetch.fetch("#care", tmp_path / "posts.jsonl", token="two\nlines")
    assert "two" not in str(error.value)
