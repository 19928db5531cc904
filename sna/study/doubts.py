"""What only all files of a study together raise: doubts, and subjects that may be about the same.

Doubted are meetings too small, entries that are nobody, and organisations. Texts of the same words are one topic, and
of those that share some somebody is asked. Nothing is put together silently. ``topics.csv`` (``topic, also, part_of``)
settles what a topic is called, by which other words it goes, and of which larger one it is part; an answer in
problems.xlsx or ``topic-review.csv`` (``first, second, same``) settles a pair.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from msgspec import Struct
from msgspec.structs import replace

from sna.dataset import Dataset
from sna.errors import SourceError, StudyError, shown
from sna.facts import MEETINGS, Evidence, Kind, Reason, Status
from sna.identity.answers import answer, pair_of, short
from sna.ledger import Ledger
from sna.load.source import Source
from sna.names import is_role, key, looks_like_organisation
from sna.names.vocabulary import PARTICLES
from sna.study.sources import TOPIC_REVIEW, TOPICS, Study

if TYPE_CHECKING:
    from sna.study.reading import Reading

LEAST_MEETINGS, LEAST_MEDIAN, LEAST_SHARE = 5, 6, 1 / 3
"""A series of fewer meetings, or usually of fewer people, is too small to say which of its meetings is."""
MANY = 3  # meetings at which an entry that is nobody must stand to be doubted
MOST_ORGANISATIONS = 20  # that are listed by name

_NUMBERS = re.compile(
    r"[\d\W_]+|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
)
_GROUPS = frozenset(
    "quorum members everyone everybody all forum committee attendees guests others staff public maintainers volunteers "
    "representatives organisers apologies present councillors governors residents observers visitors team".split()
)
_PHRASE = re.compile(
    r"\b(?:who|due|was|were|is|are|has|had|been|via|he|she|they|him|them|all|part[- ]time|joined|arrived|left|late|"
    r"until|after|before|item|items|minutes)\b",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"\b[A-Z]{2,}\b")
NO_MEETING = Reason(
    "W-NOMEETING",
    "No file says of any meeting; this one was read as a list of members.",
    hint="If it is a sign-in sheet, give its day in a [[source]] of study.toml: on = 2024-03-05.",
)

NO_MEETING_IN_FILE = replace(NO_MEETING, why="Nothing in it says of a meeting; it was read as a list of members.")
MEMBERS = re.compile(
    r"people|member|roster|staff|contact|director|organi[sz]ation|colleague|team|partner", re.IGNORECASE
)
"""What a list of members is called; one called otherwise, of names and organisations alone, may be of who came."""

Doubt = tuple[str, str, Reason]
"""File and place of what is doubted, and why."""
ALIKE = 0.2
"""From this cosine of their words on two topics are asked about."""
MOST_PAIRS = 60  # pairs, the most alike first
_ENDINGS = ("ations", "ation", "ings", "ing", "ents", "ers", "ies", "ed", "es", "s", "y")
_SILENT = frozenset(
    "a an and the of for on in to by with or not about from at as is are be our your my their we i you it this that "
    "some any more how what when who us do does can could would like want need offer help".split()
)
_MEANS = {
    "uti": "urine", "utis": "urine", "urinary": "urine", "skin integrity": "pressure ulcer", "news2": "news",
    "deterioration": "news", "medication": "medicine", "medications": "medicine", "oral": "mouth",
}  # fmt: skip
"""Words of the field that mean the same."""
_PHRASES = re.compile(rf"\b({'|'.join(sorted(_MEANS, key=len, reverse=True))})\b")


def study_doubts(dataset: Dataset, minutes: Collection[str]) -> Iterator[Doubt]:
    """Give the doubts about all files of a study; `minutes` are the files read as such, of which most is guessed."""
    rolls = dataset.attendance[
        dataset.attendance["file"].isin(minutes) & dataset.attendance["evidence"].isin([Evidence.LISTED])
    ]
    present = rolls[rolls["status"] == Status.PRESENT]
    yield from _small(present, dataset.gatherings)
    yield from _nobody(present, dataset.people)
    yield from _organisations(dataset)


def lone_organisations(dataset: Dataset) -> pd.DataFrame:
    """Give the affiliations with an organisation that one person only is known to have and nobody declared."""
    table = dataset.affiliations[dataset.affiliations["organisation"] != ""]
    people = table.groupby("organisation")["person"].transform("nunique")
    declared = set(table.loc[table["declared"], "organisation"]) | set(dataset.organisations["name"])
    return table[(people == 1) & ~table["organisation"].isin(declared)].drop_duplicates("organisation")


def _small(present: pd.DataFrame, gatherings: pd.DataFrame) -> Iterator[Doubt]:
    """Doubt a meeting of fewer than a third of the people who usually come to its series."""
    titles = dict(
        zip(gatherings["id"], gatherings["series"].where(gatherings["series"] != "", gatherings["title"]), strict=True)
    )
    sizes = present.groupby("gathering").agg(
        people=("person", "nunique"), file=("file", "first"), place=("place", "first")
    )
    names = [_NUMBERS.sub(" ", titles[gathering].casefold()).strip() for gathering in sizes.index]
    for _name, series in sizes.groupby(names):
        median = series["people"].median()
        if len(series) < LEAST_MEETINGS or median < LEAST_MEDIAN:
            continue
        for row in series[series["people"] < median * LEAST_SHARE].itertuples():
            why = f"The meeting has {row.people} people; its series usually has {median:.0f}."
            yield row.file, row.place, Reason("W-FEW", why, hint="Compare its roll with what was read.")


def _nobody(present: pd.DataFrame, people: pd.DataFrame) -> Iterator[Doubt]:
    """Doubt an entry of many rolls that is not shaped as the name of a person."""
    persons = present[present["person"].isin(set(people.loc[people["kind"] == Kind.PERSON, "id"]))]
    for written, rows in persons.groupby("written"):
        if rows["gathering"].nunique() >= MANY and not _is_shaped(str(written)):
            why = f"An entry at {rows['gathering'].nunique()} meetings is not shaped as the name of a person."
            hint = 'If it is nobody, name it in study.toml: ignore = ["…"].'
            yield rows["file"].iloc[0], rows["place"].iloc[0], Reason("W-ENTRY", why, value=str(written), hint=hint)


def _is_shaped(written: str) -> bool:
    words = [word for word in re.sub(r"\([^()]*\)", " ", written).split() if word[0].isalpha()]
    small = len(words) > 1 and any(word[0].islower() and word not in PARTICLES for word in words)
    return not small and not _GROUPS & set(key(written).split())


def _organisations(dataset: Dataset) -> Iterator[Doubt]:
    """Doubt an organisation of one person that is also a phrase, a person or a role."""
    names = {key(name) for name in dataset.people.loc[dataset.people["kind"] == Kind.PERSON, "name"] if " " in name}
    table = lone_organisations(dataset)
    kinds = [_other_kind(name, names) for name in table["organisation"]]
    doubtful = table.assign(kind=kinds)[[bool(kind) for kind in kinds]]
    for row in doubtful.head(MOST_ORGANISATIONS).itertuples():
        why = f"An organisation of one person only may be {row.kind}."
        hint = 'If it is none, name it in study.toml: not_organisations = ["…"].'
        yield row.file, row.place, Reason("W-ORGANISATION", why, "organisation", row.organisation, hint)


def _other_kind(name: str, people: Collection[str]) -> str:
    """Say what else the name of an organisation may be; empty if nothing."""
    if key(name) in people:
        return "a person"
    # ``UN WHO`` is none: initials are no words, unless all is written in capitals.
    words = name if name.isupper() and name.count(" ") > 1 else _INITIALS.sub(" ", name)
    if _PHRASE.search(words) and not looks_like_organisation(name):
        return "a phrase"
    return "a role" if is_role(name) and not looks_like_organisation(name) else ""


def no_meeting_doubts(dataset: Dataset, ledger: Ledger) -> Iterator[Doubt]:
    """Warn of files that were taken for lists of members and may be of who came."""
    rosters = [account for account in ledger if account.loader == "roster"]
    if dataset.gatherings.empty and dataset.interactions.empty:
        yield from ((account.file, "file", NO_MEETING) for account in rosters)
        return
    for account in rosters:
        read = {column.read_as for column in account.columns if column.read_as}
        bare = read <= {"name", "given", "family", "organisation"} and {"organisation"} < read
        if bare and not MEMBERS.search(account.file):
            yield account.file, "file", NO_MEETING_IN_FILE


class Undated(Struct, frozen=True):
    """A gathering without a day: the digest of its id, its title, and the file and place of each of its records."""

    digest: str
    title: str
    places: tuple[tuple[str, str], ...]


def undated_gatherings(dataset: Dataset) -> tuple[Undated, ...]:
    """Give the meetings without a day at which anybody was, as the loaders read them."""
    table, attendance = dataset.gatherings, dataset.attendance
    lacking = table[table["on"].isna() & table["kind"].isin(MEETINGS)]
    rows = dict(iter(attendance[attendance["gathering"].isin(lacking["id"])].groupby("gathering")))
    return tuple(
        Undated(short(row.id), row.title, tuple(zip(part["file"], part["place"], strict=True)))
        for row in lacking.itertuples()
        if (part := rows.get(row.id)) is not None
    )


class TopicPair(Struct, frozen=True):
    """Two topics that share words: its short name, how each is said most often, these words, the answer if any."""

    pair: str
    first: str
    second: str
    shared: tuple[str, ...]
    same: bool | None = None


def stems(text: str) -> tuple[str, ...]:
    """Give the words of a text without their endings and without those that say nothing.

    Examples
    --------
    >>> stems("Training the carers on UTIs"), stems("Some training for a carer: urine")
    (('train', 'car', 'urine'), ('train', 'carer', 'urine'))
    """
    words = re.findall(r"[^\W_]+", _PHRASES.sub(lambda match: _MEANS[match[0]], key(text)))
    return tuple(_stem(word) for word in words if word not in _SILENT)


def _stem(word: str) -> str:
    ending = next((end for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= 3), "")
    return word.removesuffix(ending) if ending else word


def likeness(texts: Sequence[Sequence[str]]) -> np.ndarray:
    """Give the cosines of texts by their words, rare ones weighing more (TF-IDF).

    Parameters
    ----------
    texts
        The stems of each.

    Examples
    --------
    >>> likeness([("fall", "leaflet"), ("fall", "leaflet"), ("urine",)]).round(2).tolist()
    [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    places = {word: place for place, word in enumerate(sorted({word for text in texts for word in text}))}
    counts = np.zeros((len(texts), len(places)))
    for row, text in enumerate(texts):
        for word in text:
            counts[row, places[word]] += 1
    weights = counts * (np.log((1 + len(texts)) / (1 + (counts > 0).sum(axis=0))) + 1)
    lengths = np.linalg.norm(weights, axis=1, keepdims=True)
    units = np.divide(weights, lengths, out=np.zeros_like(weights), where=lengths > 0)
    cosines: np.ndarray = units @ units.T
    return cosines


class Declared:
    """What ``topics.csv`` says.

    Parameters
    ----------
    rows
        Its rows: ``topic``, ``also``, ``part_of``.
    """

    def __init__(self, rows: Sequence[Mapping[str, str]] = ()) -> None:
        self._larger = {key(row["topic"]): row.get("part_of", "") for row in rows if row.get("part_of")}
        self._names = {key(row["topic"]): row["topic"] for row in rows}
        ways = [(row["topic"], [row["topic"], *re.split(r"[;\n]", row.get("also", ""))]) for row in rows]
        self._words = [(frozenset(stems(text)), topic) for topic, texts in ways for text in texts if stems(text)]

    def topic(self, text: str) -> str:
        """Give the topic of a text: the one of which it holds most words; empty where none or several fit so."""
        own = {*stems(text)}
        fits = [(len(words), topic) for words, topic in self._words if words <= own]
        best = {topic for size, topic in fits if size == max(fits)[0]}
        return self._top(best.pop()) if len(best) == 1 else ""

    def _top(self, topic: str) -> str:
        """Give the largest topic of which this is part."""
        line = {key(topic)}
        while (larger := self._larger.get(key(topic), "")) and key(larger) not in line:
            topic = self._names.get(key(larger), larger)
            line.add(key(topic))
        return topic


def with_topics(study: Study, reading: Reading) -> Reading:
    """Give a reading whose subjects have their topics, and whose answers know what is to be asked of topics.

    Raises
    ------
    StudyError
        If topics.csv or topic-review.csv lacks a column, or says of a pair neither yes nor no.
    """
    subjects = reading.dataset.subjects
    if subjects.empty:
        return reading
    answers = _review(study) | {reply.key: reply.value == "yes" for _rest, reply in reading.replies.of("u")}
    labels, reading.replies.topics = topics_of(subjects, Declared(_rows(study, TOPICS, ("topic",))), answers)
    return replace(reading, dataset=reading.dataset.with_tables(subjects=subjects.assign(topic=labels)))


def topics_of(
    subjects: pd.DataFrame, declared: Declared, answers: Mapping[str, bool]
) -> tuple[list[str], tuple[TopicPair, ...]]:
    """Give the topic of each subject, and the pairs of topics somebody should decide or has.

    Examples
    --------
    >>> texts = pd.DataFrame({"text": ["Falls leaflet", "A leaflet: falls", "Leaflet on sepsis"], "topic": ""})
    >>> labels, (pair,) = topics_of(texts, Declared(), {})
    >>> labels, pair.first, pair.second
    (['Falls leaflet', 'Falls leaflet', 'Leaflet on sepsis'], 'Falls leaflet', 'Leaflet on sepsis')
    """
    phrases = [topic or text for topic, text in zip(subjects["topic"], subjects["text"], strict=True)]
    named = [declared.topic(text) for text in phrases]
    names = [name or text for name, text in zip(named, phrases, strict=True)]
    signs = [" ".join(sorted({*stems(name)})) or key(name) for name in names]
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for sign, name, own in zip(signs, names, named, strict=True):
        written[sign][name] += 1 + len(names) * bool(own)  # what is declared outweighs what is written
    order = sorted(written)
    heads = {sign: sign for sign in order}
    for head, tail in combinations(order, 2):
        if answers.get(pair_of("u", head, tail)):
            old, fresh = sorted((heads[head], heads[tail]), reverse=True)
            heads = {sign: fresh if place == old else place for sign, place in heads.items()}
    joined: dict[str, Counter[str]] = defaultdict(Counter)
    for sign in order:
        joined[heads[sign]] += written[sign]
    labels = {
        sign: min(joined[heads[sign]].items(), key=lambda row: (-row[1], len(row[0]), row[0]))[0] for sign in order
    }
    return [labels[sign] for sign in signs], tuple(_pairs(order, labels, answers))


def _pairs(order: Sequence[str], labels: Mapping[str, str], answers: Mapping[str, bool]) -> Iterator[TopicPair]:
    """Give the pairs that were answered, and of the others the most alike of each two topics that nobody parted."""
    cosines = likeness([sign.split() for sign in order])
    ends = [(head, tail) for head, tail in combinations(range(len(order)), 2) if cosines[head, tail] >= ALIKE]
    ends.sort(key=lambda pair: (-cosines[pair], pair))
    names = {pair: pair_of("u", order[pair[0]], order[pair[1]]) for pair in ends}
    parted = {frozenset(labels[order[end]] for end in pair) for pair in ends if answers.get(names[pair]) is False}
    count = 0
    for pair in ends:
        head, tail = (order[end] for end in pair)
        topics, same = frozenset((labels[head], labels[tail])), answers.get(names[pair])
        if same is None and (len(topics) == 1 or topics in parted or count == MOST_PAIRS):
            continue
        count += same is None
        parted.add(topics)
        shared = tuple(sorted({*head.split()} & {*tail.split()}))
        yield TopicPair(names[pair], labels[head], labels[tail], shared, same)


def _review(study: Study) -> dict[str, bool]:
    """Read what was answered of pairs of texts."""
    answers = {}
    for row in _rows(study, TOPIC_REVIEW, ("first", "second", "same")):
        signs = [" ".join(sorted({*stems(row[end])})) or key(row[end]) for end in ("first", "second")]
        try:
            same = answer(row["same"])
        except ValueError as error:
            raise StudyError(f"{TOPIC_REVIEW}: {error} It says {shown(row['same'])!r}.") from error
        if same is not None:
            answers[pair_of("u", *signs)] = same
    return answers


def _rows(study: Study, name: str, needed: Sequence[str]) -> list[dict[str, str]]:
    """Read a small table of the study's folder; nothing where there is none."""
    path = study.folder / name
    if not path.is_file():
        return []
    try:
        rows = [row.texts for row in Source(path).sheets()[0].rows if not row.blank]
    except SourceError as error:
        raise StudyError(f"{name} cannot be read: {error.message}") from error
    heads = [key(text).replace(" ", "_") for text in rows[0]] if rows else []
    if lacking := [head for head in needed if head not in heads]:
        raise StudyError(f"{name} needs the columns {', '.join(needed)}; it lacks {', '.join(lacking)}.")
    full = ({head: text for head, text in zip(heads, row, strict=False) if head} for row in rows[1:])
    return [row | {head: row.get(head, "") for head in needed} for row in full if row.get(needed[0])]
