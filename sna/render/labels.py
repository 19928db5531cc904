"""What stands for a person on the map: the name, the initials, the role or a code.

Whoever makes the file decides; with initials, roles or codes the names themselves are not in it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

UNNAMED, UNSTATED = "No name", "Role not stated"
_STYLES = frozenset({"dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "rev", "cllr"})


Style = Literal["names", "initials", "roles", "codes"]


def labels(names: Sequence[str], style: Style, roles: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """Give each person's label, and a short one that is still unique where a short one exists.

    Codes number the people in the order they are given; two people with the same initials, or in the same of the
    `roles`, are told apart by a number.

    Examples
    --------
    >>> labels(["Ann Okafor", "Ann Lowe", "Bo"], "names")
    (['Ann Okafor', 'Ann Lowe', 'Bo'], ['Ann O.', 'Ann L.', 'Bo'])
    >>> labels(["Ann Okafor", "Abe Orr"], "initials")[0]
    ['AO 1', 'AO 2']
    >>> labels(["Ann Okafor", "Abe Orr"], "codes")[0]
    ['P1', 'P2']
    >>> labels(["Ann", "Bo", "Cy"], "roles", ["Nurse", "Nurse", ""])[0]
    ['Nurse 1', 'Nurse 2', 'Role not stated']
    >>> labels(["Dr Ann Okafor"], "names")[1]
    ['Ann']
    """
    if style == "names":
        full = [name or UNNAMED for name in names]
        return full, _shortened(full)
    if style == "codes":
        coded = _codes(len(names))
    else:
        coded = _numbered([role or UNSTATED for role in roles] if style == "roles" else list(map(_initials, names)))
    return coded, list(coded)


def _codes(count: int) -> list[str]:
    width = len(str(count))
    return [f"P{number:0{width}d}" for number in range(1, count + 1)]


def _initials(name: str) -> str:
    return "".join(word[0].upper() for word in (_own_words(name) if name else []) if word[0].isalpha()) or "?"


def _numbered(marks: list[str]) -> list[str]:
    often, seen = Counter(marks), Counter[str]()
    numbered = []
    for mark in marks:
        seen[mark] += 1
        numbered.append(f"{mark} {seen[mark]}" if often[mark] > 1 else mark)
    return numbered


def _shortened(names: list[str]) -> list[str]:
    """Take the first name; if others share it, add the initial of the last; if that is shared too, the whole name.

    A label that ends in a number, such as "Nurse 2", stays whole.
    """
    words = [[name] if name.split()[-1:] and name.split()[-1].isdigit() else _own_words(name) for name in names]
    first = [own[0] for own in words]
    second = [f"{own[0]} {own[-1][0]}." if len(own) > 1 else own[0] for own in words]
    firsts, seconds = Counter(first), Counter(second)
    return [
        name if name == UNNAMED else one if firsts[one] == 1 else two if seconds[two] == 1 else name
        for name, one, two in zip(names, first, second, strict=True)
    ]


def _own_words(name: str) -> list[str]:
    """Leave out what stands before a name, such as "Dr"."""
    words = name.split()
    return [word for word in words if word.casefold().rstrip(".") not in _STYLES] or words
