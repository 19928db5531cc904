"""From a study's records to a plan of its next meetings: who may be asked, what was, and what would be otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from statistics import median

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Dataset, described
from sna.errors import PlanError, StudyError, shown
from sna.facts import MEETINGS, Kind, Status
from sna.findings.phrases import counted
from sna.membership import Membership
from sna.network import TwoMode
from sna.plan import (
    ACQUAINTED,
    UNLIMITED,
    WAYS,
    Invitation,
    Plan,
    Pool,
    Quota,
    Rules,
    curves,
    invitations,
    lottery,
    most_pairs,
    most_to_ask,
    planned,
    proven,
    thinned_curves,
    values_of,
)
from sna.study.analyses import community
from sna.study.availability import Availability, Names, availability, chances, offer_days
from sna.study.settings import PlanPart, Settings
from sna.study.sources import Study
from sna.weave import affiliation

USUAL = 20
"""A meeting of more people counts as so much less of a meeting for each two of them."""
RECENT, QUARTER, DEFAULT_GAP = 6, 92, 28
"""So many last meetings say how many come; a group of whom nobody came for so many days is not heard."""
DRAWS, SERIES = 2_000, 200
"""So many draws of one meeting, and of a whole series, stand beside the plan."""
MOST_PEOPLE = 20_000
"""So many people at most are in all simulated series of a plan together."""
UNKNOWN = -1


class Request(Struct, frozen=True):
    """What is asked for on the command line; 0 for what the settings say."""

    seats: int = 0
    meetings: int = 0
    prove: float = 0.0

    @classmethod
    def of(cls, seats: int, meetings: int, prove: float) -> Request:
        """Take in what is asked for.

        Raises
        ------
        StudyError
            If it is out of all measure.
        """
        for name, value, limit in (("seats", seats, 1_000), ("meetings", meetings, 60), ("prove", prove, 86_400)):
            if not 0 <= value <= limit or (name == "seats" and value == 1):
                raise StudyError(f"--{name} {value:g}: it lies between {2 if name == 'seats' else 1} and {limit}.")
        return cls(seats, meetings, prove)


class Comparison(Struct, frozen=True):
    """What a way to fill the seats gives: at the first meeting, and over all.

    Attributes
    ----------
    way
        ``"plan"``, ``"lot"``, ``"rota"`` or ``"habit"``.
    pairs
        New pairs at the first meeting: mean, and the ends between which 95 of 100 draws lie.
    curve, absent
        Pairs who never met, now and after each meeting: mean and ends, of 9 in 10 simulated series; if all come, and if
        3 in 10 cannot.
    """

    way: str
    pairs: tuple[float, float, float]
    curve: tuple[tuple[float, float, float], ...]
    absent: tuple[tuple[float, float, float], ...]


class Seating(Struct, frozen=True, dict=True):
    """A plan with everything that is said of it.

    Attributes
    ----------
    people
        Who may be asked: a row each, by id, with name, organisation, locality, sector, role.
    days
        Of the meetings planned.
    pool, rules, plan
        As `sna.plan` takes and gives them.
    comparisons
        The plan itself, and each way beside it.
    bound
        New pairs at the first meeting that no set of seats can go beyond.
    chances, replies
        How likely each is to come, and on how many replies that rests.
    costs
        What a rule costs at the first meeting, in new pairs.
    beside
        Conveners who have chairs beside the seats.
    latest
        The day on which each came last, where that was before the last three meetings; else None.
    access
        What each needs to take part, in their own words; mostly empty.
    notes
        What was assumed, in sentences.
    """

    people: pd.DataFrame
    days: tuple[dt.date, ...]
    by: str
    pool: Pool
    rules: Rules
    plan: Plan
    comparisons: tuple[Comparison, ...]
    bound: int
    chances: tuple[float, ...]
    replies: int
    costs: dict[str, int]
    conveners: tuple[str, ...]
    beside: tuple[str, ...]
    latest: tuple[dt.date | None, ...]
    access: tuple[str, ...]
    notes: tuple[str, ...]

    @cached_property
    def first(self) -> list[Invitation]:
        """The invitations of the first meeting, and the waiting list."""
        pool = self.pool
        values = values_of(pool, 0 * pool.shared, pool.worth if self.rules.turns else 0 * pool.worth)
        return invitations(pool, self.rules.sitting(0), values, self.plan.seats[0])

    @cached_property
    def invited(self) -> int:
        """How many can be asked so that more come than there are seats 1 time in 20 at most."""
        order = np.array([self.chances[row.person] for row in self.first])
        return most_to_ask(self.rules.seats, order)


def seating(study: Study, dataset: Dataset, request: Request = Request(), day: dt.date | None = None) -> Seating:  # noqa: B008
    """Plan the next meetings of a study.

    Parameters
    ----------
    study
        Its settings say what every plan keeps to, its folder may hold ``availability.csv``.
    dataset
        What is known; those who asked to be left out are not in it.
    request
        Seats, meetings and seconds of proof, where they are asked for.
    day
        That of the first meeting; None for that of the settings, or one usual gap after the last.

    Raises
    ------
    StudyError
        If nobody can be asked, or a name fits nobody or several people.
    PlanError
        If a rule cannot be kept.
    """
    settings, notes = study.settings, list[str]()
    two_mode = gatherings_held(dataset)
    days = _days(two_mode, settings.plan, request, (day, *_booked_days(dataset, two_mode), *offer_days(study)), notes)
    people = members_on(dataset, two_mode, days, notes)
    by = settings.plan.over or settings.study.group
    pool = pool_of(two_mode, people, by, notes)
    replies_of = availability(study, Names(people))
    _add_bookings(dataset, people, days, replies_of)
    rules, conveners = _rules(dataset, settings, (people, days), replies_of)
    able = int(rules.may.sum(axis=1).min())
    rules = replace(rules, seats=request.seats or settings.plan.seats or min(able, _usual_size(two_mode, notes)))
    pool = replace(pool, turns=_offers(pool.turns, two_mode, people, replies_of))
    likely, replies = chances(list(people.index), replies_of, settings.plan.come)
    if replies_of.astray:
        lines = ", ".join(replies_of.astray[:RECENT])
        notes.append(f"availability.csv, {lines}: nobody who may be asked is called so. Misspelt, left, or left out?")
    plan = planned(pool, rules, settings.study.seed)
    sitting = rules.sitting(0)
    bound = proven(pool, sitting, request.prove) if request.prove else most_pairs(pool, sitting)
    extra = conveners if settings.plan.conveners == "beside" else ()
    return Seating(
        people, days, by, pool, rules, plan, tuple(_comparisons(pool, rules, plan, settings.study.seed)), bound,
        tuple(likely), replies, _costs(pool, rules, plan, people.index.get_indexer(list(conveners)), settings),
        conveners, extra, tuple(_latest(two_mode, people)),
        tuple("; ".join(sorted(replies_of.access.get(person, ()))) for person in people.index), tuple(notes),
    )  # fmt: skip


def _days(
    two_mode: TwoMode, plan: PlanPart, request: Request, next_days: Sequence[dt.date | None], notes: list[str]
) -> tuple[dt.date, ...]:
    """Give the days of the meetings to be planned: asked for, stated, booked or offered already, or a gap apart."""
    dates, (day, *booked) = sorted(set(two_mode.days().dropna())), next_days
    if not dates:
        raise StudyError("A plan needs meetings with a day. 'sna check' says which files were read, and how.")
    gaps = [(later - earlier).days for earlier, later in pairwise(dates)]
    gap = dt.timedelta(round(median(gaps[-12:]) / 7) * 7 or 7) if gaps else dt.timedelta(DEFAULT_GAP)
    calendar = {*plan.meetings, *filter(None, booked)}
    ahead = [date for date in sorted(calendar) if date > dates[-1]] if day is None else [day]
    count = request.meetings or len(ahead) or 1
    days = ahead[:count]
    if len(days) < count:
        notes.append(f"Days that study.toml does not state ([plan] meetings) are taken to be {gap.days} days apart.")
    while len(days) < count:
        days.append((days[-1] if days else dates[-1]) + gap)
    return tuple(days)


def gatherings_held(dataset: Dataset) -> TwoMode:
    """Give who was at which gathering, those apart at which nobody was: booked for, or not held."""
    two_mode = affiliation(dataset)
    return two_mode.only(two_mode.sizes() > 0)


def _booked_days(dataset: Dataset, two_mode: TwoMode) -> list[dt.date]:
    """Give the days of meetings to come that the files name, because people booked or sent apologies."""
    past = {*two_mode.gatherings.index}
    rows = dataset.gatherings[dataset.gatherings["kind"].isin(MEETINGS) & ~dataset.gatherings["id"].isin(past)]
    return sorted(date for date in rows["on"] if date is not None)


def _add_bookings(dataset: Dataset, people: pd.DataFrame, days: Sequence[dt.date], marks: Availability) -> None:
    """Take who booked for a planned day as a yes, apologies as a no."""
    dates = dict(zip(dataset.gatherings["id"], dataset.gatherings["on"], strict=True))
    rows = dataset.attendance[dataset.attendance["person"].isin(people.index)]
    for person, gathering, status in zip(rows["person"], rows["gathering"], rows["status"], strict=True):
        day = dates.get(gathering)
        if day is not None and day in days and status in {Status.REGISTERED, Status.APOLOGIES}:
            marks.reply(person, day, yes=status == Status.REGISTERED)


def members_on(dataset: Dataset, two_mode: TwoMode, days: Sequence[dt.date], notes: list[str]) -> pd.DataFrame:
    """Give those who may be asked on any of the days: on the list of members by then; without one, all who ever came.

    Whoever joins after the first of them is described as on the last.
    """
    table, final = (described(dataset, day).set_index("id") for day in (days[0], days[-1]))
    table = table[(table["kind"] == Kind.PERSON) & table.index.isin(set(two_mode.people.index))]
    posts = Membership(dataset.affiliations, dataset.organisations)
    member = {person: posts.member(person, days[0], days[0]) for person in table.index}
    if any(state is not None for state in member.values()):
        strangers = sum(state is None for state in member.values())
        if strangers:
            are = "is" if strangers == 1 else "are"
            people = counted(strangers, "person", "people")
            notes.append(f"{people} who came {are} not on the list of members, and {are} not asked.")
        later = {person for person, state in member.items() if not state and posts.member(person, days[0], days[-1])}
        if later:
            verb = "joins" if len(later) == 1 else "join"
            notes.append(
                f"{counted(len(later), 'member')} {verb} after the next meeting, and can be asked from then on."
            )
        table = pd.concat([table.drop(index=later), final[final.index.isin(later)]])
        member = {person: bool(state) or person in later for person, state in member.items()}
    else:
        notes.append("There is no list of members: everybody who ever came may be asked. Name who cannot in [plan].")
    table = table[[member[person] is not False for person in table.index]]
    if len(table) < 2:
        raise StudyError("A plan needs at least two people who may be asked: nobody is a member on that day.")
    return table.sort_index()[["name", "organisation", "locality", "sector", "role"]]


def pool_of(two_mode: TwoMode, people: pd.DataFrame, by: str, notes: list[str]) -> Pool:
    """Count who met whom, how often each came, and whom and which groups nobody has met or heard lately."""
    rows = two_mode.people.index.get_indexer(people.index)
    presence = two_mode.incidence.toarray()[rows].astype(float)
    sizes = np.maximum(two_mode.sizes(), 2)
    shared = (presence * np.minimum(1.0, (USUAL - 1) / (sizes - 1))) @ presence.T
    np.fill_diagonal(shared, 0.0)
    groups = np.where(people[by] == "", UNKNOWN, pd.factorize(people[by], sort=True)[0])
    if unknown := int((groups == UNKNOWN).sum()):
        whom = counted(unknown, "person", "people")
        notes.append(f"Of {whom} no {by} is known: they may have a seat, but no pair of theirs is counted.")
    across = (groups[:, np.newaxis] != groups) & (groups != UNKNOWN) & (groups != UNKNOWN)[:, np.newaxis]
    lonely = ~(across & (shared >= ACQUAINTED)).any(axis=1)
    days = two_mode.days()
    last = max(days.dropna())
    lately = np.array([day is not None and not pd.isna(day) and (last - day).days <= QUARTER for day in days])
    heard = set(groups[presence[:, lately].any(axis=1)].tolist())
    could = two_mode.eligible[rows].sum(axis=1) if two_mode.eligible is not None else presence.shape[1]
    attendance = presence.sum(axis=1) / np.maximum(1, could)
    names = [f"{row.name} ({row.organisation})" for row in people.itertuples(index=False)]
    unheard = np.array([group not in heard and group != UNKNOWN for group in groups])
    return Pool(names, groups, shared, presence.sum(axis=1), lonely, unheard, attendance)


def _latest(two_mode: TwoMode, people: pd.DataFrame) -> Iterator[dt.date | None]:
    """Give when each came last, of those who missed the last three meetings or more."""
    days = two_mode.days()
    since = sorted(set(days.dropna()))[-3:][0]
    presence = two_mode.incidence.toarray()[two_mode.people.index.get_indexer(people.index)] > 0
    for row in presence:
        attended = days[row].dropna()
        yield max(attended) if len(attended) and max(attended) < since else None


def _offers(turns: np.ndarray, two_mode: TwoMode, people: pd.DataFrame, marks: Availability) -> np.ndarray:
    """Give how many seats each was offered: the meetings they came to, and offers they did not take up."""
    if not marks.offers:
        return turns
    days = two_mode.days()
    rows = two_mode.people.index.get_indexer(people.index)
    presence = two_mode.incidence.toarray()[rows] > 0
    attended = [set(days[presence[row]].dropna()) for row in range(len(people))]
    besides = [len(set(marks.offers.get(person, {})) - attended[row]) for row, person in enumerate(people.index)]
    return np.asarray(turns + np.array(besides))


def _usual_size(two_mode: TwoMode, notes: list[str]) -> int:
    """Give the seats of a meeting: as the last one's file says, or as many as usually came lately."""
    meetings = two_mode.gatherings.assign(size=two_mode.sizes()).sort_values("on", kind="stable")
    capacities = [int(seats) for seats in meetings["seats"] if seats is not None and not pd.isna(seats)]
    size = capacities[-1] if capacities else round(median(meetings["size"].tolist()[-RECENT:]))
    where = "the last file that says so" if capacities else f"as many as came to half of the last {RECENT} meetings"
    notes.append(f"{size} seats: {where}. Say otherwise with --seats.")
    return max(2, size)


