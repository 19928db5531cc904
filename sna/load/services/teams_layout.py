"""Which of the layouts a Teams report has, its parts, and what its columns and lines mean.

A *log* has a line per join and leave, and a column ``action``; a *report* has a summary and tables of people, in
numbered sections or without. Both are told by the kind of their cells rather than by their language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sna.load import Options
from sna.load.files.cells import Row, Sheet, delimited, delimiter_of
from sna.load.files.counting import Line
from sna.load.source import Source
from sna.load.tables import Meeting, Table
from sna.load.times import is_duration, is_moment, is_time
from sna.names import key

HEAD = 200  # rows
SAMPLE = 500  # rows
_MARKER = re.compile(r"\D{0,2}(\d)\s?[.)]\s*[^\W\d]")
_TABLE_WORDS = frozenset("join leave left joined beitritt verlassen duration dauer duree duracion durata duur".split())
_DAY = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_TITLE = re.compile(r"\b(title|titel|titulo|titre|titolo|tytul|betreff|vergadering)\b")
_COUNT = re.compile(
    r"\b(participants|teilnehmer\w*|asistieron|asistentes|participantes|participanti|partecipanti|deelnemers|"
    r"uczestnik\w*|attended)\b"
)
_REGISTERED = re.compile(r"regist|inscri|iscri|rejestr|aanmeld|anmeld")
_FIRST_NAME = frozenset("first name|vorname|nombre de pila|prenom|nome proprio|voornaam|imie|given name".split("|"))
_LAST_NAME = frozenset(
    "last name|nachname|apellidos|apellido|nom de famille|cognome|achternaam|nazwisko|surname".split("|")
)
ROLES = {
    word: role
    for role, line in {
        "organiser": "organizer organiser organisator organizador organizadora organisateur organisatrice "
        "organizzatore organizator co-organizer",
        "presenter": "presenter referent moderator moderador presentateur animateur relatore presentator apresentador "
        "prezenter ponente expositor",
        "attendee": "attendee teilnehmer asistente participant participante partecipante deelnemer uczestnik",
    }.items()
    for word in line.split()
}
_JOIN_WORDS = frozenset(
    "joined|joined before|beigetreten|vorher beigetreten|vor beginn beigetreten|se unio|se unio antes|unido|a rejoint|"
    "rejoint|a rejoint avant|ingressou|ingressou antes|entrou|si e unito|ha partecipato|partecipazione|e entrato|"
    "deelgenomen|is toegetreden|neemt deel|dolaczyl|dolaczyla|dolaczono|dolaczyl a".split("|")
)
_LEAVE_WORDS = frozenset(
    "left|verlassen|hat verlassen|salio|abandono|a quitte|quitte|est parti|saiu|e uscito|uscito|ha abbandonato|"
    "verlaten|vertrokken|heeft verlaten|opuscil|opuscila|opuszczono|wyszedl|opuscil a".split("|")
)


def tops(source: Source) -> list[Sheet]:
    """Give the beginnings that may have a layout: of text one for each delimiter, the likeliest first."""
    if source.kind != "text":
        return source.top(HEAD)
    text = source.head_text().text
    likely = delimiter_of(text)
    delimiters = [likely, *(delimiter for delimiter in "\t;,|" if delimiter != likely)]
    return [Sheet("", delimited(text, delimiter), delimiter=delimiter) for delimiter in delimiters]


def sheets(source: Source, _options: Options) -> list[Sheet]:
    """Read the sheet that holds the report, a text with the delimiter that gives it a layout."""
    return source.once("report of Teams", lambda: _report(source))


def _report(source: Source) -> list[Sheet]:
    if source.kind != "text":
        return [sheet for sheet in source.sheets() if tables_of(sheet)][:1]
    heads = tops(source)
    delimiter = next((sheet.delimiter for sheet in heads if tables_of(sheet)), heads[0].delimiter)
    return [Sheet("", delimited(source.text().text, delimiter), delimiter=delimiter)]


def tables_of(sheet: Sheet) -> list[Table]:
    """Take a sheet apart into its tables; none if it has no layout of Teams."""
    rows = [_joined(row) for row in sheet.rows if not row.blank]
    return (_sections(rows, sheet) or _summary(rows, sheet) or _log(rows, sheet)) if rows else []


def _joined(row: Row) -> Row:
    """Give a row in which a day and the time of day in the cell behind it are one cell, as they have one heading.

    Whoever saves the report anew, with commas, may part them.
    """
    cells: list[object] = []
    for value in row.cells:
        last = cells[-1] if cells else None
        if isinstance(value, str) and isinstance(last, str) and _DAY.fullmatch(last.strip()) and is_time(value.strip()):
            cells[-1] = f"{last.strip()}, {value.strip()}"
        else:
            cells.append(value)
    return row if len(cells) == len(row.cells) else Row(row.number, cells, row.hidden, row.fault)


def _sections(rows: list[Row], sheet: Sheet) -> list[Table]:
    marks = [(at, number) for at, row in enumerate(rows) if (number := section_of(row.texts))]
    if not marks or marks[0] != (0, 1) or len(marks) < 2:
        return []
    meeting, tables = _meeting(rows[1 : marks[1][0]]), []
    for (at, number), (end, _) in pairwise([*marks[1:], (len(rows), 0)]):
        if at + 1 < end:
            tables.append(_table(sheet, rows[at + 1 : end], meeting))
            tables[-1].section = number
    return tables if any(sum(map(bool, table.header.texts)) >= 4 for table in tables) else []


def count_lines(lines: Sequence[Line]) -> int:
    """Count the lines of people: in sections but the first, below the first wide line, or all that are no header."""
    widths = [sum(map(bool, line.cells)) for line in lines]
    marks = [at for at, line in enumerate(lines) if section_of(line.cells)]
    parts = list(pairwise([*marks[1:], len(lines)])) if marks[:1] == [0] else []
    if any(width >= 4 for at, end in parts for width in widths[at + 1 : end][:1]):
        return sum(max(0, end - at - 2) for at, end in parts)
    wide = next((at for at, width in enumerate(widths) if width > 4), 0)
    if sum(width == 2 for width in widths[:wide]) > 1 and max(widths[:wide]) <= 3:  # a moment may be two cells
        return len(lines) - wide - 1
    return len(lines) - (not any(map(str.isdigit, "".join(lines[0].cells)))) if lines else 0


def section_of(cells: Sequence[str]) -> int:
    """Give the number of a section's heading such as ``2. Participants``; 0 if the line is none."""
    mark = _MARKER.match(cells[0]) if cells and cells[0] and not any(cells[1:]) else None
    return int(mark[1]) if mark else 0


