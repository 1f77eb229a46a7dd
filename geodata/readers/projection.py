"""Geometries of any coordinate reference system as EPSG:4326."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from geodata.notes import Note, Unreadable
from geodata.repair.coordinates import EAST, NORTH, SOUTH, WEST

# JGD2000 and JGD2011 lie within centimetres of WGS 84 (GSI): taken as equal, like EPSG:4326.
_SAME_AS_WGS84: Final = frozenset({4326, 6668, 4612, 6697})


def to_degrees(
    geometries: Sequence[BaseGeometry | None], crs: str | None
) -> tuple[list[BaseGeometry | None], str, list[Note]]:
    """(geometries in EPSG:4326 with lon before lat, name of their CRS, notes).

    Without a CRS, coordinates that lie in Japan as degrees are taken as such; any other
    are refused, and the operator has to say what they are.
    """
    array = np.array(geometries, dtype=object)
    if not crs:
        if not _look_like_degrees(array):
            raise Unreadable("the file does not say its coordinate reference system")
        note = Note("the file names no coordinate reference system: taken as degrees of JGD2011")
        return list(geometries), "EPSG:6668", [note]
    try:
        system = CRS.from_user_input(crs)
    except CRSError as error:
        raise Unreadable("unknown coordinate reference system: %(crs)s", crs=crs[:100]) from error
    name = _name(system)
    if system.to_epsg() in _SAME_AS_WGS84 or name == "OGC:CRS84":
        return _checked(array, name), name, []
    transformer = Transformer.from_crs(system, 4326, always_xy=True)
    moved = shapely.transform(
        array, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))
    )
    return _checked(moved, name), name, _datum_notes(system)


def _look_like_degrees(array: np.ndarray) -> bool:
    west, south, east, north = shapely.total_bounds(array)
    return bool(west >= WEST and south >= SOUTH and east <= EAST and north <= NORTH)


def _checked(array: np.ndarray, name: str) -> list[BaseGeometry | None]:
    for number, geometry in enumerate(array, start=1):
        if geometry is not None and not np.isfinite(shapely.get_coordinates(geometry)).all():
            raise Unreadable("feature %(number)s has coordinates that %(crs)s does not have",
                             number=number, crs=name)  # fmt: skip
    return list(array)


def _name(system: CRS) -> str:
    code = system.to_authority(min_confidence=70)
    return ":".join(code) if code else system.name


def _datum_notes(system: CRS) -> list[Note]:
    # The grid of the official conversion (TKY2JGD) is not part of PROJ's own data.
    if system.datum is not None and "Tokyo" in system.datum.name:
        return [Note("the old Japanese datum was converted to within some ten metres")]
    return []
