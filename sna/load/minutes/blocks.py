"""What every reader of minutes gives: the document as a plain list of blocks, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from sna.load.files.cells import bounded

LONGEST_LINE = 10_000  # characters; what is longer is cut, so that no pattern meets a line without end
SHORT = 60  # characters that one cell says for several rows at most
FIRST = 30  # rows of a table that show what it is
UNREAD = "unread"
SAVED = "saved"

_MONEY = re.compile(r"[$£€]\s*\d[\d,.]*")
_BULLET = re.compile(
    r"^\s*(?:[-*+•‣·▪◦●○–—\uf0b7\uf0a7]\s+|[vo§Ø](?:\s{2,}|\t)|o\s+(?=[A-Z])|"
    r"(\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivx]{2,5})[.)]|"
    r"(?:Attachment|Appendix|Annex|(?:Agenda )?[Ii]tem) \w{1,2} ?[:.–-])\s+|(\d{1,2}[.)])(?=[A-Z][A-Za-z]{2}))(?=\S)"
)
_ROLL = re.compile(
    r"\b(?:present|in attendance|attendees|attending|participants|apologies|regrets|absent)\b[^:.]{0,40}(?::|\bfrom\b)",
    re.IGNORECASE,
)
_GLUED = re.compile(
    r"^\s*(Present|Attendees|Apologies|In Attendance)[ –-]{0,2}(?<! )(?=[A-Z][a-z])"
)  # ``PresentAnn Lee``
_BRACKET_GLUED = re.compile(r"(?<=[a-z]\))(?=[A-Z][a-z]+ [A-Z])")
_CLLR = re.compile(r"\bC?Cll?r(s?)\b")
_CR = re.compile(r"\bCr((?:['’]?s)?)\.?(?= [A-Z][a-z])")  # as councillors are written for short in Australia
_COUNCILOR = re.compile(r"\b([Cc]ouncil)(?=ors?\b)")  # as it is spelt in America
_TITLE_GLUED = re.compile(r"\b(Cllrs?|Councillor)(?=[A-Z][a-z])")
_CAPITAL = re.compile(r"^\s*([A-Z])\.\s+(?=([^\W\d_]))")
_SHORTCODE = re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]{1,30}:(?![\w:])")  # of a picture: ``:bird:``
_PRONOUNS = re.compile(  # beside a name, however they are set apart: ``/she=her/``, ``[they/them]``, ``- he/him``
    r"(?<=[\w.)])(?:\s*[-–—,|]\s*|\s*)[\s/(\[<{](?!he\W+she\b|she\W+he\b)"
    r"((?:s?he|they|xe|ze|zie|fae|any)(?:\s?[/=|]\s?(?:s?he|they|hers?|him|his|theirs?|them|xem|zir|hir|any|all)\b){1,2})"
    r"[/)\]>}]?(?!\w)",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"\b(D(?:ist)?|C(?:o|ty|nty|ounty)?|B(?:oro)?|P)(?:\.\s?|/|(?<=County)|(?<=[a-z])\s)(?=(?:Cllr|Councillor)s?\b)"
)
_RANKS = {"D": "District", "C": "County", "B": "Borough", "P": "Parish"}
_WIDTHLESS = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))  # web pages and word processors leave them behind
_TICK = re.compile(r"^\s*(?:\[\s?([xX✓✔☑yY ]?)\s?\]|([☑☒✅✓✔])|([☐❑□✗✘✖❌]))\s*")
_RIGHT = {"p": "present", "g": "apologies", "a": "attendance", "s": "attendees", "r": "received", "b": "absent"}
_TYPOS = re.compile(  # the words of a roll with letters doubled, left out or swapped; no other word is like them
    r"\b(?:(?P<p>(?!present)pp?[aeiou]?rr?[aeiou]{0,2}ss?[aeiou]{0,2}nn?t)|"
    r"(?P<g>(?!apologies)app?[aeiou]?ll?[aeiou]?[gj][aeiouy]{1,3}s)|"
    r"(?P<a>(?!attendance)att?[aeiou]{1,2}nd[aeiou]{1,2}n?ce)|(?P<s>(?!attendees)att?[aeiou]nd(?:ee|ie|e)s{1,2}(?<!attendes))|"
    r"(?P<r>(?!received)r[aeiou]{1,2}c[aeiou]{1,2}ve?d)|(?P<b>(?!absent)abs[aeiou]{1,2}nt))\b",
    re.IGNORECASE,
)


class Block(Struct, frozen=True, gc=False):
    """One line of a document, or one row of a table.

    Attributes
    ----------
    kind
        ``"heading"``, ``"item"`` (of a list), ``"numbered"`` (item of a numbered list), ``"row"`` (of a table),
        ``"line"`` (of a paragraph), ``"front"`` (of front matter), `UNREAD`: something that could not be read, with
        the code of the reason as its cell, or `SAVED`: the day on which the file says that it was saved.
    text
        Plain text, without any markup.
    place
        Where it stands: ``"line 9"``, ``"table 2 row 3"``, ``"page 1 line 5"``.
    level
        Of a heading, 1 … 6; of anything else how far it is indented.
    part
        The same number for the lines of one paragraph, list or table.
    strong
        Whether all of it is set in bold type.
    code
        Whether it stands in a block of code.
    cells
        The cells of a row.
    """

    kind: str
    text: str
    place: str
    level: int = 0
    part: int = 0
    strong: bool = False
    code: bool = False
    cells: tuple[str, ...] = ()


def saved_on(day: str) -> Iterator[Block]:
    """Give the day on which a file was saved, which no reader of lines looks at."""
    if day:
        yield Block(SAVED, day, "file", code=True)


def bullet(text: str) -> tuple[str, str]:
    """Part a line from its bullet or number.

    Returns
    -------
    tuple[str, str]
        ``"item"``, ``"numbered"`` or ``"line"``, and the rest.

    Examples
    --------
    >>> bullet("* Ann Smith")
    ('item', 'Ann Smith')
    >>> bullet("2. Apologies")
    ('numbered', 'Apologies')

    A capital before a capitalised word is an initial, unless the lines around it tell otherwise: `capital`.

    >>> bullet("A. Smith")
    ('line', 'A. Smith')
    """
    match = _BULLET.match(text)
    if not match or capital(text):
        return "line", text.strip()
    return "numbered" if match[1] or match[2] else "item", text[match.end() :].strip()


def is_marked(text: str) -> bool:
    """Whether a line begins with what may be a bullet, a number or a letter of a list."""
    return bool(_BULLET.match(text))


def capital(text: str) -> str:
    """Give the capital a line begins with that is an initial, or the letter of a list: ``A. Smith``, ``A. Apologies``.

    Examples
    --------
    >>> capital("A. Smith"), capital("A. to be done"), capital("A) Smith")
    ('A', '', '')
    """
    match = _CAPITAL.match(text)
    return match[1] if match and match[2].isupper() else ""


def without_capital(text: str) -> str:
    """Take the letter of a list off a line.

    Examples
    --------
    >>> without_capital("A. Apologies")
    'Apologies'
    """
    return _CAPITAL.sub("", text).strip()


def ticked(text: str) -> tuple[bool | None, str]:
    """Part an entry from its check-box: True if ticked, False if empty, None without one.

    Examples
    --------
    >>> ticked("[x] Ann Smith"), ticked("☐ Ann Smith"), ticked("Ann Smith")
    ((True, 'Ann Smith'), (False, 'Ann Smith'), (None, 'Ann Smith'))
    """
    match = _TICK.match(text)
    if not match or not text[match.end() :].strip():
        return None, text
    return bool((match[1] or "").strip() or match[2]), text[match.end() :].strip()


def cut(line: str) -> str:
    """Cut a line that is too long to be read safely, and runs in it that are; what has no width is left out."""
    text = _SHORTCODE.sub("", line[:LONGEST_LINE].translate(_WIDTHLESS))
    text = _BRACKET_GLUED.sub(" ", _GLUED.sub(r"\1: ", text))
    text = _CLLR.sub(r"Cllr\1", _TITLE_GLUED.sub(r"\1 ", text).replace("p’t.", "pt.").replace("p't.", "pt."))
    text = _CR.sub(lambda match: f"Cllr{match[1] and 's'}", text)
    text = _COUNCILOR.sub(r"\1l", _RANK.sub(lambda match: f"{_RANKS[match[1][0]]} ", text))
    return bounded(_PRONOUNS.sub(lambda match: f" ({match[1].replace('=', '/')})", text))


def too_long(line: str, place: str) -> Block | None:
    """Tell of a line that is cut; None for one of ordinary length, or if what is cut off holds no label of a roll."""
    if len(line) <= LONGEST_LINE or not _ROLL.search(line, LONGEST_LINE - SHORT):
        return None
    text = f"The line has {len(line):,} characters; only the first {LONGEST_LINE:,} were read."
    return Block(UNREAD, text, place, cells=("R-LONGLINE",))


def row_of(line: str) -> tuple[str, ...]:
    """Take the cells of a line that draws a table with upright strokes; none if it does not.

    Examples
    --------
    >>> row_of("| Ann Smith | AS | Age UK |")
    ('Ann Smith', 'AS', 'Age UK')
    """
    text = line.strip().replace("¦", "|")
    if text.count("|") < 2 or not text.startswith("|"):
        return ()
    return tuple(cell.strip() for cell in text.strip("|").split("|"))


def is_rule(cells: tuple[str, ...]) -> bool:
    """Whether a row only draws the line below a table's header."""
    return all(cell and not cell.strip("-: ") for cell in cells)


