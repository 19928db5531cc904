"""The community as a whole: the title of a report, and what came of the people, ties, communities, seats and pairs.

The title says what became of the isolation, before and after, in one sentence. Where two periods are compared it gives
the answer for the study's own groups, whatever that is. Else it counts the people linked to another group; and where
nearly everybody is, it speaks of the boundary that stood out most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sna.findings.boundaries import AFTER, BEFORE, claim, leading_boundary, proof
from sna.findings.change import ALL_COMERS, change_headline, changes
from sna.findings.counts import CERTAIN, Counts, compared_periods, counts, effort, few_grouped, shortage
from sna.findings.evidence import Evidence
from sna.findings.phrases import capital, counted, listed, nouns, number, percent, probability, veiled
from sna.findings.record import MEETINGS, Figure, Finding, Names, Sentence, Verdict, figures
from sna.findings.sources import cell, cite, constant, like
from sna.findings.tables import ALL

MODULARITY = "modularity above that of 95 of 100 networks drawn by chance"
LIFT = "more or fewer meetings of a pair than chance gives, p adjusted for the number of pairs"
SEATS = "Blau's index of the people at each gathering, against as many drawn from all who could come"
DENSITY = "the same gatherings, as many people at each, filled at random"


# What is found


def retention(evidence: Evidence) -> list[Finding]:
    """Say who of those who came before came again, who is new, who is back, who is lapsed."""
    periods = evidence.whole.tables.presence
    if evidence.before is None or len(periods) < 2:
        return []
    before, after = periods[-2], periods[-1]
    parts = {"newcomers": after.newcomers, "stayed": after.stayed, "lapsed": after.lapsed}
    small = any(0 < (count or 0) < evidence.smallest for count in parts.values())  # it would point at somebody
    if after.retention is None or small:
        return []
    numbers = figures(
        before_title=before.period,
        after_title=after.period,
        **after.measures(),
        came_before=before.came,
        able=like((after.stayed or 0) + (after.lapsed or 0), after.came, "able"),
    )
    return [Finding(what="retention", figures=numbers, period=evidence.now.title)]


def turnover(evidence: Evidence) -> list[Finding]:
    """Count the pairs across the study's own groups who met only before, in both periods, only now."""
    rows = [row for row in evidence.whole.tables.ties_changed if row.who == ALL_COMERS and row.group != row.other]
    if evidence.before is None:
        return []
    place = evidence.whole.source("", "ties_changed", f"{ALL_COMERS}; two groups")
    gained, stable, lost = (
        cell(_total(getattr(row, name) for row in rows), place._replace(column=column))
        for name, column in (("gained", "gained"), ("stable", "kept"), ("lost", "lost"))
    )
    if gained is None or stable is None or lost is None:
        return []
    numbers = figures(
        before_title=evidence.before.title,
        after_title=evidence.now.title,
        gained=gained,
        kept=stable,
        lost=lost,
        gatherings_before=evidence.before.gatherings,
        gatherings_after=evidence.now.gatherings,
    )
    return [Finding(what="ties-changed", by=evidence.group, figures=numbers)]


def _total(counts: Iterable[int | None]) -> int | None:
    """Sum the counts there are; None where there is none."""
    numbers = [count for count in counts if count is not None]
    return sum(numbers) if numbers else None


def communities(evidence: Evidence) -> list[Finding]:
    """Say how clear the communities are, whether they are the formal groups, and who stands between two."""
    row, people = evidence.now.tables.community_summary.get(ALL), evidence.now.tables.communities
    if row is None or row.modularity_p is None or shortage(compared_periods(evidence)):
        return []
    between = tuple(person.person for person in people if person.between_communities)
    standing = cell(len(between), evidence.now.source("between_communities", "communities"))
    numbers = figures(**row.measures(), people=len(people), between=standing)
    verdict = Verdict.MORE if row.modularity_p < CERTAIN else Verdict.UNCLEAR
    return [
        Finding(what="community", by=evidence.group, who=between, figures=numbers, verdict=verdict, rule=MODULARITY,
                period=evidence.now.title)
    ]  # fmt: skip


def density(evidence: Evidence) -> list[Finding]:
    """Say how dense the network is, beside what so many meetings of so many people give by arithmetic alone."""
    numbers: dict[str, Figure] = {}
    for when, period in ((BEFORE, evidence.before), (AFTER, evidence.now)):
        row = period.tables.cohesion.get(ALL) if period else None
        if period and row:
            counts = {"density": row.density, "expected": row.density_expected}
            numbers |= figures(**{f"{when}_{name}": value for name, value in counts.items()})
            numbers |= figures(**{f"{when}_title": period.title, f"{when}_gatherings": period.gatherings or None})
    if not {"after_density", "after_expected"} <= set(numbers):
        return []
    return [Finding(what="density", figures=numbers, rule=DENSITY, period=evidence.now.title)]


