"""The title of a report: what became of the isolation, before and after, in one sentence.

It says what the test of change says, where there was one. Else it counts the people linked to another group; and where
nearly everybody is, it speaks of the boundary that stood out most from chance in the first period.
"""

from __future__ import annotations

from sna.findings import Finding
from sna.findings import headline as leading
from sna.render.reported import ReportContent
from sna.render.words.boundaries import claim, proof
from sna.render.words.changed import headline as changed
from sna.render.words.numbers import counted, number, veiled
from sna.render.words.told import on
from sna.render.words.verdict import nouns


def headline(content: ReportContent) -> str:
    """Say whether groups are less isolated; else how many people are tied to another group, now and before.

    Where the periods differ in how many gatherings were held (on a medium: in how many interactions there were), the
    count says so instead of claiming a rise.

    Examples
    --------
    >>> headline(ReportContent(title="Falls forum"))
    'Falls forum: nothing to report yet'
    """
    found = leading(content)
    if found.what == "change":
        return changed(found)
    if found.what == "boundary":
        return f"{claim(found)}: {proof(found)}"
    if found.what == "nothing":
        return f"{content.title}: nothing to report yet"
    return counting(found)


def counting(found: Finding) -> str:
    """Say how many people are linked to another group, and before; or what is there where no group is known."""
    if found.what == "nothing":
        return "Nothing to report yet"
    if found.what == "ungrouped":
        people, ties = counted(found.count("people"), "person", "people"), counted(found.count("ties"), "tie")
        return f"{people} with {ties} between them; which {found.by} each is from is not known"
    where = on(found)
    start = f"{_of(found)} linked to somebody {nouns(found.by).another}{where}"
    if not found.figures["linked"]:
        start = f"Nobody is linked to anybody {nouns(found.by).another} yet{where}"
    return start + (_compared(found) if "linked_before" in found.figures else "")


def _of(found: Finding) -> str:
    linked = found.count("linked")
    part = veiled(linked, found.count("smallest"))
    people = counted(found.count("people"), "person", "people")
    return f"{part[:1].upper()}{part[1:]} of {people} {'is' if linked == 1 else 'are'}"


def _compared(found: Finding) -> str:
    then, since = found.text("before_title"), found.text("after_title")
    was, has = found.number("linked_before"), found.number("linked")
    earlier = f"{veiled(int(was), found.count('smallest'))} of {number(found.number('people_before'))}"
    rests, held = found.count("rests_after"), found.count("rests_before")
    if rests != held and rests and held:
        word = counted(rests, found.text("rests_on"))
        return f" after {word} in {since}; after {number(held)} in {then} it was {earlier}"
    cross = was * found.number("people"), has * found.number("people_before")
    if was < has and cross[0] < cross[1]:
        return f", up from {earlier} in {then}"
    if was > has and cross[0] > cross[1]:
        return f", down from {earlier} in {then}"
    return f" in {since}; in {then} it was {earlier}"
