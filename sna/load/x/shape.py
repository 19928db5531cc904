"""The outer shape of a JSON record: which of the fields that tell formats apart it has."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from msgspec import Raw, Struct

from sna.load.files.json import DAMAGE


class Shape(Struct, frozen=True):
    """Some fields of a record as JSON text; empty where the record lacks them."""

    data: bytes = b""
    id: bytes = b""
    id_str: bytes = b""
    author_id: bytes = b""
    author: bytes = b""
    user: bytes = b""
    text: bytes = b""
    full_text: bytes = b""
    statuses: bytes = b""
    meta: bytes = b""
    errors: bytes = b""


class _Raw(Struct, gc=False):
    data: Raw = Raw(b"")
    id: Raw = Raw(b"")
    id_str: Raw = Raw(b"")
    author_id: Raw = Raw(b"")
    author: Raw = Raw(b"")
    user: Raw = Raw(b"")
    text: Raw = Raw(b"")
    full_text: Raw = Raw(b"")
    statuses: Raw = Raw(b"")
    meta: Raw = Raw(b"")
    errors: Raw = Raw(b"")


_DECODER = msgspec.json.Decoder(_Raw)
_FIELDS = _Raw.__struct_fields__


def outer(text: bytes) -> Shape | None:
    """Look at the outer fields of a record; None if it is no JSON object.

    Examples
    --------
    >>> outer(b'{"id": "1", "text": "hello"}').id
    b'"1"'
    """
    try:
        found = _DECODER.decode(text)
    except DAMAGE:
        return _slowly(text)
    return Shape(*(bytes(getattr(found, name)) for name in _FIELDS))


def _slowly(text: bytes) -> Shape | None:
    """Look at a record with damaged characters, which the fast decoder refuses."""
    try:
        found: Any = json.loads(text.decode("utf-8", errors="replace"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    return Shape(**{name: json.dumps(found[name]).encode() for name in _FIELDS if name in found})


def _refuse(name: str) -> None:
    raise ValueError(name)
