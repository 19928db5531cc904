"""The funder's page from a study's tables: aggregates only, under the rule for small numbers."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Iterator

import pandas as pd
from msgspec import Struct

from sna.findings.presence import UNKNOWN, presences, texts
from sna.findings.standing import connected
from sna.network import Network
from sna.privacy import SmallNumbers
from sna.render.audience.told import Change, Count, FunderContent, Group, Groups, Growth, Parts, Reach, Reached
from sna.render.reported import PeriodTables, ReportContent
from sna.render.words.numbers import span
from sna.study.audience.somebody import GROUPS, Letters, Somebody, lettered
from sna.study.results import Made, Tables
from sna.study.settings import PrivacyPart, Settings

SAME = ("same people", "isolation")
"""The row of the table of changes that is the headline: isolation, among those who could be there in both periods."""
MOVES = ("newcomers", "stayed", "lapsed", "returners")
PLURALS = {"organisation": "Organisations", "locality": "Localities", "sector": "Sectors"}


def small_numbers(settings: PrivacyPart) -> SmallNumbers:
    """Give the rule for small numbers that the settings choose."""
    return SmallNumbers(settings.smallest, settings.round, settings.fewest)


class Masks(Struct, frozen=True):
    """What the page may tell: the rule for small numbers, and what stands for each group."""

    rule: SmallNumbers
    letters: Letters

    def count(self, value: object) -> Count:
        """Give a count of people as it may be told."""
        shown = self.rule.count(int(str(value)))
        return Count(shown.text, shown.number)


def funder_content(content: ReportContent, made: Made, settings: Settings, told: Somebody) -> FunderContent:
    """Gather what the funder's page says; `content` is the evaluator's, of which only aggregates are taken."""
    masks = Masks(small_numbers(settings.privacy), letters_of(content, told))
    titles = tuple(period.title for period in content.periods) if len(content.periods) > 1 else ()
    return FunderContent(
        title=content.title,
        subtitle=content.subtitle,
        covers=_covers(content.periods),
        periods=titles,
        medium=content.medium,
        reach=_reach(content, masks.letters),
        changes=tuple(_changes(made.meetings[0][1], settings.study.group)) if titles else (),
        growth=tuple(_growth(content, made.meetings[0][1], masks)),
        picture=_picture(made, settings.study.group, masks),
        squares=tuple(_squares(made, masks)),
        hidden=masks.letters.hidden(),
        rule=masks.rule.said(),
    )


def letters_of(content: ReportContent, told: Somebody) -> Letters:
    """Say what stands for each group that could be shown."""
    groups: dict[str, Iterable[str]] = {
        by: {*texts(content.people, by), *texts(content.organisations, "name" if by == "organisation" else by)}
        for by in GROUPS
    }
    came = presences(content)
    groups["organisation"] = {*groups["organisation"], *came["organisation"]}
    both = pd.concat([content.people[["name", "organisation"]], came[["name", "organisation"]]])
    return lettered(groups, both, told)


def _covers(periods: Iterable[PeriodTables]) -> str:
    """Say from when until when, in whole quarters: a day would point at a gathering."""
    days = [day for period in periods for day in (period.since, period.until) if day is not None]
    if not days:
        return ""
    first, last = min(days), max(days)
    start = dt.date(first.year, 3 * ((first.month - 1) // 3) + 1, 1)
    month = 3 * ((last.month - 1) // 3) + 3
    return span(start, dt.date(last.year, month, monthrange(last.year, month)[1]))


def _reach(content: ReportContent, letters: Letters) -> Reach:
    """Count the organisations that took part: of those to be reached, and by locality and sector."""
    table = content.organisations
    wanted = table[texts(table, "reach").isin(["True", "true"])] if "reach" in table.columns else table.iloc[:0]
    came = [_took_part(content, period) for period in (None, content.now, content.before)]
    if not len(wanted):
        return Reach(groups=_without_list(content, came[0]))
    wanted = wanted.assign(folded=texts(wanted, "name").str.casefold()).drop_duplicates("folded")
    two = content.before is not None
    whole = [_kinds(wanted, by, came, two=two) for by in GROUPS]
    parts = [_parts(wanted, by, (came, letters), two=two) for by in GROUPS[1:]]
    missing = sorted(letters.of("organisation", name) for name in wanted["name"] if name.casefold() not in came[0])
    others = len(came[0] - set(wanted["folded"]))
    return Reach(
        whole=tuple(one for one in whole if one.whole),
        parts=tuple(one for one in parts if len(one.rows) > 1),
        missing=tuple(missing),
        others=others,
    )


def _took_part(content: ReportContent, period: PeriodTables | None) -> set[str]:
    """Give the organisations (small letters) that took part in a period, or ever (None)."""
    if content.medium:
        periods = content.periods if period is None else (period,)
        tied = {person for one in periods for person in connected(one)}
        home = texts(content.people, "organisation")
        named = set(home[home.index.isin(tied)])
    else:
        named = set(presences(content, period)["organisation"])
    return {str(name).casefold() for name in named if name and name != UNKNOWN}


def _without_list(content: ReportContent, came: set[str]) -> dict[str, int]:
    people = content.people
    there = people[texts(people, "organisation").str.casefold().isin(came)]
    kinds = {by: len(set(texts(there, by)) - {"", UNKNOWN}) for by in GROUPS[1:]}
    counts = {"organisation": len(came), **kinds}
    return {(PLURALS[by].lower() if count != 1 else by): count for by, count in counts.items()}


def _kinds(wanted: pd.DataFrame, by: str, came: list[set[str]], *, two: bool) -> Reached:
    """Count how many groups of one kind have an organisation that took part."""
    column = "folded" if by == "organisation" else by
    stated = wanted[texts(wanted, column) != ""]
    counts = [stated.loc[stated["folded"].isin(there), column].nunique() for there in came]
    return Reached(PLURALS[by], stated[column].nunique(), counts[0], counts[1], counts[2] if two else None)


def _parts(wanted: pd.DataFrame, by: str, told: tuple[list[set[str]], Letters], *, two: bool) -> Parts:
    came, letters = told
    rows = []
    for label, part in wanted[texts(wanted, by) != ""].groupby(by):
        counts = [len(set(part["folded"]) & there) for there in came]
        rows.append(Reached(letters.of(by, str(label)), len(part), counts[0], counts[1], counts[2] if two else None))
    return Parts(by, tuple(sorted(rows, key=lambda row: row.label)))


def _changes(tables: Tables, group: str) -> Iterator[Change]:
    """Give what became of isolation between groups of each kind that was compared."""
    for by in (group, *(by for by in GROUPS if by != group)):
        table = tables.get("change" if by == group else f"change_{by}")
        if table is None or SAME not in table.index:
            continue
        row = table.loc[SAME]
        before, after, chance = (_number(row[name]) for name in ("before", "after", "p"))
        drawn = 0 if pd.isna(row["gatherings_drawn"]) else int(row["gatherings_drawn"])
        verdict = "" if pd.isna(row["verdict"]) else str(row["verdict"])
        why = "" if pd.isna(row["note"]) else str(row["note"])
        yield Change(by=by, verdict=verdict, before=before, after=after, drawn=drawn, p=chance, why=why)


def _number(value: object) -> float | None:
    return None if pd.isna(value) else float(str(value))


def _growth(content: ReportContent, tables: Tables, masks: Masks) -> Iterator[Growth]:
    """Count who took part in each period; on a medium, who had a tie."""
    if content.medium:
        for period in content.periods:
            yield Growth(period=period.title, came=masks.count(len(connected(period))))
        return
    for period, row in tables.get("presence", pd.DataFrame()).iterrows():
        told = {name: None if pd.isna(row[name]) else int(row[name]) for name in MOVES}
        again = None if told["stayed"] is None else told["stayed"] + (told["returners"] or 0)
        kept = (
            "" if told["stayed"] is None else masks.rule.percent(told["stayed"], told["stayed"] + (told["lapsed"] or 0))
        )
        yield Growth(
            period=str(period),
            gatherings=int(row["held"]),
            came=masks.count(row["came"]),
            newcomers=_or_none(told["newcomers"], masks),
            again=_or_none(again, masks),
            lapsed=_or_none(told["lapsed"], masks),
            kept=kept,
        )


def _or_none(count: int | None, masks: Masks) -> Count | None:
    return None if count is None else masks.count(count)


def _picture(made: Made, group: str, masks: Masks) -> Groups | None:
    """Draw the first kind of group of which half are large enough to be told, or the last kind there is."""
    network = made.compared[-1][0].network
    kinds = [
        told for by in dict.fromkeys((group, *GROUPS)) if by in GROUPS and (told := grouped(network, by, masks)).groups
    ]
    large = (
        told for told in kinds if 2 * sum(one.members.number is not None for one in told.groups) >= len(told.groups)
    )
    several = [told for told in kinds if len(told.groups) > 1]
    return next((told for told in large if told in several), several[-1] if several else None)


def _squares(made: Made, masks: Masks) -> Iterator[Groups]:
    network = made.compared[-1][0].network
    for by in GROUPS[1:]:
        told = grouped(network, by, masks)
        if len(told.groups) > 1:
            yield told


def grouped(network: Network, by: str, masks: Masks) -> Groups:
    """Sum the ties of people to ties of groups, as far as they may be told; whose group is not known is left out.

    A pair of groups is withheld if either, or the people behind their ties, are fewer than the rule asks for. Nothing
    is withheld between groups large enough that have no tie.
    """
    nodes = network.nodes[network.nodes["member"].to_numpy(bool) & (network.nodes[by] != "").to_numpy(bool)]
    home = nodes[by].map(lambda name: masks.letters.of(by, str(name)))
    sizes = home.value_counts()
    names = sorted(map(str, sizes.index), key=lambda name: (name.casefold(), name))
    number = {name: at for at, name in enumerate(names)}
    ties, behind = _pairs(network, home.map(number))
    pairs = [(one, other) for one in range(len(names)) for other in range(one, len(names))]
    large = [int(sizes[name]) for name in names]
    withheld = frozenset(
        pair
        for pair in pairs
        if not masks.rule.between(behind.get(pair, masks.rule.fewest), large[pair[0]], large[pair[1]])
    )
    told = {pair: masks.rule.rounded(count) for pair, count in ties.items() if pair not in withheld}
    members = (Group(name, masks.count(size)) for name, size in zip(names, large, strict=True))
    return Groups(by=by, groups=tuple(members), ties=told, withheld=withheld)


def _pairs(network: Network, home: pd.Series) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    """Count the ties of each pair of groups, and the different people behind them."""
    ties: dict[tuple[int, int], int] = {}
    behind: dict[tuple[int, int], set[str]] = {}
    found = network.undirected().ties
    place = home.to_dict()
    for source, target in zip(found["source"], found["target"], strict=True):
        if source in place and target in place:
            low, high = sorted((int(place[source]), int(place[target])))
            ties[low, high] = ties.get((low, high), 0) + 1
            behind.setdefault((low, high), set()).update((source, target))
    return ties, {pair: len(people) for pair, people in behind.items()}
