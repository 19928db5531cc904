"""How far the community reaches: which of the organisations, localities and sectors it wants to reach have come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from sna.findings.attendance import MOST_ADVICE, UNKNOWN, presences
from sna.findings.counts import tied
from sna.findings.evidence import Evidence, OrganisationRow, PeriodTables
from sna.findings.phrases import capital, counted, listed, number, percent
from sna.findings.record import MEETINGS, Action, Finding, Names, Sentence, figures
from sna.findings.sources import Source, cell, cite, like, source_of
from sna.findings.tables import BOUNDARIES

RULE = "somebody of an organisation on the declared list came; on a medium, has a tie"


class Reached(Struct, frozen=True):
    """What of a total has been reached: now, of how many, before (None: nothing to compare), and at any time."""

    label: str
    now: int
    total: int
    before: int | None = None
    ever: int = 0


class Reach(Struct, frozen=True):
    """How far the community reaches.

    `organisations` is None where the study names nobody to be reached: there is then no denominator. `missing` are the
    organisations nobody has come from in any period, `new` those somebody came from in the last period and in none
    before it, `absent` those that came, but not in the last; `unlisted` came without being named.
    """

    organisations: Reached | None
    localities: tuple[Reached, ...]
    sectors: tuple[Reached, ...]
    missing: tuple[str, ...]
    unlisted: tuple[str, ...]
    new: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def reach(evidence: Evidence) -> Reach:
    """Count which organisations to be reached have had somebody present; on a medium, somebody with a tie."""
    targets, ever = _targets(evidence), attending(evidence)
    unlisted = tuple(sorted(name for folded, name in ever.items() if folded not in targets))
    if not targets:
        return Reach(None, (), (), (), unlisted)
    missing = tuple(sorted(row.name for folded, row in targets.items() if folded not in ever))
    periods = [period for period in (evidence.now, evidence.before) if period is not None]
    present = [("ever", "", set(ever))]
    present += [
        (column, period.title, set(attending(evidence, period)))
        for column, period in zip(("now", "before"), periods, strict=False)
    ]
    localities, sectors = (_parts(targets, present, by) for by in BOUNDARIES[1:])
    now = set(attending(evidence, evidence.now))
    earlier = {folded for period in evidence.periods[:-1] for folded in attending(evidence, period)}
    new = tuple(sorted(row.name for folded, row in targets.items() if folded in now - earlier))
    absent = tuple(sorted(row.name for folded, row in targets.items() if folded in set(ever) - now))
    total = _reached(targets, present, "Organisations")
    return Reach(total, localities, sectors, missing, unlisted, new if evidence.before else (), absent)


def attending(evidence: Evidence, period: PeriodTables | None = None) -> dict[str, str]:
    """Give the organisations with somebody present in a period, or ever; on a medium, with somebody tied.

    Their names stand under what they are compared by: the same name in small letters.
    """
    if evidence.medium:
        periods = evidence.periods if period is None else (period,)
        people = {person for part in periods for person in tied(part)}
        names = {person.organisation for person in evidence.rows.people if person.id in people}
    else:
        names = {presence.organisation for presence in presences(evidence, period)}
    return {name.casefold(): name for name in sorted(names) if name and name != UNKNOWN}


def _targets(evidence: Evidence) -> dict[str, OrganisationRow]:
    """Give the organisations to be reached, by their names in small letters."""
    targets: dict[str, OrganisationRow] = {}
    for row in evidence.rows.organisations:
        if row.reach:
            targets.setdefault(row.name.casefold(), row)
    return targets


Present = list[tuple[str, str, set[str]]]
"""The column and the period of each count, and the organisations that came, in small letters."""


def _parts(targets: dict[str, OrganisationRow], present: Present, by: str) -> tuple[Reached, ...]:
    labels = sorted({row.of(by) for row in targets.values()} - {""})
    parts = {label: {folded: row for folded, row in targets.items() if row.of(by) == label} for label in labels}
    return tuple(_reached(rows, present, label) for label, rows in parts.items())


def _reached(targets: dict[str, OrganisationRow], present: Present, label: str) -> Reached:
    """Count who of the targets came: ever, now, and before if `present` has a third set."""
    ever, now, *before = (
        cell(len(targets.keys() & names), Source("reach", label, column, period)) for column, period, names in present
    )
    total = cell(len(targets), Source("reach", label, "total"))
    return Reached(label, now, total, before[0] if before else None, ever)


# What is found


def reach_findings(evidence: Evidence) -> list[Finding]:
    """Say how many of those to be reached were, in this period, before and ever; nothing without a declared list."""
    extent = reach(evidence)
    if extent.organisations is None:
        return []
    total = extent.organisations
    never = like(len(extent.missing), total.ever, "never")
    numbers = figures(
        now=total.now,
        whole=total.total,
        ever=total.ever,
        ever_share=like(total.ever / total.total, total.ever, "ever ÷ total"),
        never=never,
        before=total.before,
        before_title=evidence.before.title if evidence.before else None,
        after_title=evidence.now.title,
        **_covered("localities", extent.localities),
        **_covered("sectors", extent.sectors),
    )
    return [Finding(what="reach", by=BOUNDARIES[0], groups=extent.missing, figures=numbers, rule=RULE,
                    period=evidence.now.title)]  # fmt: skip


def _covered(name: str, parts: tuple[Reached, ...]) -> dict[str, int]:
    """Count the parts with somebody in them now, of how many; nothing where no part is known."""
    if not parts:
        return {}
    return dict(zip((name, f"{name}_whole"), coverage(name, parts), strict=True))


def coverage(name: str, parts: Sequence[Reached]) -> tuple[int, int]:
    """Count the parts of a kind with somebody in them now, and all of them."""
    now, total = (source_of(count) for count in (parts[0].now, parts[0].total))
    row = capital(name)
    return (
        cell(sum(part.now > 0 for part in parts), now and now._replace(row=row)),
        cell(len(parts), total and total._replace(row=row)),
    )


# In words


def reach_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how many of the organisations to be reached were reached, now, before and ever."""
    finding = findings[0]
    past, perfect = ("took part", "taken part") if finding.medium != MEETINGS else ("came", "come")
    total, after = counted(finding.count("whole"), "organisation"), finding.text("after_title")
    now = f" in {after}" if after else ""
    before = (
        f"; in {finding.text('before_title')} it was {number(finding.number('before'))}"
        if finding.has("before")
        else ""
    )
    headline = f"{number(finding.number('now'))} of {total} to be reached {past}{now}{before}"
    ever = f"{number(finding.number('ever'))} ({percent(finding.number('ever_share'))}) {past} at some time"
    nobody = f". {cite('Nobody', _origin(finding))} has ever {perfect} from"
    missing = f"{nobody} {listed(finding.groups, 20, 'or', finding.figures['never'])}" if finding.groups else ""
    return Sentence(headline, f"{ever}{missing}.")


def _origin(finding: Finding) -> Source:
    """Give the place of who ever came from the organisations nobody came from."""
    return Source("attendance", "; ".join(finding.groups), "ever")


def invite_new(findings: Sequence[Finding], _names: Names) -> Iterator[Action]:
    """Advise to invite the organisations nobody has come from yet."""
    for finding in findings:
        if finding.groups:
            never, nobody = finding.figures["never"], cite("Nobody", _origin(finding))
            why = f"{nobody} has come from there yet."
            yield Action(f"Invite {listed(finding.groups, MOST_ADVICE, total=never)}", why)
