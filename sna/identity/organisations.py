"""What each organisation is called: one spelling each, and what is no organisation at all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

import pandas as pd
from msgspec import Struct

from sna.dataset import Dataset, one_row_each, tidy
from sna.identity.answers import Answers, pair_of
from sna.identity.legal import comparable, is_status
from sna.identity.spelling import Likeness, likenesses
from sna.membership import Succession
from sna.names import key

DECLARED_COUNTS = 1_000
"""How often a declared name counts as seen: nobody mistypes what they declare."""

_COLUMNS = {
    "organisations": ["name", "formerly", "merged_into"],
    "affiliations": ["organisation"],
    "attendance": ["organisation"],
}


class Organisations(Struct, frozen=True):
    """How the names of organisations were settled.

    Attributes
    ----------
    made
        Likenesses by which two spellings are one body, of comparable names.
    doubtful
        Those somebody should decide.
    alike
        Every pair the names of which are alike, however it was decided.
    spelling
        Comparable name → the spelling shown.
    counted
        Comparable name → how often it is stated.
    written
        Comparable name → the other ways it is written, with how often.
    """

    made: tuple[Likeness, ...] = ()
    doubtful: tuple[Likeness, ...] = ()
    alike: frozenset[str] = frozenset()
    spelling: Mapping[str, str] = {}
    counted: Mapping[str, int] = {}
    written: Mapping[str, Mapping[str, int]] = {}


def without_statuses(dataset: Dataset) -> Dataset:
    """Take what somebody is ("Invited expert", "Observer", "n/a") out of where an organisation should stand.

    It becomes the role where none is stated.
    """
    tables = {}
    for name in ("affiliations", "attendance"):
        table: pd.DataFrame = getattr(dataset, name)
        status = _which(table["organisation"], is_status)
        if status.any():
            told = status & (table["role"] == "") & (table["organisation"].str.len() > 1)
            role = table["role"].where(~told, table["organisation"])
            tables[name] = tidy(table.assign(role=role, organisation=table["organisation"].where(~status, "")))
    listed = dataset.organisations
    kept = listed[~_which(listed["name"], is_status)]
    return dataset.with_tables(**tables, organisations=kept.reset_index(drop=True))


def _which(column: pd.Series, test: Callable[[str], bool]) -> pd.Series:
    known = {name: test(name) for name in column.unique()}
    return column.map(known).astype(bool)


def one_spelling(dataset: Dataset, answers: Answers) -> tuple[Dataset, Organisations]:
    """Write each organisation one way: as declared, else as most often written."""
    stated = dataset.affiliations
    listed = [*dataset.organisations["name"], *dataset.organisations["formerly"], *dataset.organisations["merged_into"]]
    declared = Counter(filter(None, [*listed, *listed, *stated.loc[stated["declared"], "organisation"]]))
    observed = Counter(filter(None, [*stated["organisation"], *dataset.attendance["organisation"]]))
    counted: Counter[str] = Counter()
    for names, worth in ((observed, 1), (declared, DECLARED_COUNTS)):
        for name, count in names.items():
            counted[comparable(name)] += count * worth
    found = _decided(likenesses(counted), answers, dataset, set(map(comparable, declared)))
    bodies = _joined(counted, found.made)
    shown = _shown(observed, declared, bodies)
    spelling = {name: shown[body] for name, body in bodies.items()}
    settled = _respelt(dataset, lambda name: spelling.get(comparable(name), name))
    seen = {name: count % DECLARED_COUNTS for name, count in counted.items()}
    written = _other_ways(observed, declared, spelling)
    return settled, Organisations(found.made, found.doubtful, found.alike, spelling, seen, written)


def _lines(organisations: pd.DataFrame) -> Callable[[str], str]:
    """Give how to tell the line a comparable name belongs to, by what was declared of renames and mergers."""
    folded = {column: organisations[column].map(comparable) for column in _COLUMNS["organisations"]}
    return Succession(organisations.assign(**folded)).line


def _decided(found: Iterable[Likeness], answers: Answers, dataset: Dataset, declared: set[str]) -> Organisations:
    """Part likenesses into those made and those open.

    A yes or no decides. Two names that both stand among the organisations to reach are two; of two that are declared,
    likeness is never enough.
    """
    listed = dataset.organisations
    apart, line = set(listed.loc[listed["reach"], "name"].map(comparable)), _lines(listed)
    made, doubtful, alike = [], [], set()
    for one in found:
        alike.add(pair := pair_of("organisation", one.first, one.second))
        said, both = answers.said.get(pair), {one.first, one.second}
        if said or (said is None and one.sure and not both <= declared):
            made.append(one)
        elif said is None and not both <= apart and line(one.first) != line(one.second):
            doubtful.append(one)
    return Organisations(tuple(made), tuple(doubtful), frozenset(alike))


def _joined(names: Iterable[str], made: Iterable[Likeness]) -> dict[str, str]:
    """Map each comparable name to the first of those that are one body with it."""
    bodies = {name: name for name in sorted(names)}
    for one in made:
        first, second = sorted((bodies[one.first], bodies[one.second]))
        if first != second:
            bodies |= {name: first for name, body in bodies.items() if body == second}
    return bodies


def _shown(observed: Counter[str], declared: Counter[str], bodies: Mapping[str, str]) -> dict[str, str]:
    """Choose the spelling of each body: the most declared, else the most written not all in capitals."""
    written: dict[str, list[str]] = defaultdict(list)
    for name in observed | declared:
        written[bodies[comparable(name)]].append(name)
    return {body: min(names, key=lambda name: _rank(name, observed, declared)) for body, names in written.items()}


def _rank(name: str, observed: Counter[str], declared: Counter[str]) -> tuple[int, bool, int, int, str]:
    return -declared[name], name.isupper(), -observed[name], -len(name), name


def _other_ways(
    observed: Counter[str], declared: Counter[str], spelling: Mapping[str, str]
) -> dict[str, dict[str, int]]:
    """List the ways each name is written that differ from the one shown in more than capitals and accents."""
    ways: dict[str, dict[str, int]] = defaultdict(dict)
    for name in sorted(observed | declared):
        folded = comparable(name)
        if key(name) != key(spelling[folded]):
            ways[folded][name] = observed[name]
    return ways


def _respelt(dataset: Dataset, spelt: Callable[[str], str]) -> Dataset:
    tables = {}
    for table, columns in _COLUMNS.items():
        old: pd.DataFrame = getattr(dataset, table)
        tables[table] = tidy(old.assign(**{column: _mapped(old[column], spelt) for column in columns}))
    tables["organisations"] = _one_row_each(tables["organisations"])
    return dataset.with_tables(**tables)


def _mapped(column: pd.Series, spelt: Callable[[str], str]) -> pd.Series:
    known = {name: spelt(name) if name else "" for name in column.unique()}
    return column.map(known).astype("str")


def _one_row_each(organisations: pd.DataFrame) -> pd.DataFrame:
    if organisations.empty:
        return organisations
    reach = organisations.groupby("name")["reach"].any()
    single = one_row_each(organisations, "name")
    return single.assign(reach=single["name"].map(reach).astype(bool))


def comparable_line(dataset: Dataset) -> Callable[[str], str]:
    """Give how to compare organisations of different days: by the last name of the line each belongs to."""
    names = Succession(dataset.organisations)
    known: dict[str, str] = {}

    def folded(name: str) -> str:
        if name not in known:
            known[name] = comparable(names.line(name)) if name else ""
        return known[name]

    return folded
