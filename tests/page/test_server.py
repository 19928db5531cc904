"""Who is refused: each by name, and nothing of what they sent is kept."""

import http.client
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from sna.page import edits, server
from sna.page.server import HEADERS, IDLE, Keys


def test_another_host_is_refused(forum):
    for host in ("evil.example", "evil.example:4321", "127.0.0.1", "127.0.0.1:4322", ""):
        assert forum.ask("GET", "/files", headers={"host": host}).status == 421
    assert forum.ask("GET", "/files").status == 200


def test_a_request_from_another_page_is_refused(forum):
    assert forum.ask("GET", "/files", headers={"sec-fetch-site": "cross-site"}).status == 403
    assert forum.ask("GET", "/files", headers={"sec-fetch-site": "same-site"}).status == 403
    assert forum.ask("GET", "/files", headers={"sec-fetch-site": "same-origin"}).status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", None, "http://127.0.0.1:4322"])
def test_a_form_from_another_page_or_without_an_origin_is_refused(forum, origin):
    before = forum.files()
    body = f"token={forum.site.keys.form}&file=2024-01-09.csv".encode()
    headers = {"origin": origin, "content-type": "application/x-www-form-urlencoded"}
    assert forum.ask("POST", "/aside", body, headers).status == 403
    assert forum.files() == before


@pytest.mark.parametrize("token", ["", "wrong"])
def test_a_form_without_its_key_is_refused(forum, token):
    before = forum.files()
    assert forum.post("/aside", token=token, file="2024-01-09.csv").status == 403
    assert forum.drop({"new.csv": "Name\n"}, token=token or "none").status == 403
    assert forum.files() == before


def test_without_the_cookie_or_with_another_nothing_is_shown(forum):
    for cookie in ("", "sna4321=wrong", f"sna1={forum.site.keys.session}"):
        for path in ("/files", "/read", "/progress", "/asset/page.css", "/save/me", "/template/minutes.docx"):
            assert forum.ask("GET", path, headers={"cookie": cookie}).status == 403


def test_the_key_of_the_link_works_once_and_no_other_does(forum):
    key = forum.site.keys.link
    assert forum.ask("GET", "/open?key=wrong", headers={"cookie": ""}).status == 403
    assert forum.ask("GET", "/open?key=", headers={"cookie": ""}).status == 403
    answer = forum.ask("GET", f"/open?key={key}", headers={"cookie": ""})
    assert answer.status == 303
    assert {"HttpOnly", "SameSite=strict"} <= set(answer.headers["set-cookie"].split("; "))
    assert forum.ask("GET", f"/open?key={key}", headers={"cookie": ""}).status == 403
    assert not Keys(link="").exchange("")


def test_three_gigabytes_announced_are_refused_before_they_come(forum):
    headers = {"content-length": str(3 * 2**30), "content-type": "multipart/form-data; boundary=x"}
    assert forum.ask("POST", "/upload", headers=headers, pieces=[]).status == 413
    assert forum.ask("POST", "/upload", headers={"content-length": "-1"}, pieces=[]).status == 413


def test_what_streams_in_pieces_without_a_length_is_bounded(forum):
    forum.app.largest = 300_000
    before = forum.files()
    assert forum.drop({"large.csv": b"x" * 400_000}, pieces=True).status == 413
    assert forum.files() == before
    assert forum.drop({"small.csv": b"x" * 200_000}, pieces=True).status == 303


def test_a_file_beyond_the_limit_is_refused_and_the_others_are_taken(forum, monkeypatch):
    monkeypatch.setattr(edits, "LARGEST_FILE", 1000)
    monkeypatch.setattr(edits._spooled, "__defaults__", (1000,))
    forum.drop({"large.csv": b"x" * 2000, "small.csv": b"Name\n"})
    assert "small.csv" in forum.files()
    assert "large.csv" not in forum.files()
    assert "larger than" in forum.get("/files").text