def _rules(
    dataset: Dataset,
    settings: Settings,
    whom: tuple[pd.DataFrame, Sequence[dt.date]],
    marks: Availability,
) -> tuple[Rules, tuple[str, ...]]:
    """Give the rules of the seats, and the conveners who may be asked."""
    (people, days), plan = whom, settings.plan
    posts = Membership(dataset.affiliations, dataset.organisations)
    conveners = tuple(person for person in community(dataset, settings).conveners if person in people.index)
    must = np.array([[marks.marks(marks.must, person, day) for person in people.index] for day in days], bool)
    may = np.array(
        [
            [not marks.marks(marks.cannot, person, day) and posts.member(person, day, day) is not False
             for person in people.index]
            for day in days
        ],
        bool,
    )  # fmt: skip
    places = people.index.get_indexer(list(conveners))
    if plan.conveners == "sit":
        must[:, places] |= may[:, places]
    else:
        may[:, places] &= must[:, places]
    return Rules(
        2, must, may, tuple(_quotas(people, plan, plan.over or settings.study.group)), plan.rest, plan.turns
    ), conveners


def _quotas(people: pd.DataFrame, plan: PlanPart, by: str) -> Iterator[Quota]:
    """Give the numbers of a kind that every meeting keeps to."""
    columns = list(people.columns[1:])
    for column in dict.fromkeys([*plan.at_least, *plan.at_most]):
        if column not in columns:
            raise StudyError(f"[plan] at_least and at_most: {shown(column)!r} is none of {', '.join(columns)}.")
        low, high = plan.at_least.get(column, {}), plan.at_most.get(column, {})
        for value in dict.fromkeys([*low, *high]):
            members = (people[column] == value).to_numpy(bool)
            if not members.any():
                raise StudyError(f"[plan]: nobody who may be asked has the {column} {shown(value)!r}.")
            yield Quota(value, members, low.get(value, 0), high.get(value, UNLIMITED))
    if plan.at_most_per_group:
        for group in sorted({*people[by]} - {""}):
            yield Quota(group, (people[by] == group).to_numpy(bool), 0, plan.at_most_per_group)


