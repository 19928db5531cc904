"""Labels in place of names in everything one reader gets, before anything is drawn; and pages that name nobody.

Ids become codes, because an id is made of the name; names become labels; addresses, accounts and what was written go.
Rows stand in an order that tells nothing of the names. What a page is made of then holds no name, so that none can be
forgotten in a sentence. Groups whose names name somebody, and with codes those of too few people, stand under a letter.

The invented pages for the funder say everything such a page can say: no word of the house's own names anybody.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial

import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import TABLES, Dataset, described, tidy
from sna.facts import DEEDS, SUBJECTS, Kind, Reason
from sna.findings.evidence import PersonRow, Records
from sna.findings.frames import Deferred
from sna.findings.phrases import MONTHS, capital, counted, nouns
from sna.findings.record import Verdict
from sna.findings.tables import BOUNDARIES
from sna.identity import Identity
from sna.ledger import Account, Ledger
from sna.names import read_name
from sna.network import Network, TwoMode
from sna.privacy import SmallNumbers, alone, codes, names_somebody, too_rare
from sna.render.audience.content import (
    Bridge,
    Change,
    Communities,
    Count,
    Coverage,
    FunderContent,
    Group,
    Groups,
    Growth,
    Led,
    Parts,
    Reach,
    Voice,
    Wishes,
    Work,
)
from sna.render.map.labels import labels as person_labels
from sna.study.analyses import Tables
from sna.study.audience.content import LED_BY, STALE
from sna.study.audience.labels import ID, NAME, PERSON, NameIndex, Style, View, group_letters, records, texts
from sna.study.evidence import in_line
from sna.study.networks import MEDIA, Contacts, Window
from sna.study.reading import Reading

UNIDENTIFIED, UNTITLED = "Not identified", "Gathering"
EMPTIED = (
    "written",
    "email",
    "handle",
    "formerly",
    "also",
    "file",
    "place",
    "text",
    "link",
    "learned_from",
    "want",
    "offer",
)
"""What goes: what was written, and where, which whoever holds the file could look up."""
PAIR, ROLE, MOMENT, PEOPLE, ACTS, KIND = ("source", "target"), "role", "at", "people", "interactions", "kind"
FEWEST_ALIKE = 3
"""So many people must share what stands beside a code."""
TEXTS = ("title", "series", "channel", "topic", "practice")
"""The columns, beside those of people and groups, that may name somebody: ``Dr Patel's clinic``."""
WARNING = (
    "Labels replace names. Anyone who knows this community can probably recognise some people from their position, "
    "role or contacts: this is pseudonymised personal data, not anonymous data."
)
LIST = "; "
"""What stands between the gatherings behind a tie."""
VERDICTS = (
    "less isolated",
    "more isolated",
    "unchanged within a tenth",
    "no evidence of change",
    "these data cannot tell",
)
BRIDGED = "more than chance", "fewer than chance", "not to be told from chance"
WHY = (
    "3 and 12 meetings; at least 5 in each period are needed",
    "fewer than 5 gatherings in a period at which some were and some were not",
    "fewer than 3 gatherings of one kind in both periods: the kind changed with them",
    "fewer than 10 people: counts only",
    "all people are of one group",
    "no group of which two people might have come in both periods",
    "nearly every pair of people who could meet did: nobody can be seen to keep apart",
    "the files run from 1 January 2024 to 1 December 2024",
    "no meeting has a date",
    "no record of who was at which gathering",
    "no two periods of gatherings",
    "it could not be compared",
)
"""Why nobody can tell, as `sna.findings.change.reason` says it."""
KINDS = (*BOUNDARIES, "role")
CROWD = 200
"""So many names have no room on a page."""
FEW = Count("fewer than 8")
"""What an invented page says of a small count."""


