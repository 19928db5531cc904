"""A function in a process of its own: its answer, and what stops it."""

from __future__ import annotations

import io
import sys
import time

import pytest

from sna.errors import SourceError
from sna.load.files import process

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is limited by the system on Linux only")


PROGRAM = "tests.load.files.program"


def refused(text, **limits):
    with pytest.raises(SourceError) as caught:
        process.call(f"{PROGRAM}:run", io.BytesIO(text.encode()), dict, **limits)
    return caught.value.code


@pytest.mark.parametrize("size", [9, 200_000])
def test_bytes_and_an_open_file_reach_the_child_and_the_answer_comes_back_as_data(tmp_path, size):
    (tmp_path / "a").write_bytes(b"x" * size)
    assert process.call(f"{PROGRAM}:length", io.BytesIO(b"x" * size), tuple[int, bool]) == (size, True)
    with (tmp_path / "a").open("rb") as file:
        assert file.read(5) == b"xxxxx"
        assert process.call(f"{PROGRAM}:length", file, tuple[int, bool]) == (size, True)
        file.seek(0)
        assert len(file.read()) == size


def test_what_takes_too_long_is_stopped():
    start = time.monotonic()
    assert refused("import time; time.sleep(60)", seconds=1) == "R-TIME"
    assert time.monotonic() - start < 10


def test_a_child_that_closes_its_ears_is_stopped_all_the_same():
    deaf = "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('x' * 10**6)\ntime.sleep(60)"
    assert refused(deaf, seconds=1) == "R-TIME"


def test_what_takes_too_much_memory_is_stopped():
    assert refused("hoard = bytearray(1 << 30)") == "R-MEMORY"


def test_what_breaks_down_is_refused():
    assert refused("import os; os._exit(3)") == "R-CRASH"
    assert refused("import os; os.abort()") == "R-CRASH"


def test_an_error_of_a_parser_is_a_refusal():
    assert refused("raise RuntimeError('bad xref')") == "R-DAMAGED"


def test_a_refusal_keeps_its_reason():
    text = "from sna.errors import SourceError\nraise SourceError('No.', code='R-NO', hint='Ask.', value='it')"
    with pytest.raises(SourceError) as caught:
        process.call(f"{PROGRAM}:run", io.BytesIO(text.encode()), dict)
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
    assert refused(text) == "R-DAMAGED"
    assert "canary" not in target.read_text(encoding="utf-8")
