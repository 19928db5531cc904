"""What the convener's and the funder's pages say, from a study.

The convener is told what was read, who convenes and what is open; the funder aggregates only, under the rule for small
numbers.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from sna.errors import PlanError, StudyError
from sna.facts import Fate
from sna.findings.attendance import UNKNOWN, Reached, attending, presences, reach
from sna.findings.boundaries import boundaries_of
from sna.findings.change import reason
from sna.findings.counts import tied
from sna.findings.evidence import PeriodTables
from sna.findings.phrases import capital, counted, nouns, span
from sna.findings.practices import seekers
from sna.findings.record import Verdict
from sna.findings.sources import Source, cite
from sna.findings.tables import ALL, BOUNDARIES
from sna.privacy import SmallNumbers
from sna.render.audience.content import (
    Bridge,
    Change,
    Communities,
    ConvenerContent,
    Coverage,
    FunderContent,
    Growth,
    Led,
    Parts,
    Question,
    Reach,
    Recruits,
    Voice,
    Wishes,
    Work,
)
from sna.render.report.content import ReportContent
from sna.render.report.opening import files_line, is_lacking, undated
from sna.study.audience.labels import (
    GroupLetters,
    Masks,
    NameIndex,
    Record,
    View,
    group_letters,
    leading,
    page_count,
    publishable_groups,
)
from sna.study.people import people
from sna.study.publishing import Memory
from sna.study.reading import Reading
from sna.study.results import Results
from sna.study.settings import PrivacyPart, Settings
from sna.study.sources import Study

MOST_QUESTIONS, MOST_UNREAD = 12, 12


# The convener's page


def convener_content(view: View, study: Study | None = None) -> ConvenerContent:
    """Gather what the convener's page says; the next seats only where a study to plan is stated."""
    seats, fault = _seats(study, view) if study is not None and not view.content.medium else ((), "")
    content, reading, results = view.content, view.reading, view.results
    doubtful = people(reading).doubtful
    return ConvenerContent(
        report=content,
        two_mode=None if content.medium else results.meetings[0][0].two_mode,
        conveners=view.conveners,
        opted_out=reading.opted_out,
        questions=tuple(Question(row.first, row.second, row.for_, row.against) for row in doubtful[:MOST_QUESTIONS]),
        more_questions=max(0, len(doubtful) - MOST_QUESTIONS),
        unread=tuple(_unread(reading)),
        rejected=reading.rejected,
        maps=_maps(content),
        seats=seats,
        no_seats=fault,
    )


def _seats(study: Study, view: View) -> tuple[tuple[tuple[str, str, str], ...], str]:
    """Give who could have the next seats, or why no plan can be made."""
    from sna.study.plan_outputs import next_seats  # what plans is imported where a page shows them

    try:
        return tuple(next_seats(study, view.reading.dataset)), ""
    except (PlanError, StudyError) as error:
        return (), f"No plan can be made. {error}"


def _unread(reading: Reading) -> Iterator[tuple[str, str, str, str]]:
    """Give where, why and what to do of the first records that could not be read; what stood there is not told."""
    rejected = ((file, entry) for file, entry in reading.ledger.problems() if entry.fate is Fate.REJECTED)
    for (file, entry), _number in zip(rejected, range(MOST_UNREAD), strict=False):
        if entry.reason is not None:
            yield file, entry.origin.place, entry.reason.why, entry.reason.hint


def _maps(content: ReportContent) -> Mapping[str, str]:
    media = {capital(medium.title): medium.map_file for medium in content.media if medium.map_file}
    return {f"Map{f' of {content.medium}' if content.medium else ''}": "map.html"} | media


# The funder's page


STALE = (
    " Some figures are those of an earlier release: fewer people than that have come, gone or changed since. The "
    "difference would tell of them."
)
NOTHING = Memory()


def small_numbers(settings: PrivacyPart, key: bytes = b"") -> SmallNumbers:
    """Give the rule for small numbers that the settings choose."""
    return SmallNumbers(settings.smallest, settings.round, settings.fewest, key)