def pairs(evidence: Evidence) -> list[Finding]:
    """Warn how few single pairs can be told from chance."""
    row = evidence.now.tables.lift_summary.get(ALL)
    if row is None:
        return []
    numbers = figures(**row.measures())
    if set(row.measures()) - set(numbers):  # a blank is no figure, and without all of them there is no sentence
        return []
    adjusted = (row.pairs_more_adjusted or 0) + (row.pairs_less_adjusted or 0)
    numbers["pairs_out"] = like((row.pairs_more or 0) + (row.pairs_less or 0), row.pairs_more, "pairs_out")
    numbers["pairs_out_adjusted"] = like(adjusted, row.pairs_more, "pairs_out_adjusted")
    return [Finding(what="pairs", figures=numbers, rule=LIFT, period=evidence.now.title)]


def seats(evidence: Evidence) -> list[Finding]:
    """Say how mixed the gatherings were, on the mean, and how mixed chance would make them."""
    rows = [
        (row.blau, row.blau_expected, row.groups_present)
        for row in evidence.now.tables.seat_diversity
        if row.blau is not None and row.blau_expected is not None and row.people > 1  # one person is no mix
    ]
    if not rows or counts(evidence.now).groups == 1:  # of one group there is no mix
        return []
    measured: dict[str, float] = {
        "gatherings": len(rows),
        "blau": float(np.mean([blau for blau, _expected, _groups in rows])),
        "blau_expected": float(np.mean([expected for _blau, expected, _groups in rows])),
        "groups_present": float(np.mean([groups or 0 for _blau, _expected, groups in rows])),
        "fewer": sum(blau < expected for blau, expected, _groups in rows),
    }
    places = {name: evidence.now.source(name, "seat_diversity") for name in measured}
    numbers = figures(**{name: cell(value, places[name]) for name, value in measured.items()})
    return [Finding(what="seats", by=evidence.group, figures=numbers, rule=SEATS, period=evidence.now.title)]


# In words


def retention_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say who of those who came before came again, who is new, who is back."""
    finding = findings[0]
    before, after = finding.text("before_title"), finding.text("after_title")
    able = counted(finding.count("able"), "person", "people")
    again = f"{number(finding.number('stayed'))} of {able} who could; {number(finding.number('lapsed'))} did not"
    leavers = f"; {number(finding.number('left_since'))} had left" if finding.positive("left_since") else ""
    new = finding.figure("newcomers")
    newcomers = f"{number(finding.number('newcomers')) if new else cite('none', new)} came for the first time"
    returners = (
        f"{number(finding.number('returners'))} were back after a break" if finding.positive("returners") else ""
    )
    back = f", {returners}" if returners else ""
    now = f"Of the {number(finding.number('came'))} who came in {after}, {newcomers}{back}"
    share = percent(finding.number("retention"))
    headline = f"{share} of those who came in {before} and could in {after} came again"
    return Sentence(headline, f"{again}{leavers}. {now}.")


def turnover_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how many ties between groups are new, stayed, and are gone."""
    finding, groups = findings[0], nouns(findings[0].by).plural
    before, after = finding.text("before_title"), finding.text("after_title")
    stable, lost = (number(finding.number(name)) for name in ("kept", "lost"))
    gained = counted(finding.count("gained"), "tie")
    earlier, later = (number(finding.number(f"gatherings_{period}")) for period in ("before", "after"))
    gatherings = f"{before} had {earlier} gatherings, {after} {later}"
    if earlier != later:
        gatherings = f"A period with more gatherings has more ties for that reason alone ({earlier} then, {later} now)"
    return Sentence(
        f"{gained} between {groups} gained, {stable} kept, {lost} lost",
        f"Pairs of people who met in {after} and not before; in {before} and {after}; in {before} and not since. "
        f"{gatherings}.",
    )


def community_words(findings: Sequence[Finding], names: Names) -> Sentence:
    """Say whether there are communities beyond chance, how sure they are, and whether they are the formal groups."""
    finding = findings[0]
    clear = "more divided" if finding.verdict is Verdict.MORE else "not surely more divided"
    headline = f"{counted(finding.count('communities'), 'community', 'communities')} found, {clear} than by chance"
    modularity, chance = (number(finding.number(name), 2) for name in ("modularity", "modularity_expected"))
    p = probability(finding.number("modularity_p"))
    text = f"Modularity {modularity} where chance would give {chance} ({p}){_stable(finding)}."
    return Sentence(headline, f"{text} {_likeness(finding)}{_between(finding, names)}".strip(), finding.who)


