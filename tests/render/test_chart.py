import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sna.render.chart.matrix import Cells, matrix_svg
from sna.render.chart.scales import Axis, Bar, Dot, Slope, bars_svg, dots_svg, slope_svg, spaced_heights, spark_svg
from sna.render.chart.style import DEPTHS, depth, scale
from sna.render.map.colour import contrast
from sna.render.svg import text_width

SVG = "{http://www.w3.org/2000/svg}"
AXIS = Axis(0, 1, [(0, "0%"), (1, "100%")], ("inside", "outside"))
HOSTILE = '</text><script>alert(1)</script> & "quoted" <img src=x onerror=y>'


def drawing(svg):
    return ET.fromstring(svg)


def texts(svg):
    return [text.text for text in drawing(svg).iter(f"{SVG}text")]


ALL = {
    "dots": lambda name: [dots_svg("d", [Dot(name, 0.5, 0.2, 0.6, (0.5, 0.7), (0.1, 0.9), name)], AXIS, title=name)],
    "matrix": lambda name: [matrix_svg("m", Cells([name, "b"], ["#014EA1"] * 2, [[1, 2], [2, 0]]), title=name)],
    "bars": lambda name: [bars_svg("b", [Bar(name, 1, 2, "1 of 2")], title=name)],
    "slope": lambda name: [slope_svg("s", [Slope(name, 0.1, 0.9, ("1 of 9", "9 of 9"))], (name, name), title=name)],
    "spark": lambda name: [spark_svg("k", [1, 2], title=name)],
}


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
def test_text_from_files_cannot_leave_its_place_in_the_drawing(make):
    for svg in make(HOSTILE):
        root = drawing(svg)
        assert not [element.tag for element in root.iter() if element.tag.split("}")[-1] in {"script", "img", "a"}]
        assert root.find(f"{SVG}title").text == HOSTILE


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
def test_a_drawing_has_no_style_class_or_link(make):
    for svg in make("Ann"):
        assert not re.search(r"\s(class|style|href|on\w+)=", svg)


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
@pytest.mark.parametrize("name", ["x" * 5_000, "", "\u202egnp.exe", "شركة", "山" * 300])
def test_odd_and_very_long_names_are_drawn(make, name):
    for svg in make(name):
        root = drawing(svg)
        for text in root.iter(f"{SVG}text"):
            assert text_width(text.text or "", float(text.get("font-size"))) <= float(root.get("width"))


def test_a_dot_further_right_has_a_larger_value():
    rows = [Dot("a", 0.1), Dot("b", 0.5), Dot("c", 0.9)]
    places = [float(c.get("cx")) for c in drawing(dots_svg("d", rows, AXIS, title="t")).iter(f"{SVG}circle")]
    now = places[1:]  # the first stands in the key
    assert now == sorted(now)
    assert now[1] == pytest.approx((now[0] + now[2]) / 2)


def test_what_is_not_known_is_neither_drawn_nor_in_the_key():
    words = texts(dots_svg("d", [Dot("a", 0.1)], AXIS, title="t"))
    assert "before" not in words
    assert "mean by chance" not in words
    assert "95 in 100 by chance" not in words
    assert "before" in texts(dots_svg("d", [Dot("a", 0.1, before=0.2)], AXIS, title="t"))


def test_no_rows_at_all_are_still_a_drawing():
    assert drawing(dots_svg("d", [], AXIS, title="t")) is not None
    assert drawing(bars_svg("b", [], title="t")) is not None
    assert drawing(slope_svg("s", [], ("a", "b"), title="t")) is not None
    assert drawing(matrix_svg("m", Cells([], [], []), title="t")) is not None
    assert drawing(spark_svg("k", [], title="t")) is not None


def test_the_square_writes_every_count_and_marks_what_is_new():
    cells = Cells(["a", "b", "c"], ["#014EA1"] * 3, [[7, 3, 0], [3, 0, 1], [0, 1, 2]], {(1, 2), (2, 1)})
    svg = matrix_svg("m", cells, title="t")
    assert sorted(text for text in texts(svg) if text.isdigit()) == ["1", "1", "2", "3", "3", "7"]
    assert len(list(drawing(svg).iter(f"{SVG}circle"))) == 2


def test_a_count_that_may_not_be_told_is_a_point():
    svg = matrix_svg("m", Cells(["a", "b"], ["#014EA1"] * 2, [[9, None], [None, 9]]), title="t")
    assert texts(svg).count("·") == 2


def test_a_deeper_blue_means_more_and_its_number_can_be_read():
    found = [depth(count, 20) for count in range(1, 21)]
    order = [DEPTHS.index(colour) for colour, _ink in found]
    assert order == sorted(order)
    assert order[-1] == len(DEPTHS) - 1
    assert all(contrast(colour, ink) >= 4.5 for colour, ink in found)


def test_a_bar_is_as_long_as_its_share_of_the_whole():
    track, bar = drawing(bars_svg("b", [Bar("a", 3, 12, "3 of 12")], title="t")).iter(f"{SVG}rect")
    assert float(bar.get("width")) == pytest.approx(float(track.get("width")) / 4)


@given(st.lists(st.floats(0, 300), max_size=12))
def test_labels_of_slopes_never_cover_one_another(heights):
    placed = sorted(spaced_heights(heights, 15, (0, 400)))
    assert all(second - first >= 15 - 1e-6 for first, second in pairwise(placed))
    assert all(-1e-6 <= height <= 400 + 1e-6 for height in placed)


@given(st.lists(st.floats(0, 300), min_size=2, max_size=12, unique=True))
def test_labels_of_slopes_keep_the_order_of_their_lines(heights):
    placed = spaced_heights(heights, 15, (0, 400))
    order = sorted(range(len(heights)), key=lambda at: heights[at])
    assert [placed[at] for at in order] == sorted(placed)


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_a_scale_keeps_the_order_and_stays_on_its_line(one, other):
    place = scale(-1, 1, 100, 300)
    assert 100 <= place(one) <= 300
    assert (place(one) <= place(other)) or one > other
