"""Bounds for missing registers: against everything that may have been, and against what was."""

import importlib.util
import itertools
import sys
from pathlib import Path

import numpy as np
import pytest

from sna.chance.bounds import bounds
from sna.chance.co_attendance import co_attendance
from sna.chance.residuals import Attendance

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "bounds.py"
SIZES = (14, 10, 8, 6, 4)


def community(seed, held=(8, 8), sizes=SIZES, shock=1.0):
    random, labels = np.random.default_rng(seed), np.repeat(np.arange(len(sizes)), sizes)
    wish = random.normal(-0.6, 0.7, len(labels))[:, np.newaxis]
    wish = wish + shock * random.normal(0, 1, (len(sizes), sum(held)))[labels]
    return Attendance.of(random.random(wish.shape) < 1 / (1 + np.exp(-wish)), labels, np.arange(sum(held)) >= held[0])


def without(attendance, *gatherings):
    return attendance.at(np.setdiff1d(np.arange(len(attendance.last)), gatherings))


@pytest.mark.parametrize("seed", [1, 2])
def test_of_all_who_may_have_been_there_hardly_any_lead_beyond_the_bounds(seed):
    attendance = community(seed, (6, 7), (3, 3, 3, 3))
    (low, high), _after = bounds(attendance, (1, 0)).ratios
    size = int(np.median(attendance.presence[:, :6].sum(axis=0)))
    possible = [*itertools.combinations(range(12), size)]
    random = np.random.default_rng(0)
    ratios = []
    for chosen in (possible[place] for place in random.choice(len(possible), 60, replace=False)):
        presence = np.isin(np.arange(12), chosen)[:, np.newaxis]
        joined = np.hstack([attendance.presence, presence])
        last = np.append(attendance.last, False)
        more = Attendance(joined, np.ones_like(joined), attendance.member, last, np.zeros(14, int))
        ratios.append(co_attendance(more, permutations=0).ratios.before.value)
    assert np.mean([low <= ratio <= high for ratio in ratios]) >= 0.95
    assert max(ratios) > low + (high - low) / 2  # they are no wider than what may be


def test_the_figures_with_the_register_lie_within():
    holds = []
    for seed in range(8):
        attendance = community(seed)
        full = co_attendance(attendance, permutations=0).ratios
        spans = bounds(without(attendance, 2, 11), (1, 1))
        pairs = zip(full[:3], (*spans.ratios, spans.change), strict=True)
        holds += [low <= interval.value <= high for interval, (low, high) in pairs]
    assert np.mean(holds) >= 0.95


def test_more_missing_registers_leave_more_open_and_none_nothing():
    attendance = community(3)
    widths = []
    for number in range(3):
        low, high = bounds(without(attendance, *range(number)), (number, 0)).change
        widths.append(high / low)
    assert widths[0] == pytest.approx(1)
    assert widths[0] < widths[1] < widths[2]
    alone = co_attendance(attendance, permutations=0).ratios
    assert bounds(attendance, (0, 0)).change[0] == pytest.approx(alone.change.value)


def test_who_could_not_come_is_at_none_of_them():
    attendance = community(4)
    could = np.ones_like(attendance.could)
    could[:6, ~attendance.last] = False
    late = attendance._replace(presence=attendance.presence & could, could=could)
    assert bounds(late, (1, 0)) is not None


def test_too_little_for_an_answer_has_no_bounds():
    assert bounds(community(1, (3, 8)), (1, 0)) is None


def test_the_largest_and_two_lost_are_within_too():
    spec = importlib.util.spec_from_file_location("bounds_benchmark", SCRIPT)
    benchmark = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    row, attendance = benchmark.ROWS["nothing; the two largest lost"], community(3)
    lost, sizes = row.lost(attendance, np.random.default_rng(1)), attendance.presence.sum(axis=0)
    assert sorted(sizes[lost[:2]]) == sorted(sizes[:8])[-2:]
    assert sorted(sizes[lost[2:]]) == sorted(sizes[8:])[-2:]
    for name in ("nothing; the two largest lost", "streaks of groups .8; two lost"):
        held = [benchmark.study(benchmark.ROWS[name], seed, 0) for seed in range(3)]
        assert all(study[figure] == 1 for study in held for figure in ("before", "after", "change"))
