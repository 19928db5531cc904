"""Unions of stays."""

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sna.load.spells import minutes, union

DAY = dt.datetime(2024, 3, 5)  # noqa: DTZ001
SPELLS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300))).map(
    lambda pairs: [(at(min(pair)), at(max(pair))) for pair in pairs]
)


def at(minute):
    return DAY + dt.timedelta(minutes=minute)


def test_overlaps_count_once():
    assert minutes([(at(0), at(60)), (at(30), at(90)), (at(120), at(130))]) == 100.0
    assert union([(at(30), at(90)), (at(0), at(60)), (at(90), at(95))]) == [(at(0), at(95))]


def test_nothing_is_no_time():
    assert minutes([]) == 0.0
    assert union([]) == []


def test_a_spell_that_ends_before_it_starts_is_a_moment():
    assert minutes([(at(60), at(0))]) == 0.0


@given(SPELLS)
def test_the_union_is_the_minutes_covered(spells):
    covered = {
        minute
        for start, end in spells
        for minute in range(int((start - DAY).seconds / 60), int((end - DAY).seconds / 60))
    }
    assert minutes(spells) == len(covered)


@given(SPELLS)
def test_the_union_is_in_order_and_apart(spells):
    found = union(spells)
    assert all(before[1] < after[0] for before, after in pairwise(found))
    assert union(found) == found
    assert union(spells[::-1]) == found
