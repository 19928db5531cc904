import time

import numpy as np
import pytest
from scipy.spatial.distance import pdist, squareform

from sna.render.map.labels import apart
from sna.render.map.layout import (
    INSIDE,
    LARGEST_DEAL,
    MOST_TURNED,
    SHAPE,
    STEP,
    by_connection,
    by_group,
    radius_of,
    ring_slots,
)


def lot(people, groups, seed=0, inside=0.5, outside=0.05):
    random = np.random.default_rng(seed)
    where = np.sort(np.r_[np.arange(groups), random.integers(0, groups, max(people - groups, 0))])[:people]
    chance = np.where(where[:, None] == where[None, :], inside, outside)
    ties = np.triu(random.random((people, people)) < chance, 1).astype(float)
    return where.tolist(), ties + ties.T


CASES = {
    "nobody": ([], np.zeros((0, 0))),
    "one": ([0], np.zeros((1, 1))),
    "two apart": ([0, 1], np.zeros((2, 2))),
    "two tied": ([0, 1], np.array([[0.0, 1], [1, 0]])),
    "one group": lot(12, 1),
    "everyone alone": ([0, 0, 1, 2, 2, 2], np.zeros((6, 6))),
    "sixty": lot(60, 14),
    "each in their own": (list(range(20)), lot(20, 20)[1]),
    "one very large": ([0] * 90 + [1, 2], lot(92, 1, outside=0.1)[1]),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_everybody_is_inside_their_island_and_nobody_on_another(case):
    where, strength = case
    islands = by_group(where, strength)
    away = np.hypot(*(islands.positions - islands.centres[where]).T) if where else np.zeros(0)
    assert (away <= islands.radii[where] - 20).all() if where else away.size == 0
    assert len(where) < 2 or pdist(islands.positions).min() > 40


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_islands_do_not_touch(case):
    where, strength = case
    islands = by_group(where, strength)
    count = len(islands.radii)
    away = np.hypot(*(islands.centres[:, None] - islands.centres[None, :]).transpose(2, 0, 1))
    free = away - islands.radii[:, None] - islands.radii[None, :]
    assert count < 2 or free[~np.eye(count, dtype=bool)].min() > 30


@pytest.mark.parametrize("seed", range(4))
def test_the_islands_fill_the_shape_of_a_screen(seed):
    islands = by_group(*lot(80, 20, seed=seed))
    width, height = np.ptp(islands.centres, axis=0) + 2 * islands.radii.mean()
    assert width / height == pytest.approx(SHAPE, rel=0.12)


def test_names_above_islands_touch_no_other_island_or_name():
    where, strength = lot(60, 14, seed=5)
    names = np.tile([190.0, 36.0], (14, 1))
    islands = by_group(where, strength, names)
    for one in range(14):
        (x, y), r = islands.centres[one], islands.radii[one]
        box = np.array([x - 95, y - r - 41, x + 95, y - r - 5])
        for other in set(range(14)) - {one}:
            (ox, oy), radius = islands.centres[other], islands.radii[other]
            near = np.hypot(ox - np.clip(ox, box[0], box[2]), oy - np.clip(oy, box[1], box[3]))
            assert near > radius
            assert abs(x - ox) >= 189 or abs((y - r) - (oy - radius)) >= 35


@pytest.mark.parametrize("layout", [by_group, lambda *case: by_connection(*case, np.full(len(case[0]), 6.0))])
def test_the_same_input_gives_the_same_places(layout):
    one, other = layout(*lot(60, 14)), layout(*lot(60, 14))
    assert np.array_equal(one.positions, other.positions)


def test_places_are_tenths_of_a_pixel_round_the_middle():
    islands = by_group(*lot(30, 6))
    assert np.array_equal(islands.positions, islands.positions.round(1))
    assert not np.signbit(islands.positions[islands.positions == 0]).any()
    assert np.abs(islands.centres.mean(axis=0)).max() < 100


def test_the_seed_decides_where_islands_lie_and_not_how_large_they_are():
    where, strength = lot(60, 14)
    one, other = by_group(where, strength, seed=0), by_group(where, strength, seed=100)
    assert np.array_equal(one.radii, other.radii)
    assert not np.array_equal(one.centres, other.centres)


def test_tied_islands_stand_nearer_than_untied():
    where = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    strength = np.zeros((12, 12))
    for one, other in ((0, 2), (0, 3), (1, 2), (1, 3), (8, 10), (8, 11), (9, 10), (9, 11)):
        strength[one, other] = strength[other, one] = 1
    centres = by_group(where, strength).centres
    away = np.hypot(*(centres[:, None] - centres[None, :]).transpose(2, 0, 1))
    assert away[0, 1] <= sorted(away[0])[2]
    assert away[4, 5] <= sorted(away[4])[2]


def test_connectors_face_the_people_they_are_tied_to():
    where = [0] * 6 + [1] * 6
    strength = np.zeros((12, 12))
    strength[3, 8] = strength[8, 3] = 1
    islands = by_group(where, strength)
    tied = np.hypot(*(islands.positions[3] - islands.positions[8]))
    cross = np.hypot(*(islands.positions[:6, None] - islands.positions[None, 6:]).transpose(2, 0, 1))
    assert tied <= cross.min() + 1
    assert 0 < INSIDE < 1


@pytest.mark.parametrize("count", [0, 1, 2, 3, 6, 7, 8, 9, 20, 61, 200])
def test_rings_seat_everybody_apart_and_waste_little(count):
    slots = ring_slots(count)
    assert slots.shape == (count, 2)
    if count > 1:
        assert pdist(slots).min() > 0.9
        assert np.hypot(*slots.T).max() < 0.9 * count**0.5 + 0.4


def necklace(count):
    """People who are tied to the six beside them, numbered so that the number tells nothing."""
    place = np.random.default_rng(1).permutation(count)
    away = np.abs(place[:, None] - place[None, :])
    return np.where((away > 0) & (np.minimum(away, count - away) <= 3), 1.0, 0.0)


def mean_length(positions, strength):
    return float((strength * squareform(pdist(positions))).sum() / strength.sum())


@pytest.mark.parametrize(("count", "share"), [(MOST_TURNED + 20, 0.33), (600, 0.2), (LARGEST_DEAL + 200, 0.3)])
def test_in_a_large_circle_people_sit_near_those_they_are_tied_to(count, share):
    strength, begun = necklace(count), time.process_time()
    positions = by_group([0] * count, strength).positions
    assert time.process_time() - begun < 5
    assert pdist(positions).min() > 0.9 * STEP
    assert mean_length(positions, strength) < share * pdist(positions).mean()


def test_whoever_is_tied_to_another_circle_sits_on_that_side_of_a_large_one():
    where = np.repeat([0, 1], MOST_TURNED + 20)
    strength = np.zeros((len(where), len(where)))
    outward = np.arange(0, MOST_TURNED, 20)
    strength[outward, outward + MOST_TURNED + 20] = strength[outward + MOST_TURNED + 20, outward] = 1.0
    islands = by_group(where.tolist(), strength)
    between = islands.centres[1] - islands.centres[0]
    assert ((islands.positions[outward] - islands.centres[0]) @ between > 0).all()


def test_dots_grow_with_the_root_of_the_people_reached():
    assert [radius_of(reached) for reached in (0, 1, 4, 9)] == [6.0, 8.5, 11.0, 13.5]


@pytest.mark.parametrize("most", [5, 12, 13, 60, 2000])
def test_the_largest_dot_leaves_its_neighbours_room(most):
    radii = [radius_of(reached, most) for reached in range(most + 1)]
    assert radii == sorted(radii)
    assert radii[0] == 6.0
    assert radii[-1] <= 15.0
    assert 2 * (radii[-1] + 4) < 0.9 * STEP
    assert radii[:6] == [radius_of(reached) for reached in range(6)] or most > 12


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_by_connection_keeps_dots_apart(case):
    where, strength = case
    spread = by_connection(where, strength, np.full(len(where), 8.0))
    assert np.isfinite(spread.positions).all()
    assert len(where) < 2 or pdist(spread.positions).min() > 18


def test_those_without_a_tie_wait_below_the_line():
    strength = np.zeros((6, 6))
    strength[0, 1] = strength[1, 0] = strength[1, 2] = strength[2, 1] = 1
    spread = by_connection([0, 0, 0, 1, 1, 1], strength, np.full(6, 6.0))
    left, right, height = spread.tray
    assert left < right
    assert (spread.positions[3:, 1] > height).all()
    assert (spread.positions[:3, 1] < height).all()
    assert by_connection([0, 0], np.array([[0.0, 1], [1, 0]]), np.full(2, 6.0)).tray is None


def test_distance_along_ties_becomes_distance_on_paper():
    strength = np.diag(np.ones(5), 1) + np.diag(np.ones(5), -1)
    places = by_connection(list(range(6)), strength, np.full(6, 6.0)).positions
    away = np.hypot(*(places - places[0]).T)
    assert (np.diff(away) > 0).all()


def test_parts_that_are_not_tied_do_not_run_into_each_other():
    block = np.ones((4, 4)) - np.eye(4)
    strength = np.kron(np.eye(3), block)
    spread = by_connection([0] * 12, strength, np.full(12, 6.0))
    boxes = [(places.min(axis=0), places.max(axis=0)) for places in np.split(spread.positions, 3)]
    for one in range(3):
        for other in range(one):
            low, high = np.maximum(boxes[one][0], boxes[other][0]), np.minimum(boxes[one][1], boxes[other][1])
            assert (low > high).any()


def test_things_on_the_same_spot_are_parted():
    moved = apart(np.zeros((3, 2)), np.full(3, 10.0), np.zeros((3, 2)), gap=0)
    assert pdist(moved).min() > 19


def test_four_hundred_people_take_seconds_not_minutes():
    where, strength = lot(400, 14, inside=0.3, outside=0.01)
    begun = time.process_time()
    by_group(where, strength)
    by_connection(where, strength, np.full(400, 8.0))
    assert time.process_time() - begun < 20
