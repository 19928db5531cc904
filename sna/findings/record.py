"""One finding: what was found, about whom, with the figures behind it, the verdict and the rule."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

Figure = int | float | str


class Verdict(StrEnum):
    """What may be concluded."""

    MORE = "more than chance"
    FEWER = "fewer than chance"
    LEVEL = "as chance would have it"
    UNCLEAR = "not to be told from chance"
    LESS_APART = "less isolated"
    MORE_APART = "more isolated"
    MORE_CONTACT = "more contact"
    LESS_CONTACT = "less contact"
    UNCHANGED = "no evidence of change"
    CANNOT_TELL = "these data cannot tell"
    COUNT = "a count, not a test"


class Finding(Struct, frozen=True, kw_only=True):
    """One finding. A sentence about it is made from this record alone, so that no number is typed beside it.

    Attributes
    ----------
    what
        A short code that says which kind of finding it is, such as ``"change"`` or ``"hangs-on-one"``; the kinds are
        in `sna.findings.KINDS`.
    by
        The boundary it is about: the column that names the groups, such as ``"locality"``; empty if it is about none.
    who, groups
        The ids of the people, and the names of the groups, it is about; in the order they are named in.
    figures
        Every number, name of a period and date that its sentence uses: name → value. A share or a probability is 0 … 1.
    verdict
        What may be concluded.
    rule
        By which rule, in words; empty where the finding is a plain count.
    period, medium
        The period it is about (empty: the whole time, or the only one) and where: ``"meetings"``, or a medium by its
        title such as ``"Slack"``.
    order
        Its place among the findings: the lowest is the most useful.

    Examples
    --------
    >>> found = Finding(what="alone", who=("name:ann",), figures={"people": 1})
    >>> found.verdict.value, found.medium
    ('a count, not a test', 'meetings')
    """

    what: str
    by: str = ""
    who: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    figures: Mapping[str, Figure] = {}
    verdict: Verdict = Verdict.COUNT
    rule: str = ""
    period: str = ""
    medium: str = "meetings"
    order: int = 0

    def number(self, name: str) -> float:
        """Give a figure as a number.

        Examples
        --------
        >>> Finding(what="reach", figures={"now": 3}).number("now")
        3.0
        """
        return float(self.figures[name])

    def count(self, name: str) -> int:
        """Give a figure as a whole number.

        Examples
        --------
        >>> Finding(what="reach", figures={"now": 3}).count("now")
        3
        """
        return int(self.figures[name])

    def text(self, name: str) -> str:
        """Give a figure that is a name or a date; empty if there is none.

        Examples
        --------
        >>> Finding(what="reach", figures={"now": 3}).text("before_title")
        ''
        """
        return str(self.figures.get(name, ""))
