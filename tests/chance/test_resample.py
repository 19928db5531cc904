import numpy as np
import pytest

from sna.chance.resample import jackknife_samples, missing_records
from sna.errors import NetworkError
from sna.network import TwoMode

PAIRS = [(f"p{person}", f"m{gathering}") for person in range(8) for gathering in range(5) if (person * gathering) % 3]
PAIRS.append(("p0", "m0"))
WHOLE = TwoMode.of(PAIRS)


def cells(two_mode):
    return set(zip(*map(np.ndarray.tolist, two_mode.incidence.nonzero()), strict=True))


@pytest.mark.parametrize(("share", "lost"), [(0.0, 0), (0.1, 2), (0.5, 8), (1.0, 16)])
def test_the_share_asked_for_is_lost_and_nothing_comes_in(share, lost):
    assert len(PAIRS) == 16
    for part in missing_records(WHOLE, share=share, draws=20):
        assert len(cells(part)) == 16 - lost
        assert cells(part) <= cells(WHOLE)
        assert part.people.index.equals(WHOLE.people.index)
        assert part.gatherings.index.equals(WHOLE.gatherings.index)


def test_each_record_is_lost_as_often_as_any_other():
    draws = 4_000
    left = sum(part.incidence.toarray() for part in missing_records(WHOLE, share=0.25, draws=draws))
    kept = left[WHOLE.incidence.toarray() > 0]
    assert np.abs(kept / draws - 0.75).max() < 4.5 * np.sqrt(0.75 * 0.25 / draws)


def test_a_seed_loses_the_same_records_and_another_loses_others():
    first, again, other = ([cells(part) for part in missing_records(WHOLE, draws=5, seed=seed)] for seed in (3, 3, 4))
    assert first == again
    assert first != other


def test_the_order_of_rows_does_not_matter():
    turned = TwoMode.of(PAIRS[::-1])
    drawn = zip(missing_records(WHOLE, draws=5), missing_records(turned, draws=5), strict=True)
    assert all(cells(one) == cells(other) for one, other in drawn)


def test_the_whole_is_not_changed():
    before = cells(WHOLE)
    list(missing_records(WHOLE, share=0.9, draws=3))
    assert cells(WHOLE) == before


@pytest.mark.parametrize("wrong", [{"share": -0.1}, {"share": 1.1}, {"share": float("nan")}, {"draws": -1}])
def test_what_makes_no_sense_is_refused_at_once(wrong):
    with pytest.raises(NetworkError, match="A share lies within 0 and 1"):
        missing_records(WHOLE, **wrong)


def test_each_gathering_is_left_out_once():
    parts = list(jackknife_samples(WHOLE))
    assert [set(WHOLE.gatherings.index) - set(part.gatherings.index) for part in parts] == [
        {name} for name in WHOLE.gatherings.index
    ]
    assert all(part.people.index.equals(WHOLE.people.index) for part in parts)


def test_nobody_and_nothing():
    empty = TwoMode.of([])
    assert [len(part.people) for part in missing_records(empty, draws=2)] == [0, 0]
    assert list(jackknife_samples(empty)) == []
