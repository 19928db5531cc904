"""The picture of communities: nothing leaves the frame or lies on a name, whatever they are called and share."""

import math
import re
from itertools import combinations

import numpy as np
import pytest
from lxml import etree

from sna.render.chart import MOST_RINGS, Circle, circles_svg
from sna.render.svg import text_width

NAMES = (
    "Stroke and transient ischaemic attack", "Dementia", "Frailty & <b>falls</b>", "Children and young people",
    "Wounds", "Medicines optimisation in care homes", "Sepsis", "Nutrition", "End of life care", "Maternity",
    "Ὑγίεια", "x" * 60,
)  # fmt: skip


def drawn(circles, shared):
    return etree.fromstring(circles_svg(circles, shared, title="Communities & people", description="Who is in both."))


def elements(svg, name):
    return svg.iter(f"{{http://www.w3.org/2000/svg}}{name}")


def boxes(svg):
    """Give the box of each text: left, top, right, bottom."""
    for text in elements(svg, "text"):
        size, anchor = float(text.get("font-size")), text.get("text-anchor")
        width = text_width(text.text, size, bold=text.get("font-weight") == "700")
        left = float(text.get("x")) - width * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        middle = float(text.get("y")) - 0.35 * size
        yield text.text, (left, middle - 0.5 * size, left + width, middle + 0.5 * size)


def circles_of(svg):
    found = [tuple(float(circle.get(name)) for name in ("cx", "cy", "r")) for circle in elements(svg, "circle")]
    return [circle for circle in found if circle[2] > 10], [circle for circle in found if circle[2] <= 10]


def worlds():
    for number in range(2, 13):
        for seed in range(6):
            random = np.random.default_rng([number, seed])
            people = [int(size) for size in random.integers(0, 200, number)]
            names = [NAMES[place] for place in random.permutation(len(NAMES))[:number]]
            few = random.random() * 0.7
            shared = {
                pair: int(random.integers(1, 15)) for pair in combinations(range(number), 2) if random.random() < few
            }
            yield [Circle(*circle) for circle in zip(names, people, strict=True)], shared


@pytest.mark.parametrize(("circles", "shared"), list(worlds()))
def test_texts_stay_in_the_frame_and_lie_on_no_other_text_and_on_no_foreign_circle(circles, shared):
    svg = drawn(circles, shared)
    width, height = map(float, svg.get("viewBox").split()[2:])
    texts = list(boxes(svg))
    for _words, (left, top, right, bottom) in texts:
        assert left >= 0
        assert top >= 0
        assert right <= width
        assert bottom <= height
    for (head, ours), (tail, theirs) in combinations(texts, 2):
        apart = ours[2] <= theirs[0] or theirs[2] <= ours[0] or ours[3] <= theirs[1] or theirs[3] <= ours[1]
        assert apart, (head, tail)
    large, _rings = circles_of(svg)
    for one, other in combinations(large, 2):
        assert math.dist(one[:2], other[:2]) > one[2] + other[2]
    for words, (left, top, right, bottom) in texts:
        for x, y, radius in large:
            near = min(max(x, left), right), min(max(y, top), bottom)
            inside = left >= x - radius and right <= x + radius and math.dist(near, (x, y)) < 1
            assert inside or math.dist(near, (x, y)) >= radius, words


@pytest.mark.parametrize(("circles", "shared"), list(worlds()))
def test_a_ring_stands_for_each_of_a_few_people_and_a_number_for_more(circles, shared):
    svg = drawn(circles, shared)
    large, rings = circles_of(svg)
    assert len(large) == len(circles)
    assert len(rings) == sum(number for number in shared.values() if number <= MOST_RINGS)
    texts = [words for words, _box in boxes(svg)]
    for number in (number for number in shared.values() if number > MOST_RINGS):
        assert texts.count(str(number)) >= 1
    alone = len(circles) - len({end for pair in shared for end in pair})
    assert texts.count("shares nobody") == alone
    dashed = [shape for name in ("circle", "path") for shape in elements(svg, name) if shape.get("stroke-dasharray")]
    assert len(dashed) == alone + sum(number == 1 for number in shared.values())


def distance(point, head, tail):
    """Give how far a point is from a stretch."""
    along = np.subtract(tail, head)
    share = np.clip(np.dot(np.subtract(point, head), along) / np.dot(along, along), 0, 1)
    return math.dist(point, np.add(head, share * along))


@pytest.mark.parametrize(("circles", "shared"), list(worlds()))
def test_no_line_runs_through_a_circle_or_a_name(circles, shared):
    svg = drawn(circles, shared)
    large, _rings = circles_of(svg)
    names = [box for words, box in boxes(svg) if not words.replace(",", "").isdigit()]
    for path in elements(svg, "path"):
        ends = [tuple(map(float, end.split())) for end in path.get("d")[1:].split("L")]
        assert all(distance((x, y), *ends) > radius - 2 for x, y, radius in large)
        for left, top, right, bottom in names:
            grid = [(x, y) for x in np.linspace(left, right, 12) for y in (top, (top + bottom) / 2, bottom)]
            assert min(distance(point, *ends) for point in grid) > 0.5


def test_circles_are_as_large_as_their_communities():
    large, _rings = circles_of(drawn([Circle("A", 100), Circle("B", 25)], {}))
    assert large[1][2] / large[0][2] == pytest.approx(0.5, abs=0.01)


def test_names_are_escaped_and_the_drawing_says_what_it_is():
    svg = circles_svg([Circle("<script>", 1), Circle("&", 2)], {(0, 1): 1}, title="A <b>", description="B")
    assert "<script>" not in svg
    assert "<b>" not in svg
    assert re.search(r'role="img" aria-labelledby="circles-title circles-description"', svg)


def test_the_same_content_gives_the_same_bytes_and_those_that_share_stand_beside_each_other():
    circles = [Circle(name, 10) for name in "ABCDEFGH"]
    ring = {(place, place + 1): 2 for place in range(7)} | {(0, 7): 2}
    assert circles_svg(circles, ring, title="t", description="d") == circles_svg(
        circles, ring, title="t", description="d"
    )
    scattered = {(0, 4): 2, (1, 5): 2, (2, 6): 2, (3, 7): 2}
    large, _rings = circles_of(drawn(circles, scattered))
    nearest = min(math.dist(one[:2], other[:2]) for one, other in combinations(large, 2))
    for head, tail in scattered:
        assert math.dist(large[head][:2], large[tail][:2]) < 1.2 * nearest
