"""GeoPackage and Shapefile by pyogrio; only ever imported in the child process."""

from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pyogrio.raw
import shapely
from pyogrio.errors import DataSourceError
from shapely.geometry.base import BaseGeometry

from geodata.notes import Unreadable
from geodata.readers.dbf import attribute_encoding
from geodata.readers.limits import Limits
from geodata.table import Cell

DRIVERS = {".shp": "ESRI Shapefile", ".gpkg": "GPKG"}


def check_drivers(allowed: frozenset[str]) -> None:
    """Raise RuntimeError if GDAL could open anything else: the environment did not hold."""
    surplus = set(pyogrio.list_drivers()) - allowed
    if surplus:
        raise RuntimeError(f"GDAL was started with {len(surplus)} drivers too many")


def read(
    path: Path, table: str | None, limits: Limits
) -> tuple[list[dict[str, Cell]], list[BaseGeometry | None], str | None, str, str]:
    """(rows, geometries, CRS, driver, encoding) of one table of the file."""
    encoding = attribute_encoding(path.with_suffix(".dbf")) if path.suffix == ".shp" else "utf-8"
    try:
        layer = _choose(path, table)
        meta, _, shapes, data = pyogrio.raw.read(
            path,
            layer=layer,
            encoding=encoding,
            force_2d=True,
            datetime_as_string=True,
            max_features=limits.rows + 1,
        )
    except (DataSourceError, UnicodeDecodeError) as error:
        raise Unreadable("not a readable %(driver)s", driver=DRIVERS[path.suffix]) from error
    count = len(shapes) if shapes is not None else len(data[0]) if data else 0
    if count > limits.rows:
        raise Unreadable("more than %(limit)s rows", limit=limits.rows)
    columns = {
        str(name): [_cell(value, str(kind)) for value in values]
        for name, values, kind in zip(meta["fields"], data, meta["ogr_types"], strict=True)
    }
    rows = [{name: values[i] for name, values in columns.items()} for i in range(count)]
    geometries = list(shapely.from_wkb(shapes)) if shapes is not None else [None] * count
    return rows, geometries, meta["crs"], DRIVERS[path.suffix], encoding


def _choose(path: Path, table: str | None) -> str:
    names = [str(name) for name, _ in pyogrio.list_layers(path)]
    if table is not None and table in names:
        return table
    if table is not None or len(names) != 1:
        raise Unreadable("name one of the file's tables: %(names)s", names="、".join(names[:20]))
    return names[0]


def _cell(value: Any, kind: str) -> Cell:
    if value is None or value is np.ma.masked:
        return None
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        if np.isnan(value):
            return None
        return int(value) if kind.startswith("OFTInteger") else float(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, bytes | np.ndarray):
        raise Unreadable("binary columns cannot be read")
    return str(value).removesuffix("T00:00:00") or None
