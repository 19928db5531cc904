"""What a study's files hold and what is wrong with them, before anything is made of it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Dataset
from sna.errors import shown
from sna.facts import SUBJECTS, Column, Evidence, Fate, Kind, Question, Reason, Status
from sna.identity.review import stakes
from sna.ledger import Account, Ledger
from sna.study.doubts import lone_organisations
from sna.study.people import open_questions
from sna.study.reading import Reading
from sna.study.sources import PROBLEMS

MOST_LINES = 20
GRAVEST = (
    "W-NOMEETING",
    "W-ROLL",
    "W-SPEAKERS",
    "W-COUNT",
    "W-FEW",
    "W-ENTRY",
    "W-ORGANISATION",
    "W-CONTRADICTED",
    "W-COLUMN",
    "W-EMPTY",
    "W-DATE",
    "W-UNDATED",
)
"""The codes of warnings in the order of how much they may cost; any other comes after them."""
STATUSES = (Status.PRESENT, Status.APOLOGIES, Status.ABSENT)
DOUBTS = GRAVEST[:7]
"""Warnings that tell of people who may have been lost or made up: they stand before all else."""
NOT_LISTED = "not listed"
ROLLS = (Evidence.LISTED, Evidence.JOINED, Evidence.MENTIONED)
"""The evidence that claims to be whole: a roll, a log of who joined, a sentence of who was there or sent apologies."""

UNSTATED = Reason("R-UNKNOWN", "No reason was stated.")
NO_RECORDS = Reason(
    "W-EMPTY", "The file is of a known kind but holds no record.", hint="Export it again or leave it out."
)


_HARMLESS = re.compile(
    r"[\W_]{1,3}|\w{1,2}|(?:[a-z ]+: \d{4}-\d\d-\d\d(?:; |$))+|"
    r"\d{1,4}([-./])\d{1,2}\1\d{1,4}(?:[ ,T]+\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?)?"
)
"""Marks and days; what else stands in a row may be a name, an address or a telephone number."""


class Problem(Struct, frozen=True):
    """One record that was not simply used, for people and programs; `reason` is a code, the column if any, and why.

    What stands in a row is not told, for it may be a name or a telephone number: `value` is a mark, a day, or empty.
    The record itself stands in rejects.csv.
    """

    place: str
    fate: str
    reason: str
    value: str
    hint: str


class SourceReport(Struct, frozen=True):
    """What one source held and what became of it: its records, its columns, and what has to be said to read it."""

    file: str
    loader: str
    records: int
    used: int
    merged: int
    rejected: int
    excluded: int
    problems: tuple[Problem, ...]
    columns: tuple[Column, ...] = ()
    questions: tuple[Question, ...] = ()


class Belief(Struct, frozen=True):
    """What one file was taken to say: of which gatherings, who came, from which heading, the first and last name.

    `subjects` is how many wants, offers and so on it holds.
    """

    file: str
    gatherings: int
    first_day: str
    last_day: str
    title: str
    people: int
    present: int
    apologies: int
    absent: int
    heading: str
    first: str
    last: str
    registered: int = 0
    subjects: str = ""


class Disagreement(Struct, frozen=True):
    """Two sources of one gathering that say different things of one person."""

    gathering: str
    person: str
    says: tuple[tuple[str, str], ...]


class Check(Struct, frozen=True):
    """All that ``sna check`` tells, for programs in this `schema`.

    `doubtful` counts the pairs of which somebody should say whether they are one, `lone_organisations` the
    organisations of which one person only is known; `stakes` says what hangs on the questions.
    """

    summary: str
    sources: tuple[SourceReport, ...]
    disagreements: tuple[Disagreement, ...] = ()
    doubtful: int = 0
    schema: int = 1
    beliefs: tuple[Belief, ...] = ()
    lone_organisations: int = 0
    stakes: str = ""


def check(reading: Reading) -> Check:
    """Report on each source, and where sources of one gathering disagree."""
    sources = tuple(_source(account) for account in reading.ledger)
    return Check(
        reading.ledger.summary(),
        sources,
        tuple(disagreements(reading.dataset)),
        open_questions(reading),
        beliefs=tuple(beliefs(reading)),
        lone_organisations=len(lone_organisations(reading.dataset)),
        stakes=str(stakes(reading.identity)),
    )


def beliefs(reading: Reading) -> Iterator[Belief]:
    """Say of each file that anything was used from what it was taken to say; of those left out it says nothing."""
    dataset, acts = reading.dataset, reading.dataset.interactions
    gatherings = dataset.gatherings.set_index("id")
    people = {file: set(rows["id"]) for file, rows in dataset.statements.groupby("file")}
    attendance = dict(iter(dataset.attendance.groupby("file")))
    days = {file: sorted(set(rows["at"].str[:10]) - {""}) for file, rows in acts.groupby("file")}
    subjects = pd.concat([dataset.subjects[["file", "kind"]], dataset.adoptions[["file"]].assign(kind="adoption")])
    words = {file: subject_words(rows["kind"]) for file, rows in subjects.groupby("file")}
    for account in reading.ledger:
        if account.fates[Fate.USED] and (account.file in people or account.file in words):
            rows = attendance.get(account.file, dataset.attendance[:0])
            own = gatherings.loc[sorted(set(rows["gathering"]))]
            belief = _belief(account, rows, own, days.get(account.file, []), len(people.get(account.file, ())))
            yield replace(belief, subjects=words.get(account.file, ""))


def subject_words(kinds: Iterable[str]) -> str:
    """Write how many of each kind of subject there are.

    Examples
    --------
    >>> subject_words(["want", "want", "offer"])
    '2 wants, 1 offer'
    """
    counts = Counter(kinds)
    several = (f"{counts[kind]:,} {kind}{'s' * (counts[kind] > 1)}" for kind in (*SUBJECTS, "adoption") if counts[kind])
    return ", ".join(several)


def _belief(account: Account, rows: pd.DataFrame, own: pd.DataFrame, days: Sequence[str], people: int) -> Belief:
    dates = sorted({str(day) for day in own["on"] if day is not None}) or days or [""]
    counts = rows.drop_duplicates(["person", "gathering", "status"])["status"].value_counts()
    listed = rows[(rows["status"] == Status.PRESENT) & rows["evidence"].isin(ROLLS)]
    names = sorted(zip(listed["place"].map(_in_order), listed["written"], strict=True)) or [((), "")]
    titles = sorted(set(own["title"]))
    present, apologies, absent = (int(counts.get(status, 0)) for status in STATUSES)
    return Belief(
        account.file,
        len(own),
        first_day=dates[0],
        last_day=dates[-1],
        title=titles[0] if len(titles) == 1 else "",
        people=people,
        present=present,
        apologies=apologies,
        absent=absent,
        heading=account.heading,
        first=names[0][1],
        last=names[-1][1],
        registered=int(counts.get(Status.REGISTERED, 0)),
    )


def _in_order(place: str) -> tuple[tuple[int, str], ...]:
    """Sort places as they follow one another in a file: line 9 before line 10."""
    return tuple((int(digits or 0), word) for digits, word in re.findall(r"(\d+)|(\D+)", place))


def _source(account: Account) -> SourceReport:
    used, merged, rejected, excluded = (account.fates[fate] for fate in Fate)
    problems = tuple(_problems(account))
    return SourceReport(
        account.file,
        account.loader,
        account.records,
        used,
        merged,
        rejected,
        excluded,
        problems,
        account.columns,
        account.questions,
    )


def _problems(account: Account) -> Iterator[Problem]:
    order = {Fate.REJECTED: 0, Fate.EXCLUDED: 1, Fate.MERGED: 2}
    for entry in sorted(account.unused, key=lambda entry: order[entry.fate]):
        if entry.fate is not Fate.MERGED:
            yield problem(entry.origin.place, entry.fate.value, entry.reason or UNSTATED)
    for place, reason in account.warnings:
        yield problem(place, "warning", reason)
    if not account.records:
        yield problem("file", "warning", NO_RECORDS)


def problem(place: str, fate: str, reason: Reason) -> Problem:
    """Tell of a record without what may be somebody's name, address or number."""
    column = f", column {shown(reason.column)!r}" if reason.column else ""
    value, why, hint = shown(reason.value), reason.why, reason.hint
    if value and not may_be_shown(reason):
        why, hint, value = why.replace(value, "…"), hint.replace(value, "…"), ""
    return Problem(place, fate, f"{reason.code}{column}: {why}", value, hint)


