"""The city's edge: people whose catchment crosses it, where neighbours' venues are missing."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapservice.planning.arrays import Flags, Floats, check_amounts
from mapservice.planning.demand.plane import Plane
from mapservice.planning.impedance.ground import Points


@dataclass(frozen=True, slots=True, eq=False)
class BorderWarning:
    """Who may be better served than computed, because supply stops at the border."""

    distance_m: Floats  # (n,) to the border; 0 outside the city
    near: Flags  # (n,) the catchment crosses the border
    people_near: float
    share_near: float  # of all people, 0..1; NaN without people


def warn_near_border(
    points: Points, people: Floats, city: BaseGeometry, reach_m: float
) -> BorderWarning:
    """People within `reach_m` of the border of `city` (degrees); coast counts as border too.

    `reach_m` is the straight distance that the threshold allows, minutes / minutes per metre.
    """
    weight = check_amounts("people", people, len(points))
    plane = Plane(city.centroid.x, city.centroid.y)
    flat = plane.flatten(city)
    places = shapely.points(plane.metres(points))
    inside = shapely.covers(flat, places)
    distance = np.where(inside, shapely.distance(flat.boundary, places), 0.0)
    near = distance <= reach_m
    everyone = float(weight.sum())
    return BorderWarning(
        distance_m=distance,
        near=near,
        people_near=float(weight[near].sum()),
        share_near=float(weight[near].sum()) / everyone if everyone > 0 else float("nan"),
    )
