"""A letter to each member: what is in it comes from their own records, and from those who agreed to be suggested."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from sna.dataset import Dataset, write_csv
from sna.errors import StudyError, printable
from sna.findings.phrases import MONTHS, day
from sna.names import key
from sna.network import TwoMode
from sna.render.plan.page import LetterContent, Suggestion, letter_html, letter_text
from sna.study.availability import Names, agreed
from sna.study.outputs import manifest, published, whole, write_manifest, write_text
from sna.study.planning import gatherings_held, members_on
from sna.study.reading import Reading
from sna.study.sources import Study

HALF = 0.5
"""Whoever has met less than this share of a group has met few of it."""
MOST_READERS, MOST_SUGGESTED = 3, 2
"""Nobody is suggested to more readers, and no reader is suggested more people."""


def letters(study: Study, dataset: Dataset) -> Iterator[tuple[str, LetterContent]]:
    """Give the letter of each member, by the member's name as it stands in a file's name.

    Raises
    ------
    StudyError
        If no meeting has a day, or nobody is a member.
    """
    two_mode = gatherings_held(dataset)
    dates = sorted(set(two_mode.days().dropna()))
    if not dates:
        raise StudyError("Letters need meetings with a day. 'sna check' says which files were read, and how.")
    people = members_on(dataset, two_mode, dates[-1:], [])
    company = _company(two_mode, people)
    by = study.settings.plan.over or study.settings.study.group
    suggestions = _suggestions(people, company, by, agreed(study, Names(people)))
    attended, possible = _attendance(two_mode, people)
    options, title = study.settings.letters, study.settings.study.title or printable(study.folder.name)
    for place, (_person, row) in enumerate(people.iterrows()):
        groups = people[by][company[place]]
        yield (
            f"{place + 1:03d}-{key(row['name']).replace(' ', '-')[:60]}",
            LetterContent(
                community=title, reader=row["name"], attended=int(attended[place]), possible=int(possible[place]),
                start=_month(dates[0]), end=_month(dates[-1]), by=by,
                contacts=dict(Counter(group for group in groups if group)), suggestions=tuple(suggestions[place]),
                contact=options.contact, kept_until=day(options.kept_until) if options.kept_until else "",
            ),
        )  # fmt: skip


def _month(date: dt.date) -> str:
    return f"{MONTHS[date.month - 1]} {date.year}"


def _attendance(two_mode: TwoMode, people: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Give how many meetings each came to, and could come to."""
    rows = two_mode.people.index.get_indexer(people.index)
    every = np.full(len(rows), len(two_mode.gatherings))
    could = every if two_mode.eligible is None else two_mode.eligible[rows].sum(axis=1)
    return two_mode.attended()[rows], could


def _company(two_mode: TwoMode, people: pd.DataFrame) -> np.ndarray:
    """Give who was at any meeting with whom: people × people."""
    rows = two_mode.people.index.get_indexer(people.index)
    presence = two_mode.incidence.toarray()[rows] > 0
    company = (presence.astype(int) @ presence.T.astype(int)) > 0
    np.fill_diagonal(company, False)
    return np.asarray(company)


def _suggestions(people: pd.DataFrame, company: np.ndarray, by: str, willing: set[str]) -> list[list[Suggestion]]:
    """Suggest to each up to two people who agreed, of another group and never met; nobody to more than three readers.

    Those of a group of which the reader has met less than half come first.
    """
    groups = people[by].to_numpy(object)
    offers = np.flatnonzero(people.index.isin(willing) & (groups != ""))
    readers = range(len(people))
    share = np.array(
        [[_share(company[reader], groups, groups[place], reader) for place in offers] for reader in readers]
    )
    across = (groups[:, np.newaxis] != groups[offers]) & (groups != "")[:, np.newaxis]
    allowed = across & ~company[:, offers]
    rows: list[list[Suggestion]] = [[] for _reader in readers]
    room = np.full(len(offers), MOST_READERS)
    for _round in range(MOST_SUGGESTED):
        for reader, offer in _matched(allowed, share, room):
            row = people.iloc[offers[offer]]
            is_new = bool(share[reader, offer] < HALF)
            rows[reader].append(Suggestion(row["name"], row["organisation"], row[by], is_new))
            allowed[reader, offer] = False
            room[offer] -= 1
    return rows


def _share(company: np.ndarray, groups: np.ndarray, group: str, reader: int) -> float:
    """Give how many of a group somebody has been with, as a share of the others in it."""
    members = (groups == group) & (np.arange(len(groups)) != reader)
    return float(company[members].mean()) if members.any() else 1.0


def _matched(allowed: np.ndarray, share: np.ndarray, room: np.ndarray) -> list[tuple[int, int]]:
    """Match readers to those who may be suggested: as many as can be, groups little met first."""
    copies = np.repeat(np.arange(len(room)), room)
    if not len(copies) or not len(allowed):
        return []
    value = np.where(allowed, 2.0 - share, 0.0)[:, copies]
    readers, places = linear_sum_assignment(value, maximize=True)
    return [(int(reader), int(copies[place])) for reader, place in zip(readers, places, strict=True)
            if allowed[reader, copies[place]]]  # fmt: skip


def write_letters(study: Study, reading: Reading, out: Path) -> tuple[list[Path], Sequence[str]]:
    """Write a letter to each member as a page and as plain text, and the list of them; give the files and notes.

    Raises
    ------
    StudyError
        If `out` cannot be written to, or somebody left out would be named.
    """
    rows, contents = [], list(letters(study, reading.dataset))
    with whole(out, reading.objectors.spellings) as stage:
        for name, content in contents:
            write_text(stage / f"{name}.html", letter_html(content))
            write_text(stage / f"{name}.txt", letter_text(content))
            rows.append([content.reader, f"{name}.html"])
        write_csv(pd.DataFrame(rows, columns=["name", "letter"]), stage / "letters.csv")
        write_manifest(stage, manifest(reading, study.settings))
    return published(out), notes(study, [content for _name, content in contents])


def notes(study: Study, contents: Sequence[LetterContent]) -> list[str]:
    """Say what the letters lack, and what to do with them."""
    lines = ["Read one before any goes out, and give each to its reader alone: not to a manager, not to a list."]
    if not any(content.suggestions for content in contents):
        lines.append("Nobody is suggested to anybody: availability.csv has no column suggest with a yes.")
    for name, value in (("contact", study.settings.letters.contact), ("kept_until", study.settings.letters.kept_until)):
        if not value:
            lines.append(f"[letters] {name} in study.toml is not stated; the letters tell members to ask.")
    return lines
