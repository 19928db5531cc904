import base64
import hashlib
import re

import pandas as pd
import pytest
from lxml import html
from msgspec.structs import replace

from sna.render.report import Medium, Methods, PeriodTables, ReportContent, method_html, report_html

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
PAGES = [report_html, method_html]


def parsed(content, page=report_html):
    return html.document_fromstring(page(content))


def words(content, page=report_html):
    """The text of a page as read, without the style sheet."""
    tree = parsed(content, page)
    for sheet in tree.xpath("//style"):
        sheet.drop_tree()
    return " ".join(tree.text_content().split())


def text(node):
    return " ".join(node.text_content().split())


def boxes(tree, caption):
    """The body of a table by its caption."""
    return [[text(cell) for cell in row] for row in tree.xpath("//table[caption=$name]/tbody/tr", name=caption)]


def heads(tree):
    return [text(head) for head in tree.xpath("//h2")]


def hundred(ratio):
    return str(round(100 * ratio))


@pytest.fixture(scope="module")
def page(compared):
    return parsed(compared)


@pytest.fixture(scope="module")
def method(compared):
    return parsed(compared, method_html)


@pytest.fixture(scope="module")
def between(world, compared):
    return replace(compared, media=(world.medium(), world.medium("x", "Twitter/X", seed=7)))


# The first screen


def test_the_parts_stand_in_their_order(between):
    assert heads(parsed(between)) == [
        "What weakens this",
        "What to do next",
        "Same and different groups, before and now",
        *[head for head in heads(parsed(between)) if "came again" in head],
        "Organisations",
        "People",
        "Found besides",
        "Between the meetings",
        "If you have to defend this",
    ]


def test_the_first_line_says_what_was_read_and_what_it_holds(page, compared):
    came = compared.attendance[compared.attendance["status"] == "present"]["person"]
    people = compared.people[compared.people["kind"] == "person"].index
    line = text(page.xpath("//p[starts-with(@class, 'read')]")[0])
    assert line.startswith("What was read: 2 files, all read. 3 records could not be read. 16 meetings, ")
    assert f" {len(set(came) & set(people))} people, " in line
    assert line.endswith("Every meeting has a date.")


def test_files_and_days_that_are_missing_stand_out(compared):
    assert "amber" not in parsed(compared).xpath("string(//p[starts-with(@class, 'read')]/@class)")
    ledger = compared.ledger.assign(used=[10, 0], merged=0, rejected=[0, 7])
    line = parsed(replace(compared, ledger=ledger)).xpath("//p[@class='read amber']")[0]
    assert f"1 not read ({ledger['file'].iloc[1]})" in text(line)
    weakens = parsed(replace(compared, ledger=ledger)).xpath("//section[@aria-label='What weakens this']//li")
    assert text(weakens[0]) == "1 of 2 files could not be read: meetings may be missing."
    assert "meetings may be missing" not in words(compared)
    some = compared.ledger.assign(used=[10, 0], merged=0, rejected=[2, 7])
    assert "Besides, 2 records could not be read." in words(replace(compared, ledger=some))
    days = [None, None, *compared.gatherings["on"].iloc[2:]]
    undated = parsed(replace(compared, gatherings=compared.gatherings.assign(on=pd.Series(days, dtype=object))))
    assert "2 meetings have no date, so they are in no period." in text(undated.xpath("//p[@class='read amber']")[0])


def test_the_answer_for_the_studys_own_groups_leads_the_page(page, compared):
    row = compared.whole.tables["co_attendance"].loc["all"]
    lead, verdict = text(page.xpath("//p[@class='lead']")[0]), page.xpath("string(//p[@class='verdict'])")
    assert verdict in {"Less apart", "More apart", "About the same", "No clear change", "Cannot tell"}
    assert f"{hundred(row['together_before'])} times for every 100 expected" in lead
    limits = hundred(row["together_after_low"]), hundred(row["together_after_high"])
    assert f"In Year 2 it was {hundred(row['together_after'])} ({limits[0]} to {limits[1]})." in lead
    across = hundred(row["across_before"]), hundred(row["across_after"])
    assert f"For people from different organisations it was {across[0]}, then {across[1]}." in lead
    assert "Luck alone gives a change this large" in lead


