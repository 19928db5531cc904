"""Communities that stand in one study: told apart by who came, and only where attendance says so."""

import numpy as np
import pandas as pd
import pytest

from sna.weave import open_to, series


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


TWO = titles(*["Alpha CoP"] * 12, *["Beta CoP"] * 12)


def test_communities_whose_people_differ_are_two_series():
    numbers = series(TWO, apart())
    assert numbers.tolist() == [0] * 12 + [1] * 12
    could = open_to(numbers, apart())
    assert not could[:20, 12:].any()
    assert could[:20, :12].all()


def test_some_people_may_be_of_both():
    came = apart(shared=6)
    could = open_to(series(TWO, came), came)
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
    numbers = series(titles(*TWO["title"], "Launch"), came)
    could = open_to(numbers, came)
    assert could[:, 24].all()
    assert could[0].all()
    assert not could[1, 12:24].any()


def test_no_gathering_is_no_series():
    assert series(titles(), np.zeros((3, 0), bool)).tolist() == []
    assert open_to(np.array([], int), np.zeros((3, 0), bool)).shape == (3, 0)
