"""The convener's and the funder's pages from plain content: what they say, and that nothing in them runs."""

import datetime as dt
import re
from html import unescape

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
    Growth,
    Parts,
    Question,
    Reach,
)
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
    rows = tuple(Coverage(name, 4, 3, 2, 1) for name in names)
    content = {
        "title": "Wexholm Forum", "subtitle": "Invented.", "read": "29 files, all read.", "date": "5 March 2025",
        "periods": ("Year 1", "Year 2"), "group": "locality",
        "reach": Reach(totals=(Coverage("Organisations", 12, 9, 7, 4),), parts=(Parts("locality", rows),),
                       new=names[1:2], absent=names[2:3], missing=names[:1], others=2),
        "changes": (Change(by="locality", verdict="less isolated", before=2.89, after=0.99, across=(0.75, 1), p=4e-4),
                    Change(by="organisation", verdict="no evidence of change", before=1.41, after=1.25, p=0.88),
                    Change(by="sector", verdict="no evidence of change", before=1.19, after=1.11, p=0.93)),
        "growth": (Growth(period="Year 1", gatherings=6, people=Count("30", 30)),
                   Growth(period="Year 2", gatherings=6, people=Count("40", 40), again="about 8 in 10")),
        "bridges": tuple(Bridge(title, "", "unclear", 1.01, 0.98) for title in ("Slack", "Twitter/X")),
        "hidden": {"organisation": 1}, "rule": SmallNumbers().of_counts(),
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


def said(**changes):
    return words(funder_html(funder(**changes))).replace("\u00a0", " ")


def test_every_sentence_of_the_funders_page_follows_its_figures():
    page = said()
    assert "What was read: 29 files, all read. Nobody is named." in page
    assert "In Year 2 somebody from 7 of the 12 organisations we set out to reach came; in Year 1 it was 4" in page
    assert "About 40 people came in Year 2, about 30 in Year 1. Of those who came in Year 1, about 8 in 10 came" in page
    assert "1 new in Year 2: Brackenby." in page
    assert "1 came before, not in Year 2: Corringdale." in page
    assert "1 not reached yet: Aldermere. 9 of 12 have ever come. 2 organisations not on the list came too." in page
    assert "Year 1 (6 meetings)about 30 Year 2 (6 meetings)about 40" in page
    assert (
        "Localities keep less to themselves than in Year 1. In Year 1, people from the same locality were at the same "
        "meeting far more often than expected. In Year 2 it was about as often. For people from different localities "
        "it was less often, then about as often. Luck alone would hardly give so large a change.a" in page
    )
    assert "Organisations and sectors, besides: no clear change.b" in page
    assert "On Slack and Twitter/X, no clear sign that people in touch meet more or less than others.c" in page
    assert "a Same locality 289, then 99; different 75, then 100 (p < 0.001)." in page
    assert "b Same organisation 141, then 125 (p = 0.88). Same sector 119, then 111 (p = 0.93)." in page
    assert "Made 5 March 2025 with sna by the evaluators of Wexholm Forum." in page


def test_a_verdict_is_said_in_words_and_without_one_why():
    unclear = {"by": "locality", "verdict": "no evidence of change", "before": 1.4, "after": 1.2}
    assert "No clear change in how far localities keep to themselves." in said(changes=(Change(**unclear, p=0.4),))
    assert "The change is small enough to be luck." in said(changes=(Change(**unclear, p=0.4),))
    assert "The signs of a change do not agree." in said(changes=(Change(**unclear, p=0.01),))
    silent = said(changes=(Change(by="locality", verdict="", why="fewer than 10 people"),))
    assert "cannot tell whether localities keep less to themselves than in Year 1. Fewer than 10 people." in silent
    assert "Same locality" not in silent
    besides = said(changes=(Change(by="sector", verdict="more isolated", before=1, after=2, p=0.01),))
    assert "Sectors, besides: they keep more to themselves than in Year 1." in besides
    media = tuple(Bridge(title, "", verdict, 1.3, 0.01) for title, verdict in
                  (("Slack", "more than chance"), ("X", "fewer than chance")))  # fmt: skip
    page = said(bridges=media)
    assert "On Slack, people in touch are also at the same meetings more often than luck gives." in page
    assert "On X, people in touch are at the same meetings less often than luck gives." in page


def squares(**changes):
    """Give label, squares of each kind, figure of each row."""
    tree = html.document_fromstring(funder_html(funder(**changes)))
    for row in tree.xpath("//div[@class='row'][span[@class='squares']]"):
        label, drawn, figure = row.xpath("./span")
        kinds = [square.get("class").removeprefix("square ") for square in drawn]
        yield label.text_content(), [kinds.count(kind) for kind in ("now", "earlier", "never")], figure.text_content()


def test_there_is_a_square_for_each_organisation_of_the_sentence():
    assert list(squares()) == [(name, [2, 1, 1], "2 of 4") for name in ("Aldermere", "Brackenby", "Corringdale")]
    whole = funder().reach.totals
    assert list(squares(reach=Reach(totals=whole))) == [("Organisations", [7, 2, 3], "7 of 12")]


def test_of_many_sectors_the_smallest_share_a_row_and_of_many_names_the_first_stand_there():
    rows = tuple(Coverage(f"Sector {at:02d}", at, at, 1, 0) for at in range(1, 21))
    name = "The Association of Somebody for Something in {} and the Country Round About It".format
    missing = tuple(name(at) for at in range(30))
    reach = Reach(totals=funder().reach.totals, parts=(Parts("sector", rows),), missing=missing)
    drawn = list(squares(reach=reach))
    assert len(drawn) == 8
    assert drawn[-1] == ("The smaller ones", [13, 78, 0], "13 of 91")
    assert sum(sum(counts) for _label, counts, _figure in drawn) == sum(range(21))
    assert f"30 not reached yet: {name(0)}, {name(1)}, {name(2)} and 27 more." in said(reach=reach)


def test_without_a_list_of_organisations_people_are_counted():
    reach = Reach(groups={"organisations": 14, "localities": 6})
    page = said(reach=reach)
    assert "About 40 people came in Year 2, about 30 in Year 1 Altogether they are from 14 organisations and" in page
    assert not list(squares(reach=reach))
    several = tuple(replace(row, people=Count("fewer than 8")) for row in (*funder().growth, funder().growth[-1]))
    page = said(reach=reach, growth=several, medium="Slack")
    assert "Fewer than 8 people took part on Slack in Year 2, fewer than 8 in Year 1" in page
    assert "Of those who took part in Year 2, about 8 in 10 had done so before." in page


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
