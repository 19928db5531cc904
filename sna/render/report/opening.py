"""The top of a report: what was read, the finding, a few figures before and after, and how sure they are."""

from __future__ import annotations

from msgspec import Struct

from sna.findings import Finding
from sna.findings.changes import changes
from sna.findings.standing import crossing, mixing, standing
from sna.render.reported import PeriodTables, ReportContent
from sna.render.words.changed import SCALE, label, short
from sna.render.words.numbers import counted, number, percent, span, veiled
from sna.render.words.verdict import Verdict, nouns, of_a_count, of_mixing, of_the_change, too_little

FATES = ("used", "merged", "rejected", "excluded")
MOST = 4
"""So many big figures stand at the top where a change was tested."""


class Figure(Struct, frozen=True):
    """A big figure: what it counts, how it stands now and stood before (empty: nothing to compare), how sure it is."""

    label: str
    now: str
    before: str
    sure: str


def ledger_line(content: ReportContent) -> str:
    """Say what was read and whether it reconciles; the numbers are those of the ledger's table.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"file": "a.csv", "records": 1204, "used": 1131, "merged": 41, "rejected": 18, "excluded": 14}
    >>> ledger_line(ReportContent(title="Forum", ledger=pd.DataFrame([row])))
    '1,204 records in 1 file: 1,131 used, 41 merged, 18 rejected, 14 left out. Reconciles.'
    """
    ledger = content.ledger
    if not len(ledger):
        return "No file was read."
    records = int(ledger["records"].sum())
    fates = {fate: int(ledger[fate].sum()) for fate in FATES}
    said = ", ".join(f"{number(fates[fate])} {fate}" for fate in FATES).replace("excluded", "left out")
    balance = sum(fates.values())
    closes = "Reconciles." if balance == records else f"Does not reconcile: {number(balance)} have a fate."
    return f"{counted(records, 'record')} in {counted(len(ledger), 'file')}: {said}. {closes}"


def marking(content: ReportContent) -> str:
    """Say for whom the page is and how to treat it."""
    if not content.names:
        small = f" Counts of people below {content.smallest} are not told." if content.smallest else ""
        return f"For the {content.audience}. Groups only: nobody is named.{small}"
    return f"For the {content.audience}. Personal data, confidential."


def periods_line(content: ReportContent) -> str:
    """Say which time the report is about and how many gatherings it rests on."""
    told = [_period(period) for period in content.periods]
    if not told:
        return ""
    if len(told) == 1:
        return f"{told[0]}."
    return f"{told[0]} compared with {told[-1]}."


def figures(content: ReportContent) -> list[Figure]:
    """Give the big figures: what was tested first, then the counts; none where there is nobody to count."""
    before, now = content.before, content.now
    if not standing(now).people:
        return []
    moved = [_moved(found) for found in _told(content)]
    sure = of_a_count(before, now).label
    counts = [Figure(label, value, earlier, sure) for label, value, earlier in _counts(content)]
    return [*moved, *counts, *_mixed(content)][:MOST] if moved else [*counts, *_mixed(content)]


def how_sure(content: ReportContent) -> list[Verdict]:
    """Give the sentences behind the figures: what was tested, the counts, the share of ties across groups."""
    before, now = content.before, content.now
    if not standing(now).people:
        return []
    words, counts = nouns(content.group), of_a_count(before, now)
    moved = [Verdict(f"Isolation of {nouns(one.by).many}", short(one)) for one in _told(content)]
    mixed = of_mixing(mixing(now), content.group, refused=too_little((now,)))
    plain = mixed.label.split(" (")[0]  # the brackets say again what the sentence says
    said = f"{plain}. {mixed.why}" if mixing(now) else mixed.why
    change = of_the_change(before, now) if before and not moved else ""
    return [
        *moved,
        Verdict(f"People and pairs of {words.many}", counts.why),
        Verdict(f"Ties across {words.many}", f"{said} {change}".strip() if change != counts.why else said),
    ]


def _told(content: ReportContent) -> list[Finding]:
    """Give the changes that are told first: the leading one, and that of the study's own group."""
    tested = [one for one in changes(content) if "before" in one.figures]
    return [one for one in tested if one is tested[0] or one.by == content.group]


def _moved(found: Finding) -> Figure:
    before, after = (number(found.number(name), 2) for name in ("before", "after"))
    return Figure(f"isolation between {nouns(found.by).many} ({SCALE})", after, before, label(found))


def _mixed(content: ReportContent) -> list[Figure]:
    before, now = content.before, content.now
    found, was = mixing(now), mixing(before) if before else None
    if found is None:
        return []
    ties = f"of {counted(found.ties, 'tie')}{_other(was.ties if was else None, found.ties)}"
    verdict = of_mixing(found, content.group, refused=too_little((now,)))
    told, earlier = f"{ties} cross {nouns(content.group).many}", percent(was.share, 1) if was else ""
    return [Figure(told, percent(found.share, 1), earlier, verdict.label)]


def left_out(content: ReportContent) -> str:
    """Say how many people, and ties, the figures leave out because a group is not known; empty if none."""
    count = content.now.people - standing(content.now).people
    if count <= 0:
        return ""
    known = crossing(content.now)
    ties = content.now.ties - known[0] if known else 0
    them = f" with {counted(ties, 'tie')}" if ties > 0 else ""
    verb = "is" if count == 1 else "are"
    people = counted(count, "person", "people")
    return f"{people.capitalize()}{them} {verb} left out of these figures: their {content.group} is not known."


def _counts(content: ReportContent) -> list[tuple[str, str, str]]:
    """Give label, value now and value before of each count; where the wholes differ the label says both."""
    has, was = standing(content.now), standing(content.before) if content.before else None
    words, least = nouns(content.group), content.smallest
    people = f"of {counted(has.people, 'person', 'people')}{_other(was.people if was else None, has.people)}"
    possible = f"of {number(has.possible)} possible{_other(was.possible if was else None, has.possible)}"
    return [
        (
            f"{people} linked to somebody {words.another}",
            veiled(has.reaching, least),
            veiled(was.reaching, least) if was else "",
        ),
        (f"{people} tied to nobody", veiled(has.alone, least), veiled(was.alone, least) if was else ""),
        (f"pairs of {words.many} tied, {possible}", number(has.linked), number(was.linked) if was else ""),
    ]


def _other(was: int | None, has: int) -> str:
    """Say the whole of before where it is another, so that nobody compares parts of unequal wholes."""
    return "" if was is None or was == has else f" (before: of {number(was)})"


def _period(period: PeriodTables) -> str:
    when = span(period.since, period.until) if period.since and period.until else ""
    held = counted(period.gatherings, "gathering") if period.gatherings else ""
    held = counted(period.acts, "interaction") if period.acts else held
    inside = ", ".join(part for part in (when, held) if part)
    if period.title and inside:
        return f"{period.title} ({inside})"
    return period.title or inside[:1].upper() + inside[1:]
