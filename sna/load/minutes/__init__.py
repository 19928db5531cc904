"""Minutes of meetings: who was there, who sent apologies, who stood in, who spoke, who took what on.

Any file that may be minutes gives blocks, whatever its format: Markdown, plain text, HTML, Word (from 97 on) and PDF,
the last two read in a child process. Records are the names on rolls, those in sentences of apologies, the speakers no
roll names and the owners of actions; each has one fate. The path of the data: here a file becomes blocks, `roll` finds
the lists, `prose` and `claims` what is claimed elsewhere, `records` takes the names from the lists and puts all claims
together, `entries` says of which gathering, and what becomes of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import structs

from sna.errors import SourceError
from sna.facts import Entry, Reason, rejected
from sna.load import DATA, Options, refusal
from sna.load.dates import MONTH, infer_day_first
from sna.load.files.container import decode
from sna.load.files.process import call
from sna.load.minutes import lists, markup, roll_tables
from sna.load.minutes.blocks import Block, capital, spelling, too_long, without_capital
from sna.load.minutes.columns import (
    answered,
    in_columns,
    laid_down,
    side_by_side,
    with_offices,
    with_whole_labels,
)
from sna.load.minutes.day import day_of
from sna.load.minutes.entries import entries, read_meeting
from sna.load.minutes.headings import closes, heading, mentions_group
from sna.load.minutes.lines import FAR, NAME_END, forename_first, is_surely_name, label_of
from sna.load.minutes.name_marks import with_stars
from sna.load.minutes.person import looks_like_name
from sna.load.minutes.records import Minutes, find, places
from sna.load.minutes.roll_heads import in_turn, unwrapped
from sna.load.minutes.slots import ELSEWHERE, joined
from sna.load.minutes.table import kind_of
from sna.load.source import HEAD, Source
from sna.names.titles import TITLE, has_organisation_word, is_forename, is_office

__all__ = ["count", "identify", "load", "survey"]

_CHILDREN = {"doc": "word:read_old", "docx": "word:read", "pdf": "pdf:read"}  # kind → what reads it, in a child process
MARKDOWN = frozenset({".md", ".markdown", ".mkd", ".mdown", ".qmd", ".rmd"})
_LARGEST = 20 << 20  # bytes of text: the minutes of a lifetime
_PLAIN = frozenset({"", ".txt", ".text", ".rst", ".adoc", ".asciidoc", ".org", ".textile", ".htm", ".html", ".xhtml"})
_PAGE = re.compile(
    r"\s*<(?:!--|/?(?:p|div|h[1-6]|ul|ol|li|span|b|strong|em|center|font|section|article|main|br)\b)", re.IGNORECASE
)
_CHAT = re.compile(r"^(?:\[?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\]?\s*(?:\t|From\s|-->)|\d+\s*$|WEBVTT)")
_MINUTES = re.compile(
    r"\bminutes\b|\bmeeting\b|\bnotes\b|\bagenda\b|\bpresent\b|\battend|\bapologies\b|\bregrets\b", re.IGNORECASE
)
_LEADERS = re.compile(r"(?<=[^\W\d_])\s*\.{5,}\s*(?=[A-Z])")  # dots that lead to the next column
_LABEL_END = re.compile(  # ``Present- Ann Lee``, ``Present = Ann Lee``, ``Present<tab>: Ann Lee``
    r"^((?:\d{1,2}[.)]?\s+)?(?i:(?:(?:members|directors|those|also|board|committee)\s)?(?:present|attendance|attendees|"
    r"in attendance|apologies|apols|absent|regrets|excused)))(?:[-–—](?:\s|(?=[A-Z][a-z]))|\s?=\s|\s+:\s)\s*(?=[A-Z])"
)
_NUMBER = re.compile(r"(\d{1,2})\s+(?=[A-Z])")
_VICE = re.compile(r"\b(?:Vice-President(?= [A-Z])|V\.?P\.?(?=\s?[-–—: ]\s?[A-Z][a-z]+ [A-Z]))")
_SHORT_FIRST = re.compile(  # ``(AL)  Ann Lee - Chair``
    r"^\(([A-Z]{2,4})\)\s+([A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){1,3})(?=\s*(?:$|[,(\t]|\s[-–—]\s))"
)
_ANSWERED = re.compile(  # in a column of its own: ``Trustee Lee     Present``
    r"(?P<who>(?<!\S)[A-Z][^:\s]*(?: [^:\s]+){0,12})(?:\s{2,}|\t)\s*"
    r"(?P<answer>(?i:present|absent|excused|apologies|here|yes|no)(?: \([^()]*\))?)$"
)
_BEHIND = re.compile(r"(?P<people>[A-Z].*?)\s[-–—]\s(?:sent )?(?P<answer>present|absent|apologies)", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?!\d)")
_CLOSED = re.compile(r"</(?:p|div|li|[uo]l|td|h[1-6])>", re.IGNORECASE)
SAMPLE = 60  # lines
_COLUMNS = re.compile(r"\t|\s{3}")
_LABEL_TAB = re.compile(r"^(?:\W*[\w ]{1,30}:\t){1,2}")
_DOT = re.compile(r"^[●•▪◦○‣·](?:\s+|$)")  # before what stands in a cell
_IN_NAME = re.compile(
    r"([^,;:–-]{0,80})([,;:–-]|\b(?:and|from|by)\b)\s+"
    r"(?:(?:\w+ )?(?:Cllr|Councillor|Mrs?|Ms|Dr|[Mm]embers?)\.? )?([A-Z][\w'’]+)$"
)
_NAME_ENDS = re.compile(r"[A-Z][\w'’-]+\s*(?:[,.(;]|and\b|&|[-–]|$)")
_IN_PHRASE = re.compile(  # no line ends here but at the edge of the page
    r"(?:\b(?:of|for|in|on|at|to|the|and|from|by|with|were|was|had|been|has|have|is|are|be|an?|including|did|not|"
    r"their|his|her|Cllrs?|Councillors?|Mrs?|Ms|Dr|Revd?|County|District|Borough|Mac|Mc|Ní|Uí|Ó|Nic|"
    r"(?:and|Cllrs?|Mrs?|Ms|Dr) [A-Z])\.?|&|, [A-Z]\.?|\s[–-])$"
)
_GOES_ON = re.compile(
    r"(?:and|or|of|from|with|to|for|who|was|were|had|not|received|noted|sent|came|MS?P)\b|\(|[a-z]\S*(?: \S+){2}"
)
_TITLE_LAST = re.compile(rf"(?:[,;&]| and) (?:and )?(?:{TITLE}\.?|(?:At Large/)?Asst\.)$")  # ``Ann Lee and Mrs``
_DAY_CUT = re.compile(rf"\d(?:st|nd|rd|th)?\n{MONTH}|{MONTH}[a-z]*,?\n(?:19|20)\d\d\b", re.IGNORECASE)
_TASK = re.compile(r"[A-Z]\w+(?: ?[&/,] ?[A-Z]\w+)* to [a-z]")  # ``Ann & Bob to write``
NARROW = 40  # characters of a line that the edge of a page may cut
FEW = 2  # breaks on a line that a person may have written
_ELSEWHERE = re.compile(
    r"^\W*(?:none|nil|nobody|no[- ]one|n/a)\b|\bas (?:above|below|before|listed)\b|\bsee\b|\b(?:attendance|sign[- ]?in|"
    r"signing) (?:sheet|list|register)\b|\battached\b|\bappendix\b|\battachment\b",
    re.IGNORECASE,
)


def read_blocks(source: Source) -> list[Block]:
    """Read a file.

    Raises
    ------
    SourceError
        If it cannot be read as minutes; the message says why.
    """
    return list(source.once("blocks", lambda: tuple(_in_reading_order(_read(source)))))


def _in_reading_order(blocks: Sequence[Block]) -> list[Block]:
    """Undo what the page's layout did to lines, columns and tables, and cut lines that hold several lists."""
    blocks = [
        structs.replace(line, text=_in_order(_item_text(line)), cells=tuple(_DOT.sub("", cell) for cell in line.cells))
        for line in blocks
        if line.cells or line.text.strip()
    ]
    blocks = [*roll_tables.with_cut_cells(forename_first(blocks))]
    blocks = [line for _part, lines in groupby(blocks, lambda line: line.part) for line in roll_tables.halved([*lines])]
    blocks = [*in_columns([*with_whole_labels(_rejoined(blocks))])]
    blocks = [line for block in blocks for line in roll_tables.unstacked(block)]
    tables = [[*rows] for _part, rows in groupby(blocks, lambda line: (line.kind == "row", line.part))]
    texts = (line for line in blocks if line.kind != "row")
    other = any(head and head.first for head in (heading(text, sure=sure) for text, _, sure in map(label_of, texts)))
    blocks = [
        line
        for rows in tables
        for line in (roll_tables.by_column(roll_tables.by_row(rows), alone=not other) if rows[0].cells else rows)
    ]
    blocks = [*side_by_side([*with_offices(blocks)])]
    lines = [_by_answer(block) for block in unwrapped([*answered(blocks)])]
    return laid_down([part for at, line in enumerate(lines) for part in in_turn(line, early=at < FAR)])


