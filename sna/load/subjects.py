"""What people want, offer, took on, work on, have made and have taken up: forms, lists, resources and adoptions.

Four tables are known by their headings: the answers to a form, a row a person, whose questions say what was asked (of
Microsoft Forms, Google Forms, SurveyMonkey, or typed into a sheet); a list of ``name, kind, text``; resources with a
``title``; adoptions of a ``practice``. What a question asks for is never guessed: where its words do not tell, somebody
is asked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise

from msgspec.structs import replace

from sna.facts import (
    Adoption,
    Affiliation,
    Column,
    Entry,
    Fact,
    Fate,
    Kind,
    Origin,
    Person,
    Reason,
    Subject,
    excluded,
    merged,
)
from sna.load import Options
from sna.load.columns import NOT_READ, find_header, fold, match, missing, sort_of
from sna.load.dates import find_date, holds_date
from sna.load.files.cells import Row, Sheet
from sna.load.files.counting import Line, lines_below, pages
from sna.load.register.headings import QUESTIONS
from sna.load.roster import COLUMNS as MEMBERS
from sna.load.roster import read_bound
from sna.load.source import Source
from sna.load.tables import Record, Table, TableLoader, outcome, table_below
from sna.load.visits import RowError
from sna.names import key, read_name

_WHO = {
    **{name: MEMBERS[name] for name in ("given", "family", "role")},
    "name": [*MEMBERS["name"], "your name", "your full name", "respondent", "owner", "who"],
    "organisation": [*MEMBERS["organisation"], "your organisation", "team", "made by", "provider"],
    "locality": [*MEMBERS["locality"], "place", "where"],
    "email": [*MEMBERS["email"], "username", "your email", "e mail"],
}
_TOPIC, _LINK = ["subject", "theme"], ["url", "web address", "where to find it"]
_BEGUN = ["from", "since", "start", "date"]
LISTS = {
    "practice": {
        "practice": ["practice name", "innovation", "intervention", "change"], **_WHO,
        "adopted_on": ["adopted", "date adopted", "adoption date", "taken up", "taken up on", *_BEGUN],
        "status": ["state", "stage"],
        "learned_from": ["learnt from", "learned of it from", "heard from", "from whom", "source"],
    },
    "title": {
        "title": ["resource", "name of resource", "resource title", "training", "leaflet"], **_WHO,
        "owner": ["contact", "author", "made by whom", "lead"], "topic": _TOPIC, "link": _LINK,
        "made_on": ["made", "date made", "produced on", "created", "created on", "year", *_BEGUN],
        "audience": ["for whom", "aimed at"],
    },
    "text": {
        "text": ["in their words", "description", "what", "detail"], "kind": ["type", "sort"], **_WHO,
        "topic": _TOPIC, "link": _LINK, "since": ["stated on", "asked on", "presented on", "presented", *_BEGUN],
        "comes_from": ["source", "kind of knowledge", "knowledge from", "evidence from", "where it comes from"],
        "until": ["to", "due", "due date", "due on", "end", "deadline", "by when"],
        "closed": ["met on", "met", "done on", "done", "completed", "completed on", "finished on"],
    },
}  # fmt: skip
"""What tells a list from the others → its columns."""
NEEDED = {"practice": ("practice", "adopted_on|status|learned_from"), "title": ("title", "made_on|link|audience"),
          "text": ("text", "kind")}  # fmt: skip
FORM = {
    **_WHO,
    "answered": ["completion time", "timestamp", "date submitted", "end date", "submitted at", "submission date"],
    "begun": ["start time", "start date"],
}


def _words(meanings: Mapping[str, str]) -> dict[str, str]:
    return {word: meaning for meaning, words in meanings.items() for word in words.split("|")}


KINDS = _words({
    "want": "want|wants|need|needs|wish|looking for|wanted", "offer": "offer|offers|can share|offered",
    "task": "task|tasks|action|actions", "topic": "topic|topics|working on|work|theme|work stream",
    "resource": "resource|resources", "practice": "practice|practices", "barrier": "barrier|barriers|keeps me away",
})  # fmt: skip
"""What stands in a list for the kind of a subject."""
STATUSES = _words({
    "tried": "tried|trying|trial|pilot|piloting|testing", "stopped": "stopped|no longer|ended|given up|not any more",
    "in use": "|in use|using|used|yes|adopted|embedded|active",
    "": "no|not yet|none|never|not used|not in use|planned",
})  # fmt: skip
"""What stands for the status of an adoption; nothing where it is none."""
QUESTIONING = {
    "task": (r"tasks?|priorit\w+|focus", r"take on|should (?:we|the (?:group|forum|community|network|club))"),
    "offer": (r"offer\w*|shar(?:e|ing)|contribut\w*", r"help (?:others|with)|expertise|bring"),
    "want": (
        r"wants?|wanted|needs?|needed|looking for|g(?:et|ain) (?:out of|from)",
        r"would(?: you)? like|hope|learn|help you",
    ),
    "topic": (r"working on|topics?|work ?streams?|themes?", r"interests?|projects?"),
    "barrier": (r"(?:barriers?|prevents?|stops?|keeps?|hard|difficult)\b.* (?:attend\w*|com(?:e|ing)|away)", "away"),
}
"""Kind of subject → the words of a question that ask for it: those that settle it, and those that do if none else."""
_STRONG, _WEAK = (
    {kind: re.compile(rf"\b(?:{words[place]})\b") for kind, words in QUESTIONING.items()} for place in (0, 1)
)
_NAMING = {
    "name": re.compile(r"(?:what is |please \w+ )?your (?:full |first and last )?name\b.*|full name\b.*"),
    "given": re.compile(r"(?:what is )?(?:your )?(?:first name|forename|given name)"),
    "family": re.compile(r"(?:what is )?(?:your )?(?:last name|surname|family name)"),
}
_QUIZ = re.compile(r"(?:points|feedback) ")
_CLOSED = re.compile(
    r"(?:q\d+ )?(?:how (?!can|could)|do |did |are |is |has |have |would you (?:be|like) |if |wh(?:y|en|ere) |need to )"
)
_GRID = re.compile(r"\[[^\]]+\]\s*$")
_SCOPING = re.compile(r"scoping|wants?\b|needs?\b|offers?\b|expectations?|wishes", re.IGNORECASE)
ATTENDING = frozenset(
    "attended|attendance|present|apologies|came|here|signature|meeting|event|session|order id|ticket type|join time|"
    "user action|tweet|attendee status|checked in|did you attend|rsvp|joined|left|reach|reply|must|cannot".split("|")
)
"""Headings of what is no form: registers, tickets, lists of members, replies to invitations."""
RESPONSE = frozenset({"response", "open ended response"})
"""What SurveyMonkey writes below a question: a second row of headings."""
NOTHING = frozenset(
    ",na,n a,none,no,nothing,nil,not sure,unsure,dont know,other,yes,not applicable,nothing at the moment,"
    "not at the moment,nothing yet,anonymous,blank".split(",")
)
"""Answers that say nothing."""
NO_ANSWER = Reason("X-NOANSWER", "Nothing was answered that is read.")
NO_USE = Reason("X-NOUSE", "It says that the practice is not in use.")
REPEATED = Reason("M-REPEAT", "This row says the same as another.")
NOBODY = Reason("W-NOOWNER", "Nobody is named; what was answered counts, but nobody can be introduced for it.")
OPEN = "Whether this question asks for wants, offers, tasks or topics its words do not tell; it was not read."
MARK = re.compile(r"^\s*(?:[-–•*·▪]|\(?\d{1,2}[.)])\s*")  # before an item of a list in a cell
_NUMBERED = re.compile(r"(?:^|\s)\(?\d{1,2}[.)]\s+")
_ZONE = re.compile(r"\s+(?:[A-Z]{2,5}|(?:GMT|UTC)[+-]\d{1,2}(?::?\d{2})?)$")
LONGEST, HEAD = 400, 10  # letters kept of one answer; rows among which the questions of a form stand
MOSTLY = 0.6  # share of the parts of cells that stand in several, where they were chosen from a list


def is_sure(source: Source) -> bool:
    """Whether a file is surely no register: two kinds are asked for and no date is, or headings or its name say it."""
    tables = [table for sheet in source.top() if not sheet.hidden for table in _tables(sheet, Options())]
    names, titles = {name for table in tables for name in table.columns}, [table.sheet.name for table in tables]
    dated = any(fold(text) == "date" for sheet in source.top() for row in sheet.rows[:HEAD] for text in row.texts)
    several = len({*map(_kind_of, names)} - {""}) > 1 and not dated
    return several or bool(LISTS.keys() & names) or bool(_SCOPING.search(" ".join([source.path.stem, *titles])))


def load(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each row; a sheet without such a table is one entry, left out.

    Raises
    ------
    SourceError
        If no sheet holds such a table; the message names the columns found and the nearest.
    """
    sheets, places = TABLES.tables_in(source, options), dict[tuple[Fact, ...], str]()
    if not any(tables for _, tables in sheets):
        rows = [row for sheet, _ in sheets for row in sheet.rows]
        raise missing(rows, ("text", "kind"), LISTS["text"], options.columns)
    for sheet, tables in sheets:
        if not tables:
            yield excluded(options.origin(source.path, sheet.name), Reason("X-SHEET", "This sheet holds no answers."))
        for table in tables:
            warnings = [*TABLES.prepare([table]), *_open_questions(table)]
            read = partial(_entry, choices={name: _choices(table, name) for name in table.columns if _kind_of(name)})
            for record in table.records:
                entry = _distinct(outcome(record, read), places)
                if entry.fate is Fate.USED:  # the first bears what there is to say of the table
                    entry, warnings = replace(entry, warnings=(*entry.warnings, *warnings)), []
                yield entry


