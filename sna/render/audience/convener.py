"""The convener's page: whom to meet next, who links us, who is cut off, who has drifted away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.findings.phrases import capital, counted, listed, nouns, number
from sna.findings.sources import Source, cell, cite
from sna.findings.tables import ALL
from sna.render.audience.content import MEETINGS, Absence, ConvenerContent, CutOff, Person
from sna.render.chart.attendance import attendance_svgs
from sna.render.page import Head, Paragraph, head, render
from sna.render.table import table_html

MOST_NAMED, MOST_GROUPS = 20, 30
SEATS = Source("gatherings", ALL, "seats")


class ConvenerPage(Struct, frozen=True, kw_only=True):
    """The content, and what is made of it for the page; None or empty where there is nothing to say."""

    head: Head
    content: ConvenerContent
    opted_out: str
    invitations: Markup | None
    free_seats: str
    linking: Markup | None
    cut_off: Mapping[str, Sequence[Paragraph]]
    nobody_cut_off: Mapping[str, str]
    seats: str
    more_questions: str
    drifted: Markup | None
    faded: Markup | None
    grid: Sequence[Markup]
    questions: Markup | None
    unread: Markup | None
    unread_note: str


def convener_html(content: ConvenerContent) -> str:
    """Write the convener's page: the same content gives the same bytes.

    Examples
    --------
    >>> page = convener_html(ConvenerContent(title="Falls & frailty forum"))
    >>> "<h1>Falls &amp; frailty forum: whom to meet next</h1>" in page
    True
    """
    page = ConvenerPage(
        head=head("report.css", "audience.css"),
        content=content,
        opted_out=_opted_out(content.opted_out),
        invitations=_people("Whom to invite", "Why", content.invited),
        free_seats=_free_seats(content),
        linking=_people("Who links groups", "Why", content.linking),
        cut_off={medium.title: _cut_off(medium, content.group) for medium in content.cut_off},
        nobody_cut_off={medium.title: medium.nobody for medium in content.cut_off},
        seats=counted(cell(content.seats, SEATS), "seat"),
        more_questions=number(
            cell(content.more_questions, Source("identity-review", ALL, f"open − {len(content.questions)}"))
        )
        if content.more_questions
        else "",
        drifted=_absences("Organisations that have drifted away", "Organisation", content.drifted),
        faded=_absences("People who used to come", "Name", content.faded),
        grid=_grid(content),
        questions=_questions(content),
        unread=_table("What could not be read", ("File", "Where", "Why", "What to do"), content.unread),
        unread_note=_unread_note(content),
    )
    return render("convener.html", page)


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup | None:
    return table_html(caption, heads, rows) if rows else None


def _people(caption: str, reason: str, people: Sequence[Person]) -> Markup | None:
    rows = [(person.name, person.organisation, person.why) for person in people]
    return _table(caption, ("Name", "Organisation", reason), rows)


def _opted_out(count: int) -> str:
    if not count:
        return ""
    verb, place = "is" if count == 1 else "are", Source("opt-out", ALL, "people")
    people = capital(counted(cell(count, place), "person", "people"))
    return f"{people} asked to be left out and {verb} in {cite('none', place)} of these files."


def _free_seats(content: ConvenerContent) -> str:
    count = cell(content.seats - len(content.invited), SEATS._replace(column=f"seats − {len(content.invited)}"))
    if count <= 0:
        return ""
    verb = "is" if count == 1 else "are"
    return f"{capital(counted(count, 'seat'))} {verb} left for whoever wants to come."


def _cut_off(medium: CutOff, group: str) -> list[Paragraph]:
    paragraphs, groups = [], capital(nouns(group).plural)
    if medium.isolates:
        named = [f"{name or 'not stated'}: {listed(list(who), len(who))}" for name, who in medium.isolates.items()]
        rest = "; and others" if len(named) > MOST_GROUPS else ""
        title = "Not at a meeting with anybody lately" if medium.title == MEETINGS else "Without a tie"
        paragraphs.append(Paragraph(title, f"{'; '.join(named[:MOST_GROUPS])}{rest}."))
    if medium.isolated_groups:
        names = listed(list(medium.isolated_groups), 40)
        paragraphs.append(Paragraph(f"{groups} without a tie to another", f"{names}."))
    if medium.single_links:
        links = "; ".join(f"{name}, through {person}" for name, person in medium.single_links)
        paragraphs.append(Paragraph(f"{groups} that hang on one person", f"{links}."))
    return paragraphs


def _absences(caption: str, label: str, absences: Sequence[Absence]) -> Markup | None:
    contacts = any(absence.contact for absence in absences)
    heads = (label, "Last seen", *(("Whom to ask",) if contacts else ()))
    rows = [(row.name, row.last, *((row.contact,) if contacts else ())) for row in absences]
    return _table(caption, heads, rows)


def _grid(content: ConvenerContent) -> list[Markup]:
    if content.grid is None:
        return []
    return attendance_svgs("came", content.grid, title="Who came to what", description=content.grid_note)


def _questions(content: ConvenerContent) -> Markup | None:
    rows = [(row.first, row.second, row.because, row.against) for row in content.questions]
    return _table("The same, or not?", ("This", "And this", "For", "Against"), rows)


def _unread_note(content: ConvenerContent) -> str:
    count, place = len(content.unread), Source("ledger", ALL, "rejected")
    records = f"{cite(str(count), place._replace(column='shown'))} of {number(cell(content.rejected, place))}"
    return f"The first {records} records." if content.rejected > count > 0 else ""
