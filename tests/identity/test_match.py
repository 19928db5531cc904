import datetime as dt

import pytest

from sna.dataset import Builder
from sna.facts import Affiliation, Attendance, Gathering, Interaction, Kind, Organisation, Origin, Person, Status
from sna.identity import match, same_gatherings
from sna.names import key

MARCH = dt.date(2024, 3, 5)


class World:
    """Facts of a small invented community, added as loaders would."""

    def __init__(self):
        self.builder = Builder()
        self.line = 1

    def here(self, file):
        self.line += 1
        return Origin(file, f"line {self.line}")

    def came(self, name, *, file="a.csv", title="Forum", on=MARCH, organisation="", nobody=False):
        at = self.here(file)
        person = f"unidentified:{file}#{at.place}" if nobody else f"name:{key(name)}"
        gathering = f"gathering:{on} {key(title)}".strip()
        kind = Kind.UNIDENTIFIED if nobody else Kind.PERSON
        self.builder.add(
            [
                Person(person, name, at, kind=kind),
                Gathering(gathering, title, at, on),
                Attendance(person, gathering, at, written=name, organisation=organisation),
            ]
        )
        return at

    def matched(self, **options):
        return match(self.builder.dataset(), **options)


def test_a_register_of_days_and_one_of_titles_speak_of_one_meeting():
    world = World()
    world.came("Ann Smith", title="")
    world.came("Bo Li", file="b.csv", title="Forum")
    assert list(world.matched().dataset.gatherings["id"]) == ["gathering:2024-03-05 forum"]
    assert set(world.matched().dataset.attendance["gathering"]) == {"gathering:2024-03-05 forum"}


def test_two_titled_meetings_of_a_day_stay_two_and_an_untitled_one_joins_neither():
    world = World()
    for title in ("", "Forum", "Board"):
        world.came("Ann Smith", title=title)
    assert len(world.matched().dataset.gatherings) == 3


def test_one_per_day_makes_one_meeting_whatever_it_is_called():
    world = World()
    for title in ("", "Forum", "Care homes forum, March"):
        world.came("Ann Smith", title=title, file=f"{title}.csv")
    gatherings = world.matched(one_per_day=True).dataset.gatherings
    assert list(gatherings["id"]) == ["gathering:2024-03-05 care homes forum march"]


def test_undated_meetings_are_never_joined():
    world = World()
    world.builder.add([Gathering(f"gathering:undated {n}", "", world.here("a.csv")) for n in (1, 2)])
    assert same_gatherings(world.builder.dataset().gatherings, one_per_day=True) == {}


def test_devices_are_never_merged_and_their_ids_do_not_depend_on_order():
    ids = []
    for files in (("a.csv", "b.csv"), ("b.csv", "a.csv")):
        world = World()
        for file in files:
            world.came("iPad", file=file, nobody=True)
        world.came("Guest", nobody=True)
        ids.append(sorted(world.matched().dataset.people["id"]))
    assert ids[0] == ids[1] == [
        "unidentified:2024-03-05 forum/guest/1",
        "unidentified:2024-03-05 forum/ipad/1",
        "unidentified:2024-03-05 forum/ipad/2",
    ]  # fmt: skip


def test_an_account_of_slack_is_the_person_of_its_full_name_unless_two_bear_it():
    world = World()
    world.came("Ann Smith")
    accounts = [("slack:U1", "Ann Smith"), ("slack:U2", "Bo Li"), ("slack:U3", "Bo Li"), ("slack:U4", "sam")]
    world.builder.add([Person(id_, name, world.here("s.zip")) for id_, name in accounts])
    ids = set(world.matched().dataset.people["id"])
    assert ids == {"name:ann smith", "slack:U2", "slack:U3", "slack:U4"}


def test_an_account_of_x_is_a_person_only_where_the_aliases_say_so():
    world = World()
    world.came("Ann Smith")
    world.builder.add([Person("x:12", "@AnnS", world.here("x.jsonl"), handle="@AnnS")])
    world.builder.add([Person("x:13", "@bo", world.here("x.jsonl"), handle="@bo")])
    world.builder.add([Interaction("x:12", "x:13", "reply", world.here("x.jsonl"), source_account="x:12")])
    assert set(world.matched().dataset.people["id"]) == {"name:ann smith", "x:12", "x:13"}
    tied = world.matched(aliases={"@anns": "Ann Smith"}).dataset
    assert set(tied.people["id"]) == {"name:ann smith", "x:13"}
    assert tied.interactions.loc[0, ["source", "source_account"]].tolist() == ["name:ann smith", "x:12"]
    assert tied.people.set_index("id").loc["name:ann smith", "name"] == "Ann Smith"


def test_organisations_are_written_one_way_the_declared_one_first():
    world = World()
    for name, organisation in (("A B", "AGE WELL"), ("C D", "Age Well"), ("E F", "Age-Well"), ("G H", "AGE WELL")):
        world.came(name, organisation=organisation)
    assert set(world.matched().dataset.attendance["organisation"]) == {"Age Well"}
    world.builder.add([Organisation("Age-Well", world.here("people.csv"), reach=True)])
    world.builder.add([Organisation("age well", world.here("people.csv"))])
    dataset = world.matched().dataset
    assert len(set(dataset.attendance["organisation"])) == 1
    assert dataset.organisations[["name", "reach"]].to_numpy().tolist() == [[dataset.organisations["name"][0], True]]


