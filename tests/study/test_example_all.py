"""The worked example with its minutes, Slack and tweets, and the community on Slack, against their truth."""

import csv
import datetime as dt
import json
import zipfile
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from sna.names import key
from sna.study import check, open_study, read_study
from sna.study.analyses import community
from sna.study.results import analysed, long_tables

DATA = Path(__file__).parents[2] / "data"
EXAMPLE = DATA / "notts-care-homes"
X = EXAMPLE / "x"


def table(path):
    return pd.read_csv(path, dtype="str", keep_default_na=False)


def edges(dataset, space):
    acts = dataset.interactions
    acts = acts[acts["source_account"].str.startswith(space) & (acts["kind"] != "action")]
    counted = acts.groupby(["kind", "source_account", "target_account"]).size()
    return {(*pair, str(count)) for pair, count in counted.items()}


def truth(path):
    return set(table(path)[["kind", "source", "target", "count"]].itertuples(index=False, name=None))


@pytest.fixture(scope="module")
def reading():
    return read_study(open_study([EXAMPLE / "study-all.toml"]))


def test_every_source_is_read_and_reconciles(reading):
    assert reading.rejected == 0
    assert {account.loader for account in reading.ledger} == {
        "review",
        "register",
        "roster",
        "teams",
        "zoom",
        "minutes",
        "slack",
        "x",
        "subjects",
    }


def test_minutes_equal_their_truth_in_every_format(reading):
    told = table(EXAMPLE / "truth" / "minutes.csv")
    found = reading.dataset.attendance
    found = found[found["file"].isin(set(told["file"]))]
    names = reading.dataset.people.set_index("id")["name"]
    found = found.assign(name=found["person"].map(names))
    nobody = found["person"].str.startswith("unidentified:")
    found.loc[nobody, "person"] = "unidentified"
    rows, expected = set(map(tuple, found[told.columns].to_numpy())), set(map(tuple, told.to_numpy()))
    assert expected - rows == set()
    assert {row for row in rows - expected if row[-1] not in {"spoke", "action"}} == set()


def test_actions_go_from_the_chair_to_their_owner(reading):
    told = table(EXAMPLE / "truth" / "actions.csv")
    found = reading.dataset.interactions
    found = found[found["kind"] == "action"]
    pairs = {(row.file, row.source, row.target) for row in found.itertuples()}
    assert pairs == {(row.file, row.chair, row.owner) for row in told.itertuples()}


def test_check_names_every_stated_difference_of_minutes_and_register(reading):
    told = table(EXAMPLE / "truth" / "minutes_differences.csv")
    told = told[told["kind"] != "calls record no apologies"]
    names = reading.dataset.people.set_index("id")["name"]
    found = {(one.gathering, one.person) for one in check(reading).disagreements}
    expected = {(row.gathering, names[row.person]) for row in told.itertuples()}
    assert expected - found == set()


def test_slack_ties_equal_their_truth(reading):
    assert edges(reading.dataset, "slack:") == truth(EXAMPLE / "truth" / "slack_edges.csv")


@pytest.mark.parametrize("file", sorted(path.name for path in X.iterdir()))
def test_tweets_give_the_same_ties_in_every_format(file):
    dataset = read_study(open_study([X / file])).dataset
    assert edges(dataset, "x:") == truth(EXAMPLE / "truth" / "x_edges.csv")


def test_the_same_tweets_in_two_formats_are_not_counted_twice():
    both = read_study(open_study([X]))
    one = read_study(open_study([X / "thornshirecare-search.jsonl"]))
    assert len(both.dataset.interactions) == len(one.dataset.interactions)


def test_accounts_of_x_are_people_only_with_their_consent(reading):
    aliases = table(EXAMPLE / "aliases.csv")
    agreed = aliases["consent"] == "yes"
    assert 0 < agreed.sum() < len(aliases)
    acts = reading.dataset.interactions
    x = acts[acts["source_account"].str.startswith("x:")]
    ends = {*x["source"], *x["target"]}
    expected = {f"name:{key(name)}" for name in aliases.loc[agreed, "person"]}
    assert {end for end in ends if end.startswith("name:")} == expected
    assert {end.partition(":")[0] for end in ends} == {"name", "x"}


