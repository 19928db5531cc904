"""Zip archives with fixed dates and order, so that the same members give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

FIXED_DATE = (2025, 1, 6, 9, 0, 0)


def archive(members: Mapping[str, str | bytes], *, deflate: bool = False) -> bytes:
    """Pack members in the order given.

    Parameters
    ----------
    members
        Name in the archive → content; text is written as UTF-8.
    deflate
        Whether to compress. Compressed bytes differ between versions of zlib, stored ones do not: only large
        archives are compressed.

    Examples
    --------
    >>> archive({"a.txt": "hello"})[:2]
    b'PK'
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in members.items():
            packed.writestr(_entry(name, deflate=deflate), content)
    return target.getvalue()


def _entry(name: str, *, deflate: bool) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, FIXED_DATE)
    entry.create_system = 3  # the same on Windows and Unix
    entry.external_attr = 0o644 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
    return entry
