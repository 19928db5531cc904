import pytest
from lxml import html
from markupsafe import Markup

from sna.render.chart import Column, table_html

COLUMNS = [Column("Name"), Column("Meetings", "number")]


def parsed(rows, caption="Who"):
    return html.fragment_fromstring(str(table_html(caption, COLUMNS, rows)))


def test_every_row_and_column_has_a_header():
    table = parsed([["Ann", "3"], ["Bob", "12"]])
    assert [head.text for head in table.xpath(".//th[@scope='col']")] == ["Name", "Meetings"]
    assert [head.text for head in table.xpath(".//th[@scope='row']")] == ["Ann", "Bob"]
    assert table.xpath("string(.//caption)") == "Who"


def test_numbers_stand_to_the_right_and_text_does_not():
    cells = parsed([["Ann", "3"]]).xpath(".//tbody/tr/*")
    assert [cell.get("class") for cell in cells] == [None, "number"]


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</table>", "&lt;"])
def test_text_is_shown_and_never_read_as_html(hostile):
    table = parsed([[hostile, hostile]], caption=hostile)
    assert {cell.text_content() for cell in table.xpath(".//tbody/tr/*")} == {hostile}
    assert table.get("aria-label") == hostile
    assert not table.xpath(".//script | .//img")


def test_a_drawing_goes_in_as_it_is():
    table = parsed([["Ann", Markup("<svg></svg>")]])
    assert len(table.xpath(".//td/svg")) == 1


def test_a_region_that_may_scroll_can_be_reached_by_keyboard():
    region = parsed([["Ann", "3"]])
    assert (region.get("role"), region.get("tabindex"), region.get("aria-label")) == ("region", "0", "Who")


def test_no_rows_give_a_sentence_instead_of_an_empty_table():
    assert str(table_html("Who <b>", COLUMNS, [])) == "<p>Who &lt;b&gt;: nothing to list.</p>"


@pytest.mark.parametrize("row", [["Ann"], ["Ann", "3", "4"]])
def test_a_row_of_the_wrong_length_is_refused(row):
    with pytest.raises(ValueError, match="argument"):
        table_html("Who", COLUMNS, [row])


def test_cards_have_their_headings_and_leave_out_a_column_in_which_nothing_stands():
    rows = [["Ann", "3", "", ""], ["Bo", "", "", "left"]]
    text = str(table_html("Who", ["Name", "Came", "Seen", "Note"], rows, cards=True))
    assert "Seen" not in text
    assert text.count('data-h="Came"') == 1
    assert text.count('class="blank"') == 2
    assert "Seen" in str(table_html("Who", ["Name", "Came", "Seen", "Note"], rows))
