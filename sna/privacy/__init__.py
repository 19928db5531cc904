"""Who may see what: small numbers, codes in place of names, those who opted out, and the search for names left over.

What a page may disclose: small numbers withheld, other counts rounded, codes in place of names.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping

from msgspec import Struct

from sna.privacy.identifiers import Known, Leak, known, leaks, names_somebody

__all__ = [
    "Known",
    "Leak",
    "RoundedCount",
    "SmallNumbers",
    "Sum",
    "alone",
    "codes",
    "known",
    "leaks",
    "names_somebody",
    "too_rare",
]


class RoundedCount(Struct, frozen=True):
    """A count as it may be shown: what is written, and the number a drawing may use (None: withheld)."""

    text: str
    number: int | None


WITHHELD = "withheld"
ANY = 1_000_000
"""More people than any study has: what a count may be of which nothing is told."""
SURE = 3.0
"""So many tenths apart a share may lie and still be told as about one of them."""
POSSIBLE = 3
"""So many values must remain possible for a withheld count."""


class Sum(Struct, frozen=True):
    """Cells that are known to sum up: each times its sign, together from `low` to `high`."""

    cells: Mapping[str, int]
    low: int = 0
    high: int = 0

    def range(self, name: str, ranges: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
        """Give what one cell can be, from what the others can be.

        Examples
        --------
        >>> Sum({"all": 1, "new": -1, "again": -1}).range("new", {"all": (18, 22), "new": (1, 7), "again": (13, 17)})
        (1, 7)
        """
        sign = self.cells[name]
        others = [sorted(sign_ * end for end in ranges[other]) for other, sign_ in self.cells.items() if other != name]
        ends = [self.low - sum(high for _low, high in others), self.high - sum(low for low, _high in others)]
        low, high = sorted(sign * end for end in ends)
        return max(low, ranges[name][0]), min(high, ranges[name][1])


class SmallNumbers(Struct, frozen=True):
    """A rule for counts of people.

    0 is shown; 1 to one less than `smallest` is shown as "fewer than"; anything else is rounded to a multiple of `base`
    (the first above `smallest` or more): to the nearest, or where there is a `key` up or down by chance, so that
    nobody can tell at which count a figure changes. Percentages are made from figures as they are shown.

    Attributes
    ----------
    smallest
        The smallest count that is told; 0 or 1 tells every count.
    base
        What counts are rounded to, 1 or more; 1 leaves them as they are.
    fewest
        Ties between groups are told only if at least so many different people stand behind them.
    key
        What the chance of rounding is made of.

    References
    ----------
    The rule of NHS England for statistics of secondary care: 1 to 7 withheld, everything else rounded to the nearest 5.
    """

    smallest: int = 8
    base: int = 5
    fewest: int = 5
    key: bytes = b""

    def rounded(self, count: int, cell: str = "") -> int:
        """Round a count to a multiple of the base, of a `cell` that is always rounded at the same point.

        Examples
        --------
        >>> rule = SmallNumbers()
        >>> [rule.rounded(count) for count in (0, 8, 12, 13, 60)]
        [0, 10, 10, 15, 60]
        """
        up = self.base // 2
        if self.key:
            up = int.from_bytes(hmac.new(self.key, cell.encode(), hashlib.sha256).digest()[:8]) % self.base
        least = -(-self.smallest // self.base) if count >= self.smallest else 0
        return self.base * max((count + up) // self.base, least)

    def range(self, count: RoundedCount) -> tuple[int, int]:
        """Give the lowest and the highest count that is told so.

        Examples
        --------
        >>> rule = SmallNumbers()
        >>> rule.range(rule.count(3)), rule.range(rule.count(21)), rule.range(RoundedCount(WITHHELD, None))
        ((1, 7), (16, 24), (1, 1000000))
        """
        if count.number is None:
            return 1, ANY if count.text == WITHHELD else self.smallest - 1
        if not count.number:
            return 0, 0
        return max(self.smallest, count.number - self.base + 1), count.number + self.base - 1

    def count(self, count: int, cell: str = "") -> RoundedCount:
        """Give a count as it may be shown.

        Examples
        --------
        >>> rule = SmallNumbers()
        >>> [rule.count(number).text for number in (0, 1, 7, 8, 1204)]
        ['0', 'fewer than 8', 'fewer than 8', '10', '1,205']
        """
        if 0 < count < self.smallest:
            return RoundedCount(f"fewer than {self.smallest}", None)
        number = self.rounded(count, cell)
        return RoundedCount(f"{number:,}", number)

    def counts(self, cells: Mapping[str, int], sums: Iterable[Sum] = ()) -> dict[str, RoundedCount]:
        """Give counts as they may be shown together: where others tell a withheld one, the smallest of them goes too.

        Parameters
        ----------
        cells
            Name → count.
        sums
            What anybody knows of them: which sum to which.

        Examples
        --------
        >>> rule, cells = SmallNumbers(base=1), {"all": 20, "new": 3, "again": 17}
        >>> [count.text for count in rule.counts(cells, [Sum({"all": 1, "new": -1, "again": -1})]).values()]
        ['20', 'fewer than 8', 'withheld']
        """
        counts, sums = {name: self.count(count, name) for name, count in cells.items()}, list(sums)
        while exposed := self._exposed(counts, sums):
            published = [name for name, count in counts.items() if count.number and name in exposed]
            # That a whole is small tells its parts where there are nearly as many of them.
            small = [name for name, count in counts.items() if count.text != WITHHELD and name in exposed]
            if not published and not small:
                break
            least = min(published or [max(small, key=cells.__getitem__)], key=lambda name: (cells[name], name))
            counts[least] = RoundedCount(WITHHELD, None)
        return counts

    def _exposed(self, counts: Mapping[str, RoundedCount], sums: list[Sum]) -> set[str]:
        """Give the cells of the sums that leave a withheld count fewer than `POSSIBLE` values."""
        own = {name: self.range(count) for name, count in counts.items()}
        ranges, narrower = own, True
        while narrower:
            before = ranges
            for sum_ in sums:
                ranges = ranges | {name: sum_.range(name, ranges) for name in sum_.cells}
            narrower = ranges != before
        few = {
            name
            for name, (low, high) in ranges.items()
            if counts[name].number is None and high - low + 1 < min(POSSIBLE, own[name][1] - own[name][0] + 1)
        }
        return {name for sum_ in sums if few & {*sum_.cells} for name in sum_.cells}

    def tenths(self, part: RoundedCount, total: RoundedCount) -> str:
        """Say how many in ten of a total a part is, as far as shown counts tell; empty where one is withheld.

        Examples
        --------
        >>> rule = SmallNumbers()
        >>> [rule.tenths(rule.count(part), rule.count(60)) for part in (51, 31, 3)]
        ['about 8 in 10', 'about 5 in 10', '']
        >>> rule.tenths(rule.count(11), rule.count(21))
        'between 3 and 9 in 10'
        """
        if part.number is None or not total.number:
            return ""
        if not part.number:
            return "none"
        (least, most), (low, high) = self.range(part), self.range(total)
        ends = 10 * min(1, least / high), 10 * min(1, most / low)
        middle = round(sum(ends) / 2)
        if ends[1] - ends[0] <= SURE:
            return f"about {middle} in 10" if 0 < middle < 10 else "nearly all" if middle else "fewer than 1 in 10"
        return f"between {int(ends[0])} and {math.ceil(ends[1])} in 10"

    def of_counts(self) -> str:
        """Say the rule for counts.

        Examples
        --------
        >>> SmallNumbers().of_counts().partition(".")[0]
        'Counts of people from 1 to 7 are written as fewer than 8'
        """
        parts = []
        if self.smallest > 1:
            bounds = f" from 1 to {self.smallest - 1} are" if self.smallest > 2 else " of 1 are"
            parts.append(f"Counts of people{bounds} written as fewer than {self.smallest}.")
        if self.base > 1:
            how = f"up or down to a multiple of {self.base}" if self.key else f"to the nearest {self.base}"
            others = "Others are" if parts else "Counts of people are"
            parts.append(f"{others} rounded {how}. Shares are made from these.")
        return " ".join(parts)

    def of_ties(self) -> str:
        """Say the rule for ties between groups."""
        return (
            f"Ties are told in tenths of the pairs there could be, only where at least {self.fewest} different people "
            "stand behind them and the size of either group is told."
        )


def codes(ids: Iterable[str], secret: bytes, audience: str = "") -> dict[str, str]:
    """Give people numbers in an order that tells nothing of their names, another one for each audience.

    Parameters
    ----------
    ids
        Of the people.
    secret
        What the order is made with; whoever has it and the ids can make the codes again, nobody else.
    audience
        Whom the file is for: two audiences cannot put their files together by the codes.

    Returns
    -------
    dict[str, str]
        Id → code: ``"P07"``.

    Examples
    --------
    >>> sorted(codes(["name:ann", "name:bob"], b"secret").values())
    ['P1', 'P2']
    >>> codes(["name:ann"], b"secret") == codes(["name:ann"], b"secret")
    True
    """
    key = hmac.new(secret, audience.encode(), hashlib.sha256).digest()
    order = sorted(set(ids), key=lambda id_: hmac.new(key, id_.encode("utf-8", "replace"), hashlib.sha256).digest())
    width = len(str(len(order)))
    return {id_: f"P{number:0{width}d}" for number, id_ in enumerate(order, 1)}


def too_rare(roles: Mapping[str, tuple[str, str]], fewest: int) -> frozenset[str]:
    """Find those whose role must go, so that nobody shares group and role with too few.

    The rarest role of a group goes first; if those without a role are then too few themselves, the next rarest follows.

    Parameters
    ----------
    roles
        Person → group and role.
    fewest
        How many must share what stands there.

    Examples
    --------
    >>> people = {name: ("Trust", "nurse") for name in "abcd"} | {"e": ("Trust", "chair"), "f": ("Trust", "clerk")}
    >>> sorted(too_rare(people, 2)), sorted(too_rare(people, 3))
    (['e', 'f'], ['a', 'b', 'c', 'd', 'e', 'f'])
    """
    sizes, rare = Counter(roles.values()), set[tuple[str, str]]()
    for group in {group for group, _role in sizes}:
        numbers = sorted((count, role) for (home, role), count in sizes.items() if home == group and role)
        blank = sizes[group, ""]
        for count, role in numbers:
            if count < fewest or 0 < blank < fewest:
                rare.add((group, role))
                blank += count
    return frozenset(person for person, published in roles.items() if published in rare)


def alone(published: Mapping[str, Hashable], fewest: int) -> int:
    """Count those who share what is published of them with too few.

    Examples
    --------
    >>> alone({"a": "nurse", "b": "nurse", "c": "chair"}, 2)
    1
    """
    return sum(count for count in Counter(published.values()).values() if count < fewest)
