"""Which organisation the domain of an address is of, as far as the people with such addresses tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import pandas as pd

from sna.dataset import Dataset, tidy
from sna.identity.legal import is_domain
from sna.identity.organisations import comparable_line
from sna.membership import Succession

_ANYBODYS = frozenset("nhs.net nhs.uk gmail.com googlemail.com outlook.com hotmail.com icloud.com yahoo.com".split())
"""Domains that people of many organisations have: the few seen may all be of one by chance."""


def named_domains(dataset: Dataset) -> Dataset:
    """Put the organisation in the place of a domain where most of those with an address there work for it.

    A domain of which too little is known stays: it tells who belongs together.
    """
    tables = {}
    bodies: Mapping[str, str] | None = None
    for name in ("affiliations", "attendance"):
        table: pd.DataFrame = getattr(dataset, name)
        domains = {text for text in table["organisation"].unique() if is_domain(text)}
        if domains:
            bodies = bodies_of_domains(dataset) if bodies is None else bodies
            named = table["organisation"].replace({text: bodies.get(text.casefold(), text) for text in domains})
            tables[name] = tidy(table.assign(organisation=named.astype("str")))
    return dataset.with_tables(**tables) if tables else dataset


def bodies_of_domains(dataset: Dataset) -> dict[str, str]:
    """Map each domain to the organisation that more than half of the addresses there are stated with."""
    folded, names = comparable_line(dataset), Succession(dataset.organisations)
    stated: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    usual: dict[str, Counter[str]] = defaultdict(Counter)
    for email, organisation in _stated(dataset):
        line = folded(organisation)
        stated[email.rpartition("@")[2]][line].add(email)
        usual[line][names.line(organisation)] += 1
    found = {}
    for domain, lines in stated.items():
        if domain in _ANYBODYS:
            continue
        line = min(lines, key=lambda line: (-len(lines[line]), line))
        if 2 * len(lines[line]) > len(set().union(*lines.values())):
            found[domain] = min(usual[line], key=lambda name: (-usual[line][name], name))
    return found


def _stated(dataset: Dataset) -> list[tuple[str, str]]:
    """Give each address with the organisation its record states, be it on a roster or on a register."""
    at = ["file", "place", "id"]
    people = dataset.statements.loc[dataset.statements["email"] != "", [*at, "email"]]
    found = []
    for table in (dataset.affiliations, dataset.attendance):
        beside = table.loc[table["organisation"] != "", ["file", "place", "person", "organisation"]]
        rows = people.merge(beside.rename(columns={"person": "id"}), on=at)
        found += list(zip(rows["email"].str.strip().str.casefold(), rows["organisation"], strict=True))
    return [(email, organisation) for email, organisation in found if not is_domain(organisation)]
