import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace

from sna.chance.co_attendance import LEVEL
from sna.findings import KINDS, Evidence, PeriodTables, Verdict, findings
from sna.findings.boundaries import crossing_words, crossings
from sna.findings.change import change_words, changes, coming, label, strength
from sna.findings.community import headline, leading_finding
from sna.findings.counts import HEADLINE_LEVEL
from sna.findings.kinds import _others_first, actions
from sna.findings.kinds import findings_table as table_of
from sna.findings.media import medium_sentences
from sna.findings.phrases import moment
from sna.findings.record import Finding
from sna.findings.spanners import surely
from sna.render.report.content import ReportContent
from sna.study.evidence import map_findings

CONSTANTS = {0.0, 1.0, 8.0, 10.0, 95.0, 100.0, 1000.0, 0.001, 0.1, 99.9}
"""Numbers of the method, not of the data: the level of an interval, the ends of a scale, the bounds of a rounding."""
NUMBER = re.compile(r"−?\d[\d,]*(?:\.\d+)?")


def findings_table(content):
    return table_of(findings(content), content.labels)


def on_map(content):
    return map_findings(content, set(content.people.index))


def numbers(text):
    return [(found, float(found.replace(",", "").replace("−", "-"))) for found in NUMBER.findall(text)]


def known(found):
    """Every number the figures of a finding give, also as a percentage."""
    given = [float(value) for value in found.figures.values() if isinstance(value, (int, float))]
    rest = [len(names) - most for names in (found.who, found.groups) for most in (8, 20)]  # "and 19 more"
    return [*given, *(100 * value for value in given), *rest, *CONSTANTS]


def stated(text, found):
    """The text without names, titles of periods and dates, which are figures as they stand."""
    told = sorted((str(value) for value in found.figures.values() if isinstance(value, str)), key=len, reverse=True)
    for part in [*map(moment, told), *told, *found.groups, *filter(None, [found.period])]:
        text = text.replace(part, "")
    return text


def matches(written, value, given):
    places = len(written.partition(".")[2])
    return any(round(abs(one), places) == abs(value) or int(abs(one)) == abs(value) for one in given)


def with_spanners(compared, ways, named):
    table = compared.now.tables["spanners"].copy()
    table["agreement"] = pd.array([ways, *[0] * (len(table) - 1)], dtype="Int64")
    table["named"] = pd.array([named, *[False] * (len(table) - 1)], dtype="boolean")
    apart = compared.whole.tables["co_attendance"].copy()  # there is a boundary to span
    apart.loc["all", ["together_before_low", "together_after_low"]] = 1.2
    return changed_whole(changed_now(compared, spanners=table), co_attendance=apart)


def changed_now(content, **tables):
    now = replace(content.now, tables={**content.now.tables, **tables})
    return replace(content, periods=(*content.periods[:-1], now))


def changed_whole(content, **tables):
    return replace(content, whole=replace(content.whole, tables={**content.whole.tables, **tables}))


def all_of(compared, world):
    """Every finding there is: of the forum, of a spanner, of media, of a community without tests."""
    slack = replace(compared, media=(world.medium(),))
    parts = [
        slack,
        with_spanners(compared, 3, named=True),
        with_spanners(compared, 3, named=False),
        ReportContent(title="F"),
    ]
    few = replace(compared, whole=PeriodTables(), periods=compared.periods[1:])
    return [(part, found) for part in [*parts, few] for found in findings(part)]


def test_every_number_in_a_sentence_stands_in_the_figures(compared, world):
    kinds = set()
    for content, found in all_of(compared, world):
        said = KINDS[found.what].sentence([found], content.labels)
        kinds.add(found.what)
        for written, value in numbers(stated(f"{said.headline}. {said.text} {said.callout}", found)):
            assert matches(written, value, known(found)), (found.what, written, said)
    assert {"change", "mixing", "spanner", "hangs-on-one", "cut-off", "alone", "drifted", "reach"} <= kinds
    assert {"retention", "ties-changed", "community", "density", "seats", "linked", "nothing"} <= kinds


def test_every_number_of_the_boundaries_stands_in_their_figures(compared):
    found = crossings(compared)
    assert [one.by for one in found] == ["organisation", "locality", "sector"]
    for one in found:
        for written, value in numbers(stated(crossing_words(one), one)):
            assert matches(written, value, known(one)), (written, crossing_words(one))


def test_every_kind_is_in_the_registry_once():
    assert all(kind.code == code for code, kind in KINDS.items())
    assert [code for code, kind in KINDS.items() if kind.about_people] == [
        "spanner", "alone", "faded", "one-member"
    ]  # fmt: skip
    urgencies = [kind.urgency for kind in KINDS.values() if kind.advice]
    assert sorted(urgencies) == list(range(1, len(urgencies) + 1))


