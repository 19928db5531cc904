"""What was said under #ThornshireCare, which the forum uses between its meetings."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Sequence

from formats.draw import draw
from formats.table import table
from formats.tweets import Account, Tweet, ties

from world.cast import topics
from world.handles import CONSENT
from world.meetings import CELEBRATION_DAY, SEED

TAG = "#ThornshireCare"
OTHERS = {
    "ThornshireForum": "Care Homes Forum",
    "hazelbeck_homes": "Hazelbeck Care Homes",
    "CorringdaleGPs": "Corringdale GP Federation",
    "AgeCompanionsTh": "Age Companions Thornshire",
    "calverdale_care": "Calverdale Care Network",
    "nightshift_nell": "Nell on nights",
    "OT_in_the_wild": "An OT somewhere",
    "dietitian_dora": "Dora eats",
    "westmoreton_cit": "Westmoreton Citizens' Voice",
    "carehomecook": "Cooking for forty",
    "paramedic_posts": "Blue lights, green bag",
    "UniThornNursing": "Nursing, University of Thornshire",
    "ReadingRoomRon": "Ron reads to residents",
    "TheHydrationist": "More tea, anybody?",
}
UNKNOWN = Account("CountyNewsDesk", "", "")
"""Mentioned once without an id, and never seen otherwise."""

OLD_IDS = {"ThornshireForum": "48123077", "RosCheetwood": "912334405"}
COMMENTS = ("Worth a read.", "This. Exactly this.", "Our homes could start tomorrow.", "Good to see it counted.")
REPLIES = (
    "How many homes is that?",
    "We did the same in the spring!",
    "Can you share the sheet?",
    "Thank you for this.",
)


def accounts() -> dict[str, Account]:
    """Give the accounts by handle: those of members first, then those nobody has told us of."""
    mine = {handle.removeprefix("@"): name for handle, (name, _) in CONSENT.items()}
    return {handle: Account(handle, _number(handle), name) for handle, name in (mine | OTHERS).items()}


def tweets() -> tuple[list[Tweet], list[Tweet]]:
    """Give what a search for the tag finds, and the tweets that are answered but gone."""
    rng = random.Random(f"{SEED}/x")
    every = list(accounts().values())
    found: list[Tweet] = []
    day = dt.datetime(2023, 3, 1, tzinfo=dt.UTC)
    while day.year < 2025:
        found += _burst(rng, day, every)
        near = abs((day.date() - CELEBRATION_DAY).days) < 12
        day += dt.timedelta(days=2 if near else 5 + int(rng.random() * 12))
    odd, gone = _oddities(accounts())
    return [*found, *odd], gone


def edges(found: Sequence[Tweet]) -> bytes:
    """Write the acts between accounts: kind, source, target, count."""
    return table(["kind", "source", "target", "count"], [[*tie, count] for tie, count in ties(found).items()])


def people() -> bytes:
    """Write the accounts, and the person each may be tied to: only those who agreed."""
    agreed = {handle: name for handle, (name, consent) in CONSENT.items() if consent == "yes"}
    rows = [(each.key, each.handle, agreed.get(f"@{each.handle}", "")) for each in (*accounts().values(), UNKNOWN)]
    return table(["account", "handle", "person"], sorted(rows))


def _number(handle: str) -> str:
    """Give an account's id: of eight or nine digits if it is old, of nineteen if it is new."""
    digest = int(hashlib.sha256(handle.encode()).hexdigest()[:12], 16)
    return OLD_IDS.get(handle) or str(1_100_000_000_000_000_000 + digest * 2_003)


def _burst(rng: random.Random, day: dt.datetime, every: Sequence[Account]) -> list[Tweet]:
    """Give a tweet and what it sets off: replies, a quote, retweets."""
    by_handle = {account.handle: account for account in every}
    weights = {handle: _loud(handle) for handle in by_handle}
    first, *rest = (by_handle[handle] for handle in draw(rng, weights, 2 + int(rng.random() * 5)))
    at = day + dt.timedelta(seconds=int(30_000 + rng.random() * 30_000))
    mentioned = [account for account in rest if rng.random() < 0.3]
    started = Tweet(first, at, f"{topics()[int(rng.random() * 10)]['opening'].capitalize()}. {TAG}", mentioned)
    made = [started]
    for n, account in enumerate(rest, 1):
        made.append(_reaction(rng, account, at + dt.timedelta(minutes=7 * n + int(rng.random() * 5)), made))
    return made


def _reaction(rng: random.Random, by: Account, at: dt.datetime, before: Sequence[Tweet]) -> Tweet:
    chance, first = rng.random(), before[0]
    said = REPLIES[int(rng.random() * 4)] if chance < 0.8 else COMMENTS[int(rng.random() * 4)]
    if chance < 0.45:
        return Tweet(by, at, first.text, retweets=first)
    if chance < 0.8:
        answered = before[-1] if before[-1].retweets is None else first
        extra = [first.by] if rng.random() < 0.2 and answered is not first else []
        return Tweet(by, at, f"{said} {TAG}", extra, answers=answered)
    return Tweet(by, at, f"{said} {TAG}", quotes=first)


def _loud(handle: str) -> float:
    return 1.0 + random.Random(f"{SEED}/x/{handle}").random() ** 2 * 3


def _oddities(known: dict[str, Account]) -> tuple[list[Tweet], list[Tweet]]:
    """Add a thread with oneself, mentions without ids, a reply to a tweet that is gone, a reply that quotes as well."""
    forum, diet, ron = known["ThornshireForum"], known["DietDelphine"], known["ReadingRoomRon"]
    at = dt.datetime(2024, 6, 25, 11, tzinfo=dt.UTC)
    hours = [at + dt.timedelta(hours=n) for n in range(7)]
    opening = Tweet(forum, hours[0], f"Eighty chairs, one cake. We celebrate today. {TAG}")
    more = Tweet(forum, hours[1], f"The cake is cut. {TAG}", [diet], answers=opening)
    nameless = Tweet(ron, hours[2], f"Good room, good talk. {TAG}", [diet, forum], nameless=True)
    news = Tweet(diet, hours[3], f"Somebody tell the paper. {TAG}", [UNKNOWN], nameless=True)
    gone = Tweet(known["dietitian_dora"], hours[4] - dt.timedelta(days=1), "Deleted since.")
    late = Tweet(ron, hours[5], f"I did see that before it went. {TAG}", answers=gone)
    both = Tweet(known["calverdale_care"], hours[6], f"May we come too? {TAG}", answers=more, quotes=opening)
    return [opening, more, nameless, news, late, both], [gone]
