"""Make the commissioning network again: python make.py [folder]; without a folder, in place.

Forty-eight people of twelve organisations, at four levels, over two years. In the first three people share what there
is to do, in the second nine; local work reaches the region, then national bodies; of what is presented twelve of
twenty things from research are in use within a year, six from practice, two from patients. Everything follows from one
seed, and what is true of it stands in truth/.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import NamedTuple

HERE, SEED = Path(__file__).parent, "commissioning"
sys.path[:0] = [str(HERE.parent)]

from formats.table import excel_csv, table  # noqa: E402

LEVELS = {"team": 16, "local": 16, "regional": 10, "national": 6}
OPENS = {("team", "local"): "2023 Q1", ("local", "regional"): "2023 Q4", ("regional", "national"): "2024 Q3"}
"""From which quarter people of two levels come to the same meetings."""
BODIES = {
    "team": ("Harrowby Midwives", "Sandon Health Visitors", "Belton Ward Nine", "Corby Glen Surgery"),
    "local": ("Harrowby Borough", "Sandon Hospitals", "Belton Commissioners"),
    "regional": ("Wolds Clinical Network", "Wolds University", "Wolds Patients' Council"),
    "national": ("Institute of Birth", "College of Maternity Nursing"),
}
LEADERS = {2023: 3, 2024: 9}
"""How many people share the acts of each year, all alike."""
ACTIONS = 4
"""A meeting; besides, one person chairs, one takes the notes and one presents."""
SOURCES = {"research": (20, 12), "practice": (20, 6), "patients": (20, 2)}
"""Where things come from: how many were presented in the first year, and in use within twelve months."""
CONVENERS = 2
MONTHS = [(year, month) for year in LEADERS for month in range(1, 13)]
GIVEN = "Ailsa Bevis Cerys Dermot Enfys Farrel Gwenda Hamza Iolo Jocasta Kester Linnet".split()
FAMILY = "Applegarth Birkdale Cowgill Drummore".split()
PLANTS = (
    "Agrimony Alkanet Balsam Bistort Borage Bryony Burdock Campion Celandine Chervil Chicory Cicely Clary Comfrey "
    "Coltsfoot Cowslip Crosswort Dewberry Dittany Dropwort Elecampane Eyebright Fennel Feverfew Figwort Fleabane "
    "Foxglove Fumitory Gorse Gromwell Groundsel Harebell Hawkbit Heartsease Henbit Hyssop Knapweed Ladysmock Larkspur "
    "Lovage Madder Mallow Marjoram Melilot Milkwort Moschatel Mugwort Mullein Oxlip Pimpernel Ragwort Ramsons "
    "Restharrow Saffron Samphire Sanicle Scabious Selfheal Speedwell Tansy"
).split()


class Member(NamedTuple):
    """Somebody: where they work, at which level, and whether for the host."""

    name: str
    organisation: str
    level: str
    host: str


def members(rng: random.Random) -> list[Member]:
    """Draw who works where; those of a level are spread over its organisations."""
    names = [f"{given} {family}" for given, family in product(GIVEN, FAMILY)]
    rng.shuffle(names)
    levels = [(level, place) for level, count in LEVELS.items() for place in range(count)]
    people = []
    for name, (level, place) in zip(names, levels, strict=True):
        body = BODIES[level][place % len(BODIES[level])]
        people.append(Member(name, body, level, "yes" if body == BODIES["local"][0] else "no"))
    return people


def leaders(people: Sequence[Member]) -> dict[int, list[Member]]:
    """Say who leads in each year: conveners first, of teams and local bodies in turn."""
    pools = {level: [each for each in people if each.level == level] for level in ("local", "team")}
    order = [pools["local"][0], pools["local"][3], pools["team"][0], *pools["team"][1:4], *pools["local"][4:7]]
    return {year: order[:count] for year, count in LEADERS.items()}


def quarter(year: int, month: int) -> str:
    """Name a quarter."""
    return f"{year} Q{(month + 2) // 3}"


class Meeting(NamedTuple):
    """A meeting: its day, its title, who came, and who did what there (minutes only)."""

    day: dt.date
    title: str
    came: list[Member]
    acts: list[tuple[str, Member]]


def meetings(rng: random.Random, people: Sequence[Member]) -> list[Meeting]:
    """Draw three meetings a month: of teams and local bodies, of the region, of national bodies."""
    of = {level: [each for each in people if each.level == level] for level in LEVELS}
    leading, held = leaders(people), []
    for year, month in MONTHS:
        now = quarter(year, month)
        some = rng.sample([each for each in of["team"] + of["local"] if each not in leading[year]], 8)
        acts = [(kind, rng.choice(leading[year])) for kind in ("chaired", "noted", "presented")]
        acts += [("owns action", rng.choice(leading[year])) for _action in range(ACTIONS)]
        held.append(Meeting(dt.date(year, month, 9), "Commissioning network", [*leading[year], *some], acts))
        guests = rng.sample(of["local"], 9) if now >= OPENS["local", "regional"] else []
        held.append(Meeting(dt.date(year, month, 16), "Regional group", [*rng.sample(of["regional"], 6), *guests], []))
        guests = rng.sample(of["regional"], 5) if now >= OPENS["regional", "national"] else []
        held.append(Meeting(dt.date(year, month, 23), "National forum", [*rng.sample(of["national"], 4), *guests], []))
    return held


def minutes(meeting: Meeting) -> str:
    """Write the minutes of a meeting."""
    theirs = {kind: [each for deed, each in meeting.acts if deed == kind] for kind, _each in meeting.acts}
    lines = [
        f"# {meeting.title}", "", f"Minutes of the meeting held on {meeting.day.day} {meeting.day:%B %Y}", "",
        f"Chair: {theirs['chaired'][0].name}", f"Notes: {theirs['noted'][0].name}", "", "## Present", "",
        *(f"- {each.name}, {each.organisation}" for each in sorted(meeting.came)), "", "## Maternity", "",
        f"{theirs['presented'][0].name} presented what was learnt.", "", "## Actions", "",
        *(f"- {each.name} to write to the units" for each in theirs["owns action"]),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def things(rng: random.Random) -> Iterator[tuple[str, str, dt.date, dt.date | None]]:
    """Draw what was presented: its name, where it comes from, when, and when it was in use; None within a year."""
    names = iter(rng.sample(PLANTS, len(PLANTS)))
    for source, (count, used) in SOURCES.items():
        for place in range(count):
            presented = dt.date(2023, 1, 9) + dt.timedelta(rng.randrange(330))
            begun = presented + dt.timedelta(rng.randrange(20, 350)) if place < used else None
            yield next(names), source, presented, begun


def effective(counts: Sequence[int]) -> float:
    """Give as many people as effectively share so many acts each."""
    total = sum(counts)
    return round(total * (total - 1) / sum(count * (count - 1) for count in counts), 6)


def files() -> dict[str, bytes]:
    """Give every file: its path and its bytes."""
    rng = random.Random(SEED)
    people = members(rng)
    held = meetings(rng, people)
    shown = sorted(things(rng))
    content = {f"minutes/{each.day}-minutes.md": minutes(each).encode() for each in held if each.acts}
    rest = [(each.day.isoformat(), each.title, member.name) for each in held if not each.acts for member in each.came]
    settings = (HERE / "study.toml").read_text(encoding="utf-8").partition("conveners = ")[0]
    conveners = ", ".join(f'"{each.name}"' for each in leaders(people)[2023][:CONVENERS])
    toml = f"""{settings}conveners = [{conveners}]

