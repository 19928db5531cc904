"""Moments, durations and the order of day and month as meeting services write them."""

import datetime as dt
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sna.load.times import (
    family_order,
    is_duration,
    is_moment,
    is_open_moment,
    is_time,
    minutes,
    order_of,
    read_minutes,
    read_moment,
    read_time,
    union,
)

DAY = dt.datetime(2024, 3, 5)  # noqa: DTZ001
SPELLS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300))).map(
    lambda pairs: [(at(min(pair)), at(max(pair))) for pair in pairs]
)


@pytest.mark.parametrize(
    ("text", "day_first", "moment"),
    [
        ("14/11/22, 09:29:07", True, (2022, 11, 14, 9, 29, 7)),
        ("7/20/23, 4:16:29 PM", False, (2023, 7, 20, 16, 16, 29)),
        ("7/20/23, 4:16:29\u202fPM", False, (2023, 7, 20, 16, 16, 29)),
        ("7/20/23, 12:16:29 AM", False, (2023, 7, 20, 0, 16, 29)),
        ("06.10.26, 18:01:00", True, (2026, 10, 6, 18, 1)),
        ("14.11.2022 18.01.00", True, (2022, 11, 14, 18, 1)),
        ("14-11-2022 9:29", True, (2022, 11, 14, 9, 29)),
        ("14/11/2022 à 9:29", True, (2022, 11, 14, 9, 29)),
        ("2/3/2021, 10:05:01 p. m.", True, (2021, 3, 2, 22, 5, 1)),
        ("11/19/2021 9:54:15 AM", False, (2021, 11, 19, 9, 54, 15)),
        ("Mar 22, 2025 7:13 PM", None, (2025, 3, 22, 19, 13)),
        ("22 mars 2025 19:13:00", None, (2025, 3, 22, 19, 13)),
        ("2021-03-04T10:00:00.1234567Z", None, (2021, 3, 4, 10)),
        ("2024-03-05 10:00:00+00:00", None, (2024, 3, 5, 10)),
    ],
)
def test_moments_of_every_service_are_read(text, day_first, moment):
    assert is_moment(text)
    assert read_moment(text, day_first) == dt.datetime(*moment)  # noqa: DTZ001


@pytest.mark.parametrize(
    "text", ["", "06.10.26", "10:03", "soon", "32/13/2022, 10:00", "5/3/22, 25:00", "x" * 500, None, 7]
)
def test_what_is_no_moment_says_so(text):
    with pytest.raises(ValueError, match=r"^(This is|There is|Day and)"):
        read_moment(text)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1h 2m 30s", 62.5),
        ("59m 0s", 59.0),
        ("45s", 0.8),
        ("59 Min. 0 Sek.", 59.0),
        ("1 Std. 2 Min.", 62.0),
        ("1 godz. 2 min 30 sek.", 62.5),
        ("58 min", 58.0),
        ("1 hr 2 min", 62.0),
        ("1 uur 5 min", 65.0),
        ("1 h 2 min 30 s", 62.5),
        ("0:58:30", 58.5),
        ("PT1H2M", 62.0),
        (dt.timedelta(minutes=5), 5.0),
        (dt.time(0, 5), 5.0),
    ],
)
def test_durations_in_many_languages_are_minutes(text, minutes):
    assert is_duration(text)
    assert read_minutes(text) == minutes


@pytest.mark.parametrize("text", ["", "12", "Ann", "1 x", "5/3/22", "m", "-"])
def test_what_is_no_duration_says_so(text):
    assert not is_duration(text)


def test_times_of_day_have_no_day():
    assert read_time("4:16 PM") == dt.time(16, 16)
    assert is_time("10:03:59")
    assert not is_time("5/3/22, 10:03")
    assert not is_time("10")


HERE = Path("report.csv")


@pytest.mark.parametrize(
    ("values", "pairs", "path", "order"),
    [
        (["3/4/25, 9:00", "13/4/25, 9:00"], [], HERE, True),
        (["3/4/25, 9:00", "4/13/25, 9:00"], [], HERE, False),
        (["3.4.25, 9:00"], [], HERE, True),
        (["3/4/25, 9:00"], [], HERE, None),
        (["3/4/25, 9:00"], [("3/4/25, 23:50", "3/5/25, 00:10")], HERE, False),
        (["3/4/25, 9:00"], [("3/4/25, 23:50", "4/4/25, 00:10")], HERE, True),
        (["3/4/25, 9:00"], [("3/4/25, 9:00", "3/4/25, 10:00")], HERE, None),
        (["3/4/25, 9:00"], [], Path("Forum 11-26-25.csv"), False),
        (["3/4/25, 9:00"], [], Path("Forum 26-11-25.csv"), True),
        (["3/4/25, 9:00"], [], Path("Forum 2025-03-04.csv"), False),
        (["3/4/25, 9:00"], [], Path("Forum 2025-04-03.csv"), True),
        (["3/4/25, 9:00"], [], Path("Forum 2024-04-03.csv"), None),
        (["2025-04-03 9:00", "nonsense", None], [], HERE, None),
    ],
)
def test_the_order_is_told_from_the_whole_file(values, pairs, path, order):
    assert order_of(values, pairs, path) is order


def test_a_family_agrees_or_leaves_it_open():
    assert family_order([None, True, True]) is True
    assert family_order([None, False]) is False
    assert family_order([True, False]) is None
    assert family_order([None]) is None


def test_only_days_that_differ_in_the_two_orders_are_open():
    assert is_open_moment("3/4/25, 9:00")
    assert not any(map(is_open_moment, ["13/4/25, 9:00", "4/4/25, 9:00", "2025-04-03 9:00", "Ann", None]))


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    for is_one, read in ((is_time, read_time), (is_duration, read_minutes)):
        try:
            read(text)
        except ValueError:
            assert not is_one(text)
    try:
        read_moment(text)
    except ValueError:
        pass
    else:
        assert is_moment(text)


@pytest.mark.parametrize("text", ["1 " * 50_000, "1/" * 50_000, "1m" * 50_000, ": " * 50_000])
def test_long_texts_take_no_longer(text):
    started = time.process_time()
    assert not is_moment(text)
    assert not is_time(text)
    is_duration(text)
    assert time.process_time() - started < 0.5


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