def _stable(finding: Finding) -> str:
    if not finding.has("stability"):
        return ""
    share, runs = percent(finding.number("stability")), number(finding.number("runs"))
    return f"; on the mean a person is in the same community in {share} of {runs} runs"


def _likeness(finding: Finding) -> str:
    if not finding.has("ari"):
        return ""
    nmi = f", shared information (NMI) {number(finding.number('nmi'), 2)}" if finding.has("nmi") else ""
    ari = f"adjusted Rand index {number(finding.number('ari'), 2)}"
    return f"Likeness to the {nouns(finding.by).plural}: {ari}{nmi} {constant('(0 is as by chance, 1 is the same)')}. "


def _between(finding: Finding, names: Names) -> str:
    between = finding.count("between")
    if not between:
        return ""
    people = f": {listed(finding.people(names), total=between)}" if names else ""
    return f"{counted(between, 'person stands', 'people stand')} between two communities{people}."


def density_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how many pairs are tied, beside what as many meetings of as many people give by arithmetic alone."""
    finding = findings[0]
    headline = f"{percent(finding.number('after_density'))} of pairs of people are tied"
    chance = f"Gatherings of this size, filled at random, would give {percent(finding.number('after_expected'))}"
    if not finding.has("before_density", "before_expected"):
        return Sentence(headline, f"{chance}.")
    density, expected = (percent(finding.number(f"before_{name}")) for name in ("density", "expected"))
    before = f"in {finding.text('before_title')} it was {density} where they would give {expected}"
    return Sentence(headline, f"{chance}; {before}{_unequal(finding)}.")


def _unequal(finding: Finding) -> str:
    if not finding.has("before_gatherings", "after_gatherings"):
        return ""
    earlier, later = (number(finding.number(f"{period}_gatherings")) for period in (BEFORE, AFTER))
    return f" (more gatherings tie more pairs: {earlier} then, {later} now)" if earlier != later else ""


def seats_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say how mixed the gatherings were, beside as many people drawn at random from all who could come."""
    finding, groups = findings[0], nouns(findings[0].by).plural
    blau, chance = (number(finding.number(name), 2) for name in ("blau", "blau_expected"))
    headline = f"A gathering had people from {number(finding.number('groups_present'), 1)} {groups} on the mean"
    gatherings = counted(finding.count("gatherings"), "gathering")
    fewer = f"{number(finding.number('fewer'))} of {gatherings} were less mixed than that"
    return Sentence(
        headline, f"Mix of {groups} (Blau index, higher is more mixed): {blau}; by chance {chance}. {fewer}."
    )


def pairs_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Warn how few single pairs can be told from chance."""
    finding = findings[0]
    adjusted, luck = finding.count("pairs_out_adjusted"), number(finding.number("pairs_by_chance"))
    possible, out = (number(finding.number(name)) for name in ("pairs_possible", "pairs_out"))
    warning = "Read little into single ties" if adjusted else "Do not read much into who met whom"
    clear = counted(adjusted, "pair") if adjusted else cite("no single pair", adjusted)
    most = f"up to {number(finding.number('pairs_telling'))} ever could"
    after = f"{number(adjusted)} after adjustment for their number"
    text = f"Of {possible} pairs up to {luck} would stand out by luck alone; {out} do, and {after} ({most})."
    return Sentence(f"{warning}: {clear} can be told from chance", text)


LINKED, UNGROUPED, NOTHING = "linked", "ungrouped", "nothing"


def linked(evidence: Evidence) -> list[Finding]:
    """Count the people tied to another group, now and before; or what is there where few people's group is known."""
    now, before = counts(evidence.now), counts(evidence.before) if evidence.before else Counts()
    if few_grouped(evidence.now) or not now.people:
        numbers = figures(people=evidence.now.people, ties=evidence.now.ties, known=now.people)
        return [Finding(what=UNGROUPED if evidence.now.people else NOTHING, by=evidence.group, figures=numbers)]
    numbers = figures(linked=now.reaching, people=now.people, smallest=evidence.smallest)
    numbers |= {"one_group": now.groups} if now.groups == 1 and now.people > 1 else {}
    numbers |= _earlier(evidence, before) if before.people else {}
    if not (evidence.medium or evidence.now.ties or any(period.gatherings for period in evidence.periods)):
        numbers |= figures(meetings=cell(0, evidence.whole.source("gatherings")))
    place = evidence.medium or MEETINGS
    return [Finding(what=LINKED, by=evidence.group, figures=numbers, period=evidence.now.title, medium=place)]


