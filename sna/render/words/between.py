"""Between the meetings: what each medium's network says, in sentences; it is never added to another."""

from __future__ import annotations

from msgspec import Struct

from sna.findings import spanning
from sna.findings.between import within
from sna.findings.boundaries import Boundary
from sna.findings.cut_off import naming
from sna.findings.standing import mixing, silent, standing
from sna.render.reported import Medium, ReportContent
from sna.render.words.boundaries import crossed
from sna.render.words.numbers import capital, counted, listed, number, veiled
from sna.render.words.verdict import nouns, too_little

MOST_NAMED = 8
CONSENT = (
    "An account of X is tied to a person only where that person has agreed to it; every other account stays an account."
)


class Manner(Struct, frozen=True):
    """How to speak of a medium: of one who is there, of several, and of one act."""

    one: str
    many: str
    act: str = "interaction"


MANNERS = {
    "slack": Manner("person has an account", "people have an account"),
    "x": Manner("account takes part", "accounts take part"),
    "actions": Manner("person gave or was given an action", "people gave or were given an action", "action"),
}
USUAL = Manner("person takes part", "people take part")


def boundary(content: ReportContent, medium: Medium) -> Boundary | None:
    """Give the share of a medium's ties across the study's own groups; None where no period can be judged."""
    alone = within(content, medium)
    before, now = (
        mixing(period) if period and not too_little((period,)) else None for period in (alone.before, alone.now)
    )
    return Boundary(content.group, before, now) if before or now else None


def sentences(content: ReportContent, medium: Medium) -> list[str]:
    """Say who is there, who turned to whom, what chance would give, who stayed silent, and who connects."""
    alone = within(content, medium)
    manner = MANNERS.get(medium.name, USUAL)
    said = [_traffic(alone, manner), _mixing(content, medium), _silent(alone, manner), _connectors(alone)]
    return [sentence for sentence in [*said, CONSENT if medium.name == "x" else ""] if sentence]


def _traffic(alone: ReportContent, manner: Manner) -> str:
    now, before, many = alone.now, alone.before, nouns(alone.group).one
    there = capital(counted(now.people, manner.one, manner.many))
    unknown = now.people - standing(now).people
    left = f" (the {many} of {number(unknown)} is not known)" if unknown > 0 else ""
    where = f"In {now.title} there were " if now.title else "There were "
    pairs = counted(now.ties, "pair")
    acts = f"{where}{counted(now.acts, manner.act)} between {pairs}"
    earlier = ""
    if before is not None:
        earlier = f"; in {before.title} it was {number(before.acts)} between {number(before.ties)}"
    return f"{there}{left}. {acts}{earlier}."


def _mixing(content: ReportContent, medium: Medium) -> str:
    found = boundary(content, medium)
    if found is None:
        return f"Too few ties or people to tell whether {nouns(content.group).many} keep to themselves here."
    return crossed(found, within(content, medium))


def _silent(alone: ReportContent, manner: Manner) -> str:
    quiet, names, least = silent(alone.now), naming(alone), alone.smallest
    where = f" in {alone.now.title}" if alone.now.title else ""
    earlier = f" (in {alone.before.title}: {veiled(len(silent(alone.before)), least)})" if alone.before else ""
    if not len(quiet):
        return f"Nobody was without an {manner.act}{where}{earlier}."
    who = f": {listed(sorted(names.get(person, person) for person in quiet), MOST_NAMED)}" if names else ""
    verb = "was" if len(quiet) == 1 else "were"
    return f"{capital(veiled(len(quiet), least))} of them {verb} without an {manner.act}{where}{earlier}{who}."


def _connectors(alone: ReportContent) -> str:
    found, names = spanning.spanners(alone), naming(alone)
    ruled = 'out in all three ways, and surely enough to be named (the rule stands under "Who links us")'
    if found:
        verb = "stands" if len(found) == 1 else "stand"
        return f"{listed([names[one.who[0]] for one in found], MOST_NAMED)} {verb} {ruled}."
    many = 0 if alone.names else spanning.count(alone.now)
    if many:
        return f"{capital(veiled(many, alone.smallest))} {'stands' if many == 1 else 'stand'} {ruled}."
    return f"Nobody stands {ruled}."