def _rejoined(blocks: Sequence[Block]) -> list[Block]:
    """Join lines of a paragraph, at the beginning of a document, where the page's edge surely cut through a phrase.

    Examples
    --------
    >>> lines = ("Apologies were received from Ann Lee. Not in", "attendance: Bob Ray, Cat Wu, Flo", "Ash, Jo Hay")
    >>> [block.text[-30:] for block in _rejoined([Block("line", text, "") for text in lines])]
    ['b Ray, Cat Wu, Flo Ash, Jo Hay']
    """
    lines: list[Block] = []
    for at, block in enumerate(blocks):
        if lines and at < FAR and _cuts_through(lines[-1], block, blocks[at + 1 : at + 2]):
            lines[-1] = structs.replace(lines[-1], text=joined(lines[-1].text, block.text))
        else:
            lines.append(block)
    return lines


def _cuts_through(above: Block, block: Block, below: Sequence[Block]) -> bool:
    if _TITLE_LAST.search(above.text) and block.kind == "line" and block.text[:1].isupper():
        return True
    seam = f"{_LABEL_TAB.sub('', above.text)}\n{block.text}"
    alike = block.kind == "line" and above.kind in {"line", "item", "numbered"}
    alike = alike and (above.part, above.strong) == (block.part, block.strong)
    bracket = above.text.count("(") > above.text.count(")") and ")" in block.text
    if not alike or (len(above.text) < NARROW and not bracket) or _COLUMNS.search(seam):
        return False
    name, head = _IN_NAME.search(above.text), re.split("[,;(.]", block.text)[0]  # "Bob Ray, Fen", "Sailing Trust; …"
    body = has_organisation_word(head) and len(head.split()) <= 1 + 2 * bool(name) and head != block.text
    ends = above.text.endswith(",") and ". " in block.text and is_surely_name(head)  # the list ends amid the line
    if body or ends or bracket or _DAY_CUT.search(seam):
        return True
    if name and _NAME_ENDS.match(block.text):
        several = name[2] in {",", ";", "and"} and " " in name[1].strip() and not is_office(name[3])
        return several or is_forename(name[3])
    if block.text[0].islower():
        return bool(_GOES_ON.match(block.text)) or above.text.split()[-1].islower()
    texts = [line.text for line in (block, *below)]
    listed = all(is_surely_name(text) and len(lists.split(text)) < 2 and not text.endswith(".") for text in texts)
    phrase = _IN_PHRASE.search(above.text) and not _TASK.match(block.text)
    return bool(phrase or _GOES_ON.match(block.text)) and not listed