@pytest.mark.parametrize(
    "name", ["CON.csv", "nul", "com1.xlsx", "a/LPT9.csv", "../up.csv", "/etc/up.csv", "C:/up.csv", "a/../../up.csv"]
)
def test_reserved_names_and_names_that_lead_out_are_refused(forum, name):
    before = forum.files()
    assert forum.drop({name: "Name\n"}).status == 303
    assert forum.files() == before
    assert not (forum.folder.parent / "up.csv").exists()
    assert 'role="status"' in forum.get("/files").text


@pytest.mark.parametrize("name", ["pandas.py", "run.exe", "x.js", "manifest.json", "results/evaluator/report.html"])
def test_programs_and_results_are_refused(forum, name):
    before = forum.files()
    forum.drop({name: "x"})
    assert forum.files() == before


def test_what_systems_leave_in_folders_is_passed_over(forum):
    before = forum.files()
    forum.drop({"a/.DS_Store": "x", "Thumbs.db": "x", "~$book.xlsx": "x", "__MACOSX/a.csv": "x", ".sna/key": "x"})
    assert forum.files() == before


def test_every_answer_is_protected_also_a_refusal(forum):
    answers = [forum.ask("GET", "/files"), forum.ask("GET", "/files", headers={"host": "x"}), forum.ask("GET", "/no")]
    for answer in answers:
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert not [name for name in answer.headers if name.startswith("access-control")]
    assert answers[2].status == 404


def test_only_what_changes_something_is_sent_by_post(forum):
    assert forum.ask("POST", "/files").status == 405
    for path in ("/undo", "/make", "/close", "/upload"):
        assert forum.ask("GET", path).status == 405


@contextmanager
def opened(folder):
    command = [sys.executable, "-c", "import sys; from sna.cli import main; main(sys.argv[1:])", "open", str(folder)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([*command, "--no-open"], text=True, **pipes) as process:
        yield process
        process.kill()


def requested(port, method, path, body=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


@pytest.mark.slow
def test_the_link_opens_a_page_of_this_computer_and_a_second_server_is_refused(tmp_path):
    folder = tmp_path / "new" / "community"
    with opened(folder) as process:
        link = process.stdout.readline().strip()
        port, path = re.fullmatch(r"http://127\.0\.0\.1:(\d+)(/open\?key=[\w-]+)", link).groups()
        with opened(folder) as second:
            assert second.wait(30) == 2
            assert "is open already" in second.stderr.read()
        answer, _text = requested(int(port), "GET", path)
        cookie = answer.headers["set-cookie"].split(";")[0]
        _answer, page = requested(int(port), "GET", "/files", cookie=cookie)
        token = re.search(r'name="token" value="([^"]+)"', page)[1]
        headers = {"cookie": cookie, "origin": f"http://127.0.0.1:{port}"}
        headers["content-type"] = "application/x-www-form-urlencoded"
        assert "sna is closed" in requested(int(port), "POST", "/close", f"token={token}", **headers)[1]
        assert process.wait(20) == 0
    with opened(folder) as third:
        assert third.stdout.readline().startswith("http://127.0.0.1:")


@pytest.mark.slow
def test_it_ends_when_nobody_has_used_it_for_a_while(tmp_path, capsys):
    begun = time.monotonic()
    with ThreadPoolExecutor(1) as thread:  # a browser of another test may have a loop in this one
        thread.submit(server.serve, tmp_path, browser=False, idle=0.5).result()
    assert 0.5 < time.monotonic() - begun < 15
    assert IDLE >= 20 * 60
    assert "http://127.0.0.1:" in capsys.readouterr().out


def test_the_link_stands_there_before_any_heavy_library_is_loaded():
    code = "import sys, sna.page.server, sna.page.site, sna.page.deeds; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "starlette" in modules
    assert not {"pandas", "numpy", "networkx", "scipy", "openpyxl"} & set(modules)


def test_a_folder_that_is_a_file_is_said_in_one_line(tmp_path, capsys):
    from sna.cli import run

    (tmp_path / "a.csv").write_text("x")
    assert run(["open", str(tmp_path / "a.csv"), "--no-open"]) == 2
    assert "Name another folder" in capsys.readouterr().err
