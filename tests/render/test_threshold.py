import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sna.render.map.ties import (
    BANDS_PER_ISLAND,
    FEWEST_PER_PERSON,
    MOST_LINES,
    MOST_PER_PERSON,
    TieCounts,
    banded,
    least,
    lines_sentence,
    steps,
)

MET = ("met", "time")


def inside(counts):
    """Ties of people of one island."""
    return TieCounts(np.array(counts, dtype=int), np.zeros((len(counts), 2), dtype=int))


def across(pairs, each, count=1):
    """So many ties between each of so many pairs of islands."""
    islands = np.array([(0, other + 1) for other in range(pairs) for _tie in range(each)])
    return TieCounts(np.full(len(islands), count), islands)


@given(st.lists(st.integers(1, 12), max_size=120), st.integers(1, 40))
def test_the_step_taken_is_the_first_that_can_be_followed_and_still_tells_something(counts, people):
    drawn = {times: sum(count >= times for count in counts) for times in steps(counts)}
    taken = least(inside(counts), people)
    assert taken in drawn
    assert all(drawn[times] > MOST_PER_PERSON * people for times in drawn if times < taken)
    assert taken == 1 or drawn[taken] >= FEWEST_PER_PERSON * people


def test_few_ties_are_all_drawn():
    assert least(inside([1, 1, 2]), people=3) == 1
    assert least(inside([]), people=0) == 1


def test_a_thicket_is_thinned():
    assert least(inside([1] * 200 + [2] * 50 + [3] * 20), people=10) == 3


def test_hardly_any_lines_are_worse_than_too_many():
    assert least(inside([1] * 500 + [9] * 2), people=50) == 1


def test_everybody_who_met_once_is_drawn_however_many_they_are():
    assert least(inside([1] * 5000), people=100) == 1


def test_many_ties_between_few_islands_are_bands_that_can_be_followed():
    few = across(4, MOST_LINES // 4 + 1)
    assert banded(few.islands, 60)
    assert least(TieCounts(few.times + (np.arange(len(few.times)) % 2), few.islands), people=60) == 1


def test_a_map_of_very_many_people_has_bands_sooner():
    some = across(4, 80)
    assert banded(some.islands, 401)
    assert not banded(some.islands, 400)


def test_bands_that_cannot_be_told_apart_are_a_thicket_too():
    names = np.array([(one, other) for one in range(22) for other in range(one)] * 3)
    ties = TieCounts(np.where(np.arange(len(names)) % 5 == 0, 4, 1), names)
    assert banded(ties.islands, 300)
    assert len(names) / 3 > BANDS_PER_ISLAND * 22
    assert least(ties, people=300) == 4


@pytest.mark.parametrize(
    ("counts", "times", "said"),
    [
        ([], 1, "Lines: none, because no two people met."),
        ([3], 1, "Lines: the one pair who met."),
        ([3, 1], 1, "Lines: all 2 pairs who met."),
        ([3, 1], 2, "Lines: 1 pair who met 2 times or more, of 2 pairs who met at all."),
        ([3, 1], 9, "Lines: 0 pairs who met 9 times or more, of 2 pairs who met at all."),
        ([4] * 1500, 4, "Lines: 1,500 pairs who met 4 times or more, of 1,500 pairs who met at all."),
    ],
)
def test_the_sentence_counts_what_is_drawn(counts, times, said):
    assert lines_sentence(counts, times, MET) == said


def test_the_sentence_says_what_was_done():
    assert lines_sentence([1, 2], 2, ("were in touch", "act")).startswith(
        "Lines: 1 pair who were in touch 2 acts or more, of 2"
    )
