"""Rows of a register that are nobody: totals, legends, notes, repeated headings; rows that cannot be used at all.

`count` and `load` ask the same questions of a row, each of the row it read by its own way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from sna.facts import Reason
from sna.load.dates import holds_date
from sna.load.files.cells import DELIMITERS, UNCALCULATED
from sna.load.marks import MEANINGS, fold, legend_of
from sna.load.register.headings import folded
from sna.load.register.layout import Table, is_legend_pair
from sna.load.register.people import is_full_name, split_names
from sna.names import LONGEST_NAME, is_role, looks_like_organisation
from sna.names.vocabulary import NOTE_BEGINNINGS, PARTICLES, PROSE_WORDS, SMALL_WORDS

SECTIONS = {
    "apologies": re.compile(
        r"(?i)(?:sent )?(?:apologies|apols?)(?: (?:for absence|received|given|sent|were|from))*|unable to attend|"
        r"cancelled"
    ),
    "absent": re.compile(
        r"(?i)absent(?:ees)?|not present|no[ -]shows?|non[ -]?attend(?:ees|ance)|dna|"
        r"(?:(?:invited|booked)(?: but)? )?(?:did not|didn['’]?t|not) attend(?:ed|ing)?"
    ),
    "present": re.compile(r"(?i)present|in attendance|attendees|attended|(?:those )?(?:present|attending)"),
}
"""The headings within a list that give the names below them a status."""
_TOTALS = frozenset(
    "sum;count;average;mean;percentage;subtotal;headcount;attendance;attendances;attendees;"
    "number present;number attending;number attended;number of attendees;no present;no attending;no of attendees;"
    "attendance count;attendance rate;percent;percent present;present".split(";")
)
_WORDS = re.compile(
    r"[(\[\s]*(?:(?:as|see|as per) (?:above|below|over|overleaf|attached|list|sheet|email|notes?|previous)|ditto|do|"
    r"[\"'”″〃]+|continued|cont.?d?|end(?: of (?:list|register|sheet))?|no name|names?|(?:row|column) labels|"
    r"nobody|blank|empty|cancelled|no meeting|meeting cancelled|page \d+(?: of \d+)?|vacan(?:t|cy)(?: post)?|"
    r"nil return|tb[acd]|to be (?:advised|announced|confirmed)|n/a|n\.a|none|nil|[xyn✓✔√☑✗]|yes|no|signature|signed|"
    r"date|organi[sz]ation|e-?mail|sign(?:ing)?[ -]in(?: sheet)?|(?:attendance )?(?:register|sheet|list)|instructions|"
    r"example|key|legend|numbers|(?:tea|coffee|lunch|refreshments)(?: (?:and|&) \w+)?(?: provided| served| break)?|"
    r"(?:and |plus |\+ ?)?(?:\d+|one|two|three|four|five|several|some) (?:others?|more)|(?:and )?others|et al|"
    r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten) ?[x×]? ?"
    r"(?:people|attendees|members|students|guests|staff|visitors|nurses|carers|residents)(?: \w+)*)\W*",
    re.IGNORECASE,
)
"""What stands in a column of names and is no name, whatever stands beside it."""
_TOTAL_OF = re.compile(r"(?:sub |grand )?totals?\b")
_TOTAL = Reason("X-TOTALS", "This row holds totals, nobody's attendance.")
# A workbook's dates and times are numbers below what is shown, and the counter sees those: both are figures.
_FIGURE = re.compile(
    r"[\W_]*(?:\d[\W_]*){1,5}|\W+|_+|-?\d+(?:[.,]\d+)?(?:E[+-]?\d+)?|"
    r"(?:\d+ days?, |\d{4}-\d\d-\d\d[ T])?\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?|\d{1,4}([-./])\d{1,2}\1\d{1,4}",
    re.IGNORECASE,
)
DITTO = re.compile(r"ditto|do\.|[\"'”″〃]+|(?:as|see) above", re.IGNORECASE)
_ERRORS = rf"#(?:N/A|REF!|VALUE!|NAME\??|DIV/0!|NUM!|NULL!)|{re.escape(UNCALCULATED)}"
_FORMULA = re.compile(rf"(?i){_ERRORS}|[@+-]\w+\(.*")
NOTHING = re.compile(rf"(?i)[-–—?.*]+|n/?a|n\.a\.|none|nil|tbc|tba|unknown|not known|not applicable|{_ERRORS}")
"""What stands in a cell that should say where somebody works and says nothing."""
_BRACKETS = re.compile(r"[(\[][^)\]]{0,200}[)\]]")
_SYMBOLS = re.compile("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")  # arrows, ticks, pictures
_BACK = re.compile(r"(?<=[^\W\d_])[\s,;:–-]+(?:\S{1,64}@\S{1,64}\.\w{2,24}|\+?\d[\d ()]{8,})[\s?]*$|(?<=\w)[\s?]+$")
_FRONT = re.compile(
    r"(?i)^(?:[+•·–—>-]\s*|#(?=\w+ \w)|\(?\d{1,3}[.):]\s+|"
    r"(?:late|online|remote(?:ly)?|virtual(?:ly)?|in person)\s*[:–-]\s*|"
    r"(?:(?-i:[A-Z]{2,4})|guests?|scribe|facilitators?|speakers?|presenters?|hosts?|trainers?)\s*:\s*"
    r"(?-i:(?=[A-Z][\w'’-]+ [A-Z])))+(?=[^\W\d])"
)
_NOTE = re.compile(
    r"# |v\d|version\b|\W{0,2}\s*(?:notes?|nb|n\.b\.|key|legend|apologies|please|printed|updated|last updated|source|"
    r"total number|attendees|participants|number (?:present|attending)|chair|minutes|next meeting|signed|dated?|venue|"
    r"time|location|prepared by)\s*(?:[:.\-–]|\n)|\*|please\b|e\.g\.|n\.?b\.?\s|signature of |"
    r"(?:printed|signed|(?:last )?updated|prepared|compiled|exported|generated|created|produced) (?:on|by|from) ",
    re.IGNORECASE,
)
_GROUPS = frozenset("members guests visitors observers staff others".split())
_TEN_DIGITS = re.compile(r"(?<![\w@.+-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w@])")
_NUMBER = re.compile(rf"\d+(?:\.\d+)?\s*%?|{re.escape(UNCALCULATED)}")
_PHONE = re.compile(r"phone|mobile|\btel\b|\bcontact\b|whatsapp|\bcell\b", re.IGNORECASE)


def name_in(texts: Sequence[str], table: Table) -> str:
    """Put a row's name together from its name columns."""
    at = table.columns
    first, last = (_cell(texts, at.get(name)) for name in ("first name", "last name"))
    full = _bare(_cell(texts, at.get("name")))
    if last and not first and full and folded(last) not in folded(full):
        return f"{full} {last}"
    return full or " ".join(part for part in (first, last) if part)


