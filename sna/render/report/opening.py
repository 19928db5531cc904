"""The first screen of a report: what was read, the answer, its picture, what weakens it, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.findings.attendance import attending, presences
from sna.findings.boundaries import boundaries
from sna.findings.change import halves, label, strength, weaknesses
from sna.findings.community import leading_finding, without_meeting
from sna.findings.counts import Mixing, counts, few_grouped, of_a_count
from sna.findings.evidence import PeriodTables
from sna.findings.kinds import KINDS, actions
from sna.findings.phrases import capital, counted, hundred, listed, nouns, number, percent, span
from sna.findings.record import Action, Finding
from sna.findings.robustness import bounds_words
from sna.findings.sources import Source, cell, cite, like
from sna.findings.tables import ALL
from sna.render.chart import AT, Mark, Scale, line_svg
from sna.render.report.content import ReportContent

MOST_WEAKNESSES, MOST_ACTIONS, MOST_FILES = 3, 3, 5
MISSING = 10
"""The first line stands out where one in so many files could not be read, or meetings have no date."""
UNREAD = Source("ledger", ALL, "unread")
FATES = "records", "used", "merged", "rejected", "excluded"


class Bar(Struct, frozen=True):
    """One line of the picture: what it is of, its marks, the figure, and between which the true one may lie."""

    label: str
    line: Markup
    figure: str
    span: str = ""


class Half(Struct, frozen=True):
    """One half of the picture: of whom, and its lines."""

    title: str
    bars: Sequence[Bar]


class Opening(Struct, frozen=True, kw_only=True):
    """The first screen; `reads` says how the picture is to be read, `missing` that too little could be read."""

    read: str
    missing: bool
    periods: str
    plan: str
    headline: str
    verdict: str
    lead: str
    picture: Sequence[Half]
    reads: str
    weaknesses: Sequence[str]
    actions: Sequence[Action]


def opening(content: ReportContent) -> Opening:
    """Give the first screen: the study's own question first, whatever its answer."""
    finding = leading_finding(content)
    own = next((row for row in content.findings if row.what in {"change", "contact"} and _is_own(row, content)), None)
    picture, reads = _bars(own) if own is not None else _shares(content)
    rejected = sum(row.rejected for row in content.rows.ledger)
    return Opening(
        read=read_line(content),
        missing=is_lacking(content),
        periods=_periods(content),
        plan=content.plan,
        **_answer(content, own or finding),
        picture=picture,
        reads=reads,
        weaknesses=_weaknesses(content, own)[:MOST_WEAKNESSES],
        actions=_actions(content, rejected),
    )


def _actions(content: ReportContent, rejected: int) -> list[Action]:
    """Give what to do next; questions that only the reader can answer are always among it."""
    advice = actions(content, content.findings, rejected, content.rejects_file)
    if content.questions:
        count = cell(content.questions, Source("problems", ALL, "open"))
        why = "problems.xlsx asks what you know and the files do not say. Fill it in, leave it there and run again."
        advice.insert(MOST_ACTIONS - 1, Action(f"Answer {counted(count, 'question')}", why))
    return advice[:MOST_ACTIONS]


def ledger_line(content: ReportContent) -> str:
    """Say what was read and whether it reconciles; the numbers are those of the ledger's table.

    Examples
    --------
    >>> import pandas as pd
    >>> from sna.findings.sources import plain
    >>> fates = {"records": 1204, "used": 1131, "merged": 41, "rejected": 18, "excluded": 14}
    >>> ledger = pd.DataFrame([{"file": "a.csv", "loader": "csv", **fates}])
    >>> plain(ledger_line(ReportContent(title="Forum", ledger=ledger)))
    '1,204 records in 1 file: 1,131 used, 41 merged, 18 rejected, 14 left out. Reconciles.'
    """
    sources = content.rows.ledger
    if not len(sources):
        return "No file was read."
    records, *counts_of_fates = (
        cell(sum(getattr(source, column) for source in sources), Source("ledger", ALL, column)) for column in FATES
    )
    fates = dict(zip(("used", "merged", "rejected", "left out"), counts_of_fates, strict=True))
    files = cell(len(sources), Source("ledger", ALL, "files"))
    sums, balance = ", ".join(f"{number(count)} {fate}" for fate, count in fates.items()), sum(fates.values())
    closes = (
        "Reconciles."
        if balance == records
        else f"Does not reconcile: {number(like(balance, records, 'fates'))} have a fate."
    )
    return f"{counted(records, 'record')} in {counted(files, 'file')}: {sums}. {closes}"