def test_findings_stand_in_their_order_and_only_of_known_kinds(compared):
    found = findings(compared)
    assert [one.order for one in found] == list(range(len(found)))
    assert {one.what for one in found} <= set(KINDS)
    assert found[0].what == "change"
    assert found[-1].what == "linked"


def test_what_a_finding_says_of_change_is_what_the_table_says(compared):
    row = compared.whole.tables["co_attendance"].loc["all"]
    (found,) = [one for one in changes(compared) if one.by == "organisation"]
    columns = {"before": "together_before", "after": "together_after", "ratio_low": "together_change_low", "p": "p"}
    for name, column in columns.items():
        assert found.number(name) == pytest.approx(row[column])
    before, after = round(100 * row["together_before"]), round(100 * row["together_after"])
    assert f"{before} times for every 100 expected in Year 1, {after} in Year 2" in headline(compared, "Forum")
    text = change_words([found], {}).text
    assert f"the same organisation were at the same meeting {before} times for every 100 expected" in text
    crossed = [round(100 * row[f"across_{period}"]) for period in ("before", "after")]
    assert f"For people from different organisations it was {crossed[0]}, then {crossed[1]}." in text
    pairs = compared.whole.tables["change"].loc["same people"]
    share = round(100 * pairs.loc["within", "before"])
    assert f"Take any 8 meetings: {share} of 100 pairs from the same organisation met in Year 1" in text


def told(content, name="co_attendance", **values):
    """The table with other values in the row of all."""
    table = content.whole.tables[name].copy()
    table.loc["all", list(values)] = list(values.values())
    return table


OTHERS = ("locality", "sector")
CLEAR = {"p": 0.01, "p_odds": 0.01, "p_times": 0.004}


@pytest.mark.parametrize(
    ("verdict", "said", "words"),
    [
        ("less isolated", "Organisations keep less to themselves than in Year 1", "Less apart"),
        ("more isolated", "Organisations keep more to themselves than in Year 1", "More apart"),
        ("unchanged within a tenth", "Organisations keep to themselves as much as in Year 1", "About the same"),
        ("no evidence of change", "No clear change in how far organisations keep to themselves", "No clear change"),
        (
            "these data cannot tell",
            "These records cannot tell whether organisations keep less to themselves than in Year 1",
            "Cannot tell",
        ),
    ],
)
def test_another_verdict_gives_another_headline_finding_and_big_figure(compared, verdict, said, words):
    p = CLEAR if "isolated" in verdict else {"p": 0.6, "p_odds": 0.6, "p_times": 0.6}
    row = told(compared, verdict=verdict, note="why", without_largest_after=np.nan, **p)
    given = changed_whole(compared, co_attendance=row)
    assert headline(given, "Forum").startswith(f"{said}: people of one organisation were at the same meeting ")
    assert on_map(given)[0].headline == said
    assert label(leading_finding(given)) == words
    (text,) = strength(leading_finding(given))
    assert ("Luck alone" in text) == (verdict not in {"these data cannot tell", "unchanged within a tenth"})


def test_the_studys_own_groups_lead_whatever_another_boundary_says(compared):
    none = told(compared, verdict="no evidence of change", p=0.6)
    clear = told(compared, "co_attendance_locality", verdict="less isolated", without_largest_after=np.nan, **CLEAR)
    given = changed_whole(compared, co_attendance=none, co_attendance_locality=clear)
    assert leading_finding(given).by == "organisation"
    assert [found.by for found in changes(given)] == ["organisation", *OTHERS]


def test_the_headline_is_judged_as_its_table_is():
    assert HEADLINE_LEVEL == LEVEL


def test_an_answer_that_turns_without_the_largest_meeting_is_none(compared):
    ratio = {"together_before": 2.0, "together_after": 1.0, "together_change": 0.5}
    row = told(
        compared, verdict="less isolated", without_largest_before=1.6, without_largest_after=1.2, **ratio, **CLEAR
    )
    finding = leading_finding(changed_whole(compared, co_attendance=row))
    assert finding.verdict is Verdict.UNCHANGED
    said = "Without the largest meeting it is 160, then 120: less than half of the change is left."
    assert said in change_words([finding], {}).text
    for after in (1.1, np.nan):  # more than half is left; too few are left to compare
        row.loc["all", "without_largest_after"] = after
        assert leading_finding(changed_whole(compared, co_attendance=row)).verdict is Verdict.LESS_APART


