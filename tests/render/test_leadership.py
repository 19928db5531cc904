"""The part about who leads, levels and use: its pictures, their tables, and names that are hostile."""

import re
from itertools import pairwise

from sna.findings.sources import plain
from sna.render.report import report_html
from sna.render.report.content import ReportContent
from sna.render.report.leadership import leadership_parts


def content(world, **options):
    return ReportContent(title="Forum", group="team", whole=world.leading_tables(**options))


def test_the_acts_stand_quarter_by_quarter_hatched_and_filled(world):
    part, ladder, used = leadership_parts(content(world))
    drawing = str(part.picture)
    assert drawing.count("Q1<") == 2
    assert drawing.count(">of 6<") == drawing.count(">of 12<") == 4
    assert 'fill="#005EB8"' in drawing
    assert "hatched: conveners" in drawing
    assert part.table.count("<tr>") == 1 + 2 + 8
    assert str(ladder.picture).count("<circle") == 2 * 8
    assert ladder.table.count("<tr>") == 1 + 8
    assert used.table.count("<tr>") == 1 + 2 * 5 + 1 + 24
    assert not plain(used.rest)


def test_use_is_a_curve_a_source_with_its_band_and_how_many_are_followed(world):
    drawing = str(leadership_parts(content(world))[2].picture)
    assert "from practice, 12 things: 0% by month 3, 0% by month 6, 0% by month 9, 0% by month 12" in drawing
    assert "from research, 12 things: 100% by month 3" in drawing
    assert ">practice 0%<" in drawing
    assert ">research 100%<" in drawing
    # each curve and its line in the key: one whole, one dashed
    assert drawing.count('stroke="#005EB8" stroke-width="2.5" stroke-linecap') == 2
    assert drawing.count('stroke="#B8400B" stroke-width="2.5" stroke-dasharray="8 4"') == 2
    lines = re.findall(r'<path d="([^"]+)"[^>]*stroke-width="2.5"', drawing)
    points = [[*pairwise(re.findall(r"[-.\d]+ [-.\d]+", line))] for line in lines]
    assert all({*one.split()} & {*other.split()} for steps in points for one, other in steps)  # level or upright
    assert sum(len(steps) > 1 for steps in points) == 2
    assert drawing.count(">12<") == 1 + 5 + 1  # the month; practice at each mark; research at the beginning
    assert drawing.count(">0<") == 1 + 4
    assert "eight" in plain(leadership_parts(content(world))[2].reads)


def test_sources_of_fewer_than_eight_things_are_a_list_alone_and_so_are_more_than_four(world):
    for options, sources in ({"things": 7}, ("research", "practice")), ({}, tuple("abcde")):
        used = leadership_parts(content(world, sources=sources, **options))[2]
        assert used.picture is None
        assert "In use by then" not in used.table
        assert "95 in 100" not in used.reads


def test_no_label_of_a_curve_lies_on_another(world):
    drawing = str(leadership_parts(content(world, sources=("a", "b", "c", "d")))[2].picture)
    heights = [float(y) for y in re.findall(r'x="568" y="([0-9.]+)" font-size="13"[^>]*fill="#FFFFFF"', drawing)]
    assert len(heights) == 4
    assert all(later - first >= 13 for first, later in pairwise(sorted(heights)))
    assert max(heights) < 216


def test_levels_and_things_are_escaped_wherever_they_stand(world):
    hostile = "<script>alert(1)</script>\x02\x1f&"
    page = report_html(content(world, levels=(hostile, "local"), sources=(hostile, "practice"), thing=hostile))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_nothing_stands_there_where_nobody_is_known_to_lead():
    assert "Who leads" not in report_html(ReportContent(title="Forum"))
