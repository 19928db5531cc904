"""What share of the ties crosses a boundary in each period, against chance; and the boundary that stands out."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from sna.findings.attendance import presences
from sna.findings.counts import PRINTED, Mixing, compared_periods, counts, mixing, of_mixing, refusal, shortage
from sna.findings.evidence import Evidence, PeriodTables
from sna.findings.phrases import capital, nouns, percent_against
from sna.findings.record import Figure, Finding, Names, Sentence, Verdict, figures
from sna.findings.tables import BOUNDARIES

SATURATED = 0.8
"""Where so many of those who came are linked outside their group, counting them says nothing any more."""
RULE = (
    "p below its share of the budget; attendance drawn anew with all totals kept (of contacts: the groups dealt out "
    "among people about as busy)"
)
BEFORE, AFTER = "before", "after"


class Boundary(Struct, frozen=True):
    """A boundary between people, and the share of ties across it in the first and the last period."""

    by: str
    before: Mixing | None
    now: Mixing | None

    @property
    def earliest(self) -> Mixing | None:
        """The share in the first period there is."""
        return self.before or self.now


def boundaries_of(evidence: Evidence) -> list[str]:
    """Give the boundaries there may be, the study's own group first."""
    return [evidence.group, *(by for by in BOUNDARIES if by != evidence.group)]


def boundaries(evidence: Evidence) -> list[Boundary]:
    """Give the boundaries that are known, the study's own group first."""
    order = boundaries_of(evidence)
    rows = [Boundary(by, _mixing(evidence, by, evidence.before), _mixing(evidence, by, evidence.now)) for by in order]
    return [boundary for boundary in rows if boundary.earliest is not None]


def _mixing(evidence: Evidence, by: str, period: PeriodTables | None) -> Mixing | None:
    share = mixing(evidence.tables_by(by, period)) if period else None
    return share if share and (share.share or share.expected) else None  # of one group no tie could cross anything


def verdict(share: Mixing) -> Verdict:
    """Say where a share lies: fewer or more than chance (p below 0.05), level with it (within a point), or unclear.

    Examples
    --------
    >>> verdict(Mixing(100, 75, 0.75, 0.85, 0.8, 0.9, 0.001)).value
    'fewer than chance'
    >>> verdict(Mixing(9, 7, 0.78, 0.85, 0.6, 1.0, 0.3)).value
    'not to be told from chance'
    """
    if share.clear:
        return Verdict.FEWER if share.share < share.expected else Verdict.MORE
    return Verdict.LEVEL if abs(share.points) <= 1 else Verdict.UNCLEAR


def saturated(evidence: Evidence) -> bool:
    """Tell whether in every period compared at least 8 in 10 of those who came are linked outside their group.

    Who came, or has a tie, counts; who is only on the list does not.
    """
    shares = [_linked(evidence, period) for period in compared_periods(evidence)]
    return all(active and linked >= SATURATED * active for linked, active in shares)


def _linked(evidence: Evidence, period: PeriodTables) -> tuple[int, int]:
    """Count those linked outside their group, and all who came or have a tie."""
    people = period.tables.outside
    present = {presence.person for presence in presences(evidence, period)} if len(people) else set()
    active = sum(not person.isolate or person.person in present for person in people)
    return sum(person.external > 0 for person in people), active


def clearest(evidence: Evidence) -> Boundary | None:
    """Give the boundary that stood out most from chance in the first period; None where none may be judged.

    That is the smallest p as printed, then the largest departure in percentage points, then the study's own group.
    """
    if shortage(compared_periods(evidence)):
        return None
    judged = [row for row in boundaries(evidence) if row.now and (row.before or not evidence.before)]
    return min(judged, key=_clearness) if judged else None  # the first of equals: the study's own group stands first


def _clearness(boundary: Boundary) -> tuple[float, int]:
    share = boundary.earliest
    assert share is not None
    return max(share.p, PRINTED), -abs(share.points)


# What is found


def leading_boundary(evidence: Evidence) -> Finding | None:
    """Give the boundary that stood out most, where nearly everybody is linked and counting people says nothing."""
    boundary = clearest(evidence) if saturated(evidence) else None
    return crossing(boundary, evidence) if boundary is not None else None


def own_mixing(evidence: Evidence) -> list[Finding]:
    """Give the share of the ties that cross the study's own groups now."""
    share = mixing(evidence.now.tables)
    if share is None or counts(evidence.now).groups == 1:
        return []
    few = shortage(compared_periods(evidence))
    numbers = {**_figures(AFTER, share), **(few.figures if few else {})}
    clear, rule = (Verdict.COUNT, "") if few else (verdict(share), RULE)
    return [
        Finding(what="mixing", by=evidence.group, figures=numbers, verdict=clear, rule=rule, period=evidence.now.title)
    ]


def crossings(evidence: Evidence) -> list[Finding]:
    """Give every boundary that may be judged, the study's own group first."""
    if any(shortage((period,)) for period in compared_periods(evidence)):
        return []
    return [crossing(boundary, evidence) for boundary in boundaries(evidence)]