def test_the_page_about_the_method_speaks_of_verdicts_in_the_same_words(page, compared):
    answer = page.xpath("string(//p[@class='verdict'])")
    tags = [text(tag) for tag in parsed(compared, method_html).xpath("//dt/span[@class='tag']")]
    assert answer in tags
    assert not {"Less isolated", "No evidence of change"} & {*tags}


def test_the_picture_shows_the_numbers_of_the_sentence(page, compared):
    row = compared.whole.tables["co_attendance"].loc["all"]
    values = ("together_before", "together_after", "across_before", "across_after")
    assert [value.text.strip() for value in page.xpath("//figure//div[@class='val']")] == [
        hundred(row[v]) for v in values
    ]
    spans = [text(span) for span in page.xpath("//figure//div[@class='val']/small")]
    assert spans[-1] == f"{hundred(row['together_after_low'])} to {hundred(row['together_after_high'])}"
    whiskers = page.xpath("(//figure//svg)[1]/line[@class='ink'][@y1='50%']")
    assert len(whiskers) == 1
    assert float(whiskers[0].get("x1")[:-1]) < float(whiskers[0].get("x2")[:-1])


def test_without_a_change_nothing_says_that_there_is_one(compared):
    values = {"verdict": "no evidence of change", "p": 0.5, "p_odds": 0.5, "p_times": 0.5}
    none = {
        name: table.assign(**values)
        for name, table in compared.whole.tables.items()
        if name.startswith("co_attendance")
    }
    whole = replace(compared.whole, tables={**compared.whole.tables, **none})
    given = replace(compared, whole=whole)
    tree = parsed(given)
    assert tree.xpath("string(//h1)").startswith("No clear change in how far organisations keep to themselves")
    assert [text(tag) for tag in tree.xpath("//section//p[@class='half']/span")] == ["No clear change"] * 3
    assert "less apart" not in words(given).lower()
    assert "That nothing changed: a smaller change is often missed." in words(given)


def test_what_weakens_it_is_at_most_three_lines_and_what_to_do_three(page):
    assert 1 <= len(page.xpath("//section[@aria-label='What weakens this']//li")) <= 3
    assert 1 <= len(page.xpath("//section[@aria-label='What to do next']//li")) <= 3


def test_people_whose_group_is_not_known_are_said_to_be_left_out(forum):
    more = replace(forum, periods=(forum.periods[0], replace(forum.now, people=63)))
    assert "3 people are left out of these figures: their organisation is not known." in words(more)
    assert "left out of these figures" not in words(forum)
    most = parsed(replace(forum, periods=(forum.periods[0], replace(forum.now, people=200))))
    first, *_others = most.xpath("//section[@aria-label='What weakens this']//li")
    assert "140 people are left out of these figures" in " ".join(first.text_content().split())


def test_a_community_without_periods_shows_each_boundary_beside_chance(world):
    tree = parsed(world.forum(0, 12))
    row = world.forum(0, 12).now.tables["ei_index"].loc["all"]
    share = row["external"] / (row["external"] + row["internal"])
    assert text(tree.xpath("//figure//div[@class='val']")[0]).startswith(f"{100 * share:.0f}% (")
    assert text(tree.xpath("//figure//p[@class='half']")[0]) == "Ties that cross organisations"


MOST_WORDS, MOST_GRADE, FIRST_SCREEN = 25, 8.0, 170
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z“\d])")
NAMES = re.compile(r"\b[A-Z][\w'’-]+(?:,? (?:and |of |the )?[A-Z&][\w'’-]*)+")
"""Several words with capitals in a row: names, which are left out of the count."""


def prose(tree, where="//main"):
    """Give the sentences of a part of a page, names as one word each; tables and labels of charts are none."""
    blocks = tree.xpath(f"{where}//*[self::p or self::li or self::dd or self::h1][not(contains(@class, 'half'))]")
    written = (NAMES.sub("Name", text(block)) for block in blocks)
    return [sentence for block in written for sentence in SENTENCE.split(block) if sentence]


