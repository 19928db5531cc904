"""Every way in which the people of a study are written, the letters in place of groups, and what one reader sees.

A funder sees the groups with their people and ties as far as they may be told, by the rule that stands here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations, combinations_with_replacement
from string import ascii_uppercase
from typing import Literal, TypeAlias, TypeVar

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Dataset
from sna.facts import Kind
from sna.findings.evidence import PersonRow, Records
from sna.findings.frames import Table
from sna.findings.tables import BOUNDARIES
from sna.names import key, looks_like_organisation, read_name
from sna.network import Network
from sna.privacy import Known, RoundedCount, SmallNumbers, Sum, codes, known, names_somebody
from sna.privacy.identifiers import runs, writings
from sna.render.audience.content import Count, Group, Groups
from sna.render.map.content import MapContent
from sna.render.map.scene import Scene
from sna.render.report.content import ReportContent
from sna.study.analyses import members
from sna.study.evidence import report_content
from sna.study.problems import open_problems
from sna.study.publishing import Memory
from sna.study.reading import Reading
from sna.study.results import Results
from sna.study.settings import Settings

Style = Literal["names", "initials", "roles", "codes"]
ID, PERSON, NAME = "id", "person", "name"
"""The columns by which the dataset's tables say who somebody is."""
NAMES, WRITTEN = (NAME, "written", "formerly", "also"), ("written",)
ADDRESSES, ACCOUNTS = ("email", "handle"), ("source_account", "target_account")
"""The columns in which somebody's names, addresses and accounts stand."""


class NameIndex(Struct, frozen=True):
    """What would give the people of a study away.

    Attributes
    ----------
    people
        All their names, and their addresses, accounts and ids.
    official
        The names of organisations, localities and sectors, as they stand in the files.
    """

    people: Known
    official: frozenset[str] = frozenset()


def name_index(reading: Reading, conveners: Iterable[str] = (), besides: Collection[str] = ()) -> NameIndex:
    """Gather every name, address, handle, account and id of the people of a study.

    What is also the name of an organisation, or reads like one, or is one of the folded names `besides`, is no person's
    name: an account called "Age UK", or by the community's own title.
    """
    dataset = reading.dataset
    official = frozenset(_official(dataset))
    folded = {key(name) for name in official}.union(besides)
    names = {read_name(text).display for text in {*_written(reading), *conveners}}
    people = sorted(name for name in names if key(name) not in folded and not looks_like_organisation(name))
    return NameIndex(known(people, _marks(dataset)), official)


def _official(dataset: Dataset) -> set[str]:
    return texts(
        (dataset.organisations, ("name", "formerly", "merged_into", "sector", "locality")),
        (dataset.affiliations, BOUNDARIES[:1]),
        (dataset.attendance, BOUNDARIES[:1]),
        (dataset.people, BOUNDARIES[1:]),
    )


def _written(reading: Reading) -> set[str]:
    """Give every text that was read as the name of a person."""
    dataset = reading.dataset
    persons = {row.id for row in records(dataset.people) if row.kind == Kind.PERSON}
    names = {person.name for person in reading.identity.people} | set(reading.identity.aliases.values())
    names |= texts(
        (_rows_of(dataset.people, ID, persons), NAMES),
        (_rows_of(dataset.statements, ID, persons), NAMES),
        (_rows_of(dataset.attendance, PERSON, persons), WRITTEN),
    )
    return names - {""}


def _rows_of(table: pd.DataFrame, column: str, ids: set[str]) -> pd.DataFrame:
    return table[table[column].isin(ids)]


def records(people: pd.DataFrame) -> Table[PersonRow]:
    """Give the people of the dataset as records."""
    return Records({"people": people.set_index(ID)}).people


def _marks(dataset: Dataset) -> set[str]:
    return texts((dataset.people, (ID, *ADDRESSES)), (dataset.statements, ADDRESSES), (dataset.interactions, ACCOUNTS))


def texts(*parts: tuple[pd.DataFrame, Iterable[str]]) -> set[str]:
    """Give every text that stands in these columns of tables."""
    columns = [table[column] for table, names in parts for column in names]
    return {str(text) for column in columns for text in column.dropna().unique() if text}


class GroupLetters(Struct, frozen=True):
    """What stands for each group on a page without names: its name, or a letter where the name is a person's.

    `letters` is (kind, name) → what is written; what is not in it stands as it is.
    """

    letters: Mapping[tuple[str, str], str] = {}

    def text(self, by: str, name: str) -> str:
        """Give what is written for a group."""
        return self.letters.get((by, name), name)

    def counts(self) -> dict[str, int]:
        """Count the groups under a letter, by kind."""
        kinds = [by for by, _name in self.letters]
        return {by: kinds.count(by) for by in BOUNDARIES if by in kinds}


