"""Finding the header of a table and what its columns mean; what became of each column; what is missing, all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct
from rapidfuzz import fuzz, process

from sna.errors import SourceError, nearest, shown
from sna.facts import Column, Kind, Question
from sna.load.dates import holds_date
from sna.load.files.cells import Row
from sna.load.marks import is_mark
from sna.names import is_role, key, looks_like_organisation, read_name

DEEPEST_HEADER = 60  # rows looked at; title rows and notes stand above a header
LONGEST_HEADING = 80
SAMPLE = 50  # rows that show what a column holds
WIDEST = 100  # columns that are looked at for what is missing
BLANK = "blank"
MOST = 0.6  # share of a column's cells that make it one of names, days or marks
_BRACKETS = re.compile(r"[(\[][^)\]]{0,200}[)\]]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")  # FullName

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
    choices, words = [names.split("|") for names in needed], folded(vocabulary)
    own = {name: [key(heading)] for name, heading in (renamed or {}).items()}
    signs = [{word for name in names for word in own.get(name, words.get(name, ()))} for names in choices]
    for at, row in enumerate(rows[:DEEPEST_HEADER]):
        by_key = _by_key(row.texts)
        if any(map(by_key.keys().isdisjoint, signs)):  # most rows are no header of most loaders
            continue
        columns = _match(by_key, words, renamed or {})
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
    return _match(_by_key(headings), folded(vocabulary), renamed or {})


def folded(vocabulary: Synonyms) -> Synonyms:
    """Fold a vocabulary once for all the rows it is compared with; the canonical name stands first.

    Examples
    --------
    >>> folded({"name": ["Full name"]})
    {'name': ['name', 'full name']}
    """
    return {name: [*map(fold, (name, *synonyms))] for name, synonyms in vocabulary.items()}


def _by_key(headings: Sequence[str]) -> dict[str, int]:
    by_key: dict[str, int] = {}
    for column, heading in enumerate(headings):
        if heading and len(heading) <= LONGEST_HEADING:
            for folded in {fold(heading), key(heading)} - {""}:
                by_key.setdefault(folded, column)
    return by_key


def _match(by_key: Mapping[str, int], words: Synonyms, renamed: Mapping[str, str]) -> dict[str, int]:
    columns = {name: by_key[key(heading)] for name, heading in renamed.items() if key(heading) in by_key}
    for name, synonyms in words.items() if by_key else ():
        if name not in columns and name not in renamed:
            places = (by_key[synonym] for synonym in synonyms if synonym in by_key)
            free = next((place for place in places if place not in columns.values()), None)
            if free is not None:
                columns[name] = free
    return columns


@lru_cache(maxsize=8_192)  # the vocabulary is compared with every row that may be a header
def fold(heading: str) -> str:
    """Fold a heading for comparing: no case, accents, punctuation, brackets.

    Examples
    --------
    >>> fold("E-mail address (work)*")
    'e mail address'
    """
    return key(_CAMEL.sub(" ", _BRACKETS.sub(" ", heading))) or key(heading)


NOT_READ = frozenset(
    "phone telephone mobile tel contact details notes note comments comment remarks address postcode id ref no nr "
    "consent photo photos dietary diet requirements allergies access parking newsletter paid fee cost gdpr pronouns "
    "age interests availability password url website twitter linkedin vegetarian vegan lunch emergency preferred title "
    "first time new code quiz feedback total points".split()
)
"""Words of headings of what is known to say nothing of who came."""


def fates(
    headings: Sequence[str],
    rows: Sequence[Row],
    read: Mapping[int, str],
    sheet: str = "",
    whys: Mapping[int, str] | None = None,
) -> Iterator[Column]:
    """Say of each column of a table what it was read as, or why it was not.

    Parameters
    ----------
    headings, rows
        The header, and the rows below it.
    read
        Column → what it was read as.
    sheet, whys
        The name of the sheet; column → why it was not read, where that is known.

    Examples
    --------
    >>> [column] = fates(["Hat size"], [Row(2, ["7"]), Row(3, [""])], {})
    >>> column.heading, column.read_as, column.why, column.filled
    ('Hat size', '', 'No rule knows this heading.', 0.5)
    """
    width = max([len(headings), *(len(row.cells) for row in rows)], default=0)
    familiar = {key(headings[column]) for column in read if column < len(headings)}
    for column in range(width):
        heading = headings[column] if column < len(headings) else ""
        cells = sum(bool(row.text(column)) for row in rows)
        if heading or cells:
            reason = "" if column in read else (whys or {}).get(column) or _unread(heading, familiar)
            name = heading or f"column {column + 1}"
            yield Column(name, sheet, read.get(column, ""), reason, cells / len(rows) if rows else 0.0)


def _unread(heading: str, familiar: set[str]) -> str:
    words = key(heading).split()
    if not words:
        return "It has no heading."
    if key(heading) in familiar:
        return "Another column of this name was read."
    if any(word in NOT_READ for word in words):
        return "It says nothing of who came."
    return "No rule knows this heading."


def missing(
    rows: Sequence[Row],
    needed: Sequence[str],
    vocabulary: Synonyms,
    renamed: Mapping[str, str] | None = None,
    at: int | None = None,
) -> SourceError:
    """Say which columns are not there, which there are, and which of them each may be, by what stands in them.

    Parameters
    ----------
    rows
        The rows of a sheet.
    needed
        The canonical names; of ``"name|first name"`` the first is spoken of.
    vocabulary, renamed
        As for `find_header`; a heading the user named and the file lacks is what the message is about.
    at
        Index of the header; without one the row that most looks like it.

    Returns
    -------
    SourceError
        With a question for each column, and one for each of organisation and status that a column may hold.
    """
    if all(row.blank for row in rows):
        return SourceError("The table is empty.", code="R-EMPTY", hint="Export it again, or leave it out.")
    at = _likeliest(rows) if at is None else at
    headings, below = (rows[at].texts if rows else []), rows[at + 1 :]
    known = match(headings, vocabulary, renamed)
    lacking = [name.partition("|")[0] for name in needed if not set(name.split("|")) & set(known)]
    own = {name: heading for name, heading in (renamed or {}).items() if name in lacking}
    free = [column for column, heading in enumerate(headings[:WIDEST]) if heading and column not in known.values()]
    cells = {column: [row.text(column) for row in below[:SAMPLE]] for column in free}
    sorts = {column: sort_of(cells[column]) if any(cells[column]) else BLANK for column in free}
    offers = {name: _offers(name, headings, sorts, vocabulary) for name in [*lacking, "organisation", "status"]}
    offers |= {name: [near] for name, heading in own.items() if (near := _nearest(headings, [heading]))}
    # Where no heading is known the row may be anybody's data, which no message shows.
    if not (own or known or any(_nearest(headings, [name, *vocabulary.get(name, ())], least=70) for name in lacking)):
        headings = headings if not any(map(_DATA.search, headings)) else []
    texts = tuple(shown(heading) for heading in headings if heading)
    names = lacking + [name for name in ("organisation", "status") if name not in known and name in vocabulary]
    choices = {name: tuple(shown(offer) for offer in offers[name] if texts) for name in names}
    questions = tuple(
        Question("R-COLUMN", name, _lack(name, own), texts, choices[name])
        for name in dict.fromkeys(names)
        if name in lacking or choices[name]
    )
    error = _error(questions, lacking, own)
    for name in set(renamed or {}) - set(vocabulary):
        error.hint = f"{shown(name)!r} is no name of a column here. {nearest(name, vocabulary)}{error.hint}"
    return error


def _error(questions: Sequence[Question], lacking: Sequence[str], own: Mapping[str, str]) -> SourceError:
    offers = {question.column: question.offers for question in questions}
    examples = {name: (offers[name] or ("Heading",))[0] for name in lacking}
    texts = questions[0].found if questions else ()
    listing = ", ".join(f'"{text}"' for text in texts[:12])
    listing = listing or "none that is known (the first row should hold the headings)"
    closest = "".join(
        f' The nearest is "{offer}".' if len(lacking) == 1 else f' The {name} may be "{offer}".'
        for name in lacking
        for offer in offers[name][:1]
    )
    pairs = ", ".join(f'{_quoted(name)} = "{example}"' for name, example in examples.items())
    options = " ".join(f'--column {_quoted(name)}="{example}"' for name, example in examples.items())
    which = "Say which it is" if len(lacking) == 1 else "Say which they are"
    which = which if texts else "Write headings above the rows, such as Name and Organisation, or say what stands there"
    lacks = " ".join(_lack(name, own) for name in lacking)
    error = SourceError(
        f"{lacks} Columns found: {listing}.{closest}",
        code="R-COLUMN",
        hint=f"{which}: columns = {{{pairs}}} in study.toml, or {options}.",
        value=next((offers[name][0] for name in lacking if offers[name]), ""),
    )
    error.questions = tuple(questions)
    return error


def _lack(name: str, own: Mapping[str, str]) -> str:
    lacking = f'The column "{shown(own[name])}" ({name})' if name in own else f"A column for the {name}"
    return f"{lacking} was not found."


def _offers(name: str, headings: Sequence[str], sorts: Mapping[int, str], vocabulary: Synonyms) -> list[str]:
    """Give the headings of the columns that may be what is sought: first by their cells, else by their spelling."""
    alike = [headings[column] for column, sort in sorts.items() if sort == name]
    if alike or name in {"organisation", "status"}:
        return alike
    # What stands in a column outweighs its spelling; names alone may be written so that nobody would know them.
    open_sorts = {BLANK, ""} if name not in _SORTS or name == "name" else {BLANK}
    near = [headings[column] for column, sort in sorts.items() if sort in open_sorts]
    spelt = _nearest(near, [name, *vocabulary.get(name, ())])
    return [spelt] if spelt else []


def _is_name(text: str) -> bool:
    words = text.replace(",", " ").split()
    if not 2 <= len(words) <= 4 or is_role(text) or looks_like_organisation(text) or any(map(str.isdigit, text)):
        return False
    return all(word[0].isupper() for word in words) and read_name(text).kind is Kind.PERSON


_SORTS: dict[str, Callable[[str], bool]] = {
    "email": lambda text: "@" in text,
    "status": is_mark,
    "date": lambda text: len(text) <= LONGEST_HEADING and holds_date(text),
    "organisation": looks_like_organisation,
    "name": _is_name,
}


def sort_of(texts: Iterable[str]) -> str:
    """Tell by its cells what a column holds: ``name``, ``date``, ``status``, ``organisation`` or ``email``; else empty.

    Examples
    --------
    >>> sort_of(["Ann Lo", "Bo Ng", ""]), sort_of(["yes", "no"]), sort_of(["5 March 2024"]), sort_of(["7"])
    ('name', 'status', 'date', '')
    """
    filled = [text for text in texts if text]
    return next((sort for sort in _SORTS if holds(sort, filled)), "")


def holds(sort: str, texts: Iterable[str]) -> bool:
    """Whether most of the cells of a column that hold anything are of a sort."""
    filled = [text for text in texts if text]
    return bool(filled) and sum(map(_SORTS[sort], filled)) >= MOST * len(filled)


_DATA = re.compile(r"@|\d{2}|^[^\W\d_]+[.']? [A-ZÀ-Þ]")  # an address, a number, two words in capitals as a name has


def _nearest(headings: Sequence[str], synonyms: Sequence[str], least: int = 50) -> str:
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


def _likeliest(rows: Sequence[Row]) -> int:
    """Give the index of the row that most looks like a header: the first of those with most short texts."""
    widths = [sum(0 < len(cell) <= LONGEST_HEADING for cell in row.texts) for row in rows[:DEEPEST_HEADER]]
    return widths.index(max(widths)) if widths else 0