def grade(sentences):
    """Give the US school grade of a text by Flesch and Kincaid: from words a sentence and syllables a word."""
    words_ = [word for sentence in sentences for word in re.findall(r"[A-Za-z']+", sentence)]
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word.lower().removesuffix("e")))) for word in words_)
    return 0.39 * len(words_) / len(sentences) + 11.8 * syllables / len(words_) - 15.59


@pytest.mark.parametrize("made", ["compared", "between", "one period", "slack"])
def test_no_sentence_is_long_and_the_first_screen_is_easy_to_read(request, world, made):
    others = {"one period": lambda: world.forum(0, 12), "slack": world.on_slack}
    tree = parsed(others[made]() if made in others else request.getfixturevalue(made))
    long = [sentence for sentence in prose(tree) if len(sentence.split()) > MOST_WORDS]
    assert long == []
    first = first_screen(tree)
    assert grade(first) <= MOST_GRADE
    assert sum(len(sentence.split()) for sentence in first) <= FIRST_SCREEN


def first_screen(tree):
    """Give the sentences before the first part of the page, what is written about the chart left out."""
    for part in tree.xpath("//main/section | //figure"):
        part.drop_tree()
    return prose(tree)


# Below it


def test_each_boundary_has_both_halves_and_its_verdict_the_group_first(page, compared):
    titles = [text(half) for half in page.xpath("//section//p[@class='half']")]
    assert [title.partition(")")[0] for title in titles] == [
        "Organisations (your question", "Localities (looked at besides", "Sectors (looked at besides",
    ]  # fmt: skip
    part = "//section[h2='Same and different groups, before and now']"
    figures = [text(value) for value in page.xpath(f"{part}//div[@class='val']")]
    expected = []
    for by in ("", "_locality", "_sector"):
        row = compared.whole.tables[f"co_attendance{by}"].loc["all"]
        expected += [
            f"{hundred(row[f'{half}_before'])} → {hundred(row[f'{half}_after'])}" for half in ("together", "across")
        ]
    assert figures == expected
    rows = boxes(page, "Does it hold if we count another way?")
    assert [row[0] for row in rows] == ["Organisations", "Localities", "Sectors"]
    assert [row[1] for row in rows] == expected[::2]


def test_who_stayed_and_who_is_new_adds_up(page, compared):
    first, last = (
        set(compared.attendance.merge(part, left_on="gathering", right_on="id").query("status == 'present'")["person"])
        & set(compared.people[compared.people["kind"] == "person"].index)
        for part in (compared.gatherings.iloc[:8], compared.gatherings.iloc[8:])
    )
    title = f"{len(first & last)} of {len(first)} people came again, {len(last - first)} were new"
    assert title in heads(page)
    widths = [
        [float(box.get("width")[:-1]) for box in drawing.xpath("rect")]
        for drawing in page.xpath("//section[h2=$title]//svg", title=title)
    ]
    assert widths[0][1] == pytest.approx(widths[1][0], abs=0.02)  # the shared block stands above itself
    assert sum(widths[0]) + widths[1][1] == pytest.approx(100, abs=0.05)


def test_every_group_stands_in_the_table_what_stands_out_first(page, compared):
    rows = boxes(page, "Organisations, what stands out first")
    reach = compared.now.tables["group_reach"]
    assert {row[0] for row in rows} >= set(reach.index[reach["people"] > 0])
    noted = [bool(row[-1]) for row in rows]
    assert noted == sorted(noted, reverse=True)
    figures = compared.whole.tables["co_attendance"]
    for row in rows:
        known = figures.loc[row[0]] if row[0] in figures.index else None
        if known is None or pd.isna(known["together_before"]):
            assert row[2] == "too few to judge"
        else:
            assert row[2] == f"{hundred(known['together_before'])} → {hundred(known['together_after'])}"


def test_who_is_cut_off_or_hangs_on_one_is_noted_beside_the_group(compared):
    notes = {row[0]: row[-1] for row in boxes(parsed(compared), "Organisations, what stands out first")}
    reach = compared.now.tables["group_reach"]
    came = compared.now.tables["cut_off"]["last_attended"].dropna().index
    alone = reach.index[(reach["people_outside"] == 0) & reach.index.isin(came)]
    hanging = reach.index[(reach["people_outside"] == 1) & (reach["people"] > 1)]
    for name in alone:
        assert "No tie to others" in notes[name]
    for name in hanging:
        assert f"Hangs on {compared.people.loc[reach.loc[name, 'single_link'], 'name']}" in notes[name]
    assert len(alone) + len(hanging) > 0


