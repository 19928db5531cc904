"""Who links us, in words: those who may be named, each with the reasons, and those who lead but not surely."""

from __future__ import annotations

from collections.abc import Sequence

from sna.findings import Finding
from sna.render.words.numbers import capital, counted, listed, number, percent
from sna.render.words.told import Names, Told, called
from sna.render.words.verdict import nouns


def rule(group: str, acts: str = "meetings") -> str:
    """Give the rule by which somebody is named, with its limits; `acts` is what the ties rest on.

    Examples
    --------
    >>> rule("team").startswith("A boundary-spanner is a person who stands out in three ways at once")
    True
    """
    words = nouns(group)
    return (
        f"A boundary-spanner is a person who stands out in three ways at once: the number of other {words.many} they "
        f"are tied to, the number of pairs of people of different {words.many} whose shortest path runs through them, "
        f"and the number of pairs across {words.many} who both know them but not each other. In each they are among "
        "the highest tenth of all people, and at least where chance would put somebody with as many ties. One is named "
        "only if all this holds in at least 80 of 100 draws in which a tenth of the records is missing; with a few "
        f"other {acts} it may be somebody else, and whoever is not sure enough is only said to be among the leading so "
        "many. Ask before you name anybody."
    )


def spanner(found: Sequence[Finding], names: Names) -> Told:
    """Say who links the groups, first the one tied to most of them."""
    first, who = found[0], [name for one in found for name in called(one, names)]
    more = f" So do {listed(who[1:])}." if len(found) > 2 else f" So does {who[1]}." if len(found) == 2 else ""
    held = f"{capital(reasons(first)[0])}{_when(first)}; stands out in {_stays(first)}"
    text = f"{held}. A good person to open doors.{more}"
    return Told(
        f"{who[0]} {_links(first)} {nouns(first.by).many}", text, tuple(person for one in found for person in one.who)
    )


def leading(found: Sequence[Finding], names: Names) -> Told:
    """Say that nobody may be named, and who is among the leading so many."""
    words, most = nouns(found[0].by), max(one.count("band") for one in found[:MOST])
    who = listed([name for one in found[:MOST] for name in called(one, names)])
    verb = "is" if len(found) == 1 else "are"
    leads = f"among the leading {number(most)}" if most > 1 else "the first"
    text = f"{who} {verb} {leads}, but not surely: with a tenth of the records missing it may be others."
    return Told(f"Among those who link {words.many}{_when(found[0])}", text)


def _links(found: Finding) -> str:
    """Say links, or linked where it was so in an earlier period."""
    return "linked" if found.figures.get("earlier") else "links"


def _when(found: Finding) -> str:
    return f" in {found.period}" if found.period else " over the whole time"


MOST = 5
"""So many of those who lead, but not surely, are told of."""


def reasons(found: Finding) -> tuple[str, ...]:
    """Say why somebody stands out, with what chance would give."""
    words = nouns(found.by)
    reached = counted(found.count("groups_reached"), f"other {words.one}", f"other {words.many}")
    paths = f"shortest paths between {words.many}"
    brokered = f"pairs across {words.many} who know each other only through others"
    return (
        f"tied to people in {reached}",
        *_against(found, "between_groups", paths),
        *_against(found, "broker_across", brokered),
    )


def surely(found: Finding) -> str:
    """Say how sure it is that somebody stands out: named, or among the leading so many.

    Examples
    --------
    >>> figures = {"band": 5, "rank_best": 1, "rank_worst": 9, "stays": 0.625}
    >>> surely(Finding(what="leading", figures=figures))
    'among the leading 5, but not surely: place 1 to 9; a boundary-spanner in 62% of the draws'
    """
    if "band" not in found.figures:
        return "not known"
    places = f"place {number(found.number('rank_best'))} to {number(found.number('rank_worst'))}"
    band = found.count("band")
    start = f"among the leading {number(band)}, but not surely" if band > 1 else "the first, but not surely"
    start = "named" if found.what == "spanner" else start
    return f"{start}: {places}; a boundary-spanner in {_stays(found)}{_without(found)}"


def _without(found: Finding) -> str:
    if "named_without_conveners" not in found.figures:
        return ""
    return f"; without the conveners {'named too' if found.figures['named_without_conveners'] else 'not named'}"


def _stays(found: Finding) -> str:
    return f"{percent(found.number('stays'), 1)} of the draws"


def _against(found: Finding, column: str, what: str) -> list[str]:
    if column not in found.figures:
        return []
    expected = f"{column}_expected"
    chance = f" (by chance {number(found.number(expected))})" if expected in found.figures else ""
    return [f"{number(found.number(column))} {what}{chance}"]