def _distinct(entry: Entry, places: dict[tuple[Fact, ...], str]) -> Entry:
    """Give an entry, or that another row said the same."""
    content = tuple(replace(fact, origin=Origin("")) for fact in entry.facts)
    into = places.setdefault(content, entry.origin.place) if content else entry.origin.place
    return entry if into == entry.origin.place else merged(entry.origin, REPEATED, into)


def count(source: Source, options: Options) -> int:
    """Count the lines below each header by another way than reading them; a sheet without one counts as one."""
    sheets = source.sheets(options.columns)
    return sum(_below(page.lines, options) if not page.hidden else 1 for page in pages(source, sheets[0].delimiter))


def _below(lines: Sequence[Line], options: Options) -> int:
    """Count the lines below the header of a list, or of a form: the first line that asks for something."""
    for name, columns in LISTS.items():
        below = lines_below(lines, columns, NEEDED[name], options.columns)
        if below is not None:
            return below
    for index, line in enumerate(lines[:HEAD]):
        words = [fold(cell) for cell in line.cells]
        if any(map(kind_sought, line.cells)) or {*map(fold, options.columns.values())} & {*words}:
            second = lines[index + 1].cells if len(lines) > index + 1 else []
            return len(lines) - index - 1 - _continues(words, [*second])
    return 1


