"""The top and the foot of a report: what was read, a few figures and how sure they are, how far it reaches."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from sna.findings.certainty import Certainty, of_a_count, of_mixing, too_little
from sna.findings.change import SCALE, before_and_after, label, short
from sna.findings.counts import counts, mixing, ties_of_groups
from sna.findings.evidence import PeriodTables
from sna.findings.headline import headline
from sna.findings.phrases import capital, counted, listed, nouns, number, percent, span, veiled
from sna.findings.reach import Reach, Reached, coverage, reach
from sna.findings.record import Finding
from sna.findings.sources import Source, cell, cite, constant, like
from sna.findings.tables import ALL
from sna.render.chart.scales import Bar, bars_svg
from sna.render.report.content import ReportContent
from sna.render.report.ties import Picture
from sna.render.table import table_html

MOST_FIGURES = 4
"""So many big figures stand at the top where a change was tested."""
MOST_PROBLEMS = 20
FATES = "records", "used", "merged", "rejected", "excluded"
NO_LIST = (
    "The study does not say which organisations the community wants to reach, so this cannot be measured against "
    "a whole."
)


class Figure(Struct, frozen=True):
    """A big figure: what it counts, how it stands now and stood before (empty: nothing to compare), how sure it is."""

    label: str
    now: str
    before: str
    certainty: str


class Opening(Struct, frozen=True, kw_only=True):
    """The first screen: what was read, the headline, the big figures and the sentences behind them."""

    ledger: str
    marking: str
    headline: str
    title: str
    subtitle: str
    periods: str
    plan: str
    figures: Sequence[Figure]
    verdicts: Sequence[Certainty]
    omissions: str


class ReachSection(Struct, frozen=True):
    """How far the community reaches, in bars and in sentences."""

    charts: Sequence[Picture]
    notes: Sequence[str]


class Problems(Struct, frozen=True):
    """What could not be read: how much, and the first records."""

    note: str
    table: Markup | None


def opening(content: ReportContent) -> Opening:
    """Give the top of the report; no figures where there is nobody to count."""
    tested = [finding for finding in content.findings_of("change") if finding.has("before")]
    leading = [finding for finding in tested if finding.by == content.group]
    return Opening(
        ledger=ledger_line(content),
        marking=_marking(content),
        headline=headline(content, content.title),
        title=content.title,
        subtitle=content.subtitle,
        periods=_periods(content),
        plan=content.plan,
        figures=_figures(content, leading),
        verdicts=_verdicts(content, [*leading, *content.findings_of("contact", own=True)]),
        omissions=_omissions(content),
    )


def ledger_line(content: ReportContent) -> str:
    """Say what was read and whether it reconciles; the numbers are those of the ledger's table.

    Examples
    --------
    >>> import pandas as pd
    >>> fates = {"records": 1204, "used": 1131, "merged": 41, "rejected": 18, "excluded": 14}
    >>> ledger_line(ReportContent(title="Forum", ledger=pd.DataFrame([{"file": "a.csv", "loader": "csv", **fates}])))
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
    counts, balance = ", ".join(f"{number(count)} {fate}" for fate, count in fates.items()), sum(fates.values())
    closes = (
        "Reconciles."
        if balance == records
        else f"Does not reconcile: {number(like(balance, records, 'fates'))} have a fate."
    )
    return f"{counted(records, 'record')} in {counted(files, 'file')}: {counts}. {closes}"


def _marking(content: ReportContent) -> str:
    """Say for whom the page is and how to treat it."""
    if not content.names:
        small = f" Counts of people below {content.smallest} are not told." if content.smallest else ""
        return f"For the {content.audience}. Groups only: nobody is named.{small}"
    return f"For the {content.audience}. Personal data, confidential."


def _periods(content: ReportContent) -> str:
    """Say which time the report is about and how many gatherings it rests on."""
    periods = [_period(period) for period in content.periods]
    if not periods:
        return ""
    return f"{periods[0]}." if len(periods) == 1 else f"{periods[0]} compared with {periods[-1]}."


def _period(period: PeriodTables) -> str:
    when = span(period.since, period.until) if period.since and period.until else ""
    size = counted(period.gatherings, "gathering") if period.gatherings else ""
    size = counted(period.acts, "interaction") if period.acts else size
    inside = ", ".join(part for part in (when, size) if part)
    if period.title and inside:
        return f"{period.title} ({inside})"
    return period.title or capital(inside)