def _read(source: Source) -> tuple[Block, ...]:
    kind = source.kind
    if kind in _CHILDREN:
        return tuple(lettered(call(f"sna.load.minutes.{_CHILDREN[kind]}", source.file(), tuple[Block, ...])))
    if kind not in {"text", "html", "xml", "json", "empty"}:
        raise SourceError(
            "This is no document.", code="R-TYPE", hint="Save it as DOCX, PDF, Markdown or text.", value=kind
        )
    source.file()
    if source.size > _LARGEST:
        raise SourceError(f"The text has {source.size:,} bytes; the limit is {_LARGEST:,}.", code="R-TOOLARGE")
    written = source.text().text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " ")
    if kind == "html" or (source.suffix not in MARKDOWN and _is_page(written)):
        return tuple(lettered(markup.read_page(written)))
    long = (too_long(line, f"line {number} end") for number, line in enumerate(written.split("\n"), 1))
    blocks = markup.read_markdown(with_stars(written)) if source.suffix in MARKDOWN else markup.read_plain(written)
    return (*lettered(blocks), *filter(None, long))


def _is_page(text: str) -> bool:
    """Whether a text is a piece of a web page, whatever it begins with, or has breaks all on one line."""
    blocks = len(_CLOSED.findall(text[: 4 * HEAD])) > 2 * FEW and text.lstrip().startswith("<")
    return bool(_PAGE.match(text)) or blocks or any(line.count("<br") > FEW for line in text.split("\n"))


