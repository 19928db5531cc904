"""The title of a report: what became of the isolation, before and after, in one sentence.

It counts the people linked to another group. Where nearly everybody is, it speaks of the boundary that stood out most
from chance in the first period instead (see `sna.render.words.boundaries.lead`).
"""

from __future__ import annotations

from sna.render.reported import PeriodTables, ReportContent
from sna.render.words.boundaries import lead
from sna.render.words.numbers import counted, number, veiled
from sna.render.words.standing import Standing, standing
from sna.render.words.verdict import effort, nouns


def headline(content: ReportContent) -> str:
    """Say how many people are tied to another group, now and before; or what became of the clearest boundary.

    Where the periods differ in how many gatherings were held (on a medium: in how many interactions there were), the
    sentence says so instead of claiming a rise.

    Examples
    --------
    >>> headline(ReportContent(title="Falls forum"))
    'Falls forum: nothing to report yet'
    """
    now = standing(content.now)
    if not now.people:
        return _ungrouped(content)
    first = lead(content)
    if first is not None:
        return f"{first.claim}: {first.proof}"
    where = f" on {content.medium}" if content.medium else ""
    start = f"{_of(now, content)} linked to somebody {nouns(content.group).another}{where}"
    if not now.reaching:
        start = f"Nobody is linked to anybody {nouns(content.group).another} yet{where}"
    before = content.before
    if before is None or not standing(before).people:
        return start
    return start + _compared(content, before)


def _ungrouped(content: ReportContent) -> str:
    """Say what is there where no group is known, or that nothing is."""
    now = content.now
    if not now.people:
        return f"{content.title}: nothing to report yet"
    people, ties = counted(now.people, "person", "people"), counted(now.ties, "tie")
    return f"{people} with {ties} between them; which {content.group} each is from is not known"


def _of(now: Standing, content: ReportContent) -> str:
    verb = "is" if now.reaching == 1 else "are"
    part = veiled(now.reaching, content.smallest)
    part = part[:1].upper() + part[1:]
    return f"{part} of {counted(now.people, 'person', 'people')} {verb}"


def _compared(content: ReportContent, before: PeriodTables) -> str:
    now, was, has = content.now, standing(before), standing(content.now)
    earlier = f"{veiled(was.reaching, content.smallest)} of {number(was.people)}"
    word, then, since = effort(before, now)
    if then != since and then and since:
        return f" after {counted(since, word)} in {now.title}; after {number(then)} in {before.title} it was {earlier}"
    if was.reaching < has.reaching and was.reaching * has.people < has.reaching * was.people:
        return f", up from {earlier} in {before.title}"
    if was.reaching > has.reaching and was.reaching * has.people > has.reaching * was.people:
        return f", down from {earlier} in {before.title}"
    return f" in {now.title}; in {before.title} it was {earlier}"
