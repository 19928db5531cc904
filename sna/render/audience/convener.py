"""The convener's page, "This month": who came, whom to ask back, who has met few, which organisations never met."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import islice

from msgspec import Struct

from sna.findings.attendance import sizes
from sna.findings.kinds import sentences
from sna.findings.month import FEW, MISSED, MOST_EQUAL, OFTEN, RARELY, RECENT, YEAR, Comer, Month
from sna.findings.phrases import MONTHS, capital, counted, day, listed, number, short_day
from sna.findings.record import Action
from sna.findings.sources import cell, cite, constant
from sna.findings.tables import ALL
from sna.network import TwoMode
from sna.render.audience.content import ConvenerContent, Listing, listed_table, opted_out, questions, recruits, unread
from sna.render.chart import Mark, Scale, line_svg
from sna.render.page import Paragraph, head, render
from sna.render.report.content import ReportContent
from sna.render.report.events import CopsSection, StandingSection, cops_section, standing_section
from sna.render.report.leadership import leadership_parts
from sna.render.report.opening import Bar, is_lacking, read_line
from sna.render.report.page import Frame
from sna.render.report.practices import PracticePart
from sna.render.report.subjects import SubjectsSection, subjects_section
from sna.render.report.voice import voice_parts

MOST_ROWS, MOST_PAIRS, MOST_STRIPS, MOST_MEETINGS, MOST_SEATS = 12, 6, 90, 52, 20
"""A list ends at so many rows; so many people have a strip of so many meetings each."""
WARNING = (
    "Personal data, confidential: keep it among those who run the community. Not for performance management: it shows "
    "who was at the same meetings, not what anybody is worth."
)
TASKS = {1: "One thing to do", 2: "Two things to do", 3: "Three things to do"}


class ConvenerPage(Struct, frozen=True, kw_only=True):
    """What stands on the page, part by part; None or empty where there is nothing to say."""

    frame: Frame
    since: str
    read: str
    missing: bool
    headline: str
    lead: str
    chart: Sequence[Bar]
    chart_note: str
    tasks_title: str
    tasks: Sequence[Action]
    besides: Sequence[Paragraph]
    recruits: Listing | None
    standing: StandingSection
    subjects: SubjectsSection | None
    voice: Sequence[PracticePart]
    leadership: Sequence[PracticePart]
    back: Listing | None
    seats: Listing | None
    pair: Sequence[Listing]
    cops: CopsSection | None
    strips: Sequence[Bar]
    strips_span: str
    everybody: Listing | None
    problems: Sequence[Listing]
    opted_out: str


def convener_html(content: ConvenerContent) -> str:
    """Write the convener's page: the same content gives the same bytes.

    Examples
    --------
    >>> page = convener_html(ConvenerContent(report=ReportContent(title="Falls & frailty forum")))
    >>> "<b>Falls &amp; frailty forum</b>" in page
    True
    """
    return render("convener.html", convener_page(content))


def convener_page(content: ConvenerContent) -> ConvenerPage:
    """Give all that the convener's page says, in its words."""
    report, month = content.report, Month(content.report, content.conveners)
    strips = _strips(month, content) if len(month.comers) <= MOST_STRIPS else []
    tasks, dated = [*_tasks(month), *_more_to_ask(month)][: max(TASKS)], bool(month.meetings)
    return ConvenerPage(
        frame=Frame(head=head("report.css", "month.css"), title=report.title, subtitle=report.subtitle,
                    marking=WARNING, links=content.maps),
        since=f"after the meeting of {day(month.day(len(month.meetings) - 1))}" if dated else "",
        read=read_line(report), missing=is_lacking(report),
        headline=_headline(month) if dated else _without_day(report),
        lead=_lead(month) if dated else _instead(report),
        chart=_chart(month), chart_note=_chart_note(month),
        tasks_title=TASKS.get(len(tasks), ""),
        tasks=tasks,
        besides=[] if dated else _besides(report),
        recruits=recruits(report),
        standing=standing_section(report), subjects=subjects_section(report, named=True),
        voice=voice_parts(report),
        leadership=leadership_parts(report),
        back=_back(month) if dated else None,
        seats=_seats(content) if content.seats or content.no_seats else None,
        pair=[_few(month), _apart(month)] if dated else [],
        strips=strips, cops=cops_section(report, named=True),
        strips_span=_strips_span(month) if strips else "",
        everybody=_everybody(month) if len(month.comers) > MOST_STRIPS else None,
        problems=[questions(content), unread(content)],
        opted_out=opted_out(content.opted_out),
    )  # fmt: skip


# The first screen


def _count(month: Month, count: int, column: str, row: str = ALL) -> int:
    return cell(count, month.place(row, column))


