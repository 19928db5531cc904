"""Lists of members and organisations (all invented)."""

import contextlib
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sna.errors import SourceError
from sna.facts import Affiliation, Enrolment, Fate, Organisation, Person
from sna.load import Options, identify, roster
from sna.load.source import Source

PEOPLE = """name,organisation,role,sector,locality,email,joined,left,notes
"SMITH, Ann",Oak House,Manager,Care home,North,ann@example.org,2023-01-01,2023-06-30,moves in summer
"SMITH, Ann",City Trust,Nurse,NHS,North,ann@city.example.org,2023-07-01,,
"DALE, Zoë",City Trust,Doctor,NHS,South,,2023,,
,Pine Lodge,,Care home,East,,,,
,,,,,,,,
Manager,Elm Court,,Care home,West,,,,
"""
ORGANISATIONS = """organisation,sector,locality,reach
City Trust,NHS,,yes
Pine Lodge,Care home,East,x
Beech Hall,Care home,West,no
"""


def write(tmp_path, text, name="people.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


def read(path, options=None):
    options = options or Options()
    found = list(roster.load(Source(path), options))
    assert sum(entry.records for entry in found) == roster.count(Source(path), options)
    return found


def facts(found, kind):
    return [fact for entry in found for fact in entry.facts if isinstance(fact, kind)]


def test_a_row_gives_the_person_the_organisation_and_a_dated_affiliation(tmp_path):
    found = read(write(tmp_path, PEOPLE))
    ann, again, zoe = facts(found, Person)
    assert (ann.id, ann.name, ann.written, ann.sector, ann.locality) == (
        "name:ann smith", "Ann Smith", "SMITH, Ann", "Care home", "North"
    )  # fmt: skip
    assert (ann.email, again.id, zoe.name) == ("ann@example.org", ann.id, "Zoë Dale")
    works = [(work.person, work.organisation, work.role, work.since, work.until) for work in facts(found, Affiliation)]
    assert works == [
        ("name:ann smith", "Oak House", "Manager", dt.date(2023, 1, 1), dt.date(2023, 6, 30)),
        ("name:ann smith", "City Trust", "Nurse", dt.date(2023, 7, 1), None),
        ("name:zoe dale", "City Trust", "Doctor", dt.date(2023, 1, 1), None),
    ]
    assert all(work.declared for work in facts(found, Affiliation))
    assert not [entry for entry in found if entry.fate is not Fate.USED]


def test_a_row_without_a_person_is_an_organisation_to_reach(tmp_path):
    found = read(write(tmp_path, PEOPLE))
    reached = [(each.name, each.locality) for each in facts(found, Organisation) if each.reach]
    assert reached == [("Pine Lodge", "East")]
    assert [warning.code for entry in found for warning in entry.warnings] == ["W-NOBODY"]


def test_a_table_of_organisations_says_whom_to_reach(tmp_path):
    found = read(write(tmp_path, ORGANISATIONS, "organisations.csv"))
    assert [(each.name, each.sector, each.reach) for each in facts(found, Organisation)] == [
        ("City Trust", "NHS", True),
        ("Pine Lodge", "Care home", True),
        ("Beech Hall", "Care home", False),
    ]
    called_names = ORGANISATIONS.replace("organisation,", "name,")
    assert facts(read(write(tmp_path, called_names)), Organisation)[0].name == "City Trust"
    without = "organisation,sector\nCity Trust,NHS\n"
    assert facts(read(write(tmp_path, without)), Organisation)[0].reach


@pytest.mark.parametrize(
    ("joined", "left", "since", "until"),
    [
        ("2023", "2023", (2023, 1, 1), (2023, 12, 31)),
        ("2023-02", "02/2024", (2023, 2, 1), (2024, 2, 29)),
        ("March 2023", "Apr 2023", (2023, 3, 1), (2023, 4, 30)),
        ("13/04/2023", "05/06/2023", (2023, 4, 13), (2023, 6, 5)),
        ("44927", "", (2023, 1, 1), None),
    ],
)
def test_days_months_and_years_bound_a_period(tmp_path, joined, left, since, until):
    text = f"name,organisation,joined,left\nAnn Smith,Oak House,{joined},{left}\n"
    work = facts(read(write(tmp_path, text)), Affiliation)[0]
    assert (work.since, work.until) == (dt.date(*since), until and dt.date(*until))


def test_the_order_of_day_and_month_is_settled_for_all_files_or_stated(tmp_path):
    text = "name,organisation,joined\nAnn Smith,Oak House,{}\n"
    clear, open_ = (
        write(tmp_path, text.format("04/13/2023"), "a.csv"),
        write(tmp_path, text.format("05/06/2023"), "b.csv"),
    )
    assert roster.survey(map(Source, [clear, open_]), Options()).day_first is False
    assert facts(read(open_, Options(day_first=False)), Affiliation)[0].since == dt.date(2023, 5, 6)
    found = read(open_)
    assert facts(found, Affiliation)[0].since == dt.date(2023, 6, 5)
    assert [warning.code for entry in found for warning in entry.warnings] == ["W-ORDER"]


def test_rows_that_contradict_themselves_are_rejected(tmp_path):
    text = PEOPLE.replace("2023-06-30", "2022-06-30").replace(",2023,", ",soon,")
    text += "Guest,,,,,,,,\n"
    found = read(write(tmp_path, text))
    bad = [(entry.origin.place, entry.reason.code) for entry in found if entry.fate is Fate.REJECTED]
    assert bad == [("line 2", "R-DATE"), ("line 4", "R-DATE"), ("line 8", "R-NAME")]
    strange = read(write(tmp_path, ORGANISATIONS.replace(",x", ",perhaps")))
    assert [entry.reason.code for entry in strange if entry.reason] == ["R-REACH"]


def test_voice_level_and_host_are_read_where_they_stand(tmp_path):
    text = "name,organisation,voice,level,host\nAnn Smith,Age Well,patient,team,no\nBo Li,Trust,,national,Y\n"
    people = facts(read(write(tmp_path, text + "Cy Day,Trust,manager,,perhaps\n")), Person)
    assert [(person.voice, person.level, person.host) for person in people] == [
        ("patient", "team", "no"), ("", "national", "yes"),
    ]  # fmt: skip
    assert roster.identify(Source(write(tmp_path, "name,role,voice\nAnn Smith,Carer,patient\n")))


@pytest.mark.parametrize(
    ("joined", "left", "value"), [("soon", "", "soon"), ("2023-01-01", "31/02/2024", "31/02/2024")]
)
def test_what_is_no_date_is_shown(tmp_path, joined, left, value):
    (entry,) = read(write(tmp_path, f"name,organisation,joined,left\nAnn Smith,Oak House,{joined},{left}\n"))
    assert (entry.fate, entry.reason.code, entry.reason.value) == (Fate.REJECTED, "R-DATE", value)


def test_a_row_said_twice_is_merged(tmp_path):
    found = read(write(tmp_path, PEOPLE + PEOPLE.splitlines()[1] + "\n"))
    again = [entry for entry in found if entry.fate is Fate.MERGED]
    assert [(entry.origin.place, entry.into) for entry in again] == [("line 8", "line 2")]


def test_one_name_with_two_addresses_at_one_time_is_a_warning(tmp_path):
    text = PEOPLE.replace("2023-06-30", "2023-09-30")
    assert "W-NAMESAKE" in [warning.code for entry in read(write(tmp_path, text)) for warning in entry.warnings]


def test_a_missing_column_is_named_with_those_found_and_the_nearest(tmp_path):
    with pytest.raises(SourceError, match=r'Columns found: "Nmae", "Job"\. The nearest is "Nmae"') as caught:
        list(roster.load(Source(write(tmp_path, "Nmae,Job\nAnn Smith,Nurse\n")), Options()))
    assert "columns" in caught.value.hint
    with pytest.raises(SourceError, match="Who"):
        list(roster.load(Source(write(tmp_path, PEOPLE)), Options(columns={"name": "Who"})))
    told = read(write(tmp_path, "Nmae,Job\nAnn Smith,Nurse\n"), Options(columns={"name": "Nmae"}))
    assert facts(told, Person)[0].id == "name:ann smith"


def test_a_workbook_may_hold_people_and_organisations_and_notes(tmp_path):
    import csv

    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Notes"
    book.active.append(["Kept by the secretary"])
    for title, text in (("People", PEOPLE), ("Organisations", ORGANISATIONS)):
        sheet = book.create_sheet(title)
        for line in csv.reader(text.splitlines()):
            sheet.append(line)
    book["People"]["G2"] = dt.datetime(2023, 1, 1)  # noqa: DTZ001
    path = tmp_path / "members.xlsx"
    book.save(path)
    assert roster.identify(Source(path))
    found = read(path)
    assert [entry.reason.code for entry in found if entry.fate is Fate.EXCLUDED] == ["X-SHEET"]
    assert facts(found, Person) != []
    assert len(facts(found, Organisation)) == 7
    assert [(entry.into, entry.origin.place) for entry in found if entry.fate is Fate.MERGED] == [
        ("People!row 5", "Organisations!row 3")
    ]
    assert facts(found, Affiliation)[0].since == dt.date(2023, 1, 1)
    assert found[1].origin.place == "People!row 2"


ROSTERS = {
    "people": PEOPLE,
    "organisations": ORGANISATIONS,
    "plain": "Name,Organisation,Job title\nAnn Smith,Oak House,Nurse\n",
    "semicolons": PEOPLE.replace('"SMITH, Ann"', "Ann Smith").replace('"DALE, Zoë"', "Zoë Dale").replace(",", ";"),
}
OTHERS = {
    "long register": "Date,Meeting,Name,Organisation,Status\n2024-03-05,Forum,Ann Smith,Age UK,Y\n",
    "wide register": "Name,Organisation,05/03/2024,02/04/2024\nAnn Smith,Age UK,Y,N\n",
    "numbered register": "Name,Organisation,Meeting 1,Meeting 2\nAnn Smith,Age UK,Y,N\n",
    "register with sector": "Name,Organisation,Sector,Mar-24,Apr-24\nAnn Smith,Age UK,Charity,Y,N\n",
    "sign-in sheet": "Care Forum 5 March 2024\nName,Organisation,Role\nAnn Smith,Age UK,Nurse\n",
    "attendance": "Name,Organisation,Attendance\nAnn Smith,Age UK,Y\n",
    "tickets": "Order #,First Name,Last Name,Company,Attendee Status\n1,Ann,Smith,Age UK,Attending\n",
    "aliases": "handle,person,consent\n@ann,Ann Smith,yes\n",
    "posts": "id_str,from_user,text,created_at\n1,ann,hello,2024\n",
    "program": "def member(name, organisation, sector):\n    return 1\n\nfor x in y:\n    print(x)\n",
    "prose": "Name, organisation, sector\nWe met on Monday.\nAnn spoke.\nBob, who is new, listened.\n",
    "empty": "",
}


@pytest.mark.parametrize("text", ROSTERS.values(), ids=ROSTERS)
def test_rosters_are_known_and_of_no_other_kind(tmp_path, text):
    assert identify(Source(write(tmp_path, text))) == "roster"


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_registers_and_others_are_no_rosters(tmp_path, text):
    assert not roster.identify(Source(write(tmp_path, text)))


def test_a_workbook_with_empty_last_columns_is_known(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for line in (["name", "organisation", "joined", "left"], ["Ann Smith", "Oak House"], ["Zoë Dale", "City Trust"]):
        book.active.append(line)
    book.save(tmp_path / "people.xlsx")
    assert identify(Source(tmp_path / "people.xlsx")) == "roster"


def test_a_list_of_names_with_a_day_in_the_files_name_is_no_roster(tmp_path):
    assert not roster.identify(Source(write(tmp_path, ROSTERS["plain"], "sign-in 2024-03-05.csv")))


def test_the_rosters_of_the_examples_are_known():
    data = Path(__file__).parents[2] / "data"
    found = [path for name in ("people.csv", "organisations.csv") for path in data.glob(f"*/{name}")]
    assert found
    for path in found:
        assert roster.identify(Source(path))
        assert all(entry.fate is Fate.USED for entry in read(path))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from([PEOPLE, ORGANISATIONS]),
    st.lists(
        st.tuples(st.integers(0, 400), st.text(max_size=4) | st.sampled_from(['"', ",", "\n", "\x00"])), max_size=6
    ),
)
def test_damaged_rosters_still_reconcile(tmp_path, text, damages):
    for at, damage in damages:
        text = text[:at] + damage + text[at:]
    path = write(tmp_path, text, "fuzz.csv")
    roster.identify(Source(path))
    with contextlib.suppress(SourceError):
        read(path)


def test_names_given_up_and_names_beside_are_read_of_people(tmp_path):
    text = "name,organisation,previous name,known as\nAnn Dale,City Trust,Ann Smith,Annie Dale\n"
    entry = read(write(tmp_path, text))[0]
    person = next(fact for fact in entry.facts if isinstance(fact, Person))
    assert (person.name, person.formerly, person.also) == ("Ann Dale", "Ann Smith", "Annie Dale")


def test_renames_and_mergers_of_organisations_are_read_with_their_days(tmp_path):
    text = "organisation,sector,formerly,merged into,since,until\nNew Trust,NHS,Old Trust,,2024-04-01,\n"
    found = read(write(tmp_path, text + "Old Board,NHS,,New Trust,,2023-06-30\n", "organisations.csv"))
    new, old = (entry.facts[0] for entry in found)
    assert (new.formerly, new.since, new.reach) == ("Old Trust", dt.date(2024, 4, 1), True)
    assert (old.merged_into, old.until, old.reach) == ("New Trust", dt.date(2023, 6, 30), False)


def test_a_name_that_ends_before_it_begins_is_rejected(tmp_path):
    text = "organisation,sector,since,until\nNew Trust,NHS,2024-04-01,2023-01-01\n"
    entry = read(write(tmp_path, text, "organisations.csv"))[0]
    assert (entry.fate, entry.reason.code) == (Fate.REJECTED, "R-DATE")


def test_the_list_of_members_of_a_slack_workspace_is_a_roster_without_its_bots(tmp_path):
    head = "username,email,status,billing-active,has-2fa,has-sso,userid,fullname,displayname,expiration-timestamp\n"
    rows = [
        "ann,ann@citycare.example,Admin,1,0,0,U01,Ann Okafor,Ann,", "bot,,Bot,0,0,0,U03,Meeting Helper,Helper,",
        "bo,bo@oak.example,Member,1,0,0,U02,Bo Li,Bo,", "eve,eve@oak.example,Deactivated,0,0,0,U04,Eve Hart,Eve,",
    ]  # fmt: skip
    path = write(tmp_path, head + "\n".join(rows), "slack-forum-members.csv")
    assert identify(Source(path)) == "roster"
    entries = read(path)
    people = [fact for entry in entries for fact in entry.facts if isinstance(fact, Person)]
    expected = [("Ann Okafor", "ann@citycare.example", ""), ("Bo Li", "bo@oak.example", "")]
    assert [(person.name, person.email, person.also) for person in people] == expected
    assert [entry.fate for entry in entries] == [Fate.USED, Fate.EXCLUDED, Fate.USED, Fate.EXCLUDED]


COMMUNITIES = """Name,Organisation,Community,Joined,Left
Ann Smith,Oak House,Stroke CoP; Dementia  CoP;stroke cop,2023,June 2023
Bo Lind,,Stroke CoP,,
Cy Ng,Oak House,,,
"""


def enrolled(found):
    return [(row.person, row.series, row.since, row.until) for row in facts(found, Enrolment)]


def test_a_member_is_enrolled_in_each_community_a_cell_names_for_these_days(tmp_path):
    path = write(tmp_path, COMMUNITIES)
    assert identify(Source(path)) == "roster"
    found = read(path)
    year = (dt.date(2023, 1, 1), dt.date(2023, 6, 30))
    assert enrolled(found) == [
        ("name:ann smith", "Stroke CoP", *year),
        ("name:ann smith", "Dementia CoP", *year),
        ("name:ann smith", "stroke cop", *year),
        ("name:bo lind", "Stroke CoP", None, None),
    ]
    works = facts(found, Affiliation)
    assert [(work.person, work.organisation) for work in works] == [
        ("name:ann smith", "Oak House"), ("name:bo lind", ""), ("name:cy ng", "Oak House")
    ]  # fmt: skip
    assert [(column.heading, column.read_as) for column in roster.columns_of(Source(path), Options())][2] == (
        "Community", "community"
    )  # fmt: skip


def test_a_list_of_names_and_communities_is_a_roster_and_two_rows_of_one_person_are_no_repeat(tmp_path):
    path = write(tmp_path, "Name,CoP\nAnn Smith,Stroke\nAnn Smith,Dementia\nAnn Smith,Stroke\n")
    assert identify(Source(path)) == "roster"
    found = read(path)
    assert [entry.fate for entry in found] == [Fate.USED, Fate.USED, Fate.MERGED]
    assert [row.series for row in facts(found, Enrolment)] == ["Stroke", "Dementia"]


def test_the_study_says_whose_list_it_is_where_no_cell_does(tmp_path):
    found = read(write(tmp_path, COMMUNITIES), Options(series="Frailty CoP"))
    assert enrolled(found)[-1] == ("name:cy ng", "Frailty CoP", None, None)
    assert len(enrolled(found)) == 5
