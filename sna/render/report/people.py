"""The part of a report about people: who links us, who is cut off."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup
from msgspec import Struct

from sna.findings import Finding, spanning
from sna.findings.cut_off import alone, groups, naming, single
from sna.findings.presence import drifted, gatherings, lately
from sna.render.reported import ReportContent
from sna.render.table import Column, table_html
from sna.render.words.numbers import capital, counted, listed, moment, number, veiled
from sna.render.words.spanning import reasons, surely
from sna.render.words.verdict import nouns

FAITHFUL = 3
"""Somebody who came at least so often is missed when they stop."""
MOST_NAMED, MOST_GROUPS, MOST_ALONE = 12, 30, 60


class Said(Struct, frozen=True):
    """A paragraph with a heading."""

    title: str
    text: str


def spanners_table(content: ReportContent) -> Markup | None:
    """List those who may be named and those who lead, with the reasons and how sure it is; None where nobody is."""
    found, names = [*spanning.spanners(content), *spanning.leading(content)][:MOST_NAMED], naming(content)
    if not found:
        return None
    heads = ("Name", capital(nouns(content.group).one), "When", "How sure", "Stands out in", "Why")
    rows = [
        [
            *(names[one.who[0]], one.groups[0], one.period or "Whole time"),
            *(capital(surely(one)), f"{one.count('ways')} of 3 ways", _why(one, content)),
        ]
        for one in found
    ]
    return table_html("Who ties groups that are otherwise weakly tied", [Column(head) for head in heads], rows)


def _why(one: Finding, content: ReportContent) -> str:
    again = f" Named in {content.before.title} too." if content.before and one.figures["again"] else ""
    return f"{capital('; '.join(reasons(one)))}.{again}"


def spanners_note(content: ReportContent) -> str:
    """Say how many there are where nobody is named; empty where the table says it."""
    found = spanning.count(content.now)
    if found and content.names:
        return ""
    if not found:
        near = " Below is who comes near, with the places they may have." if spanning.leading(content) else ""
        where = f" in {content.now.title}" if content.now.title else ""
        return f"Nobody stands out in all three ways surely enough to be named a boundary-spanner{where}.{near}"
    people = counted(found, "person stands", "people stand")
    return f"{people} out in all three ways." if found >= content.smallest else "Too few stand out to be told."


def cut_off(content: ReportContent) -> list[Said]:
    """Say who is cut off or has drifted away: people without a tie, groups of one member, who stopped coming."""
    makers = (_alone, _single, _gone, _faded)
    return [said for make in makers for said in make(content)]


def _alone(content: ReportContent) -> list[Said]:
    found = alone(content)
    if not len(found):
        return []
    if not content.names:
        return [Said("Tied to nobody", f"{veiled(len(found), content.smallest)} people.".capitalize())]
    if len(found) > MOST_ALONE:
        return [Said("Tied to nobody", _many_alone(content, found))]
    named = [f"{group}: {listed(list(rows['name']), 20)}" for group, rows in found.groupby("group")]
    more = f"; and people of {number(len(named) - MOST_GROUPS)} more {nouns(content.group).many}"
    return [Said("Tied to nobody", f"{'; '.join(named[:MOST_GROUPS])}{more if len(named) > MOST_GROUPS else ''}.")]


def _many_alone(content: ReportContent, found: pd.DataFrame) -> str:
    """Count the people tied to nobody by group, where their names would fill the page."""
    wholes = {group.name: group.people for group in groups(content)}
    counts = found["group"].value_counts(sort=False)
    order = sorted(counts.index, key=lambda group: (-int(counts[group]), group))
    told = [f"{group} ({counts[group]} of {wholes.get(group, counts[group])})" for group in order]
    people = counted(len(found), "person", "people")
    return f"{people}: {listed(told, MOST_GROUPS)}. Their names are in tables/nodes.csv, where the degree is 0."


def _single(content: ReportContent) -> list[Said]:
    words, found = nouns(content.group), single(content)
    text = f"{listed([group.name for group in found], 20)}. If that person stops, nobody links them any more."
    return [Said(f"{capital(words.many)} with one member", text)] if found else []


def _gone(content: ReportContent) -> list[Said]:
    found, recent = drifted(content), lately(len(gatherings(content)))
    if not found:
        return []
    named = [f"{gone.label} (last on {moment(gone.last)})" if content.names else gone.label for gone in found]
    rule = f"Their people came before, but none of them to the last {recent} gatherings."
    return [Said("Organisations that have drifted away", f"{listed(named, 40)}. {rule}")]


def _faded(content: ReportContent) -> list[Said]:
    if not content.names:
        return []
    found, recent = drifted(content, "person", FAITHFUL), lately(len(gatherings(content)))
    if not found:
        return []
    named = [f"{gone.label} ({gone.times} times, last on {moment(gone.last)})" for gone in found]
    rule = f"They came at least {FAITHFUL} times, but to none of the last {recent} gatherings."
    return [Said("People who used to come", f"{listed(named, 40)}. {rule}")]
