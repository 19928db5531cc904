"""The examples' Slack exports and tweets, read a second time with plain json: the same ties as their truth files."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"
X = DATA / "notts-care-homes/x"


def truth(path):
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["kind"], row["source"], row["target"]): int(row["count"]) for row in csv.DictReader(file)}


def slack_ties(path):
    with zipfile.ZipFile(path) as packed:
        read = {name: json.loads(packed.read(name)) for name in packed.namelist()}
    bots = {user["id"] for user in read["users.json"] if user["is_bot"]}
    counts = Counter()
    for channel in [row["name"] for row in read["channels.json"]]:
        posts = [post for name, rows in read.items() if name.startswith(f"{channel}/") for post in rows]
        authors = {post["ts"]: post.get("user") for post in posts}
        for post in posts:
            if post.get("subtype") in {None, "thread_broadcast"}:
                acts = {("mention", post["user"], to) for to in re.findall(r"<@(\w+)", post["text"])}
                acts |= {("reply", post["user"], authors[post["thread_ts"]])} if "thread_ts" in post else set()
                acts |= {
                    ("reaction", user, post["user"], reaction["name"].split("::")[0])
                    for reaction in post.get("reactions", [])
                    for user in reaction["users"]
                }
                counts.update(act[:3] for act in acts)
            if post.get("subtype") == "huddle_thread":
                host = post["room"]["created_by"]
                counts.update(("huddle", host, user) for user in post["room"]["participant_history"])
    return {
        (kind, f"slack:{source}", f"slack:{target}"): count
        for (kind, source, target), count in counts.items()
        if target and source != target and not {source, target} & bots
    }


@pytest.mark.parametrize("example", ["notts-care-homes", "slack-uti"])
def test_a_slack_export_read_plainly_has_the_ties_of_its_truth(example):
    path = next((DATA / example / "slack").glob("*.zip"))
    assert slack_ties(path) == truth(DATA / example / "truth/slack_edges.csv")


def named(ties):
    """Ties as the truth has them: ids where the name is known, nobody to themselves."""
    ids = {name.lower(): number for _, pair, others in ties for name, number in [pair, *others] if number}
    accounts = lambda pair: f"x:{pair[1] or ids.get(pair[0].lower()) or '@' + pair[0].lower()}"  # noqa: E731
    acts = ((kind, accounts(source), {accounts(target) for target in targets}) for kind, source, targets in ties)
    return Counter((kind, source, target) for kind, source, targets in acts for target in targets if source != target)


def test_the_pages_of_tweets_read_plainly_have_the_ties_of_their_truth():
    pages = [json.loads(line) for line in (X / "thornshirecare-search.jsonl").read_text("utf-8").splitlines()]
    users = {user["id"]: (user["username"], user["id"]) for page in pages for user in page["includes"]["users"]}
    authors = {t["id"]: t["author_id"] for page in pages for t in [*page["data"], *page["includes"]["tweets"]]}
    ties = []
    for tweet in {tweet["id"]: tweet for page in pages for tweet in page["data"]}.values():
        source = users[tweet["author_id"]]
        kinds = {row["type"]: authors.get(row["id"], tweet.get("in_reply_to_user_id")) for row in
                 tweet.get("referenced_tweets", [])}  # fmt: skip
        words = {"retweeted": "retweet", "quoted": "quote", "replied_to": "reply"}
        ties += [(words[kind], source, [users.get(to, ("", to))]) for kind, to in kinds.items()]
        mentioned = [(m["username"], m.get("id", "")) for m in tweet["entities"].get("mentions", [])]
        if "retweeted" not in kinds:
            ties.append(("mention", source, [m for m in mentioned if m[1] != kinds.get("replied_to", "-")]))
    assert named(ties) == truth(DATA / "notts-care-homes/truth/x_edges.csv")


def test_the_sheet_of_tweets_read_plainly_has_the_ties_of_its_truth():
    text = (X / "thornshirecare-tags.csv").read_text("utf-8-sig")
    ties = []
    for row in {row["status_url"]: row for row in csv.DictReader(io.StringIO(text))}.values():
        source = (row["from_user"], row["from_user_id_str"])
        answered = (row["in_reply_to_screen_name"], row["in_reply_to_user_id_str"])
        entities = json.loads(row["entities_str"])
        if original := re.match(r"RT @(\w+): ", row["text"]):
            ties.append(("retweet", source, [(original[1], "")]))
            continue
        ties += [("reply", source, [answered])] if answered[0] else []
        quoted = [re.findall(r"com/(\w+)/status", url["expanded_url"]) for url in entities["urls"]]
        ties += [("quote", source, [(names[0], "")]) for names in quoted if names]
        mentioned = [(m["screen_name"], m.get("id_str", "")) for m in entities["user_mentions"]]
        ties.append(("mention", source, [m for m in mentioned if m[0] != answered[0]]))
    assert named(ties) == truth(DATA / "notts-care-homes/truth/x_edges.csv")


def test_no_tweet_or_message_holds_an_address_outside_the_invented_domains():
    raw = b"".join(path.read_bytes() for path in X.iterdir())
    raw += b"".join(
        packed.read(name)
        for path in DATA.glob("*/slack/*.zip")
        for packed in [zipfile.ZipFile(path)]
        for name in packed.namelist()
    )
    assert {
        address for address in re.findall(rb"[\w.-]+@[\w-]+\.\w+", raw) if not address.endswith(b".example")
    } == set()


def test_some_who_tweet_have_not_agreed_to_be_named():
    with (X.parent / "aliases.csv").open(encoding="utf-8", newline="") as file:
        refused = {row["handle"].removeprefix("@") for row in csv.DictReader(file) if row["consent"] == "no"}
    with (X.parent / "truth/x_people.csv").open(encoding="utf-8", newline="") as file:
        people = {row["account"]: row for row in csv.DictReader(file)}
    tweeting = {people[source]["handle"] for _, source, _ in truth(X.parent / "truth/x_edges.csv")}
    assert refused <= tweeting
    assert {row["person"] for row in people.values() if row["handle"] in refused} == {""}
