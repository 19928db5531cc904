"""What report and map are made of."""

import json
import re

import pandas as pd
import pytest

from sna.study import open_study, read_study
from sna.study.audience.evaluator import map_content, report_content
from sna.study.pages import make
from sna.study.results import analysed

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
def told(study, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    make(study, read_study(study), out)
    return pd.read_csv(out / "findings.csv", dtype=str, keep_default_na=False), (out / "map.html").read_text(
        encoding="utf-8"
    )


def test_a_new_name_is_no_new_organisation_and_the_old_one_has_not_stopped_coming(told, study):
    found, _page = told
    assert not found.loc[found["what"] == "drifted", "groups"].str.contains("Council").any()
    reading = read_study(study)
    content = report_content(reading, study.settings, analysed(reading, study.settings), "T")
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


def test_islands_are_communities_only_where_many_people_are_of_many_groups(study, monkeypatch):
    from sna.study import contents

    reading = read_study(study)
    made = analysed(reading, study.settings)
    content = report_content(reading, study.settings, made, "T")
    assert map_content(content, study.settings, made).group == "organisation"
    monkeypatch.setattr(contents, "MOST_IN_GROUPS", 5)
    assert map_content(content, study.settings, made).group == "organisation"
    monkeypatch.setattr(contents, "MOST_GROUPS", 2)
    drawn = map_content(content, study.settings, made)
    assert drawn.group == "community"
    assert all(" (" in name for name in drawn.people["community"])
