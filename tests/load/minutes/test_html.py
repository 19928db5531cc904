"""Web pages: what a browser shows is read, even where tags are left open, and nothing besides."""

from __future__ import annotations

import pytest

from sna.load.minutes import markup

TWO = ["Ann Smith", "Bob Ray"]
LAYOUT = (
    "<table><tr><td>Home | News</td><td><h2>Present</h2>"
    "<table><tr><th>Name</th><th>Trust</th></tr><tr><td>Ann Smith</td><td>Pond</td></tr>"
    "<tr><td>Bob Ray</td><td>Lake</td></tr></table></td></tr></table>"
)


@pytest.mark.parametrize(
    "page",
    [
        "<h2>Present</h2><ul><li><p>Ann Smith</p></li><li><p>Bob Ray</p></li></ul>",
        "<h2>Present<ul><li>Ann Smith<li>Bob Ray</ul>",
        "<p>Present:<p>Ann Smith<br/>Bob Ray",
        "<table><tr><th>Name<th>Attendance<tr><td>Ann Smith<td>Present<tr><td>Bob Ray<td>Present</table>",
        "<dl><dt>Present<dd>Ann Smith, Bob Ray</dl>",
        LAYOUT,
    ],
    ids=["loose list", "no end tags", "breaks", "open cells", "terms", "a table that lays out the page"],
)
def test_the_roll_of_a_page_is_read(read, page):
    assert read(f"<html>{page}", "minutes.html").names() == TWO


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>{}</script>", "<style>{}</style>", "<template>{}</template>", "<noscript>{}</noscript>", "<s>{}</s>",
        "<del>{}</del>", "<!-- {} -->", "<div hidden>{}</div>", "<div style='display : none'><p>{}</p></div>",
        "<svg><text>{}</text></svg>", "<textarea>{}</textarea>", "<select><option>{}</select>",
    ],
)  # fmt: skip
def test_what_no_browser_shows_is_not_read(read, hidden):
    page = f"<html><h2>Present</h2><p>Ann Smith</p>{hidden.format('Eve Orr')}<p>Bob Ray</p>"
    assert read(page, "minutes.html").names() == TWO


def test_places_count_the_lines_of_the_source():
    page = "<body>\n<script>\n\n</script>\n<!-- a\nb -->\n<p\nid=x>\nPresent: Ann Smith</p>\n"
    page += "<pre>\n\nGuests: Bob Ray\n</pre>"
    assert [block.place for block in markup.read_page(page)] == ["line 9", "line 12"]
    assert [block.place for block in markup.read_page(page, 101)] == ["line 109", "line 112"]


def test_an_entity_declared_by_the_page_is_not_expanded(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("Eve Orr")
    page = f'<!DOCTYPE html [<!ENTITY who SYSTEM "{secret.as_uri()}">]><p>Present: Ann Smith &check;, &who;</p>'
    (block,) = [block for block in markup.read_page(page) if "Present" in block.text]
    assert block.text.startswith("Present: Ann Smith ✓")
    assert "Eve" not in block.text


def test_a_page_nested_without_end_says_what_was_not_read(read):
    page = "<html><p>Present: Ann Smith, Bob Ray</p>" + "<div>" * 5_000 + "Guests: Eve Orr"
    minutes = read(page, "minutes.html")
    assert minutes.names() == TWO
    assert minutes.codes() == ["R-TOOLARGE"]


@pytest.mark.parametrize("page", ["", "<!-- nothing -->", "</td></tr>", "<?xml version='1.0' encoding='x'?>"])
def test_a_page_without_content_is_no_error(page):
    assert markup.read_page(page) == []
