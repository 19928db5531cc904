import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from sna.errors import NetworkError
from sna.network import TwoMode, project

CAME = np.array([[1, 0, 0], [1, 1, 0]])
COULD = np.array([[True, False, True], [True, True, False]])


def table(ids):
    return pd.DataFrame(index=pd.Index(ids, dtype="str"))


def network(could=COULD, people=("ann", "bob"), gatherings=("april", "june", "may")):
    return TwoMode(table(people), table(gatherings), sparse.csr_array(CAME), could)


def test_who_could_be_where_is_sorted_with_the_rest():
    unsorted = network(people=("bob", "ann"), gatherings=("may", "june", "april"))
    assert unsorted.incidence.toarray().tolist() == [[0, 1, 1], [0, 0, 1]]
    assert unsorted.eligible.tolist() == [[False, True, True], [True, False, True]]


def test_who_was_seen_could_be_there_and_the_array_given_is_not_changed():
    given = np.zeros((2, 3), bool)
    assert network(given).eligible.tolist() == CAME.astype(bool).tolist()
    assert not given.any()


def test_open_throughout_is_none():
    assert network(None).eligible is None
    assert network(np.ones((2, 3), bool)).eligible is None
    assert network(CAME == 0).eligible is None


def test_another_shape_is_refused():
    with pytest.raises(NetworkError, match="Who could be where"):
        network(np.ones((3, 2), bool))


def test_it_is_carried_into_copies_and_parts():
    whole = network()
    assert whole.copy().eligible.tolist() == COULD.tolist()
    assert whole.copy().eligible is not whole.eligible
    assert whole.only(np.array([True, True, False])).eligible.tolist() == [[True, False], [True, True]]
    assert whole.among(np.array([False, True])).eligible.tolist() == [[True, True, False]]
    assert whole.among(np.array([False, True])).incidence.toarray().tolist() == [[1, 1, 0]]
    assert whole.only(np.array([True, False, False])).eligible is None
    assert project(whole, largest=1).behind.eligible.tolist() == [[False, True], [True, False]]


def test_other_attendance_of_the_same_people_keeps_who_could_be_where():
    other = network().attended_as(sparse.csr_array([[0, 5, 0], [0, 0, 0]]))
    assert other.incidence.toarray().tolist() == [[0, 1, 0], [0, 0, 0]]
    assert other.eligible.tolist() == [[True, True, True], [True, True, False]]
    assert network().eligible.tolist() == COULD.tolist()
    assert network(None).attended_as(sparse.csr_array(CAME)).eligible is None
    with pytest.raises(NetworkError, match="incidence"):
        network().attended_as(sparse.csr_array((3, 2)))


def test_nobody_and_nothing():
    empty = TwoMode(table([]), table([]), sparse.csr_array((0, 0)), np.ones((0, 0), bool))
    assert empty.eligible is None
    assert empty.among(np.zeros(0, bool)).incidence.shape == (0, 0)