def test_of_very_many_groups_the_first_stand_there_and_the_rest_are_counted(compared, monkeypatch):
    monkeypatch.setattr("sna.render.report.people.ALL_GROUPS", 5)
    tree = parsed(compared)
    rows = boxes(tree, "Organisations, what stands out first")
    assert len(rows) == 12
    assert re.search(r"And \d more: the sheet Groups of tables.xlsx has all\.", words(compared))


def test_who_came_most_is_listed_with_when_last(page, compared):
    rows = boxes(page, "Who came most")
    came = compared.attendance[compared.attendance["status"] == "present"].drop_duplicates(["person", "gathering"])
    times = came["person"].map(compared.people["name"]).value_counts()
    assert [row[2].split(" of ")[0] for row in rows] == [str(times[row[0]]) for row in rows]
    assert [int(row[2].split(" of ")[0]) for row in rows] == sorted(times, reverse=True)[: len(rows)]
    assert all(re.fullmatch(r"\d{1,2} \w+ 20\d\d", row[-1]) for row in rows)


def test_namesakes_are_told_apart_by_their_roles(compared):
    first, second = (compared.people["name"] == name for name in ("Uma Farquhar", "Quentin Corrigan"))
    people = compared.people.assign(role="")
    people.loc[first | second, ["name", "role"]] = [["Uma Farquhar", "nurse"], ["Uma Farquhar", "matron"]]
    names = {row[0] for row in boxes(parsed(replace(compared, people=people)), "Who came most")}
    assert {"Uma Farquhar (nurse)", "Uma Farquhar (matron)"} <= names


def test_media_stand_apart_each_with_a_link_to_its_map(between):
    tree = parsed(between)
    assert [head.text for head in tree.xpath("//section[h2='Between the meetings']/h3")] == ["Slack", "Twitter/X"]
    assert tree.xpath("//a/@href") == ["map-slack.html", "map-x.html"]
    assert "added neither to each other nor to anything above" in words(between)


def test_where_no_mark_is_drawn_none_is_explained(world):
    assert "The dot is" in words(world.forum(0, 12))
    assert "The dot is" not in words(world.forum(0, 1))


def test_a_tested_finding_stands_on_one_place_only(between):
    said = words(between)
    for title in ("Month by month, ", "Set against "):
        assert said.count(title) <= 1
    assert len(parsed(between).xpath("//section[h2='Found besides']//dt")) <= 6


def test_the_sentence_to_quote_has_both_periods_and_both_halves(page, compared):
    quote = text(page.xpath("//p[@class='quote']")[0])
    row = compared.whole.tables["co_attendance"].loc["all"]
    assert quote.startswith("We compared 8 meetings in Year 1 with 8 meetings in Year 2. ")
    for value in ("together_before", "together_after", "across_before", "across_after"):
        assert hundred(row[value]) in quote


def test_a_frozen_plan_answers_who_chose_the_groups(compared):
    given = replace(compared, plan="This answer was planned on 1 May 2024.")
    assert words(given).count("This answer was planned on 1 May 2024.") == 2


@pytest.mark.parametrize("href", ["https://example.org/a.html", "javascript:alert(1)", "../map.html", "//a.html"])
def test_only_a_page_beside_the_report_is_linked(between, href):
    tree = parsed(replace(between, media=(replace(between.media[0], map_file=href),)))
    assert tree.xpath("//@href") == []


def test_the_pages_of_a_run_are_linked_with_each_other(compared):
    given = replace(compared, files={"findings.csv": "Every finding"})
    assert parsed(given).xpath("//nav//a/@href") == ["map.html", "method.html", "tables.xlsx"]
    assert parsed(given, method_html).xpath("//nav//a/@href") == ["report.html", "map.html", "tables.xlsx"]


# Other communities


def test_a_report_about_slack_has_no_word_about_meetings(world):
    given = world.on_slack()
    for page in PAGES:
        said = words(given, page).split("Words of the result tables")[0]
        assert not re.search(r"gathering|meeting|attend|\bcame\b|\bseat", said, re.IGNORECASE)
    sizes = boxes(parsed(given, method_html), "What each period rests on")
    assert sizes[1][2:] == [str(given.now.acts), "24", "24", str(given.now.ties)]


