"""Between the meetings: what each medium's network says, in sentences; it is never added to another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from sna.findings.boundaries import Boundary, crossing, crossing_words
from sna.findings.certainty import too_little
from sna.findings.contact import contact_words
from sna.findings.counts import counts, mixing
from sna.findings.evidence import ACTIONS, Evidence, Medium
from sna.findings.exposure import exposure_words
from sna.findings.frames import NO_TABLE
from sna.findings.overlap import overlap_words
from sna.findings.phrases import capital, counted, listed, nouns, number
from sna.findings.record import Finding
from sna.findings.sources import like
from sna.findings.spanners import spanners

MOST_NAMED = 8
CONSENT = "An account of X is tied to a person where that person has agreed to it; any other account stays an account."


class Manner(Struct, frozen=True):
    """How to speak of a medium: of one who takes part, of several, and of one act."""

    singular: str
    plural: str
    act: str = "interaction"


MANNERS = {
    "slack": Manner("person has an account", "people have an account"),
    "x": Manner("account takes part", "accounts take part"),
    ACTIONS: Manner("person gave or was given an action", "people gave or were given an action", "action"),
}
USUAL = Manner("person takes part", "people take part")

EvidenceKind = TypeVar("EvidenceKind", bound=Evidence)


def within(evidence: EvidenceKind, medium: Medium) -> EvidenceKind:
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


def medium_boundary(evidence: Evidence, medium: Medium) -> Boundary | None:
    """Give the share of a medium's ties across the study's own groups; None where no period can be judged."""
    alone = within(evidence, medium)
    before, now = (
        mixing(period.tables) if period and not too_little((period,)) else None for period in (alone.before, alone.now)
    )
    return Boundary(evidence.group, before, now) if before or now else None


def medium_sentences(evidence: Evidence, medium: Medium, changes: Sequence[Finding] = ()) -> list[str]:
    """Say who turned to whom, whether groups keep less to themselves, what else was claimed, and who connects.

    `changes` are the findings, as judged, of whether its groups keep less to themselves than before, and of whether
    those who are in touch meet as well.
    """
    inside, manner = within(evidence, medium), MANNERS.get(medium.name, USUAL)
    if medium.name == ACTIONS:
        return [_traffic(inside, manner)]
    words = {"contact": contact_words, "overlap": overlap_words, "exposure": exposure_words}
    claims = [(words[row.what]([row], {}), words[row.what] is contact_words) for row in changes]
    lines = [f"{sentence.headline}.{f' {sentence.text}' * full}" for sentence, full in claims]
    if not any(full for _sentence, full in claims):
        lines.insert(0, _crossed(evidence, medium))
    sentences = [_traffic(inside, manner), *lines, *_connectors(inside)]
    return [*sentences, CONSENT] if medium.name == "x" else sentences


def _crossed(evidence: Evidence, medium: Medium) -> str:
    """Say what share of its ties cross groups, each period alone; or that there are too few."""
    boundary = medium_boundary(evidence, medium)
    if boundary is None:
        return f"Too few ties or people to tell whether {nouns(evidence.group).plural} keep to themselves here."
    return crossing_words(crossing(boundary, within(evidence, medium)))


def _traffic(evidence: Evidence, manner: Manner) -> str:
    now, before = evidence.now, evidence.before
    people = capital(counted(now.people, manner.singular, manner.plural))
    unknown = like(now.people - counts(now).people, now.people, "ungrouped")
    ungrouped = f" (the {evidence.group} of {number(unknown)} is not known)" if unknown > 0 else ""
    acts = f"{counted(now.acts, manner.act)} between {counted(now.ties, 'pair')}"
    acts = f"In {now.title} there were {acts}" if now.title else f"There were {acts}"
    earlier = f"; in {before.title} it was {number(before.acts)} between {number(before.ties)}" if before else ""
    return f"{people}{ungrouped}. {acts}{earlier}."


def _connectors(evidence: Evidence) -> list[str]:
    """Say who stands out as linking groups there; nothing where nobody does."""
    people = [evidence.labels[finding.who[0]] for finding in spanners(evidence)] if evidence.names else []
    verb = "stands" if len(people) == 1 else "stand"
    return (
        [f"{listed(people, MOST_NAMED)} {verb} out as linking {nouns(evidence.group).plural} here."] if people else []
    )
