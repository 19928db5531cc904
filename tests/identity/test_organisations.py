"""One spelling for each organisation; every body here is invented."""

import datetime as dt

import pytest

from sna.dataset import Builder
from sna.facts import Affiliation, Attendance, Gathering, Organisation, Origin, Person
from sna.identity import Answers, match
from sna.identity.answers import pair_of
from sna.identity.legal_names import comparable, is_status
from sna.identity.organisations import name_pairs

MARCH = dt.date(2024, 3, 5)


def world(*organisations, declared=()):
    """A dataset in which each organisation sent somebody, and some are declared."""
    builder = Builder()
    builder.add([Gathering("gathering:2024-03-05 forum", "Forum", Origin("r.csv", "line 1"), MARCH)])
    for number, organisation in enumerate(organisations, 2):
        at, who = Origin("r.csv", f"line {number}"), f"name:person {'abcdefghijklmnopqrstuvwxyz'[number % 26] * number}"
        builder.add(
            [
                Person(who, who.removeprefix("name:").title(), at),
                Attendance(who, "gathering:2024-03-05 forum", at, organisation=organisation),
                Affiliation(who, organisation, at, since=MARCH, until=MARCH),
            ]
        )
    builder.add([Organisation(name, Origin("o.csv", f"line {at}"), reach=True) for at, name in enumerate(declared)])
    return builder.dataset()


def shown(*organisations, declared=(), **options):
    return sorted(set(match(world(*organisations, declared=declared), **options).dataset.attendance["organisation"]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Northshire NHS FT", "NORTHSHIRE NHS FOUNDATION TRUST"),
        ("Northshire NHSFT", "Northshire N.H.S. Foundation Trust"),
        ("Pondshire CCG", "Pondshire Clinical Commissioning Group"),
        ("Pondshire and Mere ICB", "Pondshire & Mere Integrated Care Board"),
        ("Mere PCN", "Mere Primary Care Network"),
        ("Hazel Care Homes Ltd", "Hazel Care Homes Limited"),
        ("Hazel Care Homes Ltd.", "Hazel Care Homes"),
        ("Univ. of Pondshire", "University of Pondshire"),
        ("St. Mungo's Hospice", "Saint Mungos Hospice"),
        ("Mere Borough Cncl", "Mere Borough Council"),
        ("The Pond Trust", "Pond Trust"),
    ],
)
def test_abbreviations_and_legal_forms_are_written_out(one, other):
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Northshire NHS Trust", "Southshire NHS Trust"),
        ("Mere Borough Council", "Mere County Council"),
        ("Ward 12 Care", "Ward 13 Care"),
        ("Age Well", "Age Wise"),
    ],
)
def test_different_bodies_are_neither_made_one_nor_asked_about(one, other):
    assert name_pairs({comparable(one): 20, comparable(other): 1}) == []


def test_the_declared_spelling_is_shown():
    names = ("NORTHSHIRE NHS FT", "NORTHSHIRE NHS FT", "Northshire NHS Foundation Trust")
    assert shown(*names) == ["Northshire NHS Foundation Trust"]
    assert shown(*names, declared=["Northshire NHS FT"]) == ["Northshire NHS FT"]


def test_a_trust_and_a_foundation_trust_are_asked_about_and_not_made_one():
    names = ("Northshire NHS Trust", "Northshire NHS Foundation Trust")
    settled = match(world(*names)).identity.organisations
    assert shown(*names) == sorted(names)
    assert [(one.rule, one.sure) for one in settled.doubtful] == [("legal form", False)]
    assert match(world(*names, declared=names)).identity.organisations.doubtful == ()


def test_a_rare_typing_error_in_a_long_name_is_mended_and_a_frequent_one_asked_about():
    good, bad = "Thornshire Community Alliance", "Thornshire Comunity Alliance"
    assert shown(*[good] * 12, bad) == [good]
    assert shown(*[good] * 5, *[bad] * 5) == sorted([good, bad])
    assert len(match(world(*[good] * 5, *[bad] * 5)).identity.organisations.doubtful) == 1


def test_spaces_within_a_name_do_not_matter():
    assert shown("CityCare Partnership", "CityCare Partnership", "City Care Partnership") == ["CityCare Partnership"]


def test_an_abbreviation_is_asked_about_where_it_fits_but_one():
    names = ["Royal Pond Society", "RPS"]
    assert [one.rule for one in match(world(*names)).identity.organisations.doubtful] == ["initials"]
    assert match(world(*names, "Red Pine School")).identity.organisations.doubtful == ()


def test_answers_decide():
    names = ("Northshire NHS Trust", "Northshire NHS Foundation Trust")
    pair = pair_of("organisation", *map(comparable, names))
    assert len(shown(*names, answers=Answers({pair: True}))) == 1
    settled = match(world(*names), answers=Answers({pair: False}))
    assert settled.identity.organisations.doubtful == ()
    assert len(set(settled.dataset.attendance["organisation"])) == 2


@pytest.mark.parametrize(
    "text",
    ["Invited expert", "INVITED EXPERTS", "Observer", "guest", "Individual", "independent", "n/a", "N.A.", "Apologies"],
)
def test_a_status_is_no_organisation(text):
    assert is_status(text)
    dataset = match(world(text, "Age Well")).dataset
    assert set(dataset.attendance["organisation"]) == {"", "Age Well"}
    assert text in set(dataset.attendance["role"])


def test_an_organisation_with_such_a_word_in_its_name_is_one():
    assert not any(map(is_status, ["Observer Media", "Independent Living Trust", "", "Guest House Ltd"]))
