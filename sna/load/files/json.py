"""JSON arrays whose elements are records: read fast when whole, element by element when damaged.

One damaged element costs itself and nothing else; an array cut short keeps its complete elements. Errors never quote
the content: it may be somebody's words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Generic, NoReturn, TypeVar

import msgspec

from sna.facts import Reason

T = TypeVar("T")
AGAIN = "Export it again; if that does not help, only this record is lost."
BOM = b"\xef\xbb\xbf"
DAMAGE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_TOKENS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{},]', re.DOTALL)
_NOTHING = re.compile(rb":\s*\{\s*\}")
_REPLACED = Reason("W-UNICODE", "Damaged characters were replaced.")


class Damaged(ValueError):  # noqa: N818 - a state of the record, and a value in the stream
    """A record that cannot be read; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.why)
        self.reason = reason


class Records(Generic[T]):
    """Reads JSON into records of one type.

    Parameters
    ----------
    kind
        A `msgspec.Struct`: only its fields are read. A number may stand in quotation marks.

    Examples
    --------
    >>> class Vote(msgspec.Struct):
    ...     by: str
    >>> [type(vote).__name__ for vote, _warnings in Records(Vote).elements(b'[{"by": "Ann"}, {"by": 1}, {"by": ')]
    ['Vote', 'Damaged', 'Damaged']
    """

    def __init__(self, kind: type[T]) -> None:
        self._record = msgspec.json.Decoder(kind, strict=False)
        self._array = msgspec.json.Decoder(list[kind], strict=False)  # type: ignore[valid-type]

    def elements(self, data: bytes) -> Iterator[tuple[T | Damaged, tuple[Reason, ...]]]:
        """Give the elements of an array, each with its warnings; a damaged one as `Damaged`."""
        records = self.whole(data)
        if records is not None:
            for record in records:
                yield record, ()
            return
        for chunk, complete in chunks(data):
            yield self._element(chunk, complete=complete)

    def whole(self, data: bytes) -> list[T] | None:
        """Decode an undamaged array at once; None if anything is wrong with it."""
        try:
            return self._array.decode(data.removeprefix(BOM))
        except DAMAGE:
            return None

    def one(self, chunk: bytes) -> tuple[T, tuple[Reason, ...]]:
        """Decode one record and say what was mended.

        Raises
        ------
        Damaged
            If it is no JSON, too deep, or a field is of the wrong kind.
        """
        try:
            return self._record.decode(chunk), ()
        except msgspec.ValidationError as error:
            if (record := self._without_empty_objects(chunk)) is not None:
                return record, ()
            raise Damaged(Reason("R-TYPE", f"A field is of the wrong kind: {error}.", hint=AGAIN)) from None
        except DAMAGE:
            return self._mended(chunk), (_REPLACED,)

    def _without_empty_objects(self, chunk: bytes) -> T | None:
        """Decode a record in which an empty list or nothing is written ``{}``, as R's jsonlite does."""
        for empty in (b":[]", b":null"):
            try:
                return self._record.decode(_NOTHING.sub(empty, chunk))
            except DAMAGE:
                continue
        return None

    def _mended(self, chunk: bytes) -> T:
        try:
            value = json.loads(chunk.decode("utf-8", errors="replace"), parse_constant=_refuse)
            return self._record.decode(json.dumps(value, ensure_ascii=False).encode("utf-8", errors="replace"))
        except Damaged:
            raise
        except RecursionError:
            raise Damaged(Reason("R-DEPTH", "The record is nested too deep.", hint=AGAIN)) from None
        except msgspec.ValidationError as error:
            raise Damaged(Reason("R-TYPE", f"A field is of the wrong kind: {error}.", hint=AGAIN)) from None
        except ValueError:
            raise Damaged(Reason("R-JSON", "The record is not valid JSON.", hint=AGAIN)) from None

    def _element(self, chunk: bytes, *, complete: bool) -> tuple[T | Damaged, tuple[Reason, ...]]:
        if not complete:
            return Damaged(Reason("R-CUT", "The file ends in the middle of this record.", hint=AGAIN)), ()
        try:
            return self.one(chunk)
        except Damaged as damaged:
            return damaged, ()


def chunks(data: bytes) -> Iterator[tuple[bytes, bool]]:
    """Cut an array into its elements without decoding them, and say whether each is complete.

    What is no array is one element. Brackets inside strings do not count.

    Examples
    --------
    >>> list(chunks(b'[{"a": "]"}, 2, [3'))
    [(b'{"a": "]"}', True), (b'2', True), (b'[3', False)]
    """
    data = data.removeprefix(BOM).strip()
    if not data.startswith(b"["):
        yield data, True
        return
    depth, start = 0, 1
    for token in _TOKENS.finditer(data):
        mark = token[0]
        if mark in b"[{":
            depth += 1
        elif mark in b"]}":
            depth -= 1
        if (mark == b"," and depth == 1) or depth == 0:
            if chunk := data[start : token.start()].strip():
                yield chunk, True
            start = token.end()
        if depth == 0:
            break
    yield from _rest(data[start:].strip(), closed=depth == 0)


def _rest(chunk: bytes, *, closed: bool) -> Iterator[tuple[bytes, bool]]:
    if chunk:
        yield chunk, closed


def count_elements(data: bytes) -> int:
    """Count the elements of an array by another way than `chunks`, damaged ones included.

    Examples
    --------
    >>> count_elements(b'[{"a": "]"}, 2, [3'), count_elements(b"[]"), count_elements(b"{}")
    (3, 0, 1)
    """
    try:
        return len(msgspec.json.decode(data.removeprefix(BOM), type=list[msgspec.Raw]))
    except DAMAGE:
        return _count_marks(data.removeprefix(BOM))


_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_MARKS = bytes(code if chr(code) in "[]{}," else ord("x") for code in range(256))


def _count_marks(data: bytes) -> int:
    """Count by blanking all strings and following the depth of what is left."""
    marks = _STRING.sub(b"x", data).translate(_MARKS, b" \t\r\n")
    if not marks.startswith(b"["):
        return 1
    depth, count, content = 1, 0, False
    for place, mark in enumerate(marks[1:], start=2):
        if mark == ord(",") and depth == 1:
            count, content = count + content, False
            continue
        depth += (mark in b"[{") - (mark in b"]}")
        if depth == 0:
            return count + content + bool(marks[place:])
        content = True
    return count + content


def _refuse(name: str) -> NoReturn:
    raise Damaged(Reason("R-NAN", "A number is not a number.", value=name, hint=AGAIN))
