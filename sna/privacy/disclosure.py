"""What a page may disclose: small numbers withheld, other counts rounded, codes in place of names."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping

from msgspec import Struct


class RoundedCount(Struct, frozen=True):
    """A count as it may be shown: what is written, and the number a drawing may use (None: withheld)."""

    text: str
    number: int | None


class SmallNumbers(Struct, frozen=True):
    """A rule for counts of people.

    0 is shown; 1 to one less than `smallest` is shown as "fewer than"; anything else is rounded to the nearest multiple
    of `base`. Totals are rounded from the true value, percentages are made from rounded figures.

    Attributes
    ----------
    smallest
        The smallest count that is told; 0 or 1 tells every count.
    base
        What counts are rounded to, 1 or more; 1 leaves them as they are.
    fewest
        A tie between groups is shown only if at least so many different people stand behind it and in each group.

    References
    ----------
    The rule of NHS England for statistics of secondary care: 1 to 7 withheld, everything else rounded to the nearest 5.
    """

    smallest: int = 8
    base: int = 5
    fewest: int = 5

    def rounded(self, count: int) -> int:
        """Round a count to the nearest multiple of the base, half-way upwards.

        Examples
        --------
        >>> rule = SmallNumbers()
        >>> [rule.rounded(count) for count in (0, 8, 12, 13, 60)]
        [0, 10, 10, 15, 60]
        """
        return self.base * ((2 * count + self.base) // (2 * self.base))

    def count(self, count: int) -> RoundedCount:
        """Give a count as it may be shown.

        Examples
        --------
        >>> rule = SmallNumbers()
        >>> [rule.count(number).text for number in (0, 1, 7, 8, 1204)]
        ['0', 'fewer than 8', 'fewer than 8', '10', '1,205']
        """
        if 0 < count < self.smallest:
            return RoundedCount(f"fewer than {self.smallest}", None)
        return RoundedCount(f"{self.rounded(count):,}", self.rounded(count))

    def percent(self, part: int, total: int) -> str:
        """Give a share in whole percent, made from the rounded figures; empty where either is withheld or none.

        Examples
        --------
        >>> rule = SmallNumbers()
        >>> rule.percent(42, 61), rule.percent(3, 61), rule.percent(0, 0)
        ('67%', '', '')
        """
        numerator, denominator = self.count(part).number, self.count(total).number
        if numerator is None or not denominator:
            return ""
        return f"{round(100 * min(numerator, denominator) / denominator)}%"

    def between(self, people: int, group: int, neighbours: int) -> bool:
        """Whether a tie between two groups may be shown: people behind it, and people in either group.

        Examples
        --------
        >>> rule = SmallNumbers()
        >>> rule.between(5, 8, 5), rule.between(4, 8, 8), rule.between(9, 40, 4)
        (True, False, False)
        """
        return min(people, group, neighbours) >= self.fewest

    def said(self) -> str:
        """Say the rule.

        Examples
        --------
        >>> SmallNumbers().said().partition(".")[0]
        'Counts of people from 1 to 7 are written as fewer than 8'
        """
        parts = []
        if self.smallest > 1:
            bounds = f" from 1 to {self.smallest - 1} are" if self.smallest > 2 else " of 1 are"
            parts.append(f"Counts of people{bounds} written as fewer than {self.smallest}.")
        if self.base > 1:
            parts.append(f"Other counts of people are rounded to the nearest {self.base}, percentages made from these.")
        parts.append(
            f"A tie between groups is shown only where at least {self.fewest} different people stand behind it and "
            "either group has as many."
        )
        return " ".join(parts)


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
        stated = sorted((count, role) for (home, role), count in sizes.items() if home == group and role)
        blank = sizes[group, ""]
        for count, role in stated:
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
