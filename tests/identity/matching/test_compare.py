"""People out of many writings: namesakes, short forms, chains, what is declared; and what must hold whatever comes."""

from __future__ import annotations

import os
import random
import time

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sna.errors import DatasetError
from sna.identity.matching import RULES, Writing, compare


def people(matching):
    """The sets of ids that are one person."""
    found = {}
    for id_, head in matching.clusters.items():
        found.setdefault(head, set()).add(id_)
    return sorted(map(sorted, found.values()))


def pairs(matches):
    return [(match.first, match.second) for match in matches]


def named(**names):
    return [Writing(id_, name) for id_, name in names.items()]


def test_every_match_names_a_rule_people_can_read():
    matching = compare(named(a="QUAYE, Ann", b="Ann Q.", c="A. Quaye"))
    assert people(matching) == [["a", "b", "c"]]
    for match in matching.matches:
        assert match.rule in RULES
        assert RULES[match.rule] in match.for_


def test_a_third_writing_of_two_namesakes_is_doubtful_to_each():
    one = Writing("1", "Peter Hall", organisations=("oakdale",), email="p.hall@oakdale.example")
    two = Writing("2", "Peter Hall", organisations=("hillview",), email="peterh@hillview.example")
    matching = compare([one, two, Writing("3", "Peter Hall")])
    assert people(matching) == [["1"], ["2"], ["3"]]
    assert {("1", "3"), ("2", "3")} <= set(pairs(matching.doubtful))


def test_two_bare_writings_of_namesakes_are_not_merged_with_each_other():
    one = Writing("1", "Peter Hall", organisations=("oakdale",), lists=frozenset({"march"}))
    two = Writing("2", "Peter Hall", organisations=("hillview",), lists=frozenset({"march"}))
    matching = compare([one, two, Writing("3", "Peter Hall"), Writing("4", "Hall, Peter")])
    assert people(matching) == [["1"], ["2"], ["3"], ["4"]]


def test_what_tells_namesakes_apart_finds_the_right_one():
    one = Writing("1", "Peter Hall", organisations=("oakdale",), lists=frozenset({"march"}))
    two = Writing("2", "Peter Hall", organisations=("hillview",), lists=frozenset({"march"}))
    matching = compare([one, two, Writing("3", "Hall, Peter", organisations=("hillview",))])
    assert people(matching) == [["1"], ["2", "3"]]


def test_namesakes_of_one_name_are_one_person_unless_something_tells_them_apart():
    assert people(compare(named(a="Peter Hall", b="HALL Peter", c="Peter Hall (Guest)"))) == [["a", "b", "c"]]


def test_a_roster_may_declare_two_people_of_one_name():
    one = Writing("1", "Peter Hall", declared=True, organisations=("oakdale",), lists=frozenset({"roster"}))
    two = Writing("2", "Peter Hall", declared=True, organisations=("hillview",), lists=frozenset({"roster"}))
    third = Writing("3", "Peter Hall", organisations=("oakdale",))
    assert people(compare([one, two, third])) == [["1", "3"], ["2"]]


def test_a_short_form_is_sure_only_while_it_fits_one_person():
    assert people(compare(named(a="Ann Okafor", b="Ann O."))) == [["a", "b"]]
    several = compare(named(a="Ann Okafor", b="Ann O.", c="Ann Owusu"))
    assert people(several) == [["a"], ["b"], ["c"]]
    assert pairs(several.doubtful) == [("a", "b"), ("b", "c")]


def test_the_organisation_settles_which_of_two_a_short_form_is():
    ann = Writing("a", "Ann Okafor", organisations=("citycare",))
    other = Writing("c", "Ann Owusu", organisations=("oakdale",))
    assert people(compare([ann, Writing("b", "Ann O.", organisations=("citycare",)), other])) == [["a", "b"], ["c"]]


def test_a_short_form_that_may_be_a_crowd_is_not_asked_about():
    crowd = [Writing(str(at), f"Ann O{letter}dafor") for at, letter in enumerate("bcdfghjklm")]
    assert compare([*crowd, Writing("x", "Ann O.")]).doubtful == ()


def test_no_chain_of_variants_makes_one_person_of_two():
    matching = compare(named(a="Mary Ann Okonjo", b="Mary Okonjo", c="Mary Beth Okonjo"))
    assert people(matching) == [["a"], ["b"], ["c"]]
    assert pairs(matching.doubtful) == [("a", "b"), ("b", "c")]
    assert all("fits somebody else as well" in match.against for match in matching.doubtful)