def test_one_period_speaks_of_no_before(world):
    said = words(world.forum(0, 12))
    for word in ("Year 1", "Year 2", "up from", "compared with", "came again", "before and now", "defend"):
        assert word not in said
    assert "September 2024 to July 2025, 12 meetings" in said


def test_nothing_at_all_gives_a_page_in_plain_words():
    for page in PAGES:
        said = words(ReportContent(title="Falls forum"), page)
        assert "No file was read." in said
        assert "nan" not in said.casefold().split()
    assert "Falls forum: nothing to report yet" in words(ReportContent(title="Falls forum"))
    assert "Every record could be read." in words(ReportContent(title="Falls forum"), method_html)


def test_an_empty_period_of_two_is_a_page():
    given = ReportContent(title="F", periods=(PeriodTables(title="1"), PeriodTables(title="2")))
    assert "F: nothing to report yet" in words(given)


def test_where_a_period_holds_no_meeting_nothing_is_said_of_anybody(compared):
    nothing = replace(compared.now, gatherings=0)
    said = words(replace(compared, periods=(compared.periods[0], nothing)))
    assert "No meeting lies in Year 2" in said
    for claim in ("is without a tie", "hangs on", "Invite", "Found besides", "What weakens this"):
        assert claim not in said


def test_people_whose_groups_nobody_stated_give_a_page(forum):
    nothing = {"ei_index": forum.now.tables["ei_index"].loc[["all"]] * 0}
    now = PeriodTables(people=60, ties=7, gatherings=12, tables=nothing)
    given = replace(forum, periods=(now,), people=forum.people.assign(organisation=""), organisations=pd.DataFrame())
    assert parsed(given).xpath("string(//h1)").startswith("60 people with 7 ties between them")


def test_people_without_a_gathering_give_a_page(world):
    said = words(world.forum(0, 0, scene=None))
    assert "No meeting was found in these files, which name 60 people" in said
    assert "If one of them is a sign-in sheet, say of which day in study.toml." in said


@pytest.mark.parametrize(("first", "second"), [(4, 12), (12, 4), (1, 1)])
def test_too_few_gatherings_give_counts_only(world, first, second):
    assert "too few for a verdict" in text(parsed(world.forum(first, second)).xpath("//section[@class='box amber']")[0])


@pytest.mark.parametrize("missing", ["ei_index", "mixing", "outside", "group_reach", "spanners"])
def test_a_table_that_was_not_made_is_left_out(forum, missing):
    periods = tuple(
        replace(period, tables={name: table for name, table in period.tables.items() if name != missing})
        for period in forum.periods
    )
    for page in PAGES:
        assert "<h1>" in page(replace(forum, periods=periods))


@pytest.mark.parametrize("column", ["sector", "locality", "organisation", "kind", "name"])
def test_a_column_nobody_stated_is_no_reason_to_fail(forum, column):
    given = replace(forum, people=forum.people.drop(columns=column), scene=None)
    for page in PAGES:
        assert "<h1>" in page(given)


@pytest.mark.parametrize(("group", "plural"), [("locality", "Localities"), ("sector", "Sectors")])
def test_another_group_gives_its_own_words(world, group, plural):
    given = world.forum(5, 5, group=group, scene=None)
    assert plural in heads(parsed(given))
    assert f"cross {plural.lower()}" in words(given)


# The page about the method


def test_the_method_says_what_was_read_and_that_it_reconciles(compared):
    records, used = (compared.ledger[name].sum() for name in ("records", "used"))
    line = f"{records} records in 2 files: {used} used, 41 merged, 3 rejected, 5 left out. Reconciles."
    assert line in words(compared, method_html)
    said = words(replace(compared, ledger=compared.ledger.assign(used=compared.ledger["used"] - 1)), method_html)
    assert "Does not reconcile" in said
    assert " Reconciles." not in said


