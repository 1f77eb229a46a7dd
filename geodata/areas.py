"""Approximate areas of towns and districts, and the people estimated to live in them.

No official polygon of the districts is free to bundle. A town's area here is the
part of the city nearer to its representative point than to any other (Thiessen
cell), inside an outline drawn around all known points; a district is its towns
together. Whoever shows them says "approximate".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry import MultiPoint, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geodata.city import City

# Chosen by comparison with the city in 国土数値情報 N03: see geodata/fujisawa/README.md.
HULL_RATIO: Final = 0.25
MARGIN_M: Final = 300.0
GRID_M: Final = 0.01


class Residents(NamedTuple):
    """Estimated persons: all ages, 65 and over, 75 and over."""

    population: int
    age65plus: int
    age75plus: int


@dataclass(frozen=True)
class Areas:
    """Approximate areas by id, as MultiPolygons in EPSG:4326, and estimates per town."""

    towns: dict[str, MultiPolygon]
    districts: dict[str, MultiPolygon]
    town_area_m2: dict[str, float]
    town_residents: dict[str, Residents]


def approximate_areas(city: City) -> Areas:
    """Thiessen cells of the city's towns, dissolved to districts, with estimated residents.

    Districts that no town names as its own get no area. Takes about a second.
    """
    to_plane = Transformer.from_crs(4326, city.crs, always_xy=True)
    to_degrees = Transformer.from_crs(city.crs, 4326, always_xy=True)
    cells = _cells(city, to_plane)
    town_area_m2 = {town_id: float(cell.area) for town_id, cell in cells.items()}
    members = {
        district.id: [town.id for town in city.towns if town.district == district.id]
        for district in city.districts
    }
    dissolved = {
        district_id: shapely.union_all([cells[i] for i in town_ids], grid_size=GRID_M)
        for district_id, town_ids in members.items()
        if town_ids
    }
    return Areas(
        towns={key: _degrees(cell, to_degrees) for key, cell in cells.items()},
        districts={key: _degrees(area, to_degrees) for key, area in dissolved.items()},
        town_area_m2=town_area_m2,
        town_residents=estimate_residents(city, town_area_m2),
    )


def estimate_residents(city: City, town_area_m2: dict[str, float]) -> dict[str, Residents]:
    """Spread each district's registered residents over its towns by their share of its area.

    Whole persons that add up to the district's totals (largest remainder), by the
    three bands 0-64, 65-74, 75+, so that no town has more old people than people.
    A town without homes gets residents too: an estimate, said so wherever shown.
    """
    estimated = {}
    for district in city.districts:
        ids = [town.id for town in city.towns if town.district == district.id]
        areas = [town_area_m2[town_id] for town_id in ids]
        young = apportion(district.population - district.age65plus, areas)
        old = apportion(district.age65plus - district.age75plus, areas)
        oldest = apportion(district.age75plus, areas)
        for town_id, under65, to74, over74 in zip(ids, young, old, oldest, strict=True):
            estimated[town_id] = Residents(under65 + to74 + over74, to74 + over74, over74)
    return estimated


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole shares of `total` in proportion to `weights` that add up to it.

    Largest remainder (Hamilton's method); ties go to the earlier one. No weights: no shares.
    """
    if not weights:
        return []
    quotas = [total * weight / sum(weights) for weight in weights]
    shares = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(quotas)), key=lambda i: shares[i] - quotas[i])
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return shares


def _cells(city: City, to_plane: Transformer) -> dict[str, BaseGeometry]:
    """Thiessen cells by town id, in the plane, cut to the outline."""
    town_points = _plane([(town.lon, town.lat) for town in city.towns], to_plane)
    known = [(place.lon, place.lat) for place in city.stations] + [
        (place.lon, place.lat)
        for place in city.facilities
        if place.lon is not None and place.lat is not None
    ]
    outline = _outline(np.vstack([town_points, _plane(known, to_plane)]))
    diagram = shapely.voronoi_polygons(
        shapely.multipoints(town_points), extend_to=outline, ordered=True
    )
    cells = shapely.intersection(shapely.get_parts(diagram), outline, grid_size=GRID_M)
    return dict(zip((town.id for town in city.towns), cells, strict=True))


def _outline(known: NDArray[np.float64]) -> BaseGeometry:
    """A concave hull around every known point of the city, widened to where towns end."""
    hull = shapely.concave_hull(MultiPoint(known), ratio=HULL_RATIO)
    return shapely.union_all([hull.buffer(MARGIN_M)], grid_size=GRID_M)


def _plane(lon_lat: Sequence[tuple[float, float]], to_plane: Transformer) -> NDArray[np.float64]:
    """(n, 2) degrees -> (n, 2) metres."""
    degrees = np.asarray(lon_lat, dtype=float).reshape(-1, 2)
    return np.column_stack(to_plane.transform(degrees[:, 0], degrees[:, 1]))


def _degrees(area: BaseGeometry, to_degrees: Transformer) -> MultiPolygon:
    """The area in EPSG:4326 at 7 decimals (1 cm)."""
    degrees = shapely.transform(
        area, lambda xy: np.round(np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1])), 7)
    )
    return MultiPolygon([part for part in shapely.get_parts(degrees) if isinstance(part, Polygon)])
