"""The forum's Slack workspace, opened in the spring of the first year: who is in it and what they do there."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence

from formats.draw import draw
from formats.slack import Channel, Person, Post

from world.calls import DOMAINS, email
from world.cast import topics
from world.meetings import SEED
from world.people import Member

TEAM, EXPORT = "T0FORUM24", "slack/care-homes-forum-slack-export.zip"
OPENED, LAST = dt.datetime(2023, 4, 3, tzinfo=dt.UTC), dt.datetime(2024, 12, 20, tzinfo=dt.UTC)
SIZES = {"founders": 26, "newcomers": 9}
LEFT = "Sheelagh Ormondroyd"
GUESTS = [
    Person("Hester Calloway-Pugh", "Brackenby Memory Café", zone="Europe/London", kind="guest"),
    Person("Domhnall Kerrigan-Amos", "Silverbirch Homes Ltd", zone="Europe/London", kind="guest"),
]
STRANGERS = [
    Person("Ottoline Brackley-Moss", "Calverdale Care Network", kind="stranger"),
    Person("Rasmus Thistleton", "Calverdale Care Network", kind="stranger"),
]
BOT = Person("Rota Reminder", kind="bot")
CHANNELS = {
    "general": "Everybody, everything",
    "hydration": "Drinks, cups and how to count them",
    "falls": "Falls and what follows them",
    "leaflet-continence": "One leaflet instead of six",
    "training": "The training passport",
}
EMOJI = ["thumbsup", "thumbsup::skin-tone-3", "clap", "clap::skin-tone-5", "heart", "tea", "+1"]
TELLING = (
    "We tried this last week:",
    "Something for the next meeting:",
    "From our homes:",
    "A small thing that helped:",
)
ANSWERS = (
    "We could use that here.",
    "Who printed it for you?",
    "Ours look quite different & it shows.",
    "Happy to share what we have.",
    "Can we bring this to the forum?",
    "Thank you, that saves us a morning.",
)
FILES = ("drinks-count.pdf", "second-day-call.docx", "leaflet-draft-3.pdf")


def people(members: Mapping[str, Member]) -> list[Person]:
    """Give everybody in the workspace: members, guests, two people of another workspace, one who left, one bot."""
    rng = random.Random(f"{SEED}/slack/people")
    founders = {name: _keen(member) for name, member in members.items() if member.habit != "newcomer"}
    newcomers = {name: 1.0 for name, member in members.items() if member.habit == "newcomer"}
    chosen = draw(rng, founders, SIZES["founders"]) + draw(rng, newcomers, SIZES["newcomers"])
    accounts = [_account(members[name]) for name in members if name in {*chosen, LEFT}]
    return [*accounts, *GUESTS, *STRANGERS, BOT]


def channels(everybody: Sequence[Person], members: Mapping[str, Member]) -> list[Channel]:
    """Give the conversations: five public channels, the conveners' private one, direct and group messages."""
    made = [_channel(name, everybody, members) for name in CHANNELS]
    made[0].posts += _oddities(made[0], everybody)
    return [*made, *_private(everybody)]


def _keen(member: Member) -> float:
    return {"convener": 50.0, "roving": 20.0, "steady": 3.0, "together": 0.2, "never": 0.2}.get(member.habit, 1.0)


def _account(member: Member) -> Person:
    organisation = member.workplace(LAST.date())[0]
    address = email(member, LAST.date())
    shown = organisation if organisation not in DOMAINS or member.habit == "newcomer" else ""
    kind, real = "left" if member.key == LEFT else "member", member.known.written("slack", LAST.date())[0]
    return Person(member.key, shown, address, kind=kind, real=real)


def _channel(name: str, everybody: Sequence[Person], members: Mapping[str, Member]) -> Channel:
    """Fill a channel: about two thirds of the people are in it, and it is talked in every other week."""
    rng = random.Random(f"{SEED}/slack/{name}")
    inside = [person for person in everybody if person.kind != "bot" and (name == "general" or rng.random() < 0.6)]
    channel = Channel(name, inside, purpose=CHANNELS[name])
    day = OPENED + dt.timedelta(days=int(rng.random() * 20))
    while day < LAST:
        there = [person for person in inside if _is_here(person, day, members)]
        channel.posts += _thread(rng, day, there)
        day += dt.timedelta(days=4 + int(rng.random() * 18))
    return channel


def _is_here(person: Person, day: dt.datetime, members: Mapping[str, Member]) -> bool:
    if person.kind == "left":
        return day.year == 2023
    if person.kind == "stranger":
        return day > dt.datetime(2024, 7, 1, tzinfo=dt.UTC)
    return person.name not in members or members[person.name].joined <= day.date()


