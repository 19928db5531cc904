"""The parts of a report about people: who came to what, who links us, who is cut off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.findings.attendance import UNKNOWN, apologies, gatherings, identified, presences, sizes, times
from sna.findings.counts import counts
from sna.findings.cut_off import nobody_cut_off, single_words
from sna.findings.evidence import Evidence, PeriodTables
from sna.findings.phrases import MONTHS, capital, counted, listed, moment, nouns, number, percent, veiled
from sna.findings.record import MEETINGS, Finding, Verdict
from sna.findings.records import GatheringRow
from sna.findings.sources import cell, cite, constant
from sna.findings.spanners import SPANNER, attended, named, nobody_links, reasons, spanner_rule, surely
from sna.findings.tables import BOUNDARIES
from sna.render.chart.attendance import AttendanceGrid, Band, Row, attendance_svgs
from sna.render.chart.scales import Bar, bars_svg
from sna.render.chart.style import BLUE
from sna.render.page import Paragraph
from sna.render.report.content import ReportContent
from sna.render.report.hues import Hues
from sna.render.table import table_html

MOST_GATHERINGS, MOST_PEOPLE = 52, 300
"""The grid shows the last gatherings, and a row per person, up to these numbers."""
MOST_GROUPS, MOST_UNTIED = 30, 60
CUT_OFF, HANGS = "cut-off", "hangs-on-one"
NOT, ABSENT = "–", "not there"


class AttendanceSection(Struct, frozen=True, kw_only=True):
    """Who came to what; in quarters where nobody may be named."""

    grid: Sequence[Markup]
    notes: Sequence[str]
    quarters: Markup | None
    stayers: str
    seats: str


class SpannersSection(Struct, frozen=True):
    """Who links us, and the rule by which somebody is named."""

    table: Markup | None
    note: str
    rule: str


class CutOffSection(Struct, frozen=True):
    """Which groups are cut off, and in what, by which rules; and who else is cut off or has drifted away."""

    table: Markup | None
    rules: Sequence[str]
    paragraphs: Sequence[Paragraph]
    nobody: str


def attendance_section(content: ReportContent, colours: Hues) -> AttendanceSection:
    """Draw who came to what, and say who stayed and how full it was."""
    notes = _grid_notes(content)
    return AttendanceSection(
        grid=_grid(content, colours, " ".join(notes)),
        notes=notes,
        quarters=_quarters(content) if not content.names else None,
        stayers=_stayers(content),
        seats=_seats(content),
    )


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


def _grid(content: ReportContent, colours: Hues, description: str) -> list[Markup]:
    """Draw who came to what: a row per person, or per organisation where they are very many; nothing without names."""
    order = gatherings(content)
    if not order or not content.names:
        return []
    start = max(0, len(order) - MOST_GATHERINGS)
    rows = _person_rows(content, start) if _by_person(content) else _organisation_rows(content, start)
    sums = sizes(content)
    grid = AttendanceGrid(
        _heads(order)[start:],
        _bands(rows, content, colours),
        sums.people[start:],
        sums.unidentified[start:],
        _breaks(content, order, start),
    )
    return attendance_svgs("came", grid, title="Who came to what", description=description)


def _by_person(content: ReportContent) -> bool:
    return len(identified(content)) <= MOST_PEOPLE


def _grid_notes(content: ReportContent) -> list[str]:
    """Say how to read the grid, and what it leaves out; nothing where there is no grid."""
    sums, length = sizes(content), len(gatherings(content))
    if not length or not content.names:
        return []
    if _by_person(content):
        notes = ["Each dot is one person at one gathering; a ring is their first."]
        if sum(sums.apologies):
            sent = cell(sum(sums.apologies), content.whole.source("apologies", "attendance"))
            notes.append(f"A dash means apologies ({number(sent)}).")
    else:
        notes = ["Each dot is an organisation at a gathering, larger for more people; a ring is its first."]
    if sum(sums.unidentified):
        devices = cell(sum(sums.unidentified), content.whole.source("unidentified", "attendance"))
        seats = counted(devices, "attendance")
        notes.append(f"Light parts of the columns: {seats} of devices, rooms and telephones; who it was is not known.")
    if length > MOST_GATHERINGS:
        earlier = cell(length - MOST_GATHERINGS, content.whole.source(f"held − {MOST_GATHERINGS}", "gatherings"))
        rest = counted(earlier, "earlier gathering")
        notes.append(f"The last {MOST_GATHERINGS} gatherings are shown; {rest} not.")
    return notes


def _person_rows(content: ReportContent, start: int) -> dict[str, list[Row]]:
    """Give the rows of each organisation's people, those who came most first."""
    marks, nothing = attendance_rows(content), [0] * len(gatherings(content))
    lines = [(marks.get(person.id, nothing), person) for person in content.rows.people if person.identified]
    rows: dict[str, list[Row]] = {}
    for line, person in sorted(lines, key=lambda entry: (-_times(entry[0]), entry[1].label, entry[1].id)):
        row = _row(f"{person.label} ({_times(line)})", line, start)
        rows.setdefault(person.organisation or UNKNOWN, []).append(row)
    return rows


