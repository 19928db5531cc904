"""The page of what changed in a real browser: it asks for nothing, fits each screen, and all can read it."""

import pytest

from sna.render.changes import Changes, Meeting, Move, Turn, changes_html

pytestmark = pytest.mark.browser

HOSTILE = "<img src=http://127.0.0.1:1/x onerror=document.title='pwned'>\u202e" + "W" * 300
PAGES = {
    name: changes_html(
        Changes(
            title=text, notes=[text], named=True, new_meetings=[Meeting(None, text, 9)], new_people=[text] * 20,
            turns=[Turn(text, "less isolated", text, "no evidence of change", "overlap", ("0.2 to 0.9", "0.5 to 1.1"))],
            figures=[Move("people who came", text, "8", "9", "files")], edited_files=[text], recent=(3, 3),
        )
    )
    for name, text in {"plain": "Pond Trust", "hostile": HOSTILE}.items()
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("size", [(1440, 900), (390, 844), (320, 600)], ids=str)
def test_the_page_asks_for_nothing_and_fits_the_screen(visit, name, size):
    seen = visit(PAGES[name], *size)
    assert not seen.others
    assert not seen.messages
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert "pwned" not in seen.page.title().split("onerror")[0]
    assert seen.page.locator("img").count() == 0


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}], ids=str)
def test_everybody_can_read_it(visit, look):
    seen = visit(PAGES["plain"], 1024, 768)
    seen.page.emulate_media(**look)
    assert seen.faults() == []