def test_methods_name_sources_settings_seed_versions_and_fingerprints(method):
    said = text(method.xpath("//section[@class='methods']")[0])
    for needed in (
        "https://doi.org/10.2307/2786835",
        "E-I = (external − internal) ÷ (external + internal)",
        "Attendance drawn anew",
        "9f" * 32,
        "none of them to the last 4 gatherings",
        "Where two periods are compared it gives the answer for the study's own groups, whatever that is",
        "the headline speaks of the boundary that stood out most",
    ):
        assert needed in said
    facts = {row.xpath("string(dt)"): row.xpath("string(dd)") for row in method.xpath("//dl[@class='facts']/div")}
    assert facts == {
        "Weight of a tie": "newman",
        "Largest gathering that makes ties": "30",
        "Permutations": "9,999",
        "Seed of everything random": "0",
        "Version of Python": "3.11",
        "Version of sna": "0.1.0",
    }


def test_each_table_word_is_explained(method):
    assert "Words of the result tables" in [caption.text for caption in method.xpath("//caption")]
    assert "Krackhardt & Stern (1988)" in method.text_content()


def test_problems_say_where_what_and_what_to_do(method):
    said = text(method.xpath("//table[caption='Records that could not be read']")[0])
    assert 'register-2023.xlsx, Register!D9R-MARK "?": This is not an attendance mark.Set marks."?" = "present"' in said


def test_more_problems_than_fit_are_counted(forum):
    many = pd.concat([forum.problems] * 30, ignore_index=True)
    ledger = forum.ledger.assign(records=forum.ledger["records"] + 87, rejected=[90, 0])
    given = replace(forum, problems=many, ledger=ledger)
    assert "90 records could not be read. The first 20 stand here." in words(given, method_html)
    assert len(boxes(parsed(given, method_html), "Records that could not be read")) == 20


def test_every_finding_stands_on_it(compared):
    said = words(compared, method_html)
    assert "communities found" in said or "community found" in said
    assert "of pairs of people are tied" in said


def test_each_boundary_has_a_row_for_each_period_the_group_first(method, compared):
    rows = boxes(method, "Which boundaries are crossed")
    assert [row[:2] for row in rows] == [
        [boundary, year] for boundary in ("Organisations", "Localities", "Sectors") for year in ("Year 1", "Year 2")
    ]
    found = compared.now.tables["ei_index_locality"].loc["all"]
    ties = found["external"] + found["internal"]
    assert rows[3][2:5] == [f"{ties:,.0f}", f"{found['external']:,.0f}", f"{100 * found['external'] / ties:.0f}%"]


def test_too_few_gatherings_or_people_judge_no_boundary(world):
    for first, second in ((2, 12), (12, 2)):
        rows = boxes(parsed(world.forum(first, second), method_html), "Which boundaries are crossed")
        assert rows == []


def test_every_statistic_of_every_boundary_stands_in_a_table(method, compared):
    rows = boxes(method, "Before and now at equal numbers of gatherings")
    assert len(rows) == 3 * 2 * 4
    row = compared.whole.tables["change_sector"].loc[("all comers", "within")]
    told = next(cells for cells in rows if cells[:3] == ["Sectors", "All comers", "Pairs of one group who met"])
    assert told[3:5] == [f"{row['before']:.2f}", f"{row['after']:.2f}"]


def test_every_group_of_every_boundary_stands_in_a_table(method, compared):
    rows = boxes(method, "Times people of one group were at the same meeting for every 100 expected")
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


def test_quarters_and_ties_have_their_tables(method, compared):
    assert [row[0] for row in boxes(method, "Quarter by quarter")] == list(compared.whole.tables["trend"].index)
    turned = boxes(method, "Ties to other organisations: gained, kept, lost")
    counted = compared.whole.tables["contact_changed"].loc["all comers"]
    gained = counted.loc[counted["people"] > 0, "gained"]  # of a group nobody came from there is nothing to say
    assert {row[0]: row[2] for row in turned} == {name: f"{count:,}" for name, count in gained.items()}


def test_ties_on_media_have_a_row_for_each_period(between):
    rows = boxes(parsed(between, method_html), "Ties on each medium that cross the groups")
    assert [row[:2] for row in rows] == [[one, year] for one in ("Slack", "Twitter/X") for year in ("Year 1", "Year 2")]
    everybody = between.media[0].periods[1].tables["ei_index"].loc["all"]
    assert rows[1][2] == str(everybody["external"] + everybody["internal"])


