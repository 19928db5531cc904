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

Synonyms = Mapping[str, Sequence[str]]
"""Canonical column name → headings it goes by, the likeliest first."""


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
    rows: Sequence[Row], vocabulary: Synonyms, needed: Iterable[str] = (), renamed: Mapping[str, str] | None = None
) -> Header | None:
    """Find the header: of the first 60 rows with all needed columns, the one with most columns known.

    Parameters
    ----------
    rows
        The rows of a sheet.
    vocabulary
        Canonical column name → headings it goes by, the likeliest first; case, accents, punctuation and what stands in
        brackets do not matter.
    needed
        Canonical names that must be there; ``"name|first name"`` asks for one of the two.
    renamed
        Canonical name → heading in this file, as the user says (`Options.columns`); it outweighs the vocabulary.

    Returns
    -------
    Header or None
        None if no row has all needed columns (`missing` says so to the user).
    """
    best: Header | None = None
    choices = [names.split("|") for names in needed]
    for at, row in enumerate(rows[:DEEPEST_HEADER]):
        columns = match(row.texts, vocabulary, renamed)
        fits = all(any(name in columns for name in names) for names in choices)
        if columns and fits and (best is None or len(columns) > len(best.columns)):
            best = Header(at, row.number, columns, row.texts)
    return best


def match(headings: Sequence[str], vocabulary: Synonyms, renamed: Mapping[str, str] | None = None) -> dict[str, int]:
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
    columns = {name: by_key[key(heading)] for name, heading in (renamed or {}).items() if key(heading) in by_key}
    for name, synonyms in vocabulary.items():
        if by_key and name not in columns and name not in (renamed or {}):
            busy, places = set(columns.values()), (by_key.get(fold(synonym)) for synonym in (name, *synonyms))
            free = next((place for place in places if place is not None and place not in busy), None)
            if free is not None:
                columns[name] = free
    return columns


def fold(heading: str) -> str:
    """Fold a heading for comparing: no case, accents, punctuation, brackets.

    Examples
    --------
    >>> fold("E-mail address (work)*")
    'e mail address'
    """
    return key(_BRACKETS.sub(" ", heading)) or key(heading)


def missing(
    headings: Sequence[str], needed: str, vocabulary: Synonyms, renamed: Mapping[str, str] | None = None
) -> SourceError:
    """Say that a needed column is not there, which there are, and which comes nearest.

    Parameters
    ----------
    headings
        What the header holds (see `likeliest` if none was found).
    needed
        The canonical name; of ``"name|first name"`` the first is spoken of.
    vocabulary, renamed
        As for `find_header`; a heading the user named and the file lacks is what the message is about.
    """
    name = needed.split("|", maxsplit=1)[0]
    present = [heading for heading in headings if heading]
    own = (renamed or {}).get(name)
    foreign = {fold(text) for column, synonyms in vocabulary.items() if column != name for text in (column, *synonyms)}
    free = [heading for heading in present if own or fold(heading) not in foreign]
    nearest = _nearest(free, [own] if own else [name, *vocabulary.get(name, ())])
    # Where no heading is known the row may be anybody's data, which no message shows.
    known = own or any(fold(heading) in foreign | {fold(name)} for heading in present)
    known = known or _nearest(free, [name, *vocabulary.get(name, ())], least=70) or not any(map(_DATA.search, present))
    listing = ", ".join(f'"{shown(heading)}"' for heading in present[:12]) or "none"
    listing = listing if known else "none that is known (the first row should hold the headings)"
    nearest = nearest if known else ""
    lacking = f'The column "{shown(own)}" ({name})' if own else f"A column for the {name}"
    closest = f' The nearest is "{shown(nearest)}".' if nearest else ""
    example = shown(nearest or "Heading")
    return SourceError(
        f"{lacking} was not found. Columns found: {listing}.{closest}",
        code="R-COLUMN",
        hint=f'Say which it is: columns = {{{_quoted(name)} = "{example}"}} in study.toml, or --column '
        f'{_quoted(name)}="{example}".',
        value=nearest,
    )


_DATA = re.compile(r"@|\d{2}|^[^\W\d_]+[.']? [A-ZÀ-Þ]")  # an address, a number, two words in capitals as a name has


def _nearest(headings: list[str], synonyms: Sequence[str], least: int = 50) -> str:
    choices = [fold(synonym) for synonym in synonyms]
    scores = [
        (best[1], heading)
        for heading in dict.fromkeys(headings)
        if (text := fold(heading)) and (best := process.extractOne(text, choices, scorer=fuzz.ratio))
    ]
    score, heading = max(scores, default=(0.0, ""), key=lambda pair: pair[0])
    return heading if score >= least else ""


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[\w-]+", name) else f'"{name}"'


def likeliest(rows: Sequence[Row]) -> list[str]:
    """Give the row that most looks like a header, for a message: the first of those with most short texts."""
    texts = [row.texts for row in rows[:DEEPEST_HEADER]]
    return max(texts, key=lambda cells: sum(0 < len(cell) <= LONGEST_HEADING for cell in cells), default=[])
