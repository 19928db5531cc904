"""What report and map are made of."""

import datetime as dt
import json
import re

import pandas as pd
import pytest
from msgspec.structs import replace

from sna.dataset import Builder
from sna.facts import Attendance, Gathering, Interaction, Origin, Person
from sna.findings.sources import plain
from sna.ledger import Ledger
from sna.study import evidence, open_study, read_study
from sna.study.cache import Cache
from sna.study.evidence import MOVING, map_content, medium_period, report_content, report_medium
from sna.study.networks import contacts
from sna.study.pages import make
from sna.study.reading import Reading
from sna.study.results import analysed
from sna.study.settings import parse

AT = Origin("a", "line 1")
SETTINGS = parse(
    {
        "periods": {"Early": ["2023-01-01", "2023-12-31"], "Late": ["2024-01-01", "2024-12-31"]},
        "study": {"colour": "locality"},
        "network": {"permutations": 19, "largest": 1200},
    }
)
ACTS = [
    ("ann", "bo", "reply", "2023-02-01"),
    ("bo", "ann", "reply", "2024-03-01"),
    ("bo", "cy", "mention", "2024-05-01"),
]


def dataset(*, attended=(), space="slack"):
    """Four people, three of whom write; Di has only joined a channel."""
    builder = Builder()
    builder.add([Person(id_, id_.title(), AT) for id_ in ("ann", "bo", "cy", "di")])
    builder.add(
        [Gathering("slack:C1", "general", AT, kind="channel"), Gathering("g", "Forum", AT, on=dt.date(2024, 2, 1))]
    )
    builder.add([Attendance("di", "slack:C1", AT), *(Attendance(person, "g", AT) for person in attended)])
    builder.add(
        [
            Interaction(one, other, kind, AT, at=f"{day}T10:00:00Z", source_account=f"{space}:{one}")
            for one, other, kind, day in ACTS
        ]
    )
    return builder.dataset()


def read(given):
    return Reading(given, Ledger([]), ())


def content(given):
    return report_content(read(given), SETTINGS, analysed(read(given), SETTINGS), "Forum")


def test_whoever_joined_a_channel_of_slack_is_on_its_map_and_silent():
    (slack,) = contacts(dataset(), SETTINGS)
    assert list(slack.whole.nodes.index) == ["ann", "bo", "cy", "di"]
    assert slack.whole.nodes["member"].all()
    (x,) = contacts(dataset(space="x"), SETTINGS)
    assert list(x.whole.nodes.index) == ["ann", "bo", "cy"]


def test_a_period_of_a_medium_counts_acts_and_pairs():
    (slack,) = contacts(dataset(), SETTINGS)
    whole = medium_period("", slack.whole, {})
    assert (whole.acts, whole.ties, whole.people, whole.gatherings) == (3, 2, 4, 0)
    early = medium_period("Early", slack.compared[0][1], {})
    assert (early.title, early.acts, early.ties) == ("Early", 1, 1)


def test_beside_meetings_each_medium_has_its_own_part():
    found = content(dataset(attended=["ann", "bo"]))
    assert found.medium == ""
    assert [(one.name, one.title, one.map_file) for one in found.media] == [("slack", "Slack", "map-slack.html")]
    assert [(one.title, one.acts) for one in found.media[0].periods] == [("Early", 1), ("Late", 2)]
    assert [(one.gatherings, one.acts) for one in found.periods] == [(0, 0), (1, 0)]
    assert list(found.people.index) == ["ann", "bo"]
    assert found.media[0].people.loc["di", ["name", "kind"]].tolist() == ["Di", "person"]
    assert found.tie.endswith("one of more than 1,200 people makes no ties.")
    assert found.colour_by == "locality"


def test_where_nobody_met_the_medium_stands_in():
    found = content(dataset())
    assert (found.medium, found.media) == ("Slack", ())
    assert [(one.title, one.gatherings, one.acts, one.ties) for one in found.periods] == [
        ("Early", 0, 1, 1),
        ("Late", 0, 2, 2),
    ]
    assert found.periods[1].since == dt.date(2024, 3, 1)
    assert found.periods[1].until == dt.date(2024, 5, 1)
    assert len(found.gatherings) == len(found.attendance) == 0
    assert list(found.people.index) == ["ann", "bo", "cy", "di"]
    assert found.tie == "Two people are tied when one of them turned to the other on Slack: mention, reply."
    assert set(found.methods.settings) == {"Permutations", *MOVING}


def test_the_tables_of_what_stands_in_are_those_of_the_meetings():
    alone = [(part.folder, part.medium) for part in analysed(read(dataset()), SETTINGS).networks()]
    assert alone == [("", "Slack"), ("early", "Slack"), ("late", "Slack")]
    both = analysed(read(dataset(attended=["ann"])), SETTINGS)
    assert [part.folder for part in both.networks()][3:] == ["slack/", "slack/early", "slack/late"]


