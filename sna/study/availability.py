"""Who must come, who cannot, who was asked and what they said: ``availability.csv`` and the names of ``[plan]``."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import pandas as pd
from msgspec import Struct, field

from sna.errors import SourceError, StudyError, csv_text, shown
from sna.facts import Entry, Origin, Reason, excluded, rejected
from sna.ledger import Account
from sna.load.columns import Header, fates, find_header, missing
from sna.load.dates import find_date, read_date
from sna.load.files.cells import Row
from sna.load.files.counting import lines_below, pages
from sna.load.register.headings import QUESTIONS
from sna.load.source import Source
from sna.names import key, read_name
from sna.study.opt_out import OPTED_OUT
from sna.study.sources import AVAILABILITY, Study

DECLARED = "availability"
"""What stands for a loader in the ledger: it says who may come, and nothing of who came."""
YES, NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"no", "n", "false", "0"})
OPEN = frozenset("maybe perhaps possibly unsure tentative not don".split())
"""The first words of *Maybe* and *Not sure*: such a reply is an answer that is still to come."""
COLUMNS = {
    "name": ["full name", "your name", "attendee", "attendee name", "member"],
    "organisation": ["organization", "your organisation", "employer", "company", "team"],
    "must": ["must come"],
    "cannot": ["cannot come", "unavailable"],
    "offered_on": ["invited on", "meeting date", "date of meeting", "event date", "date"],
    "reply": ["attending", "are you attending", "will you come", "rsvp", "response"],
    "access": ["access needs", "access requirements", "accessibility"],
    "suggest": ["may be suggested"],
}
"""The columns, and what lists of replies of Microsoft Forms, Google Forms and Eventbrite call them."""
NOBODY = Reason(
    "R-NOBODY",
    "Nobody in the files is called so.",
    "name",
    hint="Write the name as it stands in the list of members or a register, or take the row out.",
)
NAMELESS = Reason("R-NAME", "This row names nobody.", "name", hint="Write the name, or delete the row.")


class Availability(Struct):
    """What is known of who can come, by the id of the person.

    Attributes
    ----------
    must, cannot
        Days; the empty set is every day.
    offers
        Day of an offer → whether they said yes; None for no answer.
    access
        What somebody needs to take part, in their own words.
    astray
        The lines that fit nobody who may be asked: misspelt, left, or left out.
    """

    must: dict[str, frozenset[dt.date]] = field(default_factory=dict)
    cannot: dict[str, frozenset[dt.date]] = field(default_factory=dict)
    offers: dict[str, dict[dt.date, bool | None]] = field(default_factory=lambda: defaultdict(dict))
    access: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    astray: list[str] = field(default_factory=list)

    def reply(self, person: str, day: dt.date, *, yes: bool) -> None:
        """Take an answer in: who said yes has the seat, who said no is not asked again for that day."""
        self.offers[person][day] = yes
        _mark(self.must if yes else self.cannot, person, day)

    def marks(self, days: Mapping[str, frozenset[dt.date]], person: str, day: dt.date) -> bool:
        """Whether a mark holds of somebody on a day."""
        return person in days and (not days[person] or day in days[person])


class Names:
    """The people who may be asked, by every way to name them.

    Parameters
    ----------
    people
        Their ids, with the columns ``name`` and ``organisation``.
    """

    def __init__(self, people: pd.DataFrame) -> None:
        self._ids = defaultdict[str, set[str]](set)
        for row in people.itertuples():
            for text in (str(row.Index), f"{row.name} ({row.organisation})", str(row.name)):
                self._ids[self._fold(text)].add(str(row.Index))

    @staticmethod
    def _fold(text: str) -> str:
        return text.casefold() if ":" in text else key(text.replace("(", " ").replace(")", " "))

    def ids(self, name: str, organisation: str = "") -> set[str]:
        """Give who is called so; where an organisation is named, who is called so there, if anybody."""
        plain = read_name(name).display
        close = self._ids.get(self._fold(f"{plain} ({organisation})"), set()) if organisation else set()
        return close or self._ids.get(self._fold(name), set()) or self._ids.get(self._fold(plain), set())

    def single(self, name: str, where: str) -> str:
        """Give the one person who is called so.

        Raises
        ------
        StudyError
            If nobody who may be asked is, or several are.
        """
        ids = self.ids(name)
        if len(ids) == 1:
            return min(ids)
        namesakes = f"{len(ids)} people are called so: write the organisation behind it, in brackets"
        why = (
            namesakes if ids else "nobody who may be asked is called so: misspelt, not on the list of members, or left"
        )
        raise StudyError(f"{where}: {shown(name)!r}: {why}.")


class Line(Struct, frozen=True):
    """A row of ``availability.csv``: its place, its cells by column, and why it cannot be used, if it cannot."""

    place: str
    cells: Mapping[str, str]
    fault: Reason | None = None


def availability(study: Study, names: Names) -> Availability:
    """Read who can come: the file beside the study, if there is one, and the names of ``[plan]``.

    Raises
    ------
    StudyError
        If the file cannot be read or a cell is no day, or a name of ``[plan]`` fits nobody or several people.
    """
    answer = Availability()
    for line in _lines_of(study):
        ids = names.ids(line.cells.get("name", ""), line.cells.get("organisation", ""))
        if len(ids) != 1:
            answer.astray.append(line.place + (" (several people)" if ids else ""))
        elif line.fault:
            where = f"{AVAILABILITY} {line.place}, {line.fault.column}"
            raise StudyError(f"{where}: {shown(line.fault.value)!r}. {line.fault.why} {line.fault.hint}")
        else:
            _take(answer, min(ids), line.cells)
    plan = study.settings.plan
    answer.must |= {names.single(name, "[plan] must"): frozenset() for name in plan.must}
    answer.cannot |= {names.single(name, "[plan] cannot"): frozenset() for name in plan.cannot}
    return answer


def availability_account(source: Source, names: Names, silent: Collection[str]) -> Account:
    """Give the account of the file of who can come: the fate of each of its rows, and of each column.

    Parameters
    ----------
    names
        Everybody in the files.
    silent
        The ids of those who asked to be left out: their rows are.

    Raises
    ------
    SourceError
        If the file is no table with a column of names.
    """
    header, rows, delimiter = _table(source)
    account = Account(AVAILABILITY, DECLARED)
    account.counted = lines_below(pages(source, delimiter)[0].lines, COLUMNS, ("name",)) or 0
    account.columns = tuple(fates(header.headings, rows, {at: name for name, at in header.columns.items()}))
    for line in _lines(header, rows):
        account.add(_entry(line, names.ids(line.cells.get("name", ""), line.cells.get("organisation", "")), silent))
    return account


def _entry(line: Line, ids: set[str], silent: Collection[str]) -> Entry:
    """Give the fate of a row; its cells are kept nowhere, since what somebody needs is their own business."""
    origin = Origin(AVAILABILITY, line.place)
    if ids and ids <= {*silent}:
        return excluded(origin, OPTED_OUT)
    reason = line.fault or (None if ids else NOBODY)
    return rejected(origin, reason) if reason else Entry(origin)


def agreed(study: Study, names: Names) -> set[str]:
    """Give who agreed to be suggested to other members: a yes in the column ``suggest``, and no no in any row."""
    answers = defaultdict[str, set[bool]](set)
    for cells in (line.cells for line in _lines_of(study)):
        ids, reply = names.ids(cells.get("name", ""), cells.get("organisation", "")), cells.get("suggest", "")
        if len(ids) == 1 and reply:
            answers[min(ids)].add(reply.casefold() in YES)
    return {person for person, replies in answers.items() if replies == {True}}


def offer_days(study: Study) -> set[dt.date]:
    """Give the days for which a seat was offered."""
    offers = (line.cells.get("offered_on", "") for line in _lines_of(study) if not line.fault)
    return {day for text in offers for day in _days([text], "offered_on")}


def _lines_of(study: Study) -> list[Line]:
    """Give the rows of the file beside the study; none where there is no file.

    Raises
    ------
    StudyError
        If it is no table with a column of names.
    """
    source = Source(study.folder / AVAILABILITY)
    if not source.path.is_file():
        return []
    try:
        with source:
            header, rows, _delimiter = _table(source)
    except SourceError as error:
        raise StudyError(f"{AVAILABILITY}: {error.message} {error.hint}") from error
    except OSError as error:
        raise StudyError(f"{AVAILABILITY} cannot be opened: {error.strerror}. Close it elsewhere.") from error
    return list(_lines(header, rows))


def _table(source: Source) -> tuple[Header, list[Row], str]:
    """Find the header and the rows below it that hold anything, with the sign that parts the columns."""
    sheet = source.sheets()[0]
    header = find_header(sheet.rows, COLUMNS, ("name",))
    if header is None:
        error = missing(sheet.rows, ("name",), COLUMNS)
        raise SourceError(error.message, code=error.code, hint="Write name above the names.")
    asked = (at for at, heading in enumerate(header.headings) if QUESTIONS["status"].match(heading))
    question = next((at for at in asked if at not in header.columns.values()), None)
    if "reply" not in header.columns and question is not None:
        header.columns["reply"] = question
    return header, [row for row in sheet.rows[header.at + 1 :] if not row.blank], sheet.delimiter


def _lines(header: Header, rows: Iterable[Row]) -> Iterator[Line]:
    """Give each row by its columns; a question such as *Will you come on 5 March?* says the day of its answers."""
    at = header.columns
    day = find_date(header.headings[at["reply"]], day_first=True) if "reply" in at and "offered_on" not in at else None
    for row in rows:
        cells = {name: csv_text(row.text(column)) for name, column in at.items()}
        if day is not None and cells["reply"]:
            cells["offered_on"] = day.isoformat()
        fault = row.fault or (None if cells.get("name") else NAMELESS)
        try:
            _take(Availability(), "", cells)
        except _CellError as error:
            fault = fault or error.reason
        yield Line(f"line {row.number}", cells, fault)


class _CellError(ValueError):
    """A cell that cannot be used, with its reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.why)
        self.reason = reason


