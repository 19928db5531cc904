"""Which boundaries the ties cross, against chance, in words."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from sna.findings import Finding, Verdict
from sna.findings.boundaries import Boundary
from sna.findings.crossing import crossing, leading_boundary
from sna.findings.evidence import Evidence
from sna.findings.standing import Mixing
from sna.render.words.numbers import capital, percent
from sna.render.words.told import Names, Told
from sna.render.words.verdict import nouns, of_mixing, refusal


class Lead(Struct, frozen=True):
    """What is said first: of which boundary, a claim in a few words, and the figures behind it."""

    by: str
    claim: str
    proof: str


def crossed(boundary: Boundary, evidence: Evidence) -> str:
    """Say what share of the ties crossed a boundary and what chance would give, in one sentence."""
    return sentence(crossing(boundary, evidence))


def lead(evidence: Evidence) -> Lead | None:
    """Give the headline where the count of people says nothing; None where it says something, or nothing may be said.

    It speaks of the boundary that stood out most from chance in the first period.
    """
    found = leading_boundary(evidence)
    return Lead(found.by, claim(found), proof(found)) if found is not None else None


def sentence(found: Finding) -> str:
    """Say what share of the ties crossed a boundary and what chance would give.

    Each period is judged alone: that they differ is not a tested change.
    """
    many = capital(nouns(found.by).many)
    if found.figures["periods"] == 1:
        return f"{many}: {_share(found, 'after')} of ties cross them where chance would give {_judged(found, 'after')}."
    crossing = " of ties crossed them"
    first = f"in {found.text('before_title')}, {_told(found, 'before', crossing)}"
    again = "" if "before_share" in found.figures else crossing
    return f"{many}: {first}; in {found.text('after_title')}, {_told(found, 'after', again)}."


def boundary(found: Sequence[Finding], _names: Names) -> Told:
    """Say where the boundary that stands out stands; that the periods differ is no tested change."""
    one = found[0]
    untested = " Whether the change is luck was not tested." if one.figures["periods"] == 2 else ""
    return Told(claim(one), f"{proof(one)}.{untested}")


def mixing(found: Sequence[Finding], _names: Names) -> Told:
    """Say what share of the ties cross the study's own groups, and what chance would give."""
    one = found[0]
    read = {name: one.number(f"after_{name}") for name in ("share", "chance", "low", "high", "p")}
    ties = one.count("after_ties")
    held = Mixing(
        ties, round(ties * read["share"]), read["share"], read["chance"], read["low"], read["high"], read["p"]
    )
    share, many = percent(read["share"], 1), nouns(one.by).many
    return Told(f"{share} of all ties cross {many}", of_mixing(held, one.by, refused=refusal(one)).why)


def claim(found: Finding) -> str:
    """Say in a few words where the boundary stands, and whether that is still or no longer so."""
    now, was = found.verdict, found.text("before_verdict")
    many = capital(nouns(found.by).many)
    if was == now.value and now in (Verdict.FEWER, Verdict.MORE):
        return f"{many} still {'keep to themselves' if now is Verdict.FEWER else 'mix more than by chance'}"
    if was == Verdict.FEWER.value and now is Verdict.LEVEL:
        return f"{many} keep to themselves no longer"
    if was == Verdict.FEWER.value and now is Verdict.UNCLEAR:
        return f"{many} no longer clearly keep to themselves"
    said = {
        Verdict.FEWER: "keep to themselves",
        Verdict.MORE: "mix more than by chance",
        Verdict.LEVEL: "mix as chance would have it",
    }
    return f"{many} {said.get(now, 'neither clearly keep to themselves nor mix')}"


def proof(found: Finding) -> str:
    """Give the shares behind the claim."""
    level = found.verdict is Verdict.LEVEL
    chance = (
        f"as chance would give ({_chance(found, 'after')})"
        if level
        else f"where chance would give {_chance(found, 'after')}"
    )
    said = f"{_share(found, 'after')} of ties cross them{',' if level else ''} {chance}"
    if "before_share" not in found.figures:
        return said
    was = f"{_share(found, 'before')} where chance would give {_chance(found, 'before')}"
    return f"{said}; in {found.text('before_title')} it was {was}"


def _told(found: Finding, when: str, what: str) -> str:
    if f"{when}_share" not in found.figures:
        return "there were too few ties or people to tell"
    return f"{_share(found, when)}{what} where chance would give {_judged(found, when)}"


def _judged(found: Finding, when: str) -> str:
    return f"{_chance(found, when)} ({found.text(f'{when}_verdict')})"


def _share(found: Finding, when: str) -> str:
    return percent(found.number(f"{when}_share"), 1)


def _chance(found: Finding, when: str) -> str:
    return percent(found.number(f"{when}_chance"), 1)
