"""Who did something on which day: actions of the minutes, threads of Slack, posts of X, each counted from the files."""

import csv
import datetime as dt
import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from sna.study import open_study, read_study
from sna.study.analyses import community

EXAMPLE = Path(__file__).parents[2] / "data" / "notts-care-homes"


@pytest.fixture(scope="module")
def read():
    study = open_study([EXAMPLE / "study-all.toml"])
    reading = read_study(study)
    return reading.dataset, community(reading.dataset, study.settings)


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
