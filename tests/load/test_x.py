"""Posts of X: the same invented posts in every format give the same ties as plain json finds."""

import csv
import datetime as dt
import io
import json
import random
import zipfile
from collections import Counter

import openpyxl
import pytest

from sna.facts import Fate, Interaction, Person
from sna.load import Options, x
from sna.load.source import Source

TEXT, MAIL, SECRET = "CANARYtext", "canary@home.example", "CANARYdirect"
IDS = {"Ann_A": "1001", "bob": "9007199254740993007", "cat": "1003", "dee": "1004"}
BASE = 1_600_000_000_000_000_000


def number(at):
    return str(BASE + at * 1_000_003)


POSTS = [
    {"by": "Ann_A", "mentions": ["bob", "ghost"]},
    {"by": "bob", "replied": (0, "Ann_A"), "mentions": ["Ann_A", "CAT"]},
    {"by": "cat", "retweeted": (0, "Ann_A"), "mentions": ["bob", "ghost"]},
    {"by": "dee", "quoted": (1, "bob"), "mentions": ["cat"]},
    {"by": "dee", "replied": (3, "dee"), "mentions": []},
    {"by": "bob", "replied": (3, "dee"), "quoted": (0, "Ann_A"), "mentions": ["dee"]},
    {"by": "Ann_A", "retweeted": (77, "gone"), "mentions": []},
]
TIES = {
    ("mention", "Ann_A", "bob"): 1,
    ("mention", "Ann_A", "ghost"): 1,
    ("mention", "bob", "cat"): 1,
    ("mention", "dee", "cat"): 1,
    ("reply", "bob", "Ann_A"): 1,
    ("reply", "bob", "dee"): 1,
    ("retweet", "cat", "Ann_A"): 1,
    ("retweet", "Ann_A", "gone"): 1,
    ("quote", "dee", "bob"): 1,
    ("quote", "bob", "Ann_A"): 1,
}
NAMES = {name.casefold(): name for name in IDS}


def text_of(post):
    if "retweeted" in post:
        return f"RT @{post['retweeted'][1]}: {TEXT} " + " ".join(f"@{name}" for name in post["mentions"])
    return f"{' '.join(f'@{name}' for name in post['mentions'])} {TEXT}"


def id_of(name):
    return IDS.get(NAMES.get(name.casefold(), name), "")


def iso(at):
    return f"2022-11-15T10:{at:02}:00.000Z"


def old(at):
    return f"Tue Nov 15 10:{at:02}:00 +0000 2022"


def link(reference):
    return f"https://twitter.com/{reference[1]}/status/{number(reference[0])}"


def tweet(at, post):
    """As API v2 gives it; mentions have no id, as so often."""
    references = [(kind, post[name]) for kind, name in KINDS if name in post]
    mentions = [{"start": 0, "end": 1, "username": name} for name in post["mentions"]]
    if "retweeted" in post:
        mentions.insert(0, {"start": 3, "end": 4, "username": post["retweeted"][1]})
    found = {"id": number(at), "author_id": id_of(post["by"]), "created_at": iso(at), "text": text_of(post)}
    found |= {"edit_history_tweet_ids": [number(at)], "entities": {"mentions": mentions}}
    if references:
        found["referenced_tweets"] = [{"type": kind, "id": number(ref[0])} for kind, ref in references]
    if "replied" in post:
        found["in_reply_to_user_id"] = id_of(post["replied"][1])
    return found


KINDS = [("retweeted", "retweeted"), ("quoted", "quoted"), ("replied_to", "replied")]


def includes():
    users = [{"id": account, "username": name, "name": "A Name"} for name, account in IDS.items()]
    tweets = [{"id": number(at), "author_id": id_of(post["by"]), "text": TEXT} for at, post in enumerate(POSTS)]
    return {"users": users, "tweets": tweets}


def pages():
    data = [tweet(at, post) for at, post in enumerate(POSTS)]
    meta = {"result_count": 4, "newest_id": "1"}
    twarc = {"url": "https://api.example", "version": "2.14.1", "retrieved_at": "2022-11-16T00:00:00+00:00"}
    return [
        {"data": data[:4], "includes": includes(), "meta": meta, "__twarc": twarc},
        {"data": data[4:], "includes": includes(), "meta": meta, "errors": [{"title": "Not Found"}], "__twarc": twarc},
        {"meta": {"result_count": 0}, "__twarc": twarc},
    ]


def flattened():
    users = {user["id"]: user for user in includes()["users"]}
    originals = {one["id"]: one for one in includes()["tweets"]}
    found = []
    for page in pages():
        for one in page.get("data", ()):
            full = {**one, "author": users[one["author_id"]], "__twarc": {}}
            full["referenced_tweets"] = [
                {**reference, **originals.get(reference["id"], {})} for reference in one.get("referenced_tweets", ())
            ]
            found.append(full)
    return found


def streamed():
    return [
        {"data": tweet(at, post), "includes": includes(), "matching_rules": [{"id": "1"}]}
        for at, post in enumerate(POSTS)
    ]