@pytest.mark.parametrize("space", ["slack", "x"])
def test_the_medium_of_the_report_has_as_many_periods_as_the_study(space):
    (one,) = contacts(dataset(space=space), SETTINGS)
    medium = report_medium(one, [{}, {}, {}])
    assert [period.title for period in medium.periods] == ["Early", "Late"]
    assert content(dataset(space=space)).tie.endswith("mention, reply.")


NAMES = [
    "Ann Okafor",
    "Bob Lee",
    "Cat Moor",
    "Dee Fox",
    "Eve Hart",
    "Fay Ross",
    "Gil Hay",
    "Hal Iley",
    "Ida Jay",
    "Jo Kerr",
]
HOMES = ["Old Council"] * 3 + ["Hospital"] * 4 + ["Age Well"] * 3
NEVER = "Hospice"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Twelve meetings; after the sixth the Old Council is the New Council, and one organisation never comes."""
    folder = tmp_path_factory.mktemp("study")
    rows = ["name,organisation,date"]
    for number in range(12):
        for name, home in zip(NAMES, HOMES, strict=True):
            known = "New Council" if home == "Old Council" and number >= 6 else home
            if (number + len(name)) % 3:
                rows.append(f"{name},{known},{2023 + number // 6}-0{1 + number % 6}-10")
    (folder / "register.csv").write_text("\n".join(rows), encoding="utf-8")
    lines = ["organisation,sector,reach,formerly,since", "New Council,Council,yes,Old Council,2024-01-01"]
    lines += ["Hospital,NHS,yes,,", "Age Well,Voluntary,yes,,", f"{NEVER},Voluntary,yes,,"]
    (folder / "organisations.csv").write_text("\n".join(lines), encoding="utf-8")
    settings = '[periods]\n"Year 1" = [2023-01-01, 2023-12-31]\n"Year 2" = [2024-01-01, 2024-12-31]\n'
    (folder / "study.toml").write_text(f"{settings}[network]\npermutations = 49\n", encoding="utf-8")
    return open_study([folder])


@pytest.fixture(scope="module")
def reading(study):
    return read_study(study)


@pytest.fixture(scope="module")
def made(study, reading, told):
    return analysed(reading, study.settings, Cache.of(study))


@pytest.fixture(scope="module")
def told(study, reading, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    make(study, reading, out)
    findings = pd.read_csv(out / "for-experts" / "findings.csv", dtype=str, keep_default_na=False)
    return findings, (out / "map.html").read_text(encoding="utf-8")


def test_a_new_name_is_no_new_organisation_and_the_old_one_has_not_stopped_coming(told, study, reading, made):
    found, _page = told
    assert not found.loc[found["what"] == "drifted", "groups"].str.contains("Council").any()
    content = report_content(reading, study.settings, made, "T")
    assert set(content.attendance["organisation"]) == {"New Council", "Hospital", "Age Well"}


def test_an_organisation_nobody_has_come_from_is_not_reached_rather_than_cut_off(told):
    found, _page = told
    assert not found.loc[found["what"] == "cut-off", "groups"].str.contains(NEVER).any()
    assert found.loc[found["what"] == "reach", "sentence"].str.contains(NEVER).all()


def test_after_the_first_come_the_findings_whose_people_can_be_seen_on_the_map(told):
    _found, page = told
    scene = json.loads(re.search(r'id="scene">(.*?)</script>', page, re.DOTALL).group(1))
    seen = [bool(finding["people"]) for finding in scene["findings"]][1:]
    assert seen == sorted(seen, reverse=True)


def test_islands_are_communities_only_where_many_people_are_of_many_groups(study, reading, made, monkeypatch):
    content = report_content(reading, study.settings, made, "T")
    assert map_content(content, study.settings, made).group == "organisation"
    monkeypatch.setattr(evidence, "MOST_IN_GROUPS", 5)
    assert map_content(content, study.settings, made).group == "organisation"
    monkeypatch.setattr(evidence, "MOST_GROUPS", 2)
    drawn = map_content(content, study.settings, made)
    assert drawn.group == "community"
    assert all(" (" in name for name in drawn.people["community"])


def test_under_the_map_stands_what_could_not_be_read(study, reading, made):
    content = report_content(reading, study.settings, made, "T")
    assert "could not be read" not in map_content(content, study.settings, made).footnote
    ledger = content.ledger.copy()
    ledger.loc[ledger.index[0], ["records", "rejected"]] += 2
    short = replace(content, ledger=ledger)
    footnote = plain(map_content(short, study.settings, made).footnote)
    assert "; 2 records could not be read. Personal data" in footnote
