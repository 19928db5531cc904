"""What each organisation is called: one spelling each, what is no organisation at all, and whose a domain is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import combinations

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz.distance import OSA

from sna.dataset import Dataset, merged_rows, tidy
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
    "subjects": ["organisation"],
    "adoptions": ["organisation", "learned_from"],
}


class Organisations(Struct, frozen=True):
    """How the names of organisations were settled.

    Attributes
    ----------
    matches
        Pairs of comparable names that are one body.
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

    matches: tuple[NamePair, ...] = ()
    doubtful: tuple[NamePair, ...] = ()
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
        status = _mapped(table["organisation"], is_status).astype(bool)
        if status.any():
            roleless = status & (table["role"] == "") & (table["organisation"].str.len() > 1)
            role = table["role"].where(~roleless, table["organisation"])
            tables[name] = tidy(table.assign(role=role, organisation=table["organisation"].where(~status, "")))
    listed = dataset.organisations
    bodies = listed[~_mapped(listed["name"], is_status).astype(bool)]
    return dataset.with_tables(**tables, organisations=bodies.reset_index(drop=True))


def _mapped(column: pd.Series, function: Callable[[str], str | bool]) -> pd.Series:
    """Apply a function once to each distinct name: a register repeats a few names thousands of times."""
    return column.map({name: function(name) for name in column.unique()})


def unified_spellings(dataset: Dataset, answers: Answers) -> tuple[Dataset, Organisations]:
    """Write each organisation one way: as declared, else as most often written."""
    listed, affiliations = dataset.organisations, dataset.affiliations
    names = [*listed["name"], *listed["formerly"], *listed["merged_into"]]
    # twice: of two declared spellings the list of organisations outweighs one row of a roster of people
    declared = Counter(filter(None, [*names, *names, *affiliations.loc[affiliations["declared"], "organisation"]]))
    observing = (affiliations, dataset.attendance, dataset.subjects, dataset.adoptions)
    observed = Counter(name for table in observing for name in table["organisation"] if name)
    counted: Counter[str] = Counter()
    for counter, worth in ((observed, 1), (declared, DECLARED_COUNTS)):
        for name, count in counter.items():
            counted[comparable(name)] += count * worth
    organisations = _decided(name_pairs(counted), answers, dataset, set(map(comparable, declared)))
    bodies = _joined(counted, organisations.matches)
    spellings = _spellings(observed, declared, bodies)
    spelling = {name: spellings[body] for name, body in bodies.items()}
    counts = {name: count % DECLARED_COUNTS for name, count in counted.items()}
    written = _further_ways(observed, declared, spelling)
    return _respelt(dataset, spelling), replace(organisations, spelling=spelling, counted=counts, written=written)


def _decided(pairs: Iterable[NamePair], answers: Answers, dataset: Dataset, declared: set[str]) -> Organisations:
    """Part pairs into those that are one body and those somebody should decide.

    A yes or no decides. Two names that both stand among the organisations to reach are two; of two that are declared,
    likeness is never enough.
    """
    listed = dataset.organisations
    folded = {column: listed[column].map(comparable) for column in _COLUMNS["organisations"]}
    line, to_reach = Succession(listed.assign(**folded)).line, set(folded["name"][listed["reach"]])
    matches, doubtful, digests = [], [], set()
    for pair in pairs:
        digests.add(digest := pair_of("organisation", pair.first, pair.second))
        same, names = answers.decisions.get(digest), {pair.first, pair.second}
        if same or (same is None and pair.sure and not names <= declared):
            matches.append(pair)
        elif same is None and not names <= to_reach and line(pair.first) != line(pair.second):
            doubtful.append(pair)
    return Organisations(tuple(matches), tuple(doubtful), frozenset(digests))


def _joined(names: Iterable[str], matches: Iterable[NamePair]) -> dict[str, str]:
    """Map each comparable name to the first of those that are one body with it."""
    bodies = {name: name for name in sorted(names)}
    for pair in matches:
        body, absorbed = sorted((bodies[pair.first], bodies[pair.second]))
        bodies = {name: body if bodies[name] == absorbed else bodies[name] for name in bodies}
    return bodies


