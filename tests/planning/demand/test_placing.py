"""People placed on the ground: totals kept, areas filled, borders noticed."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geodata.areas import approximate_areas
from geodata.city import read_city
from mapservice.planning.demand.areal import spread_totals
from mapservice.planning.demand.border import warn_near_border
from mapservice.planning.demand.bundled import BANDS, bundled_demand, district_totals
from mapservice.planning.demand.points import (
    DemandPoints,
    Provenance,
    counted_demand,
    join_neighbours,
)
from mapservice.planning.demand.spread import lattice_in, sunflower
from mapservice.planning.impedance.ground import Points

GEODESIC = Geod(ellps="GRS80")
SAMPLE = Provenance("2025", "sample", "sample", estimate=True)
TOTALS = pd.DataFrame({"0-64": [100.0, 60.0], "65+": [20.0, 30.0]}, index=["north", "south"])


def test_spread_by_hand_with_a_town_in_two_districts() -> None:
    towns = {"a": ["north"], "b": ["north", "south"]}
    result = spread_totals(TOTALS, towns, {"a": 3.0, "b": 2.0})
    # b gives half its weight to each: 3 to 1 in the north, alone in the south
    assert result.people.to_dict("records") == [
        {"town": "a", "district": "north", "0-64": 75, "65+": 15},
        {"town": "b", "district": "north", "0-64": 25, "65+": 5},
        {"town": "b", "district": "south", "0-64": 60, "65+": 30},
    ]


@given(
    st.dictionaries(
        st.text("abcdef", min_size=1),
        st.lists(st.sampled_from(["north", "south"]), min_size=1, max_size=2, unique=True),
        min_size=1,
    ),
    st.floats(0.1, 1e6),
)
def test_every_district_keeps_its_people(towns: dict[str, list[str]], weight: float) -> None:
    result = spread_totals(TOTALS, towns, dict.fromkeys(towns, weight))
    placed = result.people[["0-64", "65+"]].to_numpy().sum()
    assert placed + result.unplaced.to_numpy().sum() == pytest.approx(210)


def test_a_district_without_town_is_returned_and_not_dropped() -> None:
    result = spread_totals(TOTALS, {"a": ["north"]}, {"a": 1.0})
    assert result.unplaced.index.tolist() == ["south"]


def test_weights_and_towns_without_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="weights"):
        spread_totals(TOTALS, {"a": ["north"]}, {"a": float("nan")})
    with pytest.raises(ValueError, match="without a district: a"):
        spread_totals(TOTALS, {"a": []}, {"a": 1.0})


def test_lattice_fills_an_area_and_stays_inside() -> None:
    area = shapely.box(139.45, 35.38, 139.47, 35.39).difference(
        shapely.box(139.455, 35.383, 139.46, 35.387)
    )
    points = lattice_in(area, 100)
    assert shapely.contains_xy(area, points.lon, points.lat).all()
    square_m = abs(GEODESIC.geometry_area_perimeter(area)[0])
    assert len(points) == pytest.approx(square_m / 100**2, rel=0.03)


def test_an_area_smaller_than_the_lattice_keeps_one_point_inside() -> None:
    area = shapely.box(139.45, 35.38, 139.4501, 35.3801)
    points = lattice_in(area, 500)
    assert shapely.contains_xy(area, points.lon, points.lat).tolist() == [True]


def test_areas_without_inside_and_lattices_without_end_are_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        lattice_in(shapely.Polygon(), 100)
    with pytest.raises(ValueError, match="too fine"):
        lattice_in(shapely.box(139, 35, 140, 36), 1)


def test_sunflower_fills_the_disc_evenly() -> None:
    points, origin = sunflower(
        Points(np.array([139.47, 139.5]), np.array([35.38, 35.4])), np.array([1000.0, 0.0]), 200
    )
    _, _, metres = GEODESIC.inv(
        np.full(200, 139.47), np.full(200, 35.38), points.lon[:200], points.lat[:200]
    )
    assert metres.max() <= 1005
    # evenly: a quarter of the people inside half the radius
    assert (metres <= 500).mean() == pytest.approx(0.25, abs=0.02)
    assert set(points.lon[200:]) == {139.5}
    assert origin.tolist() == [0] * 200 + [1] * 200


def test_bundled_city_holds_every_registered_person_in_its_district() -> None:
    city = read_city("fujisawa")
    demand = bundled_demand(city, approximate_areas(city), step_m=400)
    assert demand.total.sum() == pytest.approx(445_283)
    assert demand.of(["65-74", "75+"]).sum() == pytest.approx(110_204)
    by_district = demand.people.groupby(np.array(demand.area)).sum()
    expected = district_totals(city).loc[by_district.index]
    assert by_district.to_numpy() == pytest.approx(expected.to_numpy())
    assert list(demand.people.columns) == list(BANDS)
    assert demand.provenance.estimate
    assert demand.provenance.as_of == "2025-05-01"


def people_at(lon: float, count: float) -> DemandPoints:
    points = Points(np.array([lon]), np.array([35.38]))
    return counted_demand(points, np.array([count]), "groups", ["見本"], SAMPLE)


def test_neighbours_join_the_competition_and_are_marked_outside() -> None:
    joined, inside = join_neighbours(people_at(139.47, 5), people_at(139.6, 7))
    assert joined.total.tolist() == [5, 7]
    assert inside.tolist() == [True, False]
    assert joined.only(inside).area == ("見本",)


def test_bands_that_differ_do_not_join() -> None:
    other = counted_demand(people_at(139.6, 1).points, np.ones(1), "searches", ["x"], SAMPLE)
    with pytest.raises(ValueError, match="bands"):
        join_neighbours(people_at(139.47, 5), other)


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
def test_demand_without_sense_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="groups"):
        people_at(139.47, wrong)


def test_people_near_the_border_are_warned_of() -> None:
    city = shapely.box(139.4, 35.3, 139.5, 35.4)
    points = Points(np.array([139.45, 139.499, 139.6]), np.full(3, 35.35))
    warning = warn_near_border(points, np.array([70.0, 20.0, 10.0]), city, 1000)
    assert warning.near.tolist() == [False, True, True]
    assert warning.distance_m[1] == pytest.approx(90.9, abs=0.5)
    assert warning.distance_m[2] == 0
    assert warning.people_near == 30
    assert warning.share_near == pytest.approx(0.3)