def _comparisons(pool: Pool, rules: Rules, plan: Plan, seed: int) -> Iterator[Comparison]:
    """Set the plan beside lots, a rota and habit, under the same rules."""
    slow = bool(rules.quotas)
    number = SERIES // 5 if slow else SERIES
    yield Comparison(
        "plan",
        (plan.gains[0],) * 3,
        tuple((count,) * 3 for count in plan.curve),
        _band(thinned_curves(pool, rules, plan.seats, min(number, MOST_PEOPLE // len(pool.groups) + 1), seed)),
    )
    for way in WAYS:
        draws = lottery(pool, rules, way, SERIES if slow else DRAWS, seed)
        low, high = np.percentile(draws, [2.5, 97.5])
        series = (simulate(pool, rules, way, number, seed) for simulate in (curves, thinned_curves))
        yield Comparison(way, (draws.mean(), low, high), *map(_band, series))


def _band(series: np.ndarray) -> tuple[tuple[float, float, float], ...]:
    """Give the mean of simulated series after each meeting, and the ends of 9 in 10."""
    columns = np.vstack([series.mean(axis=0), *np.percentile(series, [5, 95], axis=0)]).T.tolist()
    return tuple((mean, low, high) for mean, low, high in columns)


def _costs(pool: Pool, rules: Rules, plan: Plan, conveners: np.ndarray, settings: Settings) -> dict[str, int]:
    """Say what taking turns, and the conveners' seats, cost at the first meeting."""
    single = replace(rules, must=rules.must[:1], may=rules.may[:1])
    costs = {}
    if rules.turns:
        costs["turns"] = planned(pool, replace(single, turns=False), settings.study.seed).gains[0] - plan.gains[0]
    if settings.plan.conveners == "sit" and len(conveners):
        must = single.must.copy()
        must[:, conveners] = False
        try:
            free = planned(pool, replace(single, must=must), settings.study.seed).gains[0]
        except PlanError:
            return costs
        costs["conveners"] = free - plan.gains[0]
    return {name: max(0, cost) for name, cost in costs.items()}
