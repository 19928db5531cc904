"""The errors a user can meet.

::

    SnaError
    ├── SourceError    a file cannot be read, or is not what it seems
    ├── DatasetError   the tables do not fit together
    ├── LedgerError    the records do not add up
    ├── NetworkError   a measure is not defined for this network
    ├── ExportError    a file for another tool is not what it was made of
    ├── StudyError     study.toml asks for something that does not exist
    └── ResemblanceError  something resembles somebody who asked to be left out

Every message says what is wrong, where, the value (at most 60 characters), why, and what to do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST_VALUE = 60


class SnaError(Exception):
    """Something the user can put right; the command line shows it as one line."""


class SourceError(SnaError):
    """A file cannot be read.

    Parameters
    ----------
    message
        What is wrong and why, one sentence.
    code
        The short name of the reason, such as ``"R-ENCRYPTED"``.
    hint
        What to do about it, one sentence.
    value
        The offending value, as found.

    Attributes
    ----------
    questions
        What somebody has to say before the file can be read (each a `sna.facts.Question`).
    """

    def __init__(self, message: str, *, code: str = "R-FILE", hint: str = "", value: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.hint = hint
        self.value = value
        self.questions: tuple[object, ...] = ()

    def __str__(self) -> str:
        """Write it as it is told, also where a reader has added to the hint."""
        return f"{self.message} {self.hint}".strip()


class DatasetError(SnaError):
    """The tables break their schema."""


class LedgerError(SnaError):
    """The fates of the records do not add up to the records counted."""


class NetworkError(SnaError):
    """A measure is not defined for this network."""


class ExportError(SnaError):
    """A file written for another tool does not hold what it was made of."""


class StudyError(SnaError):
    """The study file is wrong."""


class PlanError(SnaError):
    """No plan keeps to all the rules of who is to be invited."""


class ResemblanceError(SnaError):
    """Something resembles somebody who asked to be left out; only a person can tell whether it is them."""


def shown(value: object, longest: int = LONGEST_VALUE) -> str:
    r"""Write a value from a file so that it is safe and short on a screen.

    Control characters, line ends and marks that change the direction of writing appear as escapes.

    Examples
    --------
    >>> shown("Ann\x1b[31m")
    'Ann\\x1b[31m'
    """
    text = "".join(_escaped(char) for char in str(value)[: longest + 1])
    return text if len(text) <= longest else text[: longest - 1] + "…"


def nearest(word: str, choices: Iterable[str], cutoff: float = 0.6) -> str:
    """Ask whether the nearest of some words was meant; empty if none is near.

    Examples
    --------
    >>> nearest("organistion", ["organisation", "sector"]), nearest("team", ["role"])
    ("Did you mean 'organisation'? ", '')
    """
    from difflib import get_close_matches  # where nothing is misspelt it is not needed

    folded = {choice.casefold(): choice for choice in choices}
    near = get_close_matches(word.casefold(), folded, n=1, cutoff=cutoff)
    return f"Did you mean {folded[near[0]]!r}? " if near else ""


FORMULA = re.compile(r"'|[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""What a spreadsheet takes for the beginning of a formula, and the mark that keeps it from doing so."""


def csv_cell(text: str) -> str:
    """Write a text for a cell of a CSV: before what a spreadsheet would take for a formula stands an apostrophe.

    One rule for every CSV we write; `csv_text` takes it back, in every CSV we read.

    Examples
    --------
    >>> csv_cell("=1+1"), csv_cell("@ann"), csv_cell("O'Brien"), csv_cell("'quoted")
    ("'=1+1", "'@ann", "O'Brien", "''quoted")
    """
    return f"'{text}" if FORMULA.match(text) else text


def csv_text(cell: str) -> str:
    """Take off the apostrophe that keeps a text from being a formula.

    Examples
    --------
    >>> csv_text("'=1+1"), csv_text("O'Brien"), csv_text("''x"), csv_text("'Abd")
    ('=1+1', "O'Brien", "'x", "'Abd")
    """
    return cell[1:] if cell[:1] == "'" and FORMULA.match(cell, 1) else cell


def printable(text: str) -> str:
    r"""Write a name of a file that is no Unicode with escapes, so that every program can write it.

    Examples
    --------
    >>> printable("caf\udce9.csv")
    'caf\\udce9.csv'
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _escaped(char: str) -> str:
    if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
        return char
    return char.encode("unicode_escape").decode("ascii")