def _take(answer: Availability, person: str, cells: Mapping[str, str]) -> None:
    """Add what one row says of somebody."""
    for column, days in (("must", answer.must), ("cannot", answer.cannot)):
        text = cells.get(column, "")
        if text and text.casefold() not in NO:
            days_of_mark = frozenset() if text.casefold() in YES else _days(text.split(";"), column)
            earlier = days.get(person, days_of_mark)
            days[person] = earlier | days_of_mark if earlier and days_of_mark else frozenset()  # every day
    if cells.get("access"):
        answer.access[person].add(cells["access"])
    if cells.get("reply") and not cells.get("offered_on"):
        hint = "Write the day of the meeting."
        raise _CellError(Reason("R-DATE", "This reply is to no day.", "offered_on", hint=hint))
    for day in _days([cells.get("offered_on", "")], "offered_on"):
        answer.offers[person][day] = reply = _reply(cells.get("reply", ""))
        if reply is not None:
            answer.reply(person, day, yes=reply)


def _reply(text: str) -> bool | None:
    """Read a reply by its first word: *Yes, I will come* is one; None for no answer yet."""
    word = next(iter(re.findall(r"\w+", text.casefold())), "")
    if word not in YES | NO | OPEN | {""}:
        why, hint = "This is neither yes nor no.", "Leave it empty for no answer."
        raise _CellError(Reason("R-ANSWER", why, "reply", text, hint))
    return word in YES if word in YES | NO else None