def _organisation_rows(content: ReportContent, start: int) -> dict[str, list[Row]]:
    length, sums, people = len(gatherings(content)), dict[str, list[int]](), dict[str, set[str]]()
    for record in presences(content):
        sums.setdefault(record.organisation, [0] * length)[record.place] += 1
        people.setdefault(record.organisation, set()).add(record.person)
    return {label: [_row(counted(len(people[label]), "person", "people"), line, start)] for label, line in sums.items()}


def _row(label: str, line: Sequence[int], start: int) -> Row:
    return Row(label, line[start:], before=_times(line[:start]) > 0)


def _times(line: Sequence[int]) -> int:
    return sum(max(0, mark) for mark in line)


def _bands(rows: Mapping[str, list[Row]], content: ReportContent, colours: Hues) -> list[Band]:
    """Put the groups in order: those that came most first, those whose organisation is not known last."""

    def order(label: str) -> tuple[bool, int, str]:
        return label == UNKNOWN, -sum(_times(row.counts) for row in rows[label]), label

    own = content.group == BOUNDARIES[0]
    return [
        Band(label, colours.colour(label) if own else BLUE, colours.ink(label) if own else BLUE, rows[label])
        for label in sorted(rows, key=order)
    ]


def _heads(order: Sequence[GatheringRow]) -> list[str]:
    """Say when each was, and what it was called unless that is what most are called."""
    title, count = Counter(row.title for row in order).most_common(1)[0]
    titles = ["" if row.on and row.title == title and 2 * count > len(order) else row.title for row in order]
    return [f"{short_day(row)} {title}".strip() for row, title in zip(order, titles, strict=True)]


def _breaks(content: ReportContent, order: Sequence[GatheringRow], start: int) -> list[tuple[int, str]]:
    if content.before is None:
        return []
    breaks = []
    for period in content.periods:
        inside = {gathering.id for gathering in gatherings(content, period)}
        places = [place for place, gathering in enumerate(order) if gathering.id in inside and place >= start]
        if places:
            breaks.append((places[0] - start, period.title))
    return breaks