def test_where_one_scale_only_shows_a_change_it_is_who_comes(compared):
    row = told(compared, verdict="no evidence of change", p=0.4, p_odds=0.4, p_times=0.001)
    text = change_words([leading_finding(changed_whole(compared, co_attendance=row))], {}).text
    assert "Who comes changed; whether groups mix more cannot be told apart from it." in text


def test_no_clear_change_says_what_could_have_been_found(compared):
    row = told(compared, verdict="no evidence of change", p=0.4, p_odds=0.4, p_times=0.4, smallest_found=1.2)
    text = change_words([leading_finding(changed_whole(compared, co_attendance=row))], {}).text
    assert "Records like these show, 8 times in 10, a fall to 120; a smaller one is often missed." in text
    row.loc["all", "smallest_found"] = np.nan
    row.loc["all", "together_before_low"] = 0.9
    text = change_words([leading_finding(changed_whole(compared, co_attendance=row))], {}).text
    assert "perhaps met by luck: little could fall." in text
    assert "complete end" not in text
    row.loc["all", "together_before_low"] = 1.1
    text = change_words([leading_finding(changed_whole(compared, co_attendance=row))], {}).text
    assert "not even a complete end of it would surely be found" in text


def test_a_change_that_could_not_be_computed_says_why_and_is_the_headline(compared):
    blank = compared.whole.tables["co_attendance"].copy()
    blank[blank.select_dtypes("number").columns] = np.nan
    blank = blank.assign(note="fewer than 10 people: counts only", verdict="these data cannot tell")
    given = changed_whole(compared, co_attendance=blank, co_attendance_locality=pd.DataFrame())
    found = changes(given)[0]
    assert found.verdict is Verdict.CANNOT_TELL
    assert change_words([found], {}).text == "Fewer than 10 people: counts only."
    assert headline(given, "Forum").endswith("than in Year 1: fewer than 10 people: counts only")


def test_too_few_meetings_are_counted_in_the_headline(world):
    given = world.compared(3, 12)
    assert headline(given, "F").endswith("than in Year 1: 3 and 12 meetings; at least 5 in each period are needed")
    assert {finding.verdict for finding in changes(given)} == {Verdict.CANNOT_TELL}


def test_a_period_without_a_meeting_is_said_and_nothing_is_compared(compared):
    periods = (replace(compared.before, gatherings=0), compared.now)
    whole = replace(compared.whole, since=dt.date(2024, 9, 3), until=dt.date(2025, 8, 1))
    given = replace(compared, periods=periods, whole=whole)
    assert headline(given, "F") == "No meeting lies in Year 1: the files run from 3 September 2024 to 1 August 2025"
    assert not [one for one in findings(given) if one.what in {"retention", "ties-changed", "linked", "coming"}]


def test_who_comes_more_often_is_told_with_both_shares(compared):
    table = compared.whole.tables["co_attendance"].copy()
    name = next(group for group in table.index if table.loc[group, "people"] > 3 and group != "all")
    table.loc[name, ["came_before", "came_after", "came_p"]] = [0.31, 0.66, 0.001]
    found = next(one for one in coming(changed_whole(compared, co_attendance=table)) if one.groups == (name,))
    assert found.verdict is Verdict.MORE
    said = KINDS["coming"].sentence([found], {})
    assert said.headline == "Who comes changed"
    assert said.text == f"People from {name} took 31 of 100 places they could take in Year 1, 66 in Year 2."


def test_who_is_cut_off_is_who_the_table_says_with_its_rule_and_since_when(compared):
    rows, reach = compared.now.tables["cut_off"].copy(), compared.now.tables["group_reach"]
    name = next(name for name in rows.index if reach.loc[name, "people_outside"] > 1)
    rows["isolated"], rows.loc[name, "rule"] = rows.index == name, "few ties outside"
    rows["fewer_p_adjusted"] = 0.0005
    (one,) = [one for one in findings(changed_now(compared, cut_off=rows)) if one.verdict is Verdict.FEWER][-1:]
    assert (one.what, one.groups, one.rule) == ("cut-off", (name,), "few ties outside")
    assert one.figures["external"] == rows.loc[name, "external"]
    assert moment(str(rows.loc[name, "last_outside"])) in KINDS["cut-off"].sentence([one], {}).text
    given = changed_now(compared, cut_off=rows.assign(isolated=False))
    assert name not in {one.groups[0] for one in findings(given) if one.what == "cut-off"}
    came = rows.index[rows["last_attended"].notna()]  # nobody of another came: it is not cut off, it was not there
    shut = set(reach.index[(reach["people_outside"] == 0) & (reach["people"] > 0)]) & set(came)
    assert {one.groups[0] for one in findings(given) if one.what == "cut-off"} == shut


