"""What a map is made of, as the study hands it over.

A map shows what it is told: who connects, and what is to be said about it, is found by the analyses and comes in here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Literal

import msgspec
import numpy as np
import pandas as pd

from sna.errors import NetworkError, shown
from sna.network import Network
from sna.render.map.labels import numbered

Lit = Literal["of", "among", "inside", "across"]


class Reason(msgspec.Struct, frozen=True):
    """Why two people are tied who did not meet.

    Parameters
    ----------
    source, target
        The ids of the two.
    reason
        An id whose title `MapContent.gatherings` holds.
    count
        How often.
    """

    source: str
    target: str
    reason: str
    count: int


class Period(msgspec.Struct, frozen=True):
    """One period of the map.

    Parameters
    ----------
    title
        What the button says, such as "Year 1".
    network
        One-mode network of the people; every period holds the same nodes. Direction is not drawn.
    connectors
        Ids of the people who get a ring in this period.
    members
        Ids of those who belonged in this period; nobody else is drawn, listed or counted in it. Whoever has a tie
        belonged. None for everybody.
    acts
        What is behind each tie where people did not meet. None where the network itself says it.
    """

    title: str
    network: Network
    connectors: tuple[str, ...] = ()
    members: tuple[str, ...] | None = None
    acts: tuple[Reason, ...] | None = None


class Finding(msgspec.Struct, frozen=True):
    """One thing the map shows.

    Parameters
    ----------
    headline, text
        The finding in a few words, and what stands behind it in a sentence or two.
    people
        Ids of those it is about; choosing the finding fades everybody else.
    callout
        A few words that stand in the map beside the first of `people`.
    period
        Number of the period it speaks of, from 0, the number of periods for the whole time; the last if None.
    group
        The column whose islands it speaks of; the map's own if empty.
    lit
        Which lines it speaks of: all of its people, those among them, or of these those inside one island, or across.
    """

    headline: str
    text: str
    people: tuple[str, ...] = ()
    callout: str = ""
    period: int | None = None
    group: str = ""
    lit: Lit = "of"


class MapContent(msgspec.Struct, frozen=True):
    """Everything a map shows.

    Parameters
    ----------
    title, subtitle
        The finding as a sentence, and what a dot and a line stand for.
    people
        One row per person; the index holds the ids. ``name`` is needed; ``organisation``, ``role``, ``sector`` and
        ``locality`` are shown where they exist. Leave a column out to keep it out of the file.
    periods
        At least one, in order of time.
    findings, footnote
        What is said beside and below the map.
    group, colour_by
        Columns of `people` that give the islands and the colours; the islands' own where nobody states the other. Above
        400 people, ``"community"``, which `by_community` makes.
    labels
        What stands for a person: the name, the initials, the role or a code. Names are not written into the file unless
        chosen.
    gatherings, days
        Gathering id → readable title, such as "5 March 2024, Forum", so that a tie can say why it is there; and → its
        day, 2024-03-05 or 2024-03, so that readers can choose a stretch of time.
    facets
        Label → (gathering id → value): what readers can choose by, such as "Kind of meeting" → "online".
    acts
        What two people who are tied did, and the word for doing it once; the network's column ``count`` says how often
        (without it, the gatherings behind the tie are counted).
    palette
        Values of `colour_by` in the order of the colours, where another map has them.
    seed
        For the layout; the same seed gives the same map.
    whole
        The whole time, where there are several periods.
    links
        What the pages beside the map are called, and where they are: ``{"Report": "report.html"}``.
    """

    title: str
    people: pd.DataFrame
    periods: tuple[Period, ...]
    subtitle: str = ""
    findings: tuple[Finding, ...] = ()
    footnote: str = ""
    group: str = "organisation"
    colour_by: str = "sector"
    labels: Literal["names", "initials", "roles", "codes"] = "names"
    gatherings: Mapping[str, str] = msgspec.field(default_factory=dict)
    days: Mapping[str, str] = msgspec.field(default_factory=dict)
    facets: Mapping[str, Mapping[str, str]] = msgspec.field(default_factory=dict)
    acts: tuple[str, str] = ("met", "time")
    palette: tuple[str, ...] = ()
    seed: int = 0
    whole: Period | None = None
    links: Mapping[str, str] = msgspec.field(default_factory=dict)

    def checked(self) -> MapContent:
        """Give the content back if it fits together.

        Raises
        ------
        NetworkError
            If there is no period, two periods hold different people, or a person or a period is named that is not
            there.
        """
        if not self.periods:
            raise NetworkError("A map needs at least one period.")
        ids = set(self.periods[0].network.nodes.index)
        for period in self.every[1:]:
            if set(period.network.nodes.index) != ids:
                raise NetworkError(f"The period {shown(period.title)!r} holds other people than the first.")
        missing = sorted(ids - set(self.people.index)) + sorted(self._named() - ids)
        if missing:
            raise NetworkError(f"{len(missing)} people are not in the tables of the map, first {shown(missing[0])!r}.")
        for finding in self.findings:
            if finding.period is not None and not 0 <= finding.period < len(self.every):
                raise NetworkError(f"The finding {shown(finding.headline)!r} speaks of a period that is not there.")
        return self

    @property
    def every(self) -> tuple[Period, ...]:
        """The periods, and after them the whole time where there is one."""
        return self.periods if self.whole is None else (*self.periods, self.whole)

    def _named(self) -> set[str]:
        """Give everybody a finding or a period names."""
        names = [finding.people for finding in self.findings]
        for period in self.every:
            names += [period.connectors, period.members or ()]
        return {person for people in names for person in people}

    def drawable(self) -> MapContent:
        """Give the content with no more people than a drawing bears: those tied to the most others in any period.

        What is said of the map says so, and findings and rings are of those who are drawn.
        """
        index = self.periods[0].network.nodes.index
        if len(index) <= MOST_DRAWN:
            return self
        degrees = np.zeros(len(index), dtype=int)
        for period in self.every:
            ends = np.concatenate(period.network.positions())
            degrees = np.maximum(degrees, _times(period.network.nodes.index[ends], index))
        kept = frozenset(index[np.sort(np.argsort(-degrees, kind="stable")[:MOST_DRAWN])])
        part = f"Of {len(index):,} people the {MOST_DRAWN:,} who are tied to the most others are drawn."
        return msgspec.structs.replace(
            self,
            periods=tuple(_period_of(period, kept) for period in self.periods),
            whole=self.whole and _period_of(self.whole, kept),
            findings=tuple(
                msgspec.structs.replace(finding, people=_those(finding.people, kept)) for finding in self.findings
            ),
            footnote=f"{part} {self.footnote}".strip(),
        )


MOST_DRAWN = 20_000
"""People whom a map bears."""


def _times(ids: pd.Index[str], index: pd.Index[str]) -> np.ndarray:
    return np.bincount(index.get_indexer(ids), minlength=len(index))


def _those(ids: tuple[str, ...], kept: frozenset[str]) -> tuple[str, ...]:
    return tuple(id_ for id_ in ids if id_ in kept)


def _period_of(period: Period, kept: frozenset[str]) -> Period:
    """Give a period with these people alone."""
    network = period.network
    register = network.behind and network.behind.among(network.behind.people.index.isin(kept))
    ties = network.ties[network.ties.source.isin(kept) & network.ties.target.isin(kept)]
    nodes = network.nodes[network.nodes.index.isin(kept)]
    acts = period.acts and tuple(act for act in period.acts if {act.source, act.target} <= kept)
    members = None if period.members is None else _those(period.members, kept)
    return msgspec.structs.replace(
        period,
        network=Network(nodes, ties, directed=network.directed, behind=register),
        connectors=_those(period.connectors, kept),
        members=members,
        acts=acts,
    )


ALONE = "In no community"


def by_community(people: pd.DataFrame, communities: pd.Series[int], *, around: str = "organisation") -> pd.DataFrame:
    """Give the people with a column ``community`` that names each one's, for a map with ``group="community"``.

    A community is called after the value of `around` most of its people share, and how many people it holds; where
    that does not tell it from another, after the two most frequent. Communities of one are none.

    Parameters
    ----------
    people
        One row per person, as `MapContent.people`; not changed.
    communities
        Person id → number of their community; blank or missing where there is none.
    around
        Column of `people`.

    Examples
    --------
    >>> table = pd.DataFrame({"organisation": ["Hill Trust", "Hill Trust", "Vale Homes"]}, index=[*"abc"])
    >>> by_community(table, pd.Series({"a": 1, "b": 1}))["community"].tolist()
    ['Around Hill Trust (2)', 'Around Hill Trust (2)', 'In no community (1)']
    """
    number = communities.reindex(people.index)
    sizes = number.value_counts()
    number = number.where(number.map(sizes) > 1)
    values = people[around].fillna("").astype("str") if around in people else pd.Series("", index=people.index)
    order = sorted(sizes.index[sizes > 1], key=lambda label: (-sizes[label], str(number.index[number == label].min())))
    words = _names([_frequent(values[number == label]) for label in order], [int(sizes[label]) for label in order])
    names, loners = dict(zip(order, words, strict=True)), f"{ALONE} ({int(number.isna().sum())})"
    return people.assign(community=[names.get(label, loners) for label in number])


def _frequent(values: pd.Series[str]) -> list[str]:
    """Give the values, the most frequent first."""
    counts = values[values != ""].value_counts()
    return sorted(counts.index, key=lambda value: (-counts[value], value))


def _names(frequent: list[list[str]], sizes: list[int]) -> list[str]:
    """Name each community after its most frequent value, or two where one will not do; number those left alike."""
    heads = Counter(values[0] if values else "" for values in frequent)
    stems = [
        f"Around {' and '.join(values[: 2 if heads[values[0]] > 1 else 1])}" if values else "Community"
        for values in frequent
    ]
    return [f"{name} ({size})" for name, size in zip(numbered(stems), sizes, strict=True)]
