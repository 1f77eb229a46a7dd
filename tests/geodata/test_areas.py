"""Approximate areas cover the city once, and estimated residents add up."""

from itertools import combinations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.areas import Areas, Boundaries, apportion, approximate_areas
from geodata.city import City, read_city

SQUARE_METRE_DEGREES = 1e-10
"""About one square metre in square degrees at 35° north."""


@pytest.fixture(scope="module")
def city() -> City:
    return read_city("fujisawa")


@pytest.fixture(scope="module")
def areas(city: City) -> Areas:
    return approximate_areas(city)


def test_every_town_and_district_has_a_valid_area(city: City, areas: Areas) -> None:
    assert areas.towns.keys() == city.town_by_id.keys()
    assert areas.districts.keys() == city.district_by_id.keys()
    for area in (*areas.towns.values(), *areas.districts.values()):
        assert area.is_valid
        assert area.area > 0


def test_areas_do_not_overlap_and_districts_are_the_sum_of_their_towns(areas: Areas) -> None:
    for layer in (areas.towns, areas.districts):
        overlaps = [a.intersection(b).area for a, b in combinations(layer.values(), 2)]
        assert max(overlaps) < SQUARE_METRE_DEGREES
    towns = sum(area.area for area in areas.towns.values())
    districts = sum(area.area for area in areas.districts.values())
    assert districts == pytest.approx(towns, rel=1e-6)


def test_every_town_contains_its_own_point(city: City, areas: Areas) -> None:
    for town in city.towns:
        assert areas.towns[town.id].contains(shapely.Point(town.lon, town.lat)), town.id


def test_every_known_place_lies_in_some_area(city: City, areas: Areas) -> None:
    whole = shapely.union_all(list(areas.districts.values()))
    places = [(row.id, row.lon, row.lat) for row in city.stations] + [
        (row.id, row.lon, row.lat)
        for row in city.facilities
        if row.lon is not None and row.lat is not None
    ]
    for place_id, lon, lat in places:
        assert whole.contains(shapely.Point(lon, lat)), place_id


def test_outline_has_about_the_size_of_the_city(areas: Areas) -> None:
    """69.6 km² by 国土数値情報 N03; within a tenth."""
    assert sum(areas.town_area_m2.values()) == pytest.approx(69.6e6, rel=0.1)


def test_estimated_residents_add_up_to_their_district(city: City, areas: Areas) -> None:
    for district in city.districts:
        members = [areas.town_residents[t.id] for t in city.towns if t.district == district.id]
        assert sum(row.population for row in members) == district.population
        assert sum(row.age65plus for row in members) == district.age65plus
        assert sum(row.age75plus for row in members) == district.age75plus
    assert all(
        0 <= r.age75plus <= r.age65plus <= r.population for r in areas.town_residents.values()
    )


def test_largest_remainder_by_hand() -> None:
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert apportion(7, [0.5, 0.3, 0.2]) == [4, 2, 1]
    assert apportion(5, []) == []


@given(
    st.integers(0, 1_000_000),
    st.lists(st.floats(0.001, 1e7), min_size=1, max_size=60),
)
def test_shares_add_up_and_stay_within_one_of_their_quota(total: int, weights: list[float]) -> None:
    shares = apportion(total, weights)
    assert sum(shares) == total
    quotas = [total * weight / sum(weights) for weight in weights]
    assert all(abs(share - quota) < 1 + 1e-6 for share, quota in zip(shares, quotas, strict=True))


def test_a_given_outline_of_the_city_cuts_all_areas(city: City) -> None:
    west, south, east, north = 139.44, 35.33, 139.50, 35.38
    cut = approximate_areas(city, Boundaries(outline=shapely.box(west, south, east, north)))
    inside = [town for town in city.towns if west < town.lon < east and south < town.lat < north]
    whole = shapely.union_all([cut.towns[town.id] for town in inside])
    assert shapely.box(west, south, east, north).buffer(1e-5).contains(whole)


def test_blocks_fill_the_outline_of_their_town_and_nobody_else_does(city: City) -> None:
    outline = shapely.box(139.4440, 35.3260, 139.4520, 35.3360)
    areas = approximate_areas(city, Boundaries(base_towns={"辻堂": outline}))
    members = [town for town in city.towns if town.base_town == "辻堂"]
    filled = shapely.union_all([areas.towns[town.id] for town in members])
    assert len(members) == 6
    assert filled.symmetric_difference(outline).area < 1e3 * SQUARE_METRE_DEGREES
    others = [areas.towns[town.id] for town in city.towns if town.base_town != "辻堂"]
    assert max(area.intersection(outline).area for area in others) < 100 * SQUARE_METRE_DEGREES
    assert sum(row.population for row in areas.town_residents.values()) == 445_283