@lru_cache(maxsize=1 << 14)
def _bare(text: str) -> str:
    """Take bullets, numbers and labels before a name away, and an address, a telephone or doubt behind it."""
    if len(text) > LONGEST_NAME:
        return text
    return _BACK.sub("", _FRONT.sub("", _SYMBOLS.sub("", text).strip()))


@lru_cache(maxsize=1 << 14)
def name_and_status(name: str) -> tuple[str, str]:
    """Part a name from a status written behind it (empty if there is none), and from any other note.

    Examples
    --------
    >>> [name_and_status(text) for text in ("Ann Lo (apologies)", "Ann Lo DNA", "Ann Lo left at 3", "Ann Lo (Chair)")]
    [('Ann Lo', 'apologies'), ('Ann Lo', 'absent'), ('Ann Lo', ''), ('Ann Lo (Chair)', '')]
    """
    words = name.split() if len(name) <= LONGEST_NAME else []
    for at in range(1, len(words)):
        front, rear = " ".join(words[:at]).rstrip(" -–—,("), " ".join(words[at:]).strip(" -–—,()[].")
        if not front or words[0].casefold() in PROSE_WORDS:
            continue
        apart = not words[at].istitle() or not words[at - 1][-1:].isalpha()  # "Hope Absent" is somebody
        status = _status_of(rear) if apart else ""
        if status or (words[at] in NOTE_BEGINNINGS and is_full_name(front)):
            return front, status
    return name, ""


