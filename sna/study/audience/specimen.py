"""An invented funder's page that says everything such a page can say: its words are the house's own, and nobody's."""

from __future__ import annotations

from sna.privacy import SmallNumbers
from sna.render.audience.told import Change, Count, FunderContent, Group, Groups, Growth, Parts, Reach, Reached
from sna.render.words.numbers import MONTHS

VERDICTS = ("less isolated", "more isolated", "no evidence of change", "these data cannot tell", "other")
KINDS = ("organisation", "locality", "sector", "role")
FEW = Count("fewer than 8")


def specimen(medium: str = "", rule: SmallNumbers | None = None) -> FunderContent:
    """Give a page with every part that there is; with a `medium` nobody met."""
    return FunderContent(
        title="Specimen",
        subtitle="",
        covers=" ".join(MONTHS),
        periods=("Year 1", "Year 2"),
        medium=medium,
        reach=_reach(),
        changes=tuple(_changes()),
        growth=(
            Growth(period="First half", gatherings=1, came=FEW),
            Growth(period="Second half", came=FEW, newcomers=FEW, again=FEW, lapsed=FEW, kept="1%"),
        ),
        picture=_groups("organisation"),
        squares=tuple(_groups(by) for by in KINDS),
        hidden=dict.fromkeys(KINDS, 2),
        rule=(rule or SmallNumbers()).said(),
    )


def _reach() -> Reach:
    rows = (Reached("One", 2, 2, 1, 1), Reached("Two", 1, 1, 1, 0))
    whole = tuple(Reached(label, 2, 2, 1, 1) for label in ("Organisations", "Localities", "Sectors"))
    return Reach(whole=whole, parts=tuple(Parts(by, rows) for by in KINDS), missing=("One", "Two"), others=2, groups={})


def _changes() -> list[Change]:
    told = [
        Change(by=by, verdict=verdict, before=0.1, after=0.2, drawn=4, p=0.0001) for by in KINDS for verdict in VERDICTS
    ]
    whys = ("fewer than 10 people", "fewer than 3 gatherings", "period", "nobody", "no pair could meet")
    return [*told, *(Change(by=by, verdict="", why=why) for by in KINDS for why in whys)]


def _groups(by: str) -> Groups:
    groups = tuple(Group(name, count) for name, count in (("One", Count("10", 10)), ("Two", FEW), ("Not stated", FEW)))
    return Groups(by=by, groups=groups, ties={(0, 1): 5}, withheld=frozenset({(1, 2)}))