def test_a_new_surname_at_the_old_address_brings_both_names_together():
    old = Writing("1", "Deborah Finch", email="deb@post.example")
    new = Writing("2", "Deborah Marlow", email="deb@post.example")
    matching = compare([old, new, Writing("3", "FINCH, Deborah"), Writing("4", "Debbie Marlow")])
    assert people(matching) == [["1", "2", "3", "4"]]
    assert pairs(matching.matches)[0] == ("1", "2")
    assert matching.matches[0].rule == "same-email"


def test_one_address_on_many_tickets_is_not_one_person():
    tickets = [
        Writing(str(at), name, email="karen.hodge@citycare.example")
        for at, name in enumerate(("Karen Hodge", "Dilip Shah", "Ruth Amos", "Ruth Bell", "HODGE Karen"))
    ]
    assert people(compare(tickets)) == [["0", "4"], ["1"], ["2"], ["3"]]


@pytest.mark.parametrize("other", ["Anna Okafor", "Ann-Marie Okafor", "A. Okafor", "Ann Okafer"])
def test_two_guests_of_one_order_with_like_names_are_asked_about(other):
    order = {"email": "ann@citycare.example", "lists": frozenset({"fair in tickets.csv"})}
    matching = compare([Writing("1", "Ann Okafor", **order), Writing("2", other, **order)])
    assert people(matching) == [["1"], ["2"]]
    assert [match.rule for match in matching.doubtful] == ["same-email"]


def test_one_name_written_twice_on_one_list_at_one_address_is_one_person():
    order = {"email": "ann@citycare.example", "lists": frozenset({"fair in tickets.csv"})}
    assert people(compare([Writing("1", "Ann Okafor", **order), Writing("2", "OKAFOR, Ann", **order)])) == [["1", "2"]]


def test_letters_that_look_alike_are_flagged_and_not_merged():
    matching = compare(named(a="Ann Okonjo", b="\N{CYRILLIC CAPITAL LETTER A}nn Okonjo"))
    assert people(matching) == [["a"], ["b"]]
    assert [id_ for id_, _why in matching.flagged] == ["b"]
    assert [match.rule for match in matching.doubtful] == ["look-alike-letters"]


def test_a_name_in_another_alphabet_is_not_flagged():
    assert compare(named(a="Юлия Шевченко", b="Yulia Shevchenko")).flagged == ()


def test_what_is_declared_the_same_is_one_person_whatever_the_names():
    matching = compare(named(a="Ann Okafor", b="Nkem", c="Bill Bell"), same=[("b", "a")])
    assert people(matching) == [["a", "b"], ["c"]]
    assert matching.matches[0].rule == "declared"


def test_names_declared_the_same_no_longer_speak_against_each_other():
    both = frozenset({"march", "april"})
    dan = Writing("1", "Dan Quaye", lists=both)
    daniel = Writing("2", "Daniel Quaye", organisations=("oakdale",))
    bare = Writing("3", "Daniel Quaye", lists=both)
    assert people(compare([dan, daniel, bare]))[0] != ["1", "2", "3"]
    assert people(compare([dan, daniel, bare], same=[("1", "2")])) == [["1", "2", "3"]]


def test_what_is_declared_different_stays_two_and_is_not_asked_again():
    matching = compare(named(a="Ann Okafor", b="Ann Okafor"), different=[("b", "a")])
    assert people(matching) == [["a"], ["b"]]
    assert matching.doubtful == ()


def test_declared_different_people_are_not_joined_by_a_third():
    matching = compare(named(a="Ann Okafor", b="Ann Okafor", c="OKAFOR Ann"), different=[("a", "b")])
    assert people(matching) == [["a"], ["b"], ["c"]]
    assert pairs(matching.doubtful) == [("a", "c"), ("b", "c")]


def test_declarations_that_contradict_each_other_are_refused_by_name():
    with pytest.raises(DatasetError, match=r"Ann Okafor and Nkem Obi are declared to be different .* Take one"):
        compare(named(a="Ann Okafor", b="Ann O.", c="Nkem Obi"), same=[("a", "b"), ("b", "c")], different=[("a", "c")])


def test_declarations_about_writings_no_longer_there_are_left_aside():
    assert people(compare(named(a="Ann Okafor"), same=[("a", "gone")], different=[("gone", "a")])) == [["a"]]


def test_two_writings_with_one_id_are_refused():
    with pytest.raises(DatasetError, match="Two writings have the id a"):
        compare([Writing("a", "Ann"), Writing("a", "Ben")])