[periods]
"2023" = [2023-01-01, 2023-12-31]
"2024" = [2024-01-01, 2024-12-31]

[sources]
include = ["people.csv", "register.csv", "minutes/*", "presented.csv", "adoptions.csv"]
"""
    return content | {
        "study.toml": toml.encode(),
        "people.csv": table(["name", "organisation", "level", "host", "sector"],
                            [(each.name, each.organisation, each.level, each.host, "NHS") for each in people]),
        "register.csv": excel_csv([["Date", "Meeting", "Name"], *rest]),
        "presented.csv": table(["text", "kind", "source", "presented on"],
                               [(name, "practice", source, on) for name, source, on, _begun in shown]),
        "adoptions.csv": table(["practice", "organisation", "adopted_on", "status"],
                               [(name, BODIES["team"][place % 4], begun, "in use")
                                for place, (name, _source, _on, begun) in enumerate(shown) if begun]),
        **{f"truth/{name}.csv": part for name, part in truth(held, shown).items()},
    }  # fmt: skip


def truth(held: Sequence[Meeting], shown: Sequence[tuple[str, str, dt.date, dt.date | None]]) -> Mapping[str, bytes]:
    """Say what is true."""
    acts = [(each.day.year, kind, member.name) for each in held for kind, member in each.acts]
    kinds = Counter((year, kind) for year, kind, _name in acts)
    people = {year: Counter(name for other, _kind, name in acts if other == year) for year in LEADERS}
    return {
        "acts": table(["year", "kind", "acts"], [(*key, count) for key, count in sorted(kinds.items())]),
        "leaders": table(["year", "lead", "effective"],
                         [(year, lead, effective([*people[year].values()])) for year, lead in LEADERS.items()]),
        "levels": table(["level", "other", "since"], [(*pair, since) for pair, since in OPENS.items()]),
        "used": table(["thing", "source", "presented_on", "used_on"], shown),
    }  # fmt: skip


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, content in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