def test_a_record_that_repeats_another_of_its_file_is_merged_but_other_files_are_kept():
    world = World()
    first = world.came("Ann Smith")
    second = world.came("ann smith")
    world.came("Ann Smith", file="b.csv")
    matched = world.matched()
    assert matched.repeated == (("a.csv", second.place, first.place),)
    assert len(matched.dataset.attendance) == 2


def test_a_blank_organisation_is_that_of_the_day():
    world = World()
    world.came("Ann Smith")
    world.came("Ann Smith", on=dt.date(2024, 6, 4))
    moved = dt.date(2024, 5, 1)
    said = [
        Affiliation("name:ann smith", "Old Trust", world.here("p.csv"), until=moved, declared=True),
        Affiliation("name:ann smith", "New Trust", world.here("p.csv"), since=moved, declared=True),
    ]
    world.builder.add(said)
    assert list(world.matched().dataset.attendance["organisation"]) == ["Old Trust", "New Trust"]


@pytest.mark.parametrize("stated", [Status.PRESENT, Status.APOLOGIES])
def test_statuses_of_one_person_in_one_file_are_both_kept(stated):
    world = World()
    at = world.came("Ann Smith")
    world.builder.add([Attendance("name:ann smith", "gathering:2024-03-05 forum", at, stated)])
    assert len(world.matched().dataset.attendance) == len({Status.PRESENT, stated})


def test_the_same_posts_in_two_files_are_one_act_and_within_a_file_two():
    world = World()
    people = [Person("x:1", "@a", world.here("v2.jsonl")), Person("x:2", "@b", world.here("v2.jsonl"))]
    world.builder.add(people)
    for file, line in (("v2.jsonl", "line 1"), ("tags.csv", "line 2"), ("tags.csv", "line 3")):
        at = "2024-03-05T10:00:00Z"
        world.builder.add([Interaction("x:1", "x:2", "reply", Origin(file, line), at=at, source_account="x:1")])
    matched = world.matched()
    assert list(matched.dataset.interactions["file"]) == ["tags.csv", "tags.csv"]
    assert matched.repeated == (("v2.jsonl", "line 1", "tags.csv line 3"),)


def test_an_account_known_by_handle_here_and_by_number_there_is_one():
    world = World()
    for id_, handle in (("x:12", "@Ann"), ("x:@ann", "@ann"), ("x:13", "@bo"), ("x:14", "@bo"), ("x:@bo", "@bo")):
        world.builder.add([Person(id_, handle, world.here("x.jsonl"), handle=handle)])
    assert set(world.matched().dataset.people["id"]) == {"x:12", "x:13", "x:14", "x:@bo"}


def crowd():
    """A collection so large that a common name is that of several: two of one name, and a record that says no more."""
    world = World()
    for given in ("Ben", "Cleo", "Dora", "Ed", "Flo", "Gus"):
        world.came(f"{given} Oakfell")
    for letter in "abcdefghijklmnopqrst":
        world.came(f"Ann Hill{letter}croft")
    for organisation, on in (("Old Trust", MARCH), ("New Trust", dt.date(2024, 6, 4)), ("Old Trust", MAY)):
        world.came("Ann Oakfell", organisation=organisation, on=on)
    return world


MAY = dt.date(2024, 7, 2)


def test_a_record_that_may_be_of_two_namesakes_counts_as_unidentified():
    world = crowd()
    at = world.came("Ann Oakfell", file="minutes.md", on=dt.date(2024, 9, 3))
    matched = world.matched()
    row = matched.dataset.attendance.set_index("place").loc[at.place]
    assert row["person"] == "unidentified:2024-09-03 forum/ann oakfell/1"
    kinds = matched.dataset.people.set_index("id")["kind"]
    assert kinds[row["person"]] == Kind.UNIDENTIFIED
    assert [reason.code for _file, _place, reason in matched.identity.unclear] == ["W-NAMESAKE"]
    assert {person.name for person in matched.identity.people} >= {"Ann Oakfell"}
    assert set(matched.identity.matching.clusters) == set(matched.identity.profiles)


def test_a_record_of_the_only_one_of_a_common_name_is_asked_about():
    world = crowd()
    at = world.came("Ben Oakfell", file="minutes.md", on=dt.date(2024, 9, 3))
    matched = world.matched()
    assert matched.dataset.attendance.set_index("place").loc[at.place, "person"].startswith("name:ben oakfell")
    assert matched.identity.unclear == ()


def test_two_addresses_of_one_name_do_not_lend_a_bare_record_the_organisation_of_one():
    world = World()
    for mail, organisation in (("m@a.example", "Oakdale"), ("mark@b.example", "")):
        at = world.here("calls.csv")
        world.builder.add([Person("name:mark quaye", "Mark Quaye", at, email=mail)])
        world.builder.add([Gathering("gathering:2024-03-05 forum", "Forum", at, MARCH)])
        world.builder.add([Attendance("name:mark quaye", "gathering:2024-03-05 forum", at, organisation=organisation)])
    people = world.matched().dataset.people
    assert len(people) == 2