def test_the_files_beside_the_report_are_listed(compared):
    given = replace(compared, files={"findings.csv": "Every finding"})
    assert boxes(parsed(given, method_html), "Files beside this report") == [["findings.csv", "Every finding"]]
    assert "Files beside this report" not in words(compared, method_html)


# One file, no request, no script


@pytest.mark.parametrize("page", PAGES)
def test_the_page_asks_for_nothing_and_runs_nothing(compared, page):
    source = page(compared)
    tree = html.document_fromstring(source)
    assert not tree.xpath(
        "//script | //link | //img | //iframe | //object | //embed | //form | //@src | //@href | //@style"
    )
    assert "url(http" not in source
    policy = tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert policy.startswith("default-src 'none'; script-src 'none'; style-src 'sha256-")
    sheet = re.search(r"<style>(.*?)</style>", source, re.DOTALL)[1]
    assert f"'sha256-{base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()}'" in policy


@pytest.mark.parametrize("page", PAGES)
def test_the_order_of_rows_leaves_no_trace(compared, page):
    mixed = replace(
        compared,
        people=compared.people.iloc[::-1],
        gatherings=compared.gatherings.sample(frac=1, random_state=1),
        attendance=compared.attendance.sample(frac=1, random_state=2),
        organisations=compared.organisations.iloc[::-1],
    )
    assert page(mixed) == page(compared)


def test_the_content_is_not_changed(world):
    given, untouched = world.forum(), world.forum()
    report_html(given)
    method_html(given)
    for name in ("people", "gatherings", "attendance", "organisations", "ledger", "problems"):
        pd.testing.assert_frame_equal(getattr(given, name), getattr(untouched, name))
    for one, other in zip(given.periods, untouched.periods, strict=True):
        for name, table in one.tables.items():
            pd.testing.assert_frame_equal(table, other.tables[name])


# Hostile and odd text


def poisoned(given, hostile):
    """The community with a text in every place that comes from a file."""
    people = given.people.copy()
    people.loc[people.index[:3], "name"] = hostile
    organisations = given.organisations.copy()
    organisations.loc[[0, 15], "name"] = hostile
    organisations["sector"] = hostile
    group = given.now.tables["group_reach"].index[0]
    periods = tuple(
        replace(
            period, title=f"{hostile} {at}", tables={n: t.rename({group: hostile}) for n, t in period.tables.items()}
        )
        for at, period in enumerate(given.periods)
    )
    return replace(
        given,
        title=hostile,
        subtitle=hostile,
        tie=hostile,
        people=people.replace({"organisation": {group: hostile}}),
        gatherings=given.gatherings.assign(title=hostile),
        organisations=organisations,
        periods=periods,
        media=(
            Medium(name=hostile, title=hostile, map_file=hostile, people=people.assign(name=hostile), periods=periods),
        ),
        problems=given.problems.assign(_value=hostile, _place=hostile, _reason=hostile, _fix=hostile),
        ledger=given.ledger.assign(file=hostile, loader=hostile),
        rejects_file=hostile,
        methods=Methods(settings={hostile: hostile}, versions={hostile: hostile}, inputs={hostile: hostile}),
        scene=None,
    )


def tags(tree):
    return {element.tag for element in tree.iter() if isinstance(element.tag, str)}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(forum, page, hostile):
    tree = parsed(poisoned(forum, hostile), page)
    assert tags(tree) <= tags(parsed(poisoned(forum, "harmless"), page))
    assert not tree.xpath("//script | //img | //a | //foreignobject | //@onerror | //@href")
    assert len(tree.xpath("//h1")) == 1
    assert tree.text_content().count(hostile) > 8


@pytest.mark.parametrize("page", PAGES)
def test_marks_that_turn_or_hide_text_are_shown_as_escapes(forum, page):
    marks = "\u202e\u2066\u200f\x1b\x00\x85\ud800\u2028\ufeff"
    source = page(poisoned(forum, f"Ann{marks}gnp.exe"))
    assert not set(marks) & set(source)
    assert "Ann\\u202e\\u2066\\u200f\\x1b\\x00" in source
    source.encode("utf-8")