class Labels(Struct, frozen=True):
    """What stands for what.

    Attributes
    ----------
    names
        Code → label.
    instead
        Id of a person, or name of a group or a text that names somebody → what is written.
    rare
        Codes of those whose role is left out, because too few share it.
    alone
        How many people share what still stands beside their code with too few.
    """

    names: Mapping[str, str]
    instead: Mapping[str, str]
    rare: frozenset[str] = frozenset()
    alone: int = 0

    def text(self, value: object) -> object:
        """Give what is written for a value; a list is taken apart, and one of people stands in order of their codes."""
        if not isinstance(value, str):
            return value
        if value in self.instead:
            return self.instead[value]
        if LIST in value:
            parts = [self.instead.get(part, part) for part in value.split(LIST)]
            return LIST.join(sorted(parts) if self.names.keys() & set(parts) else parts)
        return value

    def statement(self) -> str:
        """Say what labels are, how much was left out, and who can still be told by what stands beside them."""
        objectors = f" The role of {counted(len(self.rare), 'person', 'people')} is left out." if self.rare else ""
        few = f" {self.alone} {'are' if self.alone != 1 else 'is'} still among fewer than {FEWEST_ALIKE} alike."
        return f"{WARNING}{objectors}{few if self.alone else ''}"


def relabelled(own: View, style: Style, index: NameIndex, audience: str, key: bytes = b"") -> View:
    """Put labels in the place of names: in every table, in an order that tells nothing of who stands there.

    Parameters
    ----------
    own
        Everything under its name; not changed.
    style
        What stands for a person.
    index
        All names of people.
    audience
        Whom it is for: each has codes of its own.
    key
        What nobody knows who holds the files; with it they cannot make the codes again.
    """
    reading, results = own.reading, own.results
    secret = hashlib.sha256(key + _secret(reading.dataset)).digest()
    labels = _labels(reading.dataset, style, index, (audience, secret))
    if own.settings.study.group == ROLE:  # what groups them is told
        labels = replace(labels, rare=frozenset())
    ledger = Ledger(_account(account) for account in reading.ledger)
    dataset = _dataset(reading.dataset, labels)
    copy = Reading(dataset, ledger, reading.inputs, Identity(), reading.opted_out)
    meetings = tuple((_window(window, labels), _tables(tables, labels)) for window, tables in results.meetings)
    online = tuple(
        (_contacts(contacts, labels), [_tables(tables, labels) for tables in windows])
        for contacts, windows in results.online
    )
    medium = None if results.medium is None else _contacts(results.medium, labels)
    results = replace(results, meetings=meetings, online=online, medium=medium, cops={})
    conveners = frozenset(labels.instead[person] for person in own.conveners)
    return View(copy, results, own.settings, own.title, labels.statement(), conveners)


def _labels(dataset: Dataset, style: Style, index: NameIndex, codebook: tuple[str, bytes]) -> Labels:
    people, (audience, secret) = records(described(dataset)), codebook
    coded = codes(pd.Index([person.id for person in people]), secret, audience)
    # in the order of the codes: in that of the names, the numbers of equal labels would give the alphabet away
    persons = sorted((row for row in people if row.kind == Kind.PERSON), key=lambda person: coded[person.id])
    texts = [coded[person.id] for person in persons]
    if style != "codes":
        displays = [read_name(person.name).display for person in persons]
        texts = person_labels(displays, style, [person.role for person in persons])[0]
    written = {person.id: text for person, text in zip(persons, texts, strict=True)}
    names = {coded[person.id]: written.get(person.id, UNIDENTIFIED) for person in people}
    sizes = Counter(person.organisation for person in persons)
    small = {name for name, size in sizes.items() if name and size < FEWEST_ALIKE and style == "codes"}
    groups = _groups(dataset, people, index, secret, small)
    labels = Labels(names, {**groups, **_titles(dataset, index), **coded})
    return _without_rare_roles(persons, labels) if style == "codes" else labels


def _without_rare_roles(persons: Sequence[PersonRow], labels: Labels) -> Labels:
    """Leave out the roles that too few share in their organisation, and count who can still be told apart."""
    code = {person.id: labels.instead[person.id] for person in persons}
    rare = too_rare({code[person.id]: (person.organisation, person.role) for person in persons}, FEWEST_ALIKE)
    published = {
        code[person.id]: (
            "" if person.organisation in labels.instead else person.organisation,
            "" if code[person.id] in rare else person.role,
            person.sector,
            person.locality,
        )
        for person in persons
    }
    return Labels(labels.names, labels.instead, rare, alone(published, FEWEST_ALIKE))