def account(name):
    return {"id": int(id_of(name) or 0), "id_str": id_of(name), "screen_name": name, "name": "A Name"}


def status(at, post):
    """As API v1.1 gives it."""
    mentions = [{"screen_name": name, "id_str": id_of(name) or None, "indices": [0, 1]} for name in post["mentions"]]
    found = {"id": int(number(at)), "id_str": number(at), "created_at": old(at), "full_text": text_of(post)}
    found |= {"user": account(post["by"]), "entities": {"user_mentions": mentions, "urls": []}}
    if "retweeted" in post:
        user = {**account(post["retweeted"][1]), "id_str": id_of(post["retweeted"][1]) or None, "id": None}
        found["retweeted_status"] = {"id_str": number(post["retweeted"][0]), "full_text": TEXT, "user": user}
    if "quoted" in post:
        reference = post["quoted"]
        found |= {"is_quote_status": True, "quoted_status_id_str": number(reference[0])}
        found["quoted_status_permalink"] = {"expanded": link(reference)}
    if "replied" in post:
        found["in_reply_to_status_id_str"] = number(post["replied"][0])
        found["in_reply_to_user_id_str"] = id_of(post["replied"][1])
        found["in_reply_to_screen_name"] = post["replied"][1]
    return found


def statuses():
    return [status(at, post) for at, post in enumerate(POSTS)]


TAGS_HEADS = (
    "id_str from_user text created_at time geo_coordinates user_lang in_reply_to_user_id_str in_reply_to_screen_name "
    "from_user_id_str in_reply_to_status_id_str source profile_image_url user_followers_count user_friends_count "
    "user_location status_url entities_str"
).split()


def damaged(text):
    """As a spreadsheet leaves a long number."""
    return f"{int(text):.5E}" if len(text) > 11 else text


def tags_row(at, post):
    one = status(at, post)
    urls = [{"expanded_url": link(post["quoted"])}] if "quoted" in post else []
    mentions = one["entities"]["user_mentions"]
    return {
        "id_str": damaged(number(at)),
        "from_user": post["by"],
        "text": text_of(post),
        "created_at": old(at),
        "time": f"15/11/2022 11:{at:02}:00",
        "from_user_id_str": damaged(id_of(post["by"])),
        "in_reply_to_user_id_str": damaged(one.get("in_reply_to_user_id_str", "") or ""),
        "in_reply_to_screen_name": one.get("in_reply_to_screen_name", ""),
        "in_reply_to_status_id_str": damaged(one.get("in_reply_to_status_id_str", "") or ""),
        "status_url": f"https://twitter.com/{post['by']}/statuses/{number(at)}",
        "entities_str": json.dumps({"user_mentions": mentions, "urls": urls, "hashtags": []}),
    }


def tags_rows():
    return [tags_row(at, post) for at, post in enumerate(POSTS)]


TWARC_HEADS = (
    "id conversation_id referenced_tweets.replied_to.id referenced_tweets.retweeted.id referenced_tweets.quoted.id "
    "author_id in_reply_to_user_id in_reply_to_username retweeted_user_id retweeted_username quoted_user_id "
    "quoted_username created_at text lang entities.mentions author.id author.username"
).split()


def twarc_row(at, post):
    row = {"id": number(at), "author_id": id_of(post["by"]), "author.username": post["by"], "created_at": iso(at)}
    row |= {"text": text_of(post), "entities.mentions": json.dumps(tweet(at, post)["entities"]["mentions"])}
    for prefix, name in (("in_reply_to", "replied"), ("retweeted", "retweeted"), ("quoted", "quoted")):
        if name in post:
            kind = "replied_to" if name == "replied" else name
            row[f"referenced_tweets.{kind}.id"] = number(post[name][0])
            row[f"{prefix}_user_id"] = id_of(post[name][1])
            row[f"{prefix}_username"] = post[name][1]
    return row


def table(heads, rows):
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, heads, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


RTWEET_HEADS = (
    "user_id status_id created_at screen_name text reply_to_status_id reply_to_user_id reply_to_screen_name is_quote "
    "is_retweet mentions_user_id mentions_screen_name quoted_status_id quoted_user_id quoted_screen_name "
    "retweet_status_id retweet_user_id retweet_screen_name name location"
).split()


def rtweet_row(at, post):
    """As ``rtweet::save_as_csv`` writes it: an x before each id, and several in one cell."""
    found = {"user_id": f"x{id_of(post['by'])}", "status_id": f"x{number(at)}", "created_at": iso(at)}
    found |= {"screen_name": post["by"], "text": text_of(post), "mentions_screen_name": " ".join(post["mentions"])}
    if all(map(id_of, post["mentions"])):
        found["mentions_user_id"] = " ".join(f"x{id_of(name)}" for name in post["mentions"])
    for role, column in (("replied", "reply_to"), ("quoted", "quoted"), ("retweeted", "retweet")):
        if role in post:
            at_other, name = post[role]
            found |= {f"{column}_status_id": f"x{number(at_other)}", f"{column}_screen_name": name}
            found[f"{column}_user_id"] = f"x{id_of(name)}" if id_of(name) else ""
    return found


