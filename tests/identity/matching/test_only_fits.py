"""A short form, or a slip, is of the only one it fits: what makes it so, and what makes it doubtful again."""

import datetime as dt

import pytest

from sna.identity.matching import Writing, compare
from sna.identity.matching.evidence import Comparand, Meetings
from sna.identity.matching.parts import parts_of

MONTHS = [dt.date(2024, month, 5) for month in range(1, 13)]
REGULAR = {*MONTHS} - {MONTHS[5]}


def seen(name, days, organisation="", **more):
    """Somebody as written on the rolls of some days."""
    return Writing(
        f"{name} {organisation}",
        name,
        organisations=(organisation,) if organisation else (),
        lists=frozenset(map(str, days)),
        days=frozenset(days),
        count=len(days),
        since=min(days),
        until=max(days),
        **more,
    )


def together(*writings, **declared):
    """The names that are one person, each person's in order of the alphabet."""
    people = {}
    for writing in writings:
        people.setdefault(compare(writings, **declared).clusters[writing.id], []).append(writing.name)
    return sorted(sorted(names) for names in people.values())


@pytest.mark.parametrize("short", ["Margaret", "MO", "Maggie", "Okonjo", "mokonjo", "Margaret Oknojo", "Maggie Okonjo"])
def test_a_short_form_is_the_one_it_fits_who_was_away_just_then(short):
    assert together(seen("Margaret Okonjo", REGULAR), seen(short, [MONTHS[5]])) == [sorted([short, "Margaret Okonjo"])]


def test_the_evidence_says_that_nobody_else_fits():
    (match,) = compare([seen("Margaret Okonjo", REGULAR), seen("Margaret", [MONTHS[5]])]).matches
    assert match.for_[-1] == "nobody else here fits, and the two were never at one meeting"


@pytest.mark.parametrize("short", ["Margaret", "MO", "Maggie"])
def test_of_two_it_fits_it_is_asked_about(short):
    writings = seen("Margaret Okonjo", REGULAR), seen("Margaret Osei", MONTHS[:3]), seen(short, [MONTHS[5]])
    assert [short] in together(*writings)
    assert compare(writings).doubtful


def test_a_guest_beside_a_namesake_is_not_the_other_namesake():
    there = seen("Margaret Tamblyn", MONTHS[4:7])
    assert ["Margaret"] in together(seen("Margaret Okonjo", REGULAR), there, seen("Margaret", [MONTHS[5]]))


def test_who_stands_on_the_same_list_is_somebody_else():
    assert ["Margaret"] in together(seen("Margaret Okonjo", MONTHS), seen("Margaret", [MONTHS[5]]))


@pytest.mark.parametrize("short", ["Margaret", "MO"])
def test_who_seldom_comes_is_no_likelier_than_somebody_new(short):
    assert [short] in together(seen("Margaret Okonjo", [MONTHS[0], MONTHS[11]]), seen(short, [MONTHS[5]]), *crowd())


def crowd():
    """Others who come, so that there were meetings in between."""
    return [seen("Wystan Belholm", MONTHS), seen("Oriel Thorcombe", MONTHS)]


def test_an_uncommon_name_needs_no_meetings_between():
    assert together(seen("Oriel Thorcombe", [MONTHS[0]]), seen("Oriel", [MONTHS[11]])) == [["Oriel", "Oriel Thorcombe"]]


def test_of_colleagues_there_need_be_only_one():
    known = [seen("Margaret Okonjo", [MONTHS[0]], "oakdale"), seen("Margaret Osei", [MONTHS[1]], "hillview")]
    short = seen("Margaret", [MONTHS[5]], "oakdale")
    assert ["Margaret", "Margaret Okonjo"] in together(*known, short)
    assert ["Margaret"] in together(*known, seen("Margaret Tamblyn", [MONTHS[2]], "oakdale"), short)


def test_a_short_form_of_another_organisation_is_somebody_else():
    known, short = seen("Margaret Okonjo", REGULAR, "oakdale"), seen("Margaret", [MONTHS[5]], "hillview")
    assert ["Margaret"] in together(known, short)


def test_who_changed_employer_may_be_written_short_under_either():
    old, new = seen("Ottilie Brandvold", MONTHS[:4], "oakdale"), seen("Ottilie Brandvold", MONTHS[6:], "hillview")
    assert len(together(old, new, seen("OB", [MONTHS[5]], "hillview"))) == 1


def test_mr_jones_is_not_taken_for_ann_jones_of_one_organisation():
    writings = seen("Ann Jones", REGULAR, "oakdale"), seen("Mr Jones", [MONTHS[5]], "oakdale")
    assert len(together(*writings)) == 2
    assert compare(writings).doubtful


def test_danny_may_be_daniel_but_michael_is_seldom_mike():
    assert len(together(seen("Daniel Okonjo", REGULAR), seen("Danny", [MONTHS[5]]))) == 1
    assert len(together(seen("Mike Okonjo", REGULAR), seen("Michael", [MONTHS[5]]))) == 2


def test_slips_of_one_name_need_not_be_like_each_other():
    slips = [seen("Till Schneidereti", [MONTHS[5]]), seen("Till Shcneidereit", [MONTHS[6]]), seen("TS", [MONTHS[7]])]
    assert len(together(seen("Till Schneidereit", MONTHS[:5] + MONTHS[8:]), *slips)) == 1


def test_a_short_form_that_is_somebodys_already_ties_no_two_people():
    known = seen("Margaret Okonjo", MONTHS[:3]), seen("Margaret Osei", MONTHS[8:])
    short = seen("Margaret", [MONTHS[5]])
    same = [(known[0].id, short.id)]
    assert together(*known, short, same=same) == [["Margaret", "Margaret Okonjo"], ["Margaret Osei"]]


def test_an_initial_beside_a_common_surname_needs_somebody_who_always_comes():
    assert len(together(seen("Ann Smith", [MONTHS[0], MONTHS[2]]), seen("A Smith", [MONTHS[1]]), *crowd())) == 4
    assert len(together(seen("Ann Smith", REGULAR), seen("A Smith", [MONTHS[5]]), *crowd())) == 3


def test_days_of_one_plenary_are_one_meeting_and_a_year_of_daily_ones_is_many():
    days = [dt.date(2024, 1, 8) + dt.timedelta(days=n) for n in range(300)]
    writings = [seen("a", days[:2]), seen("b", days[2:4]), seen("c", days[:100:20]), seen("d", days[10:300:20])]
    meetings = Meetings({writing.name: Comparand(writing, parts_of(writing.name)) for writing in writings})
    assert meetings.presence("a", "b") == 2
    assert meetings.presence("a", "d") == 1
    assert meetings.presence("d", "a") == 1
    assert meetings.chance_never_to_meet("c", "d") == pytest.approx(1 / 15_504)  # 5 of 20 meetings, just those 5


def test_who_was_never_seen_at_a_meeting_is_asked_about():
    roster = Writing("1", "Margaret Okonjo", declared=True)
    assert ["Margaret"] in together(roster, seen("Margaret", [MONTHS[5]]))
