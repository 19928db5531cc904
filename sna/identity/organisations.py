"""What each organisation is called: one spelling each, what is no organisation at all, and whose a domain is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations

import pandas as pd
from msgspec import Struct
from rapidfuzz.distance import OSA

from sna.dataset import Dataset, one_row_each, tidy
from sna.identity.answers import Answers, pair_of
from sna.identity.legal_names import comparable, core, initials, is_domain, is_status
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


LONG_NAME, LONG_WORD = 15, 6
"""From how many letters on a name, and the word in it that differs, may be taken for mistyped."""

RARE = 10
"""How many times as often the usual spelling must be seen for the other to be a typing error."""

MOST_ALIKE = 50
"""More names than this that differ in one word differ in that word on purpose."""


class Likeness(Struct, frozen=True, order=True):
    """Two comparable names that may be one body: how sure, by what rule, and what speaks for and against."""

    first: str
    second: str
    sure: bool
    rule: str
    for_: str
    against: str = ""


def likenesses(counted: Mapping[str, int]) -> list[Likeness]:
    """Compare the comparable names of organisations.

    Parameters
    ----------
    counted
        Comparable name → how often it was stated, a declared one as if it were seen very often.

    Examples
    --------
    >>> told = likenesses({"northshire nhs trust": 9, "northshire nhs foundation trust": 9})
    >>> told[0].sure, told[0].rule
    (False, 'legal form')
    """
    names = sorted(name for name in counted if not is_domain(name))
    found: dict[tuple[str, str], Likeness] = {}
    for one in (*_spaced(names), *_mistyped(names, counted), *_formed(names), *_shortened(names)):
        found.setdefault((one.first, one.second), one)
    return sorted(found.values())


def _spaced(names: Iterable[str]) -> Iterator[Likeness]:
    for first, second in _pairs((name.replace(" ", ""), name) for name in names if len(name) > LONG_WORD):
        yield Likeness(first, second, True, "spacing", "The letters are the same; only the spaces differ.")


def _formed(names: Iterable[str]) -> Iterator[Likeness]:
    for first, second in _pairs((core(name), name) for name in names):
        differ = sorted(set(first.split()) ^ set(second.split()))
        against = f"One of them also says: {', '.join(differ)}."
        yield Likeness(first, second, False, "legal form", "The same name but for its legal form.", against)


def _shortened(names: list[str]) -> Iterator[Likeness]:
    """Tie an abbreviation to the only name it can stand for."""
    meant: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for short in initials(name) | initials(core(name)):
            meant[short].add(name)
    for name in names:
        full = meant.get(name, set())
        if len(full) == 1 and len(name) > 2:
            first, second = sorted((name, *full))
            told = "One is made of the first letters of the other, and of no other organisation here."
            yield Likeness(first, second, False, "initials", told)


def _mistyped(names: Iterable[str], counted: Mapping[str, int]) -> Iterator[Likeness]:
    """Compare names that differ in one word, found by leaving each word out in turn."""
    masked = ((f"{at} {' '.join(words[:at])} _ {' '.join(words[at + 1 :])}", name) for name, at, words in _words(names))
    for first, second in _pairs(masked):
        pair = next((one, other) for one, other in zip(first.split(), second.split(), strict=True) if one != other)
        if _typing_error(*pair):
            rare = RARE * min(counted[first], counted[second]) <= max(counted[first], counted[second])
            sure = rare and len(first) >= LONG_NAME and min(map(len, pair)) >= LONG_WORD
            told = f"One letter or two differ: {pair[0]}, {pair[1]}."
            yield Likeness(first, second, sure, "typing error", told, "" if sure else "Both are seen often or short.")


def _words(names: Iterable[str]) -> Iterator[tuple[str, int, list[str]]]:
    for name in names:
        words = name.split()
        yield from ((name, at, words) for at in range(len(words)) if len(words[at]) >= 4)


def _typing_error(one: str, other: str) -> bool:
    if any(map(str.isdigit, one + other)) or one[0] != other[0]:
        return False
    return int(OSA.distance(one, other)) <= (2 if min(len(one), len(other)) >= 9 else 1)


def _pairs(keyed: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for shared, name in keyed:
        groups[shared].add(name)
    for shared in sorted(groups):
        if 1 < len(groups[shared]) <= MOST_ALIKE:
            yield from combinations(sorted(groups[shared]), 2)


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
