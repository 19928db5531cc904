"""The picture of newcomers: filled, hollow, dashed; no label cut or on another; titles escaped; a table twin."""

import datetime as dt
import re

import pandas as pd
import pytest
from lxml import html

from sna.findings.evidence import PeriodTables
from sna.render.audience.content import ConvenerContent
from sna.render.audience.convener import convener_html
from sna.render.report.content import ReportContent
from sna.render.report.events import event_parts
from sna.render.report.page import report_html
from sna.render.svg import text_width

VISITS = (
    {f"p{n:02}": {360, 390 + 30 * (n % 4)} for n in range(15)}
    | {f"q{n:02}": {360} for n in range(7)}
    | {f"r{n}": {330, 390 + 30 * (n % 3)} for n in range(9)}
    | {f"s{n}": {390} for n in range(10)}
    | {"old": {0, 30, 720}}
)
HOSTILE = '<script>alert("1")</script> & "party"'


def content(world, visits=VISITS, events=(360,), title="Celebration", **options):
    whole = world.event_tables(visits, events, **options)
    days = sorted({day for some in visits.values() for day in some} | {*events})
    rows = [
        (f"gathering:{day:03}", title if day in events else "Forum", dt.date(2022, 9, 1) + dt.timedelta(day),
         "event" if day in events else "meeting") for day in days
    ]  # fmt: skip
    attendance = [(who, f"gathering:{day:03}", "present") for who in visits for day in visits[who]]
    return ReportContent(
        title="Forum",
        people=pd.DataFrame({"name": [who.upper() for who in visits], "kind": "person"}, index=[*visits]),
        gatherings=pd.DataFrame(rows, columns=["id", "title", "on", "kind"]).astype({"on": object}),
        attendance=pd.DataFrame(attendance, columns=["person", "gathering", "status"]),
        whole=whole,
    )


def shapes(picture, kind):
    return html.fragment_fromstring(str(picture)).xpath(f".//{kind}")


def test_a_filled_mark_is_somebody_who_came_again_and_a_hollow_one_who_did_not(world):
    (part,) = event_parts(content(world))
    dots, squares = shapes(part.picture, "circle"), shapes(part.picture, "rect")[1:]
    assert (len(dots), len(squares)) == (22, 19)
    assert sum(dot.get("fill") != "#FFFFFF" for dot in dots) == 15
    assert sum(square.get("fill") != "#FFFFFF" for square in squares) == 9
    assert not [dot for dot in dots if dot.get("stroke-dasharray")]


def test_a_dashed_mark_is_somebody_who_may_yet_come(world):
    visits = {f"p{n}": {660} for n in range(6)} | {"q": {660, 690}, "old": {0, 720}}
    (part,) = event_parts(content(world, visits, (660,)))
    dots = shapes(part.picture, "circle")
    assert [bool(dot.get("stroke-dasharray")) for dot in dots] == [False, *[True] * 6]
    assert len(shapes(part.picture, "rect")) == 1  # the ground


@pytest.mark.parametrize("visits", [VISITS, {name: days | {390} for name, days in VISITS.items()}])
def test_no_label_is_cut_or_lies_on_another(world, visits):
    for part in event_parts(content(world, visits)):
        root = html.fragment_fromstring(str(part.picture))
        width, height = map(float, root.get("viewbox", root.get("viewBox")).split()[2:])
        boxes = []
        for text in root.xpath(".//text"):
            size, bold = float(text.get("font-size")), text.get("font-weight") == "700"
            wide = text_width(text.text, size, bold=bold)
            left = float(text.get("x")) - {"start": 0, "middle": wide / 2, "end": wide}[text.get("text-anchor")]
            boxes.append((left, float(text.get("y")) - size, left + wide, float(text.get("y"))))
            assert size >= 11
        for place, box in enumerate(boxes):
            assert min(box) >= 0
            assert box[2] <= width
            assert box[3] <= height
            for other in boxes[:place]:
                assert box[2] <= other[0] or other[2] <= box[0] or box[3] <= other[1] or other[3] <= box[1]


def test_the_table_has_the_lines_of_the_picture(world):
    (part,) = event_parts(content(world))
    cells = [row.text_content() for row in html.fragment_fromstring(str(part.table)).xpath(".//tbody/tr")]
    assert len(cells) == len(set(cells))
    assert sum(int(row.xpath("./td")[2].text_content())
               for row in html.fragment_fromstring(str(part.table)).xpath(".//tbody/tr")) == 15 + 9  # fmt: skip


def test_a_hostile_title_is_text_on_both_pages(world):
    given = content(world, title=HOSTILE)
    for page in (report_html(given), convener_html(ConvenerContent(report=given))):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_the_convener_is_told_whom_to_ring_and_the_evaluator_is_not(world):
    given = content(world)
    page = convener_html(ConvenerContent(report=given))
    rows = html.fromstring(page).xpath('//section[contains(., "whom to ring")]//tbody/tr')
    assert [row.xpath("./th")[0].text_content() for row in rows] == [f"Q{n:02}" for n in range(7)]
    assert "whom to ring" not in report_html(given)


def test_without_events_or_conveners_there_is_no_part():
    page = report_html(ReportContent(title="Forum", whole=PeriodTables()))
    assert not re.search("Which events recruit|Without the conveners", page)
