"""What sixty members answered when the forum asked what they want, what they offer and which tasks to take on.

Of 31 wants 22 can be met: by somebody of another organisation who offers it and is named for three at most.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from formats.table import table

from world.calls import email
from world.meetings import SEED, Meeting
from world.people import Member, person_id
from world.practices import _home, _usual
from world.truth import LAST_DAY

ASKED_ON, ANSWERS, ANONYMOUS = dt.datetime(2024, 11, 4, 9, 0, tzinfo=dt.UTC), 60, 18
MOST_NAMED = 3


class Topic(NamedTuple):
    """A topic: other words for it, how people put what they want and what they offer, and how many want it."""

    also: str
    want: tuple[str, ...]
    offer: tuple[str, ...]
    wants: int
    offers: int


TOPICS = {
    "Hydration": Topic(
        "drinks; fluids", ("hydration training for night staff", "ideas to get people to take more drinks"),
        ("our hydration pack",), 5, 1,
    ),
    "Falls": Topic(
        "falling", ("a falls leaflet for families", "what to do after falling"),
        ("a falls leaflet, tried with relatives", "our talk on falls"), 5, 2,
    ),
    "Mouth care": Topic("teeth", ("mouth care training", "help with cleaning teeth"), ("slides on mouth care",), 3, 1),
    "Red bag": Topic(
        "hospital transfer", ("how to start a red bag scheme", "a checklist for hospital transfer"),
        ("our red bag checklist", "photographs of our red bag"), 4, 2,
    ),
    "NEWS2": Topic(
        "deterioration", ("help with NEWS2 in small homes", "how to notice deterioration"),
        ("NEWS2 and SBAR teaching", "a pocket card on deterioration"), 4, 2,
    ),
    "Medicines": Topic(
        "tablets", ("a form for medicines reviews", "who may crush tablets"), ("our form for medicines reviews",), 3, 1,
    ),
    "Continence": Topic("bladder", ("one leaflet on continence", "training on the bladder"), (), 3, 0),
    "Activities": Topic("music", ("ideas for activities in winter", "somebody to play music"), (), 3, 0),
    "Training passport": Topic(
        "certificates", ("to accept each other's certificates",), ("our list for the training passport",), 1, 1,
    ),
    "End of life": Topic("last days", (), ("a workshop on end of life",), 0, 1),
    "Dementia": Topic("memory", (), ("our memory box",), 0, 1),
}  # fmt: skip
OWN = "Training passport"
"""Offered only where it is wanted."""
TASKS = ("one leaflet with all telephone numbers", "a directory of who does what", "a visit to each other's homes")
HEADINGS = [
    "ID", "Start time", "Completion time", "Email", "Name", "What is your name?", "Which organisation do you work for?",
    "What do you want from the forum?\n(one a line)", "What could you offer or share?",
    "Which tasks should the forum take on?",
]  # fmt: skip


class Answer(NamedTuple):
    """One thing somebody wants or offers."""

    member: Member
    kind: str
    topic: str
    text: str


def files(gatherings: Sequence[Meeting], people: Mapping[str, Member]) -> dict[str, bytes]:
    """Give the answers, the list of topics, and what is true of them."""
    rng = random.Random(f"{SEED}/scoping")
    names = Counter(person_id(member.name) for member in people.values())
    staying = sorted(
        key for key, member in people.items() if member.left is None and names[person_id(member.name)] == 1
    )
    members = [people[key] for key in rng.sample(staying, ANSWERS)]
    answers = _answers(rng, members)
    return {
        "scoping.csv": table(HEADINGS, _rows(rng, members, answers)),
        "topics.csv": table(["topic", "also"], [(name, topic.also) for name, topic in TOPICS.items()]),
        "truth/scoping.csv": table(
            ["kind", "owner", "organisation", "topic", "text"],
            sorted((row.kind, row.member.id, _home(row.member), row.topic, row.text) for row in answers),
        ),
        "truth/wants.csv": table(["topic", "wants", "met"], [_met(topic, answers) for topic in TOPICS]),
        "truth/introductions.csv": table(
            ["topic", "wanted_by", "offered_by", "times_met"], sorted(_pairs(answers, gatherings))
        ),
    }


def _answers(rng: random.Random, members: Sequence[Member]) -> list[Answer]:
    """Draw who wants and offers what: nobody twice, and of other organisations than those who offer it."""
    free, answers = list(members), list[Answer]()
    for name, topic in TOPICS.items():
        while True:
            drawn = rng.sample(free, topic.wants + topic.offers)
            offering, wanting = drawn[: topic.offers], drawn[topic.offers :]
            shared = {_home(each) for each in offering} & {_home(each) for each in wanting}
            if bool(shared) == (name == OWN):
                break
        free = [each for each in free if each not in drawn]
        words = [topic.want[place % len(topic.want)] for place in range(topic.wants)]
        answers += [Answer(each, "want", name, text) for each, text in zip(wanting, words, strict=True)]
        answers += [Answer(each, "offer", name, text) for each, text in zip(offering, topic.offer, strict=True)]
    return answers


def _met(name: str, answers: Sequence[Answer]) -> tuple[str, int, int]:
    """Count the wants of a topic, and those that can be met: as many as the offers of others have room for."""
    wants, offers = ([row for row in answers if (row.kind, row.topic) == (kind, name)] for kind in ("want", "offer"))
    fitting = [row for row in wants if any(_home(other.member) != _home(row.member) for other in offers)]
    return name, len(wants), min(len(fitting), MOST_NAMED * len(offers))


def _pairs(answers: Sequence[Answer], gatherings: Sequence[Meeting]) -> Iterator[tuple[str, str, str, int]]:
    """Give each who could help whom, and how often the two were at the same usual meeting."""
    for want in answers:
        for offer in answers:
            if (want.kind, offer.kind) != ("want", "offer") or want.topic != offer.topic:
                continue
            if _home(want.member) != _home(offer.member):
                keys = {want.member.key, offer.member.key}
                times = sum(_usual(each) and keys <= {*each.named} for each in gatherings)
                yield want.topic, want.member.id, offer.member.id, times


def _rows(rng: random.Random, members: Sequence[Member], answers: Sequence[Answer]) -> Iterator[Sequence[object]]:
    """Write the answers as Microsoft Forms does, in the order of their days: who did not sign in is anonymous there."""
    begun = sorted(ASKED_ON + dt.timedelta(minutes=rng.randrange(20 * 24 * 60)) for _member in members)
    unsigned = {*rng.sample(range(len(members)), ANONYMOUS)}
    for number, (member, start) in enumerate(zip(members, begun, strict=True)):
        said = {
            kind: [row.text for row in answers if (row.member, row.kind) == (member, kind)]
            for kind in ("want", "offer")
        }
        want = ";".join([*said["want"], ""]) if said["want"] else rng.choice(("", "n/a", "nothing at the moment"))
        task = rng.choice((*TASKS, "", "", "not sure"))
        who = ("anonymous", "", member.name) if number in unsigned else (email(member, LAST_DAY), member.name, "")
        ended = start + dt.timedelta(minutes=rng.randrange(2, 15))
        times = [f"{moment.month}/{moment.day}/{moment:%y %H:%M:%S}" for moment in (start, ended)]
        offer = "\n".join(f"{place}. {text}" for place, text in enumerate(said["offer"], 1))
        yield (number + 1, *times, *who, member.workplace(LAST_DAY)[0], want, offer, task)
