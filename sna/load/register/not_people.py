"""Rows of a register that are nobody: totals, legends, notes, repeated headings; rows that cannot be used at all.

`count` and `load` ask the same questions of a row, each of the row it read by its own way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sna.facts import Reason
from sna.load.files.delimited import DELIMITERS
from sna.load.marks import MEANINGS, fold, legend_of
from sna.load.register.headings import folded
from sna.load.register.layout import Table, is_legend_pair
from sna.load.register.people import is_full_name, split_names
from sna.names import looks_like_organisation

SECTIONS = {
    **dict.fromkeys(("apologies", "apologies received", "apologies for absence"), "apologies"),
    **dict.fromkeys(("absent", "did not attend"), "absent"),
    **dict.fromkeys(("present", "in attendance", "attendees", "attended"), "present"),
}
_TOTALS = frozenset(
    "total;totals;sum;count;average;mean;percentage;subtotal;grand total;headcount;attendance;attendances;attendees;"
    "number present;number attending;number attended;number of attendees;no present;no attending;no of attendees;"
    "attendance count;attendance rate;percent;percent present;present".split(";")
)
_WORDS = re.compile(
    r"(?:(?:as|see) (?:above|below|over|overleaf|attached|list|sheet|email|notes?|previous)|ditto|do|[\"'”″〃]+|"
    r"continued|cont.?d?|end of (?:list|register|sheet)|no name|names?|apologies(?: received| for absence| sent)?|"
    r"absent|present|attendees|attended|nobody|blank|empty|cancelled|no meeting|meeting cancelled|page \d+(?: of \d+)?|"
    r"and \d+ (?:others?|more)|sent apologies|"
    r"\d+ ?[x×]? ?(?:people|attendees|others|members|students|guests|staff|visitors|nurses|carers|residents))\W*",
    re.IGNORECASE,
)
"""What stands in a column of names and is no name, whatever stands beside it."""
_TOTAL = Reason("X-TOTALS", "This row holds totals, nobody's attendance.")
# Five digits may be a telephone. A workbook's dates and times are numbers below what is shown, and the counter sees
# those: what is a figure there (days before 1927-05-18, parts of days) is one here.
_FIGURE = re.compile(
    r"[\W_]*(?:\d[\W_]*){1,4}|\d+(?:[.,]\d+)?E[+-]?\d+|(?:0|[1-9]\d{0,4})\.\d+|"
    r"(?:\d+ days?, |\d{4}-\d\d-\d\d[ T])?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?|"
    r"-\d+(?:\.\d+)?|1[0-8]\d\d-\d\d-\d\d(?:[ T][\d:.]+)?|"
    r"(?:19(?:[01]\d|2[0-6])-\d\d|1927-0[1-4])-\d\d|1927-05-(?:0\d|1[0-7])",
    re.IGNORECASE,
)
DITTO = re.compile(r"ditto|do\.|[\"'”″〃]+|(?:as|see) above", re.IGNORECASE)
NOTHING = re.compile(
    r"[-–—?.*]+|n/?a|n\.a\.|none|nil|tbc|tba|unknown|not known|not applicable|"
    r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)",
    re.IGNORECASE,
)
"""What stands in a cell that should say where somebody works and says nothing."""
_FORMULA = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)", re.IGNORECASE)
_NOTE = re.compile(
    r"# |\W{0,2}\s*(?:note|notes|nb|n\.b\.|key|legend|apologies|please|printed|updated|last updated|source|"
    r"total number|attendees|participants|number (?:present|attending)|chair|minutes|next meeting)\s*[:.\-–]|"
    r"\*|please\b|e\.g\.|n\.?b\.?\s",
    re.IGNORECASE,
)
_TEN_DIGITS = re.compile(r"(?<![\w@.+-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w@])")
_NUMBER = re.compile(r"\d+(?:\.\d+)?\s*%?")
_PHONE = re.compile(r"phone|mobile|\btel\b|\bcontact\b|whatsapp|\bcell\b", re.IGNORECASE)


def name_in(texts: Sequence[str], table: Table) -> str:
    """Put a row's name together from its name columns."""
    at = table.columns
    first, last = (_cell(texts, at.get(name)) for name in ("first name", "last name"))
    full = _cell(texts, at.get("name"))
    if last and not first and full and folded(last) not in folded(full):
        return f"{full} {last}"
    return full or " ".join(part for part in (first, last) if part)


def _cell(texts: Sequence[str], column: int | None) -> str:
    return texts[column] if column is not None and column < len(texts) else ""


def aside(texts: Sequence[str], table: Table) -> Reason | None:
    """Say why a row is nobody's; None if it is somebody's, or should be."""
    cells = [(column, text) for column, text in enumerate(texts) if text]
    if not cells:
        return None
    words, name = [text for _, text in cells], name_in(texts, table)
    if _is_totals(texts, cells, table):
        return _TOTAL
    if any("=" in text and legend_of(text) for text in words) or (len(words) == 2 and _explains(cells, table)):
        return Reason("X-LEGEND", "This row explains the marks.")
    if section(texts) or _repeats(texts, table):
        return Reason("X-HEADING", "This row is a heading." if section(texts) else "This row repeats the headings.")
    return _words(words, name) or _note(cells, texts, table)


