"""What is new between two folders of results: compared as they stand, nothing is read or computed again."""

from __future__ import annotations

import datetime as dt
import hashlib
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from sna.errors import StudyError, shown
from sna.findings.phrases import listed
from sna.findings.record import Verdict
from sna.render.changes import (
    FEW,
    NOTHING,
    Cause,
    Chance,
    Changes,
    Meeting,
    Move,
    Turn,
    changes_html,
    paragraph,
    sections,
)
from sna.study.outputs import Manifest, published, whole, write_manifest, write_text
from sna.study.publishing import FOLDER, MANIFEST, SINCE, private
from sna.study.snapshot import COMERS, READERS, Claim, Person, Snapshot, readers_of, snapshot

SURE = {
    verdict.value
    for verdict in Verdict
    if verdict not in {Verdict.COUNT, Verdict.CANNOT_TELL, Verdict.UNCLEAR, Verdict.UNCHANGED, Verdict.LEVEL}
}
"""The verdicts of which it is news that they are, or are no longer, there at all."""
PAGE, TEXT = "changes.html", "changes.txt"
CHANGES = "changes"
"""The folder of the page, beside the later results, where none is named."""


def difference(earlier: Path, later: Path) -> Changes:
    """Say what changed between two folders of results.

    Raises
    ------
    StudyError
        If a folder holds no results of ours, or the two are of different readers.
    """
    folders = readers_of(earlier), readers_of(later)
    reader = next((reader for reader in READERS if all(reader in readers for readers in folders)), None)
    if reader is None:
        ours, theirs = (listed([*readers], 3) or "nobody" for readers in folders)
        raise StudyError(
            f"{shown(earlier, 200)} is for the {ours}, {shown(later, 200)} for the {theirs}: they hold different "
            "things. Name two results for the same reader; sna run --for evaluator makes the fullest."
        )
    return compared(*(snapshot(readers[reader], reader) for readers in folders))


def compared(earlier: Snapshot, later: Snapshot) -> Changes:
    """Say what differs between two results of one reader."""
    changes = Changes(
        title=_title(later) or _title(earlier),
        reader=later.reader,
        notes=[*_notes(earlier, later)],
        named=earlier.named and later.named,
        smallest=later.record.settings.privacy.smallest,
        recent=(earlier.recent, later.recent),
        **_files(earlier, later),
    )
    if later.reader == "funder":
        return _with_groups(changes, earlier, later)
    if earlier.named == later.named and not _are_strangers(earlier, later):
        changes = replace(changes, **_people(earlier, later), **_questions(earlier, later))
        changes = replace(changes, **_organisations(earlier, later)) if changes.named else changes
    changes = replace(changes, **_meetings(earlier, later))
    if not _differing(earlier, later):
        changes = replace(changes, turns=[*_turns(earlier, later)], figures=[*_moves(earlier, later, changes)])
    return changes


def _title(part: Snapshot) -> str:
    return part.record.settings.study.title


def _differing(earlier: Snapshot, later: Snapshot) -> list[str]:
    """Name the settings that make verdicts and figures ones of other questions."""
    past, present = earlier.record.settings, later.record.settings
    pairs = {
        "group": (past.study.group, present.study.group),
        "periods": (_spans(past.periods), _spans(present.periods)),
        "network": (past.network, present.network),
        "contact": (past.contact, present.contact),
    }
    return [name for name, pair in pairs.items() if pair[0] != pair[1]]


def _spans(periods: Mapping[str, tuple[dt.date, dt.date]]) -> list[tuple[str | dt.date, ...]]:
    """Give title, first and last day of each period, but the last day of the last: a new meeting may stretch it."""
    spans = [(title, *span) for title, span in periods.items()]
    return [*spans[:-1], *(span[:2] for span in spans[-1:])]


def _are_strangers(earlier: Snapshot, later: Snapshot) -> bool:
    """Tell whether nobody stands in both."""
    return bool(earlier.people and later.people) and not earlier.people.keys() & later.people.keys()


