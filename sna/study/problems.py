"""``problems.xlsx``: what only somebody who knows people and files can decide, to be filled in and read again."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import openpyxl
from msgspec import Struct
from msgspec.structs import replace
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from sna.errors import FORMULA, shown
from sna.export.workbook import same_bytes, xml_text
from sna.facts import Fate, Reason, Status
from sna.identity.answers import short
from sna.identity.review import ASKED_OF_HUNDRED, FEWEST_ASKED, masked, occurrences, questions
from sna.ledger import Account
from sna.load.marks import fold
from sna.study.checking import may_be_shown, problem
from sna.study.outputs import Manifest, published, whole, write_manifest
from sna.study.publishing import manifest
from sna.study.reading import Reading
from sna.study.replies import KINDS, NOT_SURE, PAIR_HEADINGS, READ_ME
from sna.study.settings import Settings
from sna.study.sources import KEY, PROBLEMS, Study

SO_FAR = "So far"
ANSWERED, UNUSED = "Answered", "Answered, not used"
PAIRS = ("Same person", "Same organisation", "Same topic")
MOST_LISTED = 100
LONGEST_MARK = 12
COLUMNS = {
    "Same person": ("Answer", *PAIR_HEADINGS.values()),
    "Same organisation": ("Answer", *[*PAIR_HEADINGS.values()][:6]),
    "Same topic": ("Answer", *[*PAIR_HEADINGS.values()][:3]),
    "No date": ("Date", "File", "Where", "Meeting", "People"),
    "Not read": ("Answer", "File", "Where", "How often", "What stands there", "Why", "What to do"),
    "Organisation": ("Organisation", "Name", "Times there", "Where"),
}
"""Sheet → its headings, that of the answer first; `SO_FAR` and `KEY` follow."""
HELP = (
    "Only somebody who knows the people and the files can answer these.",
    "1. Fill in the yellow cells, as far as you know; each may stay empty. A small arrow offers the answers.",
    "2. Save this file where it is, or put it beside the registers.",
    "3. Run the same command again. Your answers are used, and a new file says what is still open.",
    "You may sort, filter and delete rows. Leave the last column, Key, as it is.",
    "It holds names: give it to nobody who may not see them.",
)
WIDTHS = dict.fromkeys(("Times there", "People", "How often"), 8) | {
    "Answer": 18, "Date": 14, SO_FAR: 12, KEY: 10
}  # fmt: skip
_YELLOW, _GREY = PatternFill("solid", fgColor="FFF2CC"), Font(color="999999")
LONGEST_LISTING = 250  # of what a spreadsheet takes as a list of answers


class Question(Struct, frozen=True):
    """One row: its key (empty where nothing can be answered), its cells by heading, the answer, the words for it."""

    key: str
    cells: Mapping[str, str | int]
    answer: str = ""
    words: tuple[str, ...] = ()
    so_far: str = ""

    @property
    def is_open(self) -> bool:
        """Whether an answer would be used and nobody has given one, be it that they are not sure."""
        return bool(self.key) and not self.answer


def problems(reading: Reading, settings: Settings) -> dict[str, list[Question]]:
    """Give the rows of each sheet: what is open, then what was answered, so that nothing is lost."""
    sheets: dict[str, list[Question]] = {sheet: [] for sheet in COLUMNS}
    rows = [*_pairs(reading), *_topics(reading), *_undated(reading), *_unread(reading), *_unplaced(reading, settings)]
    names, idle = {row.key for row in rows}, reading.replies.idle
    for name, reply in reading.replies.by_key.items():
        kind = KINDS[name[0]]
        if kind.sheet not in PAIRS and (name not in names or name in idle):
            answer = reply.value if kind.heading == "Date" else reply.cells[kind.heading]
            rows.append(Question(name, reply.cells, answer, so_far=UNUSED if name in idle else ANSWERED))
    for row in rows:
        sheets[KINDS[row.key[0]].sheet if row.key else "Not read"].append(_masked(row, reading))
    return sheets


def open_problems(reading: Reading, settings: Settings) -> int:
    """Count the questions that are open."""
    return sum(question.is_open for rows in problems(reading, settings).values() for question in rows)


def _masked(question: Question, reading: Reading) -> Question:
    """Mask those left out in every text."""
    mask = reading.objectors.masked
    cells = {name: mask(text) if isinstance(text, str) else text for name, text in question.cells.items()}
    return replace(question, key=mask(question.key), cells=cells, answer=mask(question.answer))


def _pairs(reading: Reading) -> Iterator[Question]:
    for row in questions(reading.identity).to_dict("records"):
        words = KINDS[row["pair"][:1]].words
        unsure = NOT_SURE if row["pair"] in reading.replies.unsure else ""
        answer = next(word for word, meaning in words.items() if meaning == row["same"]) if row["same"] else unsure
        so_far = UNUSED if row["pair"] in reading.replies.idle else ANSWERED if row["same"] else ""
        cells = {heading: row[column] for column, heading in PAIR_HEADINGS.items()}
        yield Question(row["pair"], cells, answer, tuple(words), so_far)


def _topics(reading: Reading) -> Iterator[Question]:
    """Ask of topics that share words whether they are one."""
    words = {meaning: word for word, meaning in KINDS["u"].words.items()}
    for pair in reading.replies.topics:
        reply = "" if pair.same is None else "yes" if pair.same else "no"
        unsure = NOT_SURE if pair.pair in reading.replies.unsure else ""
        shared = f"Both say: {', '.join(pair.shared)}"
        cells = dict(zip(PAIR_HEADINGS.values(), (pair.first, pair.second, shared), strict=False))
        yield Question(
            pair.pair, cells, words[reply] if reply else unsure, (*words.values(),), ANSWERED if reply else ""
        )


def _undated(reading: Reading) -> Iterator[Question]:
    """Ask for the day of each meeting without one, and of each file that could not be read or told without one."""
    attendance, mask = reading.dataset.attendance, reading.objectors.masked
    present = attendance[attendance["status"] == Status.PRESENT]
    people = dict(zip(zip(present["file"], present["place"], strict=True), present["person"], strict=True))
    for meeting in reading.undated:
        theirs = {people[where] for file, place in meeting.places if (where := (mask(file), place)) in people}
        file, place = min(meeting.places, key=lambda where: (where[0], len(where[1]), where[1]))
        cells: Mapping[str, str | int] = {"File": file, "Where": place, "Meeting": meeting.title, "People": len(theirs)}
        yield Question(f"d-{meeting.digest}", cells)
    for account in reading.ledger:
        lacks_day = any(question.column == "date" for question in account.questions)
        if lacks_day or any(reason.code == "W-NOMEETING" for _place, reason in account.warnings):
            cells = {"File": account.file, "Where": "whole file", "People": account.fates[Fate.USED]}
            yield Question(f"f-{short(account.file)}", cells)


def _unread(reading: Reading) -> list[Question]:
    """List what could not be read, one row for what one answer settles; those that can be answered first."""
    rows = Counter[str]()
    listed: dict[str, Question] = {}
    for account in reading.ledger:
        for code, place, question in _problems(account):
            name = question.key or f"{code} {account.file}"
            listed.setdefault(name, replace(question, cells={"File": account.file, "Where": place, **question.cells}))
            rows[name] += 1
    ordered = sorted(listed, key=lambda name: (not listed[name].key, -rows[name]))
    questions = [replace(listed[name], cells={**listed[name].cells, "How often": rows[name]}) for name in ordered]
    more = len(questions) - MOST_LISTED
    last = Question("", {"File": f"And {more:,} more: the evaluator's for-experts/rejects.csv has all."})
    return questions[:MOST_LISTED] + ([last] if more > 0 else [])


def _problems(account: Account) -> Iterator[tuple[str, str, Question]]:
    """Give code, place and row of each rejected record of a file, and of each column that is asked about."""
    digest = short(account.file)
    for question in account.questions if any(question.found for question in account.questions) else ():
        cells = {"What stands there": shown("; ".join(question.found), LONGEST_LISTING), "Why": question.why}
        to_do = f"Choose the column that holds the {question.column}, if one does."
        yield (
            "",
            "file",
            Question(f"c-{digest}-{question.column}", {**cells, "What to do": to_do}, words=question.found),
        )
    for entry in account.unused:
        if entry.fate is Fate.REJECTED and entry.reason and not account.questions:
            yield entry.reason.code, entry.origin.place, _record(account, entry.origin.place, entry.reason)
    for place, reason in account.warnings:
        if reason.code in {"W-ANSWER", "W-SUBJECT"}:
            yield reason.code, place, _record(account, place, reason)


def _record(account: Account, place: str, reason: Reason) -> Question:
    """Give the row of what could not be read; what stood there only where it is surely no name or number of anybody."""
    name, report = _key(account, reason), problem(place, "rejected", reason)
    words = tuple(KINDS[name[0]].words) if name else ()
    value = reason.column if name[:1] == "s" else reason.value if name[:1] in {"m", "t"} else report.value
    to_do = f"Choose {', '.join(words)}; or correct the file." if words else report.hint
    return Question(
        name, {"What stands there": value, "Why": report.reason.partition(": ")[2], "What to do": to_do}, words=words
    )


def _key(account: Account, reason: Reason) -> str:
    """Name the question whose answer the next run applies to such a record; empty if there is none."""
    digest, value = short(account.file), reason.value
    if reason.code in {"R-MARK", "R-STATUS"} and "marks = " in reason.hint:
        word = may_be_shown(reason) or (value.isalpha() and len(value) <= LONGEST_MARK)
        return (f"m-{digest}-{fold(value)}" if reason.code == "R-MARK" else f"t-{digest}-{value}") if word else ""
    if reason.code in {"R-ANSWER", "W-ANSWER"} and account.loader == "register" and reason.column:
        return f"a-{digest}-{reason.column}"
    if reason.code == "W-SUBJECT":
        return f"s-{digest}-{reason.column}"
    unnamed = reason.code == "R-NAME" and account.loader == "minutes" and value
    return f"n-{short(account.file, value)}" if unnamed else ""


def _unplaced(reading: Reading, settings: Settings) -> Iterator[Question]:
    """Ask where those work whom the figures lose because nobody says it; those who came most often first."""
    dataset = reading.dataset
    if settings.study.group != "organisation":
        return
    tables = (dataset.attendance, dataset.affiliations)
    placed = set().union(*(table.loc[table["organisation"] != "", "person"] for table in tables))
    rows = dataset.attendance[dataset.attendance["status"] == Status.PRESENT]
    times = rows.groupby("person")["gathering"].nunique()
    people = [person for person in reading.identity.people if person.id in times.index and person.id not in placed]
    people.sort(key=lambda person: (-times[person.id], person.name.casefold(), person.id))
    most = max(FEWEST_ASKED, len(reading.identity.people) * ASKED_OF_HUNDRED // 100)
    for person in people[:most]:
        places = [place for digest in person.writings for place in reading.identity.profiles[digest].places]
        cells = {"Name": masked(person.name), "Times there": f"{times[person.id]}", "Where": occurrences(places)}
        yield Question(f"w-{short(person.id)}", cells)


def write_problems(reading: Reading, settings: Settings, path: Path) -> None:
    """Write the workbook: a sheet that says what to do, and one for each kind of question; the same bytes each time."""
    sheets = problems(reading, settings)
    book = openpyxl.Workbook()
    _write_help(book.active, sheets)
    for sheet, rows in sheets.items():
        _write_sheet(book.create_sheet(sheet), (*COLUMNS[sheet], SO_FAR, KEY), rows)
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(same_bytes(buffer.getvalue()))


def write_alone(study: Study, reading: Reading, out: Path) -> list[Path]:
    """Write the questions where nothing usable was read, unless earlier results stand there; give the files."""
    if not {*(manifest(out.resolve()) or {})} <= {PROBLEMS}:
        return []
    with whole(out, reading.objectors.spellings) as stage:
        write_problems(reading, study.settings, stage / PROBLEMS)
        write_manifest(stage, Manifest())
    return published(out)


def _write_help(sheet: Worksheet, sheets: Mapping[str, Sequence[Question]]) -> None:
    sheet.title = READ_ME
    counts = [f"{name}: {sum(row.is_open for row in rows)} open" for name, rows in sheets.items() if rows]
    for number, line in enumerate([*HELP, "", *(counts or ["Nothing is open."])], 1):
        _fill(sheet.cell(number, 1), line)
    sheet.column_dimensions["A"].width = 100


def _write_sheet(sheet: Worksheet, headings: Sequence[str], rows: Sequence[Question]) -> None:
    """Write the rows of one kind, with a list of answers behind each cell to be filled in."""
    offers: dict[tuple[str, ...], DataValidation] = {}
    for column, heading in enumerate(headings, 1):
        _fill(sheet.cell(1, column), heading)
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(heading, 32)
    for number, row in enumerate(rows, 2):
        cells = {**row.cells, headings[0]: row.answer, SO_FAR: row.so_far, KEY: row.key}
        for column, heading in enumerate(headings, 1):
            _fill(sheet.cell(number, column), cells.get(heading, ""))
        sheet.cell(number, len(headings)).font = _GREY
        if row.key:
            _offer(sheet, sheet.cell(number, 1), row, offers)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions


def _offer(sheet: Worksheet, cell: Cell, row: Question, offers: dict[tuple[str, ...], DataValidation]) -> None:
    """Make a cell one to be filled in: yellow, a day where it is one, with the list of the answers if they are few."""
    cell.fill = _YELLOW
    if KINDS[row.key[0]].heading == "Date":
        cell.number_format = "d mmm yyyy"
        cell.value = dt.date.fromisoformat(row.answer) if row.answer else None
    listing = ",".join(row.words)
    if not listing or len(listing) > LONGEST_LISTING or len(listing.split(",")) > len(row.words) or '"' in listing:
        return
    if row.words not in offers:
        offers[row.words] = DataValidation("list", formula1=f'"{listing}"', allow_blank=True, showErrorMessage=False)
        sheet.add_data_validation(offers[row.words])
    offers[row.words].add(cell)


def _fill(cell: Cell, value: str | int) -> None:
    """Put a text or number into a cell; no text becomes a formula."""
    text = xml_text(value) if isinstance(value, str) else value
    cell.value, cell.alignment = text or None, Alignment(wrap_text=True, vertical="top")
    if isinstance(text, str) and text:
        cell.data_type, cell.quotePrefix = "s", FORMULA.match(text) is not None
