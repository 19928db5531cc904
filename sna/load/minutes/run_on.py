"""Names that nothing parts but what they are made of: titles, offices, forenames, initials, brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sna.load.minutes.nobody import ends_name, is_aside
from sna.names import titles, vocabulary

POSTS = "|".join(sorted(vocabulary.OFFICES | vocabulary.OFFICES_BEFORE | {"footpath", "acting"}))
INITIALLED = re.compile(r"(?:[A-Z]\.?\s*){1,3}[A-Z][\w'’-]+")
DASH = re.compile(r"\s[-–—/]\s|[–—:]|\s(?:from|representing|on behalf of)\s")
BRACKETED = re.compile(r"\([A-Z][A-Z -]{0,3}[A-Za-z]\)")
_TWICE = re.compile(r"(?<=Councillor)\s+(?=Cllr\b|Councillor\b)")  # of one the office, of the next the title
_OFFICE_AMID = re.compile(  # ``Ann Lee treasurer Bob Ray``
    rf"(?<=[a-z])\s+(?=(?:{'|'.join(sorted(vocabulary.OFFICES_BEFORE & vocabulary.OFFICES))})\s+[A-Z][a-z]+\s+[A-Z])"
)
_COLON = re.compile(r":\s+(?=(?:[A-Z]\.?\s*){1,3}[A-Z][a-z])")  # a slip for a comma, before initials and a surname
_BEHIND = re.compile(r"(?<=¤)\s+(?=(?:[A-ZÀ-Þ]\.?\s*){0,2}[A-ZÀ-Þ][\w'’-]+(?:\s+[A-ZÀ-Þ][\w'’.-]*|\s*¤|$))")
_STOP = re.compile(r"\.\s+(?=[A-ZÀ-Þ\d])")
_OFFICE_BEHIND = re.compile(rf"(?<=[a-z])\s+((?:(?:{POSTS})s?\s+){{1,6}})$", re.IGNORECASE)
_BEHIND_BODY = re.compile(
    rf"\b(?i:{'|'.join(sorted(vocabulary.BODIES))})\s+(?=([A-Z][a-z]+)\s+[A-Z][\w'’-]+\s*(?:,|$))"
)
_ABBREVIATIONS = frozenset("Asst Assoc Dep Admin At/Asst Large/Asst".split())  # ``Asst. Director``
_OPEN, _CLOSE = "([{", ")]}"


def is_full(part: str) -> bool:
    """Whether a part is a forename and a surname, without a title."""
    words = outside(part).strip(" .").split()
    return len(words) == 2 and not titles.is_titled(part) and all(word[0].isupper() and len(word) > 1 for word in words)


def commas(text: str) -> int:
    """How many commas stand outside brackets."""
    return len(cut(text, ",")) - 1


def outside(text: str) -> str:
    """Give the text without what stands in brackets."""
    return "".join(char for char, bracketed in _by_bracket(text) if not bracketed)


def cut(text: str, marks: str) -> list[str]:
    """Cut a text at marks outside brackets."""
    parts, depth, start = [], 0, 0
    for index, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in marks and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    if depth and start < len(text) and any(mark in text[start:] for mark in marks):
        # The bracket is never closed: the rest is cut as if it were not there.
        return [*parts, *(part.strip() for part in re.split(f"[{re.escape(marks)}]", text[start:]))]
    return [part.strip() for part in [*parts, text[start:]]]


def unpunctuated(part: str) -> list[str]:
    """Split where the comma is a full stop, or forgotten before a title: ``Mrs. Ray. B Wu (Clerk) Cllr C Fox``."""
    hidden = masked(part)
    cuts = [0]
    for match in _BEHIND.finditer(hidden):  # "Ann Lee (Chair) Bob Ray", but "Rob (Bob) Ray", "Ann Lee (AL) Lay member"
        begun, rest = hidden[cuts[-1] : match.start()].split(), part[match.end() : match.end() + 80]
        office = titles.is_office(part[part.rfind("(", 0, match.start()) + 1 : match.start() - 1])
        office = office and not re.match(r"[A-Z]{2,4}\W*$", rest)  # but "Ann Lee (Chair) AL"
        plain = office or titles.is_titled(rest) or bool(re.match(r"[A-Z]\.?\s", rest)) or "(" in rest
        plain = plain or _is_another(part[: match.start()], rest)
        if plain and len([word for word in begun if word.strip("¤")]) > 1 and not is_aside(outside(rest).strip()):
            cuts.append(match.end())
    further = (*_forenames(hidden), *_after_offices(hidden), *_after_initials(hidden))
    cuts += [index for index in further if index > max(cuts)]
    cuts += [match.end() for match in _BEHIND_BODY.finditer(hidden) if titles.is_forename(match[1])]
    for match in _STOP.finditer(hidden):
        word = hidden[max(0, match.start() - 20) : match.start()].split()[-1:]
        if word and word[0] not in _ABBREVIATIONS and not titles.TITLE_WORD.fullmatch(word[0]):
            cuts.append(match.end())
    cuts += [match.end() for mark in (_TWICE, _OFFICE_AMID) for match in mark.finditer(hidden)]
    for match in _COLON.finditer(hidden):
        before = DASH.split(hidden[max(index for index in cuts if index <= match.start()) : match.start()])[0]
        cuts += [match.end()] if titles.is_titled(before) or INITIALLED.fullmatch(before.strip()) else []
    words = hidden.split()  # "Mrs Lee Chair Mr Ray Clerk"
    last = titles.is_office(" ".join(words[-2:])) and not titles.is_office_word(words[0])
    for match in titles.RANKED.finditer(hidden):
        if match.start() in cuts:
            continue
        starts = [match.start(), match.start("rank")] if match["place"] else [match.start()]
        before = hidden[max(index for index in cuts if index <= match.start()) : match.start()]
        if not last and (rank := _OFFICE_BEHIND.search(before)) and ends_name(before[: rank.start(1)], long=False):
            starts = [match.start() - len(before) + rank.start(1)]
        ends = [
            ends_name(hidden[max(index for index in cuts if index <= start) : start], long=start != starts[-1])
            for start in starts
        ]
        start = next((start for start, fits in zip(starts, ends, strict=True) if fits), 0)
        if start:
            cuts.append(start)
    return [part[start:end].strip() for start, end in pairwise([*sorted(set(cuts)), len(part)])]


def _is_another(before: str, rest: str) -> bool:
    """Whether a full name stands behind a bracket that does not hold initials, whose owner's office may follow."""
    short = BRACKETED.search(before)
    full = re.fullmatch(r"[A-Z][\w'’-]+ [A-Z][\w'’-]+", rest) is not None and titles.is_forename(rest.partition(" ")[0])
    return full and not (short and short[0][1] == before[:1])


