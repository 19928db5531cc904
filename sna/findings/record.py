"""One finding: which kind, about whom, with the figures behind it, the verdict, the rule; and what is said of it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from sna.findings.sources import cell, like, source_of

Figure = int | float | str
Names = Mapping[str, str]
"""Person's id → what stands for them; empty where nobody may be named."""
MEETINGS = "meetings"
"""What a finding is about where it is about no medium."""


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
    SAME = "unchanged within a tenth"
    UNCHANGED = "no evidence of change"
    STANDS = "stands by itself"
    LEANS = "leans on its conveners"
    HANGS = "hangs on its conveners"
    CANNOT_TELL = "these data cannot tell"
    COUNT = "a count, not a test"


class Finding(Struct, frozen=True, kw_only=True):
    """One finding. A sentence about it is made from this record alone, so that no number is typed beside it.

    Attributes
    ----------
    what
        A short code that says which kind of finding it is, such as ``"change"`` or ``"hangs-on-one"``; the kinds
        stand in `sna.findings.kinds`.
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
    >>> finding = Finding(what="alone", who=("name:ann",), figures={"people": 1})
    >>> finding.verdict.value, finding.medium
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
    medium: str = MEETINGS
    order: int = 0

    def number(self, name: str) -> float:
        """Give a figure as a number.

        Examples
        --------
        >>> Finding(what="reach", figures={"now": 3}).number("now")
        3.0
        """
        return like(float(self.figures[name]), self.figures[name])

    def count(self, name: str) -> int:
        """Give a figure as a whole number.

        Examples
        --------
        >>> Finding(what="reach", figures={"now": 3}).count("now")
        3
        """
        return like(int(self.figures[name]), self.figures[name])

    def text(self, name: str) -> str:
        """Give a figure that is a name or a date; empty if there is none.

        Examples
        --------
        >>> Finding(what="reach", figures={"now": 3}).text("before_title")
        ''
        """
        return like(str(self.figures.get(name, "")), self.figures.get(name, ""))

    def figure(self, name: str) -> Figure:
        """Give a figure with the place it was read from; 0, which has none, if there is no such figure."""
        return self.figures.get(name, 0)

    def has(self, *names: str) -> bool:
        """Tell whether it has all these figures: what could not be measured is left out."""
        return set(names) <= set(self.figures)

    def positive(self, name: str) -> bool:
        """Tell whether it has a figure and that is not 0."""
        return bool(self.figures.get(name))

    def people(self, names: Names) -> list[str]:
        """Give what its people are called; nothing where nobody may be named."""
        return [names.get(person, person) for person in self.who] if names else []

    @property
    def place(self) -> str:
        """Where it is so, after a claim; nothing for the meetings.

        Examples
        --------
        >>> Finding(what="alone", medium="Slack").place, Finding(what="alone").place
        (' on Slack', '')
        """
        if self.medium == MEETINGS:
            return ""
        return f" {'in' if self.medium.startswith('actions') else 'on'} {self.medium}"


class Sentence(Struct, frozen=True):
    """What is said of a finding, or of several of a kind: a few words, what stands behind them, whom they are about.

    `callout` is written on the map, beside these people.
    """

    headline: str
    text: str
    people: tuple[str, ...] = ()
    callout: str = ""


class Action(Struct, frozen=True):
    """One piece of advice: what to do, and why."""

    what: str
    why: str


def subjects(findings: Sequence[Finding]) -> list[str]:
    """Give the groups that several findings are about, each once."""
    return list(dict.fromkeys(group for finding in findings for group in finding.groups))


def figures(**values: float | str | dt.date | None) -> dict[str, Figure]:
    """Give the values as plain numbers and texts; what is blank is left out, a day is written as 2024-03-05.

    Examples
    --------
    >>> figures(now=3.0, share=0.25, before=None, title="", on=dt.date(2024, 3, 5))
    {'now': 3, 'share': 0.25, 'on': '2024-03-05'}
    """
    plain = {name: cell(_plain(value), source_of(value)) for name, value in values.items()}
    return {name: value for name, value in plain.items() if value is not None and value != ""}


def _plain(value: float | str | dt.date | None) -> Figure | None:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (bool, float)):
        number = float(value)
        if not math.isfinite(number):
            return None
        return int(number) if (number.is_integer() and abs(number) >= 2) or number in (0.0, 1.0) else number
    return value
