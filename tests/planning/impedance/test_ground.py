"""Ground distance: metres as a geodesic has them, everywhere, without a dense matrix."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from mapservice.planning.decay import gaussian
from mapservice.planning.impedance.ground import (
    METRES,
    RIGHT_ANGLED_STREETS,
    STRAIGHT_LINE,
    WALK_KM_H,
    Detour,
    Pace,
    Points,
    arc_of_chord,
    cartesian,
    ground_pairs,
)
from mapservice.planning.impedance.pairs import hold
from mapservice.planning.measures.coverage import WALKING_AREA_M, coverage
from mapservice.planning.measures.floating_catchment import enhanced_two_step
from mapservice.planning.measures.nearest import nearest_minutes

GEODESIC = Geod(ellps="GRS80")
WALK = Pace(WALK_KM_H, STRAIGHT_LINE)


def scatter(count: int, seed: int) -> Points:
    rng = np.random.default_rng(seed)
    return Points(rng.uniform(139.3, 139.6, count), rng.uniform(35.2, 35.5, count))


@given(st.floats(-80, 80), st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_chord_becomes_the_geodesic_within_a_centimetre(lat: float, dx: float, dy: float) -> None:
    ends = Points(np.array([0.0, dx]), np.array([lat, lat + dy]))
    xyz = cartesian(ends)
    arc = arc_of_chord(np.linalg.norm(xyz[1:] - xyz[:1], axis=1))[0]
    assert arc == pytest.approx(GEODESIC.inv(0, lat, dx, lat + dy)[2], abs=0.01)


def test_eighty_metres_are_one_minute_on_foot() -> None:
    lon, lat, _ = GEODESIC.fwd(139.47, 35.38, 90, 800)
    pairs = ground_pairs(
        Points(np.array([139.47]), np.array([35.38])),
        Points(np.array([lon]), np.array([lat])),
        WALK,
        60,
    )
    assert hold(pairs).minutes == pytest.approx([10], abs=1e-4)


def test_walking_area_of_the_handbook_is_measured_in_metres() -> None:
    lon, lat, _ = GEODESIC.fwd(np.full(2, 139.47), np.full(2, 35.38), [90, 90], [799, 801])
    venue = Points(np.array([139.47]), np.array([35.38]))
    pairs = ground_pairs(Points(np.asarray(lon), np.asarray(lat)), venue, METRES, 2_000)
    (result,) = coverage(nearest_minutes(pairs), np.array([60.0, 40.0]), [WALKING_AREA_M])
    assert (result.within_people, result.share) == (60, 0.6)


def test_detour_lengthens_time_in_proportion() -> None:
    slow = Pace(WALK_KM_H, RIGHT_ANGLED_STREETS).minutes_per_m
    assert slow / WALK.minutes_per_m == pytest.approx(4 / np.pi)
    angle = np.linspace(0, 2 * np.pi, 100_001)[:-1]
    grid = (np.abs(np.cos(angle)) + np.abs(np.sin(angle))).mean()
    assert RIGHT_ANGLED_STREETS.factor == pytest.approx(grid)


@pytest.mark.parametrize(("factor", "source"), [(0.9, "x"), (np.nan, "x"), (1.3, " ")])
def test_a_detour_needs_sense_and_source(factor: float, source: str) -> None:
    with pytest.raises(ValueError, match="detour"):
        Detour(factor, source)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 60), st.integers(1, 20), st.integers(1, 17))
def test_blocks_find_the_same_pairs_as_the_whole(demands: int, venues: int, rows: int) -> None:
    people, places = scatter(demands, 1), scatter(venues, 2)
    whole = hold(ground_pairs(people, places, WALK, 120))
    parts = hold(ground_pairs(people, places, WALK, 120, block_rows=rows))
    assert whole.to_dense().tolist() == parts.to_dense().tolist()


def test_cut_keeps_every_pair_within_the_limit_and_no_other() -> None:
    people, places = scatter(200, 3), scatter(40, 4)
    near = hold(ground_pairs(people, places, WALK, 60)).to_dense()
    every = hold(ground_pairs(people, places, WALK, 100_000)).to_dense()
    assert np.isfinite(every).all()
    assert near.tolist() == np.where(every <= 60, every, np.inf).tolist()


def test_measures_in_blocks_equal_measures_at_once() -> None:
    people, places = scatter(500, 5), scatter(60, 6)
    demand, supply = np.arange(500.0), np.arange(60.0)
    whole = ground_pairs(people, places, WALK, 60)
    parts = ground_pairs(people, places, WALK, 60, block_rows=77)
    first = enhanced_two_step(whole, demand, supply, gaussian(45))
    second = enhanced_two_step(parts, demand, supply, gaussian(45))
    assert second.score == pytest.approx(first.score, rel=1e-12)
    assert second.unserved.tolist() == first.unserved.tolist()
    assert nearest_minutes(parts).tolist() == nearest_minutes(whole).tolist()


def test_nearest_beyond_the_limit_is_known_too() -> None:
    people = Points(np.array([139.47, 141.0]), np.array([35.38, 35.38]))
    pairs = ground_pairs(people, Points(np.array([139.47]), np.array([35.38])), WALK, 15)
    assert nearest_minutes(pairs).tolist() == [0, np.inf]
    assert pairs.nearest()[1] == pytest.approx(
        GEODESIC.inv(139.47, 35.38, 141.0, 35.38)[2] / 80, rel=1e-6
    )


def test_no_venue_at_all_leaves_everyone_unreached() -> None:
    pairs = ground_pairs(scatter(3, 7), Points(np.empty(0), np.empty(0)), WALK, 15)
    assert pairs.nearest().tolist() == [np.inf] * 3
    assert nearest_minutes(pairs).tolist() == [np.inf] * 3


@pytest.mark.parametrize("lon", [np.nan, np.inf, 181.0, 1e300])
def test_a_place_off_the_earth_is_refused(lon: float) -> None:
    with pytest.raises(ValueError, match="valid coordinates"):
        Points(np.array([lon]), np.array([35.0]))
