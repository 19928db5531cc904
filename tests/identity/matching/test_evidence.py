"""What stands beside the names: moves, addresses, accounts, and names that are many people's."""

import datetime as dt

import pytest
from msgspec.structs import replace

from sna.identity.matching import Writing, compare
from sna.identity.matching.evidence import address_of, space_of
from sna.identity.matching.likeness import is_near
from sna.identity.matching.parts import commonness, parts_of
from sna.identity.matching.variants import canonical, looked_alike


def verdict(*writings):
    matching = compare(writings)
    return "made" if matching.matches else "doubtful" if matching.doubtful else "no"


def at(organisation, first, last, *, name="David Jones", count=6):
    days = {"since": dt.date(2024, first, 1), "until": dt.date(2024, last, 28)}
    return Writing(organisation, name, organisations=(organisation,), count=count, **days)


def test_somebody_of_a_common_name_who_left_before_coming_elsewhere_moved():
    assert verdict(at("oakdale", 1, 4), at("hillview", 5, 9)) == "made"


def test_two_of_a_common_name_who_come_at_the_same_time_are_asked_about():
    assert verdict(at("oakdale", 1, 6), at("hillview", 4, 9)) == "doubtful"


def test_a_single_day_each_is_no_sign_of_a_move():
    assert verdict(at("oakdale", 1, 1, count=1), at("hillview", 5, 5, count=1)) == "doubtful"


def test_a_rare_name_is_one_person_wherever_it_works():
    one, two = (at(place, 1, 9, name="Ottilie Brandvold") for place in ("oakdale", "hillview"))
    assert verdict(one, two) == "made"


def test_a_surname_that_many_bear_but_no_workplace_twice_is_proof_enough():
    one, two = (at(place, 1, 9, name="Ben Newman") for place in ("oakdale", "hillview"))
    assert verdict(one, two) == "made"


@pytest.mark.parametrize(("meetings", "expected"), [(0, "made"), (1, "doubtful"), (2, "no")])
def test_one_name_of_two_organisations_is_two_people_where_both_came_to_one_meeting(meetings, expected):
    lists = frozenset(map(str, range(meetings)))
    one, two = (
        Writing(place, "Ottilie Brandvold", organisations=(place,), lists=lists | {place})
        for place in ("oakdale", "hillview")
    )
    assert verdict(one, two) == expected


@pytest.mark.parametrize("addresses", [("ob@a.example", "ottilie@b.example"), ("ob@a.example", "ottilie@a.example")])
@pytest.mark.parametrize("organisation", ["", "oakdale"])
def test_namesakes_with_different_addresses_are_asked_about(addresses, organisation):
    context = (organisation,) if organisation else ()
    one, two = (Writing(mail, "Mark Quaye", email=mail, organisations=context) for mail in addresses)
    expected = "made" if organisation and len({mail[-9:] for mail in addresses}) > 1 else "doubtful"
    assert verdict(one, two) == expected  # work and private: one organisation, and no second address there


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Karin Dulhan", "Karin Dhulan"),
        ("Heather Ayn", "Heather Afn"),
        ("Johnnie Marsh", "Johnny Marsh"),
        ("Kathy Trelawny", "Cathie Trelawny"),
        ("Ron Philips", "Ron Phillips"),
        ("Emanuel Zeitler", "Emmanuel Zeitler"),
        ("Jakob Krummer", "Jacob Krummer"),
    ],
)
def test_letters_changed_over_and_forms_that_sound_alike_are_asked_about(name, other):
    assert verdict(Writing("1", name, count=9), Writing("2", other)) == "doubtful"
    both = frozenset({"march", "april"})
    assert verdict(Writing("1", name, lists=both), Writing("2", other, lists=both)) == "no"


def test_a_name_many_share_in_a_large_collection_is_no_proof():
    few = [parts_of(f"{given} Oakfell") for given in ("Ann", "Ben", "Cleo", "Dora", "Ed", "Flo")]
    many = [parts_of(f"Ann Hill{letter}croft") for letter in "abcdefghijklmnopqrst"]
    name = parts_of("Ann Oakfell")
    assert commonness([*few, *many]).is_crowded(name)
    assert not commonness(few).is_crowded(name)
    assert not commonness([*few, *many]).is_crowded(parts_of("Ann"))


def crowd():
    givens, letters = ("Ann", "Ben", "Cleo", "Dora", "Ed", "Flo"), "abcdefghijklmnopqrst"
    names = [*(f"{given} Oakfell" for given in givens[1:]), *(f"Ann Hill{letter}croft" for letter in letters)]
    return [Writing(f"c{at}", name, lists=frozenset({"roster"})) for at, name in enumerate(names)]


