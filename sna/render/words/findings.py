"""The findings: a few words and a sentence or two each, for the report and for the map beside it."""

from __future__ import annotations

from collections.abc import Iterator

from sna.render.content import Finding
from sna.render.reported import ReportContent
from sna.render.words.boundaries import lead
from sna.render.words.cut_off import alone, hanging, naming, shut
from sna.render.words.numbers import capital, counted, listed, percent
from sna.render.words.presence import drifted, gatherings, lately
from sna.render.words.spanning import spanners
from sna.render.words.standing import mixing
from sna.render.words.verdict import nouns, of_mixing, too_little


def findings(content: ReportContent) -> tuple[Finding, ...]:
    """Give what the tables show, the most useful first; nobody is named where people may not be."""
    makers = (_lead, _mixed, _links, _hangs, _shut_off, _alone, _gone)
    return tuple(finding for make in makers for finding in make(content))


def _lead(content: ReportContent) -> Iterator[Finding]:
    first = lead(content)
    if first is not None:
        untested = " Whether the change is luck was not tested." if content.before else ""
        yield Finding(first.claim, f"{first.proof}.{untested}")


def _mixed(content: ReportContent) -> Iterator[Finding]:
    found, first = mixing(content.now), lead(content)
    if found is not None and (first is None or first.by != content.group):
        share = percent(found.share, 1)
        verdict = of_mixing(found, content.group, refused=too_little((content.now,)))
        yield Finding(f"{share} of all ties cross {nouns(content.group).many}", verdict.why)


def _links(content: ReportContent) -> Iterator[Finding]:
    found = spanners(content)
    if found:
        first = found[0]
        text = f"{capital(first.reasons[0])}. A good person to open doors."
        people = tuple(one.person for one in found)
        more = f" So do {listed([one.name for one in found[1:]])}." if len(found) > 2 else ""
        more = f" So does {found[1].name}." if len(found) == 2 else more
        yield Finding(f"{first.name} links {nouns(content.group).many}", text + more, people)


def _hangs(content: ReportContent) -> Iterator[Finding]:
    names = naming(content)
    for group in hanging(content)[:1]:
        if not content.names:
            yield Finding(f"{group.name} hangs on one person", "All its ties to others run through one of its people.")
            continue
        name = names.get(group.only, group.only)
        yield Finding(
            f"{group.name} hangs on one person",
            f"{name} is the only link between {group.name} and everyone else.",
            (group.only,),
            callout=f"{name} is the only link between {group.name} and everyone else",
        )


def _shut_off(content: ReportContent) -> Iterator[Finding]:
    found, words = shut(content), nouns(content.group)
    if found:
        verb = "has" if len(found) == 1 else "have"
        yield Finding(
            f"{counted(len(found), words.one, words.many)} {verb} no tie to any other",
            f"{listed([group.name for group in found])}.",
        )


def _alone(content: ReportContent) -> Iterator[Finding]:
    found = alone(content)
    if len(found) and content.names:
        verb = "is" if len(found) == 1 else "are"
        yield Finding(
            f"{counted(len(found), 'person', 'people')} {verb} tied to nobody",
            f"{listed(list(found['name']))}.",
            tuple(str(person) for person in found.index),
        )


def _gone(content: ReportContent) -> Iterator[Finding]:
    found, recent = drifted(content), lately(len(gatherings(content)))
    if found:
        verb = "has" if len(found) == 1 else "have"
        yield Finding(
            f"{counted(len(found), 'organisation')} {verb} stopped coming",
            f"Nobody from {listed([gone.label for gone in found], last='or')} was at the last {recent} gatherings.",
        )