def _headline(month: Month) -> str:
    place = len(month.meetings) - 1
    row, on = f"meeting {place + 1}", month.day(place)
    people = counted(_count(month, len(month.attendees[place]), "people there", row), "person", "people")
    bodies = sum(place in places for places in month.organisations.values())
    organisations = counted(_count(month, bodies, "organisations there", row), "organisation")
    where = f" from {organisations}" if bodies else ""
    return f"{capital(people)}{where} came on {cite(f'{on.day} {MONTHS[on.month - 1]}', on)}"


def _without_day(report: ReportContent) -> str:
    undated = cell(len(report.rows.gatherings), report.whole.source("undated", "gatherings"))
    if undated:
        return f"{capital(counted(undated, 'meeting'))} without a date"
    return f"These records hold {counted(report.whole.gatherings, 'meeting')}"


def _instead(report: ReportContent) -> str:
    if report.medium:
        return f"They hold who turned to whom on {report.medium}; the map shows it."
    return "These records cannot tell who came last."


def _lead(month: Month) -> str:
    """Say how many still come, and how many pairs of organisations were never at the same meeting."""
    recent = number(_count(month, min(RECENT, len(month.meetings)), "recent"))
    active = number(_count(month, sum(map(month.is_active, month.staying)), "active"))
    staying = counted(_count(month, len(month.staying), "staying"), "person", "people")
    since = day(month.day(month.recent, ALL, "recent since"))
    verb = "has" if len(month.staying) == 1 else "have"
    everybody = len(month.staying) > 1 and all(map(month.is_active, month.staying))
    of = cite("All", month.place(ALL, "not active")) if everybody else f"{active} of the"
    still = (
        f"{of} {staying} who {verb} ever come, and {verb} not left, came to one of the last {recent} "
        f"meetings (since {since})."
    )
    if not month.staying or not month.pairs:
        return still if month.staying else ""
    pairs_apart = month.never_together
    common = set.intersection(*(set(entry.pair) for entry in pairs_apart)) if len(pairs_apart) > 1 else set()
    shared = f", each time with {next(iter(common))}" if len(common) == 1 else ""
    if not pairs_apart:
        every = cite("Every", month.place(ALL, "pairs never"))
        return f"{still} {every} two organisations that still come have been at the same meeting."
    pairs = counted(_count(month, len(month.pairs), "pairs"), "pair")
    return (
        f"{still} {number(_count(month, len(pairs_apart), 'pairs never'))} of {pairs} of organisations that still come "
        f"{'has' if len(pairs_apart) == 1 else 'have'} never been at the same meeting{shared}."
    )


def _chart(month: Month) -> list[Bar]:
    """Draw the people at each of the last meetings: who had come before, and who came for the first time."""
    along = Scale(0, max(map(len, month.attendees), default=0) or 1)
    rows = []
    for place in range(max(0, len(month.meetings) - YEAR), len(month.meetings)):
        people, row = month.attendees[place], f"meeting {place + 1}"
        new_faces = sum(month.comers[person].meetings[0] == place for person in people)
        marks = [
            Mark("box", "now", 0, len(people) - new_faces),
            Mark("box", "new", len(people) - new_faces, len(people)),
        ]
        count = number(_count(month, len(people), "people there", row))
        newcomers = f", {number(_count(month, new_faces, 'new there', row))} new" if new_faces else ""
        rows.append(Bar(short_day(month.day(place)), line_svg(marks, along), f"{count}{newcomers}"))
    return rows


def _chart_note(month: Month) -> str:
    """Say which meeting is no usual one, and how many entries are nobody in particular."""
    notes = []
    if month.largest is not None:
        notes.append(f"The meeting of {day(month.day(month.largest))} was much larger than usual: it is counted apart.")
    devices = cell(sum(sizes(month.evidence).unidentified), month.place(ALL, "unidentified"))
    if devices:
        entries = counted(devices, "entry", "entries")
        notes.append(f"{capital(entries)} in the records: a room, a telephone or a device. They are not counted.")
    return " ".join(notes)


def _equals(rows: Sequence[Comer], key: Callable[[Comer], Hashable]) -> list[Comer]:
    """Give the first, and all with equal figures."""
    return [row for row in rows if key(row) == key(rows[0])]


