"""The steps of settling who is who, in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Dataset, tidy
from sna.facts import Reason
from sna.identity import relabel
from sna.identity.affiliations import Slip, filled, named_by_day, smoothed, unique_affiliations
from sna.identity.answers import Answers
from sna.identity.comparison import compared, undecidable
from sna.identity.matching import Matching, without
from sna.identity.naming import PersonName, person_names, superseded
from sna.identity.organisations import Organisations, named_domains, unified_spellings, without_statuses
from sna.identity.writings import Profile, comparable_ids, declared_people, gathered, records, same_accounts
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
    identity
        How it was settled who is who.
    """

    dataset: Dataset
    repeated: tuple[relabel.Repeat, ...] = ()
    identity: Identity = Identity()


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
    dataset, repeated = relabel.without_repeats(dataset)
    dataset, copied = relabel.without_copies(dataset)
    dataset, slips = smoothed(dataset)
    dataset = filled(named_by_day(unique_affiliations(dataset)))
    identity = replace(identity, organisations=organisations, answers=answers, slips=tuple(slips))
    return Matched(dataset, tuple(sorted({*repeated, *copied})), identity)


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