def test_a_name_given_up_never_represents_the_person():
    old = Writing("a", "Daniel Frost", declared=True, superseded=True, count=40)
    matching = compare([old, Writing("b", "Dani Frost")], same=[("a", "b")])
    assert matching.clusters == {"a": "b", "b": "b"}


def test_the_fullest_writing_represents_the_person_unless_the_roster_has_one():
    writings = [Writing("a", "Ann Q.", count=90), Writing("b", "Ann Quaye", count=3)]
    assert compare(writings).clusters == {"a": "b", "b": "b"}
    roster = Writing("c", "A. Quaye", declared=True)
    assert set(compare([*writings, roster]).clusters.values()) == {"c"}


def test_an_account_that_needs_consent_is_matched_only_where_it_is_declared():
    writings = [Writing("a", "Ann Okafor"), Writing("x", "Ann Okafor", account="x:12", only_declared=True)]
    assert people(compare(writings)) == [["a"], ["x"]]
    assert compare(writings).doubtful == ()
    assert people(compare(writings, same=[("a", "x")])) == [["a", "x"]]


def test_of_two_people_only_the_strongest_question_is_asked():
    writings = [
        Writing("1", "David Jones", organisations=("oakdale",)),
        Writing("2", "JONES, David", organisations=("oakdale",)),
        Writing("3", "David Jones", organisations=("hillview",)),
        Writing("4", "Jones, David", organisations=("hillview",)),
    ]
    matching = compare(writings)
    assert people(matching) == [["1", "2"], ["3", "4"]]
    assert len(matching.doubtful) == 1


def test_a_spelling_seen_once_is_a_slip_of_the_usual_one():
    usual = Writing("a", "Tobie Langlois", lists=frozenset(map(str, range(20))), count=20)
    assert people(compare([usual, Writing("b", "Tobie Langliois", lists=frozenset({"x"}))])) == [["a", "b"]]
    assert people(compare([usual, Writing("b", "Tobie Langliois", lists=frozenset({"3"}))])) == [["a"], ["b"]]


@pytest.mark.parametrize(("given", "one"), [("Wystan", True), ("Mary", False)])
def test_two_shorter_writings_of_a_long_name_that_few_can_bear_are_no_rivals(given, one):
    names = named(a=f"{given} Trevose Braun", b=f"{given} Braun", c=f"{given} Trevose")
    assert (people(compare(names)) == [["a", "b", "c"]]) is one


def test_two_shorter_writings_of_a_long_name_that_come_together_stay_apart():
    both = frozenset({"march", "april"})
    short, other = (Writing(id_, name, lists=both) for id_, name in (("b", "Wystan Braun"), ("c", "Wystan Trevose")))
    assert ["a", "b", "c"] not in people(compare([Writing("a", "Wystan Trevose Braun"), short, other]))


def test_a_slip_of_a_given_name_does_not_speak_against_its_short_form():
    care = {"organisations": ("oakdale",)}
    writings = [Writing(name, f"{name} Tenterbrook", **care) for name in ("Zbigniew", "Zbigneiw", "Zbyszek")]
    assert people(compare(writings)) == [["Zbigneiw", "Zbigniew", "Zbyszek"]]


@pytest.mark.parametrize(("times", "place", "apart"), [(40, "oak", False), (40, "hill", True), (4, "oak", True)])
def test_a_colleague_whose_name_was_once_mistyped_is_no_new_one(times, place, apart):
    lists = frozenset(map(str, range(times)))
    usual = Writing("a", "Wystan C. Smith", organisations=("oak",), lists=lists, count=times)
    slip = Writing("b", "Wystan C. Smity", organisations=(place,), lists=frozenset({"x"}))
    assert (len(people(compare([usual, slip]))) == 2) is apart


def test_nothing_gives_nothing():
    empty = compare([])
    assert (empty.matches, empty.doubtful, empty.clusters, empty.flagged) == ((), (), {}, ())
    assert people(compare(named(a="", b="", c="…"))) == [["a"], ["b"], ["c"]]


