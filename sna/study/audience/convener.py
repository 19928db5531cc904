"""The convener's page from a study's tables: whom to meet, who links us, who is cut off or drifting away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sna.facts import Fate
from sna.findings.attendance import FAITHFUL, UNKNOWN, apologies, gatherings, lately, presences, recently, sizes
from sna.findings.change import change_headline, without_meeting
from sna.findings.cut_off import nobody_cut_off
from sna.findings.evidence import Evidence
from sna.findings.media import within
from sna.findings.phrases import MONTHS, capital, counted, listed, moment, number, span
from sna.findings.record import Verdict
from sna.findings.records import GatheringRow
from sna.findings.sources import Source, cell, cite, constant
from sna.findings.spanners import SPANNER, deed, nobody_links
from sna.findings.tables import ALL
from sna.render.audience.content import MEETINGS, Absence, ConvenerContent, CutOff, Person, Question
from sna.render.chart.attendance import AttendanceGrid, Band, Row
from sna.render.chart.style import BLUE
from sna.render.report.content import ReportContent
from sna.render.report.opening import ledger_line
from sna.study.analyses import community
from sna.study.audience.invitations import invitations, rule, seats
from sna.study.audience.labels import View
from sna.study.people import people
from sna.study.reading import Reading

MOST_QUESTIONS, MOST_UNREAD = 20, 20
MOST_GATHERINGS, MOST_PEOPLE = 52, 300
"""The grid shows the last gatherings, and a row per person, up to these numbers."""
CUT_OFF, HANGS = "cut-off", "hangs-on-one"


def convener_content(view: View) -> ConvenerContent:
    """Gather what the convener's page says."""
    content, reading = view.content, view.reading
    conveners = community(reading.dataset, view.settings).conveners
    chairs, grid, doubtful = seats(content), attendance_grid(content), people(reading).doubtful
    return ConvenerContent(
        title=content.title,
        subtitle=content.subtitle,
        covers=_covers(content),
        group=content.group,
        ledger=ledger_line(content),
        opted_out=reading.opted_out,
        seats=chairs,
        invited=invitations(content, conveners, chairs),
        rule=rule(chairs, len(conveners)),
        linking=tuple(_linking(content)),
        cut_off=() if without_meeting(content.findings[0]) else tuple(_cut_off(content)),
        drifted=tuple(_absences(content, "drifted")),
        faded=tuple(_absences(content, "faded")),
        recent=0 if without_meeting(content.findings[0]) else lately(len(gatherings(content))),
        nobody_invited=f"{cite('Nobody', Source('invitations', ALL, 'people'))} stands out by these rules.",
        none_absent=_none_absent(content),
        nobody_links=_nobody_links(content),
        none_open=f"{cite('None', Source('identity-review', ALL, 'open'))} is open.",
        everything_read=f"{cite('Everything', Source('ledger', ALL, 'rejected'))} could be read.",
        grid=grid,
        grid_note=_grid_note(content, grid),
        questions=tuple(Question(row.first, row.second, row.for_, row.against) for row in doubtful[:MOST_QUESTIONS]),
        more_questions=max(0, len(doubtful) - MOST_QUESTIONS),
        unread=tuple(_unread(reading)),
        rejected=reading.rejected,
        maps=_maps(content),
    )


def _none_absent(content: ReportContent) -> str:
    """Say that nobody was found who stopped coming, and of whom that is said."""
    recent, faithful = (
        number(recently(content)),
        constant(f"{FAITHFUL} times or more"),
    )
    nobody = cite("Nobody", content.whole.source("faded", "gatherings"))
    return f"{nobody} who came {faithful}, and has not left, has missed the last {recent} gatherings."


def _nobody_links(content: ReportContent) -> str:
    return nobody_links(content, content.whole)


def _covers(content: ReportContent) -> str:
    if without_meeting(content.findings[0]):
        return change_headline(content.findings[0])
    days = [day for period in content.periods for day in (period.since, period.until) if day is not None]
    return span(min(days), max(days)) if days else ""


def _linking(content: ReportContent) -> Iterator[Person]:
    """Give those who link groups in alphabetical order: nobody is ranked."""
    home = {person.id: person.organisation for person in content.rows.people}
    people = [
        Person(
            content.labels.get(finding.who[0], finding.who[0]),
            home.get(finding.who[0], ""),
            f"{capital(deed(finding))}.",
        )
        for finding in content.findings_of(SPANNER, own=True)
        if not content.medium
    ]
    yield from sorted(people, key=lambda person: (person.name.casefold(), person.organisation))


def _cut_off(content: ReportContent) -> Iterator[CutOff]:
    """Say who is cut off at the meetings, then on each medium."""
    yield _cut_off_in(content, content.medium or MEETINGS)
    for medium in content.tying_media:
        yield _cut_off_in(within(content, medium), f"On {medium.title}")


