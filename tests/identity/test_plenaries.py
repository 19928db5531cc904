"""Plenaries made by rules of their own: rolls with names and employers, as minutes have them, over years.

People move, employers are left out or written in two ways, names are cut, mistyped and shortened, and now and then two
people bear one name. Honest answers are given to what is asked. ``python tests/identity/test_plenaries.py`` prints how
much is found, and how much more with each of the first ten answers.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from itertools import combinations
from typing import NamedTuple

import pytest

from sna.dataset import Builder
from sna.facts import Attendance, Gathering, Origin, Person
from sna.identity import Answers, Matched, match
from sna.identity.answers import ends_of
from sna.identity.review import questions
from sna.names import read_name

FIRST = (
    "Benjamin Jonathan Christopher Katherine Rebecca Alexander Theodora Sebastian Rosalind Nicholas Victoria Geraldine "
    "Sanjay Ngozi Anneliese Rafael Ingrid Tomasz Leila Hiroshi Aoife Duncan Esther Marius Philippa Yusuf Colette Ivor "
    "Bernadette Joaquín Renée Saoirse Oluwaseun Lucía Frederik"
).split()
SHORT = {
    "Benjamin": "Ben", "Jonathan": "Jon", "Christopher": "Chris", "Katherine": "Kate", "Rebecca": "Becky",
    "Alexander": "Alex", "Nicholas": "Nick", "Victoria": "Vicky", "Frederik": "Fred", "Philippa": "Pippa",
}  # fmt: skip
WIDESPREAD = "Newman Gibson Cohen Webster Fisher Palmer Reed Russell Hunter Foster Jones Smith Patel".split()
HEAD = "Al Bren Cran Dov El Far Gal Holl Ir Jes Kest Lor Mal Neth Or Pel Quar Rov Sil Tarn Und Vor Wend Yel".split()
TAIL = "bury cott deane fell grave hurst lock mont nard quist rell shaw stoke tane wold yer".split()
MIDDLE = "a en er i el o um ar in ev".split()
EMPLOYERS = [f"{head}{tail}" for head in HEAD[:14] for tail in ("soft", "works", "data")]
FOLDED = str.maketrans("éíáóúü", "eiaouu")


class Delegate(NamedTuple):
    """Somebody who comes to plenaries: how often, for whom, and until which plenary for the first of two."""

    first: str
    middle: str
    last: str
    employers: tuple[str, str]
    moves: int
    zeal: float

    @property
    def full(self) -> str:
        return f"{self.first} {self.last}"


def delegate(chance: random.Random, plenaries: int) -> Delegate:
    last = (
        chance.choice(WIDESPREAD)
        if chance.random() < 0.2
        else chance.choice(HEAD) + chance.choice(MIDDLE) + chance.choice(TAIL)
    )
    last += f"-{chance.choice(HEAD)}{chance.choice(TAIL)}" if chance.random() < 0.06 else ""
    first = chance.choice(FIRST) if chance.random() < 0.75 else chance.choice(HEAD) + chance.choice(("ia", "on", "is"))
    moves = chance.randrange(plenaries) if chance.random() < 0.3 else plenaries
    return Delegate(
        first,
        chance.choice(FIRST),
        last,
        (chance.choice(EMPLOYERS), chance.choice(EMPLOYERS)),
        moves,
        chance.choice((0.03, 0.1, 0.3, 0.7)),
    )


def slipped(chance: random.Random, word: str) -> str:
    """Change over, leave out or double a letter."""
    at = chance.randrange(1, len(word) - 2)
    left, pair, right = word[:at], word[at : at + 2], word[at + 2 :]
    return left + chance.choice((pair[::-1], pair[0], pair[0] * 2 + pair[1])) + right


def as_typed(chance: random.Random, who: Delegate) -> str:
    """The name as a note-taker types it: nineteen times in twenty in full."""
    ways = [
        (0.01, f"{who.first} {slipped(chance, who.last)}"),
        (0.005, f"{slipped(chance, who.first)} {who.last}"),
        (0.01, f"{SHORT.get(who.first, who.first)} {who.last}"),
        (0.01, f"{who.first} {who.middle[0]}. {who.last}"),
        (0.005, f"{who.first[0]}. {who.last}"),
        (0.005, f"{who.first} {who.last[0]}."),
        (0.005, who.last.split("-")[0] if "-" not in who.last else f"{who.first} {who.last.split('-')[0]}"),
        (0.005, who.first),
        (0.005, who.first[0] + who.last[0]),
        (0.01, who.full.translate(FOLDED)),
    ]
    draw = chance.random()
    for share, way in ways:
        if (draw := draw - share) < 0:
            return way
    return who.full


class Plenaries:
    """Quarterly plenaries of three days; early minutes leave employers out, later ones write some in two ways."""

    def __init__(self, size: int, seed: int, plenaries: int = 24) -> None:
        chance = random.Random(seed)
        self.people = [delegate(chance, plenaries) for _ in range(size)]
        self.builder, self.truth = Builder(), dict[tuple[str, str], int]()
        for plenary in range(plenaries):
            here = [number for number, who in enumerate(self.people) if chance.random() < who.zeal]
            typed = {number: as_typed(chance, self.people[number]) for number in here}
            for day in range(3):
                self._roll(plenary, dt.date(2018 + plenary // 4, plenary % 4 * 3 + 1, 10 + day), typed, chance)

    def _roll(self, plenary: int, day: dt.date, typed: dict[int, str], chance: random.Random) -> None:
        file, early = f"{day}.md", plenary < 9
        for line, (number, text) in enumerate(typed.items(), 5):
            who, name, at = self.people[number], read_name(text), Origin(file, f"line {line}")
            employer = "" if early else who.employers[plenary >= who.moves]
            employer += " Ltd" if employer and chance.random() < 0.05 else ""
            meeting = Gathering(f"gathering:{day} plenary", "Plenary", at, day)
            person = Person(f"name:{name.key}", name.display, at, text)
            came = Attendance(person.id, meeting.id, at, written=text, organisation=employer)
            self.builder.add([person, meeting, came])
            self.truth[file, at.place] = number

    def matched(self, answers: Answers = Answers()) -> Matched:  # noqa: B008 - it never changes
        return match(self.builder.dataset(), answers=answers)

    def bearer(self, digest: str, matched: Matched) -> int:
        """Whose a writing mostly is."""
        counts = Counter(self.truth[place] for place in matched.identity.profiles[digest].places)
        return max(counts, key=lambda number: (counts[number], number))

    def answers(self, matched: Matched, most: int | None = None) -> Answers:
        """Honest answers to what is asked, or to the first of it."""
        rows = questions(matched.identity).query("kind == 'person'")["pair"].head(most or 10_000)
        decisions = {}
        for pair in rows:
            head, tail = ends_of(pair)
            decisions[pair] = self.bearer(head, matched) == self.bearer(tail, matched)
        return Answers(decisions)


def rates(plenaries: Plenaries, matched: Matched) -> tuple[float, float]:
    """Precision and recall over pairs of writings."""
    clusters, people, persons = matched.identity.matching.clusters, defaultdict(list), defaultdict(list)
    bearer = {digest: plenaries.bearer(digest, matched) for digest in clusters}
    for digest, person in clusters.items():
        people[bearer[digest]].append(digest)
        persons[person].append(digest)
    same, joined = (
        [pair for group in groups.values() for pair in combinations(group, 2)] for groups in (people, persons)
    )
    right = sum(bearer[head] == bearer[tail] for head, tail in joined)
    return right / len(joined), right / len(same)


class Score(NamedTuple):
    """Precision and recall as made, recall after ten answers, precision and recall after all, questions per hundred."""

    precision: float
    made: float
    after_ten: float
    precision_answered: float
    answered: float
    questions: float


def score(size: int, seed: int) -> Score:
    plenaries = Plenaries(size, seed)
    matched = plenaries.matched()
    everything = plenaries.answers(matched)
    _, after_ten = rates(plenaries, plenaries.matched(plenaries.answers(matched, 10)))
    share = 100 * len(questions(matched.identity)) / len(matched.identity.people)
    return Score(*rates(plenaries, matched), after_ten, *rates(plenaries, plenaries.matched(everything)), share)


def growth(size: int, seed: int, most: int = 10) -> list[float]:
    """Give the recall as made and after each of the first answers."""
    plenaries = Plenaries(size, seed)
    matched = plenaries.matched()
    answered = (plenaries.matched(plenaries.answers(matched, number)) for number in range(1, most + 1))
    return [rates(plenaries, each)[1] for each in (matched, *answered)]


def test_the_first_ten_answers_find_more_people_and_lose_none():
    recall = growth(100, 4)
    assert len(recall) == 11
    assert recall == sorted(recall)
    assert recall[-1] > recall[0]


@pytest.mark.parametrize(("size", "seed"), [(100, 3), (250, 1)])
def test_people_of_plenaries_never_seen_are_found_and_the_rest_is_asked(size, seed):
    figures = score(size, seed)
    assert figures.precision >= 0.97
    assert figures.made >= 0.8
    assert figures.made <= figures.after_ten <= figures.answered
    assert figures.answered >= 0.95
    assert figures.questions <= 20


if __name__ == "__main__":
    for number in (60, 100, 250, 400):
        for seed in (1, 2, 3):
            told = "  ".join(f"{name} {value:.3f}" for name, value in score(number, seed)._asdict().items())
            grown = " ".join(f"{recall:.3f}" for recall in growth(number, seed))
            print(f"{number:4} people, seed {seed}: {told}\n{'':13}recall after 0 to 10 answers: {grown}")  # noqa: T201