def test_media_have_findings_of_their_own(compared, world):
    slack = world.medium()
    rows = slack.periods[-1].tables["group_reach"].copy()
    rows.loc[rows.index[0], "people_outside"] = 0
    rows.loc[rows.index[1], ["people", "single_link"]] = [3, slack.people.index[0]]
    last = replace(slack.periods[-1], tables={**slack.periods[-1].tables, "group_reach": rows})
    given = replace(compared, media=(replace(slack, periods=(slack.periods[0], last)),))
    found = {one.what: one for one in findings(given) if one.medium == "Slack" and one.groups[0] in rows.index[:2]}
    assert found["cut-off"].groups == (rows.index[0],)
    assert found["hangs-on-one"].groups == (rows.index[1],)
    assert all(KINDS[what].sentence([one], given.labels).headline.endswith(" on Slack") for what, one in found.items())
    assert not [one for one in on_map(given) if "Slack" in one.headline]
    places = {finding.medium for finding in given.findings_of("cut-off", "hangs-on-one")}
    assert places >= {"Slack"}
    assert {finding.medium for finding in given.findings_of("cut-off", "hangs-on-one", own=True)} <= {"meetings"}


def test_only_who_may_be_named_is_named(compared):
    given, unsure = with_spanners(compared, 3, named=True), with_spanners(compared, 3, named=False)
    person = given.now.tables["spanners"].index[0]
    (one,) = [found for found in findings(given) if found.what == "spanner"]
    assert one.who == (person,)
    assert surely(one).endswith("of draws")
    assert "spanner" not in {found.what for found in findings(unsure)}
    assert not [action for action in actions(unsure, unsure.findings) if "introduce" in action.what]


def test_a_boundary_is_spanned_only_in_the_period_in_which_there_is_one(compared):
    given = with_spanners(compared, 3, named=True)
    apart = given.whole.tables["co_attendance"].copy()
    apart.loc["all", "together_after_low"] = 0.98
    assert not [one for one in findings(changed_whole(given, co_attendance=apart)) if one.what == "spanner"]


def test_nobody_is_in_any_finding_where_people_may_not_be(compared, world):
    given = replace(with_spanners(compared, 3, named=True), names=False, media=(world.medium(),))
    table = findings_table(given)
    text = table.to_csv()
    assert not [name for name in given.people["name"] if name in text]
    assert not [person for person in given.people.index if person in text]
    assert len(table) > 5


def test_the_table_of_findings_has_a_sentence_for_each(compared):
    table = findings_table(compared)
    assert len(table) == len(findings(compared))
    assert (table["headline"] != "").all()
    assert list(table.columns)[:3] == ["what", "by", "medium"]
    change = table[(table["what"] == "change") & (table["by"] == "organisation")].iloc[0]
    assert f"p={compared.whole.tables['co_attendance'].loc['all', 'p']}" in change["figures"]


def test_other_data_give_other_sentences(compared, world):
    """Other attendance: every kind of sentence changes with its table, but the names of those who never came."""
    other = world.compared(seed=2)
    one, two = (texts(content) for content in (compared, other))
    assert len(set(one) & set(two)) >= 12
    assert {kind for kind in set(one) & set(two) if one[kind] == two[kind]} <= {"reach"}
    assert headline(compared, "Forum") != headline(other, "Forum")


def texts(content):
    table = findings_table(content)
    told = table["headline"] + table["sentence"]
    return {kind: " ".join(told[rows]) for kind, rows in table.groupby("what").groups.items()}


def test_reach_follows_from_the_attendance(compared):
    name = compared.organisations["name"].iloc[0]
    there = compared.people.index[compared.people["organisation"] == name]
    gone = replace(compared, attendance=compared.attendance[~compared.attendance["person"].isin(there)])
    (was,), (has,) = ([one for one in findings(c) if one.what == "reach"] for c in (compared, gone))
    assert has.figures["now"] == was.figures["now"] - 1
    assert has.figures["never"] == was.figures["never"] + 1
    assert name in has.groups
    assert name in texts(gone)["reach"]


@pytest.mark.parametrize("first", [2, 1])
@pytest.mark.parametrize("people", [60, 6, 1])
def test_thin_data_give_counts_and_reasons_and_no_blank_number(world, first, people):
    given = world.compared(first, 2)
    few = given.people.iloc[:people]
    tables = {name: table for name, table in given.now.tables.items() if name != "cut_off"}
    tables["outside"] = tables["outside"].loc[few.index]
    given = replace(
        given, people=few, periods=(replace(given.periods[0], tables=tables), replace(given.now, tables=tables))
    )
    said = findings_table(given)
    text = " ".join([*said["headline"], *said["sentence"]])
    assert not re.search(r"\bnan\b|\binf\b|None", text)
    assert not [one for one in changes(given) if one.verdict is not Verdict.CANNOT_TELL]


