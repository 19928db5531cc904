"""A function in a process of its own: its answer, and what stops it."""

from __future__ import annotations

import sys
import time

import pytest

from sna.errors import SourceError
from sna.load import child

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is limited by the system on Linux only")


def script(tmp_path, text):
    path = tmp_path / "script.py"
    path.write_text(text, encoding="utf-8")
    return path


def refused(path, **limits):
    with pytest.raises(SourceError) as caught:
        child.call("runpy:run_path", path, dict, **limits)
    return caught.value.code


def test_the_answer_comes_back_as_data(tmp_path):
    (tmp_path / "a.txt").touch()
    assert child.call("os:listdir", tmp_path, list[str]) == ["a.txt"]


def test_what_takes_too_long_is_stopped(tmp_path):
    start = time.monotonic()
    assert refused(script(tmp_path, "import time; time.sleep(60)"), seconds=1) == "R-TIME"
    assert time.monotonic() - start < 10


def test_a_child_that_closes_its_ears_is_stopped_all_the_same(tmp_path):
    deaf = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('x' * 10**6)\ntime.sleep(60)"
    assert refused(script(tmp_path, deaf), seconds=1) == "R-TIME"


def test_what_takes_too_much_memory_is_stopped(tmp_path):
    assert refused(script(tmp_path, "hoard = bytearray(1 << 30)")) == "R-MEMORY"


def test_what_breaks_down_is_refused(tmp_path):
    assert refused(script(tmp_path, "import os; os._exit(3)")) == "R-CRASH"
    assert refused(script(tmp_path, "import os; os.abort()")) == "R-CRASH"


def test_an_error_of_a_parser_is_a_refusal(tmp_path):
    assert refused(script(tmp_path, "raise RuntimeError('bad xref')")) == "R-DAMAGED"


def test_a_refusal_keeps_its_reason(tmp_path):
    text = "from sna.errors import SourceError\nraise SourceError('No.', code='R-NO', hint='Ask.', value='it')"
    with pytest.raises(SourceError) as caught:
        child.call("runpy:run_path", script(tmp_path, text), dict)
    assert (caught.value.message, caught.value.code, caught.value.hint, caught.value.value) == (
        "No.",
        "R-NO",
        "Ask.",
        "it",
    )


def test_no_secret_of_the_environment_reaches_the_child(tmp_path, monkeypatch):
    monkeypatch.setenv("X_BEARER_TOKEN", "canary")
    target = tmp_path / "seen"
    text = f"import os, pathlib\npathlib.Path({str(target)!r}).write_text(str(dict(os.environ)))\nraise ValueError"
    assert refused(script(tmp_path, text)) == "R-DAMAGED"
    assert "canary" not in target.read_text(encoding="utf-8")
