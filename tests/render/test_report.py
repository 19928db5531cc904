import base64
import hashlib
import re

import pandas as pd
import pytest
from lxml import html
from msgspec.structs import replace

from sna.findings.counts import counts
from sna.render.report import Medium, Methods, PeriodTables, ReportContent, report_html

HOSTILE = [
    "<script>document.title = 'pwned'</script>",
    '"><img src=x onerror="document.title = 1">',
    "</script><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    '<a href="javascript:alert(1)">href</a>',
    "</title></style></svg><h1>Mine</h1>",
    "__proto__",
    "=HYPERLINK(1)",
    "</desc></text><foreignObject>",
]


def parsed(content):
    return html.document_fromstring(report_html(content))


def words(content):
    """The text of a page as read, without the style sheet."""
    page = parsed(content)
    for sheet in page.xpath("//style"):
        sheet.drop_tree()
    return " ".join(page.text_content().split())


@pytest.fixture(scope="module")
def page(forum):
    return parsed(forum)


def heads(page):
    return [head.text_content() for head in page.xpath("//h2")]


# What stands on it


def test_the_first_line_says_what_was_read_and_that_it_reconciles(page, forum):
    records, used = (forum.ledger[name].sum() for name in ("records", "used"))
    first = page.xpath("string(//body//p[1])")
    said = f"{records} records in 2 files: {used} used, 41 merged, 3 rejected, 5 left out. Reconciles."
    assert first == said


def test_a_ledger_that_does_not_close_is_not_said_to_reconcile(forum):
    open_ledger = forum.ledger.assign(used=forum.ledger["used"] - 1)
    said = words(replace(forum, ledger=open_ledger))
    assert "Does not reconcile" in said
    assert " Reconciles." not in said


def test_the_parts_stand_in_their_order(page):
    assert heads(page) == [
        "How sure are we?",
        "What we found",
        "Which boundaries are crossed",
        "Who is tied to whom",
        "Which organisations are tied",
        "Do organisations keep to themselves?",
        "Which organisations reach out",
        "Who came to what",
        "Who links us",
        "Who is cut off",
        "How far we reach",
        "What to do next",
        "What could not be read",
        "How this was made",
    ]


def test_the_big_figures_are_those_of_the_tables(page, forum):
    was, has = (counts(period) for period in forum.periods)
    shown = [(p.xpath("string(span[1])"), p.xpath("string(b)")) for p in page.xpath("//p[@class='value']")]
    share = [period.tables["ei_index"].loc["all", "external"] / period.ties for period in forum.periods]
    assert shown == [
        (str(was.reaching), str(has.reaching)),
        (str(was.untied), str(has.untied)),
        (str(was.linked), str(has.linked)),
        (f"{100 * share[0]:.0f}%", f"{100 * share[1]:.0f}%"),
    ]


def test_no_figure_stands_without_how_sure_it_is(page):
    figures = page.xpath("//section[@class='figures']//li")
    assert len(figures) == 4
    assert all(figure.xpath("string(p[@class='sure'])").strip() for figure in figures)
    assert "chance" in figures[3].xpath("string(p[@class='sure'])")


def test_parts_of_unequal_wholes_are_not_set_side_by_side(forum):
    outside = {name: table.iloc[:50] if name == "outside" else table for name, table in forum.periods[0].tables.items()}
    given = replace(forum, periods=(replace(forum.periods[0], tables=outside), forum.now))
    label = parsed(given).xpath("string(//p[@class='label'][1])")
    assert label == "of 60 people (before: of 50) linked to somebody from another organisation"


def test_a_new_group_has_no_before(forum):
    name = "Saltby Fire & Rescue"
    tables = {**forum.periods[0].tables, "group_reach": forum.periods[0].tables["group_reach"].drop(name)}
    page = parsed(replace(forum, periods=(replace(forum.periods[0], tables=tables), forum.now)))
    chart = page.xpath("//svg[starts-with(@aria-labelledby, 'opening-')]//text/text()")
    assert chart[-1] == "new: 1 of 2"