def _cut_off_in(content: ReportContent, title: str) -> CutOff:
    isolated = [row for row in content.findings_of(CUT_OFF, own=True) if row.verdict is Verdict.COUNT]
    return CutOff(
        title=title,
        isolates={group: tuple(names) for group, names in untied_by_group(content).items()},
        isolated_groups=tuple(finding.groups[0] for finding in isolated),
        nobody=nobody_cut_off(content),
        single_links=tuple(
            (row.groups[0], "".join(row.people(content.labels))) for row in content.findings_of(HANGS, own=True)
        ),
    )


def _absences(content: ReportContent, what: str) -> Iterator[Absence]:
    home = {person.id: person.organisation for person in content.rows.people}
    for finding in content.findings_of(what, own=True):
        label = finding.groups[0] if what == "drifted" else content.labels[finding.who[0]]
        members = [content.labels.get(id_, id_) for id_ in finding.who if home.get(id_) == label]
        yield Absence(label, moment(finding.text("last")), listed(sorted(members)[:3]))


def _unread(reading: Reading) -> Iterator[tuple[str, str, str, str]]:
    """Give where, why and what to do of the first records that could not be read; what stood there is not told."""
    rejected = ((file, entry) for file, entry in reading.ledger.problems() if entry.fate is Fate.REJECTED)
    for (file, entry), _number in zip(rejected, range(MOST_UNREAD), strict=False):
        if entry.reason is not None:
            yield file, entry.origin.place, entry.reason.why, entry.reason.hint


def _maps(content: ReportContent) -> Mapping[str, str]:
    own = {"map.html": content.medium or "The meetings"}
    return own | {medium.map_file: capital(medium.title) for medium in content.media if medium.map_file}


def attendance_grid(content: ReportContent) -> AttendanceGrid | None:
    """Give who came to what, everybody in alphabetical order, so that nobody is ranked.

    None where there was no gathering, or where there are too many people for a row each.
    """
    order, people = gatherings(content), {record.person for record in presences(content)}
    if not order or not people or len(people) > MOST_PEOPLE:
        return None
    start, sums = max(0, len(order) - MOST_GATHERINGS), sizes(content)
    heads = [short_day(row) if row.on else f"undated {row.title}" for row in order[start:]]
    return AttendanceGrid(heads, _bands(content, start), sums.people[start:], sums.unidentified[start:])


def _grid_note(content: ReportContent, grid: AttendanceGrid | None) -> str:
    """Say how the grid is read and what it leaves out."""
    length = len(gatherings(content))
    if grid is None:
        more = cite(f"More than {MOST_PEOPLE}", content.whole.source("came", "attendance"))
        people = {record.person for record in presences(content)}
        return f"{more} people came: too many for a row each." if people else ""
    notes = ["Each dot is one person at one gathering; a ring is their first; a dash means apologies."]
    if sum(grid.unidentified):
        notes.append("Light parts of the columns: devices, rooms and telephones; who it was is not known.")
    if length > len(grid.gatherings):
        place = content.whole.source("", "gatherings")
        columns = cell(len(grid.gatherings), place._replace(column="shown"))
        rest = counted(cell(length - columns, place._replace(column=f"held − {columns}")), "earlier gathering")
        notes.append(f"The last {number(columns)} are shown, {rest} not.")
    return " ".join(notes)


def _bands(content: ReportContent, start: int) -> list[Band]:
    marks, rows = attendance_rows(content), dict[str, list[Row]]()
    people = [person for person in content.rows.people if person.identified and person.id in marks]
    for person in sorted(people, key=lambda person: (person.label.casefold(), person.id)):
        line = marks[person.id]
        row = Row(person.label, line[start:], before=any(mark > 0 for mark in line[:start]))
        rows.setdefault(person.organisation or UNKNOWN, []).append(row)
    order = sorted(rows, key=lambda label: (label == UNKNOWN, label.casefold()))
    return [Band(label, BLUE, BLUE, rows[label]) for label in order]


def attendance_rows(evidence: Evidence) -> dict[str, list[int]]:
    """Give each person's gatherings in order of time: 1 if they came, −1 if they sent apologies, else 0."""
    length = len(gatherings(evidence))
    rows: dict[str, list[int]] = {}
    for mark, records in ((1, presences(evidence)), (-1, apologies(evidence))):
        for record in records:
            rows.setdefault(record.person, [0] * length)[record.place] = mark
    return rows


def short_day(gathering: GatheringRow) -> str:
    """Give the day of a gathering as it stands over a column.

    Examples
    --------
    >>> short_day(GatheringRow("gathering:launch"))
    'undated'
    """
    on = gathering.on
    return f"{on.day} {MONTHS[on.month - 1][:3]} {on.year}" if on is not None else "undated"


def untied_by_group(content: ReportContent) -> dict[str, list[str]]:
    """Give the names of those tied to nobody, by group."""
    groups: dict[str, list[str]] = {}
    for person in [id_ for finding in content.findings_of("alone", own=True) for id_ in finding.who]:
        row = content.now.tables.outside.get(person)
        groups.setdefault(row.group if row else "", []).append(content.labels.get(person, person))
    return groups
