"""The findings of a report: what was found, its verdict, and what stands behind it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from sna.findings import Finding, Verdict, findings
from sna.findings.cut_off import naming
from sna.render.reported import ReportContent
from sna.render.words.findings import COUNTS, told
from sna.render.words.numbers import capital

WHOLE = ("retention", "ties-changed", "density", "community", "seats", "pairs")
"""The kinds that are about the community as a whole, and stand in a part of their own."""


class Said(Struct, frozen=True):
    """A finding in words, with the verdict in three or four (empty for a plain count)."""

    title: str
    text: str
    verdict: str = ""


def found(content: ReportContent) -> list[Said]:
    """Give the findings about groups and people, the most useful first; those of media stand in parts of their own."""
    here = {"meetings", content.medium}
    kinds = (*WHOLE, *COUNTS, "change", "faded", "one-member")
    return _said(content, lambda one: one.what not in kinds and (one.medium in here or one.what == "spanner"))


def whole(content: ReportContent) -> list[Said]:
    """Give the findings about the community as a whole."""
    return _said(content, lambda one: one.what in WHOLE)


def _said(content: ReportContent, wanted: Callable[[Finding], bool]) -> list[Said]:
    chosen = [one for one in findings(content) if wanted(one)]
    return [
        Said(said.headline, said.text, "" if one.verdict is Verdict.COUNT else capital(one.verdict.value))
        for one, said in told(chosen, naming(content))
    ]
