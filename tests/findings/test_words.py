import datetime as dt
from itertools import pairwise

import pandas as pd
import pytest
from msgspec.structs import replace

from sna.analyse import analysis
from sna.findings import sources
from sna.findings.attendance import apologies, drifted, faded, gatherings, identified, lately, presences, reach, sizes
from sna.findings.boundaries import boundaries, crossing, crossing_words, leading_boundary, saturated, verdict
from sna.findings.community import headline, seats
from sna.findings.counts import (
    Mixing,
    counts,
    effort,
    mixing,
    of_a_count,
    of_mixing,
    tied,
    ties_across,
    too_little,
    untied,
)
from sna.findings.cut_off import cut_off, hanging, single_members, untied_people, untied_words
from sna.findings.evidence import PeriodTables
from sna.findings.kinds import actions
from sna.findings.media import CONSENT, medium_sentences, within
from sna.findings.phrases import capital, counted, listed, nouns, number, percent, probability, signed, span, veiled
from sna.findings.record import Finding, Verdict
from sna.findings.spanners import nobody_links, open_doors, reasons, spanner_rule, spanner_words, spanners
from sna.findings.tables import SpannerRow
from sna.network import Network
from sna.render.report.content import ReportContent
from sna.study.evidence import map_findings


def findings(given):
    """What the map says beside itself."""
    return map_findings(given, set(given.people.index))


def advice(given):
    rejected = sum(source.rejected for source in given.rows.ledger)
    return actions(given, given.findings, rejected, given.rejects_file)


def title(given):
    return headline(given, given.title)


def crossed(boundary, given):
    return crossing_words(crossing(boundary, given))


BOUNDS = {"ei_lowest": -1.0, "ei_highest": 1.0}


def period(reaching=3, people=12, alone=1, gatherings=6, title="Year 1", **mixed):
    """A period in which so many people have an outside tie; `mixed` overrides its row of the E-I table."""
    outside = pd.DataFrame({"group": "a", "external": 0, "isolate": False}, index=[f"p{at}" for at in range(people)])
    outside.iloc[:reaching, 1] = 2
    outside.iloc[people - alone :, 2] = True
    row = {"external": 30, "internal": 20, "ei": 0.2, "ei_expected": 0.6, "ei_low": 0.5, "ei_high": 0.7, "p": 0.001}
    ei = pd.DataFrame([{**row, **BOUNDS, **mixed}], index=["all"])
    return PeriodTables(title=title, gatherings=gatherings, tables={"outside": outside, "ei_index": ei})


def content(*periods, **changes):
    return ReportContent(title="Forum", periods=periods, **changes)


def plain(text):
    return " ".join(text.split())


# Numbers


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (number(1204567), "1,204,567"),
        (number(-0.004, 2), "0.00"),
        (signed(-1), "−1.00"),
        (signed(0.0), "0.00"),
        (counted(1, "organisation"), "1 organisation"),
        (counted(2, "person", "people"), "2 people"),
        (counted(0, "person", "people"), "no people"),
        (veiled(4, 5), "fewer than 5"),
        (veiled(5, 5), "5"),
        (veiled(0, 5), "0"),
        (percent(1, 3), "33%"),
        (percent(0.5, 100), "0.5%"),
        (percent(99.96, 100), "over 99.9%"),
        (percent(100, 100), "100%"),
        (percent(3, 0), ""),
        (listed([]), ""),
        (listed(["Ann", "Bob"], joint="or"), "Ann or Bob"),
        (listed(list("abcd"), most=2, total=4), "a, b and 2 more"),
        (listed(list("abcd"), most=2), "a, b and others"),
        (listed(list("abc"), most=2), "a, b and c"),
        (capital("ann McRae"), "Ann McRae"),
        (span(dt.date(2024, 3, 5), dt.date(2024, 3, 5)), "March 2024"),
    ],
)
def test_numbers_are_written_as_people_write_them(written, expected):
    assert written == expected


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (0.0009, "p < 0.001"),
        (0.001, "p = 0.001"),
        (0.0123, "p = 0.012"),
        (0.0496, "p = 0.0496"),
        (0.3, "p = 0.30"),
        (1, "p = 1"),
    ],
)
def test_a_p_value_keeps_two_digits_and_does_not_break(p, expected):
    assert plain(probability(p)) == expected
    assert " " not in probability(p)


# The headline


def test_with_equal_numbers_of_gatherings_the_headline_says_up():
    said = title(content(period(3, title="Year 1"), period(9, title="Year 2")))
    assert said == "9 of 12 people are linked to somebody from another organisation, up from 3 of 12 in Year 1"


def test_with_unequal_numbers_it_says_so_and_claims_no_rise():
    said = title(content(period(3, gatherings=6), period(9, gatherings=12, title="Year 2")))
    assert said == (
        "9 of 12 people are linked to somebody from another organisation after 12 gatherings in Year 2; "
        "after 6 in Year 1 it was 3 of 12"
    )
    assert "up" not in said.split()


