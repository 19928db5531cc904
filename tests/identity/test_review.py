"""What is asked: the weightiest first, what nobody can tell last, and never more than somebody answers."""

import datetime as dt

import pytest

from sna.dataset import Builder
from sna.facts import Attendance, Gathering, Origin, Person
from sna.identity import Answers, match
from sna.identity.review import FEWEST_ASKED, doubts, questions, stakes
from sna.names import read_name

SURNAMES = [f"{head}{tail}" for head in ("Wex", "Thor", "Quil", "Nor", "Bel") for tail in ("combe", "ingham", "holm")]
GIVEN = ("Wystan", "Oriel", "Tamlin", "Perran", "Isolde", "Gwendra", "Morwen", "Lowena")


def community(*people):
    """A study in which each (name, organisation) came to so many meetings, never two of them to one."""
    builder, day = Builder(), dt.date(2020, 1, 1)
    for written, organisation, times in people:
        name = read_name(written)
        for _ in range(times):
            day += dt.timedelta(days=1)
            at = Origin(f"{day}.csv", "line 2")
            meeting = Gathering(f"gathering:{day} forum", "Forum", at, day)
            came = Attendance(f"name:{name.key}", meeting.id, at, written=written, organisation=organisation)
            builder.add([Person(f"name:{name.key}", name.display, at, written), meeting, came])
    return builder.dataset()


def asked(dataset, **options):
    table = questions(match(dataset, **options).identity)
    return [tuple(sorted(row)) for row in table[["first", "second"]].itertuples(index=False, name=None)]


def test_what_touches_most_attendances_is_asked_first_and_lone_names_last():
    dataset = community(
        ("Margaret Belholm", "", 20), ("Margaret Trevose", "", 1), ("Margaret", "", 9),
        ("Wystan-Jo Thorcombe", "", 4), ("Wystan Thorcombe", "", 7),
        ("Julia Quilan", "", 2), ("Julie Quilan", "", 3),
    )  # fmt: skip
    assert asked(dataset) == [
        ("Wystan Thorcombe", "Wystan-Jo Thorcombe"), ("Julia Quilan", "Julie Quilan"), ("Margaret", "Margaret Belholm"),
    ]  # fmt: skip


@pytest.mark.parametrize("lone", ["Margaret", "MT"])
def test_a_lone_name_is_asked_about_once_and_of_whom_it_is_likeliest(lone):
    people = [("Margaret Thorcombe", "", 3), ("Margaret Trevose", "", 8), ("Margaret Tamblyn", "", 2)]
    dataset = community(*people, (lone, "", 1))
    assert asked(dataset) == [tuple(sorted((lone, "Margaret Trevose")))]
    first = questions(match(dataset).identity).iloc[0]
    again = questions(match(dataset, answers=Answers({first["pair"]: False})).identity)
    assert list(again["same"]) == ["no"]


def test_spells_of_one_name_are_asked_about_in_a_row_and_not_each_with_each():
    spells = [("David Jones", f"{surname} Trust", 3) for surname in ("Oakdale", "Hillview", "Northshire", "Kade")]
    dataset = community(*spells, *spells)
    assert len(match(dataset).identity.matching.doubtful) > 3
    assert len(asked(dataset)) == 3
    yes = dict.fromkeys(questions(match(dataset).identity)["pair"], True)
    settled = match(dataset, answers=Answers(yes)).identity
    assert len(settled.people) == 1
    assert set(questions(settled)["same"]) == {"yes"}


def test_no_more_is_asked_than_twenty_for_a_hundred_people_and_the_rest_is_counted():
    pairs = [(f"{given} {surname}", "", 4) for given, surname in zip(GIVEN * 2, SURNAMES, strict=False)]
    typed = [(name.replace(" ", "-Jo "), "", number + 2) for number, (name, _, _) in enumerate(pairs)]
    identity = match(community(*pairs, *typed)).identity
    table = questions(identity)
    total = len(doubts(identity))
    assert len(table) == FEWEST_ASKED < total
    weights = [doubt.touches for doubt in doubts(identity)]
    assert weights == sorted(weights, reverse=True)
    figures = stakes(identity)
    assert figures == (10, total - 10, sum(weights), sum(weights[:10]))
    assert str(figures).endswith(f"{total - 10} more doubtful pairs are not asked: they touch least.")
    answers = Answers(dict.fromkeys(table["pair"], False))
    assert set(questions(match(community(*pairs, *typed), answers=answers).identity)["same"]) == {"no"}


def test_where_nothing_is_doubtful_nothing_is_said():
    assert str(stakes(match(community(("Wystan Belholm", "", 2))).identity)) == ""
