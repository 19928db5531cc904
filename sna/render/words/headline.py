"""The title of a report: what became of the isolation, before and after, in one sentence."""

from __future__ import annotations

from sna.render.reported import PeriodTables, ReportContent
from sna.render.words.numbers import counted, number, veiled
from sna.render.words.standing import Standing, standing
from sna.render.words.verdict import nouns


def headline(content: ReportContent) -> str:
    """Say how many people are tied to another group, now and before.

    Where the periods differ in how many gatherings were held, the sentence says so instead of claiming a rise.

    Examples
    --------
    >>> headline(ReportContent(title="Falls forum"))
    'Falls forum: nothing to report yet'
    """
    now = standing(content.now)
    if not now.people:
        return f"{content.title}: nothing to report yet"
    start = f"{_of(now, content)} linked to somebody {nouns(content.group).another}"
    if not now.reaching:
        start = f"Nobody is linked to anybody {nouns(content.group).another} yet"
    before = content.before
    if before is None or not standing(before).people:
        return start
    return start + _compared(content, before)


def _of(now: Standing, content: ReportContent) -> str:
    verb = "is" if now.reaching == 1 else "are"
    part = veiled(now.reaching, content.smallest)
    part = part[:1].upper() + part[1:]
    return f"{part} of {counted(now.people, 'person', 'people')} {verb}"


def _compared(content: ReportContent, before: PeriodTables) -> str:
    now, was, has = content.now, standing(before), standing(content.now)
    earlier = f"{veiled(was.reaching, content.smallest)} of {number(was.people)}"
    if before.gatherings != now.gatherings and before.gatherings and now.gatherings:
        return (
            f" after {counted(now.gatherings, 'gathering')} in {now.title}; "
            f"after {before.gatherings} in {before.title} it was {earlier}"
        )
    if was.reaching < has.reaching and was.reaching * has.people < has.reaching * was.people:
        return f", up from {earlier} in {before.title}"
    if was.reaching > has.reaching and was.reaching * has.people > has.reaching * was.people:
        return f", down from {earlier} in {before.title}"
    return f" in {now.title}; in {before.title} it was {earlier}"