def _tasks(month: Month) -> Iterator[Action]:
    """Say whom to ask back, whom to greet and which organisations to bring together, with a reason each."""
    back, few, apart = month.to_ask_back(), month.to_greet(), next(month.apart(), None)
    if back:
        people = _equals(back, lambda row: (row.times, row.could, row.meetings[-1]))
        names = _names(month, people, "first to ask back")
        yield Action(f"Ask {names} back", f"Came to {_times(back[0])} meetings, last on {day(_last(month, back[0]))}.")
    if few:
        people = _equals(few, lambda row: (row.times, row.could, row.meetings[-1], month.acquaintances(row)))
        names, last_day = _names(month, people, "first to greet"), day(_last(month, few[0]))
        company = counted(_acquaintances(month, few[0]), "person", "people")
        why = f"Came to {_times(few[0])} meetings, last on {last_day}, and has been with {company} at usual ones."
        yield Action(f"Greet {names}", why)
    if apart:
        why = (
            "They have never been at one." if not apart.at_largest else f"They have been together at {_largest(month)}."
        )
        yield Action(f"Bring {listed(apart.pair)} to the same meeting", why)


def _more_to_ask(month: Month) -> Iterator[Action]:
    """Say whom to ask back besides, those with equal figures together."""
    back = month.to_ask_back()
    while back:
        people = _equals(back, lambda row: (row.times, row.could, row.meetings[-1]))
        if len(back) < len(month.to_ask_back()) and len(people) <= MOST_EQUAL:
            why = f"Came to {_times(people[0])} meetings, last on {day(_last(month, people[0]))}."
            yield Action(f"Ask {listed([row.label for row in people])} back", why)
        back = back[len(people) :]


def _names(month: Month, people: Sequence[Comer], column: str) -> str:
    return listed([row.label for row in people], MOST_EQUAL, total=_count(month, len(people), column))


def _largest(month: Month) -> str:
    on = f" ({day(month.day(month.largest))})" if month.largest is not None else ""
    return f"the largest meeting alone{on}"


def _times(row: Comer) -> str:
    return f"{number(row.times)} of {number(row.could)}"


def _last(month: Month, row: Comer) -> dt.date:
    return month.day(row.meetings[-1], row.label, "last day")


def _acquaintances(month: Month, row: Comer) -> int:
    return _count(month, month.acquaintances(row), "acquaintances", row.label)


# The lists


def _rest(month: Month, length: int, column: str, most: int = MOST_ROWS) -> str:
    """Say how many more there are than a list shows; empty if it shows all."""
    excess = _count(month, length - most, f"{column} − {most}")
    return f"And {number(excess)} more." if excess > 0 else ""


def _back(month: Month) -> Listing:
    people, nobody = month.to_ask_back(), cite("Nobody", month.place(ALL, "to ask back"))
    often, missed = constant(str(OFTEN)), constant(str(MISSED))
    rows = [[*_row(month, row), _company(month, row)] for row in people[:MOST_ROWS]]
    heads = ["Name", "Organisation", "Came", "Last came", "Was most often at meetings with"]
    return Listing(
        title="Ask back",
        rule=f"They came to {OFTEN} meetings or more and have missed the last {MISSED} or more. They have not left.",
        table=listed_table("Ask back", heads, rows),
        rest=_rest(month, len(people), "to ask back"),
        nobody=f"{nobody} who came to {often} meetings or more, and has not left, has missed the last {missed}.",
    )


def _row(month: Month, row: Comer) -> list[str]:
    return [row.label, row.organisation, _times(row), short_day(_last(month, row))]


def _company(month: Month, comer: Comer) -> str:
    """Write with whom somebody was most often at meetings, and how often; of many equals how many they are."""
    people = month.company(comer)
    fewest = people[-1][1] if len(people) > MOST_EQUAL + 1 else 0
    named = [(row, times) for row, times in people if times > fewest]
    words = [f"{row.label} ({number(_together(month, comer, row, times))})" for row, times in named]
    equals = _count(month, len(people) - len(named), "most often with, equals", comer.label)
    if equals:
        equal = number(_together(month, comer, people[-1][0], fewest))
        words.append(f"{number(equals)} {'others' if named else 'people'} ({equal} each)")
    return listed(words, len(words))


def _together(month: Month, comer: Comer, row: Comer, times: int) -> int:
    return _count(month, times, "together", f"{comer.label}; {row.label}")


def _few(month: Month) -> Listing:
    people, guests, title = month.to_greet(), month.at_largest_alone(), "Came once or twice, met few"
    nobody, rarely, few = cite("Nobody", month.place(ALL, "to greet")), constant(str(RARELY)), constant(str(FEW))
    heads = ["Name", "Organisation", "Came", "Last came", "With"]
    rows = [[*_row(month, row), counted(_acquaintances(month, row), "person", "people")] for row in people[:MOST_ROWS]]
    party = counted(_count(month, len(guests), "at the largest alone"), "person", "people")
    verb = "has" if len(guests) == 1 else "have"
    return Listing(
        title=title,
        rule=f"{RARELY} times at most, lately, and with {FEW} people or fewer at usual meetings.",
        table=listed_table(title, heads, rows),
        rest=_rest(month, len(people), "to greet"),
        note=f"{capital(party)} {verb} come to {_largest(month)}." if guests else "",
        nobody=f"{nobody} who came {rarely} times at most, and lately, has been with {few} people or fewer.",
    )


