"""The convener's page: whom to meet next, who links us, who is cut off, who has drifted away."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.render.audience.page import filled
from sna.render.audience.told import ConvenerContent, CutOff, Drifted, Person
from sna.render.audience.words import many
from sna.render.chart.attendance import attendance_svgs
from sna.render.page import drawn
from sna.render.table import Column, table_html
from sna.render.words.numbers import capital, counted, listed, number

MOST_NAMED, MOST_GROUPS = 20, 30


class Said(Struct, frozen=True):
    """A paragraph with a heading."""

    title: str
    text: str


def convener_html(content: ConvenerContent) -> str:
    """Write the convener's page: the same content gives the same bytes.

    Examples
    --------
    >>> page = convener_html(ConvenerContent(title="Falls & frailty forum"))
    >>> "<h1>Falls &amp; frailty forum: whom to meet next</h1>" in page
    True
    """
    return filled(
        "convener.html",
        {
            "content": content,
            "opted_out": _opted_out(content.opted_out),
            "group": content.group,
            "groups": many(content.group),
            "invited": _invited(content.invited),
            "free": _free(content),
            "linking": {band: _band(band, people) for band, people in content.linking.items()},
            "cut_off": [(one.title, _cut_off(one, content.group)) for one in content.cut_off],
            "gone": _drifted("Organisations that have drifted away", "Organisation", content.gone),
            "faded": _drifted("People who used to come", "Name", content.faded),
            "grid": _grid(content),
            "questions": _questions(content),
            "unread": _unread(content),
        },
    )


def _opted_out(count: int) -> str:
    if not count:
        return ""
    verb = "is" if count == 1 else "are"
    return f"{capital(counted(count, 'person', 'people'))} asked to be left out and {verb} in none of these files."


def _invited(people: Sequence[Person]) -> Markup | None:
    if not people:
        return None
    columns = [Column("Name"), Column("Organisation"), Column("Why")]
    return table_html("Whom to invite", columns, [[one.name, one.organisation, one.why] for one in people])


def _free(content: ConvenerContent) -> str:
    """Say how many seats are left."""
    left = content.seats - len(content.invited)
    if left <= 0:
        return ""
    verb = "is" if left == 1 else "are"
    return f"{capital(counted(left, 'seat'))} {verb} left for whoever wants to come."


def _band(band: str, people: Sequence[Person]) -> Markup:
    columns = [Column("Name"), Column("Organisation"), Column("Whom they know")]
    return table_html(band, columns, [[one.name, one.organisation, one.why] for one in people])


def _cut_off(one: CutOff, group: str) -> list[Said]:
    said = []
    if one.alone:
        told = [f"{name or 'not stated'}: {listed(list(people), MOST_NAMED)}" for name, people in one.alone.items()]
        more = f"; and people of {number(len(told) - MOST_GROUPS)} more" if len(told) > MOST_GROUPS else ""
        said.append(Said("Tied to nobody", f"{'; '.join(told[:MOST_GROUPS])}{more}."))
    if one.shut:
        said.append(Said(f"{capital(many(group))} without a tie to any other", f"{listed(list(one.shut), 40)}."))
    if one.hanging:
        told = [f"{name}, through {person}" for name, person in one.hanging]
        said.append(Said(f"{capital(many(group))} that hang on one person", f"{'; '.join(told)}."))
    return said


def _drifted(caption: str, head: str, gone: Sequence[Drifted]) -> Markup | None:
    if not gone:
        return None
    asking = any(one.ask for one in gone)
    columns = [Column(head), Column("Last seen"), *([Column("Whom to ask")] if asking else [])]
    return table_html(caption, columns, [[one.name, one.last, *([one.ask] if asking else [])] for one in gone])


def _grid(content: ConvenerContent) -> list[Markup]:
    if content.grid is None:
        return []
    svgs = attendance_svgs("came", content.grid, title="Who came to what", description=content.grid_note)
    return [drawn(svg) for svg in svgs]


def _questions(content: ConvenerContent) -> Markup | None:
    if not content.questions:
        return None
    columns = [Column("This"), Column("And this"), Column("For"), Column("Against")]
    rows = [[one.first, one.second, one.because, one.against] for one in content.questions]
    return table_html("The same, or not?", columns, rows)


def _unread(content: ConvenerContent) -> Markup | None:
    if not content.unread:
        return None
    columns = [Column("File"), Column("Where"), Column("Why"), Column("What to do")]
    return table_html("What could not be read", columns, [list(row) for row in content.unread])