def _summary(rows: list[Row], sheet: Sheet) -> list[Table]:
    """Take apart the layout of 2021: label and value lines, then one table below the first wide line."""
    widths = [sum(map(bool, row.texts)) for row in rows]
    at = next((at for at, width in enumerate(widths) if width > 4), 0)
    if sum(width == 2 for width in widths[:at]) < 2 or max(widths[:at], default=9) > 2:
        return []
    table = _table(sheet, rows[at:], _meeting(rows[:at]))
    spoken = _TABLE_WORDS & set(" ".join(map(key, table.header.texts)).split())
    fits = {"join", "duration"} <= set(table.columns) or (not table.rows and spoken)
    return [table] if table.meeting.start and fits else []


def _table(sheet: Sheet, rows: list[Row], meeting: Meeting) -> Table:
    return Table(sheet, rows[0], rows[1:], columns_of(rows[0].texts, rows[1:]), meeting)


def _log(rows: list[Row], sheet: Sheet) -> list[Table]:
    header = Row(0, ["Full Name", "User Action", "Timestamp"])
    if not any(char.isdigit() for cell in rows[0].texts for char in cell):  # no header holds a digit
        header, rows = rows[0], rows[1:]
    columns = _log_columns(header, rows[:50])
    return [Table(sheet, header, rows, columns)] if columns else []


def _log_columns(header: Row, rows: list[Row]) -> dict[str, int]:
    folded = [key(heading).replace(" ", "") for heading in header.texts] if header.number else []
    if {"utceventtimestamp", "fullname", "action"} <= set(folded):  # of a live event
        names = {"name": "fullname", "action": "action", "at": "utceventtimestamp"}
        return {name: folded.index(heading) for name, heading in names.items()}
    fits = [row for row in rows if row.text(0) and row.text(1) and is_moment(row.value(2)) and not any(row.texts[3:])]
    familiar = any(action_of(row.text(1)) for row in fits)
    return {"name": 0, "action": 1, "at": 2} if familiar and 2 * len(fits) > len(rows) else {}


