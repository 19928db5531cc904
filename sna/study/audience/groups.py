"""The groups of the funder's page with their people and ties, as far as they may be told, and the rule for that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, combinations_with_replacement
from typing import TypeAlias, TypeVar

from msgspec import Struct

from sna.findings.tables import BOUNDARIES
from sna.network import Network
from sna.privacy import RoundedCount, SmallNumbers, Sum
from sna.render.audience.content import Count, Group, Groups
from sna.study.analyses import members
from sna.study.audience.labels import GroupLetters
from sna.study.memory import Memory

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