def lines(documents):
    return "".join(json.dumps(one) + "\n" for one in documents)


def nodexl(path):
    book = openpyxl.Workbook()
    edges = book.active
    edges.title = "Edges"
    edges.append(["", "", "Visual Properties"])
    edges.append(["Vertex 1", "Vertex 2", "Color", "Relationship", "Relationship Date (UTC)", "Tweet", "Imported ID"])
    for row in nodexl_rows():
        edges.append(row)
    vertices = book.create_sheet("Vertices")
    vertices.append(["Graph Metrics"])
    vertices.append(["Vertex", "Followers"])
    for name in ("ann_a", "bob", "cat", "dee", "ghost", "gone", "hermit"):
        vertices.append([name, 3])
    book.save(path)


def nodexl_rows():
    found = []
    for at, post in enumerate(POSTS):
        when, said = dt.datetime(2022, 11, 15, 10, at), (f"{TEXT}", number(at))  # noqa: DTZ001 - a cell has no zone
        relations = [
            (post[key][1], kind) for key, kind in (("replied", "Replies to"), ("quoted", "Quote")) if key in post
        ]
        relations += [(post["retweeted"][1], "Retweet")] if "retweeted" in post else []
        mention = "MentionsInRetweet" if "retweeted" in post else "MentionsInQuote" if "quoted" in post else "Mentions"
        answered = post.get("replied", ("", ""))[1]
        relations += [(name, mention) for name in post["mentions"] if name != answered]
        for name, kind in relations or [(post["by"], "Tweet")]:
            found.append([post["by"].lower(), name.lower(), "", kind, when, *said])
    found.append(["ann_a", "bob", "", "Followed", None, "", ""])
    return found


def archive_files(by, shape="tweets.js"):
    """An archive of one person: only what that person wrote, and much that is nobody's business."""
    own = []
    for at, post in enumerate(POSTS):
        if post["by"] != by:
            continue
        one = status(at, post)
        if "retweeted" in post:
            name = post["retweeted"][1]
            one["entities"]["user_mentions"].insert(0, {"screen_name": name, "id_str": id_of(name) or "-1"})
        for gone in ("user", "retweeted_status", "quoted_status_id_str", "quoted_status_permalink", "is_quote_status"):
            one.pop(gone, None)
        one |= {"favorite_count": "16", "id": one["id_str"], "retweeted": False}
        one["entities"]["urls"] = [{"expanded_url": link(post["quoted"])}] if "quoted" in post else []
        own.append(one)
    owner = [{"account": {"email": MAIL, "username": by, "accountId": id_of(by), "phoneNumber": SECRET}}]
    files = {
        "data/account.js": script("window.YTD.account.part0", owner),
        "data/direct-messages.js": script("window.YTD.direct_messages.part0", [{"text": SECRET}]),
        "data/ip-audit.js": script("window.YTD.ip_audit.part0", [{"ip": SECRET}]),
        "data/tweets_media/1.jpg": SECRET.encode(),
    }
    if shape == "tweets.js":
        files["data/tweets.js"] = script("window.YTD.tweets.part0", [{"tweet": one} for one in own[:1]])
        files["data/tweets-part1.js"] = script("window.YTD.tweets.part1", [{"tweet": one} for one in own[1:]])
    elif shape == "tweet.js":
        files["data/tweet.js"] = script("window.YTD.tweet.part0", own)
    else:
        files["data/js/tweets/2022_11.js"] = script("Grailbird.data.tweets_2022_11", own)
        files["data/js/user_details.js"] = script("var user_details", {"screen_name": by, "id": id_of(by)})
        del files["data/account.js"]
    return files


def script(variable, content):
    return f"{variable} = {json.dumps(content, indent=1)}".encode()


def written(path, kind):
    """Write the posts in one of the formats."""
    if kind == "nodexl":
        nodexl(path)
        return path
    text = {
        "v2 pages": lambda: lines(pages()),
        "v2 flattened": lambda: lines(flattened()),
        "v2 array": lambda: json.dumps(flattened(), indent=1),
        "v2 stream": lambda: lines(streamed()),
        "v2 one page": lambda: json.dumps({**pages()[0], "data": pages()[0]["data"] + pages()[1]["data"]}, indent=2),
        "v1 lines": lambda: lines(statuses()),
        "v1 array": lambda: json.dumps(statuses()),
        "v1 search": lambda: json.dumps({"statuses": statuses(), "search_metadata": {}}),
        "tags": lambda: table(TAGS_HEADS, tags_rows()),
        "twarc-csv": lambda: table(TWARC_HEADS, [twarc_row(at, post) for at, post in enumerate(POSTS)]),
        "rtweet": lambda: table(RTWEET_HEADS, [rtweet_row(at, post) for at, post in enumerate(POSTS)]),
    }[kind]()
    path.write_text(text, encoding="utf-8")
    return path


FORMATS = [
    "v2 pages", "v2 flattened", "v2 array", "v2 stream", "v2 one page", "v1 lines", "v1 array", "v1 search",
    "tags", "twarc-csv", "rtweet", "nodexl",
]  # fmt: skip


