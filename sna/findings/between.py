"""One medium beside the meetings: a network of its own, looked at as if it were all there is."""

from __future__ import annotations

from typing import TypeVar

from msgspec.structs import replace

from sna.findings.evidence import Evidence, Medium
from sna.findings.frames import NO_TABLE

Seen = TypeVar("Seen", bound=Evidence)


def within(evidence: Seen, medium: Medium) -> Seen:
    """Give the same evidence as if it were about one medium alone."""
    return replace(
        evidence,
        medium=medium.title,
        media=(),
        people=medium.people,
        periods=medium.periods,
        whole=medium.whole,
        gatherings=NO_TABLE,
        attendance=NO_TABLE,
    )