def crossing(boundary: Boundary, evidence: Evidence) -> Finding:
    """Say of one boundary what share of the ties crossed it in each period, and what chance would give."""
    before = evidence.before
    numbers = {
        **figures(before_title=before.title if before else None, after_title=evidence.now.title),
        **_figures(BEFORE, boundary.before),
        **_figures(AFTER, boundary.now),
        "periods": 2 if before else 1,
    }
    clear = verdict(boundary.now) if boundary.now else Verdict.CANNOT_TELL
    return Finding(what="boundary", by=boundary.by, figures=numbers, verdict=clear, rule=RULE,
                   period=evidence.now.title)  # fmt: skip


def _figures(period: str, share: Mixing | None) -> dict[str, Figure]:
    if share is None:
        return {}
    numbers = {
        "share": share.share, "chance": share.expected, "low": share.low, "high": share.high, "p": share.p,
        "ties": share.ties, "verdict": verdict(share).value,
    }  # fmt: skip
    return {f"{period}_{name}": value for name, value in numbers.items()}


# In words


def boundary_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say where the boundary that stands out stands; that the periods differ is no tested change."""
    finding = findings[0]
    alone = " Each period is judged alone." if finding.count("periods") == 2 else ""
    return Sentence(claim(finding), f"{proof(finding)}.{alone}")


def mixing_words(findings: Sequence[Finding], _names: Names) -> Sentence:
    """Say what share of the ties cross the study's own groups, and what chance would give."""
    finding = findings[0]
    share, expected, low, high, p = (
        finding.number(f"{AFTER}_{name}") for name in ("share", "chance", "low", "high", "p")
    )
    ties = finding.count(f"{AFTER}_ties")
    ties_and_chance = Mixing(ties, round(ties * share), share, expected, low, high, p)
    headline = (
        f"{percent_against(share, expected, distinct=ties_and_chance.clear)} of ties cross {nouns(finding.by).plural}"
    )
    return Sentence(headline, of_mixing(ties_and_chance, finding.by, refused=refusal(finding)).why)


def crossing_words(finding: Finding) -> str:
    """Say what share of the ties crossed a boundary and what chance would give.

    Each period is judged alone: that they differ is not a tested change.
    """
    groups = capital(nouns(finding.by).plural)
    if finding.count("periods") == 1:
        share, judgement = _share(finding, AFTER), _judgement(finding, AFTER)
        return f"{groups}: {share} of ties cross them where chance would give {judgement}."
    crossing = " of ties crossed them"
    earlier = f"in {finding.text('before_title')}, {_crossed(finding, BEFORE, crossing)}"
    again = "" if finding.has("before_share") else crossing
    return f"{groups}: {earlier}. In {finding.text('after_title')}, {_crossed(finding, AFTER, again)}."


_CLAIMS = {
    Verdict.FEWER: "keep to themselves",
    Verdict.MORE: "mix more than by chance",
    Verdict.LEVEL: "mix as chance would have it",
}


def claim(finding: Finding) -> str:
    """Say in a few words where the boundary stands, and whether it stood there before as well.

    That it did not is no change that was tested.
    """
    now, before = finding.verdict, finding.text("before_verdict")
    groups = capital(nouns(finding.by).plural)
    if before == now.value and now in (Verdict.FEWER, Verdict.MORE):
        return f"{groups} still {_CLAIMS[now]}"
    return f"{groups} {_CLAIMS[now]}" if now in _CLAIMS else f"{groups} cannot be said to keep to themselves or to mix"


def proof(finding: Finding) -> str:
    """Give the shares behind the claim."""
    share, chance = _share(finding, AFTER), _chance(finding, AFTER)
    phrase = f"{share} of ties cross them where chance would give {chance}"
    if finding.verdict is Verdict.LEVEL:
        phrase = f"{share} of ties cross them, as chance would give ({chance})"
    if not finding.has("before_share"):
        return phrase
    before = f"{_share(finding, BEFORE)} where chance would give {_chance(finding, BEFORE)}"
    return f"{phrase}; in {finding.text('before_title')} it was {before}"


def _crossed(finding: Finding, period: str, crossing: str) -> str:
    if not finding.has(f"{period}_share"):
        return "there were too few ties or people to tell"
    return f"{_share(finding, period)}{crossing} where chance would give {_judgement(finding, period)}"


def _judgement(finding: Finding, period: str) -> str:
    return f"{_chance(finding, period)} ({finding.text(f'{period}_verdict')})"


def _share(finding: Finding, period: str) -> str:
    return percent_against(*_pair(finding, period), distinct=_is_clear(finding, period))


def _chance(finding: Finding, period: str) -> str:
    return percent_against(*reversed(_pair(finding, period)), distinct=_is_clear(finding, period))


def _pair(finding: Finding, period: str) -> tuple[float, float]:
    return finding.number(f"{period}_share"), finding.number(f"{period}_chance")


def _is_clear(finding: Finding, period: str) -> bool:
    return finding.text(f"{period}_verdict") in {Verdict.FEWER, Verdict.MORE}
