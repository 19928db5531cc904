"""Names changed during a meeting: ``Display (Original)``."""

from __future__ import annotations

import re

from sna.facts import Kind
from sna.names import Name, looks_like_organisation, read_name

_RENAMED = re.compile(r"(.*\S)\s*\(([^()]+)\)")
LONGEST_NAME = 200


def read_renamed(written: str, *, surname_first: bool = False) -> Name:
    """Read ``Display (Original)``: the original where only it looks like a full name, or the display is no person.

    Examples
    --------
    >>> [read_renamed(text).display for text in ("Zed (Zoë Dale)", "Zoë Dale (zd)", "iPad (Zoë)", "Zoë Dale (Age UK)")]
    ['Zoë Dale', 'Zoë Dale', 'Zoë', 'Zoë Dale']
    """
    whole = read_name(written, surname_first=surname_first)
    found = _RENAMED.fullmatch(written.strip()) if len(written) <= LONGEST_NAME else None
    if not found or looks_like_organisation(found[2]) or whole.what == "room":
        return whole
    display, original = (read_name(part, surname_first=surname_first) for part in found.groups())
    nobody = display.kind is Kind.UNIDENTIFIED
    fuller = len(original.key.split()) > 1 and len(display.key.split()) < 2
    if original.kind is Kind.UNIDENTIFIED or not (nobody or fuller) or original.display.casefold() in whole.marks:
        return whole
    organisation = original.organisation or display.organisation
    return Name(written, original.display, original.key, organisation=organisation, marks=(display.display,))