def _figures(content: ReportContent, leading: Sequence[Finding]) -> list[Figure]:
    """Give the big figures: what was tested, then the counts, then the share of ties across groups."""
    if not counts(content.now).people:
        return []
    if _is_single_group(content):
        return _counts(content)[1:2]
    changes = [_change(finding) for finding in leading]
    figures = [*changes, *_counts(content), *_share(content)]
    return figures[:MOST_FIGURES] if changes else figures


def _is_single_group(content: ReportContent) -> bool:
    """Tell whether nothing can cross a boundary: what counts ties across groups would be 0 of 0."""
    return max(counts(period).groups for period in (content.now, content.before) if period is not None) < 2


def _change(finding: Finding) -> Figure:
    before, after = before_and_after(finding)
    words = f"times people of one {nouns(finding.by).singular} were at the same meeting, {constant(SCALE)}"
    return Figure(words, after, before, label(finding))


def _counts(content: ReportContent) -> list[Figure]:
    """Give each count now and before; where the totals differ the label says both."""
    now, before = counts(content.now), counts(content.before) if content.before else None
    words, smallest = nouns(content.group), content.smallest
    people = f"of {counted(now.people, 'person', 'people')}{_earlier(before.people if before else None, now.people)}"
    pairs = f"of {number(now.possible)} possible{_earlier(before.possible if before else None, now.possible)}"
    alone = "without a tie" if content.medium else "not at a meeting with anybody in the period"
    rows = [
        (
            f"{people} linked to somebody {words.another}",
            veiled(now.reaching, smallest),
            veiled(before.reaching, smallest) if before else "",
        ),
        (f"{people} {alone}", veiled(now.untied, smallest), veiled(before.untied, smallest) if before else ""),
        (f"pairs of {words.plural} tied, {pairs}", number(now.linked), number(before.linked) if before else ""),
    ]
    certainty = of_a_count(content.before, content.now).label
    return [Figure(*row, certainty) for row in rows]


def _share(content: ReportContent) -> list[Figure]:
    now, before = mixing(content.now.tables), mixing(content.before.tables) if content.before else None
    if now is None:
        return []
    ties = f"of {counted(now.ties, 'tie')}{_earlier(before.ties if before else None, now.ties)}"
    verdict = of_mixing(now, content.group, refused=too_little((content.now,)))
    earlier = percent(before.share) if before else ""
    words = f"{ties} cross {nouns(content.group).plural}"
    return [Figure(words, percent(now.share), earlier, verdict.label)]


def _earlier(before: int | None, now: int) -> str:
    """Say the total of before where it is another, so that nobody compares parts of unequal totals."""
    return "" if before is None or before == now else f" (before: of {number(before)})"


def _verdicts(content: ReportContent, leading: Sequence[Finding]) -> list[Certainty]:
    """Give the sentences behind the figures: what was tested, the counts, the share of ties across groups."""
    before, now = content.before, content.now
    if not counts(now).people:
        return []
    words, certainty = nouns(content.group), of_a_count(before, now)
    if _is_single_group(content):
        return [Certainty("People", certainty.why)]
    changes = [
        Certainty(f"How far {nouns(finding.by).plural} keep to themselves", short(finding)) for finding in leading
    ]
    mixed = of_mixing(mixing(now.tables), content.group, refused=too_little((now,)))
    plain = mixed.label.split(" (")[0]  # the brackets say again what the sentence says
    share = f"{plain}. {mixed.why}" if mixing(now.tables) else mixed.why
    return [
        *changes,
        Certainty(f"People and pairs of {words.plural}", certainty.why),
        Certainty(f"Ties across {words.plural}", share),
    ]


def _omissions(content: ReportContent) -> str:
    """Say how many people, and ties, the figures leave out because a group is not known; empty if none."""
    count = like(content.now.people - counts(content.now).people, content.now.people, "ungrouped")
    if count <= 0:
        return ""
    inside = ties_of_groups(content.now)
    ties = like(content.now.ties - inside[0] if inside else 0, content.now.ties, "ungrouped_ties")
    them = f" with {counted(ties, 'tie')}" if ties > 0 else ""
    verb = "is" if count == 1 else "are"
    people = counted(count, "person", "people")
    return f"{capital(people)}{them} {verb} left out of these figures: their {content.group} is not known."


