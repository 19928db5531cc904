"""The convener's and the funder's pages from plain content: what they say, and that nothing in them runs."""

import re
from html import unescape
from itertools import pairwise

import pytest
from lxml import html
from msgspec.structs import replace

from sna.privacy import SmallNumbers
from sna.render.audience import convener_html, funder_html
from sna.render.audience.content import (
    Absence,
    Bridge,
    Change,
    ConvenerContent,
    Count,
    Coverage,
    CutOff,
    FunderContent,
    Group,
    Groups,
    Growth,
    Parts,
    Person,
    Question,
    Reach,
)
from sna.render.audience.funder import group_order, groups_svg
from sna.render.chart.attendance import AttendanceGrid, Band, Row

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
    grid = AttendanceGrid(
        [name, "5 Mar 2024"], [Band(place, "#12436D", "#12436D", [Row(name, [1, -1])])], [1, 0], [0, 2]
    )
    content = {
        "title": "Wexholm Forum", "ledger": "3 records in 1 file.", "opted_out": 1, "seats": 3,
        "invited": (Person(name, place, f"All ties of {place} run through Bo."),), "rule": "By turns.",
        "linking": (Person(name, place, "Came to 12 of 12 gatherings."),),
        "cut_off": (CutOff(title="At the meetings", isolates={place: (name,)}, isolated_groups=(place,),
                           single_links=((place, name),)),),
        "drifted": (Absence(place, "5 March 2023", name),), "faded": (Absence(name, "5 March 2023"),), "recent": 3,
        "grid": grid, "grid_note": "Each dot is one person.",
        "questions": (Question(name, place, "the same organisation", "two addresses"),), "more_questions": 2,
        "unread": (("register.csv", "line 9", "No such day.", "Correct it."),), "rejected": 4,
        "maps": {"map.html": "The meetings"},
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


def test_the_convener_is_told_how_many_seats_are_left():
    assert "2 seats are left" in words(convener_html(convener()))
    assert "are left" not in words(convener_html(replace(convener(), seats=1)))


def test_a_page_of_nothing_is_still_a_page():
    assert "Nobody stands out by these rules" in words(convener_html(ConvenerContent(title="Forum")))
    assert "nothing to report yet" in words(funder_html(FunderContent(title="Forum")))