# What was read


def read_line(content: ReportContent) -> str:
    """Say how many files were read, how many were not, and what they hold, from when to when."""
    if not len(content.rows.ledger):
        return "No file was read."
    unread = listed(unread_files(content), MOST_FILES, total=cell(len(unread_files(content)), UNREAD))
    parts = (files_line(content, f" ({unread})"), _records_lost(content), _holds(content), undated(content))
    return " ".join(part for part in parts if part)


def files_line(content: ReportContent, names: str = "") -> str:
    """Say how many files were read and how many were not; `names` follow these."""
    files = counted(cell(len(content.rows.ledger), Source("ledger", ALL, "files")), "file")
    total = cell(len(unread_files(content)), UNREAD)
    return f"{files}, {f'{number(total)} not read{names}' if total else cite('all', total) + ' read'}."


def _records_lost(content: ReportContent) -> str:
    """Say how many records of the files that were read could not be; empty if none."""
    rejected = sum(row.rejected for row in content.rows.ledger if row.used or row.merged)
    records = counted(cell(rejected, Source("ledger", ALL, "rejected in read files")), "record")
    besides = "Besides, " if unread_files(content) else ""
    return f"{besides}{records} could not be read." if rejected else ""


def unread_files(content: ReportContent) -> list[str]:
    """Give the files nothing could be used of."""
    return [row.file for row in content.rows.ledger if row.rejected and not row.used and not row.merged]


def _holds(content: ReportContent) -> str:
    every = content.whole if content.whole.gatherings or content.whole.acts else content.now
    days = f", {span(every.since, every.until)}" if every.since and every.until else ""
    if content.medium:
        people = counted(every.people, "person", "people")
        return f"{counted(every.acts, 'interaction')} on {content.medium}, {people}{days}."
    comers = cell(len({row.person for row in presences(content)}), content.whole.source("came", "attendance"))
    bodies = cell(len(attending(content)), content.whole.source("organisations", "attendance"))
    meetings, people = counted(every.gatherings, "meeting"), counted(comers, "person", "people")
    return capital(f"{meetings}, {people}, {counted(bodies, 'organisation')}{days}.")


def undated(content: ReportContent) -> str:
    """Say how many meetings are in no period because they have no date."""
    if content.medium or not content.rows.gatherings:
        return ""
    dateless = sum(row.on is None for row in content.rows.gatherings)
    count = cell(dateless, content.whole.source("undated", "gatherings"))
    if not count:
        return f"{cite('Every', count)} meeting has a date."
    verb, they = ("has", "it is") if count == 1 else ("have", "they are")
    return f"{capital(counted(count, 'meeting'))} {verb} no date, so {they} in no period."


def is_lacking(content: ReportContent) -> bool:
    """Tell whether a tenth of the files could not be read, or of the meetings has no date."""
    dateless = sum(row.on is None for row in content.rows.gatherings)
    files, meetings = len(content.rows.ledger), len(content.rows.gatherings)
    return MISSING * len(unread_files(content)) >= max(files, 1) or MISSING * dateless >= max(meetings, 1)


def _periods(content: ReportContent) -> str:
    """Say which time the report is about and how many gatherings it rests on."""
    periods = [_period(period) for period in content.periods]
    if len(periods) < 2:
        return "".join(periods)
    return f"{periods[0]} and {periods[-1]}"


def _period(period: PeriodTables) -> str:
    when = span(period.since, period.until) if period.since and period.until else ""
    size = counted(period.gatherings, "meeting") if period.gatherings else ""
    size = counted(period.acts, "interaction") if period.acts else size
    inside = ", ".join(part for part in (when, size) if part)
    return f"{period.title} ({inside})" if period.title and inside else period.title or capital(inside)


# The answer, and its picture


def _is_own(finding: Finding, content: ReportContent) -> bool:
    place = content.medium or "meetings"
    return finding.by == content.group and finding.medium == place and finding.has("before", "after")


def _answer(content: ReportContent, finding: Finding) -> dict[str, str]:
    """Give the headline, the verdict in two words, and the sentences behind it, both halves of a change."""
    words = KINDS[finding.what].sentence([finding], content.labels)
    headline = words.headline if finding.what != "nothing" else f"{content.title}: nothing to report yet"
    if finding.what != "change" or not finding.has("before", "after"):
        verdict = label(finding) if finding.what in {"change", "contact"} else ""
        return {"headline": headline, "verdict": verdict, "lead": words.text}
    lead = " ".join([halves(finding), *strength(finding)])
    return {"headline": headline, "verdict": label(finding), "lead": lead}