def _notes(earlier: Snapshot, later: Snapshot) -> Iterator[str]:
    """Say what is not compared, and why."""
    if _title(earlier) != _title(later) and _title(earlier) and _title(later):
        yield f"The earlier results are called {shown(_title(earlier))}: are both of one community?"
    if earlier.named != later.named:
        yield "Only one of the two names people, so people, questions and organisations are not compared."
    elif not earlier.named and later.reader == "evaluator":
        yield "Labels stand for people and small groups, so organisations are not compared."
    if _are_strangers(earlier, later):
        yield "Nobody stands in both, so people are not compared: codes of two keys, or two communities."
    if settings := _differing(earlier, later):
        verb = "is" if len(settings) == 1 and settings[0] != "periods" else "are"
        yield f"The {listed(settings, 4)} {verb} set otherwise now, so verdicts and figures are not compared."
    if later.reader == "convener":
        yield "A convener's results hold no tables. Who is new shows between two made with --for evaluator."
    versions = [shown(part.record.versions.get("sna", "")) for part in (earlier, later)]
    if versions[0] != versions[1]:
        yield f"They were made with sna {' and '.join(versions)}: a figure may differ for that."
    if earlier.last and later.last and later.last < earlier.last:
        yield "The second results end earlier than the first: swap them to read what is new."


def _files(earlier: Snapshot, later: Snapshot) -> dict[str, Any]:
    """Compare what was read; a file that only has another name is the same."""
    past, present = earlier.files, later.files
    contents = {*past.values()} & {*present.values()}
    return {
        "edited_files": sorted(name for name in past if name in present and past[name] != present[name]),
        "new_files": sorted(name for name in present if name not in past and present[name] not in contents),
        "lost_files": sorted(name for name in past if name not in present and past[name] not in contents),
    }


def _with_groups(changes: Changes, earlier: Snapshot, later: Snapshot) -> Changes:
    differing = sum(earlier.groups.get(name) != later.groups.get(name) for name in {*earlier.groups, *later.groups})
    reached, missing = sorted(earlier.never - later.never), sorted(later.never - earlier.never)
    return replace(changes, new_organisations=reached, lost_organisations=missing, group_figures=differing)


def _people(earlier: Snapshot, later: Snapshot) -> dict[str, Any]:
    """Compare who came, and who is said not to have come lately, where they missed more, or fewer, than before."""
    past, present = _by_person(earlier, later)
    ids = _ids(earlier, later)
    away, stays = {ids.get(key, key) for key in earlier.away}, later.away
    shared = present.keys() & past.keys()
    rows = {
        "new_people": [present[key] for key in present.keys() - past.keys()],
        "lost_people": [past[key] for key in past.keys() - present.keys()],
        "returned": [present[key] for key in shared & away - stays if present[key].missed < past[key].missed],
        "drifted": [present[key] for key in shared & stays - away if present[key].missed > past[key].missed],
    }
    named = earlier.named and later.named  # else a program is told how many, and no initials
    return {
        name: sorted((person.name if named else "" for person in people), key=str.casefold)
        for name, people in rows.items()
    }


def _by_person(earlier: Snapshot, later: Snapshot) -> tuple[dict[str, Person], Mapping[str, Person]]:
    """Give both by id, those of the earlier results by those they have now."""
    ids = _ids(earlier, later)
    return {ids.get(key, key): person for key, person in earlier.people.items()}, later.people


def _ids(earlier: Snapshot, later: Snapshot) -> dict[str, str]:
    """Give earlier id → present one, of those in one alone who have a name that nobody else there has."""
    ours, theirs = _by_name(earlier, later), _by_name(later, earlier)
    names = ours.keys() & theirs.keys() if earlier.named and later.named else ()
    return {ours[name]: theirs[name] for name in names}


def _by_name(part: Snapshot, other: Snapshot) -> dict[str, str]:
    """Give name → id of those who are in one alone, where no two of them have one name."""
    names = defaultdict[str, list[str]](list)
    for key in part.people.keys() - other.people.keys():
        names[part.people[key].name].append(key)
    return {name: keys[0] for name, keys in names.items() if len(keys) == 1}