def _forenames(text: str) -> Iterator[int]:
    """Give where a further name begins behind a full one with a title: ``Cllr Ann Lee Bob Ray``."""
    words = list(re.finditer(r"\S+", text))
    for index in range(3, len(words) - 1):
        before = [word[0] for word in words[index - 2 : index]]
        titled = titles.is_titled(" ".join(word[0] for word in words[index - 3 : index]))
        capital = all(word[:1].isupper() and word.isalpha() for word in [*before, words[index + 1][0].strip(",.")])
        titled = titled and not titles.TITLE_WORD.fullmatch(before[-1].strip("."))
        if titled and capital and titles.is_forename(words[index][0]):
            yield words[index].start()


def _after_offices(text: str) -> Iterator[int]:
    """Give where a name begins behind somebody's office: ``Ann Lee – County Councillor Bob Ray``."""
    for dash in re.finditer(r"\s[-–—]\s", text):
        words = list(re.finditer(r"\S+", text[dash.end() : dash.end() + 80]))
        for index in range(1, min(5, len(words) - 1)):
            office = titles.is_office(" ".join(word[0] for word in words[:index]))
            if office and titles.is_forename(words[index][0]) and words[index + 1][0][:1].isupper():
                yield dash.end() + words[index].start()
                break


def _after_initials(text: str) -> Iterator[int]:
    """Give where a name begins behind the initials of the one before: ``Cllr Ann Lee AL Bob Ray BR``."""
    words = list(re.finditer(r"\S+", text))
    shorts = [index for index in range(2, len(words)) if re.fullmatch("[A-Z]{2,3}", words[index][0])]
    fits = [index for index in shorts if words[index][0] == words[index - 2][0][0] + words[index - 1][0][0]]
    for index in shorts if len(fits) > 1 else ():
        rest = text[words[index].end() :].strip()
        if titles.is_titled(rest) or titles.is_forename(rest.split(" ")[0]):
            yield words[index].end() + 1


def masked(text: str) -> str:
    """Give a text of the same length with every character inside brackets as ``¤``."""
    return "".join("¤" if bracketed else char for char, bracketed in _by_bracket(text))


def _by_bracket(text: str) -> Iterator[tuple[str, bool]]:
    """Give each character, and whether it stands in brackets or is one."""
    depth = 0
    for char in text:
        depth += char in _OPEN
        yield char, depth > 0
        depth -= char in _CLOSE and depth > 0