def _quarters(content: ReportContent) -> Markup | None:
    """Draw the attendances of each quarter: what may be told of them where nobody is named; None without a date."""
    sums = sizes(content)
    totals: dict[str, list[int]] = {}
    for gathering, people, devices in zip(gatherings(content), sums.people, sums.unidentified, strict=True):
        if gathering.on is not None:
            month = 3 * ((gathering.on.month - 1) // 3)
            label = f"{MONTHS[month][:3]} to {MONTHS[month + 2][:3]} {gathering.on.year}"
            quarter = totals.setdefault(label, [0, 0])
            quarter[0] += people + devices
            quarter[1] += 1
    if not totals:
        return None
    longest = max(attendances for attendances, _gatherings in totals.values())
    bars = [
        Bar(label, attendances, longest, f"{counted(attendances, 'attendance')}, {counted(count, 'gathering')}")
        for label, (attendances, count) in totals.items()
    ]
    return bars_svg("quarters", bars, title="Attendances by quarter")


def _stayers(content: ReportContent) -> str:
    """Say who stayed, who joined and who left between the first and the last period; empty for one period."""
    before, now = content.before, content.now
    if before is None:
        return ""
    earlier, later = ({record.person for record in presences(content, period)} for period in (before, now))
    places = [
        before.source("came", "attendance"),
        *(now.source(name, "attendance") for name in ("again", "not again", "new")),
    ]
    people = (earlier, earlier & later, earlier - later, later - earlier)
    attendance, *parts = (cell(len(who), place) for who, place in zip(people, places, strict=True))
    if not earlier or not later or any(0 < part < content.smallest for part in parts):
        return ""  # of two parts of a total that stands beside them neither may be told if one may not
    again, lapsed, newcomers = (number(part) for part in parts)
    return (
        f"Of {counted(attendance, 'person', 'people')} who came in {before.title}, {again} came again in {now.title} "
        f"and {lapsed} did not; {newcomers} came in {now.title} who had not come in {before.title}."
    )


def _seats(content: ReportContent) -> str:
    """Say how full the gatherings were whose number of seats is known; empty if none is."""
    sums = sizes(content)
    fillings = [
        (people + devices, gathering.seats)
        for gathering, people, devices in zip(gatherings(content), sums.people, sums.unidentified, strict=True)
        if gathering.seats
    ]
    if not fillings:
        return ""
    place = content.whole.source("with seats", "gatherings")
    full = cell(sum(people >= seats for people, seats in fillings), place._replace(column="full"))
    filling = sum(map(min, fillings)) / sum(seats for _people, seats in fillings)
    share = cell(filling, place._replace(column="seats taken"))  # a chair that was brought in is no seat
    verdict = f"{number(full)} {'was' if full == 1 else 'were'} full" if full else f"{cite('none', full)} was full"
    places = counted(cell(len(fillings), place), "gathering")
    return f"At {places} with a known number of seats, {percent(share)} of the seats were taken; {verdict}."


def spanners_section(content: ReportContent) -> SpannersSection:
    """List those who may be named and those who lead, with the reasons and how sure it is."""
    acts = ("interactions",) if content.medium else ()
    return SpannersSection(
        _spanners_table(content, content.findings_of(SPANNER, own=True)),
        _spanners_note(content),
        spanner_rule(content.group, *acts),
    )


def _spanners_table(content: ReportContent, findings: Sequence[Finding]) -> Markup | None:
    if not findings:
        return None
    names = content.labels
    heads = ("Name", capital(nouns(content.group).singular), "When", "Came to", "Holds in", "Why")
    rows = [
        [
            *(names[finding.who[0]], finding.groups[0], finding.period or "Whole time"),
            *(attended(finding), surely(finding), _why(finding, content)),
        ]
        for finding in findings
    ]
    return table_html("Who links groups", heads, rows)


def _why(finding: Finding, content: ReportContent) -> str:
    before = content.before.title if content.before else finding.period
    again = f" Named in {before} too." if finding.count("again") and finding.period != before else ""
    return f"{capital('; '.join(reasons(finding)))}.{again}"


def _spanners_note(content: ReportContent) -> str:
    """Say how many there are where nobody is named; empty where the table says it."""
    count = cell(len(named(content, content.now)), content.now.source("named", "spanners"))
    if count and content.names:
        return ""
    if not count:
        where = f" in {content.now.title}" if content.now.title else ""
        return nobody_links(content, content.now, where)
    people = counted(count, "person stands", "people stand")
    return f"{people} out in three ways." if count >= content.smallest else "Too few stand out to be told."


def cut_off_section(content: ReportContent) -> CutOffSection:
    """Say who is cut off or has drifted away, and by which rules."""
    groups = [finding for finding in content.findings if finding.what in (CUT_OFF, HANGS)]
    paragraphs = (_untied(content), _single(content), _drifted(content), _faded(content))
    return CutOffSection(
        _cut_off_table(content, groups),
        _rules(content, groups),
        [paragraph for paragraph in paragraphs if paragraph],
        nobody_cut_off(content),
    )


def _cut_off_table(content: ReportContent, findings: Sequence[Finding]) -> Markup | None:
    """List the groups that are cut off or hang on one person, a column for each medium; None where there is none."""
    if not findings:
        return None
    media = [(content.medium or MEETINGS, content.now)]
    media += [(medium.title, medium.periods[-1]) for medium in content.tying_media if medium.periods]
    groups = list(dict.fromkeys(finding.groups[0] for finding in findings))
    rows = [[group, *(_cell(group, findings, medium, content) for medium in media)] for group in groups]
    words = nouns(content.group)
    places = [Finding(what=CUT_OFF, medium=title).place.strip() or "at the meetings" for title, _period in media]
    heads = [capital(head) for head in (words.singular, *places)]
    return table_html(f"{capital(words.plural)} that are cut off, and in what", heads, rows)


def _cell(group: str, findings: Sequence[Finding], medium: tuple[str, PeriodTables], content: ReportContent) -> str:
    title, period = medium
    cells = [_state(row, content) for row in findings if row.groups[0] == group and row.medium == title]
    return "; ".join(cells) or (NOT if period.tables.cut_off.get(group) else ABSENT)


def _state(finding: Finding, content: ReportContent) -> str:
    if finding.what == HANGS:
        return f"hangs on {''.join(finding.people(content.labels)) or 'one person'}"
    last = moment(finding.text("last_outside"))
    if finding.verdict is Verdict.COUNT:
        none = cite("no tie", finding.figure("outside"))
        return f"{none} to others since {last}" if last else f"{none} to others"
    ties, chance = number(finding.number("external")), number(finding.number("external_expected"))
    return f"{ties} ties to others, by chance {chance}{f', last met others on {last}' if last else ''}"


def _rules(content: ReportContent, findings: Sequence[Finding]) -> list[str]:
    """Give the rules by which these groups are said to be cut off, each once."""
    rules = [f"{capital(rule)}." for rule in dict.fromkeys(finding.rule for finding in findings) if rule]
    dash = f"A dash: not cut off there by these rules. {capital(ABSENT)}: nobody of the "
    return [*rules, f"{dash}{nouns(content.group).singular}."] if findings else []


def _untied(content: ReportContent) -> Paragraph | None:
    """Say who is tied to nobody: by name, of very many how many of each group, and a count where nobody is named."""
    when = f" in {content.now.title}" if content.now.title else ""
    total = counts(content.now).untied
    title = f"Without a tie{when}" if content.medium else f"Not at a meeting with anybody{when}"
    if not total:
        return None
    if not content.names:
        return Paragraph(title, f"{capital(veiled(total, content.smallest))} people.")
    groups = untied_by_group(content)
    if total > MOST_UNTIED:
        return Paragraph(title, _untied_per_group(content, groups))
    lines = [f"{group}: {listed(names, 20)}" for group, names in groups.items()]
    rest = f"; and people of {number(len(lines) - MOST_GROUPS)} more {nouns(content.group).plural}"
    return Paragraph(title, f"{'; '.join(lines[:MOST_GROUPS])}{rest if len(lines) > MOST_GROUPS else ''}.")


def untied_by_group(content: ReportContent) -> dict[str, list[str]]:
    """Give the names of those tied to nobody, by group."""
    groups: dict[str, list[str]] = {}
    for person in [id_ for finding in content.findings_of("alone", own=True) for id_ in finding.who]:
        row = content.now.tables.outside.get(person)
        groups.setdefault(row.group if row else "", []).append(content.labels.get(person, person))
    return groups


def _untied_per_group(content: ReportContent, groups: Mapping[str, Sequence[str]]) -> str:
    """Count the people tied to nobody by group, where their names would fill the page."""
    totals = {row.group: row.people for row in content.now.tables.group_reach if row.people >= content.smallest}
    order = sorted(groups, key=lambda group: (-len(groups[group]), group))
    place = content.now.source("isolate and here", "outside")
    alone = {group: cell(len(groups[group]), place._replace(row=group)) for group in order}
    lines = [f"{group} ({number(count)} of {number(totals.get(group, count))})" for group, count in alone.items()]
    people = counted(cell(sum(map(len, groups.values())), place), "person", "people")
    nought = constant("the degree is 0")
    return f"{people}: {listed(lines, MOST_GROUPS)}. Their names are in tables/nodes.csv, where {nought}."


def _single(content: ReportContent) -> Paragraph | None:
    findings = content.findings_of("one-member", own=True)
    title = f"{capital(nouns(content.group).plural)} with one member"
    return Paragraph(title, single_words(findings, content.labels).text) if findings else None


def _drifted(content: ReportContent) -> Paragraph | None:
    findings = content.findings_of("drifted", own=True)
    if not findings:
        return None
    days = [f" (last on {moment(finding.text('last'))})" if content.names else "" for finding in findings]
    groups = [f"{finding.groups[0]}{day}" for finding, day in zip(findings, days, strict=True)]
    recent = number(findings[0].count("recent"))
    rule = f"Their people came before, but not to the last {recent} gatherings."
    return Paragraph("Organisations that have drifted away", f"{listed(groups, 40)}. {rule}")


def _faded(content: ReportContent) -> Paragraph | None:
    findings = content.findings_of("faded", own=True)
    if not findings:
        return None
    people = [f"{finding.people(content.labels)[0]} ({times(finding)})" for finding in findings]
    recent = number(findings[0].count("recent"))
    rule = f"They came before, but not to the last {recent} gatherings."
    return Paragraph("People who used to come", f"{listed(people, 40)}. {rule}")
