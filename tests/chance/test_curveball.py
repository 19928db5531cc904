import time
from itertools import product

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.stats import chi2

from sna.chance import Recent, curveball
from sna.chance.curveball import Room, attendances, settle, trades_suffice
from sna.errors import NetworkError
from sna.network import TwoMode

RING_OF_SIX = np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]], bool)
RING_OF_EIGHT = np.array([[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1], [1, 0, 0, 1]], bool)
JOINED_AND_LEFT = np.array([[1, 1, 1, 0], [0, 1, 1, 1], [1, 1, 1, 1], [0, 0, 1, 1], [1, 1, 1, 1]], bool)


def davis():
    graph = nx.davis_southern_women_graph()
    return TwoMode.of([(woman, event) for woman in graph.graph["top"] for event in graph[woman]])


def two_mode(came, eligible=None):
    people, gatherings = (pd.DataFrame(index=[f"{place:02}" for place in range(side)]) for side in came.shape)
    return TwoMode(people, gatherings, sparse.csr_array(came), eligible)


def every_attendance(came, eligible):
    """List every attendance with the totals of this one in which all are where they may be."""
    found = [[]]
    for total, could in zip(came.sum(axis=1), eligible, strict=True):
        rows = [row for row in product(*(range(int(open_) + 1) for open_ in could)) if sum(row) == total]
        found = [[*begun, row] for begun in found for row in rows]
    found = [one for one in found if (np.sum(one, axis=0) == came.sum(axis=0)).all()]
    return [np.array(one, bool).tobytes() for one in found]


def settled(came, eligible, *, chains, rounds, seed):
    """Give the last state of many independent chains, each as bytes."""
    state = np.repeat(came.T[:, :, np.newaxis], chains, axis=2)
    settle(state, Room.of(eligible.T), np.random.Generator(np.random.SFC64(seed)), rounds=rounds)
    return [drawn.tobytes() for drawn in np.ascontiguousarray(state.transpose(2, 1, 0))]


SMALL = {
    "a square": (np.eye(3, dtype=bool), np.ones((3, 3), bool)),
    "Strona's example": (np.array([[1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 1, 1]], bool), np.ones((3, 4), bool)),
    "four by four": (np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 1], [1, 1, 1, 0]], bool), np.ones((4, 4), bool)),
    "joined and left": (
        np.array([[1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0]], bool),
        JOINED_AND_LEFT,
    ),
    "not on the diagonal": (np.roll(np.eye(4, dtype=bool), 1, axis=0), ~np.eye(4, dtype=bool)),
    "a ring of six": (np.eye(3, dtype=bool), RING_OF_SIX),
    "a ring of eight": (np.eye(4, dtype=bool), RING_OF_EIGHT),
    "rings and trades": (
        np.array([[1, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], bool),
        np.array([[1, 1, 0, 1], [0, 1, 1, 1], [1, 0, 1, 0], [1, 0, 1, 1]], bool),
    ),
}


@pytest.mark.parametrize("name", SMALL)
def test_every_attendance_with_these_totals_is_drawn_equally_often(name):
    came, eligible = SMALL[name]
    states = every_attendance(came, eligible)
    assert 1 < len(states) < 200
    chains = 400 * len(states)
    drawn = settled(came, eligible, chains=chains, rounds=30, seed=1)
    counts = tallied(drawn, states)
    statistic = ((counts - 400) ** 2 / 400).sum()
    assert chi2.sf(statistic, len(states) - 1) > 1e-3, counts


def tallied(drawn, states):
    """Count how often each state was drawn; one that is not among them is an error."""
    place = {state: row for row, state in enumerate(states)}
    return np.bincount([place[state] for state in drawn], minlength=len(states))


def rank_of(form, states):
    """Count the parts into which single trades leave a set of attendances: the definition, by brute force."""
    arrays = [np.frombuffer(state, bool).reshape(form) for state in states]
    graph = nx.empty_graph(len(arrays))
    for one, first in enumerate(arrays):
        for other in range(one):
            differing = first ^ arrays[other]
            if differing.sum() == 4:
                graph.add_edge(one, other)
    return nx.number_connected_components(graph)


@pytest.mark.parametrize("seed", range(40))
def test_where_every_ring_has_a_chord_trades_reach_every_attendance(seed):
    random = np.random.default_rng(seed)
    eligible = random.random((4, 4)) < 0.75
    came = eligible & (random.random((4, 4)) < 0.5)
    if trades_suffice(eligible):
        assert rank_of((4, 4), every_attendance(came, eligible)) == 1


@pytest.mark.parametrize(("ring", "size"), [(RING_OF_SIX, 3), (RING_OF_EIGHT, 4)])
def test_on_a_ring_without_a_chord_trades_alone_reach_nothing(ring, size):
    assert not trades_suffice(ring)
    assert rank_of((size, size), every_attendance(np.eye(size, dtype=bool), ring)) == 2


def chordless(eligible):
    """Tell by brute force whether a ring of six places or more has no chord."""
    graph = nx.Graph([(f"r{row}", column) for row, column in zip(*np.nonzero(eligible), strict=True)])
    return any(len(ring) >= 6 for ring in nx.chordless_cycles(graph))


@pytest.mark.parametrize("seed", range(150))
def test_the_quick_check_of_rings_agrees_with_listing_them_all(seed):
    random = np.random.default_rng(seed)
    eligible = random.random((random.integers(3, 7), random.integers(3, 7))) < random.uniform(0.3, 0.95)
    assert trades_suffice(eligible) is not chordless(eligible)


@pytest.mark.parametrize("seed", range(20))
def test_one_spell_each_needs_trades_only(seed):
    random = np.random.default_rng(seed)
    ends = np.sort(random.integers(0, 12, (30, 2)), axis=1)
    days = np.arange(12)
    assert trades_suffice((ends[:, :1] <= days) & (days <= ends[:, 1:]))