def _mark(days: dict[str, frozenset[dt.date]], person: str, day: dt.date) -> None:
    if person not in days or days[person]:
        days[person] = days.get(person, frozenset()) | {day}


def _days(texts: Iterable[str], column: str) -> frozenset[dt.date]:
    """Read days, the day before the month where both could be."""
    words = [text.strip() for text in texts if text.strip()]
    days = [_day(word) for word in words]
    wrong = [word for word, day in zip(words, days, strict=True) if day is None]
    if wrong:
        hint = "Write 2025-01-21; between several stands ;."
        raise _CellError(Reason("R-DATE", "This is no day.", column, wrong[0], hint))
    return frozenset(day for day in days if day is not None)


def _day(text: str) -> dt.date | None:
    try:
        return read_date(text, day_first=True)
    except ValueError:
        return None


def chances(people: Sequence[str], availability: Availability, usual: float) -> tuple[list[float], int]:
    """Give how likely each is to come, and on how many replies that rests.

    From replies alone: (yes + 4 · mean)/(replies + 4). How often somebody came says nothing, because nobody wrote down
    who was asked. With fewer than 10 replies everybody is as likely to come as `usual` says.

    Examples
    --------
    >>> chances(["ann", "bob"], Availability(), 0.85)
    ([0.85, 0.85], 0)
    """
    replies = {
        person: [reply for reply in offers.values() if reply is not None]
        for person, offers in availability.offers.items()
    }
    answers = [reply for theirs in replies.values() for reply in theirs]
    mean = sum(answers) / len(answers) if len(answers) >= FEWEST_REPLIES else usual
    if len(answers) < FEWEST_REPLIES:
        return [usual] * len(people), 0
    return [
        (sum(replies.get(person, [])) + PRIOR * mean) / (len(replies.get(person, [])) + PRIOR) for person in people
    ], len(answers)


FEWEST_REPLIES, PRIOR = 10, 4
