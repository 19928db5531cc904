import re

import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace

from sna.findings import KINDS, Evidence, Finding, PeriodTables, Verdict, findings
from sna.findings.advice import actions
from sna.findings.boundaries import crossing_words, crossings
from sna.findings.change import change_words, changes, label, leading_change, short
from sna.findings.change import title as claim
from sna.findings.headline import headline, leading_finding
from sna.findings.kinds import findings_table as table_of
from sna.findings.phrases import moment
from sna.findings.spanners import surely
from sna.render.report.content import ReportContent
from sna.study.evidence import map_findings

CONSTANTS = {0.0, 1.0, 95.0, 100.0, 0.001, 0.1, 99.9}
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
    for part in [*map(moment, told), *told, *found.groups]:
        text = text.replace(part, "")
    return text


def matches(written, value, given):
    places = len(written.partition(".")[2])
    return any(round(abs(one), places) == abs(value) or int(abs(one)) == abs(value) for one in given)


def with_spanners(compared, ways, named):
    table = compared.now.tables["spanners"].copy()
    table["agreement"] = pd.array([ways, *[0] * (len(table) - 1)], dtype="Int64")
    table["named"] = pd.array([named, *[False] * (len(table) - 1)], dtype="boolean")
    return changed_now(compared, spanners=table)


def changed_now(content, **tables):
    now = replace(content.now, tables={**content.now.tables, **tables})
    return replace(content, periods=(*content.periods[:-1], now))


def changed_whole(content, **tables):
    return replace(content, whole=replace(content.whole, tables={**content.whole.tables, **tables}))


def all_of(compared, world):
    """Every finding there is: of the forum, of a spanner, of those who lead, of media, of a community without tests."""
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
    assert {"change", "mixing", "spanner", "leading", "hangs-on-one", "cut-off", "alone", "drifted", "reach"} <= kinds
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
        "spanner", "leading", "alone", "faded", "one-member"
    ]  # fmt: skip
    urgencies = [kind.urgency for kind in KINDS.values() if kind.advice]
    assert sorted(urgencies) == list(range(1, len(urgencies) + 1))


def test_findings_stand_in_their_order_and_only_of_known_kinds(compared):
    found = findings(compared)
    assert [one.order for one in found] == list(range(len(found)))
    assert {one.what for one in found} <= set(KINDS)
    assert found[0].what == "change"
    assert found[-1].what == "linked"


def test_what_a_finding_says_of_change_is_what_the_test_says(compared):
    table = compared.whole.tables["change"].loc[("same people", "isolation")]
    (found,) = [one for one in changes(compared) if one.by == "organisation"]
    for name in ("before", "after", "difference", "low", "high", "p", "power"):
        assert found.number(name) == pytest.approx(table[name])
    assert found.verdict.value == table["verdict"]
    assert headline(compared, "Forum").startswith("Organisations are less isolated than in Year 1: ")


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        ("less isolated", "Organisations are less isolated than in Year 1"),
        ("more isolated", "Organisations are more isolated than in Year 1"),
        ("no evidence of change", "No evidence of change in how isolated organisations are"),
        ("these data cannot tell", "These data cannot tell whether organisations are less isolated than in Year 1"),
    ],
)
def test_another_verdict_gives_another_headline_finding_and_big_figure(compared, verdict, said):
    others = {f"change_{by}": told(compared, f"change_{by}", verdict="no evidence of change", p=0.6) for by in OTHERS}
    p = 0.01 if "isolated" in verdict else 0.6
    given = changed_whole(compared, change=told(compared, "change", verdict=verdict, p=p), **others)
    assert headline(given, "Forum").startswith(f"{said}: ")
    assert on_map(given)[0].headline == said
    assert label(leading_finding(given)).lower().startswith(verdict)
    assert short(leading_finding(given)).lower().startswith(verdict)


OTHERS = ("locality", "sector")


def told(content, name, **values):
    return content.whole.tables[name].assign(**values)


