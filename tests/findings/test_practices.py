"""What is said of work done twice and of practices: counts, luck, and that these records cannot tell."""

import numpy as np
import pytest
from msgspec.structs import replace

from sna.findings import Evidence, Verdict, findings
from sna.findings.kinds import families, sentences
from sna.findings.sources import parts, plain


@pytest.fixture(scope="module")
def along(world):
    """Six practices that go round from circle to circle, and eight topics on which some teams work."""
    teams = world.TEAMS
    practices = {
        f"Practice {chr(65 + place)}": teams[3 * (place % 4) :] + teams[: 3 * (place % 4)] for place in range(6)
    }
    work = {f"Topic {place}": {teams[place]: 3 + place, teams[(place * 5 + 4) % 12]: 9 + place} for place in range(8)}
    return world.work_tables(practices, work)


@pytest.fixture(scope="module")
def lot(world):
    random = np.random.default_rng(7)
    return world.work_tables(
        {"Red bag": [*random.permutation(world.TEAMS)[:3]]}, {"Falls": {"Team A": 2, "Team B": 20}}
    )


def evidence(tables, **more):
    return Evidence(group="team", whole=tables, **more)


def said(tables, what, **more):
    found = [finding for finding in findings(evidence(tables, **more)) if finding.what == what]
    return found, [sentence for _finding, sentence in sentences(found, {"x": "X"})]


def test_what_went_along_contact_is_said_with_its_caution_and_what_was_learned(along, citing):
    found, (sentence,) = said(along, "spread")
    assert found[0].verdict is Verdict.MORE
    assert plain(sentence.headline) == "Practices went to teams that had met those who had them, more than luck gives"
    text = plain(sentence.text)
    assert text.startswith("Teams took up 6 practices, 72 times. Of 66 that were not the first, ")
    assert "66 say from whom they have it: " in text
    assert "What came first need not be the cause" in text
    assert not [piece for piece, source in parts(sentence.text) if source is None and any(c.isdigit() for c in piece)]


def test_where_spread_would_not_be_found_it_is_said_that_these_records_cannot_tell_and_how_often_it_would(lot):
    table = lot.tables["spread_summary"].assign(verdict="these data cannot tell", spread_power=0.31)
    (finding,), (sentence,) = said(replace(lot, tables={**lot.tables, "spread_summary": table}), "spread")
    assert finding.verdict is Verdict.CANNOT_TELL
    assert plain(sentence.headline) == "These records cannot tell whether practices spread by contact"
    assert "Practices that go by contact alone would be found 31% of the time." in plain(sentence.text)
    assert "need not be the cause" not in plain(sentence.text)


def test_pairs_on_the_same_topic_are_counted_and_named_and_held_against_luck(along):
    (finding,), (sentence,) = said(along, "isolated-work")
    states = along.tables["isolated_work"]["work_state"]
    assert finding.count("apart") == (states == "not met").sum() > 0
    apart = finding.count("apart")
    assert (
        plain(sentence.headline) == f"Of {len(states)} pairs of teams that work on the same topic, {apart} had not met"
    )
    first = states[states == "not met"].index[0]
    assert f"{first[0]} ({first[1]} and {first[2]})" in plain(sentence.text)
    assert "Were topics dealt out by luck, it would be " in plain(sentence.text)


def test_of_one_pair_nothing_is_tested(lot):
    (finding,), (sentence,) = said(lot, "isolated-work")
    assert finding.verdict is Verdict.CANNOT_TELL
    assert plain(sentence.headline).startswith("Of 1 pair of teams that works on the same topic, ")
    assert "cannot tell whether that is more than luck gives: fewer than 5 pairs are known." in plain(sentence.text)


def test_a_count_of_few_is_left_out_where_few_may_not_be_told_and_no_group_is_named(along, lot):
    assert said(lot, "isolated-work", smallest=8)[0] == []
    found, _sentences = said(along, "isolated-work", smallest=2)
    assert all(finding.groups == () for finding in found)


def test_each_is_a_family_of_claims_only_where_there_is_a_list(along, world):
    nothing = Evidence(group="team")
    assert families(evidence(along)) == families(nothing) + 2
    few = replace(along, tables={name: along.tables[name] for name in ("spread", "spread_summary")})
    assert families(evidence(few)) == families(nothing) + 1


def test_a_claim_that_does_not_stand_in_the_budget_is_no_sign(along):
    table = along.tables["spread_summary"].assign(spread_p_adjusted=0.04)
    weak = replace(along, tables={**along.tables, "spread_summary": table})
    _found, (sentence,) = said(weak, "spread")
    assert plain(sentence.headline) == "No clear sign that practices spread by contact"


def test_nothing_is_said_without_lists():
    assert not {finding.what for finding in findings(Evidence())} & {"spread", "isolated-work"}