def may_be_shown(reason: Reason) -> bool:
    """Whether a value is surely no name, address or telephone number: a mark, a day, or by our own doubt no person."""
    word = (
        reason.code in {"R-MARK", "R-STATUS"}
        and reason.value.islower()
        and reason.value.isalpha()
        and len(reason.value) <= 12
    )
    doubted = reason.code in {"W-ENTRY", "W-ORGANISATION"} and not reason.why.endswith("a person.")
    void = reason.code == "X-VOID"  # a word of the service's own
    heading = reason.code == "R-COLUMN"  # told only if the row is surely one of headings: see `sna.load.columns`
    return word or doubted or void or heading or bool(_HARMLESS.fullmatch(reason.value))


def disagreements(dataset: Dataset) -> Iterator[Disagreement]:
    """Give each person of whom two sources of one gathering say what cannot both be true.

    A source that lists some of those present says of everybody else that they were not there; one that lists apologies
    or absences says of everybody else that there were none. Who merely spoke or took an action is no disagreement.
    """
    rolls = dataset.attendance[dataset.attendance["evidence"].isin(ROLLS)]
    people = set(dataset.people.loc[dataset.people["kind"] == Kind.PERSON, "id"])
    names = dataset.people.set_index("id")["name"]
    for gathering, rows in rolls[rolls["person"].isin(people)].groupby("gathering", sort=True):
        files = sorted(set(rows["file"]))
        if len(files) > 1:
            yield from _between(str(gathering), rows, files, names)


