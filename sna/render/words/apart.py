"""Who is cut off, on whom a group hangs, who has drifted away, in words."""

from __future__ import annotations

from collections.abc import Sequence

from sna.findings import Finding, Verdict
from sna.render.words.numbers import counted, listed, moment, number, percent
from sna.render.words.told import Names, Told, called, on, subjects
from sna.render.words.verdict import nouns


def hangs(found: Sequence[Finding], names: Names) -> Told:
    """Say which group hangs on one person, and which others do."""
    one, who = found[0], called(found[0], names)
    where = on(one)
    title = f"{one.groups[0]} hangs on one person{where}"
    others = f" So do {listed(subjects(found[1:]))}." if len(found) > 2 else ""
    others = f" So does {found[1].groups[0]}." if len(found) == 2 else others
    if not who:
        return Told(title, f"All its ties to others run through one of its people.{others}")
    only = f"{who[0]} is the only link between {one.groups[0]} and everyone else{where}"
    return Told(title, f"{only}.{others}", one.who, only)


def cut_off(found: Sequence[Finding], _names: Names) -> Told:
    """Say which groups are cut off, in what, since when, and by which rule."""
    words, where = nouns(found[0].by), on(found[0]) or " at the meetings"
    none = [one for one in found if one.verdict is Verdict.COUNT]
    few = [one for one in found if one.verdict is not Verdict.COUNT]
    if not few:
        verb = "has" if len(none) == 1 else "have"
        title = f"{counted(len(none), words.one, words.many)} {verb} no tie to any other{on(found[0])}"
        return Told(title, f"{listed(since(none))}.")
    title = f"{counted(len(found), words.one, words.many)} {'is' if len(found) == 1 else 'are'} cut off{where}"
    said = [f"{listed(since(none))}: no tie to any other."] if none else []
    return Told(title, " ".join([*said, *(apart(one) for one in few)]))


def since(found: Sequence[Finding]) -> list[str]:
    """Name the groups without a tie, each with the day they last met others, if they ever did."""
    days = [(one.groups[0], one.text("last_outside")) for one in found]
    return [f"{name} (since {moment(day)})" if day else name for name, day in days]


def apart(found: Finding) -> str:
    """Say how many ties outside a group has, how many chance would give, and since when it has none new."""
    ties = f"{number(found.number('external'))} ties to others where chance would give "
    chance = number(found.number("external_expected")) if "external_expected" in found.figures else "more"
    since = f"; last met others on {moment(found.text('last_outside'))}" if found.text("last_outside") else ""
    return f"{found.groups[0]}: {ties}{chance}{since}."


def alone(found: Sequence[Finding], names: Names) -> Told:
    """Say who is tied to nobody."""
    many = found[0].count("people")
    title = f"{counted(many, 'person', 'people')} {'is' if many == 1 else 'are'} tied to nobody{on(found[0])}"
    return Told(title, f"{listed(called(found[0], names))}.", found[0].who)


def drifted(found: Sequence[Finding], _names: Names) -> Told:
    """Say which organisations have stopped coming."""
    verb, recent = "has" if len(found) == 1 else "have", number(found[0].number("recent"))
    text = f"Nobody from {listed(subjects(found), last='or')} was at the last {recent} gatherings."
    return Told(f"{counted(len(found), 'organisation')} {verb} stopped coming", text)


def faded(found: Sequence[Finding], names: Names) -> Told:
    """Say who used to come."""
    who = [f"{called(one, names)[0]} ({times(one)})" for one in found if called(one, names)]
    verb, recent = "has" if len(found) == 1 else "have", number(found[0].number("recent"))
    text = f"{listed(who)}: at none of the last {recent} gatherings."
    return Told(f"{counted(len(found), 'person', 'people')} who used to come {verb} stopped", text)


def times(found: Finding) -> str:
    """Say how often somebody came, and when last."""
    return f"{counted(found.count('times'), 'time')}, last on {moment(found.text('last'))}"


def single(found: Sequence[Finding], _names: Names) -> Told:
    """Say which groups have one member only."""
    words = nouns(found[0].by)
    text = f"{listed(subjects(found), 20)}. If that person stops, nobody links them any more."
    return Told(f"{counted(len(found), words.one, words.many)} with one member", text)


def reach(found: Sequence[Finding], _names: Names) -> Told:
    """Say how many of the organisations to be reached were reached, now, before and ever."""
    one = found[0]
    came, ever = ("took part", "taken part") if one.medium != "meetings" else ("came", "come")
    whole = counted(one.count("whole"), "organisation")
    now, then = f" in {one.text('after_title')}" if one.text("after_title") else "", one.text("before_title")
    before = f"; in {then} it was {number(one.number('before'))}" if "before" in one.figures else ""
    title = f"{number(one.number('now'))} of {whole} to be reached {came}{now}{before}"
    share = percent(one.number("ever_share"), 1)
    said = f"{number(one.number('ever'))} ({share}) {came} at some time"
    missing = f"; nobody has ever {ever} from {listed(one.groups, 20, 'or')}" if one.groups else ""
    return Told(title, f"{said}{missing}.")