def _meeting(rows: Sequence[Row]) -> Meeting:
    """Read lines of a label and a value: the title by its label or as the first free text, the rest by its kind."""
    meeting, titles, free = Meeting(), [], []
    for label, value in map(_pair, rows):
        if _TITLE.search(label):
            titles.append(value)
        elif is_moment(value):
            meeting.start, meeting.end = meeting.start or value, value if meeting.start else meeting.end
        elif value.isdigit():
            meeting.people = int(value[:9]) if meeting.people is None or _COUNT.search(label) else meeting.people
        elif len(value) >= 20 and not re.search(r"\s", value):
            meeting.code = value
        elif value and not is_duration(value):
            free.append(value)
    meeting.title = next(filter(None, titles), "") if titles else next(iter(free), "")
    return meeting


def _pair(row: Row) -> tuple[str, str]:
    texts = [text for text in row.texts if text]
    return (key(texts[0]) if texts else ""), (texts[1] if len(texts) > 1 else "")


def columns_of(headings: Sequence[str], rows: Sequence[Row]) -> dict[str, int]:
    """Name the columns: name (or given and family), join, leave, duration, email, upn, role, registered."""
    kinds = {column: _kind(column, rows[:SAMPLE]) for column in range(len(headings))}
    folded = [key(heading) for heading in headings]
    columns = _times(folded, kinds) | _addresses(folded, kinds)
    columns |= _column_of("duration", kinds) | _column_of("role", kinds)
    forename = next((column for column, heading in enumerate(folded) if heading in _FIRST_NAME), None)
    family = next((column for column, heading in enumerate(folded) if heading in _LAST_NAME), None)
    if forename is not None and family is not None and min(forename, family) == 0:
        return columns | {"given": forename, "family": family}
    name = next((column for column in kinds if column not in columns.values()), None)
    return columns if name is None else columns | {"name": name}


def _kind(column: int, rows: Sequence[Row]) -> str:
    values = [row.value(column) for row in rows if row.text(column)]
    for kind, test in (("moment", is_moment), ("duration", is_duration), ("email", _is_email), ("role", _is_role)):
        if values and 2 * sum(map(test, values)) >= len(values):
            return kind
    return "text" if values else ""


def _is_email(value: object) -> bool:
    return isinstance(value, str) and bool(_EMAIL.fullmatch(value.strip()))


def _is_role(value: object) -> bool:
    return isinstance(value, str) and key(value) in ROLES


def _times(headings: Sequence[str], kinds: dict[int, str]) -> dict[str, int]:
    moments = [column for column, kind in kinds.items() if kind == "moment"]
    registered = [column for column in moments if _REGISTERED.search(headings[column])] or moments[2:3]
    stays = [column for column in moments if column not in registered]
    return dict(zip(("join", "leave", "registered"), [*stays[:2]], strict=False)) | (
        {"registered": registered[0]} if registered else {}
    )


def _addresses(headings: Sequence[str], kinds: dict[int, str]) -> dict[str, int]:
    upn = next((column for column, heading in enumerate(headings) if "upn" in heading.split()), None)
    emails = [column for column, kind in kinds.items() if kind == "email" and column not in {upn, 0}]
    if upn is None and len(emails) > 1 and not _REGISTERED.search(headings[emails[1]]):
        upn = emails[1]
    return ({"email": emails[0]} if emails else {}) | ({"upn": upn} if upn else {})


def _column_of(kind: str, kinds: dict[int, str]) -> dict[str, int]:
    column = next((column for column, name in kinds.items() if name == kind and column), None)
    return {} if column is None else {kind: column}


def action_of(text: object) -> str:
    """Say whether a log's action is a join or a leave, in seven languages; empty if unknown."""
    folded = key(str(text))
    return "join" if folded in _JOIN_WORDS else "leave" if folded in _LEAVE_WORDS else ""
