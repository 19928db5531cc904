"""What is said of several communities of practice: counts, links that hang on one, claims only against a population."""

import pytest
from msgspec.structs import replace

from sna.findings import Evidence, PeriodTables, Verdict, findings
from sna.findings.kinds import KINDS, families, sentences
from sna.findings.sources import parts, plain


@pytest.fixture(scope="module")
def three(world):
    """Alpha shares four people with Beta and none with Gamma, who shares one with Beta."""
    return {
        "Alpha": [f"a{number}" for number in range(30)],
        "Beta": [f"b{number}" for number in range(20)] + [f"a{number}" for number in range(4)],
        "Gamma": [f"c{number}" for number in range(17)] + ["b0"],
    }


def evidence(world, sets, **options):
    return Evidence(whole=world.several(sets, **options))


def said(evidence, what):
    found = [finding for finding in findings(evidence) if finding.what == what]
    return found, [sentence for _finding, sentence in sentences(found, {"x": "X"})]


def test_it_is_counted_who_joins_what_hangs_on_one_and_that_nothing_can_be_told_without_a_population(world, three):
    (finding,), (sentence,) = said(evidence(world, three), "cops")
    assert finding.who == ("a0", "a1", "a2", "a3", "b0")
    assert finding.verdict is Verdict.COUNT
    assert plain(sentence.headline) == (
        "5 of 67 people are in more than one of 3 communities of practice; 1 of the 2 links between them hangs on one "
        "person"
    )
    assert "Of 3 pairs of communities, 2 share somebody. Joined by one person alone: Beta with Gamma." in plain(
        sentence.text
    )
    assert "these data cannot tell: how many people could join any is not stated" in plain(sentence.text)
    assert sentence.people == finding.who
    assert not any(name in plain(sentence.headline + sentence.text) for name in finding.who)


def test_a_community_that_shares_nobody_is_named_and_so_is_that_nobody_joins_any(world, three):
    alone = {name: [person for person in ids if not person.startswith("b0")] for name, ids in three.items()}
    (_finding,), (sentence,) = said(evidence(world, alone), "cops")
    assert "Gamma shares nobody with the others." in plain(sentence.text)
    (_finding,), (sentence,) = said(evidence(world, {"A": ["a"], "B": ["b"]}), "cops")
    assert plain(sentence.headline) == "Nobody is in two of the 2 communities of practice"


def test_of_many_links_and_communities_the_first_are_named_and_the_rest_counted(world, citing):
    ring = {f"C{place:02}": [f"p{place}", f"p{place + 1}"] for place in range(12)}
    ring |= {f"D{place:02}": [f"q{place}"] for place in range(9)}
    (_finding,), (sentence,) = said(evidence(world, ring), "cops")
    text = plain(sentence.text)
    assert "C00 with C01, C01 with C02, C02 with C03, C03 with C04, C04 with C05, C05 with C06 and 5 more." in text
    assert "D00, D01, D02, D03, D04, D05 and 3 more share nobody with the others." in text


def test_a_claim_needs_a_population_and_a_page_that_can_afford_it(world, three):
    assert said(evidence(world, three), "cops-shared") == ([], [])
    assert said(evidence(world, three, population=200), "cops-shared") == ([], [])
    unsure = evidence(world, three, population=110)
    (row,) = [row for row in unsure.whole.tables.cops_overlap if row.verdict == Verdict.FEWER]
    assert 0.002 < row.p_adjusted < 0.05
    assert said(unsure, "cops-shared") == ([], [])
    keen = {"Alpha": three["Alpha"], "Beta": three["Alpha"][:20]}
    (finding,), (sentence,) = said(evidence(world, keen, population=200), "cops-shared")
    assert (finding.verdict, finding.groups) == (Verdict.MORE, ("Alpha", "Beta"))
    assert plain(sentence.headline) == "Alpha and Beta share more people than luck gives"
    assert plain(sentence.text).startswith("Alpha and Beta: 20 people in both, 3.0 expected.")


def test_several_departures_are_said_together(world):
    sets = {"A": [f"p{n}" for n in range(40)], "B": [f"p{n}" for n in range(35)], "C": [f"q{n}" for n in range(40)]}
    found, (sentence,) = said(evidence(world, sets, population=100), "cops-shared")
    assert {finding.verdict for finding in found} == {Verdict.MORE, Verdict.FEWER}
    assert plain(sentence.headline) == "Some pairs of communities share more or fewer people than luck gives"


def test_who_is_on_a_medium_as_well_is_counted_for_each_community(world, three):
    media = {"Slack": ["a0", "a9", "b7", "zed"]}
    found, (sentence,) = said(evidence(world, three, media=media), "cops-media")
    assert [(row.groups, row.count("both")) for row in found] == [
        (("Alpha", "Slack"), 2), (("Beta", "Slack"), 2), (("Gamma", "Slack"), 0)
    ]  # fmt: skip
    assert plain(sentence.headline) == "3 people of the communities are also on Slack"
    assert "Alpha: 2 of its 30 are on Slack, where 4 are known by name" in plain(sentence.text)
    (_row,), (sentence,) = said(evidence(world, {"A": ["a"]}, media={"X": ["b"]}), "cops-media")
    assert plain(sentence.headline) == "Nobody of the communities is also on X"


def test_small_counts_are_not_told_where_they_may_not_be(world, three):
    few = replace(evidence(world, three, media={"Slack": ["a1"]}), smallest=8, names=False)
    assert not [finding for finding in findings(few) if finding.what.startswith("cops")]


def test_one_community_alone_says_nothing_and_looks_at_no_more_claims_than_before(world, three, compared):
    assert not [row for row in findings(evidence(world, {"A": ["a", "b"]})) if row.what.startswith("cops")]
    claims = sum(kind.claim != "" and kind.of_several for kind in KINDS.values())
    assert families(evidence(world, three)) == families(Evidence(whole=PeriodTables())) + claims
    assert not [row for row in findings(compared) if row.what.startswith("cops")]


def test_every_figure_stands_with_its_place(world, three, citing):
    for what in ("cops", "cops-media"):
        _found, (sentence,) = said(evidence(world, three, media={"Slack": ["a0", "b7"]}), what)
        for text in (sentence.headline, sentence.text):
            bare = "".join(words for words, source in parts(text) if source is None)
            assert not any(character.isdigit() for character in bare), bare
