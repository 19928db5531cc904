"""Slack exports: an invented workspace, its ties by hand, by our loader and by plain json."""

import datetime as dt
import json
import random
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from sna.facts import Affiliation, Attendance, Evidence, Fate, Gathering, Interaction, Person
from sna.load import Options, slack
from sna.load.source import Source

TEXT, TOKEN, SECRET, MAIL = "CANARYtext", "xoxe-CANARYtoken", "CANARYsecret", "canary.stranger@elsewhere.example"
DAY = 1_705_395_302


def user(name, **more):
    profile = {"real_name": name, "display_name": name.split()[0].lower(), **more.pop("profile", {})}
    return {"team_id": "T01", "name": name.split()[0].lower(), "deleted": False, "profile": profile, **more}


USERS = [
    {"id": "U1", **user("Ann Archer", profile={"email": "ann.archer@trust.example", "title": "Nurse"})},
    {"id": "U2", **user("Bea Butcher", profile={"fields": {"Xf1": {"value": "Hilltop Care Home", "alt": ""}}})},
    {"id": "U3", **user("Cat Cooper (Age UK)", profile={"email": "cat@gmail.com", "fields": []}, deleted=True)},
    {"id": "W4", **user("Dee Dyer", is_restricted=True, profile={"fields": None})},
    {"id": "UBOT", **user("Poll Bot", is_bot=True)},
]
CHANNELS = [
    {"id": "C1", "name": "general", "members": ["U1", "U2", "U3", "UBOT"]},
    {"id": "C2", "name": "falls", "members": ["U1"], "is_archived": True},
    {"id": "C3", "name": "quiet", "members": []},
]


def message(ts, who, text="", **more):
    return {"type": "message", "user": who, "ts": f"{DAY + ts}.000100", "text": f"{text} {TEXT}", **more}


def at(ts):
    return f"{DAY + ts}.000100"


def mention_block(*users):
    inner = [{"type": "user", "user_id": one} for one in users] + [{"type": "text", "text": '"user_id":"U9"'}]
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": inner}]}]


STRANGER = {"real_name": "Eve Elder", "display_name": "eve", "team": "T99", "email": MAIL, "is_stranger": True}
GENERAL_1 = [
    {"type": "message", "subtype": "channel_join", "user": "U1", "ts": at(0), "text": "<@U1> has joined <@U2>"},
    message(1, "U1", "hello <@U2> and <@U3|cat>, &lt;@W4&gt; <!channel> <@U2>", blocks=mention_block("U2", "W4")),
    message(2, "U2", "thanks", thread_ts=at(1), parent_user_id="U1"),
    message(3, "U1", "to myself <@U1>", thread_ts=at(1)),
    message(4, "UBOT", "poll for <@U1>", bot_id="B1"),
    {"type": "message", "subtype": "bot_message", "bot_id": "B2", "username": "x", "ts": at(5), "text": "<@U2>"},
    message(6, "U3", "answers the bot", thread_ts=at(4), parent_user_id="UBOT"),
    {"type": "message", "subtype": "channel_topic", "user": "U2", "ts": at(7), "text": "topic <@U3>", "topic": "t"},
    message(
        8,
        "W4",
        "a file",
        subtype="file_share",
        files=[{"id": "F1", "url_private": f"https://files.example/F1?t={TOKEN}", "user": "W4"}],
        reactions=[
            {"name": "clap", "users": ["U1", "U2"], "count": 2},
            {"name": "clap::skin-tone-3", "users": ["U1", "UBOT", "W4"], "count": 4},
            {"name": "+1", "users": ["U1"], "count": 1},
        ],
    ),
]
GENERAL_2 = [
    message(90_000, "U2", "late", thread_ts=at(1), subtype="thread_broadcast", parent_user_id="U1"),
    message(90_000, "U2", "late", thread_ts=at(1), parent_user_id="U1"),
    message(90_001, "UNEW", "from outside <@U1>", user_profile=STRANGER, user_team="T99"),
    message(90_002, "U1", "who was that, <@UNONE>?", thread_ts=at(50), reactions=[{"name": "x", "users": ["UNEW"]}]),
    {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "ts": at(90_003), "text": "gone"},
    message(90_004, "USLACKBOT", "reminder <@U1>"),
]
FALLS = [
    {
        "type": "message",
        "subtype": "huddle_thread",
        "user": "USLACKBOT",
        "ts": at(100),
        "text": "",
        "room": {"created_by": "U1", "participants": [], "participant_history": ["U1", "U2", "W4"]},
    },
    {"type": "message", "subtype": "file_comment", "ts": at(101), "text": "see <@U3>", "comment": {"user": "U2"}},
]
PRIVATE = [message(200, "U1", f"{SECRET} <@U2>"), message(201, "U2", SECRET, thread_ts=at(200))]
TIES = {
    ("mention", "U1", "U2"): 1,
    ("mention", "U1", "U3"): 1,
    ("mention", "U1", "W4"): 1,
    ("mention", "U2", "U3"): 1,
    ("mention", "UNEW", "U1"): 1,
    ("mention", "U1", "UNONE"): 1,
    ("reply", "U2", "U1"): 2,
    ("reaction", "U1", "W4"): 2,
    ("reaction", "U2", "W4"): 1,
    ("reaction", "UNEW", "U1"): 1,
    ("huddle", "U1", "U2"): 1,
    ("huddle", "U1", "W4"): 1,
}


