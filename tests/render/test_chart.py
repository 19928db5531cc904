import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sna.render.chart import Mark, Scale, line_svg, ratio_scale, scale, spark_svg
from sna.render.svg import text_width

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</text><script>alert(1)</script> & "quoted" <img src=x onerror=y>'


def drawing(svg):
    return ET.fromstring(svg)


def texts(svg):
    return [text.text for text in drawing(svg).iter(f"{SVG}text")]


ALL = {
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


def test_no_rows_at_all_are_still_a_drawing():
    assert drawing(spark_svg("k", [], title="t")) is not None


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_a_scale_keeps_the_order_and_stays_on_its_line(one, other):
    place = scale(-1, 1, 100, 300)
    assert 100 <= place(one) <= 300
    assert (place(one) <= place(other)) or one > other


# Marks along a line


def places(svg, tag, name="x"):
    return [float(mark.get(name)[:-1]) for mark in ET.fromstring(svg).iter(tag)]


@given(st.floats(0.2, 5), st.floats(0.2, 5))
def test_a_mark_further_right_has_a_larger_value(one, other):
    along = ratio_scale([one, other])
    first, second = places(line_svg([Mark("dot", "before", one), Mark("dot", "now", other)], along), "circle", "cx")
    assert (one < other) <= (first <= second)
    assert 0 <= min(first, second) <= max(first, second) <= 100


def test_a_box_begins_and_ends_where_it_should_and_what_lies_outside_stands_at_the_end():
    svg = line_svg([Mark("box", "now", 1, 3), Mark("dot", "now", 9)], Scale(0, 4))
    assert (places(svg, "rect"), places(svg, "rect", "width")) == ([25.0], [50.0])
    assert places(svg, "circle", "cx") == [100.0]


def test_on_a_scale_of_ratios_half_and_double_are_equally_far_from_one():
    svg = line_svg([Mark("dot", "now", value) for value in (0.5, 1, 2)], Scale(0.25, 4, ratios=True))
    half, one, double = places(svg, "circle", "cx")
    assert one - half == pytest.approx(double - one)
    whisker = line_svg([Mark("whisker", "ink", 0.5, 2)], Scale(0.25, 4, ratios=True))
    assert [len(places(whisker, "line", end)) for end in ("x1", "x2")] == [3, 3]


def test_a_line_has_no_text_no_style_and_no_link():
    svg = line_svg([Mark(shape, "now", 1, 2) for shape in ("box", "span", "whisker", "dot", "upright")], Scale(0, 4))
    assert not texts(svg)
    assert not re.search(r"\s(style|href|on\w+)=", svg)
