"""What is said of who leads, of levels and of what is used: in words that score nobody, and where nothing is known."""

import re

import pytest
from msgspec.structs import replace

from sna.analyse.leadership import TWICE
from sna.analyse.levels import CANNOT_TELL, LACKING
from sna.analyse.used import READIER
from sna.findings.evidence import Evidence
from sna.findings.kinds import families, findings, sentences
from sna.findings.record import Verdict
from sna.findings.sources import plain

CODES = ("leadership", "levels", "used")


@pytest.fixture(scope="module")
def leading(world):
    return world.leading_tables()


def said(whole, **more):
    evidence = Evidence(whole=whole, **more)
    every = [finding for finding in findings(evidence) if finding.what in CODES]
    return every, {finding.what: words for finding, words in sentences(every, {})}


def test_the_periods_are_compared_and_nobody_is_scored_or_named(leading):
    every, words = said(leading)
    by = {finding.what: finding for finding in every}
    assert by["leadership"].verdict is Verdict.MORE
    title = plain(words["leadership"].headline)
    assert title.startswith("More people share the leading: as if")
    assert title.endswith("in 2023")
    text = plain(words["leadership"].text)
    assert "by lot 12" in text
    assert "More is not better by itself" in text
    assert "person a" not in title + text


def test_levels_are_said_step_by_step_with_their_chance(leading):
    _every, words = said(leading)
    assert plain(words["levels"].headline) == "In touch: team with local since 2024 Q1"
    assert "864 ties" in plain(words["levels"].text)


def test_what_is_used_is_said_by_source_and_whether_they_differ(leading):
    (finding, *_rest), words = said(leading)[0][-1:], said(leading)[1]
    assert finding.verdict is Verdict.MORE
    assert plain(words["used"].headline) == "Of 24 things presented 12 were in use within a year"
    assert "from research 12 of 12 (100%; 76% to 100%)" in plain(words["used"].text)


def test_a_change_that_luck_may_give_is_said_with_its_power(world):
    _every, words = said(world.leading_tables(leaders=(6, 6)))
    title, text = (plain(part) for part in (words["leadership"].headline, words["leadership"].text))
    assert title.startswith(("No clear sign", "These records cannot tell"))
    assert "Had it been twice as many, this test alone would have seen it" in text


def test_each_sentence_of_power_names_what_is_planted(world):
    tables = world.leading_tables(leaders=(6, 6))
    weak = {name: table.copy() for name, table in tables.tables.items()}
    tested = weak["levels"]["level_p"].notna()
    weak["levels"].loc[tested, ["verdict", "level_p_adjusted", "level_power"]] = [CANNOT_TELL, 0.5, 0.3]
    weak["used_by_source"].loc["all", ["used_p", "verdict"]] = [0.5, CANNOT_TELL]
    _every, words = said(replace(tables, tables=weak))
    text = {code: plain(sentence.text) for code, sentence in words.items()}
    pattern = r"([\d,]+) ties, ([\d,]+) expected: these records cannot tell whether that is (\w+)"
    steps = re.findall(pattern, text["levels"])
    assert steps
    for ties, expected, size in steps:
        assert size == ("many" if int(ties.replace(",", "")) > int(expected.replace(",", "")) else "few")
    numbers = {"twice": 2, "three": 3, "one in four": 0.25}
    named = {
        code: numbers[re.search(pattern, text[code])[1]]
        for code, pattern in (
            ("leadership", "Had it been (.+?) as many, this test"),
            ("levels", "Had (.+?) of these ties not come about, each by luck"),
            ("used", "Had one source been taken up (.+?) times as readily"),
        )
    }
    assert named == {"leadership": TWICE, "levels": LACKING, "used": READIER}


def test_what_is_nearly_sure_is_no_claim_and_says_so(leading):
    tables = {name: table.copy() for name, table in leading.tables.items()}
    tables["leadership_change"]["n_effective_p"] = 0.03
    tables["used_by_source"].loc["all", "used_p"] = 0.03
    every, words = said(replace(leading, tables=tables))
    assert {finding.verdict for finding in every if finding.what != "levels"} == {Verdict.UNCLEAR}
    assert plain(words["leadership"].headline).startswith("It is not sure that more or fewer people share")
    assert "They seem to differ by where they come from. Luck alone gives as much about 3 times" in plain(
        words["used"].text
    )


def test_each_is_a_family_of_the_pages_budget(leading):
    assert families(Evidence(whole=leading)) == families(Evidence()) + 3


def test_few_people_are_not_told_of_where_nobody_may_be_named(leading):
    every, _words = said(leading, names=False, smallest=8)
    assert {finding.what for finding in every} == {"used"}


def test_where_nothing_is_known_nothing_is_said(leading):
    assert not said(replace(leading, tables={}))[0]
