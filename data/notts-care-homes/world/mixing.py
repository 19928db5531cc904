"""By how much people mixed, and by how much they would have if the labels were dealt out at random."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from formats.table import table

from world.meetings import Meeting
from world.people import Member

HEADER = [
    *("year", "gatherings", "by", "people", "ties", "across", "share_across", "share_expected"),
    *("ei", "ei_expected", "meetings_of_pairs", "share_of_meetings_across"),
]


def mixing(meetings: Sequence[Meeting], members: Mapping[str, Member]) -> bytes:
    """Write one row per year, set of gatherings and attribute.

    A tie is a pair of members whom a register shows at the same gathering at least once that year. With labels dealt
    out at random to the people there, a tie crosses with the chance 1 − Σ kᵢ(kᵢ − 1) ÷ (n(n − 1)), whatever the
    network; kᵢ is the number of people with label i. The E-I index is 2 × share − 1.
    """
    rows = [
        [year, which, by, *_row(chosen, _labels(chosen, members, by, year))]
        for year in (2023, 2024)
        for which, chosen in _sets(meetings, year).items()
        for by in ("locality", "organisation", "sector")
    ]
    return table(HEADER, rows)


def _sets(meetings: Sequence[Meeting], year: int) -> dict[str, list[Meeting]]:
    chosen = [meeting for meeting in meetings if meeting.on.year == year]
    monthly = [meeting for meeting in chosen if meeting.number]
    return {"all": chosen} if len(monthly) == len(chosen) else {"all": chosen, "monthly only": monthly}


def _labels(meetings: Iterable[Meeting], members: Mapping[str, Member], by: str, year: int) -> dict[str, str]:
    there = {name for meeting in meetings for name in meeting.named}
    last = max(meeting.on for meeting in meetings).replace(year=year, month=12, day=31)
    workplaces = {name: members[name].workplace(last)[0] for name in there}
    return workplaces if by == "organisation" else {name: str(getattr(members[name], by)) for name in there}


def _row(meetings: Iterable[Meeting], labels: Mapping[str, str]) -> list[object]:
    pairs = Counter(pair for meeting in meetings for pair in combinations(sorted(meeting.named), 2))
    across = [pair for pair in pairs if labels[pair[0]] != labels[pair[1]]]
    share, expected = len(across) / len(pairs), _expected(Counter(labels.values()))
    met, met_across = sum(pairs.values()), sum(pairs[pair] for pair in across)
    shares = [share, expected, 2 * share - 1, 2 * expected - 1]
    return [len(labels), len(pairs), len(across), *[f"{value:.4f}" for value in shares], met, f"{met_across / met:.4f}"]


def _expected(sizes: Mapping[str, int]) -> float:
    people = sum(sizes.values())
    return 1 - sum(size * (size - 1) for size in sizes.values()) / (people * (people - 1))
