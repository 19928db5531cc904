"""What must hold whatever the files say: order is nothing, and the unrelated is unrelated."""

import datetime as dt
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sna.dataset import TABLES, Builder
from sna.facts import Affiliation, Attendance, Gathering, Origin, Person
from sna.identity import match
from sna.identity.review import matched, questions
from sna.names import read_name

NAMES = (
    "Ann Okafor", "OKAFOR, Ann (CITYCARE)", "Ann O.", "A. Okafor", "Ann Okafor-Reed", "Bo Lindgren", "B Lindgren",
    "Robert Lindgren", "Bob Lindgren", "Sam Reed", "Samuel Reed", "Zoë Müller", "Zoe Mueller", "Zoe Muller",
)  # fmt: skip
ORGANISATIONS = (
    "",
    "Age Well",
    "AGE WELL",
    "CityCare Ltd",
    "Northshire NHS FT",
    "Northshire NHS Foundation Trust",
    "Guest",
)
EMAILS = ("", "", "", "ann@citycare.example", "bo@agewell.example", "office@agewell.example")

rows = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(ORGANISATIONS), st.sampled_from(EMAILS), st.integers(0, 3)),
    min_size=1,
    max_size=14,
)
slowly = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def facts(row, place):
    written, organisation, email, month = row
    at = Origin("roster.csv" if month == 0 else f"register-{month}.csv", place)
    name = read_name(written)
    who = Person(f"name:{name.key}", name.display, at, written, email)
    organisation = organisation or name.organisation
    if month == 0:
        return [who, *([Affiliation(who.id, organisation, at, declared=True)] if organisation else [])]
    on = dt.date(2024, month, 5)
    meeting = Gathering(f"gathering:{on} forum", "Forum", at, on)
    works = [Affiliation(who.id, organisation, at, since=on, until=on)] if organisation else []
    return [who, meeting, Attendance(who.id, meeting.id, at, written=written, organisation=organisation), *works]


def settled(told):
    builder = Builder()
    for row, place in told:
        builder.add(facts(row, place))
    return match(builder.dataset(), rosters=["roster.csv"])


@slowly
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_files_and_rows_leaves_no_trace(told, chance):
    placed = [(row, f"line {at}") for at, row in enumerate(told, 2)]
    first = settled(placed)
    chance.shuffle(placed)
    again = settled(placed)
    for table in TABLES:
        assert getattr(first.dataset, table).to_csv() == getattr(again.dataset, table).to_csv()
    assert first.repeated == again.repeated
    for told_of in (matched, questions):
        assert told_of(first.identity).to_csv() == told_of(again.identity).to_csv()


@slowly
@given(rows, st.sampled_from(ORGANISATIONS))
def test_somebody_unrelated_changes_nobody(told, organisation):
    placed = [(row, f"line {at}") for at, row in enumerate(told, 2)]
    first = settled(placed)
    other = (("Xiomara Quetzalcoatl", organisation, "", 1), "line 99")
    again = settled([*placed, other])
    told_now = again.dataset.attendance[again.dataset.attendance["person"] != "name:xiomara quetzalcoatl"]
    people = ["person", "gathering", "written", "file", "place"]
    assert told_now[people].to_csv(index=False) == first.dataset.attendance[people].to_csv(index=False)
    assert set(again.dataset.people["id"]) - set(first.dataset.people["id"]) == {"name:xiomara quetzalcoatl"}


def test_thousands_of_records_are_few_writings():
    chance = random.Random(4)
    told = [(chance.choice(NAMES), chance.choice(ORGANISATIONS), "", chance.randint(0, 9)) for _ in range(4000)]
    found = settled([(row, f"line {at}") for at, row in enumerate(told, 2)])
    assert len(found.identity.profiles) < 200
    assert len(found.dataset.statements) == 4000