def test_the_usual_title_of_a_gathering_is_not_repeated(forum):
    titles = ["Forum"] * 17 + ["Celebration"]
    page = parsed(replace(forum, gatherings=forum.gatherings.assign(title=titles)))
    heads = page.xpath("//svg[starts-with(@aria-labelledby, 'came-')]//text[@transform]/text()")
    assert heads[0] == "5 Sep 2023"
    assert heads[-1].endswith("2025 Celebration")


def test_unequal_numbers_of_gatherings_are_said_in_the_title_and_below_the_figures(page):
    assert "after 12 gatherings in Year 2; after 6 in Year 1" in page.xpath("string(//h1)")
    assert "Year 2 had 12 gatherings, Year 1 had 6." in page.xpath("string(//div[@class='verdicts'])")


def test_both_maps_the_square_and_the_grid_are_drawn(page):
    assert len(page.xpath("//figure[@class='map']/svg")) == 2
    assert len(page.xpath("//figure[@class='square']/svg")) == 1
    assert len(page.xpath("//svg[starts-with(@aria-labelledby, 'came-')]")) == 1


def test_every_drawing_has_a_title_and_no_id_stands_twice(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for drawing in page.xpath("//svg[@role='img']"):
        assert set(drawing.get("aria-labelledby").split()) <= set(ids)


def test_methods_name_sources_settings_seed_versions_and_fingerprints(page):
    said = " ".join(page.xpath("string(//section[@class='methods'])").split())
    for needed in (
        "https://doi.org/10.2307/2786835",
        "E-I = (external − internal) ÷ (external + internal)",
        "dealt out at random",
        "9f" * 32,
        "none of them to the last 5 gatherings",
    ):
        assert needed in said
    facts = {row.xpath("string(dt)"): row.xpath("string(dd)") for row in page.xpath("//dl[@class='facts']/div")}
    assert facts == {
        "Weight of a tie": "newman",
        "Largest gathering that makes ties": "30",
        "Permutations": "9,999",
        "Seed of everything random": "0",
        "Version of Python": "3.11",
        "Version of sna": "0.1.0",
    }


def test_each_table_word_is_explained(page, forum):
    captions = [caption.text for caption in page.xpath("//caption")]
    assert "Words of the result tables" in captions
    assert "Krackhardt & Stern (1988)" in page.text_content()


def test_problems_say_where_what_and_what_to_do(page):
    said = " ".join(page.xpath("string(//table[caption='Records that could not be read'])").split())
    assert 'register-2023.xlsx, Register!D9R-MARK "?": This is not an attendance mark.Set marks."?" = "present"' in said


def test_more_problems_than_fit_are_counted(forum):
    many = pd.concat([forum.problems] * 30, ignore_index=True)
    ledger = forum.ledger.assign(records=forum.ledger["records"] + 87, rejected=[90, 0])
    given = replace(forum, problems=many, ledger=ledger)
    assert "90 records could not be read. The first 20 stand here." in words(given)
    assert len(parsed(given).xpath("//table[caption='Records that could not be read']/tbody/tr")) == 20


# Boundaries and media


def boxes(page, caption):
    """The body of a table by its caption."""
    return [
        [cell.text_content() for cell in row] for row in page.xpath("//table[caption=$name]/tbody/tr", name=caption)
    ]


def test_each_boundary_has_a_row_for_each_period_the_group_first(page, forum):
    rows = boxes(page, "Which boundaries are crossed")
    assert [row[:2] for row in rows] == [
        [boundary, year] for boundary in ("Organisations", "Localities", "Sectors") for year in ("Year 1", "Year 2")
    ]
    for row, name in zip(rows, ("ei_index", "ei_index_locality", "ei_index_sector"), strict=False):
        assert row[-1] in {
            "Fewer than chance",
            "More than chance",
            "As chance would have it",
            "Not to be told from chance",
        }
        assert forum.periods[0].tables[name].loc["all", "external"] > 0
    found = forum.now.tables["ei_index_locality"].loc["all"]
    ties = found["external"] + found["internal"]
    assert rows[3][2:5] == [f"{ties:.0f}", f"{found['external']:.0f}", f"{100 * found['external'] / ties:.0f}%"]


def test_the_chart_of_boundaries_has_the_same_rows(page):
    chart = page.xpath("//svg[starts-with(@aria-labelledby, 'crossed-')]//text/text()")
    for label in ("Organisations, Year 1", "Localities, Year 2", "Sectors, Year 2"):
        assert label in chart
    said = page.xpath("string(//section[h2='Which boundaries are crossed'])")
    assert "whether a change between them is luck was not tested" in said


def test_too_few_gatherings_or_people_judge_no_boundary(world):
    for first, second in ((2, 12), (12, 2)):
        assert "Which boundaries are crossed" not in heads(parsed(world.forum(first, second)))


def test_the_methods_say_how_the_headline_was_chosen(page):
    said = " ".join(page.xpath("string(//section[@class='methods'])").split())
    assert "Where two periods are compared it gives the answer for the study's own groups, whatever that is" in said
    assert "the headline speaks of the boundary that stood out most" in said


@pytest.fixture(scope="module")
def between(world, forum):
    return replace(forum, media=(world.medium(), world.medium("x", "Twitter/X", seed=7)))


def test_media_stand_apart_each_with_chance_and_a_link_to_its_map(between, page):
    found = parsed(between)
    assert heads(found)[10] == "Between the meetings"
    assert [head.text for head in found.xpath("//h3")][:2] == ["Slack", "Twitter/X"]
    assert found.xpath("//a/@href") == ["map-slack.html", "map-x.html"]
    rows = boxes(found, "Ties on each medium")
    assert [row[:2] for row in rows] == [[one, year] for one in ("Slack", "Twitter/X") for year in ("Year 1", "Year 2")]
    everybody = between.media[0].periods[1].tables["ei_index"].loc["all"]
    assert rows[1][2] == str(everybody["external"] + everybody["internal"])
    assert "added neither to each other nor to anything above" in found.text_content()
    kept = "//p[@class='value']"
    assert [v.text_content() for v in found.xpath(kept)] == [v.text_content() for v in page.xpath(kept)]


def test_no_map_with_names_is_linked_for_a_funder(between):
    text = report_html(replace(between, names=False, audience="funder", smallest=5))
    assert "map-slack.html" not in text
    assert "Between the meetings" in text
    assert not [name for name in between.media[0].people["name"] if name in text]


@pytest.mark.parametrize("href", ["https://example.org/a.html", "javascript:alert(1)", "../map.html", "//a.html"])
def test_only_a_page_beside_the_report_is_linked(between, href):
    page = parsed(replace(between, media=(replace(between.media[0], map_file=href),)))
    assert page.xpath("//@href") == []


def test_a_report_about_slack_has_no_word_about_meetings(world):
    given = world.on_slack()
    said = words(given).split("Words of the result tables")[0]
    assert not re.search(r"gathering|meeting|attend|\bcame\b|\bseat", said, re.IGNORECASE)
    assert "Who turned to each other on Slack in Year 2" in said
    assert f"Year 1 ({given.periods[0].acts} interactions)" in said
    sizes = boxes(parsed(given), "What each period rests on")
    assert sizes[1][2:] == [str(given.now.acts), "24", "24", str(given.now.ties)]


def test_very_many_without_a_tie_are_counted_by_group(world, monkeypatch):
    given = world.forum(0, 0, scene=None)
    assert "Their names are in tables/nodes.csv" not in words(given)
    monkeypatch.setattr("sna.render.report.people.MOST_UNTIED", 59)
    said = words(given)
    assert "60 people: Wexholm Hospitals NHS Trust (9 of 9), Tarrow Community NHS Trust (7 of 7)" in said
    assert "Their names are in tables/nodes.csv" in said


def test_the_sentence_about_lines_stands_below_its_map(forum):
    for at, drawn in enumerate(forum.scene.periods):
        below = parsed(forum).xpath("//figure[@class='map']")[at].xpath("string(p)")
        assert below == drawn.lines
        assert below.startswith("Lines: ")


# One file, no request, no script


def test_the_page_asks_for_nothing_and_runs_nothing(forum):
    text = report_html(forum)
    page = html.document_fromstring(text)
    assert not page.xpath(
        "//script | //link | //img | //iframe | //object | //embed | //form | //@src | //@href | //@style"
    )
    assert "url(http" not in text
    policy = page.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert policy.startswith("default-src 'none'; script-src 'none'; style-src 'sha256-")


def test_the_policy_admits_exactly_its_own_style_sheet(forum):
    text = report_html(forum)
    sheet = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in html.fromstring(text).xpath("string(//meta[@http-equiv]/@content)")


def test_the_same_content_gives_the_same_bytes(world, forum):
    assert report_html(forum) == report_html(world.forum())


def test_the_order_of_rows_leaves_no_trace(forum):
    mixed = replace(
        forum,
        people=forum.people.iloc[::-1],
        gatherings=forum.gatherings.sample(frac=1, random_state=1),
        attendance=forum.attendance.sample(frac=1, random_state=2),
        organisations=forum.organisations.iloc[::-1],
    )
    assert report_html(mixed) == report_html(forum)


def test_the_content_is_not_changed(world):
    given, untouched = world.forum(), world.forum()
    report_html(given)
    for name in ("people", "gatherings", "attendance", "organisations", "ledger", "problems"):
        pd.testing.assert_frame_equal(getattr(given, name), getattr(untouched, name))
    for one, other in zip(given.periods, untouched.periods, strict=True):
        for name, table in one.tables.items():
            pd.testing.assert_frame_equal(table, other.tables[name])


# One period, little, nothing


def test_one_period_speaks_of_no_before(world):
    given = world.forum(0, 12)
    said = words(given).split("How this was made")[0]
    page = parsed(given)
    assert len(page.xpath("//figure[@class='map']/svg")) == 1
    assert not page.xpath("//span[@class='arrow']")
    for word in (
        "Year 1",
        "Year 2",
        "up from",
        "compared with",
        "Which organisations reach out",
        "Orange dot",
    ):
        assert word not in said
    assert "September 2024 to July 2025, 12 gatherings." in said


def test_nothing_at_all_gives_a_page_in_plain_words():
    said = words(ReportContent(title="Falls forum"))
    assert "No file was read." in said
    assert "Falls forum: nothing to report yet" in said
    assert "Every record could be read." in said
    assert "nan" not in said.casefold().split()


def test_people_whose_groups_nobody_stated_give_a_page(forum):
    nothing = {"ei_index": forum.now.tables["ei_index"].loc[["all"]] * 0}
    now = PeriodTables(people=60, ties=7, gatherings=12, tables=nothing)
    page = parsed(
        replace(forum, periods=(now,), people=forum.people.assign(organisation=""), organisations=pd.DataFrame())
    )
    assert page.xpath("string(//h1)").startswith("60 people with 7 ties between them")
    assert page.xpath("string(//figure[@class='map']/figcaption)") == "7 ties"
    assert "No organisations came." in page.text_content()


def test_people_without_a_gathering_give_a_page(world):
    given = world.forum(0, 0, scene=None)
    said = words(given)
    assert "Nobody is linked to anybody from another organisation yet" in said
    assert "Invite" in said


@pytest.mark.parametrize(("first", "second"), [(4, 12), (12, 4), (1, 1)])
def test_too_few_gatherings_give_counts_only(world, first, second):
    page = parsed(world.forum(first, second))
    sure = [p.text_content() for p in page.xpath("//p[@class='sure']")]
    assert sure[:3] == ["A count, not a test"] * 3
    assert "too few for a verdict" in page.xpath("string(//div[@class='verdicts'])")


def test_too_few_people_give_counts_only(forum):
    tables = {name: table.iloc[:8] if name == "outside" else table for name, table in forum.now.tables.items()}
    given = replace(forum, periods=(replace(forum.now, tables=tables, people=8),))
    sure = [p.text_content() for p in parsed(given).xpath("//p[@class='sure']")]
    assert sure[-1] == "Cannot be told"
    assert "8 people in Year 2: too few for a verdict, so this is a count." in words(given)


@pytest.mark.parametrize("missing", ["ei_index", "mixing", "outside", "group_reach", "spanners"])
def test_a_table_that_was_not_made_is_left_out(forum, missing):
    periods = tuple(
        replace(period, tables={name: table for name, table in period.tables.items() if name != missing})
        for period in forum.periods
    )
    assert "<h1>" in report_html(replace(forum, periods=periods))


@pytest.mark.parametrize("column", ["sector", "locality", "organisation", "kind", "name"])
def test_a_column_nobody_stated_is_no_reason_to_fail(forum, column):
    given = replace(forum, people=forum.people.drop(columns=column), scene=None)
    assert "<h1>" in report_html(given)


def test_people_whose_group_is_not_known_are_said_to_be_left_out(forum):
    more = replace(forum, periods=(forum.periods[0], replace(forum.now, people=63)))
    assert "3 people are left out of these figures: their organisation is not known." in words(more)
    assert "left out of these figures" not in words(forum)


@pytest.mark.parametrize("group", ["locality", "sector"])
def test_another_group_gives_its_own_words(world, group):
    said = words(world.forum(5, 5, group=group, scene=None))
    assert f"somebody from another {group}" in said
    assert f"Which {'localities' if group == 'locality' else 'sectors'} are tied" in said


# Hostile and odd text


def poisoned(forum, text):
    """The forum with a text in every place that comes from a file."""
    people = forum.people.copy()
    people.loc[people.index[:3], "name"] = text
    gatherings = forum.gatherings.assign(title=text)
    organisations = forum.organisations.copy()
    organisations.loc[[0, 15], "name"] = text
    organisations["sector"] = text
    group = forum.now.tables["group_reach"].index[0]
    periods = tuple(
        replace(period, title=f"{text} {at}", tables={n: t.rename({group: text}) for n, t in period.tables.items()})
        for at, period in enumerate(forum.periods)
    )
    problems = forum.problems.assign(_value=text, _place=text, _reason=text, _fix=text)
    return replace(
        forum,
        title=text,
        subtitle=text,
        tie=text,
        people=people.replace({"organisation": {group: text}}),
        gatherings=gatherings,
        organisations=organisations,
        periods=periods,
        media=(Medium(name=text, title=text, map_file=text, people=people.assign(name=text), periods=periods),),
        problems=problems,
        ledger=forum.ledger.assign(file=text, loader=text),
        rejects_file=text,
        methods=Methods(settings={text: text}, versions={text: text}, inputs={text: text}),
        scene=None,
    )


def tags(page):
    return {element.tag for element in page.iter() if isinstance(element.tag, str)}


@pytest.fixture(scope="module")
def harmless(page):
    """The elements of a page nobody has meddled with."""
    return tags(page)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(forum, harmless, text):
    page = parsed(poisoned(forum, text))
    assert tags(page) <= harmless
    assert not page.xpath("//script | //img | //a | //foreignobject | //@onerror | //@href")
    assert len(page.xpath("//h1")) == 1
    assert page.text_content().count(text) > 20


def test_marks_that_turn_or_hide_text_are_shown_as_escapes(forum):
    marks = "\u202e\u2066\u200f\x1b\x00\x85\ud800\u2028\ufeff"
    text = report_html(poisoned(forum, f"Ann{marks}gnp.exe"))
    assert not set(marks) & set(text)
    assert "Ann\\u202e\\u2066\\u200f\\x1b\\x00" in text
    text.encode("utf-8")


def test_very_long_names_are_kept_whole_in_the_text_and_short_in_the_drawings(forum):
    long = "Northmoor" * 400
    page = parsed(poisoned(forum, long))
    assert long in page.text_content()
    assert max(len(text.text or "") for text in page.xpath("//svg//text")) < 400


# Whom it is for


def test_a_page_for_a_funder_holds_no_name_id_or_gathering(forum):
    text = report_html(replace(forum, names=False, audience="funder", smallest=5))
    for name, person in zip(forum.people["name"], forum.people.index, strict=True):
        assert name not in text
        assert person not in text
    assert "For the funder. Groups only: nobody is named." in text
    assert "Register!D9" not in text
    assert not [title for title in ("Falls clinic", "Medicines") if title in text]
    assert "5 September 2023" not in text
    assert "came-1" not in text


def test_a_page_for_a_funder_has_no_row_for_a_small_group(forum):
    page = parsed(replace(forum, names=False, audience="funder", smallest=5))
    sizes = forum.now.tables["group_reach"]["people"]
    small = set(sizes.index[sizes < 5])
    named = {head.text_content() for head in page.xpath("//tbody//th")} | {t.text for t in page.xpath("//svg//text")}
    assert not small & named
    assert "9 organisations with fewer than 5 people not shown." in page.text_content()


def test_small_counts_of_pairs_are_not_told_to_a_funder(forum):
    page = parsed(replace(forum, names=False, smallest=5))
    cells = page.xpath("//figure[@class='square']//text/text()")
    assert not [cell for cell in cells if cell.isdigit() and 0 < int(cell) < 5]
    assert "·" in cells


def test_the_part_of_a_known_whole_is_not_told_by_subtraction(forum):
    assert "came again in Year 2 and 2 did not" in words(forum)
    assert "came again" not in words(replace(forum, names=False, smallest=5))


def test_seats_are_counted_against_the_people_there(forum, world):
    assert re.search(r"At 18 gatherings with a known number of seats, \d\d% of the seats were taken", words(forum))
    none = replace(forum, gatherings=forum.gatherings.drop(columns="seats"))
    assert "seats were taken" not in words(none)


def test_large_communities_have_a_row_per_organisation(forum):
    many = pd.concat([forum.people.rename(lambda at, n=n: f"{at}{n or ''}") for n in range(6)])
    page = parsed(replace(forum, people=many, scene=None))
    assert "Each dot is an organisation at a gathering" in page.text_content()


def test_an_empty_period_of_two_is_a_page():
    given = ReportContent(title="F", periods=(PeriodTables(title="1"), PeriodTables(title="2")))
    assert "F: nothing to report yet" in words(given)


# What was tested


def hundred(ratio):
    return str(round(100 * ratio))


def test_the_answer_for_the_studys_own_groups_leads_the_page(compared):
    page = parsed(compared)
    row = compared.whole.tables["co_attendance"].loc["all"]
    before, after = hundred(row["together_before"]), hundred(row["together_after"])
    assert f"{before} times for every 100 expected in Year 1, {after} in Year 2" in page.xpath("string(//h1)")
    first = page.xpath("//section[@class='figures']//li")[0]
    assert first.xpath("string(.//b)") == after
    assert first.xpath("string(.//span[@class='was'])") == before
    verdict = first.xpath("string(p[@class='sure'])")
    assert verdict in {"Less apart", "More apart", "About the same", "No clear change", "Cannot tell"}
    assert f"{verdict}." in page.xpath("string(//div[@class='verdicts'])")
    assert f"In Year 2 it was {after} ({hundred(row['together_after_low'])} to" in page.text_content()
    crossed = page.xpath("string(//section[h2='Which boundaries are crossed'])")
    assert "Each period is judged alone; whether it changed is tested above." in " ".join(crossed.split())
    assert "was not tested" not in crossed


def test_without_a_change_headline_findings_and_figures_say_so(compared):
    values = {"verdict": "no evidence of change", "p": 0.5, "p_odds": 0.5, "p_times": 0.5}
    none = {
        name: table.assign(**values)
        for name, table in compared.whole.tables.items()
        if name.startswith("co_attendance")
    }
    whole = replace(compared.whole, tables={**compared.whole.tables, **none})
    page = parsed(replace(compared, whole=whole))
    assert page.xpath("string(//h1)").startswith("No clear change in how far organisations keep to themselves")
    titles = page.xpath("//dl[@class='tested']//dt/text()")
    assert len(titles) == 3
    assert all(title.startswith("No clear change") for title in titles)
    assert "less apart" not in page.xpath("string(//section[@class='figures'])").lower()


def test_every_statistic_of_every_boundary_stands_in_a_table(compared):
    rows = boxes(parsed(compared), "Before and now at equal numbers of gatherings")
    assert len(rows) == 3 * 2 * 4
    row = compared.whole.tables["change_sector"].loc[("all comers", "within")]
    told = next(cells for cells in rows if cells[:3] == ["Sectors", "All comers", "Pairs of one group who met"])
    assert told[3:5] == [f"{row['before']:.2f}", f"{row['after']:.2f}"]


def test_every_group_of_every_boundary_stands_in_a_table(compared):
    rows = boxes(parsed(compared), "Times people of one group were at the same meeting for every 100 expected")
    for by, title in (("", "Organisations"), ("_locality", "Localities"), ("_sector", "Sectors")):
        table = compared.whole.tables[f"co_attendance{by}"]
        inside = {cells[1].lower(): cells[2:] for cells in rows if cells[0] == title}
        known = table[(table["people"] > 0) & table["together_before"].notna()]
        assert len(known) > 1
        for group, row in known.iterrows():
            cells = inside[group.lower()]
            assert cells[0] == str(row["people"])
            assert cells[1].split(" ")[0] == hundred(row["together_before"])
    assert [cells[0] for cells in rows if cells[1] == "All"] == ["Organisations", "Localities", "Sectors"]


def test_the_chart_of_change_says_what_the_table_says(compared):
    row = compared.whole.tables["co_attendance"].loc["all"]
    texts = parsed(compared).xpath("//svg[starts-with(@aria-labelledby, 'moved-')]//text/text()")
    both = f"{hundred(row['together_before'])} → {hundred(row['together_after'])}: "
    assert any(text.startswith(both) for text in texts)


def test_who_is_cut_off_has_a_column_for_each_medium(compared, world):
    given = replace(compared, media=(world.medium(),))
    page = parsed(given)
    heads_ = page.xpath("//table[caption='Organisations that are cut off, and in what']/thead//th/text()")
    assert heads_ == ["Organisation", "At the meetings", "On Slack"]
    rows = {row[0]: row[1:] for row in boxes(page, "Organisations that are cut off, and in what")}
    reach = compared.now.tables["group_reach"]
    came = compared.now.tables["cut_off"]["last_attended"].dropna().index
    for name in reach.index[(reach["people_outside"] == 0) & reach.index.isin(came)]:
        assert rows[name][0].startswith("no tie to others")
    for name in reach.index[(reach["people_outside"] == 1) & (reach["people"] > 1)]:
        only = reach.loc[name, "single_link"]
        assert rows[name][0] == f"hangs on {compared.people.loc[only, 'name']}"


def test_quarters_ties_and_the_whole_have_their_parts(compared):
    page = parsed(compared)
    said = heads(page)
    for head in ("Do they keep less to themselves than before?", "Quarter by quarter", "The community as a whole"):
        assert head in said
    trend = compared.whole.tables["trend"]
    assert [row[0] for row in boxes(page, "Quarter by quarter")] == list(trend.index)
    turned = boxes(page, "Ties to other organisations: gained, kept, lost")
    counted = compared.whole.tables["contact_changed"].loc["all comers"]
    gained = counted.loc[counted["people"] > 0, "gained"]  # of a group nobody came from there is nothing to say
    assert {row[0]: row[2] for row in turned} == {name: f"{count:,}" for name, count in gained.items()}


def test_the_files_beside_the_report_are_listed(compared):
    given = replace(compared, files={"findings.csv": "Every finding"})
    assert boxes(parsed(given), "Files beside this report") == [["findings.csv", "Every finding"]]
    assert "Files beside this report" not in words(compared)
