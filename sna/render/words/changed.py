"""Whether the groups are less isolated than before, in words: what the test says, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence

from sna.findings import Finding, Verdict
from sna.render.words.numbers import capital, counted, number, probability, signed
from sna.render.words.told import Names, Told
from sna.render.words.verdict import nouns

SCALE = "0 is none, 1 is complete"
"""How to read isolation (Yule's Q); the methods say it at length."""


def title(found: Finding) -> str:
    """Give the verdict on one boundary in a few words.

    Examples
    --------
    >>> title(Finding(what="change", by="locality", figures={"before_title": "Year 1"}, verdict=Verdict.LESS_APART))
    'Localities are less isolated than in Year 1'
    """
    many, than = nouns(found.by).many, f"than in {found.text('before_title')}"
    if found.verdict in (Verdict.LESS_APART, Verdict.MORE_APART):
        return f"{capital(many)} are {found.verdict.value} {than}"
    if found.verdict is Verdict.UNCHANGED:
        return f"No evidence of change in how isolated {many} are"
    return f"These data cannot tell whether {many} are less isolated {than}"


def headline(found: Finding) -> str:
    """Give the verdict with the two figures behind it."""
    before, after = (number(found.number(name), 2) for name in ("before", "after"))
    then, now = found.text("before_title"), found.text("after_title")
    return f"{title(found)}: {before} in {then}, {after} in {now} ({SCALE})"


def change(found: Sequence[Finding], _names: Names) -> Told:
    """Say of one boundary what was compared, how far it moved, and how sure that is."""
    one = found[0]
    return Told(title(one), " ".join(part for part in (sure(one), _everybody(one)) if part))


def sure(found: Finding) -> str:
    """Say what was compared, the difference with its interval, p and the power."""
    if "before" not in found.figures:
        return f"{capital(found.text('note') or 'it could not be compared')}."
    people, then, now = counted(found.count("people"), "person", "people"), *_titles(found)
    drawn = counted(found.count("gatherings_drawn"), "gathering")
    said = f"Of {people} who could come in both, compared at {drawn} drawn from each period: isolation {_moved(found)}"
    inside = f" (95% interval {_interval(found)})" if "low" in found.figures else ""
    first, last = (number(found.number(f"gatherings_{when}")) for when in ("before", "after"))
    held = f"{then} had {first} gatherings, {now} {last}"
    return f"{said}{inside}; {probability(found.number('p'))}. {held}{_limits(found)}."


def short(found: Finding) -> str:
    """Say the verdict with the change, its interval and p, and what may have been missed."""
    if "difference" not in found.figures:
        return sure(found)
    inside = f"95% interval {_interval(found)}; " if "low" in found.figures else ""
    moved = f"a change of {signed(found.number('difference'))} ({inside}{probability(found.number('p'))})"
    return f"{capital(found.verdict.value)}: {moved}, both periods at equal numbers of gatherings{_limits(found)}."


def label(found: Finding) -> str:
    """Give the verdict for a big figure: in a few words, with p."""
    if "p" not in found.figures:
        return capital(found.verdict.value)
    return f"{capital(found.verdict.value)} ({probability(found.number('p'))})"


def _titles(found: Finding) -> tuple[str, str]:
    return found.text("before_title"), found.text("after_title")


def _moved(found: Finding) -> str:
    before, after = (number(found.number(name), 2) for name in ("before", "after"))
    return f"{before} before, {after} now, a change of {signed(found.number('difference'))}"


def _interval(found: Finding) -> str:
    return f"{signed(found.number('low'))} to {signed(found.number('high'))}"


def _limits(found: Finding) -> str:
    """Say what so few gatherings could have shown."""
    if found.verdict is Verdict.CANNOT_TELL:
        return f": so few give no p below {number(found.number('smallest_p'), 2)}"
    if "power" not in found.figures:
        return ""
    return f"; a change by half would be found about {number(100 * found.number('power'))} times in 100"


def _everybody(found: Finding) -> str:
    """Say what holds of all comers, if these are other people."""
    if "everybody_before" not in found.figures or found.figures["everybody_people"] == found.figures["people"]:
        return ""
    before, after = (number(found.number(f"everybody_{name}"), 2) for name in ("before", "after"))
    p, verdict = probability(found.number("everybody_p")), found.text("everybody_verdict")
    people = number(found.number("everybody_people"))
    joined, left = number(found.number("joiners")), number(found.number("leavers"))
    return f"Of all {people} comers ({joined} joined, {left} left): {before} before, {after} now; {p}, {verdict}."
