"""A letter to a member: what the records say of them, two people worth meeting, and how to put it right or leave.

Nothing stands in it that its reader could not know: no attendance, absence or role of anybody else, no count by which
somebody who asked to be left out would be missed, nobody who has not agreed to be suggested.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from sna.findings.phrases import counted, listed
from sna.render.page import Head, head, render

FEWEST = 5
"""Smaller counts of people of one group are not told: they would show who of them was met."""


class Suggestion(Struct, frozen=True):
    """Somebody who agreed to be suggested: name, organisation, group, and whether few of that group were met."""

    name: str
    organisation: str
    group: str
    few: bool


class LetterContent(Struct, frozen=True, kw_only=True):
    """What one letter says; all of it is about its reader, but the suggestions.

    Attributes
    ----------
    community, reader
        Whose letter it is, and whom it is to.
    attended, possible
        Meetings the reader came to, of those they could.
    start, end
        Between which days, as they are written.
    contacts
        Group → how many people of it were at the same meeting as the reader.
    by
        The column that makes the groups.
    contact, kept_until
        How to reach the conveners, and until when the records are kept; empty where nobody has stated it.
    """

    community: str
    reader: str
    attended: int
    possible: int
    start: str
    end: str
    by: str
    contacts: dict[str, int]
    suggestions: tuple[Suggestion, ...] = ()
    contact: str = ""
    kept_until: str = ""


class Part(Struct, frozen=True):
    """A heading, paragraphs, and boxes to tick."""

    title: str
    paragraphs: Sequence[str]
    ticks: Sequence[str] = ()


class LetterPage(Struct, frozen=True):
    """What stands on the page."""

    head: Head
    title: str
    greeting: str
    parts: Sequence[Part]
    foot: str


def letter_html(content: LetterContent) -> str:
    """Write the letter as a page of A4."""
    page = LetterPage(
        head("report.css", "letter.css"),
        _title(content),
        f"Dear {content.reader},",
        list(parts(content)),
        foot(content),
    )
    return render("letter.html", page)


def letter_text(content: LetterContent) -> str:
    """Write the letter as plain text."""
    lines = [_title(content), "", f"Dear {content.reader},", ""]
    for part in parts(content):
        lines += [part.title, "", *(f"{paragraph}\n" for paragraph in part.paragraphs)]
        lines += [*(f"[ ] {tick}" for tick in part.ticks), *([""] if part.ticks else [])]
    return "\n".join([*lines, foot(content), ""])


def _title(content: LetterContent) -> str:
    return f"You in the {content.community}"


def parts(content: LetterContent) -> Iterator[Part]:
    """Give the parts of the letter, in short sentences."""
    yield Part("What our records say", [*_records(content)])
    yield Part("Who was at your meetings", [*_contacts(content)])
    yield Part("People you may like to meet", [*_suggested(content)])
    yield Part("Is this right? You decide", [*_rights(content)], TICKS)


TICKS = (
    "I was at a meeting that is not counted, or I was not at one that is.",
    "My name, role or organisation is wrong.",
    "You may suggest me to other members.",
    "Do not suggest me to other members.",
    "Take me off the maps and lists.",
)


def _rights(content: LetterContent) -> Iterator[str]:
    where = f" ({content.contact})" if content.contact else ""
    yield (
        f"Tick what applies and send this page back, or tell the conveners{where}. We put it right before the next map "
        "is made."
    )
    yield (
        "You can be left out at any time. You need not say why. It makes no difference to your place: you can still "
        "come to every meeting."
    )


def _records(content: LetterContent) -> Iterator[str]:
    possible = counted(content.possible, "meeting")
    if content.attended:
        yield f"You came to {content.attended} of {possible} that you could come to. Thank you."
    else:
        yield f"You have not been at one of our {possible} yet. You are welcome at the next one."
    yield "This letter is for you only. It shows what our attendance lists say about you, and nothing else."


def _contacts(content: LetterContent) -> Iterator[str]:
    counts = {group: count for group, count in content.contacts.items() if count >= FEWEST}
    rest = sorted(group for group in content.contacts if group not in counts)
    if not content.contacts:
        yield "You have not been at the same meeting as anybody yet."
    if counts:
        words = [f"{count} from {group}" for group, count in sorted(counts.items())]
        yield f"You were at the same meeting as these people: {listed(words, len(words))}."
    if rest:
        yield f"A few people (fewer than {FEWEST}) were from {listed(rest, len(rest))}."


def _suggested(content: LetterContent) -> Iterator[str]:
    for row in content.suggestions:
        where = f"{row.name}, {row.organisation}. " if row.organisation else f"{row.name}. "
        plain = f"Is from another {content.by}: {row.group}."
        reason = f"Is from {row.group}: few people from there were at your meetings." if row.few else plain
        yield f"{where}{reason} You have not been at the same meeting."
    if content.suggestions:
        yield "They said that we may suggest them to other members. If you do not want to meet them, do nothing."
    else:
        yield "We suggest only people who said that we may. There is nobody to suggest to you this time."


def foot(content: LetterContent) -> str:
    """Say what the letter is made of, how long that is kept, and where to complain."""
    storage = f"Kept until {content.kept_until}." if content.kept_until else "Ask the conveners how long they are kept."
    return (
        f"Made from attendance lists of {content.start} to {content.end}. {storage} Nobody's talk, messages or answers "
        "are in it. No manager or employer gets this letter. If you are not happy with how we use your data, tell the "
        "conveners, or the data protection authority of your country. Large print, or another language: ask the "
        "conveners."
    )
