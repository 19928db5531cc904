"""Where each person worked on the day of each act: what records say, smoothed over gaps and slips."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import numpy as np
import pandas as pd

from sna.dataset import Dataset, columns_of, tidy
from sna.facts import Reason
from sna.membership import Membership, Succession

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