def export():
    """The files of the workspace by name."""
    return {
        "users.json": USERS,
        "channels.json": CHANNELS,
        "groups.json": [{"id": "G1", "name": f"{SECRET}-merger", "members": ["U1", "U2"]}],
        "dms.json": [{"id": "D0000001", "members": ["U1", "U3"]}],
        "mpims.json": [{"id": "G2", "name": "mpdm-ann--bea--cat-1", "members": ["U1", "U2", "U3"]}],
        "integration_logs.json": [{"user_id": "U1"}, {}],
        "canvases.json": [{}],
        "general/2024-01-16.json": GENERAL_1,
        "general/2024-01-17.json": GENERAL_2,
        "general/notes.json": [],
        "falls/2024-01-16.json": FALLS,
        f"{SECRET}-merger/2024-01-16.json": PRIVATE,
        f"{SECRET}-merger/canvas.html": [],
        "D0000001/2024-01-16.json": PRIVATE[:1],
        "mpdm-ann--bea--cat-1/2024-01-16.json": PRIVATE,
        "__MACOSX/general/._2024-01-16.json": [],
    }


def as_bytes(content):
    return content if isinstance(content, bytes) else json.dumps(content).encode()


def zipped(path, files, top=""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(top + name, as_bytes(content))
    return path


def unpacked(path, files):
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(as_bytes(content))
    return path


def read(path, **options):
    """All entries; every record must have a fate."""
    chosen = Options(**options)
    entries = list(slack.load(Source(path), chosen))
    assert sum(entry.records for entry in entries) == slack.count(Source(path), chosen)
    places = [entry.origin.place for entry in entries]
    assert len(set(places)) == len(places)
    used = {entry.origin.place for entry in entries if entry.fate is Fate.USED}
    assert all(entry.into in used for entry in entries if entry.fate is Fate.MERGED)
    assert all(entry.reason for entry in entries if entry.fate is not Fate.USED)
    assert all(entry.reason.hint for entry in entries if entry.fate is Fate.REJECTED)
    return entries


def facts(entries, kind):
    return [fact for entry in entries for fact in entry.facts if isinstance(fact, kind)]


def ties(entries):
    return Counter(
        (one.kind, one.source_account.removeprefix("slack:"), one.target_account.removeprefix("slack:"))
        for one in facts(entries, Interaction)
    )


def fate_of(entries, place):
    entry = next(entry for entry in entries if entry.origin.place == place)
    return entry.fate.value, entry.reason.code if entry.reason else ""


def day_of(messages, **files):
    return {"users.json": USERS, "channels.json": CHANNELS, "general/2024-01-16.json": messages, **files}


@pytest.fixture
def whole(tmp_path):
    return zipped(tmp_path / "export.zip", export())


def test_the_ties_are_those_counted_by_hand(whole):
    assert ties(read(whole)) == TIES


def test_a_second_reading_with_plain_json_finds_the_same_ties(whole):
    found, seen = Counter(), set()
    with zipfile.ZipFile(whole) as archive:
        bots = {row["id"] for row in json.loads(archive.read("users.json")) if row.get("is_bot")} | {"USLACKBOT", ""}
        public = {row["name"] for row in json.loads(archive.read("channels.json"))}
        days = sorted(name for name in archive.namelist() if re.fullmatch(r"[^/]+/\d{4}-\d\d-\d\d\.json", name))
        rows = [(name.split("/")[0], row) for name in days for row in json.loads(archive.read(name))]
    who = {
        (place, row["ts"]): row.get("user") or row.get("comment", {}).get("user", "") for place, row in reversed(rows)
    }
    for place, row in (pair for pair in rows if pair[0] in public):
        author, subtype = who[place, row["ts"]], row.get("subtype")
        for other in set(row.get("room", {}).get("participant_history", ())) - {row.get("room", {}).get("created_by")}:
            found["huddle", row["room"]["created_by"], other] += 1
        if (place, row["ts"]) in seen or subtype not in {None, "file_share", "file_comment", "thread_broadcast"}:
            continue
        seen.add((place, row["ts"]))
        named = set(re.findall(r"<@([UW]\w+)", row["text"])) | set(
            re.findall(r'"user_id": "(\w+)"', json.dumps(row.get("blocks", "")))
        )
        acts = [("mention", author, other) for other in named]
        acts += [("reply", author, who.get((place, row.get("thread_ts", row["ts"])), ""))]
        chosen = {(one["name"].split("::")[0], other) for one in row.get("reactions", ()) for other in one["users"]}
        acts += [("reaction", other, author) for _, other in chosen]
        found.update(act for act in acts if act[1] != act[2] and not {act[1], act[2]} & bots)
    assert found == ties(read(whole)) == TIES


@pytest.mark.parametrize("form", ["folder", "zip in a folder"])
def test_a_folder_and_a_wrapped_zip_say_the_same(whole, tmp_path, form):
    if form == "folder":
        other = unpacked(tmp_path / "export", export())
    else:
        other = zipped(tmp_path / "wrapped.zip", export(), top="Workspace export/")
    assert slack.identify(Source(other))
    expected, found = read(whole, file="e"), read(other, file="e")
    assert [entry for entry in found if entry.facts] == [entry for entry in expected if entry.facts]
    assert Counter(entry.fate for entry in found) == Counter(entry.fate for entry in expected)


def test_identify_knows_exports_and_nothing_else(whole, tmp_path):
    assert slack.identify(Source(whole))
    assert slack.identify(Source(zipped(tmp_path / "days.zip", {"general/2024-01-16.json": []})))
    assert slack.identify(Source(unpacked(tmp_path / "a", {"general/2024-01-16.json": GENERAL_1})))
    assert not slack.identify(Source(zipped(tmp_path / "foreign.zip", {"notes.txt": b"users.json"})))
    assert not slack.identify(Source(unpacked(tmp_path / "b", {"minutes/2024-01-16.json": {"present": []}})))
    assert not slack.identify(Source(unpacked(tmp_path / "c", {"users.json": [], "notes.txt": b"x"})))
    assert not slack.identify(Source(tmp_path / "nothing"))
    (tmp_path / "cut.zip").write_bytes(whole.read_bytes()[:300])
    assert not slack.identify(Source(tmp_path / "cut.zip"))


def test_people_come_with_name_team_and_organisation(whole):
    entries = read(whole)
    people = {person.id: person for person in facts(entries, Person)}
    assert set(people) == {"slack:T01/U1", "slack:T01/U2", "slack:T01/U3", "slack:T01/W4", "slack:UNEW", "slack:UNONE"}
    assert len(facts(entries, Person)) == len(people), "each is introduced once"
    assert people["slack:T01/U3"].name == "Cat Cooper"
    assert people["slack:T01/U1"].email == "ann.archer@trust.example"
    assert people["slack:T01/U1"].handle == "ann"
    assert (people["slack:UNEW"].name, people["slack:UNEW"].email) == ("Eve Elder", "")
    assert people["slack:UNONE"].name == "UNONE"
    where = {one.person: (one.organisation, one.role) for one in facts(entries, Affiliation)}
    assert where == {
        "slack:T01/U1": ("trust.example", "Nurse"),
        "slack:T01/U2": ("Hilltop Care Home", ""),
        "slack:T01/U3": ("Age UK", ""),
        "slack:UNEW": ("", "external, from another workspace"),
    }


def test_a_profile_field_can_be_named_as_the_organisation(tmp_path):
    people = [{"id": "U1", **user("Ann Archer", profile={"fields": {"Xf7": {"value": "Riverside", "alt": ""}}})}]
    path = zipped(tmp_path / "e.zip", {"users.json": people, "channels.json": []})
    assert not facts(read(path), Affiliation)
    assert facts(read(path, columns={"organisation": "Xf7"}), Affiliation)[0].organisation == "Riverside"


def test_a_stranger_mentioned_before_speaking_still_gets_the_name(tmp_path):
    rows = [message(1, "U1", "<@UNEW>"), message(2, "UNEW", "yes", user_profile=STRANGER)]
    (stranger,) = [one for one in facts(read(zipped(tmp_path / "e.zip", day_of(rows))), Person) if "UNEW" in one.id]
    assert (stranger.name, stranger.origin.place) == ("Eve Elder", "general/2024-01-16.json#1")


def test_channels_are_gatherings_with_members_and_those_who_spoke(whole):
    entries = read(whole)
    channels = {one.id: (one.title, one.kind) for one in facts(entries, Gathering) if one.kind != "thread"}
    assert channels == {f"slack:C{n}": (name, "channel") for n, name in ((1, "general"), (2, "falls"), (3, "quiet"))}
    there = Counter(
        (one.person, one.gathering, one.evidence) for one in facts(entries, Attendance) if one.gathering in channels
    )
    assert max(there.values()) == 1, "once per person and channel"
    listed = {(person, channel) for person, channel, how in there if how is Evidence.LISTED}
    spoke = {(person, channel) for person, channel, how in there if how is Evidence.SPOKE}
    assert listed == {(f"slack:T01/U{n}", "slack:C1") for n in (1, 2, 3)} | {("slack:T01/U1", "slack:C2")}
    assert spoke == {
        *((f"slack:T01/{who}", "slack:C1") for who in ("U1", "U2", "U3", "W4")),
        ("slack:UNEW", "slack:C1"),
        ("slack:T01/U2", "slack:C2"),
    }


def test_threads_are_gatherings_of_those_who_wrote_in_them(whole):
    entries = read(whole)
    threads = {one.id: one for one in facts(entries, Gathering) if one.kind == "thread"}
    first = f"slack:C1/{at(1)}"
    assert set(threads) == {first, f"slack:C1/{at(4)}", f"slack:C1/{at(50)}"}
    assert (threads[first].on, threads[first].series) == (dt.date(2024, 1, 16), "general")
    assert threads[first].title == "general, thread of 2024-01-16 08:55:03"
    there = Counter((one.person, one.gathering) for one in facts(entries, Attendance) if one.gathering in threads)
    assert there == {
        ("slack:T01/U1", first): 1,
        ("slack:T01/U2", first): 1,
        ("slack:T01/U3", f"slack:C1/{at(4)}"): 1,
        ("slack:T01/U1", f"slack:C1/{at(50)}"): 1,
    }


def test_interactions_say_when_where_and_whose_accounts(whole):
    reply = next(one for one in facts(read(whole), Interaction) if one.kind == "reply")
    assert (reply.source, reply.target) == ("slack:T01/U2", "slack:T01/U1")
    assert (reply.source_account, reply.target_account) == ("slack:U2", "slack:U1")
    assert (reply.at, reply.channel) == ("2024-01-16T08:55:04Z", "general")
    assert (reply.origin.file, reply.origin.place) == ("export.zip", "general/2024-01-16.json#3")


def test_bots_notices_and_repetitions_have_their_fate(whole):
    entries = read(whole)
    assert fate_of(entries, "users.json#5") == ("excluded", "X-BOT")
    for number, code in ((5, "X-BOT"), (6, "X-BOT"), (8, "X-NOTICE")):
        assert fate_of(entries, f"general/2024-01-16.json#{number}") == ("excluded", code)
    for number, fate in ((2, ("merged", "M-TWICE")), (5, ("excluded", "X-NOTICE")), (6, ("excluded", "X-NOTICE"))):
        assert fate_of(entries, f"general/2024-01-17.json#{number}") == fate
    warned = {entry.origin.place: entry.warnings[0].code for entry in entries if entry.warnings}
    assert warned == {"general/2024-01-16.json#9": "W-REACTIONS", "general/2024-01-17.json#4": "W-PARENT"}


def test_private_conversations_are_counted_by_kind_and_not_read(whole):
    left = {
        entry.origin.place: entry.records for entry in read(whole) if entry.reason and entry.reason.code == "X-PRIVATE"
    }
    assert left == {
        "groups.json": 1,
        "dms.json": 1,
        "mpims.json": 1,
        "private channel 1, day file 1": 2,
        "direct message 1, day file 1": 1,
        "group message 1, day file 1": 2,
    }


@pytest.mark.parametrize(
    ("kind", "title", "found"),
    [
        ("private_channels", "private channel 1", {("mention", "U1", "U2"), ("reply", "U2", "U1")}),
        ("direct_messages", "direct message 1", {("mention", "U1", "U2")}),
        ("group_messages", "group message 1", {("mention", "U1", "U2"), ("reply", "U2", "U1")}),
    ],
)
def test_a_kind_turned_on_is_read_and_the_others_are_not(whole, kind, title, found):
    more = ties(read(whole, allowed={kind: "all consented, 3 May"}))
    more.subtract(TIES)
    assert {tie for tie, count in more.items() if count} == found
    entries = read(whole, allowed={kind: "all consented, 3 May"})
    assert {one.channel for one in facts(entries, Interaction)} == {"general", "falls", title}
    assert not read_says(entries, SECRET)
    assert ties(read(whole, allowed={kind: " "})) == TIES, "without a reason nothing is turned on"


def test_a_channel_both_public_and_private_is_private(tmp_path):
    files = day_of(GENERAL_1) | {"groups.json": [{"id": "C1", "name": "general"}]}
    assert not ties(read(zipped(tmp_path / "e.zip", files)))
    files = day_of(GENERAL_1) | {"channels.json": [{"id": "C1", "name": "general", "is_private": True}]}
    assert not ties(read(zipped(tmp_path / "f.zip", files)))


def read_says(entries, *words):
    """Whether any of the words stands anywhere in what was read."""
    return [word for word in words if word in repr(entries)]


def test_no_text_token_secret_or_strangers_address_is_in_any_entry(whole, tmp_path, monkeypatch, caplog, capfd):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    damaged = export() | {"general/2024-01-17.json": json.dumps(GENERAL_2).encode()[:-40]}
    for path in (whole, zipped(tmp_path / "damaged.zip", damaged)):
        assert not read_says(read(path), TEXT, TOKEN, SECRET, MAIL, "canary")
    assert not caplog.text + "".join(capfd.readouterr())
    assert not list(scratch.iterdir()), "nothing is unpacked"


def test_enterprise_grid_reads_its_own_list_of_users(tmp_path):
    files = export()
    files["org_users.json"] = [{**row, "team_id": f"T0{n}"} for n, row in enumerate(files.pop("users.json"))]
    entries = read(zipped(tmp_path / "grid.zip", files))
    assert ties(entries) == TIES
    assert "slack:T01/U2" in {person.id for person in facts(entries, Person)}


def test_without_users_people_go_by_their_ids_with_a_warning(tmp_path):
    files = export()
    del files["users.json"]
    entries = read(zipped(tmp_path / "e.zip", files))
    assert ties(entries) == TIES
    assert {one.name for one in facts(entries, Person)} == {"U1", "U2", "U3", "W4", "Eve Elder", "UNONE", "UBOT"}
    assert "W-USERS" in {warning.code for entry in entries for warning in entry.warnings}


def test_without_channels_nothing_is_read_unless_it_is_named(tmp_path):
    files = export()
    del files["channels.json"]
    path = zipped(tmp_path / "e.zip", files)
    entries = read(path)
    assert not ties(entries)
    assert Counter(entry.reason.code for entry in entries if entry.reason)["X-UNLISTED"] == 3
    assert "W-CHANNELS" in {warning.code for entry in entries for warning in entry.warnings}
    named = read(path, allowed={"#general": "it is open to all members"})
    assert ties(named) == Counter({tie: count for tie, count in TIES.items() if tie[0] != "huddle"}) - Counter(
        [("mention", "U2", "U3")]
    )
    assert [(one.id, one.title) for one in facts(named, Gathering) if one.kind == "channel"] == [
        ("slack:#general", "general")
    ]


def test_messages_outside_the_window_are_left_out_but_still_answered(tmp_path, whole):
    entries = read(whole, first_day=dt.date(2024, 1, 17), last_day=dt.date(2024, 1, 17))
    assert ("reply", "U2", "U1") in ties(entries)
    assert fate_of(entries, "general/2024-01-16.json#2") == ("excluded", "X-WINDOW")
    assert {one.at[:10] for one in facts(entries, Interaction)} == {"2024-01-17"}


DAMAGE = {
    "a wrong type": ({**message(1, "U2"), "text": ["no"]}, "R-TYPE"),
    "reactions of a wrong type": ({**message(1, "U2"), "reactions": [{"name": "x", "users": 5}]}, "R-TYPE"),
    "no time": ({"type": "message", "user": "U1", "text": TEXT}, "R-TYPE"),
    "a time of words": ({**message(1, "U2"), "ts": "yesterday"}, "R-TYPE"),
    "a time before Slack": ({**message(1, "U2"), "ts": "12.5"}, "R-TIME"),
    "a time beyond all days": ({**message(1, "U2"), "ts": "99999999999.0"}, "R-TIME"),
    "an endless time": ({**message(1, "U2"), "ts": "1e999"}, "R-T"),
    "nobody": ({"type": "message", "ts": at(1), "text": TEXT}, "R-AUTHOR"),
    "an author that is no user": ({**message(1, "<script>"), "text": TEXT}, "R-AUTHOR"),
    "5,000 mentions": (message(1, "U2", " ".join(f"<@U{n}>" for n in range(5000))), "R-MENTIONS"),
    "no object": (7, "R-TYPE"),
    "nothing": (None, "R-TYPE"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_one_damaged_message_costs_itself_alone(tmp_path, name):
    damaged, code = DAMAGE[name]
    entries = read(zipped(tmp_path / "e.zip", day_of([message(0, "U1", "<@U2>"), damaged, message(2, "U2", "<@U1>")])))
    fate, found = fate_of(entries, "general/2024-01-16.json#2")
    assert (fate, found[: len(code)]) == ("rejected", code)
    assert ties(entries) == {("mention", "U1", "U2"): 1, ("mention", "U2", "U1"): 1}
    assert not read_says(entries, TEXT)


RAW = {
    "not a number": (b'{"ts":"%s","user":"U2","x":NaN}', "R-NAN"),
    "too deep": (b'{"ts":"%s","user":"U2","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "R-DEPTH"),
    "a broken value": (b'{"ts":"%s","user":"U2","x":tru}', "R-JSON"),
    "a giant number": (b'{"ts":"%s","user":"U2","x":' + b"9" * 5000 + b"}", ""),
    "half a surrogate": (b'{"ts":"%s","user":"U2","text":"\\ud83d"}', ""),
    "a broken byte": (b'{"ts":"%s","user":"U2","text":"\xff"}', ""),
}


@pytest.mark.parametrize("name", RAW)
def test_json_no_decoder_likes_costs_one_message_at_most(tmp_path, name):
    raw, code = RAW[name]
    first, last = (json.dumps(one).encode() for one in (message(0, "U1", "<@U2>"), message(2, "U2", "<@U1>")))
    day = b"[" + first + b"," + raw.replace(b"%s", at(1).encode()) + b"," + last + b"]"
    entries = read(zipped(tmp_path / "e.zip", day_of(day)))
    assert fate_of(entries, "general/2024-01-16.json#2") == (("rejected", code) if code else ("used", ""))
    assert ties(entries) == {("mention", "U1", "U2"): 1, ("mention", "U2", "U1"): 1}


def test_broken_bytes_in_what_is_looked_into_late_cost_one_message_at_most(tmp_path):
    rows = [
        message(1, "UNEW", "<@U1>", user_profile={"real_name": "~"}),
        {"type": "message", "subtype": "huddle_thread", "user": "U1", "ts": at(2), "room": {"created_by": "~"}},
        {"type": "message", "subtype": "file_comment", "ts": at(3), "text": "", "comment": {"user": "~"}},
        message(4, "U2", "<@U1>"),
    ]
    people = [{"id": "U1", **user("Ann Archer", profile={"fields": {"Xf1": {"value": "~"}}})}]
    files = day_of(json.dumps(rows).encode().replace(b"~", b"\xff"))
    files["users.json"] = json.dumps(people).encode().replace(b"~", b"\xff")
    entries = read(zipped(tmp_path / "e.zip", files))
    assert ties(entries) == {("mention", "UNEW", "U1"): 1, ("mention", "U2", "U1"): 1}
    assert Counter(entry.reason.code for entry in entries if entry.reason) == {"R-JSON": 2}


def test_a_day_cut_short_keeps_its_complete_messages(tmp_path):
    day = json.dumps([message(0, "U1", "<@U2>"), message(1, "U2", "<@U1>"), message(2, "U1", "<@U3>")]).encode()
    entries = read(zipped(tmp_path / "e.zip", day_of(day[:-20])))
    assert fate_of(entries, "general/2024-01-16.json#3") == ("rejected", "R-CUT")
    assert ties(entries) == {("mention", "U1", "U2"): 1, ("mention", "U2", "U1"): 1}


@pytest.mark.parametrize("content", [b"", b"{}", b"null", b"[", b"[]", b"no json", b"[1,2", b"\xef\xbb\xbf[]"])
@pytest.mark.parametrize("name", ["users.json", "channels.json", "groups.json", "general/2024-01-16.json"])
def test_a_file_that_is_no_list_costs_itself_alone(tmp_path, name, content):
    entries = read(zipped(tmp_path / "e.zip", export() | {name: content}))
    assert "general/2024-01-17.json#1" in {entry.origin.place for entry in entries} or name == "channels.json"


def test_every_cut_of_a_day_reconciles(tmp_path):
    day = json.dumps(GENERAL_1[:4]).encode()
    for end in range(0, len(day), 7):
        read(zipped(tmp_path / "e.zip", day_of(day[:end])))


@pytest.mark.parametrize("seed", range(40))
def test_random_damage_costs_records_never_the_reading(tmp_path, seed):
    chance, files = random.Random(seed), export()
    for name in chance.sample([name for name in files if name.endswith(".json")], 3):
        content = bytearray(as_bytes(files[name]))
        for _ in range(3):
            at_byte = chance.randrange(len(content) + 1)
            content[at_byte : at_byte + chance.randrange(20)] = chance.choice(SPLINTERS)
        files[name] = bytes(content)
    read(zipped(tmp_path / "e.zip", files), allowed={"private_channels": "all agreed"})


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
    b"{}",
]


def test_names_that_climb_out_and_nested_archives_are_listed_only(tmp_path):
    path = zipped(tmp_path / "e.zip", export() | {"../evil.json": [], "general/more.zip": b"PK\x03\x04"})
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("general/2024-01-18.json")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    entries = read(path)
    assert fate_of(entries, "../evil.json") == ("excluded", "X-NAME")
    assert fate_of(entries, "general/2024-01-18.json") == ("excluded", "X-LINK")
    assert fate_of(entries, "general/more.zip") == ("excluded", "X-NOTREAD")
    assert fate_of(entries, "canvases.json") == ("excluded", "X-NOTREAD")
    assert ties(entries) == TIES


def test_a_link_in_a_folder_is_not_followed(tmp_path):
    (tmp_path / "outside.json").write_bytes(as_bytes([message(1, "U1", "<@U3>")]))
    path = unpacked(tmp_path / "export", day_of([message(0, "U1", "<@U2>")]))
    (path / "general" / "2024-01-17.json").symlink_to(tmp_path / "outside.json")
    (path / "loop").symlink_to(path)
    entries = read(path)
    assert ties(entries) == {("mention", "U1", "U2"): 1}
    assert fate_of(entries, "loop") == ("excluded", "X-LINK")


def test_a_hostile_or_damaged_zip_is_one_rejected_entry(tmp_path, whole):
    bomb = zipped(tmp_path / "bomb.zip", export() | {"general/2024-02-01.json": b"0" * (2 << 20)})
    data = bytearray(whole.read_bytes())
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    locked = tmp_path / "locked.zip"
    locked.write_bytes(data)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole.read_bytes()[:-100])
    for path, code in ((bomb, "R-ZIP"), (locked, "R-ENCRYPTED"), (cut, "R-ZIP")):
        (entry,) = read(path)
        assert (entry.fate, entry.reason.code, entry.origin.place) == (Fate.REJECTED, code, "file")


def test_a_damaged_member_is_one_rejected_entry_and_the_rest_is_read(tmp_path):
    path = tmp_path / "e.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in export().items():
            archive.writestr(name, as_bytes(content))
    data = path.read_bytes()
    at_text = data.index(b"has joined")
    path.write_bytes(data[:at_text] + b"HAS" + data[at_text + 3 :])
    entries = read(path)
    assert fate_of(entries, "general/2024-01-16.json") == ("rejected", "R-ZIP")
    assert ("mention", "UNEW", "U1") in ties(entries)


def test_the_public_sample_reads_and_reconciles():
    sample = Path(__file__).parents[3] / "shared" / "samples" / "slack-viewer" / "testarchive.zip"
    if not sample.exists():
        pytest.skip("the sample export is not beside the repository")
    entries = read(sample)
    messages = [entry for entry in entries if "/" in entry.origin.place]
    assert len(messages) == 158
    assert Counter(entry.reason.code for entry in messages if entry.reason)["X-BOT"] == 94
    assert len(facts(entries, Person)) == 4
    known = {person.id for person in facts(entries, Person)}
    assert {end for one in facts(entries, Interaction) for end in (one.source, one.target)} <= known


def test_a_zip_whose_names_lean_backwards_reads_like_any_other(whole, tmp_path):
    files = {name.replace("/", "\\"): content for name, content in export().items()}
    leaning = zipped(tmp_path / "export.zip", files)
    with zipfile.ZipFile(leaning) as archive:
        assert any("\\" in name for name in archive.namelist())
    assert slack.identify(Source(leaning))
    entries = read(leaning)
    assert ties(entries) == ties(read(whole))
    assert Counter(entry.fate for entry in entries) == Counter(entry.fate for entry in read(whole))


def test_of_two_members_that_mean_one_name_the_upright_one_counts(tmp_path):
    day = "general/2024-01-16.json"
    files = day_of([message(0, "U1", "<@U2>")]) | {day.replace("/", "\\"): [message(1, "U2", "<@U1>")]}
    entries = read(zipped(tmp_path / "e.zip", files))
    assert sum(ties(entries).values()) == 1
    assert [entry.reason.code for entry in entries if entry.reason and entry.reason.code == "X-NAME"] == ["X-NAME"]


@pytest.mark.parametrize("name", ["..\\users.json", "\\general\\2024-01-16.json", "C:\\general\\2024-01-16.json"])
def test_a_name_that_leans_backwards_out_of_the_export_is_not_read(tmp_path, name):
    entries = read(zipped(tmp_path / "e.zip", day_of([]) | {name: [message(1, "U2", "<@U1>")]}))
    assert not ties(entries)
    assert "X-NAME" in {entry.reason.code for entry in entries if entry.reason}


def dump(channel, name, *messages):
    return {"name": name, "channel_id": channel, "messages": list(messages)}


def dumped():
    """A workspace of which slackdump dumped a channel and a direct conversation."""
    answer = message(1, "U2", "hi", thread_ts=at(0), parent_user_id="U1")
    begun = message(0, "U1", "<@U2>", thread_ts=at(0)) | {"slackdump_thread_replies": [answer]}
    files = {"users.json": USERS, "C01AAAAAA.json": dump("C01AAAAAA", "general", begun, message(2, "U2", "<@U1>"))}
    return files | {"D01AAAAAA.json": dump("D01AAAAAA", "", message(3, "U1", "<@U2>"))}


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_dump_of_slackdump_is_an_export_of_which_nothing_shows_that_a_channel_is_public(tmp_path, form):
    path = zipped(tmp_path / "dump.zip", dumped()) if form == "zip" else unpacked(tmp_path / "dump", dumped())
    assert slack.identify(Source(path))
    closed = read(path)
    assert not ties(closed)
    assert "W-CHANNELS" in {reason.code for entry in closed for reason in entry.warnings}
    opened = read(path, allowed={"#general": "the channel is open to all"})
    assert ties(opened) == {("mention", "U1", "U2"): 1, ("reply", "U2", "U1"): 1, ("mention", "U2", "U1"): 1}
    assert fate_of(opened, "general/C01AAAAAA.json#2") == ("used", "")
    assert len(read(path, allowed={"direct_messages": "both agreed"})) == len(closed)


def test_a_damaged_dump_is_listed_and_not_read(tmp_path):
    files = dumped() | {"C02BBBBBB.json": b'{"channel_id": "C02BBBBBB", "messages": [{"ts"'}
    entries = read(zipped(tmp_path / "dump.zip", files), allowed={"#general": "open to all"})
    assert sum(ties(entries).values()) == 3
    assert "X-NOTREAD" in {entry.reason.code for entry in entries if entry.reason}
