"""What the convener's page says, from a study: what was read, who convenes, and what is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sna.errors import PlanError, StudyError
from sna.facts import Fate
from sna.findings.phrases import capital
from sna.render.audience.content import ConvenerContent, Question
from sna.render.report.content import ReportContent
from sna.study.audience.labels import View
from sna.study.people import people
from sna.study.reading import Reading
from sna.study.sources import Study

MOST_QUESTIONS, MOST_UNREAD = 12, 12


def convener_content(view: View, study: Study | None = None) -> ConvenerContent:
    """Gather what the convener's page says; the next seats only where a study to plan is stated."""
    seats, fault = _seats(study, view) if study is not None and not view.content.medium else ((), "")
    content, reading, results = view.content, view.reading, view.results
    doubtful = people(reading).doubtful
    return ConvenerContent(
        report=content,
        two_mode=None if content.medium else results.meetings[0][0].two_mode,
        conveners=view.conveners,
        opted_out=reading.opted_out,
        questions=tuple(Question(row.first, row.second, row.for_, row.against) for row in doubtful[:MOST_QUESTIONS]),
        more_questions=max(0, len(doubtful) - MOST_QUESTIONS),
        unread=tuple(_unread(reading)),
        rejected=reading.rejected,
        maps=_maps(content),
        seats=seats,
        no_seats=fault,
    )


def _seats(study: Study, view: View) -> tuple[tuple[tuple[str, str, str], ...], str]:
    """Give who could have the next seats, or why no plan can be made."""
    from sna.study.plan_outputs import next_seats  # numbers and networks that the page needs only here

    try:
        return tuple(next_seats(study, view.reading.dataset)), ""
    except (PlanError, StudyError) as error:
        return (), f"No plan can be made. {error}"


def _unread(reading: Reading) -> Iterator[tuple[str, str, str, str]]:
    """Give where, why and what to do of the first records that could not be read; what stood there is not told."""
    rejected = ((file, entry) for file, entry in reading.ledger.problems() if entry.fate is Fate.REJECTED)
    for (file, entry), _number in zip(rejected, range(MOST_UNREAD), strict=False):
        if entry.reason is not None:
            yield file, entry.origin.place, entry.reason.why, entry.reason.hint


def _maps(content: ReportContent) -> Mapping[str, str]:
    media = {capital(medium.title): medium.map_file for medium in content.media if medium.map_file}
    return {f"Map{f' of {content.medium}' if content.medium else ''}": "map.html"} | media
