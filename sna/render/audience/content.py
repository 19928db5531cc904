"""What the convener's and the funder's pages say, as plain data; and those lists of the convener's that need no month.

The study fills the data, the pages only read it. What a reader may not see is not in it: the funder's page is made of
groups and of counts that are rounded already. The lists say whom to ring after an event, what is open, who opted out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from sna.findings.phrases import capital, counted, number
from sna.findings.sources import Source, cell, cite, like
from sna.findings.tables import ALL
from sna.network import TwoMode
from sna.render.chart import Table
from sna.render.report.content import ReportContent
from sna.render.report.events import rings

MOST_RINGS = 20
"""A list of whom to ring ends at so many."""


class Count(Struct, frozen=True):
    """A count as it may be written, and the number a drawing may use; None where it is withheld."""

    text: str
    number: int | None = None


class Coverage(Struct, frozen=True):
    """How many organisations of those to be reached took part: ever, in the last period, in the first (None: no other).

    `label` is a locality or sector, or the plural of what is counted.
    """

    label: str
    total: int
    ever: int
    now: int
    before: int | None = None


class Parts(Struct, frozen=True):
    """The organisations reached in each group of one kind: ``by`` is ``"locality"`` or ``"sector"``."""

    by: str
    rows: tuple[Coverage, ...]


class Reach(Struct, frozen=True, kw_only=True):
    """How far the community reaches.

    Attributes
    ----------
    totals
        Organisations, localities and sectors of the list of those to be reached; empty if there is no list.
    parts
        The organisations by locality and by sector.
    new, absent, missing
        The organisations on the list somebody came from in the last period for the first time; at some time, but not in
        the last period; never.
    others
        How many organisations took part that are not on the list.
    groups
        Without a list: what took part → how many, such as ``{"organisations": 14}``.
    """

    totals: tuple[Coverage, ...] = ()
    parts: tuple[Parts, ...] = ()
    new: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    others: int = 0
    groups: Mapping[str, int] = {}


class Change(Struct, frozen=True, kw_only=True):
    """Whether the groups of one kind keep less to themselves than before.

    `before` and `after` are how often people of one group were at the same meeting for each time expected (None: cannot
    be told), `across` the same of people of different groups, `p` how often luck gives as much, `verdict` what may be
    concluded, `against` what set against a comparison community (empty: there is none).
    """

    by: str
    verdict: str
    before: float | None = None
    after: float | None = None
    across: tuple[float, float] | None = None
    p: float | None = None
    why: str = ""
    against: str = ""


class Bridge(Struct, frozen=True):
    """Whether those who are in touch on a medium meet as well.

    `overlap` is how often they were at the same meeting for each time expected, `p` how often luck gives as much,
    `verdict` what may be concluded, `table` where it stands.
    """

    medium: str
    table: str
    verdict: str
    overlap: float
    p: float


class Recruits(Struct, frozen=True):
    """How many first came to an event of a quarter, and how many in ten came to an ordinary meeting within six months.

    `row` is where it stands in the table of events.
    """

    quarter: str
    row: str
    people: Count
    again: str


class Wishes(Struct, frozen=True):
    """How many people said what they want, and for how many in ten of their wants there is an offer."""

    people: Count
    helped: str


class Work(Struct, frozen=True, kw_only=True):
    """What is told of work and practices; empty, or 0, where few are concerned or no file says it.

    `needs` is how many in ten wants were met; `apart` how many in ten pairs of groups, of the kind `by`, on the same
    topic had not met; `practices` how many are in use, at how many `places` of the kind `at`.
    """

    needs: str = ""
    by: str = ""
    apart: str = ""
    practices: int = 0
    at: str = ""
    places: Count = Count("", None)


class Voice(Struct, frozen=True, kw_only=True):
    """How much people of a role spoke of what their presence would give, to the nearest tenth, and what may be said."""

    role: str
    part: str
    share: float
    verdict: str


class Led(Struct, frozen=True, kw_only=True):
    """How many in ten acts of a period were by people of a role or level."""

    span: str
    kind: str
    group: str
    share: str


class Growth(Struct, frozen=True, kw_only=True):
    """How many took part in one period, and in how many meetings (None: not counted).

    `again` says how many in ten came again of those of the period before; of more than two periods, how many in ten of
    this one had come before.
    """

    period: str
    gatherings: int | None = None
    people: Count
    again: str = ""


class Communities(Struct, frozen=True):
    """How many communities of practice there are, how many people belong to any, and how many to more than one."""

    number: int
    people: Count
    joiners: Count


class Group(Struct, frozen=True):
    """A group and its members, as they may be told."""

    name: str
    members: Count


class Groups(Struct, frozen=True, kw_only=True):
    """The groups of one kind and the ties between them, as far as they may be told.

    Attributes
    ----------
    by
        The kind: ``"organisation"``, ``"locality"``, ``"sector"``.
    groups
        In alphabetical order.
    ties
        (number of a group, number of another, not smaller) → of every ten possible pairs of people,
        how many are tied, rounded up.
    withheld
        The pairs of groups whose ties may not be told.
    """

    by: str
    groups: tuple[Group, ...] = ()
    ties: Mapping[tuple[int, int], int] = {}
    withheld: frozenset[tuple[int, int]] = frozenset()


class FunderContent(Struct, frozen=True, kw_only=True):
    """Everything the funder's page says, and the figures of the groups, which stand beside it.

    Attributes
    ----------
    title, subtitle
        The community's name, and a line under it.
    read, lacking
        What was read, in a sentence, and whether too much of it could not be.
    date
        The day the page was made, as it is written; empty for none.
    periods
        Titles of the periods, the last one last; empty if there is none.
    medium
        Where people turned to each other if nobody met, such as ``"Slack"``.
    group
        The column that makes the study's own groups.
    reach, growth
        How far, who came and came again.
    changes
        What became of isolation between groups of each kind, the study's own first.
    bridges
        Of each medium, whether it links whom meetings link.
    wishes, work
        What people want, and what became of it, of work and of practices, as far as it may be told.
    voices
        Of each role of enough people how much it spoke, period by period.
    recruits, standing
        Of each event who first came to it; and verdict → how many communities, without their conveners, have it.
    communities
        Where there are several communities of practice, how many people are in them; None elsewhere.
    groups
        The groups of each kind with their people and ties, as far as they may be told.
    hidden
        Kind of group → how many stand under a letter, because their names name a person.
    rule
        The rule for counts of people, as a sentence.
    """

    title: str
    subtitle: str = ""
    read: str = ""
    lacking: bool = False
    date: str = ""
    periods: tuple[str, ...] = ()
    medium: str = ""
    group: str = ""
    reach: Reach = Reach()
    growth: tuple[Growth, ...] = ()
    changes: tuple[Change, ...] = ()
    bridges: tuple[Bridge, ...] = ()
    recruits: tuple[Recruits, ...] = ()
    standing: Mapping[str, int] = {}
    wishes: tuple[Wishes, ...] = ()
    work: tuple[Work, ...] = ()
    voices: tuple[Voice, ...] = ()
    led: tuple[Led, ...] = ()
    communities: Communities | None = None
    groups: tuple[Groups, ...] = ()
    hidden: Mapping[str, int] = {}
    rule: str = ""


class Question(Struct, frozen=True):
    """Two writings that may be one person or organisation, and what speaks for and against."""

    first: str
    second: str
    because: str
    against: str = ""


class ConvenerContent(Struct, frozen=True, kw_only=True):
    """Everything the convener's page says.

    Attributes
    ----------
    report
        What was read, and who was at what.
    two_mode
        Who could be where; None where nobody met.
    conveners
        Ids of those who convene.
    opted_out
        How many people asked to be left out.
    questions, more_questions
        Doubtful pairs, and how many more there are.
    unread, rejected
        File, place, why and what to do of what could not be read (never the value), and how many in all.
    maps
        What it shows → file.
    seats, no_seats
        Who could have the next seats: name, organisation and why; or why no plan can be made.
    """

    report: ReportContent
    two_mode: TwoMode | None = None
    conveners: frozenset[str] = frozenset()
    opted_out: int = 0
    questions: tuple[Question, ...] = ()
    more_questions: int = 0
    unread: tuple[tuple[str, str, str, str], ...] = ()
    rejected: int = 0
    maps: Mapping[str, str] = {}
    seats: tuple[tuple[str, str, str], ...] = ()
    no_seats: str = ""


class Listing(Struct, frozen=True, kw_only=True):
    """A list: its title, the rule it is made by, the table, what is left, what is said besides, or where none is."""

    title: str
    table: Table | None
    rule: str = ""
    rest: str = ""
    note: str = ""
    nobody: str = ""


def listed_table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Table | None:
    """Give a table; None without rows."""
    return Table(title, heads, rows) if rows else None


def recruits(report: ReportContent) -> Listing | None:
    """List who first came to an event and not to a meeting since, the last event first; None where there is nobody."""
    rows, title = list(rings(report)), "First came to an event, not to a meeting since: whom to ring"
    if not rows:
        return None
    excess = cell(len(rows) - MOST_RINGS, Source("recruited", ALL, f"to ring − {MOST_RINGS}"))
    return Listing(
        title=title,
        rule="They have not left. Another event does not count as a meeting.",
        table=listed_table(title, ["Name", "Organisation", "First came to"], rows[:MOST_RINGS]),
        rest=f"And {number(excess)} more." if excess > 0 else "",
    )


# What is open


def questions(content: ConvenerContent) -> Listing:
    """List the doubtful pairs that somebody has to decide on."""
    title, heads = "Who is who: open questions", ("This", "And this", "For", "Against")
    rows = [(row.first, row.second, row.because, row.against) for row in content.questions]
    place = Source("identity-review", ALL, "open")
    more = like(content.more_questions, cell(content.more_questions, place), f"open − {len(rows)}")
    return Listing(
        title=title,
        rule=f"They are kept apart until somebody who knows them decides{_where(content)}.",
        table=listed_table(title, heads, rows),
        nobody=f"Who is who: {cite('none', place)} is open.",
        rest=f"And {number(more)} more." if more else "",
    )


def _where(content: ConvenerContent) -> str:
    return ": fill in problems.xlsx and run again" if content.report.questions else ""


def unread(content: ConvenerContent) -> Listing:
    """List what could not be read."""
    title, heads, rows = "What could not be read", ("File", "Where", "Why", "What to do"), content.unread
    count, place = len(rows), Source("ledger", ALL, "rejected")
    records = f"{cite(str(count), place._replace(column='shown'))} of {number(cell(content.rejected, place))}"
    return Listing(
        title=title,
        table=listed_table(title, heads, rows),
        nobody=f"{cite('Everything', place)} could be read.",
        rest=f"The first {records} records." if content.rejected > count > 0 else "",
    )


def opted_out(count: int) -> str:
    """Say how many people asked to be left out; empty if nobody did."""
    if not count:
        return ""
    verb, place = "is" if count == 1 else "are", Source("opt-out", ALL, "people")
    people = capital(counted(cell(count, place), "person", "people"))
    return f"{people} asked to be left out and {verb} in {cite('none', place)} of these files."
