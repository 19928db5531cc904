"""Which boundaries the ties cross, against chance; and the boundary that stood out most in the first period."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from sna.render.reported import PeriodTables, ReportContent
from sna.render.words.numbers import capital, percent
from sna.render.words.presence import presences
from sna.render.words.standing import Mixing, mixing, table
from sna.render.words.verdict import CERTAIN, nouns, too_little

OTHERS = ("organisation", "locality", "sector")
"""The boundaries that may be known beside the study's own group."""
SATURATED = 0.8
"""Where so many of those who came are linked outside their group, counting them says nothing any more."""
PRINTED = 0.001
"""The smallest p-value a page tells apart: boundaries below it are equally clear."""

Place = Literal["apart", "mixed", "level", "unclear"]
PLACES: dict[Place, str] = {
    "apart": "fewer than chance",
    "mixed": "more than chance",
    "level": "as chance would have it",
    "unclear": "not to be told from chance",
}


class Boundary(Struct, frozen=True):
    """A boundary between people, and the share of ties across it in the first and the last period."""

    by: str
    before: Mixing | None
    now: Mixing | None

    @property
    def first(self) -> Mixing | None:
        """The share in the first period there is."""
        return self.before or self.now


class Lead(Struct, frozen=True):
    """What is said first: of which boundary, a claim in a few words, and the figures behind it."""

    by: str
    claim: str
    proof: str


def place(found: Mixing) -> Place:
    """Say where a share lies: apart or mixed (p below 0.05), level with chance (within a point of it), or unclear.

    Examples
    --------
    >>> place(Mixing(100, 75, 0.75, 0.85, 0.8, 0.9, 0.001)), place(Mixing(10, 8, 0.75, 0.85, 0.6, 1.0, 0.3))
    ('apart', 'unclear')
    """
    if found.p < CERTAIN:
        return "apart" if found.share < found.expected else "mixed"
    return "level" if abs(round(100 * (found.share - found.expected))) <= 1 else "unclear"


def boundaries(content: ReportContent) -> list[Boundary]:
    """Give the boundaries that are known, the study's own group first."""
    found = []
    for by in (content.group, *(other for other in OTHERS if other != content.group)):
        name = "ei_index" if by == content.group else f"ei_index_{by}"
        before = mixing(content.before, of=name) if content.before else None
        found.append(Boundary(by, before, mixing(content.now, of=name)))
    return [boundary for boundary in found if boundary.first is not None]


def crossed(boundary: Boundary, content: ReportContent) -> str:
    """Say what share of the ties crossed a boundary and what chance would give, in one sentence.

    Each period is judged alone: that they differ is not a tested change.
    """
    many = capital(nouns(boundary.by).many)
    if content.before is None:
        assert boundary.now is not None
        return f"{many}: {_share(boundary.now)} of ties cross them where chance would give {_judged(boundary.now)}."
    crossing = " of ties crossed them"
    first = f"in {content.before.title}, {_told(boundary.before, crossing)}"
    last = f"in {content.now.title}, {_told(boundary.now, '' if boundary.before else crossing)}"
    return f"{many}: {first}; {last}."


def saturated(content: ReportContent) -> bool:
    """Tell whether in every period compared at least 8 in 10 of those who came are linked outside their group.

    Who came, or has a tie, counts; who is only on the list does not.
    """
    shares = [_linked(content, period) for period in _compared(content)]
    return all(came and linked >= SATURATED * came for linked, came in shares)


def lead(content: ReportContent) -> Lead | None:
    """Give the headline where the count of people says nothing; None where it says something, or nothing may be said.

    It speaks of the boundary that stood out most from chance in the first period: the smallest p as printed, then the
    largest departure in percentage points, then the study's own group.
    """
    if not saturated(content) or too_little(_compared(content)):
        return None
    known = [one for one in boundaries(content) if one.now and (one.before or not content.before)]
    if not known:
        return None
    clearest = min(known, key=_clearness)  # the first of equals, and the study's own group stands first
    claim = f"{capital(nouns(clearest.by).many)} {_claim(clearest)}"
    return Lead(clearest.by, claim, _proof(clearest, content))


def _clearness(boundary: Boundary) -> tuple[float, int]:
    first = boundary.first
    assert first is not None
    return max(first.p, PRINTED), -abs(round(100 * (first.share - first.expected)))


def _claim(boundary: Boundary) -> str:
    """Say in a few words where the boundary stands, and whether that is still or no longer so."""
    assert boundary.now is not None
    now = place(boundary.now)
    was = place(boundary.before) if boundary.before else None
    if was == now and now in ("apart", "mixed"):
        return {"apart": "still keep to themselves", "mixed": "still mix more than by chance"}[now]
    if was == "apart" and now in ("level", "unclear"):
        return "keep to themselves no longer" if now == "level" else "no longer clearly keep to themselves"
    return {
        "apart": "keep to themselves",
        "mixed": "mix more than by chance",
        "level": "mix as chance would have it",
        "unclear": "neither clearly keep to themselves nor mix",
    }[now]


def _proof(boundary: Boundary, content: ReportContent) -> str:
    now, was = boundary.now, boundary.before
    assert now is not None
    chance = f"where chance would give {_chance(now)}"
    if place(now) == "level":
        chance = f"as chance would give ({_chance(now)})"
    said = f"{_share(now)} of ties cross them{',' if place(now) == 'level' else ''} {chance}"
    if was is None or content.before is None:
        return said
    return f"{said}; in {content.before.title} it was {_share(was)} where chance would give {_chance(was)}"


def _linked(content: ReportContent, period: PeriodTables) -> tuple[int, int]:
    """Count those linked outside their group, and all who came or have a tie."""
    people = table(period, "outside")
    if not len(people):
        return 0, 0
    there = people.index.isin(presences(content, period)["person"])
    came = ~people["isolate"].astype(bool).to_numpy() | there
    return int((people["external"] > 0).sum()), int(came.sum())


def _compared(content: ReportContent) -> tuple[PeriodTables, ...]:
    return (content.before, content.now) if content.before else (content.now,)


def _told(found: Mixing | None, what: str) -> str:
    if found is None:
        return "there were too few ties or people to tell"
    return f"{_share(found)}{what} where chance would give {_judged(found)}"


def _judged(found: Mixing) -> str:
    return f"{_chance(found)} ({PLACES[place(found)]})"


def _share(found: Mixing) -> str:
    return percent(found.share, 1)


def _chance(found: Mixing) -> str:
    return percent(found.expected, 1)
