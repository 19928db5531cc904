"""The steps of settling who is who, in order; and where each person worked on the day of each act.

Where somebody worked is what records say, smoothed over gaps and slips.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Dataset, columns_of, tidy
from sna.facts import Reason
from sna.identity import relabel
from sna.identity.answers import Answers
from sna.identity.matching import Matching, without
from sna.identity.organisations import Organisations, named_domains, unified_spellings, without_statuses
from sna.identity.people import PersonName, compared, person_names, superseded, undecidable
from sna.identity.writings import Profile, comparable_ids, declared_people, gathered, records, same_accounts
from sna.membership import Membership, Succession
from sna.names import key

NO_ANSWERS = Answers()
NAMESAKES = Reason(
    "W-NAMESAKE",
    "Several people here bear this name, and nothing beside it says which of them this is; it counts as unidentified.",
    hint="Add the organisation or the e-mail address to the record.",
)


class Identity(Struct, frozen=True):
    """How it was settled who is who.

    Attributes
    ----------
    profiles
        The writings, by their short names.
    people
        Every person that was compared.
    matching
        What the comparison tied, left open and flagged.
    organisations
        How the names of organisations were settled.
    answers
        The answers that were applied.
    aliases
        The names the aliases give, by the id of the person.
    slips
        The records whose organisation was taken for a slip.
    unclear
        The records that say only a name which several people bear; who came counts as unidentified.
    """

    profiles: Mapping[str, Profile] = {}
    people: tuple[PersonName, ...] = ()
    matching: Matching = Matching()
    organisations: Organisations = Organisations()
    answers: Answers = Answers()
    aliases: Mapping[str, str] = {}
    slips: tuple[Slip, ...] = ()
    unclear: tuple[Slip, ...] = ()


class Matched(Struct, frozen=True):
    """A dataset whose names are people.

    Attributes
    ----------
    dataset
        The re-labelled dataset.
    repeated
        (file, place, place of the record it repeats) of each record that turned out to say the same twice.
    copies
        (file of a transcript, file it is a copy of) → each place with the place it repeats.
    identity
        How it was settled who is who.
    """

    dataset: Dataset
    repeated: tuple[relabel.Repeat, ...] = ()
    identity: Identity = Identity()
    copies: relabel.Copies = {}


def match(
    dataset: Dataset,
    *,
    aliases: Mapping[str, str] | None = None,
    answers: Answers = NO_ANSWERS,
    rosters: Collection[str] = (),
    one_per_day: bool = False,
) -> Matched:
    """Settle who is who, which meeting is which, and what each organisation is called.

    Parameters
    ----------
    dataset
        As the loaders filled it.
    aliases
        Account (``@handle``, ``slack:U…``, ``x:…``) or name as written → the person's name.
    answers
        What a filled review file says.
    rosters
        The files in which a convener declares who belongs to the community.
    one_per_day
        Whether the community never meets twice a day, so that records of one day are of one meeting whatever each
        source calls it.

    Examples
    --------
    >>> from sna.dataset import Builder
    >>> match(Builder().dataset()).repeated
    ()
    """
    # meetings first, then organisations: one list and one employer are evidence of who is who
    meetings = relabel.same_gatherings(dataset.gatherings, one_per_day=one_per_day)
    dataset = relabel.with_merged_gatherings(dataset, meetings)
    dataset, organisations = unified_spellings(without_statuses(dataset), answers)
    dataset = named_domains(dataset)
    dataset, identity = _people(dataset, aliases or {}, answers, rosters)
    # only now is it known that two records are of one person, and say the same or a slip
    dataset, copies = relabel.without_transcript_copies(dataset)
    dataset, repeated = relabel.without_repeats(dataset)
    dataset, copied = relabel.without_copies(dataset)
    dataset, slips = smoothed(dataset)
    dataset = filled(named_by_day(unique_affiliations(dataset)))
    identity = replace(identity, organisations=organisations, answers=answers, slips=tuple(slips))
    return Matched(dataset, tuple(sorted({*repeated, *copied})), identity, copies)


def _people(
    dataset: Dataset, aliases: Mapping[str, str], answers: Answers, rosters: Collection[str]
) -> tuple[Dataset, Identity]:
    """Settle who is who: what accounts and aliases say first, then what the writings say."""
    dataset = dataset.with_tables(statements=dataset.statements.assign(stated=dataset.statements["id"]))
    for step in (relabel.unidentified(dataset), same_accounts(dataset.people)):
        dataset = relabel.with_people(dataset, relabel.People(step)) if step else dataset
    if persons := declared_people(dataset.people, aliases):
        dataset = relabel.with_people(dataset, relabel.People(persons))
    names = {f"name:{key(name)}": name for name in aliases.values()}
    statements = records(dataset, rosters)
    statements = statements[statements["id"].isin(comparable_ids(dataset.people))]
    profiles, digests = gathered(statements, names)
    matching = compared(profiles, answers)
    # whoever stands on no list has no meeting to be nobody of
    nobody = undecidable(profiles, matching.clusters) - set(digests[statements["gathering"] == ""])
    profiles = {digest: profile for digest, profile in profiles.items() if digest not in nobody}
    people = person_names(profiles, matching.clusters, superseded(profiles))
    ids = {digest: person.id for person in people for digest in person.writings}
    persons = digests.map(ids).fillna(relabel.unidentified_ids(statements))
    dataset = relabel.with_people(dataset, relabel.people_of(statements, persons))
    unclear = _unclear(statements[digests.isin(nobody)])
    identity = Identity(profiles, tuple(people), without(matching, nobody), aliases=names, unclear=unclear)
    return _named(dataset, people, names), identity


def _unclear(statements: pd.DataFrame) -> tuple[Slip, ...]:
    """Tell of the records whose name two or more people bear."""
    rows = statements[["file", "place"]].drop_duplicates().sort_values(["file", "place"])
    return tuple((file, place, NAMESAKES) for file, place in rows.itertuples(index=False, name=None))


def _named(dataset: Dataset, people: list[PersonName], aliases: Mapping[str, str]) -> Dataset:
    """Show everybody by their name, and by no name they have given up."""
    names = {**aliases} | {person.id: aliases.get(person.id, person.name) for person in people}
    hidden = {person.id: person for person in people if person.former_names}
    tables = {}
    for name, who in (("people", "id"), ("attendance", "person"), ("statements", "id")):
        table: pd.DataFrame = getattr(dataset, name)
        columns = {}
        if table[who].isin(set(hidden)).any():
            rows = zip(table[who], table["written"], strict=True)
            columns["written"] = [
                hidden[id_].name if id_ in hidden and hidden[id_].hides(text) else text for id_, text in rows
            ]
        if name == "people":
            columns["name"] = [*map(names.get, table["id"], table["name"])]
        texts = {column: pd.Series(values, table.index, dtype="str") for column, values in columns.items()}
        tables[name] = tidy(table.assign(**texts)) if columns else table
    return dataset.with_tables(**tables)


ODD = "W-ODD"
_NUMBERS = re.compile(r"[\d\W_]+")

Slip = tuple[str, str, Reason]
"""File and place of a record whose organisation was smoothed, and what to tell of it."""


def family(file: str) -> str:
    """Name the kind of file a file is, by its name without days and numbers.

    Examples
    --------
    >>> family("calls/teams-attendance-2023-07-18.csv") == family("calls/teams-attendance-2023-08-15.csv")
    True
    """
    return _NUMBERS.sub(" ", file).strip()


def smoothed(dataset: Dataset) -> tuple[Dataset, list[Slip]]:
    """Take one odd day between two equal statements of one kind of source for a slip, unless others say it too.

    What is declared is never smoothed, nor is an organisation anybody else of the person's sources or days states.
    """
    table = dataset.affiliations
    observed = table[~table["declared"] & (table["organisation"] != "") & table["since"].notna()]
    if observed.empty:
        return dataset, []
    observed = observed[(observed["since"] == observed["until"]).to_numpy(bool)]
    columns = ["person", "family", "since", "organisation"]
    days = observed.assign(family=observed["file"].map(family)).sort_values(columns, kind="stable")
    days = days.drop_duplicates(columns)
    own = days.groupby(columns[:2])
    previous, following = own["organisation"].shift(), own["organisation"].shift(-1)
    single = ~days.duplicated(columns[:3], keep=False)
    slipped = (previous == following) & (previous != days["organisation"])
    odd = days.assign(usual=previous)[(single & slipped).to_numpy(bool)]
    if odd.empty or (odd := odd[~_confirmed(odd, dataset)]).empty:
        return dataset, []
    organisation = table["organisation"].where(~table.index.isin(odd.index), odd["usual"].reindex(table.index))
    mended = tidy(table.assign(organisation=organisation.astype("str")))
    rows = odd[["file", "place", "organisation", "usual"]].itertuples(index=False, name=None)
    return dataset.with_tables(affiliations=mended), [_slip(*row) for row in rows]


def _confirmed(odd: pd.DataFrame, dataset: Dataset) -> np.ndarray:
    """Tell for each odd day whether any other record says the same of the person."""
    counts = Counter(dataset.affiliations[["person", "organisation"]].itertuples(index=False, name=None))
    return np.array([counts[pair] > 1 for pair in zip(odd["person"], odd["organisation"], strict=True)], dtype=bool)


def _slip(file: str, place: str, organisation: str, usual: str) -> Slip:
    why = f"On this day alone another organisation is stated than before and after; {usual!r} was taken for the day."
    hint = "If somebody really was there for a day, declare it in the list of people with its first and last day."
    return file, place, Reason(ODD, why, "organisation", organisation, hint)


def named_by_day(dataset: Dataset) -> Dataset:
    """Call the organisation of each attendance what it was called that day; a register may lag behind a new name."""
    if not (dataset.organisations[["formerly", "merged_into"]] != "").any(axis=None):
        return dataset
    names = Succession(dataset.organisations)
    rows = zip(dataset.attendance["organisation"], _days(dataset), strict=True)
    named = [names.on(name, day) if name and day is not None else name for name, day in rows]
    return _with_organisations(dataset, named)


def filled(dataset: Dataset) -> Dataset:
    """Fill in, where a register does not say it, the organisation somebody had on the day."""
    table = dataset.attendance
    if dataset.affiliations.empty or not (table["organisation"] == "").any():
        return dataset
    members = Membership(dataset.affiliations, dataset.organisations)
    post = cache(members.post)  # an export has many records of one person and day
    rows = zip(table["person"].tolist(), _days(dataset).tolist(), table["organisation"].tolist(), strict=True)
    return _with_organisations(dataset, [name or post(person, day).organisation for person, day, name in rows])


def _with_organisations(dataset: Dataset, names: list[str]) -> Dataset:
    table = dataset.attendance
    return dataset.with_tables(attendance=tidy(table.assign(organisation=pd.Series(names, table.index, dtype="str"))))


def _days(dataset: Dataset) -> pd.Series:
    days = dict(zip(dataset.gatherings["id"], dataset.gatherings["on"], strict=True))
    return dataset.attendance["gathering"].map(days).astype(object).where(lambda day: day.notna(), None)


def unique_affiliations(dataset: Dataset) -> Dataset:
    """Keep each affiliation once, whichever names it was stated under."""
    columns = columns_of("affiliations")[:-2]
    return dataset.with_tables(affiliations=dataset.affiliations.drop_duplicates(columns, ignore_index=True))