def _organisations(earlier: Snapshot, later: Snapshot) -> dict[str, Any]:
    """Compare from where people came; one whose people all stand under one new name was renamed."""
    fresh, lost = later.organisations - earlier.organisations, earlier.organisations - later.organisations
    past, present = _by_person(earlier, later)
    moves = {(past[key].organisation, present[key].organisation) for key in past.keys() & present.keys()}
    renamed = sorted(
        (former, name)
        for former, name in moves
        if former in lost and name in fresh and sum(former == ends[0] or name == ends[1] for ends in moves) == 1
    )
    names = {name for pair in renamed for name in pair}
    return {
        "renamed": renamed,
        "new_organisations": sorted(fresh - names, key=str.casefold),
        "lost_organisations": sorted(lost - names, key=str.casefold),
    }


def _questions(earlier: Snapshot, later: Snapshot) -> dict[str, Any]:
    return {
        "opened": sorted(later.questions[key] for key in later.questions.keys() - earlier.questions.keys()),
        "closed": sorted(earlier.questions[key] for key in earlier.questions.keys() - later.questions.keys()),
    }


def _meetings(earlier: Snapshot, later: Snapshot) -> dict[str, Any]:
    """Compare the meetings; one that is alone on its day in both is the same, whatever it is called."""
    past, present = dict(earlier.meetings), dict(later.meetings)
    ours, theirs = _by_day(earlier, later), _by_day(later, earlier)
    for day in ours.keys() & theirs.keys():
        past[theirs[day]] = past.pop(ours[day])
    fresh = [meeting for key, meeting in present.items() if key not in past]
    shared = [replace(present[key], earlier=past[key].people) for key in present if key in past]
    rows = {
        "new_meetings": [meeting for meeting in fresh if _is_later(meeting, earlier)],
        "late_meetings": [meeting for meeting in fresh if not _is_later(meeting, earlier)],
        "lost_meetings": [meeting for key, meeting in past.items() if key not in present],
        "moved_meetings": [meeting for meeting in shared if meeting.people != meeting.earlier],
    }
    return {name: sorted(meetings, key=lambda row: (str(row.day), row.title)) for name, meetings in rows.items()}


def _by_day(part: Snapshot, other: Snapshot) -> dict[dt.date, str]:
    """Give day → id of the meetings that are in one alone, where no two of them are of one day."""
    days = defaultdict[dt.date, list[str]](list)
    for key in part.meetings.keys() - other.meetings.keys():
        if (day := part.meetings[key].day) is not None:
            days[day].append(key)
    return {day: keys[0] for day, keys in days.items() if len(keys) == 1}


def _is_later(meeting: Meeting, earlier: Snapshot) -> bool:
    return meeting.day is not None and (earlier.last is None or meeting.day > earlier.last)


def _turns(earlier: Snapshot, later: Snapshot) -> Iterator[Turn]:
    for key in sorted(earlier.claims.keys() | later.claims.keys()):
        past, present = earlier.claims.get(key), later.claims.get(key)
        verdicts = {claim.verdict for claim in (past, present) if claim is not None}
        labelled = bool(key[-1]) and not (earlier.named and later.named)  # a letter may stand for another group now
        turned = len(verdicts) > 1 if past and present else verdicts <= SURE
        if turned and not labelled:
            yield _turn(past, present)


def _turn(past: Claim | None, present: Claim | None) -> Turn:
    ends = [claim.interval if claim is not None else None for claim in (past, present)]
    chance: Chance = "untested"
    words = "", ""
    if any(claim is not None and claim.verdict == Verdict.CANNOT_TELL for claim in (past, present)):
        chance = "amount"
    elif ends[0] is not None and ends[1] is not None:
        (low, high), (now_low, now_high) = ends[0], ends[1]
        chance = "overlap" if low <= now_high and now_low <= high else "apart"
        words = f"{low:.2f} to {high:.2f}", f"{now_low:.2f} to {now_high:.2f}"
    earlier, later = past or Claim("", ""), present or Claim("", "")
    return Turn(later.headline, later.verdict, earlier.headline, earlier.verdict, chance, words)