@pytest.mark.parametrize(("consent", "tied"), [("yes", True), ("3 May 2024", True), ("", False), ("No", False)])
def test_only_a_consent_ties_an_account(consent, tied, tmp_path):
    post = {"id": "1", "author_id": "12", "created_at": "2024-03-05T10:00:00.000Z", "text": "@bo"}
    post["entities"] = {"mentions": [{"username": "bo", "id": "13", "start": 0, "end": 3}]}
    users = [{"id": "12", "username": "ann", "name": "Ann"}, {"id": "13", "username": "bo", "name": "Bo"}]
    (tmp_path / "posts.jsonl").write_text(json.dumps({"data": [post], "includes": {"users": users}, "meta": {}}) + "\n")
    (tmp_path / "aliases.csv").write_text(f"handle,person,consent\n@ann,Ann Smith,{consent}\n")
    found = set(read_study(open_study([tmp_path])).dataset.interactions["source"])
    assert found == ({"name:ann smith"} if tied else {"x:12"})


# Who did something on which day: actions of the minutes, threads of Slack, posts of X, each counted from the files


@pytest.fixture(scope="module")
def read(reading):
    return reading.dataset, community(reading.dataset, open_study([EXAMPLE / "study-all.toml"]).settings)


def begun():
    """The root messages of the export that somebody else answered: their author and day."""
    with zipfile.ZipFile(next(EXAMPLE.glob("slack/*.zip"))) as export:
        names = [name for name in export.namelist() if name.endswith(".json") and "/" in name]
        files = [(name.split("/")[0], json.loads(export.read(name))) for name in names]
        users = {user["id"]: user for user in json.loads(export.read("users.json"))}
    bots = {user["id"] for user in users.values() if user.get("is_bot")}
    messages = [(channel, message) for channel, part in files for message in part if message.get("user")]
    messages = [(channel, message) for channel, message in messages if message["user"] not in bots]
    roots = {(channel, message["ts"]): message["user"] for channel, message in messages}
    answered = {
        (channel, message["thread_ts"])
        for channel, message in messages
        if message.get("thread_ts", message["ts"]) != message["ts"]
        and roots.get((channel, message["thread_ts"])) not in {None, message["user"]}
    }
    for place in answered:
        yield roots[place], dt.datetime.fromtimestamp(float(place[1]), dt.UTC).date()


def counts(dataset):
    """How many actions there are, and posts on X that turn to somebody."""
    posts = dataset.interactions[dataset.interactions["source_account"].str.startswith("x:")]
    return int((dataset.interactions["kind"] == "action").sum()), len(
        {(row.source, row.at) for row in posts.itertuples()}
    )


def test_a_thread_is_an_act_of_whoever_began_it(read):
    dataset, about = read
    others = Counter(dataset.interactions.loc[dataset.interactions["kind"] == "action", "target"])
    expected = Counter(day for _who, day in begun())
    actions, posts = counts(dataset)
    threads = about.acts.iloc[actions + posts :]
    assert others
    # one thread is of somebody who answers themselves from a second account: nobody else took part
    assert not Counter(threads["on"]) - expected
    assert len(threads) == expected.total() - 1
    busiest = Counter(who for who, _day in begun()).most_common(5)
    assert [number for _who, number in Counter(threads["person"]).most_common(5)] == [
        number for _who, number in busiest
    ]


def test_an_action_is_its_owners(read):
    _dataset, about = read
    with (EXAMPLE / "truth" / "actions.csv").open(encoding="utf-8", newline="") as file:
        owners = [row for row in csv.DictReader(file) if row]
    assert len(owners) == 30
    assert len(about.acts.head(30)) == 30
    assert all(isinstance(day, dt.date) for day in about.acts["on"])


def test_a_post_counts_once_however_many_it_mentions(read):
    dataset, about = read
    actions, posts = counts(dataset)
    on_x = dataset.interactions["source_account"].str.startswith("x:").sum()
    part = about.acts.iloc[actions : actions + posts]
    assert posts < on_x
    assert set(part["person"]) == set(
        dataset.interactions.loc[dataset.interactions["source_account"].str.startswith("x:"), "source"]
    )


def test_a_study_of_registers_has_no_acts():
    study = open_study([EXAMPLE])
    assert not len(community(read_study(study).dataset, study.settings).acts)


def test_the_community_on_slack_reads_and_has_its_ties():
    study = open_study([DATA / "slack-uti"])
    reading = read_study(study)
    assert edges(reading.dataset, "slack:") == truth(DATA / "slack-uti" / "truth" / "slack_edges.csv")
    tables = long_tables(analysed(reading, study.settings), study.settings.study.group)
    ties = next(blocks for name, blocks in tables if name == "ties")
    assert sum(map(len, ties)) > 100