@pytest.mark.parametrize(
    ("was", "has", "ending"),
    [
        ((9, 12), (3, 12), ", down from 9 of 12 in Year 1"),
        ((6, 12), (6, 12), " in Year 2; in Year 1 it was 6 of 12"),
        ((9, 10), (11, 20), " in Year 2; in Year 1 it was 9 of 10"),  # more people, but a smaller share
    ],
)
def test_up_and_down_are_said_only_if_count_and_share_agree(was, has, ending):
    said = title(content(period(*was), period(*has, title="Year 2")))
    assert said.endswith(ending)


def test_one_period_has_no_before():
    assert title(content(period(1))) == "1 of 12 people is linked to somebody from another organisation"


def test_the_group_gives_the_words():
    assert title(content(period(3), group="locality")).endswith("somebody from another locality")
    assert title(content(period(3), group="role")).endswith("somebody in another role")


def test_nobody_linked_and_nothing_read_are_said_plainly():
    assert title(content(period(0))) == "Nobody is linked to anybody from another organisation yet"
    assert title(content()) == "Forum: nothing to report yet"


def test_where_no_group_is_known_the_headline_says_what_is_there_and_the_advice_how_to_mend_it(forum):
    given = content(PeriodTables(people=18, ties=139))
    assert title(given) == "18 people with 139 ties between them; which organisation each is from is not known"
    assert [action.what for action in advice(given)] == ["Add a list of members"]
    assert "Add a list of members" not in [action.what for action in advice(forum)]
    given = content(replace(period(3), people=200))
    assert title(given).endswith("between them; which organisation each is from is known of 12 alone")
    assert "Add a list of members" in [action.what for action in advice(given)]


def test_a_small_count_in_the_headline_is_veiled():
    said = title(content(period(3), smallest=5))
    assert said == "Fewer than 5 of 12 people are linked to somebody from another organisation"


# The boundary that leads


APART = {"ei": 0.5, "ei_expected": 0.7, "ei_low": 0.66, "ei_high": 0.74, "p": 0.0001}
LEVEL = {"ei": 0.7, "ei_expected": 0.71, "ei_low": 0.66, "ei_high": 0.74, "p": 0.8}
MIXED = {"ei": 0.9, "ei_expected": 0.7, "ei_low": 0.66, "ei_high": 0.74, "p": 0.001}
UNCLEAR = {"ei": 0.5, "ei_expected": 0.7, "ei_low": 0.2, "ei_high": 0.9, "p": 0.3}


def crowded(title="Year 1", *, reaching=11, people=12, alone=0, gatherings=6, **rows):
    """A period in which nearly everybody has an outside tie; `rows` are those of the boundaries' E-I tables."""
    made = period(reaching, people, alone, gatherings, title)
    counts = {"external": 75, "internal": 25, **BOUNDS}
    tables = {
        "ei_index" if by == "organisation" else f"ei_index_{by}": pd.DataFrame(
            [{**counts, **BOUNDS, **row}], index=["all"]
        )
        for by, row in rows.items()
    }
    return replace(made, tables={"outside": made.tables["outside"], **tables})


def test_where_nearly_everybody_is_linked_the_headline_speaks_of_the_clearest_boundary():
    given = content(
        crowded(organisation=LEVEL, locality=APART, sector=UNCLEAR),
        crowded("Year 2", gatherings=7, organisation=LEVEL, locality=LEVEL, sector=APART),
    )
    assert title(given) == (
        "Localities mix as chance would have it: 85% of ties cross them, as chance would give (86%); "
        "in Year 1 it was 75% where chance would give 85%"
    )
    first = findings(given)[0]
    assert first.headline == "Localities mix as chance would have it"
    assert first.text.endswith("Each period is judged alone.")


@pytest.mark.parametrize(
    ("was", "has", "claim"),
    [
        (
            APART,
            APART,
            "Organisations still keep to themselves: 75% of ties cross them where chance would give 85%; in",
        ),
        (APART, UNCLEAR, "Organisations cannot be said to keep to themselves or to mix: 75% of"),
        (APART, MIXED, "Organisations mix more than by chance: 95% of ties"),
        (LEVEL, APART, "Organisations keep to themselves: 75% of"),
        (LEVEL, LEVEL, "Organisations mix as chance would have it: 85% of"),
        (MIXED, MIXED, "Organisations still mix more than by chance: 95% of"),
        (UNCLEAR, UNCLEAR, "Organisations cannot be said to keep to themselves or to mix: 75% of"),
    ],
)
def test_the_claim_follows_from_both_periods(was, has, claim):
    assert title(content(crowded(organisation=was), crowded("Year 2", organisation=has))).startswith(claim)


