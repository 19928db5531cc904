"""The part about work and practices: grid and ladder, their tables, and texts that are hostile."""

import re

import pytest

from sna.findings.sources import plain
from sna.render.report import report_html
from sna.render.report.content import ReportContent
from sna.render.report.practices import MOST_COLUMNS, practice_parts


@pytest.fixture(scope="module")
def content(world):
    def make(teams=world.TEAMS, topic="Falls", practice="Red bag"):
        practices = {practice: teams, "Drinks": teams[3:] + teams[:3]}
        work = {
            topic: {teams[0]: 3, teams[4]: 9, teams[1]: 12},
            "Skin": {teams[0]: 3, teams[1]: 9},
            "Once": {teams[2]: 1},
        }
        whole = world.work_tables(practices, work)
        return ReportContent(title="Forum", group="team", whole=whole)

    return make


def test_the_grid_has_a_box_a_group_and_topic_and_a_bracket_a_pair(content):
    part, _ladder = practice_parts(content())
    drawing = str(part.picture)
    assert drawing.count('fill="#005EB8"') == 5  # three have made Falls, two Skin
    assert drawing.count("<path") == 2 + 4  # a line above each topic, a bracket for each pair
    assert "Once" not in drawing
    dashed = drawing.count('stroke="#B8400B"')
    assert dashed == content().whole.tables["isolated_work"]["work_state"].eq("not met").sum() > 0
    assert part.table.count("<tr>") == 1 + 4


def test_the_ladder_names_the_practice_how_many_had_met_one_and_what_luck_gives(content):
    _grid, part = practice_parts(content())
    assert re.search(r"later ones had met one that had it; by luck it would be \d+", str(part.picture))
    assert str(part.picture).count("<circle") == 11
    assert part.table.count("<tr>") == 1 + 24


def test_both_stand_in_the_report_with_their_tables(content):
    page = report_html(content())
    assert "Work and practices" in page
    assert page.count("the same as a table") == 2


def test_names_are_escaped_wherever_they_stand(content):
    hostile = "<script>alert(1)</script>\x02\x1f&"
    page = report_html(content(topic=hostile, practice=hostile))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_of_many_groups_there_is_a_table_and_no_grid(content, world):
    made = content()
    table = made.whole.tables["isolated_work"]
    assert len({*table.index.get_level_values("group")}) < MOST_COLUMNS
    many = world.work_tables({"Red bag": world.TEAMS}, {"Falls": dict.fromkeys(world.TEAMS, 20)})
    part = practice_parts(ReportContent(title="Forum", group="team", whole=many))[0]
    assert part.picture is None
    assert plain(part.rest) == "The rest stand in isolated_work.csv."


def test_nothing_stands_there_without_lists():
    assert "Work and practices" not in report_html(ReportContent(title="Forum"))