def _spellings(observed: Counter[str], declared: Counter[str], bodies: Mapping[str, str]) -> dict[str, str]:
    """Choose the spelling of each body: the most declared, else the most written not all in capitals."""
    written: dict[str, list[str]] = defaultdict(list)
    for name in observed | declared:
        written[bodies[comparable(name)]].append(name)

    def rank(name: str) -> tuple[int, bool, int, int, str]:
        return -declared[name], name.isupper(), -observed[name], -len(name), name

    return {body: min(names, key=rank) for body, names in written.items()}


def _further_ways(
    observed: Counter[str], declared: Counter[str], spelling: Mapping[str, str]
) -> dict[str, dict[str, int]]:
    """List the ways each name is written that differ from the one shown in more than capitals and accents."""
    ways: dict[str, dict[str, int]] = defaultdict(dict)
    for name in sorted(observed | declared):
        folded = comparable(name)
        if key(name) != key(spelling[folded]):
            ways[folded][name] = observed[name]
    return ways


def _respelt(dataset: Dataset, spelling: Mapping[str, str]) -> Dataset:
    def spelt(name: str) -> str:
        return spelling.get(comparable(name), name) if name else ""

    tables = {}
    for table, columns in _COLUMNS.items():
        rows: pd.DataFrame = getattr(dataset, table)
        tables[table] = tidy(rows.assign(**{column: _mapped(rows[column], spelt).astype("str") for column in columns}))
    organisations = tables["organisations"]
    if not organisations.empty:
        reach = organisations.groupby("name")["reach"].any()
        merged = merged_rows(organisations, "name")
        tables["organisations"] = merged.assign(reach=merged["name"].map(reach).astype(bool))
    return dataset.with_tables(**tables)


def comparable_line(dataset: Dataset) -> Callable[[str], str]:
    """Give how to compare organisations of different days: by the last name of the line each belongs to."""
    names = Succession(dataset.organisations)

    @cache
    def folded(name: str) -> str:
        return comparable(names.line(name)) if name else ""

    return folded


LONG_NAME, LONG_WORD = 15, 6
"""From how many letters on a name, and the word in it that differs, may be taken for mistyped."""

RARE = 10
"""How many times as often the usual spelling must be seen for the other to be a typing error."""

MOST_ALIKE = 50
"""More names than this that differ in one word differ in that word on purpose."""


class NamePair(Struct, frozen=True, order=True):
    """Two comparable names that may be one body: how sure, by what rule, and what speaks for and against."""

    first: str
    second: str
    sure: bool
    rule: str
    for_: str
    against: str = ""


def name_pairs(counted: Mapping[str, int]) -> list[NamePair]:
    """Compare the comparable names of organisations.

    Parameters
    ----------
    counted
        Comparable name → how often it was stated, a declared one as if it were seen very often.

    Examples
    --------
    >>> pairs = name_pairs({"northshire nhs trust": 9, "northshire nhs foundation trust": 9})
    >>> pairs[0].sure, pairs[0].rule
    (False, 'legal form')
    """
    names = sorted(name for name in counted if not is_domain(name))
    pairs: dict[tuple[str, str], NamePair] = {}
    for pair in (*_spaced(names), *_mistyped(names, counted), *_formed(names), *_shortened(names)):
        pairs.setdefault((pair.first, pair.second), pair)
    return sorted(pairs.values())


def _spaced(names: Iterable[str]) -> Iterator[NamePair]:
    for head, tail in _pairs((name.replace(" ", ""), name) for name in names if len(name) > LONG_WORD):
        yield NamePair(head, tail, True, "spacing", "The letters are the same; only the spaces differ.")


def _formed(names: Iterable[str]) -> Iterator[NamePair]:
    for head, tail in _pairs((core(name), name) for name in names):
        differ = sorted(set(head.split()) ^ set(tail.split()))
        against = f"One of them also says: {', '.join(differ)}."
        yield NamePair(head, tail, False, "legal form", "The same name but for its legal form.", against)


def _shortened(names: list[str]) -> Iterator[NamePair]:
    """Tie an abbreviation to the only name it can stand for."""
    meant: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for short in initials(name) | initials(core(name)):
            meant[short].add(name)
    for name in names:
        full = meant.get(name, set())
        if len(full) == 1 and len(name) > 2:
            head, tail = sorted((name, *full))
            sentence = "One is made of the first letters of the other, and of no other organisation here."
            yield NamePair(head, tail, False, "initials", sentence)