@pytest.mark.parametrize("stated", [{}, {"organisations": ("ashby",)}, {"email": "ann@ashby.example"}], ids=str)
@pytest.mark.parametrize("declared", [True, False])
def test_in_a_crowd_a_bare_name_is_that_of_the_list_of_members(declared, stated):
    member = Writing("1", "Ann Oakfell", organisations=("thornby",), declared=declared, lists=frozenset({"roster"}))
    others = [replace(other, declared=True) for other in crowd()]
    matching = compare([member, Writing("2", "Ann Oakfell", lists=frozenset({"march"}), **stated), *others])
    assert (matching.clusters["1"] == matching.clusters["2"]) == (declared and not stated)


def test_in_a_crowd_that_is_not_on_the_list_of_members_a_bare_name_may_be_a_namesake():
    member = Writing("1", "Ann Oakfell", organisations=("thornby",), declared=True, lists=frozenset({"roster"}))
    others = [replace(other, lists=frozenset({"april"})) for other in crowd()]
    matching = compare([member, Writing("2", "Ann Oakfell", lists=frozenset({"march"})), *others])
    assert matching.clusters["1"] != matching.clusters["2"]


def test_in_a_crowd_a_bare_name_of_two_members_is_neither():
    members = [
        Writing(number, "Ann Oakfell", organisations=(body,), declared=True, lists=frozenset({"roster"}))
        for number, body in (("1", "thornby"), ("2", "ashby"))
    ]
    matching = compare([*members, Writing("3", "Ann Oakfell", lists=frozenset({"march"})), *crowd()])
    assert len({matching.clusters[number] for number in "123"}) == 3


def test_who_keeps_what_stands_before_the_at_sign_moved():
    old = Writing("1", "Ottilie Brandvold", email="o.brandvold@oakdale.example", organisations=("oakdale",))
    new = Writing("2", "Ottilie Brandvold", email="o.brandvold@hillview.example", organisations=("hillview",))
    assert verdict(old, new) == "made"


def test_an_address_spells_out_a_short_form():
    short = Writing("1", "Ann O.", email="ann.okonjo@oakdale.example")
    matching = compare([short, Writing("2", "Ann Okonjo"), Writing("3", "Ann Osei")])
    assert matching.clusters["1"] == matching.clusters["2"] != matching.clusters["3"]


@pytest.mark.parametrize("email", ["info@x.example", "Office@x.example", "practice.manager@x.example", "", "@"])
def test_a_shared_mailbox_is_nobodys_address(email):
    assert address_of(email) == ""


def test_accounts_have_the_space_they_stand_in():
    assert [space_of(account) for account in ("slack:T1/U2", "x:12", "alone")] == ["slack:T1", "x", ""]


def test_the_elder_and_the_younger_are_two_even_at_one_address():
    father = Writing("1", "Sam Dunmore Sr.", email="dunmore@home.example")
    assert verdict(father, Writing("2", "Sam Dunmore Jr.", email="dunmore@home.example")) == "no"


def test_a_surname_many_bear_in_this_collection_is_common_here():
    names = [parts_of(f"{given} Quickfall") for given in ("Ann", "Ben", "Cleo")]
    assert "quickfall" in commonness(names).surnames


def test_short_forms_of_one_name_do_not_make_a_surname_common():
    names = [parts_of(f"{given} Quickfall") for given in ("Robert", "Bob", "Rob", "Robbie")]
    assert "quickfall" not in commonness(names).surnames


@pytest.mark.parametrize(
    ("written", "given", "surname"),
    [
        ("OKAFOR, Ann (CITYCARE)", ("ann",), ("okafor",)),
        ("AO: Ann Okafor", ("ann",), ("okafor",)),
        ("J.P. Okafor", ("j",), ("okafor",)),
        ("JP Okafor", ("j",), ("okafor",)),
        ("Omar al-Hassani", ("omar",), ("hassani",)),
        ("Ann-Marie van der Berg", ("ann", "marie"), ("berg",)),
        ("k.boateng", ("k",), ("boateng",)),
        ("Zoë", ("zoe",), ()),
    ],
)
def test_a_name_is_taken_apart(written, given, surname):
    name = parts_of(written)
    assert (name.forename, name.surname) == (given, surname)


@pytest.mark.parametrize(("one", "other"), [("Müller", "Mueller"), ("Weiß", "Weiss"), ("Kjærgård", "Kjaergaard")])
def test_umlauts_are_what_they_are_written_out_as(one, other):
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), [("tim", "tom"), ("ann", "ana"), ("brown", "braun1x"), ("li", "lin")])
def test_short_words_that_differ_are_other_words(one, other):
    assert not is_near(one, other)


def test_only_letters_that_pass_for_latin_ones_are_found_out():
    assert looked_alike("Юлия Шевченко") == ""
    assert looked_alike("P\N{CYRILLIC SMALL LETTER A}ul Hall") == "Paul Hall"
