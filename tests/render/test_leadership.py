"""The part about who leads, levels and use: its pictures, their tables, and names that are hostile."""

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
    assert used.picture is None
    assert used.table.count("<tr>") == 1 + 24
    assert not plain(used.rest)


def test_levels_and_things_are_escaped_wherever_they_stand(world):
    hostile = "<script>alert(1)</script>\x02\x1f&"
    page = report_html(content(world, levels=(hostile, "local"), sources=(hostile, "practice"), thing=hostile))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_nothing_stands_there_where_nobody_is_known_to_lead():
    assert "Who leads" not in report_html(ReportContent(title="Forum"))
