"""Where figures come from: a value keeps its place from the table to the page, and what has none is noticed."""

import pandas as pd

from sna.findings import KINDS, findings
from sna.findings.evidence import PeriodTables
from sna.findings.phrases import capital, counted, hundred, listed, luck, moment, number, percent, probability, veiled
from sna.findings.record import Finding, figures
from sna.findings.sources import Source, cell, cite, constant, in_row, like, parts, plain, source_of
from sna.render.chart import numbers, table_html
from sna.render.page import inline, render

PLACE = Source("presence", "Year 2", "came", "Year 2")


def period(**tables):
    return PeriodTables(title="Year 2", gatherings=12, tables=tables)


def said(text):
    """The pieces of a text that say a figure, each with its place."""
    return [(words, source) for words, source in parts(text) if source]


def test_a_number_read_from_a_table_knows_its_table_row_column_and_period(citing):
    ei = pd.DataFrame(
        {"external": [3], "internal": [1], "ei": [0.5], "ei_expected": [0.6], "ei_low": [0.5], "ei_high": [0.7],
         "ei_lowest": [-1.0], "ei_highest": [1.0], "p": [0.2]}, index=["all"],
    )  # fmt: skip
    row = period(ei_index_sector=ei).tables.of_boundary("sector").ei_index.get("all")
    assert source_of(row.external) == Source("ei_index_sector", "all", "external", "Year 2")
    assert said(f"{number(row.external)} ties") == [("3", source_of(row.external))]


def test_nobodys_id_is_a_place(citing):
    people = pd.DataFrame(
        {"times_came": [3], "times_could": [4], "missed_last": [0], "gap_p": [1.0], "gap_p_adjusted": [1.0]},
        index=pd.Index(["email:ann@nhs.example"], name="node"),
    )
    row = period(absences=people).tables.absences.get("email:ann@nhs.example")
    assert source_of(row.times_came).row == ""
    assert source_of(in_row({"came": row.times_came}, "Ann Lee")["came"]).row == "Ann Lee"


def test_whatever_writes_a_figure_sets_its_place_about_it(citing):
    texts = [
        number(cell(1204, PLACE)), percent(cell(0.25, PLACE)), probability(cell(0.2, PLACE)), luck(cell(0.2, PLACE)),
        hundred(cell(2.89, PLACE)), moment(cell("2024-03-05", PLACE)), capital(cite("nobody", PLACE)),
        veiled(cell(3, PLACE), 5), number(Finding(what="reach", figures=figures(now=cell(3, PLACE))).number("now")),
    ]  # fmt: skip
    assert [said(text)[0][1] for text in texts] == [PLACE] * len(texts)
    assert plain(capital(cite("nobody", PLACE))) == "Nobody"
    assert said(counted(cell(0, PLACE), "tie")) == [("no", PLACE)]
    (rest,) = said(listed(list("abcdefghijkl"), total=cell(12, PLACE)))
    assert rest == ("4", PLACE._replace(column="came − 8"))


def test_what_is_worked_out_without_saying_from_what_has_no_place(citing):
    assert said(number(cell(3, PLACE) + cell(4, PLACE))) == []
    assert said(number(like(7, cell(3, PLACE), "both"))) == [("7", PLACE._replace(column="both"))]


def test_every_figure_of_every_finding_in_words_has_a_place(compared, world, citing):
    digits = 0
    for finding in findings(compared):
        sentence = KINDS[finding.what].sentence([finding], compared.labels)
        for text in (sentence.headline, sentence.text):
            bare = "".join(words for words, source in parts(text) if source is None)
            for name in (*compared.labels.values(), *(p.title for p in compared.periods), *finding.groups):
                bare = bare.replace(name, "")
            assert not [char for char in bare if char.isdigit()], (finding.what, bare)
            digits += len(said(text))
    assert digits > 40


def test_a_page_makes_an_element_of_a_place_and_escapes_what_is_in_it(citing):
    page = inline(f"{cite('18', Source('a<b', 'Ann & Bob', 'came'))} of <b>")
    assert page == (
        '<span data-table="a&lt;b" data-row="Ann &amp; Bob" data-column="came" data-period="whole time">18</span> '
        "of &lt;b&gt;"
    )
    table = table_html("Who", ["Name", *numbers("Came")], [["<Ann>", cite("3", PLACE)]])
    assert 'data-table="presence"' in table
    assert "&lt;Ann&gt;" in table


def test_signs_in_a_name_make_no_place(citing):
    name = "Ann\x02presence\x1fx\x1fcame\x1f\x1e9\x03"
    assert said(cite(name, PLACE)) in ([("Ann9", PLACE)], [("9", PLACE)])
    assert said(cite("3", PLACE._replace(row="x\x1fy\x03"))) == [("3", PLACE._replace(row="xy"))]


def test_what_a_rule_sets_is_no_figure_of_the_records(citing):
    assert said(constant("8 times in 10")) == [("8 times in 10", Source("rule", "", ""))]


def test_the_title_in_the_browser_has_words_alone(compared, citing):
    from sna.render.report import report_html

    page = report_html(compared)
    assert "data-table" not in page.partition("</title>")[0]
    assert "\x02" not in page
    assert callable(render)