def test_nothing_at_all_is_said_to_be_nothing():
    assert [one.what for one in findings(Evidence())] == ["nothing"]
    assert leading_finding(Evidence()).what == "nothing"
    assert on_map(ReportContent(title="F")) == ()


def test_the_findings_of_a_content_are_worked_out_once(compared):
    given = replace(compared)
    assert given.findings is given.findings
    assert given.with_scene(given.scene).findings is given.findings
    assert replace(given, names=False).findings != given.findings


# One budget of error


def gap(content, person, p):
    table = content.whole.tables["absences"].copy()
    table.loc[person, "gap_p_adjusted"] = p
    return changed_whole(content, absences=table)


def faded_person(content):
    return next(found.who[0] for found in findings(content) if found.what == "faded")


def test_who_has_stopped_is_only_who_hardly_stopped_by_luck(compared):
    person = faded_person(compared)
    (stays,) = [one for one in findings(gap(compared, person, 0.0001)) if one.who == (person,) and one.what == "faded"]
    (falls,) = [one for one in findings(gap(compared, person, 0.04)) if one.who == (person,) and one.what == "faded"]
    assert (stays.verdict, falls.verdict) == (Verdict.FEWER, Verdict.COUNT)
    said = KINDS["faded"].sentence([stays], compared.labels)
    assert said.headline == "1 person has stopped coming"
    assert "Luck gives such a gap less than 1 time in 1,000." in said.text
    assert KINDS["faded"].sentence([falls], compared.labels).text.endswith("A gap may be luck.")


def test_an_answer_that_holds_passes_its_share_of_the_budget_on(compared):
    person = faded_person(compared)
    none = told(compared, verdict="no evidence of change", p=0.6)
    clear = told(compared, verdict="less isolated", without_largest_after=np.nan, **CLEAR)
    verdicts = [
        next(
            one.verdict
            for one in findings(gap(changed_whole(compared, co_attendance=row), person, 0.004))
            if one.who == (person,) and one.what == "faded"
        )
        for row in (none, clear)
    ]
    assert verdicts == [Verdict.COUNT, Verdict.FEWER]


def test_what_does_not_stand_within_the_budget_is_not_claimed(compared):
    unsure = {"verdict": "more isolated", "without_largest_after": np.nan, "p": 0.03, "p_odds": 0.03}
    given = changed_whole(
        compared,
        co_attendance=told(compared, verdict="no evidence of change", p=0.6),
        co_attendance_locality=told(compared, "co_attendance_locality", **unsure),
    )
    (locality,) = [one for one in findings(given) if one.what == "change" and one.by == "locality"]
    assert locality.verdict is Verdict.UNCHANGED
    coming_more = compared.whole.tables["co_attendance"].copy()
    coming_more.loc[coming_more.index[:3], ["came_before", "came_after", "came_p"]] = [0.3, 0.5, 0.04]
    assert "coming" not in {one.what for one in findings(changed_whole(given, co_attendance=coming_more))}


def test_actions_are_counted_and_nothing_hangs_on_who_gives_them(compared, world):
    slack = world.medium()
    rows = slack.periods[-1].tables["group_reach"].copy()
    rows.loc[rows.index[1], ["people", "single_link"]] = [3, slack.people.index[0]]
    last = replace(slack.periods[-1], tables={**slack.periods[-1].tables, "group_reach": rows})
    slack = replace(slack, periods=(slack.periods[0], last))
    actions_given = replace(slack, name="actions", title="actions in the minutes")
    places = [{one.medium for one in findings(replace(compared, media=(one,)))} for one in (slack, actions_given)]
    assert "Slack" in places[0]
    assert "actions in the minutes" not in places[1]
    (only,) = medium_sentences(replace(compared, media=(actions_given,)), actions_given)
    assert "gave or was given an action" in only or "gave or were given an action" in only


def test_those_named_by_one_piece_of_advice_come_last_in_the_next():
    away = Finding(what="drifted", groups=("Fen Trust",), who=("ann", "bob"))
    alone = Finding(what="alone", who=("ann", "bob", "cat"), figures={"people": 3})
    assert _others_first(alone, [away, alone]).who == ("cat", "ann", "bob")
    assert _others_first(away, [away, alone]).who == ("ann", "bob")