def group_letters(
    groups: Mapping[str, Iterable[str]],
    members: Iterable[tuple[str, str]],
    index: NameIndex,
    secret: bytes = b"",
    small: Collection[str] = (),
) -> GroupLetters:
    """Put a letter in the place of each name of a group that names a person.

    That is a name that holds somebody's full name, and for an organisation also the surname of somebody who belongs to
    it, as that of a sole trader does.

    Parameters
    ----------
    groups
        Kind → names of the groups that could be shown.
    members
        Of each person: their name and their organisation.
    index
        All names of people.
    secret
        What the order of the letters is made with.
    small
        Organisations of too few people, which stand under a letter too.
    """
    people: dict[str, list[str]] = {}
    for name, organisation in members:
        people.setdefault(organisation, []).append(read_name(name).display)
    neighbours = {organisation: known(names) for organisation, names in people.items() if organisation}
    letters: dict[tuple[str, str], str] = {}
    for by, names in groups.items():
        own = neighbours if by == BOUNDARIES[0] else {}
        naming = [name for name in sorted({*names}) if name and names_somebody(name, index.people, own.get(name))]
        hidden = {*naming, *(small if by == BOUNDARIES[0] else ())}
        order = codes(hidden, secret)  # by the alphabet, sole traders' letters would be the alphabet of people
        letters |= {(by, name): f"{by.capitalize()} {letter(int(order[name][1:]) - 1)}" for name in sorted(hidden)}
    return GroupLetters(letters)


