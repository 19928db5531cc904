"""Days as people write them."""

import datetime as dt

import pytest

from sna.load.dates import (
    find_date,
    find_year,
    from_serial,
    holds_date,
    infer_day_first,
    is_date,
    is_open,
    is_serial,
    read_date,
    without_date,
)

DAY = dt.date(2024, 3, 5)


def test_the_de_of_december_is_no_preposition():
    for text in ("18 December 2013", "18th of December 2013", "Wednesday 18 DECEMBER 2013", "18 de diciembre de 2013"):
        assert read_date(text) == dt.date(2013, 12, 18)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05", "2024/03/05", "2024-03-05T10:00:00Z", "2024-03-05 10:00", "20240305", "05/03/2024", "5/3/24",
        "05.03.2024", "5-3-2024", "05/03/2024 10:00", "5 March 2024", "5th March 2024", "5th of March 2024", "5 Mar 24",
        "5-Mar-2024", "5-Mar-24", "5. März 2024", "5 mars 2024", "5 de marzo de 2024", "Tue 5 March 2024",
        "Tuesday, 5 March 2024", "March 5, 2024", "Mar 5 2024", "March 5th 2024", "  5   March  2024 ",
        "Dienstag, 5. März 2024",
    ],
)  # fmt: skip
def test_a_day_is_read_in_many_forms(text):
    assert read_date(text) == DAY
    assert is_date(text)


@pytest.mark.parametrize(("text", "expected"), [("03/05/2024", DAY), ("3/5/24", DAY), ("3/5/2024 4:16:29 PM", DAY)])
def test_the_month_stands_first_if_so_told(text, expected):
    assert read_date(text, day_first=False) == expected


@pytest.mark.parametrize("value", [DAY, dt.datetime(2024, 3, 5, 10, 0, tzinfo=dt.UTC)])
def test_typed_days_stay(value):
    assert read_date(value) == DAY


@pytest.mark.parametrize("text", ["12-Jan", "12 January", "12/01", "Jan 12th"])
def test_a_day_without_a_year_takes_the_one_given(text):
    assert read_date(text, year=2024) == dt.date(2024, 1, 12)
    with pytest.raises(ValueError, match="no year"):
        read_date(text)


@pytest.mark.parametrize(("digits", "year"), [("68", 2068), ("69", 1969), ("99", 1999), ("00", 2000), ("24", 2024)])
def test_years_of_two_digits(digits, year):
    assert read_date(f"5/3/{digits}").year == year


@pytest.mark.parametrize("text", ["31/02/2024", "2024-13-01", "30 February 2024", "00/01/2024", "2023-02-29"])
def test_a_day_that_does_not_exist_is_refused(text):
    with pytest.raises(ValueError, match="no such day"):
        read_date(text)


@pytest.mark.parametrize(
    "text", ["", "soon", "March 2024", "Mar 24", "Mar-24", "2024", "1.5", "45356", "Meeting 3", "5 Marchember 2024"]
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError, match=r"no date|no year"):
        read_date(text)


def test_the_other_order_is_named_as_such():
    with pytest.raises(ValueError, match="another order"):
        read_date("02/14/2024", day_first=True)


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["03/04/2024", "17/04/2024"], True),
        (["03/04/2024", "04/17/2024"], False),
        (["03/04/2024"], None),
        (["2024-04-17", "17 April 2024", DAY, 45356, None, ""], None),
        (["17/04/2024", "18/04/2024", "04/19/2024"], True),
        (["04/17/2024", "04/18/2024", "19/04/2024"], False),
        ([], None),
    ],
)
def test_a_set_of_days_tells_the_order(values, order):
    assert infer_day_first(values) is order


@pytest.mark.parametrize(
    ("text", "expected"), [("03/04/2024", True), ("03/03/2024", False), ("17/04/2024", False), ("3 April 2024", False)]
)
def test_a_day_is_open_if_both_orders_give_one(text, expected):
    assert is_open(text) is expected


def test_day_numbers():
    assert from_serial(45356) == from_serial("45356.0") == from_serial(45356.75) == DAY
    assert from_serial(45356 - 1462, since_1904=True) == DAY
    assert is_serial(45356)
    assert is_serial("45356")
    assert not any(is_serial(value) for value in (1, 2024, "2024", True, "4535", 1e18, None, DAY, "abc"))


@pytest.mark.parametrize(
    "text",
    ["Forum 5 March 2024.xlsx", "register_2024-03-05", "2024_03_05 forum", "forum-05-03-2024", "20240305 forum",
     "Forum (05.03.24)", "Forum on Tuesday 5th March 2024 at 10.00", "March 5, 2024 Forum"],
)  # fmt: skip
def test_a_day_within_a_text_is_found(text):
    assert find_date(text) == DAY
    assert holds_date(text)
    assert find_date(without_date(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "19 March 18:00",
        "19 March 18.30",
        "19 March 10 am",
        "Forum",
        "Register 2024",
        "Meeting 3",
        "2023-24",
        "Room 12-34-56789",
        "v1.2.3",
    ],
)
def test_no_day_is_found_where_there_is_none(text):
    assert find_date(text) is None


@pytest.mark.parametrize(
    "text",
    ["22_Meet 2024-03-05 Forum", "Session 3 Falls 2024-03-05", "Forum 12 2024-03-05", "12th forum 05.03.2024"],
)
def test_a_number_and_a_word_ahead_of_a_day_do_not_hide_it(text):
    assert find_date(text) == DAY


@pytest.mark.parametrize("text", ["31/02/2024", "45 March 2024", "99.13.05.2024", "3 Falls 2024"])
def test_what_follows_no_day_is_not_taken_for_one(text):
    assert find_date(text) is None


def test_a_year_within_a_text_is_found():
    assert (find_year("Register 2023/24"), find_year("Register"), find_year("0123202412")) == (2023, None, None)
