import datetime as dt

import pandas as pd

from sna.membership import NOWHERE, Membership

COLUMNS = ["person", "organisation", "role", "since", "until", "declared"]


def day(month):
    return dt.date(2024, month, 1)


def members(*rows):
    return Membership(pd.DataFrame([["ann", *row] for row in rows], columns=COLUMNS))


def test_what_is_declared_outweighs_what_a_register_says_that_day():
    known = members(["Trust", "Nurse", None, None, True], ["trust typo", "", day(3), day(3), False])
    assert known.post("ann", day(3)).organisation == "Trust"


def test_somebody_observed_is_where_they_were_last_seen_before_then_where_first_after():
    known = members(["Trust", "Nurse", day(3), day(3), False], ["Council", "", day(6), day(6), False])
    assert [known.post("ann", day(month)).organisation for month in (1, 3, 5, 6, 9)] == [
        "Trust", "Trust", "Trust", "Council", "Council",
    ]  # fmt: skip
    assert known.post("ann").organisation == "Council"
    assert known.post("ann").role == "Nurse"


def test_nothing_known_is_blank_not_a_guess():
    assert members().post("bo", day(1)) == NOWHERE
    assert members(["", "Nurse", None, None, True]).post("ann", day(1)).organisation == ""


def test_membership_covers_both_days_and_is_unknown_without_a_roster():
    known = members(["Trust", "", day(3), day(6), True])
    assert known.member("ann", day(1), day(2)) is False
    assert known.member("ann", day(1), day(3)) is True
    assert known.member("ann", day(6), day(9)) is True
    assert members(["Trust", "", day(3), day(3), False]).member("ann", day(1), day(9)) is None