def _secret(dataset: Dataset) -> bytes:
    """Make of everything that was read what the codes are made with: who does not hold the files cannot guess it."""
    tables = [dataset.people, dataset.affiliations, dataset.attendance, dataset.interactions, dataset.statements]
    tables += [table for table in (dataset.enrolments, dataset.subjects, dataset.adoptions, dataset.acts) if len(table)]
    digest = hashlib.sha256()
    for table in tables:
        digest.update(table.to_csv(index=False).encode("utf-8", "replace"))
    return digest.digest()


def _groups(
    dataset: Dataset, people: Sequence[PersonRow], index: NameIndex, secret: bytes, small: Collection[str]
) -> dict[str, str]:
    tables = Records({"organisations": dataset.organisations, "attendance": dataset.attendance})
    rows = tables.organisations
    groups = {by: {*(row.of(by) for row in people), *(row.of(by) for row in rows)} for by in BOUNDARIES}
    groups[BOUNDARIES[0]] |= {row.organisation for row in tables.attendance}
    groups[BOUNDARIES[0]] |= texts((dataset.affiliations, BOUNDARIES[:1]))
    for table in (dataset.subjects, dataset.adoptions):
        for by in BOUNDARIES[:2]:
            groups[by] |= texts((table, [by]))
    members = [(person.name, person.organisation) for person in people]
    letters = group_letters(groups, members, index, secret, small)
    return {name: letter for (_by, name), letter in letters.letters.items()}


def _titles(dataset: Dataset, index: NameIndex) -> dict[str, str]:
    """Find the gatherings, series and channels that name somebody; a gathering's id holds its title."""
    tables = (dataset.gatherings, dataset.enrolments, dataset.interactions, dataset.subjects, dataset.adoptions)
    people = index.people
    titles = texts(*((table, [name for name in TEXTS if name in table]) for table in tables))
    naming = [text for text in sorted(titles) if names_somebody(text, people, people)]
    ids = [text for text in sorted(texts((dataset.gatherings, (ID,)))) if names_somebody(text, people, people)]
    naming += [topic for topic in sorted(_own_words(dataset.subjects)) if topic not in naming]
    return dict.fromkeys(naming, UNTITLED) | {id_: f"gathering:{number}" for number, id_ in enumerate(ids, 1)}


def _own_words(subjects: pd.DataFrame) -> set[str]:
    """Give the topics that are called by what too few people wrote: who knows them would know whose words they are."""
    owners = defaultdict[str, set[str]](set)
    rows = Records({"subjects": subjects}).subjects
    for row in rows:
        owners[row.topic].add(row.owner)
    presented = {row.text for row in rows if row.kind == SUBJECTS[5]}  # the table of what is used is called by them
    return {topic for topic in owners if len(owners[topic]) < FEWEST_ALIKE} & {row.text for row in rows} | presented


def _dataset(dataset: Dataset, labels: Labels) -> Dataset:
    """Relabel every table; what was stated of people before they were matched is left out.

    Which name of an organisation followed which goes with the old names, so each stands under its last one.
    """
    dataset = dataset.with_tables(attendance=in_line(dataset.attendance, dataset.organisations))
    acts = _acts(dataset.interactions, labels)
    # whoever holds the transcript knows a turn by its length and place
    done = dataset.acts[~dataset.acts[KIND].isin(DEEDS[2:3])]
    dataset = dataset.with_tables(acts=done.assign(at=done[MOMENT].str[:10]))
    tables = {
        name: tidy(_frame(getattr(dataset, name), labels).reset_index(drop=True)) for name in TABLES if name != ACTS
    }
    people = tables.pop(PEOPLE)
    people = people.assign(name=[labels.names[id_] for id_ in people[ID]])
    return dataset.with_tables(people=people, **tables, interactions=acts, statements=dataset.statements.iloc[:0])


