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
from sna.study.memory import FOLDER, SINCE, private
from sna.study.outputs import Manifest, published, whole, write_manifest, write_text
from sna.study.publishing import MANIFEST
from sna.study.snapshot import CAME, READERS, Claim, Person, Snapshot, readers_of, snapshot

SURE = {
    verdict.value
    for verdict in Verdict
    if verdict not in {Verdict.COUNT, Verdict.CANNOT_TELL, Verdict.UNCLEAR, Verdict.UNCHANGED, Verdict.LEVEL}
}
"""The verdicts of which it is news that they are, or are no longer, there at all."""
PAGE, TEXT = "changes.html", "changes.txt"
CHANGES = "changes"
"""The folder of the page, beside the later results, where none is named."""


def difference(old: Path, new: Path) -> Changes:
    """Say what changed between two folders of results.

    Raises
    ------
    StudyError
        If a folder holds no results of ours, or the two are of different readers.
    """
    folders = readers_of(old), readers_of(new)
    reader = next((reader for reader in READERS if all(reader in readers for readers in folders)), None)
    if reader is None:
        one, other = (listed([*readers], 3) or "nobody" for readers in folders)
        raise StudyError(
            f"{shown(old, 200)} is for the {one}, {shown(new, 200)} for the {other}: they hold different things. "
            "Name two results for the same reader; sna run --for evaluator makes the fullest."
        )
    return compared(*(snapshot(readers[reader], reader) for readers in folders))


def compared(old: Snapshot, new: Snapshot) -> Changes:
    """Say what differs between two results of one reader."""
    privacy = new.setting("privacy", "smallest")
    changes = Changes(
        title=_title(new) or _title(old),
        reader=new.reader,
        notes=[*_notes(old, new)],
        named=old.named and new.named,
        smallest=privacy if isinstance(privacy, int) else Changes().smallest,
        recent=(old.recent, new.recent),
        **_files(old, new),
    )
    if new.reader == "funder":
        return _with_groups(changes, old, new)
    if old.named == new.named:
        changes = replace(changes, **_people(old, new), **_questions(old, new))
    if changes.named:
        changes = replace(changes, **_organisations(old, new))
    changes = replace(changes, **_meetings(old, new))
    if not _differing(old, new):
        changes = replace(changes, turns=[*_turns(old, new)], figures=[*_moves(old, new, changes)])
    return changes


def _title(part: Snapshot) -> str:
    return str(part.setting("study", "title") or "")


def _differing(old: Snapshot, new: Snapshot) -> list[str]:
    """Name the settings that make verdicts and figures ones of other questions."""
    names = {"group": ("study", "group"), "periods": ("periods",), "network": ("network",), "contact": ("contact",)}
    return [name for name, place in names.items() if old.setting(*place) != new.setting(*place)]


def _notes(old: Snapshot, new: Snapshot) -> Iterator[str]:
    """Say what is not compared, and why."""
    if _title(old) != _title(new) and _title(old) and _title(new):
        yield f"The earlier results are called {shown(_title(old))}: are both of one community?"
    if old.named != new.named:
        yield "Only one of the two names people, so people, questions and organisations are not compared."
    elif not old.named and new.reader == "evaluator":
        yield "Labels stand for people and small groups, so organisations are not compared."
    if old.people and new.people and not {*old.people} & {*new.people}:
        yield "Nobody stands in both: the codes are of two keys, or these are two communities."
    if settings := _differing(old, new):
        verb = "is" if len(settings) == 1 and settings[0] != "periods" else "are"
        yield f"The {listed(settings, 4)} {verb} set otherwise now, so verdicts and figures are not compared."
    if new.reader == "convener":
        yield "A convener's results hold no tables. Who is new shows between two made with --for evaluator."
    versions = [part.manifest.get("versions", {}).get("sna") for part in (old, new)]
    if versions[0] != versions[1]:
        yield f"They were made with sna {shown(versions[0])} and {shown(versions[1])}: a figure may differ for that."
    if old.last and new.last and new.last < old.last:
        yield "The second results end earlier than the first: swap them to read what is new."


def _files(old: Snapshot, new: Snapshot) -> dict[str, Any]:
    """Compare what was read; a file that only has another name is the same."""
    before, now = old.files, new.files
    contents = {*before.values()} & {*now.values()}
    return {
        "edited_files": sorted(name for name in before if name in now and before[name] != now[name]),
        "new_files": sorted(name for name in now if name not in before and now[name] not in contents),
        "lost_files": sorted(name for name in before if name not in now and before[name] not in contents),
    }


