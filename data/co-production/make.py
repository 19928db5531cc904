"""Make the co-production programme again: python make.py [folder]; without a folder, in place.

Academics, clinicians and patients, 38 people, meet 24 times in three years; of each meeting there is a transcript and a
register. Patients say half as much as the others in the first year, three quarters in the second, and as much in the
third. Everything follows from one seed, and what is true of it stands in truth/.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

HERE, SEED = Path(__file__).parent, "co-production 3"
sys.path[:0] = [str(HERE.parent)]

from formats.table import excel_csv, table  # noqa: E402

VOICES = {"academic": 12, "clinician": 14, "patient": 12}
PLACES = {
    "academic": ("Larkwell University", "Stanmoor College"),
    "clinician": ("Larkwell Hospital Trust", "Dunbeck Practice"),
    "patient": ("Patients of Larkwell", "Dunbeck Patient Panel"),
}
HEARD = {2021: 0.5, 2022: 0.75, 2023: 1.0}
"""How much a patient says in a year, against somebody else as talkative."""
MONTHS = (1, 2, 3, 5, 6, 9, 10, 11)
SEATS, TURNS, TALKATIVE = 22, 90, 0.15
RETURN = 0.25
"""So many turns go back to who spoke last but one."""
NOBODY = 0.03
"""So many cues of the meetings in person name nobody: a microphone that several share."""
GIVEN = (
    "Anselm Beatrix Clovis Damaris Edgar Felicity Godfrey Hester Ignatius Jocasta Kester Lavinia Marius Nerys Osric "
    "Petra Quentin Rowena Silas"
).split()
FAMILY = ("Thistlewood", "Underhay")


class Member(NamedTuple):
    """Somebody: whose voice they bring, where they work or belong, how talkative they are."""

    name: str
    voice: str
    organisation: str
    talk: float


class Turn(NamedTuple):
    """What one person says until another speaks: who (None: nobody in particular), and the times of its cues."""

    who: Member | None
    cues: tuple[tuple[float, float], ...]


def members(rng: random.Random) -> list[Member]:
    """Draw who belongs."""
    names = [f"{given} {family}" for given in GIVEN for family in FAMILY]
    rng.shuffle(names)
    return [
        Member(names.pop(), voice, PLACES[voice][place % 2], rng.lognormvariate(0, TALKATIVE))
        for voice, count in VOICES.items()
        for place in range(count)
    ]


def days() -> list[dt.date]:
    """Give the days of the meetings."""
    return [dt.date(year, month, 14) for year in HEARD for month in MONTHS]


def mode(day: dt.date) -> str:
    """Say how a meeting was held."""
    return "virtual" if MONTHS.index(day.month) % 2 else "in person"


def meeting(rng: random.Random, people: Sequence[Member], day: dt.date) -> tuple[list[Member], list[Turn]]:
    """Draw who is there, and who speaks when."""
    present = rng.sample([*people], SEATS)
    weights = [each.talk * (HEARD[day.year] if each.voice == "patient" else 1.0) for each in present]
    order, clock, turns = [rng.choices(present, weights)[0]], 4.0, list[Turn]()
    while len(order) < TURNS:
        if len(order) > 1 and rng.random() < RETURN:
            order.append(order[-2])
            continue
        following = rng.choices(present, weights)[0]
        order += [following] if following is not order[-1] else []
    for place, who in enumerate(order):
        cues = []
        for _cue in range(rng.choice((1, 1, 2, 3))):
            length = rng.randrange(15, 90) / 10
            cues.append((round(clock, 1), round(clock + length, 1)))
            clock += length + rng.randrange(0, 8) / 10
        unheard = mode(day) == "in person" and place % 9 == 4 and rng.random() < 9 * NOBODY
        turns.append(Turn(None if unheard else who, tuple(cues)))
    return present, turns


def clock(seconds: float) -> str:
    """Write a time as transcripts do."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def transcript(turns: Sequence[Turn], day: dt.date) -> bytes:
    """Write a transcript: of a virtual meeting as Zoom does, of one in person as Teams does."""
    lines, number = ["WEBVTT", ""], 0
    for turn in turns:
        for start, end in turn.cues:
            number += 1
            times = f"{clock(start)} --> {clock(end)}"
            if mode(day) == "virtual":
                lines += [str(number), times, f"{turn.who.name}: words" if turn.who else "words", ""]
            else:
                lines += [f"{number}/1-0", times, f"<v {turn.who.name if turn.who else 'Speaker 1'}>words</v>", ""]
    return "\n".join(lines).encode()


def name_of(day: dt.date) -> str:
    """Name the file of a transcript as the service does."""
    if mode(day) == "virtual":
        return f"GMT{day:%Y%m%d}-100000_Recording.transcript.vtt"
    return f"Co-production-{day:%Y%m%d}_100000-Meeting Recording.vtt"


def by_voice(held: Mapping[dt.date, tuple[list[Member], list[Turn]]]) -> Iterator[tuple[object, ...]]:
    """Give of each year and voice the people, turns, seconds, and the turns that presence alone would give."""
    for year in HEARD:
        own = {day: each for day, each in held.items() if day.year == year}
        for voice in VOICES:
            there = {each.name for present, _turns in own.values() for each in present if each.voice == voice}
            said = [turn for _present, turns in own.values() for turn in turns if turn.who and turn.who.voice == voice]
            expected = sum(
                sum(turn.who is not None for turn in turns) * sum(each.voice == voice for each in present) / SEATS
                for present, turns in own.values()
            )
            seconds = sum(end - start for turn in said for start, end in turn.cues)
            yield year, voice, len(there), len(said), f"{seconds:.1f}", f"{expected:.4f}"


def by_meeting(held: Mapping[dt.date, tuple[list[Member], list[Turn]]]) -> Iterator[tuple[object, ...]]:
    """Give of each meeting who was there, who spoke, how many turns and seconds, and how many kept silent."""
    for day, (present, turns) in held.items():
        spoke = Counter(turn.who.name for turn in turns if turn.who)
        seconds = sum(end - start for turn in turns for start, end in turn.cues)
        yield day, mode(day), len(present), len(spoke), len(turns), f"{seconds:.1f}", len(present) - len(spoke)


def files() -> dict[str, bytes]:
    """Give every file: its path and its bytes."""
    rng = random.Random(SEED)
    people = members(rng)
    held = {day: meeting(rng, people, day) for day in days()}
    register = [
        [day.isoformat(), "Co-production", mode(day), each.name]
        for day, (present, _turns) in held.items()
        for each in present
    ]
    return {
        "people.csv": table(
            ["name", "organisation", "voice"], [(each.name, each.organisation, each.voice) for each in people]
        ),
        "register.csv": excel_csv([["Date", "Meeting", "Mode", "Name"], *register]),
        **{f"transcripts/{name_of(day)}": transcript(turns, day) for day, (_present, turns) in held.items()},
        "truth/voice.csv": table(["year", "voice", "people", "turns", "seconds", "expected"], by_voice(held)),
        "truth/meetings.csv": table(
            ["on", "mode", "present", "speakers", "turns", "seconds", "silent"], by_meeting(held)
        ),
        "truth/planted.csv": table(["year", "patients_against_others"], HEARD.items()),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for name, content in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