def _between(gathering: str, rows: pd.DataFrame, files: list[str], names: pd.Series) -> Iterator[Disagreement]:
    thorough = set(rows.loc[rows["status"] != Status.PRESENT, "file"])
    for person, theirs in rows.groupby("person", sort=True):
        says = {file: _strongest(theirs.loc[theirs["file"] == file, "status"]) for file in files}
        if _contradict(says, thorough):
            yield Disagreement(gathering, str(names[person]), tuple(says.items()))


def _contradict(says: Mapping[str, str], thorough: set[str]) -> bool:
    """Whether statuses cannot all be true: a list of those who came need not name who did not, a thorough one must."""
    statuses = set(says.values()) - {NOT_LISTED}
    silent = {file for file, status in says.items() if status == NOT_LISTED}
    return len(statuses) > 1 or bool(silent if Status.PRESENT in statuses else silent & thorough)


def _strongest(statuses: pd.Series) -> str:
    ranks = set(statuses)
    for status in (Status.PRESENT, Status.APOLOGIES, Status.ABSENT, Status.REGISTERED):
        if status in ranks:
            return status.value
    return NOT_LISTED


def lines(check: Check, ledger: Ledger) -> Iterator[str]:
    """Say it all for a screen: two lines per source, doubts, the first records rejected, other warnings by kind."""
    yield check.summary
    read = {belief.file: belief for belief in check.beliefs}
    for source in check.sources:
        yield _account_line(source)
        if source.file in read:
            yield _belief_line(read[source.file])
    problems = [(source.file, problem) for source in check.sources for problem in source.problems]
    warnings = _by_code([(file, problem) for file, problem in problems if problem.fate == "warning"])
    records = [_line(file, problem) for file, problem in problems if problem.fate != "warning"]
    yield from doubts(ledger)
    yield from records[:MOST_LINES]
    if len(records) > MOST_LINES:
        yield f"  … and {len(records) - MOST_LINES:,} more: see ledger.csv ({ledger.total(Fate.REJECTED):,} rejected)."
    yield from (line for code, line in warnings if code not in DOUBTS)
    yield from _unread_columns(check)
    yield from _questions(check)


def doubts(ledger: Ledger) -> list[str]:
    """Say for a screen what may have been lost or made up, a line for each code of doubt."""
    problems = [
        (account.file, problem(place, "warning", reason))
        for account in ledger
        for place, reason in account.warnings
        if reason.code in DOUBTS
    ]
    return [line for _code, line in _by_code(problems)]


