"""What is new between two results of a study: sentences, a paragraph for an e-mail, and a page.

Every sentence may be repeated in public: it says what the two folders hold, what chance alone may do, and what cannot
be told; and it names people only where both folders do.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from sna.errors import shown
from sna.findings.phrases import capital, day, listed, number, veiled
from sna.findings.sources import plain
from sna.render.page import Head, head, render

MOST, FEW = 12, 4
"""So many names stand in a row on the page, and in an e-mail; of more it is said how many they are."""
Cause = Literal["meetings", "files", "both", "neither"]
Chance = Literal["overlap", "apart", "amount", "untested"]


class Meeting(Struct, frozen=True):
    """A meeting: its day, what it is called, and how many people were there, now and in the earlier results."""

    day: dt.date | None
    title: str
    people: int
    earlier: int = 0


class Turn(Struct, frozen=True):
    """A verdict that turned, came or went: each as a headline and its verdict, empty where there is none.

    `chance` says whether luck may turn it: the two intervals overlap, or lie apart; it is a question of the amount of
    records; or no test of the difference is made. `intervals` are the earlier and the present one.
    """

    headline: str
    verdict: str
    earlier_headline: str
    earlier_verdict: str
    chance: Chance
    intervals: tuple[str, str] = ("", "")


class Move(Struct, frozen=True):
    """A figure that moved: what it is, of which period, its values, and what is behind it."""

    name: str
    period: str
    earlier: str
    value: str
    cause: Cause


class Changes(Struct, frozen=True, kw_only=True):
    """What differs between two folders of results.

    Attributes
    ----------
    title, reader
        The community's name, and whose results they are.
    notes
        What cannot be compared, and why.
    named
        Whether both folders name people; else they are counted, and few as fewer than `smallest`.
    new_meetings, late_meetings, lost_meetings, moved_meetings
        Meetings after the last of the earlier results; those entered afterwards; those no longer there; those whose
        count of people moved.
    new_files, lost_files, edited_files
        Names of files; the last have the same name and another content.
    new_people, lost_people, returned, drifted
        Who is there for the first time, or no more; who came back, or stayed away: from the `recent` last meetings, so
        many in the earlier results and in the later.
    renamed, new_organisations, lost_organisations
        Pairs of an organisation's earlier and present name; who is first reached, or no more there.
    opened, closed
        The questions only the community can answer that are new, or are not asked any more.
    turns, figures
        Verdicts and figures.
    group_figures
        How many of the rounded figures of groups differ, in a funder's folder.
    """

    title: str = ""
    reader: str = "evaluator"
    notes: Sequence[str] = ()
    named: bool = False
    smallest: int = 8
    recent: tuple[int, int] = (0, 0)
    new_meetings: Sequence[Meeting] = ()
    late_meetings: Sequence[Meeting] = ()
    lost_meetings: Sequence[Meeting] = ()
    moved_meetings: Sequence[Meeting] = ()
    new_files: Sequence[str] = ()
    lost_files: Sequence[str] = ()
    edited_files: Sequence[str] = ()
    new_people: Sequence[str] = ()
    lost_people: Sequence[str] = ()
    returned: Sequence[str] = ()
    drifted: Sequence[str] = ()
    renamed: Sequence[tuple[str, str]] = ()
    new_organisations: Sequence[str] = ()
    lost_organisations: Sequence[str] = ()
    opened: Sequence[str] = ()
    closed: Sequence[str] = ()
    turns: Sequence[Turn] = ()
    figures: Sequence[Move] = ()
    group_figures: int = 0

    @property
    def nothing(self) -> bool:
        """Whether nothing differs."""
        return not sections(self)


class Section(Struct, frozen=True):
    """A part of the page: its heading and its sentences."""

    title: str
    lines: Sequence[str]


class ChangesPage(Struct, frozen=True, kw_only=True):
    """What stands on the page."""

    head: Head
    title: str
    lead: str
    notes: Sequence[str]
    sections: Sequence[Section]
    footing: str


FUNDER = "funder"
NOTHING = "Nothing changed: the two results hold the same."
PERSONAL = "Personal data: keep it among those who may see names."
NAMELESS = "It names nobody."


def sections(changes: Changes, most: int = MOST) -> list[Section]:
    """Give what changed, part by part, with so many names in a row; a part without a change is left out.

    Examples
    --------
    >>> parts = sections(Changes(new_organisations=["Elm House"]))
    >>> parts[0].title, parts[0].lines
    ('Organisations', ['Reached for the first time: Elm House.'])
    """
    parts = {
        "Meetings": _meetings(changes, most),
        "People": _people(changes, most),
        "Organisations": _organisations(changes, most),
        "Questions": _questions(changes, most),
        "Answers that turned": map(_turn, changes.turns),
        "Figures": _figures(changes),
        "Files": _files(changes, most),
    }
    return [Section(title, lines) for title, part in parts.items() if (lines := [*map(plain, part)])]


def paragraph(changes: Changes) -> str:
    """Give it as a paragraph of plain text for an e-mail; what stands in it from files is harmless on a screen.

    Examples
    --------
    >>> paragraph(Changes(title="Forum"))
    'Forum, since last time. Nothing changed: the two results hold the same.'
    """
    lines = [*changes.notes, *(line for part in sections(changes, FEW) for line in part.lines)]
    lines += [NOTHING] if changes.nothing else []
    return shown(" ".join([f"{changes.title or 'Results'}, since last time.", *lines]), 100_000)


def changes_html(changes: Changes) -> str:
    """Write the page: the same content gives the same bytes.

    Examples
    --------
    >>> "<li>1 person came for the first time: Ann &lt;b&gt;.</li>" in changes_html(
    ...     Changes(title="Forum", named=True, new_people=["Ann <b>"])
    ... )
    True
    """
    parts = sections(changes)
    page = ChangesPage(
        head=head("report.css", "start.css"),
        title=changes.title or "Results",
        lead=NOTHING if changes.nothing else f"What changed: {_contents(parts)}.",
        notes=changes.notes,
        sections=parts,
        footing=PERSONAL if changes.named else NAMELESS,
    )
    return render("changes.html", page)


def _contents(parts: Sequence[Section]) -> str:
    words = [part.title[0].lower() + part.title[1:] for part in parts]
    return listed(words, len(words)) if words else "nothing but what is said below"


def _label(meeting: Meeting) -> str:
    return " ".join(filter(None, [meeting.title, f"({plain(day(meeting.day))})" if meeting.day else ""])) or "one"


def _meetings(changes: Changes, most: int) -> Iterator[str]:
    rows = {
        "new meeting/meetings": changes.new_meetings,
        "meeting/meetings entered since, of an earlier day": changes.late_meetings,
        "meeting/meetings no longer in the files": changes.lost_meetings,
    }
    for words, meetings in rows.items():
        if meetings:
            yield f"{_counted(len(meetings), words)}{_names([*map(_label, meetings)], most)}."


def _names(names: Sequence[str], most: int) -> str:
    return f": {listed(names, most, total=len(names))}"


def _who(changes: Changes, people: Sequence[str], words: str, most: int) -> Iterator[str]:
    """Say how many people did something, and who where people may be named; a verb's two forms stand parted by /."""
    if people:
        count = number(len(people)) if changes.named else veiled(len(people), changes.smallest)
        single = len(people) == 1 and plain(count) == "1"
        names = _names(people, most) if changes.named else ""
        yield f"{capital(count)} {_numbered(f'person/people {words}', single=single)}{names}."


