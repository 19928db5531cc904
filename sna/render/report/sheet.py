"""The report as one page that needs nothing else: no network, no script."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sna.render.page import asset, policy, render, style
from sna.render.report import (
    apart,
    attendance,
    boundaries,
    change,
    closing,
    found,
    media,
    methods,
    opening,
    people,
    ties,
)
from sna.render.report.hues import Hues, hues
from sna.render.reported import ReportContent
from sna.render.words.actions import actions
from sna.render.words.headline import headline
from sna.render.words.spanning import rule
from sna.render.words.verdict import nouns

_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def report_html(content: ReportContent) -> str:
    """Write the report.

    Parameters
    ----------
    content
        Everything it says. What is missing is left out, in plain words where a reader would miss it.

    Returns
    -------
    str
        A whole HTML page without script that asks for nothing: the same content gives the same bytes. Text from the
        content is escaped; control characters and marks that turn writing round appear as escapes.

    Examples
    --------
    >>> page = report_html(ReportContent(title="Falls & frailty forum"))
    >>> "<h1>Falls &amp; frailty forum: nothing to report yet</h1>" in page
    True
    """
    sheet = style(asset("report.css"))
    colours = hues(content)
    parts = {
        **_top(content),
        **_about_boundaries(content),
        **_about_ties(content, colours),
        **_about_people(content, colours),
        **_end(content),
    }
    page = render("report.html", {"policy": policy([sheet]), "sheet": sheet.tag, **parts})
    return _INVISIBLE.sub(_visible, page)


def _top(content: ReportContent) -> Mapping[str, object]:
    return {
        "ledger_line": opening.ledger_line(content),
        "marking": opening.marking(content),
        "headline": headline(content),
        "title": content.title,
        "subtitle": content.subtitle,
        "periods_line": opening.periods_line(content),
        "figures": opening.figures(content),
        "how_sure": opening.how_sure(content),
        "left_out": opening.left_out(content),
        "words": nouns(content.group),
        "before": content.before.title if content.before else "",
        "now": content.now.title,
        "medium": content.medium,
    }


def _about_boundaries(content: ReportContent) -> Mapping[str, object]:
    return {
        "tested": change.tested(content),
        "moved_chart": change.moved_chart(content),
        "moved_table": change.moved_table(content),
        "trend_chart": change.trend_chart(content),
        "trend_table": change.trend_table(content),
        "turned_table": change.turned_table(content),
        "found": found.found(content),
        "whole": found.whole(content),
        "crossed_notes": boundaries.crossed_notes(content),
        "crossed_chart": boundaries.crossed_chart(content),
        "crossed_table": boundaries.crossed_table(content),
    }


def _about_ties(content: ReportContent, colours: Hues) -> Mapping[str, object]:
    return {
        "key": colours.key,
        "colour_by": content.colour_by,
        "tie": content.tie,
        "maps": ties.maps(content),
        "square": ties.square(content, colours),
        "square_note": ties.square_note(content),
        "pairs_table": ties.pairs_table(content),
        "against_chance": ties.against_chance(content, colours),
        "chance_table": ties.chance_table(content),
        "luck": ties.luck(content),
        "opening_up": ties.opening_up(content, colours),
        "untold": ties.untold(content),
    }


def _about_people(content: ReportContent, colours: Hues) -> Mapping[str, object]:
    return {
        "grid": attendance.grid(content, colours),
        "grid_notes": attendance.grid_notes(content),
        "quarters": attendance.quarters(content) if not content.names else None,
        "stayers": attendance.stayers(content),
        "seats_note": attendance.seats_note(content),
        "spanners_table": people.spanners_table(content),
        "spanners_note": people.spanners_note(content),
        "spanners_rule": rule(content.group, "interactions") if content.medium else rule(content.group),
        "cut_off": people.cut_off(content),
        "apart_table": apart.apart_table(content),
        "apart_rules": apart.apart_rules(content),
        "media": media.media(content),
        "media_chart": media.media_chart(content),
        "media_table": media.media_table(content),
    }


def _end(content: ReportContent) -> Mapping[str, object]:
    return {
        "reach_charts": closing.reach_charts(content),
        "reach_notes": closing.reach_notes(content),
        "actions": actions(content),
        "problems_note": closing.problems_note(content),
        "problems_table": closing.problems_table(content),
        "sources_table": closing.sources_table(content),
        "measures": methods.measures(content),
        "sizes_table": methods.sizes_table(content),
        "facts": methods.facts(content),
        "inputs_table": methods.inputs_table(content) if content.methods.inputs else None,
        "files": closing.files_table(content) if content.files else None,
        "glossary_table": methods.glossary_table(content),
    }


def _visible(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")
