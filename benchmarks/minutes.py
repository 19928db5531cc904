"""Whether the time to read minutes grows with their number only, and whether memory stays what one file needs.

Run ``python benchmarks/minutes.py [--files N] [--kilobytes N]``. The minutes, half of them Markdown and half plain
text, are invented by a seeded generator in a temporary directory; a quarter, a half and all of them are read, each time
in a process of its own. Seconds are those of the processor, after all imports.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sna.load import Options, loader
from sna.load.source import Source

FORENAMES = "Ann Bob Cat Dan Eve Fay Gus Hal Ivy Jon Kit Lea Max Nia Oli Pam Ray Sue Tom Una".split()
SURNAMES = "Ash Birch Cole Dale Elm Fox Gray Hill Ivens Jay Kemp Lunt Moss Nash Oak Penn Rook Sand Tate Ward".split()
WORDS = "the group agreed to look at paths and to bring a plan for the pond before the end of spring".split()


def minutes(number: int, size: int, *, markdown: bool) -> str:
    """Invent the minutes of one meeting: a roll, apologies, then talk and actions up to a size in bytes."""
    dice = random.Random(number)
    people = [f"{dice.choice(FORENAMES)} {dice.choice(SURNAMES)}" for _ in range(24)]
    day = f"{number % 28 + 1} {('January', 'May', 'October')[number % 3]} {2000 + number % 25}"
    roll = [f"- {name} (Pond Trust)" if markdown else name for name in people[:20]]
    mark = "## " if markdown else ""
    pieces = [f"{mark[1:]}Reed forum {number} {day}", "", f"{mark}Present", *roll, ""]
    pieces.append(f"Apologies: {', '.join(people[20:])}")
    length = sum(len(piece) + 1 for piece in pieces)
    while length < size:
        talk = " ".join(dice.choice(WORDS) for _ in range(dice.randint(10, 60)))
        name = dice.choice(people)
        pieces += ["", dice.choice((f"{talk}.", f"{name}: {talk}", f"- Action: {name} to {talk}"))]
        length += len(pieces[-1]) + 2
    return "\n".join(pieces)


def read(folder: Path, files: int) -> dict[str, float]:
    """Read the first files of a folder; give the seconds, the megabytes at most, and the records."""
    load, records, start = loader("minutes").load, 0, time.process_time()
    for path in sorted(folder.iterdir())[:files]:
        records += sum(1 for _entry in load(Source(path), Options()))
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"files": files, "seconds": time.process_time() - start, "megabytes": megabytes, "records": records}


def main() -> None:
    """Measure, and print a line for each part of the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1_000)
    parser.add_argument("--kilobytes", type=int, default=200)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.read:
        print(json.dumps(read(args.read, args.files)))
        return
    with tempfile.TemporaryDirectory() as folder:
        for number in range(args.files):
            path = Path(folder) / f"{number:05}{('.md', '.txt')[number % 2]}"
            path.write_text(minutes(number, 1_000 * args.kilobytes, markdown=number % 2 == 0), encoding="utf-8")
        for files in (args.files // 4, args.files // 2, args.files):
            command = [sys.executable, __file__, "--read", folder, "--files", str(files)]
            figures = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            each = 1_000 * figures["seconds"] / max(1, files)
            print(
                f"{files:6,} files  {figures['seconds']:8.1f} s  {each:6.1f} ms a file  "
                f"{figures['megabytes']:5.0f} MB  {figures['records']:,} records",
                flush=True,
            )


if __name__ == "__main__":
    main()