def _words(words: list[str], name: str) -> Reason | None:
    """Say that words stand where a name should, whatever stands beside them."""
    if folded(name) in _TOTALS:
        return _TOTAL
    if len(words) == 1 and words[0].startswith("# "):
        return Reason("X-NOTE", "This row is a note, nobody's attendance.", value=words[0])
    if _WORDS.fullmatch(name.strip()):
        return Reason("X-NOTE", "Words that are no name stand where one is expected.", value=name)
    return None


def section(texts: Sequence[str]) -> str:
    """Give the status that a heading within a list gives to the names below it; empty if the row is no such heading."""
    cells = [text for text in texts if text]
    return SECTIONS.get(folded(cells[0]), "") if len(cells) == 1 else ""


def _is_totals(texts: Sequence[str], cells: list[tuple[int, str]], table: Table) -> bool:
    label = folded(cells[0][1])
    rest = [text for _, text in cells[1:]]
    numbers = all(_NUMBER.fullmatch(text) for text in rest)
    if (label in _TOTALS or re.match(r"(sub ?|grand )?totals?\b", label)) and (numbers or not rest):
        return bool(rest) or label not in SECTIONS
    # Without any label: only numbers, and one that is no tick of 0 or 1.
    if name_in(texts, table) or not numbers or not _NUMBER.fullmatch(cells[0][1]):
        return False
    return any(text not in {"0", "1"} for _, text in cells)


def _explains(cells: list[tuple[int, str]], table: Table) -> bool:
    """Whether the two cells of a row explain a mark, and are no name with a mark under a meeting."""
    mark = cells[0][1]
    if fold(mark) not in MEANINGS and fold(mark) not in {"a", "x"}:
        return False
    under = cells[1][0] in {heading.column for heading in table.headings}
    short = len(mark) == 1 or not mark[0].isalpha() or mark.isupper()  # "Al" is somebody, "AL" is annual leave
    return (short or not under) and is_legend_pair([text for _, text in cells])


def _repeats(texts: Sequence[str], table: Table) -> bool:
    headings = ((column, folded(table.header.headings[column])) for column in table.columns.values())
    cells = [(column, text) for column, text in headings if text]
    return len(cells) > 1 and all(folded(_cell(texts, column)) == text for column, text in cells)


def _note(cells: list[tuple[int, str]], texts: Sequence[str], table: Table) -> Reason | None:
    name, (column, text) = name_in(texts, table), cells[0]
    note = Reason("X-NOTE", "This row is a note, nobody's attendance.", value=text)
    if name:
        # A note may stand in the column of names; a long list of full names is none.
        if _NOTE.match(name) or (_is_long(name) and not all(map(is_full_name, split_names(name)))):
            return note
        if len(cells) == 1 and looks_like_organisation(name) and not re.search("[,(]", name):
            return Reason("X-HEADING", "This row is a heading within the register.", value=text)
        return None
    if len(cells) > 1 or column in {heading.column for heading in table.headings}:
        return None
    name_columns = {at for canonical, at in table.columns.items() if canonical != "organisation"}
    return note if column not in name_columns and any(char.isalpha() for char in text) and len(text) > 3 else None


def _is_long(name: str) -> bool:
    bare = re.sub(r"[(\[].*?[)\]]", "", name)
    return len(bare) > 80 or len(bare.split()) > 8


def defect(texts: Sequence[str], table: Table) -> Reason | None:
    """Say why a row that should be somebody's cannot be used: patient data, no name, another delimiter."""
    if number := _nhs_number(texts, table):
        return Reason(
            "R-NHS",
            "The row holds what may be an NHS number. Patient data do not belong here.",
            value=number[0] + "*" * (len(number) - 1),
            hint="Take the number out of the file at its source.",
        )
    if len(texts) >= 1 and _other_delimiter(texts, table):
        return Reason(
            "R-DELIMITER",
            "The row is cut by another character than the others.",
            value=texts[0],
            hint="Give the whole file one delimiter.",
        )
    name = name_in(texts, table)
    if _FORMULA.fullmatch(name):
        return Reason("R-NAME", "A formula failed where a name is expected.", value=name, hint="Mend the formula.")
    if not name or _FIGURE.fullmatch(name):
        return Reason("R-NAME", "The row names nobody.", hint="Write a name, or delete the row.")
    return None


def _nhs_number(texts: Sequence[str], table: Table) -> str:
    headings = table.header.headings
    for column, text in enumerate(texts):
        if len(text) < 10 or (column < len(headings) and _PHONE.search(headings[column])):
            continue
        for match in _TEN_DIGITS.finditer(text):
            if is_nhs_number(match[0]):
                return match[0]
    return ""


def is_nhs_number(text: str) -> bool:
    """Whether ten digits carry the check digit of an NHS number (modulus 11).

    Examples
    --------
    >>> is_nhs_number("943 476 5919"), is_nhs_number("9434765918")
    (True, False)
    """
    digits = [int(char) for char in text if char.isdigit()]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == digits[9]


def _other_delimiter(texts: Sequence[str], table: Table) -> bool:
    """Whether all of a row stands in its first cell, cut by what is not the file's delimiter."""
    used = table.sheet.delimiter
    if not used or not texts[0] or any(texts[1:]):
        return False
    fewest = max(2, len([heading for heading in table.header.headings if heading]) - 1)
    return any(texts[0].count(delimiter) >= fewest for delimiter in DELIMITERS if delimiter != used)


def place_of(table: Table, number: int, column: int | None = None) -> str:
    """Say where a row or cell stands, every cell by a place of its own."""
    if column is not None and not table.sheet.name:
        return f"line {number}, column {column + 1}"
    return table.sheet.place(number, column)
