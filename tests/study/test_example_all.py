"""The worked example with its minutes, Slack and tweets, and the community on Slack, against their truth."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from sna.cli import run
from sna.names import key
from sna.study import check, open_study, read_study

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


@pytest.mark.slow
def test_the_community_on_slack_reads_and_makes_its_pages(tmp_path, capsys):
    dataset = read_study(open_study([DATA / "slack-uti"])).dataset
    assert edges(dataset, "slack:") == truth(DATA / "slack-uti" / "truth" / "slack_edges.csv")
    assert run(["run", str(DATA / "slack-uti"), "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "for-experts" / "tables" / "ties.csv").stat().st_size > 10_000
    pages = ["START-HERE.html", "map.html", "method.html", "report.html"]
    assert sorted(path.name for path in (tmp_path / "out").glob("*.html")) == pages
    for page in pages:
        assert "at the same meetings" not in (tmp_path / "out" / page).read_text(encoding="utf-8")
    (title,) = re.findall(r"<h1[^>]*>([^<.]+)", (tmp_path / "out" / "report.html").read_text(encoding="utf-8"))
    assert f"\n{title.strip()}. " in capsys.readouterr().out
