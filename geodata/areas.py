"""Approximate areas of towns and districts, and the people estimated to live in them.

No official polygon of the districts is free to bundle. A town's area here is the
part of the city nearer to its representative point than to any other (Thiessen
cell), inside an outline drawn around all known points; a district is its towns
together. Whoever shows them says "approximate".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Boundaries:
    """Outlines from a boundary file, EPSG:4326, that replace what is guessed without them.

    `outline` is the whole city; `base_towns` are towns with all their blocks (丁目), by name.
    """

    outline: BaseGeometry | None = None
    base_towns: Mapping[str, BaseGeometry] = field(default_factory=dict)


def approximate_areas(city: City, boundaries: Boundaries | None = None) -> Areas:
    """Thiessen cells of the city's towns, dissolved to districts, with estimated residents.

    Where a base town's outline is known, its cells fill it exactly. Districts that no town
    names as its own get no area. Takes some tens of milliseconds.
    """
    to_plane = Transformer.from_crs(4326, city.crs, always_xy=True)
    to_degrees = Transformer.from_crs(city.crs, 4326, always_xy=True)
    cells = _cells(city, to_plane, boundaries or Boundaries())
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


def _cells(city: City, to_plane: Transformer, boundaries: Boundaries) -> dict[str, BaseGeometry]:
    """Thiessen cells by town id, in the plane, cut to the outline."""
    points = dict(
        zip(
            (town.id for town in city.towns),
            _plane([(town.lon, town.lat) for town in city.towns], to_plane),
            strict=True,
        )
    )
    outline = _projected(boundaries.outline, to_plane) or _outline(_known(city, to_plane))
    cells = _thiessen(points, outline)
    bases = {name: _projected(area, to_plane) for name, area in boundaries.base_towns.items()}
    if bases:
        covered = shapely.union_all(list(bases.values()), grid_size=GRID_M)
        cells = {
            key: _polygonal(cell.difference(covered, grid_size=GRID_M))
            for key, cell in cells.items()
        }
    for name, area in bases.items():
        members = {town.id: points[town.id] for town in city.towns if town.base_town == name}
        cells |= _thiessen(members, area) if members and area is not None else {}
    # A town that all outlines leave out keeps a place of its own around its point.
    return {
        key: shapely.Point(points[key]).buffer(MARGIN_M / 10) if cell.is_empty else cell
        for key, cell in cells.items()
    }


def _thiessen(
    points: Mapping[str, NDArray[np.float64]], area: BaseGeometry
) -> dict[str, BaseGeometry]:
    """The parts of `area` nearer to each point than to the others, by the points' keys."""
    if len(points) == 1:
        return dict.fromkeys(points, area)
    diagram = shapely.voronoi_polygons(
        MultiPoint(list(points.values())), extend_to=area, ordered=True
    )
    cells = shapely.intersection(shapely.get_parts(diagram), area, grid_size=GRID_M)
    return dict(zip(points, map(_polygonal, cells), strict=True))


def _polygonal(geometry: BaseGeometry) -> MultiPolygon:
    """Only the areas of a geometry: cutting leaves lines and points where shapes touch."""
    parts = shapely.get_parts(shapely.get_parts(geometry))
    return MultiPolygon([part for part in parts if isinstance(part, Polygon)])


def _known(city: City, to_plane: Transformer) -> NDArray[np.float64]:
    """Every point known to lie in the city, (n, 2) metres."""
    places = [(town.lon, town.lat) for town in city.towns]
    places += [(station.lon, station.lat) for station in city.stations]
    places += [
        (facility.lon, facility.lat)
        for facility in city.facilities
        if facility.lon is not None and facility.lat is not None
    ]
    return _plane(places, to_plane)


def _projected(area: BaseGeometry | None, to_plane: Transformer) -> BaseGeometry | None:
    if area is None:
        return None
    plane = shapely.transform(
        area, lambda xy: np.column_stack(to_plane.transform(xy[:, 0], xy[:, 1]))
    )
    return _polygonal(shapely.make_valid(shapely.set_precision(plane, GRID_M)))


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
    return _polygonal(degrees)
