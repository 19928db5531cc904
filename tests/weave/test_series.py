"""Communities that stand in one study: told apart by who came, and only where attendance says so."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from sna.weave import communities, open_to, series

NOBODY = pd.DataFrame(columns=["person", "series", "since", "until"])


def titles(*names):
    return pd.DataFrame({"title": names, "series": ""})


def coins(people, gatherings, chance=0.3, seed=1):
    return np.random.default_rng(seed).random((people, gatherings)) < chance


def apart(shared=0, seed=1):
    """Two communities of twenty, of whom so many are of both."""
    came = coins(40, 24, seed=seed)
    came[: 20 - shared, 12:] = False
    came[20:, :12] = False
    return came


def could_come(gatherings, came, lists=NOBODY):
    days = np.arange(len(gatherings), dtype=float) + dt.date(2024, 1, 1).toordinal()
    return open_to(communities(gatherings, came, lists), days, pd.DataFrame(came), lists)


TWO = titles(*["Alpha CoP"] * 12, *["Beta CoP"] * 12)


def test_communities_whose_people_differ_are_two_series():
    numbers = series(TWO, apart())
    assert numbers.tolist() == [0] * 12 + [1] * 12
    could = could_come(TWO, apart())
    assert not could[:20, 12:].any()
    assert could[:20, :12].all()


def test_some_people_may_be_of_both():
    came = apart(shared=6)
    could = could_come(TWO, came)
    assert could[14:20].all()
    assert not could[:14, 12:].any()


@pytest.mark.parametrize("seed", range(20))
def test_topics_of_one_community_are_no_series(seed):
    names = titles(*(f"Topic {number % 6}" for number in range(24)))
    assert set(series(names, coins(40, 24, 0.2, seed))) == {0}


@pytest.mark.parametrize("seed", range(20))
def test_keen_and_unlike_people_of_one_community_are_one_series(seed):
    random = np.random.default_rng(seed)
    keen = random.beta(0.5, 1.5, (60, 1))
    assert set(series(TWO, random.random((60, 24)) < keen)) == {0}


def test_a_declared_series_outweighs_the_title_and_a_title_of_few_meetings_is_an_event():
    names = titles(*(f"{number}th meeting" for number in range(24)))
    assert set(series(names, apart())) == {-1}
    names["series"] = ["Alpha"] * 12 + ["Beta"] * 12
    assert set(series(names, apart())) == {0, 1}


def test_to_an_event_anybody_could_come_and_who_came_to_no_series_could_come_to_all():
    came = np.column_stack([apart(), np.ones(40, bool)])
    came[0, :24] = False
    could = could_come(titles(*TWO["title"], "Launch"), came)
    assert could[:, 24].all()
    assert could[0].all()
    assert not could[1, 12:24].any()


def test_no_gathering_is_no_series():
    assert series(titles(), np.zeros((3, 0), bool)).tolist() == []
    assert could_come(titles(), np.zeros((3, 0), bool)).shape == (3, 0)


# Communities that a list of members declares


def listed(*rows):
    """A list of members: number of the person, community, first and last day."""
    return pd.DataFrame(rows, columns=["person", "series", "since", "until"])


def test_declared_communities_are_two_though_all_of_their_people_are_of_both():
    lists = listed((0, "Alpha", None, None), (0, "Beta", None, None))
    gatherings = titles(*["Alpha CoP: meeting"] * 12, *["beta"] * 12)
    came = coins(40, 24)
    assert len(set(communities(gatherings, came, NOBODY))) == 1
    assert communities(gatherings, came, lists).tolist() == ["Alpha"] * 12 + ["Beta"] * 12


def test_a_title_that_names_two_declared_communities_is_a_meeting_of_neither():
    lists = listed((0, "Stroke", None, None), (0, "Stroke rehab", None, None), (1, "Dementia", None, None))
    gatherings = titles("Stroke and dementia", "Stroke rehab meeting", "STROKE", "Strokes")
    assert communities(gatherings, np.ones((2, 4), bool), lists).tolist() == ["", "Stroke rehab", "Stroke", ""]


def test_an_event_is_of_no_community_whatever_its_title_says():
    gatherings = titles(*["Alpha"] * 4, "Alpha").assign(kind=["meeting"] * 4 + ["event"])
    assert communities(gatherings, np.ones((3, 5), bool), NOBODY).tolist() == ["Alpha"] * 4 + [""]
    assert communities(gatherings, np.ones((3, 5), bool), listed((0, "alpha", None, None))).tolist()[-1] == ""


def test_a_community_is_called_as_most_of_its_meetings_or_of_its_rows_call_it():
    lists = listed((0, "ALPHA", None, None), (1, "Alpha", None, None), (2, "Alpha", None, None))
    assert set(communities(titles("alpha", "alpha"), np.ones((3, 2), bool), lists)) == {"Alpha"}
    gatherings = titles(*["Monthly forum"] * 4, *["monthly Forum"] * 3)
    assert set(communities(gatherings, np.ones((3, 7), bool), NOBODY)) == {"Monthly forum"}


def test_whom_a_list_has_could_come_on_its_days_and_whom_it_has_not_never_but_where_they_were():
    first, sixth = dt.date(2024, 1, 1), dt.date(2024, 1, 6)
    lists = listed((0, "Alpha CoP", first, sixth), (1, "Beta CoP", None, None), (2, "Alpha CoP", sixth, None))
    came = np.zeros((4, 25), bool)
    came[2, 0] = came[3, 20] = True
    could = could_come(titles(*TWO["title"], "Launch"), came, lists)
    assert could[0].nonzero()[0].tolist() == [0, 1, 2, 3, 4, 5, 24]
    assert could[1].nonzero()[0].tolist() == list(range(12, 25))
    assert could[2].nonzero()[0].tolist() == [0, *range(5, 12), 24]
    assert could[3].nonzero()[0].tolist() == [*range(12, 25)]


def test_who_belongs_to_none_could_come_to_what_has_no_list():
    lists = listed((0, "Alpha CoP", None, None))
    came = coins(40, 24, seed=2)
    came[:20, 12:] = came[20:, :12] = False
    came[39] = False
    could = could_come(TWO, came, lists)
    assert not could[39, :12].any()
    assert could[39, 12:].all()


def test_meetings_without_a_title_may_be_a_community_of_their_own():
    gatherings = titles(*["Alpha CoP"] * 12, *[""] * 12)
    assert communities(gatherings, apart(), NOBODY).tolist() == ["Alpha CoP"] * 12 + ["Meetings without a title"] * 12
    assert not could_come(gatherings, apart())[:20, 12:].any()