def letter(number: int) -> str:
    """Count in letters.

    Examples
    --------
    >>> [letter(number) for number in (0, 25, 26)]
    ['A', 'Z', 'AA']
    """
    return (letter(number // 26 - 1) if number > 25 else "") + ascii_uppercase[number % 26]


def search_terms(index: NameIndex, letters: GroupLetters, *pages: str) -> Known:
    """Give what to look for on a page that shows these groups.

    A word of a group's own name may also be somebody's surname and may stand there, and so may the words that the page
    says of any community (`pages`: its text made of an invented one).
    """
    hidden = {name for _by, name in letters.letters}
    words = {word for name in index.official - hidden for text in writings(name) for word in text.split()}
    own = [text.split() for page in pages for text in writings(page)]
    phrases = {phrase for parts in own for phrase in runs(parts, among=index.people.phrases)}
    return index.people.without(phrases, words | {word for parts in own for word in parts})


class View(Struct, frozen=True, dict=True):
    """What one reader sees, names or labels in it: the reading, the results, and the content of a report made of them.

    `title` is the community's name, if the settings give none; `labels` says what the labels are, if there are any;
    `conveners` are the ids of those who convene.
    """

    reading: Reading
    results: Results
    settings: Settings
    title: str
    labels: str = ""
    conveners: frozenset[str] = frozenset()

    @cached_property
    def content(self) -> ReportContent:
        """What a report says."""
        content = report_content(self.reading, self.settings, self.results, self.title)
        if not self.labels:
            return replace(content, questions=open_problems(self.reading, self.settings))
        settings = {**content.methods.settings, "Labels": self.labels}
        return replace(content, methods=replace(content.methods, settings=settings))

    @cached_property
    def drawings(self) -> dict[str, tuple[MapContent, Scene]]:
        """The maps so far, by file: several readers may see the same."""
        return {}


Figures = TypeVar("Figures")
Record: TypeAlias = "str | Sequence[Record] | None"
"""What is behind a figure, of one person: where they are from, what they came to, whom they turned to."""
BETWEEN = "\n"
"""What parts the names of two groups in what is remembered; no name holds it."""


class Masks(Struct, frozen=True):
    """What the page may tell: the rule for small numbers, what stands for each group, and what was told before."""

    rule: SmallNumbers
    letters: GroupLetters
    memory: Memory

    def figures(self, name: str, people: Mapping[str, Record], now: Figures, kind: type[Figures]) -> Figures:
        """Give figures as they may be told after what was told before by the same rule."""
        rule = f"{name}; {self.rule.smallest} {self.rule.base} {self.rule.fewest}"
        return self.memory.figures(rule, people, now, kind, self.rule.smallest)


def page_count(count: RoundedCount) -> Count:
    """Give a rounded count as a page has it."""
    return Count(count.text, count.number)


def leading(kinds: Sequence[Groups]) -> Groups | None:
    """Give the first kind of group of which half are large enough to be told, or the last kind there is."""
    several = [groups for groups in kinds if len(groups.groups) > 1]
    large = (
        groups
        for groups in several
        if 2 * sum(group.members.number is not None for group in groups.groups) >= len(groups.groups)
    )
    return next(large, several[-1] if several else None)


def publishable_groups(network: Network, attendance: Mapping[str, Record], masks: Masks) -> dict[str, Groups]:
    """Count the people of the groups of each kind and the ties between them, as far as they may be told.

    Whose group is not known is left out. Ties are told as a share of the pairs there could be: their number would tell
    how many people there are. Both groups' sizes must be told, and enough people stand behind; that two groups have no
    tie is no secret.
    """
    nodes = members(network).nodes
    homes = {
        by: {str(id_): masks.letters.text(by, str(group)) for id_, group in nodes[by].items() if group}
        for by in BOUNDARIES
    }
    posts = {str(id_): tuple(home.get(str(id_), "") for home in homes.values()) for id_ in nodes.index}
    sizes = masks.figures("sizes", posts, _sizes(homes, masks.rule), dict[str, tuple[Group, ...]])
    # of each their own part only: whoever comes is tied to everybody there, and would else count for all of them
    acts = _alters(network) if network.directed else attendance
    about = {person: (posts.get(person, ()), acts.get(person, ())) for person in {*posts, *acts}}
    now = {by: _shares(network, home, masks.rule.fewest) for by, home in homes.items()}
    shares = masks.figures("ties", about, now, dict[str, dict[str, int]])
    return {by: _grouped(by, sizes[by], shares[by]) for by in BOUNDARIES}


def _alters(network: Network) -> Mapping[str, Record]:
    """Give whom each person turned to."""
    alters: dict[str, list[str]] = {}
    ids = list(map(str, network.nodes.index))
    for source, target in zip(*network.positions(), strict=True):
        alters.setdefault(ids[source], []).append(ids[target])
    return alters


def _sizes(homes: Mapping[str, Mapping[str, str]], rule: SmallNumbers) -> dict[str, tuple[Group, ...]]:
    """Count the people of each group; whoever adds up the groups of one kind knows the sum of another's."""
    kinds = {by: Counter(home.values()) for by, home in homes.items()}
    cells = {f"{by} {name}": size for by, sizes in kinds.items() for name, size in sizes.items()}
    sums = [
        Sum({f"{by} {name}": sign for by, sign in ((head, 1), (tail, -1)) for name in kinds[by]})
        for head, tail in combinations(kinds, 2)
        if sum(kinds[head].values()) == sum(kinds[tail].values())
    ]
    counts = rule.counts(cells, sums)
    return {
        by: tuple(
            Group(name, page_count(counts[f"{by} {name}"]))
            for name in sorted(sizes, key=lambda name: (name.casefold(), name))
        )
        for by, sizes in kinds.items()
    }


def _shares(network: Network, home: Mapping[str, str], fewest: int) -> dict[str, int]:
    """Give for each pair of groups behind whose ties enough people stand the tenths of the possible pairs tied."""
    sizes, ties, people = Counter(home.values()), Counter[tuple[str, str]](), dict[tuple[str, str], set[str]]()
    for ends in _pairs(network):
        if ends[0] in home and ends[1] in home:
            head, tail = sorted((home[ends[0]], home[ends[1]]))
            ties[head, tail] += 1
            people.setdefault((head, tail), set()).update(ends)
    shares = {}
    for head, tail in combinations_with_replacement(sorted(sizes), 2):
        possible = sizes[head] * sizes[tail] if head != tail else sizes[head] * (sizes[head] - 1) // 2
        if (possible and len(people.get((head, tail), ())) >= fewest) or not ties[head, tail]:
            shares[f"{head}{BETWEEN}{tail}"] = -(-10 * ties[head, tail] // max(1, possible))
    return shares


def _pairs(network: Network) -> Iterator[tuple[str, str]]:
    ids = list(map(str, network.nodes.index))
    for tail, head in zip(*network.undirected().positions(), strict=True):
        yield ids[tail], ids[head]


def _grouped(by: str, groups: tuple[Group, ...], shares: Mapping[str, int]) -> Groups:
    """Put sizes and ties together; ties of a group whose size is not told are withheld."""
    pairs = {
        (low, high): shares.get(BETWEEN.join(sorted((groups[low].name, groups[high].name))))
        for low, high in combinations_with_replacement(range(len(groups)), 2)
        if groups[low].members.number is not None and groups[high].members.number is not None
    }
    ties = {pair: share for pair, share in pairs.items() if share is not None}
    every = combinations_with_replacement(range(len(groups)), 2)
    return Groups(by=by, groups=groups, ties=ties, withheld=frozenset({*every} - {*ties}))
