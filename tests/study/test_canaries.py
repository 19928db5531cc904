"""What must never leave a file: planted there, and looked for in every byte that a run writes or says."""

import base64
import json
import tempfile
import zipfile
from urllib.parse import quote

import pytest

from sna.cli import run

TEXT, TOKEN, STRANGER = "kestrel-umbrella-parsnip", "xoxe-4711-canary", "stranger.canary@elsewhere.example"
PRIVATE, PRIVATE_NAME = "marmalade-secret-gathering", "hush-canary-channel"
CANARIES = [TEXT, TOKEN, STRANGER, PRIVATE, PRIVATE_NAME]


def user(id_, name):
    return {"id": id_, "team_id": "T1", "name": name, "real_name": name, "profile": {"real_name": name}}


def message(author, text, number, **more):
    return {"type": "message", "user": author, "text": text, "ts": f"1709629200.00000{number}", **more}


POSTS = [
    message("U1", f"{TEXT} <@U2>", 1),
    message("U2", TEXT, 2, thread_ts="1709629200.000001", parent_user_id="U1"),
    message("U1", TEXT, 3, files=[{"id": "F1", "url_private": f"https://files.example/f?t={TOKEN}", "title": TEXT}]),
    message("U9", f"<@U1> {TEXT}", 4, user_profile={"real_name": "Sam Guest", "email": STRANGER}, user_team="T9"),
]


def export(path):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in {
            "users.json": [user("U1", "Ann Smith"), user("U2", "Bo Li")],
            "channels.json": [{"id": "C1", "name": "general", "members": ["U1", "U2"], "topic": {"value": TEXT}}],
            "groups.json": [{"id": "G1", "name": PRIVATE_NAME, "members": ["U1"]}],
            "dms.json": [{"id": "D1", "members": ["U1", "U2"]}],
            "general/2024-03-05.json": POSTS,
            f"{PRIVATE_NAME}/2024-03-05.json": [message("U1", PRIVATE, 5)],
            "D1/2024-03-05.json": [message("U1", PRIVATE, 6)],
        }.items():
            archive.writestr(name, json.dumps(data))


def tweets(path):
    tweet = {
        "id": "1",
        "author_id": "12",
        "text": f"{TEXT} @bo",
        "created_at": "2024-03-05T10:00:00.000Z",
        "conversation_id": "1",
        "entities": {"mentions": [{"username": "bo", "id": "13", "start": 0, "end": 3}]},
    }
    users = [{"id": "12", "username": "ann", "name": "Ann"}, {"id": "13", "username": "bo", "name": "Bo"}]
    path.write_text(json.dumps({"data": [tweet], "includes": {"users": users}, "meta": {"result_count": 1}}) + "\n")


def shapes(canary):
    plain = canary.encode()
    yield from (plain, quote(canary).encode(), json.dumps(canary)[1:-1].encode(), canary.encode("utf-16-le"))
    yield base64.b64encode(plain)[4:-4]


@pytest.mark.parametrize("command", ["run", "tables", "check"])
def test_nothing_confidential_is_written_or_said(command, tmp_path, monkeypatch, capfd):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    study, out = tmp_path / "study", tmp_path / "out"
    study.mkdir()
    export(study / "export.zip")
    tweets(study / "tweets.jsonl")
    rows = [f"05/03/2024,Forum,Ann Smith,Age Well,{STRANGER}", "31/02/2024,Forum,Bo,X,x"]
    (study / "register.csv").write_text("\n".join(["Date,Meeting,Name,Organisation,Email", *rows]))
    options = [] if command == "check" else ["--out", str(out)]
    assert run([command, str(study), *options]) in {0, 1}
    told = capfd.readouterr()
    written = {
        path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and study not in path.parents
    }
    written["screen"] = (told.out + told.err).encode()
    if command != "check":
        interactions = [name for name in written if name in {"interactions.csv", "ties.csv"}]
        assert interactions
    for name, data in written.items():
        for canary in CANARIES:
            assert not any(shape in data for shape in shapes(canary)), f"{canary} in {name}"
    assert list(temporary.iterdir()) == []