def reach_section(content: ReportContent) -> ReachSection:
    """Draw how many of the organisations to be reached have come, and say of what, and who has not come yet."""
    extent = reach(content)
    return ReachSection(_reach_charts(extent), _reach_notes(content, extent))


def _reach_charts(extent: Reach) -> list[Picture]:
    """Draw what was reached in all, by locality and by sector."""
    if extent.organisations is None:
        return []
    charts: list[tuple[str, str, tuple[Reached, ...]]] = [("In all", "reach-all", (extent.organisations,))]
    charts += [(f"By {by}", f"reach-{by}", rows) for by, rows in _parts(extent) if len(rows) > 1]
    return [
        Picture(caption, bars_svg(mark, [_bar(row) for row in rows], title=f"Organisations reached: {caption}"))
        for caption, mark, rows in charts
    ]


def _reach_notes(content: ReportContent, extent: Reach) -> list[str]:
    before, verb, perfect = content.before, *(("took part", "taken part") if content.medium else ("came", "come"))
    unlisted = cell(len(extent.unlisted), Source("reach", "Organisations", "unlisted"))
    others = capital(counted(unlisted, "organisation"))
    if extent.organisations is None:
        return [f"{others} {verb}. {NO_LIST}"]
    total = extent.organisations
    where = f" in {content.now.title}" if content.now.title else ""
    earlier = f"; in {before.title} it was {number(0 if total.before is None else total.before)}" if before else ""
    targets = counted(total.total, "organisation")
    notes = [f"Somebody from {number(total.now)} of the {targets} to be reached {verb}{where}{earlier}."]
    parts = [
        f"{number(reached)} of {counted(total, by, nouns(by).plural)}"
        for by, rows in _parts(extent)
        if rows
        for reached, total in [coverage(nouns(by).plural, rows)]
    ]
    if parts:
        notes.append(f"They cover {listed(parts)}.")
    if before:
        notes.append(f"The upright mark on a bar shows where it stood in {before.title}.")
    if extent.missing:
        never = like(len(extent.missing), total.ever, "never")
        nobody = cite("Nobody", Source("attendance", "; ".join(extent.missing), "ever"))
        notes.append(f"{nobody} has ever {perfect} from {listed(extent.missing, 20, 'or', never)}.")
    if extent.unlisted:
        names = f": {listed(extent.unlisted, total=unlisted)}" if content.names else ""
        notes.append(f"{others} {verb} besides those to be reached{names}.")
    return notes


def _parts(extent: Reach) -> list[tuple[str, tuple[Reached, ...]]]:
    return [("locality", extent.localities), ("sector", extent.sectors)]


def _bar(row: Reached) -> Bar:
    share = percent(row.now, row.total)
    return Bar(row.label, row.now, row.total, f"{row.now} of {row.total} ({share})", row.before)


def problems(content: ReportContent) -> Problems:
    """Say how many records could not be read, and list the first."""
    return Problems(_problems_note(content), _problems_table(content))


def _problems_table(content: ReportContent) -> Markup | None:
    """List the first records that could not be read; None if all could, or if what stood in them may not be shown."""
    records = content.rows.problems[:MOST_PROBLEMS]
    if not records or not content.names:
        return None
    rows = []
    for record in records:
        value = f' "{record.value}":' if record.value else ""
        where = ", ".join(part for part in (record.file, record.place) if part)
        rows.append([where, f"{record.code}{value} {record.reason}".strip(), record.fix])
    return table_html("Records that could not be read", ["Where", "What is wrong", "What to do"], rows)


def _problems_note(content: ReportContent) -> str:
    """Say how many records could not be read, and where all of them are listed."""
    problems, sources = content.rows.problems, content.rows.ledger
    count = sum(source.rejected for source in sources) if sources.made else len(problems)
    rejected = cell(count, Source("ledger", ALL, "rejected"))
    if not rejected:
        return f"{cite('Every', rejected)} record could be read."
    rows = min(len(problems), MOST_PROBLEMS) if content.names else 0
    part = "" if rows >= rejected else f" The first {rows} stand here." if rows else ""
    where = f" All are listed in {content.rejects_file}, to be mended and read again." if content.rejects_file else ""
    return f"{capital(counted(rejected, 'record'))} could not be read.{part}{where}"
