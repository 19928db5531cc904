"""Who must come, who cannot, who was asked and what they said: ``availability.csv`` and the names of ``[plan]``."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd
from msgspec import Struct, field
from msgspec.structs import replace

from sna.errors import StudyError, csv_text, shown
from sna.load.dates import read_date
from sna.load.source import Source
from sna.names import key, read_name
from sna.study.reading import Fingerprint, Reading
from sna.study.sources import AVAILABILITY, Study

YES, NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"no", "n", "false", "0"})
LARGEST = 5_000_000  # bytes


class Availability(Struct):
    """What is known of who can come, by the id of the person.

    Attributes
    ----------
    must, cannot
        Days; the empty set is every day.
    offers
        Day of an offer → whether they said yes; None for no answer.
    astray
        The lines that fit nobody who may be asked: misspelt, left, or left out.
    """

    must: dict[str, frozenset[dt.date]] = field(default_factory=dict)
    cannot: dict[str, frozenset[dt.date]] = field(default_factory=dict)
    offers: dict[str, dict[dt.date, bool | None]] = field(default_factory=lambda: defaultdict(dict))
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


def availability(study: Study, names: Names) -> Availability:
    """Read who can come: the file beside the study, if there is one, and the names of ``[plan]``.

    Raises
    ------
    StudyError
        If the file cannot be read or a cell is no day, or a name of ``[plan]`` fits nobody or several people.
    """
    answer, path = Availability(), study.folder / AVAILABILITY
    for number, row in _rows(study) if path.is_file() else ():
        ids = names.ids(row.get("name", ""), row.get("organisation", ""))
        if len(ids) != 1:
            answer.astray.append(f"line {number}" + (" (several people)" if ids else ""))
            continue
        _take(answer, min(ids), row, f"{AVAILABILITY} line {number}")
    plan = study.settings.plan
    answer.must |= {names.single(name, "[plan] must"): frozenset() for name in plan.must}
    answer.cannot |= {names.single(name, "[plan] cannot"): frozenset() for name in plan.cannot}
    return answer


def with_availability(study: Study, reading: Reading) -> Reading:
    """Give a reading whose inputs hold the file of who can come too, if there is one: for the manifest."""
    source = Source(study.folder / AVAILABILITY)
    if not source.path.is_file():
        return reading
    fingerprint = Fingerprint(AVAILABILITY, "availability", source.fingerprint(), source.size)
    return replace(reading, inputs=(*reading.inputs, fingerprint))


def agreed(study: Study, names: Names) -> set[str]:
    """Give who agreed to be suggested to other members: a yes in the column ``suggest``, and no no in any row."""
    answers = defaultdict[str, set[bool]](set)
    for _number, row in _rows(study) if (study.folder / AVAILABILITY).is_file() else ():
        ids, reply = names.ids(row.get("name", ""), row.get("organisation", "")), row.get("suggest", "").casefold()
        if len(ids) == 1 and reply:
            answers[min(ids)].add(reply in YES)
    return {person for person, replies in answers.items() if replies == {True}}


def _rows(study: Study) -> list[tuple[int, dict[str, str]]]:
    """Give the rows that name somebody, by their line.

    Raises
    ------
    StudyError
        If the file is no table with a column of names.
    """
    path = study.folder / AVAILABILITY
    try:
        if path.stat().st_size > LARGEST:
            raise StudyError(f"{AVAILABILITY} is too large for a list of people.")
        return list(_full_rows(path.read_bytes().decode("utf-8-sig")))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StudyError(f"{AVAILABILITY} cannot be read: save it as CSV (UTF-8).") from error


def _full_rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    header = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=header.count), restval="")
    if "name" not in (columns := [str(name).strip().casefold() for name in reader.fieldnames or ()]):
        raise StudyError(f"{AVAILABILITY} needs the column name; it has {shown(', '.join(columns)) or 'none'}.")
    reader.fieldnames = columns
    for row in reader:
        cells = {name: csv_text(value.strip()) for name, value in row.items() if isinstance(value, str)}
        if cells.get("name"):
            yield reader.line_num, cells


def _take(answer: Availability, person: str, row: Mapping[str, str], where: str) -> None:
    """Add what one row says of somebody."""
    for column, days in (("must", answer.must), ("cannot", answer.cannot)):
        text = row.get(column, "")
        if text and text.casefold() not in NO:
            days_of_mark = frozenset() if text.casefold() in YES else _days(text.split(";"), f"{where}, {column}")
            earlier = days.get(person, days_of_mark)
            days[person] = earlier | days_of_mark if earlier and days_of_mark else frozenset()  # every day
    for day in _days(filter(None, [row.get("offered_on", "")]), f"{where}, offered_on"):
        reply = row.get("reply", "").casefold()
        if reply and reply not in YES | NO:
            raise StudyError(f"{where}, reply: {shown(reply)!r} is neither yes nor no. Leave it empty for no answer.")
        answer.offers[person][day] = reply in YES if reply else None
        if reply:
            answer.reply(person, day, yes=reply in YES)


def _mark(days: dict[str, frozenset[dt.date]], person: str, day: dt.date) -> None:
    if person not in days or days[person]:
        days[person] = days.get(person, frozenset()) | {day}


def _days(texts: Iterable[str], where: str) -> frozenset[dt.date]:
    """Read days, the day before the month where both could be."""
    words = [text.strip() for text in texts if text.strip()]
    days = [_day(word) for word in words]
    wrong = [word for word, day in zip(words, days, strict=True) if day is None]
    if wrong:
        raise StudyError(f"{where}: {shown(wrong[0])!r} is no day. Write 2025-01-21; between several stands ;.")
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