def _thread(rng: random.Random, day: dt.datetime, there: Sequence[Person]) -> list[Post]:
    """Start a thread: a message, up to five answers in the days after, mentions and reactions on the way."""
    who = {person.name: person for person in there}
    talkers = [who[name] for name in draw(rng, {name: _talkative(name) for name in who}, 1 + int(rng.random() * 6))]
    topic = topics()[int(rng.random() * 10)]
    at = day + dt.timedelta(seconds=int(25_000 + rng.random() * 40_000))
    told = f"{TELLING[int(rng.random() * 4)]} {topic['opening']}."
    first = Post(talkers[0], at, told, mentioned=_some(rng, talkers[1:], 0.25), reactions=_applause(rng, there, 5))
    if rng.random() < 0.06:
        first.file = FILES[int(rng.random() * 3)]
    return [first, *(_answer(rng, first, by, n, there) for n, by in enumerate(talkers[1:], 1))]


def _answer(rng: random.Random, first: Post, by: Person, n: int, there: Sequence[Person]) -> Post:
    at = first.at + dt.timedelta(hours=n * (1 + 20 * rng.random()))
    said = ANSWERS[int(rng.random() * len(ANSWERS))]
    mentioned = _some(rng, [first.by, *there[:3]], 0.12)
    reactions = _applause(rng, [person for person in there if person != by], 2)
    answer = Post(by, at, said, first, [person for person in mentioned if person != by], reactions)
    answer.broadcast, answer.plain = rng.random() < 0.05, rng.random() < 0.05
    return answer


def _talkative(name: str) -> float:
    """Give everybody a fixed readiness to talk, most of it with few."""
    return 0.1 + random.Random(f"{SEED}/slack/talk/{name}").random() ** 3 * 5


def _some(rng: random.Random, people: Sequence[Person], share: float) -> list[Person]:
    return list(dict.fromkeys(person for person in people if rng.random() < share))


def _applause(rng: random.Random, people: Sequence[Person], most: int) -> dict[str, list[Person]]:
    """Choose emoji and who gave them; nobody gives the same one in two skin tones."""
    count = int(rng.random() ** 2 * (most + 1))
    chosen = draw(rng, {person.name: 1.0 for person in people}, count)
    by_name = {person.name: person for person in people}
    given: dict[str, list[Person]] = {}
    for name in chosen:
        given.setdefault(EMOJI[int(rng.random() * len(EMOJI))], []).append(by_name[name])
    return given


def _oddities(general: Channel, everybody: Sequence[Person]) -> list[Post]:
    """Add what is no act between people: joins, a topic, a bot, talking to oneself; and one huddle."""
    by_name = {person.name: person for person in everybody}
    chair, other = by_name["Marisol Thackeray-Boone"], by_name["Torquil Abernethie-Wade"]
    noon = dt.datetime(2023, 4, 3, 12, tzinfo=dt.UTC)
    joins = [
        Post(
            person, noon + dt.timedelta(minutes=n), "has joined the channel", mentioned=[person], notice="channel_join"
        )
        for n, person in enumerate(general.members)
        if person.kind == "member"
    ]
    later = noon + dt.timedelta(days=30)
    bot = Post(BOT, later, "The next meeting is on Tuesday.", notice="bot_message", reactions={"+1": [other]})
    thanks = Post(other, later + dt.timedelta(hours=1), "Thank you, robot.", parent=bot)
    note = Post(chair, later + dt.timedelta(days=1), "Agenda is nearly done.")
    again = Post(chair, later + dt.timedelta(days=2), "Now it is done.", parent=note)
    late = Post(other, dt.datetime(2023, 6, 2, 3, 15, tzinfo=dt.UTC), "Still awake and reading the leaflets.")
    topic = Post(chair, noon, "set the channel topic: welcome", notice="channel_topic")
    talk = Post(chair, later + dt.timedelta(days=3), "A huddle happened", huddle=[other, *general.members[2:4]])
    return [*joins, topic, bot, thanks, note, again, late, talk]


def _private(everybody: Sequence[Person]) -> list[Channel]:
    by_name = {person.name: person for person in everybody}
    one, two = by_name["Marisol Thackeray-Boone"], by_name["Torquil Abernethie-Wade"]
    three = by_name["Gethin Sparrowhawk"]
    at = dt.datetime(2023, 5, 9, 15, tzinfo=dt.UTC)
    asked = Post(one, at, "Shall we ask the county for a larger room?", mentioned=[two])
    said = Post(two, at + dt.timedelta(minutes=9), "Yes, before the summer.", parent=asked, reactions={"+1": [one]})
    return [
        Channel("conveners", [one, two], [asked, said], "groups", "The two of us and the agenda"),
        Channel(f"{one.id}-{two.id}", [one, two], [Post(one, at, "Running late."), Post(two, at, "No hurry.")], "dms"),
        Channel("mpdm-marisol--torquil--gethin-1", [one, two, three], [Post(three, at, "Tea first?")], "mpims"),
    ]
