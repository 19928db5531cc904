"""A function run in a process of its own, with limits on time and memory: for files whose parsers may go astray.

The child is a fresh interpreter with an empty environment: nothing of the parent's memory, no secret of its
environment, no need for the parent's main module to be importable. Its answer comes back as data, never as pickled
objects. Whatever the child does, the parent waits no longer than the limit.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

import msgspec
from msgspec import Struct

from sna.errors import SourceError

Answer = TypeVar("Answer")
SECONDS = 30
MEGABYTES = 512
LARGEST_ANSWER = 64 << 20  # bytes
AGAIN = "Save it again, or as text."
_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL", "HOME", "USERPROFILE")


class _Reply(Struct):
    """What a child says: the answer, or why there is none."""

    answer: msgspec.Raw = msgspec.Raw(b"\xc0")
    refused: tuple[str, str, str, str] | None = None  # message, code, hint, value


def call(function: str, file: BinaryIO, kind: type[Answer], *, seconds: float = SECONDS) -> Answer:
    """Call ``function(file)`` in a child process, which gets the bytes by its standard input and opens nothing.

    Parameters
    ----------
    function
        Where it is, as ``"package.module:name"``.
    file
        Its only argument, at its beginning.
    kind
        The type of its answer, which must be plain data: texts, numbers, structs, lists of them.
    seconds
        How long it may take.

    Raises
    ------
    SourceError
        The function's own, or that it took too long or too much memory.
    """
    command = [sys.executable, "-P", "-m", "sna.load.files.process", function]
    feed: dict[str, Any] = {"input": file.getbuffer()} if isinstance(file, io.BytesIO) else {"stdin": file}
    variables = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    environment = {**variables, "PYTHONPATH": str(Path(__file__).parents[3]), "PYTHONUTF8": "1"}
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter, our own module
            command, env=environment, capture_output=True, timeout=seconds, check=False, **feed
        )
    except subprocess.TimeoutExpired as error:
        raise SourceError(f"Reading it took longer than {seconds:g} seconds.", code="R-TIME", hint=AGAIN) from error
    finally:
        file.seek(0, os.SEEK_END)  # the child moved the place in the file that both share: forget what was buffered
    return _answer(child.stdout, kind)


def _answer(data: bytes, kind: type[Answer]) -> Answer:
    try:
        reply = msgspec.msgpack.decode(data, type=_Reply)
        if reply.refused:
            message, code, hint, value = reply.refused
            raise SourceError(message, code=code, hint=hint, value=value)
        return msgspec.msgpack.decode(reply.answer, type=kind)
    except msgspec.MsgspecError as error:
        why = "Its reader broke down: it is damaged, or needs more memory than it may have."
        raise SourceError(why, code="R-CRASH", hint=AGAIN) from error


def main(function: str) -> None:
    """Be the child: set the limits, call, write the answer to the standard output."""
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a parser prints is no answer
    _limit()
    reply = _reply(function, _input())
    with answer:
        answer.write(msgspec.msgpack.encode(reply))


def _input() -> BinaryIO:
    """Give the standard input as a file that can be sought in."""
    file = sys.stdin.buffer
    if not file.seekable():
        return io.BytesIO(file.read())
    file.seek(0)
    return file


def _reply(function: str, file: BinaryIO) -> _Reply:
    try:
        module, _colon, name = function.partition(":")
        answer = getattr(import_module(module), name)(file)
        data = msgspec.msgpack.encode(answer)
    except SourceError as error:
        return _Reply(refused=(error.message, error.code, error.hint, error.value))
    except MemoryError:
        limit = f"It needs more than {MEGABYTES} MB of memory."
        return _Reply(refused=(limit, "R-MEMORY", AGAIN, ""))
    except Exception as error:  # noqa: BLE001 - a parser may raise anything; the file is refused, reading goes on
        return _Reply(refused=("It is damaged.", "R-DAMAGED", AGAIN, type(error).__name__))
    if len(data) > LARGEST_ANSWER:
        return _Reply(refused=("It holds more text than can be read.", "R-TOOLARGE", "Split it.", ""))
    return _Reply(msgspec.Raw(data))


def _limit() -> None:
    """Limit memory and processor time where the system can; the parent's clock holds everywhere."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        resource = cast("Any", import_module("resource"))
        size = MEGABYTES << 20
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


if __name__ == "__main__":
    main(sys.argv[1])