def columns_of(source: Source, options: Options) -> Iterator[Column]:
    """Say of each column of each sheet what it was read as, or why it was not."""
    for column in TABLES.columns_of(source, options):
        kind = _kind_of(column.read_as)
        yield replace(column, read_as=kind) if kind else column


def kind_sought(heading: str) -> str:
    r"""Tell what a question asks for: one of the kinds of subject; empty where its words do not settle it.

    Examples
    --------
    >>> kind_sought("What do you want from the group?\n(one or two)"), kind_sought("What could you share?")
    ('want', 'offer')
    >>> kind_sought("Which tasks do you want us to take on?"), kind_sought("Which topics do you need?")
    ('task', '')
    """
    if _GRID.search(heading) or _QUIZ.match(fold(heading)) or not heading:
        return ""
    lines = [fold(line) for line in heading.splitlines() if len(fold(line).split()) > 1] or [fold(heading)]
    for patterns in (_STRONG, _WEAK):
        kinds = {kind for kind, pattern in patterns.items() if pattern.search(lines[0]) and not _CLOSED.match(lines[0])}
        kinds -= {"want"} if "task" in kinds and re.search(r"\btasks?\b", lines[0]) else set()
        if kinds:
            return kinds.pop() if len(kinds) == 1 else ""
    return ""


def _kind_of(name: str) -> str:
    """Give the kind of subject a column holds: ``want 3`` is a want in the fourth column."""
    kind, _, place = name.partition(" ")
    return kind if kind in QUESTIONING and place else ""


def _tables(sheet: Sheet, options: Options) -> list[Table]:
    """Find a list, or else the answers to a form."""
    for name, words in LISTS.items():
        header = find_header(sheet.rows, words, NEEDED[name], options.columns)
        if header is not None:
            return [table_below(sheet, sheet.rows[header.at], header.columns)]
    rows = [row for row in sheet.rows[: HEAD + 1] if not row.blank]
    for questions, below in pairwise([*rows, Row(0, [])]):
        texts = questions.texts
        second = _continues([*map(fold, texts)], below.texts)
        if second:  # a question may stand over several columns
            texts = [next(filter(None, reversed(texts[: place + 1])), "") for place in range(len(texts))]
        columns = _questions(texts, options)
        if {"name", "given", "email", "answered"} & set(columns) and any(map(_kind_of, columns)):
            table = table_below(sheet, questions, columns)
            table.rows = table.rows[int(second) :]
            return [table]
    return []


