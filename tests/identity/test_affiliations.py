"""Where people worked on the day: gaps, slips, moves, and organisations that change their names."""

import datetime as dt

from sna.dataset import Builder
from sna.facts import Affiliation, Attendance, Gathering, Organisation, Origin, Person
from sna.identity import match
from sna.weave import affiliation

OLD, NEW = "Old Trust", "New Trust"


def day(month, year=2024):
    return dt.date(year, month, 7)


class World:
    """Ottoline's days, as registers and rosters state them."""

    def __init__(self):
        self.builder, self.line = Builder(), 0

    def here(self, file):
        self.line += 1
        return Origin(file, f"line {self.line}")

    def came(self, on, organisation="", file="register-{}.csv"):
        at = self.here(file.format(on.isoformat()))
        said = [Affiliation("name:ottoline marchbanks", organisation, at, since=on, until=on)] if organisation else []
        self.builder.add(
            [
                Person("name:ottoline marchbanks", "Ottoline Marchbanks", at),
                Gathering(f"gathering:{on} forum", "Forum", at, on),
                Attendance("name:ottoline marchbanks", f"gathering:{on} forum", at, organisation=organisation),
                *said,
            ]
        )

    def declared(self, organisation, since=None, until=None):
        at = self.here("people.csv")
        person = Person("name:ottoline marchbanks", "Ottoline Marchbanks", at)
        self.builder.add(
            [person, Affiliation("name:ottoline marchbanks", organisation, at, "", since, until, declared=True)]
        )

    def named(self, name, **facts):
        self.builder.add([Organisation(name, self.here("organisations.csv"), **facts)])

    def matched(self):
        return match(self.builder.dataset(), rosters=["people.csv"])

    def worked(self, *days):
        dataset = self.matched().dataset
        return [dataset.organisation_on("name:ottoline marchbanks", one) for one in days]


def test_a_blank_between_two_equal_statements_is_filled():
    world = World()
    for month, organisation in ((1, OLD), (2, ""), (3, OLD)):
        world.came(day(month), organisation)
    assert list(world.matched().dataset.attendance["organisation"]) == [OLD] * 3
    assert world.worked(day(2)) == [OLD]


def test_one_odd_day_between_two_equal_statements_is_smoothed_and_told():
    world = World()
    for month, organisation in ((1, OLD), (2, NEW), (3, OLD)):
        world.came(day(month), organisation)
    matched = world.matched()
    assert world.worked(day(1), day(2), day(3)) == [OLD] * 3
    assert [(file, reason.value) for file, _place, reason in matched.identity.slips] == [
        ("register-2024-02-07.csv", NEW)
    ]
    assert list(matched.dataset.attendance["organisation"]) == [OLD, NEW, OLD]  # what was written stays


def test_an_odd_day_that_another_source_confirms_or_a_roster_declares_is_no_slip():
    world = World()
    for month, organisation in ((1, OLD), (2, NEW), (3, OLD)):
        world.came(day(month), organisation)
    world.came(day(2), NEW, file="minutes.md")
    assert world.worked(day(2)) == [NEW]
    world = World()
    for month, organisation in ((1, OLD), (2, NEW), (3, OLD)):
        world.came(day(month), organisation)
    world.declared(NEW, day(2), day(2))
    assert world.worked(day(1), day(2), day(3)) == [OLD, NEW, OLD]


def test_who_moves_moves_and_counts_where_they_were_on_the_last_day():
    world = World()
    for month, organisation in ((1, OLD), (2, OLD), (3, NEW), (4, NEW)):
        world.came(day(month), organisation)
    dataset = world.matched().dataset
    assert world.worked(day(2), day(3)) == [OLD, NEW]
    for last, organisation in ((2, OLD), (4, NEW)):
        people = affiliation(dataset.between(day(1), day(last))).people
        assert list(people["organisation"]) == [organisation]


def test_a_renamed_organisation_has_the_name_of_the_day_whatever_a_register_says():
    world = World()
    world.named(NEW, formerly=OLD, since=day(3))
    for month, organisation in ((1, NEW), (2, OLD), (4, OLD), (5, NEW)):
        world.came(day(month), organisation)
    matched = world.matched()
    assert list(matched.dataset.attendance["organisation"]) == [OLD, OLD, NEW, NEW]
    assert world.worked(day(2), day(3), None) == [OLD, NEW, NEW]
    assert matched.identity.slips == ()
    assert matched.identity.organisations.doubtful == ()


def test_the_parts_of_a_merger_are_themselves_until_the_day():
    world = World()
    world.named(OLD, merged_into=NEW, until=day(2))
    world.declared(OLD)
    world.came(day(1))
    world.came(day(5))
    assert list(world.matched().dataset.attendance["organisation"]) == [OLD, NEW]


def test_names_of_one_line_do_not_tell_people_apart():
    world = World()
    world.named(NEW, formerly=OLD, since=day(3))
    for month, organisation in ((1, OLD), (5, NEW)):
        world.came(day(month), organisation)
    assert list(world.matched().dataset.people["id"]) == ["name:ottoline marchbanks"]
    assert len(world.matched().identity.profiles) == 1