def read(path, **options):
    """All entries; every record must have a fate."""
    chosen = Options(**options)
    entries = list(x.load(Source(path), chosen))
    assert sum(entry.records for entry in entries) == x.count(Source(path), chosen)
    used = {entry.origin.place for entry in entries if entry.fate is Fate.USED}
    assert all(entry.into in used for entry in entries if entry.fate is Fate.MERGED)
    assert all(entry.reason for entry in entries if entry.fate is not Fate.USED)
    assert all(entry.reason.hint for entry in entries if entry.fate is Fate.REJECTED)
    assert "CANARY" not in repr(entries)
    assert MAIL not in repr(entries)
    return entries


def facts(entries, kind):
    return [fact for entry in entries for fact in entry.facts if isinstance(fact, kind)]


def ties(entries):
    """Count (kind, source, target) by user name in lower case, whatever the ids."""
    name = {f"x:{account}": name.casefold() for name, account in IDS.items()}
    found = facts(entries, Interaction)
    ends = [[name.get(end, end.removeprefix("x:@")) for end in (one.source, one.target)] for one in found]
    return Counter((one.kind, *pair) for one, pair in zip(found, ends, strict=True))


def folded(expected):
    return {(kind, source.casefold(), target.casefold()): count for (kind, source, target), count in expected.items()}


def fates(entries):
    return Counter(f"{entry.fate} {entry.reason.code}" if entry.reason else "used" for entry in entries)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_gives_the_ties_counted_by_hand(tmp_path, kind):
    path = written(tmp_path / "posts.xlsx", kind)
    assert x.identify(Source(path))
    entries = read(path)
    assert ties(entries) == folded(TIES)
    if kind != "nodexl":
        assert len(entries) == len(POSTS)
        assert fates(entries) == {"used": len(POSTS)}


@pytest.mark.parametrize("kind", FORMATS)
def test_people_are_ids_where_an_id_is_known_and_names_elsewhere(tmp_path, kind):
    entries = read(written(tmp_path / "posts.xlsx", kind))
    people = {person.id: person.name for person in facts(entries, Person)}
    assert len(facts(entries, Person)) == len(people), "each is introduced once"
    if kind == "nodexl":
        assert set(people) == {f"x:@{name}" for name in ("ann_a", "bob", "cat", "dee", "ghost", "gone", "hermit")}
        return
    expected = {f"x:{account}": f"@{name}" for name, account in IDS.items()}
    assert people == expected | {"x:@ghost": "@ghost", "x:@gone": "@gone"}


def test_a_second_reading_with_plain_json_finds_the_same_ties(tmp_path):
    path = written(tmp_path / "posts.jsonl", "v2 pages")
    found = Counter()
    documents = [json.loads(line) for line in path.read_text().splitlines()]
    users = [user for page in documents for user in page.get("includes", {}).get("users", ())]
    ids = {user["username"].casefold(): user["id"] for user in users}
    names = {user["id"]: user["username"].casefold() for user in users}
    for page in documents:
        authors = {one["id"]: one["author_id"] for one in page.get("includes", {}).get("tweets", ())}
        for one in page.get("data", ()):
            by = names[one["author_id"]]
            kinds = {ref["type"]: names.get(authors.get(ref["id"]), "gone") for ref in one.get("referenced_tweets", ())}
            acts = [
                (kind, kinds[name]) for name, kind in (("retweeted", "retweet"), ("quoted", "quote")) if name in kinds
            ]
            acts += [("reply", names[one["in_reply_to_user_id"]])] if "replied_to" in kinds else []
            if "retweeted" not in kinds:
                mentioned = {user["username"].casefold() for user in one["entities"]["mentions"]}
                acts += [("mention", name) for name in mentioned - {names.get(one.get("in_reply_to_user_id"))}]
            found.update((kind, by, name) for kind, name in acts if name != by)
    assert ids["cat"] == "1003"
    assert found == ties(read(path)) == folded(TIES)


@pytest.mark.parametrize("shape", ["tweets.js", "tweet.js", "grailbird"])
@pytest.mark.parametrize("form", ["zip", "folder", "wrapped zip"])
def test_a_personal_archive_gives_its_owners_ties(tmp_path, shape, form):
    for by in ("Ann_A", "bob", "dee"):
        files, path = archive_files(by, shape), tmp_path / f"{by} {form}"
        if form == "folder":
            for name, content in files.items():
                (path / name).parent.mkdir(parents=True, exist_ok=True)
                (path / name).write_bytes(content)
        else:
            with zipfile.ZipFile(path, "w") as container:
                for name, content in files.items():
                    container.writestr(("twitter-2022/" if form == "wrapped zip" else "") + name, content)
        assert x.identify(Source(path))
        entries = read(path)
        assert ties(entries) == {tie: n for tie, n in folded(TIES).items() if tie[1] == by.casefold()}
        (rest,) = [entry for entry in entries if entry.reason and entry.reason.code == "X-NOTREAD"]
        assert rest.records == 4


