import datetime as dt

import pandas as pd

from sna.membership import NOWHERE, Membership, Succession

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


ORGANISATIONS = ["name", "formerly", "merged_into", "since", "until"]


def succession(*rows):
    return Succession(pd.DataFrame(rows, columns=ORGANISATIONS))


def test_a_renamed_organisation_bears_each_name_in_its_time():
    names = succession(["New", "Middle", "", day(6), None], ["Middle", "Old", "", day(3), None])
    for stated in ("Old", "Middle", "New"):
        assert [names.on(stated, day(month)) for month in (1, 3, 5, 6)] == ["Old", "Middle", "Middle", "New"]
        assert names.line(stated) == "New"
    assert names.on("Elsewhere", day(1)) == "Elsewhere"


def test_the_parts_of_a_merger_end_on_their_day_and_the_whole_is_not_parted():
    names = succession(["North", "", "Both", None, day(3)], ["South", "", "Both", None, day(3)])
    assert [names.on("North", day(3)), names.on("South", day(4))] == ["North", "Both"]
    assert names.on("Both", day(1)) == "Both"


def test_a_ring_of_names_ends():
    names = succession(["One", "Two", "", None, None], ["Two", "One", "", None, None])
    assert names.on("One", day(1)) in {"One", "Two"}


def test_an_undated_new_name_holds_for_all_days():
    assert succession(["New", "Old", "", None, None]).on("Old", day(1)) == "New"


def test_a_post_has_the_name_of_the_day():
    rows = pd.DataFrame([["ann", "New", "", None, None, True]], columns=COLUMNS)
    known = Membership(rows, pd.DataFrame([["New", "Old", "", day(3), None]], columns=ORGANISATIONS))
    assert [known.post("ann", day(2)).organisation, known.post("ann", day(3)).organisation] == ["Old", "New"]
