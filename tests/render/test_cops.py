"""The part of the pages about several communities: the picture and its twin, names for the convener alone."""

import re

from lxml import html
from msgspec.structs import replace

from sna.render.audience.content import Communities, ConvenerContent, Count, FunderContent
from sna.render.audience.convener import convener_html
from sna.render.audience.funder import funder_html
from sna.render.report.page import report_html


def several(world, number=3, **options):
    content = world.forum(scene=None)
    ids = list(content.people.index)
    sets = {f"CoP <{place}>": ids[place * 5 : place * 5 + 6] for place in range(number)}
    return replace(content, whole=world.several(sets, **options)), ids


def part(page):
    (found,) = html.fromstring(page).xpath('//section[@class="cops"]')
    return found


def test_the_evaluator_is_told_counts_with_a_picture_and_the_same_as_tables_and_no_name(world):
    content, ids = several(world, media={"Slack": several(world)[1][:4]})
    found = part(report_html(content))
    text = " ".join(found.text_content().split())
    assert found.xpath(".//h2")[0].text_content().startswith("2 of 16 people are in more than one of 3")
    assert len(found.xpath(".//figure//*[local-name()='circle']")) == 3 + 2
    captions = [caption.text for caption in found.xpath(".//caption")]
    assert captions == ["The communities of practice", "Whom they share"]
    assert "CoP <0>" in text
    assert "4 people of the communities are also on Slack" in text
    names = set(content.people["name"])
    assert not [name for name in names if name in text]
    assert not [id_ for id_ in ids if id_ in html.tostring(found, encoding="unicode")]


def test_the_convener_is_told_who_joins_what_those_on_whom_it_hangs_first(world):
    content, ids = several(world)
    found = part(convener_html(ConvenerContent(report=content)))
    (table,) = (table for table in found.xpath(".//table") if "Who is in" in table.xpath("./caption")[0].text)
    rows = [[cell.text_content() for cell in row.xpath("./th|./td")] for row in table.xpath("./tbody/tr")]
    labels = content.labels
    assert sorted(row[0] for row in rows) == sorted([labels[ids[5]], labels[ids[10]]])
    assert {tuple(row[1:]) for row in rows} == {
        ("CoP <0>; CoP <1>", "CoP <0> with CoP <1>", "2"), ("CoP <1>; CoP <2>", "CoP <1> with CoP <2>", "2")
    }  # fmt: skip


def test_where_people_may_not_be_named_the_convener_is_not_told_who(world):
    content, _ids = several(world)
    found = part(convener_html(ConvenerContent(report=replace(content, names=False))))
    assert "Who is in more than one" not in found.text_content()


def test_of_more_than_twelve_communities_there_are_tables_alone_and_they_stand_open(world):
    content, _ids = several(world, 12)
    assert part(report_html(content)).xpath(".//figure")
    content, _ids = several(world, 13)
    found = part(report_html(content))
    assert not found.xpath(".//figure")
    assert found.xpath("./details[@open]")
    assert re.search(r"\d+ pairs more, in cops_overlap.csv", found.text_content())


def test_a_forum_alone_has_no_such_part(world):
    assert not html.fromstring(report_html(world.forum(scene=None))).xpath('//section[@class="cops"]')


def test_the_funder_is_told_rounded_counts_alone():
    content = FunderContent(title="F", communities=Communities(3, Count("70", 70), Count("fewer than 8")))
    text = html.fromstring(funder_html(content)).text_content()
    assert "About 70 people are in 3 communities of practice, fewer than 8 in more than one." in text