def is_prose(name: str) -> bool:
    """Whether a text has words in small letters that no name has: ``Room changed to B2``.

    Examples
    --------
    >>> is_prose("Room changed to B2"), is_prose("Please print clearly"), is_prose("So To"), is_prose("Ann de la Rue")
    (True, True, False, False)
    """
    first, *further = _BRACKETS.sub("", name[:LONGEST_NAME]).split() or [""]
    small = {word for word in further if word.islower() and word.isalpha() and word not in PARTICLES}
    prose = (
        (first.casefold() in {"see", "please", "no", "not"} and further[:1] != [] and further[0].islower())
        or (len(further) > 1 and (PROSE_WORDS - {"i"}) & set(further))  # Puig i Cadafalch is somebody
        or (len(small) > 2 and small & SMALL_WORDS and not looks_like_organisation(name))
        or re.search(r"[a-z] (?:by|at \d)", " ".join([first, *further]))
    )
    return bool(prose) and not is_role(name) and not all(map(is_full_name, split_names(name, surname_first=False)))


def _cell(texts: Sequence[str], column: int | None) -> str:
    return texts[column] if column is not None and column < len(texts) else ""


def aside(texts: Sequence[str], table: Table) -> Reason | None:
    """Say why a row is nobody's; None if it is somebody's, or should be."""
    cells = [(column, text) for column, text in enumerate(texts) if text]
    if not cells or _other_delimiter(texts, table):
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
    if folded(name) in _TOTALS or _TOTAL_OF.match(folded(name)):
        return _TOTAL
    if len(words) == 1 and words[0].startswith("# "):
        return Reason("X-NOTE", "This row is a note, nobody's attendance.", value=words[0])
    if _is_word(name):
        return Reason("X-NOTE", "Words that are no name stand where one is expected.", value=name)
    return None


@lru_cache(maxsize=1 << 14)
def _is_word(name: str) -> bool:
    return bool(_WORDS.fullmatch(name) or _status_of(name)) or is_prose(name_and_status(name)[0])


def section(texts: Sequence[str]) -> str:
    """Give the status that a heading within a list gives to the names below it; empty if the row is no such heading."""
    cells = [text for text in texts if text]
    return _status_of(cells[0]) if len(cells) == 1 else ""


def _status_of(text: str) -> str:
    bare = text.strip(" :.-–")
    return next((status for status, pattern in SECTIONS.items() if pattern.fullmatch(bare)), "")


def _is_totals(texts: Sequence[str], cells: list[tuple[int, str]], table: Table) -> bool:
    label = folded(cells[0][1])
    rest = [text for _, text in cells[1:]]
    numbers = all(_NUMBER.fullmatch(text) for text in rest)
    if (label in _TOTALS or _TOTAL_OF.match(label)) and (numbers or not rest):
        return bool(rest) or not _status_of(label)
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
        if _is_note(name):
            return note
        heading = looks_like_organisation(name) or name.endswith(":") or folded(name) in _GROUPS
        if len(cells) == 1 and heading and not re.search("[,(]", name):
            return Reason("X-HEADING", "This row is a heading within the register.", value=text)
        return None
    if len(cells) > 1 or column in {heading.column for heading in table.headings}:
        return None
    aside_of = {"organisation"} if holds_date(text) else {"organisation", "date"}
    telling = {at for canonical, at in table.columns.items() if canonical not in aside_of}
    return note if column not in telling and any(char.isalpha() for char in text) and len(text) > 3 else None


@lru_cache(maxsize=1 << 14)
def _is_note(name: str) -> bool:
    """Whether a note stands in the column of names; a long list of full names is none."""
    label, _, value = _BRACKETS.sub("", name).partition(": ")
    remark = bool(value) and not is_full_name(label)  # "WiFi password: open", and not "Ann Lo: nurse"
    day = holds_date(name) and not is_full_name(" ".join(name.split()[:2]))
    running = _is_long(name) and not all(map(is_full_name, split_names(name)))
    return remark or day or running or bool(_NOTE.match(name))


def _is_long(name: str) -> bool:
    bare = _BRACKETS.sub("", name)
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
    if not name or _FIGURE.fullmatch(name) or name.startswith(("http:", "https:", "www.")):
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
    headings = [heading for heading in table.header.headings if heading]
    if len(headings) == 1 and len(split_names(texts[0])) > 1:  # a list of people in a table of one column
        return False
    fewest = max(2, len(headings) - 1)
    return any(texts[0].count(delimiter) >= fewest for delimiter in DELIMITERS if delimiter != used)


def place_of(table: Table, number: int, column: int | None = None) -> str:
    """Say where a row or cell stands, every cell by a place of its own."""
    if column is not None and not table.sheet.name:
        return f"line {number}, column {column + 1}"
    return table.sheet.place(number, column)