GIVEN = "Ann Anne Anna Bill William Will Liz Elizabeth A. W. Priya Pirya Jean-Luc Юлия Yulia Mary-Ann".split()
SURNAMES = "Smith Smyth Smith-Jones Jones O. S. Okafor Okafro Shevchenko Шевченко van-Berg O'Brien OBrien".split()
FORMS = ("{0} {1}", "{1}, {0}", "{0} M. {1}", "{0} K. {1}", "Dr {0} {1}", "{1} {0}", "{0}", "{0} {1} Jr")
NAMES = st.builds(
    lambda form, *words: form.format(*words), st.sampled_from(FORMS), *map(st.sampled_from, (GIVEN, SURNAMES))
)
SOME = st.lists(st.sampled_from(["oakdale", "hillview"]), max_size=1).map(tuple)
WRITINGS = st.lists(
    st.builds(
        Writing,
        id=st.integers(0, 99).map(str),
        name=NAMES,
        email=st.sampled_from(["", "", "a@x.example", "info@x.example", "ann.smith@y.example"]),
        account=st.sampled_from(["", "", "slack:T1/U1", "slack:T1/U2"]),
        organisations=SOME,
        roles=SOME,
        lists=st.frozensets(st.sampled_from("pqr"), max_size=2),
        declared=st.booleans(),
        count=st.integers(1, 30),
    ),
    max_size=14,
    unique_by=lambda writing: writing.id,
)


@settings(max_examples=150, deadline=None)
@given(WRITINGS, st.randoms(use_true_random=False))
def test_the_order_of_writings_does_not_matter(writings, chance):
    shuffled = list(writings)
    chance.shuffle(shuffled)
    assert compare(writings) == compare(shuffled)


@settings(max_examples=150, deadline=None)
@given(WRITINGS)
def test_an_unrelated_person_changes_nobody_else(writings):
    stranger = Writing("zz", "Xolqvix Grzbtk", email="grzbtk@q.example", organisations=("elsewhere",))
    without, beside = compare(writings), compare([*writings, stranger])
    assert beside.matches == without.matches
    assert beside.doubtful == without.doubtful
    assert beside.clusters == without.clusters | {"zz": "zz"}


def contradictory(ids, same, different):
    """Whether a pair declared different hangs together by pairs declared the same."""
    together = nx.Graph(same)
    together.add_nodes_from(ids)
    return any(nx.has_path(together, a, b) for a, b in different)


@settings(max_examples=150, deadline=None)
@given(WRITINGS, st.data())
def test_what_is_declared_always_wins(writings, data):
    ids = sorted(writing.id for writing in writings)
    picked = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda pair: pair[0] != pair[1])
    same = data.draw(st.lists(picked, max_size=3)) if len(ids) > 1 else []
    different = data.draw(st.lists(picked, max_size=3)) if len(ids) > 1 else []
    if contradictory(ids, same, different):
        with pytest.raises(DatasetError, match="declared to be different"):
            compare(writings, same=same, different=different)
        return
    matching = compare(writings, same=same, different=different)
    assert all(matching.clusters[a] == matching.clusters[b] for a, b in same)
    assert all(matching.clusters[a] != matching.clusters[b] for a, b in different)
    asked = {frozenset((matching.clusters[one.first], matching.clusters[one.second])) for one in matching.doubtful}
    assert not asked & {frozenset((matching.clusters[a], matching.clusters[b])) for a, b in different}


@settings(max_examples=150, deadline=None)
@given(WRITINGS)
def test_every_match_carries_evidence_and_agrees_with_who_is_who(writings):
    matching = compare(writings)
    assert set(matching.clusters) == {writing.id for writing in writings}
    for match in matching.matches + matching.doubtful:
        assert match.first < match.second
        assert all(match.for_)
        assert len(match.for_) >= 1
        assert 0 <= match.score <= 1
        assert match.rule in RULES
        assert (matching.clusters[match.first] == matching.clusters[match.second]) == (match.verdict == "made")
    assert all(match.verdict == "made" for match in matching.matches)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_text_is_a_name_and_raises_nothing(texts):
    matching = compare([Writing(str(at), text, email=text) for at, text in enumerate(texts)])
    assert len(matching.clusters) == len(texts)


def invented(number):
    """So many different names, given names and surnames as unevenly spread as in life."""
    chance = random.Random(5)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    words = ["".join(chance.choices(syllables, k=chance.randint(2, 4))).title() for _ in range(number)]
    names = set()
    while len(names) < number:
        given_name, surname = (words[min(int(chance.paretovariate(0.5)), number) - 1] for _ in range(2))
        form = chance.choice(("{0} {1}", "{0} {1}", "{0} {2}. {1}", "{3}. {1}", "{1}, {0}"))
        names.add(form.format(given_name, surname, chance.choice("ABCDEFGH"), given_name[0]))
    return [Writing(str(at), name) for at, name in enumerate(sorted(names))]


@pytest.mark.slow
def test_many_names_take_no_more_than_their_share_of_a_minute_for_a_hundred_thousand():
    many = 20_000 if os.environ.get("SNA_EVERY") == "1" else 8_000
    writings = invented(many)
    started = time.process_time()
    compare(writings)
    assert time.process_time() - started < 60 * many / 100_000