def _seats(content: ConvenerContent) -> Listing:
    """Say who could have the next seats."""
    names = [name for name, _organisation, _why in content.seats]
    people = listed([*names[:MOST_SEATS], *(["others"] if len(names) > MOST_SEATS else [])], most=MOST_SEATS + 1)
    return Listing(
        title="The next seats: whom to ask",
        table=None,
        rule=f"{people}: most new pairs, turns considered. Reasons, tables and a waiting list: sna plan.",
        nobody=content.no_seats,
    )


def _apart(month: Month) -> Listing:
    """List the pairs of organisations that were never at the same meeting, and whom of each one could ask."""
    title, pairs = "Never at the same meeting", list(islice(month.apart(), MOST_PAIRS))
    rows = [
        [listed(entry.pair), "at the largest" if entry.at_largest else "never",
         "; ".join(_contacts(month, name) for name in entry.pair)]
        for entry in pairs
    ]  # fmt: skip
    unmet = sum(not entry.at_largest for entry in pairs)
    excess = _count(month, len(month.never_together) - unmet, f"pairs never − {unmet}")
    every = cite("every", month.place(ALL, "pairs never"))
    joined = f"Of the organisations that still come, {every} two have been at the same meeting."
    return Listing(
        title=title,
        rule=f"Both came to one of the last {RECENT} meetings, but never to the same one, or to the largest alone.",
        table=listed_table(title, ["Organisations", "Together", "You could ask"], rows),
        rest=f"And {counted(excess, 'more pair')} never at one." if excess > 0 else "",
        nobody=joined if month.pairs else "Fewer than two organisations still come.",
    )


def _contacts(month: Month, organisation: str) -> str:
    people = month.contacts(organisation)
    if len(people) < MOST_EQUAL:
        return " or ".join(row.label for row in people) or f"somebody of {organisation}"
    return f"any of the {number(_count(month, len(people), 'equal contacts', organisation))} of {organisation}"


# Who came when


def _by_last(month: Month) -> list[Comer]:
    return sorted(month.comers.values(), key=lambda row: (-row.meetings[-1], -row.times, row.label.casefold(), row.id))


def _strips(month: Month, content: ConvenerContent) -> list[Bar]:
    """Draw a strip a person, a cell a meeting: came, could have come, or blank."""
    places = range(max(0, len(month.meetings) - MOST_MEETINGS), len(month.meetings))
    along, strips = Scale(0, len(places)), []
    for row in _by_last(month):
        could = _could(month, content.two_mode, row.id)
        marks = [
            Mark("box", "now" if place in row.meetings else "could", at + 0.1, at + 0.9)
            for at, place in enumerate(places)
            if could[place] or place in row.meetings
        ]
        fate = " · left" if row.id in content.report.leavers else ""
        strips.append(Bar(f"{row.label}{fate}", line_svg(marks, along), f"{number(row.times)}/{number(row.could)}"))
    return strips


def _could(month: Month, two_mode: TwoMode | None, person: str) -> Sequence[bool]:
    """Tell to which meetings somebody could come."""
    if two_mode is None or two_mode.eligible is None:
        return [True] * len(month.meetings)
    columns = two_mode.gatherings.index.get_indexer([row.id for row in month.meetings])
    eligible: list[bool] = two_mode.eligible[two_mode.people.index.get_loc(person), columns].tolist()
    return eligible


def _strips_span(month: Month) -> str:
    start = max(0, len(month.meetings) - MOST_MEETINGS)
    earlier = counted(_count(month, start, f"held − {min(len(month.meetings), MOST_MEETINGS)}"), "earlier meeting")
    days = f"{short_day(month.day(start))} → {short_day(month.day(len(month.meetings) - 1))}"
    return f"{days}, after {earlier}" if start else days


def _everybody(month: Month) -> Listing:
    """List who came last, where there are too many people for a strip each."""
    people = _by_last(month)
    comers = counted(_count(month, len(people), "comers"), "person", "people")
    rows = [_row(month, row) for row in people[:MOST_ROWS]]
    heads, title = ["Name", "Organisation", "Came", "Last came"], "Who came last"
    note = f"{capital(comers)} have come: too many for a row each."
    return Listing(
        title=title, note=note, table=listed_table(title, heads, rows), rest=_rest(month, len(people), "comers")
    )


# What is open


def _besides(report: ReportContent) -> list[Paragraph]:
    """Say who is tied to nobody where nobody met."""
    findings = report.findings_of("alone", "cut-off", "hangs-on-one", own=True)
    return [Paragraph(words.headline, words.text) for _finding, words in sentences(findings, report.labels)]
