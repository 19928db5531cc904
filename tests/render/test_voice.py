"""The part about voice: its pictures, their tables, and roles whose names are hostile."""

from sna.render.report import report_html
from sna.render.report.content import ReportContent
from sna.render.report.voice import voice_parts


def content(world, **options):
    return ReportContent(title="Forum", group="team", whole=world.voice_tables(**options))


def test_each_role_and_period_has_a_mark_an_interval_and_a_row(world):
    voice, change, following, modes = voice_parts(content(world))
    drawing = str(voice.picture)
    assert drawing.count(">Year 1<") == drawing.count(">Year 2<") == 2
    assert drawing.count("<circle") == 2
    assert "as much as presence alone would give" in drawing
    assert voice.table.count("<tr>") == 1 + 2 * 5
    assert change.picture is None
    assert change.table.count("<tr>") == 1 + 2
    assert str(following.picture).count("expected ") >= 4
    assert following.table.count("<tr>") == 1 + 4
    assert str(modes.picture).count("<circle") == 3 * 6
    assert modes.table.count("<tr>") == 1 + 12


def test_roles_are_escaped_wherever_they_stand(world):
    hostile = "<script>alert(1)</script>\x02\x1f&"
    page = report_html(content(world, roles=(hostile, "clinician")))
    assert "<script>alert" not in page
    assert "alert(1)" in page


def test_nothing_stands_there_without_transcripts():
    assert "Whose voice" not in report_html(ReportContent(title="Forum"))
