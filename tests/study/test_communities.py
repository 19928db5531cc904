"""Several communities in one study, from files to pages: who belongs where, whom they share, nobody who opted out."""

import csv
import datetime as dt
import json
from itertools import product

import pytest

from sna.cli import run
from sna.study import open_study, read_study
from sna.study.analyses import community
from sna.study.results import analysed

FORENAMES = "Abena Bryn Carys Dilys Emeka Farah Gwen Hamish Idris Jago Kamal Leila".split()
PEOPLE = [f"{given} {family}" for given, family in product(FORENAMES, ("Ackerley", "Bramwell", "Corrigan", "Dunmore"))]
STROKE, DEMENTIA, OUTSIDE = PEOPLE[:20], PEOPLE[17:36], PEOPLE[36:]
"""Three are in both; twelve could join and did not."""
FEW = 1, 2, 7, 8
"""Two months of each half, where no figure is looked at."""
LEAVER, OBJECTOR = PEOPLE[0], PEOPLE[17]


def files(folder, *, lists=True, slack=False, months=range(1, 13)):
    """Write a study of two communities, with a celebration to which all may come."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [["Name", "Organisation", "Sector", "Community", "Joined", "Left"]]
    for number, name in enumerate(PEOPLE):
        homes = [title for title, ids in (("Stroke CoP", STROKE), ("Dementia CoP", DEMENTIA)) if name in ids]
        left = "2023-06-30" if name == LEAVER else ""
        place = f"Organisation {number % 5}", "NHS" if number % 2 else "Charity"
        rows.append([name, *place, "; ".join(homes) * lists, "2023-01-01", left])
    register = [["Date", "Meeting", "Name"]]
    for month in months:
        for day, title, ids in ((5, "Stroke CoP meeting", STROKE), (19, "Dementia CoP meeting", DEMENTIA)):
            came = [name for place, name in enumerate(ids) if (place + month) % 3]
            came = [name for name in came if name != LEAVER or month < 7]
            register += [[str(dt.date(2023, month, day)), title, name] for name in came]
    register += [["2023-06-28", "Celebration", name] for name in PEOPLE[::2]]
    for name, lines in (("people", rows), ("register", register)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(lines)
    halves = '"First half" = [2023-01-01, 2023-06-30]\n"Second half" = [2023-07-01, 2023-12-31]\n'
    settings = f'[study]\ntitle = "Learning"\npopulation = 48\nconveners = ["{PEOPLE[1]}"]\n'
    settings += "[network]\npermutations = 49\n"
    (folder / "study.toml").write_text(f"{settings}[periods]\n{halves}", encoding="utf-8")
    if slack:
        on_slack(folder / "slack")
    return folder


def on_slack(root):
    """Let two of the one community, one of both and a stranger write on Slack."""
    names = [PEOPLE[2], PEOPLE[3], PEOPLE[18], "Zelda Yarrow"]
    (root / "general").mkdir(parents=True)
    users = [{"id": f"U{n}", "name": f"u{n}", "profile": {"real_name": name}} for n, name in enumerate(names)]
    channel = {"id": "C1", "name": "general", "members": [user["id"] for user in users]}
    messages = [
        {"type": "message", "user": f"U{n}", "text": f"<@U{(n + 1) % 4}> thanks", "ts": f"{1685000000 + n}.000100"}
        for n in range(4)
    ]
    for name, content in (("users", users), ("channels", [channel]), ("general/2023-05-25", messages)):
        (root / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")


def result(folder):
    study = open_study([folder])
    reading = read_study(study)
    return reading, analysed(reading, study.settings)


def ids(names):
    return tuple(sorted(f"name:{name.casefold()}" for name in names))


@pytest.fixture(autouse=True, scope="module")
def words_with_places(marks):
    """Let figures stand in elements that name their places here: what is looked at are the pages as they are."""
    sources, mark = marks
    before, sources.mark = sources.mark, mark
    yield
    sources.mark = before


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return files(tmp_path_factory.mktemp("communities") / "study", slack=True)


@pytest.fixture(scope="module")
def pages(study, tmp_path_factory):
    out = tmp_path_factory.mktemp("pages") / "out"
    assert run(["run", str(study), "--for", "all", "--out", str(out)]) == 0
    return out


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_list_says_who_is_in_which_community_and_the_settings_how_many_could_be(study):
    reading, results = result(study)
    of = community(reading.dataset, open_study([study]).settings, results.meetings[0][0].two_mode)
    assert of.enrolled == {"Dementia CoP": ids(DEMENTIA), "Stroke CoP": ids(STROKE)}
    assert of.population == 48
    assert of.media == {"Slack": ids([PEOPLE[2], PEOPLE[3], PEOPLE[18], "Zelda Yarrow"])}


def test_each_meeting_is_of_a_community_and_the_celebration_of_all_also_in_a_period(study):
    _reading, results = result(study)
    for window, _tables in results.meetings:
        gatherings = window.two_mode.gatherings
        assert set(gatherings["community"]) == {"Dementia CoP", "Stroke CoP", *([""] * (window.title != "Second half"))}
        assert (gatherings.loc[gatherings["kind"] == "event", "title"] == "Celebration").all()
    whole = results.meetings[0][0].two_mode
    place, event = whole.people.index.get_loc(*ids([OUTSIDE[0]])), (whole.gatherings["kind"] == "event").to_numpy()
    assert whole.eligible[place].tolist() == event.tolist()
    left = whole.people.index.get_loc(*ids([LEAVER]))
    days = [day for day, could in zip(whole.gatherings["on"], whole.eligible[left], strict=True) if could]
    assert max(days) == dt.date(2023, 6, 28)


def test_the_files_say_whom_they_share_and_who_is_also_on_slack(pages):
    tables = pages / "evaluator" / "for-experts" / "tables"
    cops = {row["cop"]: row for row in rows(tables / "cops.csv")}
    assert (cops["Stroke CoP"]["people"], cops["Stroke CoP"]["held"]) == ("20", "12")
    assert cops["all communities"]["people"] == "36"
    shared = {(row["cop"], row["cop_other"]): row for row in rows(tables / "cops_overlap.csv")}
    pair = shared["Dementia CoP", "Stroke CoP"]
    assert (pair["in_both"], pair["in_both_expected"]) == ("3", str(19 * 20 / 48))
    assert shared["Stroke CoP", "Slack"]["in_both"] == "3"
    joiners = {row["node"]: row for row in rows(tables / "cops_joiners.csv")}
    assert [name for name, row in joiners.items() if row["cops_joined"] == "2"] == list(ids(PEOPLE[17:20]))
    assert joiners[ids([PEOPLE[18]])[0]]["on_media"] == "Slack"
    findings = {row["what"]: row for row in rows(pages / "evaluator" / "for-experts" / "findings.csv")}
    assert findings["cops"]["figures"].startswith("people=36; communities=2; joiners=3")


def test_the_convener_alone_reads_who_joins_them_and_the_funder_no_name(pages):
    part = {
        audience: (pages / audience / "report.html").read_text(encoding="utf-8").partition('<section class="cops">')[2]
        for audience in ("convener", "evaluator")
    }
    assert "Who is in more than one" in part["convener"].partition("</section>")[0]
    assert PEOPLE[18] in part["convener"].partition("</section>")[0]
    assert PEOPLE[18] not in part["evaluator"].partition("</section>")[0]
    funder = (pages / "funder" / "report.html").read_text(encoding="utf-8")
    assert "communities of practice" in funder
    assert not [name for name in PEOPLE if name in funder]


def test_the_tidy_tables_and_the_account_of_columns_know_who_is_enrolled(study, tmp_path):
    assert run(["tables", str(study), "--out", str(tmp_path / "tables")]) == 0
    enrolments = rows(tmp_path / "tables" / "enrolments.csv")
    assert len(enrolments) == len(STROKE) + len(DEMENTIA)
    assert {row["until"] for row in enrolments if row["person"] == ids([LEAVER])[0]} == {"2023-06-30"}
    columns = {row["column"]: row["read_as"] for row in rows(tmp_path / "tables" / "columns.csv")}
    assert columns["Community"] == "community"


def test_who_opts_out_is_in_no_enrolment_and_in_no_byte_of_the_results(tmp_path):
    folder = files(tmp_path / "study", months=FEW)
    (folder / "opt-out.csv").write_text(f"name\n{OBJECTOR}\n", encoding="utf-8")
    reading, results = result(folder)
    assert not set(ids([OBJECTOR])) & set(reading.dataset.enrolments["person"])
    assert results.cops["Stroke CoP"] == ids(name for name in STROKE if name != OBJECTOR)
    out = tmp_path / "out"
    assert run(["run", str(folder), "--for", "all", "--out", str(out)]) == 0
    given, family = OBJECTOR.casefold().split()
    for path in (path for path in out.rglob("*") if path.suffix in {".html", ".csv", ".json"}):
        text = path.read_text(encoding="utf-8").casefold()
        assert f"{given} {family}" not in text, path


def test_codes_stand_for_people_and_for_a_community_named_after_somebody(tmp_path):
    folder = files(tmp_path / "study", months=FEW)
    for name in ("people.csv", "register.csv"):
        text = (folder / name).read_text(encoding="utf-8").replace("Stroke CoP", f"{PEOPLE[5]}'s group")
        (folder / name).write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    assert run(["run", str(folder), "--labels", "codes", "--out", str(out)]) == 0
    tables = out / "for-experts" / "tables"
    assert {row["cop"] for row in rows(tables / "cops.csv")} == {"Dementia CoP", "Gathering", "all communities"}
    for path in out.rglob("*.*"):
        if path.suffix in {".html", ".csv", ".json"}:
            assert PEOPLE[5] not in path.read_text(encoding="utf-8"), path


def test_one_person_under_two_spellings_is_one_in_every_list(tmp_path):
    folder = files(tmp_path / "study")
    people = (folder / "people.csv").read_text(encoding="utf-8")
    given, family = PEOPLE[18].split()
    text = (
        people.replace("Stroke CoP; Dementia CoP", "Stroke CoP", 2)
        + f'"{family.upper()}, {given}",Organisation 3,NHS,Dementia CoP,,\n'
    )
    (folder / "people.csv").write_text(text, encoding="utf-8")
    reading, results = result(folder)
    enrolled = reading.dataset.enrolments
    assert set(enrolled.loc[enrolled["person"] == ids([PEOPLE[18]])[0], "series"]) == {"Stroke CoP", "Dementia CoP"}
    assert set(results.cops) == {"Stroke CoP", "Dementia CoP"}


def test_two_communities_without_a_list_are_told_by_who_comes_and_one_community_has_no_such_table(tmp_path):
    folder = files(tmp_path / "study", lists=False)
    _reading, results = result(folder)
    assert set(results.cops) == {"Stroke CoP meeting", "Dementia CoP meeting"}
    assert results.meetings[0][1]["cops_overlap"]["note"].iloc[0] == ""
    settings = (folder / "study.toml").read_text(encoding="utf-8")
    (folder / "study.toml").write_text(settings.replace("population = 48\n", ""), encoding="utf-8")
    _reading, results = result(folder)
    assert "is not stated" in results.meetings[0][1]["cops_overlap"]["note"].iloc[0]
    register = (folder / "register.csv").read_text(encoding="utf-8").replace("Dementia CoP", "Stroke CoP")
    (folder / "register.csv").write_text(register, encoding="utf-8")
    _reading, results = result(folder)
    assert results.cops == {}
    assert not [name for name in results.meetings[0][1] if name.startswith("cops")]