def _bars(finding: Finding) -> tuple[list[Half], str]:
    """Draw both halves as bars against the line at 100, before above, now below."""
    words = nouns(finding.by)
    kinds = {"": f"People from the same {words.singular}", "across_": f"People from different {words.plural}"}
    titles = {start: title for start, title in kinds.items() if finding.has(f"{start}before", f"{start}after")}
    names = [f"{start}{when}{end}" for start in titles for when in ("before", "after") for end in ("", "_high")]
    highest = max(finding.number(name) for name in names if finding.has(name))
    along = Scale(0, max(1.5, 1.1 * highest))
    pictures = [
        Half(title, [_bar(finding, f"{start}{when}", kind, along) for when, kind in PERIODS.items()])
        for start, title in titles.items()
    ]
    follows = " The lower figures follow from the upper ones." if len(titles) > 1 else ""
    return pictures, f"{LINE} Thin lines: where the true figure may lie (95 in 100).{follows}"


LINE = "The line is 100, as expected; bars are pale up to it, solid beyond it."
PERIODS = {"before": "before", "after": "now"}
"""The periods of a finding, and the colours of their marks."""


def _bar(finding: Finding, name: str, kind: str, along: Scale) -> Bar:
    value, when = finding.number(name), name.rpartition("_")[2]
    marks = [Mark("box", f"{kind} base", 0, min(value, AT))]
    marks += [Mark("box", kind, AT, value)] if value > AT else []
    marks.append(Mark("upright", "ink at", AT))
    ends = [finding.number(f"{name}_{end}") for end in ("low", "high") if finding.has(f"{name}_{end}")]
    if len(ends) > 1:
        marks.append(Mark("whisker", "ink", *ends))
    between = " to ".join(map(hundred, ends)) if len(ends) > 1 else ""
    return Bar(finding.text(f"{when}_title"), line_svg(marks, along), hundred(value), between)


def _shares(content: ReportContent) -> tuple[list[Half], str]:
    """Draw the share of ties across each boundary beside what chance gives, where no two periods are compared."""
    pictures = []
    for boundary in boundaries(content):
        periods = {"before": (content.before, boundary.before), "now": (content.now, boundary.now)}
        bars = [
            share_bar(period.title or "All", share, kind)
            for kind, (period, share) in periods.items()
            if period is not None and share is not None
        ]
        pictures.append(Half(f"Ties that cross {nouns(boundary.by).plural}", bars))
    return pictures, "The band is what chance gives (95 in 100), the dot what was."


def share_bar(label: str, share: Mixing, kind: str = "now") -> Bar:
    """Draw a share of ties beside what chance gives."""
    marks = [Mark("span", "band", share.low, share.high), Mark("dot", kind, share.share)]
    figure = f"{percent(share.share)} ({percent(share.expected)} by chance)"
    return Bar(label, line_svg(marks, Scale(0, 1)), figure)


# What weakens it


def _weaknesses(content: ReportContent, own: Finding | None) -> list[str]:
    """Say what weakens the answer, the gravest first."""
    bounds = [bounds_words([row], {}) for row in content.findings_of("bounds")]
    lacking = [f"{words.headline}. {words.text}" for words in bounds]
    ungrouped = ungrouped_people(content)
    if own is not None:
        of_answer = weaknesses(own)
    else:
        leading = leading_finding(content)
        is_count = leading.what in {"linked", "ungrouped"} and not without_meeting(leading)
        of_answer = [of_a_count(content.before, content.now).why] if is_count else []
    most = [ungrouped] if few_grouped(content.now) else []
    return [*dict.fromkeys(part for part in [_unread(content), *lacking, *most, *of_answer, ungrouped] if part)]


def _unread(content: ReportContent) -> str:
    """Say that meetings may be missing, where so much could not be read that it stands out."""
    total = cell(len(unread_files(content)), UNREAD)
    if not total or not is_lacking(content):
        return ""
    whole = counted(cell(len(content.rows.ledger), Source("ledger", ALL, "files")), "file")
    return f"{number(total)} of {whole} could not be read: meetings may be missing."


def ungrouped_people(content: ReportContent) -> str:
    """Say how many people the figures leave out because a group is not known; empty if none."""
    count = like(content.now.people - counts(content.now).people, content.now.people, "ungrouped")
    if count <= 0:
        return ""
    verb = "is" if count == 1 else "are"
    people = counted(count, "person", "people")
    return f"{capital(people)} {verb} left out of these figures: their {content.group} is not known."