def funder_content(
    content: ReportContent, results: Results, settings: Settings, index: NameIndex, memory: Memory = NOTHING
) -> FunderContent:
    """Gather what the funder's page says; `content` is the evaluator's, of which only aggregates are taken."""
    rule, now = small_numbers(settings.privacy, memory.key), content.now.title
    masks = Masks(rule, letters_of(content, index, memory.key), memory)
    attendance = _attendance(content)
    days = {person: periods for person, (_posts, periods, _gatherings) in attendance.items()}
    posts = {person: record[:2] for person, record in attendance.items()}
    changes, contacts = tuple(_changes(content)) if content.before else (), _meetings_and_media(content, attendance)
    kinds = publishable_groups(results.compared[-1][0].network, attendance, masks)
    largest = leading([kinds[by] for by in boundaries_of(content) if by in kinds])
    others = [kinds[by] for by in BOUNDARIES[1:] if len(kinds[by].groups) > 1 and kinds[by] is not largest]
    return FunderContent(
        title=content.title,
        subtitle=content.subtitle,
        read=_read(content),
        lacking=is_lacking(content),
        periods=tuple(period.title for period in content.periods) if content.before else (now,) if now else (),
        medium=content.medium,
        group=content.group,
        reach=masks.figures("reach", posts, _reach(content, masks.letters), Reach),
        changes=masks.figures("changes", attendance, changes, tuple[Change, ...]),
        growth=masks.figures("growth", days, tuple(_growth(content, rule)), tuple[Growth, ...]),
        bridges=masks.figures("bridges", contacts, tuple(_bridges(content)), tuple[Bridge, ...]),
        communities=_communities(content, results, masks),
        recruits=masks.figures("recruits", attendance, tuple(_recruits(content, rule)), tuple[Recruits, ...]),
        wishes=masks.figures("wishes", seekers(content), tuple(_wishes(content, rule)), tuple[Wishes, ...]),
        work=masks.figures("work", _owners(content), tuple(_work(content, rule)), tuple[Work, ...]),
        voices=masks.figures("voices", attendance, tuple(_voices(content, rule)), tuple[Voice, ...]),
        led=masks.figures("led", _leaders(content, attendance), tuple(_led(content, rule)), tuple[Led, ...]),
        standing=masks.figures("standing", attendance, _standing(content, rule), dict[str, int]),
        groups=(*([largest] if largest else ()), *others),
        hidden=masks.letters.counts(),
        rule=rule.of_counts() + (STALE if memory.releases.stale else ""),
    )


def _attendance(content: ReportContent) -> dict[str, tuple[list[str], ...]]:
    """Give for each person the organisations they came from, the periods they came in, and what they came to."""
    records: dict[str, tuple[set[str], ...]] = {}
    for period in content.periods:
        for row in presences(content, period):
            record = records.setdefault(row.person, (set(), set(), set()))
            for part, value in zip(record, (row.organisation, period.title, row.gathering), strict=True):
                part.add(value)
        for person in tied(period) if content.medium else ():
            records.setdefault(person, (set(), set(), set()))[1].add(period.title)
    return {person: tuple(map(sorted, record)) for person, record in records.items()}


def letters_of(content: ReportContent, index: NameIndex, secret: bytes = b"") -> GroupLetters:
    """Say what stands for each group that could be shown."""
    people, organisations, present = content.rows.people, content.rows.organisations, presences(content)
    groups = {by: {*(row.of(by) for row in people), *(row.of(by) for row in organisations)} for by in BOUNDARIES}
    groups[BOUNDARIES[0]] |= {row.organisation for row in present}
    names = [(row.name, row.organisation) for row in people] + [(row.name, row.organisation) for row in present]
    return group_letters(groups, names, index, secret)


def _read(content: ReportContent) -> str:
    """Say how many files were read and how many meetings they hold, from when to when: nothing of people."""
    if not len(content.rows.ledger):
        return ""
    meetings, covers = counted(content.whole.gatherings, "meeting"), _covers(content.periods)
    contents = ", ".join(part for part in ("" if content.medium else meetings, covers) if part)
    dateless = undated(content) if any(row.on is None for row in content.rows.gatherings) else ""
    return " ".join(part for part in (files_line(content), f"{contents}." if contents else "", dateless) if part)


