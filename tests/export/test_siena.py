"""What RSiena reads: a matrix per period and who was there."""

import numpy as np
import pandas as pd
import pytest

from sna.errors import ExportError
from sna.export.lists import matrix, write_siena
from sna.network import Network


def period(ties, member):
    nodes = pd.DataFrame({"name": ["Ann", "Bob", "Cat"], "team": ["x", "y", "x"], "member": member}, index=list("abc"))
    return Network(nodes, pd.DataFrame(ties, columns=["source", "target", "weight"]))


def test_matrices_composition_and_groups_are_written(tmp_path):
    first, second = period([("a", "b", 2.0)], [True, True, False]), period([], [True, False, True])
    write_siena({"Year 1": first, "Year\n2": second}, tmp_path)
    assert (tmp_path / "network-1.txt").read_text() == "0\t1\t10\n1\t0\t10\n10\t10\t0\n"
    assert (tmp_path / "network-2.txt").read_text() == "0\t10\t0\n10\t0\t10\n0\t10\t0\n"
    assert (tmp_path / "composition.txt").read_text() == "1 2\n1 1\n2 2\n"
    actors = pd.read_csv(tmp_path / "actors.csv")
    assert actors["team_number"].tolist() == [1, 2, 1]
    assert "# network-2.txt: Year 2\n" in (tmp_path / "load.R").read_text()


def test_somebody_who_comes_back_has_two_spells(tmp_path):
    there = [[True, True, True], [False, True, True], [True, True, True]]
    write_siena({str(number): period([], row) for number, row in enumerate(there)}, tmp_path)
    assert (tmp_path / "composition.txt").read_text() == "1 1 3 3\n1 3\n1 3\n"


def test_directions_are_kept_and_weights_are_not(replies):
    made = matrix(replies)
    assert made.sum() == 3
    assert made[1, 0] == made[0, 1] == made[4, 9] == 1


def test_other_people_in_another_period_are_an_error(tmp_path):
    with pytest.raises(ExportError, match="the same people in every period"):
        write_siena({"1": period([], [True] * 3), "2": Network.of([("a", "b", 1.0)])}, tmp_path)


def test_a_tie_of_somebody_said_to_be_gone_counts_as_having_been_there():
    made = matrix(period([("a", "c", 1.0)], [True, True, False]))
    assert np.array_equal(made, [[0, 0, 1], [0, 0, 0], [1, 0, 0]])
