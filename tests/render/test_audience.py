"""The convener's and the funder's pages from plain content: what they say, and that nothing in them runs."""

import datetime as dt
import re
from html import unescape
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from lxml import html
from msgspec.structs import replace

from sna.findings.evidence import PeriodTables
from sna.network import TwoMode
from sna.privacy import SmallNumbers
from sna.render.audience import convener_html, funder_html
from sna.render.audience.content import (
    Bridge,
    Change,
    ConvenerContent,
    Count,
    Coverage,
    FunderContent,
    Group,
    Groups,
    Growth,
    Parts,
    Question,
    Reach,
)
from sna.render.audience.funder import group_order, groups_svg
from sna.render.report import ReportContent

HOSTILE = [
    "<script>document.title = 'pwned'</script>",
    '"><img src=x onerror="document.title = 1">',
    "</script><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    '<a href="javascript:alert(1)">href</a>',
    "</title></style></svg><h1>Mine</h1>",
    "__proto__",
    "constructor",
    "=HYPERLINK(1)",
    "</desc></text><foreignObject>",
    "<!--",
    "]]><b>",
    "&lt;b&gt;",
    "'; DROP TABLE people; --",
    "<svg/onload=alert(1)>",
    "a" * 400,
    "javascript:alert(1)",
    "<iframe srcdoc='<p>'>",
]


def funder(names=("Aldermere", "Brackenby", "Corringdale"), **changes):
    groups = tuple(Group(name, Count("20", 20)) for name in names)
    several = len(names) > 2
    told = Groups(by="locality", groups=groups, ties={(0, 1): 25}, withheld=frozenset({(1, 2)} if several else ()))
    rows = tuple(Coverage(name, 4, 3, 2, 1) for name in names)
    content = {
        "title": "Wexholm Forum", "subtitle": "Invented.", "covers": "January 2023 to December 2024",
        "periods": ("Year 1", "Year 2"),
        "reach": Reach(totals=(Coverage("Organisations", 12, 9, 7, 4),), parts=(Parts("locality", rows),),
                       missing=names[:1], others=2),
        "changes": (Change(by="locality", verdict="less isolated", before=2.89, after=0.99, across=(0.75, 1), p=4e-4),),
        "growth": (
            Growth(period="Year 1", gatherings=6, people=Count("30", 30)),
            Growth(period="Year 2", gatherings=6, people=Count("40", 40), newcomers=Count("fewer than 8"),
                   returners=Count("25", 25), lapsed=Count("10", 10), lapse="29%"),
        ),
        "picture": told, "squares": (told,), "hidden": {"organisation": 1}, "rule": SmallNumbers().said(),
    }  # fmt: skip
    return FunderContent(**{**content, **changes})


def convener(name="Ann Okafor", place="Age Well", **changes):
    """Give a month of ten meetings: Ann has stopped, Cat is new, and the two bodies were never at the same meeting."""
    came = {"ann": range(4), "cat": [9], "dev": range(4, 10), "eve": range(0, 10, 2), "fay": range(1, 10, 2),
            "gus": [0, 2]}  # fmt: skip
    people = pd.DataFrame({"name": [name, "Cat Ode", "Dev Rao", "Eve Ito", "Fay Lee", "Gus Orr"]}, index=list(came))
    people = people.assign(organisation=[place, "B", "C", "D", "E", "B"], kind="person", left=[False] * 5 + [True])
    days = [dt.date(2024, 1, 5) + dt.timedelta(30 * at) for at in range(10)]
    held = pd.DataFrame({"id": [f"g{at}" for at in range(10)], "title": name, "on": pd.Series(days, dtype=object)})
    rows = [(person, f"g{at}") for person, places in came.items() for at in places]
    attendance = pd.DataFrame(rows, columns=["person", "gathering"]).assign(status="present", organisation="")
    table = pd.DataFrame(
        {"times_came": [4, 1, 6, 5, 5, 2], "times_could": 10, "missed_last": [6, 0, 0, 1, 0, 7]}, index=list(came)
    )
    whole = PeriodTables(gatherings=10, tables={"absences": table.assign(gap_p=1.0, gap_p_adjusted=1.0)})
    report = ReportContent(title=changes.pop("title", "Wexholm Forum"), people=people, gatherings=held,
                           attendance=attendance, periods=(whole,), whole=whole)  # fmt: skip
    content = {
        "report": report, "opted_out": 1,
        "questions": (Question(name, place, "the same organisation", "two addresses"),),
        "more_questions": 2, "unread": (("register.csv", "line 9", "No such day.", "Correct it."),), "rejected": 4,
        "maps": {"Map": "map.html"},
    }  # fmt: skip
    return ConvenerContent(**{**content, **changes})