def without_meeting(finding: Finding) -> bool:
    """Tell whether it says that no meeting was found, at all or in a period: then nothing can be said of anybody."""
    return finding.has("meetings") or finding.has("empty_title")


def _earlier(evidence: Evidence, before: Counts) -> dict[str, Figure]:
    assert evidence.before is not None
    noun, (earlier, later) = effort((evidence.before, evidence.now))
    return figures(
        linked_before=before.reaching,
        people_before=before.people,
        rests_on=noun,
        rests_before=earlier,
        rests_after=later,
        before_title=evidence.before.title,
        after_title=evidence.now.title,
    )


def leading_finding(evidence: Evidence) -> Finding:
    """Give the finding that comes first, as the title.

    The change of the study's own groups, where two periods are compared; else the boundary that stood out most, where
    counting people says nothing; else the count of the people linked to another group.
    """
    return next(iter([*changes(evidence)[:1], *filter(None, [leading_boundary(evidence)]), *linked(evidence)]))


# In words


def headline(evidence: Evidence, title: str = "") -> str:
    """Say whether groups keep less to themselves; else how many people are tied to another group, now and before.

    Where the periods differ in how many gatherings were held (on a medium: in how many interactions there were), the
    count says so instead of claiming a rise. `title` is the community's own.

    Examples
    --------
    >>> headline(Evidence(), "Falls forum")
    'Falls forum: nothing to report yet'
    """
    finding = leading_finding(evidence)
    if finding.what == "change":
        return change_headline(finding)
    if finding.what == "boundary":
        return f"{claim(finding)}: {proof(finding)}"
    return f"{title}: nothing to report yet" if finding.what == NOTHING else _count(finding)


def linked_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Give the count of people linked to another group."""
    if findings[0].what == NOTHING:
        return Sentence(_count(findings[0]), "Apologies and bookings alone tie nobody: registers say who was there.")
    if without_meeting(findings[0]):
        return Sentence(_count(findings[0]), "If one of them is a sign-in sheet, say of which day in study.toml.")
    rises = f"it rises with the number of {'gatherings' if findings[0].medium == MEETINGS else 'interactions'}"
    return Sentence(_count(findings[0]), f"A count of what the records show; {rises}.")


def _count(finding: Finding) -> str:
    """Say how many people are linked to another group, and before; or what is there where no group is known."""
    if finding.what == NOTHING:
        return "Nobody is recorded as having come"
    people = counted(finding.count("people"), "person", "people")
    if finding.what == UNGROUPED:
        ties = counted(finding.count("ties"), "tie")
        known = f"known of {number(finding.count('known'))} alone" if finding.positive("known") else "not known"
        return f"{people} with {ties} between them; which {finding.by} each is from is {known}"
    if without_meeting(finding):
        return f"{cite('No meeting', finding.figure('meetings'))} was found in these files, which name {people}"
    number_of, another = finding.count("linked"), nouns(finding.by).another
    if finding.positive("one_group"):
        words, single = nouns(finding.by), cite("one", finding.figures["one_group"])
        conclusion = f"isolation between {words.plural} cannot be measured"
        return f"{capital(people)} from {single} {words.singular}: {conclusion}"
    part = capital(veiled(number_of, finding.count("smallest")))
    phrase = f"{part} of {people} {'is' if number_of == 1 else 'are'} linked to somebody {another}{finding.place}"
    if not number_of:
        phrase = f"{cite('Nobody', number_of)} is linked to anybody {another} yet{finding.place}"
    return phrase + (_compared(finding) if finding.has("linked_before") else "")


def _compared(finding: Finding) -> str:
    before, after = finding.text("before_title"), finding.text("after_title")
    then, now = finding.count("linked_before"), finding.count("linked")
    earlier = f"{veiled(then, finding.count('smallest'))} of {number(finding.number('people_before'))}"
    rests_before, rests_after = finding.count("rests_before"), finding.count("rests_after")
    if rests_after != rests_before and rests_after and rests_before:
        acts = counted(rests_after, finding.text("rests_on"))
        return f" after {acts} in {after}; after {number(rests_before)} in {before} it was {earlier}"
    # up and down are said only where the count and the share of the people agree
    share_then, share_now = then * finding.count("people"), now * finding.count("people_before")
    if then < now and share_then < share_now:
        return f", up from {earlier} in {before}"
    if then > now and share_then > share_now:
        return f", down from {earlier} in {before}"
    return f" in {after}; in {before} it was {earlier}"