def _with_groups(changes: Changes, old: Snapshot, new: Snapshot) -> Changes:
    differing = sum(old.groups.get(name) != new.groups.get(name) for name in {*old.groups, *new.groups})
    first, again = sorted(old.never - new.never), sorted(new.never - old.never)
    return replace(changes, new_organisations=first, lost_organisations=again, group_figures=differing)


def _people(old: Snapshot, new: Snapshot) -> dict[str, Any]:
    """Compare who came, and who is said not to have come lately, where they missed more, or fewer, than before."""
    before, now = _by_person(old, new)
    ids = _ids(old, new)
    away, stays = {ids.get(key, key) for key in old.away}, new.away
    both = now.keys() & before.keys()
    rows = {
        "new_people": [now[key] for key in now.keys() - before.keys()],
        "lost_people": [before[key] for key in before.keys() - now.keys()],
        "returned": [now[key] for key in both & away - stays if now[key].missed < before[key].missed],
        "drifted": [now[key] for key in both & stays - away if now[key].missed > before[key].missed],
    }
    return {name: sorted((person.name for person in people), key=str.casefold) for name, people in rows.items()}


def _by_person(old: Snapshot, new: Snapshot) -> tuple[dict[str, Person], Mapping[str, Person]]:
    """Give both by id, those of the earlier results by that they have now."""
    ids = _ids(old, new)
    return {ids.get(key, key): person for key, person in old.people.items()}, new.people


def _ids(old: Snapshot, new: Snapshot) -> dict[str, str]:
    """Give earlier id → present one, of those in one alone who have a name that nobody else there has."""
    ours, theirs = _by_name(old, new), _by_name(new, old)
    names = ours.keys() & theirs.keys() if old.named and new.named else ()
    return {ours[name]: theirs[name] for name in names}


def _by_name(part: Snapshot, other: Snapshot) -> dict[str, str]:
    """Give name → id of those who are in one alone, where no two of them have one name."""
    names = defaultdict[str, list[str]](list)
    for key in part.people.keys() - other.people.keys():
        names[part.people[key].name].append(key)
    return {name: keys[0] for name, keys in names.items() if len(keys) == 1}


def _organisations(old: Snapshot, new: Snapshot) -> dict[str, Any]:
    """Compare from where people came; one whose people all stand under one new name was renamed."""
    first, last = new.organisations - old.organisations, old.organisations - new.organisations
    before, now = _by_person(old, new)
    moves = {(before[key].organisation, now[key].organisation) for key in before.keys() & now.keys()}
    renamed = sorted(
        (former, name)
        for former, name in moves
        if former in last and name in first and sum(former == ends[0] or name == ends[1] for ends in moves) == 1
    )
    names = {name for pair in renamed for name in pair}
    return {
        "renamed": renamed,
        "new_organisations": sorted(first - names, key=str.casefold),
        "lost_organisations": sorted(last - names, key=str.casefold),
    }


def _questions(old: Snapshot, new: Snapshot) -> dict[str, Any]:
    return {
        "opened": sorted(new.questions[key] for key in new.questions.keys() - old.questions.keys()),
        "closed": sorted(old.questions[key] for key in old.questions.keys() - new.questions.keys()),
    }


def _meetings(old: Snapshot, new: Snapshot) -> dict[str, Any]:
    """Compare the meetings; one that is alone on its day in both is the same, whatever it is called."""
    before, now = dict(old.meetings), dict(new.meetings)
    ours, theirs = _by_day(old, new), _by_day(new, old)
    for day in ours.keys() & theirs.keys():
        before[theirs[day]] = before.pop(ours[day])
    fresh = [meeting for key, meeting in now.items() if key not in before]
    both = [replace(now[key], before=before[key].people) for key in now if key in before]
    rows = {
        "new_meetings": [meeting for meeting in fresh if _is_later(meeting, old)],
        "late_meetings": [meeting for meeting in fresh if not _is_later(meeting, old)],
        "lost_meetings": [meeting for key, meeting in before.items() if key not in now],
        "moved_meetings": [meeting for meeting in both if meeting.people != meeting.before],
    }
    return {name: sorted(meetings, key=lambda row: (str(row.day), row.title)) for name, meetings in rows.items()}


