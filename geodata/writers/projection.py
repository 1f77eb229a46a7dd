"""Geometries of a table (EPSG:4326) in the CRS of a file."""

import numpy as np
import shapely
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from geodata.table import Table


def in_crs(table: Table, crs: str) -> list[BaseGeometry | None]:
    """The table's geometries in `crs`, x before y (lon before lat); None where there is none."""
    geometries = list(table.geometries or [None] * len(table.rows))
    if CRS.from_user_input(crs).to_epsg() in {4326, 6668}:
        return geometries
    transformer = Transformer.from_crs(4326, crs, always_xy=True)
    moved = shapely.transform(
        np.array(geometries, dtype=object),
        lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])),
    )
    return list(moved)
