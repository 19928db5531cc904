"""The steps of settling who is who, in order."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Dataset, tidy
from sna.identity.accounts import comparable_ids, declared_people, same_accounts
from sna.identity.affiliations import Slip, filled, named_by_day, once_each, smoothed
from sna.identity.answers import Answers
from sna.identity.comparison import compared
from sna.identity.matching import Matching
from sna.identity.naming import Called, called, superseded
from sna.identity.organisations import Organisations, named_domains, one_spelling, without_statuses
from sna.identity.relabel import (
    People,
    Repeat,
    people_of,
    relabelled,
    same_gatherings,
    unidentified,
    with_merged_gatherings,
    without_copies,
    without_repeats,
)
from sna.identity.writings import Said, gathered, records
from sna.names import key

NO_ANSWERS = Answers()


class Identity(Struct, frozen=True):
    """How it was settled who is who.

    Attributes
    ----------
    said
        The writings, by their short names.
    people
        Every person that was compared.
    matching
        What the comparison made, left open and flagged.
    organisations
        How the names of organisations were settled.
    answers
        The answers that were applied.
    aliases
        The names the aliases give, by the id of the person.
    slips
        The records whose organisation was taken for a slip.
    """

    said: Mapping[str, Said] = {}
    people: tuple[Called, ...] = ()
    matching: Matching = Matching()
    organisations: Organisations = Organisations()
    answers: Answers = Answers()
    aliases: Mapping[str, str] = {}
    slips: tuple[Slip, ...] = ()


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
    repeated: tuple[Repeat, ...] = ()
    identity: Identity = Identity()


class Declared(Struct, frozen=True):
    """What people have declared of people, beside the records."""

    aliases: Mapping[str, str]
    answers: Answers
    rosters: Collection[str]


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
    meetings = same_gatherings(dataset.gatherings, one_per_day=one_per_day)
    dataset = with_merged_gatherings(dataset, meetings)
    dataset, organisations = one_spelling(without_statuses(dataset), answers)
    dataset = named_domains(dataset)
    dataset, identity = _people(dataset, Declared(aliases or {}, answers, rosters))
    dataset, repeated = without_repeats(dataset)
    dataset, copied = without_copies(dataset)
    dataset, slips = smoothed(dataset)
    dataset = filled(named_by_day(once_each(dataset)))
    identity = replace(identity, organisations=organisations, answers=answers, slips=tuple(slips))
    return Matched(dataset, tuple(sorted({*repeated, *copied})), identity)


def _people(dataset: Dataset, declared: Declared) -> tuple[Dataset, Identity]:
    """Settle who is who: what accounts and aliases say first, then what the writings say."""
    dataset = dataset.with_tables(statements=dataset.statements.assign(stated=dataset.statements["id"]))
    for step in (unidentified(dataset), same_accounts(dataset.people)):
        dataset = relabelled(dataset, People(step)) if step else dataset
    if aliased := declared_people(dataset.people, declared.aliases):
        dataset = relabelled(dataset, People(aliased))
    names = {f"name:{key(name)}": name for name in declared.aliases.values()}
    told = records(dataset, declared.rosters)
    told = told[told["id"].isin(comparable_ids(dataset.people))]
    said, digests = gathered(told, names)
    matching = compared(said, declared.answers)
    people = called(said, matching.clusters, superseded(said))
    persons = digests.map({digest: one.id for one in people for digest in one.writings})
    dataset = relabelled(dataset, people_of(told, persons))
    return _named(dataset, people, names), Identity(said, tuple(people), matching, aliases=names)


def _named(dataset: Dataset, people: list[Called], aliases: Mapping[str, str]) -> Dataset:
    """Show everybody by their name, and by no name they have given up."""
    shown = {**aliases} | {one.id: aliases.get(one.id, one.name) for one in people}
    hiding = {one.id: one for one in people if one.given_up}
    tables = {}
    for table, who in (("people", "id"), ("attendance", "person"), ("statements", "id")):
        old: pd.DataFrame = getattr(dataset, table)
        theirs = old[who].isin(set(hiding))
        columns = {"written": _shown_in(old, who, hiding)} if theirs.any() else {}
        if table == "people":
            columns["name"] = pd.Series([*map(shown.get, old["id"], old["name"])], index=old.index, dtype="str")
        tables[table] = tidy(old.assign(**columns)) if columns else old
    return dataset.with_tables(**tables)


def _shown_in(table: pd.DataFrame, who: str, hiding: Mapping[str, Called]) -> pd.Series:
    rows = zip(table[who], table["written"], strict=True)
    told = [hiding[id_].name if id_ in hiding and hiding[id_].hides(text) else text for id_, text in rows]
    return pd.Series(told, index=table.index, dtype="str")
