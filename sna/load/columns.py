"""Finding the header of a table and what its columns mean; saying plainly which column is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from rapidfuzz import fuzz, process

from sna.errors import SourceError, shown
from sna.load.files.cells import Row
from sna.names import key

DEEPEST_HEADER = 60  # rows looked at; title rows and notes stand above a header
LONGEST_HEADING = 80
_BRACKETS = re.compile(r"[(\[].*?[)\]]")

Known = Mapping[str, Sequence[str]]


class Header(Struct):
    """A header row that was found.

    Attributes
    ----------
    at
        Index of the row in the list searched; the table's first row is at ``at + 1``.
    number
        Its line or spreadsheet row.
    columns
        Canonical column name → 0-based column.
    headings
        The text of every heading.
    """

    at: int
    number: int
    columns: dict[str, int]
    headings: list[str]


def find_header(
    rows: Sequence[Row], known: Known, needed: Iterable[str] = (), renamed: Mapping[str, str] | None = None
) -> Header | None:
    """Find the header: of the first 60 rows with all needed columns, the one with most columns known.

    Parameters
    ----------
    rows
        The rows of a sheet.
    known
        Canonical column name → headings it goes by, the likeliest first; case, accents, punctuation and what stands in
        brackets do not matter.
    needed
        Canonical names that must be there; ``"name|first name"`` asks for one of the two.
    renamed
        Canonical name → heading in this file, as the user says (`Options.columns`); it outweighs `known`.

    Returns
    -------
    Header or None
        None if no row has all needed columns (`missing` says so to the user).
    """
    best: Header | None = None
    wanted = [each.split("|") for each in needed]
    for at, row in enumerate(rows[:DEEPEST_HEADER]):
        columns = match(row.texts, known, renamed)
        fits = all(any(name in columns for name in names) for names in wanted)
        if columns and fits and (best is None or len(columns) > len(best.columns)):
            best = Header(at, row.number, columns, row.texts)
    return best


def match(headings: Sequence[str], known: Known, renamed: Mapping[str, str] | None = None) -> dict[str, int]:
    """Map canonical names to columns; each column serves once.

    Examples
    --------
    >>> match(["Full name *", "Org. (if any)"], {"name": ["name", "full name"], "organisation": ["org"]})
    {'name': 0, 'organisation': 1}
    """
    by_key: dict[str, int] = {}
    for column, heading in enumerate(headings):
        if heading and len(heading) <= LONGEST_HEADING:
            for folded in {fold(heading), key(heading)} - {""}:
                by_key.setdefault(folded, column)
    found = {name: by_key[key(heading)] for name, heading in (renamed or {}).items() if key(heading) in by_key}
    for name, synonyms in known.items():
        if by_key and name not in found and name not in (renamed or {}):
            free = _first(by_key, [name, *synonyms], set(found.values()))
            if free is not None:
                found[name] = free
    return found


def _first(by_key: Mapping[str, int], synonyms: Iterable[str], taken: set[int]) -> int | None:
    columns = (by_key.get(fold(synonym)) for synonym in synonyms)
    return next((column for column in columns if column is not None and column not in taken), None)


def fold(heading: str) -> str:
    """Fold a heading for comparing: no case, accents, punctuation, brackets.

    Examples
    --------
    >>> fold("E-mail address (work)*")
    'e mail address'
    """
    return key(_BRACKETS.sub(" ", heading)) or key(heading)


def missing(
    headings: Sequence[str], needed: str, known: Known, renamed: Mapping[str, str] | None = None
) -> SourceError:
    """Say that a needed column is not there, which there are, and which comes nearest.

    Parameters
    ----------
    headings
        What the header holds (see `likeliest` if none was found).
    needed
        The canonical name; of ``"name|first name"`` the first is spoken of.
    known, renamed
        As for `find_header`; a heading the user named and the file lacks is what the message is about.
    """
    name = needed.split("|", maxsplit=1)[0]
    present = [heading for heading in headings if heading]
    asked = (renamed or {}).get(name)
    taken = {fold(text) for other, synonyms in known.items() if other != name for text in (other, *synonyms)}
    free = [heading for heading in present if asked or fold(heading) not in taken]
    nearest = _nearest(free, [asked] if asked else [name, *known.get(name, ())])
    found = ", ".join(f'"{shown(heading)}"' for heading in present[:12]) or "none"
    lacking = f'The column "{shown(asked)}" ({name})' if asked else f"A column for the {name}"
    said = f' The nearest is "{shown(nearest)}".' if nearest else ""
    example = shown(nearest or "Heading")
    return SourceError(
        f"{lacking} was not found. Columns found: {found}.{said}",
        code="R-COLUMN",
        hint=f'Say which it is: columns = {{{_quoted(name)} = "{example}"}} in study.toml, or --column '
        f'{_quoted(name)}="{example}".',
        value=nearest,
    )


def _nearest(present: list[str], synonyms: Sequence[str]) -> str:
    folded = {heading: fold(heading) for heading in present}
    scored = [
        (best[1], heading)
        for heading, text in folded.items()
        if text and (best := process.extractOne(text, [fold(each) for each in synonyms], scorer=fuzz.ratio))
    ]
    score, heading = max(scored, default=(0.0, ""), key=lambda each: each[0])
    return heading if score >= 50 else ""


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[\w-]+", name) else f'"{name}"'


def likeliest(rows: Sequence[Row]) -> list[str]:
    """Give the row that most looks like a header, for a message: the first of those with most short texts."""
    texts = [row.texts for row in rows[:DEEPEST_HEADER]]
    return max(texts, key=lambda cells: sum(0 < len(cell) <= LONGEST_HEADING for cell in cells), default=[])