def _numbered(words: str, *, single: bool) -> str:
    """Choose between the two forms of each word that has two, parted by /."""
    return re.sub(r"(\w+)/(\w+)", r"\1" if single else r"\2", words)


def _counted(count: int, words: str) -> str:
    return f"{number(count)} {_numbered(words, single=count == 1)}"


def _people(changes: Changes, most: int) -> Iterator[str]:
    past, present = changes.recent
    yield from _who(changes, changes.new_people, "came for the first time", most)
    yield from _who(changes, changes.returned, f"came again who had not come to the last {past} meetings", most)
    for line in _who(changes, changes.drifted, f"who used to come was/were not at the last {present} meetings", most):
        yield f"{line} A gap may be luck."
    why = "is/are no longer in the records: left out, or taken for somebody else"
    yield from _who(changes, changes.lost_people, why, most)


def _organisations(changes: Changes, most: int) -> Iterator[str]:
    for former, name in changes.renamed:
        yield f"Everybody who stood under {former} stands under {name} now."
    reached, lost = "Reached for the first time", "No longer there"
    if changes.reader == FUNDER:
        reached, lost = "No longer among those nobody came from", "Now among those nobody came from"
    for words, names in ((reached, changes.new_organisations), (lost, changes.lost_organisations)):
        if names:
            yield f"{words}{_names(names, most)}."
    if changes.group_figures:
        yield f"{_counted(changes.group_figures, 'rounded figure/figures of groups differs/differ')}."


def _questions(changes: Changes, most: int) -> Iterator[str]:
    for words, texts in (("new", changes.opened), ("answered, or asked no more", changes.closed)):
        if texts:
            names = _names(texts, most) if changes.named else ""
            yield f"{_counted(len(texts), f'question/questions only you can answer is/are {words}')}{names}."


LUCK: dict[Chance, str] = {
    "overlap": "The two intervals overlap ({} and {}): both are within what chance moves.",
    "apart": "The two intervals lie apart ({} and {}): that is more than chance moves.",
    "amount": "That is a question of how much there is to tell it from, and no change by itself.",
    "untested": "The difference was not tested: chance alone may turn such a verdict.",
}


def _turn(turn: Turn) -> str:
    present, past = f"“{turn.headline}” ({turn.verdict})", f"“{turn.earlier_headline}” ({turn.earlier_verdict})"
    if turn.headline and turn.earlier_headline:
        words = f"It was {past}, it is {present}."
    elif turn.headline:
        words = f"It is {present}, where nothing of the kind was said."
    else:
        words = f"It is no longer said: {past}."
    return f"{words} {LUCK[turn.chance].format(*turn.intervals)}"


CAUSES: dict[Cause, str] = {
    "meetings": "New meetings did that.",
    "files": "No new meeting did: an earlier file or record changed.",
    "both": "New meetings and earlier files that changed both have a part in it; it cannot be told how large.",
    "neither": "No meeting and no file differs: an answer, a setting or the version of sna does.",
}


def _figures(changes: Changes) -> Iterator[str]:
    for move in changes.figures:
        where = f" in {move.period}" if move.period else ""
        yield f"{capital(move.name)}{where}: {move.earlier}, now {move.value}. {CAUSES[move.cause]}"


def _files(changes: Changes, most: int) -> Iterator[str]:
    rows = {
        "file/files with another content than before": changes.edited_files,
        "file/files no longer there": changes.lost_files,
        "new file/files": changes.new_files,
    }
    for words, names in rows.items():
        if names:
            yield f"{_counted(len(names), words)}{_names(names, most) if changes.named else ''}."
    for meeting in changes.moved_meetings if changes.named else ():
        yield f"{_label(meeting)}: {number(meeting.earlier)} people before, {number(meeting.people)} now."
    if changes.moved_meetings and not changes.named:
        yield "An earlier meeting has another count of people."
    if changes.edited_files and not (changes.moved_meetings or changes.lost_meetings or changes.late_meetings):
        yield "No earlier meeting has another count of people."