def test_one_period_alone_has_a_boundary_that_leads():
    said = title(content(crowded("", organisation=LEVEL, locality=APART)))
    assert said == "Localities keep to themselves: 75% of ties cross them where chance would give 85%"
    assert "not tested" not in findings(content(crowded("", organisation=LEVEL, locality=APART)))[0].text


@pytest.mark.parametrize(
    ("others", "leads"),
    [
        ({"locality": APART}, "organisation"),  # equally clear: the study's own group
        ({"locality": {**APART, "p": 0.0008}}, "organisation"),  # no page tells 0.0001 from 0.0008
        ({"locality": {**APART, "ei": 0.4}}, "locality"),  # as clear, and further from chance
        ({"locality": {**APART, "ei": 0.4, "p": 0.02}}, "organisation"),  # further, but less clear
        ({"sector": {**MIXED, "ei": 0.95, "p": 0.0001}}, "sector"),  # further on the other side
    ],
)
def test_the_clearest_boundary_is_that_of_the_smallest_p_then_the_largest_departure(others, leads):
    assert leading_boundary(content(crowded("", organisation=APART, **others))).by == leads


@pytest.mark.parametrize(
    ("before", "now", "full"),
    [
        ({"reaching": 8, "alone": 2}, {"reaching": 12}, True),  # 8 of the 10 who came, all 12
        ({"reaching": 7, "alone": 2}, {"reaching": 12}, False),
        ({"reaching": 12}, {"reaching": 9}, False),
        ({"reaching": 0, "alone": 12}, {"reaching": 12}, False),  # nobody came
    ],
)
def test_the_count_is_full_where_8_in_10_of_those_who_came_are_linked_in_both_periods(before, now, full):
    given = content(crowded(organisation=APART, **before), crowded("Year 2", organisation=APART, **now))
    assert saturated(given) is full
    assert ("linked" in title(given)) is not full


def test_somebody_who_came_and_met_nobody_came():
    came = dataset([("p11", 0, "present"), ("p10", 0, "present"), ("p9", 0, "present")])
    who = pd.DataFrame({"name": "", "organisation": "", "kind": "person"}, index=[f"p{at}" for at in range(12)])
    one = crowded("", reaching=9, alone=3, organisation=APART)
    assert saturated(replace(came, people=who, periods=(one,), attendance=came.attendance.iloc[:0]))
    assert not saturated(replace(came, people=who, periods=(one,)))


def test_too_few_gatherings_or_no_boundary_leave_the_count():
    for given in (
        content(crowded(gatherings=4, organisation=APART), crowded("Year 2", organisation=APART)),
        content(crowded(), crowded("Year 2")),
    ):
        assert title(given).startswith("11 of 12 people are linked")
        assert leading_boundary(given) is None


def test_a_finding_about_the_group_is_not_said_twice():
    said = [one.headline for one in findings(content(crowded("", organisation=APART)))]
    assert said == ["Organisations keep to themselves"]
    also = [one.headline for one in findings(content(crowded("", organisation=LEVEL, locality=APART)))]
    assert also == ["Localities keep to themselves", "85% of ties cross organisations"]


def test_each_boundary_is_told_with_chance_and_verdict_the_group_first():
    given = content(
        crowded(sector=APART, organisation=UNCLEAR), crowded("Year 2", sector=LEVEL, organisation=MIXED), group="sector"
    )
    given = replace(given, periods=tuple(renamed_to(one, "sector") for one in given.periods))
    assert [one.by for one in boundaries(given)] == ["sector", "organisation"]
    assert [crossed(one, given) for one in boundaries(given)] == [
        (
            "Sectors: in Year 1, 75% of ties crossed them where chance would give 85% (fewer than chance). "
            "In Year 2, 85% where chance would give 86% (as chance would have it)."
        ),
        (
            "Organisations: in Year 1, 75% of ties crossed them where chance would give 85% (not to be told from "
            "chance). In Year 2, 95% where chance would give 85% (more than chance)."
        ),
    ]


def renamed_to(one, group):
    """The same period with `group` as the study's own."""
    names = {"ei_index": "ei_index_organisation", f"ei_index_{group}": "ei_index"}
    return replace(one, tables={names.get(name, name): table for name, table in one.tables.items()})


def test_a_boundary_known_in_one_period_only_is_said_to_be_so():
    given = content(crowded(), crowded("Year 2", locality=APART))
    (found,) = boundaries(given)
    assert crossed(found, given) == (
        "Localities: in Year 1, there were too few ties or people to tell. "
        "In Year 2, 75% of ties crossed them where chance would give 85% (fewer than chance)."
    )