def _by_day(part: Snapshot, other: Snapshot) -> dict[dt.date, str]:
    """Give day → id of the meetings that are in one alone, where no two of them are of one day."""
    days = defaultdict[dt.date, list[str]](list)
    for key in part.meetings.keys() - other.meetings.keys():
        if (day := part.meetings[key].day) is not None:
            days[day].append(key)
    return {day: keys[0] for day, keys in days.items() if len(keys) == 1}


def _is_later(meeting: Meeting, old: Snapshot) -> bool:
    return meeting.day is not None and (old.last is None or meeting.day > old.last)


def _turns(old: Snapshot, new: Snapshot) -> Iterator[Turn]:
    for key in sorted(old.claims.keys() | new.claims.keys()):
        before, now = old.claims.get(key), new.claims.get(key)
        verdicts = {claim.verdict for claim in (before, now) if claim is not None}
        labelled = bool(key[-1]) and not (old.named and new.named)  # a letter may stand for another group now
        turned = len(verdicts) > 1 if before and now else verdicts <= SURE
        if turned and not labelled:
            yield _turn(before, now)


def _turn(before: Claim | None, now: Claim | None) -> Turn:
    ends = [claim.interval if claim is not None else None for claim in (before, now)]
    chance: Chance = "untested"
    words = "", ""
    if any(claim is not None and claim.verdict == Verdict.CANNOT_TELL for claim in (before, now)):
        chance = "amount"
    elif ends[0] is not None and ends[1] is not None:
        (low, high), (now_low, now_high) = ends[0], ends[1]
        chance = "overlap" if low <= now_high and now_low <= high else "apart"
        words = f"{low:.2f} to {high:.2f}", f"{now_low:.2f} to {now_high:.2f}"
    texts = [(claim.headline, claim.verdict) if claim is not None else ("", "") for claim in (before, now)]
    return Turn(texts[1][0], texts[0][0], texts[1][1], texts[0][1], chance, words)


def _moves(old: Snapshot, new: Snapshot, changes: Changes) -> Iterator[Move]:
    for key, figure in new.figures.items():
        before = old.figures.get(key)
        public = changes.named or figure.name != CAME  # a count that differs by few points at them
        if before is not None and before.value != figure.value and public:
            cause = _cause(figure.period, changes, new)
            yield Move(figure.name, figure.period, before.value, figure.value, cause)


def _cause(period: str, changes: Changes, part: Snapshot) -> Cause:
    """Say what is behind a figure of a period that moved: the new meetings in it, or what changed of earlier ones."""
    span = (part.setting("periods") or {}).get(period)
    fresh = any(_within(meeting, span) for meeting in changes.new_meetings)
    earlier = [*changes.late_meetings, *changes.lost_meetings, *changes.moved_meetings]
    edited = any(_within(meeting, span) for meeting in earlier)
    # a list of members, or a register whose earlier meetings count as many, may move any figure too
    edited |= bool(changes.edited_files or changes.lost_files) and not (fresh and not earlier and _grew(changes))
    return "both" if fresh and edited else "meetings" if fresh else "files" if edited else "neither"


def _grew(changes: Changes) -> bool:
    """Tell whether all that is known of the edited files is that meetings were added to them."""
    return not (changes.lost_people or changes.renamed or changes.lost_files)


def _within(meeting: Meeting, span: Sequence[str] | None) -> bool:
    return span is None or (meeting.day is not None and span[0] <= str(meeting.day) <= span[1])


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
    path, now = folder / FOLDER / SINCE, earlier_results(out)
    path.unlink(missing_ok=True)
    if earlier is not None and now is not None:
        changes = compared(earlier, now)
        lines = [*changes.notes, *(line for part in sections(changes, FEW) for line in part.lines)]
        with suppress(OSError):
            private(path, msgspec.json.encode(Since(_hash(out), lines or [NOTHING])))


def since(folder: Path, out: Path) -> Sequence[str]:
    """Give what was new when the results in `out` were made; nothing if they are not those, or had none before them."""
    with suppress(OSError, msgspec.DecodeError):
        note = msgspec.json.decode((folder / FOLDER / SINCE).read_bytes(), type=Since)
        return note.lines if note.manifest == _hash(out) else ()
    return ()


def _hash(out: Path) -> str:
    return hashlib.sha256((out / MANIFEST).read_bytes()).hexdigest()
