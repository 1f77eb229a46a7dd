"""A flat map around one place: metres east and north, true to a thousandth within 15 km."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapservice.planning.arrays import Floats
from mapservice.planning.impedance.ground import FLATTENING, SEMI_MAJOR_M, Points


@dataclass(frozen=True, slots=True)
class Plane:
    """Equirectangular map that touches the ellipsoid at `lon`, `lat` (degrees)."""

    lon: float
    lat: float

    @property
    def metres_per_degree(self) -> Floats:
        """Of longitude and of latitude at the origin, (2,): Snyder 1987, USGS PP 1395, p. 24."""
        phi, e2 = np.radians(self.lat), FLATTENING * (2 - FLATTENING)
        curved = 1 - e2 * np.sin(phi) ** 2
        east = SEMI_MAJOR_M / np.sqrt(curved) * np.cos(phi)
        north = SEMI_MAJOR_M * (1 - e2) / curved**1.5
        per_radian: Floats = np.array([east, north])
        return np.radians(per_radian)

    def flatten(self, area: BaseGeometry) -> BaseGeometry:
        """A geometry in degrees -> in metres."""
        origin = np.array([self.lon, self.lat])
        return shapely.transform(area, lambda xy: (xy - origin) * self.metres_per_degree)

    def metres(self, points: Points) -> Floats:
        """Points in degrees -> metres east and north (n, 2)."""
        degrees = np.column_stack((points.lon - self.lon, points.lat - self.lat))
        return degrees * self.metres_per_degree

    def points(self, east_m: Floats, north_m: Floats) -> Points:
        """Metres (n,) -> degrees."""
        per_lon, per_lat = self.metres_per_degree
        return Points(self.lon + east_m / per_lon, self.lat + north_m / per_lat)
