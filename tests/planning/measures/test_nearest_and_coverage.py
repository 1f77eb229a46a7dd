"""Nearest minutes, coverage and opportunities count everyone once."""

import numpy as np
import pytest
from hypothesis import given

from mapservice.planning.decay import binary, exponential
from mapservice.planning.impedance.pairs import pairs_from_dense
from mapservice.planning.measures.allocation import allocate_to_nearest, nearest_venue
from mapservice.planning.measures.coverage import coverage, cumulative_opportunities
from mapservice.planning.measures.gap import gap_in_minutes, gap_in_score
from mapservice.planning.measures.nearest import nearest_minutes, summarise_nearest
from mapservice.planning.measures.weighted import weighted_quantile
from tests.planning.measures.worlds import World, by_hand, worlds


def test_summary_by_hand_keeps_the_unreached_in_view() -> None:
    minutes = np.array([4.0, 8.0, 20.0, np.inf])
    summary = summarise_nearest(minutes, np.array([50.0, 30.0, 15.0, 5.0]))
    assert summary.mean_minutes == pytest.approx((4 * 50 + 8 * 30 + 20 * 15) / 95)
    assert summary.median_minutes == 4
    assert summary.p90_minutes == 20
    assert summary.worst_minutes == np.inf
    assert summary.unreached_people == 5


def test_a_far_corner_shows_although_the_mean_is_good() -> None:
    summary = summarise_nearest(np.array([5.0, 45.0]), np.array([990.0, 10.0]))
    assert summary.mean_minutes == pytest.approx(5.4)
    assert summary.worst_minutes == 45


def test_nobody_living_there_gives_no_number_rather_than_zero() -> None:
    summary = summarise_nearest(np.array([5.0]), np.array([0.0]))
    assert np.isnan([summary.mean_minutes, summary.median_minutes, summary.worst_minutes]).all()
    assert np.isnan(coverage(np.array([5.0]), np.array([0.0]), [15])[0].share)


def test_ninth_decile_of_ten_people_is_the_ninth() -> None:
    assert weighted_quantile(np.arange(1.0, 11.0), np.ones(10), 0.9) == 9


def test_threshold_counts_people_exactly_on_it() -> None:
    result = coverage(np.array([15.0, np.nextafter(15, 16), np.inf]), np.array([7.0, 8, 9]), [15])
    assert (result[0].within_people, result[0].beyond_people) == (7, 17)


def test_opportunities_by_hand() -> None:
    world = by_hand()
    assert cumulative_opportunities(world.pairs, world.supply, binary(15)).tolist() == [4, 10, 0]
    assert cumulative_opportunities(world.pairs, world.supply, exponential(5))[1] == pytest.approx(
        4 / 4 + 6 / 8
    )


def test_nearest_only_shows_whom_a_full_venue_turns_away() -> None:
    minutes = np.array([[1.0, 9.0], [2.0, 9.0], [9.0, 1.0]])
    result = allocate_to_nearest(
        pairs_from_dense(minutes), np.array([60.0, 40.0, 10.0]), np.array([50.0, 50.0])
    )
    assert result.load.tolist() == [100, 10]
    assert result.turned_away.tolist() == [50, 0]
    assert result.served.tolist() == [30, 20, 10]
    assert result.overfilled.tolist() == [0]


@given(worlds())
def test_served_and_unserved_are_everyone(world: World) -> None:
    result = allocate_to_nearest(world.pairs, world.people, world.supply)
    assert result.served + result.unserved == pytest.approx(world.people)
    assert (result.served >= 0).all()
    assert (result.unserved >= -1e-9).all()
    lost = world.people[result.venue < 0].sum() + result.turned_away.sum()
    assert result.unserved.sum() == pytest.approx(lost)


@given(worlds())
def test_within_and_beyond_are_everyone(world: World) -> None:
    near = nearest_minutes(world.pairs)
    assert near.tolist() == world.minutes.min(axis=1).tolist()
    for part in coverage(near, world.people, [5, 15, 30]):
        assert part.within_people + part.beyond_people == pytest.approx(world.people.sum())


@given(worlds())
def test_the_first_of_equally_near_venues_is_taken(world: World) -> None:
    expected = np.where(np.isfinite(world.minutes).any(axis=1), world.minutes.argmin(axis=1), -1)
    assert nearest_venue(world.pairs).tolist() == expected.tolist()


def test_gap_surface_by_hand() -> None:
    by_score = gap_in_score(np.array([0.0, 0.01, 0.03]), np.array([100.0, 100, 100]), 0.02)
    assert by_score.people_short.tolist() == [100, 50, 0]
    assert by_score.total == 150
    by_time = gap_in_minutes(np.array([15.0, 30, np.inf]), np.array([10.0, 10, 10]), 15, 45)
    assert by_time.people_short.tolist() == [0, 5, 10]


def test_amounts_without_sense_are_refused() -> None:
    for wrong in (np.nan, -1.0, np.inf):
        with pytest.raises(ValueError, match="people"):
            coverage(np.array([5.0]), np.array([wrong]), [15])
    with pytest.raises(ValueError, match="shape"):
        coverage(np.array([5.0]), np.array([1.0, 2.0]), [15])
