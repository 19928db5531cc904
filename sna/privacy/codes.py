"""Codes in place of names."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable


def codes(ids: Iterable[str], secret: bytes, audience: str = "") -> dict[str, str]:
    """Give people numbers in an order that tells nothing of their names, another one for each audience.

    Parameters
    ----------
    ids
        Of the people.
    secret
        What the order is made with; whoever has it and the ids can make the codes again, nobody else.
    audience
        Whom the file is for: two audiences cannot put their files together by the codes.

    Returns
    -------
    dict[str, str]
        Id → code: ``"P07"``.

    Examples
    --------
    >>> sorted(codes(["name:ann", "name:bob"], b"secret").values())
    ['P1', 'P2']
    >>> codes(["name:ann"], b"secret") == codes(["name:ann"], b"secret")
    True
    """
    key = hmac.new(secret, audience.encode(), hashlib.sha256).digest()
    order = sorted(set(ids), key=lambda one: hmac.new(key, one.encode("utf-8", "replace"), hashlib.sha256).digest())
    width = len(str(len(order)))
    return {one: f"P{number:0{width}d}" for number, one in enumerate(order, 1)}