def _moves(earlier: Snapshot, later: Snapshot, changes: Changes) -> Iterator[Move]:
    for key, figure in later.figures.items():
        past = earlier.figures.get(key)
        public = changes.named or figure.name != COMERS  # a count that differs by few points at them
        if past is not None and past.value != figure.value and public:
            cause = _cause(figure.period, changes, later)
            yield Move(figure.name, figure.period, past.value, figure.value, cause)


def _cause(period: str, changes: Changes, part: Snapshot) -> Cause:
    """Say what is behind a figure of a period that moved: the new meetings in it, or what changed of earlier ones."""
    span = part.record.settings.periods.get(period)
    fresh = any(_within(meeting, span) for meeting in changes.new_meetings)
    earlier = [*changes.late_meetings, *changes.lost_meetings, *changes.moved_meetings]
    edited = any(_within(meeting, span) for meeting in earlier)
    # a list of members, or a register whose earlier meetings count as many, may move any figure too
    edited |= bool(changes.edited_files or changes.lost_files) and not (fresh and not earlier and _grew(changes))
    return "both" if fresh and edited else "meetings" if fresh else "files" if edited else "neither"


def _grew(changes: Changes) -> bool:
    """Tell whether all that is known of the edited files is that meetings were added to them."""
    return not (changes.lost_people or changes.renamed or changes.lost_files)


def _within(meeting: Meeting, span: tuple[dt.date, dt.date] | None) -> bool:
    return span is None or (meeting.day is not None and span[0] <= meeting.day <= span[1])


def lines(changes: Changes) -> list[str]:
    """Give what the command prints: the paragraph, in lines of a letter's length."""
    return textwrap.wrap(paragraph(changes), 100, break_long_words=False, break_on_hyphens=False)


def write_changes(changes: Changes, out: Path) -> list[Path]:
    """Write the page and the paragraph; give the files.

    Raises
    ------
    StudyError
        If `out` cannot be written to.
    """
    with whole(out) as stage:
        write_text(stage / PAGE, changes_html(changes))
        write_text(stage / TEXT, f"{paragraph(changes)}\n")
        write_manifest(stage, Manifest())
    return published(out)


# Since last time, on the page


class Since(msgspec.Struct, frozen=True):
    """What was new when results were last made on the page, and the hash of their manifest."""

    manifest: str
    lines: Sequence[str]


def earlier_results(out: Path) -> Snapshot | None:
    """Read the evaluator's results in a folder; None where there are none that can be read."""
    with suppress(StudyError):
        folder = readers_of(out).get("evaluator")
        return snapshot(folder, "evaluator") if folder is not None else None
    return None


def remember_since(folder: Path, earlier: Snapshot | None, out: Path) -> None:
    """Write down, for the page alone, what is new in the results in `out` beside earlier ones."""
    path, present = folder / FOLDER / SINCE, earlier_results(out)
    path.unlink(missing_ok=True)
    if earlier is not None and present is not None:
        changes = compared(earlier, present)
        lines = [*changes.notes, *(line for part in sections(changes, FEW) for line in part.lines)]
        with suppress(OSError):
            private(path, msgspec.json.encode(Since(_hash(out), lines or [NOTHING])))


def since(folder: Path, out: Path) -> Sequence[str]:
    """Give what was new when the results in `out` were made; nothing if they are others, or the first."""
    with suppress(OSError, msgspec.DecodeError):
        note = msgspec.json.decode((folder / FOLDER / SINCE).read_bytes(), type=Since)
        return note.lines if note.manifest == _hash(out) else ()
    return ()


def _hash(out: Path) -> str:
    return hashlib.sha256((out / MANIFEST).read_bytes()).hexdigest()