def words(page):
    tree = html.document_fromstring(page)
    for sheet in tree.xpath("//style"):
        sheet.drop_tree()
    return " ".join(tree.text_content().split())


PAGES = {"funder": lambda text: funder_html(funder((text, f"{text} b", f"{text} c"), title=text, subtitle=text)),
         "convener": lambda text: convener_html(convener(text, text, title=text))}  # fmt: skip


@pytest.mark.parametrize("make", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_names_are_words_and_nothing_else(make, payload):
    harmless, hostile = (html.document_fromstring(make(text)) for text in ("Harmless", payload))
    count = {
        tag: len(hostile.xpath(f"//*[local-name()='{tag}']")) for tag in ("script", "img", "iframe", "foreignobject")
    }
    assert not any(count.values())
    assert [one.tag for one in hostile.iter() if isinstance(one.tag, str) and one.tag != "text"] == [
        one.tag for one in harmless.iter() if isinstance(one.tag, str) and one.tag != "text"
    ]
    assert " ".join(payload.split()) in words(make(payload))


@pytest.mark.parametrize("make", PAGES.values(), ids=PAGES)
def test_the_policy_forbids_every_script_and_request_and_the_bytes_are_the_same(make):
    page = make("Wexholm")
    assert "default-src 'none'; script-src 'none'" in unescape(page)
    assert "<script" not in page
    assert not re.findall(r"(?:src|href)=\"(?!map)", page)
    assert make("Wexholm") == page


def test_every_sentence_of_the_funders_page_follows_its_figures():
    page = words(funder_html(funder())).replace("\u00a0", " ")
    assert page.startswith("9 of 12 organisations to be reached have taken part")
    assert "9 of 12 ever; 7 in Year 2, 4 in Year 1" in page
    assert (
        "Localities keep less to themselves: people from the same locality were at the same meeting 289 times for "
        "every 100 expected in Year 1, 99 in Year 2. For people from different localities it was 75, then 100. Luck "
        "alone gives a change this large less than 1 time in 1,000." in page
    )
    assert "Of those who took part in Year 1, 29% could have come in Year 2 and did not." in page
    other = funder(changes=(Change(by="sector", verdict="no evidence of change", before=1.1, after=1.2, p=0.4),))
    assert "Sectors: no clear change: people from the same sector were at the same meeting 110 times" in words(
        funder_html(other)
    )
    bridged = [Bridge("Slack", "slack/overlap", verdict, 1.31, 0.0004) for verdict in ("more than chance", "unclear")]
    page = words(funder_html(funder(bridges=tuple(bridged))))
    assert (
        "On Slack people are in touch whom meetings link as well: they were at the same meeting 131 times for every "
        "100 expected. Luck alone gives a departure this large less than 1 time in 1,000." in page
    )
    assert "Slack: no clear sign that people in touch meet more or less than others: they were" in page
    silent = funder(changes=(Change(by="sector", verdict="", why="fewer than 10 people"),))
    assert "Sectors: these records cannot tell whether they keep less to themselves (fewer than 10 people)." in words(
        funder_html(silent)
    )


def test_without_a_list_of_organisations_there_is_no_whole():
    page = words(funder_html(FunderContent(title="Forum", reach=Reach(groups={"organisations": 14, "localities": 6}))))
    assert "14 organisations and 6 localities have taken part" in page
    assert "no whole to compare with" in page


def test_the_table_of_the_square_says_what_is_withheld():
    table = html.document_fromstring(funder_html(funder())).xpath("//table[caption='Ties between localities']")[0]
    cells = [[cell.text_content() for cell in row.xpath("./th|./td")] for row in table.xpath("./tbody/tr")]
    assert cells[0] == ["Aldermere", "0", "25", "0"]
    assert cells[1] == ["Brackenby", "25", "0", "withheld"]


def test_names_of_groups_never_cover_one_another_and_many_are_left_to_the_table():
    groups = tuple(Group(f"Group {at:02d}", Count(f"{5 * at}", 5 * at)) for at in range(50))
    told = Groups(by="organisation", groups=groups)
    assert len(group_order(told)) == 36
    assert 0 not in group_order(told)
    tree = html.fromstring(groups_svg(told, title="Groups"))
    heights = sorted((one.get("text-anchor"), float(one.get("y"))) for one in tree.xpath("//*[@font-weight='700']"))
    apart = [two[1] - one[1] for one, two in pairwise(heights) if one[0] == two[0]]
    assert min(apart) > 30


def test_the_month_says_who_came_whom_to_ask_back_whom_to_greet_and_whom_to_bring_together():
    page = words(convener_html(convener()))
    assert "This month, after the meeting of 1 October 2024" in page
    assert "3 people from 3 organisations came on 1 October" in page
    assert "4 of the 5 people who have ever come, and have not left, came to one of the last 6 meetings" in page
    assert "Three things to do Ask Ann Okafor back. Came to 4 of 10 meetings, last on 4 April 2024." in page
    assert (
        "Greet Cat Ode. Came to 1 of 10 meetings, last on 1 October 2024, and has been with 2 people at usual" in page
    )
    assert "Bring D and E to the same meeting. They have never been at one." in page
    assert "Ask; do not judge" in page
    assert "1 person asked to be left out and is in none of these files." in page


def test_the_lists_end_and_say_how_many_more_there_are():
    report = convener().report
    cats = [f"cat{at}" for at in range(20)]
    people = pd.concat([report.people, *(report.people.iloc[1:2].rename({"cat": cat}) for cat in cats)])
    rows = [report.attendance.iloc[4:5].assign(person=cat, gathering=f"g{at % 10}") for at, cat in enumerate(cats)]
    content = convener(report=replace(report, people=people, attendance=pd.concat([report.attendance, *rows])))
    tree = html.document_fromstring(convener_html(content))
    (table,) = tree.xpath("//table[caption='Came once or twice, met few']")
    assert len(table.xpath("./tbody/tr")) == 12
    assert table.getnext().text_content() == "And 9 more."
    assert "Greet Cat Ode (B), Cat Ode (B) and Cat Ode (B)." in words(convener_html(content))


def test_everybody_has_a_strip_with_a_cell_for_each_meeting_they_could_come_to():
    rows = convener().report.attendance
    two_mode = TwoMode.of(list(zip(rows["person"], rows["gathering"], strict=True)))
    eligible = np.ones((6, 10), bool)
    eligible[1, :6] = False  # Cat joined later
    content = convener(two_mode=TwoMode(two_mode.people, two_mode.gatherings, two_mode.incidence, eligible))
    tree = html.document_fromstring(convener_html(content))
    strips = {row[0].text_content(): row for row in tree.xpath("//div[@class='strips']/div")}
    assert list(strips) == ["Dev Rao", "Fay Lee", "Cat Ode", "Eve Ito", "Ann Okafor", "Gus Orr · left"]
    kinds = {name: [box.get("class") for box in row.xpath(".//rect")] for name, row in strips.items()}
    assert kinds["Cat Ode"] == ["could"] * 3 + ["now"]
    assert kinds["Ann Okafor"] == ["now"] * 4 + ["could"] * 6
    assert strips["Ann Okafor"][-1].text_content() == "4/10"


def test_more_than_ninety_people_are_a_table_that_ends():
    report = convener().report
    people = pd.concat([report.people, *(report.people.iloc[1:2].rename({"cat": f"cat{at}"}) for at in range(90))])
    rows = pd.concat([report.attendance, *(report.attendance.iloc[4:5].assign(person=f"cat{at}") for at in range(90))])
    page = convener_html(convener(report=replace(report, people=people, attendance=rows)))
    assert 'class="strips"' not in page
    assert "96 people have come: too many for a row each." in words(page)
    assert "And 84 more." in words(page)


def test_where_nobody_met_or_no_meeting_has_a_date_the_page_says_so():
    empty = words(convener_html(ConvenerContent(report=ReportContent(title="Forum"))))
    assert "These records hold no meetings" in empty
    assert "Everything could be read." in empty
    undated = replace(convener().report, gatherings=convener().report.gatherings.assign(on=None))
    page = words(convener_html(convener(report=undated)))
    assert "10 meetings without a date These records cannot tell who came last." in page
    assert "Ask back" not in page


def test_a_page_of_nothing_is_still_a_page():
    assert "nothing to report yet" in words(funder_html(FunderContent(title="Forum")))
