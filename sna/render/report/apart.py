"""The part of a report about groups that are cut off: in what, since when, and on whom each hangs."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from sna.findings import Finding, Verdict, findings
from sna.findings.cut_off import naming
from sna.findings.evidence import PeriodTables
from sna.findings.standing import table
from sna.render.reported import ReportContent
from sna.render.table import Column, table_html
from sna.render.words.numbers import capital, moment, number
from sna.render.words.told import called, on
from sna.render.words.verdict import nouns

KINDS = ("cut-off", "hangs-on-one")
NOT, ABSENT = "–", "not there"


def apart_table(content: ReportContent) -> Markup | None:
    """List the groups that are cut off or hang on one person, a column for each medium; None where there is none."""
    found = [one for one in findings(content) if one.what in KINDS]
    if not found:
        return None
    media = [(content.medium or "meetings", content.now)]
    media += [(medium.title, medium.periods[-1]) for medium in content.media if medium.periods]
    groups = list(dict.fromkeys(one.groups[0] for one in found))
    rows = [[group, *(_cell(group, found, place, content) for place in media)] for group in groups]
    words = nouns(content.group)
    heads = [capital(words.one), *(capital(_where(title)) for title, _period in media)]
    return table_html(f"{capital(words.many)} that are cut off, and in what", [Column(head) for head in heads], rows)


def apart_rules(content: ReportContent) -> list[str]:
    """Give the rules by which these groups are said to be cut off, each once."""
    rules = dict.fromkeys(one.rule for one in findings(content) if one.what in KINDS)
    shown = f"A dash: not cut off there by these rules. {capital(ABSENT)}: nobody of the {nouns(content.group).one}."
    return [*(f"{capital(rule)}." for rule in rules if rule), shown] if rules else []


def _cell(group: str, found: Sequence[Finding], place: tuple[str, PeriodTables], content: ReportContent) -> str:
    title, period = place
    here = [one for one in found if one.groups[0] == group and one.medium == title]
    if here:
        return "; ".join(_said(one, content) for one in here)
    known = table(period, "cut_off")
    return ABSENT if group not in known.index else NOT


def _said(one: Finding, content: ReportContent) -> str:
    if one.what == "hangs-on-one":
        who = "".join(called(one, naming(content))) or "one person"
        return f"hangs on {who}"
    last = moment(one.text("last_outside")) if one.text("last_outside") else ""
    if one.verdict is Verdict.COUNT:
        return f"no tie to others since {last}" if last else "no tie to others"
    since = f", last met others on {last}" if last else ""
    few = f"{number(one.number('external'))} ties to others, by chance {number(one.number('external_expected'))}"
    return f"{few}{since}"


def _where(title: str) -> str:
    return on(Finding(what="cut-off", medium=title)).strip() or "at the meetings"