def _mistyped(names: Iterable[str], counted: Mapping[str, int]) -> Iterator[NamePair]:
    """Compare names that differ in one word, found by leaving each word out in turn."""
    masked = (
        (f"{index} {' '.join([*words[:index], '_', *words[index + 1 :]])}", name)
        for name in names
        for words in [name.split()]
        for index in range(len(words))
        if len(words[index]) >= 4
    )
    for head, tail in _pairs(masked):
        pair = next(words for words in zip(head.split(), tail.split(), strict=True) if words[0] != words[1])
        if _typing_error(*pair):
            rare = RARE * min(counted[head], counted[tail]) <= max(counted[head], counted[tail])
            sure = rare and len(head) >= LONG_NAME and min(map(len, pair)) >= LONG_WORD
            sentence = f"One letter or two differ: {pair[0]}, {pair[1]}."
            yield NamePair(head, tail, sure, "typing error", sentence, "" if sure else "Both are seen often or short.")


def _typing_error(head: str, tail: str) -> bool:
    if any(map(str.isdigit, head + tail)) or head[0] != tail[0]:
        return False
    return int(OSA.distance(head, tail)) <= (2 if min(len(head), len(tail)) >= 9 else 1)


def _pairs(keyed: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for shared, name in keyed:
        groups[shared].add(name)
    for _shared, names in sorted(groups.items()):
        if 1 < len(names) <= MOST_ALIKE:
            yield from combinations(sorted(names), 2)


_ANYBODYS = frozenset("nhs.net nhs.uk gmail.com googlemail.com outlook.com hotmail.com icloud.com yahoo.com".split())
"""Domains that people of many organisations have: the few seen may all be of one by chance."""


def named_domains(dataset: Dataset) -> Dataset:
    """Put the organisation in the place of a domain where most of those with an address there work for it.

    A domain of which too little is known stays: it tells who belongs together.
    """
    tables = {}
    for name in ("affiliations", "attendance"):
        table: pd.DataFrame = getattr(dataset, name)
        domains = {text for text in table["organisation"].unique() if is_domain(text)}
        if domains:
            bodies = bodies_of_domains(dataset)
            named = table["organisation"].replace({text: bodies.get(text.casefold(), text) for text in domains})
            tables[name] = tidy(table.assign(organisation=named.astype("str")))
    return dataset.with_tables(**tables) if tables else dataset


def bodies_of_domains(dataset: Dataset) -> dict[str, str]:
    """Map each domain to the organisation that more than half of the addresses there are stated with."""
    folded, names = comparable_line(dataset), Succession(dataset.organisations)
    addresses: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    usual: dict[str, Counter[str]] = defaultdict(Counter)
    for email, organisation in _addresses_with_organisations(dataset):
        line = folded(organisation)
        addresses[email.rpartition("@")[2]][line].add(email)
        usual[line][names.line(organisation)] += 1
    bodies = {}
    for domain, lines in addresses.items():
        if domain in _ANYBODYS:
            continue
        line = min(lines, key=lambda line: (-len(lines[line]), line))
        if 2 * len(lines[line]) > len(set().union(*lines.values())):
            bodies[domain] = min(usual[line], key=lambda name: (-usual[line][name], name))
    return bodies


def _addresses_with_organisations(dataset: Dataset) -> list[tuple[str, str]]:
    """Give each address with the organisation its record states, be it on a roster or on a register."""
    record = ["file", "place", "id"]
    people = dataset.statements.loc[dataset.statements["email"] != "", [*record, "email"]]
    pairs = []
    for table in (dataset.affiliations, dataset.attendance):
        organisations = table.loc[table["organisation"] != "", ["file", "place", "person", "organisation"]]
        rows = people.merge(organisations.rename(columns={"person": "id"}), on=record)
        pairs += list(zip(rows["email"].str.strip().str.casefold(), rows["organisation"], strict=True))
    return [(email, organisation) for email, organisation in pairs if not is_domain(organisation)]
