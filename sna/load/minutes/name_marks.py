"""Marks and codes beside names, and the legends that say what they mean: ``+`` was there, ``PG`` a parent governor."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sna.facts import Status
from sna.load.marks import STATUS, Mark, settle
from sna.load.minutes import lines
from sna.load.minutes.blocks import Block
from sna.load.minutes.headings import heading
from sna.names import is_role
from sna.names.vocabulary import ROLE

_LEGEND = re.compile(
    r"[\"'“”‘’(]?\s*(?P<mark>[+*^#†‡✓✔x])\s*[\"'“”‘’)]?\s*(?:=|indicates|denotes|means|marks|shows|[-–:]\s)\s*"
    r"(?P<means>(?:in )?(?:attend\w*|present|absent|apolog\w*|regrets|here))\b"
)
_CODE = re.compile(  # ``(PG) Parent Governor``, ``PG = Parent Governor``
    r"(?:\(([A-Z][A-Za-z]{1,5})\)\s*[-–=:]?|\b([A-Z][A-Za-z]{1,5})\s*[-–=:])\s*([A-Z][a-z][\w /&'’-]{2,50})(?=[;,.(]|$)"
)
_SLASH = re.compile(
    r"(?:\s+|(?<=[+*^#†‡✓✔]))/\s*[*•]?\s*|(?<=[a-z][a-z])/\s*(?=[A-Z][\w'’-]+ [A-Z])"  # between two people of one body
)
_LETTER = re.compile(  # ``Ann Smith P``, ``Ann Smith (P)``, ``Smith - A``; but ``Smith P`` is a surname and an initial
    r"(?P<name>[A-Z]\S+(?: \S+)+?(?=\s+[A-Z✓✔✗✘]$)|"
    r"[A-Z][^()]*?(?=\s*(?:\([A-Z✓✔✗✘]\)|\s[-–—:]\s*[A-Z✓✔✗✘]|\s\|\s*(?:Ap|Ab|[A-Z✓✔✗✘]))$))"
    r"[\s(–—:|-]+(?P<letter>Ap|Ab|[PAEXYNLR✓✔✗✘])\)?"
)
_MIDST = re.compile(r"\s*([+*^#†‡✓✔])\s*(\([^()]*\))$")  # a mark before what stands in brackets


def legend_of(blocks: Sequence[Block]) -> dict[str, Status]:
    """Read what a mark means: ``"+" indicates attending``, ``x = apologies``; no mark then means the opposite."""
    legend: dict[str, Status] = {}
    for block in blocks:
        match = _LEGEND.search(block.text[:200])
        head = heading(match["means"], sure=False) or heading(match["means"].split()[0], sure=False) if match else None
        if match and head and head.status:
            legend[match["mark"]] = head.status
    return legend


def codes_of(blocks: Sequence[Block]) -> dict[str, str]:
    """Read what codes beside names mean: ``(PG) Parent Governor; (SG) Staff Governor``, ``Key: HT - Headteacher``.

    Examples
    --------
    >>> codes_of([Block("line", "Key: PG - Parent Governor, HT = Headteacher, AL - Ann Lee", "line 9")])
    {'PG': 'Parent Governor', 'HT': 'Headteacher'}
    """
    pairs = (_pair(match) for block in blocks for match in _CODE.finditer(block.text[:2_000]))
    return {code: means.strip() for code, means in pairs if _stands_for(code, means)}


def is_legend(text: str) -> bool:
    """Whether a line only says what codes mean."""
    pairs = [match for match in _CODE.finditer(text[:2_000]) if _stands_for(*_pair(match))]
    rest = _CODE.sub("", text) if pairs else text
    return bool(pairs) and not re.search(r"\w", re.sub(r"\b(?:key|codes|legend)\b", "", rest, flags=re.IGNORECASE))


def _pair(match: re.Match[str]) -> tuple[str, str]:
    return match[1] or match[2], match[3]


def _stands_for(code: str, means: str) -> bool:
    """Whether a code is made of the first letters of an office or a body."""
    letters = iter(means.casefold())
    office = means[0] == code[0] and " - " not in means and bool(ROLE.search(means) or is_role(means))
    return office and all(letter in letters for letter in code.casefold())


def has_mark(text: str, legend: Mapping[str, Status]) -> bool:
    """Whether a text, other than the legend itself, ends in one of its marks."""
    ends = any(part.strip()[-1:] in legend for part in _SLASH.split(text[:1_000]))
    return not _LEGEND.search(text[:200]) and (ends or text[:1] in legend)


def marked(text: str, legend: Mapping[str, Status]) -> list[tuple[str, Status]]:
    """Part the people of an entry, and read the mark behind each; empty if the entry is the legend itself.

    Examples
    --------
    >>> marked("Pond - Ann Lee (chair)+ / Bob Ray", {"+": Status.PRESENT})
    [('Pond - Ann Lee (chair)', <Status.PRESENT: 'present'>), ('Bob Ray', <Status.ABSENT: 'absent'>)]
    """
    if _LEGEND.search(text[:200]):
        return []
    usual = Status.ABSENT if Status.PRESENT in legend.values() else Status.PRESENT
    people = [_MIDST.sub(r" \2\1", part.strip()) for part in _SLASH.split(text)]
    marks = " ".join(["", *legend])
    spans = [(part.strip(marks), legend.get(part[-1:]) or legend.get(part[0], usual)) for part in people if part]
    return [(name, status) for name, status in spans if name]


def marked_entries(texts: Sequence[str], legend: Mapping[str, Mark]) -> list[tuple[str, Status | None, str]]:
    """Part the names of a list from the letters that say who came; of a letter nobody knows the third is not blank.

    Letters beside single words are initials, unless they stand in brackets or behind a dash.

    Examples
    --------
    >>> marked_entries(["Ann Smith P", "Bob Ray P", "Cat Wu A"], {})[1:]
    [('Bob Ray', <Status.PRESENT: 'present'>, ''), ('Cat Wu', <Status.ABSENT: 'absent'>, '')]
    """
    found = [_LETTER.fullmatch(text.strip(" |")) for text in texts]
    letters = {match["letter"] for match in found if match}
    marks = settle(letters, legend)
    telling = STATUS.keys() & set(map(marks.read, letters))
    if len(texts) < lines.SEVERAL or sum(map(bool, found)) < 0.8 * len(texts) or not {Mark.PRESENT} & telling:
        return [(text, None, "") for text in texts]
    entries: list[tuple[str, Status | None, str]] = []
    for text, match in zip(texts, found, strict=True):
        mark = marks.read(match["letter"]) if match else None
        status = STATUS.get(mark) if mark else None
        entries.append((match["name"] if match else text, status, "" if status or not match else match["letter"]))
    return entries


def of_group(entries: list[tuple[str, Status]]) -> tuple[str, list[tuple[str, Status]]]:
    """Part ``Pond - Ann Lee`` from its group, which then is that of all behind it."""
    group, dash, name = entries[0][0].partition(" - ")
    return (group, [(name, entries[0][1]), *entries[1:]]) if dash else ("", entries)