def _acts(table: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Relabel what people did towards each other: by the moment whoever was there could look it up, by the day less."""
    acts = _frame(table, labels)
    for end in PAIR if len(acts) else ():
        services = [account.partition(":")[0] for account in table[f"{end}_account"]]
        acts[f"{end}_account"] = [
            f"{service}:{code}" if service else "" for service, code in zip(services, acts[end], strict=True)
        ]
    acts[MOMENT] = acts[MOMENT].str[:10]
    return acts.iloc[tidy(acts.reset_index(drop=True).assign(place_now=range(len(acts))))["place_now"].to_numpy(int)]


def _frame(table: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Relabel a table: ids and names of groups wherever they stand, also in the index."""
    copy = table.copy()
    for column in copy.columns:
        if column in EMPTIED:
            copy[column] = pd.Series("", index=copy.index, dtype=copy[column].dtype)
        elif copy[column].dtype == object or isinstance(copy[column].dtype, pd.StringDtype):
            copy[column] = copy[column].map(labels.text).astype(copy[column].dtype)
    if not isinstance(table.index, pd.RangeIndex):
        copy.index = _index(table.index, labels)
    if ROLE in copy.columns and labels.rare:
        people = next((copy[column] for column in (PERSON, ID) if column in copy.columns), copy.index)
        copy[ROLE] = copy[ROLE].mask(pd.Index(people).isin(labels.rare), "")
    return copy


def _index(index: pd.Index, labels: Labels) -> pd.Index:
    if isinstance(index, pd.MultiIndex):
        levels = [[labels.text(value) for value in index.get_level_values(level)] for level in index.names]
        return pd.MultiIndex.from_arrays(levels, names=index.names)
    return pd.Index([labels.text(value) for value in index], dtype=index.dtype, name=index.name)


def _people(table: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Relabel a table with a row per person, in the order it has: the matrix beside it has the same."""
    copy = _frame(table, labels)
    if NAME in copy.columns:
        copy[NAME] = [labels.names.get(str(id_), str(name)) for id_, name in zip(copy.index, copy[NAME], strict=True)]
    return copy


def _table(table: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Relabel a table of an analysis; rows of people stand in the order of their codes, and so do the ends of a pair.

    The rows as they were, or who of two stands first, would give the order of the names away.
    """
    copy = _frame(table, labels)
    if not any(
        value in labels.names for level in range(copy.index.nlevels) for value in copy.index.get_level_values(level)
    ):
        return copy
    if tuple(copy.index.names) == PAIR and (table.index.get_level_values(0) <= table.index.get_level_values(1)).all():
        pairs = [sorted(pair) for pair in copy.index]
        copy.index = pd.MultiIndex.from_tuples([(low, high) for low, high in pairs], names=PAIR)
    return copy.sort_index()


def _tables(tables: Tables, labels: Labels) -> Tables:
    return Deferred({name: partial(_relabelled, tables, name, labels) for name in tables})


def _relabelled(tables: Tables, name: str, labels: Labels) -> pd.DataFrame:
    return _table(tables[name], labels)


def _network(network: Network, labels: Labels) -> Network:
    attendance = None if network.behind is None else _two_mode(network.behind, labels)
    nodes = _people(network.nodes, labels)
    return Network(nodes, _frame(network.ties, labels), directed=network.directed, behind=attendance)


def _two_mode(two_mode: TwoMode, labels: Labels) -> TwoMode:
    gatherings = _frame(two_mode.gatherings, labels)
    return TwoMode(_people(two_mode.people, labels), gatherings, two_mode.incidence, two_mode.eligible)


def _window(window: Window, labels: Labels) -> Window:
    return replace(
        window,
        dataset=_dataset(window.dataset, labels),
        two_mode=_two_mode(window.two_mode, labels),
        network=_network(window.network, labels),
        undrawn=_frame(window.undrawn, labels),
    )


def _contacts(contacts: Contacts, labels: Labels) -> Contacts:
    networks = tuple((title, _network(network, labels)) for title, network in contacts.networks)
    return replace(contacts, networks=networks, acts=tuple(_acts(acts, labels) for acts in contacts.acts))


def _account(account: Account) -> Account:
    """Give an account without what stood in the records."""
    unused = [
        replace(entry, reason=entry.reason and replace(entry.reason, value=""), row=None) for entry in account.unused
    ]
    warnings = [(place, Reason(reason.code, "", reason.column)) for place, reason in account.warnings]
    return Account(account.file, account.loader, account.counted, account.fates, unused, warnings)


def specimens(medium: str = "", rule: SmallNumbers | None = None) -> Iterator[FunderContent]:
    """Give invented pages that say everything such a page can say: their words are the house's own, and nobody's.

    With a `medium` nobody met.
    """
    ten, names = Count("10", 10), ("One", "Two")
    rows = tuple(Coverage(name, 2, 2, 1, 1) for name in "ABCDEFGHIJ")
    year = Growth(period="First half", gatherings=2, people=ten, again="about 1 in 10")
    growth = year, replace(year, period="Second half", gatherings=1)
    content = FunderContent(
        title="Specimen",
        date="1",
        read=f"1 file, all read. 2 files, 1 not read. 1 meeting, 2 meetings, {' to '.join(MONTHS)}. 1 meeting has no "
        "date, so it is in no period. 2 meetings have no date, so they are in no period.",
        periods=("Year 1", "Year 2"),
        medium=medium,
        group=KINDS[0],
        reach=Reach(
            totals=tuple(Coverage(capital(nouns(by).plural), 2, 2, 1, 1) for by in BOUNDARIES),
            parts=tuple(Parts(by, (*rows, Coverage(f"{capital(by)} not known", 1, 0, 0))) for by in KINDS),
            new=names,
            absent=names,
            missing=names * CROWD,
            others=2,
        ),
        changes=tuple(_specimen_changes()),
        growth=growth,
        bridges=tuple(Bridge(title, "", verdict, 0.1, 0.0001) for title in MEDIA.values() for verdict in BRIDGED),
        communities=Communities(2, ten, FEW),
        wishes=(Wishes(ten, "about 1 in 10"),),
        work=(Work(needs="about 1 in 10", by=KINDS[0], apart="about 1 in 10", practices=2, at=KINDS[0], places=ten),),
        voices=tuple(Voice(role=KINDS[0], part="Year 1", share=1.0, verdict=verdict) for verdict in Verdict),
        led=tuple(Led(span="Year 1", kind=kind, group="", share="about 1 in 10") for kind in LED_BY),
        groups=tuple(map(_specimen_groups, KINDS)),
        hidden=dict.fromkeys(KINDS, 2),
        rule=(rule or SmallNumbers()).of_counts() + STALE,
    )
    yield content
    counts = {name: 2 for by in KINDS for name in (by, nouns(by).plural)}
    shares = "between 1 and 2 in 10", "fewer than 1 in 10 nearly all", "none"
    for people, again in zip((ten, FEW, Count("0", 0)), shares, strict=True):
        rounded = tuple(replace(row, people=people, again=again) for row in (*growth, year))
        alone = replace(content, hidden={KINDS[0]: 1}, reach=Reach(groups=counts), wishes=(), work=(), voices=())
        yield replace(alone, growth=rounded, periods=("Year 1",))


def _specimen_changes() -> Iterator[Change]:
    for by in KINDS:
        for verdict in VERDICTS:
            for ratio, p in ((3, 0.001), (1.5, 0.9), (1, 0.9), (0.6, 0.9), (0.1, 0.9)):
                change = Change(by=by, verdict=verdict, before=ratio, after=ratio, across=(1.0, 1.0), p=p)
                yield replace(change, against=verdict)
        for why in WHY:
            yield Change(by=by, verdict="", why=why)


def _specimen_groups(by: str) -> Groups:
    groups = (Group("One", Count("10", 10)), Group("Two", FEW), Group("Not stated", FEW))
    return Groups(by=by, groups=groups, ties={(0, 1): 5}, withheld=frozenset({(1, 2)}))