def _by_code(problems: Sequence[tuple[str, Problem]]) -> list[tuple[str, str]]:
    """Give a line for each code of warning, the gravest first: an example, and how many more there are."""
    groups: dict[str, list[tuple[str, Problem]]] = defaultdict(list)
    for file, problem in problems:
        groups[re.split("[,:]", problem.reason)[0]].append((file, problem))
    rank = {code: number for number, code in enumerate(GRAVEST)}
    ordered = sorted(groups.items(), key=lambda group: (rank.get(group[0], len(rank)), group[0]))
    more = {code: f" (and {len(group) - 1:,} more such)" if len(group) > 1 else "" for code, group in ordered}
    return [(code, _line(*group[0]) + more[code]) for code, group in ordered]


def _questions(check: Check) -> Iterator[str]:
    for disagreement in check.disagreements[:MOST_LINES]:
        who = f"{disagreement.gathering.removeprefix('gathering:')}: {disagreement.person}: "
        yield (
            "  "
            + shown(who, 200)
            + "; ".join(f"{shown(file, 200)} says {status}" for file, status in disagreement.says)
        )
    if len(check.disagreements) > MOST_LINES:
        yield f"  … and {len(check.disagreements) - MOST_LINES:,} more where sources disagree."
    if check.lone_organisations:
        noun = "organisation is" if check.lone_organisations == 1 else "organisations are"
        yield f"{check.lone_organisations:,} {noun} known by one person only."
    if check.doubtful:
        noun = "pair may be one" if check.doubtful == 1 else "pairs may be one"
        yield f"{check.doubtful:,} {noun} person or organisation: 'sna run STUDY' asks in {PROBLEMS}."
        yield f"  {check.stakes}"


def _unread_columns(check: Check) -> Iterator[str]:
    """Name the columns that hold something and were not read, those of most files first."""
    counts = Counter[str]()
    for source in check.sources:
        counts.update({column.heading for column in source.columns if column.filled and not column.read_as})
    if counts:
        headings = sorted(counts, key=lambda heading: (-counts[heading], heading))
        files = (f" (in {counts[heading]} files)" if counts[heading] > 1 else "" for heading in headings)
        listing = [f'"{shown(heading)}"{where}' for heading, where in zip(headings, files, strict=True)]
        more = f" … and {len(listing) - MOST_LINES:,} more" if len(listing) > MOST_LINES else ""
        yield f"Columns not read: {', '.join(listing[:MOST_LINES])}{more}. columns.csv of 'sna tables' says why."


def _belief_line(belief: Belief) -> str:
    """Say what a file was taken for: its day and title or how many gatherings, who came, and where it is from."""
    when = " to ".join(dict.fromkeys(filter(None, (belief.first_day, belief.last_day)))) or "no day"
    what = belief.title if belief.gatherings == 1 else f"{belief.gatherings:,} gatherings {belief.title}".rstrip()
    sorry = "apology" if belief.apologies == 1 else "apologies"
    counts = {"present": belief.present, sorry: belief.apologies, "absent": belief.absent, "booked": belief.registered}
    came = ", ".join(f"{count:,} {status}" for status, count in counts.items() if count or status == "present")
    people = "person" if belief.people == 1 else "people"
    parts = f"{f'{when} {what}'.rstrip()}: {came}" if belief.gatherings else f"{when}: {belief.people:,} {people}"
    parts = belief.subjects or parts
    heading = f", from {belief.heading}" if belief.heading else ""
    names = " … ".join(shown(name) for name in dict.fromkeys(filter(None, (belief.first, belief.last))))
    return f"    {shown(parts + heading, 200)}{f': {names}' if names else ''}"


def _account_line(source: SourceReport) -> str:
    noun = "record" if source.records == 1 else "records"
    records = f"{shown(source.file, 200)}  [{source.loader or 'no loader'}]  {source.records:,} {noun}"
    usable = f"{source.used:,} used, {source.merged:,} merged"
    return f"{records}: {usable}, {source.rejected:,} rejected, {source.excluded:,} excluded"


def _line(file: str, problem: Problem) -> str:
    value = f" [{problem.value}]" if problem.value else ""
    where = f"{shown(file, 200)} {shown(problem.place)}"
    return f"  {problem.fate}: {where}: {shown(problem.reason, 300)}{value} {shown(problem.hint, 200)}".rstrip()