@pytest.mark.parametrize(
    ("share", "p", "where"),
    [
        (0.7, 0.0015, Verdict.FEWER),
        (0.9, 0.0015, Verdict.MORE),
        (0.79, 0.05, Verdict.LEVEL),
        (0.81, 0.9, Verdict.LEVEL),
        (0.7, 0.05, Verdict.UNCLEAR),
    ],
)
def test_where_a_share_lies(share, p, where):
    assert verdict(Mixing(100, 70, share, 0.8, 0.7, 0.9, p)) is where


# Between the meetings


def test_a_medium_says_who_is_there_and_who_turned_to_whom(forum, world):
    slack = world.medium()
    first, last = slack.periods
    said = medium_sentences(forum, slack)
    assert said[0] == (
        f"24 people have an account. In Year 2 there were {last.acts} interactions between {last.ties} pairs; "
        f"in Year 1 it was {first.acts} between {first.ties}."
    )
    assert said[1].startswith("Organisations: in Year 1, ")
    assert len(said) == 2
    actions = medium_sentences(forum, replace(slack, name="actions"))
    assert [sentence.partition(".")[0] for sentence in actions] == ["24 people gave or were given an action"]


def test_accounts_of_x_come_with_the_sentence_about_consent(forum, world):
    assert medium_sentences(forum, world.medium("x", "Twitter/X"))[-1] == CONSENT


def test_a_medium_of_very_few_is_not_judged(forum, world):
    slack = world.medium()
    few = tuple(replace(one, tables={**one.tables, "outside": one.tables["outside"].iloc[:9]}) for one in slack.periods)
    said = medium_sentences(forum, replace(slack, periods=few))
    assert said[1] == "Too few ties or people to tell whether organisations keep to themselves here."


def test_those_connected_and_those_silent_are_everybody(world):
    for one in world.medium().periods:
        assert set(untied(one)) | set(tied(one)) == set(one.tables["centrality"].index)
        assert not set(untied(one)) & set(tied(one))
    assert len(untied(PeriodTables())) == len(tied(PeriodTables())) == 0


def test_the_headline_of_a_medium_counts_interactions(world):
    slack = world.on_slack()
    first, last = slack.periods
    fewer = {"outside": first.tables["outside"].assign(external=0)}
    said = title(replace(slack, periods=(replace(first, tables={**first.tables, **fewer}), last)))
    assert f" on Slack after {last.acts} interactions in Year 2; after {first.acts} in Year 1 it was 0 of 24" in said
    assert effort((first, last)) == ("interaction", [first.acts, last.acts])


def test_a_medium_reaches_the_organisations_of_those_with_a_tie(world):
    given = world.on_slack()
    found, people = reach(given), tied(given.now)
    assert found.organisations.now == given.people.loc[people, "organisation"].nunique()
    assert "Tarrow Hospice" in found.missing


def test_a_medium_alone_has_no_gathering(forum, world):
    given = within(forum, world.medium())
    assert not len(gatherings(given))
    assert given.media == ()


# Verdicts


def test_more_gatherings_are_no_proof_of_a_change():
    verdict = of_a_count(period(gatherings=6), period(gatherings=12, title="Year 2"))
    assert verdict.label == "Not proof of change"
    assert "Year 2 had 12 gatherings, Year 1 had 6." in verdict.why


def test_fewer_gatherings_are_named_the_right_way_round():
    verdict = of_a_count(period(gatherings=12), period(gatherings=6, title="Year 2"))
    assert "Year 1 had 12 gatherings, Year 2 had 6." in verdict.why


def test_equal_numbers_compare_but_are_not_a_test():
    verdict = of_a_count(period(), period(title="Year 2"))
    assert verdict.label == "A count, not a test"
    assert "Year 1 and Year 2 had 6 gatherings each" in verdict.why


@pytest.mark.parametrize(("was", "has"), [(4, 5), (5, 4), (1, 12)])
def test_below_five_against_five_gatherings_there_is_no_verdict(was, has):
    before, now = period(gatherings=was), period(gatherings=has, title="Year 2")
    assert of_a_count(before, now).label == "A count, not a test"
    assert "too few for a verdict" in too_little((before, now))


def test_five_against_five_is_enough():
    assert too_little((period(gatherings=5), period(gatherings=5))) == ""


def test_below_ten_people_there_is_no_verdict():
    assert "9 people in Year 1" in too_little((period(people=9),))
    assert too_little((period(people=10),)) == ""


def test_a_network_of_messages_needs_no_gatherings_for_its_verdict():
    assert too_little((period(gatherings=0), period(gatherings=0))) == ""


@pytest.mark.parametrize(
    ("share", "p", "label"),
    [
        (0.5, 0.001, "Fewer than chance (80%, p = 0.001)"),
        (0.9, 0.0012, "More than chance (80%, p = 0.001)"),
        (0.5, 0.05, "Cannot be told from chance (80%, p = 0.050)"),
        (0.8, 0.9, "Cannot be told from chance (80%, p = 0.90)"),
    ],
)
def test_a_share_is_never_given_without_chance(share, p, label):
    certainty = of_mixing(Mixing(100, 50, share, 0.8, 0.7, 0.9, p), "organisation")
    assert plain(certainty.label) == label
    assert "Chance would make 80% of ties cross organisations" in certainty.why
    assert "from 70% to 90%" in certainty.why


