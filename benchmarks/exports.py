"""How fast a large Slack export and a large set of tweets are read, beside plain `json` and beside only the bytes.

Run ``python benchmarks/exports.py [--messages N] [--tweets N]``. The data are invented by a seeded generator in a
temporary directory. Each reading runs in a process of its own, timed in seconds of its processor after all imports;
all that find ties must find the same.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sna.facts import Interaction
from sna.ledger import Account, Ledger
from sna.load import Options, loader

Ties = Counter[tuple[str, str, str]]
WORDS = (
    "care home visit rota training falls nutrition hydration discharge family review team thanks update notes".split()
)
MEMBERS, CHANNELS, ROLL = 430, 40, 200
NEWEST = 1_700_000_000


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
        rows = ",".join(f'{{"user":"{one}","ts":"{when}"}}' for one, when in replies)
        names = ",".join(f'"{one}"' for one, _when in replies)
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


def slack_bytes(path: Path) -> Ties:
    """Read and unpack every member, and nothing else."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            archive.read(name)
    return Counter()


def slack_json(path: Path) -> Ties:
    """Find the ties with the standard library."""
    ties: Ties = Counter()
    with zipfile.ZipFile(path) as archive:
        humans = {user["id"] for user in json.loads(archive.read("users.json")) if not user["is_bot"]}
        authors: dict[str, dict[str, str]] = {}
        for name in sorted(name for name in archive.namelist() if "/" in name):
            known = authors.setdefault(name.partition("/")[0], {})
            messages = json.loads(archive.read(name))
            known.update((message["ts"], message["user"]) for message in messages)
            for message in messages:
                _slack_ties(message, known, humans, ties)
    return ties


def _slack_ties(message: dict[str, object], authors: dict[str, str], humans: set[str], ties: Ties) -> None:
    user = str(message["user"])
    acts = [("mention", user, other) for other in set(re.findall(r"<@([UW][A-Z0-9]+)", str(message["text"])))]
    if message.get("thread_ts", message["ts"]) != message["ts"]:
        acts.append(("reply", user, authors[str(message["thread_ts"])]))
    for reaction in message.get("reactions", ()):  # type: ignore[attr-defined]
        acts += [("reaction", other, user) for other in reaction["users"]]
    ties.update(act for act in acts if act[1] != act[2] and {act[1], act[2]} <= humans)


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
        author, other, third = (chance.randrange(1, 20_000) for _ in range(3))
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


def tweets_bytes(path: Path) -> Ties:
    """Read every line, and nothing else."""
    with path.open("rb") as file:
        for _line in file:
            pass
    return Counter()


def tweets_json(path: Path) -> Ties:
    """Find the ties with the standard library; names are settled by a first reading, as ours does."""
    names: dict[str, str] = {}
    with path.open(encoding="utf-8") as file:
        for line in file:
            names |= {user["username"].casefold(): user["id"] for user in json.loads(line)["includes"]["users"]}
    ties: Ties = Counter()
    seen: set[str] = set()
    with path.open(encoding="utf-8") as file:
        for line in file:
            page = json.loads(line)
            authors = {tweet["id"]: tweet["author_id"] for tweet in page["includes"]["tweets"]}
            for tweet in page["data"]:
                if tweet["id"] not in seen:
                    seen.add(tweet["id"])
                    _tweet_ties(tweet, authors, names, ties)
    return ties


def _tweet_ties(tweet: dict[str, object], authors: dict[str, str], names: dict[str, str], ties: Ties) -> None:
    user, answered = str(tweet["author_id"]), tweet.get("in_reply_to_user_id")
    kinds = {reference["type"]: reference["id"] for reference in tweet.get("referenced_tweets", ())}  # type: ignore[attr-defined]
    acts = [
        (kind, authors[kinds[name]]) for name, kind in (("retweeted", "retweet"), ("quoted", "quote")) if name in kinds
    ]
    if "replied_to" in kinds:
        acts.append(("reply", str(answered)))
    if "retweeted" not in kinds:
        mentioned = {names[mention["username"].casefold()] for mention in tweet["entities"]["mentions"]}  # type: ignore[index]
        acts += [("mention", other) for other in mentioned - {answered}]
    ties.update((kind, user, other) for kind, other in acts if other != user)


def ours(name: str, path: Path) -> Ties:
    """Find the ties as a study does: counted beforehand, every entry in the ledger, which must reconcile."""
    reader = loader(name)
    account = Account(path.name, "", counted=reader.count(path, Options()))
    ties: Ties = Counter()
    for entry in reader.load(path, Options()):
        account.add(entry)
        for fact in entry.facts:
            if type(fact) is Interaction:
                ties[fact.kind, fact.source_account, fact.target_account] += 1
    Ledger([account]).reconcile()
    return Counter(
        {(kind, one.partition(":")[2], other.partition(":")[2]): ties[kind, one, other] for kind, one, other in ties}
    )


READINGS: dict[str, dict[str, Callable[[Path], Ties]]] = {
    "slack": {"bytes only": slack_bytes, "plain json": slack_json, "sna": partial(ours, "slack")},
    "tweets": {"bytes only": tweets_bytes, "plain json": tweets_json, "sna": partial(ours, "x")},
}


def measured(data: str, reading: str, path: Path) -> dict[str, object]:
    """Run one reading in a process of its own: seconds, peak memory in MB, and a digest of the ties found."""
    command = [sys.executable, __file__, "--child", data, reading, str(path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def child(data: str, reading: str, path: Path) -> None:
    """Do one reading and print what it took."""
    loader("slack" if data == "slack" else "x")
    began, wall = time.process_time(), time.perf_counter()
    ties = READINGS[data][reading](path)
    seconds, wall = time.process_time() - began, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    digest = hashlib.sha256(repr(sorted(ties.items())).encode()).hexdigest()[:12]
    print(json.dumps({"seconds": seconds, "wall": wall, "peak": peak, "ties": ties.total(), "digest": digest}))


def compare(data: str, path: Path, records: int) -> bool:
    """Print all readings of one file and say whether ours found the same ties as plain json."""
    print(f"{data}: {records:,} records, {path.stat().st_size / 1e6:,.0f} MB")
    found = {reading: measured(data, reading, path) for reading in READINGS[data]}
    for reading, result in found.items():
        times = f"{result['seconds']:8.2f} s ({result['wall']:.2f} by the clock)"
        print(f"  {reading:12} {times} {result['peak']:8.0f} MB {result['ties']:>12,} ties")
    ratio = float(str(found["plain json"]["seconds"])) / float(str(found["sna"]["seconds"]))
    same = found["plain json"]["digest"] == found["sna"]["digest"]
    print(f"  sna is {ratio:.2f} times as fast as plain json; ties {'agree' if same else 'DIFFER'}")
    return same


def main() -> int:
    """Generate the data, measure, and print; 1 if the ties differ."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--messages", type=int, default=1_000_000)
    options.add_argument("--tweets", type=int, default=1_000_000)
    options.add_argument("--child", nargs=3)
    chosen = options.parse_args()
    if chosen.child:
        child(chosen.child[0], chosen.child[1], Path(chosen.child[2]))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        slack, tweets = Path(folder) / "slack.zip", Path(folder) / "tweets.jsonl"
        slack_export(slack, chosen.messages)
        same = compare("slack", slack, chosen.messages)
        tweet_pages(tweets, chosen.tweets)
        return 0 if compare("tweets", tweets, chosen.tweets) and same else 1


if __name__ == "__main__":
    sys.exit(main())