def identify(source: Source) -> bool:
    """Whether a file may be minutes: a Word or PDF document, Markdown, a web page, a text; never a table or a chat."""
    try:
        kind = source.kind
        if kind in _CHILDREN:
            return True
        suffix = source.suffix
        if kind not in {"text", "html"} or suffix in DATA:
            return False
        head = _head(source)
    except (SourceError, OSError, ValueError):
        return False
    if suffix in MARKDOWN and kind == "text":
        return not _is_table(head, share=0.95)
    return _is_prose(head, kind, text_suffix=suffix in _PLAIN)


def written_days(source: Source) -> list[str]:
    """Give the days written with numbers in a file's name and, for a text, in its first lines."""
    try:
        head = _head(source)[:4_000] if source.kind in {"text", "html"} else ""
    except (SourceError, OSError, ValueError):
        head = ""
    return _NUMBERS.findall(f"{source.path.stem} {head}")


def _head(source: Source) -> str:
    """Give the beginning of a text, whole lines only."""
    data = source.head
    if source.kind == "html" and len(data) == HEAD and b"<body" not in data.lower():  # scripts come first
        return source.text().text
    if len(data) == HEAD:
        data = data[: max(data.rfind(b"\n"), 2) & ~1]
    return decode(data).text


def _is_prose(head: str, kind: str, *, text_suffix: bool) -> bool:
    if kind == "html" or _is_page(head):
        return _has_roll(markup.read_page(head)) or (text_suffix and bool(_MINUTES.search(head)))
    lines = [line for line in head.splitlines() if line.strip()][:SAMPLE]
    if _is_table(head) or sum(bool(_CHAT.match(line)) for line in lines) * 3 >= len(lines):
        return False
    return _has_roll(markup.read_plain(head)) or (
        text_suffix and any(map(str.isalpha, head)) and bool(_MINUTES.search(head))
    )


