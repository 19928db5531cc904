"""The title of a report: what became of the isolation, before and after, in one sentence.

Where two periods are compared it gives the answer for the study's own groups, whatever that is. Else it counts the
people linked to another group; and where nearly everybody is, it speaks of the boundary that stood out most.
"""

from __future__ import annotations

from collections.abc import Sequence

from sna.findings.boundaries import claim, leading_boundary, proof
from sna.findings.change import change_headline, changes
from sna.findings.counts import Counts, counts, effort
from sna.findings.evidence import Evidence
from sna.findings.phrases import capital, counted, nouns, number, veiled
from sna.findings.record import MEETINGS, Figure, Finding, Names, Sentence, figures
from sna.findings.sources import cell, cite

LINKED, UNGROUPED, NOTHING = "linked", "ungrouped", "nothing"


def linked(evidence: Evidence) -> list[Finding]:
    """Count the people tied to another group, now and before; or what is there where no group is known."""
    now, before = counts(evidence.now), counts(evidence.before) if evidence.before else Counts()
    if not now.people:
        numbers = figures(people=evidence.now.people, ties=evidence.now.ties)
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
        return f"{people} with {ties} between them; which {finding.by} each is from is not known"
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
