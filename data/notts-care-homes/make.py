"""Make the worked example again: python make.py [folder]; without a folder, in place.

Everything follows from one seed and from the lists in world/; the same files come out byte by byte.
``python make.py --second-year-one FOLDER`` writes a study in which nothing changed: year two is another year one;
``--varied`` and ``--plain`` write the example with names as real records have them, or each in one way.
``python make.py --answers REVIEW.csv … > identity-review.csv`` answers the doubtful pairs that ``sna people`` wrote.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from formats import tweets  # noqa: E402
from formats.slack import export  # noqa: E402
from world import (  # noqa: E402
    again,
    answers,
    calls,
    change,
    handles,
    hashtag,
    minutes_truth,
    mixing,
    practices,
    registers,
    roster,
    scoping,
    slack_truth,
    spanners,
    truth,
    workspace,
    writings,
)
from world.cast import VARIED, members, organisations  # noqa: E402
from world.meetings import Meeting, meetings  # noqa: E402
from world.minutes import minutes, written  # noqa: E402
from world.people import Member, Organisation  # noqa: E402


def files(*, varied: bool = VARIED) -> dict[str, bytes]:
    """Give every generated file: its path in the example's folder and its bytes.

    With `varied`, names and organisations are written as real records write them; else each is written one way.
    """
    people, known = members(varied=varied), organisations(varied=varied)
    gatherings = meetings(people)
    made = _lists(people, known) | _registers(gatherings, people) | _truth(gatherings, people)
    made |= _minutes(gatherings, people) | _slack(people) | _x() | _writings(gatherings, people)
    return made | practices.files(gatherings, people) | scoping.files(gatherings, people)


def second_year_one() -> dict[str, bytes]:
    """Give the files of the study in which nothing changed: lists of people, registers, what the study is called."""
    people = again.founders(members(varied=False))
    made = _lists(people, organisations(varied=False)) | _registers(again.two_first_years(people), people)
    settings = (HERE / "study.toml").read_bytes().replace(b', "resources.csv", "adoptions.csv", "scoping.csv"', b"")
    return made | {"study.toml": settings}


def _lists(people: Mapping[str, Member], known: Mapping[str, Organisation]) -> dict[str, bytes]:
    return {
        "people.csv": roster.people(people),
        "organisations.csv": roster.organisations(known.values()),
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
            made[writings.call_file(meeting)] = calls.teams_report(meeting, people)
        if meeting.source == "zoom":
            made[writings.call_file(meeting)] = calls.zoom_report(meeting, people)
    return made


def _minutes(gatherings: list[Meeting], people: Mapping[str, Member]) -> dict[str, bytes]:
    records = minutes(gatherings, people)
    return {record.file: written(record) for record in records} | {
        "truth/minutes.csv": minutes_truth.rolls(records, people),
        "truth/minutes_spoke.csv": minutes_truth.spoke(records, people),
        "truth/minutes_differences.csv": minutes_truth.differences(records, people),
        "truth/actions.csv": minutes_truth.actions(records, people),
    }


def _slack(people: Mapping[str, Member]) -> dict[str, bytes]:
    everybody = workspace.people(people)
    channels = workspace.channels(everybody, people)
    return {
        workspace.EXPORT: export(workspace.TEAM, everybody, channels),
        "truth/slack_edges.csv": slack_truth.edges(channels),
        "truth/slack_people.csv": slack_truth.people(everybody, people),
        "truth/slack_members.csv": slack_truth.members(channels, people),
    }


def _writings(gatherings: list[Meeting], people: Mapping[str, Member]) -> dict[str, bytes]:
    records, accounts = minutes(gatherings, people), workspace.people(people)
    return {
        "truth/writings.csv": writings.people(gatherings, records, accounts, people),
        "truth/organisation_writings.csv": writings.organisations(gatherings, records, people),
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
        "truth/attendance.csv": truth.attendance(gatherings, people),
        "truth/facts.csv": truth.facts(gatherings, people),
        "truth/drift.csv": truth.drift(gatherings, people),
        "truth/mixing.csv": mixing.mixing(gatherings, people),
        "truth/change.csv": change.change(people),
        "truth/spanners.csv": spanners.spanners(gatherings, people),
    }


def answered(reviews: list[Path]) -> bytes:
    """Fill in review files that ``sna people STUDY --out FOLDER`` wrote, as a convener would."""
    people, known = members(varied=True), organisations(varied=True)
    made = _writings(meetings(people), people)
    rows = [list(csv.DictReader(io.StringIO(content.decode("utf-8")))) for content in made.values()]
    convener = answers.Convener(rows[0], rows[1], people, known)
    return answers.filled([path.read_bytes() for path in reviews], convener)


OPTIONS: dict[str, Callable[[], dict[str, bytes]]] = {
    "--second-year-one": second_year_one,
    "--varied": lambda: files(varied=True),
    "--plain": lambda: files(varied=False),
}


def main(told: list[str]) -> None:
    """Write the files that the command asks for below its folder."""
    if told[:1] == ["--answers"]:
        sys.stdout.buffer.write(answered([Path(name) for name in told[1:]]))
        return
    option = told[0] if told and told[0] in OPTIONS else ""
    named = told[1:] if option else told
    if option and not named:
        sys.exit(f"Name the folder to write to: python make.py {option} FOLDER")
    folder = Path(named[0]) if named else HERE
    for name, content in (OPTIONS[option] if option else files)().items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


if __name__ == "__main__":
    main(sys.argv[1:])