def _is_table(head: str, share: float = 0.7) -> bool:
    """Whether nearly all lines hold the same number of delimiters."""
    lines = [line for line in head.splitlines() if line.strip()][:SAMPLE]
    for mark in ("\t", ";", ","):
        counts = [line.count(mark) for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        if usual and counts.count(usual) >= share * len(counts) and len(counts) > 1:
            return True
    return False


def _has_roll(blocks: list[Block]) -> bool:
    for block in blocks:
        label, _rest, sure = label_of(block)
        if label and len(label) < 80 and heading(label, sure=sure):
            return True
    return False


def _item_text(block: Block) -> str:
    """Give a line's text, with a colon for the tab behind a roll's label that is numbered."""
    label, tab, rest = block.text.partition("\t")
    head = tab and block.kind == "numbered" and "\t" not in rest and heading(label, sure=True)
    return f"{label}: {rest}" if head else block.text


def _in_order(text: str) -> str:
    r"""Set a name before its answer or its initials, and a column apart.

    Examples
    --------
    >>> _in_order("(AL)\tAnn Lee - Chair"), _in_order("Ann Lee ....... Chair")
    ('Ann Lee (AL) - Chair', 'Ann Lee\tChair')
    >>> _in_order("Appologies recieved: Bob Ray")
    'Apologies received: Bob Ray'
    """
    short = _SHORT_FIRST.match(text)
    text = _VICE.sub("Vice President", _LABEL_END.sub(r"\1: ", spelling(text)))
    text = _SHORT_FIRST.sub(r"\2 (\1)", text) if short and not is_office(short[2]) else text  # no legend of codes
    return _ANSWERED.sub(_as_answer, _LEADERS.sub("\t", text))


def _as_answer(match: re.Match[str]) -> str:
    named = is_surely_name(match["who"]) and not (kind_of(match["who"]) or mentions_group(match["who"]))
    return f"{match['who']}: {match['answer']}" if named else match[0]


def _by_answer(block: Block) -> Block:
    """Set before people what stands behind them: ``Lee, Ray - present; Fox - absent``.

    Examples
    --------
    >>> lines = ("Attendance: Lee, Ray - present; Fox - absent", "Ann Lee - present")
    >>> [_by_answer(Block("line", text, "")).text for text in lines]
    ['Present: Lee, Ray. Absent: Fox.', 'Ann Lee - present']
    """
    label, _colon, rest = block.text.rpartition(":")
    mark = ";" if ";" in rest or rest.count(" - ") + rest.count(" – ") < FEW else ","
    matches = [_BEHIND.fullmatch(part.strip(" .")) for part in rest.split(mark)]
    if block.kind not in {"line", "item"} or not all(matches) or (label and not heading(label, sure=True)):
        return block
    groups = [(match["answer"].capitalize(), match["people"]) for match in matches if match]
    people = [lists.outside(part).strip() for _answer, text in groups for part in lists.split(text)]
    if len(people) == 1 or not all(map(looks_like_name, people)):
        return block
    return structs.replace(block, text=" ".join(f"{answer}: {text}." for answer, text in groups))


def lettered(blocks: Sequence[Block]) -> list[Block]:
    """Take the letters off the lines of a lettered list, which follow one another from ``A.`` on.

    A single ``B. Apologies`` is one as well, as a heading of the roll; ``K. Lunt`` is somebody.

    Examples
    --------
    >>> agenda = [Block("line", text, "") for text in ("A. Welcome", "B. Budget", "C. Ward visits", "K. Lunt")]
    >>> [(block.kind, block.text) for block in lettered(agenda)][1:]
    [('numbered', 'Budget'), ('numbered', 'Ward visits'), ('line', 'K. Lunt')]
    """
    blocks = [*_without_numbers(blocks)]
    letters = {index: capital(block.text) for index, block in enumerate(blocks) if block.kind == "line"}
    rests = {index: without_capital(blocks[index].text) for index, letter in letters.items() if letter}
    items = {index for run in _runs(letters, rests) if _is_list([rests[index] for index in run]) for index in run}
    items |= {index for index, rest in rests.items() if heading(rest.partition(":")[0], sure=False)}
    return [
        structs.replace(block, kind="numbered", text=rests[index]) if index in items else block
        for index, block in enumerate(blocks)
    ]


def _without_numbers(blocks: Sequence[Block]) -> Iterator[Block]:
    """Take the numbers off people that are counted without a point: ``1 Ann Lee``, ``2 Bob Ray``."""
    due, run, matches = 1, False, [_NUMBER.match(block.text) if block.kind == "line" else None for block in blocks]
    people = [bool(match and is_surely_name(match.string[match.end() :])) for match in matches]
    for index, (block, match) in enumerate(zip(blocks, matches, strict=True)):
        due = 1 if match and match[1] == "1" else due
        starts = run or people[index + 1 : index + 2] == [True]
        fits = match and people[index] and int(match[1]) == due and starts
        due, run = due + bool(fits), run or bool(fits)
        yield structs.replace(block, kind="numbered", text=block.text[match.end() :]) if match and fits else block


def _runs(letters: Mapping[int, str], rests: Iterable[int]) -> list[list[int]]:
    """Part the lines that begin with a capital into runs, each of letters that follow one another from A on."""
    runs: list[list[int]] = []
    for index in rests:
        due = chr(ord("A") + len(runs[-1])) if runs else "A"
        if letters[index] == due:
            runs = [*runs[:-1], [*runs[-1], index]] if runs else [[index]]
        else:
            runs.append([index] if letters[index] == "A" else [])
    return runs


def _is_list(rests: Sequence[str]) -> bool:
    """Whether what stands behind the letters of a run is no list of names: ``A. Smith``, ``B. Ray (BR)``."""
    heads = [NAME_END.split(rest)[0] for rest in rests]
    named = all(looks_like_name(head) and not closes(head) and len(head.split()) <= 3 for head in heads)
    return len(rests) > 1 and not named


def survey(sources: Iterable[Source], options: Options) -> Options:
    """Settle the order of day and month from the days written with numbers in all files' names and beginnings.

    Files that contradict one another come from several hands; then each is left to what it shows itself.
    """
    if options.day_first is not None:
        return options
    orders = {infer_day_first(written_days(source)) for source in sources} - {None}
    return structs.replace(options, day_first=orders.pop()) if len(orders) == 1 else options


def load(source: Source, options: Options) -> Iterator[Entry]:
    """Give one entry for each record of the minutes in a file.

    A file that cannot be read, or in which nobody is found, is one rejected entry that says why.
    """
    try:
        blocks = read_blocks(source)
    except SourceError as error:
        yield rejected(*refusal(source.path, options, error))
        return
    origin = options.origin(source.path, "file")
    minutes = _found(source, options)
    meeting = read_meeting(blocks, minutes, origin, options)
    meeting = structs.replace(meeting, warnings=(*meeting.warnings, *minutes.doubts))
    if not minutes.claims:
        elsewhere = minutes.barren and _says_nobody(blocks, minutes.barren)
        warnings = meeting.warnings if ELSEWHERE in minutes.doubts else (*meeting.warnings, _elsewhere(minutes.barren))
        yield (
            Entry(origin, facts=meeting.gatherings, warnings=warnings)
            if elsewhere
            else rejected(origin, _nobody(len(blocks), minutes.doubts))
        )
        return
    yield from entries(minutes, meeting, options.file or source.name, options)


def count(source: Source, options: Options) -> int:
    """Count the places in a file where something is claimed of somebody; 1 for a file that cannot be read."""
    try:
        return places(_found(source, options))
    except SourceError:
        return 1


def _found(source: Source, options: Options) -> Minutes:
    blocks, file = read_blocks(source), options.origin(source.path, "file").file
    on = options.on or day_of(blocks, file, options.day_first)[0]
    return source.once(("records", repr(options)), lambda: find(blocks, options.marks, options.roll, on))


def _elsewhere(place: str) -> Reason:
    return Reason("W-NOBODY", "The minutes say that nobody was there, or that who was stands elsewhere.", value=place)


def _nobody(lines: int, doubts: Sequence[Reason]) -> Reason:
    if doubts:  # a roll was found, and not which part of it is this meeting's
        return structs.replace(doubts[0], code="R-NOROLL")
    return Reason(
        "R-NOROLL",
        f"Nobody was found: none of {lines} lines is a heading such as Present, Attendees, Regrets or Apologies with "
        f"names "
        "below it or beside it, a sentence of apologies, or a speaker's label.",
        hint="Add a line such as 'Present: Ann Smith, Bob Ray', or leave the file out.",
    )


def _says_nobody(blocks: Sequence[Block], place: str) -> bool:
    """Whether what stands beside or below a heading says that nobody was there, or that a sheet names them."""
    at = next((index for index, block in enumerate(blocks) if block.place == place), 0)
    texts = [blocks[at].text.partition(":")[2], *(block.text for block in blocks[at + 1 : at + 2])]
    return any(_ELSEWHERE.search(text[:200]) for text in texts)
