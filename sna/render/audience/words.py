"""The funder's sentences: each is made from the figures beside it."""

from __future__ import annotations

from itertools import pairwise

from sna.render.audience.told import Change, FunderContent, Groups, Growth, Reached
from sna.render.words.numbers import capital, counted, listed, number, probability

LETTERS = 2


def many(by: str) -> str:
    """Give the plural of a kind of group.

    Examples
    --------
    >>> many("locality"), many("sector")
    ('localities', 'sectors')
    """
    return by[:-1] + "ies" if by.endswith("y") else f"{by}s"


def headline(content: FunderContent) -> str:
    """Say how many of those to be reached took part, or without a list how many did."""
    if content.reach.whole:
        first = content.reach.whole[0]
        verb = "has" if first.whole == 1 else "have"
        noun = "organisation" if first.whole == 1 else "organisations"
        return f"{number(first.ever)} of {number(first.whole)} {noun} to be reached {verb} taken part"
    told = [f"{number(count)} {what}" for what, count in content.reach.groups.items() if count]
    return f"{listed(told)} have taken part" if told else f"{content.title}: nothing to report yet"


def reached(one: Reached, periods: tuple[str, ...]) -> str:
    """Say what of a whole was reached ever, in the last period and before.

    Examples
    --------
    >>> reached(Reached("Organisations", 22, 20, 18, 12), ("Year 1", "Year 2"))
    '20 of 22 ever; 18 in Year 2, 12 in Year 1'
    >>> reached(Reached("Organisations", 22, 20, 20), ())
    '20 of 22'
    """
    start = f"{number(one.ever)} of {number(one.whole)}"
    if one.before is None or len(periods) < 2:
        return start
    return f"{start} ever; {number(one.now)} in {periods[-1]}, {number(one.before)} in {periods[0]}"


def outside(content: FunderContent) -> str:
    """Say what the list leaves out, and whom nobody has come from; empty if there is nothing to say."""
    said = []
    reach = content.reach
    if reach.missing:
        said.append(f"Not reached yet: {listed(list(reach.missing), 12)}.")
    if reach.whole and reach.others:
        verb = "is" if reach.others == 1 else "are"
        said.append(f"{capital(counted(reach.others, 'organisation'))} that took part {verb} not on the list.")
    return " ".join(said)


def changed(one: Change, periods: tuple[str, ...]) -> str:
    """Say whether the groups of one kind are less isolated, with the figures it rests on.

    Examples
    --------
    >>> told = Change(by="locality", verdict="less isolated", before=0.58, after=0.02, drawn=4, p=0.0001)
    >>> changed(told, ("Year 1", "Year 2")).partition(":")[0]
    'Localities are less isolated'
    """
    groups = capital(many(one.by))
    if one.before is None or one.after is None:
        return f"{groups}: these data cannot tell whether they are less isolated{_reason(one.why)}."
    start = {
        "less isolated": f"{groups} are less isolated",
        "more isolated": f"{groups} are more isolated",
        "no evidence of change": f"{groups}: no evidence that isolation changed",
    }.get(one.verdict, f"{groups}: {one.verdict}")
    chance = f"; {probability(one.p)}" if one.p is not None else ""
    first, last = (periods[0], periods[-1]) if len(periods) > 1 else ("before", "after")
    return (
        f"{start}: {number(one.before, LETTERS)} in {first}, {number(one.after, LETTERS)} in {last} "
        f"(compared at {counted(one.drawn, 'gathering')}{chance})."
    )


def _reason(why: str) -> str:
    return f" ({why})" if why else ""


CHANGE_RULE = (
    "Isolation is Yule's Q: 0 if people of two groups meet as readily as people of one, 1 if only people of one group "
    "meet, below 0 if they meet less within than across. Both periods are taken at the same number of gatherings, so "
    "that more meetings alone change nothing; p says how often chance gives as large a change."
)


def stayed(growth: tuple[Growth, ...]) -> list[str]:
    """Say for each period but the first how many came again, in rounded figures."""
    return [
        f"Of those who took part in {before.period}, {one.kept} came again in {one.period}."
        for before, one in pairwise(growth)
        if one.kept
    ]


def pictured(told: Groups, shown: int) -> str:
    """Say what the picture shows and what it leaves out."""
    bands = sum(1 for (one, other), ties in told.ties.items() if one != other and ties)
    said = [f"{capital(counted(shown, told.by, many(told.by)))} as circles, larger for more people."]
    said.append(f"A band stands for the ties between two of them, thicker for more ({counted(bands, 'band')}).")
    if shown < len(told.groups):
        said.append(f"The largest {number(shown)} of {number(len(told.groups))} are drawn.")
    return " ".join([*said, withheld(told)]).strip()


def withheld(told: Groups) -> str:
    """Say how many pairs of groups may not be told; empty if none."""
    pairs = sum(1 for one, other in told.withheld if one != other)
    return f"Withheld because too few people stand behind them: {counted(pairs, 'pair')}." if pairs else ""


def hidden(content: FunderContent) -> str:
    """Say which names of groups were replaced; empty if none."""
    told = [counted(count, by, many(by)) for by, count in content.hidden.items() if count]
    if not told:
        return ""
    return f"{capital(listed(told))} whose name is also that of a person stand under a letter, such as Organisation A."
