"""A line with several names → one text for each: a hand-written scanner, so that time grows with the length only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sna import names

_AND = re.compile(r"(?:^|\s)(?:and|und|et)\s|\s*&\s", re.IGNORECASE)
_RUN_ON = re.compile(
    r"\)\s+(?=[A-ZÀ-Þ][^,;()]{1,40}\([A-Z]{2,4}\))"
)  # a comma forgotten: ``Ann Smith (AS) Bob Ray (BR)``
_COUNTED = re.compile(  # people of whom only the number is known
    r"(?:,|\s(?:and|plus|with)|\s&)\s+(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|several|some)\s+"
    r"(?:members?|representatives?)\s+of\s+(?:the\s+)?(?:public|press)\b",
    re.IGNORECASE,
)
_OPEN, _CLOSE = "([{", ")]}"
_NOTHING = frozenset(
    "none nil n/a na nobody noone no-one nothing empty - – — . … ... none. n.a. zero keine aucun ninguno".split()
)
_NONE = re.compile(
    r"^\W*(?:none|(?:add |insert )?(?:your )?names?(?: here)?$|nil|"
    r"no(?:ne)?\s+(?:apologies|regrets|absences|guests|one|received|recorded|noted)|(?:there were )?no apologies.*|"
    r"this (?:space|section).{0,40}blank|to be (?:completed|confirmed)|all (?:members )?present)\b.{0,30}$",
    re.IGNORECASE,
)


def split(text: str) -> list[str]:
    """Split a line of names at semicolons if it has any, else at commas and ``and``; never inside brackets.

    What follows a comma but is no name of its own - a role, an organisation - stays with the name before it.

    Examples
    --------
    >>> split("Ann Smith (Age UK), Bob Ray and Cat Wu")
    ['Ann Smith (Age UK)', 'Bob Ray', 'Cat Wu']
    >>> split("Ann Smith, Lay member; Bob Ray, Pond Trust")
    ['Ann Smith, Lay member', 'Bob Ray, Pond Trust']
    """
    text = _COUNTED.sub("", _RUN_ON.sub("), ", text))
    parts = _cut(text, ";\n")
    if len(parts) == 1:
        parts = _attach([piece for part in _cut(text, ",") for piece in _conjoined(part)])
    return [part for part in parts if not is_nothing(part)]


def is_nothing(text: str) -> bool:
    """Whether a text stands for nobody: blank, ``None``, ``N/A``, a dash.

    Examples
    --------
    >>> is_nothing("(none)"), is_nothing("Nona Grey")
    (True, False)
    """
    bare = names.clean(text).strip("()[]*_ ").casefold()
    return not bare or bare in _NOTHING or bool(_NONE.match(bare)) or not any(map(str.isalnum, bare))


def commas(text: str) -> int:
    """How many commas stand outside brackets."""
    return len(_cut(text, ",")) - 1


def outside(text: str) -> str:
    """Give the text without what stands in brackets."""
    return "".join(char for char, bracketed in _by_bracket(text) if not bracketed)


def _cut(text: str, marks: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in marks and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    if depth and start < len(text) and any(mark in text[start:] for mark in marks):
        # The bracket is never closed: the rest is cut as if it were not there.
        return [*parts, *(part.strip() for part in re.split(f"[{re.escape(marks)}]", text[start:]))]
    return [part.strip() for part in [*parts, text[start:]]]


def _conjoined(part: str) -> list[str]:
    """Split ``A & B`` and ``A and B`` where both sides read as names."""
    sides, start = [], 0
    for match in _AND.finditer(masked(part)):
        sides.append(part[start : match.start()].strip())
        start = match.end()
    sides.append(part[start:].strip())
    if any(names.looks_like_organisation(outside(side)) or names.is_role(outside(side)) for side in sides):
        return [part]
    return [side for side in sides if side]


def masked(text: str) -> str:
    """Give a text of the same length with every character inside brackets as ``x``."""
    return "".join("x" if bracketed else char for char, bracketed in _by_bracket(text))


def _by_bracket(text: str) -> Iterator[tuple[str, bool]]:
    """Give each character, and whether it stands in brackets or is one."""
    depth = 0
    for char in text:
        depth += char in _OPEN
        yield char, depth > 0
        depth -= char in _CLOSE and depth > 0


def _attach(parts: list[str]) -> list[str]:
    entries: list[str] = []
    for part in parts:
        bare = outside(part).strip()
        belongs = names.looks_like_organisation(bare) or (
            bool(entries) and names.is_role(bare) and not names.is_role(outside(entries[-1]))
        )
        if entries and bare and belongs:
            entries[-1] = f"{entries[-1]}, {part}"
        else:
            entries.append(part)
    return entries
