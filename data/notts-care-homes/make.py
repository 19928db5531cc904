"""Make the worked example again: python make.py [folder]; without a folder, in place.

Everything follows from one seed and from the two lists in world/; the same files come out byte by byte.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from world import calls, handles, minutes_truth, mixing, registers, roster, truth  # noqa: E402
from world.meetings import Meeting, meetings  # noqa: E402
from world.minutes import minutes, written  # noqa: E402
from world.people import Member, members, organisations  # noqa: E402


def files() -> dict[str, bytes]:
    """Give every generated file: its path in the example's folder and its bytes."""
    people = members()
    gatherings = meetings(people)
    made = _lists(people) | _registers(gatherings, people) | _truth(gatherings, people)
    return made | _minutes(gatherings, people)


def _lists(people: Mapping[str, Member]) -> dict[str, bytes]:
    return {
        "people.csv": roster.people(people),
        "organisations.csv": roster.organisations(organisations().values()),
        "aliases.csv": handles.aliases(),
    }


def _registers(gatherings: list[Meeting], people: Mapping[str, Member]) -> dict[str, bytes]:
    by_source = {source: [each for each in gatherings if each.source == source] for source in ("wide", "long")}
    made = {
        registers.WIDE: registers.wide(by_source["wide"], people),
        registers.LONG: registers.long(by_source["long"], people),
    }
    for meeting in gatherings:
        if meeting.source == "teams":
            made[f"registers/teams-attendance-{meeting.on}.csv"] = calls.teams_report(meeting, people)
        if meeting.source == "zoom":
            made[f"registers/zoom-participants-{meeting.on}.csv"] = calls.zoom_report(meeting, people)
    return made


def _minutes(gatherings: list[Meeting], people: Mapping[str, Member]) -> dict[str, bytes]:
    records = minutes(gatherings, people)
    return {record.file: written(record) for record in records} | {
        "truth/minutes.csv": minutes_truth.rolls(records),
        "truth/minutes_spoke.csv": minutes_truth.spoke(records),
        "truth/minutes_differences.csv": minutes_truth.differences(records),
        "truth/actions.csv": minutes_truth.actions(records),
    }


def _truth(gatherings: list[Meeting], people: Mapping[str, Member]) -> dict[str, bytes]:
    deputies = [deputy for meeting in gatherings for deputy in meeting.deputies]
    return {
        "truth/people.csv": truth.people(people, deputies),
        "truth/gatherings.csv": truth.gatherings(gatherings),
        "truth/attendance.csv": truth.attendance(gatherings),
        "truth/facts.csv": truth.facts(gatherings, people),
        "truth/drift.csv": truth.drift(gatherings, people),
        "truth/mixing.csv": mixing.mixing(gatherings, people),
    }


def main(folder: Path) -> None:
    """Write every file below a folder."""
    for name, content in files().items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