def test_no_ties_give_no_verdict():
    assert of_mixing(None, "organisation").label == "Cannot be told"


def test_shares_that_are_told_apart_are_not_written_alike():
    row = {"ei": 2 * 0.9255 - 1, "ei_expected": 2 * 0.932 - 1, "ei_low": 0.86, "ei_high": 0.87, "p": 0.0001}
    given = content(crowded(locality=row), crowded("Year 2", locality=row))
    (found,) = boundaries(given)
    assert crossed(found, given).endswith("In Year 2, 92.5% where chance would give 93.2% (fewer than chance).")
    assert plain(of_mixing(found.now, "locality").label) == "Fewer than chance (93.2%, p < 0.001)"
    unclear = content(crowded(locality={**row, "p": 0.5}))
    assert "93% of ties cross them where chance would give 93%" in crossed(boundaries(unclear)[0], unclear)


# What the tables say


def test_the_counts_are_those_of_the_tables(forum):
    for one in forum.periods:
        found, people = counts(one), one.tables["outside"]
        assert found.people == len(people) == 60
        assert found.reaching == (people["external"] > 0).sum()
        assert found.untied == people["isolate"].sum()
        assert found.possible == 14 * 13 // 2
        row = one.tables["ei_index"].loc["all"]
        assert (one.ties, sum(ties_across(one).values())) == (row["external"] + row["internal"], row["external"])


def test_the_share_is_the_e_i_index_on_another_scale(forum):
    for name in ("all", "Wexholm Hospitals NHS Trust"):
        row, found = forum.now.tables["ei_index"].loc[name], mixing(forum.now.tables, name)
        assert found.share == pytest.approx(row["external"] / (row["external"] + row["internal"]))
        assert 2 * found.expected - 1 == pytest.approx(row["ei_expected"])


def test_what_is_blank_in_a_table_has_no_share(forum):
    assert mixing(forum.now.tables, "Hearthside Homecare") is None
    assert mixing(PeriodTables().tables) is None


def test_ties_of_a_directed_network_are_summed_over_both_directions():
    index = pd.MultiIndex.from_tuples([("a", "b"), ("b", "a"), ("a", "a")])
    table = pd.DataFrame({"observed": [2, 3, 1], "expected": 1.0, "possible": 4}, index=index)
    one = PeriodTables(tables={"mixing": table})
    assert ties_across(one) == {("a", "b"): 5}


def test_the_cut_off_are_those_of_the_tables(forum):
    table, people = forum.now.tables["group_reach"], forum.now.tables["outside"]
    isolated = {finding.groups[0] for finding in cut_off(forum) if finding.verdict is Verdict.COUNT}
    assert isolated == set(table.index[table["people_outside"] == 0])
    assert {finding.groups[0] for finding in hanging(forum)} == set(table.index[(table["people_outside"] == 1)])
    assert {person.person for person in untied_people(forum)} == set(people.index[people["isolate"]])


