"""What to do next: invite whom, and why; each from the finding that gives the reason, the most urgent first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from sna.findings.counts import counts
from sna.findings.evidence import Evidence
from sna.findings.kinds import KINDS
from sna.findings.phrases import counted, nouns
from sna.findings.record import MEETINGS, Action, Finding


def actions(evidence: Evidence, findings: Sequence[Finding], rejected: int = 0, rejects_file: str = "") -> list[Action]:
    """Give the advice, the most urgent first; nobody is named where people may not be.

    Parameters
    ----------
    evidence, findings
        What is known, and what was found in it.
    rejected, rejects_file
        How many records could not be read, and the file that lists them; empty if there is none.
    """
    advising = sorted((kind for kind in KINDS.values() if kind.advice), key=lambda kind: kind.urgency)
    places = {MEETINGS, evidence.medium}
    advice = [*_list_members(evidence)]
    for kind in advising:
        if kind.advice is not None:
            theirs = [finding for finding in findings if finding.what == kind.code and finding.medium in places]
            advice += kind.advice([_others_first(finding, findings) for finding in theirs], evidence.labels)
    return [*advice, *_mend(rejected, rejects_file)]


def _others_first(finding: Finding, findings: Sequence[Finding]) -> Finding:
    """Let those whom no other advice names stand before those whose organisation is to be invited back."""
    back = {person for row in findings if row.what == "drifted" != finding.what for person in row.who}
    return replace(finding, who=tuple(sorted(finding.who, key=lambda person: person in back)))


def _list_members(evidence: Evidence) -> Iterator[Action]:
    if evidence.now.people and not counts(evidence.now).people:
        group = nouns(evidence.group)
        yield Action(
            "Add a list of members",
            f"With a file of the columns name and {group.singular} this report can say which {group.plural} are tied, "
            "and which keep to themselves.",
        )


def _mend(rejected: int, rejects_file: str) -> Iterator[Action]:
    if rejected and rejects_file:
        records, them = counted(rejected, "record"), "it" if rejected == 1 else "them"
        why = f"{rejects_file} lists {them} with the reason; mend {them} and run again."
        yield Action(f"Put {records} right", why)