def test_long_posts_mention_beyond_the_cut(tmp_path):
    text = f"@bob &amp; all, {TEXT} " + "on and on " * 30
    cut = {**status(0, POSTS[0]), "full_text": text[:270] + "… https://t.co/x"}
    note = {"createdAt": iso(0), "core": {"text": text.replace("&amp;", "&") + " says @cat, not a@dee", "mentions": []}}
    other = {"createdAt": iso(0), "core": {"text": "another @dee"}}
    files = archive_files("Ann_A") | {
        "data/tweets.js": script("window.YTD.tweets.part0", [{"tweet": cut}]),
        "data/tweets-part1.js": script("window.YTD.tweets.part1", []),
        "data/note-tweet.js": script("window.YTD.note_tweet.part0", [{"noteTweet": note}, {"noteTweet": other}, 5]),
    }
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w") as container:
        for name, content in files.items():
            container.writestr(name, content)
    assert ties(read(path)) == {("mention", "ann_a", name): 1 for name in ("bob", "ghost", "cat")}
    page = {**tweet(0, POSTS[0]), "note_tweet": {"text": TEXT, "entities": {"mentions": [{"username": "cat"}]}}}
    pages = tmp_path / "posts.jsonl"
    pages.write_text(lines([{"data": [page], "includes": includes()}]))
    assert ties(read(pages)) == {("mention", "ann_a", "cat"): 1}


def test_direct_messages_and_the_rest_of_an_archive_are_not_opened(tmp_path, monkeypatch):
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w") as container:
        for name, content in archive_files("bob").items():
            container.writestr(name, content)
    opened = set()
    monkeypatch.setattr(
        "sna.load.files.container.read_member", lambda archive, name: opened.add(name) or archive.read(name)
    )
    read(path)
    assert opened == {"data/account.js", "data/tweets.js", "data/tweets-part1.js"}


@pytest.mark.parametrize("content", [b"window.YTD.account.part0 = [ {", b"{}", b"", b"window.YTD.account.part0 = [{}]"])
def test_an_archive_without_an_owner_is_one_rejected_entry(tmp_path, content):
    path = tmp_path / "archive.zip"
    with zipfile.ZipFile(path, "w") as container:
        for name, usual in archive_files("bob").items():
            container.writestr(name, content if name == "data/account.js" else usual)
    (entry,) = read(path)
    assert entry.reason.code == "R-OWNER"


def test_interactions_say_when_and_where(tmp_path):
    reply = next(
        one for one in facts(read(written(tmp_path / "p.jsonl", "v2 pages")), Interaction) if one.kind == "reply"
    )
    assert (reply.source, reply.target) == (f"x:{IDS['bob']}", "x:1001")
    assert (reply.source_account, reply.target_account) == (reply.source, reply.target)
    assert (reply.at, reply.channel, reply.origin.place) == ("2022-11-15T10:01:00Z", "", "line 1#2")


def test_posts_found_twice_and_edited_posts_are_merged(tmp_path):
    edited = {**tweet(0, POSTS[0]), "id": "42", "edit_history_tweet_ids": [number(0), "42"]}
    path = tmp_path / "posts.jsonl"
    path.write_text(lines([*pages(), {"data": [tweet(1, POSTS[1]), edited], "includes": includes()}]))
    entries = read(path)
    assert ties(entries) == folded(TIES)
    assert [entry.into for entry in entries if entry.fate is Fate.MERGED] == ["line 1#2", "line 1#1"]


def test_missing_posts_are_counted_and_the_tie_is_taken_from_the_text(tmp_path):
    entries = read(written(tmp_path / "posts.jsonl", "v2 pages"))
    assert {entry.origin.place: entry.warnings[0].code for entry in entries if entry.warnings} == {
        "line 2#3": "W-MISSING"
    }


def test_a_leading_mention_without_a_post_answered_is_a_mention(tmp_path):
    one = {**tweet(0, {"by": "bob", "mentions": ["cat"]}), "in_reply_to_user_id": IDS["cat"]}
    path = tmp_path / "posts.jsonl"
    path.write_text(lines([{"data": [one], "includes": includes()}]))
    assert ties(read(path)) == {("mention", "bob", "cat"): 1}


def test_a_name_that_went_with_two_ids_stays_a_name(tmp_path):
    users = [{"id": "1", "username": "taken"}, {"id": "2", "username": "Taken"}, *includes()["users"]]
    path = tmp_path / "posts.jsonl"
    path.write_text(lines([{"data": [tweet(0, {"by": "bob", "mentions": ["TAKEN"]})], "includes": {"users": users}}]))
    assert {one.target for one in facts(read(path), Interaction)} == {"x:@taken"}


def test_ids_a_spreadsheet_rounded_are_no_ids(tmp_path):
    rows = [twarc_row(at, post) for at, post in enumerate(POSTS)]
    for row in rows:
        for column, value in row.items():
            if value.isdigit() and len(value) > 15:
                row[column] = value[:15] + "0" * (len(value) - 15)
    path = tmp_path / "posts.csv"
    path.write_text(table(TWARC_HEADS, rows))
    entries = read(path)
    assert ties(entries) == folded(TIES)
    assert "x:@bob" in {person.id for person in facts(entries, Person)}
    assert not [entry for entry in entries if entry.fate is Fate.MERGED], "rounded ids tell no repetitions"