@pytest.mark.parametrize("people", [7, 14])
def test_a_group_tied_to_somebody_of_an_unknown_group_is_not_cut_off(people):
    ids = [f"p{number:02}" for number in range(people)]
    ring = Network.of([(one, two, 1.0) for one, two in pairwise(ids[:-2])], nodes=ids[-2:])
    ring.nodes["team"] = ["x" if number < people // 2 else "y" for number in range(people - 2)] + ["z", "z"]
    for elsewhere, names in ([], {"z"}), ([ids[-1]], set()):
        tables = {
            "cut_off": analysis("cut_off")(ring, by="team", elsewhere=elsewhere, permutations=99),
            "group_reach": analysis("group_reach")(ring, by="team", elsewhere=elsewhere),
        }
        given = content(PeriodTables(tables=tables), group="team", medium="Slack")
        assert {finding.groups[0] for finding in cut_off(given)} == names


def test_a_group_of_one_person_does_not_hang_on_one_person():
    table = pd.DataFrame(
        {"people": [1], "people_outside": [1], "groups_reached": [2], "single_link": ["p1"]}, index=["a"]
    )
    assert hanging(content(PeriodTables(tables={"group_reach": table}))) == []


def test_a_group_of_one_known_member_is_said_to_have_one():
    table = pd.DataFrame(
        {"people": [1, 3, 2], "people_outside": 1, "groups_reached": 2, "single_link": ["p1", "p2", "p5"]},
        index=["a", "b", "c"],
    )
    given = content(PeriodTables(tables={"group_reach": table}))
    assert [finding.groups[0] for finding in hanging(given)] == ["b", "c"]
    assert [finding.groups[0] for finding in single_members(given)] == ["a"]
    assert "one-member" not in {finding.what for finding in replace(given, names=False).findings}
    assert single_members(content(PeriodTables(tables={"group_reach": table.assign(people=1)}))) == []


# Who was at what


def dataset(rows, days=("2024-01-01", "2024-02-01"), **changes):
    """Rows of (person, number of the gathering, status)."""
    held = pd.DataFrame({"id": [f"g{at}" for at in range(len(days))], "title": "Forum"})
    held["on"] = pd.Series([dt.date.fromisoformat(day) if day else None for day in days], dtype=object)
    came = pd.DataFrame([(p, f"g{at}", status) for p, at, status in rows], columns=["person", "gathering", "status"])
    who = pd.DataFrame({"name": ["Ann", "Bob", "iPad"], "organisation": ["A", "", ""]}, index=["ann", "bob", "pad"])
    who["kind"] = ["person", "person", "unidentified"]
    return ReportContent(**{"title": "F", "people": who, "gatherings": held, "attendance": came, **changes})


def test_presence_counts_once_and_nobody_in_particular_is_counted_apart():
    rows = [("ann", 0, "present"), ("ann", 0, "present"), ("pad", 0, "present"), ("bob", 0, "apologies")]
    found = sizes(dataset(rows))
    assert (found.people, found.unidentified, found.apologies) == ([1, 0], [1, 0], [1, 0])


def test_somebody_who_came_after_all_sent_no_apologies():
    assert not len(apologies(dataset([("ann", 0, "apologies"), ("ann", 0, "present")])))


def test_where_somebody_worked_on_the_day_outweighs_where_they_work_now():
    given = dataset([("ann", 0, "present"), ("bob", 0, "present")])
    given.attendance["organisation"] = ["B", ""]
    assert [row.organisation for row in presences(given)] == ["B", "Not stated"]


def test_gatherings_stand_in_order_of_time_and_undated_ones_last():
    given = dataset([], days=("2024-05-01", "", "2024-02-01"))
    assert [row.id for row in gatherings(given)] == ["g2", "g0", "g1"]
    first = PeriodTables(since=dt.date(2024, 2, 1), until=dt.date(2024, 3, 1))
    assert [row.id for row in gatherings(given, first)] == ["g2"]


def test_empty_tables_have_nobody():
    empty = ReportContent(title="F")
    assert sizes(empty).people == []
    assert identified(empty) == set()
    assert drifted(empty) == []


MONTHS = tuple(f"2024-{month:02}-01" for month in range(1, 13))


@pytest.mark.parametrize(("last", "gone"), [(8, True), (9, False), (11, False)])
def test_who_has_drifted_away_was_at_none_of_the_last_quarter(last, gone):
    rows = [("ann", 0, "present"), ("ann", 1, "present"), ("ann", last, "present"), ("bob", 11, "present")]
    given = dataset(rows, MONTHS)
    assert lately(12) == 3
    assert [finding.groups for finding in drifted(given)] == ([("A",)] if gone else [])
    assert [finding.who for finding in faded(given)] == ([("ann",)] if gone else [])


def test_somebody_who_came_twice_has_not_stopped_coming():
    assert faded(dataset([("ann", 0, "present"), ("ann", 1, "present")], MONTHS)) == []


def test_after_a_few_gatherings_nobody_is_said_to_have_drifted_away():
    assert drifted(dataset([("ann", 0, "present")], MONTHS[:5])) == []


def test_an_organisation_says_when_it_was_last_there():
    (gone,) = drifted(dataset([("ann", 0, "present"), ("ann", 2, "present")], MONTHS))
    assert (gone.count("times"), gone.text("last"), gone.who) == (2, "2024-03-01", ("ann",))


# Reach


def wanted(*names):
    rows = [(name, "health", "north", True) for name in names] + [("X", "", "", False)]
    return pd.DataFrame(rows, columns=["name", "sector", "locality", "reach"])


def test_reach_has_the_organisations_that_exist_below_the_line():
    given = dataset([("ann", 0, "present")], organisations=wanted("a", "Hospice"), periods=(PeriodTables(),))
    found = reach(given)
    assert (found.organisations.now, found.organisations.total) == (1, 2)
    assert found.missing == ("Hospice",)
    assert [(part.label, part.now, part.total) for part in found.localities] == [("north", 1, 2)]


def test_apologies_do_not_reach():
    given = dataset([("ann", 0, "apologies")], organisations=wanted("A"), periods=(PeriodTables(),))
    assert reach(given).missing == ("A",)


def test_without_a_whole_there_is_no_share():
    found = reach(dataset([("ann", 0, "present")]))
    assert found.organisations is None
    assert found.unlisted == ("A",)


def test_before_and_now_count_their_own_gatherings():
    first = PeriodTables(title="1", since=dt.date(2024, 1, 1), until=dt.date(2024, 1, 31))
    second = PeriodTables(title="2", since=dt.date(2024, 2, 1), until=dt.date(2024, 2, 28))
    given = dataset([("ann", 1, "present")], organisations=wanted("A"), periods=(first, second))
    assert (reach(given).organisations.before, reach(given).organisations.now) == (0, 1)


# Who links us, findings, what to do


def with_spanners(forum, agreement, named=3):
    """The forum with so many ways in which the first few people stand out; who does in `named` ways may be named."""
    table = forum.now.tables["spanners"].copy()
    ways = [*agreement, *[0] * (len(table) - len(agreement))]
    table["agreement"], table["spanner"] = pd.array(ways, dtype="Int64"), pd.array([way == 3 for way in ways])
    table["named"] = pd.array([way == named for way in ways])
    apart = forum.now.tables["ei_index"].copy()  # there is a boundary to span
    apart.loc["all", ["ei", "ei_expected", "p"]] = [0.1, 0.6, 0.0005]
    now = replace(forum.now, tables={**forum.now.tables, "spanners": table, "ei_index": apart})
    return replace(forum, periods=(*forum.periods[:-1], now)), list(table.index)


def test_a_boundary_spanner_is_named_with_reasons_and_chance_beside_them(forum):
    given, order = with_spanners(forum, [3, 2])
    (found,) = spanners(given)
    row = given.now.tables["spanners"].loc[order[0]]
    assert found.who == (order[0],)
    assert reasons(found)[0] == f"with people from {int(row['groups_reached'])} other organisations"
    assert all("(by chance " in reason for reason in reasons(found)[1:])


def test_who_does_not_stay_a_spanner_in_the_draws_is_not_named(forum):
    given, order = with_spanners(forum, [3, 2], named=4)
    assert spanners(given) == []
    said = " ".join(one.headline + one.text for one in findings(given))
    assert f"{given.people.loc[order[0], 'name']} links" not in said
    assert not [action for action in advice(given) if "introduce" in action.what]


def test_where_there_is_no_boundary_the_table_s_people_are_not_denied(forum):
    given, _order = with_spanners(forum, [0])
    assert nobody_links(given, given.now, " here") == "Nobody stands out as linking organisations here."
    given, _order = with_spanners(forum, [3])
    mixed = given.now.tables["ei_index"].copy()
    mixed.loc["all", "p"] = 0.5
    now = replace(given.now, tables={**given.now.tables, "ei_index": mixed})
    given = replace(given, periods=(*given.periods[:-1], now))
    assert spanners(given) == []
    assert nobody_links(given, given.now, " in Year 2") == (
        "Nobody is named as linking organisations in Year 2: only where organisations surely keep to themselves is "
        "there a boundary to span."
    )


def test_where_all_who_stand_out_have_left_the_table_is_not_denied(forum):
    given, _order = with_spanners(forum, [3])
    assert nobody_links(given, given.now) == "Nobody who has not left stands out as linking organisations."


def test_a_gathering_of_one_person_has_no_mix(forum):
    def told(people):
        columns = {"people": people, "groups_present": [2, 3, 1], "blau": [0.5, 0.6, 0.0]}
        table = pd.DataFrame({**columns, "blau_expected": [0.6, 0.6, 0.0]}, index=["g1", "g2", "g3"])
        now = replace(forum.now, tables={**forum.now.tables, "seat_diversity": table})
        return seats(replace(forum, periods=(*forum.periods[:-1], now)))[0].figures

    assert told([4, 5, 1])["gatherings"] == 2
    assert told([4, 5, 1])["blau"] == pytest.approx(0.55)
    assert told([4, 5, 2])["gatherings"] == 3


def test_of_one_group_no_boundary_is_told():
    none = {"external": 0, "internal": 50, "ei": -1.0, "ei_expected": -1.0, "ei_low": -1.0, "ei_high": -1.0, "p": 1.0}
    assert boundaries(content(crowded(locality=none), crowded("Year 2", locality=none))) == []


def spanner(who, **figures):
    level = {"came": 12, "could": 12, "groups_reached": 5, "stays": 0.98}
    return Finding(what="spanner", by="locality", who=(who,), period="Year 1", figures={**level, **figures})


def test_how_often_somebody_came_is_said_first_and_equal_figures_stand_together():
    names = {"ann": "Ann Lee", "bob": "Bob Roe", "cat": "Cat Poe"}
    found = [spanner("ann"), spanner("bob"), spanner("cat", came=11)]
    sentence = spanner_words(found, names)
    assert sentence.headline == "Ann Lee, Bob Roe and Cat Poe link localities"
    assert sentence.text == (
        "Ann Lee and Bob Roe came to 12 of 12 gatherings in Year 1, with people from 5 other localities. "
        "With half of the gatherings left out at random they still stand out in 98% of draws. "
        "Cat Poe came to 11 of 12 gatherings in Year 1, with people from 5 other localities. "
        "With half of the gatherings left out at random they still stand out in 98% of draws."
    )


def test_the_advice_is_any_of_those_with_equal_figures_who_came_lately():
    names = {"ann": "Ann Lee", "bob": "Bob Roe", "cat": "Cat Poe"}
    lately = {"missed": 0, "recent": 3}
    found = [spanner("ann", **lately), spanner("bob", **lately), spanner("cat", missed=3, recent=3)]
    assert [action.what for action in open_doors(found, names)] == ["Ask Ann Lee or Bob Roe to introduce people"]
    assert not list(open_doors(found[2:], names))


def test_where_groups_do_not_keep_to_themselves_nobody_spans_a_boundary(forum):
    given, _order = with_spanners(forum, [3, 2])
    mixed = given.now.tables["ei_index"].copy()
    mixed.loc["all", "p"] = 0.01
    now = replace(given.now, tables={**given.now.tables, "ei_index": mixed})
    assert spanners(replace(given, periods=(*given.periods[:-1], now))) == []


def test_the_rule_is_printed_with_its_limits():
    said = spanner_rule("organisation")
    assert "highest tenth" in said
    assert "Ask before you name anybody." in said


def test_too_few_people_name_nobody():
    blank = dict.fromkeys(SpannerRow.__struct_encode_fields__[1:])
    table = pd.DataFrame({**blank, "group": "a", "groups_reached": 1}, index=["p"])
    assert spanners(content(PeriodTables(tables={"spanners": table}))) == []
    table = pd.concat([table.assign(note="a convener: not among the others"), *[table.assign(note="too few")] * 2])
    few = content(PeriodTables(tables={"spanners": table}))
    assert sources.plain(nobody_links(few, few.now)) == "Who links organisations cannot be told: too few."


def test_each_finding_speaks_of_people_in_the_tables(forum):
    given, _order = with_spanners(forum, [3, 3])
    found = findings(given)
    assert len(found) >= 5
    assert {person for finding in found for person in finding.people} <= set(given.people.index)
    assert all(finding.headline and finding.text.endswith((".", ")")) for finding in found)


def test_the_finding_about_one_person_says_who_and_where(forum):
    group = hanging(forum)[0]
    (found,) = [finding for finding in findings(forum) if "hangs on" in finding.headline]
    assert found.people == group.who
    assert found.headline == f"{group.groups[0]} hangs on one person"
    assert forum.people.loc[group.who[0], "name"] in found.text


def test_the_advice_names_whom_to_invite_and_why(forum):
    found = {action.what: action.why for action in advice(forum)}
    assert "Invite Eastmere Care Homes, Hearthside Homecare and Tarrow Hospice" in found
    assert "Invite Saltby Carers Centre back" in found
    assert any(what.startswith("Find a second contact at") for what in found)
    assert found["Put 3 records right"].startswith("rejects.csv lists them")


def test_without_a_list_of_rejects_nobody_is_sent_to_it(forum):
    assert not any("right" in action.what for action in advice(replace(forum, rejects_file="")))


def test_nobody_is_named_where_people_may_not_be(forum):
    given = replace(with_spanners(forum, [3, 3])[0], names=False)
    said = " ".join(
        [f"{one.headline} {one.text} {one.callout}" for one in findings(given)]
        + [f"{one.what} {one.why}" for one in advice(given)]
    )
    assert not [name for name in given.people["name"] if name in said]
    assert not [finding for finding in findings(given) if finding.people]
    assert {finding.what for finding in given.findings}.isdisjoint({"spanner"})


def test_nothing_is_found_in_nothing():
    assert findings(ReportContent(title="F")) == ()
    assert advice(ReportContent(title="F")) == []


@pytest.mark.parametrize(
    ("group", "many"), [("organisation", "organisations"), ("locality", "localities"), ("role", "roles")]
)
def test_the_words_for_groups(group, many):
    assert nouns(group).plural == many


@pytest.mark.parametrize(
    ("gone", "rest"),
    [(0, ""), (1, " So did 1 person who has left."), (3, " So did 3 people who have left.")],
)
def test_who_is_tied_to_nobody_and_has_left_is_counted_apart(gone, rest):
    figures = {"people": 1, "leavers": gone} if gone else {"people": 1}
    finding = Finding(what="alone", by="organisation", who=("ann",), figures=figures, period="Year 2")
    sentence = untied_words([finding], {"ann": "Ann Lee"})
    assert sentence.headline == "1 person came to no meeting with others in Year 2"
    assert sentence.text == f"Ann Lee.{rest}"
