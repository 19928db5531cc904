"""What is said in the workspace: first among people of one country, later across countries."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from formats.draw import draw
from formats.slack import Channel, Person, Post

from community.people import MONTHS, OPENED, SEED, Member, topics

TEAM = "T0UTICARE"
BOT = Person("Welcome Wagon", kind="bot")
HALF = OPENED + dt.timedelta(days=30 * MONTHS // 2)
LAST = OPENED + dt.timedelta(days=30 * MONTHS)
AT_HOME = {False: 12.0, True: 2.5}
"""Second half or not → how much readier people are to answer somebody of their own country."""

THREADS = 1_150
EMOJI = ("thumbsup", "heart", "clap::skin-tone-2", "clap", "tea", "droplet", "+1")
ANSWERS = (
    "Thank you for sharing this.",
    "How did you get the night staff on board?",
    "We tried and it did not last; what kept yours going?",
    "Could I have the file as a document I can edit?",
    "Same here.",
    "Our prescribers would want to see numbers.",
)
FILES = ("hydration-poster.pdf", "relatives-leaflet.docx", "two-symptoms-rule.pdf")
OWN = {"Netherlands": "nederland", "Canada": "canada", "Ireland": "ireland", "Australia": "down-under"}
"""Country → the channel its people opened for themselves."""


def channels(members: Sequence[Member], strangers: Sequence[Person]) -> list[Channel]:
    """Give the public channels, the moderators' private one and some direct messages."""
    made = {name: _channel(name, members) for name in dict.fromkeys(topic for topic, _ in topics())}
    made |= {name: _own(name, country, members) for country, name in OWN.items()}
    made["general"].posts += _welcomes(members)
    made["research"].members = [*made["research"].members, *strangers]
    for number in range(THREADS):
        _start(number, made, members, strangers)
    return [*made.values(), *_private(members)]


def _channel(name: str, members: Sequence[Member]) -> Channel:
    rng = random.Random(f"{SEED}/channel/{name}")
    share = 1.0 if name == "general" else 0.35
    inside = [member.account for member in members if rng.random() < share]
    return Channel(name, inside, purpose=f"All about {name}")


def _own(name: str, country: str, members: Sequence[Member]) -> Channel:
    inside = [member.account for member in members if member.country == country]
    return Channel(name, inside, purpose=f"For colleagues in {country}")


def _start(number: int, made: dict[str, Channel], members: Sequence[Member], strangers: Sequence[Person]) -> None:
    """Start a thread: somebody tells something, others answer, mention and applaud."""
    rng = random.Random(f"{SEED}/thread/{number}")
    at = _moment(rng)
    here = [member for member in members if member.joined <= at.date() and member.account.kind != "left"]
    if not here:
        return
    first = _one(rng, here, {member.account.name: 0.02 + member.voice for member in here})
    topic, telling = topics()[int(rng.random() * 12)]
    channel = made[OWN[first.country] if first.country in OWN and rng.random() < 0.25 else topic]
    inside = {person.id for person in channel.members}
    here = [member for member in here if member.account.id in inside or member is first]
    opening = Post(first.account, at, f"{telling} ({number}).", reactions=_applause(rng, first, here, at))
    opening.file = FILES[int(rng.random() * 3)] if rng.random() < 0.08 else ""
    channel.posts += [opening, *_answers(rng, opening, first, here)]
    if channel.name == "research" and rng.random() < 0.3:
        by = strangers[int(rng.random() * len(strangers))]
        channel.posts.append(
            Post(by, at + dt.timedelta(days=2), "Our alliance would join you.", opening, [first.account])
        )


def _moment(rng: random.Random) -> dt.datetime:
    """Choose a moment; the workspace is busier the longer it exists."""
    midnight = dt.datetime.combine(OPENED, dt.time(), dt.UTC)
    return midnight + dt.timedelta(seconds=int(rng.random() ** 0.8 * 30 * (MONTHS - 0.3) * 86_400))


def _one(rng: random.Random, among: Sequence[Member], weights: dict[str, float]) -> Member:
    name = draw(rng, weights, 1)[0]
    return next(member for member in among if member.account.name == name)


def _towards(first: Member, here: Sequence[Member], at: dt.datetime) -> dict[str, float]:
    """Weigh who turns to somebody: those who write much, and those of the same country."""
    home = AT_HOME[at.date() >= HALF]
    return {
        member.account.name: (0.02 + member.voice) * (home if member.country == first.country else 1.0)
        for member in here
        if member is not first
    }


def _answers(rng: random.Random, opening: Post, first: Member, here: Sequence[Member]) -> list[Post]:
    weights = _towards(first, here, opening.at)
    by_name = {member.account.name: member.account for member in here}
    made: list[Post] = []
    for n, name in enumerate(draw(rng, weights, int(rng.random() ** 1.5 * 6)), 1):
        said = ANSWERS[int(rng.random() * len(ANSWERS))]
        post = Post(by_name[name], opening.at + dt.timedelta(hours=5 * n * rng.random() + n), said, opening)
        if made and rng.random() < 0.3:
            post.mentioned = [made[-1].by]
        post.broadcast = rng.random() < 0.03
        made.append(post)
    return made


def _applause(rng: random.Random, first: Member, here: Sequence[Member], at: dt.datetime) -> dict[str, list[Person]]:
    by_name = {member.account.name: member.account for member in here}
    given: dict[str, list[Person]] = {}
    for name in draw(rng, _towards(first, here, at), int(rng.random() ** 2 * 8)):
        given.setdefault(EMOJI[int(rng.random() * len(EMOJI))], []).append(by_name[name])
    return given


def _welcomes(members: Sequence[Member]) -> list[Post]:
    """Add the notices of joining, and the bot that welcomes the first of every month."""
    made, seen = [], set()
    for n, member in enumerate(members):
        at = dt.datetime.combine(member.joined, dt.time(8), dt.UTC) + dt.timedelta(seconds=n)
        text = "has joined the channel"
        made.append(Post(member.account, at, text, mentioned=[member.account], notice="channel_join"))
        if at.month not in seen:
            seen.add(at.month)
            made.append(Post(BOT, at + dt.timedelta(minutes=1), "Welcome aboard.", notice="bot_message"))
    return made


def _private(members: Sequence[Member]) -> list[Channel]:
    one, two, three = (member.account for member in members[:3])
    at = dt.datetime.combine(OPENED, dt.time(16), dt.UTC) + dt.timedelta(days=30)
    asked = Post(one, at, "Who welcomes the newcomers this month?", mentioned=[two, three])
    said = Post(two, at + dt.timedelta(minutes=4), "I will.", parent=asked)
    talk = [Post(one, at, "Thank you!"), Post(two, at + dt.timedelta(minutes=1), "A pleasure.")]
    return [
        Channel("moderators", [one, two, three], [asked, said], "groups", "For the three of us"),
        Channel(f"{one.id}-{two.id}", [one, two], talk, "dms"),
    ]