def test_a_long_id_that_happens_to_end_in_noughts_is_kept(tmp_path):
    rows = [twarc_row(0, POSTS[0]), {**twarc_row(1, POSTS[1]), "author_id": "1600000000000000000"}]
    path = tmp_path / "posts.csv"
    path.write_text(table(TWARC_HEADS, [*rows, twarc_row(5, POSTS[5])]))
    assert "x:1600000000000000000" in {one.source for one in facts(read(path), Interaction)}


def test_tags_without_entities_finds_mentions_in_the_text(tmp_path):
    rows = [{**tags_row(0, POSTS[0]), "entities_str": '{"user_mentions": [{"screen'}]
    path = tmp_path / "tags.csv"
    path.write_text(table(TAGS_HEADS, rows))
    assert ties(read(path)) == {("mention", "ann_a", "bob"): 1, ("mention", "ann_a", "ghost"): 1}


def test_tags_in_a_workbook_and_collected_twice(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Readme"
    sheet = book.create_sheet("Archive")
    sheet.append(TAGS_HEADS)
    for row in tags_rows() + tags_rows()[:2]:
        sheet.append([row.get(head, "") for head in TAGS_HEADS])
    path = tmp_path / "tags.xlsx"
    book.save(path)
    assert x.identify(Source(path))
    entries = read(path)
    assert ties(entries) == folded(TIES)
    assert fates(entries)["merged M-TWICE"] == 2


def test_a_row_whose_author_is_lost_is_rejected(tmp_path):
    rows = [{**tags_row(0, POSTS[0]), "from_user": "", "from_user_id_str": "1.26426E+18"}, tags_row(1, POSTS[1])]
    path = tmp_path / "tags.csv"
    path.write_text(table(TAGS_HEADS, rows))
    assert fates(read(path)) == {"rejected R-ID": 1, "used": 1}


def test_a_broken_quotation_does_not_show_what_was_written(tmp_path):
    path = tmp_path / "tags.csv"
    text = table(TAGS_HEADS, tags_rows()[:2])
    path.write_text(text + f'9,bob,"{TEXT} never closed,Tue Nov 15 10:00:00 +0000 2022\n')
    assert fates(read(path))["rejected R-QUOTE"] == 1


def test_nodexl_rows_have_their_fates(tmp_path):
    entries = read(written(tmp_path / "net.xlsx", "nodexl"))
    assert fates(entries) == {"used": 18, "excluded X-RETWEET": 2, "excluded X-FOLLOWS": 1}
    assert "x:@hermit" in {person.id for person in facts(entries, Person)}


DAMAGE = {
    "a wrong type": ({**tweet(1, POSTS[1]), "entities": {"mentions": 5}}, "R-TYPE"),
    "no author": ({**tweet(1, POSTS[1]), "author_id": None}, "R-AUTHOR"),
    "a damaged author": ({**tweet(1, POSTS[1]), "author_id": "1.2E+18"}, "R-AUTHOR"),
    "an impossible time": ({**tweet(1, POSTS[1]), "created_at": "2022-13-45T99:00:00.000Z"}, "R-TIME"),
    "5,000 mentions": (
        {**tweet(1, POSTS[1]), "entities": {"mentions": [{"username": f"u{n}"} for n in range(5000)]}},
        "R-MENTIONS",
    ),
    "no object": (7, "R-TYPE"),
}


@pytest.mark.parametrize("name", DAMAGE)
@pytest.mark.parametrize("form", ["page", "stream"])
def test_one_damaged_post_costs_itself_alone(tmp_path, name, form):
    broken, code = DAMAGE[name]
    good = [tweet(0, POSTS[0]), tweet(3, POSTS[3])]
    data = [good[0], broken, good[1]]
    path = tmp_path / "posts.jsonl"
    documents = [{"data": data}] if form == "page" else [{"data": one} for one in data]
    path.write_text(lines([{**one, "includes": includes()} for one in documents]))
    entries = read(path)
    assert fates(entries) == {"used": 2, f"rejected {code}": 1}
    assert ties(entries) == folded(
        {tie: n for tie, n in TIES.items() if tie[1] in {"Ann_A", "dee"} and tie[2] != "gone"}
    )


@pytest.mark.parametrize(
    "line",
    [
        b'{"data": [{"id": "1", "x": NaN}]}',
        b'{"data": [' + b"[" * 100_000 + b"]" * 100_000 + b"]}",
        b'{"data": [{"id": "1"',
        b"no json",
        b"{}",
        b'{"id": ""}',
        b'{"data": 5}',
        b"\xff\xfe",
        b"7",
        b'{"x": "' + b"a" * (8 << 20) + b'"}',
    ],
    ids=lambda line: line[:20].decode("latin-1"),
)
def test_a_line_that_is_no_post_is_one_rejected_entry(tmp_path, line):
    path = tmp_path / "posts.jsonl"
    first, *rest = lines(pages()).encode().splitlines(keepends=True)
    path.write_bytes(first + line + b"\n\n" + b"".join(rest))
    entries = read(path)
    assert ties(entries) == folded(TIES)
    assert sum(entry.fate is Fate.REJECTED for entry in entries) == 1


def test_damaged_characters_are_mended(tmp_path):
    path = tmp_path / "posts.jsonl"
    text = json.dumps(pages()[0]).replace(TEXT, "\\ud83d")
    path.write_bytes(text.encode() + b"\n" + json.dumps(pages()[1]).replace(TEXT, "~").encode().replace(b"~", b"\xff"))
    assert ties(read(path)) == folded(TIES)


def test_every_cut_of_a_file_reconciles(tmp_path):
    path, text = tmp_path / "posts.jsonl", lines(pages()[:1]).encode()
    for end in range(1, len(text), 97):
        path.write_bytes(lines(pages()[:1]).encode() + text[:end])
        read(path)


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "nodexl"])
@pytest.mark.parametrize("seed", range(6))
def test_random_damage_costs_records_never_the_reading(tmp_path, kind, seed):
    chance, path = random.Random(f"{kind} {seed}"), tmp_path / "posts"
    content = bytearray(written(path, kind).read_bytes())
    for _ in range(3):
        at = chance.randrange(len(content) + 1)
        content[at : at + chance.randrange(20)] = chance.choice(SPLINTERS)
    path.write_bytes(content)
    x.identify(Source(path))
    read(path)


