"""Make the worked example again: python make.py [folder]; without a folder, in place.

Everything follows from one seed and from the lists in world/; the same files come out byte by byte.
``python make.py --second-year-one FOLDER`` writes a study in which nothing changed: year two is another year one.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from formats import tweets  # noqa: E402
from formats.slack import export  # noqa: E402
from world import (  # noqa: E402
    again,
    calls,
    change,
    handles,
    hashtag,
    minutes_truth,
    mixing,
    registers,
    roster,
    slack_truth,
    spanners,
    truth,
    workspace,
)
from world.meetings import Meeting, meetings  # noqa: E402
from world.minutes import minutes, written  # noqa: E402
from world.people import Member, members, organisations  # noqa: E402


def files() -> dict[str, bytes]:
    """Give every generated file: its path in the example's folder and its bytes."""
    people = members()
    gatherings = meetings(people)
    made = _lists(people) | _registers(gatherings, people) | _truth(gatherings, people)
    return made | _minutes(gatherings, people) | _slack(people) | _x()


def second_year_one() -> dict[str, bytes]:
    """Give the files of the study in which nothing changed: the lists, the registers, and what the study is called."""
    people = again.founders(members())
    made = _lists(people) | _registers(again.two_first_years(people), people)
    return made | {"study.toml": (HERE / "study.toml").read_bytes()}


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


def _slack(people: Mapping[str, Member]) -> dict[str, bytes]:
    everybody = workspace.people(people)
    channels = workspace.channels(everybody, people)
    return {
        "slack/care-homes-forum-slack-export.zip": export(workspace.TEAM, everybody, channels),
        "truth/slack_edges.csv": slack_truth.edges(channels),
        "truth/slack_people.csv": slack_truth.people(everybody),
        "truth/slack_members.csv": slack_truth.members(channels),
    }


def _x() -> dict[str, bytes]:
    found, gone = hashtag.tweets()
    return {
        "x/thornshirecare-search.jsonl": tweets.pages(found, gone),
        "x/thornshirecare-tags.csv": tweets.tags(found, damaged=9, twice=5),
        "truth/x_edges.csv": hashtag.edges(found),
        "truth/x_people.csv": hashtag.people(),
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
        "truth/change.csv": change.change(people),
        "truth/spanners.csv": spanners.spanners(gatherings, people),
    }


def main(made: Mapping[str, bytes], folder: Path) -> None:
    """Write files below a folder."""
    for name, content in made.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


if __name__ == "__main__":
    told = sys.argv[1:]
    if told[:1] == ["--second-year-one"]:
        if len(told) != 2:
            sys.exit("Name the folder to write to: python make.py --second-year-one FOLDER")
        main(second_year_one(), Path(told[1]))
    else:
        main(files(), Path(told[0]) if told else HERE)
