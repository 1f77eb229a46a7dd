"""A place's people spread inside its area, since nobody lives at a representative point."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapservice.planning.arrays import Floats, Ints
from mapservice.planning.demand.plane import Plane
from mapservice.planning.impedance.ground import Points

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
MOST_CELLS = 4_000_000
METRES_PER_DEGREE = 111_195.0  # of a great circle of the mean radius


def lattice_in(area: BaseGeometry, step_m: float) -> Points:
    """Points of a square lattice inside `area` (degrees), `step_m` apart; one at least.

    An area too small for the lattice gets its inner point. ValueError for an empty area.
    """
    if area.is_empty:
        raise ValueError("an empty area has no inside")
    plane = Plane(area.centroid.x, area.centroid.y)
    flat = plane.flatten(area)
    west, south, east, north = flat.bounds
    if (east - west) * (north - south) > MOST_CELLS * step_m**2:
        raise ValueError(f"a lattice of {step_m:g} m is too fine for this area")
    x, y = np.meshgrid(
        np.arange(west + step_m / 2, east, step_m), np.arange(south + step_m / 2, north, step_m)
    )
    inside = shapely.contains_xy(flat, x.ravel(), y.ravel())
    x, y = x.ravel()[inside], y.ravel()[inside]
    if len(x) == 0:
        inner = flat.point_on_surface()
        x, y = np.array([inner.x]), np.array([inner.y])
    return plane.points(x, y)


def sunflower(points: Points, radius_m: Floats, seeds: int) -> tuple[Points, Ints]:
    """`seeds` points spread evenly over the disc of `radius_m` around each point.

    Vogel 1979, Mathematical Biosciences 44: seed k at radius R sqrt((k + 1/2) / seeds), turned
    by the golden angle. Returns the points and (n * seeds,) the number of their origin.
    """
    number = np.arange(seeds)
    reach, angle = np.sqrt((number + 0.5) / seeds), number * GOLDEN_ANGLE
    north_m = np.outer(radius_m, reach * np.sin(angle))
    east_m = np.outer(radius_m, reach * np.cos(angle))
    return moved(points, east_m, north_m), np.repeat(np.arange(len(points)), seeds)


def moved(points: Points, east_m: Floats, north_m: Floats) -> Points:
    """Points displaced by metres, each (n,) or (n, times); for displacements of some km."""
    lon, lat = points.lon, points.lat
    if east_m.ndim == 2:
        lon, lat = lon[:, None], lat[:, None]
    degrees_east = east_m / (METRES_PER_DEGREE * np.cos(np.radians(lat)))
    return Points((lon + degrees_east).ravel(), (lat + north_m / METRES_PER_DEGREE).ravel())