SPLINTERS = [
    b"",
    b"null",
    b"[",
    b"}",
    b'"',
    b"\\",
    b",",
    b"NaN",
    b"1e999",
    b'"\\ud83d"',
    b"\xff",
    b"\x00",
    b"-1",
    b"\n",
]


def test_posts_outside_the_window_are_left_out(tmp_path):
    path = written(tmp_path / "posts.jsonl", "v2 pages")
    assert fates(read(path, first_day=dt.date(2022, 11, 16))) == {"excluded X-WINDOW": len(POSTS)}
    assert fates(read(path, last_day=dt.date(2022, 11, 15))) == {"used": len(POSTS)}


@pytest.mark.parametrize(
    "text",
    [
        lines([{"data": [{"id": "1", "username": "ann", "name": "Ann"}]}]),
        lines([{"data": [{"start": "x", "end": "y", "tweet_count": 3}], "meta": {"total_tweet_count": 3}}]),
        lines([{"id": "1", "action": "delete", "reason": "deleted"}]),
        lines([{"id": "1", "name": "A list", "owner_id": "2"}]),
        "Name,Date,Status\nAnn,2024-03-05,Y\n",
        "# Minutes\n\nPresent: Ann\n",
        "",
        "[]",
        "{",
    ],
)
def test_what_only_looks_like_posts_is_not_claimed(tmp_path, text):
    path = tmp_path / "file"
    path.write_text(text)
    assert not x.identify(Source(path))


def test_other_containers_are_not_claimed(tmp_path):
    openpyxl.Workbook().save(tmp_path / "book.xlsx")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as container:
        container.writestr("data/notes.js", "x")
    assert not x.identify(Source(tmp_path / "book.xlsx"))
    assert not x.identify(Source(tmp_path / "other.zip"))
    assert not x.identify(Source(tmp_path))
    assert not x.identify(Source(tmp_path / "nothing"))


HYDRATOR_HEADS = (
    "coordinates created_at id in_reply_to_screen_name in_reply_to_status_id in_reply_to_user_id quote_id retweet_id "
    "retweet_screen_name text tweet_url user_id user_name user_screen_name"
).split()


def test_what_hydrator_saves_gives_answers_mentions_and_what_was_passed_on(tmp_path):
    rows = []
    for at, post in enumerate(POSTS):
        found = {"created_at": old(at), "id": number(at), "text": text_of(post), "user_id": id_of(post["by"])}
        found |= {"user_screen_name": post["by"], "tweet_url": link((at, post["by"])), "user_name": "A Name"}
        if "replied" in post:
            other, name = post["replied"]
            found |= {"in_reply_to_status_id": number(other), "in_reply_to_screen_name": name}
            found["in_reply_to_user_id"] = id_of(name)
        if "retweeted" in post:
            found |= {"retweet_id": number(post["retweeted"][0]), "retweet_screen_name": post["retweeted"][1]}
        found |= {"quote_id": number(post["quoted"][0])} if "quoted" in post else {}
        rows.append(found)
    path = tmp_path / "hydrated.csv"
    path.write_text(table(HYDRATOR_HEADS, rows), encoding="utf-8")
    assert x.identify(Source(path))
    entries = read(path)
    assert ties(entries) == {tie: n for tie, n in folded(TIES).items() if tie[0] != "quote"}
    assert sum(bool(entry.warnings) for entry in entries) == 2, "whom a quote quotes stands nowhere"