def _continues(headings: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the row below the headings holds headings too, as SurveyMonkey writes it."""
    answered = below[headings.index("respondent id")] if "respondent id" in headings and below else "1"
    return bool(RESPONSE & {*map(fold, below)}) or not answered


def _questions(texts: Sequence[str], options: Options) -> dict[str, int]:
    """Give the columns of a form: who answered, and what each question asks for."""
    if any(map(holds_date, texts)) or ATTENDING & {*map(fold, texts)}:
        return {}
    own = {name: heading for name, heading in options.columns.items() if name.partition(" ")[0] not in QUESTIONING}
    columns = match(texts, FORM, own)
    kinds = {fold(heading): name.partition(" ")[0] for name, heading in options.columns.items()}
    free = [column for column, text in enumerate(texts) if text and column not in columns.values()]
    for column in free:
        kind = kinds.get(fold(texts[column]), "") if fold(texts[column]) in kinds else kind_sought(texts[column])
        if kind in QUESTIONING:
            columns[f"{kind} {column}"] = column
            continue
        naming = [name for name, pattern in _NAMING.items() if pattern.fullmatch(fold(texts[column]))]
        naming += [name for name in ("organisation", "email") if QUESTIONS[name].match(texts[column])]
        for name in naming[:1]:
            columns["asked name" if name == "name" and name in columns else name] = column
    return columns


def _open_questions(table: Table) -> Iterator[Reason]:
    """Ask of each column of words whose question does not say what it asks for."""
    if LISTS.keys() & table.columns.keys():
        return
    for column, heading in enumerate(table.header.texts):
        cells = [text for row in table.rows for text in [row.text(column)] if key(text) not in NOTHING]
        words = [text for text in cells if len(text.split()) > 1 and not sort_of([text])]
        silent = _GRID.search(heading) or _QUIZ.match(fold(heading)) or NOT_READ & {*fold(heading).split()}
        if column in table.columns.values() or silent or not fold(heading) or 2 * len(words) < max(1, len(cells)):
            continue
        if fold(heading) not in {*map(fold, table.options.ignore)}:
            yield Reason("W-SUBJECT", OPEN, " ".join(heading.split()), hint="Say in problems.xlsx what it asks for.")


def _choices(table: Table, name: str) -> tuple[str, ...]:
    """Give the answers among which one could choose, where a cell holds several with commas between; the longest first.

    Google Sheets writes them so, and an answer may hold a comma itself: what stands alone in a cell is one, if no part
    of it stands without the rest.
    """
    cells = [cell for row in table.rows for cell in [row.text(table.columns[name])] if cell]
    if any(sign in cell for cell in cells for sign in ";\n"):
        return ()
    alone = sorted({cell for cell in cells if ", " in cell}, key=lambda text: (-len(text), text))
    rests = {text: ",".join(cell.replace(text, "") for cell in cells).split(",") for text in alone}
    entire = [text for text in alone if not {*text.split(", ")} & {*map(str.strip, rests[text])}]
    parts = Counter(part for cell in cells for part in _cut(cell, entire))
    often = {part for part in parts if parts[part] > 1}
    chosen = parts.total() > len(cells) and sum(parts[part] for part in often) >= MOSTLY * parts.total()
    return tuple(sorted(parts, key=lambda text: (-len(text), text))) if chosen else ()


def _cut(cell: str, choices: Sequence[str]) -> list[str]:
    rest, parts = cell, []
    while rest:
        option = next((text for text in choices if f"{rest}, ".startswith(f"{text}, ")), rest.partition(", ")[0])
        parts.append(option)
        rest = rest[len(option) :].removeprefix(",").strip()
    return parts


def answers(cell: str, choices: Sequence[str] = ()) -> list[str]:
    r"""Part a cell into its answers: at semicolons and line ends, at the numbers of a list, among options at commas.

    Examples
    --------
    >>> answers("Falls leaflet; n/a;Red bag;"), answers("1. Falls 2. Red bag"), answers("- Falls\n- None")
    (['Falls leaflet', 'Red bag'], ['Falls', 'Red bag'], ['Falls'])
    """
    parts = _cut(cell, choices) if choices else re.split(r"[;\n\r]+", cell)
    numbered = _NUMBERED.search(cell.strip()) if len(parts) == 1 and re.match(r"\s*\(?1[.)]\s", cell) else None
    parts = _NUMBERED.split(f" {cell}") if numbered else parts
    texts = [" ".join(MARK.sub("", part).split())[:LONGEST] for part in parts]
    return [text for text in dict.fromkeys(texts) if key(text) not in NOTHING]


def _entry(record: Record, choices: Mapping[str, Sequence[str]]) -> Entry:
    columns = record.table.columns
    if "practice" in columns:
        return _adoption(record)
    if "title" in columns:
        return _listed(record, "resource", record.text("title"), "made_on")
    if "text" in columns:
        word = key(record.text("kind"))
        if word not in KINDS:
            hint = "Write want, offer, task, topic, resource, practice or barrier."
            raise RowError("R-SUBJECT", "What kind of thing this is is not known.", record.text("kind"), hint)
        return _listed(record, KINDS[word], record.text("text"), "since")
    return _form(record, choices)


def _form(record: Record, choices: Mapping[str, Sequence[str]]) -> Entry:
    """Read the answers of one person."""
    since = find_date(_ZONE.sub("", record.text("answered")), record.table.day_first)
    owner, who = _owner(record, since)
    place = (record.text("organisation"), record.text("locality"))
    subjects = tuple(
        Subject(_kind_of(name), text, record.origin, owner, *place, since=since)
        for name, texts in choices.items()
        for text in answers(record.text(name), texts)
    )
    if not subjects:
        return excluded(record.origin, NO_ANSWER)
    return Entry(record.origin, facts=(*who, *subjects), warnings=() if owner else (NOBODY,))


def _listed(record: Record, kind: str, text: str, begins: str) -> Entry:
    """Read a row of a list: one subject, with its owner or organisation."""
    if not text:
        raise RowError("R-SUBJECT", "The row does not say what it is about.")
    (since, _), (_, until), (closed, _) = (_span(record, name) for name in (begins, "until", "closed"))
    owner, who = _owner(record, since)
    text = " ".join(text.split())[:LONGEST]
    subject = Subject(
        kind, text, record.origin, owner, record.text("organisation"), record.text("locality"),
        " ".join(record.text("topic").split()), since, until, closed, record.text("link"),
        " ".join(record.text("comes_from").split()),
    )  # fmt: skip
    return Entry(record.origin, facts=(*who, subject))


def _adoption(record: Record) -> Entry:
    practice, word = " ".join(record.text("practice").split()), key(record.text("status"))
    if word not in STATUSES:
        hint = "Write tried, in use or stopped."
        raise RowError("R-STATUS", "This status is not known.", record.text("status"), hint)
    if not STATUSES[word]:
        return excluded(record.origin, NO_USE)
    earliest, latest = _span(record, "adopted_on")
    person, who = _owner(record, earliest)
    places = record.text("locality"), record.text("organisation")
    if not practice or not any((person, *places)):
        raise RowError("R-SUBJECT", "The row does not say what was taken up, or who or where took it up.")
    source = " ".join(record.text("learned_from").split())
    fact = Adoption(practice, record.origin, *places, person, earliest, latest, STATUSES[word], source)
    return Entry(record.origin, facts=(*who, fact))


def _owner(record: Record, day: dt.date | None) -> tuple[str, tuple[Fact, ...]]:
    """Give who is named, and what is said of them: their name, and where they work; nothing for nobody.

    Who did not sign in has *anonymous* for name and address: then the name asked for counts. An address whose first
    part is a name names somebody.
    """
    email = record.text("email") if "@" in record.text("email") else ""
    texts = [record.text("asked name"), record.text("name"), record.full_name, record.text("owner")]
    written = next((text for text in texts if key(text) not in NOTHING), "")
    if not written and re.match(r"[^\W\d_]+[._-][^\W\d_]{2,}@", email):
        written = re.sub(r"[._-]", " ", email.partition("@")[0]).title()
    name = read_name(written, surname_first=record.table.surname_first)
    if name.kind is not Kind.PERSON or not name.key:
        return "", ()
    person = Person(f"name:{name.key}", name.display, record.origin, name.written, email)
    organisation = record.text("organisation") or name.organisation
    work = Affiliation(person.id, organisation, record.origin, record.text("role"), day, day)
    return person.id, (person, work) if organisation else (person,)


def _span(record: Record, column: str) -> tuple[dt.date | None, dt.date | None]:
    """Give the first and the last day that a cell allows: of a day, a month, a quarter or a year."""
    cell = record.value(column)
    try:
        first, last_day = (read_bound(cell, record.table.day_first, last=last) for last in (False, True))
    except ValueError as error:
        hint = "Write a day, a month, a quarter or a year, or leave the cell empty."
        raise RowError("R-DATE", str(error), cell, hint) from error
    return first, last_day


TABLES = TableLoader(
    title="list of what people want, offer or have",
    days=("answered", "since", "until", "closed", "made_on", "adopted_on"),
    evidence=("begun",),
    signs=frozenset({"audience", "begun"}),
    tables=_tables,
)
identify, survey = TABLES.identify, TABLES.survey
