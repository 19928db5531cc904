"""The part of a report about Slack, Twitter/X and actions: each medium a network of its own."""

from __future__ import annotations

import re

from markupsafe import Markup
from msgspec import Struct

from sna.findings.between import within
from sna.render.report.boundaries import Row, of_boundary, shares_chart, shares_table
from sna.render.reported import ReportContent
from sna.render.words.between import boundary, sentences
from sna.render.words.numbers import capital

_PAGE = re.compile(r"[a-z0-9][a-z0-9-]*\.html")


class Told(Struct, frozen=True):
    """What is said of one medium, and the page beside the report that maps it; empty for none."""

    title: str
    said: list[str]
    href: str


def media(content: ReportContent) -> list[Told]:
    """Say of each medium what its network shows; no map is named where nobody may be."""
    return [
        Told(
            capital(medium.title),
            sentences(content, medium),
            medium.map_file if content.names and _PAGE.fullmatch(medium.map_file) else "",
        )
        for medium in content.media
    ]


def media_chart(content: ReportContent) -> Markup | None:
    """Draw the share of each medium's ties that cross groups, with what chance gives; None for none."""
    return shares_chart("media", _rows(content), f"Share of ties on each medium that cross the {content.group}")


def media_table(content: ReportContent) -> Markup:
    """List the same in numbers."""
    return shares_table("Ties on each medium", "Medium", _rows(content))


def _rows(content: ReportContent) -> list[Row]:
    found: list[Row] = []
    for medium in content.media:
        known = boundary(content, medium)
        if known is not None:
            found += of_boundary(known, within(content, medium), capital(medium.title))
    return found