@pytest.mark.parametrize(
    ("own", "locality", "sector", "leads"),
    [
        (("less isolated", 0.04), ("less isolated", 0.0001), ("less isolated", 0.0001), "organisation"),
        (("no evidence of change", 0.2), ("less isolated", 0.01), ("no evidence of change", 0.5), "locality"),
        (("no evidence of change", 0.2), ("less isolated", 0.02), ("no evidence of change", 0.5), "organisation"),
        (("no evidence of change", 0.2), ("less isolated", 0.01), ("more isolated", 0.004), "sector"),
        (
            ("no evidence of change", 0.2),
            ("no evidence of change", 0.1),
            ("no evidence of change", 0.5),
            "organisation",
        ),
    ],
)
def test_another_boundary_leads_only_if_its_p_holds_among_all_that_were_tested(own, locality, sector, leads):
    verdicts = zip(("organisation", "locality", "sector"), (own, locality, sector), strict=True)
    found = [
        Finding(what="change", by=by, figures={"p": p, "difference": -0.3}, verdict=Verdict(verdict))
        for by, (verdict, p) in verdicts
    ]
    assert leading_change(found).by == leads


def test_a_change_that_could_not_be_computed_says_why_and_does_not_lead(compared):
    blank = told(compared, "change", note="fewer than 10 people: counts only", verdict="these data cannot tell")
    blank[["before", "after", "difference", "low", "high", "p", "smallest_p", "power"]] = np.nan
    given = changed_whole(compared, change=blank, change_locality=pd.DataFrame(), change_sector=pd.DataFrame())
    (found,) = changes(given)
    assert found.verdict is Verdict.CANNOT_TELL
    assert change_words([found], {}).text == "Fewer than 10 people: counts only."
    assert leading_finding(given).what != "change"


def test_the_power_of_so_few_gatherings_is_not_told_where_nothing_can_be(compared):
    few = told(compared, "change", verdict="these data cannot tell", smallest_p=0.1, p=0.1)
    one = next(found for found in changes(changed_whole(compared, change=few)) if found.by == "organisation")
    assert claim(one).startswith("These data cannot tell")
    assert "so few give no p below 0.10" in change_words([one], {}).text


def test_who_is_cut_off_is_who_the_table_says_with_its_rule_and_since_when(compared):
    rows, reach = compared.now.tables["cut_off"].copy(), compared.now.tables["group_reach"]
    name = next(name for name in rows.index if reach.loc[name, "people_outside"] > 1)
    rows["isolated"], rows.loc[name, "rule"] = rows.index == name, "few ties outside"
    (one,) = [one for one in findings(changed_now(compared, cut_off=rows)) if one.verdict is Verdict.FEWER][-1:]
    assert (one.what, one.groups, one.rule) == ("cut-off", (name,), "few ties outside")
    assert one.figures["external"] == rows.loc[name, "external"]
    assert moment(str(rows.loc[name, "last_outside"])) in KINDS["cut-off"].sentence([one], {}).text
    given = changed_now(compared, cut_off=rows.assign(isolated=False))
    assert name not in {one.groups[0] for one in findings(given) if one.what == "cut-off"}
    shut = set(reach.index[(reach["people_outside"] == 0) & (reach["people"] > 0)])
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


def test_only_who_may_be_named_is_named_and_the_rest_are_a_band(compared):
    given, unsure = with_spanners(compared, 3, named=True), with_spanners(compared, 3, named=False)
    person = given.now.tables["spanners"].index[0]
    (one,) = [found for found in findings(given) if found.what == "spanner"]
    assert one.who == (person,)
    assert surely(one).startswith("named: place ")
    kinds = {found.what for found in findings(unsure)}
    assert "spanner" not in kinds
    assert "leading" in kinds
    assert not [action for action in actions(unsure, unsure.findings) if "introduce" in action.what]


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
    assert f"p={compared.whole.tables['change'].loc[('same people', 'isolation'), 'p']}" in change["figures"]


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
