"""Make the example again: python make.py [folder]; without a folder, in place.

Everything follows from one seed and the lists in community/. The archive's members come out byte by byte; how they
are compressed depends on the machine's zlib.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from community import truth  # noqa: E402
from community.people import members, roster, strangers  # noqa: E402
from community.talk import BOT, TEAM, channels  # noqa: E402
from formats.slack import export  # noqa: E402


def files() -> dict[str, bytes]:
    """Give every generated file: its path in the example's folder and its bytes."""
    people, others = members(), strangers()
    made = channels(people, others)
    accounts = [*(member.account for member in people), *others, BOT]
    return {
        "people.csv": roster(people),
        "slack/uti-care-homes-slack-export.zip": export(TEAM, accounts, made, deflate=True),
        "truth/slack_edges.csv": truth.edges(made),
        "truth/slack_people.csv": truth.people(people, [*others, BOT]),
        "truth/mixing.csv": truth.mixing(made, people),
        "truth/facts.csv": truth.facts(made, people),
    }


def main(folder: Path) -> None:
    """Write every file below a folder."""
    for name, content in files().items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
