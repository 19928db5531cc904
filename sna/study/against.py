"""A comparison community: another study whose change stands beside that of a study, of the same periods and groups."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.errors import StudyError, printable, shown
from sna.findings.change import changes, reason
from sna.findings.frames import Deferred
from sna.findings.record import Verdict
from sna.findings.sources import plain
from sna.study.analyses import grouped, members
from sna.study.evidence import report_content
from sna.study.reading import Progress, Reading, read_study, silent
from sna.study.results import Results, analysed
from sna.study.settings import Settings
from sna.study.sources import Study


class Comparison(Struct, frozen=True):
    """Another community as it was read: what it is called, and its files."""

    study: Study
    reading: Reading

    @property
    def title(self) -> str:
        """What it is called."""
        return self.study.settings.study.title or printable(self.study.folder.name)

    @property
    def hashes(self) -> tuple[str, ...]:
        """The SHA-256 of each of its files; they bear no names here, because nobody searched them for people."""
        return tuple(sorted(source.sha256 for source in self.reading.inputs))


def comparison(study: Study, rival: Study, progress: Progress = silent) -> Comparison:
    """Read the community a study is compared with; the groups are those of the study.

    Raises
    ------
    StudyError
        If it is the study itself, its periods are of other days, or nothing usable was found in it.
    """
    _check_periods(study, rival)
    settings = rival.settings
    same_groups = replace(settings.study, group=study.settings.study.group)
    rival = replace(rival, settings=replace(settings, study=same_groups))
    reading = read_study(rival, progress)
    if not reading.usable:
        raise StudyError(f"--against {shown(rival.folder.name)}: nothing usable was found; 'sna check' says why.")
    return Comparison(rival, reading)


def _check_periods(study: Study, rival: Study) -> None:
    """Stop where both are one study, or the first and the last period of both are not the same days."""
    name = shown(rival.folder.name)
    if (study.folder, study.files) == (rival.folder, rival.files):
        raise StudyError(f"--against {name}: a study cannot be compared with itself. Name another community.")
    ours, settings_of_rival = (_ends(part.settings) for part in (study, rival))
    if not ours or ours != settings_of_rival:
        written, rivals = (
            " and ".join(f"{first} to {last}" for first, last in ends) or "none" for ends in (ours, settings_of_rival)
        )
        raise StudyError(
            f"--against {name}: both communities need the same first and last period. In study.toml here: {written}; "
            f"there: {rivals}. Write the same [periods] in both."
        )


def _ends(settings: Settings) -> tuple[tuple[dt.date, dt.date], ...]:
    """Give the days of the first and of the last period; nothing where there are not two."""
    spans = list(settings.periods.values())
    return (spans[0], spans[-1]) if len(spans) > 1 else ()


def compared(results: Results, settings: Settings, rival: Comparison) -> Results:
    """Give the results of a study with the table of the comparison among those of the whole time.

    Raises
    ------
    StudyError
        If nothing of the other community lies in its periods.
    """
    from sna.analyse.robustness import against

    settings_of_rival = rival.study.settings
    try:
        outcome = analysed(rival.reading, settings_of_rival)
    except StudyError as error:
        raise StudyError(f"--against {shown(rival.title)}: {error}") from error
    content = report_content(rival.reading, settings_of_rival, outcome, rival.title)
    by, options = settings.study.group, {"permutations": settings.network.permutations, "seed": settings.study.seed}
    networks = (grouped(members(part.meetings[0][0].network), by) for part in (results, outcome))
    table = against(*networks, by=by, **options).set_axis(pd.Index([rival.title], name="comparison"))
    own = next((finding for finding in changes(content) if finding.by == by), None)
    if (
        own is None or own.verdict is Verdict.CANNOT_TELL
    ):  # also for what its tables do not know: files nobody could read
        why = plain(reason(own)) if own is not None else "no two periods of gatherings"
        table = table.assign(verdict=Verdict.CANNOT_TELL.value, note=f"in {rival.title}: {why}")
    (window, tables), *periods = results.meetings
    return replace(results, meetings=((window, Deferred.with_makers(tables, against=lambda: table)), *periods))