OLD_HEADS = (
    "tweet_id in_reply_to_status_id in_reply_to_user_id timestamp source text retweeted_status_id "
    "retweeted_status_user_id retweeted_status_timestamp expanded_urls"
).split()
OLD_ROWS = [
    {
        "tweet_id": "41", "in_reply_to_status_id": "40", "in_reply_to_user_id": "1003",
        "timestamp": "2013-05-03 09:16:40 +0000", "text": "@cat @ghost hello",
    },
    {
        "tweet_id": "42", "timestamp": "2013-05-03 09:17:40 +0000", "text": "RT @bob: hi",
        "retweeted_status_id": "39", "retweeted_status_user_id": IDS["bob"],
    },
]  # fmt: skip
OLD_TIES = {("reply", "cat"), ("mention", "ghost"), ("retweet", "bob")}


@pytest.mark.parametrize("told", ["study", "data/js/user_details.js", "data/account.js", "account.js", ""])
def test_the_table_of_an_old_archive_is_its_owners(tmp_path, told):
    path = tmp_path / "tweets.csv"
    path.write_text(table(OLD_HEADS, OLD_ROWS), encoding="utf-8")
    details = {"screen_name": "Ann_A", "id": IDS["Ann_A"]}
    account = [{"account": {"username": "Ann_A", "accountId": IDS["Ann_A"], "email": MAIL}}]
    if told not in {"", "study"}:
        (tmp_path / told).parent.mkdir(parents=True, exist_ok=True)
        content = details if "details" in told else account
        (tmp_path / told).write_bytes(script("var user_details", content))
    assert x.identify(Source(path))
    entries = read(path, columns={"owner": "@Ann_A"} if told == "study" else {})
    assert {(kind, target) for kind, _source, target in ties(entries)} == OLD_TIES
    (owner,) = {source for _kind, source, _target in ties(entries)}
    codes = [reason.code for entry in entries for reason in entry.warnings]
    if told:
        assert (owner, codes) == ("ann_a", [])
    else:
        assert owner.startswith("owner_")
        assert codes == ["W-OWNER"]


def test_two_old_archives_that_do_not_say_whose_they_are_are_not_one_persons(tmp_path):
    path = tmp_path / "tweets.csv"
    path.write_text(table(OLD_HEADS, OLD_ROWS), encoding="utf-8")
    owners = {source for file in ("ann/tweets.csv", "bob/tweets.csv") for _, source, _ in ties(read(path, file=file))}
    assert len(owners) == 2


def test_times_of_archives_of_2012_to_2018_are_read():
    assert x.posts.moment("2013-05-03 09:16:40 +0000") == "2013-05-03T09:16:40Z"


def with_objects(content):
    """The same document with ``{}`` wherever it has an empty list, as R writes it."""
    if isinstance(content, dict):
        return {name: with_objects(part) for name, part in content.items()}
    return ([with_objects(part) for part in content] or {}) if isinstance(content, list) else content


@pytest.mark.parametrize("kind", ["v2 pages", "v2 flattened", "v2 array", "v1 lines", "v1 array"])
def test_an_empty_object_is_an_empty_list(tmp_path, kind):
    documents = {
        "v2 pages": pages, "v2 flattened": flattened, "v2 array": flattened, "v1 lines": statuses, "v1 array": statuses,
    }[kind]()  # fmt: skip
    documents = [with_objects(one) for one in documents]
    text = lines(documents) if kind.split()[1] in {"pages", "flattened", "lines"} else json.dumps(documents)
    assert "{}" in text
    path = tmp_path / "posts.json"
    path.write_text(text, encoding="utf-8")
    assert ties(read(path)) == folded(TIES)


def test_the_accounts_beside_the_posts_name_them(tmp_path):
    posts = [one | {"entities": {"mentions": {}}} for one in (tweet(at, POSTS[at]) for at in (1, 4))]
    path, beside = tmp_path / "data_1.json", tmp_path / "users_1.json"
    path.write_text(json.dumps(posts), encoding="utf-8")
    beside.write_text(json.dumps({"users": includes()["users"], "tweets": {}}), encoding="utf-8")
    people = {person.id: person.name for person in facts(read(path), Person)}
    assert people == {"x:1001": "@Ann_A", f"x:{IDS['bob']}": "@bob", "x:1004": "@dee"}
    assert x.identify(Source(beside))
    assert fates(read(beside)) == {"excluded X-ACCOUNTS": len(IDS)}
    beside.write_text(json.dumps({"users": includes()["users"]}), encoding="utf-8")  # a page that refers to no post
    assert fates(read(beside)) == {"excluded X-ACCOUNTS": len(IDS)}
    other = tmp_path / "posts.json"
    other.write_text(json.dumps(posts), encoding="utf-8")
    assert {person.name for person in facts(read(other), Person)} == {"1001", IDS["bob"], "1004"}


@pytest.mark.parametrize(
    "author", [{"userName": "ann_a", "id": "1001"}, {"id": "1001"}, {"name": "A Name"}, "Ann", None, {"username": ""}]
)
def test_json_of_a_foreign_tool_is_no_post_of_the_api(tmp_path, author):
    foreign = {"id": number(1), "text": TEXT, "createdAt": old(1), "author": author, "inReplyToUserId": "1003"}
    path = tmp_path / "dataset.json"
    path.write_text(json.dumps([foreign]), encoding="utf-8")
    assert x.identify(Source(path)) is (author == {"username": ""})
