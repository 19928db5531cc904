"""The files of a plan, and a letter to each member.

In the files: who is asked to which meeting and why, what it is set beside, and the page. What is in a letter comes from
its reader's own records, and from those who agreed to be suggested.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from msgspec import Struct

from sna.dataset import Dataset, write_csv
from sna.errors import StudyError, printable
from sna.facts import Fate
from sna.findings.phrases import MONTHS, day
from sna.names import key
from sna.network import TwoMode
from sna.plan import FEW_ACQUAINTANCES, FEWER_SEATS, Invitation, coffee, tables, values_of
from sna.render.plan import Figures, Limit, PlanContent, SeatRow, Series, Way, headline, plan_html, sentences
from sna.render.plan.content import ALSO, BESIDE, SEAT
from sna.render.plan.page import LetterContent, Suggestion, letter_html, letter_text
from sna.study.availability import DECLARED, Names, agreed
from sna.study.outputs import manifest, published, whole, write_manifest, write_text
from sna.study.planning import Seating, gatherings_held, members_on, seating
from sna.study.reading import Reading
from sna.study.sources import Study

__all__ = ["effect_table", "headline", "plan_content", "plan_table", "sentences", "write_plan"]

CONVENER = "convener"
MOST_IN_PAGE = 300
"""With more people than this the page has no "what if": what it reckons with would be megabytes."""
LOTS = 1_000
"""So many times tables are dealt by lot."""
OVERLAP = 0.2
"""Coffee is taken with somebody of another table, where that costs no new pair."""


def plan_content(study: Study, seating: Seating, memory: Sequence[str] = (), unread: int = 0) -> PlanContent:
    """Gather what the page says."""
    settings = study.settings
    room = _Room.of(seating, settings.plan.table, settings.study.seed)
    return PlanContent(
        title=settings.study.title or printable(study.folder.name),
        subtitle=settings.study.subtitle,
        by=seating.by,
        days=tuple(day(on) for on in seating.days),
        seats=seating.rules.seats,
        people=int(seating.rules.may[0].sum()),
        rows=tuple(_rows(seating, room, seating.invited if settings.plan.over_invite else 0)),
        ways=tuple(Way(row.way, row.pairs, row.curve, row.absent) for row in seating.comparisons),
        bound=seating.bound,
        costs=seating.costs,
        invited=seating.invited,
        come=settings.plan.come,
        replies=seating.replies,
        conveners=len(seating.conveners),
        series=tuple(_series(seating)),
        table_pairs=room.pairs(seating, settings.study.seed),
        unread=unread,
        notes=seating.notes,
        memory=tuple(memory),
        figures=_figures(seating) if len(seating.people) <= MOST_IN_PAGE else None,
    )


def unread(reading: Reading) -> int:
    """Count the records that were rejected and could say who came."""
    return sum(account.fates[Fate.REJECTED] for account in reading.ledger if account.loader != DECLARED)


class _Room(Struct, frozen=True):
    """Who is there, at which table each sits, and with whom each has coffee, by number in the pool."""

    present: list[int]
    places: list[list[int]]
    company: dict[int, str]

    @classmethod
    def of(cls, seating: Seating, size: int, seed: int) -> _Room:
        """Seat everybody who is there, conveners at tables of their own, and pair them for coffee across tables."""
        beside = seating.people.index.get_indexer(list(seating.beside)).tolist()
        present = [*(row.person for row in seating.first if row.place == SEAT), *beside]
        pool = seating.pool
        pairs = values_of(pool, 0 * pool.shared, pool.worth).pairs[np.ix_(present, present)]
        conveners = [place for place, person in enumerate(present) if seating.people.index[person] in seating.conveners]
        places = tables(pairs, -(-len(present) // size), conveners, seed)
        number = np.zeros(len(present), int)
        for table, people in enumerate(places):
            number[people] = table
        across = (number[:, np.newaxis] != number).astype(float)
        names = seating.people["name"].tolist()
        company = {
            present[person]: " and ".join(names[present[partner]] for partner in group if partner != person)
            for group in coffee(pairs + OVERLAP * across)
            for person in group
        }
        return cls(present, [[present[person] for person in table] for table in places], company)

    def table(self, person: int) -> int:
        """Give the number of somebody's table; 0 for those who are not there."""
        return next((number for number, people in enumerate(self.places, 1) if person in people), 0)

    def pairs(self, seating: Seating, seed: int) -> tuple[int, int, float]:
        """Give the new pairs at the tables, all pairs there, and what tables dealt by lot give."""
        rng, sizes = np.random.default_rng(seed), [len(table) for table in self.places]
        ends = np.cumsum(sizes)[:-1]
        deals = [np.split(rng.permutation(self.present), ends) for _deal in range(LOTS)]
        lots = sum(_strangers(seating, deal) for deal in deals) / LOTS
        return _strangers(seating, self.places), sum(size * (size - 1) // 2 for size in sizes), lots


def _strangers(seating: Seating, places: Iterable[Sequence[int] | np.ndarray]) -> int:
    """Count the new pairs at tables."""
    blocks = (np.ix_(table, table) for table in map(np.asarray, places))
    return sum(int(seating.pool.strangers[block].sum()) // 2 for block in blocks)


def _rows(seating: Seating, room: _Room, invited: int = 0) -> Iterator[SeatRow]:
    """Give everybody of the next meeting: seats by group and name, the waiting list in its order, conveners beside.

    The first of the waiting list are asked too, until as many as `invited` are.
    """
    order = sorted(seating.first, key=lambda row: (row.place != SEAT, *_place_key(seating, row)))
    extra = {row.person for row in order[seating.rules.seats : invited]}
    listed = {row.person for row in seating.first}
    chairs = [Invitation(person, BESIDE, 0, 0, CONVENER) for person in room.present if person not in listed]
    for row in [*order, *chairs]:
        somebody = seating.people.iloc[row.person]
        yield SeatRow(
            person=row.person,
            place=ALSO if row.person in extra else row.place,
            name=somebody["name"],
            organisation=somebody["organisation"],
            group=somebody[seating.by],
            contacts=row.contacts,
            groups=row.groups,
            turns=int(seating.pool.turns[row.person]),
            reason=_reason(seating, row),
            instead="" if row.instead is None else seating.people["name"].iloc[row.instead],
            table=room.table(row.person),
            coffee=room.company.get(row.person, ""),
            access=seating.access[row.person],
        )


def next_seats(study: Study, dataset: Dataset) -> Iterator[tuple[str, str, str]]:
    """Give the next meeting's seats: name, organisation, and why."""
    answer = seating(study, dataset)
    rows = sorted((row for row in answer.first if row.place == SEAT), key=lambda row: _place_key(answer, row))
    for row in rows:
        somebody = answer.people.iloc[row.person]
        yield somebody["name"], somebody["organisation"], _reason(answer, row)


def _place_key(seating: Seating, row: Invitation) -> tuple[str, str]:
    if row.place != SEAT:
        return "", ""
    somebody = seating.people.iloc[row.person]
    return somebody[seating.by], somebody["name"]


def _reason(seating: Seating, row: Invitation) -> str:
    """Say why, naming the group's own word, and that somebody convenes rather than that they have to be there."""
    convenes = seating.people.index[row.person] in seating.conveners
    words = row.reason.replace("has to be there", CONVENER) if convenes else row.reason
    latest = seating.latest[row.person]
    if latest is not None:
        rest = [text for text in words.split("; ") if text not in {FEWER_SEATS, FEW_ACQUAINTANCES}]
        words = "; ".join([f"last came in {MONTHS[latest.month - 1]} {latest.year}", *rest])
    return words.replace("another group", f"another {seating.by}").replace("their group", f"their {seating.by}")


def _series(seating: Seating) -> Iterator[Series]:
    """Give everybody's seats, sorted by group and name."""
    people = seating.people.reset_index(drop=True).sort_values([seating.by, "name"], kind="stable")
    for place, row in zip(people.index, people.to_dict("records"), strict=True):
        seats = tuple(bool(seat) for seat in seating.plan.seats[:, place])
        yield Series(row["name"], row["organisation"], row[seating.by], seats)


def _figures(seating: Seating) -> Figures:
    """Give what the page's script reckons with."""
    pool, sitting = seating.pool, seating.rules.sitting(0)
    values = values_of(pool, 0 * pool.shared, pool.worth if seating.rules.turns else 0 * pool.worth)
    return Figures(
        names=tuple(pool.names),
        strangers=tuple("".join("01"[int(mark)] for mark in row) for row in pool.strangers),
        pairs=tuple(tuple(row) for row in values.pairs.round(4).tolist()),
        people=tuple(values.people.round(4).tolist()),
        must=tuple(sitting.must.tolist()),
        may=tuple(sitting.may.tolist()),
        seats=sitting.seats,
        chosen=tuple(np.flatnonzero(seating.plan.seats[0]).tolist()),
        quotas=tuple(
            Limit(tuple(np.flatnonzero(quota.members).tolist()), quota.minimum, quota.maximum)
            for quota in sitting.quotas
        ),
    )


def plan_table(seating: Seating, content: PlanContent) -> pd.DataFrame:
    """Give the table of all invitations: the next meeting with its reasons, then who is asked to the later ones."""
    rows = [_next_row(seating, row) for row in content.rows]
    for meeting in range(1, len(seating.days)):
        rows += [
            _later_row(seating, meeting, person) for person in np.flatnonzero(seating.plan.seats[meeting]).tolist()
        ]
    table = pd.DataFrame(rows)
    return table.astype(dict.fromkeys(["new_contacts", "new_groups", "seats_before"], "Int64"))


def _next_row(seating: Seating, row: SeatRow) -> dict[str, object]:
    return {
        "meeting": 1,
        "date": seating.days[0],
        "seat": row.place,
        "name": row.name,
        "organisation": row.organisation,
        "group": row.group,
        "new_contacts": row.contacts,
        "new_groups": row.groups,
        "seats_before": row.turns,
        "chance_of_coming": round(seating.chances[row.person], 3),
        "instead": row.instead,
        "at_table": row.table or "",
        "coffee_with": row.coffee,
        "access": row.access,
        "why_invited": row.reason,
    }


def _later_row(seating: Seating, meeting: int, person: int) -> dict[str, object]:
    somebody = seating.people.iloc[person]
    return {
        "meeting": meeting + 1,
        "date": seating.days[meeting],
        "seat": "seat",
        "name": somebody["name"],
        "organisation": somebody["organisation"],
        "group": somebody[seating.by],
        "chance_of_coming": round(seating.chances[person], 3),
        "access": seating.access[person],
    }


def effect_table(content: PlanContent) -> pd.DataFrame:
    """Give what the plan and each other way leave of the pairs who never met, meeting by meeting."""
    rows = []
    for way in content.ways:
        for meeting, (band, thinned) in enumerate(zip(way.curve, way.absent, strict=True)):
            pairs = way.pairs if meeting == 1 else ("", "", "")
            rows.append([way.name, meeting, *band, *thinned, *pairs])
    names = "never_met", "never_met_of_absent", "new_pairs"
    columns = ["way", "meeting", *(f"{name}{end}" for name in names for end in ("", "_low", "_high"))]
    return pd.DataFrame(rows, columns=columns).round(2)


def write_plan(study: Study, reading: Reading, seating: Seating, content: PlanContent, out: Path) -> list[Path]:
    """Write the plan's files; give them.

    Raises
    ------
    StudyError
        If `out` cannot be written to, or somebody left out would be named.
    """
    with whole(out, reading.objectors.spellings) as stage:
        write_csv(plan_table(seating, content), stage / "plan.csv")
        write_csv(effect_table(content), stage / "plan_effect.csv")
        write_text(stage / "plan.html", plan_html(content))
        write_manifest(stage, manifest(reading, study.settings))
    return published(out)


HALF = 0.5
"""Whoever has met less than this share of a group has met few of it."""
MOST_READERS, MOST_SUGGESTED = 3, 2
"""Nobody is suggested to more readers, and no reader is suggested more people."""


def letters(study: Study, dataset: Dataset) -> Iterator[tuple[str, LetterContent]]:
    """Give the letter of each member, by the member's name as it stands in a file's name.

    Raises
    ------
    StudyError
        If no meeting has a day, or nobody is a member.
    """
    two_mode = gatherings_held(dataset)
    dates = sorted(set(two_mode.days().dropna()))
    if not dates:
        raise StudyError("Letters need meetings with a day. 'sna check' says which files were read, and how.")
    people = members_on(dataset, two_mode, dates[-1:], [])
    company = _company(two_mode, people)
    by = study.settings.plan.over or study.settings.study.group
    suggestions = _suggestions(people, company, by, agreed(study, Names(people)))
    attended, possible = _attendance(two_mode, people)
    options, title = study.settings.letters, study.settings.study.title or printable(study.folder.name)
    for place, (_person, row) in enumerate(people.iterrows()):
        groups = people[by][company[place]]
        yield (
            f"{place + 1:03d}-{key(row['name']).replace(' ', '-')[:60]}",
            LetterContent(
                community=title, reader=row["name"], attended=int(attended[place]), possible=int(possible[place]),
                start=_month(dates[0]), end=_month(dates[-1]), by=by,
                contacts=dict(Counter(group for group in groups if group)), suggestions=tuple(suggestions[place]),
                contact=options.contact, kept_until=day(options.kept_until) if options.kept_until else "",
            ),
        )  # fmt: skip


def _month(date: dt.date) -> str:
    return f"{MONTHS[date.month - 1]} {date.year}"


def _attendance(two_mode: TwoMode, people: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Give how many meetings each came to, and could come to."""
    rows = two_mode.people.index.get_indexer(people.index)
    every = np.full(len(rows), len(two_mode.gatherings))
    could = every if two_mode.eligible is None else two_mode.eligible[rows].sum(axis=1)
    return two_mode.attended()[rows], could


def _company(two_mode: TwoMode, people: pd.DataFrame) -> np.ndarray:
    """Give who was at any meeting with whom: people × people."""
    rows = two_mode.people.index.get_indexer(people.index)
    presence = two_mode.incidence.toarray()[rows] > 0
    company = (presence.astype(int) @ presence.T.astype(int)) > 0
    np.fill_diagonal(company, False)
    return np.asarray(company)


def _suggestions(people: pd.DataFrame, company: np.ndarray, by: str, willing: set[str]) -> list[list[Suggestion]]:
    """Suggest to each up to two people who agreed, of another group and never met; nobody to more than three readers.

    Those of a group of which the reader has met less than half come first.
    """
    groups = people[by].to_numpy(object)
    offers = np.flatnonzero(people.index.isin(willing) & (groups != ""))
    readers = range(len(people))
    share = np.array(
        [[_share(company[reader], groups, groups[place], reader) for place in offers] for reader in readers]
    )
    across = (groups[:, np.newaxis] != groups[offers]) & (groups != "")[:, np.newaxis]
    allowed = across & ~company[:, offers]
    rows: list[list[Suggestion]] = [[] for _reader in readers]
    room = np.full(len(offers), MOST_READERS)
    for _round in range(MOST_SUGGESTED):
        for reader, offer in _matched(allowed, share, room):
            row = people.iloc[offers[offer]]
            is_new = bool(share[reader, offer] < HALF)
            rows[reader].append(Suggestion(row["name"], row["organisation"], row[by], is_new))
            allowed[reader, offer] = False
            room[offer] -= 1
    return rows


def _share(company: np.ndarray, groups: np.ndarray, group: str, reader: int) -> float:
    """Give how many of a group somebody has been with, as a share of the others in it."""
    members = (groups == group) & (np.arange(len(groups)) != reader)
    return float(company[members].mean()) if members.any() else 1.0


def _matched(allowed: np.ndarray, share: np.ndarray, room: np.ndarray) -> list[tuple[int, int]]:
    """Match readers to those who may be suggested: as many as can be, groups little met first."""
    copies = np.repeat(np.arange(len(room)), room)
    if not len(copies) or not len(allowed):
        return []
    value = np.where(allowed, 2.0 - share, 0.0)[:, copies]
    from scipy.optimize import linear_sum_assignment

    readers, places = linear_sum_assignment(value, maximize=True)
    return [(int(reader), int(copies[place])) for reader, place in zip(readers, places, strict=True)
            if allowed[reader, copies[place]]]  # fmt: skip


def write_letters(study: Study, reading: Reading, out: Path) -> tuple[list[Path], Sequence[str]]:
    """Write a letter to each member as a page and as plain text, and the list of them; give the files and notes.

    Raises
    ------
    StudyError
        If `out` cannot be written to, or somebody left out would be named.
    """
    rows, contents = [], list(letters(study, reading.dataset))
    with whole(out, reading.objectors.spellings) as stage:
        for name, content in contents:
            write_text(stage / f"{name}.html", letter_html(content))
            write_text(stage / f"{name}.txt", letter_text(content))
            rows.append([content.reader, f"{name}.html"])
        write_csv(pd.DataFrame(rows, columns=["name", "letter"]), stage / "letters.csv")
        write_manifest(stage, manifest(reading, study.settings))
    return published(out), notes(study, [content for _name, content in contents])


def notes(study: Study, contents: Sequence[LetterContent]) -> list[str]:
    """Say what the letters lack, and what to do with them."""
    lines = ["Read one before any goes out, and give each to its reader alone: not to a manager, not to a list."]
    if not any(content.suggestions for content in contents):
        lines.append("Nobody is suggested to anybody: availability.csv has no column suggest with a yes.")
    for name, value in (("contact", study.settings.letters.contact), ("kept_until", study.settings.letters.kept_until)):
        if not value:
            lines.append(f"[letters] {name} in study.toml is not stated; the letters tell members to ask.")
    return lines