def _covers(periods: Iterable[PeriodTables]) -> str:
    """Say from when until when, in whole quarters: a day would point at a gathering."""
    days = [day for period in periods for day in (period.since, period.until) if day is not None]
    if not days:
        return ""
    return cite(_quarter(min(days), max(days)), Source("periods", ALL, "quarters"))


def _quarter(start: dt.date, end: dt.date) -> str:
    """Write from the first month of a day's quarter to the last of another's."""
    month = 3 * ((end.month - 1) // 3) + 3
    start = start.replace(month=3 * ((start.month - 1) // 3) + 1, day=1)
    return span(start, dt.date(end.year, month, monthrange(end.year, month)[1]))


def _reach(content: ReportContent, letters: GroupLetters) -> Reach:
    """Count the organisations that took part: of those to be reached, and by locality and sector."""
    extent = reach(content)
    if extent.organisations is None:
        return Reach(groups=_without_list(content))
    kinds = {by: rows for by, rows in zip(BOUNDARIES[1:], (extent.localities, extent.sectors), strict=True) if rows}
    organisations = _coverage(_plural(BOUNDARIES[0]), extent.organisations)
    parts = [Parts(by, _coverages(by, rows, letters)) for by, rows in kinds.items() if len(rows) > 1]
    parts = [replace(part, rows=(*part.rows, *_rest(part, organisations))) for part in parts]
    return Reach(
        totals=(organisations, *(_total(_plural(by), rows) for by, rows in kinds.items())),
        parts=tuple(parts),
        new=_written(extent.new, letters),
        absent=_written(extent.absent, letters),
        missing=_written(extent.missing, letters),
        others=len(extent.unlisted),
    )


def _coverages(by: str, rows: Sequence[Reached], letters: GroupLetters) -> tuple[Coverage, ...]:
    return tuple(
        sorted((_coverage(letters.text(by, row.label), row) for row in rows), key=lambda coverage: coverage.label)
    )


def _rest(parts: Parts, total: Coverage) -> Iterator[Coverage]:
    """Give the organisations whose part is not known, so that the parts add up."""
    names = ("total", "ever", "now", "before")
    rest = [(getattr(total, name) or 0) - sum(getattr(row, name) or 0 for row in parts.rows) for name in names]
    if rest[0]:
        yield Coverage(f"{capital(parts.by)} not known", *rest)


def _written(names: Iterable[str], letters: GroupLetters) -> tuple[str, ...]:
    return tuple(sorted(letters.text(BOUNDARIES[0], name) for name in names))


def _coverage(label: str, row: Reached) -> Coverage:
    before = None if row.before is None else int(row.before)
    return Coverage(label, int(row.total), int(row.ever), int(row.now), before)


def _total(label: str, rows: Sequence[Reached]) -> Coverage:
    """Count how many groups of one kind have an organisation that took part."""
    before = None if rows[0].before is None else sum(bool(row.before) for row in rows)
    return Coverage(label, len(rows), sum(row.ever > 0 for row in rows), sum(row.now > 0 for row in rows), before)


def _plural(by: str) -> str:
    return capital(nouns(by).plural)


def _without_list(content: ReportContent) -> dict[str, int]:
    """Count the organisations that took part, and their localities and sectors."""
    names = attending(content)
    people = [person for person in content.rows.people if person.organisation.casefold() in names]
    numbers = {BOUNDARIES[0]: len(names)}
    numbers |= {by: len({person.of(by) for person in people} - {"", UNKNOWN}) for by in BOUNDARIES[1:]}
    return {(nouns(by).plural if number != 1 else by): number for by, number in numbers.items()}


def _changes(content: ReportContent) -> Iterator[Change]:
    """Give what became of isolation between groups of each kind that was compared, the study's own groups first."""
    order, rivals = boundaries_of(content), content.findings_of("against")
    for finding in sorted(content.findings_of("change"), key=lambda finding: order.index(finding.by)):
        before, after, p = (
            float(finding.number(name)) if finding.has(name) else None for name in ("before", "after", "p")
        )
        across = None
        if finding.has("across_before", "across_after"):
            across = float(finding.number("across_before")), float(finding.number("across_after"))
        yield Change(
            by=finding.by,
            verdict=finding.verdict.value,
            before=before,
            after=after,
            across=across,
            p=p,
            why=reason(finding) if before is None or finding.verdict is Verdict.CANNOT_TELL else "",
            against=next((rival.verdict.value for rival in rivals if rival.by == finding.by), ""),
        )


def _meetings_and_media(content: ReportContent, attendance: Mapping[str, Record]) -> dict[str, Record]:
    """Give for each person what they came to, and the media on which they are tied to somebody."""
    media = [(medium.title, frozenset(tied(medium.periods[-1]))) for medium in content.tying_media if medium.periods]
    people = {*attendance}.union(*(who for _title, who in media))
    return {person: (attendance.get(person), [title for title, who in media if person in who]) for person in people}


def _bridges(content: ReportContent) -> Iterator[Bridge]:
    """Say of each medium whether those in touch meet as well; nothing where it cannot be told."""
    tables = {medium.title: f"{medium.name}/overlap" for medium in content.tying_media}
    for row in content.findings_of("overlap"):
        if row.has("overlap", "p"):
            overlap, p = (float(row.number(name)) for name in ("overlap", "p"))
            yield Bridge(row.medium, tables[row.medium], row.verdict.value, overlap, p)


def _recruits(content: ReportContent, rule: SmallNumbers) -> Iterator[Recruits]:
    """Count who first came to each event, by the quarter it was in: a day or a title would point at a gathering."""
    for row in content.findings_of("recruited"):
        name, parts = row.text("gathering"), ("could", "returned") if row.has("could", "on") else ()
        counts = [rule.count(row.count(part), f"{part} {name}") for part in parts]
        if counts and all(count.number for count in counts):
            day = dt.date.fromisoformat(row.text("on"))
            yield Recruits(_quarter(day, day), f"{name}; event", page_count(counts[0]), rule.tenths(*counts[::-1]))


def _wishes(content: ReportContent, rule: SmallNumbers) -> Iterator[Wishes]:
    """Count who said what they want, and what share of it is offered; nothing of very few."""
    people = rule.count(len(seekers(content)), "people who want")
    for row in content.findings_of("wants"):
        every, helped = (rule.count(row.count(name), name) for name in ("wants", "helped"))
        if people.number and every.number and helped.number:
            yield Wishes(page_count(people), rule.tenths(helped, every))


def _owners(content: ReportContent) -> dict[str, tuple[str, ...]]:
    """Give what each person wants or works on, and what each group has: what the figures of work are made of."""
    tables, owners = content.whole.tables, {name: tuple(topics) for name, topics in seekers(content).items()}
    for row in tables.working_on:
        for person in filter(None, row.workers_are.split("; ")):
            owners[person] = (*owners.get(person, ()), row.topic)
    for finding in content.findings_of("spread"):
        for step in content.tables_by(finding.by, content.whole).spread:
            if step.status:
                owners[step.group] = (*owners.get(step.group, ()), f"{step.practice}: {step.status}")
    return owners


def _work(content: ReportContent, rule: SmallNumbers) -> Iterator[Work]:
    """Give wants that were met, work done twice and practices in use: nothing of few, in tenths or rounded."""

    def tenths(what: str, part: str, whole: str) -> tuple[str, str]:
        for row in content.findings_of(what):
            count, every = row.count(part), row.count(whole)
            numbers = [rule.count(number, f"{what} {number}") for number in (count, every, every - count)]
            if all(number.number for number in numbers):
                return rule.tenths(*numbers[:2]), row.by
        return "", ""

    needs, (apart, by) = tenths("needs-met", "helped", "wants")[0], tenths("isolated-work", "apart", "pairs")
    work = Work(needs=needs, by=by, apart=apart)
    for row in content.findings_of("spread"):
        places = rule.count(row.count("places"), "places")
        if not row.groups and places.number:
            work = replace(work, practices=int(row.count("used")), at=row.by, places=page_count(places))
    if work != Work():
        yield work


def _voices(content: ReportContent, rule: SmallNumbers) -> Iterator[Voice]:
    """Give how much roles of enough people, there and elsewhere, spoke in each period, to the nearest tenth."""
    rows = content.findings_of("voice")
    for row in rows:
        others = sum(other.count("people") for other in rows if other.groups[1] == row.groups[1] and other is not row)
        if min(row.count("people"), others) >= rule.smallest:
            role, part = row.groups
            yield Voice(role=role, part=part, share=round(10 * row.number("ratio")) / 10, verdict=row.verdict.value)


def _leaders(content: ReportContent, attendance: Mapping[str, Record]) -> dict[str, Record]:
    """Give who was at what, and the acts as one more: that somebody did one more or fewer changes no attendance."""
    rows = content.whole.tables.leadership_groups
    acts = tuple(f"{row.span} {row.kind} {row.group} {row.acts} {row.people}" for row in rows)
    return {**attendance, "": acts}


LED_BY = ("level", "role")
"""Of what it is told how many acts people of each did: the first of which anything may be."""


def _led(content: ReportContent, rule: SmallNumbers) -> Iterator[Led]:
    """Give which share of the last period's acts people of a level, or else of a role, did: the largest to be told.

    As many people as may be told have to stand behind the acts of these and behind those of all others, for few lead:
    of fewer the figure would be what somebody known to lead did.
    """
    rows = list(content.whole.tables.leadership_groups)
    own = [row for row in rows if row.span == rows[-1].span]
    for by in LED_BY:
        alike = [row for row in own if row.kind == by]
        people, acts = (sum(getattr(row, name) for row in alike) for name in ("people", "acts"))
        for row in sorted(alike, key=lambda row: (-row.acts, row.group)):
            if min(row.people, people - row.people) >= rule.smallest:
                tenths = round(10 * row.acts / acts)
                share = f"about {tenths} in 10" if tenths < 10 else "more than 9 in 10"
                yield Led(span=row.span, kind=by, group=row.group, share=share)
                return


def _standing(content: ReportContent, rule: SmallNumbers) -> dict[str, int]:
    """Count the communities by what they are without their conveners; those of very few are left out."""
    rows = (row for row in content.findings_of("without") if row.count("others") >= rule.smallest)
    return dict(sorted(Counter(row.verdict.value for row in rows).items()))


def _growth(content: ReportContent, rule: SmallNumbers) -> Iterator[Growth]:
    """Count who took part in each period, and who of them had come before; on a medium, who had a tie."""
    if content.medium:
        for period in content.periods:
            yield Growth(period=period.title, people=page_count(rule.count(len(tied(period)), f"came {period.title}")))
        return
    rows = list(content.whole.tables.presence)
    people = [rule.count(row.came, f"came {row.period}") for row in rows]
    for place, row in enumerate(rows):
        again = rule.count(int((row.stayed or 0) + (row.returners or 0)), f"again {row.period}")
        total = people[0 if len(rows) == 2 else place]
        yield Growth(
            period=row.period,
            gatherings=int(row.gatherings),
            people=page_count(people[place]),
            again=rule.tenths(again, total) if place else "",
        )


def _communities(content: ReportContent, results: Results, masks: Masks) -> Communities | None:
    """Count who belongs to several communities of practice, and to more than one; None where there are not several."""
    finding = next(iter(content.findings_of("cops")), None)
    if finding is None:
        return None
    counts = {
        name: masks.rule.count(int(finding.count(name)), f"{name} of communities") for name in ("people", "joiners")
    }
    now = Communities(int(finding.count("communities")), *(page_count(count) for count in counts.values()))
    homes: dict[str, list[str]] = {}
    for name, ids in results.cops.items():
        for person in ids:
            homes.setdefault(person, []).append(name)
    return masks.figures("communities", homes, now, Communities)
