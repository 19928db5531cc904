"""Make the comparison community again: python make.py [folder]; without a folder, in place.

Everything follows from one seed.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import random
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

HERE, SEED = Path(__file__).parent, "merrowdale circle"
FORENAMES = "Adeline Benedikt Coralie Dermot Elspeth Faisal Greta Humphrey Ilse Jolyon Katya Leopold".split()
SURNAMES = "Amberwick Brathay Coldbeck Drewitt Eskdale Fellowes Gunnerside Hawkshaw".split()
LOCALITIES = {"Aldwark": 13, "Brigstone": 10, "Cawthwaite": 8, "Dunsop": 7, "Ellerby": 6, "Fangfoss": 4}
PROVIDERS = "Homes Council Trust Hospice".split()
KEENNESS, USUAL = 0.8, -0.9
"""Standard deviation of people's keenness and the mean, in log odds: about 17 of 48 come."""
STRENGTH = 2.5
"""Standard deviation of what draws a locality to a meeting or keeps it away: in both years the same."""
MEETINGS = 24


def files() -> dict[str, bytes]:
    """Give every generated file: its path in the folder and its bytes."""
    people = _people()
    presence = [_present(people, number) for number in range(MEETINGS)]
    days = [_day(number) for number in range(MEETINGS)]
    made = {"people.csv": _table(("name", "organisation", "locality"), people)}
    for half in range(4):
        numbers = range(6 * half, 6 * half + 6)
        rows = [(days[number], "Forum", name) for number in numbers for name in presence[number]]
        made[f"registers/register-{2023 + half // 2}-{1 + half % 2}.csv"] = _table(("date", "meeting", "name"), rows)
    truth = [(days[number], STRENGTH, len(presence[number])) for number in range(MEETINGS)]
    made["truth/meetings.csv"] = _table(("date", "strength", "present"), truth)
    return made


def _people() -> list[tuple[str, str, str]]:
    """Give name, organisation and locality of everybody."""
    names = [
        f"{forename} {SURNAMES[(3 * at + step) % 8]}" for step in range(4) for at, forename in enumerate(FORENAMES)
    ]
    homes = [place for place, size in LOCALITIES.items() for _person in range(size)]
    pairs = zip(names, homes, strict=True)
    return [(name, f"{place} {PROVIDERS[at % len(PROVIDERS)]}", place) for at, (name, place) in enumerate(pairs)]


def _present(people: Sequence[tuple[str, str, str]], number: int) -> list[str]:
    """Draw who comes to a meeting: by their own coin, with what their locality has in common."""
    shocks = {place: random.Random(f"{SEED}/{number}/{place}").gauss(0, 1) for place in LOCALITIES}
    names = []
    for name, _organisation, place in people:
        keen = random.Random(f"{SEED}/{name}").gauss(0, KEENNESS)
        chance = 1 / (1 + math.exp(-(USUAL + keen + STRENGTH * shocks[place])))
        if random.Random(f"{SEED}/{number}/{name}").random() < chance:
            names.append(name)
    return names


def _day(number: int) -> dt.date:
    """Give the second Thursday of a month."""
    first = dt.date(2023 + number // 12, 1 + number % 12, 1)
    return first + dt.timedelta((3 - first.weekday()) % 7 + 7)


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, *rows])
    return text.getvalue().encode()


def main() -> None:
    """Write the files."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else HERE
    for name, content in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main()
