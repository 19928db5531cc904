"""Large invented exports, seeded: a Slack workspace and pages of tweets, of the shape and size of real ones."""

from __future__ import annotations

import json
import random
import time
import zipfile
from pathlib import Path

WORDS = (
    "care home visit rota training falls nutrition hydration discharge family review team thanks update notes".split()
)
MEMBERS, CHANNELS, ROLL = 430, 40, 200
NEWEST = 1_700_000_000
ACCOUNTS, CIRCLE = 2_000, 25  # of X; people turn to a few others, again and again


def slack_export(path: Path, messages: int, seed: int = 1) -> None:
    """Write an export of so many messages: 200 to a day file; threads, mentions, reactions, blocks, profiles, files."""
    chance = random.Random(seed)
    people = [f"U{number:06d}" for number in range(MEMBERS)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("users.json", json.dumps([_member(user) for user in people]))
        archive.writestr("channels.json", json.dumps([_channel(number, people) for number in range(CHANNELS)]))
        parents: dict[int, tuple[str, str]] = {}
        for day in range(-(-messages // ROLL)):
            channel = day % CHANNELS
            size = min(ROLL, messages - day * ROLL)
            start = NEWEST + day // CHANNELS * 86_400
            rows = [_message(chance, people, f"{start + at * 60}.{at:06d}", parents, channel) for at in range(size)]
            name = time.strftime("%Y-%m-%d", time.gmtime(start))
            archive.writestr(f"channel-{channel}/{name}.json", f"[{','.join(rows)}]")


def _member(user: str) -> dict[str, object]:
    profile = {"real_name": f"Person {user}", "display_name": user.lower(), "email": f"{user}@trust.example"}
    return {"id": user, "team_id": "T000001", "name": user.lower(), "is_bot": False, "profile": profile}


def _channel(number: int, people: list[str]) -> dict[str, object]:
    return {"id": f"C{number:06d}", "name": f"channel-{number}", "members": people}


def _message(
    chance: random.Random, people: list[str], ts: str, parents: dict[int, tuple[str, str]], channel: int
) -> str:
    user, other, draw = chance.choice(people), chance.choice(people), chance.random()
    words = " ".join(chance.choices(WORDS, k=24))
    text = f"<@{other}> {words}" if draw < 0.2 else words
    inner = f'{{"type":"user","user_id":"{other}"}},' if draw < 0.2 else ""
    more = ""
    if 0.1 < draw < 0.5 and channel in parents:
        more = f',"thread_ts":"{parents[channel][0]}","parent_user_id":"{parents[channel][1]}"'
    elif draw > 0.9:
        parents[channel] = ts, user
        replies = [(chance.choice(people), f"{ts[:10]}.{at:06d}") for at in range(4)]
        rows = ",".join(f'{{"user":"{replier}","ts":"{when}"}}' for replier, when in replies)
        names = ",".join(f'"{replier}"' for replier, _when in replies)
        more = (
            f',"thread_ts":"{ts}","reply_count":4,"reply_users_count":4,"latest_reply":"{ts}","reply_users":[{names}],'
            f'"replies":[{rows}],"is_locked":false,"subscribed":false'
        )
    if chance.random() < 0.2:
        more += f',"reactions":[{{"name":"clap::skin-tone-3","users":["{other}"],"count":1}}]'
    return (
        f'{{"client_msg_id":"{chance.getrandbits(128):032x}","type":"message","user":"{user}","text":"{text}","ts":"{ts}",'
        f'"team":"T000001","user_team":"T000001","source_team":"T000001","user_profile":{{"avatar_hash":"g0",'
        f'"image_72":"https://avatars.example/2023-05-01/0123456789012_0123456789abcdef0123_72.png","first_name":'
        f'"Person","real_name":"Person {user}",'
        f'"display_name":"{user.lower()}","team":"T000001","name":"{user.lower()}","is_restricted":false,'
        f'"is_ultra_restricted":false}},"blocks":[{{"type":"rich_text","block_id":"b1","elements":[{{"type":'
        f'"rich_text_section","elements":[{inner}{{"type":"text","text":"{words[:60]}"}},'
        f'{{"type":"emoji","name":"wave","unicode":"1f44b"}},{{"type":"text","text":"{words[60:]}","style":'
        f'{{"bold":true}}}},{{"type":"link","url":"https://site.example/{user}"}}]}}]}}]{more}'
        f"{_extras(chance, user)}}}"
    )


def _extras(chance: random.Random, user: str) -> str:
    """Now and then a file, a preview of a link, an edit: what makes a real message 1.6 kB long on average."""
    draw = chance.random()
    if draw < 0.08:
        sizes = ",".join(
            f'"thumb_{size}":"https://files.example/T000001-F{draw:.9f}/thumb_{size}.png?t=xoxe-0000000000000000",'
            f'"thumb_{size}_w":{size},"thumb_{size}_h":{size}'
            for size in (64, 80, 160, 360, 480, 720, 800, 960, 1024)
        )
        name = " ".join(chance.choices(WORDS, k=5))
        return (
            f',"files":[{{"id":"F{draw:.9f}","created":1700000000,"name":"{name}.png","title":"{name}","mimetype":'
            f'"image/png","filetype":"png","user":"{user}","size":18000,"mode":"hosted","is_public":true,"url_private":'
            f'"https://files.example/F{draw:.9f}/download?t=xoxe-0000000000000000",{sizes}}}],"upload":true'
        )
    if draw < 0.25:
        preview = " ".join(chance.choices(WORDS, k=60))
        return (
            f',"attachments":[{{"from_url":"https://site.example/{draw:.9f}","service_name":"Site","id":1,"title":'
            f'"{preview[:60]}","text":"{preview}","fallback":"{preview[:90]}","original_url":'
            f'"https://site.example/{draw:.9f}","service_icon":"https://site.example/icon.png"}}],"edited":'
            f'{{"user":"{user}","ts":"1700000000.000000"}}'
        )
    return ""


def tweet_pages(path: Path, tweets: int, seed: int = 2) -> None:
    """Write so many tweets as pages of a hundred, as twarc2 does: retweets, replies, quotes, mentions without ids."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8") as file:
        for page in range(-(-tweets // 100)):
            size = min(100, tweets - page * 100)
            file.write(_page(chance, page, size) + "\n")


def _page(chance: random.Random, page: int, size: int) -> str:
    data, users, originals = [], {}, {}
    for at in range(size):
        author = chance.randrange(1, ACCOUNTS)
        other, third = (max(1, author + chance.randrange(-CIRCLE, CIRCLE)) for _ in range(2))
        tweet, before = 10**18 + page * 1000 + at, 10**17 + chance.randrange(10**9)
        users |= dict.fromkeys((author, other, third))
        data.append(_tweet(chance, (tweet, before), (author, other, third)))
        originals[before] = other
    included = ",".join(_original(number, author) for number, author in originals.items())
    accounts = ",".join(_account(user) for user in users)
    head = f'{{"data":[{",".join(data)}],"includes":{{"users":[{accounts}],"tweets":[{included}]}},'
    return f'{head}"meta":{{"result_count":{size}}},"__twarc":{{"url":"https://api.example","version":"2.14.1"}}}}'


def _tweet(chance: random.Random, ids: tuple[int, int], people: tuple[int, int, int]) -> str:
    words, kind = " ".join(chance.choices(WORDS, k=16)), chance.choice(["plain", "retweeted", "replied_to", "quoted"])
    mentions = f'{{"start":0,"end":6,"username":"user{people[2]}"}}'
    if kind == "replied_to":
        mentions += f',{{"start":8,"end":16,"username":"user{people[1]}","id":"{people[1]}"}}'
    more = f',"referenced_tweets":[{{"type":"{kind}","id":"{ids[1]}"}}]' if kind != "plain" else ""
    more += f',"in_reply_to_user_id":"{people[1]}"' if kind == "replied_to" else ""
    return (
        f'{{"id":"{ids[0]}","author_id":"{people[0]}","conversation_id":"{ids[0]}","created_at":'
        f'"2022-11-15T10:{ids[0] % 60:02}:00.000Z","text":"{words}","lang":"en","source":"web","possibly_sensitive":'
        f'false,"edit_history_tweet_ids":["{ids[0]}"],"public_metrics":{{"retweet_count":1,"reply_count":0,"like_count":2,'
        f'"quote_count":0}},"entities":{{"mentions":[{mentions}],"annotations":[{{"start":1,"end":4,"probability":0.5,'
        f'"type":"Place","normalized_text":"care"}}]}}{more}}}'
    )


def _original(tweet: int, author: int) -> str:
    return (
        f'{{"id":"{tweet}","author_id":"{author}","created_at":"2022-11-14T09:00:00.000Z","text":"{" ".join(WORDS)}",'
        f'"lang":"en","edit_history_tweet_ids":["{tweet}"],"public_metrics":{{"retweet_count":1,"reply_count":0}}}}'
    )


def _account(user: int) -> str:
    return (
        f'{{"id":"{user}","username":"user{user}","name":"User {user}","created_at":"2015-01-01T00:00:00.000Z",'
        f'"verified":false,"location":"Nottingham","description":"{" ".join(WORDS[:6])}","public_metrics":'
        f'{{"followers_count":10,"following_count":20}}}}'
    )


def slack_study(folder: Path, messages: int) -> None:
    """Write a study that is nothing but a Slack export of so many messages."""
    slack_export(folder / "slack.zip", messages)


def x_study(folder: Path, posts: int) -> None:
    """Write a study that is nothing but so many posts of X."""
    tweet_pages(folder / "tweets.jsonl", posts)


STUDIES = {"slack": slack_study, "x": x_study}
"""Service → what writes a folder that `sna run` takes, for `whole_run.py`."""