def test_totals_and_places_are_kept_in_every_draw_and_every_draw_is_there():
    random = np.random.default_rng(5)
    eligible = random.random((31, 12)) < 0.7
    whole = two_mode(eligible & (random.random((31, 12)) < 0.4), eligible)
    drawn = np.concatenate(list(attendances(whole, draws=300, seed=2)))
    assert drawn.shape == (300, 31, 12)
    assert (drawn.sum(axis=2) == whole.attended()).all()
    assert (drawn.sum(axis=1) == whole.sizes()).all()
    assert not (drawn & ~whole.eligible).any()
    assert len(np.unique(drawn.reshape(300, -1), axis=0)) == 300


@pytest.mark.parametrize("shape", [(5, 9), (9, 5)])
def test_more_gatherings_than_people_is_no_different(shape):
    came = np.random.default_rng(1).random(shape) < 0.5
    eligible = came | (np.random.default_rng(2).random(shape) < 0.8)
    drawn = np.concatenate(list(attendances(two_mode(came, eligible), draws=40)))
    assert drawn.shape == (40, *shape)
    assert (drawn.sum(axis=2) == came.sum(axis=1)).all()
    assert (drawn.sum(axis=1) == came.sum(axis=0)).all()
    assert not (drawn & ~eligible).any()


def test_a_seed_gives_the_same_draws_whatever_the_order_of_the_rows():
    whole = davis()
    pairs = [
        (whole.people.index[row], whole.gatherings.index[column])
        for row, column in zip(*whole.incidence.nonzero(), strict=True)
    ]
    first, again, other = (
        np.concatenate(list(attendances(network, draws=200, seed=seed)))
        for network, seed in ((whole, 4), (TwoMode.of(pairs[::-1]), 4), (whole, 5))
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_network_drawn_anew_has_the_same_people_gatherings_and_totals():
    whole = davis()
    (batch,) = attendances(whole, draws=5, seed=1)
    for attendance in batch:
        drawn = whole.attended_as(sparse.csr_array(attendance))
        assert drawn.people.index.equals(whole.people.index)
        assert drawn.attended().tolist() == whole.attended().tolist()
        assert drawn.sizes().tolist() == whole.sizes().tolist()
        assert (drawn.incidence != whole.incidence).nnz


@pytest.mark.parametrize("shape", [(0, 0), (1, 4), (4, 1), (3, 0), (0, 3)])
def test_where_nothing_can_change_nothing_changes(shape):
    came = np.ones(shape, bool)
    drawn = np.concatenate(list(attendances(two_mode(came), draws=3)))
    assert (drawn == came).all()
    assert drawn.shape == (3, *shape)


def test_no_draws_and_fewer_than_none():
    assert list(attendances(davis(), draws=0)) == []
    with pytest.raises(NetworkError, match="Draws are 0 or more"):
        attendances(davis(), draws=-1)


@pytest.mark.parametrize("width", [4, 8, 25])
def test_the_first_draws_have_forgotten_where_they_began(width):
    random = np.random.default_rng(width)
    first = random.integers(0, 25 - width + 1, (60, 1))
    eligible = (first <= np.arange(25)) & (np.arange(25) < first + width)
    whole = two_mode(eligible & (random.random((60, 25)) < 0.4), eligible)
    drawn = next(attendances(whole, draws=128))
    middle = np.concatenate(list(attendances(whole, draws=5_000, seed=1))).mean(axis=0)
    apart = (whole.incidence.toarray() - middle)[np.newaxis]
    left = (apart * (drawn - middle)).sum(axis=(1, 2)) / (apart**2).sum()
    assert abs(left.mean()) < 0.03


def test_ten_thousand_draws_of_a_real_community_are_a_matter_of_a_second():
    """Measured 0.3 s for 80 people and 25 gatherings; the bound leaves room for a busy machine."""
    came = np.random.default_rng(1).random((80, 25)) < 0.35
    start = time.perf_counter()
    assert sum(len(batch) for batch in attendances(two_mode(came), draws=10_000)) == 10_000
    assert time.perf_counter() - start < 5.0


def test_whoever_asks_again_gets_the_same_draws_whatever_became_of_the_first(monkeypatch):
    came = np.random.default_rng(3).random((30, 12)) < 0.3
    calls = two_mode(came)
    monkeypatch.setattr(curveball, "_STREAMS", Recent(most=4))
    monkeypatch.setattr(curveball, "_MOST_BITS", 0)
    alone = np.concatenate([*attendances(calls, draws=300, seed=2)])
    assert not curveball._STREAMS.results
    monkeypatch.setattr(curveball, "_MOST_BITS", 10**9)
    for batch in attendances(calls, draws=150, seed=2):
        batch[:] = True  # whoever gets a batch may change it
    first, second = attendances(calls, draws=300, seed=2), attendances(calls, draws=200, seed=2)
    pairs = [*zip(first, second, strict=False)]  # in turn
    assert (np.concatenate([head for head, _tail in pairs]) == alone[: sum(len(head) for head, _tail in pairs)]).all()
    assert (np.concatenate([tail for _head, tail in pairs]) == alone[:200]).all()
    assert len(curveball._STREAMS.results) == 1
    assert not (np.concatenate([*attendances(calls, draws=300, seed=3)]) == alone).all()
    could = two_mode(came, came | (np.arange(12) > 0))
    assert not (np.concatenate([*attendances(could, draws=300, seed=2)]) == alone).all()
    for seed in range(9):
        next(attendances(calls, draws=5, seed=seed))
    assert len(curveball._STREAMS.results) == 4
