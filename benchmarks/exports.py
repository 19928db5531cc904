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

from invented_exports import slack_export, tweet_pages

from sna.facts import Interaction
from sna.ledger import Account, Ledger
from sna.load import Options, loader
from sna.load.source import Source

Ties = Counter[tuple[str, str, str]]


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
            channel_authors = authors.setdefault(name.partition("/")[0], {})
            messages = json.loads(archive.read(name))
            channel_authors.update((message["ts"], message["user"]) for message in messages)
            for message in messages:
                _slack_ties(message, channel_authors, humans, ties)
    return ties


def _slack_ties(message: dict[str, object], authors: dict[str, str], humans: set[str], ties: Ties) -> None:
    user = str(message["user"])
    acts = [("mention", user, other) for other in set(re.findall(r"<@([UW][A-Z0-9]+)", str(message["text"])))]
    if message.get("thread_ts", message["ts"]) != message["ts"]:
        acts.append(("reply", user, authors[str(message["thread_ts"])]))
    for reaction in message.get("reactions", ()):  # type: ignore[attr-defined]
        acts += [("reaction", other, user) for other in reaction["users"]]
    ties.update(act for act in acts if act[1] != act[2] and {act[1], act[2]} <= humans)


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
    ids: set[str] = set()
    with path.open(encoding="utf-8") as file:
        for line in file:
            page = json.loads(line)
            authors = {tweet["id"]: tweet["author_id"] for tweet in page["includes"]["tweets"]}
            for tweet in page["data"]:
                if tweet["id"] not in ids:
                    ids.add(tweet["id"])
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
    reader, source = loader(name), Source(path)
    account = Account(path.name, "", counted=reader.count(source, Options()))
    ties: Ties = Counter()
    for entry in reader.load(source, Options()):
        account.add(entry)
        for fact in entry.facts:
            if type(fact) is Interaction:
                ties[fact.kind, fact.source_account, fact.target_account] += 1
    Ledger([account]).reconcile()
    return ties


READINGS: dict[str, dict[str, Callable[[Path], Ties]]] = {
    "slack": {"bytes only": slack_bytes, "plain json": slack_json, "sna": partial(ours, "slack")},
    "tweets": {"bytes only": tweets_bytes, "plain json": tweets_json, "sna": partial(ours, "x")},
}


def measured(data: str, reading: str, path: Path) -> dict[str, object]:
    """Run one reading in a process of its own: seconds, peak memory in MB, and a digest of the ties found."""
    command = [sys.executable, __file__, "--child", data, reading, str(path)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    process = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    figures: dict[str, object] = json.loads(process.stdout)
    return figures


def child(data: str, reading: str, path: Path) -> None:
    """Do one reading and print what it took."""
    loader("slack" if data == "slack" else "x")
    began, wall = time.process_time(), time.perf_counter()
    ties = READINGS[data][reading](path)
    seconds, wall = time.process_time() - began, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "wall": wall, "peak": peak, "ties": ties.total(), "digest": digest(ties)}))


def digest(ties: Ties) -> str:
    """Make a short text of all ties, whether accounts are written ``x:12`` or ``12``."""
    bare = sorted(
        (kind, source.rpartition(":")[2], target.rpartition(":")[2], n) for (kind, source, target), n in ties.items()
    )
    return hashlib.sha256(repr(bare).encode()).hexdigest()[:12]


def compare(data: str, path: Path, records: int) -> bool:
    """Print all readings of one file and say whether ours found the same ties as plain json."""
    print(f"{data}: {records:,} records, {path.stat().st_size / 1e6:,.0f} MB")
    readings = {reading: measured(data, reading, path) for reading in READINGS[data]}
    for reading, result in readings.items():
        times = f"{result['seconds']:8.2f} s ({result['wall']:.2f} by the clock)"
        print(f"  {reading:12} {times} {result['peak']:8.0f} MB {result['ties']:>12,} ties")
    ratio = float(str(readings["plain json"]["seconds"])) / float(str(readings["sna"]["seconds"]))
    same = readings["plain json"]["digest"] == readings["sna"]["digest"]
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
