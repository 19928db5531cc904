"""Doubts that only all files of a study together raise: meetings too small, entries that are nobody, organisations."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Dataset
from sna.facts import MEETINGS, Evidence, Kind, Reason, Status
from sna.identity.answers import short
from sna.ledger import Ledger
from sna.names import is_role, key, looks_like_organisation
from sna.names.vocabulary import PARTICLES

LEAST_MEETINGS, LEAST_MEDIAN, LEAST_SHARE = 5, 6, 1 / 3
"""A series of fewer meetings, or usually of fewer people, is too small to say which of its meetings is."""
MANY = 3  # meetings at which an entry that is nobody must stand to be doubted
MOST_ORGANISATIONS = 20  # that are listed by name

_NUMBERS = re.compile(
    r"[\d\W_]+|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
)
_GROUPS = frozenset(
    "quorum members everyone everybody all forum committee attendees guests others staff public maintainers volunteers "
    "representatives organisers apologies present councillors governors residents observers visitors team".split()
)
_PHRASE = re.compile(
    r"\b(?:who|due|was|were|is|are|has|had|been|via|he|she|they|him|them|all|part[- ]time|joined|arrived|left|late|"
    r"until|after|before|item|items|minutes)\b",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"\b[A-Z]{2,}\b")
NO_MEETING = Reason(
    "W-NOMEETING",
    "No file says of any meeting; this one was read as a list of members.",
    hint="If it is a sign-in sheet, give its day in a [[source]] of study.toml: on = 2024-03-05.",
)

NO_MEETING_IN_FILE = replace(NO_MEETING, why="Nothing in it says of a meeting; it was read as a list of members.")
MEMBERS = re.compile(
    r"people|member|roster|staff|contact|director|organi[sz]ation|colleague|team|partner", re.IGNORECASE
)
"""What a list of members is called; one called otherwise, of names and organisations alone, may be of who came."""

Doubt = tuple[str, str, Reason]
"""File and place of what is doubted, and why."""


def study_doubts(dataset: Dataset, minutes: Collection[str]) -> Iterator[Doubt]:
    """Give the doubts about all files of a study; `minutes` are the files read as such, of which most is guessed."""
    rolls = dataset.attendance[
        dataset.attendance["file"].isin(minutes) & dataset.attendance["evidence"].isin([Evidence.LISTED])
    ]
    present = rolls[rolls["status"] == Status.PRESENT]
    yield from _small(present, dataset.gatherings)
    yield from _nobody(present, dataset.people)
    yield from _organisations(dataset)


def lone_organisations(dataset: Dataset) -> pd.DataFrame:
    """Give the affiliations with an organisation that one person only is known to have and nobody declared."""
    table = dataset.affiliations[dataset.affiliations["organisation"] != ""]
    people = table.groupby("organisation")["person"].transform("nunique")
    declared = set(table.loc[table["declared"], "organisation"]) | set(dataset.organisations["name"])
    return table[(people == 1) & ~table["organisation"].isin(declared)].drop_duplicates("organisation")


def _small(present: pd.DataFrame, gatherings: pd.DataFrame) -> Iterator[Doubt]:
    """Doubt a meeting of fewer than a third of the people who usually come to its series."""
    titles = dict(
        zip(gatherings["id"], gatherings["series"].where(gatherings["series"] != "", gatherings["title"]), strict=True)
    )
    sizes = present.groupby("gathering").agg(
        people=("person", "nunique"), file=("file", "first"), place=("place", "first")
    )
    names = [_NUMBERS.sub(" ", titles[gathering].casefold()).strip() for gathering in sizes.index]
    for _name, series in sizes.groupby(names):
        median = series["people"].median()
        if len(series) < LEAST_MEETINGS or median < LEAST_MEDIAN:
            continue
        for row in series[series["people"] < median * LEAST_SHARE].itertuples():
            why = f"The meeting has {row.people} people; its series usually has {median:.0f}."
            yield row.file, row.place, Reason("W-FEW", why, hint="Compare its roll with what was read.")


def _nobody(present: pd.DataFrame, people: pd.DataFrame) -> Iterator[Doubt]:
    """Doubt an entry of many rolls that is not shaped as the name of a person."""
    persons = present[present["person"].isin(set(people.loc[people["kind"] == Kind.PERSON, "id"]))]
    for written, rows in persons.groupby("written"):
        if rows["gathering"].nunique() >= MANY and not _is_shaped(str(written)):
            why = f"An entry at {rows['gathering'].nunique()} meetings is not shaped as the name of a person."
            hint = 'If it is nobody, name it in study.toml: ignore = ["…"].'
            yield rows["file"].iloc[0], rows["place"].iloc[0], Reason("W-ENTRY", why, value=str(written), hint=hint)


def _is_shaped(written: str) -> bool:
    words = [word for word in re.sub(r"\([^()]*\)", " ", written).split() if word[0].isalpha()]
    small = len(words) > 1 and any(word[0].islower() and word not in PARTICLES for word in words)
    return not small and not _GROUPS & set(key(written).split())


def _organisations(dataset: Dataset) -> Iterator[Doubt]:
    """Doubt an organisation of one person that is also a phrase, a person or a role."""
    names = {key(name) for name in dataset.people.loc[dataset.people["kind"] == Kind.PERSON, "name"] if " " in name}
    table = lone_organisations(dataset)
    kinds = [_other_kind(name, names) for name in table["organisation"]]
    doubtful = table.assign(kind=kinds)[[bool(kind) for kind in kinds]]
    for row in doubtful.head(MOST_ORGANISATIONS).itertuples():
        why = f"An organisation of one person only may be {row.kind}."
        hint = 'If it is none, name it in study.toml: not_organisations = ["…"].'
        yield row.file, row.place, Reason("W-ORGANISATION", why, "organisation", row.organisation, hint)


def _other_kind(name: str, people: Collection[str]) -> str:
    """Say what else the name of an organisation may be; empty if nothing."""
    if key(name) in people:
        return "a person"
    # ``UN WHO`` is none: initials are no words, unless all is written in capitals.
    words = name if name.isupper() and name.count(" ") > 1 else _INITIALS.sub(" ", name)
    if _PHRASE.search(words) and not looks_like_organisation(name):
        return "a phrase"
    return "a role" if is_role(name) and not looks_like_organisation(name) else ""


def no_meeting_doubts(dataset: Dataset, ledger: Ledger) -> Iterator[Doubt]:
    """Warn of files that were taken for lists of members and may be of who came."""
    rosters = [account for account in ledger if account.loader == "roster"]
    if dataset.gatherings.empty and dataset.interactions.empty:
        yield from ((account.file, "file", NO_MEETING) for account in rosters)
        return
    for account in rosters:
        read = {column.read_as for column in account.columns if column.read_as}
        bare = read <= {"name", "given", "family", "organisation"} and {"organisation"} < read
        if bare and not MEMBERS.search(account.file):
            yield account.file, "file", NO_MEETING_IN_FILE


class Undated(Struct, frozen=True):
    """A gathering without a day: the digest of its id, its title, and the file and place of each of its records."""

    digest: str
    title: str
    places: tuple[tuple[str, str], ...]


def undated_gatherings(dataset: Dataset) -> tuple[Undated, ...]:
    """Give the meetings without a day at which anybody was, as the loaders read them."""
    table, attendance = dataset.gatherings, dataset.attendance
    lacking = table[table["on"].isna() & table["kind"].isin(MEETINGS)]
    rows = dict(iter(attendance[attendance["gathering"].isin(lacking["id"])].groupby("gathering")))
    return tuple(
        Undated(short(row.id), row.title, tuple(zip(part["file"], part["place"], strict=True)))
        for row in lacking.itertuples()
        if (part := rows.get(row.id)) is not None
    )
