"""Inequality: known values, and the laws an index must keep."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapservice.planning.measures import inequality

scores = st.lists(st.integers(0, 100).map(float), min_size=1, max_size=20)


def test_equal_scores_have_no_inequality() -> None:
    score, people = np.full(4, 3.0), np.array([1.0, 5, 2, 2])
    assert inequality.gini(score, people) == pytest.approx(0)
    assert inequality.theil(score, people) == pytest.approx(0)
    assert inequality.palma(score, people) == pytest.approx(0.1 / 0.4)


def test_one_of_four_has_everything() -> None:
    score, people = np.array([0.0, 0, 0, 8]), np.ones(4)
    assert inequality.gini(score, people) == pytest.approx(0.75)
    assert inequality.theil(score, people) == pytest.approx(np.log(4))
    assert inequality.palma(score, people) == np.inf


def test_gini_of_one_two_three_four() -> None:
    assert inequality.gini(np.array([1.0, 2, 3, 4]), np.ones(4)) == pytest.approx(0.25)


def test_palma_splits_a_group_on_the_border() -> None:
    # worst four tenths: 4 of 5 people at 1; best tenth: 1 of 5 people at 4
    assert inequality.palma(np.array([1.0, 4.0]), np.array([5.0, 5.0])) == pytest.approx(1.0)


def test_concentration_follows_the_rank_and_not_the_order_of_equals() -> None:
    score, people = np.array([1.0, 3.0]), np.array([1.0, 1.0])
    assert inequality.concentration_index(score, people, np.array([1.0, 2])) == pytest.approx(0.25)
    assert inequality.concentration_index(score, people, np.array([2.0, 1])) == pytest.approx(-0.25)
    assert inequality.concentration_index(score, people, np.array([1.0, 1])) == pytest.approx(0)


def test_nobody_or_nothing_gives_no_number() -> None:
    nobody, nothing = (np.array([1.0]), np.zeros(1)), (np.zeros(2), np.ones(2))
    assert np.isnan(inequality.gini(*nobody))
    assert np.isnan(inequality.palma(*nothing))
    assert np.isnan(inequality.theil(*nothing))
    assert inequality.gini(*nothing) == pytest.approx(0)


def test_infinite_scores_are_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        inequality.gini(np.array([np.inf]), np.ones(1))


@given(scores, st.integers(2, 5))
def test_counting_everyone_twice_changes_nothing(values: list[float], times: int) -> None:
    score = np.array(values)
    once = inequality.gini(score, np.ones(len(score)))
    assert inequality.gini(np.tile(score, times), np.ones(times * len(score))) == pytest.approx(
        once, abs=1e-9
    )
    assert inequality.gini(score, np.full(len(score), float(times))) == pytest.approx(once)
    assert -1e-12 <= once <= 1


@given(scores)
def test_lorenz_curve_lies_under_the_diagonal_and_ends_at_one(values: list[float]) -> None:
    curve = inequality.lorenz(np.array(values), np.ones(len(values)))
    assert (curve.score_share <= curve.people_share + 1e-9).all()
    assert (curve.people_share[-1], curve.score_share[-1]) == pytest.approx((1, 1))