def is_account(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table is an account or a budget: sums of money stand in several of its first rows.

    Examples
    --------
    >>> is_account([["Dues", "$ 40.00"], ["Total", "$ 40.00"]]), is_account([["Ann Lee", "Fen"], ["Bob Ray", "£5"]])
    (True, False)
    """
    return sum(any(map(_MONEY.fullmatch, map(str.strip, row))) for row in rows[:FIRST]) > 1


def is_numbered(block: Block) -> bool:
    """Whether a block is a numbered item, as of an agenda; a row of a table is one that a number begins.

    Examples
    --------
    >>> is_numbered(Block("row", "1. Apologies", "row 1", cells=("1.", "Apologies")))
    True
    """
    return block.kind == "numbered" or bool(block.cells and re.fullmatch(r"\d{1,3}\.?", block.cells[0].strip()))


def spelling(text: str) -> str:
    """Spell the words of a roll as they should be.

    Examples
    --------
    >>> spelling("Appologies were recieved"), spelling("Those presant"), spelling("She presented; percent")
    ('Apologies were received', 'Those present', 'She presented; percent')
    """
    return _TYPOS.sub(_word, text)


def _word(match: re.Match[str]) -> str:
    word = _RIGHT[match.lastgroup or ""]
    return word.upper() if match[0].isupper() else word.capitalize() if match[0][0].isupper() else word
