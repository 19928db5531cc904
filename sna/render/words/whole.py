"""The community as a whole, in words: who stays, its communities, its density, its seats, its single pairs."""

from __future__ import annotations

from collections.abc import Sequence

from sna.findings import Finding, Verdict
from sna.render.words.headline import counting
from sna.render.words.numbers import counted, listed, number, percent, probability
from sna.render.words.told import Names, Told, called
from sna.render.words.verdict import nouns


def retention(found: Sequence[Finding], _names: Names) -> Told:
    """Say who of those who came before came again, who is new, who is back."""
    one = found[0]
    stayed, lapsed = one.count("stayed"), one.count("lapsed")
    then, now = one.text("before_title"), one.text("after_title")
    title = f"{percent(one.number('retention'), 1)} of those who came in {then} came again in {now}"
    able = counted(one.count("able"), "person", "people")
    said = f"{number(stayed)} of {able} who could; {number(lapsed)} did not"
    gone = f"; {number(one.number('left_since'))} had left" if one.figures.get("left_since") else ""
    new = f"{number(one.number('newcomers'))} came for the first time"
    back = f", {number(one.number('returners'))} were back after a break" if one.figures.get("returners") else ""
    return Told(title, f"{said}{gone}. Of the {number(one.number('came'))} who came in {now}, {new}{back}.")


def turnover(found: Sequence[Finding], _names: Names) -> Told:
    """Say how many ties between groups are new, stayed, and are gone."""
    one, many = found[0], nouns(found[0].by).many
    then, now = one.text("before_title"), one.text("after_title")
    gained, kept, lost = (number(one.number(name)) for name in ("gained", "kept", "lost"))
    title = f"{gained} ties between {many} gained, {kept} kept, {lost} lost"
    first, last = (number(one.number(f"gatherings_{when}")) for when in ("before", "after"))
    more = f"Both periods had {first} gatherings"
    if first != last:
        more = f"A period with more gatherings has more ties for that reason alone ({first} then, {last} now)"
    return Told(title, f"Pairs of people who met only in {now}, in both periods, only in {then}. {more}.")


def community(found: Sequence[Finding], names: Names) -> Told:
    """Say whether there are communities beyond chance, how sure they are, and whether they are the formal groups."""
    one, many = found[0], nouns(found[0].by).many
    clear = "more divided" if one.verdict is Verdict.MORE else "not surely more divided"
    title = f"{counted(one.count('communities'), 'community', 'communities')} found, {clear} than by chance"
    value, chance = number(one.number("modularity"), 2), number(one.number("modularity_expected"), 2)
    p = probability(one.number("modularity_p"))
    said = f"Modularity {value} where chance would give {chance} ({p}){_stable(one)}."
    return Told(title, f"{said} {_alike(one, many)}{_between(one, names)}".strip(), one.who)


def _stable(one: Finding) -> str:
    if "stability" not in one.figures:
        return ""
    share, runs = percent(one.number("stability"), 1), number(one.number("runs"))
    return f"; on the mean a person is in the same community in {share} of {runs} runs"


def _alike(one: Finding, many: str) -> str:
    if "ari" not in one.figures:
        return ""
    ari, nmi = number(one.number("ari"), 2), number(one.number("nmi"), 2) if "nmi" in one.figures else ""
    scale = "0 is as by chance, 1 is the same"
    told = f", shared information (NMI) {nmi}" if nmi else ""
    return f"Likeness to the {many}: adjusted Rand index {ari}{told} ({scale}). "


def _between(one: Finding, names: Names) -> str:
    many = one.count("between")
    if not many:
        return ""
    who = f": {listed(called(one, names))}" if names else ""
    return f"{counted(many, 'person stands', 'people stand')} between two communities{who}."


def density(found: Sequence[Finding], _names: Names) -> Told:
    """Say how many pairs are tied, beside what as many meetings of as many people give by arithmetic alone."""
    one = found[0]
    title = f"{percent(one.number('after_density'), 1)} of all pairs of people are tied"
    said = f"Gatherings of this size, filled at random, would give {percent(one.number('after_expected'), 1)}"
    if not {"before_density", "before_expected"} <= set(one.figures):
        return Told(title, f"{said}.")
    was, chance = (percent(one.number(f"before_{name}"), 1) for name in ("density", "expected"))
    held = _held(one)
    return Told(title, f"{said}; in {one.text('before_title')} it was {was} where they would give {chance}{held}.")


def _held(one: Finding) -> str:
    if not {"before_gatherings", "after_gatherings"} <= set(one.figures):
        return ""
    first, last = (number(one.number(f"{when}_gatherings")) for when in ("before", "after"))
    return f" (more gatherings tie more pairs: {first} then, {last} now)" if first != last else ""


def seats(found: Sequence[Finding], _names: Names) -> Told:
    """Say how mixed the gatherings were, beside as many people drawn at random from all who could come."""
    one = found[0]
    value, chance = number(one.number("blau"), 2), number(one.number("blau_expected"), 2)
    words, held = nouns(one.by), counted(one.count("gatherings"), "gathering")
    title = f"A gathering had people from {number(one.number('groups_present'), 1)} {words.many} on the mean"
    fewer = f"{number(one.number('fewer'))} of {held} were less mixed than that"
    return Told(title, f"Mix of {words.many} (Blau index, higher is more mixed): {value}; by chance {chance}. {fewer}.")


def pairs(found: Sequence[Finding], _names: Names) -> Told:
    """Warn how few single pairs can be told from chance."""
    one = found[0]
    out, after = one.count("pairs_out"), one.count("pairs_out_adjusted")
    luck, possible = number(int(one.number("pairs_by_chance"))), number(one.number("pairs_possible"))
    adjusted = f"{number(after)} after adjustment for their number"
    said = f"Of {possible} pairs up to {luck} would stand out by luck alone; {number(out)} do, and {adjusted}"
    most = f"no more than {number(one.number('pairs_telling'))} ever could"
    verdict = "Do not read much into who met whom" if not after else "Read little into single ties"
    return Told(f"{verdict}: {_few(after)} can be told from chance", f"{said} ({most}).")


def _few(after: int) -> str:
    return "no single pair" if not after else counted(after, "pair")


def linked(found: Sequence[Finding], _names: Names) -> Told:
    """Give the count of people linked to another group."""
    return Told(
        counting(found[0]), "A count of what the records show; it rises with the number of gatherings or interactions."
    )
